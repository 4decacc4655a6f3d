//! The shelf: edition files and built-in editions, each read once somebody asks for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use crate::corpus::{EditionId, SourcedSchedule};
use crate::gazetteer::Gazetteer;
use crate::source::notes::{NoProgrammes, Options, Programme, Programmes, Report};
use crate::source::schedule::{Bundled, Opened};
use crate::source::{Reading, Source, read_all};

/// Which edition files there are besides the sources, and what they serve for.
#[derive(Debug, Default)]
pub struct Editions {
    /// The files.
    pub files: Vec<Source>,
    /// Those that are built in and serve.
    pub built_in: Vec<&'static Bundled>,
    /// Whether their talks are listed; otherwise they only serve to tell which scheduled talks notes are about.
    pub is_listed: bool,
}

/// Editions, each read once somebody asks for it.
pub(crate) struct Shelf {
    /// Whether their talks are listed: see [`Editions::is_listed`].
    pub(crate) is_listed: bool,
    editions: Vec<Shelved>,
    /// The next edition that no thread has begun to read.
    next: AtomicUsize,
}

struct Shelved {
    /// The edition by the file's name; a file may be named otherwise.
    id: Option<EditionId>,
    source: Source,
    built_in: Option<&'static Bundled>,
    reading: OnceLock<Reading>,
    opened: OnceLock<Option<Opened>>,
    programme: OnceLock<Option<Arc<Programme>>>,
}

impl Shelved {
    fn reading(&self) -> &Reading {
        self.reading.get_or_init(|| match self.built_in {
            Some(edition) => Reading { schedules: vec![(0, edition.read())], ..Reading::default() },
            None => read_all(std::slice::from_ref(&self.source), &Options::default(), &NoProgrammes),
        })
    }

    /// The edition talk by talk, if it is one of those that are built in.
    fn opened(&self) -> Option<&Opened> {
        let open = || self.built_in.or_else(|| Bundled::of_text(self.source.text()))?.open();
        self.opened.get_or_init(open).as_ref()
    }
}

impl Shelf {
    pub(crate) fn of(editions: Editions) -> Self {
        let shelved = |source: Source, built_in| {
            let id = EditionId::parse(source.stem());
            Shelved {
                id,
                source,
                built_in,
                reading: OnceLock::new(),
                opened: OnceLock::new(),
                programme: OnceLock::new(),
            }
        };
        let built_in = editions
            .built_in
            .into_iter()
            .map(|edition| shelved(Source::of_text(format!("editions/{}", edition.name), ""), Some(edition)));
        let files = editions.files.into_iter().map(|file| shelved(file, None));
        Self { is_listed: editions.is_listed, editions: files.chain(built_in).collect(), next: AtomicUsize::new(0) }
    }

    /// Reads all that no other thread is reading.
    pub(crate) fn read_all(&self) {
        while let Some(edition) = self.editions.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            edition.reading();
        }
    }

    /// Opens all that no other thread is opening.
    pub(crate) fn open_all(&self) {
        while let Some(edition) = self.editions.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            edition.opened();
        }
    }

    /// Those that serve for something: editions that no schedule at hand tells of; to join only, those that reports are
    /// about, and all if a report does not say.
    ///
    /// Of those that are listed, the ones that nothing else tells of are left as they are if they were tagged with the
    /// dictionaries of `may_leave`.
    pub(crate) fn take(
        self,
        reports: &[(usize, Report)],
        schedules: &[SourcedSchedule],
        may_leave: Option<&Gazetteer>,
    ) -> Taken {
        let told: BTreeSet<EditionId> =
            schedules.iter().filter_map(|schedule| schedule.schedule.edition.as_ref().map(EditionId::from)).collect();
        let claims = reports.iter().flat_map(|(_, report)| {
            let own = report.sections.iter().map(|section| section.edition.as_ref());
            std::iter::once(report.edition.as_ref()).chain(own)
        });
        let claimed: BTreeSet<EditionId> = claims.flatten().map(EditionId::from).collect();
        let is_open = reports.iter().any(|(_, report)| report.edition.is_none() && !report.sections.is_empty());
        let is_needed = |edition: &Shelved| {
            let id = edition.id.as_ref();
            id.is_none_or(|id| !told.contains(id) && (self.is_listed || is_open || claimed.contains(id)))
        };
        let mut needed: Vec<Shelved> = self.editions.into_iter().filter(is_needed).collect();
        let mut left = Vec::new();
        if let Some(gazetteer) = may_leave.filter(|_| self.is_listed && !is_open && !needed.is_empty()) {
            let digest = gazetteer.digest();
            let rows = schedules.iter().flat_map(|schedule| &schedule.schedule.entries);
            let in_rows: BTreeSet<&EditionId> = rows.filter_map(|entry| entry.edition.as_ref()).collect();
            let mut times: BTreeMap<EditionId, usize> = BTreeMap::new();
            for id in needed.iter().filter_map(|edition| edition.id.clone()) {
                *times.entry(id).or_default() += 1;
            }
            for edition in std::mem::take(&mut needed) {
                let is_alone =
                    |id: &&EditionId| !claimed.contains(*id) && !in_rows.contains(*id) && times.get(*id) == Some(&1);
                let is_current =
                    edition.opened().is_some_and(|opened| opened.are_named() && opened.tagged_by() == Some(digest));
                let id = edition.id.as_ref().filter(is_alone).filter(|_| is_current).cloned();
                match (id, edition) {
                    (Some(id), Shelved { source, opened, .. }) => {
                        left.extend(opened.into_inner().flatten().map(|opened| Left { id, source, opened }));
                    }
                    (None, edition) => needed.push(edition),
                }
            }
        }
        // Unpacking twenty editions takes longer than anything else that is asked of them.
        let (first, second) = needed.split_at(needed.len() / 2);
        let read = |editions: &[Shelved]| {
            for edition in editions {
                edition.reading();
            }
        };
        rayon::join(|| read(first), || read(second));
        let read = needed.into_iter();
        let read = read.map(|edition| (edition.source, edition.reading.into_inner().unwrap_or_default())).collect();
        Taken { read, left }
    }
}

/// What is taken from the shelf.
pub(crate) struct Taken {
    /// Editions that were read.
    pub(crate) read: Vec<(Source, Reading)>,
    /// Editions that were not.
    pub(crate) left: Vec<Left>,
}

/// A built-in edition, or a file with the text of one, that is read talk by talk.
#[derive(Debug)]
pub(crate) struct Left {
    /// The edition.
    pub(crate) id: EditionId,
    /// Its file.
    pub(crate) source: Source,
    /// Its talks.
    pub(crate) opened: Opened,
}

impl Programmes for Shelf {
    fn programme(&self, edition: &EditionId) -> Option<Arc<Programme>> {
        let shelved = self.editions.iter().find(|shelved| shelved.id.as_ref() == Some(edition))?;
        let titles = || shelved.reading().schedules.iter().find_map(|(_, schedule)| schedule.programme(edition));
        shelved.programme.get_or_init(|| titles().map(Arc::new)).clone()
    }
}
