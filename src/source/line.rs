//! Lines, as the readers of reStructuredText, Org and AsciiDoc go through them: one at a time, none kept.

use super::document::Flow;

/// A line of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The byte at which it begins.
    pub(super) start: usize,
    /// The byte at which the next line begins.
    pub(super) next: usize,
    /// The columns of white space before its body; a tab goes to the next multiple of 8.
    pub(super) indent: usize,
    /// The byte at which its body begins.
    pub(super) from: usize,
    /// What it says, without white space at its ends.
    pub(super) body: &'a str,
}

impl<'a> Line<'a> {
    /// The line that begins at byte `at` of `text`; none at its end.
    pub(super) fn at(text: &'a str, at: usize) -> Option<Self> {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let len = rest.find('\n').map_or(rest.len(), |feed| feed + 1);
        Some(Self::of(&rest[..len], at))
    }

    fn of(raw: &'a str, start: usize) -> Self {
        let mut indent = 0;
        let mut before = 0;
        for byte in raw.bytes() {
            match byte {
                b' ' => indent += 1,
                b'\t' => indent += 8 - indent % 8,
                _ => break,
            }
            before += 1;
        }
        let body = raw[before..].trim_end_matches(|c: char| c.is_ascii_whitespace());
        Self { start, next: start + raw.len(), indent, from: start + before, body }
    }

    /// The line after it.
    pub(super) fn after(self, text: &'a str) -> Option<Self> {
        Self::at(text, self.next)
    }

    /// Whether it says nothing.
    pub(super) fn is_blank(self) -> bool {
        self.body.is_empty()
    }

    /// The byte at which its body ends.
    pub(super) fn end(self) -> usize {
        self.from + self.body.len()
    }

    /// The line as it would be if its first `bytes` of body, and the white space after them, were indentation.
    pub(super) fn inner(self, bytes: usize) -> Self {
        let rest = self.body.get(bytes..).unwrap_or_default();
        let trimmed = rest.trim_ascii_start();
        let skipped = self.body.len() - trimmed.len();
        Self { indent: self.indent + skipped, from: self.from + skipped, body: trimmed, ..self }
    }
}

/// The lines of `text` from byte `at` on.
pub(super) fn lines(text: &str, at: usize) -> impl Iterator<Item = Line<'_>> {
    std::iter::successors(Line::at(text, at), move |line| line.after(text))
}

/// Appends the lines from byte `from` to byte `to` of `text` as code, without `indent` columns of indentation.
pub(super) fn push_code(flow: &mut Flow, text: &str, from: usize, to: usize, indent: usize, start: usize) {
    let to = text[..to].trim_end().len().max(from);
    for line in lines(&text[..to], from) {
        let mut column = 0;
        let kept = text[line.start..line.from.min(line.next)].bytes().take_while(|byte| {
            column += if *byte == b'\t' { 8 - column % 8 } else { 1 };
            column <= indent
        });
        let cut = line.start + kept.count();
        flow.push_verbatim(&text[cut..line.next], start + cut);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_knows_its_columns_and_its_body() {
        let text = "a\r\n \tb c \n\nd";
        let found: Vec<_> = lines(text, 0).map(|line| (line.start, line.indent, line.body)).collect();
        assert_eq!(found, [(0, 0, "a"), (3, 8, "b c"), (10, 0, ""), (11, 0, "d")]);
        let inner = Line::at("  - b", 0).expect("a line").inner(1);
        assert_eq!((inner.indent, inner.from, inner.body), (4, 4, "b"));
    }

    #[test]
    fn code_loses_the_indentation_of_its_block_only() {
        let text = "  a\n    b\n c\n\n";
        let mut flow = Flow::new();
        push_code(&mut flow, text, 0, text.len(), 2, 10);
        assert_eq!(flow.text(), "a\n  b\nc");
        assert_eq!(flow.source(2..5).start, 16);
    }
}
