//! Timelines: entities by editions.

use std::collections::{BTreeMap, BTreeSet};

use super::{NothingToDraw, Painter, node_kind, nothing, series_name};
use crate::corpus::{EditionId, TalkIndex};
use crate::gazetteer::EntityIndex;
use crate::measure::trend::{ENOUGH, bursts};
use crate::source::schedule::Coverage;
use crate::text::count;
use crate::view::{Column, Figure, Form, Row, SERIES, Timeline, View};

impl Painter<'_> {
    pub(super) fn timeline(&self, form: Form) -> Result<View, NothingToDraw> {
        let mut entities = self.query.focus.clone();
        if entities.is_empty() {
            let mut all: Vec<(EntityIndex, usize, usize)> = self
                .graph()
                .mentioned()
                .into_iter()
                .map(|(entity, talks)| (entity, self.graph().appearances(entity).len(), talks))
                .filter(|(_, editions, _)| *editions > 0)
                .collect();
            all.sort_by_key(|(entity, editions, talks)| (std::cmp::Reverse((*editions, *talks)), *entity));
            entities = all.into_iter().take(self.limit(most_rows(form))).map(|(entity, ..)| entity).collect();
            // Those in the same order in every picture, whatever it selects.
            let renown = self.renown();
            entities.sort_by_key(|entity| (std::cmp::Reverse(renown.get(entity).copied()), *entity));
        }
        let columns = self.columns();
        if columns.is_empty() || entities.is_empty() {
            return Err(nothing(
                "no talk of a known edition is selected",
                "say which edition notes are of, with `--edition SOURCE=fosdem-2020` or a sidecar",
            ));
        }
        // Lines of more than there are colours cannot be told apart.
        if form.is_coloured() {
            entities.truncate(SERIES);
        }
        let rows = entities.iter().enumerate().map(|(at, entity)| self.row(*entity, at, &columns)).collect();
        let title = self.title(|| match self.query.focus.as_slice() {
            [one] => format!("{} through the years", self.name(*one)),
            [] if form == Form::Dots => "What comes back".to_owned(),
            _ if matches!(form, Form::Lines | Form::Stream) => "Shares of talks".to_owned(),
            _ if form == Form::Ranks => "Ranks by talks".to_owned(),
            _ => "Through the years".to_owned(),
        });
        let columns = columns
            .into_iter()
            .map(|(id, talks)| Column {
                label: self.called(&id),
                talks,
                sampled: talks.is_some() && self.is_sampled(&id),
            })
            .collect();
        Ok(View {
            title,
            caption: format!("{} · {}", self.source_line(), reading(form)),
            figure: Figure::Timeline(Timeline { form, columns, rows }),
        })
    }

    /// How many editions and how many talks of the whole corpus mention each entity.
    fn renown(&self) -> BTreeMap<EntityIndex, (usize, usize)> {
        let corpus = &self.workspace.corpus;
        let mut found: BTreeMap<EntityIndex, (BTreeSet<&EditionId>, BTreeSet<TalkIndex>)> = BTreeMap::new();
        for mention in self.workspace.mentions.iter().filter(|mention| mention.certain) {
            let Some(talk) = mention.talk.filter(|talk| !corpus.talk(*talk).is_cancelled) else { continue };
            let (editions, talks) = found.entry(mention.entity).or_default();
            editions.extend(&corpus.talk(talk).edition);
            talks.insert(talk);
        }
        found.into_iter().map(|(entity, (editions, talks))| (entity, (editions.len(), talks.len()))).collect()
    }

    /// The editions from the first to the last of each series, a year without talks included as unobserved.
    pub(super) fn columns(&self) -> Vec<(EditionId, Option<usize>)> {
        let mut talks: BTreeMap<EditionId, usize> = BTreeMap::new();
        for edition in self.talks.iter().filter_map(|talk| self.workspace.corpus.talk(*talk).edition.clone()) {
            *talks.entry(edition).or_insert(0) += 1;
        }
        // An edition is unobserved if nobody wrote of it, not if the condition leaves none of its talks.
        let observed = self.workspace.corpus.editions();
        let mut columns = BTreeMap::new();
        for edition in talks.keys() {
            let same = talks.keys().filter(|other| other.series == edition.series).map(|other| other.year);
            let (first, last) = (same.clone().min().unwrap_or(edition.year), same.max().unwrap_or(edition.year));
            for year in first..=last {
                let id = EditionId { series: edition.series.clone(), year };
                let known = observed.get(&id).copied();
                columns.insert((year, id.series.clone()), (id, known));
            }
        }
        columns.into_values().collect()
    }

    /// What an edition is called at the head of its column: its year, with the series where there are several.
    pub(super) fn called(&self, id: &EditionId) -> String {
        if self.has_several_series { format!("{} {}", series_name(&id.series), id.year) } else { id.year.to_string() }
    }

    /// Whether only some of an edition's talks, or only their titles, are known.
    pub(super) fn is_sampled(&self, id: &EditionId) -> bool {
        self.workspace.corpus.coverage(id) != Coverage::Full
    }

    fn row(&self, entity: EntityIndex, colour: usize, columns: &[(EditionId, Option<usize>)]) -> Row {
        let described = self.workspace.gazetteer.entity(entity);
        let appearances = self.graph().appearances(entity);
        let mentioning = self.graph().mentioning(entity);
        let notes = columns.iter().map(|(id, of)| {
            let talks = mentioning.iter().map(|(talk, _)| *talk);
            let here = talks.filter(|talk| self.workspace.corpus.talk(*talk).edition.as_ref() == Some(id));
            match (appearances.get(id), of) {
                (Some(talks), Some(of)) => {
                    format!("{} at {id}: {} of {of}{}", described.name, count(*talks, "talk"), self.told(here))
                }
                (_, Some(of)) => format!("{} is in none of the {} known of {id}", described.name, count(*of, "talk")),
                (_, None) => format!("{id}: neither schedule nor notes, cannot say"),
            }
        });
        Row {
            id: described.id.to_string(),
            label: described.name.clone(),
            kind: node_kind(described.kind),
            colour,
            talks: columns.iter().map(|(id, _)| appearances.get(id).copied().unwrap_or(0)).collect(),
            notes: notes.collect(),
            bursts: self.bursts(entity, columns),
        }
    }

    /// The bursts of an entity among the columns that are known in full.
    fn bursts(&self, entity: EntityIndex, columns: &[(EditionId, Option<usize>)]) -> Vec<(usize, usize)> {
        let appearances = self.graph().appearances(entity);
        let full: Vec<(usize, (usize, usize))> = columns
            .iter()
            .enumerate()
            .filter(|(_, (id, _))| self.workspace.corpus.coverage(id) == Coverage::Full)
            .filter_map(|(at, (id, of))| Some((at, (appearances.get(id).copied().unwrap_or(0), (*of)?))))
            .collect();
        if full.len() < ENOUGH {
            return Vec::new();
        }
        let talks: Vec<(usize, usize)> = full.iter().map(|(_, talks)| *talks).collect();
        bursts(&talks).into_iter().map(|burst| (full[burst.first].0, full[burst.last].0)).collect()
    }
}

/// How many entities a picture of this form shows where nobody says which.
fn most_rows(form: Form) -> usize {
    match form {
        Form::Dots => 12,
        Form::Heat => 14,
        Form::Lines => 6,
        Form::Ranks | Form::Stream => SERIES,
    }
}

/// What the marks of a form count.
fn reading(form: Form) -> &'static str {
    match form {
        Form::Dots => "dots count talks that mention it",
        Form::Heat => "numbers count talks that mention it; shades are shares of the edition's talks",
        Form::Lines => "share of each edition's talks that mention it; thick where it bursts (Kleinberg)",
        Form::Ranks => "rank among those shown, by talks that mention it",
        Form::Stream => {
            "as wide as the share of each edition's talks that mention it; a talk counts in each that it mentions"
        }
    }
}
