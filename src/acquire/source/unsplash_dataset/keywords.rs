//! The table `tags`, from the keywords.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use polars::prelude::*;

use super::files::Part;
use super::photos::Photos;
use super::rows::{Lookup, Tally, each_batch};
use super::spool::{Spool, low};
use super::words::Words;
use crate::label::tags::spelling;
use crate::tables::labels::{FILENAME, TAG};
use crate::tables::parquet::Rows;
use crate::tables::texts;

const ID: &str = "photo_id";
const KEYWORD: &str = "keyword";

const NO_TAG: &str = "whose keyword is empty or no word that can be a tag";

/// What the scan gathers: a row is the photo's number and the word's.
struct Gathered {
    lookup: Lookup,
    words: Words,
    spool: Spool,
    part: String,
    tally: Tally,
}

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
    let mut gathered = Gathered {
        lookup: Lookup::new(photos),
        words: Words::default(),
        spool: Spool::new(scratch, u32::try_from(photos.len())?)?,
        part: String::new(),
        tally: std::mem::take(tally),
    };
    for part in parts {
        gathered.part.clone_from(&part.name);
        let columns = [ID, KEYWORD];
        gathered = each_batch(part, &columns, &columns.map(col), gathered, Gathered::take)?;
    }
    *tally = gathered.tally;
    let (words, places) = gathered.words.sorted();
    let photos = Arc::clone(photos);
    let in_order = move |row: u128| {
        let place = places.get(low(row) as usize).copied().unwrap_or_default();
        row >> 32 << 32 | u128::from(place)
    };
    let tables = gathered.spool.sorted(in_order).map(move |rows| {
        let rows = rows?;
        let names = rows.iter().map(|row| photos.filename(low(row >> 32)));
        let tags = rows
            .iter()
            .map(|row| words.get(low(*row) as usize).map_or("", |word| &**word));
        Ok(DataFrame::new_infer_height(vec![
            texts(FILENAME, names),
            texts(TAG, tags),
        ])?)
    });
    Ok(Rows::Parts(Box::new(tables)))
}

impl Gathered {
    fn take(&mut self, batch: &DataFrame) -> Result<()> {
        let ids = batch.column(ID)?.str()?.iter();
        let keywords = batch.column(KEYWORD)?.str()?.iter();
        for (id, keyword) in ids.zip(keywords) {
            match self.row(id, keyword) {
                Ok((photo, word)) => self
                    .spool
                    .add(photo, u128::from(photo) << 32 | u128::from(word))?,
                Err(reason) => self.tally.add(&self.part, reason),
            }
        }
        Ok(())
    }

    fn row(&mut self, id: Option<&str>, keyword: Option<&str>) -> Result<(u32, u32), &'static str> {
        let photo = self.lookup.number(id)?;
        let word = self.words.number(keyword.unwrap_or_default(), spelling);
        Ok((photo, word.ok_or(NO_TAG)?))
    }
}
