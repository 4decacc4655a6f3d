//! Stages: how a picture builds up, edition by edition.

use super::Build;
use super::font::{Fonts, Weight, clean};
use super::scene::{Anchor, Block, Body, Mark};
use super::theme::Role;
use crate::layout::Point;
use crate::text::squeeze;
use crate::view::{Column, Figure, View};

/// The room for what an edition is called, beside the title of a page of its first size.
pub(super) const SIGN: f64 = 220.0;

/// How a picture builds up, edition by edition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stages {
    /// What the editions are called, from first to last; none where a picture has no editions to build up by.
    pub labels: Vec<String>,
    /// When each mark of the scene is there.
    pub appears: Vec<Appears>,
    /// Up to where marks that grow are there at each stage, from left to right.
    pub reach: Vec<f64>,
}

/// When a mark is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appears {
    /// From the beginning.
    Always,
    /// From this stage on.
    From(usize),
    /// At this stage.
    Only(usize),
    /// It grows from left to right.
    Along,
}

impl Stages {
    /// When the marks of a body are there.
    pub(super) fn of(view: &View, body: &Body, corner: Point) -> Self {
        let labels = |columns: &[Column]| columns.iter().map(|column| squeeze(&clean(&column.label))).collect();
        let labels: Vec<String> = match &view.figure {
            Figure::Layered(network) | Figure::Network(network) => network.history.editions.clone(),
            Figure::Timeline(timeline) => labels(&timeline.columns),
            Figure::Lineage(lineage) => labels(&lineage.columns),
            Figure::Alluvial(alluvial) => alluvial.periods.iter().map(|period| period.label.clone()).collect(),
            Figure::Strategic(_) => Vec::new(),
        };
        let reach: Vec<f64> = body.columns.iter().map(|end| end + corner.x).collect();
        let appears = body.marks.iter().enumerate().map(|(at, mark)| {
            if let Some(since) = body.since.get(at) {
                return since.map_or(Appears::Always, Appears::From);
            }
            match mark.class {
                "span" if !reach.is_empty() => Appears::Along,
                // What leads to a column is there with it.
                "cell" | "node" | "more" | "edge" => {
                    let end = mark.right() - 1.0;
                    let stage = body.columns.iter().position(|column| end <= *column).unwrap_or(reach.len().max(1) - 1);
                    if reach.is_empty() { Appears::Always } else { Appears::From(stage) }
                }
                _ => Appears::Always,
            }
        });
        Self { labels, appears: appears.collect(), reach }
    }

    /// What the editions are called, one mark each, for those that are to be seen; they end at `at`, in the middle of its line.
    pub(super) fn signs(&self, fonts: &Fonts, build: Build, at: Point, size: f64) -> Vec<(usize, Mark)> {
        let seen = self.labels.iter().enumerate().filter(|(stage, _)| build.shows(*stage));
        let sign = |(stage, label): (usize, &String)| {
            let name = fonts.wrap(label, Weight::Bold, SIGN / 30.0, 1);
            let block = Block {
                lines: &name.lines,
                size,
                weight: Weight::Bold,
                role: Role::Quiet,
                on: Role::Page,
                anchor: Anchor::Right,
            };
            (stage, Mark { class: "stage", note: String::new(), parts: block.around(at) })
        };
        seen.map(sign).collect()
    }
}
