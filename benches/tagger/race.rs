//! A race: engines that take turns at one text, so that what else the machine does hinders all alike.

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use clap::Parser;

use crate::engine::{
    AhoCorasick, AhoCorasickDfa, DaachorseBytes, DaachorseChars, Engine, Hallway, HallwayCautious, HallwayCorpus, Text,
    Yada,
};

#[derive(Parser)]
struct Race {
    /// The text, a record a line.
    #[arg(long)]
    text: PathBuf,
    /// The names, one a line, in lower case.
    #[arg(long)]
    names: PathBuf,
    /// Who runs [default: all].
    #[arg(long, value_delimiter = ',')]
    engines: Vec<String>,
    /// How often each tags the text.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How much of the text is tagged.
    #[arg(long)]
    bytes: usize,
    /// In how much of the text mentions are counted.
    #[arg(long)]
    counted: usize,
}

/// Builds an engine of names.
type Builder = fn(&[String]) -> Box<dyn Engine>;

const ENGINES: [(&str, Builder); 8] = [
    ("hallway", |names| Box::new(Hallway::of(names))),
    ("hallway-cautious", |names| Box::new(HallwayCautious::of(names))),
    ("hallway-corpus", |names| Box::new(HallwayCorpus::of(names))),
    ("aho-corasick-nfa", |names| Box::new(AhoCorasick::of(names))),
    ("aho-corasick-dfa", |names| Box::new(AhoCorasickDfa::of(names))),
    ("daachorse-bytes", |names| Box::new(DaachorseBytes::of(names))),
    ("daachorse-chars", |names| Box::new(DaachorseChars::of(names))),
    ("yada", |names| Box::new(Yada::of(names))),
];

/// Seconds of processor time so far, in all threads.
#[cfg(unix)]
fn seconds() -> f64 {
    use rustix::time::{ClockId, clock_gettime};

    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Seconds so far, where processor time is not to be had.
#[cfg(not(unix))]
fn seconds() -> f64 {
    use std::sync::LazyLock;
    use std::time::Instant;

    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_secs_f64()
}

/// The first whole lines of a text.
fn head(text: &str, bytes: usize) -> &str {
    let end = text.as_bytes()[..bytes.min(text.len())].iter().rposition(|byte| *byte == b'\n');
    &text[..end.map_or(0, |end| end + 1)]
}

/// Prints a line of JSON for each engine: seconds to build, mentions counted, megabytes a second of processor time in each round.
pub(crate) fn run(arguments: impl Iterator<Item = String>) {
    let race = Race::parse_from(std::iter::once("race".to_owned()).chain(arguments));
    let text = fs::read_to_string(&race.text).unwrap();
    let names: Vec<String> = fs::read_to_string(&race.names).unwrap().lines().map(str::to_owned).collect();
    let counted = Text::of(head(&text, race.counted));
    let text = Text::of(head(&text, race.bytes));

    let is_wanted = |name: &str| race.engines.is_empty() || race.engines.iter().any(|wanted| wanted == name);
    let built = ENGINES.into_iter().filter(|(name, _)| is_wanted(name)).map(|(name, build)| {
        let start = seconds();
        let engine = build(&names);
        (name, engine, seconds() - start)
    });
    let engines: Vec<_> = built.collect();
    let mentions: Vec<usize> = engines.iter().map(|(_, engine, _)| engine.count(&counted)).collect();
    let mut rates = vec![Vec::new(); engines.len()];
    for _ in 0..race.rounds {
        for ((_, engine, _), rates) in engines.iter().zip(&mut rates) {
            let start = seconds();
            black_box(engine.count(&text));
            rates.push(text.bytes() as f64 / 1e6 / (seconds() - start));
        }
    }
    for (((name, _, build), mentions), rates) in engines.iter().zip(mentions).zip(rates) {
        let line = serde_json::json!({ "engine": name, "build": build, "mentions": mentions, "rates": rates });
        println!("{line}");
    }
}
