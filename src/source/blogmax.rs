//! BlogMax. A stand-in until the real reader is there: paragraphs split at blank lines.

use super::document::Block;

/// Reads BlogMax that stands in its source from byte `start` on.
pub(crate) fn read(text: &str, start: usize) -> Vec<Block> {
    super::plain::read(text, start)
}
