//! CX2: aspects with declared attributes, for Cytoscape and NDEx.

use serde_json::{Map, Value, json};

use super::colour;
use super::table::{Column, EDGE, NODE, Type, cells, used};
use crate::query::subgraph::{NodeKind, Subgraph};

/// Writes a graph as CX2, coloured by kind, a node or an edge a line.
pub(super) fn write(graph: &Subgraph) -> String {
    let nodes = graph.nodes.iter().enumerate().map(|(at, node)| {
        let mut attributes = attributes(&NODE, node);
        attributes.insert("id".into(), node.id.as_str().into());
        json!({"id": at, "v": attributes}).to_string()
    });
    let edges = graph.edges.iter().enumerate().map(|(at, edge)| {
        let mut attributes = attributes(&EDGE, edge);
        attributes.insert("directed".into(), edge.kind.is_directed().into());
        json!({"id": at, "s": edge.from, "t": edge.to, "v": attributes}).to_string()
    });
    let mut node_columns = declared(&used(&NODE, &graph.nodes));
    node_columns.insert("id".into(), json!({"d": "string"}));
    let mut edge_columns = declared(&used(&EDGE, &graph.edges));
    edge_columns.insert("directed".into(), json!({"d": "boolean"}));
    let of_kind = |kind: NodeKind| json!({"v": kind.name(), "vp": colour(kind).to_string()});
    let colours: Vec<Value> = NodeKind::ALL.into_iter().map(of_kind).collect();
    let count = |name: &str, count: usize| json!({"name": name, "elementCount": count});
    let before = [
        json!({"CXVersion": "2.0", "hasFragments": false}),
        json!({"metaData": [
            count("attributeDeclarations", 1),
            count("networkAttributes", 1),
            count("nodes", graph.nodes.len()),
            count("edges", graph.edges.len()),
            count("visualProperties", 1),
        ]}),
        json!({"attributeDeclarations": [{
            "networkAttributes": {
                "name": {"d": "string"},
                "level": {"d": "string"},
                "measure": {"d": "string"},
                "talks": {"d": "integer"},
            },
            "nodes": node_columns,
            "edges": edge_columns,
        }]}),
        json!({"networkAttributes": [{
            "name": "hallway",
            "level": graph.level.name(),
            "measure": graph.measure.name(),
            "talks": graph.talks,
        }]}),
    ];
    let after = [
        json!({"visualProperties": [{
            "default": {"network": {}, "node": {"NODE_SHAPE": "ellipse"}, "edge": {}},
            "nodeMapping": {
                "NODE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "name", "type": "string"}},
                "NODE_BACKGROUND_COLOR": {
                    "type": "DISCRETE",
                    "definition": {"attribute": "kind", "type": "string", "map": colours},
                },
            },
            "edgeMapping": {},
        }]}),
        json!({"status": [{"success": true, "error": ""}]}),
    ];
    let lists = [
        format!("{{\"nodes\":[\n{}\n]}}", nodes.collect::<Vec<_>>().join(",\n")),
        format!("{{\"edges\":[\n{}\n]}}", edges.collect::<Vec<_>>().join(",\n")),
    ];
    let before = before.iter().map(Value::to_string);
    let aspects: Vec<String> = before.chain(lists).chain(after.iter().map(Value::to_string)).collect();
    format!("[{}]\n", aspects.join(",\n"))
}

/// Cytoscape calls the label of a node its name, and what an edge says its interaction.
fn name(column: &'static str) -> &'static str {
    match column {
        "label" => "name",
        "type" => "interaction",
        other => other,
    }
}

fn attributes<T>(columns: &'static [Column<T>], of: &T) -> Map<String, Value> {
    cells(columns, of).map(|(column, value)| (name(column.name).to_owned(), value.json())).collect()
}

fn declared<T>(columns: &[&Column<T>]) -> Map<String, Value> {
    let declaration = |column: &&Column<T>| {
        let holds = match column.holds {
            Type::Text => "string",
            Type::Integer => "integer",
            Type::Real => "double",
            Type::List => "list_of_string",
        };
        (name(column.name).to_owned(), json!({"d": holds}))
    };
    columns.iter().map(declaration).collect()
}
