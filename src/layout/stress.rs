//! Stress: boxes lie as far apart as their links say, in all directions.
//!
//! Stochastic gradient descent over pairs, then boxes are pushed apart, those that are in the way of lines are moved, and
//! the whole is stretched to the room. A star, one box that all others hang on, becomes a ring around it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::apart::{bounds, separate};
use super::curve::routes;
use super::nest::{frames, nest};
use super::ring::ring;
use super::tangle::Tangle;
use super::{Boxes, Extent, Link, Placed, Point, components, largest, pack};
use crate::random::Random;

/// Between two boxes.
pub(super) const BESIDE: f64 = 22.0;
/// How much further boxes of different clusters are apart.
const APART: f64 = 70.0;
/// Between separate parts.
const PARTS: f64 = 48.0;

/// Places boxes freely so that they can be drawn as large as possible in `room`, but not enlarged more than `most`.
///
/// With `centre`, that box is in the middle and all others around it; all must be linked to it.
pub fn place(boxes: &Boxes, room: Extent, most: f64, centre: Option<usize>) -> Placed {
    let count = boxes.extents.len();
    let (all, label_of) = with_labels(boxes);
    let mut places = vec![Point::default(); all.extents.len()];
    let has_frames = all.clusters.iter().any(|cluster| cluster.title.is_some());
    let extent = match centre {
        _ if has_frames => nest(&all, room, &mut places),
        Some(centre) => ring(&all, count, centre, room, &mut places),
        None => scatter(&all, room, &mut places),
    };
    fill(&all.extents, extent, room, most, &mut places);
    straighten(&all, boxes, &label_of, &mut places);
    let labels: Vec<Option<Point>> = label_of.iter().map(|at| at.map(|at| places[at])).collect();
    places.truncate(count);
    let routes = routes(boxes, &places, &labels);
    let mut placed = Placed { extent, centres: places, routes, ..Placed::default() };
    placed.frames = frames(boxes, &placed);
    placed.enclosed(boxes)
}

/// Places boxes freely in `room`, without a way for the links between them, which for thousands takes the most time.
pub fn centres(boxes: &Boxes, room: Extent) -> Vec<Point> {
    let mut centres = vec![Point::default(); boxes.extents.len()];
    scatter(boxes, room, &mut centres);
    centres
}

/// The same boxes with a box more for each label of a link; returns the label's box of each link.
///
/// A label that is a box never lies on anything.
pub(super) fn with_labels(boxes: &Boxes) -> (Boxes, Vec<Option<usize>>) {
    let mut all = Boxes { extents: boxes.extents.clone(), links: Vec::new(), clusters: boxes.clusters.clone() };
    let cluster_of = boxes.cluster_of();
    let mut label_of = Vec::new();
    for link in boxes.links.iter().filter(|link| link.from == link.to) {
        // Loops hang over their box; what is under it is lost, but its middle stays in the middle.
        let label = link.label.unwrap_or_default();
        let extent = &mut all.extents[link.from];
        extent.w = extent.w.max(label.w);
        extent.h += (30.0 + label.h) * 2.0;
    }
    for link in &boxes.links {
        let Some(label) = link.label.filter(|_| link.from != link.to) else {
            label_of.push(None);
            all.links.push(Link { label: None, ..link.clone() });
            continue;
        };
        let at = all.extents.len();
        all.extents.push(label);
        label_of.push(Some(at));
        // The label of a link within a cluster is in it too.
        if let Some(inside) = cluster_of[link.from].filter(|cluster| cluster_of[link.to] == Some(*cluster)) {
            all.clusters[inside].members.push(at);
        }
        for (from, to) in [(link.from, at), (at, link.to)] {
            all.links.push(Link { from, to, label: None, ..link.clone() });
        }
    }
    (all, label_of)
}

/// Moves labels to the middle of their links where there is room.
fn straighten(all: &Boxes, boxes: &Boxes, label_of: &[Option<usize>], places: &mut [Point]) {
    for (link, at) in boxes.links.iter().zip(label_of) {
        let Some(at) = *at else { continue };
        let middle = places[link.from].towards(places[link.to], 0.5);
        let label = all.extents[at];
        let free = all.extents.iter().zip(places.iter()).enumerate().all(|(other, (extent, place))| {
            other == at
                || (place.x - middle.x).abs() > f64::midpoint(extent.w, label.w) + 6.0
                || (place.y - middle.y).abs() > f64::midpoint(extent.h, label.h) + 6.0
        });
        if free {
            places[at] = middle;
        }
    }
}

/// The only box that is in the middle of a star, if there is one: `focus` if all others are linked to it.
pub fn hub(boxes: &Boxes, focus: usize) -> Option<usize> {
    let mut linked = vec![false; boxes.extents.len()];
    *linked.get_mut(focus)? = true;
    for link in &boxes.links {
        if link.from == focus {
            linked[link.to] = true;
        } else if link.to == focus {
            linked[link.from] = true;
        }
    }
    (boxes.extents.len() > 2 && linked.iter().all(|linked| *linked)).then_some(focus)
}

/// Lays each connected part out by itself and packs the parts.
pub(super) fn scatter(boxes: &Boxes, room: Extent, centres: &mut [Point]) -> Extent {
    let parts = components(boxes);
    let mut extents = Vec::new();
    for members in &parts {
        let places = descend(boxes, members, room);
        let (corner, extent) = bounds(&boxes.extents, members, &places);
        for (&member, place) in members.iter().zip(places) {
            centres[member] = place.plus(-corner.x, -corner.y);
        }
        extents.push(extent);
    }
    let (corners, extent) = pack(&extents, PARTS, room);
    for (members, corner) in parts.iter().zip(corners) {
        for &member in members {
            centres[member] = centres[member].plus(corner.x, corner.y);
        }
    }
    extent
}

/// How long a link should be: its boxes stand apart, and nearer to each other the stronger it is.
pub(super) fn length(boxes: &Boxes, link: &Link) -> f64 {
    let (from, to) = (boxes.extents[link.from], boxes.extents[link.to]);
    (from.w + to.w) * 0.38 + (from.h + to.h) * 0.3 + 46.0 + 60.0 * (1.0 - link.strength)
}

/// For each box of a part those that it is linked to, by their places in it, and how long the links should be.
pub(super) fn beside(boxes: &Boxes, members: &[usize]) -> Vec<Vec<(usize, f64)>> {
    let mut local = vec![usize::MAX; boxes.extents.len()];
    for (at, &member) in members.iter().enumerate() {
        local[member] = at;
    }
    let cluster_of = boxes.cluster_of();
    let mut beside = vec![Vec::new(); members.len()];
    for link in &boxes.links {
        let (a, b) = (local[link.from], local[link.to]);
        if a == usize::MAX || a == b {
            continue;
        }
        let apart = if cluster_of[link.from] == cluster_of[link.to] { 0.0 } else { APART };
        let length = length(boxes, link) + apart;
        beside[a].push((b, length));
        beside[b].push((a, length));
    }
    beside
}

/// The shortest way over the links from one box of a part to each.
pub(super) fn distances(beside: &[Vec<(usize, f64)>], source: usize) -> Vec<f64> {
    let mut far = vec![f64::INFINITY; beside.len()];
    far[source] = 0.0;
    // Non-negative floats order as their bits do.
    let mut heap = BinaryHeap::from([Reverse((0_u64, source))]);
    while let Some(Reverse((bits, v))) = heap.pop() {
        if bits > far[v].to_bits() {
            continue;
        }
        for &(next, length) in &beside[v] {
            let way = far[v] + length;
            if way < far[next] {
                far[next] = way;
                heap.push(Reverse((way.to_bits(), next)));
            }
        }
    }
    far
}

/// How far two boxes should be apart, and how much that weighs for each.
struct Spring {
    ends: (usize, usize),
    length: f64,
    weights: (f64, f64),
}

/// A spring between all pairs, or, in a large part, along the links and to some boxes that stand for those around them
/// (Ortmann, Klimenta, Brandes 2016).
fn springs(boxes: &Boxes, members: &[usize]) -> Vec<Spring> {
    let beside = beside(boxes, members);
    let mut springs = Vec::new();
    for (a, near) in beside.iter().enumerate() {
        for &(b, length) in near.iter().filter(|(b, _)| *b > a) {
            let weight = 1.0 / (length * length);
            springs.push(Spring { ends: (a, b), length, weights: (weight, weight) });
        }
    }
    if members.len() <= LARGE {
        let all = (0..members.len()).flat_map(|i| {
            let far = distances(&beside, i);
            (0..i).map(move |j| (i, j, far[j]))
        });
        let spring = |(i, j, length): (usize, usize, f64)| {
            let weight = 1.0 / (length * length);
            Spring { ends: (i, j), length, weights: (weight, weight) }
        };
        return all.map(spring).collect();
    }
    // Each pivot is as far as possible from those before it, and stands for the boxes that it is the nearest to.
    let mut nearest = vec![(f64::INFINITY, 0); members.len()];
    let mut pivots: Vec<(usize, Vec<f64>)> = Vec::new();
    let mut next = 0;
    while pivots.len() < PIVOTS {
        let far = distances(&beside, next);
        for (near, length) in nearest.iter_mut().zip(&far) {
            if *length < near.0 {
                *near = (*length, pivots.len());
            }
        }
        pivots.push((next, far));
        next = (0..members.len()).max_by(|&a, &b| nearest[a].0.total_cmp(&nearest[b].0).then(b.cmp(&a))).unwrap_or(0);
    }
    for (nth, (pivot, far)) in pivots.iter().enumerate() {
        let mut around: Vec<f64> = (0..members.len()).filter(|v| nearest[*v].1 == nth).map(|v| far[v]).collect();
        around.sort_by(f64::total_cmp);
        for (v, &length) in far.iter().enumerate().filter(|(v, _)| v != pivot) {
            // Those who are nearer to the pivot than half-way are about as far away as the pivot is.
            let stands_for = around.partition_point(|near| *near <= length / 2.0).max(1);
            let weight = stands_for as f64 / (length * length);
            springs.push(Spring { ends: (v, *pivot), length, weights: (weight, 0.0) });
        }
    }
    springs
}

/// With more boxes than that, not all pairs are looked at.
const LARGE: usize = 300;
/// So many boxes stand for all others.
const PIVOTS: usize = 60;

/// How much work goes into a drawing: all that a small one can be given.
struct Effort {
    /// How many descents there are.
    starts: u64,
    /// How often a descent looks at each spring.
    rounds: u16,
    /// How often boxes step aside from lines after each descent.
    steps: usize,
    /// In how many of the best drawings boxes are moved to where they are less in the way.
    improved: usize,
}

impl Effort {
    fn of(count: usize) -> Self {
        let (starts, rounds, steps, improved) = match count {
            0..=30 => (8, 60, 12, 8),
            31..=80 => (8, 60, 12, 2),
            81..=100 => (3, 40, 12, 0),
            101..=200 => (3, 40, 0, 0),
            _ => (1, 30, 0, 0),
        };
        Self { starts, rounds, steps, improved }
    }
}

/// The least tangled of several descents from seeded starts; no boxes overlap in it.
fn descend(boxes: &Boxes, members: &[usize], room: Extent) -> Vec<Point> {
    let count = members.len();
    if count < 2 {
        return vec![Point::default(); count];
    }
    let mut springs = springs(boxes, members);
    let effort = Effort::of(count);
    let tangle = Tangle::new(boxes, members);
    // The last change is not always the best.
    let improve = |drawing: &mut (f64, Vec<Point>), rounds: usize, change: &dyn Fn(&mut [Point])| {
        let mut places = drawing.1.clone();
        for _ in 0..rounds {
            change(&mut places);
            separate(&boxes.extents, members, &mut places);
            let tangled = tangle.of_all(&places);
            if tangled < drawing.0 {
                *drawing = (tangled, places.clone());
            }
        }
    };
    let mut drawings: Vec<(f64, Vec<Point>)> = Vec::new();
    for start in 0..effort.starts {
        let mut places = settle(&mut springs, count, effort.rounds, Random(start * 77 + 5));
        turn(&mut places, room);
        separate(&boxes.extents, members, &mut places);
        // An only one need not be compared.
        let tangled = if effort.starts > 1 { tangle.of_all(&places) } else { 0.0 };
        let mut drawing = (tangled, places);
        improve(&mut drawing, effort.steps, &|places| tangle.step_aside(places));
        drawings.push(drawing);
    }
    drawings.sort_by(|a, b| a.0.total_cmp(&b.0));
    for drawing in drawings.iter_mut().take(effort.improved) {
        improve(drawing, 2, &|places| tangle.relocate(places));
        improve(drawing, 6, &|places| tangle.step_aside(places));
    }
    drawings.sort_by(|a, b| a.0.total_cmp(&b.0));
    drawings.into_iter().next().map(|(_, places)| places).unwrap_or_default()
}

/// Lets the springs pull from random places until they have come to rest (Zheng, Pawar, Goodman 2018).
fn settle(springs: &mut [Spring], count: usize, rounds: u16, mut random: Random) -> Vec<Point> {
    let weights = || springs.iter().map(|spring| spring.weights.0);
    let far = springs.iter().map(|spring| spring.length).fold(1.0, f64::max);
    // The step shrinks from where the weakest spring moves its ends at once to where the strongest barely does.
    let first = 1.0 / weights().fold(f64::MAX, f64::min);
    let last = 0.1 / weights().fold(0.0, f64::max);
    let shrink = libm::log(first / last) / f64::from(rounds - 1);
    let mut places: Vec<Point> = (0..count).map(|_| Point::new(random.share() * far, random.share() * far)).collect();
    for round in 0..rounds {
        let step = first * libm::exp(-shrink * f64::from(round));
        random.shuffle(springs);
        for Spring { ends: (i, j), length, weights } in &*springs {
            let now = places[*i].distance(places[*j]).max(1e-6);
            let off = (now - length) / 2.0 / now;
            let (x, y) = ((places[*i].x - places[*j].x) * off, (places[*i].y - places[*j].y) * off);
            let (share_i, share_j) = ((step * weights.0).min(1.0), (step * weights.1).min(1.0));
            places[*i] = places[*i].plus(-x * share_i, -y * share_i);
            places[*j] = places[*j].plus(x * share_j, y * share_j);
        }
    }
    places
}

/// Turns the longest axis to the horizontal and gives the whole the proportions of the room, as far as that is mild.
fn turn(places: &mut [Point], room: Extent) {
    let count = places.len().max(1) as f64;
    let (x, y) = places.iter().fold((0.0, 0.0), |(x, y), place| (x + place.x / count, y + place.y / count));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for place in places.iter_mut() {
        *place = place.plus(-x, -y);
        xx += place.x * place.x;
        xy += place.x * place.y;
        yy += place.y * place.y;
    }
    let angle = 0.5 * libm::atan2(2.0 * xy, xx - yy);
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    let (mut wide, mut high) = (1.0_f64, 1.0_f64);
    for place in places.iter_mut() {
        *place = Point::new(place.x * cos + place.y * sin, place.y * cos - place.x * sin);
        wide = wide.max(place.x.abs());
        high = high.max(place.y.abs());
    }
    let squeeze = ((wide / high) / (room.w / room.h)).clamp(0.5, 1.6);
    for place in places.iter_mut() {
        *place = Point::new(place.x / squeeze.sqrt(), place.y * squeeze.sqrt());
    }
}

/// Stretches the distances, never the boxes, to the room.
fn fill(extents: &[Extent], all: Extent, room: Extent, most: f64, centres: &mut [Point]) {
    let scale = all.scale_in(room).min(most);
    let target = Extent::new(room.w / scale, room.h / scale);
    let places = centres.to_vec();
    let reach = |factor: f64, wide: bool| {
        let sides = extents.iter().zip(&places).map(|(extent, centre)| {
            let (at, half) = if wide { (centre.x, extent.w / 2.0) } else { (centre.y, extent.h / 2.0) };
            (at * factor - half, at * factor + half)
        });
        let (low, high) = sides.fold((f64::MAX, f64::MIN), |(low, high), (a, b)| (low.min(a), high.max(b)));
        high - low
    };
    let across = largest(2.2, |factor| reach(factor, true) <= target.w);
    let down = largest(2.2, |factor| reach(factor, false) <= target.h);
    for centre in centres {
        *centre = Point::new(centre.x * across, centre.y * down);
    }
}
