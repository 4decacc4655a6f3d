//! The heading tree of a document.

use std::ops::Range;

use super::name;
use crate::source::document::{Block, BlockKind, Emphasis};

/// A heading with what stands below it; the first node of an outline is the document itself.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// The heading's block; none for the document.
    pub(super) heading: Option<usize>,
    /// The heading's level; 0 for the document.
    pub(super) level: u8,
    /// The blocks between the heading and the first heading below it.
    pub(super) own: Range<usize>,
    /// The block after the last one below the heading.
    pub(super) end: usize,
    /// The headings directly below.
    pub(super) children: Vec<usize>,
}

/// The level of paragraphs that are bold as a whole and so stand for headings.
const BOLD: u8 = 60;

/// Builds the tree; no node's level is above its parent's.
pub(super) fn outline(blocks: &[Block]) -> Vec<Node> {
    let bold = bold_headings(blocks);
    let mut nodes =
        vec![Node { heading: None, level: 0, own: 0..blocks.len(), end: blocks.len(), children: Vec::new() }];
    let mut open: Vec<usize> = vec![0];
    for (index, block) in blocks.iter().enumerate() {
        let level = match block.kind {
            BlockKind::Heading(level) => level.max(1),
            _ if bold.binary_search(&index).is_ok() => BOLD,
            _ => continue,
        };
        while open.len() > 1 && open.last().is_some_and(|last| nodes[*last].level >= level) {
            close(&mut nodes, open.pop(), index);
        }
        let node = nodes.len();
        let parent = open.last().copied().unwrap_or(0);
        if nodes[parent].children.is_empty() {
            nodes[parent].own.end = index;
        }
        nodes[parent].children.push(node);
        let own = index + 1..blocks.len();
        nodes.push(Node { heading: Some(index), level, own, end: blocks.len(), children: Vec::new() });
        open.push(node);
    }
    nodes
}

fn close(nodes: &mut [Node], node: Option<usize>, end: usize) {
    if let Some(node) = node.and_then(|node| nodes.get_mut(node)) {
        node.end = end;
        if node.children.is_empty() {
            node.own.end = end;
        }
    }
}

/// Paragraphs that are bold as a whole, if there are two or more: headings by another name. A byline right under a
/// heading is none.
fn bold_headings(blocks: &[Block]) -> Vec<usize> {
    let found: Vec<usize> = blocks
        .iter()
        .enumerate()
        .filter(|(index, block)| {
            let text = block.flow.text();
            let whole = block.kind == BlockKind::Paragraph
                && text.len() <= 140
                && !text.ends_with(['.', ','])
                && block
                    .flow
                    .marks
                    .iter()
                    .any(|(range, emphasis)| *emphasis == Emphasis::Strong && range.len() + 2 >= text.len());
            let under = index.checked_sub(1).is_some_and(|before| matches!(blocks[before].kind, BlockKind::Heading(_)));
            let byline = under && !name::people(text).is_empty();
            whole && !byline
        })
        .map(|(index, _)| index)
        .collect();
    if found.len() >= 2 { found } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::document::Flow;

    #[test]
    fn headings_hold_what_stands_below_them() {
        let kinds = [
            BlockKind::Paragraph,
            BlockKind::Heading(2),
            BlockKind::Heading(3),
            BlockKind::Paragraph,
            BlockKind::Heading(1),
            BlockKind::Paragraph,
        ];
        let blocks = kinds.map(|kind| Block { kind, span: crate::text::Span::default(), flow: Flow::verbatim("x", 0) });
        let nodes = outline(&blocks);
        let rows: Vec<_> = nodes.iter().map(|node| (node.own.clone(), node.end, node.children.clone())).collect();
        assert_eq!(rows, [(0..1, 6, vec![1, 3]), (2..2, 4, vec![2]), (3..4, 4, vec![]), (5..6, 6, vec![])]);
    }
}
