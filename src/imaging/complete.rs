//! Whether a file reaches the end that its own structure announces.
//!
//! The check walks the skeleton of each format and costs next to nothing, so a broken download
//! is refused before anything is decoded. A file counts as cut off
//!
//! - JPEG: without an end mark, unless all pixels are there and only the mark is missing (some
//!   cameras forget it; see [`jpeg_pixels_are_whole`]). What follows the mark is ignored. Of a
//!   file with several scans nobody can tell how many there should have been: it needs its mark.
//! - PNG: without its `IEND` chunk.
//! - GIF: inside a block. A missing trailer alone is common and harmless.
//! - WebP: shorter than its RIFF header says.
//! - BMP: shorter than its rows take.
//! - TIFF: where a strip or tile of the first page, or its directory, lies behind the end. What
//!   a writer puts behind the pixels (a colour profile) may be missing.

use ::exif::Exif;

use super::exif;
use super::format::ImageFormat;
use super::jpeg::{self, Reduction};
use super::open::open;
use super::pixels::decode;

/// The widest block of pixels that a JPEG decodes at a time, in px.
const LONGEST_BLOCK_PX: usize = 32;
/// Pixels at the right edge that may differ from a repeated block: the last, partial one.
const RIGHT_EDGE_PX: usize = 16;
/// How much made-up data is appended to a JPEG to see whether its decoder still wants any, bytes.
const PROBE_BYTES: usize = 256;
/// Two different endings for the same data. Neither holds a byte that begins a marker.
const PROBES: [u8; 2] = [0x55, 0x9a];

/// Whether the file ends before its structure does. `tiff` are the directories of a TIFF, where
/// they can be read.
pub(super) fn is_cut_off(format: ImageFormat, bytes: &[u8], tiff: Option<&Exif>) -> bool {
    match format {
        ImageFormat::Jpeg => {
            let layout = jpeg::read_layout(bytes);
            let may_lack_mark = layout.has_scan && !layout.keeps_coefficients;
            layout.end_mark_at.is_none() && !(may_lack_mark && jpeg_pixels_are_whole(bytes))
        }
        ImageFormat::Png => !png_ends(bytes).unwrap_or(false),
        ImageFormat::Gif => gif_ends(bytes).is_none(),
        ImageFormat::WebP => match four(bytes, 4) {
            Some(size) => (bytes.len() as u64) < u64::from(u32::from_le_bytes(size)) + 8,
            None => true,
        },
        ImageFormat::Bmp => bmp_end(bytes).is_none_or(|end| (bytes.len() as u64) < end),
        ImageFormat::Tiff => tiff_end(bytes, tiff).is_some_and(|end| (bytes.len() as u64) < end),
    }
}

/// Whether the last row of a decoded JPEG looks made up. Where the data of a file runs out before
/// its end mark (tools that repair a cut file append one) the decoder reads zeros, which give the
/// same textured block again and again. Plain rows are not suspected: they are too common.
pub(super) fn jpeg_looks_made_up(pixels: &[u8], (width_px, height_px): (u32, u32)) -> bool {
    let rows = height_px as usize;
    let px_bytes = pixels.len() / (width_px as usize * rows).max(1);
    let row = pixels.len() / rows.max(1);
    let last = pixels.get(pixels.len() - row..).unwrap_or_default();
    let (skipped, period) = (RIGHT_EDGE_PX * px_bytes, LONGEST_BLOCK_PX * px_bytes);
    let Some(end) = row.checked_sub(skipped).filter(|&end| end >= 2 * period) else {
        return false;
    };
    let (one, other) = (
        &last[end - 2 * period..end - period],
        &last[end - period..end],
    );
    let is_plain = one
        .chunks_exact(px_bytes.max(1))
        .all(|px| one.starts_with(px));
    one == other && !is_plain
}

/// Whether a JPEG that looks made up lacks data indeed.
pub(super) fn jpeg_lacks_data(bytes: &[u8]) -> bool {
    let end = jpeg::read_layout(bytes).end_mark_at.unwrap_or(bytes.len());
    !jpeg_pixels_are_whole(bytes.get(..end).unwrap_or(bytes))
}

/// Whether data without its end mark holds all pixels. An ordinary file is read through, which
/// costs next to nothing. Of an odd one the decoder is asked: where nothing is missing whatever is
/// appended is ignored, and two different endings give the same picture.
fn jpeg_pixels_are_whole(bytes: &[u8]) -> bool {
    let head = jpeg::read_head(bytes);
    match head.size_px.filter(|_| !head.keeps_coefficients) {
        Some(size_px) => match jpeg::reduce(bytes, size_px, 1) {
            Reduction::Whole(_) => true,
            Reduction::EndsEarly => false,
            Reduction::Odd => endings_are_ignored(bytes),
        },
        None => endings_are_ignored(bytes),
    }
}

/// Whether two different endings give the same picture. Costs two decodes.
fn endings_are_ignored(bytes: &[u8]) -> bool {
    // A lone ff at the end is half a marker.
    let half_marker = bytes.iter().rev().take_while(|&&byte| byte == 0xff).count();
    let data = &bytes[..bytes.len() - half_marker];
    let picture = |filler: u8| {
        let mut probed = data.to_vec();
        probed.extend([filler; PROBE_BYTES]);
        probed.extend([0xff, 0xd9]);
        let (decoder, _) = open(ImageFormat::Jpeg, &probed).ok()?;
        let pixels = decode(ImageFormat::Jpeg, decoder).ok()?;
        Some(blake3::hash(&pixels))
    };
    let [one, other] = PROBES.map(picture);
    one.is_some() && one == other
}

/// Whether the chunks run to `IEND`; `None` where a chunk is cut. The checksum behind `IEND` may
/// be missing.
fn png_ends(bytes: &[u8]) -> Option<bool> {
    let mut at = 8;
    while let Some(kind) = four(bytes, at + 4) {
        if &kind == b"IEND" {
            return Some(true);
        }
        let length = usize::try_from(u32::from_be_bytes(four(bytes, at)?)).ok()?;
        at = at.checked_add(length)?.checked_add(12)?;
    }
    Some(false)
}

/// Walks the blocks of a GIF; `None` where one is cut, or no picture came before the end.
fn gif_ends(bytes: &[u8]) -> Option<()> {
    let mut at = 13 + color_table_bytes(*bytes.get(10)?);
    let mut has_picture = false;
    loop {
        match bytes.get(at) {
            Some(b'!') => at = sub_blocks_end(bytes, at + 2)?,
            Some(b',') => {
                let table = color_table_bytes(*bytes.get(at + 9)?);
                // Descriptor, own colours, code size, then the data.
                at = sub_blocks_end(bytes, at + 10 + table + 1)?;
                has_picture = true;
            }
            // The trailer, or padding that the decoder may judge.
            Some(_) => return Some(()),
            None => return has_picture.then_some(()),
        }
    }
}

/// The size of the colour table that a packed field announces, in bytes.
fn color_table_bytes(packed: u8) -> usize {
    if packed & 0x80 == 0 {
        0
    } else {
        3 << ((packed & 0x07) + 1)
    }
}

fn sub_blocks_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

/// Where the pixel rows of a BMP end; the padding of the last row may be missing. `None` where
/// the header is cut.
fn bmp_end(bytes: &[u8]) -> Option<u64> {
    let two = |at: usize| {
        Some(u64::from(u16::from_le_bytes(
            bytes.get(at..at + 2)?.try_into().ok()?,
        )))
    };
    let start = u64::from(u32::from_le_bytes(four(bytes, 10)?));
    let is_oldest = u32::from_le_bytes(four(bytes, 14)?) == 12;
    let (width, height, bits) = if is_oldest {
        (two(18)?, two(20)?, two(24)?)
    } else {
        let width = i32::from_le_bytes(four(bytes, 18)?).unsigned_abs();
        let height = i32::from_le_bytes(four(bytes, 22)?).unsigned_abs();
        (width.into(), height.into(), two(28)?)
    };
    // 1 and 2 are run lengths, whose end only the decoder finds.
    if !is_oldest && matches!(u32::from_le_bytes(four(bytes, 30)?), 1 | 2) {
        return Some(start);
    }
    let row_bits = width.saturating_mul(bits);
    let stride = row_bits.div_ceil(32).saturating_mul(4);
    let rows_before_last = stride.saturating_mul(height.saturating_sub(1));
    Some(
        start
            .saturating_add(rows_before_last)
            .saturating_add(row_bits.div_ceil(8)),
    )
}

/// Where the last strip or tile of a TIFF's first page ends. `None` where that is not known: the
/// decoder then finds out.
fn tiff_end(bytes: &[u8], tiff: Option<&Exif>) -> Option<u64> {
    let big = [&b"II\x2b\0"[..], &b"MM\0\x2b"[..]];
    if big.iter().any(|magic| bytes.starts_with(magic)) {
        // 64-bit offsets stand elsewhere; the decoder finds out whether they lead anywhere.
        return None;
    }
    let offset = four(bytes, 4)?;
    let directory = if bytes.starts_with(b"II") {
        u32::from_le_bytes(offset)
    } else {
        u32::from_be_bytes(offset)
    };
    let directory_end = u64::from(directory) + 2;
    if (bytes.len() as u64) < directory_end {
        return Some(directory_end);
    }
    exif::tiff_data_end(tiff?)
}

fn four(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::{gif_ends, png_ends};

    #[test]
    fn a_png_needs_its_end_chunk() {
        let mut bytes = vec![0; 8];
        assert_eq!(png_ends(&bytes), Some(false));
        bytes.extend([0, 0, 0, 0, b'I', b'E', b'N', b'D']);
        assert_eq!(png_ends(&bytes), Some(true));
    }

    #[test]
    fn a_gif_needs_a_whole_picture_but_no_trailer() {
        let mut bytes = b"GIF89a\x01\0\x01\0\0\0\0".to_vec();
        assert_eq!(gif_ends(&bytes), None);
        bytes.extend([b',', 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 7]);
        assert_eq!(gif_ends(&bytes), None);
        bytes.push(0);
        assert_eq!(gif_ends(&bytes), Some(()));
    }
}
