//! JSON: all that a graph holds, in the node-link form that NetworkX reads, and back.
//!
//! Its form is told by [`SCHEMA`]; a change that a reader could stumble over raises [`VERSION`].

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::measure::cooccurrence::Measure;
use crate::query::subgraph::{Edge, EdgeKind, Level, Node, Quote, Subgraph};

/// The version of the form.
pub const VERSION: u32 = 1;

/// The form as a JSON Schema.
pub const SCHEMA: &str = include_str!("schema.json");

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document<'a> {
    /// The version.
    hallway: u32,
    directed: bool,
    multigraph: bool,
    graph: Head,
    nodes: Cow<'a, [Node]>,
    edges: Vec<Linked<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    level: Level,
    measure: Measure,
    talks: usize,
    years: BTreeMap<u16, usize>,
}

/// An edge whose ends are told by their ids.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Linked<'a> {
    source: Cow<'a, str>,
    target: Cow<'a, str>,
    kind: EdgeKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verb: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Cow<'a, str>>,
    weight: f64,
    talks: usize,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    years: Cow<'a, BTreeMap<u16, usize>>,
    #[serde(default, skip_serializing_if = "<[Quote]>::is_empty")]
    evidence: Cow<'a, [Quote]>,
}

/// Writes a graph as JSON, a node or an edge a line.
pub(super) fn write(graph: &Subgraph) -> String {
    let id = |at: usize| Cow::Borrowed(graph.nodes[at].id.as_str());
    let linked = |edge: &Edge| -> String {
        let Edge { from, to, kind, verb, place, weight, talks, years, evidence } = edge;
        line(&Linked {
            source: id(*from),
            target: id(*to),
            kind: *kind,
            verb: verb.as_deref().map(Cow::Borrowed),
            place: place.as_deref().map(Cow::Borrowed),
            weight: *weight,
            talks: *talks,
            years: Cow::Borrowed(years),
            evidence: Cow::Borrowed(evidence),
        })
    };
    let head = Head { level: graph.level, measure: graph.measure, talks: graph.talks, years: graph.years.clone() };
    let nodes: Vec<String> = graph.nodes.iter().map(line).collect();
    let edges: Vec<String> = graph.edges.iter().map(linked).collect();
    format!(
        "{{\"hallway\":{VERSION},\"directed\":{},\"multigraph\":{},\"graph\":{},\n\"nodes\":[\n{}\n],\n\"edges\":[\n{}\n]}}\n",
        graph.level != Level::Entities,
        // A dictionary may say something of two entities that talks mention together.
        graph.level == Level::All,
        line(&head),
        nodes.join(",\n"),
        edges.join(",\n"),
    )
}

/// A value on a line; what is written here has a form in JSON.
fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Why a text is no graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// Reads a graph from the JSON that [`export`](super::export) writes.
///
/// # Errors
///
/// What is not JSON of this form and [`VERSION`], and edges between nodes that are not there or there twice.
pub fn read(json: &str) -> Result<Subgraph, Unreadable> {
    /// The version alone, which says whether the rest can be understood.
    #[derive(Deserialize)]
    struct Versioned {
        hallway: u32,
    }
    let wrong = |error: serde_json::Error| Unreadable(format!("this is no graph of hallway's: {error}"));
    let Versioned { hallway: version } = serde_json::from_str(json).map_err(wrong)?;
    if version != VERSION {
        return Err(Unreadable(format!("this graph has version {version}, and only version {VERSION} is known")));
    }
    let document: Document<'_> = serde_json::from_str(json).map_err(wrong)?;
    let nodes = document.nodes.into_owned();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, node) in nodes.iter().enumerate() {
        if places.insert(&node.id, at).is_some() {
            return Err(Unreadable(format!("there are two nodes `{}`", node.id)));
        }
    }
    let place = |id: &str| places.get(id).copied().ok_or_else(|| Unreadable(format!("there is no node `{id}`")));
    let edges = document.edges.into_iter().map(|linked| {
        Ok(Edge {
            from: place(&linked.source)?,
            to: place(&linked.target)?,
            kind: linked.kind,
            verb: linked.verb.map(Cow::into_owned),
            place: linked.place.map(Cow::into_owned),
            weight: linked.weight,
            talks: linked.talks,
            years: linked.years.into_owned(),
            evidence: linked.evidence.into_owned(),
        })
    });
    let edges = edges.collect::<Result<Vec<Edge>, Unreadable>>()?;
    let Head { level, measure, talks, years } = document.graph;
    Ok(Subgraph { level, measure, talks, years, nodes, edges })
}
