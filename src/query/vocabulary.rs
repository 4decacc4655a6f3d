//! The vocabulary: how well the dictionaries fit the talks, and what is talked about by field and by topic.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Query, Selection};
use crate::corpus::TalkIndex;
use crate::gazetteer::{EntityId, EntityIndex, Gazetteer, Kind};
use crate::mention::find_names;
use crate::text::fold;
use crate::workspace::Workspace;

/// The entities of one dictionary that no talk mentions, certain or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// The dictionary's place in [`Gazetteer::dictionaries`].
    pub dictionary: usize,
    /// Their ids.
    pub entities: Vec<EntityId>,
}

/// The entities that no talk mentions, by dictionary.
pub fn unmet_entities(workspace: &Workspace) -> Vec<Unmet> {
    let gazetteer = &workspace.gazetteer;
    let met: BTreeSet<EntityIndex> = workspace.mentions.iter().map(|mention| mention.entity).collect();
    let mut unmet: BTreeMap<usize, Vec<EntityId>> = BTreeMap::new();
    for index in gazetteer.indices().filter(|index| !met.contains(index)) {
        unmet.entry(gazetteer.dictionary_of(index)).or_default().push(gazetteer.entity(index).id.clone());
    }
    unmet.into_iter().map(|(dictionary, entities)| Unmet { dictionary, entities }).collect()
}

/// The names and aliases that no text has, of entities that are mentioned; none if texts are not at hand, since what was
/// only counted in them tells nothing of names.
pub fn unmet_aliases(workspace: &Workspace) -> Option<Vec<(EntityIndex, String)>> {
    if !workspace.corpus.tagged_by.is_empty() {
        return None;
    }
    let gazetteer = &workspace.gazetteer;
    let met: BTreeSet<EntityIndex> = workspace.mentions.iter().map(|mention| mention.entity).collect();
    let found = find_names(&workspace.corpus, gazetteer);
    let unmet = gazetteer
        .surfaces()
        .names()
        .filter(|(entity, name)| met.contains(entity) && !found.contains(&(*entity, *name)));
    Some(unmet.map(|(entity, name)| (entity, name.to_owned())).collect())
}

/// Two entities that may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twins {
    /// The one.
    pub a: EntityIndex,
    /// The other.
    pub b: EntityIndex,
    /// The number of talks that mention both, which are all that mention either.
    pub talks: usize,
}

/// Entities that always occur together, in two talks at least, under names that are nearly equal: the same but for one
/// word, one letter, or their order.
pub fn twins(workspace: &Workspace) -> Vec<Twins> {
    let mut talks: BTreeMap<EntityIndex, BTreeSet<TalkIndex>> = BTreeMap::new();
    for mention in workspace.mentions.iter().filter(|mention| mention.certain) {
        talks.entry(mention.entity).or_default().extend(mention.talk);
    }
    let mut together: BTreeMap<&BTreeSet<TalkIndex>, Vec<EntityIndex>> = BTreeMap::new();
    for (entity, talks) in talks.iter().filter(|(_, talks)| talks.len() >= 2) {
        together.entry(talks).or_default().push(*entity);
    }
    let name = |entity: EntityIndex| workspace.gazetteer.entity(entity).name.as_str();
    let pairs = together.iter().flat_map(|(talks, entities)| {
        let pairs = entities.iter().enumerate().flat_map(|(at, a)| entities[at + 1..].iter().map(|b| (*a, *b)));
        pairs.filter(|(a, b)| are_near(name(*a), name(*b))).map(|(a, b)| Twins { a, b, talks: talks.len() })
    });
    let mut twins: Vec<Twins> = pairs.collect();
    twins.sort_by_key(|twins| (twins.a, twins.b));
    twins
}

fn are_near(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    let (own, other) = (words(&a), words(&b));
    own.is_subset(&other) || other.is_subset(&own) || (a.len() > 3 && strsim::osa_distance(&a, &b) <= 1)
}

/// By what mentions are rolled up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Each entity by itself.
    Entity,
    /// The dictionary that it stands in.
    Field,
    /// The topics that it belongs to, those that these belong to, and so on; what belongs to none stands for itself.
    Broader,
    /// Its kind.
    Kind,
}

/// Entities taken together, with the talks that mention any of them.
#[derive(Debug, Clone, Serialize)]
pub struct GroupRow {
    /// What holds them together: an entity's or a topic's id, a field, a kind.
    pub group: String,
    /// Its name.
    pub name: String,
    /// The talks that mention any of them; one that mentions several counts once.
    pub talks: usize,
    /// The talks that the query selects: the denominator.
    pub of: usize,
    /// `talks / of`.
    pub share: f64,
    /// How many of them are mentioned.
    pub entities: usize,
    /// Those of the most talks, at most five: names with the number of talks.
    pub foremost: Vec<(String, usize)>,
    /// The talks by year.
    pub years: BTreeMap<u16, usize>,
}

/// What the talks that `query` selects mention, rolled up, that of the most talks first.
pub fn groups(workspace: &Workspace, query: &Query, by: By) -> Vec<GroupRow> {
    let (corpus, gazetteer) = (&workspace.corpus, &workspace.gazetteer);
    let selected = Selection::of(workspace).talks(query);
    let mut talks: BTreeMap<EntityIndex, BTreeSet<TalkIndex>> = BTreeMap::new();
    for mention in workspace.mentions.iter().filter(|mention| mention.certain) {
        if let Some(talk) = mention.talk.filter(|talk| selected.contains(talk)) {
            talks.entry(mention.entity).or_default().insert(talk);
        }
    }
    let mut members: BTreeMap<(String, String), Vec<EntityIndex>> = BTreeMap::new();
    for entity in talks.keys() {
        for group in groups_of(gazetteer, *entity, by) {
            members.entry(group).or_default().push(*entity);
        }
    }
    let mut rows: Vec<GroupRow> = members
        .into_iter()
        .map(|((group, name), mut members)| {
            let all: BTreeSet<TalkIndex> = members.iter().flat_map(|entity| &talks[entity]).copied().collect();
            let mut years: BTreeMap<u16, usize> = BTreeMap::new();
            for edition in all.iter().filter_map(|talk| corpus.talk(*talk).edition.as_ref()) {
                *years.entry(edition.year).or_insert(0) += 1;
            }
            members.sort_by_key(|entity| (std::cmp::Reverse(talks[entity].len()), *entity));
            let foremost = members.iter().take(5);
            GroupRow {
                group,
                name,
                talks: all.len(),
                of: selected.len(),
                share: all.len() as f64 / selected.len().max(1) as f64,
                entities: members.len(),
                foremost: foremost
                    .map(|entity| (gazetteer.entity(*entity).name.clone(), talks[entity].len()))
                    .collect(),
                years,
            }
        })
        .collect();
    rows.sort_by(|a, b| b.talks.cmp(&a.talks).then_with(|| a.group.cmp(&b.group)));
    rows
}

/// The groups of an entity, each as id and name.
fn groups_of(gazetteer: &Gazetteer, index: EntityIndex, by: By) -> Vec<(String, String)> {
    let named = |index: EntityIndex| {
        let entity = gazetteer.entity(index);
        (entity.id.to_string(), entity.name.clone())
    };
    match by {
        By::Entity => vec![named(index)],
        By::Field => {
            let field = gazetteer.field(index);
            vec![(field.to_owned(), field.to_owned())]
        }
        By::Kind => {
            let kind = gazetteer.entity(index).kind.name();
            vec![(kind.to_owned(), kind.to_owned())]
        }
        By::Broader => {
            let mut topics: BTreeSet<EntityIndex> = BTreeSet::new();
            let mut ahead = vec![index];
            while let Some(here) = ahead.pop() {
                for topic in gazetteer.entity(here).broader.iter().filter_map(|id| gazetteer.by_id(id)) {
                    if topics.insert(topic) {
                        ahead.push(topic);
                    }
                }
            }
            // A topic counts for itself too, and so does what belongs to none.
            if topics.is_empty() || gazetteer.entity(index).kind == Kind::Topic {
                topics.insert(index);
            }
            topics.into_iter().map(named).collect()
        }
    }
}
