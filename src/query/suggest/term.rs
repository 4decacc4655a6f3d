//! Terms: words of a text that may name something.
//!
//! Names are told by how they are written: a repository that is linked, capitals where none is asked for, capitals inside a
//! word. Phrases are runs of small words with nothing between them that only holds sentences together.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use crate::gazetteer::ordinary;
use crate::mention::{Token, begins_sentence, is_in_headline, tokens};
use crate::source::document::Flow;
use crate::source::notes::is_given;
use crate::text::is_hyphen;

/// How a term was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// A repository of this name is linked.
    Repository,
    /// It has capitals or digits inside, or consists of capitals.
    Shape,
    /// It has capitals that nothing asks for.
    Capital,
    /// It is a run of small words.
    Phrase,
}

/// A term at its place.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// The bytes of visible text.
    pub(super) range: Range<usize>,
    /// As it is written; for a repository, its name.
    pub(super) written: String,
    /// The number of words.
    pub(super) words: usize,
    pub(super) sign: Sign,
    /// The repository's address.
    pub(super) link: Option<String>,
}

/// The most words of a term.
const MOST: usize = 4;

/// The terms of a text outside of the places that `taken` says are named already, in the order of their kinds and places.
pub(super) fn terms(flow: &Flow, taken: &[Range<usize>]) -> Vec<Term> {
    let text = flow.text();
    let tokens = tokens(text);
    let is_taken = |token: &Token| taken.iter().any(|other| other.start < token.end && token.start < other.end);
    let in_address = |token: &Token| {
        let is_address = |anchor: &Range<usize>| text[anchor.clone()].contains("://");
        let mut anchors = flow.links.iter().map(|link| &link.anchor);
        anchors.any(|anchor| anchor.start <= token.start && token.end <= anchor.end && is_address(anchor))
    };
    let free: Vec<bool> =
        tokens.iter().map(|token| token.opens && token.closes && !is_taken(token) && !in_address(token)).collect();
    let mut found: Vec<Term> =
        flow.links.iter().filter_map(|link| repository(&link.target, link.anchor.clone())).collect();
    let mut start = 0;
    while start < tokens.len() {
        let mut end = start + usize::from(free[start]);
        while end > start && end < tokens.len() && free[end] && is_seamless(text, &tokens[end - 1], &tokens[end]) {
            end += 1;
        }
        // What stands right beside a name that is known is a part of what is said of that: `Debian Project`.
        let is_beside =
            |a: usize, b: usize| tokens.get(a).zip(tokens.get(b)).is_some_and(|(a, b)| is_seamless(text, a, b));
        let is_remnant = (start > 0 && is_taken(&tokens[start - 1]) && is_beside(start - 1, start))
            || (end > start && tokens.get(end).is_some_and(is_taken) && is_beside(end - 1, end));
        names(text, &tokens[start..end], is_remnant, &mut found);
        phrases(text, &tokens[start..end], &mut found);
        start = end.max(start + 1);
    }
    found
}

/// Whether nothing but a space or a hyphen stands between two words.
fn is_seamless(text: &str, a: &Token, b: &Token) -> bool {
    let mut gap = text[a.end..b.start].chars();
    matches!((gap.next(), gap.next()), (Some(c), None) if c == ' ' || is_hyphen(c))
}

/// The repository that an address is of.
fn repository(target: &str, anchor: Range<usize>) -> Option<Term> {
    let rest = target.split_once("://")?.1;
    let mut parts = rest.split(['/', '?', '#']);
    let host = parts.next()?.trim_start_matches("www.").to_lowercase();
    if !matches!(
        host.as_str(),
        "github.com" | "gitlab.com" | "codeberg.org" | "bitbucket.org" | "git.sr.ht" | "framagit.org"
    ) {
        return None;
    }
    let (owner, name) = (parts.next()?, parts.next()?.trim_end_matches(".git"));
    let is_plain =
        |part: &str| part.len() > 1 && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'));
    (is_plain(owner) && is_plain(name) && owner != "orgs").then(|| Term {
        range: anchor,
        written: name.to_owned(),
        words: 1,
        sign: Sign::Repository,
        link: Some(format!("https://{host}/{owner}/{name}")),
    })
}

/// Whether a word has capitals or digits where a mere capital letter does not explain them: `eBPF`, `SPDX`, `libp2p`.
fn is_shaped(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let inner_capital = word.chars().skip(1).any(char::is_uppercase);
    let digit_inside = word.chars().zip(word.chars().skip(1)).any(|(a, b)| a.is_alphabetic() && b.is_numeric());
    let is_number = word.starts_with(char::is_numeric);
    letters >= 2 && !is_number && (inner_capital || (digit_inside && letters >= 3))
}

/// Whether a word is written as a name is, where it stands.
fn is_name_like(text: &str, token: &Token) -> Option<Sign> {
    let range = token.start..token.end;
    let word = &text[range.clone()];
    if is_generic(&token.folded) || word.chars().count() < 2 {
        return None;
    }
    if is_shaped(word) {
        // Whole headlines in capitals shout rather than name.
        let is_shouted = !word.contains(char::is_lowercase) && (ordinary(&token.folded).is_some() || word.len() > 8);
        return (!is_shouted).then_some(Sign::Shape);
    }
    let is_hardly_noun = token.folded.ends_with("ly") || token.folded.ends_with("ing");
    let is_capitalised = word.starts_with(char::is_uppercase) && word.chars().count() > 2 && !is_hardly_noun;
    let says_nothing = is_in_headline(text, &range) || begins_sentence(text, &range);
    (is_capitalised && (!says_nothing || ordinary(&token.folded).is_none())).then_some(Sign::Capital)
}

/// Names among words that stand side by side: the longest runs, and single words in them that are in no dictionary of
/// English.
fn names(text: &str, tokens: &[Token], is_remnant: bool, found: &mut Vec<Term>) {
    let signs: Vec<Option<Sign>> = tokens.iter().map(|token| is_name_like(text, token)).collect();
    let mut start = 0;
    while start < tokens.len() {
        let Some(sign) = signs[start] else {
            start += 1;
            continue;
        };
        let mut end = start + 1;
        while end < tokens.len() && signs[end].is_some() && end - start < MOST {
            end += 1;
        }
        let best = signs[start..end].iter().flatten().min().copied().unwrap_or(sign);
        let run = &tokens[start..end];
        let is_person = run.len() >= 2 && is_given(&text[run[0].start..run[0].end]);
        let is_left_over =
            is_remnant && best == Sign::Capital && run.iter().all(|token| ordinary(&token.folded).is_some());
        if !is_person && !is_left_over {
            push(text, run, best, found);
            if run.len() > 1 {
                for (at, token) in run.iter().enumerate() {
                    let is_word = ordinary(&token.folded).is_some();
                    if let Some(sign) = signs[start + at].filter(|_| !is_word) {
                        push(text, std::slice::from_ref(token), sign, found);
                    }
                }
            }
        }
        start = end;
    }
}

/// Runs of two to four small words that hold something: none is a word of mere grammar.
fn phrases(text: &str, tokens: &[Token], found: &mut Vec<Term>) {
    let is_content = |token: &Token| {
        let word = &text[token.start..token.end];
        word.len() >= 3
            && word.chars().all(char::is_alphabetic)
            && (is_in_headline(text, &(token.start..token.end)) || !word.contains(char::is_uppercase))
            && !is_grammar(&token.folded)
    };
    let content: Vec<bool> = tokens.iter().map(is_content).collect();
    for start in 0..tokens.len() {
        for end in start + 2..=(start + MOST).min(tokens.len()) {
            let run = &tokens[start..end];
            let ends_well = run.last().is_some_and(|last| !is_generic(&last.folded) && !is_adverbial(&last.folded));
            let begins_well = !is_generic(&run[0].folded) && !is_adverbial(&run[0].folded);
            if !content[start..end].iter().all(|is| *is) {
                break;
            }
            if ends_well && begins_well {
                push(text, run, Sign::Phrase, found);
            }
        }
    }
}

fn push(text: &str, run: &[Token], sign: Sign, found: &mut Vec<Term>) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    let range = first.start..last.end;
    let written = match sign {
        Sign::Phrase => text[range.clone()].to_lowercase(),
        _ => text[range.clone()].to_owned(),
    };
    found.push(Term { range, written, words: run.len(), sign, link: None });
}

/// The words of a text in lower case, which a name that is spelled alike must outnumber.
pub(super) fn small_words(text: &str) -> impl Iterator<Item = String> + '_ {
    let is_small = |token: &Token| !text[token.start..token.end].contains(char::is_uppercase);
    tokens(text).into_iter().filter(move |token| is_small(token)).map(|token| token.folded)
}

/// Whether a word by its ending is hardly a noun.
fn is_adverbial(word: &str) -> bool {
    word.ends_with("ly") || (word.ends_with("ed") && word.len() > 4)
}

/// Words that hold sentences together, and those that go with any noun.
fn is_grammar(word: &str) -> bool {
    static WORDS: OnceLock<BTreeSet<&str>> = OnceLock::new();
    WORDS.get_or_init(|| include_str!("grammar.txt").split_ascii_whitespace().collect()).contains(word)
}

/// Words that name nothing by themselves or at the edge of a term: of conferences, of time, of places, of measure.
fn is_generic(word: &str) -> bool {
    static WORDS: OnceLock<BTreeSet<&str>> = OnceLock::new();
    is_grammar(word)
        || WORDS.get_or_init(|| include_str!("generic.txt").split_ascii_whitespace().collect()).contains(word)
}
