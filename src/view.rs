//! Views: what a picture shows, as plain data: no petgraph, no positions.

/// A picture's content.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The headline.
    pub title: String,
    /// What the picture shows, of what: sources and denominators.
    pub caption: String,
    /// What is drawn.
    pub figure: Figure,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// Boxes and arrows in layers, from top to bottom.
    Layered(Network),
    /// Things and what they have in common, near if often together.
    Network(Network),
    /// Entities by editions.
    Timeline(Timeline),
}

/// Nodes and edges.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Network {
    /// The nodes; their ids are unique.
    pub nodes: Vec<Node>,
    /// The edges between nodes.
    pub edges: Vec<Edge>,
}

/// What a node stands for; decides its shape and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// A piece of software.
    Project,
    /// A protocol, a standard, an interface, a language, a machine.
    Technology,
    /// A subject.
    Topic,
    /// A company, a foundation, an institution.
    Organisation,
    /// A licence.
    Licence,
    /// A box of a sketch that no dictionary knows.
    Unknown,
}

/// A node.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its id, unique in the view.
    pub id: String,
    /// What is written in it.
    pub label: String,
    /// What it stands for.
    pub kind: NodeKind,
    /// The talks that mention it; scales its size where the figure does so.
    pub talks: usize,
    /// Whether the picture is about it.
    pub focus: bool,
    /// What a reader who points at it is told.
    pub note: String,
}

/// An edge between two nodes, by their places in `nodes`.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The node it leaves.
    pub from: usize,
    /// The node it enters.
    pub to: usize,
    /// Whether it has a direction.
    pub directed: bool,
    /// What is written at it.
    pub label: Option<String>,
    /// The number of talks behind it; scales its width. 0 where no talk stands behind it.
    pub talks: usize,
    /// Where it comes from; decides its stroke.
    pub origin: Origin,
    /// What a reader who points at it is told: the evidence.
    pub note: String,
}

/// Where an edge comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A dictionary says so.
    Curated,
    /// A sketch in somebody's notes says so.
    Drawn,
    /// Both are mentioned in the same talks.
    Together,
}

/// How many lines can be told apart.
pub const SERIES: usize = 8;

/// How entities by editions are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// A dot for each edition, as large as the number of talks.
    #[default]
    Dots,
    /// A field for each edition, as dark as the share of its talks.
    Heat,
    /// A line each: the share of each edition's talks.
    Lines,
    /// A line each: the rank in each edition.
    Ranks,
}

impl Form {
    /// The name of a picture of this form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dots => "a timeline",
            Self::Heat => "a heatmap",
            Self::Lines => "a chart of lines",
            Self::Ranks => "a bump chart",
        }
    }

    /// The formats in which it can be written.
    pub fn formats(self) -> &'static [&'static str] {
        match self {
            Self::Dots => &["svg", "dot", "mmd"],
            Self::Lines => &["svg", "mmd"],
            Self::Heat | Self::Ranks => &["svg"],
        }
    }
}

/// Entities by editions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timeline {
    /// How they are shown.
    pub form: Form,
    /// The editions, from first to last, the unobserved ones included.
    pub columns: Vec<Column>,
    /// The entities.
    pub rows: Vec<Row>,
}

/// An edition in a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What is written at its head: the year, or series and year where there are several series.
    pub label: String,
    /// The number of talks known; none if nobody has notes or a schedule of it.
    pub talks: Option<usize>,
    /// Whether only notes or titles are known, so that absence says nothing.
    pub sampled: bool,
}

/// An entity in a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The entity's id.
    pub id: String,
    /// The entity's name.
    pub label: String,
    /// The entity's kind.
    pub kind: NodeKind,
    /// The number of talks in each column.
    pub talks: Vec<usize>,
    /// The bursts, as the places of their first and last columns.
    pub bursts: Vec<(usize, usize)>,
    /// What a reader who points at the dot of each column is told.
    pub notes: Vec<String>,
}
