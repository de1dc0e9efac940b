//! Whole rows of a file, some megabytes after the other.
//!
//! A row ends at a line break that is not inside of a quoted field. A field is quoted when its
//! first byte is a quote; from there on each quote leads out of the quotes or into them again, so
//! that two in a row stand for one.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use memchr::{memchr, memchr3, memrchr};

use super::files::Part;

/// What stands around a field that holds a separator or a line break.
pub(super) const QUOTE: u8 = b'"';
/// The longest row that is believed to be one, in bytes.
const MAX_ROW_BYTES: usize = 64 << 20;

/// Whole rows of a part.
#[derive(Debug)]
pub(super) struct Chunk {
    /// The part they are of.
    pub part: Arc<Part>,
    /// Which chunk of the part it is, from 0.
    pub number: u32,
    start: u64,
    rows: Vec<u8>,
}

impl Chunk {
    /// The byte of the file at which it ends.
    pub fn end(&self) -> u64 {
        self.start + self.rows.len() as u64
    }

    /// The rows; what is no Unicode is replaced.
    pub fn into_text(self) -> String {
        String::from_utf8(self.rows)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

/// The chunks of `parts`, one part after the other, of about `size` bytes each.
pub(super) fn chunks(
    parts: &[Arc<Part>],
    size: usize,
) -> impl Iterator<Item = Result<Chunk>> + Send + use<> {
    let parts = parts.to_vec();
    parts.into_iter().flat_map(move |part| {
        let start = part.first_row();
        Chunks::new(part, start, size)
    })
}

/// The chunks of one part.
pub(super) struct Chunks {
    part: Arc<Part>,
    file: Option<File>,
    size: usize,
    number: u32,
    start: u64,
    /// The beginning of a row whose end is not read yet.
    rest: Vec<u8>,
}

impl Chunks {
    /// Chunks of about `size` bytes, from the row on that begins at the byte `start`.
    pub fn new(part: Arc<Part>, start: u64, size: usize) -> Self {
        Self {
            part,
            file: None,
            size,
            number: 0,
            start,
            rest: Vec::new(),
        }
    }

    fn read(&mut self) -> Result<Option<Chunk>> {
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let mut file = File::open(self.part.path())?;
                file.seek(SeekFrom::Start(self.start))?;
                none.insert(file)
            }
        };
        loop {
            self.rest.reserve_exact(self.size);
            let read = file.take(self.size as u64).read_to_end(&mut self.rest)?;
            let whole = match rows_end(&self.rest, self.part.separator()) {
                Some(end) => end,
                None if read == 0 => self.rest.len(),
                None => {
                    ensure!(
                        self.rest.len() <= MAX_ROW_BYTES,
                        "a row has more than {} MiB; is a quote never closed?",
                        MAX_ROW_BYTES >> 20
                    );
                    continue;
                }
            };
            if whole == 0 {
                return Ok(None);
            }
            let mut rows = Vec::with_capacity(self.size + self.rest.len() - whole);
            rows.extend_from_slice(&self.rest[whole..]);
            std::mem::swap(&mut rows, &mut self.rest);
            rows.truncate(whole);
            let chunk = Chunk {
                part: Arc::clone(&self.part),
                number: self.number,
                start: self.start,
                rows,
            };
            self.number += 1;
            self.start += whole as u64;
            return Ok(Some(chunk));
        }
    }
}

impl Iterator for Chunks {
    type Item = Result<Chunk>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read()
            .with_context(|| self.part.unreadable())
            .transpose()
    }
}

/// Where the last row that ends in `bytes` does; `bytes` begin with a row.
fn rows_end(bytes: &[u8], separator: u8) -> Option<usize> {
    let mut end = None;
    let mut here = 0;
    loop {
        let quote = memchr(QUOTE, &bytes[here..]).map(|quote| here + quote);
        let open = &bytes[here..quote.unwrap_or(bytes.len())];
        if let Some(line) = memrchr(b'\n', open) {
            end = Some(here + line + 1);
        }
        let Some(quote) = quote else { return end };
        let before = quote.checked_sub(1).map(|before| bytes[before]);
        here = if before.is_none_or(|byte| byte == separator || byte == b'\n') {
            match quoted_end(bytes, quote, separator) {
                Some(end) => end,
                None => return end,
            }
        } else {
            quote + 1
        };
    }
}

/// Where the quoted field ends that begins at `start`; none where `bytes` end before it.
pub(super) fn quoted_end(bytes: &[u8], start: usize, separator: u8) -> Option<usize> {
    let mut here = start + 1;
    loop {
        here += memchr(QUOTE, &bytes[here..])? + 1;
        here += memchr3(QUOTE, separator, b'\n', &bytes[here..])?;
        if bytes[here] != QUOTE {
            return Some(here);
        }
        here += 1;
    }
}
