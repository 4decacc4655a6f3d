//! The file: a head, records that are read one by one, and a directory, each with its checksum.
//!
//! ```text
//! head       64 bytes: mark, format, where the directory is, how long the file is, their checksums
//! records    one after the other; each table ends with the lengths and checksums of its records
//! directory  what is where
//! ```
//!
//! Numbers in the head and the tables are little-endian. A checksum is the low half of a XXH3 of 64 bits: it tells damage,
//! not malice. Nothing is handed out before its checksum has been compared.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use xxhash_rust::xxh3::xxh3_64;

/// What a snapshot begins with.
const MARK: [u8; 8] = *b"HALLWAY\x1A";

/// The format that is written and read.
const FORMAT: u32 = 4;

/// The bytes of the head.
pub(super) const HEAD: usize = 64;

/// Why a file is not answered from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be read.
    Unreadable(String),
    /// It is no snapshot.
    Foreign,
    /// A later Hallway wrote it, or an earlier one.
    OtherFormat {
        /// Whether a later one.
        is_newer: bool,
    },
    /// It is shorter or longer than it says.
    Torn,
    /// Its bytes are not those that were written.
    Damaged,
}

impl Refusal {
    /// In words that follow the file's name.
    pub fn cause(&self) -> String {
        match self {
            Self::Unreadable(reason) => format!("cannot be read: {reason}"),
            Self::Foreign => "is no snapshot".to_owned(),
            Self::OtherFormat { is_newer: true } => "was written by a newer Hallway".to_owned(),
            Self::OtherFormat { is_newer: false } => "was written by an older Hallway".to_owned(),
            Self::Torn => "is not whole".to_owned(),
            Self::Damaged => "is damaged: a checksum does not hold".to_owned(),
        }
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            return Self::Torn;
        }
        Self::Unreadable(crate::source::load::reason(&error))
    }
}

/// Bytes in the file, with their checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Extent {
    /// The first byte.
    pub(super) start: u64,
    /// The number of bytes.
    pub(super) length: u64,
    /// Their checksum.
    pub(super) sum: u32,
}

impl Extent {
    /// That of `content`, which begins at byte `start`.
    fn of(content: &[u8], start: u64) -> Self {
        Self { start, length: content.len() as u64, sum: checksum(content) }
    }

    /// Whether `next` begins where this ends.
    fn leads_to(&self, next: &Self) -> bool {
        self.start.checked_add(self.length) == Some(next.start)
    }

    /// The same bytes after what holds them was moved by `by` bytes, a number that wraps around for a move to the front.
    pub(super) fn moved(self, by: u64) -> Self {
        Self { start: self.start.wrapping_add(by), ..self }
    }
}

/// How many bytes extents have in all.
fn total(extents: &[Extent]) -> u64 {
    extents.iter().fold(0, |total, extent| total.saturating_add(extent.length))
}

/// Records in the file, found by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct TableExtent {
    /// The first byte of the first record.
    pub(super) start: u64,
    /// The number of records.
    pub(super) records: u32,
    /// The lengths and checksums of the records.
    pub(super) index: Extent,
}

impl TableExtent {
    /// See [`Extent::moved`].
    pub(super) fn moved(self, by: u64) -> Self {
        Self { start: self.start.wrapping_add(by), index: self.index.moved(by), ..self }
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    low(xxh3_64(bytes))
}

/// The low half of a number.
fn low(number: u64) -> u32 {
    u32::try_from(number & u64::from(u32::MAX)).unwrap_or_default()
}

/// Records on their way into the file.
#[derive(Debug, Default)]
pub(super) struct Records {
    bytes: Vec<u8>,
    index: Vec<u8>,
    count: u32,
}

impl Records {
    /// Appends a record.
    pub(super) fn push(&mut self, record: &impl Serialize) {
        let start = self.bytes.len();
        self.bytes = encode_onto(std::mem::take(&mut self.bytes), record);
        self.note(start);
    }

    /// Appends a record that is bytes already.
    pub(super) fn push_bytes(&mut self, record: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(record);
        self.note(start);
    }

    fn note(&mut self, start: usize) {
        let record = &self.bytes[start..];
        let length = u32::try_from(record.len()).unwrap_or(u32::MAX);
        self.index.extend_from_slice(&length.to_le_bytes());
        self.index.extend_from_slice(&checksum(record).to_le_bytes());
        self.count += 1;
    }
}

/// Bytes on their way into the file, in pieces as they were made.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pieces: Vec<Vec<u8>>,
    length: u64,
}

impl Pieces {
    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// The pieces, in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.pieces.iter().map(Vec::as_slice)
    }

    /// Appends the records of several parts as one table.
    pub(super) fn push_table(&mut self, parts: impl IntoIterator<Item = Records>) -> TableExtent {
        let (start, mut index, mut records) = (self.length, Vec::new(), 0);
        for part in parts {
            self.push(part.bytes);
            index.extend(part.index);
            records += part.count;
        }
        TableExtent { start, records, index: self.push_extent(index) }
    }

    /// Appends bytes that have a checksum of their own.
    pub(super) fn push_extent(&mut self, content: Vec<u8>) -> Extent {
        let extent = Extent::of(&content, self.length);
        self.push(content);
        extent
    }

    fn push(&mut self, piece: Vec<u8>) {
        self.length += piece.len() as u64;
        self.pieces.push(piece);
    }
}

/// A file in the making: room for the head, and what was appended so far.
pub(super) struct Draft {
    pub(super) file: NamedTempFile,
    /// Where the next bytes will be.
    pub(super) end: u64,
}

impl Draft {
    /// Begins a file, which is empty.
    pub(super) fn new(file: NamedTempFile) -> io::Result<Self> {
        let mut draft = Self { file, end: 0 };
        draft.append(&[0; HEAD])?;
        Ok(draft)
    }

    /// Appends bytes.
    pub(super) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.as_file_mut().write_all(bytes)?;
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// Appends bytes that have a checksum of their own.
    pub(super) fn append_extent(&mut self, content: &[u8]) -> io::Result<Extent> {
        let extent = Extent::of(content, self.end);
        self.append(content)?;
        Ok(extent)
    }

    /// Appends the records of several parts as one table; each part is asked for when those before it are written.
    pub(super) fn append_table(&mut self, parts: impl IntoIterator<Item = Records>) -> io::Result<TableExtent> {
        let (start, mut index, mut records) = (self.end, Vec::new(), 0);
        for part in parts {
            self.append(&part.bytes)?;
            index.extend(part.index);
            records += part.count;
        }
        Ok(TableExtent { start, records, index: self.append_extent(&index)? })
    }

    /// Writes the head, with which the file is whole: its directory was appended last.
    pub(super) fn finish(mut self, directory: Extent) -> io::Result<NamedTempFile> {
        let file = self.file.as_file_mut();
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&head(directory))?;
        file.sync_all()?;
        Ok(self.file)
    }
}

pub(super) fn encode(value: &impl Serialize) -> Vec<u8> {
    encode_onto(Vec::new(), value)
}

fn encode_onto(bytes: Vec<u8>, value: &impl Serialize) -> Vec<u8> {
    // Writing to a vector fails only for values that have no length, of which there are none.
    postcard::to_extend(value, bytes).unwrap_or_default()
}

pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    postcard::from_bytes(bytes).map_err(|_| Refusal::Damaged)
}

/// Numbers as four bytes each, little-endian.
pub(super) fn encode_numbers<'n>(numbers: impl IntoIterator<Item = &'n u32>) -> Vec<u8> {
    numbers.into_iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// What [`encode_numbers`] wrote.
pub(super) fn decode_numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)).collect()
}

/// The head of a file whose directory is at `directory` and ends it.
fn head(directory: Extent) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..8].copy_from_slice(&MARK);
    head[8..12].copy_from_slice(&FORMAT.to_le_bytes());
    head[16..24].copy_from_slice(&directory.start.to_le_bytes());
    head[24..32].copy_from_slice(&directory.length.to_le_bytes());
    head[32..36].copy_from_slice(&directory.sum.to_le_bytes());
    let sum = xxh3_64(&head[..56]);
    head[56..].copy_from_slice(&sum.to_le_bytes());
    head
}

/// Where the directory is, as the head of a file of `length` bytes says.
pub(super) fn read_head(head: &[u8; HEAD], length: u64) -> Result<Extent, Refusal> {
    if head[..8] != MARK {
        return Err(Refusal::Foreign);
    }
    let number =
        |range: Range<usize>| head[range].iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let format = number(8..12);
    if format != u64::from(FORMAT) {
        return Err(Refusal::OtherFormat { is_newer: format > u64::from(FORMAT) });
    }
    if number(56..64) != xxh3_64(&head[..56]) {
        return Err(Refusal::Damaged);
    }
    let directory = Extent { start: number(16..24), length: number(24..32), sum: low(number(32..36)) };
    if directory.start.checked_add(directory.length) != Some(length) {
        return Err(Refusal::Torn);
    }
    Ok(directory)
}

/// A file that is read at places.
#[derive(Debug, Clone)]
pub(super) struct Bytes {
    file: Arc<File>,
    length: u64,
}

impl Bytes {
    /// A file that does not grow any more.
    pub(super) fn new(file: File) -> Result<Self, Refusal> {
        let length = file.metadata()?.len();
        Ok(Self { file: Arc::new(file), length })
    }

    /// How long the file is.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// The bytes of `range`, unchecked.
    pub(super) fn range(&self, start: u64, length: u64) -> Result<Vec<u8>, Refusal> {
        // A damaged length must not ask for all the memory there is.
        if start.checked_add(length).is_none_or(|end| end > self.length) {
            return Err(Refusal::Torn);
        }
        let mut bytes = vec![0; usize::try_from(length).map_err(|_| Refusal::Torn)?];
        read_at(&self.file, &mut bytes, start)?;
        Ok(bytes)
    }

    /// The bytes of an extent.
    pub(super) fn extent(&self, extent: Extent) -> Result<Vec<u8>, Refusal> {
        let bytes = self.range(extent.start, extent.length)?;
        if checksum(&bytes) == extent.sum { Ok(bytes) } else { Err(Refusal::Damaged) }
    }

    /// Gives `take` the bytes of extents by their number, in their order; those that follow one another are read at once.
    pub(super) fn each(
        &self,
        extents: &[Extent],
        mut take: impl FnMut(usize, &[u8]) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut number = 0;
        for together in extents.chunk_by(Extent::leads_to) {
            let bytes = self.range(together[0].start, total(together))?;
            let mut rest = bytes.as_slice();
            for extent in together {
                let own = rest.split_off(..usize::try_from(extent.length).map_err(|_| Refusal::Torn)?);
                take(number, own.filter(|own| checksum(own) == extent.sum).ok_or(Refusal::Damaged)?)?;
                number += 1;
            }
        }
        Ok(())
    }

    /// Says what will be read soon, so that the system can begin to fetch it.
    ///
    /// What lies far apart a disk finds sooner all at once than one after the other.
    pub(super) fn expect(&self, extents: &[Extent]) {
        let together: Vec<&[Extent]> = extents.chunk_by(Extent::leads_to).collect();
        together.into_par_iter().for_each(|together| self.advise(together[0].start, total(together)));
    }

    fn advise(&self, start: u64, length: u64) {
        #[cfg(target_os = "linux")]
        {
            use rustix::io::ReadWriteFlags;
            // What the system has at hand is not asked for, which would take longer than to read it.
            let last = start.saturating_add(length).saturating_sub(1);
            let mut byte = [0];
            let mut into = [io::IoSliceMut::new(&mut byte)];
            if rustix::io::preadv2(&self.file, &mut into, last, ReadWriteFlags::NOWAIT).is_ok() {
                return;
            }
            let length = std::num::NonZeroU64::new(length);
            // It is advice: without it reading takes longer, and nothing else.
            let _ = rustix::fs::fadvise(&self.file, start, length, rustix::fs::Advice::WillNeed);
        }
        #[cfg(not(target_os = "linux"))]
        let _ = (start, length);
    }

    /// A table.
    pub(super) fn table(&self, extent: TableExtent) -> Table {
        Table { bytes: self.clone(), extent, index: OnceLock::new() }
    }
}

/// Records that are read one by one.
#[derive(Debug)]
pub(super) struct Table {
    bytes: Bytes,
    extent: TableExtent,
    /// Where each record begins and its checksum; with one more at the end. Read once a record is.
    index: OnceLock<Result<Vec<(u64, u32)>, Refusal>>,
}

impl Table {
    /// The number of records.
    pub(super) fn len(&self) -> usize {
        self.extent.records as usize
    }

    fn index(&self) -> Result<&[(u64, u32)], Refusal> {
        let read = || {
            let bytes = self.bytes.extent(self.extent.index)?;
            let mut at = self.extent.start;
            let mut index = Vec::with_capacity(self.len() + 1);
            let (pairs, _) = bytes.as_chunks::<8>();
            for [a, b, c, d, e, f, g, h] in pairs {
                index.push((at, u32::from_le_bytes([*e, *f, *g, *h])));
                at += u64::from(u32::from_le_bytes([*a, *b, *c, *d]));
            }
            index.push((at, 0));
            if index.len() == self.len() + 1 { Ok(index) } else { Err(Refusal::Damaged) }
        };
        self.index.get_or_init(read).as_deref().map_err(Clone::clone)
    }

    /// Where each record is.
    pub(super) fn extents(&self) -> Result<Vec<Extent>, Refusal> {
        let extent = |pair: &[(u64, u32)]| Extent { start: pair[0].0, length: pair[1].0 - pair[0].0, sum: pair[0].1 };
        Ok(self.index()?.windows(2).map(extent).collect())
    }

    /// The bytes of the record of that number.
    pub(super) fn record(&self, number: usize) -> Result<Vec<u8>, Refusal> {
        let index = self.index()?;
        let (Some((start, sum)), Some((end, _))) = (index.get(number), index.get(number + 1)) else {
            return Err(Refusal::Damaged);
        };
        let bytes = self.bytes.range(*start, end - start)?;
        if checksum(&bytes) == *sum { Ok(bytes) } else { Err(Refusal::Damaged) }
    }

    /// The bytes of all records, read at once.
    pub(super) fn records(&self) -> Result<Vec<Vec<u8>>, Refusal> {
        let mut records = Vec::with_capacity(self.len());
        self.bytes.each(&self.extents()?, |_, record| {
            records.push(record.to_vec());
            Ok(())
        })?;
        Ok(records)
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[read..];
        at += read as u64;
    }
    Ok(())
}
