//! Stream: layers on top of each other, around a line that moves as little as can be.

/// Where the first of some layers begins in each column, so that the layers wiggle least (Byron & Wattenberg 2008): the
/// squared slopes of the layers' middles, each weighted with its thickness, are as small as can be.
///
/// `layers` are the thicknesses of each layer in each column, none below 0, the first layer lowest in value; all have as many
/// columns. The first column begins at 0; the others may begin above or below it.
///
/// ```
/// use hallway::layout::stream::baseline;
/// // A layer that grows from 2 to 4 grows to both sides alike.
/// assert_eq!(baseline(&[vec![2.0, 4.0]]), [0.0, -1.0]);
/// ```
pub fn baseline(layers: &[Vec<f64>]) -> Vec<f64> {
    let columns = layers.first().map_or(0, Vec::len);
    let mut base = vec![0.0; columns];
    for column in 1..columns {
        let (mut thickness, mut drift, mut below) = (0.0, 0.0, 0.0);
        for layer in layers {
            let growth = layer[column] - layer[column - 1];
            drift += (below + growth / 2.0) * layer[column];
            thickness += layer[column];
            below += growth;
        }
        base[column] = base[column - 1] - if thickness > 0.0 { drift / thickness } else { 0.0 };
    }
    base
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_baseline_is_that_of_an_independent_implementation() {
        // d3-shape 3.2.1: stack().offset(stackOffsetWiggle).order(stackOrderNone), the lower edges of the first layer.
        let layers = [vec![1.0, 2.0, 3.0, 0.0], vec![4.0, 1.0, 0.0, 2.0], vec![0.0, 5.0, 2.0, 2.0]];
        let expected = [0.0, -0.375, -0.075, 1.425];
        for (found, expected) in baseline(&layers).into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    #[test]
    fn nothing_and_columns_of_nothing_keep_the_line() {
        assert!(baseline(&[]).is_empty());
        assert_eq!(baseline(&[vec![0.0, 0.0, 3.0]]), [0.0, 0.0, -1.5]);
    }
}
