//! Tables alone: a collection without images, metadata or labels, of which somebody has only who
//! likes what, and perhaps tags and colours. The items are what these tables name.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use polars::prelude::*;

use super::layout::{self, Layout};
use super::likes::unusable;
use super::open;
use super::steps::LIKES;
use super::table::parquet;
use crate::fsio;
use crate::tables::handed;
use crate::tables::labels::{FILENAME, LabelTables, ORIENTATION, SIZE_CATEGORY};
use crate::tables::parquet::{scan, streamed};
use crate::tables::shape::{self, Shape};

/// The file in CSV that may hold a table, beside that in Parquet.
pub fn commas(shape: &Shape) -> Option<&'static str> {
    const TAGS: &str = shape::TAGS.name;
    const COLORS: &str = shape::COLORS.name;
    match shape.name {
        TAGS => Some(layout::TAGS_CSV),
        COLORS => Some(layout::COLORS_CSV),
        _ => None,
    }
}

/// Whether tables alone say what images have: there are no labels, and none are to be expected of
/// images that were brought in, or tables in CSV are there in place of them.
pub fn is_alone(layout: &Layout) -> bool {
    let is_any = |names: &[&str]| names.iter().any(|name| layout.find(name).is_some());
    let labelled = is_any(&[layout::LABELS]) || parquet(layout, &shape::LABELS).is_some();
    let brought_in = is_any(&[layout::METADATA, layout::IMAGES_TABLE]);
    !labelled && (!brought_in || is_any(&[layout::TAGS_CSV, layout::COLORS_CSV]))
}

/// Who likes what, each favourite once, and what the images have; see [`labels`].
///
/// # Errors
/// As [`labels`]; there are no favourites; or a row of a table cannot be.
pub fn likes_and_labels(layout: &Layout) -> Result<(LazyFrame, LabelTables)> {
    open::sound(layout, &LIKES)?;
    if !is_alone(layout) || !open::has_favorites(layout) {
        // In this order: labels come first, and so does the advice to make them.
        let labels = open::labels(layout)?;
        return Ok((open::distinct_favorites(layout)?, labels));
    }
    let favorites = open::distinct_favorites(layout)?;
    let labels = labels(layout, &favorites)?;
    Ok((favorites, labels))
}

/// The shape that a table must have: of colours alone less is asked.
pub fn shape_of(layout: &Layout, shape: &Shape) -> Shape {
    match shape.name == shape::COLORS.name && is_alone(layout) {
        true => shape::COLORS_ALONE,
        false => *shape,
    }
}

/// What the images have: the labels; without any, what the tables alone say, of all images that
/// they and `favorites` name. Then orientations and sizes are null.
///
/// # Errors
/// There are no labels and none of these tables either; or names the file, and the line or row,
/// that is wrong.
pub fn labels(layout: &Layout, favorites: &LazyFrame) -> Result<LabelTables> {
    if !is_alone(layout) {
        return open::labels(layout);
    }
    let colors = table(layout, &shape::COLORS)?;
    let tags = table(layout, &shape::TAGS)?;
    let named = [favorites, &colors, &tags].map(|frame| {
        let names = frame.clone().select([col(FILENAME)]);
        names.drop_nulls(None)
    });
    let named = concat(named, UnionArgs::default())?;
    let named = streamed(named.unique(None, UniqueKeepStrategy::Any))?.lazy();
    let nothing = |name: &str| lit(NULL).cast(DataType::String).alias(name);
    let labels = named.sort([FILENAME], SortMultipleOptions::default());
    let labels = labels.with_columns([nothing(ORIENTATION), nothing(SIZE_CATEGORY)]);
    Ok(LabelTables {
        labels,
        colors,
        tags,
    })
}

/// What images have that nothing is known of.
pub fn nothing() -> LabelTables {
    let empty = |shape: &Shape| DataFrame::empty_with_schema(&shape.schema()).lazy();
    LabelTables {
        labels: empty(&shape::LABELS),
        colors: empty(&shape::COLORS),
        tags: empty(&shape::TAGS),
    }
}

/// The table `tags` or `colors` alone; without rows where there is no file of it.
///
/// # Errors
/// Names the file, and the line or row, that is wrong.
pub fn table(layout: &Layout, shape: &Shape) -> Result<LazyFrame> {
    match file_of(layout, shape) {
        Some(path) => read(&path, shape).with_context(|| unusable(&path)),
        None => Ok(DataFrame::empty_with_schema(&shape.schema()).lazy()),
    }
}

/// The file of a table: first of the output folder, then of the input folder.
fn file_of(layout: &Layout, shape: &Shape) -> Option<PathBuf> {
    let files = [Some(shape.parquet()), commas(shape).map(str::to_owned)];
    let folders = [&layout.output, &layout.input];
    let mut paths = folders
        .into_iter()
        .flat_map(|folder| files.iter().flatten().map(|file| folder.join(file)));
    paths.find(|path| path.is_file())
}

fn read(path: &Path, shape: &Shape) -> Result<LazyFrame> {
    let is_colors = shape.name == shape::COLORS.name;
    if path
        .extension()
        .is_some_and(|extension| extension == "parquet")
    {
        let loose = if is_colors {
            shape::COLORS_ALONE
        } else {
            *shape
        };
        let columns: Vec<Expr> = loose.schema().iter_names().cloned().map(col).collect();
        return Ok(loose.conform(scan(path)?)?.select(columns));
    }
    let bytes = fsio::read(path)?;
    let table = match is_colors {
        true => handed::colors(&bytes)?,
        false => handed::tags(&bytes)?,
    };
    Ok(table.lazy())
}
