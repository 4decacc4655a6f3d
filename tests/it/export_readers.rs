//! The programs that graphs are exported for read them back: every node, every edge, and names that mean harm.
//!
//! A test says so and passes where its program is absent: see `tests/clients/graph.py` and `graph.mjs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use hallway::evidence::Evidence;
use hallway::export::graph::{Base, Beside, Format, SCHEMA, Written, export, read};
use hallway::query::subgraph::{Edge, EdgeKind, Level, Node, NodeKind, Quote, Subgraph};
use hallway::text::guarded;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::clients::{self, ask, drawn, plain, understood};
use crate::support::{hallway, project, rows, text};

/// Names that are syntax somewhere.
fn names() -> Vec<String> {
    let mut names = clients::hostile();
    names.retain(|name| !name.trim().is_empty());
    let more = [
        "</script><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        "=cmd()|' /C calc'!A0",
        "+1+cmd()",
        "-2+3+cmd()",
        "@SUM(A1)",
        "\ttab",
        "\rreturn",
        "]]>",
        "<![CDATA[",
        "a\u{0}b\u{1}c\u{8}d\u{b}e\u{1b}f\u{7f}g\u{85}h",
        "\u{200F}right to left",
        "\u{FFFE}\u{FFFF}",
        "${HOME} $(id) `id`",
        "'; DROP TABLE nodes; --",
        "' }) DETACH DELETE (n) //",
        "\\input{/etc/passwd}",
        "[[other|note]] #tag %%hidden%%",
        "---\nid: x\n---",
        "same",
        "same",
    ];
    names.extend(more.map(str::to_owned));
    names
}

fn node(id: String, kind: NodeKind, label: &str) -> Node {
    Node { talks: 1, years: BTreeMap::from([(2016, 1)]), ..Node::new(id, kind, label.to_owned()) }
}

fn edge(from: usize, to: usize, kind: EdgeKind) -> Edge {
    Edge { talks: 1, years: BTreeMap::from([(2016, 1)]), ..Edge::new(from, to, kind) }
}

/// A graph of a level in which everything that can be called is called by every name that means harm.
pub(crate) fn hostile(level: Level) -> Subgraph {
    let names = names();
    let count = names.len();
    let kinds = &NodeKind::ALL[..5];
    let mut nodes: Vec<Node> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let years = BTreeMap::from([(2016, 1), (2018, at + 1)]);
        nodes.push(Node {
            aliases: vec![name.clone(), "plain".to_owned()],
            about: Some(name.clone()),
            wikidata: Some(name.clone()),
            url: Some(format!("javascript:{name}")),
            repository: Some(format!("https://code.example/{name}")),
            talks: at + 2,
            years,
            ..node(format!("entity/e{at}"), kinds[at % kinds.len()], name)
        });
    }
    let mut edges = Vec::new();
    if level != Level::Talks {
        for at in 1..count {
            let weight = if at % 5 == 0 { -0.5 } else { at as f64 / 4.0 };
            edges.push(Edge { weight, talks: at, ..edge(at - 1, at, EdgeKind::CoOccurs) });
        }
    }
    if level != Level::Entities {
        for (at, name) in names.iter().enumerate() {
            nodes.push(Node {
                track: Some(name.clone()),
                room: Some(name.clone()),
                start: Some("2016-01-30T10:00".to_owned()),
                minutes: Some(50),
                language: Some(name.clone()),
                ..node(format!("talk/fosdem-2016/t{at}"), NodeKind::Talk, name)
            });
            let quote = Quote {
                text: name.clone(),
                place: Evidence {
                    source: name.clone(),
                    line: 1,
                    column: 1,
                    start: 0,
                    end: 4,
                    field: None,
                    quote: format!("a {name} b"),
                },
            };
            edges.push(Edge { evidence: vec![quote], ..edge(count + at, at, EdgeKind::Mentions) });
        }
        for (at, name) in names.iter().enumerate() {
            nodes.push(node(format!("person/fosdem/p{at}"), NodeKind::Person, name));
            edges.push(edge(2 * count + at, count + at, EdgeKind::Gives));
        }
        nodes.push(node("edition/fosdem-2016".to_owned(), NodeKind::Edition, "fosdem-2016"));
        edges.extend((0..count).map(|at| edge(count + at, 3 * count, EdgeKind::HeldAt)));
    }
    if level == Level::All {
        for (at, name) in names.iter().enumerate().skip(1) {
            let said = Edge { talks: 0, years: BTreeMap::new(), ..edge(at - 1, at, EdgeKind::Broader) };
            edges.push(said.clone());
            edges.push(Edge { kind: EdgeKind::Relation, verb: Some(name.clone()), ..said.clone() });
            edges.push(Edge { kind: EdgeKind::Drawn, place: Some(format!("{name}:1:1")), ..said });
        }
    }
    let years = BTreeMap::from([(2016, 100), (2018, 100)]);
    Subgraph { level, talks: 200, years, nodes, edges, ..Subgraph::default() }
}

/// Writes a graph into a folder and gives the paths of its files.
fn written(graph: &Subgraph, format: Format, folder: &Path) -> Vec<PathBuf> {
    let files = match export(graph, format, &Beside::default()) {
        Written::File(text) => vec![(format!("graph.{}", format.extension().expect("a file")), text)],
        Written::Folder(files) => files,
    };
    let write = |(name, text): (String, String)| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(&path, text).expect("it can be written");
        path
    };
    files.into_iter().map(write).collect()
}

/// What a reader of `tests/clients/graph.py` understands; `None` where it is not installed.
#[allow(clippy::print_stderr, reason = "a test that skips says so")]
fn python(reader: &str, files: &[&Path], more: &[&str]) -> Option<Value> {
    let installed = project().join("target/clients/python/bin/python");
    let program = if installed.exists() { installed } else { PathBuf::from("python3") };
    let mut command = Command::new(program);
    command.arg(project().join("tests/clients/graph.py")).arg(reader).args(files).args(more);
    let Some(printed) = clients::run(&mut command, "") else {
        eprintln!("skipped: Python is not installed");
        return None;
    };
    let read: Value = serde_json::from_str(&printed).expect("it prints JSON");
    if let Some(missing) = read["missing"].as_str() {
        eprintln!("skipped: {missing} is not installed for Python");
        return None;
    }
    Some(read)
}

/// A format's form of a text.
type Form = fn(&str) -> String;

/// What is left of a text in XML.
fn in_xml(text: &str) -> String {
    let is_allowed =
        |c: char| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if is_allowed(c) { c } else { '\u{FFFD}' }).collect()
}

fn as_it_is(text: &str) -> String {
    text.to_owned()
}

fn in_csv(text: &str) -> String {
    guarded(text).into_owned()
}

/// Compares all nodes with their labels and talks, and all edges with their weights.
fn compare(graph: &Subgraph, understood: &Value, form: Form, what: &str) {
    let list = |key: &str| understood[key].as_array().unwrap_or_else(|| panic!("{what}: {understood:.300}"));
    let mut nodes: Vec<(String, String, String)> = list("nodes")
        .iter()
        .map(|node| (as_text(&node[0]), as_text(&node[1]), node[2].as_f64().unwrap_or_default().to_string()))
        .collect();
    nodes.sort();
    let expected = graph.nodes.iter().map(|node| (node.id.clone(), form(&node.label), node.talks.to_string()));
    let mut expected: Vec<(String, String, String)> = expected.collect();
    expected.sort();
    assert_eq!(nodes.len(), expected.len(), "{what}: nodes");
    for (found, wanted) in nodes.iter().zip(&expected) {
        assert_eq!(found, wanted, "{what}");
    }
    let mut edges: Vec<(String, String, String)> = list("edges")
        .iter()
        .map(|edge| in_order(as_text(&edge[0]), as_text(&edge[1]), edge[2].as_f64().unwrap_or(f64::NAN)))
        .collect();
    edges.sort();
    let expected = graph.edges.iter();
    let id = |at: usize| graph.nodes[at].id.clone();
    let mut expected: Vec<_> = expected.map(|edge| in_order(id(edge.from), id(edge.to), edge.weight)).collect();
    expected.sort();
    assert_eq!(edges, expected, "{what}: edges");
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// An edge without a direction.
fn in_order(a: String, b: String, weight: f64) -> (String, String, String) {
    let (first, second) = if a < b { (a, b) } else { (b, a) };
    (first, second, format!("{weight:.6}"))
}

/// A graph of real talks at a level, asked for once.
fn real(level: Level) -> Subgraph {
    static KNOWN: [OnceLock<Subgraph>; 3] = [OnceLock::new(), OnceLock::new(), OnceLock::new()];
    KNOWN[level as usize].get_or_init(|| ask_for(level)).clone()
}

fn ask_for(level: Level) -> Subgraph {
    let output =
        hallway(&["export", "\"live migration\" or CRIU", "--level", level.name(), "--to", "json", "--evidence"]);
    read(&crate::support::stdout(&output)).expect("it is a graph")
}

const LEVELS: [Level; 3] = Level::ALL;

fn each_graph(levels: &[Level], check: impl Fn(&Subgraph, &Path, &str)) {
    for level in levels {
        for (what, graph) in [("hostile", hostile(*level)), ("real", real(*level))] {
            let folder = TempDir::new().expect("a folder");
            check(&graph, folder.path(), &format!("{what} {}", level.name()));
        }
    }
}

fn read_back(levels: &[Level], readers: &[&str], format: Format, form: Form) {
    each_graph(levels, |graph, folder, what| {
        let files = written(graph, format, folder);
        let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
        for reader in readers {
            let Some(found) = python(reader, &files, &[]) else { continue };
            compare(graph, &found, form, &format!("{reader} {what}"));
        }
    });
}

#[test]
fn networkx_and_igraph_read_graphml() {
    read_back(&LEVELS, &["networkx-graphml", "igraph-graphml"], Format::GraphMl, in_xml);
}

#[test]
fn networkx_reads_gexf() {
    // It knows no graphs in which some edges have a direction and some have none.
    read_back(&[Level::Entities, Level::Talks], &["networkx-gexf"], Format::Gexf, in_xml);
}

#[test]
fn networkx_reads_json() {
    read_back(&LEVELS, &["networkx-json"], Format::Json, as_it_is);
}

#[test]
fn ndex_reads_cx2() {
    read_back(&LEVELS, &["ndex-cx2"], Format::Cx2, as_it_is);
}

#[test]
fn sqlite_joins_lists_and_neo4j_lists() {
    read_back(&LEVELS, &["csv"], Format::Csv, in_csv);
    read_back(&LEVELS, &["neo4j"], Format::Neo4j, in_csv);
}

#[test]
fn networkx_and_igraph_read_pajek() {
    each_graph(&LEVELS, |graph, folder, what| {
        let files = written(graph, Format::Pajek, folder);
        for reader in ["networkx-pajek", "igraph-pajek"] {
            let Some(found) = python(reader, &[&files[0]], &[]) else { continue };
            let nodes = found["nodes"].as_array().expect("nodes");
            assert_eq!(nodes.len(), graph.nodes.len(), "{reader} {what}");
            assert_eq!(found["edges"].as_array().expect("edges").len(), graph.edges.len(), "{reader} {what}");
            let labels: Vec<String> = nodes.iter().map(|node| as_text(&node[0])).collect();
            for node in &graph.nodes {
                let wanted = plain(&node.label).replace('"', "'").replace('\\', "/");
                let is_it = |label: &&String| {
                    let label = plain(label);
                    label == wanted || label == format!("{wanted}({})", node.id)
                };
                assert!(labels.iter().any(|label| is_it(&label)), "{reader} {what}: {:.200?}", node.label);
            }
            let sum = |weights: &mut dyn Iterator<Item = f64>| format!("{:.3}", weights.sum::<f64>());
            let read = sum(&mut found["edges"]
                .as_array()
                .expect("edges")
                .iter()
                .map(|edge| edge[2].as_f64().expect("a weight")));
            assert_eq!(read, sum(&mut graph.edges.iter().map(|edge| edge.weight)), "{reader} {what}");
        }
    });
}

#[test]
fn gexf_keeps_to_its_grammar_and_has_a_spell_for_each_year() {
    let grammar = project().join("tests/clients/gexf-1.3.rng");
    each_graph(&LEVELS, |graph, folder, what| {
        let files = written(graph, Format::Gexf, folder);
        let Some(found) = python("gexf-schema", &[&grammar, &files[0]], &[]) else { return };
        assert_eq!(found["errors"], json!([]), "{what}");
        let of_edges: usize = graph.edges.iter().map(|edge| edge.years.len()).sum();
        let of_nodes: usize = graph.nodes.iter().map(|node| node.years.len()).sum();
        assert_eq!(
            (found["spells"].as_u64(), found["weights"].as_u64()),
            (Some((of_edges + of_nodes) as u64), Some(of_edges as u64)),
            "{what}"
        );
    });
}

#[test]
fn json_keeps_to_its_schema() {
    each_graph(&LEVELS, |graph, folder, what| {
        let files = written(graph, Format::Json, folder);
        let schema = folder.join("schema.json");
        fs::write(&schema, SCHEMA).expect("it can be written");
        let Some(found) = python("json-schema", &[&schema, &files[0]], &[]) else { return };
        assert_eq!(found["errors"], json!([]), "{what}");
    });
}

#[test]
fn rdflib_and_oxigraph_read_the_same_in_turtle_and_json_ld() {
    each_graph(&LEVELS, |graph, folder, what| {
        let (turtle, jsonld) = (written(graph, Format::Turtle, folder), written(graph, Format::JsonLd, folder));
        let (files, entity) = ([turtle[0].as_path(), jsonld[0].as_path()], &graph.nodes[0]);
        let by_id: BTreeMap<String, &Node> =
            graph.nodes.iter().map(|node| (format!("urn:hallway:{}", node.id), node)).collect();
        let mentioning: Vec<String> = graph
            .edges
            .iter()
            .filter(|edge| edge.kind == EdgeKind::Mentions && edge.to == 0)
            .map(|edge| format!("urn:hallway:{}", graph.nodes[edge.from].id))
            .collect();
        for reader in ["rdflib", "oxigraph"] {
            let Some(found) = python(reader, &files, &[&format!("urn:hallway:{}", entity.id)]) else { continue };
            assert_eq!(found["triples"][0], found["triples"][1], "{reader} {what}");
            assert_ne!(found["same"], json!(false), "{reader} {what}");
            assert_eq!(found["mentions"], json!(mentioning), "{reader} {what}");
            let names = found["names"].as_array().expect("names");
            let named = names.iter().filter_map(|pair| Some((by_id.get(&as_text(&pair[0]))?, as_text(&pair[1]))));
            let wrong: Vec<_> = named.clone().filter(|(node, name)| node.label != *name).collect();
            assert!(wrong.is_empty(), "{reader} {what}: {wrong:.500?}");
            assert_eq!(named.count(), graph.nodes.len(), "{reader} {what}");
        }
    });
}

#[test]
fn a_query_of_linked_data_finds_the_talks_that_hallway_finds() {
    let folder = TempDir::new().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let base = "https://talks.example/graph/";
    for name in ["all.ttl", "all.jsonld"] {
        let out = path(name);
        assert!(hallway(&["export", "--level", "talks", "--base", base, "--out", &out]).status.success());
    }
    let files = [PathBuf::from(path("all.ttl")), PathBuf::from(path("all.jsonld"))];
    let Some(found) = python("oxigraph", &[&files[0], &files[1]], &[&format!("{base}entity/criu")]) else { return };
    let talks = rows(&hallway(&["talks", "CRIU", "--format", "jsonl"]));
    let mut talks: Vec<String> = talks.iter().map(|row| format!("{base}talk/{}", text(row, "talk"))).collect();
    talks.sort();
    assert!(talks.len() > 5);
    assert_eq!(found["mentions"], json!(talks));
    assert_eq!(found["triples"][0], found["triples"][1]);
}

#[test]
fn cytoscape_reads_its_json() {
    each_graph(&LEVELS, |graph, _, what| {
        let Written::File(text) = export(graph, Format::Cytoscape, &Beside::default()) else { panic!("one file") };
        let Some(found) = ask("graph.mjs", "cytoscape", &json!([["cytoscape", text]])) else {
            eprintln!("skipped: Node or Cytoscape.js is not installed");
            return;
        };
        compare(graph, &found[0], as_it_is, &format!("cytoscape {what}"));
    });
}

#[test]
fn d2_reads_every_label_back() {
    each_graph(&[Level::All], |graph, _, what| {
        let mut graph = graph.clone();
        // D2 lays out what it reads, which takes minutes for many boxes and for ten thousand letters.
        let entities = graph.nodes.iter().filter(|node| node.kind.is_entity()).count();
        graph.nodes.truncate(entities);
        graph.edges.retain(|edge| edge.from.max(edge.to) < entities && edge.kind == EdgeKind::Relation);
        for node in &mut graph.nodes {
            node.label = node.label.chars().take(300).collect();
        }
        let Written::File(text) = export(&graph, Format::D2, &Beside::default()) else { panic!("one file") };
        let Some(found) = ask("graph.mjs", "@terrastruct/d2", &json!([["d2", text]])) else {
            eprintln!("skipped: Node or D2 is not installed");
            return;
        };
        let nodes = found[0]["nodes"].as_array().expect("nodes");
        assert_eq!(nodes.len(), graph.nodes.len(), "{what}");
        assert_eq!(found[0]["edges"].as_array().expect("edges").len(), graph.edges.len(), "{what}");
        let labels: BTreeMap<String, String> =
            nodes.iter().map(|node| (as_text(&node[0]), as_text(&node[1]))).collect();
        for (at, node) in graph.nodes.iter().enumerate() {
            assert_eq!(plain(&labels[&format!("n{at}")]), plain(&node.label), "{what}");
        }
    });
}

#[test]
fn mermaid_reads_every_label_of_a_graph_back() {
    each_graph(&LEVELS, |graph, _, what| {
        let Written::File(text) = export(graph, Format::Mermaid, &Beside::default()) else { panic!("one file") };
        let Some(read) = understood(&[text]) else {
            eprintln!("skipped: Node or Mermaid is not installed");
            return;
        };
        let (nodes, edges) = (read[0]["nodes"].as_array(), read[0]["edges"].as_array());
        let nodes = nodes.unwrap_or_else(|| panic!("{what}: {}", read[0]));
        assert_eq!(edges.map(Vec::len), Some(graph.edges.len()), "{what}");
        let labels: Vec<String> =
            nodes.iter().map(|label| plain(&label.as_str().unwrap_or_default().replace("<br>", " "))).collect();
        let expected: Vec<String> = graph.nodes.iter().map(|node| plain(&node.label)).collect();
        assert_eq!(labels, expected, "{what}");
    });
}

#[test]
fn graphviz_reads_every_label_of_a_graph_back() {
    if Command::new("dot").arg("-V").stderr(Stdio::null()).status().is_err() {
        eprintln!("skipped: Graphviz is not installed");
        return;
    }
    each_graph(&LEVELS, |graph, _, what| {
        let Written::File(text) = export(graph, Format::Dot, &Beside::default()) else { panic!("one file") };
        // Where nodes are placed is nothing to what is read.
        let text = text.replacen("layout=\"sfdp\" overlap=\"prism\"", "layout=\"osage\"", 1);
        let mut dot = Command::new("dot");
        let read = clients::run(dot.arg("-Tjson"), &text.replace("splines=\"true\"", "splines=\"false\""))
            .expect("it is installed");
        let read: Value = serde_json::from_str(&read).expect("Graphviz writes JSON");
        let objects = read["objects"].as_array().expect("nodes");
        assert_eq!(objects.len(), graph.nodes.len(), "{what}");
        assert_eq!(read["edges"].as_array().map(Vec::len), Some(graph.edges.len()), "{what}");
        for (object, node) in objects.iter().zip(&graph.nodes) {
            assert_eq!(object["name"].as_str(), Some(node.id.as_str()), "{what}");
            assert_eq!(object["talks"].as_str(), Some(node.talks.to_string().as_str()), "{what}");
            assert_eq!(plain(&drawn(object)), plain(&node.label), "{what}");
        }
    });
}

#[test]
fn a_base_is_an_absolute_iri_that_paths_can_follow() {
    for good in ["urn:hallway:", "https://talks.example/a/", "https://talks.example/a#", "tag:x.example,2026:"] {
        assert!(Base::parse(good).is_some(), "{good}");
    }
    for wrong in [
        "",
        "a",
        "a/",
        ":",
        "https:/",
        "https://",
        "https:///",
        "https://a.example",
        "x:<>/",
        "x: /",
        "x:\"/",
        "1x:/",
        "x:#a#",
    ] {
        assert!(Base::parse(wrong).is_none(), "{wrong}");
    }
}
