//! Telling: the places at which running text begins to tell of a talk.
//!
//! Strongest first: a link to an event's page; words set apart (bold, italic, quoted, linked) beside a speaker or the word
//! `talk`; a person beside a verb or noun of speech; and, weakest, `I saw a talk about …` without anybody.

mod apart;
mod phrase;
mod turn;

use std::ops::Range;

use self::apart::{SetApart, is_generic, only_small, set_apart};
pub(in crate::source) use self::phrase::sentences;
use self::phrase::{head, phrase, tail, tail_start, topic_in};
pub(super) use self::turn::prepare;
use self::turn::{
    ABOUT_BETWEEN, ANAPHORIC, ANNOUNCES, ATTENDED, BARE, BY_AFTER, BYLINED, DASH_AFTER, HIGHLIGHT, IMPRESSED, NEXT,
    NOT_THIS, NOUN_BY, NOUN_OF, PLACE_AFTER, PRAISE, SHOWING, SPEECH, TALK_AFTER, TALK_BEFORE, WATCHED_BEFORE,
    is_speaking, names_a_talk,
};
use super::day;
use super::link::page_key;
use super::name::{self, Likeness};
use crate::source::document::Flow;

/// What makes us believe that a talk is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Words of attending, and a topic.
    Impersonal,
    /// A person, and a word of speech.
    Named,
    /// A title that is set apart, and a person or a word of speech.
    SetApart,
    /// A link to the event's page.
    Event,
}

/// A place at which a text begins to tell of a talk.
#[derive(Debug, Clone)]
pub(super) struct Telling {
    /// Where it begins in the visible text.
    pub(super) at: usize,
    /// Which sentence it is in, from 0.
    pub(super) sentence: usize,
    /// The title, where it stands.
    pub(super) title: Option<Range<usize>>,
    /// Who gives the talk.
    pub(super) speakers: Vec<String>,
    /// The event's page.
    pub(super) url: Option<String>,
    /// Why we believe it.
    pub(super) strength: Strength,
}

impl Telling {
    /// Whether it says who gives the talk, and that there is one.
    pub(super) fn names_speakers(&self) -> bool {
        self.strength >= Strength::Named && !self.speakers.is_empty()
    }
}

/// The title with which an item begins, set apart from what is said of it, and its people.
pub(super) fn leading_title(flow: &Flow) -> Option<(Range<usize>, Vec<String>)> {
    let text = flow.text();
    let first = set_apart(flow).into_iter().next()?;
    let words = &text[first.range.clone()];
    if first.range.start > 1 || first.person || is_generic(words) || words.ends_with(['.', ':']) {
        return None;
    }
    let after = head(&text[first.range.end..]);
    let (people, _) = speakers_beside("", 0, after);
    Some((first.range, people))
}

/// Whether the paragraph says that what follows it are talks: `the two following talks`.
pub(super) fn announces_following(text: &str) -> bool {
    let from = crate::text::floor_boundary(text, text.len().saturating_sub(120));
    ANNOUNCES.is_match(&text[from..])
}

/// Finds where a text begins to tell of talks.
pub(super) fn find_tellings(flow: &Flow) -> Vec<Telling> {
    let text = flow.text();
    let apart = set_apart(flow);
    let mut found: Vec<Telling> = Vec::new();
    let mut next_apart = 0;
    for (index, sentence) in sentences(text).into_iter().enumerate() {
        let first = next_apart;
        while apart.get(next_apart).is_some_and(|one| one.range.start < sentence.end) {
            next_apart += 1;
        }
        let reader = Sentence { text, range: sentence, apart: &apart[first..next_apart], index };
        let mut titled = reader.titled();
        // `A talk by Anna Fox. It was called “Oars”.`: one talk in two sentences.
        if let ([only], Some(last)) = (&titled[..], found.last_mut())
            && only.speakers.is_empty()
            && only.url.is_none()
            && last.title.is_none()
            && ANAPHORIC.is_match(reader.words())
        {
            last.title.clone_from(&only.title);
            titled.clear();
            continue;
        }
        if titled.is_empty() {
            let known = found.iter().any(|telling| telling.strength >= Strength::SetApart);
            let named = reader.named(!found.is_empty());
            if named.is_empty() && !known {
                found.extend(reader.impersonal(found.is_empty()));
            } else {
                found.extend(named);
            }
        } else {
            found.extend(titled);
        }
    }
    found
}

/// One sentence and what is set apart in it.
struct Sentence<'t> {
    text: &'t str,
    range: Range<usize>,
    apart: &'t [SetApart],
    index: usize,
}

impl Sentence<'_> {
    fn words(&self) -> &str {
        &self.text[self.range.clone()]
    }

    /// Talks whose titles are set apart.
    fn titled(&self) -> Vec<Telling> {
        let mut found: Vec<Telling> = Vec::new();
        let titles: Vec<&SetApart> = self.apart.iter().filter(|one| !one.person || one.url.is_some()).collect();
        for (index, one) in titles.iter().enumerate() {
            let from = index.checked_sub(1).map_or(self.range.start, |before| titles[before].range.end);
            let until = titles.get(index + 1).map_or(self.range.end, |next| next.range.start).min(self.range.end);
            let before = self.text.get(from..one.range.start).unwrap_or_default();
            let after = self.text.get(one.range.end..until.max(one.range.end)).unwrap_or_default();
            let words = &self.text[one.range.clone()];
            let (speakers, named_from) = speakers_beside(before, from, after);
            if one.url.is_none() {
                let talk = TALK_BEFORE.is_match(tail(before))
                    || TALK_AFTER.is_match(head(after))
                    || (!one.linked && WATCHED_BEFORE.is_match(tail(before)));
                let place = PLACE_AFTER.is_match(head(after));
                let anonymous = speakers.is_empty() && (!talk || NOT_THIS.is_match(self.words()));
                if place || anonymous || is_generic(words) || words.ends_with(['.', ':']) || only_small(words) {
                    continue;
                }
            }
            // The same page linked twice in one sentence is one talk.
            let key = one.url.as_deref().map(page_key);
            if key.is_some() && found.iter().any(|telling| telling.url.as_deref().map(page_key) == key) {
                continue;
            }
            let own = named_from.unwrap_or(one.range.start);
            let far = own.saturating_sub(self.range.start) > 80 || !found.is_empty();
            let named = one.person || is_generic(words);
            found.push(Telling {
                at: if far { own } else { self.range.start },
                sentence: self.index,
                title: (!named).then(|| one.range.clone()),
                speakers: if one.person && speakers.is_empty() { name::people(words) } else { speakers },
                url: one.url.clone(),
                strength: if one.url.is_some() { Strength::Event } else { Strength::SetApart },
            });
        }
        // Beside the page of an event, other links are what the talk is about.
        if found.iter().any(|telling| telling.strength == Strength::Event) {
            found.retain(|telling| telling.strength == Strength::Event || !telling.speakers.is_empty());
        }
        found
    }

    /// Talks told of by their speakers.
    fn named(&self, again: bool) -> Vec<Telling> {
        let words = self.words();
        let names = speakers_in(words);
        let mut found: Vec<Telling> = Vec::new();
        let mut done = 0;
        for (index, (range, likeness)) in names.iter().enumerate() {
            if range.start < done {
                continue;
            }
            let (before, after) = (&words[..range.start], &words[range.end..]);
            let strong = self.apart.iter().any(|one| {
                one.person
                    && one.range.start <= self.range.start + range.start
                    && self.range.start + range.end <= one.range.end + 2
            });
            let by_noun = NOUN_BY.captures(tail(before));
            let of_noun = NOUN_OF.captures(head(after));
            let speech = SPEECH.find(head(after));
            let sure = *likeness == Likeness::Known || strong;
            let bylined = BYLINED.captures(before).filter(|_| sure && after.starts_with([',', '.', ';', ':']));
            // Whoever was named before goes on talking; only a new title or a new name starts again.
            let shows = strong && SHOWING.is_match(head(after));
            let speaks = shows
                || speech.is_some()
                    && sure
                    && (names_a_talk(words) || is_speaking(&head(after)[..speech.map_or(0, |s| s.end())]));
            if bylined.is_none() && by_noun.is_none() && of_noun.is_none() && !speaks {
                continue;
            }
            if again && !sure {
                continue;
            }
            if NOT_THIS.is_match(words) && by_noun.is_none() && self.index > 0 {
                continue;
            }
            // `X gave inspiring talks` praises, and tells of none.
            if PRAISE.is_match(head(after)) {
                continue;
            }
            let mut speakers = vec![words[range.clone()].to_owned()];
            let mut last = range.end;
            for (next, _) in &names[index + 1..] {
                let gap = words[last..next.start].trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
                if !matches!(gap, "and" | "," | "&" | ", and" | "et" | "und" | "og" | "y" | "e") {
                    break;
                }
                speakers.push(words[next.clone()].to_owned());
                last = next.end;
            }
            done = last;
            let next = names[index + 1..]
                .iter()
                .find(|(next, _)| next.start >= last)
                .map_or(words.len(), |(next, _)| next.start);
            let written = bylined.and_then(|found| found.name("title")).map(|title| title.range());
            // `Anna Fox's Fast Boats keynote`: a title without marks.
            let middle = of_noun.filter(|_| by_noun.is_none()).and_then(|captures| captures.name("middle"));
            let capital = |middle: &regex::Match| {
                middle.as_str().split(' ').filter(|word| word.starts_with(char::is_uppercase)).count() >= 2
            };
            let middle = middle.filter(capital).map(|middle| {
                range.end + middle.start()..range.end + middle.as_str().trim_end().len() + middle.start()
            });
            let topic = written.or(middle).or_else(|| {
                by_noun
                    .as_ref()
                    .and_then(|found| found.name("topic"))
                    .map(|topic| tail_start(before) + topic.start()..tail_start(before) + topic.end())
                    .and_then(|range| topic_in(words, range.clone(), range.end))
                    .or_else(|| topic_in(words, last..next, next))
            });
            let own = if found.is_empty() { self.range.start } else { self.range.start + range.start };
            found.push(Telling {
                at: own,
                sentence: self.index,
                title: topic.map(|range| self.range.start + range.start..self.range.start + range.end),
                speakers,
                url: None,
                strength: Strength::Named,
            });
        }
        found
    }

    /// A talk told of without title and speaker.
    fn impersonal(&self, first: bool) -> Option<Telling> {
        let words = self.words();
        let telling = |title: Option<Range<usize>>| Telling {
            at: self.range.start,
            sentence: self.index,
            title: title.map(|range| self.range.start + range.start..self.range.start + range.end),
            speakers: Vec::new(),
            url: None,
            strength: Strength::Impersonal,
        };
        if let Some(found) = HIGHLIGHT.find(words) {
            let apart = self.apart.iter().find(|one| {
                !one.person
                    && one.range.start >= self.range.start + found.end()
                    && one.range.start <= self.range.start + found.end() + 4
            });
            if let Some(one) = apart {
                let title = one.range.start - self.range.start..one.range.end - self.range.start;
                return Some(Telling { strength: Strength::SetApart, ..telling(Some(title)) });
            }
            if words[..found.end()].contains("discovering") || names_a_talk(words) {
                return phrase(words, found.end()).map(|range| telling(Some(range)));
            }
        }
        if let Some(found) = IMPRESSED.captures(words) {
            return found.name("who").map(|who| telling(Some(who.range())));
        }
        if NOT_THIS.is_match(words) {
            return None;
        }
        let next = NEXT.find(words).filter(|found| phrase(words, found.end()).is_some());
        let found =
            next.or_else(|| ATTENDED.find(words)).or_else(|| BARE.find(words).filter(|_| first && self.index == 0))?;
        phrase(words, found.end()).map(|range| telling(Some(range)))
    }
}

/// The people beside a title: `Title (X)`, `Title by X`, `X talked about Title`; and where they begin before it.
fn speakers_beside(before: &str, from: usize, after: &str) -> (Vec<String>, Option<usize>) {
    let after = head(after);
    if let Some(inner) = after.trim_start().trim_start_matches(['”', '"', '’', '»']).trim_start().strip_prefix('(')
    {
        let people = name::people(inner.split(')').next().unwrap_or_default());
        if !people.is_empty() {
            return (people, None);
        }
    }
    for lead in [&BY_AFTER, &DASH_AFTER] {
        if let Some(found) = lead.find(after) {
            let people = leading_people(&after[found.end()..]);
            if !people.is_empty() {
                return (people, None);
            }
        }
    }
    let names = name::find_names(before);
    let Some((last, _)) = names.last() else { return (Vec::new(), None) };
    // Several people in a row speak together.
    let mut first = last.clone();
    let mut people = vec![before[last.clone()].to_owned()];
    for (range, _) in names.iter().rev().skip(1) {
        let gap = before[range.end..first.start].trim();
        if matches!(gap, "and" | "," | "&" | ", and" | "et" | "und" | "og" | "y" | "e") {
            people.insert(0, before[range.clone()].to_owned());
            first = range.clone();
        } else {
            break;
        }
    }
    let between = &before[last.end..];
    if ABOUT_BETWEEN.is_match(between) || (between.len() < 240 && SPEECH.is_match(between)) || NOUN_OF.is_match(between)
    {
        (people, Some(from + first.start))
    } else {
        (Vec::new(), None)
    }
}

/// Names, and single names that speak or have a talk: `Anna gave a talk`, `Fox’s keynote`.
fn speakers_in(words: &str) -> Vec<(Range<usize>, Likeness)> {
    let mut names = name::find_names(words);
    let whole = names.len();
    for word in day::words(words) {
        let text = name::possessive_stem(&words[word.range.clone()]);
        let range = word.range.start..word.range.start + text.len();
        if names[..whole].iter().any(|(name, _)| name.start < range.end && range.start < name.end)
            || !name::is_name(text)
        {
            continue;
        }
        let after = head(&words[range.end..]);
        let owns = NOUN_OF.is_match(after);
        let given = name::is_given(text);
        let before = tail(&words[..range.start]);
        let ends = words[range.end..].trim_start().chars().next().is_none_or(|c| !c.is_uppercase());
        let given_by = ends && before.trim_end().ends_with(" by") && NOUN_BY.is_match(before);
        if owns || given_by || (given && names_a_talk(words) && SPEECH.is_match(after)) {
            names.push((range, if given { Likeness::Known } else { Likeness::Shape }));
        }
    }
    names.sort_by_key(|(range, _)| range.start);
    names
}

pub(super) fn leading_people(text: &str) -> Vec<String> {
    let mut people = Vec::new();
    let mut rest = text;
    while let Some(found) = name::leading_name(rest) {
        people.push(rest[found.clone()].to_owned());
        let after = rest[found.end..].trim_start();
        let Some(next) =
            ["and ", "& ", ", and ", ", ", "und ", "et ", "og "].iter().find_map(|word| after.strip_prefix(word))
        else {
            break;
        };
        rest = next;
        if people.len() >= 6 {
            break;
        }
    }
    people
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::document::{Emphasis, Link};

    /// A flow from `[anchor](target)` and `*title*`.
    fn flow(text: &str) -> Flow {
        let mut flow = Flow::new();
        let mut rest = text;
        while let Some(at) = rest.find(['[', '*']) {
            flow.push_verbatim(&rest[..at], 0);
            let start = flow.len();
            if let Some(inner) = rest[at..].strip_prefix('[') {
                let (anchor, after) = inner.split_once("](").unwrap();
                let (target, after) = after.split_once(')').unwrap();
                flow.push_verbatim(anchor, 0);
                flow.links.push(Link {
                    anchor: start..flow.len(),
                    target: target.into(),
                    span: crate::text::Span::default(),
                });
                rest = after;
            } else {
                let (title, after) = rest[at + 1..].split_once('*').unwrap();
                flow.push_verbatim(title, 0);
                flow.marks.push((start..flow.len(), Emphasis::Light));
                rest = after;
            }
        }
        flow.push_verbatim(rest, 0);
        flow
    }

    #[test]
    fn talks_are_found_in_what_people_write() {
        let event = "https://fosdem.org/2016/schedule/event/x";
        let linked = format!("From [Oars]({event}1/), to [sails]({event}2/) and back.");
        for (text, expected) in [
            ("Anna Fox ([@fox](http://t/fox)) talked about [Oars](http://o). Nice.", vec![("Oars", "Anna Fox")]),
            (
                "The next talk was entitled *Oars, but why* by Bruce Bear. He rows.",
                vec![("Oars, but why", "Bruce Bear")],
            ),
            ("There was a good talk of Anna Fox about *Sails*. She said so.", vec![("Sails", "Anna Fox")]),
            ("I saw *Oars* (Anna Fox) and *Sails* (Bruce Bear).", vec![("Oars", "Anna Fox"), ("Sails", "Bruce Bear")]),
            (linked.as_str(), vec![("Oars", ""), ("sails", "")]),
            (
                "One that stood out was Anna Fox’s discussion on rowing and sailing boats.",
                vec![("rowing and sailing boats", "Anna Fox")],
            ),
            ("I really enjoyed the talk on Boat Hull Testing. It is hard.", vec![("Boat Hull Testing", "")]),
            (
                "Anna Fox delivered an engaging talk on her journey with a boat, full of lessons.",
                vec![("journey with a boat", "Anna Fox")],
            ),
            (
                "I liked the speech about testing of boats, presented by Anna Fox, which was fun.",
                vec![("testing of boats", "Anna Fox")],
            ),
            ("Most of the talks were about boats, and I had lunch with Anna Fox.", vec![]),
            ("I had the luck to talk with *Anna Fox*, who wrote *Oars*.", vec![]),
            ("We attended some talks in the [Boat](http://f/track/boat) devroom.", vec![]),
            ("*The venue.* It is big.", vec![]),
        ] {
            let flow = flow(text);
            let found: Vec<(String, String)> = find_tellings(&flow)
                .into_iter()
                .map(|telling| {
                    (
                        telling.title.map(|range| flow.text()[range].to_owned()).unwrap_or_default(),
                        telling.speakers.join(", "),
                    )
                })
                .collect();
            let expected: Vec<(String, String)> =
                expected.into_iter().map(|(title, who)| (title.to_owned(), who.to_owned())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
