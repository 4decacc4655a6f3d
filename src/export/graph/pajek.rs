//! Pajek: vertices, arcs and edges.
//!
//! Programs tell vertices by their labels, so that those of one label carry their ids too. There is no way to quote that all
//! programs read alike: quotation marks become apostrophes and backslashes slashes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::query::subgraph::Subgraph;
use crate::text::lines;

/// Writes a graph as a `.net` file.
pub(super) fn write(graph: &Subgraph) -> String {
    let plain = |text: &str| lines(text).join(" ").replace('"', "'").replace('\\', "/");
    let labels: Vec<String> = graph.nodes.iter().map(|node| plain(&node.label)).collect();
    let mut same: BTreeMap<&str, usize> = BTreeMap::new();
    for label in &labels {
        *same.entry(label).or_default() += 1;
    }
    let mut out = String::new();
    let _ = writeln!(out, "*Vertices {}", labels.len());
    for (at, (label, node)) in labels.iter().zip(&graph.nodes).enumerate() {
        let id = if same[label.as_str()] > 1 || label.is_empty() {
            format!("{label} ({})", plain(&node.id)).trim_start().to_owned()
        } else {
            label.clone()
        };
        let _ = writeln!(out, "{} \"{id}\"", at + 1);
    }
    for (section, is_directed) in [("*Arcs", true), ("*Edges", false)] {
        let mut edges = graph.edges.iter().filter(|edge| edge.kind.is_directed() == is_directed).peekable();
        if edges.peek().is_some() {
            let _ = writeln!(out, "{section}");
        }
        for edge in edges {
            let _ = writeln!(out, "{} {} {}", edge.from + 1, edge.to + 1, edge.weight);
        }
    }
    out
}
