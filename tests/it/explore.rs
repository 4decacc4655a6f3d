//! The explorer: the page holds what the commands tell, works by mouse and by keys, and lets nothing break out of it.
//!
//! Chromium uses it as `tests/clients/explore.mjs` says; a test says so and passes where Chromium, Node or a package is
//! absent.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::read::DeflateDecoder;
use hallway::corpus::EditionId;
use hallway::export::explorer;
use hallway::gazetteer::{Dictionary, Kind};
use hallway::query::exploration::{
    Community, Exploration, ExploredEdition, ExploredEntity, ExploredTalk, Mentioned, Nearness, Quote, Relation,
    exploration,
};
use hallway::query::parse;
use hallway::render::theme::{KINDS, Role, Theme};
use hallway::source::Source;
use hallway::source::notes::Options;
use hallway::workspace::{Editions, Workspace};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::clients::ask;
use crate::support::{hallway, hallway_in, project, rows, stderr, stdout, text};

/// The parts that a page carries, unpacked.
fn parts(page: &str) -> Vec<Value> {
    let packed = page.split("<script type=\"application/octet-stream\" id=\"part-").skip(1).map(|rest| {
        let (_, rest) = rest.split_once('>').expect("the element has a beginning");
        rest.split_once('<').expect("the element has an end").0
    });
    let unpacked = packed.map(|packed| {
        let deflated = BASE64_STANDARD.decode(packed).expect("base 64");
        let mut json = String::new();
        DeflateDecoder::new(deflated.as_slice()).read_to_string(&mut json).expect("deflated text");
        serde_json::from_str(&json).expect("JSON")
    });
    unpacked.collect()
}

/// Two boat conferences of three years, one of which nobody wrote of; the last is known from notes only.
fn boats() -> Workspace {
    let dictionary = "- {id: oarlet, name: Oarlet, kind: project, aliases: [Rowlok], relations: [{verb: uses, to: mastd}]}\n\
                      - {id: mastd, name: Mastd, kind: technology, about: It stands.}\n\
                      - {id: keel, name: Keelson, kind: topic}\n";
    let schedule = "{\"title\": \"The Oarlet in practice\", \"edition\": \"boatcon-2016\", \"track\": \"Small boats\", \"abstract\": \"Rowing with an Oarlet and a Rowlok below a Mastd.\", \"speakers\": [\"Ann Example\"]}\n\
                    {\"title\": \"Mastd\", \"edition\": \"boatcon-2016\", \"track\": \"Sails\", \"abstract\": \"An Oarlet.\"}\n\
                    {\"title\": \"Lunch\", \"edition\": \"boatcon-2016\", \"abstract\": \"Bread.\"}\n";
    let notes = "# Boatcon 2018\n\n## Oars again - Ann Example\n\nAn Oarlet and a Mastd, and no Keelson.\n";
    let sources = vec![Source::of_text("2016.jsonl", schedule), Source::of_text("boatcon-2018.md", notes)];
    let dictionaries = vec![Dictionary::new("boats.yaml", dictionary)];
    Workspace::build(sources, dictionaries, Editions::default(), &Options::default()).0
}

fn explored(workspace: &Workspace, query: &str) -> Exploration {
    exploration(workspace, &parse(query, &workspace.gazetteer).unwrap(), query)
}

#[test]
fn an_exploration_holds_what_the_talks_mention_and_where() {
    let shown = explored(&boats(), "");
    assert_eq!(shown.title, "Boatcon 2016, 2018");
    let things: Vec<(&str, usize)> = shown.entities.iter().map(|thing| (thing.name.as_str(), thing.talks)).collect();
    assert_eq!(things, [("Mastd", 3), ("Oarlet", 3), ("Keelson", 1)]);
    let editions: Vec<(u16, &str)> = shown.editions.iter().map(|edition| (edition.id.year, edition.coverage)).collect();
    assert_eq!(editions, [(2016, "full"), (2018, "sampled")]);
    assert_eq!(shown.tracks, ["Sails", "Small boats"]);
    let mentions = |talk: usize| -> Vec<(usize, usize, &str, usize)> {
        let place = |mention: &Mentioned| (mention.entity, mention.count, mention.source, mention.line);
        let all = shown.talks[talk].mentions.iter().map(place);
        all.map(|(entity, count, source, line)| (entity, count, shown.sources[source].as_str(), line)).collect()
    };
    assert_eq!(mentions(0), [(0, 1, "2016.jsonl", 1), (1, 3, "2016.jsonl", 1)]);
    assert_eq!(shown.talks[1].mentions[0].quote, Quote::Title);
    assert_eq!(mentions(2), []);
    assert_eq!(mentions(3)[2], (2, 1, "boatcon-2018.md", 5));
    assert_eq!(shown.talks[3].mentions[2].quote, Quote::Text("An Oarlet and a Mastd, and no Keelson.".into()));
    let related: Vec<(usize, &str, usize)> =
        shown.relations.iter().map(|relation| (relation.from, relation.verb.as_str(), relation.to)).collect();
    assert_eq!(related, [(1, "uses", 0)]);
}

#[test]
fn a_query_selects_what_can_be_explored() {
    let shown = explored(&boats(), "track:sails or year:2018");
    assert_eq!((shown.talks.len(), shown.condition.as_str()), (2, "track:sails or year:2018"));
    let shown = explored(&boats(), "year:2016");
    assert_eq!(shown.editions.len(), 1);
    assert_eq!(shown.entities.len(), 2, "no talk of 2016 mentions a Keelson");
}

#[test]
fn the_page_says_the_same_each_time_and_asks_for_nothing() {
    let page = explorer(&explored(&boats(), ""), None);
    assert_eq!(page, explorer(&explored(&boats(), ""), None));
    assert!(page.contains("content=\"default-src 'none'; script-src 'sha256-"), "it has a policy");
    assert!(!page.contains("connect-src") && !page.contains("hallway-events\" content"));
    let served = explorer(&explored(&boats(), ""), Some("/events"));
    assert!(
        served.contains("<meta name=\"hallway-events\" content=\"/events\">")
            && served.contains(" connect-src 'self';")
    );
    let [overview, told] = parts(&page).try_into().expect("two parts");
    assert_eq!(overview["talks"]["entities"], json!([[0, 1], [0, 1], [], [0, 1, 2]]));
    assert_eq!(told["title"].as_array().map(Vec::len), Some(4));
    assert_eq!(told["evidence"].as_array().map(Vec::len), Some(7), "one for each entity of each talk");
}

#[test]
fn a_snapshot_gives_the_same_page_as_the_sources() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "data/dictionaries/boats.yaml",
        "- {id: oarlet, name: Oarlet, kind: project}\n- {id: mastd, name: Mastd, kind: topic}\n",
    );
    write(
        "data/editions/sailcon-2015.yaml",
        "edition: sailcon-2015\ndictionaries: 0000000000000000\ntalks:\n- id: '1'\n  title: Before the Mastd\n  tagged: {mastd: 2, oarlet: 1}\n",
    );
    write("data/notes/boatcon-2016.md", "# Boatcon 2016\n\n## An Oarlet - Ann Example\n\nOf a Mastd.\n");
    let page = |arguments: &[&str]| stdout(&hallway_in(folder.path(), &[&["explore", "-o", "-"], arguments].concat()));
    let read = page(&["--jobs", "1"]);
    assert!(read.contains("part-1"), "there are talks");
    assert_eq!(hallway_in(folder.path(), &["build"]).status.code(), Some(0));
    assert!(page(&[]) == read, "the snapshot differs");
}

#[test]
fn places_do_not_overlap_however_many_there_are() {
    let page = explorer(&large(900), None);
    let overview = &parts(&page)[0];
    let at = |axis: &str, index: usize| overview["entities"][axis][index].as_f64().unwrap();
    let counts = large(900).entities;
    let plain = |index: usize| 2.5 + 0.9 * (counts[index].talks as f64).sqrt();
    let radius = |index: usize| plain(index) * (20.0 / plain(0)).max(1.0);
    for a in 0..900 {
        for b in 0..a {
            let far = libm::hypot(at("x", a) - at("x", b), at("y", a) - at("y", b));
            // Places are whole numbers.
            assert!(far + 1.5 > radius(a) + radius(b), "{a} and {b} are {far} apart");
        }
    }
}

#[test]
fn the_bundled_talks_fit_in_a_page_of_a_megabyte_and_a_half() {
    let page = bundled();
    let page = fs::read_to_string(page).unwrap();
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
    let told: usize = parts(&page)[1..].iter().map(|part| part["title"].as_array().unwrap().len()).sum();
    assert_eq!(told, rows(&hallway(&["talks", "--format", "jsonl"])).len());
}

#[test]
fn a_page_beside_notes_is_no_notes() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("fosdem-2016.md"), "# FOSDEM 2016\n\n## Oars, by Ada Example\n\nCRIU rows.\n")
        .unwrap();
    let explored = hallway_in(folder.path(), &["explore", "--no-editions", "--source", "."]);
    assert!(explored.status.success(), "{}", stderr(&explored));
    let again = hallway_in(folder.path(), &["talks", "--no-editions", "--source", ".", "--format", "jsonl"]);
    assert_eq!((rows(&again).len(), stderr(&again).as_str()), (1, ""));
    fs::create_dir(folder.path().join("queries")).unwrap();
    fs::write(folder.path().join("queries/criu.yaml"), "title: CRIU\ndraw: timeline\nfocus: [CRIU]\n").unwrap();
    let vault = &["export", "--to", "obsidian", "--level", "all", "--out", "vault"][..];
    for command in [vault, &["deck", "queries/criu.yaml", "-o", "deck.md"]] {
        let written = hallway_in(folder.path(), &[command, &["--no-editions"]].concat());
        assert!(written.status.success(), "{}", stderr(&written));
    }
    let again = hallway_in(folder.path(), &["talks", "--no-editions", "--format", "jsonl"]);
    assert_eq!((rows(&again).len(), stderr(&again).as_str()), (1, ""));
    // Somebody's editor may have ended lines in its own way; and everything below a folder that is named is read.
    let note = folder.path().join("vault/entities/CRIU.md");
    fs::write(&note, fs::read_to_string(&note).unwrap().replace('\n', "\r\n")).unwrap();
    assert!(folder.path().join("vault/canvases/criu.canvas").is_file());
    let all = ["talks", "--no-editions", "--format", "jsonl", "--source", "fosdem-2016.md", "--source", "vault"];
    let again = hallway_in(folder.path(), &all);
    assert_eq!((rows(&again).len(), stderr(&again).as_str()), (1, ""));
    let named = hallway_in(folder.path(), &["talks", "--no-editions", "--source", "explore.html"]);
    assert!(stderr(&named).contains("a page that Hallway wrote"), "{}", stderr(&named));
}

#[test]
fn what_cannot_be_explored_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let output = hallway_in(folder.path(), &["explore", "CRIU year:1999"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("no talk is selected"), "{}", stderr(&output));
    assert!(!folder.path().join("explore.html").exists());
    let output = hallway_in(folder.path(), &["explore", "CRIU and (", "-o", "-"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
}

/// What `explorer/build.mjs` says of the sources that it built from.
fn digest() -> String {
    let folder = project().join("explorer");
    let mut names: Vec<String> = fs::read_dir(folder.join("src"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let files = ["build.mjs".to_owned(), "package-lock.json".to_owned()].into_iter();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for name in files.chain(names.iter().map(|name| format!("src/{name}"))) {
        for byte in fs::read(folder.join(name)).unwrap() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

#[test]
fn the_script_is_built_from_its_sources() {
    let script = fs::read_to_string(project().join("explorer/dist/explorer.js")).unwrap();
    assert!(
        script.starts_with(&format!("/* made of {}\n", digest())),
        "explorer/dist is out of date: (cd explorer && npm ci && node build.mjs)"
    );
}

#[test]
#[allow(clippy::print_stderr, reason = "a test that skips says so")]
fn building_again_gives_the_same_bytes() {
    if !project().join("explorer/node_modules/esbuild").exists() {
        eprintln!("skipped: esbuild is not installed");
        return;
    }
    let output =
        std::process::Command::new("node").arg("explorer/build.mjs").arg("--check").current_dir(project()).output();
    let output = output.expect("who installed esbuild has Node");
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn the_page_has_the_colours_of_the_pictures() {
    let style = fs::read_to_string(project().join("explorer/src/explorer.css")).unwrap();
    let mut wanted: Vec<(String, Role)> = [
        ("page", Role::Page),
        ("ink", Role::Ink),
        ("quiet", Role::Quiet),
        ("line", Role::Line),
        ("together", Role::Together),
        ("faint", Role::Faint),
        ("hatch", Role::Hatch),
        ("accent", Role::Accent),
        ("on-accent", Role::OnAccent),
    ]
    .map(|(name, role)| (name.to_owned(), role))
    .into();
    wanted.extend((0..8).map(|nth| (format!("series-{nth}"), Role::Series(nth))));
    wanted.extend(Kind::ALL.into_iter().zip(KINDS).map(|(kind, of)| (format!("line-{kind}"), Role::Outline(of))));
    for (name, role) in wanted {
        let said = style.lines().find_map(|line| line.trim().strip_prefix(&format!("--{name}: "))).unwrap_or_default();
        let colour = |theme: &Theme| theme.colour(role).to_string().to_lowercase();
        let both = format!("light-dark({}, {});", colour(&Theme::LIGHT), colour(&Theme::DARK));
        assert_eq!(said, both, "--{name}");
    }
}

/// What Chromium makes of pages; none where it, Node or a package is not installed.
#[allow(clippy::print_stderr, reason = "a test that skips says so")]
fn used(tasks: &Value) -> Option<Vec<Value>> {
    let folder = std::env::var("HALLWAY_MERMAID").map_or_else(|_| project().join("target/clients"), Into::into);
    let has_axe = folder.join("node_modules/axe-core").exists();
    if !has_axe || !Path::new("/usr/bin/chromium").exists() {
        eprintln!("skipped: Chromium or axe-core is not installed");
        return None;
    }
    let results = ask("explore.mjs", "playwright-core", tasks);
    if results.is_none() {
        eprintln!("skipped: Node or playwright-core is not installed");
    }
    for result in results.iter().flatten() {
        assert_eq!(result["broken"], Value::Null, "{}", text(result, "broken"));
    }
    results
}

/// The page of the bundled editions, which is made once.
fn bundled() -> &'static str {
    static PAGE: OnceLock<String> = OnceLock::new();
    PAGE.get_or_init(|| {
        let page = concat!(env!("CARGO_TARGET_TMPDIR"), "/explore.html");
        let output = hallway(&["explore", "-o", page]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        page.to_owned()
    })
}

fn saved(folder: &TempDir, name: &str, page: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, page).unwrap();
    path.to_string_lossy().into_owned()
}

fn texts<'a>(value: &'a Value, key: &str) -> Vec<&'a str> {
    value[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn a_search_by_keys_ends_at_the_card_that_the_commands_tell() {
    let page = bundled();
    let Some(results) = used(&json!([
        ["search", page, "criu"],
        ["search", page, "chekpointing"],
        ["walk", page],
        ["years", page],
        ["address", page, "#entity=criu&years=2016-2023&view=around"],
        ["address", page, "#view=timeline&show=60&kinds=topic,project&track=Containers&theme=dark&colour=kind"],
        ["address", page, "#entity=no-such&years=1066-9999&view=around&show=7&track=None"],
    ])) else {
        return;
    };
    let [criu, misspelt, walk, years, around, timeline, wrong] = results.try_into().expect("seven results");
    for result in [&criu, &misspelt, &walk, &years, &around, &timeline, &wrong] {
        assert_eq!(result["faults"], json!([]));
    }
    println!("ready after {} ms", criu["ready"]);

    assert_eq!((text(&criu["option"], "role"), text(&criu["option"], "expanded")), ("combobox", "true"));
    assert_eq!((text(&criu["option"], "selected"), text(&criu, "focused")), ("true", "CRIU"));
    assert_eq!((text(&criu, "hash"), &criu["closed"]["hash"]), ("#entity=criu", &json!("")));
    assert_eq!(text(&misspelt["card"], "name"), "checkpointing");
    told(&criu["card"], &["CRIU"]);
    told(&around["card"], &["CRIU year:2016..2023"]);

    let walked = texts(&walk, "walked");
    assert!(walked[0].starts_with("Linux, project") && walked[1] != walked[0], "{walked:?}");
    let last = walked.iter().rev().find(|step| step.contains("Enter opens it")).unwrap();
    assert!(last.starts_with(&format!("{},", text(&walk, "heading"))), "{walked:?} ends at {}", walk["heading"]);

    let seen = years["seen"].as_array().unwrap();
    let chosen: Vec<&str> = seen.iter().map(|look| text(look, "chosen")).collect();
    assert_eq!(chosen, ["2007–2026", "2016–2026", "2016–2023", "2017–2024"]);
    assert_eq!(text(&seen[2], "hash"), "#years=2016-2023");
    for pair in seen.windows(2) {
        assert!(pair[0]["picture"] != pair[1]["picture"] && pair[0]["caption"] != pair[1]["caption"], "{pair:?}");
    }

    assert_eq!((text(&around, "chosen"), &around["views"]), ("2016–2023", &json!(["Around"])));
    assert_eq!((&timeline["views"], &timeline["kinds"]), (&json!(["Timeline"]), &json!(["project", "topic"])));
    assert_eq!(
        (text(&timeline, "track"), &timeline["isDark"], &timeline["rows"]),
        ("Containers", &json!(true), &json!(60))
    );
    assert_eq!((text(&wrong, "chosen"), &wrong["views"]), ("2007–2026", &json!(["Network"])));
}

/// Compares a card with what the commands tell of the same talks.
fn told(card: &Value, query: &[&str]) {
    let mut wanted = rows(&hallway(&[&["talks"], query, &["--format", "jsonl"]].concat()));
    wanted.reverse();
    assert_eq!(card["figure"], json!(wanted.len().to_string()));
    let talks = card["talks"].as_array().unwrap();
    assert_eq!(talks.len(), wanted.len());
    for (talk, wanted) in talks.iter().zip(&wanted) {
        assert_eq!(talk["title"], wanted["title"]);
        let year = text(wanted, "edition").replace("fosdem-", "FOSDEM ");
        assert!(text(talk, "where").starts_with(&year), "{talk} is of {year}");
        let evidence = &wanted["evidence"];
        let place = format!("{}:{}:{}", text(evidence, "source"), evidence["line"], evidence["column"]);
        assert_eq!(text(talk, "place"), place);
        match text(evidence, "field") {
            "tagged" => {
                let counted = format!("{} mention", wanted["mentions"]);
                assert!(text(talk, "counted").starts_with(&counted), "{talk}");
            }
            "title" => assert!(talk["quote"].is_null() || talk["quote"] == evidence["quote"], "{talk}"),
            _ => assert_eq!(talk["quote"], evidence["quote"]),
        }
    }
    if query != ["CRIU"] {
        return;
    }
    let related = rows(&hallway(&["related", "CRIU", "--limit", "10", "--format", "jsonl"]));
    for (near, wanted) in card["near"].as_array().unwrap().iter().zip(&related) {
        let strength = wanted["association"].as_f64().unwrap();
        let times = if strength >= 10.0 { format!("{strength:.0}") } else { format!("{strength:.1}") };
        assert_eq!((&near[0], &near[1]), (&wanted["name"], &json!(format!("{} × {times}", wanted["together"]))));
    }
    let recur = rows(&hallway(&["recur", "CRIU", "--format", "jsonl"])).remove(0);
    let summary = format!(
        "In {} of {} editions · first {}, last {} · longest gap {} edition.",
        recur["editions"], recur["of"], recur["first"], recur["last"], recur["longest_gap"]
    );
    assert!(texts(card, "notes").contains(&summary.as_str()), "{summary} is not in {}", card["notes"]);
    assert!(texts(card, "history").contains(&"2013: 1 of 486 talks"));
}

#[test]
fn what_is_saved_is_a_picture_and_a_query_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let page = bundled();
    let hashes = [
        "#entity=criu&years=2016-2023&view=around",
        "#years=2016-2023&track=Containers&kinds=project,topic&show=60",
        "#view=timeline&entity=kubernetes",
        "#view=timeline&years=2020",
    ];
    let Some(results) = used(&hashes.iter().map(|hash| json!(["save", page, hash])).collect()) else { return };
    for (nth, (result, hash)) in results.iter().zip(hashes).enumerate() {
        assert_eq!((&result["faults"], &result["isOpen"]), (&json!([]), &json!(false)), "{hash}");
        assert_eq!(result["query"], result["yaml"], "{hash}");
        let file = saved(&folder, &format!("saved-{nth}.yaml"), text(result, "yaml"));
        let out = folder.path().join("out").to_string_lossy().into_owned();
        let output = hallway(&["run", &file, "--out", &out]);
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{hash}\n{}", text(result, "yaml"));
        assert!(stdout(&output).contains(&format!("saved-{nth}.svg")), "{hash}: {}", stdout(&output));
        if hash.contains("timeline") {
            continue;
        }
        assert_eq!(text(result, "png"), "89504e470d0a1a0a", "{hash}");
        let mut reader = quick_xml::Reader::from_str(text(result, "svg"));
        let mut labels = 0;
        loop {
            match reader.read_event().expect("it is XML") {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(element) => labels += usize::from(element.name().as_ref() == "text"),
                _ => {}
            }
        }
        assert!(labels > 8, "{hash}: {labels} labels");
    }
    assert_eq!(
        results[0]["query"],
        json!("title: 'What is said with CRIU 2016–2023'\ndraw: ego\nfocus: 'criu'\nyears: 2016..2023\nlimit: 10\n")
    );
    assert!(text(&results[1], "query").contains("where: 'track:\"Containers\"'\n"), "{}", results[1]["query"]);
    assert!(
        text(&results[1], "query").contains("only these, which a saved query cannot say: 'project, topic'"),
        "{}",
        results[1]["query"]
    );
    assert!(text(&results[2], "query").contains("focus: 'kubernetes'\n"), "{}", results[2]["query"]);
}

#[test]
fn nothing_serious_stands_in_the_way_of_anybody() {
    let page = bundled();
    let Some(results) = used(&json!([["access", page]])) else { return };
    assert_eq!(results[0], json!([]));
}

#[test]
fn what_nobody_can_say_is_marked() {
    let folder = tempfile::tempdir().unwrap();
    let page = saved(&folder, "boats.html", &explorer(&explored(&boats(), ""), None));
    let Some(results) = used(&json!([["address", page, "#entity=keel"]])) else { return };
    let card = &results[0]["card"];
    assert_eq!(results[0]["faults"], json!([]));
    assert_eq!(
        texts(card, "history"),
        ["2016: 0 of 3 talks", "2017: nobody can say", "2018: 1 of 1 talk, known from notes only"]
    );
    assert_eq!(texts(card, "classes"), ["", "unobserved", "partly"]);
    assert!(texts(card, "notes").iter().any(|note| note.contains("Of 2017 nobody can say")), "{}", card["notes"]);
}

#[test]
fn a_server_that_tells_of_changes_is_listened_to() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = boats();
    let before = saved(&folder, "before.html", &explorer(&explored(&workspace, "year:2016"), Some("/events")));
    let after = saved(&folder, "after.html", &explorer(&explored(&workspace, ""), Some("/events")));
    let Some(results) = used(&json!([["serve", before, after, "#entity=oarlet"]])) else { return };
    let seen = |when: &str| {
        let look = &results[0][when];
        ["title", "heading", "figure", "chosen"].map(|key| text(look, key).trim().to_owned())
    };
    assert_eq!(seen("first"), ["Boatcon 2016 3 talks", "Oarlet", "2", "2016"]);
    assert_eq!(seen("second"), ["Boatcon 2016, 2018 4 talks", "Oarlet", "3", "2016–2018"]);
    assert_eq!(
        (&results[0]["second"]["kept"], &results[0]["faults"]),
        (&json!(true), &json!([])),
        "it is not loaded anew"
    );
}

/// Entities, each in three talks with two others, and some in many more.
fn large(entities: usize) -> Exploration {
    let mut talks: Vec<Vec<usize>> = (0..entities * 3)
        .map(|talk| {
            let mut mentioned = vec![talk % entities, (talk * 7 + 1) % entities, talk % (1 + talk % 40)];
            mentioned.sort_unstable();
            mentioned.dedup();
            mentioned
        })
        .collect();
    let mut counts = vec![0; entities];
    talks.iter().flatten().for_each(|entity| counts[*entity] += 1);
    let mut order: Vec<usize> = (0..entities).collect();
    order.sort_by_key(|entity| (std::cmp::Reverse(counts[*entity]), *entity));
    let mut places = vec![0; entities];
    order.iter().enumerate().for_each(|(place, entity)| places[*entity] = place);
    for mentioned in &mut talks {
        for entity in mentioned.iter_mut() {
            *entity = places[*entity];
        }
        mentioned.sort_unstable();
    }
    Exploration {
        title: "Large 2020".into(),
        editions: vec![ExploredEdition {
            id: EditionId { series: "large".into(), year: 2020 },
            series: "Large".into(),
            coverage: "full",
        }],
        entities: order
            .iter()
            .enumerate()
            .map(|(at, entity)| thing(&format!("thing-{at}"), &format!("Thing {at}"), counts[*entity]))
            .collect(),
        links: (1..entities).map(|near| Nearness { of: near / 3, near, strength: 0.4 }).collect(),
        communities: vec![Community { name: "Things".into(), members: (0..entities.min(50)).collect() }],
        talks: talks.iter().map(|mentioned| talk("A talk", mentioned)).collect(),
        sources: vec!["large.jsonl".into()],
        ..Exploration::default()
    }
}

fn thing(id: &str, name: &str, talks: usize) -> ExploredEntity {
    ExploredEntity {
        id: id.into(),
        name: name.into(),
        kind: Kind::Topic,
        aliases: Vec::new(),
        about: None,
        broader: Vec::new(),
        links: Vec::new(),
        defined: None,
        talks,
    }
}

fn talk(title: &str, mentioned: &[usize]) -> ExploredTalk {
    let mention =
        |entity: &usize| Mentioned { entity: *entity, count: 1, source: 0, line: 1, column: 1, quote: Quote::Title };
    ExploredTalk {
        edition: Some(0),
        track: None,
        title: title.into(),
        speakers: Vec::new(),
        url: None,
        source: 0,
        line: 1,
        mentions: mentioned.iter().map(mention).collect(),
    }
}

#[test]
fn thousands_of_entities_can_be_dragged_about() {
    let folder = tempfile::tempdir().unwrap();
    let page = saved(&folder, "large.html", &explorer(&large(2000), None));
    let Some(results) = used(&json!([["pan", page]])) else { return };
    let result = &results[0];
    println!(
        "{} frames, the longest of {} ms; ready after {} ms",
        result["frames"], result["longest"], result["ready"]
    );
    assert!(text(result, "caption").starts_with("2,000 of 2,000 entities"), "{result}");
    assert_eq!((&result["isMoved"], &result["faults"]), (&json!(true), &json!([])));
}

#[test]
fn names_that_mean_harm_do_none() {
    let long = "long ".repeat(2000);
    let wide = "w".repeat(10_000);
    let hostile = [
        "</script><script>window.harm = 1</script>",
        "\"><img src=x onerror=\"window.harm = 2\">",
        "<svg onload=window.harm=3><style>*{display:none}</style>",
        "javascript:window.harm=4",
        "two\nlines\r\n\u{2028}and\u{0}\u{1b}[31m more",
        "\u{202E}gnp.exe\u{202C} \u{2067}x \u{200F}שלום עולם مرحبا",
        "'; DROP: 'x\n- yaml: *a",
        "${window.harm=5} {{window.harm=6}} `window.harm=7`",
        "__proto__",
        &long,
        &wide,
    ];
    let all: Vec<usize> = (0..hostile.len()).collect();
    let entities = hostile.iter().enumerate().map(|(nth, text)| ExploredEntity {
        // The last ids are kebab case, so that an address can name them.
        id: if nth < 8 { (*text).to_owned() } else { format!("hostile-{nth}") },
        name: (*text).into(),
        aliases: vec![format!("x {text}")],
        about: Some((*text).into()),
        broader: vec![(*text).into()],
        links: vec![
            ("homepage", "javascript:window.harm=8".into()),
            ("repository", format!("https://example.org/{text}")),
        ],
        defined: Some(format!("{text}:1:1")),
        ..thing("", "", hostile.len())
    });
    let mut shown = Exploration {
        title: hostile[0].into(),
        condition: hostile[1].into(),
        tracks: hostile.iter().map(|text| (*text).to_owned()).collect(),
        entities: entities.collect(),
        sources: hostile.iter().map(|text| (*text).to_owned()).collect(),
        communities: vec![Community { name: hostile[2].into(), members: all.clone() }],
        relations: all
            .iter()
            .map(|at| Relation {
                from: *at,
                verb: hostile[*at].into(),
                to: 0,
                is_drawn: true,
                place: hostile[1].into(),
            })
            .collect(),
        talks: hostile.iter().map(|text| talk(text, &all)).collect(),
        ..large(0)
    };
    for (nth, talk) in shown.talks.iter_mut().enumerate() {
        talk.track = Some(nth);
        talk.speakers = vec![hostile[nth].into()];
        talk.url = Some(if nth % 2 == 0 {
            "javascript:window.harm=9".into()
        } else {
            format!("https://example.org/{}", hostile[nth])
        });
        for mention in &mut talk.mentions {
            mention.source = nth;
            mention.quote = Quote::Text(hostile[nth].into());
        }
    }
    shown.editions[0].series = hostile[1].into();
    let folder = tempfile::tempdir().unwrap();
    let page = explorer(&shown, None);
    assert_eq!(page.matches("<script").count(), 3, "nothing that was said is part of the page");
    let page = saved(&folder, "hostile.html", &page);
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<String>>().concat();
    let mut hashes: Vec<String> = (0..8).map(|nth| format!("#entity={}", encoded(hostile[nth]))).collect();
    hashes.extend([8, 9, 10].map(|nth| format!("#entity=hostile-{nth}&view=around")));
    hashes.extend([
        "#view=timeline".into(),
        format!("#find={}", encoded(hostile[1])),
        format!("#track={}", encoded(hostile[1])),
    ]);
    let Some(results) = used(&json!([["harm", page, hashes], ["save", page, "#entity=hostile-9&view=around"]])) else {
        return;
    };
    let seen = results[0].as_array().unwrap();
    for (nth, result) in seen.iter().enumerate() {
        let hash = &hashes[nth % hashes.len()];
        assert_eq!((&result["harm"], &result["faults"]), (&Value::Null, &json!([])), "{hash:.80}");
        assert_eq!(
            (&result["handlers"], &result["links"], &result["overflow"]),
            (&json!([]), &json!([]), &json!(0)),
            "{hash:.80}"
        );
        assert!(!texts(result, "names").contains(&"img"), "{hash:.80}");
    }
    assert_eq!(text(&seen[0], "heading"), hostile[0]);
    assert!(text(&results[1], "query").lines().count() <= 6, "{:.400}", text(&results[1], "query"));
}
