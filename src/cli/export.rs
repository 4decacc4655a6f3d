//! `export`: the graph, or a part of it, for other programs.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::{self, Export, Shared};
use super::command::parse;
use super::message::Report;
use super::run::drawn;
use super::workspace::{open, queries, save};
use super::{Outcome, Stop};
use crate::complaint::{Complaint, did_you_mean};
use crate::export::graph::{self, Beside, Format, Written};
use crate::measure::cooccurrence::Measure;
use crate::query::subgraph::{Level, Subgraph, Wish};
use crate::source::load::shown;
use crate::view::View;

pub(super) fn export(
    shared: &Shared,
    command: &Export,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let format = format(command)?;
    let target = target(command, format)?;
    let workspace = open(shared, report)?;
    let query = parse(workspace, &command.query.join(" "))?;
    let wish = Wish {
        level: Level::of_name(&command.level).unwrap_or_default(),
        measure: Measure::of_name(&command.measure).unwrap_or_default(),
        min_talks: command.min_talks,
        evidence: command.evidence,
    };
    let part = Subgraph::of(workspace, &query, wish);
    if part.nodes.is_empty() {
        anstream::eprintln!("there is nothing to export: of {} selected talks none mentions enough", part.talks);
        return Ok(Outcome::NothingSaid);
    }
    let mut pictures: Vec<(String, View)> = Vec::new();
    if format == Format::Obsidian && !queries(shared, &[], &mut Report::default()).is_empty() {
        let all = drawn(shared, workspace, &[], report)?;
        pictures.extend(all.into_iter().map(|drawn| (drawn.query.name, drawn.view)));
    }
    let beside = Beside { base: command.base.clone(), pictures: &pictures };
    match (graph::export(&part, format, &beside), target) {
        (Written::File(text), None) => out.write_all(text.as_bytes())?,
        (Written::File(text), Some(path)) => {
            save(&path, text.as_bytes())?;
            writeln!(out, "{}", shown(&path))?;
        }
        (Written::Folder(files), folder) => {
            let folder = folder.unwrap_or_default();
            for (path, text) in files {
                save(&folder.join(path), text.as_bytes())?;
            }
            writeln!(out, "{}", shown(&folder))?;
        }
    }
    Ok(Outcome::Done)
}

/// The format that is named, else that of the file.
fn format(command: &Export) -> Result<Format, Stop> {
    let extension = command.out.as_ref().and_then(|path| path.extension()?.to_str());
    let format = match &command.to {
        Some(name) => args::graph_format(name),
        // A folder of several files is not told by what it is called.
        None => extension.and_then(Format::of_extension),
    };
    let Some(format) = format else {
        let complaint = match &command.out {
            Some(path) if path.as_path() != Path::new("-") => {
                Complaint::error("", format!("`{}` does not tell the format", shown(path)))
            }
            _ => Complaint::error("", "nothing says which format to write"),
        };
        let names = Format::ALL.map(Format::name);
        let close = extension.and_then(|extension| {
            did_you_mean(extension, names.into_iter().chain(Format::ALL.into_iter().filter_map(Format::extension)))
        });
        return Err(complaint
            .hint(match close {
                Some(close) => format!("did you mean `{close}`? --to says the format"),
                None => format!("say --to FORMAT: {}", names.join(", ")),
            })
            .into());
    };
    if command.evidence && !format.has_evidence() {
        let with = Format::ALL.into_iter().filter(|format| format.has_evidence()).map(Format::name);
        let complaint = Complaint::error("", format!("{} has no form for evidence", format.name()));
        return Err(complaint.hint(format!("these have: {}", with.collect::<Vec<_>>().join(", "))).into());
    }
    Ok(format)
}

/// The file or folder to write; none for standard output.
fn target(command: &Export, format: Format) -> Result<Option<PathBuf>, Stop> {
    let path = command.out.as_ref().filter(|path| path.as_path() != Path::new("-"));
    match (path, format.extension()) {
        (None, None) => {
            let cause = format!("{} is several files, which standard output cannot hold", format.name());
            Err(Complaint::error("", cause).hint("name a folder for them: --out DIR").into())
        }
        (Some(path), Some(extension)) if path.extension().is_none() => Ok(Some(path.with_extension(extension))),
        (path, _) => Ok(path.cloned()),
    }
}
