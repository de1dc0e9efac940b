//! `labels`, `colors` and `tags`: what can be seen in an image. One file for the three,
//! `images_labels.json`, an object keyed by file name.

use std::collections::BTreeMap;

use anyhow::Result;
use polars::prelude::*;
use serde::{Deserialize, Serialize};

use super::{check_unique, json, texts};

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
    for (filename, palette) in palettes {
        let count = palette.colors.len();
        anyhow::ensure!(
            count == palette.names.len() && count == palette.shares.len(),
            "{filename}: {count} colours, {} names and {} shares",
            palette.names.len(),
            palette.shares.len()
        );
    }
    let rows = || {
        palettes.iter().flat_map(|(filename, palette)| {
            let names = palette.names.iter().zip(&palette.shares);
            let swatches = palette.colors.iter().zip(names);
            (1_u32..)
                .zip(swatches)
                .map(move |(rank, swatch)| (filename, rank, swatch))
        })
    };
    let number =
        |name: &str, values: Vec<u32>| UInt32Chunked::from_vec(name.into(), values).into_column();
    let channel = |name, index: usize| {
        let values = rows().map(|(_, _, (rgb, _))| u32::from(rgb[index]));
        number(name, values.collect())
    };
    let shares = rows().map(|(_, _, (_, (_, share)))| *share);
    Ok(DataFrame::new_infer_height(vec![
        texts(FILENAME, rows().map(|(filename, _, _)| filename)),
        number(RANK, rows().map(|(_, rank, _)| rank).collect()),
        channel(RED, 0),
        channel(GREEN, 1),
        channel(BLUE, 2),
        texts(NAME, rows().map(|(_, _, (_, (name, _)))| name)),
        Float64Chunked::from_iter_values(SHARE.into(), shares).into_column(),
    ])?)
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
    members(&to_json(tables)?)
}

fn members(bytes: &[u8]) -> Result<BTreeMap<String, LabelRecord>> {
    let members = json::members(bytes, "not an object of labels keyed by file name")?;
    check_unique(FILENAME, members.iter().map(|(name, _)| name.as_str()))?;
    Ok(members.into_iter().collect())
}

/// The tables from `images_labels.json`.
///
/// # Errors
/// Names the line and column of what is wrong, or the image.
pub fn from_json(bytes: &[u8]) -> Result<LabelTables> {
    let records = members(bytes)?;
    let labels = DataFrame::new_infer_height(vec![
        texts(FILENAME, records.keys()),
        texts(
            ORIENTATION,
            records.values().map(|record| &record.orientation),
        ),
        texts(
            SIZE_CATEGORY,
            records.values().map(|record| &record.size_category),
        ),
    ])?;
    let tagged = || {
        records
            .iter()
            .flat_map(|(name, record)| record.tags.iter().map(move |tag| (name, tag)))
    };
    let tags = DataFrame::new_infer_height(vec![
        texts(FILENAME, tagged().map(|(name, _)| name)),
        texts(TAG, tagged().map(|(_, tag)| tag)),
    ])?;
    let palettes = records
        .into_iter()
        .map(|(filename, record)| {
            let palette = PaletteRecord {
                colors: record.predominant_colors,
                names: record.color_names,
                shares: record.color_shares,
            };
            (filename, palette)
        })
        .collect();
    Ok(LabelTables {
        labels: labels.lazy(),
        colors: colors_frame(&palettes)?.lazy(),
        tags: tags.lazy(),
    })
}
