//! People and tracks: names that are the same across the years.

use crate::text::{fold, is_year};

/// Words that organisers add to the names of tracks in one year and leave out in another.
const ADDED: [&str; 13] = [
    "devroom",
    "devrooms",
    "dev",
    "developer",
    "room",
    "rooms",
    "track",
    "stand",
    "stands",
    "miniconf",
    "the",
    "fosdem",
    "and",
];

/// By which a track is told across years: its folded name without `devroom`, `stand` and a year.
///
/// ```
/// use hallway::corpus::track_key;
/// assert_eq!(track_key("PostgreSQL devroom"), track_key("postgresql (2013)"));
/// assert_ne!(track_key("BSD + PostgreSQL"), track_key("PostgreSQL"));
/// ```
pub fn track_key(name: &str) -> String {
    let folded = fold(name);
    let kept: Vec<&str> = folded.split(' ').filter(|word| !ADDED.contains(word) && !is_year(word)).collect();
    // A track that is named by nothing else keeps its name: `Main track`, `Developer room`.
    if kept.is_empty() { folded } else { kept.join(" ") }
}

/// How many words of a track's name its key leaves out: fewer make a better name for all years.
pub(crate) fn added_words(name: &str) -> usize {
    fold(name).split(' ').count().saturating_sub(track_key(name).split(' ').count())
}

/// By which a person is told within a series: the folded name.
///
/// Numbers change from year to year, and within a series a name is unique enough.
pub fn person_key(name: &str) -> String {
    fold(name)
}
