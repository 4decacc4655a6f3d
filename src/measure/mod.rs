//! Measures: pure functions over counts and over the graph.

pub mod change;
pub mod community;
pub mod cooccurrence;
pub mod path;
pub mod recurrence;
pub mod trend;
