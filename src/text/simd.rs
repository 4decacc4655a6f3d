//! Runs: where a text has bytes of words and where not, 64 bytes at a time, and its letters in lower case; which of the words may
//! be looked for; and where in such a block a byte is.
//!
//! This is the only module of the library that allows `unsafe`: for reading and writing vectors, for calling what needs a
//! processor that was asked for it first, and for asking memory in advance. `read_portably`, `sift_portably`,
//! `sift_pairs_portably`, `see_portably` and `same_portably` do the same without; tests and a fuzz target compare them with all ways that this
//! processor knows.
#![allow(unsafe_code, reason = "vectors are at addresses, and not every processor has them")]

#[cfg(target_arch = "x86_64")]
mod x86;

use super::filter::Filter;
use super::hash::{self, Letters};

/// Bytes that are looked at together; each is a bit of a mask.
pub(crate) const BLOCK: usize = 64;

/// The runs of bytes of words in one text after the other, in room that is used again.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    edges: Vec<u32>,
    /// The number of edges.
    count: usize,
    lower: Vec<u8>,
    has_foreign: bool,
}

impl Runs {
    /// Finds the runs of `text`: letters, digits and underscores of ASCII, and every byte of other characters.
    ///
    /// The text has less than four billion bytes.
    pub(crate) fn read(&mut self, text: &[u8]) {
        #[cfg(target_arch = "x86_64")]
        {
            if x86::is_wide() {
                // SAFETY: the processor has been asked for all of them.
                unsafe { x86::read_wide(self, text) };
                return;
            }
            if x86::is_newer() {
                // SAFETY: the processor has been asked for all of them.
                unsafe { x86::read(self, text) };
                return;
            }
        }
        self.read_portably(text);
    }

    /// The twin of [`Runs::read`] for all processors.
    pub(crate) fn read_portably(&mut self, text: &[u8]) {
        let look = |block: &[u8; BLOCK], lower: &mut [u8; BLOCK]| {
            let mut seen = Bits { words: 0, foreign: 0 };
            for (at, (byte, lower)) in block.iter().zip(lower).enumerate() {
                *lower = LOWER[usize::from(*byte)];
                seen.words |= u64::from(IS_WORD[usize::from(*byte)]) << at;
                seen.foreign |= u64::from(!lower.is_ascii()) << at;
            }
            seen
        };
        split(self, text, look, note);
    }

    /// Where each run begins and ends, in turn.
    #[inline]
    pub(crate) fn edges(&self) -> &[u32] {
        &self.edges[..self.count]
    }

    /// Gives the edges away, and takes other room for those of the next text.
    pub(crate) fn exchange_edges(&mut self, room: &mut Vec<u32>) {
        std::mem::swap(&mut self.edges, room);
        self.count = 0;
    }

    /// The bytes of the text with the letters of ASCII in lower case, and a block or more of anything behind them.
    ///
    /// Underscores are 0xFF, so that the highest bits of a word tell whether there is more in it than letters and digits
    /// of ASCII.
    #[inline]
    pub(crate) fn lower(&self) -> &[u8] {
        &self.lower
    }

    /// Whether the text has bytes of other characters than ASCII, or underscores.
    #[inline]
    pub(crate) fn has_foreign(&self) -> bool {
        self.has_foreign
    }
}

/// Whether all ways that this processor knows find the same in a text; for the fuzz target, which gives them any bytes.
#[doc(hidden)]
pub fn agree(text: &[u8]) -> bool {
    let sees_same = |block: &[u8; BLOCK]| see(block, block[0]) == see_portably(block, block[0]);
    let finds_same = |bytes: &[u8; 32]| {
        let numbers = std::array::from_fn(|at| u32::from_le_bytes([bytes[4 * at], 0, 0, bytes[4 * at + 1]]));
        same(&numbers, numbers[0]) == same_portably(&numbers, numbers[0])
    };
    let (mut one, mut other) = (Runs::default(), Runs::default());
    one.read_portably(text);
    let mut is_same = |read: fn(&mut Runs, &[u8])| {
        read(&mut other, text);
        one.edges() == other.edges()
            && one.lower()[..text.len()] == other.lower()[..text.len()]
            && one.has_foreign() == other.has_foreign()
    };
    let mut agrees = is_same(Runs::read);
    #[cfg(target_arch = "x86_64")]
    if x86::is_newer() {
        // SAFETY: the processor has been asked for all of them.
        agrees &= is_same(|runs, text| unsafe { x86::read(runs, text) });
    }
    agrees &= sifts_same(&one) && sifts_same_pairs(&one);
    agrees && text.as_chunks().0.iter().all(sees_same) && text.as_chunks().0.iter().all(finds_same)
}

/// Whether all ways to sift keep the same of the runs of a text, with a filter that has every third of them, and every fourth as
/// a beginning.
fn sifts_same(runs: &Runs) -> bool {
    let (mut all, lower) = (runs.edges().as_chunks().0, runs.lower());
    let mut filter = Filter::with_room_for(all.len());
    let hash = |[start, end]: &[u32; 2]| hash::of(&lower[*start as usize..*end as usize]);
    all.iter().step_by(3).for_each(|run| filter.add(hash(run)));
    all.iter().step_by(4).for_each(|run| filter.add_beginning(hash(run)));
    let filter = &filter;
    let room = || (vec![Start::default(); all.len() + SPARE], vec![0; all.len() + SPARE_BEGUN]);
    let (mut one, mut other) = (room(), room());
    let mut first = 0;
    while !all.is_empty() {
        let words = Sift { runs: all, lower, has_foreign: true, first, filter };
        let sifted = sift_portably(words, &mut one.0, &mut one.1);
        let mut is_same = |sift: fn(Sift, &mut [Start], &mut [u32]) -> Sifted| {
            sift(words, &mut other.0, &mut other.1) == sifted
                && one.0[..sifted.kept] == other.0[..sifted.kept]
                && one.1[..sifted.begun] == other.1[..sifted.begun]
        };
        let mut agrees = is_same(sift);
        agrees &=
            runs.has_foreign() || is_same(|words, room, begun| sift(Sift { has_foreign: false, ..words }, room, begun));
        #[cfg(target_arch = "x86_64")]
        if x86::is_newer() {
            // SAFETY: the processor has been asked for all of them.
            agrees &= is_same(|words, room, begun| unsafe { x86::run(SiftEach(words, room, begun)) });
            agrees &= runs.has_foreign()
                || is_same(|words, room, begun| {
                    // SAFETY: the processor has been asked for all of them.
                    unsafe { x86::run(SiftEach(Sift { has_foreign: false, ..words }, room, begun)) }
                });
        }
        if !agrees {
            return false;
        }
        // Behind one that is left to others.
        all = all.get(sifted.looked + 1..).unwrap_or_default();
        first += number(sifted.looked + 1);
    }
    true
}

/// Whether all ways to sift pairs keep the same, and put the same aside, of all runs of a text, with such a filter of pairs.
fn sifts_same_pairs(runs: &Runs) -> bool {
    let (words, lower) = (runs.edges().as_chunks().0, runs.lower());
    let mut filter = Filter::with_room_for(words.len());
    let letters = |[start, end]: [u32; 2]| Letters::new(lower, start as usize..end as usize);
    words.windows(2).step_by(3).for_each(|pair| filter.add(letters(pair[0]).hash_with(letters(pair[1]))));
    let firsts: Vec<u32> = (0..number(words.len().saturating_sub(1))).collect();
    let pairs = SiftPairs { firsts: &firsts, words, lower, filter: &filter };
    let room = || (vec![Start::default(); firsts.len() + SPARE], vec![0; firsts.len() + SPARE]);
    let (mut one, mut other) = (room(), room());
    let sifted = sift_pairs_portably(pairs, &mut one.0, &mut one.1);
    let mut is_same = |sift: fn(SiftPairs, &mut [Start], &mut [u32]) -> SiftedPairs| {
        sift(pairs, &mut other.0, &mut other.1) == sifted
            && one.0[..sifted.kept] == other.0[..sifted.kept]
            && one.1[..sifted.aside] == other.1[..sifted.aside]
    };
    let mut agrees = is_same(sift_pairs);
    #[cfg(target_arch = "x86_64")]
    if x86::is_newer() {
        // SAFETY: the processor has been asked for all of them.
        agrees &= is_same(|pairs, room, aside| unsafe { x86::run(SiftEachPair(pairs, room, aside)) });
    }
    agrees
}

/// A word that a name may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(C)]
pub(crate) struct Start {
    /// The hash of its letters.
    pub(crate) hash: u64,
    /// Its place among the words.
    pub(crate) word: u32,
    /// The last byte of its letters; 0 if it is nothing but accents.
    pub(crate) last: u8,
}

/// Words that are sifted: those are kept that a filter may have, or that end with a digit, and those noted that something longer
/// may begin with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sift<'w> {
    /// Where they begin and end.
    pub(crate) runs: &'w [[u32; 2]],
    /// The bytes in which they do: see [`Runs::lower`].
    pub(crate) lower: &'w [u8],
    /// Whether among them may be bytes of other characters than those of ASCII, or underscores.
    pub(crate) has_foreign: bool,
    /// The place of the first among the words of its text.
    pub(crate) first: u32,
    /// What is looked for.
    pub(crate) filter: &'w Filter,
}

/// How many words were sifted, how many of them were kept, and how many something longer may begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sifted {
    pub(crate) looked: usize,
    pub(crate) kept: usize,
    pub(crate) begun: usize,
}

/// So much more room than for all words is needed to sift them: what is not kept is written too, several at a time.
pub(crate) const SPARE: usize = 8;

/// The same for the places of those that something longer may begin with.
pub(crate) const SPARE_BEGUN: usize = BLOCK;

/// Sifts words up to the first that is longer than a block, or has more than letters and digits of ASCII; those that are kept
/// are the first in `room`, and the places of those that something longer may begin with the first in `begun`.
#[inline]
pub(crate) fn sift(words: Sift, room: &mut [Start], begun: &mut [u32]) -> Sifted {
    #[cfg(target_arch = "x86_64")]
    {
        if x86::is_wide() {
            // SAFETY: the processor has been asked for all of them.
            return unsafe { x86::sift(words, room, begun) };
        }
        if x86::is_newer() {
            // SAFETY: the processor has been asked for all of them.
            return unsafe { x86::run(SiftEach(words, room, begun)) };
        }
    }
    sift_portably(words, room, begun)
}

/// The twin of [`sift`] for all processors.
fn sift_portably(words: Sift, room: &mut [Start], begun: &mut [u32]) -> Sifted {
    SiftEach(words, room, begun).run()
}

/// Sifts words one by one.
struct SiftEach<'w>(Sift<'w>, &'w mut [Start], &'w mut [u32]);

impl Work for SiftEach<'_> {
    type Done = Sifted;

    #[expect(clippy::inline_always, reason = "it is compiled for the processor of whom calls it")]
    #[inline(always)]
    fn run(self) -> Sifted {
        let Self(words, room, begun) = self;
        if words.has_foreign { sift_each::<true>(words, room, begun) } else { sift_each::<false>(words, room, begun) }
    }
}

/// Most texts have nothing foreign: `FOREIGN` tells whether it is looked for.
///
/// Nearly all words of a text are dealt with here, so that it does nothing else. Each is written in any case and overwritten by
/// the next if it is not kept: where that cannot be foreseen, it costs less than a branch, which the processor would guess wrong.
#[expect(clippy::inline_always, reason = "it is compiled for the processor of whom calls it")]
#[inline(always)]
fn sift_each<const FOREIGN: bool>(words: Sift, room: &mut [Start], beginnings: &mut [u32]) -> Sifted {
    let Sift { runs, lower, first, filter, .. } = words;
    let (mut word, mut kept, mut begun) = (first, 0, 0);
    for [start, end] in runs {
        let (start, end) = (*start as usize, *end as usize);
        let length = end - start;
        if length > hash::BLOCK {
            break;
        }
        let block = hash::block(lower, start, length);
        if FOREIGN && block & HIGHEST != 0 {
            break;
        }
        let hash = hash::of_block(block, length);
        let last = lower.get(end - 1).copied().unwrap_or_default();
        let (Some(place), Some(beginning)) = (room.get_mut(kept), beginnings.get_mut(begun)) else { break };
        *place = Start { hash, word, last };
        *beginning = word;
        kept += usize::from(filter.may_have(hash) | last.is_ascii_digit());
        begun += usize::from(filter.may_begin(hash));
        word += 1;
    }
    Sifted { looked: (word - first) as usize, kept, begun }
}

/// The highest bit of each byte of a block.
const HIGHEST: u128 = u128::from_le_bytes([0x80; hash::BLOCK]);

/// Words that are sifted each with the next, taken together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SiftPairs<'w> {
    /// The places of the first words, none of which is the last of the text.
    pub(crate) firsts: &'w [u32],
    /// Where the words of the text begin and end.
    pub(crate) words: &'w [[u32; 2]],
    /// See [`Sift`].
    pub(crate) lower: &'w [u8],
    /// See [`Sift`].
    pub(crate) filter: &'w Filter,
}

/// How many pairs were kept, and how many were put aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SiftedPairs {
    pub(crate) kept: usize,
    pub(crate) aside: usize,
}

/// Sifts pairs as [`sift`] does words: those that are kept are the first in `room`, each a word of the letters of both at the place
/// of its first. Those that are longer than a block, or have more than letters and digits of ASCII, are put `aside`.
#[inline]
pub(crate) fn sift_pairs(pairs: SiftPairs, room: &mut [Start], aside: &mut [u32]) -> SiftedPairs {
    #[cfg(target_arch = "x86_64")]
    {
        if x86::is_wide() {
            // SAFETY: the processor has been asked for all of them.
            return unsafe { x86::sift_pairs(pairs, room, aside) };
        }
        if x86::is_newer() {
            // SAFETY: the processor has been asked for all of them.
            return unsafe { x86::run(SiftEachPair(pairs, room, aside)) };
        }
    }
    sift_pairs_portably(pairs, room, aside)
}

/// The twin of [`sift_pairs`] for all processors.
fn sift_pairs_portably(pairs: SiftPairs, room: &mut [Start], aside: &mut [u32]) -> SiftedPairs {
    SiftEachPair(pairs, room, aside).run()
}

/// Sifts pairs one by one.
struct SiftEachPair<'w>(SiftPairs<'w>, &'w mut [Start], &'w mut [u32]);

impl Work for SiftEachPair<'_> {
    type Done = SiftedPairs;

    #[expect(clippy::inline_always, reason = "it is compiled for the processor of whom calls it")]
    #[inline(always)]
    fn run(self) -> SiftedPairs {
        let Self(SiftPairs { firsts, words, lower, filter }, room, others) = self;
        let (mut kept, mut aside) = (0, 0);
        for first in firsts {
            let at = *first as usize;
            let [one, next] = [words[at], words[at + 1]].map(|[start, end]| start as usize..end as usize);
            let end = next.end;
            let [one, next] = [one, next].map(|range| Letters::new(lower, range));
            let length = one.len() + next.len();
            let block = one.block_with(next);
            let is_plain = length <= hash::BLOCK && block & HIGHEST == 0;
            let hash = hash::of_block(block, length);
            let last = lower.get(end - 1).copied().unwrap_or_default();
            let (Some(place), Some(other)) = (room.get_mut(kept), others.get_mut(aside)) else { break };
            *place = Start { hash, word: *first, last };
            *other = *first;
            kept += usize::from(is_plain & (filter.may_have(hash) | last.is_ascii_digit()));
            aside += usize::from(!is_plain);
        }
        SiftedPairs { kept, aside }
    }
}

/// A place among the words of a text.
#[expect(clippy::cast_possible_truncation, reason = "the text ends before four billion bytes")]
pub(crate) fn number(place: usize) -> u32 {
    place as u32
}

/// Work that is compiled twice: for all processors, and for what newer ones have.
pub(crate) trait Work {
    /// What it gives.
    type Done;

    /// Does it; always inlined, so that it is compiled for the processors of whom calls it.
    fn run(self) -> Self::Done;
}

/// Does some work in the way that this processor is fastest at.
#[inline]
pub(crate) fn run<W: Work>(work: W) -> W::Done {
    #[cfg(target_arch = "x86_64")]
    if x86::is_newer() {
        // SAFETY: the processor has been asked for all of them.
        return unsafe { x86::run(work) };
    }
    work.run()
}

/// Asks for `place` to be at hand soon, where the processor can be asked.
#[inline]
pub(crate) fn prefetch<T>(place: &T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86-64 processor has SSE, and a prefetch reads nothing; the address is one of a live value besides.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let first = std::ptr::from_ref(place).cast::<i8>();
        _mm_prefetch::<_MM_HINT_T0>(first);
        // What is as large as it is aligned lies in one line of the cache.
        if size_of::<T>() > align_of::<T>() {
            _mm_prefetch::<_MM_HINT_T0>(first.wrapping_add(size_of::<T>() - 1));
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = place;
}

/// So many bytes of a text are asked for ahead: texts lie anywhere, and would be waited for again and again.
const AHEAD: usize = 48 * BLOCK;

/// Asks for the beginning of a text.
#[inline]
pub(crate) fn prefetch_text(text: &[u8]) {
    text.iter().take(AHEAD).step_by(BLOCK).for_each(prefetch);
}

/// Which of eight numbers are `value`, each a bit.
#[inline]
pub(crate) fn same(numbers: &[u32; 8], value: u32) -> u32 {
    #[cfg(target_arch = "x86_64")]
    return x86::same(numbers, value);
    #[cfg(not(target_arch = "x86_64"))]
    same_portably(numbers, value)
}

/// The twin of [`same`] for all processors.
fn same_portably(numbers: &[u32; 8], value: u32) -> u32 {
    numbers.iter().enumerate().fold(0, |same, (at, number)| same | u32::from(*number == value) << at)
}

/// What is seen of the bytes of a block, each a bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Whether they are the byte that is looked for.
    pub(crate) same: u64,
    /// Whether they are of other characters than those of ASCII.
    pub(crate) foreign: u64,
}

/// Looks for a byte in a block.
#[inline]
pub(crate) fn see(block: &[u8; BLOCK], byte: u8) -> Seen {
    #[cfg(target_arch = "x86_64")]
    return x86::see(block, byte);
    #[cfg(not(target_arch = "x86_64"))]
    see_portably(block, byte)
}

/// The twin of [`see`] for all processors.
fn see_portably(block: &[u8; BLOCK], byte: u8) -> Seen {
    let bits =
        |is: fn(u8, u8) -> bool| (0..).zip(block).fold(0, |bits, (at, other)| bits | u64::from(is(*other, byte)) << at);
    Seen { same: bits(|other, byte| other == byte), foreign: bits(|other, _| !other.is_ascii()) }
}

const IS_WORD: [bool; 256] = {
    let mut is_word = [false; 256];
    let mut byte = 0_u8;
    loop {
        is_word[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
        if byte == u8::MAX {
            break is_word;
        }
        byte += 1;
    }
};

const LOWER: [u8; 256] = {
    let mut lower = [0; 256];
    let mut byte = 0_u8;
    loop {
        lower[byte as usize] = if byte == b'_' { u8::MAX } else { byte.to_ascii_lowercase() };
        if byte == u8::MAX {
            break lower;
        }
        byte += 1;
    }
};

/// What is read of the bytes of a block, each a bit.
struct Bits {
    /// Whether they belong to words.
    words: u64,
    /// Whether they are underscores, or of other characters than those of ASCII.
    foreign: u64,
}

/// Reads a text block by block: `look` sees what is in one and writes it in lower case, and `note` writes where bits of a mask
/// are to the front of a block's room, as places behind that of the block.
#[expect(clippy::inline_always, reason = "it is compiled for the processor of whom calls it")]
#[inline(always)]
fn split(
    runs: &mut Runs,
    text: &[u8],
    look: impl Fn(&[u8; BLOCK], &mut [u8; BLOCK]) -> Bits,
    note: impl Fn(u64, u32, &mut [u32; BLOCK]),
) {
    let Runs { edges, count: total, lower, has_foreign } = runs;
    // Every byte begins or ends a run at most, and a run may end after the last.
    let most = text.len() + 2 + BLOCK;
    if edges.len() < most {
        edges.resize(most, 0);
    }
    // Edges may have been exchanged, letters have not.
    if lower.len() < most {
        lower.resize(most.next_multiple_of(BLOCK) + BLOCK, 0);
    }
    prefetch_text(text);
    let (mut count, mut foreign, mut is_in_word, mut start) = (0, 0, 0, 0_u32);
    let mut add = |seen: Bits| {
        let changes = seen.words ^ (seen.words << 1 | is_in_word);
        is_in_word = seen.words >> (BLOCK - 1);
        foreign |= seen.foreign;
        // There always is: no more edges than bytes lie behind, and room for a block more was made.
        if let Some(room) = edges[count..].first_chunk_mut() {
            note(changes, start, room);
        }
        count += changes.count_ones() as usize;
        start = start.wrapping_add(64);
    };
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    for (at, (block, lower)) in blocks.iter().zip(lower.as_chunks_mut::<BLOCK>().0).enumerate() {
        if let Some(ahead) = text.get(at * BLOCK + AHEAD) {
            prefetch(ahead);
        }
        add(look(block, lower));
    }
    // What is left begins in a block that was read, if there is one; it is copied only where there is none.
    let mut copied = [0; BLOCK];
    let (last, first, gone) = if let Some(last) = text.last_chunk() {
        (last, text.len() - BLOCK, BLOCK - rest.len())
    } else {
        copied[..rest.len()].copy_from_slice(rest);
        (&copied, 0, 0)
    };
    if let Some(lower) = lower[first..].first_chunk_mut() {
        let seen = look(last, lower);
        let left = |bits: u64| bits.unbounded_shr(number(gone));
        add(Bits { words: left(seen.words), foreign: left(seen.foreign) });
    }
    *total = count;
    *has_foreign = foreign != 0;
}

/// Writes where the bits of a mask are.
#[expect(clippy::inline_always, reason = "it is compiled for the processor of whom calls it")]
#[inline(always)]
fn note(mut mask: u64, start: u32, room: &mut [u32; BLOCK]) {
    // As many as are written at once, whether they are there or not: most blocks have no more than two or three times that.
    for places in room.as_chunks_mut::<8>().0 {
        for place in places {
            *place = start.wrapping_add(mask.trailing_zeros());
            mask &= mask.wrapping_sub(1);
        }
        if mask == 0 {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_letters_digits_underscores_and_all_that_is_not_ascii() {
        let mut runs = Runs::default();
        runs.read("A_1 b-C é.\u{2019}x".as_bytes());
        assert_eq!(runs.edges(), [0, 3, 4, 5, 6, 7, 8, 10, 11, 15]);
        assert!(runs.lower().starts_with(b"a\xFF1 b-c \xC3\xA9.\xE2\x80\x99x\0"));
        runs.read(b"");
        assert!(runs.edges().is_empty());
        runs.read(&[b'x'; 64]);
        assert_eq!(runs.edges(), [0, 64]);
        assert!(runs.lower().len() >= 128);
    }

    #[test]
    fn room_may_be_exchanged_for_other_room() {
        let (mut runs, mut room) = (Runs::default(), Vec::new());
        for length in [1000, 10, 1000, 2000, 0, 2000] {
            runs.read("Ab ".repeat(length).as_bytes());
            assert!(runs.lower().starts_with("ab ".repeat(length).as_bytes()) && runs.lower().len() >= 3 * length + 64);
            assert_eq!(runs.edges().len(), 2 * length);
            runs.exchange_edges(&mut room);
            assert!(runs.edges().is_empty());
            assert!((0..length).all(|at| room[2 * at] as usize == 3 * at && room[2 * at + 1] as usize == 3 * at + 2));
        }
    }

    proptest::proptest! {
        #[test]
        fn all_processors_find_the_same_numbers(numbers in proptest::array::uniform8(0_u32..3), value in 0_u32..3) {
            let far = |number: u32| number.wrapping_mul(u32::MAX / 2);
            proptest::prop_assert_eq!(same(&numbers, value), same_portably(&numbers, value));
            proptest::prop_assert_eq!(same(&numbers.map(far), far(value)), same_portably(&numbers, value));
        }

        #[test]
        fn all_processors_agree(
            bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400),
            text in "([a-zA-Z0-9_]|[ -~]|\\PC){0,200}",
            // So many words that they are sifted in several parts, and some that are as long as a block or longer.
            plain in "(([a-z]{1,9}|[a-zA-Z0-9]{1,16})[ ,.-]){0,300}",
            long in "(([a-z]{1,9}|[a-z0-9]{14,18}|[a-z_é]{1,6})[ ,.-]){0,60}",
            skipped in 0_usize..64,
        ) {
            for bytes in [bytes.as_slice(), text.as_bytes(), plain.as_bytes(), long.as_bytes()] {
                // From any address on.
                proptest::prop_assert!(agree(&bytes[skipped.min(bytes.len())..]));
            }
        }
    }
}
