//! The inline markup of reStructuredText; it does not nest.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::source::document::{Emphasis, Flow};
use crate::source::inline::{self, Ahead, Budget, Dialect, Scan};
use crate::source::line::lines;
use crate::text::Span;

/// What names stand for: link targets and substitutions, gathered from the whole text.
#[derive(Debug, Default)]
pub(super) struct Names {
    targets: BTreeMap<String, (String, Span)>,
    /// The targets of anonymous references, in order, and how many are used.
    anonymous: Vec<(String, Span)>,
    used: usize,
    /// What a substitution shows; nothing for an image.
    substitutions: BTreeMap<String, String>,
    budget: Budget,
}

impl Names {
    /// Gathers the names of `text`, which stands in its source from byte `start` on.
    pub(super) fn of(text: &str, start: usize) -> Self {
        let mut names = Self { budget: Budget::of(text), ..Self::default() };
        let mut unfinished: Option<String> = None;
        for line in lines(text, 0) {
            if let Some(name) = unfinished.take().filter(|_| line.indent > 0 && !line.is_blank()) {
                names.add_target(name, line.body, start + line.from);
                continue;
            }
            // Where a target ends: white space behind it, of any kind, is none of it.
            let end = start + line.end() - (line.body.len() - line.body.trim_end().len());
            let anonymous = line.body.strip_prefix("__ ").or_else(|| line.body.strip_prefix(".. __: "));
            if let Some(target) = anonymous {
                let target = target.trim();
                names.anonymous.push((target.to_owned(), Span::new(end - target.len(), end)));
            } else if let Some(named) = line.body.strip_prefix(".. _") {
                let Some((name, target)) = split_name(named) else { continue };
                if target.is_empty() {
                    unfinished = Some(normalise(name));
                } else {
                    names.add_target(normalise(name), target, end - target.len());
                }
            } else if let Some(substituted) = line.body.strip_prefix(".. |")
                && let Some((name, definition)) = substituted.split_once('|')
            {
                let shown = definition.trim().strip_prefix("replace::").unwrap_or_default();
                names.substitutions.insert(normalise(name), shown.trim().to_owned());
            }
        }
        names
    }

    fn add_target(&mut self, name: String, target: &str, at: usize) {
        self.targets.entry(name).or_insert_with(|| (target.to_owned(), Span::new(at, at + target.len())));
    }

    fn target(&mut self, name: &str) -> Option<(String, Span)> {
        let found = self.targets.get(&normalise(name))?;
        let alias = found.0.strip_suffix('_').map(|alias| alias.trim_matches('`'));
        let (target, span) = alias.and_then(|alias| self.targets.get(&normalise(alias))).unwrap_or(found);
        Some((self.budget.spend(target)?.to_owned(), *span))
    }

    fn substitution(&mut self, name: &str) -> Option<String> {
        let shown = self.substitutions.get(&normalise(name))?;
        self.budget.spend(shown).map(str::to_owned)
    }

    fn next_anonymous(&mut self) -> Option<(String, Span)> {
        let found = self.anonymous.get(self.used).cloned();
        self.used += 1;
        found
    }
}

/// The name and the address of `name: address`; the name may be in backquotes.
fn split_name(named: &str) -> Option<(&str, &str)> {
    let (name, target) = match named.strip_prefix('`') {
        Some(quoted) => quoted.split_once("`:")?,
        None => named.split_once(": ").or_else(|| named.strip_suffix(':').map(|name| (name, "")))?,
    };
    Some((name, target.trim()))
}

fn normalise(name: &str) -> String {
    crate::text::squeeze(&name.to_lowercase())
}

/// Reads the inline markup of `text`, which stands in its source from byte `start` on.
pub(super) fn read(text: &str, start: usize, names: &mut Names) -> Option<Flow> {
    let [literal, phrase, star, stars] = Default::default();
    inline::read(text, start, &mut Rst { names, literal, phrase, stars: [star, stars] })
}

struct Rst<'a> {
    names: &'a mut Names,
    /// Where the next end of each kind of markup is.
    literal: Ahead,
    phrase: Ahead,
    stars: [Ahead; 2],
}

impl Dialect for Rst<'_> {
    fn is_sign(&self, byte: u8) -> bool {
        matches!(byte, b'`' | b'*' | b'|' | b'_' | b'[' | b'\\')
    }

    fn take(&mut self, scan: &mut Scan) -> bool {
        match scan.rest().as_bytes()[0] {
            b'`' if scan.rest().starts_with("``") => self.take_literal(scan),
            b'`' => self.take_phrase(scan),
            b'*' => self.take_stars(scan),
            b'|' => self.take_substitution(scan),
            b'_' => self.take_reference(scan),
            b'[' => take_footnote(scan),
            _ => take_escape(scan),
        }
    }
}

impl Rst<'_> {
    fn take_literal(&mut self, scan: &mut Scan) -> bool {
        let (text, from) = (scan.text, scan.at + 2);
        if !may_begin(scan, 2) {
            return false;
        }
        let Some(end) = self.literal.find_where(text, "``", from, |at| may_end(text, at, at + 2)) else { return false };
        if end == from {
            return false;
        }
        scan.marked(from..end, Emphasis::Code, end + 2);
        true
    }

    fn take_stars(&mut self, scan: &mut Scan) -> bool {
        let strong = scan.rest().starts_with("**");
        let (sign, emphasis) = if strong { ("**", Emphasis::Strong) } else { ("*", Emphasis::Light) };
        let (text, from) = (scan.text, scan.at + sign.len());
        if !may_begin(scan, sign.len()) {
            return false;
        }
        let ahead = &mut self.stars[usize::from(strong)];
        let Some(end) = ahead.find_where(text, sign, from, |at| may_end(text, at, at + sign.len())) else {
            return false;
        };
        if end == from {
            return false;
        }
        scan.marked(from..end, emphasis, end + sign.len());
        true
    }

    /// Takes `` `text`_ ``, `` `text <address>`_ ``, `` :role:`text` `` and `` `text` ``.
    fn take_phrase(&mut self, scan: &mut Scan) -> bool {
        let (text, from) = (scan.text, scan.at + 1);
        let (role, begin) = match role_before(&text[scan.told()..scan.at]) {
            Some(role) => (Some(role), scan.at - role.len() - 2),
            None if may_begin(scan, 1) => (None, scan.at),
            None => return false,
        };
        let Some(end) = self.phrase.find_where(text, "`", from, |at| ends_phrase(text, at)) else { return false };
        if end == from {
            return false;
        }
        let marks = text[end + 1..].bytes().take(2).take_while(|byte| *byte == b'_').count();
        if role.is_none() && marks > 0 {
            self.refer(scan, begin, from..end, end + 1 + marks);
            return true;
        }
        let shown = split_address(&text[from..end]).filter(|_| role.is_some());
        let inner = shown.map_or(from..end, |(shown, _)| from..from + shown.len());
        let code = matches!(role, Some("code" | "literal" | "command" | "file" | "kbd" | "program" | "samp"));
        scan.skip_from(begin, from);
        scan.marked(inner, if code { Emphasis::Code } else { Emphasis::Light }, end + 1);
        true
    }

    /// Links the phrase `inner`, whose markup stands from `begin` to `end`.
    fn refer(&mut self, scan: &mut Scan, begin: usize, inner: Range<usize>, end: usize) {
        let phrase = &scan.text[inner.clone()];
        let anonymous = scan.text[..end].ends_with("__");
        if let Some((shown, address)) = split_address(phrase) {
            let place = inner.end - 1 - address.len()..inner.end - 1;
            let text = if shown.is_empty() { place.clone() } else { inner.start..inner.start + shown.len() };
            let target: String = address.split_ascii_whitespace().collect();
            let alias = target.strip_suffix('_').and_then(|name| self.names.target(name));
            match alias {
                Some((target, span)) => scan.link(begin, text, target, span, end),
                None => scan.link(begin, text, target, scan.place(place), end),
            }
            return;
        }
        let found = if anonymous { self.names.next_anonymous() } else { self.names.target(phrase) };
        if let Some((target, span)) = found {
            scan.link(begin, inner, target, span, end);
        } else {
            scan.skip_from(begin, inner.start);
            scan.show(inner.len());
            scan.skip(end - inner.end);
        }
    }

    fn take_substitution(&mut self, scan: &mut Scan) -> bool {
        if !may_begin(scan, 1) {
            return false;
        }
        let near = crate::text::floor_boundary(scan.rest(), LONGEST_NAME);
        let Some(len) = scan.rest()[1..near.max(1)].find('|') else { return false };
        let Some(shown) = self.names.substitution(&scan.rest()[1..=len]) else { return false };
        let after = scan.at + len + 2;
        let marks = scan.text[after..].bytes().take(2).take_while(|byte| *byte == b'_').count();
        scan.resolved(shown, after + marks);
        true
    }

    /// Takes the end of `name_` or `name__`.
    fn take_reference(&mut self, scan: &mut Scan) -> bool {
        let text = scan.text;
        let marks = if scan.rest().starts_with("__") { 2 } else { 1 };
        if self.names.targets.is_empty() && self.names.anonymous.is_empty() {
            return false;
        }
        let is_end = text[scan.at + marks..].chars().next().is_none_or(closes);
        if !is_end || !scan.before().is_some_and(char::is_alphanumeric) || scan.is_linked() {
            return false;
        }
        let in_name = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '+');
        let len: usize =
            text[scan.told()..scan.at].chars().rev().take(LONGEST_NAME).take_while(in_name).map(char::len_utf8).sum();
        let name = scan.at - len..scan.at;
        let found = if marks == 2 { self.names.next_anonymous() } else { self.names.target(&text[name.clone()]) };
        let Some((target, span)) = found else { return false };
        let end = scan.at + marks;
        scan.link(name.start, name, target, span, end);
        true
    }
}

/// A name of more characters than this is none.
const LONGEST_NAME: usize = 80;

/// Takes `[1]_`, `[#name]_` and `[*]_`, which a page shows as a small number.
fn take_footnote(scan: &mut Scan) -> bool {
    let near = crate::text::floor_boundary(scan.rest(), LONGEST_NAME);
    let Some(end) = scan.rest()[..near].find("]_") else { return false };
    let label = &scan.rest()[1..end];
    let numbered = !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit());
    if !numbered && label != "*" && !label.starts_with('#') {
        return false;
    }
    scan.skip(end + 2);
    true
}

fn take_escape(scan: &mut Scan) -> bool {
    let Some(next) = scan.rest()[1..].chars().next() else { return false };
    if next.is_whitespace() {
        scan.skip(1 + next.len_utf8());
    } else {
        scan.skip(1);
        scan.show(next.len_utf8());
    }
    true
}

/// The text and the address of `text <address>`.
fn split_address(phrase: &str) -> Option<(&str, &str)> {
    let (shown, address) = phrase.strip_suffix('>')?.rsplit_once('<')?;
    Some((shown.trim_end(), address))
}

/// The role whose `:role:` ends `before`.
fn role_before(before: &str) -> Option<&str> {
    let inner = before.strip_suffix(':')?;
    let near = crate::text::floor_boundary(inner, inner.len().saturating_sub(LONGEST_NAME));
    let role = &inner[near..];
    let role = &role[role.rfind(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.' | '+'))?..];
    role.strip_prefix(':').filter(|role| !role.is_empty())
}

/// Whether markup whose sign has `len` bytes may begin at the place: it is not stuck to a word, and a word is stuck to it.
fn may_begin(scan: &Scan, len: usize) -> bool {
    let before = scan.before();
    let Some(after) = scan.rest()[len..].chars().next() else { return false };
    let quoted = matches!(
        (before, after),
        (Some('"'), '"')
            | (Some('\''), '\'')
            | (Some('('), ')')
            | (Some('['), ']')
            | (Some('{'), '}')
            | (Some('<'), '>')
    );
    !after.is_whitespace() && !quoted && before.is_none_or(opens) && !scan.is_linked()
}

fn opens(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\'' | '"' | '(' | '[' | '{' | '<' | '-' | '/' | ':')
        || (!c.is_ascii() && !c.is_alphanumeric())
}

/// Whether markup whose sign stands from `at` to `after` may end there.
fn may_end(text: &str, at: usize, after: usize) -> bool {
    text[..at].chars().next_back().is_some_and(|c| !c.is_whitespace())
        && text[after..].chars().next().is_none_or(closes)
}

fn ends_phrase(text: &str, at: usize) -> bool {
    let after = text[at + 1..].trim_start_matches('_').chars().next();
    text[..at].chars().next_back().is_some_and(|c| !c.is_whitespace() && c != '\\') && after.is_none_or(closes)
}

fn closes(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\'' | '"' | ')' | ']' | '}' | '>' | '-' | '/' | '\\' | ':' | '.' | ',' | ';' | '!' | '?')
        || (!c.is_ascii() && !c.is_alphanumeric())
}
