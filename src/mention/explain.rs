//! Explanations: for every place where a name seems to stand, what the tagger makes of it, and by which rule.

use std::ops::Range;

use super::Mention;
use super::candidate::{Bar, Candidate, Room};
use super::sign::{Doubt, Refusal, Sign, Tell, Verdict, refusal};
use super::tagger::{Judged, Read, Surroundings, Tagger, choose, judge};
use crate::corpus::{Account, Corpus, TalkIndex};
use crate::gazetteer::{EntityIndex, Gazetteer};

/// A place where a name seems to stand, and what becomes of it.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The place; [`Mention::certain`] only if it is accepted.
    pub mention: Mention,
    /// What becomes of it.
    pub ruling: Ruling,
    /// The rule, in words.
    pub because: String,
}

/// What becomes of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ruling {
    /// It counts.
    Accepted,
    /// It may be meant, and counts nowhere.
    Uncertain,
    /// It is not meant.
    Refused,
}

impl Ruling {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Uncertain => "uncertain",
            Self::Refused => "refused",
        }
    }
}

/// Explains every candidate of the texts at hand, in the order in which [`super::find_mentions`] gives mentions.
pub fn explain(corpus: &Corpus, gazetteer: &Gazetteer) -> Vec<Explained> {
    let tagger = Tagger::new(gazetteer);
    let mut room = Room::default();
    let mut explained = Vec::new();
    for index in corpus.indices() {
        let talk = corpus.talk(index);
        explained.extend(tagger.explain(Some(index), 0, &talk.accounts, &Surroundings::of(talk), &mut room));
    }
    for (at, account) in corpus.apart.iter().enumerate() {
        let account = std::slice::from_ref(account);
        explained.extend(tagger.explain(None, at, account, &Surroundings::default(), &mut room));
    }
    explained
}

impl Tagger<'_> {
    fn explain(
        &self,
        talk: Option<TalkIndex>,
        first: usize,
        accounts: &[Account],
        around: &Surroundings,
        room: &mut Room,
    ) -> Vec<Explained> {
        let read = self.read(talk, first, accounts, around.speakers, room);
        let counted: Vec<Mention> = self.counted(talk, first, accounts).collect();
        let signs = self.signs(&read, around, &counted, room);
        let mut explained = Vec::new();
        for read in &read {
            let Read { passage, sighting, links, .. } = read;
            let start = explained.len();
            let mut push = |entity, visible: Range<usize>, span, ruling, because| {
                let mention = read.mention(entity, visible, span, ruling == Ruling::Accepted);
                explained.push(Explained { mention, ruling, because });
            };
            let judged = judge(sighting, 0..sighting.candidates.len(), || &signs);
            let chosen = choose(&judged);
            for candidate in &judged {
                let is_chosen = chosen.iter().any(|(at, _)| *at == candidate.at);
                let taker = || {
                    let places = chosen.iter().map(|(at, _)| &sighting.candidates[*at]);
                    places.into_iter().find(|other| {
                        other.range.start < candidate.range.end && candidate.range.start < other.range.end
                    })
                };
                let (ruling, because) = match candidate.verdict {
                    Verdict::Refused => (Ruling::Refused, refused(refusal(sighting, candidate.at))),
                    _ if !is_chosen => (Ruling::Refused, self.taken(sighting.text, taker())),
                    Verdict::Certain(sign) => (Ruling::Accepted, self.told(candidate, sign)),
                    Verdict::Uncertain => (Ruling::Uncertain, doubted(signs.doubt(sighting, candidate.at))),
                    Verdict::Rivalled => (Ruling::Uncertain, "as much speaks for another meaning".to_owned()),
                };
                let span = passage.flow.source(candidate.range.clone());
                push(candidate.entity, candidate.range.clone(), span, ruling, because);
            }
            for candidate in &sighting.barred {
                // Another name of the entity may hold where this one does not.
                let holds =
                    judged.iter().any(|other| other.range == candidate.range && other.entity == candidate.entity);
                if !holds {
                    let span = passage.flow.source(candidate.range.clone());
                    push(candidate.entity, candidate.range.clone(), span, Ruling::Refused, barred(candidate));
                }
            }
            for (entity, index) in links {
                let link = &passage.flow.links[*index];
                let end = link.anchor.end;
                push(*entity, end..end, link.span, Ruling::Accepted, "the address is its own".to_owned());
            }
            explained[start..].sort_by_key(|one| (one.mention.span, one.mention.entity));
            explained.dedup_by(|b, a| (a.mention.span, a.mention.entity) == (b.mention.span, b.mention.entity));
        }
        explained
    }

    fn name(&self, entity: EntityIndex) -> &str {
        &self.gazetteer.entity(entity).name
    }

    fn told(&self, candidate: &Judged, sign: Sign) -> String {
        let tell = |tell: Tell, r#where: &str| match tell {
            Tell::Cue(cue) => format!("the cue `{}` stands {where}", cue.written),
            Tell::Kin(other) if other == candidate.entity => format!("it is named plainly {where}"),
            Tell::Kin(other) => format!("{}, which has to do with it, stands {where}", self.name(other)),
        };
        match sign {
            Sign::Plain => "the name means nothing else".to_owned(),
            Sign::Listed(other) => format!("it is listed beside {}", self.name(other)),
            Sign::Near(what) => tell(what, "close by"),
            Sign::InTalk(what) => tell(what, "in the talk"),
            Sign::Spelled => "the talk spells or lists it as only a name is".to_owned(),
        }
    }

    fn taken(&self, text: &str, by: Option<&Candidate>) -> String {
        by.map_or_else(
            || "another meaning has more signs".to_owned(),
            |other| match text.get(other.range.clone()) {
                Some(name) => format!("`{name}` stands here, which means {}", self.name(other.entity)),
                None => String::new(),
            },
        )
    }
}

fn refused(refusal: Refusal) -> String {
    match refusal {
        Refusal::Verb => "it is used as a verb",
        Refusal::Word => "it is written as an ordinary word, and nothing close by tells otherwise",
    }
    .to_owned()
}

fn doubted(doubt: Doubt) -> String {
    match doubt {
        Doubt::NoSign => "nothing in the talk tells what the name means",
        Doubt::LongerName => "with the word before it may be another name",
    }
    .to_owned()
}

fn barred(candidate: &Candidate) -> String {
    match candidate.barred {
        Some(Bar::Unless) => "a phrase of `unless` covers it",
        Some(Bar::Speaker) => "it is a part of a speaker's name",
        Some(Bar::Address) => "it is a part of an address",
        Some(Bar::Case) => "the dictionary asks for another case",
        None => "",
    }
    .to_owned()
}
