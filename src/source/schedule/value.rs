//! Values: what the fields of an entry mean, whatever form they are written in.

use jiff::civil::{Date, DateTime, Time};
use memchr::memchr2_iter;

use crate::source::document::{Field, Flow, Passage};
use crate::source::html;
use crate::source::prose::Prose;
use crate::text::Span;

/// A day: `2016-01-30`, also as the beginning of a longer value.
pub(super) fn day(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}

/// A time by the clock: `9:30`, `09:30`, `09:30:00`, also within a longer value after `T` or a space.
pub(super) fn time(text: &str) -> Option<Time> {
    let text = text.trim();
    let clock = text.rsplit_once(['T', ' ']).map_or(text, |(_, clock)| clock);
    let mut parts = clock.splitn(3, ':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.get(..2)?.parse().ok()?;
    Time::new(hour, minute, 0, 0).ok()
}

/// A duration in minutes: `1:00`, `01:00`, `00:45:00`, or a number of minutes.
pub(super) fn minutes(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
    match parts[..] {
        [minutes] => number(minutes),
        [hours, minutes] | [hours, minutes, _] => number(hours)?.checked_mul(60)?.checked_add(number(minutes)?),
        _ => None,
    }
    .filter(|minutes| *minutes > 0)
}

/// The minutes from one moment to another.
pub(super) fn between(start: DateTime, end: DateTime) -> Option<u32> {
    let minutes = start.duration_until(end).as_mins();
    u32::try_from(minutes).ok().filter(|minutes| *minutes > 0)
}

/// How often markup may be escaped within itself.
const LAYERS: usize = 4;

/// A field's text as a passage: markup, escaped or not, is resolved with its way back to the source.
///
/// `flow` is the field's text with that way; none is left of a field that shows nothing.
pub(super) fn passage(field: Field, flow: &Flow) -> Option<Passage> {
    let mut shown = None;
    for _ in 0..LAYERS {
        let markup = shown.as_ref().unwrap_or(flow);
        if !is_markup(markup.text()) {
            break;
        }
        shown = Some(self::shown(markup));
    }
    let flow = shown.unwrap_or_else(|| paragraphs(flow));
    (!flow.text().trim().is_empty()).then_some(Passage { field, flow })
}

/// Whether a text has tags or entities.
fn is_markup(text: &str) -> bool {
    memchr2_iter(b'<', b'&', text.as_bytes()).any(|at| {
        let rest = &text[at + 1..];
        if text.as_bytes()[at] == b'&' {
            let name = rest.bytes().take(10).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
            return name >= 2 && rest[name..].starts_with(';');
        }
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let name = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        (1..=10).contains(&name)
            && rest[name..].starts_with(['>', ' ', '/', '\n', '\r', '\t'])
            && KNOWN_TAGS.iter().any(|known| known.eq_ignore_ascii_case(&rest[..name]))
    })
}

/// Elements that texts about talks are marked up with; anything else in angle brackets may be `Vec<T>`.
const KNOWN_TAGS: [&str; 40] = [
    "a",
    "abbr",
    "article",
    "b",
    "blockquote",
    "br",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "td",
    "tr",
    "u",
    "ul",
];

/// What a page shows of markup, a line for each block.
fn shown(markup: &Flow) -> Flow {
    let mut flow = Flow::new();
    for block in html::read(markup.text(), 0) {
        flow.push_line(block.flow, block.span.starting());
    }
    flow.through(markup)
}

/// Plain text, a line for each paragraph; a list's items are paragraphs too.
fn paragraphs(plain: &Flow) -> Flow {
    let text = plain.text();
    let mut flow = Flow::new();
    let mut prose = Prose::default();
    let mut close = |prose: &mut Prose, next: usize| {
        if let Some(paragraph) = std::mem::take(prose).finish() {
            flow.push_line(paragraph, Span::new(next, next));
        }
    };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim();
        if body.is_empty() || body.starts_with(['*', '-', '•', '#', '+']) {
            close(&mut prose, at);
        }
        prose.text(line, at);
        at += line.len();
    }
    close(&mut prose, at);
    flow.through(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_escaped_twice_leads_back_to_the_source() {
        let source = "&amp;lt;p&amp;gt;Why &amp;lt;b&amp;gt;CRIU&amp;lt;/b&amp;gt;?";
        // What the form's own reader gives: one layer off.
        let mut flow = Flow::new();
        let mut at = 0;
        for part in source.split_inclusive("&amp;") {
            let plain = part.strip_suffix("&amp;").unwrap_or(part);
            flow.push_verbatim(plain, at);
            at += plain.len();
            if part.len() > plain.len() {
                flow.push_resolved("&", Span::new(at, at + 5));
                at += 5;
            }
        }
        let passage = passage(Field::Abstract, &flow).expect("it shows something");
        assert_eq!(passage.flow.text(), "Why CRIU?");
        let place = passage.flow.text().find("CRIU").expect("CRIU is there");
        assert_eq!(&source[passage.flow.source(place..place + 4).range()], "CRIU");
    }

    #[test]
    fn plain_text_keeps_its_angle_brackets() {
        let passage = passage(Field::Abstract, &Flow::verbatim("Vec<T> and\na < b\n\n- one\n- two", 7)).expect("text");
        assert_eq!(passage.flow.text(), "Vec<T> and a < b\n- one\n- two");
        assert_eq!(passage.flow.source(0..3), Span::new(7, 10));
    }

    #[test]
    fn values_are_read_or_left_out() {
        assert_eq!(minutes("1:00"), Some(60));
        assert_eq!(minutes("00:45:00"), Some(45));
        assert_eq!(minutes("25"), Some(25));
        for wrong in ["-0:30", "0", "soon", "1:2:3:4", "99999999999:00"] {
            assert_eq!(minutes(wrong), None, "{wrong}");
        }
        assert_eq!(time("9:05").map(|time| time.to_string()).as_deref(), Some("09:05:00"));
        assert_eq!(time("2024-02-03T18:15:00+01:00").map(jiff::civil::Time::hour), Some(18));
        assert_eq!(time("25:00"), None);
        assert_eq!(day("2016-02-31"), None);
        assert_eq!(day("2016-01-30T09:00"), day("2016-01-30"));
    }
}
