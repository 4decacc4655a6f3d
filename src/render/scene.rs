//! Scene: the marks of a picture in the order in which they are painted, with roles instead of colours.
//!
//! Every text lies inside the page, and no text is smaller than [`LEAST_TEXT`] on a page of its first size. Where a view
//! holds more than a page can show at that size, the page grows and keeps its proportions, so nothing ever overlaps; on
//! a screen such a picture is smaller, and a reader zooms in.

use super::font::{Fonts, LINE, MIDDLE, Weight, Wrapped, clean};
use super::graph::Sheet;
use super::stage::{Appears, SIGN, Stages};
use super::theme::{KINDS, Role};
use super::{Build, Size, Style, alluvial, chart, graph, lineage, strategic};
use crate::layout::{Boxes, Extent, Placed, Point};
use crate::text::squeeze;
use crate::view::{Figure, NodeKind, View, message};

/// The size of the smallest text, in pixels on a page of its first size.
pub const LEAST_TEXT: f64 = 14.0;

const MARGIN: f64 = 44.0;
const TITLE: f64 = 30.0;
const SMALL: f64 = 15.0;

/// The least room between a logo and the words beside it.
const BESIDE_LOGO: f64 = 24.0;

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// The page in the units of its marks.
    pub page: Extent,
    /// The page in pixels.
    pub shown: Extent,
    /// The headline, whole.
    pub title: String,
    /// What is shown in a sentence, and the caption, whole.
    pub about: String,
    /// What is painted, the first lowest.
    pub marks: Vec<Mark>,
    /// Where the boxes of a graph are, before they are scaled to the page.
    pub arrangement: Option<Arrangement>,
    /// How the picture builds up.
    pub stages: Stages,
    /// The upper left corner of the logo, and its extent.
    pub logo: Option<(Point, Extent)>,
}

/// A graph whose boxes have places.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrangement {
    /// How large boxes and labels are, in the units of their places.
    pub boxes: Boxes,
    /// Where they are.
    pub placed: Placed,
    /// What is written in each box.
    pub texts: Vec<SetText>,
}

/// A text in lines, as it is set.
#[derive(Debug, Clone, PartialEq)]
pub struct SetText {
    /// The lines.
    pub lines: Vec<String>,
    /// The size of the letters.
    pub size: f64,
}

/// Parts that are one thing to a reader.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mark {
    /// What it is: `node`, `edge`, `cell`, `row`, `legend`, …
    pub class: &'static str,
    /// What a reader who points at it is told.
    pub note: String,
    /// Its parts, the first lowest.
    pub parts: Vec<Part>,
}

/// A part of a mark.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A shape or a line.
    Path(Path),
    /// A line of text.
    Text(Run),
}

/// A shape or a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Its outline.
    pub segments: Vec<Segment>,
    /// What it is filled with.
    pub fill: Option<Role>,
    /// How its outline is drawn.
    pub stroke: Option<Stroke>,
}

/// A step of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Segment {
    /// Goes there without drawing.
    Move(Point),
    /// A straight line.
    Line(Point),
    /// A cubic Bézier curve: two control points and its end.
    Curve(Point, Point, Point),
    /// Back to the last move.
    Close,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub role: Role,
    /// Its width.
    pub width: f64,
    /// The lengths of dashes and of the gaps between them.
    pub dash: Option<(f64, f64)>,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Where its baseline starts, is in the middle or ends: see `anchor`.
    pub at: Point,
    /// Which part of the text is at `at`.
    pub anchor: Anchor,
    /// The size of the letters.
    pub size: f64,
    /// Their heaviness.
    pub weight: Weight,
    /// Their colour.
    pub role: Role,
    /// What they lie on.
    pub on: Role,
    /// Whether it runs upwards, turned by a quarter.
    pub upwards: bool,
    /// Whether the text goes on in the next part of the mark.
    pub continues: bool,
    /// The text.
    pub text: String,
}

/// Which part of a text is at its place, as seen, whatever its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Left,
    /// Its middle.
    Middle,
    /// Its right end.
    Right,
}

/// What is drawn in the middle of the page: its marks from 0, 0, and the room they take.
#[derive(Default)]
pub(super) struct Body {
    pub(super) extent: Extent,
    pub(super) marks: Vec<Mark>,
    /// The factor by which the page has to grow to hold it.
    pub(super) growth: f64,
    /// Where its columns of editions end, if it has any.
    pub(super) columns: Vec<f64>,
    /// For each mark of a graph, the place of the edition from which on it is there.
    pub(super) since: Vec<Option<usize>>,
}

/// An entry of a legend.
pub(super) enum Key {
    Kind(NodeKind),
    Line { stroke: Stroke, arrow: bool },
    Widths,
    Hatched,
    Sampled,
    Word,
}

/// Sets `view` as marks.
pub fn compose(view: &View, style: &Style) -> Scene {
    let fonts = &style.fonts;
    let first = style.size.extent();
    let wide = first.w - MARGIN * 2.0;
    let (mut head, foot) = (Strip::of(style, true), Strip::of(style, false));
    let edge = head.right;
    if style.build != Build::Whole {
        head.right += SIGN;
    }
    let title = fonts.wrap(&view.title, Weight::Bold, head.wide() / TITLE, 3);
    let caption = fonts.wrap(&view.caption, Weight::Regular, foot.wide() / SMALL, 3);
    let keys = match &view.figure {
        Figure::Layered(network) => graph::legend(network, false),
        Figure::Network(network) => graph::legend(network, true),
        Figure::Timeline(timeline) => chart::legend(timeline),
        Figure::Alluvial(flows) => alluvial::legend(flows),
        Figure::Strategic(themes) => strategic::legend(themes),
        Figure::Lineage(lanes) => lineage::legend(lanes),
    };
    let (legend, legend_height) = legend_marks(fonts, &keys, foot.wide());
    let title_height = (title.lines.len() as f64 * TITLE * LINE).max(head.logo);
    let top = MARGIN * 0.8 + if title_height > 0.0 { title_height + 18.0 } else { 0.0 };
    let caption_height = caption.lines.len() as f64 * SMALL * LINE;
    let parts = [legend_height, caption_height].iter().filter(|height| **height > 0.0).count() as f64;
    let foot_height = (caption_height + legend_height + parts * 10.0).max(foot.logo);
    let bottom = MARGIN * 0.7 + foot_height;
    let room = Extent::new(wide, first.h - top - bottom);

    let mut arrangement = None;
    let mut drawn = |sheet: Sheet| {
        let placed = sheet.place(room, &style.places);
        let body = sheet.body(&placed, room);
        arrangement = Some(sheet.arranged(placed));
        body
    };
    let body = match &view.figure {
        Figure::Layered(network) => drawn(Sheet::layered(fonts, network)),
        Figure::Network(network) => drawn(Sheet::free(fonts, network)),
        Figure::Timeline(timeline) => chart::timeline(fonts, timeline, room),
        Figure::Alluvial(flows) => alluvial::alluvial(fonts, flows, room),
        Figure::Strategic(themes) => strategic::strategic(fonts, themes, room),
        Figure::Lineage(lanes) => lineage::lineage(fonts, lanes, room),
    };
    let growth = body.growth;
    let mut page = Extent::new(first.w * growth, first.h * growth);
    if style.size == Size::Content {
        let below = legend_width(fonts, &legend).max(caption.width * SMALL) + wide - foot.wide();
        let needed = below.max(title.width * TITLE + wide - head.wide());
        page.w = body.extent.w.max(needed.min(wide) * growth) + MARGIN * 2.0 * growth;
        page.h = body.extent.h + (top + bottom) * growth;
    }

    let mut marks = Vec::new();
    let x = MARGIN * growth;
    marks.extend(text_mark(
        "title",
        &title,
        head.on(page, growth),
        MARGIN * 0.8 * growth,
        TITLE * growth,
        Weight::Bold,
        Role::Ink,
    ));
    let free = Extent::new(page.w - x * 2.0, page.h - (top + bottom) * growth);
    let corner =
        Point::new(x + (free.w - body.extent.w).max(0.0) / 2.0, top * growth + (free.h - body.extent.h).max(0.0) / 2.0);
    let mut stages = Stages::of(view, &body, corner);
    stages.appears.splice(0..0, vec![Appears::Always; marks.len()]);
    marks.extend(body.marks.into_iter().map(|mark| mark.mapped(1.0, corner)));
    let base = page.h - MARGIN * 0.7 * growth;
    let legend_top = base - (caption_height + if caption_height > 0.0 { 10.0 } else { 0.0 } + legend_height) * growth;
    let sides = foot.on(page, growth);
    marks.extend(legend.into_iter().map(|mark| mark.mapped(growth, Point::new(sides.0, legend_top))));
    let caption_top = base - caption_height * growth;
    marks.extend(text_mark("caption", &caption, sides, caption_top, SMALL * growth, Weight::Regular, Role::Quiet));
    let logo = style.logo.as_ref().map(|logo| {
        let Extent { w, h } = logo.extent(first.w);
        let extent = Extent::new(w * growth, h * growth);
        let left = if logo.corner.is_left() { x } else { page.w - x - extent.w };
        let top = if logo.corner.is_top() { MARGIN * 0.8 * growth } else { base - extent.h };
        (Point::new(left, top), extent)
    });
    let shown = if style.size == Size::Content { page } else { first };
    stages.appears.resize(marks.len(), Appears::Always);
    let at = Point::new(page.w - edge * growth, (MARGIN * 0.8 + TITLE * LINE / 2.0) * growth);
    for (stage, mark) in stages.signs(fonts, style.build, at, TITLE * growth) {
        marks.push(mark);
        stages.appears.push(Appears::Only(stage));
    }
    Scene {
        page,
        shown,
        title: squeeze(&clean(&view.title)),
        about: squeeze(&format!("{} {}", message(view), clean(&view.caption))),
        marks,
        logo,
        arrangement,
        stages,
    }
}

/// What a logo leaves of a page's width for the words beside it, at the top or at the bottom of a page of its first size.
struct Strip {
    /// How far the words are from the left edge, and from the right one.
    left: f64,
    right: f64,
    /// The width of the page.
    page: f64,
    /// The height of the logo.
    logo: f64,
}

impl Strip {
    fn of(style: &Style, is_top: bool) -> Self {
        let page = style.size.extent().w;
        let mut strip = Self { left: MARGIN, right: MARGIN, page, logo: 0.0 };
        if let Some(logo) = style.logo.as_ref().filter(|logo| logo.corner.is_top() == is_top) {
            let extent = logo.extent(page);
            let side = if logo.corner.is_left() { &mut strip.left } else { &mut strip.right };
            *side += extent.w + BESIDE_LOGO;
            strip.logo = extent.h;
        }
        strip
    }

    fn wide(&self) -> f64 {
        self.page - self.left - self.right
    }

    /// Where the words begin and end on a page that has grown.
    fn on(&self, page: Extent, growth: f64) -> (f64, f64) {
        (self.left * growth, page.w - self.right * growth)
    }
}

/// A block of text between two sides, from `top` on; text from right to left is set at the right side.
fn text_mark(
    class: &'static str,
    text: &Wrapped,
    (left, right): (f64, f64),
    top: f64,
    size: f64,
    weight: Weight,
    role: Role,
) -> Option<Mark> {
    let is_turned = super::font::is_right_to_left(text.lines.first()?);
    let (x, anchor) = if is_turned { (right, Anchor::Right) } else { (left, Anchor::Left) };
    let height = text.lines.len() as f64 * size * LINE;
    let block = Block { lines: &text.lines, size, weight, role, on: Role::Page, anchor };
    Some(Mark { class, note: String::new(), parts: block.around(Point::new(x, top + height / 2.0)) })
}

/// Lines of text that belong together.
pub(super) struct Block<'a> {
    pub(super) lines: &'a [String],
    pub(super) size: f64,
    pub(super) weight: Weight,
    pub(super) role: Role,
    pub(super) on: Role,
    pub(super) anchor: Anchor,
}

impl Block<'_> {
    /// The lines, with `centre` half-way between the top of the first and the bottom of the last.
    pub(super) fn around(&self, centre: Point) -> Vec<Part> {
        let last = self.lines.len().saturating_sub(1);
        let first_middle = centre.y - last as f64 * self.size * LINE / 2.0;
        let run = |(at, text): (usize, &String)| {
            let y = first_middle + at as f64 * self.size * LINE + self.size * MIDDLE;
            Part::Text(Run {
                at: Point::new(centre.x, y),
                anchor: self.anchor,
                size: self.size,
                weight: self.weight,
                role: self.role,
                on: self.on,
                upwards: false,
                continues: at < last,
                text: text.clone(),
            })
        };
        self.lines.iter().enumerate().map(run).collect()
    }
}

impl Mark {
    /// How far its shapes and lines reach to the right.
    pub(super) fn right(&self) -> f64 {
        let paths = self.parts.iter().filter_map(|part| if let Part::Path(path) = part { Some(path) } else { None });
        let ends = paths.flat_map(|path| &path.segments).filter_map(|segment| match segment {
            Segment::Move(to) | Segment::Line(to) | Segment::Curve(_, _, to) => Some(to.x),
            Segment::Close => None,
        });
        ends.fold(f64::MIN, f64::max)
    }

    /// The same mark, enlarged and then moved.
    #[must_use]
    pub(super) fn mapped(mut self, factor: f64, by: Point) -> Self {
        let set = |point: &mut Point| *point = Point::new(point.x * factor + by.x, point.y * factor + by.y);
        for part in &mut self.parts {
            match part {
                Part::Text(run) => {
                    set(&mut run.at);
                    run.size *= factor;
                }
                Part::Path(path) => {
                    for segment in &mut path.segments {
                        match segment {
                            Segment::Move(to) | Segment::Line(to) => set(to),
                            Segment::Curve(a, b, to) => [a, b, to].into_iter().for_each(set),
                            Segment::Close => {}
                        }
                    }
                    if let Some(stroke) = &mut path.stroke {
                        stroke.width *= factor;
                        stroke.dash = stroke.dash.map(|(dash, gap)| (dash * factor, gap * factor));
                    }
                }
            }
        }
        self
    }
}

impl Path {
    /// Only a line.
    pub(super) fn line(segments: Vec<Segment>, stroke: Stroke) -> Self {
        Self { segments, fill: None, stroke: Some(stroke) }
    }

    /// A rectangle with round corners.
    pub(super) fn rectangle(centre: Point, extent: Extent, radius: f64) -> Vec<Segment> {
        let (w, h) = (extent.w / 2.0, extent.h / 2.0);
        let radius = radius.min(w).min(h);
        // The control points of a quarter of a circle.
        let hold = radius * 0.4477;
        let at = |x: f64, y: f64| centre.plus(x, y);
        if radius < 0.01 {
            return vec![
                Segment::Move(at(-w, -h)),
                Segment::Line(at(w, -h)),
                Segment::Line(at(w, h)),
                Segment::Line(at(-w, h)),
                Segment::Close,
            ];
        }
        vec![
            Segment::Move(at(radius - w, -h)),
            Segment::Line(at(w - radius, -h)),
            Segment::Curve(at(w - hold, -h), at(w, hold - h), at(w, radius - h)),
            Segment::Line(at(w, h - radius)),
            Segment::Curve(at(w, h - hold), at(w - hold, h), at(w - radius, h)),
            Segment::Line(at(radius - w, h)),
            Segment::Curve(at(hold - w, h), at(-w, h - hold), at(-w, h - radius)),
            Segment::Line(at(-w, radius - h)),
            Segment::Curve(at(-w, hold - h), at(hold - w, -h), at(radius - w, -h)),
            Segment::Close,
        ]
    }

    /// A disc.
    pub(super) fn disc(centre: Point, radius: f64) -> Vec<Segment> {
        Self::rectangle(centre, Extent::new(radius * 2.0, radius * 2.0), radius)
    }

    /// Diagonal lines inside a rectangle from `low` to `high`; neighbours continue each other.
    pub(super) fn hatching(low: Point, high: Point, step: f64) -> Vec<Segment> {
        let mut segments = Vec::new();
        let mut sum = libm::ceil((low.x + low.y) / step) * step;
        while sum < high.x + high.y {
            // On each line x + y is the same.
            let left = low.x.max(sum - high.y);
            let right = high.x.min(sum - low.y);
            if right - left > 0.5 {
                segments.push(Segment::Move(Point::new(left, sum - left)));
                segments.push(Segment::Line(Point::new(right, sum - right)));
            }
            sum += step;
        }
        segments
    }
}

/// The room a key's sample takes.
const SAMPLE: Extent = Extent { w: 30.0, h: 17.0 };

/// Sets a legend in rows from 0, 0; returns its marks and its height.
fn legend_marks(fonts: &Fonts, keys: &[(Key, String)], wide: f64) -> (Vec<Mark>, f64) {
    let line = SMALL * 1.6;
    let (mut x, mut y) = (0.0, 0.0);
    let mut marks = Vec::new();
    for (key, text) in keys {
        let width = fonts.width(text, Weight::Regular) * SMALL * super::font::SLACK;
        let sample_width = match key {
            Key::Word => 0.0,
            _ => SAMPLE.w,
        };
        let sample = sample_width + if sample_width > 0.0 { 8.0 } else { 0.0 };
        if x > 0.0 && x + sample + width > wide {
            (x, y) = (0.0, y + line);
        }
        let middle = y + line / 2.0;
        let mut parts = sample_of(key, Point::new(x + sample_width / 2.0, middle));
        let lines = [text.clone()];
        let block = Block {
            lines: &lines,
            size: SMALL,
            weight: Weight::Regular,
            role: Role::Quiet,
            on: Role::Page,
            anchor: Anchor::Left,
        };
        parts.extend(block.around(Point::new(x + sample, middle)));
        marks.push(Mark { class: "legend", note: String::new(), parts });
        x += sample + width + 26.0;
    }
    let height = if marks.is_empty() { 0.0 } else { y + line };
    (marks, height)
}

fn legend_width(fonts: &Fonts, legend: &[Mark]) -> f64 {
    let ends = legend.iter().flat_map(|mark| &mark.parts).filter_map(|part| match part {
        Part::Text(run) => Some(run.at.x + fonts.width(&run.text, run.weight) * run.size * super::font::SLACK),
        Part::Path(_) => None,
    });
    ends.fold(0.0, f64::max)
}

fn sample_of(key: &Key, centre: Point) -> Vec<Part> {
    let line = |y: f64, to: f64, stroke: Stroke| {
        let ends = [centre.plus(-SAMPLE.w / 2.0, y), centre.plus(to, y)];
        Part::Path(Path::line(vec![Segment::Move(ends[0]), Segment::Line(ends[1])], stroke))
    };
    let band = SAMPLE;
    match key {
        Key::Word => Vec::new(),
        Key::Kind(kind) => graph::shape(*kind, centre, SAMPLE, 0.55, false),
        Key::Line { stroke, arrow } => {
            let end = SAMPLE.w / 2.0;
            let mut parts = vec![line(0.0, if *arrow { end - 8.0 } else { end }, *stroke)];
            if *arrow {
                parts.push(graph::arrowhead(centre.plus(end, 0.0), Point::new(1.0, 0.0), 0.8, stroke.role));
            }
            parts
        }
        Key::Widths => {
            // A wedge: from few talks to many.
            let (w, thin, thick) = (SAMPLE.w / 2.0, 0.6, 4.0);
            let segments = vec![
                Segment::Move(centre.plus(-w, -thin)),
                Segment::Line(centre.plus(w, -thick)),
                Segment::Line(centre.plus(w, thick)),
                Segment::Line(centre.plus(-w, thin)),
                Segment::Close,
            ];
            vec![Part::Path(Path { segments, fill: Some(Role::Together), stroke: None })]
        }
        Key::Hatched => {
            let low = centre.plus(-band.w / 2.0, -band.h / 2.0);
            let high = centre.plus(band.w / 2.0, band.h / 2.0);
            vec![Part::Path(Path::line(Path::hatching(low, high, 6.0), chart::HATCH))]
        }
        Key::Sampled => vec![Part::Path(Path::line(Path::rectangle(centre, band, 3.0), chart::SAMPLED))],
    }
}

/// The word for a kind in a legend.
pub(super) fn kind_word(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Project => "project",
        NodeKind::Technology => "technology",
        NodeKind::Topic => "topic",
        NodeKind::Organisation => "organisation",
        NodeKind::Licence => "licence",
        NodeKind::Unknown => "not in a dictionary",
    }
}

/// The kinds that occur, in the order of a legend.
pub(super) fn kinds_of(kinds: impl IntoIterator<Item = NodeKind>) -> Vec<NodeKind> {
    let found: std::collections::BTreeSet<NodeKind> = kinds.into_iter().collect();
    KINDS.into_iter().filter(|kind| found.contains(kind)).collect()
}

/// What a body is when there is nothing to draw.
pub(super) fn nothing(room: Extent) -> Body {
    let lines = ["Nothing to draw".to_owned()];
    let block = Block {
        lines: &lines,
        size: 22.0,
        weight: Weight::Regular,
        role: Role::Quiet,
        on: Role::Page,
        anchor: Anchor::Middle,
    };
    let parts = block.around(Point::new(room.w / 2.0, room.h / 2.0));
    Body {
        extent: room,
        marks: vec![Mark { class: "nothing", note: String::new(), parts }],
        growth: 1.0,
        ..Body::default()
    }
}
