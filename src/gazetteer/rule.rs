//! Rules: when a name counts, and what must or must not be said around it.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem::Finder;
use regex_automata::meta::{Config, Regex};
use regex_automata::util::syntax;
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::Extractor;
use serde::Deserialize;

use super::gate::Gate;
use crate::text::{ByteSet, fold, is_apostrophe, is_hyphen};

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
    compiled: OnceLock<Compiled<Sought>>,
}

impl Cue {
    fn new(written: &str) -> Self {
        Self { written: written.to_owned(), compiled: OnceLock::new() }
    }

    /// Whether it occurs in a talk; `folded` is its folded text between two spaces, `text` the text as written.
    ///
    /// Words are met in the singular and in the plural.
    pub fn occurs(&self, folded: &str, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Compiled::of(std::slice::from_ref(&self.written), is_words));
        match &compiled.expression {
            Some(expression) => expression.regex(folded).is_some_and(|regex| regex.is_match(text)),
            None => compiled.phrases.occur(folded),
        }
    }
}

/// Phrases inside which a name means something else.
#[derive(Debug, Clone)]
pub struct Unless {
    written: Vec<String>,
    compiled: OnceLock<Compiled<Covers>>,
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
        let compiled = self.compiled.get_or_init(|| Compiled::of(&self.written, |_| true));
        if compiled.phrases.cover(text.as_bytes(), start, end) {
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
/// Compiling an expression takes longer than tagging a talk, and nearly all in dictionaries mean a handful of phrases:
/// these are told apart, and kept as `P` looks for them.
#[derive(Debug, Clone)]
struct Compiled<P> {
    phrases: P,
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
        // It is matched seldom and in little text, so that what would make that faster takes longer to compile.
        let config = Config::new().auto_prefilter(false).dfa(false).onepass(false).backtrack(false).utf8_empty(false);
        // Without Unicode's tables, which cues hardly ever need, compiling takes a tenth of the time.
        let build = |unicode| {
            let syntax = syntax::Config::new().case_insensitive(true).unicode(unicode).utf8(false);
            Regex::builder().configure(config.clone()).syntax(syntax).build(&self.pattern).ok()
        };
        self.compiled.get_or_init(|| build(false).or_else(|| build(true))).as_ref()
    }
}

impl<P: From<Vec<String>>> Compiled<P> {
    /// Expressions that do not compile, which the checks have reported, match nothing; the phrases are those that `is_phrase`.
    fn of(written: &[String], is_phrase: fn(&str) -> bool) -> Self {
        let mut plainly = Vec::new();
        let (mut others, mut parsed) = (Vec::new(), Vec::new());
        for expression in written {
            let (plain, hir) = (plain(expression), OnceCell::new());
            let hir = || hir.get_or_init(|| regex_syntax::parse(expression).ok());
            let phrases = plain.map(|phrase| vec![phrase]).or_else(|| hir().as_ref().and_then(alternatives));
            if let Some(phrases) = phrases.filter(|phrases| phrases.iter().all(|phrase| is_phrase(phrase))) {
                plainly.extend(phrases);
            } else {
                others.push(format!("(?:{expression})"));
                parsed.push(hir().clone());
            }
        }
        // Half boundaries, so that what begins or ends with a sign, such as `C++`, has an end too.
        let pattern = format!(r"\b{{start-half}}(?:{})\b{{end-half}}", others.join("|"));
        let expression = (!others.is_empty()).then(|| {
            // Where letters outside of ASCII are asked for, some of these are other forms of those of ASCII.
            let parsed: Option<Vec<Hir>> = parsed.into_iter().collect();
            let gate = match parsed.filter(|_| pattern.is_ascii()) {
                Some(parsed) => Gate::of(&parsed, true),
                None => Gate::default(),
            };
            Expression { pattern, gate, compiled: OnceLock::new() }
        });
        Self { phrases: plainly.into(), expression }
    }
}

/// Phrases of words that are looked for anywhere in a folded text.
#[derive(Debug, Clone)]
struct Sought(Vec<Finder<'static>>);

impl From<Vec<String>> for Sought {
    fn from(phrases: Vec<String>) -> Self {
        let finder = |phrase: &String| Finder::new(&format!(" {}", fold(phrase))).into_owned();
        Self(phrases.iter().map(finder).collect())
    }
}

impl Sought {
    /// Whether `folded`, a folded text between two spaces, has one of them, maybe in the plural.
    fn occur(&self, folded: &str) -> bool {
        self.0.iter().any(|words| {
            words.find_iter(folded.as_bytes()).any(|at| {
                let after = &folded.as_bytes()[at + words.needle().len()..];
                after.starts_with(b" ") || after.starts_with(b"s ")
            })
        })
    }
}

/// Phrases that are looked for at places of a text: in any case, as whole words; a full stop stands for any one byte.
#[derive(Debug, Clone, Default)]
struct Covers {
    /// All in small letters, one after the other.
    letters: Vec<u8>,
    /// By what they begin with.
    phrases: Vec<Phrase>,
    /// What they begin with, in any case.
    heads: ByteSet,
    /// The length of the longest.
    longest: usize,
}

/// A phrase by what tells it from others soonest, and where it stands among the letters of all.
#[derive(Debug, Clone)]
struct Phrase {
    first: u8,
    last: u8,
    range: Range<u32>,
}

impl From<Vec<String>> for Covers {
    fn from(mut phrases: Vec<String>) -> Self {
        for phrase in &mut phrases {
            phrase.make_ascii_lowercase();
        }
        phrases.sort();
        phrases.dedup();
        let mut covers = Self::default();
        for phrase in &phrases {
            let (Some(first), Some(last)) = (phrase.bytes().next(), phrase.bytes().last()) else { continue };
            let start = covers.letters.len();
            covers.letters.extend_from_slice(phrase.as_bytes());
            let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            covers.phrases.push(Phrase { first, last, range: place(start)..place(covers.letters.len()) });
            match first {
                b'.' => (0..=u8::MAX).for_each(|any| covers.heads.insert(any)),
                _ => [first, first.to_ascii_uppercase()].into_iter().for_each(|head| covers.heads.insert(head)),
            }
            covers.longest = covers.longest.max(phrase.len());
        }
        covers
    }
}

impl Covers {
    /// Whether `start..end` lies inside a place where `text` has a phrase.
    fn cover(&self, text: &[u8], start: usize, end: usize) -> bool {
        let is_word = |at: usize| text.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let is_same = |(byte, wanted): (&u8, &u8)| *wanted == b'.' || byte.eq_ignore_ascii_case(wanted);
        let is_at = |at: usize, phrase: &Phrase| {
            let after = at + phrase.range.len();
            // Most begin as the name does, and are told from others by how they end.
            after >= end
                && text.get(after - 1).is_some_and(|last| last.to_ascii_lowercase() == phrase.last)
                && !is_word(after)
                && text[at..after].iter().zip(&self.letters[phrase.range.start as usize..]).all(is_same)
        };
        // Nearly everywhere no phrase begins.
        let first = end.saturating_sub(self.longest);
        let Some(window) = text.get(first..=start) else { return false };
        let heads = (first..).zip(window).filter(|(_, byte)| self.heads.has(**byte)).map(|(at, _)| at);
        let mut begins = heads.filter(|at| !(*at > 0 && is_word(at - 1) && is_word(*at)));
        begins.any(|at| {
            let mut phrases = [text[at].to_ascii_lowercase(), b'.'].into_iter().flat_map(|head| self.beginning(head));
            phrases.any(|phrase| is_at(at, phrase))
        })
    }

    /// Those that begin with a byte.
    fn beginning(&self, head: u8) -> impl Iterator<Item = &Phrase> {
        let from = self.phrases.partition_point(|phrase| phrase.first < head);
        self.phrases[from..].iter().take_while(move |phrase| phrase.first == head)
    }
}

/// Whether a phrase is one of words.
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
            ("°C", "at 1.5°C", "C", true),
            ("°C", "at 1.5°Cs", "C", false),
            (".net", "on ASP.NET", "NET", true),
            (".net", "on ASP.NETs", "NET", false),
            ("type C|vitamin C", "Vitamin C", "C", true),
            ("type C|vitamin C", "a subtype C", "C", false),
        ] {
            assert_eq!(unless(phrase, text, word), covers, "{phrase} in {text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn phrases_cover_where_trying_each_at_every_byte_finds_them(
            phrases in proptest::collection::vec("[ab.][ab. é-]{0,4}[abé]", 0..6),
            text in "[aAbB ._é-]{0,16}",
            (start, length) in (0..16_usize, 1..4_usize),
        ) {
            let text = text.as_bytes();
            let (start, end) = (start.min(text.len()), (start + length).min(text.len()));
            let is_word = |at: usize| text.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
            let stands = |phrase: &String, at: usize| {
                let after = at + phrase.len();
                let is_same = |(byte, wanted): (&u8, &u8)| *wanted == b'.' || byte.eq_ignore_ascii_case(wanted);
                text.get(at..after).is_some_and(|part| part.iter().zip(phrase.as_bytes()).all(is_same))
                    && after >= end && !(at > 0 && is_word(at - 1) && is_word(at)) && !is_word(after)
            };
            let covers = start < end && (0..=start).any(|at| phrases.iter().any(|phrase| stands(phrase, at)));
            proptest::prop_assert_eq!(start < end && Covers::from(phrases.clone()).cover(text, start, end), covers);
        }
    }
}
