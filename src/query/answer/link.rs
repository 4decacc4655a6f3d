//! Links: what ties entities together, as rows: relations, neighbours, pairs, talks that mention both, and paths.

use std::ops::ControlFlow;

use rayon::prelude::*;
use serde::{Serialize, Serializer};

use super::{best, evidence};
use crate::corpus::{EditionId, TalkIndex, by_edition};
use crate::evidence::Evidence;
use crate::gazetteer::{EntityIndex, Kind};
use crate::graph::{Incidence, Origin, Pair, Together, counted};
use crate::holdings::{Holdings, Part, SourcedRelation};
use crate::measure::cooccurrence::{self, Counts, Neighbour};
use crate::measure::path::strongest_path;
use crate::mention::Mention;
use crate::query::{Query, Selection};
use crate::workspace::Workspace;

/// A relation with its place.
#[derive(Debug, Clone, Serialize)]
pub struct RelationRow {
    /// The id of the entity that it starts from.
    pub from: String,
    /// What the one does to the other; empty where an arrow has no label.
    pub verb: String,
    /// The id of the entity that it leads to.
    pub to: String,
    /// Who says so: `curated` or `drawn`.
    pub origin: &'static str,
    /// Where: `FILE:LINE:COLUMN`.
    pub place: String,
    /// What stands there.
    pub quote: String,
}

pub(super) fn relation_row(holdings: &dyn Holdings, relation: SourcedRelation) -> RelationRow {
    let SourcedRelation { related, place, quote } = relation;
    RelationRow {
        from: holdings.entity(related.from).id.to_string(),
        verb: related.verb,
        to: holdings.entity(related.to).id.to_string(),
        origin: match related.origin {
            Origin::Curated(_) => "curated",
            Origin::Drawn(_) => "drawn",
        },
        place,
        quote,
    }
}

/// A neighbour with every measure.
#[derive(Debug, Clone, Serialize)]
pub struct NeighbourRow {
    /// The neighbour's id.
    pub entity: String,
    /// The neighbour's name.
    pub name: String,
    /// The neighbour's kind.
    pub kind: Kind,
    /// Talks that mention both.
    pub together: usize,
    /// Talks that mention the neighbour.
    pub talks: usize,
    /// All talks: the denominator.
    pub of: usize,
    /// G², to rank by.
    pub g2: f64,
    /// Association strength.
    pub association: f64,
    /// Jaccard index.
    pub jaccard: f64,
    /// Normalised pointwise mutual information.
    pub npmi: f64,
}

/// Four digits are more than the counts carry, and keep output short.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

pub(super) fn neighbour_row(holdings: &dyn Holdings, neighbour: Neighbour) -> NeighbourRow {
    let (entity, counts) = (holdings.entity(neighbour.entity), neighbour.counts);
    NeighbourRow {
        entity: entity.id.to_string(),
        name: entity.name.clone(),
        kind: entity.kind,
        together: counts.both,
        talks: counts.b,
        of: counts.talks,
        g2: rounded(counts.log_likelihood()),
        association: rounded(counts.association_strength()),
        jaccard: rounded(counts.jaccard()),
        npmi: rounded(counts.npmi()),
    }
}

/// The neighbours of an entity, the most telling first, those met once last.
pub fn related(holdings: &dyn Holdings, entity: EntityIndex) -> Vec<NeighbourRow> {
    neighbours(holdings, entity).into_iter().map(|neighbour| neighbour_row(holdings, neighbour)).collect()
}

pub(super) fn neighbours(holdings: &dyn Holdings, entity: EntityIndex) -> Vec<Neighbour> {
    let (a, talks) = (holdings.count(entity), holdings.talks());
    let together = holdings.neighbours(entity).into_iter();
    let counts = |(other, both)| (other, Counts { a, b: holdings.count(other), both, talks });
    cooccurrence::ranked(together.map(counts))
}

/// Two entities that talks mention together.
#[derive(Debug, Clone, Serialize)]
pub struct PairRow<'p> {
    /// The id of the one.
    pub a: &'p str,
    /// The id of the other, which comes after it.
    pub b: &'p str,
    /// Talks that mention both.
    pub together: usize,
    /// Talks that mention the one.
    pub talks_a: usize,
    /// Talks that mention the other.
    pub talks_b: usize,
    /// All talks that were asked for: the denominator.
    pub of: usize,
    /// G², to rank by.
    pub g2: f64,
    /// Association strength.
    pub association: f64,
}

/// Pairs of entities that talks mention together, the most telling first.
///
/// There may be millions: rows are made of numbers when they are asked for.
#[derive(Debug, Clone)]
pub struct Pairs {
    /// The ids of the entities that are in a pair.
    ids: Vec<Box<str>>,
    /// The number of talks that mention each entity.
    counts: Vec<usize>,
    /// By their entities, in parts that follow one another.
    parts: Vec<Vec<Together>>,
    /// The pairs in their order: G² (see [`turned`]), part, place in the part.
    order: Vec<u128>,
    talks: usize,
}

impl Pairs {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Keeps the first `most`.
    pub fn truncate(&mut self, most: usize) {
        self.order.truncate(most);
    }

    /// The pair at a place.
    ///
    /// # Panics
    ///
    /// There are [`Pairs::len`] places.
    pub fn row(&self, at: usize) -> PairRow<'_> {
        let place = self.order[at];
        #[expect(clippy::cast_possible_truncation, reason = "the three stand side by side")]
        let (g2, part, at) = ((place >> 64) as u64, (place >> 32) as u32, place as u32);
        let pair = self.parts[part as usize][at as usize].pair();
        let counts = counts_of(pair, &self.counts, self.talks);
        PairRow {
            a: &self.ids[pair.0.0],
            b: &self.ids[pair.1.0],
            together: counts.both,
            talks_a: counts.a,
            talks_b: counts.b,
            of: counts.talks,
            g2: rounded(f64::from_bits(turned(g2))),
            association: rounded(counts.association_strength()),
        }
    }
}

impl Serialize for Pairs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((0..self.len()).map(|at| self.row(at)))
    }
}

fn counts_of((a, b, both): Pair, counts: &[usize], talks: usize) -> Counts {
    Counts { a: counts[a.0], b: counts[b.0], both, talks }
}

/// The pairs of entities that `least` of the talks that `query` selects or more mention together, the most telling first.
pub fn pairs(holdings: &dyn Holdings, query: &Query, least: usize) -> Pairs {
    // By a worker: it has room from reading that is free again, where this thread would have to ask for some.
    rayon::scope(|_| paired(holdings, query, least))
}

fn paired(holdings: &dyn Holdings, query: &Query, least: usize) -> Pairs {
    let (incidence, talks) = match query {
        Query::And(parts) if parts.is_empty() => (holdings.incidence(), Holdings::talks(holdings)),
        _ => {
            let mut talks: Vec<Vec<EntityIndex>> = Vec::new();
            holdings.each_part(&query.wanted(), &mut |part| {
                let mentioned = |talk| counted(part.mentions.of(talk)).into_iter().map(|(entity, _)| entity);
                let selected = Selection::new(holdings, part).talks(query);
                talks.extend(selected.into_iter().map(|talk| mentioned(talk).collect()));
                ControlFlow::Continue(())
            });
            (Incidence::of(holdings.entities(), &talks), talks.len())
        }
    };
    let counts: Vec<usize> = (0..holdings.entities()).map(|at| incidence.count(EntityIndex(at))).collect();
    let parts = incidence.pairs_in_parts(least);
    // The highest first, then in the order of their entities, in which they come: a number a pair is soonest sorted.
    let mut order = vec![0; parts.iter().map(Vec::len).sum()];
    let mut rest = order.as_mut_slice();
    let mut own = Vec::with_capacity(parts.len());
    for part in &parts {
        own.push(rest.split_off_mut(..part.len()).unwrap_or_default());
    }
    own.into_par_iter().zip(&parts).enumerate().for_each(|(number, (own, part))| {
        for (at, (place, pair)) in own.iter_mut().zip(part).enumerate() {
            let g2 = turned(counts_of(pair.pair(), &counts, talks).log_likelihood().to_bits());
            *place = u128::from(g2) << 64 | (number as u128) << 32 | at as u128;
        }
    });
    order.par_sort_unstable();
    let mut is_in_pair = vec![false; holdings.entities()];
    for (a, b, _) in parts.iter().flatten().map(|together| together.pair()) {
        (is_in_pair[a.0], is_in_pair[b.0]) = (true, true);
    }
    let id = |(at, is_in_pair)| if is_in_pair { holdings.entity(EntityIndex(at)).id.as_str() } else { "" }.into();
    let ids = is_in_pair.into_iter().enumerate().map(id).collect();
    Pairs { ids, counts, parts, order, talks }
}

/// The bits of a number, turned into a whole number that is the smaller the greater the number is, or back.
fn turned(bits: u64) -> u64 {
    if bits >> 63 == 0 { !bits & (u64::MAX >> 1) } else { bits }
}

/// Something that links two entities: a talk that mentions both, or a relation.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "link", rename_all = "lowercase")]
pub enum LinkRow {
    /// A relation between the two.
    Relation(RelationRow),
    /// A talk that mentions both.
    Talk(SharedTalk),
}

/// A talk that mentions two entities, with a quote for each, or one that holds both.
#[derive(Debug, Clone, Serialize)]
pub struct SharedTalk {
    /// The talk's id.
    pub talk: String,
    /// The talk's edition, if known.
    pub edition: Option<EditionId>,
    /// The talk's title.
    pub title: String,
    /// A sentence that names both, else one for each.
    pub evidence: Vec<Evidence>,
}

/// What links two entities: their relations first, then the talks that mention both.
pub fn why(holdings: &dyn Holdings, a: EntityIndex, b: EntityIndex) -> Vec<LinkRow> {
    let relations = holdings.background(a).relations.into_iter();
    let between = relations.filter(|relation| relation.related.from == b || relation.related.to == b);
    let mut rows: Vec<LinkRow> = between.map(|relation| LinkRow::Relation(relation_row(holdings, relation))).collect();
    let both = Query::And(vec![Query::Entity(a), Query::Entity(b)]);
    let mut shared = Vec::new();
    holdings.each_part(&both.wanted(), &mut |part| {
        let talks = Selection::new(holdings, part).talks(&both);
        shared.extend(talks.into_iter().map(|talk| shared_talk(holdings, part, talk, a, b)));
        ControlFlow::Continue(())
    });
    shared.sort_by(|a, b| by_edition(a.edition.as_ref(), b.edition.as_ref()));
    rows.extend(shared.into_iter().map(LinkRow::Talk));
    rows
}

fn shared_talk(holdings: &dyn Holdings, part: Part, index: TalkIndex, a: EntityIndex, b: EntityIndex) -> SharedTalk {
    let corpus = part.corpus;
    let found = part.mentions_of(index);
    let of = |entity| {
        let mentions = found.iter();
        mentions.filter(|found| found.entity == entity && found.certain).collect::<Vec<_>>()
    };
    let (with_a, with_b) = (of(a), of(b));
    let sentences: Vec<(usize, String)> = with_b
        .iter()
        .map(|other| (other.source, other.context(corpus).text))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let is_shared = |one: &&Mention| {
        let text = one.context(corpus).text;
        sentences.iter().any(|(source, other)| *source == one.source && *other == text)
    };
    let both: Vec<&Mention> = with_a.iter().copied().filter(is_shared).collect();
    let evidence = match best(corpus, &both) {
        Some(mention) => vec![evidence(holdings, corpus, mention)],
        None => [best(corpus, &with_a), best(corpus, &with_b)]
            .into_iter()
            .flatten()
            .map(|mention| evidence(holdings, corpus, mention))
            .collect(),
    };
    let talk = corpus.talk(index);
    SharedTalk { talk: talk.id.to_string(), edition: talk.edition.clone(), title: talk.title.clone(), evidence }
}

/// One step of a path.
#[derive(Debug, Clone, Serialize)]
pub struct StepRow {
    /// The id of the entity that the step starts from.
    pub from: String,
    /// The id of the entity that it leads to.
    pub to: String,
    /// The talks that mention both.
    pub talks: usize,
    /// Those talks.
    pub links: Vec<SharedTalk>,
}

/// The strongest path between two entities; none if no chain of shared talks leads from one to the other.
pub fn path(workspace: &Workspace, from: EntityIndex, to: EntityIndex) -> Option<Vec<StepRow>> {
    let path = strongest_path(workspace.graph(), from, to)?;
    let steps = path.windows(2).map(|pair| {
        let talks = workspace.graph().together(pair[0], pair[1]);
        StepRow {
            from: workspace.gazetteer.entity(pair[0]).id.to_string(),
            to: workspace.gazetteer.entity(pair[1]).id.to_string(),
            talks: talks.len(),
            links: talks
                .into_iter()
                .map(|talk| shared_talk(workspace, workspace.part(), talk, pair[0], pair[1]))
                .collect(),
        }
    });
    Some(steps.collect())
}
