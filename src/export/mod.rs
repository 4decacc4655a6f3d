//! Export: a view, or a part of the graph, in the words of another program.
//!
//! Nothing that a view holds can become syntax: every id and every label is quoted and escaped here.

pub mod deck;
mod dot;
mod explorer;
pub mod graph;
mod mermaid;
mod text;

use crate::text::lines;
use crate::view::Figure;

pub use dot::dot;
pub use explorer::explorer;
pub use mermaid::mermaid;
pub use text::text;

/// A figure has no form in a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoForm {
    /// The format that was asked for.
    pub format: &'static str,
    /// The figure.
    pub figure: &'static str,
    /// The formats that it has a form in.
    pub instead: &'static [&'static str],
}

impl NoForm {
    fn of(figure: &Figure, format: &'static str) -> Self {
        Self { format, figure: figure.name(), instead: figure.formats() }
    }
}

impl std::fmt::Display for NoForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} has no form in {}; try {}", self.figure, self.format, self.instead.join(", "))
    }
}

impl std::error::Error for NoForm {}

/// Breaks long lines between words, at about `most` characters.
fn broken(text: &str, most: usize) -> Vec<String> {
    let mut done = Vec::new();
    for line in lines(text) {
        let mut current = String::new();
        for word in line.split(' ') {
            if !current.is_empty() && current.chars().count() + 1 + word.chars().count() > most {
                done.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        done.push(current);
    }
    done
}

/// The ids of nodes as both formats can write them: the view's own where they are kebab case, else `n` and a number.
fn safe_ids<'a>(ids: impl Iterator<Item = &'a str>, reserved: &[&str]) -> Vec<String> {
    let mut taken = std::collections::BTreeSet::new();
    let is_plain = |id: &str| {
        id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && !id.ends_with('-')
            && !id.contains("--")
            && id.len() <= 60
            && !reserved.iter().any(|word| id.split('-').any(|part| part == *word))
            // Generated ids look so.
            && !id.strip_prefix('n').is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
    };
    ids.enumerate()
        .map(|(at, id)| if is_plain(id) && taken.insert(id.to_owned()) { id.to_owned() } else { format!("n{at}") })
        .collect()
}

/// Text of which nothing is HTML, inside of attributes too.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_ids_are_replaced_and_no_two_are_the_same() {
        let ids = ["criu", "end", "c++", "criu", "n1", "", "a--b", "to-end"];
        let safe = safe_ids(ids.into_iter(), &["end"]);
        assert_eq!(safe, ["criu", "n1", "n2", "n3", "n4", "n5", "n6", "n7"]);
    }

    #[test]
    fn long_lines_break_between_words() {
        assert_eq!(broken("one two three\nfour", 7), ["one two", "three", "four"]);
        assert_eq!(broken("  ", 7), Vec::<String>::new());
    }
}
