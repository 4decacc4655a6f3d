//! Tables: a row for each talk, as JSON Lines, a JSON array, CSV or YAML.
//!
//! A place in a text counts bytes of the value of its column, since that is what whoever keeps the table has at hand.

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memchr;
use serde_json::Value;
use serde_json::value::RawValue;

use super::json::broken;
use super::value::{day, minutes, passage, time};
use super::{Entry, Names, Place, Schedule};
use crate::complaint::{Complaint, did_you_mean};
use crate::source::document::{Field, Flow};
use crate::source::edition::EditionId;
use crate::source::{Source, on_all_cores};
use crate::text::{Span, floor_boundary, kebab};
use crate::yaml::{self, Node};

/// How the rows of a table are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// A JSON object a line.
    JsonLines,
    /// A JSON array of objects.
    Json,
    /// Values separated by this byte, the columns' names in the first row.
    Separated(u8),
    /// A YAML list of maps.
    Yaml,
}

/// Columns, each with the names that it also goes by.
const COLUMNS: [(&str, &[&str]); 23] = [
    ("id", &["code", "event_id"]),
    ("guid", &["uid", "uuid"]),
    ("slug", &[]),
    ("series", &["conference"]),
    ("edition", &[]),
    ("year", &[]),
    ("title", &["name"]),
    ("subtitle", &[]),
    ("abstract", &["summary"]),
    ("description", &["text", "body"]),
    ("speakers", &["speaker", "persons", "authors", "author", "presenter", "presenters"]),
    ("track", &["category"]),
    ("room", &["venue", "location"]),
    ("date", &["start_date", "start", "day"]),
    ("time", &["start_time"]),
    ("end", &["end_date"]),
    ("duration", &["minutes", "length"]),
    ("url", &["link", "page"]),
    ("type", &[]),
    ("language", &["lang"]),
    ("cancelled", &["canceled"]),
    ("slides", &[]),
    ("video", &["videos", "recording"]),
];

/// How many broken rows are spelled out.
const SPELLED_OUT: usize = 20;

/// How much of a text is looked at to tell that it is a table.
const HEAD: usize = 1 << 16;

/// Tells how a table is written; none if a text is no table.
pub(super) fn detect(text: &str) -> Option<Rows> {
    let head = &text[..floor_boundary(text, HEAD)];
    let start = head.trim_start();
    if start.starts_with('{') {
        let line = start.lines().next()?;
        let first: Option<BTreeMap<String, Value>> = serde_json::from_str(line).ok();
        return first.filter(|row| row.contains_key("title")).map(|_| Rows::JsonLines);
    }
    if let Some(inner) = start.strip_prefix('[') {
        let inner = inner.trim_start();
        return (inner.starts_with('{') && inner.contains("\"title\"")).then_some(Rows::Json);
    }
    if let Some(separator) = separator(start.lines().next()?) {
        return Some(Rows::Separated(separator));
    }
    is_yaml(head).then_some(Rows::Yaml)
}

/// What separates the columns' names, if a line is a row of them: `title` and another that is known, all of them short.
fn separator(line: &str) -> Option<u8> {
    [b',', b';', b'\t'].into_iter().find(|separator| {
        let names: Vec<String> = line.split(char::from(*separator)).map(named).collect();
        let known = names.iter().filter(|name| column(name).is_some()).count();
        let is_short = |name: &String| name.len() <= 30 && !name.contains(['.', ':', '(', '!', '?']);
        names.iter().any(|name| name == "title") && known >= 2 && names.iter().all(is_short)
    })
}

/// Whether a text is a YAML list whose items are maps with a title.
fn is_yaml(head: &str) -> bool {
    let mut lines = head.lines().skip_while(|line| line.trim().is_empty() || line.starts_with('#') || *line == "---");
    let Some(first) = lines.next() else { return false };
    let Some(item) = first.strip_prefix("- ") else { return false };
    // A list in notes goes on in words; here each item is a map, and the first is read to its end.
    let rest = lines.take_while(|line| line.starts_with([' ', '\t']) || line.trim().is_empty());
    let text: String =
        std::iter::once(format!("  {item}")).chain(rest.map(str::to_owned)).map(|line| line + "\n").collect();
    let first: Option<BTreeMap<String, serde_yaml::Value>> = serde_yaml::from_str(&text).ok();
    first.is_some_and(|map| {
        map.len() >= 2
            && map.get("title").is_some_and(serde_yaml::Value::is_string)
            && map.keys().filter(|key| column(key).is_some()).count() * 2 >= map.len()
    })
}

/// A column's name as it is compared.
fn named(name: &str) -> String {
    name.trim().trim_matches('"').trim().to_lowercase().replace([' ', '-'], "_")
}

/// The column that a name means.
fn column(name: &str) -> Option<&'static str> {
    let name = named(name);
    COLUMNS
        .iter()
        .find(|(column, others)| *column == name || others.contains(&name.as_str()))
        .map(|(column, _)| *column)
}

/// A row: where it stands, and its values by column.
struct Row {
    span: Span,
    line: usize,
    values: BTreeMap<&'static str, Value>,
}

pub(super) fn read(source: &Source, rows: Rows) -> (Schedule, Names, Vec<Complaint>) {
    let mut reader = Reader::new(source);
    let rows = match rows {
        Rows::JsonLines => return read_json_lines(source),
        Rows::Json => reader.json(),
        Rows::Separated(separator) => reader.separated(separator),
        Rows::Yaml => reader.yaml(),
    };
    let first = rows.first().map_or(1, |row| row.line);
    let entries = rows.into_iter().filter_map(|row| reader.entry(row)).collect();
    (Schedule { entries, ..Schedule::default() }, Names::default(), reader.complaints(first))
}

/// How many bytes of JSON Lines are read by one core at a time, up to the end of a line.
const PART: usize = 1 << 18;

/// Reads JSON Lines in parts, on all cores; what is found is put together as if read in one.
fn read_json_lines(source: &Source) -> (Schedule, Names, Vec<Complaint>) {
    let text = source.text().as_bytes();
    let mut parts = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let enough = (start + PART).min(text.len());
        let end = memchr(b'\n', &text[enough..]).map_or(text.len(), |feed| enough + feed + 1);
        parts.push(start..end);
        start = end;
    }
    let read = on_all_cores(parts, |part| {
        let (mut reader, mut finisher) = (Reader::new(source), Reader::new(source));
        let rows = reader.json_lines(part);
        let first = rows.first().map(|row| row.line);
        let entries: Vec<Entry> = rows.into_iter().filter_map(|row| finisher.entry(row)).collect();
        (first, entries, reader, finisher)
    });
    let first = read.iter().find_map(|(first, ..)| *first).unwrap_or(1);
    let mut all = Reader::new(source);
    let mut schedule = Schedule::default();
    let mut finishers = Vec::new();
    for (_, entries, reader, finisher) in read {
        schedule.entries.extend(entries);
        all.take_up(reader);
        finishers.push(finisher);
    }
    for finisher in finishers {
        all.take_up(finisher);
    }
    (schedule, Names::default(), all.complaints(first))
}

struct Reader<'a> {
    source: &'a Source,
    /// Columns that are not read.
    unknown: Vec<String>,
    wrong: Vec<Complaint>,
    fatal: Vec<Complaint>,
}

impl<'a> Reader<'a> {
    fn new(source: &'a Source) -> Self {
        Self { source, unknown: Vec::new(), wrong: Vec::new(), fatal: Vec::new() }
    }

    /// Takes up what was wrong in another part.
    fn take_up(&mut self, other: Self) {
        for name in other.unknown {
            if !self.unknown.contains(&name) {
                self.unknown.push(name);
            }
        }
        self.wrong.extend(other.wrong);
        self.fatal.extend(other.fatal);
    }

    fn complaints(self, first: usize) -> Vec<Complaint> {
        let Self { source, unknown, mut wrong, fatal } = self;
        let line = |line: usize| {
            let start = source.lines().start(line).unwrap_or(0);
            Span::new(start, start)
        };
        let mut complaints = fatal;
        if !unknown.is_empty() {
            let plural = if unknown.len() == 1 { "column is" } else { "columns are" };
            let cause = format!("{plural} left out: {}", unknown.join(", "));
            let known: Vec<&str> = COLUMNS.iter().map(|(column, _)| *column).collect();
            let close = unknown.iter().find_map(|name| did_you_mean(name, known.iter().copied()));
            let hint = close
                .map_or_else(|| format!("read are {}", known.join(", ")), |close| format!("did you mean `{close}`?"));
            complaints.push(Complaint::warning(&source.path, cause).with_place(source.place(line(first))).hint(hint));
        }
        let more = wrong.len().saturating_sub(SPELLED_OUT);
        wrong.truncate(SPELLED_OUT);
        complaints.extend(wrong);
        if more > 0 {
            complaints.push(Complaint::error(&source.path, format!("and {more} more like these")));
        }
        complaints
    }

    fn wrong(&mut self, line: usize, cause: impl Into<String>) {
        let start = self.source.lines().start(line).unwrap_or(0);
        let complaint = Complaint::error(&self.source.path, cause);
        self.wrong.push(complaint.with_place(self.source.place(Span::new(start, start))));
    }

    fn row(&mut self, span: Span, pairs: impl IntoIterator<Item = (String, Value)>) -> Row {
        let mut values = BTreeMap::new();
        for (name, value) in pairs {
            match column(&name) {
                // A column by its own name is meant before one by another.
                Some(column) if !values.contains_key(column) || named(&name) == column => {
                    values.insert(column, value);
                }
                Some(_) => {}
                None if self.unknown.contains(&name) => {}
                None => self.unknown.push(name),
            }
        }
        Row { span, line: self.source.position(span.start).line, values }
    }

    fn json_lines(&mut self, part: Range<usize>) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut at = part.start;
        for line in self.source.text()[part].split_inclusive('\n') {
            let body = line.trim();
            let start = at + (line.len() - line.trim_start().len());
            at += line.len();
            if body.is_empty() {
                continue;
            }
            match serde_json::from_str::<serde_json::Map<String, Value>>(body) {
                Ok(map) => rows.push(self.row(Span::new(start, start + body.len()), map)),
                Err(error) => {
                    let said = error.to_string();
                    let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
                    let line = self.source.position(start).line;
                    self.wrong(line, format!("not a JSON object, row left out: {said}"));
                }
            }
        }
        rows
    }

    fn json(&mut self) -> Vec<Row> {
        let source = self.source;
        let items: Vec<&RawValue> = match serde_json::from_str(source.text()) {
            Ok(items) => items,
            Err(error) => {
                self.fatal.push(broken(source, &error));
                return Vec::new();
            }
        };
        let mut rows = Vec::new();
        for raw in items {
            let start = raw.get().as_ptr().addr() - source.text().as_ptr().addr();
            if let Ok(map) = serde_json::from_str::<serde_json::Map<String, Value>>(raw.get()) {
                rows.push(self.row(Span::new(start, start + raw.get().len()), map));
            } else {
                let line = source.position(start).line;
                self.wrong(line, "not an object, left out");
            }
        }
        rows
    }

    fn separated(&mut self, separator: u8) -> Vec<Row> {
        let text = self.source.text();
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
        let headers = reader.headers().cloned().unwrap_or_default();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(1));
                    self.wrong(line, format!("row left out: {error}"));
                    continue;
                }
            };
            let start = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
            // The reader counts an empty line to the row after it.
            let blank = text[start..].len() - text[start..].trim_start_matches(['\r', '\n']).len();
            let span = Span::new(start + blank, start + blank);
            if record.len() != headers.len() {
                let line = self.source.position(span.start).line;
                self.wrong(line, format!("{} values for {} columns, row left out", record.len(), headers.len()));
                continue;
            }
            let pairs =
                headers.iter().zip(&record).map(|(name, value)| (name.to_owned(), Value::String(value.to_owned())));
            rows.push(self.row(span, pairs.collect::<Vec<_>>()));
        }
        rows
    }

    fn yaml(&mut self) -> Vec<Row> {
        let tree = match yaml::parse(&self.source.path, self.source.text()) {
            Ok(tree) => tree,
            Err(complaint) => {
                self.fatal.push(complaint);
                return Vec::new();
            }
        };
        let mut rows = Vec::new();
        for item in tree.items() {
            if item.entries().is_empty() {
                self.wrong(self.source.position(item.span.start).line, "not a map, left out");
                continue;
            }
            let pairs =
                item.entries().iter().map(|(key, value)| (key.scalar().unwrap_or_default().to_owned(), json_of(value)));
            let pairs: Vec<(String, Value)> = pairs.collect();
            rows.push(self.row(item.span, pairs));
        }
        rows
    }

    fn entry(&mut self, row: Row) -> Option<Entry> {
        let Row { span, line, values } = row;
        let mut wrong = Vec::new();
        let mut said = |name: &'static str| match values.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
            Some(Value::Number(number)) if !matches!(name, "title" | "subtitle" | "abstract" | "description") => {
                Some(number.to_string())
            }
            Some(Value::Bool(_)) if name == "video" => None,
            Some(other) => {
                wrong.push(format!("`{name}` is {}, expected text", kind_of(other)));
                None
            }
        };
        let title = said("title");
        let mut entry = Entry { span, place: Place::Value { line }, ..Entry::default() };
        for (name, field) in [
            ("title", Field::Title),
            ("subtitle", Field::Subtitle),
            ("abstract", Field::Abstract),
            ("description", Field::Description),
        ] {
            let value = if name == "title" { title.clone() } else { said(name) };
            entry.passages.extend(value.and_then(|value| passage(field, &Flow::verbatim(&value, 0))));
        }
        entry.entitle();
        entry.id = said("id");
        entry.guid = said("guid");
        entry.slug = said("slug");
        entry.track = said("track");
        entry.room = said("room");
        entry.kind = said("type");
        entry.language = said("language");
        entry.url = said("url");
        let (date, clock, end, duration) = (said("date"), said("time"), said("end"), said("duration"));
        let (edition, series, year) = (said("edition"), said("series"), said("year"));
        entry.speakers = values.get("speakers").map(people).unwrap_or_default();
        entry.is_cancelled = values.get("cancelled").is_some_and(|value| match value {
            Value::String(text) => matches!(text.trim().to_lowercase().as_str(), "true" | "yes" | "1"),
            value => value.as_bool() == Some(true),
        });
        entry.slides = values.get("slides").map(addresses).unwrap_or_default();
        entry.video = values.get("video").map(addresses).unwrap_or_default();
        if entry.title.is_empty() {
            self.wrong(line, "a row without `title`, left out");
            return None;
        }
        if let Some(date) = date {
            entry.day = day(&date);
            entry.time = if date.contains(':') { time(&date) } else { None };
            if entry.day.is_none() && entry.time.is_none() {
                wrong.push(format!("`{date}` is no date; write it as 2016-01-30 or 2016-01-30 09:30"));
            } else if let (Some(day), Some(time), Some(end)) = (entry.day, entry.time, &end) {
                let until = super::value::day(end).zip(super::value::time(end));
                entry.minutes =
                    until.and_then(|(last, at)| super::value::between(day.to_datetime(time), last.to_datetime(at)));
            }
        }
        entry.time = clock.as_deref().and_then(time).or(entry.time);
        if let Some(duration) = duration {
            entry.minutes = minutes(&duration);
            if entry.minutes.is_none() {
                wrong.push(format!("`{duration}` is no duration; write it as 00:45 or in minutes"));
            }
        }
        entry.edition = match (edition, series, year) {
            (Some(edition), ..) => {
                let parsed = EditionId::parse(&edition);
                if parsed.is_none() {
                    wrong.push(format!("`{edition}` is no edition; write a series and a year, as in fosdem-2016"));
                }
                parsed
            }
            (None, Some(series), Some(year)) => {
                let parsed = year.trim().parse().ok().filter(|year| (1900..3000).contains(year));
                if parsed.is_none() {
                    wrong.push(format!("`{year}` is no year"));
                }
                parsed.map(|year| EditionId { series: kebab(&series), year })
            }
            _ => None,
        };
        for cause in wrong {
            let start = self.source.lines().start(line).unwrap_or(0);
            let complaint = Complaint::warning(&self.source.path, cause);
            self.wrong.push(complaint.with_place(self.source.place(Span::new(start, start))));
        }
        Some(entry)
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

/// Names: a list of texts or of maps with a `name`, or a text with `;` between them, else `,`, `and` and `&`.
fn people(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(people).collect(),
        Value::Object(map) => ["public_name", "name", "full_name"]
            .iter()
            .find_map(|key| map.get(*key)?.as_str())
            .map(str::to_owned)
            .into_iter()
            .collect(),
        Value::String(text) if text.contains(';') => text.split(';').map(|name| name.trim().to_owned()).collect(),
        Value::String(text) => {
            let text = text.replace(" and ", ",").replace(" & ", ",").replace('\n', ",");
            text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
        }
        _ => Vec::new(),
    }
}

/// Addresses: a text, or those in a list or a map.
fn addresses(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => text.split_whitespace().filter(|part| part.contains("://")).map(str::to_owned).collect(),
        Value::Array(items) => items.iter().flat_map(addresses).collect(),
        Value::Object(map) => {
            let images = |key: &str| key.contains("image") || key.contains("preview") || key.contains("thumb");
            map.iter().filter(|(key, _)| !images(key)).flat_map(|(_, value)| addresses(value)).collect()
        }
        _ => Vec::new(),
    }
}

fn json_of(node: &Node) -> Value {
    match &node.value {
        yaml::Value::Scalar(text) if matches!(text.as_str(), "" | "~" | "null") => Value::Null,
        yaml::Value::Scalar(text) => Value::String(text.clone()),
        yaml::Value::List(items) => Value::Array(items.iter().map(json_of).collect()),
        yaml::Value::Map(entries) => Value::Object(
            entries.iter().map(|(key, value)| (key.scalar().unwrap_or_default().to_owned(), json_of(value))).collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::schedule::Form;

    fn read_text(text: &str) -> (Schedule, Vec<Complaint>) {
        let rows = detect(text).unwrap_or_else(|| panic!("no table: {text}"));
        let (schedule, _, complaints) = read(&Source::of_text("talks", text), rows);
        (schedule, complaints)
    }

    #[test]
    fn the_same_row_is_read_from_every_form() {
        for text in [
            "{\"id\": 7, \"edition\": \"rowing-2016\", \"title\": \"Oars & CRIU\", \"speakers\": [\"Anna Fox\", \"Bob Hay\"]}\n",
            "[{\"id\": \"7\", \"edition\": \"rowing-2016\", \"title\": \"Oars & CRIU\", \"speaker\": \"Anna Fox and Bob Hay\"}]",
            "id,edition,title,speakers\n7,rowing-2016,Oars & CRIU,Anna Fox; Bob Hay\n",
            "id;series;year;title;speakers\n7;Rowing;2016;\"Oars & CRIU\";\"Anna Fox, Bob Hay\"\n",
            "# talks\n- id: 7\n  edition: rowing-2016\n  title: Oars & CRIU\n  speakers: [Anna Fox, Bob Hay]\n",
        ] {
            let (schedule, complaints) = read_text(text);
            assert_eq!(complaints, [], "{text}");
            let entry = &schedule.entries[0];
            assert_eq!((entry.id.as_deref(), entry.title.as_str()), (Some("7"), "Oars & CRIU"), "{text}");
            assert_eq!(entry.speakers, ["Anna Fox", "Bob Hay"], "{text}");
            assert_eq!(entry.edition.as_ref().map(ToString::to_string).as_deref(), Some("rowing-2016"), "{text}");
            let flow = &entry.passages[0].flow;
            assert_eq!(flow.source(7..11), Span::new(7, 11), "places count bytes of the value: {text}");
        }
    }

    #[test]
    fn broken_rows_cost_only_themselves() {
        let (schedule, complaints) = read_text("title,year,mood\nA,2016,good\nB\n\"C\nd\",2016,bad\n");
        let titles: Vec<&str> = schedule.entries.iter().map(|entry| entry.title.as_str()).collect();
        assert_eq!(titles, ["A", "C d"]);
        let causes: Vec<&str> = complaints.iter().map(|complaint| complaint.cause.as_str()).collect();
        assert_eq!(causes, ["column is left out: mood", "1 values for 3 columns, row left out"]);
        let (schedule, complaints) = read_text("{\"title\": \"A\"}\n{\"title\": 7}\n{oops\n{\"title\": \"B\"}\n");
        assert_eq!((schedule.entries.len(), complaints.len()), (2, 2));
        assert_eq!(schedule.entries[1].place, Place::Value { line: 4 });
    }

    #[test]
    fn notes_are_no_tables() {
        for text in [
            "- title: the talk was long\n- more\n",
            "- a\n- b\n",
            "The title, the speakers, and the rest of it.\n",
            "# Title, and speakers\n",
            "---\ntitle: FOSDEM\n---\n\nText\n",
            "{diagram}",
            "[1] a footnote",
        ] {
            assert_eq!(
                crate::source::schedule::detect(text).map(|form| matches!(form, Form::Table(_))),
                None,
                "{text}"
            );
        }
    }

    #[test]
    fn long_json_lines_are_read_in_parts_as_if_in_one() {
        let line = |number: usize| match number {
            7 | 4000 => format!("{{\"title\": {number}\n"),
            _ => format!("{{\"title\": \"Talk {number}\", \"abstract\": \"{}\"}}\n", "word ".repeat(100)),
        };
        let text: String = (1..=5000).map(line).collect();
        assert!(text.len() > 4 * PART);
        let (schedule, _, complaints) = read(&Source::of_text("talks.jsonl", text), Rows::JsonLines);
        let expected: Vec<usize> = (1..=5000).filter(|line| ![7, 4000].contains(line)).collect();
        assert_eq!(schedule.entries.len(), expected.len());
        for (entry, line) in schedule.entries.iter().zip(expected) {
            assert_eq!((entry.title.as_str(), entry.place), (format!("Talk {line}").as_str(), Place::Value { line }));
        }
        let places: Vec<usize> =
            complaints.iter().filter_map(|complaint| Some(complaint.place.as_ref()?.position.line)).collect();
        assert_eq!(places, [7, 4000]);
    }
}
