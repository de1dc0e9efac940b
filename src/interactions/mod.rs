//! Who likes what, in numbers: the texts of millions of rows are hashed once, and whatever is asked
//! of all users is counted on the numbers, some users at a time on all cores.
//!
//! Memory, beside the table as it passes through: 12 bytes a favourite while they are taken in and
//! 4 after it, and the text of each user and image once.

mod alike;
mod batches;
mod favorites;
mod pairs;
mod sparse;
mod table;
mod top;
mod traits;
mod words;

pub use alike::alike;
pub use favorites::{Favorites, rows_of_images};
pub use pairs::{TagPair, tag_pairs};
pub use sparse::Rows;
pub use table::{TopTraits, USERS_AT_ONCE, parts};
pub use top::{Counted, Counter};
pub use traits::{ImageTraits, KINDS};
pub use words::{UNKNOWN, Words};

/// The favourites of a collection beside what its images have.
pub struct Interactions {
    /// Who likes what.
    pub favorites: Favorites,
    /// What the images have.
    pub traits: ImageTraits,
}

impl Interactions {
    /// Takes the tables in.
    ///
    /// # Errors
    /// A frame is not of its table, or cannot be had.
    pub fn of(
        favorites: polars::prelude::LazyFrame,
        labels: &crate::tables::labels::LabelTables,
    ) -> anyhow::Result<Self> {
        let traits = ImageTraits::of(labels)?;
        let favorites = Favorites::of(favorites, &traits.images)?;
        Ok(Self { favorites, traits })
    }
}
