//! Surfaces: names and aliases compiled for matching, with the rules that say when one counts.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;
use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::literal::Extractor;
use serde::Deserialize;

use super::entry::{Alias, Entry};
use super::word::{Ordinary, ordinary};
use super::{EntityIndex, Kind};
use crate::text::{fold, is_apostrophe, is_hyphen, push_folded};

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
            Compiled { expression: Some(regex), .. } => regex.is_match(text.as_bytes()),
            Compiled { phrases, .. } => phrases.iter().any(|words| {
                folded.match_indices(words).any(|(at, _)| {
                    let after = &folded[at + words.len()..];
                    after.starts_with(' ') || after.starts_with("s ")
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

    /// Whether the bytes `start..end` of `text` lie inside an occurrence of one of the phrases.
    pub fn covers(&self, text: &str, start: usize, end: usize) -> bool {
        if self.written.is_empty() {
            return false;
        }
        let compiled = self.compiled.get_or_init(|| Compiled::of(&self.written, false));
        let is_covered = |phrase: &String| covers_plainly(phrase.as_bytes(), text.as_bytes(), start, end);
        if compiled.phrases.iter().any(is_covered) {
            return true;
        }
        let Some(regex) = &compiled.expression else { return false };
        // A phrase is short: looking a little to the left is enough, and keeps long texts linear.
        let from = crate::text::floor_boundary(text, start.saturating_sub(200));
        let to = crate::text::floor_boundary(text, (end + 200).min(text.len()));
        let mut found = regex.find_iter(&text.as_bytes()[from..to]);
        found.any(|found| found.start() + from <= start && end <= found.end() + from)
    }
}

/// Whether `start..end` lies inside a place where `text` has the words of `phrase`, in any case and as whole words; a
/// full stop stands for any one byte.
fn covers_plainly(phrase: &[u8], text: &[u8], start: usize, end: usize) -> bool {
    let is_word = |at: usize| text.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let last = start.min(text.len().saturating_sub(phrase.len()));
    (end.saturating_sub(phrase.len())..=last).any(|at| {
        let is_same = |(byte, wanted): (&u8, &u8)| *wanted == b'.' || byte.eq_ignore_ascii_case(wanted);
        let fits = text.len() - at >= phrase.len() && text[at..].iter().zip(phrase).all(is_same);
        fits && !(at > 0 && is_word(at - 1) && is_word(at)) && !is_word(at + phrase.len())
    })
}

/// Expressions made ready for matching when they are first needed, since most never are.
///
/// Compiling an expression takes longer than tagging a talk, and nearly all in dictionaries mean a handful of phrases.
#[derive(Debug, Clone, Default)]
struct Compiled {
    /// What the expressions mean, where that is few phrases; folded after a space if they are asked for as words.
    phrases: Vec<String>,
    /// The others as one, in any case and on word boundaries.
    expression: Option<Regex>,
}

impl Compiled {
    /// Expressions that do not compile, which the checks have reported, match nothing; `words` asks for phrases of
    /// words only.
    fn of(written: &[String], words: bool) -> Self {
        let mut compiled = Self::default();
        let mut others = Vec::new();
        for expression in written {
            match alternatives(expression).filter(|phrases| !words || phrases.iter().all(|phrase| is_words(phrase))) {
                Some(phrases) if words => {
                    compiled.phrases.extend(phrases.iter().map(|phrase| format!(" {}", fold(phrase))));
                }
                Some(phrases) => compiled.phrases.extend(phrases),
                None => others.push(format!("(?:{expression})")),
            }
        }
        if !others.is_empty() {
            // Half boundaries, so that what begins or ends with a sign, such as `C++`, has an end too.
            let pattern = format!(r"\b{{start-half}}(?:{})\b{{end-half}}", others.join("|"));
            // Without Unicode's tables, which cues hardly ever need, compiling takes a tenth of the time.
            let build = |unicode| RegexBuilder::new(&pattern).case_insensitive(true).unicode(unicode).build().ok();
            compiled.expression = build(false).or_else(|| build(true));
        }
        compiled
    }
}

fn is_words(phrase: &str) -> bool {
    phrase.chars().all(|c| c.is_alphanumeric() || c == ' ' || is_hyphen(c) || is_apostrophe(c))
}

/// The phrases that an expression means, if they are few; a full stop between words stays one, for any character.
fn alternatives(expression: &str) -> Option<Vec<String>> {
    if expression.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'.' | b'-')) {
        let stopless = !expression.contains('.');
        return (stopless || !expression.ends_with('.')).then(|| vec![expression.to_owned()]);
    }
    let hir = regex_syntax::parse(expression).ok()?;
    if !hir.properties().look_set().is_empty() {
        return None;
    }
    let mut extractor = Extractor::new();
    extractor.limit_class(4).limit_repeat(4).limit_total(200);
    let found = extractor.extract(&hir);
    let literals = found.literals().filter(|_| found.is_exact())?;
    let phrases = literals.iter().map(|literal| String::from_utf8(literal.as_bytes().to_vec()).ok());
    // A full stop that means itself would be taken for any character.
    phrases.collect::<Option<Vec<String>>>().filter(|all| all.iter().all(|phrase| !phrase.contains('.')))
}

/// A name or alias of an entity, compiled.
#[derive(Debug, Clone)]
pub struct Surface {
    /// Whose name it is.
    pub entity: EntityIndex,
    /// The name as its dictionary writes it; a regular expression between slashes.
    pub name: Box<str>,
    /// When it counts; shared by the names of an entity that have no rules of their own.
    pub rules: Arc<Rules>,
    /// Whether case counts.
    pub exact_case: bool,
    /// Whether it counts only with a cue.
    pub ambiguous: bool,
    /// How ordinary the name is as an English word, if it is one and no rule says that case does not matter.
    pub ordinary: Option<Ordinary>,
    /// The forms in which it is looked for.
    pub(crate) forms: Vec<Form>,
    /// Or the expression that finds it.
    pub(crate) regex: Option<regex::Regex>,
}

/// One form of a name: its letters, and what may stand between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    /// The folded letters and digits of all its words.
    pub(crate) key: String,
    /// The letters and digits as written.
    pub(crate) written: String,
    /// Where in `key` a word ends and what may follow it there.
    pub(crate) gaps: Vec<(usize, Gap)>,
    /// What stands right before the first word: the dot of `.NET`.
    pub(crate) lead: String,
    /// What stands right after the last word: the `++` of `C++`.
    pub(crate) tail: String,
}

/// What may stand between two words of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Gap {
    /// A space, a hyphen, an apostrophe or nothing.
    Loose,
    /// Nothing or a hyphen, or a space between capitals: the seam of `NoSQL` and `OpenStack`.
    Seam,
    /// This, with or without spaces around it.
    Exact(String),
}

/// The folded letters of a name: what two names share if they are the same but for case and separators.
pub(crate) fn folded_key(name: &str) -> String {
    Form::of(name).map_or_else(
        || name.to_owned(),
        |form| {
            let exact = form.gaps.iter().filter_map(|(at, gap)| match gap {
                Gap::Exact(text) => Some(format!("{at}{text}")),
                _ => None,
            });
            format!("{}{}{}{}", form.lead, form.key, form.tail, exact.collect::<String>())
        },
    )
}

/// Whether a character belongs to a word.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || unicode_normalization::char::is_combining_mark(c)
}

impl Form {
    /// The form of a name as it is written; none if there is no letter or digit in it.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let first = name.find(is_word)?;
        let last = name.rfind(is_word).map(|at| at + name[at..].chars().next().map_or(1, char::len_utf8))?;
        let mut form = Self {
            key: String::new(),
            written: String::new(),
            gaps: Vec::new(),
            lead: name[..first].trim().chars().filter(|c| *c == '.').collect(),
            tail: name[last..].chars().take_while(|c| matches!(c, '+' | '#' | '*')).collect(),
        };
        let mut gap = String::new();
        let mut before: Option<char> = None;
        for c in name[first..last].chars() {
            if !is_word(c) {
                gap.push(c);
                continue;
            }
            if !gap.is_empty() {
                form.gaps.push((form.key.len(), Gap::of(&gap)));
                gap.clear();
            } else if before.is_some_and(|before| is_seam(before, c)) {
                form.gaps.push((form.key.len(), Gap::Seam));
            }
            push_folded(&mut form.key, c);
            form.written.push(c);
            before = Some(c);
        }
        Some(form)
    }

    /// The words with which a text may begin if it is this name: `opencubicplayer` is written in one, two or three.
    fn first_words(&self) -> impl Iterator<Item = &str> {
        let ends = self.gaps.iter().map(|(at, _)| *at).chain([self.key.len()]);
        ends.map(|end| &self.key[..end])
    }

    /// Whether it is written in capitals only.
    pub(crate) fn is_acronym(&self) -> bool {
        !self.written.contains(char::is_lowercase)
    }

    /// The number of words if written apart.
    fn words(&self) -> usize {
        self.gaps.iter().filter(|(_, gap)| *gap != Gap::Seam).count() + 1
    }

    /// Where the last word begins.
    fn last_word(&self) -> usize {
        self.gaps.iter().rev().find(|(_, gap)| *gap != Gap::Seam).map_or(0, |(at, _)| *at)
    }

    /// The form whose last word ends otherwise.
    ///
    /// `cut` counts letters; the written form may need several characters and bytes for each.
    fn ending(&self, cut: usize, with: &str) -> Self {
        let mut other = self.clone();
        for text in [&mut other.key, &mut other.written] {
            for _ in 0..cut {
                while text.pop().is_some_and(unicode_normalization::char::is_combining_mark) {}
            }
            text.push_str(with);
        }
        other
    }
}

impl Gap {
    fn of(gap: &str) -> Self {
        let dense: String = gap.chars().filter(|c| !c.is_whitespace()).collect();
        if dense.chars().all(|c| is_hyphen(c) || is_apostrophe(c)) { Self::Loose } else { Self::Exact(dense) }
    }
}

/// Whether a word may be split between two characters: `noSQL`, `9pfs` not, `OpenStack`.
fn is_seam(before: char, c: char) -> bool {
    before.is_lowercase() && c.is_uppercase()
}

/// All surfaces, found by the word with which they begin.
#[derive(Debug, Default)]
pub struct SurfaceIndex {
    surfaces: Vec<Surface>,
    /// From a first word to the forms that begin with it, as surface and form.
    first: IndexMap<String, Vec<(u32, u32)>>,
    /// The surfaces that are regular expressions.
    expressions: Vec<usize>,
}

impl SurfaceIndex {
    /// Compiles the names of entries, which stand in the order of their indices.
    pub(crate) fn compile<'a>(entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut index = Self::default();
        for (entity, entry) in entries.enumerate() {
            let entity = EntityIndex(entity);
            let rules = Arc::new(entry.rules());
            // `Helm chart` needs no cue where `Helm` does.
            let plain = Arc::new(Rules { case: None, needs: Vec::new(), unless: rules.unless.clone() });
            let has_words = |name: &str| Form::of(name).is_some_and(|form| form.words() > 1);
            let speaks_for_itself = |name: &str| !rules.needs.is_empty() && has_words(name) && !has_words(&entry.name);
            index.add_name(entity, entry, &entry.name, Arc::clone(&rules));
            for alias in &entry.aliases {
                match alias {
                    Alias::Name(name) if speaks_for_itself(name) => {
                        index.add_name(entity, entry, name, Arc::clone(&plain));
                    }
                    Alias::Name(name) => index.add_name(entity, entry, name, Arc::clone(&rules)),
                    Alias::Ruled(ruled) => match (&ruled.name, &ruled.regex) {
                        (Some(name), _) => index.add_name(entity, entry, name, Arc::new(ruled.rules())),
                        (None, Some(regex)) => {
                            // An expression without rules of its own keeps the entity's.
                            let bare = ruled.case.is_none() && ruled.needs.is_empty() && ruled.unless.is_empty();
                            index.add_expression(
                                entity,
                                regex,
                                if bare { Arc::clone(&rules) } else { Arc::new(ruled.rules()) },
                            );
                        }
                        (None, None) => {}
                    },
                }
            }
        }
        index
    }

    fn add_name(&mut self, entity: EntityIndex, entry: &Entry, name: &str, rules: Arc<Rules>) {
        let Some(form) = Form::of(name) else { return };
        let is_word = form.words() == 1 && form.lead.is_empty() && form.tail.is_empty();
        let smart = !matches!(rules.case, Some(Case::Exact | Case::Fold));
        let can_be_ordinary = rules.case != Some(Case::Fold) && entry.kind != Kind::Topic && is_word;
        let ordinary = if can_be_ordinary { ordinary(&form.key) } else { None };
        // One or two letters stand for too much unless they are written as the name is.
        let exact_case = rules.case == Some(Case::Exact) || (smart && is_word && form.key.chars().count() <= 2);
        let ambiguous = (smart && ordinary.is_some()) || !rules.needs.is_empty();
        let number = self.surfaces.len();
        let forms = inflections(form, entry.kind);
        for (place, form) in forms.iter().enumerate() {
            let words: BTreeSet<&str> = form.first_words().collect();
            for word in words {
                let places = (u32::try_from(number).unwrap_or(u32::MAX), u32::try_from(place).unwrap_or(u32::MAX));
                self.first.entry(word.to_owned()).or_default().push(places);
            }
        }
        self.surfaces.push(Surface {
            entity,
            name: name.into(),
            rules,
            exact_case,
            ambiguous,
            ordinary,
            forms,
            regex: None,
        });
    }

    fn add_expression(&mut self, entity: EntityIndex, regex: &str, rules: Arc<Rules>) {
        let name = format!("/{regex}/").into();
        let folded = if rules.case == Some(Case::Fold) { "(?i)" } else { "" };
        let Ok(regex) = regex::Regex::new(&format!("{folded}(?:{regex})")) else { return };
        let ambiguous = !rules.needs.is_empty();
        self.expressions.push(self.surfaces.len());
        self.surfaces.push(Surface {
            entity,
            name,
            rules,
            exact_case: true,
            ambiguous,
            ordinary: None,
            forms: Vec::new(),
            regex: Some(regex),
        });
    }

    /// The surface of that number.
    pub fn surface(&self, number: usize) -> &Surface {
        &self.surfaces[number]
    }

    /// All names and aliases, by entity, in the order of their dictionaries.
    pub fn names(&self) -> impl Iterator<Item = (EntityIndex, &str)> {
        self.surfaces.iter().map(|surface| (surface.entity, surface.name.as_ref()))
    }

    /// The number of surfaces.
    pub fn len(&self) -> usize {
        self.surfaces.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.surfaces.is_empty()
    }

    /// The forms that may begin with the folded word `word`, as surface and form.
    pub(crate) fn beginning_with(&self, word: &str) -> impl Iterator<Item = (usize, &Form)> {
        let places = self.first.get(word).map(Vec::as_slice).unwrap_or_default();
        places.iter().map(|(surface, form)| {
            let surface = *surface as usize;
            (surface, &self.surfaces[surface].forms[*form as usize])
        })
    }

    /// The surfaces that are regular expressions.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = (usize, &regex::Regex)> {
        self.expressions.iter().filter_map(|number| Some((*number, self.surfaces[*number].regex.as_ref()?)))
    }
}

/// The form and those of its inflections that do not begin with it: `library` and `libraries`, `pods` and `pod`.
///
/// A plural `s` is no form of its own: matching allows it after any name. Only topics and technologies other than acronyms, which are
/// common nouns, are looked for in the singular.
fn inflections(form: Form, kind: Kind) -> Vec<Form> {
    let mut forms = Vec::with_capacity(2);
    let last = &form.key[form.last_word()..];
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| last.ends_with(suffix));
    let is_common = matches!(kind, Kind::Topic | Kind::Technology);
    if is_common && !form.is_acronym() && form.tail.is_empty() && last.is_ascii() && last.len() >= 4 {
        if last.ends_with('y') && !ends(&["ay", "ey", "oy", "uy"]) {
            forms.push(form.ending(1, "ies"));
        } else if last.ends_with("ies") {
            forms.push(form.ending(3, "y"));
        } else if last.ends_with('s') && !ends(&["ss", "us", "is", "ics", "os", "as"]) {
            forms.push(form.ending(1, ""));
        }
    }
    forms.insert(0, form);
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_case_make_no_other_name() {
        for (a, b, same) in [
            ("live migration", "Live-Migration", true),
            ("Node.js", "NodeJS", false),
            ("C", "C++", false),
            ("OpenStack", "Open Stack", true),
            ("CI/CD", "CICD", false),
        ] {
            assert_eq!(folded_key(a) == folded_key(b), same, "{a} and {b}");
        }
    }

    #[test]
    fn a_cue_of_words_is_met_in_the_plural_too() {
        let cue = Cue::new("goroutine");
        assert!(cue.occurs(" leaking goroutines here ", ""));
        assert!(!cue.occurs(" goroutinely ", ""));
        assert!(Cue::new("wri(tten|te) in").occurs(" it is written in go ", ""));
        assert!(Cue::new(r"go 1\.\d+").occurs("", "since Go 1.5"));
    }

    #[test]
    fn an_expression_that_means_few_phrases_becomes_them() {
        let unless = |phrase: &str, text: &str, word: &str| {
            let at = text.find(word).expect("the word is there");
            Unless::new(&[phrase.to_owned()]).covers(text, at, at + word.len())
        };
        assert_eq!(alternatives("(gpu|cuda) kernels?").map(|phrases| phrases.len()), Some(4));
        assert_eq!(alternatives(r"go\s+to"), None);
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
