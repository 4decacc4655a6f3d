//! Satellite: discs that find room around places of a drawing that is there already.

use std::collections::BTreeMap;

use super::Point;

/// Between two discs.
const GAP: f64 = 4.0;

/// A disc.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disc {
    /// Its middle.
    pub centre: Point,
    /// From there to its rim.
    pub radius: f64,
}

/// The discs of a drawing, by the squares of a grid that their middles lie in.
#[derive(Debug)]
pub struct Sky {
    square: f64,
    discs: BTreeMap<(i64, i64), Vec<Disc>>,
}

impl Sky {
    /// A sky of discs, none of which, then or later, has a radius above `most`.
    pub fn of(discs: impl IntoIterator<Item = Disc>, most: f64) -> Self {
        let mut sky = Self { square: 2.0 * most.max(1.0) + GAP, discs: BTreeMap::new() };
        for disc in discs {
            sky.hold(disc);
        }
        sky
    }

    /// Adds a disc as near to `wanted` as a spiral of places finds room for it, and tells where.
    ///
    /// The spiral is that of sunflowers (Vogel 1979): every place has about as much room as any other.
    pub fn add(&mut self, wanted: Disc) -> Point {
        let turn = std::f64::consts::PI * (3.0 - 5.0_f64.sqrt());
        let mut step = 0.0_f64;
        loop {
            let (way, angle) = (step.sqrt() * (wanted.radius + GAP), step * turn);
            let centre = wanted.centre.plus(way * libm::cos(angle), way * libm::sin(angle));
            let disc = Disc { centre, ..wanted };
            if self.is_free(disc) {
                self.hold(disc);
                return centre;
            }
            step += 1.0;
        }
    }

    fn hold(&mut self, disc: Disc) {
        self.discs.entry(self.square_of(disc.centre)).or_default().push(disc);
    }

    #[allow(clippy::cast_possible_truncation, reason = "places of a drawing are far from the ends of i64")]
    fn square_of(&self, at: Point) -> (i64, i64) {
        ((at.x / self.square).floor() as i64, (at.y / self.square).floor() as i64)
    }

    fn is_free(&self, disc: Disc) -> bool {
        let (x, y) = self.square_of(disc.centre);
        let around = (-1..=1).flat_map(|i| (-1..=1).map(move |j| (x + i, y + j)));
        let mut near = around.filter_map(|square| self.discs.get(&square)).flatten();
        near.all(|other| other.centre.distance(disc.centre) >= other.radius + disc.radius + GAP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discs_around_one_place_overlap_none_and_stay_near() {
        let sun = Disc { centre: Point::new(10.0, -3.0), radius: 30.0 };
        let mut sky = Sky::of([sun], 30.0);
        let mut all = vec![sun];
        for _ in 0..200 {
            let wanted = Disc { centre: sun.centre, radius: 5.0 };
            all.push(Disc { centre: sky.add(wanted), ..wanted });
        }
        for (nth, a) in all.iter().enumerate() {
            for b in &all[..nth] {
                assert!(a.centre.distance(b.centre) >= a.radius + b.radius + GAP - 1e-9, "{a:?} lies on {b:?}");
            }
        }
        let farthest = all.iter().map(|disc| disc.centre.distance(sun.centre)).fold(0.0, f64::max);
        assert!(farthest < 200.0, "{farthest}");
    }

    #[test]
    fn who_has_room_stays() {
        let mut sky = Sky::of([Disc { centre: Point::default(), radius: 10.0 }], 10.0);
        let wanted = Point::new(50.0, 50.0);
        assert_eq!(sky.add(Disc { centre: wanted, radius: 3.0 }), wanted);
    }
}
