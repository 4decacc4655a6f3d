//! Build: a subgraph from the talks that were selected.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{Edge, EdgeKind, Level, Node, NodeKind, Quote, Subgraph, Wish};
use crate::corpus::{EditionId, Talk, TalkIndex, person_key};
use crate::evidence::Evidence;
use crate::gazetteer::EntityIndex;
use crate::graph::{Incidence, Origin, counted};
use crate::holdings::{SourcedRelation, curated_relations, drawn_relations};
use crate::measure::cooccurrence::Counts;
use crate::mention::{Context, Mention};
use crate::text::squeeze;
use crate::workspace::Workspace;

/// A subgraph in the making.
pub(super) struct Builder<'a> {
    workspace: &'a Workspace,
    wish: Wish,
    talks: &'a [TalkIndex],
    /// What each of the talks mentions, with the number of mentions.
    mentioned: Vec<Vec<(EntityIndex, usize)>>,
    least: usize,
    nodes: Vec<Node>,
    /// The place of each entity among the nodes, if it is one.
    entities: Vec<Option<usize>>,
    edges: Vec<Edge>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(workspace: &'a Workspace, wish: Wish, talks: &'a [TalkIndex]) -> Self {
        let mentioned = talks.iter().map(|talk| counted(workspace.mentions.of(*talk))).collect();
        let least = wish.min_talks.unwrap_or(if wish.level == Level::Entities { 2 } else { 1 }).max(1);
        let entities = vec![None; workspace.gazetteer.entities().len()];
        Self { workspace, wish, talks, mentioned, least, nodes: Vec::new(), entities, edges: Vec::new() }
    }

    fn talk(&self, at: usize) -> &'a Talk {
        self.workspace.corpus.talk(self.talks[at])
    }

    pub(super) fn build(mut self) -> Subgraph {
        let Wish { level, measure, .. } = self.wish;
        let mut years: BTreeMap<u16, usize> = BTreeMap::new();
        for edition in (0..self.talks.len()).filter_map(|at| self.talk(at).edition.as_ref()) {
            *years.entry(edition.year).or_default() += 1;
        }
        self.add_entities();
        if level.has_pairs() {
            self.add_pairs(&years);
        }
        if level.has_talks() {
            self.add_talks();
        }
        if level == Level::All {
            self.add_relations();
        }
        let Self { nodes, edges, talks, .. } = self;
        let (nodes, edges) = in_order(nodes, edges);
        Subgraph { level, measure, talks: talks.len(), years, nodes, edges }
    }

    fn add_entities(&mut self) {
        let gazetteer = &self.workspace.gazetteer;
        let mut nodes: BTreeMap<EntityIndex, Node> = BTreeMap::new();
        for (at, mentioned) in self.mentioned.iter().enumerate() {
            let edition = self.talk(at).edition.as_ref();
            for (entity, _) in mentioned {
                let node = nodes.entry(*entity).or_insert_with(|| Node::of_entity(gazetteer.entity(*entity)));
                node.counts(edition);
            }
        }
        for (entity, node) in nodes.into_iter().filter(|(_, node)| node.talks >= self.least) {
            self.entities[entity.0] = Some(self.nodes.len());
            self.nodes.push(node);
        }
    }

    /// Adds the pairs of all talks, and counts them again year by year.
    fn add_pairs(&mut self, years: &BTreeMap<u16, usize>) {
        let kept = |mentioned: &Vec<(EntityIndex, usize)>| -> Vec<EntityIndex> {
            mentioned.iter().map(|(entity, _)| *entity).filter(|entity| self.entities[entity.0].is_some()).collect()
        };
        let talks: Vec<Vec<EntityIndex>> = self.mentioned.iter().map(kept).collect();
        let incidence = |year: Option<u16>| {
            let is_of = |at: usize| year.is_none() || self.talk(at).edition.as_ref().map(|of| of.year) == year;
            let of_year = talks.iter().enumerate().filter(|(at, _)| is_of(*at)).map(|(_, talk)| talk.as_slice());
            Incidence::of(self.entities.len(), of_year)
        };
        let all = incidence(None);
        let pairs = all.pairs(self.least);
        let mut by_year: Vec<BTreeMap<u16, usize>> = vec![BTreeMap::new(); pairs.len()];
        for year in years.keys() {
            for (a, b, both) in incidence(Some(*year)).pairs(1) {
                if let Ok(at) = pairs.binary_search_by(|(x, y, _)| (x, y).cmp(&(&a, &b))) {
                    by_year[at].insert(*year, both);
                }
            }
        }
        let edges = pairs.into_iter().zip(by_year).filter_map(|((a, b, both), years)| {
            let counts = Counts { a: all.count(a), b: all.count(b), both, talks: self.talks.len() };
            let ends = (self.entities[a.0]?, self.entities[b.0]?);
            let weight = self.wish.measure.of(counts);
            Some(Edge { weight, talks: both, years, ..Edge::new(ends.0, ends.1, EdgeKind::CoOccurs) })
        });
        let edges: Vec<Edge> = edges.collect();
        self.edges.extend(edges);
    }

    fn add_talks(&mut self) {
        let evidence = self.evidence();
        let mut people: BTreeMap<String, usize> = BTreeMap::new();
        let mut editions: BTreeMap<&EditionId, usize> = BTreeMap::new();
        for (at, evidence) in evidence.into_iter().enumerate() {
            let talk = self.talk(at);
            let edition = talk.edition.as_ref();
            let mut node = Node::of_talk(talk);
            node.counts(edition);
            let place = self.add(node);
            if let Some(edition) = edition {
                let held_at = *editions.entry(edition).or_insert_with(|| {
                    let label = edition.to_string();
                    self.nodes.push(Node::new(format!("edition/{edition}"), NodeKind::Edition, label));
                    self.nodes.len() - 1
                });
                self.nodes[held_at].counts(Some(edition));
                self.edges.push(Edge::of_talk(place, held_at, EdgeKind::HeldAt, talk));
            }
            let home = edition.map_or_else(|| talk.id.home(), |edition| edition.series.as_str());
            let mut givers = BTreeSet::new();
            for speaker in &talk.speakers {
                // A folded name has no hyphens, so that no two become one.
                let id = format!("person/{home}/{}", person_key(speaker).replace(' ', "-"));
                if !givers.insert(id.clone()) {
                    continue;
                }
                let person = *people.entry(id.clone()).or_insert_with(|| {
                    self.nodes.push(Node::new(id, NodeKind::Person, speaker.clone()));
                    self.nodes.len() - 1
                });
                // As it is written last.
                self.nodes[person].label.clone_from(speaker);
                self.nodes[person].counts(edition);
                self.edges.push(Edge::of_talk(person, place, EdgeKind::Gives, talk));
            }
            let mut evidence = evidence;
            for (entity, count) in &self.mentioned[at] {
                if let Some(mentioned) = self.entities[entity.0] {
                    let edge = Edge::of_talk(place, mentioned, EdgeKind::Mentions, talk);
                    let evidence = evidence.remove(entity).unwrap_or_default();
                    self.edges.push(Edge { weight: *count as f64, evidence, ..edge });
                }
            }
        }
    }

    fn add(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// For each talk where it mentions what, if that is wanted.
    fn evidence(&self) -> Vec<BTreeMap<EntityIndex, Vec<Quote>>> {
        if !self.wish.evidence {
            return vec![BTreeMap::new(); self.talks.len()];
        }
        let (corpus, gazetteer) = (&self.workspace.corpus, &self.workspace.gazetteer);
        let of_talk = |talk: &TalkIndex| {
            let mut found: BTreeMap<EntityIndex, Vec<Quote>> = BTreeMap::new();
            for mention in self.workspace.mentions_of(*talk).iter().filter(|mention: &&Mention| mention.certain) {
                let place = Evidence::of_mention(corpus, &gazetteer.entity(mention.entity).name, mention);
                let Context { text, mention: at } = mention.context(corpus);
                let text = squeeze(text.get(at).unwrap_or_default());
                found.entry(mention.entity).or_default().push(Quote { text, place });
            }
            found
        };
        self.talks.par_iter().map(of_talk).collect()
    }

    fn add_relations(&mut self) {
        let (gazetteer, corpus) = (&self.workspace.gazetteer, &self.workspace.corpus);
        let place = |entity: EntityIndex| self.entities[entity.0];
        let broader = gazetteer.indices().flat_map(|from| {
            let topics = gazetteer.entity(from).broader.iter().filter_map(|topic| gazetteer.by_id(topic));
            topics.filter_map(move |to| Some(Edge::new(place(from)?, place(to)?, EdgeKind::Broader)))
        });
        let sourced = curated_relations(gazetteer).into_iter().chain(drawn_relations(corpus, gazetteer));
        let related = sourced.filter_map(|SourcedRelation { related, place: said_at, .. }| {
            let kind = match related.origin {
                Origin::Curated(_) => EdgeKind::Relation,
                Origin::Drawn(_) => EdgeKind::Drawn,
            };
            let edge = Edge::new(place(related.from)?, place(related.to)?, kind);
            let verb = Some(related.verb).filter(|verb| !verb.is_empty());
            Some(Edge { verb, place: Some(said_at).filter(|place| !place.is_empty()), ..edge })
        });
        let mut said: Vec<Edge> = broader.chain(related).collect();
        said.sort_by(|a, b| a.rank().cmp(&b.rank()));
        said.dedup_by(|a, b| a.rank() == b.rank());
        self.edges.extend(said);
    }
}

/// Nodes and edges in their order.
fn in_order(nodes: Vec<Node>, mut edges: Vec<Edge>) -> (Vec<Node>, Vec<Edge>) {
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by(|a, b| nodes[*a].rank().cmp(&nodes[*b].rank()));
    let mut places = vec![0; nodes.len()];
    for (place, node) in order.iter().enumerate() {
        places[*node] = place;
    }
    for edge in &mut edges {
        (edge.from, edge.to) = (places[edge.from], places[edge.to]);
    }
    edges.sort_by(|a, b| a.rank().cmp(&b.rank()));
    let mut nodes: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let nodes = order.into_iter().filter_map(|node| nodes[node].take()).collect();
    (nodes, edges)
}
