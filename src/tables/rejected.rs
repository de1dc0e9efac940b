//! `rejected.json`: every file or record that was met and not used, with its reason.

use anyhow::Result;
use polars::prelude::*;

use super::{json, texts};
use crate::domain::Skip;

/// Where it came from.
pub const SOURCE: &str = "source";
/// Why it was not used.
pub const REASON: &str = "reason";
/// The stage that met it.
pub const STAGE: &str = "stage";

/// The table `rejected(source, reason, stage)` of the skips, in their order.
///
/// # Errors
/// Never for skips of any content; the frame is built of equally long columns.
pub fn frame(skips: &[Skip]) -> Result<DataFrame> {
    Ok(DataFrame::new_infer_height(vec![
        texts(SOURCE, skips.iter().map(|skip| &skip.source)),
        texts(REASON, skips.iter().map(|skip| &skip.reason)),
        texts(STAGE, skips.iter().map(|skip| &skip.stage)),
    ])?)
}

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
    json::list(bytes, "not an array of {source, reason, stage}")
}
