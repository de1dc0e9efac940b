//! `rejected.json`: every file or record that was met and not used, with its reason.

use anyhow::{Context, Result};

use super::json;
use crate::domain::Skip;

/// The skips as `rejected.json`, sorted by stage, source and reason.
///
/// # Errors
/// A skip that cannot be written.
pub fn to_json(skips: &[Skip]) -> Result<Vec<u8>> {
    let mut sorted = skips.to_vec();
    sorted.sort_by(|a, b| (&a.stage, &a.source, &a.reason).cmp(&(&b.stage, &b.source, &b.reason)));
    json::records(&sorted)
}

/// The skips from `rejected.json`.
///
/// # Errors
/// Names the line and column of what is wrong.
pub fn from_json(bytes: &[u8]) -> Result<Vec<Skip>> {
    serde_json::from_slice(bytes).context("not an array of {source, reason, stage}")
}
