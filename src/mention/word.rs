//! Words: where the words of a text stand, and which of them a name may begin with.
//!
//! These are the words of `tokens`, found by blocks of bytes and kept as numbers: nearly all are of
//! ASCII and no name's, and are looked at once. Only words with other characters are taken apart and folded.

use std::ops::Range;

use memchr::memmem::Finder;

use super::sieve::Sieve;
use crate::text::filter::Filter;
use crate::text::hash::{self, Letters};
use crate::text::simd::{self, Runs, SPARE, SPARE_BEGUN, Sift, SiftPairs, Start, number};
use crate::text::{is_apostrophe, is_word, push_folded};

/// A word's place: where it begins and where it ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word([u32; 2]);

impl Word {
    /// Its bytes.
    #[inline]
    pub(crate) fn range(self) -> Range<usize> {
        let Self([start, end]) = self;
        start as usize..end as usize
    }
}

/// The words of one text after the other, in room that is used again.
#[derive(Debug)]
pub(crate) struct Words {
    runs: Runs,
    /// Where words begin and end, in turn. Of plain text these are the runs, which are not copied but exchanged.
    edges: Vec<u32>,
    /// How many words there are; behind their edges stands anything.
    count: usize,
    likely: Sieve<Start>,
    begun: Sieve<u32>,
    /// The letters of words that cannot be read off the runs.
    folded: String,
    /// Those words, with the places of their letters.
    folds: Vec<(usize, Range<usize>)>,
    scheme: Finder<'static>,
    /// The addresses with a scheme.
    addresses: Vec<Range<usize>>,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            runs: Runs::default(),
            edges: Vec::new(),
            count: 0,
            likely: Sieve::default(),
            begun: Sieve::default(),
            folded: String::new(),
            folds: Vec::new(),
            scheme: Finder::new("://"),
            addresses: Vec::new(),
        }
    }
}

impl Words {
    /// Finds the words of a text, those that pass `starts` marked; what lies behind the first four billion bytes
    /// is not looked at.
    pub(crate) fn read(&mut self, text: &str, starts: &Filter) {
        let text = &text[..crate::text::floor_boundary(text, u32::MAX as usize - 1)];
        self.likely.clear();
        self.begun.clear();
        self.folded.clear();
        self.folds.clear();
        let mut runs = std::mem::take(&mut self.runs);
        runs.read(text.as_bytes());
        if runs.has_foreign() {
            self.read_runs::<true>(text, &runs, starts);
        } else {
            self.read_runs::<false>(text, &runs, starts);
            runs.exchange_edges(&mut self.edges);
        }
        self.runs = runs;
        self.find_addresses(text);
    }

    /// Reads runs of which some are foreign, as `FOREIGN` tells; if none is, each is a word.
    fn read_runs<const FOREIGN: bool>(&mut self, text: &str, runs: &Runs, starts: &Filter) {
        let (mut rest, _) = runs.edges().as_chunks::<2>();
        if FOREIGN {
            self.edges.clear();
            self.edges.reserve(2 * rest.len());
        }
        self.count = 0;
        while !rest.is_empty() {
            let (lower, first) = (runs.lower(), number(self.count));
            let words = Sift { runs: rest, lower, has_foreign: FOREIGN, first, filter: starts };
            let count = self.likely.fill(rest.len() + SPARE, |likely| {
                self.begun.fill(rest.len() + SPARE_BEGUN, |begun| {
                    let sifted = simd::sift(words, likely, begun);
                    (sifted.begun, (sifted.kept, sifted.looked))
                })
            });
            let (plain, others) = rest.split_at(count);
            if FOREIGN {
                self.edges.extend_from_slice(plain.as_flattened());
            }
            self.count += count;
            // The first is left, and most often some behind it are: of Greek, all.
            let is_left = |run: &&[u32; 2]| !lower[run[0] as usize..run[1] as usize].is_ascii();
            let (left, after) =
                others.split_at(others.len().min(1 + others.iter().skip(1).take_while(is_left).count()));
            for [start, end] in left {
                self.add_run::<FOREIGN>(text, lower, *start as usize..*end as usize, starts);
            }
            rest = after;
        }
    }

    /// How many words there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// The word at a place among them.
    #[inline]
    pub(crate) fn word(&self, at: usize) -> Word {
        Word(self.edges.as_chunks().0[at])
    }

    /// The word that begins at a byte.
    pub(crate) fn beginning_at(&self, start: usize) -> Option<usize> {
        self.edges.as_chunks::<2>().0[..self.count].binary_search_by_key(&start, |word| word[0] as usize).ok()
    }

    /// The word that ends at a byte.
    pub(crate) fn ending_at(&self, end: usize) -> Option<usize> {
        self.edges.as_chunks::<2>().0[..self.count].binary_search_by_key(&end, |word| word[1] as usize).ok()
    }

    /// The words that a name may be, among them all that names are and all that may end with a version.
    #[inline]
    pub(crate) fn likely(&self) -> &[Start] {
        self.likely.kept()
    }

    /// The words that a longer name may begin with, among them all that names do begin with.
    #[inline]
    pub(crate) fn begun(&self) -> &[u32] {
        self.begun.kept()
    }

    /// Takes of some words, none of which is the last, and the next ones those that pass a filter together; those that cannot be
    /// read off the runs together are put aside.
    #[inline]
    pub(super) fn sift_pairs(
        &self,
        firsts: &[u32],
        filter: &Filter,
        joined: &mut Sieve<Start>,
        aside: &mut Sieve<u32>,
    ) {
        let pairs =
            SiftPairs { firsts, words: &self.edges.as_chunks().0[..self.count], lower: self.runs.lower(), filter };
        let room = firsts.len() + SPARE;
        joined.fill(room, |joined| {
            aside.fill(room, |aside| {
                let sifted = simd::sift_pairs(pairs, joined, aside);
                (sifted.aside, (sifted.kept, ()))
            })
        });
    }

    /// The folded letters of a word.
    #[inline]
    pub(crate) fn letters(&self, at: usize) -> Letters<'_> {
        if !self.folds.is_empty()
            && let Some(letters) = self.folded_letters(at)
        {
            return letters;
        }
        Letters::new(self.runs.lower(), self.word(at).range())
    }

    #[inline(never)]
    fn folded_letters(&self, at: usize) -> Option<Letters<'_>> {
        let fold = self.folds.binary_search_by_key(&at, |(word, _)| *word).ok()?;
        Some(Letters::new(self.folded.as_bytes(), self.folds[fold].1.clone()))
    }

    /// The last byte of a word's letters; none if it is nothing but accents.
    #[expect(clippy::inline_always, reason = "it is called once a word, and a call takes longer than it does")]
    #[inline(always)]
    pub(crate) fn last_letter(&self, at: usize) -> Option<u8> {
        if self.folds.is_empty() {
            return self.runs.lower().get(self.word(at).range().end - 1).copied();
        }
        self.letters(at).bytes().last().copied()
    }

    /// Whether a name may begin at a word.
    #[inline]
    pub(crate) fn opens(&self, text: &str, at: usize) -> bool {
        let start = self.word(at).range().start;
        let joins = match text.as_bytes()[..start].last() {
            Some(b'@') => true,
            Some(b'.' | b'\'' | 0x80..) => at > 0 && !self.glue(text, at).1,
            _ => false,
        };
        !joins && !self.is_in_address(start)
    }

    /// Whether a name may end at a word.
    #[inline]
    pub(crate) fn closes(&self, text: &str, at: usize) -> bool {
        let Range { start, end } = self.word(at).range();
        let joins = match text.as_bytes().get(end) {
            Some(b'.' | b'\'' | 0x80..) => at + 1 < self.count && !self.glue(text, at + 1).0,
            _ => false,
        };
        !joins && !self.is_in_address(start)
    }

    /// Whether names may end at the word before the one at `at`, and begin at that: see [`tokens`](super::tokens).
    fn glue(&self, text: &str, at: usize) -> (bool, bool) {
        let (before, after) = (self.word(at - 1).range(), self.word(at).range());
        let mut chars = text[before.end..after.start].chars();
        let (Some(joint), None) = (chars.next(), chars.next()) else { return (true, true) };
        if joint == '.' {
            let sentence =
                text[before].ends_with(char::is_lowercase) && text[after.start..].starts_with(char::is_uppercase);
            return (sentence, sentence);
        }
        if is_apostrophe(joint) && joint != '`' {
            let possessive = self.letters(at).bytes() == b"s";
            let letters = self.letters(at - 1).bytes().iter();
            // The first byte of each character is none that goes on with one.
            let elision = letters.filter(|byte| **byte & 0xC0 != 0x80).count() <= 2;
            return (possessive, elision && !possessive);
        }
        (true, true)
    }

    fn is_in_address(&self, start: usize) -> bool {
        !self.addresses.is_empty() && self.addresses.iter().any(|address| address.contains(&start))
    }

    /// Adds the words of any run.
    fn add_run<const FOREIGN: bool>(&mut self, text: &str, lower: &[u8], run: Range<usize>, starts: &Filter) {
        let letters = &lower[run.clone()];
        if letters.is_ascii() {
            return self.add::<FOREIGN>(run, letters, starts);
        }
        let mut at = run.start;
        for part in text[run].split(|c| !is_word(c)) {
            // Underscores at the edges are markup that nobody resolved.
            let word = part.trim_matches('_');
            let start = at + (part.len() - part.trim_start_matches('_').len());
            at += part.len() + text[at + part.len()..].chars().next().map_or(0, char::len_utf8);
            if word.is_empty() {
                continue;
            }
            let from = self.folded.len();
            word.chars().for_each(|c| push_folded(&mut self.folded, c));
            self.folds.push((self.count, from..self.folded.len()));
            let folded = std::mem::take(&mut self.folded);
            self.add::<FOREIGN>(start..start + word.len(), &folded.as_bytes()[from..], starts);
            self.folded = folded;
        }
    }

    fn add<const FOREIGN: bool>(&mut self, word: Range<usize>, letters: &[u8], starts: &Filter) {
        let (hash, last) = (hash::of(letters), letters.last().copied().unwrap_or_default());
        if starts.may_have(hash) || last.is_ascii_digit() {
            self.likely.push(Start { hash, word: number(self.count), last });
        }
        if starts.may_begin(hash) {
            self.begun.push(number(self.count));
        }
        if FOREIGN {
            self.edges.extend([number(word.start), number(word.end)]);
        }
        self.count += 1;
    }

    fn find_addresses(&mut self, text: &str) {
        self.addresses.clear();
        for colon in self.scheme.find_iter(text.as_bytes()) {
            let Some(at) = self.ending_at(colon) else { continue };
            let start = self.word(at).range().start;
            let end = text[start..].find(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '"'));
            self.addresses.push(start..end.map_or(text.len(), |length| start + length));
        }
    }
}

/// The number of digits with which a word ends, if they may be the version of a name right before: `Python3`, `GTK4`; else 0.
#[inline]
pub(crate) fn version(letters: &[u8]) -> u8 {
    match letters {
        [.., b'0'..=b'9', b'0'..=b'9', b'0'..=b'9'] => 0,
        [.., b'0'..=b'9', b'0'..=b'9'] => 2,
        [.., b'0'..=b'9'] => 1,
        _ => 0,
    }
}
