//! Vocabulary: what headings and phrases of a report are about, by concept.
//!
//! Words are folded. A heading belongs to a concept if nothing but the concept's words, small words and the name of
//! the conference are left of it, so that `Conclusion` is no talk and `Conclusions from ten years of boats` is one.

use std::sync::OnceLock;

use super::day;
use crate::text::is_year;

/// A list of words that is long enough to be worth sorting before it is searched.
pub(super) struct Words {
    written: &'static [&'static str],
    sorted: OnceLock<Vec<&'static str>>,
}

impl Words {
    /// The words as they are written down, in the order that is easiest to read.
    pub(super) const fn of(written: &'static [&'static str]) -> Self {
        Self { written, sorted: OnceLock::new() }
    }

    /// Whether a word is one of them.
    pub(super) fn has(&self, word: &str) -> bool {
        let sort = || {
            let mut words = self.written.to_vec();
            words.sort_unstable();
            words
        };
        self.sorted.get_or_init(sort).binary_search(&word).is_ok()
    }
}

/// Small words that carry no topic.
#[rustfmt::skip]
pub(super) const SMALL: &[&str] = &[
    "a", "an", "the", "and", "or", "of", "in", "on", "at", "to", "for", "from", "with", "by", "my", "our", "your", "s",
    "is", "it", "its", "was", "were", "as", "this", "that", "some", "few", "other", "more", "all", "i", "we", "me",
    "so", "about", "very", "just", "how", "what", "which", "are", "be", "am", "der", "die", "das", "und", "zum", "zur",
    "ein", "eine", "am", "im", "le", "la", "les", "et", "un", "une", "du", "des", "en", "el", "los", "las", "y", "il",
    "lo", "gli", "het", "de", "og", "e", "o", "do", "da", "al", "also", "up", "out", "new", "2", "final", "last",
    "general", "bit", "quick", "short", "little", "random", "various", "assorted", "overall", "extra", "additional",
    "good", "great", "best", "first", "next", "year", "day", "years", "days", "again", "see", "you", "there",
];

/// What goes on around talks: food, travel, place, people, and what an author says about the notes themselves.
#[rustfmt::skip]
static AROUND: Words = Words::of(&[
    // Food and drink.
    "lunch", "breakfast", "dinner", "food", "foods", "beer", "beers", "beerevent", "coffee", "drinks", "drink",
    "restaurant", "restaurants", "waffles", "snacks", "brunch", "supper", "eating", "ate", "eaten", "drank",
    "mittagessen", "abendessen",
    "fruhstuck", "essen", "dejeuner", "repas", "diner", "almuerzo", "comida", "cena", "pranzo", "colazione", "cibo",
    "lunsj", "middag", "lunchpause", "mittagspause", "pause", "pauses", "break", "breaks",
    // Travel and place.
    "travel", "travelling", "traveling", "trip", "journey", "arrival", "arriving", "departure", "getting", "around", "home",
    "flight", "flights", "train", "trains", "hotel", "hotels", "accommodation", "airbnb", "hostel", "venue", "venues",
    "location", "place", "city", "campus", "building", "rooms", "transport", "public", "tram", "weather",
    "sightseeing", "tourism", "tourist", "way", "back", "going", "leaving", "packing", "logistics", "anreise",
    "abreise", "ruckreise", "reise", "unterkunft", "ort", "voyage", "arrivee", "depart", "lieu", "viaje", "llegada",
    "viaggio", "arrivo", "reizen", "aankomst", "hjemreise", "brussels", "bruxelles", "brussel", "belgium",
    // People and things around.
    "atmosphere", "people", "hallway", "corridor", "social", "socialising", "socializing", "party", "parties",
    "networking", "community", "event", "events", "friends", "meeting", "meetings", "meetups", "stickers", "swag",
    "stands", "stand", "booth", "booths", "expo", "exhibition", "exhibitors", "sponsors", "sponsor", "tshirts",
    "shirts", "volunteers", "volunteering", "organisation", "organization", "organizers", "organisers", "crowd",
    "crowds", "keysigning", "key", "signing", "photos", "photo", "pictures", "picture", "gallery", "images", "wifi",
    "accessibility", "registration", "badge", "badges", "tickets", "ticket", "impressions", "impression", "experience",
    "stimmung", "ambiance", "ambiente", "atmosfera", "leute", "gens", "gente", "treffen", "rencontres", "style",
    "culture",
    // The report itself.
    "introduction", "intro", "conclusion", "conclusions", "conclusive", "concluding", "summary", "summing", "wrap",
    "wrapup", "wrapping", "closing", "thoughts", "thought", "remarks", "recap", "takeaways", "takeaway", "lessons",
    "learned", "learnt", "overview", "notes", "note", "misc", "miscellaneous", "miscellanea", "references",
    "reference", "resources", "resource", "links", "link", "reading", "bibliography", "sources", "credits",
    "acknowledgements", "acknowledgments", "thanks", "thank", "disclaimer", "contents", "table", "toc", "tldr", "tl",
    "dr", "preface", "foreword", "background", "context", "motivation", "prologue", "epilogue", "outro", "end",
    "ending", "feedback", "improvements", "opinion", "opinions", "verdict", "reflections", "reflection", "highlights",
    "comments", "comment", "update", "updates", "edit", "ps", "postscript", "farewell", "goodbye", "bye", "soon",
    "time", "till", "until", "future", "plans", "tips", "advice", "preparation", "preparations", "planning", "why",
    "went", "libraries", "library", "tools", "tool", "books", "videos", "recordings", "slides", "interesting",
    "useful", "related", "further", "material", "materials", "missed", "wishlist", "todo", "todos", "statistics",
    "stats", "numbers", "einleitung", "einfuhrung", "zusammenfassung", "fazit", "schluss", "ausblick", "danke", "dank",
    "ubersicht", "ensemble", "remerciements", "resume", "bilan", "conclusiones", "introduccion", "resumen", "gracias",
    "conclusioni", "introduzione", "riassunto", "grazie", "conclusie", "inleiding", "samenvatting", "konklusjon",
    "oppsummering", "innledning", "takk", "avslutning", "conclusao", "introducao", "resumo", "diverses", "sonstiges",
    "divers", "varia", "news", "conference", "conferences", "congress", "summit", "announcement", "announcements",
]);

/// Headings that hold talks below them.
#[rustfmt::skip]
const CONTAINERS: &[&str] = &[
    "talks", "talk", "sessions", "session", "keynotes", "keynote", "lightning", "devroom", "devrooms", "track",
    "tracks", "room", "rooms", "workshops", "tutorials", "presentations", "lectures", "panels", "posters", "morning",
    "afternoon", "evening", "night", "main", "stage", "attended", "watched", "seen", "saw", "visited", "schedule",
    "programme", "program", "notes", "vortrage", "vortraege", "conferences", "presentations", "charlas", "ponencias",
    "sessioni", "foredrag", "lyntaler", "lezingen", "blitzvortrage", "highlights", "favourite", "favourites",
    "favorite", "favorites", "liked", "loved", "enjoyed", "brief", "shorter", "opening", "closing", "plenary", "block",
    "slot", "part", "half", "summaries", "minutes", "recaps", "remote", "hall", "developer",
];

/// Words of [`CONTAINERS`] that say so by themselves; the others only go along.
#[rustfmt::skip]
const DECISIVE: &[&str] = &[
    "talks", "sessions", "keynotes", "keynote", "devroom", "devrooms", "track", "tracks", "workshops", "tutorials",
    "presentations", "lectures", "panels", "morning", "afternoon", "vortrage", "vortraege", "charlas", "ponencias",
    "foredrag", "lyntaler", "lezingen", "blitzvortrage", "highlights", "brief", "room", "stage", "schedule", "minutes",
];

/// What the headings of a report say of themselves when they are its title.
#[rustfmt::skip]
const REPORT_WORDS: &[&str] = &[
    "notes", "report", "recap", "summary", "minutes", "retrospective", "impressions", "review", "thoughts", "diary",
    "trip", "visit", "visiting", "attending", "attended", "surviving", "bericht", "compte", "rendu", "resume",
    "resumen", "verslag", "referat", "back", "highlights", "experience", "conference",
];

fn topic_words(title: &str) -> Vec<String> {
    day::words(title).into_iter().map(|word| word.text).filter(|word| !word.is_empty()).collect()
}

fn is_small(word: &str) -> bool {
    // Hours and minutes say when, not what.
    let is_clock = word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    is_clock || SMALL.contains(&word) || is_year(word) || super::edition::is_series_word(word)
}

/// Whether a heading is about something else than a talk: `Venue`, `Lunch and dinner`, `Conclusion`.
pub(super) fn is_around(title: &str) -> bool {
    let words = topic_words(title);
    let folded = words.join(" ");
    if ["see you", "in other news", "thank you", "thanks to", "not fosdem", "table of contents", "what i missed"]
        .iter()
        .any(|phrase| format!(" {folded} ").contains(&format!(" {phrase} ")))
    {
        return true;
    }
    let heavy: Vec<&String> = words.iter().filter(|word| !is_small(word)).collect();
    if heavy.is_empty() {
        return matches!(folded.as_str(), "general" | "other" | "random" | "various" | "final" | "day 0");
    }
    heavy.iter().all(|word| AROUND.has(word))
}

/// Whether a heading holds talks below it rather than being one: `Talks`, `Lightning talks`, `Containers devroom`.
pub(in crate::source) fn is_container(title: &str) -> bool {
    let words = topic_words(title);
    if words.is_empty() || words.len() > 8 {
        return false;
    }
    let last = words.iter().rev().find(|word| !is_small(word));
    if last.is_some_and(|word| matches!(word.as_str(), "devroom" | "devrooms" | "track" | "tracks" | "room")) {
        return true;
    }
    let heavy: Vec<&String> = words.iter().filter(|word| !is_small(word)).collect();
    if words.iter().any(|word| word == "my") && heavy.iter().all(|word| matches!(word.as_str(), "talk" | "talks")) {
        return true;
    }
    // `Two-sentence reviews of attended talks`: of talks, and of what was done with them.
    let plural = last.is_some_and(|word| matches!(word.as_str(), "talks" | "sessions" | "presentations" | "keynotes"));
    let done = [
        "attended",
        "saw",
        "seen",
        "visited",
        "watched",
        "favourite",
        "favorite",
        "liked",
        "best",
        "reviews",
        "notes",
        "summaries",
        "my",
        "interesting",
        "other",
        "i",
        "missed",
    ];
    if plural && words.iter().any(|word| done.contains(&word.as_str())) {
        return true;
    }
    heavy.iter().any(|word| DECISIVE.contains(&word.as_str()))
        && heavy.iter().all(|word| CONTAINERS.contains(&word.as_str()))
}

/// Whether a heading is the title of a report: it names the conference, or says `notes`, `report`, `recap`.
pub(in crate::source) fn is_report_title(title: &str) -> bool {
    let words = topic_words(title);
    let names = words.iter().any(|word| super::edition::is_series_word(word));
    let says = words.iter().any(|word| REPORT_WORDS.contains(&word.as_str()));
    let dated = words.iter().any(|word| is_year(word)) || day::find_day(title).is_some();
    (names && (says || dated)) || (says && dated) || super::edition::claim_in(title).is_some()
}

/// What opens a closing or general paragraph: the talk before it is over.
#[rustfmt::skip]
const CLOSERS: &[&str] = &[
    "all in all", "overall", "in conclusion", "to conclude", "to sum up", "in summary", "summing up", "in short",
    "for next year", "next year", "see you", "until next", "thanks to", "thank you", "i really want to thank",
    "i want to thank", "i would like to thank", "i d like to thank", "i cannot thank", "so in the end", "in the end",
    "in general", "bottom line", "on the whole", "as always", "during my time", "all the talks", "the rest of",
    "after the conference", "after the talks", "that s it", "that is it", "that was it", "finally i want to thank",
    "on my way", "on the way back", "on the tram", "on the train", "the descriptions of", "apart from the talks",
    "alles in allem", "insgesamt", "zum schluss", "en resume", "en conclusion", "en resumen", "in conclusione",
    "alt i alt", "did i miss", "this was my", "i also met", "besides the talks", "between talks", "between the talks",
    "outside of", "other than that", "aside from", "as an aside", "still lots of", "i just hope", "oh before i forget",
    "if we were",
];

/// Whether a paragraph turns away from the talk before it.
pub(super) fn turns_away(text: &str) -> bool {
    let head: String = text.chars().take(60).collect();
    let folded = crate::text::fold(&head);
    CLOSERS
        .iter()
        .any(|closer| folded.strip_prefix(closer).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

/// Whether a paragraph announces the list after it as talks: `I managed to get into the following sessions:`.
pub(super) fn announces_talks(text: &str) -> bool {
    let tail_start = text.char_indices().rev().nth(240).map_or(0, |(at, _)| at);
    let folded = format!(" {} ", crate::text::fold(&text[tail_start..]));
    let noun = [
        " talks ",
        " sessions ",
        " presentations ",
        " lectures ",
        " keynotes ",
        " vortrage ",
        " foredrag ",
        " charlas ",
        " conferences ",
        " workshops ",
    ]
    .iter()
    .any(|noun| folded.contains(noun));
    let verb = [
        " attended ",
        " saw ",
        " seen ",
        " visited ",
        " watched ",
        " went to ",
        " get into ",
        " got into ",
        " list ",
        " following ",
        " loved ",
        " liked ",
        " enjoyed ",
        " highlights ",
        " favourite ",
        " favorite ",
        " joined ",
        " see ",
        " were ",
        " besucht ",
        " gesehen ",
        " vu ",
        " visto ",
        " to watch ",
        " for some ",
        " caught ",
        " wrote ",
        " worth ",
        " recommend ",
        " attending ",
        " picked ",
        " picks ",
    ]
    .iter()
    .any(|verb| folded.contains(verb));
    noun && verb
}

/// Words with which lines about a day begin that are no titles: `Arrived late`, `Met old friends`.
#[rustfmt::skip]
const DOINGS: &[&str] = &[
    "met", "had", "went", "got", "saw", "took", "ate", "drank", "slept", "left", "came", "bought", "spent", "found",
    "woke", "drove", "flew", "ran", "sat", "did", "was", "were", "forgot", "lost", "started", "no", "not", "too", "very",
    "lots", "good", "great", "nice", "bad", "many", "some", "more",
];

/// Whether a line of a list tells what somebody did around talks, or what they thought.
pub(super) fn is_doing(line: &str) -> bool {
    let folded = crate::text::fold(line);
    let first = folded.split(' ').next().unwrap_or_default();
    let past = first.len() > 4 && first.ends_with("ed") && !matches!(first, "embedded" | "distributed" | "advanced");
    past || DOINGS.contains(&first) || is_around(line)
}

/// Whether a heading announces that its list is one of talks: it says so, not only `Highlights`.
pub(super) fn lists_talks(title: &str) -> bool {
    is_container(title)
        && topic_words(title).iter().any(|word| {
            !matches!(word.as_str(), "highlights" | "brief" | "schedule" | "minutes" | "morning" | "afternoon")
                && DECISIVE.contains(&word.as_str())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_sorted_by_concept() {
        for (title, around, container) in [
            ("Venue", true, false),
            ("Lunch with friends", true, false),
            ("Conclusive notes", true, false),
            ("Fazit", true, false),
            ("See you there next time!", true, false),
            ("Key-signing party", true, false),
            ("Conclusions from ten years of boats", false, false),
            ("Lightning talks", false, true),
            ("Boats devroom", false, true),
            ("Talks I attended", false, true),
            ("Keynote", false, true),
            ("Keynote: boats", false, false),
            ("Opening boats", false, false),
        ] {
            assert_eq!((is_around(title), is_container(title)), (around, container), "{title}");
        }
    }

    #[test]
    fn a_paragraph_can_turn_away_from_a_talk() {
        assert!(turns_away("All in all, a good day."));
        assert!(!turns_away("Overalls are worn by sailors."));
        assert!(announces_talks("I went to the following sessions:"));
        assert!(!announces_talks("What was good:"));
    }
}
