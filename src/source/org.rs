//! Org: headings, lists and blocks.
//!
//! TODO keywords are visible; tags, drawers, planning lines, comments and `#+KEYWORDS` are not.

mod inline;

use super::document::{Block, BlockKind, Flow};
use super::inline::Ahead;
use super::line::{Line, lines, push_code};
use super::prose::Prose;
use crate::text::Span;

/// Reads Org that stands in its source from byte `start` on.
pub(crate) fn read(text: &str, start: usize) -> Vec<Block> {
    let mut reader = Reader {
        text,
        start,
        at: 0,
        items: Vec::new(),
        quotes: 0,
        block_ends: Default::default(),
        drawer_end: Ahead::default(),
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

/// Blocks between `#+BEGIN_` and `#+END_` whose lines are no prose; those of `HIDDEN` are not visible at all.
const VERBATIM: [&str; 5] = ["src", "example", "export", "comment", "verbatim"];
const HIDDEN: [&str; 2] = ["export", "comment"];

struct Reader<'a> {
    text: &'a str,
    start: usize,
    /// The byte at which the next element begins.
    at: usize,
    /// The columns of the markers of the items that hold what comes.
    items: Vec<usize>,
    /// How many quotes are open.
    quotes: usize,
    block_ends: [Ahead; VERBATIM.len()],
    drawer_end: Ahead,
    blocks: Vec<Block>,
}

impl<'a> Reader<'a> {
    /// Takes the element that begins with `line`, at least that line.
    fn element(&mut self, line: Line<'a>) {
        if let Some(level) = heading_level(line) {
            self.heading(line, level);
        } else if let Some(keyword) = line.body.strip_prefix("#+") {
            self.keyword(line, keyword);
        } else if line.body == "#" || line.body.starts_with("# ") || is_planning(line.body) || is_rule(line.body) {
            // Not visible.
        } else if is_drawer(line.body) {
            self.drawer(line);
        } else if line.body == ":" || line.body.starts_with(": ") {
            self.fixed_width(line);
        } else if line.body.starts_with('|') {
            self.row(line);
        } else if let Some(marker) = marker(line) {
            self.item(line, marker);
        } else {
            self.paragraph(line);
        }
    }

    fn heading(&mut self, line: Line<'a>, level: usize) {
        self.items.clear();
        self.quotes = 0;
        let title = line.inner(level);
        let shown = without_tags(title.body).len();
        let kind = BlockKind::Heading(u8::try_from(level).unwrap_or(u8::MAX));
        self.push(kind, Span::new(line.start, line.end()), title.from, title.from + shown);
    }

    /// Appends the inline text from byte `from` to byte `to` of a block that stands in `span`.
    fn push(&mut self, kind: BlockKind, span: Span, from: usize, to: usize) {
        let Some(flow) = inline::read(&self.text[from..to], self.start + from) else { return };
        self.blocks.push(Block { kind, span: self.moved(span), flow });
    }

    fn moved(&self, span: Span) -> Span {
        Span::new(self.start + span.start, self.start + span.end)
    }

    fn keyword(&mut self, line: Line<'a>, keyword: &str) {
        let lower = keyword.to_ascii_lowercase();
        let mut words = lower.split_ascii_whitespace();
        match words.next().unwrap_or_default() {
            "begin_quote" | "begin_verse" => {
                self.items.clear();
                self.quotes += 1;
            }
            "end_quote" | "end_verse" => self.quotes = self.quotes.saturating_sub(1),
            name => {
                let verbatim = name.strip_prefix("begin_");
                if let Some(index) = VERBATIM.iter().position(|kind| verbatim == Some(*kind)) {
                    let language = keyword.split_ascii_whitespace().nth(1).map(str::to_owned);
                    self.verbatim(line, index, language.filter(|_| VERBATIM[index] == "src"));
                }
            }
        }
    }

    /// Takes a block of code to its end; without an end, only its first line is taken.
    fn verbatim(&mut self, line: Line<'a>, index: usize, language: Option<String>) {
        let (text, name) = (self.text, VERBATIM[index]);
        let ends = |line: &Line| {
            let end = line.body.get(..6).filter(|begin| begin.eq_ignore_ascii_case("#+end_")).map(|_| &line.body[6..]);
            end.is_some_and(|kind| kind.trim().eq_ignore_ascii_case(name))
        };
        let found = self.block_ends[index].find(line.next, |from| lines(text, from).find(ends).map(|line| line.start));
        let Some(end) = found.and_then(|at| Line::at(text, at)) else { return };
        self.at = end.next;
        if !HIDDEN.contains(&name) {
            self.push_code(line.next, end.start, Span::new(line.from, end.end()), language);
        }
    }

    fn push_code(&mut self, from: usize, to: usize, span: Span, language: Option<String>) {
        let Some(first) = lines(&self.text[..to], from).find(|line| !line.is_blank()) else { return };
        let mut flow = Flow::new();
        push_code(&mut flow, self.text, first.start, to, first.indent, self.start);
        if !flow.is_empty() {
            self.blocks.push(Block { kind: BlockKind::Code(language), span: self.moved(span), flow });
        }
    }

    /// Passes a drawer; without an end before the next heading, only its first line.
    fn drawer(&mut self, line: Line<'a>) {
        let text = self.text;
        let stops = |line: &Line| heading_level(*line).is_some() || line.body.eq_ignore_ascii_case(":end:");
        let found = self.drawer_end.find(line.next, |from| lines(text, from).find(stops).map(|line| line.start));
        if let Some(end) = found.and_then(|at| Line::at(text, at)).filter(|end| heading_level(*end).is_none()) {
            self.at = end.next;
        }
    }

    /// Takes lines that begin with `: ` as code.
    fn fixed_width(&mut self, first: Line<'a>) {
        let mut flow = Flow::new();
        let mut next = Some(first);
        let mut end = first.end();
        while let Some(line) = next.filter(|line| line.body == ":" || line.body.starts_with(": ")) {
            let cut = line.from + line.body.len().min(2);
            flow.push_verbatim(&self.text[cut..line.next], self.start + cut);
            end = line.end();
            self.at = line.next;
            next = line.after(self.text);
        }
        let shown = flow.text().trim_end().len();
        if shown > 0 {
            let span = self.moved(Span::new(first.from, end));
            self.blocks.push(Block { kind: BlockKind::Code(None), span, flow: flow.slice(0..shown) });
        }
    }

    /// Takes a row of a table as a paragraph.
    fn row(&mut self, line: Line<'a>) {
        if line.body.starts_with("|-") {
            return;
        }
        let mut cells = Prose::default();
        let mut from = line.from;
        for cell in line.body.split('|') {
            if let Some(flow) = inline::read(cell, self.start + from) {
                cells.flow(flow);
            }
            from += cell.len() + 1;
            let edge = self.start + from.min(line.end());
            cells.gap(Span::new(edge, edge));
        }
        let span = self.moved(Span::new(line.from, line.end()));
        self.blocks.extend(cells.finish().map(|flow| Block { kind: BlockKind::Paragraph, span, flow }));
    }

    fn item(&mut self, line: Line<'a>, marker: usize) {
        while self.items.last().is_some_and(|column| line.indent <= *column) {
            self.items.pop();
        }
        self.items.push(line.indent);
        let depth = u8::try_from(self.items.len()).unwrap_or(u8::MAX);
        let inner = line.inner(marker);
        let end = self.text_end(line, line.indent + 1, inner.end());
        self.push(BlockKind::Item(depth), Span::new(line.from, end), inner.from.min(end), end);
    }

    fn paragraph(&mut self, line: Line<'a>) {
        while self.items.last().is_some_and(|column| line.indent <= *column) {
            self.items.pop();
        }
        let least = self.items.last().map_or(0, |column| column + 1);
        let end = self.text_end(line, least, line.end());
        let kind = if self.quotes > 0 { BlockKind::Quote } else { BlockKind::Paragraph };
        self.push(kind, Span::new(line.from, end), line.from, end);
    }

    /// Takes the lines that go on with the text of `line` and are indented by `least` at least; gives their end.
    fn text_end(&mut self, line: Line<'a>, least: usize, end: usize) -> usize {
        let mut end = end;
        let mut next = line.after(self.text);
        while let Some(more) = next.filter(|more| more.indent >= least && goes_on(*more)) {
            end = more.end();
            self.at = more.next;
            next = more.after(self.text);
        }
        end
    }
}

/// The level of a heading: the number of stars at the start of the line.
fn heading_level(line: Line) -> Option<usize> {
    let stars = line.body.bytes().take_while(|byte| *byte == b'*').count();
    (line.indent == 0 && stars > 0 && line.body[stars..].starts_with(' ')).then_some(stars)
}

/// A title without the tags at its end: `Title  :tag:other:`.
fn without_tags(title: &str) -> &str {
    let Some((before, tags)) = title.rsplit_once([' ', '\t']) else { return title };
    let is_tag = |c: char| c.is_alphanumeric() || matches!(c, '_' | '@' | '#' | '%' | ':');
    let are_tags = tags.len() > 2 && tags.starts_with(':') && tags.ends_with(':') && tags.chars().all(is_tag);
    if are_tags { before.trim_end() } else { title }
}

fn is_planning(body: &str) -> bool {
    ["SCHEDULED:", "DEADLINE:", "CLOSED:", "CLOCK:"].iter().any(|keyword| body.starts_with(keyword))
}

/// Whether `body` is a horizontal rule: five dashes or more.
fn is_rule(body: &str) -> bool {
    body.len() >= 5 && body.bytes().all(|byte| byte == b'-')
}

/// Whether `body` is `:NAME:`.
fn is_drawer(body: &str) -> bool {
    let name = body.strip_prefix(':').and_then(|rest| rest.strip_suffix(':')).unwrap_or_default();
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// The bytes of the marker that begins an item.
fn marker(line: Line) -> Option<usize> {
    let body = line.body;
    let sign = body.bytes().next()?;
    let bytes = match sign {
        b'-' | b'+' => 1,
        // A star at the start of a line is a heading.
        b'*' if line.indent > 0 => 1,
        b'0'..=b'9' => {
            let digits = body.bytes().take(10).take_while(u8::is_ascii_digit).count();
            digits + usize::from(body[digits..].starts_with(['.', ')']))
        }
        _ => return None,
    };
    let ends = !body.as_bytes()[bytes - 1].is_ascii_digit();
    (ends && (body.len() == bytes || body[bytes..].starts_with([' ', '\t']))).then_some(bytes)
}

/// Whether `line` goes on with the paragraph above it.
fn goes_on(line: Line) -> bool {
    !(line.is_blank()
        || heading_level(line).is_some()
        || marker(line).is_some()
        || line.body.starts_with("#+")
        || line.body.starts_with("[fn:")
        || line.body.starts_with("# ")
        || line.body.starts_with('|')
        || line.body == ":"
        || line.body.starts_with(": ")
        || is_drawer(line.body)
        || is_rule(line.body))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::testing::{assert_faithful, assert_linear, listing, soup};

    #[test]
    fn a_report_is_read_block_by_block() {
        let text = "\
#+TITLE: The trip
#+DATE: <2020-02-01 Sat>

Some *bold /and italic/* words,
  =verbatim= and ~code~, 2*3 and a_b[fn:1].
* TODO [#A] Day one   :conf:talks:
SCHEDULED: <2020-02-01 Sat>
:PROPERTIES:
:ROOM: J1
:END:
- [[https://a.example][the *talk*]] goes
  on here
  - inner [[https://b.example]]

    more
  1) numbered
- [X] next
** Level two
#+BEGIN_SRC rust
  fn main() {}

    // end
#+END_SRC
#+begin_quote
Quoted
text.
#+end_quote
: fixed
:  width
# a comment
| a | b |
|---+---|
| c | [[https://d.example][d]] |
-----
http://bare.example/~x/ [[file:a.png]] end
[fn:1] The footnote.
";
        assert_eq!(
            listing(read, text),
            "\
p Some **bold *and italic*** words, `verbatim` and `code`, 2*3 and a_b.
h1 TODO Day one
li1 [the **talk**](https://a.example) goes on here
li2 inner [https://b.example](https://b.example)
p more
li2 numbered
li1 [X] next
h2 Level two
code(rust) fn main() {}⏎⏎  // end
q Quoted text.
code() fixed⏎ width
p a b
p c [d](https://d.example)
p [http://bare.example/~x/](http://bare.example/~x/) end
p The footnote.
"
        );
    }

    #[test]
    fn what_is_never_closed_hides_nothing() {
        let text = "#+BEGIN_SRC c\n:DRAWER:\ntext [[a][b *c\n* Heading\n:END:\n";
        assert_eq!(listing(read, text), "p text [[a][b *c\nh1 Heading\n");
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for piece in
            ["[[", "[[a][", "*a ", "=a", "* ", " *", "- a\n ", ":A:\n", "#+BEGIN_SRC\n", "/", "_a* ", "[fn:", "|"]
        {
            assert_linear(read, piece);
        }
    }

    const TOKENS: &[&str] = &[
        "* ",
        "** ",
        "*** TODO ",
        ":a:b:",
        "#+BEGIN_SRC x\n",
        "#+END_SRC\n",
        "#+begin_quote\n",
        "#+end_quote\n",
        "#+KEY: v\n",
        ":PROPERTIES:\n",
        ":END:\n",
        ": ",
        "# ",
        "| a | b |\n",
        "|---|\n",
        "-----\n",
        "- ",
        "+ ",
        " * ",
        "1. ",
        "2) ",
        "[[",
        "]]",
        "][",
        "[[http://a][b]]",
        "[[a.png]]",
        "=",
        "~",
        "/",
        "_",
        "*",
        "+",
        "[fn:1]",
        "[#A]",
        "\\\\\n",
        "SCHEDULED: ",
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
