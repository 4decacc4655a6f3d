//! Editions: which conference in which year a report is about, as far as it says so itself.
//!
//! A claim is a known series, or a word shaped like one, beside a year. Claims of one strength that differ leave the
//! edition unknown: a wrong year is worse than none.

use std::sync::LazyLock;

use regex::Regex;

use super::day::{self, Word};
use super::link::{self, pattern};
use crate::text::is_year;

/// Known series: the folded word and the id.
const SERIES: &[(&str, &str)] = &[
    ("fosdem", "fosdem"),
    ("kubecon", "kubecon"),
    ("cloudnativecon", "kubecon"),
    ("europython", "europython"),
    ("pycon", "pycon"),
    ("debconf", "debconf"),
    ("ccc", "ccc"),
    ("rustconf", "rustconf"),
    ("rustfest", "rustfest"),
    ("eurorust", "eurorust"),
    ("devoxx", "devoxx"),
    ("oscon", "oscon"),
    ("strangeloop", "strange-loop"),
    ("djangocon", "djangocon"),
    ("rubyconf", "rubyconf"),
    ("railsconf", "railsconf"),
    ("gophercon", "gophercon"),
    ("jsconf", "jsconf"),
    ("linuxcon", "linuxcon"),
    ("guadec", "guadec"),
    ("akademy", "akademy"),
    ("froscon", "froscon"),
    ("linuxtag", "linuxtag"),
    ("defcon", "defcon"),
    ("srecon", "srecon"),
    ("devconf", "devconf"),
    ("devopsdays", "devopsdays"),
    ("cfgmgmtcamp", "cfgmgmtcamp"),
    ("euroclojure", "euroclojure"),
    ("scipy", "scipy"),
    ("euroscipy", "euroscipy"),
    ("jfokus", "jfokus"),
    ("qcon", "qcon"),
    ("voxxed", "voxxed-days"),
    ("javazone", "javazone"),
    ("pgconf", "pgconf"),
    ("bsdcan", "bsdcan"),
    ("eurobsdcon", "eurobsdcon"),
    ("asiabsdcon", "asiabsdcon"),
    ("fossasia", "fossasia"),
    ("mrmcd", "mrmcd"),
    ("emf", "emfcamp"),
    ("emfcamp", "emfcamp"),
    ("cppcon", "cppcon"),
    ("meetingcpp", "meeting-cpp"),
    ("zurihac", "zurihac"),
    ("lambdaconf", "lambdaconf"),
    ("elixirconf", "elixirconf"),
    ("codemotion", "codemotion"),
    ("dockercon", "dockercon"),
    ("goruco", "goruco"),
    ("libreplanet", "libreplanet"),
    ("flock", "flock"),
    ("nixcon", "nixcon"),
    ("guix", "guix-days"),
    ("jdd", "jdd"),
    ("33degree", "33rd-degree"),
    ("goto", "goto"),
    ("ndc", "ndc"),
    ("sfscon", "sfscon"),
    ("easterhegg", "easterhegg"),
    ("gpn", "gpn"),
    ("lca", "linux-conf-au"),
    ("linuxconfau", "linux-conf-au"),
];

/// Known series of several words.
const LONG_SERIES: &[(&[&str], &str)] = &[
    (&["strange", "loop"], "strange-loop"),
    (&["chaos", "communication", "congress"], "ccc"),
    (&["chaos", "communication", "camp"], "chaos-camp"),
    (&["electromagnetic", "field"], "emfcamp"),
    (&["linux", "plumbers"], "linux-plumbers"),
    (&["linux", "conf", "au"], "linux-conf-au"),
    (&["open", "source", "summit"], "open-source-summit"),
    (&["config", "management", "camp"], "cfgmgmtcamp"),
    (&["all", "things", "open"], "all-things-open"),
    (&["all", "systems", "go"], "all-systems-go"),
    (&["foss", "north"], "foss-north"),
    (&["curry", "on"], "curry-on"),
    (&["clojure", "conj"], "clojure-conj"),
];

/// Words that may stand between a series and its year.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "eu", "na", "us", "uk", "de", "fr", "cz", "io", "org", "com", "net", "ie", "it", "es", "nl", "be", "in", "ca",
    "au", "europe", "european", "france", "belgium", "uk", "poland", "germany", "india", "china", "asia", "america",
    "north", "south", "united", "states", "conference", "conferences", "the", "edition", "cloudnativecon", "days",
    "summit", "barcelona", "berlin", "amsterdam", "paris", "london", "seattle", "diego", "san", "austin", "copenhagen",
    "valencia", "conf", "open", "source", "day", "zaterdag", "saturday", "sunday", "of", "year", "virtual", "online",
    "live", "www", "https", "http", "congress", "wiki", "public", "schedule",
];

/// Ordinary words that are shaped like a series.
#[rustfmt::skip]
const ORDINARY: &[&str] = &[
    "second", "icon", "falcon", "bacon", "silicon", "beacon", "lexicon", "manifest", "weekdays", "holidays", "days",
    "camp", "con", "conf", "fest", "summit", "infest", "birthdays", "todays", "falcon", "rubicon", "archicon",
    "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays", "bootcamp", "basecamp",
    "decamp", "recon",
];

static SHAPED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\p{L}{2,}(?:conf|con|summit|days|camp|fest)(?:eu|na|us|uk|de|au)?$"));
static CONGRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d{2})c3$"));

/// Whether a folded word names a series, alone or with a year glued to it.
pub(super) fn is_series_word(word: &str) -> bool {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    SERIES.iter().any(|(name, _)| bare == *name) || CONGRESS.is_match(word) || bare == "europeen"
}

/// A series and a year.
pub(in crate::source) type Claim = (String, u16);

/// The one edition that `text` claims; none if it claims none or several.
pub(super) fn claim_in(text: &str) -> Option<Claim> {
    let claims = claims_in(text);
    let first = claims.first()?;
    claims.iter().all(|claim| claim == first).then(|| first.clone())
}

/// The editions that `text` names: `FOSDEM 2016`, `FOSDEM ’16`, `KubeCon EU 2019`, `2015 FOSDEM`, `32c3`.
pub(in crate::source) fn claims_in(text: &str) -> Vec<Claim> {
    let words = day::words(text);
    let mut claims = Vec::new();
    let mut index = 0;
    while index < words.len() {
        let Some((series, count, glued)) = series_at(&words[index..], text) else {
            index += 1;
            continue;
        };
        let after = index + count;
        let year = glued.or_else(|| year_after(&words[after..], text)).or_else(|| year_before(&words[..index], text));
        if let Some(year) = year {
            claims.push((series, year));
        }
        index = after;
    }
    claims
}

/// The series that the first of `names` with letters in it names, in a year that is known otherwise: `36c3`, `emf2024`,
/// `DebConf17`.
pub(in crate::source) fn year_claims(names: &[String], year: u16) -> Option<Claim> {
    names.iter().find_map(|name| {
        if let Some(known) = series_in(name).into_iter().next() {
            return Some((known, year));
        }
        let digits = [format!("{year}"), format!("{:02}", year % 100)];
        let words = day::words(name).into_iter().filter_map(|word| {
            let bare = digits.iter().find_map(|digits| word.text.strip_suffix(digits.as_str())).unwrap_or(&word.text);
            // An ordinal counts the editions.
            let is_ordinal = bare.starts_with(|c: char| c.is_ascii_digit()) && bare.len() <= 5;
            (!bare.is_empty() && !is_ordinal).then(|| bare.to_owned())
        });
        let words: Vec<String> = words.collect();
        let series = crate::text::kebab(&words.join(" "));
        (series.chars().any(char::is_alphabetic) && series != "untitled").then_some((series, year))
    })
}

/// The series that the first words name: its id, how many words it takes, and the year glued to it.
fn series_at(words: &[Word], text: &str) -> Option<(String, usize, Option<u16>)> {
    let first = words.first()?;
    for (names, id) in LONG_SERIES {
        if words.len() >= names.len() && names.iter().zip(words).all(|(name, word)| *name == word.text) {
            return Some(((*id).to_owned(), names.len(), None));
        }
    }
    if let Some(found) = CONGRESS.captures(&first.text) {
        // The first congress was held in 1984, one a year since.
        let number: u16 = found.get(1)?.as_str().parse().ok()?;
        return Some(("ccc".to_owned(), 1, Some(1983 + number)));
    }
    let letters: String = first.text.chars().take_while(|c| !c.is_ascii_digit()).collect();
    let digits: String = first.text[letters.len()..].chars().take_while(char::is_ascii_digit).collect();
    let known = |name: &str| SERIES.iter().find(|(series, _)| *series == name).map(|(_, id)| (*id).to_owned());
    let bare = ["eu", "na", "us", "uk", "europe"].iter().find_map(|region| known(letters.strip_suffix(region)?));
    let id = known(&letters).or(bare).or_else(|| {
        let written = &text[first.range.clone()];
        let shaped = written.chars().filter(|c| c.is_uppercase()).count() >= 1
            && SHAPED.is_match(&letters)
            && !ORDINARY.contains(&letters.as_str());
        shaped.then(|| crate::text::kebab(&letters))
    })?;
    let glued = match digits.len() {
        4 => digits.parse().ok().filter(|year| plausible(*year)),
        2 => digits.parse::<u16>().ok().map(|year| 2000 + year).filter(|year| plausible(*year)),
        _ => None,
    };
    Some((id, 1, glued))
}

fn plausible(year: u16) -> bool {
    (1984..=2049).contains(&year)
}

/// The year after a series, with at most four words of [`BETWEEN`] in between.
fn year_after(words: &[Word], text: &str) -> Option<u16> {
    for word in words.iter().take(6) {
        if is_year(&word.text) {
            return word.text.parse().ok().filter(|year| plausible(*year));
        }
        let short = word.text.len() == 2 && word.text.bytes().all(|byte| byte.is_ascii_digit());
        if short && text[..word.range.start].ends_with(['\'', '’', '‘']) {
            return word.text.parse::<u16>().ok().map(|year| 2000 + year).filter(|year| plausible(*year));
        }
        if !BETWEEN.contains(&word.text.as_str()) {
            return None;
        }
    }
    None
}

/// The year just before a series: `the 2015 FOSDEM`, `2019.rustconf.com`; a folder `2016/` is a publication's year.
fn year_before(words: &[Word], text: &str) -> Option<u16> {
    let last = words.last().filter(|word| is_year(&word.text))?;
    let between = text[last.range.end..].chars().next()?;
    if !matches!(between, ' ' | '.' | '_' | '-') {
        return None;
    }
    // `2016-02-05-fosdem` is a date.
    let dated = words.len() >= 2 && words[words.len() - 2].text.bytes().all(|byte| byte.is_ascii_digit());
    if dated { None } else { last.text.parse().ok().filter(|year| plausible(*year)) }
}

/// The series that `text` names without a year.
pub(super) fn series_in(text: &str) -> Vec<String> {
    let words = day::words(text);
    let known = |index: usize| series_at(&words[index..], text).map(|(id, _, _)| id);
    let mut found: Vec<String> = (0..words.len()).filter_map(known).collect();
    found.sort();
    found.dedup();
    found
}

/// The edition that an address belongs to: one under the series' own site.
pub(super) fn claim_of_address(target: &str) -> Option<Claim> {
    if target.len() > 2048 || !target.contains("//") {
        return None;
    }
    let rest = target.split_once("//").map_or(target, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let own = host.split(['.', '-']).any(|part| {
        let folded = crate::text::fold(part);
        let bare = folded.trim_end_matches(|c: char| c.is_ascii_digit());
        is_series_word(&folded) || SHAPED.is_match(bare) && !ORDINARY.contains(&bare)
    });
    if !own && host != "media.ccc.de" && !host.ends_with("oreilly.com") {
        return None;
    }
    let capital: String = rest.split(['?', '#']).next().unwrap_or_default().to_uppercase();
    let mut claims = claims_in(&capital.replace("CCC.DE", "").replace(['/', '_'], " "));
    if claims.is_empty() && host.ends_with("ccc.de") {
        let year = rest.split('/').find(|part| is_year(part)).and_then(|part| part.parse().ok());
        claims.extend(year.map(|year| ("ccc".to_owned(), year)));
    }
    // `ep2019.europython.eu`: the year is glued to something else.
    let series = series_in(&host.replace('.', " ")).into_iter().next();
    let glued = || {
        let part = host.split('.').find(|part| part.len() > 4 && part.is_char_boundary(part.len() - 4))?;
        let (_, year) = part.split_at(part.len() - 4);
        Some((series?, year.parse().ok().filter(|year| is_year(&format!("{year}")) && plausible(*year))?))
    };
    claims.into_iter().next().or_else(glued)
}

/// What a value such as `fosdem-2016`, `FOSDEM 2016` or `2016` says: the series, if it does, and the year.
pub(super) fn edition_value(value: &str) -> Option<(Option<String>, u16)> {
    let value = value.trim();
    if is_year(value) {
        return value.parse().ok().map(|year| (None, year));
    }
    if let Some((series, year)) = claim_in(value) {
        return Some((Some(series), year));
    }
    // An explicit key may name any series.
    let folded = crate::text::fold(value);
    let (name, year) = folded.rsplit_once(' ')?;
    let year: u16 = year.parse().ok().filter(|year| plausible(*year))?;
    Some((Some(crate::text::kebab(name)), year))
}

/// The year that most of several claims agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nobody claims anything.
    Silent,
    /// They agree, or nearly.
    Agreed(Claim),
    /// They do not.
    Torn(Vec<Claim>),
}

/// Weighs claims of one strength; `share` is how many of a hundred must agree.
pub(super) fn weigh(claims: Vec<Claim>, share: usize) -> Verdict {
    let total = claims.len();
    let mut counts: std::collections::BTreeMap<Claim, usize> = std::collections::BTreeMap::new();
    for claim in claims {
        *counts.entry(claim).or_default() += 1;
    }
    match counts.iter().max_by_key(|(_, count)| **count) {
        None => Verdict::Silent,
        Some((claim, count)) if *count * 100 >= total * share => Verdict::Agreed(claim.clone()),
        Some(_) => Verdict::Torn(counts.into_keys().collect()),
    }
}

/// The claims of the addresses in a document: of its event pages if it has any, else of all.
pub(super) fn address_claims<'a>(targets: impl Iterator<Item = &'a str> + Clone) -> Vec<Claim> {
    let events: Vec<Claim> =
        targets.clone().filter_map(link::event_page).filter_map(|page| claim_of_address(&page)).collect();
    if events.is_empty() { targets.filter_map(claim_of_address).collect() } else { events }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_are_claimed_by_series_and_year() {
        for (text, expected) in [
            ("Notes from FOSDEM 2023", vec![("fosdem", 2023)]),
            ("Surviving FOSDEM '24", vec![("fosdem", 2024)]),
            ("the 2015 FOSDEM conference", vec![("fosdem", 2015)]),
            ("KubeCon EU 2019, day 2", vec![("kubecon", 2019)]),
            ("20-somebody-fosdem2020.md", vec![("fosdem", 2020)]),
            ("32c3 retrospective", vec![("ccc", 2015)]),
            ("BoatConf 2018", vec![("boatconf", 2018)]),
            ("strange-loop-2012", vec![("strange-loop", 2012)]),
            ("What boats need in 2016", vec![]),
            ("the 20 year anniversary of FOSDEM", vec![]),
            ("2016-02-05-fosdem.md", vec![]),
            ("Silicon 2016", vec![]),
            ("From FOSDEM 2019 to FOSDEM 2020", vec![("fosdem", 2019), ("fosdem", 2020)]),
        ] {
            let expected: Vec<Claim> = expected.into_iter().map(|(series, year)| (series.to_owned(), year)).collect();
            assert_eq!(claims_in(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_belong_to_editions() {
        for (target, expected) in [
            ("https://archive.fosdem.org/2013/schedule/event/boats/", Some(("fosdem", 2013))),
            ("https://media.ccc.de/v/36c3-1-boats", Some(("ccc", 2019))),
            ("https://2019.rustconf.com/talks/boats", Some(("rustconf", 2019))),
            ("https://debconf17.debconf.org/talks/1/", Some(("debconf", 2017))),
            ("https://ep2019.europython.eu/talks/boats", Some(("europython", 2019))),
            ("https://blog.example/2016/fosdem", None),
        ] {
            let expected = expected.map(|(series, year): (&str, u16)| (series.to_owned(), year));
            assert_eq!(claim_of_address(target), expected, "{target}");
        }
        assert_eq!(edition_value("fosdem-2016"), Some((Some("fosdem".to_owned()), 2016)));
        assert_eq!(edition_value("Boat Week 2016"), Some((Some("boat-week".to_owned()), 2016)));
        assert_eq!(edition_value("2016"), Some((None, 2016)));
    }
}
