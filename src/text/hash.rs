//! Hashes of words and names: 64 bits of their folded letters.
//!
//! A word of up to 16 bytes takes one load and one multiplication. What is found by a hash is compared letter by letter
//! afterwards, so that a collision costs time and nothing else.

use std::ops::Range;

/// As many bytes as one load takes.
pub(crate) const BLOCK: usize = 16;
pub(crate) const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
pub(crate) const SEED: u64 = 0xD6E8_FEB8_6659_FD93;

/// The bits of the first bytes of eight.
const fn first_bits(bytes: usize) -> u64 {
    if bytes == 8 { u64::MAX } else { (1 << (8 * bytes)) - 1 }
}

/// For each number of bytes, which bits of a block they are, in the lower half of it and in the upper.
///
/// Halves stand apart: they are multiplied, and whoever loads both as one has to take them out of a vector again.
const KEPT: [[u64; BLOCK + 1]; 2] = {
    let mut kept = [[u64::MAX; BLOCK + 1]; 2];
    let mut bytes = 0;
    while bytes < BLOCK {
        let (lower, upper) = if bytes < 8 { (bytes, 0) } else { (8, bytes - 8) };
        kept[0][bytes] = first_bits(lower);
        kept[1][bytes] = first_bits(upper);
        bytes += 1;
    }
    kept
};

/// The bytes `start..start + length` of `text`, which are not more than 16, the first one lowest.
#[inline]
pub(crate) fn block(text: &[u8], start: usize, length: usize) -> u128 {
    match text.get(start..start + BLOCK).and_then(|bytes| <[u8; BLOCK]>::try_from(bytes).ok()) {
        Some(bytes) => first_of(bytes, length),
        None => last_block(&text[start..start + length]),
    }
}

/// The first bytes of a block.
#[inline]
pub(crate) fn first_of(bytes: [u8; BLOCK], length: usize) -> u128 {
    u128::from_le_bytes(bytes) & kept(length)
}

/// Which bits of a block so many bytes are.
#[inline]
fn kept(bytes: usize) -> u128 {
    u128::from(KEPT[0][bytes]) | u128::from(KEPT[1][bytes]) << 64
}

/// The bytes of a text that ends within a block: two loads that overlap.
#[cold]
fn last_block(bytes: &[u8]) -> u128 {
    let length = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
        return u128::from(first) | u128::from(last) << (8 * (length - 8));
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return u128::from(first) | u128::from(last) << (8 * (length - 4));
    }
    bytes.iter().rev().fold(0, |block, byte| block << 8 | u128::from(*byte))
}

/// The hash of a word that is one block.
#[inline]
pub(crate) fn of_block(block: u128, length: usize) -> u64 {
    let seed = u128::from(MULTIPLIER ^ length as u64) << 64 | u128::from(SEED);
    multiply(block ^ seed)
}

/// The hash of the folded letters of a word.
#[inline]
pub(crate) fn of(letters: &[u8]) -> u64 {
    Letters::all(letters).hash()
}

/// Letters of a word with what stands behind them, so that they can be loaded a block at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letters<'a> {
    text: &'a [u8],
    start: usize,
    end: usize,
}

impl<'a> Letters<'a> {
    /// The letters `range` of `text`.
    #[inline]
    pub(crate) fn new(text: &'a [u8], range: Range<usize>) -> Self {
        debug_assert!(range.end <= text.len(), "letters end within their text");
        Self { text, start: range.start, end: range.end }
    }

    /// A text that is nothing but letters.
    #[inline]
    pub(crate) fn all(text: &'a [u8]) -> Self {
        Self { text, start: 0, end: text.len() }
    }

    #[inline]
    pub(crate) fn len(self) -> usize {
        self.end - self.start
    }

    #[inline]
    pub(crate) fn bytes(self) -> &'a [u8] {
        &self.text[self.start..self.end]
    }

    /// Those from `range`, which is within.
    #[inline]
    pub(crate) fn part(self, range: Range<usize>) -> Self {
        Self { text: self.text, start: self.start + range.start, end: self.start + range.end }
    }

    /// What follows `prefix`, if they begin with it.
    pub(crate) fn strip_prefix(self, prefix: Self) -> Option<Self> {
        let is_prefix = prefix.len() <= self.len() && self.part(0..prefix.len()).is_same(prefix);
        is_prefix.then(|| self.part(prefix.len()..self.len()))
    }

    /// The same without the last `count`, which are not more than there are.
    #[inline]
    pub(crate) fn without_last(self, count: usize) -> Self {
        Self { end: self.end - count, ..self }
    }

    /// Their hash.
    #[inline]
    pub(crate) fn hash(self) -> u64 {
        if self.len() <= BLOCK {
            return of_block(block(self.text, self.start, self.len()), self.len());
        }
        Rolling::default().with(self).hash()
    }

    /// The hash of these letters and those of `other` behind them.
    #[expect(clippy::inline_always, reason = "it is called once a word, and a call takes longer than it does")]
    #[inline(always)]
    pub(crate) fn hash_with(self, other: Self) -> u64 {
        let all = self.len() + other.len();
        // Where as much stands before the other letters as is put there, no block needs to be shifted.
        if all > BLOCK || other.start < self.len() {
            return self.hash_of_blocks_with(other);
        }
        of_block(self.block_with(other), all)
    }

    /// The first block of these letters and those of `other`, before which as much stands as there are of these.
    #[expect(clippy::inline_always, reason = "it is called once a word, and a call takes longer than it does")]
    #[inline(always)]
    pub(crate) fn block_with(self, other: Self) -> u128 {
        let (own, all) = (self.len().min(BLOCK), (self.len() + other.len()).min(BLOCK));
        block(self.text, self.start, own) | block(other.text, other.start - self.len(), all) & !kept(own)
    }

    #[cold]
    fn hash_of_blocks_with(self, other: Self) -> u64 {
        let (own, all) = (self.len(), self.len() + other.len());
        // Most are no more than two blocks, of which the second has nothing of these.
        if own > BLOCK || !(BLOCK + 1..=2 * BLOCK).contains(&all) || other.start < own {
            return Rolling::default().with(self).with(other).hash();
        }
        let (first, more) = (finish(SEED, self.block_with(other), BLOCK), all - BLOCK);
        finish(first, block(other.text, other.end - more, more), all)
    }

    /// Whether they are the letters of `other`.
    #[expect(clippy::inline_always, reason = "it is called once a word, and a call takes longer than it does")]
    #[inline(always)]
    pub(crate) fn is_same(self, other: Self) -> bool {
        let block = |letters: Self| block(letters.text, letters.start, letters.len());
        // Nearly all are one block.
        self.len() == other.len()
            && if self.len() <= BLOCK { block(self) == block(other) } else { self.bytes() == other.bytes() }
    }
}

/// The hash of letters to which more are added.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rolling {
    state: u64,
    /// The last letters, which may still be joined by others in their block, and how many these are.
    block: u128,
    held: usize,
    length: usize,
}

impl Default for Rolling {
    fn default() -> Self {
        Self { state: SEED, block: 0, held: 0, length: 0 }
    }
}

impl Rolling {
    /// The hash with these letters behind.
    #[inline]
    #[must_use]
    pub(crate) fn with(mut self, letters: Letters) -> Self {
        let mut start = letters.start;
        while start < letters.end {
            let length = (letters.end - start).min(BLOCK);
            self.add(block(letters.text, start, length), length);
            start += length;
        }
        self
    }

    #[inline]
    fn add(&mut self, block: u128, length: usize) {
        let room = BLOCK - self.held;
        // A full block leaves room for nothing.
        self.block |= if room == 0 { 0 } else { block << (8 * self.held) };
        self.held += length;
        self.length += length;
        if length > room {
            self.state = finish(self.state, self.block, BLOCK);
            self.block = block >> (8 * room);
            self.held = length - room;
        }
    }

    /// The hash of the letters so far.
    #[inline]
    pub(crate) fn hash(&self) -> u64 {
        finish(self.state, self.block, self.length)
    }
}

#[inline]
fn finish(state: u64, block: u128, length: usize) -> u64 {
    multiply(block ^ u128::from(state) ^ u128::from(MULTIPLIER ^ length as u64) << 64)
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the halves of a block are taken apart")]
fn multiply(block: u128) -> u64 {
    let product = u128::from(block as u64) * u128::from((block >> 64) as u64);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surroundings_make_no_other_hash() {
        let text = b"x kubernetes, internationalization_framework";
        let (start, length) = (2, 10);
        assert_eq!(of_block(block(text, start, length), length), of(b"kubernetes"));
        assert_eq!(of(&text[14..]), of(b"internationalization_framework"));
        assert_ne!(of(b"kubernetes"), of(b"kubernete"));
        assert_ne!(of(b"a"), of(b"a\0"));
    }

    #[test]
    fn letters_that_grow_hash_as_if_they_had_been_there_at_once() {
        let letters = b"an absurdly long name whose words come one after the other";
        let part = |range| Letters::new(letters, range);
        for end in 0..letters.len() {
            for middle in 0..end {
                let rolling = Rolling::default().with(part(0..middle)).with(part(middle..end));
                assert_eq!(rolling.hash(), of(&letters[..end]), "{middle} and {end}");
                assert_eq!(part(0..middle).hash_with(part(middle..end)), rolling.hash(), "{middle} and {end}");
            }
            // Whether or not there are letters behind them to be loaded with them.
            assert_eq!(block(letters, 0, end.min(16)), block(&letters[..end.min(16)], 0, end.min(16)));
        }
    }
}
