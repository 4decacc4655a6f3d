//! `check`: what is wrong or doubtful in dictionaries, notes, schedules and saved queries.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use super::args::Shared;
use super::message::Report;
use super::programme::outdated;
use super::workspace::{dictionaries, open_sources, queries};
use super::{Outcome, Stop};
use super::{easel, run};
use crate::complaint::Complaint;
use crate::corpus::Corpus;
use crate::gazetteer::{EntityIndex, Gazetteer, ordinary};
use crate::mention::{Mention, find_in_label};
use crate::query::answer;
use crate::query::vocabulary::{Unmet, twins, unmet_aliases, unmet_entities};
use crate::text::{Span, count, fold};
use crate::workspace::Workspace;

/// Says what is wrong or doubtful everywhere, and how much there is.
pub(super) fn check(shared: &Shared, out: &mut dyn Write, report: &mut Report) -> Result<Outcome, Stop> {
    report.is_thorough = true;
    let workspace = open_sources(shared, report)?;
    let checked = Gazetteer::check(dictionaries(shared, report));
    report.add(checked);
    let files = queries(shared, &[], report);
    let saved = run::read_queries(workspace, &files, report);
    easel::check_themes(&saved, report);
    report.add(outdated(workspace));
    report.add(merges(workspace));
    report.add(uncertain(workspace));
    report.add(unknown_boxes(workspace));
    report.add(unfit(workspace));
    let unmet: usize = unmet_entities(workspace).iter().map(|unmet| unmet.entities.len()).sum();
    let (errors, warnings) = report.counts();
    writeln!(
        out,
        "{}, {}, {} ({unmet} met in no talk), {}, {}: {}, {}",
        count(workspace.corpus.sources.len(), "source"),
        count(workspace.corpus.talks.len(), "talk"),
        count(workspace.gazetteer.entities().len(), "entity"),
        count(workspace.mentions.len(), "mention"),
        if saved.len() == 1 { "1 saved query".to_owned() } else { format!("{} saved queries", saved.len()) },
        count(errors, "error"),
        count(warnings, "warning"),
    )?;
    Ok(Outcome::Done)
}

/// A warning for each account that was joined to a talk by likeness.
fn merges(workspace: &Workspace) -> Vec<Complaint> {
    let corpus = &workspace.corpus;
    let doubtful = corpus.merges.iter().filter(|merge| !merge.how.is_exact());
    let complaints = doubtful.map(|merge| {
        let source = &corpus.sources[merge.source];
        let talk = corpus.talk(merge.talk);
        let cause = format!("`{}` is taken for `{}` ({}): {}", merge.title, talk.title, talk.id, merge.how.described());
        Complaint::warning(source.path.clone(), cause)
            .with_place(source.place(merge.span))
            .hint("if it is not, say `event: none` or the right event's id for this talk in a sidecar")
    });
    complaints.collect()
}

/// A warning for each ambiguous name that nothing decides, at its first place.
fn uncertain(workspace: &Workspace) -> Vec<Complaint> {
    let mut by_name: BTreeMap<(EntityIndex, &str), Vec<&Mention>> = BTreeMap::new();
    for mention in workspace.mentions.iter().filter(|mention| !mention.certain) {
        let name = answer::written(&workspace.corpus, mention);
        // An ordinary word in lower case is most likely just that word.
        if name.chars().all(|c| !c.is_uppercase()) && ordinary(&fold(name)).is_some() {
            continue;
        }
        by_name.entry((mention.entity, name)).or_default().push(mention);
    }
    let complaints = by_name.into_iter().map(|((entity, name), mentions)| {
        let source = &workspace.corpus.sources[mentions[0].source];
        let id = &workspace.gazetteer.entity(entity).id;
        let times = match mentions.len() - 1 {
            0 => String::new(),
            1 => ", here and once more".to_owned(),
            more => format!(", here and {more} times more"),
        };
        Complaint::warning(
            source.path.clone(),
            format!("`{name}` may mean `{id}`, but nothing in the talk says so{times}"),
        )
        .with_place(source.place(place(&workspace.corpus, mentions[0])))
        .hint(format!("add a cue to `needs:` of `{id}`, or a phrase to `unless:`"))
    });
    complaints.collect()
}

/// Where a mention, or the record that it stands in, is in its source.
fn place(corpus: &Corpus, mention: &Mention) -> Span {
    let account = corpus.account(mention.talk, mention.account);
    account.place.in_source(mention.span, &corpus.sources[account.source])
}

/// A warning for each box of a sketch that no dictionary knows.
fn unknown_boxes(workspace: &Workspace) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut seen = BTreeSet::new();
    for arrow in &workspace.corpus.drawn {
        for label in [&arrow.from, &arrow.to] {
            if find_in_label(&workspace.gazetteer, label).is_none() && seen.insert((arrow.sketch, label)) {
                let source = &workspace.corpus.sources[arrow.source];
                complaints.push(
                    Complaint::warning(source.path.clone(), format!("the box `{label}` is in no dictionary"))
                        .with_place(source.place(arrow.span))
                        .hint("it is drawn, but counts nowhere; add an entry or an alias"),
                );
            }
        }
    }
    complaints
}

/// How many names a warning lists.
const LISTED: usize = 12;

/// What the talks show of the dictionaries: entities and aliases that nobody mentions, entities that may be one.
///
/// The built-in dictionaries are made for more talks than anybody has notes of, so only dictionaries of one's own are told
/// of what they have in vain.
fn unfit(workspace: &Workspace) -> Vec<Complaint> {
    let gazetteer = &workspace.gazetteer;
    let built_in: BTreeSet<String> =
        Gazetteer::bundled().into_iter().map(|dictionary| dictionary.text.into_owned()).collect();
    let is_told = |dictionary: usize| {
        gazetteer.dictionaries().get(dictionary).is_some_and(|one| !built_in.contains(one.text.as_ref()))
    };
    let mut complaints = Vec::new();
    for Unmet { dictionary, entities } in
        unmet_entities(workspace).into_iter().filter(|unmet| is_told(unmet.dictionary))
    {
        let path = gazetteer.dictionaries().get(dictionary).map(|one| one.path.clone()).unwrap_or_default();
        let listed: Vec<&str> = entities.iter().take(LISTED).map(AsRef::as_ref).collect();
        let more = entities.len() - listed.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let what = if entities.len() == 1 { "1 entity".to_owned() } else { format!("{} entities", entities.len()) };
        let complaint = Complaint::warning(path, format!("no talk mentions {what}: {}{more}", listed.join(", ")));
        complaints
            .push(complaint.hint("perhaps an alias is missing; `hallway mentions --explain` tells what is refused"));
    }
    for (entity, name) in unmet_aliases(workspace).into_iter().flatten() {
        if is_told(gazetteer.dictionary_of(entity)) {
            let id = &gazetteer.entity(entity).id;
            let found = gazetteer.name_place(entity, &name);
            let path = found.as_ref().map(|(path, _)| (*path).to_owned()).unwrap_or_default();
            let mut complaint = Complaint::warning(path, format!("no text has `{name}`, a name of `{id}`"));
            complaint.place = found.map(|(_, place)| Box::new(place));
            complaints.push(complaint.hint("others may write it otherwise; take it out if nobody does"));
        }
    }
    for pair in twins(workspace) {
        let [a, b] = [pair.a, pair.b].map(|entity| gazetteer.entity(entity));
        let found = gazetteer.entry_place(pair.b);
        let path = found.as_ref().map(|(path, _)| (*path).to_owned()).unwrap_or_default();
        let cause = format!("`{}` and `{}` are always mentioned together, in {} talks", a.id, b.id, pair.talks);
        let mut complaint = Complaint::warning(path, cause);
        complaint.place = found.map(|(_, place)| Box::new(place));
        complaints.push(complaint.hint("if they are one, make one an alias of the other"));
    }
    complaints
}
