//! Whether vectors find the same words in any bytes as one byte after the other does.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(hallway::text::simd::agree(bytes), "the two ways to find words differ");
});
