//! Commands that answer in words.

use std::io::{self, Write};
use std::ops::ControlFlow;

use super::args::{Entities, Format, Listing, Mentions, Pair, Pairs, Related, Rollup, Selected, Shared, Show, Talks};
use super::message::Report;
use super::rows::{self, Cells, List, Printer, Row, hundredths};
use super::workspace::{ask, open, open_sources};
use super::{Outcome, Stop};
use crate::complaint::Complaint;
use crate::corpus::EditionId;
use crate::evidence::Evidence;
use crate::gazetteer::{Entity, EntityIndex};
use crate::holdings::Names;
use crate::query::answer::{
    self, Card, CorpusRow, ExplainedRow, LaterRow, LinkRow, MentionRow, NeighbourRow, PairRow, RelationRow, SharedTalk,
    StepRow, TalkRow, ToCheckRow,
};
use crate::query::vocabulary::{By, GroupRow, groups};
use crate::query::{self, Query, QueryError};
use crate::text::{Span, count, printable};
use crate::workspace::Workspace;

/// The list's outcome: whether there is something in it.
pub(super) fn listed<R: Row>(rows: &[R], listing: Listing, out: &mut dyn Write) -> Result<Outcome, Stop> {
    printed(&rows, listing, out)
}

fn printed<L: List>(list: &L, listing: Listing, out: &mut dyn Write) -> Result<Outcome, Stop> {
    rows::print_list(list, listing.format, out)?;
    Ok(outcome(list.len()))
}

/// The outcome of a list of so many rows.
fn outcome(count: usize) -> Outcome {
    if count == 0 { Outcome::NothingFound } else { Outcome::Done }
}

/// The entity that a user names.
pub(super) fn entity(names: &dyn Names, name: &str) -> Result<EntityIndex, Stop> {
    names.find(name).ok_or_else(|| {
        let complaint = Complaint::error("", format!("no dictionary knows `{name}`"));
        Stop::Unknown(match names.did_you_mean(name) {
            Some(close) => complaint.hint(format!("did you mean `{close}`?")),
            None => complaint.hint(format!("search for the word itself: hallway talks '\"{name}\"'")),
        })
    })
}

/// The query that a user writes.
pub(super) fn parse(names: &dyn Names, text: &str) -> Result<Query, Stop> {
    query::parse(text, names).map_err(|error| wrong_query(text, error))
}

fn wrong_query(text: &str, error: QueryError) -> Stop {
    let span = Span::new(error.span.start.min(text.len()), error.span.end.min(text.len()));
    let mut complaint = Complaint::error("query", error.cause).at(text, span);
    complaint.hint = error.hint;
    if error.is_unknown_name { Stop::Unknown(complaint) } else { Stop::Complaints(vec![complaint]) }
}

/// Lists what `answer` makes of the talks that a query selects.
pub(super) fn select<R: Row>(
    shared: &Shared,
    command: &Selected,
    out: &mut dyn Write,
    report: &mut Report,
    answer: impl FnOnce(&Workspace, &Query) -> Vec<R>,
) -> Result<Outcome, Stop> {
    let workspace = open(shared, report)?;
    // A shell takes quotation marks away: `talks Open Cubic Player` and `talks "Open Cubic Player"` mean the same.
    let query = parse(workspace, &command.query.join(" "))?;
    listed(&answer(workspace, &query), command.listing, out)
}

pub(super) fn talks(
    shared: &Shared,
    Talks { selected, limit }: &Talks,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let mut printer = Printer::new::<TalkRow>(selected.listing.format, out);
    ask(shared, report, |holdings| {
        let query = parse(holdings, &selected.query.join(" "))?;
        // Asked again, since something turned out to be damaged: what was sound is printed already.
        let mut printed = printer.count();
        let mut wrong = Ok(());
        answer::each_talk(holdings, &query, *limit, &mut |mut rows| {
            let again = rows.len().min(printed);
            printed -= again;
            rows.drain(..again);
            wrong = printer.add(&rows.as_slice());
            if wrong.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        Ok(wrong?)
    })?;
    Ok(outcome(printer.finish()?))
}

/// Lists what `answer` makes of the whole workspace.
pub(super) fn list<R: Row>(
    shared: &Shared,
    listing: Listing,
    out: &mut dyn Write,
    report: &mut Report,
    answer: impl FnOnce(&Workspace) -> Vec<R>,
) -> Result<Outcome, Stop> {
    listed(&answer(open(shared, report)?), listing, out)
}

pub(super) fn entities(
    shared: &Shared,
    command: &Entities,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let workspace = open(shared, report)?;
    let query = parse(workspace, &command.query.join(" "))?;
    let by = match command.by {
        Rollup::Entity => By::Entity,
        Rollup::Field => By::Field,
        Rollup::Broader => By::Broader,
        Rollup::Kind => By::Kind,
    };
    let mut rows = groups(workspace, &query, by);
    rows.truncate(command.limit.unwrap_or(usize::MAX));
    listed(&rows, command.listing, out)
}

pub(super) fn mentions(
    shared: &Shared,
    command: &Mentions,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    // Every mention is asked for as it is written, which only the texts tell.
    let workspace = open_sources(shared, report)?;
    let wanted = command.entity.as_ref().map(|name| entity(workspace, name)).transpose()?;
    if command.explain {
        return listed(&answer::explained(workspace, wanted), command.listing, out);
    }
    let mut rows = answer::mentions(workspace);
    if let Some(wanted) = wanted {
        let wanted = workspace.gazetteer.entity(wanted).id.as_str();
        rows.retain(|row| row.entity == wanted);
    }
    listed(&rows, command.listing, out)
}

pub(super) fn related(
    shared: &Shared,
    command: &Related,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let mut rows =
        ask(shared, report, |holdings| Ok(answer::related(holdings, entity(holdings, &command.entity.join(" "))?)))?;
    rows.truncate(command.limit.unwrap_or(usize::MAX));
    listed(&rows, command.listing, out)
}

pub(super) fn pairs(
    shared: &Shared,
    command: &Pairs,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let mut rows = ask(shared, report, |holdings| {
        let query = parse(holdings, &command.query.join(" "))?;
        Ok(answer::pairs(holdings, &query, command.min_talks.max(1)))
    })?;
    rows.truncate(command.limit.unwrap_or(usize::MAX));
    printed(&rows, command.listing, out)
}

pub(super) fn why(shared: &Shared, command: &Pair, out: &mut dyn Write, report: &mut Report) -> Result<Outcome, Stop> {
    let (ends, rows) = ask(shared, report, |holdings| {
        let (a, b) = (entity(holdings, &command.a)?, entity(holdings, &command.b)?);
        let ends = [a, b].map(|index| holdings.entity(index).clone());
        Ok((ends, if a == b { Vec::new() } else { answer::why(holdings, a, b) }))
    })?;
    let [a, b] = &ends;
    if a.id == b.id {
        return Ok(same(a));
    }
    if rows.is_empty() {
        anstream::eprintln!("nothing links {} and {}: no talk mentions both, no relation is known", a.name, b.name);
    }
    if command.listing.format == Format::Table {
        for row in &rows {
            write_link(row, out)?;
        }
    } else {
        listed(&rows, command.listing, out)?;
    }
    Ok(if rows.is_empty() { Outcome::NothingSaid } else { Outcome::Done })
}

/// Says that two names mean one entity.
fn same(entity: &Entity) -> Outcome {
    anstream::eprintln!("both are {}; `hallway show {}` tells all about it", entity.name, entity.id);
    Outcome::NothingSaid
}

fn write_link(row: &LinkRow, out: &mut dyn Write) -> io::Result<()> {
    match row {
        LinkRow::Relation(relation) => write_relation(relation, "", out),
        LinkRow::Talk(shared) => write_shared(shared, "", out),
    }
}

fn write_relation(row: &RelationRow, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let arrow = if row.verb.is_empty() { "→".to_owned() } else { format!("—{}→", row.verb) };
    writeln!(out, "{indent}{} {arrow} {}  ({}, {})", row.from, row.to, row.origin, row.place)
}

fn write_shared(row: &SharedTalk, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let edition = row.edition.as_ref().map_or_else(|| "unknown edition".to_owned(), ToString::to_string);
    writeln!(out, "{indent}{edition}: {}", printable(&row.title))?;
    for evidence in &row.evidence {
        writeln!(out, "{indent}    “{}”", printable(&evidence.quote))?;
        writeln!(out, "{indent}    {}", evidence.place())?;
    }
    Ok(())
}

pub(super) fn path(shared: &Shared, command: &Pair, out: &mut dyn Write, report: &mut Report) -> Result<Outcome, Stop> {
    let workspace = open(shared, report)?;
    let (a, b) = (entity(workspace, &command.a)?, entity(workspace, &command.b)?);
    if a == b {
        return Ok(same(workspace.gazetteer.entity(a)));
    }
    let Some(steps) = answer::path(workspace, a, b) else {
        anstream::eprintln!("no chain of shared talks leads from {} to {}", command.a, command.b);
        return Ok(Outcome::NothingSaid);
    };
    if command.listing.format == Format::Table {
        for step in &steps {
            writeln!(out, "{} – {}  ({})", step.from, step.to, count(step.talks, "talk"))?;
            for shared in &step.links {
                write_shared(shared, "  ", out)?;
            }
        }
        return Ok(Outcome::Done);
    }
    rows::print(&steps, command.listing.format, out)?;
    Ok(Outcome::Done)
}

pub(super) fn show(shared: &Shared, command: &Show, out: &mut dyn Write, report: &mut Report) -> Result<Outcome, Stop> {
    let card =
        ask(shared, report, |holdings| Ok(answer::show(holdings, entity(holdings, &command.entity.join(" "))?)))?;
    rows::print_one(&card, command.listing.format, out, |out| write_card(&card, out))?;
    Ok(Outcome::Done)
}

/// How many relations a card shows.
const RELATIONS: usize = 20;

fn write_card(card: &Card, out: &mut dyn Write) -> io::Result<()> {
    let bold = anstyle::Style::new().bold();
    writeln!(out, "{bold}{}{bold:#}  {} · {}", card.name, card.kind, card.entity)?;
    if let Some(about) = &card.about {
        writeln!(out, "{about}")?;
    }
    let mut line = |name: &str, text: String| -> io::Result<()> {
        if text.is_empty() { Ok(()) } else { writeln!(out, "{name:<13}{text}") }
    };
    line("also", card.aliases.join(", "))?;
    line("belongs to", card.broader.join(", "))?;
    for (name, link) in &card.links {
        line(name, link.clone())?;
    }
    line("defined", card.defined.clone().unwrap_or_default())?;
    line("talks", format!("{} of {}", card.talks, card.of))?;
    if card.uncertain > 0 {
        line("uncertain", format!("{}, left out of counts", count(card.uncertain, "mention")))?;
    }
    if !card.relations.is_empty() {
        writeln!(out, "\n{bold}Relations{bold:#}")?;
        for relation in card.relations.iter().take(RELATIONS) {
            write_relation(relation, "  ", out)?;
        }
        if card.relations.len() > RELATIONS {
            writeln!(out, "  and {} more; --format json lists all", card.relations.len() - RELATIONS)?;
        }
    }
    if !card.appearances.is_empty() {
        writeln!(out, "\n{bold}Appearances{bold:#}")?;
        for appearance in &card.appearances {
            let gap = match appearance.gap {
                None | Some(0) => String::new(),
                Some(1) => "  after 1 observed edition without".to_owned(),
                Some(gap) => format!("  after {gap} observed editions without"),
            };
            writeln!(out, "  {}  {} of {} talks{gap}", appearance.edition, appearance.talks, appearance.of)?;
        }
    }
    if !card.neighbours.is_empty() {
        writeln!(out, "\n{bold}Neighbours{bold:#}")?;
        for near in &card.neighbours {
            writeln!(out, "  {:<28} {:>2} together, G² {:.1}", near.name, near.together, near.g2)?;
        }
    }
    Ok(())
}

fn edition(edition: Option<&EditionId>) -> String {
    edition.map_or_else(|| "?".to_owned(), ToString::to_string)
}

fn quote(evidence: Option<&Evidence>) -> String {
    evidence.map(|evidence| evidence.quote.clone()).unwrap_or_default()
}

impl Row for TalkRow {
    const COLUMNS: &'static [&'static str] = &["edition", "title", "speakers", "mentions", "quote", "place"];

    fn cells(&self) -> Vec<String> {
        vec![
            edition(self.edition.as_ref()),
            self.title.clone(),
            self.speakers.join(", "),
            self.mentions.to_string(),
            quote(self.evidence.as_ref()),
            self.evidence.as_ref().map(Evidence::place).unwrap_or_default(),
        ]
    }
}

impl Row for CorpusRow {
    const COLUMNS: &'static [&'static str] = &["edition", "title", "speakers", "day", "track", "status", "accounts"];

    fn cells(&self) -> Vec<String> {
        let accounts = self.accounts.iter().map(|account| format!("{}:{}", account.source, account.line));
        vec![
            edition(self.edition.as_ref()),
            self.title.clone(),
            self.speakers.join(", "),
            self.day.clone().unwrap_or_default(),
            self.track.clone().unwrap_or_default(),
            self.status.to_owned(),
            accounts.collect::<Vec<_>>().join(", "),
        ]
    }
}

impl Row for GroupRow {
    const COLUMNS: &'static [&'static str] = &["name", "talks", "of", "share", "entities", "years", "foremost"];

    fn cells(&self) -> Vec<String> {
        let years = match (self.years.first_key_value(), self.years.last_key_value()) {
            (Some((first, _)), Some((last, _))) if first != last => format!("{first}–{last}"),
            (Some((only, _)), _) => only.to_string(),
            _ => String::new(),
        };
        let foremost = self.foremost.iter().filter(|(name, _)| *name != self.name);
        vec![
            self.name.clone(),
            self.talks.to_string(),
            self.of.to_string(),
            format!("{:.1}%", 100.0 * self.share),
            self.entities.to_string(),
            years,
            foremost.map(|(name, talks)| format!("{name} {talks}")).collect::<Vec<_>>().join(", "),
        ]
    }
}

impl Row for MentionRow {
    const COLUMNS: &'static [&'static str] = &["entity", "kind", "certain", "text", "place", "talk"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.entity.clone(),
            self.kind.to_string(),
            if self.certain { "yes" } else { "no" }.to_owned(),
            crate::text::squeeze(&self.text),
            format!("{}:{}:{}", self.source, self.line, self.column),
            self.talk.clone().unwrap_or_default(),
        ]
    }
}

impl Row for ExplainedRow {
    const COLUMNS: &'static [&'static str] = &["entity", "ruling", "because", "quote", "place", "talk"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.mention.entity.clone(),
            self.ruling.to_owned(),
            self.because.clone(),
            self.quote.clone(),
            format!("{}:{}:{}", self.mention.source, self.mention.line, self.mention.column),
            self.mention.talk.clone().unwrap_or_default(),
        ]
    }
}

impl Row for NeighbourRow {
    const COLUMNS: &'static [&'static str] =
        &["name", "kind", "together", "talks", "of", "G²", "association", "Jaccard", "NPMI"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.kind.to_string(),
            self.together.to_string(),
            self.talks.to_string(),
            self.of.to_string(),
            hundredths(self.g2),
            hundredths(self.association),
            format!("{:.3}", self.jaccard),
            format!("{:.3}", self.npmi),
        ]
    }
}

impl List for answer::Pairs {
    type Row<'l> = PairRow<'l>;

    fn len(&self) -> usize {
        self.len()
    }

    fn row(&self, at: usize) -> PairRow<'_> {
        self.row(at)
    }
}

impl Row for PairRow<'_> {
    const COLUMNS: &'static [&'static str] = &["a", "b", "together", "talks a", "talks b", "of", "G²", "association"];

    fn cells(&self) -> Vec<String> {
        let mut cells = Vec::new();
        self.write(&mut cells);
        cells
    }

    fn write(&self, cells: &mut dyn Cells) {
        cells.text(self.a);
        cells.text(self.b);
        for count in [self.together, self.talks_a, self.talks_b, self.of] {
            cells.number(count);
        }
        cells.hundredths(self.g2);
        cells.hundredths(self.association);
    }
}

impl Row for LinkRow {
    const COLUMNS: &'static [&'static str] = &["link", "what", "quote", "place"];

    fn cells(&self) -> Vec<String> {
        match self {
            Self::Relation(row) => vec![
                row.origin.to_owned(),
                format!("{} {} {}", row.from, if row.verb.is_empty() { "→" } else { &row.verb }, row.to),
                row.quote.clone(),
                row.place.clone(),
            ],
            Self::Talk(row) => vec![
                "talk".to_owned(),
                format!("{}: {}", edition(row.edition.as_ref()), row.title),
                row.evidence.iter().map(|evidence| evidence.quote.as_str()).collect::<Vec<_>>().join(" … "),
                row.evidence.iter().map(Evidence::place).collect::<Vec<_>>().join(", "),
            ],
        }
    }
}

impl Row for StepRow {
    const COLUMNS: &'static [&'static str] = &["from", "to", "talks", "titles"];

    fn cells(&self) -> Vec<String> {
        let titles = self.links.iter().map(|talk| format!("{}: {}", edition(talk.edition.as_ref()), talk.title));
        vec![self.from.clone(), self.to.clone(), self.talks.to_string(), titles.collect::<Vec<_>>().join("; ")]
    }
}

impl Row for ToCheckRow {
    const COLUMNS: &'static [&'static str] = &["edition", "item", "place", "quote", "came up again"];

    fn cells(&self) -> Vec<String> {
        let later = |row: &LaterRow| format!("{}: {}", row.edition, row.title);
        vec![
            edition(self.edition.as_ref()),
            self.item.clone(),
            self.evidence.place(),
            self.evidence.quote.clone(),
            self.later.iter().map(later).collect::<Vec<_>>().join("; "),
        ]
    }
}
