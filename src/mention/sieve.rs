//! A sieve: keeps some of what it is offered, without guessing which.

/// Room for what is kept of many small things.
///
/// Each is written in any case and overwritten by the next if it is not kept. Where that cannot be foreseen, it
/// costs less than a branch, which the processor would guess wrong.
#[derive(Debug, Default)]
pub(super) struct Sieve<T> {
    /// Behind what is kept stands anything.
    items: Vec<T>,
    count: usize,
}

impl<T: Copy + Default> Sieve<T> {
    pub(super) fn clear(&mut self) {
        self.count = 0;
    }

    /// Room for so many more to be offered.
    #[inline]
    pub(super) fn room(&mut self, more: usize) -> Room<'_, T> {
        let most = self.count + more;
        if self.items.len() < most {
            self.items.resize(most, T::default());
        }
        Room { free: &mut self.items[self.count..most], taken: 0, count: &mut self.count }
    }

    /// Lets others fill room for so many more: they say how many they put there, and anything else.
    #[inline]
    pub(super) fn fill<R>(&mut self, more: usize, fill: impl FnOnce(&mut [T]) -> (usize, R)) -> R {
        let mut room = self.room(more);
        let (taken, other) = fill(room.free);
        room.taken = taken;
        other
    }

    /// Takes an item.
    pub(super) fn push(&mut self, item: T) {
        self.room(1).offer(item, true);
    }

    /// What was kept, in its order.
    #[inline]
    pub(super) fn kept(&self) -> &[T] {
        &self.items[..self.count]
    }

    /// The same, to be put in another order.
    #[inline]
    pub(super) fn kept_mut(&mut self) -> &mut [T] {
        &mut self.items[..self.count]
    }
}

/// Room in a sieve; what was kept in it counts once it is dropped.
pub(super) struct Room<'s, T> {
    free: &'s mut [T],
    taken: usize,
    count: &'s mut usize,
}

impl<T> Room<'_, T> {
    /// Takes an item, if it is to be kept and there is room.
    #[expect(clippy::inline_always, reason = "it is called once a word, and a call takes longer than it does")]
    #[inline(always)]
    pub(super) fn offer(&mut self, item: T, is_kept: bool) {
        if let Some(place) = self.free.get_mut(self.taken) {
            *place = item;
            self.taken += usize::from(is_kept);
        }
    }
}

impl<T> Drop for Room<'_, T> {
    #[expect(clippy::inline_always, reason = "it is called once a word, and a call takes longer than it does")]
    #[inline(always)]
    fn drop(&mut self) {
        *self.count += self.taken;
    }
}
