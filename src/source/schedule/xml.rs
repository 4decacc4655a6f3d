//! Pentabarf's XML and its descendants: the schedules that FOSDEM, frab and pretalx write.
//!
//! Read as a stream of tags; entities that a document defines itself are never expanded.

mod event;

use std::borrow::Cow;

use memchr::memchr;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, errors::IllFormedError};

use self::event::{Events, Failure};
use super::value::{day, minutes, passage, time};
use super::{Entry, Names, Schedule};
use crate::complaint::Complaint;
use crate::source::document::{Field, Flow};
use crate::source::{Encoding, Source, html};
use crate::text::{Span, floor_boundary, squeeze};

/// Room is made for an event every so many bytes, which is about what they have.
const USUAL_EVENT: usize = 2048;

/// How deep elements may lie in each other.
const DEEPEST: usize = 64;

/// Where the root element must begin, in bytes.
const HEAD: usize = 1 << 16;

/// What begins text that is no markup.
const CDATA: &str = "<![CDATA[";

/// Whether the root element is `<schedule>`.
pub(super) fn is_schedule(text: &str) -> bool {
    let mut reader = Reader::from_str(&text[..floor_boundary(text, HEAD)]);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => return tag.local_name().as_ref() == "schedule",
            Ok(Event::Empty(_) | Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

pub(super) fn read(source: &Source) -> (Schedule, Names, Vec<Complaint>) {
    let mut parser = Parser::new(source, false);
    if let Err(Unusual) = parser.run() {
        parser = Parser::new(source, true);
        // Nothing is unusual to a strict reader.
        let _ = parser.run();
    }
    (parser.schedule, parser.names, parser.complaints)
}

/// Something is written as it seldom is.
struct Unusual;

struct Parser<'a> {
    source: &'a Source,
    /// Its text.
    markup: &'a str,
    events: Events<'a>,
    /// The names of the open elements, outermost first, and where they begin.
    open: Vec<(&'a str, usize)>,
    text: Text<'a>,
    /// The day's date, and the room, that the open event lies in.
    day: Option<jiff::civil::Date>,
    room: Option<String>,
    entry: Option<Draft>,
    schedule: Schedule,
    names: Names,
    complaints: Vec<Complaint>,
    /// The first entity that nothing defines.
    undefined: Option<(String, Span)>,
}

/// The text of the innermost open element: nearly always one stretch of the source, else a flow.
#[derive(Default)]
struct Text<'a> {
    /// Whether the element is one whose text is read.
    is_read: bool,
    stretch: &'a str,
    start: usize,
    flow: Flow,
}

impl<'a> Text<'a> {
    fn begin(&mut self, is_read: bool) {
        (self.is_read, self.stretch) = (is_read, "");
        self.flow.clear();
    }

    fn push_verbatim(&mut self, text: &'a str, start: usize) {
        if self.as_str().is_empty() {
            (self.stretch, self.start) = (text, start);
        } else {
            self.flow().push_verbatim(text, start);
        }
    }

    fn push_resolved(&mut self, text: &str, source: Span) {
        self.flow().push_resolved(text, source);
    }

    fn flow(&mut self) -> &mut Flow {
        self.flow.push_verbatim(std::mem::take(&mut self.stretch), self.start);
        &mut self.flow
    }

    fn as_str(&self) -> &str {
        if self.flow.is_empty() { self.stretch } else { self.flow.text() }
    }
}

/// An event while it is being read.
#[derive(Default)]
struct Draft {
    entry: Entry,
    start: usize,
    /// The address of the open link, and whether it says that it leads to slides.
    link: Option<(String, bool)>,
}

impl<'a> Parser<'a> {
    fn new(source: &'a Source, is_strict: bool) -> Self {
        Self {
            source,
            markup: source.text(),
            events: Events::new(source.text(), is_strict),
            open: Vec::new(),
            text: Text::default(),
            day: None,
            room: None,
            entry: None,
            schedule: Schedule {
                entries: Vec::with_capacity(source.text().len() / USUAL_EVENT),
                ..Schedule::default()
            },
            names: Names::default(),
            complaints: Vec::new(),
            undefined: None,
        }
    }

    /// Reads to the end, or to what cannot be read; fails if that is unusual.
    fn run(&mut self) -> Result<(), Unusual> {
        loop {
            let (event, span) = match self.events.next() {
                Ok(next) => next,
                Err(Failure::Unusual) => return Err(Unusual),
                Err(Failure::Broken(error, at)) => {
                    self.broken(&error, at);
                    return Ok(());
                }
            };
            let start = span.start;
            match event {
                Event::Start(tag) => {
                    if self.open.len() >= DEEPEST {
                        let cause = format!("elements lie more than {DEEPEST} deep in each other, read up to here");
                        self.complain(Complaint::error(&self.source.path, cause), span);
                        return Ok(());
                    }
                    self.start_tag(&tag, span);
                }
                Event::End(_) => self.end_tag(span.end),
                Event::Empty(tag) => {
                    self.start_tag(&tag, span);
                    self.end_tag(span.end);
                }
                Event::Text(_) => {
                    if self.text.is_read {
                        self.text.push_verbatim(self.slice(span), start);
                    }
                }
                Event::CData(_) => {
                    let raw = self.slice(span);
                    let inner = raw.strip_prefix(CDATA).and_then(|raw| raw.strip_suffix("]]>")).unwrap_or_default();
                    if self.text.is_read {
                        self.text.push_verbatim(inner, start + CDATA.len());
                    }
                }
                Event::GeneralRef(_) => self.reference(span),
                Event::Eof => break,
                Event::Decl(decl) => {
                    let declared = decl.encoding().and_then(Result::ok).map(|name| name.to_string());
                    if let Some(cause) = declared.and_then(|name| misdeclared(&name, self.source.encoding())) {
                        self.complain(Complaint::warning(&self.source.path, cause), span);
                    }
                }
                Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        if let Some((name, start)) = self.open.last().copied() {
            let cause = format!("ends before `</{name}>`: {}", self.kept());
            let place = Span::new(start, start + 1 + name.len());
            self.complain(Complaint::error(&self.source.path, cause).hint("is the download complete?"), place);
        }
        if let Some((name, span)) = self.undefined.take() {
            let cause = format!("`{name}` is not expanded: it is none of XML's own entities");
            self.complain(Complaint::warning(&self.source.path, cause), span);
        }
        Ok(())
    }

    fn slice(&self, span: Span) -> &'a str {
        self.markup.get(span.range()).unwrap_or_default()
    }

    fn complain(&mut self, complaint: Complaint, span: Span) {
        self.complaints.push(complaint.with_place(self.source.place(span)));
    }

    fn kept(&self) -> String {
        format!("{} before it are read", crate::text::count(self.schedule.entries.len(), "event"))
    }

    fn broken(&mut self, error: &Error, at: usize) {
        let cause = match error {
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                format!("expected `</{expected}>`, found `</{found}>`")
            }
            error => format!("not well-formed XML: {error}"),
        };
        let cause = format!("{cause}; {}", self.kept());
        self.complain(Complaint::error(&self.source.path, cause), Span::new(at, at));
    }

    /// An entity: a character, one of XML's own, or one of HTML's, which many schedules hold all the same.
    fn reference(&mut self, span: Span) {
        if !self.text.is_read {
            return;
        }
        let written = self.slice(span);
        if let Some(resolved) = html::entity(written) {
            self.text.push_resolved(&resolved, span);
        } else {
            self.text.push_verbatim(written, span.start);
            self.undefined.get_or_insert_with(|| (written.to_owned(), span));
        }
    }

    fn start_tag(&mut self, tag: &BytesStart, span: Span) {
        let start = span.start;
        let name_start = start + "<".len();
        let name = self.slice(Span::new(name_start, name_start + tag.name().as_ref().len()));
        // A prefix stands for a namespace.
        let name = name.bytes().position(|byte| byte == b':').map_or(name, |colon| &name[colon + 1..]);
        let parent = self.parent();
        match (parent, name) {
            ("schedule", "day") => {
                let [date] = attributes(tag, ["date"]);
                self.day = date.as_deref().and_then(day);
                self.room = None;
                if let Some(date) = date.filter(|date| day(date).is_none()) {
                    let cause = format!("`{date}` is no day; its events have none");
                    let complaint = Complaint::warning(&self.source.path, cause).hint("write it as 2016-01-30");
                    self.complain(complaint, span);
                }
            }
            ("day", "room") => {
                let [name] = attributes(tag, ["name"]);
                self.room = name.map(Cow::into_owned);
            }
            (_, "event") if self.entry.is_none() => {
                let [id, guid] = attributes(tag, ["id", "guid"]).map(|value| value.map(Cow::into_owned));
                let entry = Entry { id, guid, day: self.day, room: self.room.clone(), ..Entry::default() };
                self.entry = Some(Draft { entry, start, link: None });
            }
            ("links" | "attachments", "link" | "attachment") => {
                let [href, kind] = attributes(tag, ["href", "type"]);
                if let Some(draft) = &mut self.entry {
                    draft.link = href.map(|href| (href.into_owned(), kind.is_some_and(|kind| kind == "slides")));
                }
            }
            _ => {}
        }
        let is_read = match parent {
            "conference" => true,
            "event" | "persons" | "links" | "attachments" => self.entry.is_some(),
            _ => false,
        };
        self.text.begin(is_read);
        self.open.push((name, start));
    }

    /// The name of the innermost open element.
    fn parent(&self) -> &'a str {
        self.open.last().map_or("", |(name, _)| *name)
    }

    fn end_tag(&mut self, end: usize) {
        let Some((name, start)) = self.open.pop() else { return };
        let parent = self.parent();
        let is_read = std::mem::take(&mut self.text.is_read);
        if name == "event" && parent != "event" {
            self.end_event(end);
            return;
        }
        if !is_read {
            return;
        }
        match parent {
            "conference" => {
                let said = squeeze(self.text.as_str());
                match name {
                    "acronym" | "title" if !said.is_empty() => self.names.names.push(said),
                    "start" => self.names.start = day(&said),
                    _ => {}
                }
            }
            "event" => self.field(name, Span::new(start, end)),
            "persons" if name == "person" => {
                if let Some(draft) = &mut self.entry {
                    draft.entry.speakers.push(self.text.as_str().to_owned());
                }
            }
            _ => {
                if let Some(draft) = &mut self.entry
                    && let Some((target, leads_to_slides)) = draft.link.take()
                {
                    draft.entry.add_link(if leads_to_slides { "slides" } else { self.text.as_str() }, target);
                }
            }
        }
    }

    /// Takes a field of the open event.
    fn field(&mut self, name: &str, span: Span) {
        let Some(Draft { entry, .. }) = &mut self.entry else { return };
        let said = self.text.as_str().trim();
        if said.is_empty() {
            return;
        }
        let field = match name {
            "title" => Some(Field::Title),
            "subtitle" => Some(Field::Subtitle),
            "abstract" => Some(Field::Abstract),
            "description" => Some(Field::Description),
            _ => None,
        };
        if let Some(field) = field {
            entry.passages.extend(passage(field, self.text.flow()));
            return;
        }
        let mut wrong = None;
        // White space within is squeezed for all forms alike.
        let own = || Some(said.to_owned());
        match name {
            "start" => {
                entry.time = time(said);
                wrong = entry.time.is_none().then_some("no time; write it as 09:30");
            }
            "date" => match day(said) {
                Some(day) => entry.day = Some(day),
                None => wrong = Some("no day; write it as 2016-01-30"),
            },
            "duration" => {
                entry.minutes = minutes(said);
                // A duration of nothing is how some say that they do not know.
                let is_nothing = said.bytes().all(|byte| matches!(byte, b'0' | b':'));
                wrong = (entry.minutes.is_none() && !is_nothing).then_some("no duration; write it as 00:45");
            }
            "room" => entry.room = own(),
            "track" => entry.track = own(),
            "type" => entry.kind = own(),
            "language" => entry.language = own(),
            "slug" => entry.slug = own(),
            "url" | "full_conf_url" => entry.url = own(),
            "video" => entry.add_link("video", squeeze(said)),
            _ => {}
        }
        if let Some(wrong) = wrong {
            let text = squeeze(self.slice(span));
            let cause = format!("`{text}` is {wrong}");
            self.complain(Complaint::warning(&self.source.path, cause), span);
        }
    }

    fn end_event(&mut self, end: usize) {
        let Some(Draft { mut entry, start, .. }) = self.entry.take() else { return };
        entry.span = Span::new(start, end);
        entry.entitle();
        if entry.title.trim().is_empty() {
            let id = entry.id.map(|id| format!(" {id}")).unwrap_or_default();
            let cause = format!("the event{id} has no title, left out");
            self.complain(Complaint::warning(&self.source.path, cause), Span::new(start, start + "<event".len()));
            return;
        }
        entry.passages.sort_by_key(|passage| passage.field);
        self.schedule.entries.push(entry);
    }
}

/// The values of attributes; none of those that say nothing.
fn attributes<'t, const N: usize>(tag: &'t BytesStart, names: [&str; N]) -> [Option<Cow<'t, str>>; N] {
    let values = if let Ok(values) = usual_attributes(tag.attributes_raw(), names) {
        values.map(|value| value.map(html::unescaped))
    } else {
        names.map(|name| {
            let mut attributes = tag.attributes();
            let mut sound = attributes.with_checks(false).filter_map(Result::ok);
            let attribute = sound.find(|attribute| attribute.key.as_ref() == name)?;
            Some(Cow::Owned(html::unescaped(&attribute.value).into_owned()))
        })
    };
    values.map(|value| value.filter(|value| !value.chars().all(char::is_whitespace)))
}

/// The same among those that are written as programs write them, `NAME="VALUE"` after a space, and with what is escaped.
fn usual_attributes<'t, const N: usize>(
    attributes: &'t str,
    names: [&str; N],
) -> Result<[Option<&'t str>; N], Unusual> {
    let mut values = [None; N];
    let mut rest = attributes;
    loop {
        rest = rest.trim_ascii_start();
        if rest.is_empty() || values.iter().all(Option::is_some) {
            return Ok(values);
        }
        let equals = memchr(b'=', rest.as_bytes()).ok_or(Unusual)?;
        let key = &rest[..equals];
        let is_usual = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':'));
        let value = rest[equals + 1..].strip_prefix('"').filter(|_| is_usual && !key.is_empty()).ok_or(Unusual)?;
        let end = memchr(b'"', value.as_bytes()).ok_or(Unusual)?;
        for (found, name) in values.iter_mut().zip(names) {
            if key == name {
                found.get_or_insert(&value[..end]);
            }
        }
        rest = &value[end + 1..];
        if !(rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_whitespace())) {
            return Err(Unusual);
        }
    }
}

/// What is wrong with a declared encoding, if the text was read in another.
fn misdeclared(name: &str, read: Encoding) -> Option<String> {
    let declared = encoding_rs::Encoding::for_label(name.as_bytes());
    let (fits, found) = match read {
        // ASCII is UTF-8 whatever it is called, and UTF-16 is told by its bytes.
        Encoding::Utf8 { .. } => (declared == Some(encoding_rs::UTF_8), "UTF-8"),
        Encoding::Utf16 { .. } => (true, "UTF-16"),
        Encoding::Windows1252 => (declared == Some(encoding_rs::WINDOWS_1252), "Windows-1252"),
    };
    (!fits).then(|| format!("declares the encoding {name} and is not in it; read as {found}"))
}
