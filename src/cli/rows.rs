//! Rows: lists printed as a table, JSON, JSON Lines, CSV or Markdown.

use std::borrow::Cow;
use std::io::{self, Write};

use comfy_table::{Attribute, Cell, ColumnConstraint, ContentArrangement, Table, Width, presets};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter as _, PrettyFormatter};

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
    let mut printer = Printer::new::<L::Row<'_>>(format, out);
    printer.add(list)?;
    printer.finish().map(drop)
}

/// Prints rows that come list by list.
pub(super) struct Printer<'o> {
    format: Format,
    columns: &'static [&'static str],
    out: &'o mut dyn Write,
    count: usize,
    /// Cells of a table that wait until it is told how wide columns are.
    waiting: Vec<Vec<String>>,
    /// How wide the columns of a table are, once a section of it is printed.
    widths: Vec<u16>,
    /// How JSON is laid out.
    pretty: PrettyFormatter<'static>,
}

impl<'o> Printer<'o> {
    /// So many rows of a table have columns of one width; where those after them are longer, columns become wider.
    const SECTION: usize = 500;

    /// Prints rows of one sort.
    pub(super) fn new<R: Row>(format: Format, out: &'o mut dyn Write) -> Self {
        let (waiting, widths, pretty) = (Vec::new(), Vec::new(), PrettyFormatter::new());
        Self { format, columns: R::COLUMNS, out, count: 0, waiting, widths, pretty }
    }

    /// How many rows were given.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Prints more rows; those of a table some at a time.
    pub(super) fn add<L: List>(&mut self, list: &L) -> io::Result<()> {
        if list.len() == 0 {
            return Ok(());
        }
        if self.count == 0 {
            self.begin()?;
        }
        let before = self.count;
        self.count += list.len();
        match self.format {
            Format::Table => {
                for at in 0..list.len() {
                    self.waiting.push(printable_cells(&list.row(at)));
                    if self.waiting.len() == Self::SECTION {
                        self.print_section()?;
                    }
                }
            }
            Format::Json => {
                let pretty = self.pretty.clone();
                in_parts(list.len(), self.out, |at, Records { bytes, .. }| {
                    let mut pretty = pretty.clone();
                    pretty.begin_array_value(bytes, before + at == 0)?;
                    list.row(at).serialize(&mut serde_json::Serializer::with_formatter(bytes, pretty))?;
                    Ok(())
                })?;
                self.pretty.end_array_value(self.out)?;
            }
            Format::Jsonl => in_parts(list.len(), self.out, |at, Records { bytes, .. }| {
                serde_json::to_writer(&mut *bytes, &list.row(at))?;
                bytes.push(b'\n');
                Ok(())
            })?,
            Format::Csv => in_parts(list.len(), self.out, |at, records| {
                list.row(at).write(records);
                records.end();
                Ok(())
            })?,
            Format::Md => in_parts(list.len(), self.out, |at, Records { bytes, .. }| {
                let cells = printable_cells(&list.row(at)).into_iter().map(|cell| escape(&cell)).collect::<Vec<_>>();
                writeln!(bytes, "| {} |", cells.join(" | "))
            })?,
        }
        self.out.flush()
    }

    /// Prints what comes before the first row.
    fn begin(&mut self) -> io::Result<()> {
        match self.format {
            Format::Table | Format::Jsonl => Ok(()),
            Format::Json => self.pretty.begin_array(self.out),
            Format::Csv => {
                let mut head = Records::default();
                self.columns.iter().for_each(|name| head.text(name));
                head.end();
                self.out.write_all(&head.bytes)
            }
            Format::Md => {
                writeln!(self.out, "| {} |", self.columns.join(" | "))?;
                writeln!(self.out, "|{}", " --- |".repeat(self.columns.len()))
            }
        }
    }

    /// Prints what comes after the last row; gives the number of rows.
    pub(super) fn finish(mut self) -> io::Result<usize> {
        if self.count == 0 {
            self.begin()?;
        }
        match self.format {
            Format::Table => self.print_section()?,
            Format::Json => {
                self.pretty.end_array(self.out)?;
                writeln!(self.out)?;
            }
            Format::Jsonl | Format::Csv | Format::Md => {}
        }
        // What is said about the rows afterwards, elsewhere, is to be read afterwards.
        self.out.flush()?;
        Ok(self.count)
    }

    /// Prints the rows of a table that wait.
    fn print_section(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        // Where a terminal says how wide the table is, each section fills it and has a header.
        let is_set = table.width().is_some();
        if self.widths.is_empty() || is_set {
            table.set_header(self.columns.iter().map(|name| Cell::new(name).add_attribute(Attribute::Bold)));
        }
        table.add_rows(self.waiting.drain(..));
        let widths = table.column_max_content_widths();
        if !is_set {
            for (column, before) in table.column_iter_mut().zip(&self.widths) {
                let width = before.saturating_add(column.padding_width());
                column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
            }
        }
        self.widths.resize(widths.len(), 0);
        self.widths.iter_mut().zip(widths).for_each(|(before, width)| *before = width.max(*before));
        for line in table.lines() {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        self.out.flush()
    }
}

/// Writes `count` rows, each by `write`, on all cores.
fn in_parts(
    count: usize,
    out: &mut dyn Write,
    write: impl Fn(usize, &mut Records) -> io::Result<()> + Sync,
) -> io::Result<()> {
    /// So many rows are written by one worker at a time.
    const PART: usize = 1024;
    /// So many of these are written in one go.
    const PARTS: usize = 8;
    let write = |(part, records): (usize, &mut Records)| {
        records.clear();
        (part * PART..count.min((part + 1) * PART)).try_for_each(|at| write(at, records))
    };
    if count <= PART {
        let mut records = Records::default();
        write((0, &mut records))?;
        return out.write_all(&records.bytes);
    }
    let parts: Vec<usize> = (0..count.div_ceil(PART)).collect();
    let (mut done, mut next): (Vec<Records>, Vec<Records>) = Default::default();
    for parts in parts.chunks(PARTS).chain([&[][..]]) {
        next.resize_with(parts.len(), Records::default);
        // While some are handed out, others are written, in the room of those before; in the last round there are none.
        let mut written = Ok(());
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| written = parts.par_iter().copied().zip(&mut next).try_for_each(write));
            done.iter().try_for_each(|records| out.write_all(&records.bytes))
        })?;
        written?;
        std::mem::swap(&mut done, &mut next);
    }
    Ok(())
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

    #[derive(Serialize)]
    struct Numbered {
        name: String,
        number: usize,
    }

    impl Row for Numbered {
        const COLUMNS: &'static [&'static str] = &["name", "number"];
        fn cells(&self) -> Vec<String> {
            vec![self.name.clone(), self.number.to_string()]
        }
    }

    fn numbered(name: impl Fn(usize) -> String, count: usize) -> Vec<Numbered> {
        (0..count).map(|number| Numbered { name: name(number), number }).collect()
    }

    #[test]
    fn rows_that_come_some_at_a_time_are_printed_as_all_at_once() {
        let rows = numbered(|at| "long ".repeat(at % 7), 1300);
        for format in [Format::Table, Format::Json, Format::Jsonl, Format::Csv, Format::Md] {
            for count in [0, 1, 500, 501, 1300] {
                let (mut at_once, mut in_parts) = (Vec::new(), Vec::new());
                print(&rows[..count], format, &mut at_once).unwrap();
                let mut printer = Printer::new::<Numbered>(format, &mut in_parts);
                for some in rows[..count].chunks(170) {
                    printer.add(&some).unwrap();
                    printer.add(&&some[..0]).unwrap();
                }
                assert_eq!(printer.finish().unwrap(), count);
                assert!(at_once == in_parts, "{format:?} of {count}");
                if matches!(format, Format::Json) {
                    let mut peer = serde_json::to_string_pretty(&rows[..count]).unwrap();
                    peer.push('\n');
                    assert!(peer.as_bytes() == at_once, "{count}");
                }
            }
        }
    }

    #[test]
    fn columns_of_a_long_table_become_wider_and_never_narrower() {
        let wide = |at: usize| if at == 700 { "x".repeat(40) } else { "x".to_owned() };
        let mut out = Vec::new();
        print(&numbered(wide, 1300), Format::Table, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 1301, "the header stands once");
        let column = |line: &str| line.rfind(' ');
        let narrow = column(lines[1]);
        assert!(lines[1..=500].iter().all(|line| column(line) == narrow));
        let widest = column(lines[701]);
        assert!(widest > narrow && lines[501..].iter().all(|line| column(line) == widest));
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
