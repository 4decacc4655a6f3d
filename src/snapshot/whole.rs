//! The whole: a workspace made of all that a snapshot holds.

use rayon::prelude::*;

use super::Snapshot;
use super::directory::Run;
use super::file::{Refusal, decode};
use super::record::{Beside, KeptSource, Shelves};
use crate::corpus::{Corpus, TalkIndex};
use crate::gazetteer::Gazetteer;
use crate::workspace::Workspace;

impl Snapshot {
    /// All that it holds; `gazetteer` is that of the dictionaries that it was made with.
    ///
    /// Of sources only those stretches are at hand that talks, notes beside them and sketches consist of.
    ///
    /// # Errors
    ///
    /// What is damaged.
    pub fn workspace(&self, gazetteer: Gazetteer) -> Result<Workspace, Refusal> {
        let blocks = &self.directory.blocks;
        // The number that each block's first source gets.
        let mut firsts = vec![0];
        for block in blocks {
            firsts.push(firsts[firsts.len() - 1] + block.sources.len());
        }
        let read = |(run, (block, _)): (usize, &(usize, Run))| -> Result<Shelves, Refusal> {
            let mut shelves = Shelves::default();
            for record in self.talks[run].records()? {
                shelves.add(&record, firsts[*block])?;
            }
            Ok(shelves)
        };
        let runs: Result<Vec<Shelves>, Refusal> = self.directory.runs.par_iter().enumerate().map(read).collect();
        let mut all = Shelves::default();
        runs?.into_iter().for_each(|run| all.append(run));
        let mut corpus = Corpus::default();
        let mut apart = Vec::new();
        for (number, block) in blocks.iter().enumerate() {
            let mut beside: Beside = decode(&self.bytes.extent(block.beside)?)?;
            all.add_beside(&mut beside, firsts[number]);
            let (accounts, arrows) = (corpus.apart.len(), corpus.drawn.len());
            let sketches = corpus.drawn.last().map_or(0, |arrow| arrow.sketch + 1);
            apart.extend(beside.mentions.into_iter().map(|mut mention| {
                mention.account += accounts;
                mention
            }));
            debug_assert!(arrows == 0 || beside.drawn.is_empty(), "all notes are in one block");
            // The talks of a block stand in the same order, but maybe not next to each other.
            let place = |talk: TalkIndex| self.place(number, talk);
            corpus.drawn.extend(beside.drawn.into_iter().map(|mut arrow| {
                arrow.sketch += sketches;
                arrow.talk = arrow.talk.map(place);
                arrow
            }));
            corpus.to_check.extend(beside.to_check.into_iter().map(|mut item| {
                item.talk = item.talk.map(place);
                item
            }));
            corpus.apart.extend(beside.apart);
            corpus.coverage.extend(beside.coverage);
            corpus.tagged_by.extend(beside.tagged_by);
            corpus.unknown.extend(beside.unknown);
        }
        let kept: Vec<&KeptSource> = blocks.iter().flat_map(|block| &block.sources).collect();
        corpus.sources = all.sources(kept.into_iter());
        corpus.talks = all.talks;
        let mut mentions = all.mentions;
        mentions.extend_outside(apart);
        Ok(Workspace::of_parts(gazetteer, corpus, mentions, all.places))
    }

    /// Where the talk at a place of a block is in the whole.
    fn place(&self, block: usize, talk: TalkIndex) -> TalkIndex {
        let mut before = 0;
        for (run, (of, kept)) in self.directory.runs.iter().enumerate() {
            if *of != block {
                continue;
            }
            let talks = kept.talks.records as usize;
            if talk.0 < before + talks {
                return TalkIndex(self.firsts[run] + talk.0 - before);
            }
            before += talks;
        }
        talk
    }
}
