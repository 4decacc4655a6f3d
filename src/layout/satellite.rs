//! Satellite: thousands of discs, of which the first are laid out by stress, and the others find room around them.

use std::collections::BTreeMap;

use super::stress::centres;
use super::{Boxes, Cluster, Extent, Link, Point};

/// How many discs are laid out together.
const LAID_OUT: usize = 300;

/// How much wider than a disc its box is: there others find room.
const BESIDE: f64 = 30.0;

/// The proportions of the drawing: those of a screen.
const ROOM: Extent = Extent { w: 1600.0, h: 1000.0 };

/// Between two discs.
const GAP: f64 = 4.0;

/// Places discs of these radii, the most important first, around the origin; none lies on another.
///
/// Links lead from a disc to one that comes after it. Clusters keep those near each other that are laid out together.
pub fn place(radii: &[f64], links: &[Link], clusters: &[Cluster]) -> Vec<Point> {
    let laid_out = radii.len().min(LAID_OUT);
    let extent = |radius: &f64| Extent::new(2.0 * radius + BESIDE, 2.0 * radius + BESIDE);
    let near = |cluster: &Cluster| Cluster {
        members: cluster.members.iter().copied().filter(|member| *member < laid_out).collect(),
        title: None,
    };
    let boxes = Boxes {
        extents: radii[..laid_out].iter().map(extent).collect(),
        links: links.iter().filter(|link| link.from < laid_out && link.to < laid_out).cloned().collect(),
        clusters: clusters.iter().map(near).collect(),
    };
    let mut places = centres(&boxes, ROOM);
    let middle = middle(places.iter().map(|place| (*place, 1.0))).unwrap_or_default();
    let mut linked: Vec<Vec<(usize, f64)>> = vec![Vec::new(); radii.len()];
    for link in links {
        linked[link.to].push((link.from, link.strength));
    }
    let most = radii.iter().copied().fold(0.0, f64::max);
    let discs = places.iter().zip(radii).map(|(centre, radius)| Disc { centre: *centre, radius: *radius });
    let mut sky = Sky::of(discs, most);
    for (at, radius) in radii.iter().enumerate().skip(laid_out) {
        let around = self::middle(linked[at].iter().map(|(from, strength)| (places[*from], *strength)));
        places.push(sky.add(Disc { centre: around.unwrap_or(middle), radius: *radius }));
    }
    places.iter().map(|place| place.plus(-middle.x, -middle.y)).collect()
}

/// The weighted mean of places; none without weight.
fn middle(places: impl Iterator<Item = (Point, f64)>) -> Option<Point> {
    let (x, y, all) = places.fold((0.0, 0.0, 0.0), |(x, y, all), (place, weight)| {
        (x + place.x * weight, y + place.y * weight, all + weight)
    });
    (all > 0.0).then(|| Point::new(x / all, y / all))
}

/// A disc.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Disc {
    centre: Point,
    radius: f64,
}

/// The discs of a drawing, by the squares of a grid that their middles lie in.
#[derive(Debug)]
struct Sky {
    square: f64,
    discs: BTreeMap<(i64, i64), Vec<Disc>>,
    /// How far a spiral has been gone along, by its middle and its discs' radius: what lies before has no room.
    tried: BTreeMap<[u64; 3], f64>,
}

impl Sky {
    /// A sky of discs, none of which, then or later, has a radius above `most`.
    fn of(discs: impl IntoIterator<Item = Disc>, most: f64) -> Self {
        let mut sky = Self { square: 2.0 * most.max(1.0) + GAP, discs: BTreeMap::new(), tried: BTreeMap::new() };
        for disc in discs {
            sky.hold(disc);
        }
        sky
    }

    /// Adds a disc as near to `wanted` as a spiral of places finds room for it, and tells where.
    ///
    /// The spiral is that of sunflowers (Vogel 1979): every place has about as much room as any other.
    fn add(&mut self, wanted: Disc) -> Point {
        let turn = std::f64::consts::PI * (3.0 - 5.0_f64.sqrt());
        let spiral = [wanted.centre.x, wanted.centre.y, wanted.radius].map(f64::to_bits);
        let mut step = self.tried.get(&spiral).copied().unwrap_or(0.0);
        loop {
            let (way, angle) = (step.sqrt() * (wanted.radius + GAP), step * turn);
            let centre = wanted.centre.plus(way * libm::cos(angle), way * libm::sin(angle));
            let disc = Disc { centre, ..wanted };
            if self.is_free(disc) {
                self.hold(disc);
                self.tried.insert(spiral, step + 1.0);
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
