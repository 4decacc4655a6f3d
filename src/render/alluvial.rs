//! Alluvial diagrams: boxes of groups by periods, bands of what they share.

use super::font::{Fonts, LINE, Weight, Wrapped, clean};
use super::scene::{Anchor, Block, Body, Key, LEAST_TEXT, Mark, Part, Path, Segment, Stroke, nothing};
use super::theme::Role;
use crate::layout::alluvial::{Band, Need, Needs, place};
use crate::layout::{Extent, Point};
use crate::text::{count, squeeze};
use crate::view::{Alluvial, Period};

/// The size of a group's name and of a period's.
const NAME: f64 = 16.0;
const HEAD: f64 = 20.0;

/// The narrowest and the widest box, and the shortest band.
const BOX: (f64, f64) = (156.0, 250.0);
const BAND: f64 = 64.0;

const PADDING: f64 = 8.0;

pub(super) fn legend(alluvial: &Alluvial) -> Vec<(Key, String)> {
    let has_groups = alluvial.periods.iter().any(|period| !period.groups.is_empty());
    let said = "heights count entities; bands are entities that stay together from one period to the next";
    if has_groups { vec![(Key::Word, said.to_owned())] } else { Vec::new() }
}

pub(super) fn alluvial(fonts: &Fonts, alluvial: &Alluvial, room: Extent) -> Body {
    let columns = alluvial.periods.len() as f64;
    if alluvial.periods.iter().all(|period| period.groups.is_empty()) {
        return nothing(room);
    }
    let narrowest = BOX.0 * columns + BAND * (columns - 1.0);
    let wide = room.w.max(narrowest);
    let column = ((wide - BAND * 1.6 * (columns - 1.0)) / columns).clamp(BOX.0, BOX.1);
    let band = if columns > 1.0 { ((wide - column * columns) / (columns - 1.0)).min(260.0) } else { 0.0 };
    let wrapped = |size: f64| -> Vec<Vec<Wrapped>> {
        let wrap = |label: &str| fonts.wrap(label, Weight::Bold, (column - PADDING * 2.0) / size, 3);
        let periods = alluvial.periods.iter();
        periods.map(|period| period.groups.iter().map(|group| wrap(&group.label)).collect()).collect()
    };
    let (mut size, mut names) = (NAME, wrapped(NAME));
    if names.iter().flatten().any(|name| name.broken || name.cut) {
        (size, names) = (LEAST_TEXT, wrapped(LEAST_TEXT));
    }
    let needs = Needs {
        columns: alluvial
            .periods
            .iter()
            .zip(&names)
            .map(|(period, names)| {
                let least = |name: &Wrapped| name.lines.len().max(1) as f64 * size * LINE + PADDING;
                let groups = period.groups.iter().zip(names);
                groups.map(|(group, name)| Need { size: group.members as f64, least: least(name) }).collect()
            })
            .collect(),
        bands: alluvial
            .flows
            .iter()
            .map(|flow| Band { column: flow.period, from: flow.from, to: flow.to, size: flow.members as f64 })
            .collect(),
        gap: 8.0,
    };
    let head = (HEAD + LEAST_TEXT) * LINE + 10.0;
    let growth = (wide / room.w).max(1.0);
    let placed = place(&needs, room.h * growth - head);
    let extent = Extent::new(column * columns + band * (columns - 1.0), placed.high + head);
    let growth = growth.max(extent.h / room.h);

    let left = |at: usize| (column + band) * at as f64;
    let mut marks = Vec::new();
    // The widest lowest, so that none is hidden.
    let mut flows: Vec<usize> = (0..alluvial.flows.len()).collect();
    flows.sort_by_key(|at| (std::cmp::Reverse(alluvial.flows[*at].members), *at));
    for at in flows {
        let (flow, (from, to)) = (&alluvial.flows[at], &placed.bands[at]);
        let (x0, x1) = (left(flow.period) + column, left(flow.period + 1));
        let (half, y) = ((x1 - x0) / 2.0, |y: f64| y + head);
        let segments = vec![
            Segment::Move(Point::new(x0, y(from.0))),
            Segment::Curve(Point::new(x0 + half, y(from.0)), Point::new(x1 - half, y(to.0)), Point::new(x1, y(to.0))),
            Segment::Line(Point::new(x1, y(to.1))),
            Segment::Curve(Point::new(x1 - half, y(to.1)), Point::new(x0 + half, y(from.1)), Point::new(x0, y(from.1))),
            Segment::Close,
        ];
        let colour = alluvial.periods[flow.period].groups[flow.from].colour;
        // Where wide bands cross, an edge tells them apart without colour too; a narrow one would be nothing but edge.
        let edge = Stroke { role: Role::Series(colour), width: 0.7, dash: None };
        let is_wide = (from.1 - from.0).min(to.1 - to.0) > 6.0;
        let path = Path { segments, fill: Some(Role::Tint(colour)), stroke: is_wide.then_some(edge) };
        marks.push(Mark { class: "edge", note: clean(&flow.note), parts: vec![Part::Path(path)] });
    }
    for (at, period) in alluvial.periods.iter().enumerate() {
        marks.push(heading(fonts, period, Extent::new(column, head), left(at)));
        for (nth, group) in period.groups.iter().enumerate() {
            let (top, bottom) = placed.boxes[at][nth];
            let centre = Point::new(left(at) + column / 2.0, f64::midpoint(top, bottom) + head);
            let segments = Path::rectangle(centre, Extent::new(column, bottom - top), 5.0);
            let on = Role::Series(group.colour);
            let mut parts = vec![Part::Path(Path { segments, fill: Some(on), stroke: None })];
            let block = Block {
                lines: &names[at][nth].lines,
                size,
                weight: Weight::Bold,
                role: Role::OnSeries(group.colour),
                on,
                anchor: Anchor::Middle,
            };
            parts.extend(block.around(centre));
            marks.push(Mark { class: "node", note: clean(&group.note), parts });
        }
    }
    let columns = (0..alluvial.periods.len()).map(|at| left(at) + column).collect();
    Body { extent, marks, growth, columns, ..Body::default() }
}

fn heading(fonts: &Fonts, period: &Period, room: Extent, left: f64) -> Mark {
    let x = left + room.w / 2.0;
    let label = fonts.wrap(&period.label, Weight::Bold, room.w / HEAD, 1);
    let known = [count(period.talks, "talk")];
    let block = |lines, size, weight, role| Block { lines, size, weight, role, on: Role::Page, anchor: Anchor::Middle };
    let mut parts = block(&label.lines, HEAD, Weight::Bold, Role::Ink).around(Point::new(x, HEAD * LINE / 2.0));
    let below = Point::new(x, HEAD * LINE + LEAST_TEXT * LINE / 2.0);
    parts.extend(block(&known, LEAST_TEXT, Weight::Regular, Role::Quiet).around(below));
    let note = if label.cut { squeeze(&clean(&period.label)) } else { String::new() };
    Mark { class: "column", note, parts }
}
