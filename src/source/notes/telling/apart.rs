//! What is set apart in running text: bold, italic, linked or quoted.

use std::ops::Range;

use super::super::link::event_page;
use super::super::name::{self, Likeness};
use super::super::vocabulary;
use crate::source::document::{Emphasis, Flow};

/// Words that are set apart, or linked, or quoted.
#[derive(Debug, Clone)]
pub(super) struct SetApart {
    pub(super) range: Range<usize>,
    pub(super) url: Option<String>,
    pub(super) person: bool,
    /// Whether it is a link and nothing else.
    pub(super) linked: bool,
}

/// The set-apart stretches of a flow, in order, none inside another.
pub(super) fn set_apart(flow: &Flow) -> Vec<SetApart> {
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
    let quoted = quotations(text);
    all.extend(quoted.iter().cloned().map(|range| SetApart {
        person: is_person(&text[range.clone()]),
        range,
        url: None,
        linked: false,
    }));
    // `**Anna spoke on “Oars”**`: the quotation inside is the title, not the whole.
    all.retain(|one| {
        let inner = quoted.get(quoted.partition_point(|inner| inner.start <= one.range.start));
        one.linked
            || inner.is_none_or(|inner| {
                inner.end >= one.range.end
                    || inner.len() + 8 >= one.range.len()
                    || !names_a_speaker(&text[one.range.start..inner.start])
            })
    });
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

/// Whether words end in a verb of speech: `Anna spoke on`.
fn names_a_speaker(words: &str) -> bool {
    let folded = crate::text::fold(words);
    ["spoke", "talked", "presented", "gave", "about", "on"]
        .iter()
        .any(|verb| folded.split(' ').any(|word| word == *verb))
}

/// Whether an address is a person's page on a network, or a home page.
pub(super) fn is_profile(target: &str) -> bool {
    let rest = target.split_once("//").map_or(target, |(_, rest)| rest).trim_end_matches('/');
    let depth = rest.matches('/').count();
    let network = ["twitter.com", "x.com", "linkedin.com", "github.com", "gitlab.com", "facebook.com"];
    rest.contains("/@")
        || rest.contains("/~")
        || depth == 0
        || (depth <= 2 && network.iter().any(|site| rest.contains(site)))
}

/// Whether words are a person’s name or handle.
pub(super) fn is_person(words: &str) -> bool {
    let bare = name::possessive_stem(words.trim());
    name::likeness(bare) >= Likeness::Shape || words.starts_with('@')
}

/// Quotations of three bytes to 150, within one line of thought.
pub(super) fn quotations(text: &str) -> Vec<Range<usize>> {
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
pub(super) fn is_generic(words: &str) -> bool {
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

/// Whether nothing but small words stands there.
pub(super) fn only_small(words: &str) -> bool {
    crate::text::fold(words).split(' ').all(|word| vocabulary::SMALL.contains(&word))
}
