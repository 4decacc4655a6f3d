//! The loop that grows the vocabulary: what is missing is suggested, entered or turned down; what is doubtful is told.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{hallway_in, rows, stderr, stdout, text};

const NOTES: &str = "---\nedition: example-2024\n---\n\n\
# Frobnitz in production by Sam Example\n\n\
We run Frobnitz beside CRIU on every node, see [the code](https://github.com/frobnitz/frobnitz). Sam Example wrote \
quantum widget farms in it. A Frobnitz is a Frobnitz.\n\n\
# Another view of frobnitz by Jo Example\n\n\
The FrobNitz people talk of CRIU, of quantum widget farms and of Zap-Zap. They use ZapZap too.\n\n\
# Zapping by Lee Example\n\n\
When ZapZap meets quantum widget farms, CRIU freezes.\n";

const DICTIONARY: &str = "- id: criu\n  name: CRIU\n  kind: project\n";

fn workspace(dictionary: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in [("data/notes/example-2024.md", NOTES), ("data/dictionaries/mine.yaml", dictionary)] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn terms(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    let arguments = [&["suggest", "--format", "jsonl"], arguments].concat();
    rows(&hallway_in(folder, &arguments))
}

fn names(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| text(row, "name")).collect()
}

#[test]
fn unknown_terms_are_suggested_with_their_variants_and_places() {
    let folder = workspace(DICTIONARY);
    let rows = terms(folder.path(), &[]);
    let find = |name: &str| rows.iter().find(|row| text(row, "name") == name).cloned().unwrap_or_default();
    let frobnitz = find("Frobnitz");
    assert_eq!(frobnitz["talks"], 2);
    assert_eq!(frobnitz["editions"]["example-2024"], 2);
    assert_eq!(frobnitz["variants"]["FrobNitz"], 1, "{frobnitz}");
    assert_eq!((text(&frobnitz, "kind"), text(&frobnitz, "field")), ("project", "mine"));
    assert_eq!(text(&frobnitz, "repository"), "https://github.com/frobnitz/frobnitz");
    assert!(text(&frobnitz["examples"][0], "source").ends_with("example-2024.md"));
    let farms = find("quantum widget farms");
    assert_eq!((farms["talks"].as_u64(), text(&farms, "kind")), (Some(3), "topic"));
    assert!(!names(&rows).contains(&"widget farms"), "what stands only inside a longer term is none");
    assert_eq!(find("ZapZap")["variants"]["Zap-Zap"], 1);
    assert!(!names(&rows).iter().any(|name| name.contains("Example") || *name == "CRIU"), "{:?}", names(&rows));
}

#[test]
fn what_is_accepted_is_an_entity_and_what_is_rejected_is_remembered() {
    let folder = workspace(DICTIONARY);
    let output = hallway_in(folder.path(), &["suggest", "--accept", "Frobnitz", "--reject", "ZapZap"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let dictionary = fs::read_to_string(folder.path().join("data/dictionaries/mine.yaml")).expect("the dictionary");
    assert!(
        dictionary.starts_with(DICTIONARY)
            && dictionary.contains("- id: frobnitz\n  name: Frobnitz\n  kind: project\n")
    );
    let rejected = fs::read_to_string(folder.path().join("data/dictionaries/rejected.txt")).expect("the list");
    assert_eq!(rejected, "ZapZap\n");
    assert_eq!(stdout(&hallway_in(folder.path(), &["talks", "Frobnitz", "--format", "jsonl"])).lines().count(), 2);
    assert_eq!(names(&terms(folder.path(), &[])), ["quantum widget farms"]);
    let output = hallway_in(folder.path(), &["suggest", "--accept", "Frobnitzz"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no term that could be suggested"), "{}", stderr(&output));
}

#[test]
fn nothing_is_written_where_there_is_no_workspace() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = hallway_in(folder.path(), &["suggest", "--reject", "FOSS"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("there is no workspace"), "{}", stderr(&output));
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
}

#[test]
fn a_patch_can_be_applied() {
    let folder = workspace(DICTIONARY);
    let patch = stdout(&hallway_in(folder.path(), &["suggest", "--patch"]));
    assert!(patch.contains("+- id: frobnitz"), "{patch}");
    fs::write(folder.path().join("suggested.patch"), &patch).expect("a file");
    let applied = Command::new("git").args(["apply", "suggested.patch"]).current_dir(folder.path()).status();
    if !applied.is_ok_and(|status| status.success()) {
        assert!(Command::new("git").arg("--version").output().is_err(), "git refuses the patch:\n{patch}");
        return;
    }
    assert_eq!(terms(folder.path(), &[]), Vec::<Value>::new(), "all is known now");
}

#[test]
fn check_tells_what_is_doubtful_in_dictionaries() {
    let folder = workspace(
        "- {id: criu, name: CRIU, kind: project, aliases: [freezer of frogs], broader: [freezing]}\n\
         - {id: frobnitz, name: Frobnitz, kind: project}\n\
         - {id: ring, name: Ring, kind: project}\n\
         - {id: nowhere, name: Nowhere-to-be-found, kind: project}\n\
         - {id: freezing, name: freezing, kind: topic, broader: [cold]}\n\
         - {id: cold, name: cold, kind: topic, broader: [freezing]}\n\
         - {id: widget-farm, name: widget farm, kind: topic}\n\
         - {id: quantum, name: quantum widget, kind: topic}\n\
         - {id: zapzap, name: ZapZap, kind: project}\n\
         - {id: zap-zaps, name: quantum, kind: project, match: {case: fold}}\n",
    );
    let said = stderr(&hallway_in(folder.path(), &["check"]));
    for part in [
        "mine.yaml:6:49: `freezing` belongs to itself: freezing → cold → freezing",
        "mine.yaml:3:20: `Ring` is an ordinary English word, and nothing says when `ring` is meant",
        "no talk mentions 6 entities: cold, freezing, nowhere, ring, widget-farm, zap-zaps",
        "no text has `freezer of frogs`, a name of `criu`",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
}

#[test]
fn entities_that_never_part_may_be_one() {
    let folder = workspace(
        "- {id: frob, name: Frob tool, kind: project, aliases: [Frobnitz]}\n\
         - {id: frobs, name: Frob tools suite, kind: project, aliases: [{name: people, case: fold}, {name: in production, case: fold}]}\n\
         - {id: criu, name: CRIU, kind: project}\n",
    );
    let said = stderr(&hallway_in(folder.path(), &["check"]));
    assert!(!said.contains("always mentioned together"), "they are not near by name: {said}");
    fs::write(
        folder.path().join("data/dictionaries/mine.yaml"),
        "- {id: frob, name: Frob tool, kind: project, aliases: [Frobnitz]}\n\
         - {id: frobs, name: Frob tool suite, kind: project, aliases: [{name: people, case: fold}, {name: in production, case: fold}]}\n\
         - {id: criu, name: CRIU, kind: project}\n",
    )
    .expect("a file");
    let said = stderr(&hallway_in(folder.path(), &["check"]));
    assert!(said.contains("`frob` and `frobs` are always mentioned together, in 2 talks"), "{said}");
}

#[test]
fn counts_roll_up_by_topic_field_and_kind() {
    let folder = workspace(
        "- {id: criu, name: CRIU, kind: project, broader: [freezing]}\n\
         - {id: frobnitz, name: Frobnitz, kind: project, broader: [farming]}\n\
         - {id: freezing, name: freezing, kind: topic, broader: [weather]}\n\
         - {id: weather, name: weather, kind: topic}\n\
         - {id: farming, name: quantum widget farms, kind: topic}\n",
    );
    let grouped = |by: &str| {
        let rows = rows(&hallway_in(folder.path(), &["entities", "--by", by, "--format", "jsonl"]));
        rows.iter()
            .map(|row| format!("{} {}/{} {}", text(row, "group"), row["talks"], row["of"], row["entities"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(grouped("entity"), ["criu 3/3 1", "farming 3/3 1", "frobnitz 2/3 1"]);
    assert_eq!(grouped("broader"), ["farming 3/3 2", "freezing 3/3 1", "weather 3/3 1"]);
    assert_eq!(grouped("field"), ["mine 3/3 3"]);
    assert_eq!(grouped("kind"), ["project 3/3 2", "topic 3/3 1"]);
}

#[test]
fn every_candidate_is_explained() {
    let folder = workspace(
        "- {id: criu, name: CRIU, kind: project}\n\
         - {id: node, name: Node, kind: project, match: {needs: [npm]}}\n",
    );
    let rows = rows(&hallway_in(folder.path(), &["mentions", "--explain", "--format", "jsonl"]));
    let said = |entity: &str| {
        let row = rows.iter().find(|row| text(row, "entity") == entity).cloned().unwrap_or_default();
        format!("{}: {}", text(&row, "ruling"), text(&row, "because"))
    };
    assert_eq!(said("criu"), "accepted: the name means nothing else");
    assert_eq!(said("node"), "refused: it is written as an ordinary word, and nothing close by tells otherwise");
}

#[test]
fn gold_is_compared_talk_by_talk_and_place_by_place() {
    let folder = workspace(
        "- {id: criu, name: CRIU, kind: project}\n- {id: node, name: Node, kind: project, match: {needs: [npm]}}\n",
    );
    let schedule = "<schedule><conference><acronym>example-2023</acronym><title>Example 2023</title></conference>\
        <day date=\"2023-01-01\"><room name=\"A\"><event id=\"1\"><title>CRIU and Frobnitz</title>\
        <abstract>A node, and CRIU.</abstract></event></room></day></schedule>";
    fs::write(folder.path().join("example-2023.xml"), schedule).expect("a file");
    let gold = r#"{"2023/1": {"entities": [
        {"surface": "CRIU", "kind": "project", "sure": true}, {"surface": "Frobnitz", "kind": "project", "sure": true}]},
        "2023/9": {"entities": []}}"#;
    fs::write(folder.path().join("talks.json"), gold).expect("a file");
    let homonyms = r#"[{"name": "Node", "surface": "node", "source": "example:2023/1:abstract", "offset": 2,
        "context": "A node, and CRIU.", "label": false}]"#;
    fs::write(folder.path().join("homonyms.json"), homonyms).expect("a file");
    let output = hallway_in(
        folder.path(),
        &["eval", "talks.json", "homonyms.json", "--source", "example-2023.xml", "--format", "json"],
    );
    let evaluated: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let score = |what: &str| {
        let scores = evaluated["scores"].as_array().expect("scores");
        scores.iter().find(|score| text(score, "what") == what).cloned().unwrap_or_default()
    };
    // Both stand in one talk only.
    assert_eq!(
        (score("names of one talk only")["labels"].as_u64(), score("names of one talk only")["found"].as_u64()),
        (Some(2), Some(1))
    );
    assert_eq!(score("names")["precision"], 1.0);
    assert_eq!(score("homonyms")["recall"], 1.0);
    assert_eq!(text(&evaluated["faults"][0], "surface"), "Frobnitz");
    assert_eq!(evaluated["unknown"], serde_json::json!(["2023/9"]));
    assert!(stderr(&output).contains("`2023/9`"), "{}", stderr(&output));
    fs::write(folder.path().join("bad.json"), "{\"a\": 1}").expect("a file");
    let output = hallway_in(folder.path(), &["eval", "bad.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("gold of no known form"), "{}", stderr(&output));
}
