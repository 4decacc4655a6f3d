//! Network simplex: places on a line that keep their distances and lie as near to each other as that allows.
//!
//! Gansner, Koutsofios, North, Vo: *A Technique for Drawing Directed Graphs*, 1993, section 2.3. It gives a layered
//! drawing its ranks, and, over an auxiliary graph, its coordinates.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// `place[to] − place[from]` is at least `least`, and costs `weight` for each unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The end that comes first.
    pub from: usize,
    /// The end that comes after.
    pub to: usize,
    /// The least distance.
    pub least: i64,
    /// The cost of a unit of distance.
    pub weight: i64,
}

const NONE: usize = usize::MAX;

/// A spanning tree of tight spans; `low` and `lim` number it in postorder, so that a subtree is a range.
struct Tree<'a> {
    spans: &'a [Span],
    at: Vec<Vec<usize>>,
    place: Vec<i64>,
    chosen: Vec<bool>,
    cut: Vec<i64>,
    parent: Vec<usize>,
    low: Vec<usize>,
    lim: Vec<usize>,
    leaving_order: Vec<usize>,
}

/// Returns places from 0 that satisfy all `spans` at the least cost.
///
/// Spans must not form a cycle. After `most_pivots` exchanges the places are right, but perhaps not the best.
/// `balance` moves what may move without cost to the middle of its leeway.
pub fn solve(count: usize, spans: &[Span], most_pivots: usize, balance: bool) -> Vec<i64> {
    if count == 0 {
        return Vec::new();
    }
    let place = first_places(count, spans);
    let mut all = spans.to_vec();
    join_parts(count, &mut all, &place);
    let mut tree = Tree::new(count, &all, place);
    tree.grow();
    tree.number(0, NONE, 0);
    tree.cut_values();
    tree.pivot(most_pivots);
    if balance {
        tree.balance();
    }
    let least = tree.place.iter().copied().min().unwrap_or(0);
    tree.place.iter().map(|place| place - least).collect()
}

/// The places of the longest paths.
fn first_places(count: usize, spans: &[Span]) -> Vec<i64> {
    let mut out = vec![Vec::new(); count];
    let mut waiting = vec![0_usize; count];
    for span in spans {
        out[span.from].push(span);
        waiting[span.to] += 1;
    }
    let mut ready: Vec<usize> = (0..count).filter(|&v| waiting[v] == 0).collect();
    let mut place = vec![0_i64; count];
    while let Some(v) = ready.pop() {
        for span in &out[v] {
            place[span.to] = place[span.to].max(place[v] + span.least);
            waiting[span.to] -= 1;
            if waiting[span.to] == 0 {
                ready.push(span.to);
            }
        }
    }
    debug_assert!(waiting.iter().all(|&count| count == 0), "the spans form a cycle");
    place
}

/// Ties separate parts together by spans that cost nothing, so that there is one tree.
fn join_parts(count: usize, spans: &mut Vec<Span>, place: &[i64]) {
    let mut at = vec![Vec::new(); count];
    for span in spans.iter() {
        at[span.from].push(span.to);
        at[span.to].push(span.from);
    }
    let mut seen = vec![false; count];
    for root in 0..count {
        if seen[root] {
            continue;
        }
        if root > 0 {
            spans.push(Span { from: 0, to: root, least: place[root] - place[0], weight: 0 });
        }
        let mut stack = vec![root];
        seen[root] = true;
        while let Some(v) = stack.pop() {
            for &next in &at[v] {
                if !seen[next] {
                    seen[next] = true;
                    stack.push(next);
                }
            }
        }
    }
}

impl<'a> Tree<'a> {
    fn new(count: usize, spans: &'a [Span], place: Vec<i64>) -> Self {
        let mut at = vec![Vec::new(); count];
        for (index, span) in spans.iter().enumerate() {
            at[span.from].push(index);
            at[span.to].push(index);
        }
        Self {
            spans,
            at,
            place,
            chosen: vec![false; spans.len()],
            cut: vec![0; spans.len()],
            parent: vec![NONE; count],
            low: vec![0; count],
            lim: vec![0; count],
            leaving_order: vec![0; count],
        }
    }

    fn slack(&self, span: usize) -> i64 {
        let Span { from, to, least, .. } = self.spans[span];
        self.place[to] - self.place[from] - least
    }

    fn other_end(&self, span: usize, v: usize) -> usize {
        let Span { from, to, .. } = self.spans[span];
        if from == v { to } else { from }
    }

    /// Grows a spanning tree of tight spans, moving the tree as a whole to make the next span tight.
    fn grow(&mut self) {
        let count = self.place.len();
        let mut inside = vec![false; count];
        // Keys are slacks as of offset 0: what leaves the tree shrinks as the tree moves up, what enters it grows.
        let mut leaving: BinaryHeap<Reverse<(i64, usize)>> = BinaryHeap::new();
        let mut entering: BinaryHeap<Reverse<(i64, usize)>> = BinaryHeap::new();
        let mut offset = 0;
        let mut next = Some(0);
        while let Some(v) = next.take() {
            inside[v] = true;
            // Inside the tree places are kept without the offset.
            self.place[v] -= offset;
            for &span in &self.at[v] {
                let Span { from, to, least, .. } = self.spans[span];
                let outer = if from == v { to } else { from };
                if inside[outer] {
                    continue;
                }
                let slack = self.place[to] - self.place[from] - least;
                if from == v {
                    leaving.push(Reverse((slack, span)));
                } else {
                    entering.push(Reverse((slack, span)));
                }
            }
            let crosses = |span: usize| inside[self.spans[span].from] != inside[self.spans[span].to];
            while leaving.peek().is_some_and(|Reverse((_, span))| !crosses(*span)) {
                leaving.pop();
            }
            while entering.peek().is_some_and(|Reverse((_, span))| !crosses(*span)) {
                entering.pop();
            }
            let out = leaving.peek().map(|Reverse((key, span))| (key - offset, *span));
            let into = entering.peek().map(|Reverse((key, span))| (key + offset, *span));
            let (span, shift) = match (out, into) {
                (Some((a, span)), Some((b, _))) if a <= b => (span, a),
                (_, Some((b, span))) => (span, -b),
                (Some((a, span)), None) => (span, a),
                (None, None) => break,
            };
            offset += shift;
            self.chosen[span] = true;
            let Span { from, to, .. } = self.spans[span];
            next = Some(if inside[from] { to } else { from });
        }
        for (place, inside) in self.place.iter_mut().zip(inside) {
            if inside {
                *place += offset;
            }
        }
    }

    /// Numbers the subtree of `root` in postorder from `first`, hanging it on the span `parent`.
    fn number(&mut self, root: usize, parent: usize, first: usize) {
        let mut next = first;
        self.parent[root] = parent;
        self.low[root] = next;
        let mut stack = vec![(root, 0_usize)];
        while let Some((v, step)) = stack.pop() {
            if let Some(&span) = self.at[v].get(step) {
                stack.push((v, step + 1));
                if self.chosen[span] && span != self.parent[v] {
                    let child = self.other_end(span, v);
                    self.parent[child] = span;
                    self.low[child] = next;
                    stack.push((child, 0));
                }
            } else {
                self.lim[v] = next;
                self.leaving_order[next] = v;
                next += 1;
            }
        }
    }

    fn is_below(&self, v: usize, root: usize) -> bool {
        self.low[root] <= self.lim[v] && self.lim[v] <= self.lim[root]
    }

    /// The end of tree span `span` that is further from the root.
    fn child(&self, span: usize) -> usize {
        let Span { from, to, .. } = self.spans[span];
        if self.lim[from] < self.lim[to] { from } else { to }
    }

    fn cut_values(&mut self) {
        let mut net = vec![0_i64; self.place.len()];
        for span in self.spans {
            net[span.from] += span.weight;
            net[span.to] -= span.weight;
        }
        for at in 0..self.leaving_order.len() {
            let v = self.leaving_order[at];
            let span = self.parent[v];
            if span != NONE {
                self.cut[span] = if self.spans[span].from == v { net[v] } else { -net[v] };
                let up = self.other_end(span, v);
                net[up] += net[v];
            }
        }
    }

    /// The span with the least slack that can replace tree span `leave`.
    fn entering(&self, leave: usize) -> Option<usize> {
        let child = self.child(leave);
        let child_is_tail = self.spans[leave].from == child;
        let mut best: Option<(i64, usize)> = None;
        for at in self.low[child]..=self.lim[child] {
            let v = self.leaving_order[at];
            for &span in &self.at[v] {
                let Span { from, to, .. } = self.spans[span];
                // From the head's side to the tail's side.
                let (inner, outer) = if child_is_tail { (to, from) } else { (from, to) };
                if inner != v || self.chosen[span] || self.is_below(outer, child) {
                    continue;
                }
                let slack = self.slack(span);
                if best.is_none_or(|best| (slack, span) < best) {
                    best = Some((slack, span));
                }
            }
        }
        best.map(|(_, span)| span)
    }

    fn shift_below(&mut self, root: usize, by: i64) {
        for at in self.low[root]..=self.lim[root] {
            let v = self.leaving_order[at];
            self.place[v] += by;
        }
    }

    fn pivot(&mut self, most: usize) {
        let count = self.leaving_order.len();
        let mut start = 0;
        for _ in 0..most {
            // The most negative of the next few: a full search costs more than it saves.
            let mut leave: Option<usize> = None;
            let mut found = 0;
            for step in 0..count {
                let v = (start + step) % count;
                let span = self.parent[v];
                if span != NONE && self.cut[span] < 0 {
                    found += 1;
                    if leave.is_none_or(|best| self.cut[span] < self.cut[best]) {
                        leave = Some(span);
                    }
                    if found >= 30 {
                        start = (v + 1) % count;
                        break;
                    }
                }
            }
            let Some(leave) = leave else { break };
            let Some(enter) = self.entering(leave) else { break };
            self.exchange(leave, enter);
        }
    }

    fn exchange(&mut self, leave: usize, enter: usize) {
        let child = self.child(leave);
        let slack = self.slack(enter);
        if slack != 0 {
            let by = if self.is_below(self.spans[enter].from, child) { slack } else { -slack };
            self.shift_below(child, by);
        }
        let cut = self.cut[leave];
        let Span { from, to, .. } = self.spans[enter];
        let top = self.update_cuts(from, to, cut, true);
        self.update_cuts(to, from, cut, false);
        self.cut[enter] = -cut;
        self.cut[leave] = 0;
        self.chosen[leave] = false;
        self.chosen[enter] = true;
        self.number(top, self.parent[top], self.low[top]);
    }

    /// Adds `cut` along the way from `v` up to the first vertex above `w`, and returns that vertex.
    fn update_cuts(&mut self, mut v: usize, w: usize, cut: i64, up: bool) -> usize {
        while !self.is_below(w, v) {
            let span = self.parent[v];
            if (self.spans[span].from == v) == up {
                self.cut[span] += cut;
            } else {
                self.cut[span] -= cut;
            }
            v = self.other_end(span, v);
        }
        v
    }

    fn balance(&mut self) {
        for span in 0..self.spans.len() {
            if !self.chosen[span] || self.cut[span] != 0 {
                continue;
            }
            let Some(enter) = self.entering(span) else { continue };
            let slack = self.slack(enter);
            if slack > 1 {
                let child = self.child(span);
                let by = if self.spans[span].from == child { -(slack / 2) } else { slack / 2 };
                self.shift_below(child, by);
                // The span is no longer tight, but a span of cut value 0 may have any length.
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span(from: usize, to: usize, least: i64, weight: i64) -> Span {
        Span { from, to, least, weight }
    }

    fn cost(spans: &[Span], place: &[i64]) -> i64 {
        spans.iter().map(|span| span.weight * (place[span.to] - place[span.from])).sum()
    }

    #[test]
    fn a_short_branch_hangs_next_to_its_neighbour() {
        // 0 → 1 → 2 → 3 and 4 → 3: 4 belongs at 2, not at 0.
        let spans = [span(0, 1, 1, 1), span(1, 2, 1, 1), span(2, 3, 1, 1), span(4, 3, 1, 1)];
        assert_eq!(solve(5, &spans, 100, false), [0, 1, 2, 3, 2]);
    }

    #[test]
    fn the_example_of_the_paper_is_solved() {
        // Gansner et al. 1993, figure 2-3: a b c d are 0 to 3, e f g h are 4 to 7.
        let ends = [(0, 1), (1, 2), (2, 3), (3, 7), (0, 4), (4, 6), (0, 5), (5, 6), (6, 7)];
        let spans: Vec<Span> = ends.iter().map(|&(from, to)| span(from, to, 1, 1)).collect();
        let place = solve(8, &spans, 100, false);
        assert_eq!(cost(&spans, &place), 10);
    }

    #[test]
    fn balance_puts_a_parent_between_its_children() {
        // 0 is the parent, 1 and 2 its children at least 10 apart, 3 and 4 stand for the edges.
        let spans = [span(3, 0, 0, 1), span(3, 1, 0, 1), span(4, 0, 0, 1), span(4, 2, 0, 1), span(1, 2, 10, 0)];
        let place = solve(5, &spans, 100, true);
        assert_eq!((place[0], place[1], place[2]), (5, 0, 10));
    }

    #[test]
    fn separate_parts_and_nothing_at_all_are_no_trouble() {
        assert_eq!(solve(0, &[], 100, true), Vec::<i64>::new());
        assert_eq!(solve(3, &[span(1, 2, 4, 1)], 100, true), [0, 0, 4]);
    }

    proptest! {
        /// The optimum is found by trying all places of four vertices in 0..8.
        #[test]
        fn no_other_places_cost_less(edges in prop::collection::vec((0_usize..4, 0_usize..4, 0_i64..3, 0_i64..4), 1..7)) {
            let spans: Vec<Span> = edges
                .into_iter()
                .filter(|(a, b, ..)| a != b)
                .map(|(a, b, least, weight)| span(a.min(b), a.max(b), least, weight))
                .collect();
            let place = solve(4, &spans, 1000, true);
            prop_assert!(spans.iter().all(|span| place[span.to] - place[span.from] >= span.least));
            let mut best = i64::MAX;
            for code in 0..8_i64.pow(4) {
                let places = [code % 8, code / 8 % 8, code / 64 % 8, code / 512];
                if spans.iter().all(|span| places[span.to] - places[span.from] >= span.least) {
                    best = best.min(cost(&spans, &places));
                }
            }
            prop_assert_eq!(cost(&spans, &place), best);
        }
    }
}
