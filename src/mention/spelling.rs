//! Spelling: what the case of an ambiguous name, and the words right beside it, say about what it means.

use std::ops::Range;

use crate::gazetteer::{Case, Surface};
use crate::text::{floor_boundary, is_hyphen, is_word};

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
    // Nearly all are of ASCII, and so is what they follow.
    let bytes = text.as_bytes();
    let is_plain = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'\'');
    let start = bytes.len() - bytes.iter().rev().take_while(is_plain).count();
    if start == 0 || bytes[start - 1].is_ascii() {
        return &text[start..];
    }
    text.rsplit(|c: char| !c.is_alphanumeric() && !is_hyphen(c) && !matches!(c, '\'' | '’')).next().unwrap_or_default()
}

/// The word that a text begins with.
fn first_word(text: &str) -> &str {
    let bytes = text.as_bytes();
    let end = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'\'').count();
    if bytes.get(end).is_none_or(u8::is_ascii) {
        return &text[..end];
    }
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')).next().unwrap_or_default()
}

/// The word right before `range`, with the space between; no word if something else lies between.
fn word_before<'t>(text: &'t str, range: &Range<usize>) -> (&'t str, &'t str) {
    let all = &text[..range.start];
    let before = match all.as_bytes() {
        [.., last, b' '] if last.is_ascii_graphic() => &all[..all.len() - 1],
        _ => all.trim_end(),
    };
    (last_word(before), &all[before.len()..])
}

/// The same of the word right after `range`.
fn word_after<'t>(text: &'t str, range: &Range<usize>) -> (&'t str, &'t str) {
    let all = &text[range.end..];
    let after = match all.as_bytes() {
        [b' ', first, ..] if first.is_ascii_graphic() => &all[1..],
        _ => all.trim_start(),
    };
    (first_word(after), &all[..all.len() - after.len()])
}

/// Short words and the like, each as a number, so that all are compared at once.
struct Shorts<const COUNT: usize>([u64; COUNT]);

impl<const COUNT: usize> Shorts<COUNT> {
    /// Words of no more than eight bytes, small.
    const fn of(words: [&str; COUNT]) -> Self {
        let (mut numbers, mut at) = ([0; COUNT], 0);
        while at < COUNT {
            numbers[at] = short(words[at]).expect("a word of no more than eight bytes");
            at += 1;
        }
        Self(numbers)
    }

    fn have(&self, word: &str) -> bool {
        self.have_as(word, |number| number)
    }

    /// Whether they have a word in any case.
    fn have_in_any_case(&self, word: &str) -> bool {
        // By this bit capitals differ from small letters; digits and apostrophes have it.
        self.have_as(word, |number| number | u64::from_ne_bytes([0x20; 8]))
    }

    #[inline]
    fn have_as(&self, word: &str, seen: impl Fn(u64) -> u64) -> bool {
        // Without a branch.
        let is_one = |number: u64| self.0.iter().fold(false, |is_one, other| is_one | (seen(*other) == seen(number)));
        short(word).is_some_and(is_one)
    }
}

/// The bytes of a word as a number, if they are no more than eight.
const fn short(word: &str) -> Option<u64> {
    let (bytes, mut number, mut at) = (word.as_bytes(), 0, 0);
    if bytes.len() > 8 {
        return None;
    }
    while at < bytes.len() {
        number |= (bytes[at] as u64) << (8 * at);
        at += 1;
    }
    Some(number)
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
    const BEFORE: Shorts<22> = Shorts::of([
        "to", "will", "can", "could", "would", "should", "must", "may", "might", "not", "don't", "doesn't", "didn't",
        "won't", "cannot", "can't", "let's", "we", "you", "they", "i", "please",
    ]);
    const AFTER: Shorts<16> = Shorts::of([
        "the", "a", "an", "this", "these", "those", "your", "our", "their", "its", "his", "my", "them", "us", "it",
        "sure",
    ]);
    let is_one_of = |(word, space): (&str, &str), words: fn(&str) -> bool| !space.is_empty() && words(word);
    is_one_of(word_before(text, range), |word| BEFORE.have_in_any_case(word))
        || is_one_of(word_after(text, range), |word| AFTER.have_in_any_case(word))
}

/// Whether a small word stands as only a name can, without an article after a preposition: `photos via matrix`.
pub(crate) fn is_bare(text: &str, range: &Range<usize>) -> bool {
    const BEFORE: Shorts<12> =
        Shorts::of(["via", "on", "in", "with", "from", "of", "like", "using", "for", "into", "by", "under"]);
    const AFTER: Shorts<14> =
        Shorts::of(["and", "or", "for", "with", "in", "on", "to", "from", "as", "is", "at", "by", "via", "has"]);
    let (before, gap) = word_before(text, range);
    let after = &text[range.end..];
    let ends = || after.is_empty() || after.starts_with(['.', ',', ';', ':', ')', '!', '?', '\n']);
    let goes_on = || after.starts_with(' ') && AFTER.have(word_after(text, range).0);
    gap == " " && (BEFORE.have(before) || before == "including") && (ends() || goes_on())
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

/// How many words to each side are close by.
const CLOSE: usize = 8;

/// The bytes of `range` and of the words close by, in the same sentence.
pub(crate) fn close_by(text: &str, range: &Range<usize>) -> Range<usize> {
    let is_word_inside = |c: char| is_word(c) && c != '_';
    let (mut start, mut end) = (range.start, range.end);
    for _ in 0..CLOSE {
        let before = text[..start].trim_end_matches(|c| !is_word_inside(c));
        if before.is_empty() || ends_sentence(&text[before.len()..start]) {
            break;
        }
        let word = &before[before.trim_end_matches(is_word).len()..];
        start = before.len() - word.trim_start_matches('_').len();
    }
    for _ in 0..CLOSE {
        let after = text[end..].trim_start_matches(|c| !is_word_inside(c));
        if after.is_empty() || ends_sentence(&text[end..text.len() - after.len()]) {
            break;
        }
        let word = &after[..after.len() - after.trim_start_matches(is_word).len()];
        end = text.len() - after.len() + word.trim_end_matches('_').len();
    }
    start..end
}

/// Whether what stands between two words ends a sentence.
fn ends_sentence(gap: &str) -> bool {
    // Nearly all are a space.
    gap.len() > 1
        && (gap.contains("\n\n")
            || gap.starts_with(['.', '!', '?']) && gap.chars().nth(1).is_some_and(char::is_whitespace))
}

/// The words of a text, without the underscores around them, which are markup that nobody resolved.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word(c)).map(|word| word.trim_matches('_')).filter(|word| !word.is_empty())
}

/// Whether what stands between two names makes them neighbours in a list, remarks in brackets aside.
pub(crate) fn is_joint(between: &str) -> bool {
    const JOINTS: Shorts<13> =
        Shorts::of([", ", "/", " / ", " and ", " or ", " & ", ", and ", ", or ", ",", " + ", " vs ", " vs. ", "; "]);
    let remark = between.strip_prefix(" (").and_then(|rest| rest.split_once(')'));
    let between = remark.map_or(between, |(_, after)| after);
    JOINTS.have(between)
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
