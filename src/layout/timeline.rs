//! Timeline: a grid of entities by editions.
//!
//! Columns are as wide as the room allows, but never so narrow that their dots would touch.

use super::Extent;

/// What has to fit into a timeline, in the units of its text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Needs {
    /// The number of columns.
    pub columns: usize,
    /// The number of rows.
    pub rows: usize,
    /// The width of the widest row label.
    pub label: f64,
    /// The width of the widest column head when it is level.
    pub head: f64,
    /// The height of a line of text.
    pub line: f64,
    /// The narrowest column and the lowest row.
    pub cell: Extent,
    /// The height of what is under the heads: the numbers of talks.
    pub foot: f64,
}

/// Where rows and columns are.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// The room the grid takes.
    pub extent: Extent,
    /// The right edge of the row labels.
    pub label_edge: f64,
    /// The middle of each column.
    pub columns: Vec<f64>,
    /// The middle of each row.
    pub rows: Vec<f64>,
    /// The width of a column and the height of a row.
    pub cell: Extent,
    /// The height of the column heads.
    pub head: f64,
    /// Whether the heads are turned by a quarter, since they are wider than the columns.
    pub turned: bool,
}

/// Divides `room`, or more than it where it is too small, into rows and columns.
pub fn divide(needs: Needs, room: Extent) -> Grid {
    let columns = needs.columns.max(1) as f64;
    let label_edge = needs.label;
    let left = label_edge + if needs.label > 0.0 { needs.line } else { 0.0 };
    let wide = ((room.w - left) / columns).clamp(needs.cell.w, needs.cell.w.max(150.0));
    let turned = needs.head > wide * 0.94;
    let head = if turned { needs.head + needs.line * 0.5 } else { needs.line * 1.3 } + needs.foot;
    let rows = needs.rows.max(1) as f64;
    let high = ((room.h - head) / rows).clamp(needs.cell.h, needs.cell.h.max(64.0));
    Grid {
        extent: Extent::new(left + wide * columns, head + high * needs.rows as f64),
        label_edge,
        columns: (0..needs.columns).map(|at| left + wide * (at as f64 + 0.5)).collect(),
        rows: (0..needs.rows).map(|at| head + high * (at as f64 + 0.5)).collect(),
        cell: Extent::new(wide, high),
        head,
        turned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEEDS: Needs = Needs {
        columns: 4,
        rows: 2,
        label: 100.0,
        head: 40.0,
        line: 20.0,
        cell: Extent { w: 30.0, h: 26.0 },
        foot: 20.0,
    };

    #[test]
    fn columns_share_the_room() {
        let grid = divide(NEEDS, Extent::new(520.0, 200.0));
        assert_eq!(grid.columns, [170.0, 270.0, 370.0, 470.0]);
        assert!(!grid.turned);
        assert!((grid.extent.w - 520.0).abs() < 1e-9);
    }

    #[test]
    fn narrow_columns_turn_their_heads_and_never_vanish() {
        let grid = divide(NEEDS, Extent::new(200.0, 50.0));
        assert!(grid.turned);
        assert!((grid.cell.w - 30.0).abs() < 1e-9);
        assert!(grid.extent.w > 200.0 && grid.extent.h > 50.0);
    }
}
