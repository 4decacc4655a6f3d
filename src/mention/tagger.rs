//! The tagger: candidates of a whole talk, judged together and chosen among.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::sync::OnceLock;

use super::Mention;
use super::candidate::{Candidate, Room, Sighting};
use super::link::LinkIndex;
use super::sign::{Sign, Signs, Strength, Verdict};
use crate::corpus::{Account, Corpus, Talk, TalkIndex, track_key};
use crate::gazetteer::{EntityIndex, Gazetteer};
use crate::source::document::{Field, Flow, Passage};
use crate::text::{Span, simd};

/// Finds the names of a gazetteer in texts, and judges what they mean.
///
/// Time is linear in the text; how many names there are tells only in how soon memory answers. A name costs time where it
/// stands, and one of several words also where its first words stand.
///
/// ```
/// use hallway::gazetteer::{Gazetteer, Kind};
/// use hallway::mention::{Room, Tagger};
///
/// let names = [("criu", "CRIU", Kind::Project), ("live-migration", "live migration", Kind::Topic)];
/// let gazetteer = Gazetteer::of_names(names);
/// let tagger = Tagger::new(&gazetteer);
/// let mut room = Room::default();
/// let text = "Live-migrations with criu, not with criu.org";
/// let found = tagger.tag(text, &mut room).iter().map(|found| &text[found.range.clone()]);
/// assert_eq!(found.collect::<Vec<_>>(), ["Live-migrations", "criu"]);
/// ```
#[derive(Debug)]
pub struct Tagger<'a> {
    pub(super) gazetteer: &'a Gazetteer,
    /// Made once a link is met.
    links: OnceLock<LinkIndex>,
}

/// A place in a text where an entity occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The bytes of the text.
    pub range: Range<usize>,
    /// What it names.
    pub entity: EntityIndex,
    /// Whether it counts; otherwise the name is ambiguous, and nothing in the text tells what it means.
    pub certain: bool,
}

/// A passage with all that was found in it.
pub(super) struct Read<'a, 't> {
    talk: Option<TalkIndex>,
    /// The account's place in the talk's, or in the corpus's.
    account: usize,
    /// Its source's place.
    source: usize,
    /// The passage's place in the account.
    place: usize,
    pub(super) passage: &'t Passage,
    pub(super) sighting: Sighting<'a, 't>,
    /// The entities that links lead to, with the link's place.
    pub(super) links: Vec<(EntityIndex, usize)>,
}

impl Read<'_, '_> {
    /// The mention of an entity at the visible bytes `visible`, which is `span` in the source.
    pub(super) fn mention(&self, entity: EntityIndex, visible: Range<usize>, span: Span, certain: bool) -> Mention {
        Mention {
            talk: self.talk,
            account: self.account,
            source: self.source,
            passage: Some(self.place),
            visible,
            field: self.passage.field,
            span,
            entity,
            certain,
            count: 1,
        }
    }
}

impl<'a> Tagger<'a> {
    /// A tagger with the names of a gazetteer, which are compiled now if they were not before.
    pub fn new(gazetteer: &'a Gazetteer) -> Self {
        gazetteer.surfaces();
        Self::idle(gazetteer)
    }

    /// The same for what was counted before; names are compiled once a text is looked at after all.
    pub(super) fn idle(gazetteer: &'a Gazetteer) -> Self {
        Self { gazetteer, links: OnceLock::new() }
    }

    /// What a text by itself mentions, in the order of its places; cues are looked for in all of it.
    ///
    /// `room` is used again from text to text.
    pub fn tag<'r>(&self, text: &str, room: &'r mut Room) -> &'r [Found] {
        let mut found = std::mem::take(&mut room.found);
        found.clear();
        let sighting = Sighting::of_text(self.gazetteer, text, room);
        let signs = OnceCell::new();
        let signs = || {
            signs.get_or_init(|| {
                let mut signs = Signs::of(self.gazetteer, std::iter::once(text), plain(&sighting).collect());
                signs.take_up(&sighting);
                signs
            })
        };
        resolve(&sighting, signs, |candidate, certain| {
            found.push(Found { range: candidate.range.clone(), entity: candidate.entity, certain });
        });
        room.found = found;
        &room.found
    }

    /// What many texts mention, each by itself: see [`Tagger::tag`].
    ///
    /// Faster than to call that for each: memory is asked for a text while the one before is looked at.
    pub fn tag_each<'t>(
        &self,
        texts: impl IntoIterator<Item = &'t str>,
        room: &mut Room,
        mut take: impl FnMut(&'t str, &[Found]),
    ) {
        let mut texts = texts.into_iter().peekable();
        while let Some(text) = texts.next() {
            if let Some(next) = texts.peek() {
                simd::prefetch_text(next.as_bytes());
            }
            take(text, self.tag(text, room));
        }
    }

    pub(super) fn tag_talk(&self, corpus: &Corpus, index: TalkIndex, room: &mut Room) -> Box<[Mention]> {
        let talk = corpus.talk(index);
        self.tag_accounts(Some(index), 0, &talk.accounts, &Surroundings::of(talk), room)
    }

    /// What was counted in texts that are not at hand; `first` is the place of the first account.
    pub(super) fn counted(
        &self,
        talk: Option<TalkIndex>,
        first: usize,
        accounts: &[Account],
    ) -> impl Iterator<Item = Mention> {
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

    /// Finds what could be meant in accounts; `first` is the place of the first.
    pub(super) fn read<'t>(
        &self,
        talk: Option<TalkIndex>,
        first: usize,
        accounts: &'t [Account],
        speakers: &[String],
        room: &mut Room,
    ) -> Vec<Read<'a, 't>> {
        let passages = (first..).zip(accounts).flat_map(|(at, account)| {
            account.passages.iter().enumerate().map(move |(place, passage)| (at, account.source, place, passage))
        });
        let read = passages.map(|(account, source, place, passage)| Read {
            talk,
            account,
            source,
            place,
            passage,
            sighting: Sighting::of(self.gazetteer, &passage.flow, speakers, room),
            links: self.linked(&passage.flow),
        });
        read.collect()
    }

    /// What the texts of a talk tell beside its names.
    pub(super) fn signs<'s>(
        &self,
        read: &[Read<'a, 's>],
        around: &Surroundings<'s>,
        counted: &[Mention],
        room: &mut Room,
    ) -> Signs<'s>
    where
        'a: 's,
    {
        let track = around.track.map(|track| self.named_by_track(track, room)).unwrap_or_default();
        let named =
            read.iter().flat_map(|read| plain(&read.sighting).chain(read.links.iter().map(|(entity, _)| *entity)));
        let most = read.iter().map(|read| read.sighting.candidates.len() + read.links.len()).sum::<usize>();
        let mut evident = Vec::with_capacity(most + counted.len() + track.len());
        evident.extend(named.chain(counted.iter().map(|mention| mention.entity)).chain(track));
        let texts = read.iter().map(|read| read.sighting.text).chain(around.title).chain(around.track);
        let mut signs = Signs::of(self.gazetteer, texts, evident);
        for read in read {
            signs.take_up(&read.sighting);
        }
        signs
    }

    /// The entities after which a track is named: `Ada`, `Nix and NixOS`, `Wine devroom`.
    pub(super) fn named_by_track(&self, track: &str, room: &mut Room) -> Vec<EntityIndex> {
        // Talks of a track most often follow one another.
        if room.track.0 != track {
            room.track = (track.to_owned(), self.find_in_track(track, room));
        }
        room.track.1.clone()
    }

    fn find_in_track(&self, track: &str, room: &mut Room) -> Vec<EntityIndex> {
        let sighting = Sighting::of_text(self.gazetteer, track, room);
        // `devroom` and the like add nothing to a name.
        let is_bare = |text: String| track_key(&text) == "x";
        let is_whole = |candidate: &&Candidate| {
            let (before, after) = (&track[..candidate.range.start], &track[candidate.range.end..]);
            (is_bare(format!("{before}x"))
                || before.ends_with(", ")
                || before.ends_with(" and ")
                || before.ends_with('/'))
                && (is_bare(format!("x{after}"))
                    || after.starts_with([',', '/'])
                    || after.starts_with(" and ")
                    || after.starts_with(" &"))
        };
        sighting.candidates.iter().filter(is_whole).map(|candidate| candidate.entity).collect()
    }

    /// Tags the accounts of one talk together, since a cue in one account serves the others; `first` is the first one's
    /// place.
    pub(super) fn tag_accounts(
        &self,
        talk: Option<TalkIndex>,
        first: usize,
        accounts: &[Account],
        around: &Surroundings,
        room: &mut Room,
    ) -> Box<[Mention]> {
        let read = self.read(talk, first, accounts, around.speakers, room);
        let counted: Vec<Mention> = self.counted(talk, first, accounts).collect();
        let mut mentions = std::mem::take(&mut room.mentions);
        let (signs, room) = (OnceCell::new(), RefCell::new(room));
        let signs = || signs.get_or_init(|| self.signs(&read, around, &counted, &mut room.borrow_mut()));
        for read in &read {
            let (flow, sighting) = (&read.passage.flow, &read.sighting);
            let start = mentions.len();
            resolve(sighting, signs, |candidate, certain| {
                let span = flow.source(candidate.range.clone());
                mentions.push(read.mention(candidate.entity, candidate.range.clone(), span, certain));
            });
            for (entity, index) in &read.links {
                let link = &flow.links[*index];
                // The name in the anchor and its address are one mention.
                let named = mentions[start..].iter().any(|other: &Mention| {
                    other.entity == *entity && flow.source(link.anchor.clone()).overlaps(other.span)
                });
                if !named {
                    mentions.push(read.mention(*entity, link.anchor.end..link.anchor.end, link.span, true));
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
        // As large as they are: they stay.
        let found = mentions.drain(..).collect();
        room.into_inner().mentions = mentions;
        found
    }

    /// The entities that links lead to, with the link's place.
    pub(super) fn linked(&self, flow: &Flow) -> Vec<(EntityIndex, usize)> {
        let entity = |target: &str| self.links.get_or_init(|| LinkIndex::of(self.gazetteer)).entity(target);
        let found = flow.links.iter().enumerate();
        found.filter_map(|(index, link)| Some((entity(&link.target)?, index))).collect()
    }
}

/// What a talk says about itself beside its texts.
#[derive(Debug, Default)]
pub(super) struct Surroundings<'t> {
    title: Option<&'t str>,
    track: Option<&'t str>,
    pub(super) speakers: &'t [String],
}

impl<'t> Surroundings<'t> {
    pub(super) fn of(talk: &'t Talk) -> Self {
        Self { title: Some(&talk.title), track: talk.track.as_deref(), speakers: &talk.speakers }
    }
}

/// A candidate's place in its sighting, with what became of it.
#[derive(Debug, Clone)]
pub(super) struct Judged<'a> {
    pub(super) at: usize,
    pub(super) range: Range<usize>,
    pub(super) entity: EntityIndex,
    pub(super) verdict: Verdict<'a>,
    strength: Strength,
}

/// The entities whose names stand in a passage beyond doubt.
fn plain<'s>(sighting: &'s Sighting) -> impl Iterator<Item = EntityIndex> + use<'s> {
    let plain = sighting.candidates.iter().filter(|candidate| !candidate.surface.ambiguous);
    plain.map(|candidate| candidate.entity)
}

/// Takes the mentions among the candidates of a passage, in their order, with whether they are certain.
///
/// Candidates are chosen among where they overlap. `signs` are asked for only where one may mean something else.
fn resolve<'a, 's>(
    sighting: &Sighting<'a, '_>,
    signs: impl Fn() -> &'s Signs<'a>,
    mut take: impl FnMut(&Candidate<'a>, bool),
) where
    'a: 's,
{
    let candidates = &sighting.candidates;
    let mut first = 0;
    while first < candidates.len() {
        let mut end = candidates[first].range.end;
        let overlapping = candidates[first + 1..].iter().take_while(|candidate| {
            let overlaps = candidate.range.start < end;
            end = end.max(candidate.range.end);
            overlaps
        });
        let group = first..first + 1 + overlapping.count();
        let is_rival = |pair: &[Candidate]| pair[0].range == pair[1].range && pair[0].entity != pair[1].entity;
        let all = &candidates[group.clone()];
        if let ([lone], true) = (all, all[0].surface.ambiguous) {
            // What most groups are; there is nothing to choose.
            match signs().judge(sighting, first, false).0 {
                Verdict::Certain(_) => take(lone, true),
                Verdict::Uncertain | Verdict::Rivalled => take(lone, false),
                Verdict::Refused => {}
            }
        } else if all.iter().any(|candidate| candidate.surface.ambiguous) || all.windows(2).any(is_rival) {
            for (at, certain) in choose(&judge(sighting, group.clone(), &signs)) {
                take(&candidates[at], certain);
            }
        } else {
            // Leftmost, then longest: the last of those that begin at the same place.
            let mut end = 0;
            for same in all.chunk_by(|a, b| a.range.start == b.range.start) {
                let longest =
                    &same[same.partition_point(|candidate| candidate.range.end < same[same.len() - 1].range.end)];
                if longest.range.start >= end {
                    end = longest.range.end;
                    take(longest, true);
                }
            }
        }
        first = group.end;
    }
}

/// Judges candidates of a passage: leftmost first, then the longest, then the strongest; each entity once a place.
pub(super) fn judge<'a, 's>(
    sighting: &Sighting<'a, '_>,
    places: Range<usize>,
    signs: impl Fn() -> &'s Signs<'a>,
) -> Vec<Judged<'a>>
where
    'a: 's,
{
    let mut judged = Vec::with_capacity(places.len());
    let mut first = places.start;
    for same in sighting.candidates[places].chunk_by(|a, b| a.range == b.range) {
        let has_rival = same.iter().any(|other| other.entity != same[0].entity);
        for (at, candidate) in (first..).zip(same) {
            // What means one thing needs no signs, which take time to collect.
            let (verdict, strength) = if candidate.surface.ambiguous {
                signs().judge(sighting, at, has_rival)
            } else {
                (Verdict::Certain(Sign::Plain), Strength::of_plain(has_rival))
            };
            judged.push(Judged { at, range: candidate.range.clone(), entity: candidate.entity, verdict, strength });
        }
        first += same.len();
    }
    judged.sort_by(|a, b| {
        let key = |judged: &Judged| (judged.range.start, std::cmp::Reverse(judged.range.end));
        key(a).cmp(&key(b)).then(b.strength.cmp(&a.strength)).then(a.entity.cmp(&b.entity))
    });
    judged.dedup_by(|b, a| a.range == b.range && a.entity == b.entity);
    // Where two have equal claims to the same place, neither is certain.
    let mut first = 0;
    while first < judged.len() {
        let (range, strength) = (judged[first].range.clone(), judged[first].strength);
        let same = judged[first..].iter().take_while(|other| other.range == range).count();
        let equals = judged[first..first + same].iter().filter(|other| other.strength == strength).count();
        for (rank, other) in judged[first..first + same].iter_mut().enumerate() {
            if matches!(other.verdict, Verdict::Certain(_)) && (equals > 1 || rank > 0) {
                other.verdict = Verdict::Rivalled;
            }
        }
        first += same;
    }
    judged
}

/// Chooses mentions among candidates that were judged, as their places and whether they are certain: leftmost, then
/// longest; certain before uncertain.
///
/// Where two entities have equal claims to the same place, neither is certain and both are kept.
pub(super) fn choose(judged: &[Judged]) -> Vec<(usize, bool)> {
    let mut chosen: Vec<(&Judged, bool)> = Vec::new();
    for wants_certain in [true, false] {
        // What the first round chose is sorted and does not overlap, so one look tells whether a place is taken.
        let taken: Vec<Range<usize>> = chosen.iter().map(|(candidate, _)| candidate.range.clone()).collect();
        let mut end = 0;
        for group in judged.chunk_by(|a, b| a.range == b.range) {
            let range = &group[0].range;
            let next = taken.partition_point(|other| other.end <= range.start);
            let is_taken = taken.get(next).is_some_and(|other| other.start < range.end);
            if range.start < end || is_taken {
                continue;
            }
            let fits = |other: &&Judged| match other.verdict {
                Verdict::Certain(_) => wants_certain,
                Verdict::Uncertain | Verdict::Rivalled => !wants_certain && other.strength == group[0].strength,
                Verdict::Refused => false,
            };
            let before = chosen.len();
            chosen.extend(group.iter().filter(fits).map(|other| (other, wants_certain)));
            if chosen.len() > before {
                end = range.end;
            }
        }
    }
    chosen.sort_by_key(|(judged, _)| (judged.range.start, judged.range.end, judged.entity));
    chosen.into_iter().map(|(judged, certain)| (judged.at, certain)).collect()
}
