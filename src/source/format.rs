//! Formats: which one a text is in, and the way to its reader.
//!
//! A text's format is told by what it holds, never by its name.

use super::document::{Block, Document};
use super::front::{self, Front, Style};
use super::line::{Line, lines};
use super::{Source, asciidoc, blogmax, html, markdown, org, plain, rst};
use crate::complaint::Complaint;
use crate::text::floor_boundary;

/// How a text is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Not at all.
    Plain,
    /// Markdown.
    Markdown,
    /// BlogMax: `{section "…"}` between sentences.
    BlogMax,
    /// HTML.
    Html,
    /// reStructuredText.
    Rst,
    /// Org.
    Org,
    /// AsciiDoc.
    AsciiDoc,
}

/// Reads a report: its front matter, its blocks, and what is wrong with them.
pub fn read(source: &Source) -> (Document, Vec<Complaint>) {
    let text = source.text();
    let format = detect(text);
    let Front { mut pairs, end, complaint } = front::take(source);
    let body = &text[end..];
    pairs.extend(match format {
        Format::Html => front::html(body),
        Format::Rst => front::rst(body, 0),
        Format::Org => front::org(body),
        Format::AsciiDoc => front::asciidoc(body, 0),
        Format::Plain | Format::Markdown | Format::BlogMax => Vec::new(),
    });
    let document = Document { front: pairs, blocks: read_blocks(format, body, end) };
    (document, complaint.into_iter().collect())
}

fn read_blocks(format: Format, text: &str, start: usize) -> Vec<Block> {
    match format {
        Format::Plain => plain::read(text, start),
        Format::Markdown => markdown::read(text, start),
        Format::BlogMax => blogmax::read(text, start),
        Format::Html => html::read(text, start),
        Format::Rst => rst::read(text, start),
        Format::Org => org::read(text, start),
        Format::AsciiDoc => asciidoc::read(text, start),
    }
}

/// Tells a text's format by its signs; a text with too few signs of any is plain.
///
/// Only the first megabyte is looked at.
pub fn detect(text: &str) -> Format {
    let text = &text[..floor_boundary(text, 1 << 20)];
    let (style, end) = front::skip(text);
    let body = &text[end..];
    if body.contains("{section \"") {
        return Format::BlogMax;
    }
    if is_page(body) {
        return Format::Html;
    }
    let mut scores = Scores::default();
    match style {
        Some(Style::Yaml) => scores.add(Format::Markdown, 1),
        Some(Style::Toml | Style::Header | Style::HtmlComments) => scores.add(Format::Markdown, 2),
        Some(Style::Comments) => scores.add(Format::Rst, 4),
        None => {}
    }
    scores.count(body);
    scores.best()
}

fn is_page(body: &str) -> bool {
    let head: String = body.trim_start().chars().take(2000).collect::<String>().to_ascii_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html") || (head.starts_with('<') && head.contains("<html"))
}

/// Points for each format, in order of preference when they are equal.
#[derive(Debug, Default)]
struct Scores {
    points: [usize; 5],
}

/// The formats that are told by points, in order of preference when they are equal.
const SCORED: [Format; 5] = [Format::AsciiDoc, Format::Org, Format::Html, Format::Markdown, Format::Rst];

/// Points enough to be sure of a format.
const ENOUGH: usize = 3;

impl Scores {
    fn add(&mut self, format: Format, points: usize) {
        if let Some(at) = SCORED.iter().position(|scored| *scored == format) {
            self.points[at] += points;
        }
    }

    /// Counts the signs on every line, each sign as often as [`MOST`] times.
    fn count(&mut self, body: &str) {
        let mut seen = [0_usize; SIGNS.len()];
        let mut above: Option<Line> = None;
        let mut fence: Option<&str> = None;
        for line in lines(body, 0).filter(|line| !line.is_blank()) {
            let fences = ["```", "~~~"].into_iter().find(|fence| line.body.starts_with(fence));
            match (fence, fences) {
                (None, Some(opened)) => fence = Some(opened),
                (Some(opened), Some(closed)) if opened == closed && line.body.len() == 3 => fence = None,
                (Some(_), _) => continue,
                (None, None) => {}
            }
            for ((format, points, holds), seen) in SIGNS.iter().zip(&mut seen) {
                if *seen < MOST && holds(&line, above.as_ref()) {
                    *seen += 1;
                    self.add(*format, *points);
                }
            }
            above = Some(line);
        }
    }

    fn best(&self) -> Format {
        let most = self.points.iter().copied().max().unwrap_or(0);
        let found = SCORED.iter().zip(self.points).find(|(_, points)| *points == most && *points >= ENOUGH);
        found.map_or(Format::Plain, |(format, _)| *format)
    }
}

/// How often one sign counts.
const MOST: usize = 12;

/// A sign of a format: its points, and whether a line has it, given the line above that is not blank.
type Sign = (Format, usize, fn(&Line, Option<&Line>) -> bool);

/// The signs by which formats are told.
const SIGNS: [Sign; 38] = [
    (Format::Markdown, 3, |line, _| line.indent < 4 && is_heading(line.body, b'#', 1)),
    (Format::Markdown, 3, |line, _| line.body.contains("](")),
    (Format::Markdown, 4, |line, _| is_definition(line.body)),
    (Format::Markdown, 2, |line, _| line.body.contains("][") && !line.body.contains("[[")),
    (Format::Markdown, 2, |line, _| line.body.starts_with("> ")),
    (Format::Markdown, 3, |line, _| line.body.starts_with("```")),
    (Format::Markdown, 3, |line, _| ["{{<", "{{%", "{%"].iter().any(|mark| line.body.contains(mark))),
    (Format::Markdown, 1, |line, _| line.body.contains("<!--")),
    (Format::Markdown, 1, |line, _| line.body.matches("**").count() > 1),
    (Format::Markdown, 1, |line, _| !line.body.contains("``") && line.body.matches('`').count() > 1),
    (Format::Markdown, 1, |line, _| {
        ["- ", "* "].iter().any(|item| line.body.starts_with(item)) && line.body.contains('[')
    }),
    (Format::Markdown, 2, |line, above| is_underline(line, above, b"=-")),
    (Format::Rst, 2, |line, above| is_underline(line, above, b"=-")),
    (Format::Rst, 3, |line, above| is_underline(line, above, b"~^\"'+*.:`")),
    (Format::Rst, 5, |line, _| line.body.starts_with(".. _") || is_directive(line.body)),
    (Format::Rst, 2, |line, _| line.indent == 0 && line.body.starts_with(".. ")),
    (Format::Rst, 5, |line, _| line.body.contains(">`_") || line.body.ends_with("`_")),
    (Format::Rst, 1, |line, _| line.body.contains("``") && !line.body.contains("```")),
    (Format::Rst, 1, |line, _| line.body.ends_with("::")),
    (Format::Rst, 1, |line, _| is_attribute(line)),
    (Format::Rst, 2, |line, _| line.body.starts_with("#. ")),
    (Format::Org, 5, |line, _| {
        line.body.starts_with("#+") && line.body[2..].starts_with(|c: char| c.is_ascii_alphabetic())
    }),
    (Format::Org, 4, |line, _| line.body.contains("[[") && (line.body.contains("][") || line.body.contains("[[http"))),
    (Format::Org, 5, |line, _| matches!(line.body, ":PROPERTIES:" | ":END:" | ":LOGBOOK:")),
    (Format::Org, 4, |line, _| {
        is_heading(line.body, b'*', 1) && (line.body.contains("* TODO ") || line.body.contains("* DONE "))
    }),
    (Format::Org, 2, |line, _| line.indent == 0 && is_heading(line.body, b'*', 2)),
    (Format::Org, 2, |line, above| {
        line.body.starts_with("- ")
            && line.indent == 0
            && above.is_some_and(|above| above.indent == 0 && is_heading(above.body, b'*', 1))
    }),
    (Format::AsciiDoc, 4, |line, _| line.indent == 0 && is_heading(line.body, b'=', 2)),
    (Format::AsciiDoc, 4, |line, above| above.is_none() && line.indent == 0 && line.body.starts_with("= ")),
    (Format::AsciiDoc, 5, |line, _| has_url_macro(line.body)),
    (Format::AsciiDoc, 3, |line, _| {
        line.body.contains("link:") && line.body.contains('[') || line.body.contains("<<") && line.body.contains(">>")
    }),
    (Format::AsciiDoc, 4, |line, _| {
        ["image::", "include::", "ifdef::", "toc::", "video::"].iter().any(|mark| line.body.starts_with(mark))
    }),
    (Format::AsciiDoc, 4, |line, _| line.body.starts_with("[source") || line.body == "|==="),
    (Format::AsciiDoc, 1, |line, _| line.indent == 0 && line.body.starts_with('[') && line.body.ends_with(']')),
    (Format::AsciiDoc, 1, |line, _| is_attribute(line)),
    (Format::AsciiDoc, 2, |line, _| line.indent == 0 && line.body.starts_with(". ")),
    (Format::Html, 2, |line, _| opens_block(line.body)),
    (Format::Html, 1, |line, _| ["<a href=", "<br", "<strong>", "<em>"].iter().any(|tag| line.body.contains(tag))),
];

/// Whether `body` is at least `least` of `sign`, at most 6, a space and text.
fn is_heading(body: &str, sign: u8, least: usize) -> bool {
    let count = body.bytes().take(7).take_while(|byte| *byte == sign).count();
    (least..7).contains(&count) && body[count..].starts_with(' ')
}

/// Whether `body` is `[label]: address`.
fn is_definition(body: &str) -> bool {
    let Some((_, address)) = body.strip_prefix('[').and_then(|rest| rest.split_once("]: ")) else { return false };
    ["http", "/", "#", "./", "../", "<"].iter().any(|begin| address.starts_with(begin))
}

/// Whether `line` underlines the line above with one of `signs`.
fn is_underline(line: &Line, above: Option<&Line>, signs: &[u8]) -> bool {
    let Some(above) = above.filter(|above| above.next == line.start && above.indent == 0) else { return false };
    let Some(sign) = line.body.bytes().next().filter(|sign| signs.contains(sign)) else { return false };
    let fits = line.body.len() + 2 >= above.body.chars().count() && line.body.len() > 2;
    fits && line.body.bytes().all(|byte| byte == sign) && above.body.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// Whether `body` is `.. name::`.
fn is_directive(body: &str) -> bool {
    let Some((name, _)) = body.strip_prefix(".. ").and_then(|rest| rest.split_once("::")) else { return false };
    !name.is_empty() && !name.contains(' ')
}

/// Whether `line` is `:name:` or `:name: value`.
fn is_attribute(line: &Line) -> bool {
    let Some((name, rest)) = line.body.strip_prefix(':').and_then(|rest| rest.split_once(':')) else { return false };
    let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    line.indent == 0 && plain && (rest.is_empty() || rest.starts_with(' '))
}

/// Whether there is an address with a text in brackets right after it: `https://criu.org[CRIU]`.
fn has_url_macro(body: &str) -> bool {
    let mut from = 0;
    while let Some(at) = body[from..].find("://") {
        from += at + 3;
        let len = body[from..]
            .find(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | ')' | '(' | '<' | '"'))
            .unwrap_or(0);
        if len > 0 && body[from + len..].starts_with('[') {
            return true;
        }
    }
    false
}

/// Whether `body` begins with the tag of a paragraph, a heading, a list or an item.
fn opens_block(body: &str) -> bool {
    let Some(tag) = body.strip_prefix('<') else { return false };
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    ["p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "body", "blockquote", "P", "H1", "H2", "H3", "UL", "LI"]
        .contains(&name)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::*;
    use crate::source::testing::{assert_faithful, soup};

    #[test]
    fn a_format_is_told_by_its_signs() {
        for (format, text) in [
            (Format::Plain, ""),
            (Format::Plain, "One line.\n\nTwo - three * four.\n\n• a\n• b\n"),
            (Format::Plain, "Day 1:\nFirst talk\nSecond talk\n"),
            (Format::Plain, "See https://a.example (or https://b.example).\n"),
            (Format::Plain, "---\ntitle: Front matter alone\n---\nOne line.\n"),
            (Format::Markdown, "# Title\n\nText.\n"),
            (Format::Markdown, "Went to [it](https://a.example).\n"),
            (Format::Markdown, "Went to [it][].\n\n[it]: https://a.example\n"),
            (Format::Markdown, "---\ntitle: x\n---\n\n- [ ] one\n- **two**: `three`\n> four\n"),
            (Format::Markdown, "+++\ntitle = 'x'\n+++\n\n**Bold** and **bold**.\n"),
            (Format::Markdown, "Title: x\nDate: 2020-02-01\n\n> A quote.\n"),
            (Format::Markdown, "<!--\n.. title: x\n.. slug: y\n-->\n\n> A quote.\n"),
            (Format::Markdown, "Text <b>bold</b>.\n\n```html\n<p>\n<p>\n.. a::\n#+BEGIN_SRC\n```\n"),
            (Format::BlogMax, "Some words. {section \"One\"} More # words."),
            (Format::Html, "<!DOCTYPE html>\n<title>x</title>\n# not a heading\n"),
            (Format::Html, "<h1>Title</h1>\n<p>Text.\n<p>More.\n"),
            (Format::Rst, ".. title: x\n.. slug: y\n\nText.\n"),
            (Format::Rst, "Title\n~~~~~\n\nA `link <https://a.example>`_.\n"),
            (Format::Rst, "Text::\n\n  code\n\n.. note:: this\n"),
            (Format::Org, "#+TITLE: x\n\nText.\n"),
            (Format::Org, "* TODO One\n** Two\n- a [[https://a.example][link]]\n"),
            (Format::Org, "* One\n- a\n- b\n* Two\n- c\n"),
            (Format::AsciiDoc, "= Title\n\nText.\n"),
            (Format::AsciiDoc, "---\ntitle: x\n---\nWent to https://a.example[it].\n"),
            (Format::AsciiDoc, "== One\n\n. a\n.. b\n\n[source,rust]\n----\n# no heading\n----\n"),
        ] {
            assert_eq!(detect(text), format, "{text}");
        }
    }

    #[test]
    fn front_matter_is_taken_off_and_spans_are_those_of_the_whole_text() {
        let source = Source::of_text("a.txt", "---\ntitle: The trip\n---\n# One\n\nText.\n");
        let (document, complaints) = read(&source);
        assert_eq!(complaints, []);
        assert_eq!(document.front, [("title".to_owned(), "The trip".to_owned())]);
        assert_eq!(document.blocks.len(), 2);
        assert_eq!(source.slice(document.blocks[0].span), "# One");
        assert_eq!(source.slice(document.blocks[1].span), "Text.");
    }

    #[test]
    fn text_below_broken_front_matter_is_read() {
        let source = Source::of_text("a.txt", "---\ntitle: 'The trip\n---\n# One\n");
        let (document, complaints) = read(&source);
        assert_eq!(complaints.len(), 1);
        assert_eq!(document.blocks.len(), 1);
    }

    #[test]
    fn what_a_format_says_about_itself_is_front_matter_too() {
        for (text, front) in [
            ("#+TITLE: x\n#+DATE: 2020\n\n* One\n#+TITLE: y\n", "title: x, date: 2020"),
            ("= x\nAda\n:revdate: 2020\n\n:later: no\n", "title: x, revdate: 2020"),
            ("x\n~~~\n\n:Date: 2020\n:Room: a\n  b\n\n:later: no\n", "date: 2020, room: a b"),
            ("<html><title>x</title><meta name=date content=2020><p>y", "title: x, date: 2020"),
            ("---\ntitle: x\n---\n= y\n:lang: en\n\n== z\n", "title: x, title: y, lang: en"),
        ] {
            let (document, _) = read(&Source::of_text("a.txt", text));
            let shown: Vec<_> = document.front.iter().map(|(key, value)| format!("{key}: {value}")).collect();
            assert_eq!(shown.join(", "), front, "{text}");
        }
    }

    /// The real reports, which are not part of the project; none if they are not at hand.
    fn shared() -> Option<PathBuf> {
        let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared"));
        let shared = std::env::var_os("HALLWAY_SHARED").map_or_else(beside, PathBuf::from);
        shared.join("corpus/reports").is_dir().then_some(shared)
    }

    #[test]
    fn the_format_of_every_real_report_is_told() {
        let Some(shared) = shared() else {
            println!("skipped: no real reports in ../shared; HALLWAY_SHARED names another place");
            return;
        };
        let mut folders = vec![shared.join("corpus/reports"), shared.join("seeds")];
        let mut read_files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                let expected = match path.extension().and_then(|extension| extension.to_str()) {
                    Some("md") => Format::Markdown,
                    Some("rst") => Format::Rst,
                    Some("org") => Format::Org,
                    Some("adoc") => Format::AsciiDoc,
                    Some("txt") if name.starts_with("002_") => Format::BlogMax,
                    Some("txt") if name.starts_with("004_") => Format::Markdown,
                    Some("txt") => Format::Plain,
                    _ => continue,
                };
                let source = Source::of_bytes(name.clone(), std::fs::read(&path).unwrap()).unwrap();
                assert_eq!(detect(source.text()), expected, "{name}");
                let (document, complaints) = read(&source);
                assert_eq!(complaints, [], "{name}");
                assert!(!document.blocks.is_empty(), "{name}");
                assert_faithful(source.text(), &document.blocks, 0);
                read_files += 1;
            }
        }
        assert!(read_files >= 40, "{read_files} files");
    }

    const TOKENS: &[&str] = &[
        "---\n",
        "+++\n",
        "title: x\n",
        "a = 1\n",
        "[a]\n",
        "- a\n",
        ".. title: x\n",
        "<!--\n",
        "-->\n",
        "Title: x\n",
        "#+TITLE: x\n",
        "= x\n",
        ":a: b\n",
        "# x\n",
        "{section \"x\"}",
        "<p>",
        "<html>",
        "<title>",
        "==\n",
        "```\n",
        "](",
        "[[a][b]]",
        "http://a[b]",
        ".. a::\n",
        "`_",
        "...\n",
        "? a\n: b\n",
        "{a: [",
        "&a [*a]",
        "!!x ",
        "'",
    ];

    proptest! {
        #[test]
        fn any_text_has_a_format_and_is_read_faithfully(text in soup(TOKENS)) {
            let source = Source::of_text("a.txt", text);
            let (document, _) = read(&source);
            assert_faithful(source.text(), &document.blocks, 0);
        }
    }
}
