//! Layered drawing: arrows run with the layers, and no way goes through a box or a label.
//!
//! The stages of Sugiyama, Tagawa, Toda 1981 in the manner of Gansner et al. 1993: cycles are broken, layers and places
//! in them come from network simplex, orders from medians and transposition. Labels are vertices of the drawing, hence
//! they take part in all of it. A drawing runs downwards (*along* is down, *across* is right) or, turned, to the right.

use super::part::{Chain, Part, Vertex};
use super::simplex::{Span, solve};
use super::way::{Knot, LOOP, Way, self_loop, spaced, spline};
use super::{Boxes, Extent, Frame, INSIDE, Placed, Point, Route, components, largest, pack, title_place};
use crate::view::Direction;

/// Between the sides of two boxes in a layer.
const BESIDE: f64 = 30.0;
/// Between two layers of boxes.
const BETWEEN: f64 = 58.0;
/// Between separate parts of the drawing.
const PARTS: f64 = 56.0;
/// Between a line and the label that parts it.
const AROUND_LABEL: f64 = 4.0;
/// Between the frames of two clusters.
const FRAMES: f64 = 20.0;
/// Between two lines that leave the same side of a box.
const PORT: f64 = 20.0;
/// A line keeps so much to the corners of its box.
const CORNER: f64 = 14.0;

/// Places boxes in layers so that they can be drawn as large as possible in `room`, but not enlarged more than `most`.
///
/// The drawing runs in the direction that is asked for; where none is, downwards, or to the right where that fills the room
/// better. It may be larger than the room. Clusters with titles get frames, which hold no other boxes.
pub fn place(boxes: &Boxes, room: Extent, most: f64, direction: Option<Direction>) -> Placed {
    let parts: Vec<Part> = components(boxes).iter().map(|members| Part::build(boxes, members)).collect();
    if parts.is_empty() {
        return Placed::default();
    }
    let down = Drawing::new(boxes, &parts, room, false);
    let right = Drawing::new(boxes, &parts, room, true);
    let (down_scale, right_scale) = (down.extent(1.0, 1.0).scale_in(room), right.extent(1.0, 1.0).scale_in(room));
    let is_path = parts.iter().all(Part::is_path) && boxes.extents.len() > parts.len();
    // Downwards is what readers expect, so the other way has to gain something.
    let is_wide = right_scale > down_scale * if is_path { 0.8 } else { 1.1 };
    let drawing = if direction.map_or(is_wide, |direction| direction == Direction::Right) { right } else { down };
    drawing.fill(boxes, most)
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
    /// Where each frame begins and ends across.
    sides: Vec<(f64, f64)>,
    /// What the frames that begin before, and those that end after each layer need along.
    margins: Vec<(f64, f64)>,
    sideways: bool,
}

/// What has a place across.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Anchor {
    Vertex(usize),
    /// Where a frame begins.
    Begin(usize),
    /// Where it ends.
    End(usize),
}

/// How much narrower frames are worth beside straighter lines.
const FRAME_WEIGHT: i64 = 3;

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
            corner: Point::default(),
            centres: vec![Point::default(); boxes.extents.len()],
            routes: vec![Route::default(); boxes.links.len()],
            frames: vec![None; boxes.clusters.len()],
        };
        for (laid, corner) in self.laid.iter().zip(corners) {
            laid.draw(boxes, (across, along), self.sideways, corner, &mut placed);
        }
        for (frame, cluster) in placed.frames.iter_mut().zip(&boxes.clusters) {
            if let (Some(frame), Some(title)) = (frame, cluster.title) {
                frame.title = title_place(frame.corner, frame.extent, title, &placed.routes);
            }
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
            sides: Vec::new(),
            margins: vec![(0.0, 0.0); part.order.len()],
            sideways,
        };
        for framed in &part.framed {
            let title = if sideways { 0.0 } else { framed.title.h };
            let (before, after) = (laid.margins[framed.first].0, laid.margins[framed.last].1);
            laid.margins[framed.first].0 = before.max(INSIDE + title);
            laid.margins[framed.last].1 = after.max(INSIDE);
        }
        for (v, vertex) in part.vertices.iter().enumerate() {
            let extent = match vertex {
                Vertex::Box(at) => boxes.extents[*at],
                Vertex::Label(link) => boxes.links[*link].label.unwrap_or_default(),
                Vertex::Bend | Vertex::Gap => continue,
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
        for framed in part.framed.iter().filter(|framed| sideways && framed.first == framed.last) {
            // A title along the layers needs as much of the only one.
            let widest = part.order[framed.first].iter().find(|v| part.cluster[**v].is_some()).copied();
            if let Some(v) = widest {
                laid.thick[v] = laid.thick[v].max(framed.title.w);
            }
        }
        laid.places_across();
        laid
    }

    /// What a frame needs before its boxes across: sideways its title is there.
    fn inside_before(&self, cluster: usize) -> f64 {
        INSIDE + if self.sideways { self.part.framed[cluster].title.h } else { 0.0 }
    }

    fn gap(&self, left: usize, right: usize) -> f64 {
        match (self.part.vertices[left], self.part.vertices[right]) {
            (Vertex::Box(_), Vertex::Box(_)) => BESIDE,
            (Vertex::Bend, Vertex::Bend) => PORT,
            (Vertex::Label(_), Vertex::Label(_)) => 18.0,
            _ => 20.0,
        }
    }

    fn places_across(&mut self) {
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
        let frames = next;
        let vertex = |anchor: Anchor| match anchor {
            Anchor::Vertex(v) => v,
            Anchor::Begin(cluster) => frames + cluster * 2,
            Anchor::End(cluster) => frames + cluster * 2 + 1,
        };
        for (cluster, framed) in self.part.framed.iter().enumerate() {
            let title = if self.sideways { 0.0 } else { framed.title.w + INSIDE * 2.0 };
            let (from, to) = (vertex(Anchor::Begin(cluster)), vertex(Anchor::End(cluster)));
            spans.push(Span { from, to, least: whole(title), weight: FRAME_WEIGHT });
        }
        let distances = self.distances();
        for &(from, to, least) in &distances {
            spans.push(Span { from: vertex(from), to: vertex(to), least: whole(least), weight: 0 });
        }
        let pivots = if next > 6000 { 3000 } else { 20_000 };
        let places = solve(next + self.part.framed.len() * 2, &spans, pivots, true);
        let place = |anchor: Anchor| places[vertex(anchor)] as f64 / 2.0;
        self.across = (0..count).map(|v| place(Anchor::Vertex(v))).collect();
        let clusters = 0..self.part.framed.len();
        self.sides = clusters.map(|cluster| (place(Anchor::Begin(cluster)), place(Anchor::End(cluster)))).collect();
        self.centre(&distances);
    }

    /// What lies how far to the right of what, at least: neighbours in a layer, and frames around theirs.
    fn distances(&self) -> Vec<(Anchor, Anchor, f64)> {
        let mut distances = Vec::new();
        for layer in &self.part.order {
            for at in 0..=layer.len() {
                let (u, v) = (at.checked_sub(1).map(|left| layer[left]), layer.get(at).copied());
                let cluster = |v: Option<usize>| self.part.cluster[v?];
                if let (Some(u), Some(v)) = (u, v)
                    && cluster(Some(u)) == cluster(Some(v))
                {
                    let least = self.after[u] + self.before[v] + self.gap(u, v);
                    distances.push((Anchor::Vertex(u), Anchor::Vertex(v), least));
                    continue;
                }
                if let (Some(u), Some(cluster)) = (u, cluster(u)) {
                    distances.push((Anchor::Vertex(u), Anchor::End(cluster), self.after[u] + INSIDE));
                }
                if let (Some(v), Some(cluster)) = (v, cluster(v)) {
                    let least = self.inside_before(cluster) + self.before[v];
                    distances.push((Anchor::Begin(cluster), Anchor::Vertex(v), least));
                }
                if let (Some(u), Some(v)) = (u, v) {
                    let left = cluster(Some(u)).map_or((Anchor::Vertex(u), self.after[u]), |u| (Anchor::End(u), 0.0));
                    let right =
                        cluster(Some(v)).map_or((Anchor::Vertex(v), self.before[v]), |v| (Anchor::Begin(v), 0.0));
                    distances.push((left.0, right.0, left.1 + right.1 + FRAMES));
                }
            }
        }
        distances
    }

    /// Moves boxes that have leeway to the middle of their neighbours.
    fn centre(&mut self, distances: &[(Anchor, Anchor, f64)]) {
        let count = self.part.vertices.len();
        let mut beside: Vec<[Vec<usize>; 2]> = vec![[Vec::new(), Vec::new()]; count];
        for chain in &self.part.chains {
            for pair in chain.through.windows(2) {
                beside[pair[0]][1].push(pair[1]);
                beside[pair[1]][0].push(pair[0]);
            }
        }
        let (mut left, mut right) = (vec![None; count], vec![None; count]);
        for &(from, to, least) in distances {
            if let Anchor::Vertex(v) = to {
                left[v] = Some((from, least));
            }
            if let Anchor::Vertex(v) = from {
                right[v] = Some((to, least));
            }
        }
        for _ in 0..4 {
            for &v in self.part.order.iter().flatten() {
                if !matches!(self.part.vertices[v], Vertex::Box(_)) {
                    continue;
                }
                let mut places: Vec<f64> = beside[v].iter().flatten().map(|&u| self.across[u]).collect();
                places.sort_by(f64::total_cmp);
                let [.., _, _] = places.as_slice() else { continue };
                // Anywhere between the two middle neighbours costs the same; half-way looks best.
                let (low, high) = (places[(places.len() - 1) / 2], places[places.len() / 2]);
                if self.across[v] < low - 0.5 || self.across[v] > high + 0.5 {
                    continue;
                }
                let wanted = f64::midpoint(low, high);
                let least = left[v].map_or(f64::MIN, |(from, least)| self.place_of(from) + least);
                let most = right[v].map_or(f64::MAX, |(to, least)| self.place_of(to) - least);
                if least <= most {
                    self.across[v] = wanted.clamp(least, most);
                }
            }
        }
    }

    fn place_of(&self, anchor: Anchor) -> f64 {
        match anchor {
            Anchor::Vertex(v) => self.across[v],
            Anchor::Begin(cluster) => self.sides[cluster].0,
            Anchor::End(cluster) => self.sides[cluster].1,
        }
    }

    fn span_across(&self, stretch: f64) -> (f64, f64) {
        let boxes = (0..self.across.len()).fold((f64::MAX, f64::MIN), |(low, high), v| {
            let at = self.across[v] * stretch;
            (low.min(at - self.before[v]), high.max(at + self.after[v]))
        });
        let (low, high) = boxes;
        self.sides
            .iter()
            .fold((low, high), |(low, high), (begin, end)| (low.min(begin * stretch), high.max(end * stretch)))
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
            at += self.margins[rank].0;
            bands.push((at, at + thick));
            at += self.margins[rank].1;
            // Lines that go far across need more height, or they lie almost flat.
            let gap = base.max((steepest[rank] * 0.16).min(base * 2.2));
            at += thick + gap * stretch.1;
        }
        bands
    }

    fn extent(&self, across: f64, along: f64) -> Extent {
        let (low, high) = self.span_across(across);
        let last = self.margins.last().map_or(0.0, |margin| margin.1);
        Extent::new(high - low, self.bands((across, along)).last().map_or(0.0, |band| band.1 + last))
    }

    fn draw(&self, boxes: &Boxes, stretch: (f64, f64), sideways: bool, corner: Point, placed: &mut Placed) {
        let (low, _) = self.span_across(stretch.0);
        let bands = self.bands(stretch);
        let across: Vec<f64> = self.across.iter().map(|at| at * stretch.0 - low).collect();
        let (ports_out, ports_in) = self.ports(&across);
        let set = |point: Point| if sideways { point.swapped() } else { point }.plus(corner.x, corner.y);
        for (framed, side) in self.part.framed.iter().zip(&self.sides) {
            let (first, last) = (bands[framed.first].0, bands[framed.last].1);
            let before = INSIDE + if sideways { 0.0 } else { framed.title.h };
            let corner = set(Point::new(side.0 * stretch.0 - low, first - before));
            let end = set(Point::new(side.1 * stretch.0 - low, last + INSIDE));
            let extent = Extent::new(end.x - corner.x, end.y - corner.y);
            placed.frames[framed.at] = Some(Frame { corner, extent, title: corner });
        }
        let grid = Grid { laid: self, across: &across, bands: &bands };
        for (v, vertex) in self.part.vertices.iter().enumerate() {
            let Vertex::Box(at) = vertex else { continue };
            let centre = Point::new(across[v], grid.middle(v));
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
            let mut route = grid.route(chain, out, into);
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

/// A part with all its places.
struct Grid<'a> {
    laid: &'a Laid<'a>,
    across: &'a [f64],
    bands: &'a [(f64, f64)],
}

impl Grid<'_> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Link;

    fn link(from: usize, to: usize) -> Link {
        Link { from, to, directed: true, label: None, strength: 1.0 }
    }

    const ROOM: Extent = Extent { w: 1200.0, h: 500.0 };

    #[test]
    fn a_tree_runs_down_and_its_root_is_in_the_middle() {
        let links = vec![link(0, 1), link(0, 2), link(0, 3), link(0, 4)];
        let boxes = Boxes { extents: vec![Extent::new(200.0, 40.0); 5], links, ..Boxes::default() };
        let placed = place(&boxes, Extent::new(1200.0, 300.0), 1.0, None);
        assert!(placed.centres[1..].iter().all(|at| at.y > placed.centres[0].y));
        let mut across: Vec<f64> = placed.centres[1..].iter().map(|at| at.x).collect();
        across.sort_by(f64::total_cmp);
        assert!((placed.centres[0].x - f64::midpoint(across[1], across[2])).abs() <= 0.5);
    }

    #[test]
    fn a_path_runs_to_the_right_and_is_straight() {
        let boxes = Boxes {
            extents: vec![Extent::new(120.0, 40.0); 4],
            links: vec![link(0, 1), link(1, 2), link(2, 3)],
            ..Boxes::default()
        };
        let placed = place(&boxes, ROOM, 1.25, None);
        for pair in placed.centres.windows(2) {
            assert!(pair[1].x > pair[0].x + 120.0);
            assert!((pair[1].y - pair[0].y).abs() < 1e-9);
        }
    }

    #[test]
    fn an_arrow_back_is_drawn_from_its_own_start_to_its_own_end() {
        let boxes = Boxes {
            extents: vec![Extent::new(100.0, 40.0); 3],
            links: vec![link(0, 1), link(1, 2), link(2, 0)],
            ..Boxes::default()
        };
        let placed = place(&boxes, ROOM, 1.0, None);
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
        let boxes = Boxes { extents: vec![Extent::new(100.0, 40.0); 2], links, ..Boxes::default() };
        let placed = place(&boxes, ROOM, 1.0, None);
        let middles: Vec<Point> = placed.routes.iter().map(|route| route.samples(4)[2]).collect();
        for (nth, a) in middles.iter().enumerate() {
            assert!(middles[..nth].iter().all(|b| a.distance(*b) > 4.0), "{middles:?}");
        }
        assert!(placed.routes[4].label.is_some());
    }

    #[test]
    fn nothing_is_placed_nowhere() {
        assert_eq!(place(&Boxes::default(), ROOM, 1.0, None), Placed::default());
    }
}
