//! How well tagging does on talks of FOSDEM that were labelled by hand: precision and recall of distinct surfaces a talk.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use hallway::gazetteer::{Gazetteer, Kind};
use hallway::query::answer;
use hallway::source::Source;
use hallway::source::notes::Options;
use hallway::workspace::{Editions, Workspace};
use serde::Deserialize;

use crate::support::shared;

#[derive(Deserialize)]
struct Talk {
    entities: Vec<Labelled>,
}

#[derive(Deserialize)]
struct Labelled {
    surface: String,
    kind: String,
    sure: bool,
}

/// Whether one stands in the other, both ends at the edge of a word.
fn is_hit(a: &str, b: &str) -> bool {
    let stands_in = |inner: &str, outer: &str| {
        outer.match_indices(inner).any(|(at, _)| {
            let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            !is_word(outer[..at].chars().next_back()) && !is_word(outer[at + inner.len()..].chars().next())
        })
    };
    stands_in(a, b) || stands_in(b, a)
}

/// The events of a schedule as they are written, by id.
fn events(xml: &str) -> impl Iterator<Item = (&str, &str)> {
    xml.split("<event ").skip(1).filter_map(|event| {
        let event = event.split("</event>").next()?;
        // `guid="…"` ends like `id="…"`.
        let id = event.strip_prefix("id=\"").or_else(|| Some(event.split_once(" id=\"")?.1))?;
        Some((id.split('"').next()?, event))
    })
}

#[test]
fn names_and_topics_of_labelled_talks_are_found() {
    let (Some(gold), Some(schedules)) = (shared("corpus/gold"), shared("corpus/fosdem")) else { return };
    let gold: BTreeMap<String, Talk> =
        serde_json::from_str(&fs::read_to_string(gold.join("fosdem-entities.json")).unwrap()).unwrap();
    let years: BTreeMap<String, String> = fs::read_dir(&schedules)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()))
        .collect();
    // Only the labelled talks are tagged; in how many a name occurs is counted in all.
    let sources = years.iter().map(|(year, xml)| {
        let wanted = events(xml).filter(|(id, _)| gold.contains_key(&format!("{year}/{id}")));
        let events: String = wanted.flat_map(|(_, event)| ["<event ", event, "</event>"]).collect();
        let head = format!("<schedule><conference><title>FOSDEM {year}</title></conference><day>");
        Source::of_text(format!("{year}.xml"), format!("{head}{events}</day></schedule>"))
    });
    let (workspace, _) =
        Workspace::build(sources.collect(), Gazetteer::bundled(), Editions::default(), &Options::default());
    let mut found: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
    for row in answer::mentions(&workspace) {
        let key = row.talk.unwrap().replacen("fosdem-", "", 1);
        if row.certain && ["title", "subtitle", "abstract"].contains(&row.field) {
            let surface = hallway::text::squeeze(&row.text).to_lowercase();
            found.entry(key).or_default().insert(surface, row.kind == Kind::Topic);
        }
    }
    let lower: Vec<String> = years.values().map(|xml| xml.to_lowercase()).collect();
    let is_frequent = |surface: &str| {
        let events = lower.iter().flat_map(|xml| xml.split("<event "));
        events.filter(|event| event.contains(surface)).take(2).count() == 2
    };
    // Right and all predictions, hits and all labels: of names, then of topics.
    let (mut precision, mut recall) = ([(0_u32, 0_u32); 2], [(0_u32, 0_u32); 2]);
    for (key, talk) in &gold {
        let labels: Vec<(String, &Labelled)> =
            talk.entities.iter().map(|label| (label.surface.to_lowercase(), label)).collect();
        let predicted = found.get(key).cloned().unwrap_or_default();
        for (surface, is_topic) in &predicted {
            let (right, all) = &mut precision[usize::from(*is_topic)];
            *right += u32::from(labels.iter().any(|(label, _)| is_hit(surface, label)));
            *all += 1;
        }
        let mut seen = BTreeSet::new();
        for (surface, label) in labels.iter().filter(|(_, label)| label.sure) {
            let is_topic = label.kind == "topic";
            if !seen.insert((surface, is_topic)) || (!is_topic && !is_frequent(surface)) {
                continue;
            }
            let (hits, all) = &mut recall[usize::from(is_topic)];
            *hits += u32::from(predicted.keys().any(|found| is_hit(found, surface)));
            *all += 1;
        }
    }
    let share = |(part, all): (u32, u32)| f64::from(part) / f64::from(all.max(1));
    for (name, at, wanted) in [("names", 0, (0.95, 0.88)), ("topics", 1, (0.70, 0.75))] {
        let (p, r) = (share(precision[at]), share(recall[at]));
        eprintln!("{name}: precision {p:.3} of {}, recall {r:.3} of {}", precision[at].1, recall[at].1);
        assert!(p >= wanted.0, "precision of {name} is {p:.3}");
        assert!(r >= wanted.1, "recall of {name} is {r:.3}");
    }
}
