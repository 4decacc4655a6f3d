//! Schedules: real ones read whole, bad ones with a message, and what becomes of their facts.

#![allow(clippy::unwrap_used, clippy::format_collect, reason = "a test may stop at once")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hallway::complaint::Severity;
use hallway::source::Source;
use hallway::source::notes::{NoProgrammes, Options};
use hallway::source::read_all;
use serde_json::Value;

use crate::support::{hallway, hallway_in, rows, shared, stderr, stdout, text};

/// The entries of each file of a folder, with the number of complaints that are errors.
fn counts(folder: &Path, ending: &str) -> BTreeMap<String, (usize, usize)> {
    let mut counts = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(ending) {
            continue;
        }
        let source = Source::of_bytes(name.clone(), fs::read(&path).unwrap()).unwrap();
        let reading = read_all(&[source], &Options::default(), &NoProgrammes);
        let errors = reading.complaints.iter().filter(|complaint| complaint.severity == Severity::Error);
        let entries = reading.schedules.iter().map(|(_, schedule)| schedule.entries.len()).sum();
        counts.insert(name, (entries, errors.count()));
    }
    counts
}

#[test]
fn every_event_of_twenty_years_is_there() {
    let Some(folder) = shared("corpus/fosdem") else { return };
    let counts = counts(&folder, ".xml");
    for (name, (entries, errors)) in &counts {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(*entries, text.matches("<event ").count(), "{name}");
        assert_eq!(*errors, 0, "{name}");
    }
    assert_eq!(counts.len(), 20);
    assert_eq!(counts.values().map(|(entries, _)| entries).sum::<usize>(), 12_341);
}

#[test]
fn the_bundled_editions_have_every_event_too() {
    let talks: Vec<Value> = rows(&hallway(&["editions", "--format", "jsonl"]));
    let sum = |key: &str| talks.iter().filter_map(|row| row[key].as_u64()).sum::<u64>();
    // Talks that only notes tell of come on top; there are none of those in the bundled notes' editions but these.
    let told = rows(&hallway(&["corpus", "--format", "jsonl"]))
        .iter()
        .filter(|row| {
            !row["talk"].as_str().unwrap().rsplit('/').next().unwrap().bytes().all(|byte| byte.is_ascii_digit())
        })
        .count();
    assert_eq!(sum("talks") + sum("cancelled"), 12_341 + told as u64);
    assert!(talks.iter().all(|row| text(row, "coverage") == "full"));
}

#[test]
fn other_schedules_are_read_without_an_error() {
    let Some(folder) = shared("corpus/schedules") else { return };
    let counts = counts(&folder, "");
    for (name, (entries, errors)) in &counts {
        assert_eq!(*errors, 0, "{name}");
        assert!(*entries >= 30, "{name}: {entries}");
    }
    assert_eq!(counts["36c3.xml"], counts["36c3.json"]);
    assert_eq!(counts["emf-2024.xml"].0, counts["emf-2024.json"].0);
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let of = |sources: &[&str]| {
        let mut arguments = vec!["corpus".to_owned(), "--format".into(), "jsonl".into(), "--no-editions".into()];
        for source in sources {
            arguments.extend(["--source".to_owned(), path(source)]);
        }
        rows(&hallway(&arguments.iter().map(String::as_str).collect::<Vec<_>>())).len()
    };
    assert_eq!(of(&["36c3.xml", "36c3.json"]), of(&["36c3.xml"]), "two forms of one schedule are one programme");
}

#[test]
fn schedules_are_joined_by_their_ids_whatever_the_titles() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.csv"),
        "guid,edition,title,date\ng1,rowing-2016,Oars,2016-01-30\ng2,rowing-2016,Sails,2016-01-30\n",
    )
    .unwrap();
    fs::write(
        folder.path().join("b.jsonl"),
        "{\"guid\": \"g1\", \"edition\": \"rowing-2016\", \"title\": \"All about oars\"}\n",
    )
    .unwrap();
    let arguments = ["corpus", "--format", "jsonl", "--no-editions", "--source", "a.csv", "--source", "b.jsonl"];
    let talks = rows(&hallway_in(folder.path(), &arguments));
    let accounts: Vec<_> =
        talks.iter().map(|row| (text(row, "title"), row["accounts"].as_array().unwrap().len())).collect();
    assert_eq!(accounts, [("Oars", 2), ("Sails", 1)]);
}

#[test]
fn two_entries_of_one_schedule_stay_two() {
    let welcomes = rows(&hallway(&["talks", "\"Welcome\" edition:fosdem-2007", "--format", "jsonl"]));
    let named = welcomes.iter().filter(|row| text(row, "title") == "Welcome").count();
    assert_eq!(named, 6, "{welcomes:?}");
}

#[test]
fn placeholders_are_nobody_and_cancelled_talks_count_nowhere() {
    let people = rows(&hallway(&["people", "--format", "jsonl"]));
    assert!(people.iter().all(|row| text(row, "name") != "FOSDEM Staff"));
    let reber = people.iter().find(|row| text(row, "name") == "Adrian Reber").expect("he spoke");
    assert!(reber["years"].as_array().unwrap().len() >= 5, "{reber}");
    let all = rows(&hallway(&["corpus", "--format", "jsonl"]));
    let off: Vec<&Value> = all.iter().filter(|row| text(row, "status") == "cancelled").collect();
    assert!(off.len() >= 20 && off.iter().all(|row| !text(row, "title").contains("CANCEL")), "{off:?}");
    let id = text(off[0], "talk");
    let held = rows(&hallway(&["talks", "--format", "jsonl"]));
    assert!(held.iter().all(|row| text(row, "talk") != id));
    assert_eq!(held.len() + off.len(), all.len());
}

#[test]
fn tracks_are_one_across_years_with_their_spellings() {
    let tracks = rows(&hallway(&["tracks", "series:fosdem", "--format", "jsonl"]));
    let postgres: Vec<&Value> =
        tracks.iter().filter(|row| text(row, "track").to_lowercase().starts_with("postgresql")).collect();
    assert_eq!(postgres.len(), 1, "{postgres:?}");
    let names: std::collections::BTreeSet<&str> =
        postgres[0]["spellings"].as_array().unwrap().iter().map(|spelling| text(spelling, "name")).collect();
    assert!(names.len() >= 2, "{names:?}");
}

/// What is said of a schedule in a file of that name, and how many talks are read from it.
fn said(name: &str, bytes: &[u8]) -> (String, usize) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    fs::write(folder.path().join("good.jsonl"), "{\"title\": \"Oars\", \"edition\": \"rowing-2001\"}\n").unwrap();
    let arguments = ["corpus", "--format", "jsonl", "--no-editions", "--source", name, "--source", "good.jsonl"];
    let output = hallway_in(folder.path(), &arguments);
    let talks = rows(&output);
    assert!(talks.iter().any(|row| text(row, "title") == "Oars"), "the other file is read: {}", stderr(&output));
    (stderr(&output), talks.len() - 1)
}

#[test]
fn bad_schedules_get_a_message_with_their_place() {
    let event = "<event id=\"1\"><title>Sails</title><start>25:00</start><duration>-1:00</duration></event>";
    let whole =
        |inner: &str| format!("<schedule><conference><title>Rowing 2002</title></conference>{inner}</schedule>");
    let deep = format!("<schedule>{}", "<day>".repeat(200));
    let bomb = format!(
        "<!DOCTYPE s [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>{}",
        whole("<day><event id=\"1\"><title>Boom &b;</title></event></day>")
    );
    let twice = whole("<day><event id=\"1\"><title>A</title></event><event id=\"1\"><title>B</title></event></day>");
    let latin = [
        b"<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?>".as_slice(),
        whole("<day><event id=\"1\"><title>ř</title></event></day>").as_bytes(),
    ]
    .concat();
    for (name, bytes, talks, messages) in [
        (
            "cut.xml",
            whole(&format!("<day>{event}</day>")).as_bytes()[..140].to_vec(),
            0,
            &["cut.xml:1:", "tag not closed"][..],
        ),
        (
            "half.xml",
            whole(&format!("<day>{event}<event id=\"2\"><title>Half")).into_bytes(),
            1,
            &["half.xml:1:", "1 event before it"],
        ),
        (
            "values.xml",
            whole(&format!("<day date=\"2002-02-31\">{event}</day>")).into_bytes(),
            1,
            &["`2002-02-31` is no day", "no time", "no duration"],
        ),
        ("deep.xml", deep.into_bytes(), 0, &["deep.xml:1:", "64 deep"]),
        ("bomb.xml", bomb.into_bytes(), 1, &["`&b;` is not expanded"]),
        ("twice.xml", twice.into_bytes(), 2, &["the id `1` is given a second time"]),
        ("latin.xml", latin, 1, &["declares the encoding ISO-8859-2", "read as UTF-8"]),
        (
            "login.xml",
            b"<!DOCTYPE html>\n<html><form>Log in</form></html>".to_vec(),
            0,
            &["login.xml:1:1", "an HTML page, not a schedule"],
        ),
        (
            "other.json",
            b"{\n \"results\": [{\"code\": \"A\"}]\n}".to_vec(),
            0,
            &["other.json:1:1", "no schedule that is known here"],
        ),
        (
            "odd.json",
            b"{\"schedule\": {\n\"conference\": {\"title\": \"X\"}}}".to_vec(),
            0,
            &["odd.json:2:", "expected `days`"],
        ),
        (
            "cut.json",
            b"{\"schedule\": {\"conference\":\n {\"title\": \"X\", \"days\": [".to_vec(),
            0,
            &["cut.json:2:", "not JSON"],
        ),
        (
            "cut.ics",
            b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:A\nEND:VEVENT\nBEGIN:VEV".to_vec(),
            1,
            &["cut.ics:5:", "1 event before it"],
        ),
        ("rows.csv", b"id,title,year\n1,A\n2,B,2002\n".to_vec(), 1, &["rows.csv:2:", "2 values for 3 columns"]),
        (
            "edition.yaml",
            b"edition: rowing\ntalks:\n- title: A\n  starts: now\n".to_vec(),
            0,
            &["edition.yaml:4:", "unknown field `starts`"],
        ),
    ] {
        let (message, found) = said(name, &bytes);
        for expected in messages {
            assert!(message.contains(expected), "{name} should say {expected:?}:\n{message}");
        }
        assert_eq!(found, talks, "{name}: {message}");
    }
}

#[test]
fn a_schedule_of_a_gigabyte_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = fs::File::create(folder.path().join("huge.xml")).unwrap();
    std::io::Write::write_all(&mut &file, b"<?xml version=\"1.0\"?>\n<schedule>").unwrap();
    file.set_len(1 << 30).unwrap();
    let output = hallway_in(folder.path(), &["corpus", "--source", "huge.xml", "--no-editions"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("1024 MB are too much for a schedule"), "{}", stderr(&output));
}

#[test]
fn a_tables_places_count_bytes_of_its_values() {
    let folder = tempfile::tempdir().unwrap();
    let row = "{\"id\": \"7\", \"edition\": \"rowing-2016\", \"title\": \"Ærø and CRIU\", \"abstract\": \"Why \\\"Kubernetes\\\"?\"}";
    fs::write(folder.path().join("talks.jsonl"), format!("\n{row}\n")).unwrap();
    let arguments = ["mentions", "--format", "jsonl", "--no-editions", "--source", "talks.jsonl"];
    let mentions = rows(&hallway_in(folder.path(), &arguments));
    let found: Vec<_> = mentions
        .iter()
        .map(|row| {
            (
                text(row, "talk"),
                text(row, "field"),
                row["start"].as_u64(),
                row["end"].as_u64(),
                row["line"].as_u64(),
                text(row, "text"),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("rowing-2016/7", "title", Some(10), Some(14), Some(2), "CRIU"),
            ("rowing-2016/7", "abstract", Some(5), Some(15), Some(2), "Kubernetes"),
        ]
    );
}

#[test]
fn imported_facts_say_what_their_schedule_says() {
    let folder = tempfile::tempdir().unwrap();
    let events: String = [
        ("1", "Freezing: \"CRIU\" & [co], no", "Docker, Docker and Podman."),
        ("2", "yes", "Nothing at all"),
        ("3", "CANCELLED: Sails # 2", "Kubernetes"),
        ("0042", "- {odd} 'quotes' — Ærø", "etcd"),
    ]
    .iter()
    .map(|(id, title, summary)| {
        let title = title.replace('&', "&amp;");
        format!(
            "<event id=\"{id}\"><start>09:30</start><duration>00:25</duration><slug>s-{id}</slug><title>{title}</title>\
             <track>On: Air</track><language>no</language><abstract>{summary}</abstract>\
             <persons><person>Anna \"A\" Fox, Dr</person></persons>\
             <links><link href=\"https://a.org/v/{id}.webm\">Video</link><link href=\"https://a.org/v/{id}.mp4\">Video</link></links></event>"
        )
    })
    .collect();
    let xml = format!(
        "<schedule><conference><title>Rowing 2016</title></conference><day date=\"2016-01-30\"><room name=\"Boat\">{events}</room></day></schedule>"
    );
    fs::write(folder.path().join("s.xml"), xml).unwrap();
    let import = hallway_in(folder.path(), &["import", "s.xml", "-o", "data/editions", "--format", "jsonl"]);
    assert_eq!(import.status.code(), Some(0), "{}", stderr(&import));
    let facts = fs::read_to_string(folder.path().join("data/editions/rowing-2016.yaml")).unwrap();
    assert!(!facts.contains("Nothing at all") && facts.contains("docker: 2"), "{facts}");
    let again = hallway_in(folder.path(), &["import", "s.xml", "-o", "data/editions", "--format", "jsonl"]);
    assert_eq!(text(&rows(&again)[0], "state"), "unchanged");

    let corpus = |arguments: &[&str]| -> Vec<Value> {
        let mut talks = rows(&hallway_in(folder.path(), arguments));
        for talk in &mut talks {
            talk.as_object_mut().unwrap().remove("accounts");
        }
        talks.sort_by_key(|talk| text(talk, "talk").to_owned());
        talks
    };
    let read = corpus(&["corpus", "--format", "jsonl", "--source", "s.xml", "--no-editions"]);
    assert_eq!(read, corpus(&["corpus", "--format", "jsonl"]), "{facts}");
    let count = |arguments: &[&str]| rows(&hallway_in(folder.path(), arguments))[0]["mentions"].as_u64();
    let docker = count(&["talks", "Docker", "--format", "jsonl"]);
    assert_eq!(docker, count(&["talks", "Docker", "--format", "jsonl", "--source", "s.xml", "--no-editions"]));
    let shown = stdout(&hallway_in(folder.path(), &["talks", "Docker"]));
    assert!(shown.contains("text not bundled"), "{shown}");

    // Other dictionaries: what was counted still counts, what is new is found in titles, and `check` says so.
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(
        folder.path().join("mine/d.yaml"),
        "- {id: docker, name: Docker, kind: project}\n- {id: odd, name: odd, kind: topic}\n",
    )
    .unwrap();
    let docker = count(&["talks", "Docker", "--format", "jsonl", "--dictionaries", "mine"]);
    assert_eq!(docker, Some(2));
    assert_eq!(count(&["talks", "odd", "--format", "jsonl", "--dictionaries", "mine"]), Some(1));
    let check = stderr(&hallway_in(folder.path(), &["check", "--dictionaries", "mine"]));
    assert!(check.contains("tagged with other dictionaries"), "{check}");

    // With texts, phrases are found in them.
    let texts = hallway_in(folder.path(), &["import", "s.xml", "-o", "private/editions", "--with-text"]);
    assert_eq!(texts.status.code(), Some(0), "{}", stderr(&texts));
    let found = hallway_in(folder.path(), &["talks", "\"nothing at all\"", "--data", "private", "--format", "jsonl"]);
    assert_eq!(rows(&found).len(), 1, "{}", stderr(&found));
    let counted = count(&["talks", "Docker", "--data", "private", "--format", "jsonl"]);
    assert_eq!(counted, Some(2));

    // What is broken is not written, and what was there stays.
    fs::write(
        folder.path().join("s.xml"),
        "<schedule><conference><title>Rowing 2016</title></conference><day><event><title>A</title></event>",
    )
    .unwrap();
    let broken = hallway_in(folder.path(), &["import", "s.xml", "-o", "data/editions"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(stderr(&broken).contains("rowing-2016 is not written"), "{}", stderr(&broken));
    assert_eq!(fs::read_to_string(folder.path().join("data/editions/rowing-2016.yaml")).unwrap(), facts);
}

#[test]
fn a_sidecar_forces_or_forbids_a_merge() {
    let folder = tempfile::tempdir().unwrap();
    let rows_of =
        "id,edition,title,speakers\n1,rowing-2016,Oars for everybody and all,Anna Fox\n2,rowing-2016,Sails,Bob Hay\n";
    fs::write(folder.path().join("talks.csv"), rows_of).unwrap();
    fs::write(
        folder.path().join("rowing-2016.md"),
        "---\nedition: rowing-2016\n---\n\n# Rowing\n\n## Oars for everybody, by Anna Fox\n\nLong.\n\n## Something else, by Eve Elm\n\nShort.\n",
    )
    .unwrap();
    let ids = || -> Vec<String> {
        let output = hallway_in(
            folder.path(),
            &["corpus", "--format", "jsonl", "--no-editions", "--source", "talks.csv", "--source", "rowing-2016.md"],
        );
        let told = rows(&output).into_iter().filter(|row| text(row, "status") == "attended");
        told.map(|row| text(&row, "talk").to_owned()).collect()
    };
    fs::write(folder.path().join("rowing-2016.hallway.yaml"), "day: Saturday\n").unwrap();
    assert_eq!(ids(), ["rowing-2016/1", "rowing-2016/something-else"]);
    fs::write(
        folder.path().join("rowing-2016.hallway.yaml"),
        "talks:\n- {match: Oars for everybody, event: none}\n- {match: Something else, event: 2}\n",
    )
    .unwrap();
    assert_eq!(ids(), ["rowing-2016/2", "rowing-2016/oars-for-everybody"]);
}

#[test]
fn a_report_on_two_conferences_has_an_edition_a_section() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("winter.md"),
        "# Two trips\n\n## FOSDEM 2016\n\n### Oars, by Anna Fox\n\nLong.\n\n### Sails, by Bob Hay\n\nLong.\n\n\
         ## KubeCon 2016\n\n### Anchors, by Eve Elm\n\nShort.\n\n### Ropes, by Ian Ash\n\nShort.\n",
    )
    .unwrap();
    let output = hallway_in(folder.path(), &["corpus", "--format", "jsonl", "--no-editions", "--source", "winter.md"]);
    let editions: Vec<String> =
        rows(&output).iter().map(|row| format!("{} {}", text(row, "edition"), text(row, "title"))).collect();
    assert_eq!(editions, ["fosdem-2016 Oars", "fosdem-2016 Sails", "kubecon-2016 Anchors", "kubecon-2016 Ropes"]);
}

#[test]
fn a_large_schedule_opens_to_its_places_and_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let event = |number: usize| {
        let filling = "what is said of it ".repeat(40);
        format!(
            "<event id=\"{number}\"><title>Ägypten {number}</title>\n<abstract>CRIU, {filling}</abstract></event>\n"
        )
    };
    let events: String = (0..120).map(event).collect();
    let schedule = format!(
        "<schedule><conference><title>FOSDEM 2016</title></conference>\
         <day date=\"2016-01-30\"><room name=\"A\">\n{events}</room></day></schedule>\n"
    );
    assert!(schedule.len() > 1 << 16);
    fs::write(folder.path().join("large.xml"), &schedule).unwrap();
    let mentions =
        rows(&hallway_in(folder.path(), &["mentions", "--source", ".", "--no-editions", "--format", "jsonl"]));
    let talks =
        rows(&hallway_in(folder.path(), &["talks", "CRIU", "--source", ".", "--no-editions", "--format", "jsonl"]));
    assert_eq!((mentions.len(), talks.len()), (120, 120));
    for (number, (mention, talk)) in mentions.iter().zip(&talks).enumerate() {
        let (start, end) = (mention["start"].as_u64().unwrap(), mention["end"].as_u64().unwrap());
        assert_eq!(&schedule[usize::try_from(start).unwrap()..usize::try_from(end).unwrap()], "CRIU");
        assert_eq!(text(mention, "text"), "CRIU");
        let evidence = &talk["evidence"];
        for place in [mention, evidence] {
            assert_eq!(place["line"], 3 + 2 * number);
            assert_eq!(place["column"], 11);
        }
        assert_eq!(evidence["start"], mention["start"]);
    }
}
