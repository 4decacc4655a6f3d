//! The cascade: where the talks of one document begin.
//!
//! Headings first, from the top down: containers are descended into, what is around talks is left out, and the
//! remaining headings of one depth are judged together. What headings do not settle is read as text: lists, then prose.

mod region;
mod signs;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use self::signs::Signs;
use super::day::{DayTitle, day_title, is_date_only};
use super::link::{event_page, page_key, pattern};
use super::outline::{Node, outline};
use super::telling::{Strength, Telling, find_tellings, sentences};
use super::title::{self, Bylines};
use super::{Event, Status, day, edition, status, vocabulary};
use crate::source::document::{Block, BlockKind};
use crate::source::sidecar::{Settings, TalksAt};
use crate::text::is_year;

/// Where a talk begins, and what is known of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Start {
    /// The block it begins in.
    pub(super) block: usize,
    /// The visible byte of the block; 0 takes in the block's markup.
    pub(super) at: usize,
    /// The block before which it ends at the latest.
    pub(super) until: usize,
    /// The title.
    pub(super) title: String,
    /// Where the title stands: a block and its visible bytes.
    pub(super) place: Option<(usize, Range<usize>)>,
    pub(super) speakers: Vec<String>,
    pub(super) day: Option<String>,
    pub(super) track: Option<String>,
    pub(super) url: Option<String>,
    pub(super) status: Option<Status>,
    /// Which event of a schedule it is, if a sidecar settles that.
    pub(super) event: Option<Event>,
    /// Whether the talk is told in prose, so that a paragraph may turn away from it.
    pub(super) prose: bool,
}

/// What the headings above say.
#[derive(Debug, Clone, Default)]
struct Context {
    day: Option<String>,
    track: Option<String>,
    status: Option<Status>,
    /// Whether a list here is one of talks.
    listing: bool,
    /// The heading just above, if it is a theme.
    theme: Option<usize>,
}

impl Context {
    /// Takes a heading's day or track in.
    fn enter(&mut self, title: &str) {
        match day_title(title) {
            Some(DayTitle::Only(day)) => {
                self.day = Some(day);
                self.track = None;
            }
            Some(DayTitle::WithTopic(day, topic)) => {
                self.day = Some(day);
                self.track = Some(topic);
            }
            None => {
                if let Some(track) = track_of(title) {
                    self.track = Some(track);
                }
            }
        }
        self.status = status::of_title(title);
        self.listing = vocabulary::lists_talks(title) || day_title(title).is_some();
        self.theme = None;
    }
}

/// Finds where the talks of a document begin.
///
/// `is_alone` tells that it is one talk, `is_report` that it is known to be notes on a conference.
pub(super) fn find_starts(
    source: &str,
    blocks: &[Block],
    settings: &Settings,
    is_alone: bool,
    is_report: bool,
) -> Vec<Start> {
    let mut cascade = Cascade {
        source,
        blocks,
        nodes: outline(blocks),
        settings,
        starts: Vec::new(),
        pages: BTreeSet::new(),
        impersonal: true,
        is_report,
    };
    let linked: BTreeSet<String> =
        blocks.iter().flat_map(|block| &block.flow.links).filter_map(|link| event_page(&link.target)).collect();
    // Who links the talks he saw links them all.
    cascade.impersonal = linked.len() < 3;
    match settings.talks_at {
        Some(TalksAt::None) => {}
        Some(TalksAt::File) => cascade.whole(),
        Some(TalksAt::Heading(level)) => cascade.headings_at(level),
        Some(TalksAt::Link) => cascade.each(|kind| !matches!(kind, BlockKind::Code(_)), true),
        Some(TalksAt::Bullet) => cascade.each(|kind| *kind == BlockKind::Item(1), false),
        Some(TalksAt::Paragraph) => cascade.each(|kind| *kind == BlockKind::Paragraph, false),
        None if is_alone => cascade.whole(),
        None => cascade.descend(),
    }
    let mut starts = cascade.starts;
    starts.sort_by_key(|start| (start.block, start.at));
    starts
}

struct Cascade<'d> {
    source: &'d str,
    blocks: &'d [Block],
    nodes: Vec<Node>,
    settings: &'d Settings,
    starts: Vec<Start>,
    /// The event pages that already have a talk.
    pages: BTreeSet<String>,
    /// Whether talks without title and speaker are looked for.
    impersonal: bool,
    /// Whether path, title or author say that these are notes on a conference.
    is_report: bool,
}

static TODO: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:TODO|DONE|NEXT|WAITING|FIXME|CANCELLED|STARTED|SOMEDAY|Todo|ToDo)\b"));

impl<'d> Cascade<'d> {
    fn text(&self, block: usize) -> &'d str {
        self.blocks[block].flow.text()
    }

    fn ignored(&self, title: &str) -> bool {
        let folded = crate::text::fold(title);
        // A phrase of several words may stand anywhere in what is to be ignored.
        let phrases = &self.settings.ignore;
        phrases.contains(&folded)
            || phrases.iter().any(|phrase| phrase.matches(' ').count() >= 2 && folded.contains(phrase.as_str()))
    }

    /// The whole document is one talk.
    fn whole(&mut self) {
        let first = self.blocks.iter().position(|block| !matches!(block.kind, BlockKind::Code(_)));
        let heading = self.blocks.iter().position(|block| matches!(block.kind, BlockKind::Heading(_)));
        let Some(block) = heading.or(first) else { return };
        let node = self.nodes.iter().position(|node| node.heading == Some(block));
        let mut start = if let Some(node) = node {
            let signs = self.signs(node);
            self.heading_start(node, &signs, &Context::default())
        } else {
            let text = self.text(block);
            let range = sentences(text).into_iter().next().unwrap_or(0..text.len());
            Start { block, title: text[range.clone()].to_owned(), place: Some((block, range)), ..Start::default() }
        };
        start.until = self.blocks.len();
        self.starts.push(start);
    }

    /// Every heading of one level, as the author says.
    fn headings_at(&mut self, level: u8) {
        let mut context = Context::default();
        for node in 1..self.nodes.len() {
            let Some(heading) = self.nodes[node].heading else { continue };
            let title = self.text(heading);
            if self.nodes[node].level < level {
                context.enter(title);
            } else if self.nodes[node].level == level && !self.ignored(title) {
                let signs = self.signs(node);
                let start = self.heading_start(node, &signs, &context);
                self.starts.push(start);
            }
        }
    }

    /// Every block of a kind, as the author says; or every event page linked in one.
    fn each(&mut self, wanted: impl Fn(&BlockKind) -> bool, linked: bool) {
        let mut context = Context::default();
        for block in 0..self.blocks.len() {
            if let BlockKind::Heading(_) = self.blocks[block].kind {
                context.enter(self.text(block));
            }
            if !wanted(&self.blocks[block].kind) || self.ignored(self.text(block)) {
                continue;
            }
            let tellings: Vec<Telling> = find_tellings(&self.blocks[block].flow)
                .into_iter()
                .filter(|telling| !linked || telling.strength == Strength::Event)
                .collect();
            let until = self.blocks.len();
            if tellings.is_empty() && !linked {
                let start = self.line_start(block, until, &context, Bylines::Careful, None);
                self.starts.push(start);
            }
            let count = if linked { tellings.len() } else { 1 };
            for (index, telling) in tellings.into_iter().take(count).enumerate() {
                self.tell(block, telling, until, &context, index == 0);
            }
        }
    }

    /// From the document down, one depth at a time.
    fn descend(&mut self) {
        let mut frontier = vec![(0, Context::default())];
        let mut regions: Vec<(Range<usize>, usize, Context)> = Vec::new();
        while !frontier.is_empty() {
            let mut candidates: Vec<(usize, Context, Signs)> = Vec::new();
            let mut next = Vec::new();
            for (node, context) in frontier {
                let Node { own, end, children, .. } = self.nodes[node].clone();
                let until = children.first().map_or(end, |_| own.end);
                regions.push((own, until, context.clone()));
                let mut local = context;
                for (index, child) in children.iter().enumerate() {
                    self.sort(*child, node == 0 && index == 0, &mut local, &mut next, &mut candidates);
                }
            }
            // Where most headings begin with people, the others do too.
            let headings = candidates.iter().filter_map(|(node, _, _)| self.nodes[*node].heading);
            if title::bylines_of(headings.map(|heading| self.text(heading))) == Bylines::Expected {
                for (node, _, signs) in candidates.iter_mut().filter(|(_, _, signs)| signs.headline.speakers.is_empty())
                {
                    let text = self.nodes[*node].heading.map_or("", |heading| self.text(heading));
                    signs.headline = title::headline_with(text, Bylines::Expected);
                }
            }
            let talks = self.judge(&candidates);
            for ((node, context, signs), is_talk) in candidates.into_iter().zip(talks) {
                if is_talk {
                    let start = self.heading_start(node, &signs, &context);
                    self.pages.extend(start.url.as_deref().map(page_key));
                    self.pages.extend(signs.pages.iter().map(|page| page_key(page)));
                    self.starts.push(start);
                } else if !(signs.empty && self.nodes[node].children.is_empty()) {
                    next.push((node, Context { theme: self.nodes[node].heading, ..context }));
                }
            }
            frontier = next;
        }
        let by_heading = !self.starts.is_empty();
        for (own, until, context) in regions {
            // What stands before the first heading introduces; it tells of no talks if headings do.
            if by_heading && own.start == 0 {
                self.region(own, until, &context, Strength::Event);
            } else {
                self.region(own, until, &context, Strength::Impersonal);
            }
        }
    }

    /// Sorts one heading: left out, a container for the next depth, or a candidate.
    fn sort(
        &self,
        node: usize,
        first: bool,
        context: &mut Context,
        next: &mut Vec<(usize, Context)>,
        candidates: &mut Vec<(usize, Context, Signs)>,
    ) {
        let Some(heading) = self.nodes[node].heading else { return };
        let text = self.text(heading);
        if self.ignored(text) || TODO.is_match(text) {
            return;
        }
        let leaf = self.nodes[node].children.is_empty();
        let here = |context: &Context| Context { theme: None, ..context.clone() };
        let all_series = !text.is_empty()
            && day::words(text).iter().all(|word| edition::is_series_word(&word.text) || is_year(&word.text));
        let signs = self.signs(node);
        match day_title(text) {
            Some(DayTitle::Only(_)) => {
                context.enter(text);
                if !self.is_arrival(node) {
                    next.push((node, here(context)));
                }
                return;
            }
            Some(DayTitle::WithTopic(..)) if !signs.certain() => {
                context.enter(text);
                next.push((node, here(context)));
                context.track = None;
                return;
            }
            _ => {}
        }
        let single_keynote = leaf && !signs.empty && crate::text::fold(text).ends_with("keynote");
        let container = vocabulary::is_container(text) && !single_keynote;
        let dated = day::words(text).iter().any(|word| is_year(&word.text));
        let plural =
            ["talks", "sessions", "presentations", "notes"].iter().any(|word| crate::text::fold(text).ends_with(word));
        // `What I learned` above all else is no part of a report, but its title.
        let above_all = self.nodes[0].children.len() == 1 && vocabulary::is_around(text);
        let title = first
            && (heading == 0 && plural
                || !leaf && (above_all || vocabulary::is_report_title(text))
                || heading == 0 && dated && !signs.headline.is_marked());
        // A report's title may have labels too; they hold for all its talks.
        let titled = title && !signs.headline.is_marked() && signs.heading_page.is_none();
        if titled {
            context.day = signs.labels.day.clone().or(context.day.take());
            context.track = signs.labels.track.clone().or(context.track.take());
        }
        if titled || (container || all_series || self.is_only_dated(node)) && !signs.certain() {
            if leaf && (all_series || self.is_only_dated(node)) {
                // Another conference begins, or another day.
                *context = Context::default();
            }
            let mut inner = context.clone();
            inner.enter(text);
            if titled {
                inner.track.clone_from(&context.track);
            }
            inner.day = inner.day.or_else(|| context.day.clone());
            inner.listing |= title && leaf;
            next.push((node, inner));
        } else if vocabulary::is_around(text) && (!signs.certain() || signs.only_timed()) {
            // Left out, with all that stands below it.
        } else {
            candidates.push((node, here(context), signs));
        }
    }

    /// `Day 0` and the like, when they are about the city and not about talks.
    fn is_arrival(&self, node: usize) -> bool {
        let Node { heading, own, .. } = self.nodes[node].clone();
        let zero = heading.is_some_and(|heading| {
            matches!(
                crate::text::fold(self.text(heading)).as_str(),
                "day 0" | "day zero" | "tag 0" | "jour 0" | "friday" | "freitag"
            )
        });
        let intro: String = own.take(2).map(|block| crate::text::fold(self.text(block))).collect::<Vec<_>>().join(" ");
        zero && [
            "impressions",
            "arrived",
            "arrival",
            "travel",
            "flight",
            "train",
            "city",
            "hotel",
            "trip",
            "drove",
            "airport",
        ]
        .iter()
        .any(|word| intro.split(' ').any(|other| other == *word))
    }

    /// Whether the first thing below a heading is a date: another conference, another day.
    fn is_only_dated(&self, node: usize) -> bool {
        self.nodes[node].own.clone().next().is_some_and(|block| {
            matches!(self.blocks[block].kind, BlockKind::Item(_)) && is_date_only(self.text(block))
        })
    }

    /// Judges the candidates of one depth together.
    fn judge(&self, candidates: &[(usize, Context, Signs)]) -> Vec<bool> {
        let strong = |signs: &Signs| signs.certain() || signs.pages.len() == 1 || (signs.hinted && !signs.theme);
        let count = candidates.len();
        let strong_count = candidates.iter().filter(|(_, _, signs)| strong(signs)).count();
        let single_count = candidates.iter().filter(|(_, _, signs)| signs.pages.len() == 1).count();
        let certain_count = candidates.iter().filter(|(_, _, signs)| signs.certain()).count();
        let bulleted = candidates.iter().filter(|(_, _, signs)| signs.bullets).count();
        let full = candidates.iter().filter(|(_, _, signs)| !signs.empty).count();
        let themes = candidates.iter().filter(|(_, _, signs)| signs.theme).count();
        candidates
            .iter()
            .map(|(node, context, signs)| {
                if signs.certain() {
                    return true;
                }
                let several = signs.lists_talks
                    || signs.pages.len() > 2
                    || (signs.pages.len() == 2 && single_count * 4 < count * 3);
                if self.holds_talks(*node) || several || (signs.empty && full * 2 >= count) {
                    return false;
                }
                if !signs.pages.is_empty() {
                    return true;
                }
                // Where nearly all headings are talks beyond doubt, one is that tells of others in passing.
                if signs.theme && certain_count * 3 < count * 2 && themes * 3 >= count {
                    return false;
                }
                let majority = strong_count * 2 >= count && count >= 2;
                // Any text has a few headings.
                let of_conference = self.is_report || context.listing || context.day.is_some();
                let enough = count >= 6 || of_conference && (count >= 2 || self.is_all(*node));
                (signs.hinted && !signs.theme)
                    || majority
                    || (bulleted * 2 >= count && count >= 3 && bulleted >= 3)
                    || (enough && themes * 3 < count)
            })
            .collect()
    }

    /// Whether notes are a title and this heading with what stands below it.
    fn is_all(&self, node: usize) -> bool {
        node >= 2 && node + 1 == self.nodes.len() && self.nodes[..node].iter().all(|above| above.own.is_empty())
    }

    /// Whether most headings below a heading are marked as talks.
    fn holds_talks(&self, node: usize) -> bool {
        let children = &self.nodes[node].children;
        let signed = children
            .iter()
            .filter(|child| {
                let signs = self.signs(**child);
                signs.certain() || signs.pages.len() == 1 || !signs.first_speakers.is_empty()
            })
            .count();
        signed >= 1 && signed * 2 >= children.len()
    }

    fn heading_start(&self, node: usize, signs: &Signs, context: &Context) -> Start {
        let heading = self.nodes[node].heading.unwrap_or(0);
        let text = self.text(heading);
        let headline = &signs.headline;
        let speakers = [&headline.speakers, &signs.labels.speakers, &signs.named_line, &signs.first_speakers]
            .into_iter()
            .find(|speakers| !speakers.is_empty())
            .cloned()
            .unwrap_or_default();
        let labelled = signs.labels.url.clone().filter(|url| url.contains("//"));
        Start {
            block: heading,
            at: 0,
            until: self.nodes[node].end,
            title: text[headline.title.clone()].to_owned(),
            place: Some((heading, headline.title.clone())),
            speakers,
            day: headline.day.clone().or_else(|| signs.labels.day.clone()).or_else(|| context.day.clone()),
            track: signs.labels.track.clone().or_else(|| context.track.clone()),
            url: signs
                .heading_page
                .clone()
                .or(labelled)
                .or_else(|| fitting_page(&text[headline.title.clone()], &signs.pages)),
            status: context.status,
            event: None,
            prose: false,
        }
    }
}

/// The page whose address has most of the title's words; of equals the first.
fn fitting_page(title: &str, pages: &[String]) -> Option<String> {
    let words = day::words(title);
    let fit = |page: &String| {
        let folded = crate::text::fold(page);
        words.iter().filter(|word| folded.split(' ').any(|part| part == word.text)).count()
    };
    let best = pages.iter().map(fit).max()?;
    pages.iter().find(|page| fit(page) == best).cloned()
}

/// The track that a heading names: `Containers devroom`, `Lightning talks`, `Keynotes`.
fn track_of(title: &str) -> Option<String> {
    let folded = crate::text::fold(title);
    let last = folded.rsplit(' ').next().unwrap_or_default().to_owned();
    let named = matches!(last.as_str(), "devroom" | "track" | "keynotes" | "keynote" | "room")
        || folded.starts_with("lightning talk")
        || folded.starts_with("main track");
    let generic = matches!(folded.as_str(), "main room" | "the room");
    let bare = title.trim().trim_end_matches([':', '.']).trim();
    (named && !generic).then(|| {
        let short = ["devroom", "Devroom", "track", "Track", "DevRoom"]
            .iter()
            .find_map(|word| bare.strip_suffix(word))
            .map(str::trim_end)
            .filter(|short| !short.is_empty() && *short != "Main");
        short.unwrap_or(bare).to_owned()
    })
}
