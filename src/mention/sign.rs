//! Signs: what in a talk tells that an ambiguous name means an entity.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::candidate::{Candidate, Sighting};
use super::spelling::{self, Spelling};
use crate::gazetteer::{Cue, EntityIndex, Gazetteer, Kind, Ordinary, Surface};
use crate::text::{fold, push_folded, push_words};

/// What became of a candidate, and by which rule.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Verdict<'a> {
    /// It counts.
    Certain(Sign<'a>),
    /// It may be meant, and nothing tells: see [`Signs::doubt`].
    Uncertain,
    /// It may be meant, and so may another that as much speaks for.
    Rivalled,
    /// It is not meant: see [`refusal`].
    Refused,
}

/// Why a name is taken to mean an entity.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sign<'a> {
    /// It means nothing else.
    Plain,
    /// It stands in a list beside this one.
    Listed(EntityIndex),
    /// This is said right beside it.
    Near(Tell<'a>),
    /// This is said elsewhere in the talk.
    InTalk(Tell<'a>),
    /// It is spelled as only a name is, here or elsewhere in the talk, or listed elsewhere in the talk.
    Spelled,
}

/// What tells which meaning a name has.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tell<'a> {
    /// A word or phrase of `needs`.
    Cue(&'a Cue),
    /// The entity itself by another name, or one that has to do with it.
    Kin(EntityIndex),
}

/// Why it is left open whether an entity is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// There is no sign.
    NoSign,
    /// It may be a part of a longer name, which no dictionary has.
    LongerName,
}

/// Why an entity is not meant, although its name seems to stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It is used as a verb.
    Verb,
    /// Written otherwise than the name it is an ordinary word, unless something close by tells.
    Word,
}

/// How much speaks for a candidate; of several for the same place the highest wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Strength {
    /// Whether it counts at all.
    is_certain: bool,
    /// Whether it is written as the name is.
    is_own: bool,
    /// The number of signs in the talk.
    signs: usize,
}

impl Strength {
    /// The strength of a name that means one thing; it needs no sign and has one where signs are counted.
    pub(crate) fn of_plain(has_rival: bool) -> Self {
        Self { is_certain: true, is_own: true, signs: usize::from(has_rival) }
    }
}

/// What a talk says beyond its names: the ground on which ambiguous names are decided.
pub(crate) struct Signs<'a> {
    gazetteer: &'a Gazetteer,
    /// All texts, and the same folded; made once an ambiguous name asks.
    texts: OnceCell<(String, String)>,
    parts: Vec<&'a str>,
    /// Entities whose unambiguous names, addresses or counts are in the talk, in their order.
    evident: Vec<EntityIndex>,
    /// Ambiguous names that the talk writes somewhere as only a name is written, or in a list with their like.
    spelled: BTreeSet<usize>,
    /// Which cue of a surface is said: a talk may name it thousands of times, and its cues are the same each time.
    told: RefCell<BTreeMap<usize, Option<Tell<'a>>>>,
}

impl<'a> Signs<'a> {
    /// `parts` are all texts of a talk, `evident` what it mentions beyond doubt.
    pub(crate) fn of(
        gazetteer: &'a Gazetteer,
        parts: impl Iterator<Item = &'a str>,
        mut evident: Vec<EntityIndex>,
    ) -> Self {
        evident.sort_unstable();
        let (texts, spelled, told) = (OnceCell::new(), BTreeSet::new(), RefCell::default());
        Self { gazetteer, texts, parts: parts.collect(), evident, spelled, told }
    }

    /// Takes up which ambiguous names a passage of the talk spells or lists as names.
    pub(crate) fn take_up(&mut self, sighting: &Sighting<'a, '_>) {
        for (at, candidate) in sighting.candidates.iter().enumerate().filter(|(_, other)| other.surface.ambiguous) {
            let is_told = is_spelled(candidate) || candidate.spelling.is_own() && self.listed(sighting, at).is_some();
            if is_told {
                self.spelled.insert(place_of(candidate.surface));
            }
        }
    }

    /// Judges the ambiguous candidate at `at` by its place and by the talk; signs are counted only if another entity has the same
    /// name.
    pub(crate) fn judge(&self, sighting: &Sighting<'a, '_>, at: usize, has_rival: bool) -> (Verdict<'a>, Strength) {
        let candidate = &sighting.candidates[at];
        let verdict = self.verdict(sighting, at);
        let is_certain = matches!(verdict, Verdict::Certain(_));
        // Counting signs takes longer than finding one.
        let signs = if has_rival && is_certain { self.count(candidate) } else { 0 };
        (verdict, Strength { is_certain, is_own: candidate.spelling.is_own(), signs })
    }

    fn verdict(&self, sighting: &Sighting<'a, '_>, at: usize) -> Verdict<'a> {
        let candidate = &sighting.candidates[at];
        let (text, range, spelling) = (sighting.text, &candidate.range, candidate.spelling);
        if let Some(other) = self.listed(sighting, at) {
            return Verdict::Certain(Sign::Listed(other));
        }
        if spelling.is_own() {
            if is_verb(sighting, candidate) {
                return Verdict::Refused;
            }
            let is_spelled = || self.spelled.contains(&place_of(candidate.surface));
            let sign = self.in_talk(candidate).map(Sign::InTalk).or_else(|| is_spelled().then_some(Sign::Spelled));
            let sign = sign.filter(|_| !self.is_in_longer_name(sighting, candidate));
            return sign.map_or(Verdict::Uncertain, Verdict::Certain);
        }
        // Most have no sign anywhere, nor need to be looked at any closer.
        let has_no_sign = candidate.surface.rules.needs.is_empty() && self.evident_kin(candidate.entity).is_none();
        if has_no_sign || is_verb(sighting, candidate) {
            return Verdict::Refused;
        }
        if let Some(tell) = self.near(sighting, candidate) {
            return Verdict::Certain(Sign::Near(tell));
        }
        // A word that people hardly ever use, or use as only a name is used, needs no sign so close.
        let is_everyday = candidate.surface.ordinary == Some(Ordinary::Everyday);
        let is_name_like = match spelling {
            Spelling::Lower => !is_everyday || spelling::is_bare(text, range),
            Spelling::Upper => !is_everyday,
            _ => false,
        };
        // Most small words are neither, and the talk is not asked.
        let may_be_itself = spelling == Spelling::Lower && spelling::is_compound(text, range);
        let told = if is_name_like || may_be_itself { self.in_talk(candidate) } else { None };
        let told = told.filter(|tell| is_name_like || matches!(tell, Tell::Kin(other) if *other == candidate.entity));
        told.map_or(Verdict::Refused, |tell| Verdict::Certain(Sign::InTalk(tell)))
    }

    /// Why a candidate is left open.
    pub(crate) fn doubt(&self, sighting: &Sighting<'a, '_>, at: usize) -> Doubt {
        let is_in_longer_name = self.is_in_longer_name(sighting, &sighting.candidates[at]);
        if is_in_longer_name { Doubt::LongerName } else { Doubt::NoSign }
    }

    /// The name beside which a name stands in a list of its like: in `Go, Python and Ruby` all are languages.
    ///
    /// A name in its own spelling is of the kind of any project or technology that it is listed with, and so is what stands
    /// between two of them; otherwise both must share a topic or a relation.
    fn listed(&self, sighting: &Sighting<'a, '_>, at: usize) -> Option<EntityIndex> {
        let candidate = &sighting.candidates[at];
        let before = sighting.candidates[..at].iter().rev();
        let before = before.take_while(|other| candidate.range.start - other.range.start <= LONGEST);
        let after = sighting.candidates[at + 1..].iter();
        let after = after.take_while(|other| other.range.start <= candidate.range.end + 6);
        let is_joined = |other: &&Candidate| {
            let (first, second) =
                if other.range.start < candidate.range.start { (*other, candidate) } else { (candidate, *other) };
            let between = sighting.text.get(first.range.end..second.range.start);
            between.is_some_and(spelling::is_joint)
        };
        let is_everyday = |one: &Candidate| one.surface.ordinary == Some(Ordinary::Everyday);
        let is_plain_name = |other: &Candidate| {
            !other.surface.ambiguous
                && matches!(self.gazetteer.entity(other.entity).kind, Kind::Project | Kind::Technology)
        };
        let neighbours: Vec<&Candidate> =
            before.chain(after).filter(is_joined).filter(|other| other.entity != candidate.entity).collect();
        let is_on_side = |is_before: bool| {
            let side = |other: &&&Candidate| (other.range.start < candidate.range.start) == is_before;
            neighbours.iter().filter(side).any(|other| is_plain_name(other))
        };
        let is_between = is_on_side(true) && is_on_side(false);
        let lends = |other: &&Candidate| {
            let is_freely_listed = is_between
                || candidate.spelling.is_own()
                || (candidate.spelling == Spelling::Lower && !is_everyday(candidate));
            if !other.surface.ambiguous {
                return (is_freely_listed && is_plain_name(other)) || self.are_alike(candidate.entity, other.entity);
            }
            // Two doubtful names speak for each other if they have a topic in common and are not both everyday words.
            !(is_everyday(candidate) && is_everyday(other)) && self.share_topic(candidate.entity, other.entity)
        };
        neighbours.into_iter().find(lends).map(|other| other.entity)
    }

    fn are_alike(&self, a: EntityIndex, b: EntityIndex) -> bool {
        self.share_topic(a, b) || self.gazetteer.kin(a).contains(&b)
    }

    fn share_topic(&self, a: EntityIndex, b: EntityIndex) -> bool {
        let topics = &self.gazetteer.entity(b).broader;
        self.gazetteer.entity(a).broader.iter().any(|topic| topics.contains(topic))
    }

    /// Whether a capital right before makes an ordinary word a part of a longer name: `Cluster Cockpit`, `Intel Atom`.
    ///
    /// A cue there makes none, nor does another name, unless it is an organisation's that the entity has nothing to do
    /// with.
    fn is_in_longer_name(&self, sighting: &Sighting, candidate: &Candidate) -> bool {
        if candidate.surface.ordinary.is_none() {
            return false;
        }
        let Some(before) = spelling::longer_name(sighting.text, &candidate.range) else { return false };
        let kin = self.gazetteer.kin(candidate.entity);
        let folded = format!(" {} ", fold(&sighting.text[before.clone()]));
        let is_own_name = |other: &Candidate| {
            other.range.end == before.end
                && (kin.contains(&other.entity)
                    || !other.surface.ambiguous && self.gazetteer.entity(other.entity).kind != Kind::Organisation)
        };
        !sighting.candidates.iter().any(is_own_name)
            && !candidate.surface.rules.needs.iter().any(|cue| cue.occurs(&folded, &sighting.text[before.clone()]))
    }

    /// What is said within some words of the name, in the same sentence.
    fn near(&self, sighting: &Sighting<'a, '_>, candidate: &Candidate<'a>) -> Option<Tell<'a>> {
        let close = spelling::close_by(sighting.text, &candidate.range);
        let kin = self.gazetteer.kin(candidate.entity);
        let others = sighting.candidates.partition_point(|other| other.range.start < close.start);
        let inside = sighting.candidates[others..].iter().take_while(|other| other.range.end <= close.end);
        let related = inside
            .filter(|other| !other.surface.ambiguous && !overlap(&other.range, &candidate.range))
            .find(|other| kin.contains(&other.entity));
        if let Some(other) = related {
            return Some(Tell::Kin(other.entity));
        }
        if candidate.surface.rules.needs.is_empty() {
            return None;
        }
        let text = &sighting.text[close];
        let mut folded = String::with_capacity(text.len() + 2);
        folded.push(' ');
        for word in spelling::words(text) {
            word.chars().for_each(|c| push_folded(&mut folded, c));
            folded.push(' ');
        }
        candidate.surface.rules.needs.iter().find(|cue| cue.occurs(&folded, text)).map(Tell::Cue)
    }

    /// What is said anywhere in the talk.
    fn in_talk(&self, candidate: &Candidate<'a>) -> Option<Tell<'a>> {
        if let Some(other) = self.evident_kin(candidate.entity) {
            return Some(Tell::Kin(other));
        }
        let needs = &candidate.surface.rules.needs;
        if needs.is_empty() {
            return None;
        }
        let key = place_of(candidate.surface);
        if let Some(told) = self.told.borrow().get(&key) {
            return *told;
        }
        let told = needs.iter().find(|cue| self.is_said(cue)).map(Tell::Cue);
        self.told.borrow_mut().insert(key, told);
        told
    }

    /// What the talk mentions beyond doubt that speaks for an entity, the first by its id.
    fn evident_kin(&self, entity: EntityIndex) -> Option<EntityIndex> {
        self.gazetteer.kin(entity).iter().copied().find(|other| self.evident.binary_search(other).is_ok())
    }

    fn is_said(&self, cue: &Cue) -> bool {
        let (text, folded) = self.texts.get_or_init(|| {
            let mut text = String::with_capacity(self.parts.iter().map(|part| part.len() + 1).sum());
            text.extend(self.parts.iter().flat_map(|part| [*part, "\n"]));
            let mut folded = String::with_capacity(text.len() + 2);
            folded.push(' ');
            push_words(&mut folded, &text);
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
            (text, folded)
        });
        cue.occurs(folded, text)
    }

    /// The number of signs in the talk that speak for `candidate`.
    fn count(&self, candidate: &Candidate) -> usize {
        let is_told =
            self.evident_kin(candidate.entity).is_some() || self.spelled.contains(&place_of(candidate.surface));
        usize::from(is_told) + candidate.surface.rules.needs.iter().filter(|cue| self.is_said(cue)).count()
    }
}

/// The most bytes that a name is looked for to the left: longer ones are in no list.
const LONGEST: usize = 100;

/// A surface's place in memory, by which it is told from others.
fn place_of(surface: &Surface) -> usize {
    std::ptr::from_ref(surface).addr()
}

/// Whether an ordinary word is written here as only a name is, which is enough where the dictionary asks for no cues.
fn is_spelled(candidate: &Candidate) -> bool {
    candidate.spelling == Spelling::Telling && candidate.surface.rules.needs.is_empty()
}

/// Why a candidate is refused.
pub(crate) fn refusal(sighting: &Sighting, at: usize) -> Refusal {
    if is_verb(sighting, &sighting.candidates[at]) { Refusal::Verb } else { Refusal::Word }
}

/// Whether an ordinary word is used as a verb, where it is written as one is.
fn is_verb(sighting: &Sighting, candidate: &Candidate) -> bool {
    let (text, range) = (sighting.text, &candidate.range);
    let may_be = match candidate.spelling {
        Spelling::Lower => true,
        Spelling::Silent => spelling::begins_sentence(text, range),
        _ => false,
    };
    may_be && candidate.surface.ordinary.is_some() && spelling::is_verb(text, range)
}

pub(crate) fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
