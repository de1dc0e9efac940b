//! What a picture file says of itself, read without decoding a pixel.

use image::metadata::Orientation;

use super::complete;
use super::exif::{self, ExifFields};
use super::format::ImageFormat;
use super::jpeg;
use super::keywords;
use super::open::{Decoder, guarded, open};
use super::unreadable::Unreadable;

/// What a picture file says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// What the file is, from its bytes.
    pub format: ImageFormat,
    /// Width in px as displayed, at least 1: the EXIF orientation is applied.
    pub width_px: u32,
    /// Height in px as displayed, at least 1: the EXIF orientation is applied.
    pub height_px: u32,
    /// What the camera wrote; `None` where it wrote nothing that is kept here.
    pub exif: Option<ExifFields>,
    /// Keywords from XMP and IPTC in the order in which they stand there, each once; at most 100
    /// of at most 64 characters.
    pub keywords: Vec<String>,
}

/// Reads the header of a picture. Decodes no pixels, with one rare exception: of a JPEG without
/// an end mark only the pixels tell whether anything but the mark is missing.
///
/// Broken EXIF, XMP or IPTC never rejects a picture: what cannot be read is absent.
///
/// # Errors
/// Says why the file gives no picture: see [`Unreadable`].
pub fn inspect(bytes: &[u8]) -> Result<Header, Unreadable> {
    guarded(bytes, |format| {
        let (mut decoder, shape) = open(format, bytes)?;
        // The decoder of JPEG reads its whole head again for each question.
        let notes = (format == ImageFormat::Jpeg).then(|| jpeg::read_notes(bytes));
        let raw = match &notes {
            Some(notes) => notes.exif.and_then(exif::of_block),
            None => exif::read(format, &mut decoder, bytes),
        };
        if complete::is_cut_off(format, bytes, raw.as_ref()) {
            return Err(Unreadable::Truncated { format });
        }
        let exif = raw.as_ref().and_then(exif::fields);
        let turn = match &notes {
            Some(notes) => notes.exif.map_or(Orientation::NoTransforms, |block| {
                orientation_of(exif.as_ref(), block)
            }),
            None => orientation(exif.as_ref(), &mut decoder),
        };
        let (width_px, height_px) = match turn {
            turned if swaps_sides(turned) => (shape.size_px.1, shape.size_px.0),
            _ => shape.size_px,
        };
        Ok(Header {
            format,
            width_px,
            height_px,
            keywords: {
                let may_tell = notes.is_none_or(|notes| notes.has_words);
                keywords::read(may_tell.then_some(&mut decoder), raw.as_ref())
            },
            exif,
        })
    })
}

/// How the stored picture must be turned to be shown. The EXIF fields decide; a TIFF too large
/// for them still tells its decoder.
pub(super) fn orientation(exif: Option<&ExifFields>, decoder: &mut Decoder) -> Orientation {
    stated(exif)
        .or_else(|| decoder.orientation().ok())
        .unwrap_or(Orientation::NoTransforms)
}

/// The same from an EXIF block alone.
pub(super) fn orientation_in(block: &[u8]) -> Orientation {
    let exif = exif::of_block(block);
    orientation_of(exif.as_ref().and_then(exif::fields).as_ref(), block)
}

fn orientation_of(exif: Option<&ExifFields>, block: &[u8]) -> Orientation {
    stated(exif)
        .or_else(|| Orientation::from_exif_chunk(block))
        .unwrap_or(Orientation::NoTransforms)
}

fn stated(exif: Option<&ExifFields>) -> Option<Orientation> {
    Orientation::from_exif(u8::try_from(exif?.orientation?).ok()?)
}

fn swaps_sides(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}
