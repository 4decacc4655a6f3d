//! Loading: files and folders read into sources.
//!
//! The only place below the command line that reads notes from disk.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use ignore::WalkBuilder;

use super::{Binary, Source, on_all_cores, schedule, sidecar};
use crate::complaint::Complaint;
use crate::text::floor_boundary;

/// The largest file that is read as notes.
const LARGEST: u64 = 32 << 20;

/// The largest schedule, and how much of a file is looked at to tell that it is one.
const LARGEST_SCHEDULE: u64 = 256 << 20;
const HEAD: u64 = 1 << 16;

/// What the pages that Hallway writes have in their heads, as HTML and in the front matter of Markdown.
pub(crate) const GENERATOR: &str = "<meta name=\"generator\" content=\"Hallway\">";
pub(crate) const GENERATED: &str = "generator: Hallway\n";

/// How far into a page it is looked for that Hallway wrote it.
const WRITTEN: usize = 1 << 12;

/// Extensions of files that lie beside notes and are none: looked over in silence.
const NOT_NOTES: [&str; 28] = [
    "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "ico", "pdf", "mp3", "ogg", "opus", "mp4", "webm", "mkv",
    "zip", "gz", "xz", "zst", "odp", "odt", "pptx", "docx", "key", "css", "js", "woff", "woff2",
];

/// Which files of a folder are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taste {
    /// Every file that can hold notes.
    Everything,
    /// Files that are named as notes usually are, what version control ignores left out.
    Notes,
}

/// Extensions that notes usually have.
const NOTES: [&str; 11] = ["txt", "text", "md", "markdown", "blogmax", "rst", "org", "adoc", "asciidoc", "html", "htm"];

/// A file that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970; 0 where the system does not say.
    pub modified: u64,
    /// Whether the user named it, and not only a folder above it.
    is_named: bool,
}

impl Listed {
    /// The file at `path`, as the system describes it.
    pub fn of(path: PathBuf, is_named: bool) -> Result<Self, Complaint> {
        let metadata = fs::metadata(&path).map_err(|error| failure(&path, &error))?;
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or(0);
        Ok(Self { path, size: metadata.len(), modified, is_named })
    }

    /// The path as the user sees it.
    pub fn shown(&self) -> String {
        shown(&self.path)
    }

    /// Reads it; nothing but maybe a complaint comes of a file that holds no text.
    pub fn read(&self) -> Result<Source, Option<Complaint>> {
        let Some(source) = read(&self.path, self.size)? else {
            let complaint = Complaint::error(self.shown(), "not text, skipped");
            let is_expected = !self.is_named && has_extension(&self.path, &NOT_NOTES);
            return Err((!is_expected).then(|| complaint.hint("notes are text; is this the right file?")));
        };
        if source.text().trim().is_empty() {
            return Err(Some(Complaint::warning(source.path, "empty, nothing to read")));
        }
        if is_of_ours(source.text()) {
            let complaint = Complaint::warning(source.path, "a page that Hallway wrote, not read");
            return Err(self.is_named.then_some(complaint));
        }
        Ok(source)
    }
}

/// Lists files with their sidecars, and folders with all that lies below them, in the order of their names, each once.
///
/// What cannot be found is complained about and left out. Hidden files below a folder are left out; symbolic links are
/// followed, once.
pub fn list(paths: &[PathBuf], taste: Taste) -> (Vec<Listed>, Vec<Complaint>) {
    let mut files: Vec<Listed> = Vec::new();
    let mut complaints = Vec::new();
    let mut known = BTreeSet::new();
    for path in paths {
        let found = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => walk(path, taste, &mut complaints),
            Ok(_) => {
                let beside = sidecar::paths_of(path).into_iter().filter(|sidecar| sidecar.is_file());
                std::iter::once((path.clone(), true)).chain(beside.map(|sidecar| (sidecar, false))).collect()
            }
            Err(error) => {
                complaints.push(failure(path, &error));
                continue;
            }
        };
        for (file, is_named) in found {
            if !known.insert(shown(&file)) {
                continue;
            }
            match Listed::of(file, is_named) {
                Ok(listed) => files.push(listed),
                Err(complaint) => complaints.push(complaint),
            }
        }
    }
    (files, complaints)
}

/// Reads what [`list`] lists.
pub fn load(paths: &[PathBuf], taste: Taste) -> (Vec<Source>, Vec<Complaint>) {
    let (files, mut complaints) = list(paths, taste);
    let (sources, more) = read_files(&files);
    complaints.extend(more);
    (sources, complaints)
}

/// Reads files that are listed; what is wrong with one leaves it out.
pub fn read_files(files: &[Listed]) -> (Vec<Source>, Vec<Complaint>) {
    read_each(files, Listed::read)
}

/// Does the same, but for large schedules, which are loaded when it is their turn.
pub(crate) fn open_files(files: &[Listed]) -> (Vec<Source>, Vec<Complaint>) {
    read_each(files, |file| Source::unloaded(file).map_or_else(|| file.read(), Ok))
}

fn read_each(
    files: &[Listed],
    read: impl Fn(&Listed) -> Result<Source, Option<Complaint>> + Sync + Send,
) -> (Vec<Source>, Vec<Complaint>) {
    let read = on_all_cores(files.iter().collect(), read);
    let mut sources = Vec::with_capacity(files.len());
    let mut complaints = Vec::new();
    for read in read {
        match read {
            Ok(source) => sources.push(source),
            Err(complaint) => complaints.extend(complaint),
        }
    }
    (sources, complaints)
}

/// Reads a YAML file, without the byte order mark that some editors put before it.
pub fn read_text(path: &Path) -> io::Result<String> {
    let text = fs::read_to_string(path)?;
    Ok(text.strip_prefix('\u{FEFF}').map_or(text.clone(), str::to_owned))
}

/// The files below a folder, and whether each was named by the user, which they were not.
fn walk(folder: &Path, taste: Taste, complaints: &mut Vec<Complaint>) -> Vec<(PathBuf, bool)> {
    let mut walker = WalkBuilder::new(folder);
    walker.standard_filters(taste == Taste::Notes).hidden(true).follow_links(true).require_git(false);
    walker.sort_by_file_name(Ord::cmp);
    let mut files = Vec::new();
    for entry in walker.build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                let is_wanted = match taste {
                    // A snapshot that lies beside what it was made of would never be up to date; a canvas is a vault's picture.
                    Taste::Everything => !has_extension(entry.path(), &["snapshot", "canvas"]),
                    Taste::Notes => has_extension(entry.path(), &NOTES),
                };
                if is_wanted || entry.path().to_string_lossy().ends_with(".hallway.yaml") {
                    files.push((entry.into_path(), false));
                }
            }
            Ok(_) => {}
            Err(error) => complaints.push(walk_failure(folder, error)),
        }
    }
    files
}

fn walk_failure(folder: &Path, error: ignore::Error) -> Complaint {
    match error {
        ignore::Error::Loop { child, ancestor } => {
            Complaint::error(shown(&child), format!("a symbolic link back to {}, not followed", shown(&ancestor)))
                .hint("remove the link, or name the folders to read")
        }
        ignore::Error::WithPath { path, err } => match err.io_error() {
            Some(error) => failure(&path, error),
            None => Complaint::error(shown(&path), err.to_string()),
        },
        ignore::Error::WithDepth { err, .. } => walk_failure(folder, *err),
        other => Complaint::error(shown(folder), other.to_string()),
    }
}

/// A file as a source; none if it is binary.
fn read(file: &Path, size: u64) -> Result<Option<Source>, Complaint> {
    if size > LARGEST {
        let (what, most) =
            if looks_like_schedule(file) { ("a schedule", LARGEST_SCHEDULE) } else { ("notes", LARGEST) };
        if size > most {
            let cause = format!("{} MB are too much for {what}, skipped", size >> 20);
            return Err(Complaint::error(shown(file), cause).hint(format!("split it: {} MB are read", most >> 20)));
        }
    }
    let bytes = fs::read(file).map_err(|error| failure(file, &error))?;
    match Source::of_bytes(shown(file), bytes) {
        Ok(source) => Ok(Some(source)),
        Err(Binary) => Ok(None),
    }
}

/// Whether a page is one that Hallway wrote: it often lies beside the notes that it tells of.
fn is_of_ours(text: &str) -> bool {
    let head = &text[..floor_boundary(text, WRITTEN)];
    let is_line = |line: &str, wanted: &str| line.trim_end() == wanted.trim_end();
    let mut lines = head.lines();
    if lines.next().is_some_and(|line| is_line(line, "---")) {
        return lines.take_while(|line| !is_line(line, "---")).any(|line| is_line(line, GENERATED));
    }
    head.trim_start().starts_with('<') && head.contains(GENERATOR)
}

/// Whether a file begins as a schedule does.
fn looks_like_schedule(file: &Path) -> bool {
    let mut head = Vec::new();
    let read = fs::File::open(file).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    read.is_ok() && schedule::detect(&String::from_utf8_lossy(&head)).is_some()
}

fn failure(path: &Path, error: &io::Error) -> Complaint {
    let complaint = Complaint::error(shown(path), format!("cannot be read: {}", reason(error)));
    match error.kind() {
        io::ErrorKind::NotFound => complaint.hint("is the path right?"),
        io::ErrorKind::PermissionDenied => complaint.hint("make it readable, or leave it out"),
        _ => complaint,
    }
}

/// What the system says, in lower case and without its number.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn has_extension(file: &Path, extensions: &[&str]) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    extensions.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// The path as the user sees it: `/` between its parts on every system, no `./` before it.
pub fn shown(path: &Path) -> String {
    let path = path.strip_prefix("./").ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(path);
    let path = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { path.into_owned() } else { path.replace(std::path::MAIN_SEPARATOR, "/") }
}
