//! The small words that every room speaks: an image's name, a colour, an orientation, a size
//! class, a skip, a seed. Each is total (no value is invalid) and knows nothing of tables, disk
//! or network.

mod color;
mod link;
mod name;
mod nearest;
mod seed;
mod shape;
mod skip;
mod words;

pub use color::{ColorName, Rgb, Swatch};
pub use link::web_link;
pub use name::{
    MAX_NAME_BYTES, MAX_STEM_BYTES, is_filing_word, is_safe_name, printable, safe_stem,
};
pub use nearest::nearest;
pub use seed::Seed;
pub use shape::{MEDIUM_FROM_PX, MEDIUM_TO_PX, Orientation, SQUARE_TOLERANCE, SizeCategory};
pub use skip::Skip;
pub use words::{capitalized, counted, separated};
