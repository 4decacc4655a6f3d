//! Complaints: what is wrong or doubtful in an input, with its place, its cause and a hint.
//!
//! Reading never stops at the first complaint and never prints: complaints are values, and the command line shows them.

use memchr::memchr;
use serde::{Deserialize, Serialize};

use crate::text::{Lines, Position, Span, floor_boundary};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Something is left out of the answers: exit code 2.
    Error,
    /// The answer stands, but somebody should look.
    Warning,
}

/// One thing that is wrong or doubtful.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Complaint {
    /// The file as the user named it; empty for the command line itself.
    pub source: String,
    /// Where in the file, if the place is known.
    pub place: Option<Box<Place>>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in lower case, without a full stop.
    pub cause: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// A place in a file, with the lines that hold it, so that a message can show it without reading the file again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Line and column.
    pub position: Position,
    /// The line's text, of a long line what stands around.
    pub line: String,
    /// The bytes of `line` that are meant.
    pub marked: (usize, usize),
}

impl Place {
    /// The place of `span` in `text`; a span over several lines is cut at the end of its first.
    pub fn of(text: &str, span: Span) -> Self {
        Self::of_lines(text, &Lines::of(text), span)
    }

    /// The same where the lines of `text` are known, which saves looking for them for each of many places.
    pub(crate) fn of_lines(text: &str, lines: &Lines, span: Span) -> Self {
        let at = floor_boundary(text, span.start);
        let position = lines.position(at);
        let start = lines.start(position.line).unwrap_or(0);
        let end = memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |feed| at + feed);
        let line = text[start..end].trim_end_matches('\r');
        let from = (at - start).min(line.len());
        let to = floor_boundary(line, (span.end.max(at) - start).min(from + AROUND)).max(from);
        let (first, last) = (floor_boundary(line, from.saturating_sub(AROUND)), floor_boundary(line, to + AROUND));
        Self { position, line: line[first..last].to_owned(), marked: (from - first, to - first) }
    }
}

/// So much is kept of what is meant, and of the line to either side of it, in bytes: a file may be one line.
const AROUND: usize = 1000;

impl Complaint {
    /// An error in `source`.
    pub fn error(source: impl Into<String>, cause: impl Into<String>) -> Self {
        Self::new(Severity::Error, source, cause)
    }

    /// A warning about `source`.
    pub fn warning(source: impl Into<String>, cause: impl Into<String>) -> Self {
        Self::new(Severity::Warning, source, cause)
    }

    fn new(severity: Severity, source: impl Into<String>, cause: impl Into<String>) -> Self {
        Self { source: source.into(), place: None, severity, cause: cause.into(), hint: None }
    }

    /// With its place in `text`, the whole text of the source.
    #[must_use]
    pub fn at(self, text: &str, span: Span) -> Self {
        self.with_place(Place::of(text, span))
    }

    /// About a place that is known.
    #[must_use]
    pub(crate) fn with_place(mut self, place: Place) -> Self {
        self.place = Some(Box::new(place));
        self
    }

    /// With a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// The closest of `names` to `wanted`, for "did you mean"; none if nothing is close.
///
/// Closeness is Damerau–Levenshtein over folded names, at most a third of the letters wrong.
pub fn did_you_mean<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = crate::text::fold(wanted);
    let allowed = (wanted.chars().count() / 3).max(1);
    let letters = wanted.chars().count();
    names
        .into_iter()
        // A name that is much longer or shorter is not close, which is told faster than how far it is.
        .filter(|name| name.chars().count().abs_diff(letters) <= allowed + 4)
        // Of names that are equally close, one of the same length is most likely mistyped.
        .map(|name| {
            let folded = crate::text::fold(name);
            (strsim::damerau_levenshtein(&wanted, &folded), folded.chars().count().abs_diff(letters), name)
        })
        .filter(|(distance, ..)| *distance <= allowed)
        .min()
        .map(|(.., name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_marks_its_words_within_the_line() {
        let place = Place::of("one\ntwo thrée\r\n", Span::new(8, 14));
        assert_eq!(place.position, Position { line: 2, column: 5 });
        assert_eq!(place.line, "two thrée");
        assert_eq!(&place.line[place.marked.0..place.marked.1], "thrée");
    }

    #[test]
    fn of_a_long_line_a_place_keeps_what_stands_around() {
        let text = format!("one\n{}thrée{}\n", "é ".repeat(5000), " ü".repeat(5000));
        let start = text.find("thrée").expect("it is there");
        let place = Place::of(&text, Span::new(start, start + "thrée".len()));
        assert_eq!(place.position, Position { line: 2, column: 10_001 });
        assert_eq!(&place.line[place.marked.0..place.marked.1], "thrée");
        assert!(place.line.len() < 3000 && text.contains(&place.line), "{}", place.line);
    }

    #[test]
    fn only_a_close_name_is_suggested() {
        let names = ["CRIU", "Docker", "etcd"];
        assert_eq!(did_you_mean("cru", names), Some("CRIU"));
        assert_eq!(did_you_mean("crui", ["CRI", "CRIU"]), Some("CRIU"));
        assert_eq!(did_you_mean("doker", names), Some("Docker"));
        assert_eq!(did_you_mean("zebra", names), None);
    }
}
