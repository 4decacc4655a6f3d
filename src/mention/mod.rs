//! Mentions: places in an account where an entity occurs.
//!
//! Matches are leftmost-longest and never overlap. A longer name that does not hold (its boundary, its case, an `unless`
//! phrase, no cue) never hides a shorter one that does.

mod link;
mod token;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::corpus::{Account, Corpus, TalkIndex};
use crate::gazetteer::{EntityIndex, Form, Gap, Gazetteer, Kind, Surface};
use crate::source::document::{Field, Flow};
use crate::text::{Span, fold};

use link::LinkIndex;
use token::{Token, gap_fits, tokens};

/// One place in one account where an entity occurs, or the number of its places in texts that are not at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// The mentions of a talk, of all in the order in which [`find_mentions`] gives them.
pub fn of_talk(mentions: &[Mention], talk: TalkIndex) -> &[Mention] {
    // Those outside of talks come last.
    let is_before = |mention: &Mention| mention.talk.is_some_and(|other| other < talk);
    let start = mentions.partition_point(is_before);
    let rest = &mentions[start..];
    &rest[..rest.partition_point(|mention| mention.talk == Some(talk))]
}

/// The visible text around a mention.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// The sentence or item.
    pub text: String,
    /// The mention's bytes in it; empty where a link's target is what mentions.
    pub mention: Range<usize>,
}

/// Finds all mentions in a corpus, by talk, then by account, then by place; last those outside of talks.
///
/// A talk of which only edition files tell that were tagged with the same dictionaries is not tagged again: its mentions
/// are what was counted, titles included; [`find_mentions_of`] gives those of its title their places. Time is linear in
/// the text, times the number of names that begin with the same word.
pub fn find_mentions(corpus: &Corpus, gazetteer: &Gazetteer) -> Vec<Mention> {
    let tagger = Tagger { gazetteer, links: OnceCell::new() };
    let digest = gazetteer.digest();
    let current: BTreeSet<usize> =
        corpus.tagged_by.iter().filter(|(_, tagged_by)| *tagged_by == digest).map(|(source, _)| *source).collect();
    let mut mentions = Vec::new();
    for index in corpus.indices() {
        let accounts = &corpus.talk(index).accounts;
        if accounts.iter().all(|account| current.contains(&account.source)) {
            mentions.extend(tagger.counted(Some(index), 0, accounts));
        } else {
            mentions.extend(tagger.tag_talk(corpus, index));
        }
    }
    for (at, account) in corpus.apart.iter().enumerate() {
        mentions.extend(tagger.tag(None, at, std::slice::from_ref(account), &[], &[]));
    }
    mentions
}

/// Finds all mentions of some talks, in the order of the talks; each that can be has its place.
pub fn find_mentions_of(
    corpus: &Corpus,
    gazetteer: &Gazetteer,
    talks: impl IntoIterator<Item = TalkIndex>,
) -> Vec<Mention> {
    let tagger = Tagger { gazetteer, links: OnceCell::new() };
    talks.into_iter().flat_map(|talk| tagger.tag_talk(corpus, talk)).collect()
}

/// Finds the entity that a short text by itself, such as the label of a box, is a name of.
///
/// Case counts as the dictionary says. There is no talk to tell what an ambiguous name means, so a name that several
/// entities have is none's.
pub fn find_in_label(gazetteer: &Gazetteer, label: &str) -> Option<EntityIndex> {
    let tagger = Tagger { gazetteer, links: OnceCell::new() };
    let label = label.trim();
    let whole = 0..label.len();
    let found = tagger.candidates(&Flow::verbatim(label, 0), &[]);
    let named: BTreeSet<EntityIndex> =
        found.into_iter().filter(|candidate| candidate.range == whole).map(|candidate| candidate.entity).collect();
    named.first().copied().filter(|_| named.len() == 1)
}

struct Tagger<'a> {
    gazetteer: &'a Gazetteer,
    /// Made once a link is met.
    links: OnceCell<LinkIndex>,
}

/// A place that may be a mention.
#[derive(Debug, Clone)]
struct Candidate<'a> {
    range: Range<usize>,
    entity: EntityIndex,
    /// The name that matched; none for a link's target.
    surface: Option<&'a Surface>,
}

impl<'a> Tagger<'a> {
    fn tag_talk(&self, corpus: &Corpus, index: TalkIndex) -> Vec<Mention> {
        let talk = corpus.talk(index);
        let mut surroundings = vec![talk.title.as_str()];
        surroundings.extend(talk.track.as_deref());
        self.tag(Some(index), 0, &talk.accounts, &surroundings, &talk.speakers)
    }

    /// What was counted in texts that are not at hand; `first` is the place of the first account.
    fn counted(&self, talk: Option<TalkIndex>, first: usize, accounts: &[Account]) -> impl Iterator<Item = Mention> {
        accounts.iter().enumerate().flat_map(move |(at, account)| {
            account.tagged.iter().filter_map(move |(id, count)| {
                Some(Mention {
                    talk,
                    account: first + at,
                    source: account.source,
                    passage: None,
                    visible: 0..0,
                    field: Field::Tagged,
                    span: account.span,
                    entity: self.gazetteer.by_id(id)?,
                    certain: true,
                    count: *count,
                })
            })
        })
    }

    /// Tags the accounts of one talk together, since a cue in one account serves the others; `first` is the first one's
    /// place.
    fn tag(
        &self,
        talk: Option<TalkIndex>,
        first: usize,
        accounts: &[Account],
        surroundings: &[&str],
        speakers: &[String],
    ) -> Vec<Mention> {
        let passages = accounts.iter().enumerate().flat_map(|(at, account)| {
            account.passages.iter().enumerate().map(move |(place, passage)| (at, place, passage))
        });
        let found: Vec<_> = passages
            .map(|(account, place, passage)| {
                (account, place, passage, self.candidates(&passage.flow, speakers), self.linked(&passage.flow))
            })
            .collect();
        let mut evident: BTreeSet<EntityIndex> = found
            .iter()
            .flat_map(|(.., candidates, links)| {
                let named = candidates.iter().filter(|candidate| !candidate.surface.is_some_and(|s| s.ambiguous));
                named.map(|candidate| candidate.entity).chain(links.iter().map(|(entity, _)| *entity))
            })
            .collect();
        let counted: Vec<Mention> = self.counted(talk, first, accounts).collect();
        evident.extend(counted.iter().map(|mention| mention.entity));
        let texts = found.iter().map(|(_, _, passage, ..)| passage.flow.text()).chain(surroundings.iter().copied());
        let mut cues = Cues::of(self.gazetteer, texts, evident);
        for (_, _, passage, candidates, _) in &found {
            let text = passage.flow.text();
            let is_heading = matches!(passage.field, Field::Title | Field::Subtitle);
            let told = candidates.iter().filter(|candidate| {
                candidate.surface.is_some_and(|surface| surface.ambiguous)
                    && ((!is_heading && is_spelled_as_name(text, candidate))
                        || self.is_listed_with_its_like(text, candidate, candidates))
            });
            let told: Vec<usize> = told.filter_map(|candidate| candidate.surface.map(place_of)).collect();
            cues.spelled.extend(told);
        }

        let mut mentions = Vec::new();
        for (account, place, passage, candidates, links) in found {
            let flow = &passage.flow;
            let mention = |entity, visible: Range<usize>, span, certain| Mention {
                talk,
                account: first + account,
                source: accounts[account].source,
                passage: Some(place),
                visible,
                field: passage.field,
                span,
                entity,
                certain,
                count: 1,
            };
            let start = mentions.len();
            for (candidate, certain) in choose(candidates, &cues) {
                let span = flow.source(candidate.range.clone());
                mentions.push(mention(candidate.entity, candidate.range, span, certain));
            }
            for (entity, index) in links {
                let link = &flow.links[index];
                // The name in the anchor and its address are one mention.
                let named = mentions[start..].iter().any(|other: &Mention| {
                    other.entity == entity && flow.source(link.anchor.clone()).overlaps(other.span)
                });
                if !named {
                    mentions.push(mention(entity, link.anchor.end..link.anchor.end, link.span, true));
                }
            }
            mentions[start..].sort_by_key(|mention| (mention.span, mention.entity));
        }
        for mut elsewhere in counted {
            // What stands in a text that is at hand, a title, has been found again.
            let again = mentions.iter().filter(|found| {
                found.certain && found.account == elsewhere.account && found.entity == elsewhere.entity
            });
            elsewhere.count = elsewhere.count.saturating_sub(again.count());
            if elsewhere.count > 0 {
                mentions.push(elsewhere);
            }
        }
        mentions
    }

    /// Whether a name stands in a list beside one that is plain and of its kind: in `Go, Python and Ruby` all are languages.
    ///
    /// Of its kind is what shares a broader topic.
    fn is_listed_with_its_like(&self, text: &str, candidate: &Candidate, candidates: &[Candidate]) -> bool {
        let own = &self.gazetteer.entity(candidate.entity).broader;
        let is_between = |from: usize, to: usize| {
            from <= to
                && matches!(&text[from..to], ", " | "/" | " / " | " and " | " or " | " & " | ", and " | ", or " | ",")
        };
        candidates.iter().any(|other| {
            let (a, b) = (&candidate.range, &other.range);
            other.entity != candidate.entity
                && !other.surface.is_some_and(|surface| surface.ambiguous)
                && (is_between(a.end, b.start) || is_between(b.end, a.start))
                && self.gazetteer.entity(other.entity).broader.iter().any(|topic| own.contains(topic))
        })
    }

    /// The entities that links lead to, with the link's place.
    fn linked(&self, flow: &Flow) -> Vec<(EntityIndex, usize)> {
        let entity = |target: &str| self.links.get_or_init(|| LinkIndex::of(self.gazetteer)).entity(target);
        let found = flow.links.iter().enumerate();
        found.filter_map(|(index, link)| Some((entity(&link.target)?, index))).collect()
    }

    /// Every place where a name could be meant: boundaries, separators, case and `unless` hold.
    ///
    /// A part of a speaker's name is none: Ada Example is not about Ada.
    fn candidates(&self, flow: &Flow, speakers: &[String]) -> Vec<Candidate<'a>> {
        let text = flow.text();
        let names = speakers.iter().filter(|name| name.contains(' '));
        let people: Vec<Range<usize>> =
            names.flat_map(|name| text.match_indices(name.as_str()).map(|(at, found)| at..at + found.len())).collect();
        let surfaces = self.gazetteer.surfaces();
        let tokens = tokens(text);
        let addresses: Vec<&Range<usize>> =
            flow.links.iter().filter(|link| is_address(&text[link.anchor.clone()])).map(|link| &link.anchor).collect();
        let mut candidates = Vec::new();
        let mut push = |range: Range<usize>, surface: &'a Surface| {
            let after = addresses.partition_point(|anchor| anchor.start <= range.start);
            let in_address = after.checked_sub(1).is_some_and(|before| range.end <= addresses[before].end);
            let is_person = people
                .iter()
                .any(|name| name.start <= range.start && range.end <= name.end && (name.len() > range.len()));
            let refused = surface.rules.unless.covers(text, range.start, range.end);
            if !in_address && !is_person && !refused {
                candidates.push(Candidate { range, entity: surface.entity, surface: Some(surface) });
            }
        };
        for first in 0..tokens.len() {
            if !tokens[first].opens {
                continue;
            }
            for word in possible_words(&tokens[first].folded) {
                for (number, form) in surfaces.beginning_with(word) {
                    let surface = surfaces.surface(number);
                    if let Some(range) = match_form(text, &tokens, first, form, surface.exact_case) {
                        push(range, surface);
                    }
                }
            }
        }
        for (number, regex) in surfaces.expressions() {
            for found in regex.find_iter(text) {
                let opens = tokens.binary_search_by_key(&found.start(), |token| token.start);
                let closes = tokens.binary_search_by_key(&found.end(), |token| token.end);
                if opens.is_ok_and(|at| tokens[at].opens) && closes.is_ok() {
                    push(found.range(), surfaces.surface(number));
                }
            }
        }
        candidates
    }
}

/// The word itself, and what it is without a plural ending or a version number.
fn possible_words(word: &str) -> impl Iterator<Item = &str> {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let versioned = (bare.len() < word.len() && is_version(&word[bare.len()..]) && bare.len() >= 2).then_some(bare);
    [Some(word), word.strip_suffix('s'), word.strip_suffix("es"), versioned].into_iter().flatten()
}

/// Whether digits right after a name can be its version: `Python3`, `Qt5`, `GTK4`.
fn is_version(digits: &str) -> bool {
    (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The bytes of `text` at which `form` stands, if it does from the token `first` on.
fn match_form(text: &str, tokens: &[Token], first: usize, form: &Form, exact_case: bool) -> Option<Range<usize>> {
    let mut start = tokens[first].start;
    if !form.lead.is_empty() {
        let before = text[..start].strip_suffix(form.lead.as_str())?;
        if before.ends_with(|c: char| c.is_alphanumeric() || c == '.') {
            return None;
        }
        start = before.len();
    }
    let mut at = 0;
    let mut written = form.written.as_str();
    let mut index = first;
    loop {
        let token = tokens.get(index)?;
        let rest = &form.key[at..];
        let taken = rest.len().min(token.folded.len());
        if !token.folded.starts_with(&rest[..floor(rest, taken)]) {
            return None;
        }
        // What the name separates by more than a space must be separated in the text too.
        let swallowed =
            |(place, gap): &(usize, Gap)| *place > at && *place < at + taken && matches!(gap, Gap::Exact(_));
        if form.gaps.iter().any(swallowed) {
            return None;
        }
        let raw = &text[token.start..token.end];
        if rest.len() <= token.folded.len() {
            let ending = &token.folded[rest.len()..];
            let is_plural = matches!(ending, "s" | "es") && form.tail.is_empty();
            let is_versioned = is_version(ending) && form.key.len() >= 2 && form.key.ends_with(char::is_alphabetic);
            if !(ending.is_empty() || is_plural || is_versioned) {
                return None;
            }
            if exact_case && raw.get(..raw.len().checked_sub(ending.len())?) != Some(written) {
                return None;
            }
            let end = close(text, token, &form.tail)?;
            return (token.closes || !form.tail.is_empty()).then_some(start..end);
        }
        at += token.folded.len();
        if exact_case {
            written = written.strip_prefix(raw)?;
        }
        let next = tokens.get(index + 1)?;
        let (_, wanted) = form.gaps.iter().find(|(place, _)| *place == at)?;
        let capitals = raw.starts_with(char::is_uppercase) && text[next.start..].starts_with(char::is_uppercase);
        if !gap_fits(wanted, &text[token.end..next.start], capitals) {
            return None;
        }
        index += 1;
    }
}

fn floor(text: &str, at: usize) -> usize {
    crate::text::floor_boundary(text, at)
}

/// Where a name that ends with `token` ends, its tail included; none if more of a name follows than it has.
fn close(text: &str, token: &Token, tail: &str) -> Option<usize> {
    let after = &text[token.end..];
    if tail.is_empty() {
        // `C` is neither `C++` nor `C#`.
        let more =
            after.starts_with("++") || (after.starts_with('#') && !after[1..].starts_with(char::is_alphanumeric));
        return (!more).then_some(token.end);
    }
    let rest = after.strip_prefix(tail)?;
    (!rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '+' | '#'))).then_some(token.end + tail.len())
}

/// Whether a link's anchor is its address written out.
fn is_address(anchor: &str) -> bool {
    anchor.contains("://") || anchor.starts_with("www.") || anchor.starts_with("mailto:")
}

/// A surface's place in memory, by which it is told from others.
fn place_of(surface: &Surface) -> usize {
    std::ptr::from_ref(surface).addr()
}

/// Whether an ordinary word is written here as only a name is: with a capital, within a sentence of small words.
///
/// A capital at the start of a sentence, in a heading, or beside another capital says nothing; nor does it where the
/// dictionary asks for cues of its own.
fn is_spelled_as_name(text: &str, candidate: &Candidate) -> bool {
    let Some(surface) = candidate.surface else { return false };
    if !(surface.ambiguous && surface.exact_case && surface.rules.needs.is_empty() && surface.regex.is_none()) {
        return false;
    }
    let name = &text[candidate.range.clone()];
    if !name.starts_with(char::is_uppercase) || name.chars().count() < 3 {
        return false;
    }
    let before = text[..candidate.range.start].trim_end_matches(' ');
    let word =
        before.rsplit(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\'' | '’')).next().unwrap_or_default();
    // What takes an article is a thing more often than a name.
    let is_article = matches!(word, "the" | "a" | "an" | "this" | "that" | "our" | "your" | "each" | "every" | "my");
    let is_after_word = before.len() < candidate.range.start && word.starts_with(char::is_lowercase) && !is_article;
    // After a comma no sentence begins.
    let follows_word = is_after_word || before.ends_with(',') || before.ends_with('/');
    let after = text[candidate.range.end..].strip_prefix(' ').unwrap_or_default();
    follows_word && !after.starts_with(char::is_uppercase)
}

/// What a talk says beyond its names: the ground on which an ambiguous name is decided.
struct Cues<'a> {
    gazetteer: &'a Gazetteer,
    /// All texts, and the same folded; made once an ambiguous name asks.
    texts: OnceCell<(String, String)>,
    parts: Vec<&'a str>,
    evident: BTreeSet<EntityIndex>,
    /// Ambiguous names that the talk writes somewhere as only a name is written ([`is_spelled_as_name`]), or in a list with
    /// their like.
    spelled: BTreeSet<usize>,
    /// What was found out about a surface: a talk may name it thousands of times, and its cues are the same each time.
    told: RefCell<BTreeMap<(usize, bool), usize>>,
}

impl<'a> Cues<'a> {
    fn of(gazetteer: &'a Gazetteer, texts: impl Iterator<Item = &'a str>, evident: BTreeSet<EntityIndex>) -> Self {
        Self {
            gazetteer,
            texts: OnceCell::new(),
            parts: texts.collect(),
            evident,
            spelled: BTreeSet::new(),
            told: RefCell::default(),
        }
    }

    fn texts(&self) -> &(String, String) {
        self.texts.get_or_init(|| {
            let text: String = self.parts.iter().flat_map(|part| [*part, "\n"]).collect();
            let folded = format!(" {} ", fold(&text));
            (text, folded)
        })
    }

    /// The number of cues in the talk that speak for `candidate`; an unambiguous one needs none and has one.
    ///
    /// Where no other entity has the same claim, one cue is as good as many, and counting stops there.
    fn strength(&self, candidate: &Candidate, has_rival: bool) -> usize {
        let Some(surface) = candidate.surface.filter(|surface| surface.ambiguous) else { return 1 };
        let key = (place_of(surface), has_rival);
        if let Some(told) = self.told.borrow().get(&key) {
            return *told;
        }
        let related = usize::from(self.is_related(candidate.entity) || self.spelled.contains(&key.0));
        let enough = if has_rival { usize::MAX } else { 1 };
        let said = surface.rules.needs.iter().filter(|cue| {
            let (text, folded) = self.texts();
            cue.occurs(folded, text)
        });
        let strength = related + said.take(enough.saturating_sub(related)).count();
        self.told.borrow_mut().insert(key, strength);
        strength
    }

    /// Whether the entity itself, a topic it belongs to or an entity it is related to is evident in the talk.
    fn is_related(&self, index: EntityIndex) -> bool {
        let entity = self.gazetteer.entity(index);
        let near = entity.broader.iter().chain(entity.relations.iter().map(|relation| &relation.to));
        let mut near = near.filter_map(|id| self.gazetteer.by_id(id));
        if self.evident.contains(&index) || near.any(|other| self.evident.contains(&other)) {
            return true;
        }
        self.evident.iter().any(|other| {
            let other = self.gazetteer.entity(*other);
            other.kind != Kind::Organisation && other.relations.iter().any(|relation| relation.to == entity.id)
        })
    }
}

/// Chooses mentions among candidates: leftmost, then longest, then the stronger cues; certain before uncertain.
///
/// Where two entities have equal cues for the same place, neither is certain and both are kept.
fn choose<'a>(mut candidates: Vec<Candidate<'a>>, cues: &Cues) -> Vec<(Candidate<'a>, bool)> {
    candidates.sort_by_key(|candidate| (candidate.range.start, candidate.range.end));
    let mut judged: Vec<(Candidate, usize)> = Vec::with_capacity(candidates.len());
    for same in candidates.chunk_by(|a, b| a.range == b.range) {
        let has_rival = same.iter().any(|other| other.entity != same[0].entity);
        judged.extend(same.iter().map(|candidate| (candidate.clone(), cues.strength(candidate, has_rival))));
    }
    judged.sort_by(|(a, a_cues), (b, b_cues)| {
        let key = |candidate: &Candidate| (candidate.range.start, std::cmp::Reverse(candidate.range.end));
        key(a).cmp(&key(b)).then(b_cues.cmp(a_cues)).then(a.entity.cmp(&b.entity))
    });
    judged.dedup_by(|(b, _), (a, _)| a.range == b.range && a.entity == b.entity);
    let mut chosen: Vec<(Candidate, bool)> = Vec::new();
    for wants_certain in [true, false] {
        // What the first round chose is sorted and does not overlap, so one look tells whether a place is taken.
        let taken: Vec<Range<usize>> = chosen.iter().map(|(candidate, _)| candidate.range.clone()).collect();
        let mut end = 0;
        for group in judged.chunk_by(|(a, _), (b, _)| a.range == b.range) {
            let range = &group[0].0.range;
            let best = group[0].1;
            let rivals = group.iter().take_while(|(_, strength)| *strength == best);
            let is_certain = best > 0 && rivals.clone().count() == 1;
            let next = taken.partition_point(|other| other.end <= range.start);
            let is_taken = taken.get(next).is_some_and(|other| other.start < range.end);
            if is_certain == wants_certain && range.start >= end && !is_taken {
                end = range.end;
                chosen.extend(rivals.map(|(candidate, _)| (candidate.clone(), is_certain)));
            }
        }
    }
    chosen.sort_by_key(|(candidate, _)| (candidate.range.start, candidate.range.end, candidate.entity));
    chosen
}

/// How far a sentence may reach to either side of a mention, in bytes: further nobody reads.
const SENTENCE: usize = 400;

/// The sentence around the visible bytes `range`.
fn context(flow: &Flow, range: Range<usize>) -> Context {
    let text = flow.text();
    let near = floor(text, range.start.saturating_sub(SENTENCE))..floor(text, range.end + SENTENCE);
    let ends = |at: usize, c: char| {
        let after = &text[at + c.len_utf8()..];
        c == '\n' || (matches!(c, '.' | '!' | '?') && (after.is_empty() || after.starts_with(char::is_whitespace)))
    };
    let before = text[near.start..range.start].char_indices().rev();
    let start = before
        .map(|(at, c)| (near.start + at, c))
        .find(|(at, c)| ends(*at, *c))
        .map_or(near.start, |(at, c)| at + c.len_utf8());
    let end = text[range.end..near.end]
        .char_indices()
        .map(|(at, c)| (range.end + at, c))
        .find(|(at, c)| ends(*at, *c))
        .map_or(near.end, |(at, c)| at + c.len_utf8());
    // What is left of the sentence before is no part of this one.
    let is_left_over = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ':' | ';' | '!' | '?' | ')');
    let start = range.start - text[start..range.start].trim_start_matches(is_left_over).len();
    let sentence = text[start..end].trim_end();
    // A mention may itself end with white space only in a broken source; keep it inside.
    let text = if sentence.len() < range.end - start { &text[start..range.end] } else { sentence };
    Context { text: text.to_owned(), mention: range.start - start..range.end - start }
}

#[cfg(test)]
mod tests;
