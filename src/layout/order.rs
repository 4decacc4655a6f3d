//! Order within layers: few crossings, by medians and transposition from several starts.
//!
//! Gansner et al. 1993, section 3; crossings are counted with a Fenwick tree (Barth, Jünger, Mutzel 2004).

use crate::random::Random;

/// Vertices in layers; each edge joins a vertex to one in the next layer.
///
/// The vertices of a cluster stand next to each other in each layer, and clusters stand in the same order in all layers, so
/// that each has room for a box around it.
pub(super) struct Layers {
    /// The layer of each vertex.
    pub(super) rank: Vec<usize>,
    /// The vertices of the next layer that each is joined to.
    pub(super) down: Vec<Vec<usize>>,
    /// The vertices of the layer before.
    pub(super) up: Vec<Vec<usize>>,
    /// The cluster of each vertex that is in one, numbered from 0.
    pub(super) cluster: Vec<Option<usize>>,
}

impl Layers {
    /// Returns the vertices of each layer in an order with few crossings; the same for the same input.
    pub(super) fn order(&self) -> Vec<Vec<usize>> {
        let count = self.rank.len();
        let edges: usize = self.down.iter().map(Vec::len).sum();
        let layers = self.rank.iter().max().map_or(0, |last| last + 1);
        let mut random = Random(42);
        // What a start costs grows with vertices and edges; small drawings can afford many.
        let starts = (60_000 / (count + edges).max(1)).clamp(2, 40);
        let rounds = if count > 2000 { 8 } else { 24 };
        let mut best: Option<(u64, Vec<Vec<usize>>)> = None;
        for start in 0..starts {
            let mut order = self.start(layers, start, &mut random);
            let row = self.row(&order);
            let mut stale = 0;
            for round in 0..rounds {
                let mut place = places(&order, count);
                self.sweep(&mut order, &mut place, &row, round);
                self.transpose(&mut order, &mut place);
                let crossings = self.crossings(&order, &place);
                if best.as_ref().is_none_or(|(least, _)| crossings < *least) {
                    best = Some((crossings, order.clone()));
                    stale = 0;
                } else {
                    stale += 1;
                    if stale > 5 {
                        break;
                    }
                }
            }
            if best.as_ref().is_some_and(|(least, _)| *least == 0) {
                break;
            }
        }
        best.map(|(_, order)| order).unwrap_or_default()
    }

    /// A first order, with clusters together.
    fn start(&self, layers: usize, start: usize, random: &mut Random) -> Vec<Vec<usize>> {
        let mut order = self.walk(layers, start, random);
        let row = self.row(&order);
        for layer in order.iter_mut().filter(|_| !row.is_empty()) {
            let mut keyed: Vec<(f64, usize)> = layer.iter().enumerate().map(|(at, v)| (at as f64, *v)).collect();
            self.arrange(&mut keyed, &row);
            *layer = keyed.into_iter().map(|(_, v)| v).collect();
        }
        order
    }

    /// A walk from the top, a walk from the bottom, then shuffles.
    fn walk(&self, layers: usize, start: usize, random: &mut Random) -> Vec<Vec<usize>> {
        let mut order = vec![Vec::new(); layers];
        let mut roots: Vec<usize> = (0..self.rank.len()).collect();
        match start {
            0 => roots.sort_by_key(|&v| self.rank[v]),
            1 => roots.sort_by_key(|&v| std::cmp::Reverse(self.rank[v])),
            _ => random.shuffle(&mut roots),
        }
        if start > 4 {
            for v in roots {
                order[self.rank[v]].push(v);
            }
            return order;
        }
        let mut seen = vec![false; self.rank.len()];
        for root in roots {
            let mut stack = vec![root];
            while let Some(v) = stack.pop() {
                if std::mem::replace(&mut seen[v], true) {
                    continue;
                }
                order[self.rank[v]].push(v);
                stack.extend(self.up[v].iter().rev().chain(self.down[v].iter().rev()).filter(|&&next| !seen[next]));
            }
        }
        order
    }

    /// The place of each cluster among all, by where its vertices are on average.
    fn row(&self, order: &[Vec<usize>]) -> Vec<usize> {
        let clusters = self.cluster.iter().flatten().max().map_or(0, |last| last + 1);
        let mut places: Vec<Vec<f64>> = vec![Vec::new(); clusters];
        for layer in order {
            for (at, &v) in layer.iter().enumerate() {
                if let Some(cluster) = self.cluster[v] {
                    places[cluster].push((at as f64 + 0.5) / layer.len() as f64);
                }
            }
        }
        let mean = |cluster: &usize| places[*cluster].iter().sum::<f64>() / places[*cluster].len().max(1) as f64;
        let mut sorted: Vec<usize> = (0..clusters).collect();
        sorted.sort_by(|a, b| mean(a).total_cmp(&mean(b)));
        let mut row = vec![0; clusters];
        for (place, cluster) in sorted.into_iter().enumerate() {
            row[cluster] = place;
        }
        row
    }

    /// Sorts a layer by the keys of its vertices; a cluster goes where its vertices are on average, in its turn.
    fn arrange(&self, keyed: &mut Vec<(f64, usize)>, row: &[usize]) {
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        if row.is_empty() {
            return;
        }
        let mut runs: Vec<(f64, Vec<(f64, usize)>)> = Vec::new();
        let mut run_of: Vec<Option<usize>> = vec![None; row.len()];
        for &(key, v) in keyed.iter() {
            let known = self.cluster[v].and_then(|cluster| run_of[cluster]);
            match (known, self.cluster[v]) {
                (Some(run), _) => runs[run].1.push((key, v)),
                (None, cluster) => {
                    if let Some(cluster) = cluster {
                        run_of[cluster] = Some(runs.len());
                    }
                    runs.push((0.0, vec![(key, v)]));
                }
            }
        }
        for (mean, run) in &mut runs {
            *mean = run.iter().map(|(key, _)| key).sum::<f64>() / run.len() as f64;
        }
        runs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let place = |run: &(f64, Vec<(f64, usize)>)| self.cluster[run.1[0].1].map(|cluster| row[cluster]);
        let turns: Vec<usize> = (0..runs.len()).filter(|at| place(&runs[*at]).is_some()).collect();
        let mut clusters: Vec<(f64, Vec<(f64, usize)>)> =
            turns.iter().map(|at| std::mem::take(&mut runs[*at])).collect();
        clusters.sort_by_key(place);
        for (at, run) in turns.into_iter().zip(clusters) {
            runs[at] = run;
        }
        keyed.clear();
        keyed.extend(runs.into_iter().flat_map(|(_, run)| run));
    }

    fn sweep(&self, order: &mut [Vec<usize>], place: &mut [usize], row: &[usize], round: usize) {
        let downwards = round.is_multiple_of(2);
        let beside = if downwards { &self.up } else { &self.down };
        let layers = order.len();
        let mean = round % 4 < 2;
        for step in 1..layers {
            let rank = if downwards { step } else { layers - 1 - step };
            let mut keyed: Vec<(f64, usize)> = Vec::with_capacity(order[rank].len());
            for &v in &order[rank] {
                let mut at: Vec<usize> = beside[v].iter().map(|&u| place[u]).collect();
                at.sort_unstable();
                // What has no neighbour there stays about where it is.
                keyed.push((if mean { average(&at) } else { median(&at) }.unwrap_or(place[v] as f64), v));
            }
            self.arrange(&mut keyed, row);
            for (at, (_, v)) in keyed.into_iter().enumerate() {
                order[rank][at] = v;
                place[v] = at;
            }
        }
    }

    /// Swaps neighbours while that removes crossings; now and then also where it only moves them, since what has to change in
    /// two layers gains nothing in the first.
    fn transpose(&self, order: &mut [Vec<usize>], place: &mut [usize]) {
        let sorted = |ends: &[usize], place: &[usize]| {
            let mut at: Vec<usize> = ends.iter().map(|&u| place[u]).collect();
            at.sort_unstable();
            at
        };
        for pass in 0..12 {
            let ties = pass % 4 == 1;
            let mut swapped = false;
            for layer in order.iter_mut() {
                let mut ends: Vec<[Vec<usize>; 2]> =
                    layer.iter().map(|&v| [sorted(&self.up[v], place), sorted(&self.down[v], place)]).collect();
                for _ in 0..if ties { 1 } else { 8 } {
                    let mut again = false;
                    for at in 1..layer.len() {
                        if self.cluster[layer[at - 1]] != self.cluster[layer[at]] {
                            continue;
                        }
                        let now: usize = (0..2).map(|side| inversions(&ends[at - 1][side], &ends[at][side])).sum();
                        if now == 0 {
                            continue;
                        }
                        let then: usize = (0..2).map(|side| inversions(&ends[at][side], &ends[at - 1][side])).sum();
                        if then < now || (ties && then == now) {
                            layer.swap(at - 1, at);
                            ends.swap(at - 1, at);
                            again = true;
                        }
                    }
                    again |= self.swap_runs(layer, &mut ends);
                    if !again {
                        break;
                    }
                    swapped = true;
                }
                for (at, &v) in layer.iter().enumerate() {
                    place[v] = at;
                }
            }
            if !swapped && pass > 0 {
                break;
            }
        }
    }

    /// Swaps clusters with single vertices beside them while that removes crossings.
    fn swap_runs(&self, layer: &mut [usize], ends: &mut [[Vec<usize>; 2]]) -> bool {
        let mut swapped = false;
        let mut start = 0;
        while start < layer.len() {
            let end = |from: usize, layer: &[usize]| {
                let cluster = layer.get(from).and_then(|v| self.cluster[*v]);
                let same =
                    layer[from..].iter().take_while(|v| cluster.is_some() && self.cluster[**v] == cluster).count();
                (from + same.max(1)).min(layer.len())
            };
            let middle = end(start, layer);
            let last = end(middle, layer);
            let is_cluster = |at: usize| layer.get(at).is_some_and(|v| self.cluster[*v].is_some());
            if last > middle && is_cluster(start) != is_cluster(middle) {
                let (left, right) = (&ends[start..middle], &ends[middle..last]);
                let count = |one: &[[Vec<usize>; 2]], other: &[[Vec<usize>; 2]]| -> usize {
                    let sides = one.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
                    sides.map(|(a, b)| inversions(&a[0], &b[0]) + inversions(&a[1], &b[1])).sum()
                };
                if count(right, left) < count(left, right) {
                    layer[start..last].rotate_left(middle - start);
                    ends[start..last].rotate_left(middle - start);
                    swapped = true;
                    start += last - middle;
                    continue;
                }
            }
            start = middle;
        }
        swapped
    }

    fn crossings(&self, order: &[Vec<usize>], place: &[usize]) -> u64 {
        let mut total = 0;
        for (rank, layer) in order.iter().enumerate() {
            let width = order.get(rank + 1).map_or(0, Vec::len);
            let mut tree = vec![0_u64; width + 1];
            let mut seen = 0_u64;
            for &v in layer {
                let mut at: Vec<usize> = self.down[v].iter().map(|&u| place[u]).collect();
                at.sort_unstable();
                for &end in &at {
                    // Edges seen so far that end further to the right cross this one.
                    let mut not_after = 0;
                    let mut index = end + 1;
                    while index > 0 {
                        not_after += tree[index];
                        index &= index - 1;
                    }
                    total += seen - not_after;
                    let mut index = end + 1;
                    while index <= width {
                        tree[index] += 1;
                        index += index & index.wrapping_neg();
                    }
                    seen += 1;
                }
            }
        }
        total
    }
}

fn places(order: &[Vec<usize>], count: usize) -> Vec<usize> {
    let mut place = vec![0; count];
    for layer in order {
        for (at, &v) in layer.iter().enumerate() {
            place[v] = at;
        }
    }
    place
}

fn average(at: &[usize]) -> Option<f64> {
    (!at.is_empty()).then(|| at.iter().sum::<usize>() as f64 / at.len() as f64)
}

/// The median; between two middle ones, nearer to the side that is more crowded (Gansner et al. 1993).
fn median(at: &[usize]) -> Option<f64> {
    let middle = at.len() / 2;
    match at {
        [] => None,
        [only] => Some(*only as f64),
        [a, b] => Some((a + b) as f64 / 2.0),
        _ if at.len() % 2 == 1 => Some(at[middle] as f64),
        [first, .., last] => {
            let left = (at[middle - 1] - first) as f64;
            let right = (last - at[middle]) as f64;
            if left + right == 0.0 {
                return Some(at[middle] as f64);
            }
            Some((at[middle - 1] as f64 * right + at[middle] as f64 * left) / (left + right))
        }
    }
}

/// The number of pairs in which an end in `left` is after one in `right`; both are sorted.
fn inversions(left: &[usize], right: &[usize]) -> usize {
    let mut total = 0;
    let mut before = 0;
    for &a in left {
        while before < right.len() && right[before] < a {
            before += 1;
        }
        total += before;
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(ranks: &[usize], edges: &[(usize, usize)]) -> Layers {
        let (mut down, mut up) = (vec![Vec::new(); ranks.len()], vec![Vec::new(); ranks.len()]);
        for &(a, b) in edges {
            down[a].push(b);
            up[b].push(a);
        }
        Layers { rank: ranks.to_vec(), down, up, cluster: vec![None; ranks.len()] }
    }

    #[test]
    fn clusters_stand_together_and_in_the_same_order_everywhere() {
        // Two clusters that edges pull through each other, and a free vertex in each layer.
        let mut layers = layers(&[0, 0, 0, 0, 0, 1, 1, 1, 1, 1], &[(0, 8), (1, 9), (2, 5), (3, 6), (4, 7), (0, 6)]);
        layers.cluster = [0, 1, 0, 1, 9, 0, 1, 0, 1, 9].map(|cluster| (cluster < 2).then_some(cluster)).to_vec();
        let order = layers.order();
        let mut seen = Vec::new();
        for layer in &order {
            let mut runs: Vec<usize> = layer.iter().filter_map(|v| layers.cluster[*v]).collect();
            for cluster in 0..2 {
                let is_inside = |at: &usize| layers.cluster[layer[*at]] == Some(cluster);
                let places: Vec<usize> = (0..layer.len()).filter(is_inside).collect();
                assert!(places.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{order:?}");
            }
            runs.dedup();
            seen.push(runs);
        }
        assert_eq!(seen[0], seen[1]);
        assert_eq!(order.iter().map(Vec::len).sum::<usize>(), 10);
    }

    #[test]
    fn a_crossing_that_can_be_undone_is() {
        let layers = layers(&[0, 0, 1, 1], &[(0, 3), (1, 2)]);
        let order = layers.order();
        assert_eq!(layers.crossings(&order, &places(&order, 4)), 0);
    }

    #[test]
    fn crossings_of_a_complete_pair_of_layers_are_counted() {
        // K(2,2) crosses once, K(2,3) three times, whatever the order.
        let two = layers(&[0, 0, 1, 1], &[(0, 2), (0, 3), (1, 2), (1, 3)]);
        let order = two.order();
        assert_eq!(two.crossings(&order, &places(&order, 4)), 1);
        let three = layers(&[0, 0, 1, 1, 1], &[(0, 2), (0, 3), (0, 4), (1, 2), (1, 3), (1, 4)]);
        let order = three.order();
        assert_eq!(three.crossings(&order, &places(&order, 5)), 3);
    }
}
