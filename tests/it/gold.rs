//! How well tagging does on talks of FOSDEM that were labelled by hand, and how many of all it reaches.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

use std::fs;

use hallway::gazetteer::Gazetteer;
use hallway::query::eval::{Evaluation, Gold, Score, coverage, evaluate};
use hallway::source::load::{Taste, load};
use hallway::source::notes::Options;
use hallway::workspace::{Editions, Workspace};

use crate::support::shared;

#[test]
fn tagging_finds_what_was_labelled_by_hand() {
    let (Some(gold), Some(schedules)) = (shared("corpus/gold"), shared("corpus/fosdem")) else { return };
    let (sources, _) = load(&[schedules], Taste::Everything);
    let (workspace, _) = Workspace::build(sources, Gazetteer::bundled(), Editions::default(), &Options::default());
    let evaluate = |file: &str| {
        let gold = Gold::read(file, &fs::read_to_string(gold.join(file)).unwrap()).unwrap();
        let evaluation = evaluate(&workspace, &gold);
        assert_eq!(evaluation.unknown, [""; 0], "every labelled place is in the corpus");
        evaluation
    };
    let score = |evaluation: &Evaluation, what: &str| -> Score {
        let score = evaluation.scores.iter().find(|score| score.what == what).cloned().unwrap();
        eprintln!(
            "{what}: precision {:.3} of {}, recall {:.3} of {}",
            score.precision.unwrap_or_default(),
            score.findings,
            score.recall.unwrap_or_default(),
            score.labels
        );
        score
    };
    let talks = evaluate("fosdem-entities.json");
    let (names, topics) = (score(&talks, "names"), score(&talks, "topic"));
    score(&talks, "names of one talk only");
    assert!(names.precision.unwrap() >= 0.95 && names.recall.unwrap() >= 0.90, "{names:?}");
    assert!(topics.precision.unwrap() >= 0.70 && topics.recall.unwrap() >= 0.75, "{topics:?}");
    let homonyms = score(&evaluate("homonyms.json"), "homonyms");
    assert!(homonyms.precision.unwrap() >= 0.93, "{homonyms:?}");
    let (rows, common) = coverage(&workspace);
    eprintln!("counted for nothing: {}", common.join(", "));
    for (row, wanted) in rows.iter().zip([0.92, 0.60]) {
        eprintln!("{}: {} of {}", row.what, row.reached, row.talks);
        assert!(row.share.unwrap() >= wanted, "{row:?}");
    }
}
