//! Documents: a report as blocks of visible text, the same for every format.
//!
//! A format's reader turns a source into blocks; nothing after it knows the format. Visible text is what a reader of
//! the rendered page sees: markup and entities are resolved, and every visible byte leads back to the source.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// A report as its format's reader sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// What the front matter says: keys in lower case, values as text, lists joined by `, `, what holds a mapping as JSON.
    pub front: Vec<(String, String)>,
    /// The blocks in the order in which they stand.
    pub blocks: Vec<Block>,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading; 1 is the highest level.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// A list item with its own text only, without its sub-items; 1 is the outermost depth.
    Item(u8),
    /// Quoted text.
    Quote,
    /// Code or preformatted text, with the language if the source names one; never tagged.
    Code(Option<String>),
}

/// A piece of a document: a heading, a paragraph, one list item, a block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands, markup included; a list item's span ends before its first sub-item.
    pub span: Span,
    /// What it says.
    pub flow: Flow,
}

/// The part of an account that a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// The talk's title.
    Title,
    /// Its subtitle.
    Subtitle,
    /// What a schedule says in short.
    Abstract,
    /// What a schedule says at length.
    Description,
    /// What notes tell.
    Text,
    /// Texts that are not at hand, in which somebody counted what they mention.
    Tagged,
}

impl Field {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Subtitle => "subtitle",
            Self::Abstract => "abstract",
            Self::Description => "description",
            Self::Text => "text",
            Self::Tagged => "tagged",
        }
    }
}

/// A stretch of text that is tagged.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Passage {
    /// What it is.
    pub field: Field,
    /// The text.
    pub flow: Flow,
}

/// A link in visible text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The bytes of visible text that are linked.
    pub anchor: Range<usize>,
    /// The address as the source has it (entities resolved).
    pub target: String,
    /// Where the address stands in the source.
    pub span: Span,
}

/// How a stretch of visible text is set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Emphasis {
    /// Italic or underlined.
    Light,
    /// Bold.
    Strong,
    /// Monospaced.
    Code,
}

/// Visible text with the way back to its source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    text: String,
    pieces: Vec<Piece>,
    /// The links, in order.
    pub links: Vec<Link>,
    /// What is set apart, in order of its start.
    pub marks: Vec<(Range<usize>, Emphasis)>,
}

/// A stretch of visible text and the stretch of source that it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Piece {
    at: usize,
    source: Span,
    /// Whether the visible bytes are the source's bytes, one for one.
    verbatim: bool,
}

impl Flow {
    /// No text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Text that stands in the source as it is, from byte `start` on.
    pub fn verbatim(text: &str, start: usize) -> Self {
        let mut flow = Self::new();
        flow.push_verbatim(text, start);
        flow
    }

    /// The visible text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number of visible bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether nothing is visible.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Appends text that stands in the source as it is, from byte `start` on.
    pub fn push_verbatim(&mut self, text: &str, start: usize) {
        if text.is_empty() {
            return;
        }
        let source = Span::new(start, start + text.len());
        match self.pieces.last_mut() {
            Some(last) if last.verbatim && last.source.end == start => last.source.end = source.end,
            _ => self.pieces.push(Piece { at: self.text.len(), source, verbatim: true }),
        }
        self.text.push_str(text);
    }

    /// Appends text that the source writes otherwise: an entity, a soft line break.
    pub fn push_resolved(&mut self, text: &str, source: Span) {
        if text.is_empty() {
            return;
        }
        self.pieces.push(Piece { at: self.text.len(), source, verbatim: false });
        self.text.push_str(text);
    }

    /// Appends another flow, its links and marks included.
    pub fn append(&mut self, other: &Flow) {
        let by = self.text.len();
        self.text.push_str(&other.text);
        self.pieces.extend(other.pieces.iter().map(|piece| Piece { at: piece.at + by, ..*piece }));
        self.links.extend(
            other
                .links
                .iter()
                .map(|link| Link { anchor: link.anchor.start + by..link.anchor.end + by, ..link.clone() }),
        );
        self.marks.extend(other.marks.iter().map(|(range, kind)| (range.start + by..range.end + by, *kind)));
    }

    /// Where the visible bytes `range` stand in the source; an empty range gives the place before its byte.
    pub fn source(&self, range: Range<usize>) -> Span {
        let start = self.source_start(range.start);
        if range.is_empty() {
            return Span::new(start, start);
        }
        let Some(last) = self.piece_at(range.end - 1) else {
            return Span::new(start, start);
        };
        let end = if last.verbatim { last.source.start + (range.end - last.at) } else { last.source.end };
        // Pieces may stand in the source in another order than they are read (a reference-style link).
        Span::new(start.min(end), end)
    }

    fn source_start(&self, at: usize) -> usize {
        match self.piece_at(at) {
            Some(piece) if piece.verbatim => piece.source.start + (at - piece.at).min(piece.source.len()),
            Some(piece) => piece.source.start,
            None => self.pieces.first().map_or(0, |piece| piece.source.start),
        }
    }

    fn piece_at(&self, at: usize) -> Option<Piece> {
        let after = self.pieces.partition_point(|piece| piece.at <= at);
        self.pieces.get(after.checked_sub(1)?).copied()
    }

    /// Where its pieces stand in the source, each with the source's text if that is what is visible.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = (Span, Option<&str>)> {
        self.pieces.iter().enumerate().map(|(index, piece)| {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.at);
            (piece.source, piece.verbatim.then(|| &self.text[piece.at..end]))
        })
    }

    /// The same text with the way back to where `outer` comes from; this flow's source is `outer`'s visible text.
    #[must_use]
    pub fn through(&self, outer: &Flow) -> Self {
        let mut flow = Self::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.at);
            if piece.verbatim {
                let inner = outer.slice(piece.source.range());
                flow.text.push_str(&inner.text);
                flow.pieces.extend(inner.pieces.iter().map(|inner| Piece { at: inner.at + piece.at, ..*inner }));
            } else {
                flow.push_resolved(&self.text[piece.at..end], outer.source(piece.source.range()));
            }
        }
        flow.links =
            self.links.iter().map(|link| Link { span: outer.source(link.span.range()), ..link.clone() }).collect();
        flow.marks.clone_from(&self.marks);
        flow
    }

    /// The visible bytes `range` as a flow of their own; links and marks that it does not hold whole are left out.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut cut = Self::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.at);
            let (from, to) = (piece.at.max(range.start), end.min(range.end));
            if from >= to {
                continue;
            }
            let text = &self.text[from..to];
            if piece.verbatim {
                cut.push_verbatim(text, piece.source.start + (from - piece.at));
            } else {
                cut.push_resolved(text, piece.source);
            }
        }
        let inside = |inner: &Range<usize>| range.start <= inner.start && inner.end <= range.end;
        let moved = |inner: &Range<usize>| inner.start - range.start..inner.end - range.start;
        cut.links = self
            .links
            .iter()
            .filter(|link| inside(&link.anchor))
            .map(|link| Link { anchor: moved(&link.anchor), ..link.clone() })
            .collect();
        cut.marks =
            self.marks.iter().filter(|(inner, _)| inside(inner)).map(|(inner, kind)| (moved(inner), *kind)).collect();
        cut
    }
}

#[cfg(test)]
impl Flow {
    /// Panics unless every visible byte leads to a place in `source`, and what is verbatim stands there.
    pub(super) fn assert_faithful(&self, source: &str) {
        for (index, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.at);
            let found = source.get(piece.source.range()).expect("a piece stands inside its source");
            assert!(piece.at < end, "a piece shows nothing");
            assert!(!piece.verbatim || found == &self.text[piece.at..end], "{found:?} is shown otherwise");
        }
        for (at, c) in self.text.char_indices() {
            let span = self.source(at..at + c.len_utf8());
            assert!(source.get(span.range()).is_some(), "{c:?} leads to {span:?}");
        }
        for link in &self.links {
            assert!(self.text.get(link.anchor.clone()).is_some_and(|anchor| !anchor.is_empty()), "{link:?}");
            assert!(source.get(link.span.range()).is_some(), "{link:?}");
        }
        for (range, _) in &self.marks {
            assert!(self.text.get(range.clone()).is_some_and(|marked| !marked.is_empty()), "{range:?}");
        }
        assert!(self.links.is_sorted_by_key(|link| link.anchor.start), "links are out of order");
        assert!(self.marks.is_sorted_by_key(|(range, _)| range.start), "marks are out of order");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_bytes_lead_back_to_the_source() {
        // Source: `A &amp; *B* c`
        let mut flow = Flow::new();
        flow.push_verbatim("A ", 0);
        flow.push_resolved("&", Span::new(2, 7));
        flow.push_verbatim(" ", 7);
        flow.push_verbatim("B", 9);
        flow.push_verbatim(" c", 11);
        assert_eq!(flow.text(), "A & B c");
        assert_eq!(flow.source(0..5), Span::new(0, 10));
        assert_eq!(flow.source(2..3), Span::new(2, 7));
        assert_eq!(flow.source(6..7), Span::new(12, 13));
        assert_eq!(flow.slice(2..5).text(), "& B");
        assert_eq!(flow.slice(2..5).source(0..3), Span::new(2, 10));
    }
}
