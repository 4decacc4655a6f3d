//! Engines: Hallway and its peers at the same task.
//!
//! At each place the leftmost, then the longest name between bytes that are no word's, ASCII in any case. Text is ASCII, so
//! that all agree what a letter is.

use aho_corasick::{AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use daachorse::{
    CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, DoubleArrayAhoCorasick,
    DoubleArrayAhoCorasickBuilder,
};
use hallway::corpus::Corpus;
use hallway::gazetteer::{Dictionary, Gazetteer};
use hallway::mention::{Room, Tagger, find_mentions};
use hallway::source::Source;
use hallway::source::notes::Options;
use hallway::workspace::{Editions, Workspace};
use yada::DoubleArray;
use yada::builder::DoubleArrayBuilder;

/// A text of one record a line, as libraries take it and as Hallway does: each record is the abstract of a talk.
pub(crate) struct Text {
    records: Vec<String>,
    corpus: Corpus,
}

impl Text {
    pub(crate) fn of(text: &str) -> Self {
        let records: Vec<String> = text.lines().map(str::to_owned).collect();
        let rows = records.iter().enumerate().map(|(at, record)| {
            let row =
                serde_json::json!({ "id": at, "edition": "bench-2001", "title": at.to_string(), "abstract": record });
            format!("{row}\n")
        });
        let source = Source::of_text("bench-2001.jsonl", rows.collect::<String>());
        let options = Options::default();
        let (workspace, complaints) = Workspace::build(vec![source], Vec::new(), Editions::default(), &options);
        assert!(complaints.is_empty(), "{complaints:?}");
        Self { records, corpus: workspace.corpus }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.records.iter().map(String::len).sum()
    }

    /// Sums what `count` counts in the records, each in lower case.
    fn lowered(&self, mut count: impl FnMut(&str) -> usize) -> usize {
        let mut lower = String::new();
        let records = self.records.iter().map(|record| {
            lower.clear();
            lower.push_str(record);
            lower.make_ascii_lowercase();
            count(&lower)
        });
        records.sum()
    }
}

/// What finds names.
pub(crate) trait Engine {
    fn of(names: &[String]) -> Self
    where
        Self: Sized;

    /// How many names stand in a text.
    fn count(&self, text: &Text) -> usize;
}

/// Hallway with names that count in any case, what it finds doubtful included.
pub(crate) struct Hallway(Gazetteer);

/// The same with names that count as they do where a dictionary says nothing: ordinary words only with a cue.
pub(crate) struct HallwayCautious(Gazetteer);

fn gazetteer(names: &[String], rules: &str) -> Gazetteer {
    let entry = |(at, name)| {
        let name = serde_json::json!(name);
        format!("- {{id: name-{at}, name: {name}, kind: project{rules}}}\n")
    };
    let text: String = names.iter().enumerate().map(entry).collect();
    let (gazetteer, _) = Gazetteer::compile(vec![Dictionary::new("bench.yaml", text)]);
    assert_eq!(gazetteer.entities().len(), names.len(), "names were refused");
    gazetteer
}

impl Engine for Hallway {
    fn of(names: &[String]) -> Self {
        Self(gazetteer(names, ", match: {case: fold}"))
    }

    fn count(&self, text: &Text) -> usize {
        tag(&self.0, text)
    }
}

impl Engine for HallwayCautious {
    fn of(names: &[String]) -> Self {
        Self(gazetteer(names, ""))
    }

    fn count(&self, text: &Text) -> usize {
        tag(&self.0, text)
    }
}

/// How many names [`Tagger`] finds, each record by itself.
fn tag(gazetteer: &Gazetteer, text: &Text) -> usize {
    let (tagger, mut room) = (Tagger::new(gazetteer), Room::default());
    let mut count = 0;
    tagger.tag_each(text.records.iter().map(String::as_str), &mut room, |_, found| count += found.len());
    count
}

/// The first, with mentions in a corpus, as the program makes them: each record is the abstract of a talk.
pub(crate) struct HallwayCorpus(Gazetteer);

impl Engine for HallwayCorpus {
    fn of(names: &[String]) -> Self {
        Self(Hallway::of(names).0)
    }

    fn count(&self, text: &Text) -> usize {
        find_mentions(&text.corpus, &self.0).len()
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether no word goes on at either end.
fn is_bounded(text: &[u8], start: usize, end: usize) -> bool {
    (start == 0 || !is_word(text[start - 1])) && text.get(end).is_none_or(|byte| !is_word(*byte))
}

/// aho-corasick's contiguous NFA, then a filter on boundaries: not exact, since a match that is dropped hides others.
pub(crate) struct AhoCorasick(aho_corasick::AhoCorasick);

/// The same as a DFA: faster for few names, gigabytes for many.
pub(crate) struct AhoCorasickDfa(aho_corasick::AhoCorasick);

fn aho_corasick(names: &[String], kind: AhoCorasickKind) -> aho_corasick::AhoCorasick {
    let mut builder = AhoCorasickBuilder::new();
    builder.kind(Some(kind)).match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(true);
    builder.build(names).unwrap()
}

fn count_aho_corasick(automaton: &aho_corasick::AhoCorasick, text: &Text) -> usize {
    let count = |record: &String| {
        let found = automaton.find_iter(record);
        found.filter(|found| is_bounded(record.as_bytes(), found.start(), found.end())).count()
    };
    text.records.iter().map(count).sum()
}

impl Engine for AhoCorasick {
    fn of(names: &[String]) -> Self {
        Self(aho_corasick(names, AhoCorasickKind::ContiguousNFA))
    }

    fn count(&self, text: &Text) -> usize {
        count_aho_corasick(&self.0, text)
    }
}

impl Engine for AhoCorasickDfa {
    fn of(names: &[String]) -> Self {
        Self(aho_corasick(names, AhoCorasickKind::DFA))
    }

    fn count(&self, text: &Text) -> usize {
        count_aho_corasick(&self.0, text)
    }
}

/// daachorse over bytes, then a filter on boundaries: not exact, as above.
pub(crate) struct DaachorseBytes(DoubleArrayAhoCorasick<u32>);

impl Engine for DaachorseBytes {
    fn of(names: &[String]) -> Self {
        let builder = DoubleArrayAhoCorasickBuilder::new().match_kind(daachorse::MatchKind::LeftmostLongest);
        Self(builder.build(names).unwrap())
    }

    fn count(&self, text: &Text) -> usize {
        text.lowered(|record| {
            let found = self.0.leftmost_find_iter(record);
            found.filter(|found| is_bounded(record.as_bytes(), found.start(), found.end())).count()
        })
    }
}

/// daachorse over characters, likewise.
pub(crate) struct DaachorseChars(CharwiseDoubleArrayAhoCorasick<u32>);

impl Engine for DaachorseChars {
    fn of(names: &[String]) -> Self {
        let builder = CharwiseDoubleArrayAhoCorasickBuilder::new().match_kind(daachorse::MatchKind::LeftmostLongest);
        Self(builder.build(names).unwrap())
    }

    fn count(&self, text: &Text) -> usize {
        text.lowered(|record| {
            let found = self.0.leftmost_find_iter(record);
            found.filter(|found| is_bounded(record.as_bytes(), found.start(), found.end())).count()
        })
    }
}

/// yada's double-array trie, asked at the beginning of each word for the longest name that ends with one: exact.
pub(crate) struct Yada(DoubleArray<Vec<u8>>);

impl Engine for Yada {
    fn of(names: &[String]) -> Self {
        let mut keys: Vec<(&str, u32)> = names.iter().map(String::as_str).zip(0..).collect();
        keys.sort_unstable();
        Self(DoubleArray::new(DoubleArrayBuilder::build(&keys).unwrap()).unwrap())
    }

    fn count(&self, text: &Text) -> usize {
        text.lowered(|record| {
            let bytes = record.as_bytes();
            let (mut at, mut count) = (0, 0);
            while at < bytes.len() {
                if !is_word(bytes[at]) {
                    at += 1;
                    continue;
                }
                let ends = self.0.common_prefix_search(&bytes[at..]).map(|(_, length)| at + length);
                let longest = ends.filter(|end| bytes.get(*end).is_none_or(|byte| !is_word(*byte))).last();
                count += usize::from(longest.is_some());
                at = longest.unwrap_or_else(|| {
                    at + bytes[at..].iter().position(|byte| !is_word(*byte)).unwrap_or(bytes.len() - at)
                });
            }
            count
        })
    }
}
