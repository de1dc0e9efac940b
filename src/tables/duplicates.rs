//! `duplicates`: pairs of images that look alike. File `duplicates.json`, an array of
//! `{filename, other, distance}`; key `(filename, other)`, sorted by it.

use anyhow::Result;
use polars::prelude::*;
use serde::Deserialize;

use super::{json, texts};

/// The image whose name comes first; part of the key.
pub const FILENAME: &str = super::images::FILENAME;
/// The image that looks like it, with a later name; part of the key.
pub const OTHER: &str = "other";
/// How many of 64 bits differ between their perceptual hashes, u32.
pub const DISTANCE: &str = "distance";

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DuplicateRecord {
    /// See [`FILENAME`].
    pub filename: String,
    /// See [`OTHER`].
    pub other: String,
    /// See [`DISTANCE`].
    pub distance: u32,
}

/// The table of the records, in their order.
///
/// # Errors
/// Never for records of any content; the frame is built of equally long columns.
pub fn frame(records: &[DuplicateRecord]) -> Result<DataFrame> {
    let distances = records.iter().map(|record| record.distance);
    Ok(DataFrame::new_infer_height(vec![
        texts(FILENAME, records.iter().map(|record| &record.filename)),
        texts(OTHER, records.iter().map(|record| &record.other)),
        UInt32Chunked::from_iter_values(DISTANCE.into(), distances).into_column(),
    ])?)
}

/// The table as `duplicates.json`.
///
/// # Errors
/// The frame is not of this table.
pub fn to_json(duplicates: &DataFrame) -> Result<Vec<u8>> {
    json::array(duplicates)
}

/// The table from `duplicates.json`.
///
/// # Errors
/// Names the line and column of what is wrong.
pub fn from_json(bytes: &[u8]) -> Result<DataFrame> {
    let records: Vec<DuplicateRecord> =
        json::list(bytes, "not an array of {filename, other, distance}")?;
    frame(&records)
}
