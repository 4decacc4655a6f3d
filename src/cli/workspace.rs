//! Opening the workspace: which notes, dictionaries and saved queries a command reads.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use super::Stop;
use super::args::Shared;
use super::message::Report;
use crate::complaint::Complaint;
use crate::gazetteer::{Dictionary, Gazetteer};
use crate::source::load::{Taste, load, reason, shown};
use crate::source::notes::Options;
use crate::workspace::Workspace;

/// Reads what the arguments say, and complains into `report`.
pub(super) fn open(shared: &Shared, report: &mut Report) -> Result<Workspace, Stop> {
    let has_data = shared.data.is_dir();
    if !has_data && shared.data != Path::new("data") {
        let complaint = Complaint::error(shown(&shared.data), "there is no such folder")
            .hint("`hallway init DIR` makes a workspace; without --data the current folder's notes are read");
        return Err(complaint.into());
    }
    let (paths, taste) = match (shared.sources.as_slice(), has_data) {
        ([], true) => (vec![shared.data.join("notes")], Taste::Everything),
        ([], false) => (vec![PathBuf::from(".")], Taste::Notes),
        (sources, _) => (sources.to_vec(), Taste::Everything),
    };
    let (sources, complaints) = load(&paths, taste);
    report.add(complaints);
    let dictionaries = dictionaries(shared, report);
    let options = Options { editions: shared.editions.clone(), ..Options::default() };
    let (workspace, complaints) = Workspace::build(sources, dictionaries, &options);
    report.add(complaints);
    Ok(workspace)
}

/// The dictionaries of the folder that is named, else of the data folder, else the built-in ones.
fn dictionaries(shared: &Shared, report: &mut Report) -> Vec<Dictionary> {
    let folder = match &shared.dictionaries {
        Some(folder) => folder.clone(),
        None if shared.data.join("dictionaries").is_dir() => shared.data.join("dictionaries"),
        None => return Gazetteer::bundled(),
    };
    let mut dictionaries = Vec::new();
    for path in yaml_files(&folder, report) {
        match fs::read_to_string(&path) {
            Ok(text) => dictionaries.push(Dictionary { path: shown(&path), text: Cow::Owned(text) }),
            Err(error) => {
                report.add(vec![Complaint::error(shown(&path), format!("cannot be read: {}", reason(&error)))]);
            }
        }
    }
    dictionaries
}

/// The saved queries' files: those that are named, else all beside the data folder.
pub(super) fn queries(shared: &Shared, named: &[PathBuf], report: &mut Report) -> Vec<PathBuf> {
    if !named.is_empty() {
        return named.to_vec();
    }
    let folder = beside(&shared.data, "queries");
    if folder.is_dir() { yaml_files(&folder, report) } else { Vec::new() }
}

/// A folder beside the data folder.
pub(super) fn beside(data: &Path, name: &str) -> PathBuf {
    data.parent().map_or_else(|| PathBuf::from(name), |parent| parent.join(name))
}

/// The YAML files of a folder by name.
fn yaml_files(folder: &Path, report: &mut Report) -> Vec<PathBuf> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            report.add(vec![Complaint::error(shown(folder), format!("cannot be read: {}", reason(&error)))]);
            return Vec::new();
        }
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml"));
    files.sort();
    files
}
