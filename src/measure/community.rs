//! Communities: groups of nodes that are linked with each other more than with the rest.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::random::Random;

/// A weighted, undirected graph, nodes numbered from 0.
#[derive(Debug, Clone, Default)]
struct Links {
    /// For each node its neighbours, each once, in order; itself never.
    near: Vec<Vec<(usize, f64)>>,
    /// For each node the weight of its links to itself, which aggregation makes.
    own: Vec<f64>,
    /// For each node the weight of its links, those to itself twice.
    strength: Vec<f64>,
    /// The sum of all strengths: twice the weight of all links.
    total: f64,
}

impl Links {
    fn of(nodes: usize, edges: impl IntoIterator<Item = (usize, usize, f64)>) -> Self {
        let mut own = vec![0.0; nodes];
        let mut ends: Vec<(usize, usize, f64)> = Vec::new();
        for (a, b, weight) in edges {
            if a == b {
                own[a] += weight;
            } else {
                ends.extend([(a, b, weight), (b, a, weight)]);
            }
        }
        // Stable, so that weights are always summed in the same order.
        ends.sort_by_key(|(a, b, _)| (*a, *b));
        let mut near: Vec<Vec<(usize, f64)>> = vec![Vec::new(); nodes];
        for (a, b, weight) in ends {
            match near[a].last_mut() {
                Some((last, sum)) if *last == b => *sum += weight,
                _ => near[a].push((b, weight)),
            }
        }
        let strength: Vec<f64> = near
            .iter()
            .zip(&own)
            .map(|(near, own)| near.iter().map(|(_, weight)| weight).sum::<f64>() + 2.0 * own)
            .collect();
        Self { total: strength.iter().sum(), near, own, strength }
    }

    fn len(&self) -> usize {
        self.near.len()
    }

    /// The graph of groups, with the links between them and within each.
    fn grouped(&self, labels: &[usize], groups: usize) -> Self {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); groups];
        for (node, label) in labels.iter().enumerate() {
            members[*label].push(node);
        }
        let mut toward = Toward::new(groups);
        let mut grouped = Self::default();
        for (group, members) in members.iter().enumerate() {
            toward.sum(members.iter().flat_map(|node| &self.near[*node]), labels);
            // Links within are met from both ends.
            let within = toward.sums[group] / 2.0;
            grouped.own.push(members.iter().map(|node| self.own[*node]).sum::<f64>() + within);
            grouped.near.push(toward.weights().filter(|(other, _)| *other != group).collect());
            grouped.strength.push(members.iter().map(|node| self.strength[*node]).sum());
        }
        grouped.total = grouped.strength.iter().sum();
        grouped
    }
}

/// The weights of a node's links to the groups of its neighbours, for one node after the other.
struct Toward {
    sums: Vec<f64>,
    groups: Vec<usize>,
}

impl Toward {
    /// For labels below `labels`.
    fn new(labels: usize) -> Self {
        Self { sums: vec![0.0; labels], groups: Vec::new() }
    }

    /// Sums up the links of a node by the labels of their other ends; the groups are sorted.
    fn sum<'a>(&mut self, links: impl Iterator<Item = &'a (usize, f64)>, labels: &[usize]) {
        for group in self.groups.drain(..) {
            self.sums[group] = 0.0;
        }
        for (other, weight) in links {
            let group = labels[*other];
            // Weights are above 0.
            if self.sums[group] <= 0.0 {
                self.groups.push(group);
            }
            self.sums[group] += weight;
        }
        self.groups.sort_unstable();
    }

    fn weights(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.groups.iter().map(|group| (*group, self.sums[*group]))
    }
}

/// The communities of a weighted graph by the Leiden algorithm (Traag, Waltman & van Eck 2019) for modularity at resolution 1:
/// for each node the number of its community, the largest community first.
///
/// `edges` are pairs of nodes below `nodes` with weights above 0. Every community is connected, and no node gains by moving.
/// Nodes are visited in an order that a fixed seed shuffles, and of equal choices the first is taken, so that the same
/// graph always has the same communities. Takes time nearly linear in the edges.
///
/// ```
/// use hallway::measure::community::{leiden, modularity};
/// // Two triangles with a bridge.
/// let edges = [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0), (3, 4, 1.0), (4, 5, 1.0), (3, 5, 1.0), (2, 3, 1.0)];
/// let found = leiden(6, &edges);
/// assert_eq!(found, [0, 0, 0, 1, 1, 1]);
/// // 2 · (3/7 − (7/14)²)
/// assert!((modularity(6, &edges, &found) - 0.357_142_857).abs() < 1e-9);
/// ```
pub fn leiden(nodes: usize, edges: &[(usize, usize, f64)]) -> Vec<usize> {
    let mut random = Random(SEED);
    let links = Links::of(nodes, edges.iter().copied());
    let mut best: Option<(Vec<usize>, f64)> = None;
    for _ in 0..RUNS {
        let mut found: Vec<usize> = (0..nodes).collect();
        let mut quality = modularity(nodes, edges, &found);
        // Each pass begins with what the last one found, until that cannot be bettered.
        loop {
            let next = pass(&links, found.clone(), &mut random);
            let reached = modularity(nodes, edges, &next);
            if reached <= quality + EPSILON {
                break;
            }
            (found, quality) = (next, reached);
        }
        if best.as_ref().is_none_or(|(_, other)| quality > other + EPSILON) {
            best = Some((found, quality));
        }
    }
    let mut found = best.map(|(found, _)| found).unwrap_or_default();
    by_size(&mut found);
    found
}

/// How many times the nodes are shuffled anew; the best division is kept.
const RUNS: usize = 8;

/// One pass of the algorithm: nodes are moved, communities refined and drawn together, until nothing changes.
fn pass(links: &Links, mut labels: Vec<usize>, random: &mut Random) -> Vec<usize> {
    let mut links = Cow::Borrowed(links);
    // For each node of the first graph, its node in the present one.
    let mut place: Vec<usize> = (0..links.len()).collect();
    if links.total <= 0.0 {
        return labels;
    }
    loop {
        move_nodes(&links, &mut labels, random);
        let communities: BTreeSet<usize> = labels.iter().copied().collect();
        let mut refined = refine(&links, &labels, random);
        let groups = renumber(&mut refined);
        // Drawn together as far as they can be without cutting a community.
        if communities.len() == links.len() || groups == links.len() {
            return place.into_iter().map(|node| labels[node]).collect();
        }
        let mut above = vec![0; groups];
        for (node, group) in refined.iter().enumerate() {
            above[*group] = labels[node];
        }
        links = Cow::Owned(links.grouped(&refined, groups));
        for node in &mut place {
            *node = refined[*node];
        }
        labels = above;
        renumber(&mut labels);
    }
}

/// The modularity of a division (Newman & Girvan 2004): the share of weight within communities less that which chance would
/// have there; from −0.5 to 1, 0 for a graph without edges.
pub fn modularity(nodes: usize, edges: &[(usize, usize, f64)], communities: &[usize]) -> f64 {
    let mut strength = vec![0.0; nodes];
    for (a, b, weight) in edges {
        strength[*a] += weight;
        strength[*b] += weight;
    }
    let total: f64 = strength.iter().sum();
    if total <= 0.0 {
        return 0.0;
    }
    let inside: f64 =
        edges.iter().filter(|(a, b, _)| communities[*a] == communities[*b]).map(|(_, _, weight)| 2.0 * weight).sum();
    let mut strengths: BTreeMap<usize, f64> = BTreeMap::new();
    for (strength, community) in strength.iter().zip(communities) {
        *strengths.entry(*community).or_insert(0.0) += strength;
    }
    let expected: f64 = strengths.values().map(|strength| (strength / total) * (strength / total)).sum();
    inside / total - expected
}

/// Moves nodes to the community that they gain most by, until none gains.
fn move_nodes(links: &Links, labels: &mut [usize], random: &mut Random) {
    let mut strengths = vec![0.0; links.len().max(labels.iter().max().map_or(0, |most| most + 1))];
    for (node, label) in labels.iter().enumerate() {
        strengths[*label] += links.strength[node];
    }
    let mut toward = Toward::new(strengths.len());
    let mut queue: VecDeque<usize> = shuffled(links.len(), random).into();
    let mut is_queued = vec![true; links.len()];
    while let Some(node) = queue.pop_front() {
        is_queued[node] = false;
        let (own, strength) = (labels[node], links.strength[node]);
        strengths[own] -= strength;
        toward.sum(links.near[node].iter(), labels);
        let gain = |label: usize, weight: f64| weight - strength * strengths[label] / links.total;
        let mut best = (own, gain(own, toward.sums[own]));
        for (label, weight) in toward.weights() {
            let gain = gain(label, weight);
            if gain > best.1 + EPSILON {
                best = (label, gain);
            }
        }
        strengths[best.0] += strength;
        if best.0 != own {
            labels[node] = best.0;
            for (other, _) in &links.near[node] {
                if labels[*other] != best.0 && !is_queued[*other] {
                    is_queued[*other] = true;
                    queue.push_back(*other);
                }
            }
        }
    }
}

/// Divides each community into parts that hold together: single nodes join the part that they gain most by, if both are
/// well linked with the rest of the community.
fn refine(links: &Links, labels: &[usize], random: &mut Random) -> Vec<usize> {
    let mut communities: BTreeMap<usize, f64> = BTreeMap::new();
    for (node, label) in labels.iter().enumerate() {
        *communities.entry(*label).or_insert(0.0) += links.strength[node];
    }
    let mut refined: Vec<usize> = (0..links.len()).collect();
    let mut strengths = links.strength.clone();
    let mut sizes = vec![1_usize; links.len()];
    // The weight of each part's links to the rest of its community.
    let within = |node: usize| {
        let near = links.near[node].iter().filter(|(other, _)| labels[*other] == labels[node]);
        near.map(|(_, weight)| weight).sum::<f64>()
    };
    let mut outward: Vec<f64> = (0..links.len()).map(within).collect();
    let mut toward = Toward::new(links.len());
    let is_well_linked = |outward: f64, strength: f64, community: f64| {
        outward + EPSILON >= strength * (community - strength) / links.total
    };
    for node in shuffled(links.len(), random) {
        let community = communities[&labels[node]];
        let strength = links.strength[node];
        if sizes[refined[node]] != 1 || !is_well_linked(outward[refined[node]], strength, community) {
            continue;
        }
        toward.sum(links.near[node].iter().filter(|(other, _)| labels[*other] == labels[node]), &refined);
        let mut best: Option<(usize, f64, f64)> = None;
        for (part, weight) in toward.weights() {
            let gain = weight - strength * strengths[part] / links.total;
            let is_better = gain > best.map_or(0.0, |(_, gain, _)| gain) + EPSILON;
            if is_better && is_well_linked(outward[part], strengths[part], community) {
                best = Some((part, gain, weight));
            }
        }
        if let Some((part, _, weight)) = best {
            let own = refined[node];
            sizes[own] = 0;
            sizes[part] += 1;
            strengths[part] += strength;
            outward[part] += outward[own] - 2.0 * weight;
            refined[node] = part;
        }
    }
    refined
}

/// Below this a gain is none but for rounding.
const EPSILON: f64 = 1e-12;

/// Numbers labels from 0 in the order in which they are met; how many there are.
fn renumber(labels: &mut [usize]) -> usize {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    for label in labels {
        let next = numbers.len();
        *label = *numbers.entry(*label).or_insert(next);
    }
    numbers.len()
}

/// Numbers communities by size, the largest first; of equals that of the first node.
fn by_size(labels: &mut [usize]) {
    renumber(labels);
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for label in labels.iter() {
        *sizes.entry(*label).or_insert(0) += 1;
    }
    let mut order: Vec<usize> = sizes.keys().copied().collect();
    order.sort_by_key(|label| (std::cmp::Reverse(sizes[label]), *label));
    let number: BTreeMap<usize, usize> = order.into_iter().enumerate().map(|(number, label)| (label, number)).collect();
    for label in labels {
        *label = number[label];
    }
}

/// What the order of nodes is shuffled with.
const SEED: u64 = 2016;

/// All nodes, in an order of chance.
fn shuffled(count: usize, random: &mut Random) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    random.shuffle(&mut order);
    order
}

/// The members of each community, those first that are linked most within it; of equals the first node goes first.
///
/// Communities are numbered from 0 as [`leiden`] numbers them.
///
/// ```
/// use hallway::measure::community::members;
/// let edges = [(0, 1, 1.0), (1, 2, 2.0), (2, 3, 9.0)];
/// assert_eq!(members(&edges, &[0, 0, 0, 1]), [vec![1, 2, 0], vec![3]]);
/// ```
pub fn members(edges: &[(usize, usize, f64)], communities: &[usize]) -> Vec<Vec<usize>> {
    let mut weights = vec![0.0; communities.len()];
    for (a, b, weight) in edges.iter().filter(|(a, b, _)| communities[*a] == communities[*b]) {
        weights[*a] += weight;
        weights[*b] += weight;
    }
    let count = communities.iter().max().map_or(0, |last| last + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (node, community) in communities.iter().enumerate() {
        members[*community].push(node);
    }
    for members in &mut members {
        members.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]).then(a.cmp(b)));
    }
    members
}

/// How strongly a theme hangs together, and how strongly on the others (Callon, Courtial & Laville 1991).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Callon {
    /// `10 · Σ e` over the links that leave it: how much the others need it.
    pub centrality: f64,
    /// `100 · Σ e / members` over the links within: how well it is worked out.
    pub density: f64,
}

/// Callon's measures of each community, for edges weighted with the equivalence index `e = c(i,j)² / (c(i) · c(j))`.
///
/// ```
/// use hallway::measure::community::callon;
/// let found = callon(&[(0, 1, 0.5), (1, 2, 0.25)], &[0, 0, 1]);
/// assert_eq!((found[0].centrality, found[0].density), (2.5, 25.0));
/// assert_eq!((found[1].centrality, found[1].density), (2.5, 0.0));
/// ```
pub fn callon(edges: &[(usize, usize, f64)], communities: &[usize]) -> Vec<Callon> {
    let count = communities.iter().max().map_or(0, |most| most + 1);
    let mut members = vec![0_usize; count];
    for community in communities {
        members[*community] += 1;
    }
    let (mut inside, mut outside) = (vec![0.0; count], vec![0.0; count]);
    for (a, b, weight) in edges {
        let (a, b) = (communities[*a], communities[*b]);
        if a == b {
            inside[a] += weight;
        } else {
            outside[a] += weight;
            outside[b] += weight;
        }
    }
    let measures = members.iter().zip(inside.iter().zip(&outside));
    measures
        .map(|(members, (inside, outside))| Callon {
            centrality: 10.0 * outside,
            density: 100.0 * inside / (*members).max(1) as f64,
        })
        .collect()
}

/// What two groups share of the smaller one, from 0 to 1 (Cobo, López-Herrera, Herrera-Viedma & Herrera 2011, "inclusion
/// index"): 1 where one lies in the other.
///
/// ```
/// // Of 4 and 10 members, 3 are the same.
/// assert_eq!(hallway::measure::community::inclusion(4, 10, 3), 0.75);
/// ```
pub fn inclusion(a: usize, b: usize, both: usize) -> f64 {
    both as f64 / a.min(b).max(1) as f64
}

/// What two groups share of all that either has, from 0 to 1 (the same, "stability index"; Jaccard 1912): 1 where both are
/// the same.
///
/// ```
/// // Of 4 and 8 members, 3 are the same: 3 of 9.
/// assert_eq!(hallway::measure::community::stability(4, 8, 3), 1.0 / 3.0);
/// ```
pub fn stability(a: usize, b: usize, both: usize) -> f64 {
    both as f64 / (a + b - both.min(a + b)).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Zachary's karate club (1977), nodes from 1.
    const KARATE: [(usize, usize); 78] = [
        (2, 1),
        (3, 1),
        (3, 2),
        (4, 1),
        (4, 2),
        (4, 3),
        (5, 1),
        (6, 1),
        (7, 1),
        (7, 5),
        (7, 6),
        (8, 1),
        (8, 2),
        (8, 3),
        (8, 4),
        (9, 1),
        (9, 3),
        (10, 3),
        (11, 1),
        (11, 5),
        (11, 6),
        (12, 1),
        (13, 1),
        (13, 4),
        (14, 1),
        (14, 2),
        (14, 3),
        (14, 4),
        (17, 6),
        (17, 7),
        (18, 1),
        (18, 2),
        (20, 1),
        (20, 2),
        (22, 1),
        (22, 2),
        (26, 24),
        (26, 25),
        (28, 3),
        (28, 24),
        (28, 25),
        (29, 3),
        (30, 24),
        (30, 27),
        (31, 2),
        (31, 9),
        (32, 1),
        (32, 25),
        (32, 26),
        (32, 29),
        (33, 3),
        (33, 9),
        (33, 15),
        (33, 16),
        (33, 19),
        (33, 21),
        (33, 23),
        (33, 24),
        (33, 30),
        (33, 31),
        (33, 32),
        (34, 9),
        (34, 10),
        (34, 14),
        (34, 15),
        (34, 16),
        (34, 19),
        (34, 20),
        (34, 21),
        (34, 23),
        (34, 24),
        (34, 27),
        (34, 28),
        (34, 29),
        (34, 30),
        (34, 31),
        (34, 32),
        (34, 33),
    ];

    /// leidenalg 0.12 (`find_partition(Graph.Famous("Zachary"), ModularityVertexPartition, seed=1).modularity`) gives
    /// 0.41978961209730437, which is the best there is (Aloise et al. 2010).
    #[test]
    fn the_karate_club_falls_apart_as_well_as_it_can() {
        let edges: Vec<(usize, usize, f64)> = KARATE.iter().map(|(a, b)| (a - 1, b - 1, 1.0)).collect();
        let found = leiden(34, &edges);
        let quality = modularity(34, &edges, &found);
        assert!((quality - 0.419_789_612_097_304_37).abs() < 1e-9, "{quality}: {found:?}");
        assert_eq!(found.iter().max(), Some(&3));
    }

    proptest::proptest! {
        #[test]
        fn communities_are_connected_and_better_than_none(
            pairs in proptest::collection::vec((0..20_usize, 0..20_usize, 1..5_u32), 0..60)
        ) {
            let edges: Vec<(usize, usize, f64)> =
                pairs.into_iter().filter(|(a, b, _)| a != b).map(|(a, b, w)| (a, b, f64::from(w))).collect();
            let found = leiden(20, &edges);
            let alone: Vec<usize> = (0..20).collect();
            proptest::prop_assert!(modularity(20, &edges, &found) + 1e-9 >= modularity(20, &edges, &alone));
            let links = Links::of(20, edges.iter().copied());
            for community in 0..=found.iter().copied().max().unwrap_or(0) {
                let members: Vec<usize> = (0..20).filter(|node| found[*node] == community).collect();
                let mut reached = BTreeSet::from([members[0]]);
                let mut ahead = vec![members[0]];
                while let Some(node) = ahead.pop() {
                    for (other, _) in &links.near[node] {
                        if found[*other] == community && reached.insert(*other) {
                            ahead.push(*other);
                        }
                    }
                }
                proptest::prop_assert_eq!(reached.len(), members.len());
            }
        }
    }
}
