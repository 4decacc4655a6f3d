//! Pictures: from what somebody wants drawn to a view, with its evidence and its denominator.

use std::collections::{BTreeMap, BTreeSet};

use super::{Query, Selection, Years};
use crate::corpus::{EditionId, TalkIndex};
use crate::evidence::Evidence;
use crate::gazetteer::{EntityIndex, Kind};
use crate::graph::{KnowledgeGraph, Origin as SaidBy, Related};
use crate::measure::cooccurrence::{Counts, neighbours};
use crate::measure::path::strongest_path;
use crate::mention::find_in_label;
use crate::view::{Column, Edge, Figure, Network, Node, NodeKind, Origin, Row, Timeline, View};
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
    /// Entities by editions.
    Timeline,
}

impl PictureKind {
    /// All names.
    pub const NAMES: [&'static str; 5] = ["sketch", "ego", "path", "network", "timeline"];

    /// The kind of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        let kinds = [Self::Sketch, Self::Ego, Self::Path, Self::Network, Self::Timeline];
        let at = Self::NAMES.iter().position(|known| *known == name)?;
        kinds.get(at).copied()
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sketch => "sketch",
            Self::Ego => "ego",
            Self::Path => "path",
            Self::Network => "network",
            Self::Timeline => "timeline",
        }
    }

    pub(super) fn hint() -> String {
        format!("one of {}", Self::NAMES.join(", "))
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
        PictureKind::Timeline => painter.timeline(),
    }?;
    if let Figure::Layered(network) | Figure::Network(network) = &mut view.figure {
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
    graph: KnowledgeGraph,
}

/// How many curated relations make an entity a hub, which is drawn only if it is asked for.
const HUB: usize = 40;

/// How many talks a tooltip names before it says how many more there are.
const TOLD: usize = 6;

impl<'a> Painter<'a> {
    fn new(workspace: &'a Workspace, query: &'a PictureQuery) -> Result<Self, NothingToDraw> {
        let selection = Selection::new(&workspace.corpus, &workspace.gazetteer, &workspace.mentions);
        let is_in_years = |talk: &TalkIndex| {
            let edition = workspace.corpus.talk(*talk).edition.as_ref();
            query.years == Years::ALL || edition.is_some_and(|edition| query.years.contains(edition.year))
        };
        let talks: BTreeSet<TalkIndex> = selection.talks(&query.condition).into_iter().filter(is_in_years).collect();
        if talks.is_empty() && query.kind != PictureKind::Sketch {
            return Err(nothing("no talk is selected", "widen `years` or `where`, or see `hallway corpus`"));
        }
        let graph = KnowledgeGraph::build(&workspace.corpus, &workspace.gazetteer, &workspace.mentions, &talks);
        Ok(Self { workspace, query, talks, graph })
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

    /// What the talks are: their number, their editions, and that notes alone were read.
    fn source_line(&self) -> String {
        let mut years: BTreeMap<String, BTreeSet<u16>> = BTreeMap::new();
        let mut unknown = 0;
        for talk in &self.talks {
            match &self.workspace.corpus.talk(*talk).edition {
                Some(edition) => {
                    years.entry(edition.series.clone()).or_default().insert(edition.year);
                }
                None => unknown += 1,
            }
        }
        let mut editions: Vec<String> =
            years.into_iter().map(|(series, years)| format!("{} {}", series_name(&series), spans(&years))).collect();
        if unknown > 0 {
            editions.push(format!("{unknown} of unknown edition"));
        }
        format!("{} in notes on {}", count(self.talks.len(), "talk"), editions.join("; "))
    }

    fn node(&self, entity: EntityIndex, focus: bool) -> Node {
        let talks = self.graph.mentioning(entity);
        let described = self.workspace.gazetteer.entity(entity);
        let mut note = described.about.clone().map(|about| format!("{about}\n")).unwrap_or_default();
        note.push_str(&format!("{} of {}", count(talks.len(), "talk"), self.graph.talks()));
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

    /// A line for each talk, up to a number that a reader still reads.
    fn told(&self, talks: impl Iterator<Item = TalkIndex>) -> String {
        let talks: Vec<TalkIndex> = talks.collect();
        let mut lines = String::new();
        for index in talks.iter().take(TOLD) {
            let talk = self.workspace.corpus.talk(*index);
            let edition = talk.edition.as_ref().map_or_else(|| "unknown".to_owned(), ToString::to_string);
            lines.push_str(&format!("\n{edition}: {}", talk.title));
            if let Some(account) = talk.accounts.first() {
                lines.push_str(&format!(
                    " ({})",
                    Evidence::of_span(&self.workspace.corpus, account.source, account.span).place()
                ));
            }
        }
        if talks.len() > TOLD {
            lines.push_str(&format!("\nand {} more", talks.len() - TOLD));
        }
        lines
    }

    fn together_edge(&self, nodes: &[EntityIndex], a: EntityIndex, b: EntityIndex, labelled: bool) -> Option<Edge> {
        let place = |wanted| nodes.iter().position(|entity| *entity == wanted);
        let shared = self.graph.together(a, b);
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

    /// Relations between entities in layers: what somebody drew, and what dictionaries say.
    ///
    /// Without a focus, the sketches as they were drawn. With one, every sketch that holds a focus entity, and the
    /// curated relations among what is there; an entity that links two of the focus, or a lone focus, is added.
    fn sketch(&self) -> Result<View, NothingToDraw> {
        let mut sketch = SketchDraft { painter: self, network: Network::default(), places: BTreeMap::new() };
        let drawn = self.drawn_arrows();
        for arrow in &drawn {
            sketch.draw_arrow(*arrow);
        }
        if !self.query.focus.is_empty() || drawn.is_empty() {
            sketch.draw_curated();
        }
        let SketchDraft { network, .. } = sketch;
        if network.edges.is_empty() {
            return Err(nothing(
                "no relation is drawn in the notes or curated for this focus",
                "add `relations:` to a dictionary, or draw a Mermaid or DOT sketch in the notes",
            ));
        }
        let drawn = network.edges.iter().filter(|edge| edge.origin == Origin::Drawn).count();
        let curated = network.edges.len() - drawn;
        let mut parts = Vec::new();
        if drawn > 0 {
            let sources: BTreeSet<&str> = self
                .drawn_arrows()
                .iter()
                .map(|at| self.workspace.corpus.sources[self.workspace.corpus.drawn[*at].source].path.as_str())
                .collect();
            parts.push(format!(
                "{} drawn in {}",
                count(drawn, "arrow"),
                sources.into_iter().collect::<Vec<_>>().join(", ")
            ));
        }
        if curated > 0 {
            parts.push(format!("{} from the dictionaries", count(curated, "relation")));
        }
        let title = self.title(|| match self.query.focus.as_slice() {
            [] => "As drawn in the notes".to_owned(),
            focus => format!("Around {}", self.names(focus)),
        });
        Ok(View { title, caption: parts.join(" · "), figure: Figure::Layered(network) })
    }

    /// The arrows of every sketch that has to do with the focus, by their places in the corpus.
    fn drawn_arrows(&self) -> Vec<usize> {
        let (corpus, gazetteer) = (&self.workspace.corpus, &self.workspace.gazetteer);
        let ends = |at: usize| [&corpus.drawn[at].from, &corpus.drawn[at].to];
        let is_selected = |at: usize| {
            let talk = corpus.drawn[at].talk;
            let everything = self.query.years == Years::ALL && self.talks.len() == corpus.talks.len();
            everything || talk.is_some_and(|talk| self.talks.contains(&talk))
        };
        let selected: Vec<usize> = (0..corpus.drawn.len()).filter(|at| is_selected(*at)).collect();
        if self.query.focus.is_empty() {
            return selected;
        }
        let touched: BTreeSet<usize> = selected
            .iter()
            .filter(|at| {
                let named = ends(**at).into_iter().filter_map(|label| find_in_label(gazetteer, label));
                named.into_iter().any(|entity| self.query.focus.contains(&entity))
            })
            .map(|at| corpus.drawn[*at].sketch)
            .collect();
        selected.into_iter().filter(|at| touched.contains(&corpus.drawn[*at].sketch)).collect()
    }

    fn ego(&self) -> Result<View, NothingToDraw> {
        let [ego] = self.query.focus.as_slice() else {
            return Err(nothing("an ego network is around one entity", "give one: `--focus CRIU`"));
        };
        let limit = self.query.limit.unwrap_or(14);
        let all = neighbours(&self.graph, *ego);
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
            edges: Vec::new(),
        };
        for (at, a) in entities.iter().enumerate() {
            for b in &entities[at + 1..] {
                let shared = self.graph.together(*a, *b).len();
                // Between neighbours only what is more than one talk's coincidence, or the picture is a ball of wool.
                if (a == ego && shared >= least) || (a != ego && shared >= least.max(2)) {
                    network.edges.extend(self.together_edge(&entities, *a, *b, false));
                }
            }
        }
        let title = self.title(|| format!("What is said with {}", self.name(*ego)));
        let shown = network.nodes.len() - 1;
        let caption = format!(
            "{} · {} mention {} · {shown} of {} neighbours, by G², met in {least} or more",
            self.source_line(),
            self.graph.count(*ego),
            self.name(*ego),
            all.len()
        );
        Ok(View { title, caption, figure: Figure::Network(network) })
    }

    fn path(&self) -> Result<View, NothingToDraw> {
        let [from, .., to] = self.query.focus.as_slice() else {
            return Err(nothing("a path leads from one entity to another", "give both: `--focus CRIU,Kubernetes`"));
        };
        let mut entities = vec![*from];
        for pair in self.query.focus.windows(2) {
            let leg = strongest_path(&self.graph, pair[0], pair[1]).ok_or_else(|| {
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
        Ok(View { title, caption, figure: Figure::Layered(Network { nodes, edges }) })
    }

    fn network(&self) -> Result<View, NothingToDraw> {
        let limit = self.query.limit.unwrap_or(28);
        let mentioned = self.graph.mentioned();
        let focus: BTreeSet<EntityIndex> = self.query.focus.iter().copied().collect();
        let least = self.query.min_talks.unwrap_or(if self.graph.talks() < 200 { 2 } else { 3 });
        let pairs = |least: usize| -> Vec<(EntityIndex, EntityIndex, Counts)> {
            let mut pairs = Vec::new();
            for (a, count_a) in &mentioned {
                for (b, both) in self.graph.neighbours(*a).range(*a..) {
                    let is_near = focus.is_empty() || focus.contains(a) || focus.contains(b);
                    if both >= &least && b != a && is_near {
                        let counts = Counts { a: *count_a, b: mentioned[b], both: *both, talks: self.graph.talks() };
                        pairs.push((*a, *b, counts));
                    }
                }
            }
            pairs
        };
        let (mut least, mut found) = (least, pairs(least));
        if found.is_empty() && self.query.min_talks.is_none() {
            (least, found) = (1, pairs(1));
        }
        found.sort_by(|x, y| {
            let strength = |counts: &Counts| counts.log_likelihood();
            y.2.both
                .cmp(&x.2.both)
                .then_with(|| strength(&y.2).total_cmp(&strength(&x.2)))
                .then((x.0, x.1).cmp(&(y.0, y.1)))
        });
        let mut entities: Vec<EntityIndex> =
            focus.iter().copied().filter(|entity| mentioned.contains_key(entity)).collect();
        for (a, b, _) in &found {
            let new: Vec<EntityIndex> = [*a, *b].into_iter().filter(|entity| !entities.contains(entity)).collect();
            if entities.len() + new.len() <= limit {
                entities.extend(new);
            }
        }
        if entities.len() < 2 {
            return Err(nothing(
                "nothing is mentioned together here",
                "lower `min_talks`, or widen `years` or `focus`",
            ));
        }
        let inside = found.iter().filter(|(a, b, _)| entities.contains(a) && entities.contains(b));
        let mut linked: BTreeSet<EntityIndex> = BTreeSet::new();
        let (needed, spare): (Vec<_>, Vec<_>) =
            inside.partition(|(a, b, _)| linked.insert(*a) | linked.insert(*b));
        // Two edges a node is about what a slide bears; the strongest of each node comes first.
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
            "{} · {} of {} entities, {} of {} pairs that share {least} or more talks",
            self.source_line(),
            entities.len(),
            mentioned.len(),
            edges.len(),
            found.len()
        );
        Ok(View { title, caption, figure: Figure::Network(Network { nodes, edges }) })
    }

    fn timeline(&self) -> Result<View, NothingToDraw> {
        let mut entities = self.query.focus.clone();
        if entities.is_empty() {
            let mut all: Vec<(EntityIndex, usize, usize)> = self
                .graph
                .mentioned()
                .into_iter()
                .map(|(entity, talks)| (entity, self.graph.appearances(entity).len(), talks))
                .filter(|(_, editions, _)| *editions > 0)
                .collect();
            all.sort_by_key(|(entity, editions, talks)| (std::cmp::Reverse((*editions, *talks)), *entity));
            entities = all.into_iter().take(self.query.limit.unwrap_or(12)).map(|(entity, ..)| entity).collect();
        }
        let columns = self.columns();
        if columns.is_empty() || entities.is_empty() {
            return Err(nothing(
                "no talk of a known edition is selected",
                "say which edition notes are of, with `--edition SOURCE=fosdem-2020` or a sidecar",
            ));
        }
        let rows = entities.iter().map(|entity| self.row(*entity, &columns)).collect();
        let several = columns.iter().map(|(id, _)| &id.series).collect::<BTreeSet<_>>().len() > 1;
        let title = self.title(|| match self.query.focus.as_slice() {
            [one] => format!("{} through the years", self.name(*one)),
            [] => "What comes back".to_owned(),
            _ => "Through the years".to_owned(),
        });
        let columns = columns
            .into_iter()
            .map(|(id, talks)| Column {
                label: if several { format!("{} {}", series_name(&id.series), id.year) } else { id.year.to_string() },
                talks,
                // Until schedules are read, all that is known of an edition is what somebody wrote down.
                sampled: talks.is_some(),
            })
            .collect();
        Ok(View {
            title,
            caption: format!("{} · dots count talks that mention it", self.source_line()),
            figure: Figure::Timeline(Timeline { columns, rows }),
        })
    }

    /// The editions from the first to the last of each series, a year without talks included as unobserved.
    fn columns(&self) -> Vec<(EditionId, Option<usize>)> {
        let mut talks: BTreeMap<EditionId, usize> = BTreeMap::new();
        for edition in self.talks.iter().filter_map(|talk| self.workspace.corpus.talk(*talk).edition.clone()) {
            *talks.entry(edition).or_insert(0) += 1;
        }
        // An edition is unobserved if nobody wrote of it, not if the condition leaves none of its talks.
        let observed = self.workspace.corpus.editions();
        let mut columns = BTreeMap::new();
        for edition in talks.keys() {
            let same = talks.keys().filter(|other| other.series == edition.series).map(|other| other.year);
            let (first, last) = (same.clone().min().unwrap_or(edition.year), same.max().unwrap_or(edition.year));
            for year in first..=last {
                let id = EditionId { series: edition.series.clone(), year };
                let known = observed.get(&id).map(|_| talks.get(&id).copied().unwrap_or(0));
                columns.insert((year, id.series.clone()), (id, known));
            }
        }
        columns.into_values().collect()
    }

    fn row(&self, entity: EntityIndex, columns: &[(EditionId, Option<usize>)]) -> Row {
        let described = self.workspace.gazetteer.entity(entity);
        let appearances = self.graph.appearances(entity);
        let mentioning = self.graph.mentioning(entity);
        let notes = columns.iter().map(|(id, of)| {
            let talks = mentioning.iter().map(|(talk, _)| *talk);
            let here = talks.filter(|talk| self.workspace.corpus.talk(*talk).edition.as_ref() == Some(id));
            match (appearances.get(id), of) {
                (Some(talks), Some(of)) => {
                    format!("{} at {id}: {} of {of}{}", described.name, count(*talks, "talk"), self.told(here))
                }
                (_, Some(of)) => format!("{} is in none of the {} known of {id}", described.name, count(*of, "talk")),
                (_, None) => format!("{id}: no notes, cannot say"),
            }
        });
        Row {
            id: described.id.to_string(),
            label: described.name.clone(),
            kind: node_kind(described.kind),
            talks: columns.iter().map(|(id, _)| appearances.get(id).copied().unwrap_or(0)).collect(),
            notes: notes.collect(),
        }
    }
}

/// A sketch while boxes and arrows are being added to it.
struct SketchDraft<'a> {
    painter: &'a Painter<'a>,
    network: Network,
    /// From an entity's id, or the label of a box that is none, to its node.
    places: BTreeMap<String, usize>,
}

impl SketchDraft<'_> {
    fn entity(&mut self, entity: EntityIndex) -> usize {
        let focus = self.painter.query.focus.contains(&entity);
        let id = self.painter.workspace.gazetteer.entity(entity).id.to_string();
        if let Some(place) = self.places.get(&id) {
            return *place;
        }
        self.add(id, self.painter.node(entity, focus))
    }

    fn add(&mut self, key: String, node: Node) -> usize {
        let place = self.network.nodes.len();
        self.network.nodes.push(node);
        self.places.insert(key, place);
        place
    }

    /// The node of a box: of the entity that its label names, else of the label itself.
    fn label(&mut self, label: &str) -> usize {
        if let Some(entity) = find_in_label(&self.painter.workspace.gazetteer, label) {
            return self.entity(entity);
        }
        let key = format!("box {}", crate::text::fold(label));
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        let id = crate::text::kebab(&key);
        let taken = self.network.nodes.iter().any(|node| node.id == id);
        let id = if taken { format!("{id}-{}", self.network.nodes.len()) } else { id };
        let note = "drawn in the notes; no dictionary knows it".to_owned();
        let kind = NodeKind::Unknown;
        self.add(key, Node { id, label: label.to_owned(), kind, talks: 0, focus: false, note })
    }

    fn draw_arrow(&mut self, at: usize) {
        let corpus = &self.painter.workspace.corpus;
        let arrow = &corpus.drawn[at];
        let (from, to) = (self.label(&arrow.from), self.label(&arrow.to));
        let evidence = Evidence::of_line(corpus, arrow.source, arrow.span);
        self.draw(
            from,
            to,
            arrow.label.clone(),
            Origin::Drawn,
            format!("drawn at {}: {}", evidence.place(), evidence.quote),
        );
    }

    /// Adds an edge, or what it says to the one that is there already.
    fn draw(&mut self, from: usize, to: usize, label: Option<String>, origin: Origin, note: String) {
        let same = self.network.edges.iter_mut().find(|edge| edge.from == from && edge.to == to);
        match same {
            Some(edge) => {
                if edge.label.is_none() {
                    edge.label = label;
                }
                edge.note = format!("{}\n{note}", edge.note);
            }
            None => self.network.edges.push(Edge { from, to, directed: true, label, talks: 0, origin, note }),
        }
    }

    fn draw_curated(&mut self) {
        let (graph, gazetteer) = (&self.painter.graph, &self.painter.workspace.gazetteer);
        let limit = self.painter.query.limit.unwrap_or(24);
        let curated = |entity: EntityIndex| -> Vec<Related> {
            let relations = graph.relations(entity).into_iter();
            relations
                .filter(|related| matches!(related.origin, SaidBy::Curated(_)) && related.from != related.to)
                .collect()
        };
        let mut present: Vec<EntityIndex> = self.painter.query.focus.clone();
        if present.is_empty() {
            let mut mentioned: Vec<_> =
                graph.mentioned().into_iter().filter(|(entity, _)| !curated(*entity).is_empty()).collect();
            mentioned.sort_by_key(|(entity, talks)| (std::cmp::Reverse(*talks), *entity));
            present = mentioned.into_iter().take(limit).map(|(entity, _)| entity).collect();
        }
        let drawn: Vec<EntityIndex> =
            self.places.keys().filter_map(|id| gazetteer.by_id(&id.as_str().into())).collect();
        let mut met: BTreeMap<EntityIndex, usize> = BTreeMap::new();
        for entity in &self.painter.query.focus {
            let others: BTreeSet<EntityIndex> = curated(*entity)
                .iter()
                .map(|related| if related.from == *entity { related.to } else { related.from })
                .collect();
            for other in others {
                *met.entry(other).or_insert(0) += 1;
            }
        }
        present.extend(drawn);
        let needed = if self.painter.query.focus.len() == 1 { 1 } else { 2 };
        // What half the dictionary is related to, such as a language, links any two and so explains none.
        let is_hub = |entity: EntityIndex| curated(entity).len() > HUB;
        let mut bridges: Vec<_> = met
            .into_iter()
            .filter(|(other, times)| *times >= needed && !present.contains(other) && !is_hub(*other))
            .collect();
        bridges.sort_by_key(|(other, times)| (std::cmp::Reverse((*times, graph.count(*other))), *other));
        let room = limit.saturating_sub(present.len());
        present.extend(bridges.into_iter().take(room).map(|(other, _)| other));

        let unique: BTreeSet<EntityIndex> = present.iter().copied().collect();
        let mut relations: BTreeSet<Related> = BTreeSet::new();
        for entity in &unique {
            relations
                .extend(curated(*entity).into_iter().filter(|r| unique.contains(&r.from) && unique.contains(&r.to)));
        }
        // The focus is there even if nothing is known of it: a gap that somebody can fill.
        for entity in &self.painter.query.focus {
            self.entity(*entity);
        }
        for related in relations {
            let (from, to) = (self.entity(related.from), self.entity(related.to));
            let SaidBy::Curated(at) = related.origin else { continue };
            let place = gazetteer.relation_place(related.from, at);
            let place = place.map_or_else(String::new, |(file, place)| format!("{file}:{}", place.position.line));
            let note = format!(
                "{} {} {} ({place})",
                gazetteer.entity(related.from).name,
                related.verb,
                gazetteer.entity(related.to).name
            );
            self.draw(from, to, Some(related.verb.replace('-', " ")), Origin::Curated, note);
        }
    }
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

/// `1 talk`, `2 talks`.
fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// A series as people write it: short names in capitals, others with one.
fn series_name(series: &str) -> String {
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
