//! Note: names of files, links and text in Markdown as Obsidian reads them.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::{kebab, lines};

/// How many bytes a file's name has at most, its extension not counted.
const LONGEST: usize = 120;

/// Names that some file system keeps for itself.
const KEPT: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Names of files in a folder, no two of them the same to any file system.
#[derive(Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
    /// How often each name was asked for.
    asked: BTreeMap<String, usize>,
}

impl Names {
    /// A path without extension for something called `label` in `folder`.
    pub(super) fn take(&mut self, folder: &str, label: &str) -> String {
        let name = file_name(label);
        let first = format!("{folder}/{name}");
        // Some file systems do not tell capitals from small letters.
        let asked = self.asked.entry(first.to_lowercase()).or_default();
        loop {
            *asked += 1;
            let path = if *asked > 1 { format!("{first} {asked}") } else { first.clone() };
            if self.taken.insert(path.to_lowercase()) {
                return path;
            }
        }
    }
}

/// What of a text every file system takes for a name, and Obsidian for a link.
fn file_name(text: &str) -> String {
    let plain = |c: char| if "\\/:*?\"<>|#^[]%`$".contains(c) || c.is_control() { ' ' } else { c };
    let mut name = crate::text::squeeze(&lines(text).join(" ").chars().map(plain).collect::<String>());
    name.truncate(crate::text::floor_boundary(&name, LONGEST));
    let name = name.trim_matches(['.', ' ', '-']).to_owned();
    let is_kept = KEPT.contains(&name.to_lowercase().as_str());
    if name.is_empty() || is_kept { kebab(&format!("{name} untitled")) } else { name }
}

/// A link to a note that is shown as `label`.
pub(super) fn link(path: &str, label: &str) -> String {
    let shown: String = lines(label).join(" ").chars().map(|c| if "[]|\\`<>".contains(c) { ' ' } else { c }).collect();
    let shown = crate::text::squeeze(&shown);
    if shown.is_empty() { format!("[[{path}]]") } else { format!("[[{path}|{shown}]]") }
}

/// Text on one line of which nothing is Markdown, HTML or a link.
pub(super) fn markdown(text: &str) -> String {
    let text = lines(text).join(" ");
    let mut escaped = String::new();
    for (at, c) in text.char_indices() {
        let is_plain = match c {
            // These begin a list, the latter after a number.
            '-' | '+' => at > 0,
            '.' | ')' => at == 0 || !text[..at].chars().all(|c| c.is_ascii_digit()),
            // Addresses become links by themselves.
            ':' => !text[at..].starts_with("://"),
            ',' | ';' | '/' | '?' | '\'' | '(' => true,
            c => !c.is_ascii_punctuation(),
        };
        if !is_plain {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_such_as_every_file_system_takes() {
        let mut names = Names::default();
        let taken = ["CRIU", "criu", "../../etc/passwd", "a:b|c#d", "", "con", &"é".repeat(500)];
        let taken = taken.map(|label| names.take("x", label));
        assert_eq!(taken[..6], ["x/CRIU", "x/criu 2", "x/etc passwd", "x/a b c d", "x/untitled", "x/con-untitled"]);
        assert_eq!(taken[6].len(), 2 + LONGEST);
    }

    #[test]
    fn nothing_is_markdown() {
        assert_eq!(markdown("# <b> [[x]] a_b\n%% $"), "\\# \\<b\\> \\[\\[x\\]\\] a\\_b \\%\\% \\$");
        assert_eq!(markdown("1. a-b"), "1\\. a-b");
        assert_eq!(markdown("- x: obsidian://y"), "\\- x: obsidian\\://y");
        assert_eq!(link("entities/a", "x]]|y"), "[[entities/a|x y]]");
    }
}
