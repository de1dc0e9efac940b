//! Why a file gave no picture, sorted by whose fault it is.

use std::error::Error;
use std::io;

use image::ImageError;

use super::format::ImageFormat;
use super::limits::MAX_DECODE_BYTES;
use super::text::one_line;

/// The longest detail of a decoder's own words that a message carries, in characters.
const MAX_DETAIL_CHARS: usize = 160;
/// Bytes in a MiB, for messages.
const MIB: u64 = 1 << 20;

/// Why a file gave no picture. Every message is one line without control characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Nobody's picture: nothing is in it.
    #[error("the file is empty (0 bytes); fetch or copy it again")]
    Empty,
    /// It was never a picture.
    #[error("not an image: the content looks like {looks_like}")]
    NotAnImage {
        /// In words that finish "it looks like ...".
        looks_like: &'static str,
    },
    /// A sound picture of a kind that is not read here.
    #[error("{what} is not supported; convert the image to JPEG or PNG")]
    Unsupported {
        /// The kind, beginning with its article.
        what: String,
    },
    /// A picture that would take more memory than a decode may.
    #[error(
        "{width_px} x {height_px} px is too large: decoding takes about {} MiB and at most {} MiB are allowed; scale the image down first",
        needed_bytes.div_ceil(MIB),
        MAX_DECODE_BYTES / MIB
    )]
    TooLarge {
        /// Width as stored, in px.
        width_px: u32,
        /// Height as stored, in px.
        height_px: u32,
        /// Estimate of the memory a decode takes, in bytes.
        needed_bytes: u64,
    },
    /// The end of the file is missing.
    #[error("the {format} file is cut off before its end; fetch or copy it again")]
    Truncated {
        /// What the file is.
        format: ImageFormat,
    },
    /// The file contradicts its own format.
    #[error("the {format} file is damaged ({detail}); fetch it again or save it anew")]
    Corrupt {
        /// What the file is.
        format: ImageFormat,
        /// What is wrong, in the decoder's words.
        detail: String,
    },
}

impl Unreadable {
    pub(super) fn corrupt(format: ImageFormat, detail: &str) -> Self {
        let detail = one_line(detail, MAX_DETAIL_CHARS);
        Self::Corrupt {
            format,
            detail: detail.unwrap_or_else(|| "its content makes no sense".to_owned()),
        }
    }

    /// What a decoder's error means. A limit that a decoder hits on its own is a block that
    /// claims an absurd size: the size of the picture itself was gated before.
    pub(super) fn from_decoder(format: ImageFormat, error: &ImageError) -> Self {
        if ends_early(error) {
            return Self::Truncated { format };
        }
        match error {
            ImageError::Unsupported(reason) => Self::Unsupported {
                what: unsupported_what(format, &reason.kind()),
            },
            other => Self::corrupt(format, &innermost(other)),
        }
    }
}

fn unsupported_what(format: ImageFormat, kind: &image::error::UnsupportedErrorKind) -> String {
    use image::error::UnsupportedErrorKind as Kind;
    let what = match kind {
        Kind::Color(_) => format!("this {format} file's kind of colours"),
        Kind::GenericFeature(feature) => format!("this kind of {format} file ({feature})"),
        _ => format!("this kind of {format} file"),
    };
    one_line(&what, MAX_DETAIL_CHARS).unwrap_or_default()
}

/// Whether `error` or one of its causes is an unexpected end of the data.
fn ends_early(error: &ImageError) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(current) = cause {
        let io_kind = match current.downcast_ref::<ImageError>() {
            Some(ImageError::IoError(error)) => Some(error.kind()),
            _ => current.downcast_ref::<io::Error>().map(io::Error::kind),
        };
        if io_kind == Some(io::ErrorKind::UnexpectedEof) {
            return true;
        }
        cause = current.source();
    }
    false
}

/// The words of the last cause: the outer ones only repeat that decoding failed.
fn innermost(error: &ImageError) -> String {
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
