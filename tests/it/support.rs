//! What the tests share: the program, a folder to run it in, and the real reports if they are at hand.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The project's folder.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of real reports that some tests need, or none, which is said.
#[allow(clippy::print_stderr, reason = "a test that skips says so")]
pub(crate) fn shared(what: &str) -> Option<PathBuf> {
    let root = std::env::var_os("HALLWAY_SHARED").map_or_else(|| project().join("../shared"), PathBuf::from);
    let folder = root.join(what);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no {}", folder.display());
    None
}

/// Runs the program in `folder`.
pub(crate) fn hallway_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hallway"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("XDG_CACHE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"))
        .output()
        .expect("the program starts")
}

/// Runs the program in the project's folder.
pub(crate) fn hallway(arguments: &[&str]) -> Output {
    hallway_in(project(), arguments)
}

/// What it printed.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

/// What it said beside.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

/// The rows that it printed with `--format jsonl`.
pub(crate) fn rows(output: &Output) -> Vec<Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect()
}

/// A text of a JSON object.
pub(crate) fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}
