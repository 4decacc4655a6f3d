//! A filter: tells of most hashes at once that they are none of many.

use super::simd;

/// Two bits for each of many hashes, which tell nearly all others apart without a look into a table.
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
        // Sparse as long as it stays in the nearer caches.
        let words = (count / 8).next_power_of_two().clamp(1 << 6, 1 << 19);
        Self { words: vec![0; words] }
    }

    /// Lets a hash through.
    pub(crate) fn add(&mut self, hash: u64) {
        let at = self.place(hash);
        for bit in bits(hash) {
            self.words[at] |= 1 << bit;
        }
    }

    /// Whether a hash was added: false if not, true if so and, seldom, if not.
    #[inline]
    pub(crate) fn may_have(&self, hash: u64) -> bool {
        let word = self.word(hash);
        let [one, other] = bits(hash).map(|bit| word >> bit);
        one & other & 1 != 0
    }

    /// The word that has a hash's two bits, if it was added.
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

/// From where on in a hash six bits tell which bit of its word is one of its two.
pub(crate) const BITS: [u32; 2] = [32, 38];

/// The numbers of the bits of a hash in its word.
#[inline]
fn bits(hash: u64) -> [u64; 2] {
    BITS.map(|from| hash >> from & 63)
}

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
        let passing = (0..20_000).filter(|number| filter.may_have(hash(*number))).count();
        assert!((500..2000).contains(&passing), "{passing}");
    }
}
