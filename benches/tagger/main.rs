//! How fast names are found in text, beside other libraries: `cargo bench --bench tagger`, on text made up here.
//!
//! `… -- race --text FILE --names FILE` times the same on files; `benches/peers/run.py` has all peers run on the same ones.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may stop at once, and prints")]

mod engine;
mod model;
mod race;

use divan::Bencher;
use divan::counter::BytesCount;
use hallway::gazetteer::{Gazetteer, Kind};

use engine::{
    AhoCorasick, AhoCorasickDfa, DaachorseBytes, DaachorseChars, Engine, Hallway, HallwayCautious, HallwayCorpus, Text,
    Yada,
};

/// The allocator of the program, for all alike.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let mut arguments = std::env::args().skip(1);
    match arguments.next() {
        Some(first) if first == "race" => race::run(arguments),
        _ => divan::main(),
    }
}

#[divan::bench(
    types = [Hallway, HallwayCautious, HallwayCorpus, AhoCorasick, AhoCorasickDfa, DaachorseBytes, DaachorseChars, Yada],
    args = [100, 1_000, 10_000, 100_000],
    sample_count = 10
)]
fn tag<E: Engine>(bencher: Bencher, names: usize) {
    let names = model::names(names);
    let text = Text::of(&model::text(&names, 1_000_000));
    let engine = E::of(&names);
    bencher.counter(BytesCount::from(text.bytes())).bench_local(|| engine.count(&text));
}

/// What it takes to compile names that are at hand, on all cores.
#[divan::bench(args = [10_000, 100_000, 1_000_000], sample_count = 5)]
fn build(bencher: Bencher, names: usize) {
    let names = model::names(names);
    let entities: Vec<(String, &String)> =
        (0..).zip(&names).map(|(at, name): (u32, _)| (format!("name-{at:07}"), name)).collect();
    bencher.bench_local(|| {
        let named = entities.iter().map(|(id, name)| (id.as_str(), name.as_str(), Kind::Project));
        Gazetteer::of_names(named).surfaces().len()
    });
}
