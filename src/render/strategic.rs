//! Strategic diagrams: themes by how central and how well worked out they are (Callon).
//!
//! Places count, not values, which heap most themes up in a corner. Since no two themes have the same place in density,
//! each has a row of its own, in which nothing can lie on its name.

use super::font::{Fonts, LINE, SLACK, Weight, clean};
use super::scene::{Anchor, Block, Body, Key, LEAST_TEXT, Mark, Part, Path, Run, Stroke, nothing};
use super::theme::Role;
use crate::layout::{Extent, Point};
use crate::text::{count, squeeze};
use crate::view::{QUARTERS, Theme, ranks};

/// The sizes of a theme's name; the first at which all fit is taken.
const NAMES: [f64; 3] = [18.0, 16.0, LEAST_TEXT];

/// The largest disc's radius.
const LARGEST: f64 = 24.0;

/// The room for the words at the edges: what the axes and the quarters are.
const EDGE: f64 = LEAST_TEXT * 2.0;

/// The colours of the quarters.
pub(super) const COLOURS: [usize; 4] = [2, 4, 7, 0];

pub(super) fn legend(themes: &[Theme]) -> Vec<(Key, String)> {
    if themes.is_empty() {
        Vec::new()
    } else {
        vec![(Key::Word, "areas count talks; themes stand in the order of their centrality and density".to_owned())]
    }
}

pub(super) fn strategic(fonts: &Fonts, themes: &[Theme], room: Extent) -> Body {
    if themes.is_empty() {
        return nothing(room);
    }
    let rows = themes.len() as f64;
    // What stands above and below the themes: the names of the quarters, and at the bottom the axis too.
    let around = EDGE * 3.0;
    let high = |size: f64| rows * (size * LINE + 4.0);
    let size = NAMES.into_iter().find(|size| high(*size) <= room.h - around).unwrap_or(LEAST_TEXT);
    let growth = ((high(size) + around) / room.h).max(1.0);
    let extent = Extent::new(room.w * growth, room.h * growth);
    let field = (Point::new(EDGE, 0.0), Point::new(extent.w, extent.h - EDGE));
    let (top, bottom) = (EDGE, field.1.y - EDGE);
    let row = (bottom - top) / rows;
    let column = (field.1.x - field.0.x) / rows;
    let central = themes.iter().filter(|theme| theme.is_central).count() as f64;
    let dense = themes.iter().filter(|theme| theme.is_dense).count() as f64;
    let middle = Point::new(field.1.x - column * central, top + row * dense);

    let mut marks = vec![ground(field, middle)];
    marks.extend(quarters(fonts, field, middle));
    marks.push(axes(extent, field));
    let most = themes.iter().map(|theme| theme.talks).max().unwrap_or(0).max(1) as f64;
    let largest = (row / 2.0 - 2.0).min(column / 2.0).clamp(5.0, LARGEST);
    for (theme, (central, dense)) in themes.iter().zip(ranks(themes)) {
        let radius = (largest * (theme.talks as f64 / most).sqrt()).max(4.0);
        let at = Point::new(field.0.x + column * (central as f64 + 0.5), bottom - row * (dense as f64 + 0.5));
        let disc = Path::disc(at, radius);
        let mut parts =
            vec![Part::Path(Path { segments: disc, fill: Some(Role::Series(COLOURS[theme.quarter()])), stroke: None })];
        // On whichever side there is more room.
        let right = at.x < f64::midpoint(field.0.x, field.1.x);
        let free = if right { field.1.x - at.x } else { at.x - field.0.x } - radius - 14.0;
        let name = fonts.wrap(&theme.label, Weight::Regular, free / size, 1);
        let block = Block {
            lines: &name.lines,
            size,
            weight: Weight::Regular,
            role: Role::Ink,
            on: Role::Faint,
            anchor: if right { Anchor::Left } else { Anchor::Right },
        };
        parts.extend(block.around(at.plus(if right { radius + 6.0 } else { -radius - 6.0 }, 0.0)));
        let said = format!("{}: {}", squeeze(&theme.label), count(theme.talks, "talk"));
        let note = if theme.note.is_empty() { said } else { theme.note.clone() };
        marks.push(Mark { class: "theme", note: clean(&note), parts });
    }
    Body { extent, marks, growth, ..Body::default() }
}

/// The quarters in two shades, so that no line goes through a name.
fn ground(field: (Point, Point), middle: Point) -> Mark {
    let area = |a: Point, b: Point| {
        let segments = Path::rectangle(a.towards(b, 0.5), Extent::new((b.x - a.x).abs(), (b.y - a.y).abs()), 0.0);
        Part::Path(Path { segments, fill: Some(Role::Faint), stroke: None })
    };
    let edge = Stroke { role: Role::Hatch, width: 1.4, dash: None };
    let whole = field.0.towards(field.1, 0.5);
    let outline = Path::rectangle(whole, Extent::new(field.1.x - field.0.x, field.1.y - field.0.y), 0.0);
    let parts = vec![
        area(middle, Point::new(field.1.x, field.0.y)),
        area(middle, Point::new(field.0.x, field.1.y)),
        Part::Path(Path::line(outline, edge)),
    ];
    Mark { class: "ground", note: String::new(), parts }
}

/// What each quarter is called, in its outer corner; left out where it has no room.
fn quarters(fonts: &Fonts, field: (Point, Point), middle: Point) -> Vec<Mark> {
    let corners = [
        (Point::new(field.1.x - 10.0, field.0.y + EDGE / 2.0), Anchor::Right, field.1.x - middle.x),
        (Point::new(field.0.x + 10.0, field.0.y + EDGE / 2.0), Anchor::Left, middle.x - field.0.x),
        (Point::new(field.0.x + 10.0, field.1.y - EDGE / 2.0), Anchor::Left, middle.x - field.0.x),
        (Point::new(field.1.x - 10.0, field.1.y - EDGE / 2.0), Anchor::Right, field.1.x - middle.x),
    ];
    let marks = QUARTERS.iter().zip(corners).zip(COLOURS).filter_map(|((name, (at, anchor, room)), colour)| {
        let lines = [(*name).to_owned()];
        let width = fonts.width(&lines[0], Weight::Bold) * LEAST_TEXT * SLACK + 20.0;
        let block = Block {
            lines: &lines,
            size: LEAST_TEXT,
            weight: Weight::Bold,
            role: Role::Series(colour),
            on: Role::Faint,
            anchor,
        };
        let parts = block.around(at);
        (width <= room).then_some(Mark { class: "legend", note: String::new(), parts })
    });
    marks.collect()
}

/// What the axes are, and which end is which.
fn axes(extent: Extent, field: (Point, Point)) -> Mark {
    let run = |text: &str, at: Point, anchor: Anchor, upwards: bool| {
        Part::Text(Run {
            at,
            anchor,
            size: LEAST_TEXT,
            weight: Weight::Regular,
            role: Role::Quiet,
            on: Role::Page,
            upwards,
            continues: false,
            text: text.to_owned(),
        })
    };
    let ends = [(Anchor::Left, 0.0), (Anchor::Middle, 0.5), (Anchor::Right, 1.0)];
    let across = ["less central", "centrality: how much the others need it", "more central"];
    let up = ["less dense", "density: how well worked out", "denser"];
    let mut parts = Vec::new();
    for (((anchor, share), across), up) in ends.into_iter().zip(across).zip(up) {
        let x = field.0.x + (field.1.x - field.0.x) * share;
        parts.push(run(across, Point::new(x, extent.h - LEAST_TEXT * 0.4), anchor, false));
        let y = field.1.y - (field.1.y - field.0.y) * share;
        parts.push(run(up, Point::new(LEAST_TEXT, y), anchor, true));
    }
    Mark { class: "legend", note: String::new(), parts }
}
