//! Rules: when a name counts, and what must or must not be said around it.

use std::cell::OnceCell;
use std::sync::OnceLock;

use memchr::memmem::Finder;
use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::Extractor;
use serde::Deserialize;

use super::gate::Gate;
use crate::text::{fold, is_apostrophe, is_hyphen};

/// How case counts when a name is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Case {
    /// As written only.
    Exact,
    /// In any case.
    Fold,
    /// In any case; if the name is ambiguous, written otherwise it counts only with a cue close by.
    Smart,
}

/// When a surface counts.
#[derive(Debug, Clone)]
pub struct Rules {
    /// How case counts; `None` is [`Case::Smart`].
    pub case: Option<Case>,
    /// What must occur in the same talk, any of them; empty if the name speaks for itself.
    pub needs: Vec<Cue>,
    /// Phrases inside which the name means something else.
    pub unless: Unless,
}

impl Rules {
    pub(crate) fn new(case: Option<Case>, needs: &[String], unless: &[String]) -> Self {
        Self { case, needs: needs.iter().map(|cue| Cue::new(cue)).collect(), unless: Unless::new(unless) }
    }
}

/// A word, phrase or regular expression that tells which meaning an ambiguous name has.
#[derive(Debug, Clone)]
pub struct Cue {
    /// As the dictionary writes it.
    pub written: String,
    compiled: OnceLock<Compiled>,
}

impl Cue {
    fn new(written: &str) -> Self {
        Self { written: written.to_owned(), compiled: OnceLock::new() }
    }

    /// Whether it occurs in a talk; `folded` is its folded text between two spaces, `text` the text as written.
    ///
    /// Words are met in the singular and in the plural.
    pub fn occurs(&self, folded: &str, text: &str) -> bool {
        match self.compiled.get_or_init(|| Compiled::of(std::slice::from_ref(&self.written), true)) {
            Compiled { expression: Some(expression), .. } => {
                expression.regex(folded).is_some_and(|regex| regex.is_match(text.as_bytes()))
            }
            Compiled { phrases, .. } => phrases.iter().any(|words| {
                words.find_iter(folded.as_bytes()).any(|at| {
                    let after = &folded.as_bytes()[at + words.needle().len()..];
                    after.starts_with(b" ") || after.starts_with(b"s ")
                })
            }),
        }
    }
}

/// Phrases inside which a name means something else.
#[derive(Debug, Clone)]
pub struct Unless {
    written: Vec<String>,
    compiled: OnceLock<Compiled>,
}

impl Unless {
    fn new(phrases: &[String]) -> Self {
        Self { written: phrases.to_vec(), compiled: OnceLock::new() }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// Whether the bytes `start..end` of `text` lie inside an occurrence of one of the phrases.
    pub fn covers(&self, text: &str, start: usize, end: usize) -> bool {
        let compiled = self.compiled.get_or_init(|| Compiled::of(&self.written, false));
        if compiled.covers_plainly(text.as_bytes(), start, end) {
            return true;
        }
        let Some(expression) = &compiled.expression else { return false };
        // A phrase is short: looking a little to the left is enough, and keeps long texts linear.
        let from = crate::text::floor_boundary(text, start.saturating_sub(200));
        let to = crate::text::floor_boundary(text, (end + 200).min(text.len()));
        let Some(regex) = expression.regex(&text[from..to].to_ascii_lowercase()) else { return false };
        let mut found = regex.find_iter(&text.as_bytes()[from..to]);
        found.any(|found| found.start() + from <= start && end <= found.end() + from)
    }
}

/// Expressions made ready for matching when they are first needed, since most never are.
///
/// Compiling an expression takes longer than tagging a talk, and nearly all in dictionaries mean a handful of phrases.
#[derive(Debug, Clone, Default)]
struct Compiled {
    /// What the expressions mean, where that is few phrases; folded after a space if they are asked for as words.
    phrases: Vec<Finder<'static>>,
    /// The length of the longest of them.
    longest: usize,
    /// Whether they begin with a byte, in any case, for each; empty if they are asked for as words.
    heads: Vec<bool>,
    /// The others as one, in any case and on word boundaries.
    expression: Option<Expression>,
}

/// A regular expression, compiled once a text comes that it could match.
#[derive(Debug, Clone)]
struct Expression {
    pattern: String,
    gate: Gate,
    compiled: OnceLock<Option<Regex>>,
}

impl Expression {
    /// The expression, if it can match a text; `small` has the text's letters, capitals as small ones.
    fn regex(&self, small: &str) -> Option<&Regex> {
        if !self.gate.is_open(small) {
            return None;
        }
        // Without Unicode's tables, which cues hardly ever need, compiling takes a tenth of the time.
        let build = |unicode| RegexBuilder::new(&self.pattern).case_insensitive(true).unicode(unicode).build().ok();
        self.compiled.get_or_init(|| build(false).or_else(|| build(true))).as_ref()
    }
}

impl Compiled {
    /// Expressions that do not compile, which the checks have reported, match nothing; `words` asks for phrases of
    /// words only.
    fn of(written: &[String], words: bool) -> Self {
        let mut compiled = Self::default();
        let (mut others, mut parsed) = (Vec::new(), Vec::new());
        for expression in written {
            let (plain, hir) = (plain(expression), OnceCell::new());
            let hir = || hir.get_or_init(|| regex_syntax::parse(expression).ok());
            let phrases = plain.map(|phrase| vec![phrase]).or_else(|| hir().as_ref().and_then(alternatives));
            let phrases = phrases.filter(|phrases| !words || phrases.iter().all(|phrase| is_words(phrase)));
            if let Some(phrases) = phrases {
                let sought = |phrase: &String| if words { format!(" {}", fold(phrase)) } else { phrase.clone() };
                let finder = |phrase| Finder::new(sought(phrase).as_bytes()).into_owned();
                compiled.phrases.extend(phrases.iter().map(finder));
            } else {
                others.push(format!("(?:{expression})"));
                parsed.push(hir().clone());
            }
        }
        if !others.is_empty() {
            // Half boundaries, so that what begins or ends with a sign, such as `C++`, has an end too.
            let pattern = format!(r"\b{{start-half}}(?:{})\b{{end-half}}", others.join("|"));
            // Where letters outside of ASCII are asked for, some of these are other forms of those of ASCII.
            let parsed: Option<Vec<Hir>> = parsed.into_iter().collect();
            let gate = match parsed.filter(|_| pattern.is_ascii()) {
                Some(parsed) => Gate::of(&parsed, true),
                None => Gate::default(),
            };
            compiled.expression = Some(Expression { pattern, gate, compiled: OnceLock::new() });
        }
        compiled.longest = compiled.phrases.iter().map(|phrase| phrase.needle().len()).max().unwrap_or(0);
        if !words && compiled.longest > 0 {
            compiled.heads = vec![false; 256];
            for head in compiled.phrases.iter().filter_map(|phrase| phrase.needle().first()) {
                for byte in [head.to_ascii_lowercase(), head.to_ascii_uppercase()] {
                    compiled.heads[usize::from(byte)] = true;
                }
                if *head == b'.' {
                    compiled.heads.fill(true);
                }
            }
        }
        compiled
    }

    /// Whether `start..end` lies inside a place where `text` has the words of a phrase, in any case and as whole words; a full
    /// stop stands for any one byte.
    fn covers_plainly(&self, text: &[u8], start: usize, end: usize) -> bool {
        let is_word = |at: usize| text.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let is_same = |(byte, wanted): (&u8, &u8)| *wanted == b'.' || byte.eq_ignore_ascii_case(wanted);
        // Most phrases begin as the name does, and are told from others by how they end.
        let is_at = |at: usize, phrase: &[u8]| {
            let part = text.get(at..at + phrase.len()).filter(|_| at + phrase.len() >= end);
            part.is_some_and(|part| part.iter().zip(phrase).rev().all(is_same)) && !is_word(at + phrase.len())
        };
        let first = end.saturating_sub(self.longest);
        let (Some(heads), Some(window)) = (self.heads.first_chunk::<256>(), text.get(first..=start)) else {
            return false;
        };
        // Nearly everywhere no phrase begins.
        let heads = (first..).zip(window).filter(|(_, byte)| heads[usize::from(**byte)]).map(|(at, _)| at);
        let mut begins = heads.filter(|at| !(*at > 0 && is_word(at - 1) && is_word(*at)));
        begins.any(|at| self.phrases.iter().any(|phrase| is_at(at, phrase.needle())))
    }
}

fn is_words(phrase: &str) -> bool {
    phrase.chars().all(|c| c.is_alphanumeric() || c == ' ' || is_hyphen(c) || is_apostrophe(c))
}

/// The phrase that an expression is, if it has no sign that means anything; a full stop between words stays one, for any
/// character.
fn plain(expression: &str) -> Option<String> {
    let is_plain = expression.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'.' | b'-'));
    (is_plain && !expression.ends_with('.')).then(|| expression.to_owned())
}

/// The phrases that an expression means, if they are few.
fn alternatives(hir: &Hir) -> Option<Vec<String>> {
    if !hir.properties().look_set().is_empty() {
        return None;
    }
    let mut extractor = Extractor::new();
    extractor.limit_class(4).limit_repeat(4).limit_total(200);
    let found = extractor.extract(hir);
    let literals = found.literals().filter(|_| found.is_exact())?;
    let phrases = literals.iter().map(|literal| String::from_utf8(literal.as_bytes().to_vec()).ok());
    // A full stop that means itself would be taken for any character.
    phrases.collect::<Option<Vec<String>>>().filter(|all| all.iter().all(|phrase| !phrase.contains('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cue_of_words_is_met_in_the_plural_too() {
        let cue = Cue::new("goroutine");
        assert!(cue.occurs(" leaking goroutines here ", ""));
        assert!(!cue.occurs(" goroutinely ", ""));
        assert!(Cue::new("wri(tten|te) in").occurs(" it is written in go ", ""));
        assert!(Cue::new(r"go 1\.\d+").occurs(" since go 1 5 ", "since Go 1.5"));
    }

    #[test]
    fn an_expression_that_means_few_phrases_becomes_them() {
        let unless = |phrase: &str, text: &str, word: &str| {
            let at = text.find(word).expect("the word is there");
            Unless::new(&[phrase.to_owned()]).covers(text, at, at + word.len())
        };
        let phrases = |expression| alternatives(&regex_syntax::parse(expression).expect("a sound expression"));
        assert_eq!(phrases("(gpu|cuda) kernels?").map(|phrases| phrases.len()), Some(4));
        assert_eq!(phrases(r"go\s+to"), None);
        for (phrase, text, word, covers) in [
            ("(gpu|cuda) kernels?", "a CUDA kernel", "kernel", true),
            ("(gpu|cuda) kernels?", "a Linux kernel", "kernel", false),
            ("compare.and.swap", "Compare-and-swap it", "swap", true),
            ("compare.and.swap", "compare and swapped", "swap", false),
            (r"go\s+to", "go  to Go", "go", true),
            (r"go\s+to", "go  to Go", "Go", false),
        ] {
            assert_eq!(unless(phrase, text, word), covers, "{phrase} in {text}");
        }
    }
}
