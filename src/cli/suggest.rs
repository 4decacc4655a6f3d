//! Suggestions: unknown terms listed, printed as a patch, entered in dictionaries or turned down for good.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::args::{Shared, Suggest};
use super::command::{listed, parse};
use super::message::Report;
use super::rows::Row;
use super::workspace::{open_sources, save};
use super::{Outcome, Stop};
use crate::complaint::{Complaint, did_you_mean};
use crate::gazetteer::{Dictionary, Gazetteer, Kind};
use crate::query::suggest::{Suggestion, Wanted, suggest as suggestions, term_key, with_entries};
use crate::source::load::{read_text, reason, shown};
use crate::text::{count, kebab};
use crate::workspace::Workspace;

/// The dictionary for what nothing hints at.
const ELSEWHERE: &str = "mine";

pub(super) fn suggest(
    shared: &Shared,
    command: &Suggest,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    if !(command.accept.is_empty() && command.reject.is_empty()) {
        shared.needs_home()?;
    }
    let workspace = open_sources(shared, report)?;
    let folder = shared.dictionary_folder();
    let refusals = folder.join("rejected.txt");
    let mut rejected = read_rejected(&refusals)?;
    let query = parse(workspace, &command.query.join(" "))?;
    let kind = command.kind.as_deref().and_then(Kind::of_name);
    let progress = report.clock.progress("looking for terms");
    if command.accept.is_empty() && command.reject.is_empty() {
        let wanted = Wanted { min_talks: command.min_talks, kind, rejected };
        let mut rows = suggestions(workspace, &query, &wanted);
        drop(progress);
        let all = rows.len();
        rows.truncate(command.limit);
        if command.patch {
            for (path, before, after) in changes(workspace, &folder, &rows, command) {
                let diff = TextDiff::from_lines(before.as_ref(), after.as_str());
                let path = shown(&path);
                let from = if before.is_empty() { "/dev/null".to_owned() } else { format!("a/{path}") };
                write!(out, "{}", diff.unified_diff().header(&from, &format!("b/{path}")))?;
            }
            return Ok(if rows.is_empty() { Outcome::NothingFound } else { Outcome::Done });
        }
        let outcome = listed(&rows, command.listing, out)?;
        if all > rows.len() {
            anstream::eprintln!("note: {} of {}; --limit shows more", rows.len(), count(all, "term"));
        }
        return Ok(outcome);
    }
    if !command.reject.is_empty() {
        rejected.extend(command.reject.iter().cloned());
        let lines: Vec<&str> = rejected.iter().map(String::as_str).collect();
        save(&refusals, (lines.join("\n") + "\n").as_bytes())?;
        writeln!(out, "{}", shown(&refusals))?;
    }
    if !command.accept.is_empty() {
        let wanted = Wanted { min_talks: 1, kind: None, rejected: BTreeSet::new() };
        let mut accepted = chosen(&suggestions(workspace, &query, &wanted), &command.accept)?;
        for one in &mut accepted {
            one.kind = kind.unwrap_or(one.kind);
        }
        refuse_taken(workspace, &accepted)?;
        if !folder.is_dir() {
            // One dictionary of one's own takes the place of all that are built in.
            for dictionary in Gazetteer::bundled() {
                save(
                    &folder.join(Path::new(&dictionary.path).file_name().unwrap_or_default()),
                    dictionary.text.as_bytes(),
                )?;
            }
            anstream::eprintln!("note: the built-in dictionaries are written to {} too, to be edited", shown(&folder));
        }
        for (path, _, after) in changes(workspace, &folder, &accepted, command) {
            save(&path, after.as_bytes())?;
            writeln!(out, "{}", shown(&path))?;
        }
    }
    Ok(Outcome::Done)
}

fn read_rejected(path: &Path) -> Result<BTreeSet<String>, Stop> {
    if !path.exists() {
        return Ok(BTreeSet::new());
    }
    let text = read_text(path)
        .map_err(|error| Complaint::error(shown(path), format!("cannot be read: {}", reason(&error))))?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// The suggestions of these names; all that are none are complained about.
fn chosen(suggestions: &[Suggestion], names: &[String]) -> Result<Vec<Suggestion>, Stop> {
    let mut chosen = Vec::new();
    let mut complaints = Vec::new();
    for name in names {
        if let Some(found) = suggestions.iter().find(|suggestion| term_key(&suggestion.name) == term_key(name)) {
            chosen.push(Suggestion { name: name.clone(), ..found.clone() });
            continue;
        }
        let complaint = Complaint::error("", format!("`{name}` is no term that could be suggested"));
        let close = did_you_mean(name, suggestions.iter().map(|suggestion| suggestion.name.as_str()));
        complaints.push(match close {
            Some(close) => complaint.hint(format!("did you mean `{close}`?")),
            None => complaint.hint("a dictionary knows it already, or no talk has it"),
        });
    }
    if complaints.is_empty() { Ok(chosen) } else { Err(Stop::Complaints(complaints)) }
}

/// Complains about those whose ids are taken.
fn refuse_taken(workspace: &Workspace, accepted: &[Suggestion]) -> Result<(), Stop> {
    let taken = accepted.iter().filter_map(|one| {
        let id = kebab(&one.name);
        let entity = workspace.gazetteer.by_id(id.as_str())?;
        let other = &workspace.gazetteer.entity(entity).name;
        Some(
            Complaint::error("", format!("`{}` would have the id `{id}`, which is {other}'s", one.name))
                .hint(format!("add it to the aliases of `{id}`, or enter it by hand under another id")),
        )
    });
    let complaints: Vec<Complaint> = taken.collect();
    if complaints.is_empty() { Ok(()) } else { Err(Stop::Complaints(complaints)) }
}

/// Each dictionary that suggestions go to, with its text before and after.
fn changes(
    workspace: &Workspace,
    folder: &Path,
    suggestions: &[Suggestion],
    command: &Suggest,
) -> Vec<(PathBuf, Cow<'static, str>, String)> {
    let mut entries: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for suggestion in suggestions {
        let field = command.field.clone().or_else(|| suggestion.field.clone()).unwrap_or_else(|| ELSEWHERE.to_owned());
        entries.entry(field).or_default().push(suggestion.entry());
    }
    let changed = entries.into_iter().map(|(field, entries)| {
        let known = workspace.gazetteer.dictionaries().iter().find(|dictionary| dictionary.field() == field);
        let new = Dictionary::new(format!("{field}.yaml"), "");
        let dictionary = known.unwrap_or(&new);
        let name = Path::new(&dictionary.path).file_name().map(PathBuf::from).unwrap_or_default();
        // What lies on disk is what is patched, whatever lies in a folder of the same name.
        let path = folder.join(name);
        let before = fs::read_to_string(&path).map_or_else(|_| dictionary.text.clone(), Cow::Owned);
        let after = with_entries(&before, &entries);
        (path, before, after)
    });
    changed.collect()
}

impl Row for Suggestion {
    const COLUMNS: &'static [&'static str] =
        &["term", "score", "talks", "years", "kind", "field", "told by", "example"];

    fn cells(&self) -> Vec<String> {
        let years: Vec<u16> = self.editions.keys().map(|edition| edition.year).collect();
        let years = match (years.first(), years.last()) {
            (Some(first), Some(last)) if first != last => format!("{first}–{last} ({})", years.len()),
            (Some(only), _) => only.to_string(),
            _ => String::new(),
        };
        vec![
            self.name.clone(),
            format!("{:.1}", self.score),
            self.talks.to_string(),
            years,
            self.kind.to_string(),
            self.field.clone().unwrap_or_default(),
            self.told_by.join(", "),
            self.examples.first().map(|example| example.quote.clone()).unwrap_or_default(),
        ]
    }
}
