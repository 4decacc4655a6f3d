//! `draw`: one picture.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::{Animate, Draw, Shared};
use super::command::{entity, parse};
use super::easel::Easel;
use super::message::Report;
use super::place::{by_engine, by_lock};
use super::workspace::{open, save};
use super::{Outcome, Stop};
use crate::complaint::Complaint;
use crate::query::picture::{self, ClusterBy, PictureKind, PictureQuery};
use crate::query::saved::FORMATS;
use crate::query::{Query, Years};
use crate::render::scene::compose;
use crate::render::{Build, Style};
use crate::source::load::shown;
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
    // Who writes `x.svg` means a file.
    let names_file = |path: &Path| FORMATS.iter().any(|format| path.extension().is_some_and(|other| other == *format));
    let is_folder =
        |path: &Path| path.as_os_str().as_encoded_bytes().ends_with(b"/") || (path.is_dir() && !names_file(path));
    let (folder, file) = match command.out.as_deref() {
        None => (Path::new(""), None),
        Some(path) if is_folder(path) => (path, None),
        Some(path) => (Path::new(""), Some(path)),
    };
    let extension = file.and_then(Path::extension).and_then(|extension| extension.to_str());
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
    let Some(path) = file else {
        let name = query.focus.first().map(|entity| workspace.gazetteer.entity(*entity).id.to_string());
        let name = name.map_or_else(|| query.kind.name().to_owned(), |name| format!("{}-{name}", query.kind.name()));
        let name = kebab(&name);
        return Ok(formats.into_iter().map(|f| (f.clone(), Some(folder.join(format!("{name}.{f}"))))).collect());
    };
    if path == Path::new("-") {
        let [format] = formats.as_slice() else {
            let complaint = Complaint::error("", "standard output takes one format");
            return Err(complaint.hint("give one with --formats, or a file name with --out").into());
        };
        return Ok(vec![(format.clone(), None)]);
    }
    if let ([format], true) = (formats.as_slice(), path.extension().is_some()) {
        return Ok(vec![(format.clone(), Some(path.to_owned()))]);
    }
    let stem = if extension.is_some() { path.with_extension("") } else { path.to_owned() };
    let named = |format: &String| {
        let mut name = stem.clone().into_os_string();
        name.push(format!(".{format}"));
        (format.clone(), Some(PathBuf::from(name)))
    };
    Ok(formats.iter().map(named).collect())
}
