//! What does each image have that a person may like? One long table, `(filename, kind, value)`:
//! colour names, tags, orientation and size, each once an image. Every count of profiles,
//! patterns and reasons is a group-by over it.

use polars::prelude::*;

use crate::tables::labels::{FILENAME, LabelTables, NAME, ORIENTATION, SIZE_CATEGORY, TAG};

/// The column that says what kind of trait a row is.
pub const KIND: &str = "kind";
/// The column that holds the trait.
pub const VALUE: &str = "value";
/// The column that holds how many rows of a group have it, u32.
pub const COUNT: &str = "count";

/// The kinds of traits.
pub mod kind {
    /// A basic colour term of the palette.
    pub const COLOR: &str = "color";
    /// A tag.
    pub const TAG: &str = "tag";
    /// The orientation.
    pub const ORIENTATION: &str = "orientation";
    /// The size category.
    pub const SIZE: &str = "size";
}

/// The long table of all labelled images.
///
/// # Errors
/// Never for the four frames that it is made of; they have the same columns.
pub fn traits(labels: &LabelTables) -> PolarsResult<LazyFrame> {
    let named = |frame: &LazyFrame, kind: &str, value: &str| {
        frame.clone().select([
            col(FILENAME),
            lit(kind).alias(KIND),
            col(value).alias(VALUE),
        ])
    };
    let kinds = [
        named(&labels.colors, kind::COLOR, NAME).unique(None, UniqueKeepStrategy::Any),
        named(&labels.tags, kind::TAG, TAG).unique(None, UniqueKeepStrategy::Any),
        named(&labels.labels, kind::ORIENTATION, ORIENTATION),
        named(&labels.labels, kind::SIZE, SIZE_CATEGORY),
    ];
    concat(kinds, UnionArgs::default())
}

/// How many images have each trait: `(kind, value, count)`, most first.
pub fn image_counts(traits: LazyFrame) -> LazyFrame {
    let counts = traits
        .group_by([col(KIND), col(VALUE)])
        .agg([len().alias(COUNT)]);
    super::most_first(counts, COUNT, &[KIND, VALUE])
}

/// The rows of one kind, without the column `kind`.
pub fn of_kind(counts: LazyFrame, kind: &str) -> LazyFrame {
    counts
        .filter(col(KIND).eq(lit(kind)))
        .drop(by_name([KIND], true, false))
}
