//! Mutated schedules of every form: never a panic, and every place within its text.

use proptest::prelude::*;

use super::*;

const SAMPLES: [&str; 8] = [
    "<?xml version=\"1.0\"?><schedule><conference><title>Rowing 2016</title></conference><day date=\"2016-01-30\"><room \
     name=\"B\"><event id=\"1\" guid=\"x\"><start>09:30</start><duration>00:25</duration><title>Oars &amp; CRIU</title>\
     <abstract>&lt;p&gt;Why &amp;amp;lt;b&amp;gt;?&lt;/p&gt;<![CDATA[<i>raw</i>]]></abstract><persons><person>Anna</person>\
     </persons><links><link href=\"https://a.org/v.mp4\">Video</link></links></event></room></day></schedule>",
    "{\"schedule\": {\"conference\": {\"title\": \"Rowing 2016\", \"days\": [{\"date\": \"2016-01-30\", \"rooms\": {\"B\": \
     [{\"id\": 1, \"title\": \"Oars \\u00e9\\n\", \"abstract\": \"<p>CRIU &amp; co</p>\", \"date\": \
     \"2016-01-30T09:00:00+01:00\", \"start\": \"09:00\", \"duration\": \"0:45\", \"persons\": [{\"public_name\": \"A\"}]}]}}]}}}",
    "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Rowing 2016\r\nBEGIN:VEVENT\r\nSUMMARY:Oars\\, f\r\n olded\r\nDTSTART:20160130T093000\r\n\
     DTEND:20160130T101500\r\nDESCRIPTION:On \\nCRIU https://a.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    "{\"title\": \"Oars\", \"abstract\": \"<p>CR&amp;IU</p>\", \"year\": 2016, \"series\": \"r\"}\n{\"title\": \"B\", \"edition\": \"r-2016\"}\n",
    "[{\"title\": \"Oars é\", \"edition\": \"r-2016\", \"speakers\": [\"A\", {\"name\": \"B\"}], \"date\": \"2016-01-30 09:30\"}]",
    "title,edition,abstract\n\"Oars, \"\"é\"\"\",rowing-2016,CRIU\nB,rowing-2016,\"a\nb\"\n",
    "- title: Oars\n  edition: rowing-2016\n  abstract: |\n    CRIU\n    and é\n- title: B\n  edition: r-2016\n",
    "edition: rowing-2016\nlinks: {page: 'https://a.org/*/'}\ntalks:\n- id: \"1\"\n  title: Oars é\n  start: 2016-01-30 09:30\n  \
     page: oars\n  video: ['{page}.mp4']\n  tagged: {criu: 2}\n- title: B\n",
];

/// Reads a text as whatever it looks like, and checks what comes out.
fn survives(text: &str) {
    let source = Source::of_text("rowing.txt", text);
    let Some(form) = detect(text) else { return };
    let (schedule, complaints) = read(&source, form, None);
    for entry in &schedule.entries {
        assert!(!entry.title.is_empty());
        assert!(source.text().get(entry.span.range()).is_some(), "{:?}", entry.span);
        for passage in &entry.passages {
            let flow = &passage.flow;
            for (at, c) in flow.text().char_indices() {
                let span = flow.source(at..at + c.len_utf8());
                if entry.place == Place::Source {
                    assert!(source.text().get(span.range()).is_some(), "{c:?} leads to {span:?}");
                }
            }
        }
    }
    for complaint in complaints {
        assert!(!complaint.cause.is_empty());
    }
}

#[test]
fn samples_are_read_as_what_they_are() {
    for (at, sample) in SAMPLES.iter().enumerate() {
        let form = detect(sample).unwrap_or_else(|| panic!("sample {at} is no schedule"));
        let (schedule, complaints) = read(&Source::of_text("rowing.txt", *sample), form, None);
        assert_eq!(complaints, [], "sample {at}");
        assert!(schedule.entries[0].title.starts_with("Oars"), "sample {at}");
        survives(sample);
    }
}

/// One change to a text's bytes.
#[derive(Debug, Clone)]
enum Change {
    Delete(usize, usize),
    Repeat(usize, usize),
    Put(usize, String),
    Cut(usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let odd = prop_oneof![
        Just("<".to_owned()),
        Just("&".to_owned()),
        Just("]]>".to_owned()),
        Just("\\u12".to_owned()),
        Just("\\".to_owned()),
        Just("\"".to_owned()),
        Just("\n".to_owned()),
        Just("-99:99".to_owned()),
        Just("é😀".to_owned()),
        Just("{[".to_owned()),
        Just("\0".to_owned()),
        "\\PC{0,4}",
    ];
    let change = prop_oneof![
        (any::<usize>(), 1..40_usize).prop_map(|(at, len)| Change::Delete(at, len)),
        (any::<usize>(), 1..40_usize).prop_map(|(at, len)| Change::Repeat(at, len)),
        (any::<usize>(), odd).prop_map(|(at, text)| Change::Put(at, text)),
        any::<usize>().prop_map(Change::Cut),
    ];
    prop::collection::vec(change, 1..6)
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut text = text.to_owned();
    let boundary = |text: &str, at: usize| crate::text::floor_boundary(text, at % (text.len() + 1));
    for change in changes {
        match change {
            Change::Delete(at, len) | Change::Repeat(at, len) => {
                let start = boundary(&text, *at);
                let end = crate::text::floor_boundary(&text, start + len);
                if matches!(change, Change::Delete(..)) {
                    text.replace_range(start..end.max(start), "");
                } else {
                    let piece = text[start..end.max(start)].to_owned();
                    text.insert_str(start, &piece);
                }
            }
            Change::Put(at, piece) => {
                let at = boundary(&text, *at);
                text.insert_str(at, piece);
            }
            Change::Cut(at) => {
                let at = boundary(&text, *at);
                text.truncate(at);
            }
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn mutated_schedules_never_panic(sample in 0..SAMPLES.len(), changes in changes()) {
        survives(&changed(SAMPLES[sample], &changes));
    }
}

#[test]
fn a_link_is_told_by_its_label_and_its_address() {
    use LinkKind::{Other, Slides, Video};
    for (label, target, kind) in [
        ("Slides", "https://a.example/1", Slides),
        ("Slides", "https://submission.a.example/1", Other),
        ("", "https://a.example/1.PDF?size=2", Slides),
        ("Paper", "https://a.example/1.pdf", Other),
        ("", "https://a.example/1.WebM#t=3", Video),
        ("Vidéo", "https://a.example/1", Video),
        ("[VIDEO] of it", "https://a.example/1", Video),
        ("My slides", "https://a.example/1", Slides),
        ("Video room", "https://a.example/1", Other),
        ("Captions of the video", "https://a.example/1.vtt", Other),
        ("Submit feedback", "https://a.example/1.mp4", Other),
        ("", "https://YouTube.com/watch?v=1", Video),
        ("", "https://youtube.com/channel", Other),
        ("", "https://youtu.be/1", Video),
        ("", "https://youtu.be", Other),
        ("", "https://media.ccc.de/v/1", Video),
        ("", "media.ccc.de", Other),
        ("", "", Other),
    ] {
        assert_eq!(link_kind(label, target), kind, "{label} {target}");
    }
}
