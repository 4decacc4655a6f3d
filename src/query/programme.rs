//! The programme: people, editions and tracks, as plain rows.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Query, Selection};
use crate::corpus::{Corpus, EditionId, TalkIndex, added_words, person_key, track_key};
use crate::workspace::Workspace;

/// A person with the talks that they gave in a series.
#[derive(Debug, Clone, Serialize)]
pub struct PersonRow {
    /// The name as it is written last.
    pub name: String,
    /// The series; none where the edition is unknown.
    pub series: Option<String>,
    /// The number of talks.
    pub talks: usize,
    /// The years, each once.
    pub years: Vec<u16>,
    /// The ids of the talks.
    pub ids: Vec<String>,
}

/// The people who gave talks that `query` selects, by series the most frequent first.
///
/// A person is a folded name within a series; without a known edition, within one source.
pub fn people(workspace: &Workspace, query: &Query) -> Vec<PersonRow> {
    let corpus = &workspace.corpus;
    let mut people: BTreeMap<(String, String), PersonRow> = BTreeMap::new();
    for index in selected(workspace, query) {
        let talk = corpus.talk(index);
        let series = talk.edition.as_ref().map(|edition| edition.series.clone());
        let home = series.clone().unwrap_or_else(|| talk.id.home().to_owned());
        for name in &talk.speakers {
            let row = people.entry((home.clone(), person_key(name))).or_insert_with(|| PersonRow {
                name: name.clone(),
                series: series.clone(),
                talks: 0,
                years: Vec::new(),
                ids: Vec::new(),
            });
            row.name.clone_from(name);
            row.talks += 1;
            row.ids.push(talk.id.to_string());
            if let Some(edition) = &talk.edition
                && row.years.last() != Some(&edition.year)
            {
                row.years.push(edition.year);
            }
        }
    }
    let mut rows: Vec<((String, String), PersonRow)> = people.into_iter().collect();
    rows.sort_by(|(a_key, a), (b_key, b)| b.talks.cmp(&a.talks).then_with(|| a_key.cmp(b_key)));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// What is known of an edition.
#[derive(Debug, Clone, Serialize)]
pub struct EditionRow {
    /// The edition.
    pub edition: EditionId,
    /// `full` where the texts of its talks are known, or what is tagged in them; `titles`; `sampled` where only notes are.
    pub coverage: &'static str,
    /// The number of talks that were held.
    pub talks: usize,
    /// The number of talks that were called off.
    pub cancelled: usize,
    /// The number of people who gave them.
    pub speakers: usize,
    /// The number of tracks.
    pub tracks: usize,
    /// The number of talks that notes tell of.
    pub in_notes: usize,
    /// The sources that tell of it.
    pub sources: Vec<String>,
}

/// The editions of which talks are known, by series and year.
pub fn editions(corpus: &Corpus) -> Vec<EditionRow> {
    let mut talks: BTreeMap<EditionId, Vec<TalkIndex>> = BTreeMap::new();
    for index in corpus.indices() {
        if let Some(edition) = &corpus.talk(index).edition {
            talks.entry(edition.clone()).or_default().push(index);
        }
    }
    let rows = talks.into_iter().map(|(edition, talks)| {
        let talks = talks.into_iter().map(|index| corpus.talk(index));
        let (off, held): (Vec<_>, Vec<_>) = talks.partition(|talk| talk.is_cancelled);
        let speakers: BTreeSet<String> =
            held.iter().flat_map(|talk| &talk.speakers).map(|name| person_key(name)).collect();
        let tracks: BTreeSet<String> = held.iter().filter_map(|talk| talk.track.as_deref()).map(track_key).collect();
        let accounts = held.iter().chain(&off).flat_map(|talk| &talk.accounts);
        let sources: BTreeSet<usize> = accounts.map(|account| account.source).collect();
        EditionRow {
            coverage: corpus.coverage(&edition).name(),
            edition,
            talks: held.len(),
            cancelled: off.len(),
            speakers: speakers.len(),
            tracks: tracks.len(),
            in_notes: held.iter().filter(|talk| talk.status.is_some()).count(),
            sources: sources.into_iter().map(|source| corpus.sources[source].path.clone()).collect(),
        }
    });
    rows.collect()
}

/// A track with the editions that it was held in.
#[derive(Debug, Clone, Serialize)]
pub struct TrackRow {
    /// The track as its last edition spells it that adds no `devroom` or the like.
    pub track: String,
    /// The series.
    pub series: String,
    /// The number of talks.
    pub talks: usize,
    /// The first year.
    pub first: u16,
    /// The last year.
    pub last: u16,
    /// The number of editions.
    pub editions: usize,
    /// How each edition spells it, and its talks there.
    pub spellings: Vec<Spelling>,
}

/// A track in one edition.
#[derive(Debug, Clone, Serialize)]
pub struct Spelling {
    /// The year.
    pub year: u16,
    /// The name as written; of several, the most frequent.
    pub name: String,
    /// The number of talks.
    pub talks: usize,
}

/// The tracks of the talks that `query` selects, by series those of the most editions first.
///
/// Names that differ only in `devroom`, `stand`, case or a year are one track.
pub fn tracks(workspace: &Workspace, query: &Query) -> Vec<TrackRow> {
    let corpus = &workspace.corpus;
    let mut tracks: BTreeMap<(String, String), BTreeMap<u16, BTreeMap<String, usize>>> = BTreeMap::new();
    for index in selected(workspace, query) {
        let talk = corpus.talk(index);
        if let (Some(edition), Some(track)) = (&talk.edition, &talk.track) {
            let years = tracks.entry((edition.series.clone(), track_key(track))).or_default();
            *years.entry(edition.year).or_default().entry(track.clone()).or_insert(0) += 1;
        }
    }
    let mut rows: Vec<TrackRow> = tracks
        .into_iter()
        .map(|((series, _), years)| {
            let spellings: Vec<Spelling> = years
                .into_iter()
                .map(|(year, names)| {
                    let talks = names.values().sum();
                    let name = names.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
                    Spelling { year, name: name.map(|(name, _)| name).unwrap_or_default(), talks }
                })
                .collect();
            let year = |spelling: Option<&Spelling>| spelling.map_or(0, |spelling| spelling.year);
            TrackRow {
                track: best(&spellings),
                series,
                talks: spellings.iter().map(|spelling| spelling.talks).sum(),
                first: year(spellings.first()),
                last: year(spellings.last()),
                editions: spellings.len(),
                spellings,
            }
        })
        .collect();
    rows.sort_by(|a, b| {
        (b.editions, b.talks)
            .cmp(&(a.editions, a.talks))
            .then_with(|| (&a.series, &a.track).cmp(&(&b.series, &b.track)))
    });
    rows
}

/// The spelling that says no more than it must; of several, the last.
fn best(spellings: &[Spelling]) -> String {
    let plainest = spellings.iter().rev().min_by_key(|spelling| added_words(&spelling.name));
    plainest.map(|spelling| spelling.name.clone()).unwrap_or_default()
}

fn selected(workspace: &Workspace, query: &Query) -> BTreeSet<TalkIndex> {
    Selection::of(workspace).talks(query)
}
