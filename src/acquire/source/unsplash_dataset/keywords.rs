//! The table `tags`, from the keywords.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use polars::prelude::*;

use super::files::Part;
use super::pairs::{self, Column, Pairs, high, word};
use super::photos::Photos;
use super::rows::Tally;
use super::spool::low;
use crate::label::tags::spelling;
use crate::tables::labels::{FILENAME, TAG};
use crate::tables::parquet::Rows;
use crate::tables::texts;

static KEYWORD: Column = Column {
    name: "keyword",
    spelling,
    missing: "whose keyword is empty or no word that can be a tag",
    word_first: false,
};

/// The table, sorted by file name and tag; every tag once a photo.
///
/// # Errors
/// A file that cannot be read, or a full disk.
pub(super) fn rows(
    parts: &[Part],
    photos: &Arc<Photos>,
    scratch: &Path,
    tally: &mut Tally,
) -> Result<Rows> {
    let owners = u32::try_from(photos.len())?;
    let Pairs { words, rows } = pairs::sorted(&KEYWORD, owners, parts, photos, scratch, tally)?;
    let photos = Arc::clone(photos);
    let tables = rows.map(move |rows| {
        let rows = rows?;
        let names = rows.iter().map(|row| photos.filename(high(*row)));
        let tags = rows.iter().map(|row| word(&words, low(*row)));
        Ok(DataFrame::new_infer_height(vec![
            texts(FILENAME, names),
            texts(TAG, tags),
        ])?)
    });
    Ok(Rows::Parts(Box::new(tables)))
}
