//! The cascade: where the talks of one document begin.
//!
//! Headings first, from the top down: containers are descended into, what is around talks is left out, and the
//! remaining headings of one depth are judged together. What headings do not settle is read as text: lists, then prose.

use std::collections::BTreeSet;
use std::ops::Range;

use super::day::{DayTitle, day_title, is_date_only};
use super::link::{event_page, is_recording, page_key, pattern};
use super::outline::{Node, outline};
use super::status::{self, status_of};
use super::telling::{Strength, Telling, announces_following, find_tellings, sentences};
use super::title::{self, Bylines, Headline, Labels};
use super::{Status, day, edition, name, vocabulary};
use crate::source::document::{Block, BlockKind};
use crate::source::sidecar::{Settings, TalksAt};

use std::sync::LazyLock;

use regex::Regex;

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

/// Signs that a heading is a talk's.
#[derive(Debug, Clone, Default)]
struct Signs {
    headline: Headline,
    labels: Labels,
    /// A line of names right below.
    named_line: Vec<String>,
    heading_page: Option<String>,
    pages: Vec<String>,
    /// A recording, `this talk`, or a speaker in the first sentence.
    hinted: bool,
    bullets: bool,
    empty: bool,
    /// The text tells of talks other than the heading's.
    theme: bool,
    /// The list below is one of talks.
    lists_talks: bool,
    first_speakers: Vec<String>,
}

impl Signs {
    fn certain(&self) -> bool {
        self.headline.is_marked() || self.heading_page.is_some() || !self.named_line.is_empty() || self.labelled()
    }

    fn labelled(&self) -> bool {
        !self.labels.speakers.is_empty() || self.labels.count >= 2
    }
}

/// Finds where the talks of a document begin.
pub(super) fn find_starts(source: &str, blocks: &[Block], settings: &Settings, alone: bool) -> Vec<Start> {
    let mut cascade = Cascade {
        source,
        blocks,
        nodes: outline(blocks),
        settings,
        starts: Vec::new(),
        pages: BTreeSet::new(),
        impersonal: true,
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
        None if alone => cascade.whole(),
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
}

static ANAPHORA: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:this|the|his|her|their)\s+(?:\w+\s+)?(?:talk|session|presentation|keynote|speaker|speakers|presenter|presenters|workshop|lecture)\b|^(?:an?|the|another)?\s*(?:[\w-]+\s+){0,3}(?:talk|keynote|presentation|session|workshop)\b|\b(?:dieser|der)\s+(?:vortrag|redner)|\b(?:dette\s+)?foredraget|\b(?:cette|la)\s+(?:conférence|présentation)\b",
    )
});

static TODO: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:TODO|DONE|NEXT|WAITING|FIXME|CANCELLED|STARTED|SOMEDAY|Todo|ToDo)\b"));

impl<'d> Cascade<'d> {
    fn text(&self, block: usize) -> &'d str {
        self.blocks[block].flow.text()
    }

    fn ignored(&self, title: &str) -> bool {
        let folded = crate::text::fold(title);
        self.settings.ignore.iter().any(|phrase| folded == *phrase)
    }

    /// The whole document is one talk.
    fn whole(&mut self) {
        let first = self.blocks.iter().position(|block| !matches!(block.kind, BlockKind::Code(_)));
        let heading = self.blocks.iter().position(|block| matches!(block.kind, BlockKind::Heading(_)));
        let Some(block) = heading.or(first) else { return };
        let node = self.nodes.iter().position(|node| node.heading == Some(block));
        let mut start = match node {
            Some(node) => {
                let signs = self.signs(node);
                self.heading_start(node, &signs, &Context::default())
            }
            None => {
                let text = self.text(block);
                let range = sentences(text).into_iter().next().unwrap_or(0..text.len());
                Start { block, title: text[range.clone()].to_owned(), place: Some((block, range)), ..Start::default() }
            }
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
                self.enter(&mut context, title);
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
                self.enter(&mut context, self.text(block));
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
                let start = self.line_start(block, until, &context, Bylines::Careful);
                self.starts.push(start);
            }
            let count = if linked { tellings.len() } else { 1 };
            for (index, telling) in tellings.into_iter().take(count).enumerate() {
                self.tell(block, telling, until, &context, index == 0);
            }
        }
    }

    /// Takes a heading's day or track into the context.
    fn enter(&self, context: &mut Context, title: &str) {
        match day_title(title) {
            Some(DayTitle::Only(day)) => {
                context.day = Some(day);
                context.track = None;
            }
            Some(DayTitle::WithTopic(day, topic)) => {
                context.day = Some(day);
                context.track = Some(topic);
            }
            None => {
                if let Some(track) = track_of(title) {
                    context.track = Some(track);
                }
            }
        }
        context.status = status::of_title(title);
        context.listing = vocabulary::is_container(title) || day_title(title).is_some();
        context.theme = None;
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
            && day::words(text).iter().all(|word| edition::is_series_word(&word.text) || day::is_year(&word.text));
        let signs = self.signs(node);
        match day_title(text) {
            Some(DayTitle::Only(_)) => {
                self.enter(context, text);
                if !self.is_arrival(node) {
                    next.push((node, here(context)));
                }
                return;
            }
            Some(DayTitle::WithTopic(..)) if !signs.certain() => {
                self.enter(context, text);
                next.push((node, here(context)));
                context.track = None;
                return;
            }
            _ => {}
        }
        let single_keynote = leaf && !signs.empty && crate::text::fold(text).ends_with("keynote");
        let container = vocabulary::is_container(text) && !single_keynote;
        let dated = day::words(text).iter().any(|word| day::is_year(&word.text));
        let title = first
            && (!leaf && vocabulary::is_report_title(text) || heading == 0 && dated && !signs.headline.is_marked());
        if (container || title || all_series || self.is_only_dated(node)) && !signs.certain() {
            if leaf && (all_series || self.is_only_dated(node)) {
                // Another conference begins, or another day.
                *context = Context::default();
            }
            let mut inner = context.clone();
            self.enter(&mut inner, text);
            inner.day = inner.day.or_else(|| context.day.clone());
            inner.listing |= title && leaf;
            next.push((node, inner));
        } else if vocabulary::is_around(text) && !signs.certain() {
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

    fn signs(&self, node: usize) -> Signs {
        let Node { heading, own, children, .. } = self.nodes[node].clone();
        let Some(heading) = heading else { return Signs::default() };
        let flow = &self.blocks[heading].flow;
        let mut signs = Signs { headline: title::headline(flow.text()), ..Signs::default() };
        signs.heading_page = flow.links.iter().find_map(|link| event_page(&link.target));
        let mut pages = BTreeSet::new();
        for block in &self.blocks[own.clone()] {
            for link in &block.flow.links {
                if let Some(page) = event_page(&link.target)
                    && pages.insert(page_key(&page))
                {
                    signs.pages.push(page);
                }
                signs.hinted |= is_recording(&link.target);
            }
        }
        let written = |block: &&Block| !matches!(block.kind, BlockKind::Code(_));
        let below: Vec<&Block> = self.blocks[own.clone()].iter().filter(written).collect();
        signs.empty = below.is_empty()
            && children.iter().all(|child| self.nodes[*child].heading.is_some_and(|h| TODO.is_match(self.text(h))));
        signs.bullets = below.iter().take(3).any(|block| matches!(block.kind, BlockKind::Item(_)));
        let drawer = title::drawer_labels(self.gap_after(heading));
        for found in std::iter::once(drawer).chain(below.iter().take(4).map(|block| title::labels(block.flow.text()))) {
            signs.labels.count += found.count;
            if signs.labels.speakers.is_empty() {
                signs.labels.speakers = found.speakers;
            }
            signs.labels.day = signs.labels.day.take().or(found.day);
            signs.labels.track = signs.labels.track.take().or(found.track);
            signs.labels.url = signs.labels.url.take().or(found.url);
        }
        if let Some(first) = below.first().filter(|block| block.flow.len() < 200) {
            let text = first.flow.text();
            let people = name::people(text);
            let lettered = people.iter().map(String::len).sum::<usize>();
            let bare: usize = text.split(['(', '[']).next().unwrap_or_default().len();
            if !people.is_empty() && (lettered * 2 > text.len() || lettered + 12 > bare) {
                signs.named_line = people;
            }
        }
        self.read_prose(&below, &mut signs);
        signs
    }

    /// What the source has between a block and the next one, for drawers and fields that are not visible.
    fn gap_after(&self, block: usize) -> &'d str {
        let start = self.blocks[block].span.end.min(self.source.len());
        let end = self.blocks.get(block + 1).map_or(self.source.len(), |next| next.span.start).min(start + 2000);
        let (start, end) =
            (crate::text::floor_boundary(self.source, start), crate::text::floor_boundary(self.source, end));
        self.source.get(start..end).unwrap_or_default()
    }

    /// Looks for hints and for other talks in the text below a heading.
    fn read_prose(&self, below: &[&Block], signs: &mut Signs) {
        let mut introduced = 0;
        let mut early = false;
        // A list of titles with their speakers is one of talks, whatever stands above it.
        let listed = below.iter().take(40).filter(|block| matches!(block.kind, BlockKind::Item(_))).filter(|block| {
            find_tellings(&block.flow)
                .iter()
                .any(|telling| telling.strength >= Strength::SetApart && !telling.speakers.is_empty())
        });
        signs.lists_talks = listed.count() >= 2;
        for (index, block) in below.iter().enumerate().take(40) {
            if block.kind != BlockKind::Paragraph {
                continue;
            }
            if index < 3 {
                let text = block.flow.text();
                let head = &text[..crate::text::floor_boundary(text, 600)];
                signs.hinted |= ANAPHORA.is_match(head);
            }
            let tellings = find_tellings(&block.flow);
            if let Some(first) = tellings.first() {
                introduced += tellings.iter().filter(|telling| telling.strength > Strength::Impersonal).count().max(1);
                if index == 0 && first.sentence == 0 && first.url.is_none() {
                    early = true;
                    signs.hinted |= first.strength == Strength::Named;
                    signs.first_speakers.clone_from(&first.speakers);
                }
            }
            if announces_following(block.flow.text()) {
                introduced += 2;
            }
        }
        if let Some(first) = below.first() {
            let text = first.flow.text();
            let sentence = sentences(text).into_iter().next().unwrap_or(0..0);
            let leads = name::leading_name(&text[sentence]).map(|range| text[range].to_owned());
            if let Some(name) = leads.filter(|name| name::likeness(name) == name::Likeness::Known) {
                signs.hinted = true;
                early = true;
                if signs.first_speakers.is_empty() {
                    signs.first_speakers.push(name);
                }
            }
        }
        signs.theme = if early { introduced > 2 } else { introduced >= 1 };
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
            .map(|(node, _, signs)| {
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
                (signs.hinted && !signs.theme)
                    || majority
                    || (bulleted * 2 >= count && count >= 3 && bulleted >= 3)
                    || (count >= 6 && themes * 3 < count)
            })
            .collect()
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
            prose: false,
        }
    }

    /// Reads blocks that no heading claims: lists and prose.
    fn region(&mut self, own: Range<usize>, until: usize, context: &Context, least: Strength) {
        let mut at = own.start;
        let mut announced = false;
        let mut here = context.clone();
        while at < own.end {
            let context = &here;
            // A day in a paragraph of its own holds for what follows.
            let short = self.blocks[at].kind == BlockKind::Paragraph && self.blocks[at].flow.len() < 60;
            if let Some(DayTitle::Only(day)) = day_title(self.text(at)).filter(|_| short) {
                here = Context { day: Some(day), listing: true, ..here };
                at += 1;
                continue;
            }
            if let BlockKind::Item(_) = self.blocks[at].kind {
                let end = self.list_end(at, own.end);
                let lead = at > own.start && vocabulary::announces_talks(self.text(at - 1));
                self.list(at..end, context, lead, least);
                at = end;
                announced = false;
                continue;
            }
            if self.blocks[at].kind == BlockKind::Paragraph && !self.ignored(self.text(at)) {
                self.paragraph(at, until, context, least, announced);
                announced = announces_following(self.text(at));
            }
            at += 1;
        }
    }

    /// The end of the list that begins at `first`: items, and what is indented below them.
    fn list_end(&self, first: usize, end: usize) -> usize {
        let column = self.column(first);
        let is_part = |block: usize| match self.blocks[block].kind {
            BlockKind::Item(_) => true,
            BlockKind::Heading(_) => false,
            _ => self.column(block) > column,
        };
        (first + 1..end).find(|block| !is_part(*block)).unwrap_or(end)
    }

    /// How far a block is indented in the source.
    fn column(&self, block: usize) -> usize {
        let start = self.blocks[block].span.start.min(self.source.len());
        let window = crate::text::floor_boundary(self.source, start.saturating_sub(400));
        let start = crate::text::floor_boundary(self.source, start);
        let before = &self.source[window..start];
        let line = before.rsplit('\n').next().unwrap_or_default();
        // A marker before the text (`* `) is not indentation; white space is.
        line.len() - line.trim_start().len()
    }

    fn list(&mut self, range: Range<usize>, context: &Context, announced: bool, least: Strength) {
        let depth = |block: &Block| if let BlockKind::Item(depth) = block.kind { Some(depth) } else { None };
        let top = self.blocks[range.clone()].iter().filter_map(depth).min().unwrap_or(1);
        let entries: Vec<usize> = range.clone().filter(|block| depth(&self.blocks[*block]) == Some(top)).collect();
        let until = |index: usize| entries.get(index + 1).copied().unwrap_or(range.end);
        let tellings: Vec<Vec<Telling>> =
            entries.iter().map(|block| find_tellings(&self.blocks[*block].flow)).collect();
        let linked =
            tellings.iter().filter(|found| found.iter().any(|telling| telling.strength == Strength::Event)).count();
        let read = |bylines: Bylines| -> Vec<Headline> {
            let lead = |block: &usize| &self.text(*block)[lead_of(self.text(*block))];
            entries.iter().map(|block| title::headline_with(lead(block), bylines)).collect()
        };
        let bylines = title::bylines_of(entries.iter().map(|block| &self.text(*block)[lead_of(self.text(*block))]));
        let lines = read(bylines);
        let marked = lines.iter().filter(|line| line.is_marked()).count();
        let titles = entries.iter().filter(|block| is_title_entry(self.text(**block))).count();
        let listed = (announced || context.listing)
            && titles * 5 >= entries.len() * 4
            && entries.len() >= if announced { 2 } else { 3 };
        let bylined = marked * 2 >= entries.len() && marked >= 2;
        for (index, found) in tellings.into_iter().enumerate() {
            let block = entries[index];
            if self.ignored(self.text(block)) || is_date_only(self.text(block)) || TODO.is_match(self.text(block)) {
                continue;
            }
            let telling_count = found.len();
            let strong: Vec<Telling> = found
                .into_iter()
                .filter(|telling| {
                    telling.strength == Strength::Event
                        || (linked == 0
                            && telling.strength >= Strength::Named
                            && !telling.speakers.is_empty()
                            && !listed)
                })
                .filter(|telling| telling.strength >= least)
                .collect();
            if !strong.is_empty() {
                for (nth, telling) in strong.into_iter().enumerate() {
                    self.tell(block, telling, until(index), context, nth == 0);
                }
            } else if linked == 0
                && least < Strength::Event
                && (listed || bylined)
                && (lines[index].is_marked() || listed || announced)
            {
                let start = self.line_start(block, until(index), context, bylines);
                self.starts.push(start);
            } else if linked * 2 > entries.len() && least < Strength::Event && announced && telling_count == 0 {
                let start = self.line_start(block, until(index), context, bylines);
                self.starts.push(start);
            }
        }
    }

    /// A talk whose title is a line by itself, or the beginning of one.
    fn line_start(&self, block: usize, until: usize, context: &Context, bylines: Bylines) -> Start {
        let range = lead_of(self.text(block));
        let lead = &self.text(block)[range.clone()];
        let line = title::headline_with(lead, bylines);
        Start {
            block,
            at: 0,
            until,
            title: lead[line.title.clone()].to_owned(),
            place: Some((block, range.start + line.title.start..range.start + line.title.end)),
            speakers: line.speakers,
            day: line.day.or_else(|| context.day.clone()),
            track: context.track.clone(),
            url: self.blocks[block].flow.links.iter().find_map(|link| event_page(&link.target)),
            status: context.status,
            prose: false,
        }
    }

    /// Lines of a paragraph that are titles, each by itself: a list without bullets.
    fn lines(&self, block: usize) -> Vec<Range<usize>> {
        let written = self.source.get(self.blocks[block].span.range()).unwrap_or_default();
        let count = written.lines().count();
        if !(3..=200).contains(&count)
            || !written.lines().all(|line| is_title_entry(line.trim()) && !line.trim().is_empty())
        {
            return Vec::new();
        }
        let text = self.text(block);
        let mut at = 0;
        let mut found = Vec::new();
        for line in written.lines().map(crate::text::squeeze) {
            let Some(start) = text[at..].find(line.as_str()).map(|start| at + start) else { return Vec::new() };
            found.push(start..start + line.len());
            at = start + line.len();
        }
        found
    }

    fn paragraph(&mut self, block: usize, until: usize, context: &Context, least: Strength, announced: bool) {
        if context.listing && least < Strength::Event {
            let lines = self.lines(block);
            for range in &lines {
                let line = title::headline(&self.text(block)[range.clone()]);
                let place = range.start + line.title.start..range.start + line.title.end;
                self.starts.push(Start {
                    block,
                    at: range.start,
                    until: block + 1,
                    title: self.text(block)[place.clone()].to_owned(),
                    place: Some((block, place)),
                    speakers: line.speakers,
                    day: line.day.or_else(|| context.day.clone()),
                    track: context.track.clone(),
                    status: context.status,
                    ..Start::default()
                });
            }
            if !lines.is_empty() {
                return;
            }
        }
        let tellings = find_tellings(&self.blocks[block].flow);
        let told = !tellings.is_empty();
        let mut first = true;
        for telling in tellings {
            let weak = telling.strength == Strength::Impersonal && !self.impersonal;
            if telling.strength >= least && !weak {
                self.tell(block, telling, until, context, first);
                first = false;
            }
        }
        if announced && !told && least < Strength::Event {
            let text = self.text(block);
            let subject = subject_of(text);
            let telling = Telling {
                at: 0,
                sentence: 0,
                title: subject,
                speakers: Vec::new(),
                url: None,
                strength: Strength::Impersonal,
            };
            self.tell(block, telling, until, context, true);
        }
    }

    /// Takes a telling in, unless its page already has its talk.
    fn tell(&mut self, block: usize, telling: Telling, until: usize, context: &Context, first: bool) {
        if let Some(url) = &telling.url
            && !self.pages.insert(page_key(url))
        {
            return;
        }
        let text = self.text(block);
        let (title, place) = match (&telling.title, context.theme) {
            (Some(range), _) => {
                let bylines = if telling.speakers.is_empty() { Bylines::Careful } else { Bylines::Ignored };
                let line = title::headline_with(&text[range.clone()], bylines);
                let place = range.start + line.title.start..range.start + line.title.end;
                (capitalised(&text[place.clone()]), Some((block, place)))
            }
            (None, Some(theme)) => {
                let line = title::headline(self.text(theme));
                (self.text(theme)[line.title].to_owned(), None)
            }
            (None, None) if !telling.speakers.is_empty() => {
                (format!("Talk by {}", telling.speakers.join(" and ")), None)
            }
            (None, None) => {
                let sentence = sentences(&text[telling.at..]).into_iter().next().unwrap_or(0..0);
                let cut = crate::text::excerpt(&text[telling.at..][sentence.clone()], 0..0, 80);
                (cut, None)
            }
        };
        let at = if first && telling.sentence == 0 && telling.at < 120 { 0 } else { telling.at };
        let item = matches!(self.blocks[block].kind, BlockKind::Item(_));
        let track = context.track.clone().or_else(|| context.theme.and_then(|theme| track_of(self.text(theme))));
        self.starts.push(Start {
            block,
            at,
            until,
            title,
            place,
            speakers: telling.speakers,
            day: context.day.clone(),
            track,
            url: telling.url,
            status: context.status.or_else(|| status_of(&text[telling.at..])),
            prose: !item,
        });
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

/// The part of an item that may be a headline: up to the colon that ends it, or its first sentence.
fn lead_of(text: &str) -> Range<usize> {
    let window = &text[..crate::text::floor_boundary(text, 300)];
    // A link that its format's reader did not understand.
    if let Some((anchor, _)) = window.strip_prefix('[').and_then(|rest| rest.split_once("](")) {
        return 1..1 + anchor.len();
    }
    let sentence = sentences(window).into_iter().next().map_or(window, |range| &window[range]);
    // `Title - Anna Fox: what she said`: the colon after a byline ends the lead.
    let lead = sentence
        .match_indices(": ")
        .map(|(at, _)| &sentence[..at])
        .find(|lead| !title::headline(lead).speakers.is_empty())
        .unwrap_or(sentence);
    0..lead.trim_end_matches('.').len()
}

/// Whether an item reads like a title and nothing more.
fn is_title_entry(text: &str) -> bool {
    let words = text.split_whitespace().count();
    words <= 16
        && text.len() <= 140
        && !text.ends_with(['.', ',', ';'])
        && text.starts_with(|c: char| !c.is_lowercase() || words <= 4)
}

/// The subject of a sentence that begins with a name: `Oarcraft is a …`.
fn subject_of(text: &str) -> Option<Range<usize>> {
    let window = &text[..crate::text::floor_boundary(text, 80)];
    let end = [" is ", " are ", " was ", " were "].iter().filter_map(|verb| window.find(verb)).min()?;
    (window[..end].split(' ').count() <= 5 && window.starts_with(char::is_uppercase)).then_some(0..end)
}

/// With its first letter as a title's, if the first word is all in small letters.
fn capitalised(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let plain = first.chars().all(|c| c.is_ascii_lowercase() || c == ',') && text.contains(' ');
    let mut chars = text.chars();
    match chars.next() {
        Some(c) if plain => c.to_uppercase().collect::<String>() + chars.as_str(),
        _ => text.to_owned(),
    }
}
