//! Charts: entities by editions.

use super::font::{Fonts, LINE, MIDDLE, SLACK, Weight, Wrapped, clean};
use super::graph::shape;
use super::scene::{
    Anchor, Block, Body, Key, LEAST_TEXT, Mark, Part, Path, Run, Segment, Stroke, kind_word, kinds_of, nothing,
};
use super::theme::Role;
use super::{course, stream};
use crate::layout::timeline::{Grid, Needs, divide};
use crate::layout::{Extent, Point};
use crate::text::squeeze;
use crate::view::{Column, Form, Row, Timeline};

pub(super) const HATCH: Stroke = Stroke { role: Role::Hatch, width: 1.2, dash: None };
pub(super) const SAMPLED: Stroke = Stroke { role: Role::Together, width: 1.3, dash: Some((2.0, 4.0)) };

/// The largest dot's radius.
const LARGEST: f64 = 26.0;

pub(super) fn legend(timeline: &Timeline) -> Vec<(Key, String)> {
    let mut keys: Vec<(Key, String)> = kinds_of(timeline.rows.iter().map(|row| row.kind))
        .into_iter()
        .map(|kind| (Key::Kind(kind), kind_word(kind).to_owned()))
        .collect();
    match timeline.form {
        Form::Lines | Form::Ranks | Form::Stream => keys.clear(),
        Form::Heat => keys.push((Key::Word, "stronger: a larger share of the edition's talks".to_owned())),
        Form::Dots if keys.is_empty() => {}
        Form::Dots => keys.push((Key::Word, "area and number: talks".to_owned())),
    }
    if timeline.columns.iter().any(|column| column.talks.is_none()) {
        keys.push((Key::Hatched, "no notes or schedule".to_owned()));
    }
    if timeline.columns.iter().any(|column| column.sampled && column.talks.is_some()) {
        keys.push((Key::Sampled, "notes or titles only: absence says nothing".to_owned()));
    }
    keys
}

/// The share of a column's talks, at most all; none where nobody knows how many there are.
pub(super) fn share(talks: usize, column: &Column) -> Option<f64> {
    column.talks.filter(|all| *all > 0).map(|all| (talks as f64 / all as f64).min(1.0))
}

/// The shade for a value from 0 to 1.
fn heat_step(value: f64) -> usize {
    [0.2, 0.4, 0.6, 0.8].iter().filter(|edge| value > **edge).count()
}

pub(super) fn timeline(fonts: &Fonts, timeline: &Timeline, room: Extent) -> Body {
    if timeline.rows.is_empty() || timeline.columns.is_empty() {
        return nothing(room);
    }
    match timeline.form {
        Form::Lines | Form::Ranks => return course::courses(fonts, timeline, room),
        Form::Stream => return stream::streams(fonts, timeline, room),
        Form::Dots | Form::Heat => {}
    }
    let mut chart = Chart::set(fonts, timeline, LEAST_TEXT, room);
    for text in [20.0, 18.0, 16.0] {
        let larger = Chart::set(fonts, timeline, text, room);
        if larger.grid.extent.w <= room.w + 0.01 && larger.grid.extent.h <= room.h + 0.01 {
            chart = larger;
            break;
        }
    }
    let growth = (1.0 / chart.grid.extent.scale_in(room)).max(1.0);
    if growth > 1.0 {
        // The page grows in both directions; what was not too large takes its share.
        chart = Chart::set(fonts, timeline, LEAST_TEXT, Extent::new(room.w * growth, room.h * growth));
    }
    let columns = chart.grid.columns.iter().map(|x| x + chart.grid.cell.w / 2.0).collect();
    Body { extent: chart.grid.extent, marks: chart.marks(), growth, columns, ..Body::default() }
}

struct Chart<'a> {
    fonts: &'a Fonts,
    timeline: &'a Timeline,
    text: f64,
    labels: Vec<Wrapped>,
    heads: Vec<Wrapped>,
    grid: Grid,
    most: usize,
    /// The width of the widest number.
    number: f64,
}

impl<'a> Chart<'a> {
    fn set(fonts: &'a Fonts, timeline: &'a Timeline, text: f64, room: Extent) -> Self {
        let labels: Vec<Wrapped> =
            timeline.rows.iter().map(|row| fonts.wrap(&row.label, Weight::Regular, 13.0, 2)).collect();
        let heads: Vec<Wrapped> =
            timeline.columns.iter().map(|column| fonts.wrap(&column.label, Weight::Bold, 9.0, 1)).collect();
        let most = timeline.rows.iter().flat_map(|row| &row.talks).copied().max().unwrap_or(0);
        let number = fonts.width(&most.to_string(), Weight::Regular) * LEAST_TEXT * SLACK;
        let widest = |texts: &[Wrapped]| texts.iter().map(|text| text.width).fold(0.0, f64::max);
        let lines = labels.iter().map(|label| label.lines.len()).max().unwrap_or(1).max(1) as f64;
        let grid = divide(
            Needs {
                columns: timeline.columns.len(),
                rows: timeline.rows.len(),
                label: widest(&labels) * text + text * 2.0,
                head: widest(&heads) * text,
                line: text * LINE,
                cell: Extent::new(number + 19.0, lines * text * LINE + 6.0),
                foot: LEAST_TEXT * LINE + 8.0,
            },
            room,
        );
        Self { fonts, timeline, text, labels, heads, grid, most, number }
    }

    fn is_narrow(&self) -> bool {
        self.grid.cell.w < self.number * 3.0 + 16.0
    }

    fn largest(&self) -> f64 {
        let cell = self.grid.cell;
        let across = if self.is_narrow() { (cell.w - self.number - 8.0) / 2.0 } else { cell.w * 0.45 };
        across.min(cell.h * 0.45).clamp(3.0, LARGEST)
    }

    fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        for (at, column) in self.timeline.columns.iter().enumerate() {
            marks.push(self.column(at, column));
        }
        marks.extend(self.known());
        for (at, row) in self.timeline.rows.iter().enumerate() {
            marks.push(self.row(at, row));
            match self.timeline.form {
                Form::Heat => marks.extend(self.fields(at, row)),
                _ => marks.extend(self.cells(at, row)),
            }
        }
        marks
    }

    fn words<'b>(&self, lines: &'b [String], weight: Weight, role: Role, anchor: Anchor) -> Block<'b> {
        Block { lines, size: self.text, weight, role, on: Role::Page, anchor }
    }

    fn column(&self, at: usize, column: &Column) -> Mark {
        let Grid { cell, extent, head, turned, .. } = &self.grid;
        let x = self.grid.columns[at];
        let mut parts = Vec::new();
        let (low, high) = (Point::new(x - cell.w / 2.0, *head), Point::new(x + cell.w / 2.0, extent.h));
        if column.talks.is_none() {
            parts.push(Part::Path(Path::line(Path::hatching(low, high, 9.0), HATCH)));
        } else if column.sampled {
            let centre = low.towards(high, 0.5);
            let inside = Extent::new(cell.w - 4.0, high.y - low.y);
            parts.push(Part::Path(Path::line(Path::rectangle(centre, inside, 4.0), SAMPLED)));
        }
        let foot = LEAST_TEXT * LINE + 8.0;
        let role = if column.talks.is_some() { Role::Ink } else { Role::Quiet };
        let lines = &self.heads[at].lines;
        if *turned {
            if let Some(text) = lines.first() {
                parts.push(Part::Text(Run {
                    at: Point::new(x + self.text * MIDDLE, head - foot - self.text * 0.2),
                    anchor: Anchor::Left,
                    size: self.text,
                    weight: Weight::Bold,
                    role,
                    on: Role::Page,
                    upwards: true,
                    continues: false,
                    text: text.clone(),
                }));
            }
        } else {
            let middle = Point::new(x, (head - foot) / 2.0);
            parts.extend(self.words(lines, Weight::Bold, role, Anchor::Middle).around(middle));
        }
        let known = column.talks.map(|talks| talks.to_string());
        if let Some(known) = &known
            && self.fonts.width(known, Weight::Regular) * LEAST_TEXT * SLACK < cell.w
        {
            let lines = [known.clone()];
            let mut block = self.words(&lines, Weight::Regular, Role::Quiet, Anchor::Middle);
            block.size = LEAST_TEXT;
            parts.extend(block.around(Point::new(x, head - foot / 2.0 - 3.0)));
        }
        let label = squeeze(&clean(&column.label));
        let note = match column.talks {
            None => format!("{label}: no notes or schedule"),
            Some(talks) if column.sampled => {
                format!("{label}: {talks} talks known from notes or titles only; absence says nothing")
            }
            Some(talks) => format!("{label}: {talks} talks known"),
        };
        Mark { class: "column", note, parts }
    }

    /// What the numbers under the heads are.
    fn known(&self) -> Option<Mark> {
        let lines = ["talks known".to_owned()];
        let width = self.fonts.width(&lines[0], Weight::Regular) * LEAST_TEXT * SLACK;
        let shown = self.timeline.columns.iter().any(|column| column.talks.is_some());
        if width > self.grid.label_edge || !shown {
            return None;
        }
        let mut block = self.words(&lines, Weight::Regular, Role::Quiet, Anchor::Right);
        block.size = LEAST_TEXT;
        let foot = LEAST_TEXT * LINE + 8.0;
        let parts = block.around(Point::new(self.grid.label_edge, self.grid.head - foot / 2.0 - 3.0));
        Some(Mark { class: "legend", note: String::new(), parts })
    }

    fn row(&self, at: usize, row: &Row) -> Mark {
        let y = self.grid.rows[at];
        let left = self.grid.columns.first().map_or(0.0, |x| x - self.grid.cell.w / 2.0);
        let guide = Stroke { role: Role::Faint, width: 1.2, dash: None };
        let ends = [Point::new(left, y), Point::new(self.grid.extent.w, y)];
        let mut parts = vec![Part::Path(Path::line(vec![Segment::Move(ends[0]), Segment::Line(ends[1])], guide))];
        let sample = Extent::new(self.text * 1.6, self.text * 0.9);
        let edge = self.grid.label_edge;
        parts.extend(shape(row.kind, Point::new(edge - sample.w / 2.0, y), sample, 0.55, false));
        let lines = &self.labels[at].lines;
        parts.extend(
            self.words(lines, Weight::Regular, Role::Ink, Anchor::Right).around(Point::new(edge - self.text * 2.0, y)),
        );
        let note = if self.labels[at].cut { squeeze(&clean(&row.label)) } else { String::new() };
        Mark { class: "row", note, parts }
    }

    /// The largest share of a column's talks that any row has.
    fn largest_share(&self) -> f64 {
        let shares = self.timeline.rows.iter().flat_map(|row| {
            row.talks.iter().zip(&self.timeline.columns).filter_map(|(talks, column)| share(*talks, column))
        });
        shares.fold(0.0, f64::max)
    }

    /// A field for each column that mentions the row's entity, the darker the larger its share.
    fn fields(&self, at: usize, row: &Row) -> Vec<Mark> {
        let y = self.grid.rows[at];
        let most = self.largest_share();
        let inside = Extent::new(self.grid.cell.w - 3.0, self.grid.cell.h - 3.0);
        let fields = self.grid.columns.iter().enumerate().filter_map(|(column, x)| {
            let talks = row.talks.get(column).copied().filter(|talks| *talks > 0)?;
            let share = share(talks, &self.timeline.columns[column])?;
            // The eye tells small shares apart better by their roots.
            let step = heat_step((share / most).sqrt());
            let fill = Role::Heat(step);
            let segments = Path::rectangle(Point::new(*x, y), inside, 4.0);
            let mut parts = vec![Part::Path(Path { segments, fill: Some(fill), stroke: None })];
            let number = [talks.to_string()];
            let weight = if step > 2 { Weight::Bold } else { Weight::Regular };
            let mut block = self.words(&number, weight, Role::OnHeat(step), Anchor::Middle);
            block.size = LEAST_TEXT;
            block.on = fill;
            parts.extend(block.around(Point::new(*x, y)));
            let note = clean(row.notes.get(column).map_or("", String::as_str)).trim().to_owned();
            Some(Mark { class: "cell", note, parts })
        });
        fields.collect()
    }

    fn cells(&self, at: usize, row: &Row) -> Vec<Mark> {
        let y = self.grid.rows[at];
        let largest = self.largest();
        let mut marks = Vec::new();
        let mut line = Vec::new();
        let mut end: Option<f64> = None;
        for (column, x) in self.grid.columns.iter().enumerate() {
            let Some(talks) = row.talks.get(column).copied().filter(|talks| *talks > 0) else { continue };
            let radius = (largest * (talks as f64 / self.most.max(1) as f64).sqrt()).max(2.5);
            let x = if self.is_narrow() { x - self.grid.cell.w / 2.0 + largest + 2.0 } else { *x };
            let number = talks.to_string();
            let width = self.fonts.width(&number, Weight::Regular) * LEAST_TEXT * SLACK;
            let inside = !self.is_narrow() && width + 5.0 < radius * 2.0 && radius > LEAST_TEXT * 0.7;
            let (text_x, anchor, on) = if inside {
                (x, Anchor::Middle, Role::Outline(row.kind))
            } else {
                (x + radius + 3.0, Anchor::Left, Role::Page)
            };
            if let Some(from) = end
                && x - radius > from
            {
                line.push(Segment::Move(Point::new(from, y)));
                line.push(Segment::Line(Point::new(x - radius, y)));
            }
            end = Some(if inside { x + radius } else { text_x + width + 3.0 });
            let centre = Point::new(x, y);
            let disc = Path { segments: Path::disc(centre, radius), fill: Some(Role::Outline(row.kind)), stroke: None };
            let mut parts = vec![Part::Path(disc)];
            let lines = [number];
            let (weight, role) =
                if inside { (Weight::Bold, Role::OnOutline(row.kind)) } else { (Weight::Regular, Role::Ink) };
            let mut block = self.words(&lines, weight, role, anchor);
            block.size = LEAST_TEXT;
            block.on = on;
            parts.extend(block.around(Point::new(text_x, y)));
            let note = clean(row.notes.get(column).map_or("", String::as_str)).trim().to_owned();
            marks.push(Mark { class: "cell", note, parts });
        }
        if !line.is_empty() {
            let stroke = Stroke { role: Role::Outline(row.kind), width: 1.8, dash: None };
            let parts = vec![Part::Path(Path::line(line, stroke))];
            marks.insert(0, Mark { class: "span", note: String::new(), parts });
        }
        marks
    }
}
