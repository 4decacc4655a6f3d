//! Tokens: the tags of a page, one after the other; what lies between two of them is text.
//!
//! Tags as people and programs usually write them are read here, which most are. All that is written otherwise goes to
//! html5gum, which knows what browsers make of it.

use std::borrow::Cow;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token as Other, Tokenizer};
use memchr::memchr;

use crate::text::{Span, floor_boundary};

/// A piece of markup.
#[derive(Debug)]
pub(super) struct Token<'a> {
    /// Where it stands.
    pub(super) span: Span,
    pub(super) markup: Markup<'a>,
}

#[derive(Debug)]
pub(super) enum Markup<'a> {
    Start(StartTag<'a>),
    /// An end tag and its name in lower case.
    End(Cow<'a, str>),
    /// A comment or a document type, which show nothing.
    Silent,
}

/// A start tag.
#[derive(Debug)]
pub(super) struct StartTag<'a> {
    /// Its name in lower case.
    pub(super) name: Cow<'a, str>,
    attributes: Vec<Attribute<'a>>,
}

#[derive(Debug)]
struct Attribute<'a> {
    name: Cow<'a, str>,
    value: Cow<'a, str>,
    /// Where the value stands; all of the attribute if it is written otherwise there.
    place: Span,
}

impl StartTag<'_> {
    /// The value of an attribute, whose name is in lower case, and where it stands.
    pub(super) fn attribute(&self, name: &str) -> Option<(&str, Span)> {
        let found = self.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))?;
        Some((&found.value, found.place))
    }
}

/// The tokens of `text` from byte `from` on.
pub(super) fn tokens(text: &str, from: usize) -> impl Iterator<Item = Token<'_>> {
    let mut at = from;
    std::iter::from_fn(move || {
        let start = next_tag(text.as_bytes(), at)?;
        let token = usual(text, start).or_else(|| other(text, start));
        at = token.as_ref().map_or(text.len(), |token| token.span.end.max(start + 1));
        token
    })
}

/// The first byte at or after `at` that may begin a tag or its like: any other `<` is text.
fn next_tag(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at;
    loop {
        at += memchr(b'<', bytes.get(at..)?)?;
        if matches!(bytes.get(at + 1)?, b'!' | b'/' | b'?' | b'a'..=b'z' | b'A'..=b'Z') {
            return Some(at);
        }
        at += 1;
    }
}

/// The tag that begins at byte `start`, if it is written as usual: `</name>`, `<name attribute="value">`.
fn usual(text: &str, start: usize) -> Option<Token<'_>> {
    let bytes = text.as_bytes();
    let is_end = bytes.get(start + 1) == Some(&b'/');
    let from = start + 1 + usize::from(is_end);
    let mut at = name_end(bytes, from);
    if !bytes.get(from)?.is_ascii_alphabetic() {
        return None;
    }
    let name = lower_case(&text[from..at]);
    if is_end {
        let is_closed = bytes.get(at) == Some(&b'>');
        return is_closed.then(|| Token { span: Span::new(start, at + 1), markup: Markup::End(name) });
    }
    let mut attributes = Vec::new();
    loop {
        let gap = bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t')).count();
        at += gap;
        match bytes.get(at)? {
            b'>' => break,
            b'/' if bytes.get(at + 1) == Some(&b'>') => {
                at += 1;
                break;
            }
            _ if gap == 0 => return None,
            _ => {}
        }
        let named = at..name_end(bytes, at);
        let quote = bytes.get(named.end + 1).copied().filter(|byte| matches!(byte, b'"' | b'\''))?;
        if named.is_empty() || bytes[named.end] != b'=' {
            return None;
        }
        let begins = named.end + 2;
        let ends = begins + memchr(quote, &bytes[begins..])?;
        let value = &text[begins..ends];
        if value.bytes().any(|byte| matches!(byte, b'&' | b'\0' | b'\r')) {
            return None;
        }
        attributes.push(Attribute {
            name: Cow::Borrowed(&text[named]),
            value: Cow::Borrowed(value),
            place: Span::new(begins, ends),
        });
        at = ends + 1;
    }
    Some(Token { span: Span::new(start, at + 1), markup: Markup::Start(StartTag { name, attributes }) })
}

/// Where the name that begins at byte `at` ends, as far as it is one that is usual.
fn name_end(bytes: &[u8], at: usize) -> usize {
    let is_usual = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':' | b'_');
    at + bytes[at..].iter().take_while(is_usual).count()
}

fn lower_case(name: &str) -> Cow<'_, str> {
    let is_lower_case = !name.bytes().any(|byte| byte.is_ascii_uppercase());
    if is_lower_case { Cow::Borrowed(name) } else { Cow::Owned(name.to_ascii_lowercase()) }
}

/// Bytes as text of their own.
fn said<'a>(bytes: &[u8]) -> Cow<'a, str> {
    Cow::Owned(String::from_utf8_lossy(bytes).into_owned())
}

/// The first token at or after byte `from`, however it is written.
fn other(text: &str, from: usize) -> Option<Token<'_>> {
    as_browsers_do(&text[from..]).find_map(|token| converted(text, from, token))
}

/// A token of what begins at byte `from` of `text`; text and errors are none.
fn converted(text: &str, from: usize, token: Other<usize>) -> Option<Token<'_>> {
    let place = |start: usize, end: usize| {
        let start = floor_boundary(text, from + start);
        Span::new(start, floor_boundary(text, from + end).max(start))
    };
    let (span, markup) = match token {
        Other::StartTag(tag) => {
            let attributes = tag.attributes.iter().map(|(name, value)| {
                let whole = place(value.span.start, value.span.end);
                let value: Cow<str> = said(&value.value);
                let found = text[whole.range()].rfind(&*value).filter(|_| !value.is_empty());
                let place = found.map_or(whole, |at| Span::new(whole.start + at, whole.start + at + value.len()));
                Attribute { name: said(name), value, place }
            });
            let attributes = attributes.collect();
            (tag.span, Markup::Start(StartTag { name: said(&tag.name.to_ascii_lowercase()), attributes }))
        }
        Other::EndTag(tag) => (tag.span, Markup::End(said(&tag.name.to_ascii_lowercase()))),
        Other::Comment(comment) => (comment.span, Markup::Silent),
        Other::Doctype(doctype) => (doctype.span, Markup::Silent),
        Other::String(_) | Other::Error(_) => return None,
    };
    Some(Token { span: place(span.start, span.end), markup })
}

/// What an entity stands for to a browser.
pub(super) fn resolved(entity: &str) -> Option<String> {
    as_browsers_do(entity).find_map(|token| match token {
        Other::String(text) => Some(String::from_utf8_lossy(&text.value).into_owned()),
        _ => None,
    })
}

fn as_browsers_do(text: &str) -> impl Iterator<Item = Other<usize>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(false);
    Tokenizer::new_with_emitter(text, emitter).map(|Ok(token)| token)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::testing::soup;

    /// Tokens in a form that can be compared: places, names, and the values of what is asked for.
    fn listed<'a>(tokens: impl Iterator<Item = Token<'a>>) -> Vec<String> {
        let shown = |token: Token<'a>| match token.markup {
            Markup::Start(tag) => {
                let place =
                    |(value, place): (&str, Span)| format!("{value}{:?}", Some(place).filter(|_| !value.is_empty()));
                let values = ["href", "class", "name", "y"].map(|name| tag.attribute(name).map(place));
                format!("{:?} <{} {values:?}>", token.span, tag.name)
            }
            Markup::End(name) => format!("{:?} </{name}>", token.span),
            Markup::Silent => format!("{:?}", token.span),
        };
        tokens.map(shown).collect()
    }

    const TOKENS: &[&str] = &[
        "<p>",
        "</p>",
        "<P>",
        "</LI >",
        "<br/>",
        "<br />",
        "<b",
        "<a href=\"x\">",
        "<a  HREF='é' class=\"a b\" >",
        "</a>",
        "<a name=1 href=x>",
        "<a href=\"",
        "\">",
        "'",
        "\"",
        "=",
        " href='?a&amp;b'",
        "<x y>",
        "<x y=''>",
        "<o:p>",
        "<!--",
        "-->",
        "<!doctype html>",
        "<![CDATA[",
        "]]>",
        "<?x?>",
        "</",
        "</>",
        "<>",
        "&lt;",
        "&amp",
        "\r",
        "\x0c",
    ];

    proptest! {
        #[test]
        fn tags_are_read_as_browsers_do(text in soup(TOKENS)) {
            let browsers = as_browsers_do(&text).filter_map(|token| converted(&text, 0, token));
            prop_assert_eq!(listed(tokens(&text, 0)), listed(browsers));
        }
    }

    #[test]
    fn an_entity_stands_for_what_browsers_show() {
        for entity in [
            "&lt;",
            "&gt;",
            "&amp;",
            "&quot;",
            "&apos;",
            "&#39;",
            "&#x27;",
            "&nbsp;",
            "&mdash;",
            "&#8217;",
            "&#xA;",
            "&#9;",
            "&#x1F600;",
            "&#X41;",
            "&#65534;",
            "&#128;",
            "&#127;",
        ] {
            assert_eq!(super::super::entity(entity).as_deref(), resolved(entity).as_deref(), "{entity}");
        }
    }
}
