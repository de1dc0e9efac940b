//! The colours of an image as a few thousand weighted points.

use ::palette::{FromColor, Lab, LinSrgb, Srgb};
use image::RgbImage;

use crate::domain::Rgb;

/// Bits a channel of the histogram's cells: cells of 8 sRGB steps, just below what the eye tells
/// apart.
const FINE_BITS: u32 = 5;
/// Bits a channel where the fine cells are too many (noise, confetti).
const COARSE_BITS: u32 = 4;
/// With more fine cells than this the coarse ones are used: it bounds the work of the clustering.
const MAX_FINE_CELLS: usize = 4096;
/// With fewer cells than this the exact colours are counted: a faint gradient may fall into one
/// cell and still have three colours.
const MIN_CELLS: usize = 16;

/// A colour and the number of pixels that it stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    /// CIELAB coordinates (D65) of the mean colour: L 0..=100, a and b about -128..=128.
    pub(super) lab: [f32; 3],
    /// Number of pixels, above 0.
    pub(super) weight: f64,
    /// The mean colour in bytes, rounded down so that it stays within its own cell: no two
    /// points have the same.
    pub(super) rgb: Rgb,
}

/// Count and channel sums of the pixels of one cell.
type Cell = [u32; 4];

/// The points of an image, in the order of their colours; none for an image without pixels.
pub(super) fn points(image: &RgbImage) -> Vec<Point> {
    let fine = count(image, FINE_BITS);
    let filled = |cells: &[Cell]| cells.iter().filter(|cell| cell[0] > 0).count();
    match filled(&fine) {
        cells if cells < MIN_CELLS => exact(image),
        cells if cells > MAX_FINE_CELLS => means(&count(image, COARSE_BITS)),
        _ => means(&fine),
    }
}

fn count(image: &RgbImage, bits: u32) -> Vec<Cell> {
    let mut cells = vec![[0; 4]; 1 << (3 * bits)];
    let shift = 8 - bits;
    for &[r, g, b] in image.as_raw().as_chunks::<3>().0 {
        let [r, g, b] = [r, g, b].map(u32::from);
        let index = (r >> shift) << (2 * bits) | (g >> shift) << bits | b >> shift;
        let cell = &mut cells[index as usize];
        cell[0] += 1;
        cell[1] += r;
        cell[2] += g;
        cell[3] += b;
    }
    cells
}

fn means(cells: &[Cell]) -> Vec<Point> {
    let linear_of = linear_table();
    let filled = cells.iter().filter(|cell| cell[0] > 0);
    filled
        .map(|&[pixels, r, g, b]| {
            let [r, g, b] = [r, g, b].map(|sum| f64::from(sum) / f64::from(pixels));
            let linear = [r, g, b].map(|mean| between(&linear_of, mean));
            Point {
                lab: lab_of(LinSrgb::new(linear[0], linear[1], linear[2])),
                weight: f64::from(pixels),
                rgb: Rgb([r as u8, g as u8, b as u8]),
            }
        })
        .collect()
}

/// Every distinct colour of the image with its count.
fn exact(image: &RgbImage) -> Vec<Point> {
    let mut colors = image.as_raw().as_chunks::<3>().0.to_vec();
    colors.sort_unstable();
    colors
        .chunk_by(|a, b| a == b)
        .filter_map(|run| Some((run.first()?, run.len())))
        .map(|(&rgb, pixels)| Point {
            lab: lab_of(Srgb::from(rgb).into_linear()),
            weight: pixels as f64,
            rgb: Rgb(rgb),
        })
        .collect()
}

/// Linear light of each sRGB byte: the power function once for each of 256 values.
fn linear_table() -> [f32; 256] {
    std::array::from_fn(|value| Srgb::new(value as u8, 0, 0).into_linear::<f32>().red)
}

/// Linear light of a mean between two sRGB bytes; within one step the curve is straight.
fn between(linear_of: &[f32; 256], mean: f64) -> f32 {
    let low = mean as u8;
    let (low, high) = (
        linear_of[usize::from(low)],
        linear_of[usize::from(low.saturating_add(1))],
    );
    low + (high - low) * mean.fract() as f32
}

fn lab_of(linear: LinSrgb<f32>) -> [f32; 3] {
    let lab: Lab = Lab::from_color(linear);
    [lab.l, lab.a, lab.b]
}
