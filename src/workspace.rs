//! The workspace: everything that was read, tagged and linked, from which questions are answered.

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::thread;

use crate::complaint::Complaint;
use crate::corpus::{Corpus, EditionId, SourcedReport, SourcedSchedule, TalkIndex};
use crate::gazetteer::{Dictionary, Gazetteer};
use crate::graph::KnowledgeGraph;
use crate::mention::{Mention, find_mentions, of_talk};
use crate::source::notes::{Options, Report, prepare};
use crate::source::schedule::Bundled;
use crate::source::{Reading, Source, read_all};

/// Which edition files there are besides the sources, and what they serve for.
#[derive(Debug, Default)]
pub struct Editions {
    /// The files.
    pub files: Vec<Source>,
    /// Whether those serve that are built in.
    pub built_in: bool,
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
    /// What the talks mention.
    pub mentions: Vec<Mention>,
    graph: OnceLock<KnowledgeGraph>,
}

impl Workspace {
    /// Reads, tags and links: the pipeline, once.
    ///
    /// What is wrong with a source or dictionary leaves it out and is complained about; the rest is answered from.
    pub fn build(
        mut sources: Vec<Source>,
        dictionaries: Vec<Dictionary>,
        editions: Editions,
        options: &Options,
    ) -> (Self, Vec<Complaint>) {
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        // Neither needs the other, and together they are most of the time of a short answer.
        let ((gazetteer, mut complaints), mut reading) = thread::scope(|scope| {
            let compiling = scope.spawn(|| {
                prepare();
                Gazetteer::compile(dictionaries)
            });
            let reading = read_all(&sources, options);
            (compiling.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), reading)
        });
        complaints.append(&mut reading.complaints);
        let is_listed = editions.is_listed;
        let mut schedules: Vec<SourcedSchedule> = reading
            .schedules
            .into_iter()
            .map(|(source, schedule)| SourcedSchedule { source, schedule, is_listed: true })
            .collect();
        for (source, mut read) in read_editions(editions, &reading.reports, &schedules) {
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
        let corpus = Corpus::join(sources, schedules, reports);
        complaints.extend(doubts.into_iter().filter(|(source, _)| corpus.unknown.contains(source)).map(|(_, doubt)| doubt));
        let mentions = find_mentions(&corpus, &gazetteer);
        (Self { gazetteer, corpus, mentions, graph: OnceLock::new() }, complaints)
    }

    /// What is talked about together, in all talks that were held; built once it is asked for.
    pub fn graph(&self) -> &KnowledgeGraph {
        self.graph.get_or_init(|| {
            let talks: BTreeSet<TalkIndex> = self.corpus.held().collect();
            KnowledgeGraph::build(&self.corpus, &self.gazetteer, &self.mentions, &talks)
        })
    }

    /// What a talk mentions, in the order of its accounts and places.
    pub fn mentions_of(&self, talk: TalkIndex) -> &[Mention] {
        of_talk(&self.mentions, talk)
    }
}

/// Reads the edition files that serve for something: those that no schedule at hand tells of; to join only, those that
/// reports are about, and all if a report does not say.
fn read_editions(
    editions: Editions,
    reports: &[(usize, Report)],
    schedules: &[SourcedSchedule],
) -> Vec<(Source, Reading)> {
    let told: BTreeSet<EditionId> =
        schedules.iter().filter_map(|schedule| schedule.schedule.edition.as_ref().map(EditionId::from)).collect();
    let claims = reports.iter().flat_map(|(_, report)| {
        std::iter::once(report.edition.as_ref()).chain(report.sections.iter().map(|section| section.edition.as_ref()))
    });
    let claimed: BTreeSet<EditionId> = claims.flatten().map(EditionId::from).collect();
    let is_open = reports.iter().any(|(_, report)| report.edition.is_none() && !report.sections.is_empty());
    let is_needed = |name: &str| {
        let edition = EditionId::parse(name);
        // A file may be named otherwise than after its edition.
        edition.is_none_or(|edition| {
            !told.contains(&edition) && (editions.is_listed || is_open || claimed.contains(&edition))
        })
    };
    let built_in = if editions.built_in { Bundled::all() } else { &[] };
    let built_in = built_in.iter().filter(|edition| is_needed(edition.stem())).map(Edition::BuiltIn);
    let files = editions.files.into_iter().filter(|file| is_needed(file.stem())).map(Edition::File);
    let wanted: Vec<Edition> = files.chain(built_in).collect();
    // Unpacking twenty editions takes longer than anything else that is asked of them.
    let half = wanted.len() / 2;
    let mut first = wanted;
    let second = first.split_off(half);
    thread::scope(|scope| {
        let rest = scope.spawn(|| second.into_iter().map(Edition::read).collect::<Vec<_>>());
        let mut read: Vec<(Source, Reading)> = first.into_iter().map(Edition::read).collect();
        read.extend(rest.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        read
    })
}

/// An edition file on disk, or one that is built in.
enum Edition {
    File(Source),
    BuiltIn(&'static Bundled),
}

impl Edition {
    fn read(self) -> (Source, Reading) {
        match self {
            Self::File(source) => {
                let reading = read_all(std::slice::from_ref(&source), &Options::default());
                (source, reading)
            }
            Self::BuiltIn(edition) => {
                let source = Source::of_text(format!("editions/{}", edition.name), "");
                (source, Reading { schedules: vec![(0, edition.read())], ..Reading::default() })
            }
        }
    }
}
