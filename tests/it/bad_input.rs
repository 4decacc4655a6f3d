//! Bad input: a message with its place, everything wrong at once, and the rest still answered.

use std::fs;
use std::path::Path;

use crate::support::{hallway_in, rows, stderr, stdout, text};

const DICTIONARY: &str = "- {id: criu, name: CRIU, kind: project}\n- {id: docker, name: Docker, kind: project}\n";
const NOTES: &str = "# FOSDEM 2020\n\n## Freezing containers, by Grace Example\n\n* CRIU and Docker\n* demo\n\n\
                     ## Thawing containers, by Alan Example\n\n* CRIU again\n* demo\n";

/// A workspace with one report and one dictionary.
fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), "data/dictionaries/d.yaml", DICTIONARY);
    write(folder.path(), "data/notes/fosdem-2020.md", NOTES);
    folder
}

fn write(folder: &Path, path: &str, text: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}

/// The exit code, the titles of the talks that mention CRIU, and the messages.
fn talks_on_criu(folder: &Path) -> (Option<i32>, Vec<String>, String) {
    let output = hallway_in(folder, &["talks", "CRIU", "--format", "jsonl"]);
    let titles = rows(&output).iter().map(|row| text(row, "title").to_owned()).collect();
    (output.status.code(), titles, stderr(&output))
}

#[test]
fn good_input_is_answered_without_a_word() {
    let folder = workspace();
    let (code, titles, messages) = talks_on_criu(folder.path());
    assert_eq!((code, titles.len(), messages.as_str()), (Some(0), 2, ""));
}

#[test]
fn all_that_is_wrong_in_dictionaries_is_said_at_once_with_its_place() {
    let folder = workspace();
    write(
        folder.path(),
        "data/dictionaries/e.yaml",
        "- {id: a, name: Aaa, kind: project, color: red}\n\
         - {id: b, name: Bbb, kind: gadget}\n\
         - {id: criu, name: Criu again, kind: project}\n\
         - {id: c-c, name: Docker, kind: topic}\n\
         - {id: d-d, name: Ddd, kind: topic, aliases: [{regex: '('}, {regex: 'q*'}]}\n\
         - {id: e-e, name: Eee, kind: topic, relations: [{verb: uses, to: nobody}]}\n",
    );
    let (code, titles, messages) = talks_on_criu(folder.path());
    assert_eq!((code, titles.len()), (Some(2), 2), "the rest is answered");
    for said in [
        "data/dictionaries/e.yaml:1:37: unknown key `color`",
        "data/dictionaries/e.yaml:2:28: unknown kind `gadget`",
        "entity `criu` is defined twice",
        "already belongs to",
        "data/dictionaries/e.yaml:5:55: regex `(` does not compile",
        "regex `q*` matches the empty string",
        "data/dictionaries/e.yaml:6:66: relation to `nobody`",
        "hint: keys are",
        "hint: kinds are",
    ] {
        assert!(messages.contains(said), "{said}\n{messages}");
    }
}

#[test]
fn windows_1252_and_utf_16_are_read_with_offsets_on_disk() {
    let folder = workspace();
    let notes = "FOSDEM 2016\n\nCafé talk by Zoë Example\n\n  • CRIU – nice\n  • demo\n";
    let latin: Vec<u8> = notes
        .chars()
        .map(|c| match c {
            '•' => 0x95,
            '–' => 0x96,
            c => u8::try_from(u32::from(c)).expect("a Latin letter"),
        })
        .collect();
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(notes.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (name, bytes) in [("latin.txt", latin), ("wide.txt", utf16)] {
        write(folder.path(), name, &bytes);
        let output = hallway_in(folder.path(), &["mentions", "--source", name, "--format", "jsonl"]);
        let found = rows(&output);
        let row =
            found.iter().find(|row| text(row, "entity") == "criu").unwrap_or_else(|| panic!("{name}: {output:?}"));
        let at = |key: &str| usize::try_from(row[key].as_u64().expect("a number")).expect("a small one");
        let raw: Vec<u8> = bytes[at("start")..at("end")].iter().copied().filter(|byte| *byte != 0).collect();
        assert_eq!(raw, b"CRIU", "{name}");
        assert_eq!((at("line"), at("column")), (5, 5), "{name}");
    }
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_answered() {
    let folder = workspace();
    write(folder.path(), "data/notes/empty.txt", "");
    write(folder.path(), "data/notes/picture.bin", b"\x89PNG\0\0\0\x01\0");
    write(
        folder.path(),
        "data/notes/broken.md",
        "---\ntitle: [unclosed\n---\n\n# FOSDEM 2020\n\n## A talk by Eve Example\n\n* CRIU\n* y\n",
    );
    let (code, titles, messages) = talks_on_criu(folder.path());
    assert_eq!(code, Some(2), "{messages}");
    assert!(titles.len() >= 2, "{titles:?}");
    assert!(messages.contains("data/notes/picture.bin: not text, skipped"), "{messages}");
    assert!(messages.contains("data/notes/empty.txt: empty"), "{messages}");
    assert!(messages.contains("data/notes/broken.md:3:1: the front matter is not YAML"), "{messages}");
}

#[test]
fn a_huge_file_is_refused_with_a_hint() {
    let folder = workspace();
    let file = fs::File::create(folder.path().join("data/notes/huge.txt")).expect("a file can be made");
    file.set_len(100 << 20).expect("a sparse file");
    let (code, titles, messages) = talks_on_criu(folder.path());
    assert_eq!((code, titles.len()), (Some(2), 2));
    assert!(messages.contains("data/notes/huge.txt: 100 MB are too much for notes"), "{messages}");
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_and_locked_folders_stop_nothing() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = workspace();
    symlink("..", folder.path().join("data/notes/loop")).expect("a link can be made");
    let locked = folder.path().join("data/notes/locked");
    fs::create_dir(&locked).expect("a folder can be made");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("rights can be taken");
    let can_read_all = fs::read_dir(&locked).is_ok();
    let (code, titles, messages) = talks_on_criu(folder.path());
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).expect("rights can be given");
    assert_eq!((code, titles.len()), (Some(2), 2), "{messages}");
    assert!(messages.contains("symbolic link back to"), "{messages}");
    if can_read_all {
        eprintln!("skipped: this user may read everything");
    } else {
        assert!(messages.contains("data/notes/locked: cannot be read: permission denied"), "{messages}");
    }
}

#[test]
fn a_query_is_pointed_into() {
    let folder = workspace();
    let output = hallway_in(folder.path(), &["talks", "CRIU and (Docker"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("query:1:10: this parenthesis is not closed"), "{}", stderr(&output));
    assert!(stderr(&output).contains("CRIU and (Docker"), "{}", stderr(&output));
    let output = hallway_in(folder.path(), &["talks", "Dokcer"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("did you mean `Docker`?"), "{}", stderr(&output));
    let output = hallway_in(folder.path(), &["show", "cru"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("did you mean `CRIU`?"), "{}", stderr(&output));
}

#[test]
fn a_saved_query_that_is_wrong_stops_no_other() {
    let folder = workspace();
    write(folder.path(), "queries/bad.yaml", "draw: eggo\nfocus: [CRUI]\ncolour: red\n");
    write(folder.path(), "queries/worse.yaml", "draw: eggo\nfocus: [CRUI]\n");
    write(folder.path(), "queries/good.yaml", "draw: ego\nfocus: CRIU\nformats: [svg]\n");
    let output = hallway_in(folder.path(), &["run"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), "out/good.svg\n");
    let messages = stderr(&output);
    for said in [
        "queries/bad.yaml:3:1: unknown key `colour`",
        "queries/worse.yaml:1:7: unknown draw `eggo`",
        "did you mean `ego`?",
        "queries/worse.yaml:2:9: no dictionary knows `CRUI`",
    ] {
        assert!(messages.contains(said), "{said}\n{messages}");
    }
}

#[cfg(unix)]
#[test]
fn a_write_that_fails_leaves_the_old_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = workspace();
    write(folder.path(), "out/old.svg", "old");
    let out = folder.path().join("out");
    fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).expect("rights can be taken");
    let may_write = fs::write(out.join("probe"), "").is_ok();
    let output = hallway_in(folder.path(), &["draw", "ego", "--focus", "CRIU", "--out", "out/old.svg"]);
    fs::set_permissions(&out, fs::Permissions::from_mode(0o755)).expect("rights can be given");
    if may_write {
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("out/old.svg: cannot be written"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(out.join("old.svg")).expect("it is there"), "old");
}

#[test]
fn a_target_that_is_a_folder_is_an_error_and_leaves_nothing_behind() {
    let folder = workspace();
    fs::create_dir_all(folder.path().join("out/x.svg")).expect("a folder can be made");
    let output = hallway_in(folder.path(), &["draw", "ego", "--focus", "CRIU", "--out", "out/x.svg"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("out/x.svg: cannot be written"), "{}", stderr(&output));
    let left = fs::read_dir(folder.path().join("out")).expect("it is there").count();
    assert_eq!(left, 1, "no temporary file is left");
}

#[test]
fn an_unknown_folder_is_an_error() {
    let folder = workspace();
    for arguments in [["corpus", "--source", "nowhere"], ["corpus", "--data", "nowhere"]] {
        let output = hallway_in(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("nowhere"), "{}", stderr(&output));
    }
}
