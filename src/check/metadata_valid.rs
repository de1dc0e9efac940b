use polars::prelude::*;

use super::{CheckDefinition, Evidence, Verdict, height, offenders, readable};
use crate::imaging::ImageFormat;
use crate::tables::images::{
    CONTENT_HASH, EXIF, FILE_SIZE_KB, FILENAME, FORMAT, HEIGHT, LICENSE, WIDTH,
};

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every image's metadata are valid",
    run,
};

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let images = readable(&evidence.images)?;
    let formats = Series::new(
        PlSmallStr::EMPTY,
        ImageFormat::ALL.map(ImageFormat::extension),
    );
    let valid = col(WIDTH)
        .gt(lit(0))
        .and(col(HEIGHT).gt(lit(0)))
        .and(col(FILE_SIZE_KB).gt(lit(0.0)))
        .and(col(FORMAT).is_in(lit(formats).implode(true), false))
        .and(col(CONTENT_HASH).neq(lit("")))
        .and(within("orientation", 1.0, 8.0))
        .and(within("latitude", -90.0, 90.0))
        .and(within("longitude", -180.0, 180.0));
    let bad = offenders(images.clone().filter(valid.not()), FILENAME)?;
    let total = height(images.clone())?;
    let licensed = height(images.filter(col(LICENSE).is_not_null()))?;
    Ok(Verdict::unless(
        &bad,
        "images have no valid size, format or hash",
        format!("{total} images, {licensed} with a known licence"),
    ))
}

/// Whether an EXIF value is unknown or in its range.
fn within(field: &str, least: f64, most: f64) -> Expr {
    let value = || col(format!("{EXIF}_{field}")).cast(DataType::Float64);
    let inside = value().gt_eq(lit(least)).and(value().lt_eq(lit(most)));
    value().is_null().or(inside)
}
