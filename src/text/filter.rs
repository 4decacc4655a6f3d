//! A filter: tells of most hashes at once that they are none of many, and none that something longer begins with.

use super::simd;

/// Two bits for each of many hashes, and two others for each that something longer begins with: they tell nearly all others apart
/// without a look into a table.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    /// A power of two of them.
    words: Vec<u64>,
}

impl Default for Filter {
    fn default() -> Self {
        Self::with_room_for(0)
    }
}

impl Filter {
    /// A filter for `count` hashes or some more.
    pub(crate) fn with_room_for(count: usize) -> Self {
        // Sparse as long as it stays in the nearer caches, and the sparser if it is in the nearest.
        let sparse = (count / 8).next_power_of_two().min(1 << 19);
        let words = sparse.max((count / 2).next_power_of_two().clamp(1 << 9, 1 << 11));
        Self { words: vec![0; words] }
    }

    /// Adds a hash.
    pub(crate) fn add(&mut self, hash: u64) {
        self.set(hash, WHOLE);
    }

    /// Adds a hash that something longer begins with.
    pub(crate) fn add_beginning(&mut self, hash: u64) {
        self.set(hash, BEGINNING);
    }

    fn set(&mut self, hash: u64, from: Bits) {
        let at = self.place(hash);
        self.words[at] |= from.iter().fold(0, |bits, from| bits | 1 << (hash >> from & 63));
    }

    /// Whether a hash was added: false if not, true if so and, seldom, if not.
    #[inline]
    pub(crate) fn may_have(&self, hash: u64) -> bool {
        self.has(hash, WHOLE)
    }

    /// Whether a hash was added that something longer begins with, as sure as that.
    #[inline]
    pub(crate) fn may_begin(&self, hash: u64) -> bool {
        self.has(hash, BEGINNING)
    }

    #[inline]
    fn has(&self, hash: u64, from: Bits) -> bool {
        let word = self.word(hash);
        let [one, other] = from.map(|from| word >> (hash >> from & 63));
        one & other & 1 != 0
    }

    /// The word that has a hash's bits, if it was added.
    #[inline]
    pub(crate) fn word(&self, hash: u64) -> u64 {
        self.words[self.place(hash)]
    }

    /// Asks for what is said of a hash.
    #[inline]
    pub(crate) fn prefetch(&self, hash: u64) {
        simd::prefetch(&self.words[self.place(hash)]);
    }

    /// The highest bits of a hash tell its word, as far as there are words; the lowest its place in a table.
    #[inline]
    fn place(&self, hash: u64) -> usize {
        (hash >> 44) as usize & (self.words.len() - 1)
    }
}

/// From where on in a hash six bits tell which bit of its word is the one of two, and from where on the other.
pub(crate) type Bits = [u32; 2];

/// The bits of what was added.
pub(crate) const WHOLE: Bits = [32, 38];
/// Those of what something longer begins with.
pub(crate) const BEGINNING: Bits = [0, 26];

#[cfg(test)]
mod tests {
    use super::super::hash;
    use super::*;

    #[test]
    fn what_was_added_passes_and_nearly_nothing_else() {
        let hash = |number: u32| hash::of(format!("name{number}").as_bytes());
        let mut filter = Filter::with_room_for(1000);
        (0..500).for_each(|number| filter.add(hash(number)));
        assert!((0..500).all(|number| filter.may_have(hash(number))));
        (500..1000).for_each(|number| filter.add_beginning(hash(number)));
        assert!((500..1000).all(|number| filter.may_begin(hash(number))));
        for passes in [Filter::may_have, Filter::may_begin] {
            let passing = (0..20_000).filter(|number| passes(&filter, hash(*number))).count();
            assert!((500..2500).contains(&passing), "{passing}");
        }
    }
}
