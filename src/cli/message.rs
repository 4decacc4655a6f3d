//! Messages: complaints as a terminal shows them.

use std::collections::BTreeSet;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::clock::Clock;
use crate::complaint::{Complaint, Severity};
use crate::text::printable;

/// How many warnings are shown before they are only counted.
const WARNINGS: usize = 3;

/// The complaints of a run, shown once, at its end.
#[derive(Debug, Default)]
pub(super) struct Report {
    complaints: BTreeSet<Complaint>,
    /// Whether every warning is shown.
    pub(super) is_thorough: bool,
    /// How long what took.
    pub(super) clock: Clock,
}

impl Report {
    /// Takes complaints up; the same one twice is one.
    pub(super) fn add(&mut self, complaints: Vec<Complaint>) {
        self.complaints.extend(complaints);
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.complaints.is_empty()
    }

    /// Whether something is wrong, not only doubtful.
    pub(super) fn has_errors(&self) -> bool {
        self.complaints.iter().any(|complaint| complaint.severity == Severity::Error)
    }

    /// The number of errors and of warnings.
    pub(super) fn counts(&self) -> (usize, usize) {
        let errors = self.complaints.iter().filter(|complaint| complaint.severity == Severity::Error).count();
        (errors, self.complaints.len() - errors)
    }

    /// Writes them to standard error: errors, then warnings, each by file and place.
    pub(super) fn show(&self) {
        let (errors, warnings): (Vec<&Complaint>, Vec<&Complaint>) =
            self.complaints.iter().partition(|complaint| complaint.severity == Severity::Error);
        for complaint in &errors {
            anstream::eprintln!("{}", render(complaint));
        }
        if self.is_thorough || warnings.len() <= WARNINGS {
            for complaint in &warnings {
                anstream::eprintln!("{}", render(complaint));
            }
        } else {
            let (first, rest) = (warnings[0], warnings.len() - 1);
            anstream::eprintln!("{}", render(first));
            anstream::eprintln!("note: {rest} more warnings; `hallway check` shows them");
        }
    }
}

/// One complaint as text with colours, which the stream takes away where there is no terminal.
fn render(complaint: &Complaint) -> String {
    let level = match complaint.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let is_shown = complaint.place.as_ref().is_some_and(|place| !place.line.is_empty());
    let title = match &complaint.place {
        Some(place) => {
            let at = place.position;
            format!("{}:{}:{}: {}", complaint.source, at.line, at.column, complaint.cause)
        }
        None if complaint.source.is_empty() => complaint.cause.clone(),
        None => format!("{}: {}", complaint.source, complaint.cause),
    };
    let mut group = Group::with_title(level.primary_title(printable(&title)));
    if let Some(place) = complaint.place.as_ref().filter(|_| is_shown) {
        let snippet = Snippet::source(place.line.as_str())
            .line_start(place.position.line)
            .annotation(AnnotationKind::Primary.span(place.marked.0..place.marked.1));
        group = group.element(snippet);
    }
    let rendered = Renderer::styled().render(&[group]);
    match &complaint.hint {
        Some(hint) => format!("{rendered}\n{}hint{}: {hint}", HINT.render(), HINT.render_reset()),
        None => rendered,
    }
}

const HINT: anstyle::Style = anstyle::AnsiColor::Cyan.on_default().bold();
