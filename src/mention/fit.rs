//! Fitting: which forms of names stand at the words of a text, letter by letter.

use std::ops::Range;

use super::sieve::Sieve;
use super::token::gap_fits;
use super::word::{Words, version};
use crate::gazetteer::{FormRef, Gap, NONE, SurfaceIndex};
use crate::text::filter::Filter;
use crate::text::hash::{Letters, Rolling};
use crate::text::simd::{self, Start};

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

/// Words of a text taken together, as places among its words.
#[derive(Debug, Clone, Copy, Default)]
struct Phrase {
    /// The hash of all their letters.
    hash: u64,
    first: u32,
    last: u32,
}

/// Words of a text that have the letters of a form.
#[derive(Debug, Clone, Copy, Default)]
struct Hit {
    first: u32,
    last: u32,
    /// The first of the forms with these letters.
    form: u32,
    /// The number of letters left out at the end: a plural or a version.
    ending: u8,
    /// Its place among those of the same words.
    rank: u8,
}

/// A word without an ending that it may have.
#[derive(Debug, Clone, Copy, Default)]
struct Stem {
    /// The hash of its letters.
    hash: u64,
    word: u32,
    /// See [`Hit`].
    ending: u8,
    rank: u8,
}

/// The search for forms, in room that is used again.
///
/// A table of many names is far away, and each look into it would wait. So all words of a text are asked for at once, in
/// rounds: each asks memory for what the next one looks at.
#[derive(Debug, Default)]
pub(crate) struct Search {
    hits: Sieve<Hit>,
    /// The words that may have an ending.
    ended: Sieve<u32>,
    /// What names may be of those without it.
    stems: Sieve<Stem>,
    /// Two words each that names may begin with, at the places of the first.
    joined: Sieve<Start>,
    /// The words that longer names may begin with, and that are looked at one by one with the next.
    aside: Sieve<u32>,
    fits: Vec<Fit>,
}

impl Search {
    /// Finds all forms at the words of `text`, which `words` has read with the filter of `surfaces`; most often in the order of
    /// their places.
    pub(crate) fn run(&mut self, surfaces: &SurfaceIndex, text: &str, words: &Words) -> &mut Vec<Fit> {
        let place = Place { surfaces, text, words };
        simd::run(Find { search: self, place });
        let Self { hits, fits, .. } = self;
        // Each round has found some, in the order of the words.
        hits.kept_mut().sort_by_key(|hit| u64::from(hit.first) << 32 | u64::from(hit.last));
        for hit in hits.kept() {
            surfaces.prefetch_names(hit.form);
        }
        fits.clear();
        for hit in hits.kept() {
            place.take_all(*hit, fits);
        }
        fits
    }

    /// Finds names of one word.
    #[expect(clippy::inline_always, reason = "it is compiled for the processor of whom calls it")]
    #[inline(always)]
    fn find_words(&mut self, place: Place) {
        let Self { hits, ended, stems, .. } = self;
        let Place { surfaces, words, .. } = place;
        let (table, starts, likely) = (surfaces.table(), surfaces.starts(), words.likely());
        hits.clear();
        ended.clear();
        for start in likely {
            table.prefetch(start.hash);
        }
        {
            let (mut hits, mut ended) = (hits.room(likely.len()), ended.room(likely.len()));
            for start in likely {
                let Start { hash, word, last } = *start;
                let form = table.find(hash).form();
                hits.offer(Hit { first: word, last: word, form, ending: 0, rank: 0 }, form != NONE);
                ended.offer(word, may_end(last));
            }
        }
        stems.clear();
        {
            let mut stems = stems.room(2 * ended.kept().len());
            for word in ended.kept() {
                let letters = words.letters(*word as usize);
                for Ending { length, rank } in endings(letters.bytes()) {
                    let hash = letters.without_last(usize::from(length)).hash();
                    stems.offer(Stem { hash, word: *word, ending: length, rank }, length > 0 && starts.may_have(hash));
                }
            }
        }
        for stem in stems.kept() {
            table.prefetch(stem.hash);
        }
        for hit in hits.kept() {
            surfaces.prefetch_form(hit.form);
        }
        let before = hits.kept().len();
        {
            let mut hits = hits.room(stems.kept().len());
            for stem in stems.kept() {
                let Stem { hash, word, ending, rank } = *stem;
                let form = table.find(hash).form();
                hits.offer(Hit { first: word, last: word, form, ending, rank }, form != NONE);
            }
        }
        for hit in &hits.kept()[before..] {
            surfaces.prefetch_form(hit.form);
        }
    }

    /// Finds names of several words.
    #[expect(clippy::inline_always, reason = "it is compiled for the processor of whom calls it")]
    #[inline(always)]
    fn find_phrases(&mut self, place: Place) {
        let Self { hits, joined, aside, .. } = self;
        let Place { surfaces, words, .. } = place;
        let (table, joins, begun) = (surfaces.table(), surfaces.joins(), words.begun());
        // Behind the last word is none.
        let begun = match begun.split_last() {
            Some((last, others)) if *last as usize + 1 == words.len() => others,
            _ => begun,
        };
        joined.clear();
        aside.clear();
        words.sift_pairs(begun, joins, joined, aside);
        {
            let mut joined = joined.room(aside.kept().len());
            for first in aside.kept() {
                let (at, next) = (*first as usize, *first as usize + 1);
                let hash = words.letters(at).hash_with(words.letters(next));
                let last = words.last_letter(next);
                let pair = Start { hash, word: *first, last: last.unwrap_or_default() };
                joined.offer(pair, joins.may_have(hash) | is_hidden(last));
            }
        }
        for pair in joined.kept() {
            table.prefetch(pair.hash);
        }
        for Start { hash, word: first, .. } in joined.kept() {
            place.go_on(Phrase { hash: *hash, first: *first, last: first + 1 }, hits);
        }
    }
}

/// Finds the letters of names in a text.
struct Find<'s> {
    search: &'s mut Search,
    place: Place<'s>,
}

impl simd::Work for Find<'_> {
    type Done = ();

    #[expect(clippy::inline_always, reason = "it is compiled for the processor of whom calls it")]
    #[inline(always)]
    fn run(self) {
        self.search.find_words(self.place);
        self.search.find_phrases(self.place);
    }
}

/// Whether what ends with this letter may have the ending of a plural or a version.
#[inline]
fn may_end(last: u8) -> bool {
    (last == b's') | last.is_ascii_digit()
}

/// An ending that a word may have, of no letters if it has none, and the rank of what is found without it.
struct Ending {
    length: u8,
    rank: u8,
}

/// The endings of a word, which something is left without: of a plural in `s` and in `es`, or of a version.
#[inline]
fn endings(letters: &[u8]) -> [Ending; 2] {
    let (plural, is_longer) = match letters {
        [.., before_last, b's'] => (true, (*before_last == b'e') & (letters.len() > 2)),
        _ => (false, false),
    };
    let (length, rank) = if plural { (1, 1) } else { (version(letters), 3) };
    let is_left = letters.len() > usize::from(length);
    [Ending { length: length * u8::from(is_left), rank }, Ending { length: 2 * u8::from(is_longer), rank: 2 }]
}

/// Whether what ends with this letter may be a name though a filter, which knows of plurals only, does not let it through: what
/// ends with a digit, as versions do, or a word of nothing but accents, which adds no letters to what was asked before.
#[inline]
fn is_hidden(last: Option<u8>) -> bool {
    last.is_none_or(|last| last.is_ascii_digit())
}

/// A text and its words, with the names that are looked for.
#[derive(Clone, Copy)]
struct Place<'s> {
    surfaces: &'s SurfaceIndex,
    text: &'s str,
    words: &'s Words,
}

impl Place<'_> {
    /// Looks for names that end before the last letters of the words `first..=last`, as far as `filter` lets them through.
    fn try_endings(self, first: u32, last: u32, filter: &Filter, hits: &mut Sieve<Hit>) {
        let own = self.words.letters(last as usize);
        for Ending { length, rank } in endings(own.bytes()).into_iter().filter(|ending| ending.length > 0) {
            let hash = self.hash(first, last, own.without_last(usize::from(length)));
            if !filter.may_have(hash) {
                continue;
            }
            let form = self.surfaces.table().find(hash).form();
            if form != NONE {
                self.surfaces.prefetch_form(form);
                hits.push(Hit { first, last, form, ending: length, rank });
            }
        }
    }

    /// Looks for names that are `phrase`, which has several words, or begin with it.
    fn go_on(self, mut phrase: Phrase, hits: &mut Sieve<Hit>) {
        let joins = self.surfaces.joins();
        loop {
            let Phrase { hash, first, last } = phrase;
            let said = self.surfaces.table().find(hash);
            let form = said.form();
            if form != NONE {
                self.surfaces.prefetch_form(form);
                hits.push(Hit { first, last, form, ending: 0, rank: 0 });
            }
            if self.words.last_letter(last as usize).is_some_and(may_end) {
                self.try_endings(first, last, joins, hits);
            }
            let next = last + 1;
            if !said.goes_on() || next as usize == self.words.len() {
                return;
            }
            let hash = self.hash(first, next, self.words.letters(next as usize));
            if !joins.may_have(hash) && !is_hidden(self.words.last_letter(next as usize)) {
                return;
            }
            phrase = Phrase { hash, first, last: next };
        }
    }

    /// The hash of the letters of the words from `first` on, with `end` in place of those of `last`.
    #[inline]
    fn hash(self, first: u32, last: u32, end: Letters) -> u64 {
        let letters = |at| self.words.letters(at);
        match last - first {
            0 => end.hash(),
            1 => letters(first as usize).hash_with(end),
            _ => (first as usize..last as usize).map(letters).fold(Rolling::default(), Rolling::with).with(end).hash(),
        }
    }

    /// Takes the forms with the letters of a hit.
    #[inline]
    fn take_all(self, hit: Hit, fits: &mut Vec<Fit>) {
        let (first, last) = (hit.first as usize, hit.last as usize);
        if self.words.last_letter(last).is_none() || !self.words.opens(self.text, first) {
            return;
        }
        // From its second word on a name is the same however it ends.
        let rank = if last == first { hit.rank } else { 0 };
        let mut next = hit.form;
        while next != NONE {
            let at = next;
            let form = self.surfaces.form(at);
            next = form.next();
            if let Some((range, is_as_written)) = self.fit(form, first..last, usize::from(hit.ending)) {
                fits.push(Fit { range, surface: form.surface(), is_as_written, order: (rank, at) });
            }
        }
    }

    /// The bytes at which `form` stands, if it does from the first of `inner`, where it may begin, to the word behind them, but for
    /// the last letters of that, and whether in the name's own case.
    #[inline]
    fn fit(self, form: FormRef, inner: Range<usize>, ending: usize) -> Option<(Range<usize>, bool)> {
        let (first, last) = (inner.start, inner.end);
        let (text, words) = (self.text, self.words);
        // What of the name as written is still to come, as long as the text has its case.
        let mut written = Some(form.written());
        let mut at = 0;
        for index in inner {
            at = fit_part(form, words.letters(index), at)?;
            let (range, next) = (words.word(index).range(), words.word(index + 1).range());
            written = written.and_then(|written| written.strip_prefix(Letters::new(text.as_bytes(), range.clone())));
            let (_, wanted) = form.gaps().iter().find(|(place, _)| *place == at)?;
            let capitals = || [&range, &next].iter().all(|word| text[word.start..].starts_with(char::is_uppercase));
            if !gap_fits(wanted, &text[range.end..next.start], capitals) {
                return None;
            }
        }
        if fit_part(form, words.letters(last).without_last(ending), at)? != form.key().len() {
            return None;
        }
        let range = words.word(last).range();
        let stem = range.start..range.end.checked_sub(ending).filter(|end| *end >= range.start)?;
        let is_as_written = written.is_some_and(|written| written.is_same(Letters::new(text.as_bytes(), stem.clone())));
        let (lead, tail) = form.edges();
        if ending > 0 {
            // `ADAS` is no plural of Ada, nor `Ross` of ROS.
            let is_even = |stem: &str| !stem.contains(char::is_lowercase) || !stem.contains(char::is_uppercase);
            let ends = if words.last_letter(last) == Some(b's') {
                let fits = is_as_written || text.get(stem).is_some_and(is_even) || !form.is_acronym();
                text[range.clone()].ends_with('s') && tail.is_empty() && fits
            } else {
                let key = form.key();
                key.len() >= 2 && str::from_utf8(key.bytes()).is_ok_and(|key| key.ends_with(char::is_alphabetic))
            };
            if !ends {
                return None;
            }
        }
        if tail.is_empty() && !words.closes(text, last) {
            return None;
        }
        let end = close(text, range.end, tail)?;
        Some((self.begin(lead, first)?..end, is_as_written))
    }

    /// Where a name begins, its lead included; none if the lead is missing or goes on before.
    #[inline]
    fn begin(self, lead: &str, first: usize) -> Option<usize> {
        let start = self.words.word(first).range().start;
        if lead.is_empty() {
            return Some(start);
        }
        let before = self.text[..start].strip_suffix(lead)?;
        (!before.ends_with(|c: char| c.is_alphanumeric() || c == '.')).then_some(before.len())
    }
}

/// Where the letters of `form` go on behind those of a word, which follow the first `at`.
#[expect(clippy::inline_always, reason = "it is called once a hit, and a call takes longer than it does")]
#[inline(always)]
fn fit_part(form: FormRef, letters: Letters, at: usize) -> Option<usize> {
    let (key, end) = (form.key(), at + letters.len());
    if end > key.len() || !letters.is_same(key.part(at..end)) {
        return None;
    }
    // What the name separates by more than a space must be separated in the text too.
    let swallowed = |(place, gap): &(usize, Gap)| *place > at && *place < end && matches!(gap, Gap::Exact(_));
    (!form.gaps().iter().any(swallowed)).then_some(end)
}

/// Where a name whose last word ends at `end` ends, its tail included; none if more of a name follows than it has.
#[inline]
fn close(text: &str, end: usize, tail: &str) -> Option<usize> {
    if tail.is_empty() {
        // `C` is neither `C++` nor `C#`.
        let has_more = match text.as_bytes()[end..] {
            [b'+', b'+', ..] => true,
            [b'#', ..] => !text[end + 1..].starts_with(char::is_alphanumeric),
            _ => false,
        };
        return (!has_more).then_some(end);
    }
    let after = &text[end..];
    let rest = after.strip_prefix(tail)?;
    (!rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '+' | '#'))).then_some(end + tail.len())
}
