//! Fitting: which forms of names stand at the words of a text, letter by letter.

use std::ops::Range;

use super::token::gap_fits;
use super::word::{Words, version};
use crate::gazetteer::hash::{Letters, Rolling};
use crate::gazetteer::{FormRef, Gap, NONE, Slot, SurfaceIndex};
use crate::text::simd;

/// A form that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fit {
    /// The bytes of the text.
    pub(crate) range: Range<usize>,
    /// The number of the surface.
    pub(crate) surface: usize,
    /// Whether it stands there in the name's own case.
    pub(crate) is_as_written: bool,
    /// Its place among those at the same bytes: by the ending, then by surface, then by form.
    pub(crate) order: (u8, u32),
}

/// Finds all forms at the words of `text`, which `words` has read with the table of `surfaces`.
pub(crate) fn find(surfaces: &SurfaceIndex, text: &str, words: &Words, mut take: impl FnMut(Fit)) {
    let table = surfaces.table();
    if table.is_large() {
        fetch(surfaces, text, words);
    }
    for at in words.likely() {
        let first = *at as usize;
        let mut search = Search { surfaces, text, words, first, take: &mut take };
        let own = words.letters(text, first);
        if search.look(words.all()[first].hash(), None, own, first) {
            search.go_on(own);
        }
    }
}

/// Asks for what [`find`] will look at, all words at once: a table of many names is far away, and each look would wait.
///
/// Each round asks for what the places tell that the round before it asked for.
fn fetch(surfaces: &SurfaceIndex, text: &str, words: &Words) {
    let table = surfaces.table();
    let mut hashes = Vec::with_capacity(2 * words.likely().len());
    for at in words.likely().iter().map(|at| *at as usize) {
        hashes.push(words.all()[at].hash());
        let own = words.letters(text, at);
        if own.bytes().ends_with(b"s") {
            hashes.push(own.without_last(1).hash());
        }
    }
    for hash in &hashes {
        simd::prefetch(table.first_look(*hash));
    }
    let mut pairs = Vec::with_capacity(words.likely().len());
    for at in words.likely().iter().map(|at| *at as usize) {
        if at + 1 < words.all().len() && table.find(words.all()[at].hash()).is_some_and(Slot::goes_on) {
            pairs.push(words.letters(text, at).hash_with(words.letters(text, at + 1)));
        }
    }
    for hash in &pairs {
        table.prefetch(*hash);
    }
    let mut forms: Vec<u32> = hashes.iter().filter_map(|hash| Some(table.find(*hash)?.form)).collect();
    let pairs = pairs.iter().filter(|hash| table.may_have(**hash));
    forms.extend(pairs.filter_map(|hash| Some(table.find(*hash)?.form)));
    for form in &forms {
        surfaces.prefetch_form(*form);
    }
    for form in &forms {
        surfaces.prefetch_names(*form);
    }
}

/// The search for forms from one word on.
struct Search<'s, F> {
    surfaces: &'s SurfaceIndex,
    text: &'s str,
    words: &'s Words,
    first: usize,
    take: &'s mut F,
}

impl<F: FnMut(Fit)> Search<'_, F> {
    /// Takes the forms that go on after the first word, whose letters are `own`.
    #[inline]
    fn go_on(&mut self, own: Letters) {
        let table = self.surfaces.table();
        let may_be = |hash, last: Letters| table.may_have(hash) || version(last.bytes()).is_some();
        // Nearly always one look at the next word is enough.
        let next = self.first + 1;
        if next == self.words.all().len() || !self.words.opens(self.text, self.first) {
            return;
        }
        let second = self.words.letters(self.text, next);
        if !may_be(own.hash_with(second), second) {
            return;
        }
        let mut before = Rolling::default().with(own);
        for last in next..self.words.all().len() {
            let own = self.words.letters(self.text, last);
            let all = before.with(own);
            if !may_be(all.hash(), own) || !self.look(all.hash(), Some(before), own, last) {
                return;
            }
            before = all;
        }
    }

    /// Takes the forms that end at the word `last`, whose letters are `own` and follow those of `before`; tells whether
    /// longer ones begin so.
    #[inline]
    fn look(&mut self, hash: u64, before: Option<Rolling>, own: Letters, last: usize) -> bool {
        let slot = self.surfaces.table().find(hash);
        if let Some(slot) = slot
            && own.len() > 0
        {
            self.take_all(slot, last, 0, 0);
        }
        match own.bytes() {
            [.., before_last, b's'] => {
                self.look_before(before, own, last, 1, 1);
                if matches!(before_last, b'e' | b'E') {
                    self.look_before(before, own, last, 2, 2);
                }
            }
            [.., b'0'..=b'9'] => {
                if let Some(digits) = version(own.bytes()) {
                    self.look_before(before, own, last, digits, 3);
                }
            }
            _ => {}
        }
        slot.is_some_and(Slot::goes_on)
    }

    /// Takes the forms that end before the last letters of the word `last`, which are none of the name.
    fn look_before(&mut self, before: Option<Rolling>, own: Letters, last: usize, ending: usize, rank: u8) {
        let stem = own.without_last(ending);
        if stem.len() == 0 {
            return;
        }
        let hash = before.map_or_else(|| stem.hash(), |before| before.with(stem).hash());
        let table = self.surfaces.table();
        if let Some(slot) = table.may_have(hash).then(|| table.find(hash)).flatten() {
            self.take_all(slot, last, ending, rank);
        }
    }

    #[inline]
    fn take_all(&mut self, slot: &Slot, last: usize, ending: usize, rank: u8) {
        // From its second word on a name is the same however it ends.
        let rank = if last == self.first { rank } else { 0 };
        let mut next = slot.form;
        while next != NONE {
            let at = next;
            let form;
            (form, next) = self.surfaces.form(at);
            if let Some((range, is_as_written)) = self.fit(&form, last, ending) {
                (self.take)(Fit { range, surface: form.surface, is_as_written, order: (rank, at) });
            }
        }
    }

    /// The bytes at which `form` stands, if it does to the word `last` but for its last letters, and whether in the name's
    /// own case.
    #[inline]
    fn fit(&self, form: &FormRef, last: usize, ending: usize) -> Option<(Range<usize>, bool)> {
        let (text, words) = (self.text, self.words);
        // What of the name as written is still to come, as long as the text has its case.
        let mut written = Some(form.written);
        let mut at = 0;
        for index in self.first..last {
            at = self.fit_part(form, index, 0, at)?;
            let (range, next) = (words.all()[index].range(), words.all()[index + 1].range());
            let raw = &text[range.clone()];
            written = written.and_then(|written| written.strip_prefix(raw));
            let (_, wanted) = form.gaps.iter().find(|(place, _)| *place == at)?;
            let capitals = raw.starts_with(char::is_uppercase) && text[next.start..].starts_with(char::is_uppercase);
            if !gap_fits(wanted, &text[range.end..next.start], capitals) {
                return None;
            }
        }
        if self.fit_part(form, last, ending, at)? != form.key.len() || !words.opens(text, self.first) {
            return None;
        }
        let range = words.all()[last].range();
        let raw = &text[range.clone()];
        let stem = raw.get(..raw.len().checked_sub(ending)?);
        let is_as_written = written.is_some() && stem == written;
        // `ADAS` is no plural of Ada, nor `Ross` of ROS.
        let is_even = |stem: &str| !stem.contains(char::is_lowercase) || !stem.contains(char::is_uppercase);
        let ends = match words.letters(text, last).bytes().last() {
            _ if ending == 0 => true,
            Some(b's') => {
                let fits = is_as_written || stem.is_some_and(is_even) || !form.is_acronym;
                raw.ends_with('s') && form.tail.is_empty() && fits
            }
            _ => form.key.len() >= 2 && form.key.ends_with(char::is_alphabetic),
        };
        if !ends {
            return None;
        }
        if form.tail.is_empty() && !words.closes(text, last) {
            return None;
        }
        let end = close(text, range.end, form.tail)?;
        Some((self.begin(form)?..end, is_as_written))
    }

    /// Where the letters of `form` go on behind those of a word, which follow the first `at`.
    #[inline]
    fn fit_part(&self, form: &FormRef, index: usize, ending: usize, at: usize) -> Option<usize> {
        let letters = self.words.letters(self.text, index).without_last(ending);
        let end = at + letters.len();
        if end > form.key.len() || !letters.is_same(Letters::new(form.letters, at..end)) {
            return None;
        }
        // What the name separates by more than a space must be separated in the text too.
        let swallowed = |(place, gap): &(usize, Gap)| *place > at && *place < end && matches!(gap, Gap::Exact(_));
        (!form.gaps.iter().any(swallowed)).then_some(end)
    }

    /// Where a form begins, its lead included; none if the lead is missing or goes on before.
    fn begin(&self, form: &FormRef) -> Option<usize> {
        let start = self.words.all()[self.first].range().start;
        if form.lead.is_empty() {
            return Some(start);
        }
        let before = self.text[..start].strip_suffix(form.lead)?;
        (!before.ends_with(|c: char| c.is_alphanumeric() || c == '.')).then_some(before.len())
    }
}

/// Where a name whose last word ends at `end` ends, its tail included; none if more of a name follows than it has.
fn close(text: &str, end: usize, tail: &str) -> Option<usize> {
    let after = &text[end..];
    if tail.is_empty() {
        // `C` is neither `C++` nor `C#`.
        let more =
            after.starts_with("++") || (after.starts_with('#') && !after[1..].starts_with(char::is_alphanumeric));
        return (!more).then_some(end);
    }
    let rest = after.strip_prefix(tail)?;
    (!rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '+' | '#'))).then_some(end + tail.len())
}
