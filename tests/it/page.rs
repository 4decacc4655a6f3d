//! What holds on every page, whatever is drawn.

use hallway::layout::{Boxes, Cluster, Extent, Link, Placed, layered, stress};
use hallway::render::font::Fonts;
use hallway::render::logo::{Corner, Logo};
use hallway::render::scene::{LEAST_TEXT, Scene, compose};
use hallway::render::theme::Theme;
use hallway::render::{Size, Style, svg};
use hallway::view::{Column, Edge, Figure, Form, Network, Node, NodeKind, Origin, Row, Timeline, View};
use proptest::prelude::*;

use crate::sample;
use crate::sides::{Sides, of_path, of_run, overlap, paths, runs, sides, within};

/// Fails where a page breaks one of its promises.
fn check(scene: &Scene) {
    let fonts = Fonts::default();
    let page = [0.0, 0.0, scene.page.w, scene.page.h];
    let growth = (scene.page.w / scene.shown.w).max(1.0);
    let mut boxes: Vec<Sides> = Vec::new();
    for mark in &scene.marks {
        for path in paths(mark) {
            let sides = of_path(path).expect("a path has points");
            assert!(within(sides, page), "{} at {sides:?} leaves {page:?}", mark.class);
        }
        for run in runs(mark) {
            assert!(within(of_run(&fonts, run), page), "{:?} leaves the page", run.text);
            assert!(run.size / growth >= LEAST_TEXT - 0.01 || growth > 1.0, "{:?} has {} px", run.text, run.size);
            assert!(run.size >= LEAST_TEXT - 0.01, "{:?} has {} px", run.text, run.size);
        }
        if mark.class == "node" {
            let sides = of_path(paths(mark).next().expect("a node has a shape")).expect("it has points");
            for run in runs(mark) {
                assert!(within(of_run(&fonts, run), sides), "{:?} leaves its box", run.text);
            }
            for other in &boxes {
                assert!(!overlap(*other, sides), "boxes overlap: {other:?} {sides:?}");
            }
            boxes.push(sides);
        }
    }
    // No text lies on another.
    let texts: Vec<(Sides, &str)> =
        scene.marks.iter().flat_map(runs).map(|run| (of_run(&fonts, run), run.text.as_str())).collect();
    if texts.len() < 500 {
        for (nth, (a, text)) in texts.iter().enumerate() {
            for (b, other) in &texts[..nth] {
                // Lines of a block share what is below and above their letters.
                let shrunk = [b[0] + 1.0, b[1] + 2.5, b[2] - 1.0, b[3] - 2.5];
                assert!(!overlap(*a, shrunk), "{text:?} at {a:?} lies on {other:?} at {b:?}");
            }
        }
    }
}

#[test]
fn every_sample_keeps_to_its_page_in_every_size() {
    for (name, view) in sample::all() {
        for size in [Size::Wide, Size::Standard, Size::Square, Size::A4, Size::Content] {
            println!("{name} {size:?}");
            check(&compose(&view, &Style { size, ..Style::default() }));
        }
    }
}

#[test]
fn every_saved_query_keeps_to_its_page() {
    for (name, view) in crate::drawing::saved_views() {
        for size in [Size::Wide, Size::Standard] {
            println!("{name} {size:?}");
            let scene = compose(&view, &Style { size, ..Style::default() });
            check(&scene);
            // On a page that grows, letters are smaller than the least once it is shown.
            assert!(size != Size::Wide || scene.page == scene.shown, "{name} does not fit on a slide");
        }
    }
}

#[test]
fn a_logo_has_room_of_its_own_in_every_corner() {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><path d="M0 0h300v100z"/></svg>"#;
    for (name, view) in sample::all() {
        for (nth, corner) in Corner::ALL.into_iter().enumerate() {
            let size = [Size::Wide, Size::Square, Size::A4, Size::Content][nth];
            let mut logo = Logo::read(svg, &Fonts::default()).expect("it is an SVG");
            (logo.corner, logo.height) = (corner, [40.0, 200.0][nth % 2]);
            let mut view = view.clone();
            if nth > 1 {
                view.title = "שלום עולם ".repeat(30);
                view.caption = "שלום עולם ".repeat(60);
            }
            let scene = compose(&view, &Style { size, logo: Some(logo), ..Style::default() });
            check(&scene);
            let (at, extent) = scene.logo.expect("it is placed");
            let logo = [at.x, at.y, at.x + extent.w, at.y + extent.h];
            assert!(within(logo, [0.0, 0.0, scene.page.w, scene.page.h]), "{name} {corner:?}");
            let fonts = Fonts::default();
            for mark in &scene.marks {
                let texts = runs(mark).map(|run| of_run(&fonts, run));
                for sides in texts.chain(paths(mark).filter_map(of_path)) {
                    assert!(!overlap(sides, logo), "{name} {corner:?}: {} lies on the logo", mark.class);
                }
            }
        }
    }
}

#[test]
fn a_stream_that_is_named_at_its_end_has_the_name_s_sign_in_it() {
    let mut named_at_end = 0;
    for (rows, columns, unobserved) in [(8, 6, 0), (8, 12, 3), (7, 20, 0), (3, 4, 1)] {
        let view = sample::formed(sample::timeline(rows, columns, unobserved), Form::Stream);
        let scene = compose(&view, &Style::default());
        let of_class = |class: &'static str| scene.marks.iter().filter(move |mark| mark.class == class);
        let streams: Vec<&str> = of_class("span").filter_map(|mark| mark.note.lines().next()).collect();
        let signs: Vec<&str> =
            of_class("row").filter(|mark| runs(mark).next().is_none()).map(|mark| mark.note.as_str()).collect();
        for mark in of_class("row").filter(|mark| runs(mark).next().is_some() && paths(mark).next().is_some()) {
            let name = &runs(mark).next().expect("a name").text;
            if streams.contains(&name.as_str()) {
                assert!(signs.contains(&name.as_str()), "{name} is not in its stream");
                named_at_end += 1;
            }
        }
    }
    assert!(named_at_end > 0);
}

#[test]
fn those_who_listen_hear_the_title_the_description_and_the_marks() {
    for (name, view) in sample::all() {
        let svg = svg(&view, &Style::default());
        let mut lines = svg.lines();
        let root = lines.next().expect("the root");
        assert!(root.contains(r#"role="graphics-document document""#), "{name}");
        if !view.title.trim().is_empty() {
            assert!(lines.next().is_some_and(|line| line.starts_with("<title>")), "{name}");
        }
        for mark in svg.split("<g ").skip(1) {
            let has_note = mark.contains("><title>");
            assert_eq!(has_note, mark.contains(" role=\"graphics-"), "{name}: {mark:.200}");
            // The parts of a symbol are not heard: its note says what is written.
            if mark.contains("graphics-symbol") {
                let (note, drawn) = mark.split_once("</title>").expect("it has a note");
                for text in drawn.split("<t").filter_map(|text| text.split_once('>')) {
                    for word in text.1.split('<').next().unwrap_or_default().split_whitespace() {
                        assert!(note.contains(word.trim_end_matches('…')), "{name}: {word} is not in {note}");
                    }
                }
            }
        }
    }
}

fn label() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Z][a-z]{1,10}",
        2 => "[A-Z][a-z]{1,9} [a-z]{2,12}",
        1 => "([a-z]{1,12} ){3,20}",
        1 => "[a-z]{20,60}",
        1 => "[א-ת]{2,9}",
        1 => "[一-龠]{1,12}",
        1 => Just(String::new()),
    ]
}

fn kind() -> impl Strategy<Value = NodeKind> {
    prop::sample::select(hallway::render::theme::KINDS.to_vec())
}

fn network() -> impl Strategy<Value = Network> {
    let nodes = prop::collection::vec((label(), kind(), 0_usize..40, prop::bool::weighted(0.1)), 0..40);
    nodes.prop_flat_map(|nodes| {
        let count = nodes.len().max(1);
        let origin = prop::sample::select(vec![Origin::Curated, Origin::Drawn, Origin::Together]);
        let edge = (0..count, 0..count, any::<bool>(), prop::option::weighted(0.3, label()), 0_usize..20, origin);
        let edges = prop::collection::vec(edge, 0..if nodes.is_empty() { 1 } else { count * 3 / 2 + 1 });
        edges.prop_map(move |edges| Network {
            nodes: nodes
                .iter()
                .enumerate()
                .map(|(at, (label, kind, talks, focus))| Node {
                    id: format!("n{at}"),
                    label: label.clone(),
                    kind: *kind,
                    talks: *talks,
                    focus: *focus,
                    note: String::new(),
                })
                .collect(),
            edges: edges
                .into_iter()
                .filter(|_| !nodes.is_empty())
                .map(|(from, to, directed, label, talks, origin)| Edge {
                    from,
                    to,
                    directed,
                    label,
                    talks,
                    origin,
                    note: String::new(),
                })
                .collect(),
            ..Network::default()
        })
    })
}

fn timeline() -> impl Strategy<Value = Timeline> {
    let column = (label(), prop::option::weighted(0.8, 0_usize..900), any::<bool>());
    let columns = prop::collection::vec(column, 0..30);
    let row = (label(), kind(), prop::collection::vec(prop_oneof![3 => Just(0_usize), 2 => 1_usize..90], 0..32));
    let form =
        prop_oneof![Just(Form::Dots), Just(Form::Heat), Just(Form::Lines), Just(Form::Ranks), Just(Form::Stream)];
    (form, columns, prop::collection::vec(row, 0..20)).prop_map(|(form, columns, rows)| Timeline {
        form,
        columns: columns.into_iter().map(|(label, talks, sampled)| Column { label, talks, sampled }).collect(),
        rows: rows
            .into_iter()
            .map(|(label, kind, talks)| Row {
                id: "e".into(),
                label,
                kind,
                talks,
                notes: Vec::new(),
                bursts: vec![(1, 3)],
                colour: 0,
            })
            .collect(),
    })
}

fn boxes() -> impl Strategy<Value = Boxes> {
    let cluster = prop::option::weighted(0.5, 0_usize..4);
    prop::collection::vec((30.0..220.0_f64, 30.0..120.0_f64, cluster), 1..40).prop_flat_map(|extents| {
        let count = extents.len();
        let label = prop::option::weighted(0.3, (10.0..120.0_f64, 16.0..60.0_f64));
        let link = (0..count, 0..count, any::<bool>(), label, 0.0..1.0_f64);
        prop::collection::vec(link, 0..count * 3 / 2 + 1).prop_map(move |links| Boxes {
            extents: extents.iter().map(|&(w, h, _)| Extent::new(w, h)).collect(),
            links: links
                .into_iter()
                .map(|(from, to, directed, label, strength)| Link {
                    from,
                    to,
                    directed,
                    label: label.map(|(w, h)| Extent::new(w, h)),
                    strength,
                })
                .collect(),
            clusters: (0..4)
                .map(|wanted| {
                    let members = extents.iter().enumerate().filter(|(_, (.., cluster))| *cluster == Some(wanted));
                    let members: Vec<usize> = members.map(|(at, _)| at).collect();
                    // The last one is only kept together.
                    let title = (wanted < 3).then_some(Extent::new(40.0 + 60.0 * wanted as f64, 22.0));
                    Cluster { members, title }
                })
                .filter(|cluster| !cluster.members.is_empty())
                .collect(),
        })
    })
}

/// Fails where a frame holds a box of others, lacks one of its own, lies on another, or has no room for its title.
fn check_frames(boxes: &Boxes, placed: &Placed) {
    let page = [0.0, 0.0, placed.extent.w, placed.extent.h];
    let mut seen: Vec<Sides> = Vec::new();
    assert_eq!(placed.frames.len(), boxes.clusters.len());
    for (cluster, frame) in boxes.clusters.iter().zip(&placed.frames) {
        assert_eq!(cluster.title.is_some(), frame.is_some());
        let Some((frame, title)) = frame.zip(cluster.title) else { continue };
        let Extent { w, h } = frame.extent;
        let around = [frame.corner.x, frame.corner.y, frame.corner.x + w, frame.corner.y + h];
        assert!(within(around, page), "a frame at {around:?} leaves {page:?}");
        assert!(within(sides(frame.title, title), around), "a title leaves its frame");
        for (at, (extent, centre)) in boxes.extents.iter().zip(&placed.centres).enumerate() {
            let own = sides(*centre, *extent);
            if cluster.members.contains(&at) {
                assert!(within(own, around), "box {at} leaves its frame");
                assert!(!overlap(own, sides(frame.title, title)), "box {at} lies on the title of its frame");
            } else {
                assert!(!overlap(own, around), "box {at} lies in a frame of others");
            }
        }
        assert!(seen.iter().all(|other| !overlap(*other, around)), "frames overlap");
        seen.push(around);
    }
}

/// The boxes and labels of a drawing.
fn taken(boxes: &Boxes, placed: &Placed) -> Vec<Sides> {
    let mut taken: Vec<Sides> =
        boxes.extents.iter().zip(&placed.centres).map(|(extent, at)| sides(*at, *extent)).collect();
    for (link, route) in boxes.links.iter().zip(&placed.routes) {
        assert_eq!(link.label.is_some(), route.label.is_some());
        taken.extend(route.label.zip(link.label).map(|(at, label)| sides(at, label)));
    }
    taken
}

const ROOM: Extent = Extent { w: 1192.0, h: 520.0 };

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_page_keeps_its_promises(network in network(), free in any::<bool>(), title in label()) {
        let figure = if free { Figure::Network(network) } else { Figure::Layered(network) };
        let view = View { title, caption: "161 talks".into(), figure };
        check(&compose(&view, &Style::default()));
    }

    #[test]
    fn a_timeline_keeps_its_promises(timeline in timeline(), title in label()) {
        let view = View { title, caption: "161 talks".into(), figure: Figure::Timeline(timeline) };
        check(&compose(&view, &Style::default()));
    }

    #[test]
    fn a_star_keeps_its_promises(network in network()) {
        let mut network = network;
        for (at, node) in network.nodes.iter_mut().enumerate() {
            node.focus = at == 0;
        }
        for at in 1..network.nodes.len() {
            let talks = network.nodes[at].talks;
            network.edges.push(Edge { talks, ..sample::edge(0, at, None, Origin::Together) });
        }
        let view = View { title: "A star".into(), caption: "161 talks".into(), figure: Figure::Network(network) };
        check(&compose(&view, &Style::default()));
    }

    #[test]
    fn the_same_view_gives_the_same_bytes(network in network(), free in any::<bool>()) {
        let figure = if free { Figure::Network(network) } else { Figure::Layered(network) };
        let view = View { title: "Twice".into(), caption: String::new(), figure };
        let style = Style { theme: Theme::DARK, ..Style::default() };
        prop_assert_eq!(svg(&view, &style), svg(&view, &style));
    }

    #[test]
    fn no_layered_line_goes_through_a_box_or_label_of_others(boxes in boxes()) {
        let placed = layered::place(&boxes, ROOM, 1.25, None);
        let taken = taken(&boxes, &placed);
        check_frames(&boxes, &placed);
        for (nth, a) in taken.iter().enumerate() {
            for b in &taken[..nth] {
                prop_assert!(!overlap(*a, *b), "{:?} lies on {:?}", a, b);
            }
        }
        let page = [0.0, 0.0, placed.extent.w, placed.extent.h];
        for sides in &taken {
            prop_assert!(within(*sides, page));
        }
        for (index, (link, route)) in boxes.links.iter().zip(&placed.routes).enumerate() {
            for at in route.samples(40) {
                prop_assert!(within([at.x, at.y, at.x, at.y], page), "a line leaves the drawing at {:?} of {:?}", at, page);
                for (v, other) in taken.iter().enumerate().take(boxes.extents.len()) {
                    if v == link.from || v == link.to {
                        continue;
                    }
                    let inside = at.x > other[0] && at.x < other[2] && at.y > other[1] && at.y < other[3];
                    prop_assert!(!inside, "link {} from {} to {} goes through box {}", index, link.from, link.to, v);
                }
                // A loop stays near its box, and may touch the label of another loop of that box.
                let labels = if link.from == link.to { &[] } else { &taken[boxes.extents.len()..] };
                for other in labels {
                    let inside = at.x > other[0] + 0.5 && at.x < other[2] - 0.5 && at.y > other[1] + 0.5 && at.y < other[3] - 0.5;
                    prop_assert!(!inside, "link {} from {} to {} goes through a label", index, link.from, link.to);
                }
            }
        }
    }

    #[test]
    fn no_free_box_or_label_lies_on_another(boxes in boxes()) {
        let placed = stress::place(&boxes, ROOM, 1.25, None);
        let taken = taken(&boxes, &placed);
        check_frames(&boxes, &placed);
        for (nth, a) in taken.iter().enumerate() {
            for b in &taken[..nth] {
                prop_assert!(!overlap(*a, *b), "{:?} lies on {:?}", a, b);
            }
        }
    }
}
