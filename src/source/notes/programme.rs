//! Programmes: the titles of an edition's schedule, by which talks are found that nothing else sets apart.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::cascade::Start;
use super::telling::sentences;
use super::{Section, section_at};
use crate::source::document::{Block, BlockKind, Flow};
use crate::source::edition::EditionId;
use crate::text::{fold, push_folded};

/// Where the titles of editions are looked up.
pub trait Programmes: Sync {
    /// The titles of an edition's schedule, if one is known.
    fn programme(&self, edition: &EditionId) -> Option<Arc<Programme>>;
}

/// No schedules.
#[derive(Debug, Clone, Copy)]
pub struct NoProgrammes;

impl Programmes for NoProgrammes {
    fn programme(&self, _: &EditionId) -> Option<Arc<Programme>> {
        None
    }
}

/// The titles of an edition's talks.
#[derive(Debug, Clone, Default)]
pub struct Programme {
    /// Folded titles without their spaces, by their first four bytes: how they are cut into words differs.
    titles: BTreeMap<String, Vec<String>>,
    /// Folded titles of three words or more, to which what is set apart may be close.
    long: Vec<String>,
}

/// The shortest title that is told by itself, in letters without spaces.
const TELLING: usize = 10;

impl Programme {
    /// Takes titles in; those that are too short to tell a talk are left out.
    pub fn of<'a>(titles: impl IntoIterator<Item = &'a str>) -> Self {
        let mut programme = Self::default();
        for title in titles {
            let folded = fold(title);
            let key: String = folded.split(' ').collect();
            if key.len() >= TELLING && folded.contains(' ') {
                programme.titles.entry(head(&key)).or_default().push(key);
            }
            if folded.split(' ').count() >= 3 {
                programme.long.push(folded);
            }
        }
        for titles in programme.titles.values_mut() {
            // The longest first: a title may begin with another.
            titles.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        }
        programme
    }

    /// Whether words that are set apart are a title, typing errors and contractions aside.
    fn has(&self, words: &str) -> bool {
        let folded = fold(words);
        let length = folded.len();
        folded.split(' ').count() >= 3
            && self.long.iter().any(|title| {
                title.len().abs_diff(length) * 7 <= length
                    && title.chars().next() == folded.chars().next()
                    && strsim::normalized_damerau_levenshtein(title, &folded) >= 0.85
            })
    }

    /// The bytes of `flow` that are the title with which it begins; nothing may follow it but what ends a title.
    fn title_of(&self, flow: &Flow) -> Option<Range<usize>> {
        let text = flow.text();
        let first = set_apart(flow).into_iter().find(|range| !text[..range.start].contains(char::is_alphanumeric));
        first.filter(|range| self.has(&text[range.clone()])).or_else(|| self.title(text))
    }

    fn title(&self, text: &str) -> Option<Range<usize>> {
        let start = text.find(char::is_alphanumeric)?;
        let mut key = String::new();
        let mut ends: Vec<(usize, usize)> = Vec::new();
        for (at, c) in text[start..].char_indices().take(250) {
            let before = key.len();
            if c.is_alphanumeric() || c == '+' || c == '#' {
                push_folded(&mut key, c);
            }
            if key.len() > before {
                ends.push((key.len(), start + at + c.len_utf8()));
            }
        }
        let candidates = self.titles.get(&head(&key))?;
        candidates.iter().filter(|title| key.starts_with(title.as_str())).find_map(|title| {
            let (_, end) = *ends.iter().find(|(len, _)| *len == title.len())?;
            // A question mark or a bracket at the end belongs to the title.
            let rest = &text[end..];
            let own = rest.len() - rest.trim_start_matches(['?', '!', '.', ')', ']', '"', '”', '’', '*', '_']).len();
            let rest = rest[own..].trim_start();
            let is_over = rest.is_empty()
                || rest.starts_with(['(', '[', ':', '-', '–', '—', ',', '|', '/', '@', '\n', ';'])
                || ["by ", "von ", "par ", "with "].iter().any(|word| rest.starts_with(word))
                || own > 0;
            let end = end + text[end..].find(|c| !matches!(c, '?' | '!' | ')')).unwrap_or(text.len() - end);
            is_over.then_some(start..end)
        })
    }
}

/// What is emphasised, linked, or stands in quotation marks or square brackets.
fn set_apart(flow: &Flow) -> Vec<Range<usize>> {
    let text = flow.text();
    let mut found: Vec<Range<usize>> = flow.marks.iter().map(|(range, _)| range.clone()).collect();
    found.extend(flow.links.iter().map(|link| link.anchor.clone()));
    for (open, close) in [('“', '”'), ('"', '"'), ('[', ']'), ('«', '»'), ('„', '“')] {
        let mut from = 0;
        while let Some(start) = text[from..].find(open).map(|at| from + at + open.len_utf8()) {
            let Some(end) = text[start..].find(close).map(|at| start + at) else { break };
            if end - start <= 200 {
                found.push(start..end);
            }
            from = end + close.len_utf8();
        }
    }
    found.retain(|range| !range.is_empty());
    found.sort_by_key(|range| (range.start, range.end));
    found.dedup();
    found
}

fn head(key: &str) -> String {
    key[..crate::text::floor_boundary(key, 4)].to_owned()
}

/// Adds a talk wherever a block begins with the title of a scheduled one and none begins yet; where most items of a list
/// do, at the others too; and outside of `sections` wherever such a title is set apart.
pub(super) fn apply(programme: &Programme, blocks: &[Block], sections: &[Section], starts: &mut Vec<Start>) {
    // A title that the schedule has is better than one that was guessed in the same block.
    starts.retain(|start| {
        let text = blocks[start.block].flow.text();
        let title = programme.title_of(&blocks[start.block].flow);
        start.url.is_some() || title.is_none_or(|title| start.at == 0 || fold(&text[title]) == fold(&start.title))
    });
    let begun: BTreeSet<usize> = starts.iter().map(|start| start.block).collect();
    let titled: Vec<Option<Range<usize>>> = blocks
        .iter()
        .map(|block| match block.kind {
            BlockKind::Code(_) | BlockKind::Quote => None,
            _ => programme.title_of(&block.flow),
        })
        .collect();
    let told: BTreeSet<String> = starts.iter().map(|start| fold(&start.title)).collect();
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    for (at, title) in titled.iter().enumerate() {
        let Some(title) = title else { continue };
        // A talk's own text may name it again.
        if !begun.contains(&at) && !told.contains(&fold(&blocks[at].flow.text()[title.clone()])) {
            found.push((at, title.clone()));
        }
    }
    for list in lists(blocks) {
        let count = list.iter().filter(|at| titled[**at].is_some() || begun.contains(at)).count();
        if found.iter().any(|(at, _)| list.contains(at)) && count * 2 >= list.len() && list.len() >= 3 {
            let others = list.iter().filter(|at| !begun.contains(at) && titled[**at].is_none());
            found.extend(others.map(|at| (*at, headline(blocks[*at].flow.text()))));
        }
    }
    let mut told = told;
    told.extend(found.iter().map(|(at, title)| fold(&blocks[*at].flow.text()[title.clone()])));
    for (at, block) in blocks.iter().enumerate() {
        let is_prose = matches!(block.kind, BlockKind::Paragraph | BlockKind::Item(_));
        let is_told = section_at(sections, block.span).is_some() || found.iter().any(|(other, _)| *other == at);
        if !is_prose || is_told {
            continue;
        }
        let text = block.flow.text();
        for range in set_apart(&block.flow) {
            if programme.has(&text[range.clone()]) && told.insert(fold(&text[range.clone()])) {
                found.push((at, range));
            }
        }
    }
    for (block, title) in found {
        let context = starts.iter().rfind(|start| start.block <= block && block < start.until);
        let (day, track) = context.map(|start| (start.day.clone(), start.track.clone())).unwrap_or_default();
        let text = blocks[block].flow.text();
        let sentence = sentences(text).into_iter().rfind(|sentence| sentence.start <= title.start);
        let is_prose = text[..title.start].contains(char::is_alphanumeric);
        starts.push(Start {
            block,
            at: if is_prose { sentence.map_or(0, |sentence| sentence.start) } else { 0 },
            prose: is_prose,
            until: end_of(blocks, block),
            title: text[title.clone()].trim().to_owned(),
            place: Some((block, title)),
            day,
            track,
            ..Start::default()
        });
    }
    starts.sort_by_key(|start| (start.block, start.at));
}

/// Runs of list items of one depth, those within them left out.
fn lists(blocks: &[Block]) -> Vec<Vec<usize>> {
    let mut lists: Vec<Vec<usize>> = Vec::new();
    let mut open: Option<(u8, Vec<usize>)> = None;
    for (at, block) in blocks.iter().enumerate() {
        match (&block.kind, &mut open) {
            (BlockKind::Item(depth), Some((outer, items))) if depth == outer => items.push(at),
            (BlockKind::Item(depth), Some((outer, _))) if depth > outer => {}
            (BlockKind::Item(depth), _) => lists.extend(open.replace((*depth, vec![at])).map(|(_, items)| items)),
            (BlockKind::Heading(_), _) => lists.extend(open.take().map(|(_, items)| items)),
            _ => {}
        }
    }
    lists.extend(open.map(|(_, items)| items));
    lists
}

/// The bytes of an item that are its headline.
fn headline(text: &str) -> Range<usize> {
    let end = text.find(['\n', '(']).or_else(|| text.find(": ")).unwrap_or(text.len());
    0..text[..end].trim_end().len()
}

/// The block before which a talk ends at the latest: the next heading, of no lower level if it is a heading itself.
fn end_of(blocks: &[Block], block: usize) -> usize {
    let level = |block: &Block| if let BlockKind::Heading(level) = block.kind { Some(level) } else { None };
    let own = level(&blocks[block]);
    let ends = |at: &usize| level(&blocks[*at]).is_some_and(|level| own.is_none_or(|own| level <= own));
    (block + 1..blocks.len()).find(ends).unwrap_or(blocks.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_begins_with_a_title_or_not() {
        let programme =
            Programme::of(["Get ready to party!", "Ultra - Smallest. Web server. Evar.", "Get ready", "Rowing"]);
        for (text, title) in [
            ("Get ready to party! - Anna Fox: The last", Some("Get ready to party!")),
            ("Ultra - smallest Web-server, Evar. - Anna", Some("Ultra - smallest Web-server, Evar")),
            ("“Get Ready to Party” by Anna Fox", Some("Get Ready to Party")),
            ("Get ready to party people", None),
            ("Rowing", None),
            ("So: get ready to party!", None),
        ] {
            assert_eq!(programme.title(text).map(|range| &text[range]), title, "{text}");
        }
    }
}
