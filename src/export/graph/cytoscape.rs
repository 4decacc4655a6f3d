//! Cytoscape.js: elements with data, which Cytoscape's desktop program reads too.

use serde_json::{Map, json};

use super::colour;
use super::table::{EDGE, NODE, cells};
use crate::query::subgraph::Subgraph;

/// Writes a graph as Cytoscape.js takes it, an element a line.
pub(super) fn write(graph: &Subgraph) -> String {
    let nodes = graph.nodes.iter().map(|node| {
        let mut data = Map::new();
        data.insert("id".into(), node.id.as_str().into());
        data.insert("name".into(), node.label.as_str().into());
        data.insert("colour".into(), colour(node.kind).to_string().into());
        data.extend(cells(&NODE, node).map(|(column, value)| (column.name.to_owned(), value.json())));
        json!({"data": data}).to_string()
    });
    let nodes: Vec<String> = nodes.collect();
    let edges = graph.edges.iter().enumerate().map(|(at, edge)| {
        let mut data = Map::new();
        data.insert("id".into(), format!("edge/{at}").into());
        data.insert("source".into(), graph.nodes[edge.from].id.as_str().into());
        data.insert("target".into(), graph.nodes[edge.to].id.as_str().into());
        data.insert("interaction".into(), edge.name().into());
        data.insert("directed".into(), edge.kind.is_directed().into());
        data.extend(cells(&EDGE, edge).map(|(column, value)| (column.name.to_owned(), value.json())));
        json!({"data": data}).to_string()
    });
    let edges: Vec<String> = edges.collect();
    let about = json!({
        "name": "hallway",
        "level": graph.level.name(),
        "measure": graph.measure.name(),
        "talks": graph.talks,
    });
    format!(
        "{{\"format_version\":\"1.0\",\"generated_by\":\"hallway\",\"target_cytoscapejs_version\":\"~3.0\",\n\
         \"data\":{about},\n\"elements\":{{\"nodes\":[\n{}\n],\"edges\":[\n{}\n]}}}}\n",
        nodes.join(",\n"),
        edges.join(",\n"),
    )
}
