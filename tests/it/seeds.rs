//! What must be found in the five real reports.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{hallway, rows, shared, stdout, text};

const BULLETS: &str = "000_b547f82cc22b2fee.txt";
const ESSAY: &str = "001_76f34c1edc343823.txt";
const BLOGMAX: &str = "002_db2cfd4b6aa3f1d3.txt";
const PROSE: &str = "003_45dcaca187fbd167.txt";
const HUGO: &str = "004_1ff104ec4c2981d7.txt";

/// Runs a command on the reports, each with its edition, and gives its rows; none where the reports are absent.
fn ask(arguments: &[&str]) -> Option<Vec<Value>> {
    let seeds = shared("seeds")?;
    Some(rows(&run(&seeds, arguments)))
}

fn run(seeds: &Path, arguments: &[&str]) -> std::process::Output {
    let source = seeds.to_string_lossy().into_owned();
    let editions = [(BULLETS, "fosdem-2016"), (ESSAY, "fosdem-2020"), (BLOGMAX, "fosdem-2020")];
    let editions: Vec<String> = editions.iter().map(|(file, edition)| format!("{file}={edition}")).collect();
    let mut all = arguments.to_vec();
    all.extend(["--source", &source]);
    for edition in &editions {
        all.extend(["--edition", edition]);
    }
    hallway(&all)
}

fn mentions() -> Option<Vec<Value>> {
    ask(&["mentions", "--format", "jsonl"])
}

/// The talks that mention an entity for certain.
fn talks_with(mentions: &[Value], entity: &str) -> BTreeSet<String> {
    let certain = mentions.iter().filter(|row| text(row, "entity") == entity && row["certain"] == true);
    certain.filter_map(|row| row["talk"].as_str()).map(str::to_owned).collect()
}

fn source_of(row: &Value) -> String {
    text(row, "source").rsplit('/').next().unwrap_or_default().to_owned()
}

#[test]
fn criu_is_in_three_years_three_talks_and_three_sources() {
    let Some(mentions) = mentions() else { return };
    let talks = talks_with(&mentions, "criu");
    let editions: Vec<&str> = talks.iter().filter_map(|talk| talk.split('/').next()).collect();
    assert_eq!(editions, ["fosdem-2016", "fosdem-2020", "fosdem-2023"]);
    let sources: BTreeSet<String> =
        mentions.iter().filter(|row| text(row, "entity") == "criu").map(source_of).collect();
    assert_eq!(sources, BTreeSet::from([BULLETS, BLOGMAX, PROSE].map(str::to_owned)));
}

#[test]
fn two_authors_tell_of_one_talk() {
    let Some(talks) = ask(&["corpus", "--format", "jsonl"]) else { return };
    for title in [
        "Scaling with Kubernetes, Automatically!",
        "Docker for Developers",
        "Powering Twitter's infrastructure with containers",
    ] {
        let folded = |title: &str| title.to_lowercase().replace('’', "'");
        let found: Vec<&Value> = talks.iter().filter(|row| folded(text(row, "title")) == folded(title)).collect();
        assert_eq!(found.len(), 1, "{title}");
        let sources: BTreeSet<String> =
            found[0]["accounts"].as_array().expect("accounts").iter().map(source_of).collect();
        assert_eq!(sources, BTreeSet::from([BULLETS, HUGO].map(str::to_owned)), "{title}");
    }
}

#[test]
fn kubernetes_is_named_by_both_authors_and_as_k8s() {
    let Some(mentions) = mentions() else { return };
    let by_source: BTreeMap<String, BTreeSet<String>> =
        mentions.iter().filter(|row| text(row, "entity") == "kubernetes").fold(BTreeMap::new(), |mut found, row| {
            found.entry(source_of(row)).or_insert_with(BTreeSet::new).insert(text(row, "text").to_owned());
            found
        });
    assert!(by_source.contains_key(BULLETS) && by_source.contains_key(HUGO));
    assert!(by_source[BLOGMAX].contains("k8s"));
}

#[test]
fn what_one_talk_mentions_is_in_that_talk() {
    let Some(mentions) = mentions() else { return };
    for (talk, entities) in [
        ("etcd", &["etcd", "raft", "protobuf", "locksmith", "skydns", "vulcand"][..]),
        ("minitel", &["minitel", "transpac", "videotex"][..]),
    ] {
        let common = entities
            .iter()
            .map(|entity| talks_with(&mentions, entity))
            .reduce(|a, b| a.intersection(&b).cloned().collect())
            .unwrap_or_default();
        assert_eq!(common.len(), 1, "{entities:?} have {common:?} in common, the talk on {talk}");
    }
}

#[test]
fn the_sketch_is_drawn_again() {
    let Some(seeds) = shared("seeds") else { return };
    let mermaid = stdout(&run(&seeds, &["draw", "sketch", "--formats", "mmd", "--out", "-"]));
    let labels: BTreeMap<&str, &str> = mermaid
        .lines()
        .filter_map(|line| {
            let (id, rest) = line.trim().split_once(['[', '(', '{'])?;
            Some((id, rest.split('"').nth(1)?))
        })
        .collect();
    let mut arrows: Vec<(String, String)> = mermaid
        .lines()
        .filter_map(|line| {
            let mut ends = line.split_whitespace();
            let (from, to) = (ends.next()?, ends.next_back()?);
            Some(((*labels.get(from)?).to_owned(), (*labels.get(to)?).to_owned())).filter(|_| line.contains("->"))
        })
        .collect();
    arrows.sort();
    let expected = [
        ("Kubernetes", "cri-containerd"),
        ("cri-containerd", "containerd"),
        ("cri-containerd", "runC"),
        ("docker CLI", "containerd"),
    ];
    assert_eq!(arrows, expected.map(|(from, to)| (from.to_owned(), to.to_owned())), "{mermaid}");
}

#[test]
fn drawn_relations_say_where_they_were_drawn() {
    let Some(rows) = ask(&["why", "Kubernetes", "cri-containerd", "--format", "jsonl"]) else { return };
    let drawn: Vec<&Value> = rows.iter().filter(|row| row["origin"] == "drawn").collect();
    assert_eq!(drawn.len(), 1);
    assert!(text(drawn[0], "place").contains(BLOGMAX), "{drawn:?}");
}

#[test]
fn the_reading_list_is_complete() {
    let Some(items) = ask(&["tocheck", "--format", "jsonl"]) else { return };
    let said: String = items
        .iter()
        .map(|row| format!("{} · {}\n", text(row, "item"), text(&row["evidence"], "quote")).to_lowercase())
        .collect();
    for wanted in [
        "aurora",
        "mesos",
        "cloudflare",
        "ssl termination",
        "in search of an understandable consensus algorithm",
        "protobuf",
        "containers",
        "vagrant",
        "atomic",
        "jeos",
        "skydive",
    ] {
        let is_item = items.iter().any(|row| text(row, "item").to_lowercase().contains(wanted));
        assert!(is_item, "{wanted} is not an item of\n{said}");
    }
    assert!(said.contains("need to look at skydive later"), "{said}");
    assert!(items.iter().all(|row| row["evidence"]["line"].as_u64().is_some_and(|line| line > 0)));
}

#[test]
fn traps_are_not_stepped_into() {
    let Some(mentions) = mentions() else { return };
    let seeds = shared("seeds").expect("it was there a moment ago");
    for row in &mentions {
        let raw = fs::read(seeds.join(source_of(row))).expect("the report is readable");
        let at = |key: &str| usize::try_from(row[key].as_u64().expect("a number")).expect("a small one");
        let (start, end) = (at("start"), at("end"));
        assert_eq!(String::from_utf8_lossy(&raw[start..end]), text(row, "text"), "offsets are those on disk");
        let before = String::from_utf8_lossy(&raw[start.saturating_sub(12)..start]).to_lowercase();
        if text(row, "entity") == "swap" {
            assert!(!before.contains("compare and"), "compare and swap is not swap");
        }
        let is_gate = text(row, "entity").starts_with("gate");
        assert!(!(is_gate && text(row, "text").to_lowercase() == "gates"), "automatic gates are no project");
        if text(row, "entity") == "ring" && row["certain"] == true {
            assert!(text(row, "talk").contains("peer"), "ring without a cue: {row}");
        }
        // The C source of the prose report runs from `static int` to `return ret;`.
        if source_of(row) == PROSE {
            let text = String::from_utf8_lossy(&raw);
            let code = text.find("static int").expect("code")..text.find("return ret;").expect("code");
            assert!(!code.contains(&start), "code is tagged: {row}");
        }
    }
}

#[test]
fn travel_and_beer_are_no_talks() {
    let Some(talks) = ask(&["corpus", "--format", "jsonl"]) else { return };
    for row in &talks {
        let title = text(row, "title").to_lowercase();
        for word in ["beer", "transport", "bilingual", "belgian", "impact", "key-signing", "blogmax", "conclusion"] {
            assert!(!title.contains(word), "{title}");
        }
    }
}

#[test]
fn editions_are_known_or_unknown_never_guessed() {
    let Some(seeds) = shared("seeds") else { return };
    let seeds = seeds.to_string_lossy();
    let told = editions_of(&["corpus", "--format", "jsonl", "--no-editions", "--source", &seeds]);
    for (source, edition) in
        [(BULLETS, "unknown"), (ESSAY, "unknown"), (BLOGMAX, "unknown"), (PROSE, "fosdem-2023"), (HUGO, "fosdem-2016")]
    {
        assert_eq!(told[source], BTreeSet::from([edition.to_owned()]), "{source}");
    }
    // The schedules of twenty years know two more.
    let told = editions_of(&["corpus", "--format", "jsonl", "--source", &seeds]);
    for (source, edition) in [
        (BULLETS, "fosdem-2016"),
        (ESSAY, "unknown"),
        (BLOGMAX, "fosdem-2020"),
        (PROSE, "fosdem-2023"),
        (HUGO, "fosdem-2016"),
    ] {
        assert_eq!(told[source], BTreeSet::from([edition.to_owned()]), "{source}");
    }
}

/// The editions of the talks that each source tells of.
fn editions_of(arguments: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let mut editions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows(&hallway(arguments)) {
        for account in row["accounts"].as_array().expect("accounts") {
            let edition = row["edition"].as_str().unwrap_or("unknown").to_owned();
            editions.entry(source_of(account)).or_default().insert(edition);
        }
    }
    editions
}
