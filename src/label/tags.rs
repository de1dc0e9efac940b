//! Tags: the words that people search by. Most are the source's own words in one spelling; others
//! follow from what the camera wrote (season, hour, light, lens) and from the palette (its mood).
//! What people add and take away themselves is laid over all of them: see [`edited`].

mod calendar;
mod camera;
mod edits;
mod mood;
mod plurals;
mod singular;
mod spelling;

use std::collections::BTreeSet;

use anyhow::Result;
use polars::prelude::*;

use crate::tables::labels::{FILENAME, TAG};
use crate::tables::{images, texts};

pub use edits::{apply, change, checked, edited, edited_tags, removed};
pub use singular::singular;
pub use spelling::{spelled, spelling};

const RAW: &str = "raw";

/// The table `tags` of the tables `images` and `colors`, each tag once an image: the source's, and
/// those that follow from EXIF and palette.
///
/// # Errors
/// The tables are not these.
pub fn tags(table: LazyFrame, colors: LazyFrame) -> Result<DataFrame> {
    let tables = [
        source_tags(table.clone())?.lazy(),
        facts(images::with_all_exif(table)?)?,
        one_a_row(mood::by_image(colors), mood::tags())?,
    ];
    Ok(concat(tables, UnionArgs::default())?
        .unique(None, UniqueKeepStrategy::Any)
        .sort([FILENAME, TAG], SortMultipleOptions::default())
        .collect()?)
}

/// The table `tags` of the table `images`, of the source's own words only.
///
/// # Errors
/// The table is not `images`.
pub fn source_tags(table: LazyFrame) -> Result<DataFrame> {
    let exploded = exploded(
        table.select([col(FILENAME), col(images::SOURCE_TAGS).alias(RAW)]),
        RAW,
    );
    let spellings = spellings(
        exploded
            .clone()
            .select([col(RAW)])
            .unique(None, UniqueKeepStrategy::Any),
    )?;
    Ok(exploded
        .inner_join(spellings.lazy(), col(RAW), col(RAW))
        .select([col(FILENAME), col(TAG)])
        .unique(None, UniqueKeepStrategy::Any)
        .sort([FILENAME, TAG], SortMultipleOptions::default())
        .collect()?)
}

/// What follows from EXIF.
fn facts(table: LazyFrame) -> PolarsResult<LazyFrame> {
    one_a_row(table, [camera::tags(), calendar::tags()].concat())
}

/// `(filename, tag)` of columns that hold a tag or null.
fn one_a_row(table: LazyFrame, tags: Vec<Expr>) -> PolarsResult<LazyFrame> {
    let list = concat_list(tags)?.alias(TAG);
    Ok(exploded(table.select([col(FILENAME), list]), TAG))
}

/// One row for each value of a list, without nulls.
fn exploded(lists: LazyFrame, name: &str) -> LazyFrame {
    let options = ExplodeOptions {
        empty_as_null: true,
        keep_nulls: true,
    };
    lists
        .explode(by_name([name], true, false), options)
        .drop_nulls(None)
}

/// The tag where the condition holds, else null.
fn tag_where(condition: Expr, tag: &str) -> Expr {
    when(condition)
        .then(lit(tag))
        .otherwise(lit(NULL).cast(DataType::String))
}

/// `(raw, tag)`: each distinct source tag beside its one spelling, without those that have none.
/// There are far fewer of them than rows, so that text is only worked on once.
fn spellings(distinct: LazyFrame) -> Result<DataFrame> {
    let distinct = distinct.collect()?;
    let raw = crate::tables::text_values(&distinct, RAW)?;
    let pairs: BTreeSet<(&str, String)> = raw
        .iter()
        .filter_map(|raw| Some((*raw, spelling(raw)?)))
        .collect();
    Ok(DataFrame::new_infer_height(vec![
        texts(RAW, pairs.iter().map(|(raw, _)| raw)),
        texts(TAG, pairs.iter().map(|(_, tag)| tag)),
    ])?)
}
