//! Fitting: which forms of names stand at the words of a text, letter by letter.

use std::ops::Range;

use super::token::gap_fits;
use super::word::{Words, version};
use crate::gazetteer::hash::{Letters, Rolling};
use crate::gazetteer::{Filter, FormRef, Gap, NONE, SurfaceIndex};

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

/// Words of a text taken together.
#[derive(Debug, Clone, Copy)]
struct Phrase {
    /// The hash of all their letters.
    hash: u64,
    first: u32,
    last: u32,
}

/// Words of a text whose letters are asked for, but for the last ones: a plural or a version.
#[derive(Debug, Clone, Copy)]
struct Look {
    phrase: Phrase,
    /// The number of letters left out.
    ending: u8,
    /// Its place among those of the same words.
    rank: u8,
}

/// The search for forms, in room that is used again.
///
/// A table of many names is far away, and each look into it would wait. So all words of a text are asked for at once, in
/// rounds: each asks memory for what the next one looks at.
#[derive(Debug, Default)]
pub(crate) struct Search {
    phrases: Vec<Phrase>,
    looks: Vec<Look>,
    /// The looks that found letters, with the first of their forms.
    hits: Vec<(Look, u32)>,
}

impl Search {
    /// Finds all forms at the words of `text`, which `words` has read with the filter of `surfaces`.
    pub(crate) fn run(&mut self, surfaces: &SurfaceIndex, text: &str, words: &Words, mut take: impl FnMut(Fit)) {
        let place = Place { surfaces, text, words };
        let table = surfaces.table();
        let Self { phrases, looks, hits } = self;
        hits.clear();
        phrases.clear();
        #[expect(clippy::cast_possible_truncation, reason = "there are less words than bytes")]
        let single = |at: &usize| Phrase { hash: words.all()[*at].hash(), first: *at as u32, last: *at as u32 };
        phrases.extend(words.likely().iter().map(single));
        let mut filter = surfaces.starts();
        let mut first_round = usize::MAX;
        while !phrases.is_empty() {
            looks.clear();
            for phrase in phrases.drain(..) {
                place.ask(phrase, filter, looks);
            }
            for look in looks.iter() {
                table.prefetch(look.phrase.hash);
            }
            filter = surfaces.joins();
            for look in looks.iter() {
                let Some(slot) = table.find(look.phrase.hash) else { continue };
                if slot.form != NONE {
                    surfaces.prefetch_form(slot.form);
                    hits.push((*look, slot.form));
                }
                if look.ending == 0
                    && slot.goes_on()
                    && let Some(longer) = place.longer(look.phrase)
                {
                    filter.prefetch(longer.hash);
                    phrases.push(longer);
                }
            }
            first_round = first_round.min(hits.len());
        }
        if hits.len() > first_round {
            hits.sort_unstable_by_key(|(look, form)| {
                (u64::from(look.phrase.first) << 32 | u64::from(look.phrase.last), look.rank, *form)
            });
        }
        for (_, form) in hits.iter() {
            surfaces.prefetch_names(*form);
        }
        for (look, form) in hits.iter() {
            place.take_all(look, *form, &mut take);
        }
    }
}

/// A text and its words, with the names that are looked for.
#[derive(Clone, Copy)]
struct Place<'s> {
    surfaces: &'s SurfaceIndex,
    text: &'s str,
    words: &'s Words,
}

impl Place<'_> {
    /// Adds what is to be asked for the words of `phrase`, as far as `filter` lets it through.
    #[inline]
    fn ask(self, phrase: Phrase, filter: &Filter, looks: &mut Vec<Look>) {
        let own = self.words.letters(self.text, phrase.last as usize);
        let is_likely = filter.may_have(phrase.hash);
        // A word of nothing but accents adds no letters to what was asked before.
        if is_likely || own.len() == 0 {
            looks.push(Look { phrase, ending: 0, rank: 0 });
        }
        let mut ask_before = |ending: u8, rank: u8| {
            let cut = usize::from(ending);
            if own.len() > cut {
                let hash = self.hash(phrase.first as usize, phrase.last as usize, cut);
                if filter.may_have(hash) {
                    looks.push(Look { phrase: Phrase { hash, ..phrase }, ending, rank });
                }
            }
        };
        match own.bytes() {
            // The filter has plurals too.
            [.., before_last, b's'] if is_likely => {
                ask_before(1, 1);
                if matches!(before_last, b'e' | b'E') {
                    ask_before(2, 2);
                }
            }
            [.., b'0'..=b'9'] => {
                if let Some(digits) = version(own.bytes()) {
                    ask_before(digits, 3);
                }
            }
            _ => {}
        }
    }

    /// The hash of the letters of the words `first..=last`, but for the last ones.
    #[inline]
    fn hash(self, first: usize, last: usize, ending: usize) -> u64 {
        let letters = |at| self.words.letters(self.text, at);
        let end = letters(last).without_last(ending);
        match last - first {
            0 => end.hash(),
            1 => letters(first).hash_with(end),
            _ => (first..last).map(letters).fold(Rolling::default(), Rolling::with).with(end).hash(),
        }
    }

    /// The same words and the next; none if there is no next, or no name may begin here.
    #[inline]
    fn longer(self, phrase: Phrase) -> Option<Phrase> {
        let (first, last) = (phrase.first as usize, phrase.last as usize);
        if last + 1 == self.words.all().len() || (first == last && !self.words.opens(self.text, first)) {
            return None;
        }
        Some(Phrase { hash: self.hash(first, last + 1, 0), first: phrase.first, last: phrase.last + 1 })
    }

    /// Takes the forms with the letters that a look found, `form` being the first of them.
    #[inline]
    fn take_all(self, look: &Look, form: u32, take: &mut impl FnMut(Fit)) {
        let (first, last) = (look.phrase.first as usize, look.phrase.last as usize);
        if self.words.letters(self.text, last).len() == 0 {
            return;
        }
        // From its second word on a name is the same however it ends.
        let rank = if last == first { look.rank } else { 0 };
        let mut next = form;
        while next != NONE {
            let at = next;
            let form;
            (form, next) = self.surfaces.form(at);
            if let Some((range, is_as_written)) = self.fit(&form, first..last, usize::from(look.ending)) {
                take(Fit { range, surface: form.surface, is_as_written, order: (rank, at) });
            }
        }
    }

    /// The bytes at which `form` stands, if it does from the first of `inner` to the word behind them, but for the last
    /// letters of that, and whether in the name's own case.
    #[inline]
    fn fit(self, form: &FormRef, inner: Range<usize>, ending: usize) -> Option<(Range<usize>, bool)> {
        let (first, last) = (inner.start, inner.end);
        let (text, words) = (self.text, self.words);
        // What of the name as written is still to come, as long as the text has its case.
        let mut written = Some(form.written);
        let mut at = 0;
        for index in inner {
            at = self.fit_part(form, index, 0, at)?;
            let (range, next) = (words.all()[index].range(), words.all()[index + 1].range());
            let raw = &text[range.clone()];
            written = written.and_then(|written| written.strip_prefix(raw.as_bytes()));
            let (_, wanted) = form.gaps.iter().find(|(place, _)| *place == at)?;
            let capitals = || raw.starts_with(char::is_uppercase) && text[next.start..].starts_with(char::is_uppercase);
            if !gap_fits(wanted, &text[range.end..next.start], capitals) {
                return None;
            }
        }
        if self.fit_part(form, last, ending, at)? != form.key.len() || !words.opens(text, first) {
            return None;
        }
        let range = words.all()[last].range();
        let raw = &text[range.clone()];
        let stem = raw.get(..raw.len().checked_sub(ending)?);
        let is_as_written = written.is_some() && stem.map(str::as_bytes) == written;
        // `ADAS` is no plural of Ada, nor `Ross` of ROS.
        let is_even = |stem: &str| !stem.contains(char::is_lowercase) || !stem.contains(char::is_uppercase);
        let ends = match words.letters(text, last).bytes().last() {
            _ if ending == 0 => true,
            Some(b's') => {
                let fits = is_as_written || stem.is_some_and(is_even) || !form.is_acronym();
                raw.ends_with('s') && form.tail.is_empty() && fits
            }
            _ => form.key.len() >= 2 && str::from_utf8(form.key).is_ok_and(|key| key.ends_with(char::is_alphabetic)),
        };
        if !ends {
            return None;
        }
        if form.tail.is_empty() && !words.closes(text, last) {
            return None;
        }
        let end = close(text, range.end, form.tail)?;
        Some((self.begin(form, first)?..end, is_as_written))
    }

    /// Where the letters of `form` go on behind those of a word, which follow the first `at`.
    #[inline]
    fn fit_part(self, form: &FormRef, index: usize, ending: usize, at: usize) -> Option<usize> {
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
    fn begin(self, form: &FormRef, first: usize) -> Option<usize> {
        let start = self.words.all()[first].range().start;
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
        let has_more = match after.as_bytes() {
            [b'+', b'+', ..] => true,
            [b'#', ..] => !after[1..].starts_with(char::is_alphanumeric),
            _ => false,
        };
        return (!has_more).then_some(end);
    }
    let rest = after.strip_prefix(tail)?;
    (!rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '+' | '#'))).then_some(end + tail.len())
}
