//! `users`: the profile of each user. File `users.json`, key `user_id`, sorted by it.

use anyhow::Result;
use polars::prelude::*;
use serde::Deserialize;

use super::shape::{Field, needed};
use super::{json, optional_texts, text_lists, texts};

/// The user; the key.
pub const USER_ID: &str = "user_id";
/// The most common colours among the favourites, at most 3, list of text.
pub const FAVORITE_COLORS: &str = "favorite_colors";
/// The most common orientation; null without favourites.
pub const FAVORITE_ORIENTATION: &str = "favorite_orientation";
/// The most common size category; null without favourites.
pub const FAVORITE_SIZE: &str = "favorite_size";
/// The most common tags, at most 5, list of text.
pub const FAVORITE_TAGS: &str = "favorite_tags";
/// The favourites that are in the collection, list of text.
pub const FAVORITE_IMAGES: &str = "favorite_images";
/// The cluster of users, from 0, largest first, u32; null without favourites.
pub const CLUSTER: &str = "cluster";

/// The columns, in order.
pub(super) fn fields() -> Vec<Field> {
    let list = || DataType::List(Box::new(DataType::String));
    vec![
        needed(USER_ID, DataType::String),
        needed(FAVORITE_COLORS, list()),
        needed(FAVORITE_ORIENTATION, DataType::String),
        needed(FAVORITE_SIZE, DataType::String),
        needed(FAVORITE_TAGS, list()),
        needed(FAVORITE_IMAGES, list()),
        needed(CLUSTER, DataType::UInt32),
    ]
}

#[derive(Deserialize)]
struct UserRecord {
    user_id: String,
    favorite_colors: Vec<String>,
    favorite_orientation: Option<String>,
    favorite_size: Option<String>,
    favorite_tags: Vec<String>,
    favorite_images: Vec<String>,
    cluster: Option<u32>,
}

/// The table as `users.json`.
///
/// # Errors
/// The frame is not of this table.
pub fn to_json(frame: &DataFrame) -> Result<Vec<u8>> {
    json::array(frame)
}

/// The table from `users.json`.
///
/// # Errors
/// Names the line and column of what is wrong, or the user who stands twice.
pub fn from_json(bytes: &[u8]) -> Result<DataFrame> {
    let records: Vec<UserRecord> = json::list(bytes, "not an array of user profiles")?;
    super::check_unique(
        USER_ID,
        records.iter().map(|record| record.user_id.as_str()),
    )?;
    let clusters = records.iter().map(|record| record.cluster);
    let list = |name, get: fn(&UserRecord) -> &[String]| text_lists(name, records.iter().map(get));
    let text =
        |name, get: fn(&UserRecord) -> Option<&str>| optional_texts(name, records.iter().map(get));
    Ok(DataFrame::new_infer_height(vec![
        texts(USER_ID, records.iter().map(|record| &record.user_id)),
        list(FAVORITE_COLORS, |record| &record.favorite_colors),
        text(FAVORITE_ORIENTATION, |record| {
            record.favorite_orientation.as_deref()
        }),
        text(FAVORITE_SIZE, |record| record.favorite_size.as_deref()),
        list(FAVORITE_TAGS, |record| &record.favorite_tags),
        list(FAVORITE_IMAGES, |record| &record.favorite_images),
        UInt32Chunked::from_iter_options(CLUSTER.into(), clusters).into_column(),
    ])?)
}
