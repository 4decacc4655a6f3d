//! Text: spans, lines and columns, folding, excerpts.
//!
//! Every offset inside the library is a byte of a source's *decoded* text; [`crate::source::Source`] alone knows where
//! that byte is on disk.

pub(crate) mod filter;
pub(crate) mod hash;
mod letter;
#[doc(hidden)]
pub mod simd;

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

pub(crate) use self::letter::is_word;
pub use self::letter::{fold_char, push_folded};
use self::simd::Seen;

/// A range of bytes, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end`, which is not less than `start`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span ends before it starts: {start}..{end}");
        Self { start, end }
    }

    /// The number of bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether there is no byte in it.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The place before its first byte.
    #[must_use]
    pub fn starting(self) -> Self {
        Self { start: self.start, end: self.start }
    }

    /// As a range, to slice with.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Where the lines of a text begin, and which of its bytes begin no character: enough to tell positions without the text.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    starts: Vec<u32>,
    /// The blocks that are not all ASCII.
    wide: Vec<Wide>,
}

/// A block of a text in which characters are longer than a byte.
#[derive(Debug, Clone, Copy)]
struct Wide {
    /// The number of blocks before it.
    block: u32,
    /// The number of bytes before it that begin no character.
    before: u32,
    /// Its bytes that begin no character.
    inner: u64,
}

impl Lines {
    /// Finds the lines of `text`, which has less than four billion bytes; only a line feed ends one.
    pub fn of(text: &str) -> Self {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let (mut starts, mut wide, mut before) = (vec![0], Vec::new(), 0);
        let mut add = |block: usize, bytes: &[u8; simd::BLOCK]| {
            let Seen { mut same, foreign } = simd::see(bytes, b'\n');
            while same != 0 {
                starts.push(number(block * simd::BLOCK + 1) + same.trailing_zeros());
                same &= same - 1;
            }
            if foreign != 0 {
                let inner = (0..).zip(bytes).fold(0, |inner, (at, byte)| inner | u64::from(byte & 0xC0 == 0x80) << at);
                wide.push(Wide { block: number(block), before, inner });
                before += inner.count_ones();
            }
        };
        let (blocks, rest) = text.as_bytes().as_chunks();
        (0..).zip(blocks).for_each(|(block, bytes)| add(block, bytes));
        let mut last = [0; simd::BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        add(blocks.len(), &last);
        Self { starts, wide }
    }

    /// The position of byte `at` of the text.
    pub fn position(&self, at: usize) -> Position {
        let line = self.starts.partition_point(|start| *start as usize <= at).max(1) - 1;
        let start = self.starts.get(line).map_or(0, |start| *start as usize);
        let inner = self.inner(at) - self.inner(start);
        Position { line: line + 1, column: (at - start).saturating_sub(inner) + 1 }
    }

    /// The number of bytes before byte `at` that begin no character.
    fn inner(&self, at: usize) -> usize {
        let (block, bit) = (at / simd::BLOCK, at % simd::BLOCK);
        let next = self.wide.partition_point(|wide| wide.block as usize <= block);
        let Some(wide) = next.checked_sub(1).map(|last| self.wide[last]) else { return 0 };
        let counted = if wide.block as usize == block { wide.inner & ((1 << bit) - 1) } else { wide.inner };
        (wide.before + counted.count_ones()) as usize
    }

    /// The byte at which `line` (from 1) begins; past the last line, none.
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).map(|start| *start as usize)
    }
}

/// Whether `c` is an apostrophe or a single quotation mark as people type them.
pub const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{FF07}' | '`' | '\u{B4}')
}

/// Whether `c` is a hyphen or a dash as people type them.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Folds a title or a name for comparison: words of letters and digits in lower case, one space between them.
///
/// Case, accents, punctuation, and the shape of apostrophes and hyphens are gone; apostrophes join (`Twitter’s` is
/// `twitters`), `+` and `#` stay, since `C`, `C++` and `C#` differ.
///
/// ```
/// assert_eq!(hallway::text::fold("Powering Twitter’s  Infrastructure!"), "powering twitters infrastructure");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    push_words(&mut folded, text);
    folded.truncate(folded.trim_end().len());
    folded
}

/// Appends a text folded as [`fold`] does, maybe with a space behind it; no two spaces follow one another.
pub(crate) fn push_words(folded: &mut String, text: &str) {
    let mut rest = text;
    let mut room = [0; AT_ONCE + simd::BLOCK];
    loop {
        // Nearly all is ASCII.
        let is_between = folded.is_empty() || folded.ends_with(' ');
        let most = &rest.as_bytes()[..rest.len().min(AT_ONCE)];
        let read = if most.is_ascii() { most.len() } else { most.iter().take_while(|byte| byte.is_ascii()).count() };
        let count = fold_ascii(&most[..read], is_between, &mut room);
        folded.push_str(str::from_utf8(&room[..count]).unwrap_or_default());
        rest = &rest[read..];
        let mut others = rest.chars();
        match others.next() {
            None => return,
            Some(c) if c.is_ascii() => continue,
            Some(c) if is_apostrophe(c) => {}
            // No underscore gets here.
            Some(c) if is_word(c) => push_folded(folded, c),
            Some(_) if !folded.is_empty() && !folded.ends_with(' ') => folded.push(' '),
            Some(_) => {}
        }
        rest = others.as_str();
    }
}

/// What a byte of ASCII becomes when text is folded: a letter or sign, a space between words, or nothing.
const fn folded_byte(byte: u8) -> u8 {
    let small = byte | 0x20;
    let becomes = if small.wrapping_sub(b'a') < 26 { small } else { b' ' };
    let becomes = if byte.wrapping_sub(b'0') < 10 || byte == b'+' || byte == b'#' { byte } else { becomes };
    if byte == b'\'' || byte == b'`' { 0 } else { becomes }
}

/// The same for each byte.
const FOLDED: [u8; 256] = {
    let mut folded = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        folded[byte as usize] = folded_byte(byte);
        byte += 1;
    }
    folded
};

/// So many bytes are folded at once.
const AT_ONCE: usize = 4 * simd::BLOCK;

/// Writes text of ASCII, [`AT_ONCE`] bytes at most, folded to the front of `room`; gives how much it is.
///
/// `is_between` tells whether no space is to come first.
fn fold_ascii(text: &[u8], mut is_between: bool, room: &mut [u8; AT_ONCE + simd::BLOCK]) -> usize {
    const BLOCK: usize = simd::BLOCK;
    let mut count = 0;
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    for block in blocks {
        // With as much behind it, so that a block can be taken from any of its bytes on.
        let mut becomes = [[0; BLOCK]; 2];
        becomes[0].iter_mut().zip(block).for_each(|(becomes, byte)| *becomes = folded_byte(*byte));
        let (spaces, nothing) = (simd::see(&becomes[0], b' ').same, simd::see(&becomes[0], 0).same);
        let after_space = spaces << 1 | u64::from(is_between);
        // Behind what becomes nothing it is soonest told byte by byte whether a space came before.
        if after_space & nothing != 0 {
            count += fold_bytes(block, &mut is_between, &mut room[count..]);
            continue;
        }
        let mut left_out = spaces & after_space | nothing;
        let mut from = 0;
        loop {
            // All from here on; what is left out is overwritten.
            room[count..count + BLOCK].copy_from_slice(&becomes.as_flattened()[from..from + BLOCK]);
            let to = left_out.trailing_zeros() as usize;
            count += to - from;
            if left_out == 0 {
                break;
            }
            from = to + 1;
            left_out &= left_out - 1;
        }
        is_between = spaces >> (BLOCK - 1) != 0;
    }
    count + fold_bytes(rest, &mut is_between, &mut room[count..])
}

/// The same byte by byte.
fn fold_bytes(text: &[u8], is_between: &mut bool, room: &mut [u8]) -> usize {
    let mut count = 0;
    for byte in text {
        let becomes = FOLDED[usize::from(*byte)];
        if becomes != 0 && !(becomes == b' ' && *is_between) {
            room[count] = becomes;
            count += 1;
            *is_between = becomes == b' ';
        }
    }
    count
}

/// A name as an id: folded, in kebab case; `C++` is `c-plus-plus`. Nothing to name gives `untitled`.
///
/// ```
/// assert_eq!(hallway::text::kebab("C++ & Docker CLI"), "c-plus-plus-docker-cli");
/// ```
pub fn kebab(name: &str) -> String {
    let spelled = name.replace('+', " plus ").replace('#', " sharp ");
    let folded = fold(&spelled);
    if folded.is_empty() {
        return "untitled".to_owned();
    }
    folded.replace(' ', "-")
}

/// Some of all bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ByteSet([u64; 4]);

impl ByteSet {
    pub(crate) fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    #[inline]
    pub(crate) fn has(self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 != 0
    }
}

/// Whether a word is a year of our time: four digits that begin with 19 or 20.
pub fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|b| b.is_ascii_digit())
}

/// A number of things in words: `1 talk`, `2 talks`.
pub fn count(number: usize, what: &str) -> String {
    match (number, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        _ => format!("{number} {what}s"),
    }
}

/// Text that a terminal shows and does not obey: control characters but line feeds become a visible sign.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (b' '..b'\x7f').contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let is_obeyed = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(is_obeyed, "\u{FFFD}"))
}

/// A cell of CSV of which no spreadsheet makes a formula: what begins like one, and is no number, gets an apostrophe.
///
/// ```
/// use hallway::text::guarded;
/// assert_eq!(guarded("=cmd()"), "'=cmd()");
/// assert_eq!(guarded("-0.31"), "-0.31");
/// ```
pub fn guarded(cell: &str) -> Cow<'_, str> {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if is_formula { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// White space runs as one space, none at the ends.
pub fn squeeze(text: &str) -> String {
    if is_squeezed(text) {
        return text.to_owned();
    }
    let mut squeezed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !squeezed.is_empty() {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    squeezed
}

/// The same of a text that is at hand, which most often stays as it is.
pub(crate) fn squeezed(text: String) -> String {
    if is_squeezed(&text) { text } else { squeeze(&text) }
}

fn is_squeezed(text: &str) -> bool {
    let (mut wrong, mut all, mut before) = (0, 0, b' ');
    // Without a branch: most texts are short and as they should be.
    for byte in text.bytes() {
        wrong |= u8::from(byte.wrapping_sub(b'\t') <= b'\r' - b'\t');
        wrong |= u8::from(byte == b' ') & u8::from(before == b' ');
        all |= byte;
        before = byte;
    }
    let is_plain = wrong == 0 && before != b' ';
    let has_others = || text.contains(|c: char| c.is_whitespace() && c != ' ');
    text.is_empty() || is_plain && (all.is_ascii() || !has_others())
}

/// Shortens `text` to at most `most` characters around `focus` (bytes of `text`), with `…` where something was cut.
///
/// Cuts fall between words where a word ends near enough. White space is squeezed.
pub fn excerpt(text: &str, focus: Range<usize>, most: usize) -> String {
    let text = text.trim_end();
    if text.chars().count() <= most {
        return squeeze(text);
    }
    let focus = floor_boundary(text, focus.start)..floor_boundary(text, focus.end.min(text.len()));
    // What is longer than an excerpt may be is shown from its start.
    let longest = text[focus.clone()].char_indices().nth(most).map_or(focus.end, |(at, _)| focus.start + at);
    let focus = focus.start..focus.end.min(longest);
    let spare = most.saturating_sub(text[focus.clone()].chars().count());
    let before = text[..focus.start].char_indices().rev().take(spare / 2).last().map_or(focus.start, |(at, _)| at);
    let taken = text[before..focus.end].chars().count();
    let after =
        text[focus.end..].char_indices().nth(most.saturating_sub(taken)).map_or(text.len(), |(at, _)| focus.end + at);
    // A cut inside a word moves towards the focus, to the word's edge.
    let at_word = |at: usize| at == 0 || at == text.len() || text[..at].ends_with(' ') || text[at..].starts_with(' ');
    let start =
        if at_word(before) { before } else { text[before..focus.start].find(' ').map_or(before, |at| before + at + 1) };
    let end = if at_word(after) { after } else { text[focus.end..after].rfind(' ').map_or(after, |at| focus.end + at) };
    let mut cut = String::new();
    if start > 0 {
        cut.push('…');
    }
    cut.push_str(&squeeze(&text[start..end]));
    if end < text.len() {
        cut.push('…');
    }
    cut
}

/// The nearest character boundary at or before `at`.
pub fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A text on one or more lines: no control characters, white space squeezed, line feeds kept.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let settable: String = text
        .chars()
        .map(|c| if matches!(c, '\u{2028}' | '\u{2029}') { '\n' } else { c })
        .filter(|c| *c == '\n' || c.is_whitespace() || !(c.is_control() || turns_direction(*c)))
        .collect();
    settable.lines().map(squeeze).filter(|line| !line.is_empty()).collect()
}

/// Whether `c` would turn the direction of what follows it.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_text_folds_as_its_characters_do(text in "(([a-zA-Z0-9]{1,9}|[ -~]|[ \n']{1,3}){0,80}|\\PC){0,4}") {
            let (mut whole, mut parts) = (String::new(), String::new());
            push_words(&mut whole, &text);
            text.chars().for_each(|c| push_words(&mut parts, c.encode_utf8(&mut [0; 4])));
            proptest::prop_assert_eq!(whole, parts);
        }

        #[test]
        fn positions_are_those_that_counting_gives(text in "([a-z ]{1,70}|é|€|𝄞|\n){0,40}") {
            let lines = Lines::of(&text);
            let mut position = Position { line: 1, column: 1 };
            for (at, c) in text.char_indices() {
                proptest::prop_assert_eq!(lines.position(at), position);
                position = match c {
                    '\n' => Position { line: position.line + 1, column: 1 },
                    _ => Position { column: position.column + 1, ..position },
                };
            }
            proptest::prop_assert_eq!(lines.position(text.len()), position);
        }

        #[test]
        fn a_text_is_squeezed_if_squeezing_leaves_it_as_it_is(text in "([a-z]{1,20}|[ \n\u{A0}\u{2003}é]){0,9}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            proptest::prop_assert_eq!(is_squeezed(&text), words.join(" ") == text);
        }
    }

    #[test]
    fn titles_that_differ_in_apostrophe_and_case_fold_together() {
        for (a, b) in [
            ("Powering Twitter’s infrastructure", "Powering Twitter's Infrastructure"),
            ("Docker for developers", "Docker for Developers"),
            ("Café — René", "cafe rene"),
        ] {
            assert_eq!(fold(a), fold(b));
        }
        assert_ne!(fold("C++"), fold("C"));
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "añb\nçd";
        let lines = Lines::of(text);
        assert_eq!(lines.position(3), Position { line: 1, column: 3 });
        assert_eq!(lines.position(7), Position { line: 2, column: 2 });
        let long = "é, no\n".repeat(3) + &"aé€𝄞".repeat(700);
        let lines = Lines::of(&long);
        for (characters, (at, _)) in long.char_indices().enumerate().skip(18) {
            assert_eq!(lines.position(at), Position { line: 4, column: characters - 17 });
        }
    }

    #[test]
    fn an_excerpt_keeps_its_focus_and_says_what_was_cut() {
        let text = "one two three four five six seven";
        let at = text.find("four").expect("four is there");
        assert_eq!(excerpt(text, at..at + 4, 14), "…four five…");
        assert_eq!(excerpt(text, at..at + 4, 100), text);
        assert_eq!(excerpt("ééééé ééééé", 0..4, 5), "ééééé…");
    }
}
