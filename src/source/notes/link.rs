//! Links: which addresses are the page of a talk in a schedule, and which edition an address belongs to.

use std::sync::LazyLock;

use regex::Regex;

/// Compiles a pattern of this program's own.
///
/// `\w`, `\d`, `\s`, `\b` and `\p{L}` stand for what they mean in the scripts that reports are written in, which takes a
/// tenth of the time that Unicode's full tables take to compile; and every pattern is compiled in every run.
pub(in crate::source) fn pattern(text: &str) -> Regex {
    let mut plain = String::with_capacity(text.len() * 2);
    let mut rest = text;
    let mut class: Option<String> = None;
    while let Some(c) = rest.chars().next() {
        let letters = CLASSES.iter().find_map(|(name, letters)| Some((*letters, rest.strip_prefix(name)?)));
        // An escaped sign is taken with its escape, so that `\[` opens nothing.
        let escaped = if c == '\\' { rest[1..].chars().next().map_or(0, char::len_utf8) } else { 0 };
        let (sign, after) = rest.split_at(c.len_utf8() + escaped);
        rest = letters.map_or(after, |(_, after)| after);
        match (&mut class, letters) {
            (Some(open), Some((letters, _))) => open.push_str(letters),
            (Some(open), None) => open.push_str(sign),
            (None, Some((letters, _))) => plain.push_str(&format!("(?-i:[{letters}])")),
            (None, None) if sign == "[" => class = Some("[".to_owned()),
            (None, None) if sign == r"\b" => plain.push_str(r"(?-u:\b)"),
            (None, None) => plain.push_str(sign),
        }
        if sign == "]"
            && let Some(closed) = class.take()
        {
            // Folding the case of whole scripts, which hold both cases anyway, is what would take longest.
            let is_folded = !CLASSES.iter().any(|(_, letters)| letters.len() > 50 && closed.contains(letters));
            plain.push_str(&if is_folded { closed } else { format!("(?-i:{closed})") });
        }
    }
    Regex::new(&plain).expect("the program's own patterns are valid")
}

/// What classes stand for, without their brackets: letters of every script, the ones that have no case included.
const CLASSES: [(&str, &str); 4] = [
    (r"\w", r"0-9A-Za-z_\x{AA}\x{B5}\x{BA}\x{C0}-\x{1FFF}\x{2C00}-\x{2DFF}\x{3040}-\x{D7FF}\x{F900}-\x{FDFF}"),
    (r"\d", "0-9"),
    (r"\s", r"\t\n\r\x20\x{A0}\x{2000}-\x{200A}\x{202F}\x{3000}"),
    (r"\p{L}", r"A-Za-z\x{AA}\x{B5}\x{BA}\x{C0}-\x{1FFF}\x{2C00}-\x{2DFF}\x{3040}-\x{D7FF}\x{F900}-\x{FDFF}"),
];

/// Sites that hold many things besides schedules; their addresses name no event.
const ELSEWHERE: &[&str] = &[
    "github.com",
    "gitlab.com",
    "youtube.com",
    "youtu.be",
    "wikipedia.org",
    "twitter.com",
    "x.com",
    "linkedin.com",
    "slideshare.net",
    "speakerdeck.com",
    "medium.com",
    "meetup.com",
    "flickr.com",
    "facebook.com",
    "google.com",
    "vimeo.com",
    "lwn.net",
    "reddit.com",
    "stackoverflow.com",
    "amazon.com",
];

static EVENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix) ^ (?: [a-z]+: )? //? ( [^/?\#\s]+ ) ( / (?: [^?\#\s]* / )?
          (?: schedule/(?:event|events|detail|presentation|talk|session|list) | event | events | talk | talks | session
            | sessions | presentation | presentations | v | timeslot | contributions | proposals | detail | activity )
          / [^/?\#\s]+ ) ",
    )
});

/// The address of a talk's page in a schedule, shortened to the page itself; none if it is no such page.
///
/// Knows FOSDEM, frab and pretalx, media.ccc.de, sched.com, Indico, O'Reilly, and sites built alike: a path in which
/// `event`, `talk`, `session` or the like is followed by a name.
pub(super) fn event_page(target: &str) -> Option<String> {
    if target.len() > 2048 {
        return None;
    }
    if let Some(code) = target.split_once("//sched.co/").map(|(_, code)| code)
        && !code.is_empty()
    {
        return Some(target.trim_end_matches('/').to_owned());
    }
    let found = EVENT.captures(target)?;
    let host = found.get(1)?.as_str().to_ascii_lowercase();
    if ELSEWHERE.iter().any(|site| host == *site || host.ends_with(&format!(".{site}"))) {
        return None;
    }
    let path = found.get(2)?.as_str().to_ascii_lowercase();
    // `/events/2016` is a year's page; `/v/` is media.ccc.de's; the bare words need a schedule about them.
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.bytes().all(|byte| byte.is_ascii_digit()) && last.len() == 4 && last.starts_with("20") {
        return None;
    }
    let scheduled = path.contains("/schedule/")
        || path.contains("/fahrplan/")
        || [
            "sched.com",
            "sched.org",
            "pretalx",
            "indico",
            "media.ccc.de",
            "lanyrd",
            "conf",
            "fosdem",
            "congress",
            "con.",
        ]
        .iter()
        .any(|word| host.contains(word))
        || path.split('/').any(|part| part.len() == 4 && part.starts_with("20") && part.parse::<u16>().is_ok());
    let scheduled = scheduled || super::edition::claim_of_address(target).is_some();
    if path.contains("/v/") && host != "media.ccc.de" {
        return None;
    }
    let page = found.get(0)?.as_str();
    (scheduled && !page.ends_with("index.html")).then(|| page.trim_end_matches(['.', ',', ')']).to_owned())
}

/// A key under which two addresses of the same page are equal.
pub(super) fn page_key(page: &str) -> String {
    let bare = page.split_once("//").map_or(page, |(_, rest)| rest).trim_start_matches("archive.");
    bare.trim_start_matches("www.").trim_end_matches('/').to_ascii_lowercase()
}

/// Whether an address leads to a recording or to slides.
pub(super) fn is_recording(target: &str) -> bool {
    let target = target.to_ascii_lowercase();
    [
        "youtube.com/",
        "youtu.be/",
        "media.ccc.de/v/",
        "vimeo.com/",
        "video.fosdem.org",
        "slideshare.net/",
        "speakerdeck.com/",
        "infoq.com/presentations",
        "confreaks",
        "peertube",
        ".webm",
        ".mp4",
        "/slides",
    ]
    .iter()
    .any(|place| target.contains(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_events_are_told_from_other_pages() {
        for (target, page) in [
            ("https://fosdem.org/2016/schedule/event/boats/", Some("https://fosdem.org/2016/schedule/event/boats")),
            (
                "https://fosdem.org/2016/schedule/event/boats/attachments/slides/9/x.pdf",
                Some("https://fosdem.org/2016/schedule/event/boats"),
            ),
            ("https://media.ccc.de/v/36c3-1-boats", Some("https://media.ccc.de/v/36c3-1-boats")),
            ("https://pretalx.com/boats/talk/ABC/", Some("https://pretalx.com/boats/talk/ABC")),
            ("https://boatcon2019.sched.com/event/AB/boats", Some("https://boatcon2019.sched.com/event/AB")),
            ("https://ep2019.europython.eu/talks/abc-boats/", Some("https://ep2019.europython.eu/talks/abc-boats")),
            ("https://sched.co/AbCd", Some("https://sched.co/AbCd")),
            ("https://fosdem.org/2016/schedule/track/boats/", None),
            ("https://fosdem.org/2016/", None),
            ("https://github.com/boats/events/boat", None),
            ("https://boats.example/events/regatta", None),
        ] {
            assert_eq!(event_page(target).as_deref(), page, "{target}");
        }
        assert_eq!(
            page_key("https://archive.fosdem.org/2016/schedule/event/boats/"),
            page_key("http://fosdem.org/2016/schedule/event/boats")
        );
    }
}
