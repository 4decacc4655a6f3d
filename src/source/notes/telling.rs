//! Telling: the places at which running text begins to tell of a talk.
//!
//! Strongest first: a link to an event's page; words set apart (bold, italic, quoted, linked) beside a speaker or the word
//! `talk`; a person beside a verb or noun of speech; and, weakest, `I saw a talk about …` without anybody.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::day;
use super::link::{event_page, page_key, pattern};
use super::name::{self, Likeness};
use crate::source::document::{Emphasis, Flow};

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

/// Sentences longer than this are read as several, so that no pattern meets unbounded text.
const LONGEST: usize = 1200;

/// The sentences of a text.
pub(in crate::source) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut previous = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        let stops =
            matches!(c, '.' | '!' | '?' | '…') || (matches!(c, ')' | '"' | '”') && matches!(previous, '.' | '!' | '?'));
        let over = end - start > LONGEST && next.is_whitespace();
        if (stops && next.is_whitespace() && begins_sentence(&text[end..]) && !abbreviates(&text[start..at])) || over {
            found.push(start..end);
            start = end + text[end..].len() - text[end..].trim_start().len();
            while chars.peek().is_some_and(|(next, _)| *next < start) {
                chars.next();
            }
        }
        previous = c;
    }
    if start < text.len() {
        found.push(start..text.len());
    }
    found
}

fn begins_sentence(rest: &str) -> bool {
    let next = rest.chars().take(60).find(|c| !c.is_whitespace());
    next.is_none_or(|c| !c.is_lowercase() && !matches!(c, ',' | ';' | ')'))
}

/// Whether a full stop after `text` belongs to an abbreviation or an initial.
fn abbreviates(text: &str) -> bool {
    let from = crate::text::floor_boundary(text, text.len().saturating_sub(12));
    let word = text[from..].rsplit([' ', '(']).next().unwrap_or_default();
    let initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
    initial
        || matches!(
            word,
            "e.g" | "i.e" | "Mr" | "Mrs" | "Ms" | "Dr" | "Prof" | "vs" | "cf" | "approx" | "St" | "no" | "aka"
        )
}

/// Words that are set apart, or linked, or quoted.
#[derive(Debug, Clone)]
struct SetApart {
    range: Range<usize>,
    url: Option<String>,
    person: bool,
    /// Whether it is a link and nothing else.
    linked: bool,
}

const NOUN: &str = r"(?:talk|speech|speeche|presentation|session|keynote|lecture|workshop|discussion|demo|demonstration|showcase|panel|tutorial|vortrag|vorträge|foredrag|conférence|présentation|charla|ponencia|lezing)";

static BY_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[”\x22’'»]?(?:-\w+)?(?:\s+(?:talk|session|presentation|keynote|one|lecture|workshop|(?:was\s+)?(?:given|presented|held)|again|also))*\s*,?\s*(?:by|from|of|with|von|par|por|di|av|door)\s+(?:\w+\s+(?:of|at|from)\s+)?",
    )
});
static DASH_AFTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[”\x22’'»]?\s*(?:-{1,3}|–|—|:|,|\|)\s+"));
static SPEECH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:\s+(?:from|of|at)\s+(?:the\s+)?[\p{L}\d][^,.;]{0,40}?)??(?:\s*(?:\([^)]{0,80}\)|\[[^\]]{0,80}\]|,[^,]{0,90},|-[^-]{0,60}-))*(?:'s|’s)?\s*(?:who\s+|also\s+|then\s+|again\s+|both\s+|recently\s+|respectively\s+|has\s+|have\s+){0,2}(?:talked|talks|talking|spoke|speaks|speaking|presented|presents|presenting|gave|gives|giving|delivered|delivers|held|holds|introduced|introduces|demoed|demonstrated|demonstrates|showed|shows|showing|showcased|explained|explains|explaining|told|tells|described|describes|discussed|discusses|covered|covers|walked|led|ran|hosted|did|does|talk|sprach|erzählte|hielt|zeigte|présenté|présente|parle|habló|presentó|snakket|presenterte|fortalte|vertelde|shifted|set|closed|opened|kicked)\b",
    )
});
static ABOUT_BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:'s|’s)?\s*(?:\([^)]{0,60}\)\s*)?[(:,–—-]?\s*(?:titled|entitled|called|named|about|on|with|over|über|sur|sobre|su|om)?\s*(?:the\s+|a\s+|his\s+|her\s+|their\s+)?[“\x22«„]?$",
    )
});
static TALK_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b{NOUN}s?\b(?:[^.;]{{0,30}}?\s(?:was\s+)?(?:on|about|über|sur|sobre|om|:)|[^.;]{{0,90}}?\s(?:entitled|titled|called|named)|,|\s+was)\s*(?:the\s+)?[“”\x22«„‘'’]?$"
    ))
});
static TALK_AFTER: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?i)^[”\x22’'»]?(?:-\w+)?\s+{NOUN}\b")));
static PLACE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^\s*(?:dev\s?-?room|track|room|stand|booth|building|area|main\s+track|section|conference)s?\b")
});
static NOUN_BY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b{NOUN}s?\b(?:\s+(?:of|von|de|av)\s+(?:[\w&'’-]+\s+){{0,2}}\(?|(?P<topic>[^.;!?]{{0,120}}?)\s*,?\s*(?:(?:given|presented|held)\s+)?\b(?:by|from|par|por|di|door)\s+(?:[\w&'’-]+\s+){{0,4}}\(?)$"
    ))
});
/// A sentence that begins with a title and its byline: `Oars for all, by Anna Fox, is about …`.
static BYLINED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[“\x22„«]?(?P<title>[\p{Lu}\d][^.;!?]{2,120}?)[”\x22»]?,\s+by\s+$"));
static NOUN_OF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(?:\s*\([^)]{{0,80}}\))?(?:'s|’s|'|’)\s+(?P<middle>(?:[\w-]+\s+){{0,4}}?)(?:{NOUN}|turn)\b(?:\s+(?:was|is))?(?:\s+(?:about|on|titled|entitled|called)\s)?"
    ))
});
static ATTENDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b(?:attended|saw|watched|enjoyed|liked|loved|visited|went\s+to|sat\s+in|caught|listened\s+to|joined|see|seeing|next\s+(?:was|came|up)|there\s+(?:was|is)|impressed\s+by|favou?rite|highlights?|recommend|started\s+with|besuchte|sah|assisté\s+à|vi)\b(?:[^.;]{{0,60}}?\b(?:a|an|the|one|another|einen|une|un|una)\s+(?:[\w'’-]+\s+){{0,4}}?{NOUN}|\s+{NOUN})\s+(?:about|on|titled|entitled|called|regarding|covering|über|sur|sobre)\s+"
    ))
});
/// `Next one was about …`, which needs no noun.
static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:the\s+)?(?:next|first|second|third|last|another)\s+(?:one|up|talk|session)\s+was\s+(?:about|on)\s+",
    )
});
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(?:an?|the|another|next|first|last|second)?\s*(?:[\w-]+\s+){{0,3}}?{NOUN}\s+(?:about|on|titled|entitled)\s+"
    ))
});
static HIGHLIGHT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bhighlights?\b[^.;]{0,50}?\b(?:was|were|included|is|are)\s+(?:(?:discovering|seeing|hearing|learning|meeting|getting)\s+(?:about\s+|of\s+)?)?(?:probably\s+|certainly\s+|definitely\s+)?(?:the\s+|a\s+|an\s+)?",
    )
});
static IMPRESSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|\s)(?:Then|Next|Finally|Later|Afterwards|After that|Also),?\s+(?P<who>[\p{Lu}\d][^,;]{1,50}?)\s+(?:blew|impressed|amazed|wowed|surprised|convinced|stole|entertained)\s[^.]{0,80}?\b(?:showcase|demo|talk|presentation|session|features|keynote)\b",
    )
});
static ANNOUNCES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bfollowing\s+(?:\w+\s+)?(?:talks?|sessions?|presentations?)\s*[:.]?\s*$"));
static SHOWING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^[^.;]{0,40}\b(?:showing|presenting|explaining|demonstrating|talking|describing)\b")
});
static NOT_THIS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:this|that|it|these)\b|\b(?:only\s+a|no|not\s+a|single|my|our|another|give|submit|propose)\s+(?:\w+\s+)?(?:talk|session)\b",
    )
});
static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:about|on|titled|entitled|called|regarding|covering|over|über|sur|sobre|om)\s+")
});

static WATCHED_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:i|we)\s+(?:\w+\s+){0,2}(?:attended|watched|caught|sat\s+in\s+on)\s+(?:the\s+)?[“\x22«„]?$")
});

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
        let titled = reader.titled();
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

/// The set-apart stretches of a flow, in order, none inside another.
fn set_apart(flow: &Flow) -> Vec<SetApart> {
    let text = flow.text();
    let mut all: Vec<SetApart> = Vec::new();
    for link in &flow.links {
        let words = &text[link.anchor.clone()];
        let target = link.target.as_str();
        // A bare address is no title; a track's page is a place.
        if words.contains("://") || target.contains("/track/") || words.starts_with('@') || words.len() > 300 {
            continue;
        }
        let url = event_page(target);
        // An event's page is linked by its title; only a sure name makes it the speaker's.
        // Other pages may be called like people; those of people are on their own or a network's site.
        let profile = !target.contains("wikipedia.org") && is_person(words) && is_profile(target);
        let person = name::likeness(name::possessive_stem(words)) == Likeness::Known || (url.is_none() && profile);
        all.push(SetApart { range: link.anchor.clone(), url, person, linked: true });
    }
    for (range, emphasis) in &flow.marks {
        let words = &text[range.clone()];
        if *emphasis != Emphasis::Code && words.len() <= 300 {
            all.push(SetApart { range: range.clone(), url: None, person: is_person(words), linked: false });
        }
    }
    all.extend(quotations(text).into_iter().map(|range| SetApart {
        person: is_person(&text[range.clone()]),
        range,
        url: None,
        linked: false,
    }));
    all.sort_by_key(|one| (one.range.start, std::cmp::Reverse(one.range.end)));
    let mut kept: Vec<SetApart> = Vec::new();
    for one in all {
        match kept.last_mut() {
            Some(last) if one.range.start < last.range.end => {
                if last.url.is_none() {
                    last.url = one.url;
                }
                last.linked &= one.linked;
                last.person |= one.person && one.range.len() + 4 > last.range.len();
            }
            _ => kept.push(one),
        }
    }
    kept
}

/// Whether an address is a person's page on a network, or a home page.
fn is_profile(target: &str) -> bool {
    let rest = target.split_once("//").map_or(target, |(_, rest)| rest).trim_end_matches('/');
    let depth = rest.matches('/').count();
    let network = ["twitter.com", "x.com", "linkedin.com", "github.com", "gitlab.com", "facebook.com"];
    rest.contains("/@")
        || rest.contains("/~")
        || depth == 0
        || (depth <= 2 && network.iter().any(|site| rest.contains(site)))
}

fn is_person(words: &str) -> bool {
    let bare = name::possessive_stem(words.trim());
    name::likeness(bare) >= Likeness::Shape || words.starts_with('@')
}

/// Quotations of three bytes to 150, within one line of thought.
fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        match (open, c) {
            (Some((from, close)), _) if c == close => {
                if (3..=150).contains(&(at - from)) {
                    found.push(from..at);
                }
                open = None;
            }
            (Some((from, _)), _) if at - from > 160 => open = None,
            (None, '“' | '„') => open = Some((at + c.len_utf8(), '”')),
            (None, '«') => open = Some((at + c.len_utf8(), '»')),
            (None, '"') => open = Some((at + 1, '"')),
            _ => {}
        }
    }
    found
}

/// Anchors that name nothing.
fn is_generic(words: &str) -> bool {
    let folded = crate::text::fold(words);
    let generic = |word: &str| {
        matches!(
            word,
            "talk"
                | "the"
                | "here"
                | "this"
                | "link"
                | "slides"
                | "slide"
                | "video"
                | "recording"
                | "abstract"
                | "page"
                | "description"
                | "details"
                | "event"
                | "session"
                | "presentation"
                | "fosdem"
                | "schedule"
                | "more"
                | "info"
                | "website"
                | "a"
                | "of"
                | "to"
                | "his"
                | "her"
                | "my"
                | "tool"
                | "notebook"
                | "post"
                | "and"
        )
    };
    folded.is_empty() || folded.split(' ').all(generic)
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
        if owns || (given && names_a_talk(words) && SPEECH.is_match(after)) {
            names.push((range, if given { Likeness::Known } else { Likeness::Shape }));
        }
    }
    names.sort_by_key(|(range, _)| range.start);
    names
}

/// The first 240 bytes.
fn head(text: &str) -> &str {
    &text[..crate::text::floor_boundary(text, 240)]
}

fn tail_start(text: &str) -> usize {
    crate::text::floor_boundary(text, text.len().saturating_sub(240))
}

/// The last 240 bytes.
fn tail(text: &str) -> &str {
    &text[tail_start(text)..]
}

fn only_small(words: &str) -> bool {
    crate::text::fold(words).split(' ').all(|word| super::vocabulary::SMALL.contains(&word))
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

static TALK_WORD: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?i)\b{NOUN}s?\b")));

fn names_a_talk(words: &str) -> bool {
    TALK_WORD.is_match(words)
}

/// Whether a verb is one of speaking to an audience, by itself.
fn is_speaking(verb: &str) -> bool {
    let folded = crate::text::fold(verb);
    let last = folded.rsplit(' ').next().unwrap_or_default();
    matches!(
        last,
        "talked"
            | "talks"
            | "talking"
            | "spoke"
            | "speaks"
            | "presented"
            | "presents"
            | "presenting"
            | "delivered"
            | "delivers"
            | "told"
            | "demoed"
            | "showing"
            | "showcased"
            | "explaining"
            | "introduced"
            | "introduces"
            | "sprach"
            | "erzahlte"
            | "presente"
            | "parle"
            | "hablo"
            | "presento"
            | "snakket"
            | "presenterte"
            | "fortalte"
            | "vertelde"
            | "explained"
            | "explains"
            | "showed"
            | "shows"
            | "demonstrated"
            | "demonstrates"
            | "discussed"
            | "discusses"
    )
}

/// The phrase after the first `about` or `on` in `within`.
fn topic_in(words: &str, within: Range<usize>, limit: usize) -> Option<Range<usize>> {
    let text = words.get(within.clone())?;
    let found = ABOUT.find(text)?;
    // Not too far off: `X gave us, on Sunday …`.
    if found.start() > 100 {
        return None;
    }
    let range = phrase(&words[..limit.max(within.end)], within.start + found.end())?;
    (range.len() >= 3).then_some(range)
}

static PHRASE_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[.,;:!?()“”\x22—–]|\s-\s|\s(?:which|that|who|where|whom|because|but|and\s+(?:how|i|we|then|it)|presented|given|by\s+\p{Lu}|in\s+which|as\s+it|so|i|we|and\s+its\s+ability|is|was|though|although|really|hit|blew|made|had|gave|left|got|turned|took|went|felt|seemed|looked|drove|has|have)\s",
    )
});

/// The noun phrase that begins at `from`: to the next mark or relative clause, at most twelve words, articles left out.
fn phrase(words: &str, from: usize) -> Option<Range<usize>> {
    let rest = words.get(from..)?;
    let mut start = 0;
    for article in ["the ", "a ", "an ", "her ", "his ", "their ", "its ", "some ", "how to ", "my "] {
        if let Some(head) = rest.get(start..start + article.len())
            && head.eq_ignore_ascii_case(article)
        {
            start += article.len();
        }
    }
    let body = &rest[start..];
    // `how X is built` has its verb inside.
    let clause = ["how ", "why ", "what ", "when "].iter().any(|word| body.starts_with(word));
    let verb = |found: &regex::Match| clause && matches!(found.as_str().trim(), "is" | "was");
    let end = PHRASE_END.find_iter(body).find(|found| !verb(found)).map_or(body.len(), |found| found.start());
    let mut cut = end;
    for (count, (at, _)) in body[..end].match_indices(' ').enumerate() {
        if count == 11 {
            cut = at;
        }
    }
    let trimmed = body[..cut].trim_end();
    if matches!(
        trimmed.to_ascii_lowercase().as_str(),
        "that" | "it" | "this" | "these" | "those" | "me" | "them" | "sunday" | "saturday"
    ) {
        return None;
    }
    (trimmed.chars().filter(|c| c.is_alphanumeric()).count() >= 2).then(|| from + start..from + start + trimmed.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::document::Link;

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

    #[test]
    fn sentences_end_where_they_do() {
        let text = "One by J. Fox, e.g. here. Two! (Three.) \"Four.\" And five";
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["One by J. Fox, e.g. here.", "Two!", "(Three.)", "\"Four.\"", "And five"]);
    }
}
