//! The one door for picture files: bytes in, a header or a small upright picture out.
//!
//! - [`inspect`] reads what a file says of itself: format, size as displayed, EXIF, keywords. It
//!   decodes no pixels and checks that the file was not cut off.
//! - [`upright_thumbnail`] decodes the pixels once, turns them the way a viewer shows them, puts
//!   transparency on white, shrinks them to a working size and makes them sRGB.
//! - [`small_jpeg`] makes a file of such a picture, to be shown.
//!
//! What cannot be read is an [`Unreadable`], sorted by whose fault it is. Nothing here trusts the
//! bytes: the memory a decode would take is estimated from the header first and gated at
//! [`MAX_DECODE_BYTES`], and a panic inside a decoder becomes [`Unreadable::Corrupt`].
//!
//! This room reads no files and writes none, and no other room names a decoder crate.

mod complete;
mod downscale;
mod encode;
mod exif;
mod format;
mod header;
mod jpeg;
mod keywords;
mod limits;
mod open;
mod pixels;
mod profile;
mod text;
mod unreadable;

pub use encode::small_jpeg;
pub use exif::ExifFields;
pub use format::ImageFormat;
pub use header::{Header, inspect};
pub use limits::MAX_DECODE_BYTES;
pub use pixels::upright_thumbnail;
pub use unreadable::Unreadable;
