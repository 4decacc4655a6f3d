//! Other programs read what Hallway writes: an XML parser, Graphviz and Mermaid, with labels that mean harm.
//!
//! A test says so and passes where its program is absent. Graphviz is `dot`; Mermaid is looked for in the folder that
//! `HALLWAY_MERMAID` names, else in `target/clients`: see `tests/clients/parse.mjs`.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use hallway::export::{dot, mermaid};
use hallway::layout::graphviz;
use hallway::render::font::clean;
use hallway::render::scene::compose;
use hallway::render::{Style, svg};
use hallway::view::{Cluster, Edge, Figure, Form, Network, Node, NodeKind, Origin, View};
use serde_json::Value;

use crate::sample;

/// Labels that are syntax somewhere.
pub(crate) fn hostile() -> Vec<String> {
    let mut labels: Vec<String> = [
        "plain",
        r#"say "hello""#,
        "'single'",
        r"back\slash \n \N \G \l",
        r"ends in \",
        "two\nlines",
        "three\r\nline\nfeeds",
        "<b>bold</b> <script>alert(1)</script>",
        "a < b > c",
        "Q&A &amp; &lt; &#34; &nbsp;",
        "#quot; #35; #lt;",
        "]",
        "[brackets]",
        "{braces}",
        "}",
        "a | b",
        "--> -.-> ---",
        "->",
        "end",
        "subgraph graph digraph node edge strict",
        "%% comment %%{init: {}}%%",
        "# heading",
        "1. list",
        "- item",
        "* star **bold** _under_",
        "a;b;",
        "`code` ``",
        "$$x^2$$ $HOME",
        "@{ shape: rect }",
        "fa:fa-ban :::class",
        "https://example.org/?a=b&c=d#e",
        "🦀 Ferris 👩‍💻",
        "مرحبا بالعالم",
        "שלום עולם",
        "\u{202E}overridden\u{202C}",
        "control\u{1}\u{8}\u{1b}[31m",
        "tab\tand\u{a0}nbsp",
        "/* c */ // c",
        "(a) [(b)] ((c)) {{d}} >e]",
        "C++ C# .NET 9pfs \u{fffe}\u{ffff}",
        "]]> <!-- --> <?xml?> <![CDATA[x]]>",
        "accTitle: x",
        "click n0 href \"javascript:alert(1)\"",
        "",
        " ",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect();
    labels.push("long ".repeat(2_000));
    labels.push("x".repeat(10_000));
    labels
}

/// Each label in a box, on an edge, in the title and in notes.
fn views(layered: bool) -> Vec<View> {
    let labels = hostile();
    let mut all = Vec::new();
    for chunk in labels.chunks(6) {
        let nodes: Vec<Node> = chunk
            .iter()
            .map(|label| Node {
                id: label.clone(),
                label: label.clone(),
                kind: NodeKind::Topic,
                talks: 1,
                focus: false,
                note: label.clone(),
            })
            .collect();
        let edges: Vec<Edge> = chunk
            .iter()
            .enumerate()
            .map(|(at, label)| Edge {
                from: at,
                to: (at + 1) % nodes.len(),
                directed: at % 2 == 0,
                label: Some(label.clone()),
                talks: at,
                origin: [Origin::Curated, Origin::Drawn, Origin::Together][at % 3],
                note: label.clone(),
            })
            .collect();
        let members = (0..nodes.len().min(2)).collect();
        let clusters = vec![Cluster { label: Some(chunk[0].clone()), members }];
        let network = Network { nodes, edges, clusters, ..Network::default() };
        let figure = if layered { Figure::Layered(network) } else { Figure::Network(network) };
        all.push(View { title: chunk[0].clone(), caption: chunk[chunk.len() - 1].clone(), figure });
    }
    all
}

fn network(view: &View) -> &Network {
    match &view.figure {
        Figure::Layered(network) | Figure::Network(network) => network,
        _ => panic!("a timeline is no network"),
    }
}

/// A text without white space: what is left of it after wrapping.
fn bare(text: &str) -> String {
    clean(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether `shown` is `label`, wrapped, and possibly cut with an ellipsis.
fn shows(shown: &str, label: &str) -> bool {
    let (shown, label) = (bare(shown), bare(label));
    shown == label || shown.strip_suffix('…').is_some_and(|start| start.len() > 20 && label.starts_with(start))
}

/// The texts and titles of the groups of a class, in order.
fn groups(text: &str, class: &str) -> Vec<(String, String)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut found = Vec::new();
    let mut inside = false;
    let mut path: Vec<String> = Vec::new();
    loop {
        let event = reader.read_event().expect("it is well-formed");
        let piece = match event {
            Event::Eof => break,
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                if name == "g" {
                    inside = start.attributes().any(|attribute| {
                        let attribute = attribute.expect("attributes are well-formed");
                        attribute.key.as_ref() == "class" && attribute.value.as_ref() == class
                    });
                    if inside {
                        found.push((String::new(), String::new()));
                    }
                }
                path.push(name);
                continue;
            }
            Event::End(_) => {
                path.pop();
                continue;
            }
            Event::Text(text) => text.as_ref().to_owned(),
            Event::GeneralRef(name) => match name.as_ref() {
                "amp" => "&".into(),
                "lt" => "<".into(),
                "gt" => ">".into(),
                "quot" => "\"".into(),
                other => panic!("no entity {other:?}"),
            },
            Event::Empty(_) => continue,
            other => panic!("only elements and text, not {other:?}"),
        };
        if let Some((text, title)) = found.last_mut().filter(|_| inside) {
            let in_title = path.last().is_some_and(|name| name == "title");
            if in_title { title } else { text }.push_str(&piece);
        }
    }
    assert!(path.is_empty());
    found
}

#[test]
fn an_xml_parser_reads_every_label_back() {
    for view in views(true).into_iter().chain(views(false)) {
        let text = svg(&view, &Style::default());
        let nodes = groups(&text, "node");
        let expected = &network(&view).nodes;
        assert_eq!(nodes.len(), expected.len());
        for node in expected {
            let tells = |title: &str| bare(title).contains(&bare(&node.note));
            let is_there = nodes.iter().any(|(shown, title)| shows(shown, &node.label) && tells(title));
            assert!(is_there, "no node shows {:?}", node.label);
        }
        let edges = groups(&text, "edge");
        assert_eq!(edges.len(), network(&view).edges.len());
        for edge in &network(&view).edges {
            let label = edge.label.as_deref().unwrap_or_default();
            assert!(edges.iter().any(|(shown, _)| shows(shown, label)), "no edge shows {label:?}");
        }
        assert!(!text.contains("<script"));
    }
}

/// Runs a program on `input`; `None` where it is not installed.
pub(crate) fn run(command: &mut Command, input: &str) -> Option<String> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().ok()?;
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let bytes = input.as_bytes().to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("the writer ends").expect("it reads its input");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}\n{input:.2000}");
    assert!(!errors.contains("syntax error"), "{errors}");
    Some(String::from_utf8(output.stdout).expect("it writes UTF-8"))
}

/// What Graphviz draws for an object: the texts of its label, joined.
pub(crate) fn drawn(object: &Value) -> String {
    let operations = object["_ldraw_"].as_array().cloned().unwrap_or_default();
    operations.iter().filter_map(|operation| operation["text"].as_str()).collect::<Vec<_>>().join(" ")
}

/// What may stand between words after Graphviz and Mermaid have read them.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !('\u{202A}'..='\u{202E}').contains(c) && !c.is_control()).collect()
}

#[test]
fn graphviz_reads_every_label_back() {
    if Command::new("dot").arg("-V").stderr(Stdio::null()).status().is_err() {
        eprintln!("skipped: Graphviz is not installed");
        return;
    }
    let mut all: Vec<View> = views(true).into_iter().chain(views(false)).collect();
    all.extend([sample::runtimes(), sample::relations(), sample::ego()]);
    for view in all {
        let text = dot(&view, None).expect("networks have a form in DOT");
        let read = run(Command::new("dot").arg("-Tjson"), &text).expect("dot is installed");
        let graph: Value = serde_json::from_str(&read).expect("Graphviz writes JSON");
        let objects = graph["objects"].as_array().cloned().unwrap_or_default();
        let edges = graph["edges"].as_array().cloned().unwrap_or_default();
        let expected = network(&view);
        let (frames, objects): (Vec<Value>, Vec<Value>) = objects
            .into_iter()
            .partition(|object| object["name"].as_str().is_some_and(|name| name.starts_with("cluster")));
        assert_eq!((objects.len(), edges.len()), (expected.nodes.len(), expected.edges.len()), "{text:.3000}");
        assert_eq!(frames.len(), expected.clusters.len(), "{text:.3000}");
        for (frame, cluster) in frames.iter().zip(&expected.clusters) {
            assert_eq!(plain(&drawn(frame)), plain(cluster.label.as_deref().unwrap_or_default()), "{text:.3000}");
        }
        for (object, node) in objects.iter().zip(&expected.nodes) {
            assert_eq!(plain(&drawn(object)), plain(&node.label), "{text:.3000}");
        }
        for edge in &expected.edges {
            let label = plain(edge.label.as_deref().unwrap_or_default());
            assert!(edges.iter().any(|read| plain(&drawn(read)) == label), "no edge shows {label:?}");
        }
        assert!(plain(&drawn(&graph)).starts_with(&plain(&view.title)));
    }
}

/// How many nodes and subgraphs Graphviz has read whose names start so.
fn named(graph: &Value, start: &str) -> usize {
    let objects = graph["objects"].as_array().expect("there are objects");
    objects.iter().filter(|object| object["name"].as_str().is_some_and(|name| name.starts_with(start))).count()
}

fn numbers(text: &Value) -> Vec<f64> {
    let text = text.as_str().unwrap_or_default();
    text.split([',', ' ']).filter_map(|part| part.parse().ok()).collect()
}

#[test]
fn neato_redraws_what_is_placed() {
    let mut clustered = sample::relations();
    if let Figure::Layered(network) = &mut clustered.figure {
        network.clusters = vec![Cluster { label: Some("three".into()), members: vec![0, 2, 3] }];
    }
    for view in [sample::relations(), clustered, sample::together(30, 60, 1)] {
        let arrangement = compose(&view, &Style::default()).arrangement.expect("graphs have one");
        let placed = &arrangement.placed;
        let text = dot(&view, Some(&arrangement)).expect("graphs have a form in DOT");
        for nop in ["-n", "-n2"] {
            let Some(read) = run(Command::new("neato").args([nop, "-Tjson0"]), &text) else {
                eprintln!("skipped: Graphviz is not installed");
                return;
            };
            let graph: Value = serde_json::from_str(&read).expect("Graphviz writes JSON");
            let nodes: Vec<&Value> = graph["objects"]
                .as_array()
                .expect("objects")
                .iter()
                .filter(|object| object["pos"].is_string())
                .collect();
            assert_eq!(nodes.len(), placed.centres.len());
            // Those in frames come first.
            let order = network(&view).framed().into_iter().flat_map(|(_, members)| members);
            let mut places = vec![Vec::new(); nodes.len()];
            for (node, member) in nodes.iter().zip(order) {
                places[member] = numbers(&node["pos"]);
            }
            // Graphviz may move the whole drawing.
            let shift = (places[0][0] - placed.centres[0].x, places[0][1] + placed.centres[0].y);
            for (place, centre) in places.iter().zip(&placed.centres) {
                let off = (place[0] - centre.x - shift.0).abs().max((place[1] + centre.y - shift.1).abs());
                assert!(off < 0.1, "{nop} moves a node by {off}");
            }
            if nop == "-n2" {
                let edges = graph["edges"].as_array().expect("edges");
                assert!(edges.iter().all(|edge| numbers(&edge["pos"]).len() >= 8));
            }
        }
    }
}

#[test]
fn graphviz_places_boxes_and_no_two_on_each_other() {
    for view in [sample::relations(), sample::together(24, 40, 2)] {
        let boxes = compose(&view, &Style::default()).arrangement.expect("graphs have one").boxes;
        for engine in graphviz::ENGINES {
            let text = graphviz::write(&boxes, engine, None);
            let Some(read) = run(Command::new("dot").args([&format!("-K{engine}"), "-Tjson0"]), &text) else {
                eprintln!("skipped: Graphviz is not installed");
                return;
            };
            let placed = graphviz::read(&read, &boxes).unwrap_or_else(|cause| panic!("{engine}: {cause}"));
            for (a, (at, extent)) in placed.centres.iter().zip(&boxes.extents).enumerate() {
                for (other, size) in placed.centres.iter().zip(&boxes.extents).take(a) {
                    let apart_x = (at.x - other.x).abs() - f64::midpoint(extent.w, size.w);
                    let apart_y = (at.y - other.y).abs() - f64::midpoint(extent.h, size.h);
                    assert!(apart_x.max(apart_y) > -0.1, "{engine} puts a box on another");
                }
            }
            for (link, route) in boxes.links.iter().zip(&placed.routes) {
                let (first, last) = (route.samples(1)[0], *route.samples(1).last().expect("a way"));
                let reach = |v: usize| libm::hypot(boxes.extents[v].w, boxes.extents[v].h) / 2.0 + 12.0;
                assert!(first.distance(placed.centres[link.from]) <= reach(link.from), "{engine}");
                assert!(last.distance(placed.centres[link.to]) <= reach(link.to), "{engine}");
                assert_eq!(link.label.is_some(), route.label.is_some());
            }
        }
    }
}

#[test]
fn graphviz_reads_timelines() {
    let text = dot(&sample::timeline(8, 8, 5), None).expect("timelines have a form in DOT");
    let Some(read) = run(Command::new("dot").arg("-Tjson"), &text) else {
        eprintln!("skipped: Graphviz is not installed");
        return;
    };
    let graph: Value = serde_json::from_str(&read).expect("Graphviz writes JSON");
    let Figure::Timeline(timeline) = sample::timeline(8, 8, 5).figure else { panic!("it is a timeline") };
    let appearances = timeline.rows.iter().flat_map(|row| &row.talks).filter(|talks| **talks > 0).count();
    assert_eq!((named(&graph, "column"), named(&graph, "r")), (8, appearances));
}

/// What a script of `tests/clients` prints about `input`; `None` where Node or the package that it needs is not installed.
pub(crate) fn ask(script: &str, package: &str, input: &Value) -> Option<Vec<Value>> {
    let folder = std::env::var("HALLWAY_MERMAID")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/target/clients").to_owned());
    if !std::path::Path::new(&folder).join("node_modules").join(package).exists() {
        return None;
    }
    let script = crate::support::project().join("tests/clients").join(script);
    let read = run(Command::new("node").arg(script).arg(folder), &input.to_string())?;
    serde_json::from_str(&read).ok()
}

/// What Mermaid understands; `None` where it or Node is not installed.
pub(crate) fn understood(diagrams: &[String]) -> Option<Vec<Value>> {
    ask("parse.mjs", "mermaid", &Value::from(diagrams))
}

#[test]
fn mermaid_reads_every_label_back() {
    let mut all: Vec<View> = views(true).into_iter().chain(views(false)).collect();
    all.extend([sample::runtimes(), sample::relations(), sample::ego()]);
    let texts: Vec<String> = all.iter().map(|view| mermaid(view).expect("networks have a form in Mermaid")).collect();
    let Some(read) = understood(&texts) else {
        eprintln!("skipped: Node or Mermaid is not installed");
        return;
    };
    let lines = |value: &Value| plain(&value.as_str().unwrap_or_default().replace("<br>", " "));
    for ((view, read), text) in all.iter().zip(read).zip(&texts) {
        assert_eq!(read["error"], Value::Null, "{text:.3000}");
        let nodes: Vec<String> = read["nodes"].as_array().expect("there are nodes").iter().map(lines).collect();
        let expected: Vec<String> = network(view).nodes.iter().map(|node| plain(&node.label)).collect();
        assert_eq!(nodes, expected, "{text:.3000}");
        let edges: Vec<String> =
            read["edges"].as_array().expect("there are edges").iter().map(|edge| lines(&edge[2])).collect();
        let expected: Vec<String> =
            network(view).edges.iter().map(|edge| plain(edge.label.as_deref().unwrap_or_default())).collect();
        assert_eq!(edges, expected, "{text:.3000}");
    }
}

#[test]
fn what_has_no_form_says_which_have() {
    for (form, in_dot, in_mermaid) in [
        (Form::Dots, true, true),
        (Form::Lines, false, true),
        (Form::Heat, false, false),
        (Form::Ranks, false, false),
        (Form::Stream, false, false),
    ] {
        let view = sample::formed(sample::timeline(4, 4, 1), form);
        assert_eq!((dot(&view, None).is_ok(), mermaid(&view).is_ok()), (in_dot, in_mermaid), "{form:?}");
        if let Err(error) = dot(&view, None) {
            assert!(error.to_string().contains("has no form in dot; try svg"), "{error}");
        }
    }
}

#[test]
fn mermaid_reads_charts_of_lines() {
    let mut hostile = sample::formed(sample::timeline(8, 8, 5), Form::Lines);
    if let Figure::Timeline(timeline) = &mut hostile.figure {
        for (row, label) in
            timeline.rows.iter_mut().zip(["a\"b", "c;d", "#e", "f\ng", "[h]", "i %% j", "title k", "{l}"])
        {
            row.label = label.into();
        }
        timeline.columns[0].label = "FOSDEM: \"2013\"".into();
    }
    let views = [sample::formed(sample::timeline(8, 8, 5), Form::Lines), hostile];
    let texts: Vec<String> = views.iter().map(|view| mermaid(view).expect("lines have a form")).collect();
    let Some(read) = understood(&texts) else {
        eprintln!("skipped: Node or Mermaid is not installed");
        return;
    };
    for (read, text) in read.iter().zip(&texts) {
        assert_eq!(read["error"], Value::Null, "{text:.3000}");
        assert_eq!(read["edges"].as_array().map(Vec::len), Some(8), "{text:.3000}");
    }
}

/// Names that a format could read as syntax.
const ODD: [&str; 8] = ["a : b", "c;d, e", "#e", "f\ng", "\"h\"", "i %% j", "title k", "[l]"];

#[test]
fn mermaid_reads_alluvial_and_strategic_diagrams() {
    let mut views = vec![sample::alluvial(4, 6), sample::strategic(12)];
    for mut hostile in views.clone() {
        match &mut hostile.figure {
            Figure::Alluvial(alluvial) => {
                for (group, label) in alluvial.periods.iter_mut().flat_map(|period| &mut period.groups).zip(ODD) {
                    group.label = label.into();
                }
            }
            Figure::Strategic(themes) => {
                themes.iter_mut().zip(ODD).for_each(|(theme, label)| theme.label = label.into());
            }
            _ => panic!("it is neither"),
        }
        hostile.title = "\"a\": [b] %%c".into();
        views.push(hostile);
    }
    let texts: Vec<String> = views.iter().map(|view| mermaid(view).expect("they have a form")).collect();
    let Some(read) = understood(&texts) else {
        eprintln!("skipped: Node or Mermaid is not installed");
        return;
    };
    for ((view, read), text) in views.iter().zip(read).zip(&texts) {
        assert_eq!(read["error"], Value::Null, "{text:.3000}");
        let nodes: Vec<String> = read["nodes"]
            .as_array()
            .expect("there are nodes")
            .iter()
            .map(|n| plain(n.as_str().unwrap_or("")))
            .collect();
        match &view.figure {
            Figure::Alluvial(alluvial) => {
                assert_eq!(read["edges"].as_array().map(Vec::len), Some(alluvial.flows.len()), "{text:.3000}");
                for flow in &alluvial.flows {
                    let wanted = plain(
                        &alluvial.periods[flow.period].groups[flow.from].label.replace(';', ",").replace('%', ""),
                    );
                    assert!(nodes.iter().any(|node| node.contains(&wanted)), "{wanted} is not in {nodes:?}");
                }
            }
            Figure::Strategic(themes) => {
                let mut expected: Vec<String> = themes.iter().map(|theme| plain(&theme.label)).collect();
                let mut nodes = nodes;
                expected.sort();
                nodes.sort();
                assert_eq!(nodes, expected, "{text:.3000}");
            }
            _ => panic!("it is neither"),
        }
    }
}

#[test]
fn graphviz_and_mermaid_read_lineages() {
    let mut hostile = sample::lineage(2, 7);
    if let Figure::Lineage(lineage) = &mut hostile.figure {
        let cells = lineage.lanes.iter_mut().flat_map(|lane| lane.cells.iter_mut().flatten());
        for (told, label) in cells.flat_map(|cell| &mut cell.talks).zip(ODD) {
            told.title = label.into();
        }
        lineage.columns[0].label = "a \"b\" <c>".into();
    }
    let views = [sample::lineage(2, 7), hostile, sample::lineage(5, 16)];
    let counted = |view: &View| {
        let Figure::Lineage(lineage) = &view.figure else { panic!("it is a lineage") };
        let cells = || lineage.lanes.iter().flat_map(|lane| lane.cells.iter().flatten());
        let talks: BTreeSet<&str> = cells().flat_map(|cell| &cell.talks).map(|told| told.id.as_str()).collect();
        (cells().count(), talks.len())
    };
    for view in &views {
        let text = dot(view, None).expect("a lineage has a form in DOT");
        let Some(read) = run(Command::new("dot").arg("-Tjson0"), &text) else {
            eprintln!("skipped: Graphviz is not installed");
            break;
        };
        let graph: Value = serde_json::from_str(&read).expect("Graphviz writes JSON");
        assert_eq!((named(&graph, "r"), named(&graph, "t")), counted(view));
    }
    let texts: Vec<String> = views.iter().map(|view| mermaid(view).expect("a lineage has a form")).collect();
    let Some(read) = understood(&texts) else {
        eprintln!("skipped: Node or Mermaid is not installed");
        return;
    };
    for ((view, read), text) in views.iter().zip(read).zip(&texts) {
        assert_eq!(read["error"], Value::Null, "{text:.3000}");
        let (appearances, talks) = counted(view);
        let empty = text.lines().filter(|line| line.ends_with(":::none")).count();
        assert_eq!(read["nodes"].as_array().map(Vec::len), Some(appearances + talks + empty), "{text:.3000}");
    }
}

#[test]
fn mermaid_reads_timelines() {
    let mut hostile_rows = sample::timeline(8, 8, 5);
    if let Figure::Timeline(timeline) = &mut hostile_rows.figure {
        for (row, label) in
            timeline.rows.iter_mut().zip(["a : b", "c;d", "#e", "f\ng", "section h", "i %% j", "title k", "{l}"])
        {
            row.label = label.into();
        }
        timeline.columns[0].label = "FOSDEM: 2013".into();
    }
    let views = [sample::timeline(8, 8, 5), hostile_rows, sample::timeline(2, 60, 0)];
    let texts: Vec<String> = views.iter().map(|view| mermaid(view).expect("timelines have a form")).collect();
    let Some(read) = understood(&texts) else {
        eprintln!("skipped: Node or Mermaid is not installed");
        return;
    };
    for ((view, read), text) in views.iter().zip(read).zip(&texts) {
        assert_eq!(read["error"], Value::Null, "{text:.3000}");
        let Figure::Timeline(timeline) = &view.figure else { panic!("it is a timeline") };
        let heads: Vec<&str> = read["nodes"]
            .as_array()
            .expect("there are columns")
            .iter()
            .map(|head| head.as_str().unwrap_or_default().trim())
            .collect();
        let expected: Vec<&str> = timeline.columns.iter().map(|column| column.label.as_str()).collect();
        assert_eq!(heads, expected, "{text:.3000}");
        for (at, events) in read["edges"].as_array().expect("there are events").iter().enumerate() {
            let events: Vec<String> = events
                .as_array()
                .expect("a list")
                .iter()
                .map(|event| plain(event.as_str().unwrap_or_default()))
                .collect();
            for row in timeline.rows.iter().filter(|row| row.talks[at] > 0) {
                let wanted = plain(&format!("{} ({})", row.label, row.talks[at]));
                assert!(events.contains(&wanted), "{wanted} is not in {events:?}");
            }
        }
    }
}
