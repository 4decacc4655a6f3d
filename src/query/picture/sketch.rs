//! Sketches: typed relations in layers.

use std::collections::{BTreeMap, BTreeSet};

use super::{NothingToDraw, Painter, nothing};
use crate::evidence::Evidence;
use crate::gazetteer::EntityIndex;
use crate::graph::{Origin as SaidBy, Related};
use crate::mention::find_in_label;
use crate::query::Years;
use crate::text::count;
use crate::view::{Edge, Figure, Network, Node, NodeKind, Origin, View};

/// How many boxes of drawn sketches are drawn again if nobody says how many.
const DRAWN: usize = 60;

/// How many curated relations make an entity a hub, which is drawn only if it is asked for.
const HUB: usize = 40;

impl Painter<'_> {
    /// Relations between entities in layers: what somebody drew, and what dictionaries say.
    ///
    /// Without a focus, the sketches as they were drawn. With one, every sketch that holds a focus entity, and the
    /// curated relations among what is there; an entity that links two of the focus, or a lone focus, is added.
    pub(super) fn sketch(&self) -> Result<View, NothingToDraw> {
        let mut sketch = SketchDraft { painter: self, network: Network::default(), places: BTreeMap::new() };
        let drawn = self.drawn_arrows();
        let room = self.limit(DRAWN);
        let mut sketched = 0;
        for arrow in &drawn {
            // An arrow may bring two boxes.
            if sketch.network.nodes.len() + 2 > room.max(2) {
                break;
            }
            sketch.draw_arrow(*arrow);
            sketched += 1;
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
        let told = drawn.len();
        let drawn = network.edges.iter().filter(|edge| edge.origin == Origin::Drawn).count();
        let curated = network.edges.len() - drawn;
        let mut parts = Vec::new();
        if drawn > 0 {
            let sources: BTreeSet<&str> = self
                .drawn_arrows()
                .iter()
                .map(|at| self.workspace.corpus.sources[self.workspace.corpus.drawn[*at].source].path.as_str())
                .collect();
            let of = if sketched < told { format!(" of {told}") } else { String::new() };
            parts.push(format!(
                "{}{of} drawn in {}",
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
        // A label of signs only folds to nothing; then the signs themselves tell boxes apart.
        let folded = crate::text::fold(label);
        let key = format!("box {}", if folded.is_empty() { crate::text::squeeze(label) } else { folded });
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        // A full stop is in no entity's id.
        let id = format!("box.{}", self.network.nodes.len());
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
                // A drawn arrow keeps what was drawn at it: what a dictionary adds is told, not drawn.
                if edge.label.is_none() && edge.origin == origin {
                    edge.label = label;
                }
                edge.note = format!("{}\n{note}", edge.note);
            }
            None => self.network.edges.push(Edge { from, to, directed: true, label, talks: 0, origin, note }),
        }
    }

    fn draw_curated(&mut self) {
        let (graph, gazetteer) = (self.painter.graph(), &self.painter.workspace.gazetteer);
        let limit = self.painter.limit(24);
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
        let drawn: Vec<EntityIndex> = self.places.keys().filter_map(|id| gazetteer.by_id(id.as_str())).collect();
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
