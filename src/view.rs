//! Views: what a picture shows, as plain data: no petgraph, no positions.

pub(crate) mod message;

pub use message::message;

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
    /// Communities of successive periods, and what they share.
    Alluvial(Alluvial),
    /// Themes by how central and how well worked out they are.
    Strategic(Vec<Theme>),
    /// Entities by editions, with their talks.
    Lineage(Lineage),
}

impl Figure {
    /// What a picture of it is called.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Layered(_) => "a layered graph",
            Self::Network(_) => "a network",
            Self::Timeline(timeline) => timeline.form.name(),
            Self::Alluvial(_) => "an alluvial diagram",
            Self::Strategic(_) => "a strategic diagram",
            Self::Lineage(_) => "a lineage",
        }
    }

    /// The formats in which it can be written.
    pub fn formats(&self) -> &'static [&'static str] {
        match self {
            Self::Timeline(timeline) => timeline.form.formats(),
            Self::Alluvial(_) | Self::Strategic(_) => &["svg", "png", "pdf", "mmd", "txt"],
            Self::Layered(_) | Self::Network(_) | Self::Lineage(_) => &["svg", "png", "pdf", "dot", "mmd", "txt"],
        }
    }
}

/// Nodes and edges.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Network {
    /// The nodes; their ids are unique.
    pub nodes: Vec<Node>,
    /// The edges between nodes.
    pub edges: Vec<Edge>,
    /// Nodes that belong together; each node is in one at most.
    pub clusters: Vec<Cluster>,
    /// Where arrows point if they can; none for what fills the page better. Of layered graphs only.
    pub direction: Option<Direction>,
    /// When what is in it was first talked about.
    pub history: History,
}

/// When what is in a graph was first talked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// What the editions are called, from first to last.
    pub editions: Vec<String>,
    /// For each node the place of the first edition that has it; none for what no talk mentions.
    pub nodes: Vec<Option<usize>>,
    /// For each edge that of the first edition in which a talk mentions both ends; none for what no talk does.
    pub edges: Vec<Option<usize>>,
}

impl Network {
    /// The nodes of each frame with its label, then those that are in none.
    pub fn framed(&self) -> Vec<(Option<&str>, Vec<usize>)> {
        let clusters = self.clusters.iter().filter_map(|cluster| Some((cluster.label.as_deref()?, &cluster.members)));
        let mut framed: Vec<(Option<&str>, Vec<usize>)> =
            clusters.map(|(label, members)| (Some(label), members.clone())).collect();
        let is_free = |node: &usize| !framed.iter().any(|(_, members)| members.contains(node));
        let free: Vec<usize> = (0..self.nodes.len()).filter(is_free).collect();
        framed.push((None, free));
        framed
    }
}

/// Nodes that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// What is written at the frame around them; none where they are only kept near each other.
    pub label: Option<String>,
    /// The nodes, by their places in `nodes`.
    pub members: Vec<usize>,
}

/// Where arrows point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From top to bottom.
    Down,
    /// From left to right.
    Right,
}

impl Direction {
    /// Both, as Graphviz and Mermaid call them.
    pub const NAMES: [&str; 2] = ["TB", "LR"];

    /// That of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            "TB" => Some(Self::Down),
            "LR" => Some(Self::Right),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Down => "TB",
            Self::Right => "LR",
        }
    }
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
    /// A stream each, as wide as the share of each edition's talks, one on the other.
    Stream,
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Dots => "a timeline",
            Self::Heat => "a heatmap",
            Self::Lines => "a chart of lines",
            Self::Ranks => "a bump chart",
            Self::Stream => "a stream",
        }
    }

    /// Whether entities are told apart by colours of their own.
    pub fn is_coloured(self) -> bool {
        matches!(self, Self::Lines | Self::Ranks | Self::Stream)
    }

    fn formats(self) -> &'static [&'static str] {
        match self {
            Self::Dots => &["svg", "png", "pdf", "dot", "mmd", "txt"],
            Self::Lines => &["svg", "png", "pdf", "mmd", "txt"],
            Self::Heat | Self::Ranks | Self::Stream => &["svg", "png", "pdf", "txt"],
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
    /// Its colour and sign where entities have their own, below [`SERIES`].
    pub colour: usize,
    /// The number of talks in each column.
    pub talks: Vec<usize>,
    /// The bursts, as the places of their first and last columns.
    pub bursts: Vec<(usize, usize)>,
    /// What a reader who points at the dot of each column is told.
    pub notes: Vec<String>,
}

/// Communities of successive periods, and what they share.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alluvial {
    /// The periods, from first to last.
    pub periods: Vec<Period>,
    /// What goes from the groups of a period to those of the next.
    pub flows: Vec<Flow>,
}

/// A period of an alluvial diagram.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// Its years.
    pub label: String,
    /// Its talks.
    pub talks: usize,
    /// Its groups.
    pub groups: Vec<Group>,
}

/// A group of entities.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What it is called.
    pub label: String,
    /// How many entities it has; scales its height.
    pub members: usize,
    /// Its colour, below [`SERIES`]: that of the group it comes from.
    pub colour: usize,
    /// What a reader who points at it is told.
    pub note: String,
}

/// What two groups of successive periods share.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// The place of the earlier period.
    pub period: usize,
    /// The group of that period.
    pub from: usize,
    /// The group of the next one.
    pub to: usize,
    /// How many entities both have; scales its width. The flows of a group are never more than its members.
    pub members: usize,
    /// What a reader who points at it is told.
    pub note: String,
}

/// A theme of a strategic diagram.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// What it is called.
    pub label: String,
    /// The talks about it; scales its size.
    pub talks: usize,
    /// How much the others need it.
    pub centrality: f64,
    /// How well it is worked out.
    pub density: f64,
    /// Whether it is more central than most.
    pub is_central: bool,
    /// Whether it is better worked out than most.
    pub is_dense: bool,
    /// What a reader who points at it is told.
    pub note: String,
}

impl Theme {
    /// Its quarter of the diagram: 0 right and above, then anticlockwise.
    pub fn quarter(&self) -> usize {
        match (self.is_central, self.is_dense) {
            (true, true) => 0,
            (false, true) => 1,
            (false, false) => 2,
            (true, false) => 3,
        }
    }
}

/// What the quarters of a strategic diagram are called, that right and above first, then anticlockwise.
pub const QUARTERS: [&str; 4] = ["motor themes", "niche themes", "emerging or declining themes", "basic themes"];

/// The places of themes by centrality and by density, each from 0 for the least; of equals the first goes first. Diagrams of
/// values heap most themes up in a corner, so that places are shown.
pub fn ranks(themes: &[Theme]) -> Vec<(usize, usize)> {
    let ranked = |is_high: fn(&Theme) -> bool, value: fn(&Theme) -> f64| {
        let mut order: Vec<usize> = (0..themes.len()).collect();
        order.sort_by(|a, b| {
            let (a, b) = (&themes[*a], &themes[*b]);
            is_high(a).cmp(&is_high(b)).then(value(a).total_cmp(&value(b)))
        });
        let mut ranks = vec![0; themes.len()];
        for (rank, theme) in order.into_iter().enumerate() {
            ranks[theme] = rank;
        }
        ranks
    };
    let central = ranked(|theme| theme.is_central, |theme| theme.centrality);
    central.into_iter().zip(ranked(|theme| theme.is_dense, |theme| theme.density)).collect()
}

/// Entities by editions, with their talks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lineage {
    /// The editions, from first to last; several in a row that have none of them are one.
    pub columns: Vec<Column>,
    /// The entities.
    pub lanes: Vec<Lane>,
}

/// An entity in a lineage.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// The entity's id.
    pub id: String,
    /// The entity's name.
    pub label: String,
    /// The entity's kind.
    pub kind: NodeKind,
    /// Its appearance in each column; none where it has none.
    pub cells: Vec<Option<Appearance>>,
}

/// An entity in an edition.
#[derive(Debug, Clone, PartialEq)]
pub struct Appearance {
    /// The observed editions since the last one, that one not counted.
    pub gap: usize,
    /// What a reader who points at it is told.
    pub note: String,
    /// The talks that mention it.
    pub talks: Vec<Told>,
}

/// A talk in a lineage.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its id, the same wherever it is shown.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who gave it.
    pub speakers: String,
    /// The talk that it carries on, if that is shown: its id, and what its edition is called.
    pub after: Option<(String, String)>,
    /// What a reader who points at it is told.
    pub note: String,
}
