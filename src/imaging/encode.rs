//! From a small picture to a file that a page or a chart can hold.

use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};

/// Quality of the JPEG, 1 to 100: faces are known, blocks are not seen at this size.
const QUALITY: u8 = 72;

/// The picture as a JPEG whose longer side is at most `max_side_px` (0 counts as 1); a smaller
/// picture keeps its size. The same picture gives the same bytes.
pub fn small_jpeg(picture: &RgbImage, max_side_px: u32) -> Vec<u8> {
    let small = shrunk(picture, max_side_px);
    let small = small.as_ref().unwrap_or(picture);
    let mut bytes = Vec::new();
    // Writing to memory fails only for sides above 65,535 px, which no small picture has.
    match JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(small) {
        Ok(()) => bytes,
        Err(_) => Vec::new(),
    }
}

/// The picture within a square of `max_side_px`; `None` where it is as small already.
fn shrunk(picture: &RgbImage, max_side_px: u32) -> Option<RgbImage> {
    let (width, height) = picture.dimensions();
    let longer = width.max(height);
    let most = max_side_px.max(1);
    if longer <= most {
        return None;
    }
    let side = |length: u32| {
        let scaled = f64::from(length) * f64::from(most) / f64::from(longer);
        (scaled.round() as u32).clamp(1, most)
    };
    let (width, height) = (side(width), side(height));
    Some(imageops::resize(
        picture,
        width,
        height,
        FilterType::Triangle,
    ))
}
