//! Neo4j: CSV for `neo4j-admin database import full --nodes=nodes.csv --relationships=relationships.csv`.

use super::flat::{cell, table};
use super::table::{Column, EDGE, NODE, Type, Value};
use crate::query::subgraph::{Edge, Node, NodeKind, Subgraph};
use crate::text::guarded;

/// Writes `nodes.csv` and `relationships.csv`; lists are divided by semicolons.
pub(super) fn write(graph: &Subgraph) -> Vec<(String, String)> {
    let heads = |first: &[&str], columns: Vec<String>, last: &str| -> Vec<String> {
        let first = first.iter().map(|head| (*head).to_owned());
        first.chain(columns).chain((!last.is_empty()).then(|| last.to_owned())).collect()
    };
    let node_row = |node: &Node| {
        let mut row = vec![node.id.clone()];
        row.extend(NODE.iter().map(|column| value(column, node)));
        row.push(labels(node.kind).join(";"));
        row
    };
    let edge_row = |edge: &Edge| {
        let mut row = [edge.from, edge.to].map(|end| graph.nodes[end].id.clone()).to_vec();
        row.extend(properties().map(|column| value(column, edge)));
        row.push(relationship(edge));
        row
    };
    let node_heads = heads(&["id:ID"], NODE.iter().map(head).collect(), ":LABEL");
    let edge_heads = heads(&[":START_ID", ":END_ID"], properties().map(head).collect(), ":TYPE");
    let nodes = std::iter::once(node_heads).chain(graph.nodes.iter().map(node_row));
    let edges = std::iter::once(edge_heads).chain(graph.edges.iter().map(edge_row));
    vec![("nodes.csv".to_owned(), table(nodes)), ("relationships.csv".to_owned(), table(edges))]
}

/// What an edge has beside its type.
pub(super) fn properties() -> impl Iterator<Item = &'static Column<Edge>> {
    EDGE.iter().filter(|column| !["type", "kind"].contains(&column.name))
}

/// The labels of a node: for entities both what they are and `Entity`.
pub(super) fn labels(kind: NodeKind) -> Vec<&'static str> {
    let own = match kind {
        NodeKind::Project => "Project",
        NodeKind::Technology => "Technology",
        NodeKind::Topic => "Topic",
        NodeKind::Organisation => "Organisation",
        NodeKind::Licence => "Licence",
        NodeKind::Talk => "Talk",
        NodeKind::Person => "Person",
        NodeKind::Edition => "Edition",
    };
    if kind.is_entity() { vec!["Entity", own] } else { vec![own] }
}

/// The type of a relationship: capitals, digits and underscores, so that nobody has to quote it.
pub(super) fn relationship(edge: &Edge) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name: String = edge.name().chars().map(plain).collect();
    if name.starts_with(|c: char| c.is_ascii_uppercase()) { name } else { format!("R_{name}") }
}

fn head<T>(column: &Column<T>) -> String {
    match column.holds {
        Type::Text => column.name.to_owned(),
        Type::Integer => format!("{}:long", column.name),
        Type::Real => format!("{}:double", column.name),
        Type::List => format!("{}:string[]", column.name),
    }
}

fn value<T>(column: &Column<T>, of: &T) -> String {
    match (column.value)(of) {
        None => String::new(),
        // A semicolon would divide a name in two.
        Some(Value::List(texts)) => {
            let texts: Vec<String> = texts.iter().map(|text| text.replace(';', ",")).collect();
            guarded(&texts.join(";")).into_owned()
        }
        Some(value) => cell(&value),
    }
}
