//! Explorer: a page on which an exploration is searched, filtered and played, in one file that asks for nothing.
//!
//! What is shown comes in parts, deflated and in base 64, so that nothing of it can become part of the page: first what
//! finds entities and counts talks, then, part by part once somebody looks, what is told of the talks. The page's script
//! and style are made of `explorer/` and may run by their digests alone.

use std::io::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::{Value, json};

use crate::layout::{Cluster, Link, Point, satellite};
use crate::query::exploration::{Community, Exploration, ExploredEntity, ExploredTalk, Mentioned, Nearness, Quote};
use crate::source::GENERATOR;

const SCRIPT: &str = include_str!("../../explorer/dist/explorer.js");
const STYLE: &str = include_str!("../../explorer/dist/explorer.css");
const BODY: &str = include_str!("../../explorer/src/body.html");

/// The digests of the script and the style, as `explorer/build.mjs` writes them: `script-src '…'; style-src '…'`.
const POLICY: &str = include_str!("../../explorer/dist/policy.txt");

/// What stands in a browser's tab: without it, a server would be asked for one.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E\
    %3Cpath d='M3 11a5 5 0 0 1 10 0' fill='none' stroke='%239aa5b2' stroke-width='1.5'/%3E\
    %3Ccircle cx='3' cy='11' r='2' fill='%23545f6d'/%3E%3Ccircle cx='13' cy='11' r='3' fill='%23b81d4f'/%3E%3C/svg%3E";

/// How many talks a part tells of.
const PART: usize = 1000;

/// Writes the page. Where a server tells of changes at `events`, the page listens, and shows what has become new.
pub fn explorer(exploration: &Exploration, events: Option<&str>) -> String {
    let (connects, listens) = match events {
        None => ("", String::new()),
        Some(path) => {
            let path = super::escape(path);
            (" connect-src 'self';", format!("<meta name=\"hallway-events\" content=\"{path}\">\n"))
        }
    };
    let policy = POLICY.trim();
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; {policy};{connects} img-src data: blob:; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n{GENERATOR}\n{listens}\
         <link rel=\"icon\" href=\"{ICON}\">\n<title>Hallway</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{BODY}"
    );
    let parts = std::iter::once(overview(exploration)).chain(exploration.talks.chunks(PART).map(told));
    for (at, part) in parts.enumerate() {
        let packed = packed(&part);
        page.push_str(&format!("<script type=\"application/octet-stream\" id=\"part-{at}\">{packed}</script>\n"));
    }
    page.push_str(&format!("<script>{SCRIPT}</script>\n</body>\n</html>\n"));
    page
}

/// Text that a page inflates.
fn packed(part: &Value) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let deflated = serde_json::to_vec(part)
        .map_err(std::io::Error::from)
        .and_then(|json| encoder.write_all(&json))
        .and_then(|()| encoder.finish());
    // Neither plain data nor memory has a reason to fail.
    BASE64_STANDARD.encode(deflated.unwrap_or_default())
}

/// What finds entities and counts talks.
fn overview(exploration: &Exploration) -> Value {
    let places = places(exploration);
    let mut community_of = vec![None; exploration.entities.len()];
    for (at, community) in exploration.communities.iter().enumerate() {
        for member in &community.members {
            community_of[*member] = Some(at);
        }
    }
    let entities = |value: fn(&ExploredEntity) -> Value| column(&exploration.entities, value);
    json!({
        "title": exploration.title,
        "condition": exploration.condition,
        "part": PART,
        "editions": column(&exploration.editions, |edition| json!({
            "id": edition.id,
            "series": edition.series,
            "year": edition.id.year,
            "coverage": edition.coverage,
        })),
        "tracks": exploration.tracks,
        "sources": exploration.sources,
        "communities": column(&exploration.communities, |community| json!(community.name)),
        "entities": {
            "id": entities(|entity| json!(entity.id)),
            "name": entities(|entity| json!(entity.name)),
            "kind": entities(|entity| json!(entity.kind as usize)),
            "aliases": entities(|entity| json!(entity.aliases)),
            "about": entities(|entity| json!(entity.about)),
            "broader": entities(|entity| json!(entity.broader)),
            "links": entities(|entity| json!(entity.links)),
            "defined": entities(|entity| json!(entity.defined)),
            "community": community_of,
            "x": column(&places, |place| json!(whole(place.x))),
            "y": column(&places, |place| json!(whole(place.y))),
        },
        "relations": column(&exploration.relations, |relation| {
            json!([relation.from, relation.verb, relation.to, relation.is_drawn, relation.place])
        }),
        "talks": {
            "edition": column(&exploration.talks, |talk| json!(talk.edition)),
            "track": column(&exploration.talks, |talk| json!(talk.track)),
            "entities": column(&exploration.talks, |talk| column(&talk.mentions, |mention| json!(mention.entity))),
        },
    })
}

/// What is told of some talks.
fn told(talks: &[ExploredTalk]) -> Value {
    let mentions = talks.iter().flat_map(|talk| talk.mentions.iter().map(move |mention| (talk, mention)));
    json!({
        "title": column(talks, |talk| json!(talk.title)),
        "speakers": column(talks, |talk| json!(talk.speakers)),
        "url": column(talks, |talk| json!(talk.url)),
        "source": column(talks, |talk| json!(talk.source)),
        "line": column(talks, |talk| json!(talk.line)),
        "evidence": mentions.map(|(talk, mention)| evidence(talk, mention)).collect::<Vec<Value>>(),
    })
}

/// A number where a talk's record says it all: how often its text mentions an entity; below 0 where its title does. Most
/// talks of bundled editions are such.
fn evidence(talk: &ExploredTalk, mention: &Mentioned) -> Value {
    let &Mentioned { source, line, column, count, .. } = mention;
    let is_record = (source, line, column) == (talk.source, talk.line, 1);
    match (&mention.quote, i64::try_from(count)) {
        (Quote::Counted, Ok(count)) if is_record => json!(count),
        (Quote::Title, Ok(count)) if is_record => json!(-count),
        (Quote::Counted, _) => json!([source, line, column, count, null]),
        (Quote::Title, _) => json!([source, line, column, count, 0]),
        (Quote::Text(text), _) => json!([source, line, column, count, text]),
    }
}

/// One thing of all: columns deflate better than rows.
fn column<T>(rows: &[T], value: impl Fn(&T) -> Value) -> Value {
    rows.iter().map(value).collect()
}

/// How large the disc of an entity of so many talks is, where one has the most; `explorer/src/paint.js` says the same.
fn radius(talks: usize, most: usize) -> f64 {
    let plain = |talks: usize| 2.5 + 0.9 * (talks as f64).sqrt();
    plain(talks) * (LARGE / plain(most)).max(1.0)
}

/// How large the largest disc is at least: where all have few talks, there is still something to see.
const LARGE: f64 = 20.0;

/// Where entities are, around the middle of all.
fn places(exploration: &Exploration) -> Vec<Point> {
    let entities = &exploration.entities;
    let most = entities.first().map_or(1, |entity| entity.talks);
    let radii: Vec<f64> = entities.iter().map(|entity| radius(entity.talks, most)).collect();
    let link =
        |link: &Nearness| Link { from: link.of, to: link.near, directed: false, label: None, strength: link.strength };
    let links: Vec<Link> = exploration.links.iter().map(link).collect();
    let cluster = |community: &Community| Cluster { members: community.members.clone(), title: None };
    let clusters: Vec<Cluster> = exploration.communities.iter().map(cluster).collect();
    satellite::place(&radii, &links, &clusters)
}

#[allow(clippy::cast_possible_truncation, reason = "places of a drawing are far from the ends of i64")]
fn whole(coordinate: f64) -> i64 {
    coordinate.round() as i64
}
