//! Render: a view becomes marks on a page, and the marks become a file.

mod alluvial;
mod chart;
pub mod colour;
mod course;
pub mod font;
mod graph;
pub mod kept;
mod lineage;
pub mod logo;
mod motion;
pub mod paint;
pub mod scene;
pub mod stage;
mod strategic;
mod stream;
pub mod svg;
pub mod theme;

pub(crate) use graph::shorten;
pub use svg::svg;

use font::Fonts;
use kept::Kept;
use logo::Logo;
use theme::Theme;

use crate::layout::{Extent, Placed};

/// How a picture looks, whatever it shows.
#[derive(Debug, Clone, Default)]
pub struct Style {
    /// The colours.
    pub theme: Theme,
    /// What letters are measured and painted with.
    pub fonts: Fonts,
    /// What stands in a corner.
    pub logo: Option<Logo>,
    /// The page.
    pub size: Size,
    /// Whether the page is left unpainted.
    pub transparent: bool,
    /// Who puts the boxes of a graph where.
    pub places: Places,
    /// How far the picture is built up.
    pub build: Build,
}

/// How far a picture that shows editions is built up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Build {
    /// All of it is there.
    #[default]
    Whole,
    /// What is there up to this edition, counted from 0.
    UpTo(usize),
    /// It builds up while one looks, where SVG moves (SMIL); elsewhere all of it is there.
    Moving,
}

impl Build {
    /// Whether what an edition is called is to be seen at some time.
    fn shows(self, stage: usize) -> bool {
        match self {
            Self::Whole => false,
            Self::UpTo(last) => stage == last,
            Self::Moving => true,
        }
    }
}

/// Who puts the boxes of a graph where.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Places {
    /// This library, as it finds best.
    #[default]
    Own,
    /// An earlier picture, where it has them. In layered graphs and around frames this library does.
    Kept(Kept),
    /// Another program, which has put them there.
    Given(Placed),
}

/// The page a picture is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// 16:9, 1280 by 720.
    #[default]
    Wide,
    /// 4:3, 960 by 720.
    Standard,
    /// 720 by 720.
    Square,
    /// A4 across, at 96 pixels to an inch: 1122.52 by 793.7.
    A4,
    /// As large as what is drawn.
    Content,
}

impl Size {
    /// Width and height in pixels; for [`Size::Content`] those that the content is first fitted to.
    pub fn extent(self) -> Extent {
        match self {
            Self::Wide | Self::Content => Extent::new(1280.0, 720.0),
            Self::Standard => Extent::new(960.0, 720.0),
            Self::Square => Extent::new(720.0, 720.0),
            Self::A4 => Extent::new(1122.52, 793.7),
        }
    }
}
