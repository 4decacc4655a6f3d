//! Statuses: what became of a talk, by the words of its author.

use std::sync::LazyLock;

use regex::Regex;

use super::Status;
use super::link::pattern;

/// Compiles the patterns ahead of their use.
pub(super) fn prepare() {
    for pattern in [&PLANNED, &WATCHED, &MISSED] {
        LazyLock::force(pattern);
    }
}

static MISSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:could\s?n['’]?t|could not|did\s?n['’]?t manage to|did not manage to|was\s?n['’]?t able to|were\s?n['’]?t able to|was not able to|were not able to|unable to|failed to|did\s?n['’]?t|did not|too (?:late|full) to|no chance to)\s+(?:even\s+)?(?:get (?:in|into|a seat|a place|inside)|enter|see (?:it|this|that|the talk)|attend|assist|make it|join|watch|go to)\b|\b(?:i|we)\s+(?:sadly\s+|unfortunately\s+|completely\s+)?missed (?:this|it|the|that)\b|\bhad to skip\b|\bworkshop was full\b|\broom was (?:already )?(?:completely |fully )?(?:full|packed),? so (?:i|we)\b|\bleider verpasst\b|\bkam nicht (?:mehr )?(?:rein|hinein)\b",
    )
});
static WATCHED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:watched|saw|seen|caught)\b[^.]{0,40}\b(?:recording|recorded|video|stream|streamed|online|afterwards|at home)\b|\b(?:recording|video)\b[^.]{0,30}\b(?:i|we) (?:watched|saw)\b",
    )
});
static PLANNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:want|plan|planning|hope|hoping|intend|need|going|i['’]ll|i will|have yet|still have)\s+(?:to\s+)?(?:definitely\s+)?(?:watch|see|attend|catch up|look at the recording)\b|\bwatch (?:it|this|this one) later\b|\bneed to look at\b|\bto watch\b\s*$|\bon my (?:watch ?)?list\b",
    )
});

/// What a text says became of the talk; none if it says nothing.
pub(super) fn status_of(text: &str) -> Option<Status> {
    let head = &text[..crate::text::floor_boundary(text, 700)];
    if MISSED.is_match(head) {
        Some(Status::Missed)
    } else if WATCHED.is_match(head) {
        Some(Status::Watched)
    } else if PLANNED.is_match(head) {
        Some(Status::Planned)
    } else {
        None
    }
}

/// What the heading of a list of talks says of them all: `Talks I missed`, `To watch`.
pub(super) fn of_title(title: &str) -> Option<Status> {
    let folded = crate::text::fold(title);
    let has = |word: &str| folded.split(' ').any(|other| other == word);
    if has("missed") || folded.contains("couldnt") || folded.contains("could not") {
        Some(Status::Missed)
    } else if has("watch") || has("planned") || has("want") || has("plan") {
        Some(Status::Planned)
    } else if has("recordings") || has("watched") {
        Some(Status::Watched)
    } else {
        None
    }
}

/// The status with this name, as sidecars write it.
pub(in crate::source) fn named(name: &str) -> Option<Status> {
    match crate::text::fold(name).as_str() {
        "attended" => Some(Status::Attended),
        "watched" => Some(Status::Watched),
        "missed" => Some(Status::Missed),
        "planned" => Some(Status::Planned),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_say_what_became_of_a_talk() {
        for (text, status) in [
            ("The room was full, so I could not get in.", Some(Status::Missed)),
            ("Unfortunately we couldn’t get into the room.", Some(Status::Missed)),
            ("I watched the recording of it a week later.", Some(Status::Watched)),
            ("I still want to watch this one.", Some(Status::Planned)),
            ("A talk about missed deadlines.", None),
            ("I did not understand it.", None),
        ] {
            assert_eq!(status_of(text), status, "{text}");
        }
        assert_eq!(of_title("Talks I missed"), Some(Status::Missed));
        assert_eq!(of_title("Talks"), None);
    }
}
