//! The table `favorites`: whoever keeps a collection likes what is in it.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use polars::prelude::*;

use super::files::Part;
use super::photos::Photos;
use super::rows::{Lookup, Tally, each_batch};
use super::spool::{Spool, low};
use super::words::Words;
use crate::domain::printable;
use crate::tables::favorites::{FILENAME, USER_ID};
use crate::tables::parquet::Rows;
use crate::tables::texts;

const ID: &str = "photo_id";
const COLLECTION: &str = "collection_id";

/// The most collections by which rows are parted; more share parts.
const PARTED_BY: u32 = 1 << 24;

const NO_COLLECTION: &str = "without a collection_id";

/// What the scan gathers: a row is the collection's number and the photo's.
struct Gathered {
    lookup: Lookup,
    users: Words,
    spool: Spool,
    part: String,
    tally: Tally,
}

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
    let mut gathered = Gathered {
        lookup: Lookup::new(photos),
        users: Words::default(),
        spool: Spool::new(scratch, PARTED_BY)?,
        part: String::new(),
        tally: std::mem::take(tally),
    };
    for part in parts {
        gathered.part.clone_from(&part.name);
        let columns = [ID, COLLECTION];
        gathered = each_batch(part, &columns, &columns.map(col), gathered, Gathered::take)?;
    }
    *tally = gathered.tally;
    let (users, places) = gathered.users.sorted();
    let photos = Arc::clone(photos);
    let in_order = move |row: u128| {
        let place = places
            .get(low(row >> 32) as usize)
            .copied()
            .unwrap_or_default();
        u128::from(place) << 32 | u128::from(low(row))
    };
    let tables = gathered.spool.sorted(in_order).map(move |rows| {
        let rows = rows?;
        let user = |row: &u128| {
            users
                .get(low(row >> 32) as usize)
                .map_or("", |user| &**user)
        };
        let names = rows.iter().map(|row| photos.filename(low(*row)));
        Ok(DataFrame::new_infer_height(vec![
            texts(USER_ID, rows.iter().map(user)),
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

impl Gathered {
    fn take(&mut self, batch: &DataFrame) -> Result<()> {
        let ids = batch.column(ID)?.str()?.iter();
        let collections = batch.column(COLLECTION)?.str()?.iter();
        for (id, collection) in ids.zip(collections) {
            match self.row(id, collection) {
                Ok((photo, user)) => self
                    .spool
                    .add(user, u128::from(user) << 32 | u128::from(photo))?,
                Err(reason) => self.tally.add(&self.part, reason),
            }
        }
        Ok(())
    }

    fn row(
        &mut self,
        id: Option<&str>,
        collection: Option<&str>,
    ) -> Result<(u32, u32), &'static str> {
        let photo = self.lookup.number(id)?;
        let user = self.users.number(collection.unwrap_or_default(), user);
        Ok((photo, user.ok_or(NO_COLLECTION)?))
    }
}
