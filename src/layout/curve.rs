//! Curve: links as the least bent curves that go round the boxes they do not belong to.

use super::{Boxes, Extent, Point, Route, on_curve};

/// A line keeps so much from boxes that it does not belong to.
const CLEAR: f64 = 6.0;

/// The way of each link. `labels` are the places of the labels of all links but loops.
pub(super) fn routes(boxes: &Boxes, centres: &[Point], labels: &[Option<Point>]) -> Vec<Route> {
    let mut taken: Vec<(Point, Extent)> = centres.iter().copied().zip(boxes.extents.iter().copied()).collect();
    for (link, at) in boxes.links.iter().zip(labels) {
        taken.extend(at.zip(link.label.map(around)));
    }
    let mut seen: Vec<(usize, usize)> = Vec::new();
    let mut loops = vec![Loops::default(); boxes.extents.len()];
    let mut routes = vec![Route::default(); boxes.links.len()];
    // Loops without a label are the inner ones.
    let mut order: Vec<usize> = (0..boxes.links.len()).collect();
    order.sort_by_key(|at| boxes.links[*at].label.is_some());
    for index in order {
        let link = &boxes.links[index];
        let (from, to) = (link.from, link.to);
        if from == to {
            routes[index] = loops[from].next(centres[from], boxes.extents[from], link.label);
            continue;
        }
        let start = (centres[from], boxes.extents[from]);
        let end = (centres[to], boxes.extents[to]);
        if let Some((at, label)) = labels[index].zip(link.label) {
            let middle = (at, around(label));
            let strokes = vec![way(&taken, start, middle, 0.0), way(&taken, middle, end, 0.0)];
            routes[index] = Route { strokes, label: Some(at) };
            continue;
        }
        let ends = (from.min(to), from.max(to));
        let parallel = seen.iter().filter(|other| **other == ends).count();
        seen.push(ends);
        // Parallel links take turns on both sides of the straight line.
        let aside = parallel.div_ceil(2) as f64 * 52.0 * if parallel % 2 == 0 { -1.0 } else { 1.0 };
        let aside = if from < to { aside } else { -aside } / start.0.distance(end.0).max(1.0);
        routes[index].strokes = vec![way(&taken, start, end, aside)];
    }
    routes
}

/// The room of a label: lines end a little before it.
fn around(label: Extent) -> Extent {
    Extent::new(label.w + 6.0, label.h + 2.0)
}

/// Bends of the candidates, as shares of the distance, the least bent first.
const BENDS: [f64; 15] = [0.0, 0.08, -0.08, 0.16, -0.16, 0.24, -0.24, 0.34, -0.34, 0.46, -0.46, 0.62, -0.62, 0.8, -0.8];

/// The best curve from one box to another among `taken`.
fn way(taken: &[(Point, Extent)], start: (Point, Extent), end: (Point, Extent), aside: f64) -> Vec<Point> {
    let (a, b) = (start.0, end.0);
    let far = a.distance(b).max(1.0);
    let middle = a.towards(b, 0.5);
    let mut best: Option<(f64, Vec<Point>)> = None;
    for bend in BENDS {
        let bend = bend + aside;
        let control = middle.plus((a.y - b.y) * bend, (b.x - a.x) * bend);
        let (from, to) = (edge_of(start, control), edge_of(end, control));
        let stroke = vec![from, from.towards(control, 2.0 / 3.0), to.towards(control, 2.0 / 3.0), to];
        // A wide arc catches the eye more than a line that dives under a box.
        let bent = (bend - aside).abs();
        let arc = bent * 30.0 + bent * bent * far * 0.4;
        let mut inside = 0_usize;
        for &other in taken {
            let clear = if other == start || other == end { -1.0 } else { CLEAR };
            if other.0.distance(middle) < far * (0.5 + bend.abs()) + other.1.w + other.1.h {
                inside +=
                    (1..24).filter(|step| is_inside(on_curve(&stroke, f64::from(*step) / 24.0), other, clear)).count();
            }
        }
        let cost = arc + inside as f64 * 20.0;
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, stroke));
        }
        if inside == 0 {
            break;
        }
    }
    best.map(|(_, stroke)| stroke).unwrap_or_default()
}

/// Whether `at` is in a box that is larger by `clear` on all sides.
fn is_inside(at: Point, (centre, extent): (Point, Extent), clear: f64) -> bool {
    (at.x - centre.x).abs() < extent.w / 2.0 + clear && (at.y - centre.y).abs() < extent.h / 2.0 + clear
}

/// Where the line from the middle of a box towards `target` leaves it.
fn edge_of((centre, extent): (Point, Extent), target: Point) -> Point {
    let (dx, dy) = (target.x - centre.x, target.y - centre.y);
    let share = (extent.w / 2.0 / dx.abs().max(1e-9)).min(extent.h / 2.0 / dy.abs().max(1e-9)).min(1.0);
    centre.plus(dx * share, dy * share)
}

/// The loops over a box, one outside the other.
#[derive(Clone, Default)]
struct Loops {
    count: f64,
    reach: f64,
    inner: f64,
}

impl Loops {
    fn next(&mut self, centre: Point, extent: Extent, label: Option<Extent>) -> Route {
        let half = (9.0 + 6.0 * self.count).min(extent.w / 2.0 - 10.0);
        let top = -extent.h / 2.0;
        self.reach += 24.0;
        // A Bézier curve reaches three quarters of the way to its inner points.
        let (out, hold) = (self.reach / 0.75, (half * 1.8).max((self.inner + 8.0) * 1.3));
        let stroke = vec![
            centre.plus(-half, top),
            centre.plus(-hold, top - out),
            centre.plus(hold, top - out),
            centre.plus(half, top),
        ];
        let at = label.map(|label| centre.plus(0.0, top - self.reach - label.h / 2.0 - 3.0));
        self.count += 1.0;
        self.inner = label.map_or(0.0, |label| label.w / 2.0);
        self.reach += label.map_or(0.0, |label| label.h + 4.0);
        Route { strokes: vec![stroke], label: at }
    }
}

/// How tangled straight links are: crossings, and three times the boxes they go through.
pub(super) fn tangle(boxes: &Boxes, members: &[usize], places: &[Point]) -> usize {
    let mut local = vec![usize::MAX; boxes.extents.len()];
    for (at, &member) in members.iter().enumerate() {
        local[member] = at;
    }
    let lines: Vec<(usize, usize)> = boxes
        .links
        .iter()
        .map(|link| (local[link.from], local[link.to]))
        .filter(|(a, b)| *a != usize::MAX && a != b)
        .collect();
    // Beyond that, one drawing is as tangled as another.
    if lines.len() > 1500 {
        return 0;
    }
    let side = |a: Point, b: Point, c: Point| (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    let mut total = 0;
    for (nth, &(a, b)) in lines.iter().enumerate() {
        let (pa, pb) = (places[a], places[b]);
        for &(c, d) in &lines[..nth] {
            if a == c || a == d || b == c || b == d {
                continue;
            }
            let (pc, pd) = (places[c], places[d]);
            if side(pa, pb, pc) * side(pa, pb, pd) < 0.0 && side(pc, pd, pa) * side(pc, pd, pb) < 0.0 {
                total += 1;
            }
        }
        for (v, &member) in members.iter().enumerate() {
            if v != a && v != b && goes_through(pa, pb, (places[v], boxes.extents[member])) {
                total += 3;
            }
        }
    }
    total
}

/// Whether the line from `a` to `b` goes through a box (Liang and Barsky 1984).
fn goes_through(a: Point, b: Point, (centre, extent): (Point, Extent)) -> bool {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (from, step, middle, half) in
        [(a.x, b.x - a.x, centre.x, extent.w / 2.0), (a.y, b.y - a.y, centre.y, extent.h / 2.0)]
    {
        if step.abs() < 1e-9 {
            if (from - middle).abs() >= half {
                return false;
            }
            continue;
        }
        let (one, two) = ((middle - half - from) / step, (middle + half - from) / step);
        enter = enter.max(one.min(two));
        leave = leave.min(one.max(two));
    }
    enter < leave
}
