//! Words: where the words of a text stand, and which of them a name may begin with.
//!
//! These are the words of `tokens`, found by blocks of bytes and kept as numbers: nearly all are of
//! ASCII and no name's, and are looked at once. Only words with other characters are taken apart and folded.

use std::ops::Range;

use memchr::memmem::Finder;

use crate::gazetteer::hash::{self, Letters};
use crate::gazetteer::{Filter, is_word};
use crate::text::{is_apostrophe, push_folded, simd};

/// A word's place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    start: u32,
    end: u32,
    hash: u64,
}

impl Word {
    /// Its bytes.
    #[inline]
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The hash of its folded letters.
    #[inline]
    pub(crate) fn hash(self) -> u64 {
        self.hash
    }
}

/// The words of one text after the other, in room that is used again.
#[derive(Debug)]
pub(crate) struct Words {
    edges: Vec<u32>,
    all: Vec<Word>,
    /// The places of words that names may begin with, among them all that names do begin with.
    likely: Vec<usize>,
    /// Those that may be a name and a version.
    versioned: Vec<usize>,
    /// The letters of all words that are not of ASCII.
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
            edges: Vec::new(),
            all: Vec::new(),
            likely: Vec::new(),
            versioned: Vec::new(),
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
        let bytes = text.as_bytes();
        self.folded.clear();
        self.folds.clear();
        let mut edges = std::mem::take(&mut self.edges);
        let (runs, _) = simd::runs(bytes, &mut edges).as_chunks::<2>();
        let mut all = std::mem::take(&mut self.all);
        all.clear();
        all.reserve(runs.len());
        self.versioned.clear();
        for [start, end] in runs.iter().copied() {
            let (from, to) = (start as usize, end as usize);
            let length = to - from;
            let is_edge = bytes[from] == b'_' || bytes[to - 1] == b'_';
            let (is_ascii, hash) = if length <= hash::BLOCK {
                let block = hash::block(bytes, from, length);
                (block & FOREIGN == 0, hash::of_block(block, length))
            } else {
                (bytes[from..to].is_ascii(), hash::of(&bytes[from..to]))
            };
            if is_edge || !is_ascii {
                self.take_apart(text, from..to, starts, &mut all);
                continue;
            }
            if bytes[to - 1].is_ascii_digit() && is_name_with_version(&bytes[from..to], starts) {
                self.versioned.push(all.len());
            }
            all.push(Word { start, end, hash });
        }
        self.edges = edges;
        self.all = all;
        self.find_likely(starts);
        self.find_addresses(text);
    }

    /// The words, in their order.
    #[inline]
    pub(crate) fn all(&self) -> &[Word] {
        &self.all
    }

    /// The places in [`Words::all`] of words that a name may begin with.
    #[inline]
    pub(crate) fn likely(&self) -> &[usize] {
        &self.likely
    }

    /// The letters of a word: as they are in ASCII, which may have capitals, else folded.
    #[inline]
    pub(crate) fn letters<'w>(&'w self, text: &'w str, at: usize) -> Letters<'w> {
        if !self.folds.is_empty()
            && let Ok(fold) = self.folds.binary_search_by_key(&at, |(word, _)| *word)
        {
            return Letters::new(self.folded.as_bytes(), self.folds[fold].1.clone());
        }
        Letters::new(text.as_bytes(), self.all[at].range())
    }

    /// Whether a name may begin at a word.
    #[inline]
    pub(crate) fn opens(&self, text: &str, at: usize) -> bool {
        let start = self.all[at].start as usize;
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
        let Word { start, end, .. } = self.all[at];
        let joins = match text.as_bytes().get(end as usize) {
            Some(b'.' | b'\'' | 0x80..) => at + 1 < self.all.len() && !self.glue(text, at + 1).0,
            _ => false,
        };
        !joins && !self.is_in_address(start as usize)
    }

    /// Whether names may end at the word before the one at `at`, and begin at that: see [`tokens`](super::tokens).
    fn glue(&self, text: &str, at: usize) -> (bool, bool) {
        let (before, after) = (self.all[at - 1].range(), self.all[at].range());
        let mut chars = text[before.end..after.start].chars();
        let (Some(joint), None) = (chars.next(), chars.next()) else { return (true, true) };
        if joint == '.' {
            let sentence =
                text[before].ends_with(char::is_lowercase) && text[after.start..].starts_with(char::is_uppercase);
            return (sentence, sentence);
        }
        if is_apostrophe(joint) && joint != '`' {
            let possessive = self.letters(text, at).bytes().eq_ignore_ascii_case(b"s");
            let letters = self.letters(text, at - 1).bytes().iter();
            // The first byte of each character is none that goes on with one.
            let elision = letters.filter(|byte| **byte & 0xC0 != 0x80).count() <= 2;
            return (possessive, elision && !possessive);
        }
        (true, true)
    }

    fn is_in_address(&self, start: usize) -> bool {
        !self.addresses.is_empty() && self.addresses.iter().any(|address| address.contains(&start))
    }

    /// Finds the words in a run that has characters outside of ASCII, or underscores at its edges.
    #[cold]
    fn take_apart(&mut self, text: &str, run: Range<usize>, starts: &Filter, all: &mut Vec<Word>) {
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
            let letters = if word.is_ascii() {
                word
            } else {
                word.chars().for_each(|c| push_folded(&mut self.folded, c));
                self.folds.push((all.len(), from..self.folded.len()));
                &self.folded[from..]
            };
            let hash = hash::of(letters.as_bytes());
            if is_name_with_version(letters.as_bytes(), starts) {
                self.versioned.push(all.len());
            }
            #[expect(clippy::cast_possible_truncation, reason = "the text ends before")]
            all.push(Word { start: start as u32, end: (start + word.len()) as u32, hash });
        }
    }

    fn find_likely(&mut self, starts: &Filter) {
        self.likely.resize(self.all.len(), 0);
        let mut count = 0;
        for (at, word) in self.all.iter().enumerate() {
            // The place is written in any case, which costs less than to guess.
            self.likely[count] = at;
            count += usize::from(starts.may_have(word.hash));
        }
        self.likely.truncate(count);
        if !self.versioned.is_empty() {
            self.likely.append(&mut self.versioned);
            self.likely.sort_unstable();
            self.likely.dedup();
        }
    }

    fn find_addresses(&mut self, text: &str) {
        self.addresses.clear();
        for colon in self.scheme.find_iter(text.as_bytes()) {
            let Ok(at) = self.all.binary_search_by_key(&colon, |word| word.end as usize) else { continue };
            let start = self.all[at].start as usize;
            let end = text[start..].find(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '"'));
            self.addresses.push(start..end.map_or(text.len(), |length| start + length));
        }
    }
}

/// The highest bit of each byte in a block: whether it is outside of ASCII.
const FOREIGN: u128 = u128::from_le_bytes([0x80; hash::BLOCK]);

/// The number of digits with which a word ends, if they may be the version of a name right before: `Python3`, `GTK4`.
#[inline]
pub(crate) fn version(letters: &[u8]) -> Option<u8> {
    match letters.iter().rev().take_while(|byte| byte.is_ascii_digit()).count() {
        1 => Some(1),
        2 => Some(2),
        _ => None,
    }
}

fn is_name_with_version(letters: &[u8], starts: &Filter) -> bool {
    version(letters).is_some_and(|digits| starts.may_have(hash::of(&letters[..letters.len() - usize::from(digits)])))
}
