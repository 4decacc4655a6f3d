//! Motion: how marks come, edition by edition, in an SVG that moves (SMIL), and which are there in one that has stopped.

use super::Build;
use super::scene::Scene;
use super::stage::Appears;
use super::svg::number;

/// How the marks of a scene come.
pub(super) struct Motion<'a> {
    scene: &'a Scene,
    build: Build,
    /// How long each edition takes, in seconds.
    pace: f64,
}

/// What the group of a mark has of it.
#[derive(Default)]
pub(super) struct Moves {
    pub(super) attributes: String,
    pub(super) children: String,
}

impl<'a> Motion<'a> {
    pub(super) fn of(scene: &'a Scene, build: Build) -> Self {
        // A picture of many editions is shown in about as long as one of few.
        let pace = (18.0 / scene.stages.labels.len().max(1) as f64).clamp(0.6, 1.6);
        Self { scene, build, pace }
    }

    pub(super) fn is_there(&self, mark: usize) -> bool {
        match (self.build, self.appears(mark)) {
            (Build::UpTo(last), Appears::From(stage)) => stage <= last,
            _ => true,
        }
    }

    fn appears(&self, mark: usize) -> Appears {
        self.scene.stages.appears.get(mark).copied().unwrap_or(Appears::Always)
    }

    fn seconds(&self, stage: usize) -> String {
        number(stage as f64 * self.pace)
    }

    fn grows(&self, mark: usize) -> bool {
        self.build != Build::Whole && self.appears(mark) == Appears::Along
    }

    pub(super) fn of_mark(&self, mark: usize) -> Moves {
        let mut moves = Moves::default();
        if self.grows(mark) {
            moves.attributes.push_str(r#" clip-path="url(#reach)""#);
        }
        if self.build != Build::Moving {
            return moves;
        }
        let last = self.scene.stages.labels.len().saturating_sub(1);
        match self.appears(mark) {
            Appears::From(stage) if stage > 0 => {
                let at = self.seconds(stage);
                moves.children = format!(
                    r#"<set attributeName="visibility" to="hidden" begin="0s" end="{at}s"/><animate attributeName="opacity" from="0" to="1" begin="{at}s" dur="0.4s"/>"#
                );
            }
            // Where nothing moves, the last edition is named.
            Appears::Only(stage) if stage < last => {
                let (from, to) = (self.seconds(stage), self.seconds(stage + 1));
                moves.attributes.push_str(r#" visibility="hidden""#);
                moves.children =
                    format!(r#"<set attributeName="visibility" to="visible" begin="{from}s" end="{to}s"/>"#);
            }
            Appears::Only(stage) if stage > 0 => {
                let at = self.seconds(stage);
                moves.children = format!(r#"<set attributeName="visibility" to="hidden" begin="0s" end="{at}s"/>"#);
            }
            Appears::Always | Appears::From(_) | Appears::Only(_) | Appears::Along => {}
        }
        moves
    }

    /// What marks that grow are cut off by, if there are any.
    pub(super) fn reach(&self) -> String {
        if !(0..self.scene.marks.len()).any(|mark| self.grows(mark)) {
            return String::new();
        }
        let (page, reach) = (self.scene.page, &self.scene.stages.reach);
        let whole = number(page.w);
        let width = match self.build {
            Build::UpTo(last) => reach.get(last).map_or(whole, |width| number(*width)),
            Build::Whole | Build::Moving => whole,
        };
        let mut moves = String::new();
        if self.build == Build::Moving {
            // The first column is there at once; the page ends where the last has come.
            let values: Vec<String> = reach.iter().chain([&page.w]).map(|width| number(*width)).collect();
            let (values, lasts) = (values.join(";"), self.seconds(reach.len()));
            moves = format!(r#"<animate attributeName="width" values="{values}" dur="{lasts}s"/>"#);
        }
        let height = number(page.h);
        format!("<clipPath id=\"reach\"><rect width=\"{width}\" height=\"{height}\">{moves}</rect></clipPath>\n")
    }
}
