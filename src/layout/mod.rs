//! Layout: where the parts of a picture go.
//!
//! It knows sizes and links, no words and no colours; the same sizes and links give the same places, to the last bit.

pub mod alluvial;
mod apart;
mod curve;
mod cycle;
pub mod graphviz;
mod grid;
pub mod kept;
pub mod layered;
mod nest;
mod order;
mod part;
mod ring;
pub mod satellite;
pub mod simplex;
pub mod stream;
pub mod stress;
mod tangle;
pub mod timeline;
mod way;

/// A place; x grows to the right, y downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The place at `x` and `y`.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// This place, moved.
    #[must_use]
    pub fn plus(self, x: f64, y: f64) -> Self {
        Self { x: self.x + x, y: self.y + y }
    }

    /// The distance to `other`.
    pub fn distance(self, other: Self) -> f64 {
        libm::hypot(self.x - other.x, self.y - other.y)
    }

    /// The place that lies `share` of the way to `other`.
    #[must_use]
    pub fn towards(self, other: Self, share: f64) -> Self {
        Self { x: self.x + (other.x - self.x) * share, y: self.y + (other.y - self.y) * share }
    }

    fn swapped(self) -> Self {
        Self { x: self.y, y: self.x }
    }
}

/// A width and a height.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Extent {
    /// From left to right.
    pub w: f64,
    /// From top to bottom.
    pub h: f64,
}

impl Extent {
    /// So wide and so high.
    pub fn new(w: f64, h: f64) -> Self {
        Self { w, h }
    }

    /// How much larger something of this extent can be drawn in `room`.
    pub fn scale_in(self, room: Self) -> f64 {
        (room.w / self.w.max(1.0)).min(room.h / self.h.max(1.0))
    }
}

/// Boxes and the links between them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Boxes {
    /// How large each box is.
    pub extents: Vec<Extent>,
    /// The links, by the boxes' places in `extents`.
    pub links: Vec<Link>,
    /// Boxes that belong together; each box is in one cluster at most.
    pub clusters: Vec<Cluster>,
}

/// Boxes that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// The boxes, by their places in `extents`.
    pub members: Vec<usize>,
    /// How large the title of the frame around them is; none where they are only kept near each other.
    pub title: Option<Extent>,
}

impl Boxes {
    /// The cluster of each box.
    fn cluster_of(&self) -> Vec<Option<usize>> {
        let mut of = vec![None; self.extents.len()];
        for (at, cluster) in self.clusters.iter().enumerate() {
            for &member in &cluster.members {
                of[member] = Some(at);
            }
        }
        of
    }
}

/// Between a frame and the boxes in it.
const INSIDE: f64 = 16.0;

/// A link between two boxes.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The box it leaves.
    pub from: usize,
    /// The box it enters.
    pub to: usize,
    /// Whether it should point along the layers.
    pub directed: bool,
    /// How large its label is.
    pub label: Option<Extent>,
    /// How strongly it draws its ends together, from 0 to 1.
    pub strength: f64,
}

/// Where boxes and links have been put.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Placed {
    /// The room it takes, from `corner`.
    pub extent: Extent,
    /// Its upper left corner: 0, 0 unless boxes kept places that were given in another drawing.
    pub corner: Point,
    /// The middle of each box.
    pub centres: Vec<Point>,
    /// The way of each link.
    pub routes: Vec<Route>,
    /// The frame of each cluster that has a title.
    pub frames: Vec<Option<Frame>>,
}

impl Placed {
    /// Whether it is a drawing of as many boxes, links and clusters.
    pub fn fits(&self, boxes: &Boxes) -> bool {
        let ours = (self.centres.len(), self.routes.len(), self.frames.len());
        ours == (boxes.extents.len(), boxes.links.len(), boxes.clusters.len())
    }

    /// The upper left and the lower right corner of all boxes, ways, labels and frames.
    fn bounds(&self, boxes: &Boxes) -> (Point, Point) {
        let mut low = Point::new(f64::MAX, f64::MAX);
        let mut high = Point::new(f64::MIN, f64::MIN);
        let mut hold = |at: Point, w: f64, h: f64| {
            low = Point::new(low.x.min(at.x - w), low.y.min(at.y - h));
            high = Point::new(high.x.max(at.x + w), high.y.max(at.y + h));
        };
        for (extent, centre) in boxes.extents.iter().zip(&self.centres) {
            hold(*centre, extent.w / 2.0, extent.h / 2.0);
        }
        for frame in self.frames.iter().flatten() {
            let (w, h) = (frame.extent.w / 2.0, frame.extent.h / 2.0);
            hold(frame.corner.plus(w, h), w, h);
        }
        for (route, link) in self.routes.iter().zip(&boxes.links) {
            if let Some((label, at)) = link.label.zip(route.label) {
                hold(at, label.w / 2.0, label.h / 2.0);
            }
            // A line is a little wider than its way.
            route.samples(12).into_iter().for_each(|at| hold(at, 2.0, 2.0));
        }
        (low, high)
    }

    /// Moved so that it begins at 0, 0, and with the room that it takes.
    fn enclosed(mut self, boxes: &Boxes) -> Self {
        if self.centres.is_empty() {
            return self;
        }
        let (low, high) = self.bounds(boxes);
        for centre in &mut self.centres {
            *centre = centre.plus(-low.x, -low.y);
        }
        for route in &mut self.routes {
            route.map(|point| point.plus(-low.x, -low.y));
        }
        for frame in self.frames.iter_mut().flatten() {
            frame.corner = frame.corner.plus(-low.x, -low.y);
            frame.title = frame.title.plus(-low.x, -low.y);
        }
        self.extent = Extent::new(high.x - low.x, high.y - low.y);
        self
    }
}

/// A frame around the boxes of a cluster.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Its upper left corner.
    pub corner: Point,
    /// How large it is.
    pub extent: Extent,
    /// The middle of its title.
    pub title: Point,
}

/// The way of a link.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Route {
    /// Cubic Bézier chains (1 + 3k points each) from the box it leaves to the box it enters; two where the label parts it.
    pub strokes: Vec<Vec<Point>>,
    /// The middle of the label.
    pub label: Option<Point>,
}

impl Route {
    fn map(&mut self, place: impl Fn(Point) -> Point) {
        for point in self.strokes.iter_mut().flatten() {
            *point = place(*point);
        }
        self.label = self.label.map(place);
    }

    /// Places along the way, `steps` for each Bézier curve.
    pub fn samples(&self, steps: usize) -> Vec<Point> {
        let mut places = Vec::new();
        for stroke in &self.strokes {
            places.extend(stroke.first());
            for curve in stroke.windows(4).step_by(3) {
                places.extend((1..=steps).map(|step| on_curve(curve, step as f64 / steps as f64)));
            }
        }
        places
    }
}

/// The place at `t` (0 to 1) of the Bézier curve through four points.
fn on_curve(curve: &[Point], t: f64) -> Point {
    let &[start, leaving, arriving, end] = curve else { return Point::default() };
    let (first, middle, last) = (start.towards(leaving, t), leaving.towards(arriving, t), arriving.towards(end, t));
    first.towards(middle, t).towards(middle.towards(last, t), t)
}

/// The root of the tree that `at` is in, with its way there halved.
fn find(root: &mut [usize], mut at: usize) -> usize {
    while root[at] != at {
        root[at] = root[root[at]];
        at = root[at];
    }
    at
}

/// The connected parts: the boxes of each in input order, parts with more boxes first. A frame holds its boxes together.
fn components(boxes: &Boxes) -> Vec<Vec<usize>> {
    let count = boxes.extents.len();
    let mut root: Vec<usize> = (0..count).collect();
    let framed = boxes.clusters.iter().filter(|cluster| cluster.title.is_some());
    let together = framed.flat_map(|cluster| cluster.members.windows(2).map(|pair| (pair[0], pair[1])));
    for (a, b) in boxes.links.iter().map(|link| (link.from, link.to)).chain(together) {
        let (a, b) = (find(&mut root, a), find(&mut root, b));
        root[a.max(b)] = a.min(b);
    }
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); count];
    for at in 0..count {
        let part = find(&mut root, at);
        parts[part].push(at);
    }
    parts.retain(|part| !part.is_empty());
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    parts
}

/// Puts rectangles on shelves so that all together can be drawn as large as possible in `room`.
///
/// Returns the upper left corner of each and the extent of all.
fn pack(extents: &[Extent], gap: f64, room: Extent) -> (Vec<Point>, Extent) {
    let mut best: Option<(f64, Vec<Point>, Extent)> = None;
    let mut width = 0.0;
    let widest = extents.iter().map(|extent| extent.w).fold(0.0, f64::max);
    for extent in extents {
        width += extent.w + gap;
        // A sum rounds, hence the tolerance.
        if width - gap < widest - 1e-6 {
            continue;
        }
        let (corners, all) = shelve(extents, gap, width);
        let scale = all.scale_in(room);
        if best.as_ref().is_none_or(|(most, ..)| scale > *most + 1e-9) {
            best = Some((scale, corners, all));
        }
    }
    best.map_or_else(Default::default, |(_, corners, all)| (corners, all))
}

fn shelve(extents: &[Extent], gap: f64, width: f64) -> (Vec<Point>, Extent) {
    let mut shelves: Vec<(f64, f64, Vec<usize>)> = vec![(0.0, 0.0, Vec::new())];
    for (at, extent) in extents.iter().enumerate() {
        let full = shelves.last().is_some_and(|(used, _, on)| !on.is_empty() && used + extent.w > width);
        if full {
            shelves.push((0.0, 0.0, Vec::new()));
        }
        if let Some((used, high, on)) = shelves.last_mut() {
            *used += extent.w + gap;
            *high = high.max(extent.h);
            on.push(at);
        }
    }
    let widest = shelves.iter().map(|(used, ..)| used - gap).fold(0.0, f64::max);
    let mut corners = vec![Point::default(); extents.len()];
    let mut y = 0.0;
    for (used, high, on) in &shelves {
        let mut x = (widest - (used - gap)) / 2.0;
        for &at in on {
            corners[at] = Point::new(x, y + (high - extents[at].h) / 2.0);
            x += extents[at].w + gap;
        }
        y += high + gap;
    }
    (corners, Extent::new(widest, (y - gap).max(0.0)))
}

/// Where the title of a frame goes: at its top, from left to right where the fewest ways run through it.
fn title_place(corner: Point, extent: Extent, title: Extent, routes: &[Route]) -> Point {
    let y = corner.y + INSIDE / 2.0 + title.h / 2.0;
    let leeway = (extent.w - title.w - INSIDE * 2.0).max(0.0);
    let first = corner.x + INSIDE + title.w / 2.0;
    let near: Vec<Point> = routes
        .iter()
        .flat_map(|route| route.samples(24))
        .filter(|at| (at.y - y).abs() < title.h / 2.0 + 2.0 && at.x > corner.x && at.x < corner.x + extent.w)
        .collect();
    let steps = libm::ceil(leeway / 12.0);
    let mut best = (usize::MAX, first);
    let mut step = 0.0;
    while step <= steps {
        let x = first + (step * 12.0).min(leeway);
        let met = near.iter().filter(|at| (at.x - x).abs() < title.w / 2.0 + 4.0).count();
        if met < best.0 {
            best = (met, x);
        }
        step += 1.0;
    }
    Point::new(best.1, y)
}

/// The largest factor from 1 to `most` for which `fits`, which holds for 1 if for any.
fn largest(most: f64, fits: impl Fn(f64) -> bool) -> f64 {
    if fits(most) {
        return most;
    }
    let (mut low, mut high) = (1.0, most);
    for _ in 0..16 {
        let middle = f64::midpoint(low, high);
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_keep_their_order_and_the_largest_comes_first() {
        let link = |from, to| Link { from, to, directed: true, label: None, strength: 1.0 };
        let boxes = Boxes {
            extents: vec![Extent::new(10.0, 10.0); 5],
            links: vec![link(4, 1), link(1, 3)],
            ..Boxes::default()
        };
        assert_eq!(components(&boxes), vec![vec![1, 3, 4], vec![0], vec![2]]);
    }

    #[test]
    fn shelves_fill_the_room() {
        let (corners, all) = pack(&[Extent::new(10.0, 10.0); 4], 2.0, Extent::new(100.0, 100.0));
        assert_eq!(all, Extent::new(22.0, 22.0));
        assert_eq!(corners[3], Point::new(12.0, 12.0));
        assert_eq!(pack(&[], 2.0, Extent::new(1.0, 1.0)), (vec![], Extent::default()));
    }

    #[test]
    fn the_curve_goes_through_its_ends() {
        let curve = [(0.0, 0.0), (0.0, 10.0), (10.0, 0.0), (10.0, 10.0)].map(|(x, y)| Point::new(x, y));
        assert_eq!(on_curve(&curve, 0.0), curve[0]);
        assert_eq!(on_curve(&curve, 0.5), Point::new(5.0, 5.0));
        assert_eq!(on_curve(&curve, 1.0), curve[3]);
    }
}
