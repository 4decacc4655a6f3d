//! What is said to pictures: one, all saved ones, and slides of them.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use crate::complaint::did_you_mean;
use crate::layout::graphviz::ENGINES;
use crate::query::picture::{ClusterBy, PictureKind};
use crate::query::saved::{FORMATS, SIZES, THEMES, is_theme_file};
use crate::view::Direction;

fn theme(text: &str) -> Result<String, String> {
    if THEMES.contains(&text) || is_theme_file(text) {
        return Ok(text.to_owned());
    }
    let close = did_you_mean(text, THEMES);
    Err(close.map_or_else(
        || format!("themes are {}, or a theme file that ends in .yaml", THEMES.join(", ")),
        |close| format!("did you mean `{close}`?"),
    ))
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    hallway draw ego --focus CRIU --out criu.svg\n  \
    hallway draw sketch --focus Kubernetes,containerd,runC --formats svg,dot,mmd --out below-kubernetes\n  \
    hallway draw timeline --focus CRIU,Docker --formats mmd --out -\n  \
    hallway draw stream --focus Docker,Kubernetes --out containers.png --scale 3\n  \
    hallway draw ego --focus CRIU --formats svg,txt --out criu\n\n\
    Kinds: sketch (typed relations in layers), ego (one entity and those mentioned with it), path (the strongest\n\
    chain between two), network (what is mentioned together), timeline (entities by editions), heatmap (the same,\n\
    shaded by share), lines (shares of talks, with bursts), bump (ranks by talks), stream (shares on each other),\n\
    alluvial (communities of successive periods and what they share), strategic (communities by centrality and\n\
    density), lineage (entities by editions, with their talks).\n\
    Text (txt) is the picture in words, to be read aloud: what it is, all that it shows, and the evidence.")]
pub(in crate::cli) struct Draw {
    /// What sort of picture
    #[arg(value_name = "KIND", value_parser = PossibleValuesParser::new(PictureKind::names()))]
    pub(in crate::cli) kind: String,
    /// What it is about: entities, separated by commas
    #[arg(long, value_name = "A,B,...", value_delimiter = ',')]
    pub(in crate::cli) focus: Vec<String>,
    /// Which talks count, in the language of `hallway talks`
    #[arg(long = "where", value_name = "QUERY")]
    pub(in crate::cli) condition: Option<String>,
    /// Which years count, as in 2016..2023
    #[arg(long, value_name = "YEARS")]
    pub(in crate::cli) years: Option<String>,
    /// How many talks an edge stands for at least
    #[arg(long, value_name = "N")]
    pub(in crate::cli) min_talks: Option<usize>,
    /// How many nodes or rows to draw at most
    #[arg(long, value_name = "N")]
    pub(in crate::cli) limit: Option<usize>,
    /// How many periods an alluvial diagram divides the years into [default: 4, or fewer where there are few]
    #[arg(long, value_name = "N")]
    pub(in crate::cli) periods: Option<usize>,
    /// Put the nodes of a graph into frames
    #[arg(long, value_name = "BY", value_parser = PossibleValuesParser::new(ClusterBy::ALL.map(ClusterBy::name)))]
    pub(in crate::cli) cluster: Option<String>,
    /// Where the arrows of a sketch or path point [default: what fills the page better]
    #[arg(long, value_name = "DIR", value_parser = Direction::NAMES)]
    pub(in crate::cli) direction: Option<String>,
    /// Let a layout program of Graphviz, if installed, place the boxes of a graph; dot and fdp know frames
    #[arg(long, value_name = "PROGRAM", value_parser = ENGINES)]
    pub(in crate::cli) engine: Option<String>,
    /// Keep the boxes of an ego network or network where this file has them, and note new ones in it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["engine", "cluster"])]
    pub(in crate::cli) lock: Option<PathBuf>,
    /// The headline
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) title: Option<String>,
    /// Formats to write, separated by commas [default: that of --out, else svg]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', value_parser = FORMATS)]
    pub(in crate::cli) formats: Vec<String>,
    /// Where to write: a file, a folder, a name that gets each format's extension, or - for standard output
    /// [default: named after the picture]
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Build the picture up edition by edition: in one SVG that moves, or in numbered files
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "svg")]
    pub(in crate::cli) animate: Option<Animate>,
    #[command(flatten)]
    pub(in crate::cli) look: Look,
    #[command(flatten)]
    pub(in crate::cli) letters: Letters,
}

/// How a picture builds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Animate {
    /// One SVG that moves in a browser
    Svg,
    /// A file for each edition, NAME-01 and on
    Frames,
}

/// How a picture looks.
#[derive(Debug, Args)]
pub(in crate::cli) struct Look {
    /// Colours: light, dark, high-contrast, or a theme file in YAML
    ///
    /// A theme file says colours, fonts and a logo for SVG, PNG and PDF; DOT and Mermaid keep theirs.
    #[arg(long, value_name = "THEME", default_value = THEMES[0], value_parser = theme)]
    pub(in crate::cli) theme: String,
    /// Shape of the page
    #[arg(long, value_name = "SIZE", default_value = SIZES[0], value_parser = SIZES)]
    pub(in crate::cli) size: String,
    /// Draw no background
    #[arg(long)]
    pub(in crate::cli) transparent: bool,
    /// How many pixels a PNG has for each of the page's
    #[arg(long, value_name = "N", default_value_t = SCALE)]
    pub(in crate::cli) scale: f64,
}

/// Sharp on a large screen: 2560 by 1440 pixels of 16:9.
pub(in crate::cli) const SCALE: f64 = 2.0;

/// What letters are measured with, and painted with in PNG and PDF.
#[derive(Debug, Args)]
pub(in crate::cli) struct Letters {
    /// A font for letters that Noto Sans does not have; may be given several times [default in PNG and PDF: the machine's]
    #[arg(long = "font", value_name = "FILE")]
    pub(in crate::cli) fonts: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  hallway run\n  hallway run queries/criu.yaml --out slides")]
pub(in crate::cli) struct Run {
    /// Saved queries [default: all in the `queries` folder beside the data folder]
    #[arg(value_name = "QUERY FILES")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// The folder to write to [default: `out` beside the data folder]
    #[arg(long, short, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) letters: Letters,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    hallway deck\n  \
    hallway deck queries/criu.yaml queries/runtimes.yaml -o talk.html --title 'Below Kubernetes' --theme dark\n  \
    hallway deck -o talk.md --mermaid && marp talk.md --pdf --allow-local-files\n\n\
    HTML is one file that needs nothing else and asks for nothing: arrows and space turn the slides, n shows notes, o an\n\
    overview, f fills the screen, ? tells of the rest; printing gives one slide a page. Markdown is for Marp, with the\n\
    pictures in a folder beside it, named after it, and notes for the presenter. Notes hold what a picture says, and its\n\
    evidence. What cannot be drawn is told and left out.")]
pub(in crate::cli) struct Deck {
    /// Saved queries, in the order in which they are shown [default: all in the `queries` folder, by name]
    #[arg(value_name = "QUERY FILES")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// Where to write: a name that ends in .html or .md
    #[arg(long, short, value_name = "FILE", default_value = "deck.html")]
    pub(in crate::cli) out: PathBuf,
    /// What the talk is called [default: Between the talks]
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) title: Option<String>,
    /// Write the source for Mermaid too, for pictures that have one: in HTML below the notes, in Markdown as a block for
    /// other programs, since Marp has no Mermaid and shows the picture
    #[arg(long)]
    pub(in crate::cli) mermaid: bool,
    /// Colours of all slides, by name or in a theme file [default: those of each query]
    #[arg(long, value_name = "THEME", value_parser = theme)]
    pub(in crate::cli) theme: Option<String>,
    /// Shape of all pictures [default: that of each query]
    #[arg(long, value_name = "SIZE", value_parser = SIZES)]
    pub(in crate::cli) size: Option<String>,
    /// Draw no background
    #[arg(long)]
    pub(in crate::cli) transparent: bool,
    #[command(flatten)]
    pub(in crate::cli) letters: Letters,
}
