//! Logo: somebody's sign in a corner of the page, as shapes only.

use std::sync::Arc;

use resvg::usvg::{ImageHrefResolver, Indent, Options, Tree, WriteOptions};

use super::font::Fonts;
use crate::layout::Extent;

/// The longest SVG that is read.
const LONGEST: usize = 1 << 20;

/// The share of the page's width that a logo takes at most.
const WIDEST: f64 = 0.3;

/// What all ids begin with.
const PREFIX: &str = "logo-";

/// A corner of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Corner {
    /// Beside the start of the title.
    TopLeft,
    /// Beside the end of the title.
    #[default]
    TopRight,
    /// Beside the start of the caption.
    BottomLeft,
    /// Beside the end of the caption.
    BottomRight,
}

impl Corner {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::TopLeft, Self::TopRight, Self::BottomLeft, Self::BottomRight];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::TopLeft => "top-left",
            Self::TopRight => "top-right",
            Self::BottomLeft => "bottom-left",
            Self::BottomRight => "bottom-right",
        }
    }

    pub(super) fn is_top(self) -> bool {
        matches!(self, Self::TopLeft | Self::TopRight)
    }

    pub(super) fn is_left(self) -> bool {
        matches!(self, Self::TopLeft | Self::BottomLeft)
    }
}

/// A logo.
#[derive(Debug, Clone, PartialEq)]
pub struct Logo {
    /// The corner that it stands in.
    pub corner: Corner,
    /// Its height in pixels of a page of its first size; less where it would be too wide.
    pub height: f64,
    /// What it says to those who cannot see it; empty for an ornament.
    pub title: String,
    /// Its extent in its own units.
    pub(super) own: Extent,
    /// Its shapes, as SVG.
    pub(super) shapes: Arc<str>,
}

impl Logo {
    /// Reads an SVG: its shapes, and its texts as shapes. Nothing else comes through: no script, no link, no reference.
    ///
    /// # Errors
    ///
    /// What is no SVG, longer than a megabyte, or holds or names a raster image; with a hint where there is one.
    pub fn read(svg: &[u8], fonts: &Fonts) -> Result<Self, (String, &'static str)> {
        const HINT: &str = "a logo is an SVG: shapes that are sharp in every size";
        if svg.len() > LONGEST {
            return Err((format!("is longer than {} kB", LONGEST / 1024), HINT));
        }
        let text = std::str::from_utf8(svg).map_err(|_| ("is no SVG".to_owned(), HINT))?;
        let images = std::sync::atomic::AtomicBool::new(false);
        let refuse = || images.store(true, std::sync::atomic::Ordering::Relaxed);
        let options = Options {
            fontdb: fonts.faces(),
            font_resolver: fonts.resolver(),
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(|_, _, _| {
                    refuse();
                    None
                }),
                resolve_string: Box::new(|_, _| {
                    refuse();
                    None
                }),
            },
            ..Options::default()
        };
        let tree = Tree::from_str(text, &options).map_err(|error| (format!("is no SVG: {error}"), HINT))?;
        drop(options);
        if images.into_inner() {
            return Err(("holds or names a raster image".to_owned(), "draw it with shapes only"));
        }
        let own = Extent::new(f64::from(tree.size().width()), f64::from(tree.size().height()));
        let written = tree.to_string(&WriteOptions {
            id_prefix: Some(PREFIX.to_owned()),
            coordinates_precision: 3,
            transforms_precision: 5,
            indent: Indent::None,
            ..WriteOptions::default()
        });
        // Inside of the outermost element, which is written anew for the place where it stands.
        let inside = written.split_once('>').and_then(|(_, rest)| rest.rsplit_once("</svg>"));
        let shapes = inside.map_or("", |(shapes, _)| shapes).into();
        Ok(Self { corner: Corner::default(), height: 40.0, title: String::new(), own, shapes })
    }

    /// The same logo as the `nth` of several on a page for browsers, where no two things may have one id.
    #[must_use]
    pub fn nth(mut self, nth: usize) -> Self {
        self.shapes = self.shapes.replace(PREFIX, &format!("{PREFIX}{nth}-")).into();
        self
    }

    /// Its extent on a page of that width.
    pub(super) fn extent(&self, page: f64) -> Extent {
        let factor = (self.height / self.own.h).min(page * WIDEST / self.own.w);
        Extent::new(self.own.w * factor, self.own.h * factor)
    }
}
