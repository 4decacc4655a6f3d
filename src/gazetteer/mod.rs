//! The gazetteer: all dictionaries, read, checked and compiled.
//!
//! Entities are kept in the order of their ids, so that nothing downstream depends on the order of files.

mod check;
mod entry;
mod form;
mod gate;
mod rule;
mod surface;
mod table;
mod word;

use std::borrow::{Borrow, Cow};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use crate::complaint::{Complaint, Place, did_you_mean};
use crate::text::{Lines, fold};
use crate::yaml::{self, Step};

use entry::{Alias, Entry, Naming};
pub(crate) use form::Gap;
pub use rule::{Case, Cue, Rules, Unless};
pub(crate) use surface::FormRef;
pub use surface::{Surface, SurfaceIndex};
pub(crate) use table::NONE;
pub use word::{Ordinary, ordinary};

/// A dictionary file: its name and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dictionary {
    /// The path as the user sees it.
    pub path: String,
    /// The YAML.
    pub text: Cow<'static, str>,
    /// The same as JSON, which is read many times faster; see [`prepare`].
    pub(crate) prepared: Option<String>,
}

/// What sort of thing an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A piece of software that people make.
    Project,
    /// A protocol, a standard, an interface, a language, a machine.
    Technology,
    /// A subject.
    Topic,
    /// A company, a foundation, an institution.
    Organisation,
    /// A licence.
    Licence,
}

impl Kind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [Self; 5] = [Self::Project, Self::Technology, Self::Topic, Self::Organisation, Self::Licence];

    /// The name in dictionaries and queries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Technology => "technology",
            Self::Topic => "topic",
            Self::Organisation => "organisation",
            Self::Licence => "licence",
        }
    }

    /// The kind of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An entity's id: its common name in kebab case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityId(String);

impl EntityId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for EntityId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for EntityId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<String> for EntityId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl From<&str> for EntityId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An entity's place in the gazetteer's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityIndex(pub(crate) usize);

/// A thing with an entry in a dictionary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Its id.
    pub id: EntityId,
    /// The usual spelling of its name.
    pub name: String,
    /// What sort of thing it is.
    pub kind: Kind,
    /// Its other names, as the dictionary lists them; regular expressions between slashes.
    pub aliases: Vec<String>,
    /// One sentence about it.
    pub about: Option<String>,
    /// The topics that it belongs to.
    pub broader: Vec<EntityId>,
    /// What it has to do with others.
    pub relations: Vec<Relation>,
    /// Its home page.
    pub homepage: Option<String>,
    /// Its repository.
    pub repository: Option<String>,
    /// Its Wikidata item, `Q` and a number: `Q14579`. No two entities have the same.
    pub wikidata: Option<String>,
    /// The dictionary that it stands in and its place in that dictionary's list.
    entry: (usize, usize),
}

impl Entity {
    /// An entity of which no more is known than its name.
    fn named(id: EntityId, name: String, kind: Kind) -> Self {
        Self {
            id,
            name,
            kind,
            aliases: Vec::new(),
            about: None,
            broader: Vec::new(),
            relations: Vec::new(),
            homepage: None,
            repository: None,
            wikidata: None,
            entry: (0, 0),
        }
    }
}

/// A typed, directed edge between two entities, said by a dictionary.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Relation {
    /// What the one does to the other: `uses`, `implements`, `forked-from`, ...
    pub verb: String,
    /// The other.
    pub to: EntityId,
}

/// All dictionaries, compiled.
#[derive(Debug, Default)]
pub struct Gazetteer {
    dictionaries: Vec<Dictionary>,
    /// See [`Gazetteer::digest`].
    digest: OnceLock<String>,
    /// In the order of their ids.
    entities: Vec<Entity>,
    /// How each entity is named; none at all where all have but their names.
    namings: Vec<Naming>,
    /// From folded names to entities; made once somebody asks for a name.
    by_name: OnceLock<Vec<(String, EntityIndex)>>,
    /// Compiled once a text is looked at.
    surfaces: OnceLock<SurfaceIndex>,
    /// What speaks for each entity where its name is ambiguous; collected once somebody asks.
    kin: OnceLock<Vec<Vec<EntityIndex>>>,
    /// Each dictionary as a tree with places, and its lines, read once somebody asks where something stands.
    trees: Vec<OnceLock<Option<(yaml::Node, Lines)>>>,
}

include!(concat!(env!("OUT_DIR"), "/bundled_dictionaries.rs"));

impl Dictionary {
    /// A dictionary of that text.
    pub fn new(path: impl Into<String>, text: impl Into<Cow<'static, str>>) -> Self {
        Self { path: path.into(), text: text.into(), prepared: None }
    }

    /// The field that it is of: its file's name without extension.
    pub fn field(&self) -> &str {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The bundled dictionary of the same text as JSON, made when the library was built, and its place among those.
    ///
    /// Bundled dictionaries are known to be sound, which a test sees to, and JSON is read many times faster than YAML.
    fn bundled(&self) -> Option<(usize, &'static str)> {
        let at = BUNDLED.iter().position(|(_, text, json)| *text == self.text && !json.is_empty())?;
        Some((at, BUNDLED[at].2))
    }
}

impl Entity {
    /// What stands for an entity that nothing is known of.
    pub(crate) fn nobody() -> Self {
        Self::named(EntityId(String::new()), String::new(), Kind::Topic)
    }
}

impl Gazetteer {
    /// The dictionaries that are compiled into the library.
    pub fn bundled() -> Vec<Dictionary> {
        BUNDLED.iter().map(|(name, text, _)| Dictionary::new(format!("dictionaries/{name}"), *text)).collect()
    }

    /// The digest of its dictionaries' texts, by which it is told whether something was tagged with the same ones.
    pub fn digest(&self) -> &str {
        self.digest.get_or_init(|| {
            let mut hasher = Xxh3::new();
            let mut texts: Vec<&str> = self.dictionaries.iter().map(|dictionary| dictionary.text.as_ref()).collect();
            // Where dictionaries lie and how they are named is nothing to what they find.
            texts.sort_unstable();
            for text in texts {
                hasher.update(&text.len().to_le_bytes());
                hasher.update(text.as_bytes());
            }
            format!("{:016x}", hasher.digest())
        })
    }

    /// Compiles dictionaries; what is wrong with an entry leaves that entry out, or the part of it that is wrong.
    ///
    /// Time is linear in the dictionaries' size.
    pub fn compile(dictionaries: Vec<Dictionary>) -> (Self, Vec<Complaint>) {
        Self::compile_with(dictionaries, true)
    }

    /// What is wrong with dictionaries and what is doubtful, the built-in ones included, which are taken to be sound
    /// otherwise.
    pub fn check(dictionaries: Vec<Dictionary>) -> Vec<Complaint> {
        Self::compile_with(dictionaries, false).1
    }

    fn compile_with(dictionaries: Vec<Dictionary>, is_trusting: bool) -> (Self, Vec<Complaint>) {
        let mut complaints = Vec::new();
        let mut all = Vec::new();
        let mut sound = Vec::new();
        let prepared = dictionaries.par_iter().map(|dictionary| {
            let bundled = if is_trusting { dictionary.bundled() } else { None };
            let json = bundled.map(|(_, json)| json).or(dictionary.prepared.as_deref());
            let entries: Option<Vec<Entry>> = json.and_then(|json| serde_json::from_str(json).ok());
            (bundled.filter(|_| entries.is_some()).map(|(at, _)| at), entries)
        });
        let prepared: Vec<(Option<usize>, Option<Vec<Entry>>)> = prepared.collect();
        for (file, (dictionary, (bundled, entries))) in dictionaries.iter().zip(prepared).enumerate() {
            sound.push(bundled);
            let (read, wrong) = match entries {
                Some(entries) => (entries.into_iter().enumerate().collect(), Vec::new()),
                None => entry::read(dictionary),
            };
            complaints.extend(wrong);
            all.extend(read.into_iter().map(|(index, entry)| ((file, index), entry)));
        }
        // The bundle as a whole is known to be sound too; anything added to it or changed in it is looked at.
        let distinct: BTreeSet<usize> = sound.iter().copied().flatten().collect();
        let is_bundle = dictionaries.len() == BUNDLED.len() && distinct.len() == BUNDLED.len();
        if !is_bundle {
            complaints.extend(check::check(&dictionaries, &sound, &mut all));
        }
        if !is_trusting {
            complaints.extend(check::doubts(&dictionaries, &all));
        }
        // Entries are large: their places are sorted, and each is moved once.
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by(|a, b| all[*a].1.id.cmp(&all[*b].1.id));
        let mut all: Vec<Option<((usize, usize), Entry)>> = all.into_iter().map(Some).collect();
        let sorted = order.into_iter().filter_map(|at| all[at].take());

        let trees = dictionaries.iter().map(|_| OnceLock::new()).collect();
        let (entities, namings) = sorted.map(|(place, entry)| entry.split(place)).unzip();
        let gazetteer = Self { dictionaries, entities, namings, trees, ..Self::default() };
        (gazetteer, complaints)
    }

    /// A gazetteer of names without rules, aliases or dictionaries: for each entity its id, its name and its kind.
    ///
    /// Of those with the same id only the first is kept.
    ///
    /// ```
    /// use hallway::gazetteer::{Gazetteer, Kind};
    ///
    /// let gazetteer = Gazetteer::of_names([("criu", "CRIU", Kind::Project), ("lxc", "LXC", Kind::Project)]);
    /// assert_eq!(gazetteer.find("criu").map(|index| gazetteer.entity(index).name.as_str()), Some("CRIU"));
    /// ```
    pub fn of_names<I: Into<EntityId>, N: Into<String>>(names: impl IntoIterator<Item = (I, N, Kind)>) -> Self {
        let entity = |(id, name, kind): (I, N, Kind)| Entity::named(id.into(), name.into(), kind);
        let mut entities: Vec<Entity> = names.into_iter().map(entity).collect();
        if !entities.is_sorted_by(|a, b| a.id < b.id) {
            entities.par_sort_by(|a, b| a.id.cmp(&b.id));
            entities.dedup_by(|b, a| a.id == b.id);
        }
        Self { entities, ..Self::default() }
    }

    /// The entities in the order of their ids.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// The entities' places in [`Gazetteer::entities`].
    pub fn indices(&self) -> impl Iterator<Item = EntityIndex> + use<> {
        (0..self.entities.len()).map(EntityIndex)
    }

    /// The entity at `index`.
    pub fn entity(&self, index: EntityIndex) -> &Entity {
        &self.entities[index.0]
    }

    /// The entity of that id.
    pub fn by_id(&self, id: impl AsRef<str>) -> Option<EntityIndex> {
        self.entities.binary_search_by(|entity| entity.id.as_str().cmp(id.as_ref())).ok().map(EntityIndex)
    }

    /// The place in [`Gazetteer::dictionaries`] of the one that an entity stands in.
    pub fn dictionary_of(&self, index: EntityIndex) -> usize {
        self.entity(index).entry.0
    }

    /// Where a name of an entity stands: the file and the place in it.
    pub fn name_place(&self, entity: EntityIndex, name: &str) -> Option<(&str, Place)> {
        let alias = self.entity(entity).aliases.iter().position(|alias| alias == name);
        match alias {
            Some(alias) => self.place(entity, &[Step::Key("aliases"), Step::Item(alias)]),
            None => self.place(entity, &[Step::Key("name")]),
        }
    }

    /// The field that an entity belongs to: the name of its dictionary, without folder and extension.
    pub fn field(&self, index: EntityIndex) -> &str {
        let dictionary = self.dictionaries.get(self.dictionary_of(index));
        dictionary.map(Dictionary::field).unwrap_or_default()
    }

    /// The entities that speak for `index` in a talk: topics that it belongs to, what it is related to, and what is related
    /// to it; what many organisations are related to says nothing of any. In the order of ids, the entity itself included.
    pub fn kin(&self, index: EntityIndex) -> &[EntityIndex] {
        let kin = self.kin.get_or_init(|| {
            let mut kin: Vec<Vec<EntityIndex>> = self.indices().map(|index| vec![index]).collect();
            for index in self.indices() {
                let entity = self.entity(index);
                kin[index.0].extend(entity.broader.iter().filter_map(|id| self.by_id(id)));
                for other in entity.relations.iter().filter_map(|relation| self.by_id(&relation.to)) {
                    kin[index.0].push(other);
                    if entity.kind != Kind::Organisation {
                        kin[other.0].push(index);
                    }
                }
            }
            for list in &mut kin {
                list.sort_unstable();
                list.dedup();
            }
            kin
        });
        kin.get(index.0).map(Vec::as_slice).unwrap_or_default()
    }

    /// The names and aliases, compiled for matching.
    pub fn surfaces(&self) -> &SurfaceIndex {
        self.surfaces.get_or_init(|| SurfaceIndex::compile(&self.entities, &self.namings))
    }

    /// The entities by their folded names and aliases, sorted, each pair once.
    fn by_name(&self) -> &[(String, EntityIndex)] {
        self.by_name.get_or_init(|| {
            let named = self.entities.iter().enumerate().flat_map(|(at, entity)| {
                let aliases = self.namings.get(at).map(|naming| naming.aliases.as_slice()).unwrap_or_default();
                let names = std::iter::once(entity.name.as_str()).chain(aliases.iter().filter_map(Alias::name));
                names.map(move |name| (fold(name), EntityIndex(at)))
            });
            let mut by_name: Vec<(String, EntityIndex)> = named.collect();
            by_name.sort_unstable();
            by_name.dedup();
            by_name
        })
    }

    /// The dictionaries it was compiled from.
    pub fn dictionaries(&self) -> &[Dictionary] {
        &self.dictionaries
    }

    /// The entity that a user means by `name`: an id, a name or an alias, in any case and spelling.
    ///
    /// Where a name belongs to several, that one comes first whose own name it is as written, then whose id it makes, whose
    /// alias it is as written, whose own name it is in another case; then the order of ids.
    pub fn find(&self, name: &str) -> Option<EntityIndex> {
        find(self, name)
    }

    /// The folded names, sorted, each with its entities.
    pub(crate) fn folded_names(&self) -> impl Iterator<Item = (&str, Vec<EntityIndex>)> {
        let groups = self.by_name().chunk_by(|(a, _), (b, _)| a == b);
        groups.map(|group| (group[0].0.as_str(), group.iter().map(|(_, entity)| *entity).collect()))
    }

    /// The name closest to `name`, for "did you mean".
    pub fn did_you_mean(&self, name: &str) -> Option<&str> {
        let names = self
            .entities
            .iter()
            .flat_map(|entity| std::iter::once(entity.name.as_str()).chain(entity.aliases.iter().map(String::as_str)));
        did_you_mean(name, names)
    }

    /// Where a dictionary says that `from` has its `relation`th relation: the file and the place in it.
    pub fn relation_place(&self, from: EntityIndex, relation: usize) -> Option<(&str, Place)> {
        self.place(from, &[Step::Key("relations"), Step::Item(relation)])
    }

    /// Where an entity's entry begins: the file and the place in it.
    pub fn entry_place(&self, entity: EntityIndex) -> Option<(&str, Place)> {
        self.place(entity, &[Step::Key("id")])
    }

    fn place(&self, entity: EntityIndex, path: &[Step]) -> Option<(&str, Place)> {
        let (file, item) = self.entity(entity).entry;
        let dictionary = self.dictionaries.get(file)?;
        let read = || Some((yaml::parse(&dictionary.path, &dictionary.text).ok()?, Lines::of(&dictionary.text)));
        let (tree, lines) = self.trees.get(file)?.get_or_init(read).as_ref()?;
        let span = tree.follow(&[Step::Item(item)]).follow(path).span;
        Some((&dictionary.path, Place::of_lines(&dictionary.text, lines, span)))
    }
}

/// A dictionary's text as JSON, which is read many times faster; none if something is wrong with it, which only the YAML
/// tells the place of, or if it is built in and prepared already.
pub(crate) fn prepare(dictionary: &Dictionary) -> Option<String> {
    if dictionary.bundled().is_some() {
        return None;
    }
    let value: serde_json::Value = serde_yaml::from_str(&dictionary.text).ok()?;
    let json = value.to_string();
    let is_sound = serde_json::from_str::<Vec<Entry>>(&json).is_ok();
    is_sound.then_some(json)
}

/// What names are looked up in.
pub(crate) trait Lookup {
    /// The entity of an id.
    fn with_id(&self, id: &str) -> Option<EntityIndex>;
    /// The entities of a folded name, in their order.
    fn with_name(&self, folded: &str) -> Vec<EntityIndex>;
    /// The first entity of the first folded name that is `joined` without its spaces.
    fn with_joined(&self, joined: &str) -> Option<EntityIndex>;
    /// The entity at `index`.
    fn entity_at(&self, index: EntityIndex) -> &Entity;
}

impl Lookup for Gazetteer {
    fn with_id(&self, id: &str) -> Option<EntityIndex> {
        self.by_id(id)
    }

    fn with_name(&self, folded: &str) -> Vec<EntityIndex> {
        let from = &self.by_name()[self.by_name().partition_point(|(name, _)| name.as_str() < folded)..];
        from.iter().take_while(|(name, _)| name == folded).map(|(_, entity)| *entity).collect()
    }

    fn with_joined(&self, wanted: &str) -> Option<EntityIndex> {
        self.by_name().iter().find(|(name, _)| joined(name) == wanted).map(|(_, entity)| *entity)
    }

    fn entity_at(&self, index: EntityIndex) -> &Entity {
        self.entity(index)
    }
}

/// A folded name without its spaces.
pub(crate) fn joined(folded: &str) -> String {
    folded.replace(' ', "")
}

/// See [`Gazetteer::find`].
pub(crate) fn find(names: &dyn Lookup, name: &str) -> Option<EntityIndex> {
    if let Some(index) = names.with_id(name) {
        return Some(index);
    }
    let folded = fold(name);
    if folded.is_empty() {
        return None;
    }
    let kebab = crate::text::kebab(name);
    let claim = |index: &EntityIndex| {
        let entity = names.entity_at(*index);
        let is_written = |other: &String| other == name;
        let is_id = entity.id.as_str() == kebab;
        (is_written(&entity.name), is_id, entity.aliases.iter().any(is_written), fold(&entity.name) == folded)
    };
    // `containers` is found where the dictionary has `container`, and the other way round.
    let number = || folded.strip_suffix('s').map_or_else(|| format!("{folded}s"), str::to_owned);
    // The first of those with the best claim.
    let best = names.with_name(&folded).into_iter().rev().max_by_key(claim);
    best.or_else(|| names.with_id(&kebab))
        .or_else(|| names.with_name(&number()).first().copied())
        // Whatever separates its words: `RISCV`, `open stack`.
        .or_else(|| names.with_joined(&joined(&folded)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gazetteer(yaml: &'static str) -> (Gazetteer, Vec<Complaint>) {
        Gazetteer::compile(vec![Dictionary::new("d.yaml", yaml)])
    }

    #[test]
    fn everything_wrong_is_reported_at_once_with_its_place() {
        let (gazetteer, complaints) = gazetteer(
            "- {id: criu, name: CRIU, kind: project, alias: [x]}\n\
             - {id: b, name: B thing, kind: planet}\n\
             - {id: c-thing, name: C thing, kind: project, aliases: [{regex: 'a('}, {regex: 'x*'}]}\n\
             - {id: d-thing, name: D thing, kind: project, relations: [{verb: uses, to: nobody}], broader: [nothing]}\n\
             - {id: d-thing, name: Other, kind: topic}\n\
             - {id: e-thing, name: d thing, kind: project}\n\
             - {name: No id, kind: topic}\n",
        );
        let said: Vec<String> = complaints
            .iter()
            .map(|complaint| {
                let at = complaint.place.as_ref().map(|place| place.position);
                format!("{}:{} {}", at.map_or(0, |at| at.line), at.map_or(0, |at| at.column), complaint.cause)
            })
            .collect();
        assert_eq!(
            said,
            [
                "1:41 unknown key `alias`",
                "2:32 unknown kind `planet`",
                "7:4 entry without an `id`",
                "5:8 entity `d-thing` is defined twice",
                "3:65 regex `a(` does not compile: unclosed group",
                "3:80 regex `x*` matches the empty string",
                "4:96 broader topic `nothing` is in no dictionary",
                "4:76 relation to `nobody`, which is in no dictionary",
                "6:23 alias `d thing` already belongs to `d-thing`",
            ]
            .map(str::to_owned)
        );
        assert!(gazetteer.find("CRIU").is_none(), "a broken entry is left out");
        assert!(gazetteer.find("C thing").is_some(), "an entry loses only its broken alias");
    }

    #[test]
    fn the_bundle_is_as_sound_as_it_is_taken_to_be() {
        // A comment makes each file another one, which is read as YAML and checked in full.
        let changed = Gazetteer::bundled()
            .into_iter()
            .map(|dictionary| Dictionary::new(dictionary.path, format!("# changed\n{}", dictionary.text)));
        let (checked, complaints) = Gazetteer::compile(changed.collect());
        assert_eq!(complaints, []);
        assert_eq!(Gazetteer::check(Gazetteer::bundled()), [], "nothing in it is doubtful either");
        let (trusted, _) = Gazetteer::compile(Gazetteer::bundled());
        assert_eq!(checked.entities(), trusted.entities(), "JSON and YAML say the same");
        let mut twice = Gazetteer::bundled();
        let last = twice.len() - 1;
        twice[last] = twice[0].clone();
        assert!(!Gazetteer::compile(twice).1.is_empty(), "a file in another's place is noticed");
    }

    #[test]
    fn any_name_compiles() {
        for name in ["Český", "Český", "ß", "ﬁes", "ŷ", "İs", "C++", ".", "", "ées", "日本s", "ÿs"] {
            for kind in ["topic", "project"] {
                let text = format!("- {{id: x, name: \"{name}\", kind: {kind}}}\n");
                let _ = Gazetteer::compile(vec![Dictionary::new("d.yaml", text)]);
            }
        }
    }

    #[test]
    fn a_name_is_found_by_id_alias_and_spelling() {
        let (gazetteer, complaints) = gazetteer(
            "- {id: kubernetes, name: Kubernetes, kind: project, aliases: [k8s]}\n\
             - {id: c-plus-plus, name: C++, kind: technology}\n\
             - {id: live-migration, name: live migration, kind: topic}\n",
        );
        assert_eq!(complaints, []);
        for (name, id) in [
            ("K8S", "kubernetes"),
            ("c++", "c-plus-plus"),
            ("Live Migration", "live-migration"),
            ("live-migrations", "live-migration"),
            ("livemigration", "live-migration"),
            ("Kuber-netes", "kubernetes"),
        ] {
            let found = gazetteer.find(name).map(|index| gazetteer.entity(index).id.as_str());
            assert_eq!(found, Some(id), "{name}");
        }
        assert_eq!(gazetteer.did_you_mean("kubernets"), Some("Kubernetes"));
    }
}
