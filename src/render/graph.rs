//! Graphs: boxes and the lines between them.

use super::Places;
use super::font::{Fonts, LINE, Weight, Wrapped, clean};
use super::scene::{
    Anchor, Arrangement, Block, Body, Key, LEAST_TEXT, Mark, Part, Path, Segment, SetText, Stroke, kind_word, kinds_of,
    nothing,
};
use super::theme::Role;
use crate::layout::{self, Boxes, Extent, Frame, Link, Placed, Point, Route, layered as layers, stress};
use crate::text::squeeze;
use crate::view::{Cluster, Edge, Network, Node, NodeKind, Origin};

/// The size of a box's text before the drawing is fitted to the page.
const TEXT: f64 = 20.0;
/// The size of the text at an edge.
const EDGE_TEXT: f64 = 17.0;
/// How much a drawing is enlarged at most.
const MOST: f64 = 1.25;
/// The width of a line.
const PEN: f64 = 1.8;
/// The width of the line between two that most talks mention.
const THICKEST: f64 = 8.0;

/// A box with its text, before it has a place.
struct Set {
    label: Wrapped,
    size: f64,
    weight: Weight,
    extent: Extent,
}

/// A graph whose texts are set, before its boxes have places.
pub(super) struct Sheet<'a> {
    network: &'a Network,
    is_layered: bool,
    sets: Vec<Set>,
    /// What is written at each edge.
    labels: Vec<Option<Wrapped>>,
    /// What is written at each frame.
    titles: Vec<Option<Wrapped>>,
    pub(super) boxes: Boxes,
}

impl<'a> Sheet<'a> {
    /// Boxes and arrows in layers.
    pub(super) fn layered(fonts: &Fonts, network: &'a Network) -> Self {
        let sets = network.nodes.iter().map(|node| set(fonts, node, TEXT, 1.0)).collect();
        Self::of(fonts, network, sets, true)
    }

    /// Boxes as large as they are talked about.
    pub(super) fn free(fonts: &Fonts, network: &'a Network) -> Self {
        let most = network.nodes.iter().map(|node| node.talks).max().unwrap_or(0);
        let size = |node: &Node| TEXT * (1.0 + 0.4 * share(node.talks, most).sqrt());
        let mut sets: Vec<Set> = network.nodes.iter().map(|node| set(fonts, node, size(node), 0.85)).collect();
        // The area of a box goes with its talks, as far as its label leaves it the choice.
        let area = |extent: Extent| extent.w * extent.h;
        let largest = sets.iter().zip(&network.nodes).filter(|(_, node)| node.talks == most);
        let full = largest.map(|(set, _)| area(set.extent)).fold(0.0, f64::max);
        for (set, node) in sets.iter_mut().zip(&network.nodes) {
            let grow = (full * share(node.talks, most) / area(set.extent)).sqrt().clamp(1.0, 1.5);
            set.extent = Extent::new(set.extent.w * grow.sqrt(), set.extent.h * grow);
        }
        Self::of(fonts, network, sets, false)
    }

    fn of(fonts: &Fonts, network: &'a Network, sets: Vec<Set>, is_layered: bool) -> Self {
        let labels = edge_labels(fonts, network);
        let title = |cluster: &Cluster| Some(fonts.wrap(cluster.label.as_deref()?, Weight::Bold, 14.0, 2));
        let titles: Vec<Option<Wrapped>> = network.clusters.iter().map(title).collect();
        let boxes = boxes_of(network, &sets, &labels, &titles);
        Self { network, is_layered, sets, labels, titles, boxes }
    }

    /// Where the boxes go in `room`.
    pub(super) fn place(&self, room: Extent, places: &Places) -> Placed {
        match places {
            Places::Given(placed) if placed.fits(&self.boxes) => placed.clone(),
            Places::Kept(kept) if !self.is_layered && self.titles.iter().all(Option::is_none) => {
                let known = self.network.nodes.iter().map(|node| kept.places.get(&node.id).copied());
                layout::kept::place(&self.boxes, &known.collect::<Vec<_>>(), kept.extent)
            }
            _ if self.is_layered => layers::place(&self.boxes, room, MOST, self.network.direction),
            _ => {
                let nodes = self.network.nodes.iter().enumerate();
                let mut focus = nodes.filter(|(_, node)| node.focus).map(|(at, _)| at);
                let centre = match (focus.next(), focus.next()) {
                    (Some(only), None) => stress::hub(&self.boxes, only),
                    _ => None,
                };
                stress::place(&self.boxes, room, MOST, centre)
            }
        }
    }

    /// Scales a drawing to the room; where its smallest text would become too small, the page has to grow.
    pub(super) fn body(&self, placed: &Placed, room: Extent) -> Body {
        if self.sets.is_empty() {
            return nothing(room);
        }
        let smallest = if self.labels.iter().any(Option::is_some) { EDGE_TEXT } else { TEXT };
        let fitting = placed.extent.scale_in(room).min(MOST);
        let least = LEAST_TEXT / smallest;
        let scale = fitting.max(least);
        let Network { nodes, edges, clusters, history, .. } = self.network;
        let most = edges.iter().map(|edge| edge.talks).max().unwrap_or(0);
        let (mut marks, mut since) = (Vec::new(), Vec::new());
        let mut add = |mark: Mark, from: Option<usize>| {
            marks.push(mark);
            since.push(from);
        };
        for ((cluster, title), frame) in clusters.iter().zip(&self.titles).zip(&placed.frames) {
            if let (Some(title), Some(frame)) = (title, frame) {
                add(frame_mark(cluster, title, frame), None);
            }
        }
        // Wide lines first, so that thin ones stay visible.
        let mut order: Vec<(usize, (&Edge, &Route))> = edges.iter().zip(&placed.routes).enumerate().collect();
        order.sort_by_key(|(_, (edge, _))| (edge.origin != Origin::Together, std::cmp::Reverse(edge.talks)));
        for (at, (edge, route)) in order {
            let mark = edge_mark(edge, route, self.labels[at].as_ref(), share(edge.talks, most));
            add(mark, history.edges.get(at).copied().flatten());
        }
        // Titles lie on the lines that cannot but run through them.
        for (title, frame) in self.titles.iter().zip(&placed.frames) {
            if let (Some(title), Some(frame)) = (title, frame) {
                add(title_mark(title, frame), None);
            }
        }
        for at in reading_order(&placed.centres) {
            let mark = node_mark(&nodes[at], &self.sets[at], placed.centres[at]);
            add(mark, history.nodes.get(at).copied().flatten());
        }
        let by = Point::new(-placed.corner.x * scale, -placed.corner.y * scale);
        Body {
            extent: Extent::new(placed.extent.w * scale, placed.extent.h * scale),
            marks: marks.into_iter().map(|mark| mark.mapped(scale, by)).collect(),
            growth: scale / fitting,
            columns: Vec::new(),
            since,
        }
    }

    /// What others may know of it.
    pub(super) fn arranged(self, placed: Placed) -> Arrangement {
        let texts = self.sets.into_iter().map(|set| SetText { lines: set.label.lines, size: set.size }).collect();
        Arrangement { boxes: self.boxes, placed, texts }
    }
}

/// Boxes line by line, from left to right, as what is read aloud or copied should come.
fn reading_order(centres: &[Point]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..centres.len()).collect();
    order.sort_by(|a, b| centres[*a].y.total_cmp(&centres[*b].y).then(a.cmp(b)));
    let mut lines: Vec<Vec<usize>> = Vec::new();
    for at in order {
        match lines.last_mut() {
            Some(line) if centres[at].y - centres[line[0]].y < 30.0 => line.push(at),
            _ => lines.push(vec![at]),
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| centres[*a].x.total_cmp(&centres[*b].x).then(a.cmp(b)));
    }
    lines.into_iter().flatten().collect()
}

fn frame_mark(cluster: &Cluster, title: &Wrapped, frame: &Frame) -> Mark {
    let centre = frame.corner.plus(frame.extent.w / 2.0, frame.extent.h / 2.0);
    let stroke = Some(Stroke { role: Role::Hatch, width: 1.4, dash: None });
    let segments = Path::rectangle(centre, frame.extent, 12.0);
    let note = note("", cluster.label.as_deref().unwrap_or_default(), title);
    Mark { class: "cluster", note, parts: vec![Part::Path(Path { segments, fill: Some(Role::Ground), stroke })] }
}

fn title_mark(title: &Wrapped, frame: &Frame) -> Mark {
    let block = Block {
        lines: &title.lines,
        size: TEXT,
        weight: Weight::Bold,
        role: Role::Quiet,
        on: Role::Ground,
        anchor: Anchor::Middle,
    };
    let under = Path::rectangle(frame.title, room_of(title, TEXT), 4.0);
    let mut parts = vec![Part::Path(Path { segments: under, fill: Some(Role::Ground), stroke: None })];
    parts.extend(block.around(frame.title));
    Mark { class: "cluster-title", note: String::new(), parts }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Breaks a node's label into lines and finds the room its shape needs around them.
fn set(fonts: &Fonts, node: &Node, size: f64, air: f64) -> Set {
    let weight = if node.focus { Weight::Bold } else { Weight::Regular };
    let mut label = fonts.wrap(&node.label, weight, 10.5, 1);
    if label.cut {
        label = fonts.wrap(&node.label, weight, 11.5, 3);
    }
    let lines = label.lines.len().max(1) as f64;
    let text = Extent::new(label.width * size, ((lines - 1.0) * LINE + 1.0) * size);
    let mut extent = Extent::new(text.w + 36.0 * air, text.h + 26.0 * air);
    match node.kind {
        NodeKind::Topic => extent.w += extent.h * 0.2,
        NodeKind::Technology => extent.w += 10.0,
        NodeKind::Organisation => extent = Extent::new(extent.w + 8.0, extent.h + 6.0),
        NodeKind::Licence => extent.w += 14.0,
        NodeKind::Project | NodeKind::Unknown => {}
    }
    extent.w = extent.w.max(extent.h * 1.3).max(64.0);
    Set { label, size, weight, extent }
}

fn edge_labels(fonts: &Fonts, network: &Network) -> Vec<Option<Wrapped>> {
    let wrap = |edge: &Edge| {
        let label = fonts.wrap(edge.label.as_deref()?, Weight::Regular, 11.0, 3);
        (!label.lines.is_empty()).then_some(label)
    };
    network.edges.iter().map(wrap).collect()
}

/// The room that the text of an edge or a frame takes.
fn room_of(text: &Wrapped, size: f64) -> Extent {
    Extent::new(text.width * size + 4.0, text.lines.len() as f64 * LINE * size)
}

fn boxes_of(network: &Network, sets: &[Set], labels: &[Option<Wrapped>], titles: &[Option<Wrapped>]) -> Boxes {
    let most = network.edges.iter().map(|edge| edge.talks).max().unwrap_or(0);
    let link = |(edge, label): (&Edge, &Option<Wrapped>)| Link {
        from: edge.from,
        to: edge.to,
        directed: edge.directed,
        label: label.as_ref().map(|label| room_of(label, EDGE_TEXT)),
        strength: share(edge.talks, most),
    };
    let cluster = |(cluster, title): (&Cluster, &Option<Wrapped>)| layout::Cluster {
        members: cluster.members.clone(),
        title: title.as_ref().map(|title| room_of(title, TEXT)),
    };
    Boxes {
        extents: sets.iter().map(|set| set.extent).collect(),
        links: network.edges.iter().zip(labels).map(link).collect(),
        clusters: network.clusters.iter().zip(titles).map(cluster).collect(),
    }
}

fn node_mark(node: &Node, set: &Set, centre: Point) -> Mark {
    let mut parts = shape(node.kind, centre, set.extent, 1.0, node.focus);
    let (role, on) = if node.focus { (Role::OnAccent, Role::Accent) } else { (Role::Ink, Role::Fill(node.kind)) };
    let block = Block { lines: &set.label.lines, size: set.size, weight: set.weight, role, on, anchor: Anchor::Middle };
    parts.extend(block.around(centre));
    Mark { class: "node", note: note(&node.note, &node.label, &set.label), parts }
}

/// What a reader who points at a mark is told; the whole label, if it had to be cut.
fn note(note: &str, label: &str, set: &Wrapped) -> String {
    let note = clean(note).trim().to_owned();
    if !set.cut {
        return note;
    }
    let whole = squeeze(&clean(label));
    if note.is_empty() { whole } else { format!("{whole}\n{note}") }
}

/// The shape of a kind. `pen` scales its details.
pub(super) fn shape(kind: NodeKind, centre: Point, extent: Extent, pen: f64, focus: bool) -> Vec<Part> {
    let (w, h) = (extent.w / 2.0, extent.h / 2.0);
    let at = |x: f64, y: f64| centre.plus(x, y);
    let polygon = |points: &[(f64, f64)]| {
        let mut segments: Vec<Segment> = points.iter().map(|&(x, y)| Segment::Line(at(x, y))).collect();
        if let Some(Segment::Line(first)) = segments.first().copied() {
            segments[0] = Segment::Move(first);
        }
        segments.push(Segment::Close);
        segments
    };
    let (fill, outline) = if focus { (Role::Accent, Role::Accent) } else { (Role::Fill(kind), Role::Outline(kind)) };
    let width = PEN * pen;
    let dash = (kind == NodeKind::Unknown && !focus).then_some((6.0 * pen, 4.0 * pen));
    let stroke = Stroke { role: outline, width, dash };
    let inner = Stroke { role: if focus { Role::OnAccent } else { outline }, width: width * 0.7, dash: None };
    let cut = (h * 0.45).min(12.0 * pen);
    let fold = (h * 0.6).min(13.0 * pen);
    let segments = match kind {
        NodeKind::Project | NodeKind::Unknown => Path::rectangle(centre, extent, 9.0 * pen),
        NodeKind::Organisation => Path::rectangle(centre, extent, 3.0 * pen),
        NodeKind::Topic => Path::rectangle(centre, extent, h),
        NodeKind::Technology => polygon(&[
            (cut - w, -h),
            (w - cut, -h),
            (w, cut - h),
            (w, h - cut),
            (w - cut, h),
            (cut - w, h),
            (-w, h - cut),
            (-w, cut - h),
        ]),
        NodeKind::Licence => polygon(&[(-w, -h), (w - fold, -h), (w, fold - h), (w, h), (-w, h)]),
    };
    let mut parts = vec![Part::Path(Path { segments, fill: Some(fill), stroke: Some(stroke) })];
    match kind {
        NodeKind::Organisation => {
            let inside = Extent::new(extent.w - 7.0 * pen, extent.h - 7.0 * pen);
            parts.push(Part::Path(Path::line(Path::rectangle(centre, inside, 1.5 * pen), inner)));
        }
        NodeKind::Licence => {
            let segments = vec![
                Segment::Move(at(w - fold, -h)),
                Segment::Line(at(w - fold, fold - h)),
                Segment::Line(at(w, fold - h)),
            ];
            parts.push(Part::Path(Path::line(segments, inner)));
        }
        _ => {}
    }
    parts
}

fn stroke_of(origin: Origin, share: f64) -> Stroke {
    match origin {
        Origin::Curated => Stroke { role: Role::Line, width: PEN, dash: None },
        Origin::Drawn => Stroke { role: Role::Line, width: PEN, dash: Some((8.0, 5.0)) },
        Origin::Together => {
            // Weak links stand back: they are paler as well as thinner.
            let step = [0.1, 0.25, 0.45, 0.7].iter().filter(|edge| share > **edge).count();
            Stroke { role: Role::Strand(step), width: 1.2 + (THICKEST - 1.2) * share, dash: None }
        }
    }
}

fn edge_mark(edge: &Edge, route: &Route, label: Option<&Wrapped>, share: f64) -> Mark {
    let stroke = stroke_of(edge.origin, share);
    let mut strokes = route.strokes.clone();
    let mut parts = Vec::new();
    let mut head = None;
    if let Some(last) = strokes.last_mut() {
        if edge.directed {
            head = Some(cut_for_head(last, stroke));
        } else {
            extend(last);
        }
    }
    // A dash that begins under the box would look cut.
    if let Some(first) = strokes.first_mut().filter(|_| stroke.dash.is_none()) {
        first.reverse();
        extend(first);
        first.reverse();
    }
    for points in strokes {
        let mut segments: Vec<Segment> = points.first().map(|first| Segment::Move(*first)).into_iter().collect();
        segments.extend(points.windows(4).step_by(3).map(|curve| Segment::Curve(curve[1], curve[2], curve[3])));
        parts.push(Part::Path(Path::line(segments, stroke)));
    }
    parts.extend(head);
    let whole = edge.label.as_deref().unwrap_or_default();
    let mut told = clean(&edge.note).trim().to_owned();
    if let (Some(label), Some(at)) = (label, route.label) {
        let block = Block {
            lines: &label.lines,
            size: EDGE_TEXT,
            weight: Weight::Regular,
            role: Role::Quiet,
            on: Role::Page,
            anchor: Anchor::Middle,
        };
        parts.extend(block.around(at));
        told = note(&edge.note, whole, label);
    }
    Mark { class: "edge", note: told, parts }
}

/// Shortens a way for the arrowhead at its end, and returns that.
fn cut_for_head(points: &mut [Point], stroke: Stroke) -> Part {
    let (tip, direction) = shorten(points, HEAD * 0.8, 2.0);
    arrowhead(tip, direction, 1.0 + (stroke.width - PEN).max(0.0) * 0.1, stroke.role)
}

/// How long an arrowhead is.
const HEAD: f64 = 11.0;

/// Makes room for an arrowhead of some length, a little away from the end of a way; returns its tip and its direction.
pub(crate) fn shorten(points: &mut [Point], length: f64, away: f64) -> (Point, Point) {
    let [.., a, b, c, tip] = points else { return (Point::default(), Point::new(1.0, 0.0)) };
    // The direction in which the line arrives, seen from where the head begins.
    let from = if c.distance(*tip) > 2.0 {
        *c
    } else if b.distance(*tip) > 2.0 {
        *b
    } else {
        *a
    };
    let far = from.distance(*tip).max(1e-6);
    let direction = Point::new((tip.x - from.x) / far, (tip.y - from.y) / far);
    let point = tip.plus(-direction.x * away, -direction.y * away);
    let back = length + away;
    *c = c.plus(-direction.x * back * 0.5, -direction.y * back * 0.5);
    *tip = tip.plus(-direction.x * back, -direction.y * back);
    (point, direction)
}

/// Lets a way begin under its box, whose outline may be rounder than the room it takes.
fn extend(points: &mut [Point]) {
    if let [.., before, end] = points {
        let far = before.distance(*end);
        if far > 0.5 {
            *end = end.towards(*before, -14.0 / far);
        }
    }
}

pub(super) fn arrowhead(tip: Point, direction: Point, pen: f64, role: Role) -> Part {
    let (length, half) = (HEAD * pen, 4.6 * pen);
    let back = tip.plus(-direction.x * length, -direction.y * length);
    let inner = tip.plus(-direction.x * length * 0.78, -direction.y * length * 0.78);
    let segments = vec![
        Segment::Move(tip),
        Segment::Line(back.plus(-direction.y * half, direction.x * half)),
        Segment::Line(inner),
        Segment::Line(back.plus(direction.y * half, -direction.x * half)),
        Segment::Close,
    ];
    Part::Path(Path { segments, fill: Some(role), stroke: None })
}

pub(super) fn legend(network: &Network, by_talks: bool) -> Vec<(Key, String)> {
    let mut keys: Vec<(Key, String)> = kinds_of(network.nodes.iter().map(|node| node.kind))
        .into_iter()
        .map(|kind| (Key::Kind(kind), kind_word(kind).to_owned()))
        .collect();
    for (origin, word) in [(Origin::Curated, "from a dictionary"), (Origin::Drawn, "drawn in notes")] {
        let of_origin: Vec<&Edge> = network.edges.iter().filter(|edge| edge.origin == origin).collect();
        if !of_origin.is_empty() {
            let arrow = of_origin.iter().any(|edge| edge.directed);
            keys.push((Key::Line { stroke: stroke_of(origin, 0.0), arrow }, word.to_owned()));
        }
    }
    let counts: Vec<usize> =
        network.edges.iter().filter(|edge| edge.origin == Origin::Together).map(|edge| edge.talks).collect();
    if let (Some(least), Some(most)) = (counts.iter().min(), counts.iter().max()) {
        if least == most {
            let stroke = stroke_of(Origin::Together, share(*most, *most));
            let word = format!("together in {most} {}", if *most == 1 { "talk" } else { "talks" });
            keys.push((Key::Line { stroke, arrow: false }, word));
        } else {
            keys.push((Key::Widths, format!("together in {least} to {most} talks")));
        }
    }
    let talks = network.nodes.iter().map(|node| node.talks);
    if by_talks && talks.clone().min() != talks.max() {
        keys.push((Key::Word, "larger: in more talks".to_owned()));
    }
    keys
}
