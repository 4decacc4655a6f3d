//! The corpus: editions, talks and accounts, and which accounts are of the same talk.
//!
//! A talk is the unit in which things are mentioned together; a report never is.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::source::Source;
use crate::source::document::{Field, Passage};
pub use crate::source::edition::EditionId;
use crate::source::notes::{Report, Section, Status};
use crate::text::{Span, fold, kebab};

/// A talk's id: `EDITION/ID`, or `unknown-SOURCESTEM/ID` where the edition is unknown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TalkId(String);

impl TalkId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TalkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A talk's place in the corpus's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TalkIndex(pub(crate) usize);

/// One session of an edition.
#[derive(Debug, Clone)]
pub struct Talk {
    /// Its id.
    pub id: TalkId,
    /// Its edition, if known.
    pub edition: Option<EditionId>,
    /// Its title.
    pub title: String,
    /// The day as its first account that says one writes it.
    pub day: Option<String>,
    /// The track, likewise.
    pub track: Option<String>,
    /// Who gives it, each once, in the order in which accounts name them.
    pub speakers: Vec<String>,
    /// The page of its event, if an account links it.
    pub url: Option<String>,
    /// What became of it: the best of what its accounts say.
    pub status: Status,
    /// The texts about it, in the order of their sources.
    pub accounts: Vec<Account>,
}

/// One source's text about one talk, or about the edition apart from its talks.
#[derive(Debug, Clone)]
pub struct Account {
    /// The source's place in [`Corpus::sources`].
    pub source: usize,
    /// From where to where it stands.
    pub span: Span,
    /// What is tagged.
    pub passages: Vec<Passage>,
}

/// A report that was read: its source's place in [`Corpus::sources`], and what it says.
#[derive(Debug, Clone)]
pub struct SourcedReport {
    /// The source's place.
    pub source: usize,
    /// What it says.
    pub report: Report,
}

/// An arrow that somebody drew between two boxes in notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// What is written in the box that it leaves.
    pub from: String,
    /// What is written in the box that it enters.
    pub to: String,
    /// What is written at it.
    pub label: Option<String>,
    /// The sketch that it belongs to: arrows of one sketch share the number.
    pub sketch: usize,
    /// The source's place.
    pub source: usize,
    /// Where it stands.
    pub span: Span,
    /// The talk in whose notes it stands.
    pub talk: Option<TalkIndex>,
}

/// Something that an author means to look at later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToCheck {
    /// What to look at.
    pub item: String,
    /// The source's place.
    pub source: usize,
    /// Where the item stands.
    pub span: Span,
    /// The sentence or list item that asks for it.
    pub quote: Span,
    /// The talk in whose notes it stands.
    pub talk: Option<TalkIndex>,
    /// The edition of the notes.
    pub edition: Option<EditionId>,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Corpus {
    /// The sources, in the order of their paths.
    pub sources: Vec<Source>,
    /// The talks, by edition, then in the order in which their first accounts stand.
    pub talks: Vec<Talk>,
    /// Text about no talk, a list of accounts for each source that has some.
    pub apart: Vec<Account>,
    /// The arrows drawn in notes.
    pub drawn: Vec<Drawn>,
    /// The reading list.
    pub to_check: Vec<ToCheck>,
}

impl Corpus {
    /// Joins reports into talks.
    ///
    /// Accounts from different sources are of one talk if their edition is the same and known, and they link the same
    /// event or have equal folded titles. Two sections of one source are two talks, and sources of unknown edition
    /// share none. Time is linear in the number of sections but for looking them up.
    pub fn join(sources: Vec<Source>, reports: Vec<SourcedReport>) -> Self {
        let mut joiner = Joiner::default();
        let mut corpus = Self::default();
        let mut order: Vec<usize> = (0..reports.len()).collect();
        order.sort_by(|a, b| {
            let key =
                |at: usize| (reports[at].edition().map(|id| (id.series, id.year)), &sources[reports[at].source].path);
            // Known editions come first, by series and year.
            key(*a).0.is_none().cmp(&key(*b).0.is_none()).then_with(|| key(*a).cmp(&key(*b)))
        });
        let mut reports: Vec<Option<SourcedReport>> = reports.into_iter().map(Some).collect();
        let mut drafts: Vec<(Vec<usize>, SourcedReport)> = Vec::new();
        for report in order.into_iter().filter_map(|at| reports[at].take()) {
            let places = joiner.add(&report, &sources[report.source]);
            drafts.push((places, report));
        }
        corpus.talks = joiner.talks;
        for (places, SourcedReport { source, report }) in drafts {
            let edition =
                report.edition.as_ref().map(|claim| EditionId { series: claim.series.clone(), year: claim.year });
            let talk_of = |section: Option<usize>| section.and_then(|at| places.get(at)).map(|at| TalkIndex(*at));
            for sketch in &report.sketches {
                let number = corpus.drawn.last().map_or(0, |arrow| arrow.sketch + 1);
                corpus.drawn.extend(sketch.arrows.iter().map(|arrow| Drawn {
                    from: sketch.boxes[arrow.from].label.clone(),
                    to: sketch.boxes[arrow.to].label.clone(),
                    label: arrow.label.clone(),
                    sketch: number,
                    source,
                    span: arrow.span,
                    talk: talk_of(sketch.section),
                }));
            }
            corpus.to_check.extend(report.reading.into_iter().map(|item| ToCheck {
                talk: talk_of(item.section),
                edition: edition.clone(),
                item: item.item,
                source,
                span: item.span,
                quote: item.quote,
            }));
            corpus.apart.extend(report.elsewhere.into_iter().filter(|flow| !flow.is_empty()).map(|flow| Account {
                source,
                span: flow.source(0..flow.len()),
                passages: vec![Passage { field: Field::Text, flow }],
            }));
        }
        corpus.sources = sources;
        corpus
    }

    /// The talk at `index`.
    pub fn talk(&self, index: TalkIndex) -> &Talk {
        &self.talks[index.0]
    }

    /// The talks' places in [`Corpus::talks`].
    pub fn indices(&self) -> impl Iterator<Item = TalkIndex> + use<> {
        (0..self.talks.len()).map(TalkIndex)
    }

    /// The editions of which talks are known, with their number, by series and year.
    pub fn editions(&self) -> BTreeMap<EditionId, usize> {
        let mut editions = BTreeMap::new();
        for edition in self.talks.iter().filter_map(|talk| talk.edition.clone()) {
            *editions.entry(edition).or_insert(0) += 1;
        }
        editions
    }
}

impl SourcedReport {
    fn edition(&self) -> Option<EditionId> {
        self.report.edition.as_ref().map(|claim| EditionId { series: claim.series.clone(), year: claim.year })
    }
}

/// Talks while accounts are being added to them.
#[derive(Default)]
struct Joiner {
    talks: Vec<Talk>,
    by_title: BTreeMap<(EditionId, String), Vec<usize>>,
    by_url: BTreeMap<(EditionId, String), usize>,
    ids: BTreeMap<String, usize>,
}

impl Joiner {
    /// Adds a report's sections and says which talk each of them is of.
    fn add(&mut self, report: &SourcedReport, source: &Source) -> Vec<usize> {
        let edition = report.edition();
        let sections = &report.report.sections;
        sections.iter().map(|section| self.add_section(edition.as_ref(), section, report.source, source)).collect()
    }

    fn add_section(&mut self, edition: Option<&EditionId>, section: &Section, at: usize, source: &Source) -> usize {
        let account = Account { source: at, span: section.span, passages: section.passages.clone() };
        let joined = edition.and_then(|edition| self.same_talk(edition, section, at));
        let number = joined.unwrap_or_else(|| self.new_talk(edition, section, source));
        if let Some(edition) = edition {
            let same = self.by_title.entry((edition.clone(), fold(&section.title))).or_default();
            if !same.contains(&number) {
                same.push(number);
            }
            if let Some(event) = section.url.as_deref().and_then(event_key) {
                self.by_url.entry((edition.clone(), event)).or_insert(number);
            }
        }
        let talk = &mut self.talks[number];
        talk.accounts.push(account);
        talk.day = talk.day.take().or_else(|| section.day.clone());
        talk.track = talk.track.take().or_else(|| section.track.clone());
        talk.url = talk.url.take().or_else(|| section.url.clone());
        talk.status = talk.status.min(section.status);
        for speaker in &section.speakers {
            if !talk.speakers.iter().any(|known| fold(known) == fold(speaker)) {
                talk.speakers.push(speaker.clone());
            }
        }
        number
    }

    /// The talk of another source that this section is about.
    fn same_talk(&self, edition: &EditionId, section: &Section, source: usize) -> Option<usize> {
        let elsewhere = |number: &usize| self.talks[*number].accounts.iter().all(|account| account.source != source);
        let event = section.url.as_deref().and_then(event_key);
        let by_event = event.and_then(|event| self.by_url.get(&(edition.clone(), event)).copied());
        by_event.filter(elsewhere).or_else(|| {
            let same = self.by_title.get(&(edition.clone(), fold(&section.title)))?;
            same.iter().copied().find(elsewhere)
        })
    }

    fn new_talk(&mut self, edition: Option<&EditionId>, section: &Section, source: &Source) -> usize {
        let home = edition.map_or_else(|| format!("unknown-{}", source.stem()), ToString::to_string);
        let id = format!("{home}/{}", kebab(&section.title));
        let times = self.ids.entry(id.clone()).or_insert(0);
        *times += 1;
        let mut unique = if *times == 1 { id.clone() } else { format!("{id}-{times}") };
        while unique != id && self.ids.contains_key(&unique) {
            unique.push('x');
        }
        self.ids.entry(unique.clone()).or_insert(1);
        self.talks.push(Talk {
            id: TalkId(unique),
            edition: edition.cloned(),
            title: section.title.clone(),
            day: None,
            track: None,
            speakers: Vec::new(),
            url: None,
            status: section.status,
            accounts: Vec::new(),
        });
        self.talks.len() - 1
    }
}

/// What two links to the same event share: host and path up to the event's name, without scheme, `www` and archive.
fn event_key(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.trim_start_matches("www.").trim_start_matches("archive.");
    let end = rest.find("/event/").map(|at| at + "/event/".len())?;
    let name = rest[end..].split(['/', '?', '#']).next().filter(|name| !name.is_empty())?;
    Some(format!("{}{}", &rest[..end], name.trim_end_matches(".html")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::notes::{ClaimedBy, EditionClaim};

    fn report(source: usize, year: Option<u16>, titles: &[(&str, Option<&str>)]) -> SourcedReport {
        let edition = year.map(|year| EditionClaim { series: "fosdem".into(), year, from: ClaimedBy::Title });
        let sections = titles.iter().map(|(title, url)| Section {
            title: (*title).to_owned(),
            url: url.map(str::to_owned),
            ..Section::default()
        });
        SourcedReport { source, report: Report { edition, sections: sections.collect(), ..Report::default() } }
    }

    fn corpus(reports: Vec<SourcedReport>) -> Corpus {
        let sources = reports.iter().map(|report| Source::of_text(format!("{}.txt", report.source), "")).collect();
        Corpus::join(sources, reports)
    }

    #[test]
    fn titles_that_fold_alike_are_one_talk_with_two_accounts() {
        let corpus = corpus(vec![
            report(0, Some(2016), &[("Docker for developers", None)]),
            report(1, Some(2016), &[("Docker for Developers", None), ("Docker for Developers", None)]),
            report(2, Some(2020), &[("Docker for Developers", None)]),
        ]);
        let accounts: Vec<_> = corpus.talks.iter().map(|talk| (talk.id.as_str(), talk.accounts.len())).collect();
        assert_eq!(
            accounts,
            [
                ("fosdem-2016/docker-for-developers", 2),
                ("fosdem-2016/docker-for-developers-2", 1),
                ("fosdem-2020/docker-for-developers", 1)
            ]
        );
    }

    #[test]
    fn the_same_event_is_one_talk_whatever_its_title() {
        let url = "https://fosdem.org/2016/schedule/event/etcd/";
        let archived = "https://archive.fosdem.org/2016/schedule/event/etcd/attachments/slides/1";
        let corpus = corpus(vec![
            report(0, Some(2016), &[("etcd", Some(url))]),
            report(1, Some(2016), &[("etcd: the cornerstone", Some(archived))]),
        ]);
        assert_eq!(corpus.talks.len(), 1);
        assert_eq!(corpus.talks[0].title, "etcd");
    }

    #[test]
    fn unknown_editions_share_no_talk() {
        let corpus = corpus(vec![report(0, None, &[("Same", None)]), report(1, None, &[("Same", None)])]);
        let ids: Vec<_> = corpus.talks.iter().map(|talk| talk.id.as_str()).collect();
        assert_eq!(ids, ["unknown-0/same", "unknown-1/same"]);
    }
}
