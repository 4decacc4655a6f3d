//! The stacks: holdings of which built-in editions are fetched talk by talk, once a question needs them.
//!
//! What is read together, notes and the editions that they are about, is a workspace; an edition that nothing else tells of
//! stays as it was packed, with a list of who is mentioned where. The answers are those of a workspace of everything.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use rayon::prelude::*;

use crate::corpus::{Corpus, EditionId, SourcedSchedule};
use crate::gazetteer::{Entity, EntityIndex};
use crate::graph::Incidence;
use crate::holdings::{Background, Holdings, Names, Part, Places, Wanted};
use crate::mention::{Mentions, find_mentions};
use crate::shelf::Left;
use crate::workspace::Workspace;

/// A workspace, and editions that are not in it.
#[derive(Debug)]
pub(crate) struct Stacks {
    workspace: Workspace,
    editions: Vec<Left>,
}

impl Stacks {
    /// A workspace of what must be read together, and the editions that were left when it was made.
    pub(crate) fn new(workspace: Workspace, editions: Vec<Left>) -> Self {
        Self { workspace, editions }
    }
}

impl Left {
    /// The talks that were held and mention an entity, by their numbers.
    fn mentioning(&self, id: &str) -> &[u32] {
        let mentioned = self.opened.mentioned();
        let found = mentioned.binary_search_by(|(other, _)| (*other).cmp(id));
        found.map_or(&[], |at| &mentioned[at].1)
    }

    /// The talks of these numbers, by themselves.
    fn fetch(&self, numbers: impl Iterator<Item = usize>) -> Corpus {
        let schedule = self.opened.read(numbers);
        let schedule = SourcedSchedule { source: 0, schedule, is_listed: true };
        Corpus::join(vec![self.source.clone()], vec![schedule], Vec::new())
    }
}

impl Names for Stacks {
    fn find(&self, name: &str) -> Option<EntityIndex> {
        self.workspace.find(name)
    }

    fn did_you_mean(&self, name: &str) -> Option<String> {
        Names::did_you_mean(&self.workspace, name)
    }
}

impl Holdings for Stacks {
    fn entity(&self, index: EntityIndex) -> &Entity {
        Holdings::entity(&self.workspace, index)
    }

    /// What was only counted is certain, and no edition has sketches.
    fn background(&self, index: EntityIndex) -> Background {
        self.workspace.background(index)
    }

    fn editions(&self) -> BTreeMap<EditionId, usize> {
        let mut editions = self.workspace.editions();
        let left = self.editions.iter().filter(|left| left.opened.held() > 0);
        editions.extend(left.map(|left| (left.id.clone(), left.opened.held())));
        editions
    }

    fn talks(&self) -> usize {
        self.workspace.talks() + self.editions.iter().map(|left| left.opened.held()).sum::<usize>()
    }

    fn entities(&self) -> usize {
        self.workspace.entities()
    }

    fn count(&self, index: EntityIndex) -> usize {
        let id = self.entity(index).id.as_str();
        self.workspace.count(index) + self.editions.iter().map(|left| left.mentioning(id).len()).sum::<usize>()
    }

    fn neighbours(&self, index: EntityIndex) -> BTreeMap<EntityIndex, usize> {
        let mut neighbours = self.workspace.neighbours(index);
        let id = self.entity(index).id.as_str();
        for left in &self.editions {
            let own = left.mentioning(id);
            for (other, talks) in left.opened.mentioned() {
                let together = own.iter().filter(|talk| talks.binary_search(talk).is_ok()).count();
                if together > 0
                    && let Some(other) = self.workspace.gazetteer.by_id(other).filter(|other| *other != index)
                {
                    *neighbours.entry(other).or_default() += together;
                }
            }
        }
        neighbours
    }

    fn appearances(&self, index: EntityIndex) -> BTreeMap<EditionId, usize> {
        let id = self.entity(index).id.as_str();
        let mut appearances = self.workspace.appearances(index);
        let left = self.editions.iter().map(|left| (left.id.clone(), left.mentioning(id).len()));
        appearances.extend(left.filter(|(_, talks)| *talks > 0));
        appearances
    }

    fn incidence(&self) -> Incidence {
        let mut talks = self.workspace.mentioned_by_talk();
        for left in &self.editions {
            let mut own: Vec<Vec<EntityIndex>> = vec![Vec::new(); left.opened.talks()];
            for (id, numbers) in left.opened.mentioned() {
                let Some(entity) = self.workspace.gazetteer.by_id(id) else { continue };
                for number in numbers {
                    own[*number as usize].push(entity);
                }
            }
            // Those that mention nothing are counted, and nothing else; what was called off is not even that.
            own.retain(|entities| !entities.is_empty());
            own.resize_with(left.opened.held(), Vec::new);
            talks.append(&mut own);
        }
        Incidence::of(self.entities(), talks)
    }

    fn each_part(&self, wanted: &Wanted, visit: &mut dyn FnMut(Part<'_>) -> ControlFlow<()>) {
        if !self.workspace.corpus.talks.is_empty() && visit(self.workspace.part()).is_break() {
            return;
        }
        let gazetteer = &self.workspace.gazetteer;
        let fetch = |left: &Left| {
            let mentioning = |entity: EntityIndex| left.mentioning(gazetteer.entity(entity).id.as_str()).to_vec();
            let corpus = match wanted.evaluate(&mentioning) {
                Some(numbers) if numbers.is_empty() => return None,
                Some(numbers) => left.fetch(numbers.into_iter().map(|number| number as usize)),
                None => left.fetch(0..left.opened.talks()),
            };
            let mentions = find_mentions(&corpus, gazetteer);
            Some((corpus, mentions))
        };
        let fetched: Vec<(Corpus, Mentions)> = self.editions.par_iter().filter_map(fetch).collect();
        let _ = fetched
            .iter()
            .try_for_each(|(corpus, mentions)| visit(Part { corpus, mentions, places: Places::Tagged(gazetteer) }));
    }

    /// Editions that were left belong between those that were not.
    fn is_in_order(&self) -> bool {
        self.editions.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::{Dictionary, Gazetteer};
    use crate::query::{Query, answer, parse};
    use crate::source::Source;
    use crate::source::notes::Options;
    use crate::source::schedule::Bundled;
    use crate::watch::Unwatched;
    use crate::workspace::Editions;

    fn both(dictionaries: &[Dictionary], notes: &[(&str, &str)]) -> (Stacks, Workspace) {
        let sources = || notes.iter().map(|(path, text)| Source::of_text(*path, *text)).collect::<Vec<_>>();
        let editions = || Editions { files: Vec::new(), built_in: Bundled::all().iter().collect(), is_listed: true };
        let options = Options::default();
        let (together, left, complaints) =
            Workspace::gather(sources(), dictionaries.to_vec(), editions(), &options, &Unwatched, true);
        let (workspace, others) = Workspace::build(sources(), dictionaries.to_vec(), editions(), &options);
        assert_eq!(complaints, others);
        (Stacks::new(together, left), workspace)
    }

    fn told(holdings: &dyn Holdings) -> Vec<String> {
        let query = |text: &str| parse(text, holdings).expect("a query");
        let json = |value: serde_json::Value| value.to_string();
        let mut told: Vec<String> =
            ["CRIU", "Docker or podman", "kind:licence year:2014", "not Linux year:2010", "year:2012"]
                .iter()
                .map(|text| json(serde_json::json!(answer::talks(holdings, &query(text), None))))
                .collect();
        let find = |name: &str| holdings.find(name).expect("a known name");
        let (one, other) = (find("Kubernetes"), find("etcd"));
        told.push(json(serde_json::json!(answer::show(holdings, one))));
        told.push(json(serde_json::json!(answer::related(holdings, other))));
        told.push(json(serde_json::json!(answer::why(holdings, one, other))));
        told.push(json(serde_json::json!(answer::pairs(holdings, &Query::everything(), 9))));
        told.push(json(serde_json::json!(answer::pairs(holdings, &query("Linux"), 2))));
        told
    }

    #[test]
    fn answers_are_those_of_a_workspace_of_everything() {
        let bundled = Gazetteer::bundled();
        let all = Bundled::all().len();
        let etcd = ("a.md", "# FOSDEM 2016\n\n## Kubernetes and etcd\n\nCRIU was there too.\n");
        let talk = |title: &str| format!("## {title} (Ann Example)\n\nOf CRIU and more.\n\n");
        let text = format!("# Conference talks\n\nI was there.\n\n{}{}", talk("Freezing things"), talk("Queues"));
        let unknown = ("b.md", text.as_str());
        let rows = ("c.jsonl", "{\"edition\": \"fosdem-2019\", \"title\": \"CRIU\", \"abstract\": \"More of it.\"}\n");
        for (notes, left) in [
            (vec![], all),
            (vec![etcd], all - 1),
            (vec![etcd, rows], all - 2),
            // Notes that could be about any edition have all of them read.
            (vec![unknown], 0),
        ] {
            let (stacks, workspace) = both(&bundled, &notes);
            assert_eq!(stacks.editions.len(), left, "{notes:?}");
            assert_eq!(told(&stacks), told(&workspace), "{notes:?}");
        }
    }

    #[test]
    fn what_other_dictionaries_found_is_not_taken_for_these() {
        let mut dictionaries = Gazetteer::bundled();
        dictionaries.push(Dictionary::new("own.yaml", "- {id: oarlet, name: Oarlet, kind: project}\n"));
        let (stacks, workspace) = both(&dictionaries, &[]);
        assert!(stacks.editions.is_empty());
        assert_eq!(told(&stacks), told(&workspace));
    }
}
