//! Mermaid: for Markdown.
//!
//! Labels stand in quotation marks, and every character that Mermaid could read as syntax, as Markdown or as HTML is an
//! entity.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{NoForm, broken, safe_ids};
use crate::text::{count, lines};
use crate::view::{
    Alluvial, Appearance, Direction, Edge, Figure, Form, Lane, Lineage, Network, NodeKind, Origin, QUARTERS, Theme,
    Timeline, View, ranks,
};

/// Words that a flowchart reads as syntax, also as the part of an id.
const RESERVED: [&str; 24] = [
    "end",
    "graph",
    "flowchart",
    "subgraph",
    "style",
    "class",
    "classdef",
    "click",
    "linkstyle",
    "default",
    "direction",
    "href",
    "call",
    "interpolate",
    "o",
    "x",
    "v",
    "tb",
    "td",
    "bt",
    "rl",
    "lr",
    "br",
    "acc",
];

/// Writes `view` for Mermaid: graphs and lineages as flowcharts, timelines as `timeline`, lines as `xychart`, alluvial diagrams as
/// `sankey`, strategic ones as `quadrantChart`.
pub fn mermaid(view: &View) -> Result<String, NoForm> {
    let mut out = String::new();
    let title = lines(&view.title).join(" ");
    if !title.is_empty() {
        // A JSON string is a YAML string.
        let quoted = serde_json::Value::String(title.clone());
        let _ = writeln!(out, "---\ntitle: {quoted}\n---");
    }
    match &view.figure {
        Figure::Layered(network) => flowchart(&mut out, view, network, Direction::Down),
        Figure::Network(network) => flowchart(&mut out, view, network, Direction::Right),
        Figure::Timeline(timeline) if timeline.form == Form::Lines => {
            out.clear();
            line_chart(&mut out, &title, timeline);
        }
        Figure::Timeline(timeline) if timeline.form == Form::Dots => {
            out.clear();
            chronicle(&mut out, &title, timeline);
        }
        Figure::Alluvial(alluvial) if alluvial.flows.is_empty() => {
            // A sankey diagram without a flow is none.
            out.clear();
            groups(&mut out, &title, alluvial);
        }
        Figure::Alluvial(alluvial) => sankey(&mut out, alluvial),
        Figure::Strategic(themes) => {
            out.clear();
            quadrants(&mut out, &title, themes);
        }
        Figure::Lineage(lineage) => columns(&mut out, view, lineage),
        figure @ Figure::Timeline(_) => return Err(NoForm::of(figure, "mmd")),
    }
    Ok(out)
}

/// Text inside quotation marks.
///
/// Signs that Mermaid reads as Markdown, as a comment or as the end of something become entities; a hyphen, a plus or a
/// number's full stop only where it would begin a list.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let begins_list = || text[..at].trim_start().chars().all(|before| before.is_ascii_digit());
        match c {
            '"' => escaped.push_str("#quot;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '&' => escaped.push_str("#amp;"),
            c if c.is_ascii_alphanumeric() || c == ' ' || !c.is_ascii() => escaped.push(c),
            ',' | '/' | '\'' | '(' | ')' | '?' | '!' | '=' | '@' => escaped.push(c),
            '-' | '+' | '.' if !begins_list() => escaped.push(c),
            c => {
                let _ = write!(escaped, "#{};", u32::from(c));
            }
        }
    }
    escaped
}

pub(super) fn label(text: &str) -> String {
    broken(text, 40).iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br>")
}

/// Mermaid draws no box around nothing.
pub(super) fn or_blank(text: String) -> String {
    if text.is_empty() { " ".to_owned() } else { text }
}

fn flowchart(out: &mut String, view: &View, network: &Network, usual: Direction) {
    let _ = writeln!(out, "flowchart {}", network.direction.unwrap_or(usual).name());
    let caption = lines(&view.caption).join(" ");
    if !caption.is_empty() {
        let _ = writeln!(out, "    accDescr: {}", escaped(&caption));
    }
    let ids = safe_ids(network.nodes.iter().map(|node| node.id.as_str()), &RESERVED);
    for (at, (title, members)) in network.framed().into_iter().enumerate() {
        if let Some(title) = title {
            let _ = writeln!(out, "    subgraph cluster{at}[\"{}\"]", or_blank(label(title)));
        }
        for member in members {
            let (node, id) = (&network.nodes[member], &ids[member]);
            let (open, close, class) = shape(node.kind);
            let class = if node.focus { "focus" } else { class };
            let _ = writeln!(out, "    {id}{open}\"{}\"{close}:::{class}", or_blank(label(&node.label)));
        }
        if title.is_some() {
            out.push_str("    end\n");
        }
    }
    let most = network.edges.iter().map(|edge| edge.talks).max().unwrap_or(0).max(1);
    let mut styles = Vec::new();
    let mut written = 0;
    for edge in &network.edges {
        let (Some(from), Some(to)) = (ids.get(edge.from), ids.get(edge.to)) else { continue };
        let text = edge.label.as_deref().map(label).filter(|text| !text.is_empty());
        let text = text.map_or_else(String::new, |text| format!("|\"{text}\"|"));
        let _ = writeln!(out, "    {from} {}{text} {to}", arrow(edge));
        if edge.origin == Origin::Together {
            let width = 1.0 + 5.0 * edge.talks as f64 / most as f64;
            styles.push(format!("    linkStyle {written} stroke:#9aa5b2,stroke-width:{width:.1}px\n"));
        }
        written += 1;
    }
    out.extend(styles);
    class_defs(out, |class| {
        network.nodes.iter().any(|node| if node.focus { class == "focus" } else { shape(node.kind).2 == class })
    });
}

fn arrow(edge: &Edge) -> &'static str {
    match (edge.origin, edge.directed) {
        (Origin::Drawn, true) => "-.->",
        (Origin::Drawn, false) => "-.-",
        (_, true) => "-->",
        (_, false) => "---",
    }
}

pub(super) fn shape(kind: NodeKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        NodeKind::Project => ("(", ")", "project"),
        NodeKind::Technology => ("{{", "}}", "technology"),
        NodeKind::Topic => ("([", "])", "topic"),
        NodeKind::Organisation => ("[[", "]]", "organisation"),
        NodeKind::Licence => (">", "]", "licence"),
        NodeKind::Unknown => ("[", "]", "unknown"),
    }
}

pub(super) fn class_defs(out: &mut String, is_used: impl Fn(&str) -> bool) {
    let classes = [
        ("project", "fill:#c4ddf6,stroke:#1f5fa8,color:#1b2430"),
        ("technology", "fill:#f9d7ae,stroke:#b25800,color:#1b2430"),
        ("topic", "fill:#c8ecdc,stroke:#0c7a5b,color:#1b2430"),
        ("organisation", "fill:#ddc8ef,stroke:#5b2c83,color:#1b2430"),
        ("licence", "fill:#faf3b0,stroke:#635500,color:#1b2430"),
        ("unknown", "fill:#f6f7f9,stroke:#6b7683,color:#1b2430,stroke-dasharray:5 4"),
        ("focus", "fill:#b81d4f,stroke:#b81d4f,color:#ffffff"),
    ];
    for (class, look) in classes {
        if is_used(class) {
            let _ = writeln!(out, "    classDef {class} {look}");
        }
    }
}

/// Shares of talks as a chart of lines, which Mermaid tells apart by their order only: a comment names them.
fn line_chart(out: &mut String, title: &str, timeline: &Timeline) {
    let name = |text: &str| escaped(&lines(text).join(" "));
    let columns: Vec<String> = timeline.columns.iter().map(|column| format!("\"{}\"", name(&column.label))).collect();
    let rows: Vec<String> = timeline.rows.iter().map(|row| name(&row.label)).collect();
    let heading = if title.is_empty() { rows.join(", ") } else { format!("{}: {}", escaped(title), rows.join(", ")) };
    out.push_str("xychart-beta\n");
    let _ = writeln!(out, "    title \"{heading}\"");
    let _ = writeln!(out, "    x-axis [{}]", columns.join(", "));
    out.push_str("    y-axis \"% of talks\"\n");
    for row in &timeline.rows {
        let shares = row.talks.iter().zip(&timeline.columns).map(|(talks, column)| {
            let all = column.talks.unwrap_or(0).max(1);
            format!("{:.2}", 100.0 * *talks as f64 / all as f64)
        });
        let _ = writeln!(out, "    line [{}]", shares.collect::<Vec<_>>().join(", "));
    }
}

/// A timeline by editions: entities with their talks.
fn chronicle(out: &mut String, title: &str, timeline: &Timeline) {
    out.push_str("timeline\n");
    if !title.is_empty() {
        let _ = writeln!(out, "    title {}", escaped(title));
    }
    for (at, column) in timeline.columns.iter().enumerate() {
        let head = escaped(&lines(&column.label).join(" "));
        let head = if head.is_empty() { format!("column {}", at + 1) } else { head };
        let mut events: Vec<String> = Vec::new();
        for row in &timeline.rows {
            let talks = row.talks.get(at).copied().unwrap_or(0);
            if talks > 0 {
                events.push(format!("{} ({talks})", escaped(&lines(&row.label).join(" "))));
            }
        }
        if column.talks.is_none() {
            events.push("no notes or schedule".to_owned());
        } else if column.sampled {
            events.push("notes or titles only, absence says nothing".to_owned());
        } else if events.is_empty() {
            events.push("none of them".to_owned());
        }
        let _ = writeln!(out, "    {head} : {}", events.join(" : "));
    }
}

/// Periods with their groups.
fn groups(out: &mut String, title: &str, alluvial: &Alluvial) {
    out.push_str("timeline\n");
    if !title.is_empty() {
        let _ = writeln!(out, "    title {}", escaped(title));
    }
    for (at, period) in alluvial.periods.iter().enumerate() {
        let head = escaped(&lines(&period.label).join(" "));
        let head = if head.is_empty() { format!("period {}", at + 1) } else { head };
        let mut names: Vec<String> =
            period.groups.iter().map(|group| escaped(&lines(&group.label).join(" "))).collect();
        names.retain(|name| !name.is_empty());
        if names.is_empty() {
            names.push("no community".to_owned());
        }
        let _ = writeln!(out, "    {head} : {}", names.join(" : "));
    }
}

/// A name as Mermaid reads it in a sankey diagram: ASCII, and nothing that it takes for an entity.
fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let joined = lines(text).join(" ");
    let plain = joined.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).map(|c| match c {
        '\u{2010}'..='\u{2015}' => '-',
        '\u{2018}'..='\u{201B}' => '\'',
        ';' => ',',
        '%' => ' ',
        c if c.is_ascii() => c,
        _ => '?',
    });
    crate::text::squeeze(&plain.collect::<String>())
}

/// What groups share with those of the next period, as lines of CSV.
fn sankey(out: &mut String, alluvial: &Alluvial) {
    out.push_str("sankey-beta\n\n");
    let mut taken = BTreeSet::new();
    let names: Vec<Vec<String>> = alluvial
        .periods
        .iter()
        .map(|period| {
            let groups = period.groups.iter().map(|group| {
                let both = format!("{} {}", plain(&period.label), plain(&group.label));
                let name = both.trim().to_owned();
                // Nodes of one name would be one node.
                let same = (2..).map(|nth| format!("{name} ({nth})"));
                std::iter::once(name.clone()).chain(same).find(|name| taken.insert(name.clone())).unwrap_or(name)
            });
            groups.collect()
        })
        .collect();
    let field = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    for flow in &alluvial.flows {
        let (from, to) = (&names[flow.period][flow.from], &names[flow.period + 1][flow.to]);
        let _ = writeln!(out, "{},{},{}", field(from), field(to), flow.members.max(1));
    }
}

/// Themes by places: from 0 to 1, the middle between what is low and what is high.
fn quadrants(out: &mut String, title: &str, themes: &[Theme]) {
    out.push_str("quadrantChart\n");
    if !title.is_empty() {
        let _ = writeln!(out, "    title \"{}\"", escaped(title));
    }
    out.push_str("    x-axis \"less central\" --> \"more central\"\n    y-axis \"less dense\" --> \"denser\"\n");
    for (at, name) in QUARTERS.iter().enumerate() {
        let _ = writeln!(out, "    quadrant-{} \"{name}\"", at + 1);
    }
    let low = |is_high: fn(&Theme) -> bool| themes.iter().filter(|theme| !is_high(theme)).count();
    let (peripheral, sparse) = (low(|theme| theme.is_central), low(|theme| theme.is_dense));
    let place = |rank: usize, low: usize| {
        if rank < low {
            0.5 * (rank as f64 + 0.5) / low as f64
        } else {
            0.5 + 0.5 * ((rank - low) as f64 + 0.5) / (themes.len() - low) as f64
        }
    };
    for (at, (theme, (central, dense))) in themes.iter().zip(ranks(themes)).enumerate() {
        let name = escaped(&lines(&theme.label).join(" "));
        let name = if name.is_empty() { format!("theme {}", at + 1) } else { name };
        let (x, y) = (place(central, peripheral), place(dense, sparse));
        let _ = writeln!(out, "    \"{name}\": [{x:.3}, {y:.3}]");
    }
}

/// Appearances with their talks, a box around each edition.
fn columns(out: &mut String, view: &View, lineage: &Lineage) {
    out.push_str("flowchart LR\n");
    let caption = lines(&view.caption).join(" ");
    if !caption.is_empty() {
        let _ = writeln!(out, "    accDescr: {}", escaped(&caption));
    }
    let mut known: BTreeMap<&str, String> = BTreeMap::new();
    let mut links = Vec::new();
    let mut after: BTreeMap<&str, &str> = BTreeMap::new();
    for (at, column) in lineage.columns.iter().enumerate() {
        let there: Vec<(usize, &Lane, &Appearance)> = lineage
            .lanes
            .iter()
            .enumerate()
            .filter_map(|(nth, lane)| Some((nth, lane, lane.cells.get(at)?.as_ref()?)))
            .collect();
        let mut heads = lines(&column.label);
        if column.talks.is_none() {
            heads.push("no notes or schedule".to_owned());
        }
        let head = escaped(&heads.join(": "));
        let head = if head.is_empty() { " ".to_owned() } else { head };
        if there.is_empty() {
            // A subgraph of nothing is not drawn.
            let _ = writeln!(out, "    c{at}[\"{head}\"]:::none");
            continue;
        }
        let _ = writeln!(out, "    subgraph c{at} [\"{head}\"]");
        for (nth, lane, cell) in there {
            let (open, close, class) = shape(lane.kind);
            let name = [label(&lane.label), count(cell.talks.len(), "talk")].join("<br>");
            let _ = writeln!(out, "        r{nth}c{at}{open}\"{name}\"{close}:::{class}");
            for told in &cell.talks {
                let next = format!("t{}", known.len());
                if !known.contains_key(told.id.as_str()) {
                    let words = [label(&told.title), label(&told.speakers)].map(|words| words.trim().to_owned());
                    let words: Vec<String> = words.into_iter().filter(|words| !words.is_empty()).collect();
                    let words = if words.is_empty() { " ".to_owned() } else { words.join("<br>") };
                    let _ = writeln!(out, "        {next}[\"{words}\"]");
                    known.insert(&told.id, next);
                }
                links.push(format!("    r{nth}c{at} -.- {}\n", known[told.id.as_str()]));
                if let Some((earlier, _)) = &told.after {
                    after.insert(&told.id, earlier);
                }
            }
        }
        out.push_str("    end\n");
    }
    for (nth, lane) in lineage.lanes.iter().enumerate() {
        let seen = lane.cells.iter().take(lineage.columns.len()).enumerate();
        let seen: Vec<(usize, usize)> = seen.filter_map(|(at, cell)| Some((at, cell.as_ref()?.gap))).collect();
        for step in seen.windows(2) {
            let arrow = if step[1].1 > 0 { "-.->" } else { "-->" };
            let _ = writeln!(out, "    r{nth}c{} {arrow} r{nth}c{}", step[0].0, step[1].0);
        }
    }
    out.extend(links);
    for (later, earlier) in after {
        if let (Some(from), Some(to)) = (known.get(earlier), known.get(later)) {
            let _ = writeln!(out, "    {from} -->|\"carries on\"| {to}");
        }
    }
    class_defs(out, |class| lineage.lanes.iter().any(|lane| shape(lane.kind).2 == class));
    out.push_str("    classDef none fill:none,stroke:none\n");
}
