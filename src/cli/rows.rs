//! Rows: lists printed as a table, JSON, JSON Lines, CSV or Markdown.

use std::borrow::Cow;
use std::io::{self, Write};

use comfy_table::{Attribute, Cell, ContentArrangement, Table, presets};
use rayon::prelude::*;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::args::Format;
use crate::text::{guarded, printable};

/// Something that is listed.
pub(super) trait Row: Serialize + Sync {
    /// The names of the columns of tables.
    const COLUMNS: &'static [&'static str];

    /// What stands in those columns.
    fn cells(&self) -> Vec<String>;

    /// Writes the same, without a string for each, for rows that come by the hundred thousand.
    fn write(&self, cells: &mut dyn Cells) {
        self.cells().iter().for_each(|cell| cells.text(cell));
    }
}

impl<R: Row> Row for &R {
    const COLUMNS: &'static [&'static str] = R::COLUMNS;

    fn cells(&self) -> Vec<String> {
        R::cells(self)
    }

    fn write(&self, cells: &mut dyn Cells) {
        R::write(self, cells);
    }
}

/// Rows in their order, at hand or made when they are printed.
pub(super) trait List: Sync {
    /// What is listed.
    type Row<'l>: Row
    where
        Self: 'l;

    /// How many there are.
    fn len(&self) -> usize;

    /// The row at a place.
    fn row(&self, at: usize) -> Self::Row<'_>;
}

impl<R: Row> List for &[R] {
    type Row<'l>
        = &'l R
    where
        Self: 'l;

    fn len(&self) -> usize {
        <[R]>::len(self)
    }

    fn row(&self, at: usize) -> &R {
        &self[at]
    }
}

/// All rows of a list, as one value.
struct All<'l, L>(&'l L);

impl<'l, L: List> All<'l, L> {
    fn rows(&self) -> impl Iterator<Item = L::Row<'l>> + use<'l, L> {
        let list = self.0;
        (0..list.len()).map(move |at| list.row(at))
    }
}

impl<L: List> Serialize for All<'_, L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows())
    }
}

/// What a row writes its cells into.
pub(super) trait Cells {
    /// Adds a text.
    fn text(&mut self, text: &str);

    /// Adds a number.
    fn number(&mut self, number: usize);

    /// Adds a number with two decimals.
    fn hundredths(&mut self, number: f64);
}

impl Cells for Vec<String> {
    fn text(&mut self, text: &str) {
        self.push(text.to_owned());
    }

    fn number(&mut self, number: usize) {
        self.push(number.to_string());
    }

    fn hundredths(&mut self, number: f64) {
        self.push(hundredths(number));
    }
}

/// Records of CSV, as RFC 4180 has them but for the ends of lines.
#[derive(Default)]
struct Records {
    bytes: Vec<u8>,
    /// Where the open one begins.
    start: usize,
    /// How many cells it has.
    cells: usize,
}

impl Records {
    fn next_cell(&mut self) {
        if self.cells > 0 {
            self.bytes.push(b',');
        }
        self.cells += 1;
    }

    /// Makes it empty, for other records in the same memory.
    fn clear(&mut self) {
        self.bytes.clear();
        (self.start, self.cells) = (0, 0);
    }

    fn end(&mut self) {
        // A record of one empty cell would be no record.
        if self.cells == 1 && self.bytes.len() == self.start {
            self.bytes.extend_from_slice(b"\"\"");
        }
        self.bytes.push(b'\n');
        (self.start, self.cells) = (self.bytes.len(), 0);
    }
}

impl Cells for Records {
    /// Adds a text without anything that a terminal would obey or a spreadsheet calculate.
    fn text(&mut self, text: &str) {
        self.next_cell();
        // Ids are as they should be, and most cells of long lists are ids.
        let has_others = text.bytes().fold(false, |any, byte| any | IS_SIGN[usize::from(byte)]);
        if !has_others && !text.starts_with('-') {
            self.bytes.extend_from_slice(text.as_bytes());
            return;
        }
        let shown = printable(text);
        let shown = guarded(&shown);
        if shown.contains(['"', ',', '\r', '\n']) {
            self.bytes.push(b'"');
            self.bytes.extend(shown.replace('"', "\"\"").bytes());
            self.bytes.push(b'"');
        } else {
            self.bytes.extend_from_slice(shown.as_bytes());
        }
    }

    fn number(&mut self, number: usize) {
        self.next_cell();
        self.bytes.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
    }

    fn hundredths(&mut self, number: f64) {
        self.next_cell();
        push_hundredths(&mut self.bytes, number);
    }
}

/// Whether a byte is neither a letter nor a digit of ASCII nor a hyphen.
const IS_SIGN: [bool; 256] = {
    let mut is_sign = [true; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        is_sign[byte as usize] = !(byte.is_ascii_alphanumeric() || byte == b'-');
        byte += 1;
    }
    is_sign
};

/// A number as `{:.2}` shows it.
pub(super) fn hundredths(number: f64) -> String {
    let mut shown = Vec::new();
    push_hundredths(&mut shown, number);
    String::from_utf8(shown).unwrap_or_default()
}

/// Appends it, one of four decimals in a fraction of the time: there are as many as there are pairs.
fn push_hundredths(shown: &mut Vec<u8>, number: f64) {
    let size = number.abs();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what does not fit becomes another number, which is seen"
    )]
    let units = (size * 1e4 + 0.5) as u64;
    let is_whole = units < 1 << 50 && (units as f64 / 1e4).to_bits() == size.to_bits();
    // What lies in the middle between two is for those who know all bits of it.
    if !is_whole || units % 100 == 50 {
        // Writing to a vector does not fail.
        let _ = write!(shown, "{number:.2}");
        return;
    }
    let hundredths = (units + 50) / 100;
    if number.is_sign_negative() {
        shown.push(b'-');
    }
    shown.extend_from_slice(itoa::Buffer::new().format(hundredths / 100).as_bytes());
    shown.extend_from_slice(&[b'.', b'0' + (hundredths / 10 % 10) as u8, b'0' + (hundredths % 10) as u8]);
}

/// Prints rows.
pub(super) fn print<R: Row>(rows: &[R], format: Format, out: &mut dyn Write) -> io::Result<()> {
    print_list(&rows, format, out)
}

/// Prints the rows of a list.
pub(super) fn print_list<L: List>(list: &L, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Table => table(list, out)?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &All(list))?;
            writeln!(out)?;
        }
        Format::Jsonl => All(list).rows().try_for_each(|row| {
            serde_json::to_writer(&mut *out, &row)?;
            writeln!(out)
        })?,
        Format::Csv => csv(list, out)?,
        Format::Md => markdown(list, out)?,
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

fn table<L: List>(list: &L, out: &mut dyn Write) -> io::Result<()> {
    if list.len() == 0 {
        return Ok(());
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(L::Row::COLUMNS.iter().map(|name| Cell::new(name).add_attribute(Attribute::Bold)));
    for row in All(list).rows() {
        table.add_row(printable_cells(&row));
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn csv<L: List>(list: &L, out: &mut dyn Write) -> io::Result<()> {
    /// So many rows are written by one worker at a time.
    const PART: usize = 1024;
    /// So many of these are written in one go.
    const PARTS: usize = 8;
    let mut head = Records::default();
    for name in L::Row::COLUMNS {
        head.text(name);
    }
    head.end();
    out.write_all(&head.bytes)?;
    let write = |(part, records): (usize, &mut Records)| {
        records.clear();
        for at in part * PART..list.len().min((part + 1) * PART) {
            list.row(at).write(records);
            records.end();
        }
    };
    let parts: Vec<usize> = (0..list.len().div_ceil(PART)).collect();
    let (mut done, mut next): (Vec<Records>, Vec<Records>) = Default::default();
    for parts in parts.chunks(PARTS).chain([&[][..]]) {
        next.resize_with(parts.len(), Records::default);
        // While some are handed out, others are written, in the room of those before; in the last round there are none.
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| parts.par_iter().copied().zip(&mut next).for_each(write));
            done.iter().try_for_each(|records| out.write_all(&records.bytes))
        })?;
        std::mem::swap(&mut done, &mut next);
    }
    Ok(())
}

fn markdown<L: List>(list: &L, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| {} |", L::Row::COLUMNS.join(" | "))?;
    writeln!(out, "|{}", " --- |".repeat(L::Row::COLUMNS.len()))?;
    for row in All(list).rows() {
        let cells = printable_cells(&row).into_iter().map(|cell| escape(&cell)).collect::<Vec<_>>();
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
            assert_eq!(hundredths(-number), format!("{:.2}", -number));
        }
        for number in [-0.004, -0.0, 1e300, f64::NAN, f64::INFINITY, 0.123_456, 98_765_432.125] {
            assert_eq!(hundredths(number), format!("{number:.2}"));
        }
    }

    proptest::proptest! {
        #[test]
        fn records_are_those_of_the_csv_crate(rows in proptest::collection::vec(
            proptest::collection::vec("[a-c,\"\n\r' é-]{0,6}", 1..4), 0..4,
        )) {
            let mut records = Records::default();
            let mut peer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                for cell in row {
                    records.text(cell);
                }
                records.end();
                let shown = row.iter().map(|cell| guarded(&printable(cell)).into_owned());
                peer.write_record(shown.collect::<Vec<_>>()).unwrap();
            }
            assert_eq!(String::from_utf8(records.bytes), String::from_utf8(peer.into_inner().unwrap()));
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
