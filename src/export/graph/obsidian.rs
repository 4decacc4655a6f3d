//! Obsidian: a note for each node, linked as the graph is, and a canvas for each picture.

use std::fmt::Write as _;

use serde::Serialize;

use super::canvas;
use super::note::{Names, link, markdown};
use super::web;
use crate::query::subgraph::{Edge, EdgeKind, Node, NodeKind, Subgraph};
use crate::source::GENERATED;
use crate::text::count;
use crate::view::View;

/// How many of those that an entity is mentioned with its note lists, the strongest first.
const TOGETHER: usize = 30;

/// What stands above a note.
#[derive(Serialize)]
struct Front<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'a str>,
    tags: [&'static str; 1],
    talks: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    track: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wikidata: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<&'a str>,
}

/// Writes a vault: `entities/`, `talks/EDITION/`, `people/`, `editions/` and `canvases/`.
pub(super) fn write(graph: &Subgraph, pictures: &[(String, View)]) -> Vec<(String, String)> {
    let mut names = Names::default();
    let paths: Vec<String> = graph.nodes.iter().map(|node| names.take(&folder(node), &node.label)).collect();
    let mut leaving: Vec<Vec<&Edge>> = vec![Vec::new(); graph.nodes.len()];
    let mut entering = leaving.clone();
    for edge in &graph.edges {
        leaving[edge.from].push(edge);
        entering[edge.to].push(edge);
    }
    let vault = Vault { graph, paths: &paths };
    let mut files: Vec<(String, String)> = (0..graph.nodes.len())
        .map(|at| (format!("{}.md", paths[at]), vault.note(at, &leaving[at], &entering[at])))
        .collect();
    for (name, view) in pictures {
        files.push((format!("{}.canvas", names.take("canvases", name)), canvas::write(view, graph, &paths)));
    }
    files
}

fn folder(node: &Node) -> String {
    match node.kind {
        NodeKind::Talk => {
            let home = node.id.trim_start_matches("talk/").split('/').next().unwrap_or_default();
            format!("talks/{}", crate::text::kebab(home))
        }
        NodeKind::Person => "people".to_owned(),
        NodeKind::Edition => "editions".to_owned(),
        _ => "entities".to_owned(),
    }
}

struct Vault<'a> {
    graph: &'a Subgraph,
    paths: &'a [String],
}

impl Vault<'_> {
    fn link(&self, to: usize) -> String {
        link(&self.paths[to], &self.graph.nodes[to].label)
    }

    fn note(&self, at: usize, leaving: &[&Edge], entering: &[&Edge]) -> String {
        let node = &self.graph.nodes[at];
        let mut out = format!("---\n{GENERATED}{}---\n\n# {}\n", front(node), markdown(&node.label));
        if let Some(about) = &node.about {
            let _ = writeln!(out, "\n{}", markdown(about));
        }
        let to = |kind: EdgeKind| leaving.iter().filter(move |edge| edge.kind == kind);
        let from = |kind: EdgeKind| entering.iter().filter(move |edge| edge.kind == kind);
        section(&mut out, "Held at", to(EdgeKind::HeldAt).map(|edge| self.link(edge.to)));
        section(&mut out, "Given by", from(EdgeKind::Gives).map(|edge| self.link(edge.from)));
        section(&mut out, "Mentions", to(EdgeKind::Mentions).map(|edge| self.mention(edge)));
        let talks = to(EdgeKind::Gives).map(|edge| edge.to).chain(from(EdgeKind::HeldAt).map(|edge| edge.from));
        section(&mut out, "Talks", talks.map(|talk| self.link(talk)));
        section(&mut out, "Belongs to", to(EdgeKind::Broader).map(|edge| self.link(edge.to)));
        let related = to(EdgeKind::Relation).chain(to(EdgeKind::Drawn));
        let related = related.map(|edge| format!("{} {}", markdown(edge.name()), self.link(edge.to)));
        section(&mut out, "Relations", related);
        let mut pairs: Vec<&&Edge> = to(EdgeKind::CoOccurs).chain(from(EdgeKind::CoOccurs)).collect();
        pairs.sort_by(|a, b| b.weight.total_cmp(&a.weight).then((a.from, a.to).cmp(&(b.from, b.to))));
        let other = |edge: &Edge| if edge.from == at { edge.to } else { edge.from };
        let pairs = pairs.into_iter().take(TOGETHER);
        let pairs = pairs.map(|edge| format!("{}: {}", self.link(other(edge)), count(edge.talks, "talk")));
        section(&mut out, "Mentioned together with", pairs);
        if node.kind.is_entity() {
            let years = node.years.iter().map(|(year, talks)| format!("{year}: {}", count(*talks, "talk")));
            section(&mut out, "By year", years);
        }
        out
    }

    fn mention(&self, edge: &Edge) -> String {
        let mut item = self.link(edge.to);
        if edge.weight > 1.0 {
            let _ = write!(item, ", {} times", edge.weight);
        }
        for quote in &edge.evidence {
            let (words, place) = (markdown(&quote.place.quote), markdown(&quote.place.place()));
            let _ = write!(item, "\n    - “{words}” {place}");
        }
        item
    }
}

fn front(node: &Node) -> String {
    let front = Front {
        id: &node.id,
        aliases: node.aliases.iter().map(String::as_str).collect(),
        tags: [node.kind.name()],
        talks: node.talks,
        first: node.span().map(|(first, _)| first),
        last: node.span().map(|(_, last)| last),
        start: node.start.as_deref(),
        track: node.track.as_deref(),
        wikidata: node.wikidata.as_deref(),
        url: web(node.url.as_ref()),
        repository: web(node.repository.as_ref()),
    };
    // What is written here has a form in YAML.
    serde_yaml::to_string(&front).unwrap_or_default()
}

fn section(out: &mut String, heading: &str, items: impl Iterator<Item = String>) {
    let mut items = items.peekable();
    if items.peek().is_some() {
        let _ = writeln!(out, "\n## {heading}\n");
    }
    for item in items {
        let _ = writeln!(out, "- {item}");
    }
}
