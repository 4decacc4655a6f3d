//! Stress: boxes lie as far apart as their links say, in all directions.
//!
//! Stochastic gradient descent over all pairs (Zheng, Pawar, Goodman 2018), then boxes are pushed apart and the whole is
//! stretched to the room. A star, one box that all others hang on, becomes a ring around it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Boxes, Extent, Placed, Point, Random, Route, components, largest, on_curve, pack};

/// Between two boxes.
const BESIDE: f64 = 22.0;
/// Between separate parts.
const PARTS: f64 = 48.0;
/// A line keeps so much from boxes that it does not belong to.
const CLEAR: f64 = 6.0;

/// Places boxes freely so that they can be drawn as large as possible in `room`, but not enlarged more than `most`.
///
/// With `centre`, that box is in the middle and all others around it; all must be linked to it.
pub fn place(boxes: &Boxes, room: Extent, most: f64, centre: Option<usize>) -> Placed {
    let mut centres = vec![Point::default(); boxes.extents.len()];
    let extent = match centre {
        Some(centre) => ring(boxes, room, centre, &mut centres),
        None => scatter(boxes, room, &mut centres),
    };
    let mut placed = Placed { extent, centres, routes: Vec::new() };
    fill(boxes, room, most, &mut placed);
    route_all(boxes, &mut placed);
    frame(boxes, &mut placed);
    placed
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
        let mut places = descend(boxes, members);
        turn(&mut places, room);
        separate(&boxes.extents, members, &mut places);
        let (corner, extent) = bounds(boxes, members, &places);
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

fn bounds(boxes: &Boxes, members: &[usize], places: &[Point]) -> (Point, Extent) {
    let mut low = Point::new(f64::MAX, f64::MAX);
    let mut high = Point::new(f64::MIN, f64::MIN);
    for (&member, place) in members.iter().zip(places) {
        let Extent { w, h } = boxes.extents[member];
        low = Point::new(low.x.min(place.x - w / 2.0), low.y.min(place.y - h / 2.0));
        high = Point::new(high.x.max(place.x + w / 2.0), high.y.max(place.y + h / 2.0));
    }
    if members.is_empty() {
        return (Point::default(), Extent::default());
    }
    (low, Extent::new(high.x - low.x, high.y - low.y))
}

/// The wanted distance of each pair: the shortest way over the links.
fn distances(boxes: &Boxes, members: &[usize]) -> Vec<Vec<f64>> {
    let mut local = vec![usize::MAX; boxes.extents.len()];
    for (at, &member) in members.iter().enumerate() {
        local[member] = at;
    }
    let mut beside: Vec<Vec<(usize, f64)>> = vec![Vec::new(); members.len()];
    for link in &boxes.links {
        let (a, b) = (local[link.from], local[link.to]);
        if a == usize::MAX || a == b {
            continue;
        }
        let (from, to) = (boxes.extents[link.from], boxes.extents[link.to]);
        let sizes = (from.w + to.w) * 0.38 + (from.h + to.h) * 0.3;
        let label = link.label.map_or(0.0, |label| label.w * 0.7);
        let length = sizes + label + 46.0 + 60.0 * (1.0 - link.strength);
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

/// The best of several descents from seeded starts.
fn descend(boxes: &Boxes, members: &[usize]) -> Vec<Point> {
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
    let mut best: Option<(f64, Vec<Point>)> = None;
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
        let stress: f64 = pairs
            .iter()
            .map(|&(i, j)| {
                let miss = (places[i].distance(places[j]) - wanted[i][j]) / wanted[i][j];
                miss * miss
            })
            .sum();
        if best.as_ref().is_none_or(|(least, _)| stress < *least) {
            best = Some((stress, places));
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

/// Pushes boxes apart until no two overlap.
fn separate(extents: &[Extent], members: &[usize], places: &mut [Point]) {
    let count = places.len();
    for round in 0..400 {
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|&a, &b| places[a].x.total_cmp(&places[b].x).then(a.cmp(&b)));
        let widest = members.iter().map(|&member| extents[member].w).fold(0.0, f64::max) + BESIDE;
        let mut clear = true;
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
                clear = false;
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
        if clear {
            return;
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
    for place in places {
        *place = Point::new(place.x * factor, place.y * factor);
    }
}

/// Puts all boxes but `centre` on an ellipse around it, or on several where one would be too large.
fn ring(boxes: &Boxes, room: Extent, centre: usize, centres: &mut [Point]) -> Extent {
    let others = around(boxes, centre);
    let shape = (room.w / room.h).clamp(1.0, 2.2);
    let core = boxes.extents[centre];
    let mut left = others.as_slice();
    let mut radius = (core.w / 2.0 / shape).max(core.h / 2.0) + 40.0;
    while !left.is_empty() {
        let thick = left.iter().map(|&v| boxes.extents[v].h.max(boxes.extents[v].w / shape)).fold(0.0, f64::max);
        radius += thick / 2.0;
        // A ring holds what fits; the last takes the rest, however wide it has to be.
        while needed(boxes, left, radius, shape).is_none() && left.len() <= 16 {
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
    let members: Vec<usize> = (0..boxes.extents.len()).collect();
    let mut places = centres.to_vec();
    separate(&boxes.extents, &members, &mut places);
    let (corner, extent) = bounds(boxes, &members, &places);
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

/// All boxes but `centre`, such that those that are linked to each other come near each other.
fn around(boxes: &Boxes, centre: usize) -> Vec<usize> {
    let count = boxes.extents.len();
    let mut order: Vec<usize> = (0..count).filter(|&v| v != centre).collect();
    let mut pull = vec![vec![0.0; count]; count];
    for link in &boxes.links {
        if link.from != centre && link.to != centre && link.from != link.to {
            pull[link.from][link.to] += 0.2 + link.strength;
            pull[link.to][link.from] += 0.2 + link.strength;
        }
    }
    let length = order.len();
    if length > 120 {
        return order;
    }
    let cost = |order: &[usize]| -> f64 {
        let mut total = 0.0;
        for (i, &a) in order.iter().enumerate() {
            for (j, &b) in order.iter().enumerate().take(i) {
                let apart = (i - j).min(length - (i - j)) as f64;
                total += pull[a][b] * apart;
            }
        }
        total
    };
    let mut now = cost(&order);
    for _ in 0..6 {
        let mut better = false;
        for i in 0..length {
            for j in 0..i {
                order.swap(i, j);
                let then = cost(&order);
                if then + 1e-9 < now {
                    now = then;
                    better = true;
                } else {
                    order.swap(i, j);
                }
            }
        }
        // Swaps of all pairs cost the fourth power of the number of boxes.
        if !better || length > 40 {
            break;
        }
    }
    order
}

/// Stretches the distances, never the boxes, to the room.
fn fill(boxes: &Boxes, room: Extent, most: f64, placed: &mut Placed) {
    let scale = placed.extent.scale_in(room).min(most);
    let target = Extent::new(room.w / scale, room.h / scale);
    let reach = |factor: f64, wide: bool| {
        let sides = boxes.extents.iter().zip(&placed.centres).map(|(extent, centre)| {
            let (at, half) = if wide { (centre.x, extent.w / 2.0) } else { (centre.y, extent.h / 2.0) };
            (at * factor - half, at * factor + half)
        });
        let (low, high) = sides.fold((f64::MAX, f64::MIN), |(low, high), (a, b)| (low.min(a), high.max(b)));
        high - low
    };
    let across = largest(2.2, |factor| reach(factor, true) <= target.w);
    let down = largest(2.2, |factor| reach(factor, false) <= target.h);
    for centre in &mut placed.centres {
        *centre = Point::new(centre.x * across, centre.y * down);
    }
}

/// Moves everything so that it begins at 0, 0, and sets the extent, ways and labels included.
fn frame(boxes: &Boxes, placed: &mut Placed) {
    let members: Vec<usize> = (0..boxes.extents.len()).collect();
    let (corner, extent) = bounds(boxes, &members, &placed.centres);
    let mut low = corner;
    let mut high = corner.plus(extent.w, extent.h);
    for (route, link) in placed.routes.iter().zip(&boxes.links) {
        let label = link.label.zip(route.label).map(|(label, at)| (at, label.w / 2.0, label.h / 2.0));
        let ways = route.samples(12).into_iter().map(|at| (at, 2.0, 2.0));
        for (at, w, h) in ways.chain(label) {
            low = Point::new(low.x.min(at.x - w), low.y.min(at.y - h));
            high = Point::new(high.x.max(at.x + w), high.y.max(at.y + h));
        }
    }
    for centre in &mut placed.centres {
        *centre = centre.plus(-low.x, -low.y);
    }
    for route in &mut placed.routes {
        route.map(|point| point.plus(-low.x, -low.y));
    }
    placed.extent = Extent::new(high.x - low.x, high.y - low.y);
}

/// Draws each link as the least bent curve that goes round the other boxes.
fn route_all(boxes: &Boxes, placed: &mut Placed) {
    let mut taken: Vec<(Point, Extent)> =
        boxes.extents.iter().zip(&placed.centres).map(|(extent, centre)| (*centre, *extent)).collect();
    let mut seen: Vec<(usize, usize)> = Vec::new();
    let mut loops = vec![0_usize; boxes.extents.len()];
    for link in &boxes.links {
        if link.from == link.to {
            placed.routes.push(self_loop(
                placed.centres[link.from],
                boxes.extents[link.from],
                loops[link.from],
                link.label,
            ));
            loops[link.from] += 1;
            continue;
        }
        let ends = (link.from.min(link.to), link.from.max(link.to));
        let parallel = seen.iter().filter(|other| **other == ends).count();
        seen.push(ends);
        let mut route = Route { strokes: vec![way(boxes, &placed.centres, link.from, link.to, parallel)], label: None };
        if let Some(label) = link.label {
            place_label(&mut route, label, &taken);
            if let Some(at) = route.label {
                taken.push((at, label));
            }
        }
        placed.routes.push(route);
    }
}

/// Bends of the candidates, as shares of the distance, the least bent first.
const BENDS: [f64; 15] = [0.0, 0.08, -0.08, 0.16, -0.16, 0.24, -0.24, 0.34, -0.34, 0.46, -0.46, 0.62, -0.62, 0.8, -0.8];

fn way(boxes: &Boxes, centres: &[Point], from: usize, to: usize, parallel: usize) -> Vec<Point> {
    let (a, b) = (centres[from], centres[to]);
    let far = a.distance(b).max(1.0);
    let mut best: Option<(f64, Vec<Point>)> = None;
    for bend in BENDS {
        // Parallel links take turns on both sides of the straight line.
        let aside = match parallel {
            0 => 0.0,
            nth => nth.div_ceil(2) as f64 * 26.0 / far * if nth % 2 == 0 { -1.0 } else { 1.0 } * 2.0,
        };
        let bend = bend + aside * if from < to { 1.0 } else { -1.0 };
        let control =
            Point::new(f64::midpoint(a.x, b.x) - (b.y - a.y) * bend, f64::midpoint(a.y, b.y) + (b.x - a.x) * bend);
        let start = edge_of(a, boxes.extents[from], control);
        let end = edge_of(b, boxes.extents[to], control);
        let stroke = vec![start, start.towards(control, 2.0 / 3.0), end.towards(control, 2.0 / 3.0), end];
        let mut cost = bend.abs() * 30.0;
        for (v, (centre, extent)) in centres.iter().zip(&boxes.extents).enumerate() {
            let clear = if v == from || v == to { -1.0 } else { CLEAR };
            let near = centre.distance(a.towards(b, 0.5)) < far * (0.5 + bend.abs()) + extent.w + extent.h;
            if near {
                let steps = 24;
                let inside = (1..steps)
                    .filter(|&step| {
                        let at = on_curve(&stroke, f64::from(step) / f64::from(steps));
                        (at.x - centre.x).abs() < extent.w / 2.0 + clear
                            && (at.y - centre.y).abs() < extent.h / 2.0 + clear
                    })
                    .count();
                cost += inside as f64 * 20.0;
            }
        }
        let good = cost <= bend.abs() * 30.0;
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, stroke));
        }
        if good {
            break;
        }
    }
    best.map(|(_, stroke)| stroke).unwrap_or_default()
}

/// Where the line from the middle of a box towards `target` leaves it.
fn edge_of(centre: Point, extent: Extent, target: Point) -> Point {
    let (dx, dy) = (target.x - centre.x, target.y - centre.y);
    let share = (extent.w / 2.0 / dx.abs().max(1e-9)).min(extent.h / 2.0 / dy.abs().max(1e-9)).min(1.0);
    centre.plus(dx * share, dy * share)
}

fn self_loop(centre: Point, extent: Extent, nth: usize, label: Option<Extent>) -> Route {
    let (half, out) = (9.0 + 5.0 * nth as f64, 34.0 + 16.0 * nth as f64);
    let top = -extent.h / 2.0;
    let stroke = vec![
        centre.plus(-half, top),
        centre.plus(-half * 1.8, top - out),
        centre.plus(half * 1.8, top - out),
        centre.plus(half, top),
    ];
    let label = label.map(|label| centre.plus(0.0, top - out * 0.75 - label.h / 2.0 - 3.0));
    Route { strokes: vec![stroke], label }
}

/// Parts the line for its label where that is free of boxes and other labels.
fn place_label(route: &mut Route, label: Extent, taken: &[(Point, Extent)]) {
    let Some(stroke) = route.strokes.first().cloned() else { return };
    let mut best: Option<(f64, f64)> = None;
    for share in [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74] {
        let at = on_curve(&stroke, share);
        let over: f64 = taken
            .iter()
            .map(|(centre, extent)| {
                let x = f64::midpoint(extent.w, label.w) + 3.0 - (centre.x - at.x).abs();
                let y = f64::midpoint(extent.h, label.h) + 3.0 - (centre.y - at.y).abs();
                if x > 0.0 && y > 0.0 { x.min(y) } else { 0.0 }
            })
            .sum();
        let cost = over + (share - 0.5_f64).abs();
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, share));
        }
    }
    let Some((_, share)) = best else { return };
    let at = on_curve(&stroke, share);
    let outside = |t: f64| {
        let p = on_curve(&stroke, t);
        (p.x - at.x).abs() > label.w / 2.0 + 3.0 || (p.y - at.y).abs() > label.h / 2.0 + 1.0
    };
    let first = (0..=100).rev().map(|step| share * f64::from(step) / 100.0).find(|&t| outside(t));
    let second = (0..=100).map(|step| share + (1.0 - share) * f64::from(step) / 100.0).find(|&t| outside(t));
    route.label = Some(at);
    route.strokes =
        [first.map(|t| split(&stroke, 0.0, t)), second.map(|t| split(&stroke, t, 1.0))].into_iter().flatten().collect();
}

/// The piece of a Bézier curve from `t0` to `t1`.
fn split(curve: &[Point], t0: f64, t1: f64) -> Vec<Point> {
    let &[a, b, c, d] = curve else { return curve.to_vec() };
    let blossom = |r: f64, s: f64, t: f64| {
        let (ab, bc, cd) = (a.towards(b, r), b.towards(c, r), c.towards(d, r));
        ab.towards(bc, s).towards(bc.towards(cd, s), t)
    };
    vec![blossom(t0, t0, t0), blossom(t0, t0, t1), blossom(t0, t1, t1), blossom(t1, t1, t1)]
}
