//! Titles: a heading or lead of a talk taken apart into its title, its people, its day and time.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::link::pattern;
use super::{day, name};

/// What a heading says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Headline {
    /// Where the title stands.
    pub(super) title: Range<usize>,
    /// The people of its byline.
    pub(super) speakers: Vec<String>,
    /// The day before it.
    pub(super) day: Option<String>,
    /// Whether a time of day was beside it.
    pub(super) timed: bool,
    /// Whether it was counted as a talk: `Talk 3:`.
    pub(super) counted: bool,
    /// Whether its people stood before the title.
    pub(super) led_by_people: bool,
}

impl Headline {
    /// Whether anything but the words of a title marks it as a talk's.
    pub(super) fn is_marked(&self) -> bool {
        !self.speakers.is_empty() || self.timed || self.counted
    }
}

static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:talk|session|presentation|lecture|vortrag|foredrag|charla|conférence|sesión|sessione|lezing)\s*(?:#?\d+\s*[:.)–—-]|:)\s*",
    )
});
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:#?\d{1,2}[.):]|\(\d{1,2}\)|[#*•]+)\s+"));
static LABEL_AT_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\s*[(\[](?:german|english|french|dutch|deutsch|englisch|de|en|fr|nl|lightning talk|keynote|workshop|video|slides|recording|talk|link|bof|live|remote|online)[)\]]$",
    )
});
static BY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)[\s,(–—-]+(?:(?:a talk|presented|given|held|talk)\s+)?(?:by|von|par|por|di|av|door)\s+")
});

/// `Anna Fox’s keynote Boats for all`.
static OWNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?P<who>(?:\p{Lu}[\p{L}.’'-]*\s){1,3}?\p{Lu}[\p{L}-]*?)(?:['’]s|['’])\s+(?i:(?:day\s+\d+\s+)?(?:(?:opening|closing|lightning|great|excellent)\s+)*(?:keynote|talk|session|presentation|workshop)?\s*(?:on|about|called|titled)?[:,]?\s*)(?P<title>\S.*)$",
    )
});

const DASHES: [&str; 7] = [" - ", " – ", " — ", " -- ", " --- ", " | ", " // "];

/// How bylines are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bylines {
    /// None is looked for: the people are known already.
    Ignored,
    /// People in front of a title must be known names; `Landing Zone: a story` is a title.
    Careful,
    /// People in front of a title may be anybody: most titles beside this one begin with people.
    Expected,
}

/// How the bylines of titles that stand together are to be read: half of them begin with known names, or nearly all
/// begin with what may be names.
pub(super) fn bylines_of<'t>(titles: impl Iterator<Item = &'t str>) -> Bylines {
    let (mut count, mut known, mut shaped) = (0, 0, 0);
    for title in titles {
        count += 1;
        known += usize::from(headline_with(title, Bylines::Careful).led_by_people);
        shaped += usize::from(headline_with(title, Bylines::Expected).led_by_people);
    }
    let led = (known >= 2 && known * 2 >= count) || (shaped >= 3 && shaped * 5 >= count * 4);
    if led { Bylines::Expected } else { Bylines::Careful }
}

/// Takes a heading apart.
pub(super) fn headline(text: &str) -> Headline {
    headline_with(text, Bylines::Careful)
}

/// Takes a heading apart, reading bylines as told.
pub(super) fn headline_with(text: &str, bylines: Bylines) -> Headline {
    let mut line = Headline { title: trimmed(text, 0..text.len()), ..Headline::default() };
    for _ in 0..6 {
        let before = line.title.clone();
        strip_front(text, &mut line);
        strip_back(text, &mut line);
        if line.title == before {
            break;
        }
    }
    if bylines != Bylines::Ignored {
        strip_byline(text, &mut line, bylines);
    }
    strip_front(text, &mut line);
    strip_back(text, &mut line);
    line.title = unquoted(text, trimmed(text, line.title.clone()));
    if line.title.is_empty() {
        line.title = trimmed(text, 0..text.len());
    }
    line
}

/// The range without white space, decoration and hanging punctuation at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let hanging = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ':' | ',' | ';' | '-' | '–' | '—' | '|' | '*' | '_' | '=' | '~' | '\u{FE0F}' | '\u{200D}' | '¶'
            )
            || ('\u{1F000}'..='\u{1FAFF}').contains(&c)
            || ('\u{2600}'..='\u{27BF}').contains(&c)
    };
    let front = inner.len() - inner.trim_start_matches(|c| hanging(c) || c == '•').len();
    let back = inner[front..].trim_end_matches(|c: char| hanging(c) || c == '#').len();
    // `C#` keeps its mark.
    let kept = if inner[front + back..].starts_with('#') && inner[..front + back].ends_with(char::is_alphanumeric) {
        back + 1
    } else {
        back
    };
    range.start + front..range.start + front + kept
}

/// Quotation marks around the whole go.
fn unquoted(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    for (open, close) in
        [('"', '"'), ('“', '”'), ('«', '»'), ('„', '“'), ('„', '”'), ('‘', '’'), ('\'', '\''), ('”', '”')]
    {
        if let Some(bare) = inner.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
            && !bare.is_empty()
            && !bare.contains([open, close])
        {
            let start = range.start + open.len_utf8();
            return trimmed(text, start..start + bare.len());
        }
    }
    range
}

/// Takes `Talk 3:`, `2.`, days and times off the front.
fn strip_front(text: &str, line: &mut Headline) {
    let inner = &text[line.title.clone()];
    if let Some(found) = COUNTED.find(inner).filter(|found| found.end() < inner.len()) {
        line.counted = true;
        line.title = trimmed(text, line.title.start + found.end()..line.title.end);
        return strip_front(text, line);
    }
    if let Some(found) = NUMBERED.find(inner).filter(|found| found.end() < inner.len()) {
        line.title = trimmed(text, line.title.start + found.end()..line.title.end);
        return;
    }
    let opened = inner.len() - inner.trim_start_matches(['[', '(', '<']).len();
    let window = &inner[opened..crate::text::floor_boundary(inner, 60).max(opened)];
    let time = day::find_time(window).filter(|time| time.start == 0);
    let named = day::find_day(window).filter(|found| found.start == 0);
    let end = match (&time, &named) {
        (Some(time), _) => time.end,
        (None, Some(named)) => named.end,
        (None, None) => return,
    };
    let rest = inner[opened + end..].trim_start_matches([']', ')', '>']);
    let marked = rest.trim_start().starts_with([':', '-', '–', '—', ',', '|', '@']) || opened > 0;
    let then_time = day::find_time(rest).is_some_and(|found| found.start <= 4);
    if rest.trim().is_empty() || (time.is_none() && !marked && !then_time) {
        return;
    }
    if let (None, Some(named)) = (&time, named) {
        line.day.get_or_insert_with(|| window[named].to_owned());
    }
    line.timed |= time.is_some();
    line.title = trimmed(text, line.title.end - rest.len()..line.title.end);
}

static STAMP_AT_END: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s*[<\[](\d{4}-\d\d-\d\d)\b[^>\]]{0,30}[>\]]$"));

/// Where a day and time begin that end a heading: `Title - Friday 10:50 a.m.`, `Title (Sat, 9:00)`.
fn day_at_end(inner: &str) -> Option<(usize, &str)> {
    let marks = [" - ", " – ", " — ", ", ", " (", " [", " @ ", " | ", ": "];
    let mut places: Vec<(usize, usize)> =
        marks.iter().flat_map(|mark| inner.match_indices(mark).map(|(at, mark)| (at, at + mark.len()))).collect();
    places.sort_unstable();
    places.into_iter().filter(|(at, _)| *at > 0).find_map(|(at, after)| {
        let tail = &inner[after..];
        let starts = [day::find_day(tail), day::find_time(tail)].into_iter().flatten().any(|range| range.start == 0);
        let words = day::words(tail);
        let other = |word: &day::Word| {
            let bare = word.text.trim_end_matches(|c: char| c.is_alphabetic());
            let hour = !bare.is_empty() && bare.len() <= 4;
            let named = day::find_day(&tail[word.range.clone()]).is_some();
            !(hour
                || named
                || matches!(
                    word.text.as_str(),
                    "a" | "p" | "m" | "am" | "pm" | "noon" | "to" | "at" | "h" | "uhr" | "day" | "one" | "two"
                ))
        };
        (starts && words.len() <= 10 && !words.iter().any(other)).then_some((at, tail))
    })
}

/// Takes times, languages and the like off the back.
fn strip_back(text: &str, line: &mut Headline) {
    let inner = &text[line.title.clone()];
    if let Some(found) = STAMP_AT_END.captures(inner)
        && let (Some(whole), Some(date)) = (found.get(0), found.get(1))
        && whole.start() > 0
    {
        line.timed = true;
        line.day.get_or_insert_with(|| date.as_str().to_owned());
        line.title = trimmed(text, line.title.start..line.title.start + whole.start());
        return;
    }
    if inner.len() < 400
        && let Some((at, tail)) = day_at_end(inner)
    {
        line.timed |= day::find_time(tail).is_some();
        if let Some(range) = day::find_day(tail) {
            line.day.get_or_insert_with(|| tail[range].to_owned());
        }
        line.title = trimmed(text, line.title.start..line.title.start + at);
        return;
    }
    if let Some(found) = LABEL_AT_END.find(inner).filter(|found| found.start() > 0) {
        line.title = trimmed(text, line.title.start..line.title.start + found.start());
        return;
    }
    let tail = crate::text::floor_boundary(inner, inner.len().saturating_sub(40));
    if let Some(time) = day::find_time(&inner[tail..]) {
        let (start, end) = (tail + time.start, tail + time.end);
        let after = inner[end..].trim_matches([')', ']', ' ']);
        let before = inner[..start].trim_end();
        let bare = before.trim_end_matches(['(', '[', '@', ',', '-', '–', '|']);
        if after.is_empty() && bare.len() < before.len() && !bare.trim().is_empty() {
            line.timed = true;
            line.title = trimmed(text, line.title.start..line.title.start + bare.len());
        }
    }
}

/// A way to read a heading as people and title.
struct Reading {
    likeness: name::Likeness,
    title: Range<usize>,
    speakers: Vec<String>,
    leads: bool,
}

/// Takes the people off: `Title (X)`, `Title - X`, `Title by X`, `X: Title`, `X - Title`, `X, Title`.
fn strip_byline(text: &str, line: &mut Headline, bylines: Bylines) {
    let inner = &text[line.title.clone()];
    if inner.len() > 400 {
        return;
    }
    let ahead = if bylines == Bylines::Expected { name::Likeness::Shape } else { name::Likeness::Known };
    let mut readings: Vec<Reading> = Vec::new();
    let mut offer = |people: &str, title: Range<usize>, least: name::Likeness| {
        let leads = title.start > 0;
        let speakers = name::people(people);
        let likeness = surest(&speakers);
        if !speakers.is_empty() && likeness >= least && !inner[title.clone()].trim().is_empty() {
            readings.push(Reading { likeness, title, speakers, leads });
        }
    };
    if inner.ends_with(')')
        && let Some(open) = matching_open(inner)
    {
        offer(&inner[open + 1..inner.len() - 1], 0..open, name::Likeness::Shape);
    }
    if let Some(by) = BY.find_iter(inner).last() {
        offer(&inner[by.end()..], 0..by.start(), name::Likeness::Shape);
    }
    for dash in DASHES {
        if let Some(at) = inner.rfind(dash) {
            offer(&inner[at + dash.len()..], 0..at, name::Likeness::Shape);
        }
        if let Some(at) = inner.find(dash) {
            offer(&inner[..at], at + dash.len()..inner.len(), ahead);
        }
    }
    if let Some(at) = inner.rfind(": ") {
        offer(&inner[at + 2..], 0..at, ahead);
    }
    if let Some(at) = inner.find(": ") {
        offer(&inner[..at], at + 2..inner.len(), ahead);
    }
    if let Some(at) = inner.find(", ") {
        offer(&inner[..at], at + 2..inner.len(), ahead);
    }
    if let Some(found) = OWNED.captures(inner)
        && let (Some(who), Some(title)) = (found.name("who"), found.name("title"))
    {
        offer(who.as_str(), title.range(), ahead);
    }
    // The surest reading; of equals the first, which is the more usual form.
    let best = readings.into_iter().reduce(|best, next| if next.likeness > best.likeness { next } else { best });
    if let Some(best) = best {
        let start = line.title.start;
        line.title = trimmed(text, start + best.title.start..start + best.title.end);
        line.speakers = best.speakers;
        line.led_by_people = best.leads;
    } else {
        let whole = name::people(inner);
        if surest(&whole) == name::Likeness::Known && without_people_is_empty(inner, &whole) {
            line.speakers = whole;
        }
    }
}

/// How sure the surest of several names is; two given names alone are sure enough.
fn surest(speakers: &[String]) -> name::Likeness {
    let given =
        |speaker: &String| if name::is_given(speaker) { name::Likeness::Known } else { name::likeness(speaker) };
    speakers.iter().map(given).max().unwrap_or(name::Likeness::No)
}

fn without_people_is_empty(text: &str, people: &[String]) -> bool {
    let mut rest = text.to_owned();
    for person in people {
        rest = rest.replacen(person.as_str(), "", 1);
    }
    rest.chars().filter(|c| c.is_alphanumeric()).count() <= 3
}

/// The bracket that the last one closes.
fn matching_open(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate().rev() {
        match byte {
            b')' => depth += 1,
            b'(' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// What lines such as `Speaker: Anna Fox` and `Time: 14:00` under a heading say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Labels {
    /// The people after `Speaker:`, `By:`.
    pub(super) speakers: Vec<String>,
    /// What follows `Date:` or `Day:`.
    pub(super) day: Option<String>,
    /// What follows `Track:` or `Devroom:`.
    pub(super) track: Option<String>,
    /// What follows `URL:` or `Link:`.
    pub(super) url: Option<String>,
    /// How many labels there are.
    pub(super) count: usize,
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|[\s*_|:])(speakers?|presenters?|presented by|by|who|with|author|referent(?:in)?|intervenants?|orateurs?|ponentes?|relatori?|date|day|when|time|start|room|where|location|track|devroom|url|link|slides|video|event)\s*(?:\*\*|__|\*|_)?\s*:\s*",
    )
});

/// Reads labels out of lines such as `:SPEAKER: Anna Fox`, which no reader of a page sees.
pub(super) fn drawer_labels(source: &str) -> Labels {
    let mut found = Labels::default();
    for line in source.lines().take(40) {
        let Some((key, value)) = line.trim().strip_prefix(':').and_then(|rest| rest.split_once(':')) else { continue };
        let (key, value) = (crate::text::fold(key), value.trim());
        if value.is_empty() || value.len() > 200 {
            continue;
        }
        match key.as_str() {
            "speaker" | "speakers" | "presenter" | "presenters" | "author" | "by" => {
                found.speakers = name::people(value);
            }
            "date" | "day" | "time" | "when" => {
                found.day = found.day.take().or_else(|| Some(value[day::find_day(value)?].to_owned()));
            }
            "track" | "devroom" => found.track = Some(value.to_owned()),
            "url" | "link" | "event" => found.url = Some(value.to_owned()),
            "room" | "location" | "slides" | "video" => {}
            _ => continue,
        }
        found.count += 1;
    }
    found
}

/// Reads labels out of the text under a heading.
pub(super) fn labels(text: &str) -> Labels {
    let mut found = Labels::default();
    if text.len() > 600 {
        return found;
    }
    let places: Vec<(Range<usize>, String)> = LABEL
        .captures_iter(text)
        .filter_map(|captures| {
            let whole = captures.get(0)?;
            Some((whole.range(), captures.get(1)?.as_str().to_lowercase()))
        })
        .collect();
    if places.first().is_none_or(|(range, _)| range.start > 2) {
        return found;
    }
    for (index, (range, label)) in places.iter().enumerate() {
        let end = places.get(index + 1).map_or(text.len(), |(next, _)| next.start);
        let value = text.get(range.end..end).unwrap_or_default().trim().trim_end_matches(['|', '*', '_']).trim();
        if value.is_empty() || value.len() > 160 {
            continue;
        }
        found.count += 1;
        match label.as_str() {
            "date" | "day" | "when" | "time" | "start" => {
                if let Some(range) = day::find_day(value) {
                    found.day.get_or_insert_with(|| value[range].to_owned());
                }
            }
            "track" | "devroom" => found.track = Some(value.to_owned()),
            "url" | "link" | "event" => found.url = value.split_whitespace().next().map(str::to_owned),
            "room" | "where" | "location" | "slides" | "video" => {}
            _ => found.speakers = name::people(value),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_gives_title_people_day_and_time() {
        for (text, title, speakers, day, timed) in [
            ("Boats for Everybody", "Boats for Everybody", vec![], None, false),
            ("Saturday 10:00 Boats for all - Anna Fox", "Boats for all", vec!["Anna Fox"], Some("Saturday"), true),
            ("Talk 3: Bruce Bear: Boats", "Boats", vec!["Bruce Bear"], None, false),
            (
                "Boats, oars & sails (Anna Fox, Bruce Bear)",
                "Boats, oars & sails",
                vec!["Anna Fox", "Bruce Bear"],
                None,
                false,
            ),
            ("Bruce Bear, oars -> sails", "oars -> sails", vec!["Bruce Bear"], None, false),
            ("Sam & Jeff, Sails", "Sails", vec!["Sam", "Jeff"], None, false),
            ("Sail Riggers - Anna Fox", "Sail Riggers", vec!["Anna Fox"], None, false),
            (
                "Boats: a history - Ada Fox & Max Bear, Twig Inc",
                "Boats: a history",
                vec!["Ada Fox", "Max Bear"],
                None,
                false,
            ),
            ("“Boats” by Anna Fox", "Boats", vec!["Anna Fox"], None, false),
            ("[14:30-15:00] Boats", "Boats", vec![], None, true),
            ("Boats (15:00)", "Boats", vec![], None, true),
            ("Boats: how to row - Friday 10:50 a.m.–11:20 a.m.", "Boats: how to row", vec![], Some("Friday"), true),
            ("Anna Fox’s keynote Boats for all", "Boats for all", vec!["Anna Fox"], None, false),
            ("Boats <2016-01-31 Sun 10:00>", "Boats", vec![], Some("2016-01-31"), true),
            ("Boats, in 10 days", "Boats, in 10 days", vec![], None, false),
            ("Schiffe (German)", "Schiffe", vec![], None, false),
            ("3. Boats in C#", "Boats in C#", vec![], None, false),
            ("Chaos patterns - sinking on purpose ##", "Chaos patterns - sinking on purpose", vec![], None, false),
            ("Keynote: We have to stop", "Keynote: We have to stop", vec![], None, false),
            ("Types vs Tests : a battle?", "Types vs Tests : a battle?", vec![], None, false),
        ] {
            let line = headline(text);
            let found = (&text[line.title.clone()], line.speakers, line.day.as_deref(), line.timed);
            let expected: Vec<String> = speakers.into_iter().map(str::to_owned).collect();
            assert_eq!(found, (title, expected, day, timed), "{text}");
        }
    }

    #[test]
    fn labels_are_read_also_when_joined_into_one_line() {
        let found = labels("Date: Sat 4th Feb Time: 14:00 Speaker: Anna Fox (@fox)");
        assert_eq!(found.day.as_deref(), Some("Sat 4th Feb"));
        assert_eq!(found.speakers, ["Anna Fox"]);
        assert_eq!(labels("He said: no").count, 0);
    }
}
