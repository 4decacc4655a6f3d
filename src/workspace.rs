//! The workspace: everything that was read, tagged and linked, from which questions are answered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use crate::complaint::Complaint;
use crate::corpus::{Corpus, EditionId, SourcedReport, SourcedSchedule, TalkIndex};
use crate::gazetteer::{Dictionary, Gazetteer};
use crate::graph::KnowledgeGraph;
use crate::mention::{Mention, find_mentions};
use crate::source::notes::{NoProgrammes, Options, Programme, Programmes, Report, prepare};
use crate::source::schedule::Bundled;
use crate::source::{Reading, Source, is_schedule, read_all};
use crate::watch::{Stage, Unwatched, Watch, watched};

/// Which edition files there are besides the sources, and what they serve for.
#[derive(Debug, Default)]
pub struct Editions {
    /// The files.
    pub files: Vec<Source>,
    /// Those that are built in and serve.
    pub built_in: Vec<&'static Bundled>,
    /// Whether their talks are listed; otherwise they only serve to tell which scheduled talks notes are about.
    pub is_listed: bool,
}

/// A corpus with its gazetteer, its mentions and its graph.
#[derive(Debug, Default)]
pub struct Workspace {
    /// The entities.
    pub gazetteer: Gazetteer,
    /// The talks.
    pub corpus: Corpus,
    /// What the talks mention: enough to count; see [`Workspace::mentions_of`] for evidence.
    pub mentions: Vec<Mention>,
    /// What talks mention whose mentions are only counted, each with its place, where that was found before.
    pub(crate) places: Option<BTreeMap<TalkIndex, Vec<Mention>>>,
    graph: OnceLock<KnowledgeGraph>,
}

impl Workspace {
    /// Reads, tags and links: the pipeline, once.
    ///
    /// What is wrong with a source or dictionary leaves it out and is complained about; the rest is answered from.
    pub fn build(
        sources: Vec<Source>,
        dictionaries: Vec<Dictionary>,
        editions: Editions,
        options: &Options,
    ) -> (Self, Vec<Complaint>) {
        Self::build_watched(sources, dictionaries, editions, options, &Unwatched)
    }

    /// Does the same and tells `watch` of its stages.
    pub fn build_watched(
        mut sources: Vec<Source>,
        dictionaries: Vec<Dictionary>,
        editions: Editions,
        options: &Options,
        watch: &dyn Watch,
    ) -> (Self, Vec<Complaint>) {
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        let bytes = sources.iter().map(|source| source.text().len() as u64).sum();
        let shelf = Shelf::of(editions);
        let compile = || {
            let compiled = watched(watch, Stage::Dictionaries, 0, || {
                // Schedules need none of what notes are read with.
                if !sources.iter().all(is_schedule) {
                    prepare();
                }
                Gazetteer::compile(dictionaries)
            });
            if shelf.is_listed {
                shelf.read_all();
            }
            compiled
        };
        let read = || {
            watched(watch, Stage::Reading, bytes, || {
                let reading = read_all(&sources, options, &shelf);
                if shelf.is_listed {
                    shelf.read_all();
                }
                reading
            })
        };
        // Neither needs the other, and together they are most of the time of a short answer.
        let ((gazetteer, mut complaints), reading) = rayon::join(compile, read);
        let (corpus, more) = watched(watch, Stage::Joining, 0, || join(sources, shelf, reading));
        complaints.extend(more);
        let mentions = watched(watch, Stage::Tagging, bytes, || find_mentions(&corpus, &gazetteer));
        (Self { gazetteer, corpus, mentions, places: None, graph: OnceLock::new() }, complaints)
    }

    /// A workspace of what was read and tagged before.
    pub(crate) fn of_parts(
        gazetteer: Gazetteer,
        corpus: Corpus,
        mentions: Vec<Mention>,
        places: BTreeMap<TalkIndex, Vec<Mention>>,
    ) -> Self {
        Self { gazetteer, corpus, mentions, places: Some(places), graph: OnceLock::new() }
    }

    /// What is talked about together, in all talks that were held; built once it is asked for.
    pub fn graph(&self) -> &KnowledgeGraph {
        self.graph.get_or_init(|| {
            let talks: BTreeSet<TalkIndex> = self.corpus.held().collect();
            KnowledgeGraph::build(&self.corpus, &self.gazetteer, &self.mentions, &talks)
        })
    }
}

/// Reads and joins sources and editions, as [`Workspace::build`] does.
pub(crate) fn read_corpus(
    mut sources: Vec<Source>,
    editions: Editions,
    options: &Options,
    watch: &dyn Watch,
) -> (Corpus, Vec<Complaint>) {
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    let bytes = sources.iter().chain(&editions.files).map(|source| source.text().len() as u64).sum();
    let shelf = Shelf::of(editions);
    let reading = watched(watch, Stage::Reading, bytes, || read_all(&sources, options, &shelf));
    watched(watch, Stage::Joining, 0, || join(sources, shelf, reading))
}

/// Joins what was read and the editions that it needs.
fn join(mut sources: Vec<Source>, shelf: Shelf, mut reading: Reading) -> (Corpus, Vec<Complaint>) {
    let mut complaints = std::mem::take(&mut reading.complaints);
    let is_listed = shelf.is_listed;
    let mut schedules: Vec<SourcedSchedule> = reading
        .schedules
        .into_iter()
        .map(|(source, schedule)| SourcedSchedule { source, schedule, is_listed: true })
        .collect();
    for (source, mut read) in shelf.take(&reading.reports, &schedules) {
        complaints.append(&mut read.complaints);
        let read = read.schedules.into_iter().map(|(_, schedule)| schedule);
        schedules.extend(read.map(|schedule| SourcedSchedule { source: sources.len(), schedule, is_listed }));
        sources.push(source);
    }
    let mut doubts = Vec::new();
    for (source, report) in &mut reading.reports {
        if report.sections.is_empty() && report.elsewhere.iter().any(|flow| !flow.is_empty()) {
            let complaint = Complaint::warning(sources[*source].path.clone(), "no talk is found in these notes");
            complaints.push(complaint.hint("say how they are cut: `talks_at:` or `talks:` in a sidecar"));
        }
        doubts.extend(report.doubt.take().map(|doubt| (*source, *doubt)));
    }
    let reports = reading.reports.into_iter();
    let reports = reports.map(|(source, report)| SourcedReport { source, report }).collect();
    let mut corpus = Corpus::join(sources, schedules, reports);
    complaints.append(&mut corpus.complaints);
    complaints.extend(doubts.into_iter().filter(|(source, _)| corpus.unknown.contains(source)).map(|(_, doubt)| doubt));
    (corpus, complaints)
}

/// Edition files, each read once somebody asks for it.
struct Shelf {
    is_listed: bool,
    editions: Vec<Shelved>,
    /// The next edition that no thread has begun to read.
    next: AtomicUsize,
}

struct Shelved {
    /// The edition by the file's name; a file may be named otherwise.
    id: Option<EditionId>,
    source: Source,
    built_in: Option<&'static Bundled>,
    reading: OnceLock<Reading>,
    programme: OnceLock<Option<Arc<Programme>>>,
}

impl Shelved {
    fn reading(&self) -> &Reading {
        self.reading.get_or_init(|| match self.built_in {
            Some(edition) => Reading { schedules: vec![(0, edition.read())], ..Reading::default() },
            None => read_all(std::slice::from_ref(&self.source), &Options::default(), &NoProgrammes),
        })
    }
}

impl Shelf {
    fn of(editions: Editions) -> Self {
        let shelved = |source: Source, built_in| {
            let id = EditionId::parse(source.stem());
            Shelved { id, source, built_in, reading: OnceLock::new(), programme: OnceLock::new() }
        };
        let built_in = editions
            .built_in
            .into_iter()
            .map(|edition| shelved(Source::of_text(format!("editions/{}", edition.name), ""), Some(edition)));
        let files = editions.files.into_iter().map(|file| shelved(file, None));
        Self { is_listed: editions.is_listed, editions: files.chain(built_in).collect(), next: AtomicUsize::new(0) }
    }

    /// Reads all that no other thread is reading.
    fn read_all(&self) {
        while let Some(edition) = self.editions.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            edition.reading();
        }
    }

    /// Those that serve for something: editions that no schedule at hand tells of; to join only, those that reports are
    /// about, and all if a report does not say.
    fn take(self, reports: &[(usize, Report)], schedules: &[SourcedSchedule]) -> Vec<(Source, Reading)> {
        let told: BTreeSet<EditionId> =
            schedules.iter().filter_map(|schedule| schedule.schedule.edition.as_ref().map(EditionId::from)).collect();
        let claims = reports.iter().flat_map(|(_, report)| {
            let own = report.sections.iter().map(|section| section.edition.as_ref());
            std::iter::once(report.edition.as_ref()).chain(own)
        });
        let claimed: BTreeSet<EditionId> = claims.flatten().map(EditionId::from).collect();
        let is_open = reports.iter().any(|(_, report)| report.edition.is_none() && !report.sections.is_empty());
        let is_needed = |edition: &Shelved| {
            let id = edition.id.as_ref();
            id.is_none_or(|id| !told.contains(id) && (self.is_listed || is_open || claimed.contains(id)))
        };
        let needed: Vec<Shelved> = self.editions.into_iter().filter(is_needed).collect();
        // Unpacking twenty editions takes longer than anything else that is asked of them.
        let (first, second) = needed.split_at(needed.len() / 2);
        let read = |editions: &[Shelved]| {
            for edition in editions {
                edition.reading();
            }
        };
        rayon::join(|| read(first), || read(second));
        needed.into_iter().map(|edition| (edition.source, edition.reading.into_inner().unwrap_or_default())).collect()
    }
}

impl Programmes for Shelf {
    fn programme(&self, edition: &EditionId) -> Option<Arc<Programme>> {
        let shelved = self.editions.iter().find(|shelved| shelved.id.as_ref() == Some(edition))?;
        let titles = || shelved.reading().schedules.iter().find_map(|(_, schedule)| schedule.programme(edition));
        shelved.programme.get_or_init(|| titles().map(Arc::new)).clone()
    }
}
