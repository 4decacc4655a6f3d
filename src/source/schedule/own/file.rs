//! An edition file as it is written; the build packs the same into the library.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An edition file, with its texts as `S`.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "S: Deserialize<'de> + Default + Ord"))]
pub(super) struct File<S> {
    pub(super) edition: S,
    pub(super) attribution: Option<S>,
    pub(super) dictionaries: Option<S>,
    pub(super) links: Patterns<S>,
    pub(super) talks: Vec<Facts<S>>,
    /// The lines at which the talks begin, in files that are built in.
    #[serde(rename = "lines of talks")]
    pub(super) lines: Vec<usize>,
}

/// An edition file as it is built in: each talk by itself, so that a question reads those that it needs.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: Deserialize<'de> + Default + Ord, B: Deserialize<'de>"))]
pub(super) struct Packed<S, B> {
    /// All but the talks.
    pub(super) head: File<S>,
    /// The facts of each talk, encoded.
    pub(super) talks: Vec<B>,
    /// For each entity, by id, the numbers of the talks that were held and mention it.
    pub(super) mentioning: Vec<(S, Vec<u32>)>,
    /// The number of talks that were held.
    pub(super) held: usize,
    /// Whether each talk has an id of letters and digits that no other has.
    pub(super) are_named: bool,
}

/// What the links of each sort have in common, with `*` where they differ.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "S: Deserialize<'de> + Default"))]
pub(super) struct Patterns<S> {
    pub(super) page: Option<S>,
    pub(super) slides: Option<S>,
    pub(super) video: Option<S>,
}

/// What is known of a talk.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, bound(deserialize = "S: Deserialize<'de> + Default + Ord"))]
pub(super) struct Facts<S> {
    pub(super) id: Option<S>,
    pub(super) title: S,
    pub(super) subtitle: Option<S>,
    pub(super) speakers: Vec<S>,
    pub(super) track: Option<S>,
    pub(super) room: Option<S>,
    pub(super) start: Option<S>,
    pub(super) duration: Option<u32>,
    #[serde(rename = "type")]
    pub(super) kind: Option<S>,
    pub(super) language: Option<S>,
    pub(super) cancelled: bool,
    pub(super) page: Option<S>,
    pub(super) slides: Vec<S>,
    pub(super) video: Vec<S>,
    /// By id; a count of one is left out.
    pub(super) tagged: BTreeMap<S, Option<usize>>,
    #[serde(rename = "abstract")]
    pub(super) summary: Option<S>,
    pub(super) description: Option<S>,
}
