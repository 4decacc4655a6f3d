//! Marks of templates, which generators of sites put into Markdown: they are not visible.

use std::ops::Range;

use crate::source::inline::Ahead;

/// A mark, or the code between two marks that set it apart, with them.
#[derive(Debug)]
pub(super) struct Mark {
    /// What is not visible as prose.
    pub(super) range: Range<usize>,
    /// The language of the code, if it names one, and where the code stands.
    pub(super) code: Option<(Option<String>, Range<usize>)>,
}

/// How marks of one kind begin and end, and how the mark begins that ends code.
const KINDS: [(&str, &str, &str); 4] =
    [("{{<", ">}}", "{{< /"), ("{{%", "%}}", "{{% /"), ("{%", "%}", "{% end"), ("{:", "}", "")];

/// The names of marks that set code apart.
const CODE: [&str; 4] = ["highlight", "mermaid", "graphviz", "plantuml"];

/// The marks of Hugo, Jekyll and kramdown, in order.
pub(super) fn marks(text: &str) -> Vec<Mark> {
    let mut ends: [Ahead; KINDS.len()] = Default::default();
    let mut code_ends: [Ahead; KINDS.len() * CODE.len()] = Default::default();
    let mut marks: Vec<Mark> = Vec::new();
    for (at, _) in text.match_indices('{') {
        if marks.last().is_some_and(|mark| at < mark.range.end) {
            continue;
        }
        let Some(kind) = KINDS.iter().position(|(opens, _, _)| text[at..].starts_with(opens)) else { continue };
        let (opens, closes, _) = KINDS[kind];
        let from = at + opens.len();
        let Some(close) = ends[kind].find_where(text, closes, from, |_| true) else { continue };
        let inner = &text[from..close];
        if inner.len() > LONGEST_MARK || (opens == "{:" && inner.contains('\n')) {
            continue;
        }
        let end = close + closes.len();
        let code = code_after(text, kind, inner, end, &mut code_ends);
        let (range, code) = match code {
            Some((language, code, end)) => (at..end, Some((language, code))),
            None => (at..end, None),
        };
        marks.push(Mark { range, code });
    }
    marks
}

/// A template's mark of more bytes than this is none.
const LONGEST_MARK: usize = 2000;

/// The code that the mark which says `inner` and ends at `from` sets apart: its language, its place, and the end of the
/// mark that ends it.
fn code_after(
    text: &str,
    kind: usize,
    inner: &str,
    from: usize,
    ends: &mut [Ahead],
) -> Option<(Option<String>, Range<usize>, usize)> {
    let mut words = inner.split_ascii_whitespace();
    let name = words.next()?;
    let index = CODE.iter().position(|code| *code == name)?;
    let (_, closes, begins) = KINDS[kind];
    if begins.is_empty() {
        return None;
    }
    let is_end = |at: usize| text[at + begins.len()..].trim_start().starts_with(name);
    let end = ends[kind * CODE.len() + index].find_where(text, begins, from, is_end)?;
    let after = text[end..].find(closes).map(|at| end + at + closes.len())?;
    let language = if name == "highlight" { words.next() } else { Some(name) };
    Some((language.map(|language| language.trim_matches('"').to_owned()), from..end, after))
}
