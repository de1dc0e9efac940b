//! The typed tables that stages share, one file each: columns, types, key, null meaning, how a
//! file of the contract is read into frames and written from them. Nothing here computes.
//!
//! A column name is a constant of its table and is spelled nowhere else.

pub mod checks;
pub mod commas;
pub mod duplicates;
pub mod evaluation;
pub mod favorites;
pub mod format;
pub mod handed;
pub mod images;
pub mod json;
pub mod keys;
pub mod labels;
pub mod parquet;
pub mod patterns;
pub mod ranked_lists;
pub mod recommendations;
pub mod rejected;
pub mod shape;
pub mod tag_edits;
pub mod tastes;
pub mod users;

use anyhow::{Result, bail};
use polars::prelude::*;

/// A list-of-text column from one slice of texts a row.
pub(crate) fn text_lists<'a>(
    name: &str,
    rows: impl ExactSizeIterator<Item = &'a [String]>,
) -> Column {
    let mut builder = ListStringChunkedBuilder::new(name.into(), rows.len(), rows.len() * 4);
    for row in rows {
        builder.append_values_iter(row.iter().map(String::as_str));
    }
    builder.finish().into_series().into_column()
}

/// A text column, one value a row.
pub(crate) fn texts<T: AsRef<str>>(name: &str, rows: impl Iterator<Item = T>) -> Column {
    StringChunked::from_iter_values(name.into(), rows).into_column()
}

/// A text column with nulls.
pub(crate) fn optional_texts<'a>(
    name: &str,
    rows: impl Iterator<Item = Option<&'a str>>,
) -> Column {
    StringChunked::from_iter_options(name.into(), rows).into_column()
}

/// The texts of a column, row by row; null becomes the empty text.
///
/// # Errors
/// The column is missing or holds something else.
pub fn text_values<'a>(frame: &'a DataFrame, name: &str) -> PolarsResult<Vec<&'a str>> {
    Ok(frame
        .column(name)?
        .str()?
        .iter()
        .map(Option::unwrap_or_default)
        .collect())
}

/// The numbers of a column, row by row, as 64-bit floats; null becomes NaN.
///
/// # Errors
/// The column is missing or holds no numbers.
pub fn float_values(frame: &DataFrame, name: &str) -> PolarsResult<Vec<f64>> {
    let floats = frame.column(name)?.cast(&DataType::Float64)?;
    Ok(floats
        .f64()?
        .iter()
        .map(|value| value.unwrap_or(f64::NAN))
        .collect())
}

/// The counts of a column, row by row; null becomes 0.
///
/// # Errors
/// The column is missing or holds no numbers.
pub fn count_values(frame: &DataFrame, name: &str) -> PolarsResult<Vec<u64>> {
    let counts = frame.column(name)?.cast(&DataType::UInt64)?;
    Ok(counts
        .u64()?
        .iter()
        .map(Option::unwrap_or_default)
        .collect())
}

/// Fails on a key that is empty or stands twice.
pub(crate) fn check_unique<'a>(what: &str, keys: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen = std::collections::HashSet::new();
    for (row, key) in keys.enumerate() {
        if key.is_empty() {
            bail!("record {} has an empty {what}", row + 1);
        }
        if !seen.insert(key) {
            bail!("{what} '{key}' stands twice (again in record {})", row + 1);
        }
    }
    Ok(())
}
