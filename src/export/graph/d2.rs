//! D2: the graph in shapes and connections.

use std::fmt::Write as _;

use super::colour;
use crate::query::subgraph::{EdgeKind, NodeKind, Subgraph};
use crate::text::lines;

/// Writes a graph for D2; pairs are labelled with their weights.
pub(super) fn write(graph: &Subgraph) -> String {
    let mut out = String::from("direction: right\n");
    for (at, node) in graph.nodes.iter().enumerate() {
        let (label, shape, colour) = (quoted(&node.label), shape(node.kind), colour(node.kind));
        let _ = writeln!(out, "n{at}: {label} {{shape: {shape}; style.stroke: '{colour}'}}");
    }
    for edge in &graph.edges {
        let (from, to) = (edge.from, edge.to);
        let _ = match edge.kind {
            EdgeKind::CoOccurs => writeln!(out, "n{from} -- n{to}: {}", quoted(&edge.weight.to_string())),
            EdgeKind::Mentions | EdgeKind::Gives | EdgeKind::HeldAt => writeln!(out, "n{from} -> n{to}"),
            EdgeKind::Broader | EdgeKind::Relation | EdgeKind::Drawn => {
                writeln!(out, "n{from} -> n{to}: {}", quoted(edge.name()))
            }
        };
    }
    out
}

fn shape(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Project | NodeKind::Organisation => "rectangle",
        NodeKind::Technology => "hexagon",
        NodeKind::Topic => "oval",
        NodeKind::Licence => "page",
        NodeKind::Talk => "document",
        NodeKind::Person => "person",
        NodeKind::Edition => "package",
    }
}

/// Text on one line in single quotation marks, within which nothing but those means anything.
fn quoted(text: &str) -> String {
    format!("'{}'", lines(text).join(" ").replace('\'', "''"))
}
