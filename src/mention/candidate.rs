//! Candidates: every place in a passage where a name could be meant.

use std::ops::Range;

use super::Mention;
use super::fit::{Fit, Search};
use super::spelling::Spelling;
use super::tagger::Found;
use super::word::Words;
use crate::gazetteer::{EntityIndex, Gazetteer, Surface};
use crate::source::document::{Flow, Link};
use crate::text::ByteSet;

/// A place that may be a mention.
#[derive(Debug, Clone)]
pub(crate) struct Candidate<'a> {
    /// The bytes of visible text.
    pub(crate) range: Range<usize>,
    /// What it would name.
    pub(crate) entity: EntityIndex,
    /// The name that matched.
    pub(crate) surface: &'a Surface,
    /// How it is spelled.
    pub(crate) spelling: Spelling,
    /// Its place among those at the same bytes.
    order: (u8, u32),
    /// Why it cannot be meant; such a candidate serves explanations only.
    pub(crate) barred: Option<Bar>,
}

/// Why a name that stands somewhere cannot be meant there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bar {
    /// A phrase of `unless` covers it.
    Unless,
    /// It is a part of a speaker's name.
    Speaker,
    /// It is a part of an address.
    Address,
    /// Case counts, and it is another.
    Case,
}

/// A passage's candidates, by their places.
#[derive(Debug)]
pub(crate) struct Sighting<'a, 't> {
    /// The visible text.
    pub(crate) text: &'t str,
    /// The candidates that are not barred, by start, then by end.
    pub(crate) candidates: Vec<Candidate<'a>>,
    /// The others.
    pub(crate) barred: Vec<Candidate<'a>>,
}

/// Room for the work on one text after the other.
#[derive(Debug, Default)]
pub struct Room {
    words: Words,
    search: Search,
    pub(super) found: Vec<Found>,
    pub(super) mentions: Vec<Mention>,
    /// The last track, and the entities after which it is named.
    pub(super) track: (String, Vec<EntityIndex>),
}

impl<'a, 't> Sighting<'a, 't> {
    /// Every place where a name could be meant: boundaries and separators hold.
    ///
    /// A part of a speaker's name is none: Ada Example is not about Ada.
    pub(crate) fn of(gazetteer: &'a Gazetteer, flow: &'t Flow, speakers: &[String], room: &mut Room) -> Self {
        Self::new(gazetteer, flow.text(), &flow.links, speakers, room)
    }

    /// The same for a text without links or speakers.
    pub(crate) fn of_text(gazetteer: &'a Gazetteer, text: &'t str, room: &mut Room) -> Self {
        Self::new(gazetteer, text, &[], &[], room)
    }

    fn new(gazetteer: &'a Gazetteer, text: &'t str, links: &[Link], speakers: &[String], room: &mut Room) -> Self {
        let surfaces = gazetteer.surfaces();
        let Room { words, search, .. } = room;
        words.read(text, surfaces.starts());
        let fits = search.run(surfaces, text, words);
        for (number, regex) in surfaces.expressions(text) {
            for found in regex.find_iter(text) {
                let opens = words.beginning_at(found.start()).is_some_and(|at| words.opens(text, at));
                if opens && words.ending_at(found.end()).is_some() {
                    fits.push(Fit { range: found.range(), surface: number, is_as_written: true, order: (u8::MAX, 0) });
                }
            }
        }
        let (mut candidates, mut barred) = (Vec::with_capacity(fits.len()), Vec::new());
        let around = if fits.is_empty() { Around::default() } else { Around::of(text, links, speakers) };
        for Fit { range, surface, is_as_written, order } in &*fits {
            let (range, surface, is_as_written) = (range.clone(), surfaces.surface(*surface), *is_as_written);
            let bar = if surface.exact_case && !is_as_written { Some(Bar::Case) } else { None };
            let bar = around.bar(&range).or(bar).or_else(|| surface.is_unless(text, &range).then_some(Bar::Unless));
            let spelling = match (surface.ambiguous, bar) {
                (true, None) => Spelling::of(text, &range, surface, is_as_written),
                _ => Spelling::Silent,
            };
            let list = if bar.is_some() { &mut barred } else { &mut candidates };
            list.push(Candidate { range, entity: surface.entity, surface, spelling, barred: bar, order: *order });
        }
        let by_place = |candidate: &Candidate| (candidate.range.start, candidate.range.end, candidate.order);
        if !candidates.is_sorted_by_key(by_place) {
            candidates.sort_by_key(by_place);
        }
        barred.sort_by_key(|candidate| (candidate.range.start, candidate.order));
        Self { text, candidates, barred }
    }
}

/// Where in a text no name is looked for; found once there is one.
#[derive(Default)]
struct Around<'t> {
    text: &'t str,
    addresses: Vec<&'t Range<usize>>,
    people: Vec<&'t str>,
    /// The pairs of bytes that stand in people's names.
    pairs: ByteSet,
}

impl<'t> Around<'t> {
    fn of(text: &'t str, links: &'t [Link], speakers: &'t [String]) -> Self {
        let addresses = links.iter().map(|link| &link.anchor).filter(|anchor| is_address(&text[(*anchor).clone()]));
        let people: Vec<&str> = speakers.iter().map(String::as_str).filter(|name| name.contains(' ')).collect();
        let mut pairs = ByteSet::default();
        for pair in people.iter().flat_map(|name| name.as_bytes().windows(2)) {
            pairs.insert(mixed(pair[0], pair[1]));
        }
        Self { text, addresses: addresses.collect(), people, pairs }
    }

    #[inline]
    fn bar(&self, range: &Range<usize>) -> Option<Bar> {
        if self.addresses.is_empty() && self.people.is_empty() {
            return None;
        }
        let after = self.addresses.partition_point(|anchor| anchor.start <= range.start);
        let in_address = after.checked_sub(1).is_some_and(|before| range.end <= self.addresses[before].end);
        if in_address {
            return Some(Bar::Address);
        }
        let may_be_person = match self.text.as_bytes().get(range.clone()) {
            Some([first, second, ..]) => self.pairs.has(mixed(*first, *second)),
            _ => true,
        };
        (may_be_person && self.people.iter().any(|name| self.is_part_of(range, name))).then_some(Bar::Speaker)
    }

    /// Whether the bytes `range` stand in a name that is longer.
    fn is_part_of(&self, range: &Range<usize>, name: &str) -> bool {
        let (text, name) = (self.text.as_bytes(), name.as_bytes());
        let first = range.end.saturating_sub(name.len());
        // Nearly all differ in their first byte.
        let mut starts = (first..=range.start).filter(|start| text.get(*start) == name.first());
        name.len() > range.len() && starts.any(|start| text[start..].starts_with(name))
    }
}

/// A byte that stands for two; others may have the same.
fn mixed(first: u8, second: u8) -> u8 {
    first.wrapping_mul(31) ^ second
}

/// Whether a link's anchor is its address written out.
fn is_address(anchor: &str) -> bool {
    anchor.contains("://") || anchor.starts_with("www.") || anchor.starts_with("mailto:")
}
