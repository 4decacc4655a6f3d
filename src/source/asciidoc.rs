//! AsciiDoc: sections, lists, delimited blocks.
//!
//! Attributes, comments, images and other block macros are not visible; what an attribute stands for is, where it is used.

mod inline;
mod sign;

use std::collections::BTreeMap;

use self::inline::Attributes;
use self::sign::{Delimiter, Marker, block_title, delimiter, delimiters, is_macro, marker, term};
use super::document::{Block, BlockKind, Flow};
use super::line::{Line, lines, push_code};
use super::prose::Prose;
use crate::text::Span;

/// Reads AsciiDoc that stands in its source from byte `start` on.
pub(crate) fn read(text: &str, start: usize) -> Vec<Block> {
    let mut reader = Reader {
        text,
        start,
        at: 0,
        attributes: Attributes::of(text),
        delimiters: delimiters(text),
        open: Vec::new(),
        lists: Vec::new(),
        is_attached: false,
        style: Style::default(),
        blocks: Vec::new(),
    };
    while let Some(line) = Line::at(text, reader.at) {
        reader.at = line.next;
        if !line.is_blank() {
            reader.element(line);
        }
    }
    reader.blocks
}

/// What a line `[...]` says about the block below it.
#[derive(Debug, Default)]
struct Style {
    is_code: bool,
    is_quote: bool,
    language: Option<String>,
}

struct Reader<'a> {
    text: &'a str,
    start: usize,
    /// The byte at which the next element begins.
    at: usize,
    attributes: Attributes,
    /// Where the lines stand that are nothing but a delimiter.
    delimiters: BTreeMap<Delimiter, Vec<usize>>,
    /// The blocks of blocks that are open.
    open: Vec<Delimiter>,
    /// The markers of the lists that hold what comes.
    lists: Vec<Marker>,
    /// Whether a line `+` attaches what comes to the item above it.
    is_attached: bool,
    style: Style,
    blocks: Vec<Block>,
}

impl<'a> Reader<'a> {
    /// Takes the element that begins with `line`, at least that line.
    fn element(&mut self, line: Line<'a>) {
        if line.body == "+" {
            self.is_attached = true;
            return;
        }
        if self.invisible(line) || self.block_attributes(line) || self.heading(line) || self.delimited(line) {
            return;
        }
        if let Some((marker, bytes)) = marker(line.body) {
            self.item(line, marker, bytes);
            return;
        }
        if !self.is_attached && (line.indent == 0 || self.lists.is_empty()) {
            self.lists.clear();
        }
        self.is_attached = false;
        if let Some(title) = block_title(line) {
            self.push(BlockKind::Paragraph, Span::new(line.from, line.end()), title, line.end());
        } else if let Some(term) = term(line.body) {
            self.description(line, term);
        } else {
            self.paragraph(line);
        }
    }

    /// Passes what a page does not show: comments, attributes, rules, block macros.
    fn invisible(&mut self, line: Line<'a>) -> bool {
        let body = line.body;
        let comment = body.starts_with("//") && !body.starts_with("///");
        let rule = matches!(body, "'''" | "<<<" | "---" | "***" | "- - -" | "* * *");
        let found = line.indent == 0 && (comment || rule || inline::attribute(body).is_some() || is_macro(body));
        if found && inline::attribute(body).is_some() {
            // A value goes on where its line ends in ` \`.
            let mut last = line;
            while let Some(more) = last.after(self.text).filter(|_| last.body.ends_with(" \\")) {
                self.at = more.next;
                last = more;
            }
        }
        found
    }

    /// Takes `[...]`, which tells the style of the block below it.
    fn block_attributes(&mut self, line: Line<'a>) -> bool {
        let Some(inner) = line.body.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return false };
        if line.indent > 0 || inner.contains("](") {
            return false;
        }
        let mut parts = inner.split(',').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let name = &name[..name.find(['%', '#', '.']).unwrap_or(name.len())];
        match name {
            "source" | "listing" | "literal" | "" if inner.len() > name.len() || !name.is_empty() => {
                let language = parts.next().filter(|language| !language.is_empty() && !language.contains('='));
                self.style.is_code = !name.is_empty() || language.is_some();
                self.style.language = language.filter(|_| self.style.is_code).map(str::to_owned);
            }
            "quote" | "verse" => self.style.is_quote = true,
            "mermaid" | "graphviz" | "plantuml" | "ditaa" => {
                self.style.is_code = true;
                self.style.language = Some(name.to_owned());
            }
            _ => {}
        }
        true
    }

    fn heading(&mut self, line: Line<'a>) -> bool {
        if line.indent > 0 {
            return false;
        }
        let sign = if line.body.starts_with('#') { b'#' } else { b'=' };
        let level = line.body.bytes().take(7).take_while(|byte| *byte == sign).count();
        if (1..7).contains(&level) && line.body[level..].starts_with(' ') {
            let title = line.inner(level);
            let closing = title.body.trim_end_matches(char::from(sign));
            let shown = if closing.ends_with(' ') { closing.trim_end().len() } else { title.body.len() };
            self.push_heading(level, Span::new(line.from, line.end()), title.from, title.from + shown);
            return true;
        }
        self.underlined(line)
    }

    /// Takes a title in the old style: a line, and below it one as long of nothing but `=`, `-`, `~`, `^` or `+`.
    fn underlined(&mut self, line: Line<'a>) -> bool {
        let Some(below) = line.after(self.text).filter(|below| below.indent == 0) else { return false };
        let Some(sign) = below.body.bytes().next() else { return false };
        let Some(level) = b"=-~^+".iter().position(|known| *known == sign) else { return false };
        let is_rule = below.body.len() > 2 && below.body.bytes().all(|byte| byte == sign);
        let is_title = line.body.chars().any(char::is_alphanumeric) && !line.body.starts_with(['[', '.', '|']);
        if !is_rule || !is_title || line.body.chars().count().abs_diff(below.body.len()) > 1 {
            return false;
        }
        self.at = below.next;
        self.push_heading(level + 1, Span::new(line.from, below.end()), line.from, line.end());
        true
    }

    fn push_heading(&mut self, level: usize, span: Span, from: usize, to: usize) {
        let is_title = self.blocks.is_empty() && level == 1;
        self.lists.clear();
        self.open.clear();
        self.style = Style::default();
        self.push(BlockKind::Heading(u8::try_from(level).unwrap_or(u8::MAX)), span, from, to);
        if is_title {
            self.skip_byline();
        }
    }

    /// Passes the author and the revision below the title.
    fn skip_byline(&mut self) {
        for _ in 0..2 {
            let next = Line::at(self.text, self.at).filter(|line| !line.is_blank());
            let Some(line) = next.filter(|line| !line.body.starts_with([':', '/', '=', '[', '*', '.'])) else { return };
            self.at = line.next;
        }
    }

    /// Appends the inline text from byte `from` to byte `to` of a block that stands in `span`.
    fn push(&mut self, kind: BlockKind, span: Span, from: usize, to: usize) {
        let Some(flow) = inline::read(&self.text[from..to], self.start + from, &mut self.attributes) else { return };
        self.blocks.push(Block { kind, span: self.moved(span), flow });
    }

    fn moved(&self, span: Span) -> Span {
        Span::new(self.start + span.start, self.start + span.end)
    }

    /// Takes a delimiter: a block of code or a table whole, of other blocks its first or its last line.
    fn delimited(&mut self, line: Line<'a>) -> bool {
        let Some(delimiter) = delimiter(line) else { return false };
        if let Some(at) = self.open.iter().rposition(|open| *open == delimiter) {
            self.open.truncate(at);
            self.lists.clear();
            return true;
        }
        let after = |places: &Vec<usize>| places.get(places.partition_point(|place| *place < line.next)).copied();
        let Some(end) = self.delimiters.get(&delimiter).and_then(after).and_then(|at| Line::at(self.text, at)) else {
            return false;
        };
        if !self.is_attached {
            self.lists.clear();
        }
        self.is_attached = false;
        let style = std::mem::take(&mut self.style);
        match delimiter.0 {
            b'/' | b'+' => self.at = end.next,
            b'-' if delimiter.1 == 2 && !style.is_code => self.open_block(delimiter),
            b'-' | b'.' | b'`' => {
                let fenced = line.body.trim_start_matches('`').split([' ', ',']).next().unwrap_or_default();
                let fenced = Some(fenced).filter(|name| delimiter.0 == b'`' && !name.is_empty());
                self.code(line, end, style.language.or_else(|| fenced.map(str::to_owned)));
            }
            b'|' => self.table(line, end),
            _ if style.is_code => self.code(line, end, style.language),
            _ => self.open_block(delimiter),
        }
        true
    }

    fn open_block(&mut self, delimiter: Delimiter) {
        if self.open.len() < MOST_OPEN {
            self.open.push(delimiter);
        }
    }

    fn code(&mut self, begin: Line<'a>, end: Line<'a>, language: Option<String>) {
        self.at = end.next;
        self.push_code(begin.next, end.start, Span::new(begin.from, end.end()), language);
    }

    fn push_code(&mut self, from: usize, to: usize, span: Span, language: Option<String>) {
        let Some(first) = lines(&self.text[..to], from).find(|line| !line.is_blank()) else { return };
        let mut flow = Flow::new();
        push_code(&mut flow, self.text, first.start, to, first.indent, self.start);
        if !flow.is_empty() {
            self.blocks.push(Block { kind: BlockKind::Code(language), span: self.moved(span), flow });
        }
    }

    /// Takes a table, a paragraph a line.
    fn table(&mut self, begin: Line<'a>, end: Line<'a>) {
        self.at = end.next;
        let rows = lines(self.text, begin.next).take_while(|line| line.start < end.start);
        for line in rows.filter(|line| !line.is_blank()) {
            let mut cells = Prose::default();
            let mut from = line.from;
            for (index, cell) in line.body.split('|').enumerate() {
                // Before the first bar stands how the cell looks, or the rest of a cell.
                let looks = index == 0 && cell.len() < 8 && line.body.contains('|');
                let flow = inline::read(cell, self.start + from, &mut self.attributes).filter(|_| !looks);
                if let Some(flow) = flow {
                    cells.flow(flow);
                }
                from += cell.len() + 1;
                let edge = self.start + from.min(line.end());
                cells.gap(Span::new(edge, edge));
            }
            let span = self.moved(Span::new(line.from, line.end()));
            self.blocks.extend(cells.finish().map(|flow| Block { kind: BlockKind::Paragraph, span, flow }));
        }
    }

    fn item(&mut self, line: Line<'a>, marker: Marker, bytes: usize) {
        self.is_attached = false;
        match self.lists.iter().position(|known| *known == marker) {
            Some(at) => self.lists.truncate(at + 1),
            None => self.lists.push(marker),
        }
        let depth = u8::try_from(self.lists.len()).unwrap_or(u8::MAX);
        let inner = line.inner(bytes);
        let end = self.text_end(line, true);
        self.push(BlockKind::Item(depth), Span::new(line.from, end), inner.from.min(end), end);
    }

    /// Takes `term:: text`, which is shown as `term: text`.
    fn description(&mut self, line: Line<'a>, term: usize) {
        let end = self.text_end(line, true);
        let depth = u8::try_from(self.lists.len() + 1).unwrap_or(u8::MAX);
        let mut shown = Prose::default();
        let after = term + line.body[term..].bytes().take_while(|byte| matches!(byte, b':' | b';')).count();
        for part in [line.from..line.from + term + 1, line.from + after..end] {
            if let Some(flow) = inline::read(&self.text[part.clone()], self.start + part.start, &mut self.attributes) {
                shown.flow(flow);
                shown.gap(Span::new(self.start + part.end, self.start + part.end));
            }
        }
        let span = self.moved(Span::new(line.from, end));
        self.blocks.extend(shown.finish().map(|flow| Block { kind: BlockKind::Item(depth), span, flow }));
    }

    fn paragraph(&mut self, line: Line<'a>) {
        let style = std::mem::take(&mut self.style);
        let end = self.text_end(line, !self.lists.is_empty());
        let span = Span::new(line.from, end);
        let is_quote = style.is_quote || self.open.iter().any(|(sign, _)| *sign == b'_');
        if style.is_code || (line.indent > 0 && self.lists.is_empty()) {
            self.push_code(line.start, self.at, span, style.language);
        } else if is_quote {
            self.push(BlockKind::Quote, span, line.from, end);
        } else {
            self.push(BlockKind::Paragraph, span, line.from, end);
        }
    }

    /// Takes the lines that go on with the text of `line`, an item's if `is_item`; gives their end.
    fn text_end(&mut self, line: Line<'a>, is_item: bool) -> usize {
        let mut end = line.end();
        let mut next = line.after(self.text);
        while let Some(more) = next.filter(|more| !more.is_blank() && more.body != "+") {
            let begins = delimiter(more).is_some()
                || (more.indent == 0 && more.body.starts_with('[') && more.body.ends_with(']'))
                || (is_item && (marker(more.body).is_some() || term(more.body).is_some()));
            if begins {
                break;
            }
            end = more.end();
            self.at = more.next;
            next = more.after(self.text);
        }
        end
    }
}

/// Blocks of blocks that are open at a time; a page has few, more are somebody's attack.
const MOST_OPEN: usize = 32;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::testing::{assert_faithful, assert_linear, listing, soup};

    #[test]
    fn a_report_is_read_block_by_block() {
        let text = "\
= The trip
Ada Example <ada@example.org>
v1, 2020-02-01
:conf: https://conf.example/2020
:toc: macro

toc::[]

Went to {conf}[the *conference*] and {conf}/talk[a talk], saw https://a.example[*A*,window=_blank],
link:b.html[B] and `code`. // not a comment
// a comment
See http://bare.example/x_y_z.

== Day one ==

* first
  goes on
** inner _light_
** inner again
* second
+
attached
. numbered
.. nested
1. digits
- [ ] dash

A paragraph.

.The title
[source,rust]
----
fn main() {}

* no item
----

____
Quoted
text.
____

[quote]
Said so.

NOTE: Mind
the gap.

Term:: its definition

 literal

|===
|a |b

|c
|===

Older title
-----------

image::a.png[alt]
Text image:b.png[alt] +
end <<x,there>> \"`quoted`\" **b**old \\*star* a*b [.red]#r#.
";
        assert_eq!(
            listing(read, text),
            "\
h1 The trip
p Went to [the **conference**](https://conf.example/2020) and [a talk](https://conf.example/2020/talk), \
saw [**A**](https://a.example), [B](b.html) and `code`. // not a comment \
See [http://bare.example/x_y_z](http://bare.example/x_y_z).
h2 Day one
li1 first goes on
li2 inner *light*
li2 inner again
li1 second
p attached
li2 numbered
li3 nested
li4 digits
li5 [ ] dash
p A paragraph.
p The title
code(rust) fn main() {}⏎⏎* no item
q Quoted text.
q Said so.
p NOTE: Mind the gap.
li1 Term: its definition
code() literal
p a b
p c
h2 Older title
p Text end there \"quoted\" **b**old *star* a*b r.
"
        );
    }

    #[test]
    fn what_is_never_closed_hides_nothing() {
        let text = "----\ncode?\n\n////\n\n____\n\nhttp://a.example[text *bold `code {none} <<x\n";
        assert_eq!(
            listing(read, text),
            "p ---- code?\np ////\np ____\np [http://a.example[text](http://a.example[text) *bold `code {none} <<x\n"
        );
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for piece in [
            "[",
            "*",
            "*a ",
            "http://a[",
            "link:",
            "{a",
            "<<a",
            "`a ",
            "\"`a ",
            "----\n",
            "____\n",
            "=====\n\n",
            "* a\n",
            "a::\n",
            "+a ",
            "{conf}[",
            "//",
            "x:[",
            "|",
        ] {
            assert_linear(read, piece);
        }
    }

    const TOKENS: &[&str] = &[
        "= ",
        "== ",
        "=== ",
        ":a: b\n",
        ":u: http://x\n",
        "{a}",
        "{u}[",
        "* ",
        "** ",
        ". ",
        ".. ",
        "- ",
        "1. ",
        "<1> ",
        "+\n",
        "----\n",
        "====\n",
        "____\n",
        "****\n",
        "....\n",
        "++++\n",
        "////\n",
        "--\n",
        "|===\n",
        "```x\n",
        "```\n",
        "| a | b\n",
        "[source,x]\n",
        "[quote]\n",
        "[NOTE]\n",
        ".Title\n",
        "// c\n",
        "image::a[]\n",
        "image:a[b]",
        "link:a[",
        "http://a[b]",
        "http://a[",
        "]",
        "<<a>>",
        "<<a,b>>",
        "**",
        "__",
        "``",
        "##",
        "#",
        "\"`",
        "`\"",
        "[.a]#",
        "\\",
        " +\n",
        "a:: ",
        "-----\n",
        "footnote:[",
        "kbd:[x]",
        "mailto:a[b]",
    ];

    proptest! {
        #[test]
        fn any_text_is_read_faithfully(text in "\\PC*") {
            assert_faithful(&text, &read(&text, 4), 4);
        }

        #[test]
        fn any_markup_is_read_faithfully(text in soup(TOKENS)) {
            assert_faithful(&text, &read(&text, 4), 4);
        }
    }
}
