//! Spelling: what the case of an ambiguous name, and the words right beside it, say about what it means.

use std::ops::Range;

use crate::gazetteer::{Case, Surface};
use crate::text::{floor_boundary, is_hyphen};

/// How an ambiguous name is spelled at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// As only a name is: with a capital, within a sentence of small words.
    Telling,
    /// As the name is, where that says nothing: a sentence, a heading or a longer name asks for a capital too.
    Silent,
    /// In lower case, although the name has capitals or is an ordinary word.
    Lower,
    /// In capitals, although the name is not.
    Upper,
    /// In some other case, as another name might be.
    Other,
}

impl Spelling {
    /// How `surface` is spelled at `range`; `is_as_written` where that is the name's own case.
    pub(crate) fn of(text: &str, range: &Range<usize>, surface: &Surface, is_as_written: bool) -> Self {
        let name = &text[range.clone()];
        let has_capitals = name.chars().any(char::is_uppercase);
        if surface.rules.case == Some(Case::Fold) {
            return if has_capitals { Self::Silent } else { Self::Lower };
        }
        if is_as_written {
            return match has_capitals {
                false if surface.ordinary.is_some() => Self::Lower,
                true if is_telling(text, range) => Self::Telling,
                _ => Self::Silent,
            };
        }
        let mut chars = name.chars();
        let is_capitalised = chars.next().is_some_and(char::is_uppercase) && !chars.any(char::is_uppercase);
        match has_capitals {
            false => Self::Lower,
            // A small name begins a sentence with a capital.
            true if surface.is_small && is_capitalised => Self::Silent,
            true if !name.chars().any(char::is_lowercase) => Self::Upper,
            true => Self::Other,
        }
    }

    /// Whether it is the name's own.
    pub(crate) fn is_own(self) -> bool {
        matches!(self, Self::Telling | Self::Silent)
    }
}

/// Whether the capital at `range` can only be a name's: a small word, a comma or a slash goes before it.
///
/// A capital at the start of a sentence, in a headline, or beside another capital says nothing, nor does one after an
/// article: what takes an article is a thing more often than a name.
fn is_telling(text: &str, range: &Range<usize>) -> bool {
    let name = &text[range.clone()];
    if !name.starts_with(char::is_uppercase) || name.chars().count() < 3 {
        return false;
    }
    let before = text[..range.start].trim_end_matches(' ');
    let word = last_word(before);
    let is_article = matches!(word, "the" | "a" | "an" | "this" | "that" | "our" | "your" | "each" | "every" | "my");
    let is_after_word = before.len() < range.start && word.starts_with(char::is_lowercase) && !is_article;
    // After a comma no sentence begins.
    let follows_word = is_after_word || before.ends_with(',') || before.ends_with('/');
    let after = text[range.end..].strip_prefix(' ').unwrap_or_default();
    follows_word && !after.starts_with(char::is_uppercase) && !is_in_headline(text, range)
}

/// The last word of a text that ends with one.
fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| !c.is_alphanumeric() && !is_hyphen(c) && !matches!(c, '\'' | '’')).next().unwrap_or_default()
}

/// The word right before `range`; nothing if more than spaces lies between.
pub(crate) fn word_before<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    last_word(text[..range.start].trim_end())
}

/// The word right after `range`; nothing if more than spaces lies between.
pub(crate) fn word_after<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    let after = text[range.end..].trim_start();
    let end = after.find(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')).unwrap_or(after.len());
    &after[..end]
}

/// How far a headline reaches to either side of a name, in bytes: further nobody looks.
const AROUND: usize = 200;

/// Whether the line around `range` is written as headlines are: most of its longer words have capitals.
pub(crate) fn is_in_headline(text: &str, range: &Range<usize>) -> bool {
    let from = floor_boundary(text, range.start.saturating_sub(AROUND));
    let to = floor_boundary(text, range.end + AROUND);
    let start = text[from..range.start].rfind('\n').map_or(from, |at| from + at + 1);
    let end = text[range.end..to].find('\n').map_or(to, |at| range.end + at);
    let (before, capitals_before) = longer_words(&text[start..range.start]);
    let (after, capitals_after) = longer_words(&text[range.end..end]);
    2 * (capitals_before + capitals_after) > before + after
}

/// The number of words of four letters or more, and of those that begin with a capital.
fn longer_words(text: &str) -> (usize, usize) {
    if !text.is_ascii() || text.len() > AROUND {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 4);
        return words.fold((0, 0), |(all, capital), word| {
            (all + 1, capital + usize::from(word.starts_with(char::is_uppercase)))
        });
    }
    // Without a branch, so that bytes are looked at side by side: whether each is of a word, with room around.
    let (mut is_word, mut is_capital) = ([0_u8; AROUND + 4], [0_u8; AROUND]);
    for (is_word, byte) in is_word[1..].iter_mut().zip(text.as_bytes()) {
        *is_word = u8::from(byte.is_ascii_alphanumeric());
    }
    for (is_capital, byte) in is_capital.iter_mut().zip(text.as_bytes()) {
        *is_capital = u8::from(byte.is_ascii_uppercase());
    }
    // There are so few that a byte counts them.
    let (mut all, mut capital) = (0_u8, 0_u8);
    for (at, is_capital) in is_capital.iter().enumerate() {
        let begins = (1 - is_word[at]) & is_word[at + 1] & is_word[at + 2] & is_word[at + 3] & is_word[at + 4];
        all += begins;
        capital += begins & is_capital;
    }
    (all.into(), capital.into())
}

/// Whether a sentence begins at `range`.
pub(crate) fn begins_sentence(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].trim_end();
    before.is_empty()
        || text[before.len()..range.start].contains('\n')
        || before.ends_with(['.', '!', '?', ':', ';', '•', '*', '-', '–', '—', '"', '“', '('])
}

/// Whether the word at `range` is used as a verb: `to zoom in`, `we make`, `Processing the data`.
///
/// English tells by the words around: what follows a pronoun or an auxiliary is a verb, and so is what an object with an
/// article follows.
pub(crate) fn is_verb(text: &str, range: &Range<usize>) -> bool {
    const BEFORE: [&str; 22] = [
        "to", "will", "can", "could", "would", "should", "must", "may", "might", "not", "don't", "doesn't", "didn't",
        "won't", "cannot", "can't", "let's", "we", "you", "they", "i", "please",
    ];
    const AFTER: [&str; 16] = [
        "the", "a", "an", "this", "these", "those", "your", "our", "their", "its", "his", "my", "them", "us", "it",
        "sure",
    ];
    let is_one_of = |words: &[&str], word: &str| words.iter().any(|other| word.eq_ignore_ascii_case(other));
    let is_close = |gap: &str| !gap.is_empty() && gap.chars().all(char::is_whitespace);
    let (before, after) = (word_before(text, range), word_after(text, range));
    let before_at = text[..range.start].trim_end().len();
    let after_at = text[range.end..].trim_start().len();
    (is_close(&text[before_at..range.start]) && is_one_of(&BEFORE, before))
        || (is_close(&text[range.end..text.len() - after_at]) && is_one_of(&AFTER, after))
}

/// Whether a small word stands as only a name can, without an article after a preposition: `photos via matrix`.
pub(crate) fn is_bare(text: &str, range: &Range<usize>) -> bool {
    const BEFORE: [&str; 13] =
        ["via", "on", "in", "with", "from", "of", "like", "using", "for", "into", "by", "under", "including"];
    const AFTER: [&str; 14] =
        ["and", "or", "for", "with", "in", "on", "to", "from", "as", "is", "at", "by", "via", "has"];
    let gap = &text[text[..range.start].trim_end().len()..range.start];
    let after = &text[range.end..];
    let ends = after.is_empty() || after.starts_with(['.', ',', ';', ':', ')', '!', '?', '\n']);
    gap == " "
        && BEFORE.contains(&word_before(text, range))
        && (ends || (after.starts_with(' ') && AFTER.contains(&word_after(text, range))))
}

/// Whether a hyphen ties the word at `range` to another: `ada-toml`.
pub(crate) fn is_compound(text: &str, range: &Range<usize>) -> bool {
    text[range.end..].chars().next().is_some_and(is_hyphen)
        || text[..range.start].chars().next_back().is_some_and(is_hyphen)
}

/// The bytes of the word right before `range` that may make a longer name with it: capitals in running text, as in
/// `Cluster Cockpit`.
pub(crate) fn longer_name(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let before = text[..range.start].strip_suffix(' ')?;
    let word = last_word(before);
    let place = before.len() - word.len()..before.len();
    // `Twitter's Storm` is Storm.
    let is_owner = word.ends_with("'s") || word.ends_with("’s");
    let is_name = word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase) && !is_owner;
    (is_name && !begins_sentence(text, &place) && !is_in_headline(text, range)).then_some(place)
}

/// Whether what stands between two names makes them neighbours in a list, remarks in brackets aside.
pub(crate) fn is_joint(between: &str) -> bool {
    const JOINTS: [&str; 13] =
        [", ", "/", " / ", " and ", " or ", " & ", ", and ", ", or ", ",", " + ", " vs ", " vs. ", "; "];
    let remark = between.strip_prefix(" (").and_then(|rest| rest.split_once(')'));
    let between = remark.map_or(between, |(_, after)| after);
    JOINTS.contains(&between)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn longer_words_are_counted_side_by_side_as_one_by_one(text in "[ -~]{0,200}|([A-Z]?[a-z0-9]{2,5}[ .'_-]?){0,30}") {
            let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= 4);
            let capitals = words().filter(|word| word.starts_with(char::is_uppercase)).count();
            prop_assert_eq!(longer_words(&text), (words().count(), capitals));
        }
    }

    #[test]
    fn a_headline_is_a_line_of_which_most_longer_words_have_capitals() {
        let around = |text: &str| {
            let at = text.find("Oarlet").expect("it is there");
            is_in_headline(text, &(at..at + "Oarlet".len()))
        };
        assert!(around("Rowing With an Oarlet and More Wind"));
        assert!(!around("Rowing with an Oarlet and More wind"));
        assert!(around("small words\nÉtude for Oarlet\nand more small words"));
        assert!(!around("étude for Oarlet"));
    }
}
