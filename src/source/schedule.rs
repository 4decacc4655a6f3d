//! Schedules: what a conference publishes, as a list of entries, the same for every format.
//!
//! A file is a schedule by what it holds, never by its name. Titles lose the marks that organisers put on them
//! (`CANCELLED:`, `AMENDMENT:`), placeholders are nobody's names, and every text leads back to its source.

mod calendar;
mod json;
mod mark;
mod own;
mod table;
mod value;
mod xml;

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use memchr::{memchr, memchr_iter, memchr2, memrchr};
use serde::{Deserialize, Serialize};

use super::Source;
use super::document::{Field, Passage};
use super::edition::EditionId;
use super::notes::{ClaimedBy, EditionClaim, Programme, claims_in, path_claims, year_claims};
use crate::complaint::Complaint;
use crate::text::{Span, is_year, squeeze, squeezed};

pub(crate) use own::Opened;
pub use own::{Bundled, EditionFile};
pub use table::Rows;

/// How a schedule is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Pentabarf's XML and its descendants, frab and pretalx.
    Xml,
    /// The JSON that frab and pretalx write.
    Json,
    /// iCalendar.
    Calendar,
    /// A row for each talk: JSON Lines, a JSON array, CSV or YAML.
    Table(Rows),
    /// Hallway's own edition files.
    Own,
}

/// How much of an edition is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Coverage {
    /// Only what notes tell.
    Sampled,
    /// The titles of its talks.
    Titles,
    /// The texts of its talks, or what is tagged in them.
    Full,
}

impl Coverage {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sampled => "sampled",
            Self::Titles => "titles",
            Self::Full => "full",
        }
    }
}

/// A schedule that was read.
#[derive(Debug, Clone, Default)]
pub struct Schedule {
    /// The edition that it is of as a whole; a table's rows may say their own.
    pub edition: Option<EditionClaim>,
    /// Its entries, in the order in which they stand.
    pub entries: Vec<Entry>,
    /// For Hallway's own files: the digest of the dictionaries that found what is tagged.
    pub tagged_by: Option<String>,
    /// Whom its facts are owed to.
    pub attribution: Option<String>,
}

impl Schedule {
    /// The titles of its talks in an edition, if it has any.
    pub fn programme(&self, edition: &EditionId) -> Option<Programme> {
        let own = self.edition.as_ref().map(EditionId::from);
        let titles: Vec<&str> = self
            .entries
            .iter()
            .filter(|entry| entry.edition.as_ref().or(own.as_ref()) == Some(edition))
            .map(|entry| entry.title.as_str())
            .collect();
        (!titles.is_empty()).then(|| Programme::of(titles))
    }

    /// How much it tells: everything if half of its entries or more have texts, or if what they mention is tagged.
    pub fn coverage(&self) -> Coverage {
        let told = self.entries.iter().filter(|entry| entry.has_text()).count();
        if self.tagged_by.is_some() || (told > 0 && told * 2 >= self.entries.len()) {
            Coverage::Full
        } else {
            Coverage::Titles
        }
    }
}

/// One entry of a schedule: a talk as its conference announces it.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// The edition that the entry itself names.
    pub edition: Option<EditionId>,
    /// Its id in the schedule.
    pub id: Option<String>,
    /// Its globally unique id.
    pub guid: Option<String>,
    /// Its name in addresses.
    pub slug: Option<String>,
    /// Its title, without marks such as `CANCELLED`.
    pub title: String,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// Who gives it; placeholders are left out.
    pub speakers: Vec<String>,
    /// The track, as written.
    pub track: Option<String>,
    /// The room, as written.
    pub room: Option<String>,
    /// What sort of session: `devroom`, `keynote`, `workshop`, as written.
    pub kind: Option<String>,
    /// The language's code in lower case.
    pub language: Option<String>,
    /// The day.
    pub day: Option<Date>,
    /// When it starts, by the clock of the place.
    pub time: Option<Time>,
    /// How many minutes it takes.
    pub minutes: Option<u32>,
    /// The page of its event.
    pub url: Option<String>,
    /// Its slides.
    pub slides: Vec<String>,
    /// Its recordings, one for each that differs in more than its encoding.
    pub video: Vec<String>,
    /// Whether it was called off.
    pub is_cancelled: bool,
    /// From where to where it stands.
    pub span: Span,
    /// The line at which it begins, from 1, where its texts' places count bytes of their own values and not of the
    /// source: see [`Place`].
    pub place: Place,
    /// What is tagged.
    pub passages: Vec<Passage>,
    /// What was tagged in texts that are not at hand: an entity's id and the number of mentions.
    pub tagged: Vec<(String, usize)>,
}

/// What the places in an entry's texts count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Place {
    /// Bytes of the source.
    #[default]
    Source,
    /// Bytes of the value of the field that the text stands in; the record begins at this line of the source.
    Value {
        /// The line, from 1.
        line: usize,
    },
}

impl Place {
    /// Where to point at in `source` for what stands at `span`: there, or at the line at which its record begins.
    pub fn in_source(self, span: Span, source: &Source) -> Span {
        match self {
            Self::Source => span,
            Self::Value { line } => {
                let start = source.lines().start(line).unwrap_or(0);
                Span::new(start, start)
            }
        }
    }
}

impl Entry {
    /// Takes title and subtitle from the passages.
    fn entitle(&mut self) {
        let shown = |field| {
            let passage = self.passages.iter().find(|passage| passage.field == field);
            passage.map(|passage| squeeze(passage.flow.text()))
        };
        (self.title, self.subtitle) = (shown(Field::Title).unwrap_or_default(), shown(Field::Subtitle));
    }

    fn has_text(&self) -> bool {
        self.passages.iter().any(|passage| !matches!(passage.field, Field::Title | Field::Subtitle))
    }
}

/// The form that a text is written in; none if it is no schedule.
pub fn detect(text: &str) -> Option<Form> {
    let start = text.trim_start();
    match start.chars().next()? {
        '<' => xml::is_schedule(start).then_some(Form::Xml),
        'B' | 'b' => calendar::is_calendar(start).then_some(Form::Calendar),
        _ if own::is_own(text) => Some(Form::Own),
        '{' | '[' if json::is_schedule(start) => Some(Form::Json),
        _ => table::detect(text).map(Form::Table),
    }
}

/// Reads a schedule; what is wrong with it is complained about, and the rest is kept.
///
/// `edition` is what the command line says that the source is of.
pub fn read(source: &Source, form: Form, edition: Option<&EditionId>) -> (Schedule, Vec<Complaint>) {
    let (mut schedule, names, mut complaints) = match form {
        Form::Xml => xml::read(source),
        Form::Json => json::read(source),
        Form::Calendar => calendar::read(source),
        Form::Table(rows) => table::read(source, rows),
        Form::Own => own::read(source),
    };
    if let Some(edition) = edition {
        schedule.edition =
            Some(EditionClaim { series: edition.series.clone(), year: edition.year, from: ClaimedBy::Command });
        schedule.entries.iter_mut().for_each(|entry| entry.edition = None);
    } else if schedule.edition.is_none() {
        schedule.edition = claim(source, &names, &schedule.entries);
    }
    let is_homeless = |entry: &Entry| entry.edition.is_none() && schedule.edition.is_none();
    if schedule.entries.iter().any(is_homeless) {
        let cause = "nothing says which edition this schedule is of";
        let hint = format!("say `--edition {}=fosdem-2016`", source.path);
        complaints.push(Complaint::warning(&source.path, cause).hint(hint));
    }
    // An edition file is made of entries that were finished.
    if form != Form::Own {
        let home = schedule.edition.as_ref().map(EditionId::from);
        for entry in &mut schedule.entries {
            finish(entry, home.as_ref());
        }
        complaints.extend(doubled(source, &schedule.entries));
    }
    (schedule, complaints)
}

/// A warning if entries share an id; they stay apart all the same.
fn doubled(source: &Source, entries: &[Entry]) -> Option<Complaint> {
    let mut seen: BTreeSet<(Option<&EditionId>, &str)> = BTreeSet::new();
    let mut again = Vec::new();
    for entry in entries {
        let Some(id) = entry.id.as_deref() else { continue };
        if !seen.insert((entry.edition.as_ref(), id)) {
            again.push((id, entry));
        }
    }
    let (id, entry) = again.first()?;
    let more = match again.len() - 1 {
        0 => String::new(),
        1 => ", and one more is".to_owned(),
        more => format!(", and {more} more are"),
    };
    let place = entry.place.in_source(entry.span.starting(), source);
    let cause = format!("the id `{id}` is given a second time{more}");
    let complaint = Complaint::warning(&source.path, cause).with_place(source.place(place));
    Some(complaint.hint("they are kept as talks of their own"))
}

/// What a schedule calls itself.
#[derive(Debug, Default)]
struct Names {
    /// Short names and titles, the most telling first.
    names: Vec<String>,
    /// The first day.
    start: Option<Date>,
}

/// The edition that names, dates and the file's path tell of, in that order.
fn claim(source: &Source, names: &Names, entries: &[Entry]) -> Option<EditionClaim> {
    let claimed = |claim: Option<(String, u16)>, from| claim.map(|(series, year)| EditionClaim { series, year, from });
    let year = names.start.or_else(|| usual_day(entries)).and_then(|day| u16::try_from(day.year()).ok());
    let named = names.names.iter().find_map(|name| claims_in(name).into_iter().next());
    // `Rowing 2016`: any series whose name ends with the year.
    let dated = names.names.iter().find_map(|name| EditionId::parse(name));
    claimed(named, ClaimedBy::Title)
        .or_else(|| claimed(dated.map(|edition| (edition.series, edition.year)), ClaimedBy::Title))
        .or_else(|| claimed(year_claims(&names.names, year?), ClaimedBy::Title))
        .or_else(|| claimed(path_claims(&source.path).into_iter().next(), ClaimedBy::Path))
        .or_else(|| claimed(year_claims(&[source.stem().to_owned()], year?), ClaimedBy::Path))
}

/// The middle one of the entries' days: a stray date moves it little.
fn usual_day(entries: &[Entry]) -> Option<Date> {
    let mut days: Vec<Date> = entries.iter().filter_map(|entry| entry.day).collect();
    days.sort();
    days.get(days.len() / 2).copied()
}

/// What is the same for every form: marks, nobodies, one recording of each.
fn finish(entry: &mut Entry, edition: Option<&EditionId>) {
    let (title, is_cancelled) = mark::without_marks(&entry.title);
    entry.title = squeeze(title);
    entry.is_cancelled |= is_cancelled;
    let mut seen: Vec<String> = Vec::with_capacity(entry.speakers.len());
    entry.speakers = std::mem::take(&mut entry.speakers).into_iter().map(squeezed).collect();
    entry.speakers.retain(|name| {
        let folded = crate::text::fold(name);
        let is_kept = !mark::is_nobody(&folded) && !seen.contains(&folded);
        seen.push(folded);
        is_kept
    });
    for text in [
        &mut entry.subtitle,
        &mut entry.track,
        &mut entry.room,
        &mut entry.kind,
        &mut entry.language,
        &mut entry.id,
        &mut entry.guid,
        &mut entry.slug,
        &mut entry.url,
    ] {
        *text = text.take().map(squeezed).filter(|text| !text.is_empty());
    }
    entry.language = entry.language.take().map(|language| language.to_lowercase());
    entry.slides = without_doubles(std::mem::take(&mut entry.slides));
    entry.video = without_doubles(std::mem::take(&mut entry.video));
    let home = entry.edition.as_ref().or(edition);
    // A schedule that is fetched years later may lead to the site of another year.
    let is_astray = home.zip(entry.url.as_deref()).is_some_and(|(home, url)| names_other_year(url, home.year));
    if let Some((home, slug)) = home.zip(entry.slug.as_deref())
        && (entry.url.is_none() || is_astray)
        && let Some(page) = super::series::named(&home.series).and_then(|series| series.page(home.year, slug))
    {
        entry.url = Some(page);
    }
}

/// Whether the path of an address has a year for a part, and none of them is this one.
pub fn names_other_year(url: &str, year: u16) -> bool {
    let mut years = url.split('/').filter(|part| is_year(part)).peekable();
    years.peek().is_some() && years.all(|other| other.parse() != Ok(year))
}

/// Addresses that differ by more than how the same thing is encoded; the form that plays everywhere is kept.
fn without_doubles(addresses: Vec<String>) -> Vec<String> {
    fn stem(address: &str) -> &[u8] {
        let address = address.as_bytes();
        let name = memrchr(b'/', address).map_or(0, |at| at + 1);
        let end = memchr(b'.', &address[name..]).map_or(address.len(), |at| name + at);
        &address[..end]
    }
    let rank = |address: &str| {
        let ending = address.as_bytes().last_chunk::<4>();
        usize::from(!ending.is_some_and(|ending| ending.eq_ignore_ascii_case(b".mp4")))
    };
    let mut kept: Vec<String> = Vec::new();
    let trimmed = |address: String| match address.trim() {
        trimmed if trimmed.len() == address.len() => address,
        trimmed => trimmed.to_owned(),
    };
    for address in addresses.into_iter().map(trimmed).filter(|address| address.contains("://")) {
        match kept.iter_mut().find(|other| stem(other) == stem(&address)) {
            Some(other) if rank(&address) < rank(other) => *other = address,
            Some(_) => {}
            None => kept.push(address),
        }
    }
    kept
}

/// What a link of an entry leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LinkKind {
    Slides,
    Video,
    Other,
}

/// Endings of addresses, in small letters.
const CAPTIONS: [&str; 2] = ["vtt", "srt"];
const RECORDINGS: [&str; 7] = ["mp4", "webm", "ogv", "ogg", "avi", "mkv", "mpg"];
const DOCUMENTS: [&str; 4] = ["pdf", "odp", "ppt", "pptx"];

/// What stands before and behind a slash in addresses of recordings that have none of these endings.
const PLAYERS: [(&str, &str); 3] = [("youtube.com", "watch"), ("youtu.be", ""), ("media.ccc.de", "v/")];

/// Tells a link by what is written at it and by its address.
fn link_kind(label: &str, target: &str) -> LinkKind {
    let path = &target.as_bytes()[..memchr2(b'?', b'#', target.as_bytes()).unwrap_or(target.len())];
    let ending = memrchr(b'.', path).map_or(&path[..0], |dot| &path[dot + 1..]);
    let ends_in = |endings: &[&str]| endings.iter().any(|known| ending.eq_ignore_ascii_case(known.as_bytes()));
    // Of what is folded, only words are looked for.
    let label = match label.trim_start_matches(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()) {
        plain if plain.is_ascii() => plain.to_ascii_lowercase(),
        other => crate::text::fold(other),
    };
    let says = |word: &str| {
        memchr_iter(word.as_bytes()[0], label.as_bytes()).any(|at| label.as_bytes()[at..].starts_with(word.as_bytes()))
    };
    if ends_in(&CAPTIONS) || says("feedback") {
        return LinkKind::Other;
    }
    let is_between = |at: usize, (before, after): (&str, &str)| {
        let (head, tail) = (&path[..at], &path[at + 1..]);
        let is_same = |(one, other): (&u8, &u8)| one.eq_ignore_ascii_case(other);
        // Most are told from the letters next to the sign.
        head.len() >= before.len()
            && head.iter().rev().zip(before.as_bytes().iter().rev()).all(is_same)
            && tail.len() >= after.len()
            && tail.iter().zip(after.as_bytes()).all(is_same)
    };
    let is_player = |at: usize| PLAYERS.iter().any(|sides| is_between(at, *sides));
    let kind = if ends_in(&RECORDINGS)
        || (label.starts_with("video") && !says("room"))
        || memchr_iter(b'/', path).any(is_player)
    {
        LinkKind::Video
    } else if says("slides") || (ends_in(&DOCUMENTS) && !says("paper")) {
        LinkKind::Slides
    } else {
        return LinkKind::Other;
    };
    // Where speakers hand in what they are going to show.
    let is_submission = |at: usize| is_between(at, ("submission", ""));
    if memchr_iter(b'.', path).any(is_submission) { LinkKind::Other } else { kind }
}

impl Entry {
    /// Keeps a link if it leads to slides or a recording.
    fn add_link(&mut self, label: &str, target: String) {
        match link_kind(label, &target) {
            LinkKind::Slides => self.slides.push(target),
            LinkKind::Video => self.video.push(target),
            LinkKind::Other => {}
        }
    }
}

#[cfg(test)]
mod tests;
