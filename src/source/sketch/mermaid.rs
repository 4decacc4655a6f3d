//! Mermaid flowcharts, line breaks kept or lost.

use std::ops::Range;

use super::Drawing;

/// Whether a text begins as a flowchart.
pub(super) fn begins(text: &str) -> bool {
    let mut words = text.split_whitespace().skip_while(|word| word.starts_with("%%"));
    let kind = words.next().unwrap_or_default();
    let direction = words.next().unwrap_or_default().trim_end_matches(';');
    matches!(kind, "graph" | "flowchart" | "flowchart-elk") && matches!(direction, "TD" | "TB" | "BT" | "LR" | "RL")
}

/// Reads a flowchart; other diagrams give nothing.
pub(super) fn read(text: &str) -> Drawing {
    let mut reader = Reader { text, at: 0, drawing: Drawing::default() };
    reader.skip_front();
    let kind = reader.word();
    if !matches!(kind, "graph" | "flowchart" | "flowchart-elk") {
        return reader.drawing;
    }
    reader.space();
    let before = reader.at;
    if !matches!(reader.word(), "TD" | "TB" | "BT" | "LR" | "RL") {
        reader.at = before;
    }
    reader.statements();
    reader.drawing
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    drawing: Drawing,
}

/// The brackets that boxes are drawn with, longest first.
const SHAPES: [(&str, &str); 14] = [
    ("(((", ")))"),
    ("([", "])"),
    ("[[", "]]"),
    ("[(", ")]"),
    ("((", "))"),
    ("{{", "}}"),
    ("[/", "/]"),
    ("[/", "\\]"),
    ("[\\", "\\]"),
    ("[\\", "/]"),
    ("[", "]"),
    ("(", ")"),
    ("{", "}"),
    (">", "]"),
];

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Steps over white space and semicolons.
    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';').len();
    }

    fn line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let word = rest.split(|c: char| c.is_whitespace() || c == ';').next().unwrap_or_default();
        self.at += word.len();
        word
    }

    /// Steps over comments, directives and front matter before the kind.
    fn skip_front(&mut self) {
        loop {
            self.space();
            if self.rest().starts_with("%%") {
                self.line();
            } else if self.rest().starts_with("---") {
                let close = self.rest()[3..].find("\n---").map_or(self.rest().len(), |at| at + 7);
                self.at += close;
            } else {
                break;
            }
        }
    }

    fn statements(&mut self) {
        loop {
            self.space();
            if self.rest().is_empty() {
                break;
            }
            if self.rest().starts_with("%%") {
                self.line();
                continue;
            }
            if self.keyword() {
                continue;
            }
            let before = self.at;
            if !self.chain() {
                // Not understood: on to the next word.
                self.at = before;
                if self.word().is_empty() {
                    self.at += self.rest().chars().next().map_or(0, char::len_utf8);
                }
            }
        }
    }

    /// Steps over a statement that draws nothing.
    fn keyword(&mut self) -> bool {
        let rest = self.rest();
        let word = rest.split(|c: char| c.is_whitespace() || matches!(c, ';' | '[' | '(')).next().unwrap_or_default();
        let after = rest[word.len()..].trim_start_matches([' ', '\t']);
        // `end --> x` is a box by an unwise name.
        let arrow = after.starts_with(['-', '=', '&']) && !matches!(word, "style" | "class");
        match word {
            _ if arrow => false,
            "end" => {
                self.at += word.len();
                true
            }
            "style" | "classDef" | "class" | "click" | "linkStyle" | "accTitle:" | "accDescr:" => {
                self.line();
                true
            }
            "direction" => {
                self.at += word.len();
                self.space();
                self.word();
                true
            }
            "subgraph" => {
                self.at += word.len();
                self.at += after.len().min(rest[word.len()..].len() - after.len());
                self.subgraph_title();
                true
            }
            _ => false,
        }
    }

    /// A subgraph's name, to the line's end; where line breaks are lost, one word or a bracket.
    fn subgraph_title(&mut self) {
        let rest = self.rest();
        let line = rest.split('\n').next().unwrap_or_default();
        if line.len() < rest.len() {
            self.at += line.len();
            return;
        }
        let bare = rest.trim_start();
        self.at += rest.len() - bare.len();
        if let Some(inner) = bare.strip_prefix('"') {
            self.at += inner.find('"').map_or(bare.len(), |at| at + 2);
            return;
        }
        self.id();
        let _ = self.shape();
    }

    /// A chain of boxes: `a & b --> c -- text --> d`.
    fn chain(&mut self) -> bool {
        let Some(mut left) = self.group() else { return false };
        loop {
            let before = self.at;
            self.blank();
            let Some((label, place)) = self.arrow() else {
                self.at = before;
                return true;
            };
            self.space();
            let Some(right) = self.group() else {
                self.at = before + place.len().max(1);
                return true;
            };
            self.drawing.connect(&left, &right, label, &place);
            left = right;
        }
    }

    /// Steps over white space within and between lines: an arrow may stand on the next one.
    fn blank(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Boxes joined by `&`.
    fn group(&mut self) -> Option<Vec<usize>> {
        let mut boxes = vec![self.one()?];
        loop {
            let before = self.at;
            self.blank();
            if !self.rest().starts_with('&') {
                self.at = before;
                return Some(boxes);
            }
            self.at += 1;
            self.blank();
            match self.one() {
                Some(one) => boxes.push(one),
                None => return Some(boxes),
            }
        }
    }

    /// One box: its id, its shape with the label, its class.
    fn one(&mut self) -> Option<usize> {
        let start = self.at;
        let id = self.id();
        if id.is_empty() {
            return None;
        }
        let index = self.drawing.point(id, start..self.at);
        if let Some(label) = self.shape() {
            self.drawing.label(index, &self.text[label.clone()], label);
        }
        if self.rest().starts_with(":::") {
            self.at += 3;
            self.id();
        }
        if self.rest().starts_with("@{") {
            self.at += self.rest().find('}').map_or(0, |at| at + 1);
        }
        Some(index)
    }

    /// Letters, digits, `_`, and `-`, `.` and `/` inside.
    fn id(&mut self) -> &'t str {
        let rest = self.rest();
        let mut end = 0;
        for (at, c) in rest.char_indices() {
            let next = rest[at + c.len_utf8()..].chars().next().unwrap_or(' ');
            let inner = matches!(c, '-' | '.' | '/' | ':')
                && at > 0
                && next.is_alphanumeric()
                && !rest[..at].ends_with(['-', '.']);
            // `a-.->b`, `a--xb`: a dash before a dash belongs to the arrow.
            if c.is_alphanumeric() || c == '_' || inner {
                end = at + c.len_utf8();
            } else {
                break;
            }
        }
        self.at += end;
        &rest[..end]
    }

    /// The label in brackets; its place.
    fn shape(&mut self) -> Option<Range<usize>> {
        let rest = self.rest();
        for (open, close) in SHAPES {
            let Some(inner) = rest.strip_prefix(open) else { continue };
            let (label, length) = if let Some(quoted) = inner.trim_start().strip_prefix('"') {
                let skipped = inner.len() - quoted.len();
                let end = limited(quoted, 400).find('"')?;
                let closing = limited(&quoted[end..], 20).find(close)?;
                (skipped..skipped + end, skipped + end + closing + close.len())
            } else if let Some(end) = limited(inner, 400).find(close) {
                (0..end, end + close.len())
            } else {
                continue;
            };
            let start = self.at + open.len();
            self.at = start + length;
            let text = &self.text[start + label.start..start + label.end];
            let front = text.len() - text.trim_start().len();
            return Some(start + label.start + front..start + label.start + text.trim_end().len().max(front));
        }
        None
    }

    /// An arrow: its label and its place.
    fn arrow(&mut self) -> Option<(Option<&'t str>, Range<usize>)> {
        let start = self.at;
        let rest = limited(self.rest(), 400);
        let first = head_length(rest)?;
        let mut end = first.length;
        let mut label = None;
        if first.open {
            // `-- text -->`: the text reaches to the second half.
            let after = &rest[first.length..];
            let (at, length) = second_half(after)?;
            label = Some(after[..at].trim());
            end += at + length;
        }
        let rest = self.rest();
        let after = rest[end..].trim_start();
        if label.is_none()
            && let Some(inner) = after.strip_prefix('|')
            && let Some(close) = limited(inner, 400).find('|')
        {
            label = Some(inner[..close].trim().trim_matches('"'));
            end = rest.len() - after.len() + close + 2;
        }
        self.at += end;
        Some((label.map(|label| label.trim_matches('"')).filter(|label| !label.is_empty()), start..start + end))
    }
}

/// The first bytes of a text, cut at a character.
fn limited(text: &str, most: usize) -> &str {
    &text[..crate::text::floor_boundary(text, most)]
}

/// An arrow's first half.
struct Head {
    length: usize,
    /// Whether a label and a second half must follow: `-- text -->`.
    open: bool,
}

fn head_length(rest: &str) -> Option<Head> {
    let bytes = rest.as_bytes();
    let mut at =
        usize::from(matches!(bytes.first(), Some(b'<' | b'o' | b'x')) && matches!(bytes.get(1), Some(b'-' | b'=')));
    let start = at;
    while matches!(bytes.get(at), Some(b'-' | b'=' | b'.' | b'~')) {
        at += 1;
    }
    let run = &rest[start..at];
    if run.len() < 2
        || !(run.starts_with("--") || run.starts_with("==") || run.starts_with("-.") || run.starts_with("~~~"))
    {
        return None;
    }
    let tip = matches!(bytes.get(at), Some(b'>'))
        || (matches!(bytes.get(at), Some(b'o' | b'x')) && matches!(bytes.get(at + 1), Some(b' ' | b'|' | b'\n')));
    let length = at + usize::from(tip);
    let open = !tip && (run.len() == 2);
    Some(Head { length, open })
}

/// Where the second half of a labelled arrow begins, and how long it is.
fn second_half(text: &str) -> Option<(usize, usize)> {
    ["-", "=", "."].iter().filter_map(|mark| text.find(mark)).min().and_then(|_| {
        text.match_indices(['-', '=', '.']).find_map(|(at, _)| {
            let half = &text[at..];
            let run = half.bytes().take_while(|byte| matches!(byte, b'-' | b'=' | b'.')).count();
            let tip = half.as_bytes().get(run) == Some(&b'>');
            let enough = run >= 2 && (tip || run >= 3);
            enough.then_some((at, run + usize::from(tip)))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::arrows;
    use super::*;

    #[test]
    fn arrows_of_all_kinds_are_read() {
        for (text, expected) in [
            ("graph TD\na[Oar] --> b(Big boat)\nb --- c((Sea))\n", "Oar -> Big boat\nBig boat -> Sea\n"),
            ("flowchart LR; a-->b-->c", "a -> b\nb -> c\n"),
            ("graph LR\n a & b --> c & d", "a -> c\na -> d\nb -> c\nb -> d\n"),
            ("graph LR\na -.-> b ==> c", "a -> b\nb -> c\n"),
            (
                "graph LR\na -->|rows| b\nb -- sails on --> c\nc -. drifts .-> d\nd == sinks ==> e",
                "a -> b: rows\nb -> c: sails on\nc -> d: drifts\nd -> e: sinks\n",
            ),
            (
                "graph TD\na[\"Oar (left)\"] --> b([Boat]) --> c[[Dock]] --> d{Sea?} --> e[(Log)]",
                "Oar (left) -> Boat\nBoat -> Dock\nDock -> Sea?\nSea? -> Log\n",
            ),
            (
                "graph TD\n%% a --> x\nsubgraph one [The first]\na --> b\nend\nstyle a fill:#fff\nclassDef k x\nclick a href\nb:::k --> c",
                "a -> b\nb -> c\n",
            ),
            (
                "graph TD o[Oar] --> lb[long-boat] lb --> s[Sea] m[mast AB] --> s lb --> w[Wind]",
                "Oar -> long-boat\nlong-boat -> Sea\nmast AB -> Sea\nlong-boat -> Wind\n",
            ),
            ("graph TD\nlong-boat-->sea-side", "long-boat -> sea-side\n"),
            ("sequenceDiagram\nA->>B: hi", ""),
            ("graph TD\na --> ", ""),
            ("graph TD\na[Line<br/>two] --> b", "Line two -> b\n"),
        ] {
            assert_eq!(arrows(&read(text)), expected, "{text}");
        }
    }
}
