//! GraphML: typed keys, then nodes and edges with what they have.

use std::fmt::Write as _;

use super::table::{Column, EDGE, NODE, Type, cells, used};
use super::xml::Escaped;
use crate::query::subgraph::{Level, Subgraph};

/// Writes a graph as GraphML; lists are joined with `; `.
///
/// Where some edges have a direction, all are written as if they had: few programs read graphs of both sorts, and the kind
/// tells.
pub(super) fn write(graph: &Subgraph) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns \
         http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
    );
    for (name, holds) in [("level", "string"), ("measure", "string"), ("talks", "long")] {
        let _ = writeln!(out, "  <key id=\"g-{name}\" for=\"graph\" attr.name=\"{name}\" attr.type=\"{holds}\"/>");
    }
    keys(&mut out, "node", &used(&NODE, &graph.nodes));
    keys(&mut out, "edge", &used(&EDGE, &graph.edges));
    let default = if graph.level == Level::Entities { "undirected" } else { "directed" };
    let _ = writeln!(out, "  <graph id=\"hallway\" edgedefault=\"{default}\">");
    let about = [("level", graph.level.name()), ("measure", graph.measure.name()), ("talks", &graph.talks.to_string())];
    for (name, value) in about {
        let _ = writeln!(out, "    <data key=\"g-{name}\">{value}</data>");
    }
    for node in &graph.nodes {
        let _ = writeln!(out, "    <node id=\"{}\">", Escaped(&node.id));
        for (column, value) in cells(&NODE, node) {
            let _ = writeln!(out, "      <data key=\"n-{}\">{}</data>", column.name, Escaped(&value.text()));
        }
        out.push_str("    </node>\n");
    }
    for edge in &graph.edges {
        let (from, to) = (Escaped(&graph.nodes[edge.from].id), Escaped(&graph.nodes[edge.to].id));
        let _ = writeln!(out, "    <edge source=\"{from}\" target=\"{to}\">");
        for (column, value) in cells(&EDGE, edge) {
            let _ = writeln!(out, "      <data key=\"e-{}\">{}</data>", column.name, Escaped(&value.text()));
        }
        out.push_str("    </edge>\n");
    }
    out.push_str("  </graph>\n</graphml>\n");
    out
}

fn keys<T>(out: &mut String, of: &str, columns: &[&Column<T>]) {
    for column in columns {
        let holds = match column.holds {
            Type::Text | Type::List => "string",
            Type::Integer => "long",
            Type::Real => "double",
        };
        let (name, initial) = (column.name, &of[..1]);
        let _ =
            writeln!(out, "  <key id=\"{initial}-{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{holds}\"/>");
    }
}
