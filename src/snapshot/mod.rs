//! Snapshots: everything that was read, tagged and counted, in one file from which questions are answered.
//!
//! An answer reads what it needs and nothing else. What a snapshot was made of is told by the hashes of its sources and
//! dictionaries; where some of them changed, only what they are in is read again. A file that is not whole, not sound or
//! of another format is refused, never trusted.

mod assemble;
mod directory;
mod file;
mod group;
mod listing;
mod make;
mod name;
mod prepared;
mod record;
mod whole;

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

use rayon::prelude::*;

use crate::complaint::{Complaint, did_you_mean};
use crate::corpus::{Corpus, EditionId};
use crate::gazetteer::{self, Entity, EntityIndex, Lookup};
use crate::graph::Incidence;
use crate::holdings::{Background, Holdings, Names, Part, Places, SourcedRelation, Wanted};

pub use file::Refusal;
pub use listing::Listing;
pub use make::{Made, make};

use directory::{Directory, Run};
use file::{Bytes, Extent, HEAD, Table, decode, decode_numbers, read_head};
use listing::{Stamp, hash_of};
use name::As;
use record::{EntityRecord, Forward, KeptSource, Posting, Postings, Shelves};

/// How many talks are shown at once, at first: whoever wants the first few need not wait for more.
const AT_FIRST: usize = 32;

/// How many talks are shown at once, at most.
const AT_ONCE: usize = 2048;

/// How many talks one worker unpacks at a time.
const UNPACKED: usize = 32;

/// A snapshot that is open.
#[derive(Debug)]
pub struct Snapshot {
    bytes: Bytes,
    directory: Directory,
    /// When the file was written, in nanoseconds since 1970.
    written: u64,
    entities: Table,
    /// The entities that somebody asked for.
    known: Vec<OnceLock<Box<EntityRecord>>>,
    names: Table,
    postings: Table,
    /// How many talks mention each entity, once somebody asks.
    counts: OnceLock<Vec<u32>>,
    /// The talks of each run.
    talks: Vec<Table>,
    /// The number of the first talk of each run; with one more at the end.
    firsts: Vec<usize>,
    /// Why it turned out that it cannot be answered from.
    fault: OnceLock<Refusal>,
}

impl Snapshot {
    /// Opens a snapshot.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, as far as its head and its directory tell; see [`Snapshot::fault`] for the rest.
    pub fn open(path: &Path) -> Result<Self, Refusal> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let written = since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or(0);
        let bytes = Bytes::new(file)?;
        if bytes.length() < HEAD as u64 {
            return Err(if bytes.length() == 0 { Refusal::Torn } else { Refusal::Foreign });
        }
        let head: [u8; HEAD] = bytes.range(0, HEAD as u64)?.try_into().map_err(|_| Refusal::Torn)?;
        let directory: Directory = decode(&bytes.extent(read_head(&head, bytes.length())?)?)?;
        let mut known = Vec::new();
        known.resize_with(directory.entities.records as usize, OnceLock::new);
        let mut firsts = vec![0];
        for (_, run) in &directory.runs {
            firsts.push(firsts[firsts.len() - 1] + run.talks.records as usize);
        }
        Ok(Self {
            written,
            entities: bytes.table(directory.entities),
            known,
            names: bytes.table(directory.names),
            postings: bytes.table(directory.postings),
            counts: OnceLock::new(),
            talks: directory.runs.iter().map(|(_, run)| bytes.table(run.talks)).collect(),
            firsts,
            fault: OnceLock::new(),
            bytes,
            directory,
        })
    }

    /// Whether it is the snapshot of a listing: nothing was added, changed or taken away since.
    pub fn is_of(&self, listing: &Listing) -> bool {
        let is_same = |stamps: &[&Stamp], files: &[crate::source::load::Listed]| {
            let holds = |(stamp, file): (&&Stamp, &crate::source::load::Listed)| {
                stamp.path == file.shown()
                    && (stamp.holds(file, self.written)
                        || stamp.size == file.size && file.read().is_ok_and(|source| hash_of(&source) == stamp.hash))
            };
            stamps.len() == files.len() && stamps.iter().zip(files).all(holds)
        };
        let sources: Vec<&Stamp> = self.directory.sources.iter().map(|(stamp, _)| stamp).collect();
        let editions: Vec<&Stamp> = self.directory.editions.iter().map(|(stamp, _)| stamp).collect();
        let dictionaries: Vec<&Stamp> = self.directory.dictionaries.iter().collect();
        self.directory.terms == listing.terms()
            && is_same(&sources, &listing.sources)
            && is_same(&editions, &listing.editions)
            && is_same(&dictionaries, listing.dictionaries.as_deref().unwrap_or_default())
    }

    /// What was asked for when it was made: see [`Listing::request`].
    pub fn request(&self) -> &[String] {
        &self.directory.request
    }

    /// Whether some file that it was made of lies where it lay; if it was made of none, whether there is none to make it of.
    ///
    /// A file of the same name in another folder is another file.
    pub fn is_at_home(&self, listing: &Listing) -> bool {
        let directory = &self.directory;
        let stamps = directory.sources.iter().chain(&directory.editions).map(|(stamp, _)| stamp);
        let mut stamps = stamps.chain(&directory.dictionaries).map(|stamp| Path::new(&stamp.path)).peekable();
        let is_here = directory.home == listing.home;
        match stamps.peek() {
            None => listing.sources.is_empty() && listing.editions.is_empty() && listing.dictionaries.is_none(),
            Some(_) => stamps.any(|path| (is_here || path.is_absolute()) && path.exists()),
        }
    }

    /// The dictionaries that it was made with, if they are at hand.
    pub fn gazetteer(&self, listing: &Listing) -> gazetteer::Gazetteer {
        gazetteer::Gazetteer::compile(listing.read_dictionaries().0).0
    }

    /// What was wrong or doubtful when it was made.
    pub fn complaints(&self) -> Vec<Complaint> {
        let blocks = self.directory.blocks.iter().flat_map(|block| &block.complaints);
        let directory = self.directory.complaints.iter().chain(&self.directory.dictionary_complaints);
        blocks.chain(directory).cloned().collect()
    }

    /// Why what was answered is not to be trusted, if it is not: a part of the file that was needed is damaged.
    pub fn fault(&self) -> Option<&Refusal> {
        self.fault.get()
    }

    /// A value read from the file; a stand-in, and a fault, if it cannot be read.
    fn sound<T: Default>(&self, read: Result<T, Refusal>) -> T {
        read.unwrap_or_else(|refusal| {
            self.fault.get_or_init(|| refusal);
            T::default()
        })
    }

    /// The entity's record; nobody's if it cannot be read.
    fn record(&self, index: EntityIndex) -> &EntityRecord {
        static NOBODY: OnceLock<EntityRecord> = OnceLock::new();
        let read = || -> Result<EntityRecord, Refusal> { decode(&self.entities.record(index.0)?) };
        let Some(known) = self.known.get(index.0) else {
            return NOBODY.get_or_init(EntityRecord::nobody);
        };
        known.get_or_init(|| {
            Box::new(read().unwrap_or_else(|refusal| {
                self.fault.get_or_init(|| refusal);
                EntityRecord::nobody()
            }))
        })
    }

    /// The talks that mention an entity, in their order.
    fn mentioning(&self, index: EntityIndex) -> Vec<Posting> {
        self.lists(index).flatten().collect()
    }

    /// The same in lists, of which each is read when it is asked for.
    fn lists(&self, index: EntityIndex) -> impl Iterator<Item = Vec<Posting>> {
        let read = || -> Result<Postings, Refusal> { decode(&self.postings.record(index.0)?) };
        let Postings { first, more } = self.sound(read());
        let list = |extent| -> Result<Vec<Posting>, Refusal> { decode(&self.bytes.extent(extent)?) };
        std::iter::once(first).chain(more.into_iter().map(move |extent| self.sound(list(extent))))
    }

    /// Talks in their order, by the run that they are in.
    fn by_run<'t>(&self, talks: &'t [Posting]) -> Vec<(usize, &'t [Posting])> {
        let mut runs = Vec::new();
        let mut rest = talks;
        for (run, bounds) in self.firsts.windows(2).enumerate() {
            let (here, later) = rest.split_at(rest.partition_point(|posting| posting.talk() < bounds[1]));
            rest = later;
            if !here.is_empty() {
                runs.push((run, here));
            }
        }
        runs
    }

    /// Shows talks, which come in their order: the run of each, and where its record is.
    fn show(
        &self,
        talks: impl Iterator<Item = (usize, Extent)>,
        visit: &mut dyn FnMut(Part<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut show = |batch: &Unpacked| {
            if self.is_sound() { visit(batch.part()) } else { ControlFlow::Break(()) }
        };
        let mut batches = self.batches(talks);
        let Some(first) = batches.next() else { return ControlFlow::Continue(()) };
        show(&self.unpack(&first))?;
        // Whoever wants more than the first few wants all: while some are shown those after them are unpacked.
        let mut unpacked = batches.next().map(|batch| self.unpack(&batch));
        while let Some(batch) = unpacked.take() {
            let next = batches.next();
            rayon::in_place_scope(|scope| {
                scope.spawn(|_| unpacked = next.map(|next| self.unpack(&next)));
                show(&batch)
            })?;
        }
        ControlFlow::Continue(())
    }

    /// Talks as they are shown at once.
    fn batches<'s>(
        &'s self,
        mut talks: impl Iterator<Item = (usize, Extent)> + 's,
    ) -> impl Iterator<Item = Batch<'s>> + 's {
        let sizes = std::iter::successors(Some(AT_FIRST), |size| Some((2 * size).min(AT_ONCE)));
        let batches = sizes.map(move |size| {
            let mut batch = Batch::default();
            // Where the sources of each block begin.
            let mut firsts: BTreeMap<usize, usize> = BTreeMap::new();
            for (run, extent) in talks.by_ref().take(size) {
                let first = firsts.entry(self.directory.runs[run].0).or_insert_with(|| {
                    let first = batch.sources.len();
                    batch.sources.extend(self.sources(run));
                    first
                });
                batch.extents.push(extent);
                batch.firsts.push(*first);
            }
            batch
        });
        batches.take_while(|batch| !batch.extents.is_empty())
    }

    /// The talks of a batch; fewer, and a fault, if some cannot be read.
    fn unpack(&self, batch: &Batch) -> Unpacked {
        self.bytes.expect(&batch.extents);
        let unpack = |(extents, firsts): (&[Extent], &[usize])| {
            let mut shelves = Shelves::default();
            self.bytes.each(extents, |number, record| shelves.add(record, firsts[number]))?;
            Ok(shelves)
        };
        let chunks = batch.extents.par_chunks(UNPACKED).zip(batch.firsts.par_chunks(UNPACKED));
        let parts: Vec<Result<Shelves, Refusal>> = chunks.map(unpack).collect();
        let mut shelves = Shelves::default();
        for part in parts {
            shelves.append(self.sound(part));
        }
        let sources = shelves.sources(batch.sources.iter().copied());
        let corpus = Corpus { sources, talks: std::mem::take(&mut shelves.talks), ..Corpus::default() };
        Unpacked { corpus, shelves }
    }

    /// Talks that are listed: the run of each, and where its record is.
    fn placed(&self, talks: impl Iterator<Item = Posting>) -> impl Iterator<Item = (usize, Extent)> {
        let firsts = &self.firsts[..self.talks.len()];
        let run = |talk: usize| firsts.partition_point(|first| *first <= talk).checked_sub(1);
        talks.filter_map(move |posting| Some((run(posting.talk())?, posting.extent())))
    }

    /// The same of all talks.
    fn all(&self) -> impl Iterator<Item = (usize, Extent)> {
        let runs = self.talks.iter().enumerate();
        runs.flat_map(|(run, table)| self.sound(table.extents()).into_iter().map(move |extent| (run, extent)))
    }

    /// The sources of a run's block.
    fn sources(&self, run: usize) -> impl Iterator<Item = &KeptSource> {
        let block = self.directory.blocks.get(self.directory.runs[run].0);
        block.into_iter().flat_map(|block| &block.sources)
    }

    fn numbers(&self, extent: Extent) -> Vec<u32> {
        decode_numbers(&self.sound(self.bytes.extent(extent)))
    }

    fn forward(&self, run: &Run) -> Forward {
        self.sound(self.bytes.extent(run.forward).and_then(|bytes| Forward::decode(&bytes)))
    }
}

/// Talks that are shown at once.
#[derive(Default)]
struct Batch<'s> {
    /// Where their records are.
    extents: Vec<Extent>,
    /// For each the place of its block's sources.
    firsts: Vec<usize>,
    sources: Vec<&'s KeptSource>,
}

/// The talks of a batch.
struct Unpacked {
    corpus: Corpus,
    /// What the talks mention.
    shelves: Shelves,
}

impl Unpacked {
    fn part(&self) -> Part<'_> {
        Part { corpus: &self.corpus, mentions: &self.shelves.mentions, places: Places::Kept(&self.shelves.places) }
    }
}

impl Lookup for Snapshot {
    fn with_id(&self, id: &str) -> Option<EntityIndex> {
        self.sound(name::find(&self.names, As::Id, id)).first().copied()
    }

    fn with_name(&self, folded: &str) -> Vec<EntityIndex> {
        self.sound(name::find(&self.names, As::Name, folded))
    }

    fn with_joined(&self, joined: &str) -> Option<EntityIndex> {
        self.sound(name::find(&self.names, As::Joined, joined)).first().copied()
    }

    fn entity_at(&self, index: EntityIndex) -> &Entity {
        self.entity(index)
    }
}

impl Names for Snapshot {
    fn find(&self, name: &str) -> Option<EntityIndex> {
        gazetteer::find(self, name)
    }

    fn did_you_mean(&self, name: &str) -> Option<String> {
        let entities = (0..self.known.len()).map(|index| self.entity(EntityIndex(index)));
        let names = entities.flat_map(|entity| std::iter::once(&entity.name).chain(&entity.aliases));
        did_you_mean(name, names.map(String::as_str)).map(str::to_owned)
    }
}

impl Holdings for Snapshot {
    fn entity(&self, index: EntityIndex) -> &Entity {
        &self.record(index).entity
    }

    fn background(&self, index: EntityIndex) -> Background {
        let EntityRecord { defined, relations, .. } = self.record(index);
        let read = || -> Result<Vec<SourcedRelation>, Refusal> { decode(&self.bytes.extent(self.directory.drawn)?) };
        let drawn = self.sound(read()).into_iter();
        let drawn = drawn.filter(|relation| [relation.related.from, relation.related.to].contains(&index));
        let mut relations: Vec<SourcedRelation> = relations.iter().cloned().chain(drawn).collect();
        relations.sort();
        relations.dedup();
        let uncertain = self.numbers(self.directory.uncertain).get(index.0).copied().unwrap_or(0);
        Background { defined: defined.clone(), relations, uncertain: uncertain as usize }
    }

    fn editions(&self) -> BTreeMap<EditionId, usize> {
        let runs = self.directory.runs.iter().filter(|(_, run)| run.held > 0);
        runs.filter_map(|(_, run)| Some((run.edition.clone()?, run.held))).collect()
    }

    fn talks(&self) -> usize {
        self.directory.runs.iter().map(|(_, run)| run.held).sum()
    }

    fn entities(&self) -> usize {
        self.known.len()
    }

    fn incidence(&self) -> Incidence {
        let forward: Vec<Forward> = self.directory.runs.iter().map(|(_, run)| self.forward(run)).collect();
        let talks = forward.iter().flat_map(|run| (0..run.talks()).map(|talk| run.of(talk)));
        Incidence::of(self.known.len(), talks)
    }

    fn count(&self, index: EntityIndex) -> usize {
        let counts = self.counts.get_or_init(|| self.numbers(self.directory.counts));
        counts.get(index.0).map_or(0, |talks| *talks as usize)
    }

    /// Adds up row by row (Gustavson 1978): the talks that mention the entity, and whom else those mention.
    fn neighbours(&self, index: EntityIndex) -> BTreeMap<EntityIndex, usize> {
        let mentioning = self.mentioning(index);
        let none = || vec![0_usize; self.known.len()];
        let count = |mut together: Vec<usize>, (run, talks): (usize, &[Posting])| {
            let forward = self.forward(&self.directory.runs[run].1);
            for other in talks.iter().flat_map(|posting| forward.of(posting.talk() - self.firsts[run])) {
                if let Some(talks) = together.get_mut(other.0) {
                    *talks += 1;
                }
            }
            together
        };
        let sum = |mut one: Vec<usize>, other: Vec<usize>| {
            one.iter_mut().zip(other).for_each(|(talks, more)| *talks += more);
            one
        };
        let mut together = self.by_run(&mentioning).into_par_iter().fold(none, count).reduce(none, sum);
        together[index.0] = 0;
        let met = together.into_iter().enumerate().filter(|(_, talks)| *talks > 0);
        met.map(|(other, talks)| (EntityIndex(other), talks)).collect()
    }

    fn appearances(&self, index: EntityIndex) -> BTreeMap<EditionId, usize> {
        let talks = self.mentioning(index);
        let runs = self.by_run(&talks).into_iter();
        runs.filter_map(|(run, talks)| Some((self.directory.runs[run].1.edition.clone()?, talks.len()))).collect()
    }

    fn each_part(&self, wanted: &Wanted, visit: &mut dyn FnMut(Part<'_>) -> ControlFlow<()>) {
        let _ = match wanted.sole() {
            // A list is read when those before it were shown.
            Some(entity) => self.show(self.placed(self.lists(entity).flatten()), visit),
            None => match wanted.evaluate(&|entity| self.mentioning(entity)) {
                Some(talks) => self.show(self.placed(talks.into_iter()), visit),
                None => self.show(self.all(), visit),
            },
        };
    }

    fn is_sound(&self) -> bool {
        self.fault.get().is_none()
    }
}
