//! Mermaid: for Markdown.
//!
//! Labels stand in quotation marks, and every character that Mermaid could read as syntax, as Markdown or as HTML is an
//! entity.

use std::fmt::Write as _;

use super::{NoForm, broken, lines, safe_ids};
use crate::view::{Edge, Figure, Form, Network, NodeKind, Origin, Timeline, View};

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

/// Writes `view` for Mermaid: a flowchart, or for a timeline a `timeline`.
pub fn mermaid(view: &View) -> Result<String, NoForm> {
    let mut out = String::new();
    let title = lines(&view.title).join(" ");
    if !title.is_empty() {
        // A JSON string is a YAML string.
        let quoted = serde_json::Value::String(title.clone());
        let _ = writeln!(out, "---\ntitle: {quoted}\n---");
    }
    match &view.figure {
        Figure::Layered(network) => flowchart(&mut out, view, network, "TD"),
        Figure::Network(network) => flowchart(&mut out, view, network, "LR"),
        Figure::Timeline(timeline) if timeline.form == Form::Lines => {
            out.clear();
            line_chart(&mut out, &title, timeline);
        }
        Figure::Timeline(timeline) if timeline.form != Form::Dots => {
            return Err(NoForm { format: "mmd", figure: timeline.form.name(), instead: timeline.form.formats() });
        }
        Figure::Timeline(timeline) => {
            out.clear();
            chronicle(&mut out, &title, timeline);
        }
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

fn label(text: &str) -> String {
    broken(text, 40).iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br>")
}

fn flowchart(out: &mut String, view: &View, network: &Network, direction: &str) {
    let _ = writeln!(out, "flowchart {direction}");
    let caption = lines(&view.caption).join(" ");
    if !caption.is_empty() {
        let _ = writeln!(out, "    accDescr: {}", escaped(&caption));
    }
    let ids = safe_ids(network.nodes.iter().map(|node| node.id.as_str()), &RESERVED);
    for (node, id) in network.nodes.iter().zip(&ids) {
        let (open, close, class) = shape(node.kind);
        let class = if node.focus { "focus" } else { class };
        let text = label(&node.label);
        let text = if text.is_empty() { " ".to_owned() } else { text };
        let _ = writeln!(out, "    {id}{open}\"{text}\"{close}:::{class}");
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
    write_classes(out, network);
}

fn arrow(edge: &Edge) -> &'static str {
    match (edge.origin, edge.directed) {
        (Origin::Drawn, true) => "-.->",
        (Origin::Drawn, false) => "-.-",
        (_, true) => "-->",
        (_, false) => "---",
    }
}

fn shape(kind: NodeKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        NodeKind::Project => ("(", ")", "project"),
        NodeKind::Technology => ("{{", "}}", "technology"),
        NodeKind::Topic => ("([", "])", "topic"),
        NodeKind::Organisation => ("[[", "]]", "organisation"),
        NodeKind::Licence => (">", "]", "licence"),
        NodeKind::Unknown => ("[", "]", "unknown"),
    }
}

fn write_classes(out: &mut String, network: &Network) {
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
        let used =
            network.nodes.iter().any(|node| if node.focus { class == "focus" } else { shape(node.kind).2 == class });
        if used {
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
