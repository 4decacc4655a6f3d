//! Layered drawing: arrows run with the layers, and no way goes through a box or a label.
//!
//! The stages of Sugiyama, Tagawa, Toda 1981 in the manner of Gansner et al. 1993: cycles are broken, layers and places
//! in them come from network simplex, orders from medians and transposition. Labels are vertices of the drawing, hence
//! they take part in all of it. A drawing runs downwards (*along* is down, *across* is right) or, turned, to the right.

use super::cycle::forward_order;
use super::order::Layers;
use super::simplex::{Span, solve};
use super::{Boxes, Extent, Link, Placed, Point, Route, components, largest, pack};

/// Between the sides of two boxes in a layer.
const BESIDE: f64 = 30.0;
/// Between two layers of boxes.
const BETWEEN: f64 = 58.0;
/// Between separate parts of the drawing.
const PARTS: f64 = 56.0;
/// Between a line and the label that parts it.
const AROUND_LABEL: f64 = 4.0;
/// How far the innermost loop reaches out.
const LOOP: f64 = 26.0;
/// Between two lines that leave the same side of a box.
const PORT: f64 = 20.0;
/// A line keeps so much to the corners of its box.
const CORNER: f64 = 14.0;

/// Places boxes in layers so that they can be drawn as large as possible in `room`, but not enlarged more than `most`.
///
/// The drawing runs downwards, or to the right where that fills the room better. It may be larger than the room.
pub fn place(boxes: &Boxes, room: Extent, most: f64) -> Placed {
    let parts: Vec<Part> = components(boxes).iter().map(|members| Part::build(boxes, members)).collect();
    if parts.is_empty() {
        return Placed::default();
    }
    let down = Drawing::new(boxes, &parts, room, false);
    let right = Drawing::new(boxes, &parts, room, true);
    let (down_scale, right_scale) = (down.extent(1.0, 1.0).scale_in(room), right.extent(1.0, 1.0).scale_in(room));
    let is_path = parts.iter().all(Part::is_path) && boxes.extents.len() > parts.len();
    // Downwards is what readers expect, so the other way has to gain something.
    let drawing = if right_scale > down_scale * if is_path { 0.8 } else { 1.1 } { right } else { down };
    drawing.fill(boxes, most)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Vertex {
    Box(usize),
    Label(usize),
    Bend,
}

/// The way of a link through the layers, from the upper end to the lower.
struct Chain {
    link: usize,
    /// Whether the link points against the layers.
    reversed: bool,
    through: Vec<usize>,
}

/// A connected part: its layers and the order in them, before anything has a place.
struct Part {
    vertices: Vec<Vertex>,
    rank: Vec<usize>,
    chains: Vec<Chain>,
    order: Vec<Vec<usize>>,
    /// The loops at each vertex, by link.
    loops: Vec<Vec<usize>>,
    halved: bool,
}

impl Part {
    fn build(boxes: &Boxes, members: &[usize]) -> Self {
        let mut local = vec![usize::MAX; boxes.extents.len()];
        for (at, &member) in members.iter().enumerate() {
            local[member] = at;
        }
        let links: Vec<(usize, &Link)> =
            boxes.links.iter().enumerate().filter(|(_, link)| local[link.from] != usize::MAX).collect();
        let arrows: Vec<(usize, usize)> = links
            .iter()
            .filter(|(_, link)| link.directed)
            .map(|(_, link)| (local[link.from], local[link.to]))
            .collect();
        let mut place = vec![0; members.len()];
        for (at, v) in forward_order(members.len(), &arrows).into_iter().enumerate() {
            place[v] = at;
        }

        let mut loops = vec![Vec::new(); members.len()];
        let mut ends = Vec::new();
        for &(index, link) in &links {
            let (from, to) = (local[link.from], local[link.to]);
            if from == to {
                loops[from].push(index);
            } else if place[from] < place[to] {
                ends.push((index, from, to, false));
            } else {
                ends.push((index, to, from, true));
            }
        }
        for at in &mut loops {
            // A loop that has a label goes round those that have none.
            at.sort_by_key(|link| boxes.links[*link].label.is_some());
        }
        // Labels sit in layers of their own, half-way between the layers of boxes.
        let halved = ends.iter().any(|(index, ..)| boxes.links[*index].label.is_some());
        let least = if halved { 2 } else { 1 };
        let spans: Vec<Span> =
            ends.iter().map(|&(_, upper, lower, _)| Span { from: upper, to: lower, least, weight: 1 }).collect();
        let ranks = solve(members.len(), &spans, 20_000, false);

        let mut part = Self {
            vertices: members.iter().map(|&member| Vertex::Box(member)).collect(),
            rank: ranks.iter().map(|rank| usize::try_from(*rank).unwrap_or(0)).collect(),
            chains: Vec::new(),
            order: Vec::new(),
            loops,
            halved,
        };
        for (link, upper, lower, reversed) in ends {
            part.add_chain(link, upper, lower, reversed, boxes.links[link].label.is_some());
        }
        part.loops.resize(part.vertices.len(), Vec::new());
        let (mut down, mut up) = (vec![Vec::new(); part.vertices.len()], vec![Vec::new(); part.vertices.len()]);
        for chain in &part.chains {
            for pair in chain.through.windows(2) {
                down[pair[0]].push(pair[1]);
                up[pair[1]].push(pair[0]);
            }
        }
        part.order = Layers { rank: part.rank.clone(), down, up }.order();
        part
    }

    fn add_chain(&mut self, link: usize, upper: usize, lower: usize, reversed: bool, labelled: bool) {
        let (first, last) = (self.rank[upper], self.rank[lower]);
        // The middle layer; of two, the one that is no layer of boxes.
        let middle = usize::midpoint(first, last);
        let label_at = if middle % 2 == 0 && middle > first + 1 { middle - 1 } else { middle.max(first + 1) };
        let mut through = vec![upper];
        for rank in first + 1..last {
            through.push(self.vertices.len());
            self.vertices.push(if labelled && rank == label_at { Vertex::Label(link) } else { Vertex::Bend });
            self.rank.push(rank);
        }
        through.push(lower);
        self.chains.push(Chain { link, reversed, through });
    }

    fn is_path(&self) -> bool {
        self.order
            .iter()
            .all(|layer| layer.iter().filter(|&&v| matches!(self.vertices[v], Vertex::Box(_))).count() <= 1)
    }
}

/// A part with places across, before it is stretched.
struct Laid<'a> {
    part: &'a Part,
    across: Vec<f64>,
    before: Vec<f64>,
    after: Vec<f64>,
    /// How far a vertex reaches along, the labels of its loops included.
    thick: Vec<f64>,
    /// How far it reaches along by itself.
    own: Vec<f64>,
}

/// All parts in one direction.
struct Drawing<'a> {
    laid: Vec<Laid<'a>>,
    room: Extent,
    sideways: bool,
}

fn turned(extent: Extent, sideways: bool) -> Extent {
    if sideways { Extent::new(extent.h, extent.w) } else { extent }
}

impl<'a> Drawing<'a> {
    fn new(boxes: &Boxes, parts: &'a [Part], room: Extent, sideways: bool) -> Self {
        let laid = parts.iter().map(|part| Laid::new(boxes, part, sideways)).collect();
        Self { laid, room, sideways }
    }

    fn pack(&self, across: f64, along: f64) -> (Vec<Point>, Extent) {
        let extents: Vec<Extent> =
            self.laid.iter().map(|laid| turned(laid.extent(across, along), self.sideways)).collect();
        pack(&extents, PARTS, self.room)
    }

    fn extent(&self, across: f64, along: f64) -> Extent {
        self.pack(across, along).1
    }

    /// Stretches gaps, never boxes, until the room is used, and draws the ways.
    fn fill(&self, boxes: &Boxes, most: f64) -> Placed {
        let scale = self.extent(1.0, 1.0).scale_in(self.room).min(most);
        let fits = |across: f64, along: f64| self.extent(across, along).scale_in(self.room) >= scale * 0.999;
        let across = largest(1.7, |factor| fits(factor, 1.0));
        let along = largest(1.8, |factor| fits(across, factor));
        let (corners, extent) = self.pack(across, along);
        let mut placed = Placed {
            extent,
            centres: vec![Point::default(); boxes.extents.len()],
            routes: vec![Route::default(); boxes.links.len()],
        };
        for (laid, corner) in self.laid.iter().zip(corners) {
            laid.draw(boxes, (across, along), self.sideways, corner, &mut placed);
        }
        placed
    }
}

impl<'a> Laid<'a> {
    fn new(boxes: &Boxes, part: &'a Part, sideways: bool) -> Self {
        let count = part.vertices.len();
        let mut laid = Self {
            part,
            across: Vec::new(),
            before: vec![1.0; count],
            after: vec![1.0; count],
            thick: vec![0.0; count],
            own: vec![0.0; count],
        };
        for (v, vertex) in part.vertices.iter().enumerate() {
            let extent = match vertex {
                Vertex::Box(at) => boxes.extents[*at],
                Vertex::Label(link) => boxes.links[*link].label.unwrap_or_default(),
                Vertex::Bend => continue,
            };
            let extent = turned(extent, sideways);
            laid.before[v] = extent.w / 2.0;
            laid.after[v] = extent.w / 2.0;
            laid.thick[v] = extent.h;
            laid.own[v] = extent.h;
            for &link in &part.loops[v] {
                let label = turned(boxes.links[link].label.unwrap_or_default(), sideways);
                laid.after[v] += LOOP + label.w + if label.w > 0.0 { 6.0 } else { 0.0 };
                laid.thick[v] = laid.thick[v].max(label.h * 1.5 + 12.0);
            }
        }
        laid.across = laid.places_across();
        laid
    }

    fn gap(&self, left: usize, right: usize) -> f64 {
        match (self.part.vertices[left], self.part.vertices[right]) {
            (Vertex::Box(_), Vertex::Box(_)) => BESIDE,
            (Vertex::Bend, Vertex::Bend) => PORT,
            (Vertex::Label(_), Vertex::Label(_)) => 18.0,
            _ => 20.0,
        }
    }

    fn places_across(&self) -> Vec<f64> {
        let whole = |distance: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "a distance in a drawing is far below 2^63")]
            let whole = libm::ceil(distance * 2.0) as i64;
            whole
        };
        let count = self.part.vertices.len();
        let mut spans = Vec::new();
        let mut next = count;
        for chain in &self.part.chains {
            for pair in chain.through.windows(2) {
                let is_box = |v: usize| matches!(self.part.vertices[v], Vertex::Box(_));
                // Long ways are worth more straightness than short ones (Gansner et al. 1993, section 4).
                let weight = match (is_box(pair[0]), is_box(pair[1])) {
                    (true, true) => 1,
                    (false, false) => 8,
                    _ => 2,
                };
                spans.push(Span { from: next, to: pair[0], least: 0, weight });
                spans.push(Span { from: next, to: pair[1], least: 0, weight });
                next += 1;
            }
        }
        for layer in &self.part.order {
            for pair in layer.windows(2) {
                let least = whole(self.after[pair[0]] + self.before[pair[1]] + self.gap(pair[0], pair[1]));
                spans.push(Span { from: pair[0], to: pair[1], least, weight: 0 });
            }
        }
        let pivots = if next > 6000 { 3000 } else { 20_000 };
        let places = solve(next, &spans, pivots, true);
        let mut across: Vec<f64> = places.iter().take(count).map(|place| *place as f64 / 2.0).collect();
        self.centre(&mut across);
        across
    }

    /// Moves boxes that have leeway to the middle of their neighbours.
    fn centre(&self, across: &mut [f64]) {
        let count = self.part.vertices.len();
        let mut beside: Vec<[Vec<usize>; 2]> = vec![[Vec::new(), Vec::new()]; count];
        for chain in &self.part.chains {
            for pair in chain.through.windows(2) {
                beside[pair[0]][1].push(pair[1]);
                beside[pair[1]][0].push(pair[0]);
            }
        }
        for _ in 0..4 {
            for layer in &self.part.order {
                for (at, &v) in layer.iter().enumerate() {
                    if !matches!(self.part.vertices[v], Vertex::Box(_)) {
                        continue;
                    }
                    let mut places: Vec<f64> = beside[v].iter().flatten().map(|&u| across[u]).collect();
                    places.sort_by(f64::total_cmp);
                    let [.., _, _] = places.as_slice() else { continue };
                    // Anywhere between the two middle neighbours costs the same; half-way looks best.
                    let (low, high) = (places[(places.len() - 1) / 2], places[places.len() / 2]);
                    if across[v] < low - 0.5 || across[v] > high + 0.5 {
                        continue;
                    }
                    let wanted = f64::midpoint(low, high);
                    let least = at.checked_sub(1).map_or(f64::MIN, |left| {
                        let u = layer[left];
                        across[u] + self.after[u] + self.before[v] + self.gap(u, v)
                    });
                    let most = layer
                        .get(at + 1)
                        .map_or(f64::MAX, |&u| across[u] - self.before[u] - self.after[v] - self.gap(v, u));
                    if least <= most {
                        across[v] = wanted.clamp(least, most);
                    }
                }
            }
        }
    }

    fn span_across(&self, stretch: f64) -> (f64, f64) {
        (0..self.across.len()).fold((f64::MAX, f64::MIN), |(low, high), v| {
            let at = self.across[v] * stretch;
            (low.min(at - self.before[v]), high.max(at + self.after[v]))
        })
    }

    /// Where each layer begins and ends.
    fn bands(&self, stretch: (f64, f64)) -> Vec<(f64, f64)> {
        let base = if self.part.halved { BETWEEN * 0.45 } else { BETWEEN };
        let mut steepest = vec![0.0_f64; self.part.order.len()];
        for chain in &self.part.chains {
            for pair in chain.through.windows(2) {
                let rank = self.part.rank[pair[0]];
                let reach = (self.across[pair[0]] - self.across[pair[1]]).abs() * stretch.0;
                steepest[rank] = steepest[rank].max(reach);
            }
        }
        let mut at = 0.0;
        let mut bands = Vec::with_capacity(self.part.order.len());
        for (rank, layer) in self.part.order.iter().enumerate() {
            let thick = layer.iter().map(|&v| self.thick[v]).fold(0.0, f64::max);
            bands.push((at, at + thick));
            // Lines that go far across need more height, or they lie almost flat.
            let gap = base.max((steepest[rank] * 0.16).min(base * 2.2));
            at += thick + gap * stretch.1;
        }
        bands
    }

    fn extent(&self, across: f64, along: f64) -> Extent {
        let (low, high) = self.span_across(across);
        Extent::new(high - low, self.bands((across, along)).last().map_or(0.0, |band| band.1))
    }

    fn draw(&self, boxes: &Boxes, stretch: (f64, f64), sideways: bool, corner: Point, placed: &mut Placed) {
        let (low, _) = self.span_across(stretch.0);
        let bands = self.bands(stretch);
        let across: Vec<f64> = self.across.iter().map(|at| at * stretch.0 - low).collect();
        let (ports_out, ports_in) = self.ports(&across);
        let set = |point: Point| if sideways { point.swapped() } else { point }.plus(corner.x, corner.y);
        let frame = Frame { laid: self, across: &across, bands: &bands };
        for (v, vertex) in self.part.vertices.iter().enumerate() {
            let Vertex::Box(at) = vertex else { continue };
            let centre = Point::new(across[v], frame.middle(v));
            placed.centres[*at] = set(centre);
            let extent = turned(boxes.extents[*at], sideways);
            let mut reach = extent.w / 2.0;
            let mut inner = 0.0;
            for (nth, &link) in self.part.loops[v].iter().enumerate() {
                let label = turned(boxes.links[link].label.unwrap_or_default(), sideways);
                let mut route = self_loop(centre, extent, reach, nth, inner);
                reach += LOOP;
                inner = label.h / 2.0;
                if label.w > 0.0 {
                    route.label = Some(centre.plus(reach + 2.0 + label.w / 2.0, 0.0));
                    reach += label.w + 6.0;
                }
                route.map(set);
                placed.routes[link] = route;
            }
        }
        for (chain, (out, into)) in self.part.chains.iter().zip(ports_out.into_iter().zip(ports_in)) {
            let mut route = frame.route(chain, out, into);
            if chain.reversed {
                route.strokes.reverse();
                route.strokes.iter_mut().for_each(|stroke| stroke.reverse());
            }
            route.map(set);
            placed.routes[chain.link] = route;
        }
    }

    /// Where each chain leaves its upper and enters its lower box: in the order of their ways, straight where possible.
    fn ports(&self, across: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let count = self.part.vertices.len();
        let mut sides: Vec<[Vec<(f64, usize, bool)>; 2]> = vec![[Vec::new(), Vec::new()]; count];
        let is_box = |v: usize| matches!(self.part.vertices[v], Vertex::Box(_));
        for (at, chain) in self.part.chains.iter().enumerate() {
            if let [upper, second, ..] = chain.through[..]
                && let [.., second_last, lower] = chain.through[..]
            {
                sides[upper][0].push((across[second], at, is_box(second)));
                sides[lower][1].push((across[second_last], at, is_box(second_last)));
            }
        }
        let mut ports = [vec![0.0; self.part.chains.len()], vec![0.0; self.part.chains.len()]];
        for (v, both) in sides.iter_mut().enumerate() {
            for (side, list) in both.iter_mut().enumerate() {
                list.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let steps = list.len().saturating_sub(1) as f64;
                let half = (self.before[v] - CORNER).max(0.0);
                let step = if steps > 0.0 { (half * 2.0 / steps).min(PORT) } else { 0.0 };
                // What comes straight from a bend may go straight on; what comes from a box would only shift the turn.
                let wanted: Vec<f64> = list
                    .iter()
                    .enumerate()
                    .map(|(nth, &(from, _, from_box))| {
                        let even = step * (nth as f64 - steps / 2.0);
                        if from_box { even } else { (from - across[v]).clamp(-half, half) }
                    })
                    .collect();
                for (place, &(_, chain, _)) in spaced(&wanted, step, half).into_iter().zip(list.iter()) {
                    ports[side][chain] = across[v] + place;
                }
            }
        }
        let [out, into] = ports;
        (out, into)
    }
}

/// Places from `-half` to `half`, at least `step` apart, each as near to what is wanted as its neighbours allow.
fn spaced(wanted: &[f64], step: f64, half: f64) -> Vec<f64> {
    // Runs of places that touch move together, to the mean of their wishes (pool adjacent violators).
    let mut runs: Vec<(f64, usize)> = Vec::new();
    for (nth, wish) in wanted.iter().enumerate() {
        let mut run = (wish - step * nth as f64, 1);
        while let Some(&(mean, size)) = runs.last()
            && mean > run.0
        {
            runs.pop();
            let both = size + run.1;
            run = ((mean * size as f64 + run.0 * run.1 as f64) / both as f64, both);
        }
        runs.push(run);
    }
    let last = step * wanted.len().saturating_sub(1) as f64;
    let means = runs.into_iter().flat_map(|(mean, size)| std::iter::repeat_n(mean, size));
    means.enumerate().map(|(nth, mean)| mean.clamp(-half, (half - last).max(-half)) + step * nth as f64).collect()
}

/// A loop at the far side of a box, the `nth` of several, round a label that reaches `inner` to both sides.
fn self_loop(centre: Point, extent: Extent, reach: f64, nth: usize, inner: f64) -> Route {
    let half = (extent.h / 2.0 - 4.0).min(9.0 + 6.0 * nth as f64).max(4.0);
    let edge = extent.w / 2.0;
    // A Bézier curve reaches three quarters of the way to its inner points.
    let out = edge + (reach - edge + LOOP - 4.0) / 0.75;
    let hold = (half * 1.6).max((inner + 8.0) * 1.3);
    let stroke =
        vec![centre.plus(edge, -half), centre.plus(out, -hold), centre.plus(out, hold), centre.plus(edge, half)];
    Route { strokes: vec![stroke], label: None }
}

/// A part with all its places.
struct Frame<'a> {
    laid: &'a Laid<'a>,
    across: &'a [f64],
    bands: &'a [(f64, f64)],
}

impl Frame<'_> {
    fn band(&self, v: usize) -> (f64, f64) {
        self.bands[self.laid.part.rank[v]]
    }

    fn middle(&self, v: usize) -> f64 {
        let (top, bottom) = self.band(v);
        f64::midpoint(top, bottom)
    }

    fn route(&self, chain: &Chain, out: f64, into: f64) -> Route {
        let Some((&upper, rest)) = chain.through.split_first() else { return Route::default() };
        let Some((&lower, between)) = rest.split_last() else { return Route::default() };
        let own = |v: usize| self.laid.own[v] / 2.0;
        let mut way = Way::default();
        way.straight(out, self.middle(upper) + own(upper), self.band(upper).1);
        let mut parted = None;
        for &v in between {
            let (top, bottom) = self.band(v);
            if let Vertex::Label(_) = self.laid.part.vertices[v] {
                parted = Some((way.knots.len(), v));
                way.knots.push(Knot { at: Point::new(self.across[v], self.middle(v)), slope: None });
            } else {
                way.straight(self.across[v], top, bottom);
            }
        }
        way.straight(into, self.band(lower).0, self.middle(lower) - own(lower));
        way.slopes();
        let Some((nth, v)) = parted else {
            return Route { strokes: vec![spline(&way.knots)], label: None };
        };
        // The line comes to the label as steeply as it may without leaving the label's room in its layer.
        let (top, bottom) = self.band(v);
        let Knot { at: centre, slope } = way.knots[nth];
        let half_band = (bottom - top) / 2.0 + AROUND_LABEL;
        let most = (self.laid.before[v] - 4.0).max(0.0) / half_band;
        let slope = slope.unwrap_or(0.0).clamp(-most, most);
        let half = own(v) + AROUND_LABEL;
        let at = |along: f64| Knot { at: centre.plus(slope * along, along), slope: Some(slope) };
        let ends = if half_band > half + 0.5 { vec![half_band, half] } else { vec![half] };
        let mut first = way.knots[..nth].to_vec();
        first.extend(ends.iter().map(|along| at(-along)));
        let mut second: Vec<Knot> = ends.iter().rev().map(|along| at(*along)).collect();
        second.extend_from_slice(&way.knots[nth + 1..]);
        Route { strokes: vec![spline(&first), spline(&second)], label: Some(centre) }
    }
}

/// A place that a line goes through, and its direction there: across by along.
#[derive(Debug, Clone, Copy)]
struct Knot {
    at: Point,
    slope: Option<f64>,
}

#[derive(Default)]
struct Way {
    knots: Vec<Knot>,
}

impl Way {
    /// Straight through a layer: a box may be lower than its layer, and a line passes its taller neighbours.
    fn straight(&mut self, x: f64, from: f64, to: f64) {
        if to > from + 0.01 {
            self.knots.push(Knot { at: Point::new(x, from), slope: Some(0.0) });
            self.knots.push(Knot { at: Point::new(x, to), slope: Some(0.0) });
        } else {
            self.knots.push(Knot { at: Point::new(x, from), slope: None });
        }
    }

    /// Gives each knot without a direction one that never makes the line turn back (Fritsch and Carlson 1980).
    fn slopes(&mut self) {
        let secants: Vec<f64> = self
            .knots
            .windows(2)
            .map(|pair| (pair[1].at.x - pair[0].at.x) / (pair[1].at.y - pair[0].at.y).max(0.01))
            .collect();
        for (at, knot) in self.knots.iter_mut().enumerate() {
            let before = at.checked_sub(1).and_then(|before| secants.get(before));
            let slope = match (before, secants.get(at)) {
                (Some(before), Some(after)) if before * after > 0.0 => 2.0 * before * after / (before + after),
                (Some(_), Some(_)) | (None, None) => 0.0,
                // At a box a line is steeper than on its way, so that arrowheads point into the box.
                (Some(only), None) | (None, Some(only)) => only * 0.4,
            };
            knot.slope = knot.slope.or(Some(slope));
        }
    }
}

/// The curve through `knots` in their directions.
fn spline(knots: &[Knot]) -> Vec<Point> {
    let mut stroke: Vec<Point> = knots.first().map(|knot| knot.at).into_iter().collect();
    for pair in knots.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let third = (b.at.y - a.at.y) / 3.0;
        stroke.push(a.at.plus(a.slope.unwrap_or(0.0) * third, third));
        stroke.push(b.at.plus(-b.slope.unwrap_or(0.0) * third, -third));
        stroke.push(b.at);
    }
    stroke
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(from: usize, to: usize) -> Link {
        Link { from, to, directed: true, label: None, strength: 1.0 }
    }

    const ROOM: Extent = Extent { w: 1200.0, h: 500.0 };

    #[test]
    fn ports_are_apart_and_as_near_as_possible_to_their_ways() {
        assert_eq!(spaced(&[0.0, 0.0], 10.0, 50.0), [-5.0, 5.0]);
        assert_eq!(spaced(&[-20.0, 20.0], 10.0, 50.0), [-20.0, 20.0]);
        assert_eq!(spaced(&[50.0, 50.0, 50.0], 10.0, 50.0), [30.0, 40.0, 50.0]);
    }

    #[test]
    fn a_tree_runs_down_and_its_root_is_in_the_middle() {
        let links = vec![link(0, 1), link(0, 2), link(0, 3), link(0, 4)];
        let boxes = Boxes { extents: vec![Extent::new(200.0, 40.0); 5], links };
        let placed = place(&boxes, Extent::new(1200.0, 300.0), 1.0);
        assert!(placed.centres[1..].iter().all(|at| at.y > placed.centres[0].y));
        let mut across: Vec<f64> = placed.centres[1..].iter().map(|at| at.x).collect();
        across.sort_by(f64::total_cmp);
        assert!((placed.centres[0].x - f64::midpoint(across[1], across[2])).abs() <= 0.5);
    }

    #[test]
    fn a_path_runs_to_the_right_and_is_straight() {
        let boxes =
            Boxes { extents: vec![Extent::new(120.0, 40.0); 4], links: vec![link(0, 1), link(1, 2), link(2, 3)] };
        let placed = place(&boxes, ROOM, 1.25);
        for pair in placed.centres.windows(2) {
            assert!(pair[1].x > pair[0].x + 120.0);
            assert!((pair[1].y - pair[0].y).abs() < 1e-9);
        }
    }

    #[test]
    fn an_arrow_back_is_drawn_from_its_own_start_to_its_own_end() {
        let boxes =
            Boxes { extents: vec![Extent::new(100.0, 40.0); 3], links: vec![link(0, 1), link(1, 2), link(2, 0)] };
        let placed = place(&boxes, ROOM, 1.0);
        for (link, route) in boxes.links.iter().zip(&placed.routes) {
            let places = route.samples(2);
            let near = |at: Point, v: usize| {
                let centre = placed.centres[v];
                (at.x - centre.x).abs() <= 50.1 && (at.y - centre.y).abs() <= 20.1
            };
            assert!(near(places[0], link.from) && near(places[places.len() - 1], link.to));
        }
    }

    #[test]
    fn loops_and_parallel_links_each_have_their_own_way() {
        let mut links = vec![link(0, 1), link(0, 1), link(1, 0), link(1, 1), link(1, 1)];
        links[4].label = Some(Extent::new(60.0, 20.0));
        let boxes = Boxes { extents: vec![Extent::new(100.0, 40.0); 2], links };
        let placed = place(&boxes, ROOM, 1.0);
        let middles: Vec<Point> = placed.routes.iter().map(|route| route.samples(4)[2]).collect();
        for (nth, a) in middles.iter().enumerate() {
            assert!(middles[..nth].iter().all(|b| a.distance(*b) > 4.0), "{middles:?}");
        }
        assert!(placed.routes[4].label.is_some());
    }

    #[test]
    fn nothing_is_placed_nowhere() {
        assert_eq!(place(&Boxes::default(), ROOM, 1.0), Placed::default());
    }
}
