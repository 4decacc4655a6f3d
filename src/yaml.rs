//! YAML with places: what serde reads, and where in the file each part of it stands.
//!
//! Serde alone stops at its first error and forgets places; a tree of spans is built only once something is wrong.

use saphyr_parser::{Event, Parser, Span as ParserSpan};
use serde::de::DeserializeOwned;

use crate::complaint::{Complaint, did_you_mean};
use crate::text::Span;

/// How deep lists and maps may nest; hostile input is refused, not recursed into.
const DEEPEST: usize = 32;

/// A part of a YAML file and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a part of a YAML file is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text, a number, a truth value or nothing, as written.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// A map in the order of the file.
    Map(Vec<(Node, Node)>),
}

/// One step from a node to a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The value of a key.
    Key(&'static str),
    /// The list's item at this index.
    Item(usize),
}

impl Node {
    /// The text of a scalar.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; of anything else, none.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a map; of anything else, none.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a map's key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name.scalar() == Some(key)).map(|(_, value)| value)
    }

    /// Goes down `path` as far as it leads.
    ///
    /// A single value stands for a list of one, as it does for serde in Hallway's files.
    pub fn follow(&self, path: &[Step]) -> &Node {
        let mut node = self;
        for step in path {
            let next = match step {
                Step::Key(key) => node.get(key),
                Step::Item(index) => node.items().get(*index),
            };
            let Some(next) = next else { break };
            node = next;
        }
        node
    }

    /// Complains about every key of this map that is not in `known`.
    pub fn unknown_keys(&self, path: &str, text: &str, known: &[&str]) -> Vec<Complaint> {
        self.entries()
            .iter()
            .filter_map(|(key, _)| {
                let name = key.scalar().unwrap_or_default();
                if known.contains(&name) {
                    return None;
                }
                let hint = did_you_mean(name, known.iter().copied()).map_or_else(
                    || format!("keys are {}", known.join(", ")),
                    |close| format!("did you mean `{close}`?"),
                );
                Some(Complaint::error(path, format!("unknown key `{name}`")).at(text, key.span).hint(hint))
            })
            .collect()
    }
}

/// Reads a map of `known` keys from `text`, the file at `path`.
///
/// An empty file gives the default.
///
/// # Errors
///
/// Every unknown key, else what serde says first, with its place.
pub fn read_map<T: DeserializeOwned + Default>(path: &str, text: &str, known: &[&str]) -> Result<T, Vec<Complaint>> {
    let (value, complaints) = read_known(path, text, known);
    value.filter(|_| complaints.is_empty()).ok_or(complaints)
}

/// Reads a map like [`read_map`], but keeps what can be read beside unknown keys.
pub fn read_known<T: DeserializeOwned + Default>(
    path: &str,
    text: &str,
    known: &[&str],
) -> (Option<T>, Vec<Complaint>) {
    let error = match serde_yaml::from_str::<Option<T>>(text) {
        Ok(value) => return (Some(value.unwrap_or_default()), Vec::new()),
        Err(error) => error,
    };
    let tree = match parse(path, text) {
        Ok(tree) => tree,
        Err(complaint) => return (None, vec![complaint]),
    };
    let mut complaints = tree.unknown_keys(path, text, known);
    let rest = serde_yaml::from_str::<serde_yaml::Mapping>(text).map(|mut map| {
        map.retain(|key, _| key.as_str().is_some_and(|key| known.contains(&key)));
        serde_yaml::from_value(serde_yaml::Value::Mapping(map))
    });
    match rest {
        Ok(Ok(value)) if !complaints.is_empty() => (Some(value), complaints),
        Ok(Err(error)) if !complaints.is_empty() => {
            complaints.push(serde_complaint(path, text, &error));
            (None, complaints)
        }
        _ => {
            complaints.push(serde_complaint(path, text, &error));
            (None, complaints)
        }
    }
}

/// What serde says, with its place.
pub fn serde_complaint(path: &str, text: &str, error: &serde_yaml::Error) -> Complaint {
    let message = error.to_string();
    let cause = message.split(" at line ").next().unwrap_or(&message).to_owned();
    let complaint = Complaint::error(path, cause);
    match error.location() {
        Some(place) => {
            let at = crate::text::floor_boundary(text, place.index());
            let end = text[at..].find(|c: char| c.is_whitespace()).map_or(text.len(), |length| at + length);
            complaint.at(text, Span::new(at, end))
        }
        None => complaint,
    }
}

/// Reads `text`, the file at `path`, into a tree; an empty file is an empty scalar.
///
/// # Errors
///
/// What is not YAML, nests deeper than 32 levels, or uses aliases (`*name`), with its place.
pub fn parse(path: &str, text: &str) -> Result<Node, Complaint> {
    let offsets = CharOffsets::of(text);
    let mut open: Vec<(usize, Vec<Node>, bool)> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, at) = event.map_err(|error| {
            let start = offsets.byte(error.marker().index());
            Complaint::error(path, format!("not YAML: {}", error.info())).at(text, Span::new(start, start))
        })?;
        let span = offsets.span(text, at);
        let done = match event {
            Event::Scalar(value, ..) => Some(Node { span, value: Value::Scalar(value.into_owned()) }),
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if open.len() == DEEPEST {
                    return Err(Complaint::error(path, "nested too deeply").at(text, span));
                }
                open.push((span.start, Vec::new(), matches!(event, Event::MappingStart(..))));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => {
                // In brackets the end has a sign of its own; elsewhere it is where the last part ends.
                let bracket = if text[span.start..].starts_with(['}', ']']) { span.start + 1 } else { 0 };
                open.pop().map(|(start, nodes, is_map)| close(start, nodes, is_map, bracket))
            }
            Event::Alias(_) => {
                return Err(Complaint::error(path, "YAML aliases are not read here")
                    .at(text, span)
                    .hint("write it out"));
            }
            _ => None,
        };
        if let Some(node) = done {
            match open.last_mut() {
                Some((_, nodes, _)) => nodes.push(node),
                None => root = root.or(Some(node)),
            }
        }
    }
    Ok(root.unwrap_or(Node { span: Span::default(), value: Value::Scalar(String::new()) }))
}

fn close(start: usize, nodes: Vec<Node>, is_map: bool, bracket: usize) -> Node {
    let end = nodes.last().map_or(start, |node| node.span.end.max(start)).max(bracket);
    let value = if is_map {
        let mut entries = Vec::with_capacity(nodes.len() / 2);
        let mut nodes = nodes.into_iter();
        while let (Some(key), Some(value)) = (nodes.next(), nodes.next()) {
            entries.push((key, value));
        }
        Value::Map(entries)
    } else {
        Value::List(nodes)
    };
    Node { span: Span::new(start, end), value }
}

/// From character indices, which the parser counts in, to bytes.
struct CharOffsets {
    bytes: Vec<usize>,
}

impl CharOffsets {
    fn of(text: &str) -> Self {
        let ends = std::iter::once(text.len());
        Self { bytes: text.char_indices().map(|(at, _)| at).chain(ends).collect() }
    }

    fn byte(&self, index: usize) -> usize {
        self.bytes.get(index).or(self.bytes.last()).copied().unwrap_or(0)
    }

    fn span(&self, text: &str, span: ParserSpan) -> Span {
        let start = self.byte(span.start.index());
        let end = self.byte(span.end.index()).max(start);
        // A plain scalar's span runs on to the next token.
        let trimmed = text.get(start..end).map_or(end, |inner| start + inner.trim_end().len());
        Span::new(start, trimmed.max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_know_where_they_stand() {
        let text = "- id: é\n  aliases: [a, 'b c']\n- id: x\n";
        let tree = parse("d.yaml", text).unwrap();
        let span = |path: &[Step]| &text[tree.follow(path).span.range()];
        assert_eq!(span(&[Step::Item(0), Step::Key("aliases"), Step::Item(1)]), "'b c'");
        assert_eq!(span(&[Step::Item(1), Step::Key("id")]), "x");
    }

    #[test]
    fn all_unknown_keys_are_reported_at_once() {
        #[derive(serde::Deserialize, Default, Debug)]
        #[serde(deny_unknown_fields, default)]
        struct Saved {
            #[allow(dead_code, reason = "read by serde only")]
            title: String,
        }
        let complaints = read_map::<Saved>("q.yaml", "tilte: x\nfoo: 1\n", &["title"]).unwrap_err();
        let causes: Vec<_> = complaints.iter().map(|complaint| complaint.cause.as_str()).collect();
        assert_eq!(causes, ["unknown key `tilte`", "unknown key `foo`"]);
        assert_eq!(complaints[0].hint.as_deref(), Some("did you mean `title`?"));
        assert!(read_map::<Saved>("q.yaml", "", &["title"]).unwrap().title.is_empty());
    }

    #[test]
    fn hostile_nesting_is_refused() {
        assert!(parse("d.yaml", &"[".repeat(100_000)).is_err());
        assert!(parse("d.yaml", &"- ".repeat(10_000)).is_err());
    }
}
