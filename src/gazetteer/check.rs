//! Checks: what is wrong between entries, once each can be read by itself.

use std::collections::BTreeMap;

use regex_syntax::hir::Hir;

use super::entry::{Alias, Entry};
use super::form::folded_key;
use super::word::ordinary;
use super::{Dictionary, Kind};
use crate::complaint::{Complaint, Place, Severity, did_you_mean};
use crate::text::{Lines, Span, fold};
use crate::yaml::{self, Node, Step};

type Placed = ((usize, usize), Entry);

/// Finds what is wrong between entries and takes it out of them: duplicates, broken expressions, links to nobody.
///
/// The expressions of `sound` dictionaries are known to compile.
pub(crate) fn check(dictionaries: &[Dictionary], sound: &[Option<usize>], entries: &mut Vec<Placed>) -> Vec<Complaint> {
    let mut places = Places::new(dictionaries);
    let mut complaints = duplicates(&mut places, entries);
    complaints.extend(expressions(&mut places, sound, entries));
    complaints.extend(strangers(&mut places, entries));
    complaints.extend(shared_names(&mut places, entries));
    complaints.extend(items(&mut places, entries));
    complaints
}

/// What is only doubtful between entries: topics that belong to themselves in the end, ordinary words without a cue.
pub(crate) fn doubts(dictionaries: &[Dictionary], entries: &[Placed]) -> Vec<Complaint> {
    let mut places = Places::new(dictionaries);
    let mut complaints = cycles(&mut places, entries);
    complaints.extend(ordinary_words(&mut places, entries));
    complaints
}

/// Finds places in dictionaries; a dictionary is parsed for them only once it is complained about.
struct Places<'a> {
    dictionaries: &'a [Dictionary],
    /// Each as a tree, with its lines.
    trees: BTreeMap<usize, (Option<Node>, Lines)>,
}

impl<'a> Places<'a> {
    fn new(dictionaries: &'a [Dictionary]) -> Self {
        Self { dictionaries, trees: BTreeMap::new() }
    }

    /// Where `path` leads from an entry, and the lines of that dictionary.
    fn span(&mut self, (file, item): (usize, usize), path: &[Step]) -> (Span, &Lines) {
        let dictionary = &self.dictionaries[file];
        let parse = || (yaml::parse(&dictionary.path, &dictionary.text).ok(), Lines::of(&dictionary.text));
        let (tree, lines) = self.trees.entry(file).or_insert_with(parse);
        let span = tree.as_ref().map_or(Span::default(), |tree| tree.follow(&[Step::Item(item)]).follow(path).span);
        (span, lines)
    }

    fn error(&mut self, entry: (usize, usize), path: &[Step], cause: String) -> Complaint {
        let dictionary = &self.dictionaries[entry.0];
        let (span, lines) = self.span(entry, path);
        Complaint::error(&dictionary.path, cause).with_place(Place::of_lines(&dictionary.text, lines, span))
    }

    /// The file's name and line, to point at from another message.
    fn pointer(&mut self, entry: (usize, usize), path: &[Step]) -> String {
        let dictionary = &self.dictionaries[entry.0];
        let (span, lines) = self.span(entry, path);
        format!("{}:{}", dictionary.path, lines.position(span.start).line)
    }
}

fn duplicates(places: &mut Places, entries: &mut Vec<Placed>) -> Vec<Complaint> {
    let mut first: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut complaints = Vec::new();
    entries.retain(|(place, entry)| {
        if let Some(other) = first.get(&entry.id) {
            let before = places.pointer(*other, &[Step::Key("id")]);
            complaints.push(
                places
                    .error(*place, &[Step::Key("id")], format!("entity `{}` is defined twice", entry.id))
                    .hint(format!("the first stands at {before}; join them, or give one another id")),
            );
            return false;
        }
        if crate::text::kebab(&entry.id) != entry.id {
            complaints.push(
                places
                    .error(*place, &[Step::Key("id")], format!("id `{}` is not in kebab case", entry.id))
                    .hint(format!("write `{}`", crate::text::kebab(&entry.id))),
            );
        }
        first.insert(entry.id.clone(), *place);
        true
    });
    complaints
}

fn expressions(places: &mut Places, sound: &[Option<usize>], entries: &mut [Placed]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (place, entry) in entries.iter_mut().filter(|((file, _), _)| sound[*file].is_none()) {
        let mut broken = Vec::new();
        for (index, alias) in entry.aliases.iter().enumerate() {
            let at = |key| [Step::Key("aliases"), Step::Item(index), Step::Key(key)];
            let Alias::Ruled(ruled) = alias else { continue };
            let problem = match (&ruled.regex, &ruled.name) {
                (Some(regex), None) => problem_of(regex).map(|problem| (at("regex").to_vec(), problem)),
                (None, Some(_)) => None,
                _ => Some((at("name")[..2].to_vec(), "an alias has either a `name` or a `regex`".to_owned())),
            };
            if let Some((path, problem)) = problem {
                complaints.push(places.error(*place, &path, problem));
                broken.push(index);
            }
            for (key, list) in [("needs", &ruled.needs), ("unless", &ruled.unless)] {
                for (item, problem) in list.iter().enumerate().filter_map(|(i, text)| Some((i, problem_of(text)?))) {
                    let path = [Step::Key("aliases"), Step::Item(index), Step::Key(key), Step::Item(item)];
                    complaints.push(places.error(*place, &path, problem));
                    broken.push(index);
                }
            }
        }
        let mut index = 0;
        entry.aliases.retain(|_| {
            index += 1;
            !broken.contains(&(index - 1))
        });
        for key in ["needs", "unless"] {
            let list = if key == "needs" { &mut entry.rules.needs } else { &mut entry.rules.unless };
            let mut item = 0;
            list.retain(|text| {
                item += 1;
                let Some(problem) = problem_of(text) else { return true };
                let path = [Step::Key("match"), Step::Key(key), Step::Item(item - 1)];
                complaints.push(places.error(*place, &path, problem));
                false
            });
        }
    }
    complaints
}

/// What is wrong with a regular expression: that it does not compile or matches the empty string.
fn problem_of(regex: &str) -> Option<String> {
    match regex_syntax::parse(regex) {
        Err(regex_syntax::Error::Parse(error)) => Some(format!("regex `{regex}` does not compile: {}", error.kind())),
        Err(error) => Some(format!("regex `{regex}` does not compile: {error}")),
        Ok(hir) if can_be_empty(&hir) => Some(format!("regex `{regex}` matches the empty string")),
        Ok(_) => None,
    }
}

fn can_be_empty(hir: &Hir) -> bool {
    hir.properties().minimum_len() == Some(0)
}

fn strangers(places: &mut Places, entries: &mut [Placed]) -> Vec<Complaint> {
    let ids: Vec<String> = entries.iter().map(|(_, entry)| entry.id.clone()).collect();
    let known: std::collections::BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    let hint = |wanted: &str| did_you_mean(wanted, ids.iter().map(String::as_str)).map(str::to_owned);
    let mut complaints = Vec::new();
    let mut complain = |places: &mut Places, place, path: &[Step], cause: String, wanted: &str| {
        let complaint = places.error(place, path, cause);
        complaints.push(match hint(wanted) {
            Some(close) => complaint.hint(format!("did you mean `{close}`?")),
            None => complaint.hint("add an entry for it, or take it out"),
        });
    };
    for (place, entry) in entries {
        let mut item = 0;
        entry.broader.retain(|id| {
            item += 1;
            let is_known = known.contains(id.as_str());
            if !is_known {
                let path = [Step::Key("broader"), Step::Item(item - 1)];
                complain(places, *place, &path, format!("broader topic `{id}` is in no dictionary"), id);
            }
            is_known
        });
        let mut item = 0;
        entry.relations.retain(|relation| {
            item += 1;
            let is_known = known.contains(relation.to.as_str());
            if !is_known {
                let path = [Step::Key("relations"), Step::Item(item - 1), Step::Key("to")];
                complain(
                    places,
                    *place,
                    &path,
                    format!("relation to `{}`, which is in no dictionary", relation.to),
                    &relation.to,
                );
            }
            is_known
        });
    }
    complaints
}

/// Wikidata items that are no items, which are left out, and those that two entities claim.
fn items(places: &mut Places, entries: &mut [Placed]) -> Vec<Complaint> {
    let path = [Step::Key("links"), Step::Key("wikidata")];
    let is_item = |text: &str| {
        let digits = text.strip_prefix('Q').unwrap_or_default();
        digits.starts_with(|first: char| first.is_ascii_digit() && first != '0')
            && digits.bytes().all(|digit| digit.is_ascii_digit())
    };
    let mut complaints = Vec::new();
    let mut owners: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (place, entry) in entries {
        let Some(item) = entry.links.wikidata.clone() else { continue };
        if !is_item(&item) {
            let complaint = places.error(*place, &path, format!("`{item}` is no Wikidata item"));
            complaints.push(complaint.hint("an item is a Q and a number, as in Q14579"));
            entry.links.wikidata = None;
        } else if let Some(owner) = owners.get(&item) {
            let cause = format!("Wikidata item `{item}` already belongs to {}", places.pointer(*owner, &path));
            complaints.push(places.error(*place, &path, cause).hint("an item is one entity's; take it out of one"));
            entry.links.wikidata = None;
        } else {
            owners.insert(item, *place);
        }
    }
    complaints
}

/// Names that two entities share although one of them needs no cue: nothing could tell which is meant.
fn shared_names(places: &mut Places, entries: &[Placed]) -> Vec<Complaint> {
    struct Owner<'a> {
        place: (usize, usize),
        entry: &'a Entry,
        path: Vec<Step>,
        needs_cue: bool,
    }
    let mut owners: BTreeMap<String, Vec<(Owner, &str)>> = BTreeMap::new();
    for (place, entry) in entries {
        let own = (entry.name.as_str(), vec![Step::Key("name")], &entry.rules.needs);
        let aliases = entry.aliases.iter().enumerate().filter_map(|(index, alias)| {
            let path = vec![Step::Key("aliases"), Step::Item(index)];
            match alias {
                Alias::Name(name) => Some((name.as_str(), path, &entry.rules.needs)),
                Alias::Ruled(ruled) => Some((ruled.name.as_deref()?, path, &ruled.needs)),
            }
        });
        for (name, path, needs) in std::iter::once(own).chain(aliases) {
            let owner = Owner { place: *place, entry, path, needs_cue: !needs.is_empty() };
            owners.entry(folded_key(name)).or_default().push((owner, name));
        }
    }
    let mut complaints = Vec::new();
    for sharing in owners.values() {
        for (index, (owner, name)) in sharing.iter().enumerate().skip(1) {
            let clash = sharing[..index]
                .iter()
                .find(|(other, _)| other.entry.id != owner.entry.id && !(other.needs_cue && owner.needs_cue));
            let Some((other, _)) = clash else { continue };
            let before = places.pointer(other.place, &other.path);
            complaints.push(
                places
                    .error(owner.place, &owner.path, format!("alias `{name}` already belongs to `{}`", other.entry.id))
                    .hint(format!("see {before}; remove one, or give both `needs:` cues")),
            );
        }
    }
    complaints.sort();
    complaints
}

/// Topics that belong to themselves in the end; each circle is told once, at the first of its entries.
fn cycles(places: &mut Places, entries: &[Placed]) -> Vec<Complaint> {
    let at: BTreeMap<&str, usize> =
        entries.iter().enumerate().map(|(at, (_, entry))| (entry.id.as_str(), at)).collect();
    let mut complaints = Vec::new();
    let mut is_done = vec![false; entries.len()];
    for start in 0..entries.len() {
        // The way from `start` to where the walk stands, with the next broader topic to look at in each.
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((here, next)) = way.last().copied() {
            let broader = &entries[here].1.broader;
            if is_done[here] || next == broader.len() {
                is_done[here] = true;
                way.pop();
                continue;
            }
            if let Some(last) = way.last_mut() {
                last.1 += 1;
            }
            let Some(there) = at.get(broader[next].as_str()).copied() else { continue };
            if let Some(first) = way.iter().position(|(step, _)| *step == there) {
                let circle = way[first..].iter().map(|(step, _)| *step).chain([there]);
                let names: Vec<&str> = circle.map(|step| entries[step].1.id.as_str()).collect();
                let path = [Step::Key("broader"), Step::Item(next)];
                let cause = format!("`{}` belongs to itself: {}", entries[there].1.id, names.join(" → "));
                let mut complaint = places.error(entries[here].0, &path, cause);
                complaint.severity = Severity::Warning;
                complaints.push(complaint.hint("take one of these out of `broader`"));
            } else if !is_done[there] {
                way.push((there, 0));
            }
        }
    }
    complaints
}

/// Names that are ordinary English words, if nothing says when they are meant.
fn ordinary_words(places: &mut Places, entries: &[Placed]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (place, entry) in entries.iter().filter(|(_, entry)| entry.kind != Kind::Topic) {
        let is_told = entry.rules.case.is_some() || !entry.rules.needs.is_empty();
        let own = (entry.name.as_str(), vec![Step::Key("name")], is_told);
        let aliases = entry.aliases.iter().enumerate().filter_map(|(index, alias)| {
            let path = vec![Step::Key("aliases"), Step::Item(index)];
            match alias {
                Alias::Name(name) => Some((name.as_str(), path, is_told)),
                Alias::Ruled(ruled) => {
                    Some((ruled.name.as_deref()?, path, ruled.case.is_some() || !ruled.needs.is_empty()))
                }
            }
        });
        for (name, path, _) in std::iter::once(own).chain(aliases).filter(|(_, _, is_told)| !is_told) {
            if name.chars().all(char::is_alphanumeric) && ordinary(&fold(name)).is_some() {
                let cause =
                    format!("`{name}` is an ordinary English word, and nothing says when `{}` is meant", entry.id);
                let mut complaint = places.error(*place, &path, cause);
                complaint.severity = Severity::Warning;
                complaints.push(complaint.hint(
                    "add cues as `needs:`, or say `case: exact` if its capital is enough, `case: fold` if it needs none",
                ));
            }
        }
    }
    complaints
}
