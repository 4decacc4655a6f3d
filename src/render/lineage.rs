//! Lineages: entities by editions with their talks in columns, and arrows from each appearance to the next.
//!
//! Each entity has a lane: its appearances stand in a row at the top of it, so that the arrows between them meet no box, and
//! the talks of each appearance under it.

use super::chart::HATCH;
use super::font::{Fonts, LINE, Weight, Wrapped, clean};
use super::graph::{arrowhead, shape};
use super::scene::{
    Anchor, Block, Body, Key, LEAST_TEXT, Mark, Part, Path, Segment, Stroke, kind_word, kinds_of, nothing,
};
use super::theme::Role;
use crate::layout::{Extent, Point};
use crate::text::{count, squeeze};
use crate::view::{Appearance, Column, Lane, Lineage, Told};

/// The narrowest and the widest column with talks, and the width of one without.
const COLUMN: (f64, f64) = (132.0, 300.0);
const NARROW: f64 = 46.0;

/// The room between columns, for arrows.
const GUTTER: f64 = 26.0;

/// The dashes of an arrow over editions without it.
const GAP: (f64, f64) = (6.0, 5.0);

const HEAD: f64 = 18.0;
const NAME: f64 = 16.0;
const PADDING: f64 = 7.0;

/// How much a small table is enlarged at most.
const LARGER: f64 = 1.5;

/// How many talks of an appearance are shown, and how many lines of each title: the first pair that fits.
const SHOWN: [(usize, usize); 8] = [(6, 6), (6, 4), (6, 3), (5, 3), (4, 3), (3, 3), (2, 3), (1, 3)];

pub(super) fn legend(lineage: &Lineage) -> Vec<(Key, String)> {
    let mut keys: Vec<(Key, String)> = kinds_of(lineage.lanes.iter().map(|lane| lane.kind))
        .into_iter()
        .map(|kind| (Key::Kind(kind), kind_word(kind).to_owned()))
        .collect();
    if !keys.is_empty() {
        let stroke = Stroke { role: Role::Line, width: 2.2, dash: None };
        keys.push((Key::Line { stroke, arrow: true }, "comes back".to_owned()));
        let mut cells = lineage.lanes.iter().flat_map(|lane| lane.cells.iter().flatten());
        if cells.any(|cell| cell.gap > 0) {
            let stroke = Stroke { dash: Some(GAP), ..stroke };
            keys.push((Key::Line { stroke, arrow: true }, "comes back after editions without it".to_owned()));
        }
    }
    if lineage.columns.iter().any(|column| column.talks.is_none()) {
        keys.push((Key::Hatched, "no notes or schedule".to_owned()));
    }
    keys
}

pub(super) fn lineage(fonts: &Fonts, lineage: &Lineage, room: Extent) -> Body {
    if lineage.columns.is_empty() || lineage.lanes.is_empty() {
        return nothing(room);
    }
    let full = (0..lineage.columns.len()).filter(|at| has_talks(lineage, *at)).count() as f64;
    let others = NARROW * (lineage.columns.len() as f64 - full) + GUTTER * (lineage.columns.len() as f64 - 1.0);
    let wide = room.w.max(COLUMN.0 * full + others);
    let column = ((wide - others) / full.max(1.0)).clamp(COLUMN.0, COLUMN.1);
    let growth = (wide / room.w).max(1.0);
    let mut table = Table::set(fonts, lineage, column, SHOWN[0]);
    for shown in &SHOWN[1..] {
        if table.extent.h <= room.h * growth {
            break;
        }
        table = Table::set(fonts, lineage, column, *shown);
    }
    let growth = growth.max(table.extent.h / room.h);
    // A few talks are read from farther away.
    let larger = table.extent.scale_in(room).clamp(1.0, LARGER);
    let marks = table.marks().into_iter().map(|mark| mark.mapped(larger, Point::default())).collect();
    let columns = table.columns.iter().map(|(left, width)| (left + width) * larger).collect();
    let extent = Extent::new(table.extent.w * larger, table.extent.h * larger);
    Body { extent, marks, growth, columns, ..Body::default() }
}

fn has_talks(lineage: &Lineage, column: usize) -> bool {
    lineage.lanes.iter().any(|lane| lane.cells.get(column).is_some_and(Option::is_some))
}

/// A talk's box: what it says, and its height.
struct Card<'a> {
    told: &'a Told,
    title: Wrapped,
    /// Who gave it, and what it carries on.
    by: Vec<String>,
    high: f64,
}

struct Table<'a> {
    fonts: &'a Fonts,
    lineage: &'a Lineage,
    /// The left edge and the width of each column.
    columns: Vec<(f64, f64)>,
    /// For each lane, its top and for each column the talks that are shown.
    lanes: Vec<(f64, Vec<Vec<Card<'a>>>)>,
    extent: Extent,
}

/// The height of an appearance.
const PILL: f64 = NAME * LINE + LEAST_TEXT * LINE + PADDING;

/// The height of the columns' heads.
const TOP: f64 = HEAD * LINE + LEAST_TEXT * LINE + 12.0;

impl<'a> Table<'a> {
    fn set(fonts: &'a Fonts, lineage: &'a Lineage, column: f64, (shown, lines): (usize, usize)) -> Self {
        let mut columns = Vec::new();
        let mut x = 0.0;
        for at in 0..lineage.columns.len() {
            let width = if has_talks(lineage, at) { column } else { NARROW };
            columns.push((x, width));
            x += width + GUTTER;
        }
        let mut y = TOP;
        let mut lanes = Vec::new();
        for lane in &lineage.lanes {
            let cards: Vec<Vec<Card>> = (0..lineage.columns.len())
                .map(|at| {
                    let talks = lane.cells.get(at).and_then(Option::as_ref).map_or(&[][..], |cell| &cell.talks);
                    talks.iter().take(shown).map(|told| card(fonts, told, column, lines)).collect()
                })
                .collect();
            let high = |(at, cards): (usize, &Vec<Card>)| {
                let all = lane.cells.get(at).and_then(Option::as_ref).map_or(0, |cell| cell.talks.len());
                let more = if all > cards.len() { LEAST_TEXT * LINE + 4.0 } else { 0.0 };
                cards.iter().map(|card| card.high + 6.0).sum::<f64>() + more
            };
            let below = cards.iter().enumerate().map(high).fold(0.0, f64::max);
            lanes.push((y, cards));
            y += PILL + 8.0 + below + 16.0;
        }
        Self { fonts, lineage, columns, lanes, extent: Extent::new(x - GUTTER, y - 16.0) }
    }

    fn marks(&self) -> Vec<Mark> {
        let mut marks: Vec<Mark> =
            self.lineage.columns.iter().enumerate().map(|(at, column)| self.head(at, column)).collect();
        for (lane, (top, cards)) in self.lineage.lanes.iter().zip(&self.lanes) {
            marks.extend(self.arrows(lane, *top));
            for (at, cell) in lane.cells.iter().enumerate().take(self.columns.len()) {
                if let Some(cell) = cell {
                    marks.push(self.appearance(lane, cell, at, *top));
                    marks.extend(self.talks(cell, &cards[at], at, *top + PILL + 8.0));
                }
            }
        }
        marks
    }

    fn head(&self, at: usize, column: &Column) -> Mark {
        let (left, width) = self.columns[at];
        let x = left + width / 2.0;
        let is_full = has_talks(self.lineage, at);
        let mut parts = Vec::new();
        if column.talks.is_none() {
            let (low, high) = (Point::new(left, TOP), Point::new(left + width, self.extent.h));
            parts.push(Part::Path(Path::line(Path::hatching(low, high, 9.0), HATCH)));
        }
        let (size, weight, role) =
            if is_full { (HEAD, Weight::Bold, Role::Ink) } else { (LEAST_TEXT, Weight::Regular, Role::Quiet) };
        let label = self.fonts.wrap(&column.label, weight, (width + GUTTER - 4.0) / size, 2);
        let block =
            |lines, size, weight, role| Block { lines, size, weight, role, on: Role::Page, anchor: Anchor::Middle };
        let high = label.lines.len() as f64 * size * LINE;
        parts.extend(
            block(&label.lines, size, weight, role)
                .around(Point::new(x, (TOP - 12.0 - high).max(0.0) / 2.0 + high / 2.0)),
        );
        let known = [count(column.talks.unwrap_or(0), "talk")];
        let label = squeeze(&clean(&column.label));
        let note = match column.talks {
            None => format!("{label}: no notes or schedule"),
            Some(_) if column.sampled => format!("{label}: {} known from notes or titles only", known[0]),
            Some(_) => format!("{label}: {} known", known[0]),
        };
        Mark { class: "column", note, parts }
    }

    /// The arrows from each appearance of a lane to the next.
    fn arrows(&self, lane: &Lane, top: f64) -> Vec<Mark> {
        let y = top + PILL / 2.0;
        let there: Vec<(usize, &Appearance)> = lane
            .cells
            .iter()
            .enumerate()
            .take(self.columns.len())
            .filter_map(|(at, cell)| Some((at, cell.as_ref()?)))
            .collect();
        let arrows = there.windows(2).map(|pair| {
            let ((from, _), (to, cell)) = (pair[0], pair[1]);
            let start = Point::new(self.columns[from].0 + self.columns[from].1, y);
            let end = Point::new(self.columns[to].0, y);
            let dash = (cell.gap > 0).then_some(GAP);
            let stroke = Stroke { role: Role::Line, width: 2.2, dash };
            let line = vec![Segment::Move(start), Segment::Line(end.plus(-8.0, 0.0))];
            let parts = vec![
                Part::Path(Path::line(line, stroke)),
                arrowhead(end.plus(-1.0, 0.0), Point::new(1.0, 0.0), 0.8, Role::Line),
            ];
            let said = match cell.gap {
                0 => "comes back at the next edition".to_owned(),
                gap => format!("comes back after {} without it", count(gap, "edition")),
            };
            Mark { class: "edge", note: format!("{} {said}", squeeze(&clean(&lane.label))), parts }
        });
        arrows.collect()
    }

    fn appearance(&self, lane: &Lane, cell: &Appearance, at: usize, top: f64) -> Mark {
        let (left, width) = self.columns[at];
        let centre = Point::new(left + width / 2.0, top + PILL / 2.0);
        let mut parts = shape(lane.kind, centre, Extent::new(width, PILL), 1.0, false);
        let name = self.fonts.wrap(&lane.label, Weight::Bold, (width - PADDING * 4.0) / NAME, 1);
        let block = |lines, size, weight| Block {
            lines,
            size,
            weight,
            role: Role::Ink,
            on: Role::Fill(lane.kind),
            anchor: Anchor::Middle,
        };
        parts.extend(block(&name.lines, NAME, Weight::Bold).around(centre.plus(0.0, -LEAST_TEXT * LINE / 2.0)));
        let talks = [count(cell.talks.len(), "talk")];
        parts.extend(block(&talks, LEAST_TEXT, Weight::Regular).around(centre.plus(0.0, NAME * LINE / 2.0)));
        Mark { class: "node", note: clean(&cell.note), parts }
    }

    fn talks(&self, cell: &Appearance, cards: &[Card], at: usize, top: f64) -> Vec<Mark> {
        let (left, width) = self.columns[at];
        let mut y = top;
        let mut marks = Vec::new();
        for card in cards {
            let centre = Point::new(left + width / 2.0, y + card.high / 2.0);
            let segments = Path::rectangle(centre, Extent::new(width, card.high), 4.0);
            let edge = Stroke { role: Role::Hatch, width: 1.3, dash: None };
            let mut parts = vec![Part::Path(Path { segments, fill: Some(Role::Page), stroke: Some(edge) })];
            let block = |lines, role| Block {
                lines,
                size: LEAST_TEXT,
                weight: Weight::Regular,
                role,
                on: Role::Page,
                anchor: Anchor::Left,
            };
            let line = LEAST_TEXT * LINE;
            let corner = Point::new(left + PADDING, y + PADDING);
            let high = card.title.lines.len() as f64 * line;
            parts.extend(block(&card.title.lines, Role::Ink).around(corner.plus(0.0, high / 2.0)));
            let by = card.by.len() as f64 * line;
            parts.extend(block(&card.by, Role::Quiet).around(corner.plus(0.0, high + by / 2.0)));
            marks.push(Mark { class: "node", note: clean(&card.told.note), parts });
            y += card.high + 6.0;
        }
        if cell.talks.len() > cards.len() {
            let more = [format!("and {} more", cell.talks.len() - cards.len())];
            let block = Block {
                lines: &more,
                size: LEAST_TEXT,
                weight: Weight::Regular,
                role: Role::Quiet,
                on: Role::Page,
                anchor: Anchor::Left,
            };
            let parts = block.around(Point::new(left + PADDING, y + LEAST_TEXT * LINE / 2.0));
            let untold = cell.talks.iter().skip(cards.len()).map(|told| clean(&told.note));
            marks.push(Mark { class: "more", note: untold.collect::<Vec<_>>().join("\n"), parts });
        }
        marks
    }
}

fn card<'a>(fonts: &Fonts, told: &'a Told, width: f64, lines: usize) -> Card<'a> {
    let wide = (width - PADDING * 2.0) / LEAST_TEXT;
    let title = fonts.wrap(&told.title, Weight::Regular, wide, lines);
    let after = told.after.as_ref().map(|(_, edition)| format!("carries on {edition}")).unwrap_or_default();
    let mut by = fonts.wrap(&told.speakers, Weight::Regular, wide, 1).lines;
    by.extend(fonts.wrap(&after, Weight::Regular, wide, 1).lines);
    let lines = (title.lines.len() + by.len()).max(1) as f64;
    Card { told, title, by, high: lines * LEAST_TEXT * LINE + PADDING * 2.0 }
}
