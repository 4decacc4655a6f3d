//! Do notes find the scheduled talks that they tell of? Links to events are an answer key, taken out of the text first.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

use hallway::gazetteer::Gazetteer;
use hallway::source::Source;
use hallway::source::notes::Options;
use hallway::source::schedule::Bundled;
use hallway::workspace::{Editions, Workspace};
use regex::Regex;

use crate::support::shared;

/// A report without its links to events, and the events with the bytes at which they were linked: year, name, place.
///
/// A link that is defined elsewhere (`[name]: address`) stands where it is used.
fn without_links(text: &str) -> (String, Vec<(u16, String, usize)>) {
    let link = Regex::new(
        r#"(?:https?:)?//(?:www\.|archive\.)?fosdem\.org/(?P<year>\d{4})/schedule/event/(?P<name>[\w.,-]+)[^\s)>\]"'`}|]*"#,
    )
    .unwrap();
    let mut stripped = String::new();
    let mut linked = Vec::new();
    let mut from = 0;
    for found in link.captures_iter(text) {
        let all = found.get(0).unwrap();
        stripped.push_str(&text[from..all.start()]);
        from = all.end();
        let name = found["name"].trim_end_matches(".html").to_owned();
        linked.push((found["year"].parse().unwrap(), name, stripped.len()));
    }
    stripped.push_str(&text[from..]);
    for (.., place) in &mut linked {
        let line = stripped[..*place].rfind('\n').map_or(0, |feed| feed + 1);
        let before = stripped[line..*place].trim_end();
        if let Some(name) = before.strip_suffix("]:").and_then(|before| before.strip_prefix('[')) {
            let used = [format!("][{name}]"), format!("[{name}]")].iter().find_map(|sign| stripped.find(sign.as_str()));
            *place = used.unwrap_or(*place);
        }
    }
    (stripped, linked)
}

/// The workspace of some reports beside the editions that are built in, which only join.
fn workspace(sources: Vec<Source>) -> Workspace {
    let editions = Editions { files: Vec::new(), built_in: Bundled::all().iter().collect(), is_listed: false };
    Workspace::build(sources, Gazetteer::bundled(), editions, &Options::default()).0
}

#[test]
fn sections_join_their_scheduled_talks() {
    let Some(folder) = shared("corpus/reports") else { return };
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.is_file() && file.extension().is_some_and(|extension| extension != "json"));
    files.sort();
    let (mut right, mut joined, mut wanted) = (0_u32, 0_u32, 0_u32);
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let (stripped, linked) = without_links(&text);
        if linked.is_empty() {
            continue;
        }
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let workspace = workspace(vec![Source::of_text(name.clone(), stripped)]);
        let corpus = &workspace.corpus;
        // Where each talk stands, and the event that it joined.
        let mut places = Vec::new();
        for talk in &corpus.talks {
            for account in &talk.accounts {
                let event = talk.time.map(|_| talk.slug.clone().unwrap_or_default());
                places.push((account.span, talk.title.as_str(), event));
            }
        }
        let (mut own_right, mut own_joined, mut own_wanted) = (0_u32, 0_u32, 0_u32);
        let mut seen: Vec<&str> = Vec::new();
        for (year, name, at) in &linked {
            // The schedule of 2012 does not say how its events are named in addresses.
            if *year == 2012 || seen.contains(&name.as_str()) {
                continue;
            }
            seen.push(name);
            own_wanted += 1;
            let place = places
                .iter()
                .filter(|(span, ..)| span.start <= *at && *at <= span.end)
                .min_by_key(|place| place.0.len());
            let event = place.and_then(|place| place.2.as_deref());
            let is_right = event.is_some_and(|event| event.eq_ignore_ascii_case(name));
            own_joined += u32::from(event.is_some());
            own_right += u32::from(is_right);
            if !is_right {
                let title = place.map_or("no talk", |place| place.1);
                eprintln!("    byte {at}: `{title}` is {name}, joined {event:?}");
            }
        }
        eprintln!("{name:<44} {own_wanted:>2} linked, {own_joined:>2} joined, {own_right:>2} right");
        (right, joined, wanted) = (right + own_right, joined + own_joined, wanted + own_wanted);
    }
    let (precision, recall) =
        (f64::from(right) / f64::from(joined.max(1)), f64::from(right) / f64::from(wanted.max(1)));
    eprintln!("total: precision {precision:.3} recall {recall:.3}");
    assert!(precision >= 0.97, "precision is {precision:.3}");
    assert!(recall >= 0.85, "recall is {recall:.3}");
}
