//! How long a question takes: `cargo bench`.
//!
//! Times of whole processes start the release binary; the others measure a stage by itself. The five real reports are
//! measured where they are at hand.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop at once")]

use std::path::{Path, PathBuf};
use std::process::Command;

use divan::Bencher;
use divan::counter::BytesCount;
use hallway::gazetteer::{Dictionary, Gazetteer};
use hallway::layout::{Boxes, Extent, Link, layered, stress};
use hallway::query::picture::{PictureKind, PictureQuery, view};
use hallway::query::{Query, Years};
use hallway::render::{Style, svg};
use hallway::source::Source;
use hallway::source::load::{Taste, load};
use hallway::source::notes::Options;
use hallway::source::schedule::Bundled;
use hallway::workspace::{Editions, Workspace};

fn main() {
    divan::main();
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn notes() -> Vec<Source> {
    load(&[project().join("data/notes")], Taste::Everything).0
}

fn bytes(sources: &[Source]) -> BytesCount {
    BytesCount::from(sources.iter().map(|source| source.text().len()).sum::<usize>())
}

/// The program, from its start to its end, on the bundled corpus.
#[divan::bench(args = ["talks CRIU", "show CRIU", "why Kubernetes containerd", "check", "--help"], sample_count = 30)]
fn cold(bencher: Bencher, command: &str) {
    bencher.bench(|| {
        let program = env!("CARGO_BIN_EXE_hallway");
        Command::new(program).args(command.split(' ')).current_dir(project()).output().unwrap()
    });
}

/// The program in an empty folder: twenty editions that are built in, loaded and asked.
#[divan::bench(
    args = ["talks CRIU", "show CRIU", "people", "recur", "delta last", "trends", "communities"],
    sample_count = 30
)]
fn cold_editions(bencher: Bencher, command: &str) {
    let folder = tempfile::tempdir().unwrap();
    bencher.bench(|| {
        let program = env!("CARGO_BIN_EXE_hallway");
        Command::new(program).args(command.split(' ')).current_dir(&folder).output().unwrap()
    });
}

/// Twenty schedules as XML, read, tagged and graphed.
#[divan::bench(sample_count = 3)]
fn build_schedules(bencher: Bencher) {
    let folder = std::env::var_os("HALLWAY_SHARED").map_or_else(|| project().join("../shared"), PathBuf::from);
    let (sources, _) = load(&[folder.join("corpus/fosdem")], Taste::Everything);
    bencher.counter(bytes(&sources)).with_inputs(|| (sources.clone(), Gazetteer::bundled())).bench_values(
        |(sources, dictionaries)| {
            let (workspace, _) = Workspace::build(sources, dictionaries, Editions::default(), &Options::default());
            workspace.graph().talks()
        },
    );
}

/// Dictionaries from YAML to what matching needs.
#[divan::bench]
fn compile_dictionaries(bencher: Bencher) {
    let dictionaries = Gazetteer::bundled();
    let size: usize = dictionaries.iter().map(|dictionary| dictionary.text.len()).sum();
    bencher
        .counter(BytesCount::from(size))
        .with_inputs(|| dictionaries.clone())
        .bench_values(|dictionaries: Vec<Dictionary>| Gazetteer::compile(dictionaries));
}

/// Notes to talks, mentions and the graph, dictionaries included.
#[divan::bench]
fn build_bundled(bencher: Bencher) {
    let sources = notes();
    bencher.counter(bytes(&sources)).with_inputs(|| (sources.clone(), Gazetteer::bundled())).bench_values(
        |(sources, dictionaries)| Workspace::build(sources, dictionaries, Editions::default(), &Options::default()),
    );
}

/// The same for the five real reports.
#[divan::bench]
fn build_seeds(bencher: Bencher) {
    let folder = std::env::var_os("HALLWAY_SHARED").map_or_else(|| project().join("../shared"), PathBuf::from);
    let (sources, _) = load(&[folder.join("seeds")], Taste::Everything);
    bencher.counter(bytes(&sources)).with_inputs(|| (sources.clone(), Gazetteer::bundled())).bench_values(
        |(sources, dictionaries)| Workspace::build(sources, dictionaries, Editions::default(), &Options::default()),
    );
}

/// A picture of twenty years, from question to SVG.
#[divan::bench(args = PictureKind::ALL)]
fn draw(bencher: Bencher, kind: PictureKind) {
    let editions = Editions { files: Vec::new(), built_in: Bundled::all().iter().collect(), is_listed: true };
    let (workspace, _) = Workspace::build(Vec::new(), Gazetteer::bundled(), editions, &Options::default());
    let found = |name: &str| workspace.gazetteer.find(name);
    let focus = match kind {
        PictureKind::Path => [found("Firecracker"), found("etcd")].into_iter().flatten().collect(),
        PictureKind::Sketch | PictureKind::Ego | PictureKind::Lineage => found("Kubernetes").into_iter().collect(),
        _ => Vec::new(),
    };
    let query = PictureQuery {
        kind,
        title: None,
        focus,
        condition: Query::everything(),
        years: Years::ALL,
        min_talks: None,
        limit: None,
        periods: None,
        cluster: None,
        direction: None,
    };
    bencher.bench(|| svg(&view(&workspace, &query).unwrap(), &Style::default()));
}

/// A connected graph whose links mostly lead to boxes of near numbers.
fn graph(count: usize, links: usize) -> Boxes {
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let extents = (0..count).map(|_| Extent::new(70.0 + next(131) as f64, 36.0 + next(25) as f64)).collect();
    let ends: Vec<(usize, usize)> = (0..links)
        .map(|nth| {
            let to = if nth + 1 < count { nth + 1 } else { 1 + next(count - 1) };
            (to - 1 - next(to.min(12)), to)
        })
        .collect();
    let link = |(from, to)| Link { from, to, directed: true, label: None, strength: (1 + next(10)) as f64 / 10.0 };
    Boxes { extents, links: ends.into_iter().map(link).collect(), ..Boxes::default() }
}

const ROOM: Extent = Extent { w: 1192.0, h: 520.0 };

/// Boxes and links in layers.
#[divan::bench(args = [(100, 130), (1000, 1300)], sample_count = 5)]
fn layers(bencher: Bencher, (count, links): (usize, usize)) {
    let boxes = graph(count, links);
    bencher.bench(|| layered::place(&boxes, ROOM, 1.25, None));
}

/// Boxes and links without a direction.
#[divan::bench(args = [(100, 200), (1000, 2000)], sample_count = 5)]
fn free(bencher: Bencher, (count, links): (usize, usize)) {
    let boxes = graph(count, links);
    bencher.bench(|| stress::place(&boxes, ROOM, 1.25, None));
}
