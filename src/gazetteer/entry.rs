//! Entries: a dictionary's YAML as it is written.

use serde::Deserialize;

use super::rule::{Case, Rules};
use super::{Dictionary, Entity, EntityId, Kind, Relation};
use crate::complaint::{Complaint, did_you_mean};
use crate::yaml::{self, Node};

/// The keys of an entry.
const KEYS: [&str; 9] = ["id", "name", "kind", "aliases", "about", "broader", "relations", "links", "match"];

/// One entry of a dictionary.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    #[serde(default)]
    pub(crate) aliases: Vec<Alias>,
    #[serde(default)]
    pub(crate) about: Option<String>,
    #[serde(default)]
    pub(crate) broader: Vec<String>,
    #[serde(default)]
    pub(crate) relations: Vec<RelationEntry>,
    #[serde(default)]
    pub(crate) links: Links,
    #[serde(default, rename = "match")]
    pub(crate) rules: RulesEntry,
}

/// Another name: as it is, or with rules of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Alias {
    Name(String),
    Ruled(RuledAlias),
}

/// A name or regular expression whose rules take the place of the entity's.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuledAlias {
    #[serde(default)]
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) regex: Option<String>,
    #[serde(default)]
    pub(crate) case: Option<Case>,
    #[serde(default)]
    pub(crate) needs: Vec<String>,
    #[serde(default)]
    pub(crate) unless: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RelationEntry {
    pub(crate) verb: String,
    pub(crate) to: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Links {
    pub(crate) homepage: Option<String>,
    pub(crate) repository: Option<String>,
    pub(crate) wikidata: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RulesEntry {
    pub(crate) case: Option<Case>,
    pub(crate) needs: Vec<String>,
    pub(crate) unless: Vec<String>,
}

impl Entry {
    /// The entity that it describes, and how that is named; `place` is its dictionary and its place in that dictionary.
    pub(crate) fn split(self, place: (usize, usize)) -> (Entity, Naming) {
        let aliases = self.aliases.iter().filter_map(|alias| match alias {
            Alias::Name(name) => Some(name.clone()),
            Alias::Ruled(ruled) => ruled.name.clone().or_else(|| Some(format!("/{}/", ruled.regex.as_ref()?))),
        });
        let relation = |relation: RelationEntry| Relation { verb: relation.verb, to: EntityId(relation.to) };
        let entity = Entity {
            id: EntityId(self.id),
            name: self.name,
            kind: self.kind,
            aliases: aliases.collect(),
            about: self.about,
            broader: self.broader.into_iter().map(EntityId).collect(),
            relations: self.relations.into_iter().map(relation).collect(),
            homepage: self.links.homepage,
            repository: self.links.repository,
            wikidata: self.links.wikidata,
            entry: place,
        };
        (entity, Naming { aliases: self.aliases, rules: self.rules })
    }
}

/// How an entity is named beside its name: what its names are compiled from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Naming {
    pub(crate) aliases: Vec<Alias>,
    rules: RulesEntry,
}

impl Naming {
    /// The rules of the name and of every alias that has none of its own.
    pub(crate) fn rules(&self) -> Rules {
        Rules::new(self.rules.case, &self.rules.needs, &self.rules.unless)
    }

    /// Whether there is but the name, without rules.
    pub(crate) fn is_plain(&self) -> bool {
        let RulesEntry { case, needs, unless } = &self.rules;
        self.aliases.is_empty() && case.is_none() && needs.is_empty() && unless.is_empty()
    }
}

impl Alias {
    /// The name, unless it is an expression.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Ruled(ruled) => ruled.name.as_deref(),
        }
    }
}

impl RuledAlias {
    /// Its own rules.
    pub(crate) fn rules(&self) -> Rules {
        Rules::new(self.case, &self.needs, &self.unless)
    }
}

/// Reads the entries of a dictionary with their places in its list, and complains about those that it cannot read.
pub(crate) fn read(dictionary: &Dictionary) -> (Vec<(usize, Entry)>, Vec<Complaint>) {
    match serde_yaml::from_str::<Option<Vec<Entry>>>(&dictionary.text) {
        Ok(entries) => (entries.unwrap_or_default().into_iter().enumerate().collect(), Vec::new()),
        Err(error) => match yaml::parse(&dictionary.path, &dictionary.text) {
            Ok(tree) => salvage(dictionary, &tree, &error),
            Err(complaint) => (Vec::new(), vec![complaint]),
        },
    }
}

/// Reads entry by entry, once the file as a whole cannot be read.
fn salvage(dictionary: &Dictionary, tree: &Node, error: &serde_yaml::Error) -> (Vec<(usize, Entry)>, Vec<Complaint>) {
    let (path, text) = (dictionary.path.as_str(), dictionary.text.as_ref());
    let mut entries = Vec::new();
    let mut complaints = Vec::new();
    for (index, node) in tree.items().iter().enumerate() {
        let wrong = problems(path, text, node);
        if !wrong.is_empty() {
            complaints.extend(wrong);
            continue;
        }
        match serde_yaml::from_value(value(node)) {
            Ok(entry) => entries.push((index, entry)),
            Err(error) => {
                complaints.push(Complaint::error(path, format!("cannot read this entry: {error}")).at(text, node.span));
            }
        }
    }
    if complaints.is_empty() {
        complaints.push(yaml::serde_complaint(path, text, error).hint("a dictionary is a list of entries"));
    }
    (entries, complaints)
}

fn problems(path: &str, text: &str, node: &Node) -> Vec<Complaint> {
    if node.entries().is_empty() {
        return vec![Complaint::error(path, "an entry is a map with `id`, `name` and `kind`").at(text, node.span)];
    }
    let mut complaints = node.unknown_keys(path, text, &KEYS);
    let nested: [(&str, &[&str]); 2] =
        [("links", &["homepage", "repository", "wikidata"]), ("match", &["case", "needs", "unless"])];
    for (key, known) in nested {
        complaints.extend(node.get(key).into_iter().flat_map(|map| map.unknown_keys(path, text, known)));
    }
    let listed: [(&str, &[&str]); 2] =
        [("relations", &["verb", "to"]), ("aliases", &["name", "regex", "case", "needs", "unless"])];
    for (key, known) in listed {
        let items = node.get(key).map(Node::items).unwrap_or_default();
        complaints.extend(items.iter().flat_map(|map| map.unknown_keys(path, text, known)));
    }
    for key in ["id", "name", "kind"] {
        if node.get(key).is_none() {
            let first = node.entries().first().map_or(node.span, |(key, _)| key.span);
            let what = node.get("id").and_then(Node::scalar).map_or_else(
                || format!("entry without an `{key}`").replace("an `name", "a `name").replace("an `kind", "a `kind"),
                |id| format!("entity `{id}` has no `{key}`"),
            );
            complaints.push(Complaint::error(path, what).at(text, first));
        }
    }
    if let Some(kind) = node.get("kind")
        && kind.scalar().and_then(Kind::of_name).is_none()
    {
        let name = kind.scalar().unwrap_or_default();
        let kinds = Kind::ALL.map(Kind::name);
        let hint = did_you_mean(name, kinds)
            .map_or_else(|| format!("kinds are {}", kinds.join(", ")), |close| format!("did you mean `{close}`?"));
        complaints.push(Complaint::error(path, format!("unknown kind `{name}`")).at(text, kind.span).hint(hint));
    }
    if let Some(case) = node.get("match").and_then(|rules| rules.get("case"))
        && !matches!(case.scalar(), Some("exact" | "fold" | "smart"))
    {
        complaints.push(Complaint::error(path, "unknown case").at(text, case.span).hint("exact, fold or smart"));
    }
    complaints
}

/// The node as serde's value.
fn value(node: &Node) -> serde_yaml::Value {
    match &node.value {
        yaml::Value::Scalar(text) => serde_yaml::Value::String(text.clone()),
        yaml::Value::List(items) => serde_yaml::Value::Sequence(items.iter().map(value).collect()),
        yaml::Value::Map(entries) => {
            serde_yaml::Value::Mapping(entries.iter().map(|(key, inner)| (value(key), value(inner))).collect())
        }
    }
}
