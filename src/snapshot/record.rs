//! Records: what a snapshot keeps of talks, and how they become a corpus again.
//!
//! Sources are kept by the stretches that answers point into: where each begins, and, from the texts of the talks, what
//! stands there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::file::{Extent, Refusal, decode, decode_numbers, encode_numbers};
use crate::corpus::{Account, Corpus, Drawn, EditionId, Talk, TalkIndex, ToCheck};
use crate::gazetteer::{Entity, EntityIndex, Gazetteer};
use crate::holdings::SourcedRelation;
use crate::mention::{Mention, Mentions, find_mentions_of};
use crate::source::schedule::{Coverage, Place};
use crate::source::{Encoding, Source, Stretch};
use crate::text::{Position, Span};

/// A talk with what it mentions and where that stands.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TalkRecord {
    talk: Talk,
    mentions: Vec<Mention>,
    /// The same with their places, if some are only counted.
    placed: Vec<Mention>,
    anchors: Vec<Anchor>,
}

/// A place of a source: the source's number, the byte of the text, the line and column, the byte on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Anchor {
    source: usize,
    at: usize,
    position: Position,
    disk: usize,
}

/// What the sources of a block say beside their talks.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Beside {
    pub(super) apart: Vec<Account>,
    pub(super) mentions: Vec<Mention>,
    pub(super) drawn: Vec<Drawn>,
    pub(super) to_check: Vec<ToCheck>,
    pub(super) coverage: Vec<(EditionId, Coverage)>,
    pub(super) tagged_by: Vec<(usize, String)>,
    pub(super) unknown: Vec<usize>,
    anchors: Vec<Anchor>,
    /// What stands at spans that are quoted and lie in no talk's text, in the order of the anchors of their starts.
    quoted: Vec<(usize, Span, String)>,
}

/// A source of a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptSource {
    pub(super) path: String,
    pub(super) encoding: Encoding,
}

/// An entity with what its dictionary says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EntityRecord {
    pub(super) entity: Entity,
    /// `FILE:LINE:COLUMN` of its entry.
    pub(super) defined: Option<String>,
    /// Its relations to others and theirs to it.
    pub(super) relations: Vec<SourcedRelation>,
}

/// Collects the places that answers point at.
struct Anchors<'a> {
    sources: &'a [Source],
    places: BTreeSet<(usize, usize)>,
}

impl<'a> Anchors<'a> {
    fn new(sources: &'a [Source]) -> Self {
        Self { sources, places: BTreeSet::new() }
    }

    fn add(&mut self, source: usize, span: Span) {
        self.places.extend([(source, span.start), (source, span.end)]);
    }

    fn add_account(&mut self, account: &Account) {
        if account.place != Place::Source {
            return;
        }
        self.add(account.source, account.span);
        for passage in &account.passages {
            for (span, text) in passage.flow.stretches() {
                match text {
                    Some(_) => self.places.extend([(account.source, span.start)]),
                    None => self.add(account.source, span),
                }
            }
            for link in &passage.flow.links {
                self.add(account.source, link.span);
            }
        }
    }

    fn resolved(self) -> Vec<Anchor> {
        let resolve = |(source, at): (usize, usize)| {
            let text = &self.sources[source];
            let disk = text.on_disk(Span::new(at, at)).start;
            Anchor { source, at, position: text.position(at), disk }
        };
        self.places.into_iter().map(resolve).collect()
    }
}

/// A talk's record; `mentions` are its own.
pub(super) fn of_talk<'a>(
    corpus: &'a Corpus,
    gazetteer: &Gazetteer,
    index: TalkIndex,
    mentions: &'a [Mention],
) -> impl Serialize + use<'a> {
    #[derive(Serialize)]
    struct Borrowed<'a> {
        talk: &'a Talk,
        mentions: &'a [Mention],
        placed: Vec<Mention>,
        anchors: Vec<Anchor>,
    }
    let is_counted = mentions.iter().any(|mention| mention.passage.is_none());
    let placed = if is_counted { find_mentions_of(corpus, gazetteer, index).into_vec() } else { Vec::new() };
    let talk = corpus.talk(index);
    let mut anchors = Anchors::new(&corpus.sources);
    talk.accounts.iter().for_each(|account| anchors.add_account(account));
    Borrowed { talk, mentions, placed, anchors: anchors.resolved() }
}

impl EntityRecord {
    /// What stands for an entity that cannot be read.
    pub(super) fn nobody() -> Self {
        Self { entity: Entity::nobody(), defined: None, relations: Vec::new() }
    }
}

impl Beside {
    /// What a corpus says beside its talks; `mentions` are those outside of talks.
    pub(super) fn of(corpus: &Corpus, mentions: &[Mention]) -> Self {
        let mut anchors = Anchors::new(&corpus.sources);
        corpus.apart.iter().for_each(|account| anchors.add_account(account));
        let drawn = corpus.drawn.iter().map(|arrow| (arrow.source, arrow.span));
        let asked = corpus.to_check.iter().flat_map(|item| [(item.source, item.span), (item.source, item.quote)]);
        let quoted: BTreeSet<(usize, Span)> = drawn.chain(asked).collect();
        for (source, span) in &quoted {
            anchors.add(*source, *span);
        }
        let text = |(source, span): (usize, Span)| (source, span, corpus.sources[source].slice(span).to_owned());
        Self {
            apart: corpus.apart.clone(),
            mentions: mentions.to_vec(),
            drawn: corpus.drawn.clone(),
            to_check: corpus.to_check.clone(),
            coverage: corpus.coverage.iter().map(|(edition, coverage)| (edition.clone(), *coverage)).collect(),
            tagged_by: corpus.tagged_by.clone(),
            unknown: corpus.unknown.clone(),
            anchors: anchors.resolved(),
            quoted: quoted.into_iter().map(text).collect(),
        }
    }
}

/// Talks and their sources while records are being read.
#[derive(Debug, Default)]
pub(super) struct Shelves {
    /// The stretches that are at hand of each source, by the source's number.
    stretches: BTreeMap<usize, BTreeMap<usize, Stretch>>,
    pub(super) talks: Vec<Talk>,
    pub(super) mentions: Mentions,
    /// What talks mention whose mentions are only counted, each with its place.
    pub(super) places: BTreeMap<TalkIndex, Vec<Mention>>,
}

impl Shelves {
    /// Adds the talk of a record, with its sources' numbers moved up by `by`.
    pub(super) fn add(&mut self, record: &[u8], by: usize) -> Result<(), Refusal> {
        let TalkRecord { mut talk, mentions, placed, anchors } = decode(record)?;
        self.anchor(&anchors, by);
        for account in &mut talk.accounts {
            account.source += by;
            self.fill(account);
        }
        let index = TalkIndex(self.talks.len());
        let moved = |mention: Mention| Mention { talk: Some(index), source: mention.source + by, ..mention };
        self.mentions.push(mentions.into_iter().map(moved).collect());
        if !placed.is_empty() {
            self.places.insert(index, placed.into_iter().map(moved).collect());
        }
        self.talks.push(talk);
        Ok(())
    }

    /// Adds the talks of another, whose sources are numbered alike.
    pub(super) fn append(&mut self, other: Self) {
        let by = self.talks.len();
        self.talks.extend(other.talks);
        let place = |talk: TalkIndex| TalkIndex(talk.0 + by);
        let moved = |mention: Mention| Mention { talk: mention.talk.map(place), ..mention };
        self.mentions.append(other.mentions);
        let places = other.places.into_iter();
        self.places.extend(places.map(|(talk, placed)| (place(talk), placed.into_iter().map(moved).collect())));
        for (source, stretches) in other.stretches {
            self.stretches.entry(source).or_default().extend(stretches);
        }
    }

    /// Adds what is said beside talks, as [`Shelves::add`] does.
    pub(super) fn add_beside(&mut self, beside: &mut Beside, by: usize) {
        self.anchor(&beside.anchors, by);
        for account in &mut beside.apart {
            account.source += by;
            self.fill(account);
        }
        for (source, span, text) in std::mem::take(&mut beside.quoted) {
            self.say(source + by, span.start, &text);
        }
        beside.mentions.iter_mut().for_each(|mention| mention.source += by);
        beside.drawn.iter_mut().for_each(|arrow| arrow.source += by);
        beside.to_check.iter_mut().for_each(|item| item.source += by);
        beside.tagged_by.iter_mut().for_each(|(source, _)| *source += by);
        beside.unknown.iter_mut().for_each(|source| *source += by);
    }

    fn anchor(&mut self, anchors: &[Anchor], by: usize) {
        for Anchor { source, at, position, disk } in anchors {
            let stretches = self.stretches.entry(source + by).or_default();
            let stretch = stretches.entry(*at).or_default();
            (stretch.position, stretch.disk) = (*position, *disk);
        }
    }

    /// Says what stands where the texts of an account come from.
    fn fill(&mut self, account: &Account) {
        for passage in &account.passages {
            for (span, text) in passage.flow.stretches() {
                if let (Some(text), Place::Source) = (text, account.place) {
                    self.say(account.source, span.start, text);
                }
            }
        }
    }

    fn say(&mut self, source: usize, at: usize, text: &str) {
        let stretch = self.stretches.get_mut(&source).and_then(|stretches| stretches.get_mut(&at));
        if let Some(stretch) = stretch.filter(|stretch| stretch.text.len() < text.len()) {
            text.clone_into(&mut stretch.text);
        }
    }

    /// The sources, of which there are those that `kept` lists.
    pub(super) fn sources<'k>(&mut self, kept: impl Iterator<Item = &'k KeptSource>) -> Vec<Source> {
        let source = |(number, kept): (usize, &KeptSource)| {
            let stretches = self.stretches.remove(&number).unwrap_or_default();
            Source::of_stretches(kept.path.clone(), kept.encoding, stretches)
        };
        kept.enumerate().map(source).collect()
    }
}

/// The talks that mention an entity, in their order: the first of them, and where more are, list by list. Who asks about the
/// first few of very many need not read the others.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Postings {
    pub(super) first: Vec<Posting>,
    pub(super) more: Vec<Extent>,
}

/// A talk that mentions an entity, and where its record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Posting {
    talk: u32,
    start: u64,
    length: u32,
    sum: u32,
}

impl Posting {
    /// The talk of that number, whose record is at `extent`.
    pub(super) fn new(talk: u32, extent: Extent) -> Self {
        let length = u32::try_from(extent.length).unwrap_or(u32::MAX);
        Self { talk, start: extent.start, length, sum: extent.sum }
    }

    /// The talk's number in the whole.
    pub(super) fn talk(&self) -> usize {
        self.talk as usize
    }

    pub(super) fn extent(&self) -> Extent {
        Extent { start: self.start, length: u64::from(self.length), sum: self.sum }
    }
}

/// The entities that each talk mentions for certain, one talk after the other; called-off talks mention none.
///
/// Kept as numbers of four bytes, little-endian: how many talks, where the entities of each begin with one more at the end,
/// the entities. All of a million talks are so read in a moment.
#[derive(Debug, Default)]
pub(super) struct Forward {
    starts: Vec<u32>,
    entities: Vec<u32>,
}

impl Forward {
    /// Adds the next talk.
    pub(super) fn push(&mut self, talk: &Talk, mentions: &[Mention]) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        if !talk.is_cancelled {
            let mentioned: BTreeSet<EntityIndex> =
                mentions.iter().filter(|mention| mention.certain).map(|mention| mention.entity).collect();
            self.entities.extend(mentioned.into_iter().map(|entity| u32::try_from(entity.0).unwrap_or(u32::MAX)));
        }
        self.starts.push(u32::try_from(self.entities.len()).unwrap_or(u32::MAX));
    }

    /// Adds the talks of another.
    pub(super) fn append(&mut self, other: Self) {
        if other.starts.is_empty() {
            return;
        }
        let before = self.starts.pop().unwrap_or(0);
        self.starts.extend(other.starts.iter().map(|start| start + before));
        self.entities.extend(other.entities);
    }

    /// Its bytes.
    pub(super) fn encode(&self) -> Vec<u8> {
        let talks = u32::try_from(self.talks()).unwrap_or(u32::MAX);
        let starts = if self.starts.is_empty() { &[0] } else { self.starts.as_slice() };
        encode_numbers(std::iter::once(&talks).chain(starts).chain(&self.entities))
    }

    /// What was encoded.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, Refusal> {
        let (talks, rest) = bytes.split_at_checked(4).ok_or(Refusal::Damaged)?;
        let talks = decode_numbers(talks).first().map_or(0, |talks| *talks as usize);
        let (starts, entities) = rest.split_at_checked(4 * (talks + 1)).ok_or(Refusal::Damaged)?;
        Ok(Self { starts: decode_numbers(starts), entities: decode_numbers(entities) })
    }

    /// The number of talks.
    pub(super) fn talks(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The entities of all talks.
    pub(super) fn entities(&self) -> impl Iterator<Item = EntityIndex> {
        self.entities.iter().map(|entity| EntityIndex(*entity as usize))
    }

    /// The entities of a talk, in their order.
    pub(super) fn of(&self, talk: usize) -> impl Iterator<Item = EntityIndex> {
        let range = |talk: usize| Some(Range { start: *self.starts.get(talk)?, end: *self.starts.get(talk + 1)? });
        let entities = range(talk).and_then(|range| self.entities.get(range.start as usize..range.end as usize));
        entities.unwrap_or_default().iter().map(|entity| EntityIndex(*entity as usize))
    }
}
