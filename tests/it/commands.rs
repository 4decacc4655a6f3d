//! The commands and their flags, wired end to end.

use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use crate::support::{hallway, hallway_in, rows, stderr, stdout, text};

#[test]
fn rows_come_in_every_format() {
    let arguments = |format| hallway(&["talks", "CRIU", "--format", format]);
    let lines = rows(&arguments("jsonl"));
    assert!(lines.len() >= 3, "CRIU is in several talks");
    let document: serde_json::Value = serde_json::from_str(&stdout(&arguments("json"))).expect("JSON");
    assert_eq!(document.as_array().map(Vec::as_slice), Some(lines.as_slice()));
    let mut csv = csv::Reader::from_reader(stdout(&arguments("csv")).into_bytes().leak() as &[u8]);
    assert_eq!(csv.records().filter_map(Result::ok).count(), lines.len());
    assert_eq!(stdout(&arguments("md")).lines().count(), lines.len() + 2);
    assert!(stdout(&arguments("table")).contains("CRIU"));
}

#[test]
fn talks_are_quoted_at_their_place() {
    for row in rows(&hallway(&["talks", "CRIU", "--format", "jsonl"])) {
        let evidence = &row["evidence"];
        if evidence["field"].is_string() {
            // A record's line, since places count bytes of its values.
            let source =
                fs::read_to_string(crate::support::project().join(text(evidence, "source"))).expect("it is there");
            let line = usize::try_from(evidence["line"].as_u64().expect("a number")).expect("a small one");
            let record: String = source.lines().skip(line - 1).take(16).collect();
            assert!(record.starts_with("- ") && record.contains("criu"), "{row}: {record}");
            continue;
        }
        let source = fs::read(crate::support::project().join(text(evidence, "source"))).expect("the source is there");
        let at = |key: &str| usize::try_from(evidence[key].as_u64().expect("a number")).expect("a small one");
        let quoted = String::from_utf8_lossy(&source[at("start")..at("end")]).to_lowercase();
        assert!(quoted.contains("criu") || quoted.contains("checkpoint"), "{row}");
        assert!(text(evidence, "quote").chars().count() <= 162, "{row}");
    }
}

#[test]
fn the_query_language_selects() {
    let count = |query: &str| rows(&hallway(&["talks", query, "--format", "jsonl"])).len();
    let (all, criu) = (count(""), count("CRIU"));
    assert!(criu > 0 && criu < all);
    assert_eq!(count("CRIU") + count("not CRIU"), all);
    assert_eq!(count("CRIU year:..2016") + count("CRIU year:2017.."), criu);
    assert!(count("CRIU or Kubernetes") >= count("Kubernetes"));
    assert!(count("speaker:\"Adrian Reber\"") >= 1);
    assert!(count("edition:fosdem-2020") + count("not edition:fosdem-2020") == all);
    assert!(count("kind:licence") < count("kind:project"));
    assert!(count("\"live migration\"") >= 1);
}

#[test]
fn nothing_found_is_exit_code_one() {
    let output = hallway(&["talks", "CRIU year:1999"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    assert_eq!(stderr(&output), "note: nothing found\n");
    let output = hallway(&["talks", "CRIU year:1999", "--format", "json"]);
    assert_eq!((stdout(&output).trim(), stderr(&output).as_str()), ("[]", ""));
}

#[test]
fn related_lists_those_met_once_last() {
    let together: Vec<u64> = rows(&hallway(&["related", "Kubernetes", "--format", "jsonl"]))
        .iter()
        .map(|row| row["together"].as_u64().expect("a number"))
        .collect();
    let first_once = together.iter().position(|talks| *talks < 2).unwrap_or(together.len());
    assert!(first_once > 0 && together[first_once..].iter().all(|talks| *talks < 2), "{together:?}");
}

#[test]
fn a_path_leads_from_one_to_the_other() {
    let steps = rows(&hallway(&["path", "CRIU", "etcd", "--format", "jsonl"]));
    assert_eq!(text(&steps[0], "from"), "criu");
    assert_eq!(text(&steps[steps.len() - 1], "to"), "etcd");
    for pair in steps.windows(2) {
        assert_eq!(text(&pair[0], "to"), text(&pair[1], "from"));
    }
    assert!(steps.iter().all(|step| step["links"].as_array().is_some_and(|links| !links.is_empty())));
}

#[test]
fn a_card_counts_appearances_by_edition() {
    let output = hallway(&["show", "CRIU", "--format", "json"]);
    let card: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let editions: Vec<&str> =
        card["appearances"].as_array().expect("a list").iter().map(|row| text(row, "edition")).collect();
    for edition in ["fosdem-2016", "fosdem-2020", "fosdem-2023"] {
        assert!(editions.contains(&edition), "{editions:?}");
    }
    let sum: u64 = card["appearances"].as_array().into_iter().flatten().filter_map(|row| row["talks"].as_u64()).sum();
    assert_eq!(card["talks"].as_u64(), Some(sum), "every talk has an edition");
    assert!(stdout(&hallway(&["show", "CRIU"])).contains("Appearances"));
}

#[test]
fn why_shows_relations_and_shared_talks() {
    let links = rows(&hallway(&["why", "Kubernetes", "containerd", "--format", "jsonl"]));
    assert!(links.iter().any(|row| text(row, "link") == "talk"), "{links:?}");
    let drawn = rows(&hallway(&["why", "cri-containerd", "runC", "--format", "jsonl"]));
    assert!(drawn.iter().any(|row| text(row, "origin") == "drawn" && text(row, "place").contains(':')), "{drawn:?}");
}

#[test]
fn pictures_go_where_they_are_sent() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = crate::support::project().join("data");
    let data = data.to_string_lossy();
    let draw = |more: &[&str]| {
        let mut all = vec!["draw", "ego", "--focus", "CRIU", "--data", &data];
        all.extend(more);
        hallway_in(folder.path(), &all)
    };
    assert!(stdout(&draw(&["--out", "-"])).starts_with("<svg"));
    assert!(stdout(&draw(&["--out", "-", "--formats", "mmd"])).contains("flowchart"));
    assert_eq!(stdout(&draw(&["--out", "a.dot"])), "a.dot\n");
    assert!(fs::read_to_string(folder.path().join("a.dot")).expect("written").contains("graph"));
    assert_eq!(stdout(&draw(&["--out", "b/c", "--formats", "svg,mmd"])), "b/c.svg\nb/c.mmd\n");
    for (folder, file) in [("b", "b/"), ("d.e/", "d.e/")] {
        let drawn = stdout(&draw(&["--out", folder]));
        assert!(drawn.starts_with(file) && drawn.ends_with("-criu.svg\n"), "{drawn}");
    }
    assert_eq!(stdout(&draw(&[])), "ego-criu.svg\n");
    let both = draw(&["--out", "-", "--formats", "svg,dot"]);
    assert_eq!(both.status.code(), Some(2));
    assert!(stderr(&both).contains("one format"), "{}", stderr(&both));
}

#[test]
fn a_new_workspace_works_at_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = hallway_in(folder.path(), &["init", "talks"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let workspace = folder.path().join("talks");
    let output = hallway_in(&workspace, &["run"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(workspace.join("out/example.svg").is_file());
    assert_eq!(rows(&hallway_in(&workspace, &["talks", "CRIU", "--format", "jsonl"])).len(), 2);
    let output = hallway_in(&workspace, &["check"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let again = hallway_in(folder.path(), &["init", "talks"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("is there already"), "{}", stderr(&again));
}

#[test]
fn any_folder_of_notes_is_read_with_the_built_in_dictionaries() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(
        folder.path().join("trip.md"),
        "# FOSDEM 2024\n\n## Freezing containers, by Grace Example\n\nCRIU dumps Podman containers.\n\n\
         ## Faster file systems, by Alan Example\n\nbcachefs and Btrfs.\n",
    )
    .expect("a file can be written");
    let own = |arguments: &[&str]| -> Vec<serde_json::Value> {
        let talks = rows(&hallway_in(folder.path(), arguments));
        talks.into_iter().filter(|row| text(&row["evidence"], "source") == "trip.md").collect()
    };
    let talks = own(&["talks", "CRIU", "--format", "jsonl"]);
    assert_eq!(talks.len(), 1, "{talks:?}");
    assert_eq!(text(&talks[0], "edition"), "fosdem-2024");
    // Beside them, twenty years of schedules answer, unless nobody wants them.
    assert!(rows(&hallway_in(folder.path(), &["talks", "CRIU", "--format", "jsonl"])).len() > 5);
    let alone = hallway_in(folder.path(), &["talks", "CRIU", "--format", "jsonl", "--no-editions"]);
    assert_eq!(rows(&alone).len(), 1);
}

#[test]
fn completions_and_manual_pages_are_made() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(stdout(&hallway(&["completions", shell])).contains("tocheck"), "{shell}");
    }
    assert!(stdout(&hallway(&["man"])).contains(".TH"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = hallway(&["man", &folder.path().to_string_lossy()]);
    assert_eq!(output.status.code(), Some(0));
    assert!(folder.path().join("hallway-talks.1").is_file());
}

#[test]
fn a_reader_who_leaves_early_makes_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hallway"))
        .args(["mentions", "--format", "jsonl"])
        .current_dir(crate::support::project())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = [0; 10];
    let mut pipe = child.stdout.take().expect("a pipe");
    pipe.read_exact(&mut first).expect("it prints");
    drop(pipe);
    let output = child.wait_with_output().expect("it ends");
    std::io::stdout().flush().expect("standard output works");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}

#[test]
fn colours_are_for_terminals() {
    assert!(!stdout(&hallway(&["show", "CRIU"])).contains('\x1b'));
    let plain = Command::new(env!("CARGO_BIN_EXE_hallway"))
        .args(["show", "CRIU", "--color", "always"])
        .current_dir(crate::support::project())
        .output()
        .expect("the program starts");
    assert!(stdout(&plain).contains('\x1b'));
}
