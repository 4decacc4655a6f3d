//! Compiles the bundled dictionaries into the binary, so that it works in any folder.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder")).join("data/dictionaries");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<_> = fs::read_dir(&folder)
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    files.retain(|path: &std::path::PathBuf| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    let mut list = String::from("static BUNDLED: &[(&str, &str)] = &[\n");
    for file in &files {
        let name = file.file_name().unwrap_or_default();
        writeln!(list, "    ({:?}, include_str!({:?})),", name.to_string_lossy(), file.to_string_lossy())
            .expect("a string grows");
        println!("cargo::rerun-if-changed={}", file.display());
    }
    list.push_str("];\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo names the folder")).join("bundled_dictionaries.rs");
    fs::write(out, list).expect("the build folder can be written");
}
