//! How long drawing takes: `cargo test --release --test it speed -- --ignored --nocapture`.

use std::time::Instant;

use hallway::render::{Style, svg};
use hallway::view::{Figure, Origin};

use crate::sample;

#[test]
#[ignore = "prints times; they say something in a release build only"]
fn speed() {
    for (nodes, edges) in [(30, 60), (100, 150), (100, 300), (300, 500), (1000, 1500)] {
        let free = sample::together(nodes, edges, 3);
        let mut layered = free.clone();
        if let Figure::Network(network) = &free.figure {
            let mut network = network.clone();
            for edge in &mut network.edges {
                edge.directed = true;
                edge.origin = Origin::Curated;
            }
            layered.figure = Figure::Layered(network);
        }
        for (name, view) in [("free", free), ("layered", layered)] {
            let mut times: Vec<_> = (0..if nodes > 300 { 1 } else { 5 })
                .map(|_| {
                    let start = Instant::now();
                    assert!(!svg(&view, &Style::default()).is_empty());
                    start.elapsed()
                })
                .collect();
            times.sort();
            println!("{nodes} nodes, {edges} edges, {name}: {:?}", times[times.len() / 2]);
        }
    }
    let start = Instant::now();
    assert!(!svg(&sample::timeline(40, 60, 2), &Style::default()).is_empty());
    println!("40 rows, 60 columns: {:?}", start.elapsed());
}
