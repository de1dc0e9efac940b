//! How much memory a decode would take, estimated from the header before anything is allocated.
//!
//! `image` bounds what it allocates for the picture itself, not what its decoders keep beside it.
//! The estimates below add that from reading the decoders; they err on the high side.

use image::{ColorType, ExtendedColorType};

use super::format::ImageFormat;
use super::jpeg;
use super::unreadable::Unreadable;

/// The most memory that one decode may take, in bytes, beside the file itself.
pub const MAX_DECODE_BYTES: u64 = 512 << 20;

/// Bytes of a DCT coefficient that a JPEG decoder keeps for every sample until the last scan.
const COEFFICIENT_BYTES: u64 = 2;
/// Room for row buffers, tables and the small picture itself, in bytes.
const OVERHEAD_BYTES: u64 = 4 << 20;
/// A decoded GIF frame beside the screen that it is put on: RGBA, and its palette indices.
const GIF_FRAME_BYTES_PER_PX: u64 = 5;
/// Luma and half-resolution chroma of a lossy WebP frame, rounded up.
const WEBP_LOSSY_BYTES_PER_PX: u64 = 2;
/// A lossless WebP frame as RGBA, and its predictor and colour transforms, rounded up.
const WEBP_LOSSLESS_BYTES_PER_PX: u64 = 5;
/// A WebP that may be animated or carry an alpha plane: canvas, frame and plane.
const WEBP_EXTENDED_BYTES_PER_PX: u64 = 12;

/// What the header says of the pixels.
pub(super) struct Shape {
    /// Width and height as stored, in px.
    pub(super) size_px: (u32, u32),
    /// The type of the decoded pixels.
    pub(super) decoded: ColorType,
    /// The type of the stored pixels.
    pub(super) stored: ExtendedColorType,
}

/// Refuses a picture whose decode would take more than [`MAX_DECODE_BYTES`].
pub(super) fn gate(format: ImageFormat, bytes: &[u8], shape: &Shape) -> Result<(), Unreadable> {
    refuse_above(shape.size_px, needed_bytes(format, bytes, shape))
}

/// The same for a JPEG whose header was read without a decoder.
pub(super) fn gate_jpeg(
    bytes: &[u8],
    size_px: (u32, u32),
    components: u8,
) -> Result<(), Unreadable> {
    let decoded = match components {
        1 => ColorType::L8,
        _ => ColorType::Rgb8,
    };
    let shape = Shape {
        size_px,
        decoded,
        stored: decoded.into(),
    };
    gate(ImageFormat::Jpeg, bytes, &shape)
}

/// The same from the first bytes alone, before a decoder is made: a byte a pixel is the least
/// that any format takes. Also catches giants whose file ends behind the header.
pub(super) fn gate_early(format: ImageFormat, bytes: &[u8]) -> Result<(), Unreadable> {
    match stated_size(format, bytes) {
        Some((width, height)) => {
            let pixels = u64::from(width).saturating_mul(u64::from(height));
            refuse_above((width, height), pixels)
        }
        None => Ok(()),
    }
}

fn refuse_above((width_px, height_px): (u32, u32), needed_bytes: u64) -> Result<(), Unreadable> {
    if needed_bytes > MAX_DECODE_BYTES {
        return Err(Unreadable::TooLarge {
            width_px,
            height_px,
            needed_bytes,
        });
    }
    Ok(())
}

fn needed_bytes(format: ImageFormat, bytes: &[u8], shape: &Shape) -> u64 {
    let (width, height) = shape.size_px;
    let pixels = u64::from(width).saturating_mul(u64::from(height));
    let decoded = pixels.saturating_mul(u64::from(shape.decoded.bytes_per_pixel()));
    let file = bytes.len() as u64;
    let beside = match format {
        // The decoder copies the file.
        ImageFormat::Jpeg => jpeg_coefficients(bytes, pixels).saturating_add(file),
        ImageFormat::Png | ImageFormat::Bmp => 0,
        ImageFormat::Gif => pixels.saturating_mul(GIF_FRAME_BYTES_PER_PX),
        ImageFormat::WebP => pixels
            .saturating_mul(webp_beside(bytes))
            .saturating_add(file),
        // The decoder fills a buffer of its own in the stored type, then copies it.
        ImageFormat::Tiff => {
            let stored = u64::from(shape.stored.bits_per_pixel().div_ceil(8));
            pixels.saturating_mul(stored.max(u64::from(shape.decoded.bytes_per_pixel())))
        }
    };
    decoded
        .saturating_add(beside)
        .saturating_add(OVERHEAD_BYTES)
}

/// Progressive files, and those that store each component in a scan of its own, keep all
/// coefficients until the end; an ordinary one only a row of blocks.
fn jpeg_coefficients(bytes: &[u8], pixels: u64) -> u64 {
    let layout = jpeg::read_head(bytes);
    if !layout.keeps_coefficients {
        return 0;
    }
    let (samples, of) = layout.samples_per_px;
    pixels.saturating_mul(COEFFICIENT_BYTES * samples) / of.max(1)
}

fn webp_beside(bytes: &[u8]) -> u64 {
    match bytes.get(12..16) {
        Some(b"VP8 ") => WEBP_LOSSY_BYTES_PER_PX,
        Some(b"VP8L") => WEBP_LOSSLESS_BYTES_PER_PX,
        _ => WEBP_EXTENDED_BYTES_PER_PX,
    }
}

/// Width and height where they stand at a fixed place (PNG, GIF, BMP) or are found by walking
/// the markers (JPEG).
fn stated_size(format: ImageFormat, bytes: &[u8]) -> Option<(u32, u32)> {
    let four = |at: usize| -> Option<[u8; 4]> { bytes.get(at..at + 4)?.try_into().ok() };
    match format {
        ImageFormat::Png => Some((u32::from_be_bytes(four(16)?), u32::from_be_bytes(four(20)?))),
        ImageFormat::Gif => {
            let [width_low, width_high, height_low, height_high] = four(6)?;
            Some((
                u16::from_le_bytes([width_low, width_high]).into(),
                u16::from_le_bytes([height_low, height_high]).into(),
            ))
        }
        // The oldest BMP header (12 bytes) holds 16-bit sides: never above the limit by far.
        ImageFormat::Bmp if four(14)? != 12_u32.to_le_bytes() => Some((
            i32::from_le_bytes(four(18)?).unsigned_abs(),
            // A negative height only says that the rows run downwards.
            i32::from_le_bytes(four(22)?).unsigned_abs(),
        )),
        ImageFormat::Jpeg => jpeg::read_head(bytes).size_px,
        _ => None,
    }
}
