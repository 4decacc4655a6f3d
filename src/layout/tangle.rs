//! Tangle: how much straight links are in each other's way, and moves of boxes that make it less.

use super::stress::{BESIDE, length};
use super::{Boxes, Extent, Point};

/// What going through a box costs, in crossings.
const THROUGH: f64 = 3.0;

/// A connected part whose links are taken for straight lines from middle to middle.
pub(super) struct Tangle {
    extents: Vec<Extent>,
    lines: Vec<(usize, usize)>,
    /// How long each line should be.
    lengths: Vec<f64>,
    /// The lines that end at each box.
    at: Vec<Vec<usize>>,
}

impl Tangle {
    /// The part with these members, which are numbered in their order from here on.
    pub(super) fn new(boxes: &Boxes, members: &[usize]) -> Self {
        let mut local = vec![usize::MAX; boxes.extents.len()];
        for (at, &member) in members.iter().enumerate() {
            local[member] = at;
        }
        let inside = boxes.links.iter().filter(|link| local[link.from] != usize::MAX && link.from != link.to);
        let (lines, lengths): (Vec<(usize, usize)>, Vec<f64>) =
            inside.map(|link| ((local[link.from], local[link.to]), length(boxes, link))).unzip();
        let mut at = vec![Vec::new(); members.len()];
        for (line, &(a, b)) in lines.iter().enumerate() {
            at[a].push(line);
            at[b].push(line);
        }
        Self { extents: members.iter().map(|&member| boxes.extents[member]).collect(), lines, lengths, at }
    }

    /// Crossings, and three times the boxes that lines go through.
    pub(super) fn of_all(&self, places: &[Point]) -> f64 {
        let mut total = 0.0;
        for (line, &(a, b)) in self.lines.iter().enumerate() {
            total += self.lines[..line].iter().filter(|other| lines_cross((a, b), **other, places)).count() as f64;
            total += self.boxes_under((a, b), places) as f64 * THROUGH;
        }
        total
    }

    fn boxes_under(&self, (a, b): (usize, usize), places: &[Point]) -> usize {
        let others = (0..places.len()).filter(|v| *v != a && *v != b);
        others.filter(|&v| goes_through(places[a], places[b], (places[v], self.extents[v]))).count()
    }

    /// The part of it in which box `v` and its lines take part.
    fn of(&self, v: usize, places: &[Point]) -> f64 {
        let mut total = 0.0;
        for &line in &self.at[v] {
            let ends = self.lines[line];
            total += self.lines.iter().filter(|other| lines_cross(ends, **other, places)).count() as f64;
            total += self.boxes_under(ends, places) as f64 * THROUGH;
        }
        let here = (places[v], self.extents[v]);
        let over = self.lines.iter().filter(|(a, b)| *a != v && *b != v && goes_through(places[*a], places[*b], here));
        total + over.count() as f64 * THROUGH
    }

    /// Whether box `v` touches no other.
    fn is_free(&self, v: usize, places: &[Point]) -> bool {
        let (here, extent) = (places[v], self.extents[v]);
        places.iter().zip(&self.extents).enumerate().all(|(other, (place, size))| {
            other == v
                || (place.x - here.x).abs() >= f64::midpoint(size.w, extent.w) + BESIDE
                || (place.y - here.y).abs() >= f64::midpoint(size.h, extent.h) + BESIDE
        })
    }

    /// Moves one box after the other to where it is least tangled, unless that makes lines long: one that is
    /// as long again as it should be weighs as much as a crossing.
    pub(super) fn relocate(&self, places: &mut [Point]) {
        for _ in 0..4 {
            let mut moved = false;
            for v in 0..places.len() {
                let tangled = self.of(v, places);
                if tangled < 0.5 {
                    continue;
                }
                let cost = |tangled: f64, places: &[Point]| {
                    let stress = self.at[v].iter().map(|&line| {
                        let (a, b) = self.lines[line];
                        let off = places[a].distance(places[b]) / self.lengths[line] - 1.0;
                        off * off
                    });
                    tangled + stress.sum::<f64>()
                };
                let start = places[v];
                let mut best = (cost(tangled, places), start);
                for target in self.targets(v, places) {
                    places[v] = target;
                    // What is too far costs too much without any crossing.
                    if cost(0.0, places) < best.0 - 0.5 && self.is_free(v, places) {
                        let now = self.of(v, places);
                        if now < tangled && cost(now, places) < best.0 - 0.5 {
                            best = (cost(now, places), target);
                        }
                    }
                }
                places[v] = best.1;
                moved |= best.1 != start;
            }
            if !moved {
                return;
            }
        }
    }

    /// Where a box may go: rings around it, and around the middle of what it is linked to.
    fn targets(&self, v: usize, places: &[Point]) -> Vec<Point> {
        let beside: Vec<Point> =
            self.at[v].iter().map(|&line| self.lines[line]).map(|(a, b)| places[if a == v { b } else { a }]).collect();
        let share = 1.0 / beside.len().max(1) as f64;
        let middle = beside.iter().fold(Point::default(), |sum, place| sum.plus(place.x * share, place.y * share));
        let mut targets = vec![middle];
        for centre in [places[v], middle] {
            for radius in [50.0, 100.0, 160.0, 240.0, 340.0] {
                for step in 0..16 {
                    let angle = (f64::from(step) + radius / 500.0) * std::f64::consts::TAU / 16.0;
                    targets.push(centre.plus(radius * 1.4 * libm::cos(angle), radius * libm::sin(angle)));
                }
            }
        }
        targets
    }

    /// Moves boxes a little away from the lines that go through them.
    pub(super) fn step_aside(&self, places: &mut [Point]) {
        for &(from, to) in &self.lines {
            for at in 0..places.len() {
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
                let half = (self.extents[at].w * dy.abs() + self.extents[at].h * dx.abs()) / (2.0 * length) + 8.0;
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
}

/// Whether two lines cross; those that share an end never do.
fn lines_cross((a, b): (usize, usize), (c, d): (usize, usize), places: &[Point]) -> bool {
    a != c && a != d && b != c && b != d && crosses((places[a], places[b]), (places[c], places[d]))
}

/// Whether the line from `a` to `b` crosses that from `c` to `d`.
pub(super) fn crosses((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let side = |a: Point, b: Point, c: Point| (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
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
