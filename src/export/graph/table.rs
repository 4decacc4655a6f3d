//! Table: what nodes and edges have, column by column, for all formats that hold attributes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::query::subgraph::{Edge, Node};

use super::web;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Integer,
    Real,
    /// Several texts.
    List,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Integer(u64),
    Real(f64),
    List(&'a [String]),
}

impl Value<'_> {
    /// The value as one text.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => number.to_string(),
            Self::List(texts) => texts.join("; "),
        }
    }

    /// The value as JSON.
    pub(super) fn json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => text.as_ref().into(),
            Self::Integer(number) => (*number).into(),
            Self::Real(number) => (*number).into(),
            Self::List(texts) => texts.to_vec().into(),
        }
    }
}

/// A column of a list of `T`s.
pub(super) struct Column<T> {
    pub(super) name: &'static str,
    pub(super) holds: Type,
    pub(super) value: for<'a> fn(&'a T) -> Option<Value<'a>>,
}

impl<T> Column<T> {
    const fn new(name: &'static str, holds: Type, value: for<'a> fn(&'a T) -> Option<Value<'a>>) -> Self {
        Self { name, holds, value }
    }
}

/// What nodes have beside an id.
pub(super) const NODE: [Column<Node>; 16] = [
    Column::new("label", Type::Text, |node| text(&node.label)),
    Column::new("kind", Type::Text, |node| text(node.kind.name())),
    Column::new("talks", Type::Integer, |node| integer(node.talks)),
    Column::new("first", Type::Integer, |node| year(node.span()?.0)),
    Column::new("last", Type::Integer, |node| year(node.span()?.1)),
    Column::new("years", Type::Text, |node| years(&node.years)),
    Column::new("aliases", Type::List, |node| (!node.aliases.is_empty()).then_some(Value::List(&node.aliases))),
    Column::new("about", Type::Text, |node| text(node.about.as_ref()?)),
    Column::new("wikidata", Type::Text, |node| text(node.wikidata.as_ref()?)),
    Column::new("url", Type::Text, |node| text(web(node.url.as_ref())?)),
    Column::new("repository", Type::Text, |node| text(web(node.repository.as_ref())?)),
    Column::new("track", Type::Text, |node| text(node.track.as_ref()?)),
    Column::new("room", Type::Text, |node| text(node.room.as_ref()?)),
    Column::new("start", Type::Text, |node| text(node.start.as_ref()?)),
    Column::new("minutes", Type::Integer, |node| Some(Value::Integer(node.minutes?.into()))),
    Column::new("language", Type::Text, |node| text(node.language.as_ref()?)),
];

/// What edges have beside their ends. `type` is the verb where there is one, else the kind.
pub(super) const EDGE: [Column<Edge>; 8] = [
    Column::new("type", Type::Text, |edge| text(edge.name())),
    Column::new("kind", Type::Text, |edge| text(edge.kind.name())),
    Column::new("weight", Type::Real, |edge| Some(Value::Real(edge.weight))),
    Column::new("talks", Type::Integer, |edge| integer(edge.talks)),
    Column::new("first", Type::Integer, |edge| year(edge.span()?.0)),
    Column::new("last", Type::Integer, |edge| year(edge.span()?.1)),
    Column::new("years", Type::Text, |edge| years(&edge.years)),
    Column::new("place", Type::Text, |edge| text(edge.place.as_ref()?)),
];

/// What an object has of its columns.
pub(super) fn cells<'a, T>(
    columns: &'static [Column<T>],
    of: &'a T,
) -> impl Iterator<Item = (&'static Column<T>, Value<'a>)> {
    columns.iter().filter_map(move |column| Some((column, (column.value)(of)?)))
}

/// The columns in which something stands: a graph of entities has no rooms.
pub(super) fn used<T>(columns: &'static [Column<T>], of: &[T]) -> Vec<&'static Column<T>> {
    columns.iter().filter(|column| of.iter().any(|of| (column.value)(of).is_some())).collect()
}

#[allow(clippy::unnecessary_wraps, reason = "columns may be empty")]
fn text(text: &str) -> Option<Value<'_>> {
    Some(Value::Text(Cow::Borrowed(text)))
}

#[allow(clippy::unnecessary_wraps, reason = "columns may be empty")]
fn integer(number: usize) -> Option<Value<'static>> {
    Some(Value::Integer(number as u64))
}

#[allow(clippy::unnecessary_wraps, reason = "columns may be empty")]
fn year(year: u16) -> Option<Value<'static>> {
    Some(Value::Integer(year.into()))
}

/// Talks by year: `2016:3 2018:1`.
fn years(years: &BTreeMap<u16, usize>) -> Option<Value<'static>> {
    let years: Vec<String> = years.iter().map(|(year, talks)| format!("{year}:{talks}")).collect();
    (!years.is_empty()).then(|| Value::Text(Cow::Owned(years.join(" "))))
}
