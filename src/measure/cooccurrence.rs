//! Co-occurrence: how much more often than by chance two entities are mentioned in the same talk.
//!
//! `a` and `b` are the talks that mention the one and the other, `both` those that mention both, `talks` all of them.
//! Every measure is symmetric in `a` and `b` and takes constant time.

use serde::{Deserialize, Serialize};

use crate::gazetteer::EntityIndex;
use crate::graph::KnowledgeGraph;

/// The counts that every measure of co-occurrence is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Talks that mention the one.
    pub a: usize,
    /// Talks that mention the other.
    pub b: usize,
    /// Talks that mention both; at most `a` and at most `b`.
    pub both: usize,
    /// All talks.
    pub talks: usize,
}

impl Counts {
    /// The association strength, `both · talks / (a · b)` (van Eck & Waltman 2009, eq. 6).
    ///
    /// From 0 (never together) over 1 (as by chance) upwards. No talks gives 0.
    ///
    /// ```
    /// use hallway::measure::cooccurrence::Counts;
    /// // Ten talks, four on Docker, five on Kubernetes, four on both: twice as often as chance would have it.
    /// assert_eq!(Counts { a: 4, b: 5, both: 4, talks: 10 }.association_strength(), 2.0);
    /// ```
    pub fn association_strength(self) -> f64 {
        ratio(self.both as f64 * self.talks as f64, self.a as f64 * self.b as f64)
    }

    /// The Jaccard index, `both / (a + b − both)`.
    ///
    /// From 0 (never together) to 1 (always together). No talks gives 0.
    ///
    /// ```
    /// use hallway::measure::cooccurrence::Counts;
    /// assert_eq!(Counts { a: 4, b: 5, both: 4, talks: 10 }.jaccard(), 0.8);
    /// ```
    pub fn jaccard(self) -> f64 {
        ratio(self.both as f64, (self.a + self.b) as f64 - self.both as f64)
    }

    /// Normalised pointwise mutual information, `ln(p(a,b) / (p(a) p(b))) / −ln p(a,b)` (Bouma 2009).
    ///
    /// From −1 (never together) over 0 (as by chance) to 1 (only ever together). No talks gives 0; where every talk
    /// mentions both, which tells nothing, it is 0 too.
    ///
    /// ```
    /// use hallway::measure::cooccurrence::Counts;
    /// // ln(0.4 / (0.4 · 0.5)) / −ln 0.4 = 0.6931 / 0.9163
    /// let npmi = Counts { a: 4, b: 5, both: 4, talks: 10 }.npmi();
    /// assert!((npmi - 0.7565).abs() < 5e-5);
    /// ```
    pub fn npmi(self) -> f64 {
        if self.talks == 0 || self.a == 0 || self.b == 0 || self.both == self.talks {
            return 0.0;
        }
        if self.both == 0 {
            return -1.0;
        }
        libm::log(self.association_strength()) / -libm::log(self.both as f64 / self.talks as f64)
    }

    /// The log-likelihood ratio G² of the two-by-two table (Dunning 1993), `2 Σ observed · ln(observed / expected)`.
    ///
    /// From 0 (as by chance) upwards; above 3.84 chance alone would give as much in one of twenty pairs. Negative,
    /// by the same amount, where the two meet less often than by chance, so that sorting puts those last.
    ///
    /// ```
    /// use hallway::measure::cooccurrence::Counts;
    /// // Observed 4, 0, 1, 5; expected 2, 2, 3, 3: 2 (4 ln 2 + 0 + ln ⅓ + 5 ln 5⁄3) = 8.4562
    /// let g2 = Counts { a: 4, b: 5, both: 4, talks: 10 }.log_likelihood();
    /// assert!((g2 - 8.4562).abs() < 5e-5);
    /// ```
    pub fn log_likelihood(self) -> f64 {
        if self.talks == 0 {
            return 0.0;
        }
        let talks = self.talks as f64;
        let (a, b, both) = (self.a as f64, self.b as f64, self.both as f64);
        let term = |observed: f64, row: f64, column: f64| {
            // 0 · ln 0 is 0 in the limit.
            if observed <= 0.0 { 0.0 } else { observed * libm::log(observed * talks / (row * column)) }
        };
        let sum = term(both, a, b)
            + term(a - both, a, talks - b)
            + term(b - both, talks - a, b)
            + term(talks - a - b + both, talks - a, talks - b);
        let g2 = (2.0 * sum).max(0.0);
        if both * talks < a * b { -g2 } else { g2 }
    }
}

/// What a number says of two entities that are mentioned in the same talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// The number of talks that mention both.
    #[default]
    Talks,
    /// G²; see [`Counts::log_likelihood`].
    G2,
    /// See [`Counts::association_strength`].
    Association,
    /// See [`Counts::jaccard`].
    Jaccard,
    /// See [`Counts::npmi`].
    Npmi,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Talks, Self::G2, Self::Association, Self::Jaccard, Self::Npmi];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Talks => "talks",
            Self::G2 => "g2",
            Self::Association => "association",
            Self::Jaccard => "jaccard",
            Self::Npmi => "npmi",
        }
    }

    /// The measure of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.name() == name)
    }

    /// What it makes of some counts, with four digits after the point: more the counts do not carry.
    pub fn of(self, counts: Counts) -> f64 {
        let value = match self {
            Self::Talks => counts.both as f64,
            Self::G2 => counts.log_likelihood(),
            Self::Association => counts.association_strength(),
            Self::Jaccard => counts.jaccard(),
            Self::Npmi => counts.npmi(),
        };
        (value * 1e4).round() / 1e4
    }
}

fn ratio(above: f64, below: f64) -> f64 {
    if below <= 0.0 { 0.0 } else { above / below }
}

/// An entity met in the same talks as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// Which.
    pub entity: EntityIndex,
    /// How often.
    pub counts: Counts,
}

/// The neighbours of an entity in a graph; see [`ranked`].
pub fn neighbours(graph: &KnowledgeGraph, entity: EntityIndex) -> Vec<Neighbour> {
    let (a, talks) = (graph.count(entity), graph.talks());
    let counts = |(other, both)| (other, Counts { a, b: graph.count(other), both, talks });
    ranked(graph.neighbours(entity).into_iter().map(counts))
}

/// Neighbours, the most telling first: by G², those met only once last; ties by entity.
pub fn ranked(neighbours: impl Iterator<Item = (EntityIndex, Counts)>) -> Vec<Neighbour> {
    let mut found: Vec<(bool, f64, Neighbour)> = neighbours
        .map(|(entity, counts)| (counts.both < 2, counts.log_likelihood(), Neighbour { entity, counts }))
        .collect();
    found.sort_by(|x, y| x.0.cmp(&y.0).then(y.1.total_cmp(&x.1)).then(x.2.entity.cmp(&y.2.entity)));
    found.into_iter().map(|(_, _, neighbour)| neighbour).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_one_zero_zero() {
        let by_chance = Counts { a: 4, b: 5, both: 2, talks: 10 };
        assert!((by_chance.association_strength() - 1.0).abs() < 1e-12);
        assert!(by_chance.npmi().abs() < 1e-12);
        assert!(by_chance.log_likelihood().abs() < 1e-12);
    }

    #[test]
    fn empty_tables_say_nothing() {
        let none = Counts { a: 0, b: 0, both: 0, talks: 0 };
        let measures = [none.association_strength(), none.jaccard(), none.npmi(), none.log_likelihood()];
        assert!(measures.iter().all(|measure| measure.abs() < 1e-12));
        let all = Counts { a: 3, b: 3, both: 3, talks: 3 };
        assert!(all.npmi().abs() < 1e-12 && all.log_likelihood().abs() < 1e-12);
    }

    #[test]
    fn apart_more_often_than_by_chance_is_negative() {
        let apart = Counts { a: 5, b: 5, both: 0, talks: 10 };
        assert!((apart.npmi() + 1.0).abs() < 1e-12);
        assert!(apart.log_likelihood() < -10.0);
    }
}
