//! Views to draw: what slides show, and the extremes.

use hallway::view::{
    Alluvial, Appearance, Column, Edge, Figure, Flow, Form, Group, Lane, Lineage, Network, Node, NodeKind, Origin,
    Period, Row, SERIES, Theme, Timeline, Told, View,
};

pub(crate) fn node(id: &str, kind: NodeKind, talks: usize) -> Node {
    Node {
        id: id.to_lowercase().replace(' ', "-"),
        label: id.into(),
        kind,
        talks,
        focus: false,
        note: format!("{id}: {talks} talks"),
    }
}

pub(crate) fn edge(from: usize, to: usize, label: Option<&str>, origin: Origin) -> Edge {
    let directed = origin != Origin::Together;
    Edge { from, to, directed, label: label.map(Into::into), talks: 0, origin, note: "fosdem-2016.md:12".into() }
}

pub(crate) fn view(title: &str, figure: Figure) -> View {
    let caption = "Notes of 3 FOSDEM editions (2016, 2018, 2020), 161 talks. Drawn by Hallway.";
    View { title: title.into(), caption: caption.into(), figure }
}

pub(crate) fn runtimes() -> View {
    use NodeKind::{Project, Technology};
    let mut nodes = vec![
        node("Kubernetes", Project, 40),
        node("cri-containerd", Project, 3),
        node("containerd", Project, 12),
        node("docker CLI", Project, 30),
        node("runC", Project, 9),
        node("OCI", Technology, 9),
    ];
    nodes[2].focus = true;
    let edges = [(0, 1), (1, 2), (3, 2), (1, 4), (2, 4), (4, 5)];
    let edges = edges.iter().map(|&(a, b)| edge(a, b, None, Origin::Drawn)).collect();
    view("Below Kubernetes", Figure::Layered(Network { nodes, edges, ..Network::default() }))
}

pub(crate) fn relations() -> View {
    use NodeKind::{Licence, Organisation, Project, Technology, Topic, Unknown};
    let nodes = vec![
        node("Kubernetes", Project, 40),
        node("kubelet", Project, 8),
        node("CRI", Technology, 6),
        node("CRI-O", Project, 4),
        node("containerd", Project, 12),
        node("Docker", Project, 30),
        node("runC", Project, 9),
        node("crun", Project, 3),
        node("OCI Runtime Specification", Technology, 9),
        node("Checkpoint/Restore In Userspace", Project, 7),
        node("Linux kernel", Project, 60),
        node("Live migration", Topic, 5),
        node("Cloud Native Computing Foundation", Organisation, 5),
        node("Apache License 2.0", Licence, 3),
        node("our shim", Unknown, 0),
    ];
    let c = Origin::Curated;
    let d = Origin::Drawn;
    let mut edges = vec![
        edge(0, 1, Some("runs"), c),
        edge(1, 2, Some("speaks"), c),
        edge(3, 2, Some("implements"), c),
        edge(4, 2, Some("implements"), c),
        edge(5, 4, Some("uses"), c),
        edge(4, 6, Some("starts"), d),
        edge(3, 7, Some("starts"), d),
        edge(6, 8, Some("implements"), c),
        edge(7, 8, Some("implements"), c),
        edge(6, 9, Some("checkpoints with"), d),
        edge(9, 10, Some("needs ptrace and namespaces of"), c),
        edge(9, 11, Some("enables"), c),
        edge(12, 0, Some("hosts"), c),
        edge(12, 4, Some("hosts"), c),
        edge(0, 13, Some("licensed under"), c),
        edge(4, 14, None, d),
        edge(14, 6, None, d),
        edge(10, 10, Some("patches itself"), d),
        edge(6, 4, Some("reports to"), d),
    ];
    edges[10].note = "criu.yaml:12".into();
    view(
        "Who starts a container, and who can move it while it runs",
        Figure::Layered(Network { nodes, edges, ..Network::default() }),
    )
}

pub(crate) fn ego() -> View {
    use NodeKind::{Organisation, Project, Technology, Topic};
    let names = [
        ("CRIU", Project, 18),
        ("runC", Project, 9),
        ("Podman", Project, 8),
        ("Docker", Project, 14),
        ("Kubernetes", Project, 11),
        ("OpenVZ", Project, 6),
        ("LXC", Project, 7),
        ("Live migration", Topic, 12),
        ("ptrace", Technology, 3),
        ("userfaultfd", Technology, 4),
        ("Virtuozzo", Organisation, 5),
        ("Google", Organisation, 2),
        ("Containers", Topic, 15),
    ];
    let mut nodes: Vec<Node> = names.into_iter().map(|(name, kind, talks)| node(name, kind, talks)).collect();
    nodes[0].focus = true;
    let mut edges: Vec<Edge> =
        (1..13).map(|to| Edge { talks: nodes[to].talks.min(12), ..edge(0, to, None, Origin::Together) }).collect();
    for (a, b, talks) in [(1, 3, 5), (2, 1, 4), (3, 4, 6), (5, 10, 4), (7, 5, 2), (12, 6, 3), (12, 3, 7), (8, 9, 1)] {
        edges.push(Edge { talks, ..edge(a, b, None, Origin::Together) });
    }
    view("What CRIU is talked about with", Figure::Network(Network { nodes, edges, ..Network::default() }))
}

/// Numbers that look random and are the same everywhere.
pub(crate) fn numbers(mut seed: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or(0) % below.max(1)
    }
}

pub(crate) fn together(count: usize, links: usize, seed: u64) -> View {
    let words = [
        "CRIU",
        "Kubernetes",
        "Docker",
        "Podman",
        "eBPF",
        "systemd",
        "QEMU",
        "Rust",
        "Go",
        "PostgreSQL",
        "Prometheus",
        "Wayland",
        "LibreOffice",
        "GStreamer",
        "OpenStack",
        "Ceph",
        "Debian",
        "Nix",
        "RISC-V",
        "LLVM",
        "Python",
        "WebAssembly",
        "Matrix",
        "Live migration",
        "Observability",
        "Confidential computing",
        "Software Freedom Conservancy",
        "Reproducible builds",
        "Home Assistant",
        "Firecracker",
    ];
    let kinds = [NodeKind::Project, NodeKind::Project, NodeKind::Technology, NodeKind::Topic, NodeKind::Organisation];
    let mut next = numbers(seed);
    let nodes: Vec<Node> = (0..count)
        .map(|at| {
            let name =
                if at < words.len() { words[at].to_owned() } else { format!("{} {at}", words[at % words.len()]) };
            let talks = 1 + 60 / (1 + at % 30) + next(6);
            Node { id: format!("e{at}"), ..node(&name, kinds[at % kinds.len()], talks) }
        })
        .collect();
    let mut edges = Vec::new();
    for at in 0..links {
        let a = if at + 1 < count { at + 1 } else { next(count) };
        let b = if at + 1 < count { next((at + 1).min(9)) } else { next(count) };
        if a != b && !edges.iter().any(|edge: &Edge| (edge.from, edge.to) == (a.min(b), a.max(b))) {
            edges.push(Edge { talks: 1 + next(5) * next(4), ..edge(a.min(b), a.max(b), None, Origin::Together) });
        }
    }
    view("What is talked about together", Figure::Network(Network { nodes, edges, ..Network::default() }))
}

pub(crate) fn path() -> View {
    use NodeKind::{Project, Technology, Topic};
    let nodes = vec![
        node("Rust", Technology, 20),
        node("Firecracker", Project, 4),
        node("Live migration", Topic, 6),
        node("CRIU", Project, 18),
    ];
    let mut nodes = nodes;
    nodes[0].focus = true;
    nodes[3].focus = true;
    let edges = vec![
        Edge { talks: 3, ..edge(0, 1, Some("3 talks"), Origin::Together) },
        Edge { talks: 1, ..edge(1, 2, Some("1 talk"), Origin::Together) },
        Edge { talks: 5, ..edge(2, 3, Some("5 talks"), Origin::Together) },
    ];
    view("From Rust to CRIU", Figure::Layered(Network { nodes, edges, ..Network::default() }))
}

pub(crate) fn timeline(rows: usize, columns: usize, unobserved: usize) -> View {
    let names =
        ["CRIU", "Kubernetes", "Docker", "Live migration", "eBPF", "Software Freedom Conservancy", "Podman", "AGPL"];
    let kinds = [
        NodeKind::Project,
        NodeKind::Project,
        NodeKind::Project,
        NodeKind::Topic,
        NodeKind::Technology,
        NodeKind::Organisation,
        NodeKind::Project,
        NodeKind::Licence,
    ];
    let mut next = numbers(7);
    let columns: Vec<Column> = (0..columns)
        .map(|at| Column {
            label: (2013 + at).to_string(),
            talks: (at % 8 < 8 - unobserved || at == columns - 1).then(|| 300 + 41 * (at % 9)),
            sampled: at % 8 == 1,
        })
        .collect();
    let rows = (0..rows)
        .map(|at| {
            let talks: Vec<usize> = columns
                .iter()
                .map(|column| if column.talks.is_none() || next(3) == 0 { 0 } else { 1 + next(4) * next(9) })
                .collect();
            let name =
                if at < names.len() { names[at].to_owned() } else { format!("{} {at}", names[at % names.len()]) };
            let notes = talks.iter().map(|talks| format!("{talks} talks")).collect();
            Row {
                id: format!("e{at}"),
                label: name,
                kind: kinds[at % kinds.len()],
                talks,
                notes,
                colour: at % SERIES,
                bursts: Vec::new(),
            }
        })
        .collect();
    view("What came back", Figure::Timeline(Timeline { columns, rows, ..Timeline::default() }))
}

/// Views at the edge of what can be drawn.
pub(crate) fn extremes() -> Vec<(&'static str, View)> {
    let long = "A label of two hundred characters that goes on and on, since somebody wrote a whole sentence into a box \
                of a sketch and then, not yet content with that, went on to a second half of the very same sentence";
    let nodes = vec![
        Node { label: long.into(), ..node("long", NodeKind::Project, 3) },
        Node { label: "x".repeat(400), ..node("wide", NodeKind::Technology, 1) },
        Node { label: String::new(), ..node("empty", NodeKind::Unknown, 0) },
        Node { label: "容器と🦀".into(), ..node("cjk", NodeKind::Topic, 2) },
        Node { label: "שלום עולם (CRIU)".into(), ..node("hebrew", NodeKind::Licence, 2) },
        Node { label: "مرحبا بالعالم".into(), ..node("arabic", NodeKind::Organisation, 2) },
    ];
    let edges = vec![
        edge(0, 1, Some(long), Origin::Curated),
        edge(1, 2, Some("a"), Origin::Drawn),
        edge(1, 2, Some("b"), Origin::Drawn),
        edge(2, 1, None, Origin::Drawn),
        edge(3, 4, Some("אחרי"), Origin::Curated),
        edge(5, 5, Some("itself"), Origin::Drawn),
        edge(5, 5, None, Origin::Drawn),
    ];
    let odd = Network { nodes, edges, ..Network::default() };
    let mut titled = view(&format!("{long} {long} {long}"), Figure::Layered(odd.clone()));
    titled.caption = long.repeat(4);
    let single = Network { nodes: vec![node("CRIU", NodeKind::Project, 1)], ..Network::default() };
    let mut dense = together(40, 300, 3);
    if let Figure::Network(network) = &dense.figure {
        let mut network = network.clone();
        for edge in &mut network.edges {
            edge.directed = true;
            edge.origin = Origin::Curated;
        }
        dense.figure = Figure::Layered(network);
    }
    vec![
        ("odd-layered", titled),
        ("odd-network", view("Odd labels", Figure::Network(odd))),
        ("empty-layered", view("Nothing", Figure::Layered(Network::default()))),
        ("empty-timeline", view("Nothing", Figure::Timeline(Timeline::default()))),
        ("one", view("One", Figure::Network(single.clone()))),
        ("one-layered", view("One", Figure::Layered(single))),
        ("dense-layered", dense),
        ("three-hundred", together(300, 500, 5)),
        ("wide-timeline", timeline(40, 60, 2)),
        ("wide-lines", formed(timeline(40, 60, 2), Form::Lines)),
        ("wide-stream", formed(timeline(40, 60, 2), Form::Stream)),
        ("wide-heatmap", formed(timeline(40, 60, 2), Form::Heat)),
        ("wide-alluvial", alluvial(9, 12)),
        ("wide-strategic", strategic(40)),
        ("wide-lineage", lineage(5, 16)),
        ("empty-alluvial", view("Nothing", Figure::Alluvial(Alluvial::default()))),
        ("empty-strategic", view("Nothing", Figure::Strategic(Vec::new()))),
        ("empty-lineage", view("Nothing", Figure::Lineage(Lineage::default()))),
        ("empty-bump", view("Nothing", Figure::Timeline(Timeline { form: Form::Ranks, ..Timeline::default() }))),
    ]
}

pub(crate) const THEMES: [&str; 8] = [
    "Kubernetes, Docker, containers",
    "PostgreSQL, databases, SQL",
    "Wayland, Mesa, Vulkan",
    "eBPF, tracing, Linux kernel",
    "Rust, Go, Compilers",
    "Software Freedom Conservancy, GPL, copyleft",
    "VoIP, Asterisk",
    "CRIU",
];

pub(crate) fn alluvial(periods: usize, groups: usize) -> View {
    let mut next = numbers(11);
    let drawn: Vec<Period> = (0..periods)
        .map(|at| Period {
            label: format!("{}–{}", 2007 + at * 5, 2011 + at * 5),
            talks: 2000 + at * 511,
            groups: (0..groups)
                .map(|nth| Group {
                    label: THEMES[(nth + at * 3) % THEMES.len()].into(),
                    members: 4 + next(30),
                    colour: (nth + at * 3) % SERIES,
                    note: String::new(),
                })
                .collect(),
        })
        .collect();
    let mut flows = Vec::new();
    for at in 1..periods {
        let mut left: Vec<usize> = drawn[at - 1].groups.iter().map(|group| group.members).collect();
        for (to, group) in drawn[at].groups.iter().enumerate() {
            let mut free = group.members;
            for (from, left) in left.iter_mut().enumerate() {
                let members = (*left).min(free).min(if (from + to) % 3 == 0 { next(9) } else { 0 });
                if members > 0 {
                    (*left, free) = (*left - members, free - members);
                    flows.push(Flow { period: at - 1, from, to, members, note: String::new() });
                }
            }
        }
    }
    view("What became of it", Figure::Alluvial(Alluvial { periods: drawn, flows }))
}

pub(crate) fn strategic(count: usize) -> View {
    let mut next = numbers(5);
    let mut themes: Vec<Theme> = (0..count)
        .map(|at| Theme {
            label: THEMES[at % THEMES.len()].into(),
            talks: 10 + next(300),
            centrality: next(1000) as f64 / 10.0,
            density: next(1000) as f64 / 10.0,
            is_central: false,
            is_dense: false,
            note: String::new(),
        })
        .collect();
    for theme in &mut themes {
        theme.is_central = theme.centrality >= 50.0;
        theme.is_dense = theme.density >= 50.0;
    }
    view("Themes", Figure::Strategic(themes))
}

pub(crate) fn lineage(lanes: usize, columns: usize) -> View {
    let names = ["CRIU", "Docker", "Live migration", "Software Freedom Conservancy"];
    let kinds = [NodeKind::Project, NodeKind::Project, NodeKind::Topic, NodeKind::Organisation];
    let titles = [
        "Checkpointing and restoring containers, an introduction for those who have never done it",
        "Live migration in practice",
        "CRIU: what is new",
    ];
    let mut next = numbers(3);
    let heads: Vec<Column> = (0..columns)
        .map(|at| Column {
            label: (2012 + at).to_string(),
            talks: (at % 5 != 2).then_some(400 + at),
            sampled: at % 5 == 1,
        })
        .collect();
    let lanes = (0..lanes).map(|lane| {
        let cells = heads.iter().enumerate().map(|(at, head)| {
            let talks = (0..=next(4)).map(|nth| Told {
                id: format!("t{at}-{nth}"),
                title: titles[(at + nth) % titles.len()].into(),
                speakers: if nth == 0 { "Jo Example, Al Example".into() } else { String::new() },
                after: (at > 0 && nth == 0).then(|| (format!("t{}-0", at - 1), (2011 + at).to_string())),
                note: "fosdem-2016.md:12".into(),
            });
            let talks = talks.collect();
            let is_there = head.talks.is_some() && (at + lane) % 4 != 3;
            is_there.then_some(Appearance { gap: usize::from(at % 5 == 3), note: "here".into(), talks })
        });
        Lane {
            id: format!("e{lane}"),
            label: names[lane % names.len()].into(),
            kind: kinds[lane % kinds.len()],
            cells: cells.collect(),
        }
    });
    view("The line of CRIU", Figure::Lineage(Lineage { lanes: lanes.collect(), columns: heads.clone() }))
}

/// A timeline in another form.
pub(crate) fn formed(mut view: View, form: Form) -> View {
    if let Figure::Timeline(timeline) = &mut view.figure {
        timeline.form = form;
        for (at, row) in timeline.rows.iter_mut().enumerate() {
            row.bursts = vec![(at % 3, at % 3 + 1)];
        }
    }
    view
}

/// Every sample by name.
/// Labels in many scripts, as nodes, at edges and in rows.
pub(crate) fn scripts() -> Vec<(&'static str, View)> {
    use NodeKind::{Organisation, Project, Technology, Topic};
    let nodes = vec![
        node("حاويات ونظام التشغيل", Topic, 30),
        node("קונטיינרים וליבה", Project, 12),
        node("容器编排", Technology, 20),
        node("コンテナとカーネル", Project, 9),
        node("컨테이너와 커널", Project, 8),
        node("Ελληνική κοινότητα", Organisation, 7),
        node("Ядро и контейнеры", Technology, 6),
        node("कंटेनर और कर्नेल", Topic, 5),
        node("Rust 🦀 и Linux 🐧", Project, 4),
        node("Podman 容器 نظام", Project, 3),
    ];
    let said = ["يستخدم", "משתמש", "使用", "使う", "사용", "χρησιμοποιεί", "использует", "उपयोग", "👩‍💻"];
    let edges: Vec<Edge> =
        said.iter().enumerate().map(|(at, label)| edge(at, at + 1, Some(label), Origin::Curated)).collect();
    let network = Network { nodes, edges, ..Network::default() };
    let mut rows = timeline(9, 8, 1);
    if let Figure::Timeline(timeline) = &mut rows.figure {
        for (row, node) in timeline.rows.iter_mut().zip(&network.nodes) {
            row.label.clone_from(&node.label);
        }
        timeline.rows.truncate(8);
    }
    rows.title = "الحاويات عبر السنين: CRIU و Docker 容器".into();
    let lines =
        View { title: "コンテナの歴史 🦀 컨테이너의 역사".into(), ..formed(rows.clone(), Form::Lines) };
    let streams =
        View { title: "קונטיינרים לאורך השנים".into(), ..formed(rows.clone(), Form::Stream) };
    vec![
        ("scripts-layered", view("Контейнеры, 容器, حاويات, קונטיינרים 🐳", Figure::Layered(network.clone()))),
        ("scripts-network", view("컨테이너 कंटेनर κοινότητα", Figure::Network(network))),
        ("scripts-dots", rows),
        ("scripts-lines", lines),
        ("scripts-stream", streams),
    ]
}

pub(crate) fn all() -> Vec<(&'static str, View)> {
    let mut all = vec![
        ("runtimes", runtimes()),
        ("relations", relations()),
        ("ego", ego()),
        ("together", together(30, 60, 1)),
        ("path", path()),
        ("timeline", timeline(8, 8, 0)),
        ("timeline-gaps", timeline(8, 8, 5)),
        ("heatmap", formed(timeline(8, 8, 5), Form::Heat)),
        ("lines", formed(timeline(8, 8, 5), Form::Lines)),
        ("bump", formed(timeline(8, 8, 5), Form::Ranks)),
        ("alluvial", alluvial(4, 6)),
        ("strategic", strategic(12)),
        ("lineage", lineage(2, 7)),
        ("stream", formed(timeline(8, 8, 2), Form::Stream)),
    ];
    all.extend(extremes());
    all
}
