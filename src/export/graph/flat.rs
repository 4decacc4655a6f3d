//! CSV: a list of nodes and a list of edges.

use super::table::{Column, EDGE, NODE, Value};
use crate::query::subgraph::{Edge, Subgraph};
use crate::text::guarded;

/// Writes `nodes.csv` and `edges.csv`; lists are joined with `; `.
pub(super) fn write(graph: &Subgraph) -> Vec<(String, String)> {
    let nodes = graph.nodes.iter().map(|node| row([node.id.clone()], &NODE, node));
    let ends = |edge: &Edge| [edge.from, edge.to].map(|end| graph.nodes[end].id.clone());
    let edges = graph.edges.iter().map(|edge| row(ends(edge), &EDGE, edge));
    vec![
        ("nodes.csv".to_owned(), lines(["id"], &NODE, nodes)),
        ("edges.csv".to_owned(), lines(["source", "target"], &EDGE, edges)),
    ]
}

fn lines<T, const N: usize>(
    first: [&str; N],
    columns: &'static [Column<T>],
    rows: impl Iterator<Item = Vec<String>>,
) -> String {
    let heads = first.into_iter().chain(columns.iter().map(|column| column.name)).map(str::to_owned).collect();
    table(std::iter::once(heads).chain(rows))
}

/// What stands in a row; a cell for each column.
fn row<T, const N: usize>(first: [String; N], columns: &'static [Column<T>], of: &T) -> Vec<String> {
    let mut row: Vec<String> = first.map(|text| guarded(&text).into_owned()).to_vec();
    row.extend(columns.iter().map(|column| (column.value)(of).map(|value| cell(&value)).unwrap_or_default()));
    row
}

/// A value of which no spreadsheet makes a formula.
pub(super) fn cell(value: &Value<'_>) -> String {
    match value {
        Value::Integer(_) | Value::Real(_) => value.text(),
        Value::Text(_) | Value::List(_) => guarded(&value.text()).into_owned(),
    }
}

/// Rows as CSV.
pub(super) fn table(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Memory takes everything, and all rows are of one length.
        let _ = writer.write_record(&row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
