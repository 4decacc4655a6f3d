//! Evidence: the file, the place and the quote that a count or an edge can be opened to.

use serde::Serialize;

use crate::corpus::Corpus;
use crate::mention::Mention;
use crate::text::{Span, excerpt, squeeze};

/// How many characters a quote has at most.
const QUOTE: usize = 160;

/// A place in a source, with what stands there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Evidence {
    /// The source's path.
    pub source: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The first byte on disk.
    pub start: usize,
    /// The byte on disk after the last.
    pub end: usize,
    /// What stands around it, at most 160 characters, white space squeezed.
    pub quote: String,
}

impl Evidence {
    /// The evidence that a mention is.
    pub fn of_mention(corpus: &Corpus, mention: &Mention) -> Self {
        let quote = excerpt(&mention.context.text, mention.context.mention.clone(), QUOTE);
        Self::new(corpus, mention.source, mention.span, quote)
    }

    /// The evidence at `span`, quoted as the source writes it.
    pub fn of_span(corpus: &Corpus, source: usize, span: Span) -> Self {
        let text = corpus.sources[source].slice(span);
        Self::new(corpus, source, span, excerpt(text, 0..0, QUOTE))
    }

    /// The evidence at `span` with the whole of it as its quote, for what is short by nature.
    pub fn of_line(corpus: &Corpus, source: usize, span: Span) -> Self {
        Self::new(corpus, source, span, squeeze(corpus.sources[source].slice(span)))
    }

    fn new(corpus: &Corpus, source: usize, span: Span, quote: String) -> Self {
        let source = &corpus.sources[source];
        let position = source.position(span.start);
        let disk = source.on_disk(span);
        Self {
            source: source.path.clone(),
            line: position.line,
            column: position.column,
            start: disk.start,
            end: disk.end,
            quote,
        }
    }

    /// `FILE:LINE:COLUMN`, which editors open.
    pub fn place(&self) -> String {
        format!("{}:{}:{}", self.source, self.line, self.column)
    }
}
