//! `tastes.json`: what simulated users were made to like. A user who stands here with the digest
//! of the favourites as they are was made by the program; everybody else is a person.

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::json;

/// What one simulated user likes. An image is to the taste when it has one of the colours, one of
/// the tags, the orientation or the size that are named; a user who is `like` another has that
/// user's taste.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Taste {
    /// The simulated user.
    pub user_id: String,
    /// The taste in words: `likes blue`.
    pub taste: String,
    /// Colour names liked.
    #[serde(default)]
    pub colors: Vec<String>,
    /// Tags liked.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Size category liked.
    pub size_category: Option<String>,
    /// Orientation liked.
    pub orientation: Option<String>,
    /// The user whose taste this is too.
    pub like: Option<String>,
    /// BLAKE3 over the favourites that were made: where it no longer fits, a person has edited
    /// them, and they are made anew no more.
    #[serde(default)]
    pub favorites_digest: String,
}

/// The tastes as `tastes.json`.
///
/// # Errors
/// A taste that cannot be written.
pub fn to_json(tastes: &[Taste]) -> Result<Vec<u8>> {
    json::records(tastes)
}

/// The tastes from `tastes.json`.
///
/// # Errors
/// Names the line and column of what is wrong.
pub fn from_json(bytes: &[u8]) -> Result<Vec<Taste>> {
    json::list(bytes, "not an array of tastes")
}
