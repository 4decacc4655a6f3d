//! Pentabarf's XML and its descendants: the schedules that FOSDEM, frab and pretalx write.
//!
//! Read as a stream of tags; entities that a document defines itself are never expanded.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, errors::IllFormedError};

use super::value::{day, minutes, passage, time};
use super::{Entry, Names, Schedule};
use crate::complaint::Complaint;
use crate::source::document::{Field, Flow};
use crate::source::{Encoding, Source, html};
use crate::text::{Span, floor_boundary, squeeze};

/// How deep elements may lie in each other.
const DEEPEST: usize = 64;

/// Where the root element must begin, in bytes.
const HEAD: usize = 1 << 16;

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
    let mut parser = Parser {
        source,
        reader: Reader::from_str(source.text()),
        open: Vec::new(),
        text: None,
        day: None,
        room: None,
        entry: None,
        schedule: Schedule::default(),
        names: Names::default(),
        complaints: Vec::new(),
        undefined: None,
    };
    parser.run();
    (parser.schedule, parser.names, parser.complaints)
}

struct Parser<'a> {
    source: &'a Source,
    reader: Reader<&'a [u8]>,
    /// The names of the open elements, outermost first, and where they begin.
    open: Vec<(String, usize)>,
    /// The text of the innermost open element, if it is one whose text is read.
    text: Option<Flow>,
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

/// An event while it is being read.
#[derive(Default)]
struct Draft {
    entry: Entry,
    start: usize,
    /// The address of the open link and its kind, if it says one.
    link: Option<(String, Option<String>)>,
}

impl Parser<'_> {
    fn run(&mut self) {
        loop {
            let start = self.position();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return self.broken(&error),
            };
            let span = Span::new(start, self.position().max(start));
            match event {
                Event::Start(tag) => {
                    if self.open.len() >= DEEPEST {
                        let cause = format!("elements lie more than {DEEPEST} deep in each other, read up to here");
                        return self.complain(Complaint::error(&self.source.path, cause), span);
                    }
                    self.start_tag(&tag, start);
                }
                Event::End(_) => self.end_tag(span.end),
                Event::Empty(tag) => {
                    self.start_tag(&tag, start);
                    self.end_tag(span.end);
                }
                Event::Text(_) => {
                    let text = self.source.slice(span);
                    if let Some(flow) = &mut self.text {
                        flow.push_verbatim(text, start);
                    }
                }
                Event::CData(_) => {
                    let raw = self.source.slice(span);
                    let inner =
                        raw.strip_prefix("<![CDATA[").and_then(|raw| raw.strip_suffix("]]>")).unwrap_or_default();
                    if let Some(flow) = &mut self.text {
                        flow.push_verbatim(inner, start + "<![CDATA[".len());
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
        if let Some((name, start)) = self.open.last().cloned() {
            let cause = format!("ends before `</{name}>`: {}", self.kept());
            let place = Span::new(start, start + 1 + name.len());
            self.complain(Complaint::error(&self.source.path, cause).hint("is the download complete?"), place);
        }
        if let Some((name, span)) = self.undefined.take() {
            let cause = format!("`{name}` is not expanded: it is none of XML's own entities");
            self.complain(Complaint::warning(&self.source.path, cause), span);
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.source.text().len())
    }

    fn complain(&mut self, complaint: Complaint, span: Span) {
        self.complaints.push(complaint.at(self.source.text(), span));
    }

    fn kept(&self) -> String {
        format!("{} before it are read", crate::text::count(self.schedule.entries.len(), "event"))
    }

    fn broken(&mut self, error: &Error) {
        let at = usize::try_from(self.reader.error_position()).unwrap_or(0).min(self.source.text().len());
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
        let written = self.source.slice(span);
        let resolved = html::entity(written);
        let Some(flow) = &mut self.text else { return };
        if let Some(resolved) = resolved {
            flow.push_resolved(&resolved, span);
        } else {
            flow.push_verbatim(written, span.start);
            self.undefined.get_or_insert_with(|| (written.to_owned(), span));
        }
    }

    fn start_tag(&mut self, tag: &BytesStart, start: usize) {
        let name = tag.local_name().as_ref().to_owned();
        let parent = self.open.last().map(|(name, _)| name.clone()).unwrap_or_default();
        match (parent.as_str(), name.as_str()) {
            ("schedule", "day") => {
                let date = attribute(tag, "date");
                self.day = date.as_deref().and_then(day);
                self.room = None;
                if let Some(date) = date.filter(|date| day(date).is_none()) {
                    let cause = format!("`{date}` is no day; its events have none");
                    let complaint = Complaint::warning(&self.source.path, cause).hint("write it as 2016-01-30");
                    self.complain(complaint, Span::new(start, self.position()));
                }
            }
            ("day", "room") => self.room = attribute(tag, "name"),
            (_, "event") if self.entry.is_none() => {
                let entry = Entry {
                    id: attribute(tag, "id"),
                    guid: attribute(tag, "guid"),
                    day: self.day,
                    room: self.room.clone(),
                    ..Entry::default()
                };
                self.entry = Some(Draft { entry, start, link: None });
            }
            ("links" | "attachments", "link" | "attachment") => {
                let link = attribute(tag, "href").map(|href| (href, attribute(tag, "type")));
                if let Some(draft) = &mut self.entry {
                    draft.link = link;
                }
            }
            _ => {}
        }
        let is_read = match parent.as_str() {
            "conference" => true,
            "event" | "persons" | "links" | "attachments" => self.entry.is_some(),
            _ => false,
        };
        self.text = is_read.then(Flow::new);
        self.open.push((name, start));
    }

    fn end_tag(&mut self, end: usize) {
        let Some((name, start)) = self.open.pop() else { return };
        let parent = self.open.last().map(|(name, _)| name.clone()).unwrap_or_default();
        let text = self.text.take();
        if name == "event" && parent != "event" {
            self.end_event(end);
            return;
        }
        let Some(flow) = text else { return };
        let said = squeeze(flow.text());
        match parent.as_str() {
            "conference" => match name.as_str() {
                "acronym" | "title" if !said.is_empty() => self.names.names.push(said),
                "start" => self.names.start = day(&said),
                _ => {}
            },
            "event" => self.field(&name, flow, said, Span::new(start, end)),
            "persons" if name == "person" => {
                if let Some(draft) = &mut self.entry {
                    draft.entry.speakers.push(said);
                }
            }
            _ => {
                if let Some(draft) = &mut self.entry
                    && let Some((target, kind)) = draft.link.take()
                {
                    let label = kind.filter(|kind| kind == "slides").unwrap_or(said);
                    draft.entry.add_link(&label, &target);
                }
            }
        }
    }

    /// Takes a field of the open event.
    fn field(&mut self, name: &str, flow: Flow, said: String, span: Span) {
        let Some(Draft { entry, .. }) = &mut self.entry else { return };
        if said.is_empty() {
            return;
        }
        let mut wrong = None;
        match name {
            "title" => entry.passages.extend(passage(Field::Title, flow)),
            "subtitle" => entry.passages.extend(passage(Field::Subtitle, flow)),
            "abstract" => entry.passages.extend(passage(Field::Abstract, flow)),
            "description" => entry.passages.extend(passage(Field::Description, flow)),
            "start" => {
                entry.time = time(&said);
                wrong = entry.time.is_none().then_some("no time; write it as 09:30");
            }
            "date" => match day(&said) {
                Some(day) => entry.day = Some(day),
                None => wrong = Some("no day; write it as 2016-01-30"),
            },
            "duration" => {
                entry.minutes = minutes(&said);
                // A duration of nothing is how some say that they do not know.
                let is_nothing = said.bytes().all(|byte| matches!(byte, b'0' | b':'));
                wrong = (entry.minutes.is_none() && !is_nothing).then_some("no duration; write it as 00:45");
            }
            "room" => entry.room = Some(said),
            "track" => entry.track = Some(said),
            "type" => entry.kind = Some(said),
            "language" => entry.language = Some(said),
            "slug" => entry.slug = Some(said),
            "url" | "full_conf_url" => entry.url = Some(said),
            "video" => entry.add_link("video", &said),
            _ => {}
        }
        if let Some(wrong) = wrong {
            let text = squeeze(self.source.slice(span));
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

fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut sound = attributes.with_checks(false).filter_map(Result::ok);
    let value = sound.find(|attribute| attribute.key.as_ref() == name)?;
    Some(html::unescaped(&value.value)).filter(|value| !value.trim().is_empty())
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
