//! Watching: what a long job tells of its stages, to whoever keeps the time.
//!
//! Nothing below the command line has a clock; it says when a stage begins and ends.

/// Who is told of stages. Stages may run side by side, and the same one several times.
pub trait Watch: Sync {
    /// A stage begins.
    fn begins(&self, stage: Stage);
    /// A stage that began on the same thread ends; `bytes` of text went through it.
    fn ends(&self, stage: Stage, bytes: u64);
    /// So many bytes of all have been read.
    fn reads(&self, _done: u64, _all: u64) {}
}

/// A part of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Files are listed, and what changed is found out.
    Listing,
    /// Files are read from disk.
    Loading,
    /// Dictionaries are read and checked.
    Dictionaries,
    /// Schedules are read, and notes are cut into talks.
    Reading,
    /// What several sources tell of a talk is joined.
    Joining,
    /// Names are found.
    Tagging,
    /// Records of talks are written.
    Writing,
    /// A question is answered, counting and layout included.
    Answering,
}

impl Stage {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Listing => "listing",
            Self::Loading => "loading",
            Self::Dictionaries => "dictionaries",
            Self::Reading => "reading",
            Self::Joining => "joining",
            Self::Tagging => "tagging",
            Self::Writing => "writing",
            Self::Answering => "answering",
        }
    }
}

/// Nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn begins(&self, _: Stage) {}
    fn ends(&self, _: Stage, _: u64) {}
}

/// Does a stage's work.
pub fn watched<T>(watch: &dyn Watch, stage: Stage, bytes: u64, work: impl FnOnce() -> T) -> T {
    watch.begins(stage);
    let done = work();
    watch.ends(stage, bytes);
    done
}
