//! From the samples of the components to RGB.

use image::RgbImage;

use super::frame::Frame;
use super::planes::Samples;

/// How the components of a picture make colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coloring {
    Gray,
    YCbCr,
    Rgb,
    /// Inverted, as Adobe's programs write it.
    Cmyk,
    /// The same with its first three components as YCbCr.
    Ycck,
}

/// What Adobe's segment says of the colours: 0 as they are, 1 YCbCr, 2 YCCK. `None` where it is
/// cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Adobe(pub(super) Option<u8>);

impl Coloring {
    /// What the components stand for; `None` where nobody knows.
    pub(super) fn of(frame: &Frame, adobe: Option<Adobe>) -> Option<Self> {
        let ids: Vec<u8> = frame.components.iter().map(|part| part.id).collect();
        let transform = match adobe {
            Some(Adobe(said)) => Some(said?),
            None => None,
        };
        match (ids.as_slice(), transform) {
            ([_], _) => Some(Self::Gray),
            ([b'R', b'G', b'B'], _) | ([_, _, _], Some(0)) => Some(Self::Rgb),
            ([_, _, _], None | Some(1)) => Some(Self::YCbCr),
            ([_, _, _, _], None | Some(0)) => Some(Self::Cmyk),
            ([_, _, _, _], Some(2)) => Some(Self::Ycck),
            _ => None,
        }
    }
}

/// The picture of `size_px` that the samples of the components make. A component of fewer samples
/// is repeated.
pub(super) fn picture(
    coloring: Coloring,
    frame: &Frame,
    samples: &[Samples],
    (width, height): (u32, u32),
) -> Option<RgbImage> {
    let mut rows = vec![vec![0; width as usize]; samples.len()];
    let mut pixels = vec![0; width as usize * height as usize * 3];
    for (y, pixels) in pixels
        .chunks_exact_mut((width as usize * 3).max(1))
        .enumerate()
    {
        for ((row, samples), component) in rows.iter_mut().zip(samples).zip(&frame.components) {
            let (across, down) = component.factors;
            let y = y * down as usize / frame.factors.1 as usize;
            let from = samples.values.get(y * samples.across..)?;
            repeat(row, from, across as usize, frame.factors.0 as usize)?;
        }
        convert(coloring, &rows, pixels.as_chunks_mut::<3>().0);
    }
    RgbImage::from_raw(width, height, pixels)
}

/// Fills a row, `part` samples for each `whole` pixels.
fn repeat(row: &mut [u8], samples: &[u8], part: usize, whole: usize) -> Option<()> {
    if part == whole {
        row.copy_from_slice(samples.get(..row.len())?);
    } else if 2 * part == whole {
        for (pair, &sample) in row.chunks_mut(2).zip(samples) {
            pair.fill(sample);
        }
    } else {
        for (x, pixel) in row.iter_mut().enumerate() {
            *pixel = *samples.get(x * part / whole)?;
        }
    }
    Some(())
}

fn convert(coloring: Coloring, rows: &[Vec<u8>], pixels: &mut [[u8; 3]]) {
    match (coloring, rows) {
        (Coloring::Gray, [gray]) => {
            for (pixel, &gray) in pixels.iter_mut().zip(gray) {
                *pixel = [gray; 3];
            }
        }
        (Coloring::Rgb, [r, g, b]) => {
            for (((pixel, &r), &g), &b) in pixels.iter_mut().zip(r).zip(g).zip(b) {
                *pixel = [r, g, b];
            }
        }
        (Coloring::YCbCr, [y, cb, cr]) => {
            for (((pixel, &y), &cb), &cr) in pixels.iter_mut().zip(y).zip(cb).zip(cr) {
                *pixel = rgb_of(y, cb, cr);
            }
        }
        (Coloring::Cmyk | Coloring::Ycck, [one, two, three, black]) => {
            let inks = one.iter().zip(two).zip(three).zip(black);
            for (pixel, (((&c, &m), &y), &k)) in pixels.iter_mut().zip(inks) {
                let inks = match coloring {
                    Coloring::Ycck => rgb_of(c, m, y).map(|value| 255 - value),
                    _ => [c, m, y],
                };
                *pixel = inks.map(|ink| scaled(ink, k));
            }
        }
        _ => {}
    }
}

/// JFIF's colours (ITU-R BT.601 with the full range), in 1/65536.
fn rgb_of(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let y = (i32::from(y) << 16) + (1 << 15);
    let (cb, cr) = (i32::from(cb) - 128, i32::from(cr) - 128);
    let channel = |value: i32| (value >> 16).clamp(0, 255) as u8;
    [
        channel(y + 91_881 * cr),
        channel(y - 22_554 * cb - 46_802 * cr),
        channel(y + 116_130 * cb),
    ]
}

/// The product of two parts of 255, rounded.
fn scaled(one: u8, other: u8) -> u8 {
    ((u32::from(one) * u32::from(other) + 127) / 255) as u8
}
