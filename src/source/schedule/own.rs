//! Hallway's own edition files: the facts of an edition's talks, no texts, in YAML.
//!
//! A file begins with `edition:`, has the links' common parts written once, and lists talks with what was tagged in
//! their texts. The bundled editions are packed into the library when it is built; a file on disk with the same text
//! is read from there, which is many times faster than YAML.

mod file;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use xxhash_rust::xxh3::xxh3_64;

use self::file::{Facts, File, Packed, Patterns};
use super::value::{day, passage, time};
use super::{Entry, Names, Place, Schedule};
use crate::complaint::Complaint;
use crate::source::Source;
use crate::source::document::{Field, Flow};
use crate::source::edition::EditionId;
use crate::source::notes::{ClaimedBy, EditionClaim};
use crate::text::Span;
use crate::yaml;

/// What stands in an address pattern where addresses differ, and where the talk's own `page` stands again.
const DIFFERS: char = '*';
const PAGE: &str = "{page}";

/// An edition that is built in.
#[derive(Debug)]
pub struct Bundled {
    /// Its file's name.
    pub name: &'static str,
    digest: &'static str,
    packed: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/bundled_editions.rs"));

impl Bundled {
    /// The editions that are built in, by the names of their files.
    pub fn all() -> &'static [Self] {
        BUNDLED
    }

    /// Its file's name without its ending: the edition.
    pub fn stem(&self) -> &'static str {
        self.name.strip_suffix(".yaml").unwrap_or(self.name)
    }

    /// The digest of its file's text.
    pub(crate) fn digest(&self) -> &'static str {
        self.digest
    }

    /// The one whose file has that text.
    pub(crate) fn of_text(text: &str) -> Option<&'static Self> {
        let found = format!("{:016x}", xxh3_64(text.as_bytes()));
        BUNDLED.iter().find(|bundled| bundled.digest == found)
    }

    /// Its talks; none where the library was built from a file that cannot be read.
    pub fn read(&'static self) -> Schedule {
        self.open().map(|opened| opened.read(0..opened.packed.talks.len())).unwrap_or_default()
    }

    /// The edition, to be read talk by talk; none where the library was built from a file that cannot be read.
    pub(crate) fn open(&'static self) -> Option<Opened> {
        Some(Opened { name: self.name, packed: postcard::from_bytes(self.packed).ok()? })
    }
}

/// A built-in edition of which talks are read one by one.
#[derive(Debug)]
pub(crate) struct Opened {
    name: &'static str,
    packed: Packed<&'static str, &'static [u8]>,
}

impl Opened {
    /// The digest of the dictionaries that found what its talks mention.
    pub(crate) fn tagged_by(&self) -> Option<&'static str> {
        self.packed.head.dictionaries
    }

    /// Whether a talk's id is the same whichever other talks are read.
    pub(crate) fn are_named(&self) -> bool {
        self.packed.are_named
    }

    /// The number of its talks.
    pub(crate) fn talks(&self) -> usize {
        self.packed.talks.len()
    }

    /// The number of its talks that were held.
    pub(crate) fn held(&self) -> usize {
        self.packed.held
    }

    /// The entities that talks that were held mention, in the order of their ids, with the numbers of these talks.
    pub(crate) fn mentioned(&self) -> &[(&'static str, Vec<u32>)] {
        &self.packed.mentioning
    }

    /// The talks of these numbers.
    pub(crate) fn read(&self, numbers: impl Iterator<Item = usize>) -> Schedule {
        let Packed { head, talks, .. } = &self.packed;
        let facts = |number: usize| {
            let facts: Facts<&str> = postcard::from_bytes(talks.get(number)?).ok()?;
            Some((head.lines.get(number).copied().unwrap_or(1), facts))
        };
        head.schedule(self.name, numbers.filter_map(facts)).0
    }
}

/// Whether a text is an edition file.
pub(super) fn is_own(text: &str) -> bool {
    let head = &text[..crate::text::floor_boundary(text, 1 << 12)];
    let mut keys = head.lines().filter(|line| !line.starts_with(['#', ' ', '-']) && !line.trim().is_empty());
    keys.next().is_some_and(|line| line.starts_with("edition:")) && head.lines().any(|line| line.trim_end() == "talks:")
}

const KEYS: &[&str] = &["edition", "attribution", "dictionaries", "links", "talks"];

pub(super) fn read(source: &Source) -> (Schedule, Names, Vec<Complaint>) {
    let (path, text) = (source.path.as_str(), source.text());
    if let Some(bundled) = Bundled::of_text(text) {
        return (bundled.read(), Names::default(), Vec::new());
    }
    let (mut file, mut complaints): (File<String>, _) = match yaml::read_map(path, text, KEYS) {
        Ok(file) => (file, Vec::new()),
        Err(complaints) => return (Schedule::default(), Names::default(), complaints),
    };
    file.lines = lines_of_talks(text);
    if file.lines.len() != file.talks.len() {
        let places = yaml::parse(path, text).ok();
        let talks = places.as_ref().and_then(|tree| tree.get("talks")).map(yaml::Node::items).unwrap_or_default();
        file.lines = talks.iter().map(|talk| source.position(talk.span.start).line).collect();
    }
    let line_of = |line: usize| {
        let start = source.lines().start(line).unwrap_or(0);
        Span::new(start, start)
    };
    if EditionId::parse(&file.edition).is_none() {
        let cause = format!("`{}` is no edition", file.edition);
        let complaint = Complaint::error(path, cause).at(text, line_of(1));
        complaints.push(complaint.hint("write a series and a year: `edition: fosdem-2016`"));
    }
    let facts = std::mem::take(&mut file.talks).into_iter().enumerate();
    let lines = std::mem::take(&mut file.lines);
    let (schedule, wrong) = file.schedule(path, facts.map(|(at, facts)| (lines.get(at).copied().unwrap_or(1), facts)));
    complaints.extend(wrong.into_iter().map(|(line, cause)| Complaint::error(path, cause).at(text, line_of(line))));
    (schedule, Names::default(), complaints)
}

/// The lines at which items of a list begin that is not indented, as Hallway writes it.
fn lines_of_talks(text: &str) -> Vec<usize> {
    let lines = text.lines().enumerate().skip_while(|(_, line)| line.trim_end() != "talks:");
    lines.filter(|(_, line)| line.starts_with("- ")).map(|(at, _)| at + 1).collect()
}

impl<S: AsRef<str> + Into<String> + Ord> File<S> {
    /// The schedule of talks, given with the lines at which they stand in the file at `path`, and what is wrong by line.
    fn schedule(&self, path: &str, talks: impl Iterator<Item = (usize, Facts<S>)>) -> (Schedule, Vec<(usize, String)>) {
        let claim = EditionId::parse(self.edition.as_ref()).or_else(|| {
            let name = path.rsplit('/').next()?;
            EditionId::parse(name.split('.').next()?)
        });
        let edition = claim.map(|edition| EditionClaim {
            series: edition.series,
            year: edition.year,
            from: ClaimedBy::FrontMatter,
        });
        let mut wrong = Vec::new();
        let entries =
            talks.filter_map(|(line, facts)| facts.entry(&self.links, line, &mut |cause| wrong.push((line, cause))));
        let entries = entries.collect();
        let owned = |text: &Option<S>| text.as_ref().map(|text| text.as_ref().to_owned());
        let (tagged_by, attribution) = (owned(&self.dictionaries), owned(&self.attribution));
        (Schedule { edition, entries, tagged_by, attribution }, wrong)
    }
}

impl<S: AsRef<str> + Into<String> + Ord> Facts<S> {
    fn entry(self, links: &Patterns<S>, line: usize, wrong: &mut dyn FnMut(String)) -> Option<Entry> {
        let title = self.title.as_ref();
        if title.trim().is_empty() {
            wrong("a talk without `title`, left out".to_owned());
            return None;
        }
        let page = self.page.as_ref().map(S::as_ref).filter(|page| !page.contains("://"));
        let whole = |pattern: &Option<S>, part: &str| {
            let pattern = pattern.as_ref().map(S::as_ref).filter(|_| !part.contains("://"));
            let address = pattern.map_or_else(|| part.to_owned(), |pattern| pattern.replacen(DIFFERS, part, 1));
            match page {
                Some(page) if address.contains(PAGE) => address.replacen(PAGE, page, 1),
                _ => address,
            }
        };
        let all = |pattern: &Option<S>, parts: &[S]| parts.iter().map(|part| whole(pattern, part.as_ref())).collect();
        let start = self.start.as_ref().map_or("", S::as_ref);
        let (day, time) = (day(start), if start.contains(':') { time(start) } else { None });
        if !start.is_empty() && day.is_none() && time.is_none() {
            wrong(format!("`{start}` is no start; write it as `2016-01-30 09:30`"));
        }
        // A title is short and plain, and there are very many.
        let plain = |field, text: &S| super::Passage { field, flow: Flow::verbatim(text.as_ref(), 0) };
        let text = |field, text: &Option<S>| passage(field, &Flow::verbatim(text.as_ref()?.as_ref(), 0));
        let mut passages = vec![plain(Field::Title, &self.title)];
        passages.extend(self.subtitle.as_ref().map(|subtitle| plain(Field::Subtitle, subtitle)));
        passages.extend(text(Field::Abstract, &self.summary));
        passages.extend(text(Field::Description, &self.description));
        let url = self.page.as_ref().map(|page| whole(&links.page, page.as_ref()));
        Some(Entry {
            slug: url.as_deref().and_then(slug_of).map(str::to_owned),
            url,
            slides: all(&links.slides, &self.slides),
            video: all(&links.video, &self.video),
            id: self.id.map(S::into),
            title: self.title.into(),
            subtitle: self.subtitle.map(S::into),
            speakers: self.speakers.into_iter().map(S::into).collect(),
            track: self.track.map(S::into),
            room: self.room.map(S::into),
            kind: self.kind.map(S::into),
            language: self.language.map(S::into),
            day,
            time,
            minutes: self.duration,
            is_cancelled: self.cancelled,
            place: Place::Value { line },
            passages,
            tagged: self.tagged.into_iter().map(|(id, count)| (id.into(), count.unwrap_or(1))).collect(),
            ..Entry::default()
        })
    }
}

/// The event's name in its page's address.
fn slug_of(page: &str) -> Option<&str> {
    page.trim_end_matches('/').rsplit('/').next().filter(|slug| !slug.is_empty())
}

/// What is written into an edition file.
#[derive(Debug)]
pub struct EditionFile<'a> {
    /// The edition.
    pub id: &'a EditionId,
    /// Whom its facts are owed to.
    pub attribution: Option<&'a str>,
    /// The digest of the dictionaries that found what is tagged; none where only titles were known.
    pub tagged_by: Option<&'a str>,
    /// The talks.
    pub entries: Vec<Entry>,
    /// Whether texts are written too.
    pub with_text: bool,
}

impl EditionFile<'_> {
    /// The file's text: talks by day, time, room and id, keys in one order, the same for the same talks.
    pub fn write(&self) -> String {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        let number = |entry: &Entry| entry.id.as_deref().and_then(|id| id.parse::<u64>().ok());
        entries.sort_by(|a, b| {
            let moment = |entry: &Entry| (entry.day, entry.time, entry.room.clone());
            moment(a)
                .cmp(&moment(b))
                .then(number(a).cmp(&number(b)))
                .then_with(|| (&a.id, &a.title).cmp(&(&b.id, &b.title)))
        });
        let page = pattern(entries.iter().filter_map(|entry| entry.url.clone()));
        let of = |links: &dyn Fn(&Entry) -> Vec<String>| {
            pattern(entries.iter().flat_map(|entry| {
                let page = entry.url.as_deref().map(|url| part(page.as_deref(), url));
                links(entry).into_iter().map(move |link| with_page(page.as_deref(), &link).into_owned())
            }))
        };
        let slides = of(&|entry| entry.slides.clone());
        let video = of(&|entry| entry.video.clone());
        let mut out = format!("edition: {}\n", self.id);
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(out, "{key}: {}", scalar(value));
        };
        if let Some(attribution) = self.attribution {
            line("attribution", attribution);
        }
        if let Some(digest) = self.tagged_by {
            line("dictionaries", digest);
        }
        let patterns = [("page", &page), ("slides", &slides), ("video", &video)];
        if patterns.iter().any(|(_, pattern)| pattern.is_some()) {
            out.push_str("links:\n");
            for (key, pattern) in patterns {
                if let Some(pattern) = pattern {
                    let _ = writeln!(out, "  {key}: {}", scalar(pattern));
                }
            }
        }
        out.push_str("talks:\n");
        for entry in entries {
            self.write_talk(entry, &[page.as_deref(), slides.as_deref(), video.as_deref()], &mut out);
        }
        out
    }

    fn write_talk(&self, entry: &Entry, [page, slides, video]: &[Option<&str>; 3], out: &mut String) {
        let mut lead = "- ";
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(out, "{lead}{key}: {value}");
            lead = "  ";
        };
        let list = |items: &mut dyn Iterator<Item = Cow<str>>| {
            let items: Vec<String> = items.map(|item| scalar(&item).into_owned()).collect();
            format!("[{}]", items.join(", "))
        };
        if let Some(id) = &entry.id {
            line("id", &scalar(id));
        }
        line("title", &scalar(&entry.title));
        let text =
            |key: &'static str, value: &Option<String>| value.as_deref().map(|value| (key, scalar(value).into_owned()));
        if let Some((key, value)) = text("subtitle", &entry.subtitle) {
            line(key, &value);
        }
        if !entry.speakers.is_empty() {
            line("speakers", &list(&mut entry.speakers.iter().map(|name| Cow::Borrowed(name.as_str()))));
        }
        for (key, value) in [text("track", &entry.track), text("room", &entry.room)].into_iter().flatten() {
            line(key, &value);
        }
        let clock = entry.time.map(|time| time.strftime("%H:%M").to_string());
        let start: Vec<String> = entry.day.map(|day| day.to_string()).into_iter().chain(clock).collect();
        if !start.is_empty() {
            line("start", &scalar(&start.join(" ")));
        }
        if let Some(minutes) = entry.minutes {
            line("duration", &minutes.to_string());
        }
        for (key, value) in [text("type", &entry.kind), text("language", &entry.language)].into_iter().flatten() {
            line(key, &value);
        }
        if entry.is_cancelled {
            line("cancelled", "true");
        }
        if let Some(url) = &entry.url {
            line("page", &scalar(&part(*page, url)));
        }
        for (key, links, pattern) in [("slides", &entry.slides, *slides), ("video", &entry.video, *video)] {
            if !links.is_empty() {
                let own = entry.url.as_deref().map(|url| part(*page, url));
                let links = links.iter().map(|link| with_page(own.as_deref(), link));
                line(key, &list(&mut links.map(|link| part(pattern, &link).into_owned().into())));
            }
        }
        if !entry.tagged.is_empty() {
            let counts = entry.tagged.iter().map(|(id, count)| match count {
                1 => scalar(id).into_owned(),
                count => format!("{}: {count}", scalar(id)),
            });
            let counts: Vec<String> = counts.collect();
            line("tagged", &format!("{{{}}}", counts.join(", ")));
        }
        if self.with_text {
            for passage in &entry.passages {
                let key = match passage.field {
                    Field::Abstract => "abstract",
                    Field::Description => "description",
                    _ => continue,
                };
                line(key, &quoted(passage.flow.text()));
            }
        }
    }
}

/// The pattern that saves most when addresses are written as the parts in which they differ.
fn pattern(addresses: impl Iterator<Item = String>) -> Option<String> {
    let mut heads: BTreeMap<String, (usize, bool)> = BTreeMap::new();
    for address in addresses {
        let path = address.find("://").map_or(0, |at| at + 3);
        let body = address.strip_suffix('/');
        for (at, _) in address[path..].match_indices(['/', '-', '_', '}']) {
            let end = path + at + 1;
            if end < body.map_or(address.len(), str::len) {
                let head = heads.entry(address[..end].to_owned()).or_insert((0, true));
                head.0 += 1;
                head.1 &= body.is_some();
            }
        }
    }
    let best = heads
        .into_iter()
        .filter(|(_, (count, _))| *count >= 2)
        .max_by_key(|(head, (count, _))| ((count - 1) * head.len(), std::cmp::Reverse(head.clone())));
    best.map(|(head, (_, ends))| format!("{head}{DIFFERS}{}", if ends { "/" } else { "" }))
}

/// An address with `{page}` where the talk's own page stands in it.
fn with_page<'a>(page: Option<&str>, address: &'a str) -> Cow<'a, str> {
    match page.filter(|page| page.len() > PAGE.len() && !page.contains("://")) {
        Some(page) if address.contains(page) && !address.contains(PAGE) => Cow::Owned(address.replacen(page, PAGE, 1)),
        _ => Cow::Borrowed(address),
    }
}

/// The part in which an address differs from its pattern; the whole of one that does not fit.
fn part<'a>(pattern: Option<&str>, address: &'a str) -> Cow<'a, str> {
    let fitting = pattern.and_then(|pattern| pattern.split_once(DIFFERS)).and_then(|(head, tail)| {
        address.strip_prefix(head)?.strip_suffix(tail).filter(|part| !part.is_empty() && !part.contains("://"))
    });
    Cow::Borrowed(fitting.unwrap_or(address))
}

/// Text as a YAML scalar: as it is if that means the same, also within brackets, else in quotation marks.
fn scalar(text: &str) -> Cow<'_, str> {
    let is_plain = text.starts_with(char::is_alphabetic)
        && !text.ends_with([' ', ':'])
        && !text
            .chars()
            .any(|c| c.is_control() || matches!(c, ',' | '[' | ']' | '{' | '}' | '\u{FEFF}' | '\u{2028}' | '\u{2029}'))
        && !text.contains(": ")
        && !text.contains(" #")
        && !MEANS_OTHERWISE.iter().any(|word| text.eq_ignore_ascii_case(word));
    let is_moment = text.starts_with(|c: char| c.is_ascii_digit())
        && text.contains('-')
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b' '));
    if is_plain || is_moment { Cow::Borrowed(text) } else { Cow::Owned(quoted(text)) }
}

/// Words that YAML takes for something else than text.
const MEANS_OTHERWISE: [&str; 12] =
    ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf", "infinity"];

/// Text in quotation marks: JSON's are YAML's.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
