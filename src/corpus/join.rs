//! Joining: schedules and reports become talks.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use indexmap::IndexMap;

use super::identity::{How, Index, Wanted, event_name};
use super::{
    Account, Corpus, Drawn, EditionId, Merge, SourcedReport, SourcedSchedule, Talk, TalkId, TalkIndex, ToCheck,
    by_edition,
};
use crate::complaint::Complaint;
use crate::source::Source;
use crate::source::document::{Field, Passage};
use crate::source::notes::{ClaimedBy, EditionClaim, Event, Report, Section, Status};
use crate::source::schedule::{Coverage, Entry, Place, Schedule, names_other_year};
use crate::text::{Span, fold, kebab, squeeze};

impl Corpus {
    /// Joins schedules and reports into talks.
    ///
    /// Each entry of a schedule is a talk of its own; entries of several schedules of one edition are of one talk if
    /// they give the same address or id, or the only two of a title. A section of a report joins the talk of its edition
    /// that it is about (see [`How`]), else it is a talk itself. Two sections of one source are two talks unless they
    /// link the same event, and sources of unknown edition share none. A report that does not say its edition has that
    /// of the schedule which holds the most of its titles.
    pub fn join(sources: Vec<Source>, schedules: Vec<SourcedSchedule>, reports: Vec<SourcedReport>) -> Self {
        let mut joiner = Joiner::default();
        let mut corpus = Self::default();
        let schedules = in_force(schedules, &sources);
        joiner.talks.reserve(schedules.iter().map(|schedule| schedule.schedule.entries.len()).sum());
        for SourcedSchedule { source, schedule, is_listed } in schedules {
            joiner.add_schedule(source, schedule, is_listed, &sources[source], &mut corpus);
        }
        let mut reports = reports;
        for SourcedReport { source, report } in &mut reports {
            if report.edition.is_none() && report.sections.iter().any(|section| section.edition.is_none()) {
                report.edition = joiner.edition_of(report);
                if report.edition.is_none() {
                    corpus.unknown.push(*source);
                }
            }
        }
        let key = |report: &SourcedReport| {
            let edition = edition(report.report.edition.as_ref());
            // Known editions come first, by series and year.
            (edition.is_none(), edition, sources[report.source].path.clone())
        };
        reports.sort_by_cached_key(key);
        let placed: Vec<(Vec<usize>, SourcedReport)> =
            reports.into_iter().map(|report| (joiner.add_report(&report, &sources[report.source]), report)).collect();
        let order = joiner.settle(&mut corpus);
        for (places, report) in placed {
            corpus.add_beside(report, &|section| order[*places.get(section)?]);
        }
        corpus.sources = sources;
        corpus
    }

    /// Adds what a report says beside its talks: sketches, the reading list, text about no talk.
    fn add_beside(&mut self, report: SourcedReport, talk: &dyn Fn(usize) -> Option<TalkIndex>) {
        let SourcedReport { source, report } = report;
        let edition = edition(report.edition.as_ref());
        for sketch in &report.sketches {
            let number = self.drawn.last().map_or(0, |arrow| arrow.sketch + 1);
            self.drawn.extend(sketch.arrows.iter().map(|arrow| Drawn {
                from: sketch.boxes[arrow.from].label.clone(),
                to: sketch.boxes[arrow.to].label.clone(),
                label: arrow.label.clone(),
                sketch: number,
                source,
                span: arrow.span,
                talk: sketch.section.and_then(talk),
            }));
        }
        for item in report.reading {
            let talk = item.section.and_then(talk);
            let own = talk.and_then(|talk| self.talk(talk).edition.clone());
            self.to_check.push(ToCheck {
                talk,
                edition: own.or_else(|| edition.clone()),
                item: item.item,
                source,
                span: item.span,
                quote: item.quote,
            });
        }
        self.apart.extend(report.elsewhere.into_iter().filter(|flow| !flow.is_empty()).map(|flow| Account {
            source,
            span: flow.source(0..flow.len()),
            place: Place::Source,
            passages: vec![Passage { field: Field::Text, flow }],
            tagged: Vec::new(),
        }));
    }
}

fn edition(claim: Option<&EditionClaim>) -> Option<EditionId> {
    claim.map(EditionId::from)
}

/// The schedules that count: an edition file gives way to a schedule of the same edition that has the texts, and one
/// that only joins to one that is listed.
fn in_force(mut schedules: Vec<SourcedSchedule>, sources: &[Source]) -> Vec<SourcedSchedule> {
    // Texts before facts, then by path.
    let rank = |schedule: &SourcedSchedule| {
        (!schedule.is_listed, schedule.schedule.tagged_by.is_some(), sources[schedule.source].path.clone())
    };
    schedules.sort_by_cached_key(rank);
    let mut listed: BTreeSet<EditionId> = BTreeSet::new();
    schedules.retain(|schedule| {
        let edition = edition(schedule.schedule.edition.as_ref());
        let gives_way = !schedule.is_listed || schedule.schedule.tagged_by.is_some();
        let is_in_force = !(gives_way && edition.as_ref().is_some_and(|edition| listed.contains(edition)));
        if is_in_force {
            listed.extend(edition);
            listed.extend(schedule.schedule.entries.iter().filter_map(|entry| entry.edition.clone()));
        }
        is_in_force
    });
    schedules
}

/// Talks while accounts are being added to them.
#[derive(Default)]
struct Joiner {
    talks: Vec<Talk>,
    /// The schedules or notes that each talk is told of in, those that only join included.
    origins: Vec<Vec<usize>>,
    /// Whether each talk is one of a schedule.
    in_schedule: Vec<bool>,
    /// The talks of each edition, in the order in which they came.
    editions: BTreeMap<EditionId, Vec<usize>>,
    /// By what they are told; made for an edition once something is looked for in it.
    indices: BTreeMap<EditionId, Index>,
    /// Editions that a schedule lists, whether its talks are listed or only join.
    scheduled: BTreeSet<EditionId>,
    /// How often each id was asked for.
    ids: IndexMap<String, usize>,
    merges: Vec<(usize, Span, String, usize, How)>,
    complaints: Vec<Complaint>,
}

impl Joiner {
    fn index(&mut self, edition: &EditionId) -> &Index {
        let Self { talks, editions, indices, in_schedule, .. } = self;
        indices.entry(edition.clone()).or_insert_with(|| {
            let mut index = Index::default();
            for number in editions.get(edition).into_iter().flatten() {
                index.add(*number, &talks[*number], in_schedule[*number]);
            }
            index
        })
    }

    fn add_schedule(&mut self, at: usize, schedule: Schedule, is_listed: bool, source: &Source, corpus: &mut Corpus) {
        let coverage = schedule.coverage();
        let home = edition(schedule.edition.as_ref());
        // Editions that another schedule tells of already: its talks are looked through for each entry.
        let known: BTreeSet<EditionId> = self.scheduled.clone();
        if let Some(digest) = schedule.tagged_by.filter(|_| is_listed) {
            corpus.tagged_by.push((at, digest));
        }
        // Most entries are of the edition that the one before is of.
        let mut last: Option<EditionId> = None;
        let mut is_known = false;
        for mut entry in schedule.entries {
            let edition = entry.edition.take().or_else(|| home.clone());
            if let Some(edition) = edition.as_ref().filter(|edition| last.as_ref() != Some(edition)) {
                is_known = known.contains(edition);
                if is_listed {
                    let covered = corpus.coverage.entry(edition.clone()).or_insert(coverage);
                    *covered = (*covered).max(coverage);
                }
                last = Some(edition.clone());
            }
            let known = edition.as_ref().filter(|_| is_known);
            let same = known.and_then(|edition| self.same_entry(edition, &entry, at));
            if let Some((number, how)) = same {
                self.merges.push((at, entry.span, entry.title.clone(), number, how));
            }
            let account = Account {
                source: at,
                span: entry.span,
                place: entry.place,
                passages: std::mem::take(&mut entry.passages),
                tagged: std::mem::take(&mut entry.tagged),
            };
            let number = if let Some((number, _)) = same {
                number
            } else {
                if let Some(edition) = edition.as_ref().filter(|edition| !self.scheduled.contains(edition)) {
                    self.scheduled.insert(edition.clone());
                }
                self.scheduled_talk(edition, entry, source)
            };
            self.origins[number].push(at);
            if is_listed {
                let accounts = &mut self.talks[number].accounts;
                // Most talks have one.
                accounts.reserve_exact(1);
                accounts.push(account);
            }
        }
    }

    /// The talk of another schedule that an entry is of.
    fn same_entry(&mut self, edition: &EditionId, entry: &Entry, at: usize) -> Option<(usize, How)> {
        self.index(edition);
        let (index, origins, talks) = (self.indices.get(edition)?, &self.origins, &self.talks);
        let is_free = |number: usize| !origins[number].contains(&at);
        let day = entry.day.map(|day| day.to_string());
        let time = entry.time.map(|time| time.strftime("%H:%M").to_string()).unwrap_or_default();
        let wanted = Wanted {
            title: &entry.title,
            url: entry.url.as_deref(),
            guid: entry.guid.as_deref(),
            speakers: &entry.speakers,
            day: day.as_deref(),
            text: &time,
            is_entry: true,
        };
        let (number, how) = index.find(&wanted, &is_free)?;
        // Between two lists of the whole programme, likeness of titles is no sign.
        let is_sure = how.is_exact() || how == How::TitleAmong;
        (is_sure && talks[number].edition.as_ref() == Some(edition)).then_some((number, how))
    }

    fn scheduled_talk(&mut self, edition: Option<EditionId>, entry: Entry, source: &Source) -> usize {
        let name = entry.id.as_deref().map_or(Cow::Borrowed(""), |id| {
            // Hallway's own ids begin with the edition.
            let own =
                id.split_once('/').filter(|(home, _)| edition.as_ref().is_some_and(|own| own.to_string() == *home));
            let id = own.map_or(id, |(_, own)| own);
            if id.contains(char::is_whitespace) { Cow::Owned(squeeze(id).replace(' ', "-")) } else { Cow::Borrowed(id) }
        });
        let name = if name.is_empty() { Cow::Owned(kebab(&entry.title)) } else { name };
        let talk = Talk {
            id: self.id(edition.as_ref(), &name, source),
            edition,
            title: entry.title,
            subtitle: entry.subtitle,
            day: entry.day.map(|day| day.to_string()),
            time: entry.time,
            minutes: entry.minutes,
            track: entry.track,
            room: entry.room,
            speakers: entry.speakers,
            url: entry.url,
            slug: entry.slug,
            guid: entry.guid,
            slides: entry.slides,
            video: entry.video,
            kind: entry.kind,
            language: entry.language,
            is_cancelled: entry.is_cancelled,
            status: None,
            accounts: Vec::new(),
        };
        self.push(talk, true)
    }

    /// Adds a report's sections and says which talk each of them is of.
    fn add_report(&mut self, report: &SourcedReport, source: &Source) -> Vec<usize> {
        let home = edition(report.report.edition.as_ref());
        let sections = &report.report.sections;
        sections
            .iter()
            .map(|section| {
                let edition = edition(section.edition.as_ref()).or_else(|| home.clone());
                self.add_section(edition.as_ref(), section, report.source, source)
            })
            .collect()
    }

    fn add_section(&mut self, edition: Option<&EditionId>, section: &Section, at: usize, source: &Source) -> usize {
        let joined = edition.and_then(|edition| self.same_talk(edition, section, at, source));
        let (number, how) = match joined {
            Some((number, how)) => (number, Some(how)),
            None => (self.told_talk(edition, section, source), None),
        };
        if let Some(how) = how {
            let place = section.title_span.unwrap_or(section.span);
            self.merges.push((at, place, section.title.clone(), number, how));
        }
        self.origins[number].push(at);
        let is_scheduled = self.in_schedule[number];
        let talk = &mut self.talks[number];
        talk.accounts.push(Account {
            source: at,
            span: section.span,
            place: Place::Source,
            passages: section.passages.clone(),
            tagged: Vec::new(),
        });
        talk.day = talk.day.take().or_else(|| section.day.clone());
        talk.track = talk.track.take().or_else(|| section.track.clone());
        talk.url = talk.url.take().or_else(|| section.url.clone());
        talk.status = Some(talk.status.map_or(section.status, |status| status.min(section.status)));
        // The schedule knows best who speaks.
        if !is_scheduled || talk.speakers.is_empty() {
            for speaker in &section.speakers {
                if !talk.speakers.iter().any(|known| fold(known) == fold(speaker)) {
                    talk.speakers.push(speaker.clone());
                }
            }
        }
        number
    }

    /// The talk of another source that this section is about.
    fn same_talk(
        &mut self,
        edition: &EditionId,
        section: &Section,
        at: usize,
        source: &Source,
    ) -> Option<(usize, How)> {
        self.index(edition);
        let (index, origins) = (self.indices.get(edition)?, &self.origins);
        let is_free = |number: usize| !origins[number].contains(&at);
        let text: String = section.passages.iter().flat_map(|passage| [passage.flow.text(), "\n"]).collect();
        let wanted = Wanted {
            title: &section.title,
            url: section.url.as_deref().filter(|url| !names_other_year(url, edition.year)),
            guid: None,
            speakers: &section.speakers,
            day: section.day.as_deref(),
            text: &text,
            is_entry: false,
        };
        match &section.event {
            Some(Event::None) => None,
            Some(Event::Is(event)) => {
                let meant = index.meant(event);
                if meant.is_none() {
                    let cause = format!("a sidecar names the event `{event}`, which {edition} has not");
                    let complaint =
                        Complaint::warning(&source.path, cause).with_place(source.place(section.span.starting()));
                    self.complaints.push(match index.closest(event) {
                        Some(close) => complaint.hint(format!("did you mean `{close}`?")),
                        None => complaint.hint("give the event's id, its address or its title"),
                    });
                }
                meant.map(|number| (number, How::Told))
            }
            None => {
                // Two sections that link the same event tell of the same talk.
                let linked =
                    wanted.url.and_then(event_name).is_some().then(|| index.find(&wanted, &|_| true)).flatten();
                linked.filter(|(_, how)| *how == How::Address).or_else(|| index.find(&wanted, &is_free))
            }
        }
    }

    fn told_talk(&mut self, edition: Option<&EditionId>, section: &Section, source: &Source) -> usize {
        let talk = Talk {
            id: self.id(edition, &kebab(&section.title), source),
            edition: edition.cloned(),
            title: section.title.clone(),
            subtitle: None,
            day: None,
            time: None,
            minutes: None,
            track: None,
            room: None,
            speakers: Vec::new(),
            url: section.url.clone(),
            slug: None,
            guid: None,
            slides: Vec::new(),
            video: Vec::new(),
            kind: None,
            language: None,
            is_cancelled: false,
            status: Some(section.status),
            accounts: Vec::new(),
        };
        self.push(talk, false)
    }

    fn push(&mut self, talk: Talk, in_schedule: bool) -> usize {
        let number = self.talks.len();
        if let Some(edition) = &talk.edition {
            if let Some(index) = self.indices.get_mut(edition) {
                index.add(number, &talk, in_schedule);
            }
            match self.editions.get_mut(edition) {
                Some(talks) => talks.push(number),
                None => {
                    self.editions.insert(edition.clone(), vec![number]);
                }
            }
        }
        self.talks.push(talk);
        self.origins.push(Vec::new());
        self.in_schedule.push(in_schedule);
        number
    }

    fn id(&mut self, edition: Option<&EditionId>, name: &str, source: &Source) -> TalkId {
        let mut id = String::with_capacity(32 + name.len());
        // Writing to a string does not fail.
        let _ = match edition {
            Some(edition) => write!(id, "{edition}"),
            None => write!(id, "unknown-{}", source.stem()),
        };
        id.extend(["/", name]);
        let times = self.ids.entry(id.clone()).or_insert(0);
        *times += 1;
        if *times == 1 {
            return TalkId(id);
        }
        let mut unique = format!("{id}-{times}");
        while self.ids.contains_key(&unique) {
            unique.push('x');
        }
        self.ids.insert(unique.clone(), 1);
        TalkId(unique)
    }

    /// The edition whose schedule holds most of a report's titles; a tie tells nothing, nor does a single one of many.
    fn edition_of(&mut self, report: &Report) -> Option<EditionClaim> {
        let sections: Vec<&Section> = report.sections.iter().filter(|section| section.edition.is_none()).collect();
        let mut scores: Vec<(usize, EditionId)> = Vec::new();
        for edition in self.scheduled.clone() {
            let index = self.index(&edition);
            let held = sections.iter().filter(|section| {
                // `Welcome` and `Opening` stand in every schedule.
                index.titled(&section.title) == 1 && fold(&section.title).len() >= 8
            });
            scores.push((held.count(), edition));
        }
        scores.sort_by(|a, b| b.cmp(a));
        let (best, edition) = scores.first()?;
        let second = scores.get(1).map_or(0, |(score, _)| *score);
        let is_told = *best > second && *best * 4 >= sections.len() && (*best >= 2 || sections.len() == 1);
        is_told.then(|| EditionClaim { series: edition.series.clone(), year: edition.year, from: ClaimedBy::Schedule })
    }

    /// Puts the talks in order and into the corpus; says which talk each number became, if any.
    fn settle(self, corpus: &mut Corpus) -> Vec<Option<TalkIndex>> {
        let mut order: Vec<usize> = (0..self.talks.len()).filter(|at| !self.talks[*at].accounts.is_empty()).collect();
        order.sort_by(|a, b| by_edition(self.talks[*a].edition.as_ref(), self.talks[*b].edition.as_ref()));
        let mut places = vec![None; self.talks.len()];
        for (place, number) in order.iter().enumerate() {
            places[*number] = Some(TalkIndex(place));
        }
        corpus.talks = if order.iter().copied().eq(0..self.talks.len()) {
            self.talks
        } else {
            let mut talks: Vec<Option<Talk>> = self.talks.into_iter().map(Some).collect();
            order.iter().filter_map(|number| talks[*number].take()).collect()
        };
        for talk in &mut corpus.talks {
            // Whoever sat in it knows that it was held.
            talk.is_cancelled &= talk.status.is_none_or(|status| status > Status::Watched);
        }
        let merges = self.merges.into_iter().filter_map(|(source, span, title, number, how)| {
            Some(Merge { source, span, title, talk: places[number]?, how })
        });
        corpus.merges = merges.collect();
        corpus.complaints = self.complaints;
        for edition in corpus.talks.iter().filter_map(|talk| talk.edition.as_ref()) {
            if !corpus.coverage.contains_key(edition) {
                corpus.coverage.insert(edition.clone(), Coverage::Sampled);
            }
        }
        places
    }
}
