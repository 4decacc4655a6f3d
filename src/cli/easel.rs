//! Easel: the themes and fonts that pictures are drawn with, and the files that they become.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::args::{Letters, Look};
use super::message::Report;
use super::run::theme_of;
use crate::complaint::Complaint;
use crate::export::{dot, mermaid, text};
use crate::query::saved::{SavedQuery, is_theme_file};
use crate::render::font::{Fonts, Machine};
use crate::render::logo::Logo;
use crate::render::paint::{self, Painted, Unpaintable};
use crate::render::scene::compose;
use crate::render::theme::Theme;
use crate::render::theme::file as theme_file;
use crate::render::{Size, Style, svg};
use crate::source::load::{read_text, reason, shown};
use crate::view::View;

/// Complaints about the theme files of saved queries.
pub(super) fn check_themes(queries: &[(PathBuf, SavedQuery)], report: &mut Report) {
    let files: BTreeSet<String> = queries.iter().map(|(file, query)| theme_of(query, file)).collect();
    for theme in files.into_iter().filter(|theme| is_theme_file(theme)) {
        match read_theme(Path::new(&theme), &Fonts::default()) {
            Ok((_, warnings)) => report.add(warnings),
            Err(complaints) => report.add(complaints),
        }
    }
}

/// Reads a theme file, and the fonts and the logo that it names; `fonts` are asked after its own.
fn read_theme(path: &Path, fonts: &Fonts) -> Result<(Style, Vec<Complaint>), Vec<Complaint>> {
    let unread = |error: &io::Error| Complaint::error(shown(path), format!("cannot be read: {}", reason(error)));
    let text = read_text(path).map_err(|error| vec![unread(&error)])?;
    let read = theme_file::read(&shown(path), &text)?;
    let mut wrong = Vec::new();
    let mut beside = |named: &theme_file::Named,
                      take: &mut dyn FnMut(Vec<u8>) -> Result<(), (String, &'static str)>| {
        let complain =
            |cause: String| Complaint::error(shown(path), format!("{} {cause}", named.file)).at(&text, named.span);
        match fs::read(path.with_file_name(&named.file)) {
            Err(error) => wrong.push(complain(format!("cannot be read: {}", reason(&error)))),
            Ok(data) => {
                if let Err((cause, hint)) = take(data) {
                    wrong.push(complain(cause).hint(hint));
                }
            }
        }
    };
    let mut style = Style { theme: read.theme, fonts: fonts.clone(), ..Style::default() };
    for font in &read.fonts {
        beside(font, &mut |data| match style.fonts.lead_with(data) {
            0 => Err(("is no font".to_owned(), NO_FONT)),
            _ => Ok(()),
        });
    }
    if let Some(said) = &read.logo {
        beside(&said.named, &mut |data| {
            let mut logo = Logo::read(&data, &style.fonts)?;
            (logo.corner, logo.height, logo.title) = (said.corner, said.height, said.title.clone());
            style.logo = Some(logo);
            Ok(())
        });
    }
    if wrong.is_empty() { Ok((style, read.warnings)) } else { Err(wrong) }
}

const NO_FONT: &str = "fonts are TrueType or OpenType files";

/// What pictures are drawn with, and what that lacked.
pub(super) struct Easel {
    fonts: Fonts,
    /// The machine's fonts, which are looked through once a letter asks for them; not where somebody names fonts.
    machine: Option<Machine>,
    may_search: bool,
    /// Theme files that were read.
    themes: BTreeMap<String, Style>,
    missing: BTreeSet<char>,
}

impl Easel {
    pub(super) fn new(letters: &Letters) -> Result<Self, Complaint> {
        let mut fonts = Fonts::default();
        for file in &letters.fonts {
            let data = fs::read(file)
                .map_err(|error| Complaint::error(shown(file), format!("cannot be read: {}", reason(&error))))?;
            if fonts.add(data) == 0 {
                return Err(Complaint::error(shown(file), "is no font").hint(NO_FONT));
            }
        }
        let may_search = letters.fonts.is_empty();
        Ok(Self { fonts, machine: None, may_search, themes: BTreeMap::new(), missing: BTreeSet::new() })
    }

    /// How pictures of that look are drawn; what is doubtful in a theme file goes into `report`.
    pub(super) fn style(&mut self, look: &Look, report: &mut Report) -> Result<Style, Vec<Complaint>> {
        let mut style = if let Some(theme) = Theme::named(&look.theme) {
            Style { theme, fonts: self.fonts.clone(), ..Style::default() }
        } else if let Some(style) = self.themes.get(&look.theme) {
            style.clone()
        } else {
            let (style, warnings) = read_theme(Path::new(&look.theme), &self.fonts)?;
            report.add(warnings);
            self.themes.insert(look.theme.clone(), style.clone());
            style
        };
        style.size = match look.size.as_str() {
            "4:3" => Size::Standard,
            "1:1" => Size::Square,
            "a4" => Size::A4,
            "content" => Size::Content,
            _ => Size::Wide,
        };
        style.transparent = look.transparent;
        Ok(style)
    }

    /// The view in a format; `scale` is that of a PNG.
    pub(super) fn write(&mut self, view: &View, format: &str, style: &Style, scale: f64) -> Result<Vec<u8>, String> {
        match format {
            "dot" => dot(view, compose(view, style).arrangement.as_ref())
                .map(String::into_bytes)
                .map_err(|error| error.to_string()),
            "mmd" => mermaid(view).map(String::into_bytes).map_err(|error| error.to_string()),
            "txt" => Ok(text(view).into_bytes()),
            "png" => self.paint(style, |style| paint::png(view, style, scale)),
            "pdf" => self.paint(style, |style| paint::pdf(view, style)),
            _ => Ok(svg(view, style).into_bytes()),
        }
    }

    fn paint(
        &mut self,
        style: &Style,
        paint: impl Fn(&Style) -> Result<Painted, Unpaintable>,
    ) -> Result<Vec<u8>, String> {
        let mut painted = paint(style).map_err(|error| error.to_string())?;
        if !painted.missing.is_empty() && self.may_search {
            let mut style = style.clone();
            style.fonts.borrow(self.machine.get_or_insert_with(Machine::look), &painted.missing);
            painted = paint(&style).map_err(|error| error.to_string())?;
        }
        self.missing.append(&mut painted.missing);
        Ok(painted.file)
    }

    /// What no font had.
    pub(super) fn missing(&self) -> Vec<Complaint> {
        if self.missing.is_empty() {
            return Vec::new();
        }
        let mut told: Vec<String> =
            self.missing.iter().take(8).map(|c| format!("`{c}` (U+{:04X})", u32::from(*c))).collect();
        if self.missing.len() > told.len() {
            told.push(format!("and {} more", self.missing.len() - told.len()));
        }
        let cause = format!("no font has {}; they show as empty boxes", told.join(", "));
        vec![Complaint::warning("", cause).hint("name a font that has them with `--font FILE`")]
    }
}
