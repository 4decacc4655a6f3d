//! HTML: what a page shows, block by block; and inline tags, for Markdown.
//!
//! Tag soup is welcome: an element that is never closed ends where its surroundings do, and one that shows no text hides
//! nothing unless it is closed.

mod tag;
mod token;

use std::collections::BTreeMap;

pub(super) use self::tag::{Tag, end_of, entity, head, tag, unescaped};
use self::tag::{for_each_part, hidden, is_inline, push_text};
use self::token::{Markup, StartTag, tokens};
use super::document::{Block, BlockKind, Flow};
use super::inline::Ahead;
use super::prose::Prose;
use crate::text::Span;

/// Reads HTML that stands in its source from byte `start` on.
pub(crate) fn read(text: &str, start: usize) -> Vec<Block> {
    let mut reader = Reader::new(text, start, false);
    reader.run();
    reader.blocks
}

/// Reads a piece of HTML; also names the element that hides its end and is not closed in it.
pub(super) fn fragment(text: &str, start: usize) -> (Vec<Block>, Option<&'static str>) {
    let mut reader = Reader::new(text, start, true);
    reader.run();
    (reader.blocks, reader.unclosed)
}

/// Whether elements of that name end a paragraph where they start and where they end.
fn is_block(name: &str) -> bool {
    // A match tells names apart by their length first, a search in a list would compare letters.
    matches!(
        name,
        "address"
            | "article"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "menu"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// What holds a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    List,
    /// An item, where it begins, and whether its own text has been read.
    Item {
        start: usize,
        told: bool,
    },
    Quote,
    Heading(u8),
}

/// The kinds of [`Holder`], to count them.
const HOLDERS: usize = 4;

impl Holder {
    fn kind(self) -> usize {
        match self {
            Self::List => 0,
            Self::Item { .. } => 1,
            Self::Quote => 2,
            Self::Heading(_) => 3,
        }
    }

    fn named(name: &str, start: usize) -> Option<Self> {
        match name {
            "ul" | "ol" | "menu" | "dir" => Some(Self::List),
            "li" => Some(Self::Item { start, told: false }),
            "blockquote" => Some(Self::Quote),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(Self::Heading(name.as_bytes()[1] - b'0')),
            _ => None,
        }
    }
}

/// An inline element that is open.
#[derive(Debug)]
struct Inline {
    tag: Tag,
    /// The visible byte of the open block at which it began.
    from: usize,
    /// The blocks that have ended in it.
    blocks: usize,
}

struct Reader<'a> {
    text: &'a str,
    /// The byte of the source at which the text begins.
    start: usize,
    is_fragment: bool,
    unclosed: Option<&'static str>,
    blocks: Vec<Block>,
    holders: Vec<Holder>,
    held: [usize; HOLDERS],
    /// Inline elements that are open, innermost last.
    inlines: Vec<Inline>,
    prose: Prose,
    /// From where to where the open block stands so far.
    open: Option<Span>,
    /// The last start tag of a block since the last block ended.
    block_start: Option<usize>,
    /// Whether a line break was the last thing seen.
    broken: bool,
    code: Option<(Span, Option<String>, Flow)>,
    endings: BTreeMap<&'static str, Ahead>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, start: usize, is_fragment: bool) -> Self {
        Self {
            text,
            start,
            is_fragment,
            unclosed: None,
            blocks: Vec::new(),
            holders: Vec::new(),
            held: [0; HOLDERS],
            inlines: Vec::new(),
            prose: Prose::default(),
            open: None,
            block_start: None,
            broken: false,
            code: None,
            endings: BTreeMap::new(),
        }
    }

    fn run(&mut self) {
        let mut from = 0;
        while from < self.text.len() {
            from = self.run_from(from).max(from + 1);
            from = self.text.len().min(from);
        }
        self.close_code(self.text.len());
        self.close(None);
    }

    /// Reads from byte `from` on, to the end or to an element that hides its text; gives the byte after that element.
    fn run_from(&mut self, from: usize) -> usize {
        let text = self.text;
        let mut done = from;
        for token in tokens(text, from) {
            let (start, end) = (token.span.start.max(done), token.span.end.max(done));
            self.visible(done, start);
            done = end;
            match token.markup {
                Markup::Start(tag) => {
                    let hidden_to = self.start_tag(&tag, Span::new(start, end));
                    if let Some(to) = hidden_to {
                        return to;
                    }
                }
                Markup::End(name) => self.end_tag(&name, end),
                Markup::Silent => {}
            }
        }
        self.visible(done, text.len());
        text.len()
    }

    fn visible(&mut self, from: usize, to: usize) {
        let text = &self.text[from..to];
        let start = self.start + from;
        if let Some((span, _, flow)) = &mut self.code {
            span.end = to;
            for_each_part(text, |part, resolved, range| match resolved {
                Some(resolved) => flow.push_resolved(resolved, Span::new(start + range.0, start + range.1)),
                None => flow.push_verbatim(part, start + range.0),
            });
            return;
        }
        let trimmed = text.trim_ascii();
        if !trimmed.is_empty() {
            self.broken = false;
            let begins = from + (text.len() - text.trim_ascii_start().len());
            let ends = begins + trimmed.len();
            self.open = Some(self.open.map_or(Span::new(begins, ends), |open| Span::new(open.start, ends)));
        }
        if self.open.is_some() {
            push_text(&mut self.prose, text, start);
        }
    }

    /// Takes a start tag; gives the byte after its element if that is hidden.
    fn start_tag(&mut self, tag: &StartTag, span: Span) -> Option<usize> {
        if self.code.is_some() {
            self.code_language(tag);
            return None;
        }
        if let Some(name) = hidden(&tag.name) {
            return self.hide(name, span.end);
        }
        match &*tag.name {
            "br" => self.line_break(span),
            "td" | "th" if self.open.is_some() => self.prose.gap(self.at(span)),
            "pre" => self.start_code(tag, span),
            name if is_block(name) => self.start_block(name, span.start),
            name if is_inline(name) => self.start_inline(Tag::opening(tag, self.start)),
            _ => {}
        }
        None
    }

    fn end_tag(&mut self, name: &str, end: usize) {
        if self.code.is_some() {
            if name == "pre" {
                self.close_code(end);
            }
        } else if is_block(name) {
            self.close(Some(end));
            self.leave(name);
        } else if let Some(at) = self.inlines.iter().rposition(|inline| inline.tag.name == name) {
            let inline = self.inlines.remove(at);
            inline.tag.apply(&mut self.prose, inline.from);
            if let Some(open) = &mut self.open {
                open.end = end;
            }
        }
    }

    fn at(&self, span: Span) -> Span {
        Span::new(self.start + span.start, self.start + span.end)
    }

    fn hide(&mut self, name: &'static str, from: usize) -> Option<usize> {
        let ending = self.endings.entry(name).or_default();
        let found = ending.find(from, |from| end_of(self.text, name, from));
        if found.is_none() && self.is_fragment {
            self.unclosed = Some(name);
            return Some(self.text.len());
        }
        // The end tag is known by where it ends, so one that is remembered may end at `from` and not lie after it.
        found
    }

    fn line_break(&mut self, span: Span) {
        if self.open.is_some() && self.broken {
            // Two in a row separate paragraphs.
            self.close(None);
            return;
        }
        self.broken = true;
        self.prose.gap(self.at(span));
    }

    fn start_block(&mut self, name: &str, start: usize) {
        self.close(None);
        self.block_start = Some(start);
        let Some(holder) = Holder::named(name, start) else { return };
        match holder {
            Holder::Item { .. } => {
                while self.holders.last().is_some_and(|inner| *inner != Holder::List) {
                    self.pop_holder();
                }
            }
            Holder::Heading(_) if self.held[holder.kind()] > 0 => self.leave(name),
            _ => {}
        }
        self.held[holder.kind()] += 1;
        self.holders.push(holder);
    }

    /// Leaves the innermost element of this kind, with all that is open in it.
    fn leave(&mut self, name: &str) {
        let Some(holder) = Holder::named(name, 0) else { return };
        if self.held[holder.kind()] == 0 {
            return;
        }
        while let Some(left) = self.pop_holder() {
            if left.kind() == holder.kind() {
                break;
            }
        }
    }

    fn pop_holder(&mut self) -> Option<Holder> {
        let left = self.holders.pop()?;
        self.held[left.kind()] -= 1;
        Some(left)
    }

    fn start_inline(&mut self, tag: Tag) {
        let here = if self.open.is_some() { self.prose.here() } else { 0 };
        if tag.name == "a"
            && let Some(at) = self.inlines.iter().rposition(|inline| inline.tag.name == "a")
        {
            let open = self.inlines.remove(at);
            open.tag.apply(&mut self.prose, open.from);
        }
        if self.inlines.len() < MOST_INLINES {
            self.inlines.push(Inline { tag, from: here, blocks: 0 });
        }
    }

    /// Ends the open block, if there is one, at `end` or where its text ends.
    fn close(&mut self, end: Option<usize>) {
        self.broken = false;
        let mut prose = std::mem::take(&mut self.prose);
        let Some(open) = self.open.take() else { return };
        for inline in &mut self.inlines {
            inline.tag.apply(&mut prose, inline.from);
            inline.from = 0;
            inline.blocks += 1;
        }
        self.inlines.retain(|inline| inline.blocks < MOST_BLOCKS);
        let begins = self.block_start.take().unwrap_or(open.start);
        let Some(flow) = prose.finish() else { return };
        let (kind, begins) = match self.holders.last_mut() {
            Some(Holder::Item { start, told }) if !*told => {
                *told = true;
                (BlockKind::Item(u8::try_from(self.held[0].max(1)).unwrap_or(u8::MAX)), *start)
            }
            Some(Holder::Heading(level)) if self.held[2] == 0 => (BlockKind::Heading(*level), begins),
            _ if self.held[2] > 0 => (BlockKind::Quote, begins),
            _ => (BlockKind::Paragraph, begins),
        };
        self.push(kind, begins, end.unwrap_or(open.end), flow);
    }

    fn push(&mut self, kind: BlockKind, begins: usize, end: usize, flow: Flow) {
        let after = self.blocks.last().map_or(0, |block| block.span.end);
        let begins = (self.start + begins).max(after);
        self.blocks.push(Block { kind, span: Span::new(begins, (self.start + end).max(begins)), flow });
    }

    fn start_code(&mut self, tag: &StartTag, span: Span) {
        self.close(None);
        self.block_start = None;
        let ending = self.endings.entry("pre").or_default();
        if ending.find(span.end, |from| end_of(self.text, "pre", from)).is_some() {
            self.code = Some((span, None, Flow::new()));
            self.code_language(tag);
        }
    }

    fn code_language(&mut self, tag: &StartTag) {
        let Some((_, language, _)) = &mut self.code else { return };
        let Some((classes, _)) = tag.attribute("class") else { return };
        let named = classes
            .split_ascii_whitespace()
            .find_map(|class| class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-")));
        *language = language.take().or_else(|| named.map(str::to_owned));
    }

    fn close_code(&mut self, end: usize) {
        let Some((span, language, flow)) = self.code.take() else { return };
        let to = flow.text().trim_end().len();
        if to > 0 {
            self.push(BlockKind::Code(language), span.start, end, flow.slice(0..to));
        }
    }
}

/// Blocks that one inline element reaches over; if there are more, it was meant to be closed.
const MOST_BLOCKS: usize = 8;

/// Inline elements that are open at a time; a page has few, more are somebody's attack.
const MOST_INLINES: usize = 32;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::testing::{assert_faithful, assert_linear, listing, soup};

    #[test]
    fn a_page_is_read_block_by_block() {
        let text = "\
<!DOCTYPE html>
<html><head><title>The trip</title>
<style>p { color: red }</style></head>
<body>
<nav><ul><li>Home</li></ul></nav>
<h1>The <em>trip</em></h1>
<p>Went to <a href=\"https://a.example/?a=1&amp;b=2\">the
   conference</a> &mdash; see <code>ptrace</code>.<br>Next line.
<p>Unclosed &unknown; &lt;b&gt; http://bare.example/x
<ul>
 <li>first <b>bold</b>
  <ol><li>inner</ol>
 <li><p>second</p><p>more</p></li>
</ul>
<blockquote><p>Quoted</p><h2>no heading</h2></blockquote>
<pre><code class=\"hl language-rust\">fn main() {
  a &amp;&amp; b
}
</code></pre>
<table><tr><th>a</th><th>b</th></tr><tr><td>c<td>d</table>
<div>loose<br><br>text</div>
<a href=\"https://b.example\"><h2>Linked title</h2></a>
<script>if (a < b) { \"<p>hidden</p>\" }</script>
<aside>never closed
<footer>hidden</footer>
</body></html>
";
        assert_eq!(
            listing(read, text),
            "\
h1 The *trip*
p Went to [the conference](https://a.example/?a=1&b=2) — see `ptrace`. Next line.
p Unclosed &unknown; <b> [http://bare.example/x](http://bare.example/x)
li1 first **bold**
li2 inner
li1 second
p more
q Quoted
q no heading
code(rust) fn main() {⏎  a && b⏎}
p a b
p c d
p loose
p text
h2 [Linked title](https://b.example)
p never closed
"
        );
        assert_eq!(head(text), [("title".to_owned(), "The trip".to_owned())]);
    }

    #[test]
    fn the_head_names_what_meta_says() {
        let text = "<meta name=Date content='2020-02-01'><meta property=og:title content=\"A &amp; B\"><title> A\n&amp; B </title>";
        let expected = [("date", "2020-02-01"), ("og:title", "A & B"), ("title", "A & B")];
        assert_eq!(head(text), expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_link_leads_to_its_address() {
        for text in ["<a href=\"https://a.example\">x</a>", "<p>é\r\n<a title=1 href='https://a.example' id=2>x</a>"] {
            let blocks = read(text, 0);
            assert_eq!(&text[blocks[0].flow.links[0].span.range()], "https://a.example");
        }
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for piece in [
            "<",
            "<b>",
            "<li>",
            "<ul>",
            "<script>",
            "<pre>",
            "&",
            "<a href=",
            "<!--",
            "</li>",
            "<nav></nav>",
            "<p",
            "<br>",
            "<ul><li>",
            "</ul>",
        ] {
            assert_linear(read, piece);
        }
    }

    const TOKENS: &[&str] = &[
        "<p>",
        "</p>",
        "<h1>",
        "</h1>",
        "<ul>",
        "</ul>",
        "<ol>",
        "<li>",
        "</li>",
        "<blockquote>",
        "</blockquote>",
        "<pre>",
        "</pre>",
        "<code>",
        "</code>",
        "<b>",
        "</b>",
        "<a href=\"x\">",
        "<a href='é&amp;'>",
        "</a>",
        "<br>",
        "<br/>",
        "<td>",
        "<tr>",
        "</table>",
        "<script>",
        "</script>",
        "<title>",
        "</title>",
        "<nav>",
        "</nav>",
        "<iframe/>",
        "<!--",
        "-->",
        "<!doctype html>",
        "<?x?>",
        "<![CDATA[",
        "]]>",
        "&lt;",
        "&#x1F600;",
        "&#0;",
        "&nbsp;",
        "&AMP",
        "<A HREF=x y=\"",
        "\">",
        "\r\n",
        "\r",
    ];

    proptest! {
        #[test]
        fn any_text_is_read_faithfully(text in "\\PC*") {
            assert_faithful(&text, &read(&text, 4), 4);
        }

        #[test]
        fn any_markup_is_read_faithfully(text in soup(TOKENS)) {
            assert_faithful(&text, &read(&text, 4), 4);
            head(&text);
        }
    }
}
