//! Events: the tags of a document, and what stands between them.
//!
//! What is written as programs write it is read here, at a fraction of the cost; quick-xml reads the head of a document,
//! and from its start any document in which something else stands, since it knows all of XML and says what is wrong.

use memchr::{memchr, memchr2, memchr3};
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, BytesText, Event};
use quick_xml::{Error, Reader};

use crate::text::Span;

/// The events of a document, one after the other.
pub(super) struct Events<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// How the rest is read; none by quick-xml.
    usual: Option<Usual<'a>>,
    is_strict: bool,
}

/// Why there is no next event.
pub(super) enum Failure {
    /// Something is written as it seldom is: the document is to be read again, strictly.
    Unusual,
    /// What is wrong, and the byte at which it is.
    Broken(Error, usize),
}

/// A document after the start tag of its root element.
struct Usual<'a> {
    at: usize,
    /// The names of the open elements.
    open: Vec<&'a str>,
}

impl<'a> Events<'a> {
    /// Those of `text`; all of them by quick-xml, if `is_strict`.
    pub(super) fn new(text: &'a str, is_strict: bool) -> Self {
        Self { text, reader: Reader::from_str(text), usual: None, is_strict }
    }

    /// The next event and where it stands.
    pub(super) fn next(&mut self) -> Result<(Event<'a>, Span), Failure> {
        if let Some(usual) = &mut self.usual {
            return usual.next(self.text).ok_or(Failure::Unusual);
        }
        let start = self.place(self.reader.buffer_position());
        let event = self.reader.read_event();
        let event = event.map_err(|error| Failure::Broken(error, self.place(self.reader.error_position())))?;
        let end = self.place(self.reader.buffer_position()).max(start);
        if let Event::Start(_) = &event
            && !self.is_strict
        {
            let name = &self.text[start + "<".len()..];
            self.usual = Some(Usual { at: end, open: vec![&name[..name_len(name)]] });
        }
        Ok((event, Span::new(start, end)))
    }

    fn place(&self, at: u64) -> usize {
        usize::try_from(at).unwrap_or(usize::MAX).min(self.text.len())
    }
}

impl<'a> Usual<'a> {
    /// The next event; none if it is unusual.
    fn next(&mut self, text: &'a str) -> Option<(Event<'a>, Span)> {
        let start = self.at;
        let rest = &text[start..];
        let bytes = rest.as_bytes();
        let (event, len) = match bytes {
            [] => (Event::Eof, 0),
            [b'<', b'/', ..] => {
                let name = self.open.pop()?;
                let end = "</".len() + name.len();
                if !rest["</".len()..].starts_with(name) || bytes.get(end) != Some(&b'>') {
                    return None;
                }
                (Event::End(BytesEnd::new(name)), end + 1)
            }
            [b'<', first, ..] if first.is_ascii_alphabetic() => {
                let end = tag_end(bytes)?;
                let content = &rest[1..end];
                let (content, is_empty) = content.strip_suffix('/').map_or((content, false), |content| (content, true));
                let name = name_len(content);
                // A prefix stands for a namespace.
                if memchr(b':', &content.as_bytes()[..name]).is_some() {
                    return None;
                }
                let tag = BytesStart::from_content(content, name);
                if is_empty {
                    (Event::Empty(tag), end + 1)
                } else {
                    self.open.push(&content[..name]);
                    (Event::Start(tag), end + 1)
                }
            }
            [b'<', ..] => return None,
            [b'&', name @ ..] => {
                let name = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
                let end = 1 + name;
                let is_one = name > 0 && bytes.get(end) == Some(&b';');
                is_one.then(|| (Event::GeneralRef(BytesRef::new(&rest[1..end])), end + 1))?
            }
            _ => {
                let end = memchr2(b'<', b'&', bytes).unwrap_or(bytes.len());
                (Event::Text(BytesText::from_escaped(&rest[..end])), end)
            }
        };
        self.at += len;
        Some((event, Span::new(start, self.at)))
    }
}

/// The bytes of a tag before its `>`, which may also stand in quotation marks.
fn tag_end(tag: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr3(b'>', b'"', b'\'', &tag[at..])?;
        match tag[at] {
            b'>' => return Some(at),
            quote => at += memchr(quote, &tag[at + 1..])? + 2,
        }
    }
}

/// The bytes of the name with which a tag's content begins.
fn name_len(content: &str) -> usize {
    let is_end = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'>');
    content.bytes().position(is_end).unwrap_or(content.len())
}
