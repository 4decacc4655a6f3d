//! Listings: which files a snapshot is of, and what tells whether one of them changed.

use std::path::PathBuf;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::prepared::prepared;
use crate::complaint::Complaint;
use crate::gazetteer::{Dictionary, Gazetteer};
use crate::source::Source;
use crate::source::load::{Listed, read_text, reason};
use crate::source::notes::Options;
use crate::source::schedule::Bundled;

/// All that is to be read.
#[derive(Debug, Default)]
pub struct Listing {
    /// Notes and schedules.
    pub sources: Vec<Listed>,
    /// Edition files.
    pub editions: Vec<Listed>,
    /// Editions that are built in and serve.
    pub built_in: Vec<&'static Bundled>,
    /// Whether the talks of editions are listed; otherwise they only serve to tell which talks notes are about.
    pub is_listed: bool,
    /// Dictionaries; none if those that are built in serve.
    pub dictionaries: Option<Vec<Listed>>,
    /// Where prepared dictionaries are kept, if anywhere.
    pub cache: Option<PathBuf>,
    /// What is said about single sources.
    pub options: Options,
    /// What was asked for, so that a snapshot can be brought up to date without being told again.
    pub request: Vec<String>,
    /// The folder in which it was asked for, from that of the snapshot: where relative paths lead from.
    pub home: String,
    /// What was wrong with the listing itself.
    pub complaints: Vec<Complaint>,
}

/// What tells whether a file is the one that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) path: String,
    pub(super) size: u64,
    pub(super) modified: u64,
    /// The hash of its bytes.
    pub(super) hash: u128,
}

/// What a source says of itself, by which it is told what it must be read together with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Role {
    /// It holds no text, or nothing that can be read.
    Nothing(Vec<Complaint>),
    /// A schedule of these editions; of an unknown one by the name of its file.
    Schedule(Vec<String>),
    /// Notes, or a sidecar of notes.
    Notes,
}

impl Listing {
    /// What beside the files' contents decides what is read of them: where nothing of it changed, blocks can be used again.
    pub(super) fn terms(&self) -> Terms {
        Terms {
            build: env!("HALLWAY_BUILD").to_owned(),
            editions: self.options.editions.clone(),
            is_listed: self.is_listed,
            built_in: self
                .built_in
                .iter()
                .map(|edition| (edition.name.to_owned(), edition.digest().to_owned()))
                .collect(),
        }
    }

    /// The dictionaries' texts; what is wrong with the files is complained about.
    pub fn read_dictionaries(&self) -> (Vec<Dictionary>, Vec<Complaint>) {
        let Some(files) = &self.dictionaries else { return (Gazetteer::bundled(), Vec::new()) };
        let mut complaints = Vec::new();
        let mut dictionaries = Vec::new();
        for file in files {
            match read_text(&file.path) {
                Ok(text) => dictionaries.push(Dictionary::new(file.shown(), text)),
                Err(error) => {
                    let cause = format!("cannot be read: {}", reason(&error));
                    complaints.push(Complaint::error(file.shown(), cause));
                }
            }
        }
        if let Some(cache) = &self.cache {
            dictionaries.par_iter_mut().for_each(|dictionary| prepared(dictionary, cache));
        }
        (dictionaries, complaints)
    }
}

/// See [`Listing::terms`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Terms {
    build: String,
    editions: Vec<(String, String)>,
    is_listed: bool,
    built_in: Vec<(String, String)>,
}

impl Stamp {
    pub(super) fn of(file: &Listed, hash: u128) -> Self {
        Self { path: file.shown(), size: file.size, modified: file.modified, hash }
    }

    /// Whether the system says that the file is as it was; it may say so of one that was changed right after it was read,
    /// whose time is then not before the snapshot's.
    pub(super) fn holds(&self, file: &Listed, written: u64) -> bool {
        self.size == file.size && self.modified == file.modified && file.modified < written
    }
}

/// The hash of a source's content.
pub(super) fn hash_of(source: &Source) -> u128 {
    // How a text is encoded tells where on disk its bytes are.
    let encoding = super::file::encode(&source.encoding());
    xxh3_128(source.text().as_bytes()) ^ xxh3_128(&encoding)
}
