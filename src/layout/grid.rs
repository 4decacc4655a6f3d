//! Grid: which rectangles come near a place, without looking at all of them.

use super::{Extent, Point};

/// Left, top, right, bottom.
pub(super) type Sides = [f64; 4];

/// The rectangle of that extent around `centre`, larger by `clear` on all sides.
pub(super) fn sides(centre: Point, extent: Extent, clear: f64) -> Sides {
    let (w, h) = (extent.w / 2.0 + clear, extent.h / 2.0 + clear);
    [centre.x - w, centre.y - h, centre.x + w, centre.y + h]
}

/// The smallest rectangle around all places.
pub(super) fn around(places: &[Point]) -> Sides {
    places.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |sides, at| {
        [sides[0].min(at.x), sides[1].min(at.y), sides[2].max(at.x), sides[3].max(at.y)]
    })
}

/// Whether two rectangles have a place in common.
pub(super) fn meet(a: Sides, b: Sides) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

/// Rectangles by the cells that they reach into.
pub(super) struct Grid {
    low: Point,
    cell: Extent,
    /// How many columns there are, and rows.
    side: usize,
    cells: Vec<Vec<usize>>,
    all: Vec<Sides>,
}

impl Grid {
    /// A grid of about as many cells as there are rectangles.
    pub(super) fn new(all: Vec<Sides>) -> Self {
        let whole = all.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |whole, one| {
            [whole[0].min(one[0]), whole[1].min(one[1]), whole[2].max(one[2]), whole[3].max(one[3])]
        });
        let side = all.len().isqrt().max(1);
        let cell = |low: f64, high: f64| ((high - low) / side as f64).max(1.0);
        let cell = Extent::new(cell(whole[0], whole[2]), cell(whole[1], whole[3]));
        let mut grid = Self {
            low: Point::new(whole[0], whole[1]),
            cell,
            side,
            cells: vec![Vec::new(); side * side],
            all: Vec::new(),
        };
        for (at, one) in all.iter().enumerate() {
            let (first, last) = grid.reach(*one);
            for row in first.1..=last.1 {
                for column in first.0..=last.0 {
                    grid.cells[row * side + column].push(at);
                }
            }
        }
        grid.all = all;
        grid
    }

    /// The first and the last column and row that a rectangle reaches into.
    fn reach(&self, sides: Sides) -> ((usize, usize), (usize, usize)) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "floats saturate")]
        let nth = |at: f64, low: f64, cell: f64| (((at - low) / cell) as usize).min(self.side - 1);
        let column = |at: f64| nth(at, self.low.x, self.cell.w);
        let row = |at: f64| nth(at, self.low.y, self.cell.h);
        ((column(sides[0]), row(sides[1])), (column(sides[2]), row(sides[3])))
    }

    /// The rectangles that have a place in common with this one, each once.
    pub(super) fn near(&self, sides: Sides) -> impl Iterator<Item = usize> {
        let (first, last) = self.reach(sides);
        (first.1..=last.1).flat_map(move |row| (first.0..=last.0).map(move |column| (column, row))).flat_map(
            move |cell| {
                self.cells[cell.1 * self.side + cell.0].iter().copied().filter(move |&at| {
                    // What reaches into several of the cells is found in the first that both reach into.
                    let (own, _) = self.reach(self.all[at]);
                    cell == (own.0.max(first.0), own.1.max(first.1)) && meet(self.all[at], sides)
                })
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rectangle_that_is_met_is_found_once() {
        let all: Vec<Sides> = (0..40_u8)
            .map(|nth| (f64::from(nth % 7) * 30.0, f64::from(nth / 7) * 20.0))
            .map(|(x, y)| [x, y, x + 45.0, y + 12.0])
            .collect();
        let grid = Grid::new(all.clone());
        for wanted in [[0.0, 0.0, 500.0, 500.0], [40.0, 15.0, 95.0, 61.0], [-90.0, -90.0, -50.0, -50.0], all[17]] {
            let mut found: Vec<usize> = grid.near(wanted).collect();
            found.sort_unstable();
            let expected: Vec<usize> = (0..all.len()).filter(|at| meet(all[*at], wanted)).collect();
            assert_eq!(found, expected);
        }
        assert_eq!(Grid::new(Vec::new()).near([0.0; 4]).count(), 0);
    }
}
