//! Forms: the letters of a name, and what may stand between, before and after them.

use super::Kind;
use crate::text::{is_apostrophe, is_hyphen, is_word, push_folded};

/// One form of a name: its letters, and what may stand between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    /// The folded letters and digits of all its words.
    pub(crate) key: String,
    /// The letters and digits as written.
    pub(crate) written: String,
    /// Where in `key` a word ends and what may follow it there.
    pub(crate) gaps: Vec<(usize, Gap)>,
    /// What stands right before the first word: the dot of `.NET`.
    pub(crate) lead: String,
    /// What stands right after the last word: the `++` of `C++`.
    pub(crate) tail: String,
}

/// What may stand between two words of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Gap {
    /// A space, a hyphen, an apostrophe or nothing.
    Loose,
    /// Nothing or a hyphen, or a space between capitals: the seam of `NoSQL` and `OpenStack`.
    Seam,
    /// This, with or without spaces around it.
    Exact(String),
}

/// The folded letters of a name: what two names share if they are the same but for case and separators.
pub(crate) fn folded_key(name: &str) -> String {
    Form::of(name).map_or_else(
        || name.to_owned(),
        |form| {
            let exact = form.gaps.iter().filter_map(|(at, gap)| match gap {
                Gap::Exact(text) => Some(format!("{at}{text}")),
                _ => None,
            });
            format!("{}{}{}{}", form.lead, form.key, form.tail, exact.collect::<String>())
        },
    )
}

impl Form {
    /// The form of a name as it is written; none if there is no letter or digit in it.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let first = name.find(is_word)?;
        let last = name.rfind(is_word).map(|at| at + name[at..].chars().next().map_or(1, char::len_utf8))?;
        let mut form = Self {
            key: String::with_capacity(name.len()),
            written: String::with_capacity(name.len()),
            gaps: Vec::new(),
            lead: name[..first].trim().chars().filter(|c| *c == '.').collect(),
            tail: name[last..].chars().take_while(|c| matches!(c, '+' | '#' | '*')).collect(),
        };
        let mut gap = String::new();
        let mut before: Option<char> = None;
        for c in name[first..last].chars() {
            if !is_word(c) {
                gap.push(c);
                continue;
            }
            if !gap.is_empty() {
                form.gaps.push((form.key.len(), Gap::of(&gap)));
                gap.clear();
            } else if before.is_some_and(|before| is_seam(before, c)) {
                form.gaps.push((form.key.len(), Gap::Seam));
            }
            push_folded(&mut form.key, c);
            form.written.push(c);
            before = Some(c);
        }
        Some(form)
    }

    /// Whether it is written in capitals only.
    pub(crate) fn is_acronym(&self) -> bool {
        !self.written.contains(char::is_lowercase)
    }

    /// The number of words if written apart.
    pub(super) fn words(&self) -> usize {
        self.gaps.iter().filter(|(_, gap)| *gap != Gap::Seam).count() + 1
    }

    /// Where the last word begins.
    fn last_word(&self) -> usize {
        self.gaps.iter().rev().find(|(_, gap)| *gap != Gap::Seam).map_or(0, |(at, _)| *at)
    }

    /// The form whose last word ends otherwise.
    ///
    /// `cut` counts letters; the written form may need several characters and bytes for each.
    fn ending(&self, cut: usize, with: &str) -> Self {
        let mut other = self.clone();
        for text in [&mut other.key, &mut other.written] {
            for _ in 0..cut {
                while text.pop().is_some_and(unicode_normalization::char::is_combining_mark) {}
            }
            text.push_str(with);
        }
        other
    }
}

impl Gap {
    fn of(gap: &str) -> Self {
        let dense: String = gap.chars().filter(|c| !c.is_whitespace()).collect();
        if dense.chars().all(|c| is_hyphen(c) || is_apostrophe(c)) { Self::Loose } else { Self::Exact(dense) }
    }
}

/// Whether a word may be split between two characters: `noSQL`, `9pfs` not, `OpenStack`.
fn is_seam(before: char, c: char) -> bool {
    before.is_lowercase() && c.is_uppercase()
}

/// The form and those of its inflections that do not begin with it: `library` and `libraries`, `pods` and `pod`.
///
/// A plural `s` is no form of its own: matching allows it after any name. Only topics and technologies other than acronyms, which are
/// common nouns, are looked for in the singular.
pub(super) fn inflections(form: Form, kind: Kind) -> impl Iterator<Item = Form> {
    let mut other = None;
    let last = &form.key[form.last_word()..];
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| last.ends_with(suffix));
    let is_common = matches!(kind, Kind::Topic | Kind::Technology);
    if is_common && !form.is_acronym() && form.tail.is_empty() && last.is_ascii() && last.len() >= 4 {
        if last.ends_with('y') && !ends(&["ay", "ey", "oy", "uy"]) {
            other = Some(form.ending(1, "ies"));
        } else if last.ends_with("ies") {
            other = Some(form.ending(3, "y"));
        } else if last.ends_with('s') && !ends(&["ss", "us", "is", "ics", "os", "as"]) {
            other = Some(form.ending(1, ""));
        }
    }
    std::iter::once(form).chain(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_case_make_no_other_name() {
        for (a, b, same) in [
            ("live migration", "Live-Migration", true),
            ("Node.js", "NodeJS", false),
            ("C", "C++", false),
            ("OpenStack", "Open Stack", true),
            ("CI/CD", "CICD", false),
        ] {
            assert_eq!(folded_key(a) == folded_key(b), same, "{a} and {b}");
        }
    }
}
