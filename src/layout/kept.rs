//! Kept: boxes stay where an earlier drawing had them, and new ones find places among them.

use super::curve::routes;
use super::stress::{beside, distances, with_labels};
use super::{Boxes, Extent, Placed, Point};
use crate::random::Random;

/// Between boxes that are both kept, at least.
const KEPT: f64 = 6.0;
/// Between a new box and others.
const NEW: f64 = 20.0;

/// How often new boxes are moved towards their places.
const ROUNDS: usize = 60;

/// Places boxes, those at `kept` of a drawing of `extent` where they were.
///
/// A box gives way only where it has grown into another. New boxes go where their links want them (localized stress majorization,
/// Gansner, Koren, North 2004), to the nearest free place. The drawing is as large as the earlier one, unless it has no room.
pub fn place(boxes: &Boxes, kept: &[Option<Point>], extent: Extent) -> Placed {
    let count = boxes.extents.len();
    let (all, label_of) = with_labels(boxes);
    let is_kept: Vec<bool> = (0..all.extents.len()).map(|at| kept.get(at).is_some_and(Option::is_some)).collect();
    let wished = wishes(&all, kept, &is_kept, extent);
    let mut order: Vec<usize> = (0..all.extents.len()).collect();
    // What was there comes first, labels last.
    order.sort_by_key(|at| (!is_kept[*at], *at));
    let mut places = wished.clone();
    let mut taken: Vec<(Point, Extent)> = Vec::new();
    for at in order {
        if !(is_kept[at] && is_free(wished[at], all.extents[at], &taken, KEPT)) {
            places[at] = free_place(wished[at], all.extents[at], &taken, extent);
        }
        taken.push((places[at], all.extents[at]));
    }
    let labels: Vec<Option<Point>> = label_of.iter().map(|at| at.map(|at| places[at])).collect();
    places.truncate(count);
    let routes = routes(boxes, &places, &labels);
    let mut placed = Placed { centres: places, routes, frames: vec![None; boxes.clusters.len()], ..Placed::default() };
    let (low, high) = placed.bounds(boxes);
    placed.corner = Point::new(low.x.min(0.0), low.y.min(0.0));
    placed.extent = Extent::new(high.x.max(extent.w) - placed.corner.x, high.y.max(extent.h) - placed.corner.y);
    placed
}

/// Where each box would be if no other were in its way.
fn wishes(boxes: &Boxes, kept: &[Option<Point>], is_kept: &[bool], extent: Extent) -> Vec<Point> {
    let count = boxes.extents.len();
    let members: Vec<usize> = (0..count).collect();
    let mut random = Random(count as u64);
    let mut places: Vec<Point> = (0..count)
        .map(|at| {
            let anywhere = Point::new(random.share() * extent.w, random.share() * extent.h);
            kept.get(at).copied().flatten().unwrap_or(anywhere)
        })
        .collect();
    if !is_kept.contains(&false) {
        return places;
    }
    let beside = beside(boxes, &members);
    let wanted: Vec<Vec<f64>> = members.iter().map(|source| distances(&beside, *source)).collect();
    // The earlier drawing was stretched to its room.
    let mut stretches: Vec<f64> = Vec::new();
    for link in boxes.links.iter().filter(|link| link.from != link.to && is_kept[link.from] && is_kept[link.to]) {
        stretches.push(places[link.from].distance(places[link.to]) / wanted[link.from][link.to].max(1.0));
    }
    stretches.sort_by(f64::total_cmp);
    let stretch = stretches.get(stretches.len() / 2).copied().unwrap_or(1.0).max(0.2);
    for _ in 0..ROUNDS {
        for at in (0..count).filter(|at| !is_kept[*at]) {
            let (mut sum, mut x, mut y) = (0.0, 0.0, 0.0);
            for other in (0..count).filter(|other| *other != at && wanted[at][*other].is_finite()) {
                let want = (wanted[at][other] * stretch).max(1.0);
                let weight = 1.0 / (want * want);
                let (here, there) = (places[at], places[other]);
                let pull = want / here.distance(there).max(1.0);
                sum += weight;
                x += weight * (there.x + (here.x - there.x) * pull);
                y += weight * (there.y + (here.y - there.y) * pull);
            }
            if sum > 0.0 {
                places[at] = Point::new(x / sum, y / sum);
            }
        }
    }
    places
}

/// Whether a box at `at` is so far from all that are `taken`.
fn is_free(at: Point, own: Extent, taken: &[(Point, Extent)], between: f64) -> bool {
    taken.iter().all(|(other, size)| {
        (at.x - other.x).abs() >= f64::midpoint(own.w, size.w) + between
            || (at.y - other.y).abs() >= f64::midpoint(own.h, size.h) + between
    })
}

/// The place nearest to `wished` that is free, inside the drawing if there is one.
fn free_place(wished: Point, own: Extent, taken: &[(Point, Extent)], extent: Extent) -> Point {
    let is_inside = |at: Point| {
        let (w, h) = (own.w / 2.0, own.h / 2.0);
        at.x >= w && at.y >= h && at.x <= extent.w - w && at.y <= extent.h - h
    };
    let most = libm::hypot(extent.w, extent.h) + libm::hypot(own.w, own.h);
    let mut outside = None;
    let mut radius = 0.0;
    while radius <= most {
        // About so far from place to place on each ring.
        let steps = (libm::floor(radius / 2.0)).max(1.0);
        let mut step = 0.0;
        while step < steps {
            let angle = std::f64::consts::TAU * step / steps;
            let at = wished.plus(radius * libm::cos(angle), radius * libm::sin(angle));
            if is_free(at, own, taken, NEW) {
                if is_inside(at) {
                    return at;
                }
                outside = outside.or(Some(at));
            }
            step += 1.0;
        }
        radius += 6.0;
    }
    // What is larger than all that is taken finds a place below it.
    let lowest = taken.iter().map(|(at, size)| at.y + size.h / 2.0).fold(0.0, f64::max);
    outside.unwrap_or(Point::new(wished.x, lowest + own.h / 2.0 + NEW))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Link;

    fn boxes(count: usize, links: &[(usize, usize)]) -> Boxes {
        let link = |&(from, to): &(usize, usize)| Link { from, to, directed: false, label: None, strength: 1.0 };
        let extents = vec![Extent::new(80.0, 40.0); count];
        Boxes { extents, links: links.iter().map(link).collect(), ..Boxes::default() }
    }

    const ROOM: Extent = Extent { w: 1000.0, h: 500.0 };

    #[test]
    fn what_was_there_stays_to_the_last_bit() {
        let kept = [Some(Point::new(100.5, 60.1)), Some(Point::new(700.0, 400.0))];
        let placed = place(&boxes(2, &[(0, 1)]), &kept, ROOM);
        assert_eq!(placed.centres, [Point::new(100.5, 60.1), Point::new(700.0, 400.0)]);
        assert_eq!((placed.corner, placed.extent), (Point::default(), ROOM));
    }

    #[test]
    fn what_is_new_goes_to_its_neighbour_and_covers_nothing() {
        let kept = [Some(Point::new(500.0, 250.0)), Some(Point::new(100.0, 250.0)), None, None];
        let placed = place(&boxes(4, &[(0, 1), (0, 2)]), &kept, ROOM);
        let [first, far, new, alone] = placed.centres[..] else { panic!("four boxes") };
        assert!(new.distance(first) < new.distance(far));
        for (nth, a) in [first, far, new, alone].iter().enumerate() {
            assert!(
                [first, far, new, alone][..nth].iter().all(|b| (a.x - b.x).abs() >= 80.0 || (a.y - b.y).abs() >= 40.0)
            );
        }
        assert_eq!(placed.extent, ROOM);
    }

    #[test]
    fn where_there_is_no_room_the_drawing_grows() {
        let kept = [Some(Point::new(40.0, 20.0)), None];
        let placed = place(&boxes(2, &[(0, 1)]), &kept, Extent::new(80.0, 40.0));
        assert!(placed.extent.w * placed.extent.h >= 2.0 * 80.0 * 40.0);
        assert_eq!(placed.centres[0], Point::new(40.0, 20.0));
    }
}
