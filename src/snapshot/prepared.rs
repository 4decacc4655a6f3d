//! Prepared dictionaries: large ones are kept as JSON too, by the hash of their text, since reading YAML takes most of a start.
//!
//! What is kept is not needed: where it is not there, not whole or of another build, the YAML is read.

use std::fs;
use std::io::Write;
use std::path::Path;

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::gazetteer::{Dictionary, prepare};

/// The smallest dictionary that is kept, in bytes: smaller ones are read in no time.
const SMALLEST: usize = 1 << 15;

/// How many are kept; the oldest make room.
const MOST: usize = 64;

/// Prepares a dictionary, from `folder` if that was done before.
pub(super) fn prepared(dictionary: &mut Dictionary, folder: &Path) {
    if dictionary.text.len() < SMALLEST {
        return;
    }
    let key = xxh3_128(&[env!("HALLWAY_BUILD").as_bytes(), dictionary.text.as_bytes()].concat());
    let path = folder.join(format!("{key:032x}.json"));
    dictionary.prepared = read(&path);
    if dictionary.prepared.is_none() {
        dictionary.prepared = prepare(dictionary);
        if let Some(json) = &dictionary.prepared {
            // A cache that cannot be written is none.
            let _ = write(folder, &path, json);
        }
    }
}

/// What was kept, if it is whole: a line with its hash, then the JSON.
fn read(path: &Path) -> Option<String> {
    let mut text = fs::read_to_string(path).ok()?;
    let (sum, json) = text.split_once('\n')?;
    let is_whole = sum == format!("{:016x}", xxh3_64(json.as_bytes()));
    let start = sum.len() + 1;
    is_whole.then(|| text.split_off(start))
}

fn write(folder: &Path, path: &Path, json: &str) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    make_room(folder)?;
    let mut file = tempfile::Builder::new().prefix(".hallway-").tempfile_in(folder)?;
    write!(file, "{:016x}\n{json}", xxh3_64(json.as_bytes()))?;
    file.persist(path)?;
    Ok(())
}

fn make_room(folder: &Path) -> std::io::Result<()> {
    let mut kept = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        kept.push((entry.metadata()?.modified()?, entry.path()));
    }
    kept.sort();
    for (_, path) in kept.iter().take((kept.len() + 1).saturating_sub(MOST)) {
        fs::remove_file(path)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_dictionary_is_prepared_once_and_a_torn_one_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let entry = |at: usize| {
            format!("- {{id: boat-{at}, name: Boat {at}, kind: project, aliases: [b{at}, {{regex: 'x{at}+'}}]}}\n")
        };
        let text: String = (0..1000).map(entry).collect();
        let read_by = || {
            let mut dictionary = Dictionary::new("d.yaml", text.clone());
            prepared(&mut dictionary, folder.path());
            dictionary.prepared.expect("it is sound")
        };
        let json = read_by();
        let files = || fs::read_dir(folder.path()).expect("it is there").flatten().map(|entry| entry.path());
        let [file] = &files().collect::<Vec<_>>()[..] else { panic!("one file") };
        assert_eq!(read(file).as_deref(), Some(json.as_str()));
        fs::write(file, &fs::read(file).expect("it is there")[..5000]).expect("it can be written");
        assert_eq!(read(file), None, "torn");
        assert_eq!(read_by(), json);
        assert_eq!(read(file).as_deref(), Some(json.as_str()), "made again");
        let mut broken = Dictionary::new("d.yaml", text.replace("kind: project", "kind: planet"));
        prepared(&mut broken, folder.path());
        assert_eq!(broken.prepared, None, "what is wrong is told by the YAML");
        let mut small = Dictionary::new("d.yaml", entry(1));
        prepared(&mut small, folder.path());
        assert_eq!((small.prepared, files().count()), (None, 1));
    }
}
