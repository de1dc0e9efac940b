//! What is in the collection? Questions over the table `images` that no trait answers.

use polars::prelude::*;

use super::traits::COUNT;
use crate::tables::images::FORMAT;

/// How many images have each file format: `(format, count)`, most first.
pub fn formats(images: LazyFrame) -> LazyFrame {
    let counts = images.group_by([col(FORMAT)]).agg([len().alias(COUNT)]);
    super::most_first(counts, COUNT, &[FORMAT])
}
