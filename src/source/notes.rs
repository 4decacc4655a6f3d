//! Notes: a report cut into the talks that it tells of.
//!
//! Works on blocks and knows no format.

use super::document::Flow;
use crate::text::Span;

/// What a report says once it is read.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The edition that the report as a whole is about, as it says itself.
    pub edition: Option<EditionClaim>,
    /// The talks, in the order in which they stand.
    pub sections: Vec<Section>,
    /// Text about no talk: travel, food, conclusions.
    pub elsewhere: Vec<Flow>,
    /// Diagrams in the notes.
    pub sketches: Vec<Sketch>,
    /// What the author means to look at later.
    pub reading: Vec<ReadingItem>,
}

/// An edition and where the source says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionClaim {
    /// The series in kebab case: `fosdem`.
    pub series: String,
    /// The year.
    pub year: u16,
    /// What says so.
    pub from: ClaimedBy,
}

/// What tells a report's edition, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimedBy {
    /// The command line.
    Command,
    /// A sidecar file.
    Sidecar,
    /// Keys in the front matter.
    FrontMatter,
    /// The path of the file.
    Path,
    /// Links to a schedule's events.
    EventLinks,
    /// The title or a heading.
    Title,
    /// Dates within the text.
    Dates,
}

/// What became of a talk, as its author says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Status {
    /// Sat in the room.
    #[default]
    Attended,
    /// Saw the recording.
    Watched,
    /// Wanted to and could not.
    Missed,
    /// Means to.
    Planned,
}

/// A part of a report that tells of one talk.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// The talk's title as the author writes it.
    pub title: String,
    /// Where the title stands, if the source has it in one place.
    pub title_span: Option<Span>,
    /// From where the talk's text starts to where it ends.
    pub span: Span,
    /// Who gives the talk, as far as the author says.
    pub speakers: Vec<String>,
    /// The day: a date, a weekday or `Day 1`, as written.
    pub day: Option<String>,
    /// The track, as written.
    pub track: Option<String>,
    /// The page of the talk's event in a schedule, if linked.
    pub url: Option<String>,
    /// What became of it.
    pub status: Status,
    /// What is tagged: the title first (if it stands in the source), then the text, code left out.
    pub passages: Vec<Passage>,
}

/// A stretch of a section's text.
#[derive(Debug, Clone)]
pub struct Passage {
    /// Whether it is the talk's title.
    pub is_title: bool,
    /// The text.
    pub flow: Flow,
}

/// A box-and-arrow diagram written into notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// Where it stands.
    pub span: Span,
    /// The index of the section it stands in.
    pub section: Option<usize>,
    /// The boxes, in the order in which they are first named.
    pub boxes: Vec<SketchBox>,
    /// The arrows, in order.
    pub arrows: Vec<Arrow>,
}

/// A box of a sketch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SketchBox {
    /// Its name within the sketch.
    pub id: String,
    /// What is written in it.
    pub label: String,
    /// Where the label stands.
    pub span: Span,
}

/// An arrow of a sketch, from one box to another by their places in `boxes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrow {
    /// The box it leaves.
    pub from: usize,
    /// The box it enters.
    pub to: usize,
    /// What is written at it.
    pub label: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// Something to look at later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingItem {
    /// What to look at.
    pub item: String,
    /// Where that stands.
    pub span: Span,
    /// The sentence or item that asks for it.
    pub quote: Span,
    /// The index of the section it stands in.
    pub section: Option<usize>,
}

/// STUB
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// x
    pub editions: Vec<(String, String)>,
}
/// STUB
#[derive(Debug, Default)]
pub struct Reading {
    /// x
    pub reports: Vec<(usize, Report)>,
    /// x
    pub complaints: Vec<crate::complaint::Complaint>,
}
/// STUB
pub fn read_reports(_sources: &[crate::source::Source], _options: &Options) -> Reading {
    Reading::default()
}
