//! Holdings: what the everyday questions are asked of, whether it lies in memory or in a snapshot.
//!
//! A question says which talks it could need, and gets them part by part, so that whoever holds more than memory does can
//! answer too.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::complaint::Place;
use crate::corpus::{Corpus, Drawn, EditionId, TalkIndex};
use crate::evidence::Evidence;
use crate::gazetteer::{Entity, EntityIndex, Gazetteer};
use crate::graph::{Incidence, Origin, Related, counted};
use crate::mention::{Mention, Mentions, find_in_label, find_mentions_of, find_placed_mentions};
use crate::workspace::Workspace;

/// Names of entities.
pub trait Names: Sync {
    /// The entity that a user means by `name`; see [`Gazetteer::find`].
    fn find(&self, name: &str) -> Option<EntityIndex>;

    /// The name closest to `name`.
    fn did_you_mean(&self, name: &str) -> Option<String>;
}

/// Talks, what they mention, and how often; only talks that were held count.
pub trait Holdings: Names + Sync {
    /// The entity at `index`.
    fn entity(&self, index: EntityIndex) -> &Entity;

    /// What is known of an entity beside the talks.
    fn background(&self, index: EntityIndex) -> Background;

    /// The talks that were held, by edition; those of unknown edition are in none.
    fn editions(&self) -> BTreeMap<EditionId, usize>;

    /// The number of talks that were held, those of unknown edition included.
    fn talks(&self) -> usize;

    /// The number of entities.
    fn entities(&self) -> usize;

    /// The number of talks that mention an entity: c(i).
    fn count(&self, index: EntityIndex) -> usize;

    /// The entities mentioned in the same talks, with the number of those talks: c(i,j).
    fn neighbours(&self, index: EntityIndex) -> BTreeMap<EntityIndex, usize>;

    /// The editions in which an entity appears, with the number of talks.
    fn appearances(&self, index: EntityIndex) -> BTreeMap<EditionId, usize>;

    /// Which talks mention which entities.
    fn incidence(&self) -> Incidence;

    /// Shows the talks that `wanted` could be about, and maybe others, part by part: those of an edition in their order,
    /// editions in theirs if [`Holdings::is_in_order`]. Nothing more is shown once `visit` breaks.
    fn each_part(&self, wanted: &Wanted, visit: &mut dyn FnMut(Part<'_>) -> ControlFlow<()>);

    /// Whether parts are shown by edition, those of unknown edition last.
    fn is_in_order(&self) -> bool {
        true
    }

    /// Whether all that was told so far is to be trusted.
    fn is_sound(&self) -> bool {
        true
    }
}

/// What is known of an entity beside the talks that mention it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Background {
    /// Where its dictionary defines it: `FILE:LINE:COLUMN`.
    pub defined: Option<String>,
    /// Its relations to others, sorted, each once.
    pub relations: Vec<SourcedRelation>,
    /// Mentions that count nowhere, since its name is ambiguous and nothing tells.
    pub uncertain: usize,
}

/// A relation with the place that says so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourcedRelation {
    /// What is related to what.
    pub related: Related,
    /// Where: `FILE:LINE:COLUMN`; empty if nobody can say.
    pub place: String,
    /// What stands there.
    pub quote: String,
}

/// Which talks a question could need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Any.
    All,
    /// Those that mention the entity for certain.
    Mentioning(EntityIndex),
    /// Those that all of these could need; of none, any.
    Every(Vec<Wanted>),
    /// Those that one of these could need.
    Some(Vec<Wanted>),
}

impl Wanted {
    /// The entity that all talks that are wanted mention, if nothing else tells which they are.
    pub(crate) fn sole(&self) -> Option<EntityIndex> {
        match self {
            Self::Mentioning(entity) => Some(*entity),
            Self::Every(parts) => {
                let mut told = parts.iter().filter(|part| **part != Self::All);
                told.next().filter(|_| told.next().is_none()).and_then(Self::sole)
            }
            Self::All | Self::Some(_) => None,
        }
    }

    /// The talks that are wanted, in their order, as `mentioning` gives those that mention an entity; none if any could be.
    pub(crate) fn evaluate<T: Ord + Clone>(&self, mentioning: &impl Fn(EntityIndex) -> Vec<T>) -> Option<Vec<T>> {
        match self {
            Self::All => None,
            Self::Mentioning(entity) => Some(mentioning(*entity)),
            Self::Every(parts) => {
                let found = parts.iter().filter_map(|part| part.evaluate(mentioning));
                found.reduce(|a, b| a.into_iter().filter(|talk| b.binary_search(talk).is_ok()).collect())
            }
            Self::Some(parts) => {
                let found: Option<Vec<Vec<T>>> = parts.iter().map(|part| part.evaluate(mentioning)).collect();
                let mut all = found?.concat();
                all.sort_unstable();
                all.dedup();
                Some(all)
            }
        }
    }
}

/// Some talks with what they mention.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// The talks.
    pub corpus: &'a Corpus,
    /// What they mention.
    pub mentions: &'a Mentions,
    /// What tells the places of mentions that were only counted.
    pub places: Places<'a>,
}

/// What tells where mentions are that were only counted.
#[derive(Clone, Copy)]
pub enum Places<'a> {
    /// The dictionaries, with which titles can be tagged again.
    Tagged(&'a Gazetteer),
    /// What was found before of talks that have such mentions.
    Kept(&'a BTreeMap<TalkIndex, Vec<Mention>>),
}

impl<'a> Part<'a> {
    /// What a talk mentions, each mention that can be with its place.
    pub fn mentions_of(&self, talk: TalkIndex) -> Cow<'a, [Mention]> {
        let known = self.mentions.of(talk);
        // What was only counted so far may have a place in the title, which evidence is glad of.
        if known.iter().all(|mention| mention.passage.is_some()) {
            return known.into();
        }
        match self.places {
            Places::Tagged(gazetteer) => find_mentions_of(self.corpus, gazetteer, talk).into_vec().into(),
            Places::Kept(places) => places.get(&talk).map_or(known, Vec::as_slice).into(),
        }
    }
}

impl Names for Gazetteer {
    fn find(&self, name: &str) -> Option<EntityIndex> {
        Self::find(self, name)
    }

    fn did_you_mean(&self, name: &str) -> Option<String> {
        Self::did_you_mean(self, name).map(str::to_owned)
    }
}

impl Names for Workspace {
    fn find(&self, name: &str) -> Option<EntityIndex> {
        self.gazetteer.find(name)
    }

    fn did_you_mean(&self, name: &str) -> Option<String> {
        Names::did_you_mean(&self.gazetteer, name)
    }
}

impl Holdings for Workspace {
    fn entity(&self, index: EntityIndex) -> &Entity {
        self.gazetteer.entity(index)
    }

    fn background(&self, index: EntityIndex) -> Background {
        let relations = self.graph().relations(index).into_iter().map(|related| self.sourced(related)).collect();
        let uncertain = self.mentions.iter().filter(|mention| mention.entity == index && !mention.certain).count();
        Background { defined: self.gazetteer.defined(index), relations, uncertain }
    }

    fn editions(&self) -> BTreeMap<EditionId, usize> {
        self.corpus.editions()
    }

    fn talks(&self) -> usize {
        self.corpus.held().count()
    }

    fn entities(&self) -> usize {
        self.gazetteer.entities().len()
    }

    fn count(&self, index: EntityIndex) -> usize {
        self.graph().count(index)
    }

    fn neighbours(&self, index: EntityIndex) -> BTreeMap<EntityIndex, usize> {
        self.graph().neighbours(index)
    }

    fn appearances(&self, index: EntityIndex) -> BTreeMap<EditionId, usize> {
        self.graph().appearances(index)
    }

    fn incidence(&self) -> Incidence {
        let talks = self.mentioned_by_talk();
        Incidence::of(self.gazetteer.entities().len(), talks)
    }

    fn each_part(&self, _: &Wanted, visit: &mut dyn FnMut(Part<'_>) -> ControlFlow<()>) {
        let _ = visit(self.part());
    }
}

impl Workspace {
    /// What each talk that was held mentions, each entity once and in order.
    pub(crate) fn mentioned_by_talk(&self) -> Vec<Vec<EntityIndex>> {
        let mentioned = |talk: &TalkIndex| {
            let counted = counted(self.mentions.of(*talk));
            counted.into_iter().map(|(entity, _)| entity).collect()
        };
        let held: Vec<TalkIndex> = self.corpus.held().collect();
        held.par_iter().map(mentioned).collect()
    }

    /// All of it.
    pub fn part(&self) -> Part<'_> {
        let places = match &self.places {
            Some(places) => Places::Kept(places),
            None => Places::Tagged(&self.gazetteer),
        };
        Part { corpus: &self.corpus, mentions: &self.mentions, places }
    }

    /// What a talk mentions, in the order of its accounts and places.
    pub fn mentions_of(&self, talk: TalkIndex) -> Cow<'_, [Mention]> {
        self.part().mentions_of(talk)
    }

    /// What all talks mention, each mention that can be with its place.
    pub fn all_mentions(&self) -> Mentions {
        if self.places.is_none() {
            return find_placed_mentions(&self.corpus, &self.gazetteer);
        }
        let talks = self.corpus.indices().map(|talk| self.mentions_of(talk).into_owned().into());
        Mentions::new(talks.collect(), self.mentions.outside().to_vec())
    }

    /// A relation of the graph with the place that says so.
    pub fn sourced(&self, related: Related) -> SourcedRelation {
        match related.origin {
            Origin::Curated(_) => curated(&self.gazetteer, related),
            Origin::Drawn(arrow) => drawn(&self.corpus, related, arrow),
        }
    }
}

impl Gazetteer {
    /// Where a dictionary defines an entity: `FILE:LINE:COLUMN`.
    pub fn defined(&self, index: EntityIndex) -> Option<String> {
        self.entry_place(index).map(|(file, place)| at(file, &place))
    }
}

/// The relations that dictionaries tell of, in the order of the entities that they start from.
pub(crate) fn curated_relations(gazetteer: &Gazetteer) -> Vec<SourcedRelation> {
    let related = gazetteer.indices().flat_map(|from| {
        let relations = gazetteer.entity(from).relations.iter().enumerate();
        relations.filter_map(move |(at, relation)| {
            let to = gazetteer.by_id(&relation.to)?;
            Some(Related { from, to, verb: relation.verb.clone(), origin: Origin::Curated(at) })
        })
    });
    related.map(|related| curated(gazetteer, related)).collect()
}

/// The relations that sketches in notes tell of, in the order of their arrows.
pub(crate) fn drawn_relations(corpus: &Corpus, gazetteer: &Gazetteer) -> Vec<SourcedRelation> {
    let related = |(at, arrow): (usize, &Drawn)| {
        let (from, to) = (find_in_label(gazetteer, &arrow.from)?, find_in_label(gazetteer, &arrow.to)?);
        Some((at, Related { from, to, verb: arrow.label.clone().unwrap_or_default(), origin: Origin::Drawn(at) }))
    };
    let related = corpus.drawn.iter().enumerate().filter_map(related);
    related.map(|(at, related)| drawn(corpus, related, at)).collect()
}

fn curated(gazetteer: &Gazetteer, related: Related) -> SourcedRelation {
    let place = match related.origin {
        Origin::Curated(relation) => gazetteer.relation_place(related.from, relation),
        Origin::Drawn(_) => None,
    };
    let quote = |place: &Place| place.line.get(place.marked.0..place.marked.1).unwrap_or_default().to_owned();
    let (place, quote) = place.map(|(file, place)| (at(file, &place), quote(&place))).unwrap_or_default();
    SourcedRelation { related, place, quote }
}

fn drawn(corpus: &Corpus, related: Related, arrow: usize) -> SourcedRelation {
    let Drawn { source, span, .. } = corpus.drawn[arrow];
    let evidence = Evidence::of_line(corpus, source, span);
    SourcedRelation { related, place: evidence.place(), quote: evidence.quote }
}

fn at(file: &str, place: &Place) -> String {
    format!("{file}:{}:{}", place.position.line, place.position.column)
}
