//! The table of names: from the hash of a word to the forms that are that word, and whether longer ones begin with it.
//!
//! A form stands in it under its letters, whatever stands between its words: `openstack` is found by `OpenStack` and, word
//! by word, by `Open Stack`. Under each of its beginnings, `open`, it says that longer letters are in it too.

use crate::text::simd;

/// No form.
pub(crate) const NONE: u32 = u32::MAX;

/// What the table says of some letters.
#[derive(Debug, Clone, Copy)]
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

/// An open-addressing table, and in front of it one bit a hash, which is all that most words of a text ask for.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    slots: Vec<Slot>,
    filter: Vec<u64>,
    /// By how many bits a hash is shifted to a bit of the filter.
    shift: u32,
}

impl Default for Table {
    fn default() -> Self {
        Self::with_room_for(0)
    }
}

impl Table {
    /// A table that `count` hashes fit in.
    pub(crate) fn with_room_for(count: usize) -> Self {
        let slots = (count * 2).next_power_of_two().max(16);
        // Sparse as long as it stays in the nearest caches.
        let bits = (count * 16).next_power_of_two().clamp(1 << 12, 1 << 25);
        Self { slots: vec![Slot::EMPTY; slots], filter: vec![0; bits / 64], shift: 64 - bits.trailing_zeros() }
    }

    /// Puts `form` under its letters' hash; gives the form that was the first there.
    pub(crate) fn insert(&mut self, hash: u64, form: u32) -> u32 {
        self.allow(hash);
        let slot = self.slot_mut(hash);
        std::mem::replace(&mut slot.form, form)
    }

    /// Says that longer names begin with the letters of that hash.
    pub(crate) fn go_on(&mut self, hash: u64) {
        self.allow(hash);
        self.slot_mut(hash).state = State::GoesOn;
    }

    /// Lets a hash through that no letters in the table have, but which leads to some.
    pub(crate) fn allow(&mut self, hash: u64) {
        let (word, bit) = self.bit(hash);
        self.filter[word] |= 1 << bit;
    }

    /// Whether a hash may be in the table: false if not, true if so and, seldom, if not.
    #[inline]
    pub(crate) fn may_have(&self, hash: u64) -> bool {
        let (word, bit) = self.bit(hash);
        (self.filter[word] >> bit) & 1 != 0
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

    /// Whether it is too large for the nearest caches, so that it pays to ask for places in advance.
    pub(crate) fn is_large(&self) -> bool {
        self.slots.len() > 1 << 17
    }

    /// Where [`Table::find`] begins to look, to have it fetched in advance.
    #[inline]
    pub(crate) fn first_look(&self, hash: u64) -> &Slot {
        &self.slots[place(hash) & (self.slots.len() - 1)]
    }

    /// Asks for what the table says of a hash.
    #[inline]
    pub(crate) fn prefetch(&self, hash: u64) {
        simd::prefetch(&self.filter[self.bit(hash).0]);
        simd::prefetch(self.first_look(hash));
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

    #[inline]
    fn bit(&self, hash: u64) -> (usize, u32) {
        let bit = hash >> self.shift;
        (place(bit >> 6) & (self.filter.len() - 1), (bit & 63) as u32)
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
        for number in 0..500 {
            assert_eq!(table.insert(hash::of(letters(number).as_bytes()), number), NONE);
            table.go_on(hash::of(letters(number + 500).as_bytes()));
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
            assert!(found.is_none() || table.may_have(hash));
        }
    }
}
