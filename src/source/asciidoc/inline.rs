//! The inline markup of AsciiDoc.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::source::document::{Emphasis, Flow};
use crate::source::inline::{self, Ahead, Budget, Dialect, Scan, Sign};
use crate::source::line::lines;

/// What the attributes of a text stand for.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    values: BTreeMap<String, String>,
    budget: Budget,
}

impl Attributes {
    /// Gathers the attributes of `text`; the first value of each counts.
    pub(super) fn of(text: &str) -> Self {
        let mut attributes = BTreeMap::new();
        for (name, value) in
            [("nbsp", "\u{a0}"), ("plus", "+"), ("cpp", "C++"), ("zwsp", ""), ("amp", "&"), ("empty", "")]
        {
            attributes.insert(name.to_owned(), value.to_owned());
        }
        for (name, value) in lines(text, 0).filter(|line| line.indent == 0).filter_map(|line| attribute(line.body)) {
            attributes.entry(name.to_lowercase()).or_insert_with(|| value.to_owned());
        }
        Self { values: attributes, budget: Budget::of(text) }
    }

    fn get(&mut self, name: &str) -> Option<&str> {
        self.budget.spend(self.values.get(&name.to_lowercase())?)
    }
}

/// The name and the value of `:name: value`.
pub(super) fn attribute(body: &str) -> Option<(&str, &str)> {
    let (name, value) = body.strip_prefix(':')?.split_once(':')?;
    let is_name = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'!' | b'@'));
    (is_name && (value.is_empty() || value.starts_with([' ', '\t']))).then(|| (name, value.trim()))
}

/// Reads the inline markup of `text`, which stands in its source from byte `start` on.
pub(super) fn read(text: &str, start: usize, attributes: &mut Attributes) -> Option<Flow> {
    let [word, bracket, angle, code, fence, quote, plus] = Default::default();
    inline::read(
        text,
        start,
        &mut AsciiDoc { attributes, word, bracket, angle, code, fence, quote, plus, quoted: None },
    )
}

struct AsciiDoc<'a> {
    attributes: &'a mut Attributes,
    /// Where the next of each is: the end of a word, `]`, `>>`, the ends of code, of a quotation, of passed text.
    word: Ahead,
    bracket: Ahead,
    angle: Ahead,
    code: Ahead,
    fence: Ahead,
    quote: Ahead,
    plus: Ahead,
    /// Where the quotation that is open ends.
    quoted: Option<usize>,
}

/// The signs that nest, and what they mean.
const SIGNS: [(u8, Option<Emphasis>); 3] =
    [(b'*', Some(Emphasis::Strong)), (b'_', Some(Emphasis::Light)), (b'#', None)];

/// Macros `name:target[text]`, and what is shown of them.
const MACROS: [(&str, Shown); 11] = [
    ("http://", Shown::Address),
    ("https://", Shown::Address),
    ("ftp://", Shown::Address),
    ("link:", Shown::Link),
    ("mailto:", Shown::Link),
    ("xref:", Shown::Text),
    ("footnote:", Shown::Text),
    ("kbd:", Shown::Text),
    ("pass:", Shown::Text),
    ("image:", Shown::Nothing),
    ("icon:", Shown::Nothing),
];

/// What a page shows of a macro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// Its text, linked to the address that the macro begins with.
    Address,
    /// Its text, linked to its target.
    Link,
    /// Its text.
    Text,
    Nothing,
}

impl Dialect for AsciiDoc<'_> {
    fn is_sign(&self, byte: u8) -> bool {
        matches!(
            byte,
            b'*' | b'_'
                | b'#'
                | b'`'
                | b'+'
                | b'<'
                | b'{'
                | b'['
                | b'\\'
                | b'/'
                | b'h'
                | b'f'
                | b'l'
                | b'm'
                | b'x'
                | b'k'
                | b'p'
                | b'i'
        )
    }

    fn take(&mut self, scan: &mut Scan) -> bool {
        match scan.rest().as_bytes()[0] {
            b'`' => self.take_quotation(scan) || self.take_code(scan),
            b'+' => take_break(scan) || self.take_passed(scan),
            b'<' => self.take_reference(scan),
            b'{' => self.take_attribute(scan),
            b'[' => take_role(scan),
            b'\\' => take_escape(scan),
            b'/' => take_comment(scan),
            sign @ (b'*' | b'_' | b'#') => take_sign(scan, sign),
            _ => self.take_macro(scan),
        }
    }
}

impl AsciiDoc<'_> {
    fn take_macro(&mut self, scan: &mut Scan) -> bool {
        if scan.before().is_some_and(char::is_alphanumeric) || scan.is_linked() {
            return false;
        }
        let Some((name, shown)) = MACROS.iter().find(|(name, _)| scan.rest().starts_with(name)) else { return false };
        if scan.rest()[name.len()..].starts_with(':') {
            return false;
        }
        let Some((open, close)) = self.brackets(scan, scan.at) else { return false };
        let target = scan.at + name.len()..open;
        let inner = shown_text(scan.text, open + 1..close);
        match shown {
            Shown::Nothing => scan.skip(close + 1 - scan.at),
            Shown::Text => scan.link(scan.at, inner, String::new(), scan.place(target), close + 1),
            Shown::Link if scan.rest().starts_with("mailto:") => self.link(scan, scan.at..open, inner, close),
            Shown::Link => self.link(scan, target, inner, close),
            Shown::Address => self.link(scan, scan.at..open, inner, close),
        }
        true
    }

    fn link(&mut self, scan: &mut Scan, target: Range<usize>, inner: Range<usize>, close: usize) {
        let address = self.resolve(scan.text[target.clone()].trim_matches('+'));
        let shown = if inner.is_empty() { target.clone() } else { inner };
        scan.link(scan.at, shown, address, scan.place(target), close + 1);
    }

    /// The brackets that a word ends with which begins at `from`: `word[text]`.
    fn brackets(&mut self, scan: &Scan, from: usize) -> Option<(usize, usize)> {
        let text = scan.text;
        let ends = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '<' | '>' | '"');
        let open = self.word.find(from, |from| text[from..].find(ends).map(|at| from + at))?;
        if !text[open..].starts_with('[') {
            return None;
        }
        let is_escaped = |at: usize| text[..at].ends_with('\\');
        let close = self.bracket.find_where(text, "]", open + 1, |at| !is_escaped(at))?;
        (close < scan.limit()).then_some((open, close))
    }

    /// An address with its attributes resolved.
    fn resolve(&mut self, address: &str) -> String {
        let mut resolved = String::with_capacity(address.len());
        let mut rest = address;
        while let Some((before, name, after)) = next_attribute(rest) {
            resolved.push_str(before);
            resolved.push_str(self.attributes.get(name).unwrap_or(name));
            rest = after;
        }
        resolved.push_str(rest);
        resolved
    }

    /// Takes `{name}`, and `{name}/path[text]` if the name stands for an address.
    fn take_attribute(&mut self, scan: &mut Scan) -> bool {
        let near = crate::text::floor_boundary(scan.rest(), LONGEST_NAME);
        let Some(("", name, _)) = next_attribute(&scan.rest()[..near]) else { return false };
        let Some(value) = self.attributes.get(name).map(str::to_owned) else { return false };
        let after = scan.at + name.len() + 2;
        if value.contains("://")
            && !scan.is_linked()
            && let Some((open, close)) = self.brackets(scan, scan.at)
        {
            let inner = shown_text(scan.text, open + 1..close);
            self.link(scan, scan.at..open, inner, close);
        } else if after <= scan.limit() {
            scan.resolved(value, after);
        } else {
            return false;
        }
        true
    }

    /// Takes `<<name>>` and `<<name,text>>`.
    fn take_reference(&mut self, scan: &mut Scan) -> bool {
        let (text, from) = (scan.text, scan.at + 2);
        if !scan.rest().starts_with("<<") || scan.is_linked() {
            return false;
        }
        let found = self.angle.find_where(text, ">>", from, |_| true);
        let Some(end) = found.filter(|end| end - from < LONGEST_REFERENCE) else { return false };
        let begin = text[from..end].find(',').map_or(from, |at| from + at + 1);
        scan.link(scan.at, begin..end, String::new(), scan.place(from..end), end + 2);
        true
    }

    /// Takes the signs of `` "`quotation`" ``.
    fn take_quotation(&mut self, scan: &mut Scan) -> bool {
        let text = scan.text;
        if self.quoted.is_some_and(|end| end == scan.at) {
            self.quoted = None;
            scan.skip(1);
            return true;
        }
        let Some(mark) = scan.before().filter(|c| matches!(c, '"' | '\'')) else { return false };
        if self.quoted.is_some_and(|end| end > scan.at) {
            return false;
        }
        let ends = |at: usize| text[at + 1..].starts_with(mark);
        // One memory for both marks: what it found for the other is no end for this one.
        let found = self.quote.find_where(text, "`", scan.at + 1, |at| text[at + 1..].starts_with(['"', '\'']));
        let Some(end) = found.filter(|end| ends(*end) && *end < scan.limit()) else { return false };
        self.quoted = Some(end);
        scan.skip(1);
        true
    }

    fn take_code(&mut self, scan: &mut Scan) -> bool {
        let text = scan.text;
        let fence = scan.rest().starts_with("``");
        let (sign, ahead) = if fence { ("``", &mut self.fence) } else { ("`", &mut self.code) };
        let from = scan.at + sign.len();
        if !fence && !may_begin(scan, 1) {
            return false;
        }
        let found = ahead.find_where(text, sign, from, |at| fence || may_end(text, at, at + 1));
        let Some(end) = found.filter(|end| *end > from && *end < scan.limit()) else { return false };
        let passed = text[from..end].len() > 2 && text[from..end].starts_with('+') && text[from..end].ends_with('+');
        let inner = if passed { from + 1..end - 1 } else { from..end };
        scan.marked(inner, Emphasis::Code, end + sign.len());
        true
    }

    /// Takes `+text+` and `++text++`, whose markup is text.
    fn take_passed(&mut self, scan: &mut Scan) -> bool {
        let text = scan.text;
        let from = scan.at + 1;
        if !may_begin(scan, 1) || scan.rest().starts_with("++") {
            return false;
        }
        let found = self.plus.find_where(text, "+", from, |at| may_end(text, at, at + 1));
        let Some(end) = found.filter(|end| *end > from && *end < scan.limit()) else { return false };
        scan.skip(1);
        scan.show(end - from);
        scan.skip(1);
        true
    }
}

/// A name of more bytes than this is none.
const LONGEST_NAME: usize = 80;

/// A reference of more bytes than this is none.
const LONGEST_REFERENCE: usize = 300;

/// What stands before `{name}`, the name, and what stands after it.
fn next_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    let is_name =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_name.then_some((before, name, after))
}

/// The part of a macro's text that is shown: without quotation marks, and without the attributes after it.
fn shown_text(text: &str, inner: Range<usize>) -> Range<usize> {
    let shown = &text[inner.clone()];
    if let Some((quoted, _)) = shown.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        return inner.start + 1..inner.start + 1 + quoted.len();
    }
    let attributes = [",window=", ",role=", ",opts=", ", window=", ", role=", ",title=", "^"];
    let end = attributes.iter().filter_map(|name| shown.find(name)).min().unwrap_or(shown.len());
    inner.start..inner.start + end
}

fn take_sign(scan: &mut Scan, sign: u8) -> bool {
    let count = scan.rest().bytes().take(3).take_while(|byte| *byte == sign).count();
    let Some(kind) = SIGNS.iter().position(|(known, _)| *known == sign).filter(|_| count < 3) else {
        let run = scan.rest().bytes().take_while(|byte| *byte == sign).count();
        scan.show(run);
        return true;
    };
    let (at, end) = (scan.at, scan.at + count);
    if end > scan.limit() {
        return false;
    }
    let (opens, closes) = if count == 2 {
        let after = scan.text[end..].chars().next();
        (after.is_some_and(|c| !c.is_whitespace()), scan.before().is_some_and(|c| !c.is_whitespace()))
    } else {
        (may_begin(scan, 1), may_end(scan.text, at, end))
    };
    if opens || closes {
        let kind = u8::try_from(kind * 2 + count - 1).unwrap_or_default();
        scan.sign(Sign { kind, at: at..end, emphasis: SIGNS[usize::from(kind / 2)].1, opens, closes });
    }
    opens || closes
}

/// Takes ` +` at the end of a line.
fn take_break(scan: &mut Scan) -> bool {
    let breaks = scan.before() == Some(' ') && (scan.rest().len() == 1 || scan.rest()[1..].starts_with(['\n', '\r']));
    if breaks {
        scan.skip(1);
    }
    breaks
}

/// Takes `[.role]` before what it sets apart.
fn take_role(scan: &mut Scan) -> bool {
    if !scan.rest().starts_with("[.") && !scan.rest().starts_with("[#") {
        return false;
    }
    let near = crate::text::floor_boundary(scan.rest(), LONGEST_NAME);
    let Some(end) = scan.rest()[..near].find(']') else { return false };
    let found = scan.rest()[end + 1..].starts_with(['#', '*', '_', '`']) && scan.at + end < scan.limit();
    if found {
        scan.skip(end + 1);
    }
    found
}

fn take_escape(scan: &mut Scan) -> bool {
    let rest = &scan.rest()[1..];
    let Some(next) = rest.chars().next() else { return false };
    let escapes = matches!(next, '*' | '_' | '#' | '`' | '+' | '{' | '<' | '[' | ']') || rest.starts_with("http");
    if escapes {
        scan.skip(1);
        scan.show(next.len_utf8());
    }
    escapes
}

/// Takes a line that is a comment.
fn take_comment(scan: &mut Scan) -> bool {
    let is_comment = scan.rest().starts_with("//") && !scan.rest().starts_with("///") && scan.before() == Some('\n');
    if is_comment {
        let end = scan.rest().find('\n').unwrap_or(scan.rest().len());
        scan.skip(end);
    }
    is_comment
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a sign of `len` bytes may begin at the place: it is not stuck to a word, and something is stuck to it.
fn may_begin(scan: &Scan, len: usize) -> bool {
    let after = scan.rest()[len..].chars().next();
    let stuck = |c: char| c.is_alphanumeric() || matches!(c, ';' | ':' | '}' | '\\');
    after.is_some_and(|c| !c.is_whitespace()) && !scan.before().is_some_and(stuck)
}

/// Whether a sign that stands from `at` to `after` may end what it set apart.
fn may_end(text: &str, at: usize, after: usize) -> bool {
    text[..at].chars().next_back().is_some_and(|c| !c.is_whitespace())
        && !text[after..].chars().next().is_some_and(is_word)
}
