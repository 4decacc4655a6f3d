//! Ring: a star, one box that all others hang on, as an ellipse around it.

use super::apart::{bounds, separate};
use super::stress::BESIDE;
use super::{Boxes, Extent, Point};

/// So many boxes are on one ring; more are on several, or those across would be far apart.
const ROOMY: usize = 32;

/// Puts the first `count` boxes, but `centre`, on an ellipse around it, or on several where one would be too large.
///
/// The other boxes are labels, each on a link of its own from one box to another.
pub(super) fn ring(boxes: &Boxes, count: usize, centre: usize, room: Extent, centres: &mut [Point]) -> Extent {
    let others = around(boxes, count, centre);
    let shape = (room.w / room.h).clamp(1.0, 2.2);
    let core = boxes.extents[centre];
    let mut left = others.as_slice();
    let labels = boxes.extents[count..].iter().map(|label| label.h.max(label.w / shape)).fold(0.0, f64::max);
    let mut radius = (core.w / 2.0 / shape).max(core.h / 2.0) + 40.0 + labels;
    while !left.is_empty() {
        let thick = left.iter().map(|&v| boxes.extents[v].h.max(boxes.extents[v].w / shape)).fold(0.0, f64::max);
        radius += thick / 2.0;
        // A ring holds what fits; the last takes the rest, however wide it has to be.
        while needed(boxes, left, radius, shape).is_none() && left.len() <= ROOMY {
            radius *= 1.04;
        }
        let fitting = (1..=left.len()).rev().find(|&count| needed(boxes, &left[..count], radius, shape).is_some());
        let (on, rest) = left.split_at(fitting.unwrap_or(1));
        let steps = needed(boxes, on, radius, shape).unwrap_or_else(|| vec![1.0; on.len()]);
        let used: f64 = steps.iter().sum();
        let spare = (std::f64::consts::TAU - used).max(0.0) / on.len() as f64;
        let mut angle = -std::f64::consts::FRAC_PI_2;
        for (&v, step) in on.iter().zip(&steps) {
            centres[v] = Point::new(radius * shape * libm::cos(angle), radius * libm::sin(angle));
            angle += step + spare;
        }
        left = rest;
        radius += thick / 2.0 + 30.0;
    }
    centres[centre] = Point::default();
    for link in &boxes.links {
        // The half of a link that enters a label knows where it comes from, the other where it goes.
        for (label, end) in [(link.to, link.from), (link.from, link.to)] {
            if label >= count {
                centres[label] = centres[label].plus(centres[end].x / 2.0, centres[end].y / 2.0);
            }
        }
    }
    let members: Vec<usize> = (0..boxes.extents.len()).collect();
    let mut places = centres.to_vec();
    separate(&boxes.extents, &members, &mut places);
    let (corner, extent) = bounds(&boxes.extents, &members, &places);
    for (to, place) in centres.iter_mut().zip(places) {
        *to = place.plus(-corner.x, -corner.y);
    }
    extent
}

/// The angle from each box to the next on an ellipse of this radius, if they all fit without touching.
fn needed(boxes: &Boxes, on: &[usize], radius: f64, shape: f64) -> Option<Vec<f64>> {
    let at = |angle: f64| Point::new(radius * shape * libm::cos(angle), radius * libm::sin(angle));
    let mut angle = -std::f64::consts::FRAC_PI_2;
    let mut steps = Vec::new();
    for (nth, &v) in on.iter().enumerate() {
        let next = on[(nth + 1) % on.len()];
        let (a, b) = (boxes.extents[v], boxes.extents[next]);
        let here = at(angle);
        let mut step = 0.02;
        loop {
            let there = at(angle + step);
            let clear_x = (there.x - here.x).abs() - f64::midpoint(a.w, b.w) - BESIDE;
            let clear_y = (there.y - here.y).abs() - f64::midpoint(a.h, b.h) - BESIDE;
            if clear_x >= 0.0 || clear_y >= 0.0 || on.len() == 1 {
                break;
            }
            step += 0.02;
            if step > std::f64::consts::TAU {
                return None;
            }
        }
        steps.push(step);
        angle += step;
    }
    (steps.iter().sum::<f64>() <= std::f64::consts::TAU).then_some(steps)
}

/// All boxes but `centre`, such that those that are linked to each other come near each other and few lines cross.
fn around(boxes: &Boxes, count: usize, centre: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).filter(|&v| v != centre).collect();
    let is_chord = |ends: [usize; 2]| ends[0] != ends[1] && ends.iter().all(|&end| end != centre && end < count);
    let chords: Vec<(usize, usize, f64)> = boxes
        .links
        .iter()
        .filter(|link| is_chord([link.from, link.to]))
        .map(|link| (link.from, link.to, 1.0 + link.strength * 0.2))
        .collect();
    let length = order.len();
    if length > 120 {
        return order;
    }
    let mut place = vec![0; count];
    let mut cost = |order: &[usize]| -> f64 {
        for (at, &v) in order.iter().enumerate() {
            place[v] = at;
        }
        let arcs: Vec<(usize, usize)> =
            chords.iter().map(|&(a, b, _)| (place[a].min(place[b]), place[a].max(place[b]))).collect();
        let mut total = 0.0;
        for (nth, (&(a, b), (.., weight))) in arcs.iter().zip(&chords).enumerate() {
            // A chord crosses the lines from the middle to those whom it passes by, or goes round them.
            total += (b - a).min(length - (b - a)) as f64 * weight;
            let crossed = arcs[..nth].iter().filter(|&&(c, d)| (a < c && c < b && b < d) || (c < a && a < d && d < b));
            total += crossed.count() as f64;
        }
        total
    };
    let mut now = cost(&order);
    for _ in 0..6 {
        let mut better = false;
        for i in 0..length {
            for j in (0..length).filter(|j| *j != i) {
                let (low, high) = (i.min(j), i.max(j));
                let changes: [fn(&mut [usize], bool); 2] =
                    [|part, _| part.reverse(), |part, up| if up { part.rotate_left(1) } else { part.rotate_right(1) }];
                for change in changes {
                    let before = order.clone();
                    change(&mut order[low..=high], i < j);
                    let then = cost(&order);
                    if then + 1e-9 < now {
                        now = then;
                        better = true;
                    } else {
                        order = before;
                    }
                }
            }
        }
        // Trying all pairs costs the fourth power of the number of boxes.
        if !better || length > 40 {
            break;
        }
    }
    order
}
