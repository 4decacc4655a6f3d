//! Cypher: statements that make the graph, or bring one up to date, in Neo4j and Memgraph.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::neo4j::{labels, properties, relationship};
use super::table::{NODE, Value, cells};
use crate::query::subgraph::Subgraph;

/// How many rows a statement has.
const ROWS: usize = 500;

/// Writes a script for `cypher-shell`: nodes are found by their ids, so that running it twice changes nothing.
pub(super) fn write(graph: &Subgraph) -> String {
    let mut out = String::from("CREATE CONSTRAINT hallway_id IF NOT EXISTS FOR (n:Hallway) REQUIRE n.id IS UNIQUE;\n");
    let mut nodes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for node in &graph.nodes {
        let mut row = format!("{{id: {}, has: {{", quoted(&node.id));
        write_map(&mut row, cells(&NODE, node).map(|(column, value)| (column.name, value)));
        row.push_str("}}");
        nodes.entry(labels(node.kind).join(":")).or_default().push(row);
    }
    for (labels, rows) in nodes {
        unwind(&mut out, &rows, &format!("MERGE (n:Hallway {{id: row.id}}) SET n:{labels}, n += row.has"));
    }
    let mut edges: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for edge in &graph.edges {
        let (from, to) = (quoted(&graph.nodes[edge.from].id), quoted(&graph.nodes[edge.to].id));
        let mut row = format!("{{from: {from}, to: {to}, has: {{");
        let told = properties().filter_map(|column| Some((column.name, (column.value)(edge)?)));
        write_map(&mut row, told);
        row.push_str("}}");
        edges.entry(relationship(edge)).or_default().push(row);
    }
    for (name, rows) in edges {
        let merge = format!(
            "MATCH (a:Hallway {{id: row.from}}), (b:Hallway {{id: row.to}}) MERGE (a)-[r:{name}]->(b) SET r += row.has"
        );
        unwind(&mut out, &rows, &merge);
    }
    out
}

fn unwind(out: &mut String, rows: &[String], then: &str) {
    for rows in rows.chunks(ROWS) {
        let _ = writeln!(out, "UNWIND [\n  {}\n] AS row\n{then};", rows.join(",\n  "));
    }
}

fn write_map<'a>(row: &mut String, pairs: impl Iterator<Item = (&'static str, Value<'a>)>) {
    for (at, (name, value)) in pairs.enumerate() {
        let comma = if at > 0 { ", " } else { "" };
        let value = match value {
            Value::Text(text) => quoted(&text),
            Value::List(texts) => format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")),
            number => number.text(),
        };
        let _ = write!(row, "{comma}{name}: {value}");
    }
}

/// A string in quotation marks.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for c in text.chars() {
        match c {
            '\\' => quoted.push_str("\\\\"),
            '\'' => quoted.push_str("\\'"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_string_ends_before_its_end() {
        assert_eq!(quoted("a' b\\' ;\n\u{1}é"), "'a\\' b\\\\\\' ;\\n\\u0001é'");
    }
}
