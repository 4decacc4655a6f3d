//! The programme: schedules turned into edition files, and how people, editions and tracks are listed.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::args::{Import, Shared};
use super::command::listed;
use super::message::Report;
use super::rows::Row;
use super::workspace::{dictionaries, save};
use super::{Outcome, Stop};
use crate::complaint::{Complaint, Severity};
use crate::corpus::{Corpus, EditionId, Talk, TalkIndex};
use crate::gazetteer::EntityIndex;
use crate::query::programme::{EditionRow, PersonRow, TrackRow};
use crate::source::load::{Taste, load, shown};
use crate::source::notes::Options;
use crate::source::schedule::{Coverage, EditionFile, Entry};
use crate::source::series;
use crate::workspace::{Editions, Workspace};

/// A file that was written.
#[derive(Debug, Serialize)]
struct Imported {
    file: String,
    talks: usize,
    cancelled: usize,
    mentions: usize,
    bytes: usize,
    state: &'static str,
}

impl Row for Imported {
    const COLUMNS: &'static [&'static str] = &["file", "talks", "cancelled", "mentions", "bytes", "state"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.file.clone(),
            self.talks.to_string(),
            self.cancelled.to_string(),
            self.mentions.to_string(),
            self.bytes.to_string(),
            self.state.to_owned(),
        ]
    }
}

/// Writes an edition file for each edition that the schedules tell of; one with an error in it is not written.
pub(super) fn import(
    shared: &Shared,
    command: &Import,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let folder = command.out.clone().unwrap_or_else(|| shared.data().join("editions"));
    let (sources, complaints) = load(&command.files, Taste::Everything);
    report.add(complaints);
    let options = Options { editions: shared.editions.clone() };
    let (workspace, complaints) =
        Workspace::build(sources, dictionaries(shared, report), Editions::default(), &options);
    let broken: Vec<String> = complaints
        .iter()
        .filter(|complaint| complaint.severity == Severity::Error)
        .map(|complaint| complaint.source.clone())
        .collect();
    report.add(complaints);
    let mut rows = Vec::new();
    for (edition, talks) in by_edition(&workspace, report) {
        let origins = talks.iter().flat_map(|talk| &workspace.corpus.talk(*talk).accounts);
        let mut origins: Vec<&str> =
            origins.map(|account| workspace.corpus.sources[account.source].path.as_str()).collect();
        origins.sort_unstable();
        origins.dedup();
        if let Some(path) = origins.iter().find(|path| broken.iter().any(|broken| broken == **path)) {
            let complaint = Complaint::error(*path, format!("{edition} is not written"));
            report.add(vec![complaint.hint("mend what is said above, then import it again")]);
            continue;
        }
        rows.push(write(&workspace, &edition, &talks, command, &folder.join(format!("{edition}.yaml")))?);
    }
    listed(&rows, command.listing, out)
}

/// The scheduled talks of each edition; what has none is complained about.
fn by_edition(workspace: &Workspace, report: &mut Report) -> BTreeMap<EditionId, Vec<TalkIndex>> {
    let corpus = &workspace.corpus;
    let mut editions: BTreeMap<EditionId, Vec<TalkIndex>> = BTreeMap::new();
    let mut notes: Vec<usize> = Vec::new();
    for index in corpus.indices() {
        let talk = corpus.talk(index);
        if talk.status.is_some() {
            notes.extend(talk.accounts.iter().map(|account| account.source));
        } else if let Some(edition) = &talk.edition {
            editions.entry(edition.clone()).or_default().push(index);
        }
    }
    notes.extend(corpus.apart.iter().map(|account| account.source));
    notes.sort_unstable();
    notes.dedup();
    for source in notes {
        let complaint = Complaint::error(corpus.sources[source].path.clone(), "not a schedule, not imported");
        report.add(vec![complaint.hint("notes are read as they are; only schedules become editions")]);
    }
    for (source, _) in &corpus.tagged_by {
        let complaint = Complaint::error(
            corpus.sources[*source].path.clone(),
            "an edition file has no texts in which mentions could be found again",
        );
        report.add(vec![complaint.hint("import the schedule that it was made from")]);
        editions.retain(|_, talks| {
            talks.retain(|talk| corpus.talk(*talk).accounts.iter().all(|account| account.source != *source));
            !talks.is_empty()
        });
    }
    editions
}

fn write(
    workspace: &Workspace,
    edition: &EditionId,
    talks: &[TalkIndex],
    command: &Import,
    path: &Path,
) -> Result<Imported, Complaint> {
    let corpus = &workspace.corpus;
    let entries: Vec<Entry> = talks.iter().map(|talk| entry(workspace, *talk)).collect();
    let mentions = entries.iter().flat_map(|entry| &entry.tagged).map(|(_, count)| count).sum();
    let cancelled = talks.iter().filter(|talk| corpus.talk(**talk).is_cancelled).count();
    let digest = workspace.gazetteer.digest();
    let known = series::named(&edition.series).and_then(|series| series.attribution);
    let text = EditionFile {
        id: edition,
        attribution: command.attribution.as_deref().or(known),
        tagged_by: (corpus.coverage(edition) == Coverage::Full).then_some(digest),
        entries,
        with_text: command.with_text,
    }
    .write();
    let state = match fs::read_to_string(path) {
        Ok(old) if old == text => "unchanged",
        Ok(_) => "changed",
        Err(_) => "new",
    };
    if state != "unchanged" {
        save(path, text.as_bytes())?;
    }
    Ok(Imported { file: shown(path), talks: talks.len() - cancelled, cancelled, mentions, bytes: text.len(), state })
}

/// A talk as an edition file has it: its facts, and how often its texts mention what.
fn entry(workspace: &Workspace, index: TalkIndex) -> Entry {
    let talk: &Talk = workspace.corpus.talk(index);
    let mut tagged: BTreeMap<EntityIndex, usize> = BTreeMap::new();
    for mention in workspace.mentions_of(index).iter().filter(|mention| mention.certain) {
        *tagged.entry(mention.entity).or_insert(0) += mention.count;
    }
    let tagged = tagged.into_iter().map(|(entity, count)| (workspace.gazetteer.entity(entity).id.to_string(), count));
    Entry {
        id: Some(talk.id.local().to_owned()),
        title: talk.title.clone(),
        subtitle: talk.subtitle.clone(),
        speakers: talk.speakers.clone(),
        track: talk.track.clone(),
        room: talk.room.clone(),
        kind: talk.kind.clone(),
        language: talk.language.clone(),
        day: talk.day.as_deref().and_then(|day| day.parse().ok()),
        time: talk.time,
        minutes: talk.minutes,
        url: talk.url.clone(),
        slides: talk.slides.clone(),
        video: talk.video.clone(),
        is_cancelled: talk.is_cancelled,
        passages: talk.accounts.iter().flat_map(|account| account.passages.clone()).collect(),
        tagged: tagged.collect(),
        ..Entry::default()
    }
}

/// A warning if edition files were tagged with other dictionaries than those at hand.
pub(super) fn outdated(workspace: &Workspace) -> Vec<Complaint> {
    let corpus: &Corpus = &workspace.corpus;
    let digest = workspace.gazetteer.digest();
    let outdated = corpus.tagged_by.iter().filter(|(_, tagged_by)| *tagged_by != digest);
    let mut paths: Vec<&str> = outdated.map(|(source, _)| corpus.sources[*source].path.as_str()).collect();
    paths.sort_unstable();
    let Some((first, others)) = paths.split_first() else { return Vec::new() };
    let more = if others.is_empty() { String::new() } else { format!(", and so were {} more", others.len()) };
    let cause = format!("tagged with other dictionaries{more}: what is new in these is found in titles only");
    vec![
        Complaint::warning(*first, cause)
            .hint("fetch the schedules and import them again: `hallway fetch`, then `hallway import`"),
    ]
}

impl Row for PersonRow {
    const COLUMNS: &'static [&'static str] = &["name", "series", "talks", "years"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.series.clone().unwrap_or_else(|| "?".to_owned()),
            self.talks.to_string(),
            self.years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        ]
    }
}

impl Row for EditionRow {
    const COLUMNS: &'static [&'static str] =
        &["edition", "coverage", "talks", "cancelled", "speakers", "tracks", "in notes", "sources"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.edition.to_string(),
            self.coverage.to_owned(),
            self.talks.to_string(),
            self.cancelled.to_string(),
            self.speakers.to_string(),
            self.tracks.to_string(),
            self.in_notes.to_string(),
            self.sources.join(", "),
        ]
    }
}

impl Row for TrackRow {
    const COLUMNS: &'static [&'static str] = &["track", "series", "editions", "talks", "years", "also spelled"];

    fn cells(&self) -> Vec<String> {
        let mut others: Vec<&str> = Vec::new();
        for spelling in &self.spellings {
            if spelling.name != self.track && !others.contains(&spelling.name.as_str()) {
                others.push(&spelling.name);
            }
        }
        let years =
            if self.first == self.last { self.first.to_string() } else { format!("{}–{}", self.first, self.last) };
        vec![
            self.track.clone(),
            self.series.clone(),
            self.editions.to_string(),
            self.talks.to_string(),
            years,
            others.join("; "),
        ]
    }
}
