//! Opening the workspace: which notes, dictionaries and saved queries a command reads.

use std::borrow::Cow;
use std::fs;
use std::io::{self, IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use indicatif::ProgressBar;

use super::Stop;
use super::args::Shared;
use super::message::Report;
use crate::complaint::Complaint;
use crate::gazetteer::{Dictionary, Gazetteer};
use crate::source::load::{Taste, load, reason, shown};
use crate::source::notes::Options;
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

/// Reads what the arguments say, and complains into `report`.
///
/// The workspace lives as long as the process: taking it apart at the end would be a tenth of a short answer's time.
pub(super) fn open(shared: &Shared, report: &mut Report) -> Result<&'static Workspace, Stop> {
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
    let _progress = Progress::start("reading notes and schedules");
    let (sources, complaints) = load(&paths, taste);
    report.add(complaints);
    let editions = editions(shared, &data, report);
    let dictionaries = dictionaries(shared, report);
    let options = Options { editions: shared.editions.clone() };
    let (workspace, complaints) = Workspace::build(sources, dictionaries, editions, &options);
    report.add(complaints);
    Ok(Box::leak(Box::new(workspace)))
}

/// The editions of the data folder, else the built-in ones; beside sources they only join, and so do the built-in ones
/// in a workspace, whose talks are its own.
fn editions(shared: &Shared, data: &Path, report: &mut Report) -> Editions {
    if shared.no_editions {
        return Editions::default();
    }
    let is_listed = shared.sources.is_empty();
    let folder = data.join("editions");
    if !folder.is_dir() {
        return Editions { files: Vec::new(), built_in: true, is_listed: is_listed && !is_workspace(data) };
    }
    let (files, complaints) = load(&[folder], Taste::Everything);
    report.add(complaints);
    Editions { files, built_in: false, is_listed }
}

/// A sign on the terminal that something is going on, once it takes longer than half a second; gone when dropped.
pub(super) struct Progress {
    done: Option<mpsc::Sender<()>>,
    watcher: Option<thread::JoinHandle<()>>,
}

impl Progress {
    pub(super) fn start(what: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Self { done: None, watcher: None };
        }
        let (done, over) = mpsc::channel();
        let watcher = thread::spawn(move || {
            if over.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                let bar = ProgressBar::new_spinner().with_message(what);
                bar.enable_steady_tick(PATIENCE / 5);
                let _ = over.recv();
                bar.finish_and_clear();
            }
        });
        Self { done: Some(done), watcher: Some(watcher) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        // The watcher waits for the other end to hang up.
        drop(self.done.take());
        if let Some(watcher) = self.watcher.take() {
            let _ = watcher.join();
        }
    }
}

/// How long a reader waits without a sign.
const PATIENCE: Duration = Duration::from_millis(500);

/// The dictionaries of the folder that is named, else of the data folder, else the built-in ones.
pub(super) fn dictionaries(shared: &Shared, report: &mut Report) -> Vec<Dictionary> {
    let folder = shared.dictionary_folder();
    if shared.dictionaries.is_none() && !folder.is_dir() {
        return Gazetteer::bundled();
    }
    let mut dictionaries = Vec::new();
    for path in yaml_files(&folder, report) {
        match read_text(&path) {
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
    let folder = beside(&shared.data(), "queries");
    if folder.is_dir() { yaml_files(&folder, report) } else { Vec::new() }
}

/// Reads a YAML file, without the byte order mark that some editors put before it.
pub(super) fn read_text(path: &Path) -> io::Result<String> {
    let text = fs::read_to_string(path)?;
    Ok(text.strip_prefix('\u{FEFF}').map_or(text.clone(), str::to_owned))
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
