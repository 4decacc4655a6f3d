//! Fetching: schedules downloaded into the workspace, or into a cache folder where there is none.

mod download;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::{Fetch, Shared};
use super::command::listed;
use super::message::Report;
use super::rows::Row;
use super::workspace::cache;
use super::{Outcome, Stop};
use crate::complaint::{Complaint, did_you_mean};
use crate::query::Years;
use crate::source::load::shown;
use crate::source::series::{self, Series};
use download::{Downloader, Failure, State};

/// A schedule to fetch: the file's name, and the addresses to try one after the other.
struct Wanted {
    name: String,
    addresses: Vec<String>,
}

/// A file that is there.
#[derive(Debug, Serialize)]
struct Fetched {
    file: String,
    bytes: u64,
    state: &'static str,
}

impl Row for Fetched {
    const COLUMNS: &'static [&'static str] = &["file", "bytes", "state"];

    fn cells(&self) -> Vec<String> {
        vec![self.file.clone(), self.bytes.to_string(), self.state.to_owned()]
    }
}

pub(super) fn fetch(
    shared: &Shared,
    command: &Fetch,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let wanted = wanted(command)?;
    let folder = command.out.clone().map_or_else(|| folder(shared), Ok)?;
    let downloader = Downloader::new(command.retry_delay_ms);
    let mut rows = Vec::new();
    let mut unreachable: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for Wanted { name, addresses } in &wanted {
        let path = folder.join(name);
        match first_of(&downloader, addresses, &path, &unreachable) {
            Ok((state, bytes)) => {
                let state = match state {
                    State::New => "new",
                    State::Changed => "changed",
                    State::Unchanged => "unchanged",
                };
                rows.push(Fetched { file: shown(&path), bytes, state });
            }
            Err(Failure::Unreachable { host, reason }) => {
                unreachable.entry(host).or_insert((reason, 0)).1 += 1;
            }
            Err(Failure::Missing) => {
                let complaint = Complaint::error(name, format!("nothing is there: {}", addresses.join(", ")));
                report.add(vec![complaint.hint("has the edition a schedule yet? `--url` fetches from elsewhere")]);
            }
            Err(Failure::Refused { cause, hint }) => report.add(vec![Complaint::error(name, cause).hint(hint)]),
        }
    }
    for (host, (reason, files)) in unreachable {
        let cause = format!("cannot reach {host}: {reason}; {} not fetched", crate::text::count(files, "schedule"));
        report.add(vec![
            Complaint::error("", cause).hint("is this machine online? what was fetched before still serves"),
        ]);
    }
    listed(&rows, command.listing, out)
}

/// The first address that has something.
fn first_of(
    downloader: &Downloader,
    addresses: &[String],
    path: &Path,
    unreachable: &BTreeMap<String, (String, usize)>,
) -> Result<(State, u64), Failure> {
    let mut failure = Failure::Missing;
    for address in addresses {
        let host = download::host(address);
        if let Some((reason, _)) = unreachable.get(host) {
            failure = Failure::Unreachable { host: host.to_owned(), reason: reason.clone() };
            continue;
        }
        match downloader.fetch(address, path) {
            Ok(done) => return Ok(done),
            Err(Failure::Missing) => {}
            Err(other) => failure = other,
        }
    }
    Err(failure)
}

/// Where schedules go: the workspace, else the user's cache.
fn folder(shared: &Shared) -> Result<PathBuf, Complaint> {
    let data = shared.data();
    if data.is_dir() {
        return Ok(data.join("schedules"));
    }
    let cache = cache();
    let cache =
        cache.ok_or_else(|| Complaint::error("", "no home folder, so no cache").hint("say where to: `--out DIR`"))?;
    Ok(cache.join("schedules"))
}

fn wanted(command: &Fetch) -> Result<Vec<Wanted>, Stop> {
    let mut wanted = Vec::new();
    for url in &command.urls {
        if !url.starts_with("https://") && !url.starts_with("http://") {
            let complaint = Complaint::error("", format!("`{url}` is no address"));
            return Err(complaint.hint("it begins with https:// or http://").into());
        }
        let name = match (&command.name, command.urls.len()) {
            (Some(name), 1) => name.clone(),
            _ => file_name(url),
        };
        wanted.push(Wanted { name, addresses: vec![url.clone()] });
    }
    let Some(name) = &command.series else {
        if wanted.is_empty() {
            let complaint = Complaint::error("", "nothing to fetch");
            return Err(complaint.hint("name a series and years, `fosdem 2007..2026`, or give `--url`").into());
        }
        return Ok(wanted);
    };
    let series = series::named(name).ok_or_else(|| unknown(name))?;
    if command.years.is_empty() {
        let complaint = Complaint::error("", format!("which years of {}?", series.name));
        return Err(complaint.hint(format!("for example: hallway fetch {} 2016..2020", series.id)).into());
    }
    for years in &command.years {
        let range = Years::parse(years).and_then(Years::closed).ok_or_else(|| {
            let complaint = Complaint::error("", format!("`{years}` are no years with a first and a last"));
            complaint.hint("write 2016 or 2007..2026")
        })?;
        for year in range {
            let name = format!("{}-{year}.xml", series.id);
            if !wanted.iter().any(|known| known.name == name) {
                wanted.push(Wanted { name, addresses: series.schedules(year) });
            }
        }
    }
    Ok(wanted)
}

fn unknown(name: &str) -> Stop {
    let ids: Vec<&str> = Series::all().iter().map(|series| series.id).collect();
    let close = did_you_mean(name, ids.iter().copied());
    let hint = close.map_or_else(
        || format!("known are {}; any other schedule by `--url`", ids.join(", ")),
        |close| format!("did you mean `{close}`?"),
    );
    Stop::Unknown(Complaint::error("", format!("no series `{name}` is known")).hint(hint))
}

/// The name that an address gives to its file, made harmless.
fn file_name(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split(['?', '#']).next().unwrap_or(rest).split_once('/').map_or("", |(_, path)| path);
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.')).collect();
    let name = kept.trim_matches('.');
    match name {
        "" | "xml" | "json" | "ics" => {
            format!("{}.{}", download::host(url).replace(':', "-"), if name.is_empty() { "xml" } else { name })
        }
        _ if name.contains('.') => name.to_owned(),
        _ => format!("{name}.xml"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_address() {
        for (url, name) in [
            ("https://a.org/2016/schedule.xml?x=1", "schedule.xml"),
            ("https://a.org/2016/schedule/xml", "a.org.xml"),
            ("https://a.org/", "a.org.xml"),
            ("https://a.org/..%2f..%2fetc", "2f..2fetc"),
        ] {
            assert_eq!(file_name(url), name, "{url}");
        }
    }
}
