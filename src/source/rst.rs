//! reStructuredText: blocks by indentation.
//!
//! More lenient than docutils where people are: an item may be indented by less than its text, and by tabs. Comments,
//! images and most directives are not visible.

mod inline;
mod sign;

use self::inline::Names;
use self::sign::{bullet, directive, enumerator, field_name, footnote_text, is_border, rule};
use super::document::{Block, BlockKind, Flow};
use super::line::{Line, push_code};
use super::prose::Prose;
use crate::text::Span;

/// Reads reStructuredText that stands in its source from byte `start` on.
pub(crate) fn read(text: &str, start: usize) -> Vec<Block> {
    let names = Names::of(text, start);
    let mut reader = Reader { text, start, at: 0, names, frames: Vec::new(), styles: Vec::new(), blocks: Vec::new() };
    while let Some(line) = Line::at(text, reader.at) {
        reader.at = line.next;
        if !line.is_blank() {
            reader.element(line);
        }
    }
    reader.blocks
}

/// What holds a block, by its indentation.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// The column of its marker: what is indented by more is in it.
    marker: usize,
    /// The column of its text: what is indented by much more is a quote.
    content: usize,
    is_item: bool,
}

struct Reader<'a> {
    text: &'a str,
    start: usize,
    /// The byte at which the next element begins.
    at: usize,
    names: Names,
    frames: Vec<Frame>,
    /// The styles of headings, highest level first: the sign, and whether it stands above the title too.
    styles: Vec<(u8, bool)>,
    blocks: Vec<Block>,
}

impl<'a> Reader<'a> {
    /// Takes the element that begins with `line`, at least that line.
    fn element(&mut self, line: Line<'a>) {
        while self.frames.last().is_some_and(|frame| line.indent <= frame.marker) {
            self.frames.pop();
        }
        if self.heading(line) || self.explicit(line) || self.item(line) || self.line_block(line) {
            return;
        }
        if line.body.starts_with(">>> ") {
            self.code_until_blank(line);
        } else if is_border(line.body) {
            self.table(line);
        } else if let Some(name) = field_name(line.body) {
            self.field(line, name);
        } else {
            self.paragraph(line);
        }
    }

    fn heading(&mut self, line: Line<'a>) -> bool {
        let Some(second) = line.after(self.text) else { return false };
        if let Some(sign) = rule(line.body) {
            let third = second.after(self.text);
            if let Some(third) = third.filter(|third| !second.is_blank() && third.body == line.body) {
                self.push_heading(second, (sign, true), line.start, third);
                return true;
            }
            // A rule alone is a transition, unless it is a word of its own such as `...`.
            return second.is_blank() && line.body.len() >= 4 && line.indent == 0;
        }
        let long_enough = |rule: &str| rule.len() >= line.body.chars().count().min(4) && rule.len() > 1;
        match rule(second.body) {
            Some(sign) if line.indent == 0 && second.indent == 0 && long_enough(second.body) => {
                if line.body.starts_with(".. ") {
                    return false;
                }
                self.push_heading(line, (sign, false), line.start, second);
                true
            }
            _ => false,
        }
    }

    fn push_heading(&mut self, title: Line<'a>, style: (u8, bool), from: usize, last: Line<'a>) {
        let level = self.styles.iter().position(|known| *known == style).unwrap_or_else(|| {
            self.styles.push(style);
            self.styles.len() - 1
        });
        self.frames.clear();
        self.at = last.next;
        let kind = BlockKind::Heading(u8::try_from(level + 1).unwrap_or(u8::MAX));
        self.push(kind, from, title.from, title.end());
        if let Some(heading) = self.blocks.last_mut() {
            heading.span.end = self.start + last.end();
        }
    }

    /// Appends the inline text from byte `from` to byte `to`; the block's markup begins at byte `begin`.
    fn push(&mut self, kind: BlockKind, begin: usize, from: usize, to: usize) {
        let flow = inline::read(&self.text[from..to], self.start + from, &mut self.names);
        let Some(flow) = flow else { return };
        self.blocks.push(Block { kind, span: Span::new(self.start + begin, self.start + to), flow });
    }

    /// Takes what begins with `..`: a comment, a target, a footnote, a directive.
    fn explicit(&mut self, line: Line<'a>) -> bool {
        if let Some(anonymous) = line.body.strip_prefix("__ ") {
            return !anonymous.is_empty();
        }
        let Some(rest) = line.body.strip_prefix("..").filter(|rest| rest.is_empty() || rest.starts_with(' ')) else {
            return false;
        };
        let inner = line.inner(2);
        if let Some(text) = footnote_text(rest.trim_start()) {
            self.frames.push(Frame { marker: line.indent, content: line.indent + 3, is_item: false });
            let skipped = inner.body.len() - text.len();
            self.text_block(line, inner.inner(skipped), BlockKind::Paragraph);
        } else if let Some((name, argument)) = directive(rest.trim_start()) {
            self.directive(line, name, argument);
        } else if !rest.is_empty() || line.after(self.text).is_some_and(|next| !next.is_blank()) {
            self.skip_inside(line.indent);
        }
        true
    }

    fn directive(&mut self, line: Line<'a>, name: &str, argument: &'a str) {
        match name {
            "code" | "code-block" | "sourcecode" | "highlight" | "parsed-literal" => {
                self.skip_options(line.indent);
                let language = argument.split_ascii_whitespace().next().map(str::to_owned);
                self.code_inside(line.indent, language);
            }
            "class" | "container" | "compound" | "epigraph" | "highlights" | "pull-quote" | "only" => {
                self.frames.push(Frame { marker: line.indent, content: line.indent + 3, is_item: false });
                self.skip_options(line.indent);
            }
            "note" | "tip" | "hint" | "important" | "warning" | "caution" | "attention" | "danger" | "error"
            | "admonition" | "list-table" | "table" | "seealso" | "topic" | "sidebar" | "rubric" | "centered"
            | "versionadded" | "versionchanged" | "deprecated" => {
                self.frames.push(Frame { marker: line.indent, content: line.indent + 3, is_item: false });
                if !argument.is_empty() {
                    self.text_block(line, line.inner(line.body.len() - argument.len()), BlockKind::Paragraph);
                }
                self.skip_options(line.indent);
            }
            _ => self.skip_inside(line.indent),
        }
    }

    /// Passes the lines that are blank or indented by more than `indent`.
    fn skip_inside(&mut self, indent: usize) {
        while let Some(line) = Line::at(self.text, self.at).filter(|line| line.is_blank() || line.indent > indent) {
            self.at = line.next;
        }
    }

    /// Passes the options of a directive: the lines `:name: value` right below it.
    fn skip_options(&mut self, indent: usize) {
        while let Some(line) =
            Line::at(self.text, self.at).filter(|line| line.indent > indent && line.body.starts_with(':'))
        {
            self.at = line.next;
        }
    }

    /// Takes the lines that are blank or indented by more than `indent` as code.
    fn code_inside(&mut self, indent: usize, language: Option<String>) {
        let from = self.at;
        self.skip_inside(indent);
        self.push_code(from, self.at, language);
    }

    fn push_code(&mut self, from: usize, to: usize, language: Option<String>) {
        let Some(first) = super::line::lines(&self.text[..to], from).find(|line| !line.is_blank()) else { return };
        let mut flow = Flow::new();
        push_code(&mut flow, self.text, first.start, to, first.indent, self.start);
        let end = self.text[..to].trim_end().len();
        let span = Span::new(self.start + first.start, self.start + end.max(first.start));
        if !flow.is_empty() {
            self.blocks.push(Block { kind: BlockKind::Code(language), span, flow });
        }
    }

    fn code_until_blank(&mut self, first: Line<'a>) {
        while let Some(line) = Line::at(self.text, self.at).filter(|line| !line.is_blank()) {
            self.at = line.next;
        }
        self.push_code(first.start, self.at, None);
    }

    /// Takes a list item, and the items that begin on its line.
    fn item(&mut self, line: Line<'a>) -> bool {
        let mut inner = line;
        let mut nested = 0;
        while let Some(marker) = self.marker(inner).filter(|_| nested < MOST_ITEMS_A_LINE) {
            let content = inner.inner(marker);
            self.frames.push(Frame { marker: inner.indent, content: content.indent, is_item: true });
            inner = content;
            nested += 1;
        }
        if nested == 0 {
            return false;
        }
        let depth = self.frames.iter().filter(|frame| frame.is_item).count();
        self.text_block(line, inner, BlockKind::Item(u8::try_from(depth).unwrap_or(u8::MAX)));
        true
    }

    /// The bytes of the marker that begins `line`, if it begins an item.
    fn marker(&self, line: Line<'a>) -> Option<usize> {
        let bytes = bullet(line.body);
        bytes.or_else(|| {
            let bytes = enumerator(line.body)?;
            // `1984. A year` is a sentence if its next line is not indented as an item's text is.
            let fits = line
                .after(self.text)
                .is_none_or(|next| next.is_blank() || next.indent > line.indent || enumerator(next.body).is_some());
            fits.then_some(bytes)
        })
    }

    /// Takes the paragraph that begins with `inner`, the rest of `line`, and the code that it announces.
    fn text_block(&mut self, line: Line<'a>, inner: Line<'a>, kind: BlockKind) {
        let mut end = inner.end();
        let mut next = Line::at(self.text, self.at);
        let marker = self.frames.last().map_or(line.indent, |frame| frame.marker);
        while let Some(more) = next.filter(|more| !more.is_blank() && more.indent > marker) {
            if self.marker(more).is_some() || more.body.starts_with(".. ") || field_name(more.body).is_some() {
                break;
            }
            end = more.end();
            self.at = more.next;
            next = more.after(self.text);
        }
        let content = self.frames.last().map_or(line.indent, |frame| frame.content);
        self.push_announcing(kind, line.from, inner.from.min(end), end, content);
    }

    fn paragraph(&mut self, line: Line<'a>) {
        let (base, slack) = self.frames.last().map_or((0, 0), |frame| (frame.content, 2));
        let kind = if line.indent > base + slack && !self.is_definition(line) {
            BlockKind::Quote
        } else {
            BlockKind::Paragraph
        };
        let mut end = line.end();
        let mut next = Line::at(self.text, self.at);
        while let Some(more) = next.filter(|more| !more.is_blank() && more.indent == line.indent) {
            if more.body.starts_with(".. ") {
                break;
            }
            end = more.end();
            self.at = more.next;
            next = more.after(self.text);
        }
        self.push_announcing(kind, line.from, line.from, end, line.indent);
    }

    /// Whether `line` defines the term on the line above it.
    fn is_definition(&self, line: Line<'a>) -> bool {
        let Some(above) = self.blocks.last().filter(|above| above.kind == BlockKind::Paragraph) else { return false };
        let from = above.span.end.saturating_sub(self.start);
        self.text.get(from..line.start).is_some_and(|between| between.trim_matches([' ', '\t', '\r']) == "\n")
    }

    /// Appends a paragraph; one that ends in `::` announces code that is indented by more than `indent`.
    fn push_announcing(&mut self, kind: BlockKind, begin: usize, from: usize, to: usize, indent: usize) {
        let text = &self.text[from..to];
        let Some(before) = text.strip_suffix("::") else {
            self.push(kind, begin, from, to);
            return;
        };
        let shown = if before.is_empty() || before.ends_with(char::is_whitespace) {
            before.trim_end().len()
        } else {
            before.len() + 1
        };
        self.push(kind, begin, from, from + shown);
        let after = super::line::lines(self.text, self.at).find(|line| !line.is_blank());
        if after.is_some_and(|after| after.indent > indent) {
            self.code_inside(indent, None);
        }
    }

    /// Takes `| line`: a block of its own, since a page keeps its line breaks.
    fn line_block(&mut self, line: Line<'a>) -> bool {
        if line.body == "|" {
            return true;
        }
        if !line.body.starts_with("| ") {
            return false;
        }
        let inner = line.inner(1);
        self.push(BlockKind::Paragraph, line.from, inner.from, inner.end());
        true
    }

    /// Takes a table, a paragraph a row.
    fn table(&mut self, border: Line<'a>) {
        let is_grid = border.body.starts_with('+');
        let mut next = Line::at(self.text, self.at);
        while let Some(line) = next.filter(|line| !line.is_blank()) {
            self.at = line.next;
            next = line.after(self.text);
            if is_border(line.body) || rule(line.body).is_some() {
                continue;
            }
            let mut cells = Prose::default();
            let mut from = line.from;
            for cell in line.body.split(|c| is_grid && c == '|') {
                if let Some(flow) = inline::read(cell, self.start + from, &mut self.names) {
                    cells.flow(flow);
                }
                from += cell.len() + 1;
                let edge = self.start + from.min(line.end());
                cells.gap(Span::new(edge, edge));
            }
            let span = Span::new(self.start + line.from, self.start + line.end());
            self.blocks.extend(cells.finish().map(|flow| Block { kind: BlockKind::Paragraph, span, flow }));
        }
    }

    /// Takes `:name: text`; those at the top, or right below the title, are front matter and not shown again.
    fn field(&mut self, line: Line<'a>, name: &str) {
        let is_front = match &self.blocks[..] {
            [] => true,
            [title] => matches!(title.kind, BlockKind::Heading(_)),
            _ => false,
        };
        if is_front && line.indent == 0 {
            self.skip_field(line.indent);
            return;
        }
        self.frames.push(Frame { marker: line.indent, content: line.indent + name.len() + 3, is_item: false });
        self.text_block(line, line.inner(1), BlockKind::Paragraph);
    }

    fn skip_field(&mut self, indent: usize) {
        while let Some(line) = Line::at(self.text, self.at).filter(|line| !line.is_blank() && line.indent > indent) {
            self.at = line.next;
        }
    }
}

/// Items that may begin on one line; more are somebody's attack.
const MOST_ITEMS_A_LINE: usize = 8;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::testing::{assert_faithful, assert_linear, listing, soup};

    #[test]
    fn a_report_is_read_block_by_block() {
        let text = "\
========
The trip
========

:Date: 2020-02-01
:Place: somewhere
   far away

A `talk <https://a.example/x>`_ by *Ada* on ``ptrace`` and Perf_, see
http://bare.example/x_y_.

Day one
-------

* **First** item
  goes on

  and has more::

    code here

      indented

* second

  - inner
  - inner again::

      more code

#. numbered
#. numbered too

1984. It was a year
and this is no list.

    A quote
    of two lines.

Term
    its definition

| a line
| another line

.. _Perf: https://perf.example/
";
        assert_eq!(
            listing(read, text),
            "\
h1 The trip
p A [talk](https://a.example/x) by *Ada* on `ptrace` and [Perf](https://perf.example/), see \
[http://bare.example/x_y](http://bare.example/x_y)_.
h2 Day one
li1 **First** item goes on
p and has more:
code() code here⏎⏎  indented
li1 second
li2 inner
li2 inner again:
code() more code
li1 numbered
li1 numbered too
p 1984. It was a year and this is no list.
q A quote of two lines.
p Term
p its definition
p a line
p another line
"
        );
    }

    #[test]
    fn levels_are_those_of_the_styles_in_order_of_appearance() {
        let text = "One\n~~~\n\nTwo\n===\n\nThree\n~~~~~\n\n====\nFour\n====\n\nTwo\n===\n\nNot short\n==\n\ntext\n\n-----\n\nend\n";
        assert_eq!(listing(read, text), "h1 One\nh2 Two\nh1 Three\nh3 Four\nh2 Two\np Not short ==\np text\np end\n");
    }

    #[test]
    fn comments_images_and_targets_are_not_shown_but_notes_are() {
        let text = "\
.. a comment
   that goes on

   and on

Shown [1]_ and |name| and |logo| and C\\ ++ and \\*stars\\*.

.. |name| replace:: Hallway
.. |logo| image:: logo.png

.. image:: a.png
   :alt: hidden

.. note:: Shown
   too.

   Even this.

.. code-block:: rust
   :linenos:

   fn main() {}

.. class:: big

    Centered

.. list-table:: Numbers
   :widths: 1 2

   * - one
     - two

.. [1] The footnote.

+-----+-----+
| a   | b   |
+=====+=====+
| *c* | d   |
+-----+-----+
";
        assert_eq!(
            listing(read, text),
            "\
p Shown and Hallway and and C++ and *stars*.
p Shown too.
p Even this.
code(rust) fn main() {}
p Centered
p Numbers
li2 one
li2 two
p The footnote.
p a b
p *c* d
"
        );
    }

    #[test]
    fn references_of_every_kind_are_linked() {
        let text = "\
`One name`_, `two`__, `three <Perf_>`_, `<https://four.example>`_, :ref:`five <x>`, :code:`six`,
`in two\nlines <https://seven\n.example>`__ and none_.

.. _`One name`: https://one.example
__ https://two.example
.. _perf:
   https://perf.example
";
        assert_eq!(
            listing(read, text),
            "\
p [One name](https://one.example), [two](https://two.example), [three](https://perf.example), \
[https://four.example](https://four.example), *five*, `six`, \
[in two lines](https://seven.example) and none_.
"
        );
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for piece in [
            "`", "*", "``a", "|a", "a_ ", "[", "* ", "a::\n\n", ".. _a:\n", "a\n===\n", "`a <", "\\", "- a\n\n ",
            ":a:`", "a.a_.", "| ",
        ] {
            assert_linear(read, piece);
        }
    }

    #[test]
    fn white_space_of_any_kind_behind_a_target_is_none_of_it() {
        for text in ["a__\n\n__ “b”\u{a0}\n", "a_\n\n.. _a: “b”\u{2003}\n"] {
            let blocks = read(text, 0);
            assert_faithful(text, &blocks, 0);
            let links: Vec<_> = blocks.iter().flat_map(|block| &block.flow.links).collect();
            assert_eq!(links.iter().map(|link| &text[link.span.range()]).collect::<Vec<_>>(), ["“b”"]);
        }
    }

    const TOKENS: &[&str] = &[
        ".. ",
        ".. a::",
        ".. note:: ",
        ".. code-block:: x\n",
        ".. _a: ",
        ".. _a:\n",
        ".. |a| replace:: ",
        "|a|",
        "__ ",
        "`_",
        "`__",
        "``",
        "**",
        "a_",
        "a__",
        "[1]_",
        ".. [1] ",
        "::\n\n",
        "====\n",
        "----\n",
        "====  ====\n",
        "+---+\n",
        "| ",
        "|\n",
        "#. ",
        "1. ",
        "(1) ",
        "• ",
        ":a: ",
        ":a:`",
        " <",
        ">`_",
        ">>> ",
        "\\ ",
        "..\n",
        "   ",
        "* - ",
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
