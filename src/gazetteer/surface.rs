//! Surfaces: names and aliases compiled for matching, with the rules that say when one counts.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use memchr::memmem::Finder;
use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::Extractor;
use serde::Deserialize;

use super::entry::{Alias, Naming};
use super::form::{Form, Gap, inflections};
use super::gate::Gate;
use super::hash::{self, Letters, Rolling};
use super::table::{Filter, NONE, Table};
use super::word::{Ordinary, ordinary};
use super::{Entity, EntityIndex, Kind};
use crate::text::{fold, is_apostrophe, is_hyphen, simd};

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

    /// Whether the bytes `start..end` of `text` lie inside an occurrence of one of the phrases.
    pub fn covers(&self, text: &str, start: usize, end: usize) -> bool {
        let compiled = self.compiled.get_or_init(|| Compiled::of(&self.written, false));
        let is_covered = |phrase: &Finder| covers_plainly(phrase.needle(), text.as_bytes(), start, end);
        if compiled.phrases.iter().any(is_covered) {
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

/// Whether `start..end` lies inside a place where `text` has the words of `phrase`, in any case and as whole words; a
/// full stop stands for any one byte.
fn covers_plainly(phrase: &[u8], text: &[u8], start: usize, end: usize) -> bool {
    let is_word = |at: usize| text.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let is_same = |(byte, wanted): (&u8, &u8)| *wanted == b'.' || byte.eq_ignore_ascii_case(wanted);
    let (Some(head), first) = (phrase.first(), end.saturating_sub(phrase.len())) else { return false };
    let around = text.get(first..(start + phrase.len()).min(text.len())).unwrap_or_default();
    (first..).zip(around.windows(phrase.len())).any(|(at, part)| {
        // Nearly all differ in their first byte.
        is_same((&part[0], head))
            && part.iter().zip(phrase).all(is_same)
            && !(at > 0 && is_word(at - 1) && is_word(at))
            && !is_word(at + phrase.len())
    })
}

/// Expressions made ready for matching when they are first needed, since most never are.
///
/// Compiling an expression takes longer than tagging a talk, and nearly all in dictionaries mean a handful of phrases.
#[derive(Debug, Clone, Default)]
struct Compiled {
    /// What the expressions mean, where that is few phrases; folded after a space if they are asked for as words.
    phrases: Vec<Finder<'static>>,
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
        compiled
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

/// A name or alias of an entity, compiled.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each says another thing of the name")]
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
    /// Whether no form of it has a capital.
    pub(crate) is_small: bool,
    /// Whether there are phrases inside which it means something else; its rules, which tell, lie further away.
    has_unless: bool,
}

impl Surface {
    /// Whether the bytes `range` of `text` lie in a phrase inside which the name means something else.
    #[inline]
    pub(crate) fn is_unless(&self, text: &str, range: &Range<usize>) -> bool {
        self.has_unless && self.rules.unless.covers(text, range.start, range.end)
    }
}

/// All surfaces, and the table by which they are found in texts.
#[derive(Debug, Default)]
pub struct SurfaceIndex {
    surfaces: Vec<Surface>,
    /// The forms of all surfaces, by surface.
    forms: Vec<Stored>,
    /// The letters of all forms.
    letters: Vec<u8>,
    /// The gaps of all forms.
    gaps: Vec<(usize, Gap)>,
    /// What stands before and after forms, for those few that have such.
    edges: Vec<(String, String)>,
    table: Table,
    /// What one word may be: a name, with or without an ending, or what longer ones begin with.
    starts: Filter,
    /// What several words may be.
    joins: Filter,
    /// The surfaces that are regular expressions.
    expressions: Vec<NameExpression>,
}

/// A surface that is a regular expression, compiled once a text comes that it could match.
#[derive(Debug)]
struct NameExpression {
    /// The surface's number.
    surface: usize,
    gate: Gate,
    pattern: String,
    compiled: OnceLock<Option<regex::Regex>>,
}

/// A form as places in the lists that all share: a hundred thousand names are a handful of allocations.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
struct Stored {
    surface: u32,
    /// The next form with the same letters, or [`NONE`].
    next: u32,
    /// Where its key begins in the letters; what is written follows it.
    start: u32,
    key: u32,
    written: u32,
    gaps: u32,
    gap_count: u32,
    /// Its place in the edges, or [`NONE`].
    edge: u32,
}

/// A form that stands in the index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FormRef<'a> {
    index: &'a SurfaceIndex,
    stored: &'a Stored,
}

impl<'a> FormRef<'a> {
    /// Its surface's number.
    #[inline]
    pub(crate) fn surface(self) -> usize {
        self.stored.surface as usize
    }

    /// The place of the next form with the same letters, or [`NONE`].
    #[inline]
    pub(crate) fn next(self) -> u32 {
        self.stored.next
    }

    /// See [`Form::key`].
    #[inline]
    pub(crate) fn key(self) -> Letters<'a> {
        let start = self.stored.start as usize;
        Letters::new(&self.index.letters, start..start + self.stored.key as usize)
    }

    /// See [`Form::written`].
    #[inline]
    pub(crate) fn written(self) -> Letters<'a> {
        let start = self.stored.start as usize + self.stored.key as usize;
        Letters::new(&self.index.letters, start..start + self.stored.written as usize)
    }

    /// See [`Form::gaps`].
    #[inline]
    pub(crate) fn gaps(self) -> &'a [(usize, Gap)] {
        let start = self.stored.gaps as usize;
        &self.index.gaps[start..start + self.stored.gap_count as usize]
    }

    /// See [`Form::lead`] and [`Form::tail`].
    #[inline]
    pub(crate) fn edges(self) -> (&'a str, &'a str) {
        let edges = self.index.edges.get(self.stored.edge as usize);
        edges.map_or(("", ""), |(lead, tail)| (lead, tail))
    }

    /// See [`Form::is_acronym`].
    pub(crate) fn is_acronym(self) -> bool {
        !str::from_utf8(self.written().bytes()).is_ok_and(|written| written.contains(char::is_lowercase))
    }
}

impl SurfaceIndex {
    /// Compiles the names of entities; those without a naming have but their names.
    pub(crate) fn compile(entities: &[Entity], namings: &[Naming]) -> Self {
        /// So many entities are worth a thread.
        const SHARE: usize = 1000;
        let workers = rayon::current_num_threads().min(entities.len() / SHARE).max(1);
        let share = entities.len().div_ceil(workers).max(1);
        let ruleless = Arc::new(Rules::new(None, &[], &[]));
        let part = |number: usize| {
            let first = (number * share).min(entities.len());
            let own = &entities[first..(first + share).min(entities.len())];
            Self::of_part(own, first, namings, &ruleless)
        };
        // Threads of its own: whoever else waits for the names may be one of the shared ones, all of them even.
        let mut index = std::thread::scope(|scope| {
            let others: Vec<_> = (1..workers).map(|number| scope.spawn(move || part(number))).collect();
            let mut index = part(0);
            for other in others {
                index.append(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            index
        });
        index.make_table();
        index
    }

    /// The names of entities, the first of which has the index `first`, without their table.
    fn of_part(entities: &[Entity], first: usize, namings: &[Naming], ruleless: &Arc<Rules>) -> Self {
        let mut index = Self::default();
        index.surfaces.reserve(entities.len());
        index.forms.reserve(entities.len());
        for (at, entity) in (first..).zip(entities) {
            let owner = (EntityIndex(at), entity.kind);
            match namings.get(at).filter(|naming| !naming.is_plain()) {
                Some(naming) => index.add_naming(owner, &entity.name, naming),
                None => index.add_name(owner, &entity.name, Arc::clone(ruleless)),
            }
        }
        index
    }

    /// Appends the names of another part.
    fn append(&mut self, other: Self) {
        let [surfaces, letters, gaps, edges] =
            [self.surfaces.len(), self.letters.len(), self.gaps.len(), self.edges.len()].map(number);
        self.forms.extend(other.forms.into_iter().map(|form| Stored {
            surface: form.surface + surfaces,
            start: form.start + letters,
            gaps: form.gaps + gaps,
            edge: if form.edge == NONE { NONE } else { form.edge + edges },
            ..form
        }));
        self.surfaces.extend(other.surfaces);
        self.letters.extend(other.letters);
        self.gaps.extend(other.gaps);
        self.edges.extend(other.edges);
        let expressions = other.expressions.into_iter();
        let first = surfaces as usize;
        self.expressions.extend(expressions.map(|named| NameExpression { surface: named.surface + first, ..named }));
    }

    /// Adds the names of an entity that has more than its name, or rules.
    fn add_naming(&mut self, owner: (EntityIndex, Kind), own: &str, naming: &Naming) {
        let rules = Arc::new(naming.rules());
        // `Helm chart` needs no cue where `Helm` does.
        let plain = Arc::new(Rules { case: None, needs: Vec::new(), unless: rules.unless.clone() });
        let has_words = |name: &str| Form::of(name).is_some_and(|form| form.words() > 1);
        let speaks_for_itself = |name: &str| !rules.needs.is_empty() && has_words(name) && !has_words(own);
        self.add_name(owner, own, Arc::clone(&rules));
        for alias in &naming.aliases {
            match alias {
                Alias::Name(name) if speaks_for_itself(name) => self.add_name(owner, name, Arc::clone(&plain)),
                Alias::Name(name) => self.add_name(owner, name, Arc::clone(&rules)),
                Alias::Ruled(ruled) => match (&ruled.name, &ruled.regex) {
                    (Some(name), _) => self.add_name(owner, name, Arc::new(ruled.rules())),
                    (None, Some(regex)) => {
                        // An expression without rules of its own keeps the entity's.
                        let bare = ruled.case.is_none() && ruled.needs.is_empty() && ruled.unless.is_empty();
                        let rules = if bare { Arc::clone(&rules) } else { Arc::new(ruled.rules()) };
                        self.add_expression(owner.0, regex, rules);
                    }
                    (None, None) => {}
                },
            }
        }
    }

    fn add_name(&mut self, (entity, kind): (EntityIndex, Kind), name: &str, rules: Arc<Rules>) {
        // A name of nothing but accents has no letters to be found by.
        let Some(form) = Form::of(name).filter(|form| !form.key.is_empty()) else { return };
        let is_word = form.words() == 1 && form.lead.is_empty() && form.tail.is_empty();
        let smart = !matches!(rules.case, Some(Case::Exact | Case::Fold));
        let can_be_ordinary = rules.case != Some(Case::Fold) && kind != Kind::Topic && is_word;
        let ordinary = if can_be_ordinary { ordinary(&form.key) } else { None };
        // One or two letters stand for too much unless they are written as the name is.
        let exact_case = rules.case == Some(Case::Exact) || (smart && is_word && form.key.chars().count() <= 2);
        let ambiguous = (smart && ordinary.is_some()) || !rules.needs.is_empty();
        let surface = number(self.surfaces.len());
        let mut is_small = true;
        for form in inflections(form, kind) {
            is_small &= !form.written.contains(char::is_uppercase);
            self.store(surface, form);
        }
        let (name, has_unless) = (name.into(), !rules.unless.written.is_empty());
        self.surfaces.push(Surface { entity, name, rules, exact_case, ambiguous, ordinary, is_small, has_unless });
    }

    fn store(&mut self, surface: u32, form: Form) {
        let edge = if form.lead.is_empty() && form.tail.is_empty() { NONE } else { number(self.edges.len()) };
        self.forms.push(Stored {
            surface,
            next: NONE,
            start: number(self.letters.len()),
            key: number(form.key.len()),
            written: number(form.written.len()),
            gaps: number(self.gaps.len()),
            gap_count: number(form.gaps.len()),
            edge,
        });
        self.letters.extend_from_slice(form.key.as_bytes());
        self.letters.extend_from_slice(form.written.as_bytes());
        self.gaps.extend(form.gaps);
        if edge != NONE {
            self.edges.push((form.lead, form.tail));
        }
    }

    fn add_expression(&mut self, entity: EntityIndex, regex: &str, rules: Arc<Rules>) {
        let name = format!("/{regex}/").into();
        let folded = if rules.case == Some(Case::Fold) { "(?i)" } else { "" };
        let pattern = format!("{folded}(?:{regex})");
        let Ok(hir) = regex_syntax::parse(&pattern) else { return };
        let (ambiguous, has_unless) = (!rules.needs.is_empty(), !rules.unless.written.is_empty());
        let (surface, gate) = (self.surfaces.len(), Gate::of([&hir], false));
        self.expressions.push(NameExpression { surface, gate, pattern, compiled: OnceLock::new() });
        self.surfaces.push(Surface {
            entity,
            name,
            rules,
            exact_case: true,
            ambiguous,
            ordinary: None,
            is_small: true,
            has_unless,
        });
    }

    /// Enters every form under its letters and under those with which a text may begin if it is this name:
    /// `opencubicplayer` is written in one, two or three words.
    fn make_table(&mut self) {
        /// So many forms are entered at once, which have their places fetched first.
        const BATCH: usize = 64;
        let mut table = Table::with_room_for(self.forms.len() + self.gaps.len());
        let mut starts = Filter::with_room_for(3 * self.forms.len() + self.gaps.len());
        let mut joins = Filter::with_room_for(4 * self.gaps.len());
        let (mut whole, mut beginnings) = (Vec::new(), Vec::new());
        let (mut single, mut joined) = (Vec::new(), Vec::new());
        // The last goes in first, so that those with the same letters follow one another in their order.
        for end in (1..=self.forms.len()).rev().step_by(BATCH) {
            for at in (end.saturating_sub(BATCH)..end).rev() {
                let form = self.form(number(at));
                let key = form.key().bytes();
                let all = Rolling::default().with(Letters::all(key));
                let ends = form.gaps().iter().map(|(end, _)| *end).filter(|end| (1..key.len()).contains(end));
                let known = (single.len(), beginnings.len());
                beginnings.extend(ends.map(|end| hash::of(&key[..end])));
                whole.push((all.hash(), at));
                single.push(all.hash());
                if form.edges().1.is_empty() {
                    single.extend([b"s".as_slice(), b"es"].map(|plural| all.with(Letters::all(plural)).hash()));
                }
                if let Some((first, others)) = beginnings[known.1..].split_first() {
                    joined.extend_from_slice(&single[known.0..]);
                    joined.extend_from_slice(others);
                    single.push(*first);
                    single.extend_from_slice(others);
                }
            }
            whole.iter().map(|(hash, _)| hash).chain(&beginnings).for_each(|hash| table.prefetch(*hash));
            for hash in &single {
                starts.prefetch(*hash);
            }
            for hash in &joined {
                joins.prefetch(*hash);
            }
            for (hash, at) in whole.drain(..) {
                self.forms[at].next = table.insert(hash, number(at));
            }
            beginnings.drain(..).for_each(|hash| table.go_on(hash));
            single.drain(..).for_each(|hash| starts.add(hash));
            joined.drain(..).for_each(|hash| joins.add(hash));
        }
        (self.table, self.starts, self.joins) = (table, starts, joins);
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

    /// The table of all forms.
    pub(crate) fn table(&self) -> &Table {
        &self.table
    }

    /// What one word of a text may be.
    pub(crate) fn starts(&self) -> &Filter {
        &self.starts
    }

    /// What several words of a text may be, all their letters at once.
    pub(crate) fn joins(&self) -> &Filter {
        &self.joins
    }

    /// The form at that place.
    #[inline]
    pub(crate) fn form(&self, at: u32) -> FormRef<'_> {
        FormRef { index: self, stored: &self.forms[at as usize] }
    }

    /// Asks for the form at that place.
    #[inline]
    pub(crate) fn prefetch_form(&self, at: u32) {
        simd::prefetch(&self.forms[at as usize]);
    }

    /// Asks for the letters and the surface of the form at that place.
    #[inline]
    pub(crate) fn prefetch_names(&self, at: u32) {
        let form = &self.forms[at as usize];
        let (start, end) = (form.start as usize, (form.start + form.key + form.written) as usize);
        simd::prefetch(&self.letters[start]);
        simd::prefetch(&self.letters[end - 1]);
        simd::prefetch(&self.surfaces[form.surface as usize]);
        if form.gap_count > 0 {
            simd::prefetch(&self.gaps[form.gaps as usize]);
        }
    }

    /// All forms, in the order of their surfaces.
    #[cfg(test)]
    pub(crate) fn forms(&self) -> impl Iterator<Item = FormRef<'_>> {
        self.forms.iter().map(|stored| FormRef { index: self, stored })
    }

    /// The surfaces that are regular expressions and may match in `text`.
    pub(crate) fn expressions(&self, text: &str) -> impl Iterator<Item = (usize, &regex::Regex)> {
        let open = self.expressions.iter().filter(move |named| named.gate.is_open(text));
        open.filter_map(|named| {
            let regex = named.compiled.get_or_init(|| regex::Regex::new(&named.pattern).ok());
            Some((named.surface, regex.as_ref()?))
        })
    }
}

/// A place in a list of names; dictionaries of four billion letters are not read.
fn number(place: usize) -> u32 {
    u32::try_from(place).expect("dictionaries have less than four billion letters")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Gazetteer;

    #[test]
    fn names_compiled_in_parts_are_those_compiled_at_once() {
        let (gazetteer, _) = Gazetteer::compile(Gazetteer::bundled());
        let (entities, namings) = (&gazetteer.entities, &gazetteer.namings);
        let ruleless = Arc::new(Rules::new(None, &[], &[]));
        let whole = SurfaceIndex::of_part(entities, 0, namings, &ruleless);
        assert!(!whole.edges.is_empty() && !whole.expressions.is_empty(), "all that is numbered is there");
        let mut parts = SurfaceIndex::default();
        for (number, part) in entities.chunks(500).enumerate() {
            parts.append(SurfaceIndex::of_part(part, number * 500, namings, &ruleless));
        }
        let told = |index: &SurfaceIndex| {
            let names: Vec<String> = index.names().map(|name| format!("{name:?}")).collect();
            let forms: Vec<String> = index
                .forms()
                .map(|form| {
                    let letters = [form.key(), form.written()].map(Letters::bytes);
                    format!("{} {letters:?} {:?} {:?}", form.surface(), form.gaps(), form.edges())
                })
                .collect();
            let expressions: Vec<(usize, String)> =
                index.expressions.iter().map(|named| (named.surface, named.pattern.clone())).collect();
            (names, forms, expressions)
        };
        assert_eq!(told(&whole), told(&parts));
    }

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
