//! Graph: a part of the knowledge graph in the words of programs that work on graphs.
//!
//! One file for each format, all behind [`export`]. Nothing that a graph holds can become syntax: each format escapes what it
//! writes, whatever characters there are; those that a format cannot hold become U+FFFD. Addresses that a reader might open
//! are written only where they lead to the Web.

mod canvas;
mod cx2;
mod cypher;
mod cytoscape;
mod d2;
mod flat;
mod gexf;
mod graphml;
mod graphviz;
mod json;
mod jsonld;
mod mermaid;
mod neo4j;
mod note;
mod obsidian;
mod pajek;
mod rdf;
mod table;
mod tikz;
mod turtle;
mod vosviewer;
mod xml;

use crate::query::subgraph::{NodeKind, Subgraph};
use crate::render::colour::Colour;
use crate::render::theme::{Role, Theme};
use crate::view::{self, View};

pub use json::{SCHEMA, Unreadable, VERSION, read};
pub use rdf::Base;

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// GraphML: typed attributes, for NetworkX, igraph, yEd and most others.
    GraphMl,
    /// GEXF 1.3: dynamic by year, for Gephi.
    Gexf,
    /// The JSON of Cytoscape.js, which Cytoscape reads too.
    Cytoscape,
    /// CX2, for Cytoscape and NDEx.
    Cx2,
    /// Map, network, thesaurus and JSON, for VOSviewer.
    VosViewer,
    /// Pajek's `.net`.
    Pajek,
    /// CSV as `neo4j-admin database import` reads it.
    Neo4j,
    /// Statements for Neo4j and Memgraph.
    Cypher,
    /// A list of nodes and one of edges.
    Csv,
    /// All there is, as node-link JSON; see [`read`] and [`SCHEMA`].
    Json,
    /// Linked data with schema.org, as JSON-LD.
    JsonLd,
    /// The same as Turtle.
    Turtle,
    /// D2.
    D2,
    /// A page for LuaLaTeX or XeLaTeX.
    Tikz,
    /// DOT, for Graphviz.
    Dot,
    /// Mermaid, for Markdown.
    Mermaid,
    /// A vault of notes for Obsidian.
    Obsidian,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::GraphMl,
        Self::Gexf,
        Self::Cytoscape,
        Self::Cx2,
        Self::VosViewer,
        Self::Pajek,
        Self::Neo4j,
        Self::Cypher,
        Self::Csv,
        Self::Json,
        Self::JsonLd,
        Self::Turtle,
        Self::D2,
        Self::Tikz,
        Self::Dot,
        Self::Mermaid,
        Self::Obsidian,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::GraphMl => "graphml",
            Self::Gexf => "gexf",
            Self::Cytoscape => "cytoscape",
            Self::Cx2 => "cx2",
            Self::VosViewer => "vosviewer",
            Self::Pajek => "pajek",
            Self::Neo4j => "neo4j",
            Self::Cypher => "cypher",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::JsonLd => "jsonld",
            Self::Turtle => "turtle",
            Self::D2 => "d2",
            Self::Tikz => "tikz",
            Self::Dot => "dot",
            Self::Mermaid => "mermaid",
            Self::Obsidian => "obsidian",
        }
    }

    /// The extension of its file; none if it is a folder of several.
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Self::VosViewer | Self::Neo4j | Self::Csv | Self::Obsidian => None,
            Self::Cytoscape => Some("cyjs"),
            Self::Pajek => Some("net"),
            Self::Turtle => Some("ttl"),
            Self::Tikz => Some("tex"),
            Self::Mermaid => Some("mmd"),
            other => Some(other.name()),
        }
    }

    /// The format of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format whose file has that extension.
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "gv" => Some(Self::Dot),
            _ => Self::ALL.into_iter().find(|format| format.extension() == Some(extension)),
        }
    }

    /// Whether it has a form for the places and quotes of mentions.
    pub fn has_evidence(self) -> bool {
        matches!(self, Self::Json | Self::JsonLd | Self::Turtle | Self::Obsidian)
    }
}

/// What goes into some formats beside the graph.
#[derive(Debug, Clone, Default)]
pub struct Beside<'a> {
    /// What the addresses of linked data begin with.
    pub base: Base,
    /// Pictures by their names, which become canvases of a vault.
    pub pictures: &'a [(String, View)],
}

/// What a graph is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// One file.
    File(String),
    /// Files of a folder, by their paths in it.
    Folder(Vec<(String, String)>),
}

/// Writes `graph` in a format.
pub fn export(graph: &Subgraph, format: Format, beside: &Beside<'_>) -> Written {
    let file = match format {
        Format::GraphMl => graphml::write(graph),
        Format::Gexf => gexf::write(graph),
        Format::Cytoscape => cytoscape::write(graph),
        Format::Cx2 => cx2::write(graph),
        Format::Pajek => pajek::write(graph),
        Format::Cypher => cypher::write(graph),
        Format::Json => json::write(graph),
        Format::JsonLd => jsonld::write(graph, &beside.base),
        Format::Turtle => turtle::write(graph, &beside.base),
        Format::D2 => d2::write(graph),
        Format::Tikz => tikz::write(graph),
        Format::Dot => graphviz::write(graph),
        Format::Mermaid => mermaid::write(graph),
        Format::VosViewer => return Written::Folder(vosviewer::write(graph)),
        Format::Neo4j => return Written::Folder(neo4j::write(graph)),
        Format::Csv => return Written::Folder(flat::write(graph)),
        Format::Obsidian => return Written::Folder(obsidian::write(graph, beside.pictures)),
    };
    Written::File(file)
}

/// As what a picture draws it: it has no shapes of its own for talks, people and editions.
fn drawn(kind: NodeKind) -> view::NodeKind {
    match kind {
        NodeKind::Project => view::NodeKind::Project,
        NodeKind::Technology => view::NodeKind::Technology,
        NodeKind::Topic => view::NodeKind::Topic,
        NodeKind::Organisation => view::NodeKind::Organisation,
        NodeKind::Licence => view::NodeKind::Licence,
        NodeKind::Talk | NodeKind::Person | NodeKind::Edition => view::NodeKind::Unknown,
    }
}

/// The colour that pictures have for it; talks, people and editions stand back.
fn colour(kind: NodeKind) -> Colour {
    match kind {
        NodeKind::Talk => Theme::LIGHT.colour(Role::Together),
        NodeKind::Person => Theme::LIGHT.colour(Role::Line),
        NodeKind::Edition => Theme::LIGHT.colour(Role::Accent),
        entity => Theme::LIGHT.colour(Role::Outline(drawn(entity))),
    }
}

/// An address that leads to the Web; others could do things when somebody follows them.
fn web(address: Option<&String>) -> Option<&str> {
    let address = address?;
    let scheme = address.split_once("://")?.0;
    (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")).then_some(address)
}
