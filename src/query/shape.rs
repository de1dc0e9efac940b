//! What shape is each image? Columns: `filename`, `orientation`, `size_category`. One pass over
//! the metadata.

use polars::prelude::*;

use crate::domain::{MEDIUM_FROM_PX, MEDIUM_TO_PX, Orientation, SQUARE_TOLERANCE, SizeCategory};
use crate::tables::images::{FILENAME, HEIGHT, WIDTH};
use crate::tables::labels::{ORIENTATION, SIZE_CATEGORY};

/// The table `labels` of the table `images`, sorted by file name.
pub fn labels(images: LazyFrame) -> LazyFrame {
    images
        .select([
            col(FILENAME),
            orientation().alias(ORIENTATION),
            size_category().alias(SIZE_CATEGORY),
        ])
        .sort([FILENAME], SortMultipleOptions::default())
}

fn longer_side() -> Expr {
    when(col(WIDTH).gt(col(HEIGHT)))
        .then(col(WIDTH))
        .otherwise(col(HEIGHT))
}

fn shorter_side() -> Expr {
    when(col(WIDTH).gt(col(HEIGHT)))
        .then(col(HEIGHT))
        .otherwise(col(WIDTH))
}

fn orientation() -> Expr {
    let difference = (longer_side() - shorter_side()).cast(DataType::Float64);
    let tolerance = longer_side().cast(DataType::Float64) * lit(SQUARE_TOLERANCE);
    when(difference.lt_eq(tolerance))
        .then(lit(Orientation::Square.as_str()))
        .when(col(WIDTH).gt(col(HEIGHT)))
        .then(lit(Orientation::Landscape.as_str()))
        .otherwise(lit(Orientation::Portrait.as_str()))
}

fn size_category() -> Expr {
    when(longer_side().lt(lit(MEDIUM_FROM_PX)))
        .then(lit(SizeCategory::Thumbnail.as_str()))
        .when(longer_side().lt_eq(lit(MEDIUM_TO_PX)))
        .then(lit(SizeCategory::Medium.as_str()))
        .otherwise(lit(SizeCategory::Large.as_str()))
}
