//! The knowledge graph: what is talked about together, by whom, where and when.
//!
//! petgraph's indices never leave this module; ids do. Only certain mentions count, and a talk counts once however many
//! accounts of it there are.

mod incidence;

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use serde::{Deserialize, Serialize};

use crate::corpus::{Corpus, EditionId, TalkIndex, person_key, track_key};
use crate::gazetteer::{EntityIndex, Gazetteer};
use crate::mention::{Mention, Mentions, find_in_label};

pub(crate) use incidence::Together;
pub use incidence::{Incidence, Pair};

/// What a node stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// An edition of a series.
    Edition(EditionId),
    /// A track of an edition, by its key across years.
    Track(EditionId, String),
    /// A talk.
    Talk(TalkIndex),
    /// A person, by series and folded name: numbers change from year to year, and names are unique enough in a series.
    Person(String, String),
    /// An entity.
    Entity(EntityIndex),
    /// An entity in an edition.
    Appearance(EntityIndex, EditionId),
}

/// What an edge says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    /// A talk at its edition.
    HeldAt,
    /// A talk in its track.
    InTrack,
    /// A talk by a person.
    GivenBy,
    /// A talk that mentions an entity so many times.
    Mentions {
        /// The number of certain mentions in all its accounts.
        count: usize,
    },
    /// Two entities in the same talks; one edge for each pair, from the smaller to the larger.
    CoOccurs {
        /// The number of talks that mention both.
        talks: usize,
    },
    /// An entity's appearance in its edition.
    AppearsIn {
        /// The number of talks that mention the entity.
        talks: usize,
    },
    /// From an appearance to the next in the same series.
    Recurs {
        /// The number of observed editions between the two, in which the entity does not appear.
        gap: usize,
    },
    /// A typed relation between two entities.
    Relation {
        /// What the one does to the other; empty where an arrow has no label.
        verb: String,
        /// Who says so.
        origin: Origin,
    },
}

/// Who says that two entities are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Origin {
    /// The dictionary: the relation at this place in the entity's list.
    Curated(usize),
    /// A sketch in notes: the arrow at this place in [`Corpus::drawn`].
    Drawn(usize),
}

/// A relation between two entities.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Related {
    /// Whom it starts from.
    pub from: EntityIndex,
    /// Whom it leads to.
    pub to: EntityIndex,
    /// What the one does to the other; empty where an arrow has no label.
    pub verb: String,
    /// Who says so.
    pub origin: Origin,
}

/// The graph of a corpus, or of some of its talks.
#[derive(Debug)]
pub struct KnowledgeGraph {
    graph: DiGraph<Node, Edge>,
    talks: usize,
    /// For each entity its node, the talks that mention it, and its appearances by series and year.
    entities: Vec<Known>,
}

/// What is found fast of an entity.
#[derive(Debug, Default, Clone)]
struct Known {
    node: Option<NodeIndex>,
    talks: usize,
    appearances: Vec<NodeIndex>,
}

impl KnowledgeGraph {
    /// Builds the graph of `talks`.
    ///
    /// Relations between entities do not depend on talks and are always there. Time and memory grow with the number of
    /// mentions and, for each talk, with the square of the entities it mentions.
    pub fn build(corpus: &Corpus, gazetteer: &Gazetteer, mentions: &Mentions, talks: &BTreeSet<TalkIndex>) -> Self {
        let observed: BTreeMap<EditionId, usize> = corpus.editions();
        let held: BTreeSet<&EditionId> = talks.iter().filter_map(|talk| corpus.talk(*talk).edition.as_ref()).collect();
        let editions: Vec<&EditionId> = held.union(&observed.keys().collect()).copied().collect();
        let entities = vec![Known::default(); gazetteer.entities().len()];
        let mut builder = Builder {
            graph: Self { graph: DiGraph::new(), talks: talks.len(), entities },
            places: editions.iter().enumerate().map(|(place, edition)| (*edition, place)).collect(),
            held_at: vec![None; editions.len()],
            appearances: vec![0; gazetteer.entities().len() * editions.len()],
            editions,
            tracks: BTreeMap::new(),
            people: BTreeMap::new(),
        };
        let mut mentioned: Vec<Vec<EntityIndex>> = Vec::with_capacity(talks.len());
        for index in talks {
            let entities = counted(mentions.of(*index));
            builder.add_talk(corpus, *index, &entities);
            mentioned.push(entities.into_iter().map(|(entity, _)| entity).collect());
        }
        builder.add_pairs(&Incidence::of(gazetteer.entities().len(), &mentioned));
        builder.add_appearances();
        builder.add_relations(corpus, gazetteer);
        builder.graph
    }

    /// The number of talks that the graph is of: the denominator of every share.
    pub fn talks(&self) -> usize {
        self.talks
    }

    /// All nodes, sorted.
    pub fn nodes(&self) -> Vec<&Node> {
        let mut nodes: Vec<&Node> = self.graph.node_weights().collect();
        nodes.sort();
        nodes
    }

    /// All edges with their ends, sorted.
    pub fn edges(&self) -> Vec<(&Node, &Node, &Edge)> {
        let mut edges: Vec<_> = self
            .graph
            .edge_references()
            .map(|edge| (&self.graph[edge.source()], &self.graph[edge.target()], edge.weight()))
            .collect();
        edges.sort();
        edges
    }

    /// The talks that mention an entity, with the number of mentions, in the order of the corpus.
    pub fn mentioning(&self, entity: EntityIndex) -> Vec<(TalkIndex, usize)> {
        let mut talks: Vec<_> = self
            .around(entity, Direction::Incoming)
            .filter_map(|(node, edge)| match (node, edge) {
                (Node::Talk(talk), Edge::Mentions { count }) => Some((*talk, *count)),
                _ => None,
            })
            .collect();
        talks.sort_unstable();
        talks
    }

    /// The number of talks that mention an entity: c(i).
    pub fn count(&self, entity: EntityIndex) -> usize {
        self.entities[entity.0].talks
    }

    /// Each pair of entities that talks mention together, the smaller first, with the number of talks; in no order.
    pub fn pairs(&self) -> impl Iterator<Item = (EntityIndex, EntityIndex, usize)> + '_ {
        self.graph.edge_references().filter_map(|edge| {
            let ends = (&self.graph[edge.source()], &self.graph[edge.target()]);
            match (ends, edge.weight()) {
                ((Node::Entity(a), Node::Entity(b)), Edge::CoOccurs { talks }) => Some((*a, *b, *talks)),
                _ => None,
            }
        })
    }

    /// The entities mentioned in the same talks as `entity`, with the number of those talks: c(i,j).
    pub fn neighbours(&self, entity: EntityIndex) -> BTreeMap<EntityIndex, usize> {
        let outgoing = self.around(entity, Direction::Outgoing);
        outgoing
            .chain(self.around(entity, Direction::Incoming))
            .filter_map(|(other, edge)| match (other, edge) {
                (Node::Entity(other), Edge::CoOccurs { talks }) => Some((*other, *talks)),
                _ => None,
            })
            .collect()
    }

    /// The talks that mention both, in the order of the corpus.
    pub fn together(&self, a: EntityIndex, b: EntityIndex) -> Vec<TalkIndex> {
        let with_b: BTreeSet<TalkIndex> = self.mentioning(b).into_iter().map(|(talk, _)| talk).collect();
        self.mentioning(a).into_iter().map(|(talk, _)| talk).filter(|talk| with_b.contains(talk)).collect()
    }

    /// The editions in which an entity appears, with the number of talks, by series and year.
    pub fn appearances(&self, entity: EntityIndex) -> BTreeMap<EditionId, usize> {
        let appearances = self.entities[entity.0].appearances.iter().filter_map(|index| {
            let Node::Appearance(_, edition) = &self.graph[*index] else { return None };
            let talks = self.graph.edges(*index).find_map(|edge| match edge.weight() {
                Edge::AppearsIn { talks } => Some(*talks),
                _ => None,
            });
            Some((edition.clone(), talks.unwrap_or(0)))
        });
        appearances.collect()
    }

    /// The relations that start from or lead to an entity, sorted.
    pub fn relations(&self, entity: EntityIndex) -> Vec<Related> {
        let mut relations: Vec<Related> = [Direction::Outgoing, Direction::Incoming]
            .into_iter()
            .flat_map(|direction| self.around(entity, direction).map(move |found| (direction, found)))
            .filter_map(|(direction, (other, edge))| {
                let (Node::Entity(other), Edge::Relation { verb, origin }) = (other, edge) else { return None };
                let (from, to) = if direction == Direction::Outgoing { (entity, *other) } else { (*other, entity) };
                Some(Related { from, to, verb: verb.clone(), origin: *origin })
            })
            .collect();
        relations.sort();
        // An arrow from an entity to itself is met from both sides.
        relations.dedup();
        relations
    }

    /// The entities mentioned in any talk of the graph, with the number of talks.
    pub fn mentioned(&self) -> BTreeMap<EntityIndex, usize> {
        let counts = self.entities.iter().enumerate().map(|(at, known)| (EntityIndex(at), known.talks));
        counts.filter(|(_, talks)| *talks > 0).collect()
    }

    fn around(&self, entity: EntityIndex, direction: Direction) -> impl Iterator<Item = (&Node, &Edge)> {
        self.entities[entity.0].node.into_iter().flat_map(move |index| {
            self.graph.edges_directed(index, direction).map(move |edge| {
                let other = if direction == Direction::Outgoing { edge.target() } else { edge.source() };
                (&self.graph[other], edge.weight())
            })
        })
    }
}

/// The entities that a talk mentions for certain, by their indices, each with the number of mentions.
pub(crate) fn counted(mentions: &[Mention]) -> Vec<(EntityIndex, usize)> {
    let certain = mentions.iter().filter(|mention| mention.certain);
    let mut counted = Vec::with_capacity(mentions.len());
    counted.extend(certain.map(|mention| (mention.entity, mention.count)));
    counted.sort_unstable();
    counted.dedup_by(|later, earlier| {
        let is_same = later.0 == earlier.0;
        if is_same {
            earlier.1 += later.1;
        }
        is_same
    });
    counted
}

/// A graph in the making, and what finds its nodes.
struct Builder<'a> {
    graph: KnowledgeGraph,
    /// The editions that talks are of or that are observed, by series and year.
    editions: Vec<&'a EditionId>,
    places: BTreeMap<&'a EditionId, usize>,
    held_at: Vec<Option<NodeIndex>>,
    tracks: BTreeMap<(usize, String), NodeIndex>,
    people: BTreeMap<(&'a str, String), NodeIndex>,
    /// For each entity the talks in each edition, by its place.
    appearances: Vec<usize>,
}

impl<'a> Builder<'a> {
    fn add(&mut self, node: Node) -> NodeIndex {
        self.graph.graph.add_node(node)
    }

    fn entity(&mut self, entity: EntityIndex) -> NodeIndex {
        if let Some(index) = self.graph.entities[entity.0].node {
            return index;
        }
        let index = self.add(Node::Entity(entity));
        self.graph.entities[entity.0].node = Some(index);
        index
    }

    fn edition(&mut self, place: usize) -> NodeIndex {
        if let Some(index) = self.held_at[place] {
            return index;
        }
        let index = self.add(Node::Edition(self.editions[place].clone()));
        self.held_at[place] = Some(index);
        index
    }

    fn track(&mut self, place: usize, key: String) -> NodeIndex {
        let known = (place, key);
        if let Some(index) = self.tracks.get(&known) {
            return *index;
        }
        let index = self.add(Node::Track(self.editions[place].clone(), known.1.clone()));
        self.tracks.insert(known, index);
        index
    }

    fn person(&mut self, home: &'a str, key: String) -> NodeIndex {
        let known = (home, key);
        if let Some(index) = self.people.get(&known) {
            return *index;
        }
        let index = self.add(Node::Person(known.0.to_owned(), known.1.clone()));
        self.people.insert(known, index);
        index
    }

    fn add_talk(&mut self, corpus: &'a Corpus, index: TalkIndex, entities: &[(EntityIndex, usize)]) {
        let talk = corpus.talk(index);
        let node = self.add(Node::Talk(index));
        let place = talk.edition.as_ref().map(|edition| self.places[edition]);
        if let Some(place) = place {
            let held_at = self.edition(place);
            self.graph.graph.add_edge(node, held_at, Edge::HeldAt);
            if let Some(track) = &talk.track {
                let track = self.track(place, track_key(track));
                self.graph.graph.add_edge(node, track, Edge::InTrack);
            }
        }
        let home = talk.edition.as_ref().map_or_else(|| talk.id.as_str(), |edition| edition.series.as_str());
        for speaker in &talk.speakers {
            let person = self.person(home, person_key(speaker));
            self.graph.graph.add_edge(node, person, Edge::GivenBy);
        }
        for (entity, count) in entities {
            let entity_node = self.entity(*entity);
            self.graph.graph.add_edge(node, entity_node, Edge::Mentions { count: *count });
            self.graph.entities[entity.0].talks += 1;
            if let Some(place) = place {
                self.appearances[entity.0 * self.editions.len() + place] += 1;
            }
        }
    }

    fn add_pairs(&mut self, incidence: &Incidence) {
        for (a, b, talks) in incidence.pairs(1) {
            let (a, b) = (self.entity(a), self.entity(b));
            self.graph.graph.add_edge(a, b, Edge::CoOccurs { talks });
        }
    }

    /// Adds appearances, each linked to the next in its series; gaps count the observed editions in between.
    fn add_appearances(&mut self) {
        let mut before: Option<(usize, usize, NodeIndex)> = None;
        let appearances = std::mem::take(&mut self.appearances);
        for (at, talks) in appearances.into_iter().enumerate().filter(|(_, talks)| *talks > 0) {
            let (entity, place) = (at / self.editions.len(), at % self.editions.len());
            let edition = self.editions[place];
            let node = self.add(Node::Appearance(EntityIndex(entity), edition.clone()));
            self.graph.entities[entity].appearances.push(node);
            let held_at = self.edition(place);
            self.graph.graph.add_edge(node, held_at, Edge::AppearsIn { talks });
            if let Some((earlier, from, earlier_node)) = before
                && earlier == entity
                && self.editions[from].series == edition.series
            {
                self.graph.graph.add_edge(earlier_node, node, Edge::Recurs { gap: place - from - 1 });
            }
            before = Some((entity, place, node));
        }
    }

    fn add_relations(&mut self, corpus: &Corpus, gazetteer: &Gazetteer) {
        for index in gazetteer.indices() {
            for (at, relation) in gazetteer.entity(index).relations.iter().enumerate() {
                let Some(to) = gazetteer.by_id(&relation.to) else { continue };
                self.relate(index, to, relation.verb.clone(), Origin::Curated(at));
            }
        }
        for (at, arrow) in corpus.drawn.iter().enumerate() {
            let ends = (find_in_label(gazetteer, &arrow.from), find_in_label(gazetteer, &arrow.to));
            if let (Some(from), Some(to)) = ends {
                self.relate(from, to, arrow.label.clone().unwrap_or_default(), Origin::Drawn(at));
            }
        }
    }

    fn relate(&mut self, from: EntityIndex, to: EntityIndex, verb: String, origin: Origin) {
        let (from, to) = (self.entity(from), self.entity(to));
        self.graph.graph.add_edge(from, to, Edge::Relation { verb, origin });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Drawn, SourcedReport};
    use crate::gazetteer::Dictionary;
    use crate::measure::cooccurrence::neighbours;
    use crate::measure::path::strongest_path;
    use crate::mention::find_mentions;
    use crate::source::Source;
    use crate::source::document::Flow;
    use crate::source::document::{Field, Passage};
    use crate::source::notes::{ClaimedBy, EditionClaim, Report, Section};
    use crate::text::Span;

    /// The graph of talks, each given as its year and its text, and the gazetteer with one entity for each letter.
    fn graph(talks: &[(u16, &str)], drawn: &[(&str, &str)]) -> (KnowledgeGraph, Gazetteer) {
        let dictionary = "- {id: aa, name: Aa, kind: project, relations: [{verb: uses, to: bb}]}\n\
                          - {id: bb, name: Bb, kind: project}\n- {id: cc, name: Cc, kind: topic}\n\
                          - {id: dd, name: Dd, kind: topic}\n";
        let dictionary = Dictionary::new("d.yaml", dictionary);
        let (gazetteer, complaints) = Gazetteer::compile(vec![dictionary]);
        assert_eq!(complaints, []);
        let mut sources = Vec::new();
        let mut reports = Vec::new();
        for (at, (year, text)) in talks.iter().enumerate() {
            let passages = vec![Passage { field: Field::Text, flow: Flow::verbatim(text, 0) }];
            let section = Section {
                title: format!("Talk {at}"),
                speakers: vec!["Ann Example".into()],
                passages,
                ..Section::default()
            };
            let edition = EditionClaim { series: "conf".into(), year: *year, from: ClaimedBy::Title };
            let report = Report { edition: Some(edition), sections: vec![section], ..Report::default() };
            sources.push(Source::of_text(format!("{at}.txt"), *text));
            reports.push(SourcedReport { source: at, report });
        }
        let mut corpus = Corpus::join(sources, Vec::new(), reports);
        corpus.drawn = drawn
            .iter()
            .map(|(from, to)| Drawn {
                from: (*from).into(),
                to: (*to).into(),
                label: None,
                sketch: 0,
                source: 0,
                span: Span::default(),
                talk: None,
            })
            .collect();
        let mentions = find_mentions(&corpus, &gazetteer);
        let talks = corpus.indices().collect();
        (KnowledgeGraph::build(&corpus, &gazetteer, &mentions, &talks), gazetteer)
    }

    fn index(gazetteer: &Gazetteer, id: &str) -> EntityIndex {
        gazetteer.by_id(id).expect("it is in the dictionary")
    }

    #[test]
    fn a_talk_counts_once_however_often_it_mentions() {
        let (graph, gazetteer) = graph(&[(2016, "Aa Aa Bb"), (2016, "Aa Cc"), (2017, "Bb Aa")], &[]);
        let [a, b, c, d] = ["aa", "bb", "cc", "dd"].map(|id| index(&gazetteer, id));
        assert_eq!([a, b, c, d].map(|entity| graph.count(entity)), [3, 2, 1, 0]);
        assert_eq!(graph.neighbours(a), BTreeMap::from([(b, 2), (c, 1)]));
        assert_eq!(graph.neighbours(b), BTreeMap::from([(a, 2)]), "an edge is met from both ends");
        assert_eq!(graph.together(a, b).len(), 2);
        let pairs = graph.edges().into_iter().filter(|(_, _, edge)| matches!(edge, Edge::CoOccurs { .. })).count();
        assert_eq!(pairs, 2, "one edge for each unordered pair");
        let counts: Vec<usize> = graph.mentioning(a).into_iter().map(|(_, count)| count).collect();
        assert_eq!(counts, [2, 1, 1]);
    }

    #[test]
    fn a_gap_counts_observed_editions_only() {
        let (graph, gazetteer) = graph(&[(2012, "Aa"), (2014, "Bb"), (2016, "Bb"), (2020, "Aa"), (2021, "Aa")], &[]);
        let a = index(&gazetteer, "aa");
        let years: Vec<u16> = graph.appearances(a).into_keys().map(|edition| edition.year).collect();
        assert_eq!(years, [2012, 2020, 2021]);
        let gaps: Vec<(u16, u16, usize)> = graph
            .edges()
            .into_iter()
            .filter_map(|(from, to, edge)| match (from, to, edge) {
                (Node::Appearance(of, from), Node::Appearance(_, to), Edge::Recurs { gap }) if *of == a => {
                    Some((from.year, to.year, *gap))
                }
                _ => None,
            })
            .collect();
        // 2014 and 2016 are observed without it; of 2013, 2015 and 2017 to 2019 nobody knows.
        assert_eq!(gaps, [(2012, 2020, 2), (2020, 2021, 0)]);
    }

    #[test]
    fn every_node_and_edge_of_the_design_is_there() {
        let (graph, _) = graph(&[(2016, "Aa Bb"), (2017, "Aa")], &[("Bb", "Cc"), ("Cc", "no entity")]);
        let nodes: BTreeSet<&str> = graph
            .nodes()
            .into_iter()
            .map(|node| match node {
                Node::Edition(_) => "edition",
                Node::Track(..) => "track",
                Node::Talk(_) => "talk",
                Node::Person(..) => "person",
                Node::Entity(_) => "entity",
                Node::Appearance(..) => "appearance",
            })
            .collect();
        assert_eq!(nodes, BTreeSet::from(["appearance", "edition", "entity", "person", "talk"]));
        let people = graph.nodes().into_iter().filter(|node| matches!(node, Node::Person(..))).count();
        assert_eq!(people, 1, "one person in two years of a series");
        let relations: Vec<Origin> = graph
            .edges()
            .into_iter()
            .filter_map(|(_, _, edge)| match edge {
                Edge::Relation { origin, .. } => Some(*origin),
                _ => None,
            })
            .collect();
        assert_eq!(relations, [Origin::Curated(0), Origin::Drawn(0)]);
    }

    #[test]
    fn the_strongest_path_goes_round_a_weak_link() {
        // a–d share one talk; a–b, b–c and c–d share two each.
        let talks =
            [(2016, "Aa Bb"), (2016, "Aa Bb"), (2016, "Bb Cc"), (2016, "Bb Cc"), (2016, "Cc Dd"), (2016, "Cc Dd")];
        let (strong, gazetteer) = graph(&[&talks[..], &[(2016, "Aa Dd")]].concat(), &[]);
        let [a, b, c, d] = ["aa", "bb", "cc", "dd"].map(|id| index(&gazetteer, id));
        assert_eq!(strongest_path(&strong, a, d), Some(vec![a, b, c, d]));
        let (weak, _) = graph(&[(2016, "Aa Bb"), (2016, "Bb Cc"), (2016, "Cc Dd"), (2016, "Aa Dd")], &[]);
        assert_eq!(strongest_path(&weak, a, d), Some(vec![a, d]), "of equal strength, the shortest");
        let (apart, _) = graph(&[(2016, "Aa Bb"), (2016, "Cc Dd")], &[]);
        assert_eq!(strongest_path(&apart, a, d), None);
    }

    #[test]
    fn neighbours_met_once_come_last_whatever_their_measure() {
        let (graph, gazetteer) =
            graph(&[(2016, "Aa Bb"), (2016, "Aa Bb"), (2016, "Bb"), (2016, "Bb"), (2016, "Aa Cc"), (2016, "Dd")], &[]);
        let [a, b, c] = ["aa", "bb", "cc"].map(|id| index(&gazetteer, id));
        let order: Vec<EntityIndex> = neighbours(&graph, a).into_iter().map(|neighbour| neighbour.entity).collect();
        assert_eq!(order, [b, c]);
    }
}
