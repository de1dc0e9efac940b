//! Which images look alike, by the numbers of their names.

use anyhow::Result;
use polars::prelude::LazyFrame;

use super::{Rows, UNKNOWN, Words};
use crate::tables::{duplicates, text_values};

/// For each image those that look like it, from the table `duplicates`; none of any where there is
/// no table.
///
/// # Errors
/// The frame is not of that table.
pub fn alike(table: Option<&LazyFrame>, images: &Words) -> Result<Rows> {
    let (mut image_of, mut other_of) = (Vec::new(), Vec::new());
    if let Some(table) = table {
        let pairs = table.clone().collect()?;
        let numbers = |column| -> Result<Vec<u32>> {
            let names = text_values(&pairs, column)?.into_iter().map(Some);
            Ok(images.numbers(&names.collect::<Vec<_>>()))
        };
        let (ones, others) = (numbers(duplicates::FILENAME)?, numbers(duplicates::OTHER)?);
        let known = ones.into_iter().zip(others);
        for (one, other) in known.filter(|(one, other)| *one != UNKNOWN && *other != UNKNOWN) {
            image_of.extend([one, other]);
            other_of.extend([other, one]);
        }
    }
    Ok(Rows::of(images.len(), &image_of, &other_of))
}
