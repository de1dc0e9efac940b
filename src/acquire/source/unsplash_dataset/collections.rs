//! The table `favorites`: whoever keeps a collection likes what is in it.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use polars::prelude::*;

use super::files::Part;
use super::pairs::{self, Column, Pairs, high, word};
use super::photos::Photos;
use super::rows::Tally;
use super::spool::low;
use crate::domain::printable;
use crate::tables::favorites::{FILENAME, USER_ID};
use crate::tables::parquet::Rows;
use crate::tables::texts;

static COLLECTION: Column = Column {
    name: "collection_id",
    spelling: user,
    missing: "without a collection_id",
    word_first: true,
};

/// The most collections by which rows are parted; more share parts.
const PARTED_BY: u32 = 1 << 24;

/// The table, the favourites of one user together and sorted; every photo once a user.
///
/// # Errors
/// A file that cannot be read, or a full disk.
pub(super) fn rows(
    parts: &[Part],
    photos: &Arc<Photos>,
    scratch: &Path,
    tally: &mut Tally,
) -> Result<Rows> {
    let Pairs { words: users, rows } =
        pairs::sorted(&COLLECTION, PARTED_BY, parts, photos, scratch, tally)?;
    let photos = Arc::clone(photos);
    let tables = rows.map(move |rows| {
        let rows = rows?;
        let users = rows.iter().map(|row| word(&users, high(*row)));
        let names = rows.iter().map(|row| photos.filename(low(*row)));
        Ok(DataFrame::new_infer_height(vec![
            texts(USER_ID, users),
            texts(FILENAME, names),
        ])?)
    });
    Ok(Rows::Parts(Box::new(tables)))
}

/// The user who keeps a collection.
fn user(collection: &str) -> Option<String> {
    let id = printable(collection);
    let id = id.trim();
    (!id.is_empty()).then(|| format!("collection-{id}"))
}
