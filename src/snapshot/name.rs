//! Names: the entities that names mean, found without reading all of them.
//!
//! Names are spread over records by their hashes, so that one record tells what a name means.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::file::{Records, Refusal, Table, decode};
use crate::gazetteer::{EntityIndex, Gazetteer, joined};

/// What a name is looked for as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum As {
    /// An id.
    Id,
    /// A folded name.
    Name,
    /// A folded name without its spaces.
    Joined,
}

/// A name and the entities that it means.
#[derive(Debug, Serialize, Deserialize)]
struct Named {
    looked_for: As,
    name: String,
    entities: Vec<EntityIndex>,
}

/// How many names a record has, more or less.
const NAMES: usize = 32;

fn place(looked_for: As, name: &str, records: usize) -> usize {
    let hash = xxh3_64(name.as_bytes()).rotate_left(looked_for as u32);
    usize::try_from(hash % (records as u64)).unwrap_or(0)
}

/// All names of a gazetteer.
pub(super) fn name_records(gazetteer: &Gazetteer) -> Records {
    let ids = gazetteer.indices().map(|index| (As::Id, gazetteer.entity(index).id.as_str().to_owned(), vec![index]));
    let names = gazetteer.folded_names().map(|(name, entities)| (As::Name, name.to_owned(), entities));
    // Of names that are the same without spaces, the first counts.
    let mut without: Vec<(String, EntityIndex)> =
        gazetteer.folded_names().filter_map(|(name, entities)| Some((joined(name), *entities.first()?))).collect();
    without.sort_by(|a, b| a.0.cmp(&b.0));
    without.dedup_by(|later, earlier| later.0 == earlier.0);
    let without = without.into_iter().map(|(name, entity)| (As::Joined, name, vec![entity]));
    let all: Vec<(As, String, Vec<EntityIndex>)> = ids.chain(names).chain(without).collect();
    let mut buckets: Vec<Vec<Named>> = Vec::new();
    buckets.resize_with(all.len() / NAMES + 1, Vec::new);
    let count = buckets.len();
    for (looked_for, name, entities) in all {
        buckets[place(looked_for, &name, count)].push(Named { looked_for, name, entities });
    }
    let mut records = Records::default();
    for bucket in &buckets {
        records.push(bucket);
    }
    records
}

/// The entities that a name means.
pub(super) fn find(table: &Table, looked_for: As, name: &str) -> Result<Vec<EntityIndex>, Refusal> {
    if table.len() == 0 {
        return Err(Refusal::Damaged);
    }
    let bucket: Vec<Named> = decode(&table.record(place(looked_for, name, table.len()))?)?;
    let named = bucket.into_iter().find(|named| named.looked_for == looked_for && named.name == name);
    Ok(named.map(|named| named.entities).unwrap_or_default())
}
