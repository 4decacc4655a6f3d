//! iCalendar: an event of the calendar is a talk.
//!
//! Properties are read by the icalendar crate, one event at a time, so that a broken one costs only itself; texts are
//! unfolded and unescaped here, since their places must not be lost.

use icalendar::parser::{Component, read_components};
use jiff::civil::DateTime;

use super::value::{between, day, passage};
use super::{Entry, Names, Schedule};
use crate::complaint::Complaint;
use crate::source::Source;
use crate::source::document::{Field, Flow};
use crate::text::{Span, count, squeeze};

const BEGIN: &str = "BEGIN:VEVENT";
const END: &str = "END:VEVENT";

/// How deep components may lie in an event: alarms do.
const DEEPEST: usize = 4;

/// Whether a text is a calendar.
pub(super) fn is_calendar(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.trim_end().eq_ignore_ascii_case("BEGIN:VCALENDAR")
}

pub(super) fn read(source: &Source) -> (Schedule, Names, Vec<Complaint>) {
    let whole = unfolded(source.text());
    let text = whole.text();
    let mut schedule = Schedule::default();
    let mut complaints = Vec::new();
    let mut start = None;
    let mut names = Names::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end();
        if body.eq_ignore_ascii_case(BEGIN) {
            start = Some(at);
        } else if body.eq_ignore_ascii_case(END) {
            if let Some(start) = start.take() {
                match event(&whole, start, at + body.len()) {
                    Ok((entry, wrong)) => {
                        for cause in wrong {
                            let complaint = Complaint::warning(&source.path, cause);
                            complaints.push(complaint.with_place(source.place(head(entry.span))));
                        }
                        schedule.entries.push(entry);
                    }
                    Err(cause) => {
                        let span = whole.source(start..at + body.len());
                        complaints.push(Complaint::error(&source.path, cause).with_place(source.place(head(span))));
                    }
                }
            }
        } else if start.is_none() {
            let (key, value) = body.split_once(':').unwrap_or((body, ""));
            let key = key.split(';').next().unwrap_or(key).to_ascii_uppercase();
            if matches!(key.as_str(), "X-WR-CALNAME" | "NAME" | "SUMMARY") {
                names.names.push(plain(value));
            }
        }
        at += line.len();
    }
    let is_whole = text.trim_end().to_ascii_uppercase().ends_with("END:VCALENDAR");
    if start.is_some() || !is_whole {
        let events = count(schedule.entries.len(), "event");
        let cause = format!("ends before `END:VCALENDAR`: {events} before it are read");
        let end = source.text().trim_end().len();
        let complaint = Complaint::error(&source.path, cause).with_place(source.place(Span::new(end, end)));
        complaints.push(complaint.hint("is the download complete?"));
    }
    (schedule, names, complaints)
}

/// The beginning of a span, to point at.
fn head(span: Span) -> Span {
    Span::new(span.start, span.end.min(span.start + BEGIN.len()))
}

/// A text without the line breaks that folding put in, and with the way back.
fn unfolded(text: &str) -> Flow {
    let mut flow = Flow::new();
    let mut from = 0;
    for (at, _) in text.match_indices('\n') {
        if text[at + 1..].starts_with([' ', '\t']) {
            let end = if text[from..at].ends_with('\r') { at - 1 } else { at };
            flow.push_verbatim(&text[from..end], from);
            from = at + 2;
        }
    }
    flow.push_verbatim(&text[from..], from);
    flow
}

/// The event in these bytes of the unfolded text, and what is wrong in it.
fn event(whole: &Flow, start: usize, end: usize) -> Result<(Entry, Vec<String>), String> {
    let text = &whole.text()[start..end];
    if text.lines().filter(|line| line.starts_with("BEGIN:")).count() > DEEPEST {
        return Err("components lie too deep in each other, event left out".to_owned());
    }
    // The parser wants the line's end that it was made for.
    let written: String = text.lines().flat_map(|line| [line.trim_end_matches('\r'), "\r\n"]).collect();
    let components = read_components(&written)
        .map_err(|error| format!("not an event: {}", error.lines().next().unwrap_or_default().trim()))?;
    let component = components.into_iter().next().ok_or("not an event")?;
    let said = |name: &str| property(&component, name);
    let mut entry = Entry {
        guid: said("UID"),
        room: said("LOCATION"),
        track: said("CATEGORIES"),
        url: said("URL"),
        is_cancelled: said("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("cancelled")),
        span: whole.source(start..end),
        ..Entry::default()
    };
    for (name, field) in [("SUMMARY", Field::Title), ("DESCRIPTION", Field::Description)] {
        let value = value_of(text, name).map(|(from, to)| unescaped(whole, start + from, start + to));
        entry.passages.extend(value.and_then(|flow| passage(field, &flow)));
    }
    entry.entitle();
    if entry.title.is_empty() {
        return Err("an event without SUMMARY, left out".to_owned());
    }
    let mut wrong = Vec::new();
    let begins = said("DTSTART");
    let moment = begins.as_deref().and_then(moment_of);
    entry.day = moment.map(jiff::civil::DateTime::date);
    entry.time =
        moment.filter(|_| begins.as_deref().is_some_and(|text| text.contains('T'))).map(jiff::civil::DateTime::time);
    if let Some(begins) = begins.filter(|_| moment.is_none()) {
        wrong.push(format!("`{begins}` is no day; DTSTART is written as 20160130T093000"));
    }
    let ends = said("DTEND");
    if let (Some(moment), Some(ends)) = (moment, ends) {
        entry.minutes = moment_of(&ends).and_then(|ends| between(moment, ends));
        if entry.minutes.is_none() && moment_of(&ends) != Some(moment) {
            wrong.push(format!("`{ends}` does not end what begins at {moment}"));
        }
    } else if let Some(duration) = said("DURATION") {
        entry.minutes = duration
            .parse::<jiff::SignedDuration>()
            .ok()
            .and_then(|duration| u32::try_from(duration.as_mins()).ok())
            .filter(|minutes| *minutes > 0);
        if entry.minutes.is_none() {
            wrong.push(format!("`{duration}` is no duration; DURATION is written as PT45M"));
        }
    }
    let description = entry.passages.iter().find(|passage| passage.field == Field::Description);
    if let Some(passage) = description.filter(|_| entry.url.is_none()) {
        // Some write the page into the text, on a line of its own.
        let label = passage.flow.text().rfind("Link: ");
        let link = label.and_then(|at| passage.flow.links.iter().find(|link| link.anchor.start >= at));
        entry.url = link.map(|link| link.target.clone());
    }
    Ok((entry, wrong))
}

fn property(component: &Component, name: &str) -> Option<String> {
    let found = component.properties.iter().find(|property| property.name.as_str().eq_ignore_ascii_case(name))?;
    Some(squeeze(found.val.as_str())).filter(|value| !value.is_empty())
}

/// A day, or a day and a time by the clock of the place.
fn moment_of(text: &str) -> Option<DateTime> {
    let digits = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let small = |value: i16| i8::try_from(value).ok();
    let date = format!("{}-{}-{}", text.get(..4)?, text.get(4..6)?, text.get(6..8)?);
    let date = day(&date)?;
    if !text.contains('T') {
        return Some(date.to_datetime(jiff::civil::Time::midnight()));
    }
    let (hour, minute) = (small(digits(9..11)?)?, small(digits(11..13)?)?);
    Some(date.to_datetime(jiff::civil::Time::new(hour, minute, 0, 0).ok()?))
}

/// The bytes of an event's text that are the value of its property.
fn value_of(text: &str, name: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\r', '\n']);
        let is_named = body.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        if is_named && body[name.len()..].starts_with([':', ';']) {
            // Parameters may hold colons in quotation marks.
            let mut quoted = false;
            let colon = body.bytes().position(|byte| {
                quoted ^= byte == b'"';
                byte == b':' && !quoted
            })?;
            return Some((at + colon + 1, at + body.len()));
        }
        at += line.len();
    }
    None
}

/// Bytes of the unfolded text with `\n`, `\,`, `\;` and `\\` resolved, and the way back to the source.
fn unescaped(whole: &Flow, start: usize, end: usize) -> Flow {
    let text = &whole.text()[start..end];
    let mut flow = Flow::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('\\').map(|at| from + at) {
        let Some(escaped) = text[at + 1..].chars().next() else { break };
        flow.append(whole.slice(start + from..start + at));
        let resolved = if matches!(escaped, 'n' | 'N') { "\n".to_owned() } else { escaped.to_string() };
        let next = at + 1 + escaped.len_utf8();
        flow.push_resolved(&resolved, whole.source(start + at..start + next));
        from = next;
    }
    flow.append(whole.slice(start + from..end));
    flow
}

fn plain(value: &str) -> String {
    squeeze(&value.replace("\\n", " ").replace('\\', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Rowing 2016\r\nBEGIN:VEVENT\r\nSUMMARY:Oars\\, folded\r\n  again\r\nDTSTART;TZID=Europe/London;VALUE=DATE-TIME:20160130T093000\r\nDTEND:20160130T101500\r\nDESCRIPTION:On CR\r\n IU\\nand more\r\nLOCATION:Boat\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn folded_and_escaped_text_leads_back_to_the_source() {
        let source = Source::of_text("a.ics", SMALL);
        let (schedule, names, complaints) = read(&source);
        assert_eq!(complaints, []);
        assert_eq!(names.names, ["Rowing 2016"]);
        let entry = &schedule.entries[0];
        assert_eq!((entry.title.as_str(), entry.minutes), ("Oars, folded again", Some(45)));
        assert_eq!(entry.time.map(|time| time.to_string()).as_deref(), Some("09:30:00"));
        let flow = &entry.passages[1].flow;
        let at = flow.text().find("CRIU").expect("it is whole again");
        assert_eq!(source.slice(flow.source(at..at + 4)), "CR\r\n IU");
    }

    #[test]
    fn a_broken_event_costs_only_itself() {
        let broken = SMALL.replace("END:VEVENT", "END:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART:20169999\r\nEND:VEVENT");
        let (schedule, _, complaints) = read(&Source::of_text("a.ics", broken));
        assert_eq!((schedule.entries.len(), complaints.len()), (1, 1));
        let cut = &SMALL[..SMALL.len() - 10];
        let (schedule, _, complaints) = read(&Source::of_text("a.ics", cut));
        assert_eq!((schedule.entries.len(), complaints.len()), (1, 1));
    }
}
