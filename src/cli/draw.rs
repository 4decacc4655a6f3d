//! Commands that draw: one picture, or all saved queries.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::args::{Animate, Draw, Letters, Look, Run, SCALE, Shared};
use super::command::{entity, parse};
use super::message::Report;
use super::place::{by_engine, by_lock};
use super::workspace::{beside, open, queries, read_text};
use super::{Outcome, Stop};
use crate::complaint::Complaint;
use crate::export::{dot, mermaid, text};
use crate::query::picture::{self, ClusterBy, PictureKind, PictureQuery};
use crate::query::saved::{self, FORMATS, SavedQuery, is_theme_file};
use crate::query::{Query, Years};
use crate::render::font::{Fonts, Machine};
use crate::render::logo::Logo;
use crate::render::paint::{self, Painted, Unpaintable};
use crate::render::scene::compose;
use crate::render::theme::Theme;
use crate::render::theme::file as theme_file;
use crate::render::{Build, Size, Style, svg};
use crate::source::load::{reason, shown};
use crate::text::kebab;
use crate::view::{Direction, View};
use crate::workspace::Workspace;

pub(super) fn draw(shared: &Shared, command: &Draw, out: &mut dyn Write, report: &mut Report) -> Result<Outcome, Stop> {
    let workspace = open(shared, report)?;
    let query = picture_query(workspace, command)?;
    let view = match picture::view(workspace, &query) {
        Ok(view) => view,
        Err(nothing) => {
            return Err(Stop::Unknown(Complaint::error("", nothing.cause).hint(nothing.hint)));
        }
    };
    let targets = targets(command, &query, workspace)?;
    let mut easel = Easel::new(&command.letters)?;
    let mut style = easel.style(&command.look, report).map_err(Stop::Complaints)?;
    if let Some(engine) = &command.engine {
        style.places = by_engine(engine, &view, &style)?;
    }
    if let Some(lock) = &command.lock {
        style.places = by_lock(lock, &view, &style).map_err(Stop::Complaints)?;
    }
    let frames = match command.animate {
        None => vec![(None, Build::Whole)],
        Some(how) => frames(how, &view, &style, &targets)?,
    };
    for (format, target) in targets {
        for (frame, build) in &frames {
            style.build = *build;
            let picture = easel.write(&view, &format, &style, command.look.scale);
            let picture = picture.map_err(|cause| Complaint::error("", cause))?;
            match &target {
                None => out.write_all(&picture)?,
                Some(path) => {
                    let path = frame.as_ref().map_or_else(|| path.clone(), |number| numbered(path, number));
                    save(&path, &picture)?;
                    writeln!(out, "{}", shown(&path))?;
                }
            }
        }
    }
    report.add(easel.missing());
    Ok(Outcome::Done)
}

/// The number of each file that a picture is built up in, if there are several, and how far it is built up there.
fn frames(
    how: Animate,
    view: &View,
    style: &Style,
    targets: &[(String, Option<PathBuf>)],
) -> Result<Vec<(Option<String>, Build)>, Complaint> {
    let stages = compose(view, style).stages.labels.len();
    if stages < 2 {
        let cause = format!("{} has no two editions to build it up by", view.figure.name());
        return Err(Complaint::error("", cause).hint("leave --animate out, or widen --years"));
    }
    let moves =
        |format: &String| if how == Animate::Svg { format == "svg" } else { MADE_OF_MARKS.contains(&format.as_str()) };
    if let Some((format, _)) = targets.iter().find(|(format, _)| !moves(format)) {
        let cause = format!("`{format}` cannot show how a picture builds up");
        return Err(Complaint::error("", cause).hint("--animate writes svg, --animate=frames svg, png and pdf"));
    }
    if how == Animate::Svg {
        return Ok(vec![(None, Build::Moving)]);
    }
    if targets.iter().any(|(_, target)| target.is_none()) {
        return Err(Complaint::error("", "standard output takes one picture").hint("give a file name with --out"));
    }
    let width = stages.to_string().len().max(2);
    Ok((0..stages).map(|stage| (Some(format!("{:0width$}", stage + 1)), Build::UpTo(stage))).collect())
}

/// The formats that pictures are drawn in here, mark by mark.
const MADE_OF_MARKS: [&str; 3] = ["svg", "png", "pdf"];

/// `picture-01.svg` of `picture.svg`.
fn numbered(path: &Path, number: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map(|extension| format!(".{}", extension.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}-{number}{extension}"))
}

fn picture_query(workspace: &Workspace, command: &Draw) -> Result<PictureQuery, Stop> {
    let mut focus = Vec::new();
    for name in command.focus.iter().filter(|name| !name.trim().is_empty()) {
        focus.push(entity(workspace, name.trim())?);
    }
    let years = match &command.years {
        None => Years::ALL,
        Some(text) => Years::parse(text)
            .ok_or_else(|| Complaint::error("", format!("`{text}` are no years")).hint("write 2016 or 2016..2023"))?,
    };
    let kind = PictureKind::of_name(&command.kind)
        .ok_or_else(|| Complaint::error("", format!("unknown kind of picture `{}`", command.kind)))?;
    Ok(PictureQuery {
        kind,
        title: command.title.clone(),
        focus,
        condition: command.condition.as_deref().map_or(Ok(Query::everything()), |text| parse(workspace, text))?,
        years,
        min_talks: command.min_talks,
        limit: command.limit,
        periods: command.periods,
        cluster: command.cluster.as_deref().and_then(ClusterBy::of_name),
        direction: command.direction.as_deref().and_then(Direction::of_name),
    })
}

/// Which format goes where; no path is standard output.
fn targets(
    command: &Draw,
    query: &PictureQuery,
    workspace: &Workspace,
) -> Result<Vec<(String, Option<PathBuf>)>, Stop> {
    let extension = command.out.as_deref().and_then(Path::extension).and_then(|extension| extension.to_str());
    let mut formats = command.formats.clone();
    formats.dedup();
    if formats.is_empty() {
        if let Some(extension) = extension.filter(|extension| !FORMATS.contains(extension)) {
            let complaint = Complaint::error("", format!("pictures are not written as `{extension}`"));
            return Err(complaint
                .hint(format!("formats are {}; --formats takes any file name", FORMATS.join(", ")))
                .into());
        }
        formats.push(extension.unwrap_or("svg").to_owned());
    }
    let extension = extension.filter(|extension| FORMATS.contains(extension));
    let Some(path) = &command.out else {
        let name = query.focus.first().map(|entity| workspace.gazetteer.entity(*entity).id.to_string());
        let name = name.map_or_else(|| query.kind.name().to_owned(), |name| format!("{}-{name}", query.kind.name()));
        let name = kebab(&name);
        return Ok(formats.into_iter().map(|f| (f.clone(), Some(PathBuf::from(format!("{name}.{f}"))))).collect());
    };
    if path == Path::new("-") {
        let [format] = formats.as_slice() else {
            let complaint = Complaint::error("", "standard output takes one format");
            return Err(complaint.hint("give one with --formats, or a file name with --out").into());
        };
        return Ok(vec![(format.clone(), None)]);
    }
    if let ([format], true) = (formats.as_slice(), path.extension().is_some()) {
        return Ok(vec![(format.clone(), Some(path.clone()))]);
    }
    let stem = if extension.is_some() { path.with_extension("") } else { path.clone() };
    let named = |format: &String| {
        let mut name = stem.clone().into_os_string();
        name.push(format!(".{format}"));
        (format.clone(), Some(PathBuf::from(name)))
    };
    Ok(formats.iter().map(named).collect())
}

pub(super) fn run(shared: &Shared, command: &Run, out: &mut dyn Write, report: &mut Report) -> Result<Outcome, Stop> {
    let workspace = open(shared, report)?;
    let files = queries(shared, &command.files, report);
    if files.is_empty() {
        let complaint = Complaint::error(shown(&beside(&shared.data(), "queries")), "there is no saved query");
        return Err(Stop::Unknown(complaint.hint("write one, or let `hallway init DIR` show how")));
    }
    let folder = command.out.clone().unwrap_or_else(|| beside(&shared.data(), "out"));
    let mut drawn: Vec<(Option<PathBuf>, SavedQuery)> = Vec::new();
    drawn.extend(read_queries(workspace, &files, report).into_iter().map(|(file, query)| (Some(file), query)));
    // Entities have the colours that they have when everything is drawn; what is wrong with the others is for then.
    let others = queries(shared, &[], &mut Report::default());
    let is_other = |file: &PathBuf| !command.files.is_empty() && !files.contains(file);
    let others: Vec<PathBuf> = others.into_iter().filter(is_other).collect();
    let others = read_queries(workspace, &others, &mut Report::default()).into_iter().map(|(_, query)| (None, query));
    drawn.extend(others.filter(|(_, query)| query.picture.kind.is_coloured()));
    drawn.sort_by(|a, b| a.1.name.cmp(&b.1.name));

    let mut wrong = Vec::new();
    let (mut targets, mut views) = (Vec::new(), Vec::new());
    for (file, query) in drawn {
        match (picture::view(workspace, &query.picture), &file) {
            (Ok(view), _) => {
                views.push(view);
                targets.push((file, query));
            }
            (Err(nothing), Some(file)) => wrong.push(Complaint::error(shown(file), nothing.cause).hint(nothing.hint)),
            (Err(_), None) => {}
        }
    }
    picture::agree(&mut views);
    let mut easel = Easel::new(&command.letters)?;
    for ((file, query), view) in targets.iter().zip(&views) {
        let Some(file) = file else { continue };
        let scale = query.scale.unwrap_or(SCALE);
        let look = Look { theme: theme_of(query, file), size: query.size.clone(), transparent: false, scale };
        let mut style = match easel.style(&look, report) {
            Ok(style) => style,
            Err(complaints) => {
                wrong.extend(complaints);
                continue;
            }
        };
        if let Some(lock) = &query.lock {
            let lock = file.parent().unwrap_or(Path::new("")).join(lock);
            match by_lock(&lock, view, &style) {
                Ok(places) => style.places = places,
                Err(complaints) => {
                    wrong.extend(complaints);
                    continue;
                }
            }
        }
        for format in &query.formats {
            let path = folder.join(format!("{}.{format}", query.name));
            match easel.write(view, format, &style, scale) {
                Ok(picture) => {
                    save(&path, &picture)?;
                    writeln!(out, "{}", shown(&path))?;
                }
                Err(cause) => wrong.push(Complaint::error(shown(file), cause)),
            }
        }
    }
    report.add(wrong);
    report.add(easel.missing());
    Ok(Outcome::Done)
}

/// Reads saved queries; what is wrong with one is complained about and leaves it out.
pub(super) fn read_queries(
    workspace: &Workspace,
    files: &[PathBuf],
    report: &mut Report,
) -> Vec<(PathBuf, SavedQuery)> {
    let mut read = Vec::new();
    for file in files {
        match read_text(file) {
            Ok(text) => match saved::read(&shown(file), &text, &workspace.gazetteer) {
                Ok(query) => read.push((file.clone(), query)),
                Err(complaints) => report.add(complaints),
            },
            Err(error) => {
                report.add(vec![Complaint::error(shown(file), format!("cannot be read: {}", reason(&error)))]);
            }
        }
    }
    read
}

/// The theme of a saved query: a name, or a file beside the query.
fn theme_of(query: &SavedQuery, file: &Path) -> String {
    if is_theme_file(&query.theme) { shown(&file.with_file_name(&query.theme)) } else { query.theme.clone() }
}

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
struct Easel {
    fonts: Fonts,
    /// The machine's fonts, which are looked through once a letter asks for them; not where somebody names fonts.
    machine: Option<Machine>,
    may_search: bool,
    /// Theme files that were read.
    themes: BTreeMap<String, Style>,
    missing: BTreeSet<char>,
}

impl Easel {
    fn new(letters: &Letters) -> Result<Self, Complaint> {
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
    fn style(&mut self, look: &Look, report: &mut Report) -> Result<Style, Vec<Complaint>> {
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
    fn write(&mut self, view: &View, format: &str, style: &Style, scale: f64) -> Result<Vec<u8>, String> {
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
    fn missing(&self) -> Vec<Complaint> {
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

/// Writes a file whole or not at all: a write that fails leaves the old one.
pub(super) fn save(path: &Path, content: &[u8]) -> Result<(), Complaint> {
    let fail = |error: &io::Error| Complaint::error(shown(path), format!("cannot be written: {}", reason(error)));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| fail(&error))?;
    let mut file = temporary(folder).map_err(|error| fail(&error))?;
    file.write_all(content).map_err(|error| fail(&error))?;
    if let Ok(old) = fs::metadata(path) {
        file.as_file().set_permissions(old.permissions()).map_err(|error| fail(&error))?;
    }
    file.persist(path).map_err(|error| fail(&error.error))?;
    Ok(())
}

/// A temporary file with the rights that a new file gets, which are more than a temporary one's.
#[cfg(unix)]
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let rights = fs::Permissions::from_mode(0o666);
    tempfile::Builder::new().prefix(".hallway-").permissions(rights).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".hallway-").tempfile_in(folder)
}
