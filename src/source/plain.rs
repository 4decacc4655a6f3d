//! Plain text ──► blocks: what people mean by blank lines, indentation and bullets.
//!
//! A lone short line is a heading if text follows and it does not read like a sentence; days stand above what follows
//! them. Code that nothing fences is recognised by its shape, so that nothing in it is taken for prose.

mod code;

use super::document::{Block, BlockKind};
use super::notes::{DayTitle, day_title, is_container, is_report_title};
use super::prose::Prose;
use crate::text::Span;

/// A line of the text.
struct Line<'t> {
    /// Without its line break.
    text: &'t str,
    /// Where it begins in the source.
    at: usize,
    /// The columns of white space before its text; a tab reaches to the next multiple of four.
    indent: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    /// A list item whose text begins at this byte of the line.
    Bullet(usize),
    Text,
    Code,
}

impl Line<'_> {
    fn words(&self) -> &str {
        self.text.trim()
    }

    /// Where the line ends in the source, trailing white space left out.
    fn end(&self) -> usize {
        self.at + self.text.trim_end().len()
    }

    fn begin(&self) -> usize {
        self.at + (self.text.len() - self.text.trim_start().len())
    }
}

/// Reads plain text that stands in its source from byte `start` on.
pub(crate) fn read(text: &str, start: usize) -> Vec<Block> {
    let mut lines = split(text, start);
    for range in code::find(&lines.iter().map(|line| line.text).collect::<Vec<_>>()) {
        for line in &mut lines[range] {
            line.kind = Kind::Code;
        }
    }
    let mut reader = Reader { blocks: Vec::new(), indents: Vec::new(), lines: &lines };
    reader.read();
    let mut blocks = reader.blocks;
    set_levels(&mut blocks);
    blocks
}

fn split(text: &str, start: usize) -> Vec<Line<'_>> {
    let mut at = start;
    let mut lines = Vec::new();
    for whole in text.split_inclusive('\n') {
        let bare = whole.trim_end_matches(['\n', '\r']);
        let indent = bare
            .chars()
            .take_while(|c| c.is_whitespace())
            .fold(0, |column, c| if c == '\t' { column / 4 * 4 + 4 } else { column + 1 });
        let kind = if bare.trim().is_empty() { Kind::Blank } else { bullet(bare).map_or(Kind::Text, Kind::Bullet) };
        lines.push(Line { text: bare, at, indent, kind });
        at += whole.len();
    }
    lines
}

/// Where a list item's text begins, if the line is one: `- a`, `• a`, `1. a`, `2) a`.
fn bullet(line: &str) -> Option<usize> {
    let bare = line.trim_start();
    let indent = line.len() - bare.len();
    let mut chars = bare.chars();
    let first = chars.next()?;
    let after = if matches!(first, '•' | '-' | '*' | '+' | '‣' | '◦' | '▪' | '·' | '–' | '—' | '●' | '○' | '→')
    {
        chars.as_str()
    } else {
        let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 3 {
            return None;
        }
        bare[digits..].strip_prefix(['.', ')'])?
    };
    let body = after.trim_start();
    if body.is_empty() || body.len() == after.len() || (after.len() - body.len() > 8) {
        return None;
    }
    // A rule (`- - -`, `* * *`) is no item.
    if body.chars().all(|c| matches!(c, '-' | '*' | '_' | ' ')) {
        return None;
    }
    Some(indent + (bare.len() - body.len()))
}

struct Reader<'l, 't> {
    blocks: Vec<Block>,
    /// The indentation of the list items that are open.
    indents: Vec<usize>,
    lines: &'l [Line<'t>],
}

impl Reader<'_, '_> {
    fn read(&mut self) {
        let mut at = 0;
        while at < self.lines.len() {
            at = match self.lines[at].kind {
                Kind::Blank => at + 1,
                Kind::Code => self.code(at),
                Kind::Bullet(body) => self.item(at, body),
                Kind::Text => self.text(at),
            };
        }
    }

    fn code(&mut self, first: usize) -> usize {
        let count = self.lines[first..].iter().take_while(|line| line.kind == Kind::Code).count();
        let lines = &self.lines[first..first + count];
        let (start, end) = (lines[0].at, lines[count - 1].end());
        let mut flow = super::document::Flow::new();
        for (index, line) in lines.iter().enumerate() {
            flow.push_verbatim(line.text, line.at);
            if index + 1 < count {
                let after = line.at + line.text.len();
                flow.push_resolved("\n", Span::new(after, lines[index + 1].at));
            }
        }
        self.blocks.push(Block { kind: BlockKind::Code(None), span: Span::new(start, end), flow });
        first + count
    }

    fn item(&mut self, first: usize, body: usize) -> usize {
        let line = &self.lines[first];
        while self.indents.last().is_some_and(|open| *open > line.indent) {
            self.indents.pop();
        }
        if self.indents.last() != Some(&line.indent) {
            self.indents.push(line.indent);
        }
        let depth = u8::try_from(self.indents.len()).unwrap_or(u8::MAX);
        let continued = self.lines[first + 1..]
            .iter()
            .enumerate()
            .take_while(|(index, next)| {
                let before = &self.lines[first + index];
                // Hard-wrapped text may continue at the margin; then the line before it is long.
                let lazy = before.words().chars().count() > 60 && next.words().starts_with(char::is_lowercase);
                next.kind == Kind::Text && (next.indent > line.indent || lazy)
            })
            .count();
        let last = first + continued;
        let mut prose = Prose::default();
        prose.text(&line.text[body..], line.at + body);
        for next in &self.lines[first + 1..=last] {
            prose.gap(Span::new(next.at.saturating_sub(1), next.begin()));
            prose.text(next.text, next.at);
        }
        self.push(BlockKind::Item(depth), Span::new(line.begin(), self.lines[last].end()), prose);
        last + 1
    }

    fn text(&mut self, first: usize) -> usize {
        let count = self.lines[first..].iter().take_while(|line| line.kind == Kind::Text).count();
        let count = self.until_next_time(first, count);
        let lines = &self.lines[first..first + count];
        if lines[0].indent == 0 {
            self.indents.clear();
        }
        if count >= 2 && is_underline(lines[1].words(), lines[0].words()) {
            self.line(BlockKind::Heading(2), &lines[0], lines[1].end());
            return first + 2;
        }
        let indented = lines[0].indent > 0 && !self.indents.is_empty();
        if is_rule(lines[0].words()) {
            return first + 1;
        }
        if !indented && self.heads(first, count) {
            self.line(BlockKind::Heading(2), &lines[0], lines[0].end());
            return first + 1;
        }
        if count >= 3 && lines.iter().all(|line| is_entry(line.words())) {
            for line in lines {
                self.line(BlockKind::Item(1), line, line.end());
            }
            return first + count;
        }
        // Lines that are long by themselves are paragraphs; others are one, wrapped.
        let until = if lines[0].text.chars().count() > 120 {
            1
        } else {
            lines.iter().skip(1).take_while(|line| !is_underline_or_rule(line.words())).count() + 1
        };
        let mut prose = Prose::default();
        for line in &lines[..until] {
            prose.gap(Span::new(line.at.saturating_sub(1).max(lines[0].at.saturating_sub(1)), line.begin()));
            prose.text(line.text, line.at);
        }
        self.push(BlockKind::Paragraph, Span::new(lines[0].begin(), lines[until - 1].end()), prose);
        first + until
    }

    /// How many of `count` lines belong to the line at `first`: where notes go by the clock, a time begins anew.
    ///
    /// A run of nothing but times is a list, which stays together.
    fn until_next_time(&self, first: usize, count: usize) -> usize {
        let lines = &self.lines[first..first + count];
        let times = lines.iter().filter(|line| begins_with_time(line.words())).count();
        if !begins_with_time(lines[0].words()) || (times == count && count >= 3) {
            return count;
        }
        1 + lines[1..].iter().take_while(|line| !begins_with_time(line.words())).count()
    }

    /// Whether the line at `first`, which begins a run of `count` lines of text, is a heading.
    fn heads(&self, first: usize, count: usize) -> bool {
        let line = &self.lines[first];
        let next = self.lines[first + 1..].iter().find(|line| line.kind != Kind::Blank);
        let Some(next) = next else { return false };
        let words = line.words();
        if !is_title_like(words) {
            return false;
        }
        // What ends in a colon leads in what follows, unless it names a day or a track.
        let entries = || (first + 1..first + count).all(|next| is_entry(self.lines[next].words()));
        if words.ends_with(':') && day_title(words).is_none() && !is_container(words) && (count == 1 || !entries()) {
            return false;
        }
        // A blank line before it, or nothing.
        if first > 0
            && self.lines[first - 1].kind != Kind::Blank
            && count == 1
            && self.lines[first - 1].kind == Kind::Text
            && !begins_with_time(words)
        {
            return false;
        }
        if count == 1 {
            return true;
        }
        // The line break is meant: the next line's first word would have fitted.
        let width = self.lines[first..first + count].iter().map(|line| line.words().chars().count()).max().unwrap_or(0);
        let head = next.words().split_whitespace().next().unwrap_or_default();
        let labelled = words.ends_with(':') && entries();
        let (own, after) = (words.chars().count(), head.chars().count());
        let wrapped = own + after + 12 < width && width > 60;
        // Nobody wraps lines as short as these.
        let short = own + after < 50 && width <= 60 && !entries();
        labelled || short || (wrapped && next.words().chars().count() > 60 && own <= 60)
    }

    fn line(&mut self, kind: BlockKind, line: &Line<'_>, end: usize) {
        let mut prose = Prose::default();
        prose.text(line.text, line.at);
        self.push(kind, Span::new(line.begin(), end), prose);
    }

    fn push(&mut self, kind: BlockKind, span: Span, prose: Prose) {
        if let Some(flow) = prose.finish() {
            self.blocks.push(Block { kind, span, flow });
        }
    }
}

/// Whether a line is drawn under a heading of much the same length.
fn is_underline(line: &str, heading: &str) -> bool {
    let drawn = line.chars().next().is_some_and(|c| matches!(c, '=' | '-' | '~' | '^' | '#' | '*' | '_'));
    let (length, over) = (line.chars().count(), heading.chars().count());
    drawn && length >= 3 && line.chars().all(|c| line.starts_with(c)) && length + 3 >= over && length <= over * 2 + 10
}

/// Whether a line is drawn to part what stands above from what stands below.
fn is_rule(line: &str) -> bool {
    line.chars().count() >= 3 && line.chars().all(|c| matches!(c, '=' | '-' | '~' | '*' | '_' | '#' | ' '))
}

fn is_underline_or_rule(line: &str) -> bool {
    is_rule(line)
}

/// Words on which no title ends: a sentence that goes on below.
const HANGING: &[&str] = &[
    "to", "the", "of", "and", "with", "that", "is", "are", "was", "a", "an", "for", "in", "or", "by", "from", "at",
    "as", "into", "und", "der", "die", "das", "zu", "et", "de", "la", "le", "que",
];

/// First persons: whoever says them writes a sentence; a title has them capitalised (`Where We Want to Go`).
const FIRST_PERSONS: &[&str] = &[
    "I", "I'm", "I’m", "I've", "I’ve", "I'll", "I’ll", "me", "my", "we", "our", "us", "ich", "wir", "je", "j'ai",
    "nous", "jeg", "vi",
];

/// Whether a line begins with a time of day and something after it: `13:00 Sails at scale`, `9h30 – Oars`.
fn begins_with_time(line: &str) -> bool {
    let (hours, rest) = line.split_at(line.find(|c: char| !c.is_ascii_digit()).unwrap_or(line.len()));
    let minutes = rest.strip_prefix([':', '.', 'h']).unwrap_or_default();
    let is_time = hours.parse().is_ok_and(|hour: u8| hour < 24)
        && minutes.get(..2).is_some_and(|digits| digits.parse().is_ok_and(|minute: u8| minute < 60))
        && minutes.get(2..).is_some_and(|after| after.starts_with(' '));
    is_time && line.chars().any(char::is_alphabetic)
}

/// Whether a line may be a heading by its words.
fn is_title_like(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let short = line.chars().count() <= 100 && words.len() <= 14;
    if !short || !line.chars().any(char::is_alphabetic) || line.contains("://") {
        return false;
    }
    let folded = crate::text::fold(line);
    let hangs = folded.rsplit(' ').next().is_some_and(|word| HANGING.contains(&word));
    let person = words.len() > 4 && words.iter().any(|word| FIRST_PERSONS.contains(word));
    // A full stop ends a sentence, and `Ltd.` is rare in titles.
    let stopped = line.ends_with(['.', ',', ';', '…']) && !line.ends_with("etc.");
    let lead_in = line.ends_with(':') && words.len() > 4;
    // One word in small letters is a caption or a command.
    let caption = words.len() == 1 && !line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let opened = line.starts_with(['(', '[', '>', '|', '$', '{', '<']);
    !hangs && !person && !stopped && !lead_in && !caption && !opened
}

/// Whether a line reads like an entry of a list of titles.
fn is_entry(line: &str) -> bool {
    line.chars().count() <= 70 && is_title_like_entry(line)
}

fn is_title_like_entry(line: &str) -> bool {
    let starts = line.starts_with(|c: char| !c.is_lowercase()) || line.split_whitespace().count() <= 4;
    starts && !line.ends_with(['.', ',', ';']) && line.chars().any(char::is_alphanumeric)
}

/// Days stand above what follows them, tracks above their talks, and the title of the report above all.
fn set_levels(blocks: &mut [Block]) {
    let is_heading = |block: &Block| matches!(block.kind, BlockKind::Heading(_));
    let count = blocks.iter().filter(|block| is_heading(block)).count();
    let titled = count > 1
        && blocks.first().is_some_and(|block| {
            is_heading(block)
                && is_report_title(block.flow.text())
                && !matches!(day_title(block.flow.text()), Some(DayTitle::Only(_)))
        });
    let tracks = blocks.iter().any(|block| is_heading(block) && is_container(block.flow.text()));
    let top = u8::from(titled) + 1;
    let (mut in_day, mut in_track) = (false, false);
    for (index, block) in blocks.iter_mut().enumerate() {
        if !is_heading(block) {
            continue;
        }
        let text = block.flow.text();
        let level = if index == 0 && titled {
            1
        } else if day_title(text).is_some() {
            (in_day, in_track) = (true, false);
            top
        } else if tracks && is_container(text) {
            in_track = true;
            top + u8::from(in_day)
        } else {
            top + u8::from(in_day) + u8::from(in_track)
        };
        block.kind = BlockKind::Heading(level);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> String {
        read(text, 0).iter().fold(String::new(), |lines, block| {
            let mark = match &block.kind {
                BlockKind::Heading(level) => format!("h{level}"),
                BlockKind::Paragraph => "p".to_owned(),
                BlockKind::Item(depth) => format!("i{depth}"),
                BlockKind::Quote => "q".to_owned(),
                BlockKind::Code(_) => "code".to_owned(),
            };
            lines + &format!("{mark} {}\n", block.flow.text().lines().next().unwrap_or_default())
        })
    }

    #[test]
    fn headings_items_and_paragraphs_are_told_apart() {
        let text = "BoatConf 2016, notes\n\nTwo days of boats,\nwrapped by hand.\n\nDay 1\n\nOars for all\n\n  • first\n    \
                    • below it\n      goes on\n  • second\n\nSo what we learned is that you have to\n\n  • row\n\nDay 2\n\n\
                    Sails!\n\n1. up\n2. down\n\nNice talk.\n";
        assert_eq!(
            outline(text),
            "h1 BoatConf 2016, notes\np Two days of boats, wrapped by hand.\nh2 Day 1\nh3 Oars for all\ni1 first\n\
             i2 below it goes on\ni1 second\np So what we learned is that you have to\ni1 row\nh2 Day 2\nh3 Sails!\n\
             i1 up\ni1 down\np Nice talk.\n"
        );
    }

    #[test]
    fn a_list_of_titles_under_a_day_needs_no_bullets() {
        assert_eq!(
            outline("Saturday:\nOars\nSails and masts\nBoat as a service\n"),
            "h1 Saturday:\ni1 Oars\ni1 Sails and masts\ni1 Boat as a service\n"
        );
    }

    #[test]
    fn notes_by_the_clock_begin_anew_at_each_time() {
        let text =
            "10:00 Oars (Ann Fox)\n- long ones\n11:00 Sails\n- white ones\n12:00 Lunch\n13:00 Masts at scale\n- tall\n";
        assert_eq!(
            outline(text).lines().filter(|line| line.starts_with('h')).collect::<Vec<_>>(),
            ["h1 10:00 Oars (Ann Fox)", "h1 11:00 Sails", "h1 12:00 Lunch", "h1 13:00 Masts at scale"]
        );
        assert_eq!(outline("10:00 Oars\n11:00 Sails\n12:00 Masts\n").lines().count(), 3, "a list stays one");
    }

    #[test]
    fn code_without_fences_is_one_block_blank_lines_included() {
        let text = "Look here.\n\nint row(struct boat *b)\n{\n\tint n = b->oars;\n\n\tif (!n)\n\t\tgoto out;\n\treturn n;\nout:\n\
                    \treturn 0;\n}\n\nBack to prose.\n";
        assert_eq!(outline(text), "p Look here.\ncode int row(struct boat *b)\np Back to prose.\n");
        assert_eq!(
            outline("Run this:\n\n$ row --fast\n$ sail\n\nDone.\n"),
            "p Run this:\ncode $ row --fast\np Done.\n"
        );
    }

    #[test]
    fn addresses_are_links_and_places_are_kept() {
        let text = "See Oar (https://oar.example/x), please.\n";
        let blocks = read(text, 7);
        let link = &blocks[0].flow.links[0];
        assert_eq!(link.target, "https://oar.example/x");
        assert_eq!(link.span, Span::new(7 + 9, 7 + 30));
        assert_eq!(blocks[0].span, Span::new(7, 7 + text.trim_end().len()));
    }
}
