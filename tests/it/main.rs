//! Everything that is tested from the outside, in one crate so that it links once.

mod segmentation;
