//! Incidence: which talks mention which entities, and how often two are mentioned together.

use std::borrow::Borrow;

use rayon::prelude::*;

use crate::gazetteer::EntityIndex;

/// How many entities one worker counts for at a time.
const ROWS: usize = 256;

/// The talks and the entities that they mention, as a sparse matrix, both ways.
///
/// Takes eight bytes for each entity of each talk, and eight for each talk and entity.
#[derive(Debug, Default)]
pub struct Incidence {
    /// Where the entities of each talk begin; with one more at the end.
    talks: Vec<usize>,
    entities: Vec<u32>,
    /// Where the talks of each entity begin; with one more at the end.
    rows: Vec<usize>,
    /// Each talk's number, in order, for each entity.
    mentioning: Vec<u32>,
}

/// Two entities, the smaller first, and the number of talks that mention both.
pub type Pair = (EntityIndex, EntityIndex, usize);

/// A pair as it is counted, in half the room: there may be millions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Together {
    a: u32,
    b: u32,
    both: u32,
}

impl Together {
    pub(crate) fn pair(self) -> Pair {
        (EntityIndex(self.a as usize), EntityIndex(self.b as usize), self.both as usize)
    }
}

impl Incidence {
    /// Takes the talks' entities, each once and in order, of which there are `entities`.
    pub fn of<T>(entities: usize, talks: impl IntoIterator<Item = T>) -> Self
    where
        T: IntoIterator<Item: Borrow<EntityIndex>>,
    {
        /// So many entities a talk there is room for from the beginning.
        const USUAL: usize = 8;
        let talks = talks.into_iter();
        let (least, _) = talks.size_hint();
        let mut incidence = Self { entities: Vec::with_capacity(least * USUAL), ..Self::default() };
        incidence.talks.reserve_exact(least + 1);
        incidence.talks.push(0);
        for talk in talks {
            incidence.push(talk.into_iter().map(|entity| *entity.borrow()));
        }
        incidence.transpose(entities);
        incidence
    }

    /// Adds a talk.
    fn push(&mut self, entities: impl Iterator<Item = EntityIndex>) {
        self.entities.extend(entities.map(|entity| u32::try_from(entity.0).unwrap_or(u32::MAX)));
        self.talks.push(self.entities.len());
    }

    fn transpose(&mut self, entities: usize) {
        self.rows = vec![0; entities + 1];
        for entity in &self.entities {
            self.rows[*entity as usize + 1] += 1;
        }
        for entity in 0..entities {
            self.rows[entity + 1] += self.rows[entity];
        }
        let mut next = self.rows.clone();
        self.mentioning = vec![0; self.entities.len()];
        for talk in 0..self.talks() {
            for entity in &self.entities[self.talks[talk]..self.talks[talk + 1]] {
                let place = &mut next[*entity as usize];
                self.mentioning[*place] = u32::try_from(talk).unwrap_or(u32::MAX);
                *place += 1;
            }
        }
    }

    /// The number of talks.
    pub fn talks(&self) -> usize {
        self.talks.len().saturating_sub(1)
    }

    /// The number of talks that mention an entity: c(i).
    pub fn count(&self, entity: EntityIndex) -> usize {
        self.mentioning(entity.0).len()
    }

    fn mentioning(&self, entity: usize) -> &[u32] {
        &self.mentioning[self.rows[entity]..self.rows[entity + 1]]
    }

    /// The pairs that `least` talks or more mention together, in the order of their entities.
    ///
    /// Counts row by row (Gustavson 1978): for each entity the talks that mention it, and whom else those mention, in an
    /// array of as many numbers as there are entities. Talks stand in the order of their editions, so that a row goes
    /// through memory forwards. What is below the threshold is dropped with its row and never kept. Rows are counted side
    /// by side; the result does not depend on how many workers there are.
    pub fn pairs(&self, least: usize) -> Vec<Pair> {
        self.pairs_in_parts(least).iter().flatten().map(|together| together.pair()).collect()
    }

    /// The same in parts that follow one another, as they were counted: there may be millions, which nobody has to copy.
    pub(crate) fn pairs_in_parts(&self, least: usize) -> Vec<Vec<Together>> {
        let entities = self.rows.len().saturating_sub(1);
        let starts: Vec<usize> = (0..entities).step_by(ROWS).collect();
        let count = |(together, met): &mut (Vec<u32>, Vec<u32>), start: &usize| {
            let mut pairs = Vec::new();
            for row in *start..(start + ROWS).min(entities) {
                self.count_row(row, together, met);
                met.sort_unstable();
                for other in met.drain(..) {
                    let both = std::mem::take(&mut together[other as usize]);
                    if both as usize >= least {
                        // Entities are numbered in four bytes here.
                        pairs.push(Together { a: u32::try_from(row).unwrap_or(u32::MAX), b: other, both });
                    }
                }
            }
            pairs
        };
        starts.par_iter().map_init(|| (vec![0; entities], Vec::new()), count).collect()
    }

    /// Adds up in `together` in how many talks of `row` each later entity is, and lists those in `met`.
    fn count_row(&self, row: usize, together: &mut [u32], met: &mut Vec<u32>) {
        for talk in self.mentioning(row) {
            let talk = *talk as usize;
            let entities = &self.entities[self.talks[talk]..self.talks[talk + 1]];
            // Entities stand in order: what follows this one is counted in its row, what stands before it in theirs.
            let later = entities.partition_point(|entity| *entity as usize <= row);
            for other in &entities[later..] {
                let talks = &mut together[*other as usize];
                if *talks == 0 {
                    met.push(*other);
                }
                *talks += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_once_a_talk_and_dropped_below_the_threshold() {
        let [a, b, c] = [0, 1, 2].map(EntityIndex);
        let talks: [&[EntityIndex]; 4] = [&[a, b], &[], &[a, b, c], &[c]];
        let incidence = Incidence::of(4, talks);
        assert_eq!((incidence.talks(), incidence.count(a), incidence.count(c)), (4, 2, 2));
        assert_eq!(incidence.count(EntityIndex(3)), 0);
        assert_eq!(incidence.pairs(1), [(a, b, 2), (a, c, 1), (b, c, 1)]);
        assert_eq!(incidence.pairs(2), [(a, b, 2)]);
        assert_eq!(Incidence::of(0, [[EntityIndex(0); 0]; 0]).pairs(1), []);
    }
}
