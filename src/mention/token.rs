//! Tokens: the words of a text, folded, and whether a name may begin or end at them.

use crate::gazetteer::Gap;
use crate::text::{is_apostrophe, is_hyphen, is_word, push_folded};

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Its first byte.
    pub(crate) start: usize,
    /// The byte after its last.
    pub(crate) end: usize,
    /// Its letters and digits, folded.
    pub(crate) folded: String,
    /// Whether a name may begin here.
    pub(crate) opens: bool,
    /// Whether a name may end here.
    pub(crate) closes: bool,
}

/// Splits a text into words.
///
/// Words are runs of letters, digits and underscores. As in UAX #29, a full stop or an apostrophe between two letters
/// joins its words: no name begins or ends there, so `criu.org` and `can't` name nothing. Exceptions are what people
/// write: a possessive (`Docker's`), an elision (`l'Ubuntu`), and a full stop with the space forgotten (`etcd.The`).
/// What belongs to an address, a path with a scheme or a handle (`@docker`) opens no name either.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut at = 0;
    while let Some(gap) = rest.find(is_word) {
        let start = at + gap;
        let length = text[start..].find(|c| !is_word(c)).unwrap_or(text.len() - start);
        let word = &text[start..start + length];
        // Underscores at the edges are markup that nobody resolved.
        let trimmed = word.trim_matches('_');
        let start_trimmed = start + (word.len() - word.trim_start_matches('_').len());
        if !trimmed.is_empty() {
            let mut folded = String::with_capacity(trimmed.len());
            trimmed.chars().for_each(|c| push_folded(&mut folded, c));
            let end = start_trimmed + trimmed.len();
            tokens.push(Token { start: start_trimmed, end, folded, opens: true, closes: true });
        }
        at = start + length;
        rest = &text[at..];
    }
    for index in 1..tokens.len() {
        glue(text, &mut tokens, index);
    }
    close_addresses(text, &mut tokens);
    tokens
}

/// Marks where the token at `index` and the one before it belong to one word.
fn glue(text: &str, tokens: &mut [Token], index: usize) {
    let (before, after) = tokens.split_at_mut(index);
    let (Some(before), Some(after)) = (before.last_mut(), after.first_mut()) else { return };
    let gap = &text[before.end..after.start];
    let mut chars = gap.chars();
    let (Some(joint), None) = (chars.next(), chars.next()) else { return };
    if joint == '.' {
        let sentence =
            text[..before.end].ends_with(char::is_lowercase) && text[after.start..].starts_with(char::is_uppercase);
        if !sentence {
            before.closes = false;
            after.opens = false;
        }
    } else if is_apostrophe(joint) && joint != '`' {
        let possessive = matches!(after.folded.as_str(), "s");
        let elision = before.folded.chars().count() <= 2;
        before.closes = possessive;
        after.opens = elision && !possessive;
    }
}

/// Keeps names from beginning inside addresses and handles.
fn close_addresses(text: &str, tokens: &mut [Token]) {
    let mut index = 0;
    while index < tokens.len() {
        let start = tokens[index].start;
        let is_handle = text[..start].ends_with('@');
        let is_address = text[tokens[index].end..].starts_with("://");
        if is_handle {
            tokens[index].opens = false;
        }
        if is_address {
            let end = text[start..].find(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '"'));
            let end = end.map_or(text.len(), |length| start + length);
            while index < tokens.len() && tokens[index].start < end {
                tokens[index].opens = false;
                tokens[index].closes = false;
                index += 1;
            }
            continue;
        }
        index += 1;
    }
}

/// Whether `gap`, the text between the words that end and begin at its edges, may stand where a name has `wanted`;
/// `capitals` tells whether both words have one.
#[inline]
pub(crate) fn gap_fits(wanted: &Gap, gap: &str, capitals: impl FnOnce() -> bool) -> bool {
    // Nearly all are so.
    if gap == " " && *wanted == Gap::Loose {
        return true;
    }
    let mut chars = gap.chars();
    let single = match (chars.next(), chars.next()) {
        (Some(c), None) => Some(c),
        _ => None,
    };
    let is_space = || !gap.is_empty() && gap.chars().all(char::is_whitespace);
    match wanted {
        Gap::Loose => is_space() || single.is_some_and(|c| is_hyphen(c) || is_apostrophe(c)),
        Gap::Seam => single.is_some_and(is_hyphen) || (capitals() && is_space()),
        Gap::Exact(text) => gap == text || gap.chars().filter(|c| !c.is_whitespace()).eq(text.chars()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_open_and_close_names_at_their_boundaries() {
        let shown = |text: &str| {
            let show = |token: &Token| {
                let (left, right) = (if token.opens { "[" } else { "(" }, if token.closes { "]" } else { ")" });
                format!("{left}{}{right}", token.folded)
            };
            tokens(text).iter().map(show).collect::<String>()
        };
        for (text, expected) in [
            ("Node.js and C++", "[node)(js][and][c]"),
            ("Docker's", "[docker](s]"),
            ("can't", "[can)(t]"),
            ("l’Ubuntu", "[l)[ubuntu]"),
            ("of etcd.The", "[of][etcd][the]"),
            ("see https://criu.org/x now", "[see](https)(criu)(org)(x)[now]"),
            ("@docker _Go_ a_b", "(docker][go][a_b]"),
            ("LXC/LXD", "[lxc][lxd]"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
