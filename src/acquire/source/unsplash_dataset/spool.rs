//! Rows as sortable numbers in temporary files, so that they are sorted and made unique one part
//! at a time: memory holds the rows of some parts, whatever the number of rows.
//!
//! The files have no name: the system removes them with the process, however it ends.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, Write};
use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use bytemuck::Pod;
use polars::prelude::*;

use super::files::Part;
use super::rows::{Reasons, Tally, each_batch};

/// How many photos (or users) share a part, as a power of two.
const PER_PART_BITS: u32 = 16;
/// The most parts: each is an open file.
const MAX_PARTS: u32 = 256;
/// So many bytes of a file are read together.
const CHUNK_BYTES: usize = 4 << 20;

/// A place for rows.
pub(super) struct Spool<Row> {
    files: Vec<BufWriter<File>>,
    /// The owners of a part, as a power of two.
    bits: u32,
    rows: PhantomData<Row>,
}

/// The rows of a batch by the files they go to, and why others are not used.
pub(super) struct Sorted<Row> {
    by_file: Vec<Vec<Row>>,
    bits: u32,
    reasons: Reasons,
}

/// What is gathered from which columns.
pub(super) struct Gather<'a, Select> {
    /// The files.
    pub parts: &'a [Arc<Part>],
    /// The columns that `select` needs.
    pub columns: &'a [&'a str],
    /// Makes the columns that are wanted.
    pub select: Select,
    /// How many photos (or users) own rows; where there are more, they share parts of the table.
    pub owners: u32,
    /// Where temporary files are kept.
    pub scratch: &'a Path,
}

impl<Row: Pod + Ord + Send> Spool<Row> {
    /// The rows that `read` makes of each batch, on any thread; what it leaves over, `finish` makes
    /// into rows in the order of the batches. What cannot be used is counted in `tally`.
    ///
    /// # Errors
    /// A file cannot be read, or the disk is full.
    pub fn gathered<Left: Send>(
        gather: Gather<'_, impl Fn(&Part) -> Vec<Expr> + Sync>,
        tally: &mut Tally,
        read: impl Fn(&DataFrame, &mut Sorted<Row>) -> Result<Left> + Sync,
        finish: impl Fn(Left, &mut Sorted<Row>),
    ) -> Result<Self> {
        let mut spool = Self::new(gather.scratch, gather.owners)?;
        let (files, bits) = (spool.files.len(), spool.bits);
        each_batch(
            gather.parts,
            CHUNK_BYTES,
            gather.columns,
            gather.select,
            |batch| {
                let mut sorted = Sorted::new(files, bits, batch.rows.height());
                let left = read(&batch.rows, &mut sorted)?;
                Ok((left, sorted))
            },
            |part, (left, mut sorted)| {
                finish(left, &mut sorted);
                spool.add(&sorted)?;
                tally.add(part, sorted.reasons);
                Ok(())
            },
        )?;
        Ok(spool)
    }

    fn new(scratch: &Path, owners: u32) -> Result<Self> {
        let per_file = owners.div_ceil(MAX_PARTS).max(1 << PER_PART_BITS);
        let bits = per_file.next_power_of_two().trailing_zeros();
        let files = (0..owners.div_ceil(1 << bits).max(1))
            .map(|_| Ok(BufWriter::new(tempfile::tempfile_in(scratch)?)))
            .collect::<std::io::Result<_>>()
            .with_context(|| format!("cannot make a temporary file in {}", scratch.display()))?;
        Ok(Self {
            files,
            bits,
            rows: PhantomData,
        })
    }

    fn add(&mut self, sorted: &Sorted<Row>) -> Result<()> {
        for (file, rows) in self.files.iter_mut().zip(&sorted.by_file) {
            file.write_all(bytemuck::cast_slice(rows))
                .context("cannot write a temporary file: is the disk full?")?;
        }
        Ok(())
    }

    /// The rows, part by part; there is at least one part.
    pub fn parts(self) -> impl Iterator<Item = Result<Spooled<Row>>> + Send {
        self.files
            .into_iter()
            .enumerate()
            .filter_map(|(place, file)| {
                let part = Spooled::of(file).context("cannot read a temporary file");
                // A table without rows has a part nevertheless.
                let used = place == 0 || part.as_ref().map_or(true, |part| part.count > 0);
                used.then_some(part)
            })
    }
}

impl<Row> Sorted<Row> {
    fn new(files: usize, bits: u32, rows: usize) -> Self {
        let by_file = (0..files)
            .map(|_| Vec::with_capacity(rows / files))
            .collect();
        Self {
            by_file,
            bits,
            reasons: Reasons::new(),
        }
    }

    /// Adds a row of an owner; those of one owner come out together. Or the reason why there is
    /// none.
    pub fn add(&mut self, row: Result<(u32, Row), &'static str>) {
        match row {
            Ok((owner, row)) => {
                let file = (owner >> self.bits) as usize % self.by_file.len();
                if let Some(rows) = self.by_file.get_mut(file) {
                    rows.push(row);
                }
            }
            Err(reason) => *self.reasons.entry(reason).or_default() += 1,
        }
    }
}

/// The rows of a part, still in their file.
pub(super) struct Spooled<Row> {
    file: File,
    count: usize,
    rows: PhantomData<Row>,
}

impl<Row: Pod + Ord> Spooled<Row> {
    fn of(writer: BufWriter<File>) -> std::io::Result<Self> {
        let mut file = writer
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        let bytes = file.stream_position()?;
        file.rewind()?;
        Ok(Self {
            file,
            count: usize::try_from(bytes).unwrap_or(usize::MAX) / size_of::<Row>(),
            rows: PhantomData,
        })
    }

    /// The rows as `change` makes them, then sorted and unique.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn sorted(mut self, change: impl Fn(Row) -> Row) -> Result<Vec<Row>> {
        let mut rows = vec![Row::zeroed(); self.count];
        self.file
            .read_exact(bytemuck::cast_slice_mut(&mut rows))
            .context("cannot read a temporary file")?;
        for row in &mut rows {
            *row = change(*row);
        }
        rows.sort_unstable();
        rows.dedup();
        Ok(rows)
    }
}
