//! BlogMax ──► blocks: `{section "Title"}`, `{{{ code }}}`, `` `code` ``, `_emphasis_`, `*bold*`, `* ` bullets.
//!
//! The line breaks of a document may be lost. Then a section ends where the next one begins, and ` * ` inside running
//! text begins an item.

use super::document::{Block, BlockKind, Emphasis, Flow};
use super::prose::Prose;
use crate::text::Span;

/// Reads BlogMax that stands in its source from byte `start` on.
pub(crate) fn read(text: &str, start: usize) -> Vec<Block> {
    let inline_items = has_lost_its_line_breaks(text);
    let mut reader = Reader { text, start, blocks: Vec::new(), inline_items, unclosed: Vec::new() };
    let (mut from, mut at) = (0, 0);
    while let Some(open) = text[at..].find('{').map(|found| at + found) {
        at = open + 1;
        if let Some(end) = reader.directive(from, open) {
            (from, at) = (end, end);
        }
    }
    reader.running(from, text.len());
    reader.blocks
}

/// Whether sections begin in the midst of lines.
fn has_lost_its_line_breaks(text: &str) -> bool {
    let inside = text.match_indices("{section").filter(|(at, _)| *at > 0 && !text[..*at].ends_with('\n')).count();
    inside > 0 && text.trim().lines().count() <= inside
}

struct Reader<'t> {
    text: &'t str,
    start: usize,
    blocks: Vec<Block>,
    inline_items: bool,
    /// Closing marks that do not come any more, so that nobody looks for them again.
    unclosed: Vec<&'static str>,
}

impl Reader<'_> {
    /// Where `close` next stands.
    fn find(&mut self, close: &'static str, from: usize) -> Option<usize> {
        if self.unclosed.contains(&close) {
            return None;
        }
        let found = self.text[from..].find(close).map(|at| from + at);
        if found.is_none() {
            self.unclosed.push(close);
        }
        found
    }

    /// Reads the directive at `open`, the running text from `from` on before it; gives its end. None if it is none.
    fn directive(&mut self, from: usize, open: usize) -> Option<usize> {
        let rest = &self.text[open..];
        if rest.starts_with("{{{") {
            let close = self.find("}}}", open + 3)?;
            self.running(from, open);
            self.code(None, open + 3, close, open, close + 3);
            return Some(close + 3);
        }
        let (name, end) = directive_at(rest)?;
        let after = open + end;
        match name {
            "section" | "subsection" | "subsubsection" => {
                self.running(from, open);
                let level = 1 + u8::try_from(name.matches("sub").count()).unwrap_or(0);
                self.heading(level, open, after);
                Some(after)
            }
            "diagram" | "mermaid" | "graph" => {
                let close = ["{margaid}", "{enddiagram}", "{/diagram}", "{end diagram}", "{endmermaid}"]
                    .into_iter()
                    .filter_map(|close| self.find(close, after).map(|at| (at, at + close.len())))
                    .min()?;
                self.running(from, open);
                self.code(Some("mermaid"), after, close.0, open, close.1);
                Some(close.1)
            }
            // Pictures and the like are no text; what stands around them is cut in two.
            _ => {
                self.running(from, open);
                Some(after)
            }
        }
    }

    fn code(&mut self, language: Option<&str>, start: usize, end: usize, from: usize, to: usize) {
        let inner = &self.text[start..end];
        let front = inner.len() - inner.trim_start().len();
        let flow = Flow::verbatim(inner.trim(), self.start + start + front);
        let span = Span::new(self.start + from, self.start + to);
        self.blocks.push(Block { kind: BlockKind::Code(language.map(str::to_owned)), span, flow });
    }

    fn heading(&mut self, level: u8, open: usize, end: usize) {
        let inner = &self.text[open..end];
        let Some(from) = inner.find('"').map(|at| at + 1) else { return };
        let to = inner.rfind('"').filter(|to| *to >= from).unwrap_or(inner.len() - 1);
        let flow = inline(&inner[from..to], self.start + open + from);
        if let Some(flow) = flow {
            let span = Span::new(self.start + open, self.start + end);
            self.blocks.push(Block { kind: BlockKind::Heading(level), span, flow });
        }
    }

    /// Running text: paragraphs at blank lines, items at bullets.
    fn running(&mut self, from: usize, to: usize) {
        let mut start = from;
        let mut kind = BlockKind::Paragraph;
        let mut at = from;
        for line in self.text[from..to].split_inclusive('\n') {
            let bare = line.trim_start();
            let indent = line.len() - bare.len();
            if bare.is_empty() {
                self.block(&kind, start, at);
                (start, kind) = (at + line.len(), BlockKind::Paragraph);
            } else if let Some(body) = bare.strip_prefix("* ").or_else(|| bare.strip_prefix("- ")) {
                self.block(&kind, start, at);
                let depth = u8::try_from(1 + indent / 2).unwrap_or(u8::MAX);
                (start, kind) = (at + line.len() - body.len(), BlockKind::Item(depth));
            } else if self.inline_items {
                self.block(&kind, start, at);
                (start, kind) = self.lost_items(at, at + line.len());
            }
            at += line.len();
        }
        self.block(&kind, start, to);
    }

    /// Splits a line whose breaks are lost at ` * `; gives where its last block begins and what it is.
    fn lost_items(&mut self, from: usize, to: usize) -> (usize, BlockKind) {
        let (mut start, mut kind) = (from, BlockKind::Paragraph);
        let line = &self.text[from..to];
        for (at, _) in line.match_indices(" * ") {
            let before = line[..at].chars().next_back();
            let after = line[at + 3..].chars().next();
            let product = before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(|c| c.is_ascii_digit());
            if product || after.is_none() || from + at < start {
                continue;
            }
            self.block(&kind, start, from + at);
            (start, kind) = (from + at + 3, BlockKind::Item(1));
        }
        (start, kind)
    }

    fn block(&mut self, kind: &BlockKind, from: usize, to: usize) {
        let Some(inner) = self.text.get(from..to) else { return };
        let Some(flow) = inline(inner, self.start + from) else { return };
        if inner.trim().is_empty() {
            return;
        }
        let front = inner.len() - inner.trim_start().len();
        // An item's span takes in its bullet.
        let start = if matches!(kind, BlockKind::Item(_)) { from - 2.min(from) } else { from + front };
        let span = Span::new(self.start + start, self.start + from + inner.trim_end().len());
        self.blocks.push(Block { kind: kind.clone(), span, flow });
    }
}

/// A directive's name and length: `{picc "a.jpg"}`.
fn directive_at(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix('{')?;
    let length = inner.bytes().take_while(u8::is_ascii_lowercase).count();
    let name = &inner[..length];
    let rest = &inner[length..];
    if length < 3 || !rest.starts_with([' ', '}']) {
        return None;
    }
    // Arguments are quoted strings and words on one line; a brace inside quotes does not close.
    let mut quoted = false;
    for (at, byte) in rest.bytes().enumerate().take(1000) {
        match byte {
            b'"' => quoted = !quoted,
            b'}' if !quoted => return Some((name, 1 + length + at + 1)),
            b'\n' | b'{' if !quoted => return None,
            _ => {}
        }
    }
    None
}

/// Reads `` `code` ``, `_emphasis_` and `*bold*`.
fn inline(text: &str, start: usize) -> Option<Flow> {
    let mut prose = Prose::default();
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find(['`', '_', '*']).map(|found| at + found) {
        let mark = text.as_bytes()[found];
        let emphasis = match mark {
            b'`' => Emphasis::Code,
            b'_' => Emphasis::Light,
            _ => Emphasis::Strong,
        };
        let begins = found == 0 || text[..found].ends_with(|c: char| c.is_whitespace() || "(\"'“[,-".contains(c));
        let Some(close) = closing(text, found + 1, mark).filter(|_| begins) else {
            at = found + 1;
            continue;
        };
        prose.text(&text[from..found], start + from);
        let here = prose.here();
        prose.text(&text[found + 1..close], start + found + 1);
        prose.mark(here, emphasis);
        (from, at) = (close + 1, close + 1);
    }
    prose.text(&text[from..], start + from);
    prose.finish()
}

/// Where the mark opened before `from` is closed: at a word's end, within 200 bytes.
fn closing(text: &str, from: usize, mark: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let window = &bytes[from..bytes.len().min(from + 200)];
    if window.first().is_none_or(|byte| byte.is_ascii_whitespace() || *byte == mark) {
        return None;
    }
    window.iter().enumerate().skip(1).find_map(|(at, byte)| {
        let after = bytes.get(from + at + 1).copied().unwrap_or(b' ');
        let inside = after.is_ascii_alphanumeric() || after >= 0x80 || window[at - 1].is_ascii_whitespace();
        let ends = mark == b'`' || !inside;
        (*byte == mark && ends).then_some(from + at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> Vec<(BlockKind, String)> {
        read(text, 0).into_iter().map(|block| (block.kind, block.flow.text().to_owned())).collect()
    }

    const WHOLE: &str = "Boats are big.\n\n{section \"Oars _now_\"}\n\nUse `row_fast()` and *pull*.\n\n* one\n* two\n  more\n\n\
                         {picc \"oar.jpg\"}\n\n{{{\nrow --fast\n}}}\n\n{diagram}\ngraph TD\na --> b\n{margaid}\n\nEnd.\n";

    #[test]
    fn sections_items_code_and_diagrams_are_blocks() {
        let (item, code) = (BlockKind::Item(1), BlockKind::Code(None));
        let expected = [
            (BlockKind::Paragraph, "Boats are big."),
            (BlockKind::Heading(1), "Oars now"),
            (BlockKind::Paragraph, "Use row_fast() and pull."),
            (item.clone(), "one"),
            (item, "two more"),
            (code, "row --fast"),
            (BlockKind::Code(Some("mermaid".to_owned())), "graph TD\na --> b"),
            (BlockKind::Paragraph, "End."),
        ]
        .map(|(kind, text)| (kind, text.to_owned()));
        assert_eq!(outline(WHOLE), expected);
        let marks = &read(WHOLE, 0)[2].flow.marks;
        assert_eq!(*marks, [(4..14, Emphasis::Code), (19..23, Emphasis::Strong)]);
    }

    #[test]
    fn lost_line_breaks_change_nothing_but_the_end_of_the_last_item() {
        let flat = WHOLE.split_whitespace().collect::<Vec<_>>().join(" ");
        let found = outline(&flat);
        let kinds: Vec<&BlockKind> = found.iter().map(|(kind, _)| kind).collect();
        let expected: Vec<BlockKind> = outline(WHOLE).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, expected.iter().collect::<Vec<_>>());
        assert_eq!(found[4].1, "two more");
        assert_eq!(read(&flat, 0)[1].span.start, flat.find("{section").unwrap());
    }

    #[test]
    fn braces_and_products_that_mean_nothing_are_text() {
        let found = outline("{section \"A\"} b {c} {section \"D\"} 2 * 3 and {e} {{{ open");
        assert_eq!(found[1].1, "b {c}");
        assert_eq!(found[3].1, "2 * 3 and {e} {{{ open");
    }
}
