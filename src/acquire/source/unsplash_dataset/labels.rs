//! The table `labels`, from the sides of the photos.

use std::sync::Arc;

use polars::prelude::*;

use super::photos::Photos;
use super::spool::PER_PART;
use crate::domain::{Orientation, SizeCategory};
use crate::tables::labels::{FILENAME, ORIENTATION, SIZE_CATEGORY};
use crate::tables::parquet::Rows;
use crate::tables::texts;

/// The table, sorted by file name.
pub(super) fn rows(photos: &Arc<Photos>) -> Rows {
    let count = u32::try_from(photos.len()).unwrap_or(u32::MAX);
    let photos = Arc::clone(photos);
    let parts = (0..count).step_by(PER_PART as usize).map(move |start| {
        let numbers = || start..start.saturating_add(PER_PART).min(count);
        let sides = || numbers().map(|number| photos.sides(number));
        Ok(DataFrame::new_infer_height(vec![
            texts(FILENAME, numbers().map(|number| photos.filename(number))),
            texts(
                ORIENTATION,
                sides().map(|(width, height)| Orientation::of(width, height).as_str()),
            ),
            texts(
                SIZE_CATEGORY,
                sides().map(|(width, height)| SizeCategory::of(width, height).as_str()),
            ),
        ])?)
    });
    Rows::Parts(Box::new(parts))
}
