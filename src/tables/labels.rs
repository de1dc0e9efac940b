//! `labels`, `colors` and `tags`: what can be seen in an image. One file for the three,
//! `images_labels.json`, an object keyed by file name.

mod columns;

use std::collections::BTreeMap;
use std::io::{Read, Write};

use anyhow::{Context, Result, anyhow};
use polars::prelude::*;
use serde::{Deserialize, Serialize};

use self::columns::{Columns, Palettes};
use super::{json, texts};

/// The image; key of `labels`, part of the key of the other two.
pub const FILENAME: &str = super::images::FILENAME;
/// `landscape`, `portrait` or `square`.
pub const ORIENTATION: &str = "orientation";
/// `thumbnail`, `medium` or `large`.
pub const SIZE_CATEGORY: &str = "size_category";
/// Place in the palette, from 1, largest share first, u32.
pub const RANK: &str = "rank";
/// Red, 0 to 255, u32.
pub const RED: &str = "r";
/// Green, 0 to 255, u32.
pub const GREEN: &str = "g";
/// Blue, 0 to 255, u32.
pub const BLUE: &str = "b";
/// The colour's basic term.
pub const NAME: &str = "name";
/// Part of the image, 0 to 1, f64.
pub const SHARE: &str = "share";
/// One tag.
pub const TAG: &str = "tag";

const PREDOMINANT_COLORS: &str = "predominant_colors";
const COLOR_NAMES: &str = "color_names";
const COLOR_SHARES: &str = "color_shares";
const TAGS: &str = "tags";

const NO_LABELS: &str = "not an object of labels keyed by file name";

/// The three tables.
#[derive(Clone)]
pub struct LabelTables {
    /// `labels(filename, orientation, size_category)`, sorted by file name.
    pub labels: LazyFrame,
    /// `colors(filename, rank, r, g, b, name, share)`, sorted by file name and rank.
    pub colors: LazyFrame,
    /// `tags(filename, tag)`, sorted by both.
    pub tags: LazyFrame,
}

/// The palette of one image, for [`colors_frame`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaletteRecord {
    /// `[r, g, b]`, largest share first.
    pub colors: Vec<[u8; 3]>,
    /// Their basic terms, parallel to `colors`.
    pub names: Vec<String>,
    /// Their shares, parallel to `colors`, summing to 1.
    pub shares: Vec<f64>,
}

/// One object of `images_labels.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelRecord {
    /// `[r, g, b]`, largest share first.
    pub predominant_colors: Vec<[u8; 3]>,
    /// Their basic terms, parallel to the colours.
    pub color_names: Vec<String>,
    /// Their shares, parallel to the colours.
    pub color_shares: Vec<f64>,
    /// See [`ORIENTATION`].
    pub orientation: String,
    /// See [`SIZE_CATEGORY`].
    pub size_category: String,
    /// The tags, sorted.
    pub tags: Vec<String>,
}

/// The table `colors` of the images' palettes.
///
/// # Errors
/// A palette whose lists differ in length.
pub fn colors_frame(palettes: &BTreeMap<String, PaletteRecord>) -> Result<DataFrame> {
    let mut rows = Palettes::new();
    for (image, (filename, palette)) in (0..).zip(palettes) {
        rows.add(image, &palette.colors, &palette.names, &palette.shares)
            .with_context(|| filename.clone())?;
    }
    rows.finish(&texts(FILENAME, palettes.keys()))
}

/// One frame as `images_labels.json` has it, from the three tables.
fn joined(tables: &LabelTables) -> LazyFrame {
    let palettes = tables
        .colors
        .clone()
        .sort([FILENAME, RANK], SortMultipleOptions::default())
        .group_by_stable([col(FILENAME)])
        .agg([
            as_list(PREDOMINANT_COLORS),
            col(NAME).alias(COLOR_NAMES),
            col(SHARE).alias(COLOR_SHARES),
        ]);
    let tags = tables
        .tags
        .clone()
        .sort([FILENAME, TAG], SortMultipleOptions::default())
        .group_by_stable([col(FILENAME)])
        .agg([col(TAG).alias(TAGS)]);
    let left = JoinArgs::new(JoinType::Left);
    tables
        .labels
        .clone()
        .join(palettes, [col(FILENAME)], [col(FILENAME)], left.clone())
        .join(tags, [col(FILENAME)], [col(FILENAME)], left)
        .sort([FILENAME], SortMultipleOptions::default())
        .select([
            col(FILENAME),
            col(PREDOMINANT_COLORS),
            col(COLOR_NAMES),
            col(COLOR_SHARES),
            col(ORIENTATION),
            col(SIZE_CATEGORY),
            col(TAGS),
        ])
}

/// `[r, g, b]` of each row, gathered to a list of lists by a group-by.
fn as_list(name: &str) -> Expr {
    concat_list([col(RED), col(GREEN), col(BLUE)])
        .map(|list| list.alias(name))
        .unwrap_or_else(|_| lit(NULL).alias(name))
}

/// The tables as `images_labels.json`; an image without tags has an empty list.
///
/// # Errors
/// The frames are not of these tables.
pub fn to_json(tables: &LabelTables) -> Result<Vec<u8>> {
    let mut frame = joined(tables).collect()?;
    for name in [PREDOMINANT_COLORS, COLOR_NAMES, COLOR_SHARES, TAGS] {
        let filled = empty_for_null(frame.column(name)?)?;
        frame.with_column(filled)?;
    }
    json::keyed(&frame, FILENAME)
}

/// The column with an empty list wherever it is null (an image that the other table lacks).
fn empty_for_null(column: &Column) -> PolarsResult<Column> {
    let lists = column.list()?;
    // Taken apart, each list takes many times its size.
    if lists.null_count() == 0 {
        return Ok(column.clone());
    }
    let empty = Series::new_empty(PlSmallStr::EMPTY, lists.inner_dtype());
    let filled: Vec<Series> = lists
        .series_iter()
        .map(|list| list.unwrap_or_else(|| empty.clone()))
        .collect();
    Ok(Series::new(column.name().clone(), filled).into_column())
}

/// The tables as records by file name.
///
/// # Errors
/// The frames are not of these tables.
pub fn records(tables: &LabelTables) -> Result<BTreeMap<String, LabelRecord>> {
    let members = json::members(&to_json(tables)?, NO_LABELS)?;
    Ok(members.into_iter().collect())
}

/// The tables from `images_labels.json`.
///
/// # Errors
/// Names the line and column of what is wrong, or the image.
pub fn from_json(bytes: &[u8]) -> Result<LabelTables> {
    let mut columns = Columns::new();
    let mut added = Ok(());
    json::each_member(bytes, NO_LABELS, |filename, record: LabelRecord| {
        if added.is_ok() {
            added = columns.add(filename, &record);
        }
    })?;
    added?;
    columns.finish()
}

/// Copies `images_labels.json` with the tags of some images as `change` leaves them, which says
/// whether it changed any. What is not changed stays as it is written, whatever it says, and the text
/// is never held as a whole: the edit of one image among many costs no more than to copy the file.
///
/// # Errors
/// The text is no JSON object, an edited image has no labels in it, `change` fails, or nothing can be
/// written: then it is an [`io::Error`](std::io::Error).
pub fn retagged(
    from: impl Read,
    to: impl Write,
    edited: impl Fn(&str) -> bool,
    mut change: impl FnMut(&str, &mut Vec<String>) -> Result<bool>,
) -> Result<()> {
    json::rewrite(from, to, NO_LABELS, |filename, text| {
        if !edited(filename) {
            return Ok(None);
        }
        let record = serde_json::from_str(text.get());
        let mut record: LabelRecord =
            record.map_err(|error| anyhow!("{error} of its own labels"))?;
        match change(filename, &mut record.tags)? {
            true => Ok(Some(serde_json::to_vec(&record)?)),
            false => Ok(None),
        }
    })
}
