//! Apart: boxes that overlap are pushed until none does.

use super::stress::BESIDE;
use super::{Extent, Point};

/// The upper left corner and the extent of all members.
pub(super) fn bounds(extents: &[Extent], members: &[usize], places: &[Point]) -> (Point, Extent) {
    let mut low = Point::new(f64::MAX, f64::MAX);
    let mut high = Point::new(f64::MIN, f64::MIN);
    for (&member, place) in members.iter().zip(places) {
        let Extent { w, h } = extents[member];
        low = Point::new(low.x.min(place.x - w / 2.0), low.y.min(place.y - h / 2.0));
        high = Point::new(high.x.max(place.x + w / 2.0), high.y.max(place.y + h / 2.0));
    }
    if members.is_empty() {
        return (Point::default(), Extent::default());
    }
    (low, Extent::new(high.x - low.x, high.y - low.y))
}

/// Pushes boxes apart until no two overlap; where that takes long, it is too narrow, and all distances grow.
pub(super) fn separate(extents: &[Extent], members: &[usize], places: &mut [Point]) {
    let count = places.len();
    for round in 1..=1200 {
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|&a, &b| places[a].x.total_cmp(&places[b].x).then(a.cmp(&b)));
        let widest = members.iter().map(|&member| extents[member].w).fold(0.0, f64::max) + BESIDE;
        let mut pushed = 0;
        for at in 0..count {
            for &j in &order[at + 1..] {
                let i = order[at];
                if places[j].x - places[i].x > widest {
                    break;
                }
                let (a, b) = (extents[members[i]], extents[members[j]]);
                let (dx, dy) = (places[j].x - places[i].x, places[j].y - places[i].y);
                let over_x = f64::midpoint(a.w, b.w) + BESIDE - dx.abs();
                let over_y = f64::midpoint(a.h, b.h) + BESIDE - dy.abs();
                if over_x <= 0.01 || over_y <= 0.01 {
                    continue;
                }
                pushed += 1;
                // Half of the overlap each way, and a little less at first, so that crowds open up evenly.
                let share = if round < 300 { 0.35 } else { 0.5 };
                if over_y <= over_x {
                    let push = over_y * share * if dy < 0.0 || (dy == 0.0 && i > j) { -1.0 } else { 1.0 };
                    places[i].y -= push;
                    places[j].y += push;
                } else {
                    let push = over_x * share * if dx < 0.0 { -1.0 } else { 1.0 };
                    places[i].x -= push;
                    places[j].x += push;
                }
            }
        }
        if pushed == 0 {
            return;
        }
        // In a crowd, pushing alone would stack boxes and tear neighbours apart.
        if round % 30 == 0 || (round > 4 && pushed * 5 > count) {
            enlarge(places, 1.05);
        }
    }
    spread(extents, members, places);
}

/// Enlarges all distances until no two boxes overlap: what pushing could not settle.
fn spread(extents: &[Extent], members: &[usize], places: &mut [Point]) {
    let mut factor = 1.0_f64;
    for j in 0..places.len() {
        for i in 0..j {
            let (a, b) = (extents[members[i]], extents[members[j]]);
            let (dx, dy) = ((places[j].x - places[i].x).abs(), (places[j].y - places[i].y).abs());
            let (need_x, need_y) = (f64::midpoint(a.w, b.w) + 4.0, f64::midpoint(a.h, b.h) + 4.0);
            if dx < need_x && dy < need_y {
                factor = factor.max((need_x / dx.max(0.5)).min(need_y / dy.max(0.5)));
            }
        }
    }
    enlarge(places, factor);
}

fn enlarge(places: &mut [Point], factor: f64) {
    for place in places {
        *place = Point::new(place.x * factor, place.y * factor);
    }
}
