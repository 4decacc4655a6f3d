//! Lineages: entities by editions, with their talks.

use std::collections::BTreeMap;

use super::{NothingToDraw, Painter, node_kind, nothing};
use crate::corpus::{EditionId, TalkIndex};
use crate::gazetteer::EntityIndex;
use crate::query::evolution::continuing;
use crate::source::document::Field;
use crate::text::count;
use crate::view::{Appearance, Column, Figure, Lane, Lineage, Told, View};

/// How many editions are shown where nobody says.
const EDITIONS: usize = 7;

/// The talks of each edition that mention an entity.
type Talks = BTreeMap<EditionId, Vec<TalkIndex>>;

impl Painter<'_> {
    pub(super) fn lineage(&self) -> Result<View, NothingToDraw> {
        if self.query.focus.is_empty() {
            return Err(nothing("a lineage is of one entity or a few", "name them: `--focus CRIU`"));
        }
        let found: Vec<(EntityIndex, Talks)> =
            self.query.focus.iter().map(|entity| (*entity, self.talks_by_edition(*entity))).collect();
        let all = self.columns();
        let is_there = |id: &EditionId| found.iter().any(|(_, talks)| talks.contains_key(id));
        let there: Vec<usize> = (0..all.len()).filter(|at| is_there(&all[*at].0)).collect();
        let Some(last) = there.last() else {
            return Err(nothing(
                format!("no talk of a known edition mentions {}", self.names(&self.query.focus)),
                "widen `years` or `where`",
            ));
        };
        // The newest, which people remember.
        let first = there[there.len().saturating_sub(self.limit(EDITIONS))];
        let kept = there.iter().filter(|at| **at >= first).count();
        let columns = self.drawn_together(&all[first..=*last], is_there);
        let shown: BTreeMap<TalkIndex, String> = found
            .iter()
            .flat_map(|(_, talks)| talks)
            .filter(|(id, _)| columns.iter().any(|(only, _)| only.as_ref() == Some(*id)))
            .flat_map(|(id, talks)| talks.iter().map(move |talk| (*talk, self.called(id))))
            .collect();
        let after = self.carried_on(&shown);
        let lanes = found.iter().map(|(entity, talks)| self.lane(*entity, talks, &columns, &shown, &after)).collect();
        let title = self.title(|| format!("The line of {}", self.names(&self.query.focus)));
        let held = if kept < there.len() {
            format!("the newest {kept} of {} that mention it", count(there.len(), "edition"))
        } else {
            format!("{} that mention it", count(kept, "edition"))
        };
        let held = if self.query.focus.len() > 1 { held.replace(" it", " one of them") } else { held };
        let caption = format!("{} · {held}", self.source_line());
        let columns = columns.into_iter().map(|(_, column)| column).collect();
        Ok(View { title, caption, figure: Figure::Lineage(Lineage { columns, lanes }) })
    }

    /// The talks that mention an entity: first those that name it in their titles, then those that mention it most.
    fn talks_by_edition(&self, entity: EntityIndex) -> Talks {
        let mut talks: Talks = BTreeMap::new();
        // No graph is needed for one entity.
        let mut mentioning: Vec<(bool, usize, TalkIndex)> = Vec::new();
        for talk in &self.talks {
            let of_talk = self.workspace.mentions.of(*talk).iter();
            let mentions: Vec<_> = of_talk.filter(|mention| mention.entity == entity && mention.certain).collect();
            if !mentions.is_empty() {
                let is_in_title = mentions.iter().any(|mention| mention.field == Field::Title);
                mentioning.push((is_in_title, mentions.iter().map(|mention| mention.count).sum(), *talk));
            }
        }
        mentioning.sort_by_key(|(is_in_title, count, talk)| (!is_in_title, std::cmp::Reverse(*count), *talk));
        for (.., talk) in mentioning {
            if let Some(edition) = &self.workspace.corpus.talk(talk).edition {
                talks.entry(edition.clone()).or_default().push(talk);
            }
        }
        talks
    }

    /// The columns: one for each edition that has one of the entities, and one for those in a row that have none.
    fn drawn_together(
        &self,
        all: &[(EditionId, Option<usize>)],
        is_there: impl Fn(&EditionId) -> bool,
    ) -> Vec<(Option<EditionId>, Column)> {
        let mut columns: Vec<(Option<EditionId>, Column)> = Vec::new();
        let mut run: Vec<&EditionId> = Vec::new();
        for (at, (id, talks)) in all.iter().enumerate() {
            let is_sampled = talks.is_some() && self.is_sampled(id);
            if is_there(id) {
                let label = self.called(id);
                columns.push((Some(id.clone()), Column { label, talks: *talks, sampled: is_sampled }));
                continue;
            }
            run.push(id);
            let goes_on =
                all.get(at + 1).is_some_and(|(next, known)| !is_there(next) && known.is_some() == talks.is_some());
            if !goes_on {
                let label = match run.as_slice() {
                    [first, .., last] => format!("{}–{}", self.called(first), last.year),
                    _ => self.called(id),
                };
                columns.push((None, Column { label, talks: *talks, sampled: is_sampled }));
                run.clear();
            }
        }
        columns
    }

    fn lane(
        &self,
        entity: EntityIndex,
        talks: &Talks,
        columns: &[(Option<EditionId>, Column)],
        shown: &BTreeMap<TalkIndex, String>,
        after: &BTreeMap<TalkIndex, TalkIndex>,
    ) -> Lane {
        let described = self.workspace.gazetteer.entity(entity);
        let observed: Vec<EditionId> = self.workspace.corpus.editions().into_keys().collect();
        let mut last: Option<&EditionId> = None;
        let mut cells = Vec::new();
        for (id, column) in columns {
            let Some((id, talks)) = id.as_ref().and_then(|id| Some((id, talks.get(id)?))) else {
                cells.push(None);
                continue;
            };
            let is_between = |other: &&EditionId| {
                last.is_some_and(|last| other.series == id.series && last.year < other.year && other.year < id.year)
            };
            let gap = observed.iter().filter(is_between).count();
            last = Some(id);
            let of = count(column.talks.unwrap_or(talks.len()), "talk");
            let told = self.told(talks.iter().copied());
            let note = format!("{} at {id}: {} of {of}{told}", described.name, talks.len());
            let talks = talks.iter().map(|talk| self.told_talk(*talk, shown, after)).collect();
            cells.push(Some(Appearance { gap, note, talks }));
        }
        Lane { id: described.id.to_string(), label: described.name.clone(), kind: node_kind(described.kind), cells }
    }

    fn told_talk(
        &self,
        index: TalkIndex,
        shown: &BTreeMap<TalkIndex, String>,
        after: &BTreeMap<TalkIndex, TalkIndex>,
    ) -> Told {
        let talk = self.workspace.corpus.talk(index);
        let earlier = after.get(&index).and_then(|earlier| Some((earlier, shown.get(earlier)?)));
        let id = |index: TalkIndex| self.workspace.corpus.talk(index).id.to_string();
        Told {
            id: id(index),
            title: talk.title.clone(),
            speakers: talk.speakers.join(", "),
            after: earlier.map(|(earlier, edition)| (id(*earlier), edition.clone())),
            note: self.told(std::iter::once(index)).trim_start().to_owned(),
        }
    }

    /// Which talk each of some talks carries on, as far as that is one of them.
    fn carried_on(&self, shown: &BTreeMap<TalkIndex, String>) -> BTreeMap<TalkIndex, TalkIndex> {
        let talks = shown.keys().copied().collect();
        let found = continuing(self.workspace, &talks).into_iter();
        found.filter(|found| shown.contains_key(&found.earlier)).map(|found| (found.talk, found.earlier)).collect()
    }
}
