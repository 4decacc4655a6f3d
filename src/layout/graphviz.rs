//! Graphviz: boxes that one of its layout programs places.
//!
//! What is written here names boxes and links by their numbers, so nothing has to be escaped; Graphviz counts in points, 72 to
//! an inch, y upwards, and a unit of ours is a point.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Boxes, Extent, Frame, Placed, Point, Route};
use crate::view::Direction;

/// The layout programs.
pub const ENGINES: [&str; 6] = ["dot", "neato", "fdp", "sfdp", "circo", "twopi"];

/// Those of them that keep other boxes out of frames.
const WITH_FRAMES: [&str; 2] = ["dot", "fdp"];

/// Writes boxes for a layout program to place, in the DOT language; frames for those programs only that know them.
pub fn write(boxes: &Boxes, engine: &str, direction: Option<Direction>) -> String {
    let direction = direction.unwrap_or(Direction::Down).name();
    let mut out = format!(
        "digraph {{\n  graph [rankdir={direction} splines=true overlap=prism sep=\"+8\" nodesep=0.4 ranksep=0.6]\n  \
         node [shape=box fixedsize=true label=\"\"]\n"
    );
    let mut framed = vec![false; boxes.extents.len()];
    for (at, cluster) in boxes.clusters.iter().enumerate() {
        let Some(title) = cluster.title.filter(|_| WITH_FRAMES.contains(&engine)) else { continue };
        let _ = writeln!(out, "  subgraph cluster{at} {{ graph [margin=16 label={}]", room(title));
        for &member in &cluster.members {
            framed[member] = true;
            node(&mut out, boxes, member);
        }
        out.push_str("  }\n");
    }
    for at in (0..boxes.extents.len()).filter(|at| !framed[*at]) {
        node(&mut out, boxes, at);
    }
    for (at, link) in boxes.links.iter().enumerate() {
        let _ = write!(out, "  n{} -> n{} [id={at}", link.from, link.to);
        if !link.directed {
            out.push_str(" dir=none");
        }
        if let Some(label) = link.label {
            let _ = write!(out, " label={}", room(label));
        }
        out.push_str("]\n");
    }
    out.push_str("}\n");
    out
}

fn node(out: &mut String, boxes: &Boxes, at: usize) {
    let Extent { w, h } = boxes.extents[at];
    let _ = writeln!(out, "  n{at} [width={:.4} height={:.4}]", w / 72.0, h / 72.0);
}

/// An empty table, which takes as much room as the text that is set there later.
fn room(extent: Extent) -> String {
    let (w, h) = (libm::ceil(extent.w), libm::ceil(extent.h));
    format!(
        "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"0\" FIXEDSIZE=\"TRUE\" WIDTH=\"{w}\" \
         HEIGHT=\"{h}\"><TR><TD></TD></TR></TABLE>>"
    )
}

/// Reads where a layout program has put `boxes`, in its JSON (`-Tjson0`).
///
/// # Errors
///
/// What is missing in it: it is not about these boxes, or not from a layout program.
pub fn read(json: &str, boxes: &Boxes) -> Result<Placed, String> {
    let read: Value = serde_json::from_str(json).map_err(|error| format!("Graphviz wrote no JSON: {error}"))?;
    let list = |name: &str| read[name].as_array().map_or(&[] as &[Value], Vec::as_slice);
    let high = read["bb"].as_str().and_then(|bb| numbers(bb).get(3).copied()).ok_or("Graphviz gave no bounding box")?;
    let at = |x: f64, y: f64| Point::new(x, high - y);
    let place = |object: &Value, key: &str| match numbers(object[key].as_str()?)[..] {
        [x, y, ..] => Some(at(x, y)),
        _ => None,
    };
    let mut placed = Placed {
        centres: vec![Point::default(); boxes.extents.len()],
        routes: vec![Route::default(); boxes.links.len()],
        frames: vec![None; boxes.clusters.len()],
        ..Placed::default()
    };
    let mut missing: Vec<bool> = vec![true; boxes.extents.len()];
    for object in list("objects") {
        let Some(name) = object["name"].as_str() else { continue };
        let index = |prefix: &str| name.strip_prefix(prefix)?.parse::<usize>().ok();
        if let Some(node) = index("n").filter(|node| *node < boxes.extents.len()) {
            placed.centres[node] = place(object, "pos").ok_or_else(|| format!("Graphviz gave {name} no place"))?;
            missing[node] = false;
        } else if let Some(cluster) = index("cluster").filter(|cluster| *cluster < boxes.clusters.len())
            && let [x0, y0, x1, y1] = numbers(object["bb"].as_str().unwrap_or_default())[..]
            && let Some(title) = place(object, "lp")
        {
            let extent = Extent::new(x1 - x0, y1 - y0);
            placed.frames[cluster] = Some(Frame { corner: at(x0, y1), extent, title });
        }
    }
    if missing.contains(&true) {
        return Err("Graphviz left boxes out".to_owned());
    }
    for edge in list("edges") {
        let Some(link) =
            edge["id"].as_str().and_then(|id| id.parse::<usize>().ok()).filter(|id| *id < boxes.links.len())
        else {
            continue;
        };
        let splines = edge["pos"].as_str().unwrap_or_default().split(';');
        let strokes = splines.map(|spline| stroke(spline, at)).filter(|stroke| stroke.len() >= 4);
        let label = boxes.links[link].label.and_then(|_| place(edge, "lp"));
        placed.routes[link] = Route { strokes: strokes.collect(), label };
    }
    for (link, route) in boxes.links.iter().zip(&mut placed.routes) {
        // A program that has no room for a label leaves it out; half-way it belongs to its line at least.
        if link.label.is_some() && route.label.is_none() {
            route.label = Some(placed.centres[link.from].towards(placed.centres[link.to], 0.5));
        }
    }
    Ok(placed.enclosed(boxes))
}

/// The numbers of a text that has commas and spaces between them.
fn numbers(text: &str) -> Vec<f64> {
    text.split([',', ' ']).filter_map(|part| part.parse().ok()).filter(|number: &f64| number.is_finite()).collect()
}

/// The way of a spline; what an arrowhead covers is part of it.
fn stroke(spline: &str, at: impl Fn(f64, f64) -> Point) -> Vec<Point> {
    let (mut points, mut start, mut end) = (Vec::new(), None, None);
    for part in spline.split_whitespace() {
        let place = match numbers(part)[..] {
            [x, y, ..] => at(x, y),
            _ => continue,
        };
        match part.split(',').next() {
            Some("s") => start = Some(place),
            Some("e") => end = Some(place),
            _ => points.push(place),
        }
    }
    let straight = |from: Point, to: Point| [from.towards(to, 1.0 / 3.0), from.towards(to, 2.0 / 3.0), to];
    if let (Some(start), Some(first)) = (start, points.first().copied()) {
        let lead = straight(start, first);
        points.splice(0..0, [start, lead[0], lead[1]]);
    }
    if let (Some(end), Some(last)) = (end, points.last().copied()) {
        points.extend(straight(last, end));
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Link;

    fn boxes() -> Boxes {
        let link = Link { from: 0, to: 1, directed: true, label: None, strength: 1.0 };
        Boxes { extents: vec![Extent::new(72.0, 36.0); 2], links: vec![link], ..Boxes::default() }
    }

    #[test]
    fn places_are_read_the_other_way_up() {
        let json = r#"{"bb": "0,0,72,144", "objects": [{"name": "n0", "pos": "36,126"}, {"name": "n1", "pos": "36,18"}],
            "edges": [{"id": "0", "pos": "e,36,36 36,108 36,90 36,60 36,46"}]}"#;
        let placed = read(json, &boxes()).unwrap();
        assert_eq!(placed.centres, [Point::new(36.0, 18.0), Point::new(36.0, 126.0)]);
        assert_eq!(placed.extent, Extent::new(72.0, 144.0));
        let stroke = &placed.routes[0].strokes[0];
        assert_eq!((stroke.len(), stroke[0], stroke[6]), (7, Point::new(36.0, 36.0), Point::new(36.0, 108.0)));
    }

    #[test]
    fn what_is_no_layout_of_the_boxes_is_refused() {
        for json in ["", "{}", r#"{"bb": "0,0,1,1"}"#, r#"{"bb": "0,0,1,1", "objects": [{"name": "n0", "pos": "x"}]}"#]
        {
            assert!(read(json, &boxes()).is_err(), "{json}");
        }
    }
}
