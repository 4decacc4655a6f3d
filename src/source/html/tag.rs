//! Tags, attributes and entities: HTML below the level of blocks.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, StartTag, Token, Tokenizer};

use crate::source::document::Emphasis;
use crate::source::prose::Prose;
use crate::text::{Span, floor_boundary};

/// What the head of a page says: `title`, and the content of each `meta` under its name.
pub(in crate::source) fn head(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let end = end_of(text, "head", 0).unwrap_or(text.len()).min(LONGEST_HEAD);
    let text = &text[..floor_boundary(text, end)];
    for token in tokens(text) {
        let Token::StartTag(tag) = token else { continue };
        match &tag.name.0[..] {
            b"title" => {
                let from = floor_boundary(text, tag.span.end);
                let to = text[from..].find("</").map_or(text.len(), |at| from + at);
                let mut prose = Prose::default();
                push_text(&mut prose, &text[from..to], from);
                pairs.extend(prose.finish().map(|flow| ("title".to_owned(), flow.text().to_owned())));
            }
            b"meta" => pairs.extend(meta(&tag)),
            b"body" => break,
            _ => {}
        }
    }
    pairs
}

/// A head of more bytes than this is not read to its end.
const LONGEST_HEAD: usize = 1 << 18;

fn meta(tag: &StartTag<usize>) -> Option<(String, String)> {
    let name = attribute(tag, "name").or_else(|| attribute(tag, "property"))?.0;
    let content = attribute(tag, "content")?.0;
    Some((name.to_lowercase(), content))
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
    tokens(text).find_map(|token| match token {
        Token::StartTag(tag) => Some(Tag::opening(&tag, text, start)),
        Token::EndTag(tag) => Some(Tag { name: name_of(&tag.name), closes: true, link: None }),
        _ => None,
    })
}

impl Tag {
    /// The start tag `tag` of `text`, which stands in its source from byte `start` on.
    pub(super) fn opening(tag: &StartTag<usize>, text: &str, start: usize) -> Self {
        let name = name_of(&tag.name);
        let link = attribute(tag, "href").filter(|_| name == "a");
        let link = link.map(|(target, span)| {
            let place = value_place(text, span, &target);
            (target.trim().to_owned(), Span::new(start + place.start, start + place.end))
        });
        Self { name, closes: false, link }
    }

    /// The element's name if it shows no text of its own.
    pub(in crate::source) fn hidden(&self) -> Option<&'static str> {
        HIDDEN.iter().find(|name| **name == self.name).copied()
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

    pub(super) fn is_inline(&self) -> bool {
        self.name == "a" || emphasis(&self.name).is_some()
    }
}

fn emphasis(name: &str) -> Option<Emphasis> {
    match name {
        "b" | "strong" => Some(Emphasis::Strong),
        "i" | "em" | "u" | "cite" | "dfn" | "var" => Some(Emphasis::Light),
        "code" | "tt" | "kbd" | "samp" => Some(Emphasis::Code),
        _ => None,
    }
}

/// Elements whose text is no part of what a page tells.
const HIDDEN: [&str; 18] = [
    "script", "style", "head", "title", "noscript", "template", "iframe", "video", "audio", "figure", "svg", "canvas",
    "object", "select", "textarea", "nav", "footer", "aside",
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

pub(super) fn tokens(text: &str) -> impl Iterator<Item = Token<usize>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(false);
    Tokenizer::new_with_emitter(text, emitter).map(|Ok(token)| token)
}

pub(super) fn name_of(name: &HtmlString) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

pub(super) fn attribute(tag: &StartTag<usize>, name: &str) -> Option<(String, Span)> {
    let value = tag.attributes.get(name.as_bytes())?;
    let span = Span::new(value.span.start, value.span.end.max(value.span.start));
    Some((String::from_utf8_lossy(&value.value).into_owned(), span))
}

/// Where in `span`, which holds an attribute, its value stands; the whole of it if its value is written otherwise.
fn value_place(text: &str, span: Span, value: &str) -> Span {
    let span = Span::new(floor_boundary(text, span.start), floor_boundary(text, span.end));
    let found = text[span.range()].rfind(value).filter(|_| !value.is_empty());
    found.map_or(span, |at| Span::new(span.start + at, span.start + at + value.len()))
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
    let mut from = 0;
    for (at, _) in text.match_indices('&') {
        if at < from {
            continue;
        }
        let Some(end) = entity_end(text, at) else { continue };
        let entity = &text[at..end];
        let Some(resolved) = resolve(entity).filter(|resolved| resolved != entity) else { continue };
        if from < at {
            push(&text[from..at], None, (from, at));
        }
        push(entity, Some(&resolved), (at, end));
        from = end;
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
pub(in crate::source) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for_each_part(text, |part, resolved, _| plain.push_str(resolved.unwrap_or(part)));
    plain
}

/// What an entity stands for; none if it is none of HTML's, which has XML's too.
pub(in crate::source) fn entity(written: &str) -> Option<String> {
    (entity_end(written, 0) == Some(written.len())).then(|| resolve(written)).flatten().filter(|text| text != written)
}

fn resolve(entity: &str) -> Option<String> {
    tokens(entity).find_map(|token| match token {
        Token::String(text) => Some(String::from_utf8_lossy(&text.value).into_owned()),
        _ => None,
    })
}
