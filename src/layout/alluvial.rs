//! Alluvial: columns of boxes with bands between neighbours, ordered so that few bands cross.

/// What has to be placed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Needs {
    /// The boxes of each column.
    pub columns: Vec<Vec<Need>>,
    /// The bands from boxes of a column to boxes of the next.
    pub bands: Vec<Band>,
    /// The least room between two boxes of a column.
    pub gap: f64,
}

/// A box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// How much it stands for; its height is in proportion where that is not below `least`.
    pub size: f64,
    /// Its least height.
    pub least: f64,
}

/// A band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The column it leaves.
    pub column: usize,
    /// The box of that column.
    pub from: usize,
    /// The box of the next column.
    pub to: usize,
    /// How much it stands for; the bands at one side of a box are together not above the box's size.
    pub size: f64,
}

/// From the top to the bottom.
pub type Side = (f64, f64);

/// Where everything is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Placed {
    /// The height it takes.
    pub high: f64,
    /// Each column's boxes.
    pub boxes: Vec<Vec<Side>>,
    /// Each band's ends.
    pub bands: Vec<(Side, Side)>,
}

/// Places boxes and bands in `high`, or more where the least heights need more.
///
/// The order within columns is sought by sweeps of weighted means (Sugiyama, Tagawa & Toda 1981) and then by swapping
/// neighbours as long as less is crossed.
pub fn place(needs: &Needs, high: f64) -> Placed {
    let order = order(needs);
    let gaps = |column: &[Need]| needs.gap * column.len().saturating_sub(1) as f64;
    let taken = |column: &[Need], scale: f64| {
        column.iter().map(|need| need.least.max(need.size * scale)).sum::<f64>() + gaps(column)
    };
    let tallest = |scale: f64| needs.columns.iter().map(|column| taken(column, scale)).fold(0.0, f64::max);
    let high = high.max(tallest(0.0));
    let largest = needs.columns.iter().flatten().map(|need| need.size).fold(0.0, f64::max);
    // The largest scale at which each column fits.
    let (mut low, mut above) = (0.0, if largest > 0.0 { high / largest } else { 0.0 });
    for _ in 0..60 {
        let middle = f64::midpoint(low, above);
        if tallest(middle) <= high { low = middle } else { above = middle }
    }
    let scale = low;
    let mut boxes: Vec<Vec<Side>> = Vec::new();
    for (column, order) in needs.columns.iter().zip(&order) {
        let spare = high - taken(column, scale);
        // Room that is left goes between the boxes, but a few boxes do not drift apart.
        let gap = needs.gap + (spare / (column.len() + 1) as f64).min(needs.gap * 2.0);
        let total = taken(column, scale) + (gap - needs.gap) * column.len().saturating_sub(1) as f64;
        let mut top = (high - total) / 2.0;
        let mut sides = vec![(0.0, 0.0); column.len()];
        for at in order {
            let bottom = top + column[*at].least.max(column[*at].size * scale);
            sides[*at] = (top, bottom);
            top = bottom + gap;
        }
        boxes.push(sides);
    }
    let mut bands = vec![((0.0, 0.0), (0.0, 0.0)); needs.bands.len()];
    // Bands leave and enter a box in the order of what is at their other ends.
    for (leaves, near, far) in [(true, 0, 1), (false, 1, 0)] {
        let end = |band: &Band, which: usize| (band.column + which, if which == 0 { band.from } else { band.to });
        let top = |(column, at): (usize, usize)| boxes[column][at].0;
        let mut sorted: Vec<usize> = (0..needs.bands.len()).collect();
        sorted.sort_by(|a, b| {
            let (a_band, b_band) = (&needs.bands[*a], &needs.bands[*b]);
            let key = |band: &Band| (end(band, near), top(end(band, far)));
            let (a_key, b_key) = (key(a_band), key(b_band));
            a_key.0.cmp(&b_key.0).then(a_key.1.total_cmp(&b_key.1)).then(a.cmp(b))
        });
        let mut place: Option<((usize, usize), f64)> = None;
        for at in sorted {
            let band = &needs.bands[at];
            let here = end(band, near);
            let from = match place {
                Some((other, bottom)) if other == here => bottom,
                _ => {
                    let all: f64 =
                        needs.bands.iter().filter(|band| end(band, near) == here).map(|band| band.size).sum();
                    let (top, bottom) = boxes[here.0][here.1];
                    f64::midpoint(top, bottom) - all * scale / 2.0
                }
            };
            let to = from + band.size * scale;
            place = Some((here, to));
            let side = if leaves { &mut bands[at].0 } else { &mut bands[at].1 };
            *side = (from, to);
        }
    }
    Placed { high, boxes, bands }
}

/// The boxes of each column from top to bottom.
fn order(needs: &Needs) -> Vec<Vec<usize>> {
    let mut order: Vec<Vec<usize>> = needs.columns.iter().map(|column| (0..column.len()).collect()).collect();
    let mut best = (crossed(needs, &order), order.clone());
    let columns = needs.columns.len();
    for round in 0..12 {
        for step in 1..columns {
            // To the right and back.
            let (column, beside) = if round % 2 == 0 { (step, step - 1) } else { (columns - 1 - step, columns - step) };
            let place = places(&order[beside]);
            let own = places(&order[column]);
            let mean = |at: usize| {
                let near = needs.bands.iter().filter_map(|band| match (band.column, column, beside) {
                    (left, _, _) if left == beside && left + 1 == column && band.to == at => {
                        Some((band.from, band.size))
                    }
                    (left, _, _) if left == column && left + 1 == beside && band.from == at => {
                        Some((band.to, band.size))
                    }
                    _ => None,
                });
                let (sum, weight) =
                    near.fold((0.0, 0.0), |(sum, weight), (other, size)| (sum + place[other] * size, weight + size));
                if weight > 0.0 { sum / weight } else { own[at] }
            };
            let mut sorted: Vec<(f64, usize)> = order[column].iter().map(|at| (mean(*at), *at)).collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
            order[column] = sorted.into_iter().map(|(_, at)| at).collect();
        }
        let cost = crossed(needs, &order);
        if cost < best.0 - 1e-9 {
            best = (cost, order.clone());
        }
    }
    let (mut cost, mut order) = best;
    loop {
        let before = cost;
        for column in 0..columns {
            for at in 1..order[column].len() {
                order[column].swap(at - 1, at);
                let swapped = crossed(needs, &order);
                if swapped < cost - 1e-9 {
                    cost = swapped;
                } else {
                    order[column].swap(at - 1, at);
                }
            }
        }
        if cost >= before {
            return order;
        }
    }
}

/// For each box its place from 0, the first, to 1, the last.
fn places(order: &[usize]) -> Vec<f64> {
    let mut places = vec![0.0; order.len()];
    for (place, at) in order.iter().enumerate() {
        places[*at] = (place as f64 + 0.5) / order.len() as f64;
    }
    places
}

/// How much crosses: the product of the sizes of each two bands that do.
fn crossed(needs: &Needs, order: &[Vec<usize>]) -> f64 {
    let places: Vec<Vec<f64>> = order.iter().map(|order| places(order)).collect();
    let mut cost = 0.0;
    for (nth, a) in needs.bands.iter().enumerate() {
        for b in needs.bands[..nth].iter().filter(|b| b.column == a.column) {
            let left = places[a.column][a.from] - places[a.column][b.from];
            let right = places[a.column + 1][a.to] - places[a.column + 1][b.to];
            if left * right < 0.0 {
                cost += a.size * b.size;
            }
        }
    }
    cost
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(size: f64) -> Need {
        Need { size, least: 10.0 }
    }

    #[test]
    fn bands_are_untangled_and_end_at_their_boxes() {
        let band = |from, to, size| Band { column: 0, from, to, size };
        let needs = Needs {
            columns: vec![vec![need(4.0), need(2.0)], vec![need(2.5), need(4.0)]],
            bands: vec![band(0, 1, 3.0), band(1, 0, 2.0), band(0, 0, 0.5)],
            gap: 8.0,
        };
        let placed = place(&needs, 100.0);
        assert!(placed.boxes[0][0].0 < placed.boxes[0][1].0 && placed.boxes[1][1].0 < placed.boxes[1][0].0);
        for (band, (left, right)) in needs.bands.iter().zip(&placed.bands) {
            for (side, of) in [(left, placed.boxes[0][band.from]), (right, placed.boxes[1][band.to])] {
                assert!(side.0 >= of.0 - 1e-9 && side.1 <= of.1 + 1e-9, "{side:?} {of:?}");
            }
        }
        // 6.5 stand in 100 less the gap.
        assert!((placed.boxes[0][0].1 - placed.boxes[0][0].0 - 92.0 * 4.0 / 6.5).abs() < 1e-6);
    }

    #[test]
    fn low_room_grows() {
        let needs = Needs { columns: vec![vec![need(1.0); 20]], bands: Vec::new(), gap: 4.0 };
        let placed = place(&needs, 50.0);
        assert!((placed.high - 276.0).abs() < 1e-9);
        assert_eq!(place(&Needs::default(), 50.0).boxes.len(), 0);
    }
}
