//! Regions: text that no heading claims for a talk, read as lists and as prose.

use std::ops::Range;

use super::super::day::{DayTitle, day_title, is_date_only};
use super::super::link::{event_page, page_key};
use super::super::status::status_of;
use super::super::telling::{Strength, Telling, announces_following, find_tellings, leading_title, sentences};
use super::super::title::{self, Bylines, Headline};
use super::super::{name, vocabulary};
use super::{Cascade, Context, Start, TODO, track_of};
use crate::source::document::{Block, BlockKind};

/// What the entries of a list have in common.
struct Look {
    /// How many link an event's page.
    linked: usize,
    /// How their bylines are to be read.
    bylines: Bylines,
    /// Whether each is a title.
    listed: bool,
    /// Whether at least half have a byline or a time.
    bylined: bool,
}

impl Cascade<'_> {
    /// Reads blocks that no heading claims: lists and prose.
    pub(super) fn region(&mut self, own: Range<usize>, until: usize, context: &Context, least: Strength) {
        let mut at = own.start;
        let mut announced = false;
        let mut here = context.clone();
        let before = self.starts.len();
        let led = context.listing && least < Strength::Event && self.are_led(own.clone());
        while at < own.end {
            let context = &here;
            if let Some(day) = self.day_alone(at) {
                here = Context { day: Some(day), listing: true, ..here };
                at += 1;
                continue;
            }
            if let BlockKind::Item(_) = self.blocks[at].kind {
                let end = self.list_end(at, own.end);
                let lead = at > own.start && vocabulary::announces_talks(self.text(at - 1));
                // A list of two may be of anything, unless it is all that stands below a heading or a day.
                let is_all = (at == own.start || self.day_alone(at - 1).is_some())
                    && (end == own.end || self.day_alone(end).is_some());
                let enough = if lead || is_all { 2 } else { 3 };
                self.list(at..end, context, lead, enough, least);
                at = end;
                announced = false;
                continue;
            }
            if self.is_row(at) {
                let end = (at..own.end).find(|block| !self.is_row(*block)).unwrap_or(own.end);
                if least < Strength::Event {
                    self.table(at..end, context);
                }
                at = end;
                continue;
            }
            if self.blocks[at].kind == BlockKind::Paragraph && !self.ignored(self.text(at)) {
                let front = if led { self.front(at, true) } else { None };
                if front.is_some() {
                    let start = self.line_start(at, until, context, Bylines::Careful, front);
                    self.starts.push(start);
                } else {
                    self.paragraph(at, until, context, least, announced);
                }
                announced = announces_following(self.text(at));
            } else if self.blocks[at].kind == BlockKind::Quote {
                // Quoted words tell of a talk only if they say of which.
                self.paragraph(at, until, context, Strength::Event, false);
            }
            at += 1;
        }
        // A theme under which several talks are told of is a track by another name.
        if let (Some(theme), true) = (context.theme, self.starts.len() >= before + 2) {
            let line = title::headline(self.text(theme));
            let track = &self.text(theme)[line.title];
            for start in &mut self.starts[before..] {
                start.track.get_or_insert_with(|| track.to_owned());
            }
        }
    }

    /// The day that a paragraph of its own names, which holds for what follows.
    fn day_alone(&self, block: usize) -> Option<String> {
        let Block { kind, flow, .. } = &self.blocks[block];
        let title = (*kind == BlockKind::Paragraph && flow.len() < 60).then(|| day_title(flow.text()))?;
        if let Some(DayTitle::Only(day)) = title { Some(day) } else { None }
    }

    /// Whether at least two paragraphs, and half of all, begin with a title.
    fn are_led(&self, range: Range<usize>) -> bool {
        let paragraphs: Vec<usize> = range
            .filter(|block| self.blocks[*block].kind == BlockKind::Paragraph && self.day_alone(*block).is_none())
            .collect();
        let led = paragraphs.iter().filter(|block| self.front(**block, true).is_some()).count();
        led >= 2 && led * 2 >= paragraphs.len()
    }

    /// The title with which a text begins that says more, and its people: words set apart, or a few before a colon.
    fn front(&self, block: usize, announced: bool) -> Option<(Range<usize>, Vec<String>)> {
        let flow = &self.blocks[block].flow;
        let apart = || leading_title(flow);
        let colon = || title_before_colon(flow.text()).map(|range| (range, Vec::new()));
        // Of what is announced, words set apart at its front are the title; elsewhere they may be a part of it.
        apart()
            .filter(|_| announced)
            .or_else(|| if is_title_entry(flow.text()) { None } else { apart().or_else(colon) })
    }

    /// Whether a block is the row of a table.
    fn is_row(&self, block: usize) -> bool {
        let written = self.source.get(self.blocks[block].span.range()).unwrap_or_default();
        self.blocks[block].kind == BlockKind::Paragraph && written.starts_with('|') && written.len() < 2000
    }

    /// Reads a table: two rows or more in which one cell names people and another holds a title are talks.
    fn table(&mut self, rows: Range<usize>, context: &Context) {
        let mut starts = Vec::new();
        for block in rows {
            let flow = &self.blocks[block].flow;
            let cells = self.cells(block);
            let named =
                cells.iter().position(|cell| !name::people(&handles_out(&flow.text()[cell.clone()])).is_empty());
            let Some(named) = named else { continue };
            let apart = cells.iter().enumerate().filter(|(index, _)| *index != named).map(|(_, cell)| cell.clone());
            let Some(cell) = apart.max_by_key(std::ops::Range::len).filter(|cell| cell.len() > 2) else { continue };
            let line = title::headline_with(&flow.text()[cell.clone()], Bylines::Ignored);
            let place = cell.start + line.title.start..cell.start + line.title.end;
            starts.push(Start {
                block,
                until: block + 1,
                title: flow.text()[place.clone()].to_owned(),
                place: Some((block, place)),
                speakers: name::people(&handles_out(&flow.text()[cells[named].clone()])),
                day: context.day.clone(),
                track: context.track.clone(),
                url: flow.links.iter().find_map(|link| event_page(&link.target)),
                status: context.status,
                event: None,
                ..Start::default()
            });
        }
        if starts.len() >= 2 {
            self.starts.extend(starts);
        }
    }

    /// The cells of a row, where they stand in its visible text.
    fn cells(&self, block: usize) -> Vec<Range<usize>> {
        let Block { span, flow, .. } = &self.blocks[block];
        let bars: Vec<usize> = self
            .source
            .get(span.range())
            .unwrap_or_default()
            .match_indices('|')
            .map(|(at, _)| span.start + at)
            .collect();
        let mut cells: Vec<(usize, Range<usize>)> = Vec::new();
        for (at, c) in flow.text().char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let end = at + c.len_utf8();
            let cell = bars.partition_point(|bar| *bar <= flow.source(at..end).start);
            match cells.last_mut() {
                Some((last, range)) if *last == cell => range.end = end,
                _ => cells.push((cell, at..end)),
            }
        }
        cells.into_iter().map(|(_, range)| range).collect()
    }

    /// The end of the list that begins at `first`: items, and what is indented below them.
    fn list_end(&self, first: usize, end: usize) -> usize {
        let column = self.column(first);
        let tagged = self.source.get(self.blocks[first].span.range()).is_some_and(|item| item.starts_with("<li"));
        let is_part = |block: usize| match self.blocks[block].kind {
            BlockKind::Item(_) => true,
            BlockKind::Heading(_) => false,
            // Tags say where a list ends; elsewhere indentation does.
            _ if tagged => !self.gap_after(block - 1).contains("</ul") && !self.gap_after(block - 1).contains("</ol"),
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

    /// Reads a list: its entries are talks if they link events or name speakers, or if it is announced as one of talks.
    ///
    /// Without more signs than that a list may stand here, it has at least `enough` entries.
    fn list(&mut self, range: Range<usize>, context: &Context, announced: bool, enough: usize, least: Strength) {
        let depth = |block: &Block| if let BlockKind::Item(depth) = block.kind { Some(depth) } else { None };
        let top = self.blocks[range.clone()].iter().filter_map(depth).min().unwrap_or(1);
        let entries: Vec<usize> = range.clone().filter(|block| depth(&self.blocks[*block]) == Some(top)).collect();
        // `Lunch: fish` is about no talk, and says nothing of the others.
        let is_around = |text: &str| text.split_once(": ").is_some_and(|(name, _)| vocabulary::is_around(name));
        let judged: Vec<usize> = entries.iter().copied().filter(|block| !is_around(self.text(*block))).collect();
        let look = self.look_at(&judged, context, announced, enough);
        for (index, block) in entries.iter().copied().enumerate() {
            let text = self.text(block);
            if self.ignored(text) || is_date_only(text) || is_around(text) || TODO.is_match(text) {
                continue;
            }
            let until = entries.get(index + 1).copied().unwrap_or(range.end);
            let tellings = find_tellings(&self.blocks[block].flow);
            let none = tellings.is_empty();
            let line = self.line(block, look.bylines);
            // A byline read from the line as a whole is better than a phrase found somewhere in it.
            let whole = look.bylined && line.is_marked();
            let mut strong = tellings
                .into_iter()
                .filter(|telling| {
                    let named = telling.names_speakers();
                    let event = telling.strength == Strength::Event;
                    telling.strength >= least
                        && (event
                            || (look.linked == 0
                                && named
                                && !look.listed
                                && (!whole || telling.strength == Strength::SetApart)))
                })
                .peekable();
            if strong.peek().is_some() {
                for (nth, telling) in strong.enumerate() {
                    self.tell(block, telling, until, context, nth == 0);
                }
            } else if least < Strength::Event {
                let by_itself = look.linked == 0 && (look.listed || (look.bylined && (line.is_marked() || announced)));
                // Among entries that link their events, one that links none is a talk all the same.
                let among_linked = announced && none && look.linked * 2 > judged.len();
                if by_itself || among_linked {
                    let front = self.front(block, announced).filter(|_| announced || !look.bylined);
                    let start = self.line_start(block, until, context, look.bylines, front);
                    self.starts.push(start);
                }
            }
        }
    }

    /// Looks at the entries of a list together.
    fn look_at(&self, entries: &[usize], context: &Context, announced: bool, enough: usize) -> Look {
        let linked = entries
            .iter()
            .filter(|block| self.blocks[**block].flow.links.iter().any(|link| event_page(&link.target).is_some()))
            .count();
        let bylines = title::bylines_of(entries.iter().map(|block| &self.text(*block)[lead_of(self.text(*block))]));
        let marked = entries.iter().filter(|block| self.line(**block, bylines).is_marked()).count();
        let is_title = |block: &usize| is_title_entry(self.text(*block)) || self.front(*block, announced).is_some();
        let titles = entries.iter().filter(|block| is_title(block)).count();
        let doings = entries.iter().filter(|block| vocabulary::is_doing(self.text(**block))).count();
        // `Anna Fox spoke on *Oars*` says more than that it may be a title.
        let is_told = |block: &&usize| find_tellings(&self.blocks[**block].flow).iter().any(Telling::names_speakers);
        let told = || !announced && entries.iter().filter(is_told).count() * 2 >= entries.len();
        // Two that each set a title apart and say more of it are meant as what they look like.
        let is_apart =
            |block: &usize| leading_title(&self.blocks[*block].flow).is_some() && !is_title_entry(self.text(*block));
        let enough = if entries.iter().all(is_apart) { 2 } else { enough };
        let enough = entries.len() >= enough && (announced || doings * 4 < entries.len());
        Look {
            linked,
            bylines,
            listed: (announced || context.listing) && titles * 5 >= entries.len() * 4 && enough && !told(),
            bylined: marked >= 2 && marked * 2 >= entries.len(),
        }
    }

    /// An item read as a headline; one that is nothing but names is none.
    fn line(&self, block: usize, bylines: Bylines) -> Headline {
        let text = self.text(block);
        let lead = &text[lead_of(text)];
        let mut line = title::headline_with(lead, bylines);
        let people: usize = line.speakers.iter().map(String::len).sum();
        let named = line.speakers.first().is_some_and(|first| lead[line.title.clone()].contains(first.as_str()));
        if named && line.title.len() <= people + 6 * line.speakers.len() {
            line.speakers.clear();
        }
        line
    }

    /// A talk whose title is a line by itself, or the beginning of one.
    pub(super) fn line_start(
        &self,
        block: usize,
        until: usize,
        context: &Context,
        bylines: Bylines,
        front: Option<(Range<usize>, Vec<String>)>,
    ) -> Start {
        let (range, people) = front.unwrap_or_else(|| (lead_of(self.text(block)), Vec::new()));
        let lead = &self.text(block)[range.clone()];
        let line = title::headline_with(lead, bylines);
        Start {
            block,
            at: 0,
            until,
            title: lead[line.title.clone()].to_owned(),
            place: Some((block, range.start + line.title.start..range.start + line.title.end)),
            speakers: if people.is_empty() { line.speakers } else { people },
            day: line.day.or_else(|| context.day.clone()),
            track: context.track.clone(),
            url: self.blocks[block].flow.links.iter().find_map(|link| event_page(&link.target)),
            status: context.status,
            event: None,
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
                    event: None,
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
    pub(super) fn tell(&mut self, block: usize, telling: Telling, until: usize, context: &Context, first: bool) {
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
            event: None,
            prose: !item,
        });
    }
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
    // `Anna Fox’s Boats - a talk about wood`: what follows in small letters is comment.
    let comment = [" - ", " – ", " — "].iter().filter_map(|dash| {
        let at = lead.find(dash)?;
        lead[at + dash.len()..].starts_with(char::is_lowercase).then_some(at)
    });
    let end = comment.min().filter(|_| lead.len() > 70).unwrap_or(lead.len());
    0..lead[..end].trim_end_matches('.').len()
}

/// The few words before the first colon, if they may be a title: `State of etcd: it has Raft.`
fn title_before_colon(text: &str) -> Option<Range<usize>> {
    let (words, _) = text[..crate::text::floor_boundary(text, 80)].split_once(": ")?;
    let is_title = is_title_entry(words) && !words.contains(". ") && words.split_whitespace().count() <= 8;
    (is_title && name::people(words).is_empty() && !vocabulary::is_doing(words)).then_some(0..words.len())
}

/// Text without `@handle`s.
fn handles_out(text: &str) -> String {
    text.split_whitespace().filter(|word| !word.starts_with('@')).collect::<Vec<_>>().join(" ")
}

/// Whether an item reads like a title and nothing more.
fn is_title_entry(text: &str) -> bool {
    let count = |text: &str| text.split_whitespace().count();
    // `etcd v3: what comes next`, `runc - a tool`
    let named = [": ", " - ", " – ", " — "].iter().filter_map(|mark| text.split_once(mark));
    count(text) <= 16
        && text.len() <= 140
        && !text.ends_with(['.', ',', ';'])
        && (!text.starts_with(char::is_lowercase) || named.chain([(text, "")]).any(|(name, _)| count(name) <= 4))
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
