//! Queries: the small language, saved queries, and the answers to both.
//!
//! `CRIU and (Kubernetes or podman) year:2016..2023 track:containers` selects talks. A name is any name or alias of an
//! entity; words side by side are the longest names that they make, all of which must be mentioned.

pub mod answer;
pub mod community;
pub mod eval;
pub mod evolution;
pub mod exploration;
mod parse;
pub mod picture;
pub mod programme;
pub mod saved;
mod select;
pub mod subgraph;
pub mod suggest;
pub mod vocabulary;

use std::fmt;
use std::ops::RangeInclusive;

use regex::Regex;

use crate::corpus::EditionId;
use crate::gazetteer::{EntityIndex, Kind};
use crate::holdings::Wanted;
use crate::text::Span;

pub use parse::parse;
pub use select::Selection;

/// A condition on talks.
#[derive(Debug, Clone)]
pub enum Query {
    /// All of these hold; of none, every talk.
    And(Vec<Query>),
    /// One of these holds.
    Or(Vec<Query>),
    /// This does not hold.
    Not(Box<Query>),
    /// The talk mentions the entity for certain.
    Entity(EntityIndex),
    /// The talk mentions an entity of the kind for certain.
    Kind(Kind),
    /// The words stand in the talk's text, in this order.
    Phrase(Phrase),
    /// The talk is of an edition in these years.
    Years(Years),
    /// The talk is of this series.
    Series(String),
    /// The talk is of this edition.
    Edition(EditionId),
    /// The folded text stands in the name of the talk's track.
    Track(String),
    /// The folded text stands in the name of a speaker.
    Speaker(String),
}

impl Query {
    /// The condition that every talk meets.
    pub fn everything() -> Self {
        Self::And(Vec::new())
    }

    /// Whether talks of an edition may be selected, as far as the edition tells.
    pub fn admits(&self, edition: &EditionId) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.admits(edition)),
            Self::Or(parts) => parts.iter().any(|part| part.admits(edition)),
            Self::Not(part) => match part.as_ref() {
                Self::Years(_) | Self::Series(_) | Self::Edition(_) => !part.admits(edition),
                _ => true,
            },
            Self::Years(years) => years.contains(edition.year),
            Self::Series(series) => edition.series == *series,
            Self::Edition(wanted) => edition == wanted,
            Self::Entity(_) | Self::Kind(_) | Self::Phrase(_) | Self::Track(_) | Self::Speaker(_) => true,
        }
    }

    /// The entities that the query asks for, those that it excludes left out, in the order of the query.
    pub fn entities(&self) -> Vec<EntityIndex> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::entities).collect(),
            Self::Entity(entity) => vec![*entity],
            _ => Vec::new(),
        }
    }

    /// The talks that could be selected, as far as what they mention tells.
    pub fn wanted(&self) -> Wanted {
        match self {
            Self::And(parts) => Wanted::Every(parts.iter().map(Self::wanted).collect()),
            Self::Or(parts) => Wanted::Some(parts.iter().map(Self::wanted).collect()),
            Self::Entity(entity) => Wanted::Mentioning(*entity),
            _ => Wanted::All,
        }
    }

    /// The phrases that the query asks for, likewise.
    pub fn phrases(&self) -> Vec<&Phrase> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::phrases).collect(),
            Self::Phrase(phrase) => vec![phrase],
            _ => Vec::new(),
        }
    }

    /// The kinds that the query asks for, likewise.
    pub fn kinds(&self) -> Vec<Kind> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::kinds).collect(),
            Self::Kind(kind) => vec![*kind],
            _ => Vec::new(),
        }
    }
}

/// Words in a row, in any case and with anything but letters between them.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// Finds it in visible text.
    pub pattern: Regex,
}

/// Years from a first to a last; either may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    first: u16,
    last: u16,
}

impl Years {
    /// Every year.
    pub const ALL: Self = Self { first: 0, last: u16::MAX };

    /// Reads `2016`, `2016..2023`, `2016..` or `..2023`, both ends included.
    pub fn parse(text: &str) -> Option<Self> {
        let year = |text: &str, open: u16| match text.trim() {
            "" => Some(open),
            digits if digits.len() == 4 => digits.parse().ok(),
            _ => None,
        };
        let (first, last) = match text.split_once("..") {
            Some((first, last)) => (year(first, 0)?, year(last.trim_start_matches('='), u16::MAX)?),
            None => (year(text, 0)?, year(text, u16::MAX)?),
        };
        (first <= last && !text.trim().is_empty() && text.trim() != "..").then_some(Self { first, last })
    }

    /// The years from first to last; none if either is open.
    pub fn closed(self) -> Option<RangeInclusive<u16>> {
        (self.first > 0 && self.last < u16::MAX).then(|| self.range())
    }

    /// Whether a year is one of them.
    pub fn contains(self, year: u16) -> bool {
        self.range().contains(&year)
    }

    fn range(self) -> RangeInclusive<u16> {
        self.first..=self.last
    }
}

/// What is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// The bytes of the query that are meant.
    pub span: Span,
    /// What is wrong.
    pub cause: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether it is well-formed and only names something that no dictionary knows.
    pub is_unknown_name: bool,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cause)
    }
}

impl std::error::Error for QueryError {}
