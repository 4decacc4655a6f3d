//! Runs: where a text has bytes of words and where not, 64 bytes at a time, and its letters in lower case; and where in such a
//! block a byte is.
//!
//! This is the only module of the library that allows `unsafe`: for reading and writing vectors, for calling what needs a
//! processor that was asked for it first, and for asking memory in advance. `read_portably`, `see_portably` and
//! `same_portably` do the same without; tests and a fuzz target compare them with all ways that this processor knows.
#![allow(unsafe_code, reason = "vectors are at addresses, and not every processor has them")]

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
    agrees && text.as_chunks().0.iter().all(sees_same) && text.as_chunks().0.iter().all(finds_same)
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
#[inline(always)]
fn split(
    runs: &mut Runs,
    text: &[u8],
    look: impl Fn(&[u8; BLOCK], &mut [u8; BLOCK]) -> Bits,
    note: impl Fn(u64, u32, &mut [u32; BLOCK]),
) {
    /// So many bytes are asked for ahead: texts lie anywhere, and would be waited for again and again.
    const AHEAD: usize = 48 * BLOCK;
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
    text.iter().take(AHEAD).step_by(BLOCK).for_each(prefetch);
    let (mut count, mut foreign, mut is_in_word, mut start) = (0, 0, 0, 0_u32);
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    for (block, lower) in blocks.iter().chain([&last]).zip(lower.as_chunks_mut::<BLOCK>().0) {
        if let Some(ahead) = text.get(start as usize + AHEAD) {
            prefetch(ahead);
        }
        let seen = look(block, lower);
        let changes = seen.words ^ (seen.words << 1 | is_in_word);
        is_in_word = seen.words >> (BLOCK - 1);
        foreign |= seen.foreign;
        // There always is: no more edges than bytes lie behind, and room for a block more was made.
        if let Some(room) = edges[count..].first_chunk_mut() {
            note(changes, start, room);
        }
        count += changes.count_ones() as usize;
        start = start.wrapping_add(64);
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

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m128i, __m256i, _mm_castsi128_ps, _mm_cmpeq_epi8, _mm_cmpeq_epi32, _mm_loadu_si128, _mm_movemask_epi8,
        _mm_movemask_ps, _mm_set1_epi8, _mm_set1_epi32, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_loadu_si256,
        _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_storeu_si256, _mm256_sub_epi8,
        _mm512_add_epi32, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask, _mm512_cmple_epu8_mask, _mm512_cvtepu8_epi32,
        _mm512_extracti32x4_epi32, _mm512_loadu_epi8, _mm512_mask_mov_epi8, _mm512_maskz_compress_epi8,
        _mm512_movepi8_mask, _mm512_or_si512, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_storeu_epi8,
        _mm512_storeu_epi32, _mm512_sub_epi8,
    };

    use super::{BLOCK, Bits, Runs, Seen, Work, note, split};

    const PLACES: [u8; BLOCK] = {
        let mut places = [0; BLOCK];
        let mut place = 0_u8;
        while (place as usize) < BLOCK {
            places[place as usize] = place;
            place += 1;
        }
        places
    };

    /// Whether the processor has what `read` and `run` are compiled for.
    #[inline]
    pub(super) fn is_newer() -> bool {
        is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("popcnt")
    }

    /// Whether it has what `read_wide` is compiled for.
    #[inline]
    pub(super) fn is_wide() -> bool {
        is_newer()
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vbmi2")
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,bmi1,bmi2,popcnt")]
    pub(super) fn read_wide(runs: &mut Runs, text: &[u8]) {
        split(runs, text, |block, lower| look_wide(block, lower), |mask, start, room| note_wide(mask, start, room));
    }

    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
    pub(super) fn read(runs: &mut Runs, text: &[u8]) {
        let look = |block: &[u8; BLOCK], lower: &mut [u8; BLOCK]| {
            let ((halves, _), (lower, _)) =
                (block.as_chunks::<{ BLOCK / 2 }>(), lower.as_chunks_mut::<{ BLOCK / 2 }>());
            let [one, other] = [look(&halves[0], &mut lower[0]), look(&halves[1], &mut lower[1])];
            let both = |one: u32, other: u32| u64::from(one) | u64::from(other) << 32;
            Bits { words: both(one.0, other.0), foreign: both(one.1, other.1) }
        };
        split(runs, text, look, note);
    }

    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
    pub(super) fn run<W: Work>(work: W) -> W::Done {
        work.run()
    }

    /// Which of eight numbers are `value`, each a bit.
    #[inline]
    #[expect(clippy::cast_ptr_alignment, reason = "the load asks for no alignment")]
    pub(super) fn same(numbers: &[u32; 8], value: u32) -> u32 {
        let (halves, _) = numbers.as_chunks::<4>();
        // SAFETY: every x86-64 processor has SSE2; 16 bytes are borrowed, and this load asks for no alignment.
        let half = |at: usize| unsafe {
            let numbers = _mm_loadu_si128(halves[at].as_ptr().cast::<__m128i>());
            _mm_movemask_ps(_mm_castsi128_ps(_mm_cmpeq_epi32(numbers, _mm_set1_epi32(value.cast_signed()))))
        };
        (half(0) | half(1) << 4).cast_unsigned()
    }

    /// Looks for a byte in a block.
    #[inline]
    #[expect(clippy::cast_ptr_alignment, reason = "the load asks for no alignment")]
    pub(super) fn see(block: &[u8; BLOCK], byte: u8) -> Seen {
        let (quarters, _) = block.as_chunks::<{ BLOCK / 4 }>();
        let mut seen = Seen { same: 0, foreign: 0 };
        for (at, quarter) in quarters.iter().enumerate() {
            // SAFETY: every x86-64 processor has SSE2; 16 bytes are borrowed, and this load asks for no alignment.
            let (same, foreign) = unsafe {
                let bytes = _mm_loadu_si128(quarter.as_ptr().cast::<__m128i>());
                let same = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte.cast_signed()));
                (_mm_movemask_epi8(same), _mm_movemask_epi8(bytes))
            };
            seen.same |= u64::from(same.cast_unsigned()) << (16 * at);
            seen.foreign |= u64::from(foreign.cast_unsigned()) << (16 * at);
        }
        seen
    }

    /// Which of 32 bytes belong to words, and which of them are foreign; they are written in lower case.
    #[target_feature(enable = "avx2,bmi1")]
    #[inline]
    #[expect(clippy::cast_ptr_alignment, reason = "the load and the store ask for no alignment")]
    fn look(bytes: &[u8; BLOCK / 2], lower: &mut [u8; BLOCK / 2]) -> (u32, u32) {
        // SAFETY: 32 bytes are borrowed, and this load asks for no alignment.
        let bytes = unsafe { _mm256_loadu_si256(bytes.as_ptr().cast::<__m256i>()) };
        let up_to =
            |offset: __m256i, most: i8| _mm256_cmpeq_epi8(_mm256_min_epu8(offset, _mm256_set1_epi8(most)), offset);
        let case = _mm256_set1_epi8(0x20);
        let small = _mm256_or_si256(bytes, case);
        let is_letter = up_to(_mm256_sub_epi8(small, _mm256_set1_epi8(b'a'.cast_signed())), 25);
        let is_digit = up_to(_mm256_sub_epi8(bytes, _mm256_set1_epi8(b'0'.cast_signed())), 9);
        let is_underscore = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'_'.cast_signed()));
        // The highest bit of a byte is the one that is gathered, and bytes outside of ASCII have it already.
        let is_foreign = _mm256_or_si256(is_underscore, bytes);
        let small = _mm256_or_si256(bytes, _mm256_or_si256(_mm256_and_si256(is_letter, case), is_underscore));
        // SAFETY: 32 bytes are borrowed for writing, and this store asks for no alignment.
        unsafe { _mm256_storeu_si256(lower.as_mut_ptr().cast::<__m256i>(), small) };
        let is_word = _mm256_or_si256(_mm256_or_si256(is_letter, is_digit), is_foreign);
        (_mm256_movemask_epi8(is_word).cast_unsigned(), _mm256_movemask_epi8(is_foreign).cast_unsigned())
    }

    /// The same for 64 bytes.
    #[target_feature(enable = "avx512f,avx512bw")]
    #[inline]
    fn look_wide(bytes: &[u8; BLOCK], lower: &mut [u8; BLOCK]) -> Bits {
        // SAFETY: 64 bytes are borrowed, and this load asks for no alignment.
        let bytes = unsafe { _mm512_loadu_epi8(bytes.as_ptr().cast()) };
        let all = |byte: u8| _mm512_set1_epi8(byte.cast_signed());
        let small = _mm512_or_si512(bytes, all(0x20));
        let letters = _mm512_cmple_epu8_mask(_mm512_sub_epi8(small, all(b'a')), all(25));
        let digits = _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, all(b'0')), all(9));
        let underscores = _mm512_cmpeq_epi8_mask(bytes, all(b'_'));
        let foreign = _mm512_movepi8_mask(bytes) | underscores;
        let small = _mm512_mask_mov_epi8(bytes, letters, small);
        // SAFETY: 64 bytes are borrowed for writing, and this store asks for no alignment.
        unsafe {
            _mm512_storeu_epi8(lower.as_mut_ptr().cast(), _mm512_mask_mov_epi8(small, underscores, all(u8::MAX)));
        }
        Bits { words: letters | digits | foreign, foreign }
    }

    /// [`note`] without a loop in most blocks.
    #[target_feature(enable = "avx512f,avx512vbmi2")]
    #[inline]
    fn note_wide(mask: u64, start: u32, room: &mut [u32; BLOCK]) {
        // SAFETY: 64 bytes are borrowed, and this load asks for no alignment.
        let places = unsafe { _mm512_loadu_epi8(PLACES.as_ptr().cast()) };
        let places = _mm512_maskz_compress_epi8(mask, places);
        let start = _mm512_set1_epi32(start.cast_signed());
        let (quarters, _) = room.as_chunks_mut::<{ BLOCK / 4 }>();
        let mut note = |at: usize, places| {
            let places = _mm512_add_epi32(_mm512_cvtepu8_epi32(places), start);
            // SAFETY: 16 numbers are borrowed for writing, and this store asks for no alignment.
            unsafe { _mm512_storeu_epi32(quarters[at].as_mut_ptr().cast(), places) };
        };
        note(0, _mm512_castsi512_si128(places));
        note(1, _mm512_extracti32x4_epi32::<1>(places));
        if mask.count_ones() > 32 {
            note(2, _mm512_extracti32x4_epi32::<2>(places));
            note(3, _mm512_extracti32x4_epi32::<3>(places));
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
            skipped in 0_usize..64,
        ) {
            for bytes in [bytes.as_slice(), text.as_bytes()] {
                // From any address on.
                proptest::prop_assert!(agree(&bytes[skipped.min(bytes.len())..]));
            }
        }
    }
}
