//! Arguments: what can be said on the command line, and how it is explained.

mod graph;
mod picture;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

pub(super) use self::graph::{Explore, Export, Serve, graph_format};
pub(super) use self::picture::{Animate, Deck, Draw, Letters, Look, Run, SCALE};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// What was said.
#[derive(Debug, Parser)]
#[command(
    name = "hallway",
    version,
    styles = STYLES,
    about = "Ask your conference notes what is talked about together and what comes back",
    long_about = "Ask your conference notes what is talked about together and what comes back.\n\n\
        Reads trip reports and notes, tags what they mention, and answers in words and pictures, each with the file, \
        the place and the quote behind it.",
    after_help = "Examples:\n  \
        hallway talks CRIU\n  \
        hallway why Kubernetes containerd\n  \
        hallway draw timeline --focus CRIU,Kubernetes,Docker --out criu.svg\n  \
        hallway run\n\n\
        Exit codes: 0 done, 1 nothing found, 2 an error.",
    disable_help_subcommand = true,
    propagate_version = true
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) shared: Shared,
    #[command(flatten)]
    pub(super) colour: Colour,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What every command is told: where to read.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Where to read")]
pub(super) struct Shared {
    /// Read below this folder [default: the nearest `data` folder upwards]
    ///
    /// Notes are read from its `notes` folder, schedules from `schedules`, edition files from `editions`, dictionaries
    /// from `dictionaries`. Dictionaries that are built in serve where it has none; so do editions, but only to tell which
    /// talks the notes are about. Where there is no data folder at all, the notes of the current folder are read beside
    /// the editions that are built in.
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) data: Option<PathBuf>,
    /// Read these files or folders in place of the data folder's notes and schedules; can be given more than once
    ///
    /// Editions then serve only to tell which scheduled talks the notes are about.
    #[arg(long = "source", value_name = "PATH", global = true)]
    pub(super) sources: Vec<PathBuf>,
    /// Use no editions but those of the sources
    #[arg(long, global = true)]
    pub(super) no_editions: bool,
    /// Read dictionaries from this folder [default: the data folder's, else the built-in ones]
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) dictionaries: Option<PathBuf>,
    /// Say which edition a source is of, as in notes.txt=fosdem-2016; can be given more than once
    #[arg(long = "edition", value_name = "SOURCE=EDITION", global = true, value_parser = edition)]
    pub(super) editions: Vec<(String, String)>,
    /// Answer from this snapshot, brought up to date first [default: hallway.snapshot beside the data folder, if it is there]
    ///
    /// `hallway build` makes it. It knows what it was made of; only what changed since is read again.
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) snapshot: Option<PathBuf>,
    /// Use no snapshot
    #[arg(long, global = true, conflicts_with = "snapshot")]
    pub(super) no_snapshot: bool,
    /// Work on this many cores [default: all]
    ///
    /// Answers do not depend on it.
    #[arg(long, value_name = "N", global = true)]
    pub(super) jobs: Option<std::num::NonZeroUsize>,
    /// Tell on standard error how long each stage took, and how many bytes went through it
    #[arg(long, global = true)]
    pub(super) timings: bool,
}

/// When to colour what goes to a terminal.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Colour {
    /// Colour the output
    #[arg(long = "color", alias = "colour", value_name = "WHEN", global = true, value_enum, default_value = "auto")]
    when: When,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum When {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Colour {
    /// Makes the choice hold for everything that is written.
    pub(super) fn write_global(self) {
        let choice = match self.when {
            When::Auto => anstream::ColorChoice::Auto,
            When::Always => anstream::ColorChoice::Always,
            When::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

fn edition(text: &str) -> Result<(String, String), String> {
    let (source, edition) = text.rsplit_once('=').ok_or("write SOURCE=EDITION, as in notes.txt=fosdem-2016")?;
    if crate::corpus::EditionId::parse(edition).is_none() {
        return Err(format!("`{edition}` is no edition; write a series and a year, as in fosdem-2016"));
    }
    Ok((source.to_owned(), edition.to_owned()))
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the talks that mention something
    #[command(after_help = "Examples:\n  \
        hallway talks CRIU\n  \
        hallway talks 'CRIU and (Kubernetes or podman) year:2016..2023'\n  \
        hallway talks 'speaker:\"Adrian Reber\" not track:lightning' --format md\n  \
        hallway talks Kubernetes --limit 20\n\n\
        Names are entities and their aliases. Fields: year: series: edition: track: speaker: kind:\n\
        Quote words to find them as they are: '\"live migration\"'")]
    Talks(Talks),
    /// List what talks mention, entity by entity or rolled up by field, broader topic or kind
    Entities(Entities),
    /// Show all about one entity: names, relations, appearances, neighbours
    Show(Show),
    /// Tell what links two entities: shared talks and relations, with quotes
    Why(Pair),
    /// List what is mentioned together with an entity
    Related(Related),
    /// List the pairs of entities that talks mention together, the most telling first
    #[command(
        after_help = "Examples:\n  hallway pairs --limit 20\n  hallway pairs 'year:2020.. kind:project' --min-talks 5\n  \
        hallway pairs --format csv > edges.csv\n\n\
        QUERY is in the language of `hallway talks`; only the talks that it selects count."
    )]
    Pairs(Pairs),
    /// List what recurs over the editions of a series: entities, people, tracks, or talks that carry on earlier ones
    Recur(Recur),
    /// Tell what is new, back, gone, risen or fallen between two editions
    Delta(Delta),
    /// Tell whether entities rise or fall, and when they burst
    Trend(Trend),
    /// List what rises and what falls
    Trends(Trends),
    /// List groups of entities that are talked about together
    #[command(after_help = "Examples:\n  hallway communities year:2024..\n  hallway communities --periods 4\n\n\
        Entities are linked where two talks or more mention both, more often than by chance, and divided by the Leiden\n\
        algorithm. Motor themes are central and well worked out, basic ones central, niche ones well worked out.")]
    Communities(Communities),
    /// Find the strongest chain of shared talks between two entities
    Path(Pair),
    /// Read everything once into a snapshot, from which the other commands then answer
    #[command(after_help = "Examples:\n  \
        hallway build\n  \
        hallway build --source schedules --out talks.snapshot\n  \
        hallway talks CRIU --snapshot talks.snapshot\n\n\
        Without --out it is hallway.snapshot beside the data folder, where the other commands look for it.\n\
        They bring it up to date: what changed is read again, and changed dictionaries tag all again.")]
    Build(Build),
    /// Draw a picture: SVG, PNG, PDF, DOT, Mermaid or text
    Draw(Box<Draw>),
    /// Write the graph, or a part of it, for other programs
    Export(Box<Export>),
    /// Draw all saved queries
    Run(Run),
    /// Make slides of saved queries: one page for browsers, or Markdown for Marp
    Deck(Deck),
    /// Write a page to look around in: search, network, years, talks with their evidence, in one file
    Explore(Explore),
    /// List people with the talks that they gave
    #[command(after_help = "Examples:\n  hallway people 'Kubernetes year:2015..'\n  hallway tracks series:fosdem\n\n\
        QUERY is in the language of `hallway talks`; only the talks that it selects count.")]
    People(Selected),
    /// List editions: what is known of each
    Editions(Listing),
    /// List tracks by the years in which they were held
    #[command(after_help = "Examples:\n  hallway people 'Kubernetes year:2015..'\n  hallway tracks series:fosdem\n\n\
        QUERY is in the language of `hallway talks`; only the talks that it selects count.")]
    Tracks(Selected),
    /// List all talks with their accounts
    Corpus(Listing),
    /// List every mention of every entity
    Mentions(Mentions),
    /// List what the notes say to look at later, and where it came up again
    Tocheck(Listing),
    /// Serve the page to look around in, and the questions behind it as JSON, to browsers on this machine
    Serve(Serve),
    /// Say what is wrong or doubtful in dictionaries, notes and saved queries
    Check,
    /// Suggest entries: terms of the talks that no dictionary knows, best first
    Suggest(Suggest),
    /// Tell how well tagging does: against labels made by hand, and how many talks it reaches
    Eval(Eval),
    /// Download schedules of known series, or from any address
    Fetch(Fetch),
    /// Turn schedules into edition files: facts, and what their texts mention
    Import(Import),
    /// Make a new workspace with a commented example of each kind of file
    Init(Init),
    /// Print completions for a shell
    Completions(Completions),
    /// Write the manual pages
    Man(Man),
}

impl Command {
    /// Whether it takes single talks out of built-in editions and snapshots, and reads nothing else.
    pub(super) fn answers_from_parts(&self) -> bool {
        matches!(self, Self::Talks(_) | Self::Show(_) | Self::Why(_) | Self::Related(_))
    }
}

/// How rows are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Table,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values
    Csv,
    /// A Markdown table
    Md,
}

#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Listing {
    /// How to print
    #[arg(long, value_enum, default_value = "table")]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    hallway entities year:2026 --limit 20\n  \
    hallway entities --by field\n  \
    hallway entities Kubernetes --by broader\n\n\
    A talk counts once in a group, however many of the group's entities it mentions. A field is a dictionary; a topic\n\
    holds all that belongs to it, also by way of other topics.")]
pub(super) struct Entities {
    /// Which talks, in the query language; nothing selects every talk
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    /// By what to roll up
    #[arg(long, value_enum, default_value = "entity")]
    pub(super) by: Rollup,
    /// How many to list
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,
    #[command(flatten)]
    pub(super) listing: Listing,
}

/// What is followed through editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Followed {
    /// What talks mention
    Entity,
    /// Who speaks
    Person,
    /// Tracks
    Track,
    /// Talks that carry on earlier ones
    Talk,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    hallway recur --limit 20\n  \
    hallway recur --of person Kubernetes\n  \
    hallway recur --of talk 'speaker:\"Adrian Reber\"'\n\n\
    Retention is how often an edition has it right after one that has it, return how often after one without. Only\n\
    observed editions count. A talk carries on an earlier one of the same speaker if what both mention is rare enough;\n\
    of other speakers, if it is rarer still.")]
pub(super) struct Recur {
    /// What to follow
    #[arg(long, value_enum, default_value = "entity")]
    pub(super) of: Followed,
    /// In how many editions it is at least
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) min_editions: usize,
    /// How many to list
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,
    #[command(flatten)]
    pub(super) selected: Selected,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    hallway delta last\n  \
    hallway delta fosdem-2016 fosdem-2026 --limit 40\n  \
    hallway delta 2019 2020 --of person\n\n\
    ζ is a log-odds ratio with an informative prior, as a z-score: beyond ±1.96 chance is no good explanation. Without\n\
    full coverage nobody can say that something is gone: it is unobserved.")]
pub(super) struct Delta {
    /// The earlier edition, or its year; `last` for the two newest
    #[arg(value_name = "FROM")]
    pub(super) from: String,
    /// The later edition, or its year
    #[arg(value_name = "TO")]
    pub(super) to: Option<String>,
    /// Which talks count, in the language of `hallway talks`
    #[arg(long = "where", value_name = "QUERY", default_value = "")]
    pub(super) condition: String,
    /// What to follow
    #[arg(long, value_enum, default_value = "entity")]
    pub(super) of: Followed,
    /// List also what is in both editions about as often
    #[arg(long)]
    pub(super) all: bool,
    /// How many of each change to list
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(super) limit: usize,
    #[command(flatten)]
    pub(super) listing: Listing,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  hallway trend Docker Kubernetes RISC-V\n\n\
    Mann–Kendall test and Sen's slope of the share of each edition's talks, in percentage points an edition; Kleinberg's\n\
    bursts. Under five editions that are known in full nobody can say.")]
pub(super) struct Trend {
    /// Names, aliases or ids
    #[arg(value_name = "ENTITY", required = true)]
    pub(super) entities: Vec<String>,
    /// Which talks count, in the language of `hallway talks`
    #[arg(long = "where", value_name = "QUERY", default_value = "")]
    pub(super) condition: String,
    #[command(flatten)]
    pub(super) listing: Listing,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  hallway trends --limit 20\n  hallway trends year:2018.. --of track\n\n\
    As `hallway trend`, of everything; what chance explains least comes first.")]
pub(super) struct Trends {
    /// What to follow
    #[arg(long, value_enum, default_value = "entity")]
    pub(super) of: Followed,
    /// In how many talks it is at least
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(super) min_talks: usize,
    /// How many to list
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,
    #[command(flatten)]
    pub(super) selected: Selected,
}

/// By what counts are rolled up.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Rollup {
    /// Each entity by itself
    Entity,
    /// The dictionary that it stands in
    Field,
    /// The topics that it belongs to
    Broader,
    /// Its kind
    Kind,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  hallway show Kubernetes")]
pub(super) struct Show {
    /// A name, alias or id
    #[arg(value_name = "ENTITY", required = true)]
    pub(super) entity: Vec<String>,
    #[command(flatten)]
    pub(super) listing: Listing,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  hallway why Kubernetes containerd\n  hallway path Minitel Kubernetes")]
pub(super) struct Pair {
    /// The one
    #[arg(value_name = "A")]
    pub(super) a: String,
    /// The other
    #[arg(value_name = "B")]
    pub(super) b: String,
    #[command(flatten)]
    pub(super) listing: Listing,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  hallway related CRIU --limit 10\n\n\
    Ranked by G² (log-likelihood); those met in one talk only come last. `together` of `talks` is how many talks\n\
    that mention the neighbour mention both.")]
pub(super) struct Related {
    /// A name, alias or id
    #[arg(value_name = "ENTITY", required = true)]
    pub(super) entity: Vec<String>,
    /// How many to list
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,
    #[command(flatten)]
    pub(super) listing: Listing,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    hallway mentions --format jsonl | grep '\"certain\":false'\n  \
    hallway mentions --entity Ring --explain")]
pub(super) struct Mentions {
    /// List those of this entity only
    #[arg(long, value_name = "ENTITY")]
    pub(super) entity: Option<String>,
    /// List every place where a name seems to stand, and say by which rule it counts or not
    #[arg(long)]
    pub(super) explain: bool,
    #[command(flatten)]
    pub(super) listing: Listing,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    hallway suggest --source schedules\n  \
    hallway suggest year:2024.. --kind topic --limit 20\n  \
    hallway suggest --patch | git apply\n  \
    hallway suggest --accept KubeVirt --accept 'Kata Containers' --reject 'Main Track'\n\n\
    Terms are ranked by C-value: talks, weighed by length, less those in which a longer term has it inside. Texts must be\n\
    at hand; of editions that are built in, only titles are. What is rejected is remembered in rejected.txt beside the\n\
    dictionaries.")]
pub(super) struct Suggest {
    /// In which talks to look, in the query language; nothing selects every talk
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    /// In how many talks a term stands at least
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) min_talks: usize,
    /// How many to list
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub(super) limit: usize,
    /// List only terms of this guessed kind; with --accept, the kind to enter
    #[arg(long, value_name = "KIND", value_parser = clap::builder::PossibleValuesParser::new(crate::gazetteer::Kind::ALL.map(crate::gazetteer::Kind::name)))]
    pub(super) kind: Option<String>,
    /// With --accept and --patch, the dictionary to enter it in [default: the one guessed]
    #[arg(long, value_name = "FIELD")]
    pub(super) field: Option<String>,
    /// Print a patch that adds all that would be listed to the dictionaries
    #[arg(long, conflicts_with_all = ["accept", "reject"])]
    pub(super) patch: bool,
    /// Enter this term in its dictionary; can be given more than once
    #[arg(long, value_name = "TERM")]
    pub(super) accept: Vec<String>,
    /// Never suggest this term again; can be given more than once
    #[arg(long, value_name = "TERM")]
    pub(super) reject: Vec<String>,
    #[command(flatten)]
    pub(super) listing: Listing,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    hallway eval\n  \
    hallway eval gold.json --source schedules\n\n\
    Gold is JSON: {\"2016/3907\": {\"entities\": [{\"surface\": \"CRIU\", \"kind\": \"project\", \"sure\": true}]}} with every\n\
    surface in title, subtitle and abstract, or a list of places of ambiguous names with name, surface, source\n\
    (fosdem:2016/3907:abstract), offset, context and label. Texts must be at hand: editions that are built in have none.")]
pub(super) struct Eval {
    /// Labels made by hand; without any, only how many talks carry a certain mention is told
    #[arg(value_name = "GOLD")]
    pub(super) gold: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) listing: Listing,
}

/// Pairs of entities.
#[derive(Debug, Args)]
pub(super) struct Pairs {
    /// Which talks, in the query language; nothing selects every talk
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    /// Leave out pairs that fewer talks mention together
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) min_talks: usize,
    /// Show at most this many
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,
    #[command(flatten)]
    pub(super) listing: Listing,
}

/// A snapshot.
#[derive(Debug, Args)]
pub(super) struct Build {
    /// Write it to this file, as --snapshot does
    #[arg(long, short, value_name = "FILE", conflicts_with = "snapshot")]
    pub(super) out: Option<PathBuf>,
    /// Read everything again, whatever is there
    #[arg(long)]
    pub(super) fresh: bool,
    #[command(flatten)]
    pub(super) listing: Listing,
}

/// Talks by a query.
#[derive(Debug, Args)]
pub(super) struct Selected {
    /// Which talks, in the query language; nothing selects every talk
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    #[command(flatten)]
    pub(super) listing: Listing,
}

/// The talks themselves.
#[derive(Debug, Args)]
pub(super) struct Talks {
    #[command(flatten)]
    pub(super) selected: Selected,
    /// Show at most this many, the first by edition
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,
}

#[derive(Debug, Args)]
pub(super) struct Communities {
    #[command(flatten)]
    pub(super) selected: Selected,
    /// Divide the years into periods, and tell what each community has of those before
    #[arg(long, value_name = "N", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
    pub(super) periods: Option<usize>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    hallway fetch fosdem 2007..2026\n  \
    hallway fetch --url https://conference.example/2024/schedule.xml --name example-2024.xml\n\n\
    Schedules go to `schedules` in the data folder, without one to the user's cache. What has not changed is not\n\
    fetched again, and what broke off goes on where it stopped. Known series: ccc, debconf, fosdem.")]
pub(super) struct Fetch {
    /// The series
    #[arg(value_name = "SERIES")]
    pub(super) series: Option<String>,
    /// Its years, as in 2016 or 2007..2026
    #[arg(value_name = "YEARS")]
    pub(super) years: Vec<String>,
    /// Fetch from this address; can be given more than once
    #[arg(long = "url", value_name = "URL")]
    pub(super) urls: Vec<String>,
    /// The name of the file for one --url [default: the last part of its path]
    #[arg(long, value_name = "FILE")]
    pub(super) name: Option<String>,
    /// The folder to write to
    #[arg(long, short, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// How long to wait before the second try; it doubles with each
    #[arg(long, value_name = "MS", default_value_t = 500, hide = true)]
    pub(super) retry_delay_ms: u64,
    #[command(flatten)]
    pub(super) listing: Listing,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    hallway import schedule.xml\n  \
    hallway fetch fosdem 2007..2026 && hallway import data/schedules -o data/editions\n\n\
    The second remakes editions after dictionaries have changed. Files say what stands in a schedule and how often\n\
    its texts mention what; the texts themselves only with --with-text, which is for private use.")]
pub(super) struct Import {
    /// Schedules, files or folders: Pentabarf, frab and pretalx XML and JSON, iCalendar, tables as JSON Lines, CSV, YAML
    #[arg(value_name = "FILES", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// The folder to write SERIES-YEAR.yaml to [default: `editions` in the data folder]
    #[arg(long, short, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Write abstracts and descriptions too
    #[arg(long)]
    pub(super) with_text: bool,
    /// Whom the facts are owed to, as in \"FOSDEM, CC BY 2.0 BE\"
    #[arg(long, value_name = "TEXT")]
    pub(super) attribution: Option<String>,
    #[command(flatten)]
    pub(super) listing: Listing,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  hallway init talks && cd talks && hallway run")]
pub(super) struct Init {
    /// The folder to make it in
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  hallway completions bash > ~/.local/share/bash-completion/completions/hallway")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  hallway man ~/.local/share/man/man1")]
pub(super) struct Man {
    /// The folder to write them to [default: print the main page]
    #[arg(value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,
}

/// Prints completions for a shell.
pub(super) fn completions(command: &Completions, out: &mut dyn Write) -> io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut Arguments::command(), "hallway", &mut script);
    out.write_all(&script)
}

/// Writes the manual pages to a folder, or prints the main one.
pub(super) fn man(command: &Man, out: &mut dyn Write) -> io::Result<()> {
    let program = Arguments::command();
    let Some(folder) = &command.folder else {
        return clap_mangen::Man::new(program).render(out);
    };
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(program, folder)
}
