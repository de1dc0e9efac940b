//! The table `tags`, from the keywords: sorted by file name and tag; every tag once a photo.

use super::pairs::Column;
use crate::label::tags::spelling;
use crate::tables::labels::{FILENAME, TAG};

/// The keywords.
pub(super) static COLUMN: Column = Column {
    name: "keyword",
    spelling,
    missing: "whose keyword is empty or no word that can be a tag",
    word_first: false,
    words: u32::MAX,
    table: [FILENAME, TAG],
};
