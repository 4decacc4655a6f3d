//! Opening the workspace: which notes, dictionaries and saved queries a command reads.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use etcetera::{AppStrategy, AppStrategyArgs};

use super::Stop;
use super::args::Shared;
use super::build::Kept;
use super::message::Report;
use crate::complaint::Complaint;
use crate::gazetteer::Dictionary;
use crate::holdings::Holdings;
use crate::shelf::Left;
use crate::snapshot::Listing;
use crate::source::load::{Listed, Taste, list, open_files, read_files, reason, shown};
use crate::source::notes::Options;
use crate::source::schedule::Bundled;
use crate::stacks::Stacks;
use crate::watch::{Stage, Watch, watched};
use crate::workspace::{Editions, Workspace};

/// Folders of a data folder; one that has none of them is another program's.
const FOLDERS: [&str; 4] = ["notes", "schedules", "editions", "dictionaries"];

impl Shared {
    /// The data folder: the one that is named, else the nearest upwards, else `data`, which is not there.
    pub(super) fn data(&self) -> PathBuf {
        if let Some(data) = &self.data {
            return data.clone();
        }
        let depth = std::env::current_dir().map_or(0, |folder| folder.ancestors().count());
        let mut upwards = PathBuf::new();
        for _ in 0..depth.max(1) {
            let data = upwards.join("data");
            if is_workspace(&data) {
                return data;
            }
            upwards.push("..");
        }
        PathBuf::from("data")
    }

    /// The folder in which dictionaries lie, or would.
    pub(super) fn dictionary_folder(&self) -> PathBuf {
        self.dictionaries.clone().unwrap_or_else(|| self.data().join("dictionaries"))
    }

    /// Complains if nothing says where dictionaries could be written.
    pub(super) fn needs_home(&self) -> Result<(), Stop> {
        if self.dictionaries.is_some() || self.data.is_some() || is_workspace(&self.data()) {
            return Ok(());
        }
        let complaint = Complaint::error("", "there is no workspace whose dictionaries could be changed");
        Err(complaint.hint("`hallway init DIR` makes one; or say where they are: --dictionaries DIR").into())
    }
}

/// Whether a data folder has something that Hallway reads.
fn is_workspace(data: &Path) -> bool {
    FOLDERS.iter().any(|folder| data.join(folder).is_dir())
}

/// Lists the files that the arguments mean.
pub(super) fn list_files(shared: &Shared) -> Result<Listing, Stop> {
    let data = shared.data();
    if shared.data.is_some() && !data.is_dir() {
        let complaint = Complaint::error(shown(&data), "there is no such folder")
            .hint("`hallway init DIR` makes a workspace; without --data the nearest `data` folder is read");
        return Err(complaint.into());
    }
    let (paths, taste) = match shared.sources.as_slice() {
        [] if is_workspace(&data) => {
            let folders = ["notes", "schedules"].map(|folder| data.join(folder));
            (folders.into_iter().filter(|folder| folder.is_dir()).collect(), Taste::Everything)
        }
        [] => (vec![PathBuf::from(".")], Taste::Notes),
        sources => (sources.to_vec(), Taste::Everything),
    };
    let mut listing = Listing { cache: dictionary_cache(), ..Listing::default() };
    (listing.sources, listing.complaints) = list(&paths, taste);
    listing.options = Options { editions: shared.editions.clone() };
    // Editions of the data folder are listed, else those that are built in; beside sources they only join, and so do those
    // that are built in within a workspace, whose talks are its own.
    let folder = data.join("editions");
    if !shared.no_editions && folder.is_dir() {
        let (editions, complaints) = list(&[folder], Taste::Everything);
        (listing.editions, listing.is_listed) = (editions, shared.sources.is_empty());
        listing.complaints.extend(complaints);
    } else if !shared.no_editions {
        listing.built_in = Bundled::all().iter().collect();
        listing.is_listed = shared.sources.is_empty() && !is_workspace(&data);
    }
    let folder = shared.dictionary_folder();
    if shared.dictionaries.is_some() || folder.is_dir() {
        listing.dictionaries = Some(listed_dictionaries(&folder, &mut listing.complaints));
    }
    Ok(listing)
}

/// Reads what the arguments say, from the snapshot if there is one, and complains into `report`.
pub(super) fn open(shared: &Shared, report: &mut Report) -> Result<&'static Workspace, Stop> {
    match Kept::open(shared, report)? {
        Some(kept) => kept.workspace(report),
        None => open_sources(shared, report),
    }
}

/// Asks the snapshot if there is one, else what the arguments say is to be read.
pub(super) fn ask<T>(
    shared: &Shared,
    report: &mut Report,
    mut question: impl FnMut(&dyn Holdings) -> Result<T, Stop>,
) -> Result<T, Stop> {
    if let Some(kept) = Kept::open(shared, report)? {
        return kept.ask(report, question);
    }
    let listing = watched(&report.clock, Stage::Listing, 0, || list_files(shared))?;
    let (workspace, left) = gather(&listing, report, true);
    // Taking it apart at the end would be a tenth of a short answer's time.
    let stacks = &*Box::leak(Box::new(Stacks::new(workspace, left)));
    watched(&report.clock, Stage::Answering, 0, || question(stacks))
}

/// Reads the texts that the arguments mean, and complains into `report`.
///
/// The workspace lives as long as the process: taking it apart at the end would be a tenth of a short answer's time.
pub(super) fn open_sources(shared: &Shared, report: &mut Report) -> Result<&'static Workspace, Stop> {
    let listing = watched(&report.clock, Stage::Listing, 0, || list_files(shared))?;
    Ok(read_listed(&listing, report))
}

/// Reads the files of a listing, for as long as the process lives.
pub(super) fn read_listed(listing: &Listing, report: &mut Report) -> &'static Workspace {
    Box::leak(Box::new(read_owned(listing, report)))
}

/// Reads the files of a listing.
pub(super) fn read_owned(listing: &Listing, report: &mut Report) -> Workspace {
    gather(listing, report, false).0
}

/// Reads the files of a listing; for `may_leave` see [`Workspace::gather`].
fn gather(listing: &Listing, report: &mut Report, may_leave: bool) -> (Workspace, Vec<Left>) {
    let clock = report.clock.clone();
    let _progress = clock.progress("reading notes and schedules");
    report.add(listing.complaints.clone());
    clock.begins(Stage::Loading);
    let (sources, complaints) = if may_leave { open_files(&listing.sources) } else { read_files(&listing.sources) };
    report.add(complaints);
    let (files, complaints) = read_files(&listing.editions);
    report.add(complaints);
    let loaded = sources.iter().chain(&files).map(|source| source.text().len() as u64).sum();
    clock.ends(Stage::Loading, loaded);
    let editions = Editions { files, built_in: listing.built_in.clone(), is_listed: listing.is_listed };
    let (dictionaries, complaints) = listing.read_dictionaries();
    report.add(complaints);
    let (workspace, left, complaints) =
        Workspace::gather(sources, dictionaries, editions, &listing.options, &clock, may_leave);
    report.add(complaints);
    (workspace, left)
}

/// The dictionaries of the folder that is named, else of the data folder, else the built-in ones.
pub(super) fn dictionaries(shared: &Shared, report: &mut Report) -> Vec<Dictionary> {
    let mut listing = Listing { cache: dictionary_cache(), ..Listing::default() };
    let folder = shared.dictionary_folder();
    if shared.dictionaries.is_some() || folder.is_dir() {
        listing.dictionaries = Some(listed_dictionaries(&folder, &mut listing.complaints));
    }
    let (dictionaries, complaints) = listing.read_dictionaries();
    report.add(listing.complaints);
    report.add(complaints);
    dictionaries
}

fn dictionary_cache() -> Option<PathBuf> {
    cache().map(|cache| cache.join("dictionaries"))
}

fn listed_dictionaries(folder: &Path, complaints: &mut Vec<Complaint>) -> Vec<Listed> {
    let mut listed = Vec::new();
    for path in yaml_files(folder, complaints) {
        match Listed::of(path, true) {
            Ok(file) => listed.push(file),
            Err(complaint) => complaints.push(complaint),
        }
    }
    listed
}

/// The folder for what can be made again, if there is a home.
pub(super) fn cache() -> Option<PathBuf> {
    let names = AppStrategyArgs {
        top_level_domain: "org".to_owned(),
        author: "hallway".to_owned(),
        app_name: "hallway".to_owned(),
    };
    etcetera::choose_app_strategy(names).ok().map(|strategy| strategy.cache_dir())
}

/// The saved queries' files: those that are named, else all beside the data folder.
pub(super) fn queries(shared: &Shared, named: &[PathBuf], report: &mut Report) -> Vec<PathBuf> {
    if !named.is_empty() {
        return named.to_vec();
    }
    let folder = beside(&shared.data(), "queries");
    if !folder.is_dir() {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    let files = yaml_files(&folder, &mut complaints);
    report.add(complaints);
    files
}

/// A folder beside the data folder.
pub(super) fn beside(data: &Path, name: &str) -> PathBuf {
    match (data.file_name(), data.parent()) {
        (Some(_), Some(parent)) => parent.join(name),
        // `.` and `..` have no name to replace.
        _ => data.join("..").join(name),
    }
}

/// The YAML files of a folder by name.
fn yaml_files(folder: &Path, complaints: &mut Vec<Complaint>) -> Vec<PathBuf> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            complaints.push(Complaint::error(shown(folder), format!("cannot be read: {}", reason(&error))));
            return Vec::new();
        }
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml"));
    files.sort();
    files
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
pub(super) fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let rights = fs::Permissions::from_mode(0o666);
    tempfile::Builder::new().prefix(".hallway-").permissions(rights).tempfile_in(folder)
}

#[cfg(not(unix))]
pub(super) fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".hallway-").tempfile_in(folder)
}
