//! How well talks are found in reports that nobody here wrote.
//!
//! The reports lie outside the repository (`../shared`, or `HALLWAY_SHARED`); without them the test says so and passes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use hallway::source::Source;
use hallway::source::notes::{ClaimedBy, NoProgrammes, Options, Report};
use hallway::source::read_all;
use serde::Deserialize;

use crate::support::shared;

#[derive(Deserialize)]
struct Gold {
    talks: Vec<GoldTalk>,
}

#[derive(Deserialize)]
struct GoldTalk {
    line: usize,
    byte: usize,
}

/// Reads every file below a folder of `shared`, in order.
fn read_folder(folder: &std::path::Path, name: &str) -> Vec<Source> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .filter(|path| path.extension().is_none_or(|ending| ending != "json"))
        .map(|path| {
            let file = path.file_name().expect("a file").to_string_lossy().into_owned();
            Source::of_bytes(format!("{name}{file}"), std::fs::read(&path).expect("readable")).expect("text")
        })
        .collect()
}

/// How many predicted starts meet a gold start of their own: within a line, or 120 bytes in a file of one line.
fn matched(source: &Source, report: &Report, gold: &[GoldTalk]) -> usize {
    let one_line = source.text().trim().lines().count() == 1;
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (index, section) in report.sections.iter().enumerate() {
        let (line, byte) = (source.position(section.span.start).line, source.on_disk(section.span).start);
        for (other, talk) in gold.iter().enumerate() {
            let (distance, most) =
                if one_line { (byte.abs_diff(talk.byte), 120) } else { (line.abs_diff(talk.line), 1) };
            if distance <= most {
                pairs.push((distance, index, other));
            }
        }
    }
    pairs.sort_unstable();
    let (mut sections, mut talks) = (vec![false; report.sections.len()], vec![false; gold.len()]);
    let mut count = 0;
    for (_, index, other) in pairs {
        if !sections[index] && !talks[other] {
            (sections[index], talks[other]) = (true, true);
            count += 1;
        }
    }
    count
}

#[test]
fn nine_in_ten_talks_of_real_reports_are_found() {
    let (Some(reports), Some(seeds)) = (shared("corpus/reports"), shared("seeds")) else { return };
    let text = std::fs::read_to_string(reports.join("gold.json")).unwrap();
    let gold: BTreeMap<String, Gold> = serde_json::from_str(&text).unwrap();
    let mut sources = read_folder(&seeds, "seeds/");
    sources.extend(read_folder(&reports, ""));
    let reading = read_all(&sources, &Options::default(), &NoProgrammes);
    let (mut hits, mut found, mut wanted) = (0, 0, 0);
    let verbose = std::env::var_os("HALLWAY_VERBOSE");
    for (index, report) in &reading.reports {
        let source = &sources[*index];
        let Some(gold) = gold.get(&source.path) else { continue };
        let count = matched(source, report, &gold.talks);
        let (predicted, expected) = (report.sections.len(), gold.talks.len());
        let share = |of: usize| if of == 0 { 1.0 } else { count as f64 / of as f64 };
        eprintln!(
            "{:<44} found {predicted:>2} of {expected:>2}, {count:>2} right: precision {:.2} recall {:.2}  {}",
            source.path,
            share(predicted),
            share(expected),
            report.edition.as_ref().map_or("?".to_owned(), |e| format!("{}-{} {:?}", e.series, e.year, e.from)),
        );
        if verbose.as_ref().is_some_and(|wanted| source.path.contains(&*wanted.to_string_lossy())) {
            for section in &report.sections {
                let line = source.position(section.span.start).line;
                let near = gold.talks.iter().any(|talk| talk.line.abs_diff(line) <= 1);
                eprintln!(
                    "  {}{line:>4}-{:<4} `{}` by {:?} day {:?} track {:?} {:?} {:?}",
                    if near { ' ' } else { '!' },
                    source.position(section.span.end).line,
                    section.title,
                    section.speakers,
                    section.day,
                    section.track,
                    section.url,
                    section.status
                );
            }
            for talk in &gold.talks {
                if !report.sections.iter().any(|s| source.position(s.span.start).line.abs_diff(talk.line) <= 1) {
                    eprintln!("  - missed line {} byte {}", talk.line, talk.byte);
                }
            }
            for item in &report.reading {
                eprintln!("  read: {} [{}]", item.item, source.slice(item.quote));
            }
            for sketch in &report.sketches {
                eprintln!("  sketch: {sketch:?}");
            }
        }
        hits += count;
        found += predicted;
        wanted += expected;
    }
    let (precision, recall) = (hits as f64 / found as f64, hits as f64 / wanted as f64);
    let f1 = 2.0 * precision * recall / (precision + recall);
    eprintln!("total: precision {precision:.3} recall {recall:.3} F1 {f1:.3}");
    assert!(f1 >= 0.90, "F1 is {f1:.3}");
}

#[test]
fn a_folder_with_a_file_per_talk_gives_a_talk_per_file() {
    let Some(folder) = shared("corpus/reports/16-donaldwhyte-fosdem2017") else { return };
    let sources = read_folder(&folder, "16-donaldwhyte-fosdem2017/");
    let reading = read_all(&sources, &Options::default(), &NoProgrammes);
    for (index, report) in &reading.reports {
        let titles: Vec<&str> = report.sections.iter().map(|section| section.title.as_str()).collect();
        assert_eq!(titles.len(), 1, "{}: {titles:?}", sources[*index].path);
        let edition = report.edition.as_ref().unwrap();
        assert_eq!((edition.series.as_str(), edition.year, edition.from), ("fosdem", 2017, ClaimedBy::Path));
    }
}

#[test]
fn only_reports_that_name_their_edition_have_one() {
    let Some(seeds) = shared("seeds") else { return };
    let sources = read_folder(&seeds, "");
    let reading = read_all(&sources, &Options::default(), &NoProgrammes);
    let years: Vec<Option<u16>> =
        reading.reports.iter().map(|(_, report)| report.edition.as_ref().map(|e| e.year)).collect();
    assert_eq!(years, [None, None, None, Some(2023), Some(2016)]);
    let doubts: Vec<_> = reading.reports.iter().filter_map(|(_, report)| report.doubt.as_ref()).collect();
    assert_eq!(doubts.len(), 3);
    assert!(doubts.iter().all(|doubt| doubt.hint.as_ref().is_some_and(|hint| hint.contains("--edition"))));
    let titles = |index: usize| -> Vec<String> {
        reading.reports[index].1.sections.iter().map(|section| hallway::text::fold(&section.title)).collect()
    };
    for title in [
        "Docker for Developers",
        "Scaling with Kubernetes, Automatically!",
        "Powering Twitter's infrastructure with containers",
    ] {
        for index in [0, 4] {
            assert!(titles(index).contains(&hallway::text::fold(title)), "{title} in {:?}", titles(index));
        }
    }
}

#[test]
fn hostile_text_takes_time_in_proportion() {
    let rows = [
        "{{{ ",
        "{diagram} ",
        "a & b --> ",
        "Anna Fox ",
        "“a ",
        "*a ",
        "- ",
        "(tocheck ",
        "A",
        "Day 1\n",
        "# \n",
        "## x\n",
        "x = 1;\n",
        "talk by ",
        "{",
        "a. ",
        "* a\n",
        "(",
        "1. ",
        "graph TD a ",
        "$ a\n",
        "FOSDEM ",
        "’s ",
        "\"",
    ];
    for row in rows {
        let time = |bytes: usize| {
            let text = row.repeat(bytes / row.len());
            let began = std::time::Instant::now();
            let reading = read_all(&[Source::of_text("boats.txt", text)], &Options::default(), &NoProgrammes);
            assert_eq!(reading.reports.len(), 1);
            began.elapsed().as_secs_f64()
        };
        let (short, long) = (time(10_000), time(40_000));
        assert!(long < 0.5 + short * 10.0, "{row:?} takes {short} s, and four times as much of it {long} s");
    }
}
