use polars::prelude::*;

use super::{CheckDefinition, Evidence, Verdict, height, offenders, readable};
use crate::domain::ColorName;
use crate::query::shape;
use crate::tables::labels::{
    FILENAME, LabelTables, NAME, ORIENTATION, RANK, SHARE, SIZE_CATEGORY, TAG,
};

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every label is valid and agrees with the metadata",
    run,
};

/// How far the shares of a palette may be from 1 in sum: rounding, and no more.
const SHARE_TOLERANCE: f64 = 1e-6;
/// The most colours of a palette.
const MAX_COLORS: u32 = 5;

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let labels = readable(&evidence.labels)?;
    let images = readable(&evidence.images)?;
    let mut bad = offenders(wrong_palettes(&labels), FILENAME)?;
    bad.extend(offenders(wrong_names(&labels), FILENAME)?);
    bad.extend(offenders(wrong_shapes(&labels, images), FILENAME)?);
    bad.extend(offenders(wrong_tags(&labels), FILENAME)?);
    let detail = format!(
        "palettes, names, shapes and tags of {} images",
        height(labels.labels)?
    );
    Ok(Verdict::unless(&bad, "labels are not valid", detail))
}

/// Shares that do not sum to 1 or do not fall, channels above 255, too many colours or none.
fn wrong_palettes(labels: &LabelTables) -> LazyFrame {
    let sum = col(SHARE).sum();
    let low = sum.clone().lt(lit(1.0 - SHARE_TOLERANCE));
    let high = sum.gt(lit(1.0 + SHARE_TOLERANCE));
    let rising = (col(SHARE) - col(SHARE).shift(lit(1)))
        .gt(lit(SHARE_TOLERANCE))
        .any(true);
    let broken = labels
        .colors
        .clone()
        .sort([FILENAME, RANK], SortMultipleOptions::default())
        .group_by([col(FILENAME)])
        .agg([low
            .or(high)
            .or(rising)
            .or(len().gt(lit(MAX_COLORS)))
            .alias("broken")])
        .filter(col("broken"))
        .select([col(FILENAME)]);
    let empty = labels
        .labels
        .clone()
        .anti_join(labels.colors.clone(), col(FILENAME), col(FILENAME))
        .select([col(FILENAME)]);
    concat([broken, empty], UnionArgs::default()).unwrap_or_default()
}

fn wrong_names(labels: &LabelTables) -> LazyFrame {
    let terms = Series::new(PlSmallStr::EMPTY, ColorName::ALL.map(ColorName::as_str));
    labels
        .colors
        .clone()
        .filter(col(NAME).is_in(lit(terms).implode(true), false).not())
}

fn wrong_shapes(labels: &LabelTables, images: LazyFrame) -> LazyFrame {
    let on = [col(FILENAME), col(ORIENTATION), col(SIZE_CATEGORY)];
    let right = shape::labels(images.clone().semi_join(
        labels.labels.clone(),
        col(FILENAME),
        col(FILENAME),
    ));
    labels
        .labels
        .clone()
        .semi_join(images, col(FILENAME), col(FILENAME))
        .join(right, on.clone(), on, JoinArgs::new(JoinType::Anti))
}

/// Tags that are empty, or that stand twice or out of order on an image.
fn wrong_tags(labels: &LabelTables) -> LazyFrame {
    let same_image = col(FILENAME).eq(col(FILENAME).shift(lit(1)));
    let not_after = col(TAG).lt_eq(col(TAG).shift(lit(1)));
    labels
        .tags
        .clone()
        .filter(col(TAG).eq(lit("")).or(same_image.and(not_after)))
}
