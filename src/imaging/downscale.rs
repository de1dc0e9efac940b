//! Shrinking by exact area averages, straight from any pixel type to opaque RGB.
//!
//! Each pixel is made opaque on white *before* it is averaged: averaging colour and alpha apart
//! would let the invisible colour of transparent pixels shine through.

use image::{ColorType, RgbImage};

/// Decoded pixels as the decoder left them.
pub(super) struct Stored<'a> {
    /// Rows from the top without padding; samples of 16 and 32 bits in native byte order.
    pub(super) pixels: &'a [u8],
    /// Width and height in px.
    pub(super) size_px: (u32, u32),
    /// The type of a pixel.
    pub(super) color: ColorType,
    /// Whether the colours are already multiplied by alpha.
    pub(super) is_premultiplied: bool,
}

/// `stored` with its longer side at most `max_side_px`, never enlarged. `None` where the pixels
/// do not fill width and height, or the type of pixel is unknown.
pub(super) fn shrink(stored: &Stored, max_side_px: u32) -> Option<RgbImage> {
    let on_white = |value, alpha| match stored.is_premultiplied {
        true => premultiplied_over_white(value, alpha),
        false => over_white(value, alpha),
    };
    match stored.color {
        ColorType::L8 => boxes(stored, max_side_px, |&[gray]| [gray; 3]),
        ColorType::La8 => boxes(stored, max_side_px, |&[gray, alpha]| {
            [on_white(gray, alpha); 3]
        }),
        ColorType::Rgb8 => boxes(stored, max_side_px, |&rgb: &[u8; 3]| rgb),
        ColorType::Rgba8 => boxes(stored, max_side_px, |&[r, g, b, alpha]| {
            [r, g, b].map(|value| on_white(value, alpha))
        }),
        ColorType::L16 => boxes(stored, max_side_px, |&pixel: &[u8; 2]| {
            [eight_bits(pixel); 3]
        }),
        ColorType::La16 => boxes(stored, max_side_px, |&[g0, g1, a0, a1]| {
            [on_white(eight_bits([g0, g1]), eight_bits([a0, a1])); 3]
        }),
        ColorType::Rgb16 => boxes(stored, max_side_px, |&[r0, r1, g0, g1, b0, b1]| {
            [[r0, r1], [g0, g1], [b0, b1]].map(eight_bits)
        }),
        ColorType::Rgba16 => boxes(stored, max_side_px, |&[r0, r1, g0, g1, b0, b1, a0, a1]| {
            let alpha = eight_bits([a0, a1]);
            [[r0, r1], [g0, g1], [b0, b1]].map(|value| on_white(eight_bits(value), alpha))
        }),
        ColorType::Rgb32F => boxes(stored, max_side_px, |pixel: &[u8; 12]| {
            let [r, g, b, _] = floats(pixel);
            [r, g, b]
        }),
        ColorType::Rgba32F => boxes(stored, max_side_px, |pixel: &[u8; 16]| {
            let [r, g, b, alpha] = floats(pixel);
            [r, g, b].map(|value| on_white(value, alpha))
        }),
        _ => None,
    }
}

/// A picture of `size_px` of which `reduced` is known, as [`shrink`] would make it small if each
/// pixel of `reduced` stood for `px` x `px` equal ones (at the right and lower edge for what there
/// is). It does not come out larger than `reduced`.
pub(super) fn shrink_reduced(
    reduced: &RgbImage,
    px: u32,
    size_px: (u32, u32),
    max_side_px: u32,
) -> Option<RgbImage> {
    let longer = reduced.width().max(reduced.height());
    let (width, height) = small_size(size_px, max_side_px.min(longer));
    let columns = Shares::new(size_px.0, width, px);
    let rows = Shares::new(size_px.1, height, px);
    let row_bytes = reduced.width() as usize * 3;
    let mut sums = vec![0_u32; row_bytes];
    let mut small = Vec::with_capacity(3 * width as usize * height as usize);
    for (box_height, covered) in rows.boxes() {
        sums.fill(0);
        for &(row, weight) in covered {
            let row = reduced.as_raw().get(row * row_bytes..)?.get(..row_bytes)?;
            for (sum, &value) in sums.iter_mut().zip(row) {
                *sum += weight * u32::from(value);
            }
        }
        for (box_width, covered) in columns.boxes() {
            let mut total = [0; 3];
            for &(column, weight) in covered {
                for (total, sum) in total.iter_mut().zip(sums.as_chunks::<3>().0.get(column)?) {
                    *total += u64::from(weight) * u64::from(*sum);
                }
            }
            let count = box_width * box_height;
            small.extend(total.map(|total| ((total + count / 2) / count) as u8));
        }
    }
    RgbImage::from_raw(width, height, small)
}

/// One 8-bit sample on white.
fn over_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u16::from(value), u16::from(alpha));
    // Between 0 and 255: a rounded mean of `value` and 255 with the weights alpha and 255 - alpha.
    ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

/// The same of a sample that is already multiplied by alpha, and so not above it.
fn premultiplied_over_white(value: u8, alpha: u8) -> u8 {
    value.saturating_add(255 - alpha)
}

/// A 16-bit sample in native byte order, rounded to 8 bits.
fn eight_bits(sample: [u8; 2]) -> u8 {
    ((u32::from(u16::from_ne_bytes(sample)) * 255 + 32_767) / 65_535) as u8
}

/// Up to four float samples, 0 to 1, as 8 bits; what lies outside is clipped and NaN is 0.
fn floats(pixel: &[u8]) -> [u8; 4] {
    let mut samples = [u8::MAX; 4];
    for (sample, &bytes) in samples.iter_mut().zip(pixel.as_chunks::<4>().0) {
        *sample = (f32::from_ne_bytes(bytes) * 255.0).round() as u8;
    }
    samples
}

/// The size of the small picture: sides in proportion, rounded, at least 1 px.
fn small_size((width, height): (u32, u32), max_side_px: u32) -> (u32, u32) {
    let longer = u64::from(width.max(height));
    let target = u64::from(max_side_px.max(1)).min(longer);
    let side = |side: u32| ((u64::from(side) * target + longer / 2) / longer).max(1) as u32;
    (side(width), side(height))
}

/// Averages whole boxes of pixels: source column `x` belongs to exactly one target column, so
/// boxes differ in size by at most one pixel and every source pixel counts once.
fn boxes<const N: usize>(
    stored: &Stored,
    max_side_px: u32,
    opaque: impl Fn(&[u8; N]) -> [u8; 3],
) -> Option<RgbImage> {
    let (width, height) = stored.size_px;
    let row_bytes = usize::try_from(width).ok()?.checked_mul(N)?;
    let needed = row_bytes.checked_mul(usize::try_from(height).ok()?)?;
    if needed == 0 || stored.pixels.len() < needed {
        return None;
    }
    let (small_width, small_height) = small_size(stored.size_px, max_side_px);
    let mut rows = stored.pixels.chunks_exact(row_bytes);
    let columns = edges(width, small_width);
    let mut sums = vec![[0_u64; 3]; columns.len()];
    let mut small = Vec::with_capacity(columns.len() * 3 * small_height as usize);
    for box_height in edges(height, small_height) {
        sums.fill([0; 3]);
        for row in rows.by_ref().take(box_height) {
            add_row(row.as_chunks::<N>().0, &columns, &mut sums, &opaque);
        }
        for (sum, &box_width) in sums.iter().zip(&columns) {
            let count = (box_width * box_height) as u64;
            small.extend(sum.map(|total| ((total + count / 2) / count) as u8));
        }
    }
    RgbImage::from_raw(small_width, small_height, small)
}

/// How many source pixels fall into each of `parts` neighbouring boxes; each at least one.
fn edges(length: u32, parts: u32) -> Vec<usize> {
    let edge = |index: u32| u64::from(index) * u64::from(length) / u64::from(parts);
    (0..parts)
        .map(|index| (edge(index + 1) - edge(index)) as usize)
        .collect()
}

/// Boxes next to each other, and which stretches of equal pixels each covers.
struct Shares {
    /// The length of each box, and how many stretches it covers.
    boxes: Vec<(u64, usize)>,
    /// The stretches of all boxes, each with how many of its pixels are covered: at most 2^16.
    covered: Vec<(usize, u32)>,
}

impl Shares {
    /// `length` pixels in `parts` boxes and in stretches of `px`.
    fn new(length: u32, parts: u32, px: u32) -> Self {
        let px = px.max(1) as usize;
        let (mut boxes, mut covered) = (Vec::new(), Vec::new());
        let mut start = 0;
        for box_length in edges(length, parts) {
            let end = start + box_length;
            let stretches = start / px..end.div_ceil(px);
            boxes.push((box_length as u64, stretches.len()));
            covered.extend(stretches.map(|stretch| {
                let pixels = end.min((stretch + 1) * px) - start.max(stretch * px);
                (stretch, pixels as u32)
            }));
            start = end;
        }
        Self { boxes, covered }
    }

    fn boxes(&self) -> impl Iterator<Item = (u64, &[(usize, u32)])> {
        let mut rest = self.covered.as_slice();
        self.boxes.iter().map(move |&(length, count)| {
            let (covered, behind) = rest.split_at(count.min(rest.len()));
            rest = behind;
            (length, covered)
        })
    }
}

fn add_row<const N: usize>(
    mut row: &[[u8; N]],
    columns: &[usize],
    sums: &mut [[u64; 3]],
    opaque: &impl Fn(&[u8; N]) -> [u8; 3],
) {
    for (sum, &box_width) in sums.iter_mut().zip(columns) {
        let (inside, rest) = row.split_at(box_width.min(row.len()));
        row = rest;
        // A row is at most 2^32 px wide in theory and 2^16 in every format that passes the gate
        // with more than one row: 64 bits hold any sum, 32 would not.
        let mut part = [0_u64; 3];
        for pixel in inside {
            let [r, g, b] = opaque(pixel);
            part[0] += u64::from(r);
            part[1] += u64::from(g);
            part[2] += u64::from(b);
        }
        for (total, channel) in sum.iter_mut().zip(part) {
            *total += channel;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Stored, edges, over_white, shrink, small_size};
    use image::ColorType;

    #[test]
    fn boxes_cover_every_pixel_once() {
        for length in 1..60 {
            for parts in 1..=length {
                let widths = edges(length, parts);
                assert_eq!(widths.iter().sum::<usize>(), length as usize);
                assert!(widths.iter().all(|&width| width >= 1));
            }
        }
    }

    #[test]
    fn sides_stay_in_proportion_and_never_vanish() {
        assert_eq!(small_size((4000, 3000), 256), (256, 192));
        assert_eq!(small_size((100, 50), 256), (100, 50));
        assert_eq!(small_size((60_000, 2), 256), (256, 1));
        assert_eq!(small_size((5, 9), 0), (1, 1));
    }

    #[test]
    fn opaque_keeps_and_transparent_is_white() {
        for value in 0..=255 {
            assert_eq!(over_white(value, 255), value);
            assert_eq!(over_white(value, 0), 255);
        }
    }

    #[test]
    fn floats_are_clipped_and_nan_is_black() {
        let pixel: Vec<u8> = [-1.0_f32, f32::NAN, 7.0]
            .into_iter()
            .flat_map(f32::to_ne_bytes)
            .collect();
        let stored = Stored {
            pixels: &pixel,
            size_px: (1, 1),
            color: ColorType::Rgb32F,
            is_premultiplied: false,
        };
        let small = shrink(&stored, 4).expect("one pixel");
        assert_eq!(small.as_raw(), &[0, 0, 255]);
    }
}
