//! Sections: from the places where talks begin to the stretches that tell of them.

use std::ops::Range;

use super::cascade::Start;
use super::status::status_of;
use super::{Section, Status, vocabulary};
use crate::source::document::{Block, BlockKind, Field, Flow, Passage};
use crate::text::Span;

/// Cuts a document's blocks into sections; gives also the text that belongs to none.
///
/// `starts` stand in the order of the document.
pub(super) fn cut(blocks: &[Block], starts: &[Start]) -> (Vec<Section>, Vec<Flow>) {
    let mut covered: Vec<Vec<Range<usize>>> = vec![Vec::new(); blocks.len()];
    let mut sections = Vec::with_capacity(starts.len());
    for (index, start) in starts.iter().enumerate() {
        let pieces = pieces(blocks, start, starts.get(index + 1));
        sections.push(section(blocks, start, &pieces));
        for (block, range) in pieces {
            covered[block].push(range);
        }
    }
    let mut elsewhere = Vec::new();
    for (block, covered) in blocks.iter().zip(covered) {
        if matches!(block.kind, BlockKind::Code(_)) {
            continue;
        }
        let mut at = 0;
        for range in covered.into_iter().chain(std::iter::once(block.flow.len()..block.flow.len())) {
            if range.start > at && !block.flow.text()[at..range.start].trim().is_empty() {
                elsewhere.push(block.flow.slice(at..range.start));
            }
            at = at.max(range.end);
        }
    }
    (sections, elsewhere)
}

/// The stretches of visible text that tell of a talk.
fn pieces(blocks: &[Block], start: &Start, next: Option<&Start>) -> Vec<(usize, Range<usize>)> {
    let whole = |block: usize| 0..blocks[block].flow.len();
    let first = whole(start.block);
    let mut found = Vec::new();
    match next {
        Some(next) if next.block == start.block => {
            return vec![(start.block, start.at..next.at.max(start.at))];
        }
        _ => found.push((start.block, start.at.min(first.end)..first.end)),
    }
    let end = next.map_or(start.until, |next| next.block.min(start.until)).min(blocks.len());
    for (block, Block { kind, flow, .. }) in blocks.iter().enumerate().take(end).skip(start.block + 1) {
        let written = !matches!(kind, BlockKind::Code(_));
        if start.prose && written && (vocabulary::turns_away(flow.text()) || matches!(kind, BlockKind::Heading(_))) {
            break;
        }
        found.push((block, whole(block)));
    }
    found
}

fn section(blocks: &[Block], start: &Start, pieces: &[(usize, Range<usize>)]) -> Section {
    let mut passages = Vec::new();
    let title_flow = start.place.as_ref().map(|(block, range)| blocks[*block].flow.slice(range.clone()));
    if let Some(flow) = &title_flow {
        passages.push(Passage { field: Field::Title, flow: flow.clone() });
    }
    let mut span: Option<Span> = None;
    let mut opening = String::new();
    for (block, range) in pieces {
        let Block { kind, span: place, flow } = &blocks[*block];
        let stretch = if *range == (0..flow.len()) {
            *place
        } else {
            let inner = flow.source(range.clone());
            let from = if range.start == 0 { place.start } else { inner.start };
            let to = if range.end == flow.len() { place.end } else { inner.end };
            Span::new(from.min(to), to)
        };
        span = Some(span.map_or(stretch, |span| span.join(stretch)));
        if matches!(kind, BlockKind::Code(_)) {
            continue;
        }
        let titled = start.place.as_ref().filter(|(title, _)| title == block).map(|(_, range)| range);
        // A heading is its title; what else stands in it (a byline, a time) was read off.
        let parts = match titled {
            Some(_) if *block == start.block && matches!(kind, BlockKind::Heading(_)) => Vec::new(),
            // The title is a passage of its own already; its words must not count twice.
            Some(title) if range.start <= title.start && title.end <= range.end => {
                vec![range.start..title.start, title.end..range.end]
            }
            _ => vec![range.clone()],
        };
        for part in parts {
            let text = &flow.text()[part.clone()];
            if !text.chars().any(char::is_alphanumeric) {
                continue;
            }
            if opening.len() < 700 {
                opening.push_str(text);
                opening.push(' ');
            }
            passages.push(Passage { field: Field::Text, flow: flow.slice(part) });
        }
    }
    let mut speakers = Vec::new();
    for speaker in &start.speakers {
        let speaker = crate::text::squeeze(speaker);
        if !speakers.contains(&speaker) {
            speakers.push(speaker);
        }
    }
    let title_span = start.place.as_ref().map(|(block, range)| blocks[*block].flow.source(range.clone()));
    Section {
        title: crate::text::squeeze(&start.title),
        title_span,
        span: span.unwrap_or_default(),
        speakers,
        edition: None,
        event: start.event.clone(),
        day: start.day.clone(),
        track: start.track.clone(),
        url: start.url.clone(),
        status: start.status.or_else(|| status_of(&opening)).unwrap_or(Status::Attended),
        passages,
    }
}
