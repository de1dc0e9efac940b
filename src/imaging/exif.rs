//! What the camera wrote into the file.
//!
//! EXIF comes from outside and is often wrong: every field is checked alone, a broken one is
//! absent, and no broken block rejects a picture.

use ::exif::{Exif, In, Reader, Tag, Value};

use super::format::ImageFormat;
use super::open::Decoder;
use super::text::one_line;

/// The longest EXIF block that is read, in bytes: sixteen times what a JPEG segment can hold.
const MAX_BLOCK_BYTES: usize = 1 << 20;
/// The longest TIFF that is searched for EXIF, in bytes. Its fields lie scattered over the whole
/// file, which the reader copies.
const MAX_TIFF_BYTES: usize = 64 << 20;
/// The longest make or model that is kept, in characters.
const MAX_TEXT_CHARS: usize = 100;
/// No photograph is older than this year.
const FIRST_YEAR: u32 = 1800;
/// What cameras write as a 16-bit ISO that did not fit.
const ISO_OVERFLOW: u32 = 65_535;

/// What the camera wrote; `None` where it wrote nothing, or nothing that makes sense.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExifFields {
    /// Who made the camera.
    pub camera_make: Option<String>,
    /// The camera's model.
    pub camera_model: Option<String>,
    /// When the picture was taken, the camera's local time: `YYYY-MM-DDTHH:MM:SS`, a day that
    /// the calendar has.
    pub date_taken: Option<String>,
    /// How the stored picture lies, 1 to 8 as EXIF counts.
    pub orientation: Option<u32>,
    /// Exposure time in seconds, above 0.
    pub exposure_time_s: Option<f64>,
    /// The f-number, above 0.
    pub f_number: Option<f64>,
    /// Sensitivity as ISO speed, above 0.
    pub iso: Option<u32>,
    /// Focal length in mm, above 0.
    pub focal_length_mm: Option<f64>,
    /// The focal length that sees as much on 35 mm film, in mm, above 0.
    pub focal_length_35mm: Option<u32>,
    /// How near the subject was: 1 macro, 2 close, 3 distant.
    pub subject_distance_range: Option<u32>,
    /// Degrees north, -90 to 90.
    pub latitude: Option<f64>,
    /// Degrees east, -180 to 180.
    pub longitude: Option<f64>,
}

/// The EXIF block of the file, as far as it can be read. A TIFF is its own block.
pub(super) fn read(format: ImageFormat, decoder: &mut Decoder, bytes: &[u8]) -> Option<Exif> {
    if format == ImageFormat::Tiff {
        return of_tiff(bytes);
    }
    of_block(&decoder.exif_metadata().ok()??)
}

/// The same from the block itself.
pub(super) fn of_block(block: &[u8]) -> Option<Exif> {
    // Some programs write the prefix that only JPEG needs.
    parse(
        block.strip_prefix(b"Exif\0\0").unwrap_or(block),
        MAX_BLOCK_BYTES,
    )
}

/// The directories of a TIFF. Costs a copy of the file: `None` above [`MAX_TIFF_BYTES`].
pub(super) fn of_tiff(bytes: &[u8]) -> Option<Exif> {
    parse(bytes, MAX_TIFF_BYTES)
}

fn parse(block: &[u8], max_bytes: usize) -> Option<Exif> {
    if block.len() > max_bytes {
        return None;
    }
    Reader::new()
        .continue_on_error(true)
        .read_raw(block.to_vec())
        .or_else(|error| error.distill_partial_result(|_| ()))
        .ok()
}

/// The fields that are kept; `None` where there is none at all.
pub(super) fn fields(exif: &Exif) -> Option<ExifFields> {
    let fields = ExifFields {
        camera_make: text(exif, Tag::Make),
        camera_model: text(exif, Tag::Model),
        date_taken: [Tag::DateTimeOriginal, Tag::DateTimeDigitized, Tag::DateTime]
            .into_iter()
            .find_map(|tag| date(&ascii(exif, tag)?)),
        orientation: uint(exif, Tag::Orientation).filter(|value| (1..=8).contains(value)),
        exposure_time_s: positive(exif, Tag::ExposureTime),
        f_number: positive(exif, Tag::FNumber),
        iso: iso(exif),
        focal_length_mm: positive(exif, Tag::FocalLength),
        focal_length_35mm: uint(exif, Tag::FocalLengthIn35mmFilm).filter(|&mm| mm > 0),
        subject_distance_range: uint(exif, Tag::SubjectDistanceRange)
            .filter(|range| (1..=3).contains(range)),
        latitude: degrees(
            exif,
            Tag::GPSLatitude,
            Tag::GPSLatitudeRef,
            ['N', 'S'],
            90.0,
        ),
        longitude: degrees(
            exif,
            Tag::GPSLongitude,
            Tag::GPSLongitudeRef,
            ['E', 'W'],
            180.0,
        ),
    };
    (fields != ExifFields::default()).then_some(fields)
}

/// The bytes of a field that is no text and no number, such as IPTC inside a TIFF.
pub(super) fn raw_bytes(exif: &Exif, tag: Tag) -> Option<Vec<u8>> {
    match value(exif, tag)? {
        Value::Byte(bytes) | Value::Undefined(bytes, _) => Some(bytes.clone()),
        // Photoshop declares bytes as 32-bit numbers: put them back in the file's order.
        Value::Long(words) if exif.little_endian() => {
            Some(words.iter().flat_map(|word| word.to_le_bytes()).collect())
        }
        Value::Long(words) => Some(words.iter().flat_map(|word| word.to_be_bytes()).collect()),
        _ => None,
    }
}

/// Where the last strip or tile of a TIFF's first page ends; `None` where that is not known.
pub(super) fn tiff_data_end(exif: &Exif) -> Option<u64> {
    const TILE_OFFSETS: Tag = Tag(::exif::Context::Tiff, 324);
    const TILE_BYTE_COUNTS: Tag = Tag(::exif::Context::Tiff, 325);
    let pairs = [
        (Tag::StripOffsets, Tag::StripByteCounts),
        (TILE_OFFSETS, TILE_BYTE_COUNTS),
    ];
    pairs.into_iter().find_map(|(offsets, counts)| {
        let offsets = value(exif, offsets)?.iter_uint()?;
        let counts = value(exif, counts)?.iter_uint()?;
        offsets
            .zip(counts)
            .map(|(offset, count)| u64::from(offset) + u64::from(count))
            .max()
    })
}

/// Whether the colours of a TIFF's first page are already multiplied by its alpha (TIFF 6.0,
/// `ExtraSamples`: associated alpha).
pub(super) fn is_premultiplied(exif: &Exif) -> bool {
    const EXTRA_SAMPLES: Tag = Tag(::exif::Context::Tiff, 338);
    const ASSOCIATED: u32 = 1;
    uint(exif, EXTRA_SAMPLES) == Some(ASSOCIATED)
}

fn value(exif: &Exif, tag: Tag) -> Option<&Value> {
    Some(&exif.get_field(tag, In::PRIMARY)?.value)
}

/// The first text of a field, up to its NUL.
fn ascii(exif: &Exif, tag: Tag) -> Option<String> {
    match value(exif, tag)? {
        Value::Ascii(texts) => {
            let first = texts.first()?.split(|&byte| byte == 0).next()?;
            Some(String::from_utf8_lossy(first).into_owned())
        }
        _ => None,
    }
}

fn text(exif: &Exif, tag: Tag) -> Option<String> {
    one_line(&ascii(exif, tag)?, MAX_TEXT_CHARS)
}

fn uint(exif: &Exif, tag: Tag) -> Option<u32> {
    value(exif, tag)?.get_uint(0)
}

/// The value at `index` of a field of fractions; `None` for n/0.
fn fraction(exif: &Exif, tag: Tag, index: usize) -> Option<f64> {
    let number = match value(exif, tag)? {
        Value::Rational(values) => {
            let value = values.get(index).filter(|value| value.denom != 0)?;
            value.to_f64()
        }
        Value::SRational(values) => {
            let value = values.get(index).filter(|value| value.denom != 0)?;
            value.to_f64()
        }
        _ => return None,
    };
    number.is_finite().then_some(number)
}

fn positive(exif: &Exif, tag: Tag) -> Option<f64> {
    fraction(exif, tag, 0).filter(|&number| number > 0.0)
}

fn iso(exif: &Exif) -> Option<u32> {
    let sensitivity = uint(exif, Tag::PhotographicSensitivity).filter(|&iso| iso > 0);
    if sensitivity != Some(ISO_OVERFLOW) {
        return sensitivity;
    }
    [
        Tag::ISOSpeed,
        Tag::RecommendedExposureIndex,
        Tag::StandardOutputSensitivity,
    ]
    .into_iter()
    .find_map(|tag| uint(exif, tag).filter(|&iso| iso > 0))
    .or(sensitivity)
}

/// Degrees, minutes and seconds with their half of the globe (`halves[1]` is the negative one) as
/// degrees; `None` outside `-max..=max` and where the half is not stated.
fn degrees(exif: &Exif, tag: Tag, half: Tag, halves: [char; 2], max: f64) -> Option<f64> {
    let whole = fraction(exif, tag, 0)?;
    // Cameras that give decimal degrees or minutes leave the rest out or write 0/0.
    let minutes = fraction(exif, tag, 1).unwrap_or(0.0);
    let seconds = fraction(exif, tag, 2).unwrap_or(0.0);
    let size = whole + minutes / 60.0 + seconds / 3600.0;
    let half = ascii(exif, half)?
        .trim()
        .chars()
        .next()?
        .to_ascii_uppercase();
    let signed = match half {
        half if half == halves[0] => size,
        half if half == halves[1] => -size,
        _ => return None,
    };
    (-max..=max).contains(&signed).then_some(signed)
}

/// `YYYY:MM:DD HH:MM:SS` as `YYYY-MM-DDTHH:MM:SS`, if the calendar and the clock have it.
fn date(text: &str) -> Option<String> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let is_shaped = bytes.len() >= 19
        && bytes[..19].iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => matches!(byte, b':' | b'-' | b'/'),
            10 => matches!(byte, b' ' | b'T'),
            13 | 16 => *byte == b':',
            _ => byte.is_ascii_digit(),
        });
    if !is_shaped {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let is_real = year >= FIRST_YEAR
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    is_real.then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}

/// Days of a month, 0 for a month that does not exist.
fn days_in(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        assert_eq!(
            date("2024:02:29 23:59:59").as_deref(),
            Some("2024-02-29T23:59:59")
        );
        for wrong in [
            "2023:02:29 10:00:00",
            "0000:00:00 00:00:00",
            "2024:13:01 10:00:00",
            "2024:01:01 24:00:00",
            "2024:01:01 10:61:00",
            "    :  :     :  :  ",
            "2024:01:01",
            "2024:01:01 1\u{e9}:00:00",
            "",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }
}
