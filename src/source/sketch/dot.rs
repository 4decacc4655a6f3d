//! DOT graphs.

use std::ops::Range;

use super::Drawing;

/// Whether a text begins as a graph.
pub(super) fn begins(text: &str) -> bool {
    let head = &text[..crate::text::floor_boundary(text, 2000)];
    let mut rest = head.trim_start();
    while let Some(comment) = rest.strip_prefix("//").or_else(|| rest.strip_prefix('#')) {
        rest = comment.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    let rest = rest.strip_prefix("strict").map_or(rest, str::trim_start);
    let Some(after) = rest.strip_prefix("digraph").or_else(|| rest.strip_prefix("graph")) else { return false };
    let Some((name, _)) = after.split_once('{') else { return false };
    let name = name.trim();
    (after.starts_with([' ', '{', '\t', '\n', '"']) && (name.split_whitespace().count() <= 1 || name.starts_with('"')))
        && name.len() < 200
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token<'t> {
    Id(&'t str, Range<usize>),
    Arrow(Range<usize>),
    Sign(u8),
}

/// Reads a graph.
pub(super) fn read(text: &str) -> Drawing {
    let tokens = tokens(text);
    let mut reader = Reader { tokens: &tokens, at: 0, drawing: Drawing::default() };
    while reader.at < tokens.len() && reader.tokens[reader.at] != Token::Sign(b'{') {
        reader.at += 1;
    }
    reader.at += 1;
    reader.statements();
    reader.drawing
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let line = |rest: &str| rest.find('\n').unwrap_or(rest.len());
        match bytes[at] {
            b'/' if rest.starts_with("//") => at += line(rest),
            b'#' if at == 0 || bytes[at - 1] == b'\n' => at += line(rest),
            b'/' if rest.starts_with("/*") => at += rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            b'"' => {
                let end = quoted_end(bytes, at + 1);
                found.push(Token::Id(&text[at + 1..end], at + 1..end));
                at = end + 1;
            }
            b'<' => {
                let end = html_end(bytes, at);
                let inner = at + 1..end.saturating_sub(1).max(at + 1);
                found.push(Token::Id(&text[inner.clone()], inner));
                at = end;
            }
            b'-' if rest.starts_with("->") || rest.starts_with("--") => {
                found.push(Token::Arrow(at..at + 2));
                at += 2;
            }
            sign @ (b'{' | b'}' | b'[' | b']' | b'=' | b';' | b',' | b':') => {
                found.push(Token::Sign(sign));
                at += 1;
            }
            _ => {
                let part =
                    |(at, c): (usize, char)| c.is_alphanumeric() || matches!(c, '_' | '.') || (c == '-' && at == 0);
                let length = rest.char_indices().find(|found| !part(*found)).map_or(rest.len(), |(end, _)| end);
                if length > 0 {
                    found.push(Token::Id(&rest[..length], at..at + length));
                }
                at += length.max(
                    rest.chars().next().map_or(1, char::len_utf8).min(rest.len()).max(1) * usize::from(length == 0),
                );
            }
        }
    }
    found
}

fn quoted_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' && at + 1 < bytes.len() && bytes[at + 1] < 0x80 { 2 } else { 1 };
    }
    at.min(bytes.len())
}

/// The end of an HTML label, which may hold tags.
fn html_end(bytes: &[u8], from: usize) -> usize {
    let mut depth = 0usize;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match byte {
            b'<' => depth += 1,
            b'>' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    bytes.len()
}

struct Reader<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
    drawing: Drawing,
}

/// A statement list in braces: the boxes named in it, and what stood before it.
#[derive(Default)]
struct Frame {
    members: Vec<usize>,
    /// The left end of the edge that waits for its right one.
    left: Vec<usize>,
    arrow: Option<Range<usize>>,
    /// The arrows of this statement, for its label.
    first_arrow: usize,
    /// The boxes that the next attributes are about.
    current: Vec<usize>,
}

impl<'t> Reader<'t> {
    fn peek(&self, ahead: usize) -> Option<&'t Token<'t>> {
        self.tokens.get(self.at + ahead)
    }

    fn statements(&mut self) {
        let mut stack = vec![Frame::default()];
        while let Some(token) = self.peek(0) {
            self.at += 1;
            let Some(frame) = stack.last_mut() else { return };
            match token {
                Token::Sign(b'{') => stack.push(Frame { first_arrow: self.drawing.arrows.len(), ..Frame::default() }),
                Token::Sign(b'}') => {
                    let Some(done) = stack.pop() else { return };
                    let Some(outer) = stack.last_mut() else { return };
                    outer.members.extend(&done.members);
                    self.end_point(outer, done.members);
                }
                Token::Sign(b'[') => self.attributes(frame),
                Token::Sign(b';' | b',') => self.end_statement(frame),
                Token::Sign(_) => {}
                Token::Arrow(place) => {
                    frame.left = std::mem::take(&mut frame.current);
                    frame.arrow = Some(place.clone());
                }
                Token::Id(word, place) => self.id(frame, word, place),
            }
        }
    }

    fn end_statement(&self, frame: &mut Frame) {
        frame.left.clear();
        frame.arrow = None;
        frame.current.clear();
        frame.first_arrow = self.drawing.arrows.len();
    }

    fn id(&mut self, frame: &mut Frame, word: &'t str, place: &Range<usize>) {
        let lower = word.to_ascii_lowercase();
        if lower == "subgraph" {
            // Its name is no box.
            if frame.arrow.is_none() {
                self.end_statement(frame);
            }
            if matches!(self.peek(0), Some(Token::Id(..))) {
                self.at += 1;
            }
            return;
        }
        if matches!(lower.as_str(), "node" | "edge" | "graph") && self.peek(0) == Some(&Token::Sign(b'[')) {
            self.end_statement(frame);
            return;
        }
        if self.peek(0) == Some(&Token::Sign(b'=')) {
            // `rankdir = LR`
            self.at += 2;
            self.end_statement(frame);
            return;
        }
        // A port: `a:out:n`.
        while self.peek(0) == Some(&Token::Sign(b':')) {
            self.at += 2;
        }
        if frame.arrow.is_none() {
            self.end_statement(frame);
        }
        let index = self.drawing.point(word, place.clone());
        frame.members.push(index);
        self.end_point(frame, vec![index]);
    }

    /// An end of an edge, or a box by itself.
    fn end_point(&mut self, frame: &mut Frame, boxes: Vec<usize>) {
        if let Some(place) = frame.arrow.take() {
            let left = std::mem::take(&mut frame.left);
            self.drawing.connect(&left, &boxes, None, &place);
        } else {
            frame.first_arrow = self.drawing.arrows.len();
        }
        frame.current = boxes;
    }

    /// Attributes in brackets: a label goes to the statement's arrows, or to its box.
    fn attributes(&mut self, frame: &Frame) {
        while let Some(token) = self.peek(0) {
            self.at += 1;
            match token {
                Token::Sign(b']') => return,
                Token::Id(word, _)
                    if word.eq_ignore_ascii_case("label") && self.peek(0) == Some(&Token::Sign(b'=')) =>
                {
                    let Some(Token::Id(label, place)) = self.peek(1) else { continue };
                    self.at += 2;
                    if self.drawing.arrows.len() > frame.first_arrow {
                        let written = super::plain_label(label);
                        for arrow in &mut self.drawing.arrows[frame.first_arrow..] {
                            arrow.label = Some(written.clone());
                        }
                    } else if let [only] = frame.current[..] {
                        self.drawing.label(only, label, place.clone());
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::arrows;
    use super::*;

    #[test]
    fn edges_labels_chains_and_subgraphs_are_read() {
        for (text, expected) in [
            ("digraph g {\n a -> b -> c;\n a [label=\"Oar\"];\n}", "Oar -> b\nb -> c\n"),
            ("graph { \"Big boat\" -- sea [label=floats, color=red] }", "Big boat -> sea: floats\n"),
            ("digraph { node [shape=box]; rankdir=LR; // a -> x\n /* y -> z */ a -> {b c} ; }", "a -> b\na -> c\n"),
            ("digraph { subgraph cluster_0 { label=\"Dock\"; a; b } a:n -> b:s }", "a -> b\n"),
            ("digraph { a b\n a -> b\n b -> a }", "a -> b\nb -> a\n"),
            ("strict digraph \"g\" { a -> b [label=<<b>row</b> it>] }", "a -> b: row it\n"),
            ("digraph { a -> ", ""),
        ] {
            assert_eq!(arrows(&read(text)), expected, "{text}");
        }
        assert!(begins("strict digraph x {"));
        assert!(!begins("graph TD\na --> b"));
    }
}
