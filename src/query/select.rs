//! Selection: the talks that a query selects.

use std::collections::BTreeSet;

use super::Query;
use crate::corpus::{Talk, TalkIndex};
use crate::gazetteer::EntityIndex;
use crate::holdings::{Holdings, Part};
use crate::text::fold;
use crate::workspace::Workspace;

/// What queries are asked of: the talks and what each mentions for certain.
#[derive(Clone, Copy)]
pub struct Selection<'a> {
    holdings: &'a dyn Holdings,
    part: Part<'a>,
}

impl<'a> Selection<'a> {
    /// Takes a part of the holdings.
    pub fn new(holdings: &'a dyn Holdings, part: Part<'a>) -> Self {
        Self { holdings, part }
    }

    /// Takes a whole workspace.
    pub fn of(workspace: &'a Workspace) -> Self {
        Self::new(workspace, workspace.part())
    }

    /// The talks that `query` selects, those that were called off left out.
    pub fn talks(&self, query: &Query) -> BTreeSet<TalkIndex> {
        self.part.corpus.held().filter(|talk| self.holds(query, *talk)).collect()
    }

    fn holds(&self, query: &Query, index: TalkIndex) -> bool {
        let talk = self.part.corpus.talk(index);
        let edition = talk.edition.as_ref();
        match query {
            Query::And(parts) => parts.iter().all(|part| self.holds(part, index)),
            Query::Or(parts) => parts.iter().any(|part| self.holds(part, index)),
            Query::Not(part) => !self.holds(part, index),
            Query::Entity(entity) => self.mentioned(index).any(|found| found == *entity),
            Query::Kind(kind) => self.mentioned(index).any(|found| self.holdings.entity(found).kind == *kind),
            Query::Phrase(phrase) => texts(talk).any(|text| phrase.pattern.is_match(text)),
            Query::Years(years) => edition.is_some_and(|edition| years.contains(edition.year)),
            Query::Series(series) => edition.is_some_and(|edition| edition.series == *series),
            Query::Edition(wanted) => edition == Some(wanted),
            Query::Track(wanted) => talk.track.as_ref().is_some_and(|track| fold(track).contains(wanted)),
            Query::Speaker(wanted) => talk.speakers.iter().any(|speaker| fold(speaker).contains(wanted)),
        }
    }

    fn mentioned(&self, talk: TalkIndex) -> impl Iterator<Item = EntityIndex> + '_ {
        self.part.mentions.of(talk).iter().filter(|mention| mention.certain).map(|mention| mention.entity)
    }
}

/// The title and the visible texts of a talk.
fn texts(talk: &Talk) -> impl Iterator<Item = &str> {
    let passages = talk.accounts.iter().flat_map(|account| &account.passages);
    std::iter::once(talk.title.as_str()).chain(passages.map(|passage| passage.flow.text()))
}
