//! Rows: lists printed as a table, JSON, JSON Lines, CSV or Markdown.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use comfy_table::{Attribute, Cell, ContentArrangement, Table, presets};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::args::Format;
use crate::text::{guarded, printable};

/// Something that is listed.
pub(super) trait Row: Serialize + Sync {
    /// The names of the columns of tables.
    const COLUMNS: &'static [&'static str];

    /// What stands in those columns.
    fn cells(&self) -> Vec<String>;

    /// The same into cells that are used again, for rows that come by the hundred thousand.
    fn write(&self, cells: &mut Cells) {
        self.cells().iter().for_each(|cell| cells.text(cell));
    }
}

/// The cells of a row.
#[derive(Debug, Default)]
pub(super) struct Cells {
    all: String,
    /// Where each ends, and whether it is a number.
    ends: Vec<(usize, bool)>,
}

impl Cells {
    /// The cells that a row writes.
    pub(super) fn of<R: Row>(row: &R) -> Vec<String> {
        let mut cells = Self::default();
        row.write(&mut cells);
        cells.iter().map(|(cell, _)| cell.to_owned()).collect()
    }

    /// Adds a text.
    pub(super) fn text(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push((self.all.len(), false));
    }

    /// Adds a number.
    pub(super) fn number(&mut self, number: usize) {
        self.all.push_str(itoa::Buffer::new().format(number));
        self.ends.push((self.all.len(), true));
    }

    /// Adds a number with two decimals.
    pub(super) fn hundredths(&mut self, number: f64) {
        push_hundredths(&mut self.all, number);
        self.ends.push((self.all.len(), true));
    }

    /// The cells, and whether each is a number.
    fn iter(&self) -> impl Iterator<Item = (&str, bool)> {
        let mut start = 0;
        self.ends.iter().map(move |(end, is_number)| (&self.all[std::mem::replace(&mut start, *end)..*end], *is_number))
    }

    fn clear(&mut self) {
        self.all.clear();
        self.ends.clear();
    }
}

/// A number as `{:.2}` shows it.
pub(super) fn hundredths(number: f64) -> String {
    let mut shown = String::new();
    push_hundredths(&mut shown, number);
    shown
}

/// Appends it, one of four decimals in a fraction of the time: there are as many as there are pairs.
fn push_hundredths(shown: &mut String, number: f64) {
    let rounded = (number * 1e4).round();
    let is_whole = rounded.abs() < 1e15 && (rounded / 1e4).to_bits() == number.to_bits();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number of fifteen digits at most"
    )]
    let (units, is_negative) = (rounded.abs() as u64, number.is_sign_negative());
    // What lies in the middle between two is for those who know all bits of it.
    if !is_whole || is_negative || units % 100 == 50 {
        // Writing to a string does not fail.
        let _ = write!(shown, "{number:.2}");
        return;
    }
    let hundredths = (units + 50) / 100;
    shown.push_str(itoa::Buffer::new().format(hundredths / 100));
    shown.push('.');
    shown.extend([hundredths / 10, hundredths].map(|digit| char::from(b"0123456789"[(digit % 10) as usize])));
}

/// Prints rows.
pub(super) fn print<R: Row>(rows: &[R], format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Table => table(rows, out)?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, rows)?;
            writeln!(out)?;
        }
        Format::Jsonl => rows.iter().try_for_each(|row| {
            serde_json::to_writer(&mut *out, row)?;
            writeln!(out)
        })?,
        Format::Csv => csv(rows, out)?,
        Format::Md => markdown(rows, out)?,
    }
    // What is said about the rows afterwards, elsewhere, is to be read afterwards.
    out.flush()
}

/// Prints one thing that tables show in a way of its own.
pub(super) fn print_one<T: Serialize>(
    value: &T,
    format: Format,
    out: &mut dyn Write,
    text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, value)?;
            writeln!(out)
        }
        Format::Jsonl => {
            serde_json::to_writer(&mut *out, value)?;
            writeln!(out)
        }
        Format::Table => text(out),
        Format::Csv | Format::Md => print(&facts(value)?, format, out),
    }
}

/// One fact about a thing that is printed by itself.
#[derive(Serialize)]
struct Fact {
    what: String,
    value: String,
}

impl Row for Fact {
    const COLUMNS: &'static [&'static str] = &["what", "value"];

    fn cells(&self) -> Vec<String> {
        vec![self.what.clone(), self.value.clone()]
    }
}

/// A thing as facts: a row for each value, one for each item of a list.
fn facts<T: Serialize>(value: &T) -> io::Result<Vec<Fact>> {
    let said = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut facts = Vec::new();
    if let Value::Object(map) = serde_json::to_value(value)? {
        for (what, value) in map {
            let values = match value {
                Value::Null => Vec::new(),
                Value::Array(items) => items,
                other => vec![other],
            };
            facts.extend(values.iter().map(|value| Fact { what: what.clone(), value: said(value) }));
        }
    }
    Ok(facts)
}

/// The cells of a row without anything that a terminal would obey.
fn printable_cells<R: Row>(row: &R) -> Vec<String> {
    let mut cells = row.cells();
    for cell in &mut cells {
        if let Cow::Owned(shown) = printable(cell) {
            *cell = shown;
        }
    }
    cells
}

fn table<R: Row>(rows: &[R], out: &mut dyn Write) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(R::COLUMNS.iter().map(|name| Cell::new(name).add_attribute(Attribute::Bold)));
    for row in rows {
        table.add_row(printable_cells(row));
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn csv<R: Row>(rows: &[R], out: &mut dyn Write) -> io::Result<()> {
    /// So many rows are written by one worker at a time.
    const PART: usize = 2048;
    /// So many of these are in memory at once.
    const PARTS: usize = 16;
    let io = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    };
    let part = |rows: &[R]| {
        let (mut writer, mut cells) = (csv::Writer::from_writer(Vec::new()), Cells::default());
        for row in rows {
            cells.clear();
            row.write(&mut cells);
            for (cell, is_number) in cells.iter() {
                // A text is shown without anything that a terminal would obey or a spreadsheet calculate.
                if is_number {
                    writer.write_field(cell)?;
                } else {
                    writer.write_field(guarded(&printable(cell)).as_bytes())?;
                }
            }
            writer.write_record(None::<&[u8]>)?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    };
    let mut head = csv::Writer::from_writer(&mut *out);
    head.write_record(R::COLUMNS).map_err(io)?;
    head.flush()?;
    drop(head);
    for rows in rows.chunks(PART * PARTS) {
        let parts: Vec<Result<Vec<u8>, csv::Error>> = rows.par_chunks(PART).map(part).collect();
        parts.into_iter().try_for_each(|part| out.write_all(&part.map_err(io)?))?;
    }
    Ok(())
}

fn markdown<R: Row>(rows: &[R], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| {} |", R::COLUMNS.join(" | "))?;
    writeln!(out, "|{}", " --- |".repeat(R::COLUMNS.len()))?;
    for row in rows {
        let cells = printable_cells(row).into_iter().map(|cell| escape(&cell)).collect::<Vec<_>>();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}

/// Text that Markdown shows as it is in a table's cell.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => escaped.push(' '),
            '|' | '\\' | '`' | '*' | '_' | '<' | '[' | ']' | '&' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Named(&'static str);

    impl Row for Named {
        const COLUMNS: &'static [&'static str] = &["name"];
        fn cells(&self) -> Vec<String> {
            vec![self.0.to_owned()]
        }
    }

    fn printed(format: Format) -> String {
        let mut out = Vec::new();
        print(&[Named("a|b"), Named("=x, \"y\"")], format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn hundredths_are_what_formatting_gives() {
        for ten_thousandths in 0..200_000 {
            let number = f64::from(ten_thousandths) / 1e4;
            assert_eq!(hundredths(number), format!("{number:.2}"));
        }
        for number in [-0.004, -0.0, 1e300, f64::NAN, f64::INFINITY, 0.123_456, 98_765_432.125] {
            assert_eq!(hundredths(number), format!("{number:.2}"));
        }
    }

    #[test]
    fn every_format_keeps_what_it_is_given_and_csv_guards_formulas() {
        assert_eq!(printed(Format::Jsonl), "\"a|b\"\n\"=x, \\\"y\\\"\"\n");
        assert_eq!(printed(Format::Csv), "name\na|b\n\"'=x, \"\"y\"\"\"\n");
        assert_eq!(printed(Format::Md), "| name |\n| --- |\n| a\\|b |\n| =x, \"y\" |\n");
    }

    #[test]
    fn many_rows_come_in_their_order() {
        let names: Vec<&str> = (0..40_000).map(|at| ["a", "b", "c", "d", "e"][at * at % 7 % 5]).collect();
        let rows: Vec<Named> = names.iter().map(|name| Named(name)).collect();
        let mut out = Vec::new();
        print(&rows, Format::Csv, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), format!("name\n{}\n", names.join("\n")));
    }
}
