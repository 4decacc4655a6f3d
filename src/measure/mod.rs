//! Measures: pure functions over counts and over the graph.

pub mod cooccurrence;
pub mod path;
