//! Evolution: what recurs, what changed, what rises and falls.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use super::args::{Communities, Delta, Followed, Format, Recur, Shared, Trend, Trends};
use super::command::{entity, listed, parse};
use super::message::Report;
use super::rows::{self, Row};
use super::workspace::open;
use super::{Outcome, Stop};
use crate::complaint::{Complaint, did_you_mean};
use crate::corpus::EditionId;
use crate::evidence::Evidence;
use crate::query::Selection;
use crate::query::answer::TalkRef;
use crate::query::community::{self, CommunityRow, EvolvedRow};
use crate::query::evolution::{self, Change, ContinuedRow, DeltaRow, RecurRow, Subject, TrendRow};
use crate::workspace::Workspace;

impl Followed {
    /// What that is; none for talks, which only `recur` follows.
    fn subject(self) -> Option<Subject> {
        match self {
            Self::Entity => Some(Subject::Entity),
            Self::Person => Some(Subject::Person),
            Self::Track => Some(Subject::Track),
            Self::Talk => None,
        }
    }

    fn of_entities_people_or_tracks(self) -> Result<Subject, Stop> {
        self.subject().ok_or_else(|| {
            let complaint = Complaint::error("", "talks are followed by `hallway recur --of talk` only");
            complaint.hint("--of entity, person or track").into()
        })
    }
}

pub(super) fn recur(
    shared: &Shared,
    command: &Recur,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let workspace = open(shared, report)?;
    let query = parse(workspace, &command.selected.query.join(" "))?;
    let most = command.limit.unwrap_or(usize::MAX);
    let Some(subject) = command.of.subject() else {
        let mut rows = evolution::continued(workspace, &query);
        rows.truncate(most);
        return listed(&rows, command.selected.listing, out);
    };
    let mut rows = evolution::recur(workspace, &query, subject, command.min_editions);
    rows.truncate(most);
    listed(&rows, command.selected.listing, out)
}

pub(super) fn delta(
    shared: &Shared,
    command: &Delta,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let subject = command.of.of_entities_people_or_tracks()?;
    let workspace = open(shared, report)?;
    let query = parse(workspace, &command.condition)?;
    let (from, to) = match (&command.from, &command.to) {
        (last, None) if last == "last" => evolution::newest(&workspace.corpus).ok_or_else(|| {
            Complaint::error("", "there are no two editions of one series")
                .hint("`hallway editions` lists what there is")
        })?,
        (from, None) => {
            let complaint = Complaint::error("", format!("what is {from} to be compared with?"));
            return Err(complaint.hint(format!("hallway delta {from} EDITION, or hallway delta last")).into());
        }
        (from, Some(to)) => (edition(workspace, from)?, edition(workspace, to)?),
    };
    let Some(mut delta) = evolution::delta(workspace, &query, subject, &from, &to) else {
        let complaint = Complaint::error("", format!("no talk of {from} or of {to} is selected"));
        return Err(Stop::Unknown(
            complaint.hint("`hallway editions` lists what there is; both must be of one series"),
        ));
    };
    if !command.all {
        delta.rows.retain(|row| row.change != Change::Same);
    }
    let mut told: BTreeMap<Change, usize> = BTreeMap::new();
    let all: BTreeMap<Change, usize> = delta.rows.iter().fold(BTreeMap::new(), |mut counts, row| {
        *counts.entry(row.change).or_insert(0) += 1;
        counts
    });
    if command.listing.format == Format::Table {
        // A list of hundreds that came once tells less than the ten that came in most talks.
        delta.rows.retain(|row| {
            let told = told.entry(row.change).or_insert(0);
            *told += 1;
            *told <= command.limit
        });
        let counts: Vec<String> = all.iter().map(|(change, count)| format!("{count} {}", change.name())).collect();
        let turnover = delta.turnover.map_or_else(
            || "turnover: cannot say, not all of both is known".to_owned(),
            |turnover| format!("turnover {turnover:.2}"),
        );
        writeln!(out, "{} → {}: {}; {turnover}", delta.from, delta.to, counts.join(", "))?;
    }
    rows::print(&delta.rows, command.listing.format, out)?;
    Ok(if delta.rows.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

/// The edition that a user names by its id, or by its year where that is of one series only.
fn edition(workspace: &Workspace, name: &str) -> Result<EditionId, Stop> {
    let known = workspace.corpus.editions();
    if let Some(edition) = EditionId::parse(name).filter(|edition| known.contains_key(edition)) {
        return Ok(edition);
    }
    let year: Option<u16> = name.parse().ok();
    let of_year: Vec<&EditionId> = known.keys().filter(|edition| Some(edition.year) == year).collect();
    match of_year.as_slice() {
        [only] => Ok((*only).clone()),
        [] => {
            let names: Vec<String> = known.keys().map(ToString::to_string).collect();
            let complaint = Complaint::error("", format!("nothing is known of an edition `{name}`"));
            Err(Stop::Unknown(match did_you_mean(name, names.iter().map(String::as_str)) {
                Some(close) => complaint.hint(format!("did you mean `{close}`?")),
                None => complaint.hint("`hallway editions` lists what there is"),
            }))
        }
        several => {
            let names: Vec<String> = several.iter().map(ToString::to_string).collect();
            let complaint = Complaint::error("", format!("`{name}` is the year of several editions"));
            Err(complaint.hint(format!("one of {}", names.join(", "))).into())
        }
    }
}

pub(super) fn trend(
    shared: &Shared,
    command: &Trend,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let workspace = open(shared, report)?;
    let wanted = command.entities.iter().map(|name| entity(workspace, name)).collect::<Result<BTreeSet<_>, Stop>>()?;
    let query = parse(workspace, &command.condition)?;
    listed(&evolution::trends(workspace, &query, Subject::Entity, 0, Some(&wanted)), command.listing, out)
}

pub(super) fn trends(
    shared: &Shared,
    command: &Trends,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let subject = command.of.of_entities_people_or_tracks()?;
    let workspace = open(shared, report)?;
    let query = parse(workspace, &command.selected.query.join(" "))?;
    let mut rows = evolution::trends(workspace, &query, subject, command.min_talks, None);
    rows.truncate(command.limit.unwrap_or(usize::MAX));
    listed(&rows, command.selected.listing, out)
}

pub(super) fn communities(
    shared: &Shared,
    command: &Communities,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let workspace = open(shared, report)?;
    let query = parse(workspace, &command.selected.query.join(" "))?;
    let listing = command.selected.listing;
    let Some(count) = command.periods else {
        return listed(&community::communities(workspace, &query), listing, out);
    };
    let talks = Selection::of(workspace).talks(&query);
    let periods = community::periods(workspace, &talks, count);
    let rows: Vec<EvolvedRow> = periods.into_iter().flat_map(|period| period.communities).collect();
    listed(&rows, listing, out)
}

fn years(first: u16, last: u16) -> String {
    if first == last { first.to_string() } else { format!("{first}–{last}") }
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"))
}

impl Row for RecurRow {
    const COLUMNS: &'static [&'static str] =
        &["name", "editions", "of", "talks", "first", "last", "longest gap", "retention", "return", "talks by year"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.editions.to_string(),
            self.of.to_string(),
            self.talks.to_string(),
            self.first.to_string(),
            self.last.to_string(),
            self.longest_gap.to_string(),
            share(self.retention),
            share(self.return_rate),
            self.sparkline.clone(),
        ]
    }
}

impl Row for ContinuedRow {
    const COLUMNS: &'static [&'static str] = &["edition", "talk", "carries on", "of", "by", "shared"];

    fn cells(&self) -> Vec<String> {
        let edition = |talk: &TalkRef| talk.edition.as_ref().map(ToString::to_string).unwrap_or_default();
        let by = if self.same_speaker { "the same speaker".to_owned() } else { self.earlier.speakers.join(", ") };
        vec![
            edition(&self.talk),
            self.talk.title.clone(),
            self.earlier.title.clone(),
            edition(&self.earlier),
            by,
            self.shared.iter().take(4).cloned().collect::<Vec<_>>().join(", "),
        ]
    }
}

impl Row for DeltaRow {
    const COLUMNS: &'static [&'static str] = &["change", "name", "from", "to", "ζ", "before", "example", "place"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.change.name().to_owned(),
            self.name.clone(),
            format!("{} of {}", self.from, self.from_of),
            format!("{} of {}", self.to, self.to_of),
            format!("{:+.1}", self.zeta),
            self.last_before.map(|year| year.to_string()).unwrap_or_default(),
            self.evidence.as_ref().map(|evidence| evidence.quote.clone()).unwrap_or_default(),
            self.evidence.as_ref().map(Evidence::place).unwrap_or_default(),
        ]
    }
}

impl Row for TrendRow {
    const COLUMNS: &'static [&'static str] =
        &["name", "direction", "p", "slope", "bursts", "talks", "editions", "talks by year"];

    fn cells(&self) -> Vec<String> {
        let bursts =
            self.bursts.iter().map(|burst| format!("{} ({:.1})", years(burst.first, burst.last), burst.weight));
        vec![
            self.name.clone(),
            self.reason.as_ref().map_or_else(|| self.direction.to_owned(), |why| format!("{}: {why}", self.direction)),
            self.p.map_or_else(|| "–".to_owned(), |p| if p < 0.001 { "<0.001".to_owned() } else { format!("{p:.3}") }),
            self.slope.map_or_else(|| "–".to_owned(), |slope| format!("{slope:+.2}")),
            bursts.collect::<Vec<_>>().join(", "),
            self.talks.to_string(),
            self.editions.to_string(),
            self.sparkline.clone(),
        ]
    }
}

impl Row for CommunityRow {
    const COLUMNS: &'static [&'static str] = &["name", "theme", "members", "talks", "centrality", "density", "also"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.theme.to_owned(),
            self.members.to_string(),
            self.talks.to_string(),
            format!("{:.1}", self.centrality),
            format!("{:.1}", self.density),
            self.entities.iter().skip(3).take(6).cloned().collect::<Vec<_>>().join(", "),
        ]
    }
}

impl Row for EvolvedRow {
    const COLUMNS: &'static [&'static str] =
        &["years", "name", "members", "talks", "theme", "comes from", "shared", "inclusion", "stability"];

    fn cells(&self) -> Vec<String> {
        let most = self.before.first();
        vec![
            years(self.first, self.last),
            self.community.name.clone(),
            self.community.members.to_string(),
            self.community.talks.to_string(),
            self.community.theme.to_owned(),
            most.map(|passage| passage.name.clone()).unwrap_or_default(),
            most.map(|passage| passage.shared.len().to_string()).unwrap_or_default(),
            share(most.map(|passage| passage.inclusion)),
            share(most.map(|passage| passage.stability)),
        ]
    }
}
