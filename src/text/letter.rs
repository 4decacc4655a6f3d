//! Letters: which characters are of words, and what they fold to.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The characters of two bytes: letters of nearly all alphabets that are in use.
const TWO_BYTES: std::ops::Range<u32> = 0x80..0x800;

/// What is known of one of them, which takes a while to find out.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    is_word: bool,
    count: u8,
    /// What it folds to: the first so many; more it is of none.
    folded: [char; 3],
}

impl Known {
    fn of(c: char) -> Self {
        let mut known = Self { is_word: is_of_word(c), ..Self::default() };
        for (place, c) in known.folded.iter_mut().zip(fold_char(c)) {
            *place = c;
            known.count += 1;
        }
        known
    }
}

/// All of them in their order, found out once one is met.
static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| TWO_BYTES.filter_map(char::from_u32).map(Known::of).collect());

#[inline]
fn known(c: char) -> Option<&'static Known> {
    let at = u32::from(c).checked_sub(TWO_BYTES.start).filter(|_| TWO_BYTES.contains(&u32::from(c)))?;
    KNOWN.get(at as usize)
}

/// Whether a character is one of the ideographs that most texts of East Asia are made of, which fold to themselves.
#[inline]
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FA5}')
}

/// Whether a character belongs to a word: a letter, a digit, an underscore, or an accent.
#[inline]
pub(crate) fn is_word(c: char) -> bool {
    match c {
        '\0'..='\x7F' => c.is_ascii_alphanumeric() || c == '_',
        // Typographic punctuation.
        '\u{2000}'..='\u{206F}' => false,
        _ => known(c).map_or_else(|| is_ideograph(c) || is_of_word(c), |known| known.is_word),
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Folds one character: case, compatibility forms and accents go.
///
/// `É` gives `e`, `ﬁ` gives `fi`, a combining mark gives nothing.
pub fn fold_char(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase)
}

/// Appends a character folded; most are ASCII, for which there is nothing to look up.
#[inline]
pub fn push_folded(text: &mut String, c: char) {
    if c.is_ascii() {
        text.push(c.to_ascii_lowercase());
    } else if let Some(known) = known(c) {
        known.folded.iter().take(known.count.into()).for_each(|c| text.push(*c));
    } else if is_ideograph(c) {
        text.push(c);
    } else {
        text.extend(fold_char(c));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_character_is_what_is_found_out() {
        let mut folded = String::new();
        for c in '\0'..=char::MAX {
            folded.clear();
            push_folded(&mut folded, c);
            assert!(folded.chars().eq(fold_char(c)), "{c:?} folds to {folded:?}");
            assert_eq!(is_word(c), is_of_word(c) || c == '_', "{c:?}");
        }
    }
}
