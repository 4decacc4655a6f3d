//! Whether any text can be tagged with any names: the first line names them, the rest is tagged.

#![no_main]

use hallway::gazetteer::{Gazetteer, Kind};
use hallway::mention::{Room, Tagger};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let (names, text) = text.split_once('\n').unwrap_or_default();
    let names = names.split('|').zip(Kind::ALL.into_iter().cycle()).enumerate();
    let gazetteer = Gazetteer::of_names(names.map(|(at, (name, kind))| (format!("e{at:06}"), name, kind)));
    let mut room = Room::default();
    let mut end = 0;
    for found in Tagger::new(&gazetteer).tag(text, &mut room) {
        assert!(!text[found.range.clone()].is_empty(), "a mention stands in the text");
        // Where two entities have equal claims, both are found at the same place.
        assert!(found.range.start >= end || (!found.certain && found.range.end == end), "mentions overlap");
        end = found.range.end;
    }
});
