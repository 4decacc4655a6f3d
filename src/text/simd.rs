//! Runs: where a text has bytes of words and where not, 64 bytes at a time, and its letters in lower case.
//!
//! This is the only module of the library that allows `unsafe`: for reading and writing vectors, for calling what needs a
//! processor that was asked for it first, and for asking memory in advance. `read_portably` does the same without; tests
//! and a fuzz target compare the two.
#![allow(unsafe_code, reason = "vectors are at addresses, and not every processor has them")]

/// Bytes that are looked at together; each is a bit of a mask.
const BLOCK: usize = 64;

/// The runs of bytes of words in one text after the other, in room that is used again.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    edges: Vec<u32>,
    /// The number of edges.
    count: usize,
    lower: Vec<u8>,
}

impl Runs {
    /// Finds the runs of `text`: letters, digits and underscores of ASCII, and every byte of other characters.
    ///
    /// The text has less than four billion bytes.
    pub(crate) fn read(&mut self, text: &[u8]) {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") {
            // SAFETY: the processor has been asked for both.
            unsafe { x86::read(self, text) };
            return;
        }
        self.read_portably(text);
    }

    /// The twin of [`Runs::read`] for all processors.
    pub(crate) fn read_portably(&mut self, text: &[u8]) {
        split(self, text, |block, lower| {
            let mut mask = 0;
            for (at, (byte, lower)) in block.iter().zip(lower).enumerate() {
                *lower = LOWER[usize::from(*byte)];
                mask |= u64::from(IS_WORD[usize::from(*byte)]) << at;
            }
            mask
        });
    }

    /// Where each run begins and ends, in turn.
    #[inline]
    pub(crate) fn edges(&self) -> &[u32] {
        &self.edges[..self.count]
    }

    /// The bytes of the text with the letters of ASCII in lower case, and a block or more of anything behind them.
    ///
    /// Underscores are 0xFF, so that the highest bits of a word tell whether there is more in it than letters and digits
    /// of ASCII.
    #[inline]
    pub(crate) fn lower(&self) -> &[u8] {
        &self.lower
    }
}

/// Whether both ways find the same in a text; for the fuzz target, which gives them any bytes.
#[doc(hidden)]
pub fn agree(text: &[u8]) -> bool {
    let (mut one, mut other) = (Runs::default(), Runs::default());
    one.read(text);
    other.read_portably(text);
    one.edges() == other.edges() && one.lower()[..text.len()] == other.lower()[..text.len()]
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
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("bmi2") {
        // SAFETY: the processor has been asked for all three.
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

/// Writes the edges of the runs that the mask of `look` sees, bit after bit, whether a byte belongs to a word; `look`
/// writes the block in lower case.
#[inline(always)]
fn split(runs: &mut Runs, text: &[u8], look: impl Fn(&[u8; BLOCK], &mut [u8; BLOCK]) -> u64) {
    /// As many edges as are written at once, whether they are there or not: most blocks have no more.
    const STEP: usize = 8;
    let Runs { edges, count: total, lower } = runs;
    // Every byte begins or ends a run at most, and a run may end after the last.
    let most = text.len() + 2 + BLOCK;
    if edges.len() < most {
        edges.resize(most, 0);
        lower.resize(most.next_multiple_of(BLOCK) + BLOCK, 0);
    }
    let mut count = 0;
    let mut is_in_word = 0;
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let mut start = 0_u32;
    for (block, lower) in blocks.iter().chain([&last]).zip(lower.as_chunks_mut::<BLOCK>().0) {
        let words = look(block, lower);
        let mut changes = words ^ (words << 1 | is_in_word);
        is_in_word = words >> (BLOCK - 1);
        let end = count + changes.count_ones() as usize;
        while count < end {
            // Past the end come numbers that the next block overwrites.
            for edge in &mut edges[count..count + STEP] {
                *edge = start.wrapping_add(changes.trailing_zeros());
                changes &= changes.wrapping_sub(1);
            }
            count += STEP;
        }
        count = end;
        start = start.wrapping_add(64);
    }
    *total = count;
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set1_epi8, _mm256_storeu_si256, _mm256_sub_epi8,
    };

    use super::{BLOCK, Runs, Work, split};

    #[target_feature(enable = "avx2,bmi1")]
    pub(super) fn read(runs: &mut Runs, text: &[u8]) {
        split(runs, text, |block, lower| {
            let ((halves, _), (lower, _)) =
                (block.as_chunks::<{ BLOCK / 2 }>(), lower.as_chunks_mut::<{ BLOCK / 2 }>());
            u64::from(words(&halves[0], &mut lower[0])) | u64::from(words(&halves[1], &mut lower[1])) << 32
        });
    }

    #[target_feature(enable = "avx2,bmi1,bmi2")]
    pub(super) fn run<W: Work>(work: W) -> W::Done {
        work.run()
    }

    /// Which of 32 bytes belong to words; they are written in lower case.
    #[target_feature(enable = "avx2,bmi1")]
    #[inline]
    #[expect(clippy::cast_ptr_alignment, reason = "the load and the store ask for no alignment")]
    fn words(bytes: &[u8; BLOCK / 2], lower: &mut [u8; BLOCK / 2]) -> u32 {
        // SAFETY: 32 bytes are borrowed, and this load asks for no alignment.
        let bytes = unsafe { _mm256_loadu_si256(bytes.as_ptr().cast::<__m256i>()) };
        let up_to =
            |offset: __m256i, most: i8| _mm256_cmpeq_epi8(_mm256_min_epu8(offset, _mm256_set1_epi8(most)), offset);
        let case = _mm256_set1_epi8(0x20);
        let small = _mm256_or_si256(bytes, case);
        let is_letter = up_to(_mm256_sub_epi8(small, _mm256_set1_epi8(b'a'.cast_signed())), 25);
        let is_digit = up_to(_mm256_sub_epi8(bytes, _mm256_set1_epi8(b'0'.cast_signed())), 9);
        let is_underscore = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'_'.cast_signed()));
        let changed = _mm256_or_si256(_mm256_and_si256(is_letter, case), is_underscore);
        // SAFETY: 32 bytes are borrowed for writing, and this store asks for no alignment.
        unsafe { _mm256_storeu_si256(lower.as_mut_ptr().cast::<__m256i>(), _mm256_or_si256(bytes, changed)) };
        // The highest bit of a byte is the one that is gathered, and bytes outside of ASCII have it already.
        let is_word = _mm256_or_si256(_mm256_or_si256(is_letter, is_digit), _mm256_or_si256(is_underscore, bytes));
        _mm256_movemask_epi8(is_word).cast_unsigned()
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

    proptest::proptest! {
        #[test]
        fn all_processors_find_the_same_runs(
            bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400),
            text in "([a-zA-Z0-9_]|[ -~]|\\PC){0,200}",
            skipped in 0_usize..64,
        ) {
            for bytes in [bytes.as_slice(), text.as_bytes()] {
                // From any address on.
                proptest::prop_assert!(agree(&bytes[skipped.min(bytes.len())..]));
            }
        }
    }
}
