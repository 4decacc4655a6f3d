//! Evaluation: how well tagging does on talks that somebody labelled by hand, and how many talks it reaches at all.
//!
//! Two forms of gold are read. *Labelled talks*: `{TALK: {entities: [{surface, kind, sure}]}}`, every surface in title,
//! subtitle and abstract. *Homonyms*: `[{name, surface, source: SERIES:TALK:FIELD, offset, context, label}]`, places where an
//! ambiguous name stands, and whether it means what it is the name of. A talk is named by its id (`fosdem-2016/3907`) or
//! by year and event (`2016/3907`).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::complaint::Complaint;
use crate::corpus::{Corpus, TalkIndex};
use crate::evidence::Evidence;
use crate::gazetteer::{EntityIndex, Kind};
use crate::mention::{Mention, Mentions, find_in_titles, find_mentions_of};
use crate::source::document::{Field, Passage};
use crate::text::{count, squeeze};
use crate::workspace::Workspace;

/// What somebody labelled by hand.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Gold {
    /// Every surface of some talks.
    Talks(BTreeMap<String, LabelledTalk>),
    /// Places of ambiguous names.
    Homonyms(Vec<Homonym>),
}

/// A talk with all that it mentions.
#[derive(Debug, Clone, Deserialize)]
pub struct LabelledTalk {
    /// What its title, subtitle and abstract mention.
    pub entities: Vec<Label>,
}

/// A surface that names an entity.
#[derive(Debug, Clone, Deserialize)]
pub struct Label {
    /// As it is written.
    pub surface: String,
    /// The entity's kind.
    pub kind: Kind,
    /// Whether the annotator was sure; what is not sure is neither missed nor wrong.
    #[serde(default = "yes")]
    pub sure: bool,
}

/// A place where an ambiguous name stands.
#[derive(Debug, Clone, Deserialize)]
pub struct Homonym {
    /// The entity's name.
    pub name: String,
    /// As it is written here.
    pub surface: String,
    /// `SERIES:TALK:FIELD`.
    pub source: String,
    /// In characters of the field, markup taken out; serves to tell equal contexts apart.
    pub offset: usize,
    /// What stands around it.
    pub context: String,
    /// Whether the entity is meant.
    pub label: bool,
    /// What is meant, in words.
    #[serde(default)]
    pub sense: String,
}

fn yes() -> bool {
    true
}

impl Gold {
    /// Reads gold in either form.
    ///
    /// # Errors
    ///
    /// A complaint if the text is neither.
    pub fn read(path: &str, text: &str) -> Result<Self, Box<Complaint>> {
        serde_json::from_str(text).map_err(|error| {
            let cause = match serde_json::from_str::<serde_json::Value>(text) {
                Err(_) => format!("is not JSON: {error}"),
                Ok(_) => "is gold of no known form".to_owned(),
            };
            Box::new(Complaint::error(path, cause).hint(
                "write {\"2016/3907\": {\"entities\": [{\"surface\": \"CRIU\", \"kind\": \"project\", \"sure\": true}]}}, or a \
                 list of places with name, surface, source, offset, context and label",
            ))
        })
    }
}

/// What came of an evaluation.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Evaluation {
    /// The figures.
    pub scores: Vec<Score>,
    /// Each miss and each false hit.
    pub faults: Vec<Fault>,
    /// What the corpus does not have.
    pub unknown: Vec<String>,
}

/// How well one sort of thing is found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Score {
    /// What was looked for.
    pub what: String,
    /// How many there are.
    pub labels: usize,
    /// How many of them were found.
    pub found: usize,
    /// How many more were found, but are uncertain, so that they count nowhere.
    pub uncertain: usize,
    /// How many findings there are, all told.
    pub findings: usize,
    /// How many of them are right.
    pub right: usize,
    /// `right / findings`; none without findings.
    pub precision: Option<f64>,
    /// `found / labels`; none without labels.
    pub recall: Option<f64>,
    /// Their harmonic mean.
    pub f1: Option<f64>,
}

impl Score {
    fn of(what: impl Into<String>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    fn rated(mut self) -> Self {
        let share = |part: usize, of: usize| (of > 0).then(|| part as f64 / of as f64);
        self.precision = share(self.right, self.findings);
        self.recall = share(self.found, self.labels);
        self.f1 = self.precision.zip(self.recall).map(|(p, r)| if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 });
        self
    }
}

/// A miss or a false hit.
#[derive(Debug, Clone, Serialize)]
pub struct Fault {
    /// `missed`, `uncertain` (found, but nothing decides it), `wrong`.
    pub fault: &'static str,
    /// What was looked for, as in [`Score::what`].
    pub what: String,
    /// As it is written.
    pub surface: String,
    /// The entity that was found, if one was, else the one that is meant, if that is known.
    pub entity: Option<String>,
    /// The talk.
    pub talk: String,
    /// Where.
    pub evidence: Option<Evidence>,
    /// What the gold says about it.
    pub sense: String,
}

/// Compares what tagging finds with gold.
pub fn evaluate(workspace: &Workspace, gold: &Gold) -> Evaluation {
    let mut evaluation = match gold {
        Gold::Talks(talks) => Talks::of(workspace, talks).evaluate(),
        Gold::Homonyms(homonyms) => evaluate_homonyms(workspace, homonyms),
    };
    evaluation.faults.sort_by(|a, b| {
        (&a.what, a.fault, &a.talk, &a.surface, &a.evidence).cmp(&(&b.what, b.fault, &b.talk, &b.surface, &b.evidence))
    });
    evaluation
}

/// Finds talks by what gold calls them.
struct Names<'a> {
    corpus: &'a Corpus,
    by_year: BTreeMap<(u16, &'a str), TalkIndex>,
}

impl<'a> Names<'a> {
    fn of(corpus: &'a Corpus) -> Self {
        let years = corpus.indices().filter_map(|index| {
            let talk = corpus.talk(index);
            Some(((talk.edition.as_ref()?.year, talk.id.local()), index))
        });
        Self { corpus, by_year: years.collect() }
    }

    fn talk(&self, name: &str) -> Option<TalkIndex> {
        let (year, event) = name.split_once('/')?;
        let by_year = year.parse().ok().and_then(|year| self.by_year.get(&(year, event)));
        by_year.copied().or_else(|| self.corpus.indices().find(|index| self.corpus.talk(*index).id.as_str() == name))
    }
}

/// The fields in which gold labels every surface.
const LABELLED: [Field; 3] = [Field::Title, Field::Subtitle, Field::Abstract];

struct Talks<'a> {
    workspace: &'a Workspace,
    gold: &'a BTreeMap<String, LabelledTalk>,
    /// In how many talks a folded surface stands, two at most.
    spread: BTreeMap<String, u8>,
}

/// A distinct surface that tagging found in a talk.
struct Found<'a> {
    surface: String,
    mention: &'a Mention,
    kind: Kind,
}

impl<'a> Talks<'a> {
    fn of(workspace: &'a Workspace, talks: &'a BTreeMap<String, LabelledTalk>) -> Self {
        let labels = talks.values().flat_map(|talk| &talk.entities);
        let mut spread: BTreeMap<String, u8> = labels.map(|label| (key(&label.surface), 0)).collect();
        for talk in &workspace.corpus.talks {
            let passages = talk.accounts.iter().flat_map(|account| &account.passages);
            let text: String = passages.map(|passage| key(passage.flow.text()) + "\n").collect();
            for (surface, talks) in spread.iter_mut().filter(|(_, talks)| **talks < 2) {
                *talks += u8::from(stands_in(surface, &text));
            }
        }
        Self { workspace, gold: talks, spread }
    }

    fn evaluate(&self) -> Evaluation {
        let names = Names::of(&self.workspace.corpus);
        let mut evaluation = Evaluation::default();
        let mut scores: BTreeMap<(usize, &str), Score> = BTreeMap::new();
        for (name, talk) in self.gold {
            match names.talk(name) {
                Some(index) => self.talk(index, talk, &mut scores, &mut evaluation.faults),
                None => evaluation.unknown.push(name.clone()),
            }
        }
        // Projects, technologies, organisations and licences together are names.
        let mut together = Score::of("names");
        for ((_, what), score) in scores.iter().filter(|((place, what), _)| *place < RARE && *what != "topic") {
            debug_assert_ne!(*what, "names");
            together.labels += score.labels;
            together.found += score.found;
            together.uncertain += score.uncertain;
            together.findings += score.findings;
            together.right += score.right;
        }
        scores.insert((0, "names"), together);
        evaluation.scores = scores.into_values().map(Score::rated).collect();
        evaluation
    }

    fn talk(
        &self,
        index: TalkIndex,
        gold: &LabelledTalk,
        scores: &mut BTreeMap<(usize, &'static str), Score>,
        faults: &mut Vec<Fault>,
    ) {
        let (corpus, gazetteer) = (&self.workspace.corpus, &self.workspace.gazetteer);
        let mentions = find_mentions_of(corpus, gazetteer, index);
        let mut found: Vec<Found> = Vec::new();
        for mention in
            mentions.iter().filter(|mention| LABELLED.contains(&mention.field) && !mention.visible.is_empty())
        {
            let surface = key(written(corpus, mention));
            let kind = gazetteer.entity(mention.entity).kind;
            let is_known =
                |other: &&mut Found| other.surface == surface && (other.kind == Kind::Topic) == (kind == Kind::Topic);
            match found.iter_mut().find(is_known) {
                Some(other) if other.mention.certain || !mention.certain => {}
                Some(other) => *other = Found { surface, mention, kind },
                None => found.push(Found { surface, mention, kind }),
            }
        }
        let labels: Vec<(String, &Label)> = gold.entities.iter().map(|label| (key(&label.surface), label)).collect();
        let fault = |fault, what: &str, surface: &str, mention: Option<&Mention>| Fault {
            fault,
            what: what.to_owned(),
            surface: surface.to_owned(),
            entity: mention.map(|mention| gazetteer.entity(mention.entity).id.to_string()),
            talk: corpus.talk(index).id.to_string(),
            evidence: mention
                .map(|mention| Evidence::of_mention(corpus, &gazetteer.entity(mention.entity).name, mention))
                .or_else(|| place_of_surface(corpus, index, surface)),
            sense: String::new(),
        };
        for finding in found.iter().filter(|finding| finding.mention.certain) {
            let score = score(scores, finding.kind, true);
            score.findings += 1;
            if labels.iter().any(|(label, _)| is_hit(label, &finding.surface)) {
                score.right += 1;
            } else {
                faults.push(fault("wrong", finding.kind.name(), &finding.surface, Some(finding.mention)));
            }
        }
        let mut seen = BTreeSet::new();
        for (surface, label) in labels.iter().filter(|(_, label)| label.sure) {
            if !seen.insert((surface, label.kind == Kind::Topic)) {
                continue;
            }
            // An entry made for one talk's sake is worth nothing, so what only one talk says is counted apart.
            let is_spread = label.kind == Kind::Topic || self.spread.get(surface).is_some_and(|talks| *talks >= 2);
            let score = score(scores, label.kind, is_spread);
            score.labels += 1;
            let hits = |certain: bool| {
                found.iter().find(|finding| finding.mention.certain == certain && is_hit(&finding.surface, surface))
            };
            if hits(true).is_some() {
                score.found += 1;
            } else if let Some(finding) = hits(false) {
                score.uncertain += 1;
                faults.push(fault("uncertain", &score.what, &label.surface, Some(finding.mention)));
            } else {
                faults.push(fault("missed", &score.what, &label.surface, None));
            }
        }
    }
}

/// From this place on scores are of names that one talk only has.
const RARE: usize = 100;

fn score<'s>(scores: &'s mut BTreeMap<(usize, &'static str), Score>, kind: Kind, is_spread: bool) -> &'s mut Score {
    let place = Kind::ALL.iter().position(|other| *other == kind).unwrap_or(0) + 1;
    let (place, what) =
        if is_spread { (place, kind.name().to_owned()) } else { (RARE, "names of one talk only".to_owned()) };
    let name = if is_spread { kind.name() } else { "" };
    scores.entry((place, name)).or_insert_with(|| Score::of(what))
}

/// A surface as it is compared.
fn key(surface: &str) -> String {
    squeeze(surface).to_lowercase()
}

/// Whether one stands in the other, both ends at the edge of a word.
fn is_hit(a: &str, b: &str) -> bool {
    stands_in(a, b) || stands_in(b, a)
}

fn stands_in(inner: &str, outer: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    // A sign at an end, as in `C++`, is an edge by itself.
    let is_edge = |inside: Option<char>, outside: Option<char>| !(is_word(inside) && is_word(outside));
    outer.match_indices(inner).any(|(at, _)| {
        let (before, after) = (outer.get(..at).unwrap_or_default(), outer.get(at + inner.len()..).unwrap_or_default());
        is_edge(inner.chars().next(), before.chars().next_back())
            && is_edge(inner.chars().next_back(), after.chars().next())
    })
}

/// The visible text of a mention.
fn written<'c>(corpus: &'c Corpus, mention: &Mention) -> &'c str {
    let account = corpus.account(mention.talk, mention.account);
    let passage = mention.passage.and_then(|passage| account.passages.get(passage));
    passage.and_then(|passage| passage.flow.text().get(mention.visible.clone())).unwrap_or_default()
}

fn place_of_surface(corpus: &Corpus, talk: TalkIndex, surface: &str) -> Option<Evidence> {
    corpus.talk(talk).accounts.iter().find_map(|account| {
        account.passages.iter().find_map(|passage| {
            let at = passage.flow.text().find(surface)?;
            Some(Evidence::of_passage(corpus, account, passage, at..at + surface.len()))
        })
    })
}

/// Judges places of ambiguous names: right is a certain mention of the entity where it is meant, and none where it is not.
fn evaluate_homonyms(workspace: &Workspace, homonyms: &[Homonym]) -> Evaluation {
    let (corpus, gazetteer) = (&workspace.corpus, &workspace.gazetteer);
    let names = Names::of(corpus);
    let mut evaluation = Evaluation::default();
    let mut accuracy = Score::of("homonyms");
    let mut meant = Score::of("homonyms that mean the entity");
    let mut tagged: BTreeMap<TalkIndex, Box<[Mention]>> = BTreeMap::new();
    for homonym in homonyms {
        let Some((talk, account, place, range)) = locate(&names, homonym) else {
            evaluation.unknown.push(format!("{} {}: {}", homonym.source, homonym.offset, homonym.context));
            continue;
        };
        let mentions = tagged.entry(talk).or_insert_with(|| find_mentions_of(corpus, gazetteer, talk));
        let entity = gazetteer.find(&homonym.name);
        let covering: Vec<&Mention> = mentions
            .iter()
            .filter(|mention| (mention.account, mention.passage) == (account, Some(place)))
            .filter(|mention| mention.visible.start < range.end && range.start < mention.visible.end)
            .collect();
        let is_named = |mention: &&&Mention| Some(mention.entity) == entity;
        let own = covering.iter().find(is_named);
        let is_found = own.is_some_and(|mention| mention.certain);
        let is_right = is_found == homonym.label;
        accuracy.labels += 1;
        accuracy.findings += 1;
        accuracy.found += usize::from(is_right);
        accuracy.right += usize::from(is_right);
        meant.labels += usize::from(homonym.label);
        meant.findings += usize::from(is_found);
        meant.found += usize::from(is_found && homonym.label);
        meant.right += usize::from(is_found && homonym.label);
        let is_uncertain = own.is_some_and(|mention| !mention.certain);
        meant.uncertain += usize::from(is_uncertain && homonym.label);
        if !is_right {
            let told = own.or(covering.first());
            let told = told.map_or(entity, |mention| Some(mention.entity));
            let account = &corpus.talk(talk).accounts[account];
            evaluation.faults.push(Fault {
                fault: match (homonym.label, is_uncertain) {
                    (false, _) => "wrong",
                    (true, true) => "uncertain",
                    (true, false) => "missed",
                },
                what: homonym.name.clone(),
                surface: homonym.surface.clone(),
                entity: told.map(|entity| gazetteer.entity(entity).id.to_string()),
                talk: corpus.talk(talk).id.to_string(),
                evidence: Some(Evidence::of_passage(corpus, account, &account.passages[place], range)),
                sense: homonym.sense.clone(),
            });
        }
    }
    evaluation.scores = vec![accuracy.rated(), meant.rated()];
    evaluation
}

/// The talk, account, passage and visible bytes where a homonym stands.
fn locate(names: &Names, homonym: &Homonym) -> Option<(TalkIndex, usize, usize, Range<usize>)> {
    let mut parts = homonym.source.splitn(3, ':');
    let (_, talk, field) = (parts.next()?, parts.next()?, parts.next()?);
    let index = names.talk(talk)?;
    let accounts = names.corpus.talk(index).accounts.iter().enumerate();
    let passages = accounts.flat_map(|(at, account)| account.passages.iter().enumerate().map(move |(n, p)| (at, n, p)));
    let mut places = passages.filter(|(_, _, passage)| passage.field.name() == field);
    places.find_map(|(account, place, passage)| Some((index, account, place, surface_in(passage, homonym)?)))
}

/// The surface's bytes in the passage: where the context fits, else where most of it does, nearest to the offset.
///
/// Letters and digits are compared only, since gold and visible text may differ in how markup was taken out.
fn surface_in(passage: &Passage, homonym: &Homonym) -> Option<Range<usize>> {
    let text = passage.flow.text();
    let at_middle = homonym
        .context
        .match_indices(&homonym.surface)
        .min_by_key(|(at, found)| (2 * at + found.len()).abs_diff(homonym.context.len()));
    let (before, after) = at_middle.map_or(("", ""), |(at, found)| {
        let after = homonym.context.get(at + found.len()..).unwrap_or_default();
        (homonym.context.get(..at).unwrap_or_default(), after)
    });
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<_>>();
    let (before, after) = (letters(before), letters(after));
    let agreement = |range: &Range<usize>| {
        let same = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = &char>| {
            a.zip(b).take_while(|(a, b)| a == *b).count()
        };
        let left = text.get(..range.start).unwrap_or_default().chars().rev().filter(|c| c.is_alphanumeric());
        let right = text.get(range.end..).unwrap_or_default().chars().filter(|c| c.is_alphanumeric());
        same(&mut { left }, &mut before.iter().rev()) + same(&mut { right }, &mut after.iter())
    };
    let places = text.match_indices(&homonym.surface).map(|(at, found)| at..at + found.len());
    places.max_by_key(|range| {
        let offset = text.get(..range.start).unwrap_or_default().chars().count();
        (agreement(range), std::cmp::Reverse(offset.abs_diff(homonym.offset)))
    })
}

/// A share of talks that tagging reaches.
#[derive(Debug, Clone, Serialize)]
pub struct CoverageRow {
    /// Which talks, and what of them was read.
    pub what: &'static str,
    /// How many there are.
    pub talks: usize,
    /// How many of them carry a certain mention.
    pub reached: usize,
    /// `reached / talks`; none without talks.
    pub share: Option<f64>,
}

/// A topic met in more than this share of talks tells nothing of any.
const COMMON: f64 = 0.05;

/// How many talks carry a certain mention: of those with an abstract, and of all if titles were all that is known.
///
/// Topics that over 5% of all talks mention count for nothing, and are returned beside.
pub fn coverage(workspace: &Workspace) -> (Vec<CoverageRow>, Vec<String>) {
    let (corpus, gazetteer) = (&workspace.corpus, &workspace.gazetteer);
    let mut mentioned: BTreeMap<EntityIndex, BTreeSet<TalkIndex>> = BTreeMap::new();
    for mention in workspace.mentions.iter().filter(|mention| mention.certain) {
        mentioned.entry(mention.entity).or_default().extend(mention.talk);
    }
    let talks = corpus.talks.len();
    let is_common = |entity: &EntityIndex| {
        let met = mentioned.get(entity).map_or(0, BTreeSet::len);
        gazetteer.entity(*entity).kind == Kind::Topic && met as f64 > COMMON * talks as f64
    };
    let common: BTreeSet<EntityIndex> = mentioned.keys().copied().filter(is_common).collect();
    let reached = |mentions: &Mentions| -> BTreeSet<TalkIndex> {
        let telling = mentions.iter().filter(|mention| mention.certain && !common.contains(&mention.entity));
        telling.filter_map(|mention| mention.talk).collect()
    };
    let has_abstract = |index: &TalkIndex| {
        let accounts = &corpus.talk(*index).accounts;
        let passages = accounts.iter().flat_map(|account| &account.passages);
        passages.into_iter().any(|passage| passage.field == Field::Abstract && !passage.flow.is_empty())
            || accounts.iter().any(|account| !account.tagged.is_empty())
    };
    let row = |what, of: BTreeSet<TalkIndex>, reached: &BTreeSet<TalkIndex>| {
        let (talks, reached) = (of.len(), of.intersection(reached).count());
        CoverageRow { what, talks, reached, share: (talks > 0).then(|| reached as f64 / talks as f64) }
    };
    let rows = vec![
        row("talks with an abstract", corpus.indices().filter(has_abstract).collect(), &reached(&workspace.mentions)),
        row(
            "all talks, by their titles alone",
            corpus.indices().collect(),
            &reached(&find_in_titles(corpus, gazetteer)),
        ),
    ];
    (rows, common.into_iter().map(|entity| gazetteer.entity(entity).name.clone()).collect())
}

/// Says in a line what came of it.
pub fn summary(evaluation: &Evaluation) -> String {
    let faults = |wanted: &str| evaluation.faults.iter().filter(|fault| fault.fault == wanted).count();
    format!("{} missed, {} uncertain, {}", faults("missed"), faults("uncertain"), count(faults("wrong"), "false hit"))
}
