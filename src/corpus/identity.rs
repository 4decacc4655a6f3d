//! Identity: which scheduled talk, or which talk that other notes tell of, some notes are about.
//!
//! Sure signs come first (the event's address, an equal title), then likeness: a title that is a part of the other, or
//! one that shares its telling words, with a shared speaker as the strongest second sign. Where several talks fit
//! equally well, none does.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Time;

use super::Talk;
use crate::complaint::did_you_mean;
use crate::text::fold;

/// How it was told that two accounts are of one talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// A sidecar says so.
    Told,
    /// Both give the same event's address or id.
    Address,
    /// Their titles fold alike.
    Title,
    /// Their titles fold alike, and speaker, day or time decides between several of that title.
    TitleAmong,
    /// One title is a part of the other.
    Part,
    /// Their titles are close, and they share a speaker.
    CloseWithSpeaker,
    /// Their titles are so close that no other talk of the edition comes near.
    Close,
}

impl How {
    /// Whether nobody would doubt it.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Told | Self::Address | Self::Title)
    }

    /// In words.
    pub fn described(self) -> &'static str {
        match self {
            Self::Told => "as the sidecar says",
            Self::Address => "same event",
            Self::Title => "same title",
            Self::TitleAmong => "same title as several, told by speaker, day or time",
            Self::Part => "one title is a part of the other",
            Self::CloseWithSpeaker => "close titles and a shared speaker",
            Self::Close => "close titles",
        }
    }
}

/// What an account says by which its talk can be told.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) title: &'a str,
    /// The event's address.
    pub(super) url: Option<&'a str>,
    /// Its globally unique id.
    pub(super) guid: Option<&'a str>,
    pub(super) speakers: &'a [String],
    pub(super) day: Option<&'a str>,
    /// The text itself, in which a speaker or the time may stand.
    pub(super) text: &'a str,
    /// Whether it is an entry of another list of the whole programme: what both have twice fits in turn.
    pub(super) is_entry: bool,
}

/// What is known of a talk by which it can be told.
#[derive(Debug)]
struct Known {
    number: usize,
    /// Its id within the edition.
    id: String,
    /// Whether a schedule lists it; likeness is a sign only then, since notes tell of some talks only.
    in_schedule: bool,
    /// The folded title.
    title: String,
    day: Option<String>,
    time: Option<Time>,
    written: Written,
    details: OnceCell<Details>,
}

/// What a talk's schedule writes.
#[derive(Debug)]
struct Written {
    title: String,
    subtitle: Option<String>,
    speakers: Vec<String>,
}

/// What likeness is told by; most talks are told without.
#[derive(Debug)]
struct Details {
    /// The title's parts between colons, dashes and brackets, folded, and the subtitle.
    parts: Vec<String>,
    subtitle: Option<String>,
    words: BTreeSet<String>,
    speakers: Vec<String>,
}

impl Known {
    fn details(&self) -> &Details {
        self.details.get_or_init(|| {
            let Written { title, subtitle, speakers } = &self.written;
            let subtitle = subtitle.as_deref().map(fold).filter(|subtitle| !subtitle.is_empty());
            let mut parts = parts(title);
            parts.extend(subtitle.clone());
            let speakers = speakers.iter().map(|name| fold(name)).collect();
            Details { parts, subtitle, words: words(&self.title), speakers }
        })
    }
}

/// The talks of an edition by what tells them.
#[derive(Debug, Default)]
pub(super) struct Index {
    known: Vec<Known>,
    titles: BTreeMap<String, Vec<usize>>,
    events: BTreeMap<String, Vec<usize>>,
    guids: BTreeMap<String, Vec<usize>>,
    /// In how many titles each word stands; counted once likeness is asked for.
    words: OnceCell<BTreeMap<String, usize>>,
}

impl Index {
    /// Adds a talk, the `number`th of its corpus.
    pub(super) fn add(&mut self, number: usize, talk: &Talk, in_schedule: bool) {
        let at = self.known.len();
        let title = fold(&talk.title);
        self.titles.entry(title.clone()).or_default().push(at);
        let named = talk.url.as_deref().and_then(event_name);
        let slug = talk.slug.as_deref().map(str::to_lowercase).filter(|slug| named.as_ref() != Some(slug));
        for event in named.into_iter().chain(slug) {
            self.events.entry(event).or_default().push(at);
        }
        if let Some(guid) = &talk.guid {
            self.guids.entry(guid.clone()).or_default().push(at);
        }
        self.words.take();
        self.known.push(Known {
            number,
            id: talk.id.local().to_owned(),
            in_schedule,
            title,
            day: talk.day.clone(),
            time: talk.time,
            written: Written {
                title: talk.title.clone(),
                subtitle: talk.subtitle.clone(),
                speakers: talk.speakers.clone(),
            },
            details: OnceCell::new(),
        });
    }

    /// The talk that an author means: by its id, its name in addresses, its address or its title.
    pub(super) fn meant(&self, event: &str) -> Option<usize> {
        let id = event.rsplit('/').next().unwrap_or(event);
        let named = |at: &usize| self.known[*at].number;
        let by_id = self.known.iter().find(|known| known.id == event || known.id == id).map(|known| known.number);
        by_id
            .or_else(|| self.events.get(&event.to_lowercase()).and_then(|places| places.first()).map(named))
            .or_else(|| self.events.get(&event_name(event)?).and_then(|places| places.first()).map(named))
            .or_else(|| self.titles.get(&fold(event)).and_then(|places| places.first()).map(named))
    }

    /// The title that is closest to what an author wrote.
    pub(super) fn closest(&self, event: &str) -> Option<&str> {
        did_you_mean(event, self.known.iter().map(|known| known.title.as_str()))
    }

    /// The talks of the same folded title.
    pub(super) fn titled(&self, title: &str) -> usize {
        self.titles.get(&fold(title)).map_or(0, Vec::len)
    }

    /// The talk that is wanted, among those that are free.
    pub(super) fn find(&self, wanted: &Wanted, is_free: &dyn Fn(usize) -> bool) -> Option<(usize, How)> {
        let free = |places: Option<&Vec<usize>>| -> Vec<&Known> {
            let places = places.map(Vec::as_slice).unwrap_or_default();
            places.iter().map(|at| &self.known[*at]).filter(|known| is_free(known.number)).collect()
        };
        if let Some(known) = narrowed(free(wanted.guid.and_then(|guid| self.guids.get(guid))), wanted) {
            return Some((known.number, How::Address));
        }
        let linked = free(wanted.url.and_then(event_name).and_then(|name| self.events.get(&name)));
        if let Some(known) = narrowed(linked, wanted) {
            return Some((known.number, How::Address));
        }
        let title = fold(wanted.title);
        let same = free(self.titles.get(&title));
        if let [known] = same[..] {
            // `Debian Med` is another talk than `Debian Med - a pure blend for biology`, unless the notes go on like that.
            let longer = self.beginning_with(&title).filter(|other| other.in_schedule && is_free(other.number));
            let longer: Vec<&Known> = longer.collect();
            if !longer.is_empty() {
                let text = Text::of(wanted);
                let mut fitting = longer.into_iter().filter(|other| text.goes_on_like(other, &title));
                if let (Some(other), None) = (fitting.next(), fitting.next())
                    && !text.has_subtitle(known)
                {
                    return Some((other.number, How::TitleAmong));
                }
            }
            return Some((known.number, How::Title));
        }
        if !same.is_empty() {
            return narrowed(same, wanted).map(|known| (known.number, How::TitleAmong));
        }
        self.close(wanted, &title, is_free)
    }

    /// The talks whose folded titles are longer and begin with `title`.
    fn beginning_with<'a>(&'a self, title: &str) -> impl Iterator<Item = &'a Known> + use<'a> {
        let start = format!("{title} ");
        let found = self.titles.range(start.clone()..).take_while(move |(other, _)| other.starts_with(&start));
        found.flat_map(|(_, places)| places).map(|at| &self.known[*at])
    }

    /// The talk whose title is most like, if no other comes near.
    fn close(&self, wanted: &Wanted, title: &str, is_free: &dyn Fn(usize) -> bool) -> Option<(usize, How)> {
        let own = words(title);
        let own_parts = self::parts(wanted.title);
        let text = Text::of(wanted);
        let mut scores: Vec<(f64, bool, &Known)> = Vec::new();
        for known in self.known.iter().filter(|known| known.in_schedule && is_free(known.number)) {
            let shared: f64 = own.intersection(&known.details().words).map(|word| self.weight(word)).sum();
            let speaks = text.has_speaker(known);
            if shared == 0.0 && !speaks {
                continue;
            }
            let (mine, theirs): (f64, f64) = (self.total(&own), self.total(&known.details().words));
            let all = mine + theirs - shared;
            let mut score = if all > 0.0 { shared / all } else { 0.0 };
            let is_part = |parts: &[String], title: &str| parts.iter().any(|part| part == title && is_telling(part));
            if is_part(&known.details().parts, title) || is_part(&own_parts, &known.title) {
                score = score.max(PART);
            } else if strsim::normalized_damerau_levenshtein(title, &known.title) >= 0.85 {
                score = score.max(TYPO);
            } else if speaks {
                // What is shared may be all that the shorter title says.
                let shorter = mine.min(theirs);
                score = score.max(if shorter > 0.0 { 0.8 * shared / shorter } else { 0.0 });
            }
            scores.push((score + if speaks { SPEAKER } else { 0.0 }, speaks, known));
        }
        scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.number.cmp(&b.2.number)));
        let (best, speaks, known) = *scores.first()?;
        let second = scores.get(1).map_or(0.0, |(score, ..)| *score);
        let needed = if speaks { SPEAKER + 0.25 } else { 0.55 };
        let how = match best {
            _ if best < needed || best - second < 0.1 => return None,
            _ if speaks => How::CloseWithSpeaker,
            _ if best == PART => How::Part,
            _ => How::Close,
        };
        Some((known.number, how))
    }

    /// How telling a word is in this edition: ln(N / n), N titles, n of them with the word.
    fn weight(&self, word: &str) -> f64 {
        let all = self.known.len().max(2) as f64;
        let counts = self.words.get_or_init(|| {
            let mut counts = BTreeMap::new();
            for word in self.known.iter().flat_map(|known| &known.details().words) {
                *counts.entry(word.clone()).or_insert(0) += 1;
            }
            counts
        });
        let with = counts.get(word).copied().unwrap_or(0) as f64;
        libm::log((all + 1.0) / (with + 0.5))
    }

    fn total(&self, words: &BTreeSet<String>) -> f64 {
        words.iter().map(|word| self.weight(word)).sum()
    }
}

/// The one of several that speaker, subtitle, day or time tells.
fn narrowed<'a>(mut fitting: Vec<&'a Known>, wanted: &Wanted) -> Option<&'a Known> {
    if fitting.len() > 1 {
        let text = Text::of(wanted);
        for sign in [Text::has_speaker, Text::has_subtitle, Text::has_day, Text::has_time] {
            let told: Vec<&Known> = fitting.iter().copied().filter(|known| sign(&text, known)).collect();
            if !told.is_empty() {
                fitting = told;
            }
        }
    }
    match fitting[..] {
        [known] => Some(known),
        // What one list has twice, the other has twice too.
        [first, _, ..] if wanted.is_entry => {
            let text = Text::of(wanted);
            fitting.iter().all(|known| text.has_day(known) && text.has_time(known)).then_some(first)
        }
        _ => None,
    }
}

/// What a title that is a part of another is worth, one that differs by a typing error, and a shared speaker.
const PART: f64 = 0.8;
const TYPO: f64 = 0.9;
const SPEAKER: f64 = 1.0;

/// What notes say besides the title.
struct Text<'a> {
    speakers: Vec<String>,
    day: Option<String>,
    folded: String,
    opening: &'a str,
}

impl<'a> Text<'a> {
    fn of(wanted: &Wanted<'a>) -> Self {
        let opening = &wanted.text[..crate::text::floor_boundary(wanted.text, 400)];
        Self {
            speakers: wanted.speakers.iter().map(|name| fold(name)).collect(),
            day: wanted.day.map(fold),
            folded: format!(" {} ", fold(wanted.text)),
            opening,
        }
    }

    fn has_speaker(&self, known: &Known) -> bool {
        known.details().speakers.iter().any(|speaker| {
            self.speakers.contains(speaker) || (speaker.contains(' ') && self.folded.contains(&format!(" {speaker} ")))
        })
    }

    fn has_subtitle(&self, known: &Known) -> bool {
        known.details().subtitle.as_deref().is_some_and(|subtitle| self.folded.contains(&format!(" {subtitle} ")))
    }

    /// Whether all of a title that the notes begin with stands in them.
    fn goes_on_like(&self, known: &Known, title: &str) -> bool {
        let rest = known.title.strip_prefix(title).and_then(|rest| rest.strip_prefix(' '));
        let rest = rest.filter(|rest| rest.split(' ').count() >= 3);
        rest.is_some_and(|rest| self.folded.contains(&format!(" {rest} ")))
    }

    fn has_day(&self, known: &Known) -> bool {
        let (Some(day), Some(date)) = (&self.day, &known.day) else { return false };
        let weekday = date.parse().ok().map(|date: jiff::civil::Date| fold(&date.strftime("%A").to_string()));
        day.contains(&fold(date)) || weekday.is_some_and(|weekday| day.contains(&weekday))
    }

    fn has_time(&self, known: &Known) -> bool {
        let time = known.time.map(|time| time.strftime("%H:%M").to_string());
        time.is_some_and(|time| self.opening.contains(time.trim_start_matches('0')))
    }
}

/// Words that tell nothing about which talk a title is of.
#[rustfmt::skip]
const COMMON: [&str; 40] = [
    "a", "an", "and", "the", "of", "in", "on", "to", "for", "with", "from", "by", "at", "as", "is", "are", "your", "you",
    "how", "why", "what", "we", "it", "its", "or", "not", "my", "our", "i", "do", "be", "this", "that", "can", "using",
    "into", "about", "talk", "de", "der",
];

fn words(folded: &str) -> BTreeSet<String> {
    folded.split(' ').filter(|word| !word.is_empty() && !COMMON.contains(word)).map(str::to_owned).collect()
}

/// The parts of a title: what stands between colons, dashes, brackets and full stops.
fn parts(title: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut push = |text: &str| {
        let part = fold(text);
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    };
    for sign in [": ", " - ", " – ", " — ", " (", "? ", "! ", ". ", ", "] {
        if let Some((before, after)) = title.split_once(sign) {
            push(before);
            push(after);
        }
        if let Some((before, after)) = title.rsplit_once(sign) {
            push(before);
            push(after);
        }
    }
    parts
}

/// Whether a part of a title is enough to tell it: two words, one of them telling, or one long word.
fn is_telling(part: &str) -> bool {
    let words = words(part);
    words.len() >= 2 || words.iter().any(|word| word.len() >= 5)
}

/// The name of an event in its address: what follows `/event/` and its like, else the last part of the path.
pub(super) fn event_name(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let path = rest.split(['?', '#']).next()?.split_once('/')?.1;
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let marker = segments.iter().position(|segment| {
        matches!(*segment, "event" | "events" | "talk" | "talks" | "session" | "sessions" | "presentation" | "v")
    });
    let name = marker.and_then(|at| segments.get(at + 1)).or_else(|| segments.last())?;
    let name = name.trim_end_matches(".html").trim_end_matches(".en").to_lowercase();
    (!name.is_empty()).then_some(name)
}
