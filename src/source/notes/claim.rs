//! Claims: which edition a report as a whole is about, strongest claim first.

use super::edition::{self, Claim, Verdict};
use super::link::is_recording;
use super::{ClaimedBy, EditionClaim, Section, day, section_at, vocabulary};
use crate::complaint::Complaint;
use crate::source::Source;
use crate::source::document::{Block, BlockKind, Document};
use crate::source::sidecar::Settings;
use crate::text::is_year;

/// A strength of claims, how many of a hundred must agree, and how the claims are found.
type Step<'a> = (ClaimedBy, usize, &'a dyn Fn() -> Vec<Claim>);

/// What the outside says: the command line and the sidecar.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outside<'a> {
    /// The edition that the command line gives to this source.
    pub(super) command: Option<&'a str>,
    /// The sidecar's settings.
    pub(super) sidecar: &'a Settings,
    /// The front matter's settings.
    pub(super) front: &'a Settings,
}

impl Outside<'_> {
    /// Whether nobody said which edition the report is of as a whole.
    pub(super) fn is_silent(&self) -> bool {
        self.command.is_none() && self.sidecar.edition.is_none() && self.front.edition.is_none()
    }
}

/// Decides a report's edition, says why it is unknown if it is (nothing says it, or claims of equal strength differ),
/// and what is wrong with what was given.
pub(super) fn decide(
    source: &Source,
    document: &Document,
    sections: &[Section],
    outside: Outside,
) -> (Option<EditionClaim>, Option<Box<Complaint>>, Vec<Complaint>) {
    let series = [outside.sidecar, outside.front]
        .iter()
        .find_map(|settings| settings.series.as_deref())
        .map(|series| edition::series_in(series).into_iter().next().unwrap_or_else(|| crate::text::kebab(series)));
    let written = |value: Option<&str>| -> Vec<Claim> {
        let Some((own, year)) = value.and_then(edition::edition_value) else { return Vec::new() };
        let named = own.or_else(|| series.clone()).or_else(|| lone_series(source, document));
        named.map(|series| (series, year)).into_iter().collect()
    };
    let mut complaints = Vec::new();
    for (value, place) in [
        (outside.command, "--edition"),
        (outside.sidecar.edition.as_deref(), "the sidecar"),
        (outside.front.edition.as_deref(), "the front matter"),
    ] {
        if let Some(value) = value.filter(|value| edition::edition_value(value).is_none()) {
            complaints.push(
                Complaint::error(&source.path, format!("{place} gives the edition `{value}`, which names no year"))
                    .hint("write it as `fosdem-2016`"),
            );
        }
    }
    // Claims are looked for one strength after the other, since most reports settle it early.
    let steps: [Step; 7] = [
        (ClaimedBy::Command, 100, &|| written(outside.command)),
        (ClaimedBy::Sidecar, 100, &|| written(outside.sidecar.edition.as_deref())),
        (ClaimedBy::FrontMatter, 100, &|| written(outside.front.edition.as_deref())),
        (ClaimedBy::Path, 100, &|| path_claims(&source.path)),
        (ClaimedBy::EventLinks, 75, &|| link_claims(document)),
        (ClaimedBy::Title, 100, &|| title_claims(document, sections)),
        (ClaimedBy::Dates, 100, &|| date_claims(source, document, sections)),
    ];
    for (from, share, claims) in steps {
        let fitting: Vec<Claim> = claims()
            .into_iter()
            .filter(|(claimed, _)| from == ClaimedBy::Command || series.as_ref().is_none_or(|series| series == claimed))
            .collect();
        match edition::weigh(fitting, share) {
            Verdict::Silent => {}
            Verdict::Agreed((series, year)) => return (Some(EditionClaim { series, year, from }), None, complaints),
            Verdict::Torn(claims) => {
                let names: Vec<String> = claims.iter().map(|(series, year)| format!("{series}-{year}")).collect();
                let cause = format!("its {} name several editions: {}", described(from), names.join(", "));
                return (None, Some(Box::new(unknown(source, &cause))), complaints);
            }
        }
    }
    let doubt = unknown(source, "nothing says which edition these notes are about");
    (None, Some(Box::new(doubt)), complaints)
}

/// The edition of each section of a report that is about several: that of the event it links, else of the headings that
/// it stands under. None of them has one if the report names fewer than two editions so.
pub(super) fn by_section(document: &Document, sections: &[Section]) -> Vec<Option<EditionClaim>> {
    let claim = |(series, year), from| EditionClaim { series, year, from };
    let mut above: Vec<(u8, Option<Claim>)> = Vec::new();
    let mut headings: Vec<(usize, Option<Claim>)> = Vec::new();
    for block in &document.blocks {
        let BlockKind::Heading(level) = block.kind else { continue };
        above.retain(|(other, _)| *other < level);
        let text = block.flow.text();
        let own = if text.len() <= 80 { edition::claim_in(text) } else { None };
        above.push((level, own));
        headings.push((block.span.start, above.iter().rev().find_map(|(_, claim)| claim.clone())));
    }
    let told = sections.iter().map(|section| {
        let linked = section.url.as_deref().filter(|url| !is_recording(url)).and_then(edition::claim_of_address);
        let before = headings.partition_point(|(start, _)| *start <= section.span.start);
        let heading = || headings[..before].last().and_then(|(_, claim)| claim.clone());
        linked
            .map(|linked| claim(linked, ClaimedBy::EventLinks))
            .or_else(|| heading().map(|heading| claim(heading, ClaimedBy::Title)))
    });
    let told: Vec<Option<EditionClaim>> = told.collect();
    let mut named: Vec<(&str, u16)> = told.iter().flatten().map(|claim| (claim.series.as_str(), claim.year)).collect();
    named.sort_unstable();
    // One stray link is a reference to another year's talk, not a report on it.
    let often = named.chunk_by(|a, b| a == b).filter(|same| same.len() >= 2 || named.len() <= 4).count();
    if often >= 2 { told } else { vec![None; sections.len()] }
}

fn described(from: ClaimedBy) -> &'static str {
    match from {
        ClaimedBy::Command => "command line",
        ClaimedBy::Sidecar => "sidecar",
        ClaimedBy::FrontMatter => "front matter",
        ClaimedBy::Path => "path",
        ClaimedBy::EventLinks => "links",
        ClaimedBy::Title => "title and headings",
        ClaimedBy::Dates => "dates",
        ClaimedBy::Schedule => "talks",
    }
}

fn unknown(source: &Source, cause: &str) -> Complaint {
    let hint = format!(
        "say `--edition {}=fosdem-2016`, or write `edition: fosdem-2016` into `{}.hallway.yaml` beside it",
        source.path,
        source.stem()
    );
    Complaint::warning(&source.path, cause).hint(hint)
}

/// The file's name speaks before its folder.
pub(in crate::source) fn path_claims(path: &str) -> Vec<Claim> {
    let parts: Vec<&str> = path.split('/').collect();
    let from_parts = parts.iter().rev().map(|part| edition::claims_in(part)).find(|claims| !claims.is_empty());
    // `fosdem/2016/day1.md`: a series' folder and a year's folder.
    from_parts.unwrap_or_else(|| {
        let pairs = parts.windows(2).filter(|pair| is_year(pair[1])).map(|pair| pair.join(" "));
        pairs.flat_map(|pair| edition::claims_in(&pair)).collect()
    })
}

fn link_claims(document: &Document) -> Vec<Claim> {
    let links = document.blocks.iter().flat_map(|block| &block.flow.links);
    let targets: Vec<&str> = links.map(|link| link.target.as_str()).collect();
    let claims = edition::address_claims(targets.iter().copied());
    // A recording of an older talk does not outweigh; but if nothing else is linked, recordings must do.
    let others: Vec<Claim> = edition::address_claims(targets.iter().copied().filter(|target| !is_recording(target)));
    if others.is_empty() { claims } else { others }
}

fn front_value<'d>(document: &'d Document, key: &str) -> Option<&'d str> {
    document.front.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

/// Headings that are no talk's, the first one first.
fn plain_headings<'d>(document: &'d Document, sections: &'d [Section]) -> impl Iterator<Item = &'d Block> {
    document
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, BlockKind::Heading(_)) && section_at(sections, block.span).is_none())
}

fn title_claims(document: &Document, sections: &[Section]) -> Vec<Claim> {
    if let Some(title) = front_value(document, "title") {
        let claims = edition::claims_in(title);
        if !claims.is_empty() {
            return claims;
        }
    }
    // A short first line is a title whether marked up or not.
    if let Some(first) = document.blocks.first().filter(|first| first.flow.len() <= 100) {
        let told = section_at(sections, first.span).is_some();
        let claims = if told { Vec::new() } else { edition::claims_in(first.flow.text()) };
        if !claims.is_empty() {
            return claims;
        }
    }
    plain_headings(document, sections)
        .filter(|block| vocabulary::is_report_title(block.flow.text()))
        .flat_map(|block| edition::claims_in(block.flow.text()))
        .collect()
}

/// Series and year in the opening words, else a series' name and dates with day and month.
fn date_claims(source: &Source, document: &Document, sections: &[Section]) -> Vec<Claim> {
    let before = sections.first().map_or(usize::MAX, |section| section.span.start);
    let opening: Vec<&Block> = document
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Paragraph && block.span.start < before)
        .take(3)
        .collect();
    let claims: Vec<Claim> = opening.iter().flat_map(|block| edition::claims_in(block.flow.text())).collect();
    if !claims.is_empty() {
        return claims;
    }
    let Some(series) = lone_series(source, document) else { return Vec::new() };
    let dated = document.blocks.iter().filter(|block| {
        let text = block.flow.text();
        let heading = matches!(block.kind, BlockKind::Heading(_)) && text.len() < 120;
        heading || day::is_date_only(text) || opening.iter().any(|other| std::ptr::eq(*other, *block))
    });
    dated
        .filter_map(|block| {
            let text = block.flow.text();
            let date = &text[day::find_day(text)?];
            let year = day::words(date).into_iter().find(|word| is_year(&word.text))?;
            year.text.parse().ok().map(|year| (series.clone(), year))
        })
        .collect()
}

/// The only series that title, path and opening words name.
fn lone_series(source: &Source, document: &Document) -> Option<String> {
    let mut found = edition::series_in(front_value(document, "title").unwrap_or_default());
    found.extend(edition::series_in(&source.path));
    for block in document.blocks.iter().take(3) {
        let text = block.flow.text();
        found.extend(edition::series_in(&text[..crate::text::floor_boundary(text, 600)]));
    }
    found.sort();
    found.dedup();
    if found.len() == 1 { found.pop() } else { None }
}
