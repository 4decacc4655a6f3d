//! Compiles the bundled dictionaries and editions into the binary, so that it works in any folder and starts at once.

#[path = "src/source/schedule/own/file.rs"]
mod file;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use file::{File, Packed};
use serde_json::Value;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

fn main() {
    let data = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder")).join("data");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo names the folder"));
    dictionaries(&data.join("dictionaries"), &out);
    editions(&data.join("editions"), &out);
    fingerprint(&data.join("dictionaries"));
}

/// What tells builds apart whose answers may differ: a digest of the code and of the dictionaries.
fn fingerprint(dictionaries: &Path) {
    let source = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder")).join("src");
    println!("cargo::rerun-if-changed={}", source.display());
    let mut files = Vec::new();
    let mut folders = vec![source, dictionaries.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let mut hasher = Xxh3::new();
    for file in files {
        hasher.update(&fs::read(&file).unwrap_or_default());
    }
    println!("cargo::rustc-env=HALLWAY_BUILD={}-{:016x}", env!("CARGO_PKG_VERSION"), hasher.digest());
}

/// The dictionaries as YAML, which users may compare theirs with, and as JSON, which is read many times faster.
fn dictionaries(folder: &Path, out: &Path) {
    let mut list = String::from("static BUNDLED: &[(&str, &str, &str)] = &[\n");
    for file in yaml_files(folder) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let text = read(&file);
        let json =
            prepared(out, &name, &text, || json(&text).map(|value| value.to_string().into_bytes()).unwrap_or_default());
        writeln!(list, "    ({name:?}, include_str!({:?}), include_str!({json:?})),", file.to_string_lossy())
            .expect("a string grows");
    }
    list.push_str("];\n");
    fs::write(out.join("bundled_dictionaries.rs"), list).expect("the build folder can be written");
}

/// The editions in the form that is read fastest, with the lines at which their talks begin, and the digest by which a
/// file on disk is known to say the same.
fn editions(folder: &Path, out: &Path) {
    let mut list = String::from("static BUNDLED: &[Bundled] = &[\n");
    for file in yaml_files(folder) {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = read(&file);
        let digest = format!("{:016x}", xxh3_64(text.as_bytes()));
        let path = prepared(out, &name, &text, || {
            let edition: Option<File<String>> = serde_yaml::from_str(&text).ok();
            // One that cannot be read is empty, which a test sees.
            let packed = edition.map(|mut edition| {
                let lines = text.lines().enumerate().filter(|(_, line)| line.starts_with("- "));
                edition.lines = lines.map(|(at, _)| at + 1).collect();
                postcard::to_stdvec(&packed(edition)).expect("a vector grows")
            });
            packed.unwrap_or_default()
        });
        writeln!(list, "    Bundled {{ name: {name:?}, digest: {digest:?}, packed: include_bytes!({path:?}) }},")
            .expect("a string grows");
    }
    list.push_str("];\n");
    fs::write(out.join("bundled_editions.rs"), list).expect("the build folder can be written");
}

/// An edition's talks taken apart, and turned round into who is mentioned where.
fn packed(mut head: File<String>) -> Packed<String, Vec<u8>> {
    let facts = std::mem::take(&mut head.talks);
    let mut mentioning: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut names = BTreeSet::new();
    let (mut held, mut are_named) = (0, true);
    for (number, talk) in (0..).zip(&facts) {
        let name = talk.id.as_ref().filter(|id| id.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let name = name.map(|name| name.to_ascii_lowercase());
        are_named &= !talk.title.trim().is_empty() && name.is_some_and(|name| names.insert(name));
        if !talk.cancelled {
            held += 1;
            for entity in talk.tagged.keys() {
                mentioning.entry(entity.clone()).or_default().push(number);
            }
        }
    }
    let talks = facts.iter().map(|talk| postcard::to_stdvec(talk).expect("a vector grows")).collect();
    Packed { head, talks, mentioning: mentioning.into_iter().collect(), held, are_named }
}

/// The file with what was made of a text; made only if the text, or this program, is another than at the last build.
fn prepared(out: &Path, name: &str, text: &str, make: impl FnOnce() -> Vec<u8>) -> String {
    let program = [include_str!("build.rs"), include_str!("src/source/schedule/own/file.rs")].concat();
    let digest = xxh3_64(text.as_bytes()) ^ xxh3_64(program.as_bytes());
    let path = out.join(format!("{name}.{digest:016x}"));
    if !path.exists() {
        fs::write(&path, make()).expect("the build folder can be written");
    }
    path.to_string_lossy().into_owned()
}

/// The YAML files of a folder by name; none if there is no such folder.
fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(folder).map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect());
    let mut files: Vec<PathBuf> = entries.unwrap_or_default();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    files
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

/// YAML as JSON; nothing if it is not YAML, which is said when it is read.
fn json(text: &str) -> Option<Value> {
    serde_yaml::from_str(text).ok()
}
