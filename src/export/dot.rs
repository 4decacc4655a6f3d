//! DOT: for Graphviz.
//!
//! `graphviz-rust` prints the syntax tree as it is, so every id and every value is quoted here. Inside a label a
//! backslash starts an escape and an ampersand an entity.

use std::collections::BTreeMap;

use graphviz_rust::dot_structures::{
    Attribute, Edge as DotEdge, EdgeTy, Graph, GraphAttributes, Id, Node as DotNode, NodeId, Stmt, Subgraph, Vertex,
};
use graphviz_rust::printer::{DotPrinter, PrinterContext};

use super::{NoForm, broken, safe_ids};
use crate::layout::{Frame, Point};
use crate::render::scene::Arrangement;
use crate::render::shorten;
use crate::text::{count, lines};
use crate::view::{Column, Direction, Edge, Figure, Form, Lineage, Network, Node, NodeKind, Origin, Timeline, View};

/// Writes `view` in the DOT language.
///
/// A timeline and a lineage become a chain of appearances for each entity, the appearances of an edition on one rank; of a
/// lineage with their talks. With an `arrangement` of a graph, `neato -n` draws it with everything at its place, and
/// `neato -n2` with the same lines too.
pub fn dot(view: &View, arrangement: Option<&Arrangement>) -> Result<String, NoForm> {
    let (directed, mut stmts) = match &view.figure {
        Figure::Layered(network) => (true, layered(network, arrangement)),
        Figure::Network(network) => (network.edges.iter().any(|edge| edge.directed), free(network, arrangement)),
        Figure::Timeline(timeline) if timeline.form == Form::Dots => (true, chronicle(timeline)),
        Figure::Lineage(lineage) => (true, lines_of_descent(lineage)),
        figure => return Err(NoForm::of(figure, "dot")),
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
pub(super) fn quoted(text: &str) -> Id {
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

pub(super) fn pair(name: &str, value: &str) -> Attribute {
    Attribute(Id::Plain(name.to_owned()), quoted(value))
}

fn text(name: &str, lines: &[String]) -> Attribute {
    Attribute(Id::Plain(name.to_owned()), Id::Escaped(format!("\"{}\"", escaped(lines))))
}

pub(super) fn label(lines: &[String]) -> Attribute {
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

fn layered(network: &Network, arrangement: Option<&Arrangement>) -> Vec<Stmt> {
    let direction = network.direction.unwrap_or(Direction::Down).name();
    let mut layout = vec![pair("rankdir", direction), pair("nodesep", "0.4"), pair("ranksep", "0.6")];
    // Graphviz takes this layout over `neato -n`.
    layout.push(if arrangement.is_none() { pair("layout", "dot") } else { pair("splines", "true") });
    nodes_and_edges(network, layout, arrangement)
}

fn free(network: &Network, arrangement: Option<&Arrangement>) -> Vec<Stmt> {
    // Scaling leaves a drawing alone in which nothing overlaps.
    let overlap = if arrangement.is_some() { "scalexy" } else { "prism" };
    let layout = vec![pair("layout", "neato"), pair("overlap", overlap), pair("splines", "true"), pair("sep", "+6")];
    nodes_and_edges(network, layout, arrangement)
}

fn nodes_and_edges(network: &Network, mut layout: Vec<Attribute>, arrangement: Option<&Arrangement>) -> Vec<Stmt> {
    let places = arrangement.map(Places::of);
    layout.extend(places.as_ref().map(Places::page));
    let mut stmts = vec![Stmt::GAttribute(GraphAttributes::Graph(layout))];
    let ids = safe_ids(network.nodes.iter().map(|node| node.id.as_str()), &[]);
    stmts.extend(defaults());
    for (at, (title, members)) in network.framed().into_iter().enumerate() {
        let nodes = members.into_iter().map(|member| {
            let attributes = node_attributes(&network.nodes[member], places.as_ref().map(|places| places.node(member)));
            Stmt::Node(DotNode { id: NodeId(quoted(&ids[member]), None), attributes })
        });
        let Some(title) = title else {
            stmts.extend(nodes);
            continue;
        };
        let mut about = vec![label(&broken(title, 26)), pair("style", "rounded"), pair("color", "#9aa5b2")];
        about.extend([pair("fontname", "Noto Sans"), pair("fontsize", "16"), pair("labeljust", "l")]);
        about.extend(places.iter().flat_map(|places| places.frame(at)));
        let mut inside = vec![Stmt::GAttribute(GraphAttributes::Graph(about))];
        inside.extend(nodes);
        stmts.push(subgraph(&format!("cluster{at}"), inside));
    }
    let most = network.edges.iter().map(|edge| edge.talks).max().unwrap_or(0).max(1);
    for (at, edge) in network.edges.iter().enumerate() {
        let (Some(from), Some(to)) = (ids.get(edge.from), ids.get(edge.to)) else { continue };
        let mut attributes = edge_attributes(edge, most);
        attributes.extend(places.iter().flat_map(|places| places.edge(at, edge.directed)));
        stmts.push(Stmt::Edge(DotEdge { ty: EdgeTy::Pair(vertex(from), vertex(to)), attributes }));
    }
    stmts
}

fn node_attributes(node: &Node, place: Option<(Vec<String>, Vec<Attribute>)>) -> Vec<Attribute> {
    let (words, place) = place.unwrap_or_else(|| (broken(&node.label, 26), Vec::new()));
    let mut attributes = vec![label(&words), tooltip(&node.note)];
    attributes.extend(look(node.kind, node.focus));
    attributes.extend(place);
    attributes
}

/// An arrangement as Graphviz counts: in points, 72 to an inch, y upwards; a unit is a point.
struct Places<'a> {
    arrangement: &'a Arrangement,
    corner: Point,
    high: f64,
}

impl<'a> Places<'a> {
    fn of(arrangement: &'a Arrangement) -> Self {
        let placed = &arrangement.placed;
        Self { arrangement, corner: placed.corner, high: placed.extent.h }
    }

    fn point(&self, at: Point) -> String {
        format!("{:.2},{:.2}", at.x - self.corner.x, self.high - (at.y - self.corner.y))
    }

    /// The page.
    fn page(&self) -> Attribute {
        let extent = self.arrangement.placed.extent;
        pair("bb", &format!("0,0,{:.2},{:.2}", extent.w, extent.h))
    }

    /// A node's text in the lines in which it is set, and its place and size.
    fn node(&self, at: usize) -> (Vec<String>, Vec<Attribute>) {
        let Arrangement { boxes, placed, texts } = self.arrangement;
        let inches = |points: f64| format!("{:.4}", points / 72.0);
        let attributes = vec![
            pair("pos", &self.point(placed.centres[at])),
            pair("width", &inches(boxes.extents[at].w)),
            pair("height", &inches(boxes.extents[at].h)),
            pair("fixedsize", "true"),
            pair("fontsize", &format!("{:.2}", texts[at].size)),
        ];
        (texts[at].lines.iter().flat_map(|line| lines(line)).collect(), attributes)
    }

    /// A frame's corners and the middle of its title.
    fn frame(&self, at: usize) -> Vec<Attribute> {
        let frames: Vec<&Frame> = self.arrangement.placed.frames.iter().flatten().collect();
        let Some(frame) = frames.get(at) else { return Vec::new() };
        let low = self.point(frame.corner.plus(0.0, frame.extent.h));
        let high = self.point(frame.corner.plus(frame.extent.w, 0.0));
        vec![pair("bb", &format!("{low},{high}")), pair("lp", &self.point(frame.title))]
    }

    /// The way of an edge, and the middle of its label.
    fn edge(&self, at: usize, directed: bool) -> Vec<Attribute> {
        let route = &self.arrangement.placed.routes[at];
        let mut strokes = route.strokes.clone();
        let head = strokes.last_mut().filter(|_| directed).map(|last| shorten(last, 10.0, 0.0).0);
        let last = strokes.len().saturating_sub(1);
        let splines = strokes.iter().enumerate().map(|(nth, points)| {
            let head = head.filter(|_| nth == last).map(|tip| format!("e,{}", self.point(tip)));
            head.into_iter().chain(points.iter().map(|point| self.point(*point))).collect::<Vec<_>>().join(" ")
        });
        let splines: Vec<String> = splines.filter(|spline| !spline.is_empty()).collect();
        let mut attributes = Vec::new();
        if !splines.is_empty() {
            attributes.push(pair("pos", &splines.join(";")));
        }
        attributes.extend(route.label.map(|label| pair("lp", &self.point(label))));
        attributes
    }
}

pub(super) fn look(kind: NodeKind, focus: bool) -> Vec<Attribute> {
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

/// What columns of editions have in common: the layout, and the heads, which keep the columns in order.
fn by_columns(columns: &[Column], mut inside: impl FnMut(usize) -> Vec<Stmt>) -> Vec<Stmt> {
    let layout = vec![pair("layout", "dot"), pair("rankdir", "LR"), pair("nodesep", "0.25"), pair("ranksep", "0.4")];
    let mut stmts = vec![Stmt::GAttribute(GraphAttributes::Graph(layout))];
    stmts.extend(defaults());
    for (at, column) in columns.iter().enumerate() {
        let mut heads = broken(&column.label, 26);
        heads.push(match column.talks {
            None => "no notes or schedule".to_owned(),
            Some(talks) if column.sampled => format!("{}, notes or titles only", count(talks, "talk")),
            Some(talks) => count(talks, "talk"),
        });
        let style = if column.talks.is_none() { "dashed" } else { "solid" };
        let head = DotNode {
            id: NodeId(quoted(&format!("c{at}")), None),
            attributes: vec![label(&heads), pair("shape", "box"), pair("style", style)],
        };
        let mut same = vec![Stmt::Attribute(pair("rank", "same")), Stmt::Node(head)];
        same.extend(inside(at));
        stmts.push(subgraph(&format!("column{at}"), same));
    }
    for at in 1..columns.len() {
        let attributes = vec![pair("style", "dotted"), pair("arrowhead", "none")];
        stmts.push(arrow(&format!("c{}", at - 1), &format!("c{at}"), attributes));
    }
    stmts
}

fn arrow(from: &str, to: &str, attributes: Vec<Attribute>) -> Stmt {
    Stmt::Edge(DotEdge { ty: EdgeTy::Pair(vertex(from), vertex(to)), attributes })
}

/// An appearance: an entity in an edition.
fn appearance(row: usize, column: usize, name: &str, kind: NodeKind, talks: usize, note: &str) -> Stmt {
    let mut words = broken(name, 26);
    words.push(count(talks, "talk"));
    let mut attributes = vec![label(&words), tooltip(note)];
    attributes.extend(look(kind, false));
    Stmt::Node(DotNode { id: NodeId(quoted(&format!("r{row}c{column}")), None), attributes })
}

/// From an appearance to the next one, dashed where editions lie between.
fn recurrence(row: usize, from: usize, to: usize, gap: usize) -> Stmt {
    let attributes = if gap > 0 { vec![pair("style", "dashed")] } else { Vec::new() };
    arrow(&format!("r{row}c{from}"), &format!("r{row}c{to}"), attributes)
}

fn chronicle(timeline: &Timeline) -> Vec<Stmt> {
    let mut stmts = by_columns(&timeline.columns, |at| {
        let rows = timeline.rows.iter().enumerate().filter_map(|(nth, row)| {
            let talks = row.talks.get(at).copied().filter(|talks| *talks > 0)?;
            Some(appearance(nth, at, &row.label, row.kind, talks, row.notes.get(at).map_or("", String::as_str)))
        });
        rows.collect()
    });
    for (nth, row) in timeline.rows.iter().enumerate() {
        let seen: Vec<usize> =
            (0..timeline.columns.len()).filter(|at| row.talks.get(*at).is_some_and(|talks| *talks > 0)).collect();
        stmts.extend(seen.windows(2).map(|step| recurrence(nth, step[0], step[1], step[1] - step[0] - 1)));
    }
    stmts
}

/// Appearances with their talks, a rank for each edition.
fn lines_of_descent(lineage: &Lineage) -> Vec<Stmt> {
    let there = |at: usize| {
        let lanes = lineage.lanes.iter().enumerate();
        lanes.filter_map(move |(nth, lane)| Some((nth, lane, lane.cells.get(at)?.as_ref()?)))
    };
    let mut known: BTreeMap<&str, String> = BTreeMap::new();
    let mut stmts = by_columns(&lineage.columns, |at| {
        let mut stmts = Vec::new();
        for (nth, lane, cell) in there(at) {
            stmts.push(appearance(nth, at, &lane.label, lane.kind, cell.talks.len(), &cell.note));
            for told in &cell.talks {
                // A talk that mentions several of the entities is one node.
                let next = format!("t{}", known.len());
                if !known.contains_key(told.id.as_str()) {
                    let mut words = broken(&told.title, 30);
                    words.extend(broken(&told.speakers, 30));
                    let shape = pair("shape", "box");
                    let attributes = vec![label(&words), tooltip(&told.note), shape, pair("color", "#9aa5b2")];
                    stmts.push(Stmt::Node(DotNode { id: NodeId(quoted(&next), None), attributes }));
                    known.insert(&told.id, next);
                }
            }
        }
        stmts
    });
    for at in 0..lineage.columns.len() {
        for (nth, _, cell) in there(at) {
            for told in &cell.talks {
                let attributes = vec![pair("style", "dotted"), pair("arrowhead", "none")];
                stmts.push(arrow(&format!("r{nth}c{at}"), &known[told.id.as_str()], attributes));
            }
        }
    }
    for (nth, lane) in lineage.lanes.iter().enumerate() {
        let cells = lane.cells.iter().take(lineage.columns.len()).enumerate();
        let seen: Vec<(usize, usize)> = cells.filter_map(|(at, cell)| Some((at, cell.as_ref()?.gap))).collect();
        stmts.extend(seen.windows(2).map(|step| recurrence(nth, step[0].0, step[1].0, step[1].1)));
    }
    let told = (0..lineage.columns.len()).flat_map(there).flat_map(|(_, _, cell)| &cell.talks);
    let after: BTreeMap<&str, &str> =
        told.filter_map(|told| Some((told.id.as_str(), told.after.as_ref()?.0.as_str()))).collect();
    for (later, earlier) in after {
        if let (Some(from), Some(to)) = (known.get(earlier), known.get(later)) {
            stmts.push(arrow(from, to, vec![pair("color", "#b81d4f"), pair("tooltip", "carries on")]));
        }
    }
    stmts
}
