//! Sketches: box-and-arrow diagrams inside notes, Mermaid or DOT, read into boxes and arrows.
//!
//! What is not understood is skipped: a sketch in notes is half a sentence, and its arrows are worth more than its style.

mod dot;
mod mermaid;

use std::collections::BTreeMap;
use std::ops::Range;

use super::document::{Block, BlockKind, Flow};
use super::notes::{Arrow, Section, Sketch, SketchBox, section_at};

/// No sketch that people draw has more arrows; `a & b & … --> c & d & …` could have a square of its length.
const MOST_ARROWS: usize = 10_000;

/// Finds the sketches in the code blocks of a document; a sketch without a box is none.
pub fn find_sketches(blocks: &[Block], sections: &[Section]) -> Vec<Sketch> {
    blocks
        .iter()
        .filter_map(|block| {
            let BlockKind::Code(language) = &block.kind else { return None };
            let drawing = read(language.as_deref(), block.flow.text())?;
            let flow = &block.flow;
            (!drawing.boxes.is_empty()).then(|| Sketch {
                span: block.span,
                section: section_at(sections, block.span),
                boxes: drawing.boxes.into_iter().map(|one| one.placed(flow)).collect(),
                arrows: drawing
                    .arrows
                    .into_iter()
                    .map(|arrow| Arrow {
                        from: arrow.from,
                        to: arrow.to,
                        label: arrow.label,
                        span: flow.source(arrow.place),
                    })
                    .collect(),
            })
        })
        .collect()
}

/// Reads a block of code as the drawing that its language or its first word says it is.
fn read(language: Option<&str>, text: &str) -> Option<Drawing> {
    let language = language.map(|language| language.trim().to_ascii_lowercase());
    let named = language.as_deref().filter(|language| !matches!(*language, "" | "text" | "plain" | "example"));
    let is_dot = named.map_or_else(|| dot::begins(text), |name| matches!(name, "dot" | "graphviz" | "gv" | "digraph"));
    let is_mermaid = named.map_or_else(|| mermaid::begins(text), |name| name == "mermaid");
    if is_dot { Some(dot::read(text)) } else { is_mermaid.then(|| mermaid::read(text)) }
}

/// A drawing with places in the text of its block.
#[derive(Debug, Default)]
struct Drawing {
    boxes: Vec<Drawn>,
    arrows: Vec<DrawnArrow>,
    by_id: BTreeMap<String, usize>,
}

#[derive(Debug)]
struct Drawn {
    id: String,
    label: String,
    place: Range<usize>,
}

impl Drawn {
    fn placed(self, flow: &Flow) -> SketchBox {
        SketchBox { span: flow.source(self.place), id: self.id, label: self.label }
    }
}

#[derive(Debug)]
struct DrawnArrow {
    from: usize,
    to: usize,
    label: Option<String>,
    place: Range<usize>,
}

impl Drawing {
    /// The box with this id, drawn now if it was not before.
    fn point(&mut self, id: &str, place: Range<usize>) -> usize {
        if let Some(index) = self.by_id.get(id) {
            return *index;
        }
        let index = self.boxes.len();
        self.by_id.insert(id.to_owned(), index);
        self.boxes.push(Drawn { id: id.to_owned(), label: id.to_owned(), place });
        index
    }

    /// Writes into a box.
    fn label(&mut self, index: usize, label: &str, place: Range<usize>) {
        let label = plain_label(label);
        if let Some(drawn) = self.boxes.get_mut(index).filter(|_| !label.is_empty()) {
            drawn.label = label;
            drawn.place = place;
        }
    }

    /// Draws an arrow from each of `from` to each of `to`.
    fn connect(&mut self, from: &[usize], to: &[usize], label: Option<&str>, place: &Range<usize>) {
        let label = label.map(plain_label).filter(|label| !label.is_empty());
        for from in from {
            for to in to {
                if self.arrows.len() < MOST_ARROWS {
                    self.arrows.push(DrawnArrow { from: *from, to: *to, label: label.clone(), place: place.clone() });
                }
            }
        }
    }
}

/// A label as it is read: line breaks are spaces, tags and Markdown's quotes are gone.
fn plain_label(label: &str) -> String {
    let mut plain = String::with_capacity(label.len());
    let mut in_tag = false;
    let unescaped =
        label.replace("\\n", " ").replace("\\l", " ").replace("\\r", " ").replace("\\\"", "\"").replace("#quot;", "\"");
    for c in unescaped.chars() {
        match c {
            '<' if !in_tag => {
                in_tag = true;
                plain.push(' ');
            }
            '>' if in_tag => in_tag = false,
            '`' => {}
            _ if in_tag => {}
            _ => plain.push(c),
        }
    }
    crate::text::squeeze(if in_tag { &unescaped } else { &plain })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a -> b: label` for each arrow, with the boxes' labels.
    pub(super) fn arrows(drawing: &Drawing) -> String {
        let name = |index: usize| drawing.boxes[index].label.as_str();
        drawing.arrows.iter().fold(String::new(), |lines, arrow| {
            let label = arrow.label.as_ref().map(|label| format!(": {label}")).unwrap_or_default();
            lines + &format!("{} -> {}{label}\n", name(arrow.from), name(arrow.to))
        })
    }

    #[test]
    fn a_sketch_knows_where_it_stands() {
        let text = "graph TD\n  o[Oar] --> b[Big boat]\n";
        let block = Block {
            kind: BlockKind::Code(Some("mermaid".into())),
            span: crate::text::Span::new(90, 140),
            flow: Flow::verbatim(text, 100),
        };
        let sketches = find_sketches(&[block], &[]);
        let boxes: Vec<(&str, usize)> =
            sketches[0].boxes.iter().map(|one| (one.label.as_str(), one.span.start)).collect();
        assert_eq!(boxes, [("Oar", 113), ("Big boat", 124)]);
        assert_eq!(sketches[0].arrows[0].span, crate::text::Span::new(118, 121));
    }

    #[test]
    fn other_code_is_no_sketch() {
        assert!(read(Some("rust"), "graph --> x").is_none());
        assert!(read(None, "graphics are nice").is_none());
        assert!(read(None, "let graph = 1;").is_none());
    }
}
