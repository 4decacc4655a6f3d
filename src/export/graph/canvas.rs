//! Canvas: a picture as cards that Obsidian links to notes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::note::markdown;
use crate::export::text;
use crate::query::subgraph::Subgraph;
use crate::render::Style;
use crate::render::scene::{Arrangement, compose};
use crate::view::{Figure, Network, View};

/// How much larger cards are than the boxes of a picture.
const LARGER: f64 = 1.6;

/// Writes a view as a JSON Canvas. What is no graph becomes one card that tells what the picture shows.
pub(super) fn write(view: &View, graph: &Subgraph, paths: &[String]) -> String {
    let composed = compose(view, &Style::default());
    if let (Figure::Layered(network) | Figure::Network(network), Some(arrangement)) =
        (&view.figure, composed.arrangement)
    {
        return cards(network, &arrangement, graph, paths);
    }
    let told: Vec<String> = text(view).lines().map(markdown).collect();
    let card =
        json!({"id": "n0", "type": "text", "text": told.join("\n\n"), "x": 0, "y": 0, "width": 900, "height": 1200});
    format!("{}\n", json!({"nodes": [card], "edges": []}))
}

/// The boxes of a picture as cards at their places.
fn cards(network: &Network, arrangement: &Arrangement, graph: &Subgraph, paths: &[String]) -> String {
    let known: BTreeMap<&str, &String> =
        graph.nodes.iter().zip(paths).map(|(node, path)| (node.id.as_str(), path)).collect();
    let places = arrangement.placed.centres.iter().zip(&arrangement.boxes.extents);
    let cards = network.nodes.iter().zip(places).enumerate().map(|(at, (node, (centre, extent)))| {
        let (width, height) = (whole(extent.w * LARGER), whole(extent.h * LARGER));
        let mut card = Map::new();
        card.insert("id".into(), format!("n{at}").into());
        let note = known.get(format!("entity/{}", node.id).as_str()).map(|path| format!("{path}.md"));
        let (sort, holds) = note.map_or_else(|| ("text", markdown(&node.label)), |note| ("file", note));
        card.insert("type".into(), sort.into());
        card.insert(sort.into(), holds.into());
        card.insert("x".into(), (whole(centre.x * LARGER) - width / 2).into());
        card.insert("y".into(), (whole(centre.y * LARGER) - height / 2).into());
        card.insert("width".into(), width.into());
        card.insert("height".into(), height.into());
        Value::Object(card)
    });
    let edges = network.edges.iter().enumerate().map(|(at, edge)| {
        let mut line = Map::new();
        line.insert("id".into(), format!("e{at}").into());
        line.insert("fromNode".into(), format!("n{}", edge.from).into());
        line.insert("toNode".into(), format!("n{}", edge.to).into());
        line.insert("toEnd".into(), if edge.directed { "arrow" } else { "none" }.into());
        line.extend(edge.label.as_ref().map(|label| ("label".to_owned(), Value::from(label.as_str()))));
        Value::Object(line)
    });
    let document = json!({"nodes": cards.collect::<Vec<_>>(), "edges": edges.collect::<Vec<_>>()});
    format!("{document}\n")
}

/// A canvas counts in whole pixels.
#[allow(clippy::cast_possible_truncation, reason = "pages are some thousand pixels wide")]
fn whole(length: f64) -> i64 {
    length.round() as i64
}
