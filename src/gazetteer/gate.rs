//! Gates: letters that a text must have if an expression is to match in it.
//!
//! To look for a few letters takes a fraction of what an expression takes, and of most expressions it is all that is
//! ever needed: they are not even compiled.

use memchr::memmem::Finder;
use regex_syntax::hir::{Hir, HirKind};

/// The longest list that is looked through; a longer one costs more than it spares.
const MOST: usize = 16;

/// Letters and digits of ASCII: of each of some lists, any must be there.
#[derive(Debug, Clone, Default)]
pub(super) struct Gate {
    /// Empty where anything may match.
    all: Vec<Vec<Finder<'static>>>,
}

impl Gate {
    /// The gate of expressions of which any may match; in lower case if `is_folded`.
    pub(super) fn of<'h>(expressions: impl IntoIterator<Item = &'h Hir>, is_folded: bool) -> Self {
        let mut needed = either(expressions.into_iter().map(needed).collect());
        needed.retain(|any| any.len() <= MOST);
        // Few are soon looked for.
        needed.sort_by_key(Vec::len);
        let cased = |letters: String| if is_folded { letters.to_ascii_lowercase() } else { letters };
        let finder = |letters: String| Finder::new(cased(letters).as_bytes()).into_owned();
        Self { all: needed.into_iter().map(|any| any.into_iter().map(finder).collect()).collect() }
    }

    /// Whether the expressions can match in `text`.
    pub(super) fn is_open(&self, text: &str) -> bool {
        self.is_open_without(text, &mut &[][..])
    }

    /// The same where `missing` are letters that are known not to be in the text, if any are; they become those that are found to
    /// be missing.
    pub(super) fn is_open_without<'g>(&'g self, text: &str, missing: &mut &'g [u8]) -> bool {
        self.all.iter().all(|any| match any.as_slice() {
            [letters] if letters.needle() == *missing => false,
            [letters] => {
                let is_there = letters.find(text.as_bytes()).is_some();
                if !is_there {
                    *missing = letters.needle();
                }
                is_there
            }
            any => any.iter().any(|letters| letters.find(text.as_bytes()).is_some()),
        })
    }
}

/// Lists of letters: of each, any must stand in a match. None is known where there is no list.
type Needed = Vec<Vec<String>>;

fn needed(expression: &Hir) -> Needed {
    match expression.kind() {
        HirKind::Literal(literal) => {
            let runs = literal.0.split(|byte| !byte.is_ascii_alphanumeric());
            let longest = runs.max_by_key(|run| run.len()).filter(|run| run.len() > 1);
            longest.map(|run| vec![String::from_utf8_lossy(run).into_owned()]).into_iter().collect()
        }
        HirKind::Capture(capture) => needed(&capture.sub),
        HirKind::Repetition(repeated) if repeated.min > 0 => needed(&repeated.sub),
        HirKind::Concat(parts) => parts.iter().flat_map(needed).collect(),
        HirKind::Alternation(branches) => either(branches.iter().map(needed).collect()),
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) | HirKind::Repetition(_) => Vec::new(),
    }
}

/// What is needed where any of several things may match.
fn either(mut branches: Vec<Needed>) -> Needed {
    if branches.len() == 1 {
        return branches.remove(0);
    }
    // Of each branch one list counts: the fewer letters and the longer, the better.
    let worth =
        |any: &Vec<String>| (std::cmp::Reverse(any.len()), any.iter().map(String::len).min().unwrap_or_default());
    let best = |branch: Needed| branch.into_iter().max_by_key(worth);
    let any: Option<Vec<Vec<String>>> = branches.into_iter().map(best).collect();
    any.filter(|any| !any.is_empty()).map(|any| any.concat()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_is_shut_only_where_nothing_can_match() {
        for (expression, fitting, shut) in [
            (r"go version 1\.\d+", "since go version 1.5", "go verse 1.5"),
            (r"(?:cmake|ninja)(?:,| and) ?make\b", "ninja and make", "ninja and mak e"),
            (r"wri(?:tten|te) in", "write in", "wrote in"),
            (r"Rust(?:ic|y)+ (?:crates|tools)", "Rusty tools", "dusty tools"),
            (r"node (?:pools?|selectors?)", "a node pool", "a node"),
        ] {
            let gate = Gate::of([&regex_syntax::parse(expression).expect("a sound expression")], true);
            assert!(gate.is_open(&fitting.to_lowercase()), "{expression}");
            assert!(!gate.is_open(shut), "{expression}");
        }
        for expression in [r"\w+|make", "(?i)make", "m.k.", "a*", "(make)?"] {
            let gate = Gate::of([&regex_syntax::parse(expression).expect("a sound expression")], false);
            assert!(gate.is_open("nothing of the kind"), "{expression}");
        }
    }
}
