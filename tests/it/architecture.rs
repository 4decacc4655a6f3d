//! The way through the house has one direction.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::project;

/// The rooms in the order in which they may know of each other: each only of those before it.
const ROOMS: [&str; 23] = [
    "text",
    "random",
    "complaint",
    "watch",
    "yaml",
    "gazetteer",
    "source",
    "corpus",
    "mention",
    "evidence",
    "graph",
    "measure",
    "shelf",
    "workspace",
    "holdings",
    "stacks",
    "snapshot",
    "view",
    "query",
    "layout",
    "render",
    "export",
    "cli",
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn room(path: &Path, src: &Path) -> Option<String> {
    let first = path.strip_prefix(src).ok()?.components().next()?;
    Some(first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned())
}

#[test]
fn no_room_knows_of_a_later_one() {
    let src = project().join("src");
    let mut wrong = Vec::new();
    for path in files(&src) {
        let Some(room) = room(&path, &src).filter(|room| !["main", "lib"].contains(&room.as_str())) else { continue };
        let own =
            ROOMS.iter().position(|known| *known == room).unwrap_or_else(|| panic!("{room} has no place in ROOMS"));
        let text = fs::read_to_string(&path).expect("the file is readable");
        // Tests may look anywhere.
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().lines();
        let code: String = code.filter(|line| !line.trim_start().starts_with("//")).collect();
        for used in code.split("crate::").skip(1) {
            let name: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if ROOMS.iter().position(|known| *known == name).is_some_and(|other| other > own) {
                wrong.push(format!("{} uses crate::{name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn petgraph_stays_in_the_graph() {
    for path in files(&project().join("src")) {
        let is_graph = path.ends_with("src/graph.rs");
        let text = fs::read_to_string(&path).expect("the file is readable");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let uses = code.into_iter().any(|line| line.contains("petgraph::"));
        assert!(!uses || is_graph, "{} uses petgraph", path.display());
    }
}

#[test]
fn only_the_command_line_prints() {
    let src = project().join("src");
    for path in files(&src) {
        if room(&path, &src).is_some_and(|room| ["cli", "main"].contains(&room.as_str())) {
            continue;
        }
        // These are compiled for tests only.
        if path.file_stem().is_some_and(|stem| stem == "tests" || stem == "testing") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("the file is readable");
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for word in ["println!", "eprintln!", "print!(", "std::env::", "SystemTime", "Instant::now"] {
            assert!(!code.contains(word), "{} has {word}", path.display());
        }
    }
}
