//! Identity: which scheduled talk, or which talk that other notes tell of, some notes are about.
//!
//! Sure signs come first (the event's address, an equal title), then likeness: a title that is a part of the other, or
//! one that shares its telling words, with a shared speaker as the strongest second sign. Where several talks fit
//! equally well, none does.

use std::collections::{BTreeMap, BTreeSet};

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
    pub(super) speakers: &'a [String],
    pub(super) day: Option<&'a str>,
    /// The text itself, in which a speaker or the time may stand.
    pub(super) text: &'a str,
    /// Whether it is an entry of another list of the whole programme: what is the same in both fits in turn.
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
    title: String,
    /// The title's parts between colons, dashes and brackets, folded; the subtitle; with it the title as a whole.
    parts: Vec<String>,
    subtitle: Option<String>,
    words: BTreeSet<String>,
    speakers: Vec<String>,
    day: Option<String>,
    time: Option<String>,
}

/// The talks of an edition by what tells them.
#[derive(Debug, Default)]
pub(super) struct Index {
    known: Vec<Known>,
    titles: BTreeMap<String, Vec<usize>>,
    events: BTreeMap<String, Vec<usize>>,
    /// In how many talks' titles a word stands.
    words: BTreeMap<String, usize>,
}

impl Index {
    /// Adds a talk, the `number`th of its corpus.
    pub(super) fn add(&mut self, number: usize, talk: &Talk, in_schedule: bool) {
        let at = self.known.len();
        let title = fold(&talk.title);
        let subtitle = talk.subtitle.as_deref().map(fold).filter(|subtitle| !subtitle.is_empty());
        let mut parts = parts(&talk.title);
        parts.extend(subtitle.clone());
        let words = words(&title);
        for word in &words {
            *self.words.entry(word.clone()).or_insert(0) += 1;
        }
        self.titles.entry(title.clone()).or_default().push(at);
        for event in [talk.url.as_deref().and_then(event_name), talk.slug.as_deref().map(str::to_lowercase)]
            .into_iter()
            .flatten()
            .collect::<BTreeSet<_>>()
        {
            self.events.entry(event).or_default().push(at);
        }
        self.known.push(Known {
            number,
            id: talk.id.local().to_owned(),
            in_schedule,
            title,
            parts,
            subtitle,
            words,
            speakers: talk.speakers.iter().map(|name| fold(name)).collect(),
            day: talk.day.clone(),
            time: talk.time.map(|time| time.strftime("%H:%M").to_string()),
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
        let linked = free(wanted.url.and_then(event_name).and_then(|name| self.events.get(&name)));
        if let Some(known) = narrowed(linked, wanted) {
            return Some((known.number, How::Address));
        }
        let title = fold(wanted.title);
        let same = free(self.titles.get(&title));
        if let [known] = same[..] {
            // `Debian Med` is another talk than `Debian Med - a pure blend for biology`, unless the notes go on like that.
            let text = Text::of(wanted);
            let longer = self.known.iter().filter(|other| other.in_schedule && is_free(other.number));
            let mut longer = longer.filter(|other| other.parts.contains(&title) && text.goes_on_like(other, &title));
            return match (longer.next(), longer.next()) {
                (Some(other), None) if !text.has_subtitle(known) => Some((other.number, How::TitleAmong)),
                _ => Some((known.number, How::Title)),
            };
        }
        if !same.is_empty() {
            return narrowed(same, wanted).map(|known| (known.number, How::TitleAmong));
        }
        self.close(wanted, &title, is_free)
    }

    /// The talk whose title is most like, if no other comes near.
    fn close(&self, wanted: &Wanted, title: &str, is_free: &dyn Fn(usize) -> bool) -> Option<(usize, How)> {
        let own = words(title);
        let own_parts = self::parts(wanted.title);
        let text = Text::of(wanted);
        let mut scores: Vec<(f64, bool, &Known)> = Vec::new();
        for known in self.known.iter().filter(|known| known.in_schedule && is_free(known.number)) {
            let shared: f64 = own.intersection(&known.words).map(|word| self.weight(word)).sum();
            let speaks = text.has_speaker(known);
            if shared == 0.0 && !speaks {
                continue;
            }
            let (mine, theirs): (f64, f64) = (self.total(&own), self.total(&known.words));
            let all = mine + theirs - shared;
            let mut score = if all > 0.0 { shared / all } else { 0.0 };
            let is_part = |parts: &[String], title: &str| parts.iter().any(|part| part == title && is_telling(part));
            if is_part(&known.parts, title) || is_part(&own_parts, &known.title) {
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
        let with = self.words.get(word).copied().unwrap_or(0) as f64;
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
    if fitting.len() == 1 || wanted.is_entry { fitting.first().copied() } else { None }
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
        known.speakers.iter().any(|speaker| {
            self.speakers.contains(speaker)
                || (speaker.contains(' ') && self.folded.contains(&format!(" {speaker} ")))
        })
    }

    fn has_subtitle(&self, known: &Known) -> bool {
        known.subtitle.as_deref().is_some_and(|subtitle| self.folded.contains(&format!(" {subtitle} ")))
    }

    /// Whether all of a title that the notes begin with stands in them.
    fn goes_on_like(&self, known: &Known, title: &str) -> bool {
        let rest = known.title.strip_prefix(title).map(str::trim).filter(|rest| rest.split(' ').count() >= 3);
        rest.is_some_and(|rest| self.folded.contains(&format!(" {rest} ")))
    }

    fn has_day(&self, known: &Known) -> bool {
        let (Some(day), Some(date)) = (&self.day, &known.day) else { return false };
        let weekday = date.parse().ok().map(|date: jiff::civil::Date| fold(&date.strftime("%A").to_string()));
        day.contains(&fold(date)) || weekday.is_some_and(|weekday| day.contains(&weekday))
    }

    fn has_time(&self, known: &Known) -> bool {
        known.time.as_deref().is_some_and(|time| self.opening.contains(time.trim_start_matches('0')))
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
