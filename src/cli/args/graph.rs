//! What is said to the graph as a whole: written for other programs, as a page, and served.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::export::graph::{Base, Format};
use crate::measure::cooccurrence::Measure;
use crate::query::subgraph::Level;

/// The format of that name, or whose files have that extension.
pub(in crate::cli) fn graph_format(name: &str) -> Option<Format> {
    Format::of_name(name).or_else(|| Format::of_extension(name))
}

/// Formats by their names; their extensions will do too.
fn graph_formats() -> Vec<PossibleValue> {
    let value = |format: Format| {
        let extension = format.extension().filter(|extension| *extension != format.name());
        PossibleValue::new(format.name()).aliases(extension)
    };
    Format::ALL.map(value).to_vec()
}

fn levels() -> Vec<PossibleValue> {
    let value = |level: Level| {
        PossibleValue::new(level.name()).help(match level {
            Level::Entities => "Entities, linked where talks mention both",
            Level::Talks => "Talks, with what they mention, who gives them and the edition that they are held at",
            Level::All => {
                "Both, and what dictionaries and sketches say: relations, and the topics that entities belong to"
            }
        })
    };
    Level::ALL.map(value).to_vec()
}

fn base(text: &str) -> Result<Base, String> {
    Base::parse(text)
        .ok_or_else(|| "write an IRI that ends in /, # or :, as in https://talks.example/graph/".to_owned())
}

/// A page to look around in.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    hallway explore\n  \
    hallway explore 'year:2016.. track:containers' -o containers.html\n  \
    hallway explore --source notes --no-editions\n\n\
    The page asks for nothing from anywhere, and works from a disk as from a server. An address goes on with what to\n\
    show: explore.html#entity=criu&years=2016-2023. QUERY is in the language of `hallway talks`.")]
pub(in crate::cli) struct Explore {
    /// Which talks, in the query language; nothing selects every talk
    #[arg(value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// Where to write; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = "explore.html")]
    pub(in crate::cli) out: PathBuf,
}

/// A server of one's own.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    hallway serve\n  \
    hallway serve --watch --port 0\n  \
    hallway serve 'year:2016..' --bind 0.0.0.0 --name talks.example\n\n\
    /                          the page of `hallway explore`\n\
    /api/talks?q=CRIU          talks, as `hallway talks` lists them\n\
    /api/entity/criu           what `hallway show` tells\n\
    /api/why?a=criu&b=docker   what `hallway why` tells\n\
    /api/openapi.json          a description of these\n\n\
    Only this machine can ask unless --bind says otherwise, and nothing can be written. QUERY is in the language of\n\
    `hallway talks`.")]
pub(in crate::cli) struct Serve {
    /// Which talks the page has, in the query language; nothing selects every talk
    #[arg(value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// The address at which to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(in crate::cli) bind: IpAddr,
    /// The port at which to listen; 0 takes one that is free
    #[arg(long, value_name = "N", default_value_t = 8016)]
    pub(in crate::cli) port: u16,
    /// A name by which browsers may ask for this machine, besides localhost; can be given more than once
    #[arg(long = "name", value_name = "HOST")]
    pub(in crate::cli) names: Vec<String>,
    /// Read again what changes, and show it in open pages
    #[arg(long)]
    pub(in crate::cli) watch: bool,
}

/// The graph for other programs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    hallway export --to graphml > hallway.graphml\n  \
    hallway export 'year:2020.. kind:project' --min-talks 5 --measure association --out projects.gexf\n  \
    hallway export --level talks --evidence --base https://talks.example/ --out talks.ttl\n  \
    hallway export --level all --to obsidian --out vault\n\n\
    Graphs: graphml (NetworkX, igraph, yEd), gexf (Gephi, by year), cytoscape (Cytoscape.js), cx2 (Cytoscape, NDEx),\n\
    pajek, vosviewer (map, network, thesaurus and JSON), csv (nodes and edges), json (all there is). Databases: neo4j\n\
    (CSV for bulk import), cypher. Linked data with schema.org: jsonld, turtle. Drawings: dot, mermaid, d2, tikz. Notes:\n\
    obsidian, with a canvas of each saved query. vosviewer, csv, neo4j and obsidian are folders.\n\n\
    QUERY is in the language of `hallway talks`; only the talks that it selects count. Pairs that meet less often than\n\
    by chance have negative weights by g2 and npmi.")]
pub(in crate::cli) struct Export {
    /// Which talks, in the query language; nothing selects every talk
    #[arg(value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// The format [default: that of --out]
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(graph_formats()))]
    pub(in crate::cli) to: Option<String>,
    /// Where to write: a file, a folder for formats of several files, or - for standard output
    /// [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// What the nodes are
    #[arg(long, value_name = "LEVEL", default_value = Level::default().name(), value_parser = PossibleValuesParser::new(levels()))]
    pub(in crate::cli) level: String,
    /// Leave out entities that fewer talks mention, and pairs that fewer talks mention together
    /// [default: 2 for a graph of entities, else 1]
    #[arg(long, value_name = "N")]
    pub(in crate::cli) min_talks: Option<usize>,
    /// What the weight of a pair is
    #[arg(long, value_name = "MEASURE", default_value = Measure::default().name(), value_parser = PossibleValuesParser::new(Measure::ALL.map(Measure::name)))]
    pub(in crate::cli) measure: String,
    /// Write where talks mention what, with quotes: json, jsonld, turtle and obsidian
    #[arg(long)]
    pub(in crate::cli) evidence: bool,
    /// What the addresses of linked data begin with
    #[arg(long, value_name = "IRI", default_value = "urn:hallway:", value_parser = base)]
    pub(in crate::cli) base: Base,
}
