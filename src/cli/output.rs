//! Standard output: styled where a terminal shows it, plain elsewhere.

use std::io::{self, StdoutLock, Write};

use anstream::adapter::strip_bytes;
use anstream::{AutoStream, ColorChoice};

/// How much is held back before it is written.
const HELD: usize = 64 << 10;

/// Standard output, locked for as long as the program runs.
pub(super) struct Stdout {
    out: Box<dyn Write>,
    /// Whether nothing was written.
    pub(super) is_empty: bool,
}

impl Stdout {
    /// Locks it.
    pub(super) fn lock() -> Self {
        let stdout = io::stdout();
        let out: Box<dyn Write> = match AutoStream::choice(&stdout) {
            ColorChoice::Never => Box::new(Plain { out: stdout.lock(), held: Vec::with_capacity(HELD) }),
            choice => Box::new(AutoStream::new(stdout, choice).lock()),
        };
        Self { out, is_empty: true }
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.is_empty &= bytes.is_empty();
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Takes styles away, line by line: hardly any has some, and a whole graph is megabytes.
struct Plain {
    out: StdoutLock<'static>,
    held: Vec<u8>,
}

impl Plain {
    /// Writes the first `length` bytes that are held.
    fn release(&mut self, length: usize) -> io::Result<()> {
        let ready = &self.held[..length];
        let written = if memchr::memchr(b'\x1b', ready).is_none() {
            self.out.write_all(ready)
        } else {
            strip_bytes(ready).try_for_each(|part| self.out.write_all(part))
        };
        self.held.drain(..length);
        written
    }
}

impl Write for Plain {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= HELD
            && let Some(end) = memchr::memrchr(b'\n', &self.held)
        {
            // No style goes on from one line into the next.
            self.release(end + 1)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.release(self.held.len())?;
        self.out.flush()
    }
}
