//! `deck`: saved queries as the slides of a talk.

use std::io::Write;
use std::path::PathBuf;

use super::args::{Deck as Arguments, Look, Shared};
use super::easel::Easel;
use super::message::Report;
use super::run::drawn;
use super::workspace::{open, save};
use super::{Outcome, Stop};
use crate::complaint::Complaint;
use crate::export::deck::{Deck, Form, Slide, deck as written};
use crate::query::picture;
use crate::source::load::shown;
use crate::text::count;
use crate::workspace::Workspace;

pub(super) fn deck(
    shared: &Shared,
    command: &Arguments,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let folder = command.out.with_extension("");
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let form = match command.out.extension().and_then(|extension| extension.to_str()) {
        Some("html" | "htm") => Form::Html,
        Some("md") => Form::Marp { folder: &name },
        _ => {
            let complaint = Complaint::error(shown(&command.out), "a deck is one page or Markdown");
            return Err(complaint.hint("name it deck.html, or deck.md for Marp").into());
        }
    };
    let workspace = open(shared, report)?;
    let mut drawn = drawn(shared, workspace, &command.files, report)?;
    // A talk goes in the order in which its pictures were named.
    drawn.sort_by_key(|drawn| command.files.iter().position(|file| *file == drawn.file));
    if drawn.is_empty() {
        return Ok(Outcome::NothingFound);
    }
    let mut easel = Easel::new(&command.letters)?;
    let mut slides = Vec::new();
    for drawn in drawn {
        let Look { theme, size, scale, .. } = drawn.look();
        let theme = command.theme.clone().unwrap_or(theme);
        let look = Look { theme, size: command.size.clone().unwrap_or(size), transparent: command.transparent, scale };
        match drawn.style(&look, &mut easel, report) {
            Ok(style) => slides.push(Slide { style, name: drawn.query.name, view: drawn.view }),
            Err(complaints) => report.add(complaints),
        }
    }
    let deck = Deck {
        title: command.title.clone().unwrap_or_else(|| "Between the talks".to_owned()),
        about: about(workspace, slides.len()),
        slides,
        mermaid: command.mermaid,
    };
    let files = written(&deck, form);
    // The deck comes last, so that what it shows is there.
    let pictures = files.pictures.iter().map(|(name, picture)| (folder.join(name), picture));
    let all: Vec<(PathBuf, &String)> = pictures.chain([(command.out.clone(), &files.deck)]).collect();
    for (path, text) in all {
        save(&path, text.as_bytes())?;
        writeln!(out, "{}", shown(&path))?;
    }
    Ok(Outcome::Done)
}

/// What the pictures are of, and how many there are.
fn about(workspace: &Workspace, pictures: usize) -> String {
    let talks = workspace.corpus.editions().into_values().sum();
    let pictures = count(pictures, "picture");
    match picture::covered(workspace) {
        editions if editions.is_empty() => pictures,
        editions => format!("{} of {editions} in {pictures}", count(talks, "talk")),
    }
}
