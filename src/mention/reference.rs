//! The reference that tests compare the tagger with: every form is tried at every word, one character after the other.

use std::ops::Range;

use super::token::{Token, gap_fits, tokens};
use crate::gazetteer::{FormRef, Gap, SurfaceIndex};
use crate::text::floor_boundary;

/// All places of names in `text`: the bytes, the surface's number, and whether it stands there in the name's own case.
pub(super) fn places(surfaces: &SurfaceIndex, text: &str) -> Vec<(Range<usize>, usize, bool)> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for first in (0..tokens.len()).filter(|first| tokens[*first].opens) {
        for form in surfaces.forms() {
            let place = match_form(text, &tokens, first, form);
            found.extend(place.map(|(range, is_as_written)| (range, form.surface(), is_as_written)));
        }
    }
    found
}

/// Whether digits right after a name can be its version: `Python3`, `Qt5`, `GTK4`.
fn is_version(digits: &str) -> bool {
    (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The bytes of `text` at which `form` stands, if it does from the token `first` on, and whether in the name's own case.
fn match_form(text: &str, tokens: &[Token], first: usize, form: FormRef) -> Option<(Range<usize>, bool)> {
    let mut start = tokens[first].start;
    let (lead, tail) = form.edges();
    if !lead.is_empty() {
        let before = text[..start].strip_suffix(lead)?;
        if before.ends_with(|c: char| c.is_alphanumeric() || c == '.') {
            return None;
        }
        start = before.len();
    }
    let key = str::from_utf8(form.key().bytes()).ok()?;
    let mut at = 0;
    // What of the name as written is still to come, as long as the text has its case.
    let mut written = Some(form.written().bytes());
    let mut index = first;
    loop {
        let token = tokens.get(index)?;
        let rest = &key[at..];
        let taken = rest.len().min(token.folded.len());
        if !token.folded.starts_with(&rest[..floor_boundary(rest, taken)]) {
            return None;
        }
        // What the name separates by more than a space must be separated in the text too.
        let swallowed =
            |(place, gap): &(usize, Gap)| *place > at && *place < at + taken && matches!(gap, Gap::Exact(_));
        if form.gaps().iter().any(swallowed) {
            return None;
        }
        let raw = &text[token.start..token.end];
        if rest.len() <= token.folded.len() {
            let ending = &token.folded[rest.len()..];
            let stem = raw.get(..raw.len().checked_sub(ending.len())?);
            let is_as_written = written.is_some() && stem.map(str::as_bytes) == written;
            // `ADAS` is no plural of Ada, nor `Ross` of ROS.
            let is_even = |stem: &str| !stem.contains(char::is_lowercase) || !stem.contains(char::is_uppercase);
            let has_ending = matches!(ending, "s" | "es") && raw.ends_with('s') && tail.is_empty();
            let is_plural = has_ending && (is_as_written || stem.is_some_and(is_even) || !form.is_acronym());
            let is_versioned = is_version(ending) && key.len() >= 2 && key.ends_with(char::is_alphabetic);
            if !(ending.is_empty() || is_plural || is_versioned) {
                return None;
            }
            let end = close(text, token, tail)?;
            return (token.closes || !tail.is_empty()).then_some((start..end, is_as_written));
        }
        at += token.folded.len();
        written = written.and_then(|written| written.strip_prefix(raw.as_bytes()));
        let next = tokens.get(index + 1)?;
        let (_, wanted) = form.gaps().iter().find(|(place, _)| *place == at)?;
        let capitals = || raw.starts_with(char::is_uppercase) && text[next.start..].starts_with(char::is_uppercase);
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
