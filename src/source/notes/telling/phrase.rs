//! Phrases: sentences, and the noun phrases that may stand for titles.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::link::pattern;

/// Sentences longer than this are read as several, so that no pattern meets unbounded text.
pub(super) const LONGEST: usize = 1200;

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

/// Whether what follows a stop begins a sentence.
pub(super) fn begins_sentence(rest: &str) -> bool {
    let next = rest.chars().take(60).find(|c| !c.is_whitespace());
    next.is_none_or(|c| !c.is_lowercase() && !matches!(c, ',' | ';' | ')'))
}

/// Whether a full stop after `text` belongs to an abbreviation or an initial.
pub(super) fn abbreviates(text: &str) -> bool {
    let from = crate::text::floor_boundary(text, text.len().saturating_sub(12));
    let word = text[from..].rsplit([' ', '(']).next().unwrap_or_default();
    let initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
    initial
        || matches!(
            word,
            "e.g" | "i.e" | "Mr" | "Mrs" | "Ms" | "Dr" | "Prof" | "vs" | "cf" | "approx" | "St" | "no" | "aka"
        )
}

/// What leads to a topic.
pub(super) static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:about|on|titled|entitled|called|regarding|covering|over|über|sur|sobre|om)\s+")
});

/// The phrase after the first `about` or `on` in `within`.
pub(super) fn topic_in(words: &str, within: Range<usize>, limit: usize) -> Option<Range<usize>> {
    let text = words.get(within.clone())?;
    let found = ABOUT.find(text)?;
    // Not too far off: `X gave us, on Sunday …`.
    if found.start() > 100 {
        return None;
    }
    let range = phrase(&words[..limit.max(within.end)], within.start + found.end())?;
    (range.len() >= 3).then_some(range)
}

/// What ends a noun phrase.
pub(super) static PHRASE_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[.,;:!?()“”\x22—–]|\s-\s|\s(?:which|that|who|where|whom|because|but|and\s+(?:how|i|we|then|it)|presented|given|by\s+\p{Lu}|in\s+which|as\s+it|so|i|we|and\s+its\s+ability|is|was|though|although|really|hit|blew|made|had|gave|left|got|turned|took|went|felt|seemed|looked|drove|has|have)\s",
    )
});

/// The noun phrase that begins at `from`: to the next mark or relative clause, at most twelve words, articles left out.
pub(super) fn phrase(words: &str, from: usize) -> Option<Range<usize>> {
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

/// The first 240 bytes.
pub(super) fn head(text: &str) -> &str {
    &text[..crate::text::floor_boundary(text, 240)]
}

/// Where the last 240 bytes begin.
pub(super) fn tail_start(text: &str) -> usize {
    crate::text::floor_boundary(text, text.len().saturating_sub(240))
}

/// The last 240 bytes.
pub(super) fn tail(text: &str) -> &str {
    &text[tail_start(text)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_they_do() {
        let text = "One by J. Fox, e.g. here. Two! (Three.) \"Four.\" And five";
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["One by J. Fox, e.g. here.", "Two!", "(Three.)", "\"Four.\"", "And five"]);
    }
}
