//! Marp: a deck in Markdown, whose pictures lie beside it.
//!
//! Marp reads some words of an alternative text, and comments that are a YAML mapping, as instructions; here they stay
//! words.

use std::fmt::Write as _;

use super::{Deck, Shown};
use crate::export::text::Said;
use crate::render::Size;
use crate::render::theme::Role;
use crate::source::GENERATED;
use crate::view::message::flat;

/// A picture fills its slide; its title stands in it, so that the heading is for outlines and readers aloud. Marp has no
/// Mermaid: what is there for other programs would cover the picture.
const STYLE: &str = include_str!("marp.css");

pub(super) fn write(deck: &Deck, shown: &[Shown], folder: &str) -> String {
    let size = if deck.page() == Size::Standard { "4:3" } else { "16:9" };
    let title = flat(&deck.title);
    // A JSON string is a YAML string.
    let quoted = serde_json::Value::String(title.clone());
    let mut out = format!("---\n{GENERATED}marp: true\nlang: en\ntitle: {quoted}\nsize: {size}\nstyle: |\n");
    for line in STYLE.lines() {
        let _ = writeln!(out, "  {line}");
    }
    let colour = |role| deck.theme().colour(role);
    let _ = write!(
        out,
        "---\n\n<!--\n_class: title\n_backgroundColor: \"{}\"\n_color: \"{}\"\n-->\n\n# {}\n\n{}\n",
        colour(Role::Page),
        colour(Role::Ink),
        markdown(&title),
        markdown(&flat(&deck.about)),
    );
    for slide in shown {
        let page = slide.style.theme.colour(Role::Page);
        let link = format!("{}/{}", encoded(folder), encoded(&slide.file()));
        let _ = write!(
            out,
            "\n---\n\n<!-- _backgroundColor: \"{page}\" -->\n\n## {}\n\n![{}]({link})\n",
            markdown(&slide.title),
            alternative(&slide.message),
        );
        if let Some(source) = &slide.mermaid {
            let fence = fence(source);
            let _ = write!(out, "\n{fence}mermaid\n{source}{fence}\n");
        }
        out.push_str("\n<!--\n");
        for line in [&slide.message, &slide.caption] {
            note(&mut out, line, 0);
        }
        for part in &slide.notes.below {
            notes(&mut out, part, 0);
        }
        if let Some(rest) = slide.notes.rest() {
            note(&mut out, &rest, 0);
        }
        out.push_str("-->\n");
    }
    out
}

fn notes(out: &mut String, said: &Said, depth: usize) {
    note(out, &said.text, depth);
    for below in &said.below {
        notes(out, below, depth + 1);
    }
    if let Some(rest) = said.rest() {
        note(out, &rest, depth + 1);
    }
}

/// A line of a comment: two hyphens could end it. As items of a list they are no mapping, whatever they say.
fn note(out: &mut String, text: &str, depth: usize) {
    if text.is_empty() {
        return;
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '-' if plain.ends_with(['-', '–']) => {
                plain.pop();
                plain.push('–');
            }
            c => plain.push(c),
        }
    }
    let _ = writeln!(out, "{}- {plain}", "  ".repeat(depth));
}

/// Text of which nothing is Markdown.
fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        // A number's full stop or bracket could begin a list.
        let is_plain = match c {
            '.' | ')' => !escaped.ends_with(|c: char| c.is_ascii_digit()),
            ',' | ';' | '/' | '%' | '?' | '\'' | '(' => true,
            c => !c.is_ascii_punctuation(),
        };
        if !is_plain {
            escaped.push('\\');
        }
        escaped.push(c);
        // Marp reads what it knows between colons as a picture to fetch, escaped or not.
        if c == ':' && begins_shortcode(&text[at..]) {
            escaped.push('\u{2060}');
        }
    }
    escaped
}

/// Whether a text begins with a name between colons, as `:smile:` does.
fn begins_shortcode(text: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c));
    text.split(':').nth(1).is_some_and(is_name) && text.matches(':').nth(1).is_some()
}

/// The words of an alternative text that Marp would take for the look of a picture.
const LOOKS: [&str; 9] =
    ["bg", "blur", "brightness", "contrast", "grayscale", "invert", "opacity", "saturate", "sepia"];

fn alternative(text: &str) -> String {
    let word = |word: &str| match word.chars().next() {
        Some(first) if LOOKS.contains(&word) => format!("&#{};{}", u32::from(first), &word[first.len_utf8()..]),
        _ => markdown(word),
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A part of a path as a link has it.
fn encoded(part: &str) -> String {
    let mut encoded = String::with_capacity(part.len());
    for byte in part.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            byte => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

/// More backticks than stand anywhere in `source`, three at least.
fn fence(source: &str) -> String {
    let longest = source.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(3.max(longest + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_note_ends_its_comment() {
        for (text, expected) in [("--> a", "- –> a\n"), ("a---b", "- a–b\n"), ("-", "- -\n"), ("–-", "- –\n"), ("", "")]
        {
            let mut out = String::new();
            note(&mut out, text, 0);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn links_and_fences_hold_what_they_are_given() {
        assert_eq!(encoded("a b(é)#%.svg"), "a%20b%28%C3%A9%29%23%25.svg");
        assert_eq!((fence("plain").len(), fence("a ```` b").len()), (3, 5));
        assert_eq!(alternative("blur – a *blur*"), "&#98;lur – a \\*blur\\*");
        assert_eq!(markdown("1. <b> [x](y)"), "1\\. \\<b\\> \\[x\\](y)");
        assert_eq!(markdown("10:30 a: b:+1:"), "10\\:30 a\\: b\\:\u{2060}\\+1\\:");
    }
}
