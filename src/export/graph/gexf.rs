//! GEXF 1.3: a graph that changes by year, with colours and sizes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::colour;
use super::table::{Column, EDGE, NODE, Type, cells, used};
use super::xml::Escaped;
use crate::query::subgraph::{Level, Subgraph};
use crate::render::colour::Colour;

/// Writes a graph as GEXF.
///
/// Nodes and edges have a spell for each year in which a talk is behind them, from that year to itself, since few programs know
/// of timestamps; what has none is always there. The weight of an edge is that of all years, and another one for each.
pub(super) fn write(graph: &Subgraph) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" version=\"1.3\">\n",
    );
    let _ = writeln!(
        out,
        "  <meta>\n    <creator>hallway</creator>\n    <description>{} of {} talks, weight: {}</description>\n  </meta>",
        graph.level.name(),
        graph.talks,
        graph.measure.name(),
    );
    let default = if graph.level == Level::Entities { "undirected" } else { "directed" };
    let _ = writeln!(
        out,
        "  <graph defaultedgetype=\"{default}\" mode=\"dynamic\" timeformat=\"integer\" timerepresentation=\"interval\">"
    );
    declare(&mut out, "node", &used(&NODE, &graph.nodes));
    declare(&mut out, "edge", &used(&EDGE, &graph.edges));
    out.push_str(
        "    <attributes class=\"edge\" mode=\"dynamic\">\n      \
         <attribute id=\"weight\" title=\"weight\" type=\"double\"/>\n    </attributes>\n",
    );
    let _ = writeln!(out, "    <nodes count=\"{}\">", graph.nodes.len());
    for node in &graph.nodes {
        let _ = writeln!(out, "      <node id=\"{}\" label=\"{}\">", Escaped(&node.id), Escaped(&node.label));
        out.push_str("        <attvalues>\n");
        for (column, value) in cells(&NODE, node).filter(|(column, _)| column.name != "label") {
            attribute(&mut out, column.name, &value.text(), "");
        }
        out.push_str("        </attvalues>\n");
        spells(&mut out, &node.years);
        let Colour(r, g, b) = colour(node.kind);
        let size = 4.0 + 2.0 * (node.talks as f64).sqrt();
        let _ = writeln!(out, "        <viz:color r=\"{r}\" g=\"{g}\" b=\"{b}\"/>");
        let _ = writeln!(out, "        <viz:size value=\"{size:.2}\"/>\n      </node>");
    }
    let _ = writeln!(out, "    </nodes>\n    <edges count=\"{}\">", graph.edges.len());
    for (at, edge) in graph.edges.iter().enumerate() {
        let (from, to) = (Escaped(&graph.nodes[edge.from].id), Escaped(&graph.nodes[edge.to].id));
        let direction = if edge.kind.is_directed() { "directed" } else { "undirected" };
        let label = Escaped(edge.name());
        let _ = writeln!(
            out,
            "      <edge id=\"{at}\" source=\"{from}\" target=\"{to}\" type=\"{direction}\" label=\"{label}\" weight=\"{}\">",
            edge.weight
        );
        out.push_str("        <attvalues>\n");
        for (column, value) in cells(&EDGE, edge).filter(|(column, _)| column.name != "weight") {
            attribute(&mut out, column.name, &value.text(), "");
        }
        for year in edge.years.keys() {
            let time = format!(" start=\"{year}\" end=\"{year}\"");
            attribute(&mut out, "weight", &graph.weight_in(edge, *year).to_string(), &time);
        }
        out.push_str("        </attvalues>\n");
        spells(&mut out, &edge.years);
        out.push_str("      </edge>\n");
    }
    out.push_str("    </edges>\n  </graph>\n</gexf>\n");
    out
}

fn declare<T>(out: &mut String, class: &str, columns: &[&Column<T>]) {
    let _ = writeln!(out, "    <attributes class=\"{class}\" mode=\"static\">");
    // Labels and weights have places of their own.
    for column in columns.iter().filter(|column| !["label", "weight"].contains(&column.name)) {
        let holds = match column.holds {
            Type::Text | Type::List => "string",
            Type::Integer => "integer",
            Type::Real => "double",
        };
        let name = column.name;
        let _ = writeln!(out, "      <attribute id=\"{name}\" title=\"{name}\" type=\"{holds}\"/>");
    }
    out.push_str("    </attributes>\n");
}

fn attribute(out: &mut String, name: &str, value: &str, time: &str) {
    let _ = writeln!(out, "          <attvalue for=\"{name}\" value=\"{}\"{time}/>", Escaped(value));
}

fn spells(out: &mut String, years: &BTreeMap<u16, usize>) {
    if years.is_empty() {
        return;
    }
    out.push_str("        <spells>\n");
    for year in years.keys() {
        let _ = writeln!(out, "          <spell start=\"{year}\" end=\"{year}\"/>");
    }
    out.push_str("        </spells>\n");
}
