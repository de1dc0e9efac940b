//! What a file is, judged by its first bytes and never by its name.

use std::fmt;

use super::unreadable::Unreadable;

/// How many bytes from the start decide what a file that is no picture looks like.
const LOOK_BYTES: usize = 1024;

/// The sizes that a BMP's second header can have, in bytes. Two letters alone would make a text
/// that begins with "BM" a picture.
const BMP_HEADER_SIZES: [u32; 8] = [12, 16, 40, 52, 56, 64, 108, 124];

/// The picture formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImageFormat {
    /// JPEG, baseline and progressive.
    Jpeg,
    /// PNG; of an animated one the still picture.
    Png,
    /// GIF; of an animated one the first frame.
    Gif,
    /// WebP, lossy and lossless; of an animated one the first frame.
    WebP,
    /// Windows bitmap.
    Bmp,
    /// TIFF; of several pages the first.
    Tiff,
}

impl ImageFormat {
    /// Every format, in the order in which charts show them.
    pub const ALL: [Self; 6] = [
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::WebP,
        Self::Bmp,
        Self::Tiff,
    ];

    /// The lower-case extension with its dot, as tables hold it.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => ".jpg",
            Self::Png => ".png",
            Self::Gif => ".gif",
            Self::WebP => ".webp",
            Self::Bmp => ".bmp",
            Self::Tiff => ".tiff",
        }
    }

    /// The format as a person calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::WebP => "WebP",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
        }
    }

    /// The format of a file that begins with `bytes`.
    ///
    /// # Errors
    /// [`Unreadable::Empty`], [`Unreadable::Unsupported`] for a picture format that is not read
    /// here, and [`Unreadable::NotAnImage`] for everything else.
    pub fn of(bytes: &[u8]) -> Result<Self, Unreadable> {
        if bytes.is_empty() {
            return Err(Unreadable::Empty);
        }
        if let Some(format) = known(bytes) {
            return Ok(format);
        }
        match foreign(bytes) {
            Some(name) => Err(Unreadable::Unsupported {
                what: format!("{name} picture"),
            }),
            None => Err(Unreadable::NotAnImage {
                looks_like: look(bytes),
            }),
        }
    }

    pub(super) fn of_crate(self) -> image::ImageFormat {
        match self {
            Self::Jpeg => image::ImageFormat::Jpeg,
            Self::Png => image::ImageFormat::Png,
            Self::Gif => image::ImageFormat::Gif,
            Self::WebP => image::ImageFormat::WebP,
            Self::Bmp => image::ImageFormat::Bmp,
            Self::Tiff => image::ImageFormat::Tiff,
        }
    }
}

impl fmt::Display for ImageFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

fn known(bytes: &[u8]) -> Option<ImageFormat> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(ImageFormat::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(ImageFormat::Gif),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some(ImageFormat::WebP),
        // 42 is a classic TIFF, 43 one with 64-bit offsets.
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(ImageFormat::Tiff),
        [b'B', b'M', ..] if is_bmp(bytes) => Some(ImageFormat::Bmp),
        _ => None,
    }
}

fn is_bmp(bytes: &[u8]) -> bool {
    match bytes.get(14..18) {
        Some(&[a, b, c, d]) => BMP_HEADER_SIZES.contains(&u32::from_le_bytes([a, b, c, d])),
        _ => bytes.len() > 2 && !is_text(bytes),
    }
}

/// Picture formats that people meet and that are not read here, with their articles.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand.get(..4)? {
            b"avif" | b"avis" => Some("an AVIF"),
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1" => Some("a HEIC"),
            b"crx " => Some("a camera raw"),
            _ => None,
        },
        [0xff, 0x0a, ..] | [0, 0, 0, 0x0c, b'J', b'X', b'L', b' ', ..] => Some("a JPEG XL"),
        [0, 0, 0, 0x0c, b'j', b'P', ..] => Some("a JPEG 2000"),
        [b'8', b'B', b'P', b'S', ..] => Some("a Photoshop"),
        [0, 0, 1, 0, ..] => Some("a Windows icon"),
        [b'q', b'o', b'i', b'f', ..] => Some("a QOI"),
        [0x76, 0x2f, 0x31, 0x01, ..] => Some("an OpenEXR"),
        _ => None,
    }
}

/// What a file that is no picture looks like, in words that finish "it looks like ...".
fn look(bytes: &[u8]) -> &'static str {
    let start = bytes.get(..LOOK_BYTES).unwrap_or(bytes);
    let lower = String::from_utf8_lossy(start).to_lowercase();
    let lower = lower.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with(b"%PDF") {
        "a PDF"
    } else if start.starts_with(b"PK\x03\x04") {
        "a ZIP archive"
    } else if start.get(4..8) == Some(b"ftyp") {
        "a video"
    } else if lower.starts_with('<') && lower.contains("<svg") {
        "an SVG drawing"
    } else if lower.starts_with("<!doctype html") || lower.contains("<html") {
        "an HTML page"
    } else if lower.starts_with("<?xml") {
        "an XML document"
    } else if is_text(start) {
        "text"
    } else {
        "no format that is known here"
    }
}

/// Whether the bytes read as text: UTF-8 (the last character may be cut) without control
/// characters other than line breaks and tabs.
fn is_text(bytes: &[u8]) -> bool {
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !valid.is_empty()
        && !valid
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}
