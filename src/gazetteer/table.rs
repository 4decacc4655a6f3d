//! The table of names: from the hash of a word to the forms that are that word, and whether longer ones begin with it.
//!
//! A form stands in it under its letters, whatever stands between its words: `openstack` is found by `OpenStack` and, word
//! by word, by `Open Stack`. Under each of its beginnings, `open`, it says that longer letters are in it too.

use crate::text::simd;

/// No form.
pub(crate) const NONE: u32 = u32::MAX >> 1;

/// What the table says of some letters: in the highest bit whether longer names begin with them, in the others the first
/// of the forms that have them, or [`NONE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Said(u32);

impl Said {
    const NOTHING: Self = Self(NONE);

    /// The first of the forms that have these letters, or [`NONE`].
    #[inline]
    pub(crate) fn form(self) -> u32 {
        self.0 & NONE
    }

    /// Whether longer names begin with these letters.
    #[inline]
    pub(crate) fn goes_on(self) -> bool {
        self.0 > NONE
    }
}

/// So many places are looked at together: those in one line of the cache.
const GROUP: usize = 8;

/// Places that are filled from the first on: the upper half of a hash, and what is said of it.
///
/// Hashes that differ in their lower half only may share a place, and the forms of both are found there: what is found is compared
/// letter by letter.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Group {
    upper: [u32; GROUP],
    said: [Said; GROUP],
}

impl Group {
    const EMPTY: Self = Self { upper: [0; GROUP], said: [Said::NOTHING; GROUP] };
}

/// An open-addressing table from hashes to what is said of them.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    groups: Vec<Group>,
}

impl Default for Table {
    fn default() -> Self {
        Self::with_room_for(0)
    }
}

impl Table {
    /// A table that `count` hashes fit in.
    pub(crate) fn with_room_for(count: usize) -> Self {
        let groups = (count * 2 / GROUP).next_power_of_two().max(4);
        Self { groups: vec![Group::EMPTY; groups] }
    }

    /// Puts `form` under its letters' hash; gives the form that was the first there.
    pub(crate) fn insert(&mut self, hash: u64, form: u32) -> u32 {
        let said = self.said_mut(hash);
        let before = said.form();
        said.0 = said.0 & !NONE | form;
        before
    }

    /// Says that longer names begin with the letters of that hash.
    pub(crate) fn go_on(&mut self, hash: u64) {
        self.said_mut(hash).0 |= !NONE;
    }

    /// What the table says of the letters of that hash.
    #[inline]
    pub(crate) fn find(&self, hash: u64) -> Said {
        let mask = self.groups.len() - 1;
        let mut at = place(hash) & mask;
        loop {
            let Group { upper, said } = &self.groups[at];
            // All are compared, which costs less than to guess the one. Where none is the same, the last one tells whether the
            // group is full; if not, nothing is said there, and that is what is to be said.
            let same = simd::same(upper, upper_half(hash));
            if said[GROUP - 1] == Said::NOTHING || same != 0 {
                return said[(same | 1 << (GROUP - 1)).trailing_zeros() as usize];
            }
            at = (at + 1) & mask;
        }
    }

    /// Asks for what the table says of a hash.
    #[inline]
    pub(crate) fn prefetch(&self, hash: u64) {
        simd::prefetch(&self.groups[place(hash) & (self.groups.len() - 1)]);
    }

    /// What is said of a hash, of which something is going to be said.
    fn said_mut(&mut self, hash: u64) -> &mut Said {
        let mask = self.groups.len() - 1;
        let mut at = place(hash) & mask;
        let within = loop {
            let Group { upper, said } = &self.groups[at];
            let is_its = |within: &usize| said[*within] == Said::NOTHING || upper[*within] == upper_half(hash);
            match (0..GROUP).find(is_its) {
                Some(within) => break within,
                None => at = (at + 1) & mask,
            }
        };
        self.groups[at].upper[within] = upper_half(hash);
        &mut self.groups[at].said[within]
    }
}

#[inline]
fn upper_half(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the low bits are enough to find a place")]
fn place(hash: u64) -> usize {
    hash as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash;

    #[test]
    fn what_was_put_in_is_found_and_nothing_else() {
        let letters = |number: u32| format!("name{number}");
        let mut table = Table::with_room_for(1000);
        for number in 0..500 {
            assert_eq!(table.insert(hash::of(letters(number).as_bytes()), number), NONE);
            table.go_on(hash::of(letters(number + 500).as_bytes()));
        }
        assert_eq!(table.insert(hash::of(b"name7"), 7000), 7);
        for number in 0..2000 {
            let hash = hash::of(letters(number).as_bytes());
            let said = table.find(hash);
            let expected = match number {
                7 => (7000, false),
                0..500 => (number, false),
                500..1000 => (NONE, true),
                _ => (NONE, false),
            };
            assert_eq!((said.form(), said.goes_on()), expected, "{number}");
        }
    }
}
