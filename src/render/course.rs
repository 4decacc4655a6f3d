//! Courses: entities by editions as lines, of shares or of ranks.
//!
//! Lines are named where they end. Each has a colour and a sign of its own, so that they can be told apart without colour
//! too. Where nothing is known of an edition, or a rank is none, a line goes on dashed.

use super::chart::{HATCH, SAMPLED, share};
use super::font::{Fonts, LINE, SLACK, Weight, Wrapped, clean};
use super::scene::{Anchor, Block, Body, LEAST_TEXT, Mark, Part, Path, Segment, Stroke};
use super::theme::Role;
use crate::layout::{Extent, Point};
use crate::text::squeeze;
use crate::view::{Form, Row, SERIES, Timeline};

/// The size of names at the ends of lines.
pub(super) const NAME: f64 = 17.0;

/// The narrowest column.
const NARROWEST: f64 = 22.0;

/// How far signs are from names.
const GAP: f64 = 12.0;

pub(super) fn courses(fonts: &Fonts, timeline: &Timeline, room: Extent) -> Body {
    let plot = Plot::set(fonts, timeline, room, |_| true);
    plot.body(plot.marks())
}

/// The room under the lines for the columns' heads.
const FOOT: f64 = LEAST_TEXT * LINE * 2.0;

/// The share at the top of the scale: a little above the largest, and round.
fn top_of_scale(timeline: &Timeline) -> f64 {
    let shares = timeline
        .rows
        .iter()
        .flat_map(|row| row.talks.iter().zip(&timeline.columns).filter_map(|(talks, column)| share(*talks, column)));
    let most = shares.fold(0.0, f64::max).max(0.001);
    let step = step_of_scale(most);
    libm::ceil(most / step - 1e-9) * step
}

/// From one line of the scale to the next: five of them at most.
fn step_of_scale(most: f64) -> f64 {
    let steps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0];
    steps.into_iter().find(|step| most / step <= 5.01).unwrap_or(1.0)
}

/// The field that lines are drawn in, its columns and its names.
pub(super) struct Plot<'a> {
    fonts: &'a Fonts,
    pub(super) timeline: &'a Timeline,
    pub(super) names: Vec<Wrapped>,
    left: f64,
    /// The width of a column.
    pub(super) step: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// The share at the top.
    most: f64,
    extent: Extent,
    growth: f64,
}

impl<'a> Plot<'a> {
    /// Sets a field in `room`, with names at the right of those rows that are named there.
    pub(super) fn set(
        fonts: &'a Fonts,
        timeline: &'a Timeline,
        room: Extent,
        is_named_at_end: impl Fn(usize) -> bool,
    ) -> Self {
        let names: Vec<Wrapped> =
            timeline.rows.iter().map(|row| fonts.wrap(&row.label, Weight::Regular, 14.0, 1)).collect();
        let ends: Vec<&Wrapped> =
            names.iter().enumerate().filter(|(at, _)| is_named_at_end(*at)).map(|(_, name)| name).collect();
        let widest = ends.iter().map(|name| name.width).fold(0.0, f64::max);
        let right = if ends.is_empty() { 0.0 } else { widest * NAME * SLACK + GAP * 3.0 };
        let left = 58.0;
        let columns = timeline.columns.len() as f64;
        let needed = Extent::new(
            left + right + NARROWEST * columns,
            timeline.rows.len() as f64 * NAME * LINE + FOOT + NAME * 2.0,
        );
        let growth = (needed.w / room.w).max(needed.h / room.h).max(1.0);
        let high = room.h * growth;
        let step = ((room.w * growth - left - right) / columns).min(150.0);
        Self {
            fonts,
            timeline,
            names,
            left,
            step,
            top: NAME * 0.8,
            bottom: high - FOOT,
            most: top_of_scale(timeline),
            extent: Extent::new(left + step * columns + right, high),
            growth,
        }
    }

    pub(super) fn body(&self, marks: Vec<Mark>) -> Body {
        // A line is drawn as far as the sign of the edition, not towards the next one.
        let columns = (0..self.timeline.columns.len()).map(|at| self.x(at) + 8.0).collect();
        Body { extent: self.extent, marks, growth: self.growth, columns, ..Body::default() }
    }

    fn marks(&self) -> Vec<Mark> {
        let mut marks: Vec<Mark> = self.grounds().collect();
        marks.push(self.scale());
        marks.push(self.heads());
        let places: Vec<Vec<Option<f64>>> = self.places();
        for (row, places) in self.timeline.rows.iter().zip(&places) {
            marks.push(self.line(row, places));
        }
        for (row, places) in self.timeline.rows.iter().zip(&places) {
            marks.extend(self.signs(row, places));
        }
        let ends = places.iter().enumerate().map(|(at, places)| {
            let found = places.iter().enumerate().rev().find_map(|(column, y)| Some((column, (*y)?)));
            let (column, y) = found.unwrap_or((0, self.bottom));
            End { row: at, column, y }
        });
        marks.extend(self.ends(ends.collect()));
        marks
    }

    pub(super) fn x(&self, column: usize) -> f64 {
        self.left + self.step * (column as f64 + 0.5)
    }

    /// The height of each row in each column; none where it has none.
    fn places(&self) -> Vec<Vec<Option<f64>>> {
        let rows = &self.timeline.rows;
        let mut places = vec![vec![None; self.timeline.columns.len()]; rows.len()];
        for (column, edition) in self.timeline.columns.iter().enumerate() {
            let shares: Vec<Option<f64>> =
                rows.iter().map(|row| share(row.talks.get(column).copied().unwrap_or(0), edition)).collect();
            if self.timeline.form == Form::Lines {
                for (at, share) in shares.iter().enumerate() {
                    // What notes leave out may have been there.
                    let is_known = !edition.sampled || share.is_some_and(|share| share > 0.0);
                    let y = |share: f64| self.bottom - share / self.most * (self.bottom - self.top);
                    // Before anybody spoke of it there is no line: many at nothing would hide each other.
                    let first = rows[at].talks.iter().position(|talks| *talks > 0);
                    let has_begun = first.is_some_and(|first| column + 1 >= first);
                    places[at][column] = share.filter(|_| is_known && has_begun).map(y);
                }
                continue;
            }
            let mut ranked: Vec<usize> =
                (0..rows.len()).filter(|at| shares[*at].is_some_and(|share| share > 0.0)).collect();
            // Of equals the first row goes first: the sort is stable.
            ranked.sort_by(|a, b| shares[*b].unwrap_or(0.0).total_cmp(&shares[*a].unwrap_or(0.0)));
            for (rank, at) in ranked.into_iter().enumerate() {
                places[at][column] = Some(self.rank(rank));
            }
        }
        places
    }

    fn rank(&self, rank: usize) -> f64 {
        let rows = self.timeline.rows.len().max(1) as f64;
        self.top + (self.bottom - self.top) * (rank as f64 + 0.5) / rows
    }

    /// What lies under columns that are not known, or not in full.
    pub(super) fn grounds(&self) -> impl Iterator<Item = Mark> + '_ {
        self.timeline.columns.iter().enumerate().filter_map(|(at, column)| {
            let half = self.step / 2.0;
            let (low, high) = (Point::new(self.x(at) - half, self.top), Point::new(self.x(at) + half, self.bottom));
            let label = squeeze(&clean(&column.label));
            let (path, note) = match column.talks {
                None => (Path::line(Path::hatching(low, high, 9.0), HATCH), format!("{label}: no notes or schedule")),
                Some(talks) if column.sampled => {
                    let inside = Extent::new(self.step - 4.0, high.y - low.y);
                    let note = format!("{label}: {talks} talks known from notes or titles only; absence says nothing");
                    (Path::line(Path::rectangle(low.towards(high, 0.5), inside, 4.0), SAMPLED), note)
                }
                Some(_) => return None,
            };
            Some(Mark { class: "column", note, parts: vec![Part::Path(path)] })
        })
    }

    /// The scale at the left: shares, or ranks.
    fn scale(&self) -> Mark {
        let guide = Stroke { role: Role::Faint, width: 1.2, dash: None };
        let end = self.left + self.step * self.timeline.columns.len() as f64;
        let mut parts = Vec::new();
        let mut tick = |y: f64, text: String| {
            let ends = vec![Segment::Move(Point::new(self.left, y)), Segment::Line(Point::new(end, y))];
            parts.push(Part::Path(Path::line(ends, guide)));
            parts.extend(small(text, Point::new(self.left - 8.0, y), Anchor::Right, Role::Quiet));
        };
        if self.timeline.form == Form::Ranks {
            for rank in 0..self.timeline.rows.len() {
                tick(self.rank(rank), format!("{}", rank + 1));
            }
        } else {
            let step = step_of_scale(self.most);
            let mut at = 0.0;
            while at <= self.most + 1e-9 {
                let y = self.bottom - at / self.most * (self.bottom - self.top);
                let text = if step < 0.01 { format!("{:.1}%", at * 100.0) } else { format!("{:.0}%", at * 100.0) };
                tick(y, text);
                at += step;
            }
        }
        Mark { class: "legend", note: String::new(), parts }
    }

    /// The heads of the columns; where they would touch, every second or third only.
    pub(super) fn heads(&self) -> Mark {
        // The first and the last may reach into the margin of the page, and no further.
        let (first, last) = (self.x(0), self.extent.w - self.x(self.timeline.columns.len().saturating_sub(1)));
        let most = ((first.min(last) + 30.0) * 2.0 / LEAST_TEXT).min(12.0);
        let heads: Vec<Wrapped> = self
            .timeline
            .columns
            .iter()
            .map(|column| self.fonts.wrap(&column.label, Weight::Regular, most, 1))
            .collect();
        let widest = heads.iter().map(|head| head.width).fold(0.0, f64::max) * LEAST_TEXT * SLACK + 8.0;
        let every = (1..heads.len()).find(|every| *every as f64 * self.step >= widest).unwrap_or(heads.len().max(1));
        let mut parts = Vec::new();
        // Counted from the last, which is what people look for.
        for (at, head) in heads.iter().enumerate().rev().step_by(every) {
            if let Some(text) = head.lines.first() {
                let place = Point::new(self.x(at), self.bottom + LEAST_TEXT * LINE);
                parts.extend(small(text.clone(), place, Anchor::Middle, Role::Ink));
            }
        }
        Mark { class: "column", note: String::new(), parts }
    }

    fn line(&self, row: &Row, places: &[Option<f64>]) -> Mark {
        let role = Role::Series(row.colour);
        let known: Vec<(usize, f64)> =
            places.iter().enumerate().filter_map(|(column, y)| Some((column, (*y)?))).collect();
        let mut parts = Vec::new();
        for pair in known.windows(2) {
            let [(from, y0), (to, y1)] = [pair[0], pair[1]];
            let (a, b) = (Point::new(self.x(from), y0), Point::new(self.x(to), y1));
            let is_burst = row.bursts.iter().any(|(first, last)| *first <= from && to <= *last);
            let is_gap = to > from + 1;
            let stroke = Stroke {
                role,
                width: if is_burst && self.timeline.form == Form::Lines { 6.0 } else { 2.6 },
                dash: is_gap.then_some((3.0, 5.0)),
            };
            let half = (b.x - a.x) / 2.0;
            let segments = if self.timeline.form == Form::Ranks {
                vec![Segment::Move(a), Segment::Curve(a.plus(half, 0.0), b.plus(-half, 0.0), b)]
            } else {
                vec![Segment::Move(a), Segment::Line(b)]
            };
            parts.push(Part::Path(Path::line(segments, stroke)));
        }
        Mark { class: "span", note: clean(&row.label), parts }
    }

    fn signs(&self, row: &Row, places: &[Option<f64>]) -> Vec<Mark> {
        let marks = places.iter().enumerate().filter_map(|(column, y)| {
            let y = (*y)?;
            let is_there = row.talks.get(column).copied().unwrap_or(0) > 0;
            let is_burst = row.bursts.iter().any(|(first, last)| (*first..=*last).contains(&column));
            let size = if self.timeline.form == Form::Ranks || is_burst { 6.5 } else { 4.6 };
            let parts = if is_there { vec![sign(row.colour, Point::new(self.x(column), y), size)] } else { Vec::new() };
            let note = clean(row.notes.get(column).map_or("", String::as_str)).trim().to_owned();
            Some(Mark { class: "cell", note, parts })
        });
        marks.filter(|mark| !mark.parts.is_empty()).collect()
    }

    /// The names, each where its line ends, moved apart where they would touch.
    pub(super) fn ends(&self, mut wanted: Vec<End>) -> Vec<Mark> {
        let height = NAME * LINE;
        wanted.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.row.cmp(&b.row)));
        let mut heights: Vec<f64> = Vec::with_capacity(wanted.len());
        // The heads of the columns stand right below.
        let lowest = |left: usize| self.bottom - height * 0.5 - height * left as f64;
        for (rank, End { y, .. }) in wanted.iter().enumerate() {
            let above = heights.last().map_or(self.top, |above| above + height);
            heights.push(y.max(above).min(lowest(wanted.len() - 1 - rank)).max(above));
        }
        let edge = self.left + self.step * self.timeline.columns.len() as f64;
        let marks = wanted.iter().zip(heights).map(|(End { row, column, y }, place)| {
            let (name, row) = (&self.names[*row], &self.timeline.rows[*row]);
            let is_stream = self.timeline.form == Form::Stream;
            let mut parts = Vec::new();
            let from = Point::new(if is_stream { edge } else { self.x(*column) + 8.0 }, *y);
            let to = Point::new(edge + GAP * 0.6, place);
            let lead = Stroke { role: Role::Series(row.colour), width: 1.2, dash: Some((2.0, 3.0)) };
            let is_at_edge = column + 1 == self.timeline.columns.len();
            // What ended before would be led to over the others.
            if if is_stream { is_at_edge } else { !is_at_edge || (place - y).abs() > 3.0 } {
                parts.push(Part::Path(Path::line(vec![Segment::Move(from), Segment::Line(to)], lead)));
            }
            parts.push(sign(row.colour, Point::new(edge + GAP * 1.2, place), 5.5));
            let block = Block {
                lines: &name.lines,
                size: NAME,
                weight: Weight::Regular,
                role: Role::Ink,
                on: Role::Page,
                anchor: Anchor::Left,
            };
            parts.extend(block.around(Point::new(edge + GAP * 2.0, place)));
            let note = if name.cut { clean(&row.label) } else { String::new() };
            Mark { class: "row", note, parts }
        });
        marks.collect()
    }
}

/// The end of a row's line.
pub(super) struct End {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) y: f64,
}

pub(super) fn small(text: String, at: Point, anchor: Anchor, role: Role) -> Vec<Part> {
    let lines = [text];
    let block = Block { lines: &lines, size: LEAST_TEXT, weight: Weight::Regular, role, on: Role::Page, anchor };
    block.around(at)
}

/// The sign of a line: disc, square, diamond or triangle, filled or hollow, so that no two of [`SERIES`] are the same.
pub(super) fn sign(colour: usize, centre: Point, size: f64) -> Part {
    let role = Role::Series(colour);
    if colour % SERIES < SERIES / 2 {
        return Part::Path(Path { segments: outline(colour, centre, size), fill: Some(role), stroke: None });
    }
    let width = size * 0.4;
    let stroke = Stroke { role, width, dash: None };
    let segments = outline(colour, centre, size - width / 2.0);
    Part::Path(Path { segments, fill: Some(Role::Page), stroke: Some(stroke) })
}

fn outline(colour: usize, centre: Point, size: f64) -> Vec<Segment> {
    let corners = |points: &[(f64, f64)]| {
        let mut segments: Vec<Segment> =
            points.iter().map(|(x, y)| Segment::Line(centre.plus(x * size, y * size))).collect();
        if let Some(Segment::Line(first)) = segments.first().copied() {
            segments[0] = Segment::Move(first);
        }
        segments.push(Segment::Close);
        segments
    };
    match colour % 4 {
        0 => Path::disc(centre, size),
        1 => Path::rectangle(centre, Extent::new(size * 1.8, size * 1.8), 0.0),
        2 => corners(&[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]),
        _ => corners(&[(0.0, -1.2), (1.15, 0.9), (-1.15, 0.9)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_differ_without_colour() {
        let shape = |colour: usize| match sign(colour, Point::default(), 10.0) {
            Part::Path(path) => (outline(colour, Point::default(), 10.0), path.fill == Some(Role::Page)),
            Part::Text(_) => panic!("a sign is no text"),
        };
        for a in 0..SERIES {
            for b in 0..a {
                assert_ne!(shape(a), shape(b), "{a} and {b}");
            }
        }
    }
}
