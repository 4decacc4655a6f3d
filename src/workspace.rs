//! The workspace: everything that was read, tagged and linked, from which questions are answered.

use std::collections::BTreeSet;

use crate::complaint::Complaint;
use crate::corpus::{Corpus, SourcedReport, TalkIndex};
use crate::gazetteer::{Dictionary, Gazetteer};
use crate::graph::KnowledgeGraph;
use crate::mention::{Mention, find_mentions};
use crate::source::Source;
use crate::source::notes::{Options, prepare, read_reports};

/// A corpus with its gazetteer, its mentions and its graph.
#[derive(Debug, Default)]
pub struct Workspace {
    /// The entities.
    pub gazetteer: Gazetteer,
    /// The talks.
    pub corpus: Corpus,
    /// What the talks mention.
    pub mentions: Vec<Mention>,
    /// What is talked about together, in all talks.
    pub graph: KnowledgeGraph,
}

impl Workspace {
    /// Reads, tags and links: the pipeline, once.
    ///
    /// What is wrong with a source or dictionary leaves it out and is complained about; the rest is answered from.
    pub fn build(mut sources: Vec<Source>, dictionaries: Vec<Dictionary>, options: &Options) -> (Self, Vec<Complaint>) {
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        // Neither needs the other, and together they are most of the time of a short answer.
        let ((gazetteer, mut complaints), reading) = std::thread::scope(|scope| {
            let compiling = scope.spawn(|| {
                prepare();
                Gazetteer::compile(dictionaries)
            });
            let reading = read_reports(&sources, options);
            (compiling.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), reading)
        });
        complaints.extend(reading.complaints);
        for (source, report) in reading.reports.iter().filter(|(_, report)| report.sections.is_empty()) {
            let said = &report.elsewhere;
            if said.iter().any(|flow| !flow.is_empty()) {
                let complaint = Complaint::warning(sources[*source].path.clone(), "no talk is found in these notes");
                complaints.push(complaint.hint("say how they are cut: `talks_at:` or `talks:` in a sidecar"));
            }
        }
        let reports = reading.reports.into_iter();
        let reports = reports.map(|(source, report)| SourcedReport { source, report }).collect();
        let corpus = Corpus::join(sources, reports);
        let mentions = find_mentions(&corpus, &gazetteer);
        let talks: BTreeSet<TalkIndex> = corpus.indices().collect();
        let graph = KnowledgeGraph::build(&corpus, &gazetteer, &mentions, &talks);
        (Self { gazetteer, corpus, mentions, graph }, complaints)
    }
}
