//! Surfaces: names and aliases compiled for matching.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::entry::{Alias, Naming};
use super::form::{Form, Gap, inflections};
use super::gate::Gate;
use super::rule::{Case, Rules};
use super::table::{NONE, Table};
use super::word::{Ordinary, ordinary};
use super::{Entity, EntityIndex, Kind};
use crate::text::filter::Filter;
use crate::text::hash::{self, Letters, Rolling};
use crate::text::simd;

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
        /// So many entities are worth a thread, which begins with memory of its own.
        const SHARE: usize = 10_000;
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
        let (name, has_unless) = (name.into(), !rules.unless.is_empty());
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
        let (ambiguous, has_unless) = (!rules.needs.is_empty(), !rules.unless.is_empty());
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
                if let Some((_, others)) = beginnings[known.1..].split_first() {
                    joined.extend_from_slice(&single[known.0..]);
                    joined.extend_from_slice(others);
                }
            }
            whole.iter().map(|(hash, _)| hash).chain(&beginnings).for_each(|hash| table.prefetch(*hash));
            for hash in single.iter().chain(&beginnings) {
                starts.prefetch(*hash);
            }
            for hash in &joined {
                joins.prefetch(*hash);
            }
            for (hash, at) in whole.drain(..) {
                self.forms[at].next = table.insert(hash, number(at));
            }
            for hash in beginnings.drain(..) {
                table.go_on(hash);
                starts.add_beginning(hash);
            }
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

    /// What one word of a text may be, or may begin.
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
        // A name's expressions often have the same letters.
        let mut missing: &[u8] = &[];
        let open = self.expressions.iter().filter(move |named| named.gate.is_open_without(text, &mut missing));
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
}
