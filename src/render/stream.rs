//! Streams: entities by editions as layers, as wide as their shares, around a line that moves as little as can be.
//!
//! The order of the layers is that of the rows. A name stands in its stream where that is wide enough, else at its end
//! beside a sign that is in the stream too.

use super::chart::share;
use super::course::{End, NAME, Plot, sign, small};
use super::font::{Fonts, LINE, SLACK, Weight, clean};
use super::scene::{Anchor, Block, Body, Mark, Part, Path, Segment, Stroke};
use super::theme::Role;
use crate::layout::stream::baseline;
use crate::layout::{Extent, Point};
use crate::view::Timeline;

/// The sizes of names in streams; the first that fits is taken.
const INSIDE: [f64; 3] = [24.0, 20.0, NAME];

/// The size of a sign in a stream.
const SIGN: f64 = 5.0;

/// A name in its stream: its middle and its size.
type Inside = Option<(Point, f64)>;

/// The line between two streams.
const BETWEEN: Stroke = Stroke { role: Role::Page, width: 1.6, dash: None };

pub(super) fn streams(fonts: &Fonts, timeline: &Timeline, room: Extent) -> Body {
    let widest = Flow::set(Plot::set(fonts, timeline, room, |_| false));
    let inside: Vec<Inside> = (0..timeline.rows.len()).map(|at| widest.name(at)).collect();
    if inside.iter().all(Option::is_some) {
        return widest.body(&inside);
    }
    // Names at the ends take room, in which other names may no longer fit: all of them get it.
    let flow = Flow::set(Plot::set(fonts, timeline, room, |_| true));
    let inside: Vec<Inside> = (0..timeline.rows.len()).map(|at| flow.name(at)).collect();
    flow.body(&inside)
}

struct Flow<'a> {
    plot: Plot<'a>,
    /// For each row, the upper and the lower edge in each column; none where nothing is known.
    edges: Vec<Vec<Option<(f64, f64)>>>,
    /// The height of a share of 1.
    scale: f64,
}

impl<'a> Flow<'a> {
    fn set(plot: Plot<'a>) -> Self {
        let columns = &plot.timeline.columns;
        let known: Vec<usize> =
            (0..columns.len()).filter(|at| columns[*at].talks.is_some_and(|talks| talks > 0)).collect();
        let layers: Vec<Vec<f64>> = plot
            .timeline
            .rows
            .iter()
            .map(|row| {
                let talks = |at: &usize| row.talks.get(*at).copied().unwrap_or(0);
                known.iter().map(|at| share(talks(at), &columns[*at]).unwrap_or(0.0)).collect()
            })
            .collect();
        let base = baseline(&layers);
        let sums: Vec<f64> = (0..known.len()).map(|at| layers.iter().map(|layer| layer[at]).sum()).collect();
        let lowest = base.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = base.iter().zip(&sums).map(|(base, sum)| base + sum).fold(f64::NEG_INFINITY, f64::max);
        let scale = if highest > lowest { (plot.bottom - plot.top) / (highest - lowest) } else { 0.0 };
        let mut edges = vec![vec![None; columns.len()]; layers.len()];
        for (nth, column) in known.iter().enumerate() {
            let mut upper = plot.top + (base[nth] - lowest) * scale;
            for (layer, edges) in layers.iter().zip(&mut edges) {
                let lower = upper + layer[nth] * scale;
                edges[*column] = Some((upper, lower));
                upper = lower;
            }
        }
        Self { plot, edges, scale }
    }

    /// The edges of a row at a place along the columns, 0 in the middle of the first.
    fn at(&self, row: usize, place: f64) -> Option<(f64, f64)> {
        let edges = &self.edges[row];
        let column = (0..edges.len()).take_while(|column| *column as f64 <= place).last().unwrap_or(0);
        let (from, to) = (edges[column]?, edges[(column + 1).min(edges.len() - 1)]);
        let share = (place - column as f64).clamp(0.0, 1.0);
        if share < 1e-9 {
            return Some(from);
        }
        // The curve that the edges are drawn with.
        let (to, eased) = (to?, share * share * (3.0 - 2.0 * share));
        Some((from.0 + (to.0 - from.0) * eased, from.1 + (to.1 - from.1) * eased))
    }

    /// Where a row's name fits into its stream best.
    fn name(&self, row: usize) -> Inside {
        INSIDE.into_iter().find_map(|size| Some((self.place(row, size)?, size)))
    }

    fn place(&self, row: usize, size: f64) -> Option<Point> {
        let name = &self.plot.names[row];
        let half = name.width * size * SLACK / self.plot.step / 2.0 + 0.08;
        let last = self.edges[row].len() as f64 - 0.5;
        let mut best: Option<(f64, Point)> = None;
        let mut centre = half - 0.5;
        while centre + half <= last {
            let steps = 12;
            let inside = (0..=steps).map(|step| {
                let place = (centre - half + 2.0 * half * f64::from(step) / f64::from(steps)).max(0.0);
                self.at(row, place.min(last - 0.5))
            });
            let room = inside.reduce(|a, b| {
                let (a, b) = (a?, b?);
                Some((a.0.max(b.0), a.1.min(b.1)))
            });
            if let Some(Some((upper, lower))) = room
                && lower - upper >= size * 1.15
                && best.is_none_or(|(height, _)| lower - upper > height + 1e-6)
            {
                best = Some((
                    lower - upper,
                    Point::new(self.plot.x(0) + centre * self.plot.step, f64::midpoint(upper, lower)),
                ));
            }
            centre += 0.25;
        }
        best.map(|(_, point)| point)
    }

    fn body(&self, inside: &[Inside]) -> Body {
        let mut marks: Vec<Mark> = self.plot.grounds().collect();
        marks.push(self.plot.heads());
        for row in 0..self.edges.len() {
            marks.extend(self.stream(row));
        }
        for (row, place) in inside.iter().enumerate() {
            let Some((place, size)) = place else { continue };
            let on = Role::Series(self.plot.timeline.rows[row].colour);
            let block = Block {
                lines: &self.plot.names[row].lines,
                size: *size,
                weight: Weight::Bold,
                role: Role::OnSeries(self.plot.timeline.rows[row].colour),
                on,
                anchor: Anchor::Middle,
            };
            marks.push(Mark { class: "row", note: String::new(), parts: block.around(*place) });
        }
        marks.extend(
            inside.iter().enumerate().filter(|(_, place)| place.is_none()).filter_map(|(row, _)| self.sign(row)),
        );
        marks.push(self.measure());
        let last = self.plot.timeline.columns.len() - 1;
        let ends = inside.iter().enumerate().filter(|(_, place)| place.is_none()).map(|(row, _)| {
            let edges = &self.edges[row];
            let middle = |edges: (f64, f64)| f64::midpoint(edges.0, edges.1);
            let flows = |column: &usize| edges[*column].is_some_and(|(upper, lower)| lower > upper);
            let column = (0..=last).rev().find(flows).unwrap_or(0);
            let y = edges.iter().rev().find_map(|edges| edges.map(middle)).unwrap_or(self.plot.bottom);
            End { row, column, y }
        });
        marks.extend(self.plot.ends(ends.collect()));
        self.plot.body(marks)
    }

    /// The sign of a row whose name stands at its end, in its stream where that is widest.
    fn sign(&self, row: usize) -> Option<Mark> {
        let high = |edges: &(f64, f64)| edges.1 - edges.0;
        let known = self.edges[row].iter().enumerate().filter_map(|(column, edges)| Some((column, (*edges)?)));
        let widest = known
            .filter(|(_, edges)| high(edges) > 0.01)
            .reduce(|widest, other| if high(&other.1) > high(&widest.1) + 1e-6 { other } else { widest });
        let (column, edges) = widest?;
        let centre = Point::new(self.plot.x(column), f64::midpoint(edges.0, edges.1));
        let ground = Path { segments: Path::disc(centre, SIGN * 1.7), fill: Some(Role::Page), stroke: None };
        let row = &self.plot.timeline.rows[row];
        let parts = vec![Part::Path(ground), sign(row.colour, centre, SIGN)];
        Some(Mark { class: "row", note: clean(&row.label), parts })
    }

    /// The areas of a row, one for each run of known columns, and what is told of each column.
    fn stream(&self, row: usize) -> Vec<Mark> {
        let edges = &self.edges[row];
        let role = Role::Series(self.plot.timeline.rows[row].colour);
        let half = self.plot.step / 2.0;
        let mut marks = Vec::new();
        let mut from = 0;
        while from < edges.len() {
            let run: Vec<(usize, (f64, f64))> =
                (from..edges.len()).map_while(|column| Some((column, edges[column]?))).collect();
            from += run.len().max(1);
            let flows = run.iter().any(|(_, (upper, lower))| lower - upper > 0.01);
            let (Some(first), Some(last), true) = (run.first(), run.last(), flows) else { continue };
            let (left, right) = (self.plot.x(first.0) - half, self.plot.x(last.0) + half);
            let mut segments = vec![Segment::Move(Point::new(left, first.1.0))];
            let edge = |points: Vec<Point>, segments: &mut Vec<Segment>| {
                segments.push(Segment::Line(points[0]));
                for pair in points.windows(2) {
                    let third = (pair[1].x - pair[0].x) / 3.0;
                    segments.push(Segment::Curve(pair[0].plus(third, 0.0), pair[1].plus(-third, 0.0), pair[1]));
                }
            };
            edge(run.iter().map(|(at, (upper, _))| Point::new(self.plot.x(*at), *upper)).collect(), &mut segments);
            segments.push(Segment::Line(Point::new(right, last.1.0)));
            segments.push(Segment::Line(Point::new(right, last.1.1)));
            edge(
                run.iter().rev().map(|(at, (_, lower))| Point::new(self.plot.x(*at), *lower)).collect(),
                &mut segments,
            );
            segments.push(Segment::Line(Point::new(left, first.1.1)));
            segments.push(Segment::Close);
            let path = Path { segments, fill: Some(role), stroke: Some(BETWEEN) };
            let told = run.iter().filter_map(|(at, _)| self.plot.timeline.rows[row].notes.get(*at)?.lines().next());
            let note = std::iter::once(self.plot.timeline.rows[row].label.as_str()).chain(told).map(clean);
            let note = note.collect::<Vec<_>>().join("\n");
            marks.push(Mark { class: "span", note, parts: vec![Part::Path(path)] });
        }
        marks
    }

    /// How wide a round share is, at the left.
    fn measure(&self) -> Mark {
        let high = self.plot.bottom - self.plot.top;
        let steps = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
        let Some(step) = steps.into_iter().find(|step| step * self.scale <= high * 0.35).filter(|_| self.scale > 0.0)
        else {
            return Mark::default();
        };
        let (x, y) = (self.plot.x(0) - self.plot.step / 2.0 - 12.0, self.plot.top + 4.0);
        let end = y + step * self.scale;
        let line = Stroke { role: Role::Quiet, width: 1.6, dash: None };
        let segments = vec![
            Segment::Move(Point::new(x - 4.0, y)),
            Segment::Line(Point::new(x + 4.0, y)),
            Segment::Move(Point::new(x, y)),
            Segment::Line(Point::new(x, end)),
            Segment::Move(Point::new(x - 4.0, end)),
            Segment::Line(Point::new(x + 4.0, end)),
        ];
        let mut parts = vec![Part::Path(Path::line(segments, line))];
        let text = if step < 0.01 { format!("{:.1}%", step * 100.0) } else { format!("{:.0}%", step * 100.0) };
        parts.extend(small(
            text,
            Point::new(x - 7.0, f64::midpoint(y, end).max(y + NAME * LINE / 2.0)),
            Anchor::Right,
            Role::Quiet,
        ));
        Mark { class: "legend", note: "the width of that share of talks".to_owned(), parts }
    }
}
