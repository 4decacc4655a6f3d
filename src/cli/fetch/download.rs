//! Downloading: one file over HTTP, resumed where it broke off, fetched again only if it changed.
//!
//! A download grows as `.NAME.part` beside its file and replaces it when it is whole. What tells a server which version
//! is at hand (an `ETag`, else a date) is kept in `.NAME.version`, for the part in `.NAME.part.version`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use ureq::http::{HeaderMap, Response, StatusCode, header};
use ureq::{Agent, Body, Error, ResponseExt};

use crate::source::load::reason;
use crate::source::schedule;

/// The largest schedule that is fetched, in bytes.
const LARGEST: u64 = 256 << 20;

/// How often a download is tried.
const TRIES: u32 = 4;

/// The longest that a server may ask to wait.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    New,
    Changed,
    Unchanged,
}

/// Why there is no file.
#[derive(Debug)]
pub(super) enum Failure {
    /// The server has none.
    Missing,
    /// No answer came.
    Unreachable { host: String, reason: String },
    /// What came is not kept.
    Refused { cause: String, hint: String },
}

/// Why one try failed.
enum Trouble {
    /// It may pass; the server may say after how long.
    Passing {
        reason: String,
        wait: Option<Duration>,
    },
    Lasting(Failure),
}

pub(super) struct Downloader {
    agent: Agent,
    delay: Duration,
}

/// The host of an address, with its port.
pub(super) fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    // Whoever writes a password into an address shall not read it in a message.
    authority.rsplit('@').next().unwrap_or(authority)
}

impl Downloader {
    /// With the first of the growing delays between tries.
    pub(super) fn new(delay_ms: u64) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(Duration::from_secs(15)))
            .timeout_recv_response(Some(Duration::from_mins(1)))
            .timeout_per_read(Some(Duration::from_mins(1)))
            .user_agent(concat!("hallway/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.into(), delay: Duration::from_millis(delay_ms) }
    }

    /// Fetches the file at `address` to `path`; says what became of it and how long it is.
    pub(super) fn fetch(&self, address: &str, path: &Path) -> Result<(State, u64), Failure> {
        let files = Files::of(path);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
        }
        let mut delay = self.delay;
        let mut said = String::new();
        for attempt in 1..=TRIES {
            match self.attempt(address, &files) {
                Ok(done) => return Ok(done),
                Err(Trouble::Lasting(failure)) => return Err(failure),
                Err(Trouble::Passing { reason, wait }) => {
                    said = reason;
                    if attempt < TRIES {
                        sleep(wait.unwrap_or(delay).min(LONGEST_WAIT));
                        delay *= 2;
                    }
                }
            }
        }
        Err(Failure::Unreachable { host: host(address).to_owned(), reason: said })
    }

    fn attempt(&self, address: &str, files: &Files) -> Result<(State, u64), Trouble> {
        let mut request = self.agent.get(address).header(header::ACCEPT, "application/xml, application/json, */*");
        let begun = fs::metadata(&files.part).map_or(0, |part| part.len());
        let resumed = Version::read(&files.part_version).filter(|version| begun > 0 && version.is_strong());
        if let Some(version) = &resumed {
            request = request.header(header::RANGE, format!("bytes={begun}-")).header(header::IF_RANGE, &version.text);
        } else if let Some(version) = Version::read(&files.version).filter(|_| files.whole.is_file()) {
            let name = if version.is_tag() { header::IF_NONE_MATCH } else { header::IF_MODIFIED_SINCE };
            request = request.header(name, &version.text);
        }
        let mut response = request.call().map_err(|error| trouble(&error))?;
        if address.starts_with("https://") && response.get_uri().scheme_str() != Some("https") {
            return Err(refused(
                "the server leads away from https",
                "fetch it by hand if you trust it, then name the file",
            ));
        }
        let headers = response.headers().clone();
        let from = match response.status() {
            StatusCode::OK => 0,
            StatusCode::PARTIAL_CONTENT if resumed.is_some() && continues(&headers, begun) => begun,
            StatusCode::NOT_MODIFIED => {
                return Ok((State::Unchanged, fs::metadata(&files.whole).map_or(0, |whole| whole.len())));
            }
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                files.drop_part();
                return Err(Trouble::Passing { reason: "the server lost its place".to_owned(), wait: None });
            }
            StatusCode::NOT_FOUND | StatusCode::GONE => return Err(Trouble::Lasting(Failure::Missing)),
            status if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
                let wait = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
                let wait = wait.map(Duration::from_secs);
                return Err(Trouble::Passing { reason: format!("the server says {status}"), wait });
            }
            status => return Err(refused(format!("the server says {status}"), "does the address need a login?")),
        };
        let version = Version::of(&headers);
        receive(&mut response, from, version.as_ref(), files)?;
        finish(version.as_ref(), files)
    }
}

/// Writes what comes to the part, from byte `from` on.
fn receive(response: &mut Response<Body>, from: u64, version: Option<&Version>, files: &Files) -> Result<(), Trouble> {
    let length = response.body().content_length().map(|length| length + from);
    if length.is_some_and(|length| length > LARGEST) {
        return Err(too_large());
    }
    let own = |error: &io::Error| Trouble::Lasting(unwritable(&files.part, error));
    let mut part = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(from == 0)
        .append(from > 0)
        .open(&files.part)
        .map_err(|error| own(&error))?;
    match version {
        Some(version) => fs::write(&files.part_version, &version.text).map_err(|error| own(&error))?,
        None => drop(fs::remove_file(&files.part_version)),
    }
    let bar = bar(&files.name, length, from);
    let mut reader = response.body_mut().as_reader();
    let mut buffer = vec![0; 1 << 16];
    let mut received = from;
    let received = loop {
        match reader.read(&mut buffer) {
            Ok(0) => break Ok(received),
            Ok(count) => {
                received += count as u64;
                if received > LARGEST {
                    files.drop_part();
                    return Err(too_large());
                }
                part.write_all(&buffer[..count]).map_err(|error| own(&error))?;
                bar.set_position(received);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(reason(&error)),
        }
    };
    bar.finish_and_clear();
    part.flush().map_err(|error| own(&error))?;
    match received {
        Ok(received) if length.is_none_or(|length| length == received) => Ok(()),
        Ok(received) => Err(Trouble::Passing {
            reason: format!("it broke off after {received} of {} bytes", length.unwrap_or(received)),
            wait: None,
        }),
        Err(reason) => Err(Trouble::Passing { reason, wait: None }),
    }
}

/// Puts a whole download in its place, if it is a schedule.
fn finish(version: Option<&Version>, files: &Files) -> Result<(State, u64), Trouble> {
    let own = |error: &io::Error| Trouble::Lasting(unwritable(&files.whole, error));
    let fetched = fs::read(&files.part).map_err(|error| own(&error))?;
    if !looks_like_schedule(&fetched) {
        files.drop_part();
        let start = String::from_utf8_lossy(&fetched[..fetched.len().min(2048)]).to_lowercase();
        return Err(if start.contains("<html") || start.contains("<!doctype html") {
            refused("an HTML page came, not a schedule", "a login or error page? open the address in a browser")
        } else {
            refused("what came is no schedule", "expected are <schedule> XML, frab's or pretalx's JSON, or iCalendar")
        });
    }
    let old = fs::read(&files.whole).ok();
    let state = match &old {
        None => State::New,
        Some(old) if *old == fetched => State::Unchanged,
        Some(_) => State::Changed,
    };
    fs::rename(&files.part, &files.whole).map_err(|error| own(&error))?;
    let _ = fs::remove_file(&files.part_version);
    match version {
        Some(version) => fs::write(&files.version, &version.text).map_err(|error| own(&error))?,
        None => drop(fs::remove_file(&files.version)),
    }
    Ok((state, fetched.len() as u64))
}

fn looks_like_schedule(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1 << 16)];
    let text = String::from_utf8_lossy(head);
    schedule::detect(text.trim_start_matches('\u{FEFF}')).is_some()
}

/// Whether a partial answer goes on where the part ends.
fn continues(headers: &HeaderMap, begun: u64) -> bool {
    let range = headers.get(header::CONTENT_RANGE).and_then(|range| range.to_str().ok());
    range.is_some_and(|range| range.starts_with(&format!("bytes {begun}-")))
}

fn trouble(error: &Error) -> Trouble {
    let passing = |reason: String| Trouble::Passing { reason, wait: None };
    match error {
        Error::HostNotFound => passing("its name is not known".to_owned()),
        Error::ConnectionFailed => passing("no connection".to_owned()),
        Error::Timeout(_) => passing("no answer in time".to_owned()),
        Error::Io(error) => passing(reason(error)),
        Error::TooManyRedirects | Error::RedirectFailed => {
            refused("the server sends round in circles", "is the address right?")
        }
        Error::BadUri(_) | Error::Http(_) => refused("not an address", "is it written right?"),
        other => {
            let said = other.to_string();
            passing(said.split("://").next().unwrap_or_default().trim().to_owned())
        }
    }
}

fn refused(cause: impl Into<String>, hint: impl Into<String>) -> Trouble {
    Trouble::Lasting(Failure::Refused { cause: cause.into(), hint: hint.into() })
}

fn too_large() -> Trouble {
    refused(format!("more than {} MB, not kept", LARGEST >> 20), "is it the schedule itself?")
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let cause = format!("{} cannot be written: {}", crate::source::load::shown(path), reason(error));
    Failure::Refused { cause, hint: "say where to: `--out DIR`".to_owned() }
}

/// The files of one download.
struct Files {
    name: String,
    whole: PathBuf,
    part: PathBuf,
    version: PathBuf,
    part_version: PathBuf,
}

impl Files {
    fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let beside = |ending: &str| path.with_file_name(format!(".{name}.{ending}"));
        Self {
            whole: path.to_owned(),
            part: beside("part"),
            version: beside("version"),
            part_version: beside("part.version"),
            name,
        }
    }

    fn drop_part(&self) {
        let _ = fs::remove_file(&self.part);
        let _ = fs::remove_file(&self.part_version);
    }
}

/// What tells a server which version of a file is at hand: its `ETag`, else its date.
struct Version {
    text: String,
}

impl Version {
    fn of(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(header::ETAG).or_else(|| headers.get(header::LAST_MODIFIED))?;
        Some(Self { text: value.to_str().ok()?.to_owned() })
    }

    fn read(path: &Path) -> Option<Self> {
        let mut text = String::new();
        File::open(path).ok()?.take(1024).read_to_string(&mut text).ok()?;
        let text = text.trim().to_owned();
        (!text.is_empty() && text.bytes().all(|byte| (0x20..0x7F).contains(&byte))).then_some(Self { text })
    }

    fn is_tag(&self) -> bool {
        self.text.starts_with(['"', 'W'])
    }

    /// Whether two files of this version are the same to the byte, so that one may be made of parts.
    fn is_strong(&self) -> bool {
        !self.text.starts_with("W/")
    }
}

/// A bar on a terminal; elsewhere nothing.
fn bar(name: &str, length: Option<u64>, from: u64) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = match length.zip(ProgressStyle::with_template("{msg} {bar:30} {bytes} of {total_bytes} {eta}").ok()) {
        Some((length, style)) => ProgressBar::new(length).with_style(style),
        None => ProgressBar::new_spinner(),
    };
    bar.set_message(name.to_owned());
    bar.set_position(from);
    bar
}
