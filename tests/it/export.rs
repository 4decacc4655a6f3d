//! `hallway export`: what is selected, how it is written, and what is said when it cannot be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use hallway::export::graph::{Beside, Format, VERSION, Written, export, read};
use hallway::gazetteer::{Dictionary, Gazetteer};
use hallway::measure::cooccurrence::Measure;
use hallway::query::parse;
use hallway::query::subgraph::{EdgeKind, Level, NodeKind, Subgraph, Wish};
use hallway::source::Source;
use hallway::source::notes::Options;
use hallway::workspace::{Editions, Workspace};
use regex::Regex;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::export_readers::hostile;
use crate::support::{hallway, rows, stderr, stdout, text};

const DICTIONARY: &str = "
- {id: alpha, name: Alphasoft, kind: project, aliases: [Alphaware, {regex: 'alpha\\d'}], broader: [things],
   relations: [{verb: uses, to: beta}, {verb: forked-from, to: unmentioned}], links: {homepage: 'https://alpha.example', wikidata: Q1}}
- {id: beta, name: Betasoft, kind: technology}
- {id: gamma, name: Gammasoft, kind: organisation}
- {id: things, name: Thingology, kind: topic}
- {id: unmentioned, name: Unmentionable, kind: licence}
";

const NOTES: [(&str, &str); 2] = [
    (
        "fosdem-2016.md",
        "# FOSDEM 2016\n\n## First things - Grace Example\n\nAlphasoft, Betasoft and Thingology. Alphasoft again.\n\n\
         ## Second things - Grace Example, Alan Example\n\nBetasoft after Alphaware.\n",
    ),
    (
        "fosdem-2018.md",
        "# FOSDEM 2018\n\n## Third things - Grace Éxample\n\nBetasoft and Gammasoft.\n\n\
         ## Fourth things - Alan Example\n\nBetasoft and Gammasoft and Alphasoft.\n",
    ),
];

fn workspace(notes: impl IntoIterator<Item = (&'static str, &'static str)>) -> Workspace {
    let sources = notes.into_iter().map(|(path, text)| Source::of_text(path, text)).collect();
    let dictionaries = vec![Dictionary::new("test.yaml", DICTIONARY)];
    let (workspace, complaints) = Workspace::build(sources, dictionaries, Editions::default(), &Options::default());
    assert_eq!(complaints, []);
    workspace
}

fn graph(query: &str, wish: Wish) -> Subgraph {
    let workspace = workspace(NOTES);
    Subgraph::of(&workspace, &parse(query, &workspace.gazetteer).expect("a query"), wish)
}

fn of_level(level: Level) -> Wish {
    Wish { level, ..Wish::default() }
}

/// Edges as `from kind to weight talks`.
fn told(graph: &Subgraph) -> Vec<String> {
    let edges = graph.edges.iter().map(|edge| {
        let [from, to] = [edge.from, edge.to].map(|end| graph.nodes[end].id.as_str());
        format!("{from} {} {to} {} {}", edge.name(), edge.weight, edge.talks)
    });
    edges.collect()
}

#[test]
fn entities_are_linked_where_talks_mention_both() {
    let graph = graph("", of_level(Level::Entities));
    // Thingology is in one talk, and so are Alphasoft and Gammasoft together.
    let nodes: Vec<_> = graph.nodes.iter().map(|node| (node.id.as_str(), node.talks)).collect();
    assert_eq!(nodes, [("entity/alpha", 3), ("entity/beta", 4), ("entity/gamma", 2)]);
    assert_eq!(told(&graph), ["entity/alpha co-occurs entity/beta 3 3", "entity/beta co-occurs entity/gamma 2 2"]);
    assert_eq!(graph.edges[0].years, BTreeMap::from([(2016, 2), (2018, 1)]));
    assert_eq!((graph.talks, &graph.years), (4, &BTreeMap::from([(2016, 2), (2018, 2)])));
    let alpha = &graph.nodes[0];
    assert_eq!(alpha.aliases, ["Alphaware"], "a regular expression is no name");
    assert_eq!((alpha.wikidata.as_deref(), alpha.url.as_deref()), (Some("Q1"), Some("https://alpha.example")));
}

#[test]
fn a_query_selects_and_a_threshold_leaves_out() {
    let of_2018 = graph("year:2018", Wish { min_talks: Some(1), ..Wish::default() });
    let pairs =
        ["alpha co-occurs entity/beta 1 1", "alpha co-occurs entity/gamma 1 1", "beta co-occurs entity/gamma 2 2"];
    assert_eq!(told(&of_2018), pairs.map(|pair| format!("entity/{pair}")));
    let at_least_four = graph("", Wish { min_talks: Some(4), ..of_level(Level::Talks) });
    let entities = at_least_four.nodes.iter().filter(|node| node.kind.is_entity());
    assert_eq!(entities.map(|node| node.id.as_str()).collect::<Vec<_>>(), ["entity/beta"]);
}

#[test]
fn talks_are_linked_with_what_they_mention_who_gives_them_and_where() {
    let graph = graph("year:2016", of_level(Level::Talks));
    assert_eq!(
        told(&graph),
        [
            "talk/fosdem-2016/first-things mentions entity/alpha 2 1",
            "talk/fosdem-2016/first-things mentions entity/beta 1 1",
            "talk/fosdem-2016/first-things mentions entity/things 1 1",
            "talk/fosdem-2016/first-things held-at edition/fosdem-2016 1 1",
            "talk/fosdem-2016/second-things mentions entity/alpha 1 1",
            "talk/fosdem-2016/second-things mentions entity/beta 1 1",
            "talk/fosdem-2016/second-things held-at edition/fosdem-2016 1 1",
            "person/fosdem/alan-example gives talk/fosdem-2016/second-things 1 1",
            "person/fosdem/grace-example gives talk/fosdem-2016/first-things 1 1",
            "person/fosdem/grace-example gives talk/fosdem-2016/second-things 1 1",
        ]
    );
}

#[test]
fn what_dictionaries_and_sketches_say_comes_with_its_place() {
    let notes = "# FOSDEM 2016\n\n## First things - Grace Example\n\nAlphasoft and Betasoft.\n\n\
        ```mermaid\ngraph TD\n  Alphasoft -->|feeds| Betasoft\n  Betasoft --> Alphasoft\n```\n";
    let workspace = workspace([("fosdem-2016.md", notes)]);
    let everything = parse("", &workspace.gazetteer).expect("a query");
    let graph = Subgraph::of(&workspace, &everything, of_level(Level::All));
    let said = graph.edges.iter().filter(|edge| edge.place.is_some());
    let said: Vec<_> = said.map(|edge| (edge.kind, edge.name(), edge.place.as_deref().unwrap_or_default())).collect();
    assert_eq!(
        said,
        [
            (EdgeKind::Relation, "uses", "test.yaml:3:16"),
            (EdgeKind::Drawn, "feeds", "fosdem-2016.md:9:13"),
            (EdgeKind::Drawn, "drawn", "fosdem-2016.md:10:12"),
        ]
    );
    assert_eq!(read(&files(&graph, Format::Json)[0].1), Ok(graph));
}

#[test]
fn all_has_both_and_what_dictionaries_say_of_what_is_there() {
    let graph = graph("", of_level(Level::All));
    let kinds: BTreeSet<EdgeKind> = graph.edges.iter().map(|edge| edge.kind).collect();
    assert_eq!(kinds.len(), 6);
    let said = told(&graph).into_iter().filter(|edge| !edge.ends_with(|c: char| c.is_ascii_digit() && c != '0'));
    assert_eq!(
        said.collect::<Vec<_>>(),
        ["entity/alpha uses entity/beta 1 0", "entity/alpha broader entity/things 1 0"]
    );
    let people: Vec<_> = graph.nodes.iter().filter(|node| node.kind == NodeKind::Person).collect();
    assert_eq!((people.len(), people[1].label.as_str()), (2, "Grace Éxample"), "as it is written last");
}

#[test]
fn evidence_is_there_if_it_is_wanted() {
    let without = graph("", of_level(Level::Talks));
    assert!(without.edges.iter().all(|edge| edge.evidence.is_empty()));
    let with = graph("", Wish { evidence: true, ..of_level(Level::Talks) });
    let mentions = with.edges.iter().filter(|edge| edge.kind == EdgeKind::Mentions);
    for edge in mentions {
        assert_eq!(edge.evidence.len().to_string(), edge.weight.to_string());
        for quote in &edge.evidence {
            let (_, source) = NOTES.iter().find(|(path, _)| *path == quote.place.source).expect("a source");
            assert_eq!(&source[quote.place.start..quote.place.end], quote.text);
            assert!(quote.place.quote.contains(&quote.text));
        }
    }
}

#[test]
fn weights_are_those_of_pairs() {
    let pairs = rows(&hallway(&["pairs", "year:2016", "--min-talks", "2", "--format", "jsonl"]));
    assert!(pairs.len() > 100);
    for (measure, column) in [(Measure::Talks, "together"), (Measure::G2, "g2"), (Measure::Association, "association")]
    {
        let output = hallway(&["export", "year:2016", "--to", "json", "--measure", measure.name()]);
        let graph = read(&stdout(&output)).expect("it is a graph");
        let weights: BTreeMap<(&str, &str), f64> = graph
            .edges
            .iter()
            .map(|edge| ((graph.nodes[edge.from].id.as_str(), graph.nodes[edge.to].id.as_str()), edge.weight))
            .collect();
        assert_eq!(weights.len(), pairs.len());
        for pair in &pairs {
            let ends = [text(pair, "a"), text(pair, "b")].map(|id| format!("entity/{id}"));
            let weight = weights[&(ends[0].as_str(), ends[1].as_str())];
            assert!((weight - pair[column].as_f64().expect("a number")).abs() < 1e-9, "{pair}");
        }
    }
}

#[test]
fn the_weight_in_the_only_year_is_the_weight() {
    let output = hallway(&["export", "year:2016", "--to", "json", "--measure", "npmi"]);
    let graph = read(&stdout(&output)).expect("it is a graph");
    assert!(graph.edges.iter().all(|edge| (graph.weight_in(edge, 2016) - edge.weight).abs() < 1e-9));
}

#[test]
fn what_is_written_as_json_reads_back_as_the_same_graph() {
    for level in Level::ALL {
        for graph in [hostile(level), graph("", Wish { evidence: true, measure: Measure::Npmi, ..of_level(level) })] {
            let Written::File(json) = export(&graph, Format::Json, &Beside::default()) else { panic!("one file") };
            assert_eq!(read(&json), Ok(graph));
        }
    }
}

#[test]
fn what_is_no_graph_says_why() {
    let graph = graph("", of_level(Level::Entities));
    let Written::File(json) = export(&graph, Format::Json, &Beside::default()) else { panic!("one file") };
    let document: Value = serde_json::from_str(&json).expect("JSON");
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut document = document.clone();
        change(&mut document);
        read(&document.to_string()).expect_err("it is no graph").to_string()
    };
    assert!(changed(&|document| document["hallway"] = json!(VERSION + 1)).contains("version 2"));
    assert_eq!(changed(&|document| document["edges"][0]["source"] = json!("x")), "there is no node `x`");
    assert_eq!(
        changed(&|document| document["nodes"][1]["id"] = json!("entity/alpha")),
        "there are two nodes `entity/alpha`"
    );
    assert!(changed(&|document| document["nodes"][0]["kind"] = json!("ghost")).contains("ghost"));
    assert!(read("[]").is_err() && read("").is_err() && read("{\"hallway\": 1}").is_err());
}

#[test]
fn the_order_of_sources_is_nothing_to_any_format() {
    let written = |notes: Vec<(&'static str, &'static str)>| {
        let workspace = workspace(notes);
        let everything = parse("", &workspace.gazetteer).expect("a query");
        let graph = Subgraph::of(&workspace, &everything, Wish { evidence: true, ..of_level(Level::All) });
        Format::ALL.map(|format| export(&graph, format, &Beside::default()))
    };
    assert_eq!(written(NOTES.to_vec()), written(NOTES.iter().rev().copied().collect()));
}

fn files(graph: &Subgraph, format: Format) -> Vec<(String, String)> {
    match export(graph, format, &Beside::default()) {
        Written::File(text) => vec![(String::new(), text)],
        Written::Folder(files) => files,
    }
}

#[test]
fn no_format_leads_anywhere_but_to_the_web() {
    let mut graph = graph("", of_level(Level::All));
    for node in &mut graph.nodes {
        node.url = Some("javascript:alert(1)".to_owned());
        node.repository = Some("data:text/html,x".to_owned());
    }
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Json) {
        for (name, text) in files(&graph, format) {
            assert!(!text.contains("javascript:") && !text.contains("data:text"), "{} {name}", format.name());
        }
    }
}

#[test]
fn vosviewer_gets_items_links_and_a_thesaurus() {
    for graph in [hostile(Level::All), graph("", of_level(Level::All))] {
        let files: BTreeMap<String, String> = files(&graph, Format::VosViewer).into_iter().collect();
        let rows = |name: &str| -> Vec<Vec<String>> {
            files[name].lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
        };
        let (map, network) = (rows("map.txt"), rows("network.txt"));
        assert_eq!(map.len(), graph.nodes.len() + 1);
        assert!(map.iter().all(|row| row.len() == 7 && !row[1].is_empty()), "{map:.300?}");
        assert_eq!(&map[0][4..], ["weight<Talks>", "score<First year>", "score<Last year>"]);
        let number = |text: &str| text.parse::<f64>().expect("a number");
        for (row, node) in map[1..].iter().zip(&graph.nodes) {
            assert_eq!(row[4], node.talks.to_string());
        }
        let is_item = |id: &str| (1..=graph.nodes.len()).contains(&id.parse().expect("an id"));
        assert!(
            network.iter().all(|row| row.len() == 3 && is_item(&row[0]) && is_item(&row[1]) && number(&row[2]) > 0.0)
        );
        assert!(rows("thesaurus.txt").iter().all(|row| row.len() == 2 && row[0] != row[1]));
        let whole: Value = serde_json::from_str(&files["vosviewer.json"]).expect("JSON");
        assert_eq!(whole["network"]["items"].as_array().map(Vec::len), Some(graph.nodes.len()));
        assert_eq!(whole["network"]["links"].as_array().map(Vec::len), Some(network.len()));
        assert!(
            !files["vosviewer.json"].contains("<script")
                || !whole["network"]["items"].to_string().contains("\"description\":\"<")
        );
    }
    let files: BTreeMap<String, String> =
        files(&graph("", of_level(Level::All)), Format::VosViewer).into_iter().collect();
    assert_eq!(files["thesaurus.txt"], "label\treplace by\nAlphaware\tAlphasoft\n");
}

#[test]
fn what_is_outside_of_strings_in_cypher_is_ours() {
    let graph = hostile(Level::All);
    let script = files(&graph, Format::Cypher).remove(0).1;
    let string = Regex::new(r"(?s)'(?:[^'\\]|\\.)*'").expect("an expression");
    let bare = string.replace_all(&script, "");
    let ours = Regex::new(r"^[A-Za-z0-9_ (){}\[\]:,.;=+>\n-]*$").expect("an expression");
    assert!(ours.is_match(&bare), "{bare:.500}");
    assert!(!bare.contains("DETACH DELETE") && !bare.contains("DROP TABLE"));
    assert_eq!(bare.matches("id: , has: {").count(), graph.nodes.len());
    assert_eq!(bare.matches("from: , to: , has: {").count(), graph.edges.len());
}

#[test]
fn tikz_has_every_node_and_edge_and_no_command_of_others() {
    let command = Regex::new(r"\\([A-Za-z]+)").expect("an expression");
    for graph in [hostile(Level::All), graph("", of_level(Level::All))] {
        let page = files(&graph, Format::Tikz).remove(0).1;
        let of = |command: &str| page.lines().filter(|line| line.trim_start().starts_with(command)).count();
        assert_eq!((of("\\node"), of("\\draw")), (graph.nodes.len(), graph.edges.len()));
        let used: BTreeSet<&str> =
            command.captures_iter(&page).filter_map(|found| Some(found.get(1)?.as_str())).collect();
        let known = [
            "begin",
            "definecolor",
            "documentclass",
            "draw",
            "end",
            "node",
            "small",
            "textasciicircum",
            "textasciitilde",
            "textbackslash",
            "tiny",
            "usepackage",
            "usetikzlibrary",
        ];
        assert!(used.iter().all(|used| known.contains(used)), "{used:?}");
    }
}

/// The notes of a vault: their front matter and what stands below.
fn notes(files: &[(String, String)]) -> BTreeMap<&str, (serde_json::Value, &str)> {
    let notes = files.iter().filter_map(|(path, text)| {
        let (front, below) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
        let front = serde_yaml::from_str(front).unwrap_or_else(|error| panic!("{path}: {error}\n{front:.300}"));
        Some((path.strip_suffix(".md")?, (front, below)))
    });
    notes.collect()
}

#[test]
fn every_link_of_a_vault_leads_to_a_note() {
    let unescaped = Regex::new(r"(^|[^\\])<").expect("an expression");
    let link = Regex::new(r"\[\[([^\]|]*)(?:\|[^\]]*)?\]\]").expect("an expression");
    for graph in [hostile(Level::All), graph("", Wish { evidence: true, ..of_level(Level::All) })] {
        let files = files(&graph, Format::Obsidian);
        let notes = notes(&files);
        assert_eq!(notes.len(), graph.nodes.len());
        let lower: BTreeSet<String> = files.iter().map(|(path, _)| path.to_lowercase()).collect();
        assert_eq!(lower.len(), files.len(), "some file systems do not tell capitals from small letters");
        let mut links = 0;
        for (path, (front, below)) in &notes {
            assert!(path.len() < 200 && !path.contains("..") && !path.starts_with('/'), "{path}");
            let node =
                graph.nodes.iter().find(|node| node.id == front["id"].as_str().unwrap_or_default()).expect("a node");
            let aliases: Vec<&str> =
                front["aliases"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            assert_eq!(aliases, node.aliases);
            for found in link.captures_iter(below) {
                links += 1;
                assert!(notes.contains_key(&found[1]), "{path} links {}", &found[1]);
            }
            assert!(!unescaped.is_match(below), "{path}: {below:.300}");
        }
        assert!(links >= graph.edges.len());
    }
}

#[test]
fn a_vault_has_a_canvas_for_each_saved_query() {
    let folder = TempDir::new().expect("a folder");
    let vault = folder.path().join("vault").display().to_string();
    let output = hallway(&["export", "CRIU or Kubernetes", "--level", "talks", "--to", "obsidian", "--out", &vault]);
    assert!(output.status.success(), "{}", stderr(&output));
    let saved = fs::read_dir(crate::support::project().join("queries")).expect("queries").count();
    let canvases: Vec<_> = fs::read_dir(Path::new(&vault).join("canvases")).expect("canvases").collect();
    assert_eq!(canvases.len(), saved);
    let mut linked = 0;
    for canvas in canvases {
        let text = fs::read_to_string(canvas.expect("a file").path()).expect("it is readable");
        let canvas: Value = serde_json::from_str(&text).expect("JSON");
        let cards = canvas["nodes"].as_array().expect("cards");
        let ids: BTreeSet<&str> = cards.iter().filter_map(|card| card["id"].as_str()).collect();
        assert_eq!(ids.len(), cards.len());
        for file in cards.iter().filter_map(|card| card["file"].as_str()) {
            linked += 1;
            assert!(Path::new(&vault).join(file).is_file(), "{file}");
        }
        for edge in canvas["edges"].as_array().expect("edges") {
            assert!(ids.contains(text_of(edge, "fromNode")) && ids.contains(text_of(edge, "toNode")));
        }
    }
    assert!(linked > 50);
}

fn text_of<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

#[test]
fn the_format_is_that_of_the_file() {
    let folder = TempDir::new().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    for (name, begins) in
        [("a.graphml", "<?xml"), ("a.gexf", "<?xml"), ("a.ttl", "@prefix"), ("a.net", "*Vertices"), ("a.gv", "graph")]
    {
        let out = path(name);
        assert!(hallway(&["export", "CRIU", "--out", &out]).status.success(), "{name}");
        assert!(fs::read_to_string(&out).expect("it is there").starts_with(begins), "{name}");
    }
    let output = hallway(&["export", "CRIU", "--to", "turtle", "--out", &path("b")]);
    assert!(output.status.success() && folder.path().join("b.ttl").is_file());
    assert!(
        stdout(&hallway(&["export", "CRIU", "--to", "mmd"])).starts_with("flowchart"),
        "an extension is a name too"
    );
}

#[test]
fn what_cannot_be_exported_says_why() {
    for (arguments, cause, hint) in [
        (&["--to", "neo4j", "--out", "-"][..], "standard output cannot hold", "--out DIR"),
        (&["--to", "obsidian"], "standard output cannot hold", "--out DIR"),
        (&["--to", "grapml"], "invalid value 'grapml'", "'graphml'"),
        (&["--out", "x.grapml"], "does not tell the format", "did you mean `graphml`?"),
        (&["--out", "edges.csv"], "does not tell the format", "`csv`"),
        (&[], "nothing says which format", "--to FORMAT: graphml, gexf"),
        (&["--to", "dot", "--evidence"], "dot has no form for evidence", "turtle"),
        (&["--to", "turtle", "--base", "nowhere"], "invalid value 'nowhere'", "ends in /"),
    ] {
        let output = hallway(&[&["export", "CRIU"], arguments].concat());
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(cause) && said.contains(hint), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty());
    }
    let nothing = hallway(&["export", "CRIU and not CRIU", "--to", "json"]);
    assert_eq!((nothing.status.code(), nothing.stdout.is_empty()), (Some(1), true));
}

#[test]
fn a_graph_of_nothing_and_one_of_loops_have_a_form_in_every_format() {
    let mut loops = graph("", of_level(Level::All));
    for edge in &mut loops.edges {
        edge.to = edge.from;
        edge.weight = f64::MAX;
    }
    for graph in [Subgraph::default(), loops] {
        for format in Format::ALL {
            assert!(
                files(&graph, format).iter().all(|(_, text)| text.ends_with('\n') || text.is_empty()),
                "{}",
                format.name()
            );
        }
    }
}

/// A graph as JSON.
static WHOLE: OnceLock<String> = OnceLock::new();

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_of_graphs_panic(text in ".*", at in 0_usize..2_000) {
        let _ = read(&text);
        let whole = WHOLE.get_or_init(|| files(&graph("", of_level(Level::All)), Format::Json).remove(0).1);
        let json = &whole[..hallway::text::floor_boundary(whole, at.min(whole.len() - 3))];
        assert!(read(json).is_err());
        assert!(read(&format!("{json}{text}")).is_err());
    }
}

#[test]
fn shells_complete_formats() {
    let script = stdout(&hallway(&["completions", "bash"]));
    assert!(Format::ALL.iter().all(|format| script.contains(format.name())));
}

#[test]
fn the_bundled_dictionaries_name_wikidata_items_as_they_are_called() {
    let (gazetteer, _) = Gazetteer::compile(Gazetteer::bundled());
    let wrong = |item: &String| item.strip_prefix('Q').is_none_or(|digits| digits.parse::<u64>().is_err());
    let wrong: Vec<_> =
        gazetteer.entities().iter().filter(|entity| entity.wikidata.as_ref().is_some_and(wrong)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_wikidata_item_is_a_number_and_one_entitys() {
    let yaml = "
- {id: a, name: Aaa, kind: topic, links: {wikidata: Q12}}
- {id: b, name: Bbb, kind: topic, links: {wikidata: 'https://www.wikidata.org/wiki/Q13'}}
- {id: c, name: Ccc, kind: topic, links: {wikidata: Q12}}
- {id: d, name: Ddd, kind: topic, links: {wikidata: Q013}}
";
    let (gazetteer, complaints) = Gazetteer::compile(vec![Dictionary::new("d.yaml", yaml)]);
    let lines: Vec<usize> =
        complaints.iter().filter_map(|complaint| Some(complaint.place.as_ref()?.position.line)).collect();
    assert_eq!(lines, [3, 4, 5]);
    assert!(complaints[1].cause.contains("d.yaml:2"), "{}", complaints[1].cause);
    let items: Vec<_> = gazetteer.entities().iter().map(|entity| entity.wikidata.as_deref()).collect();
    assert_eq!(items, [Some("Q12"), None, None, None]);
}
