//! What does each image have that a person may like? One long table, `(filename, kind, value)`:
//! colour names, tags, orientation and size, each once an image. Every count of profiles,
//! patterns and reasons is a group-by over it.

use polars::prelude::*;

use super::distinct::is_first;
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

/// Of each kind `(filename, value)`: what the images have of it, each once an image. A palette may
/// have a name twice; a tag stands once, since both columns are the key of its table, which is held
/// against its key when it is read.
fn by_kind(labels: &LabelTables) -> [(&'static str, LazyFrame); 4] {
    let of = |frame: &LazyFrame, value: &str| {
        let columns = [col(FILENAME), col(value).alias(VALUE)];
        frame.clone().select(columns)
    };
    let colors = of(&labels.colors, NAME).filter(is_first(FILENAME, VALUE));
    [
        (kind::COLOR, colors),
        (kind::TAG, of(&labels.tags, TAG)),
        (kind::ORIENTATION, of(&labels.labels, ORIENTATION)),
        (kind::SIZE, of(&labels.labels, SIZE_CATEGORY)),
    ]
}

/// The long table of all labelled images.
///
/// # Errors
/// Never for the four frames that it is made of; they have the same columns.
pub fn traits(labels: &LabelTables) -> PolarsResult<LazyFrame> {
    of_kinds(
        labels,
        &[kind::COLOR, kind::TAG, kind::ORIENTATION, kind::SIZE],
    )
}

/// The rows of [`traits`] of some kinds. What no kind needs is not read.
///
/// # Errors
/// There is no kind.
pub fn of_kinds(labels: &LabelTables, kinds: &[&str]) -> PolarsResult<LazyFrame> {
    let all = by_kind(labels).into_iter();
    let wanted = all.filter(|(kind, _)| kinds.contains(kind));
    let frames = wanted.map(|(kind, frame)| {
        let columns = [col(FILENAME), lit(kind).alias(KIND), col(VALUE)];
        frame.select(columns)
    });
    concat(frames.collect::<Vec<_>>(), UnionArgs::default())
}

/// The same as the [`image_counts`] of [`traits`], without the long table.
///
/// # Errors
/// See [`traits`].
pub fn counts(labels: &LabelTables) -> PolarsResult<LazyFrame> {
    let kinds = by_kind(labels).map(|(kind, frame)| {
        let counts = frame.group_by([col(VALUE)]).agg([len().alias(COUNT)]);
        counts.select([lit(kind).alias(KIND), col(VALUE), col(COUNT)])
    });
    let counts = concat(kinds, UnionArgs::default())?;
    Ok(super::most_first(counts, COUNT, &[KIND, VALUE]))
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
