//! Markdown, with tables, footnotes and what static site generators add.
//!
//! Images, comments and the marks of templates (`{{< >}}`, `{% %}`, `{: }`) are not visible; HTML is, without its tags.

mod link;
mod template;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, RefDefs, Tag, TagEnd};

use self::template::Mark;
use super::document::{Block, BlockKind, Emphasis, Flow};
use super::html;
use super::inline::Ahead;
use super::line::{self, lines};
use super::plain;
use super::prose::Prose;
use crate::text::Span;

/// Reads Markdown that stands in its source from byte `start` on.
///
/// Text whose quotes and lists nest absurdly deep is read as plain text: the parser's time grows with their depth.
pub(crate) fn read(text: &str, start: usize) -> Vec<Block> {
    if is_too_deep(text) {
        return plain::read(text, start);
    }
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let mut reader = Reader::new(text, start);
    let mut events = Parser::new_ext(text, options).into_offset_iter();
    while let Some((event, range)) = events.next() {
        reader.take(event, &range, events.reference_definitions());
    }
    reader.close(text.len());
    reader.add_template_code();
    reader.blocks
}

/// Whether the parser, which looks at every quote and list that is open for every line, would look too often.
fn is_too_deep(text: &str) -> bool {
    let is_marker = |byte: u8| matches!(byte, b'>' | b'-' | b'*' | b'+' | b'.' | b')');
    let is_prefix = |byte: &u8| is_marker(*byte) || matches!(byte, b' ' | b'\t' | b'0'..=b'9');
    let (mut deepest, mut count) = (0, 0);
    for line in lines(text, 0) {
        let markers = line.body.bytes().take_while(is_prefix).filter(|byte| is_marker(*byte)).count();
        // An item is indented by two columns at least.
        deepest = deepest.max(line.indent / 2 + markers);
        count += 1;
    }
    deepest.saturating_mul(count) > text.len().saturating_mul(MOST_LOOKS)
}

/// How often the parser may look at a byte.
const MOST_LOOKS: usize = 200;

/// What holds a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    Quote,
    List,
    /// An item, where it begins, and whether its own text has been read.
    Item {
        start: usize,
        told: bool,
    },
}

/// A block whose end has not been seen.
#[derive(Debug)]
struct Open {
    kind: BlockKind,
    span: Range<usize>,
    /// Whether its end comes as an event of its own; the text of a tight item ends where something else begins.
    announced: bool,
    prose: Prose,
    /// Where emphasis began, innermost last.
    marks: Vec<usize>,
    /// Where links began, their addresses and where those stand.
    links: Vec<(usize, String, Span)>,
    /// Tags of inline HTML that are still open, and where they began.
    tags: Vec<(html::Tag, usize)>,
}

struct Reader<'a> {
    text: &'a str,
    start: usize,
    blocks: Vec<Block>,
    containers: Vec<Container>,
    /// The number of lists and of quotes among the containers.
    lists: usize,
    quotes: usize,
    open: Option<Open>,
    code: Option<(BlockKind, Range<usize>, Flow)>,
    /// How many images the text is inside of.
    images: usize,
    /// Marks of templates, in order, and how many of them lie behind.
    hidden: Vec<Mark>,
    hidden_before: usize,
    /// Nothing before this byte is visible: it is inside an HTML element that shows no text.
    blind_to: usize,
    endings: BTreeMap<&'static str, Ahead>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, start: usize) -> Self {
        Self {
            text,
            start,
            blocks: Vec::new(),
            containers: Vec::new(),
            lists: 0,
            quotes: 0,
            open: None,
            code: None,
            images: 0,
            hidden: template::marks(text),
            hidden_before: 0,
            blind_to: 0,
            endings: BTreeMap::new(),
        }
    }

    fn take(&mut self, event: Event, range: &Range<usize>, definitions: &RefDefs) {
        match event {
            Event::Start(tag) => self.start_tag(tag, range, definitions),
            Event::End(tag) => self.end_tag(tag, range),
            Event::Text(text) => self.visible(&text, range),
            Event::Code(text) => self.inline_code(&text, range),
            Event::SoftBreak | Event::HardBreak => self.gap(range),
            Event::InlineHtml(tag) => self.inline_html(&tag, range),
            Event::Rule => self.close(range.start),
            Event::Html(_)
            | Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start_tag(&mut self, tag: Tag, range: &Range<usize>, definitions: &RefDefs) {
        match tag {
            Tag::Paragraph | Tag::TableHead | Tag::TableRow => self.open_block(None, range, true),
            Tag::Heading { level, .. } => self.open_block(Some(BlockKind::Heading(level as u8)), range, true),
            Tag::BlockQuote(_) => self.enter(Container::Quote, range),
            Tag::List(_) => self.enter(Container::List, range),
            Tag::Item => self.enter(Container::Item { start: range.start, told: false }, range),
            Tag::CodeBlock(kind) => self.open_code(&kind, range),
            Tag::HtmlBlock => self.html_block(range),
            Tag::Emphasis | Tag::Strong => {
                if let Some(open) = self.block_at(&(range.start..range.start)) {
                    open.marks.push(open.prose.here());
                }
            }
            Tag::Link { link_type, dest_url, id, .. } => self.open_link(link_type, &dest_url, &id, range, definitions),
            Tag::Image { .. } => self.images += 1,
            Tag::TableCell => self.gap(&(range.start..range.start)),
            _ => {}
        }
    }

    fn end_tag(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableHead | TagEnd::TableRow => self.close(range.end),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.leave(range),
            TagEnd::CodeBlock => self.close_code(),
            TagEnd::Emphasis => self.close_mark(Emphasis::Light, range),
            TagEnd::Strong => self.close_mark(Emphasis::Strong, range),
            TagEnd::Link => self.close_link(range),
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            _ => {}
        }
    }

    fn enter(&mut self, container: Container, range: &Range<usize>) {
        self.close(range.start);
        self.containers.push(container);
        self.lists += usize::from(container == Container::List);
        self.quotes += usize::from(container == Container::Quote);
    }

    fn leave(&mut self, range: &Range<usize>) {
        self.close(range.end);
        let left = self.containers.pop();
        self.lists -= usize::from(left == Some(Container::List));
        self.quotes -= usize::from(left == Some(Container::Quote));
    }

    /// Opens a block; without a kind, its containers tell which.
    fn open_block(&mut self, kind: Option<BlockKind>, range: &Range<usize>, announced: bool) {
        self.close(range.start);
        let (inner, start) = self.kind_here(range.start);
        let kind = kind.filter(|_| self.quotes == 0).unwrap_or(inner);
        self.open = Some(Open {
            kind,
            span: start..range.end,
            announced,
            prose: Prose::default(),
            marks: Vec::new(),
            links: Vec::new(),
            tags: Vec::new(),
        });
    }

    /// The kind of a paragraph at this place, and where its markup begins: the first one of an item is the item.
    fn kind_here(&self, at: usize) -> (BlockKind, usize) {
        match self.containers.last() {
            Some(Container::Item { start, told: false }) => {
                (BlockKind::Item(u8::try_from(self.lists).unwrap_or(u8::MAX)), *start)
            }
            _ if self.quotes > 0 => (BlockKind::Quote, at),
            _ => (BlockKind::Paragraph, at),
        }
    }

    /// Ends the open block, if there is one, at `end` or where its text ends.
    fn close(&mut self, end: usize) {
        let Some(open) = self.open.take() else { return };
        let end = if open.announced { end } else { open.span.end };
        let Some(flow) = open.prose.finish() else { return };
        self.push(open.kind, open.span.start..end, flow);
    }

    fn push(&mut self, kind: BlockKind, range: Range<usize>, flow: Flow) {
        if let Some(Container::Item { told, .. }) = self.containers.last_mut() {
            *told = true;
        }
        // An item may hold a quote or a list before its own text; and where tabs indent, the parser lets an item begin at
        // the end of the line above.
        let from = self.blocks.last().map_or(0, |before| before.span.end - self.start).max(range.start);
        let text = &self.text[from..range.end.max(from)];
        let begin = from + (text.len() - text.trim_start().len());
        let end = (from + text.trim_end().len()).max(begin);
        self.blocks.push(Block { kind, span: Span::new(self.start + begin, self.start + end), flow });
    }

    /// The open block, opened if this is the text of a tight item.
    fn block_at(&mut self, range: &Range<usize>) -> Option<&mut Open> {
        if self.open.is_none() {
            if !matches!(self.containers.last(), Some(Container::Item { .. })) {
                return None;
            }
            self.open_block(None, range, false);
        }
        let open = self.open.as_mut()?;
        open.span.end = open.span.end.max(range.end);
        Some(open)
    }

    fn visible(&mut self, text: &str, range: &Range<usize>) {
        let start = self.start;
        if let Some((_, span, flow)) = &mut self.code {
            span.end = span.end.max(range.end);
            push_code(flow, self.text, text, range, start);
            return;
        }
        if self.images > 0 || range.start < self.blind_to {
            return;
        }
        let verbatim = self.text.get(range.clone()) == Some(text);
        let shown = self.shown(range);
        let source = self.text;
        let Some(open) = self.block_at(range) else { return };
        if verbatim {
            for part in shown {
                open.prose.text(&source[part.clone()], start + part.start);
            }
        } else if !shown.is_empty() {
            open.prose.resolved(text, Span::new(start + range.start, start + range.end));
        }
    }

    /// The parts of `range` outside the marks of templates.
    fn shown(&mut self, range: &Range<usize>) -> Vec<Range<usize>> {
        while self.hidden.get(self.hidden_before).is_some_and(|hidden| hidden.range.end <= range.start) {
            self.hidden_before += 1;
        }
        let mut parts = Vec::new();
        let mut from = range.start;
        let marks = self.hidden[self.hidden_before..].iter().map(|mark| &mark.range);
        for hidden in marks.take_while(|hidden| hidden.start < range.end) {
            if from < hidden.start {
                parts.push(from..hidden.start);
            }
            from = from.max(hidden.end);
        }
        if from < range.end {
            parts.push(from..range.end);
        }
        parts
    }

    fn inline_code(&mut self, text: &str, range: &Range<usize>) {
        if self.images > 0 || range.start < self.blind_to || self.shown(range).is_empty() {
            return;
        }
        let (source, start) = (self.text, self.start);
        let Some(open) = self.block_at(range) else { return };
        let from = open.prose.here();
        match source[range.clone()].find(text) {
            Some(at) if !text.is_empty() => open.prose.text(text, start + range.start + at),
            _ => open.prose.resolved(text, Span::new(start + range.start, start + range.end)),
        }
        open.prose.mark(from, Emphasis::Code);
    }

    /// A space where `range` stands, white space around it included.
    fn gap(&mut self, range: &Range<usize>) {
        let (source, start) = (self.text, self.start);
        let blank = |c: char| matches!(c, ' ' | '\t');
        let after = source[range.end..].len() - source[range.end..].trim_start_matches(blank).len();
        if let Some(open) = &mut self.open {
            open.prose.gap(Span::new(start + range.start, start + range.end + after));
        }
    }

    fn close_mark(&mut self, emphasis: Emphasis, range: &Range<usize>) {
        let Some(open) = &mut self.open else { return };
        open.span.end = open.span.end.max(range.end);
        if let Some(from) = open.marks.pop() {
            open.prose.mark(from, emphasis);
        }
    }

    fn open_link(&mut self, kind: LinkType, target: &str, id: &str, range: &Range<usize>, definitions: &RefDefs) {
        let place = match kind {
            LinkType::Autolink | LinkType::Email => range.start + 1..range.end - 1,
            LinkType::Inline => link::inline_target(self.text, range, target),
            _ => {
                definitions.get(id).map_or(range.clone(), |found| link::defined_target(self.text, &found.span, target))
            }
        };
        let span = Span::new(self.start + place.start, self.start + place.end);
        if let Some(open) = self.block_at(&(range.start..range.start)) {
            let from = open.prose.here();
            open.links.push((from, target.to_owned(), span));
        }
    }

    fn close_link(&mut self, range: &Range<usize>) {
        let Some(open) = &mut self.open else { return };
        open.span.end = open.span.end.max(range.end);
        if let Some((from, target, span)) = open.links.pop() {
            open.prose.link(from, target, span);
        }
    }

    fn open_code(&mut self, kind: &CodeBlockKind, range: &Range<usize>) {
        self.close(range.start);
        let language = match kind {
            CodeBlockKind::Fenced(line) => {
                let name = line.split([' ', '\t', ',', '{']).find(|word| !word.is_empty()).unwrap_or_default();
                let name = name.trim_matches(|c: char| matches!(c, '.' | '}'));
                (!name.is_empty()).then(|| name.to_owned())
            }
            CodeBlockKind::Indented => None,
        };
        self.code = Some((BlockKind::Code(language), range.clone(), Flow::new()));
    }

    fn close_code(&mut self) {
        let Some((kind, range, flow)) = self.code.take() else { return };
        let end = flow.text().trim_end().len();
        if end > 0 && range.start >= self.blind_to && !self.shown(&range).is_empty() {
            self.push(kind, range, flow.slice(0..end));
        }
    }

    /// Adds the code that marks of templates set apart, where no other block stands in its place.
    fn add_template_code(&mut self) {
        let mut blocks = std::mem::take(&mut self.blocks).into_iter().peekable();
        let mut from = self.start;
        for mark in &self.hidden {
            let Some((language, code)) = &mark.code else { continue };
            let span = Span::new(self.start + mark.range.start, self.start + mark.range.end);
            while let Some(block) = blocks.next_if(|block| block.span.start < span.end) {
                from = block.span.end;
                self.blocks.push(block);
            }
            let mut flow = Flow::new();
            let before = self.text[code.clone()].len() - self.text[code.clone()].trim_start_matches(['\r', '\n']).len();
            line::push_code(&mut flow, self.text, code.start + before, code.end, 0, self.start);
            if !flow.is_empty() && from <= span.start {
                self.blocks.push(Block { kind: BlockKind::Code(language.clone()), span, flow });
                from = span.end;
            }
        }
        self.blocks.extend(blocks);
    }

    fn html_block(&mut self, range: &Range<usize>) {
        self.close(range.start);
        for part in self.shown(range) {
            if part.start >= self.blind_to {
                self.html_part(&part);
            }
        }
    }

    fn html_part(&mut self, range: &Range<usize>) {
        let (blocks, unclosed) = html::fragment(&self.text[range.clone()], self.start + range.start);
        for block in blocks {
            let kind = if block.kind == BlockKind::Paragraph { self.kind_here(0).0 } else { block.kind };
            let span = block.span.start - self.start..block.span.end - self.start;
            self.push(kind, span, block.flow);
        }
        if let Some(name) = unclosed {
            self.hide_until_end_of(name, range.end);
        }
    }

    fn inline_html(&mut self, tag: &str, range: &Range<usize>) {
        if self.images > 0 || range.start < self.blind_to {
            return;
        }
        let Some(tag) = html::tag(tag, self.start + range.start) else { return };
        if let Some(name) = tag.hidden().filter(|_| !tag.closes) {
            self.hide_until_end_of(name, range.end);
        } else if tag.breaks() {
            self.gap(range);
        } else if let Some(open) = self.block_at(range) {
            let here = open.prose.here();
            if !tag.closes && open.tags.len() < MOST_TAGS {
                open.tags.push((tag, here));
            } else if let Some(at) = open.tags.iter().rposition(|(opened, _)| opened.name == tag.name) {
                let (opened, from) = open.tags.swap_remove(at);
                open.tags.truncate(at);
                opened.apply(&mut open.prose, from);
            }
        }
    }

    /// Shows nothing from `from` to the end of the element `name`, if it has one.
    fn hide_until_end_of(&mut self, name: &'static str, from: usize) {
        let ending = self.endings.entry(name).or_default();
        let found = ending.find(from, |from| html::end_of(self.text, name, from));
        if let Some(end) = found {
            self.blind_to = self.blind_to.max(end);
        }
    }
}

/// Inline tags that are open at a time; a page has few, more are somebody's attack.
const MOST_TAGS: usize = 32;

/// Appends a line of code.
fn push_code(flow: &mut Flow, source: &str, text: &str, range: &Range<usize>, start: usize) {
    if source.get(range.clone()) == Some(text) {
        flow.push_verbatim(text, start + range.start);
    } else {
        flow.push_resolved(text, Span::new(start + range.start, start + range.end));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::testing::{assert_faithful, assert_linear, listing, soup};

    #[test]
    fn a_report_is_read_block_by_block() {
        let text = "\
# Two days {#top}

Went to [the *big* one][conf] &amp; saw
**Ada** speak; see <https://ada.example/a_b> or http://bare.example/x.

Second
======

1. first `code` item
   goes on
   - inner [a](https://a.example \"title\")

     more of inner
2. second
* loose

  rest

> quoted
> twice

```rust
let a = 1;

let b = 2;
```

| name | room |
|------|------|
| Ada  | *J1* |

[conf]: https://conf.example/2020 'Conf'
";
        assert_eq!(
            listing(read, text),
            "\
h1 Two days
p Went to [the *big* one](https://conf.example/2020) & saw **Ada** speak; see \
[https://ada.example/a_b](https://ada.example/a_b) or [http://bare.example/x](http://bare.example/x).
h1 Second
li1 first `code` item goes on
li2 inner [a](https://a.example)
p more of inner
li1 second
li1 loose
p rest
q quoted twice
code(rust) let a = 1;⏎⏎let b = 2;
p name room
p Ada *J1*
"
        );
    }

    #[test]
    fn what_a_page_does_not_show_is_left_out() {
        let text = "\
Before ![alt text](a.png) after <!-- comment --> end.

<!-- a comment
over lines -->

{{< figure src=\"a_b.png\" title=\"a_b\" >}} shown {{% note %}} too {{% /note %}}

{{< highlight go >}}
hidden *code* `x`

    more
<div>hidden</div>
{{< /highlight >}}

<figure>
<img src=\"x\">

<figcaption>hidden</figcaption>
</figure>

Shown[^1] {: .class}

<script>
hidden()
</script>

[^1]: The note.
";
        assert_eq!(
            listing(read, text),
            "p Before after end.\np shown too\ncode(go) hidden *code* `x`⏎⏎    more⏎<div>hidden</div>\np Shown\np The note.\n"
        );
    }

    #[test]
    fn html_in_markdown_shows_its_text_without_its_tags() {
        let text = "\
A <b>bold</b> <a href=\"https://a.example\">link</a><br>and <kbd>x</kbd> <video>no</video> end

<div class=\"x\">
<p>A paragraph &lt; <em>here</em></p>
<ul><li>item</li></ul>
</div>
";
        assert_eq!(
            listing(read, text),
            "\
p A **bold** [link](https://a.example) and `x` end
p A paragraph < *here*
li1 item
"
        );
    }

    #[test]
    fn blocks_keep_their_order_where_an_item_begins_with_another_block() {
        let text = "- > quoted\n\n  own text\n- - inner\n\n  own text\n\t- tabs\n";
        assert_eq!(listing(read, text), "q quoted\nli1 own text\nli2 inner\nli1 own text\nli2 tabs\n");
        let last = read(text, 0).pop().expect("blocks");
        assert_eq!(&text[last.span.range()], "- tabs");
    }

    #[test]
    fn a_target_leads_to_where_it_is_written() {
        let text =
            "[a](<https://a.example> 'https://a.example') [b][c] <https://d.example>\n\n[c]: https://c.example\n";
        let blocks = read(text, 0);
        let found: Vec<_> =
            blocks[0].flow.links.iter().map(|link| (link.span.start, &text[link.span.range()])).collect();
        assert_eq!(found, [(5, "https://a.example"), (78, "https://c.example"), (53, "https://d.example")]);
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for piece in [
            "[",
            "*",
            "> ",
            "- ",
            "`a``",
            "[a](",
            "{{< ",
            "<script>",
            "<b>",
            "a_b*",
            "![",
            "- a\n",
            "![a](b \"",
            "{% highlight %}",
            "&amp;",
        ] {
            assert_linear(read, piece);
        }
    }

    #[test]
    fn hostile_depth_takes_linear_time() {
        for (nest, below) in [("- ", "a\n"), ("> ", "a\n"), (">", "\n"), ("1. ", "a\n")] {
            let text = format!("{}x\n{}", nest.repeat(1 << 16), below.repeat(1 << 16));
            assert!(!read(&text, 0).is_empty());
        }
        let text = (0..500).fold(String::new(), |text, depth| text + &"  ".repeat(depth) + "- x\n");
        assert!(!is_too_deep(&text));
        assert!(is_too_deep(&(text + &"a\n".repeat(1 << 20))));
    }

    const TOKENS: &[&str] = &[
        "# ",
        "## ",
        "===\n",
        "---\n",
        "```",
        "~~~\n",
        "> ",
        "1. ",
        "![",
        "](",
        "[a]: http://x\n",
        "[a][b]",
        "[^1]",
        "[^1]: ",
        "**",
        "__",
        "~~",
        "| a | b |\n|---|---|\n",
        "<b>",
        "</b>",
        "<a href=\"x\">",
        "</a>",
        "<div>",
        "</div>\n",
        "<script>",
        "</script>",
        "<figure>\n",
        "</figure>",
        "<!--",
        "-->",
        "{{< ",
        " >}}",
        "{% ",
        " %}",
        "{: ",
        "}",
        "{#id}",
        "<br>",
        "{{< highlight x >}}",
        "{{< /highlight >}}",
        "<pre>",
        "</pre>",
        "<http://a>",
        "&nbsp;",
        "[!NOTE]",
        "- [ ] ",
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
