//! How well graphs are drawn, beside Graphviz: `cargo test --test it drawing -- --nocapture` prints the figures.
//!
//! Generated graphs and the saved queries' pictures are drawn here and by `dot` or `neato`, with boxes and labels of the
//! same extents, and one counter judges both.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use hallway::gazetteer::Gazetteer;
use hallway::layout::{Boxes, Extent, Link, Point, layered, stress};
use hallway::query::{Query, Years, picture, saved};
use hallway::render::font::Fonts;
use hallway::render::scene::{Mark, Scene, compose};
use hallway::render::{Size, Style};
use hallway::source::load::{Taste, load};
use hallway::source::notes::Options;
use hallway::source::schedule::Bundled;
use hallway::view::{Figure, Network, View};
use hallway::workspace::{Editions, Workspace};

use crate::sample::numbers;
use crate::sides::{Sides, along, join, of_path, of_run, overlap, paths, runs, sides, within};
use crate::support::project;

/// A graph with places, whoever gave them.
struct Drawing {
    name: String,
    page: Sides,
    nodes: Vec<Sides>,
    lines: Vec<Line>,
}

/// A link of a drawing.
struct Line {
    from: usize,
    to: usize,
    /// Places along it, close to each other; it goes straight on under its label.
    way: Vec<Point>,
    label: Option<Sides>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Engine {
    Layered,
    Free,
}

impl Engine {
    fn rival(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Layered => ("dot", &["-Tplain"]),
            Self::Free => ("neato", &["-Goverlap=prism", "-Gsplines=true", "-Tplain"]),
        }
    }
}

const ROOM: Extent = Extent { w: 1192.0, h: 520.0 };

/// Draws boxes as a picture does; the first is in the middle of a star.
fn draw(name: String, boxes: &Boxes, engine: Engine, star: bool) -> Drawing {
    let placed = match engine {
        Engine::Layered => layered::place(boxes, ROOM, 1.25, None),
        Engine::Free => stress::place(boxes, ROOM, 1.25, star.then_some(0)),
    };
    let lines = boxes.links.iter().zip(&placed.routes).map(|(link, route)| Line {
        from: link.from,
        to: link.to,
        way: route.samples(16),
        label: route.label.zip(link.label).map(|(at, label)| sides(at, label)),
    });
    Drawing {
        name,
        page: [0.0, 0.0, placed.extent.w, placed.extent.h],
        nodes: boxes.extents.iter().zip(&placed.centres).map(|(extent, at)| sides(*at, *extent)).collect(),
        lines: lines.collect(),
    }
}

/// Reads a picture of a network back from its marks.
fn of_scene(name: String, scene: &Scene, network: &Network) -> Drawing {
    let fonts = Fonts::default();
    let of_class = |class: &'static str| scene.marks.iter().filter(move |mark| mark.class == class);
    let shape = |mark| of_path(paths(mark).next().expect("a node has a shape")).expect("it has points");
    // Boxes stand in the order in which they are read; labels tell which is which.
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let named = |label: &str| {
        let mut marks = of_class("node");
        marks.find(|mark| bare(&runs(mark).map(|run| run.text.as_str()).collect::<String>()) == bare(label))
    };
    let nodes: Vec<Sides> =
        network.nodes.iter().map(|node| shape(named(&node.label).expect("its label is whole"))).collect();
    assert_eq!((nodes.len(), of_class("edge").count()), (network.nodes.len(), network.edges.len()), "{name}");
    // Lines end at their boxes, a little before them where there is an arrowhead.
    let nearest = |at: Point| {
        let far = |sides: &Sides| {
            let (x, y) = (at.x.clamp(sides[0], sides[2]), at.y.clamp(sides[1], sides[3]));
            at.distance(Point::new(x, y))
        };
        (0..nodes.len()).min_by(|&a, &b| far(&nodes[a]).total_cmp(&far(&nodes[b]))).expect("a line has a box")
    };
    let line = |mark: &Mark| {
        let strokes = paths(mark).filter(|path| path.fill.is_none());
        let way: Vec<Point> = strokes.flat_map(along).collect();
        Line {
            from: nearest(way[0]),
            to: nearest(way[way.len() - 1]),
            way,
            label: runs(mark).map(|run| of_run(&fonts, run)).reduce(join),
        }
    };
    let drawing = Drawing {
        name,
        page: [0.0, 0.0, scene.page.w, scene.page.h],
        lines: of_class("edge").map(line).collect(),
        nodes,
    };
    let ends = |from: usize, to: usize| (from.min(to), from.max(to));
    let mut read: Vec<_> = drawing.lines.iter().map(|line| ends(line.from, line.to)).collect();
    let mut wanted: Vec<_> = network.edges.iter().map(|edge| ends(edge.from, edge.to)).collect();
    read.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(read, wanted, "{}: lines end at their boxes", drawing.name);
    drawing
}

/// The graphs that Graphviz makes of the same boxes, labels and links.
///
/// Extents are points here, which Graphviz reads and writes as inches.
#[allow(clippy::print_stdout, reason = "a test that skips says so")]
fn drawn_by_graphviz(engine: Engine, drawings: &[Drawing]) -> Option<Vec<Drawing>> {
    let (program, arguments) = engine.rival();
    let mut child = match Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(reason) => {
            println!("skipped: no {program}: {reason}");
            return None;
        }
    };
    let mut text = String::new();
    for drawing in drawings {
        text.push_str("digraph { node [shape=box fixedsize=true label=\"\"]; edge [arrowhead=none]\n");
        for (at, [left, top, right, bottom]) in drawing.nodes.iter().enumerate() {
            text.push_str(&format!("{at} [width={} height={}]\n", (right - left) / 72.0, (bottom - top) / 72.0));
        }
        for line in &drawing.lines {
            let label = line.label.map(|[left, top, right, bottom]| {
                format!(
                    "[label=<<TABLE BORDER=\"0\" FIXEDSIZE=\"TRUE\" WIDTH=\"{:.0}\" HEIGHT=\"{:.0}\">\
                     <TR><TD></TD></TR></TABLE>>]",
                    right - left,
                    bottom - top
                )
            });
            text.push_str(&format!("{} -> {} {}\n", line.from, line.to, label.unwrap_or_default()));
        }
        text.push_str("}\n");
    }
    let mut input = child.stdin.take().expect("it is piped");
    // It answers while it is still being asked.
    let output = std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(text.as_bytes()).expect("it reads"));
        child.wait_with_output().expect("it ends")
    });
    let plain = String::from_utf8(output.stdout).expect("it writes UTF-8");
    let drawn: Vec<Drawing> = plain.split("\nstop\n").filter(|text| !text.trim().is_empty()).map(of_plain).collect();
    assert_eq!(drawn.len(), drawings.len(), "{program} draws each graph");
    Some(drawn)
}

/// A graph as Graphviz writes it with `-Tplain`.
fn of_plain(text: &str) -> Drawing {
    let mut drawing = Drawing { name: String::new(), page: [0.0; 4], nodes: Vec::new(), lines: Vec::new() };
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let whole = |at: usize| words[at].parse::<usize>().expect("a number");
        let length = |at: usize| words[at].parse::<f64>().expect("a number") * 72.0;
        let point = |at: usize| Point::new(length(at), length(at + 1));
        match words[0] {
            "graph" => drawing.page = [0.0, 0.0, length(2), length(3)],
            "node" => {
                assert_eq!(whole(1), drawing.nodes.len());
                drawing.nodes.push(sides(point(2), Extent::new(length(4), length(5))));
            }
            "edge" => {
                let curve: Vec<Point> = (0..whole(3)).map(|nth| point(4 + nth * 2)).collect();
                let route = hallway::layout::Route { strokes: vec![curve], label: None };
                let way = route.samples(16);
                drawing.lines.push(Line { from: whole(1), to: whole(2), way, label: None });
            }
            _ => {}
        }
    }
    drawing
}

impl Drawing {
    /// Boxes and labels that lie on each other.
    fn overlaps(&self) -> usize {
        let labels = self.lines.iter().filter_map(|line| line.label);
        let taken: Vec<Sides> = self.nodes.iter().copied().chain(labels).collect();
        let on = |(at, a): (usize, &Sides)| taken[..at].iter().filter(|b| overlap(*a, **b)).count();
        taken.iter().enumerate().map(on).sum()
    }

    /// Boxes, labels and lines that leave the page.
    fn outside(&self) -> usize {
        let labels = self.lines.iter().filter_map(|line| line.label);
        let lines = self.lines.iter().filter_map(Line::sides);
        self.nodes.iter().copied().chain(labels).chain(lines).filter(|part| !within(*part, self.page)).count()
    }

    /// Pairs of a line and a box that it goes through without ending there.
    fn through(&self) -> usize {
        let foreign = |line: &Line| {
            let nodes = self.nodes.iter().enumerate();
            nodes.filter(|(at, node)| *at != line.from && *at != line.to && line.goes_through(**node)).count()
        };
        self.lines.iter().map(foreign).sum()
    }

    /// Pairs of a line and the label of another that it goes through.
    fn through_labels(&self) -> usize {
        let labels: Vec<(usize, Sides)> =
            self.lines.iter().enumerate().filter_map(|(of, line)| Some((of, line.label?))).collect();
        let foreign = |(at, line): (usize, &Line)| {
            labels.iter().filter(|(of, label)| *of != at && line.goes_through(*label)).count()
        };
        self.lines.iter().enumerate().map(foreign).sum()
    }

    /// How often lines cross. Where two share an end, what they do in or near that box counts as meeting.
    fn crossings(&self) -> usize {
        let sides: Vec<Option<Sides>> = self.lines.iter().map(Line::sides).collect();
        let mut total = 0;
        for (at, a) in self.lines.iter().enumerate() {
            for (b, of_b) in self.lines[..at].iter().zip(&sides) {
                if sides[at].zip(*of_b).is_none_or(|(a, b)| !overlap(a, b)) {
                    continue;
                }
                let shared = [a.from, a.to].into_iter().filter(|end| *end == b.from || *end == b.to);
                let near: Vec<Sides> = shared
                    .map(|end| self.nodes[end])
                    .map(|[left, top, right, bottom]| [left - NEAR, top - NEAR, right + NEAR, bottom + NEAR])
                    .collect();
                let counts = |place: &Point| !near.iter().any(|box_| holds(*box_, *place));
                total += a.meets(b).iter().filter(|place| counts(place)).count();
            }
        }
        total
    }
}

/// How near to a box that two lines share they may cross: about an arrowhead.
const NEAR: f64 = 12.0;

fn holds(sides: Sides, at: Point) -> bool {
    at.x > sides[0] && at.x < sides[2] && at.y > sides[1] && at.y < sides[3]
}

impl Line {
    fn sides(&self) -> Option<Sides> {
        self.way.iter().map(|at| [at.x, at.y, at.x, at.y]).reduce(join)
    }

    fn goes_through(&self, box_: Sides) -> bool {
        let inside = [box_[0] + 1.0, box_[1] + 1.0, box_[2] - 1.0, box_[3] - 1.0];
        self.way.windows(2).any(|pair| {
            // The part of the piece that is between two sides, from both pairs of sides (Liang and Barsky 1984).
            let [a, b] = [pair[0], pair[1]];
            let part = |from: f64, to: f64, low: f64, high: f64| {
                if (to - from).abs() < 1e-9 {
                    return if from > low && from < high { (0.0, 1.0) } else { (1.0, 0.0) };
                }
                let ends = [(low - from) / (to - from), (high - from) / (to - from)];
                (ends[0].min(ends[1]), ends[0].max(ends[1]))
            };
            let across = part(a.x, b.x, inside[0], inside[2]);
            let down = part(a.y, b.y, inside[1], inside[3]);
            across.0.max(down.0).max(0.0) < across.1.min(down.1).min(1.0)
        })
    }

    /// Where it crosses another. A place that is a corner of either is found once.
    fn meets(&self, other: &Self) -> Vec<Point> {
        let is_left = |a: Point, b: Point, c: Point| (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) >= 0.0;
        let mut found = Vec::new();
        for ours in self.way.windows(2) {
            let (a, b) = (ours[0], ours[1]);
            for theirs in other.way.windows(2) {
                let (c, d) = (theirs[0], theirs[1]);
                let apart = a.x.max(b.x) < c.x.min(d.x)
                    || c.x.max(d.x) < a.x.min(b.x)
                    || a.y.max(b.y) < c.y.min(d.y)
                    || c.y.max(d.y) < a.y.min(b.y);
                if apart || is_left(a, b, c) == is_left(a, b, d) || is_left(c, d, a) == is_left(c, d, b) {
                    continue;
                }
                let (run, rise) = (b.x - a.x, b.y - a.y);
                let parallel = run * (d.y - c.y) - rise * (d.x - c.x);
                let share = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / parallel;
                found.push(a.plus(run * share, rise * share));
            }
        }
        found
    }
}

/// What was counted in a drawing.
struct Count {
    overlaps: usize,
    outside: usize,
    through: usize,
    through_labels: usize,
    crossings: usize,
}

impl Count {
    fn of(drawing: &Drawing) -> Self {
        Self {
            overlaps: drawing.overlaps(),
            outside: drawing.outside(),
            through: drawing.through(),
            through_labels: drawing.through_labels(),
            crossings: drawing.crossings(),
        }
    }
}

/// A drawing's counts and those of Graphviz.
struct Measured {
    name: String,
    ours: Count,
    theirs: Option<Count>,
}

impl Measured {
    /// Our crossings and theirs.
    fn crossings(&self) -> Option<(usize, usize)> {
        Some((self.ours.crossings, self.theirs.as_ref()?.crossings))
    }

    fn is_over_twice(&self) -> bool {
        self.crossings().is_some_and(|(ours, theirs)| ours > theirs * 2)
    }
}

type Table = BTreeMap<(Engine, &'static str), Vec<Measured>>;

/// What all families count; measured once, and printed.
fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let table: Table = std::thread::scope(|scope| {
            let engines = [Engine::Layered, Engine::Free];
            let measuring = engines.map(|engine| scope.spawn(move || measure(engine, generated(engine))));
            let saved = saved_queries().into_iter().flat_map(|(engine, drawings)| measure(engine, drawings));
            let saved: Vec<_> = saved.collect();
            let generated = measuring.into_iter().flat_map(|measured| measured.join().expect("it is measured"));
            saved.into_iter().chain(generated).collect()
        });
        print(&table);
        table
    })
}

fn measure(
    engine: Engine,
    families: BTreeMap<&'static str, Vec<Drawing>>,
) -> Vec<((Engine, &'static str), Vec<Measured>)> {
    let measure = |(family, drawings): (&'static str, Vec<Drawing>)| {
        let mut theirs = drawn_by_graphviz(engine, &drawings).into_iter().flatten();
        let measured = drawings.into_iter().map(|drawing| Measured {
            ours: Count::of(&drawing),
            theirs: theirs.next().as_ref().map(Count::of),
            name: drawing.name,
        });
        ((engine, family), measured.collect())
    };
    families.into_iter().map(measure).collect()
}

fn median(mut counts: Vec<usize>) -> f64 {
    counts.sort_unstable();
    let middle = [counts.len().saturating_sub(1) / 2, counts.len() / 2].map(|at| counts.get(at).copied().unwrap_or(0));
    (middle[0] + middle[1]) as f64 / 2.0
}

#[allow(clippy::print_stdout, reason = "figures are to be looked at")]
fn print(table: &Table) {
    println!(
        "{:18} {:7} {:>6} {:>8} {:>7} {:>13} {:>6} {:>13} {:>13} {:>5} worst",
        "family", "against", "graphs", "overlaps", "outside", "through boxes", "labels", "median", "crossings", "over"
    );
    for ((engine, family), measured) in table {
        let sum = |count: fn(&Count) -> usize| {
            let ours: usize = measured.iter().map(|m| count(&m.ours)).sum();
            let theirs: usize = measured.iter().filter_map(|m| m.theirs.as_ref()).map(count).sum();
            (ours, theirs)
        };
        let pair = |(ours, theirs): (usize, usize)| format!("{ours} / {theirs}");
        let (ours, theirs): (Vec<usize>, Vec<usize>) = measured.iter().filter_map(Measured::crossings).unzip();
        let ratio = |m: &&Measured| m.crossings().map_or(0.0, |(ours, theirs)| ours as f64 / (theirs as f64).max(0.5));
        let worst = measured.iter().max_by(|a, b| ratio(a).total_cmp(&ratio(b))).expect("a family has drawings");
        println!(
            "{:18} {:7} {:>6} {:>8} {:>7} {:>13} {:>6} {:>13} {:>13} {:>5} {} in {}",
            family,
            engine.rival().0,
            measured.len(),
            sum(|count| count.overlaps).0,
            sum(|count| count.outside).0,
            pair(sum(|count| count.through)),
            sum(|count| count.through_labels).0,
            format!("{} / {}", median(ours), median(theirs)),
            pair(sum(|count| count.crossings)),
            measured.iter().filter(|m| m.is_over_twice()).count(),
            pair(worst.crossings().unwrap_or_default()),
            worst.name,
        );
    }
}

/// Graphs of each family, from 5 to 60 boxes, drawn.
fn generated(engine: Engine) -> BTreeMap<&'static str, Vec<Drawing>> {
    type Grow = fn(&mut dyn FnMut(usize) -> usize, usize) -> Vec<(usize, usize)>;
    let families: &[(&'static str, Grow)] = match engine {
        Engine::Layered => &[
            ("trees", tree),
            ("thin DAGs", |next, count| dag(next, count, count + count / 5)),
            ("DAGs", |next, count| dag(next, count, count + count / 2)),
            ("dense DAGs", |next, count| dag(next, count, count * 2)),
            ("sketches", sketch),
        ],
        Engine::Free => &[
            ("trees", tree),
            ("networks", |next, count| dag(next, count, count + count / 2)),
            ("labelled networks", |next, count| dag(next, count, count + count / 5)),
            ("stars with chords", star),
            ("communities", communities),
        ],
    };
    let of_family = |&(family, grow): &(&'static str, Grow)| {
        let drawings = (0..22_u64).map(|nth| {
            let mut next = numbers(nth * 1000 + family.len() as u64 * 7 + engine as u64);
            let most = if family == "sketches" || family == "stars with chords" { 26 } else { 56 };
            let count = 5 + next(most);
            let ends = grow(&mut next, count);
            let labelled = matches!(family, "sketches" | "labelled networks");
            let extents = (0..count).map(|_| Extent::new(70.0 + next(131) as f64, 36.0 + next(25) as f64)).collect();
            let link = |(from, to)| Link {
                from,
                to,
                directed: engine == Engine::Layered,
                label: (labelled && next(5) < 2).then(|| Extent::new(40.0 + next(70) as f64, 20.0)),
                strength: (1 + next(10)) as f64 / 10.0,
            };
            let boxes = Boxes { extents, links: ends.into_iter().map(link).collect(), ..Boxes::default() };
            draw(format!("{family} {nth}: {count} boxes"), &boxes, engine, family == "stars with chords")
        });
        (family, drawings.collect())
    };
    families.iter().map(of_family).collect()
}

fn tree(next: &mut dyn FnMut(usize) -> usize, count: usize) -> Vec<(usize, usize)> {
    (1..count).map(|at| (next(at).max(at.saturating_sub(12)), at)).collect()
}

/// Adds pairs that are not there yet until there are so many.
fn fill(
    next: &mut dyn FnMut(usize) -> usize,
    ends: &mut Vec<(usize, usize)>,
    links: usize,
    mut pair: impl FnMut(&mut dyn FnMut(usize) -> usize) -> (usize, usize),
) {
    for _ in 0..links * 20 {
        let (a, b) = pair(next);
        if ends.len() < links && a != b && !ends.contains(&(a, b)) && !ends.contains(&(b, a)) {
            ends.push((a, b));
        }
    }
}

/// A connected graph whose links lead from lower to higher numbers, mostly near.
fn dag(next: &mut dyn FnMut(usize) -> usize, count: usize, links: usize) -> Vec<(usize, usize)> {
    let mut ends = tree(next, count);
    fill(next, &mut ends, links, |next| {
        let from = next(count - 1);
        (from, (from + 1 + next(12)).min(count - 1))
    });
    ends
}

/// A graph as people sketch it: mostly one way, with some arrows back.
fn sketch(next: &mut dyn FnMut(usize) -> usize, count: usize) -> Vec<(usize, usize)> {
    let ends = dag(next, count, count + count / 3);
    ends.into_iter().map(|(from, to)| if next(6) == 0 { (to, from) } else { (from, to) }).collect()
}

fn star(next: &mut dyn FnMut(usize) -> usize, count: usize) -> Vec<(usize, usize)> {
    let mut ends: Vec<_> = (1..count).map(|at| (0, at)).collect();
    let links = ends.len() + count / 2;
    fill(next, &mut ends, links, |next| (1 + next(count - 1), 1 + next(count - 1)));
    ends
}

/// Groups of about nine; of seven further links one leads from group to group.
fn communities(next: &mut dyn FnMut(usize) -> usize, count: usize) -> Vec<(usize, usize)> {
    let groups = count.div_ceil(9);
    let mut ends: Vec<_> = (1..count).map(|at| if at < groups { (next(at), at) } else { (at - groups, at) }).collect();
    fill(next, &mut ends, count * 2, |next| {
        let (a, b) = (next(count), next(count));
        if next(7) == 0 { (a, b) } else { (a, b - b % groups + a % groups) }
    });
    ends.retain(|(a, b)| *a < count && *b < count);
    ends
}

/// The bundled notes and editions.
fn workspace() -> &'static Workspace {
    static WORKSPACE: OnceLock<Workspace> = OnceLock::new();
    WORKSPACE.get_or_init(|| {
        let (notes, _) = load(&[project().join("data/notes")], Taste::Everything);
        let editions = Editions { files: Vec::new(), built_in: Bundled::all().iter().collect(), is_listed: true };
        Workspace::build(notes, Gazetteer::bundled(), editions, &Options::default()).0
    })
}

/// What the saved queries show, by their names.
pub(crate) fn saved_views() -> Vec<(String, View)> {
    let workspace = workspace();
    let mut paths: Vec<_> = fs::read_dir(project().join("queries"))
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    let view = |path: std::path::PathBuf| {
        let text = fs::read_to_string(&path).expect("a query is text");
        let query = saved::read(&path.to_string_lossy(), &text, &workspace.gazetteer).expect("a query is right");
        (query.name, picture::view(workspace, &query.picture).expect("there is something to draw"))
    };
    paths.into_iter().map(view).collect()
}

/// The saved queries' pictures that are graphs without frames.
fn saved_queries() -> BTreeMap<Engine, BTreeMap<&'static str, Vec<Drawing>>> {
    let mut found: BTreeMap<Engine, BTreeMap<&'static str, Vec<Drawing>>> = BTreeMap::new();
    for (name, view) in saved_views() {
        let (engine, network) = match &view.figure {
            Figure::Layered(network) => (Engine::Layered, network),
            Figure::Network(network) => (Engine::Free, network),
            _ => continue,
        };
        // Frames cost crossings, and Graphviz is not asked for any here.
        if network.clusters.iter().any(|cluster| cluster.label.is_some()) {
            continue;
        }
        let scene = compose(&view, &Style { size: Size::Wide, ..Style::default() });
        let drawing = of_scene(name, &scene, network);
        found.entry(engine).or_default().entry("saved queries").or_default().push(drawing);
    }
    found
}

#[test]
fn nothing_lies_on_anything_or_outside_of_the_drawing() {
    for measured in table().values().flatten() {
        assert_eq!((measured.ours.overlaps, measured.ours.outside), (0, 0), "{}", measured.name);
    }
}

#[test]
fn the_median_of_crossings_is_at_most_that_of_graphviz() {
    for ((_, family), drawings) in table() {
        let (ours, theirs): (Vec<usize>, Vec<usize>) = drawings.iter().filter_map(Measured::crossings).unzip();
        assert!(median(ours) <= median(theirs), "{family}");
    }
}

#[test]
fn no_drawing_has_more_than_twice_the_crossings_of_graphviz() {
    for drawings in table().values() {
        for measured in drawings {
            let Some((ours, theirs)) = measured.crossings() else { continue };
            assert!(ours <= theirs * 2, "{}: {ours}, not {theirs}", measured.name);
        }
    }
}

#[test]
fn no_layered_line_goes_through_a_box() {
    for ((engine, _), drawings) in table() {
        for measured in drawings.iter().filter(|_| *engine == Engine::Layered) {
            assert_eq!(measured.ours.through, 0, "{}", measured.name);
        }
    }
}

#[test]
fn an_overview_shows_the_strongest_pairs_says_how_many_and_hangs_together() {
    let workspace = workspace();
    let query = picture::PictureQuery {
        kind: picture::PictureKind::Network,
        title: None,
        focus: Vec::new(),
        condition: Query::everything(),
        years: Years::ALL,
        min_talks: None,
        limit: Some(1000),
        periods: None,
        cluster: None,
        direction: None,
    };
    let view = picture::view(workspace, &query).expect("there is something to draw");
    let Figure::Network(network) = &view.figure else { panic!("it is a network") };
    let found: Vec<_> = workspace.graph().pairs().filter(|(.., talks)| *talks >= 3).collect();
    let (nodes, edges) = (network.nodes.len(), network.edges.len());
    assert!((999..=1000).contains(&nodes) && edges == nodes * 2, "{nodes} nodes, {edges} edges");
    let said = format!("{edges} of {} pairs that share 3 or more talks", found.len());
    assert!(view.caption.contains(&said), "{}", view.caption);

    let place: BTreeMap<&str, usize> = network.nodes.iter().enumerate().map(|(at, node)| (&*node.id, at)).collect();
    let id = |entity| place.get(workspace.gazetteer.entity(entity).id.as_str()).copied();
    let shown = parts(nodes, network.edges.iter().map(|edge| (edge.from, edge.to)));
    let all = parts(nodes, found.iter().filter_map(|(a, b, _)| id(*a).zip(id(*b))));
    assert_eq!(shown, all, "thinning takes nothing apart");
}

/// For each of `count` nodes, the first that is connected with it.
fn parts(count: usize, edges: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut part: Vec<usize> = (0..count).collect();
    for (a, b) in edges {
        let (low, high) = (part[a].min(part[b]), part[a].max(part[b]));
        part.iter_mut().filter(|of| **of == high).for_each(|of| *of = low);
    }
    part
}

#[test]
fn crossings_are_counted_once_and_not_where_lines_meet() {
    let line = |from: usize, to: usize, way: &[(f64, f64)]| Line {
        from,
        to,
        way: way.iter().map(|&(x, y)| Point::new(x, y)).collect(),
        label: None,
    };
    let small = Extent::new(10.0, 10.0);
    let crossings = |lines: Vec<Line>| {
        let nodes =
            [(0.0, 0.0), (200.0, 200.0), (200.0, 0.0), (0.0, 200.0)].map(|(x, y)| sides(Point::new(x, y), small));
        Drawing { name: String::new(), page: [0.0; 4], nodes: nodes.to_vec(), lines }.crossings()
    };
    // Through a corner of one, through corners of both, and three times.
    let down = || line(0, 1, &[(0.0, 0.0), (100.0, 100.0), (200.0, 200.0)]);
    assert_eq!(crossings(vec![down(), line(2, 3, &[(200.0, 0.0), (0.0, 200.0)])]), 1);
    assert_eq!(crossings(vec![down(), line(2, 3, &[(200.0, 0.0), (100.0, 100.0), (0.0, 200.0)])]), 1);
    let winding = [(200.0, 0.0), (50.0, 60.0), (60.0, 50.0), (100.0, 110.0), (0.0, 200.0)];
    assert_eq!(crossings(vec![down(), line(2, 3, &winding)]), 3);
    // Two from one box meet there, but not again further on.
    let round = [(0.0, 0.0), (8.0, 12.0), (14.0, 10.0), (200.0, 0.0)];
    assert_eq!(crossings(vec![down(), line(0, 2, &round)]), 0);
    let back = [(0.0, 0.0), (80.0, 120.0), (140.0, 10.0), (200.0, 0.0)];
    assert_eq!(crossings(vec![down(), line(0, 2, &back)]), 1);
}
