//! RDF: what a graph says as linked data, before it is written in a syntax.
//!
//! schema.org says what talks, people and entities are, SKOS which topic is above which, the Web Annotation vocabulary and PROV
//! where it is said. What none of them has a word for is in a vocabulary of its own.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::web;
use crate::query::subgraph::{Edge, EdgeKind, Node, NodeKind, Quote, Subgraph};
use crate::text::kebab;

/// The prefixes that names of properties and classes begin with.
pub(super) const PREFIXES: [(&str, &str); 6] = [
    ("hallway", "urn:hallway:vocabulary#"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("schema", "https://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// What the addresses of linked data begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(String);

impl Default for Base {
    fn default() -> Self {
        Self("urn:hallway:".to_owned())
    }
}

impl Base {
    /// Reads an absolute IRI to which paths can be appended: one that ends in `/`, `#` or `:`.
    ///
    /// ```
    /// use hallway::export::graph::Base;
    /// assert!(Base::parse("https://talks.example/graph/").is_some());
    /// assert!(Base::parse("talks.example").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once(':')?;
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        let is_plain = |c: char| c.is_alphanumeric() || "-._~:/?#@!$&'()*+,;=".contains(c);
        // `https:/` names no host, and a second `#` would be none of an IRI's.
        let has_host = rest.strip_prefix("//").is_none_or(|host| host.starts_with(char::is_alphanumeric));
        let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
        let is_whole = has_host && (!is_web || rest.starts_with("//")) && rest.matches('#').count() <= 1;
        let is_open = text.ends_with(['/', '#', ':']);
        (is_scheme && is_whole && is_open && rest.chars().all(is_plain)).then(|| Self(text.to_owned()))
    }

    /// The address of what has this id.
    fn iri(&self, id: &str) -> Object {
        Object::Iri(self.address(id))
    }

    fn address(&self, id: &str) -> String {
        let mut address = self.0.clone();
        for byte in id.bytes() {
            match byte {
                b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                    address.push(char::from(byte));
                }
                byte => {
                    let _ = write!(address, "%{byte:02X}");
                }
            }
        }
        address
    }
}

/// Something with what is said of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Resource {
    /// Its address; none for what is only spoken of in passing.
    pub(super) iri: Option<String>,
    /// What it is.
    pub(super) classes: Vec<&'static str>,
    /// What is said of it: a property's name with its prefix, and a value.
    pub(super) said: Vec<(String, Object)>,
}

/// What is said of a resource.
#[derive(Debug, Clone)]
pub(super) enum Object {
    Text(String),
    Integer(usize),
    /// A value and its datatype.
    Typed(String, &'static str),
    Iri(String),
    Blank(Resource),
}

impl Resource {
    fn of(iri: String, class: &'static str) -> Self {
        Self { iri: Some(iri), classes: vec![class], said: Vec::new() }
    }

    fn blank(class: &'static str) -> Self {
        Self { iri: None, classes: vec![class], said: Vec::new() }
    }

    fn say(&mut self, property: &str, value: Object) {
        self.said.push((property.to_owned(), value));
    }

    fn say_text(&mut self, property: &str, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.say(property, Object::Text(text.to_owned()));
        }
    }
}

/// What a graph says, in the order of its nodes and edges.
pub(super) fn resources(graph: &Subgraph, base: &Base) -> Vec<Resource> {
    let mut about = Resource::of(base.address("graph"), "schema:Dataset");
    about.say_text("schema:name", Some("hallway"));
    about.say_text("hallway:level", Some(graph.level.name()));
    about.say_text("hallway:measure", Some(graph.measure.name()));
    about.say("hallway:talks", Object::Integer(graph.talks));
    let mut resources = vec![about];
    let first = resources.len();
    resources.extend(graph.nodes.iter().map(|node| of_node(node, base)));
    let mut more = Vec::new();
    for edge in &graph.edges {
        let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
        match edge.kind {
            EdgeKind::CoOccurs => more.push(pair(edge, from, to, base)),
            EdgeKind::Mentions => {
                resources[first + edge.from].say("schema:about", base.iri(&to.id));
                more.extend(edge.evidence.iter().map(|quote| annotation(quote, from, to, base)));
            }
            EdgeKind::Gives => resources[first + edge.to].say("schema:performer", base.iri(&from.id)),
            EdgeKind::HeldAt => resources[first + edge.from].say("schema:superEvent", base.iri(&to.id)),
            EdgeKind::Broader => resources[first + edge.from].say("skos:broader", base.iri(&to.id)),
            EdgeKind::Relation | EdgeKind::Drawn => {
                let verb = format!("hallway:{}", kebab(edge.name()));
                resources[first + edge.from].say(&verb, base.iri(&to.id));
            }
        }
    }
    let series: BTreeSet<&str> = graph.nodes.iter().filter_map(series).collect();
    resources.extend(series.into_iter().map(|series| {
        let mut resource = Resource::of(base.address(&format!("series/{series}")), "schema:EventSeries");
        resource.say_text("schema:name", Some(series));
        resource
    }));
    let sources: BTreeSet<&str> =
        graph.edges.iter().flat_map(|edge| &edge.evidence).map(|quote| quote.place.source.as_str()).collect();
    resources.extend(sources.into_iter().map(|source| {
        let mut resource = Resource::of(base.address(&format!("source/{source}")), "prov:Entity");
        resource.say_text("schema:name", Some(source));
        resource
    }));
    resources.extend(more);
    resources
}

/// The series of an edition.
fn series(node: &Node) -> Option<&str> {
    let edition = node.id.strip_prefix("edition/").filter(|_| node.kind == NodeKind::Edition)?;
    edition.rsplit_once('-').map(|(series, _)| series)
}

fn of_node(node: &Node, base: &Base) -> Resource {
    let class = match node.kind {
        NodeKind::Project => "schema:SoftwareApplication",
        NodeKind::Technology | NodeKind::Topic => "schema:DefinedTerm",
        NodeKind::Organisation => "schema:Organization",
        NodeKind::Licence => "schema:CreativeWork",
        NodeKind::Talk | NodeKind::Edition => "schema:Event",
        NodeKind::Person => "schema:Person",
    };
    let mut resource = Resource::of(base.address(&node.id), class);
    resource.say_text("schema:name", Some(&node.label));
    resource.say_text("hallway:kind", Some(node.kind.name()));
    resource.say("hallway:talks", Object::Integer(node.talks));
    for alias in &node.aliases {
        resource.say_text("schema:alternateName", Some(alias));
    }
    resource.say_text("schema:description", node.about.as_deref());
    if let Some(item) = node.wikidata.as_deref().filter(|item| is_item(item)) {
        resource.say("schema:sameAs", Object::Iri(format!("http://www.wikidata.org/entity/{item}")));
    }
    for (property, address) in [("schema:url", &node.url), ("hallway:repository", &node.repository)] {
        if let Some(address) = web(address.as_ref()) {
            resource.say(property, Object::Typed(address.to_owned(), "xsd:anyURI"));
        }
    }
    if let Some(start) = &node.start {
        let has_time = start.contains('T');
        let (start, datatype) =
            if has_time { (format!("{start}:00"), "xsd:dateTime") } else { (start.clone(), "xsd:date") };
        resource.say("schema:startDate", Object::Typed(start, datatype));
    }
    if let Some(minutes) = node.minutes {
        resource.say("schema:duration", Object::Typed(format!("PT{minutes}M"), "xsd:duration"));
    }
    resource.say_text("schema:inLanguage", node.language.as_deref());
    resource.say_text("hallway:track", node.track.as_deref());
    if let Some(room) = &node.room {
        let mut place = Resource::blank("schema:Place");
        place.say_text("schema:name", Some(room));
        resource.say("schema:location", Object::Blank(place));
    }
    if let Some(series) = series(node) {
        resource.say("schema:superEvent", base.iri(&format!("series/{series}")));
    }
    resource
}

/// Whether a text is the name of a Wikidata item.
fn is_item(text: &str) -> bool {
    text.strip_prefix('Q').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn pair(edge: &Edge, from: &Node, to: &Node, base: &Base) -> Resource {
    let local = |node: &Node| node.id.trim_start_matches("entity/").to_owned();
    let mut pair = Resource::of(base.address(&format!("pair/{}/{}", local(from), local(to))), "hallway:CoOccurrence");
    pair.say("hallway:entity", base.iri(&from.id));
    pair.say("hallway:entity", base.iri(&to.id));
    pair.say("hallway:talks", Object::Integer(edge.talks));
    pair.say("hallway:weight", Object::Typed(edge.weight.to_string(), "xsd:double"));
    pair
}

/// A place where a talk mentions an entity.
///
/// The name is told by its bytes in the file, where it stands in one as it is, and by the words around it.
fn annotation(quote: &Quote, talk: &Node, entity: &Node, base: &Base) -> Resource {
    let source = base.iri(&format!("source/{}", quote.place.source));
    let mut target = Resource::blank("oa:SpecificResource");
    target.say("oa:hasSource", source.clone());
    target.say("oa:hasScope", base.iri(&talk.id));
    if quote.place.field.is_none() {
        let mut bytes = Resource::blank("oa:DataPositionSelector");
        bytes.say("oa:start", Object::Integer(quote.place.start));
        bytes.say("oa:end", Object::Integer(quote.place.end));
        target.say("oa:hasSelector", Object::Blank(bytes));
    }
    if !quote.text.is_empty() {
        let mut words = Resource::blank("oa:TextQuoteSelector");
        words.say_text("oa:exact", Some(&quote.text));
        let around = quote.place.quote.trim_matches('…');
        // Where the name stands twice, nobody could say which of the two is meant.
        if let (Some((before, after)), 1) = (around.split_once(&quote.text), around.matches(&quote.text).count()) {
            words.say_text("oa:prefix", Some(before));
            words.say_text("oa:suffix", Some(after));
        }
        target.say("oa:hasSelector", Object::Blank(words));
    }
    let mut annotation = Resource::blank("oa:Annotation");
    annotation.say("oa:motivatedBy", Object::Iri("http://www.w3.org/ns/oa#identifying".to_owned()));
    annotation.say("oa:hasBody", base.iri(&entity.id));
    annotation.say("oa:hasTarget", Object::Blank(target));
    annotation.say_text("schema:text", Some(&quote.place.quote));
    annotation.say_text("hallway:place", Some(&quote.place.place()));
    annotation.say("prov:wasDerivedFrom", source);
    annotation
}
