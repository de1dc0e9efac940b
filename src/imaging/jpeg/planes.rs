//! The low coefficients of a component, and the small picture that they make.
//!
//! Of each block of 8 x 8 coefficients the lowest `n` x `n` are kept, and make `n` x `n` samples.
//! A sample is the mean of the samples of the full picture that it stands for. The mean of `f` =
//! 8 / `n` neighbours of a cosine is that cosine in their middle, made smaller:
//!
//! ```text
//! mean of cos((2 x + 1) k pi / 16) over f values of x = cos((2 X + 1) k pi / 2n) * s(k)
//! s(k) = sin(f k pi / 16) / (f sin(k pi / 16))
//! ```
//!
//! So the inverse transform is one of `n` points with each coefficient weighed by `s`. (libjpeg's
//! `jidctred.c` gets the same means from all coefficients; those that are left out here make up
//! the texture that the mean takes away, but for little.)

use std::f32::consts::{FRAC_1_SQRT_2, PI};

use super::frame::{Component, Frame};

/// What stands in [`places`] for a coefficient that is not kept.
const NOT_KEPT: u8 = u8::MAX;
const X: u8 = NOT_KEPT;
/// The slots of the coefficients in zigzag order (T.81, figure A.6) up to the last that is kept.
const PLACES: [&[u8]; 3] = [
    &[0],
    &[0, 1, 2, X, 3],
    &[
        0, 1, 4, 8, 5, 2, 3, 6, 9, 12, X, 13, 10, 7, X, X, X, 11, 14, X, X, X, X, X, 15,
    ],
];

/// For each coefficient in zigzag order up to the last that is kept, its slot among `N`; a number
/// that is no slot where it is not kept.
pub(super) const fn places<const N: usize>() -> &'static [u8] {
    match N {
        1 => PLACES[0],
        4 => PLACES[1],
        _ => PLACES[2],
    }
}

/// The kept coefficients of a component: `N` of each block, row by row.
pub(super) struct Plane<const N: usize> {
    blocks: Vec<[i16; N]>,
    /// Blocks in a row, those that only fill units included.
    across: usize,
}

/// The samples of a component.
pub(super) struct Samples {
    pub(super) values: Vec<u8>,
    /// Samples in a row.
    pub(super) across: usize,
}

impl<const N: usize> Plane<N> {
    /// Room for a component of a frame.
    pub(super) fn new(frame: &Frame, component: &Component) -> Self {
        let units = frame.units();
        let across = (units.0 * component.factors.0) as usize;
        let down = (units.1 * component.factors.1) as usize;
        Self {
            blocks: vec![[0; N]; across * down],
            across,
        }
    }

    /// The coefficients of the block in a column and a row.
    #[inline(always)]
    pub(super) fn block(&mut self, (column, row): (u32, u32)) -> Option<&mut [i16; N]> {
        self.blocks
            .get_mut(row as usize * self.across + column as usize)
    }

    /// The samples; `quantization` is in zigzag order.
    pub(super) fn samples(&self, quantization: &[u16; 64]) -> Samples {
        let side = N.isqrt();
        let weights = weights::<N>(quantization);
        let basis = basis(side);
        let across = self.across * side;
        let mut values = vec![0; self.blocks.len() * N];
        let rows = self.blocks.chunks_exact(self.across.max(1));
        for (rows, blocks) in values.chunks_exact_mut((across * side).max(1)).zip(rows) {
            for (column, block) in blocks.iter().enumerate() {
                let samples = inverse(block, &weights, &basis, side);
                for (row, samples) in rows.chunks_exact_mut(across).zip(samples.chunks(side)) {
                    row[column * side..][..side].copy_from_slice(samples);
                }
            }
        }
        Samples { values, across }
    }
}

/// What each slot weighs: its step of quantization, and `s` of the module's text down and across.
fn weights<const N: usize>(quantization: &[u16; 64]) -> [f32; N] {
    let side = N.isqrt();
    let mut weights = [0.0; N];
    for (&step, &place) in quantization.iter().zip(places::<N>()) {
        let place = usize::from(place);
        if let Some(weight) = weights.get_mut(place) {
            *weight = f32::from(step) * shrunk(place / side, side) * shrunk(place % side, side);
        }
    }
    weights
}

/// `s(k)`, and the factor that belongs to coefficient `k` in the inverse transform.
fn shrunk(k: usize, side: usize) -> f32 {
    if k == 0 {
        return FRAC_1_SQRT_2 / 2.0;
    }
    let factor = 8.0 / side as f32;
    let angle = k as f32 * PI / 16.0;
    (factor * angle).sin() / (factor * angle.sin()) / 2.0
}

/// Cosine `k` at sample `x`, as `[k][x]`.
fn basis(side: usize) -> [[f32; 4]; 4] {
    let cosine = |k, x| ((2 * x + 1) as f32 * k as f32 * PI / (2 * side) as f32).cos();
    std::array::from_fn(|k| std::array::from_fn(|x| cosine(k, x)))
}

/// The samples of one block.
#[inline(always)]
fn inverse<const N: usize>(
    block: &[i16; N],
    weights: &[f32; N],
    basis: &[[f32; 4]; 4],
    side: usize,
) -> [u8; N] {
    let mut across = [0.0; N];
    for (place, (&value, &weight)) in block.iter().zip(weights).enumerate() {
        let (v, u) = (place / side, place % side);
        for x in 0..side {
            across[v * side + x] += f32::from(value) * weight * basis[u][x];
        }
    }
    let mut samples = [0; N];
    for (place, sample) in samples.iter_mut().enumerate() {
        let (y, x) = (place / side, place % side);
        let sum: f32 = (0..side).map(|v| across[v * side + x] * basis[v][y]).sum();
        // Out of range becomes the nearest end.
        *sample = (sum + 128.5) as u8;
    }
    samples
}
