//! Painting: the SVG of a picture as PNG and PDF.
//!
//! Every letter is painted in the face that it was measured in, see [`super::font`]. A letter that no face has is told,
//! never passed over.

use std::collections::BTreeSet;

use krilla::Document;
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::Style;
use super::font::Fonts;
use super::scene::{Part, Scene, compose};
use super::svg::write_painted;
use crate::layout::Extent;
use crate::view::View;

/// A picture with its letters set.
fn set(scene: &Scene, style: &Style) -> Result<Tree, Unpaintable> {
    let fonts = &style.fonts;
    let options = Options { fontdb: fonts.faces(), font_resolver: fonts.resolver(), ..Options::default() };
    Tree::from_str(&write_painted(scene, style, Some(fonts)), &options)
        .map_err(|error| Unpaintable::Refused(error.to_string()))
}

/// The characters of a picture that no face has.
fn missing(scene: &Scene, fonts: &Fonts) -> BTreeSet<char> {
    let runs = scene.marks.iter().flat_map(|mark| &mark.parts).filter_map(|part| match part {
        Part::Text(run) => Some(fonts.missing(&run.text, run.weight)),
        Part::Path(_) => None,
    });
    runs.flatten().collect()
}

/// A painted picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Painted {
    /// The file.
    pub file: Vec<u8>,
    /// The characters that no font has, which show as empty boxes.
    pub missing: BTreeSet<char>,
}

/// Why a picture cannot be painted.
#[derive(Debug, Clone, PartialEq)]
pub enum Unpaintable {
    /// More pixels were asked for than can be painted, or none.
    Size {
        /// The width and height that were asked for, in pixels.
        asked: Extent,
    },
    /// The painter refuses, for a reason of its own.
    Refused(String),
}

impl std::fmt::Display for Unpaintable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Size { asked: Extent { w, h } } => {
                write!(f, "{w:.0} by {h:.0} pixels cannot be painted: from 1 to {MOST:.0} can; change the scale")
            }
            Self::Refused(why) => write!(f, "cannot be painted: {why}"),
        }
    }
}

impl std::error::Error for Unpaintable {}

/// The most pixels that are painted: 400 MB of memory.
const MOST: f64 = 100_000_000.0;

/// The points of a PDF to a pixel, of which there are 96 to an inch: 16:9 is 13⅓ by 7½ inches, as slides are.
const POINTS: f32 = 0.75;

/// Draws `view` as PNG, `scale` pixels for each of the page's: 2 makes 2560 by 1440 of 16:9.
///
/// The same view, style and scale give the same bytes.
///
/// # Errors
///
/// More than a hundred million pixels, none, or a scale that is no number.
#[allow(clippy::cast_possible_truncation, reason = "a scale needs no more digits")]
pub fn png(view: &View, style: &Style, scale: f64) -> Result<Painted, Unpaintable> {
    let scene = compose(view, style);
    let tree = set(&scene, style)?;
    let asked = Extent::new(f64::from(tree.size().width()) * scale, f64::from(tree.size().height()) * scale);
    let refused = || Unpaintable::Size { asked };
    // None of these holds of what is no number.
    if !(asked.w * asked.h <= MOST && asked.w >= 1.0 && asked.h >= 1.0) {
        return Err(refused());
    }
    let factor = scale as f32;
    let size = tree.size().to_int_size().scale_by(factor).ok_or_else(refused)?;
    let mut pixmap = Pixmap::new(size.width(), size.height()).ok_or_else(refused)?;
    resvg::render(&tree, Transform::from_scale(factor, factor), &mut pixmap.as_mut());
    let file = pixmap.encode_png().map_err(|error| Unpaintable::Refused(error.to_string()))?;
    Ok(Painted { file, missing: missing(&scene, &style.fonts) })
}

/// Draws `view` as PDF of one page, with text that can be selected and the letters that it needs of each font.
///
/// The same view and style give the same bytes: there is no date in it.
///
/// # Errors
///
/// A font that cannot be put into a PDF.
pub fn pdf(view: &View, style: &Style) -> Result<Painted, Unpaintable> {
    let scene = compose(view, style);
    let tree = set(&scene, style)?;
    let asked = Extent::new(f64::from(tree.size().width()), f64::from(tree.size().height()));
    let size = Size::from_wh(tree.size().width() * POINTS, tree.size().height() * POINTS);
    let size = size.ok_or(Unpaintable::Size { asked })?;
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(scene.title.clone()).description(scene.about.clone()));
    let mut page = document.start_page_with(PageSettings::new(size));
    let mut surface = page.surface();
    let drawn = surface.draw_svg(&tree, size, SvgSettings::default());
    surface.finish();
    page.finish();
    drawn.ok_or_else(|| Unpaintable::Refused("the picture has a part that PDF does not know".to_owned()))?;
    let file = document.finish().map_err(|error| Unpaintable::Refused(format!("{error:?}")))?;
    Ok(Painted { file, missing: missing(&scene, &style.fonts) })
}

#[cfg(test)]
mod tests {
    use resvg::usvg::{Node, Text};

    use super::*;
    use crate::layout::Point;
    use crate::render::font::{Machine, Weight};
    use crate::render::scene::{Anchor, Mark, Run};
    use crate::render::stage::Stages;
    use crate::render::theme::Role;

    const TEXTS: [&str; 16] = [
        "Checkpoint/Restore In Userspace: fi, ffl, AVATAR",
        "Ελληνικά και ο πυρήνας",
        "Контейнеры и ядро Linux",
        "Container şi memorie: ț, ő, ñ, ç, ø",
        "نظام التشغيل والحاويات",
        "اللغة العربية: سيرفر، شبكة، لا إله",
        "קונטיינרים וליבת המערכת",
        "容器编排与内核",
        "コンテナとカーネルの話",
        "컨테이너와 커널 이야기",
        "कंटेनर और कर्नेल की बातें",
        "ประชุมคอนเทนเนอร์",
        "🦀 🐧 👩‍💻 🏳️‍🌈 🇪🇺 👍🏽",
        "CRIU ⇄ Docker ≥ 2.0 → rkt",
        "e\u{301}a\u{308}: decomposed",
        "Podman 容器 نظام CRIU שלום 🦀 mixed",
    ];

    fn scene(text: &str, weight: Weight) -> Scene {
        let run = Run {
            at: Point::new(20.0, 60.0),
            anchor: Anchor::Left,
            size: 40.0,
            weight,
            role: Role::Ink,
            on: Role::Page,
            upwards: false,
            continues: false,
            text: text.to_owned(),
        };
        let page = Extent::new(2000.0, 100.0);
        let marks = vec![Mark { class: "title", note: String::new(), parts: vec![Part::Text(run)] }];
        Scene {
            page,
            shown: page,
            title: String::new(),
            about: String::new(),
            marks,
            logo: None,
            arrangement: None,
            stages: Stages::default(),
        }
    }

    fn texts(nodes: &[Node]) -> Vec<&Text> {
        let each = nodes.iter().flat_map(|node| match node {
            Node::Group(group) => texts(group.children()),
            Node::Text(text) => vec![&**text],
            _ => Vec::new(),
        });
        each.collect()
    }

    #[test]
    fn letters_of_every_script_are_painted_as_wide_as_they_are_measured() {
        let machine = Machine::look();
        for weight in [Weight::Regular, Weight::Bold] {
            for text in TEXTS {
                let mut style = Style::default();
                style.fonts.borrow(&machine, &style.fonts.missing(text, weight));
                let missing = style.fonts.missing(text, weight);
                if !missing.is_empty() {
                    eprintln!("skipped: no font here has {missing:?} of {text}");
                    continue;
                }
                let tree = set(&scene(text, weight), &style).expect("it can be set");
                let texts = texts(tree.root().children());
                let [set] = texts[..] else { panic!("{text} is {} texts", texts.len()) };
                for glyph in set.layouted().iter().flat_map(|span| &span.positioned_glyphs) {
                    assert!(glyph.id.0 > 0, "{text}: no glyph for {:?}", glyph.text);
                }
                let (painted, measured) =
                    (f64::from(set.bounding_box().width()), style.fonts.width(text, weight) * 40.0);
                assert!(painted <= measured * 1.01, "{weight:?} {text}: {painted} painted, {measured} measured");
                assert!(painted >= measured * 0.97, "{weight:?} {text}: {painted} painted, {measured} measured");
            }
        }
    }
}
