//! One row a rule: dictionary, text, the mentions that are expected; an uncertain one has a question mark.

use proptest::strategy::Strategy;

use super::word::Words;
use super::*;
use crate::corpus::SourcedReport;
use crate::gazetteer::{Dictionary, Kind};
use crate::source::Source;
use crate::source::document::{Link, Passage};
use crate::source::notes::{Report, Section};
use crate::text::filter::Filter;

fn tag_flow(dictionary: &'static str, flow: &Flow) -> String {
    let (gazetteer, complaints) = Gazetteer::compile(vec![Dictionary::new("d.yaml", dictionary)]);
    assert_eq!(complaints, []);
    let section = Section {
        title: "Untitled".into(),
        passages: vec![Passage { field: Field::Text, flow: flow.clone() }],
        ..Section::default()
    };
    let report = Report { sections: vec![section], ..Report::default() };
    let source = Source::of_text("n.txt", flow.text());
    let corpus = Corpus::join(vec![source], Vec::new(), vec![SourcedReport { source: 0, report }]);
    let mentions = find_mentions(&corpus, &gazetteer);
    let show = |mention: &Mention| {
        let id = &gazetteer.entity(mention.entity).id;
        let mark = if mention.certain { "" } else { "?" };
        let context = mention.context(&corpus);
        let text = &context.text[context.mention.clone()];
        format!("{text}={id}{mark}")
    };
    mentions.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn tag(dictionary: &'static str, text: &str) -> String {
    tag_flow(dictionary, &Flow::verbatim(text, 0))
}

const NAMES: &str = "
- {id: containerd, name: containerd, kind: project}
- {id: cri-containerd, name: cri-containerd, kind: project}
- {id: kubernetes, name: Kubernetes, kind: project, aliases: [k8s]}
- {id: c, name: C, kind: technology}
- {id: c-plus-plus, name: C++, kind: technology}
- {id: dotnet, name: .NET, kind: technology}
- {id: nine-p, name: 9pfs, kind: technology}
- {id: node-js, name: Node.js, kind: project}
- {id: live-migration, name: live migration, kind: topic}
- {id: nosql, name: NoSQL, kind: topic}
- {id: unikernels, name: unikernels, kind: topic}
- {id: library, name: shared library, kind: topic}
- {id: ci-cd, name: CI/CD, kind: topic}
- {id: python, name: Python, kind: technology, match: {case: fold}}
- {id: criu, name: CRIU, kind: project, aliases: [Checkpoint & Restore In Userspace]}
- {id: go-version, name: Go release, kind: technology, aliases: [{regex: 'Go 1\\.\\d+'}]}
";

#[test]
fn names_are_found_by_their_boundaries_and_variants() {
    for (text, expected) in [
        ("cri-containerd and containerd", "cri-containerd=cri-containerd, containerd=containerd"),
        ("CRI containerd, cricontainerd", "CRI containerd=cri-containerd, cricontainerd=cri-containerd"),
        ("K8S, k8s’s and Kubernetes'", "K8S=kubernetes, k8s=kubernetes, Kubernetes=kubernetes"),
        ("C, C++ and C# or c", "C=c, C++=c-plus-plus"),
        (".NET is not net, nor ASP.NET", ".NET=dotnet"),
        ("9pfs (slow), node.js, NodeJS", "9pfs=nine-p, node.js=node-js"),
        (
            "live-migration, live\nmigrations, livemigration",
            "live-migration=live-migration, live\nmigrations=live-migration, livemigration=live-migration",
        ),
        ("No-SQL, No SQL, no SQL here", "No-SQL=nosql, No SQL=nosql"),
        ("a unikernel, many unikernels", "unikernel=unikernels, unikernels=unikernels"),
        ("shared libraries", "shared libraries=library"),
        ("CI / CD and CICD", "CI / CD=ci-cd"),
        ("python3, Python 3.5, pythonic", "python3=python, Python=python"),
        ("Checkpoint & Restore\nIn Userspace", "Checkpoint & Restore\nIn Userspace=criu"),
        ("criu.org, https://criu.org/x, @criu, criu_dump", ""),
        ("since Go 1.5 and Go 1.5beta", "Go 1.5=go-version"),
        ("ＣＲＩＵ and Crïu", "ＣＲＩＵ=criu, Crïu=criu"),
    ] {
        assert_eq!(tag(NAMES, text), expected, "{text}");
    }
}

const HOMONYMS: &str = "
- {id: ring, name: Ring, kind: project, broader: [peer-to-peer], match: {case: exact, needs: [OpenDHT, 'SIP ?phones?']}}
- {id: opendht, name: OpenDHT, kind: project}
- {id: peer-to-peer, name: peer-to-peer, kind: topic}
- {id: swap, name: swap, kind: topic, match: {unless: ['compare.and.swap']}}
- {id: gate, name: Gate, kind: project, links: {homepage: 'https://gate.example'}}
- {id: finch, name: Finch, kind: project, broader: [containers]}
- {id: containers, name: containers, kind: topic}
- {id: mars-rover, name: Mars Rover, kind: project, match: {needs: [spacecraft]}}
- {id: mars, name: Mars, kind: topic, match: {case: exact}}
- {id: mono-a, name: Mono, kind: project, match: {needs: [dotnet, csharp]}}
- {id: mono-b, name: Mono, kind: project, match: {needs: [audio]}}
";

#[test]
fn an_ambiguous_name_counts_only_with_a_cue() {
    for (text, expected) in [
        ("Ring is nice", "Ring=ring?"),
        ("the ring", ""),
        ("Ring over OpenDHT", "Ring=ring, OpenDHT=opendht"),
        ("Ring for SIP phones", "Ring=ring"),
        ("a peer to peer Ring", "peer to peer=peer-to-peer, Ring=ring"),
        ("swap is not compare and swap", "swap=swap"),
        ("automatic gates at the Gate", "Gate=gate?"),
        ("it runs on Gate everywhere", "Gate=gate"),
        ("Gate runs on Gate Island", "Gate=gate?, Gate=gate?"),
        ("Finch runs containers", "Finch=finch, containers=containers"),
        ("Mars Rover", "Mars=mars"),
        ("the Mars Rover spacecraft", "Mars Rover=mars-rover"),
        ("Mono", "Mono=mono-a?, Mono=mono-b?"),
        ("Mono audio", "Mono=mono-b"),
        ("Mono dotnet audio", "Mono=mono-a?, Mono=mono-b?"),
        ("Mono dotnet csharp audio", "Mono=mono-a"),
    ] {
        assert_eq!(tag(HOMONYMS, text), expected, "{text}");
    }
}

const SPELLINGS: &str = "
- {id: python, name: Python, kind: technology, broader: [languages], match: {case: fold}}
- {id: perl, name: Perl, kind: technology, broader: [languages]}
- {id: languages, name: programming languages, kind: topic}
- {id: node, name: Node, kind: project, broader: [languages], match: {needs: [npm]}}
- {id: puppet, name: Puppet, kind: project, broader: [configuration], match: {needs: [manifest]}}
- {id: chef, name: Chef, kind: project, broader: [configuration], match: {needs: [cookbook]}}
- {id: configuration, name: configuration management, kind: topic}
- {id: matrix, name: Matrix, kind: technology, aliases: [Matrix protocol], match: {needs: [homeserver]}}
- {id: cockpit, name: Cockpit, kind: project, match: {needs: [web console]}}
- {id: ada, name: Ada, kind: technology, match: {case: exact, needs: [gnat]}}
- {id: ros, name: ROS, kind: project}
- {id: acme, name: Acme, kind: organisation}
";

#[test]
fn a_name_in_another_case_needs_more_than_one_in_its_own() {
    for (text, expected) in [
        // An everyday word needs a sign close by, a rarer one anywhere in the talk.
        ("a node", ""),
        ("npm for your node project", "node=node"),
        ("a node in a graph. Much else is said of it and of other things here. It uses npm", ""),
        ("puppets. We write it all down in a manifest", "puppets=puppet"),
        ("PUPPET. We write it all down in a manifest", "PUPPET=puppet"),
        ("pUppet. We write it all down in a manifest, and there is much of it", ""),
        // Lists tell what their items are.
        ("perl, node or python", "perl=perl, node=node, python=python"),
        ("Perl and node", "Perl=perl, node=node"),
        ("puppet and chef", "puppet=puppet, chef=chef"),
        ("Perl (5), Chef (new) and more", "Perl=perl, Chef=chef"),
        // A bare noun is a name; so is one tied to another if the talk names it plainly.
        ("photos via matrix. There are many things to say here about this. My homeserver", "matrix=matrix"),
        ("a matrix of photos. There are many things to say here about this. My homeserver", ""),
        (
            "matrix-sdk. There are many things to say here about this. The Matrix protocol",
            "matrix=matrix, Matrix protocol=matrix",
        ),
        // What is a verb is no name.
        ("we node an npm", ""),
        ("Node the npm", ""),
        // Nor is a part of another name.
        ("we made Cluster Cockpit, a web console", "Cockpit=cockpit?"),
        ("we made Acme Cockpit, a web console", "Acme=acme, Cockpit=cockpit?"),
        ("we made Acme's Cockpit, a web console", "Acme=acme, Cockpit=cockpit"),
        ("ADAS with gnat, ada with gnat, Ada with gnat", "Ada=ada"),
        ("Ross and ROS, ros, Ros", "ROS=ros, ros=ros, Ros=ros"),
    ] {
        assert_eq!(tag(SPELLINGS, text), expected, "{text}");
    }
}

#[test]
fn a_track_that_is_named_after_an_entity_speaks_for_it() {
    let (gazetteer, _) = Gazetteer::compile(vec![Dictionary::new("d.yaml", SPELLINGS)]);
    let tagger = Tagger::new(&gazetteer);
    let named = |track: &str| {
        let named = tagger.named_by_track(track, &mut Room::default());
        named.into_iter().map(|entity| gazetteer.entity(entity).id.to_string()).collect::<Vec<_>>().join(", ")
    };
    for (track, expected) in [
        ("Ada", "ada"),
        ("Puppet devroom", "puppet"),
        ("Matrix and Puppet", "matrix, puppet"),
        ("Node systems", ""),
        ("Building with Node", ""),
    ] {
        assert_eq!(named(track), expected, "{track}");
    }
}

#[test]
fn a_link_names_the_entity_whose_home_it_is() {
    let mut flow = Flow::verbatim("read more there", 0);
    flow.links.push(Link { anchor: 5..9, target: "https://www.gate.example/docs?x#y".into(), span: Span::new(40, 60) });
    assert_eq!(tag_flow(HOMONYMS, &flow), "=gate");
    let mut flow = Flow::verbatim("the Gate project", 0);
    flow.links.push(Link { anchor: 4..8, target: "http://gate.example".into(), span: Span::new(40, 60) });
    assert_eq!(tag_flow(HOMONYMS, &flow), "Gate=gate", "anchor and address are one mention");
}

#[test]
fn a_longer_name_that_fails_its_boundary_hides_no_shorter_one() {
    // An automaton that takes the longest match and asks for boundaries afterwards loses all of these.
    for (names, text, expected) in [
        (&["linux", "linux ker"][..], "the linux kernel", "linux"),
        (&["open source", "open source soft", "source"], "open source software", "open source"),
        (&["a b", "a b c d", "c"], "a b c dd", "a b|c"),
        (&["node", "node.ja"], "node.js and node", "node"),
        (&["debian gnu", "gnu/linux x"], "debian gnu/linux xy", "debian gnu"),
        (&["go", "go lang", "lang"], "go langs, go langer", "go langs|go"),
        (&["c", "c++ standard"], "C++ standards, c", "C++ standards|c"),
    ] {
        let gazetteer = Gazetteer::of_names(names.iter().map(|name| (*name, *name, Kind::Topic)));
        let mut room = Room::default();
        let found = Tagger::new(&gazetteer).tag(text, &mut room);
        let found: Vec<&str> = found.iter().map(|found| &text[found.range.clone()]).collect();
        assert_eq!(found.join("|"), expected, "{names:?}");
    }
}

#[test]
fn many_texts_are_tagged_as_each_by_itself() {
    let gazetteer = Gazetteer::of_names(["linux", "open source"].map(|name| (name, name, Kind::Topic)));
    let (tagger, mut room) = (Tagger::new(&gazetteer), Room::default());
    let texts = ["Linux is open source", "", "nothing", "open sources, é, linux"];
    let mut seen = Vec::new();
    tagger.tag_each(texts, &mut room, |text, found| seen.push((text, found.to_vec())));
    let expected = texts.map(|text| (text, tagger.tag(text, &mut room).to_vec()));
    assert_eq!(seen, expected);
    assert_eq!(seen.iter().map(|(_, found)| found.len()).collect::<Vec<_>>(), [2, 0, 0, 2]);
}

/// What names and texts are made of where both are random: often the same, with all that rules speak of.
const PIECES: [&str; 46] = [
    "open",
    "stack",
    "Stack",
    "STACK",
    "node",
    "nodes",
    "No",
    "libraries",
    "library",
    "s",
    "es",
    "S",
    "x",
    "C",
    "py",
    "3",
    "12",
    "_",
    "É",
    "é",
    "ﬁ",
    "ß",
    "３",
    "\u{301}",
    "://",
    "@",
    "++",
    "#",
    ".",
    "NET",
    "'",
    "’",
    " ",
    " ",
    " ",
    "  ",
    "-",
    "–",
    "/",
    " / ",
    "&",
    "\n",
    "\"",
    ", ",
    "Ada",
    "ROS",
];

fn pieces(count: Range<usize>) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&PIECES), count).prop_map(|pieces| pieces.concat())
}

proptest::proptest! {
    #[test]
    fn the_tagger_finds_what_trying_every_name_at_every_word_finds(
        names in proptest::collection::vec((pieces(1..7), 0_usize..5), 1..12),
        text in pieces(0..40),
    ) {
        let entries = names.iter().enumerate();
        let entries = entries.map(|(at, (name, kind))| (format!("e{at:02}"), name.as_str(), Kind::ALL[*kind]));
        let gazetteer = Gazetteer::of_names(entries);
        let surfaces = gazetteer.surfaces();
        let mut expected = reference::places(surfaces, &text);
        let (mut words, mut search) = (Words::default(), fit::Search::default());
        words.read(&text, surfaces.starts());
        let found = search.run(surfaces, &text, &words).drain(..);
        let mut found: Vec<_> = found.map(|fit| (fit.range, fit.surface, fit.is_as_written)).collect();
        let key = |(range, surface, is_as_written): &(Range<usize>, usize, bool)| (range.start, range.end, *surface, *is_as_written);
        expected.sort_by_key(key);
        found.sort_by_key(key);
        proptest::prop_assert_eq!(found, expected);
    }

    #[test]
    fn words_are_the_same_whether_they_are_found_by_blocks_or_by_characters(text in pieces(0..60), other in "\\PC{0,20}") {
        let text = text + &other;
        let mut words = Words::default();
        // Room is used again, whatever the texts before were.
        words.read(&text.repeat(9), &Filter::default());
        words.read(&other, &Filter::default());
        words.read(&text, &Filter::default());
        let shown = (0..words.len()).map(|at| {
            let letters = String::from_utf8(words.letters(at).bytes().to_vec()).unwrap();
            let range = words.word(at).range();
            (range.start, range.end, letters, words.opens(&text, at), words.closes(&text, at))
        });
        let expected = tokens(&text).into_iter().map(|token| (token.start, token.end, token.folded, token.opens, token.closes));
        proptest::prop_assert_eq!(shown.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }

    #[test]
    fn mentions_never_overlap_and_always_stand_in_the_text(text in "[ -~éß’\\n]{0,80}|(Ring|OpenDHT|C\\+\\+|live|migration|[ .'/-]){0,30}") {
        let (gazetteer, _) = Gazetteer::compile(vec![Dictionary::new("d.yaml", NAMES)]);
        let mut end = 0;
        for found in Tagger::new(&gazetteer).tag(&text, &mut Room::default()) {
            proptest::prop_assert!(found.range.start >= end);
            proptest::prop_assert!(!text[found.range.clone()].is_empty());
            end = found.range.end;
        }
    }
}
