//! The command line: arguments, one function per command, messages.
//!
//! Alone knows the terminal. Results go to standard output, everything else to standard error.

mod args;
mod build;
mod check;
mod clock;
mod command;
mod deck;
mod draw;
mod easel;
mod eval;
mod evolution;
mod example;
mod explore;
mod export;
mod fetch;
mod message;
mod output;
mod place;
mod programme;
mod rows;
mod run;
mod serve;
mod suggest;
mod workspace;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use message::Report;

use crate::query::{answer, programme as queried};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It did what was asked.
    Done,
    /// There is nothing of what was asked for: exit code 1.
    NothingFound,
    /// The same, and it has said so.
    NothingSaid,
}

/// What stops a command.
#[derive(Debug)]
enum Stop {
    /// Complaints, shown as they are: exit code 2.
    Complaints(Vec<crate::complaint::Complaint>),
    /// A name that nothing has: exit code 1.
    Unknown(crate::complaint::Complaint),
    /// Output that cannot be written.
    Output(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<crate::complaint::Complaint> for Stop {
    fn from(complaint: crate::complaint::Complaint) -> Self {
        Self::Complaints(vec![complaint])
    }
}

/// Runs the program with the process's arguments.
///
/// Exit code 0 is done, 1 nothing found, 2 an error; a reader who closes the pipe early makes none.
pub fn run() -> ExitCode {
    allow_large_pages(false);
    let arguments = Arguments::parse();
    allow_large_pages(!arguments.command.answers_from_parts());
    arguments.colour.write_global();
    let mut report = Report::default();
    if let Some(jobs) = arguments.shared.jobs {
        // Nothing has asked for workers yet, so that they can still be counted.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build_global();
    }
    let mut out = output::Stdout::lock();
    let outcome = dispatch(&arguments, &mut out, &mut report);
    // What was found before something stopped the command is shown too.
    let flushed = out.flush();
    let outcome = outcome.and_then(|outcome| {
        flushed?;
        Ok(outcome)
    });
    if arguments.shared.timings {
        report.clock.show();
    }
    let code = match outcome {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::NothingFound) => {
            // Complaints tell why; where there is none either, somebody would wonder whether it ran.
            if out.is_empty && report.is_empty() {
                anstream::eprintln!("note: nothing found");
            }
            1
        }
        Ok(Outcome::NothingSaid) => 1,
        Err(Stop::Unknown(complaint)) => {
            let is_broken = report.has_errors();
            report.add(vec![complaint]);
            report.show();
            return ExitCode::from(if is_broken { 2 } else { 1 });
        }
        Err(Stop::Complaints(complaints)) => {
            report.add(complaints);
            2
        }
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
        Err(Stop::Output(error)) => {
            let cause = format!("cannot write the output: {}", crate::source::load::reason(&error));
            report.add(vec![crate::complaint::Complaint::error("", cause)]);
            2
        }
    };
    report.show();
    ExitCode::from(if report.has_errors() { 2 } else { code })
}

/// Says whether the system may give memory in pages of megabytes.
///
/// It has to wipe all of a page before the first byte is used: worth it where everything is read, and for a short answer longer
/// than the answer takes.
fn allow_large_pages(allows: bool) {
    #[cfg(target_os = "linux")]
    // What the system refuses costs time and nothing else.
    let _ = rustix::thread::disable_transparent_huge_pages(!allows);
    #[cfg(not(target_os = "linux"))]
    let _ = allows;
}

fn dispatch(arguments: &Arguments, out: &mut dyn Write, report: &mut Report) -> Result<Outcome, Stop> {
    let shared = &arguments.shared;
    match &arguments.command {
        Command::Talks(command) => command::talks(shared, command, out, report),
        Command::Entities(command) => command::entities(shared, command, out, report),
        Command::Show(command) => command::show(shared, command, out, report),
        Command::Why(command) => command::why(shared, command, out, report),
        Command::Related(command) => command::related(shared, command, out, report),
        Command::Pairs(command) => command::pairs(shared, command, out, report),
        Command::Recur(command) => evolution::recur(shared, command, out, report),
        Command::Delta(command) => evolution::delta(shared, command, out, report),
        Command::Trend(command) => evolution::trend(shared, command, out, report),
        Command::Trends(command) => evolution::trends(shared, command, out, report),
        Command::Communities(command) => evolution::communities(shared, command, out, report),
        Command::Path(command) => command::path(shared, command, out, report),
        Command::People(command) => command::select(shared, command, out, report, queried::people),
        Command::Editions(listing) => {
            command::list(shared, *listing, out, report, |workspace| queried::editions(&workspace.corpus))
        }
        Command::Tracks(command) => command::select(shared, command, out, report, queried::tracks),
        Command::Fetch(command) => fetch::fetch(shared, command, out, report),
        Command::Import(command) => programme::import(shared, command, out, report),
        Command::Corpus(listing) => {
            command::list(shared, *listing, out, report, |workspace| answer::corpus(&workspace.corpus))
        }
        Command::Mentions(command) => command::mentions(shared, command, out, report),
        Command::Tocheck(listing) => command::list(shared, *listing, out, report, answer::to_check),
        Command::Build(command) => build::build(shared, command, out, report),
        Command::Draw(command) => draw::draw(shared, command, out, report),
        Command::Export(command) => export::export(shared, command, out, report),
        Command::Run(command) => run::run(shared, command, out, report),
        Command::Deck(command) => deck::deck(shared, command, out, report),
        Command::Explore(command) => explore::explore(shared, command, out, report),
        Command::Suggest(command) => suggest::suggest(shared, command, out, report),
        Command::Eval(command) => eval::eval(shared, command, out, report),
        Command::Serve(command) => serve::serve(shared, command, out, report),
        Command::Check => check::check(shared, out, report),
        Command::Init(command) => example::init(command, out),
        Command::Completions(command) => {
            args::completions(command, out)?;
            Ok(Outcome::Done)
        }
        Command::Man(command) => {
            args::man(command, out)?;
            Ok(Outcome::Done)
        }
    }
}
