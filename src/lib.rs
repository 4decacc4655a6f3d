//! Hallway: reads what people write about conferences, and answers in words and pictures what is talked about together
//! and what comes back.
//!
//! The pipeline, in order: [`source`] reads files, …

pub mod complaint;
pub mod export;
pub mod layout;
pub mod render;
pub mod source;
pub mod text;
pub mod view;
