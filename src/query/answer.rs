//! Answers: what the commands tell, as plain rows with their evidence.

mod link;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use rayon::prelude::*;
use serde::Serialize;

pub use self::link::{
    LinkRow, NeighbourRow, PairRow, Pairs, RelationRow, SharedTalk, StepRow, pairs, path, related, why,
};
use self::link::{neighbour_row, neighbours, relation_row};
use super::{Query, Selection};
use crate::corpus::{Corpus, EditionId, TalkIndex, ToCheck, by_edition};
use crate::evidence::Evidence;
use crate::gazetteer::{EntityId, EntityIndex, Kind};
use crate::graph::KnowledgeGraph;
use crate::holdings::{Background, Holdings, Part};
use crate::mention::{Explained, Mention, explain, find_in_label};
use crate::source::document::Field;
use crate::source::notes::Status;
use crate::source::schedule::Place;
use crate::workspace::Workspace;

/// A talk that a query selects.
#[derive(Debug, Clone, Serialize)]
pub struct TalkRow {
    /// Its id.
    pub talk: String,
    /// Its edition, if known.
    pub edition: Option<EditionId>,
    /// Its title.
    pub title: String,
    /// Who gives it.
    pub speakers: Vec<String>,
    /// How often it mentions what the query asks for.
    pub mentions: usize,
    /// The best quote, if the query asks for something that can be quoted.
    pub evidence: Option<Evidence>,
}

/// A talk by what tells it from others.
#[derive(Debug, Clone, Serialize)]
pub struct TalkRef {
    /// Its id.
    pub talk: String,
    /// Its edition, if known.
    pub edition: Option<EditionId>,
    /// Its title.
    pub title: String,
    /// Who gives it.
    pub speakers: Vec<String>,
}

impl TalkRef {
    /// What tells the talk at `index` from others.
    pub fn of(corpus: &Corpus, index: TalkIndex) -> Self {
        let talk = corpus.talk(index);
        Self {
            talk: talk.id.to_string(),
            edition: talk.edition.clone(),
            title: talk.title.clone(),
            speakers: talk.speakers.clone(),
        }
    }
}

/// The talks that `query` selects, by edition; unknown editions last. With a `limit`, the first of them.
pub fn talks(holdings: &dyn Holdings, query: &Query, limit: Option<usize>) -> Vec<TalkRow> {
    let mut rows = Vec::new();
    each_talk(holdings, query, limit, &mut |more| {
        rows.extend(more);
        ControlFlow::Continue(())
    });
    rows
}

/// Shows the same some at a time, the first of them before the last are known, until `show` breaks.
pub fn each_talk(
    holdings: &dyn Holdings,
    query: &Query,
    limit: Option<usize>,
    show: &mut dyn FnMut(Vec<TalkRow>) -> ControlFlow<()>,
) {
    let mut rest = limit.unwrap_or(usize::MAX);
    let mut show = |mut rows: Vec<TalkRow>| {
        rows.truncate(rest);
        rest -= rows.len();
        show(rows)?;
        if rest > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let mut waiting = Vec::new();
    holdings.each_part(&query.wanted(), &mut |part| {
        let rows = talk_rows(holdings, part, query);
        if !holdings.is_sound() {
            return ControlFlow::Break(());
        }
        if holdings.is_in_order() {
            return show(rows);
        }
        waiting.extend(rows);
        ControlFlow::Continue(())
    });
    waiting.sort_by(|a, b| by_edition(a.edition.as_ref(), b.edition.as_ref()));
    if !waiting.is_empty() {
        let _ = show(waiting);
    }
}

/// The talks of a part that `query` selects.
fn talk_rows(holdings: &dyn Holdings, part: Part, query: &Query) -> Vec<TalkRow> {
    let entities: BTreeSet<EntityIndex> = query.entities().into_iter().collect();
    let kinds = query.kinds();
    // An entity that nobody asks for is not looked up: in a snapshot each is a record somewhere else.
    let is_of_kind = |entity| !kinds.is_empty() && kinds.contains(&holdings.entity(entity).kind);
    let is_wanted =
        |mention: &Mention| mention.certain && (entities.contains(&mention.entity) || is_of_kind(mention.entity));
    let nothing_wanted = entities.is_empty() && kinds.is_empty();
    let corpus = part.corpus;
    let row = |index: TalkIndex| {
        let talk = corpus.talk(index);
        let found = if nothing_wanted { Cow::default() } else { part.mentions_of(index) };
        let mentions: Vec<&Mention> = found.iter().filter(|found| is_wanted(found)).collect();
        let phrases = phrase_places(corpus, index, query);
        let evidence = best(corpus, &mentions).map(|mention| evidence(holdings, corpus, mention));
        TalkRow {
            talk: talk.id.to_string(),
            edition: talk.edition.clone(),
            title: talk.title.clone(),
            speakers: talk.speakers.clone(),
            mentions: mentions.iter().map(|mention| mention.count).sum::<usize>() + phrases.len(),
            evidence: evidence.or_else(|| phrases.first().cloned()),
        }
    };
    let selected: Vec<TalkIndex> = Selection::new(holdings, part).talks(query).into_iter().collect();
    selected.into_par_iter().map(row).collect()
}

fn evidence(holdings: &dyn Holdings, corpus: &Corpus, mention: &Mention) -> Evidence {
    Evidence::of_mention(corpus, &holdings.entity(mention.entity).name, mention)
}

/// Where a talk's text has the phrases that a query asks for.
fn phrase_places(corpus: &Corpus, talk: TalkIndex, query: &Query) -> Vec<Evidence> {
    let mut places = Vec::new();
    for account in &corpus.talk(talk).accounts {
        for passage in &account.passages {
            for phrase in query.phrases() {
                for found in phrase.pattern.captures_iter(passage.flow.text()) {
                    let Some(words) = found.get(1) else { continue };
                    places.push(Evidence::of_passage(corpus, account, passage, words.range()));
                }
            }
        }
    }
    places
}

/// The mention that tells most: in the text rather than in the title, which the row shows anyway, with the longest
/// sentence up to the length of a quote; the first of equals.
pub(super) fn best<'a>(corpus: &Corpus, mentions: &[&'a Mention]) -> Option<&'a Mention> {
    if let [only] = mentions {
        return Some(only);
    }
    mentions.iter().copied().max_by_key(|mention| {
        let length = mention.context(corpus).text.chars().count().min(160);
        let is_told = mention.field != Field::Title && !mention.visible.is_empty();
        (is_told, length, std::cmp::Reverse(mention.span))
    })
}

/// A talk with all that is known of it.
#[derive(Debug, Clone, Serialize)]
pub struct CorpusRow {
    /// Its id.
    pub talk: String,
    /// Its edition, if known.
    pub edition: Option<EditionId>,
    /// Its title.
    pub title: String,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// The day: the schedule's date, else as written.
    pub day: Option<String>,
    /// When it starts, `HH:MM` by the clock of the place.
    pub time: Option<String>,
    /// How many minutes it takes.
    pub minutes: Option<u32>,
    /// The track as written.
    pub track: Option<String>,
    /// The room.
    pub room: Option<String>,
    /// Who gives it.
    pub speakers: Vec<String>,
    /// The page of its event.
    pub url: Option<String>,
    /// Its slides.
    pub slides: Vec<String>,
    /// Its recordings.
    pub video: Vec<String>,
    /// What sort of session the schedule says it is.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The language's code.
    pub language: Option<String>,
    /// What became of it: `attended`, `watched`, `missed`, `planned`; `scheduled` if only a schedule tells of it, and
    /// `cancelled`.
    pub status: &'static str,
    /// Where it is written about.
    pub accounts: Vec<AccountRow>,
}

/// A source's text about a talk.
#[derive(Debug, Clone, Serialize)]
pub struct AccountRow {
    /// The source's path.
    pub source: String,
    /// The first byte on disk.
    pub start: usize,
    /// The byte on disk after the last.
    pub end: usize,
    /// The line, from 1.
    pub line: usize,
}

/// All talks of a corpus, in its order.
pub fn corpus(corpus: &Corpus) -> Vec<CorpusRow> {
    let rows = corpus.talks.iter().map(|talk| CorpusRow {
        talk: talk.id.to_string(),
        edition: talk.edition.clone(),
        title: talk.title.clone(),
        subtitle: talk.subtitle.clone(),
        day: talk.day.clone(),
        time: talk.time.map(|time| time.strftime("%H:%M").to_string()),
        minutes: talk.minutes,
        track: talk.track.clone(),
        room: talk.room.clone(),
        speakers: talk.speakers.clone(),
        url: talk.url.clone(),
        slides: talk.slides.clone(),
        video: talk.video.clone(),
        kind: talk.kind.clone(),
        language: talk.language.clone(),
        status: if talk.is_cancelled { "cancelled" } else { talk.status.map_or("scheduled", status_name) },
        accounts: talk
            .accounts
            .iter()
            .map(|account| {
                let Evidence { source, start, end, line, .. } = Evidence::of_account(corpus, account);
                AccountRow { source, start, end, line }
            })
            .collect(),
    });
    rows.collect()
}

fn status_name(status: Status) -> &'static str {
    match status {
        Status::Attended => "attended",
        Status::Watched => "watched",
        Status::Missed => "missed",
        Status::Planned => "planned",
    }
}

/// One mention.
#[derive(Debug, Clone, Serialize)]
pub struct MentionRow {
    /// The talk's id; none where the text is about no talk.
    pub talk: Option<String>,
    /// The source's path.
    pub source: String,
    /// The part of the account: `title` or `text`.
    pub field: &'static str,
    /// The first byte on disk.
    pub start: usize,
    /// The byte on disk after the last.
    pub end: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The text as written.
    pub text: String,
    /// The entity's id.
    pub entity: String,
    /// The entity's kind.
    pub kind: Kind,
    /// Whether it counts.
    pub certain: bool,
    /// How many mentions it stands for: more than 1 only where they were counted in texts that are not at hand.
    pub count: usize,
}

/// A mention as written; nothing for what was counted elsewhere.
pub fn written<'a>(corpus: &'a Corpus, mention: &Mention) -> &'a str {
    let account = corpus.account(mention.talk, mention.account);
    let passage = mention.passage.and_then(|passage| account.passages.get(passage));
    match (account.place, passage) {
        (_, None) => "",
        (Place::Source, _) => corpus.sources[mention.source].slice(mention.span),
        (Place::Value { .. }, Some(passage)) => passage.flow.text().get(mention.visible.clone()).unwrap_or_default(),
    }
}

/// All mentions, in their order.
pub fn mentions(workspace: &Workspace) -> Vec<MentionRow> {
    workspace.all_mentions().iter().map(|mention| mention_row(workspace, mention)).collect()
}

fn mention_row(workspace: &Workspace, mention: &Mention) -> MentionRow {
    let (corpus, gazetteer) = (&workspace.corpus, &workspace.gazetteer);
    let entity = gazetteer.entity(mention.entity);
    let evidence = Evidence::of_mention(corpus, &entity.name, mention);
    MentionRow {
        talk: mention.talk.map(|talk| corpus.talk(talk).id.to_string()),
        text: written(corpus, mention).to_owned(),
        source: evidence.source,
        field: mention.field.name(),
        start: evidence.start,
        end: evidence.end,
        line: evidence.line,
        column: evidence.column,
        entity: entity.id.to_string(),
        kind: entity.kind,
        certain: mention.certain,
        count: mention.count,
    }
}

/// A place where a name seems to stand, and what becomes of it.
#[derive(Debug, Clone, Serialize)]
pub struct ExplainedRow {
    /// The place.
    #[serde(flatten)]
    pub mention: MentionRow,
    /// `accepted`, `uncertain` or `refused`.
    pub ruling: &'static str,
    /// The rule.
    pub because: String,
    /// What stands around it.
    pub quote: String,
}

/// Every place where a name seems to stand in the texts at hand, in their order; only those of `wanted`, if given.
pub fn explained(workspace: &Workspace, wanted: Option<EntityIndex>) -> Vec<ExplainedRow> {
    let all = explain(&workspace.corpus, &workspace.gazetteer).into_iter();
    let wanted = all.filter(|explained| wanted.is_none_or(|wanted| explained.mention.entity == wanted));
    let row = |explained: Explained| ExplainedRow {
        mention: mention_row(workspace, &explained.mention),
        ruling: explained.ruling.name(),
        because: explained.because,
        quote: evidence(workspace, &workspace.corpus, &explained.mention).quote,
    };
    wanted.map(row).collect()
}

/// All about one entity.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// Its id.
    pub entity: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Its other names.
    pub aliases: Vec<String>,
    /// One sentence about it.
    pub about: Option<String>,
    /// The topics it belongs to.
    pub broader: Vec<String>,
    /// Links by what they lead to.
    pub links: BTreeMap<&'static str, String>,
    /// Where its dictionary defines it: `FILE:LINE:COLUMN`.
    pub defined: Option<String>,
    /// What it has to do with others.
    pub relations: Vec<RelationRow>,
    /// The talks that mention it, of how many.
    pub talks: usize,
    /// All talks: the denominator.
    pub of: usize,
    /// The editions in which it appears.
    pub appearances: Vec<AppearanceRow>,
    /// Mentions that count nowhere, since the name is ambiguous and nothing tells.
    pub uncertain: usize,
    /// The closest neighbours, at most ten.
    pub neighbours: Vec<NeighbourRow>,
}

/// An entity in an edition.
#[derive(Debug, Clone, Serialize)]
pub struct AppearanceRow {
    /// The edition.
    pub edition: EditionId,
    /// The talks of the edition that mention the entity.
    pub talks: usize,
    /// The talks of the edition that are known.
    pub of: usize,
    /// The observed editions since the appearance before, in which it does not appear; none for the first.
    pub gap: Option<usize>,
}

/// The card of an entity.
pub fn show(holdings: &dyn Holdings, index: EntityIndex) -> Card {
    let entity = holdings.entity(index);
    let named = |id: &EntityId| match holdings.find(id.as_str()) {
        Some(other) => holdings.entity(other).name.clone(),
        None => id.to_string(),
    };
    let links = [("homepage", &entity.homepage), ("repository", &entity.repository), ("wikidata", &entity.wikidata)];
    let editions = holdings.editions();
    let observed: Vec<&EditionId> = editions.keys().collect();
    let mut before: Option<EditionId> = None;
    let appearances = holdings.appearances(index).into_iter().map(|(edition, talks)| {
        let place = |wanted: &EditionId| observed.iter().position(|other| *other == wanted).unwrap_or(0);
        let last = before.replace(edition.clone()).filter(|last| last.series == edition.series);
        let gap = last.map(|last| place(&edition).saturating_sub(place(&last) + 1));
        AppearanceRow { of: editions.get(&edition).copied().unwrap_or(0), edition, talks, gap }
    });
    let appearances = appearances.collect();
    let Background { defined, relations, uncertain } = holdings.background(index);
    Card {
        entity: entity.id.to_string(),
        name: entity.name.clone(),
        kind: entity.kind,
        aliases: entity.aliases.clone(),
        about: entity.about.clone(),
        broader: entity.broader.iter().map(named).collect(),
        links: links.into_iter().filter_map(|(name, link)| Some((name, link.clone()?))).collect(),
        defined,
        relations: relations.into_iter().map(|relation| relation_row(holdings, relation)).collect(),
        talks: holdings.count(index),
        of: holdings.talks(),
        appearances,
        uncertain,
        neighbours: neighbours(holdings, index)
            .into_iter()
            .take(10)
            .map(|neighbour| neighbour_row(holdings, neighbour))
            .collect(),
    }
}

/// An item of the reading list.
#[derive(Debug, Clone, Serialize)]
pub struct ToCheckRow {
    /// What to look at.
    pub item: String,
    /// The entities that it names.
    pub entities: Vec<String>,
    /// The edition of the notes, if known.
    pub edition: Option<EditionId>,
    /// The id of the talk in whose notes it stands.
    pub talk: Option<String>,
    /// Where it stands, with the sentence that asks for it.
    pub evidence: Evidence,
    /// The talks of later editions that mention what it names.
    pub later: Vec<LaterRow>,
}

/// A later talk that mentions what somebody meant to look at.
#[derive(Debug, Clone, Serialize)]
pub struct LaterRow {
    /// The talk's edition.
    pub edition: EditionId,
    /// The talk's id.
    pub talk: String,
    /// The talk's title.
    pub title: String,
}

/// The reading list, in the order of editions and places.
pub fn to_check(workspace: &Workspace) -> Vec<ToCheckRow> {
    let corpus = &workspace.corpus;
    let mut by_source: BTreeMap<usize, Vec<&Mention>> = BTreeMap::new();
    for mention in workspace.mentions.iter().filter(|mention| mention.certain) {
        by_source.entry(mention.source).or_default().push(mention);
    }
    for mentions in by_source.values_mut() {
        mentions.sort_by_key(|mention| mention.span);
    }
    let rows = corpus.to_check.iter().map(|item| {
        let mentions = by_source.get(&item.source).map(Vec::as_slice).unwrap_or_default();
        let entities = entities_of(workspace, mentions, item);
        let mut evidence = Evidence::of_span(corpus, item.source, item.span);
        let quote = Evidence::of_span(corpus, item.source, item.quote).quote;
        quote.trim_start_matches(['•', '*', '-', '#', ' ']).clone_into(&mut evidence.quote);
        ToCheckRow {
            item: item.item.clone(),
            entities: entities.iter().map(|entity| workspace.gazetteer.entity(*entity).id.to_string()).collect(),
            edition: item.edition.clone(),
            talk: item.talk.map(|talk| corpus.talk(talk).id.to_string()),
            evidence,
            later: later(corpus, workspace.graph(), item, &entities),
        }
    });
    rows.collect()
}

/// The entities named where the item stands, and by the item as a whole.
///
/// `mentions` are the certain ones of the item's source in the order of their places.
fn entities_of(workspace: &Workspace, mentions: &[&Mention], item: &ToCheck) -> BTreeSet<EntityIndex> {
    let first = mentions.partition_point(|mention| mention.span.start < item.span.start);
    let within = mentions[first..]
        .iter()
        .take_while(|mention| mention.span.start < item.span.end)
        .filter(|mention| item.span.contains(mention.span));
    within.map(|mention| mention.entity).chain(find_in_label(&workspace.gazetteer, &item.item)).collect()
}

fn later(corpus: &Corpus, graph: &KnowledgeGraph, item: &ToCheck, entities: &BTreeSet<EntityIndex>) -> Vec<LaterRow> {
    let Some(noted) = &item.edition else { return Vec::new() };
    let talks: BTreeSet<TalkIndex> =
        entities.iter().flat_map(|entity| graph.mentioning(*entity)).map(|(talk, _)| talk).collect();
    let rows = talks.into_iter().filter_map(|index| {
        let talk = corpus.talk(index);
        let edition = talk.edition.clone().filter(|edition| edition.year > noted.year)?;
        Some(LaterRow { edition, talk: talk.id.to_string(), title: talk.title.clone() })
    });
    rows.collect()
}
