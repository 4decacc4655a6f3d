//! What recurs, what changed, what rises: over editions made for it, and over twenty years of FOSDEM.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{hallway, hallway_in, rows, stderr, stdout, text};

const DICTIONARY: &str = "- {id: criu, name: CRIU, kind: project}\n- {id: docker, name: Docker, kind: project}\n\
    - {id: etcd, name: etcd, kind: project}\n- {id: minitel, name: Minitel, kind: technology}\n";

/// A schedule with a talk for each title, given by the speaker after the bar.
fn schedule(year: u16, talks: &[&str]) -> String {
    let events = talks.iter().enumerate().map(|(id, talk)| {
        let (title, speaker) = talk.split_once('|').unwrap_or((talk, "Jo Example"));
        format!(
            "<event id=\"{id}\"><title>{title}</title><abstract>It is about {title}.</abstract>\
             <persons><person id=\"1\">{speaker}</person></persons></event>"
        )
    });
    format!(
        "<schedule><conference><acronym>example-{year}</acronym><title>Example {year}</title></conference>\
         <day date=\"{year}-02-01\"><room name=\"A\">{}</room></day></schedule>",
        events.collect::<String>()
    )
}

fn workspace(years: &[(u16, &[&str])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("data/dictionaries/mine.yaml", DICTIONARY);
    for (year, talks) in years {
        write(&format!("data/schedules/example-{year}.xml"), &schedule(*year, talks));
    }
    folder
}

fn asked(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    rows(&hallway_in(folder, &[arguments, &["--format", "jsonl"]].concat()))
}

fn find(rows: &[Value], id: &str) -> Value {
    rows.iter().find(|row| text(row, "id") == id).cloned().unwrap_or_default()
}

#[test]
fn what_recurs_is_counted_in_observed_editions() {
    // Nothing is known of 2013.
    let folder = workspace(&[
        (2010, &["CRIU", "Docker"]),
        (2011, &["Docker"]),
        (2012, &["Docker|Al Example"]),
        (2014, &["CRIU", "CRIU again", "etcd"]),
    ]);
    let found = asked(folder.path(), &["recur"]);
    assert_eq!(found.iter().map(|row| text(row, "id")).collect::<Vec<_>>(), ["docker", "criu"], "etcd came once");
    let criu = find(&found, "criu");
    assert_eq!(
        (&criu["editions"], &criu["of"], &criu["talks"], &criu["longest_gap"]),
        (&2.into(), &4.into(), &3.into(), &2.into())
    );
    assert_eq!((&criu["retention"], &criu["return_rate"]), (&0.0.into(), &0.5.into()));
    assert_eq!(text(&criu, "sparkline"), "▄··?█");
    let people = asked(folder.path(), &["recur", "--of", "person"]);
    assert_eq!(text(&people[0], "name"), "Jo Example");
    assert_eq!(people[0]["editions"], 3);
}

#[test]
fn two_editions_are_told_apart() {
    let folder = workspace(&[(2010, &["CRIU"]), (2011, &["Docker"]), (2012, &["CRIU", "etcd"])]);
    let found = asked(folder.path(), &["delta", "2011", "example-2012"]);
    for (id, change) in [("criu", "back"), ("etcd", "new"), ("docker", "gone")] {
        assert_eq!(text(&find(&found, id), "change"), change, "{id}");
    }
    assert_eq!(find(&found, "criu")["last_before"], 2010);
    assert_eq!(asked(folder.path(), &["delta", "last"]), found);
    let table = stdout(&hallway_in(folder.path(), &["delta", "last"]));
    assert!(table.starts_with("example-2011 → example-2012: 1 new, 1 back, 1 gone; turnover 1.00"), "{table}");
    let output = hallway_in(folder.path(), &["delta", "2011", "2021"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("nothing is known of an edition `2021`"), "{}", stderr(&output));
    assert_eq!(hallway_in(folder.path(), &["delta", "2011"]).status.code(), Some(2));
    assert_eq!(hallway_in(folder.path(), &["delta", "last", "--of", "talk"]).status.code(), Some(2));
}

#[test]
fn what_notes_leave_out_is_unobserved_not_gone() {
    let folder = workspace(&[(2010, &["CRIU", "Docker"]), (2011, &["CRIU", "Docker"])]);
    let notes =
        "---\nedition: example-2012\n---\n\n# CRIU by Jo Example\n\nIt froze.\n\n# etcd by Al Example\n\nIt agreed.\n";
    fs::create_dir_all(folder.path().join("data/notes")).expect("a folder");
    fs::write(folder.path().join("data/notes/example-2012.md"), notes).expect("a file");
    let found = asked(folder.path(), &["delta", "2011", "2012"]);
    assert_eq!(text(&find(&found, "docker"), "change"), "unobserved");
    assert_eq!(text(&find(&found, "etcd"), "change"), "new", "all before is known");
    let table = stdout(&hallway_in(folder.path(), &["delta", "last"]));
    assert!(table.contains("turnover: cannot say"), "{table}");
}

#[test]
fn under_five_full_editions_nobody_can_tell_a_trend() {
    let mut years: Vec<(u16, &[&str])> = vec![
        (2010, &["CRIU", "x", "y"]),
        (2011, &["CRIU", "CRIU", "x"]),
        (2012, &["CRIU", "CRIU", "CRIU"]),
        (2013, &["CRIU"]),
    ];
    let folder = workspace(&years);
    let found = asked(folder.path(), &["trend", "CRIU"]);
    assert_eq!(text(&found[0], "direction"), "cannot say");
    assert_eq!(text(&found[0], "reason"), "4 editions are known in full, 5 are needed");
    years = vec![
        (2010, &["x", "y", "z"]),
        (2011, &["CRIU", "x", "y", "z"]),
        (2012, &["CRIU", "x", "y"]),
        (2013, &["CRIU", "x"]),
        (2014, &["CRIU"]),
    ];
    let found = asked(workspace(&years).path(), &["trend", "CRIU"]);
    assert_eq!((text(&found[0], "direction"), found[0]["p"].as_f64()), ("rising", Some(2.0 / 120.0)));
    assert_eq!(asked(workspace(&years).path(), &["trends", "--min-talks", "1"]), found);
}

#[test]
fn talks_carry_on_earlier_ones_of_the_same_speaker_and_of_others() {
    let found =
        asked(Path::new(env!("CARGO_MANIFEST_DIR")), &["recur", "--of", "talk", "speaker:\"Adrian Reber\" Kubernetes"]);
    let by_year: Vec<(&str, &str, bool)> = found
        .iter()
        .map(|row| (text(&row["talk"], "edition"), text(&row["earlier"], "edition"), row["same_speaker"] == true))
        .collect();
    assert!(by_year.contains(&("fosdem-2023", "fosdem-2020", true)), "{by_year:?}");
    assert!(by_year.iter().any(|(edition, _, same)| *edition == "fosdem-2026" && *same), "{by_year:?}");
    let found = asked(Path::new(env!("CARGO_MANIFEST_DIR")), &["recur", "--of", "talk", "CRIU year:2018"]);
    let live = found.iter().find(|row| text(&row["talk"], "title") == "Optimized container live-migration");
    let live = live.expect("the talk of 2018");
    assert_eq!(
        (text(&live["earlier"], "title"), &live["same_speaker"]),
        ("New horizons for the CRIU project", &false.into())
    );
}

/// Talks per edition, called off ones included, that plain patterns find in the schedules' texts: `(?i)docker` and so on.
///
/// What differs by more than two talks and a tenth: `openstack` 2016, where two talks say `OpenStack Swift` only, an entity of
/// its own, and one has it in an address; `rust` 2020, where two talks write `rust` and one has it in its subtitle.
#[test]
fn twenty_years_are_as_schedules_tell_them() {
    let known: [(&str, u16, &[u64]); 7] = [
        ("docker", 2014, &[2, 10, 25, 21, 15, 18, 22]),
        ("openstack", 2011, &[1, 6, 10, 15, 18, 20, 11]),
        ("kubernetes", 2015, &[2, 8, 20, 18, 47, 51]),
        ("risc-v", 2015, &[1, 2, 1, 4, 14, 20]),
        ("rust", 2014, &[1, 3, 2, 9, 25, 21, 25]),
        ("webassembly", 2016, &[1, 0, 4, 6]),
        ("systemd", 2007, &[0, 0, 0, 0]),
    ];
    let found = rows(&hallway(&["trends", "--min-talks", "1", "--format", "jsonl"]));
    for (id, first, counts) in known {
        let row = find(&found, id);
        for (year, expected) in (first..).zip(counts) {
            let told = row["years"][year.to_string()].as_u64().expect("an observed edition");
            let slack = 2.max(expected / 10) + u64::from([("openstack", 2016), ("rust", 2020)].contains(&(id, year)));
            assert!(told.abs_diff(*expected) <= slack, "{id} {year}: {told}, not {expected}");
        }
    }
    assert_eq!(text(&find(&found, "rust"), "direction"), "rising");
}

#[test]
fn communities_hold_together_and_are_the_same_each_time() {
    let ask = || hallway(&["communities", "year:2024..", "--format", "jsonl"]);
    let (first, second) = (ask(), ask());
    assert_eq!(first.stdout, second.stdout);
    let found = rows(&first);
    let of = |id: &str| {
        found.iter().position(|row| row["entities"].as_array().is_some_and(|all| all.iter().any(|one| one == id)))
    };
    assert_eq!(of("activitypub"), of("mastodon"));
    assert_eq!(of("kubernetes"), of("containers"));
    assert_ne!(of("activitypub"), of("kubernetes"));
}

#[test]
fn communities_of_periods_tell_what_they_have_of_those_before() {
    let found = rows(&hallway(&["communities", "--periods", "4", "--format", "jsonl"]));
    let years = |row: &Value| (row["first"].as_u64().unwrap_or(0), row["last"].as_u64().unwrap_or(0));
    let periods: BTreeSet<(u64, u64)> = found.iter().map(years).collect();
    assert_eq!(Vec::from_iter(periods), [(2007, 2011), (2012, 2016), (2017, 2021), (2022, 2026)]);
    let ids = |row: &Value| -> BTreeSet<String> {
        let entities = row["entities"].as_array().expect("it has entities").iter();
        entities.map(|id| id.as_str().expect("an id").to_owned()).collect()
    };
    let mut passages = 0;
    for row in &found {
        for passage in row["before"].as_array().expect("a list") {
            let earlier = found
                .iter()
                .find(|other| years(other).1 + 1 == years(row).0 && text(other, "name") == text(passage, "name"))
                .expect("the community before");
            let (a, b) = (ids(earlier), ids(row));
            let both = a.intersection(&b).count();
            assert_eq!(passage["shared"].as_array().map(Vec::len), Some(both));
            let both = both as f64;
            let near = |value: &Value, expected: f64| (value.as_f64().expect("a number") - expected).abs() < 1e-9;
            assert!(near(&passage["inclusion"], both / a.len().min(b.len()) as f64));
            assert!(near(&passage["stability"], both / a.union(&b).count() as f64));
            passages += 1;
        }
    }
    assert!(passages > 50, "{passages}");
}

#[test]
fn the_order_of_schedules_and_of_their_talks_changes_nothing() {
    let years: [(u16, &[&str]); 6] = [
        (2010, &["CRIU and Docker|Al Example", "Docker", "Minitel and etcd", "One", "Two", "Three"]),
        (2011, &["Docker and CRIU|Al Example", "CRIU", "etcd, Minitel|Bo Example", "Four", "Five", "Six"]),
        (2012, &["CRIU and Docker", "etcd|Bo Example", "Minitel with etcd", "Seven", "Eight"]),
        (2013, &["etcd and Minitel", "Docker and CRIU", "etcd and Minitel again|Al Example", "Nine", "Ten"]),
        (2014, &["Minitel and etcd", "CRIU and Docker|Al Example", "Eleven", "Twelve", "Thirteen"]),
        (2015, &["CRIU", "etcd and Docker|Bo Example", "CRIU and Docker once more", "Fourteen", "Fifteen"]),
    ];
    let straight = workspace(&years);
    let shuffled = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = shuffled.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("data/dictionaries/mine.yaml", DICTIONARY);
    for (at, (year, talks)) in years.iter().enumerate() {
        // Under names that sort the other way round, each schedule from its last talk to its first.
        let text = schedule(*year, talks);
        let (head, rest) = text.split_once("<event").expect("an event");
        let (events, tail) = rest.split_once("</room>").expect("a room");
        let mut events: Vec<&str> = events.split("<event").collect();
        events.reverse();
        let text = format!("{head}<event{}</room>{tail}", events.join("<event"));
        write(&format!("data/schedules/{}-{year}.xml", years.len() - at), &text);
    }
    let commands: [&[&str]; 8] = [
        &["recur"],
        &["recur", "--of", "person"],
        &["delta", "2010", "2015"],
        &["trends", "--min-talks", "1"],
        &["communities"],
        &["communities", "--periods", "2"],
        &["draw", "lines", "--formats", "mmd", "--out", "-"],
        &["draw", "alluvial", "--periods", "2", "--formats", "mmd", "--out", "-"],
    ];
    // Files have other names, so places differ.
    let placeless = |text: &str| -> String {
        let lines = text.lines().filter(|line| {
            !["\"source\"", "\"start\"", "\"end\"", "\"line\"", "\"column\""].iter().any(|key| line.contains(key))
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    for command in commands {
        let ask = |folder: &Path| {
            let format: &[&str] = if command[0] == "draw" { &[] } else { &["--format", "json"] };
            placeless(&stdout(&hallway_in(folder, &[command, format].concat())))
        };
        let (first, second) = (ask(straight.path()), ask(shuffled.path()));
        assert!(first.len() > 40, "{command:?}: {first}");
        assert_eq!(first, second, "{command:?}");
        assert_eq!(first, ask(straight.path()), "{command:?}, twice");
    }
}

#[test]
fn an_entity_has_one_colour_in_all_pictures_of_a_run() {
    let years: Vec<(u16, &[&str])> =
        (2010..2016).map(|year| (year, &["CRIU and Docker", "etcd", "Minitel"][..])).collect();
    let folder = workspace(&years);
    let queries = [
        ("a", "draw: lines\nfocus: [CRIU, Docker]\nformats: svg\n"),
        ("b", "draw: bump\nfocus: [etcd, Docker, CRIU]\nformats: svg\n"),
        ("c", "draw: stream\nfocus: [Minitel, etcd]\nformats: svg\n"),
    ];
    fs::create_dir(folder.path().join("queries")).expect("a folder");
    for (name, text) in queries {
        fs::write(folder.path().join(format!("queries/{name}.yaml")), text).expect("a file");
    }
    let read = |name: &str| fs::read_to_string(folder.path().join(format!("out/{name}.svg"))).expect("a picture");
    hallway_in(folder.path(), &["run"]);
    let all: Vec<String> = queries.map(|(name, _)| read(name)).into();
    // The colour of the line that a name's sign has.
    let colour = |picture: &str, name: &str| {
        let at = picture.find(&format!("<title>{name}")).expect("a line of that name");
        let rest = &picture[at..];
        let hex = rest.find('#').expect("a colour");
        rest[hex..hex + 7].to_owned()
    };
    assert_eq!(colour(&all[0], "CRIU"), colour(&all[1], "CRIU"));
    assert_eq!(colour(&all[0], "Docker"), colour(&all[1], "Docker"));
    assert_eq!(colour(&all[1], "etcd"), colour(&all[2], "etcd"));
    assert_ne!(colour(&all[1], "CRIU"), colour(&all[1], "etcd"));
    // One by itself is drawn as it is with all.
    fs::remove_dir_all(folder.path().join("out")).expect("it is there");
    hallway_in(folder.path(), &["run", "queries/c.yaml"]);
    assert_eq!(read("c"), all[2]);
    assert!(!folder.path().join("out/a.svg").exists());
}
