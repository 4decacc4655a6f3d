//! Clusters: which nodes of a graph belong together, by their kinds, by the tracks of their talks, or as communities.

use std::collections::BTreeMap;

use super::Painter;
use crate::corpus::{added_words, track_key};
use crate::gazetteer::EntityIndex;
use crate::measure::community::{leiden, members};
use crate::measure::cooccurrence::Counts;
use crate::view::{Cluster, Network, NodeKind};

/// By what nodes are put into frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClusterBy {
    /// What sort of thing they are.
    Kind,
    /// The track in which most of their talks are held.
    Track,
    /// What is talked about together.
    Community,
}

impl ClusterBy {
    /// All ways.
    pub const ALL: [Self; 3] = [Self::Kind, Self::Track, Self::Community];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Track => "track",
            Self::Community => "community",
        }
    }

    /// That of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.name() == name)
    }
}

impl Painter<'_> {
    /// The clusters of two nodes and more, the largest first.
    pub(super) fn clusters(&self, network: &Network, by: ClusterBy) -> Vec<Cluster> {
        let mut clusters = match by {
            ClusterBy::Kind => by_kind(network),
            ClusterBy::Track => self.by_track(network),
            ClusterBy::Community => self.by_community(network),
        };
        clusters.retain(|cluster| cluster.members.len() >= 2);
        clusters.sort_by_key(|cluster| (std::cmp::Reverse(cluster.members.len()), cluster.members[0]));
        clusters
    }

    fn by_track(&self, network: &Network) -> Vec<Cluster> {
        // How often each track's name is spelled how, and which nodes have most of their talks there.
        let mut spellings: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
        let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, entity) in self.entities(network) {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for (talk, _) in self.graph().mentioning(entity) {
                if let Some(track) = self.workspace.corpus.talk(talk).track.as_deref() {
                    *counts.entry(track_key(track)).or_insert(0) += 1;
                    *spellings.entry(track_key(track)).or_default().entry(track).or_insert(0) += 1;
                }
            }
            let most = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
            if let Some((track, _)) = most {
                members.entry(track).or_default().push(at);
            }
        }
        let clusters = members.into_iter().map(|(track, members)| {
            let written =
                spellings[&track].iter().min_by_key(|(name, count)| (added_words(name), usize::MAX - **count));
            Cluster { label: written.map(|(name, _)| (*name).to_owned()), members }
        });
        clusters.collect()
    }

    /// Communities by the Leiden algorithm, linked by the equivalence index and named after their most linked members.
    fn by_community(&self, network: &Network) -> Vec<Cluster> {
        let nodes: Vec<(usize, EntityIndex)> = self.entities(network).collect();
        let mut edges = Vec::new();
        for (a, (_, entity)) in nodes.iter().enumerate() {
            let near = self.graph().neighbours(*entity);
            for (b, (_, other)) in nodes.iter().enumerate().skip(a + 1) {
                let Some(&both) = near.get(other) else { continue };
                let (count_a, count_b) = (self.graph().count(*entity), self.graph().count(*other));
                let counts = Counts { a: count_a, b: count_b, both, talks: self.graph().talks() };
                if counts.association_strength() > 1.0 {
                    edges.push((a, b, (both * both) as f64 / (count_a * count_b) as f64));
                }
            }
        }
        let found = leiden(nodes.len(), &edges);
        let clusters = members(&edges, &found).into_iter().map(|central| {
            let names: Vec<&str> = central.iter().take(2).map(|at| self.name(nodes[*at].1)).collect();
            let mut members: Vec<usize> = central.iter().map(|at| nodes[*at].0).collect();
            members.sort_unstable();
            Cluster { label: Some(names.join(", ")), members }
        });
        clusters.collect()
    }

    /// The nodes that are entities.
    fn entities<'a>(&'a self, network: &'a Network) -> impl Iterator<Item = (usize, EntityIndex)> + 'a {
        let known = |node: &crate::view::Node| self.workspace.gazetteer.by_id(node.id.as_str());
        network.nodes.iter().enumerate().filter_map(move |(at, node)| Some((at, known(node)?)))
    }
}

fn by_kind(network: &Network) -> Vec<Cluster> {
    let mut members: BTreeMap<NodeKind, Vec<usize>> = BTreeMap::new();
    for (at, node) in network.nodes.iter().enumerate() {
        members.entry(node.kind).or_default().push(at);
    }
    let clusters = members.into_iter().filter_map(|(kind, members)| {
        let label = match kind {
            NodeKind::Project => "Projects",
            NodeKind::Technology => "Technologies",
            NodeKind::Topic => "Topics",
            NodeKind::Organisation => "Organisations",
            NodeKind::Licence => "Licences",
            NodeKind::Unknown => return None,
        };
        Some(Cluster { label: Some(label.to_owned()), members })
    });
    clusters.collect()
}
