//! Assembling: blocks are put into the file one after the other, and what they count is added up.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;

use tempfile::NamedTempFile;

use super::directory::{BlockCounts, Run};
use super::file::{Bytes, Draft, Extent, HEAD, Records, Refusal, Table, decode, encode, encode_numbers};
use super::listing::Role;
use super::make::{Made, Maker, Origin};
use super::name::name_records;
use super::record::{EntityRecord, Forward, Posting, Postings};
use crate::complaint::Complaint;
use crate::corpus::by_edition;
use crate::gazetteer::{EntityIndex, Gazetteer};
use crate::holdings::curated_relations;
use crate::source::Source;

/// How many talks are in one list.
const LISTED: usize = 2048;

/// The lists of how many entities are in memory before they are written.
const PACKED: usize = 256;

/// How many bytes of a block are copied at a time.
const AT_ONCE: usize = 8 << 20;

impl Maker<'_> {
    /// Puts all together: gives the file whose blocks are in their order, with all that is told of them.
    pub(super) fn write(
        mut self,
        draft: Draft,
        file: impl Fn() -> io::Result<NamedTempFile>,
    ) -> Result<(Made, NamedTempFile), Refusal> {
        let mut draft = self.in_order(draft, file)?;
        let written = Bytes::new(draft.file.reopen()?)?;
        self.order_runs();
        let entities = self.write_entities(&mut draft)?;
        self.write_postings(&written, entities, &mut draft)?;
        self.write_counts(&written, entities, &mut draft)?;
        self.complain();
        let directory = draft.append_extent(&encode(&self.directory))?;
        self.made.bytes = draft.end;
        self.made.talks = self.directory.runs.iter().map(|(_, run)| run.talks.records as usize).sum();
        Ok((self.made, draft.finish(directory)?))
    }

    /// The blocks in the order in which they belong: the draft itself if it has them so and nothing else.
    fn in_order(&mut self, draft: Draft, file: impl Fn() -> io::Result<NamedTempFile>) -> Result<Draft, Refusal> {
        let blocks = std::mem::take(&mut self.blocks);
        let end = blocks.iter().try_fold(HEAD as u64, |end, (origin, block)| {
            (matches!(origin, Origin::Draft) && block.start == end).then_some(end + block.length)
        });
        if end == Some(draft.end) {
            self.directory.blocks = blocks.into_iter().map(|(_, block)| block).collect();
            return Ok(draft);
        }
        let drafted = Bytes::new(draft.file.reopen()?)?;
        let mut ordered = Draft::new(file()?)?;
        for (origin, block) in blocks {
            let from = match (origin, self.before) {
                (Origin::Before, Some(before)) => &before.bytes,
                _ => &drafted,
            };
            let start = ordered.end;
            let end = block.start + block.length;
            for part in (block.start..end).step_by(AT_ONCE) {
                ordered.append(&from.range(part, (end - part).min(AT_ONCE as u64))?)?;
            }
            self.directory.blocks.push(block.at(start));
        }
        Ok(ordered)
    }

    fn order_runs(&mut self) {
        let runs = self.directory.blocks.iter().enumerate();
        let mut runs: Vec<(usize, Run)> =
            runs.flat_map(|(block, kept)| kept.runs.iter().map(move |run| (block, run.clone()))).collect();
        runs.sort_by(|(_, a), (_, b)| by_edition(a.edition.as_ref(), b.edition.as_ref()));
        self.directory.runs = runs;
    }

    fn complain(&mut self) {
        self.directory.dictionary_complaints = match (self.gazetteer.get(), self.before) {
            (Some((_, complaints)), _) => complaints.clone(),
            (None, Some(before)) => before.directory.dictionary_complaints.clone(),
            (None, None) => self.compiled().1.clone(),
        };
        let sources = self.directory.sources.iter().chain(&self.directory.editions);
        let wrong =
            sources.filter_map(|(_, role)| if let Role::Nothing(complaints) = role { Some(complaints) } else { None });
        let wrong: Vec<Complaint> = wrong.flatten().cloned().collect();
        let sources: Vec<Source> = self.listing.sources.iter().map(|file| Source::of_text(file.shown(), "")).collect();
        self.directory.complaints.extend(wrong);
        self.directory.complaints.extend(self.listing.options.unused(&sources));
    }

    /// Writes the entities and their names; says how many there are.
    fn write_entities(&mut self, draft: &mut Draft) -> Result<usize, Refusal> {
        let (entities, names) = if let Some(before) = self.before {
            (again(&before.entities)?, again(&before.names)?)
        } else {
            let (gazetteer, _) = self.compiled();
            (entity_records(gazetteer), name_records(gazetteer))
        };
        self.directory.entities = draft.append_table([entities])?;
        self.directory.names = draft.append_table([names])?;
        Ok(self.directory.entities.records as usize)
    }

    /// Turns what each talk mentions into who mentions each entity.
    fn write_postings(&mut self, written: &Bytes, entities: usize, draft: &mut Draft) -> Result<(), Refusal> {
        let forward = |run: &Run| Forward::decode(&written.extent(run.forward)?);
        let mut starts = vec![0_usize; entities + 1];
        for (_, run) in &self.directory.runs {
            for entity in forward(run)?.entities() {
                *starts.get_mut(entity.0 + 1).ok_or(Refusal::Damaged)? += 1;
            }
        }
        for entity in 0..entities {
            starts[entity + 1] += starts[entity];
        }
        let mut talks = vec![0_u32; starts[entities]];
        let mut next = starts.clone();
        let mut first = 0_u32;
        for (_, run) in &self.directory.runs {
            let forward = forward(run)?;
            for talk in 0..forward.talks() {
                for entity in forward.of(talk) {
                    talks[next[entity.0]] = first + u32::try_from(talk).unwrap_or(u32::MAX);
                    next[entity.0] += 1;
                }
            }
            first += run.talks.records;
        }
        let mut places = Vec::new();
        for (_, run) in &self.directory.runs {
            places.extend(written.table(run.talks).extents()?);
        }
        let list = |range: Range<usize>| -> Vec<Posting> {
            talks[range].iter().map(|talk| Posting::new(*talk, places[*talk as usize])).collect()
        };
        let mut more: BTreeMap<usize, Vec<Extent>> = BTreeMap::new();
        for (entity, range) in starts.windows(2).enumerate() {
            for start in (range[0]..range[1]).step_by(LISTED).skip(1) {
                let list = encode(&list(start..range[1].min(start + LISTED)));
                more.entry(entity).or_default().push(draft.append_extent(&list)?);
            }
        }
        let pack = |first: usize| {
            let mut records = Records::default();
            for entity in first..entities.min(first + PACKED) {
                let range = starts[entity]..starts[entity + 1].min(starts[entity] + LISTED);
                records.push(&Postings { first: list(range), more: more.remove(&entity).unwrap_or_default() });
            }
            records
        };
        self.directory.postings = draft.append_table((0..entities).step_by(PACKED).map(pack))?;
        let count = |range: &[usize]| u32::try_from(range[1] - range[0]).unwrap_or(u32::MAX);
        let counts: Vec<u32> = starts.windows(2).map(count).collect();
        self.directory.counts = draft.append_extent(&encode_numbers(&counts))?;
        Ok(())
    }

    /// Adds up what blocks count.
    fn write_counts(&mut self, written: &Bytes, entities: usize, draft: &mut Draft) -> Result<(), Refusal> {
        let mut uncertain = vec![0_u32; entities];
        let mut drawn = Vec::new();
        for block in &self.directory.blocks {
            let counts: BlockCounts = decode(&written.extent(block.counts)?)?;
            for (entity, times) in counts.uncertain {
                *uncertain.get_mut(entity.0).ok_or(Refusal::Damaged)? += times;
            }
            drawn.extend(counts.drawn);
        }
        self.directory.uncertain = draft.append_extent(&encode_numbers(&uncertain))?;
        self.directory.drawn = draft.append_extent(&encode(&drawn))?;
        Ok(())
    }
}

/// All entities with what their dictionaries say.
fn entity_records(gazetteer: &Gazetteer) -> Records {
    let record = |index: EntityIndex| EntityRecord {
        entity: gazetteer.entity(index).clone(),
        defined: gazetteer.defined(index),
        relations: Vec::new(),
    };
    let mut entities: Vec<EntityRecord> = gazetteer.indices().map(record).collect();
    for relation in curated_relations(gazetteer) {
        for end in BTreeSet::from([relation.related.from, relation.related.to]) {
            entities[end.0].relations.push(relation.clone());
        }
    }
    let mut records = Records::default();
    for entity in &entities {
        records.push(entity);
    }
    records
}

/// All records of a table, to be written again.
fn again(table: &Table) -> Result<Records, Refusal> {
    let mut records = Records::default();
    for record in table.records()? {
        records.push_bytes(&record);
    }
    Ok(records)
}
