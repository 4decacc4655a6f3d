//! Mermaid: the graph as a flowchart; readers draw some hundred edges, unless they are told to draw more.

use std::fmt::Write as _;

use super::drawn;
use crate::export::mermaid::{class_defs, label, or_blank, shape};
use crate::query::subgraph::{EdgeKind, Subgraph};

/// Writes a graph for Mermaid; pairs are labelled with their weights.
pub(super) fn write(graph: &Subgraph) -> String {
    let mut out = String::from("flowchart LR\n");
    for (at, node) in graph.nodes.iter().enumerate() {
        let (open, close, class) = shape(drawn(node.kind));
        let _ = writeln!(out, "    n{at}{open}\"{}\"{close}:::{class}", or_blank(label(&node.label)));
    }
    for edge in &graph.edges {
        let (from, to) = (edge.from, edge.to);
        let _ = match edge.kind {
            EdgeKind::CoOccurs => writeln!(out, "    n{from} ---|\"{}\"| n{to}", edge.weight),
            EdgeKind::Mentions | EdgeKind::Gives | EdgeKind::HeldAt => writeln!(out, "    n{from} -.-> n{to}"),
            EdgeKind::Broader | EdgeKind::Relation | EdgeKind::Drawn => {
                writeln!(out, "    n{from} -->|\"{}\"| n{to}", or_blank(label(edge.name())))
            }
        };
    }
    class_defs(&mut out, |class| graph.nodes.iter().any(|node| shape(drawn(node.kind)).2 == class));
    out
}
