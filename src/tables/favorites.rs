//! `favorites`: who likes what. File `favorites.json`, an object of file names by user, or
//! `favorites.csv` with the columns `user_id,filename` (or `user_id,image`).
//!
//! A user without favourites is still a user: the table holds such a user as one row whose
//! `filename` is null.

use anyhow::{Result, ensure};
use polars::prelude::*;

use super::{commas, json, optional_texts, texts};

/// The user; part of the key.
pub const USER_ID: &str = "user_id";
/// The image that the user likes; null for a user without favourites.
pub const FILENAME: &str = super::images::FILENAME;

/// The table of users and their favourites, in the order given; a favourite that stands twice
/// counts once.
///
/// # Errors
/// An empty user id, or a user that stands twice.
pub fn frame(users: &[(String, Vec<String>)]) -> Result<DataFrame> {
    super::check_unique(USER_ID, users.iter().map(|(user, _)| user.as_str()))?;
    let rows = || {
        users.iter().flat_map(|(user, favorites)| {
            let none = favorites.is_empty().then_some((user, None));
            let each = favorites
                .iter()
                .map(move |filename| (user, Some(filename.as_str())));
            none.into_iter().chain(each)
        })
    };
    let frame = DataFrame::new_infer_height(vec![
        texts(USER_ID, rows().map(|(user, _)| user)),
        optional_texts(FILENAME, rows().map(|(_, filename)| filename)),
    ])?;
    Ok(frame
        .lazy()
        .unique_stable(None, UniqueKeepStrategy::First)
        .collect()?)
}

/// The users and their favourites in the table's order: the inverse of [`frame`].
///
/// # Errors
/// The frame is not of this table.
pub fn users(favorites: &LazyFrame) -> Result<Vec<(String, Vec<String>)>> {
    let lists = by_user(favorites).collect()?;
    let users = super::text_values(&lists, USER_ID)?;
    let favorites = lists.column(FILENAME)?.list()?.series_iter();
    users
        .into_iter()
        .zip(favorites)
        .map(|(user, list)| {
            let list = list.unwrap_or_default();
            let names = if list.is_empty() {
                Vec::new()
            } else {
                list.str()?.iter().flatten().map(str::to_owned).collect()
            };
            Ok((user.to_owned(), names))
        })
        .collect()
}

fn by_user(favorites: &LazyFrame) -> LazyFrame {
    favorites
        .clone()
        .group_by_stable([col(USER_ID)])
        .agg([col(FILENAME).drop_nulls()])
}

/// The table as `favorites.json`.
///
/// # Errors
/// The frame is not of this table.
pub fn to_json(favorites: &LazyFrame) -> Result<Vec<u8>> {
    json::keyed_values(&by_user(favorites).collect()?, USER_ID, FILENAME)
}

/// The table from `favorites.json`.
///
/// # Errors
/// Names the line and column of what is wrong, or the user who stands twice.
pub fn from_json(bytes: &[u8]) -> Result<DataFrame> {
    let users = json::members(
        bytes,
        "not an object of file name lists by user, like {\"ana\": [\"reef.jpg\"]}",
    )?;
    frame(&users)
}

/// The table from `favorites.csv`.
///
/// # Errors
/// Names the line of what is wrong, or the missing column.
pub fn from_csv(bytes: &[u8]) -> Result<DataFrame> {
    let mut rows: Vec<(String, Option<String>)> = Vec::new();
    commas::each_row(bytes, &[USER_ID, FILENAME], &[], |row| {
        let (user, name) = (row.field(0), row.field(1));
        ensure!(!user.is_empty(), "has an empty {USER_ID}");
        rows.push((
            user.to_owned(),
            Some(name.to_owned()).filter(|name| !name.is_empty()),
        ));
        Ok(())
    })?;
    let frame = DataFrame::new_infer_height(vec![
        texts(USER_ID, rows.iter().map(|(user, _)| user)),
        optional_texts(FILENAME, rows.iter().map(|(_, name)| name.as_deref())),
    ])?;
    Ok(frame
        .lazy()
        .unique_stable(None, UniqueKeepStrategy::First)
        .collect()?)
}
