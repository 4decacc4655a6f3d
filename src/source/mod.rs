//! Sources: the files that are read, and their text as it is on disk.
//!
//! Readers are chosen by what a source holds, never by its name.

mod asciidoc;
mod blogmax;
pub mod document;
pub mod edition;
pub mod format;
mod front;
mod html;
mod inline;
mod line;
pub mod load;
mod markdown;
pub mod notes;
mod org;
mod plain;
mod prose;
pub mod reading;
mod rst;
pub mod schedule;
pub mod series;
pub mod sidecar;
pub mod sketch;
#[cfg(test)]
mod testing;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use memchr::memchr;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use self::edition::EditionId;
use self::load::Listed;
pub(crate) use self::load::{GENERATED, GENERATOR};
use self::notes::{Options, Programme, Programmes, Report};
use self::schedule::Schedule;
use crate::complaint::{Complaint, Place};
use crate::text::{Lines, Position, Span};

/// What sources say.
#[derive(Debug, Default)]
pub struct Reading {
    /// The schedules, each with its source's place.
    pub schedules: Vec<(usize, Schedule)>,
    /// The reports, likewise.
    pub reports: Vec<(usize, Report)>,
    /// What is wrong or doubtful.
    pub complaints: Vec<Complaint>,
}

/// Reads sources: schedules by what they hold, sidecars by their names, all others as notes.
///
/// `programmes` are schedules besides the sources.
pub fn read_all(sources: &[Source], options: &Options, programmes: &dyn Programmes) -> Reading {
    let contents = contents(sources.iter(), options, |_| Ok(()), drop);
    with_notes(contents, sources, options, programmes)
}

/// Does the same, and has no text of a large schedule longer than that takes; see [`Source::text`].
///
/// Those that are still to be loaded are; what cannot be is complained about and left out of the sources.
pub(crate) fn read_and_let_go(sources: &mut Vec<Source>, options: &Options, programmes: &dyn Programmes) -> Reading {
    let contents = contents(sources.iter_mut(), options, |source| source.load(), Source::let_go);
    let mut places = contents.iter();
    sources.retain(|_| !matches!(places.next(), Some(Content::Unloaded(_))));
    with_notes(contents, sources, options, programmes)
}

/// What sources hold together with their notes, which are read now that the schedules are known.
fn with_notes(contents: Vec<Content>, sources: &[Source], options: &Options, programmes: &dyn Programmes) -> Reading {
    let mut reading = Reading::default();
    let mut notes = Vec::new();
    let mut at = 0;
    for content in contents {
        match content {
            Content::Schedule(schedule, complaints) => {
                reading.schedules.push((at, schedule));
                reading.complaints.extend(complaints);
            }
            Content::Nothing(complaint) => reading.complaints.push(complaint),
            Content::Unloaded(complaint) => {
                // It is none of the sources any more.
                reading.complaints.extend(complaint);
                continue;
            }
            Content::Notes => notes.push(at),
        }
        at += 1;
    }
    let at_hand = AtHand { schedules: &reading.schedules, beyond: programmes };
    let (reports, complaints) = notes::read_reports(sources, &notes, options, &at_hand);
    reading.reports = reports;
    reading.complaints.extend(complaints);
    reading
}

/// Whether a source is read as a schedule, even if it turns out to be none.
pub(crate) fn is_schedule(source: &Source) -> bool {
    !sidecar::is_sidecar(&source.path)
        && (is_named_as_schedule(&source.path) || schedule::detect(source.text()).is_some())
}

/// What a source holds.
enum Content {
    Schedule(Schedule, Vec<Complaint>),
    Notes,
    /// Neither, though its name says otherwise.
    Nothing(Complaint),
    /// It could not be loaded.
    Unloaded(Option<Complaint>),
}

/// What each source holds, read on all cores; `load` is given each before, `let_go` each schedule behind it.
fn contents<S: Deref<Target = Source> + Send>(
    sources: impl Iterator<Item = S>,
    options: &Options,
    load: impl Fn(&mut S) -> Result<(), Option<Complaint>> + Sync + Send,
    let_go: impl Fn(S) + Sync + Send,
) -> Vec<Content> {
    let content = |mut source: S| {
        if let Err(complaint) = load(&mut source) {
            return Content::Unloaded(complaint);
        }
        let form = schedule::detect(source.text()).filter(|_| !sidecar::is_sidecar(&source.path));
        match form {
            Some(form) => {
                let edition = options.edition_of(&source).and_then(EditionId::parse);
                let (schedule, complaints) = schedule::read(&source, form, edition.as_ref());
                // What is read next finds room.
                let_go(source);
                Content::Schedule(schedule, complaints)
            }
            None if is_named_as_schedule(&source.path) => Content::Nothing(no_schedule(&source)),
            None => Content::Notes,
        }
    };
    // The largest first, so that no core has to wait long for the last one.
    let mut order: Vec<(usize, S)> = sources.enumerate().collect();
    order.sort_by_key(|(_, source)| Reverse(source.len()));
    let mut read = on_all_cores(order, |(at, source)| (at, content(source)));
    read.sort_unstable_by_key(|(at, _)| *at);
    read.into_iter().map(|(_, content)| content).collect()
}

/// What `make` makes of each item, in their order; threads are started only where there is something to share.
fn on_all_cores<T: Send, R: Send>(items: Vec<T>, make: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    if items.len() < 2 {
        return items.into_iter().map(make).collect();
    }
    items.into_par_iter().with_max_len(1).map(make).collect()
}

/// The schedules among the sources, and those beyond.
struct AtHand<'a> {
    schedules: &'a [(usize, Schedule)],
    beyond: &'a dyn Programmes,
}

impl Programmes for AtHand<'_> {
    fn programme(&self, edition: &EditionId) -> Option<Arc<Programme>> {
        let own = self.schedules.iter().find_map(|(_, schedule)| schedule.programme(edition));
        own.map(Arc::new).or_else(|| self.beyond.programme(edition))
    }
}

/// Endings of files that are schedules or nothing that is read here.
const SCHEDULES: [&str; 9] = [".xml", ".ics", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".yaml", ".yml"];

fn is_named_as_schedule(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    SCHEDULES.iter().any(|ending| path.ends_with(ending)) && !sidecar::is_sidecar(&path)
}

/// What is wrong with a file that is named as a schedule and is none.
fn no_schedule(source: &Source) -> Complaint {
    let text = source.text();
    let start = text.trim_start();
    let head = start[..crate::text::floor_boundary(start, 1 << 10)].to_ascii_lowercase();
    let (cause, hint) = if head.starts_with("<!doctype html") || head.contains("<html") {
        ("an HTML page, not a schedule, skipped", "a login or error page? open its address in a browser")
    } else if head.starts_with('<') {
        ("XML, but no schedule, skipped", "a schedule's root element is <schedule>, as frab and pretalx export it")
    } else {
        (
            "no schedule that is known here, skipped",
            "known are frab's and pretalx's XML and JSON, iCalendar, lists of talks with a `title` each, and edition files",
        )
    };
    let at = text.len() - start.len();
    Complaint::error(&source.path, cause).at(text, Span::new(at, at)).hint(hint)
}

/// From so many bytes on it is worth while not to have the text of a schedule longer than it is read.
const LARGE: usize = 1 << 16;

/// A file that was read: its name, its text, and the way from the text's bytes to the bytes on disk.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as the user gave it, or as it was found below the folder that the user gave; `/` between its parts.
    pub path: String,
    text: String,
    /// The number of its bytes; of those on disk until it is loaded.
    length: usize,
    /// The file that it is still to be loaded from.
    unloaded: Option<Listed>,
    lines: OnceLock<Lines>,
    encoding: Encoding,
    /// For encodings other than UTF-8: the disk offset of every 1024th byte of the text, so that looking up is not slow.
    checkpoints: Vec<(usize, usize)>,
    /// What is at hand in place of the text.
    stretches: Option<BTreeMap<usize, Stretch>>,
}

/// A stretch of a source whose text as a whole is not at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Where it begins.
    pub(crate) position: Position,
    /// Where it begins on disk.
    pub(crate) disk: usize,
    /// What stands there, as far as it is at hand.
    pub(crate) text: String,
}

/// How a source is encoded on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8 with a byte order mark of 0 or 3 bytes.
    Utf8 {
        /// The length of the byte order mark.
        mark: usize,
    },
    /// UTF-16 with a byte order mark of 0 or 2 bytes.
    Utf16 {
        /// Whether the high byte comes first.
        big_endian: bool,
        /// The length of the byte order mark.
        mark: usize,
    },
    /// Windows-1252, a byte a character.
    Windows1252,
}

/// Why a file is not read as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binary;

impl Source {
    /// Reads text that is already decoded; offsets on disk are those of UTF-8 without a byte order mark.
    pub fn of_text(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(path.into(), text.into(), Encoding::Utf8 { mark: 0 })
    }

    /// Decodes a file: UTF-8, else UTF-16 if its byte order mark or its zero bytes say so, else Windows-1252.
    ///
    /// # Errors
    ///
    /// A file with zero bytes that is not UTF-16 is binary.
    pub fn of_bytes(path: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Binary> {
        let path = path.into();
        if let Some(encoding) = utf16(&bytes) {
            let Encoding::Utf16 { big_endian, mark } = encoding else { return Err(Binary) };
            let decoder = if big_endian { encoding_rs::UTF_16BE } else { encoding_rs::UTF_16LE };
            let (text, _) = decoder.decode_without_bom_handling(&bytes[mark..]);
            return Ok(Self::new(path, text.into_owned(), encoding));
        }
        if memchr(0, &bytes).is_some() {
            return Err(Binary);
        }
        let mark = if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) { 3 } else { 0 };
        match String::from_utf8(bytes) {
            Ok(mut text) => {
                text.drain(..mark);
                Ok(Self::new(path, text, Encoding::Utf8 { mark }))
            }
            Err(error) => {
                let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(error.as_bytes());
                Ok(Self::new(path, text.into_owned(), Encoding::Windows1252))
            }
        }
    }

    fn new(path: String, text: String, encoding: Encoding) -> Self {
        let mut checkpoints = Vec::new();
        let mut disk = match encoding {
            Encoding::Utf8 { .. } | Encoding::Windows1252 => 0,
            Encoding::Utf16 { mark, .. } => mark,
        };
        if !matches!(encoding, Encoding::Utf8 { .. }) {
            let mut next = 0;
            for (at, c) in text.char_indices() {
                if at >= next {
                    checkpoints.push((at, disk));
                    next = at + 1024;
                }
                disk += width(encoding, c);
            }
        }
        let length = text.len();
        Self { path, text, length, unloaded: None, lines: OnceLock::new(), encoding, checkpoints, stretches: None }
    }

    /// A source of which only stretches are at hand, by the bytes of the text at which they begin.
    ///
    /// Its text is empty; what stands at other places, and where they are, nobody may ask.
    pub(crate) fn of_stretches(path: String, encoding: Encoding, stretches: BTreeMap<usize, Stretch>) -> Self {
        Self {
            path,
            text: String::new(),
            length: 0,
            unloaded: None,
            lines: OnceLock::new(),
            encoding,
            checkpoints: Vec::new(),
            stretches: Some(stretches),
        }
    }

    /// The stretch in which a byte lies, the text before that byte, and the text from it on; none if the whole text is at
    /// hand.
    fn stretch(&self, at: usize) -> Option<(&Stretch, &str, &str)> {
        let mut before = self.stretches.as_ref()?.range(..=at).rev();
        // A short stretch may lie within a long one.
        let (start, stretch) = before.find(|(start, stretch)| at - **start <= stretch.text.len())?;
        let (before, after) = stretch.text.split_at_checked(at - start)?;
        Some((stretch, before, after))
    }

    /// The decoded text; where it was let go, empty: of a large schedule, for questions that are answered from what was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number of bytes of the decoded text.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there is no text to read.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// A source that is loaded when it is its turn, see [`read_and_let_go`], if it is a large schedule by its name.
    pub(crate) fn unloaded(file: &Listed) -> Option<Self> {
        let length = usize::try_from(file.size).ok().filter(|length| *length >= LARGE)?;
        let mut source = Self::of_text(file.shown(), "");
        is_named_as_schedule(&source.path).then(|| {
            (source.length, source.unloaded) = (length, Some(file.clone()));
            source
        })
    }

    fn load(&mut self) -> Result<(), Option<Complaint>> {
        if let Some(file) = self.unloaded.take() {
            *self = file.read()?;
        }
        Ok(())
    }

    /// Gives up the text, and keeps the places of its lines.
    fn let_go(&mut self) {
        // In other encodings places on disk are told by the text.
        if self.length >= LARGE && matches!(self.encoding, Encoding::Utf8 { .. }) {
            self.lines();
            self.text = String::new();
        }
    }

    /// How it is encoded on disk.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Where lines begin.
    pub fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(&self.text))
    }

    /// The place of a span of the text, to complain about.
    pub(crate) fn place(&self, span: Span) -> Place {
        Place::of_lines(&self.text, self.lines(), span)
    }

    /// The line and column of a byte of the text.
    pub fn position(&self, at: usize) -> Position {
        if let Some((Stretch { position, .. }, before, _)) = self.stretch(at) {
            let feeds = before.bytes().filter(|byte| *byte == b'\n').count();
            let line = before.rsplit('\n').next().unwrap_or_default().chars().count();
            let column = if feeds == 0 { position.column + line } else { line + 1 };
            return Position { line: position.line + feeds, column };
        }
        self.lines().position(at)
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &str {
        if let Some((_, _, after)) = self.stretch(span.start) {
            return after.get(..span.len()).unwrap_or_default();
        }
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The bytes on disk that hold a span of the text.
    pub fn on_disk(&self, span: Span) -> Span {
        Span::new(self.disk_offset(span.start), self.disk_offset(span.end))
    }

    fn disk_offset(&self, at: usize) -> usize {
        if let Encoding::Utf8 { mark } = self.encoding {
            return at + mark;
        }
        if let Some((stretch, before, _)) = self.stretch(at) {
            return stretch.disk + before.chars().map(|c| width(self.encoding, c)).sum::<usize>();
        }
        let after = self.checkpoints.partition_point(|(text, _)| *text <= at);
        let Some((text, disk)) = after.checked_sub(1).and_then(|index| self.checkpoints.get(index)).copied() else {
            return at;
        };
        let between = self.text.get(text..at).unwrap_or_default();
        disk + between.chars().map(|c| width(self.encoding, c)).sum::<usize>()
    }

    /// The file's name without its folder and its last extension.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
    }
}

/// The bytes that one character takes on disk.
fn width(encoding: Encoding, c: char) -> usize {
    match encoding {
        Encoding::Utf8 { .. } => c.len_utf8(),
        Encoding::Utf16 { .. } => c.len_utf16() * 2,
        Encoding::Windows1252 => 1,
    }
}

/// Whether `bytes` are UTF-16: by byte order mark, or because nearly every other byte of the first 4 kB is zero.
fn utf16(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(Encoding::Utf16 { big_endian: false, mark: 2 }),
        [0xFE, 0xFF, ..] => return Some(Encoding::Utf16 { big_endian: true, mark: 2 }),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    if half < 4 {
        return None;
    }
    if odd * 10 >= half * 7 && even * 10 <= half {
        Some(Encoding::Utf16 { big_endian: false, mark: 0 })
    } else if even * 10 >= half * 7 && odd * 10 <= half {
        Some(Encoding::Utf16 { big_endian: true, mark: 0 })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_those_on_disk_in_every_encoding() {
        let text = "Café — «CRIU» €";
        let encodings: [(&str, Vec<u8>); 4] = [
            ("utf-8 with mark", [&[0xEF, 0xBB, 0xBF][..], text.as_bytes()].concat()),
            ("windows-1252", b"Caf\xE9 \x97 \xABCRIU\xBB \x80".to_vec()),
            ("utf-16le", [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()),
            ("utf-16be", [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()),
        ];
        for (name, bytes) in encodings {
            let source = Source::of_bytes("notes.txt", bytes.clone()).expect(name);
            assert_eq!(source.text(), text, "{name}");
            let at = source.text().find("CRIU").expect("CRIU is there");
            let disk = source.on_disk(Span::new(at, at + 4));
            let found: Vec<u8> = bytes[disk.range()].iter().copied().filter(|byte| *byte != 0).collect();
            assert_eq!(found, b"CRIU", "{name}");
        }
    }

    #[test]
    fn a_large_schedule_is_read_alike_whether_its_text_stays_or_goes() {
        let event = |number: usize| format!("  <event id=\"{number}\"><title>Ärger №{number}</title></event>\n");
        let events: String = (0..3000).map(event).collect();
        let text = format!("<schedule><day date=\"2016-01-30\"><room name=\"A\">\n{events}</room></day></schedule>\n");
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("a file");
            Listed::of(path, false).expect("it is there")
        };
        let files = [file("fosdem-2016.xml", text.as_bytes()), file("zeros.xml", &vec![0; LARGE])];
        let kept = vec![files[0].read().expect("text")];
        let (mut sources, complaints) = load::open_files(&files);
        assert!(
            complaints.is_empty() && sources.iter().all(|source| source.text().is_empty() && source.len() >= LARGE)
        );
        let reading = read_and_let_go(&mut sources, &Options::default(), &notes::NoProgrammes);
        let before = read_all(&kept, &Options::default(), &notes::NoProgrammes);
        assert_eq!(format!("{:?}", reading.schedules), format!("{:?}", before.schedules));
        assert_eq!(reading.complaints.iter().filter(|complaint| complaint.cause == "not text, skipped").count(), 1);
        let [source] = &sources[..] else { panic!("{} sources", sources.len()) };
        assert!(source.text().is_empty() && source.len() == text.len());
        for entry in &reading.schedules[0].1.entries {
            for passage in &entry.passages {
                let at = passage.flow.source(1..2).start;
                assert_eq!(source.position(at), kept[0].position(at));
                assert_eq!(source.on_disk(Span::new(at, at + 2)), kept[0].on_disk(Span::new(at, at + 2)));
            }
        }
    }

    #[test]
    fn zero_bytes_are_binary() {
        assert_eq!(Source::of_bytes("a.png", b"\x89PNG\0\0\0\rIHDR".to_vec()).err(), Some(Binary));
    }

    #[test]
    fn a_dot_file_keeps_its_name_as_its_stem() {
        assert_eq!(Source::of_text("a/.notes", "").stem(), ".notes");
        assert_eq!(Source::of_text("a/fosdem.2016.txt", "").stem(), "fosdem.2016");
    }
}
