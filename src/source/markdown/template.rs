//! Marks of templates, which generators of sites put into Markdown: they are not visible.

use std::ops::Range;

use crate::source::inline::Ahead;

/// The marks of Hugo, Jekyll and kramdown, in order; code between the marks that set it apart is part of them.
pub(super) fn marks(text: &str) -> Vec<Range<usize>> {
    const KINDS: [(&str, &str); 4] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{:", "}")];
    let mut ends: [Ahead; KINDS.len()] = Default::default();
    let mut code_ends = [Ahead::default(), Ahead::default()];
    let mut marks: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('{') {
        if marks.last().is_some_and(|mark| at < mark.end) {
            continue;
        }
        let Some(kind) = KINDS.iter().position(|(opens, _)| text[at..].starts_with(opens)) else { continue };
        let (opens, closes) = KINDS[kind];
        let from = at + opens.len();
        let Some(close) = ends[kind].find(from, |from| text[from..].find(closes).map(|at| from + at)) else { continue };
        let inner = &text[from..close];
        if inner.len() > LONGEST_MARK || (opens == "{:" && inner.contains('\n')) {
            continue;
        }
        let mut end = close + closes.len();
        if inner.trim_start().starts_with("highlight") {
            let (ending, after) =
                if kind == 2 { (&mut code_ends[0], "endhighlight") } else { (&mut code_ends[1], "/highlight") };
            if let Some(code_end) = ending.find(end, |from| text[from..].find(after).map(|at| from + at)) {
                end = text[code_end..].find(closes).map_or(end, |at| code_end + at + closes.len());
            }
        }
        marks.push(at..end);
    }
    marks
}

/// A template's mark of more bytes than this is none.
const LONGEST_MARK: usize = 2000;
