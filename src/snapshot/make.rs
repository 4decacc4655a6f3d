//! Making: sources are read, tagged and counted block by block, and blocks that did not change are taken over.
//!
//! A block is what must be read together: an edition with all that tells of it, mostly a single schedule. All notes are in
//! one block, with the schedules of the editions that they are about; notes of which nothing tells the edition could be
//! about any, and tie everything into one block. Memory is that of some blocks and of the numbers of what each talk
//! mentions.
//!
//! The file depends on what is read only, not on what was taken over. Blocks are written one after the other as they are
//! read; only if that is not the order in which they belong is another file made of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::Serialize;
use tempfile::NamedTempFile;
use xxhash_rust::xxh3::xxh3_128;

use super::Snapshot;
use super::directory::{Block, BlockCounts, Directory, Run};
use super::file::{Draft, Pieces, Records, Refusal, encode};
use super::group::Groups;
use super::listing::{Listing, Role, Stamp, hash_of};
use super::record::{Beside, Forward, KeptSource, of_talk};
use crate::complaint::Complaint;
use crate::corpus::{Corpus, EditionId, TalkIndex};
use crate::gazetteer::{EntityIndex, Gazetteer};
use crate::holdings::drawn_relations;
use crate::mention::{Mentions, find_mentions};
use crate::source::load::Listed;
use crate::source::notes::NoProgrammes;
use crate::source::{Source, is_schedule, read_all};
use crate::watch::{Stage, Watch, watched};
use crate::workspace::{Editions, read_corpus};

/// How many bytes of sources are read at once, but for a block that is larger by itself.
const AT_ONCE: u64 = 32 << 20;

/// How many talks one worker packs at a time.
const PACKED: usize = 64;

/// What became of a snapshot that was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Made {
    /// The blocks that were read anew.
    pub read: usize,
    /// The blocks that were taken over.
    pub kept: usize,
    /// The talks, those included that were called off.
    pub talks: usize,
    /// The bytes of the file.
    pub bytes: u64,
    /// The bytes of text that were read anew.
    pub text: u64,
}

/// A source of a block while it is being planned.
pub(super) struct Item<'a> {
    /// The file; none for an edition that is built in.
    file: Option<&'a Listed>,
    path: String,
    hash: u128,
    role: Role,
    is_edition: bool,
}

/// Where the bytes of a block lie.
pub(super) enum Origin {
    /// In the file of what is made now.
    Draft,
    /// In the snapshot before.
    Before,
}

/// Makes the snapshot of a listing; `file` gives empty files, of which one becomes the snapshot.
///
/// What did not change since `before` was made is taken over from there. `watch` is told of the stages.
///
/// # Errors
///
/// What cannot be written, or read again.
pub fn make(
    listing: &Listing,
    before: Option<&Snapshot>,
    file: impl Fn() -> io::Result<NamedTempFile>,
    watch: &dyn Watch,
) -> Result<(Made, NamedTempFile), Refusal> {
    let mut maker = Maker::new(listing, before, watch);
    let mut draft = Draft::new(file()?)?;
    let total: u64 = listing.sources.iter().chain(&listing.editions).map(|file| file.size).sum();
    maker.survey(&mut draft, total)?;
    maker.join(&mut draft)?;
    watched(watch, Stage::Writing, 0, || maker.write(draft, file))
}

pub(super) struct Maker<'a> {
    pub(super) listing: &'a Listing,
    pub(super) watch: &'a dyn Watch,
    /// The snapshot before, if its blocks can be used again.
    pub(super) before: Option<&'a Snapshot>,
    /// The blocks of the snapshot before, by their keys.
    pub(super) known: BTreeMap<u128, &'a Block>,
    pub(super) directory: Directory,
    /// What the dictionaries' contents come to.
    pub(super) dictionaries: u128,
    pub(super) gazetteer: OnceLock<(Gazetteer, Vec<Complaint>)>,
    pub(super) items: Vec<Item<'a>>,
    /// Sources that are notes, which are read at once.
    pub(super) notes: Vec<Source>,
    pub(super) blocks: Vec<(Origin, Block)>,
    pub(super) made: Made,
}

impl<'a> Maker<'a> {
    fn new(listing: &'a Listing, before: Option<&'a Snapshot>, watch: &'a dyn Watch) -> Self {
        let terms = listing.terms();
        let mut directory = Directory {
            request: listing.request.clone(),
            home: listing.home.clone(),
            complaints: listing.complaints.clone(),
            ..Directory::default()
        };
        let files = listing.dictionaries.as_deref().unwrap_or_default();
        let known = before.map(|before| before.directory.dictionaries.as_slice()).unwrap_or_default();
        directory.dictionaries = files.iter().map(|file| stamp(file, known.iter(), before)).collect();
        let dictionaries = xxh3_128(&encode(
            &directory.dictionaries.iter().map(|stamp| (&stamp.path, stamp.hash)).collect::<Vec<_>>(),
        ));
        let is_same = |before: &&Snapshot| {
            let now = directory.dictionaries.iter().map(|stamp| (&stamp.path, stamp.hash));
            before.directory.terms == terms
                && now.eq(before.directory.dictionaries.iter().map(|stamp| (&stamp.path, stamp.hash)))
        };
        let before = before.filter(is_same);
        let known = before.into_iter().flat_map(|before| &before.directory.blocks).map(|block| (block.key, block));
        directory.terms = terms;
        Self {
            listing,
            watch,
            before,
            known: known.collect(),
            directory,
            dictionaries,
            gazetteer: OnceLock::new(),
            items: Vec::new(),
            notes: Vec::new(),
            blocks: Vec::new(),
            made: Made::default(),
        }
    }

    /// The dictionaries, compiled once something must be tagged.
    pub(super) fn compiled(&self) -> &(Gazetteer, Vec<Complaint>) {
        self.gazetteer.get_or_init(|| {
            watched(self.watch, Stage::Dictionaries, 0, || {
                let (dictionaries, mut complaints) = self.listing.read_dictionaries();
                let (gazetteer, wrong) = Gazetteer::compile(dictionaries);
                complaints.extend(wrong);
                (gazetteer, complaints)
            })
        })
    }

    /// The key of a block of these items.
    fn key(&self, items: &[usize]) -> u128 {
        let parts: Vec<(&str, u128)> =
            items.iter().map(|item| (self.items[*item].path.as_str(), self.items[*item].hash)).collect();
        // Editions that are not listed themselves serve notes.
        let has_notes = items.iter().any(|item| self.items[*item].role == Role::Notes);
        let serving = if has_notes && !self.listing.is_listed { self.directory.editions.as_slice() } else { &[] };
        let serving: Vec<(&str, u128)> = serving.iter().map(|(stamp, _)| (stamp.path.as_str(), stamp.hash)).collect();
        xxh3_128(&encode(&(&self.directory.terms, self.dictionaries, parts, serving)))
    }

    /// Looks over all sources: each schedule that changed becomes a block of its own, which `join` may give up for a larger one.
    fn survey(&mut self, draft: &mut Draft, total: u64) -> Result<(), Refusal> {
        let editions = if self.listing.is_listed { self.listing.editions.as_slice() } else { &[] };
        let files =
            self.listing.sources.iter().map(|file| (file, false)).chain(editions.iter().map(|file| (file, true)));
        let files: Vec<(&Listed, bool)> = files.collect();
        let mut done = 0;
        let mut rest = files.as_slice();
        while !rest.is_empty() {
            let mut sum = 0;
            let fits = rest.iter().take_while(|(file, _)| {
                sum += file.size;
                sum <= AT_ONCE
            });
            let (now, later) = rest.split_at(fits.count().max(1));
            rest = later;
            let looked: Vec<Looked> = now.par_iter().map(|(file, is_edition)| self.look(file, *is_edition)).collect();
            for ((file, is_edition), looked) in now.iter().zip(looked) {
                self.take(file, *is_edition, looked, draft)?;
                done += file.size;
                self.watch.reads(done, total);
            }
        }
        if self.listing.is_listed {
            return self.take_built_in(draft);
        }
        for file in &self.listing.editions {
            let known = self.before.into_iter().flat_map(|before| &before.directory.editions).map(|(stamp, _)| stamp);
            let stamp = stamp(file, known, self.before);
            self.directory.editions.push((stamp, Role::Nothing(Vec::new())));
        }
        Ok(())
    }

    /// What is known of a file, or found out by reading it.
    fn look(&self, file: &Listed, is_edition: bool) -> Looked {
        let entries = self.before.map(|before| {
            let directory = &before.directory;
            if is_edition { &directory.editions } else { &directory.sources }
        });
        let path = file.shown();
        let known = entries.and_then(|entries| entries.iter().find(|(stamp, _)| stamp.path == path));
        if let (Some((stamp, role)), Some(before)) = (known, self.before)
            && *role != Role::Notes
            && stamp.holds(file, before.written)
        {
            return Looked { hash: stamp.hash, role: role.clone(), found: Found::Before };
        }
        let source = match watched(self.watch, Stage::Loading, file.size, || file.read()) {
            Ok(source) => source,
            Err(complaint) => {
                let role = Role::Nothing(complaint.into_iter().collect());
                return Looked { hash: 0, role, found: Found::Before };
            }
        };
        let hash = hash_of(&source);
        if let Some((stamp, role)) = known
            && stamp.hash == hash
            && *role != Role::Notes
        {
            return Looked { hash, role: role.clone(), found: Found::Before };
        }
        if !is_edition && !is_schedule(&source) {
            return Looked { hash, role: Role::Notes, found: Found::Notes(Box::new(source)) };
        }
        let bytes = source.len() as u64;
        let stem = source.stem().to_owned();
        let options = self.listing.options.within(std::slice::from_ref(&source));
        let (sources, files) = if is_edition { (Vec::new(), vec![source]) } else { (vec![source], Vec::new()) };
        let editions = Editions { files, built_in: Vec::new(), is_listed: true };
        let (corpus, complaints) = read_corpus(sources, editions, &options, self.watch);
        let role = Role::Schedule(claims(&corpus, &stem));
        let encoded = self.encode(&corpus, complaints);
        Looked { hash, role, found: Found::Read(Box::new(encoded), bytes) }
    }

    /// Keeps what was found out of a file.
    fn take(&mut self, file: &'a Listed, is_edition: bool, looked: Looked, draft: &mut Draft) -> Result<(), Refusal> {
        let Looked { hash, role, found } = looked;
        let stamp = (Stamp::of(file, hash), role.clone());
        let list = if is_edition { &mut self.directory.editions } else { &mut self.directory.sources };
        list.push(stamp);
        let number = self.items.len();
        self.items.push(Item { file: Some(file), path: file.shown(), hash, role, is_edition });
        match found {
            Found::Before => {}
            Found::Notes(source) => self.notes.push(*source),
            Found::Read(encoded, text) => {
                self.made.text += text;
                let key = self.key(&[number]);
                self.put(key, *encoded, draft)?;
            }
        }
        Ok(())
    }

    /// Makes a block of each edition that is built in.
    fn take_built_in(&mut self, draft: &mut Draft) -> Result<(), Refusal> {
        for edition in &self.listing.built_in {
            let path = format!("editions/{}", edition.name);
            let hash = xxh3_128(edition.digest().as_bytes());
            let number = self.items.len();
            let role = Role::Schedule(vec![edition.stem().to_owned()]);
            self.items.push(Item { file: None, path, hash, role, is_edition: true });
            let key = self.key(&[number]);
            if !self.known.contains_key(&key) {
                let editions = Editions { files: Vec::new(), built_in: vec![edition], is_listed: true };
                let (corpus, complaints) =
                    read_corpus(Vec::new(), editions, &self.listing.options.within(&[]), self.watch);
                let encoded = self.encode(&corpus, complaints);
                self.put(key, encoded, draft)?;
            }
        }
        Ok(())
    }

    /// Appends a block.
    fn put(&mut self, key: u128, encoded: Encoded, draft: &mut Draft) -> Result<(), Refusal> {
        let start = draft.end;
        encoded.bytes.iter().try_for_each(|piece| draft.append(piece))?;
        let block = Block { key, ..encoded.block };
        self.blocks.push((Origin::Draft, block.at(start)));
        Ok(())
    }

    /// Decides which sources are read together, and reads those that were not yet.
    fn join(&mut self, draft: &mut Draft) -> Result<(), Refusal> {
        let groups = self.groups();
        let mut drafted: BTreeMap<u128, Block> = BTreeMap::new();
        for (_, block) in self.blocks.drain(..) {
            drafted.insert(block.key, block);
        }
        for group in groups {
            let key = self.key(&group);
            if let Some(block) = drafted.remove(&key) {
                self.made.read += 1;
                self.blocks.push((Origin::Draft, block));
            } else if let Some(block) = self.known.get(&key) {
                self.made.kept += 1;
                self.blocks.push((Origin::Before, (*block).clone()));
            } else {
                self.made.read += 1;
                let encoded = self.read(&group);
                self.put(key, encoded, draft)?;
            }
        }
        Ok(())
    }

    /// The items that belong together, in the order of their paths.
    fn groups(&self) -> Vec<Vec<usize>> {
        let is_notes = |item: &Item| item.role == Role::Notes;
        let claimed = self.claimed();
        let has_notes = self.items.iter().any(is_notes);
        let mut groups = Groups::new(self.items.len());
        let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
        let first_note = self.items.iter().position(is_notes).unwrap_or(0);
        for (number, item) in self.items.iter().enumerate() {
            match &item.role {
                Role::Nothing(_) => {}
                Role::Notes => groups.unite(number, first_note),
                Role::Schedule(editions) => {
                    for edition in editions {
                        let owner = *owners.entry(edition).or_insert(number);
                        groups.unite(number, owner);
                    }
                    let is_told = |edition: &String| claimed.as_ref().is_none_or(|claimed| claimed.contains(edition));
                    if has_notes && editions.iter().any(is_told) {
                        groups.unite(number, first_note);
                    }
                }
            }
        }
        let mut listed = groups.lists();
        listed.retain(|group| group.iter().any(|item| !matches!(self.items[*item].role, Role::Nothing(_))));
        listed
    }

    /// The editions that notes are about; none if they could be about any.
    fn claimed(&self) -> Option<BTreeSet<String>> {
        let options = self.listing.options.within(&self.notes);
        let reading = read_all(&self.notes, &options, &NoProgrammes);
        let mut claimed = BTreeSet::new();
        for (_, report) in &reading.reports {
            let own = report.sections.iter().map(|section| section.edition.as_ref().or(report.edition.as_ref()));
            for edition in own.chain(report.edition.iter().map(Some)) {
                claimed.insert(EditionId::from(edition?).to_string());
            }
        }
        Some(claimed)
    }

    /// Reads the items of a group together.
    fn read(&mut self, group: &[usize]) -> Encoded {
        let mut editions = Editions { files: Vec::new(), built_in: Vec::new(), is_listed: self.listing.is_listed };
        let mut sources = Vec::new();
        for number in group {
            let item = &self.items[*number];
            let Some(file) = item.file else {
                editions.built_in.extend(
                    self.listing.built_in.iter().filter(|built_in| item.path.ends_with(&format!("/{}", built_in.name))),
                );
                continue;
            };
            let at_hand = self.notes.iter().find(|source| source.path == item.path);
            let source = match at_hand {
                Some(source) => source.clone(),
                None => match file.read() {
                    Ok(source) => source,
                    Err(_) => continue,
                },
            };
            self.made.text += source.len() as u64;
            if item.is_edition { editions.files.push(source) } else { sources.push(source) }
        }
        if !self.listing.is_listed {
            // They are read if notes are about them.
            let files = self.listing.editions.iter().filter_map(|file| file.read().ok());
            editions.files.extend(files);
            editions.built_in.clone_from(&self.listing.built_in);
        }
        let options = self.listing.options.within(&sources);
        let (corpus, complaints) = read_corpus(sources, editions, &options, self.watch);
        self.encode(&corpus, complaints)
    }

    /// Tags a corpus and turns it into a block.
    fn encode(&self, corpus: &Corpus, complaints: Vec<Complaint>) -> Encoded {
        let (gazetteer, _) = self.compiled();
        let bytes = corpus.sources.iter().map(|source| source.len() as u64).sum();
        let mentions = watched(self.watch, Stage::Tagging, bytes, || find_mentions(corpus, gazetteer));
        watched(self.watch, Stage::Writing, 0, || self.written(corpus, complaints, &mentions))
    }

    /// A block as bytes.
    fn written(&self, corpus: &Corpus, complaints: Vec<Complaint>, mentions: &Mentions) -> Encoded {
        let (gazetteer, _) = self.compiled();
        let mut bytes = Pieces::default();
        let mut runs = Vec::new();
        let talks: Vec<TalkIndex> = corpus.indices().collect();
        for same in talks.chunk_by(|a, b| corpus.talk(*a).edition == corpus.talk(*b).edition) {
            let pack = |talks: &[TalkIndex]| {
                let (mut records, mut forward) = (Records::default(), Forward::default());
                for talk in talks {
                    records.push(&of_talk(corpus, gazetteer, *talk, mentions.of(*talk)));
                    forward.push(corpus.talk(*talk), mentions.of(*talk));
                }
                (records, forward)
            };
            let (records, parts): (Vec<Records>, Vec<Forward>) = same.par_chunks(PACKED).map(pack).unzip();
            let mut forward = Forward::default();
            for part in parts {
                forward.append(part);
            }
            runs.push(Run {
                edition: corpus.talk(same[0]).edition.clone(),
                talks: bytes.push_table(records),
                forward: bytes.push_extent(forward.encode()),
                held: same.iter().filter(|talk| !corpus.talk(**talk).is_cancelled).count(),
            });
        }
        let beside = bytes.push_extent(encode(&Beside::of(corpus, mentions.outside())));
        let counts = BlockCounts { uncertain: uncertain(mentions), drawn: drawn_relations(corpus, gazetteer) };
        let counts = bytes.push_extent(encode(&counts));
        let sources = corpus.sources.iter();
        let sources =
            sources.map(|source| KeptSource { path: source.path.clone(), encoding: source.encoding() }).collect();
        let length = bytes.length();
        Encoded { block: Block { key: 0, start: 0, length, sources, complaints, runs, beside, counts }, bytes }
    }
}

/// What was found out of a file.
struct Looked {
    hash: u128,
    role: Role,
    found: Found,
}

enum Found {
    /// Nothing new.
    Before,
    Notes(Box<Source>),
    /// A block, and the bytes of text that it was made of.
    Read(Box<Encoded>, u64),
}

/// A block and its bytes.
struct Encoded {
    block: Block,
    bytes: Pieces,
}

/// What a file is known by, read again if it may have changed.
fn stamp<'s>(file: &Listed, known: impl IntoIterator<Item = &'s Stamp>, before: Option<&Snapshot>) -> Stamp {
    let path = file.shown();
    let known = known.into_iter().find(|stamp| stamp.path == path);
    match (known, before) {
        (Some(stamp), Some(before)) if stamp.holds(file, before.written) => stamp.clone(),
        _ => Stamp::of(file, file.read().map_or(0, |source| hash_of(&source))),
    }
}

/// The editions whose talks a schedule has; of unknown ones the file's name, by which their ids are told.
fn claims(corpus: &Corpus, stem: &str) -> Vec<String> {
    let told = corpus.talks.iter().map(|talk| talk.edition.as_ref());
    let told = told.map(|edition| edition.map_or_else(|| format!("unknown-{stem}"), ToString::to_string));
    let known = corpus.coverage.keys().map(ToString::to_string);
    told.chain(known).collect::<BTreeSet<String>>().into_iter().collect()
}

/// The number of uncertain mentions of each entity that has some.
fn uncertain(mentions: &Mentions) -> Vec<(EntityIndex, u32)> {
    let mut counts: BTreeMap<EntityIndex, u32> = BTreeMap::new();
    for mention in mentions.iter().filter(|mention| !mention.certain) {
        *counts.entry(mention.entity).or_default() += 1;
    }
    counts.into_iter().collect()
}
