//! DOT: the graph for Graphviz, without places.

use std::fmt::Write as _;

use graphviz_rust::dot_structures::{Attribute, Id};

use super::drawn;
use crate::export::broken;
use crate::export::dot::{label, look, pair, quoted};
use crate::query::subgraph::{EdgeKind, Subgraph};

/// Writes a graph in the DOT language; where some edges have a direction, the others are drawn without heads.
pub(super) fn write(graph: &Subgraph) -> String {
    let is_directed = graph.edges.iter().any(|edge| edge.kind.is_directed());
    let (kind, arrow) = if is_directed { ("digraph", "->") } else { ("graph", "--") };
    let mut out = format!("{kind} \"hallway\" {{\n");
    out.push_str("  graph [charset=\"UTF-8\" layout=\"sfdp\" overlap=\"prism\" splines=\"true\"]\n");
    out.push_str("  node [fontname=\"Noto Sans\" fontsize=\"14\"]\n  edge [color=\"#9aa5b2\"]\n");
    for node in &graph.nodes {
        let mut attributes = vec![label(&broken(&node.label, 26)), pair("kind", node.kind.name())];
        attributes.push(pair("talks", &node.talks.to_string()));
        attributes.extend(look(drawn(node.kind), false));
        let _ = writeln!(out, "  {} [{}]", text(&quoted(&node.id)), list(&attributes));
    }
    for edge in &graph.edges {
        let (from, to) = (quoted(&graph.nodes[edge.from].id), quoted(&graph.nodes[edge.to].id));
        let mut attributes = vec![pair("kind", edge.kind.name()), pair("weight", &edge.weight.max(0.0).to_string())];
        match edge.kind {
            EdgeKind::CoOccurs if is_directed => attributes.push(pair("dir", "none")),
            EdgeKind::CoOccurs | EdgeKind::Mentions | EdgeKind::Gives | EdgeKind::HeldAt => {}
            EdgeKind::Broader | EdgeKind::Relation | EdgeKind::Drawn => {
                attributes.push(label(&broken(edge.name(), 26)));
            }
        }
        let _ = writeln!(out, "  {} {arrow} {} [{}]", text(&from), text(&to), list(&attributes));
    }
    out.push_str("}\n");
    out
}

fn list(attributes: &[Attribute]) -> String {
    let attribute = |Attribute(name, value): &Attribute| format!("{}={}", text(name), text(value));
    attributes.iter().map(attribute).collect::<Vec<_>>().join(" ")
}

/// An id as it is written.
fn text(id: &Id) -> &str {
    match id {
        Id::Html(text) | Id::Escaped(text) | Id::Plain(text) | Id::Anonymous(text) => text,
    }
}
