//! The corpus: editions, talks and accounts, and which accounts are of the same talk.
//!
//! A talk is the unit in which things are mentioned together; a report never is.

mod identity;
mod join;
mod people;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use crate::complaint::Complaint;
use crate::source::Source;
use crate::source::document::Passage;
use crate::source::notes::{Report, Status};
use crate::source::schedule::{Coverage, Place, Schedule};
use crate::text::Span;

pub use crate::source::edition::EditionId;
pub use identity::How;
pub(crate) use people::added_words;
pub use people::{person_key, track_key};

/// A talk's id: `EDITION/ID`, or `unknown-SOURCESTEM/ID` where the edition is unknown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TalkId(String);

impl TalkId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its first part: the edition, or the source of unknown edition.
    pub fn home(&self) -> &str {
        self.0.split_once('/').map_or(self.0.as_str(), |(home, _)| home)
    }

    /// Its second part: the id within its edition.
    pub fn local(&self) -> &str {
        self.0.split_once('/').map_or(self.0.as_str(), |(_, local)| local)
    }
}

impl fmt::Display for TalkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The order of what is told of editions: by series and year; of unknown edition last.
pub(crate) fn by_edition(a: Option<&EditionId>, b: Option<&EditionId>) -> Ordering {
    a.is_none().cmp(&b.is_none()).then_with(|| a.cmp(&b))
}

/// A talk's place in the corpus's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TalkIndex(pub(crate) usize);

/// One session of an edition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Talk {
    /// Its id.
    pub id: TalkId,
    /// Its edition, if known.
    pub edition: Option<EditionId>,
    /// Its title.
    pub title: String,
    /// Its subtitle.
    pub subtitle: Option<String>,
    /// The day: the schedule's date, else as its first account that says one writes it.
    pub day: Option<String>,
    /// When it starts, by the clock of the place.
    pub time: Option<Time>,
    /// How many minutes it takes.
    pub minutes: Option<u32>,
    /// The track, as this edition spells it.
    pub track: Option<String>,
    /// The room.
    pub room: Option<String>,
    /// Who gives it, each once: those of the schedule, else in the order in which accounts name them.
    pub speakers: Vec<String>,
    /// The page of its event, if an account links it.
    pub url: Option<String>,
    /// Its name in addresses.
    pub slug: Option<String>,
    /// Its globally unique id, if a schedule gives it one.
    pub guid: Option<String>,
    /// Its slides.
    pub slides: Vec<String>,
    /// Its recordings.
    pub video: Vec<String>,
    /// What sort of session the schedule says it is.
    pub kind: Option<String>,
    /// The language's code.
    pub language: Option<String>,
    /// Whether it was called off; it counts nowhere then.
    pub is_cancelled: bool,
    /// What became of it, the best of what notes say; none if only a schedule tells of it.
    pub status: Option<Status>,
    /// The texts about it, in the order of their sources; schedules first.
    pub accounts: Vec<Account>,
}

/// One source's text about one talk, or about the edition apart from its talks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    /// The source's place in [`Corpus::sources`].
    pub source: usize,
    /// From where to where it stands.
    pub span: Span,
    /// What the places in its passages count.
    pub place: Place,
    /// What is tagged.
    pub passages: Vec<Passage>,
    /// What was tagged in texts that are not at hand: an entity's id and the number of mentions.
    pub tagged: Vec<(String, usize)>,
}

/// A schedule that was read, and its source's place in [`Corpus::sources`].
#[derive(Debug, Clone)]
pub struct SourcedSchedule {
    /// The source's place.
    pub source: usize,
    /// What it says.
    pub schedule: Schedule,
    /// Whether its talks are listed; those of one that only joins are not, unless notes tell of them.
    pub is_listed: bool,
}

/// Two accounts that were taken to be of one talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The source's place.
    pub source: usize,
    /// Where the account stands.
    pub span: Span,
    /// The title that it gives.
    pub title: String,
    /// The talk.
    pub talk: TalkIndex,
    /// How it was told.
    pub how: How,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Which accounts were joined to a talk that another source tells of, and how that was told.
    pub merges: Vec<Merge>,
    /// How much is known of the editions that schedules list.
    pub coverage: BTreeMap<EditionId, Coverage>,
    /// Editions whose mentions were tagged elsewhere: the source's place and the digest of the dictionaries used.
    pub tagged_by: Vec<(usize, String)>,
    /// Reports of which nothing tells the edition.
    pub unknown: Vec<usize>,
    /// What sidecars ask for and cannot be had.
    pub complaints: Vec<Complaint>,
}

impl Corpus {
    /// The talk at `index`.
    pub fn talk(&self, index: TalkIndex) -> &Talk {
        &self.talks[index.0]
    }

    /// The talks' places in [`Corpus::talks`].
    pub fn indices(&self) -> impl Iterator<Item = TalkIndex> + use<> {
        (0..self.talks.len()).map(TalkIndex)
    }

    /// The places of the talks that count: those that were not called off.
    pub fn held(&self) -> impl Iterator<Item = TalkIndex> + '_ {
        self.indices().filter(|index| !self.talk(*index).is_cancelled)
    }

    /// The editions of which talks are known, with the number of those that count, by series and year.
    pub fn editions(&self) -> BTreeMap<EditionId, usize> {
        let mut editions = BTreeMap::new();
        for talk in &self.talks {
            if let Some(edition) = &talk.edition
                && !talk.is_cancelled
            {
                match editions.get_mut(edition) {
                    Some(count) => *count += 1,
                    None => {
                        editions.insert(edition.clone(), 1);
                    }
                }
            }
        }
        editions
    }

    /// How much of an edition is known.
    pub fn coverage(&self, edition: &EditionId) -> Coverage {
        self.coverage.get(edition).copied().unwrap_or(Coverage::Sampled)
    }

    /// The account at a place in a talk's accounts, or among the texts apart from talks.
    pub fn account(&self, talk: Option<TalkIndex>, account: usize) -> &Account {
        match talk {
            Some(talk) => &self.talk(talk).accounts[account],
            None => &self.apart[account],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::notes::{ClaimedBy, EditionClaim, Section};

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
        Corpus::join(sources, Vec::new(), reports)
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
