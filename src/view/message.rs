//! Messages: what sort of picture it is and what it says, in one sentence.

use super::{Alluvial, Edge, Figure, Form, Lineage, Network, Origin, QUARTERS, Theme, Timeline, View};
use crate::text::{count, excerpt, lines};

/// How many entities a message names before it counts them.
const NAMED: usize = 3;

/// What a picture is and its main message, in numbers: what stands for it where it cannot be seen.
pub fn message(view: &View) -> String {
    let what = view.figure.name();
    sentence(&match &view.figure {
        Figure::Layered(network) => layered(what, network),
        Figure::Network(network) => free(what, network),
        Figure::Timeline(timeline) => chronicle(what, timeline),
        Figure::Alluvial(diagram) => alluvial(what, diagram),
        Figure::Strategic(themes) => strategic(what, themes),
        Figure::Lineage(lines) => lineage(what, lines),
    })
    .replacen('a', "A", 1)
}

/// A label, short enough to be one of several in a sentence.
fn short(label: &str) -> String {
    excerpt(&named(label), 0..0, 60)
}

fn pair(network: &Network, edge: &Edge) -> Option<String> {
    let (from, to) = (network.nodes.get(edge.from)?, network.nodes.get(edge.to)?);
    Some(format!("{} – {}", short(&from.label), short(&to.label)))
}

fn layered(what: &str, network: &Network) -> String {
    let (nodes, edges) = (count(network.nodes.len(), "entity"), &network.edges);
    if !edges.is_empty() && edges.iter().all(|edge| edge.origin == Origin::Together) {
        let weakest = edges.iter().min_by_key(|edge| edge.talks);
        let weakest = weakest.and_then(|edge| Some((pair(network, edge)?, edge.talks)));
        let ends = network.nodes.first().zip(network.nodes.last());
        let from = ends.map_or_else(String::new, |(a, b)| format!(" from {} to {}", short(&a.label), short(&b.label)));
        let link = weakest.map_or_else(String::new, |(pair, talks)| {
            format!("; its weakest link is {pair}, {}", count(talks, "talk"))
        });
        return format!("a chain of {nodes}{from}{link}");
    }
    let drawn = edges.iter().filter(|edge| edge.origin == Origin::Drawn).count();
    let origin = match drawn {
        0 => String::new(),
        drawn if drawn == edges.len() => ", all drawn in notes".to_owned(),
        drawn => format!(", {drawn} of them drawn in notes"),
    };
    let degree = |at: usize| edges.iter().filter(|edge| (edge.from == at) != (edge.to == at)).count();
    // Of equals the first.
    let hub = (0..network.nodes.len()).rev().max_by_key(|at| degree(*at)).filter(|at| degree(*at) > 1);
    let hub = hub
        .map_or_else(String::new, |at| format!("; {} has the most, {}", short(&network.nodes[at].label), degree(at)));
    format!("{what} of {nodes} and {}{origin}{hub}", count(edges.len(), "relation"))
}

fn free(what: &str, network: &Network) -> String {
    let focus: Vec<&str> = network.nodes.iter().filter(|node| node.focus).map(|node| node.label.as_str()).collect();
    let around = if focus.is_empty() { String::new() } else { format!(" around {}", listed(&focus, NAMED)) };
    // What a picture is about is not how strongly the others are linked.
    let is_focus = |at: usize| focus.is_empty() || network.nodes.get(at).is_some_and(|node| node.focus);
    let edges = || network.edges.iter().filter(|edge| is_focus(edge.from) || is_focus(edge.to));
    let most = edges().map(|edge| edge.talks).max().unwrap_or(0);
    let mut strongest = edges().filter(|edge| edge.talks == most && most > 0);
    let link = strongest.next().and_then(|edge| pair(network, edge)).map_or_else(String::new, |pair| {
        let others = match strongest.count() {
            0 => String::new(),
            others => format!(", as strong as {}", count(others, "other")),
        };
        let whose = if focus.is_empty() { "the" } else { "its" };
        format!("; {whose} strongest link is {pair}, {}{others}", count(most, "talk"))
    });
    let (nodes, links) = (count(network.nodes.len(), "entity"), count(network.edges.len(), "link"));
    format!("{what} of {nodes} and {links}{around}{link}")
}

fn chronicle(what: &str, timeline: &Timeline) -> String {
    let (columns, rows) = (&timeline.columns, &timeline.rows);
    let labels: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
    let span = match columns.as_slice() {
        [first, .., last] => format!(", {} to {}", named(&first.label), named(&last.label)),
        [only] => format!(", {}", named(&only.label)),
        [] => String::new(),
    };
    let unobserved = columns.iter().filter(|column| column.talks.is_none()).count();
    let unobserved = if unobserved == 0 { String::new() } else { format!(", {unobserved} of them not observed") };
    let base =
        format!("{what} of {} over {}{span}{unobserved}", listed(&labels, NAMED), count(columns.len(), "edition"));
    let found = match timeline.form {
        Form::Dots => rows.iter().rev().max_by_key(|row| row.talks.iter().sum::<usize>()).map(|row| {
            let editions = row.talks.iter().filter(|talks| **talks > 0).count();
            let talks = row.talks.iter().sum::<usize>();
            format!("; {} has the most talks, {talks} in {}", short(&row.label), count(editions, "edition"))
        }),
        Form::Heat | Form::Lines | Form::Stream => largest_share(timeline),
        Form::Ranks => leaders(timeline),
    };
    format!("{base}{}", found.unwrap_or_default())
}

fn largest_share(timeline: &Timeline) -> Option<String> {
    let mut largest: Option<(f64, String)> = None;
    for row in &timeline.rows {
        for (talks, column) in row.talks.iter().zip(&timeline.columns) {
            let Some(all) = column.talks.filter(|all| *all > 0 && *talks > 0) else { continue };
            let share = *talks as f64 / all as f64;
            if largest.as_ref().is_none_or(|(most, _)| share > *most) {
                let (name, edition) = (short(&row.label), named(&column.label));
                let talks = format!("{} of {}", percent(*talks, all), count(all, "talk"));
                largest = Some((share, format!("; the largest share is that of {name} in {edition}, {talks}")));
            }
        }
    }
    largest.map(|(_, said)| said)
}

/// Who has the first rank at the end, and who had it at the beginning.
fn leaders(timeline: &Timeline) -> Option<String> {
    let led: Vec<(String, String)> = (0..timeline.columns.len())
        .filter_map(|at| {
            let talks = |row: &&crate::view::Row| row.talks.get(at).copied().unwrap_or(0);
            let first = timeline.rows.iter().rev().max_by_key(talks).filter(|row| talks(row) > 0)?;
            Some((named(&timeline.columns[at].label), short(&first.label)))
        })
        .collect();
    let (edition, last) = led.last()?;
    let (before, first) = &led[0];
    Some(match led.len() {
        1 => format!("; first in {edition} is {last}"),
        _ if first == last => format!("; first in {edition} is {last}, as in {before}"),
        _ => format!("; first in {edition} is {last}, in {before} it was {first}"),
    })
}

fn alluvial(what: &str, alluvial: &Alluvial) -> String {
    let groups = alluvial.periods.iter().map(|period| period.groups.len()).sum();
    let widest = alluvial.flows.iter().rev().max_by_key(|flow| flow.members);
    let widest = widest.and_then(|flow| {
        let group = |period: usize, group: usize| {
            let period = alluvial.periods.get(period)?;
            Some(format!("{} ({})", short(&period.groups.get(group)?.label), named(&period.label)))
        };
        let (from, to) = (group(flow.period, flow.from)?, group(flow.period + 1, flow.to)?);
        Some(format!("; the widest, {}, leads from {from} to {to}", count(flow.members, "entity")))
    });
    format!(
        "{what} of {} with {} and {} between them{}",
        count(alluvial.periods.len(), "period"),
        count(groups, "group"),
        count(alluvial.flows.len(), "flow"),
        widest.unwrap_or_default()
    )
}

fn strategic(what: &str, themes: &[Theme]) -> String {
    let quarters: Vec<String> = QUARTERS
        .iter()
        .enumerate()
        .filter_map(|(quarter, name)| {
            let themes = themes.iter().filter(|theme| theme.quarter() == quarter).count();
            (themes > 0).then(|| format!("{themes} {}", name.trim_end_matches(" themes")))
        })
        .collect();
    let most = themes.iter().rev().max_by_key(|theme| theme.talks);
    let most =
        most.map_or_else(String::new, |theme| format!("; {} has the most talks, {}", short(&theme.label), theme.talks));
    let quarters = if quarters.is_empty() { String::new() } else { format!(": {}", quarters.join(", ")) };
    format!("{what} of {}{quarters}{most}", count(themes.len(), "theme"))
}

fn lineage(what: &str, lineage: &Lineage) -> String {
    let labels: Vec<&str> = lineage.lanes.iter().map(|lane| lane.label.as_str()).collect();
    let held = |at: usize| {
        let cells = lineage.lanes.iter().filter_map(move |lane| lane.cells.get(at)?.as_ref());
        cells.flat_map(|cell| &cell.talks)
    };
    let told = |at: usize| held(at).map(|told| told.id.as_str()).collect::<std::collections::BTreeSet<_>>().len();
    let editions = (0..lineage.columns.len()).filter(|at| told(*at) > 0).count();
    let all: usize = (0..lineage.columns.len()).map(told).sum();
    let most = (0..lineage.columns.len()).rev().max_by_key(|at| told(*at)).filter(|at| told(*at) > 0);
    let most = most
        .map_or_else(String::new, |at| format!("; the most, {}, in {}", told(at), named(&lineage.columns[at].label)));
    format!("{what} of {} with {} in {}{most}", listed(&labels, NAMED), count(all, "talk"), count(editions, "edition"))
}

/// A text on one line.
pub(crate) fn flat(text: &str) -> String {
    lines(text).join(" ")
}

/// A text on one line that ends as a sentence does.
pub(crate) fn sentence(text: &str) -> String {
    let text = flat(text);
    let ends = text.trim_end_matches(['”', '"', ')', '’']).ends_with(['.', '!', '?', '…']) && !text.ends_with(')');
    if ends || text.is_empty() { text } else { format!("{text}.") }
}

/// What stands in a label, or that nothing does.
pub(crate) fn named(label: &str) -> String {
    let label = flat(label);
    if label.is_empty() { "one without a name".to_owned() } else { label }
}

/// Names as people list them, up to a number above which they are only counted.
fn listed(labels: &[&str], most: usize) -> String {
    let names: Vec<String> = labels.iter().map(|label| named(label)).collect();
    match names.split_last() {
        _ if names.is_empty() || names.len() > most => count(names.len(), "entity"),
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// A part of a whole in percent.
pub(crate) fn percent(part: usize, whole: usize) -> String {
    format!("{:.1}%", 100.0 * part as f64 / whole.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_once() {
        for (text, ends) in [
            ("one", "one."),
            ("one.", "one."),
            ("“Why?”", "“Why?”"),
            ("a talk (data/a.yaml:1:2)", "a talk (data/a.yaml:1:2)."),
            ("two\n lines…", "two lines…"),
            (" ", ""),
        ] {
            assert_eq!(sentence(text), ends);
        }
    }
}
