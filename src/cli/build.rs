//! `build`: the snapshot, and how the other commands use it.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use clap::Parser;
use serde::Serialize;

use super::args::{Arguments, Build, Shared};
use super::clock::Clock;
use super::message::Report;
use super::rows::{self, Row};
use super::workspace::{beside, list_files, read_listed, temporary};
use super::{Outcome, Stop};
use crate::complaint::Complaint;
use crate::holdings::Holdings;
use crate::snapshot::{Listing, Made, Refusal, Snapshot, make};
use crate::source::load::shown;
use crate::watch::{Stage, watched};
use crate::workspace::Workspace;

/// The name of a snapshot that nobody named.
const NAME: &str = "hallway.snapshot";

impl Shared {
    /// Where the snapshot is, or would be.
    fn snapshot(&self) -> PathBuf {
        self.snapshot.clone().unwrap_or_else(|| beside(&self.data(), NAME))
    }

    /// Whether the arguments say what to read beside or in place of the data folder.
    fn is_told(&self) -> bool {
        !self.sources.is_empty() || self.dictionaries.is_some() || !self.editions.is_empty() || self.no_editions
    }

    /// What is to be read, as arguments that say so.
    fn request(&self) -> Vec<String> {
        let path = |path: &PathBuf| path.to_string_lossy().into_owned();
        let mut request = Vec::new();
        for (name, paths) in [
            ("--data", self.data.iter().collect::<Vec<_>>()),
            ("--dictionaries", self.dictionaries.iter().collect()),
            ("--source", self.sources.iter().collect()),
        ] {
            request.extend(paths.into_iter().map(|value| format!("{name}={}", path(value))));
        }
        request.extend(self.editions.iter().map(|(source, edition)| format!("--edition={source}={edition}")));
        request.extend(self.no_editions.then(|| "--no-editions".to_owned()));
        request
    }

    /// Whether the arguments say what to read.
    fn requests(&self) -> bool {
        self.is_told() || self.data.is_some()
    }

    /// The arguments that a request says.
    fn of_request(request: &[String]) -> Option<Self> {
        let words = ["hallway", "corpus"].into_iter().map(OsString::from);
        let arguments = Arguments::try_parse_from(words.chain(request.iter().map(OsString::from)));
        arguments.ok().map(|arguments| arguments.shared)
    }
}

/// A snapshot that is up to date, and what it was made of.
pub(super) struct Kept {
    path: PathBuf,
    snapshot: Snapshot,
    listing: Listing,
    /// Whether what it was made of is not at hand, so that nothing can be made anew of it.
    is_away: bool,
}

impl Kept {
    /// The snapshot that serves for the arguments, brought up to date; none if there is none, or none can be kept.
    pub(super) fn open(shared: &Shared, report: &mut Report) -> Result<Option<Self>, Stop> {
        let path = shared.snapshot();
        // What is said to be read is read, unless a snapshot is named.
        if shared.no_snapshot || (shared.snapshot.is_none() && (shared.is_told() || !path.is_file())) {
            return Ok(None);
        }
        let before = match Snapshot::open(&path) {
            Ok(before) => Some(before),
            Err(Refusal::Unreadable(reason)) => {
                let complaint = Complaint::error(shown(&path), format!("cannot be read: {reason}"));
                return Err(complaint.hint("`hallway build --out FILE` makes a snapshot").into());
            }
            // A named file that is none of ours is no place to write to, and of one that is nobody knows what it was made of.
            Err(refusal) if shared.snapshot.is_some() && (!shared.requests() || refusal == Refusal::Foreign) => {
                let hint = match refusal {
                    Refusal::Foreign => "name a snapshot, or make one: `hallway build --out FILE`",
                    _ => "make it again: `hallway build --out FILE`, with what it is to be made of",
                };
                return Err(Complaint::error(shown(&path), refusal.cause()).hint(hint).into());
            }
            Err(refusal) => {
                refuse(&path, &refusal, report);
                None
            }
        };
        let requested = match &before {
            Some(before) if !shared.requests() => Shared::of_request(before.request()),
            // A named file is kept: a question about something else does not write over it.
            Some(before) if shared.snapshot.is_some() && before.request() != shared.request() => {
                let complaint = Complaint::error(shown(&path), "was made of something else than these arguments say");
                let made = match before.request() {
                    [] => "was made without such arguments".to_owned(),
                    request => format!("was made with `{}`", request.join(" ")),
                };
                return Err(complaint
                    .hint(format!("it {made}; leave yours out, or make another: `hallway build --out FILE`"))
                    .into());
            }
            _ => None,
        };
        let told = requested.as_ref().unwrap_or(shared);
        let mut listing = watched(&report.clock, Stage::Listing, 0, || list_files(told))?;
        (listing.request, listing.home) = (told.request(), home(&path));
        if let Some(snapshot) = before {
            if watched(&report.clock, Stage::Listing, 0, || snapshot.is_of(&listing)) {
                return Ok(Some(Self { path, snapshot, listing, is_away: false }));
            }
            if shared.snapshot.is_some() && !snapshot.is_at_home(&listing) {
                let complaint = Complaint::warning(shown(&path), "what it was made of is not at hand");
                report.add(vec![complaint.hint("answered as things stood when it was made")]);
                return Ok(Some(Self { path, snapshot, listing, is_away: true }));
            }
            return Ok(Self::make(path, listing, Some(&snapshot), report).map(|(kept, _)| kept));
        }
        Ok(Self::make(path, listing, None, report).map(|(kept, _)| kept))
    }

    /// Makes a snapshot; none, with a complaint, if it cannot be written.
    fn make(path: PathBuf, listing: Listing, before: Option<&Snapshot>, report: &mut Report) -> Option<(Self, Made)> {
        match Self::try_make(&path, &listing, before, &report.clock) {
            Ok((snapshot, made)) => Some((Self { path, snapshot, listing, is_away: false }, made)),
            // What was kept is damaged, which showed only now.
            Err(refusal) if before.is_some() && !matches!(refusal, Refusal::Unreadable(_)) => {
                refuse(&path, &refusal, report);
                Self::make(path, listing, None, report)
            }
            Err(refusal) => {
                let complaint = Complaint::warning(shown(&path), format!("not kept: it {}", refusal.cause()));
                report.add(vec![complaint.hint("--no-snapshot reads everything without it")]);
                None
            }
        }
    }

    fn try_make(
        path: &Path,
        listing: &Listing,
        before: Option<&Snapshot>,
        clock: &Clock,
    ) -> Result<(Snapshot, Made), Refusal> {
        let _progress = clock.progress("reading notes and schedules");
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (made, file) = make(listing, before, || temporary(folder), clock)?;
        file.persist(path).map_err(|error| Refusal::from(error.error))?;
        Ok((Snapshot::open(path)?, made))
    }

    /// Asks the snapshot; if it turns out to be damaged, asks what it was made of.
    pub(super) fn ask<T>(
        self,
        report: &mut Report,
        mut ask: impl FnMut(&dyn Holdings) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let answer = watched(&report.clock, Stage::Answering, 0, || ask(&self.snapshot));
        match self.snapshot.fault().cloned() {
            None => {
                report.add(self.snapshot.complaints());
                // Taking it apart is the system's work.
                std::mem::forget(self.snapshot);
                answer
            }
            Some(refusal) => ask(self.again(&refusal, report)?),
        }
    }

    /// All that the snapshot holds.
    pub(super) fn workspace(self, report: &mut Report) -> Result<&'static Workspace, Stop> {
        match self.snapshot.workspace(self.snapshot.gazetteer(&self.listing)) {
            Ok(workspace) => {
                report.add(self.snapshot.complaints());
                Ok(Box::leak(Box::new(workspace)))
            }
            Err(refusal) => self.again(&refusal, report),
        }
    }

    /// Reads what a damaged snapshot was made of, and makes it anew.
    fn again(self, refusal: &Refusal, report: &mut Report) -> Result<&'static Workspace, Stop> {
        if self.is_away {
            let complaint = Complaint::error(shown(&self.path), refusal.cause());
            return Err(complaint
                .hint("copy it again, or make it where its files are: `hallway build --out FILE`")
                .into());
        }
        refuse(&self.path, refusal, report);
        let workspace = read_listed(&self.listing, report);
        Self::make(self.path, self.listing, None, report);
        Ok(workspace)
    }
}

/// The folder that the process works in, from that of a snapshot; as a whole if there is no way, and nothing if it is not known.
fn home(snapshot: &Path) -> String {
    let folder = snapshot.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (Ok(from), Ok(to)) = (folder.canonicalize(), Path::new(".").canonicalize()) else { return String::new() };
    let shared = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    if shared == 0 {
        return shown(&to);
    }
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    shown(&up.chain(to.components().skip(shared)).collect::<PathBuf>())
}

fn refuse(path: &Path, refusal: &Refusal, report: &mut Report) {
    let complaint = Complaint::warning(shown(path), format!("refused: it {}", refusal.cause()));
    report.add(vec![complaint.hint("it is made anew from what it was made of")]);
}

/// A snapshot that was made.
#[derive(Debug, Serialize)]
struct Built {
    file: String,
    talks: usize,
    read: usize,
    kept: usize,
    bytes: u64,
}

impl Row for Built {
    const COLUMNS: &'static [&'static str] = &["file", "talks", "blocks read", "blocks kept", "bytes"];

    fn cells(&self) -> Vec<String> {
        let counts = [self.talks, self.read, self.kept].map(|count| count.to_string());
        std::iter::once(self.file.clone()).chain(counts).chain([self.bytes.to_string()]).collect()
    }
}

pub(super) fn build(
    shared: &Shared,
    command: &Build,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    if shared.is_told() && command.out.is_none() && shared.snapshot.is_none() {
        let complaint = Complaint::error("", "a snapshot of something else than the data folder needs a name");
        return Err(complaint.hint("say where to: `--out FILE`").into());
    }
    let path = command.out.clone().unwrap_or_else(|| shared.snapshot());
    let before = Snapshot::open(&path);
    let is_named = command.out.is_some() || shared.snapshot.is_some();
    let cause = match &before {
        Err(Refusal::Foreign) => Some("is there already, and is no snapshot".to_owned()),
        Err(Refusal::Unreadable(cause)) if path.exists() => {
            Some(format!("is there already, and cannot be read: {cause}"))
        }
        _ => None,
    };
    if let (true, Some(cause)) = (is_named, cause) {
        return Err(Complaint::error(shown(&path), cause).hint("name another file, or take that one away").into());
    }
    let before = before.ok().filter(|_| !command.fresh);
    let mut listing = watched(&report.clock, Stage::Listing, 0, || list_files(shared))?;
    (listing.request, listing.home) = (shared.request(), home(&path));
    match Kept::try_make(&path, &listing, before.as_ref(), &report.clock).or_else(|refusal| match (&before, &refusal) {
        (Some(_), Refusal::Unreadable(_)) | (None, _) => Err(refusal),
        (Some(_), _) => Kept::try_make(&path, &listing, None, &report.clock),
    }) {
        Ok((snapshot, made)) => {
            report.add(snapshot.complaints());
            let built =
                Built { file: shown(&path), talks: made.talks, read: made.read, kept: made.kept, bytes: made.bytes };
            rows::print(&[built], command.listing.format, out)?;
            Ok(Outcome::Done)
        }
        Err(refusal) => {
            let Refusal::Unreadable(cause) = refusal else {
                return Err(Complaint::error(shown(&path), refusal.cause()).into());
            };
            Err(Complaint::error(shown(&path), format!("cannot be written: {cause}")).into())
        }
    }
}
