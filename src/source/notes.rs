//! Notes: a report cut into the talks that it tells of.
//!
//! Works on blocks and knows no format. Rules are about how people write, never about one document; where they fail, the
//! author settles it in a sidecar.

mod cascade;
mod claim;
mod day;
mod edition;
mod link;
mod listed;
mod name;
mod outline;
mod programme;
mod section;
mod status;
mod telling;
mod title;
mod vocabulary;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::document::{Block, BlockKind, Document, Flow, Passage};
use super::sidecar::{self, Settings};
use super::{Source, format, on_all_cores, reading, sketch};
use crate::complaint::Complaint;
use crate::text::Span;

pub(super) use claim::path_claims;
pub(super) use day::{DayTitle, day_title};
pub(super) use edition::{claims_in, year_claims};
pub(super) use link::pattern;
pub(crate) use name::is_given;
pub use programme::{NoProgrammes, Programme, Programmes};
pub(super) use status::named as status_named;
pub(super) use telling::sentences;
pub(super) use vocabulary::{is_container, is_report_title};

/// What the command line says about reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Sources and their editions (`--edition SOURCE=fosdem-2016`); a source is meant by its path, its file's name or stem.
    pub editions: Vec<(String, String)>,
}

impl Options {
    /// The edition that the command line gives to a source.
    pub(super) fn edition_of(&self, source: &Source) -> Option<&str> {
        self.editions.iter().rev().find(|(name, _)| is_meant(source, name)).map(|(_, edition)| edition.as_str())
    }

    /// What is said about some of the sources.
    #[must_use]
    pub(crate) fn within(&self, sources: &[Source]) -> Self {
        let is_here = |name: &str| sources.iter().any(|source| is_meant(source, name));
        Self { editions: self.editions.iter().filter(|(name, _)| is_here(name)).cloned().collect() }
    }

    /// Complaints about what is said about no source.
    pub(crate) fn unused(&self, sources: &[Source]) -> Vec<Complaint> {
        let is_unused = |name: &str| !sources.iter().any(|source| is_meant(source, name));
        let unused = self.editions.iter().filter(|(name, _)| is_unused(name));
        let complaint = |(name, _): &(String, String)| {
            let names = sources.iter().map(Source::stem);
            let hint = crate::complaint::did_you_mean(name, names).map_or_else(
                || "give a path, a file name or its stem".to_owned(),
                |close| format!("did you mean `{close}`?"),
            );
            Complaint::error("", format!("--edition names no source: `{name}`")).hint(hint)
        };
        unused.map(complaint).collect()
    }
}

/// Gets ready to read notes; that takes time of its own, which a second core can spend.
pub fn prepare() {
    // What is needed last comes first: a report is read meanwhile, and whoever is first at a pattern compiles it.
    super::reading::prepare();
    status::prepare();
    telling::prepare();
}

/// Reads notes and the sidecars among them, the sources at these `places`; gives the reports with their places.
///
/// Sources that are sidecars belong to the notes beside them; all others are read as notes.
pub(super) fn read_reports(
    sources: &[Source],
    places: &[usize],
    options: &Options,
    programmes: &dyn Programmes,
) -> (Vec<(usize, Report)>, Vec<Complaint>) {
    let mut all_complaints = Vec::new();
    let mut sidecars: BTreeMap<&str, Settings> = BTreeMap::new();
    for source in places.iter().map(|at| &sources[*at]).filter(|source| sidecar::is_sidecar(&source.path)) {
        let (settings, complaints) = sidecar::read(source);
        all_complaints.extend(complaints);
        if !sources.iter().any(|report| sidecar::belongs_to(&source.path, &report.path)) {
            let complaint = Complaint::warning(&source.path, "no notes lie beside this sidecar");
            all_complaints.push(complaint.hint("name it after its notes: NAME.hallway.yaml beside NAME.txt"));
        }
        sidecars.insert(&source.path, settings);
    }
    let notes: Vec<usize> = places.iter().copied().filter(|at| !sidecar::is_sidecar(&sources[*at].path)).collect();
    let read = on_all_cores(notes.clone(), |at| format::read(&sources[at]));
    let (documents, complaints): (Vec<Document>, Vec<Vec<Complaint>>) = read.into_iter().unzip();
    all_complaints.extend(complaints.into_iter().flatten());
    let notes: Vec<(usize, &Source, Document)> =
        notes.into_iter().zip(documents).map(|(at, document)| (at, &sources[at], document)).collect();
    let alone = files_of_one_talk(&notes);
    let notes: Vec<_> = notes.into_iter().zip(alone).collect();
    let read = on_all_cores(notes.iter().collect(), |((_, source, document), alone)| {
        let mine = sidecars.iter().find(|(path, _)| sidecar::belongs_to(path, &source.path));
        let mine = mine.map(|(path, settings)| (*path, settings));
        read_report(source, document, mine, options, programmes, *alone)
    });
    let mut reports = Vec::new();
    for (((index, ..), _), (report, complaints)) in notes.iter().zip(read) {
        reports.push((*index, report));
        all_complaints.extend(complaints);
    }
    all_complaints.extend(options.unused(sources));
    (reports, all_complaints)
}

/// Whether `name` means this source: its path, its file's name or stem.
fn is_meant(source: &Source, name: &str) -> bool {
    let file = source.path.rsplit('/').next().unwrap_or(&source.path);
    source.path == name || file == name || source.stem() == name
}

/// Which documents are one talk each: those of a folder with a file per talk.
///
/// Such a folder holds three or more notes, most of which begin with a heading of their highest level that is no
/// report's title, and have labels (`Speaker:`, `Time:`) or no second such heading.
fn files_of_one_talk(notes: &[(usize, &Source, Document)]) -> Vec<bool> {
    let folder = |source: &Source| source.path.rfind('/').map_or(String::new(), |at| source.path[..at].to_owned());
    let looks: Vec<Look> = notes.iter().map(|(_, source, document)| look(source, document)).collect();
    let mut folders: BTreeMap<String, Vec<Look>> = BTreeMap::new();
    for ((_, source, _), look) in notes.iter().zip(&looks) {
        folders.entry(folder(source)).or_default().push(*look);
    }
    notes
        .iter()
        .zip(&looks)
        .map(|((_, source, _), look)| {
            let siblings = folders.get(&folder(source)).map(Vec::as_slice).unwrap_or_default();
            let count = |wanted: &dyn Fn(&Look) -> bool| siblings.iter().filter(|look| wanted(look)).count();
            let like = count(&|look| *look != Look::Several);
            *look == Look::Labelled || (*look == Look::Single && siblings.len() >= 3 && like * 4 >= siblings.len() * 3)
        })
        .collect()
}

/// How much a document looks like notes on one talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// It begins with a heading and labels, and no other heading has any.
    Labelled,
    /// It begins with its one highest heading.
    Single,
    /// Anything else.
    Several,
}

fn look(source: &Source, document: &Document) -> Look {
    let blocks = &document.blocks;
    let heading = |block: &Block| if let BlockKind::Heading(level) = block.kind { Some(level) } else { None };
    let Some(level) = blocks.first().and_then(heading) else { return Look::Several };
    let text = blocks[0].flow.text();
    if is_report_title(text) || day_title(text).is_some() || is_container(text) || source.text().len() > 40_000 {
        return Look::Several;
    }
    let labelled = |block: &Block| title::labels(block.flow.text()).count >= 2;
    let first = blocks.iter().skip(1).take(4).take_while(|block| heading(block).is_none());
    let others = blocks.iter().skip(5).filter(|block| labelled(block)).count();
    let tops = blocks.iter().filter_map(heading).filter(|other| *other <= level).count();
    if first.into_iter().any(labelled) && others == 0 {
        Look::Labelled
    } else if tops == 1 {
        Look::Single
    } else {
        Look::Several
    }
}

fn read_report(
    source: &Source,
    document: &Document,
    sidecar: Option<(&str, &Settings)>,
    options: &Options,
    programmes: &dyn Programmes,
    alone: bool,
) -> (Report, Vec<Complaint>) {
    let blocks = &document.blocks;
    let (front, mut complaints) = sidecar::of_front(&source.path, &document.front);
    let beside = sidecar.map(|(_, settings)| settings.clone()).unwrap_or_default();
    let settings = beside.clone().or(front.clone());
    // First words that are longer than a title may name a conference in passing.
    let is_report = settings.edition.is_some()
        || settings.series.is_some()
        || options.edition_of(source).is_some()
        || !path_claims(&source.path).is_empty()
        || titles(document).into_iter().flatten().any(|title| title.len() <= 100 && is_report_title(title));
    let mut starts = cascade::find_starts(source.text(), blocks, &settings, alone, is_report);
    complaints.extend(listed::apply(sidecar.map(|(path, _)| path), blocks, &settings, &mut starts));
    let day = settings.day.clone().or_else(|| report_day(document));
    for start in &mut starts {
        start.day = start.day.take().or_else(|| day.clone());
        start.track = start.track.take().or_else(|| settings.track.clone());
    }
    let (mut sections, mut elsewhere) = section::cut(blocks, &starts);
    let outside = claim::Outside { command: options.edition_of(source), sidecar: &beside, front: &front };
    let (edition, doubt, wrong) = claim::decide(source, document, &sections, outside);
    complaints.extend(wrong);
    let known = edition.as_ref().and_then(|claim| programmes.programme(&claim.into()));
    if let Some(programme) = known.filter(|_| settings.talks_at.is_none() && !alone) {
        let before = starts.len();
        programme::apply(&programme, blocks, &sections, &mut starts);
        if starts.len() > before {
            (sections, elsewhere) = section::cut(blocks, &starts);
        }
    }
    if outside.is_silent() {
        let editions = claim::by_section(document, &sections);
        for (section, edition) in sections.iter_mut().zip(editions) {
            section.edition = edition;
        }
    }
    let sketches = sketch::find_sketches(blocks, &sections);
    let reading = reading::find_items(blocks, &sections);
    (Report { edition, doubt, sections, elsewhere, sketches, reading }, complaints)
}

/// The day that the title of a report names.
fn report_day(document: &Document) -> Option<String> {
    let [title, first] = titles(document);
    let first = first.filter(|text| is_report_title(text));
    [title, first].into_iter().flatten().find_map(|text| Some(text[day::find_day(text)?].to_owned()))
}

/// What may be the title of a document: what its front matter says, and its first words.
fn titles(document: &Document) -> [Option<&str>; 2] {
    let title = document.front.iter().find(|(key, _)| key == "title").map(|(_, title)| title.as_str());
    [title, document.blocks.first().map(|block| block.flow.text())]
}

/// The index of the section in which a place lies.
pub(super) fn section_at(sections: &[Section], place: Span) -> Option<usize> {
    let after = sections.partition_point(|section| section.span.start <= place.start);
    let index = after.checked_sub(1)?;
    (place.start < sections[index].span.end).then_some(index)
}

/// What a report says once it is read.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The edition that the report as a whole is about, as it says itself.
    pub edition: Option<EditionClaim>,
    /// Why that is unknown; a schedule may still tell.
    pub doubt: Option<Box<Complaint>>,
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
    /// The schedule that holds its talks' titles.
    Schedule,
}

/// What became of a talk, as its author says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
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

/// Which event of a schedule a talk is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The one of this id, address, name in addresses, or title.
    Is(String),
    /// None.
    None,
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
    /// The edition, where the report is about several.
    pub edition: Option<EditionClaim>,
    /// Which event of a schedule the talk is, as the author settles it in a sidecar.
    pub event: Option<Event>,
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

#[cfg(test)]
mod tests;
