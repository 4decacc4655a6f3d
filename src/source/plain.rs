//! Plain text. A stand-in until the real reader is there: paragraphs split at blank lines.

use super::document::{Block, BlockKind};
use super::prose::Prose;
use crate::text::Span;

/// Reads plain text that stands in its source from byte `start` on.
pub(crate) fn read(text: &str, start: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut from = 0;
    for part in text.split("\n\n") {
        let mut prose = Prose::default();
        prose.text(part, start + from);
        if let Some(flow) = prose.finish() {
            let span = flow.source(0..flow.len());
            blocks.push(Block { kind: BlockKind::Paragraph, span: Span::new(span.start, span.end), flow });
        }
        from += part.len() + 2;
    }
    blocks
}
