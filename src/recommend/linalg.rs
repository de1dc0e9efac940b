//! The one door to `faer`: products and inverses of dense matrices of `f32`, row after row.
//!
//! Nothing here depends on the number of threads: products are cut into parts of a fixed size, and
//! each part is worked on by one thread.

use anyhow::Result;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::{self, factor::LltRegularization};
use faer::linalg::matmul::matmul;
use faer::prelude::ReborrowMut;
use faer::{Accum, MatMut, MatRef, Par, Spec};
use rayon::prelude::*;

use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};

/// How whole matrices are worked on.
const PAR: Par = Par::Seq;
/// Sums that are kept side by side in one register, and registers.
const LANES: usize = 16;
const SUMS: usize = 4;

/// `(rows, columns)` numbers, row after row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dense {
    /// How many columns there are.
    pub columns: usize,
    /// Row after row.
    pub values: Numbers<f32>,
}

impl Dense {
    /// All zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self {
            columns,
            values: vec![0.0; rows * columns].into(),
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.values.len().checked_div(self.columns).unwrap_or(0)
    }

    /// One row.
    pub fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    /// One row, to change.
    pub fn row_mut(&mut self, row: usize) -> &mut [f32] {
        let columns = self.columns;
        &mut self.values.to_mut()[row * columns..(row + 1) * columns]
    }

    /// Writes the matrix.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        to.put_number(self.columns)?;
        to.put(&self.values)
    }

    /// Reads a matrix that was written.
    ///
    /// # Errors
    /// The file is cut.
    pub fn take(from: &mut ArchiveReader) -> Result<Self> {
        Ok(Self {
            columns: from.take_number()?,
            values: from.take()?,
        })
    }
}

/// `out` = `left` times `right`; `left` has `inner` columns, `right` `columns`. One thread.
pub fn product(out: &mut [f32], left: &[f32], right: &[f32], inner: usize, columns: usize) {
    let rows = out.len().checked_div(columns).unwrap_or(0);
    let out = MatMut::from_row_major_slice_mut(out, rows, columns);
    let left = MatRef::from_row_major_slice(left, rows, inner);
    let right = MatRef::from_row_major_slice(right, inner, columns);
    matmul(out, Accum::Replace, left, right, 1.0, Par::Seq);
}

/// `out` = `left` times the transpose of `right`; both have `inner` columns. One thread.
pub fn product_transposed(out: &mut [f32], left: &[f32], right: &[f32], inner: usize) {
    if inner == 0 || left.is_empty() || right.is_empty() {
        out.fill(0.0);
        return;
    }
    let (rows, columns) = (left.len() / inner, right.len() / inner);
    let out = MatMut::from_row_major_slice_mut(out, rows, columns);
    let left = MatRef::from_row_major_slice(left, rows, inner);
    let right = MatRef::from_row_major_slice(right, columns, inner);
    matmul(out, Accum::Replace, left, right.transpose(), 1.0, Par::Seq);
}

/// The inverse of a symmetric positive definite matrix of `size` rows, in its place; false, with
/// the matrix spoilt, where it is not positive definite in this precision.
pub fn invert(matrix: &mut [f32], size: usize) -> bool {
    if size == 0 {
        return true;
    }
    let scratch = llt::factor::cholesky_in_place_scratch::<f32>(size, PAR, Spec::default())
        .or(llt::inverse::inverse_scratch::<f32>(size, PAR));
    let mut memory = MemBuffer::new(scratch);
    let stack = MemStack::new(&mut memory);
    let none = LltRegularization::default();
    // Symmetric, so that rows may be taken for columns.
    let mut factor = MatMut::from_column_major_slice_mut(matrix, size, size);
    let found = llt::factor::cholesky_in_place(factor.rb_mut(), none, PAR, stack, Spec::default());
    if found.is_err() {
        return false;
    }
    let mut inverse = vec![0.0_f32; size * size];
    let whole = MatMut::from_column_major_slice_mut(&mut inverse, size, size);
    llt::inverse::inverse(whole, factor.as_ref(), PAR, stack);
    mirror(matrix, &inverse, size);
    true
}

/// Both triangles of a symmetric matrix from the lower one of `half`, column after column.
fn mirror(matrix: &mut [f32], half: &[f32], size: usize) {
    /// Rows and columns of a tile: both tiles of a pair stay in the cache.
    const TILE: usize = 64;
    matrix
        .par_chunks_mut(size * TILE)
        .enumerate()
        .for_each(|(tile, columns)| {
            for (offset, column) in columns.chunks_mut(size).enumerate() {
                let place = tile * TILE + offset;
                column[place..].copy_from_slice(&half[place * size + place..(place + 1) * size]);
            }
            for rows in (0..(tile + 1) * TILE).step_by(TILE) {
                for (offset, column) in columns.chunks_mut(size).enumerate() {
                    let place = tile * TILE + offset;
                    for row in rows..(rows + TILE).min(place) {
                        column[row] = half[row * size + place];
                    }
                }
            }
        });
}

/// The sum of the products of two equally long rows. The order of the sums is fixed, whatever the
/// width of the processor's registers, and as many of them are independent as keep these busy.
/// Always inlined, so that it is compiled for those that its caller has found.
#[inline(always)]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut wide = [[0.0_f32; LANES]; SUMS];
    let (a_blocks, a) = a.as_chunks::<{ LANES * SUMS }>();
    let (b_blocks, b) = b.as_chunks::<{ LANES * SUMS }>();
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        for (sum, sums) in wide.iter_mut().enumerate() {
            for lane in 0..LANES {
                sums[lane] += a[sum * LANES + lane] * b[sum * LANES + lane];
            }
        }
    }
    let (a_blocks, a_rest) = a.as_chunks::<LANES>();
    let (b_blocks, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        for lane in 0..LANES {
            wide[0][lane] += a[lane] * b[lane];
        }
    }
    let mut sums = wide[0];
    for more in &wide[1..] {
        for lane in 0..LANES {
            sums[lane] += more[lane];
        }
    }
    let mut half = LANES / 2;
    while half > 0 {
        for lane in 0..half {
            sums[lane] += sums[lane + half];
        }
        half /= 2;
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums[0] + rest
}

/// Adds `times` a row to another; see [`dot`].
#[inline(always)]
pub fn add_scaled(to: &mut [f32], row: &[f32], times: f32) {
    for (to, value) in to.iter_mut().zip(row) {
        *to += times * value;
    }
}

/// The products of the columns of `rows` with each other, (columns, columns). One thread.
pub fn gram(rows: &[f32], columns: usize) -> Vec<f32> {
    let mut gram = vec![0.0; columns * columns];
    let count = rows.len().checked_div(columns).unwrap_or(0);
    let matrix = MatRef::from_row_major_slice(rows, count, columns);
    let out = MatMut::from_row_major_slice_mut(&mut gram, columns, columns);
    matmul(
        out,
        Accum::Replace,
        matrix.transpose(),
        matrix,
        1.0,
        Par::Seq,
    );
    gram
}
