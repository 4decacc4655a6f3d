//! Front matter: what a report says about itself before it begins.
//!
//! Keys are in lower case. Values are text; a list is joined by `, `, and what holds a mapping is written as JSON.

use serde_yaml::Value;

use super::line::{Line, lines};
use super::{Source, html};
use crate::complaint::Complaint;
use crate::text::Span;

/// Front matter, and where the text after it begins.
#[derive(Debug, Default)]
pub(super) struct Front {
    /// Keys and values, in order.
    pub(super) pairs: Vec<(String, String)>,
    /// The byte after it.
    pub(super) end: usize,
    /// What is wrong with it.
    pub(super) complaint: Option<Complaint>,
}

/// How front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fence {
    /// YAML between `---` and `---`.
    Yaml,
    /// TOML between `+++` and `+++`.
    Toml,
}

/// Front matter between fences: how it is written, where it stands, and the byte after it.
pub(super) fn fenced(text: &str) -> Option<(Fence, Span, usize)> {
    let first = Line::at(text, 0).filter(|line| line.indent == 0)?;
    let fence = match first.body {
        "---" => Fence::Yaml,
        "+++" => Fence::Toml,
        _ => return None,
    };
    let says = lines(text, first.next).find(|line| !line.is_blank() && !line.body.starts_with('#'))?;
    let is_key = match fence {
        Fence::Yaml => says.body.contains(':') && !says.body.starts_with(['-', '*', '>', '|']),
        Fence::Toml => says.body.contains('=') || says.body.starts_with('['),
    };
    // A rule at the top of a text is not front matter.
    if !is_key && says.body != first.body {
        return None;
    }
    let ends =
        |line: &Line| line.indent == 0 && (line.body == first.body || (fence == Fence::Yaml && line.body == "..."));
    let last = lines(text, first.next).take_while(|line| line.start < LONGEST).find(ends)?;
    Some((fence, Span::new(first.next, last.start), last.next))
}

/// Front matter of more bytes than this is none.
const LONGEST: usize = 1 << 18;

/// What stands before a text, as far as it tells the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// YAML between fences.
    Yaml,
    /// TOML between fences.
    Toml,
    /// Lines `Key: value`.
    Header,
    /// Nikola's comments in reStructuredText.
    Comments,
    /// Nikola's comments in HTML comments.
    HtmlComments,
}

/// How the front matter of `text` is written, and the byte after it.
pub(super) fn skip(text: &str) -> (Option<Style>, usize) {
    if let Some((fence, _, end)) = fenced(text) {
        return (Some(if fence == Fence::Yaml { Style::Yaml } else { Style::Toml }), end);
    }
    if let Some(front) = nikola(text) {
        let in_html = text.trim_start().starts_with('<');
        return (Some(if in_html { Style::HtmlComments } else { Style::Comments }), front.end);
    }
    pelican(text).map_or((None, 0), |front| (Some(Style::Header), front.end))
}

/// Takes the front matter off that stands before a text of any format.
pub(super) fn take(source: &Source) -> Front {
    let text = source.text();
    if let Some((fence, span, end)) = fenced(text) {
        let read = match fence {
            Fence::Yaml => yaml(source, span),
            Fence::Toml => toml(source, span),
        };
        return match read {
            Ok(pairs) => Front { pairs, end, complaint: None },
            Err(complaint) => Front { pairs: Vec::new(), end, complaint: Some(*complaint) },
        };
    }
    nikola(text).or_else(|| pelican(text)).unwrap_or_default()
}

fn yaml(source: &Source, span: Span) -> Result<Vec<(String, String)>, Box<Complaint>> {
    let inner = source.slice(span);
    let complain = |at: usize, cause: String| {
        let complaint = Complaint::error(source.path.clone(), format!("the front matter is not YAML: {cause}"))
            .with_place(source.place(Span::new(at, at + 1)))
            .hint("put values with a colon or a quotation mark in quotes");
        Box::new(complaint)
    };
    if deepest(inner) > DEEPEST {
        return Err(complain(span.start, "it is nested too deep".to_owned()));
    }
    let value: Value = serde_yaml::from_str(inner).map_err(|error| {
        let place = error.location();
        let at = place.as_ref().map_or(span.start, |place| span.start + byte_at(inner, place.line(), place.column()));
        let cause = error.to_string();
        // The place is shown apart.
        let cause = cause.find(" at line ").map_or(&cause[..], |end| &cause[..end]);
        complain(at, cause.to_owned())
    })?;
    match value {
        Value::Mapping(mapping) => {
            Ok(mapping.iter().map(|(key, value)| (yaml_text(key).to_lowercase(), yaml_text(value))).collect())
        }
        Value::Null => Ok(Vec::new()),
        _ => Err(complain(span.start, "it is not a list of keys and values".to_owned())),
    }
}

/// Brackets that may be open at a time: the parser's time grows with their square.
const DEEPEST: usize = 128;

/// How many brackets are open at a time at most; those in quotation marks count too.
fn deepest(text: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

/// The byte of `text` at a line and a column, both from 1.
fn byte_at(text: &str, line: usize, column: usize) -> usize {
    let start = lines(text, 0).nth(line.saturating_sub(1)).map_or(text.len(), |line| line.start);
    text[start..].char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| start + at)
}

fn yaml_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Sequence(list) if !list.iter().any(holds_mapping) => {
            list.iter().map(yaml_text).collect::<Vec<_>>().join(", ")
        }
        Value::Tagged(tagged) => yaml_text(&tagged.value),
        Value::Sequence(_) | Value::Mapping(_) => serde_json::to_string(value).unwrap_or_default(),
    }
}

fn holds_mapping(value: &Value) -> bool {
    matches!(value, Value::Mapping(_) | Value::Sequence(_))
}

fn toml(source: &Source, span: Span) -> Result<Vec<(String, String)>, Box<Complaint>> {
    let table: toml::Table = source.slice(span).parse().map_err(|error: toml::de::Error| {
        let place = error.span().unwrap_or_default();
        let cause = error.message().replace('\n', " ");
        let complaint = Complaint::error(source.path.clone(), format!("the front matter is not TOML: {cause}"))
            .with_place(source.place(Span::new(span.start + place.start, span.start + place.end.max(place.start + 1))))
            .hint("put text in quotes");
        Box::new(complaint)
    })?;
    Ok(table.iter().map(|(key, value)| (key.to_lowercase(), toml_text(value))).collect())
}

fn toml_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(value) => value.to_string(),
        toml::Value::Datetime(date) => date.to_string(),
        toml::Value::Array(list) if !list.iter().any(|value| value.is_table() || value.is_array()) => {
            list.iter().map(toml_text).collect::<Vec<_>>().join(", ")
        }
        toml::Value::Array(_) | toml::Value::Table(_) => serde_json::to_string(value).unwrap_or_default(),
    }
}

/// Nikola's comments: `.. title: value`, in HTML comments where the text is Markdown or HTML.
fn nikola(text: &str) -> Option<Front> {
    let mut front = Front::default();
    let mut is_comment = false;
    for line in lines(text, 0) {
        match line.body {
            "" if front.pairs.is_empty() || is_comment => {}
            "<!--" if front.pairs.is_empty() && !is_comment => is_comment = true,
            "-->" if is_comment => {
                front.end = line.next;
                break;
            }
            body => {
                let Some((key, value)) = body.strip_prefix(".. ").and_then(key_and_value) else { break };
                front.pairs.push((key, value.to_owned()));
            }
        }
        front.end = line.next;
    }
    (!front.pairs.is_empty()).then_some(front)
}

/// The key, in lower case, and the value of `key: value`.
fn key_and_value(body: &str) -> Option<(String, &str)> {
    let (key, value) = body.split_once(':')?;
    let is_key = !key.is_empty()
        && key.len() <= 30
        && key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let apart = value.is_empty() || value.starts_with([' ', '\t']);
    (is_key && apart).then(|| (key.to_lowercase(), value.trim()))
}

/// Keys with which a header in the style of Pelican begins.
const HEADER_KEYS: [&str; 13] = [
    "title",
    "date",
    "modified",
    "tags",
    "category",
    "categories",
    "slug",
    "author",
    "authors",
    "summary",
    "lang",
    "status",
    "layout",
];

/// Lines `Key: value` up to a blank line or `---`.
fn pelican(text: &str) -> Option<Front> {
    let mut front = Front::default();
    for line in lines(text, 0).take_while(|line| line.start < LONGEST) {
        front.end = line.next;
        if line.is_blank() || (line.body == "---" && line.indent == 0) {
            break;
        }
        match (key_and_value(line.body), front.pairs.last_mut()) {
            (Some((key, value)), before) if line.indent == 0 => {
                if before.is_none() && !HEADER_KEYS.contains(&&key[..]) {
                    return None;
                }
                front.pairs.push((key, value.to_owned()));
            }
            (_, Some((_, value))) if line.indent > 0 => {
                value.push(' ');
                value.push_str(line.body);
            }
            _ => return None,
        }
    }
    (!front.pairs.is_empty()).then_some(front)
}

/// What Org says about itself: `#+KEY: value`, before the first heading.
pub(super) fn org(text: &str) -> Vec<(String, String)> {
    let before_headings = lines(text, 0).take_while(|line| line.indent > 0 || !line.body.starts_with("* "));
    let mut pairs = Vec::new();
    for line in before_headings {
        let Some((key, value)) = line.body.strip_prefix("#+").and_then(key_and_value) else { continue };
        let value = if key == "filetags" { value.trim_matches(':').replace(':', ", ") } else { value.to_owned() };
        pairs.push((key, value));
    }
    pairs
}

/// What AsciiDoc says about itself: `= Title` and `:key: value`, up to the first blank line after them.
pub(super) fn asciidoc(text: &str, from: usize) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for line in lines(text, from) {
        if let Some(title) = line.body.strip_prefix("= ").filter(|_| pairs.is_empty()) {
            pairs.push(("title".to_owned(), title.trim().to_owned()));
        } else if let Some((key, value)) = line.body.strip_prefix(':').and_then(key_and_value) {
            pairs.push((key, value.to_owned()));
        } else {
            let passes =
                line.body.starts_with("//") || (line.is_blank() && pairs.is_empty()) || is_byline(line, &pairs);
            if !passes {
                break;
            }
        }
    }
    pairs
}

/// Whether `line` is the author or the revision below an AsciiDoc title.
fn is_byline(line: Line, pairs: &[(String, String)]) -> bool {
    matches!(pairs, [(key, _)] if key == "title") && !line.is_blank() && !line.body.starts_with(['=', '[', '*', '.'])
}

/// What reStructuredText says about itself: `:key: value` at the top or right below the title.
pub(super) fn rst(text: &str, from: usize) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut before = 0;
    for line in lines(text, from).filter(|line| !line.body.starts_with(".. ")) {
        if let Some((key, value)) = line.body.strip_prefix(':').and_then(key_and_value) {
            pairs.push((key, value.to_owned()));
        } else if let Some((_, value)) = pairs.last_mut() {
            if line.indent == 0 {
                break;
            }
            value.push(' ');
            value.push_str(line.body);
        } else {
            // A title is one line between two rules at most.
            before += usize::from(!line.is_blank());
            if before > 3 {
                break;
            }
        }
    }
    pairs
}

/// What an HTML page says about itself.
pub(super) fn html(text: &str) -> Vec<(String, String)> {
    html::head(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Position;

    /// The front matter of `text` on one line, and the line below it.
    fn shown(text: &str) -> (String, &str) {
        let source = Source::of_text("a.txt", text);
        let front = take(&source);
        assert_eq!(front.complaint, None, "{text}");
        let pairs: Vec<_> = front.pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
        (pairs.join("; "), text[front.end..].lines().next().unwrap_or_default())
    }

    #[test]
    fn front_matter_of_every_style_is_taken_off() {
        for (text, front, below) in [
            (
                "---\nTitle: 'a: b'\ntags:\n- x\n- y\ndraft: true\nn: 3\nnone:\n---\nText",
                "title=a: b; tags=x, y; draft=true; n=3; none=",
                "Text",
            ),
            ("---\ndate: 2020-02-01\n...\nText", "date=2020-02-01", "Text"),
            ("---\n---\nText", "", "Text"),
            ("---\ntalks:\n- {match: a, speakers: [b]}\n---\n", "talks=[{\"match\":\"a\",\"speakers\":[\"b\"]}]", ""),
            (
                "+++\ntitle = \"a\"\ndate = 2020-02-01T10:00:00Z\ntags = ['x', 'y']\n+++\nText",
                "date=2020-02-01T10:00:00Z; tags=x, y; title=a",
                "Text",
            ),
            ("Title: a\nDate: 2020-02-01\n  10:00\n\nText", "title=a; date=2020-02-01 10:00", "Text"),
            ("Title: a\nTags: x, y\n---\nText", "title=a; tags=x, y", "Text"),
            (".. title: a\n.. date: 2020-02-01\n\nText", "title=a; date=2020-02-01", ""),
            ("<!--\n.. title: a\n.. link:\n-->\nText", "title=a; link=", "Text"),
            ("---\n\nA rule, not front matter\n\n---\n", "", "---"),
            ("Speaker: Ada\nRoom: J1\n\nText", "", "Speaker: Ada"),
            ("Title: a\nand a sentence\n", "", "Title: a"),
            ("<!-- no front matter -->\nText", "", "<!-- no front matter -->"),
        ] {
            assert_eq!(shown(text), (front.to_owned(), below), "{text}");
        }
    }

    #[test]
    fn broken_front_matter_is_complained_about_in_its_place() {
        for (text, position, line, cause) in [
            ("---\ntitle: a\ndate: b: c\n---\n", (3, 8), "date: b: c", "YAML: mapping values are not allowed"),
            ("---\n'a: b'\n---\n", (2, 1), "'a: b'", "YAML: it is not a list of keys and values"),
            ("+++\ntitle = a\n+++\n", (2, 9), "title = a", "TOML: "),
        ] {
            let source = Source::of_text("a.txt", text);
            let complaint = take(&source).complaint.expect(text);
            let place = complaint.place.expect(text);
            assert_eq!(place.position, Position { line: position.0, column: position.1 }, "{text}");
            assert_eq!(place.line, line);
            assert!(complaint.cause.contains(cause), "{}", complaint.cause);
            assert!(complaint.hint.is_some());
        }
    }

    #[test]
    fn hostile_front_matter_is_refused() {
        let bomb = (1..30).fold("a0: &a0 [x, x]\n".to_owned(), |bomb, level| {
            bomb + &format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1)
        });
        for text in [
            format!("---\na: {}\n---\n", "[".repeat(100_000)),
            format!("---\n{bomb}---\n"),
            format!("+++\na = {}\n+++\n", "[".repeat(100_000)),
        ] {
            assert!(take(&Source::of_text("a.txt", text)).complaint.is_some());
        }
    }
}
