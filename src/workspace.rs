//! The workspace: everything that was read, tagged and linked, from which questions are answered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::complaint::Complaint;
use crate::corpus::{Corpus, SourcedReport, SourcedSchedule, TalkIndex};
use crate::gazetteer::{Dictionary, Gazetteer};
use crate::graph::KnowledgeGraph;
use crate::mention::{Mention, Mentions, find_mentions};
use crate::shelf::{Left, Shelf, Taken};
use crate::source::notes::{Options, prepare};
use crate::source::{Reading, Source, is_schedule, read_all, read_and_let_go};
use crate::watch::{Stage, Unwatched, Watch, watched};

pub use crate::shelf::Editions;

/// A corpus with its gazetteer, its mentions and its graph.
#[derive(Debug, Default)]
pub struct Workspace {
    /// The entities.
    pub gazetteer: Gazetteer,
    /// The talks.
    pub corpus: Corpus,
    /// What the talks mention: enough to count; see [`Workspace::mentions_of`] for evidence.
    pub mentions: Mentions,
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
        sources: Vec<Source>,
        dictionaries: Vec<Dictionary>,
        editions: Editions,
        options: &Options,
        watch: &dyn Watch,
    ) -> (Self, Vec<Complaint>) {
        let (workspace, _, complaints) = Self::gather(sources, dictionaries, editions, options, watch, false);
        (workspace, complaints)
    }

    /// Reads, tags and links.
    ///
    /// Where `may_leave`, for questions that a snapshot can answer too, listed editions that nothing else tells of are not read
    /// but given back, and texts of large schedules are let go.
    pub(crate) fn gather(
        mut sources: Vec<Source>,
        dictionaries: Vec<Dictionary>,
        editions: Editions,
        options: &Options,
        watch: &dyn Watch,
        may_leave: bool,
    ) -> (Self, Vec<Left>, Vec<Complaint>) {
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        let bytes = sources.iter().map(|source| source.len() as u64).sum();
        // Schedules need none of what notes are read with.
        let has_notes = !sources.iter().all(is_schedule);
        let shelf = Shelf::of(editions);
        // What neither notes nor dictionaries wait for.
        let look_through = || match (shelf.is_listed, may_leave) {
            (false, _) => {}
            (true, false) => shelf.read_all(),
            (true, true) => shelf.open_all(),
        };
        let compile = || {
            let compiled = watched(watch, Stage::Dictionaries, 0, || {
                if has_notes {
                    prepare();
                }
                Gazetteer::compile(dictionaries)
            });
            look_through();
            compiled
        };
        let read = || {
            watched(watch, Stage::Reading, bytes, || {
                let reading = if may_leave {
                    read_and_let_go(&mut sources, options, &shelf)
                } else {
                    read_all(&sources, options, &shelf)
                };
                look_through();
                reading
            })
        };
        // Neither needs the other, and together they are most of the time of a short answer.
        let ((gazetteer, mut complaints), reading) = rayon::join(compile, read);
        // Joining is the work of one; meanwhile others compile the names, which sources are going to be looked through for.
        let has_texts = !sources.is_empty();
        let names = || {
            if has_texts {
                gazetteer.surfaces();
            }
        };
        let join =
            || watched(watch, Stage::Joining, 0, || join(sources, shelf, reading, may_leave.then_some(&gazetteer)));
        let ((corpus, left, more), ()) = rayon::join(join, names);
        complaints.extend(more);
        let mentions = watched(watch, Stage::Tagging, bytes, || find_mentions(&corpus, &gazetteer));
        (Self { gazetteer, corpus, mentions, places: None, graph: OnceLock::new() }, left, complaints)
    }

    /// A workspace of what was read and tagged before.
    pub(crate) fn of_parts(
        gazetteer: Gazetteer,
        corpus: Corpus,
        mentions: Mentions,
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
    let bytes = sources.iter().chain(&editions.files).map(|source| source.len() as u64).sum();
    let shelf = Shelf::of(editions);
    let reading = watched(watch, Stage::Reading, bytes, || read_and_let_go(&mut sources, options, &shelf));
    let (corpus, _, complaints) = watched(watch, Stage::Joining, 0, || join(sources, shelf, reading, None));
    (corpus, complaints)
}

/// Joins what was read and the editions that it needs; see [`Shelf::take`] for those that are left.
fn join(
    mut sources: Vec<Source>,
    shelf: Shelf,
    mut reading: Reading,
    may_leave: Option<&Gazetteer>,
) -> (Corpus, Vec<Left>, Vec<Complaint>) {
    let mut complaints = std::mem::take(&mut reading.complaints);
    let is_listed = shelf.is_listed;
    let mut schedules: Vec<SourcedSchedule> = reading
        .schedules
        .into_iter()
        .map(|(source, schedule)| SourcedSchedule { source, schedule, is_listed: true })
        .collect();
    let Taken { read, left } = shelf.take(&reading.reports, &schedules, may_leave);
    for (source, mut read) in read {
        complaints.append(&mut read.complaints);
        let read = read.schedules.into_iter().map(|(_, schedule)| schedule);
        schedules.extend(read.map(|schedule| SourcedSchedule { source: sources.len(), schedule, is_listed }));
        sources.push(source);
    }
    let mut doubts = Vec::new();
    for (source, report) in &mut reading.reports {
        if report.sections.is_empty() && report.elsewhere.iter().any(|flow| !flow.is_empty()) {
            let source = &sources[*source];
            let complaint = Complaint::warning(&source.path, "no talk is found in these notes");
            let hint = "say where talks begin: write `talks_at: paragraph` (or heading:2, bullet, link, file) into";
            complaints.push(complaint.hint(format!("{hint} `{}.hallway.yaml` beside it", source.stem())));
        }
        doubts.extend(report.doubt.take().map(|doubt| (*source, *doubt)));
    }
    let reports = reading.reports.into_iter();
    let reports = reports.map(|(source, report)| SourcedReport { source, report }).collect();
    let mut corpus = Corpus::join(sources, schedules, reports);
    complaints.append(&mut corpus.complaints);
    complaints.extend(doubts.into_iter().filter(|(source, _)| corpus.unknown.contains(source)).map(|(_, doubt)| doubt));
    (corpus, left, complaints)
}
