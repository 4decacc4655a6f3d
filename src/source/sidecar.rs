//! Sidecars: what an author settles about a report in a file beside it, `NAME.hallway.yaml`.
//!
//! The same keys work in front matter, the list of talks excepted.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::Source;
use super::notes::{self, Event, Status};
use crate::complaint::{Complaint, did_you_mean};
use crate::text::{Span, fold};
use crate::yaml::{self, Node, Value};

/// The ending of a sidecar's name.
const ENDING: &str = ".hallway.yaml";

/// The keys of a sidecar.
const KEYS: &[&str] = &["series", "edition", "day", "track", "talks_at", "ignore", "talks"];

/// The keys of a talk in a sidecar.
const TALK_KEYS: &[&str] = &["match", "title", "speakers", "status", "event"];

/// Where a report's talks begin, as its author says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TalksAt {
    /// At every heading of this level.
    Heading(u8),
    /// Wherever an event's page is linked.
    Link,
    /// At every outermost list item.
    Bullet,
    /// At every paragraph.
    Paragraph,
    /// The whole file is one talk.
    File,
    /// Nowhere but in the list of talks.
    None,
}

/// A talk as a sidecar lists it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedTalk {
    /// Words of the report at which the talk begins, or of its title.
    pub matches: String,
    /// The title.
    pub title: Option<String>,
    /// The speakers.
    pub speakers: Vec<String>,
    /// What became of it.
    pub status: Option<Status>,
    /// Which event of a schedule it is.
    pub event: Option<Event>,
    /// Where the sidecar says so.
    pub span: Span,
}

/// What an author settles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The series.
    pub series: Option<String>,
    /// The edition, as written: `fosdem-2016`, or a year.
    pub edition: Option<String>,
    /// The day of all talks that name none.
    pub day: Option<String>,
    /// The track of all talks that name none.
    pub track: Option<String>,
    /// Where talks begin.
    pub talks_at: Option<TalksAt>,
    /// Headings and blocks that are about no talk, folded.
    pub ignore: Vec<String>,
    /// Talks.
    pub talks: Vec<ListedTalk>,
}

/// Whether a path is a sidecar's.
pub fn is_sidecar(path: &str) -> bool {
    path.ends_with(ENDING)
}

/// Whether the sidecar at `sidecar` belongs to the report at `report`: `a.hallway.yaml` or `a.txt.hallway.yaml` to `a.txt`.
pub fn belongs_to(sidecar: &str, report: &str) -> bool {
    let Some(base) = sidecar.strip_suffix(ENDING) else { return false };
    let folder = report.rfind('/').map_or(0, |at| at + 1);
    let without_ending = report[folder..].rfind('.').filter(|at| *at > 0).map_or(report, |at| &report[..folder + at]);
    base == report || base == without_ending
}

/// The paths that a sidecar of the report at `report` may have.
pub fn paths_of(report: &Path) -> [PathBuf; 2] {
    let named = |name: Option<&OsStr>| {
        let mut name = name.unwrap_or_default().to_owned();
        name.push(ENDING);
        report.with_file_name(name)
    };
    [named(report.file_stem()), named(report.file_name())]
}

/// Reads a sidecar; what is wrong in it is left out and complained about.
pub fn read(sidecar: &Source) -> (Settings, Vec<Complaint>) {
    let (path, text) = (sidecar.path.as_str(), sidecar.text());
    let tree = match yaml::parse(path, text) {
        Ok(tree) => tree,
        Err(complaint) => return (Settings::default(), vec![complaint]),
    };
    if tree.scalar().is_some_and(|text| text.trim().is_empty()) {
        return (Settings::default(), Vec::new());
    }
    let Value::Map(_) = tree.value else {
        let complaint = Complaint::error(path, "a sidecar is a map of keys").at(text, tree.span);
        return (Settings::default(), vec![complaint.hint(format!("keys are {}", KEYS.join(", ")))]);
    };
    let mut complaints = tree.unknown_keys(path, text, KEYS);
    let scalar = |key: &str| tree.get(key).and_then(Node::scalar).map(|value| value.trim().to_owned());
    let mut settings = Settings {
        series: scalar("series"),
        edition: scalar("edition"),
        day: scalar("day"),
        track: scalar("track"),
        ..Settings::default()
    };
    if let Some(node) = tree.get("talks_at") {
        match talks_at(node.scalar().unwrap_or_default()) {
            Some(at) => settings.talks_at = Some(at),
            None => complaints.push(bad_talks_at(path, node.scalar().unwrap_or_default()).at(text, node.span)),
        }
    }
    if let Some(node) = tree.get("ignore") {
        settings.ignore = texts(node).iter().map(|phrase| fold(phrase)).collect();
    }
    for node in tree.get("talks").map(Node::items).unwrap_or_default() {
        complaints.extend(node.unknown_keys(path, text, TALK_KEYS));
        let (talk, complaint) = listed_talk(path, text, node);
        settings.talks.extend(talk);
        complaints.extend(complaint);
    }
    (settings, complaints)
}

fn listed_talk(path: &str, text: &str, node: &Node) -> (Option<ListedTalk>, Option<Complaint>) {
    let scalar = |key: &str| node.get(key).and_then(Node::scalar).map(|value| value.trim().to_owned());
    let Some(matches) = scalar("match").or_else(|| scalar("title")).filter(|words| !fold(words).is_empty()) else {
        let complaint = Complaint::error(path, "a talk without `match`").at(text, node.span);
        return (None, Some(complaint.hint("give words of the report at which the talk begins")));
    };
    let status = node.get("status").map(|node| (node, notes::status_named(node.scalar().unwrap_or_default())));
    let complaint = status.as_ref().filter(|(_, status)| status.is_none()).map(|(node, _)| {
        let name = node.scalar().unwrap_or_default();
        let names = ["attended", "watched", "missed", "planned"];
        let hint = did_you_mean(name, names).map_or_else(
            || "a status is attended, watched, missed or planned".to_owned(),
            |close| format!("did you mean `{close}`?"),
        );
        Complaint::error(path, format!("unknown status `{name}`")).at(text, node.span).hint(hint)
    });
    let talk = ListedTalk {
        matches,
        title: scalar("title"),
        speakers: node.get("speakers").map(texts).unwrap_or_default(),
        status: status.and_then(|(_, status)| status),
        event: scalar("event")
            .filter(|event| !event.is_empty())
            .map(|event| if event.eq_ignore_ascii_case("none") { Event::None } else { Event::Is(event) }),
        span: node.span,
    };
    (Some(talk), complaint)
}

/// The texts of a list, or of a single value.
fn texts(node: &Node) -> Vec<String> {
    let single = node.scalar().map(str::to_owned).into_iter();
    let several = node.items().iter().filter_map(Node::scalar).map(str::to_owned);
    single.chain(several).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

fn talks_at(value: &str) -> Option<TalksAt> {
    match value.trim() {
        "link" => Some(TalksAt::Link),
        "bullet" => Some(TalksAt::Bullet),
        "paragraph" => Some(TalksAt::Paragraph),
        "file" => Some(TalksAt::File),
        "none" => Some(TalksAt::None),
        other => other.strip_prefix("heading:")?.trim().parse().ok().filter(|level| *level > 0).map(TalksAt::Heading),
    }
}

fn bad_talks_at(path: &str, value: &str) -> Complaint {
    let names = ["heading:1", "heading:2", "heading:3", "link", "bullet", "paragraph", "file", "none"];
    let hint = did_you_mean(value, names).map_or_else(
        || "talks begin at heading:2 (or another level), link, bullet, paragraph, file or none".to_owned(),
        |close| format!("did you mean `{close}`?"),
    );
    Complaint::error(path, format!("unknown place `{value}` for talks")).hint(hint)
}

/// The settings in a report's front matter.
pub fn of_front(path: &str, front: &[(String, String)]) -> (Settings, Vec<Complaint>) {
    let value = |key: &str| {
        front.iter().find(|(name, _)| name == key).map(|(_, value)| value.trim().to_owned()).filter(|v| !v.is_empty())
    };
    let mut complaints = Vec::new();
    let at = value("talks_at").and_then(|written| {
        let found = talks_at(&written);
        if found.is_none() {
            complaints.push(bad_talks_at(path, &written));
        }
        found
    });
    let settings = Settings {
        series: value("series"),
        edition: value("edition"),
        day: value("day"),
        track: value("track"),
        talks_at: at,
        ignore: value("ignore").map(|list| list.split(", ").map(fold).collect()).unwrap_or_default(),
        talks: Vec::new(),
    };
    (settings, complaints)
}

impl Settings {
    /// These settings, and `weaker` ones where these say nothing.
    #[must_use]
    pub fn or(self, weaker: Self) -> Self {
        Self {
            series: self.series.or(weaker.series),
            edition: self.edition.or(weaker.edition),
            day: self.day.or(weaker.day),
            track: self.track.or(weaker.track),
            talks_at: self.talks_at.or(weaker.talks_at),
            ignore: if self.ignore.is_empty() { weaker.ignore } else { self.ignore },
            talks: if self.talks.is_empty() { weaker.talks } else { self.talks },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sidecar_is_read_and_its_errors_have_places() {
        let text = "series: boatconf\nedtion: 2016\ntalks_at: heading:2\nignore: [Lunch, The End]\ntalks:\n  - match: Oars\n    \
                    status: mised\n    speakers: Anna Fox\n";
        let (settings, complaints) = read(&Source::of_text("a.hallway.yaml", text));
        assert_eq!(settings.series.as_deref(), Some("boatconf"));
        assert_eq!(settings.talks_at, Some(TalksAt::Heading(2)));
        assert_eq!(settings.ignore, ["lunch", "the end"]);
        assert_eq!(settings.talks[0].speakers, ["Anna Fox"]);
        let found: Vec<_> = complaints
            .iter()
            .map(|complaint| (complaint.place.as_ref().map(|place| place.position.line), complaint.hint.as_deref()))
            .collect();
        assert_eq!(found, [(Some(2), Some("did you mean `edition`?")), (Some(7), Some("did you mean `missed`?"))]);
    }

    #[test]
    fn sidecars_lie_beside_their_reports() {
        for (sidecar, report, belongs) in [
            ("n/a.hallway.yaml", "n/a.txt", true),
            ("n/a.txt.hallway.yaml", "n/a.txt", true),
            ("n/a.hallway.yaml", "n/ab.txt", false),
            ("a.hallway.yaml", "n/a.txt", false),
            ("a.2016.hallway.yaml", "a.2016.md", true),
        ] {
            assert_eq!(belongs_to(sidecar, report), belongs, "{sidecar} {report}");
        }
    }
}
