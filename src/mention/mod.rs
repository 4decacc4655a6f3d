//! Mentions: places in an account where an entity occurs.
//!
//! Matches are leftmost-longest and never overlap. A longer name that does not hold (its boundary, its case, an `unless`
//! phrase, no cue) never hides a shorter one that does.

mod candidate;
mod explain;
mod fit;
mod link;
mod sieve;
mod sign;
mod spelling;
mod tagger;
mod token;
mod word;

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::corpus::{Account, Corpus, Talk, TalkIndex};
use crate::gazetteer::{EntityIndex, Gazetteer};
use crate::source::document::{Field, Flow};
use crate::text::{Span, floor_boundary, simd};

pub use candidate::Room;
use candidate::{Candidate, Sighting};
pub use explain::{Explained, Ruling, explain};
pub(crate) use spelling::{begins_sentence, is_in_headline};
use tagger::Surroundings;
pub use tagger::{Found, Tagger};
pub(crate) use token::{Token, tokens};

/// One place in one account where an entity occurs, or the number of its places in texts that are not at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The talk; none where the text is about no talk.
    pub talk: Option<TalkIndex>,
    /// The account's place in the talk's, or in [`Corpus::apart`].
    pub account: usize,
    /// The source's place in [`Corpus::sources`].
    pub source: usize,
    /// The passage's place in the account; none for what was counted elsewhere.
    pub passage: Option<usize>,
    /// The bytes of the passage's visible text; empty where a link's target is what mentions.
    pub visible: Range<usize>,
    /// The part of the account.
    pub field: Field,
    /// Where it stands, as the account's place says; for what was counted elsewhere, the account itself.
    pub span: Span,
    /// What it names.
    pub entity: EntityIndex,
    /// Whether it counts; otherwise the name is ambiguous, and nothing in the talk tells what it means.
    pub certain: bool,
    /// How many mentions it stands for: 1, but for what was counted elsewhere.
    pub count: usize,
}

impl Mention {
    /// What is visible around it; nothing for what was counted elsewhere.
    pub fn context(&self, corpus: &Corpus) -> Context {
        let passages = &corpus.account(self.talk, self.account).passages;
        let passage = self.passage.and_then(|passage| passages.get(passage));
        passage.map(|passage| context(&passage.flow, self.visible.clone())).unwrap_or_default()
    }
}

/// The mentions of a corpus: of each talk by account, then by place; last those outside of talks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Those of each talk, by the talk's place in [`Corpus::talks`].
    talks: Vec<Box<[Mention]>>,
    outside: Vec<Mention>,
}

impl Mentions {
    /// Those of each talk, and those outside.
    pub(crate) fn new(talks: Vec<Box<[Mention]>>, outside: Vec<Mention>) -> Self {
        Self { talks, outside }
    }

    /// Adds those of the next talk, wherever it was before.
    pub(crate) fn push(&mut self, mut mentions: Box<[Mention]>) {
        let talk = TalkIndex(self.talks.len());
        mentions.iter_mut().for_each(|mention| mention.talk = Some(talk));
        self.talks.push(mentions);
    }

    /// Adds those of the talks of another.
    pub(crate) fn append(&mut self, other: Self) {
        self.talks.reserve(other.talks.len());
        other.talks.into_iter().for_each(|mentions| self.push(mentions));
        self.outside.extend(other.outside);
    }

    /// Adds some that are outside of talks.
    pub(crate) fn extend_outside(&mut self, mentions: impl IntoIterator<Item = Mention>) {
        self.outside.extend(mentions);
    }

    /// What a talk mentions.
    pub fn of(&self, talk: TalkIndex) -> &[Mention] {
        self.talks.get(talk.0).map_or(&[], |mentions| mentions)
    }

    /// What is mentioned outside of talks.
    pub fn outside(&self) -> &[Mention] {
        &self.outside
    }

    /// All, talk by talk.
    pub fn iter(&self) -> impl Iterator<Item = &Mention> {
        self.talks.iter().flat_map(AsRef::as_ref).chain(&self.outside)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.talks.iter().map(|mentions| mentions.len()).sum::<usize>() + self.outside.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The visible text around a mention.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// The sentence or item.
    pub text: String,
    /// The mention's bytes in it; empty where a link's target is what mentions.
    pub mention: Range<usize>,
}

/// Finds all mentions in a corpus.
///
/// A talk of which only edition files tell that were tagged with the same dictionaries is not tagged again: its mentions
/// are what was counted, titles included; [`find_mentions_of`] gives those of its title their places. Time is linear in
/// the text; see [`Tagger`].
pub fn find_mentions(corpus: &Corpus, gazetteer: &Gazetteer) -> Mentions {
    // Asked for only where something was tagged before: it takes a look at all dictionaries.
    let is_current = |tagged_by: &String| *tagged_by == gazetteer.digest();
    let tagged = corpus.tagged_by.iter().filter(|(_, tagged_by)| is_current(tagged_by));
    let current: BTreeSet<usize> = tagged.map(|(source, _)| *source).collect();
    find(corpus, gazetteer, |talk| talk.accounts.iter().all(|account| current.contains(&account.source)))
}

/// Finds all mentions in a corpus, each that can be with its place.
pub fn find_placed_mentions(corpus: &Corpus, gazetteer: &Gazetteer) -> Mentions {
    find(corpus, gazetteer, |_| false)
}

/// Finds all mentions in a corpus; of talks of which `is_counted` says so, what was counted is taken.
fn find(corpus: &Corpus, gazetteer: &Gazetteer, is_counted: impl Fn(&Talk) -> bool + Send + Sync) -> Mentions {
    // Where no text is looked at, nothing needs to be compiled.
    let is_idle = corpus.apart.is_empty() && corpus.talks.iter().all(&is_counted);
    let tagger = if is_idle { Tagger::idle(gazetteer) } else { Tagger::new(gazetteer) };
    let of_talk = |room: &mut Room, at: usize| {
        let index = TalkIndex(at);
        let talk = corpus.talk(index);
        if is_counted(talk) {
            return tagger.counted(Some(index), 0, &talk.accounts).collect();
        }
        prefetch_next(&corpus.talks[at..]);
        tagger.tag_talk(corpus, index, room)
    };
    let of_account = |room: &mut Room, at: usize| {
        let account = std::slice::from_ref(&corpus.apart[at]);
        tagger.tag_accounts(None, at, account, &Surroundings::default(), room)
    };
    Mentions { talks: each(corpus.talks.len(), of_talk), outside: each(corpus.apart.len(), of_account).concat() }
}

/// Asks memory for the texts of the talks behind the first. Each is reached in three steps, of which none is waited for: the next
/// talk has made two of them, and the one behind it one.
fn prefetch_next(talks: &[Talk]) {
    let accounts = |ahead: usize| talks.get(ahead).into_iter().flat_map(|talk: &Talk| &talk.accounts);
    accounts(3).for_each(simd::prefetch);
    accounts(2).flat_map(|account| &account.passages).for_each(simd::prefetch);
    accounts(1).flat_map(|account| &account.passages).for_each(|passage| passage.flow.prefetch());
}

/// Finds all mentions of a talk; each that can be has its place.
pub fn find_mentions_of(corpus: &Corpus, gazetteer: &Gazetteer, talk: TalkIndex) -> Box<[Mention]> {
    Tagger::new(gazetteer).tag_talk(corpus, talk, &mut Room::default())
}

/// Finds what the titles of all talks mention, by themselves: nothing else of a talk but its track serves as a cue.
pub fn find_in_titles(corpus: &Corpus, gazetteer: &Gazetteer) -> Mentions {
    let tagger = Tagger::new(gazetteer);
    let title_of = |account: &Account| Account {
        passages: account.passages.iter().filter(|passage| passage.field == Field::Title).cloned().collect(),
        tagged: Vec::new(),
        ..*account
    };
    let of_talk = |room: &mut Room, at: usize| {
        let talk = &corpus.talks[at];
        let accounts: Vec<Account> = talk.accounts.iter().map(title_of).collect();
        tagger.tag_accounts(Some(TalkIndex(at)), 0, &accounts, &Surroundings::of(talk), room)
    };
    Mentions { talks: each(corpus.talks.len(), of_talk), outside: Vec::new() }
}

/// What is found for each of `count` talks or texts, in their order, whichever thread finds it.
fn each(count: usize, find: impl Fn(&mut Room, usize) -> Box<[Mention]> + Send + Sync) -> Vec<Box<[Mention]>> {
    (0..count).into_par_iter().map_init(Room::default, find).collect()
}

/// The bytes of visible text where some entity's name seems to stand, whatever the rules make of it; they may overlap.
pub(crate) fn named_places(gazetteer: &Gazetteer, flow: &Flow) -> Vec<Range<usize>> {
    let Sighting { candidates, barred, .. } = Sighting::of(gazetteer, flow, &[], &mut Room::default());
    candidates.into_iter().chain(barred).map(|candidate| candidate.range).collect()
}

/// Finds which names stand anywhere in the texts of a corpus, whatever the rules make of them.
pub fn find_names<'g>(corpus: &Corpus, gazetteer: &'g Gazetteer) -> BTreeSet<(EntityIndex, &'g str)> {
    let accounts = corpus.talks.iter().flat_map(|talk| &talk.accounts).chain(&corpus.apart);
    let passages = accounts.flat_map(|account| &account.passages);
    let mut room = Room::default();
    let names = passages.flat_map(|passage| {
        let Sighting { candidates, barred, .. } = Sighting::of(gazetteer, &passage.flow, &[], &mut room);
        candidates.into_iter().chain(barred).map(|candidate| (candidate.entity, candidate.surface.name.as_ref()))
    });
    names.collect()
}

/// Finds the entity that a short text by itself, such as the label of a box, is a name of.
///
/// Case counts as the dictionary says. There is no talk to tell what an ambiguous name means, so a name that several
/// entities have is none's.
pub fn find_in_label(gazetteer: &Gazetteer, label: &str) -> Option<EntityIndex> {
    let label = label.trim();
    let whole = 0..label.len();
    let found = Sighting::of_text(gazetteer, label, &mut Room::default()).candidates;
    let is_meant = |candidate: &&Candidate| {
        candidate.range == whole && (candidate.spelling.is_own() || candidate.surface.ordinary.is_none())
    };
    let named: BTreeSet<EntityIndex> = found.iter().filter(is_meant).map(|candidate| candidate.entity).collect();
    named.first().copied().filter(|_| named.len() == 1)
}

/// How far a sentence may reach to either side of a mention, in bytes: further nobody reads.
const SENTENCE: usize = 400;

/// The sentence around the visible bytes `range`.
fn context(flow: &Flow, range: Range<usize>) -> Context {
    let text = flow.text();
    let near = floor_boundary(text, range.start.saturating_sub(SENTENCE))..floor_boundary(text, range.end + SENTENCE);
    // What ends a sentence is a byte, which is sooner found than a character.
    let ends = |at: usize| match text.as_bytes()[at] {
        b'\n' => true,
        b'.' | b'!' | b'?' => text[at + 1..].chars().next().is_none_or(char::is_whitespace),
        _ => false,
    };
    let start = (near.start..range.start).rev().find(|at| ends(*at)).map_or(near.start, |at| at + 1);
    let end = (range.end..near.end).find(|at| ends(*at)).map_or(near.end, |at| at + 1);
    // What is left of the sentence before is no part of this one.
    let is_left_over = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ':' | ';' | '!' | '?' | ')');
    let start = range.start - text[start..range.start].trim_start_matches(is_left_over).len();
    let sentence = text[start..end].trim_end();
    // A mention may itself end with white space only in a broken source; keep it inside.
    let text = if sentence.len() < range.end - start { &text[start..range.end] } else { sentence };
    Context { text: text.to_owned(), mention: range.start - start..range.end - start }
}

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
