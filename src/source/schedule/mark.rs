//! Marks: what organisers write into titles and among speakers that is neither.

use std::sync::LazyLock;

use memchr::memchr2_iter;
use regex::Regex;

use crate::source::notes::pattern;

/// A mark before a title: `CANCELLED:`, `[CANCELED]`, `AMENDMENT:`.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:[\[(*]+\s*(?i:(?P<off>cancell?ed|withdrawn)|amendment|amended|moved|rescheduled|updated?|new\s+time)\s*[\])*]+\s*[:–-]?|(?:(?P<called_off>CANCELL?ED|WITHDRAWN)\b\s*[:–-]?|(?:AMENDMENT|MOVED|RESCHEDULED)\s*[:–-]))\s*",
    )
});

/// A mark after a title: `- CANCELLED`, `(cancelled)`, `CANCELLED, replaced by another`, `(REPLACES CANCELLED TALK)`.
static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\s*(?:[\[(]\s*(?i:(?:talk\s+)?replaces\s+(?:a\s+)?cancell?ed\s+talk|(?P<off>cancell?ed))\s*[\])]|(?:\s[:–-])?\s+(?P<called_off>CANCELL?ED)(?:\s*[,:;]\s.*)?)\s*$",
    )
});

/// A title without the marks around it, and whether they say that it was called off.
pub(super) fn without_marks(title: &str) -> (&str, bool) {
    let mut rest = title.trim();
    let mut is_cancelled = false;
    for _ in 0..4 {
        if !may_be_marked(rest) {
            break;
        }
        let found = BEFORE.captures(rest).map(|found| (true, found));
        let Some((is_before, found)) = found.or_else(|| AFTER.captures(rest).map(|found| (false, found))) else {
            break;
        };
        let Some(mark) = found.get(0) else { break };
        let left = if is_before { &rest[mark.end()..] } else { &rest[..mark.start()] };
        is_cancelled |= found.name("off").or_else(|| found.name("called_off")).is_some();
        // A title that is nothing but its mark keeps it.
        if left.trim().is_empty() {
            break;
        }
        rest = left.trim();
    }
    (rest, is_cancelled)
}

/// Whether a title begins or ends as one with a mark may, which few do.
fn may_be_marked(title: &str) -> bool {
    const FIRST: [&str; 8] = ["[", "(", "*", "CANCEL", "WITHDRAWN", "AMENDMENT", "MOVED", "RESCHEDULED"];
    let cancel = |at: usize| title.as_bytes()[at..].get(..6).is_some_and(|word| word.eq_ignore_ascii_case(b"cancel"));
    FIRST.iter().any(|first| title.starts_with(first)) || memchr2_iter(b'c', b'C', title.as_bytes()).any(cancel)
}

/// What stands where a name should.
const NOBODY: [&str; 20] = [
    "",
    "tba",
    "tbd",
    "tbc",
    "nn",
    "n n",
    "na",
    "n a",
    "various",
    "various speakers",
    "several speakers",
    "speaker",
    "speakers",
    "unknown",
    "anonymous",
    "anonymous speaker",
    "everyone",
    "everybody",
    "all",
    "nobody",
];

/// Whether a speaker's folded name is a placeholder: `FOSDEM Staff`, `TBA`, `To be announced`.
pub(super) fn is_nobody(folded: &str) -> bool {
    let (before, last) = folded.rsplit_once(' ').unwrap_or(("", folded));
    NOBODY.contains(&folded)
        || folded.starts_with("to be ") && ["announced", "defined", "confirmed", "determined"].contains(&last)
        || ["staff", "organizers", "organisers"].contains(&last) && !before.is_empty()
        || !folded.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn titles_lose_their_marks_and_nothing_else() {
        for (written, title, is_cancelled) in [
            ("CANCELLED Usability made simple", "Usability made simple", true),
            ("CANCELLED: Cockpit: Discoverable Linux Servers", "Cockpit: Discoverable Linux Servers", true),
            ("CANCELLED - DRI3000 and Compositing CANCELLED", "DRI3000 and Compositing", true),
            ("[CANCELED] The current state", "The current state", true),
            ("(CANCELLED) Funding - (AMA Instead)", "Funding - (AMA Instead)", true),
            ("A PID system - CANCELLED, replaced by a panel", "A PID system", true),
            ("Catalog Zones (TALK REPLACES CANCELLED TALK)", "Catalog Zones", false),
            ("Is Big DNS Taking Over? (REPLACES CANCELLED TALK)", "Is Big DNS Taking Over?", false),
            ("AMENDMENT: Maven", "Maven", false),
            ("MOVED: How to write extensions", "How to write extensions", false),
            ("CANCELLATION Strategy for outreach", "CANCELLATION Strategy for outreach", false),
            ("Cancelling POSIX syscalls", "Cancelling POSIX syscalls", false),
            ("Informal discussion (original talk cancelled)", "Informal discussion (original talk cancelled)", false),
            ("Moved by design", "Moved by design", false),
            ("CANCELLED", "CANCELLED", true),
        ] {
            assert_eq!(without_marks(written), (title, is_cancelled), "{written}");
        }
    }

    #[test]
    fn placeholders_are_nobody() {
        for name in ["FOSDEM Staff", "TBA", "To be announced", "  ", "?", "Various speakers"] {
            assert!(is_nobody(&fold(name)), "{name}");
        }
        for name in ["Bradley M. Kuhn", "bleeptrack", "Ana Staff-Meyer"] {
            assert!(!is_nobody(&fold(name)), "{name}");
        }
    }
}
