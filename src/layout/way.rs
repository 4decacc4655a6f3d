//! Way: lines that run on along the layers, the ports at which they leave boxes, and loops.

use super::{Extent, Point, Route};

/// How far the innermost loop reaches out.
pub(super) const LOOP: f64 = 26.0;

/// Places from `-half` to `half`, at least `step` apart, each as near to what is wanted as its neighbours allow.
pub(super) fn spaced(wanted: &[f64], step: f64, half: f64) -> Vec<f64> {
    // Runs of places that touch move together, to the mean of their wishes (pool adjacent violators).
    let mut runs: Vec<(f64, usize)> = Vec::new();
    for (nth, wish) in wanted.iter().enumerate() {
        let mut run = (wish - step * nth as f64, 1);
        while let Some(&(mean, size)) = runs.last()
            && mean > run.0
        {
            runs.pop();
            let both = size + run.1;
            run = ((mean * size as f64 + run.0 * run.1 as f64) / both as f64, both);
        }
        runs.push(run);
    }
    let last = step * wanted.len().saturating_sub(1) as f64;
    let means = runs.into_iter().flat_map(|(mean, size)| std::iter::repeat_n(mean, size));
    means.enumerate().map(|(nth, mean)| mean.clamp(-half, (half - last).max(-half)) + step * nth as f64).collect()
}

/// A loop at the far side of a box, the `nth` of several, round a label that reaches `inner` to both sides.
pub(super) fn self_loop(centre: Point, extent: Extent, reach: f64, nth: usize, inner: f64) -> Route {
    let half = (extent.h / 2.0 - 4.0).min(9.0 + 6.0 * nth as f64).max(4.0);
    let edge = extent.w / 2.0;
    // A Bézier curve reaches three quarters of the way to its inner points.
    let out = edge + (reach - edge + LOOP - 4.0) / 0.75;
    let hold = (half * 1.6).max((inner + 8.0) * 1.3);
    let stroke =
        vec![centre.plus(edge, -half), centre.plus(out, -hold), centre.plus(out, hold), centre.plus(edge, half)];
    Route { strokes: vec![stroke], label: None }
}

/// A place that a line goes through, and its direction there: across by along.
#[derive(Debug, Clone, Copy)]
pub(super) struct Knot {
    pub(super) at: Point,
    pub(super) slope: Option<f64>,
}

#[derive(Default)]
pub(super) struct Way {
    pub(super) knots: Vec<Knot>,
}

impl Way {
    /// Straight through a layer: a box may be lower than its layer, and a line passes its taller neighbours.
    pub(super) fn straight(&mut self, x: f64, from: f64, to: f64) {
        if to > from + 0.01 {
            self.knots.push(Knot { at: Point::new(x, from), slope: Some(0.0) });
            self.knots.push(Knot { at: Point::new(x, to), slope: Some(0.0) });
        } else {
            self.knots.push(Knot { at: Point::new(x, from), slope: None });
        }
    }

    /// Gives each knot without a direction one that never makes the line turn back (Fritsch and Carlson 1980).
    pub(super) fn slopes(&mut self) {
        let secants: Vec<f64> = self
            .knots
            .windows(2)
            .map(|pair| (pair[1].at.x - pair[0].at.x) / (pair[1].at.y - pair[0].at.y).max(0.01))
            .collect();
        for (at, knot) in self.knots.iter_mut().enumerate() {
            let before = at.checked_sub(1).and_then(|before| secants.get(before));
            let slope = match (before, secants.get(at)) {
                (Some(before), Some(after)) if before * after > 0.0 => 2.0 * before * after / (before + after),
                (Some(_), Some(_)) | (None, None) => 0.0,
                // At a box a line is steeper than on its way, so that arrowheads point into the box.
                (Some(only), None) | (None, Some(only)) => only * 0.4,
            };
            knot.slope = knot.slope.or(Some(slope));
        }
    }
}

/// The curve through `knots` in their directions.
pub(super) fn spline(knots: &[Knot]) -> Vec<Point> {
    let mut stroke: Vec<Point> = knots.first().map(|knot| knot.at).into_iter().collect();
    for pair in knots.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let third = (b.at.y - a.at.y) / 3.0;
        stroke.push(a.at.plus(a.slope.unwrap_or(0.0) * third, third));
        stroke.push(b.at.plus(-b.slope.unwrap_or(0.0) * third, -third));
        stroke.push(b.at);
    }
    stroke
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_apart_and_as_near_as_possible_to_their_ways() {
        assert_eq!(spaced(&[0.0, 0.0], 10.0, 50.0), [-5.0, 5.0]);
        assert_eq!(spaced(&[-20.0, 20.0], 10.0, 50.0), [-20.0, 20.0]);
        assert_eq!(spaced(&[50.0, 50.0, 50.0], 10.0, 50.0), [30.0, 40.0, 50.0]);
    }
}
