//! Words: which names are ordinary English words too, and how ordinary.

use std::sync::OnceLock;

/// How ordinary an English word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ordinary {
    /// Everybody uses it every day: `make`, `node`, `ring`.
    Everyday,
    /// Everybody knows it: `puppet`, `helm`.
    Known,
}

/// How ordinary `word`, folded, is as an English word, in the singular or plural; none if it is none.
///
/// The lists hold the words of a common American dictionary (SCOWL) that people write in lower case in the abstracts of
/// talks about free software, and the short words of its smallest edition. Everyday words are those of its two smallest
/// editions.
pub fn ordinary(word: &str) -> Option<Ordinary> {
    static LISTS: OnceLock<[(Ordinary, Vec<&'static str>); 2]> = OnceLock::new();
    let lists = LISTS.get_or_init(|| {
        [
            (Ordinary::Everyday, include_str!("everyday.txt").lines().collect()),
            (Ordinary::Known, include_str!("ordinary.txt").lines().collect()),
        ]
    });
    let listed = |word: &str| {
        let list = lists.iter().find(|(_, words)| words.binary_search(&word).is_ok());
        list.map(|(how, _)| *how)
    };
    listed(word).or_else(|| word.strip_suffix('s').and_then(listed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_words_are_known_in_singular_and_plural() {
        for (word, is) in [
            ("ring", Some(Ordinary::Everyday)),
            ("rings", Some(Ordinary::Everyday)),
            ("puppet", Some(Ordinary::Known)),
            ("kubernetes", None),
            ("criu", None),
        ] {
            assert_eq!(ordinary(word), is, "{word}");
        }
        for list in [include_str!("everyday.txt"), include_str!("ordinary.txt")] {
            assert!(list.lines().is_sorted(), "the lists are searched by halves");
        }
    }
}
