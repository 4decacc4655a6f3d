//! `explore`: a page to look around in.

use std::io::Write;
use std::path::Path;

use super::args::{Explore, Shared};
use super::command::parse;
use super::message::Report;
use super::workspace::{open, save};
use super::{Outcome, Stop};
use crate::complaint::Complaint;
use crate::export::explorer;
use crate::query::exploration::{Exploration, exploration};
use crate::source::load::shown;
use crate::workspace::Workspace;

pub(super) fn explore(
    shared: &Shared,
    command: &Explore,
    out: &mut dyn Write,
    report: &mut Report,
) -> Result<Outcome, Stop> {
    let page = explorer(&explored(open(shared, report)?, &command.query)?, None);
    if command.out == Path::new("-") {
        out.write_all(page.as_bytes())?;
        return Ok(Outcome::Done);
    }
    save(&command.out, page.as_bytes())?;
    writeln!(out, "{}", shown(&command.out))?;
    Ok(Outcome::Done)
}

/// What can be explored of the talks that a query selects, which are some.
pub(super) fn explored(workspace: &Workspace, query: &[String]) -> Result<Exploration, Stop> {
    let condition = query.join(" ");
    let exploration = exploration(workspace, &parse(workspace, &condition)?, &condition);
    if exploration.talks.is_empty() {
        let complaint = Complaint::error("", "no talk is selected");
        return Err(Stop::Unknown(complaint.hint("widen the query, or see `hallway corpus`")));
    }
    Ok(exploration)
}
