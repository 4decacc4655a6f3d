//! Signs: what tells that a heading is a talk's, or a theme's under which talks are told of.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::super::link::{event_page, is_recording, page_key, pattern};
use super::super::name;
use super::super::outline::Node;
use super::super::telling::{Strength, announces_following, find_tellings, leading_people, sentences};
use super::super::title::{self, Headline, Labels};
use super::{Cascade, TODO};
use crate::source::document::{Block, BlockKind};

/// Signs that a heading is a talk's.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a sign of its own, and any may go with any")]
pub(super) struct Signs {
    /// What the heading itself says.
    pub(super) headline: Headline,
    /// Labels right below it.
    pub(super) labels: Labels,
    /// A line of names right below.
    pub(super) named_line: Vec<String>,
    /// The event's page that the heading links.
    pub(super) heading_page: Option<String>,
    /// The events' pages that the text below links.
    pub(super) pages: Vec<String>,
    /// A recording, `this talk`, or a speaker in the first sentence.
    pub(super) hinted: bool,
    /// Whether a list begins soon below.
    pub(super) bullets: bool,
    /// Whether nothing is written below.
    pub(super) empty: bool,
    /// The text tells of talks other than the heading's.
    pub(super) theme: bool,
    /// The list below is one of talks.
    pub(super) lists_talks: bool,
    /// Who is named in the first sentence.
    pub(super) first_speakers: Vec<String>,
}

impl Signs {
    /// Whether the heading is a talk's beyond doubt.
    pub(super) fn certain(&self) -> bool {
        self.headline.is_marked() || self.heading_page.is_some() || !self.named_line.is_empty() || self.labelled()
    }

    /// Whether it is certain for no more than the time it begins with, which lunch has too.
    pub(super) fn only_timed(&self) -> bool {
        let otherwise = !self.headline.speakers.is_empty() || self.headline.counted || self.labelled();
        self.headline.timed && !otherwise && self.heading_page.is_none() && self.named_line.is_empty()
    }

    fn labelled(&self) -> bool {
        !self.labels.speakers.is_empty() || self.labels.count >= 2
    }

    /// Looks for hints and for other talks in the text below a heading.
    fn read_prose(&mut self, heading: &str, below: &[&Block]) {
        let mut introduced = 0;
        let mut early = false;
        let mut other = false;
        // A list of titles with their speakers is one of talks, whatever stands above it.
        let listed = below.iter().take(40).filter(|block| matches!(block.kind, BlockKind::Item(_))).filter(|block| {
            find_tellings(&block.flow)
                .iter()
                .any(|telling| telling.strength >= Strength::SetApart && !telling.speakers.is_empty())
        });
        self.lists_talks = listed.count() >= 2;
        for (index, block) in below.iter().enumerate().take(40) {
            if block.kind != BlockKind::Paragraph {
                continue;
            }
            if index < 3 {
                let text = block.flow.text();
                let head = &text[..crate::text::floor_boundary(text, 600)];
                self.hinted |= ANAPHORA.is_match(head);
            }
            let tellings = find_tellings(&block.flow);
            if let Some(first) = tellings.first() {
                introduced += tellings.iter().filter(|telling| telling.strength > Strength::Impersonal).count().max(1);
                if index == 0 && first.sentence == 0 && first.url.is_none() {
                    early = true;
                    // A title set apart that is not the heading's belongs to a talk of its own.
                    let named = first.title.clone().map(|range| &block.flow.text()[range]);
                    other =
                        first.strength == Strength::SetApart && named.is_some_and(|named| !are_alike(named, heading));
                    self.hinted |= first.strength == Strength::Named;
                    self.first_speakers.clone_from(&first.speakers);
                }
            }
            if announces_following(block.flow.text()) {
                introduced += 2;
            }
        }
        if let Some(first) = below.first() {
            let text = first.flow.text();
            let sentence = sentences(text).into_iter().next().unwrap_or(0..0);
            let leads = leading_people(&text[sentence]);
            if leads.iter().any(|name| name::likeness(name) == name::Likeness::Known) {
                self.hinted = true;
                early = true;
                if self.first_speakers.len() < leads.len() {
                    self.first_speakers = leads;
                }
            }
        }
        self.theme = if early { introduced > 2 || other } else { introduced >= 1 };
    }
}

static ANAPHORA: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:this|the|his|her|their)\s+(?:\w+\s+)?(?:talk|session|presentation|keynote|speaker|speakers|presenter|presenters|workshop|lecture)\b|^(?:an?|the|another)?\s*(?:[\w-]+\s+){0,3}(?:talk|keynote|presentation|session|workshop)\b|\b(?:dieser|der)\s+(?:vortrag|redner)|\b(?:dette\s+)?foredraget|\b(?:cette|la)\s+(?:conférence|présentation)\b",
    )
});

impl<'d> Cascade<'d> {
    /// Reads the signs of one heading.
    pub(super) fn signs(&self, node: usize) -> Signs {
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
        signs.read_prose(self.text(heading), &below);
        signs
    }

    /// What the source has between a block and the next one, for drawers and fields that are not visible.
    pub(super) fn gap_after(&self, block: usize) -> &'d str {
        let start = self.blocks[block].span.end.min(self.source.len());
        let end = self.blocks.get(block + 1).map_or(self.source.len(), |next| next.span.start).min(start + 2000);
        let (start, end) =
            (crate::text::floor_boundary(self.source, start), crate::text::floor_boundary(self.source, end));
        self.source.get(start..end).unwrap_or_default()
    }
}

/// Whether two titles share most of their words.
fn are_alike(a: &str, b: &str) -> bool {
    let (a, b) = (crate::text::fold(a), crate::text::fold(b));
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let shared = a.iter().filter(|word| b.contains(word)).count();
    shared * 5 >= a.len().max(b.len()) * 3
}
