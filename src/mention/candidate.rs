//! Candidates: every place in a passage where a name could be meant.

use std::ops::Range;

use super::spelling::Spelling;
use super::token::{Token, gap_fits, tokens};
use crate::gazetteer::{EntityIndex, Form, Gap, Gazetteer, Surface};
use crate::source::document::Flow;
use crate::text::floor_boundary;

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

/// A passage's words and candidates, by their places.
#[derive(Debug)]
pub(crate) struct Sighting<'a, 't> {
    /// The visible text.
    pub(crate) text: &'t str,
    /// Its words.
    pub(crate) tokens: Vec<Token>,
    /// The candidates that are not barred, by start, then by end.
    pub(crate) candidates: Vec<Candidate<'a>>,
    /// The others.
    pub(crate) barred: Vec<Candidate<'a>>,
}

impl<'a, 't> Sighting<'a, 't> {
    /// Every place where a name could be meant: boundaries and separators hold.
    ///
    /// A part of a speaker's name is none: Ada Example is not about Ada.
    pub(crate) fn of(gazetteer: &'a Gazetteer, flow: &'t Flow, speakers: &[String]) -> Self {
        let text = flow.text();
        let names = speakers.iter().filter(|name| name.contains(' '));
        let people: Vec<Range<usize>> =
            names.flat_map(|name| text.match_indices(name.as_str()).map(|(at, found)| at..at + found.len())).collect();
        let surfaces = gazetteer.surfaces();
        let tokens = tokens(text);
        let addresses: Vec<&Range<usize>> =
            flow.links.iter().filter(|link| is_address(&text[link.anchor.clone()])).map(|link| &link.anchor).collect();
        let (mut candidates, mut barred) = (Vec::new(), Vec::new());
        let mut push = |range: Range<usize>, surface: &'a Surface, is_as_written: bool| {
            let after = addresses.partition_point(|anchor| anchor.start <= range.start);
            let in_address = after.checked_sub(1).is_some_and(|before| range.end <= addresses[before].end);
            let is_person = people
                .iter()
                .any(|name| name.start <= range.start && range.end <= name.end && (name.len() > range.len()));
            let bar = if in_address {
                Some(Bar::Address)
            } else if is_person {
                Some(Bar::Speaker)
            } else if surface.exact_case && !is_as_written {
                Some(Bar::Case)
            } else {
                surface.rules.unless.covers(text, range.start, range.end).then_some(Bar::Unless)
            };
            let spelling = match (surface.ambiguous, bar) {
                (true, None) => Spelling::of(text, &range, surface, is_as_written),
                _ => Spelling::Silent,
            };
            let candidate = Candidate { range, entity: surface.entity, surface, spelling, barred: bar };
            if bar.is_some() { barred.push(candidate) } else { candidates.push(candidate) }
        };
        for first in 0..tokens.len() {
            if !tokens[first].opens {
                continue;
            }
            for word in possible_words(&tokens[first].folded) {
                for (number, form) in surfaces.beginning_with(word) {
                    if let Some((range, is_as_written)) = match_form(text, &tokens, first, form) {
                        push(range, surfaces.surface(number), is_as_written);
                    }
                }
            }
        }
        for (number, regex) in surfaces.expressions() {
            for found in regex.find_iter(text) {
                let opens = tokens.binary_search_by_key(&found.start(), |token| token.start);
                let closes = tokens.binary_search_by_key(&found.end(), |token| token.end);
                if opens.is_ok_and(|at| tokens[at].opens) && closes.is_ok() {
                    push(found.range(), surfaces.surface(number), true);
                }
            }
        }
        candidates.sort_by_key(|candidate| (candidate.range.start, candidate.range.end));
        Self { text, tokens, candidates, barred }
    }
}

/// The word itself, and what it is without a plural ending or a version number.
fn possible_words(word: &str) -> impl Iterator<Item = &str> {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let versioned = (bare.len() < word.len() && is_version(&word[bare.len()..]) && bare.len() >= 2).then_some(bare);
    [Some(word), word.strip_suffix('s'), word.strip_suffix("es"), versioned].into_iter().flatten()
}

/// Whether digits right after a name can be its version: `Python3`, `Qt5`, `GTK4`.
fn is_version(digits: &str) -> bool {
    (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The bytes of `text` at which `form` stands, if it does from the token `first` on, and whether in the name's own case.
fn match_form(text: &str, tokens: &[Token], first: usize, form: &Form) -> Option<(Range<usize>, bool)> {
    let mut start = tokens[first].start;
    if !form.lead.is_empty() {
        let before = text[..start].strip_suffix(form.lead.as_str())?;
        if before.ends_with(|c: char| c.is_alphanumeric() || c == '.') {
            return None;
        }
        start = before.len();
    }
    let mut at = 0;
    // What of the name as written is still to come, as long as the text has its case.
    let mut written = Some(form.written.as_str());
    let mut index = first;
    loop {
        let token = tokens.get(index)?;
        let rest = &form.key[at..];
        let taken = rest.len().min(token.folded.len());
        if !token.folded.starts_with(&rest[..floor_boundary(rest, taken)]) {
            return None;
        }
        // What the name separates by more than a space must be separated in the text too.
        let swallowed =
            |(place, gap): &(usize, Gap)| *place > at && *place < at + taken && matches!(gap, Gap::Exact(_));
        if form.gaps.iter().any(swallowed) {
            return None;
        }
        let raw = &text[token.start..token.end];
        if rest.len() <= token.folded.len() {
            let ending = &token.folded[rest.len()..];
            let stem = raw.get(..raw.len().checked_sub(ending.len())?);
            let is_as_written = written.is_some() && stem == written;
            // `ADAS` is no plural of Ada, nor `Ross` of ROS.
            let is_even = |stem: &str| !stem.contains(char::is_lowercase) || !stem.contains(char::is_uppercase);
            let has_ending = matches!(ending, "s" | "es") && raw.ends_with('s') && form.tail.is_empty();
            let is_plural = has_ending && (is_as_written || stem.is_some_and(is_even) || !form.is_acronym());
            let is_versioned = is_version(ending) && form.key.len() >= 2 && form.key.ends_with(char::is_alphabetic);
            if !(ending.is_empty() || is_plural || is_versioned) {
                return None;
            }
            let end = close(text, token, &form.tail)?;
            return (token.closes || !form.tail.is_empty()).then_some((start..end, is_as_written));
        }
        at += token.folded.len();
        written = written.and_then(|written| written.strip_prefix(raw));
        let next = tokens.get(index + 1)?;
        let (_, wanted) = form.gaps.iter().find(|(place, _)| *place == at)?;
        let capitals = raw.starts_with(char::is_uppercase) && text[next.start..].starts_with(char::is_uppercase);
        if !gap_fits(wanted, &text[token.end..next.start], capitals) {
            return None;
        }
        index += 1;
    }
}

/// Where a name that ends with `token` ends, its tail included; none if more of a name follows than it has.
fn close(text: &str, token: &Token, tail: &str) -> Option<usize> {
    let after = &text[token.end..];
    if tail.is_empty() {
        // `C` is neither `C++` nor `C#`.
        let more =
            after.starts_with("++") || (after.starts_with('#') && !after[1..].starts_with(char::is_alphanumeric));
        return (!more).then_some(token.end);
    }
    let rest = after.strip_prefix(tail)?;
    (!rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '+' | '#'))).then_some(token.end + tail.len())
}

/// Whether a link's anchor is its address written out.
fn is_address(anchor: &str) -> bool {
    anchor.contains("://") || anchor.starts_with("www.") || anchor.starts_with("mailto:")
}
