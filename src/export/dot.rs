//! DOT: for Graphviz.
//!
//! `graphviz-rust` prints the syntax tree as it is, so every id and every value is quoted here. Inside a label a
//! backslash starts an escape and an ampersand an entity.

use graphviz_rust::dot_structures::{
    Attribute, Edge as DotEdge, EdgeTy, Graph, GraphAttributes, Id, Node as DotNode, NodeId, Stmt, Subgraph, Vertex,
};
use graphviz_rust::printer::{DotPrinter, PrinterContext};

use super::{NoForm, broken, lines, safe_ids};
use crate::view::{Edge, Figure, Form, Network, Node, NodeKind, Origin, Timeline, View};

/// Writes `view` in the DOT language.
///
/// A timeline becomes the lineage of its entities: a chain of appearances for each, the appearances of an edition on one
/// rank.
pub fn dot(view: &View) -> Result<String, NoForm> {
    let (directed, mut stmts) = match &view.figure {
        Figure::Layered(network) => (true, layered(network)),
        Figure::Network(network) => (network.edges.iter().any(|edge| edge.directed), free(network)),
        Figure::Timeline(timeline) if timeline.form != Form::Dots => {
            return Err(NoForm { format: "dot", figure: timeline.form.name(), instead: timeline.form.formats() });
        }
        Figure::Timeline(timeline) => (true, lineage(timeline)),
    };
    let headline: Vec<String> = [&view.title, &view.caption].into_iter().flat_map(|text| broken(text, 90)).collect();
    let mut about = vec![pair("charset", "UTF-8"), pair("fontname", "Noto Sans"), pair("bgcolor", "white")];
    if !headline.is_empty() {
        about.extend([label(&headline), pair("labelloc", "t"), pair("labeljust", "l"), pair("fontsize", "18")]);
    }
    let mut all = vec![Stmt::GAttribute(GraphAttributes::Graph(about))];
    all.append(&mut stmts);
    let id = quoted("hallway");
    let graph = if directed {
        Graph::DiGraph { id, strict: false, stmts: all }
    } else {
        Graph::Graph { id, strict: false, stmts: all }
    };
    let mut text = graph.print(PrinterContext::default().with_semi());
    text.push('\n');
    Ok(text)
}

/// An id or a plain value in quotes: only the quotation mark is escaped there.
fn quoted(text: &str) -> Id {
    // A backslash before the closing quotation mark would escape it.
    Id::Escaped(format!("\"{}\"", text.replace('\\', "/").replace('"', "\\\"")))
}

/// Text in which Graphviz reads escapes and entities, on lines.
fn escaped(lines: &[String]) -> String {
    let escape = |line: &String| {
        line.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    };
    lines.iter().map(escape).collect::<Vec<_>>().join("\\n")
}

fn pair(name: &str, value: &str) -> Attribute {
    Attribute(Id::Plain(name.to_owned()), quoted(value))
}

fn text(name: &str, lines: &[String]) -> Attribute {
    Attribute(Id::Plain(name.to_owned()), Id::Escaped(format!("\"{}\"", escaped(lines))))
}

fn label(lines: &[String]) -> Attribute {
    text("label", lines)
}

/// What is told on pointing at something; a single space where there is nothing, or Graphviz would tell the label.
fn tooltip(note: &str) -> Attribute {
    let note = lines(note);
    if note.is_empty() { pair("tooltip", " ") } else { text("tooltip", &note) }
}

fn vertex(id: &str) -> Vertex {
    Vertex::N(NodeId(quoted(id), None))
}

fn defaults() -> Vec<Stmt> {
    let node = vec![
        pair("fontname", "Noto Sans"),
        pair("fontsize", "14"),
        pair("style", "filled"),
        pair("fillcolor", "white"),
        pair("margin", "0.18,0.1"),
    ];
    let edge = vec![pair("fontname", "Noto Sans"), pair("fontsize", "12"), pair("color", "#46525f")];
    vec![Stmt::GAttribute(GraphAttributes::Node(node)), Stmt::GAttribute(GraphAttributes::Edge(edge))]
}

fn layered(network: &Network) -> Vec<Stmt> {
    let layout = vec![pair("layout", "dot"), pair("rankdir", "TB"), pair("nodesep", "0.4"), pair("ranksep", "0.6")];
    let mut stmts = vec![Stmt::GAttribute(GraphAttributes::Graph(layout))];
    stmts.extend(nodes_and_edges(network));
    stmts
}

fn free(network: &Network) -> Vec<Stmt> {
    let layout = vec![pair("layout", "neato"), pair("overlap", "prism"), pair("splines", "true"), pair("sep", "+12")];
    let mut stmts = vec![Stmt::GAttribute(GraphAttributes::Graph(layout))];
    stmts.extend(nodes_and_edges(network));
    stmts
}

fn nodes_and_edges(network: &Network) -> Vec<Stmt> {
    let ids = safe_ids(network.nodes.iter().map(|node| node.id.as_str()), &[]);
    let mut stmts = defaults();
    for (node, id) in network.nodes.iter().zip(&ids) {
        stmts.push(Stmt::Node(DotNode { id: NodeId(quoted(id), None), attributes: node_attributes(node) }));
    }
    let most = network.edges.iter().map(|edge| edge.talks).max().unwrap_or(0).max(1);
    for edge in &network.edges {
        let (Some(from), Some(to)) = (ids.get(edge.from), ids.get(edge.to)) else { continue };
        stmts.push(Stmt::Edge(DotEdge {
            ty: EdgeTy::Pair(vertex(from), vertex(to)),
            attributes: edge_attributes(edge, most),
        }));
    }
    stmts
}

fn node_attributes(node: &Node) -> Vec<Attribute> {
    let mut attributes = vec![label(&broken(&node.label, 26)), tooltip(&node.note)];
    attributes.extend(look(node.kind, node.focus));
    attributes
}

fn look(kind: NodeKind, focus: bool) -> Vec<Attribute> {
    let (shape, style, fill, line) = match kind {
        NodeKind::Project => ("box", "filled,rounded", "#c4ddf6", "#1f5fa8"),
        NodeKind::Technology => ("octagon", "filled", "#f9d7ae", "#b25800"),
        NodeKind::Topic => ("ellipse", "filled", "#c8ecdc", "#0c7a5b"),
        NodeKind::Organisation => ("box", "filled", "#ddc8ef", "#5b2c83"),
        NodeKind::Licence => ("note", "filled", "#faf3b0", "#635500"),
        NodeKind::Unknown => ("box", "filled,dashed", "#f6f7f9", "#6b7683"),
    };
    let mut look = vec![pair("shape", shape), pair("style", style)];
    if kind == NodeKind::Organisation {
        look.push(pair("peripheries", "2"));
    }
    if focus {
        look.extend([pair("fillcolor", "#b81d4f"), pair("color", "#b81d4f"), pair("fontcolor", "white")]);
    } else {
        look.extend([pair("fillcolor", fill), pair("color", line)]);
    }
    look
}

fn edge_attributes(edge: &Edge, most: usize) -> Vec<Attribute> {
    let mut attributes = Vec::new();
    let text = edge.label.as_deref().map(|label| broken(label, 26)).unwrap_or_default();
    if !text.is_empty() {
        attributes.push(label(&text));
    }
    if !edge.note.is_empty() {
        attributes.push(tooltip(&edge.note));
    }
    if !edge.directed {
        attributes.push(pair("dir", "none"));
    }
    match edge.origin {
        Origin::Curated => {}
        Origin::Drawn => attributes.push(pair("style", "dashed")),
        Origin::Together => {
            let width = 1.0 + 5.0 * edge.talks as f64 / most as f64;
            attributes.push(pair("penwidth", &format!("{width:.2}")));
            attributes.push(pair("weight", &edge.talks.max(1).to_string()));
            attributes.push(pair("color", "#9aa5b2"));
        }
    }
    attributes
}

fn subgraph(id: &str, stmts: Vec<Stmt>) -> Stmt {
    Stmt::Subgraph(Subgraph { id: quoted(id), stmts })
}

fn lineage(timeline: &Timeline) -> Vec<Stmt> {
    let layout = vec![pair("layout", "dot"), pair("rankdir", "LR"), pair("nodesep", "0.25"), pair("ranksep", "0.4")];
    let mut stmts = vec![Stmt::GAttribute(GraphAttributes::Graph(layout))];
    stmts.extend(defaults());
    for (at, column) in timeline.columns.iter().enumerate() {
        let mut heads = broken(&column.label, 26);
        heads.push(match column.talks {
            None => "no notes or schedule".to_owned(),
            Some(talks) if column.sampled => format!("{talks} talks, notes or titles only"),
            Some(talks) => format!("{talks} talks"),
        });
        let style = if column.talks.is_none() { "dashed" } else { "solid" };
        let head = DotNode {
            id: NodeId(quoted(&format!("c{at}")), None),
            attributes: vec![label(&heads), pair("shape", "box"), pair("style", style)],
        };
        let mut same = vec![Stmt::Attribute(pair("rank", "same")), Stmt::Node(head)];
        for (nth, row) in timeline.rows.iter().enumerate() {
            let talks = row.talks.get(at).copied().unwrap_or(0);
            if talks == 0 {
                continue;
            }
            let mut words = broken(&row.label, 26);
            words.push(format!("{talks} {}", if talks == 1 { "talk" } else { "talks" }));
            let mut attributes = vec![label(&words), tooltip(row.notes.get(at).map_or("", String::as_str))];
            attributes.extend(look(row.kind, false));
            same.push(Stmt::Node(DotNode { id: NodeId(quoted(&format!("r{nth}c{at}")), None), attributes }));
        }
        stmts.push(subgraph(&format!("column{at}"), same));
    }
    for at in 1..timeline.columns.len() {
        stmts.push(Stmt::Edge(DotEdge {
            ty: EdgeTy::Pair(vertex(&format!("c{}", at - 1)), vertex(&format!("c{at}"))),
            attributes: vec![pair("style", "dotted"), pair("arrowhead", "none")],
        }));
    }
    for (nth, row) in timeline.rows.iter().enumerate() {
        let seen: Vec<usize> = row
            .talks
            .iter()
            .take(timeline.columns.len())
            .enumerate()
            .filter(|(_, talks)| **talks > 0)
            .map(|(at, _)| at)
            .collect();
        for step in seen.windows(2) {
            let (from, to) = (step[0], step[1]);
            stmts.push(Stmt::Edge(DotEdge {
                ty: EdgeTy::Pair(vertex(&format!("r{nth}c{from}")), vertex(&format!("r{nth}c{to}"))),
                attributes: if to > from + 1 { vec![pair("style", "dashed")] } else { Vec::new() },
            }));
        }
    }
    stmts
}
