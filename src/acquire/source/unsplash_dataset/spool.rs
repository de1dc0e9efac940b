//! Rows as sortable numbers in temporary files, so that they are sorted and made unique one part
//! at a time: memory holds the rows of one part, whatever the number of rows.
//!
//! The files have no name: the system removes them with the process, however it ends.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, Write};
use std::path::Path;

use anyhow::{Context, Result};
use rayon::slice::ParallelSliceMut;

/// How many photos (or users) share a part.
pub(super) const PER_PART: u32 = 1 << 16;
/// The most parts: each is an open file.
const MAX_PARTS: u32 = 256;
/// Bytes of one row.
const ROW_BYTES: usize = size_of::<u128>();

/// A place for rows.
pub(super) struct Spool {
    parts: Vec<BufWriter<File>>,
    per_part: u32,
}

impl Spool {
    /// A spool for rows that belong to `owners` photos, in files in `scratch`.
    ///
    /// # Errors
    /// A file cannot be made.
    pub fn new(scratch: &Path, owners: u32) -> Result<Self> {
        let per_part = owners.div_ceil(MAX_PARTS).max(PER_PART);
        let parts = (0..owners.div_ceil(per_part).max(1))
            .map(|_| {
                Ok(BufWriter::with_capacity(
                    1 << 16,
                    tempfile::tempfile_in(scratch)?,
                ))
            })
            .collect::<std::io::Result<_>>()
            .with_context(|| format!("cannot make a temporary file in {}", scratch.display()))?;
        Ok(Self { parts, per_part })
    }

    /// Adds a row of `owner`; those of one owner come out together.
    ///
    /// # Errors
    /// The disk is full.
    pub fn add(&mut self, owner: u32, row: u128) -> Result<()> {
        let count = self.parts.len();
        let part = (owner / self.per_part) as usize % count;
        if let Some(file) = self.parts.get_mut(part) {
            file.write_all(&row.to_le_bytes())
                .context("cannot write a temporary file: is the disk full?")?;
        }
        Ok(())
    }

    /// The rows, part by part, each part as `change` makes it, then sorted and unique.
    pub fn sorted(
        self,
        change: impl Fn(u128) -> u128 + Send,
    ) -> impl Iterator<Item = Result<Vec<u128>>> + Send {
        self.parts.into_iter().map(move |file| {
            let mut rows = read_back(file).context("cannot read a temporary file")?;
            for row in &mut rows {
                *row = change(*row);
            }
            rows.par_sort_unstable();
            rows.dedup();
            Ok(rows)
        })
    }
}

fn read_back(writer: BufWriter<File>) -> std::io::Result<Vec<u128>> {
    let mut file = writer
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?;
    file.rewind()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let (rows, _) = bytes.as_chunks::<ROW_BYTES>();
    Ok(rows.iter().map(|row| u128::from_le_bytes(*row)).collect())
}

/// The lowest 32 bits of a row.
pub(super) fn low(row: u128) -> u32 {
    (row & u128::from(u32::MAX)) as u32
}
