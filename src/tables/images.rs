//! `images`: one row an image, its metadata. File `images_metadata.json`, key `filename`, sorted
//! by it. Null means that it is not known.

mod rows;

use anyhow::Result;
use polars::prelude::*;
use serde::{Deserialize, Serialize};

use super::shape::Field;
use super::{check_unique, json, optional_texts, text_lists, texts};
use crate::domain::is_safe_name;

/// The name of the file in `images/`; the key.
pub const FILENAME: &str = "filename";
/// Width in px as displayed, u32.
pub const WIDTH: &str = "width";
/// Height in px as displayed, u32.
pub const HEIGHT: &str = "height";
/// Extension with its dot, from the bytes (`.jpg`).
pub const FORMAT: &str = "format";
/// Bytes / 1024, two decimals, f64.
pub const FILE_SIZE_KB: &str = "file_size_kb";
/// The source that the image came from (`gallery`).
pub const SOURCE: &str = "source";
/// Where the source has it.
pub const SOURCE_URL: &str = "source_url";
/// SPDX id, or the source's own words.
pub const LICENSE: &str = "license";
/// The licence's text.
pub const LICENSE_URL: &str = "license_url";
/// Who made it.
pub const AUTHOR: &str = "author";
/// What it is called.
pub const TITLE: &str = "title";
/// What it shows.
pub const DESCRIPTION: &str = "description";
/// Tags as the source has them, list of text, never null.
pub const SOURCE_TAGS: &str = "source_tags";
/// BLAKE3 of the file, hex.
pub const CONTENT_HASH: &str = "content_hash";
/// The name of the nested object in JSON, and the prefix of its columns.
pub const EXIF: &str = "exif";

/// One object of `images_metadata.json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImageRecord {
    /// See [`FILENAME`].
    pub filename: String,
    /// See [`WIDTH`].
    pub width: u32,
    /// See [`HEIGHT`].
    pub height: u32,
    /// See [`FORMAT`].
    pub format: String,
    /// See [`FILE_SIZE_KB`].
    pub file_size_kb: f64,
    /// See [`SOURCE`].
    pub source: Option<String>,
    /// See [`SOURCE_URL`].
    pub source_url: Option<String>,
    /// See [`LICENSE`].
    pub license: Option<String>,
    /// See [`LICENSE_URL`].
    pub license_url: Option<String>,
    /// See [`AUTHOR`].
    pub author: Option<String>,
    /// See [`TITLE`].
    pub title: Option<String>,
    /// See [`DESCRIPTION`].
    pub description: Option<String>,
    /// See [`SOURCE_TAGS`].
    #[serde(default)]
    pub source_tags: Vec<String>,
    /// See [`CONTENT_HASH`].
    pub content_hash: String,
    /// What the camera wrote, or null where it wrote nothing.
    pub exif: Option<ExifRecord>,
}

/// The member `exif` of [`ImageRecord`]; a missing value is null.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ExifRecord {
    /// Maker of the camera.
    pub camera_make: Option<String>,
    /// Model of the camera.
    pub camera_model: Option<String>,
    /// `YYYY-MM-DDTHH:MM:SS`, local time of the camera.
    pub date_taken: Option<String>,
    /// 1 to 8, as EXIF numbers them.
    pub orientation: Option<u32>,
    /// Seconds.
    pub exposure_time_s: Option<f64>,
    /// Focal length over aperture.
    pub f_number: Option<f64>,
    /// ISO speed.
    pub iso: Option<u32>,
    /// Millimetres.
    pub focal_length_mm: Option<f64>,
    /// The focal length that sees as much on 35 mm film, in millimetres.
    pub focal_length_35mm: Option<u32>,
    /// How near the subject was in the camera's words: 1 macro, 2 close, 3 distant.
    pub subject_distance_range: Option<u32>,
    /// Degrees, north positive.
    pub latitude: Option<f64>,
    /// Degrees, east positive.
    pub longitude: Option<f64>,
}

/// The table of `records`, sorted by file name.
///
/// # Errors
/// A file name that is not safe, or that stands twice.
pub fn frame(mut records: Vec<ImageRecord>) -> Result<DataFrame> {
    records.sort_by(|a, b| a.filename.cmp(&b.filename));
    check_unique(
        FILENAME,
        records.iter().map(|record| record.filename.as_str()),
    )?;
    if let Some(bad) = records
        .iter()
        .find(|record| !is_safe_name(&record.filename))
    {
        anyhow::bail!(unsafe_name(&bad.filename));
    }
    let mut columns = own_columns(&records);
    columns.extend(exif_columns(&records));
    Ok(DataFrame::new(records.len(), columns)?)
}

/// What to say of a file name that is not safe.
pub(super) fn unsafe_name(filename: &str) -> String {
    format!(
        "'{}' is not a safe file name (A-Z a-z 0-9 . _ - only, no leading dot or dash, at most 120 bytes)",
        crate::domain::printable(filename)
    )
}

fn own_columns(records: &[ImageRecord]) -> Vec<Column> {
    let text = |name, get: fn(&ImageRecord) -> &str| texts(name, records.iter().map(get));
    let maybe = |name, get: fn(&ImageRecord) -> &Option<String>| {
        optional_texts(name, records.iter().map(|record| get(record).as_deref()))
    };
    let number = |name: &str, get: fn(&ImageRecord) -> u32| {
        UInt32Chunked::from_iter_values(name.into(), records.iter().map(get)).into_column()
    };
    let sizes = records.iter().map(|record| record.file_size_kb);
    vec![
        text(FILENAME, |record| &record.filename),
        number(WIDTH, |record| record.width),
        number(HEIGHT, |record| record.height),
        text(FORMAT, |record| &record.format),
        Float64Chunked::from_iter_values(FILE_SIZE_KB.into(), sizes).into_column(),
        maybe(SOURCE, |record| &record.source),
        maybe(SOURCE_URL, |record| &record.source_url),
        maybe(LICENSE, |record| &record.license),
        maybe(LICENSE_URL, |record| &record.license_url),
        maybe(AUTHOR, |record| &record.author),
        maybe(TITLE, |record| &record.title),
        maybe(DESCRIPTION, |record| &record.description),
        text_lists(
            SOURCE_TAGS,
            records.iter().map(|record| record.source_tags.as_slice()),
        ),
        text(CONTENT_HASH, |record| &record.content_hash),
    ]
}

fn exif_columns(records: &[ImageRecord]) -> Vec<Column> {
    let exif = || records.iter().map(|record| record.exif.as_ref());
    let text = |name: &str, get: fn(&ExifRecord) -> Option<&str>| {
        optional_texts(&exif_name(name), exif().map(|row| row.and_then(get)))
    };
    let count = |name: &str, get: fn(&ExifRecord) -> Option<u32>| {
        let values = exif().map(|row| row.and_then(get));
        UInt32Chunked::from_iter_options(exif_name(name).into(), values).into_column()
    };
    let float = |name: &str, get: fn(&ExifRecord) -> Option<f64>| {
        let values = exif().map(|row| row.and_then(get));
        Float64Chunked::from_iter_options(exif_name(name).into(), values).into_column()
    };
    vec![
        text("camera_make", |row| row.camera_make.as_deref()),
        text("camera_model", |row| row.camera_model.as_deref()),
        text("date_taken", |row| row.date_taken.as_deref()),
        count("orientation", |row| row.orientation),
        float("exposure_time_s", |row| row.exposure_time_s),
        float("f_number", |row| row.f_number),
        count("iso", |row| row.iso),
        float("focal_length_mm", |row| row.focal_length_mm),
        count("focal_length_35mm", |row| row.focal_length_35mm),
        count("subject_distance_range", |row| row.subject_distance_range),
        float("latitude", |row| row.latitude),
        float("longitude", |row| row.longitude),
    ]
}

/// The table with every column of EXIF; those that a table in Parquet lacks are null.
///
/// # Errors
/// The table cannot be had.
pub fn with_all_exif(mut images: LazyFrame) -> PolarsResult<LazyFrame> {
    let there = images.collect_schema()?;
    let all = exif_columns(&[]).into_iter();
    let missing = all.filter(|column| !there.contains(column.name()));
    let nulls: Vec<Expr> = missing
        .map(|column| {
            let null = lit(NULL).cast(column.dtype().clone());
            null.alias(column.name().clone())
        })
        .collect();
    Ok(images.with_columns(nulls))
}

/// The columns, in order: those of EXIF may be missing in a file.
pub fn fields() -> Vec<Field> {
    let none = [ImageRecord::default()];
    let own = own_columns(&none).into_iter().map(|column| (column, true));
    let exif = exif_columns(&none)
        .into_iter()
        .map(|column| (column, false));
    own.chain(exif)
        .map(|(column, needed)| Field {
            name: column.name().clone(),
            dtype: column.dtype().clone(),
            needed,
        })
        .collect()
}

/// The records of the table: the inverse of [`frame`].
///
/// # Errors
/// The frame is not of this table.
pub fn records_of(frame: &DataFrame) -> Result<Vec<ImageRecord>> {
    rows::Rows::of(frame).records()
}

/// The column of a field of [`ExifRecord`].
pub fn exif_name(field: &str) -> String {
    format!("{EXIF}_{field}")
}

/// The table as `images_metadata.json`.
///
/// # Errors
/// The frame is not of this table.
pub fn to_json(frame: &DataFrame) -> Result<Vec<u8>> {
    json::array_nesting(frame, EXIF)
}

/// The table from `images_metadata.json`.
///
/// # Errors
/// Names the line and column of what is wrong, or the record.
pub fn from_json(bytes: &[u8]) -> Result<DataFrame> {
    frame(records(bytes)?)
}

/// The records of `images_metadata.json`.
///
/// # Errors
/// Names the line and column of what is wrong.
pub fn records(bytes: &[u8]) -> Result<Vec<ImageRecord>> {
    json::list(bytes, "not an array of image records")
}
