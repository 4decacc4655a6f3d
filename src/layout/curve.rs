//! Curve: links as the least bent curves that go round the boxes they do not belong to.

use std::collections::BTreeMap;

use super::grid::{self, Grid, Sides, meet, sides};
use super::tangle::crosses;
use super::{Boxes, Extent, Point, Route, on_curve};

/// A line keeps so much from boxes that it does not belong to.
const CLEAR: f64 = 6.0;

/// The way of each link. `labels` are the places of the labels of all links but loops.
pub(super) fn routes(boxes: &Boxes, centres: &[Point], labels: &[Option<Point>]) -> Vec<Route> {
    let mut taken: Vec<(Point, Extent)> = centres.iter().copied().zip(boxes.extents.iter().copied()).collect();
    for (link, at) in boxes.links.iter().zip(labels) {
        taken.extend(at.zip(link.label.map(around)));
    }
    let mut seen: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut loops = vec![Loops::default(); boxes.extents.len()];
    let mut routes = vec![Route::default(); boxes.links.len()];
    let mut pieces = Vec::new();
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
            routes[index].label = Some(at);
            pieces.push(Piece { link: index, start, end: middle, aside: 0.0 });
            pieces.push(Piece { link: index, start: middle, end, aside: 0.0 });
            continue;
        }
        let parallel = seen.entry((from.min(to), from.max(to))).or_default();
        // Parallel links take turns on both sides of the straight line.
        let aside = parallel.div_ceil(2) as f64 * 52.0 * if parallel.is_multiple_of(2) { -1.0 } else { 1.0 };
        let aside = if from < to { aside } else { -aside } / start.0.distance(end.0).max(1.0);
        *parallel += 1;
        pieces.push(Piece { link: index, start, end, aside });
    }
    let grid = Grid::new(taken.iter().map(|&(centre, extent)| sides(centre, extent, CLEAR)).collect());
    let field = Field { taken, grid };
    let mut ways: Vec<Way> = pieces.iter().map(|piece| piece.least(&field)).collect();
    if pieces.len() <= MANY {
        make_way(&pieces, &mut ways, &field);
    }
    for (piece, way) in pieces.iter().zip(ways) {
        routes[piece.link].strokes.push(way.stroke);
    }
    routes
}

/// The boxes and labels that lines go round.
struct Field {
    taken: Vec<(Point, Extent)>,
    grid: Grid,
}

/// A curve that is to be drawn: a link, or what is on one side of its label.
struct Piece {
    link: usize,
    start: (Point, Extent),
    end: (Point, Extent),
    /// How much it is bent if nothing is in the way.
    aside: f64,
}

/// A curve that a piece takes or may take.
struct Way {
    /// What its bend costs, and what it meets.
    cost: f64,
    /// How many of the places along it are in a box.
    inside: usize,
    stroke: Vec<Point>,
    /// Places along it, and the rectangle around them.
    line: Vec<Point>,
    sides: Sides,
}

/// Bends lines that cross others, where that costs less than the crossings.
fn make_way(pieces: &[Piece], ways: &mut [Way], field: &Field) {
    for _ in 0..3 {
        let mut changed = false;
        for (at, piece) in pieces.iter().enumerate() {
            let crossings = |way: &Way| -> usize {
                let others = ways.iter().enumerate().filter(|(other, _)| *other != at);
                others.map(|(_, other)| way.crossings(other)).sum()
            };
            let mut best = ways[at].cost + crossings(&ways[at]) as f64 * CROSSING;
            let mut better = None;
            for bend in BENDS {
                if piece.cost(bend) + 1e-9 >= best {
                    break;
                }
                let way = piece.way(bend, field);
                if way.inside == 0 {
                    let cost = way.cost + crossings(&way) as f64 * CROSSING;
                    if cost + 1e-9 < best {
                        (best, better) = (cost, Some(way));
                    }
                }
            }
            if let Some(way) = better {
                ways[at] = way;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
}

impl Way {
    fn crossings(&self, other: &Self) -> usize {
        if !meet(self.sides, other.sides) {
            return 0;
        }
        let mut total = 0;
        for ours in self.line.windows(2) {
            if meet(grid::around(ours), other.sides) {
                let theirs = other.line.windows(2);
                total += theirs.filter(|theirs| crosses((ours[0], ours[1]), (theirs[0], theirs[1]))).count();
            }
        }
        total
    }
}

/// With more curves than that, none makes way for another.
const MANY: usize = 400;
/// What a crossing costs; a bend by a third costs about as much.
const CROSSING: f64 = 24.0;

/// The room of a label: lines end a little before it.
fn around(label: Extent) -> Extent {
    Extent::new(label.w + 6.0, label.h + 2.0)
}

/// Bends of the candidates, as shares of the distance, the least bent first.
const BENDS: [f64; 15] = [0.0, 0.08, -0.08, 0.16, -0.16, 0.24, -0.24, 0.34, -0.34, 0.46, -0.46, 0.62, -0.62, 0.8, -0.8];

impl Piece {
    /// What a bend costs: a wide arc catches the eye more than a line that dives under a box.
    fn cost(&self, bend: f64) -> f64 {
        bend.abs() * 30.0 + bend * bend * self.start.0.distance(self.end.0) * 0.4
    }

    /// The curve that meets the least and is bent the least.
    fn least(&self, field: &Field) -> Way {
        let mut best = self.way(0.0, field);
        for bend in BENDS {
            if best.inside == 0 {
                break;
            }
            let way = self.way(bend, field);
            if way.cost < best.cost {
                best = way;
            }
        }
        best
    }

    fn way(&self, bend: f64, field: &Field) -> Way {
        let (a, b) = (self.start.0, self.end.0);
        let bent = bend + self.aside;
        let aim = a.towards(b, 0.5).plus((a.y - b.y) * bent, (b.x - a.x) * bent);
        let (from, to) = (edge_of(self.start, aim), edge_of(self.end, aim));
        // Half-way to a box beside a wide one is still inside of that.
        let is_under = is_inside(aim, self.start, 0.0) || is_inside(aim, self.end, 0.0);
        let control = if is_under { from.towards(to, 0.5) } else { aim };
        let stroke = vec![from, from.towards(control, 2.0 / 3.0), to.towards(control, 2.0 / 3.0), to];
        let mut line: Vec<Point> = (0..=24).map(|step| on_curve(&stroke, f64::from(step) / 24.0)).collect();
        let sides = grid::around(&line);
        let mut inside = 0_usize;
        for other in field.grid.near(sides) {
            let other = field.taken[other];
            let clear = if other == self.start || other == self.end { -1.0 } else { CLEAR };
            inside += line[1..24].iter().filter(|at| is_inside(**at, other, clear)).count();
        }
        // Crossings are told well enough by a third of the places.
        line = line.into_iter().step_by(3).collect();
        Way { cost: self.cost(bend) + inside as f64 * 20.0, inside, stroke, line, sides }
    }
}

/// Whether `at` is in a box that is larger by `clear` on all sides.
fn is_inside(at: Point, (centre, extent): (Point, Extent), clear: f64) -> bool {
    (at.x - centre.x).abs() < extent.w / 2.0 + clear && (at.y - centre.y).abs() < extent.h / 2.0 + clear
}

/// Where the line from the middle of a box towards `target`, or beyond it, leaves the box.
fn edge_of((centre, extent): (Point, Extent), target: Point) -> Point {
    let (dx, dy) = (target.x - centre.x, target.y - centre.y);
    let share = (extent.w / 2.0 / dx.abs().max(1e-9)).min(extent.h / 2.0 / dy.abs().max(1e-9));
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
