//! Prose: running text as it is written out piece by piece, for every format's reader.
//!
//! White space is what a page shows: a run of it, line breaks and indentation included, is one space, and none stands at
//! either end. An address that stands bare in the text becomes a link to itself.

use std::cmp::Reverse;
use std::ops::Range;

use super::document::{Emphasis, Flow, Link};
use crate::text::Span;

/// A flow in the making.
#[derive(Debug, Default)]
pub(super) struct Prose {
    flow: Flow,
    /// White space that is not visible until more text follows.
    gap: Option<Gap>,
}

#[derive(Debug, Clone, Copy)]
struct Gap {
    source: Span,
    /// Whether it is one space in the source too.
    verbatim: bool,
}

impl Prose {
    /// Appends text that stands in the source from byte `start` on; its white space is collapsed.
    pub(super) fn text(&mut self, text: &str, start: usize) {
        let bytes = text.as_bytes();
        // With the space before it.
        self.flow.reserve(bytes.len() + 1);
        let mut from = 0;
        while from < bytes.len() {
            let blank = bytes[from..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if blank > 0 {
                let at = start + from;
                let verbatim = blank == 1 && bytes[from] == b' ';
                self.open_gap(Gap { source: Span::new(at, at + blank), verbatim });
                from += blank;
            } else {
                let words = words(&bytes[from..]);
                self.close_gap();
                self.flow.push_verbatim(&text[from..from + words], start + from);
                from += words;
            }
        }
    }

    /// Appends text that the source writes otherwise: an entity.
    pub(super) fn resolved(&mut self, text: &str, source: Span) {
        if text.is_empty() {
            return;
        }
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.gap(source);
            return;
        }
        self.close_gap();
        self.flow.push_resolved(text, source);
    }

    /// Appends a flow, links and marks included.
    pub(super) fn flow(&mut self, flow: Flow) {
        self.close_gap();
        self.flow.append(flow);
    }

    /// Appends a space where the source has something else: a break, the border of a cell.
    pub(super) fn gap(&mut self, source: Span) {
        self.open_gap(Gap { source, verbatim: false });
    }

    /// The visible byte at which the next text will stand.
    pub(super) fn here(&self) -> usize {
        self.flow.len() + usize::from(self.gap.is_some() && !self.flow.is_empty())
    }

    /// Sets apart what was written since `from`, which [`Self::here`] gave; nothing if nothing was.
    pub(super) fn mark(&mut self, from: usize, emphasis: Emphasis) {
        if from < self.flow.len() {
            self.flow.marks.push((from..self.flow.len(), emphasis));
        }
    }

    /// Links what was written since `from`; nothing if nothing was, or if there is no address.
    pub(super) fn link(&mut self, from: usize, target: impl Into<String>, span: Span) {
        let target = target.into();
        if from < self.flow.len() && !target.is_empty() {
            self.flow.links.push(Link { anchor: from..self.flow.len(), target, span });
        }
    }

    /// The flow, with links and marks in order; none if nothing is visible.
    pub(super) fn finish(mut self) -> Option<Flow> {
        if self.flow.is_empty() {
            return None;
        }
        self.flow.marks.sort_by_key(|(range, _)| (range.start, Reverse(range.end)));
        self.flow.links.sort_by_key(|link| (link.anchor.start, Reverse(link.anchor.end)));
        self.link_bare_addresses();
        Some(self.flow)
    }

    fn open_gap(&mut self, gap: Gap) {
        if self.flow.is_empty() {
            return;
        }
        self.gap = Some(match self.gap {
            Some(before) => {
                Gap { source: Span::new(before.source.start, gap.source.end.max(before.source.start)), verbatim: false }
            }
            None => gap,
        });
    }

    fn close_gap(&mut self) {
        match self.gap.take() {
            Some(gap) if gap.verbatim => self.flow.push_verbatim(" ", gap.source.start),
            Some(gap) => self.flow.push_resolved(" ", gap.source),
            None => {}
        }
    }

    fn link_bare_addresses(&mut self) {
        let bare: Vec<_> = bare_addresses(self.flow.text()).collect();
        if bare.is_empty() {
            return;
        }
        let code = self.flow.marks.iter().filter(|(_, kind)| *kind == Emphasis::Code).map(|(range, _)| range.clone());
        let mut taken: Vec<_> = self.flow.links.iter().map(|link| link.anchor.clone()).chain(code).collect();
        taken.sort_by_key(|range| range.start);
        let (mut next, mut taken_to) = (0, 0);
        for anchor in bare {
            while let Some(range) = taken.get(next).filter(|range| range.start < anchor.end) {
                taken_to = taken_to.max(range.end);
                next += 1;
            }
            if taken_to <= anchor.start {
                let target = self.flow.text()[anchor.clone()].to_owned();
                let span = self.flow.source(anchor.clone());
                self.flow.links.push(Link { anchor, target, span });
            }
        }
        self.flow.links.sort_by_key(|link| link.anchor.start);
    }
}

/// The bytes at the beginning of `text`, which begins with a word, in which white space is one space between words.
fn words(text: &[u8]) -> usize {
    // Several bytes at once while nothing among them may end the run.
    const AT_ONCE: usize = 16;
    let mut at = 0;
    while let Some(bytes) = text[at..].first_chunk::<{ AT_ONCE + 1 }>() {
        // Without a branch, so that the bytes are compared side by side.
        let may_end = (0..AT_ONCE).fold(0, |any, at| {
            let is_break = u8::from(bytes[at].wrapping_sub(b'\t') <= b'\r' - b'\t');
            let is_gap = u8::from(bytes[at] == b' ') & u8::from(bytes[at + 1] == b' ');
            any | is_break | is_gap
        });
        if may_end != 0 {
            break;
        }
        at += AT_ONCE;
    }
    let is_end = |at: usize| match text[at] {
        b' ' => text.get(at + 1).is_none_or(u8::is_ascii_whitespace),
        byte => byte.is_ascii_whitespace(),
    };
    // What was passed may end with the space before a line break.
    at -= usize::from(at > 0 && text[at - 1] == b' ');
    (at..text.len()).find(|at| is_end(*at)).unwrap_or(text.len())
}

/// The addresses that stand bare in `text`, in order.
fn bare_addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut done = 0;
    let colons = memchr::memchr_iter(b':', text.as_bytes()).filter(|at| text[*at..].starts_with("://"));
    colons.filter_map(move |at| {
        let scheme = SCHEMES.iter().find(|scheme| text[..at].ends_with(*scheme))?;
        let start = at - scheme.len();
        if start < done {
            return None;
        }
        let len = address_len(text, start)?;
        done = start + len;
        Some(start..done)
    })
}

/// The length of the address that stands bare at byte `at` of `text`; none if none does.
///
/// It ends before white space, quotation marks and angle brackets; punctuation that closes a sentence or a bracket
/// which the address does not open is not part of it.
pub(super) fn address_len(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let scheme = SCHEMES.iter().find(|scheme| rest.starts_with(*scheme) && rest[scheme.len()..].starts_with("://"))?;
    if text[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let end = rest
        .find(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '\\' | '“' | '”' | '«' | '»')
        })
        .unwrap_or(rest.len());
    let mut address = &rest[..end];
    let count = |sign: char| address.matches(sign).count();
    let (mut round, mut square) = (count(')').saturating_sub(count('(')), count(']').saturating_sub(count('[')));
    loop {
        let unopened = match address.chars().next_back()? {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '…' | '*' | '_' => true,
            ')' if round > 0 => {
                round -= 1;
                true
            }
            ']' if square > 0 => {
                square -= 1;
                true
            }
            _ => false,
        };
        if !unopened {
            break;
        }
        address = &address[..address.len() - address.chars().next_back()?.len_utf8()];
    }
    (address.len() > scheme.len() + 3).then_some(address.len())
}

/// The schemes that make an address out of bare text.
const SCHEMES: [&str; 3] = ["https", "http", "ftp"];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::floor_boundary;

    #[test]
    fn white_space_is_one_space_and_none_at_the_ends() {
        let source = "  a\n   b  c ";
        let mut prose = Prose::default();
        prose.text(source, 0);
        let flow = prose.finish().expect("something is visible");
        assert_eq!(flow.text(), "a b c");
        assert_eq!(flow.source(1..2), Span::new(3, 7));
        assert_eq!(flow.source(4..5), Span::new(10, 11));
    }

    proptest! {
        #[test]
        fn text_in_parts_is_the_same_as_in_one_piece(
            text in "([a-zé]{1,40}|[ \\n\\t\\r\\x0b\\x0c]{1,3}| ){0,40}",
            cuts in proptest::collection::vec(0..200_usize, 0..8),
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| floor_boundary(&text, cut)).collect();
            cuts.sort_unstable();
            let (mut whole, mut parts, mut words) = (Prose::default(), Prose::default(), Prose::default());
            whole.text(&text, 7);
            let mut from = 0;
            for cut in cuts.into_iter().chain([text.len()]) {
                parts.text(&text[from..cut], 7 + from);
                from = cut;
            }
            for (at, c) in text.char_indices() {
                words.text(&text[at..at + c.len_utf8()], 7 + at);
            }
            let whole = whole.finish();
            prop_assert_eq!(&whole, &parts.finish());
            prop_assert_eq!(&whole, &words.finish());
        }
    }

    #[test]
    fn a_bare_address_ends_before_the_sentence_does() {
        for (text, address) in [
            ("see https://criu.org.", Some("https://criu.org")),
            ("(http://a.b/c_(d))", Some("http://a.b/c_(d)")),
            ("http://a.b/c, and", Some("http://a.b/c")),
            ("xhttp://a.b", None),
            ("http://", None),
            ("http://...", None),
        ] {
            let found = bare_addresses(text).next().map(|range| &text[range]);
            assert_eq!(found, address, "{text}");
        }
    }

    #[test]
    fn an_address_inside_a_link_or_code_is_not_linked_again() {
        let mut prose = Prose::default();
        prose.text("http://a.b", 0);
        prose.link(0, "http://c.d", Span::new(50, 60));
        prose.text(" ", 10);
        let from = prose.here();
        prose.text("http://e.f", 11);
        prose.mark(from, Emphasis::Code);
        prose.text(" http://g.h", 21);
        let targets: Vec<_> = prose.finish().expect("visible").links.into_iter().map(|link| link.target).collect();
        assert_eq!(targets, ["http://c.d", "http://g.h"]);
    }
}
