//! The JSON that frab and pretalx write: `schedule.conference.days`, each with rooms, each with events.
//!
//! Values are borrowed from the text, so that what they say leads back to it.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::value::{day, minutes, passage, time};
use super::{Entry, Names, Schedule};
use crate::complaint::Complaint;
use crate::source::Source;
use crate::source::document::{Field, Flow};
use crate::text::{Span, floor_boundary, squeeze};

/// An object whose values have not been looked into.
type Object<'a> = IndexMap<String, &'a RawValue>;

/// How much of a text is looked at.
const HEAD: usize = 1 << 12;

/// Whether an object has a schedule or a conference in it.
pub(super) fn is_schedule(text: &str) -> bool {
    let head: String = text[..floor_boundary(text, HEAD)].chars().filter(|c| !c.is_whitespace()).collect();
    head.starts_with('{') && ["\"schedule\":{", "\"conference\":{"].iter().any(|key| head.contains(key))
}

pub(super) fn read(source: &Source) -> (Schedule, Names, Vec<Complaint>) {
    let mut reader = Reader { source, schedule: Schedule::default(), names: Names::default(), complaints: Vec::new() };
    if let Err(complaint) = reader.run() {
        reader.complaints.push(complaint);
    }
    (reader.schedule, reader.names, reader.complaints)
}

struct Reader<'a> {
    source: &'a Source,
    schedule: Schedule,
    names: Names,
    complaints: Vec<Complaint>,
}

impl<'a> Reader<'a> {
    fn run(&mut self) -> Result<(), Complaint> {
        let source = self.source;
        let root: Object<'a> = serde_json::from_str(source.text()).map_err(|error| broken(source, &error))?;
        let schedule = inner(&root, "schedule").unwrap_or(root);
        let Some(conference) = inner(&schedule, "conference") else {
            return Err(self.unknown("conference", &schedule));
        };
        self.names.names = ["acronym", "title"].iter().filter_map(|key| text(&conference, key)).collect();
        self.names.start = text(&conference, "start").as_deref().and_then(day);
        let Some(days) = list(&conference, "days") else { return Err(self.unknown("days", &conference)) };
        for raw in days {
            let Some(object) = object(raw) else { continue };
            let date = text(&object, "date");
            let on = date.as_deref().and_then(day);
            if let Some(date) = date.filter(|_| on.is_none()) {
                self.warn(raw, format!("`{date}` is no day; its events have none"), "write it as 2016-01-30");
            }
            let rooms = inner(&object, "rooms").unwrap_or_default();
            for (room, events) in rooms {
                for event in items(events) {
                    self.event(event, &room, on);
                }
            }
        }
        Ok(())
    }

    /// What is missing, and where.
    fn unknown(&self, key: &str, object: &Object) -> Complaint {
        let at = object.first().map_or(0, |(_, raw)| self.span(raw).start);
        let keys: Vec<&str> = object.keys().map(String::as_str).take(8).collect();
        let cause = format!("JSON of another tool: expected `{key}`, found {}", keys.join(", "));
        let complaint = Complaint::error(&self.source.path, cause).with_place(self.source.place(Span::new(at, at)));
        complaint
            .hint("frab and pretalx write `schedule.conference.days`; a list of talks with a `title` each is read too")
    }

    fn span(&self, raw: &RawValue) -> Span {
        let start = raw.get().as_ptr().addr() - self.source.text().as_ptr().addr();
        Span::new(start, start + raw.get().len())
    }

    fn warn(&mut self, raw: &RawValue, cause: String, hint: &str) {
        let span = self.span(raw);
        let span = Span::new(span.start, span.end.min(span.start + 40));
        self.complaints
            .push(Complaint::warning(&self.source.path, cause).with_place(self.source.place(span)).hint(hint));
    }

    fn event(&mut self, raw: &'a RawValue, room: &str, on: Option<jiff::civil::Date>) {
        let Some(event) = object(raw) else {
            return self.warn(raw, "not an event, left out".to_owned(), "an event is an object with a `title`");
        };
        let said = |key: &str| text(&event, key);
        let mut entry = Entry {
            id: said("id"),
            guid: said("guid"),
            slug: said("slug"),
            url: said("url"),
            track: said("track"),
            kind: said("type"),
            language: said("language"),
            room: said("room").or_else(|| Some(room.to_owned())),
            day: on,
            span: self.span(raw),
            ..Entry::default()
        };
        for (key, field) in [
            ("title", Field::Title),
            ("subtitle", Field::Subtitle),
            ("abstract", Field::Abstract),
            ("description", Field::Description),
        ] {
            let flow = event.get(key).and_then(|raw| decoded(raw.get(), self.span(raw).start));
            entry.passages.extend(flow.and_then(|flow| passage(field, &flow)));
        }
        entry.entitle();
        if entry.title.is_empty() {
            let id = entry.id.map(|id| format!(" {id}")).unwrap_or_default();
            return self.warn(raw, format!("the event{id} has no title, left out"), "give it a `title`");
        }
        let mut values = [("date", None), ("start", None), ("duration", None)];
        for (key, value) in &mut values {
            *value = said(key).filter(|value| !value.is_empty());
        }
        let [(_, date), (_, start), (_, duration)] = values;
        let own = date.as_deref().and_then(day);
        entry.day = own.or(entry.day);
        entry.time =
            start.as_deref().and_then(time).or_else(|| date.as_deref().filter(|date| date.len() > 10).and_then(time));
        entry.minutes = duration.as_deref().and_then(minutes);
        let wrong = [
            (date, own.is_none(), "day", "write it as 2016-01-30"),
            (start, entry.time.is_none(), "time", "write it as 09:30"),
            (duration, entry.minutes.is_none(), "duration", "write it as 00:45"),
        ];
        for (value, is_wrong, what, hint) in wrong {
            let value = value.filter(|value| is_wrong && !value.bytes().all(|byte| matches!(byte, b'0' | b':')));
            if let Some(value) = value {
                self.warn(raw, format!("`{value}` is no {what}"), hint);
            }
        }
        for person in ["persons", "speakers"].iter().filter_map(|key| list(&event, key)).flatten() {
            let name = match object(person) {
                Some(person) => text(&person, "public_name").or_else(|| text(&person, "name")),
                None => plain(person),
            };
            entry.speakers.extend(name);
        }
        for link in ["links", "attachments"].iter().filter_map(|key| list(&event, key)).flatten() {
            let Some(link) = object(link) else { continue };
            let label = text(&link, "type").filter(|kind| kind == "slides").or_else(|| text(&link, "title"));
            if let Some(target) = text(&link, "url").or_else(|| text(&link, "href")) {
                entry.add_link(&label.unwrap_or_default(), target);
            }
        }
        entry.speakers.retain(|name| !name.is_empty());
        self.schedule.entries.push(entry);
    }
}

/// What the parser says, with its place.
pub(super) fn broken(source: &Source, error: &serde_json::Error) -> Complaint {
    let start = source.lines().start(error.line()).unwrap_or(0);
    let at = floor_boundary(source.text(), start + error.column().saturating_sub(1));
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
    let complaint = Complaint::error(&source.path, format!("not JSON: {said}"));
    let complaint = complaint.with_place(source.place(Span::new(at, at)));
    if error.is_eof() { complaint.hint("is the download complete?") } else { complaint }
}

fn object(raw: &RawValue) -> Option<Object<'_>> {
    serde_json::from_str(raw.get()).ok()
}

fn inner<'a>(object: &Object<'a>, key: &str) -> Option<Object<'a>> {
    serde_json::from_str(object.get(key)?.get()).ok()
}

fn items(raw: &RawValue) -> Vec<&RawValue> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

fn list<'a>(object: &Object<'a>, key: &str) -> Option<Vec<&'a RawValue>> {
    serde_json::from_str(object.get(key)?.get()).ok()
}

/// A text or a number as text; nothing for what is empty.
fn plain(raw: &RawValue) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Plain {
        Text(String),
        Number(serde_json::Number),
    }
    let value = match serde_json::from_str(raw.get()).ok()? {
        Plain::Text(text) => squeeze(&text),
        Plain::Number(number) => number.to_string(),
    };
    (!value.is_empty()).then_some(value)
}

fn text(object: &Object, key: &str) -> Option<String> {
    plain(object.get(key)?)
}

/// A JSON string with its way back to the source, in which it stands from byte `start` on.
fn decoded(raw: &str, start: usize) -> Option<Flow> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    let start = start + 1;
    let mut flow = Flow::new();
    let mut at = 0;
    while at < inner.len() {
        let plain = inner[at..].find('\\').unwrap_or(inner.len() - at);
        flow.push_verbatim(&inner[at..at + plain], start + at);
        at += plain;
        if at == inner.len() {
            break;
        }
        // A character beyond the first plane is written as two escapes.
        let unit = |at: usize| u16::from_str_radix(inner.get(at..)?.strip_prefix("\\u")?.get(..4)?, 16).ok();
        let is_high = unit(at).is_some_and(|unit| (0xD800..0xDC00).contains(&unit));
        let is_low = unit(at + 6).is_some_and(|unit| (0xDC00..0xE000).contains(&unit));
        let len = match unit(at) {
            Some(_) if is_high && is_low => 12,
            Some(_) => 6,
            None => 2,
        };
        let end = floor_boundary(inner, at + len);
        let resolved: String = serde_json::from_str(&format!("\"{}\"", &inner[at..end])).unwrap_or_default();
        flow.push_resolved(&resolved, Span::new(start + at, start + end));
        at = end.max(at + 1);
    }
    Some(flow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_leads_back_to_its_escapes() {
        let raw = r#""Why\n\"CRIU\" \u00e9 \ud83d\ude00!""#;
        let flow = decoded(raw, 10).expect("a string");
        assert_eq!(flow.text(), "Why\n\"CRIU\" é 😀!");
        let at = flow.text().find("CRIU").expect("CRIU is there");
        let span = flow.source(at..at + 4);
        assert_eq!(&raw[span.start - 10..span.end - 10], "CRIU");
        let at = flow.text().find('😀').expect("it is there");
        assert_eq!(flow.source(at..at + 4).len(), 12);
    }

    #[test]
    fn another_tools_json_is_told() {
        let source = Source::of_text("a.json", "{\n  \"conference\": {\"title\": \"X\"}\n}");
        let (_, _, complaints) = read(&source);
        assert_eq!(complaints[0].cause, "JSON of another tool: expected `days`, found title");
        assert_eq!(complaints[0].place.as_ref().map(|place| place.position.line), Some(2));
    }
}
