//! Words: which names are ordinary English words too, and how ordinary.

use std::sync::OnceLock;

use super::table::Table;
use crate::text::hash;

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
    static LISTS: OnceLock<Lists> = OnceLock::new();
    let lists = LISTS.get_or_init(Lists::read);
    lists.listed(word).or_else(|| word.strip_suffix('s').and_then(|singular| lists.listed(singular)))
}

/// The lists, with a table to look into them: a hundred thousand names ask at once.
struct Lists {
    words: Vec<&'static str>,
    /// The number of words that are everyday ones; they come first.
    everyday: usize,
    table: Table,
}

impl Lists {
    fn read() -> Self {
        let mut words: Vec<&str> = include_str!("everyday.txt").lines().collect();
        let everyday = words.len();
        words.extend(include_str!("ordinary.txt").lines());
        let mut table = Table::with_room_for(words.len());
        for (at, word) in (0..).zip(&words) {
            table.insert(hash::of(word.as_bytes()), at);
        }
        Self { words, everyday, table }
    }

    fn listed(&self, word: &str) -> Option<Ordinary> {
        let hash = hash::of(word.as_bytes());
        let at = self.table.find(hash).form() as usize;
        let how = if at < self.everyday { Ordinary::Everyday } else { Ordinary::Known };
        (self.words.get(at) == Some(&word)).then_some(how)
    }
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
        for word in include_str!("everyday.txt").lines() {
            assert_eq!(ordinary(word), Some(Ordinary::Everyday), "{word}");
        }
        for word in include_str!("ordinary.txt").lines() {
            assert_eq!(ordinary(word), Some(Ordinary::Known), "{word}");
        }
    }
}
