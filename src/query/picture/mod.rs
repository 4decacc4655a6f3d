//! Pictures: from what somebody wants drawn to a view, with its evidence and its denominator.

mod cluster;
mod community;
mod lineage;
mod palette;
mod sketch;
mod timeline;

pub use cluster::ClusterBy;
pub use palette::agree;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{Query, Selection, Years};
use crate::corpus::{EditionId, TalkIndex};
use crate::evidence::Evidence;
use crate::gazetteer::{EntityIndex, Kind};
use crate::graph::KnowledgeGraph;
use crate::measure::cooccurrence::{Counts, neighbours};
use crate::measure::path::strongest_path;
use crate::source::schedule::Coverage;
use crate::text::count;
use crate::view::{Cluster, Direction, Edge, Figure, Form, History, Network, Node, NodeKind, Origin, View};
use crate::workspace::Workspace;

/// What sort of picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    /// Typed relations, in layers.
    Sketch,
    /// An entity and those mentioned with it.
    Ego,
    /// The strongest path between two entities.
    Path,
    /// What is mentioned together.
    Network,
    /// Entities by editions, as dots.
    Timeline,
    /// Entities by editions, as fields.
    Heatmap,
    /// Shares of talks, as lines.
    Lines,
    /// Ranks by talks, as lines.
    Bump,
    /// Shares of talks, as streams.
    Stream,
    /// Communities of successive periods and what they share.
    Alluvial,
    /// Communities by centrality and density (Callon).
    Strategic,
    /// Entities by editions, with their talks.
    Lineage,
}

impl PictureKind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::Sketch,
        Self::Ego,
        Self::Path,
        Self::Network,
        Self::Timeline,
        Self::Heatmap,
        Self::Lines,
        Self::Bump,
        Self::Stream,
        Self::Alluvial,
        Self::Strategic,
        Self::Lineage,
    ];

    /// All names.
    pub fn names() -> Vec<&'static str> {
        Self::ALL.map(Self::name).to_vec()
    }

    /// The kind of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sketch => "sketch",
            Self::Ego => "ego",
            Self::Path => "path",
            Self::Network => "network",
            Self::Timeline => "timeline",
            Self::Heatmap => "heatmap",
            Self::Lines => "lines",
            Self::Bump => "bump",
            Self::Stream => "stream",
            Self::Alluvial => "alluvial",
            Self::Strategic => "strategic",
            Self::Lineage => "lineage",
        }
    }

    /// Whether entities have colours of their own in it.
    pub fn is_coloured(self) -> bool {
        matches!(self, Self::Lines | Self::Bump | Self::Stream)
    }

    pub(super) fn hint() -> String {
        format!("one of {}", Self::names().join(", "))
    }
}

/// What somebody wants drawn.
#[derive(Debug, Clone)]
pub struct PictureQuery {
    /// What sort of picture.
    pub kind: PictureKind,
    /// The headline; none for one that says what is drawn.
    pub title: Option<String>,
    /// What it is about.
    pub focus: Vec<EntityIndex>,
    /// The talks that count.
    pub condition: Query,
    /// The years that count.
    pub years: Years,
    /// How many talks an edge stands for at least; none to choose by what there is.
    pub min_talks: Option<usize>,
    /// How many nodes or rows at most; none for what fits a slide.
    pub limit: Option<usize>,
    /// How many periods the years are divided into; none for four, or fewer where there are few.
    pub periods: Option<usize>,
    /// By what nodes of a graph are put into frames; none for no frames.
    pub cluster: Option<ClusterBy>,
    /// Where the arrows of a layered graph point; none for what fills the page better.
    pub direction: Option<Direction>,
}

/// Why there is nothing to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NothingToDraw {
    /// What is missing.
    pub cause: String,
    /// What to do about it.
    pub hint: String,
}

fn nothing(cause: impl Into<String>, hint: impl Into<String>) -> NothingToDraw {
    NothingToDraw { cause: cause.into(), hint: hint.into() }
}

/// Draws up the view that `query` asks for.
///
/// # Errors
///
/// Nothing to draw: no talk is selected, the focus is missing or too small for the kind, or nothing is linked to it.
pub fn view(workspace: &Workspace, query: &PictureQuery) -> Result<View, NothingToDraw> {
    let painter = Painter::new(workspace, query)?;
    let mut view = match query.kind {
        PictureKind::Sketch => painter.sketch(),
        PictureKind::Ego => painter.ego(),
        PictureKind::Path => painter.path(),
        PictureKind::Network => painter.network(),
        PictureKind::Timeline => painter.timeline(Form::Dots),
        PictureKind::Heatmap => painter.timeline(Form::Heat),
        PictureKind::Lines => painter.timeline(Form::Lines),
        PictureKind::Bump => painter.timeline(Form::Ranks),
        PictureKind::Stream => painter.timeline(Form::Stream),
        PictureKind::Alluvial => painter.alluvial(),
        PictureKind::Strategic => painter.strategic(),
        PictureKind::Lineage => painter.lineage(),
    }?;
    let is_graph = matches!(view.figure, Figure::Layered(_) | Figure::Network(_));
    if let Some(by) = query.cluster.filter(|_| !is_graph) {
        return Err(nothing(
            format!("{} has no nodes to put into frames by {}", view.figure.name(), by.name()),
            "leave `cluster` out, or draw a sketch, an ego network, a path or a network",
        ));
    }
    if let Figure::Layered(network) | Figure::Network(network) = &mut view.figure {
        network.direction = query.direction;
        network.history = painter.history(network);
        network.clusters = match query.cluster {
            Some(by) => painter.clusters(network, by),
            None if query.kind == PictureKind::Network => {
                let near = painter.clusters(network, ClusterBy::Community).into_iter();
                near.map(|cluster| Cluster { label: None, ..cluster }).collect()
            }
            None => Vec::new(),
        };
        // What sets most of the nodes apart sets none apart, and hides their kinds.
        if network.nodes.iter().filter(|node| node.focus).count() * 2 > network.nodes.len() {
            network.nodes.iter_mut().for_each(|node| node.focus = false);
        }
    }
    Ok(view)
}

struct Painter<'a> {
    workspace: &'a Workspace,
    query: &'a PictureQuery,
    talks: BTreeSet<TalkIndex>,
    /// The graph of the talks, made when it is first looked at.
    graph: OnceCell<KnowledgeGraph>,
    /// Whether the talks are of several series.
    has_several_series: bool,
}

/// How many nodes or rows a picture has at most, whatever is asked for.
const LEGIBLE: usize = 300;
/// How many nodes a network has at most: an overview of so many is still told apart by what is near what.
const OVERVIEW: usize = 1000;

/// How many talks a tooltip names before it says how many more there are.
const TOLD: usize = 6;

impl<'a> Painter<'a> {
    fn new(workspace: &'a Workspace, query: &'a PictureQuery) -> Result<Self, NothingToDraw> {
        let selection = Selection::of(workspace);
        let is_in_years = |talk: &TalkIndex| {
            let edition = workspace.corpus.talk(*talk).edition.as_ref();
            query.years == Years::ALL || edition.is_some_and(|edition| query.years.contains(edition.year))
        };
        let talks: BTreeSet<TalkIndex> = selection.talks(&query.condition).into_iter().filter(is_in_years).collect();
        if talks.is_empty() && query.kind != PictureKind::Sketch {
            return Err(nothing("no talk is selected", "widen `years` or `where`, or see `hallway corpus`"));
        }
        let edition = |talk: &TalkIndex| workspace.corpus.talk(*talk).edition.as_ref();
        let series: BTreeSet<&str> = talks.iter().filter_map(edition).map(|id| id.series.as_str()).collect();
        let has_several_series = series.len() > 1;
        Ok(Self { workspace, query, talks, graph: OnceCell::new(), has_several_series })
    }

    fn graph(&self) -> &KnowledgeGraph {
        let Workspace { corpus, gazetteer, mentions, .. } = self.workspace;
        self.graph.get_or_init(|| KnowledgeGraph::build(corpus, gazetteer, mentions, &self.talks))
    }

    /// How many nodes or rows to draw: as many as are asked for, `usual` otherwise, never more than anybody can read.
    fn limit(&self, usual: usize) -> usize {
        self.query.limit.unwrap_or(usual).clamp(1, LEGIBLE)
    }

    fn name(&self, entity: EntityIndex) -> &'a str {
        &self.workspace.gazetteer.entity(entity).name
    }

    fn names(&self, entities: &[EntityIndex]) -> String {
        let names: Vec<&str> = entities.iter().map(|entity| self.name(*entity)).collect();
        match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => names.concat(),
        }
    }

    fn title(&self, otherwise: impl FnOnce() -> String) -> String {
        self.query.title.clone().unwrap_or_else(otherwise)
    }

    /// What the talks are: their number, their editions, and whether schedules or notes alone tell of them.
    fn source_line(&self) -> String {
        let corpus = &self.workspace.corpus;
        let mut known: BTreeMap<Coverage, BTreeMap<String, BTreeSet<u16>>> = BTreeMap::new();
        let mut unknown = 0;
        for talk in &self.talks {
            match &corpus.talk(*talk).edition {
                Some(edition) => {
                    let series = known.entry(corpus.coverage(edition)).or_default();
                    series.entry(edition.series.clone()).or_default().insert(edition.year);
                }
                None => unknown += 1,
            }
        }
        let mut parts: Vec<String> = known
            .into_iter()
            .rev()
            .map(|(coverage, series)| {
                let how = match coverage {
                    Coverage::Full => "of",
                    Coverage::Titles => "by the titles of",
                    Coverage::Sampled => "in notes on",
                };
                format!("{how} {}", written(&series))
            })
            .collect();
        if unknown > 0 {
            parts.push(format!("{unknown} of unknown edition"));
        }
        format!("{} {}", count(self.talks.len(), "talk"), parts.join(", "))
    }

    fn node(&self, entity: EntityIndex, focus: bool) -> Node {
        let talks = self.graph().mentioning(entity);
        let described = self.workspace.gazetteer.entity(entity);
        let mut note = described.about.clone().map(|about| format!("{about}\n")).unwrap_or_default();
        note.push_str(&format!("{} of {}", count(talks.len(), "talk"), self.graph().talks()));
        note.push_str(&self.told(talks.iter().map(|(talk, _)| *talk)));
        Node {
            id: described.id.to_string(),
            label: described.name.clone(),
            kind: node_kind(described.kind),
            talks: talks.len(),
            focus,
            note,
        }
    }

    /// When each node and each edge was first talked about.
    fn history(&self, network: &Network) -> History {
        let columns: Vec<EditionId> =
            self.columns().into_iter().filter(|(_, talks)| talks.is_some()).map(|(id, _)| id).collect();
        let first = |talks: &mut dyn Iterator<Item = TalkIndex>| {
            let editions = talks.filter_map(|talk| self.workspace.corpus.talk(talk).edition.as_ref());
            editions.filter_map(|id| columns.iter().position(|column| column == id)).min()
        };
        let known = |at: usize| self.workspace.gazetteer.by_id(network.nodes[at].id.as_str());
        let node = |at: usize| first(&mut self.graph().mentioning(known(at)?).into_iter().map(|(talk, _)| talk));
        let nodes: Vec<Option<usize>> = (0..network.nodes.len()).map(node).collect();
        let edge = |edge: &Edge| match edge.origin {
            Origin::Together => first(&mut self.graph().together(known(edge.from)?, known(edge.to)?).into_iter()),
            Origin::Curated | Origin::Drawn => nodes[edge.from].max(nodes[edge.to]),
        };
        let edges = network.edges.iter().map(edge).collect();
        History { editions: columns.iter().map(|id| self.called(id)).collect(), nodes, edges }
    }

    /// A line for each talk, up to a number that a reader still reads.
    fn told(&self, talks: impl Iterator<Item = TalkIndex>) -> String {
        let talks: Vec<TalkIndex> = talks.collect();
        let mut lines = String::new();
        for index in talks.iter().take(TOLD) {
            let talk = self.workspace.corpus.talk(*index);
            let edition = talk.edition.as_ref().map_or_else(|| "unknown".to_owned(), ToString::to_string);
            lines.push_str(&format!("\n{edition}: {}", crate::text::excerpt(&talk.title, 0..0, 120)));
            if let Some(account) = talk.accounts.first() {
                lines.push_str(&format!(" ({})", Evidence::of_account(&self.workspace.corpus, account).place()));
            }
        }
        if talks.len() > TOLD {
            lines.push_str(&format!("\nand {} more", talks.len() - TOLD));
        }
        lines
    }

    fn together_edge(&self, nodes: &[EntityIndex], a: EntityIndex, b: EntityIndex, labelled: bool) -> Option<Edge> {
        let place = |wanted| nodes.iter().position(|entity| *entity == wanted);
        let shared = self.graph().together(a, b);
        let said = count(shared.len(), "talk");
        Some(Edge {
            from: place(a)?,
            to: place(b)?,
            directed: false,
            label: labelled.then(|| said.clone()),
            talks: shared.len(),
            origin: Origin::Together,
            note: format!("{} – {}: {said}{}", self.name(a), self.name(b), self.told(shared.into_iter())),
        })
    }

    fn ego(&self) -> Result<View, NothingToDraw> {
        let [ego] = self.query.focus.as_slice() else {
            return Err(nothing("an ego network is around one entity", "give one: `--focus CRIU`"));
        };
        let limit = self.limit(14);
        let all = neighbours(self.graph(), *ego);
        let least = self.query.min_talks.unwrap_or_else(|| {
            // Pairs met once are chance more often than not, but better than an empty picture.
            if all.iter().filter(|neighbour| neighbour.counts.both >= 2).count() >= limit.min(6) { 2 } else { 1 }
        });
        let close: Vec<EntityIndex> = all
            .iter()
            .filter(|neighbour| neighbour.counts.both >= least)
            .take(limit)
            .map(|neighbour| neighbour.entity)
            .collect();
        if close.is_empty() {
            return Err(nothing(
                format!("{} shares {least} or more talks with nothing", self.name(*ego)),
                "lower `min_talks`, or widen `years`",
            ));
        }
        let entities: Vec<EntityIndex> = std::iter::once(*ego).chain(close).collect();
        let mut network = Network {
            nodes: entities.iter().map(|entity| self.node(*entity, entity == ego)).collect(),
            ..Network::default()
        };
        for near in &entities[1..] {
            network.edges.extend(self.together_edge(&entities, *ego, *near, false));
        }
        for (a, b) in self.strongest_between(&entities[1..], least.max(2)) {
            network.edges.extend(self.together_edge(&entities, a, b, false));
        }
        let title = self.title(|| format!("What is said with {}", self.name(*ego)));
        let shown = network.nodes.len() - 1;
        let caption = format!(
            "{} · {} mention {} · {shown} of {} neighbours, by G², met in {least} or more, and the strongest links between them",
            self.source_line(),
            self.graph().count(*ego),
            self.name(*ego),
            all.len()
        );
        Ok(View { title, caption, figure: Figure::Network(network) })
    }

    /// The pairs of some entities that share `least` talks or more, the most telling by G², as many as there are entities:
    /// with all of them an ego network is a ball of wool.
    fn strongest_between(&self, entities: &[EntityIndex], least: usize) -> Vec<(EntityIndex, EntityIndex)> {
        let mut pairs: Vec<(f64, EntityIndex, EntityIndex)> = Vec::new();
        for (at, a) in entities.iter().enumerate() {
            let near = self.graph().neighbours(*a);
            for b in &entities[at + 1..] {
                let both = near.get(b).copied().unwrap_or(0);
                if both >= least {
                    let (count_a, count_b) = (self.graph().count(*a), self.graph().count(*b));
                    let counts = Counts { a: count_a, b: count_b, both, talks: self.graph().talks() };
                    pairs.push((counts.log_likelihood(), *a, *b));
                }
            }
        }
        pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        pairs.into_iter().take(entities.len()).map(|(_, a, b)| (a, b)).collect()
    }

    fn path(&self) -> Result<View, NothingToDraw> {
        let [from, .., to] = self.query.focus.as_slice() else {
            return Err(nothing("a path leads from one entity to another", "give both: `--focus CRIU,Kubernetes`"));
        };
        let mut entities = vec![*from];
        for pair in self.query.focus.windows(2) {
            let leg = strongest_path(self.graph(), pair[0], pair[1]).ok_or_else(|| {
                nothing(
                    format!("no chain of shared talks leads from {} to {}", self.name(pair[0]), self.name(pair[1])),
                    "widen `years` or `where`",
                )
            })?;
            entities.extend(leg.into_iter().skip(1));
        }
        let mut unique: Vec<EntityIndex> = Vec::new();
        for entity in &entities {
            if !unique.contains(entity) {
                unique.push(*entity);
            }
        }
        let nodes = unique.iter().map(|entity| self.node(*entity, self.query.focus.contains(entity))).collect();
        let edges =
            entities.windows(2).filter_map(|pair| self.together_edge(&unique, pair[0], pair[1], true)).collect();
        let title = self.title(|| format!("From {} to {}", self.name(*from), self.name(*to)));
        let caption = format!("{} · the path whose weakest link shares the most talks", self.source_line());
        Ok(View { title, caption, figure: Figure::Layered(Network { nodes, edges, ..Network::default() }) })
    }

    fn network(&self) -> Result<View, NothingToDraw> {
        let limit = self.query.limit.unwrap_or(28).clamp(1, OVERVIEW);
        let mentioned = self.graph().mentioned();
        let focus: BTreeSet<EntityIndex> = self.query.focus.iter().copied().collect();
        let least = self.query.min_talks.unwrap_or(if self.graph().talks() < 200 { 2 } else { 3 });
        let pairs = |least: usize| -> Vec<(EntityIndex, EntityIndex, Counts)> {
            let is_near = |a: &EntityIndex, b: &EntityIndex| focus.is_empty() || focus.contains(a) || focus.contains(b);
            let wanted = self.graph().pairs().filter(|(a, b, both)| *both >= least && is_near(a, b));
            let pairs = wanted.map(|(a, b, both)| {
                (a, b, Counts { a: mentioned[&a], b: mentioned[&b], both, talks: self.graph().talks() })
            });
            pairs.collect()
        };
        let (mut least, mut found) = (least, pairs(least));
        if found.is_empty() && self.query.min_talks.is_none() {
            (least, found) = (1, pairs(1));
        }
        // Numbers of talks alone would show what is in all of them anyway.
        let strength: Vec<f64> = found.iter().map(|(_, _, counts)| counts.log_likelihood()).collect();
        let mut order: Vec<usize> = (0..found.len()).collect();
        order.sort_by(|x, y| {
            let (a, b) = (&found[*x], &found[*y]);
            strength[*y].total_cmp(&strength[*x]).then(b.2.both.cmp(&a.2.both)).then((a.0, a.1).cmp(&(b.0, b.1)))
        });
        let found: Vec<(EntityIndex, EntityIndex, Counts)> = order.into_iter().map(|at| found[at]).collect();
        let mut entities: Vec<EntityIndex> =
            focus.iter().copied().filter(|entity| mentioned.contains_key(entity)).collect();
        let mut chosen: BTreeSet<EntityIndex> = entities.iter().copied().collect();
        for (a, b, _) in &found {
            let new: Vec<EntityIndex> = [*a, *b].into_iter().filter(|entity| !chosen.contains(entity)).collect();
            if entities.len() + new.len() <= limit {
                chosen.extend(&new);
                entities.extend(new);
            }
        }
        if entities.len() < 2 {
            return Err(nothing(
                "nothing is mentioned together here",
                "lower `min_talks`, or widen `years` or `focus`",
            ));
        }
        let inside = found.iter().filter(|(a, b, _)| chosen.contains(a) && chosen.contains(b));
        // Two edges a node is about what a picture bears. First comes what holds it together: on a slide the strongest of
        // each node; in an overview those without which it would fall apart (Kruskal 1956).
        let is_overview = entities.len() > LEGIBLE;
        let mut part: BTreeMap<EntityIndex, EntityIndex> = chosen.iter().map(|entity| (*entity, *entity)).collect();
        let mut linked: BTreeSet<EntityIndex> = BTreeSet::new();
        let mut is_needed = |a: EntityIndex, b: EntityIndex| {
            if !is_overview {
                return linked.insert(a) | linked.insert(b);
            }
            let (left, right) = (part[&a], part[&b]);
            part.values_mut().filter(|of| left != right && **of == right).for_each(|of| *of = left);
            left != right
        };
        let (needed, spare): (Vec<_>, Vec<_>) = inside.partition(|(a, b, _)| is_needed(*a, *b));
        let edges: Vec<Edge> = needed
            .into_iter()
            .chain(spare)
            .take(entities.len() * 2)
            .filter_map(|(a, b, _): (EntityIndex, EntityIndex, Counts)| self.together_edge(&entities, a, b, false))
            .collect();
        let nodes = entities.iter().map(|entity| self.node(*entity, focus.contains(entity))).collect();
        let title = self.title(|| match self.query.focus.as_slice() {
            [] => "What is talked about together".to_owned(),
            focus => format!("What is talked about with {}", self.names(focus)),
        });
        let caption = format!(
            "{} · {} of {} entities, {} of {} pairs that share {least} or more talks, the strongest by G²{}",
            self.source_line(),
            entities.len(),
            mentioned.len(),
            edges.len(),
            found.len(),
            if is_overview { " and those that hold them together" } else { "" }
        );
        Ok(View { title, caption, figure: Figure::Network(Network { nodes, edges, ..Network::default() }) })
    }
}

/// The editions that are known, as people write them: `FOSDEM 2007–2026`.
pub fn covered(workspace: &Workspace) -> String {
    let mut series: BTreeMap<String, BTreeSet<u16>> = BTreeMap::new();
    for edition in workspace.corpus.editions().into_keys() {
        series.entry(edition.series).or_default().insert(edition.year);
    }
    written(&series)
}

/// Series with their years.
pub(super) fn written(series: &BTreeMap<String, BTreeSet<u16>>) -> String {
    let editions = series.iter().map(|(series, years)| format!("{} {}", series_name(series), spans(years)));
    editions.collect::<Vec<_>>().join("; ")
}

fn node_kind(kind: Kind) -> NodeKind {
    match kind {
        Kind::Project => NodeKind::Project,
        Kind::Technology => NodeKind::Technology,
        Kind::Topic => NodeKind::Topic,
        Kind::Organisation => NodeKind::Organisation,
        Kind::Licence => NodeKind::Licence,
    }
}

/// A series as people write it: short names in capitals, others with one.
pub(super) fn series_name(series: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        match chars.next() {
            Some(first) if word.len() > 3 && word != "fosdem" => first.to_uppercase().chain(chars).collect(),
            Some(_) => word.to_uppercase(),
            None => String::new(),
        }
    };
    series.split('-').map(word).collect::<Vec<String>>().join(" ")
}

/// Years as people write them: `2016, 2018–2020`.
fn spans(years: &BTreeSet<u16>) -> String {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for year in years {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *year => *last = *year,
            _ => runs.push((*year, *year)),
        }
    }
    let shown = runs.into_iter().map(|(first, last)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first}–{last}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_written_as_people_do() {
        assert_eq!(spans(&BTreeSet::from([2016, 2018, 2019, 2020, 2023, 2024])), "2016, 2018–2020, 2023, 2024");
        assert_eq!(series_name("kubecon-eu"), "Kubecon EU");
    }
}
