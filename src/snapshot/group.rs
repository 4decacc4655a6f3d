//! Groups: which of many belong together, told pair by pair.

use std::collections::BTreeMap;

/// Numbers that are being put into groups.
pub(super) struct Groups(Vec<usize>);

impl Groups {
    pub(super) fn new(numbers: usize) -> Self {
        Self((0..numbers).collect())
    }

    /// The first number of the group that `number` is in.
    fn first(&self, mut number: usize) -> usize {
        while self.0[number] != number {
            number = self.0[number];
        }
        number
    }

    pub(super) fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.0[a.max(b)] = a.min(b);
    }

    /// The groups by their first numbers, each in order.
    pub(super) fn lists(&self) -> Vec<Vec<usize>> {
        let mut lists: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for number in 0..self.0.len() {
            lists.entry(self.first(number)).or_default().push(number);
        }
        lists.into_values().collect()
    }
}
