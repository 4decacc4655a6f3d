//! Communities: what is talked about together, all at once or in successive periods.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Query, Selection};
use crate::corpus::TalkIndex;
use crate::gazetteer::EntityIndex;
use crate::measure::community::{Callon, callon, inclusion, leiden, stability};
use crate::measure::cooccurrence::Counts;
use crate::mention::of_talk;
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
    divide(workspace, &Selection::new(&workspace.corpus, &workspace.gazetteer, &workspace.mentions).talks(query))
}

/// The communities of what `selected` talks mention together, the largest first.
///
/// The entities of the most talks are linked where they meet in two talks at least and more often than by chance (G² above
/// 3.84), by the equivalence index `c(i,j)² / (c(i) · c(j))`, and divided by the Leiden algorithm. Entities that are linked
/// with none belong to no community.
pub fn divide(workspace: &Workspace, selected: &BTreeSet<TalkIndex>) -> Vec<CommunityRow> {
    let mut talks: BTreeMap<EntityIndex, Vec<TalkIndex>> = BTreeMap::new();
    for talk in selected {
        let certain = of_talk(&workspace.mentions, *talk).iter().filter(|mention| mention.certain);
        for entity in certain.map(|mention| mention.entity).collect::<BTreeSet<_>>() {
            talks.entry(entity).or_default().push(*talk);
        }
    }
    let mut entities: Vec<EntityIndex> = talks.keys().copied().filter(|entity| talks[entity].len() >= 2).collect();
    entities.sort_by_key(|entity| (std::cmp::Reverse(talks[entity].len()), *entity));
    entities.truncate(NODES);
    let place: BTreeMap<EntityIndex, usize> = entities.iter().enumerate().map(|(at, entity)| (*entity, at)).collect();
    let mut by_talk: BTreeMap<TalkIndex, Vec<usize>> = BTreeMap::new();
    for (at, entity) in entities.iter().enumerate() {
        for talk in &talks[entity] {
            by_talk.entry(*talk).or_default().push(at);
        }
    }
    let mut together = vec![0_usize; entities.len() * entities.len()];
    for mentioned in by_talk.values() {
        for (rank, a) in mentioned.iter().enumerate() {
            for b in &mentioned[rank + 1..] {
                together[a * entities.len() + b] += 1;
            }
        }
    }
    let counts: Vec<usize> = entities.iter().map(|entity| talks[entity].len()).collect();
    let mut edges: Vec<(usize, usize, f64)> = Vec::new();
    for (pair, both) in together.into_iter().enumerate().filter(|(_, both)| *both >= 2) {
        let (a, b) = (pair / entities.len(), pair % entities.len());
        let met = Counts { a: counts[a], b: counts[b], both, talks: selected.len() };
        if met.log_likelihood() > CHANCE {
            edges.push((a, b, (both * both) as f64 / (counts[a] * counts[b]) as f64));
        }
    }
    let found = leiden(entities.len(), &edges);
    let measures = callon(&edges, &found);
    // How much each member is linked within its community.
    let mut weights = vec![0.0; entities.len()];
    for (a, b, weight) in edges.iter().filter(|(a, b, _)| found[*a] == found[*b]) {
        weights[*a] += weight;
        weights[*b] += weight;
    }
    let mut members: BTreeMap<usize, Vec<EntityIndex>> = BTreeMap::new();
    for (at, community) in found.iter().enumerate() {
        members.entry(*community).or_default().push(entities[at]);
    }
    members.retain(|_, members| members.len() >= 2);
    let middle = |value: fn(&Callon) -> f64| {
        let mut values: Vec<f64> = members.keys().map(|community| value(&measures[*community])).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(0.0)
    };
    let (centrality, density) = (middle(|callon| callon.centrality), middle(|callon| callon.density));
    let rows = members.iter().map(|(community, members)| {
        let mut central = members.clone();
        central.sort_by(|a, b| weights[place[b]].total_cmp(&weights[place[a]]).then(a.cmp(b)));
        let measured = measures[*community];
        let mut met: BTreeMap<TalkIndex, usize> = BTreeMap::new();
        for talk in members.iter().flat_map(|entity| &talks[entity]) {
            *met.entry(*talk).or_insert(0) += 1;
        }
        let names: Vec<&str> =
            central.iter().take(3).map(|entity| workspace.gazetteer.entity(*entity).name.as_str()).collect();
        CommunityRow {
            name: names.join(", "),
            members: members.len(),
            talks: met.values().filter(|mentioned| **mentioned >= 2).count(),
            theme: match (measured.centrality >= centrality, measured.density >= density) {
                (true, true) => "motor",
                (true, false) => "basic",
                (false, true) => "niche",
                (false, false) => "peripheral",
            },
            centrality: measured.centrality,
            density: measured.density,
            entities: central.iter().map(|entity| workspace.gazetteer.entity(*entity).id.to_string()).collect(),
        }
    });
    rows.collect()
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
