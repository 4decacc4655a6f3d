//! Subgraph: what a query selects of the knowledge graph, as plain, sorted data for other programs.
//!
//! Only talks that were held and certain mentions count, and a talk counts once. Ids are paths that stay the same from run to
//! run: `entity/criu`, `talk/fosdem-2016/3907`, `person/fosdem/adrian-reber`, `edition/fosdem-2016`.

mod build;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Query, Selection};
use crate::corpus::{EditionId, Talk, TalkIndex};
use crate::evidence::Evidence;
use crate::gazetteer::{Entity, Kind};
use crate::measure::cooccurrence::{Counts, Measure};
use crate::workspace::Workspace;

use build::Builder;

/// How much of the knowledge graph is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Entities, linked where talks mention both.
    #[default]
    Entities,
    /// Talks, who gives them, where they are held and what they mention.
    Talks,
    /// Both, and what dictionaries and sketches say of entities: relations, and topics that they belong to.
    All,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Entities, Self::Talks, Self::All];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entities => "entities",
            Self::Talks => "talks",
            Self::All => "all",
        }
    }

    /// The level of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    fn has_pairs(self) -> bool {
        self != Self::Talks
    }

    fn has_talks(self) -> bool {
        self != Self::Entities
    }
}

/// What is wanted of the talks that a query selects.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish {
    /// Which nodes and edges.
    pub level: Level,
    /// What the weight of a pair is.
    pub measure: Measure,
    /// In how many talks an entity, and a pair, is at least; if nobody says, 2 for a graph of entities, else 1.
    pub min_talks: Option<usize>,
    /// Whether mentions come with their places and quotes.
    pub evidence: bool,
}

/// What a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    /// A piece of software that people make.
    Project,
    /// A protocol, a standard, an interface, a language, a machine.
    Technology,
    /// A subject.
    Topic,
    /// A company, a foundation, an institution.
    Organisation,
    /// A licence.
    Licence,
    /// A talk.
    Talk,
    /// Somebody who gives talks in a series.
    Person,
    /// An edition of a series.
    Edition,
}

impl NodeKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Project,
        Self::Technology,
        Self::Topic,
        Self::Organisation,
        Self::Licence,
        Self::Talk,
        Self::Person,
        Self::Edition,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Technology => "technology",
            Self::Topic => "topic",
            Self::Organisation => "organisation",
            Self::Licence => "licence",
            Self::Talk => "talk",
            Self::Person => "person",
            Self::Edition => "edition",
        }
    }

    /// Whether it is an entity.
    pub fn is_entity(self) -> bool {
        !matches!(self, Self::Talk | Self::Person | Self::Edition)
    }
}

impl From<Kind> for NodeKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Project => Self::Project,
            Kind::Technology => Self::Technology,
            Kind::Topic => Self::Topic,
            Kind::Organisation => Self::Organisation,
            Kind::Licence => Self::Licence,
        }
    }
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Its id, unique in the graph.
    pub id: String,
    /// What it stands for.
    pub kind: NodeKind,
    /// Its name or title.
    pub label: String,
    /// Its other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// One sentence about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Its Wikidata item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<String>,
    /// The home page of an entity, the page of a talk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The track that a talk is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// The room that it is held in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Its day, and if known when it starts by the clock of the place: `2016-01-30T10:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// How many minutes it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// The code of its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The talks of the selection that mention it, that the person gave, or that the edition has; of a talk 1.
    pub talks: usize,
    /// The same by year.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub years: BTreeMap<u16, usize>,
}

impl Node {
    /// A node of which no more is known, in no talk yet.
    pub fn new(id: String, kind: NodeKind, label: String) -> Self {
        Self {
            id,
            kind,
            label,
            aliases: Vec::new(),
            about: None,
            wikidata: None,
            url: None,
            repository: None,
            track: None,
            room: None,
            start: None,
            minutes: None,
            language: None,
            talks: 0,
            years: BTreeMap::new(),
        }
    }

    fn of_entity(entity: &Entity) -> Self {
        let is_name = |alias: &&String| !(alias.len() > 1 && alias.starts_with('/') && alias.ends_with('/'));
        Self {
            // Regular expressions are rules of ours, not names that anybody else could use.
            aliases: entity.aliases.iter().filter(is_name).cloned().collect(),
            about: entity.about.clone(),
            wikidata: entity.wikidata.clone(),
            url: entity.homepage.clone(),
            repository: entity.repository.clone(),
            ..Self::new(format!("entity/{}", entity.id), entity.kind.into(), entity.name.clone())
        }
    }

    fn of_talk(talk: &Talk) -> Self {
        let day = talk.day.clone().filter(|day| day.parse::<jiff::civil::Date>().is_ok());
        let start = day.map(|day| talk.time.map_or(day.clone(), |time| format!("{day}T{}", time.strftime("%H:%M"))));
        Self {
            url: talk.url.clone(),
            track: talk.track.clone(),
            room: talk.room.clone(),
            start,
            minutes: talk.minutes,
            language: talk.language.clone(),
            ..Self::new(format!("talk/{}", talk.id), NodeKind::Talk, talk.title.clone())
        }
    }

    fn counts(&mut self, edition: Option<&EditionId>) {
        self.talks += 1;
        if let Some(edition) = edition {
            *self.years.entry(edition.year).or_default() += 1;
        }
    }

    /// The first and the last year in which it is.
    pub fn span(&self) -> Option<(u16, u16)> {
        span(&self.years)
    }

    /// Its place among others: entities, talks, people, editions, each by id.
    fn rank(&self) -> (NodeKind, &str) {
        (if self.kind.is_entity() { NodeKind::Project } else { self.kind }, &self.id)
    }
}

fn span(years: &BTreeMap<u16, usize>) -> Option<(u16, u16)> {
    Some((*years.first_key_value()?.0, *years.last_key_value()?.0))
}

/// What an edge says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeKind {
    /// Talks mention both entities; it has no direction.
    CoOccurs,
    /// The talk mentions the entity.
    Mentions,
    /// The person gives the talk.
    Gives,
    /// The talk is held at the edition.
    HeldAt,
    /// The entity belongs to the topic.
    Broader,
    /// A dictionary says that the one does something to the other.
    Relation,
    /// A sketch in notes has an arrow from the one to the other.
    Drawn,
}

impl EdgeKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::CoOccurs => "co-occurs",
            Self::Mentions => "mentions",
            Self::Gives => "gives",
            Self::HeldAt => "held-at",
            Self::Broader => "broader",
            Self::Relation => "relation",
            Self::Drawn => "drawn",
        }
    }

    /// Whether it leads from the one to the other.
    pub fn is_directed(self) -> bool {
        self != Self::CoOccurs
    }
}

/// An edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The place in [`Subgraph::nodes`] of the node that it starts from.
    pub from: usize,
    /// The place of the node that it leads to; of an edge without direction, a later one.
    pub to: usize,
    /// What it says.
    pub kind: EdgeKind,
    /// What the one does to the other, where a dictionary or an arrow says so: `uses`.
    pub verb: Option<String>,
    /// Where it says so: `FILE:LINE:COLUMN`.
    pub place: Option<String>,
    /// Of a pair the measure, of a mention how often the talk says it, else 1.
    pub weight: f64,
    /// The talks behind it; what a dictionary or an arrow says has none.
    pub talks: usize,
    /// The same by year.
    pub years: BTreeMap<u16, usize>,
    /// Where the talk mentions the entity, if that was wanted.
    pub evidence: Vec<Quote>,
}

/// A place where a talk mentions an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The name as it is written there; nothing for a link, and for what was only counted.
    pub text: String,
    /// The place, with what stands around.
    #[serde(flatten)]
    pub place: Evidence,
}

impl Edge {
    /// An edge of weight 1, with no talk behind it yet.
    pub fn new(from: usize, to: usize, kind: EdgeKind) -> Self {
        let (verb, place) = (None, None);
        Self { from, to, kind, verb, place, weight: 1.0, talks: 0, years: BTreeMap::new(), evidence: Vec::new() }
    }

    fn of_talk(from: usize, to: usize, kind: EdgeKind, talk: &Talk) -> Self {
        let years = talk.edition.iter().map(|edition| (edition.year, 1)).collect();
        Self { talks: 1, years, ..Self::new(from, to, kind) }
    }

    /// What it says in one word: the verb, else the name of its kind.
    pub fn name(&self) -> &str {
        self.verb.as_deref().unwrap_or(self.kind.name())
    }

    /// The first and the last year in which it is.
    pub fn span(&self) -> Option<(u16, u16)> {
        span(&self.years)
    }

    fn rank(&self) -> (usize, usize, EdgeKind, Option<&str>, Option<&str>) {
        (self.from, self.to, self.kind, self.verb.as_deref(), self.place.as_deref())
    }
}

/// A part of the knowledge graph.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Subgraph {
    /// Which nodes and edges there are.
    pub level: Level,
    /// What the weight of a pair is.
    pub measure: Measure,
    /// The talks that were selected: the denominator of every measure.
    pub talks: usize,
    /// The same by year.
    pub years: BTreeMap<u16, usize>,
    /// Entities, talks, people and editions, each sorted by id.
    pub nodes: Vec<Node>,
    /// The edges, sorted by their ends.
    pub edges: Vec<Edge>,
}

impl Subgraph {
    /// The part that the talks that `query` selects make.
    ///
    /// Time grows with the talks' mentions and, for each talk, with the square of the entities that it mentions.
    pub fn of(workspace: &Workspace, query: &Query, wish: Wish) -> Self {
        let talks: Vec<TalkIndex> = Selection::of(workspace).talks(query).into_iter().collect();
        Builder::new(workspace, wish, &talks).build()
    }

    /// The weight that an edge has in a year alone.
    pub fn weight_in(&self, edge: &Edge, year: u16) -> f64 {
        if edge.kind != EdgeKind::CoOccurs {
            return edge.weight;
        }
        let of = |years: &BTreeMap<u16, usize>| years.get(&year).copied().unwrap_or(0);
        self.measure.of(Counts {
            a: of(&self.nodes[edge.from].years),
            b: of(&self.nodes[edge.to].years),
            both: of(&edge.years),
            talks: of(&self.years),
        })
    }
}
