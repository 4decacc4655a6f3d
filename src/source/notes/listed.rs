//! Listed talks: what a sidecar says of single talks, laid over what was found.

use std::ops::Range;

use super::cascade::Start;
use super::telling::sentences;
use crate::complaint::Complaint;
use crate::source::document::{Block, BlockKind};
use crate::source::sidecar::{ListedTalk, Settings};
use crate::text::fold;

/// Lays the listed talks over the found ones; a talk whose words are nowhere is complained about.
///
/// A listed talk corrects the found one whose title has its words, or that begins in the sentence that has them; else it
/// is a talk of its own that begins with that sentence.
pub(super) fn apply(
    sidecar: Option<&str>,
    blocks: &[Block],
    settings: &Settings,
    starts: &mut Vec<Start>,
) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for talk in &settings.talks {
        let words = fold(&talk.matches);
        let place = find(blocks, &words);
        let found = starts.iter().position(|start| {
            let here = place.as_ref().is_some_and(|(block, sentence)| {
                start.block == *block && sentence.start <= start.at.max(1) && start.at < sentence.end.max(1)
            });
            !taken.contains(&(start.block, start.at)) && (here || has_words(&fold(&start.title), &words))
        });
        match (found, place) {
            (Some(index), _) => correct(&mut starts[index], talk, blocks),
            (None, Some((block, sentence))) => {
                // A heading that was taken for a talk's is a theme if a talk is listed below it.
                let guessed = |start: &Start| {
                    matches!(blocks[start.block].kind, BlockKind::Heading(_))
                        && (start.block + 1..start.until).contains(&block)
                        && start.speakers.is_empty()
                        && start.url.is_none()
                        && !taken.contains(&(start.block, start.at))
                };
                starts.retain(|start| !guessed(start));
                starts.push(begin(blocks, block, &sentence, talk));
            }
            (None, None) => {
                let cause = format!("no text matches `{}`", talk.matches);
                let complaint = Complaint::warning(sidecar.unwrap_or_default(), cause);
                complaints.push(complaint.hint("`match` takes words that stand in the notes, in one block"));
                continue;
            }
        }
        let touched = found.unwrap_or(starts.len() - 1);
        taken.push((starts[touched].block, starts[touched].at));
    }
    starts.sort_by_key(|start| (start.block, start.at));
    complaints
}

fn has_words(text: &str, words: &str) -> bool {
    format!(" {text} ").contains(&format!(" {words} "))
}

/// The first block that has the words, and the sentence of it.
fn find(blocks: &[Block], words: &str) -> Option<(usize, Range<usize>)> {
    blocks.iter().enumerate().find_map(|(index, block)| {
        if matches!(block.kind, BlockKind::Code(_)) || !has_words(&fold(block.flow.text()), words) {
            return None;
        }
        let text = block.flow.text();
        let sentence = sentences(text).into_iter().find(|range| has_words(&fold(&text[range.clone()]), words));
        Some((index, sentence.unwrap_or(0..text.len())))
    })
}

fn correct(start: &mut Start, talk: &ListedTalk, blocks: &[Block]) {
    if let Some(title) = &talk.title {
        let written = blocks[start.block].flow.text();
        if fold(&start.title) != fold(title) {
            start.place = written.find(title.as_str()).map(|at| (start.block, at..at + title.len()));
        }
        start.title.clone_from(title);
    }
    if !talk.speakers.is_empty() {
        start.speakers.clone_from(&talk.speakers);
    }
    start.status = talk.status.or(start.status);
    start.event = talk.event.clone().or(start.event.take());
}

fn begin(blocks: &[Block], block: usize, sentence: &Range<usize>, talk: &ListedTalk) -> Start {
    let text = blocks[block].flow.text();
    let heading = |block: &Block| if let BlockKind::Heading(level) = block.kind { Some(level) } else { None };
    let own = heading(&blocks[block]);
    let after = block + 1..blocks.len();
    let until = after
        .clone()
        .find(|next| heading(&blocks[*next]).is_some_and(|level| own.is_none_or(|own| level <= own)))
        .unwrap_or(blocks.len());
    let title = talk.title.clone().unwrap_or_else(|| talk.matches.clone());
    let place = text.find(title.as_str()).map(|at| (block, at..at + title.len()));
    Start {
        block,
        at: if own.is_some() { 0 } else { sentence.start },
        until,
        title,
        place,
        speakers: talk.speakers.clone(),
        status: talk.status,
        event: talk.event.clone(),
        prose: own.is_none(),
        ..Start::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::document::Flow;

    #[test]
    fn a_listed_talk_corrects_or_begins_one() {
        let paragraph = |text: &str| Block {
            kind: BlockKind::Paragraph,
            span: crate::text::Span::default(),
            flow: Flow::verbatim(text, 0),
        };
        let blocks = [paragraph("We rowed. Then Oars for All, by Anna Fox, began."), paragraph("It was long.")];
        let listed =
            |matches: &str| ListedTalk { matches: matches.into(), title: Some("Oars".into()), ..ListedTalk::default() };
        let settings = Settings { talks: vec![listed("oars for all"), listed("sails")], ..Settings::default() };
        let mut starts = Vec::new();
        let complaints = apply(Some("a.hallway.yaml"), &blocks, &settings, &mut starts);
        assert_eq!((starts[0].block, starts[0].at, starts[0].until), (0, 10, 2));
        assert_eq!(starts[0].place, Some((0, 15..19)));
        assert_eq!(complaints.len(), 1);
    }
}
