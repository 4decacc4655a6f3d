//! The table of names: from the hash of a word to the forms that are that word, and whether longer ones begin with it.
//!
//! A form stands in it under its letters, whatever stands between its words: `openstack` is found by `OpenStack` and, word
//! by word, by `Open Stack`. Under each of its beginnings, `open`, it says that longer letters are in it too.

use crate::text::simd;

/// No form.
pub(crate) const NONE: u32 = u32::MAX;

/// What the table says of some letters.
#[derive(Debug, Clone, Copy)]
#[repr(align(16))]
pub(crate) struct Slot {
    hash: u64,
    /// The first of the forms that have these letters, or [`NONE`].
    pub(crate) form: u32,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
enum State {
    Empty,
    Ends,
    GoesOn,
}

impl Slot {
    const EMPTY: Self = Self { hash: 0, form: NONE, state: State::Empty };

    /// Whether longer names begin with these letters.
    pub(crate) fn goes_on(&self) -> bool {
        self.state == State::GoesOn
    }
}

/// An open-addressing table from hashes to what is said of them.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    slots: Vec<Slot>,
}

impl Default for Table {
    fn default() -> Self {
        Self::with_room_for(0)
    }
}

impl Table {
    /// A table that `count` hashes fit in.
    pub(crate) fn with_room_for(count: usize) -> Self {
        Self { slots: vec![Slot::EMPTY; (count * 2).next_power_of_two().max(16)] }
    }

    /// Puts `form` under its letters' hash; gives the form that was the first there.
    pub(crate) fn insert(&mut self, hash: u64, form: u32) -> u32 {
        let slot = self.slot_mut(hash);
        std::mem::replace(&mut slot.form, form)
    }

    /// Says that longer names begin with the letters of that hash.
    pub(crate) fn go_on(&mut self, hash: u64) {
        self.slot_mut(hash).state = State::GoesOn;
    }

    /// What the table says of the letters of that hash.
    #[inline]
    pub(crate) fn find(&self, hash: u64) -> Option<&Slot> {
        let mask = self.slots.len() - 1;
        let mut at = place(hash) & mask;
        loop {
            let slot = &self.slots[at];
            if slot.state == State::Empty {
                return None;
            }
            if slot.hash == hash {
                return Some(slot);
            }
            at = (at + 1) & mask;
        }
    }

    /// Asks for what the table says of a hash.
    #[inline]
    pub(crate) fn prefetch(&self, hash: u64) {
        simd::prefetch(&self.slots[place(hash) & (self.slots.len() - 1)]);
    }

    fn slot_mut(&mut self, hash: u64) -> &mut Slot {
        let mask = self.slots.len() - 1;
        let mut at = place(hash) & mask;
        while self.slots[at].state != State::Empty && self.slots[at].hash != hash {
            at = (at + 1) & mask;
        }
        let slot = &mut self.slots[at];
        if slot.state == State::Empty {
            *slot = Slot { hash, form: NONE, state: State::Ends };
        }
        slot
    }
}

/// Two bits for each of many hashes, which tell nearly all others apart without a look into a table.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    words: Vec<u64>,
    /// By how many bits a hash is shifted to the place of its word.
    shift: u32,
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
        Self { words: vec![0; words], shift: 64 - words.trailing_zeros() }
    }

    /// Lets a hash through.
    pub(crate) fn add(&mut self, hash: u64) {
        let at = self.word(hash);
        self.words[at] |= Self::bits(hash);
    }

    /// Whether a hash was added: false if not, true if so and, seldom, if not.
    #[inline]
    pub(crate) fn may_have(&self, hash: u64) -> bool {
        let bits = Self::bits(hash);
        self.words[self.word(hash)] & bits == bits
    }

    /// Asks for what is said of a hash.
    #[inline]
    pub(crate) fn prefetch(&self, hash: u64) {
        simd::prefetch(&self.words[self.word(hash)]);
    }

    #[inline]
    fn word(&self, hash: u64) -> usize {
        // The mask changes nothing but that the place is known to be within.
        place(hash >> self.shift) & (self.words.len() - 1)
    }

    /// The highest bits of a hash tell its word, the lowest its place in a table.
    #[inline]
    fn bits(hash: u64) -> u64 {
        1 << ((hash >> 32) & 63) | 1 << ((hash >> 38) & 63)
    }
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the low bits are enough to find a place")]
fn place(hash: u64) -> usize {
    hash as usize
}

#[cfg(test)]
mod tests {
    use super::super::hash;
    use super::*;

    #[test]
    fn what_was_put_in_is_found_and_nothing_else() {
        let letters = |number: u32| format!("name{number}");
        let mut table = Table::with_room_for(1000);
        let mut filter = Filter::with_room_for(1000);
        for number in 0..500 {
            assert_eq!(table.insert(hash::of(letters(number).as_bytes()), number), NONE);
            table.go_on(hash::of(letters(number + 500).as_bytes()));
            filter.add(hash::of(letters(number).as_bytes()));
        }
        assert_eq!(table.insert(hash::of(b"name7"), 7000), 7);
        for number in 0..2000 {
            let hash = hash::of(letters(number).as_bytes());
            let found = table.find(hash).map(|slot| (slot.form, slot.goes_on()));
            let expected = match number {
                7 => Some((7000, false)),
                0..500 => Some((number, false)),
                500..1000 => Some((NONE, true)),
                _ => None,
            };
            assert_eq!(found, expected, "{number}");
        }
        let passing = (0..20_000).filter(|number| filter.may_have(hash::of(letters(*number).as_bytes()))).count();
        assert!((500..2000).contains(&passing), "{passing}");
        assert!((0..500).all(|number| filter.may_have(hash::of(letters(number).as_bytes()))));
    }
}
