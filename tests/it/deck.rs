//! Decks: nothing breaks out of a slide, everything is on one, and other programs read them.
//!
//! A browser's parser and Marp are looked for as Mermaid is in `clients.rs`: see `tests/clients/deck.mjs`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use hallway::export::deck::{Deck, Form, Slide, deck};
use hallway::export::{mermaid, text};
use hallway::render::theme::{Role, Theme};
use hallway::render::{Size, Style, svg};
use hallway::view::{Edge, Figure, Lineage, Network, Node, NodeKind, Origin, View};
use serde_json::{Value, json};

use crate::clients::ask;
use crate::sample;
use crate::support::{hallway, hallway_in, project, stderr, stdout};

/// Texts that mean harm to HTML, to Markdown, to Marp or to a comment.
const HOSTILE: [&str; 32] = [
    "</script><script>alert(1)</script>",
    "--> <img src=x onerror=alert(1)>",
    "--!> <img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</style></title></svg></section><h1>out</h1>",
    "`code` ``two`` ```three",
    "```\n---\n```",
    "---",
    "a\n\n---\n\n# b",
    "a\r\n---\r\nb",
    "<!-- _class: evil -->",
    "class: evil",
    "_class: evil\n_backgroundImage: url(https://example.org/x)",
    "bg blur invert contrast 50% fit",
    "blur:5px w:100px h:10 bg",
    "](x) ![y](https://example.org/z \"t\")",
    "[a](javascript:alert(1))",
    "<https://example.org>",
    "$x^2$ $$y$$ :smile: #tag @me",
    "&lt;b&gt; &amp; &#60; &nbsp;",
    r"back\slash \* ends in \",
    "*a* _b_ ~~c~~ ==d== ^e^",
    "1. one",
    "- item + item * item",
    "# heading",
    "| a | b |\n|---|---|",
    "]]> <![CDATA[x]]> <?xml?>",
    "\u{202E}gnp.exe\u{202C} \u{2067}x\u{2069} \u{200F}שלום",
    "مرحبا بالعالم",
    "control\u{0}\u{1}\u{8}\u{1b}[31m",
    "{{ x }} ${y} %{z}",
];

/// A picture that says one thing wherever it can.
fn saying(text: &str) -> View {
    let node = |id: &str, kind| Node {
        id: format!("{id}{text}"),
        label: text.into(),
        kind,
        talks: 2,
        focus: false,
        note: format!("{text}\n2 talks of 9\n{text}"),
    };
    let edge = Edge {
        from: 0,
        to: 1,
        directed: true,
        label: Some(text.into()),
        talks: 0,
        origin: Origin::Drawn,
        note: text.into(),
    };
    let nodes = vec![node("a", NodeKind::Project), node("b", NodeKind::Topic)];
    let figure = Figure::Network(Network { nodes, edges: vec![edge], ..Network::default() });
    View { title: text.into(), caption: format!("{text} · {text}"), figure }
}

fn of(title: &str, views: impl IntoIterator<Item = (String, View)>) -> Deck {
    let slides = views.into_iter().map(|(name, view)| Slide { name, view, style: Style::default() }).collect();
    Deck { title: title.into(), about: title.into(), slides, mermaid: true }
}

/// What a browser's parser and Marp read; none where they are not installed.
#[allow(clippy::print_stderr, reason = "a test that skips says so")]
fn read(decks: &[Deck], folder: &str) -> Option<Vec<Value>> {
    let written: Vec<Value> = decks
        .iter()
        .map(|of| json!({ "html": deck(of, Form::Html).deck, "marp": deck(of, Form::Marp { folder }).deck }))
        .collect();
    let read = ask("deck.mjs", "@marp-team/marp-core", &Value::from(written));
    if read.is_none() {
        eprintln!("skipped: Node or Marp is not installed");
    }
    read
}

fn list(value: &Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().map(|text| text.as_str().expect("a text")).collect()
}

/// A text without what keeps Marp from reading `:smile:`.
fn parted(text: &str) -> String {
    text.replace('\u{2060}', "")
}

/// What is left of a text when it is set on one line.
fn flat(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let kept: String = text.chars().filter(|c| c.is_whitespace() || !(c.is_control() || turns(*c))).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_on_a_slide_stays_on_it() {
    let harmless = "A label that is longer than a line, so that it is set on two";
    let plain = of(harmless, [("plain".to_owned(), saying(harmless))]);
    let hostile: Vec<Deck> = HOSTILE
        .iter()
        .map(|text| of(text, [((*text).to_owned(), saying(text)), ("b".to_owned(), saying(text))]))
        .collect();
    let all: Vec<Deck> = std::iter::once(plain).chain(hostile).collect();
    let Some(read) = read(&all, "pictures") else { return };
    let names = |value: &Value| list(value).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    for (deck, found) in all.iter().zip(&read).skip(1) {
        let (html, marp, title) = (&found["html"], &found["marp"], flat(&deck.title));
        for (found, harmless) in [(html, &read[0]["html"]), (marp, &read[0]["marp"])] {
            let (found, harmless) = (names(&found["names"]), names(&harmless["names"]));
            assert!(found.is_subset(&harmless), "{title}: {:?}", found.difference(&harmless));
        }
        assert_eq!((list(&html["handlers"]), list(&html["links"]), list(&marp["handlers"])), (vec![], vec![], vec![]));
        assert_eq!((&html["errors"], &html["faults"]), (&json!([]), &json!([])), "{title}");
        let titles = vec![title.clone(); 3];
        let in_marp: Vec<String> = list(&marp["titles"]).into_iter().map(parted).collect();
        assert_eq!((list(&html["titles"]), in_marp), (titles.iter().map(String::as_str).collect(), titles.clone()));
        assert_eq!((&marp["classes"], &marp["looks"]), (&json!(["title", "", ""]), &json!(["", ""])), "{title}");

        let view = &deck.slides[0].view;
        let told = text(view);
        let message = told.lines().find(|line| line.starts_with("A network of 2 entities")).expect("it is told");
        for (slide, name) in [(1, None), (2, Some("b.svg"))] {
            let pictures = marp["pictures"][slide].as_array().expect("a list");
            let said = pictures[0][0].as_str().map(parted);
            assert_eq!((pictures.len(), said.as_deref()), (1, Some(message)), "{title}");
            let link = pictures[0][1].as_str().expect("a text");
            assert!(link.starts_with("pictures/") && name.is_none_or(|name| link.ends_with(name)), "{link}");
        }
        let source = mermaid(view).expect("it has a form");
        assert_eq!(list(&html["sources"]), [&source, &source]);
        assert_eq!(list(&marp["sources"]), [&source, &source]);

        // Two hyphens cannot stand in a comment.
        let dashed = |text: &str| {
            flat(text).replace('–', "-").split('-').filter(|p| !p.is_empty()).collect::<Vec<_>>().join("-")
        };
        let comments = marp["comments"].as_array().expect("a list");
        assert_eq!(comments[0], json!([]), "{title}");
        for comment in &comments[1..] {
            let [comment] = list(comment)[..] else { panic!("one comment a slide: {comment}") };
            assert!(comment.starts_with("- A network of 2 entities"), "{comment}");
            assert!(dashed(comment).contains(&dashed(&title)), "{title}: {comment}");
        }
    }
}

#[test]
fn every_figure_makes_a_slide_that_is_read_back() {
    let samples: Vec<(String, View)> = sample::all().into_iter().map(|(name, view)| (name.to_owned(), view)).collect();
    let deck = of("All", samples);
    let Some(found) = read(std::slice::from_ref(&deck), "a folder (1)") else { return };
    let (html, marp) = (&found[0]["html"], &found[0]["marp"]);
    let slides = deck.slides.len();
    let ids = list(&html["ids"]);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "every id is there once");
    assert_eq!((list(&html["slides"]).len(), &html["pictures"]), (slides + 1, &json!(slides)));
    assert_eq!(marp["pictures"].as_array().map(Vec::len), Some(slides + 1));
    assert_eq!((&html["errors"], &html["faults"], &html["doctype"]), (&json!([]), &json!([]), &json!("html")));
    for read in [html, marp] {
        for (title, slide) in list(&read["titles"])[1..].iter().zip(&deck.slides) {
            assert_eq!(*title, flat(&slide.view.title));
        }
    }
    for (slide, pictures) in deck.slides.iter().zip(marp["pictures"].as_array().expect("a list").iter().skip(1)) {
        assert_eq!(pictures[0][1], json!(format!("a%20folder%20%281%29/{}.svg", slide.name)));
    }
}

#[test]
fn keys_turn_slides_and_the_script_alone_may_run() {
    let deck =
        of("Keys", [("one".into(), sample::ego()), ("two".into(), sample::path()), ("one".into(), sample::runtimes())]);
    let Some(found) = read(&[deck], "keys") else { return };
    let html = &found[0]["html"];
    assert_eq!(list(&html["slides"]), ["start", "one", "two", "one-2"]);
    // The address names the second slide; then End, right, page up, left, space, Home.
    assert_eq!(list(&html["shown"])[..7], ["one", "one-2", "one-2", "two", "one", "two", "start"]);
    assert_eq!(html["modes"], json!(["live with-notes", "live with-notes overview", "live with-notes", "live"]));
    let policy = html["policy"].as_str().expect("there is a policy");
    let digests = list(&html["digests"]);
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    assert!(
        digests.len() == 1 && policy.contains(&format!("script-src '{}'", digests[0])),
        "{policy} is not {digests:?}"
    );
    assert!(!policy.contains("http") && !policy.contains('*'), "{policy}");
}

#[test]
fn pictures_and_notes_are_those_of_the_views() {
    let dark = Style { theme: Theme::DARK, size: Size::Standard, transparent: true, ..Style::default() };
    let slide = |name: &str, view| Slide { name: name.into(), view, style: dark.clone() };
    let of = Deck {
        title: "T".into(),
        about: String::new(),
        slides: vec![slide("a", sample::lineage(2, 7)), slide("b", sample::timeline(8, 8, 5))],
        mermaid: false,
    };
    let (html, marp) = (deck(&of, Form::Html), deck(&of, Form::Marp { folder: "p" }));
    let page = Theme::DARK.colour(Role::Page).to_string();
    for (slide, (file, picture)) in of.slides.iter().zip(&marp.pictures) {
        let drawn = svg(&slide.view, &dark);
        assert_eq!((file, picture), (&format!("{}.svg", slide.name), &drawn));
        assert!(html.deck.contains(&drawn));
    }
    assert!(html.pictures.is_empty() && html.deck.contains("@page { size: 960px 720px;"));
    assert!(marp.deck.contains("\nsize: 4:3\n") && marp.deck.matches(&page).count() == 3, "{}", marp.deck);
    assert!(!html.deck.contains("Mermaid") && !marp.deck.contains("```"));
    let Figure::Lineage(Lineage { lanes, .. }) = &of.slides[0].view.figure else { panic!("it is a lineage") };
    for lane in lanes {
        assert!(marp.deck.contains(&format!("\n- {}, a project", lane.label)), "{}", marp.deck);
    }
    assert!(marp.deck.contains("\n  - And 1 more.\n"), "notes are capped: {}", marp.deck);
    assert!(html.deck.contains("<li class=\"rest\">And 1 more.</li>"));
}

#[test]
fn all_saved_queries_make_a_deck_with_the_same_bytes_each_time() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let read = |name: &str| fs::read_to_string(path(name)).expect("it is written");
    for file in ["deck.html", "again/deck.html"] {
        let output = hallway(&["deck", "-o", &path(file)]);
        assert_eq!((output.status.code(), stdout(&output).trim_end()), (Some(0), path(file).as_str()));
    }
    let html = read("deck.html");
    assert!(html == read("again/deck.html"), "the same bytes");

    let output = hallway(&["deck", "-o", &path("my talk.md"), "--title", "My <talk>"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let marp = read("my talk.md");
    let mut names: Vec<String> = fs::read_dir(project().join("queries"))
        .expect("there are queries")
        .map(|entry| entry.expect("an entry").path().file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(html.matches("<section ").count(), names.len() + 1);
    assert_eq!(marp.matches("\n---\n").count(), names.len() + 1);
    let mut listed = String::new();
    for name in &names {
        let drawn = project().join("out").join(format!("{name}.svg"));
        let picture = fs::read_to_string(drawn).expect("it is drawn");
        let file = format!("my talk/{name}.svg");
        assert!(picture == read(&file) && html.contains(&picture), "{name} is not as `run` draws it");
        let about = |tag: &str| {
            let text = picture.split_once(&format!("<{tag}>")).expect("it has one").1;
            text.split_once('<').expect("it ends").0.replace(" · ", "; ")
        };
        let in_html = |text: &str| text.replace('\'', "&#39;");
        // The message, then the caption.
        let said = about("desc");
        let (_, caption) = said.split_once(". ").expect("two sentences");
        assert!(html.contains(&format!("<h2 class=\"unseen\">{}</h2>", in_html(&about("title")))), "{name}");
        assert!(html.contains(&format!("<p>{}.</p>", in_html(caption))), "{name}");
        assert!(marp.contains(&format!("\n- {caption}.\n")), "{name}");
        assert!(marp.contains(&format!("](my%20talk/{name}.svg)")), "{name}");
        listed.push_str(&format!("{}\n", path(&file)));
    }
    assert_eq!(stdout(&output), format!("{listed}{}\n", path("my talk.md")));
    assert!(marp.contains("\n# My \\<talk\\>\n"), "{marp:.2000}");
}

/// Makes a deck of the project's notes in `folder`.
fn made(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let data = project().join("data");
    hallway_in(folder, &[&["--data", data.to_str().expect("UTF-8"), "deck"], arguments].concat())
}

#[test]
fn slides_come_in_the_order_given_and_look_as_asked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("it can be written");
    write("b.yaml", "draw: ego\nfocus: CRIU\ntheme: dark\n");
    write("a.yaml", "draw: lines\nfocus: [CRIU, Docker]\n");
    write("wrong.yaml", "draw: ego\nfocus: CRUI\n");
    write("empty.yaml", "draw: ego\nfocus: CRIU\nyears: 1999\n");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("it is written");
    let place = |deck: &str, id: &str| deck.find(&format!("id=\"{id}\"")).expect("it is there");

    let output = made(folder.path(), &["b.yaml", "wrong.yaml", "empty.yaml", "a.yaml", "-o", "d.html"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), "d.html\n"));
    for cause in ["no dictionary knows `CRUI`", "did you mean `CRIU`?", "empty.yaml: no talk is selected"] {
        assert!(stderr(&output).contains(cause), "{}", stderr(&output));
    }
    let deck = read("d.html");
    assert!(place(&deck, "b") < place(&deck, "a"));
    let dark = Theme::DARK.colour(Role::Page).to_string();
    assert_eq!(deck.matches(&format!("--page: {dark}")).count(), 2, "the slide with the title is as the first");
    assert!(!deck.contains("Mermaid</summary>"));

    let output =
        made(folder.path(), &["b.yaml", "a.yaml", "-o", "d.html", "--theme", "light", "--size", "4:3", "--mermaid"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let deck = read("d.html");
    assert!(!deck.contains(&dark) && deck.matches("viewBox=\"0 0 960 720\"").count() == 2);
    assert_eq!(deck.matches("Mermaid</summary>").count(), 2);
    made(folder.path(), &["b.yaml", "-o", "clear.md", "--transparent"]);
    assert!(!read("clear/b.svg").contains("<rect width=\"1280\""));

    let output = made(folder.path(), &["wrong.yaml", "-o", "none.html"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.path().join("none.html").exists());
}

#[test]
fn a_deck_is_a_page_or_markdown() {
    let output = hallway(&["deck", "-o", "deck.pptx"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("name it deck.html, or deck.md for Marp"), "{}", stderr(&output));
    let help = stdout(&hallway(&["deck", "--help"]));
    assert!(help.contains("Marp has no Mermaid") && help.contains("hallway deck -o talk.md"), "{help}");
}
