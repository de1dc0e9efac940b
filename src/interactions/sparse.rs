//! Rows of numbers of different lengths, one after the other: a sparse matrix without values.

use anyhow::Result;

use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};

/// Rows of numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// Where each row starts in `items`, and where the last one ends.
    starts: Numbers<u64>,
    items: Numbers<u32>,
}

impl Rows {
    /// The rows of pairs `(row, item)`, with `rows` rows; the items of a row are in the order of
    /// the pairs. A counting sort: two passes over the pairs, and no comparison.
    pub fn of(rows: usize, row_of: &[u32], item_of: &[u32]) -> Self {
        let mut starts = vec![0_u64; rows + 1];
        for row in row_of {
            starts[*row as usize + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut items = vec![0; item_of.len()];
        let mut next = starts.clone();
        for (row, item) in row_of.iter().zip(item_of) {
            let place = &mut next[*row as usize];
            items[*place as usize] = *item;
            *place += 1;
        }
        Self {
            starts: starts.into(),
            items: items.into(),
        }
    }

    /// Writes the rows.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        to.put(&self.starts)?;
        to.put(&self.items)
    }

    /// Reads rows that were written.
    ///
    /// # Errors
    /// The file is cut.
    pub fn take(from: &mut ArchiveReader) -> Result<Self> {
        Ok(Self {
            starts: from.take()?,
            items: from.take()?,
        })
    }

    /// Adds a row at the end.
    pub fn push(&mut self, items: impl IntoIterator<Item = u32>) {
        let starts = self.starts.to_mut();
        if starts.is_empty() {
            starts.push(0);
        }
        let all = self.items.to_mut();
        all.extend(items);
        starts.push(all.len() as u64);
    }

    /// The rows by items: for each of `items` items the rows that hold it, ascending.
    pub fn transposed(&self, items: usize) -> Self {
        let mut row_of = Vec::with_capacity(self.items.len());
        for (row, held) in self.iter().enumerate() {
            row_of.resize(row_of.len() + held.len(), row as u32);
        }
        Self::of(items, &self.items, &row_of)
    }

    /// The same rows with the items of each in ascending order.
    pub fn sorted(mut self) -> Self {
        self.retain(|_, row| {
            row.sort_unstable();
            row.len()
        });
        self
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The items of all rows, one row after the other.
    pub fn items(&self) -> &[u32] {
        &self.items
    }

    /// The items of a row.
    pub fn row(&self, row: usize) -> &[u32] {
        &self.items[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    /// All rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.starts
            .windows(2)
            .map(|ends| &self.items[ends[0] as usize..ends[1] as usize])
    }

    /// Keeps of each row what `keep` leaves of it: the first so many items, as it may reorder
    /// them.
    pub fn retain(&mut self, mut keep: impl FnMut(usize, &mut [u32]) -> usize) {
        let starts = self.starts.to_mut();
        let items = self.items.to_mut();
        let mut end = 0;
        for row in 0..starts.len().saturating_sub(1) {
            let (start, stop) = (starts[row] as usize, starts[row + 1] as usize);
            let kept = keep(row, &mut items[start..stop]);
            items.copy_within(start..start + kept, end);
            starts[row] = end as u64;
            end += kept;
        }
        if let Some(last) = starts.last_mut() {
            *last = end as u64;
        }
        items.truncate(end);
    }
}
