//! Pictures in words: everything that they show, in sentences.

use hallway::export::text;
use hallway::view::{Edge, Figure, Form, Network, Node, NodeKind, Origin, View};

use crate::sample;
use crate::support::{hallway, hallway_in, project, stderr, stdout};

fn three() -> View {
    let node = |id: &str, kind, talks, focus, note: &str| Node {
        id: id.into(),
        label: id.into(),
        kind,
        talks,
        focus,
        note: note.into(),
    };
    let nodes = vec![
        node("CRIU", NodeKind::Project, 3, true, "Freezes processes.\n3 talks of 9\nfosdem-2016: Ice (a.md:1:2)"),
        node("ptrace", NodeKind::Technology, 1, false, ""),
        node("our shim", NodeKind::Unknown, 0, false, "drawn in the notes"),
    ];
    let edge = |from, to, label: Option<&str>, talks, origin, note: &str| Edge {
        from,
        to,
        directed: origin != Origin::Together,
        label: label.map(str::to_owned),
        talks,
        origin,
        note: note.into(),
    };
    let edges = vec![
        edge(0, 1, None, 2, Origin::Together, "CRIU – ptrace: 2 talks\nfosdem-2016: Ice (a.md:1:2)\nand 1 more"),
        edge(0, 1, Some("uses"), 0, Origin::Curated, "CRIU uses ptrace (kernel.yaml:7)"),
        edge(2, 0, None, 0, Origin::Drawn, "drawn at a.md:9:1: shim -> CRIU"),
    ];
    let figure = Figure::Network(Network { nodes, edges, ..Network::default() });
    View { title: "Three".into(), caption: "9 talks · 3 of 5 entities".into(), figure }
}

#[test]
fn a_network_is_told_in_sentences_with_its_evidence() {
    let expected = "\
Three.

A network of 3 entities and 3 links around CRIU; its strongest link is CRIU – ptrace, 2 talks.

9 talks; 3 of 5 entities.

3 entities.
  CRIU, a project, which the picture is about: 3 talks of 9.
    Freezes processes.
    fosdem-2016: Ice (a.md:1:2).
  ptrace, a technology: 1 talk.
  our shim, a box that no dictionary knows.
    drawn in the notes.

3 links.
  CRIU and ptrace share 2 talks.
    fosdem-2016: Ice (a.md:1:2).
    And 1 more.
  CRIU uses ptrace, as a dictionary says.
    CRIU uses ptrace (kernel.yaml:7).
  our shim leads to CRIU, as drawn in notes.
    drawn at a.md:9:1: shim -> CRIU.
";
    assert_eq!(text(&three()), expected);
}

/// What a picture has labels for.
fn labels(figure: &Figure) -> Vec<&str> {
    match figure {
        Figure::Layered(network) | Figure::Network(network) => {
            network.nodes.iter().map(|node| node.label.as_str()).collect()
        }
        Figure::Timeline(timeline) => timeline.rows.iter().map(|row| row.label.as_str()).collect(),
        Figure::Alluvial(alluvial) => {
            alluvial.periods.iter().flat_map(|period| &period.groups).map(|group| group.label.as_str()).collect()
        }
        Figure::Strategic(themes) => themes.iter().map(|theme| theme.label.as_str()).collect(),
        Figure::Lineage(lineage) => {
            let cells = lineage.lanes.iter().flat_map(|lane| lane.cells.iter().flatten());
            let talks = cells.flat_map(|cell| &cell.talks).flat_map(|told| [told.title.as_str(), &told.speakers]);
            lineage.lanes.iter().map(|lane| lane.label.as_str()).chain(talks).collect()
        }
    }
}

#[test]
fn every_figure_is_told_whole() {
    for (name, view) in sample::all() {
        assert!(view.figure.formats().contains(&"txt"), "{name}");
        let text = text(&view);
        for label in labels(&view.figure) {
            assert!(text.contains(label), "{name}: {label} is not told");
        }
        for line in text.lines().filter(|line| !line.is_empty()) {
            assert!(line.ends_with(['.', '!', '?', '…', '”', '"', '’', ')']), "{name}: {line:?} is no sentence");
            assert!(line.contains(char::is_alphanumeric), "{name}: {line:?} cannot be read aloud");
        }
    }
}

#[test]
fn what_nobody_observed_is_not_told_as_absent() {
    let view = sample::timeline(8, 8, 5);
    let Figure::Timeline(timeline) = &view.figure else { panic!("it is a timeline") };
    let unobserved = timeline.columns.iter().filter(|column| column.talks.is_none()).count();
    assert!(unobserved > 0);
    let text = text(&view);
    assert!(text.contains(&format!("{unobserved} of them not observed")), "{text}");
    assert_eq!(text.matches(": not observed.").count(), timeline.rows.len(), "{text}");
    assert!(text.contains("none in notes or titles, which says nothing"), "{text}");
}

#[test]
fn forms_tell_what_they_show() {
    let told = |form| text(&sample::formed(sample::timeline(3, 4, 0), form));
    assert!(told(Form::Heat).contains('%') && !told(Form::Dots).contains('%'));
    assert!(told(Form::Ranks).contains(", rank 1") && !told(Form::Heat).contains("rank"));
    assert!(told(Form::Lines).contains("It bursts from 2013 to 2014") && !told(Form::Stream).contains("bursts"));
}

#[test]
fn draw_and_run_write_text() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = project().join("data");
    let data = data.to_str().expect("the path is UTF-8");
    let draw = |arguments: &[&str]| {
        let output =
            hallway_in(folder.path(), &[&["--data", data, "draw", "ego", "--focus", "CRIU"], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    assert_eq!(draw(&["--formats", "svg,txt", "--out", "x"]), "x.svg\nx.txt\n");
    assert_eq!(draw(&["--out", "y.txt"]), "y.txt\n");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("it is written");
    assert_eq!(read("x.txt"), read("y.txt"));
    assert!(read("x.txt").starts_with("What is said with CRIU.\n\nA network of "), "{}", read("x.txt"));

    let query = folder.path().join("criu.yaml");
    std::fs::write(&query, "draw: lineage\nfocus: CRIU\nformats: txt\n").expect("it can be written");
    let out = folder.path().join("out");
    let output = hallway(&["run", &query.to_string_lossy(), "--out", &out.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let told = std::fs::read_to_string(out.join("criu.txt")).expect("it is written");
    assert!(told.contains("“New horizons for the CRIU project” by Pavel Emelyanov"), "{told}");
}
