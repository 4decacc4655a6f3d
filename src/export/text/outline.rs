//! Outlines: all that a picture shows, in the order in which it is read.

use super::{Said, kind};
use crate::text::count;
use crate::text::lines;
use crate::view::message::{flat, named, percent};
use crate::view::{
    Alluvial, Column, Edge, Figure, Flow, Form, Lane, Lineage, Network, Node, Origin, Period, QUARTERS, Row, Theme,
    Timeline, Told, View, ranks,
};

/// The parts of a picture, with what they show and its evidence below.
pub(crate) fn outline(view: &View) -> Vec<Said> {
    let mut parts = match &view.figure {
        Figure::Layered(network) => graph(network, "relation"),
        Figure::Network(network) => graph(network, "link"),
        Figure::Timeline(timeline) => (0..timeline.rows.len()).map(|at| row(timeline, at)).collect(),
        Figure::Alluvial(alluvial) => (0..alluvial.periods.len()).map(|at| period(alluvial, at)).collect(),
        Figure::Strategic(themes) => quarters(themes),
        Figure::Lineage(lineage) => lineage.lanes.iter().map(|lane| descent(lineage, lane)).collect(),
    };
    parts.retain(|part| !part.below.is_empty());
    parts
}

/// The lines of a note, the first without what it begins with.
fn told(note: &str, beginning: &str) -> Vec<String> {
    let mut told = lines(note);
    if let Some(first) = told.first_mut() {
        let rest = first.strip_prefix(beginning).unwrap_or(first).to_owned();
        *first = rest;
    }
    told
}

/// The lines of a note below its headline, which begins so and says what is said already.
fn evidence(note: &str, headline: &str) -> Vec<String> {
    let is_headline = |(at, line): &(usize, String)| *at == 0 && line.starts_with(headline);
    lines(note).into_iter().enumerate().filter(|line| !is_headline(line)).map(|(_, line)| line).collect()
}

fn graph(network: &Network, links: &str) -> Vec<Said> {
    let nodes = Said::new(&count(network.nodes.len(), "entity"), 0);
    let edges = Said::new(&count(network.edges.len(), links), 0);
    vec![
        nodes.over(network.nodes.iter().map(node).collect()),
        edges.over(network.edges.iter().filter_map(|of| edge(network, of)).collect()),
    ]
}

fn node(node: &Node) -> Said {
    let mut told = lines(&node.note);
    let talks = count(node.talks, "talk");
    // The note may know of how many.
    let talks = match told.iter().position(|line| line.strip_prefix(&talks).is_some_and(|of| of.starts_with(" of "))) {
        Some(at) => told.remove(at),
        None => talks,
    };
    let focus = if node.focus { ", which the picture is about" } else { "" };
    let talks = if node.talks > 0 { format!(": {talks}") } else { String::new() };
    Said::new(&format!("{}, {}{focus}{talks}", named(&node.label), kind(node.kind)), 0).with(told)
}

fn edge(network: &Network, edge: &Edge) -> Option<Said> {
    let (from, to) = (&network.nodes.get(edge.from)?.label, &network.nodes.get(edge.to)?.label);
    let headline = format!("{} – {}: ", flat(from), flat(to));
    let (from, to) = (named(from), named(to));
    let talks = count(edge.talks, "talk");
    let label = edge.label.as_deref().map(flat).filter(|label| !label.is_empty() && *label != talks);
    let said = match (label, edge.directed) {
        _ if edge.origin == Origin::Together && edge.talks > 0 => format!("{from} and {to} share {talks}"),
        (Some(label), true) => format!("{from} {label} {to}"),
        (None, true) => format!("{from} leads to {to}"),
        (Some(label), false) => format!("{from} and {to}: {label}"),
        (None, false) => format!("{from} and {to} are linked"),
    };
    let origin = match edge.origin {
        Origin::Curated => ", as a dictionary says",
        Origin::Drawn => ", as drawn in notes",
        Origin::Together => "",
    };
    Some(Said::new(&format!("{said}{origin}"), 0).with(evidence(&edge.note, &headline)))
}

fn row(timeline: &Timeline, at: usize) -> Said {
    let Row { label, kind: of, talks, notes, bursts, .. } = &timeline.rows[at];
    let label = named(label);
    let columns = &timeline.columns;
    let talks_in = |column: usize| talks.get(column).copied().unwrap_or(0);
    let there = (0..columns.len()).filter(|column| talks_in(*column) > 0).count();
    let observed = columns.iter().filter(|column| column.talks.is_some()).count();
    let all: usize = talks.iter().sum();
    let mut said =
        format!("{label}, {}: {} in {there} of {}", kind(*of), count(all, "talk"), count(observed, "observed edition"));
    if timeline.form == Form::Lines && !bursts.is_empty() {
        let bursts = bursts.iter().filter_map(|(first, last)| {
            let preposition = if first == last { "in" } else { "from" };
            Some(format!("{preposition} {}", span(columns.get(*first)?, columns.get(*last)?)))
        });
        said.push_str(&format!(". It bursts {}", bursts.collect::<Vec<_>>().join(" and ")));
    }
    let mut below = Vec::new();
    let mut column = 0;
    while let Some(head) = columns.get(column) {
        let here = talks_in(column);
        if here > 0 {
            let said = format!("{}: {}", named(&head.label), shown(timeline, at, column, here));
            let note = notes.get(column).map_or_else(Vec::new, |note| evidence(note, &format!("{label} at ")));
            below.push(Said::new(&said, here).with(note));
            column += 1;
            continue;
        }
        let same = |other: &usize| talks_in(*other) == 0 && absence(&columns[*other]) == absence(head);
        let run = (column..columns.len()).take_while(same).count();
        below.push(Said::new(&format!("{}: {}", span(head, &columns[column + run - 1]), absence(head)), 0));
        column += run;
    }
    Said::new(&said, all).over(below)
}

/// What a row has in a column, as far as its form shows it.
fn shown(timeline: &Timeline, row: usize, column: usize, talks: usize) -> String {
    let head = &timeline.columns[column];
    let mut said = count(talks, "talk");
    if let Some(all) = head.talks {
        said.push_str(&format!(" of {all}"));
        if matches!(timeline.form, Form::Heat | Form::Lines | Form::Stream) {
            said.push_str(&format!(", {}", percent(talks, all)));
        }
    }
    if timeline.form == Form::Ranks {
        // Of equals the first row goes first, as drawn.
        let is_before = |(at, other): (usize, &Row)| {
            let other = other.talks.get(column).copied().unwrap_or(0);
            other > talks || (other == talks && at < row)
        };
        let before = timeline.rows.iter().enumerate().filter(|row| is_before(*row)).count();
        said.push_str(&format!(", rank {}", before + 1));
    }
    if head.sampled {
        said.push_str(", as far as notes or titles tell");
    }
    said
}

/// What it means that something is not in an edition.
fn absence(column: &Column) -> &'static str {
    match (column.talks, column.sampled) {
        (None, _) => "not observed",
        (Some(_), true) => "none in notes or titles, which says nothing",
        (Some(_), false) => "none",
    }
}

fn span(first: &Column, last: &Column) -> String {
    if first == last { named(&first.label) } else { format!("{} to {}", named(&first.label), named(&last.label)) }
}

fn period(alluvial: &Alluvial, at: usize) -> Said {
    let Period { label, talks, groups } = &alluvial.periods[at];
    let (talks, found) = (count(*talks, "talk"), count(groups.len(), "group"));
    let below = groups.iter().enumerate().map(|(place, group)| {
        let said = Said::new(&format!("{}: {}", named(&group.label), count(group.members, "entity")), group.members);
        let leaving = alluvial.flows.iter().filter(|flow| (flow.period, flow.from) == (at, place));
        said.with(told(&group.note, &format!("{}: ", flat(&group.label))))
            .over(leaving.filter_map(|of| flow(alluvial, of)).collect())
    });
    Said::new(&format!("{}, {talks}: {found}", named(label)), 0).over(below.collect())
}

fn flow(alluvial: &Alluvial, flow: &Flow) -> Option<Said> {
    let (before, after) = (alluvial.periods.get(flow.period)?, alluvial.periods.get(flow.period + 1)?);
    let (from, to) = (before.groups.get(flow.from)?, after.groups.get(flow.to)?);
    let members = count(flow.members, "entity");
    let goes = if flow.members == 1 { "goes" } else { "go" };
    let said = format!("{members} {goes} on in {} of {}", named(&to.label), named(&after.label));
    let headline = format!("{} → {}: ", flat(&from.label), flat(&to.label));
    Some(Said::new(&said, flow.members).with(told(&flow.note, &headline)))
}

fn quarters(themes: &[Theme]) -> Vec<Said> {
    let ranks = ranks(themes);
    let quarter = |(quarter, name): (usize, &&str)| {
        let inside = themes.iter().zip(&ranks).filter(|(theme, _)| theme.quarter() == quarter);
        let below: Vec<Said> = inside
            .map(|(theme, (central, dense))| {
                let of = themes.len();
                let places = format!("{} by centrality and {} by density, of {of}", of - central, of - dense);
                let said = format!("{}: {}, place {places}", named(&theme.label), count(theme.talks, "talk"));
                Said::new(&said, theme.talks).with(told(&theme.note, &format!("{}: ", flat(&theme.label))))
            })
            .collect();
        let means = ["central and dense", "dense, not central", "neither central nor dense", "central, not dense"];
        let name = count(below.len(), name.trim_end_matches('s'));
        Said::new(&format!("{name}: {}", means[quarter]), 0).over(below)
    };
    QUARTERS.iter().enumerate().map(quarter).collect()
}

fn descent(lineage: &Lineage, lane: &Lane) -> Said {
    let label = named(&lane.label);
    let there: Vec<usize> = lane.cells.iter().flatten().map(|cell| cell.talks.len()).collect();
    let all: usize = there.iter().sum();
    let said = format!("{label}, {}: {} in {}", kind(lane.kind), count(all, "talk"), count(there.len(), "edition"));
    let below = lineage.columns.iter().zip(&lane.cells).map(|(column, cell)| {
        let head = named(&column.label);
        let Some(cell) = cell else { return Said::new(&format!("{head}: {}", absence(column)), 0) };
        let of = column.talks.map_or_else(String::new, |all| format!(" of {all}"));
        let gap = match cell.gap {
            0 => String::new(),
            gap => format!(", after {} without", count(gap, "observed edition")),
        };
        let said = format!("{head}: {}{of}{gap}", count(cell.talks.len(), "talk"));
        Said::new(&said, cell.talks.len()).over(cell.talks.iter().map(talk).collect())
    });
    Said::new(&said, all).over(below.collect())
}

fn talk(talk: &Told) -> Said {
    let title = flat(&talk.title);
    let mut said = format!("“{}”", named(&title));
    if !talk.speakers.is_empty() {
        said.push_str(&format!(" by {}", talk.speakers));
    }
    if let Some((_, edition)) = &talk.after {
        said.push_str(&format!(", which carries on one of {edition}"));
    }
    // Its title is said already; where it was found follows it.
    let note = flat(&talk.note);
    let place = note.split_once(&title).map_or(note.as_str(), |(_, place)| place).trim();
    if place.starts_with('(') {
        said.push_str(&format!(" {place}"));
        return Said::new(&said, 0);
    }
    Said::new(&said, 0).with(lines(&talk.note))
}
