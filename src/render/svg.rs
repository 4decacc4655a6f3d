//! SVG: a scene as real text and paths that every viewer can show.
//!
//! No style sheets, no markers, no filters: what slide programs import. Title and description come first, and what a reader
//! who points at a mark is told, one who listens hears.

use std::fmt::Write as _;

use super::Style;
use super::font::{Fonts, Weight, face_name, is_right_to_left};
use super::logo::Logo;
use super::motion::{Motion, Moves};
use super::scene::{Anchor, Mark, Part, Path, Run, Scene, Segment, compose};
use super::theme::{Role, Theme};
use crate::layout::{Extent, Point};
use crate::view::View;

/// Draws `view` as SVG.
///
/// Text is 14 px or larger on a page of 1280 by 720. Where that page is too small for the view, the view box grows in
/// the same proportions, nothing overlaps, and the picture is shown smaller. The same view gives the same bytes.
///
/// ```
/// use hallway::render::{Style, svg};
/// use hallway::view::{Figure, Network, View};
///
/// let view = View { title: "Empty".into(), caption: String::new(), figure: Figure::Network(Network::default()) };
/// assert!(svg(&view, &Style::default()).starts_with("<svg xmlns="));
/// ```
pub fn svg(view: &View, style: &Style) -> String {
    write(&compose(view, style), style)
}

/// Writes `scene` as SVG.
pub fn write(scene: &Scene, style: &Style) -> String {
    write_painted(scene, style, None)
}

/// Writes `scene` as SVG that is shown, or painted with fonts: then each piece of a text asks for its face, as
/// [`face_name`] calls it.
pub(super) fn write_painted(scene: &Scene, style: &Style, painted: Option<&Fonts>) -> String {
    let theme = &style.theme;
    let Extent { w, h } = scene.page;
    let mut out = String::new();
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" viewBox="0 0 {} {}" role="graphics-document document" font-family="{}">"#,
        number(scene.shown.w),
        number(scene.shown.h),
        number(w),
        number(h),
        escape(&style.fonts.names()),
    );
    for (tag, text) in [("title", &scene.title), ("desc", &scene.about)] {
        if !text.is_empty() {
            let _ = writeln!(out, "<{tag}>{}</{tag}>", escape(text));
        }
    }
    if !style.transparent {
        let _ = writeln!(
            out,
            r#"<rect width="{}" height="{}" fill="{}"/>"#,
            number(w),
            number(h),
            theme.colour(Role::Page)
        );
    }
    let motion = Motion::of(scene, style.build);
    out.push_str(&motion.reach());
    for (at, mark) in scene.marks.iter().enumerate().filter(|(at, _)| motion.is_there(*at)) {
        write_mark(&mut out, mark, theme, painted, &motion.of_mark(at));
    }
    if let (Some(logo), Some((corner, extent))) = (&style.logo, scene.logo) {
        write_logo(&mut out, logo, corner, extent);
    }
    out.push_str("</svg>\n");
    out
}

fn write_mark(out: &mut String, mark: &Mark, theme: &Theme, painted: Option<&Fonts>, motion: &Moves) {
    let _ = write!(out, r#"<g class="{}"{}"#, mark.class, motion.attributes);
    if mark.note.is_empty() {
        out.push('>');
    } else {
        let _ = write!(out, r#" role="{}"><title>{}</title>"#, role(mark), escape(&mark.note));
    }
    out.push_str(&motion.children);
    let mut open = false;
    for part in &mark.parts {
        match part {
            Part::Path(path) => write_path(out, path, theme),
            Part::Text(run) => {
                if let Some(fonts) = painted {
                    write_pieces(out, run, theme, fonts);
                    continue;
                }
                write_run(out, run, theme, open);
                open = run.continues;
            }
        }
    }
    out.push_str("</g>\n");
}

/// What a mark with a note is to those who listen (WAI-ARIA Graphics 1.0): a symbol, which its note says whole, or an object
/// with words of its own.
fn role(mark: &Mark) -> &'static str {
    let words = mark.parts.iter().filter_map(|part| match part {
        Part::Text(run) => Some(run.text.split_whitespace()),
        Part::Path(_) => None,
    });
    if words.flatten().all(|word| mark.note.contains(word.trim_end_matches('…'))) {
        "graphics-symbol img"
    } else {
        "graphics-object group"
    }
}

/// Writes a logo at its place, by names that nothing else has.
fn write_logo(out: &mut String, logo: &Logo, corner: Point, extent: Extent) {
    let linked = if logo.shapes.contains("xlink:") { r#" xmlns:xlink="http://www.w3.org/1999/xlink""# } else { "" };
    let _ = write!(
        out,
        r#"<svg class="logo" x="{}" y="{}" width="{}" height="{}" viewBox="0 0 {} {}"{linked}"#,
        number(corner.x),
        number(corner.y),
        number(extent.w),
        number(extent.h),
        number(logo.own.w),
        number(logo.own.h),
    );
    if logo.title.is_empty() {
        out.push_str(r#" aria-hidden="true">"#);
    } else {
        let _ = write!(out, r#" role="graphics-symbol img"><title>{}</title>"#, escape(&logo.title));
    }
    let _ = writeln!(out, "{}</svg>", logo.shapes);
}

fn write_path(out: &mut String, path: &Path, theme: &Theme) {
    out.push_str("<path d=\"");
    let mut last = Point::default();
    for segment in &path.segments {
        match segment {
            Segment::Move(to) => {
                let _ = write!(out, "M{}", pair(*to));
                last = *to;
            }
            Segment::Line(to) => {
                if pair(*to) != pair(last) {
                    let _ = write!(out, "L{}", pair(*to));
                }
                last = *to;
            }
            Segment::Curve(a, b, to) => {
                let _ = write!(out, "C{} {} {}", pair(*a), pair(*b), pair(*to));
                last = *to;
            }
            Segment::Close => out.push('Z'),
        }
    }
    out.push('"');
    match path.fill {
        Some(role) => {
            let _ = write!(out, r#" fill="{}""#, theme.colour(role));
        }
        None => out.push_str(r#" fill="none""#),
    }
    if let Some(stroke) = path.stroke {
        let _ = write!(out, r#" stroke="{}" stroke-width="{}""#, theme.colour(stroke.role), number(stroke.width));
        if let Some((dash, gap)) = stroke.dash {
            let _ = write!(out, r#" stroke-dasharray="{} {}""#, number(dash), number(gap));
        }
    }
    out.push_str("/>");
}

/// Writes a line of text; lines that continue each other are spans of one text.
fn write_run(out: &mut String, run: &Run, theme: &Theme, open: bool) {
    let right_to_left = is_right_to_left(&run.text);
    if !open {
        write_text_start(out, run, theme);
        // In text from right to left the start is on the right.
        let anchor = match (run.anchor, right_to_left) {
            (Anchor::Middle, _) => Some("middle"),
            (Anchor::Left, true) | (Anchor::Right, false) => Some("end"),
            (Anchor::Left, false) | (Anchor::Right, true) => None,
        };
        if let Some(anchor) = anchor {
            let _ = write!(out, r#" text-anchor="{anchor}""#);
        }
        if right_to_left {
            out.push_str(r#" direction="rtl" unicode-bidi="embed""#);
        }
    }
    let (x, y) = (number(run.at.x), number(run.at.y));
    if !open && !run.continues {
        let _ = write!(out, r#" x="{x}" y="{y}">{}</text>"#, escape(&run.text));
        return;
    }
    if !open {
        out.push('>');
    }
    let _ = write!(out, r#"<tspan x="{x}" y="{y}">{}</tspan>"#, escape(&run.text));
    if !run.continues {
        out.push_str("</text>");
    }
}

fn write_text_start(out: &mut String, run: &Run, theme: &Theme) {
    let _ = write!(out, r#"<text font-size="{}" fill="{}""#, number(run.size), theme.colour(run.role));
    if run.weight == Weight::Bold {
        out.push_str(r#" font-weight="700""#);
    }
    if run.upwards {
        let _ = write!(out, r#" transform="rotate(-90 {})""#, pair(run.at).replace(',', " "));
    }
}

/// Writes a line of text to be painted: each piece of it in its face and at its place. The painter knows no directions, and
/// loses letters that only another face has.
fn write_pieces(out: &mut String, run: &Run, theme: &Theme, fonts: &Fonts) {
    let pieces = fonts.pieces(&run.text, run.weight);
    let width: f64 = pieces.iter().map(|piece| piece.width).sum();
    let before = match run.anchor {
        Anchor::Left => 0.0,
        Anchor::Middle => width / 2.0,
        Anchor::Right => width,
    };
    let mut x = run.at.x - before * run.size;
    let usual = fonts.first(run.weight);
    write_text_start(out, run, theme);
    // Spaces at the ends of a piece are a part of it.
    out.push_str(r#" xml:space="preserve">"#);
    for piece in pieces {
        let _ = write!(out, r#"<tspan x="{}" y="{}""#, number(x), number(run.at.y));
        if let Some(face) = piece.face.filter(|face| Some(*face) != usual) {
            let _ = write!(out, r#" font-family="{}""#, face_name(face));
        }
        let _ = write!(out, ">{}</tspan>", escape(piece.text));
        x += piece.width * run.size;
    }
    out.push_str("</text>");
}

/// A number with at most two decimals.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn pair(point: Point) -> String {
    format!("{},{}", number(point.x), number(point.y))
}

/// Escapes what XML would take for markup, and drops what it cannot hold.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in super::font::clean(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}
