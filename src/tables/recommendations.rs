//! `recommendations`: what to show whom, and why. File `recommendations.json`, one object a user,
//! best image first. A user for whom there is nothing new has an empty list.

use anyhow::Result;
use polars::prelude::*;
use serde::{Deserialize, Serialize};

use super::{float_values, json, text_values, texts};

/// The user; part of the key.
pub const USER_ID: &str = "user_id";
/// Place in the user's list, from 1, u32.
pub const RANK: &str = "rank";
/// The image.
pub const FILENAME: &str = super::images::FILENAME;
/// How sure the model is, 0 to 1, f64.
pub const SCORE: &str = "score";
/// Why, in words for the user.
pub const REASON: &str = "reason";

/// The list of one user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UserRecommendations {
    /// The user.
    pub user_id: String,
    /// Best first.
    pub recommendations: Vec<Recommendation>,
}

/// One image for one user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recommendation {
    /// See [`FILENAME`].
    pub filename: String,
    /// See [`SCORE`].
    pub score: f64,
    /// See [`REASON`].
    pub reason: String,
}

/// The table `recommendations(user_id, rank, filename, score, reason)` of the lists.
///
/// # Errors
/// Never for lists of any content; the frame is built of equally long columns.
pub fn frame(lists: &[UserRecommendations]) -> Result<DataFrame> {
    let rows = || {
        lists.iter().flat_map(|list| {
            (1_u32..)
                .zip(&list.recommendations)
                .map(move |(rank, row)| (&list.user_id, rank, row))
        })
    };
    let ranks = rows().map(|(_, rank, _)| rank);
    let scores = rows().map(|(_, _, row)| row.score);
    Ok(DataFrame::new_infer_height(vec![
        texts(USER_ID, rows().map(|(user, _, _)| user)),
        UInt32Chunked::from_iter_values(RANK.into(), ranks).into_column(),
        texts(FILENAME, rows().map(|(_, _, row)| &row.filename)),
        Float64Chunked::from_iter_values(SCORE.into(), scores).into_column(),
        texts(REASON, rows().map(|(_, _, row)| &row.reason)),
    ])?)
}

/// The lists of the table: the inverse of [`frame`], but for users for whom there is nothing, whom a
/// table does not know.
///
/// # Errors
/// The frame is not of this table.
pub fn lists(table: LazyFrame) -> Result<Vec<UserRecommendations>> {
    let rows = table
        .sort([USER_ID, RANK], SortMultipleOptions::default())
        .collect()?;
    let users = text_values(&rows, USER_ID)?;
    let scores = float_values(&rows, SCORE)?;
    let images = text_values(&rows, FILENAME)?.into_iter().zip(scores);
    let images = images.zip(text_values(&rows, REASON)?);
    let mut lists: Vec<UserRecommendations> = Vec::new();
    for (user, ((filename, score), reason)) in users.into_iter().zip(images) {
        let row = Recommendation {
            filename: filename.to_owned(),
            score,
            reason: reason.to_owned(),
        };
        match lists.last_mut() {
            Some(list) if list.user_id == user => list.recommendations.push(row),
            _ => lists.push(UserRecommendations {
                user_id: user.to_owned(),
                recommendations: vec![row],
            }),
        }
    }
    Ok(lists)
}

/// The lists as `recommendations.json`.
///
/// # Errors
/// A list that cannot be written.
pub fn to_json(lists: &[UserRecommendations]) -> Result<Vec<u8>> {
    json::records(lists)
}

/// The lists from `recommendations.json`.
///
/// # Errors
/// Names the line and column of what is wrong, or the user who stands twice.
pub fn from_json(bytes: &[u8]) -> Result<Vec<UserRecommendations>> {
    let lists: Vec<UserRecommendations> =
        json::list(bytes, "not an array of recommendations by user")?;
    super::check_unique(USER_ID, lists.iter().map(|list| list.user_id.as_str()))?;
    Ok(lists)
}
