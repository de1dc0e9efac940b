//! The table `labels`, from the sides of the photos.

use std::sync::Arc;

use super::photos::Photos;
use crate::domain::{Orientation, SizeCategory};
use crate::tables::labels::{FILENAME, ORIENTATION, SIZE_CATEGORY};
use crate::tables::parquet::{Job, Rows, Values};
use crate::tables::texts;

/// How many photos share a part of the table.
const PER_PART: u32 = 1 << 16;

/// The table, sorted by file name.
pub(super) fn rows(photos: &Arc<Photos>) -> Rows {
    let count = u32::try_from(photos.len()).unwrap_or(u32::MAX);
    let photos = Arc::clone(photos);
    Box::new((0..count).step_by(PER_PART as usize).map(move |start| {
        let photos = Arc::clone(&photos);
        let end = start.saturating_add(PER_PART).min(count);
        Ok(Box::new(move || Ok(part(&photos, start..end))) as Job)
    }))
}

fn part(photos: &Photos, numbers: std::ops::Range<u32>) -> Vec<Values> {
    let sides = || numbers.clone().map(|number| photos.sides(number));
    let orientations = sides().map(|(width, height)| Orientation::of(width, height) as u32);
    let sizes = sides().map(|(width, height)| SizeCategory::of(width, height) as u32);
    vec![
        texts(
            FILENAME,
            numbers.clone().map(|number| photos.filename(number)),
        )
        .into(),
        Values::texts(ORIENTATION, orientations, Orientation::ALL.len(), |place| {
            Orientation::ALL[place as usize].as_str()
        }),
        Values::texts(SIZE_CATEGORY, sizes, SizeCategory::ALL.len(), |place| {
            SizeCategory::ALL[place as usize].as_str()
        }),
    ]
}
