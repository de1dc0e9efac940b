//! From bytes to a decoder that may be trusted with memory, and the net under every decoder.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::{ImageDecoder, ImageReader, Limits};

use super::complete;
use super::exif;
use super::format::ImageFormat;
use super::jpeg;
use super::limits::{self, MAX_DECODE_BYTES, Shape};
use super::unreadable::Unreadable;

/// A decoder that has read the header and nothing else.
pub(super) type Decoder<'a> = Box<dyn ImageDecoder + 'a>;

/// Runs `work` on bytes of a known format that are not gigantic. A panic inside a decoder becomes
/// [`Unreadable::Corrupt`], and where the file is cut off that is the reason given, whatever the
/// decoder stumbled over; a JPEG of a rare kind is not damaged for being one.
pub(super) fn guarded<T>(
    bytes: &[u8],
    work: impl FnOnce(ImageFormat) -> Result<T, Unreadable>,
) -> Result<T, Unreadable> {
    let format = ImageFormat::of(bytes)?;
    limits::gate_early(format, bytes)?;
    // Nothing that `work` touches is seen again after a panic, so no broken state can leak out.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let outcome = work(format);
        if matches!(outcome, Err(Unreadable::Corrupt { .. })) {
            let tiff = (format == ImageFormat::Tiff).then(|| exif::of_tiff(bytes));
            if complete::is_cut_off(format, bytes, tiff.flatten().as_ref()) {
                return Err(Unreadable::Truncated { format });
            }
            if format == ImageFormat::Jpeg
                && let Some(kind) = jpeg::read_head(bytes).rare_kind
            {
                return Err(Unreadable::Unsupported {
                    what: format!("this kind of JPEG file ({kind})"),
                });
            }
        }
        outcome
    }));
    outcome.unwrap_or_else(|_| Err(Unreadable::corrupt(format, "the decoder gave up on it")))
}

/// Reads the header and gates the size: no pixel is decoded and no pixel buffer allocated.
pub(super) fn open(format: ImageFormat, bytes: &[u8]) -> Result<(Decoder<'_>, Shape), Unreadable> {
    let mut allowed = Limits::no_limits();
    allowed.max_alloc = Some(MAX_DECODE_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format.of_crate());
    reader.limits(allowed.clone());
    let mut decoder = reader
        .into_decoder()
        .map_err(|error| Unreadable::from_decoder(format, &error))?;
    let shape = Shape {
        size_px: decoder.dimensions(),
        decoded: decoder.color_type(),
        stored: decoder.original_color_type(),
    };
    if shape.size_px.0 == 0 || shape.size_px.1 == 0 {
        let (width, height) = shape.size_px;
        let detail = format!("its header says {width} x {height} px");
        return Err(Unreadable::corrupt(format, &detail));
    }
    limits::gate(format, bytes, &shape)?;
    // What the decoder allocates on its own (a frame larger than its screen, a strip) must fit
    // beside the pixels.
    allowed.max_alloc = Some(MAX_DECODE_BYTES.saturating_sub(decoder.total_bytes()));
    decoder
        .set_limits(allowed)
        .map_err(|error| Unreadable::from_decoder(format, &error))?;
    Ok((Box::new(decoder), shape))
}
