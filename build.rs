//! Compiles the bundled dictionaries into the binary, so that it works in any folder and starts at once.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder")).join("data/dictionaries");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    let mut list = String::from("static BUNDLED: &[(&str, &str, &str)] = &[\n");
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let path = file.to_string_lossy();
        writeln!(list, "    ({name:?}, include_str!({path:?}), {:?}),", json(file)).expect("a string grows");
    }
    list.push_str("];\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo names the folder")).join("bundled_dictionaries.rs");
    fs::write(out, list).expect("the build folder can be written");
}

/// The dictionary as JSON, which is read many times faster than YAML; nothing if it is not YAML, which is said when it
/// is read.
fn json(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let value: Option<serde_json::Value> = serde_yaml::from_str(&text).ok();
    value.map(|value| value.to_string()).unwrap_or_default()
}
