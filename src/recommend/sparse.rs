//! Sparse matrices with values, row after row.

use anyhow::Result;

use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};

/// Rows of columns with values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weighted {
    starts: Numbers<u64>,
    columns: Numbers<u32>,
    values: Numbers<f32>,
}

impl Weighted {
    /// The matrix of `rows`, each a list of columns, ascending, with values.
    pub fn of(rows: Vec<Vec<(u32, f32)>>) -> Self {
        let (mut starts, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
        for row in rows {
            columns.extend(row.iter().map(|(column, _)| *column));
            values.extend(row.iter().map(|(_, value)| *value));
            starts.push(columns.len() as u64);
        }
        Self {
            starts: starts.into(),
            columns: columns.into(),
            values: values.into(),
        }
    }

    /// Writes the matrix.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        to.put(&self.starts)?;
        to.put(&self.columns)?;
        to.put(&self.values)
    }

    /// Reads a matrix that was written.
    ///
    /// # Errors
    /// The file is cut.
    pub fn take(from: &mut ArchiveReader) -> Result<Self> {
        Ok(Self {
            starts: from.take()?,
            columns: from.take()?,
            values: from.take()?,
        })
    }

    /// The transpose of `rows`, each a list of columns with values; there are `columns` columns.
    /// The columns of the result ascend in each row.
    pub fn transposed(columns: usize, rows: &[Vec<(u32, f32)>]) -> Self {
        let mut starts = vec![0_u64; columns + 1];
        for (column, _) in rows.iter().flatten() {
            starts[*column as usize + 1] += 1;
        }
        for column in 0..columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let all = starts[columns] as usize;
        let (mut row_of, mut values) = (vec![0; all], vec![0.0; all]);
        for (row, entries) in (0_u32..).zip(rows) {
            for (column, value) in entries {
                let place = &mut next[*column as usize];
                row_of[*place as usize] = row;
                values[*place as usize] = *value;
                *place += 1;
            }
        }
        Self {
            starts: starts.into(),
            columns: row_of.into(),
            values: values.into(),
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The columns of a row, ascending, and their values.
    pub fn row(&self, row: u32) -> (&[u32], &[f32]) {
        let row = row as usize;
        let extent = self.starts[row] as usize..self.starts[row + 1] as usize;
        (&self.columns[extent.clone()], &self.values[extent])
    }

    /// Adds some rows to a dense one.
    pub fn add_rows(&self, rows: &[u32], sum: &mut [f32]) {
        for row in rows {
            let (columns, values) = self.row(*row);
            for (column, value) in columns.iter().zip(values) {
                sum[*column as usize] += value;
            }
        }
    }

    /// The product of a row with a dense one.
    pub fn dot(&self, row: u32, dense: &[f32]) -> f32 {
        let (columns, values) = self.row(row);
        let pairs = columns.iter().zip(values);
        pairs
            .map(|(column, value)| dense[*column as usize] * value)
            .sum()
    }

    /// One value.
    pub fn value(&self, row: u32, column: u32) -> f32 {
        let (columns, values) = self.row(row);
        let place = columns.binary_search(&column);
        place.map_or(0.0, |place| values[place])
    }
}
