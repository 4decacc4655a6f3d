//! Runs: where a text has bytes of words and where not, 64 bytes at a time.
//!
//! This is the only module of the library that allows `unsafe`: for reading into vectors, for calling what needs a
//! processor that was asked for it first, and for asking memory in advance. `portable` does the same without; tests
//! and a fuzz target compare the two.
#![allow(unsafe_code, reason = "vectors are loaded by address, and not every processor has them")]

/// Bytes that are looked at together; each is a bit of a mask.
const BLOCK: usize = 64;

/// Finds the runs of bytes of words in `text`: letters, digits and underscores of ASCII, and every byte of other characters.
///
/// Gives where each begins and ends, in turn; `edges` is room for them. The text has less than four billion bytes.
pub(crate) fn runs<'e>(text: &[u8], edges: &'e mut Vec<u32>) -> &'e [u32] {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") {
        // SAFETY: the processor has been asked for both.
        return unsafe { x86::runs(text, edges) };
    }
    portable(text, edges)
}

/// The twin of [`runs`] for all processors.
pub(crate) fn portable<'e>(text: &[u8], edges: &'e mut Vec<u32>) -> &'e [u32] {
    split(text, edges, |block| {
        let bits = block.iter().enumerate().map(|(at, byte)| u64::from(IS_WORD[usize::from(*byte)]) << at);
        bits.fold(0, |mask, bit| mask | bit)
    })
}

/// Whether both ways find the same runs; for the fuzz target, which gives them any bytes.
#[doc(hidden)]
pub fn agree(text: &[u8]) -> bool {
    runs(text, &mut Vec::new()) == portable(text, &mut Vec::new())
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

/// Writes the edges of the runs that `mask` sees: bit after bit, whether a byte belongs to a word.
#[inline(always)]
fn split<'e>(text: &[u8], edges: &'e mut Vec<u32>, mask: impl Fn(&[u8; BLOCK]) -> u64) -> &'e [u32] {
    /// As many edges as are written at once, whether they are there or not: most blocks have no more.
    const STEP: usize = 8;
    // Every byte begins or ends a run at most, and a run may end after the last.
    let most = text.len() + 2 + BLOCK;
    if edges.len() < most {
        edges.resize(most, 0);
    }
    let mut count = 0;
    let mut is_in_word = 0;
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let mut start = 0_u32;
    for block in blocks.iter().chain([&last]) {
        let words = mask(block);
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
    &edges[..count]
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256,
        _mm256_set1_epi8, _mm256_sub_epi8,
    };

    use super::{BLOCK, split};

    #[target_feature(enable = "avx2,bmi1")]
    pub(super) fn runs<'e>(text: &[u8], edges: &'e mut Vec<u32>) -> &'e [u32] {
        split(text, edges, |block| {
            let (halves, _) = block.as_chunks::<{ BLOCK / 2 }>();
            u64::from(words(&halves[0])) | u64::from(words(&halves[1])) << 32
        })
    }

    /// Which of 32 bytes belong to words.
    #[target_feature(enable = "avx2,bmi1")]
    #[inline]
    #[expect(clippy::cast_ptr_alignment, reason = "the load asks for no alignment")]
    fn words(bytes: &[u8; BLOCK / 2]) -> u32 {
        // SAFETY: 32 bytes are borrowed, and this load asks for no alignment.
        let bytes = unsafe { _mm256_loadu_si256(bytes.as_ptr().cast::<__m256i>()) };
        let up_to =
            |offset: __m256i, most: i8| _mm256_cmpeq_epi8(_mm256_min_epu8(offset, _mm256_set1_epi8(most)), offset);
        let small = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
        let is_letter = up_to(_mm256_sub_epi8(small, _mm256_set1_epi8(b'a'.cast_signed())), 25);
        let is_digit = up_to(_mm256_sub_epi8(bytes, _mm256_set1_epi8(b'0'.cast_signed())), 9);
        let is_underscore = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'_'.cast_signed()));
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
        let mut edges = Vec::new();
        assert_eq!(runs("a_1 b-c é.\u{2019}x".as_bytes(), &mut edges), [0, 3, 4, 5, 6, 7, 8, 10, 11, 15]);
        assert!(runs(b"", &mut edges).is_empty());
        assert_eq!(runs(&[b'x'; 64], &mut edges), [0, 64]);
    }

    proptest::proptest! {
        #[test]
        fn all_processors_find_the_same_runs(
            bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400),
            text in "([a-zA-Z0-9_]|[ -~]|\\PC){0,200}",
            skipped in 0_usize..64,
        ) {
            let (mut one, mut other) = (Vec::new(), Vec::new());
            for bytes in [bytes.as_slice(), text.as_bytes()] {
                // From any address on.
                let bytes = &bytes[skipped.min(bytes.len())..];
                proptest::prop_assert_eq!(runs(bytes, &mut one), portable(bytes, &mut other));
            }
        }
    }
}
