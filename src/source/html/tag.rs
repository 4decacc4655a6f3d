//! Tags, attributes and entities: HTML below the level of blocks.

use std::borrow::Cow;

use memchr::memchr;

use super::token::{Markup, StartTag, resolved, tokens};
use crate::source::document::Emphasis;
use crate::source::prose::Prose;
use crate::text::{Span, floor_boundary};

/// What the head of a page says: `title`, and the content of each `meta` under its name.
pub(in crate::source) fn head(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let end = end_of(text, "head", 0).unwrap_or(text.len()).min(LONGEST_HEAD);
    let text = &text[..floor_boundary(text, end)];
    for token in tokens(text, 0) {
        let Markup::Start(tag) = token.markup else { continue };
        match &*tag.name {
            "title" => {
                let from = token.span.end;
                let to = text[from..].find("</").map_or(text.len(), |at| from + at);
                let mut prose = Prose::default();
                push_text(&mut prose, &text[from..to], from);
                pairs.extend(prose.finish().map(|flow| ("title".to_owned(), flow.text().to_owned())));
            }
            "meta" => pairs.extend(meta(&tag)),
            "body" => break,
            _ => {}
        }
    }
    pairs
}

/// A head of more bytes than this is not read to its end.
const LONGEST_HEAD: usize = 1 << 18;

fn meta(tag: &StartTag) -> Option<(String, String)> {
    let (name, _) = tag.attribute("name").or_else(|| tag.attribute("property"))?;
    let (content, _) = tag.attribute("content")?;
    Some((name.to_lowercase(), content.to_owned()))
}

/// An inline tag.
#[derive(Debug)]
pub(in crate::source) struct Tag {
    /// Its name in lower case.
    pub(in crate::source) name: String,
    /// Whether it is an end tag.
    pub(in crate::source) closes: bool,
    /// Where it links to, and where that stands in the source.
    link: Option<(String, Span)>,
}

/// The first tag in `text`, which stands in its source from byte `start` on; a comment is none.
pub(in crate::source) fn tag(text: &str, start: usize) -> Option<Tag> {
    tokens(text, 0).find_map(|token| match token.markup {
        Markup::Start(tag) => Some(Tag::opening(&tag, start)),
        Markup::End(name) => Some(Tag { name: name.into_owned(), closes: true, link: None }),
        Markup::Silent => None,
    })
}

impl Tag {
    /// The start tag `tag` of a text that stands in its source from byte `start` on.
    pub(super) fn opening(tag: &StartTag, start: usize) -> Self {
        let link = tag.attribute("href").filter(|_| tag.name == "a");
        let link =
            link.map(|(target, place)| (target.trim().to_owned(), Span::new(start + place.start, start + place.end)));
        Self { name: tag.name.clone().into_owned(), closes: false, link }
    }

    /// The element's name if it shows no text of its own.
    pub(in crate::source) fn hidden(&self) -> Option<&'static str> {
        hidden(&self.name)
    }

    /// Whether it breaks the line.
    pub(in crate::source) fn breaks(&self) -> bool {
        self.name == "br"
    }

    /// Links or sets apart what was written since `from`.
    pub(in crate::source) fn apply(&self, prose: &mut Prose, from: usize) {
        if let Some((target, span)) = &self.link {
            prose.link(from, target.clone(), *span);
        }
        if let Some(emphasis) = emphasis(&self.name) {
            prose.mark(from, emphasis);
        }
    }
}

/// Whether the element of that name links or sets apart its text.
pub(super) fn is_inline(name: &str) -> bool {
    name == "a" || emphasis(name).is_some()
}

/// The name if its element shows no text of its own.
pub(super) fn hidden(name: &str) -> Option<&'static str> {
    HIDDEN.binary_search(&name).ok().map(|at| HIDDEN[at])
}

fn emphasis(name: &str) -> Option<Emphasis> {
    match name {
        "b" | "strong" => Some(Emphasis::Strong),
        "i" | "em" | "u" | "cite" | "dfn" | "var" => Some(Emphasis::Light),
        "code" | "tt" | "kbd" | "samp" => Some(Emphasis::Code),
        _ => None,
    }
}

/// Elements whose text is no part of what a page tells, by name.
const HIDDEN: [&str; 18] = [
    "aside", "audio", "canvas", "figure", "footer", "head", "iframe", "nav", "noscript", "object", "script", "select",
    "style", "svg", "template", "textarea", "title", "video",
];

/// Where the first end tag of `name` at or after byte `from` ends.
pub(in crate::source) fn end_of(text: &str, name: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += text[at..].find("</")? + 2;
        let after = at + name.len();
        if bytes.get(at..after).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && !bytes.get(after).is_some_and(u8::is_ascii_alphanumeric)
        {
            return Some(text[after..].find('>').map_or(text.len(), |close| after + close + 1));
        }
    }
}

/// Appends text between tags, entities resolved.
pub(super) fn push_text(prose: &mut Prose, text: &str, start: usize) {
    for_each_part(text, |part, resolved, range| match resolved {
        Some(resolved) => prose.resolved(resolved, Span::new(start + range.0, start + range.1)),
        None => prose.text(part, start + range.0),
    });
}

/// Calls `push` with each stretch of text without an entity, and with each entity and what it stands for.
pub(super) fn for_each_part(text: &str, mut push: impl FnMut(&str, Option<&str>, (usize, usize))) {
    let (mut from, mut at) = (0, 0);
    while let Some(sign) = memchr(b'&', &text.as_bytes()[at..]) {
        at += sign;
        let resolved = entity_end(text, at).and_then(|end| Some((end, entity(&text[at..end])?)));
        let Some((end, resolved)) = resolved else {
            at += 1;
            continue;
        };
        if from < at {
            push(&text[from..at], None, (from, at));
        }
        push(&text[at..end], Some(&resolved), (at, end));
        (from, at) = (end, end);
    }
    if from < text.len() {
        push(&text[from..], None, (from, text.len()));
    }
}

/// Where the entity that begins at byte `at` ends, if one does: `&name;`, `&#1;`, `&#x1;`.
fn entity_end(text: &str, at: usize) -> Option<usize> {
    let name = text.as_bytes().get(at + 1..)?.iter().take(34);
    let len = name.take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
    (len > 0 && text[at + 1 + len..].starts_with(';')).then_some(at + len + 2)
}

/// Text with its entities resolved.
pub(in crate::source) fn unescaped(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for_each_part(text, |part, resolved, _| plain.push_str(resolved.unwrap_or(part)));
    Cow::Owned(plain)
}

/// The character that an entity gives by its number, if it is one that pages show as it is.
fn numbered(written: &str) -> Option<char> {
    let number = written.strip_prefix("&#")?.strip_suffix(';')?;
    let (digits, base) = number.strip_prefix(['x', 'X']).map_or((number, 10), |digits| (digits, 16));
    // A sign is no digit.
    let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let code = u32::from_str_radix(digits, base).ok().filter(|_| is_number)?;
    matches!(code, 0x9 | 0xA | 0x20..=0x7E | 0xA0..).then(|| char::from_u32(code)).flatten()
}

/// What an entity stands for; none if it is none of HTML's, which has XML's too.
pub(in crate::source) fn entity(written: &str) -> Option<Cow<'static, str>> {
    let known = match written {
        "&lt;" => "<",
        "&gt;" => ">",
        "&amp;" => "&",
        "&quot;" => "\"",
        "&apos;" => "'",
        "&nbsp;" => "\u{a0}",
        _ => {
            if let Some(c) = numbered(written) {
                return Some(Cow::Owned(c.into()));
            }
            let is_one = entity_end(written, 0) == Some(written.len());
            return is_one.then(|| resolved(written)).flatten().filter(|text| text != written).map(Cow::Owned);
        }
    };
    Some(Cow::Borrowed(known))
}
