//! Sparse matrices with values, row after row.

/// Rows of columns with values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weighted {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

impl Weighted {
    /// The matrix of `rows`, each a list of columns, ascending, with values.
    pub fn of(rows: Vec<Vec<(u32, f32)>>) -> Self {
        let mut matrix = Self {
            starts: vec![0],
            ..Self::default()
        };
        for row in rows {
            matrix.columns.extend(row.iter().map(|(column, _)| *column));
            matrix.values.extend(row.iter().map(|(_, value)| *value));
            matrix.starts.push(matrix.columns.len());
        }
        matrix
    }

    /// The transpose of `rows`, each a list of columns with values; there are `columns` columns.
    /// The columns of the result ascend in each row.
    pub fn transposed(columns: usize, rows: &[Vec<(u32, f32)>]) -> Self {
        let mut starts = vec![0_usize; columns + 1];
        for (column, _) in rows.iter().flatten() {
            starts[*column as usize + 1] += 1;
        }
        for column in 0..columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut matrix = Self {
            columns: vec![0; starts[columns]],
            values: vec![0.0; starts[columns]],
            starts,
        };
        for (row, entries) in (0_u32..).zip(rows) {
            for (column, value) in entries {
                let place = &mut next[*column as usize];
                matrix.columns[*place] = row;
                matrix.values[*place] = *value;
                *place += 1;
            }
        }
        matrix
    }

    /// The columns of a row, ascending, and their values.
    pub fn row(&self, row: u32) -> (&[u32], &[f32]) {
        let extent = self.starts[row as usize]..self.starts[row as usize + 1];
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
