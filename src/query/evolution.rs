//! Evolution: what recurs over the editions of a series, what changed between two of them, what rises and what falls.
//!
//! Only what is observed counts. An edition of which nothing is known is left out of every measure; one of which only some
//! talks are known can show that something was there, never that it was not.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::answer::TalkRef;
use super::{Query, Selection};
use crate::corpus::{Corpus, EditionId, TalkIndex, person_key, track_key};
use crate::evidence::Evidence;
use crate::gazetteer::{EntityIndex, Kind};
use crate::measure::change::{Totals, Usage, turnover, zeta};
use crate::measure::recurrence::{recurrence, sparkline};
use crate::measure::trend::{ENOUGH, bursts, mann_kendall};
use crate::source::schedule::Coverage;
use crate::workspace::Workspace;

/// What is followed through the editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Entities that are mentioned.
    Entity,
    /// People who speak.
    Person,
    /// Tracks.
    Track,
}

/// An edition of which something is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// The edition.
    pub edition: EditionId,
    /// The talks that the query selects: the denominator.
    pub talks: usize,
    /// How much is known of it.
    pub coverage: Coverage,
}

/// Something with the talks that it is in, edition by edition.
#[derive(Debug, Clone)]
pub struct Course {
    /// The entity's id, or the key by which people and tracks are told.
    pub id: String,
    /// As it is written.
    pub name: String,
    /// The entity, if it is one.
    pub entity: Option<EntityIndex>,
    /// The talks in each observed edition.
    pub talks: Vec<Vec<TalkIndex>>,
}

impl Course {
    /// The number of talks in each observed edition.
    pub fn counts(&self) -> Vec<usize> {
        self.talks.iter().map(Vec::len).collect()
    }
}

/// The observed editions of a series, and what runs through them.
#[derive(Debug, Clone)]
pub struct History {
    /// The series.
    pub series: String,
    /// The observed editions by year.
    pub editions: Vec<Observed>,
    /// What runs through them, by id.
    pub courses: Vec<Course>,
}

impl History {
    /// Talks by year from the first observed edition to the last; none for a year of which nothing is known.
    fn by_year(&self, counts: &[usize]) -> BTreeMap<u16, Option<usize>> {
        let known: BTreeMap<u16, usize> =
            self.editions.iter().map(|one| one.edition.year).zip(counts.iter().copied()).collect();
        let (first, last) = (known.keys().next().copied(), known.keys().last().copied());
        let years = first.unwrap_or(1)..=last.unwrap_or(0);
        years.map(|year| (year, known.get(&year).copied())).collect()
    }

    fn sparkline(&self, counts: &[usize]) -> String {
        sparkline(&self.by_year(counts).into_values().collect::<Vec<_>>())
    }
}

/// The histories of all series, by series, as far as `query` selects their talks; editions that it leaves out by year or name
/// are no part of them.
pub fn histories(workspace: &Workspace, query: &Query, subject: Subject) -> Vec<History> {
    let corpus = &workspace.corpus;
    let selected = Selection::of(workspace).talks(query);
    // An edition whose talks are known is observed, also where the query selects none of them.
    let known: Vec<EditionId> = corpus.editions().into_keys().filter(|edition| query.admits(edition)).collect();
    let mut editions: BTreeMap<&EditionId, usize> = known.iter().map(|edition| (edition, 0)).collect();
    for talk in &selected {
        if let Some(count) = corpus.talk(*talk).edition.as_ref().and_then(|edition| editions.get_mut(edition)) {
            *count += 1;
        }
    }
    let mut histories: Vec<History> = Vec::new();
    for (edition, talks) in editions {
        let observed = Observed { edition: edition.clone(), talks, coverage: corpus.coverage(edition) };
        match histories.last_mut().filter(|history| history.series == edition.series) {
            Some(history) => history.editions.push(observed),
            None => histories.push(History {
                series: edition.series.clone(),
                editions: vec![observed],
                courses: Vec::new(),
            }),
        }
    }
    let things = things(workspace, &selected, subject);
    for history in &mut histories {
        let place: BTreeMap<&EditionId, usize> =
            history.editions.iter().enumerate().map(|(at, one)| (&one.edition, at)).collect();
        let courses = things.iter().filter_map(|((id, entity), (name, talks))| {
            let mut by_edition: Vec<Vec<TalkIndex>> = vec![Vec::new(); place.len()];
            for talk in talks {
                let edition = corpus.talk(*talk).edition.as_ref();
                if let Some(at) = edition.and_then(|edition| place.get(edition)) {
                    by_edition[*at].push(*talk);
                }
            }
            let is_here = by_edition.iter().any(|talks| !talks.is_empty());
            is_here.then(|| Course { id: id.clone(), name: name.clone(), entity: *entity, talks: by_edition })
        });
        history.courses = courses.collect();
    }
    histories
}

type Things = BTreeMap<(String, Option<EntityIndex>), (String, BTreeSet<TalkIndex>)>;

/// The things that talks have, by id, each with its name and its talks.
fn things(workspace: &Workspace, talks: &BTreeSet<TalkIndex>, subject: Subject) -> Things {
    let corpus = &workspace.corpus;
    let mut things: Things = BTreeMap::new();
    if subject == Subject::Entity {
        let mut mentioned: BTreeMap<EntityIndex, BTreeSet<TalkIndex>> = BTreeMap::new();
        for mention in workspace.mentions.iter().filter(|mention| mention.certain) {
            if let Some(talk) = mention.talk.filter(|talk| talks.contains(talk)) {
                mentioned.entry(mention.entity).or_default().insert(talk);
            }
        }
        for (index, talks) in mentioned {
            let entity = workspace.gazetteer.entity(index);
            things.insert((entity.id.to_string(), Some(index)), (entity.name.clone(), talks));
        }
        return things;
    }
    for index in talks {
        let talk = corpus.talk(*index);
        let names: Vec<(String, &String)> = match subject {
            Subject::Track => talk.track.iter().map(|track| (track_key(track), track)).collect(),
            _ => talk.speakers.iter().map(|name| (person_key(name), name)).collect(),
        };
        for (key, name) in names {
            let thing = things.entry((key, None)).or_default();
            // The last spelling is the one that people remember.
            thing.0.clone_from(name);
            thing.1.insert(*index);
        }
    }
    things
}

/// Something that recurs.
#[derive(Debug, Clone, Serialize)]
pub struct RecurRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The entity's kind, if it is one.
    pub kind: Option<Kind>,
    /// The series.
    pub series: String,
    /// The talks that have it.
    pub talks: usize,
    /// The editions that have it.
    pub editions: usize,
    /// The observed editions: the denominator.
    pub of: usize,
    /// The first year.
    pub first: u16,
    /// The last year.
    pub last: u16,
    /// Observed editions from the first to the last.
    pub span: usize,
    /// The most observed editions in a row, in between, without it.
    pub longest_gap: usize,
    /// `P(present | present in the edition before)`.
    pub retention: Option<f64>,
    /// `P(present | absent in the edition before)`, after the first.
    pub return_rate: Option<f64>,
    /// Talks by year; none where nothing is known of the edition.
    pub years: BTreeMap<u16, Option<usize>>,
    /// The same as a line.
    pub sparkline: String,
}

/// What is in at least `min_editions` editions of a series, by series that of the most editions first.
pub fn recur(workspace: &Workspace, query: &Query, subject: Subject, min_editions: usize) -> Vec<RecurRow> {
    let mut rows = Vec::new();
    for history in histories(workspace, query, subject) {
        let found = history.courses.iter().filter_map(|course| {
            let counts = course.counts();
            let found = recurrence(&counts).filter(|found| found.editions >= min_editions)?;
            Some(RecurRow {
                id: course.id.clone(),
                name: course.name.clone(),
                kind: course.entity.map(|entity| workspace.gazetteer.entity(entity).kind),
                series: history.series.clone(),
                talks: counts.iter().sum(),
                editions: found.editions,
                of: history.editions.len(),
                first: history.editions[found.first].edition.year,
                last: history.editions[found.last].edition.year,
                span: found.span,
                longest_gap: found.longest_gap,
                retention: found.retention,
                return_rate: found.return_rate,
                years: history.by_year(&counts),
                sparkline: history.sparkline(&counts),
            })
        });
        let mut found: Vec<RecurRow> = found.collect();
        found.sort_by(|a, b| (b.editions, b.talks).cmp(&(a.editions, a.talks)).then_with(|| a.id.cmp(&b.id)));
        rows.append(&mut found);
    }
    rows
}

/// How something differs between two editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// In no observed edition before.
    New,
    /// In an edition before the earlier one, not in the earlier one.
    Back,
    /// In more talks than chance would have it.
    Risen,
    /// In fewer.
    Fallen,
    /// In both, about as often.
    Same,
    /// In the earlier one only, and all of the later one is known.
    Gone,
    /// Not met in one of them, of which not all is known, so that nobody can say.
    Unobserved,
}

impl Change {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Back => "back",
            Self::Risen => "risen",
            Self::Fallen => "fallen",
            Self::Same => "same",
            Self::Gone => "gone",
            Self::Unobserved => "unobserved",
        }
    }
}

/// Something in two editions.
#[derive(Debug, Clone, Serialize)]
pub struct DeltaRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The entity's kind, if it is one.
    pub kind: Option<Kind>,
    /// What became of it.
    pub change: Change,
    /// Talks of the earlier edition that have it.
    pub from: usize,
    /// Talks of the earlier edition: the denominator.
    pub from_of: usize,
    /// Talks of the later edition that have it.
    pub to: usize,
    /// Talks of the later edition: the denominator.
    pub to_of: usize,
    /// The log-odds z-score: above 1.96 more than chance gives in one of forty cases, below −1.96 less.
    pub zeta: f64,
    /// The last year before the later edition that had it.
    pub last_before: Option<u16>,
    /// A place in the later edition, else in the earlier one.
    pub evidence: Option<Evidence>,
}

/// What two editions have, and what they do not share.
#[derive(Debug, Clone, Serialize)]
pub struct Delta {
    /// The earlier edition.
    pub from: EditionId,
    /// The later one.
    pub to: EditionId,
    /// `(gained + lost) / union`; none where one of them is not known in full.
    pub turnover: Option<f64>,
    /// What changed: new, back, risen, fallen, gone, unobserved; within each, what changed most first.
    pub rows: Vec<DeltaRow>,
}

/// What became of each thing between two editions; none if nothing is known of one of them.
///
/// ζ counts as a change from 1.96 on; what changed less is `Same`.
pub fn delta(
    workspace: &Workspace,
    query: &Query,
    subject: Subject,
    from: &EditionId,
    to: &EditionId,
) -> Option<Delta> {
    let histories = histories(workspace, query, subject);
    let history = histories.iter().find(|history| history.series == to.series)?;
    let place = |edition: &EditionId| {
        history.editions.iter().position(|one| one.edition == *edition).filter(|at| history.editions[*at].talks > 0)
    };
    let (earlier, later) = (place(from)?, place(to)?);
    let counts: Vec<(&Course, Vec<usize>)> = history.courses.iter().map(|course| (course, course.counts())).collect();
    let sum = |at: usize| counts.iter().map(|(_, counts)| counts[at]).sum();
    let totals = Totals {
        from: sum(earlier),
        to: sum(later),
        ever: counts.iter().flat_map(|(_, counts)| counts).sum(),
        editions: history.editions.len(),
    };
    let is_full = |at: usize| history.editions[at].coverage == Coverage::Full;
    let (mut gained, mut lost, mut union) = (0, 0, 0);
    let mut rows: Vec<DeltaRow> = Vec::new();
    for (course, counts) in &counts {
        let (before, after) = (counts[earlier], counts[later]);
        if before + after == 0 {
            continue;
        }
        union += 1;
        gained += usize::from(before == 0);
        lost += usize::from(after == 0);
        let zeta = zeta(Usage { from: before, to: after, ever: counts.iter().sum() }, totals);
        let last_before = (0..later).rev().find(|at| counts[*at] > 0);
        let change = match (before, after) {
            (0, _) if last_before.is_some() && is_full(earlier) => Change::Back,
            // What an edition of which all is known does not have, it does not have; others may.
            (0, _) if last_before.is_none() && (0..later).all(is_full) => Change::New,
            (_, 0) if is_full(later) => Change::Gone,
            (0, _) | (_, 0) => Change::Unobserved,
            _ if zeta >= TELLING => Change::Risen,
            _ if zeta <= -TELLING => Change::Fallen,
            _ => Change::Same,
        };
        let receipts = if after > 0 { &course.talks[later] } else { &course.talks[earlier] };
        rows.push(DeltaRow {
            id: course.id.clone(),
            name: course.name.clone(),
            kind: course.entity.map(|entity| workspace.gazetteer.entity(entity).kind),
            change,
            from: before,
            from_of: history.editions[earlier].talks,
            to: after,
            to_of: history.editions[later].talks,
            zeta,
            last_before: last_before.map(|at| history.editions[at].edition.year),
            evidence: receipts.first().map(|talk| receipt(workspace, *talk)),
        });
    }
    rows.sort_by(|a, b| {
        a.change.cmp(&b.change).then(b.zeta.abs().total_cmp(&a.zeta.abs())).then_with(|| a.id.cmp(&b.id))
    });
    let is_known = is_full(earlier) && is_full(later);
    Some(Delta { from: from.clone(), to: to.clone(), turnover: is_known.then(|| turnover(gained, lost, union)), rows })
}

/// From this ζ on something changed.
const TELLING: f64 = 1.96;

/// A talk as evidence: where its first account begins, quoting its title.
fn receipt(workspace: &Workspace, talk: TalkIndex) -> Evidence {
    let corpus = &workspace.corpus;
    let talk = corpus.talk(talk);
    let mut evidence = Evidence::of_account(corpus, &talk.accounts[0]);
    evidence.quote.clone_from(&talk.title);
    evidence
}

/// The two newest editions of the series of which most editions are known.
pub fn newest(corpus: &Corpus) -> Option<(EditionId, EditionId)> {
    let mut series: BTreeMap<String, Vec<EditionId>> = BTreeMap::new();
    for edition in corpus.editions().into_keys() {
        series.entry(edition.series.clone()).or_default().push(edition);
    }
    let longest = series.into_values().rev().max_by_key(Vec::len)?;
    let [.., from, to] = longest.as_slice() else { return None };
    Some((from.clone(), to.clone()))
}

/// A run of editions in which something is talked about more than usual.
#[derive(Debug, Clone, Serialize)]
pub struct BurstRow {
    /// Its first year.
    pub first: u16,
    /// Its last.
    pub last: u16,
    /// How much more.
    pub weight: f64,
}

/// Whether something rises or falls.
#[derive(Debug, Clone, Serialize)]
pub struct TrendRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The entity's kind, if it is one.
    pub kind: Option<Kind>,
    /// The series.
    pub series: String,
    /// `rising`, `falling`, `no trend`, or `cannot say`.
    pub direction: &'static str,
    /// Why nobody can say.
    pub reason: Option<String>,
    /// The chance of as much where order means nothing (Mann–Kendall, two-sided).
    pub p: Option<f64>,
    /// Sen's slope of the share: percentage points an edition.
    pub slope: Option<f64>,
    /// Its bursts.
    pub bursts: Vec<BurstRow>,
    /// Talks that have it, in the editions that are known in full.
    pub talks: usize,
    /// Editions that are known in full.
    pub editions: usize,
    /// Talks by year; none where nothing is known of the edition.
    pub years: BTreeMap<u16, Option<usize>>,
    /// The same as a line.
    pub sparkline: String,
}

/// Below this chance a trend is told.
const SIGNIFICANT: f64 = 0.05;

/// The trends of what is in at least `min_talks` talks, by series those that chance explains least first; only `wanted`, if
/// given, which are all told.
///
/// Shares are of the talks of each edition that is known in full; others cannot show a trend.
pub fn trends(
    workspace: &Workspace,
    query: &Query,
    subject: Subject,
    min_talks: usize,
    wanted: Option<&BTreeSet<EntityIndex>>,
) -> Vec<TrendRow> {
    let mut rows = Vec::new();
    for history in histories(workspace, query, subject) {
        // Of no talks nothing is a share.
        let can_show = |one: &Observed| one.coverage == Coverage::Full && one.talks > 0;
        let full: Vec<usize> = (0..history.editions.len()).filter(|at| can_show(&history.editions[*at])).collect();
        let of = |at: usize| history.editions[at].talks;
        let year = |at: usize| history.editions[full[at]].edition.year;
        let mut found: Vec<TrendRow> = Vec::new();
        for course in &history.courses {
            let counts = course.counts();
            let talks: usize = full.iter().map(|at| counts[*at]).sum();
            let is_wanted = wanted.is_none_or(|wanted| course.entity.is_some_and(|entity| wanted.contains(&entity)));
            if !is_wanted || (wanted.is_none() && talks < min_talks) {
                continue;
            }
            let shares: Vec<f64> = full.iter().map(|at| 100.0 * counts[*at] as f64 / of(*at).max(1) as f64).collect();
            let trend = mann_kendall(&shares);
            let (direction, reason) = match &trend {
                None => ("cannot say", Some(format!("{} editions are known in full, {ENOUGH} are needed", full.len()))),
                Some(trend) if trend.p >= SIGNIFICANT => ("no trend", None),
                Some(trend) if trend.s > 0 => ("rising", None),
                Some(_) => ("falling", None),
            };
            let pairs: Vec<(usize, usize)> = full.iter().map(|at| (counts[*at], of(*at))).collect();
            let bursts = if trend.is_some() { bursts(&pairs) } else { Vec::new() };
            found.push(TrendRow {
                id: course.id.clone(),
                name: course.name.clone(),
                kind: course.entity.map(|entity| workspace.gazetteer.entity(entity).kind),
                series: history.series.clone(),
                direction,
                reason,
                p: trend.map(|trend| trend.p),
                slope: trend.map(|trend| trend.slope),
                bursts: bursts
                    .into_iter()
                    .map(|burst| BurstRow { first: year(burst.first), last: year(burst.last), weight: burst.weight })
                    .collect(),
                talks,
                editions: full.len(),
                years: history.by_year(&counts),
                sparkline: history.sparkline(&counts),
            });
        }
        let slope = |row: &TrendRow| row.slope.unwrap_or(0.0).abs();
        found.sort_by(|a, b| {
            let p = |row: &TrendRow| row.p.unwrap_or(2.0);
            p(a).total_cmp(&p(b)).then(slope(b).total_cmp(&slope(a))).then_with(|| a.id.cmp(&b.id))
        });
        rows.append(&mut found);
    }
    rows
}

/// A talk that carries on an earlier one.
#[derive(Debug, Clone, Serialize)]
pub struct ContinuedRow {
    /// The talk.
    pub talk: TalkRef,
    /// The earlier one.
    pub earlier: TalkRef,
    /// Whether somebody speaks in both; else others carry the subject on.
    pub same_speaker: bool,
    /// What both mention, the rarest first.
    pub shared: Vec<String>,
    /// How telling that is: the sum of `ln(talks / talks that mention it)`.
    pub score: f64,
}

/// From this score on, talks of the same speaker are about the same; others need the second.
const CONTINUES: (f64, f64) = (6.0, 10.0);

/// What more talks than this mention does not lead from one to another by itself.
const SPECIFIC: usize = 60;

/// The talks that `query` selects which carry on an earlier one of the same series, each with the one it shares most with;
/// of equals the latest. A shared speaker goes before a closer talk of others.
pub fn continued(workspace: &Workspace, query: &Query) -> Vec<ContinuedRow> {
    let selected = Selection::of(workspace).talks(query);
    let rows = continuing(workspace, &selected).into_iter().map(|found| ContinuedRow {
        talk: TalkRef::of(&workspace.corpus, found.talk),
        earlier: TalkRef::of(&workspace.corpus, found.earlier),
        same_speaker: found.same_speaker,
        shared: found.shared.iter().map(|entity| workspace.gazetteer.entity(*entity).name.clone()).collect(),
        score: found.score,
    });
    rows.collect()
}

/// A talk that carries on an earlier one, by their places in the corpus: see [`ContinuedRow`].
#[derive(Debug, Clone)]
pub(super) struct Continued {
    pub(super) talk: TalkIndex,
    pub(super) earlier: TalkIndex,
    same_speaker: bool,
    shared: Vec<EntityIndex>,
    score: f64,
}

/// Which of `selected` talks carry on an earlier one of the same series, each with the one it shares most with; of equals the
/// latest. A shared speaker goes before a closer talk of others.
pub(super) fn continuing(workspace: &Workspace, selected: &BTreeSet<TalkIndex>) -> Vec<Continued> {
    let corpus = &workspace.corpus;
    let mut mentioned: BTreeMap<TalkIndex, BTreeSet<EntityIndex>> = BTreeMap::new();
    let mut talks_of: BTreeMap<EntityIndex, BTreeSet<TalkIndex>> = BTreeMap::new();
    for mention in workspace.mentions.iter().filter(|mention| mention.certain) {
        if let Some(talk) = mention.talk.filter(|talk| !corpus.talk(*talk).is_cancelled) {
            mentioned.entry(talk).or_default().insert(mention.entity);
            talks_of.entry(mention.entity).or_default().insert(talk);
        }
    }
    let mut by_person: BTreeMap<String, BTreeSet<TalkIndex>> = BTreeMap::new();
    for index in corpus.held() {
        for name in &corpus.talk(index).speakers {
            by_person.entry(person_key(name)).or_default().insert(index);
        }
    }
    let all = corpus.held().count() as f64;
    let telling = |entity: &EntityIndex| libm::log(all / talks_of.get(entity).map_or(1, BTreeSet::len) as f64);
    let none = BTreeSet::new();
    let mut rows = Vec::new();
    for &index in selected {
        let talk = corpus.talk(index);
        let Some(edition) = &talk.edition else { continue };
        let own = mentioned.get(&index).unwrap_or(&none);
        let people: BTreeSet<String> = talk.speakers.iter().map(|name| person_key(name)).collect();
        let of_people: BTreeSet<TalkIndex> =
            people.iter().filter_map(|key| by_person.get(key)).flatten().copied().collect();
        let specific = own.iter().filter(|entity| talks_of[*entity].len() <= SPECIFIC);
        let others: BTreeSet<TalkIndex> = specific.flat_map(|entity| &talks_of[entity]).copied().collect();
        let is_earlier = |other: &TalkIndex| {
            let before = corpus.talk(*other).edition.as_ref();
            before.is_some_and(|before| before.series == edition.series && before.year < edition.year)
        };
        let candidates = of_people.union(&others).copied().filter(is_earlier);
        let best = candidates
            .filter_map(|other| {
                let shared: Vec<EntityIndex> = own.intersection(mentioned.get(&other)?).copied().collect();
                let score: f64 = shared.iter().map(&telling).sum();
                let same_speaker = of_people.contains(&other);
                let needed = if same_speaker { CONTINUES.0 } else { CONTINUES.1 };
                let is_enough = score >= needed && (same_speaker || shared.len() >= 2);
                is_enough.then_some((same_speaker, score, other, shared))
            })
            .max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        if let Some((same_speaker, score, earlier, mut shared)) = best {
            shared.sort_by(|a, b| telling(b).total_cmp(&telling(a)).then(a.cmp(b)));
            rows.push(Continued { talk: index, earlier, same_speaker, shared, score });
        }
    }
    rows
}
