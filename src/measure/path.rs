//! Paths: how one entity leads to another over shared talks.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::gazetteer::EntityIndex;
use crate::graph::KnowledgeGraph;

/// Finds the path from `from` to `to` whose weakest link has the most talks; of those, the shortest.
///
/// Ties break on the order of entities, so that the answer does not depend on how the graph was built. None if no chain
/// of shared talks leads there. Looks at every pair once for each number of talks that is tried, of which there are
/// at most log₂ of the strongest pair's.
pub fn strongest_path(graph: &KnowledgeGraph, from: EntityIndex, to: EntityIndex) -> Option<Vec<EntityIndex>> {
    let mut pairs: Pairs = BTreeMap::new();
    let mut strongest = 0;
    for (a, b, talks) in graph.pairs() {
        pairs.entry(a).or_default().push((b, talks));
        pairs.entry(b).or_default().push((a, talks));
        strongest = strongest.max(talks);
    }
    for near in pairs.values_mut() {
        near.sort_unstable();
    }
    shortest_path(&pairs, from, to, 1)?;
    // The largest number of talks that every link of some path has: it is at least 1 and at most the strongest pair's.
    let (mut possible, mut impossible) = (1, strongest + 1);
    while impossible - possible > 1 {
        let middle = possible + (impossible - possible) / 2;
        if shortest_path(&pairs, from, to, middle).is_some() {
            possible = middle;
        } else {
            impossible = middle;
        }
    }
    shortest_path(&pairs, from, to, possible)
}

/// For each entity those it shares talks with, and how many.
type Pairs = BTreeMap<EntityIndex, Vec<(EntityIndex, usize)>>;

/// The shortest path over pairs that share at least `talks` talks.
fn shortest_path(pairs: &Pairs, from: EntityIndex, to: EntityIndex, talks: usize) -> Option<Vec<EntityIndex>> {
    let mut came_from = BTreeMap::new();
    let mut seen = BTreeSet::from([from]);
    let mut queue = VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        if at == to {
            let mut path = vec![to];
            while let Some(before) = path.last().and_then(|last| came_from.get(last)) {
                path.push(*before);
            }
            path.reverse();
            return Some(path);
        }
        for (next, shared) in pairs.get(&at).into_iter().flatten() {
            if *shared >= talks && seen.insert(*next) {
                came_from.insert(*next, at);
                queue.push_back(*next);
            }
        }
    }
    None
}
