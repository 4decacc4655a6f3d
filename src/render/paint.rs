//! Painting: the SVG of a picture as PNG and PDF.
//!
//! Noto Sans is built in, so that what it has letters for looks the same everywhere; other letters are drawn in fonts that
//! somebody names or that the machine has. A letter that no font has is told, never passed over.

use std::collections::BTreeSet;
use std::sync::Arc;

use krilla::Document;
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};
use notosans::{BOLD_TTF, REGULAR_TTF};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};
use skrifa::{FontRef, MetadataProvider};

use super::Style;
use super::scene::{Part, Scene, compose};
use super::svg::write;
use crate::layout::Extent;
use crate::view::View;

/// The fonts to draw letters with: Noto Sans first, then others in the order in which they were added.
#[derive(Debug, Clone)]
pub struct Typefaces(Arc<Database>);

impl Default for Typefaces {
    fn default() -> Self {
        let mut faces = Database::new();
        faces.load_font_data(REGULAR_TTF.to_vec());
        faces.load_font_data(BOLD_TTF.to_vec());
        faces.set_sans_serif_family("Noto Sans");
        Self(Arc::new(faces))
    }
}

impl Typefaces {
    /// Adds the faces of a TrueType or OpenType file or collection; how many it has, 0 if it is none.
    pub fn add(&mut self, font: Vec<u8>) -> usize {
        let before = self.0.len();
        Arc::make_mut(&mut self.0).load_font_data(font);
        self.0.len() - before
    }

    /// A picture with its letters set.
    fn set(&self, scene: &Scene, style: &Style) -> Result<Tree, Unpaintable> {
        let options = Options { fontdb: Arc::clone(&self.0), ..Options::default() };
        Tree::from_str(&write(scene, style), &options).map_err(|error| Unpaintable::Refused(error.to_string()))
    }

    /// The characters of a picture that no face has.
    fn missing(&self, scene: &Scene) -> BTreeSet<char> {
        let runs = scene.marks.iter().flat_map(|mark| &mark.parts).filter_map(|part| match part {
            Part::Text(run) => Some(run.text.chars()),
            Part::Path(_) => None,
        });
        let mut missing: BTreeSet<char> = runs.flatten().filter(|c| !is_unseen(*c)).collect();
        for face in self.0.faces() {
            if missing.is_empty() {
                break;
            }
            self.0.with_face_data(face.id, |data, index| {
                if let Ok(font) = FontRef::from_index(data, index) {
                    let charmap = font.charmap();
                    missing.retain(|c| charmap.map(*c).is_none());
                }
            });
        }
        missing
    }

    /// Adds the fonts that the machine has, which takes a moment.
    pub fn add_system(&mut self) {
        Arc::make_mut(&mut self.0).load_system_fonts();
    }
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
/// The same view, style, scale and fonts give the same bytes.
///
/// # Errors
///
/// More than a hundred million pixels, none, or a scale that is no number.
#[allow(clippy::cast_possible_truncation, reason = "a scale needs no more digits")]
pub fn png(view: &View, style: &Style, scale: f64, typefaces: &Typefaces) -> Result<Painted, Unpaintable> {
    let scene = compose(view, style);
    let tree = typefaces.set(&scene, style)?;
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
    Ok(Painted { file, missing: typefaces.missing(&scene) })
}

/// Draws `view` as PDF of one page, with text that can be selected and the letters that it needs of each font.
///
/// The same view, style and fonts give the same bytes: there is no date in it.
///
/// # Errors
///
/// A font that cannot be put into a PDF.
pub fn pdf(view: &View, style: &Style, typefaces: &Typefaces) -> Result<Painted, Unpaintable> {
    let scene = compose(view, style);
    let tree = typefaces.set(&scene, style)?;
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
    Ok(Painted { file, missing: typefaces.missing(&scene) })
}

/// Whether a character is never seen by itself: it joins others, or says how they are drawn.
fn is_unseen(c: char) -> bool {
    let joins = matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}');
    joins || c.is_whitespace() || c.is_control()
}
