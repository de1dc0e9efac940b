//! What an image looks like, in 64 bits: images that look alike have hashes that differ in few
//! bits, whatever their size, format and quality.
//!
//! The hash is the one known as pHash (Zauner, *Implementation and Benchmarking of Perceptual
//! Image Hash Functions*, 2010): the 8 x 8 lowest frequencies of the cosine transform of a small
//! gray copy, a bit each, set where the coefficient is not below the median. Among the hashes of
//! `image_hasher` it told copies (recompressed, shrunk, blurred, brightened, cut by 1 percent)
//! best from other pictures: where those of gradients found as many, they called twice as many
//! other pairs alike.
//!
//! Nothing is known of an image of one colour, of stripes or of a plain gradient: but for a few
//! coefficients there is noise, and half of such images would be alike. They have no hash.

use std::sync::LazyLock;

use image::{GrayImage, RgbImage, imageops};
use image_hasher::{FilterType, HashAlg, Hasher, HasherConfig};

/// Side, in px, of the copy on which structure is looked for: as fine as what the transform sees.
const COPY_SIDE_PX: u32 = 16;
/// Standard deviation within the rows of that copy, and within its columns, in steps of 255, below
/// which an image has no structure. What a JPEG of low quality does to one flat colour stays
/// below; a foggy sea is above.
const MIN_CONTRAST: f64 = 2.0;

/// The hash of an upright, opaque image; `None` where it is the same all along
/// its rows or all along its columns, or nearly.
pub fn likeness(image: &RgbImage) -> Option<u64> {
    static HASHER: LazyLock<Hasher<[u8; 8]>> = LazyLock::new(|| {
        HasherConfig::with_bytes_type::<[u8; 8]>()
            .hash_alg(HashAlg::Median)
            .hash_size(8, 8)
            .resize_filter(FilterType::Triangle)
            .preproc_dct()
            .to_hasher()
    });
    if image.is_empty() {
        return None;
    }
    let gray = imageops::grayscale(image);
    let small = imageops::thumbnail(&gray, COPY_SIDE_PX, COPY_SIDE_PX);
    let has_structure = contrasts(&small)
        .iter()
        .all(|contrast| *contrast >= MIN_CONTRAST);
    // From all of the image, not from the boxes of the copy: their edges move with its size.
    has_structure.then(|| u64::from_le_bytes(HASHER.hash_image(&gray).into_inner()))
}

/// The standard deviations within rows and within columns.
fn contrasts(gray: &GrayImage) -> [f64; 2] {
    let (width, height) = gray.dimensions();
    let value = |x, y| f64::from(gray.get_pixel(x, y).0[0]);
    let rows = (0..height).map(|y| variance((0..width).map(|x| value(x, y))));
    let columns = (0..width).map(|x| variance((0..height).map(|y| value(x, y))));
    [
        (rows.sum::<f64>() / f64::from(height)).sqrt(),
        (columns.sum::<f64>() / f64::from(width)).sqrt(),
    ]
}

/// The mean squared distance from the mean.
fn variance(values: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let count = values.len() as f64;
    let mean = values.clone().sum::<f64>() / count;
    values.map(|value| (value - mean).powi(2)).sum::<f64>() / count
}
