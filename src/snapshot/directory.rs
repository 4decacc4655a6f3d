//! The directory: what a snapshot was made of, and where in the file everything is.

use serde::{Deserialize, Serialize};

use super::file::{Extent, TableExtent};
use super::listing::{Role, Stamp, Terms};
use super::record::KeptSource;
use crate::complaint::Complaint;
use crate::corpus::EditionId;
use crate::gazetteer::EntityIndex;
use crate::holdings::SourcedRelation;

/// What is where.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Directory {
    pub(super) terms: Terms,
    pub(super) request: Vec<String>,
    pub(super) home: String,
    pub(super) dictionaries: Vec<Stamp>,
    /// What is wrong with the dictionaries.
    pub(super) dictionary_complaints: Vec<Complaint>,
    /// What is wrong with the listing and with sources that tell nothing.
    pub(super) complaints: Vec<Complaint>,
    pub(super) sources: Vec<(Stamp, Role)>,
    pub(super) editions: Vec<(Stamp, Role)>,
    pub(super) blocks: Vec<Block>,
    /// The editions' talks, by edition; those of unknown edition last.
    pub(super) runs: Vec<(usize, Run)>,
    pub(super) entities: TableExtent,
    pub(super) names: TableExtent,
    /// For each entity the talks that mention it, in their order.
    pub(super) postings: TableExtent,
    /// For each entity the number of these, four bytes each.
    pub(super) counts: Extent,
    /// For each entity the number of its uncertain mentions, likewise.
    pub(super) uncertain: Extent,
    /// What sketches in notes relate.
    pub(super) drawn: Extent,
}

/// What was read together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Block {
    /// The hash of all that it was made of.
    pub(super) key: u128,
    /// Where it is as a whole.
    pub(super) start: u64,
    pub(super) length: u64,
    pub(super) sources: Vec<KeptSource>,
    pub(super) complaints: Vec<Complaint>,
    pub(super) runs: Vec<Run>,
    pub(super) beside: Extent,
    pub(super) counts: Extent,
}

/// The talks of an edition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Run {
    pub(super) edition: Option<EditionId>,
    pub(super) talks: TableExtent,
    pub(super) forward: Extent,
    /// The number of talks that were held.
    pub(super) held: usize,
}

/// What a block adds to the counts of the whole.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct BlockCounts {
    pub(super) uncertain: Vec<(EntityIndex, u32)>,
    pub(super) drawn: Vec<SourcedRelation>,
}

impl Block {
    /// The same block at another place.
    pub(super) fn at(&self, start: u64) -> Self {
        // Places grow or shrink; both are additions where numbers wrap around.
        let by = start.wrapping_sub(self.start);
        let run = |run: &Run| Run { talks: run.talks.moved(by), forward: run.forward.moved(by), ..run.clone() };
        Self {
            start,
            runs: self.runs.iter().map(run).collect(),
            beside: self.beside.moved(by),
            counts: self.counts.moved(by),
            ..self.clone()
        }
    }
}
