//! Communities: what is talked about together, all at once or in successive periods.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Query, Selection};
use crate::corpus::TalkIndex;
use crate::gazetteer::EntityIndex;
use crate::measure::community::{Callon, callon, inclusion, leiden, members, stability};
use crate::measure::cooccurrence::Counts;
use crate::workspace::Workspace;

/// Entities that are talked about together more than with the rest.
#[derive(Debug, Clone, Serialize)]
pub struct CommunityRow {
    /// Its most central members, which it is named after.
    pub name: String,
    /// How many entities it has.
    pub members: usize,
    /// The talks that mention two of them or more.
    pub talks: usize,
    /// `motor`, `basic`, `niche` or `peripheral`: by whether centrality and density are above the median of all.
    pub theme: &'static str,
    /// How much the others need it (Callon): `10 · Σ e` over links that leave it.
    pub centrality: f64,
    /// How well it is worked out (Callon): `100 · Σ e / members` over links within.
    pub density: f64,
    /// Its members' ids, the most central first.
    pub entities: Vec<String>,
}

/// How many entities of the most talks are divided: a network of more is wool.
const NODES: usize = 400;

/// The communities of what talks that `query` selects mention together: see [`divide`].
pub fn communities(workspace: &Workspace, query: &Query) -> Vec<CommunityRow> {
    divide(workspace, &Selection::of(workspace).talks(query))
}

/// The communities of what `selected` talks mention together, the largest first.
///
/// The entities of the most talks are linked where they meet in two talks at least and more often than by chance (G² above
/// 3.84), by the equivalence index `c(i,j)² / (c(i) · c(j))`, and divided by the Leiden algorithm. Entities that are linked
/// with none belong to no community.
pub fn divide(workspace: &Workspace, selected: &BTreeSet<TalkIndex>) -> Vec<CommunityRow> {
    let together = Together::of(workspace, selected);
    let entities = &together.entities;
    let edges = together.edges();
    let found = leiden(entities.len(), &edges);
    let measures = callon(&edges, &found);
    let members = members(&edges, &found).into_iter().enumerate().filter(|(_, members)| members.len() >= 2);
    let members: BTreeMap<usize, Vec<usize>> = members.collect();
    // The talks that mention two or more of each.
    let mut talks = vec![0_usize; measures.len()];
    for mentioned in &together.by_talk {
        let mut of: Vec<usize> = mentioned.iter().map(|at| found[*at]).collect();
        of.sort_unstable();
        for same in of.chunk_by(|a, b| a == b).filter(|same| same.len() >= 2) {
            talks[same[0]] += 1;
        }
    }
    let middle = |value: fn(&Callon) -> f64| {
        let mut values: Vec<f64> = members.keys().map(|community| value(&measures[*community])).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(0.0)
    };
    let (centrality, density) = (middle(|callon| callon.centrality), middle(|callon| callon.density));
    let rows = members.into_iter().map(|(community, members)| {
        let member = |at: &usize| workspace.gazetteer.entity(entities[*at]);
        let names: Vec<&str> = members.iter().take(3).map(|at| member(at).name.as_str()).collect();
        let measured = measures[community];
        CommunityRow {
            name: names.join(", "),
            members: members.len(),
            talks: talks[community],
            theme: match (measured.centrality >= centrality, measured.density >= density) {
                (true, true) => "motor",
                (true, false) => "basic",
                (false, true) => "niche",
                (false, false) => "peripheral",
            },
            centrality: measured.centrality,
            density: measured.density,
            entities: members.iter().map(|at| member(at).id.to_string()).collect(),
        }
    });
    rows.collect()
}

/// The entities of the most talks, and which talks mention them.
struct Together {
    /// Those of the most talks first.
    entities: Vec<EntityIndex>,
    /// The number of talks of each.
    counts: Vec<usize>,
    /// For each talk the places of the entities that it mentions, sorted.
    by_talk: Vec<Vec<usize>>,
}

impl Together {
    fn of(workspace: &Workspace, selected: &BTreeSet<TalkIndex>) -> Self {
        let mut counts = vec![0_usize; workspace.gazetteer.entities().len()];
        let mentioned = selected.iter().map(|talk| {
            let certain = workspace.mentions.of(*talk).iter().filter(|mention| mention.certain);
            let mut entities: Vec<EntityIndex> = certain.map(|mention| mention.entity).collect();
            entities.sort_unstable();
            entities.dedup();
            for entity in &entities {
                counts[entity.0] += 1;
            }
            entities
        });
        let mentioned: Vec<Vec<EntityIndex>> = mentioned.collect();
        let mut entities: Vec<EntityIndex> =
            workspace.gazetteer.indices().filter(|entity| counts[entity.0] >= 2).collect();
        entities.sort_by_key(|entity| (std::cmp::Reverse(counts[entity.0]), *entity));
        entities.truncate(NODES);
        let mut places = vec![None; counts.len()];
        for (place, entity) in entities.iter().enumerate() {
            places[entity.0] = Some(place);
        }
        let by_talk = mentioned.into_iter().map(|entities| {
            let mut here: Vec<usize> = entities.into_iter().filter_map(|entity| places[entity.0]).collect();
            here.sort_unstable();
            here
        });
        let by_talk = by_talk.collect();
        Self { counts: entities.iter().map(|entity| counts[entity.0]).collect(), entities, by_talk }
    }

    /// The pairs that meet in two talks or more, and more often than by chance, weighted with the equivalence index.
    fn edges(&self) -> Vec<(usize, usize, f64)> {
        let size = self.entities.len();
        let mut together = vec![0_usize; size * size];
        for mentioned in &self.by_talk {
            for (rank, a) in mentioned.iter().enumerate() {
                for b in &mentioned[rank + 1..] {
                    together[a * size + b] += 1;
                }
            }
        }
        let met = together.into_iter().enumerate().filter(|(_, both)| *both >= 2);
        let edges = met.filter_map(|(pair, both)| {
            let (a, b) = (pair / size, pair % size);
            let counts = Counts { a: self.counts[a], b: self.counts[b], both, talks: self.by_talk.len() };
            let index = (both * both) as f64 / (counts.a * counts.b) as f64;
            (counts.log_likelihood() > CHANCE).then_some((a, b, index))
        });
        edges.collect()
    }
}

/// G² above this is more than chance gives in one of twenty pairs.
const CHANCE: f64 = 3.84;

/// What a community has of one of the period before.
#[derive(Debug, Clone, Serialize)]
pub struct Passage {
    /// The community before, by its name.
    pub name: String,
    /// Its place in the period before.
    #[serde(skip)]
    pub place: usize,
    /// The ids of the entities that both have, the most central first.
    pub shared: Vec<String>,
    /// What they share of the smaller one.
    pub inclusion: f64,
    /// What they share of all that either has.
    pub stability: f64,
}

/// A community of a period, and where it comes from.
#[derive(Debug, Clone, Serialize)]
pub struct EvolvedRow {
    /// The period's first year.
    pub first: u16,
    /// Its last.
    pub last: u16,
    /// The community.
    #[serde(flatten)]
    pub community: CommunityRow,
    /// What it has of those of the period before, the most first.
    pub before: Vec<Passage>,
}

/// Years in a row whose talks are taken together.
#[derive(Debug, Clone)]
pub struct Period {
    /// The first year.
    pub first: u16,
    /// The last.
    pub last: u16,
    /// The talks of these years.
    pub talks: BTreeSet<TalkIndex>,
    /// Their communities, that of the most talks first.
    pub communities: Vec<EvolvedRow>,
}

/// The communities of `count` periods of as many years each as can be, of the years that `selected` talks are of; what a
/// community has of those before is measured as in Cobo et al. (2011).
pub fn periods(workspace: &Workspace, selected: &BTreeSet<TalkIndex>, count: usize) -> Vec<Period> {
    let mut by_year: BTreeMap<u16, BTreeSet<TalkIndex>> = BTreeMap::new();
    for talk in selected {
        if let Some(edition) = &workspace.corpus.talk(*talk).edition {
            by_year.entry(edition.year).or_default().insert(*talk);
        }
    }
    let years: Vec<u16> = by_year.keys().copied().collect();
    let count = count.clamp(1, years.len().max(1));
    let mut periods: Vec<Period> = Vec::new();
    for nth in 0..count {
        let run = &years[years.len() * nth / count..years.len() * (nth + 1) / count];
        let [first, ..] = run else { continue };
        let last = run.last().unwrap_or(first);
        let talks: BTreeSet<TalkIndex> = run.iter().flat_map(|year| &by_year[year]).copied().collect();
        let mut found = divide(workspace, &talks);
        found.sort_by(|a, b| (b.talks, b.members).cmp(&(a.talks, a.members)).then_with(|| a.name.cmp(&b.name)));
        let communities = found.into_iter().map(|community| {
            let before = periods.last().map_or_else(Vec::new, |period| passages(&period.communities, &community));
            EvolvedRow { first: *first, last: *last, community, before }
        });
        let communities = communities.collect();
        periods.push(Period { first: *first, last: *last, talks, communities });
    }
    periods
}

/// What a community has of each of the period before.
fn passages(before: &[EvolvedRow], community: &CommunityRow) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    for (place, earlier) in before.iter().enumerate() {
        let known: BTreeSet<&String> = earlier.community.entities.iter().collect();
        let shared: Vec<String> = community.entities.iter().filter(|entity| known.contains(entity)).cloned().collect();
        if !shared.is_empty() {
            let (sizes, both) = ((earlier.community.members, community.members), shared.len());
            passages.push(Passage {
                name: earlier.community.name.clone(),
                place,
                shared,
                inclusion: inclusion(sizes.0, sizes.1, both),
                stability: stability(sizes.0, sizes.1, both),
            });
        }
    }
    passages.sort_by(|a, b| b.shared.len().cmp(&a.shared.len()).then(a.place.cmp(&b.place)));
    passages
}
