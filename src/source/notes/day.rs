//! Days: weekdays, `Day 1` and dates, as headings and labels write them.
//!
//! Words are matched folded, so accents and case do not matter.

use crate::text::is_year;
use std::ops::Range;

/// Weekdays and their usual abbreviations: English, German, French, Spanish, Italian, Dutch, Norwegian, Portuguese.
#[rustfmt::skip]
const WEEKDAYS: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "thu",
    "thurs", "fri", "sat", "sun", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend",
    "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes", "miercoles",
    "jueves", "viernes", "sabado", "domingo", "lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato",
    "domenica", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "mandag", "tirsdag",
    "onsdag", "torsdag", "fredag", "lordag", "sondag",
];

/// The word `day` in as many languages.
#[rustfmt::skip]
const DAY_WORDS: &[&str] = &[
    "day", "tag", "jour", "journee", "dia", "giorno", "dag", "jornada", "giornata",
];

/// Numbers that are written out after or before the word `day`.
#[rustfmt::skip]
const NUMBERS: &[&str] = &[
    "zero", "one", "two", "three", "four", "five", "six", "first", "second", "third", "fourth", "fifth", "last", "1st",
    "2nd", "3rd", "4th", "5th", "erster", "zweiter", "dritter", "premier", "premiere", "deuxieme", "seconde",
    "troisieme", "primer", "primero", "primera", "segundo", "segunda", "tercero", "primo", "secondo", "terzo",
    "eerste", "tweede", "derde", "forste", "andre", "tredje",
];

/// Months and their abbreviations.
#[rustfmt::skip]
const MONTHS: &[&str] = &[
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "januar",
    "februar", "marz", "mai", "juni", "juli", "oktober", "dezember", "janvier", "fevrier", "mars", "avril", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre", "enero", "febrero", "marzo", "abril", "mayo",
    "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre", "gennaio", "febbraio", "aprile",
    "maggio", "giugno", "luglio", "settembre", "ottobre", "dicembre", "januari", "februari", "maart", "mei",
    "augustus",
];

/// Words that may stand beside a day in a heading without making it the title of a talk.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "the", "my", "on", "at", "of", "in", "and", "s", "schedule", "session", "sessions", "talks", "talk", "notes",
    "recap", "report", "summary", "morning", "afternoon", "evening", "night", "programme", "program", "agenda",
    "conference", "keynote", "keynotes", "eu", "europe", "na", "north", "america", "main", "part", "live", "blog",
    "highlights", "review", "impressions", "trip", "session", "diary", "log", "continued", "again",
];

/// A word of a text, folded, with its place.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// The folded word.
    pub(super) text: String,
    /// Where it stands.
    pub(super) range: Range<usize>,
}

/// The words of a text: runs of letters and digits (with apostrophes inside), folded.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        let inside = c.is_alphanumeric() || (start.is_some() && crate::text::is_apostrophe(c));
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(Word { text: crate::text::fold(&text[from..at]), range: from..at });
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Finds the first day in `text`: a weekday, `Day 2`, `first day`, a date. Gives its place as written.
pub(super) fn find_day(text: &str) -> Option<Range<usize>> {
    let words = words(text);
    (0..words.len()).find_map(|index| {
        let count = day_length(&words[index..], text)?;
        Some(words[index].range.start..words[index + count - 1].range.end)
    })
}

/// How many words from the first on name a day; none if they do not.
fn day_length(words: &[Word], text: &str) -> Option<usize> {
    let word = |index: usize| words.get(index).map_or("", |word| word.text.as_str());
    let is = |index: usize, list: &[&str]| list.contains(&word(index));
    let number = |index: usize| is(index, NUMBERS) || small_number(word(index));
    if is(0, WEEKDAYS) || WEEKDAYS.contains(&word(0).strip_suffix('s').unwrap_or_default()) {
        if word(0).len() <= 5 && !word(0).ends_with("day") && !abbreviates(words, text) {
            return None;
        }
        return Some(1 + date_length(&words[1..]).unwrap_or(0));
    }
    if is(0, DAY_WORDS) && number(1) {
        return Some(2);
    }
    if number(0) && is(1, DAY_WORDS) && !word(0).chars().all(|c| c.is_ascii_digit()) {
        return Some(2);
    }
    date_length(words)
}

/// Whether a short weekday (`Sat`, `Sun`, `Mon`) is one: a number follows, or nothing does.
fn abbreviates(words: &[Word], text: &str) -> bool {
    match words.get(1) {
        None => text.trim().len() <= 8,
        Some(next) => next.text.starts_with(|c: char| c.is_ascii_digit()) || MONTHS.contains(&next.text.as_str()),
    }
}

fn small_number(word: &str) -> bool {
    !word.is_empty() && word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// How many words from the first on are a date with day and month: `2020 02 01`, `30 January 2016`, `Feb 4th`.
fn date_length(words: &[Word]) -> Option<usize> {
    let word = |index: usize| words.get(index).map_or("", |word| word.text.as_str());
    let year = |index: usize| is_year(word(index));
    let day = |index: usize| {
        let digits = word(index).trim_end_matches(|c: char| c.is_alphabetic());
        small_number(digits) && word(index).len() - digits.len() <= 2
    };
    let month = |index: usize| MONTHS.contains(&word(index));
    if year(0) && small_number(word(1)) && small_number(word(2)) {
        return Some(3);
    }
    if day(0) && (month(1) || (word(1) == "of" && month(2))) {
        let months = if month(1) { 2 } else { 3 };
        return Some(months + usize::from(year(months)));
    }
    if month(0) && day(1) {
        return Some(2 + usize::from(year(2)));
    }
    None
}

/// What a heading says about days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::source) enum DayTitle {
    /// It names a day and nothing else.
    Only(String),
    /// It names a day, then a topic: `Day 2: Cloud`.
    WithTopic(String, String),
}

/// Reads a heading as the heading of a day. A heading with a time of day is a talk's, not a day's.
pub(in crate::source) fn day_title(title: &str) -> Option<DayTitle> {
    if find_time(title).is_some() {
        return None;
    }
    let range = find_day(title)?;
    let day = title[range.clone()].trim_end_matches("'s").trim_end_matches("’s").to_owned();
    let rest: Vec<Word> = words(title).into_iter().filter(|w| !range.contains(&w.range.start)).collect();
    let filler = |word: &Word| {
        let bare = word.text.as_str();
        FILLERS.contains(&bare)
            || is_year(bare)
            || small_number(bare)
            || WEEKDAYS.contains(&bare)
            || DAY_WORDS.contains(&bare)
            || MONTHS.contains(&bare)
            || super::edition::is_series_word(bare)
    };
    if rest.iter().all(filler) {
        return Some(DayTitle::Only(day));
    }
    // `Day 2: Cloud`, `Saturday - the Go devroom`: the day leads and a mark divides it from its topic.
    let leads = rest.iter().take_while(|word| word.range.start < range.start).all(filler);
    let after = title[range.end..].trim_start_matches("'s").trim_start_matches("’s").trim_start();
    let topic = after.strip_prefix([':', '-', '–', '—', ',', '/', '|', '('])?.trim_matches(['-', ' ', ')']);
    (leads && !topic.is_empty()).then(|| DayTitle::WithTopic(day, topic.to_owned()))
}

/// Whether `text` is a date, or a range of dates, and nothing else.
pub(super) fn is_date_only(text: &str) -> bool {
    let words = words(text);
    let other = |word: &&Word| {
        let bare = word.text.as_str();
        !(is_year(bare)
            || MONTHS.contains(&bare)
            || WEEKDAYS.contains(&bare)
            || matches!(bare, "date" | "to" | "and" | "of" | "the")
            || small_number(bare.trim_end_matches(|c: char| c.is_alphabetic())))
    };
    !words.is_empty() && words.len() <= 8 && find_day(text).is_some() && words.iter().all(|word| !other(&word))
}

/// Finds a time of day, `10:00`, `9.30 am`, `14h00`, or a range of two: its place.
pub(super) fn find_time(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_digit() && (at == 0 || !is_wordy(bytes[at - 1])) {
            if let Some(end) = time_end(bytes, at) {
                return Some(at..range_end(text, end));
            }
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
        } else {
            at += 1;
        }
    }
    None
}

fn is_wordy(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'/' | b'_') || byte >= 0x80
}

/// The end of the time that begins at `at`.
fn time_end(bytes: &[u8], at: usize) -> Option<usize> {
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let hours = if digit(at + 1) { 2 } else { 1 };
    let hour: u32 = bytes[at..at + hours].iter().fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'));
    let mark = at + hours;
    let separated = matches!(bytes.get(mark), Some(b':' | b'h'));
    if hour > 23 || !separated || !digit(mark + 1) || !digit(mark + 2) || digit(mark + 3) || bytes[mark + 1] > b'5' {
        return None;
    }
    Some(mark + 3)
}

/// Extends a time at `end` over `am`, `pm` and the second half of a range.
fn range_end(text: &str, end: usize) -> usize {
    let rest = &text[end..];
    let trimmed = rest.trim_start();
    let skipped = rest.len() - trimmed.len();
    for suffix in ["am", "pm", "AM", "PM"] {
        if let Some(after) = trimmed.strip_prefix(suffix)
            && !after.starts_with(char::is_alphanumeric)
        {
            return end + skipped + 2;
        }
    }
    let dash = trimmed.trim_start_matches(['-', '–', '—']);
    if dash.len() < trimmed.len() {
        let start = end + skipped + (trimmed.len() - dash.len());
        let spaces = dash.len() - dash.trim_start().len();
        if dash.trim_start().starts_with(|c: char| c.is_ascii_digit())
            && let Some(second) = time_end(text.as_bytes(), start + spaces)
        {
            return second;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_as_they_are_written() {
        for (text, day) in [
            ("Saturday 10:00 Boats in Rust", Some("Saturday")),
            ("Day 2", Some("Day 2")),
            ("My second day", Some("second day")),
            ("Date: Sun 5th Feb", Some("Sun 5th Feb")),
            ("2020-02-01", Some("2020-02-01")),
            ("Dag 1", Some("Dag 1")),
            ("A sun with spots", None),
            ("A day at the lake", None),
        ] {
            assert_eq!(find_day(text).map(|range| &text[range]), day, "{text}");
        }
    }

    #[test]
    fn a_day_with_a_time_is_a_talk() {
        assert_eq!(day_title("Saturday"), Some(DayTitle::Only("Saturday".into())));
        assert_eq!(day_title("🚊 Sunday"), Some(DayTitle::Only("Sunday".into())));
        assert_eq!(day_title("Sunday sessions:"), Some(DayTitle::Only("Sunday".into())));
        assert_eq!(day_title("Saturday 10:00 Boats"), None);
        assert_eq!(day_title("Day 2: Boats"), Some(DayTitle::WithTopic("Day 2".into(), "Boats".into())));
        assert_eq!(day_title("One Day of Boats"), None);
    }

    #[test]
    fn times_and_their_ranges_are_found() {
        for (text, time) in [
            ("10:00 Boats", Some("10:00")),
            ("at 10:30 - 11:10 Boats", Some("10:30 - 11:10")),
            ("14h00", Some("14h00")),
            ("9:30 am, Boats", Some("9:30 am")),
            ("ratio 16:9", None),
            ("1:100", None),
            ("http://x:8080", None),
        ] {
            assert_eq!(find_time(text).map(|range| &text[range]), time, "{text}");
        }
    }
}
