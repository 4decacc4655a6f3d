//! What processors of x86-64 do with vectors.

use std::arch::x86_64::{
    __m128i, __m256i, __m512i, _mm_castsi128_ps, _mm_cmpeq_epi8, _mm_cmpeq_epi32, _mm_loadu_si128, _mm_movemask_epi8,
    _mm_movemask_ps, _mm_set1_epi8, _mm_set1_epi32, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_loadu_si256,
    _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_storeu_si256, _mm256_sub_epi8,
    _mm512_add_epi32, _mm512_add_epi64, _mm512_and_si512, _mm512_andnot_si512, _mm512_castsi128_si512,
    _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask, _mm512_cmpgt_epu64_mask, _mm512_cmple_epu8_mask,
    _mm512_cmple_epu64_mask, _mm512_cvtepi64_epi32, _mm512_cvtepu8_epi32, _mm512_cvtepu32_epi64,
    _mm512_extracti32x4_epi32, _mm512_inserti32x4, _mm512_loadu_epi8, _mm512_loadu_epi64, _mm512_mask_mov_epi8,
    _mm512_maskz_compress_epi8, _mm512_maskz_compress_epi64, _mm512_movepi8_mask, _mm512_mul_epu32, _mm512_or_si512,
    _mm512_permutex2var_epi64, _mm512_rorv_epi64, _mm512_set_epi64, _mm512_set1_epi8, _mm512_set1_epi32,
    _mm512_set1_epi64, _mm512_slli_epi64, _mm512_sllv_epi64, _mm512_srli_epi64, _mm512_srlv_epi64, _mm512_storeu_epi8,
    _mm512_storeu_epi32, _mm512_storeu_epi64, _mm512_sub_epi8, _mm512_sub_epi64, _mm512_subs_epu16,
    _mm512_test_epi64_mask, _mm512_testn_epi64_mask, _mm512_unpackhi_epi64, _mm512_unpacklo_epi64, _mm512_xor_si512,
};

use super::{BLOCK, Bits, Runs, SPARE, Seen, Sift, SiftPairs, Sifted, SiftedPairs, Start, Work, note, number, split};
use crate::text::filter::{self, Filter};
use crate::text::hash;

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

/// Whether it has what `read_wide`, `sift` and `sift_pairs` are compiled for.
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
        let ((halves, _), (lower, _)) = (block.as_chunks::<{ BLOCK / 2 }>(), lower.as_chunks_mut::<{ BLOCK / 2 }>());
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
    let up_to = |offset: __m256i, most: i8| _mm256_cmpeq_epi8(_mm256_min_epu8(offset, _mm256_set1_epi8(most)), offset);
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

/// So many words are sifted at once, a lane each.
const LANES: usize = 8;

/// So many groups of words go through each round.
const ROUND: usize = 16;

/// What is known of words that are sifted at once.
#[derive(Clone, Copy)]
struct Lanes {
    /// The hash of the letters.
    hashes: [u64; LANES],
    /// The place among the words and, in the upper half, the last byte of the letters, as they stand in a [`Start`].
    places: [u64; LANES],
}

/// [`super::sift`] for eight words at once.
///
/// In rounds, since a processor looks some hundred instructions ahead: while one group of words waits for the filter, the
/// next are hashed only if nothing else stands between them.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,bmi1,bmi2,popcnt")]
pub(super) fn sift(words: Sift, room: &mut [Start], begun: &mut [u32]) -> Sifted {
    let mut lanes = [Lanes { hashes: [0; LANES], places: [0; LANES] }; ROUND];
    let mut sifted = Sifted { looked: 0, kept: 0, begun: 0 };
    for part in words.runs.chunks(ROUND * LANES) {
        let (groups, rest) = part.as_chunks::<LANES>();
        let mut last = [[0; 2]; LANES];
        last.iter_mut().zip(rest).for_each(|(place, run)| *place = *run);
        let all = groups.iter().chain([&last]).take(part.len().div_ceil(LANES));
        let mut plain = 0;
        for (group, lanes) in all.zip(&mut lanes) {
            let first = u64::from(words.first) + (sifted.looked + plain) as u64;
            let count = hash_lanes(group, words.lower, first, lanes);
            plain += count;
            if count < LANES {
                break;
            }
        }
        let plain = plain.min(part.len());
        for (at, lanes) in (0..plain).step_by(BLOCK).zip(lanes.chunks(BLOCK / LANES)) {
            let (left, mut beginnings) = ((plain - at).min(BLOCK), 0);
            for (at, lanes) in (0..left).step_by(LANES).zip(lanes) {
                let Some(room) = room[sifted.kept..].first_chunk_mut() else { return sifted };
                let some = u8::MAX >> (LANES - (left - at).min(LANES));
                let said = ask_lanes(lanes, words.filter);
                sifted.kept += keep_lanes(lanes, said, some, room);
                beginnings |= u64::from(may_begin(lanes, said) & some) << at;
            }
            let Some(begun) = begun[sifted.begun..].first_chunk_mut() else { return sifted };
            note_wide(beginnings, words.first + number(sifted.looked), begun);
            sifted.begun += beginnings.count_ones() as usize;
            sifted.looked += left;
        }
        if plain < part.len() {
            break;
        }
    }
    sifted
}

/// [`super::sift_pairs`] for eight pairs at once, in such rounds.
#[target_feature(enable = "avx512f,avx512bw,bmi1,bmi2,popcnt")]
pub(super) fn sift_pairs(pairs: SiftPairs, room: &mut [Start], aside: &mut [u32]) -> SiftedPairs {
    let mut rounds = [(Lanes { hashes: [0; LANES], places: [0; LANES] }, 0); ROUND];
    let mut sifted = SiftedPairs { kept: 0, aside: 0 };
    for part in pairs.firsts.chunks(ROUND * LANES) {
        let mut count = 0;
        for (firsts, (lanes, plain)) in part.chunks(LANES).zip(&mut rounds) {
            let Some(aside) = aside[sifted.aside..].first_chunk_mut() else { return sifted };
            let left;
            (*plain, left) = hash_pairs(firsts, pairs.words, pairs.lower, lanes, aside);
            sifted.aside += left;
            count += 1;
        }
        for (lanes, plain) in &rounds[..count] {
            let Some(room) = room[sifted.kept..].first_chunk_mut() else { return sifted };
            sifted.kept += keep_lanes(lanes, ask_lanes(lanes, pairs.filter), *plain, room);
        }
    }
    sifted
}

/// Hashes words, of which the first is the one at place `first`, and gives how many there are before one that is longer than
/// a block, or has more than letters and digits of ASCII.
#[target_feature(enable = "avx512f,avx512bw,bmi1")]
#[inline]
fn hash_lanes(runs: &[[u32; 2]; LANES], lower: &[u8], first: u64, lanes: &mut Lanes) -> usize {
    // SAFETY: 64 bytes are borrowed, and this load asks for no alignment.
    let edges = unsafe { _mm512_loadu_epi64(runs.as_ptr().cast()) };
    // SAFETY: both are the lower halves of the same edges.
    let loaded = unsafe { load_lanes(lower, lower_halves(edges), |at| runs[at][0]) };
    let Some((low, high)) = loaded else { return 0 };
    let lengths = lengths(edges);
    let bits = _mm512_slli_epi64::<3>(lengths);
    let [gone_low, gone_high] = gone(bits);
    let (low, high) = (_mm512_andnot_si512(gone_low, low), _mm512_andnot_si512(gone_high, high));
    let places = _mm512_add_epi64(all(first), _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0));
    lanes.fill(low, high, lengths, places).trailing_ones() as usize
}

/// Hashes up to eight pairs, and gives of which lanes the hash is one of a plain pair; the places of the others are written to
/// the front of `aside`, and how many they are is given too.
#[target_feature(enable = "avx512f,avx512bw,popcnt")]
#[inline]
#[expect(clippy::cast_ptr_alignment, reason = "the load and the store ask for no alignment")]
fn hash_pairs(
    firsts: &[u32],
    words: &[[u32; 2]],
    lower: &[u8],
    lanes: &mut Lanes,
    aside: &mut [u32; LANES],
) -> (u8, usize) {
    let is_there = u8::MAX >> (LANES - firsts.len());
    let mut places = [0; LANES];
    places[..firsts.len()].copy_from_slice(firsts);
    let pairs = places.map(|first| [words[first as usize], words[first as usize + 1]]);
    // SAFETY: 16 bytes are borrowed, and this load asks for no alignment.
    let edges = |at: usize| unsafe { _mm_loadu_si128(pairs[at].as_ptr().cast()) };
    let (ones, nexts) = transposed(edges);
    let lengths = (lengths(ones), lengths(nexts));
    let both = _mm512_add_epi64(lengths.0, lengths.1);
    // The letters of the next stand where they are put behind those of the first.
    let shifted = _mm512_sub_epi64(lower_halves(nexts), lengths.0);
    let before = |at: usize| {
        let [[start, end], [next, _]] = pairs[at];
        next.wrapping_sub(end.wrapping_sub(start))
    };
    // SAFETY: 32 bytes are borrowed, and this load asks for no alignment.
    let places = _mm512_cvtepu32_epi64(unsafe { _mm256_loadu_si256(places.as_ptr().cast::<__m256i>()) });
    // SAFETY: both are the lower halves of the same edges, and the differences of the same three, which are in `lower` if their
    // 64 bits are, and are then the same in 32.
    let blocks =
        unsafe { (load_lanes(lower, lower_halves(ones), |at| pairs[at][0][0]), load_lanes(lower, shifted, before)) };
    let plain = match blocks {
        (Some(own), Some(next)) => {
            let (own_gone, gone) = (gone(_mm512_slli_epi64::<3>(lengths.0)), gone(_mm512_slli_epi64::<3>(both)));
            let joined = |own, next, own_gone, gone| {
                let next = _mm512_and_si512(next, own_gone);
                _mm512_andnot_si512(gone, _mm512_or_si512(_mm512_andnot_si512(own_gone, own), next))
            };
            let low = joined(own.0, next.0, own_gone[0], gone[0]);
            let high = joined(own.1, next.1, own_gone[1], gone[1]);
            lanes.fill(low, high, both, places) & is_there
        }
        _ => 0,
    };
    let others = !plain & is_there;
    let left = _mm512_cvtepi64_epi32(_mm512_maskz_compress_epi64(others, places));
    // SAFETY: 32 bytes are borrowed for writing, and this store asks for no alignment.
    unsafe { _mm256_storeu_si256(aside.as_mut_ptr().cast::<__m256i>(), left) };
    (plain, others.count_ones() as usize)
}

/// The blocks of eight words, their lower halves and their upper ones, if there are such everywhere.
///
/// # Safety
///
/// `start` gives what `starts` has in its lane, or less.
#[target_feature(enable = "avx512f")]
#[inline]
unsafe fn load_lanes(lower: &[u8], starts: __m512i, start: impl Fn(usize) -> u32) -> Option<(__m512i, __m512i)> {
    let limit = lower.len().checked_sub(hash::BLOCK)?;
    if _mm512_cmpgt_epu64_mask(starts, all(limit as u64)) != 0 {
        return None;
    }
    // SAFETY: none begins behind `limit`, where a block is left; and this load asks for no alignment.
    let block = |at: usize| unsafe { _mm_loadu_si128(lower.as_ptr().add(start(at) as usize).cast()) };
    Some(transposed(block))
}

/// The lower halves of eight blocks, and the upper ones.
#[target_feature(enable = "avx512f")]
#[inline]
fn transposed(block: impl Fn(usize) -> __m128i) -> (__m512i, __m512i) {
    let four = |[a, b, c, d]: [usize; 4]| {
        let blocks = _mm512_castsi128_si512(block(a));
        let blocks = _mm512_inserti32x4::<1>(blocks, block(b));
        let blocks = _mm512_inserti32x4::<2>(blocks, block(c));
        _mm512_inserti32x4::<3>(blocks, block(d))
    };
    let (even, odd) = (four([0, 2, 4, 6]), four([1, 3, 5, 7]));
    (_mm512_unpacklo_epi64(even, odd), _mm512_unpackhi_epi64(even, odd))
}

/// The lower half of each lane.
#[target_feature(enable = "avx512f")]
#[inline]
fn lower_halves(numbers: __m512i) -> __m512i {
    _mm512_and_si512(numbers, all(u64::from(u32::MAX)))
}

/// How many bytes there are between two edges.
#[target_feature(enable = "avx512f")]
#[inline]
fn lengths(edges: __m512i) -> __m512i {
    _mm512_sub_epi64(_mm512_srli_epi64::<32>(edges), lower_halves(edges))
}

/// The bits of blocks behind the first so many: of their lower halves and of their upper ones.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn gone(bits: __m512i) -> [__m512i; 2] {
    // Where a half has more bits than a word, all are shifted out, and none is gone.
    [bits, _mm512_subs_epu16(bits, all(64))].map(|bits| _mm512_sllv_epi64(all(u64::MAX), bits))
}

impl Lanes {
    /// Takes the blocks of words, of which nothing is left behind their letters, with their places, and gives which of them are
    /// no longer than a block, and have nothing but letters and digits of ASCII.
    #[target_feature(enable = "avx512f")]
    #[inline]
    fn fill(&mut self, low: __m512i, high: __m512i, lengths: __m512i, places: __m512i) -> u8 {
        let seeds = (all(hash::SEED), _mm512_xor_si512(all(hash::MULTIPLIER), lengths));
        let hashes = multiply(_mm512_xor_si512(low, seeds.0), _mm512_xor_si512(high, seeds.1));
        let bits = _mm512_slli_epi64::<3>(lengths);
        // The one half or the other is shifted out.
        let in_low = _mm512_srlv_epi64(low, _mm512_sub_epi64(bits, all(8)));
        let in_high = _mm512_srlv_epi64(high, _mm512_sub_epi64(bits, all(72)));
        let last = _mm512_or_si512(in_low, in_high);
        let places = _mm512_or_si512(places, _mm512_slli_epi64::<32>(last));
        // SAFETY: 64 bytes each are borrowed for writing, and these stores ask for no alignment.
        unsafe {
            _mm512_storeu_epi64(self.hashes.as_mut_ptr().cast(), hashes);
            _mm512_storeu_epi64(self.places.as_mut_ptr().cast(), places);
        }
        let highest = all(u64::from_ne_bytes([0x80; 8]));
        let is_plain = _mm512_testn_epi64_mask(_mm512_or_si512(low, high), highest);
        is_plain & _mm512_cmple_epu64_mask(lengths, all(hash::BLOCK as u64))
    }
}

/// The same number in all lanes.
#[target_feature(enable = "avx512f")]
#[inline]
fn all(number: u64) -> __m512i {
    _mm512_set1_epi64(number.cast_signed())
}

/// The two halves of a product of 128 bits, one upon the other: it is put together of four that fit into 64.
#[target_feature(enable = "avx512f")]
#[inline]
fn multiply(one: __m512i, other: __m512i) -> __m512i {
    let upper = |number| _mm512_srli_epi64::<32>(number);
    let lower = |number| _mm512_and_si512(number, all(u64::from(u32::MAX)));
    let (upper_one, upper_other) = (upper(one), upper(other));
    let lowest = _mm512_mul_epu32(one, other);
    let middle = _mm512_add_epi64(_mm512_mul_epu32(upper_one, other), upper(lowest));
    let rest = _mm512_add_epi64(_mm512_mul_epu32(one, upper_other), lower(middle));
    let highest = _mm512_add_epi64(_mm512_mul_epu32(upper_one, upper_other), upper(middle));
    let low = _mm512_or_si512(_mm512_slli_epi64::<32>(rest), lower(lowest));
    _mm512_xor_si512(low, _mm512_add_epi64(highest, upper(rest)))
}

/// What a filter says of the words in lanes: for each, the word of the filter that has the bits of its hash.
#[target_feature(enable = "avx512f")]
#[inline]
fn ask_lanes(lanes: &Lanes, filter: &Filter) -> __m512i {
    let words = lanes.hashes.map(|hash| filter.word(hash).cast_signed());
    _mm512_set_epi64(words[7], words[6], words[5], words[4], words[3], words[2], words[1], words[0])
}

/// Of which hashes two bits are set in the word of a filter that is said of each: the one that they tell from bit `ONE` on, and
/// the one from `OTHER` on.
#[target_feature(enable = "avx512f")]
#[inline]
fn have_both<const ONE: u32, const OTHER: u32>(said: __m512i, hashes: __m512i) -> u8 {
    // Words are turned by the lowest six bits of a number.
    let one = _mm512_rorv_epi64(said, _mm512_srli_epi64::<ONE>(hashes));
    let other = _mm512_rorv_epi64(said, _mm512_srli_epi64::<OTHER>(hashes));
    _mm512_test_epi64_mask(_mm512_and_si512(one, other), all(1))
}

/// Of which words in lanes something longer may begin with, as a filter said.
#[target_feature(enable = "avx512f")]
#[inline]
fn may_begin(lanes: &Lanes, said: __m512i) -> u8 {
    // SAFETY: 64 bytes are borrowed, and this load asks for no alignment.
    let hashes = unsafe { _mm512_loadu_epi64(lanes.hashes.as_ptr().cast()) };
    have_both::<{ filter::BEGINNING[0] }, { filter::BEGINNING[1] }>(said, hashes)
}

/// Puts those of the words in some lanes that a filter may have, as it said, or that end with a digit, to the front of `room`, and
/// gives how many they are.
#[target_feature(enable = "avx512f,popcnt")]
#[inline]
fn keep_lanes(lanes: &Lanes, said: __m512i, some: u8, room: &mut [Start; SPARE]) -> usize {
    // SAFETY: 64 bytes each are borrowed, and these loads ask for no alignment.
    let (hashes, places) =
        unsafe { (_mm512_loadu_epi64(lanes.hashes.as_ptr().cast()), _mm512_loadu_epi64(lanes.places.as_ptr().cast())) };
    let may_be = have_both::<{ filter::WHOLE[0] }, { filter::WHOLE[1] }>(said, hashes);
    let digits = _mm512_sub_epi64(_mm512_srli_epi64::<32>(places), all(u64::from(b'0')));
    let is_digit = _mm512_cmple_epu64_mask(digits, all(9));
    let kept = (may_be | is_digit) & some;
    let (hashes, places) = (_mm512_maskz_compress_epi64(kept, hashes), _mm512_maskz_compress_epi64(kept, places));
    let turns = [_mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0), _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4)];
    for (half, turns) in room.as_chunks_mut::<{ SPARE / 2 }>().0.iter_mut().zip(turns) {
        // SAFETY: 64 bytes are borrowed for writing, this store asks for no alignment, and any numbers are a start.
        unsafe { _mm512_storeu_epi64(half.as_mut_ptr().cast(), _mm512_permutex2var_epi64(hashes, turns, places)) };
    }
    kept.count_ones() as usize
}
