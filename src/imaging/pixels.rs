//! From a picture file to a small upright picture.

use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};

use super::complete;
use super::downscale::{self, Stored};
use super::exif;
use super::format::ImageFormat;
use super::header::{orientation, orientation_in};
use super::jpeg::{self, Reduction};
use super::limits;
use super::open::{Decoder, guarded, open};
use super::profile::to_srgb;
use super::unreadable::Unreadable;

/// Which part of the wanted side the small picture of a JPEG may have, if it takes less decoding:
/// five eighths. Palettes from 160 px explain the colours as well as those from 256 px.
const LEAST_SIDE: (u64, u64) = (5, 8);

/// Decodes the picture once and returns it upright, opaque and small: the EXIF orientation is
/// applied, transparency lies on white, of an animation the first frame is taken, and the longer
/// side is at most `max_side_px` (0 counts as 1). A smaller picture keeps its size; no side is
/// ever below 1 px. The small picture of a larger JPEG may have as little as five eighths of
/// `max_side_px`: it is made from the lowest frequencies alone, without most of the decoding.
///
/// Shrinking averages areas as they are stored, not in linear light: a working copy for colours
/// that people name needs no more. What an embedded colour profile says is then made sRGB.
///
/// Beside the file the decode takes at most [`super::MAX_DECODE_BYTES`]: the small picture is
/// built row by row from the decoder's own pixel type, never from a converted copy.
///
/// # Errors
/// Says why the file gives no picture: see [`Unreadable`].
pub fn upright_thumbnail(bytes: &[u8], max_side_px: u32) -> Result<RgbImage, Unreadable> {
    guarded(bytes, |format| {
        if format == ImageFormat::Jpeg
            && let Some(small) = from_low_coefficients(bytes, max_side_px)?
        {
            return Ok(small);
        }
        let (mut decoder, shape) = open(format, bytes)?;
        let raw = exif::read(format, &mut decoder, bytes);
        if complete::is_cut_off(format, bytes, raw.as_ref()) {
            return Err(Unreadable::Truncated { format });
        }
        let exif = raw.as_ref().and_then(exif::fields);
        let turn = orientation(exif.as_ref(), &mut decoder);
        let is_premultiplied =
            format == ImageFormat::Tiff && raw.as_ref().is_some_and(exif::is_premultiplied);
        // Of a TIFF this is a copy of the file.
        drop(raw);
        let profile = decoder.icc_profile().ok().flatten();
        let pixels = decode(format, decoder)?;
        let is_suspect =
            format == ImageFormat::Jpeg && complete::jpeg_looks_made_up(&pixels, shape.size_px);
        let stored = Stored {
            pixels: &pixels,
            size_px: shape.size_px,
            color: shape.decoded,
            is_premultiplied,
        };
        let small = downscale::shrink(&stored, max_side_px).ok_or_else(|| {
            Unreadable::corrupt(format, "its pixels do not fill its width and height")
        })?;
        // Looking closer decodes again: never two of them in memory at a time.
        drop(pixels);
        if is_suspect && complete::jpeg_lacks_data(bytes) {
            return Err(Unreadable::Truncated { format });
        }
        Ok(upright(to_srgb(small, profile.as_deref()), turn))
    })
}

fn upright(picture: RgbImage, turn: Orientation) -> RgbImage {
    let mut picture = DynamicImage::ImageRgb8(picture);
    picture.apply_orientation(turn);
    picture.into_rgb8()
}

/// The same from only a part of a JPEG's data; `None` where the full decoder is needed.
fn from_low_coefficients(bytes: &[u8], max_side_px: u32) -> Result<Option<RgbImage>, Unreadable> {
    let head = jpeg::read_head(bytes);
    let Some((size_px, eighths)) = head
        .size_px
        .and_then(|size_px| Some((size_px, eighths(size_px, max_side_px)?)))
    else {
        return Ok(None);
    };
    // As if all were decoded: who reads the header and who reads the pixels give one answer.
    limits::gate_jpeg(bytes, size_px, head.components)?;
    let Reduction::Whole(reduced) = jpeg::reduce(bytes, size_px, eighths) else {
        return Ok(None);
    };
    let turn = reduced
        .exif
        .map_or(Orientation::NoTransforms, orientation_in);
    let small = downscale::shrink_reduced(&reduced.picture, 8 / eighths, size_px, max_side_px);
    Ok(small.map(|small| upright(to_srgb(small, reduced.profile.as_deref()), turn)))
}

/// How many samples of each eight (1, 2 or 4) make a picture that is large enough; `None` where
/// all are needed.
fn eighths((width, height): (u32, u32), max_side_px: u32) -> Option<u32> {
    let full = u64::from(width.max(height)) * LEAST_SIDE.1;
    let enough = u64::from(max_side_px.max(1)) * LEAST_SIDE.0;
    [1, 2, 4]
        .into_iter()
        .find(|&eighths| full * u64::from(eighths) >= 8 * enough)
}

/// All pixels in the decoder's own type, row by row from the top, without padding.
pub(super) fn decode(format: ImageFormat, decoder: Decoder) -> Result<Vec<u8>, Unreadable> {
    let length = usize::try_from(decoder.total_bytes())
        .map_err(|_| Unreadable::corrupt(format, "it is larger than this machine can address"))?;
    let mut pixels = vec![0; length];
    decoder
        .read_image_boxed(&mut pixels)
        .map_err(|error| Unreadable::from_decoder(format, &error))?;
    Ok(pixels)
}
