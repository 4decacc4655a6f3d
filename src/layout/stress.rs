//! Stress: boxes lie as far apart as their links say, in all directions.
//!
//! Stochastic gradient descent over all pairs (Zheng, Pawar, Goodman 2018), then boxes are pushed apart and the whole is
//! stretched to the room. A star, one box that all others hang on, becomes a ring around it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::apart::{bounds, separate};
use super::curve::{routes, tangle};
use super::ring::ring;
use super::{Boxes, Cluster, Extent, Frame, INSIDE, Link, Placed, Point, components, largest, pack, title_place};
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
fn scatter(boxes: &Boxes, room: Extent, centres: &mut [Point]) -> Extent {
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

/// Lays each framed cluster out by itself, then the frames like boxes among the other boxes.
fn nest(boxes: &Boxes, room: Extent, centres: &mut [Point]) -> Extent {
    let mut outer = Boxes::default();
    // Where each box is in the outer drawing.
    let mut outer_of = vec![usize::MAX; boxes.extents.len()];
    for cluster in &boxes.clusters {
        let Some(title) = cluster.title else { continue };
        let mut local = vec![usize::MAX; boxes.extents.len()];
        for (at, &member) in cluster.members.iter().enumerate() {
            local[member] = at;
            outer_of[member] = outer.extents.len();
        }
        let is_inside = |link: &&Link| local[link.from] != usize::MAX && local[link.to] != usize::MAX;
        let links = boxes.links.iter().filter(is_inside);
        let inner = Boxes {
            extents: cluster.members.iter().map(|member| boxes.extents[*member]).collect(),
            links: links.map(|link| Link { from: local[link.from], to: local[link.to], ..link.clone() }).collect(),
            clusters: Vec::new(),
        };
        let mut places = vec![Point::default(); inner.extents.len()];
        let extent = scatter(&inner, room, &mut places);
        for (&member, place) in cluster.members.iter().zip(places) {
            centres[member] = place.plus(-extent.w / 2.0, (title.h - extent.h) / 2.0);
        }
        outer.extents.push(around_frame(extent, title));
    }
    for (at, of) in outer_of.iter_mut().enumerate().filter(|(_, of)| **of == usize::MAX) {
        *of = outer.extents.len();
        outer.extents.push(boxes.extents[at]);
    }
    let between = boxes.links.iter().filter(|link| outer_of[link.from] != outer_of[link.to]);
    outer.links =
        between.map(|link| Link { from: outer_of[link.from], to: outer_of[link.to], ..link.clone() }).collect();
    let mut places = vec![Point::default(); outer.extents.len()];
    let mut extent = scatter(&outer, room, &mut places);
    compact(&outer.extents, room, &mut extent, &mut places);
    for (centre, of) in centres.iter_mut().zip(outer_of) {
        *centre = centre.plus(places[of].x, places[of].y);
    }
    extent
}

/// Moves boxes closer together as long as the whole can be drawn larger: between frames links need no length of their own.
fn compact(extents: &[Extent], room: Extent, extent: &mut Extent, places: &mut [Point]) {
    let members: Vec<usize> = (0..extents.len()).collect();
    let spread = places.to_vec();
    for factor in [0.85, 0.7, 0.55, 0.4, 0.25] {
        let mut closer: Vec<Point> = spread.iter().map(|at| Point::new(at.x * factor, at.y * factor)).collect();
        separate(extents, &members, &mut closer);
        let (corner, all) = bounds(extents, &members, &closer);
        if all.scale_in(room) > extent.scale_in(room) {
            *extent = all;
            for (place, at) in places.iter_mut().zip(closer) {
                *place = at.plus(-corner.x, -corner.y);
            }
        }
    }
}

/// A frame around a drawing of this extent, with its title above.
fn around_frame(inner: Extent, title: Extent) -> Extent {
    Extent::new(inner.w.max(title.w) + INSIDE * 2.0, inner.h + INSIDE * 2.0 + title.h)
}

/// The frames around clusters whose boxes have places.
fn frames(boxes: &Boxes, placed: &Placed) -> Vec<Option<Frame>> {
    let frame = |cluster: &Cluster| {
        let title = cluster.title?;
        let places: Vec<Point> = cluster.members.iter().map(|member| placed.centres[*member]).collect();
        let (corner, inner) = bounds(&boxes.extents, &cluster.members, &places);
        let extent = around_frame(inner, title);
        let corner = corner.plus((inner.w - extent.w) / 2.0, -INSIDE - title.h);
        Some(Frame { corner, extent, title: title_place(corner, extent, title, &placed.routes) })
    };
    boxes.clusters.iter().map(frame).collect()
}

/// The wanted distance of each pair: the shortest way over the links.
pub(super) fn distances(boxes: &Boxes, members: &[usize]) -> Vec<Vec<f64>> {
    let mut local = vec![usize::MAX; boxes.extents.len()];
    for (at, &member) in members.iter().enumerate() {
        local[member] = at;
    }
    let cluster_of = boxes.cluster_of();
    let mut beside: Vec<Vec<(usize, f64)>> = vec![Vec::new(); members.len()];
    for link in &boxes.links {
        let (a, b) = (local[link.from], local[link.to]);
        if a == usize::MAX || a == b {
            continue;
        }
        let (from, to) = (boxes.extents[link.from], boxes.extents[link.to]);
        let sizes = (from.w + to.w) * 0.38 + (from.h + to.h) * 0.3;
        let apart = if cluster_of[link.from] == cluster_of[link.to] { 0.0 } else { APART };
        let length = sizes + 46.0 + 60.0 * (1.0 - link.strength) + apart;
        beside[a].push((b, length));
        beside[b].push((a, length));
    }
    (0..members.len())
        .map(|source| {
            let mut far = vec![f64::INFINITY; members.len()];
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
        })
        .collect()
}

/// The least tangled of several descents from seeded starts; no boxes overlap in it.
fn descend(boxes: &Boxes, members: &[usize], room: Extent) -> Vec<Point> {
    let count = members.len();
    if count < 2 {
        return vec![Point::default(); count];
    }
    let wanted = distances(boxes, members);
    let far = wanted.iter().flatten().copied().fold(1.0, f64::max);
    let near = wanted.iter().flatten().copied().filter(|d| *d > 0.0).fold(far, f64::min);
    let mut pairs: Vec<(usize, usize)> = (0..count).flat_map(|i| (0..i).map(move |j| (i, j))).collect();
    let (starts, rounds) = match count {
        0..=80 => (8, 60),
        81..=200 => (3, 40),
        201..=400 => (1, 30),
        _ => (1, 15),
    };
    // The step shrinks from where the longest pair moves at once to where the shortest barely does.
    let (first, last) = (far * far, 0.1 * near * near);
    let shrink = libm::log(first / last) / f64::from(rounds - 1);
    let mut best: Option<(usize, Vec<Point>)> = None;
    for start in 0..starts {
        let mut random = Random(start * 77 + 5);
        let mut places: Vec<Point> =
            (0..count).map(|_| Point::new(random.share() * far, random.share() * far)).collect();
        for round in 0..rounds {
            let step = first * libm::exp(-shrink * f64::from(round));
            random.shuffle(&mut pairs);
            for &(i, j) in &pairs {
                let want = wanted[i][j];
                let share = (step / (want * want)).min(1.0);
                let now = places[i].distance(places[j]).max(1e-6);
                let pull = (now - want) / 2.0 * share / now;
                let (x, y) = ((places[i].x - places[j].x) * pull, (places[i].y - places[j].y) * pull);
                places[i] = places[i].plus(-x, -y);
                places[j] = places[j].plus(x, y);
            }
        }
        turn(&mut places, room);
        separate(&boxes.extents, members, &mut places);
        let mut tangled = tangle(boxes, members, &places);
        // In a small drawing boxes can still step aside from lines.
        let mut moved = places.clone();
        for _ in 0..if count > 100 { 0 } else { 12 } {
            step_aside(boxes, members, &mut moved);
            separate(&boxes.extents, members, &mut moved);
            let now = tangle(boxes, members, &moved);
            if now < tangled {
                tangled = now;
                places.clone_from(&moved);
            }
        }
        if best.as_ref().is_none_or(|(least, _)| tangled < *least) {
            best = Some((tangled, places));
        }
    }
    best.map(|(_, places)| places).unwrap_or_default()
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

/// Moves boxes a little away from the straight links that go through them.
fn step_aside(boxes: &Boxes, members: &[usize], places: &mut [Point]) {
    let mut local = vec![usize::MAX; boxes.extents.len()];
    for (at, &member) in members.iter().enumerate() {
        local[member] = at;
    }
    for link in &boxes.links {
        let (from, to) = (local[link.from], local[link.to]);
        if from == usize::MAX || from == to {
            continue;
        }
        for (at, &member) in members.iter().enumerate() {
            if at == from || at == to {
                continue;
            }
            let (a, b, place) = (places[from], places[to], places[at]);
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let squared = (dx * dx + dy * dy).max(1.0);
            let share = ((place.x - a.x) * dx + (place.y - a.y) * dy) / squared;
            if !(0.0..=1.0).contains(&share) {
                continue;
            }
            let foot = a.towards(b, share);
            let (away_x, away_y) = (place.x - foot.x, place.y - foot.y);
            let far = libm::hypot(away_x, away_y);
            let length = squared.sqrt();
            // Half the box, seen along the normal of the line.
            let half = (boxes.extents[member].w * dy.abs() + boxes.extents[member].h * dx.abs()) / (2.0 * length) + 8.0;
            if far >= half {
                continue;
            }
            let push = (half - far) * 0.4;
            // Exactly on the line, either side is as good.
            let (x, y) = if far < 0.5 { (-dy / length, dx / length) } else { (away_x / far, away_y / far) };
            places[at] = place.plus(x * push, y * push);
            places[from] = a.plus(-x * push * 0.3, -y * push * 0.3);
            places[to] = b.plus(-x * push * 0.3, -y * push * 0.3);
        }
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
