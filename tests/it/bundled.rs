//! The bundled corpus: what the dictionaries, the notes and the saved queries hold, and that pictures come out the same.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{hallway, hallway_in, project, rows, stderr, stdout, text};

#[test]
fn nothing_is_wrong_with_it() {
    let output = hallway(&["check"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("0 errors"), "{}", stdout(&output));
    let entities: usize = stdout(&output)
        .split(", ")
        .find_map(|part| part.split_once(" entities")?.0.parse().ok())
        .expect("the number of entities");
    assert!(entities >= 3000, "{entities}");
}

#[test]
fn its_notes_are_of_three_editions_in_many_formats() {
    let talks = rows(&hallway(&["corpus", "--format", "jsonl", "--source", "data/notes"]));
    let editions: BTreeSet<&str> = talks.iter().map(|row| row["edition"].as_str().unwrap_or("unknown")).collect();
    assert_eq!(editions, BTreeSet::from(["fosdem-2016", "fosdem-2020", "fosdem-2023"]));
    let sources: BTreeSet<&str> = talks
        .iter()
        .flat_map(|row| row["accounts"].as_array().into_iter().flatten())
        .map(|row| text(row, "source"))
        .collect();
    let endings: BTreeSet<&str> = sources.iter().filter_map(|path| path.rsplit('.').next()).collect();
    assert_eq!(endings, BTreeSet::from(["adoc", "blogmax", "html", "md", "org", "rst", "txt"]));
    let shared = talks.iter().filter(|row| row["accounts"].as_array().is_some_and(|accounts| accounts.len() > 1));
    assert!(shared.count() >= 3, "some talks are told by two reports");
}

#[test]
fn saved_queries_reproduce_the_committed_pictures() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let first = hallway(&["run", "--out", &folder.path().join("a").to_string_lossy()]);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    let written = |folder: &std::path::Path| -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<_> = fs::read_dir(folder)
            .expect("the folder is there")
            .map(|entry| entry.expect("an entry").path())
            .map(|path| {
                (path.file_name().expect("a name").to_string_lossy().into_owned(), fs::read(path).expect("readable"))
            })
            .collect();
        files.sort();
        files
    };
    let (fresh, committed) = (written(&folder.path().join("a")), written(&project().join("out")));
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&fresh), names(&committed));
    for ((name, fresh), (_, committed)) in fresh.iter().zip(&committed) {
        assert!(fresh == committed, "{name} differs; run `cargo run --release -- run` and look at what changed");
    }
}

#[test]
fn the_order_of_files_changes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut files: Vec<_> = fs::read_dir(project().join("data/notes"))
        .expect("notes")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "yaml"))
        .filter(|path| !path.to_string_lossy().contains("unikernels"))
        .collect();
    files.sort();
    // The same reports under names that sort the other way round.
    let (forward, backward) = (folder.path().join("forward"), folder.path().join("backward"));
    for notes in [&forward, &backward] {
        fs::create_dir(notes).expect("a folder can be made");
    }
    for (at, path) in files.iter().enumerate() {
        fs::copy(path, forward.join(format!("{at:02}-fosdem.txt"))).expect("a copy");
        fs::copy(path, backward.join(format!("{:02}-fosdem.txt", files.len() - at))).expect("a copy");
    }
    let ask = |notes: &std::path::Path| -> BTreeSet<(String, String, u64)> {
        rows(&hallway_in(project(), &["mentions", "--format", "jsonl", "--source", &notes.to_string_lossy()]))
            .iter()
            .map(|row| {
                (text(row, "talk").to_owned(), text(row, "entity").to_owned(), row["start"].as_u64().unwrap_or(0))
            })
            .collect()
    };
    let found = ask(&forward);
    assert!(found.len() > 300, "{}", found.len());
    assert_eq!(found, ask(&backward));
}

#[test]
fn its_editions_were_tagged_with_its_dictionaries() {
    let (gazetteer, _) = hallway::gazetteer::Gazetteer::compile(hallway::gazetteer::Gazetteer::bundled());
    let digest = gazetteer.digest();
    for edition in hallway::source::schedule::Bundled::all() {
        let schedule = edition.read();
        assert_eq!(
            schedule.tagged_by.as_deref(),
            Some(digest),
            "{}: dictionaries have changed; remake editions as CONTRIBUTING says",
            edition.name
        );
        let from_disk = hallway::source::schedule::read(
            &hallway::source::Source::of_text(
                edition.name,
                format!(
                    "{}# read as YAML\n",
                    fs::read_to_string(project().join("data/editions").join(edition.name)).expect("it is there")
                ),
            ),
            hallway::source::schedule::Form::Own,
            None,
        );
        assert_eq!(from_disk.1, [], "{}", edition.name);
        assert_eq!(format!("{:?}", from_disk.0), format!("{schedule:?}"), "{} says the same packed", edition.name);
    }
    let sizes = fs::read_dir(project().join("data/editions")).expect("the folder is there");
    let size: u64 = sizes.map(|file| file.expect("a file").metadata().expect("its size").len()).sum();
    assert!(size < 5_000_000, "{size} bytes");
}
