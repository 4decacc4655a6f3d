//! Inline markup: what the readers of reStructuredText, Org and AsciiDoc share.
//!
//! One pass from left to right; whatever looks ahead remembers what it found, so the time is linear.

use std::ops::Range;

use super::document::{Emphasis, Flow};
use super::prose::{Prose, address_len};
use crate::text::Span;

/// The next place of something, remembered: asking again from further on costs nothing until that place is passed.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    asked: Option<(usize, Option<usize>)>,
}

impl Ahead {
    /// The first place at or after `from`, which `search` finds; `from` must not go back.
    pub(super) fn find(&mut self, from: usize, search: impl FnOnce(usize) -> Option<usize>) -> Option<usize> {
        if let Some((asked, found)) = self.asked
            && asked <= from
            && found.is_none_or(|found| from <= found)
        {
            return found;
        }
        let found = search(from);
        self.asked = Some((from, found));
        found
    }

    /// The first place at or after `from` where `needle` stands and `holds`.
    pub(super) fn find_where(
        &mut self,
        text: &str,
        needle: &str,
        from: usize,
        holds: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        self.find(from, |from| text.get(from..)?.match_indices(needle).map(|(at, _)| from + at).find(|at| holds(*at)))
    }
}

/// How much more may be shown of what does not stand where it is shown: a name used often must not fill the memory.
#[derive(Debug, Default)]
pub(super) struct Budget {
    left: usize,
}

impl Budget {
    /// As much as the text is long, and what any text may have.
    pub(super) fn of(text: &str) -> Self {
        Self { left: text.len() + (1 << 16) }
    }

    /// Takes `value` out of it; none if it does not fit.
    pub(super) fn spend<'a>(&mut self, value: &'a str) -> Option<&'a str> {
        self.left = self.left.checked_sub(value.len())?;
        Some(value)
    }
}

/// A format's inline markup.
pub(super) trait Dialect {
    /// Whether markup may begin with this byte, which is ASCII.
    fn is_sign(&self, byte: u8) -> bool;

    /// Takes the markup at the scan's place; gives false, and takes nothing, if there is none.
    fn take(&mut self, scan: &mut Scan) -> bool;
}

/// Reads `text`, which stands in its source from byte `start` on; none if nothing is visible.
pub(super) fn read(text: &str, start: usize, dialect: &mut impl Dialect) -> Option<Flow> {
    let mut scan = Scan { text, start, at: 0, told: 0, link_end: None, tokens: Vec::new() };
    loop {
        scan.close_link();
        let Some(byte) = text.as_bytes().get(scan.at).copied() else { break };
        let is_sign = byte.is_ascii() && dialect.is_sign(byte) && scan.tokens.len() < MOST_TOKENS;
        if is_sign && dialect.take(&mut scan) {
            continue;
        }
        let address = if matches!(byte, b'h' | b'f') { address_len(text, scan.at) } else { None };
        scan.at = match address {
            Some(len) => scan.limit().min(scan.at + len),
            None => scan.at + scan.char_len(),
        };
    }
    scan.flush(text.len());
    write(text, start, &scan.tokens)
}

/// A paragraph of more markup than this is somebody's attack; the rest of it is text.
const MOST_TOKENS: usize = 1 << 17;

/// A piece of inline text; ranges are bytes of the text that is scanned.
#[derive(Debug)]
enum Token {
    Text(Range<usize>),
    Resolved(String, Range<usize>),
    Marked(Range<usize>, Emphasis),
    Sign(Sign),
    LinkStart(String, Span),
    LinkEnd,
}

/// A sign that sets text apart if it has a partner, and is text if it has none.
#[derive(Debug, Clone)]
pub(super) struct Sign {
    /// Which sign: those of one kind are partners.
    pub(super) kind: u8,
    /// Where it stands.
    pub(super) at: Range<usize>,
    /// What it means; none if the text looks like any other.
    pub(super) emphasis: Option<Emphasis>,
    /// Whether it may begin.
    pub(super) opens: bool,
    /// Whether it may end.
    pub(super) closes: bool,
}

/// The kinds of [`Sign`] that there may be.
const SIGNS: usize = 8;

/// A text while it is scanned.
pub(super) struct Scan<'a> {
    /// The whole text.
    pub(super) text: &'a str,
    /// The byte of the source at which it begins.
    start: usize,
    /// The byte that is looked at.
    pub(super) at: usize,
    /// Text before this byte is in the tokens.
    told: usize,
    /// Where the text of the open link ends, and where its markup does.
    link_end: Option<(usize, usize)>,
    tokens: Vec<Token>,
}

impl Scan<'_> {
    /// What is not scanned yet.
    pub(super) fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// The character before the place.
    pub(super) fn before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    /// Where `range` of the text stands in the source.
    pub(super) fn place(&self, range: Range<usize>) -> Span {
        Span::new(self.start + range.start, self.start + range.end)
    }

    /// Whether the place is inside the text of a link.
    pub(super) fn is_linked(&self) -> bool {
        self.link_end.is_some()
    }

    /// The byte up to which markup may reach: the end of the open link's text or of everything.
    pub(super) fn limit(&self) -> usize {
        self.link_end.map_or(self.text.len(), |(end, _)| end)
    }

    /// The byte from which on text is still at hand: what lies before it has been written out.
    pub(super) fn told(&self) -> usize {
        self.told
    }

    /// Passes `bytes` that are not visible.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.skip_from(self.at, self.at + bytes);
    }

    /// Passes what stands from `from`, which may lie behind the place but not before [`Self::told`], to `to`.
    pub(super) fn skip_from(&mut self, from: usize, to: usize) {
        self.flush(from);
        self.told = to;
        self.at = to;
    }

    /// Shows the next `bytes` as they are, markup or not.
    pub(super) fn show(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Shows `inner`, set apart and free of markup, for all that stands up to `to`.
    pub(super) fn marked(&mut self, inner: Range<usize>, emphasis: Emphasis, to: usize) {
        self.flush(self.at);
        self.tokens.push(Token::Marked(inner, emphasis));
        self.told = to;
        self.at = to;
    }

    /// Shows `text` for all that stands up to `to`.
    pub(super) fn resolved(&mut self, text: impl Into<String>, to: usize) {
        self.flush(self.at);
        self.tokens.push(Token::Resolved(text.into(), self.at..to));
        self.told = to;
        self.at = to;
    }

    /// Takes a sign, which stands at the place.
    pub(super) fn sign(&mut self, sign: Sign) {
        self.flush(self.at);
        self.at = sign.at.end;
        self.told = self.at;
        self.tokens.push(Token::Sign(sign));
    }

    /// Begins a link whose text is `inner`, to be scanned next, and whose markup stands from `from` to `to`.
    ///
    /// `place` is where the address stands in the source.
    pub(super) fn link(&mut self, from: usize, inner: Range<usize>, target: String, place: Span, to: usize) {
        self.flush(from);
        self.tokens.push(Token::LinkStart(target, place));
        self.told = inner.start;
        self.at = inner.start;
        self.link_end = Some((inner.end, to));
    }

    fn close_link(&mut self) {
        let Some((_, to)) = self.link_end.filter(|(end, _)| *end <= self.at) else { return };
        let end = self.link_end.take().map_or(self.at, |(end, _)| end.max(self.told));
        self.flush(end);
        self.tokens.push(Token::LinkEnd);
        self.told = to.max(end);
        self.at = self.told;
    }

    fn flush(&mut self, to: usize) {
        if self.told < to {
            self.tokens.push(Token::Text(self.told..to));
            self.told = to;
        }
    }

    fn char_len(&self) -> usize {
        self.rest().chars().next().map_or(1, char::len_utf8)
    }
}

/// Writes tokens out as a flow.
fn write(text: &str, start: usize, tokens: &[Token]) -> Option<Flow> {
    let paired = pair_signs(tokens);
    let moved = |range: &Range<usize>| Span::new(start + range.start, start + range.end);
    let mut prose = Prose::default();
    let mut begins = Vec::new();
    let mut link = None;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Text(range) => prose.text(&text[range.clone()], start + range.start),
            Token::Resolved(shown, range) => prose.resolved(shown, moved(range)),
            Token::Marked(range, emphasis) => {
                let from = prose.here();
                prose.text(&text[range.clone()], start + range.start);
                prose.mark(from, *emphasis);
            }
            Token::Sign(sign) => match paired[index] {
                Pairing::Alone => prose.text(&text[sign.at.clone()], start + sign.at.start),
                Pairing::Begins => begins.push(prose.here()),
                Pairing::Ends => {
                    if let (Some(from), Some(emphasis)) = (begins.pop(), sign.emphasis) {
                        prose.mark(from, emphasis);
                    }
                }
            },
            Token::LinkStart(target, place) => link = Some((prose.here(), target, *place)),
            Token::LinkEnd => {
                if let Some((from, target, place)) = link.take() {
                    prose.link(from, target.clone(), place);
                }
            }
        }
    }
    prose.finish()
}

/// What became of a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pairing {
    Alone,
    Begins,
    Ends,
}

/// Pairs each sign that may end with the nearest before it that may begin; pairs nest.
fn pair_signs(tokens: &[Token]) -> Vec<Pairing> {
    let mut paired = vec![Pairing::Alone; tokens.len()];
    let mut open: Vec<(usize, u8)> = Vec::new();
    // How many of each kind are open, so that a sign without a partner is not looked for.
    let mut waiting = [0_usize; SIGNS];
    for (index, token) in tokens.iter().enumerate() {
        let Token::Sign(sign) = token else { continue };
        let kind = usize::from(sign.kind) % SIGNS;
        if sign.closes && waiting[kind] > 0 {
            while let Some((begin, other)) = open.pop() {
                waiting[usize::from(other) % SIGNS] -= 1;
                if other == sign.kind {
                    paired[begin] = Pairing::Begins;
                    paired[index] = Pairing::Ends;
                    break;
                }
            }
        } else if sign.opens {
            waiting[kind] += 1;
            open.push((index, sign.kind));
        }
    }
    paired
}
