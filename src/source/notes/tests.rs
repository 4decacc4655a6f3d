//! Whole reports in small: how people write, with invented talks.

use super::*;
use crate::source::read_all;

/// Reads one report and gives a line per section: `line title (speakers) [day] {track} status`.
fn told(name: &str, text: &str) -> String {
    let source = Source::of_text(name, text);
    let reading = read_all(std::slice::from_ref(&source), &Options::default(), &NoProgrammes);
    let mut lines = String::new();
    for section in &reading.reports[0].1.sections {
        lines.push_str(&format!("{} {}", source.position(section.span.start).line, section.title));
        if !section.speakers.is_empty() {
            lines.push_str(&format!(" ({})", section.speakers.join(", ")));
        }
        for (value, marks) in [(&section.day, "[]"), (&section.track, "{}")] {
            if let Some(value) = value {
                lines.push_str(&format!(" {}{value}{}", &marks[..1], &marks[1..]));
            }
        }
        if section.status != Status::Attended {
            lines.push_str(&format!(" {:?}", section.status));
        }
        lines.push('\n');
    }
    lines
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    /// Whatever is read: no panic, sections in order without overlaps, every place inside the text.
    #[test]
    fn any_text_is_read(parts in proptest::collection::vec(0..PARTS.len(), 0..60), noise in ".{0,80}") {
        let mut text: String = parts.iter().map(|part| PARTS[*part]).collect();
        let half = crate::text::floor_boundary(&text, text.len() / 2);
        text.insert_str(half, &noise);
        check(&text);
    }

    #[test]
    fn any_noise_is_read(text in "(?s).{0,400}") {
        check(&text);
    }
}

/// Pieces that reports are made of, to be put together in any order.
const PARTS: &[&str] = &[
    "\n",
    "\n\n",
    " ",
    "# ",
    "## ",
    "* ",
    "- ",
    "  - ",
    "• ",
    "1. ",
    "Day 1",
    "Saturday",
    "10:00 ",
    "Anna Fox",
    "Bruce Bear's ",
    " talked about ",
    "a talk on ",
    "“Oars”",
    "*Sails*",
    "**Nets**",
    "_x_",
    "[Hull](https://fosdem.org/2016/schedule/event/hull/)",
    "https://a.example/b(c)",
    "(Anna Fox)",
    " - Bruce Bear",
    ": ",
    ". ",
    "tocheck: A, B",
    "(tocheck)",
    "TODO ",
    "Need to look at it later. ",
    "{section \"Oars\"}",
    "{{{ a }}}",
    "{diagram} graph TD a --> b {margaid}",
    "{picc \"a\"}",
    "```mermaid\ngraph TD\na-->b\n```\n",
    "<p>",
    "</p>",
    "<h2>",
    "= ",
    "== ",
    "+++\n",
    "---\n",
    "title: FOSDEM 2016\n",
    "edition: fosdem-2016\n",
    "talks_at: bullet\n",
    "====\n",
    "int a(void)\n{\n",
    "}\n",
    "x = 1;\n",
    "$ make\n",
    "é",
    "\u{1F6A4}",
    "\t",
    "\r\n",
    "Conclusion",
    "Lightning talks",
    ":SPEAKER: Anna Fox\n",
    "#+TITLE: x\n",
    "the two following talks",
    "I could not get in. ",
    "FOSDEM 2016",
    "…",
    "  ",
    "\u{a0}",
    "’",
    "'24 ",
];

fn check(text: &str) {
    let sources = [
        Source::of_text("a/boats.txt", text),
        Source::of_text("a/boats.hallway.yaml", "talks:\n  - match: Oars\n    title: Oars\n"),
    ];
    let reading = read_all(&sources, &Options::default(), &NoProgrammes);
    let mut end = 0;
    for section in &reading.reports[0].1.sections {
        assert!(
            section.span.start >= end && section.span.end <= text.len(),
            "{:?} after {end} in {text:?}",
            section.span
        );
        end = section.span.start;
        assert!(text.is_char_boundary(section.span.start) && text.is_char_boundary(section.span.end));
        for passage in &section.passages {
            let span = passage.flow.source(0..passage.flow.len());
            assert!(span.end <= text.len());
        }
    }
    for item in &reading.reports[0].1.reading {
        assert!(!item.item.is_empty() && item.quote.end <= text.len());
    }
}

/// One row: what is special about it, the text, what is told.
const FORMS: &[(&str, &str, &str)] = &[
    (
        "links to events in a list, a few words after each",
        "---\ntitle: FOSDEM 2018\n---\n\n# FOSDEM?\n\nIt is an event.\n\n# Highlights\n\nI saw some of these on the train:\n\n\
         + [Oars at scale](https://fosdem.org/2018/schedule/event/oars/) to get a history of oars.\n\
         + [Boat hulls](https://fosdem.org/2018/schedule/event/hulls/) and [Boat sails](https://fosdem.org/2018/schedule/event/sails/) because I can.\n\n\
         # Special thanks\n\nThanks to my [harbour](https://harbour.example/).\n",
        "13 Oars at scale\n14 Boat hulls\n14 Boat sails\n",
    ),
    (
        "days of prose, several talks in one sentence",
        "BoatConf Roundup - Days 2-3\n===========================\n\nDay 2\n-----\n\nThe rest was a blur, but I enjoyed James Fox's talk, \
         Jonathan Bear's talk on database hulls, and Alexander Wolf's talk.\n\nThat evening I went to a restaurant.\n\nDay 3\n-----\n\n\
         `The Speed of Oars <http://us.boatconf.org/2010/conference/schedule/event/66/>`_, and `Sails: fewer knots \
         <http://us.boatconf.org/2010/conference/schedule/event/71/>`_. Great talks.\n",
        "7 Talk by James Fox (James Fox) [Day 2]\n7 Database hulls (Jonathan Bear) [Day 2]\n7 Talk by Alexander Wolf (Alexander Wolf) [Day 2]\n\
         14 The Speed of Oars [Day 3]\n14 Sails: fewer knots [Day 3]\n",
    ),
    (
        "titles on lines of their own",
        "About the Conference\n====================\n\nProduced by sailors.\n\nTalks I Attended\n======================\n\n\
         Keynotes\nA Leak in the Hull: Pumping Water\nMigrating from Oars2 to Oars3\nEverything at Once: Knots\n\n\
         Find out more\n=============\n\n[About](https://us.boatconf.org/2019/about/)\n",
        "9 Keynotes\n10 A Leak in the Hull: Pumping Water\n11 Migrating from Oars2 to Oars3\n12 Everything at Once: Knots\n",
    ),
    (
        "plans: headings with day and time at their end",
        "---\ntitle: BoatCon 2014\n---\n\nHere are some of my picks for the first day:\n\n# Oars in Rust: how to row - Friday 10:50 a.m.–11:20 a.m.\n\n\
         [Session information](https://us.boatcon.org/2014/schedule/presentation/168/)\n\nI always row badly.\n\n\
         # Sails - Friday 11:30 a.m.–noon\n\n[Session information](https://us.boatcon.org/2014/schedule/presentation/173/)\n\nIt may be about wind.\n\n\
         # Conclusion\n\nThat is all.\n",
        "7 Oars in Rust: how to row [Friday]\n13 Sails [Friday]\n",
    ),
    (
        "a timetable of quoted titles",
        "# Boatloop 2014 Notes\n\n## Talks\n\n__Thursday__\n\n0900: (Keynote)\n - \"The Boat We're In\" (Joe Fox)\n\n1000:\n - \"Oars: RESTful Rowing\" (Pete Bear)\n \
         - \"Testing Sails w/ Wind\" (Will Wolf)\n\n1130:\n - Lunch\n\n__Friday__\n\n0900:\n - \"Nets\" (Anna Crab)\n",
        "8 The Boat We're In (Joe Fox) [Thursday]\n11 Oars: RESTful Rowing (Pete Bear) [Thursday]\n12 Testing Sails w/ Wind (Will Wolf) [Thursday]\n\
         20 Nets (Anna Crab) [Friday]\n",
    ),
    (
        "linked titles with bylines, then other lists",
        "Boat Loop 2015\n===\n\nCool talks:\n\n* [Boat Loops: Tying Knots With\nRopes](https://www.youtube.com/watch?v=1) by Kay Fox\n\n    A seriously well executed talk.\n\n\
         * [Hulls as Types](https://www.youtube.com/watch?v=2) by Philip\nBear\n\n    A deep dive.\n\nI also drank at:\n\n* [Tap Room](http://tap.example/)\n* [Brewery](http://brew.example/)\n",
        "6 Boat Loops: Tying Knots With Ropes (Kay Fox)\n11 Hulls as Types (Philip Bear)\n",
    ),
    (
        "people in bold, who spoke on something in bold",
        "This year was fine.\n\n## Talks\n\n * **Aaron Fox** spoke on **\"Keynote on oars\"**\n\n    He gave insight.\n\n * **Jim Bear** spoke on **\"Effective Rowing\"**\n\n    Very clear.\n",
        "5 Keynote on oars (Aaron Fox)\n9 Effective Rowing (Jim Bear)\n",
    ),
    (
        "speakers first in a list under a day in bold",
        "---\ntitle: 'Liveblogging BoatCon 2017'\n---\n\nWe will row.\n\nTalks:\n\n**THURSDAY 7/13**\n* Tammy Fox - Oar reliability at Dropanchor\n* Russ Bear - The future of oars\n\
         * Keith Wolf - Generating better sails\n\n**FRIDAY 7/14**\n* Anna Crab - Understanding nets\n* Liz Seal - My journey to boats\n",
        "10 Oar reliability at Dropanchor (Tammy Fox) [THURSDAY]\n11 The future of oars (Russ Bear) [THURSDAY]\n\
         12 Generating better sails (Keith Wolf) [THURSDAY]\n15 Understanding nets (Anna Crab) [FRIDAY]\n16 My journey to boats (Liz Seal) [FRIDAY]\n",
    ),
    (
        "a page of HTML: keynotes in prose, then a heading per talk",
        "<html><body><h1>Second day at BoatCon London 2025</h1><p>I had a great day.</p><h2>Keynotes</h2>\n<p>The day started well.</p>\n\
         <p>Vijay Fox from Anchor Inc talked about the challenges of tides.</p>\n<p>Greg Bear-Wolf from the Harbour Foundation gave a great talk about rust in the hull.</p>\n\
         <h2>Explain oars like I'm 5</h2>\n<p>This excellent talk by Carlos Crab (Anchor) was clear.</p>\n<h2>Sails at scale</h2>\n<p>Another talk by Anna Seal. Fine.</p>\n\
         <h2>Dinner</h2><p>Fish.</p></body></html>",
        "3 Challenges of tides (Vijay Fox) [Second day] {Keynotes}\n4 Rust in the hull (Greg Bear-Wolf) [Second day] {Keynotes}\n5 Explain oars like I'm 5 (Carlos Crab) [Second day]\n\
         7 Sails at scale (Anna Seal) [Second day]\n",
    ),
    (
        "AsciiDoc: an emphasised byline below each heading",
        "= BoatCon 2023: Sunday\n:toc:\n\n== Venue\n\nA lake.\n\n== Oars for all\n\n_Anna Fox_, https://fosdem.org/2023/schedule/event/oars/[14:00, Lake]\n\n\
         * Oars are long.\n\n== Sails 2.0\n\n_Matthew Bear_, https://fosdem.org/2023/schedule/event/sails/[16:00, Lake]\n\nWind.\n",
        "8 Oars for all (Anna Fox) [Sunday]\n14 Sails 2.0 (Matthew Bear) [Sunday]\n",
    ),
    (
        "plain text: a talk a line under its track",
        "Notes from BoatConf 2011\n\nSaturday\n\nHull devroom\n\n10:00 Oars in depth (Anna Fox)\nThey are long, and there is much to say about how they are made and cared for in winter.\n\n\
         11:00 Sails in brief (Bruce Bear)\nShort, because the wind was too strong for the speaker to stay on the stage for long.\n",
        "7 Oars in depth (Anna Fox) [Saturday] {Hull}\n10 Sails in brief (Bruce Bear) [Saturday] {Hull}\n",
    ),
    (
        "Org: labels in a drawer, tasks that are no talks",
        "#+TITLE: BoatConf 2016, Sunday\n\n* Venue\nA lake.\n\n* Talks\n** Oars: the cornerstone of rowing\n:PROPERTIES:\n:SPEAKER:  Anna Fox\n:TIME: 09:50\n:END:\n- long\n\
         *** TODO Read the oar paper\n** Sails\n:PROPERTIES:\n:SPEAKER:  Bruce Bear, Carl Wolf\n:END:\n- wide\n",
        "7 Oars: the cornerstone of rowing (Anna Fox) [Sunday]\n14 Sails (Bruce Bear, Carl Wolf) [Sunday]\n",
    ),
    (
        "what was missed and what is planned",
        "# BoatConf 2016\n\n## Oars (Anna Fox)\n\nThe room was full, so I could not get in.\n\n## Sails (Bruce Bear)\n\nNice.\n\n## Nets (Carl Wolf)\n\nI watched the recording at home.\n",
        "3 Oars (Anna Fox) Missed\n7 Sails (Bruce Bear)\n11 Nets (Carl Wolf) Watched\n",
    ),
    (
        "opinions about a conference are no talks",
        "---\ntitle: Attending BoatConf 2020\n---\n\nGood things:\n\n- **Free access.** I would pay.\n- **There are a lot of talks.** The [schedule](https://boatconf.org/2020/schedule/) is long.\n\
         - **The venue.** A lake.\n\nThings to improve:\n\n- **Food.** Fish only.\n- **Rooms.** Full.\n",
        "",
    ),
    (
        "a report's title with labels that hold for all its talks",
        "=====================\nBoatConf 2020: a room\n=====================\n\n:Date: 2020-02-01\n:Track: Old boats\n\nGetting there\n-------------\n\nBy tram.\n\n\
         Oars in the eighties\n--------------------\n\n*Anna Fox, 15:00*\n\nLong.\n\nSails on tape\n-------------\n\n*Bruce Bear, 15:35*\n\nWide.\n",
        "13 Oars in the eighties (Anna Fox) [2020-02-01] {Old boats}\n20 Sails on tape (Bruce Bear) [2020-02-01] {Old boats}\n",
    ),
    (
        "a theme that tells of talks with titles of their own",
        "BoatConf 2023\n\nHulls\n\nAnna Fox talked about \"Hulls and Keels\". They are below, and they have to be cleaned every spring.\n\n\
         Bruce Bear talked about \"Touring the dry docks\". There are many.\n\nConclusion\n\nNobody can row everywhere.\n",
        "5 Hulls and Keels (Anna Fox) {Hulls}\n7 Touring the dry docks (Bruce Bear) {Hulls}\n",
    ),
    (
        "plans: a list of links that is announced",
        "---\ntitle: 'BoatConf 2015: Coming Soon'\n---\n\nI’ve picked out a few sessions that I’m looking forward to attending:\n\n\
         - [Don’t be afraid of oars](http://boatconf.example/p/1). I am curious about this since I row a lot.\n- [Sails in practice](http://boatconf.example/p/2) by Anna Fox. Wind.\n\n\
         And a few links:\n\n- [Harbour](http://harbour.example/)\n- [Lake](http://lake.example/)\n",
        "7 Don’t be afraid of oars\n8 Sails in practice (Anna Fox)\n",
    ),
    (
        "what was done on a day is no list of talks",
        "# BoatConf 2016\n\n## Saturday\n\n- Arrived late\n- Met old friends\n- Had fish\n- Boats everywhere\n\n## Highlights\n\n- Great food\n- The lake\n- No rain\n",
        "",
    ),
    (
        "HTML list items with a paragraph each",
        "<html><body><h1>BoatConf Europe 2008 - Day 3</h1><p>So here is what happened:</p>\n<ul><li>Boats and Oars: Past and Future by David A. Fox\n<p>An open discussion.</p></li>\n\
         <li>Developing Sails with Wind by Anna Bear\n<p>Boring.</p></li><li>Small Boats, Loosely Tied by Bruce Wolf\n<p>A highlight.</p></li></ul>\n<p>Then we left.</p></body></html>",
        "2 Boats and Oars: Past and Future (David A. Fox) [Day 3]\n4 Developing Sails with Wind (Anna Bear) [Day 3]\n5 Small Boats, Loosely Tied (Bruce Wolf) [Day 3]\n",
    ),
    (
        "a few short sections under a title",
        "# BoatConf 2016\n\n## Oars for all\n\nThey are long. Nobody asked.\n\n## State of sails\n\nThe new ones were shown.\n\n## What I ate\n\nFish.\n",
        "3 Oars for all\n7 State of sails\n",
    ),
    ("a single section", "# BoatConf 2016\n\n## Oars for all\n\nThey are long.\n", "3 Oars for all\n"),
    (
        "notes whose title says only that they are notes",
        "---\nedition: boatconf-2016\n---\n# What I learned\n\n## Oars\n\nLong.\n\n## Sails\n\nWide.\n",
        "6 Oars\n10 Sails\n",
    ),
    ("a few headings of anything else", "# Boat\n\n## Building it\n\nRun make.\n\n## Sailing\n\nRow.\n", ""),
    (
        "bold titles",
        "# BoatConf 2016\n\n**Oars for all**\n\nLong.\n\n**State of sails**\n\nWide.\n",
        "3 Oars for all\n7 State of sails\n",
    ),
    (
        "plain text: a short line, and what was said",
        "BoatConf 2016\n\nOars: wood and iron\nThey are long. Everybody has one.\n\nSails v3\nWide, and white.\n",
        "3 Oars: wood and iron\n6 Sails v3\n",
    ),
    (
        "titles before colons, in a list and in paragraphs",
        "# BoatConf 2016\n\n## Saturday\n\n- oars v2: they are long. Nobody asked.\n- lunch: fish.\n- **State of sails**: white.\n\n\
         ## Sunday\n\nIron masts: they rust, and so it goes.\n\n**Knots**: there are many.\n\nFood: fish again.\n",
        "5 oars v2 [Saturday]\n7 State of sails [Saturday]\n11 Iron masts [Sunday]\n13 Knots [Sunday]\n",
    ),
    (
        "a list of two under each day, one with names",
        "# BoatConf 2016\n\nSaturday\n\n- Oars\n  - long\n- Sails\n\nSunday\n\n- Nets (Anna Fox)\n- Hulls (Bruce Bear)\n",
        "5 Oars [Saturday]\n7 Sails [Saturday]\n11 Nets (Anna Fox) [Sunday]\n12 Hulls (Bruce Bear) [Sunday]\n",
    ),
    (
        "two entries with bold titles between other words",
        "# BoatConf 2016 trip report\n\nSaw a few things:\n\n- **Scaling oars**: longer ones, and more.\n- **Sails in production**: white all the way down.\n\nThen fish.\n",
        "5 Scaling oars\n6 Sails in production\n",
    ),
    (
        "names alone are no talks",
        "My favourite speakers:\n\n- **Anna Fox**,\n- **Bruce Bear**,\n- **Carl Wolf** and\n- **Dan Crab** were good.\n",
        "",
    ),
    ("nothing", "", ""),
    ("one line", "I was at the lake.", ""),
];

#[test]
fn talks_are_found_in_every_form() {
    let mut wrong = String::new();
    for (name, text, expected) in FORMS {
        let found = told("notes", text);
        if found != *expected {
            wrong.push_str(&format!("== {name}\n-- expected\n{expected}-- found\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
