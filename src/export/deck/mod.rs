//! Decks: pictures as the slides of a talk, with what there is to say about them as notes.
//!
//! Nothing that a picture holds breaks out of its slide, its notes or its file's name.

mod html;
mod marp;

use std::collections::BTreeSet;

use super::mermaid;
use super::text::{self, Said};
use crate::render::theme::Theme;
use crate::render::{Size, Style, svg};
use crate::text::kebab;
use crate::view::message::flat;
use crate::view::{View, message};

/// What is shown, slide by slide, after a first one with the title.
#[derive(Debug, Clone)]
pub struct Deck {
    /// What the talk is called.
    pub title: String,
    /// What the pictures are of.
    pub about: String,
    /// The pictures.
    pub slides: Vec<Slide>,
    /// Whether the source for Mermaid is written where a picture has one.
    pub mermaid: bool,
}

/// A picture that fills a slide.
#[derive(Debug, Clone)]
pub struct Slide {
    /// What it is called in links and among files; the deck makes several of one name differ.
    pub name: String,
    /// What it shows.
    pub view: View,
    /// How it looks.
    pub style: Style,
}

/// The format of a deck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form<'a> {
    /// One page for browsers that needs nothing beside it.
    Html,
    /// Markdown for Marp, with the pictures in a folder of this name beside it.
    Marp {
        /// The folder.
        folder: &'a str,
    },
}

/// A deck as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The deck itself.
    pub deck: String,
    /// The pictures for its folder, by file name.
    pub pictures: Vec<(String, String)>,
}

/// Writes a deck.
///
/// ```
/// use hallway::export::deck::{Deck, Form, deck};
///
/// let empty = Deck { title: "What comes back".into(), about: String::new(), slides: Vec::new(), mermaid: false };
/// assert!(deck(&empty, Form::Html).deck.contains("<h1>What comes back</h1>"));
/// assert!(deck(&empty, Form::Marp { folder: "pictures" }).deck.contains("\n# What comes back\n"));
/// ```
pub fn deck(deck: &Deck, form: Form<'_>) -> Files {
    let shown = deck.shown();
    match form {
        Form::Html => Files { deck: html::write(deck, &shown), pictures: Vec::new() },
        Form::Marp { folder } => Files {
            deck: marp::write(deck, &shown, folder),
            pictures: shown.into_iter().map(|shown| (shown.file(), shown.picture)).collect(),
        },
    }
}

/// How much of a picture's outline stands in its notes: parts, what they show, and its evidence.
const TOLD: [usize; 3] = [8, 6, 3];

/// A slide with all that is written of it.
struct Shown {
    /// Its name in links, unique in the deck.
    id: String,
    title: String,
    /// What stands for the picture where it cannot be seen.
    message: String,
    caption: String,
    notes: Said,
    picture: String,
    mermaid: Option<String>,
    style: Style,
}

impl Shown {
    fn file(&self) -> String {
        format!("{}.svg", self.id)
    }
}

/// The name of the slide with the title.
const START: &str = "start";

impl Deck {
    fn shown(&self) -> Vec<Shown> {
        let mut taken = BTreeSet::from([START.to_owned()]);
        let shown = self.slides.iter().enumerate().map(|(nth, Slide { name, view, style })| {
            let name = kebab(name);
            let numbered = (2..).map(|number| format!("{name}-{number}"));
            let id = std::iter::once(name.clone()).chain(numbered).find(|id| taken.insert(id.clone()));
            let title = flat(&view.title);
            let mermaid = if self.mermaid { mermaid(view).ok() } else { None };
            Shown {
                id: id.unwrap_or_default(),
                title: if title.is_empty() { name.clone() } else { title },
                message: message(view),
                caption: text::caption(view),
                notes: Said::default().over(text::outline(view)).capped(&TOLD),
                picture: svg(view, &Style { logo: style.logo.clone().map(|logo| logo.nth(nth)), ..style.clone() }),
                mermaid,
                style: style.clone(),
            }
        });
        shown.collect()
    }

    /// The colours of the slide with the title: those that follow.
    fn theme(&self) -> Theme {
        self.slides.first().map_or_else(Theme::default, |slide| slide.style.theme.clone())
    }

    /// The page that all slides have, else that of most screens.
    fn page(&self) -> Size {
        let mut sizes = self.slides.iter().map(|slide| slide.style.size);
        let first = sizes.next().unwrap_or_default();
        if sizes.all(|size| size == first) { first } else { Size::default() }
    }
}
