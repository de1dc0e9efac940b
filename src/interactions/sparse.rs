//! Rows of numbers of different lengths, one after the other: a sparse matrix without values.

/// Rows of numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// Where each row starts in `items`, and where the last one ends.
    starts: Vec<usize>,
    items: Vec<u32>,
}

impl Rows {
    /// The rows of pairs `(row, item)`, with `rows` rows; the items of a row are in the order of
    /// the pairs. A counting sort: two passes over the pairs, and no comparison.
    pub fn of(rows: usize, row_of: &[u32], item_of: &[u32]) -> Self {
        let mut starts = vec![0_usize; rows + 1];
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
            items[*place] = *item;
            *place += 1;
        }
        Self { starts, items }
    }

    /// Adds a row at the end.
    pub fn push(&mut self, items: impl IntoIterator<Item = u32>) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.items.extend(items);
        self.starts.push(self.items.len());
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
        &self.items[self.starts[row]..self.starts[row + 1]]
    }

    /// All rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.starts
            .windows(2)
            .map(|ends| &self.items[ends[0]..ends[1]])
    }

    /// Keeps of each row what `keep` leaves of it: the first so many items, as it may reorder
    /// them.
    pub fn retain(&mut self, mut keep: impl FnMut(usize, &mut [u32]) -> usize) {
        let mut end = 0;
        for row in 0..self.len() {
            let (start, stop) = (self.starts[row], self.starts[row + 1]);
            let kept = keep(row, &mut self.items[start..stop]);
            self.items.copy_within(start..start + kept, end);
            self.starts[row] = end;
            end += kept;
        }
        if let Some(last) = self.starts.last_mut() {
            *last = end;
        }
        self.items.truncate(end);
    }
}
