//! Snapshots: they answer as their sources do, follow what changes, and are never trusted when damaged.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Output;

use hallway::query::{answer, parse};
use hallway::snapshot::Snapshot;
use proptest::prelude::*;
use tempfile::TempDir;

use crate::support::{hallway_in, project, stderr, stdout};

/// Files of a small workspace: two schedules, an edition file, notes on both editions and on an unknown one's.
const FILES: [(&str, &str); 7] = [
    (
        "data/dictionaries/boats.yaml",
        "- {id: oarlet, name: Oarlet, kind: project, aliases: [Rowlok], relations: [{verb: uses, to: mastd}]}\n\
         - {id: mastd, name: Mastd, kind: project}\n\
         - {id: rowing, name: rowing, kind: topic}\n\
         - {id: wind, name: Wind, kind: technology, match: {needs: [weather]}}\n",
    ),
    (
        "data/schedules/2016.jsonl",
        "{\"title\": \"The Oarlet in practice\", \"edition\": \"boatcon-2016\", \"abstract\": \"Rowing with an Oarlet.\", \"speakers\": [\"Ann Example\"]}\n\
         {\"title\": \"Mastds\", \"edition\": \"boatcon-2016\", \"abstract\": \"A Mastd, an Oarlet and the Wind.\"}\n",
    ),
    (
        "data/schedules/2017.xml",
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<schedule><conference><title>Boatcon 2017</title></conference>\n\
         <day date=\"2017-05-01\"><room name=\"R\"><event id=\"1\"><title>Wind &amp; Mastd</title>\n\
         <abstract>&lt;p&gt;The weather: Wind in the Mastd.\nÉ Rowlok too.&lt;/p&gt;</abstract>\n\
         <persons><person>Bea Example</person></persons></event></room></day></schedule>\n",
    ),
    (
        "data/editions/sailcon-2015.yaml",
        "edition: sailcon-2015\ndictionaries: 0000000000000000\ntalks:\n\
         - id: '1'\n  title: Before the Mastd\n  tagged: {mastd: 2, oarlet: 1}\n",
    ),
    (
        "data/notes/boatcon-2016.md",
        "# Boatcon 2016\n\n## The Oarlet in practice - Ann Example\n\nAn Oarlet and a Mastd. TODO: read about the Wind\n\n\
         ```mermaid\ngraph TD\n  Oarlet --> Mastd\n```\n",
    ),
    (
        "data/notes/latin.txt",
        "Boatcon 2018\n\n* Caf\u{e9} talk: the Oarlet by Cy Example\n* Another talk: a Mastd by Di Example\n",
    ),
    ("queries/oar.yaml", "title: Around the Oarlet\ndraw: ego\nfocus: [Oarlet]\nformats: [svg]\n"),
];

fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in FILES {
        write(folder.path(), path, text);
    }
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
    // Notes of old are in the encoding of their time.
    let bytes = if path.ends_with("latin.txt") {
        text.chars().map(|c| u8::try_from(u32::from(c)).expect("a Latin letter")).collect()
    } else {
        text.as_bytes().to_vec()
    };
    fs::write(path, bytes).expect("it can be written");
}

/// What was printed, what was said, and how it ended.
fn told(output: &Output) -> (String, String, Option<i32>) {
    (stdout(output), stderr(output), output.status.code())
}

fn build(folder: &Path, more: &[&str]) -> serde_json::Value {
    let output = hallway_in(folder, &[&["build", "--format", "json"], more].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    let rows: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    rows[0].clone()
}

const QUESTIONS: [&[&str]; 24] = [
    &["talks", "Oarlet"],
    &["talks", "Oarlet and Mastd or Wind", "--format", "json"],
    &["talks", "Oarlet not Mastd", "--format", "json"],
    &["talks", "\"the mastd\"", "--format", "json"],
    &["talks", "kind:topic year:2016", "--format", "json"],
    &["talks", "", "--format", "json"],
    &["talks", "Oarlett"],
    &["show", "Oarlet", "--format", "json"],
    &["show", "rowloks"],
    &["show", "nothing"],
    &["why", "Oarlet", "Mastd", "--format", "json"],
    &["why", "Oarlet", "Rowlok"],
    &["related", "Mastd", "--format", "json"],
    &["pairs", "--min-talks", "1", "--format", "csv"],
    &["pairs", "year:2016", "--min-talks", "1", "--format", "csv"],
    &["entities", "--format", "json"],
    &["corpus", "--format", "json"],
    &["mentions", "--format", "json"],
    &["tocheck", "--format", "json"],
    &["people", "--format", "json"],
    &["editions", "--format", "json"],
    &["recur", "--format", "json"],
    &["path", "Wind", "Oarlet", "--format", "json"],
    &["draw", "sketch", "--out", "-"],
];

#[test]
fn a_snapshot_answers_as_its_sources_do() {
    let folder = workspace();
    let folder = folder.path();
    let plain: Vec<_> = QUESTIONS.iter().map(|question| told(&hallway_in(folder, question))).collect();
    assert!(plain[0].0.contains("Rowing with an Oarlet."), "{}", plain[0].0);
    let built = build(folder, &[]);
    assert_eq!(built["file"], "hallway.snapshot");
    for (question, plain) in QUESTIONS.iter().zip(plain) {
        assert_eq!(told(&hallway_in(folder, question)), plain, "{question:?}");
        assert_eq!(told(&hallway_in(folder, &[question, &["--jobs", "1"][..]].concat())), plain, "{question:?}");
    }
}

/// A workspace with talks of two editions, the later first; every second mentions the Oarlet, which is more than one list
/// holds.
fn large_workspace() -> TempDir {
    let folder = workspace();
    let talk = |at: usize| {
        let (edition, of) = (2031 - at / 3000, if at.is_multiple_of(2) { "the Oarlet" } else { "rowing" });
        format!("{{\"title\": \"Talk {at}\", \"edition\": \"boatcon-{edition}\", \"abstract\": \"Of {of}.\"}}\n")
    };
    write(folder.path(), "data/schedules/many.jsonl", &(0..5000).map(talk).collect::<String>());
    folder
}

#[test]
fn the_first_few_talks_are_those_with_which_all_begin() {
    let folder = large_workspace();
    let folder = folder.path();
    let asked = |query: &str, more: &[&str]| {
        let rows = stdout(&hallway_in(folder, &[&["talks", query, "--format", "csv"], more].concat()));
        rows.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let queries = [("Oarlet", 2500), ("Oarlet year:2031", 1500), ("", 5000), ("Mastd or kind:topic", 2500)];
    let all = queries.map(|(query, _)| asked(query, &[]));
    for is_built in [false, true] {
        if is_built {
            build(folder, &[]);
        }
        for ((query, least), all) in queries.iter().zip(&all) {
            assert!(all.len() >= *least, "{query}: {}", all.len());
            assert!(!is_built || asked(query, &[]) == *all, "{query}");
            for few in [0, 3, 40, 2200] {
                let first = asked(query, &["--limit", &few.to_string()]);
                assert!(first == all[..few.min(all.len())], "{query}: the first {few}");
            }
        }
    }
}

#[test]
fn the_first_talks_are_told_before_the_last_are_known() {
    let folder = large_workspace();
    build(folder.path(), &[]);
    let snapshot = Snapshot::open(&folder.path().join("hallway.snapshot")).expect("it is sound");
    for query in ["Oarlet", "", "Oarlet or rowing"] {
        let query = parse(query, &snapshot).expect("a query");
        let all = answer::talks(&snapshot, &query, None).len();
        let mut told = Vec::new();
        answer::each_talk(&snapshot, &query, None, &mut |rows| {
            told.push(rows.len());
            ControlFlow::Continue(())
        });
        assert!(told.iter().sum::<usize>() == all && all >= 2500, "{told:?}");
        assert!(told[0] <= 32 && told.len() > 3, "{told:?}");
        let mut calls = 0;
        answer::each_talk(&snapshot, &query, None, &mut |_| {
            calls += 1;
            ControlFlow::Break(())
        });
        assert_eq!(calls, 1, "whoever has enough gets no more");
    }
}

#[test]
fn damage_that_shows_late_loses_no_talk_and_repeats_none() {
    let folder = large_workspace();
    let folder = folder.path();
    build(folder, &[]);
    let file = folder.join("hallway.snapshot");
    let sound = fs::read(&file).expect("it is there");
    // The last of the many talks that are told; its record holds its title.
    let rows = stdout(&hallway_in(folder, &["talks", "Oarlet", "--format", "csv"]));
    let cells = rows.lines().rev().flat_map(|row| row.split(','));
    let title = cells.into_iter().find(|cell| cell.starts_with("Talk ")).expect("a title");
    let at = memchr::memmem::find(&sound, title.as_bytes()).expect("its record");
    let mut damaged = sound.clone();
    damaged[at] ^= 1;
    for format in ["table", "json", "jsonl", "csv", "md"] {
        let question = ["talks", "Oarlet", "--format", format];
        let plain = stdout(&hallway_in(folder, &[&question[..], &["--no-snapshot"]].concat()));
        fs::write(&file, &damaged).expect("it can be written");
        let (out, err, code) = told(&hallway_in(folder, &question));
        assert!(out == plain, "{format}: {} of {} bytes", out.len(), plain.len());
        assert_eq!(code, Some(0));
        assert!(err.contains("is damaged"), "{format}: {err}");
        assert!(fs::read(&file).expect("it is there") == sound, "{format}: made anew");
    }
    // Where its files are not at hand, there is nothing to make it anew of.
    let elsewhere = tempfile::tempdir().expect("a folder");
    let file = elsewhere.path().join("copy.snapshot");
    fs::write(&file, &damaged).expect("it can be written");
    for question in [&["talks", "Oarlet"][..], &["corpus"]] {
        let (_, err, code) =
            told(&hallway_in(elsewhere.path(), &[question, &["--snapshot", "copy.snapshot"]].concat()));
        assert_eq!(code, Some(2), "{err}");
        assert!(err.contains("is damaged"), "{err}");
        assert!(fs::read(&file).expect("it is there") == damaged, "it is not made of what lies there");
    }
}

#[test]
fn the_bundled_notes_and_editions_answer_from_a_snapshot() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("s").to_string_lossy().into_owned();
    for (place, limit) in [(project(), "notes"), (folder.path(), "editions")] {
        let output = hallway_in(place, &["build", "--out", &file]);
        assert!(output.status.success(), "{limit}: {}", stderr(&output));
        for question in [
            &["talks", "CRIU", "--format", "json"][..],
            &["show", "etcd", "--format", "json"],
            &["recur", "--format", "csv"],
        ] {
            let plain = told(&hallway_in(place, &[question, &["--no-snapshot"]].concat()));
            assert!(plain.0.len() > 1000, "{question:?}");
            assert_eq!(told(&hallway_in(place, &[question, &["--snapshot", &file]].concat())), plain, "{question:?}");
        }
    }
}

#[test]
fn only_what_changed_is_read_again_and_the_file_is_as_if_made_anew() {
    let folder = workspace();
    let folder = folder.path();
    let all = build(folder, &[])["read"].as_u64().expect("a number");
    assert_eq!(all, 3, "notes with both schedules that they may be about, and an edition");
    let steps: [(&str, Option<&str>, u64); 6] = [
        (
            "data/notes/latin.txt",
            Some("Boatcon 2018\n\n* Short talk: Wind and weather by Cy Example\n* The Oarlet by Di\n"),
            1,
        ),
        ("data/schedules/2019.jsonl", Some("{\"title\": \"Oarlets again\", \"edition\": \"boatcon-2019\"}\n"), 1),
        ("data/schedules/2017.xml", None, 0),
        ("data/notes/boatcon-2019.md", Some("# Boatcon 2019\n\n## Oarlets again - Ann Example\n\nMast.\n"), 1),
        (
            "data/notes/what.md",
            Some(
                "# A conference\n\n## Oarlets again - Ann Example\n\nThe Wind.\n\n## Oarlets later - Bea Example\n\nWeather.\n",
            ),
            1,
        ),
        ("data/editions/sailcon-2015.yaml", Some("edition: sailcon-2015\ntalks:\n- title: Behind the Mastd\n"), 1),
    ];
    for (path, text, read) in steps {
        match text {
            Some(text) => write(folder, path, text),
            None => fs::remove_file(folder.join(path)).expect("it was there"),
        }
        let plain =
            told(&hallway_in(folder, &["talks", "Oarlet or Mastd or Wind", "--no-snapshot", "--format", "json"]));
        // A question brings the snapshot up to date.
        let asked = told(&hallway_in(folder, &["talks", "Oarlet or Mastd or Wind", "--format", "json"]));
        assert_eq!(asked, plain, "{path}");
        let after = fs::read(folder.join("hallway.snapshot")).expect("it is there");
        let built = build(folder, &["--out", "other.snapshot", "--fresh"]);
        assert!(fs::read(folder.join("other.snapshot")).expect("it is there") == after, "{path}: other bytes");
        let again = build(folder, &[]);
        assert_eq!(again["read"], 0, "{path}: nothing changed since");
        assert_eq!(again["kept"], built["read"], "{path}");
        assert!(read <= built["read"].as_u64().expect("a number"), "{path}");
    }
}

#[test]
fn blocks_that_did_not_change_are_taken_over_and_a_changed_dictionary_tags_all_again() {
    let folder = workspace();
    let folder = folder.path();
    let before = build(folder, &[]);
    write(folder, "data/schedules/2016.jsonl", &FILES[1].1.replace("Mastds", "Many mastds"));
    let after = build(folder, &[]);
    assert_eq!((after["read"].as_u64(), after["kept"].as_u64()), (Some(1), before["read"].as_u64().map(|all| all - 1)));
    let count = || stdout(&hallway_in(folder, &["talks", "weather", "--format", "csv"])).lines().count();
    assert_eq!(count(), 0, "no entity of that name");
    write(folder, FILES[0].0, &format!("{}- {{id: weather, name: weather, kind: topic}}\n", FILES[0].1));
    assert_eq!(count(), 2, "a heading and a talk");
    assert_eq!(build(folder, &[])["read"], 0, "the question brought it up to date");
    write(folder, FILES[0].0, FILES[0].1);
    assert_eq!(build(folder, &[])["kept"], 0, "everything is tagged again");
}

#[test]
fn files_that_are_not_whole_or_not_ours_are_refused_and_made_anew() {
    let folder = workspace();
    let folder = folder.path();
    build(folder, &[]);
    let sound = fs::read(folder.join("hallway.snapshot")).expect("it is there");
    let question = ["talks", "Oarlet", "--format", "json"];
    let answer = told(&hallway_in(folder, &question));
    let mut newer = sound.clone();
    newer[8] += 1;
    let cut = sound[..sound.len() / 2].to_vec();
    for (bytes, said) in [
        (newer, "was written by a newer Hallway"),
        (cut, "is not whole"),
        (Vec::new(), "is not whole"),
        (b"Dear diary,\n".repeat(20), "is no snapshot"),
    ] {
        fs::write(folder.join("hallway.snapshot"), bytes).expect("it can be written");
        let (out, err, code) = told(&hallway_in(folder, &question));
        assert_eq!((out, code), (answer.0.clone(), answer.2), "{said}");
        assert!(err.contains("refused") && err.contains(said), "{said}: {err}");
        assert!(fs::read(folder.join("hallway.snapshot")).expect("it is there") == sound, "{said}: made anew");
        assert_eq!(told(&hallway_in(folder, &question)), answer, "{said}: nothing more to say");
    }
    fs::write(folder.join("mine.txt"), "Dear diary,\n".repeat(20)).expect("it can be written");
    let output = hallway_in(folder, &["talks", "Oarlet", "--snapshot", "mine.txt"]);
    assert_eq!(output.status.code(), Some(2), "a file of somebody's own is not written over");
    assert!(fs::read_to_string(folder.join("mine.txt")).expect("it is there").starts_with("Dear"));
}

#[test]
fn a_snapshot_answers_without_its_sources_and_says_so() {
    let folder = workspace();
    build(folder.path(), &["--out", "all.snapshot"]);
    let answer = stdout(&hallway_in(folder.path(), &["talks", "Oarlet", "--format", "json"]));
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::copy(folder.path().join("all.snapshot"), elsewhere.path().join("all.snapshot")).expect("it is there");
    let output = hallway_in(elsewhere.path(), &["talks", "Oarlet", "--snapshot", "all.snapshot", "--format", "json"]);
    assert_eq!(stdout(&output), answer);
    assert!(stderr(&output).contains("not at hand"), "{}", stderr(&output));
    let output = hallway_in(elsewhere.path(), &["talks", "Oarlet", "--snapshot", "nowhere.snapshot"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("hallway build"), "{}", stderr(&output));
    let output = hallway_in(elsewhere.path(), &["build", "--out", "all.snapshot", "--fresh"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let made_of_nothing = fs::read(elsewhere.path().join("all.snapshot")).expect("it is there");
    write(elsewhere.path(), "diary.md", "# Boatcon 2019\n\n## Rowing - Ann Example\n\nA CRIU.\n");
    let output = hallway_in(elsewhere.path(), &["talks", "CRIU", "--snapshot", "all.snapshot"]);
    assert!(stderr(&output).contains("not at hand"), "{}", stderr(&output));
    assert!(fs::read(elsewhere.path().join("all.snapshot")).expect("it is there") == made_of_nothing);
    let other = workspace();
    write(other.path(), "data/notes/boatcon-2016.md", "# Boatcon 2016\n\n## Rowing - Ann Example\n\nAn anchor.\n");
    let kept = folder.path().join("all.snapshot");
    let before = fs::read(&kept).expect("it is there");
    let question = ["talks", "Oarlet", "--format", "json", "--snapshot", kept.to_str().expect("a path")];
    let output = hallway_in(other.path(), &question);
    assert_eq!(stdout(&output), answer, "a file of the same name elsewhere is another one");
    assert!(stderr(&output).contains("not at hand"), "{}", stderr(&output));
    assert!(fs::read(&kept).expect("it is there") == before);
    let output = hallway_in(folder.path(), &["build", "--source", "data/schedules"]);
    assert_eq!(output.status.code(), Some(2), "the data folder's own snapshot is not written over");
    assert!(stderr(&output).contains("--out"), "{}", stderr(&output));
}

#[test]
fn a_named_snapshot_is_not_made_of_something_else() {
    let folder = workspace();
    let run = |arguments: &[&str]| hallway_in(folder.path(), arguments);
    let of_schedules = ["--source", "data/schedules", "--no-editions"];
    assert!(run(&[&["build", "--out", "boats.snapshot"], &of_schedules[..]].concat()).status.success());
    let kept = fs::read(folder.path().join("boats.snapshot")).expect("it is there");
    let question = ["talks", "Oarlet", "--snapshot", "boats.snapshot"];
    let answer = told(&run(&question));
    assert_eq!(told(&run(&[&question[..], &of_schedules].concat())), answer, "these made it");
    for other in [&["--no-editions"][..], &["--source", "data/notes"], &["--data", "data"]] {
        let output = run(&[&question[..], other].concat());
        assert_eq!(output.status.code(), Some(2), "{other:?}");
        assert!(stderr(&output).contains("`--source=data/schedules --no-editions`"), "{}", stderr(&output));
    }
    assert!(fs::read(folder.path().join("boats.snapshot")).expect("it is there") == kept);
    let notes = fs::read(folder.path().join("data/notes/boatcon-2016.md")).expect("they are there");
    for command in [&["build", "--out"][..], &["talks", "Oarlet", "--source", "data/notes", "--snapshot"]] {
        let output = run(&[command, &["data/notes/boatcon-2016.md"]].concat());
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    }
    assert!(fs::read(folder.path().join("data/notes/boatcon-2016.md")).expect("they are there") == notes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn no_damage_goes_unnoticed(place in any::<proptest::sample::Index>(), change in 1..=255_u8) {
        let folder = workspace();
        let folder = folder.path();
        build(folder, &[]);
        let mut bytes = fs::read(folder.join("hallway.snapshot")).expect("it is there");
        let question = ["show", "Oarlet", "--format", "json"];
        let answer = hallway_in(folder, &question);
        let at = place.index(bytes.len());
        bytes[at] ^= change;
        fs::write(folder.join("hallway.snapshot"), &bytes).expect("it can be written");
        for question in [&question[..], &["talks", "Oarlet", "--format", "json"], &["corpus", "--format", "json"]] {
            let plain = hallway_in(folder, &[question, &["--no-snapshot"]].concat());
            let output = hallway_in(folder, question);
            prop_assert_eq!(stdout(&output), stdout(&plain), "byte {}", at);
            prop_assert_eq!(output.status.code(), Some(0));
        }
        prop_assert!(!stdout(&answer).is_empty());
    }
}

#[test]
fn a_snapshot_beside_what_it_was_made_of_is_no_part_of_it() {
    let folder = workspace();
    let run = |arguments: &[&str]| hallway_in(folder.path(), arguments);
    let build = ["build", "--source", "data/schedules", "--no-editions", "--out", "data/schedules/boats.snapshot"];
    assert!(run(&build).status.success());
    let kept = folder.path().join("data/schedules/boats.snapshot");
    let before = fs::read(&kept).expect("the snapshot is there");
    for _ in 0..2 {
        let asked = run(&["talks", "Oarlet", "--snapshot", "data/schedules/boats.snapshot"]);
        assert_eq!((asked.status.code(), stderr(&asked)), (Some(0), String::new()));
    }
    let again = run(&build);
    assert!(stdout(&again).lines().last().is_some_and(|line| line.contains(" 0 ")), "nothing is read again");
    assert_eq!(fs::read(&kept).expect("the snapshot is there"), before);
}
