//! Saved queries: what they show, and `run`, which writes it.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::{Look, Run, SCALE, Shared};
use super::easel::Easel;
use super::message::Report;
use super::place::by_lock;
use super::workspace::{beside, open, queries, save};
use super::{Outcome, Stop};
use crate::complaint::Complaint;
use crate::query::picture;
use crate::query::saved::{self, SavedQuery, is_theme_file};
use crate::render::Style;
use crate::source::load::{read_text, reason, shown};
use crate::view::View;
use crate::workspace::Workspace;

pub(super) fn run(shared: &Shared, command: &Run, out: &mut dyn Write, report: &mut Report) -> Result<Outcome, Stop> {
    let workspace = open(shared, report)?;
    let folder = command.out.clone().unwrap_or_else(|| beside(&shared.data(), "out"));
    let mut easel = Easel::new(&command.letters)?;
    for drawn in drawn(shared, workspace, &command.files, report)? {
        let style = match drawn.style(&drawn.look(), &mut easel, report) {
            Ok(style) => style,
            Err(complaints) => {
                report.add(complaints);
                continue;
            }
        };
        let scale = drawn.query.scale.unwrap_or(SCALE);
        for format in &drawn.query.formats {
            let path = folder.join(format!("{}.{format}", drawn.query.name));
            match easel.write(&drawn.view, format, &style, scale) {
                Ok(picture) => {
                    save(&path, &picture)?;
                    writeln!(out, "{}", shown(&path))?;
                }
                Err(cause) => report.add(vec![Complaint::error(shown(&drawn.file), cause)]),
            }
        }
    }
    report.add(easel.missing());
    Ok(Outcome::Done)
}

/// A saved query and what it shows.
pub(super) struct Drawn {
    pub(super) file: PathBuf,
    pub(super) query: SavedQuery,
    pub(super) view: View,
}

impl Drawn {
    /// The look that the query says.
    pub(super) fn look(&self) -> Look {
        Look {
            theme: theme_of(&self.query, &self.file),
            size: self.query.size.clone(),
            transparent: false,
            scale: self.query.scale.unwrap_or(SCALE),
        }
    }

    /// How it is drawn in that look; what its lock does not know is written into it.
    pub(super) fn style(&self, look: &Look, easel: &mut Easel, report: &mut Report) -> Result<Style, Vec<Complaint>> {
        let mut style = easel.style(look, report)?;
        if let Some(lock) = &self.query.lock {
            style.places = by_lock(&self.file.with_file_name(lock), &self.view, &style)?;
        }
        Ok(style)
    }
}

/// What saved queries show, by their names; what cannot be drawn is complained about.
pub(super) fn drawn(
    shared: &Shared,
    workspace: &Workspace,
    named: &[PathBuf],
    report: &mut Report,
) -> Result<Vec<Drawn>, Stop> {
    let files = queries(shared, named, report);
    if files.is_empty() {
        let complaint = Complaint::error(shown(&beside(&shared.data(), "queries")), "there is no saved query");
        return Err(Stop::Unknown(complaint.hint("write one, or let `hallway init DIR` show how")));
    }
    let mut read: Vec<(Option<PathBuf>, SavedQuery)> = Vec::new();
    read.extend(read_queries(workspace, &files, report).into_iter().map(|(file, query)| (Some(file), query)));
    // Entities have the colours that they have when everything is drawn; what is wrong with the others is for then.
    let others = queries(shared, &[], &mut Report::default());
    let is_other = |file: &PathBuf| !named.is_empty() && !files.contains(file);
    let others: Vec<PathBuf> = others.into_iter().filter(is_other).collect();
    let others = read_queries(workspace, &others, &mut Report::default()).into_iter().map(|(_, query)| (None, query));
    read.extend(others.filter(|(_, query)| query.picture.kind.is_coloured()));
    read.sort_by(|a, b| a.1.name.cmp(&b.1.name));

    let mut wrong = Vec::new();
    let (mut targets, mut views) = (Vec::new(), Vec::new());
    for (file, query) in read {
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
    report.add(wrong);
    let wanted = targets.into_iter().zip(views);
    Ok(wanted.filter_map(|((file, query), view)| Some(Drawn { file: file?, query, view })).collect())
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
pub(super) fn theme_of(query: &SavedQuery, file: &Path) -> String {
    if is_theme_file(&query.theme) { shown(&file.with_file_name(&query.theme)) } else { query.theme.clone() }
}
