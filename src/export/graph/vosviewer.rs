//! VOSviewer: a map of items, a network of links, a thesaurus, and both of the former as JSON.
//!
//! Links have no direction there and their strength is positive: what stands between two items is added up, and pairs that meet
//! less often than by chance are left out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::web;
use crate::query::subgraph::{Node, Subgraph};
use crate::text::lines;

/// Writes `map.txt`, `network.txt`, `thesaurus.txt` and `vosviewer.json`.
pub(super) fn write(graph: &Subgraph) -> Vec<(String, String)> {
    let links = links(graph);
    let file = |name: &str, content: String| (name.to_owned(), content);
    vec![
        file("map.txt", map(graph)),
        file("network.txt", network(&links)),
        file("thesaurus.txt", thesaurus(graph)),
        file("vosviewer.json", whole(graph, &links)),
    ]
}

/// The strength between two nodes, the first first.
fn links(graph: &Subgraph) -> BTreeMap<(usize, usize), f64> {
    let mut links = BTreeMap::new();
    for edge in graph.edges.iter().filter(|edge| edge.weight > 0.0 && edge.from != edge.to) {
        let ends = (edge.from.min(edge.to), edge.from.max(edge.to));
        *links.entry(ends).or_insert(0.0) += edge.weight;
    }
    links
}

/// Text for a cell: tabs and line feeds end one, and there is no way to quote a quotation mark.
fn cell(text: &str) -> String {
    lines(text).join(" ").replace('"', "'")
}

fn map(graph: &Subgraph) -> String {
    let mut out = String::from("id\tlabel\tdescription\turl\tweight<Talks>\tscore<First year>\tscore<Last year>\n");
    for (at, node) in graph.nodes.iter().enumerate() {
        let (first, last) = years(node);
        let url = cell(web(node.url.as_ref()).unwrap_or_default());
        let (id, label, talks) = (at + 1, cell(&node.label), node.talks);
        let _ = writeln!(out, "{id}\t{label}\t{}\t{url}\t{talks}\t{first}\t{last}", cell(&description(node)));
    }
    out
}

fn years(node: &Node) -> (String, String) {
    node.span().map(|(first, last)| (first.to_string(), last.to_string())).unwrap_or_default()
}

/// What is told on pointing at an item, which is HTML there.
fn description(node: &Node) -> String {
    let about = node.about.as_deref().or(node.track.as_deref()).unwrap_or_default();
    let about = about.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let about = if about.is_empty() { about } else { format!(": {about}") };
    format!("{}{about}", node.kind.name())
}

fn network(links: &BTreeMap<(usize, usize), f64>) -> String {
    let mut out = String::new();
    for ((from, to), strength) in links {
        let _ = writeln!(out, "{}\t{}\t{strength}", from + 1, to + 1);
    }
    out
}

/// Other names with the label that takes their place when VOSviewer reads texts.
fn thesaurus(graph: &Subgraph) -> String {
    let mut out = String::from("label\treplace by\n");
    let mut replaced: BTreeMap<String, String> = BTreeMap::new();
    for node in &graph.nodes {
        for alias in node.aliases.iter().map(|alias| cell(alias)).filter(|alias| *alias != cell(&node.label)) {
            replaced.entry(alias).or_insert_with(|| cell(&node.label));
        }
    }
    for (alias, label) in replaced.iter().filter(|(alias, _)| !alias.is_empty()) {
        let _ = writeln!(out, "{alias}\t{label}");
    }
    out
}

fn whole(graph: &Subgraph, links: &BTreeMap<(usize, usize), f64>) -> String {
    let items = graph.nodes.iter().enumerate().map(|(at, node)| {
        let mut item = Map::new();
        item.insert("id".into(), (at + 1).into());
        item.insert("label".into(), lines(&node.label).join(" ").into());
        item.insert("description".into(), description(node).into());
        item.extend(web(node.url.as_ref()).map(|url| ("url".to_owned(), Value::from(url))));
        item.insert("weights".into(), json!({"Talks": node.talks}));
        if let Some((first, last)) = node.span() {
            item.insert("scores".into(), json!({"First year": first, "Last year": last}));
        }
        Value::Object(item)
    });
    let links = links
        .iter()
        .map(|((from, to), strength)| json!({"source_id": from + 1, "target_id": to + 1, "strength": strength}));
    let document = json!({
        "network": {"items": items.collect::<Vec<_>>(), "links": links.collect::<Vec<_>>()},
        "config": {
            "parameters": {"item_size": "Talks", "item_color": "First year"},
            "terminology": {"link_strength": graph.measure.name()},
        },
    });
    format!("{document}\n")
}
