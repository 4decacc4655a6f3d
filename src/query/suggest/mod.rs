//! Suggestions: terms of the corpus that no dictionary knows, ranked, with all that makes an entry of them.
//!
//! Terms are ranked by C-value over talks (Frantzi, Ananiadou & Mima 2000, with the logarithm of Barrón-Cedeño et al.
//! 2009, so that single words count too): `log2(words + 1) · (talks − the mean talks of longer terms that it is a part of)`.

mod term;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::corpus::{EditionId, TalkIndex, person_key};
use crate::evidence::Evidence;
use crate::gazetteer::{EntityIndex, Gazetteer, Kind};
use crate::mention::named_places;
use crate::query::{Query, Selection};
use crate::source::document::Field;
use crate::text::{fold, kebab};
use crate::workspace::Workspace;

use term::{Sign, Term, small_words, terms};

/// A term that no dictionary knows.
#[derive(Debug, Clone, Serialize)]
pub struct Suggestion {
    /// As it is written most.
    pub name: String,
    /// Its C-value.
    pub score: f64,
    /// The talks that have it.
    pub talks: usize,
    /// Those by edition.
    pub editions: BTreeMap<EditionId, usize>,
    /// What sort of thing it may be.
    pub kind: Kind,
    /// The dictionary that it may belong to: that of what is mentioned beside it, more than elsewhere; none if nothing is.
    pub field: Option<String>,
    /// How it was told: `link`, `title`, `shape`, `capital`, `phrase`.
    pub told_by: Vec<&'static str>,
    /// In what other ways it is written, each with the number of places.
    pub variants: BTreeMap<String, usize>,
    /// The repository that is linked most.
    pub repository: Option<String>,
    /// Places, each in another edition as far as there are.
    pub examples: Vec<Evidence>,
}

/// Which suggestions are wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// In how many talks a term stands at least.
    pub min_talks: usize,
    /// The kind, if only one is wanted.
    pub kind: Option<Kind>,
    /// Names that somebody said no to.
    pub rejected: BTreeSet<String>,
}

/// How many examples a suggestion has at most.
const EXAMPLES: usize = 3;

/// What was gathered of a term.
#[derive(Debug, Default)]
struct Gathered {
    words: usize,
    talks: BTreeSet<TalkIndex>,
    written: BTreeMap<String, usize>,
    signs: BTreeSet<Sign>,
    links: BTreeMap<String, usize>,
    is_in_title: bool,
    /// Account, passage and bytes of the first place in each talk.
    places: Vec<(TalkIndex, usize, usize, std::ops::Range<usize>)>,
}

impl Gathered {
    /// The spelling that is met most; of equals the first.
    fn name(&self) -> &str {
        let most = self.written.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        most.map(|(name, _)| name.as_str()).unwrap_or_default()
    }
}

/// By which spellings of a term are one: letters and digits, the plural's ending left out.
pub fn term_key(name: &str) -> String {
    let folded = fold(name).replace(' ', "");
    match folded.strip_suffix('s') {
        Some(singular) if singular.len() > 3 && !singular.ends_with(['s', 'u', 'i']) => singular.to_owned(),
        _ => folded,
    }
}

/// The terms of the talks that `query` selects that no dictionary knows, best first.
///
/// Time is linear in the text. Terms that stand only inside one longer term are left out, and so are people who speak.
pub fn suggest(workspace: &Workspace, query: &Query, wanted: &Wanted) -> Vec<Suggestion> {
    let selected = Selection::of(workspace).talks(query);
    let (mut gathered, small) = gather(workspace, &selected);
    let known = known(&workspace.gazetteer);
    let rejected: BTreeSet<String> = wanted.rejected.iter().map(|name| term_key(name)).collect();
    let people: BTreeSet<String> = people(workspace);
    gathered.retain(|key, term| {
        let is_new = !known.contains(key) && !rejected.contains(key) && !people.contains(key);
        // A word that is mostly written small is no name, however many capitals begin sentences with it.
        let is_word = term.signs.iter().all(|sign| *sign == Sign::Capital)
            && 2 * small.get(key).copied().unwrap_or(0) > term.written.values().sum();
        is_new && !is_word && term.talks.len() >= wanted.min_talks
    });
    let scores = c_values(&gathered);
    let fields = Fields::of(workspace);
    let mut suggestions: Vec<Suggestion> = gathered
        .iter()
        .filter_map(|(key, term)| Some((term, *scores.get(key).filter(|score| **score > 0.0)?)))
        .map(|(term, score)| suggestion(workspace, term, score, &fields))
        .filter(|suggestion| wanted.kind.is_none_or(|kind| suggestion.kind == kind))
        .collect();
    suggestions.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.name.cmp(&b.name)));
    suggestions
}

/// The terms of some talks by key, and how often each of their words is written small.
fn gather(workspace: &Workspace, talks: &BTreeSet<TalkIndex>) -> (BTreeMap<String, Gathered>, BTreeMap<String, usize>) {
    let mut gathered: BTreeMap<String, Gathered> = BTreeMap::new();
    let mut small: BTreeMap<String, usize> = BTreeMap::new();
    for talk in talks {
        let own: BTreeSet<String> =
            workspace.corpus.talk(*talk).speakers.iter().flat_map(|name| name.split(' ').map(fold)).collect();
        for (account, told) in workspace.corpus.talk(*talk).accounts.iter().enumerate() {
            for (passage, text) in told.passages.iter().enumerate() {
                for word in small_words(text.flow.text()) {
                    *small.entry(term_key(&word)).or_insert(0) += 1;
                }
                for term in terms(&text.flow, &named_places(&workspace.gazetteer, &text.flow)) {
                    let Term { range, written, words, sign, link } = term;
                    let is_speaker = words <= 2 && written.split(' ').all(|word| own.contains(&fold(word)));
                    let key = term_key(&written);
                    if is_speaker || key.len() < 2 {
                        continue;
                    }
                    let one = gathered.entry(key).or_default();
                    one.words = one.words.max(words);
                    if one.talks.insert(*talk) {
                        one.places.push((*talk, account, passage, range));
                    }
                    *one.written.entry(written).or_insert(0) += 1;
                    one.signs.insert(sign);
                    one.is_in_title |= text.field == Field::Title;
                    if let Some(link) = link {
                        *one.links.entry(link).or_insert(0) += 1;
                    }
                }
            }
        }
    }
    (gathered, small)
}

/// The keys of all names that dictionaries have.
fn known(gazetteer: &Gazetteer) -> BTreeSet<String> {
    let names = gazetteer.entities().iter().flat_map(|entity| std::iter::once(&entity.name).chain(&entity.aliases));
    names.map(|name| term_key(name)).collect()
}

fn people(workspace: &Workspace) -> BTreeSet<String> {
    let speakers = workspace.corpus.talks.iter().flat_map(|talk| &talk.speakers);
    speakers.filter(|name| name.contains(' ')).map(|name| term_key(&person_key(name))).collect()
}

/// The C-value of each term, by key.
fn c_values(gathered: &BTreeMap<String, Gathered>) -> BTreeMap<String, f64> {
    // How many talks longer terms have that a term is a part of, and how many such terms there are.
    let mut nested: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for term in gathered.values().filter(|term| term.words > 1) {
        let name = fold(term.name());
        let words: Vec<&str> = name.split(' ').collect();
        let mut parts: BTreeSet<String> = BTreeSet::new();
        for length in 1..words.len() {
            parts.extend(words.windows(length).map(|part| term_key(&part.join(" "))));
        }
        for part in parts.into_iter().filter(|part| gathered.contains_key(part)) {
            let (talks, terms) = nested.entry(part).or_insert((0, 0));
            *talks += term.talks.len();
            *terms += 1;
        }
    }
    let score = |(key, term): (&String, &Gathered)| {
        let own = term.talks.len() as f64;
        let inside = nested.get(key).map_or(0.0, |(talks, terms)| *talks as f64 / (*terms).max(1) as f64);
        (key.clone(), libm::log2(term.words as f64 + 1.0) * (own - inside))
    };
    gathered.iter().map(score).collect()
}

/// What each dictionary's entities are mentioned in.
struct Fields<'a> {
    gazetteer: &'a Gazetteer,
    mentioned: BTreeMap<TalkIndex, BTreeSet<EntityIndex>>,
    /// The mentions of each field's entities, each once a talk.
    totals: BTreeMap<&'a str, usize>,
}

impl<'a> Fields<'a> {
    fn of(workspace: &'a Workspace) -> Self {
        let gazetteer = &workspace.gazetteer;
        let mut mentioned: BTreeMap<TalkIndex, BTreeSet<EntityIndex>> = BTreeMap::new();
        for mention in workspace.mentions.iter().filter(|mention| mention.certain) {
            if let Some(talk) = mention.talk {
                mentioned.entry(talk).or_default().insert(mention.entity);
            }
        }
        let mut totals = BTreeMap::new();
        for entity in mentioned.values().flatten() {
            *totals.entry(gazetteer.field(*entity)).or_insert(0) += 1;
        }
        Self { gazetteer, mentioned, totals }
    }

    /// The field whose entities are mentioned in these talks most, beyond what is to be expected: by
    /// `observed² / expected`, since a field that is met twice where one would do says little.
    fn guess(&self, talks: &BTreeSet<TalkIndex>) -> Option<String> {
        let mut observed: BTreeMap<&str, usize> = BTreeMap::new();
        for entity in talks.iter().filter_map(|talk| self.mentioned.get(talk)).flatten() {
            *observed.entry(self.gazetteer.field(*entity)).or_insert(0) += 1;
        }
        let rated = observed.into_iter().map(|(field, count)| {
            let total = self.totals.get(field).copied().unwrap_or(1);
            (field, (count * count) as f64 / total as f64)
        });
        rated.max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(a.0))).map(|(field, _)| field.to_owned())
    }
}

fn suggestion(workspace: &Workspace, term: &Gathered, score: f64, fields: &Fields) -> Suggestion {
    let corpus = &workspace.corpus;
    let name = term.name().to_owned();
    let mut editions: BTreeMap<EditionId, usize> = BTreeMap::new();
    for edition in term.talks.iter().filter_map(|talk| corpus.talk(*talk).edition.clone()) {
        *editions.entry(edition).or_insert(0) += 1;
    }
    let mut seen = BTreeSet::new();
    let fresh = |(talk, ..): &&(TalkIndex, _, _, _)| seen.insert(corpus.talk(*talk).edition.clone());
    let mut places: Vec<_> = term.places.iter().filter(fresh).collect();
    places.extend(
        term.places
            .iter()
            .filter(|place| !places.iter().any(|other| other.0 == place.0))
            .take(EXAMPLES)
            .collect::<Vec<_>>(),
    );
    let examples = places.into_iter().take(EXAMPLES).map(|(talk, account, passage, range)| {
        let account = &corpus.talk(*talk).accounts[*account];
        Evidence::of_passage(corpus, account, &account.passages[*passage], range.clone())
    });
    let mut told_by: Vec<&'static str> = term
        .signs
        .iter()
        .map(|sign| match sign {
            Sign::Repository => "link",
            Sign::Shape => "shape",
            Sign::Capital => "capital",
            Sign::Phrase => "phrase",
        })
        .collect();
    if term.is_in_title {
        told_by.push("title");
    }
    Suggestion {
        score,
        talks: term.talks.len(),
        editions,
        kind: kind(&name, term),
        field: fields.guess(&term.talks),
        told_by,
        variants: term
            .written
            .iter()
            .filter(|(other, _)| **other != name)
            .map(|(other, count)| (other.clone(), *count))
            .collect(),
        repository: term
            .links
            .iter()
            .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))
            .map(|(link, _)| link.clone()),
        examples: examples.collect(),
        name,
    }
}

/// What sort of thing a term names, by its last word and the way it is written.
fn kind(name: &str, term: &Gathered) -> Kind {
    const ORGANISATIONS: [&str; 22] = [
        "foundation",
        "inc",
        "gmbh",
        "ltd",
        "university",
        "institute",
        "association",
        "consortium",
        "council",
        "commission",
        "committee",
        "labs",
        "society",
        "agency",
        "ministry",
        "union",
        "alliance",
        "conservancy",
        "collective",
        "group",
        "corporation",
        "college",
    ];
    let folded = fold(name);
    let last = folded.rsplit(' ').next().unwrap_or_default();
    let is_capitalised = name.contains(char::is_uppercase);
    if matches!(last, "licence" | "license") || folded.ends_with("gpl") {
        Kind::Licence
    } else if is_capitalised && (ORGANISATIONS.contains(&last) || folded.starts_with("university ")) {
        Kind::Organisation
    } else if matches!(last, "protocol" | "protocols" | "language" | "standard" | "api" | "format" | "specification")
        && is_capitalised
    {
        Kind::Technology
    } else if !term.links.is_empty() {
        Kind::Project
    } else if !is_capitalised && term.words > 1 {
        Kind::Topic
    } else if name.chars().all(|c| !c.is_lowercase()) {
        Kind::Technology
    } else {
        Kind::Project
    }
}

impl Suggestion {
    /// The entry that a dictionary would have.
    pub fn entry(&self) -> String {
        let scalar = |text: &str| serde_yaml::to_string(text).unwrap_or_default().trim_end().to_owned();
        let mut entry = format!("- id: {}\n  name: {}\n  kind: {}\n", kebab(&self.name), scalar(&self.name), self.kind);
        if let Some(repository) = &self.repository {
            entry.push_str(&format!("  links: {{repository: {}}}\n", scalar(repository)));
        }
        entry
    }
}

/// A dictionary's text with entries added at its end.
pub fn with_entries(dictionary: &str, entries: &[String]) -> String {
    let mut text = dictionary.trim_end().to_owned();
    if !text.is_empty() {
        text.push('\n');
    }
    // Some dictionaries leave a line free between entries.
    let gap = if text.contains("\n\n- id:") { "\n" } else { "" };
    for entry in entries {
        text.push_str(gap);
        text.push_str(entry);
    }
    text
}
