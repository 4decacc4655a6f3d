//! Part: a connected part of a layered drawing: its layers and the order in them, before anything has a place.

use super::cycle::forward_order;
use super::order::Layers;
use super::simplex::{Span, solve};
use super::{Boxes, Extent, Link};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Vertex {
    Box(usize),
    Label(usize),
    Bend,
    /// Holds a cluster's place in a layer in which it has nothing else.
    Gap,
}

/// The way of a link through the layers, from the upper end to the lower.
pub(super) struct Chain {
    pub(super) link: usize,
    /// Whether the link points against the layers.
    pub(super) reversed: bool,
    pub(super) through: Vec<usize>,
}

/// A connected part: its layers and the order in them, before anything has a place.
pub(super) struct Part {
    pub(super) vertices: Vec<Vertex>,
    pub(super) rank: Vec<usize>,
    pub(super) chains: Vec<Chain>,
    pub(super) order: Vec<Vec<usize>>,
    /// The loops at each vertex, by link.
    pub(super) loops: Vec<Vec<usize>>,
    pub(super) halved: bool,
    /// The cluster of each vertex, by its place in `framed`.
    pub(super) cluster: Vec<Option<usize>>,
    pub(super) framed: Vec<Framed>,
}

/// A cluster that has a frame.
pub(super) struct Framed {
    /// Its place in `clusters` of the boxes.
    pub(super) at: usize,
    pub(super) title: Extent,
    /// Its first and its last layer.
    pub(super) first: usize,
    pub(super) last: usize,
}

impl Part {
    pub(super) fn build(boxes: &Boxes, members: &[usize]) -> Self {
        let mut local = vec![usize::MAX; boxes.extents.len()];
        for (at, &member) in members.iter().enumerate() {
            local[member] = at;
        }
        let links: Vec<(usize, &Link)> =
            boxes.links.iter().enumerate().filter(|(_, link)| local[link.from] != usize::MAX).collect();
        let arrows: Vec<(usize, usize)> = links
            .iter()
            .filter(|(_, link)| link.directed)
            .map(|(_, link)| (local[link.from], local[link.to]))
            .collect();
        let mut place = vec![0; members.len()];
        for (at, v) in forward_order(members.len(), &arrows).into_iter().enumerate() {
            place[v] = at;
        }

        let mut loops = vec![Vec::new(); members.len()];
        let mut ends = Vec::new();
        for &(index, link) in &links {
            let (from, to) = (local[link.from], local[link.to]);
            if from == to {
                loops[from].push(index);
            } else if place[from] < place[to] {
                ends.push((index, from, to, false));
            } else {
                ends.push((index, to, from, true));
            }
        }
        for at in &mut loops {
            // A loop that has a label goes round those that have none.
            at.sort_by_key(|link| boxes.links[*link].label.is_some());
        }
        // Labels sit in layers of their own, half-way between the layers of boxes.
        let halved = ends.iter().any(|(index, ..)| boxes.links[*index].label.is_some());
        let least = if halved { 2 } else { 1 };
        let spans: Vec<Span> =
            ends.iter().map(|&(_, upper, lower, _)| Span { from: upper, to: lower, least, weight: 1 }).collect();
        let ranks = solve(members.len(), &spans, 20_000, false);

        let mut part = Self {
            vertices: members.iter().map(|&member| Vertex::Box(member)).collect(),
            rank: ranks.iter().map(|rank| usize::try_from(*rank).unwrap_or(0)).collect(),
            chains: Vec::new(),
            order: Vec::new(),
            loops,
            halved,
            cluster: vec![None; members.len()],
            framed: Vec::new(),
        };
        part.frame(boxes, &local);
        for (link, upper, lower, reversed) in ends {
            part.add_chain(link, upper, lower, reversed, boxes.links[link].label.is_some());
        }
        part.hold_places();
        part.loops.resize(part.vertices.len(), Vec::new());
        let (mut down, mut up) = (vec![Vec::new(); part.vertices.len()], vec![Vec::new(); part.vertices.len()]);
        for chain in &part.chains {
            for pair in chain.through.windows(2) {
                down[pair[0]].push(pair[1]);
                up[pair[1]].push(pair[0]);
            }
        }
        // What runs round a cluster crosses what holds it together.
        for (u, v) in part.held_together() {
            down[u].push(v);
            up[v].push(u);
        }
        part.order = Layers { rank: part.rank.clone(), down, up, cluster: part.cluster.clone() }.order();
        part
    }

    /// Finds the clusters whose boxes are in this part, and their layers.
    fn frame(&mut self, boxes: &Boxes, local: &[usize]) {
        for (at, cluster) in boxes.clusters.iter().enumerate() {
            let inside: Vec<usize> =
                cluster.members.iter().map(|member| local[*member]).filter(|v| *v != usize::MAX).collect();
            let ranks = || inside.iter().map(|v| self.rank[*v]);
            if let (Some(title), Some(first), Some(last)) = (cluster.title, ranks().min(), ranks().max()) {
                for v in &inside {
                    self.cluster[*v] = Some(self.framed.len());
                }
                self.framed.push(Framed { at, title, first, last });
            }
        }
    }

    /// Each gap of a cluster with its vertices in the layers before and after.
    fn held_together(&self) -> Vec<(usize, usize)> {
        let is_gap = |v: usize| self.vertices[v] == Vertex::Gap;
        let mut pairs = Vec::new();
        for (at, framed) in self.framed.iter().enumerate() {
            let inside = |rank: usize| {
                (0..self.rank.len()).filter(move |&v| self.rank[v] == rank && self.cluster[v] == Some(at))
            };
            for rank in framed.first..framed.last {
                let all = inside(rank).flat_map(|u| inside(rank + 1).map(move |v| (u, v)));
                pairs.extend(all.filter(|(u, v)| is_gap(*u) || is_gap(*v)));
            }
        }
        pairs
    }

    fn hold_places(&mut self) {
        for (at, framed) in self.framed.iter().enumerate() {
            for rank in framed.first..=framed.last {
                if !(0..self.rank.len()).any(|v| self.rank[v] == rank && self.cluster[v] == Some(at)) {
                    self.vertices.push(Vertex::Gap);
                    self.rank.push(rank);
                    self.cluster.push(Some(at));
                }
            }
        }
    }

    fn add_chain(&mut self, link: usize, upper: usize, lower: usize, reversed: bool, labelled: bool) {
        let (first, last) = (self.rank[upper], self.rank[lower]);
        // The middle layer; of two, the one that is no layer of boxes.
        let middle = usize::midpoint(first, last);
        let label_at = if middle % 2 == 0 && middle > first + 1 { middle - 1 } else { middle.max(first + 1) };
        let mut through = vec![upper];
        for rank in first + 1..last {
            through.push(self.vertices.len());
            self.vertices.push(if labelled && rank == label_at { Vertex::Label(link) } else { Vertex::Bend });
            self.rank.push(rank);
            // A way from box to box of a cluster stays in it.
            self.cluster.push(self.cluster[upper].filter(|cluster| self.cluster[lower] == Some(*cluster)));
        }
        through.push(lower);
        self.chains.push(Chain { link, reversed, through });
    }

    pub(super) fn is_path(&self) -> bool {
        self.order
            .iter()
            .all(|layer| layer.iter().filter(|&&v| matches!(self.vertices[v], Vertex::Box(_))).count() <= 1)
    }
}
