//! Where the addresses of links stand, which the parser does not tell.

use std::ops::Range;

use crate::text::floor_boundary;

/// Where the address of `[text](address "title")` stands.
pub(super) fn inline_target(text: &str, link: &Range<usize>, target: &str) -> Range<usize> {
    let tail = text[link.clone()].rfind("](").map_or(link.start, |at| link.start + at + 2);
    match text[tail..link.end].find(target) {
        Some(at) => tail + at..tail + at + target.len(),
        None => tail..link.end,
    }
}

/// Where the address of `[label]: address "title"` stands.
pub(super) fn defined_target(text: &str, definition: &Range<usize>, target: &str) -> Range<usize> {
    let label = text[definition.clone()].find("]:").map_or(definition.start, |at| definition.start + at + 2);
    // A title may be long and the definition be used often: do not search it.
    let most = floor_boundary(text, definition.end.min(label + target.len() + 1000));
    match text[label..most.max(label)].find(target) {
        Some(at) => label + at..label + at + target.len(),
        None => definition.clone(),
    }
}
