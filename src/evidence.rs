//! Evidence: the file, the place and the quote that a count or an edge can be opened to.

use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize};

use crate::corpus::{Account, Corpus};
use crate::mention::Mention;
use crate::source::document::{Field, Passage};
use crate::source::schedule::Place;
use crate::text::{Span, excerpt, squeeze};

/// How many characters a quote has at most.
const QUOTE: usize = 160;

/// A place in a source, with what stands there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    /// The source's path.
    pub source: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The first byte: on disk, or of the field's value where a field is named.
    pub start: usize,
    /// The byte after the last, likewise.
    pub end: usize,
    /// The field of a record whose value `start` and `end` count in; the record begins at `line`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field")]
    pub field: Option<FieldName>,
    /// What stands around it, at most 160 characters, white space squeezed.
    pub quote: String,
}

/// A name of [`Field::name`]. As an alias serde does not take it for a text that is borrowed from the input.
type FieldName = &'static str;

fn field<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<FieldName>, D::Error> {
    let Some(name) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let known = Field::ALL.into_iter().map(Field::name).find(|known| *known == name);
    known.map(Some).ok_or_else(|| serde::de::Error::custom(format!("no field is called `{name}`")))
}

impl Evidence {
    /// The evidence that a mention of the entity called `name` is.
    pub fn of_mention(corpus: &Corpus, name: &str, mention: &Mention) -> Self {
        let account = corpus.account(mention.talk, mention.account);
        if mention.passage.is_none() {
            let times = match mention.count {
                1 => "once".to_owned(),
                2 => "twice".to_owned(),
                more => format!("{more} times"),
            };
            let at = mention.talk.and_then(|talk| corpus.talk(talk).url.as_deref());
            let at = at.map(|url| format!(" at {url}")).unwrap_or_default();
            let quote = format!("{name} {times} in the abstract{at}, text not bundled");
            return Self::of_value(corpus, account, Field::Tagged, Span::default(), quote);
        }
        let context = mention.context(corpus);
        let quote = excerpt(&context.text, context.mention, QUOTE);
        match account.place {
            Place::Source => Self::new(corpus, mention.source, mention.span, quote),
            Place::Value { .. } => Self::of_value(corpus, account, mention.field, mention.span, quote),
        }
    }

    /// The evidence at `visible` bytes of one of an account's passages.
    pub fn of_passage(corpus: &Corpus, account: &Account, passage: &Passage, visible: Range<usize>) -> Self {
        let quote = excerpt(passage.flow.text(), visible.clone(), QUOTE);
        let span = passage.flow.source(visible);
        match account.place {
            Place::Source => Self::new(corpus, account.source, span, quote),
            Place::Value { .. } => Self::of_value(corpus, account, passage.field, span, quote),
        }
    }

    /// The evidence that an account is, without a quote.
    pub fn of_account(corpus: &Corpus, account: &Account) -> Self {
        match account.place {
            Place::Source => Self::new(corpus, account.source, account.span, String::new()),
            Place::Value { .. } => {
                let mut evidence = Self::of_value(corpus, account, Field::Title, account.span, String::new());
                evidence.field = None;
                evidence
            }
        }
    }

    /// The evidence in the value of a field, at the line at which its record begins.
    fn of_value(corpus: &Corpus, account: &Account, field: Field, span: Span, quote: String) -> Self {
        let line = match account.place {
            Place::Value { line } => line,
            Place::Source => corpus.sources[account.source].position(account.span.start).line,
        };
        let source = corpus.sources[account.source].path.clone();
        Self { source, line, column: 1, start: span.start, end: span.end, field: Some(field.name()), quote }
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
            field: None,
            quote,
        }
    }

    /// `FILE:LINE:COLUMN`, which editors open.
    pub fn place(&self) -> String {
        format!("{}:{}:{}", self.source, self.line, self.column)
    }
}
