//! Exploration: what somebody who looks around needs of the talks that a query selects, as plain data.
//!
//! Counts are not in it: they follow from which talk mentions what, for whichever talks are looked at.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::answer::best;
use super::community::divide;
use super::picture::{series_name, written};
use super::{Query, Selection};
use crate::corpus::{EditionId, TalkIndex, added_words, track_key};
use crate::evidence::Evidence;
use crate::gazetteer::{EntityIndex, Kind};
use crate::graph::{Incidence, Origin, counted};
use crate::holdings::{curated_relations, drawn_relations};
use crate::measure::cooccurrence::Counts;
use crate::source::document::Field;
use crate::workspace::Workspace;

/// Everything that can be looked at.
#[derive(Debug, Clone, Default)]
pub struct Exploration {
    /// The editions that the talks are of, as people write them: `FOSDEM 2007–2026`.
    pub title: String,
    /// The query as it was written.
    pub condition: String,
    /// What is known of the editions that the query admits, by series and year.
    pub editions: Vec<ExploredEdition>,
    /// The names of tracks, one for all years.
    pub tracks: Vec<String>,
    /// The entities that talks mention, that of the most talks first.
    pub entities: Vec<ExploredEntity>,
    /// The communities, the largest first.
    pub communities: Vec<Community>,
    /// Which entities belong near each other: those of fewer talks, each with the few that tell most of it.
    pub links: Vec<Nearness>,
    /// What dictionaries and sketches say that entities have to do with each other.
    pub relations: Vec<Relation>,
    /// The talks, in the order of the corpus.
    pub talks: Vec<ExploredTalk>,
    /// The paths of the sources that evidence is in.
    pub sources: Vec<String>,
}

/// An edition, and how much is known of it.
#[derive(Debug, Clone)]
pub struct ExploredEdition {
    /// Which.
    pub id: EditionId,
    /// Its series as people write it.
    pub series: String,
    /// `full`, `titles` or `sampled`.
    pub coverage: &'static str,
}

/// An entity that talks mention.
#[derive(Debug, Clone)]
pub struct ExploredEntity {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Its other names.
    pub aliases: Vec<String>,
    /// One sentence about it.
    pub about: Option<String>,
    /// The names of the topics it belongs to.
    pub broader: Vec<String>,
    /// Where its pages are, by what they are.
    pub links: Vec<(&'static str, String)>,
    /// Where its dictionary defines it.
    pub defined: Option<String>,
    /// How many of the talks mention it.
    pub talks: usize,
}

/// Entities that are talked about together more than with the rest.
#[derive(Debug, Clone)]
pub struct Community {
    /// Its most central members.
    pub name: String,
    /// Its members, by their places in the entities, the most central first.
    pub members: Vec<usize>,
}

/// Two entities that belong near each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearness {
    /// The place of the one with more talks.
    pub of: usize,
    /// The place of the other.
    pub near: usize,
    /// How much, above 0 and up to 1: the cosine, `c(i,j) / √(c(i) · c(j))`.
    pub strength: f64,
}

/// A relation between two entities, by their places.
#[derive(Debug, Clone)]
pub struct Relation {
    /// Whom it starts from.
    pub from: usize,
    /// What the one does to the other.
    pub verb: String,
    /// Whom it leads to.
    pub to: usize,
    /// Whether a sketch says so, and no dictionary.
    pub is_drawn: bool,
    /// Where.
    pub place: String,
}

/// A talk.
#[derive(Debug, Clone)]
pub struct ExploredTalk {
    /// Its edition's place, if the edition is known.
    pub edition: Option<usize>,
    /// Its track's place, if it has one.
    pub track: Option<usize>,
    /// Its title.
    pub title: String,
    /// Who gives it.
    pub speakers: Vec<String>,
    /// The page of its event.
    pub url: Option<String>,
    /// The place of the first source that tells of it.
    pub source: usize,
    /// The line at which that begins to, from 1.
    pub line: usize,
    /// What it mentions, by the entities' places.
    pub mentions: Vec<Mentioned>,
}

/// An entity in a talk.
#[derive(Debug, Clone)]
pub struct Mentioned {
    /// The entity's place.
    pub entity: usize,
    /// How often.
    pub count: usize,
    /// The source's place.
    pub source: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What says so.
    pub quote: Quote,
}

/// What says that a talk mentions an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quote {
    /// The talk's title.
    Title,
    /// A text that is not at hand, in which mentions were counted.
    Counted,
    /// These words.
    Text(String),
}

/// With how many entities of more talks each is linked.
const NEAREST: usize = 3;

/// G² above this is more than chance gives in one of twenty pairs.
const CHANCE: f64 = 3.84;

/// Gathers what there is to look at in the talks that `query` selects, which was written as `condition`.
pub fn exploration(workspace: &Workspace, query: &Query, condition: &str) -> Exploration {
    let selected = Selection::of(workspace).talks(query);
    let mentioned = |talk: &TalkIndex| counted(workspace.mentions.of(*talk)).into_iter().map(|(entity, _)| entity);
    let by_talk: Vec<Vec<EntityIndex>> = selected.iter().map(|talk| mentioned(talk).collect()).collect();
    let incidence = Incidence::of(workspace.gazetteer.entities().len(), &by_talk);
    let mut entities: Vec<EntityIndex> =
        workspace.gazetteer.indices().filter(|entity| incidence.count(*entity) > 0).collect();
    entities.sort_by_key(|entity| (Reverse(incidence.count(*entity)), *entity));
    let gathered = Gathered {
        workspace,
        places: entities.iter().enumerate().map(|(place, entity)| (*entity, place)).collect(),
        entities,
        incidence,
    };
    let series: BTreeSet<&str> =
        selected.iter().filter_map(|talk| edition(workspace, *talk)).map(|id| id.series.as_str()).collect();
    let editions: Vec<ExploredEdition> = workspace
        .corpus
        .editions()
        .into_keys()
        .filter(|id| query.admits(id) && series.contains(id.series.as_str()))
        .map(|id| ExploredEdition {
            series: series_name(&id.series),
            coverage: workspace.corpus.coverage(&id).name(),
            id,
        })
        .collect();
    let (tracks, track_of) = tracks(workspace, &selected);
    let (talks, sources) = gathered.talks(&selected, &editions, &track_of);
    Exploration {
        title: title(workspace, &selected),
        condition: condition.to_owned(),
        entities: gathered.entities(),
        communities: gathered.communities(&selected),
        links: gathered.links(),
        relations: gathered.relations(),
        editions,
        tracks,
        talks,
        sources,
    }
}

fn edition(workspace: &Workspace, talk: TalkIndex) -> Option<&EditionId> {
    workspace.corpus.talk(talk).edition.as_ref()
}

fn title(workspace: &Workspace, selected: &BTreeSet<TalkIndex>) -> String {
    let mut years: BTreeMap<String, BTreeSet<u16>> = BTreeMap::new();
    for id in selected.iter().filter_map(|talk| edition(workspace, *talk)) {
        years.entry(id.series.clone()).or_default().insert(id.year);
    }
    written(&years)
}

/// The tracks' names, those of the most talks first, and for each key the place of its name.
fn tracks(workspace: &Workspace, selected: &BTreeSet<TalkIndex>) -> (Vec<String>, BTreeMap<String, usize>) {
    let mut spellings: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for track in selected.iter().filter_map(|talk| workspace.corpus.talk(*talk).track.as_deref()) {
        *spellings.entry(track_key(track)).or_default().entry(track).or_insert(0) += 1;
    }
    let mut order: Vec<(String, BTreeMap<&str, usize>)> = spellings.into_iter().collect();
    order.sort_by_key(|(_, spellings)| Reverse(spellings.values().sum::<usize>()));
    let name = |spellings: &BTreeMap<&str, usize>| {
        let plainest = spellings.iter().min_by_key(|(name, count)| (added_words(name), Reverse(**count)));
        plainest.map(|(name, _)| (*name).to_owned()).unwrap_or_default()
    };
    let names = order.iter().map(|(_, spellings)| name(spellings)).collect();
    (names, order.into_iter().enumerate().map(|(place, (key, _))| (key, place)).collect())
}

struct Gathered<'a> {
    workspace: &'a Workspace,
    entities: Vec<EntityIndex>,
    places: BTreeMap<EntityIndex, usize>,
    incidence: Incidence,
}

impl Gathered<'_> {
    fn entities(&self) -> Vec<ExploredEntity> {
        let gazetteer = &self.workspace.gazetteer;
        let explored = |index: &EntityIndex| {
            let entity = gazetteer.entity(*index);
            let broader = entity.broader.iter().map(|id| match gazetteer.by_id(id) {
                Some(topic) => gazetteer.entity(topic).name.clone(),
                None => id.to_string(),
            });
            let item = entity.wikidata.as_ref().map(|item| format!("https://www.wikidata.org/wiki/{item}"));
            let links =
                [("homepage", entity.homepage.clone()), ("repository", entity.repository.clone()), ("Wikidata", item)];
            ExploredEntity {
                id: entity.id.to_string(),
                name: entity.name.clone(),
                kind: entity.kind,
                aliases: entity.aliases.clone(),
                about: entity.about.clone(),
                broader: broader.collect(),
                links: links.into_iter().filter_map(|(what, link)| Some((what, link?))).collect(),
                defined: gazetteer.defined(*index),
                talks: self.incidence.count(*index),
            }
        };
        self.entities.iter().map(explored).collect()
    }

    fn communities(&self, selected: &BTreeSet<TalkIndex>) -> Vec<Community> {
        let place = |id: &String| self.places.get(&self.workspace.gazetteer.by_id(id.as_str())?).copied();
        let rows = divide(self.workspace, selected).into_iter();
        rows.map(|row| Community { name: row.name, members: row.entities.iter().filter_map(place).collect() }).collect()
    }

    /// For each entity those of more talks that tell most of it by G²; where chance explains all, the one met most.
    fn links(&self) -> Vec<Nearness> {
        let mut near: Vec<Vec<(bool, f64, usize, f64)>> = vec![Vec::new(); self.entities.len()];
        for (a, b, both) in self.incidence.pairs(1) {
            let (a, b) = (self.places[&a], self.places[&b]);
            let (of, other) = (a.min(b), a.max(b));
            let count = |place: usize| self.incidence.count(self.entities[place]);
            let counts = Counts { a: count(of), b: count(other), both, talks: self.incidence.talks() };
            let told = counts.log_likelihood();
            let cosine = both as f64 / ((counts.a * counts.b) as f64).sqrt();
            near[other].push((both >= 2 && told > CHANCE, told, of, cosine));
        }
        let mut links = Vec::new();
        for (place, mut near) in near.into_iter().enumerate() {
            near.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
            let telling = near.iter().filter(|(telling, ..)| *telling).count().clamp(1, NEAREST);
            links.extend(near.into_iter().take(telling).map(|(_, _, of, strength)| Nearness {
                of,
                near: place,
                strength,
            }));
        }
        links
    }

    fn relations(&self) -> Vec<Relation> {
        let curated = curated_relations(&self.workspace.gazetteer);
        let drawn = drawn_relations(&self.workspace.corpus, &self.workspace.gazetteer);
        let shown = curated.into_iter().chain(drawn).filter_map(|sourced| {
            Some(Relation {
                from: *self.places.get(&sourced.related.from)?,
                to: *self.places.get(&sourced.related.to)?,
                verb: sourced.related.verb,
                is_drawn: matches!(sourced.related.origin, Origin::Drawn(_)),
                place: sourced.place,
            })
        });
        shown.collect()
    }

    fn talks(
        &self,
        selected: &BTreeSet<TalkIndex>,
        editions: &[ExploredEdition],
        track_of: &BTreeMap<String, usize>,
    ) -> (Vec<ExploredTalk>, Vec<String>) {
        let corpus = &self.workspace.corpus;
        let mut sources = Paths::default();
        let all = self.workspace.all_mentions();
        let talks = selected.iter().map(|index| {
            let talk = corpus.talk(*index);
            let found = all.of(*index);
            let mentions = counted(found).into_iter().filter_map(|(entity, count)| {
                let of_entity: Vec<_> =
                    found.iter().filter(|mention| mention.certain && mention.entity == entity).collect();
                let name = &self.workspace.gazetteer.entity(entity).name;
                let mention = best(corpus, &of_entity)?;
                let evidence = Evidence::of_mention(corpus, name, mention);
                let quote = match evidence.quote {
                    _ if mention.passage.is_none() => Quote::Counted,
                    quote if mention.field == Field::Title && quote == talk.title => Quote::Title,
                    quote => Quote::Text(quote),
                };
                let entity = *self.places.get(&entity)?;
                let source = sources.place(evidence.source);
                Some(Mentioned { entity, count, source, line: evidence.line, column: evidence.column, quote })
            });
            let mut mentions: Vec<Mentioned> = mentions.collect();
            let account = talk.accounts.first().map(|account| Evidence::of_account(corpus, account));
            let (source, line) = account.map_or((0, 1), |account| (sources.place(account.source), account.line));
            mentions.sort_by_key(|mention| mention.entity);
            let edition = |id: &EditionId| editions.iter().position(|edition| edition.id == *id);
            ExploredTalk {
                edition: talk.edition.as_ref().and_then(edition),
                track: talk.track.as_deref().and_then(|track| track_of.get(&track_key(track)).copied()),
                title: talk.title.clone(),
                speakers: talk.speakers.clone(),
                url: talk.url.clone(),
                source,
                line,
                mentions,
            }
        });
        let talks = talks.collect();
        (talks, sources.paths)
    }
}

/// The paths of sources, each once.
#[derive(Default)]
struct Paths {
    paths: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Paths {
    fn place(&mut self, path: String) -> usize {
        if let Some(place) = self.places.get(&path) {
            return *place;
        }
        self.paths.push(path.clone());
        self.places.insert(path, self.paths.len() - 1);
        self.paths.len() - 1
    }
}
