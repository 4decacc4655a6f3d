//! Evaluation: how well tagging does.

use std::io::Write;

use serde::Serialize;

use super::args::{Eval, Format, Shared};
use super::message::Report;
use super::rows::{self, Row};
use super::workspace::open_sources;
use super::{Outcome, Stop};
use crate::complaint::Complaint;
use crate::evidence::Evidence;
use crate::query::eval::{CoverageRow, Evaluation, Fault, Gold, Score, coverage, evaluate, summary};
use crate::source::load::{read_text, reason, shown};

/// All that was evaluated.
#[derive(Serialize)]
struct Evaluated {
    #[serde(flatten)]
    evaluation: Evaluation,
    coverage: Vec<CoverageRow>,
    /// Topics that are met so often that they do not count as coverage.
    common: Vec<String>,
}

pub(super) fn eval(shared: &Shared, command: &Eval, out: &mut dyn Write, report: &mut Report) -> Result<Outcome, Stop> {
    let mut golds = Vec::new();
    for path in &command.gold {
        let text = read_text(path)
            .map_err(|error| Complaint::error(shown(path), format!("cannot be read: {}", reason(&error))))?;
        golds.push(Gold::read(&shown(path), &text).map_err(|complaint| *complaint)?);
    }
    let workspace = open_sources(shared, report)?;
    let progress = report.clock.progress("comparing");
    let mut all = Evaluated { evaluation: Evaluation::default(), coverage: Vec::new(), common: Vec::new() };
    for (gold, path) in golds.iter().zip(&command.gold) {
        let Evaluation { scores, faults, unknown } = evaluate(workspace, gold);
        if !unknown.is_empty() {
            let cause =
                format!("{} of the labelled places are not in the corpus, `{}` first", unknown.len(), unknown[0]);
            let complaint = Complaint::warning(shown(path), cause);
            report.add(vec![complaint.hint("name the schedules with their texts: --source schedules")]);
        }
        all.evaluation.scores.extend(scores);
        all.evaluation.faults.extend(faults);
        all.evaluation.unknown.extend(unknown);
    }
    if golds.is_empty() {
        (all.coverage, all.common) = coverage(workspace);
    }
    drop(progress);
    rows::print_one(&all, command.listing.format, out, |out| {
        let format = Format::Table;
        if golds.is_empty() {
            rows::print(&all.coverage, format, out)?;
            if !all.common.is_empty() {
                writeln!(out, "\nCounted for nothing, since over 5% of talks mention them: {}", all.common.join(", "))?;
            }
            return Ok(());
        }
        rows::print(&all.evaluation.scores, format, out)?;
        if !all.evaluation.faults.is_empty() {
            writeln!(out)?;
            rows::print(&all.evaluation.faults, format, out)?;
        }
        writeln!(out, "\n{}", summary(&all.evaluation))
    })?;
    let is_empty = all.evaluation.scores.iter().all(|score| score.labels == 0 && score.findings == 0);
    Ok(if is_empty && !golds.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

impl Row for Score {
    const COLUMNS: &'static [&'static str] =
        &["what", "labels", "found", "uncertain", "findings", "right", "precision", "recall", "F1"];

    fn cells(&self) -> Vec<String> {
        let counts = [self.labels, self.found, self.uncertain, self.findings, self.right];
        let mut cells = vec![self.what.clone()];
        cells.extend(counts.map(|count| count.to_string()));
        cells.extend([self.precision, self.recall, self.f1].map(share));
        cells
    }
}

impl Row for CoverageRow {
    const COLUMNS: &'static [&'static str] = &["what", "talks", "reached", "share"];

    fn cells(&self) -> Vec<String> {
        vec![self.what.to_owned(), self.talks.to_string(), self.reached.to_string(), share(self.share)]
    }
}

impl Row for Fault {
    const COLUMNS: &'static [&'static str] = &["what", "fault", "surface", "entity", "talk", "quote", "sense", "place"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.what.clone(),
            self.fault.to_owned(),
            self.surface.clone(),
            self.entity.clone().unwrap_or_default(),
            self.talk.clone(),
            self.evidence.as_ref().map(|evidence| evidence.quote.clone()).unwrap_or_default(),
            self.sense.clone(),
            self.evidence.as_ref().map(Evidence::place).unwrap_or_default(),
        ]
    }
}
