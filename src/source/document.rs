//! Documents: a report as blocks of visible text, the same for every format.
//!
//! A format's reader turns a source into blocks; nothing after it knows the format. Visible text is what a reader of
//! the rendered page sees: markup and entities are resolved, and every visible byte leads back to the source.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::text::{Span, simd};

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
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Title, Self::Subtitle, Self::Abstract, Self::Description, Self::Text, Self::Tagged];

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

/// Visible text with the way back to its source; both have less than four billion bytes.
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
///
/// There are many, in half the room that places of any size would take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Piece {
    at: u32,
    start: u32,
    end: u32,
    /// Whether the visible bytes are the source's bytes, one for one.
    verbatim: bool,
}

impl Piece {
    fn new(at: usize, source: Span, verbatim: bool) -> Self {
        Self { at: number(at), start: number(source.start), end: number(source.end), verbatim }
    }

    /// Where it begins in the visible text.
    fn at(self) -> usize {
        self.at as usize
    }

    fn source(self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    /// The same at another place in visible text.
    fn moved_to(self, at: usize) -> Self {
        Self { at: number(at), ..self }
    }

    /// Whether `next` goes on in the source where this ends, byte for byte.
    fn leads_to(self, next: Self) -> bool {
        self.verbatim && next.verbatim && self.end == next.start
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
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

    /// Asks memory for the beginning of the text, and for where it comes from.
    pub(crate) fn prefetch(&self) {
        simd::prefetch_text(self.text.as_bytes());
        if let Some(piece) = self.pieces.first() {
            simd::prefetch(piece);
        }
    }

    /// The number of visible bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether nothing is visible.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Makes it empty, for another text in the same memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.pieces.clear();
        self.links.clear();
        self.marks.clear();
    }

    /// Makes room for so many more visible bytes.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.text.reserve(bytes);
    }

    /// Appends text that stands in the source as it is, from byte `start` on.
    pub fn push_verbatim(&mut self, text: &str, start: usize) {
        if text.is_empty() {
            return;
        }
        self.push_piece(Piece::new(self.text.len(), Span::new(start, start + text.len()), true));
        self.text.push_str(text);
    }

    /// Appends text that the source writes otherwise: an entity, a soft line break.
    pub fn push_resolved(&mut self, text: &str, source: Span) {
        if text.is_empty() {
            return;
        }
        self.pieces.push(Piece::new(self.text.len(), source, false));
        self.text.push_str(text);
    }

    fn push_piece(&mut self, piece: Piece) {
        match self.pieces.last_mut() {
            Some(last) if last.leads_to(piece) => last.end = piece.end,
            _ => self.pieces.push(piece),
        }
    }

    /// Appends another flow, its links and marks included.
    pub fn append(&mut self, other: Flow) {
        let by = self.text.len();
        self.text.push_str(&other.text);
        self.pieces.extend(other.pieces.iter().map(|piece| piece.moved_to(piece.at() + by)));
        let links = other.links.into_iter();
        self.links.extend(links.map(|link| Link { anchor: link.anchor.start + by..link.anchor.end + by, ..link }));
        self.marks.extend(other.marks.iter().map(|(range, kind)| (range.start + by..range.end + by, *kind)));
    }

    /// Appends a line: a line feed, which the source has at `feed`, unless this is the first, and another flow.
    pub fn push_line(&mut self, line: Flow, feed: Span) {
        if self.is_empty() {
            *self = line;
        } else {
            self.push_resolved("\n", feed);
            self.append(line);
        }
    }

    /// Where the visible bytes `range` stand in the source; an empty range gives the place before its byte.
    pub fn source(&self, range: Range<usize>) -> Span {
        let first = self.place_of(range.start);
        let start = match first.map(|first| &self.pieces[first]) {
            Some(piece) if piece.verbatim => {
                piece.source().start + (range.start - piece.at()).min(piece.source().len())
            }
            Some(piece) => piece.source().start,
            None => self.pieces.first().map_or(0, |piece| piece.source().start),
        };
        if range.is_empty() {
            return Span::new(start, start);
        }
        // Most often it ends where it begins.
        let ends_there = |first: &usize| self.pieces.get(first + 1).is_none_or(|next| range.end <= next.at());
        let Some(last) = first.filter(ends_there).or_else(|| self.place_of(range.end - 1)) else {
            return Span::new(start, start);
        };
        let last = &self.pieces[last];
        let end = if last.verbatim { last.source().start + (range.end - last.at()) } else { last.source().end };
        // Pieces may stand in the source in another order than they are read (a reference-style link).
        Span::new(start.min(end), end)
    }

    /// The place among the pieces of the one that shows the byte `at`.
    fn place_of(&self, at: usize) -> Option<usize> {
        self.pieces.partition_point(|piece| piece.at() <= at).checked_sub(1)
    }

    /// Where its pieces stand in the source, each with the source's text if that is what is visible.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = (Span, Option<&str>)> {
        self.pieces.iter().enumerate().map(|(index, piece)| {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.at());
            (piece.source(), piece.verbatim.then(|| &self.text[piece.at()..end]))
        })
    }

    /// The same text with the way back to where `outer` comes from; this flow's source is `outer`'s visible text.
    #[must_use]
    pub fn through(mut self, outer: &Flow) -> Self {
        let inner = std::mem::take(&mut self.pieces);
        self.pieces.reserve(inner.len().max(outer.pieces.len()));
        for piece in inner {
            if piece.verbatim {
                let found = outer.pieces_within(piece.source().range());
                self.pieces.extend(found.map(|found| found.moved_to(piece.at() + found.at())));
            } else {
                self.pieces.push(Piece::new(piece.at(), outer.source(piece.source().range()), false));
            }
        }
        // Of escaped markup most pieces are gone, and what is left is kept for long.
        self.pieces.shrink_to_fit();
        for link in &mut self.links {
            link.span = outer.source(link.span.range());
        }
        self
    }

    /// The pieces of the visible bytes `range`, cut to it; places in visible text count from its start.
    fn pieces_within(&self, range: Range<usize>) -> impl Iterator<Item = Piece> + '_ {
        let first = self.pieces.partition_point(|piece| piece.at() <= range.start).saturating_sub(1);
        let ends = self.pieces.iter().skip(first + 1).map(|next| next.at()).chain(std::iter::once(self.text.len()));
        self.pieces[first.min(self.pieces.len())..].iter().zip(ends).map_while(move |(piece, end)| {
            let (from, to) = (piece.at().max(range.start), end.min(range.end));
            let source = piece.source();
            let source = if piece.verbatim && from < to {
                Span::new(source.start + (from - piece.at()), source.start + (to - piece.at()))
            } else {
                source
            };
            (from < to).then(|| Piece::new(from - range.start, source, piece.verbatim))
        })
    }

    /// The visible bytes `range` as a flow of their own; links and marks that it does not hold whole are left out.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let range = range.start..range.end.min(self.text.len());
        if range.is_empty() {
            return Self::new();
        }
        let mut cut = Self { text: self.text[range.clone()].to_owned(), ..Self::new() };
        self.pieces_within(range.clone()).for_each(|piece| cut.push_piece(piece));
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
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.at());
            let found = source.get(piece.source().range()).expect("a piece stands inside its source");
            assert!(piece.at() < end, "a piece shows nothing");
            assert!(!piece.verbatim || found == &self.text[piece.at()..end], "{found:?} is shown otherwise");
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
