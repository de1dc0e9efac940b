//! Tables as questions see them: lazily, in the types of their shape.

use anyhow::Result;
use polars::prelude::*;

use super::alone;
use super::layout::{self, Layout};
use super::open;
use super::table::{json, parquet, table};
use crate::tables::favorites;
use crate::tables::shape::{self, Shape};

/// Whether there is a file that holds the table.
pub fn is_there(layout: &Layout, shape: &Shape) -> bool {
    let handed = match shape.name == shape::FAVORITES.name {
        true => Some(layout::FAVORITES_CSV),
        false => alone::commas(shape),
    };
    [Some(&*shape.parquet()), Some(json(shape)), handed]
        .into_iter()
        .flatten()
        .any(|file| layout.find(file).is_some())
}

/// The table, and those that are read with it.
pub fn tables(layout: &Layout, shape: &Shape) -> Result<Vec<(&'static str, LazyFrame)>> {
    if alone::commas(shape).is_some() && alone::is_alone(layout) {
        return Ok(vec![(shape.name, alone::table(layout, shape)?)]);
    }
    if json(shape) == layout::LABELS && parquet(layout, shape).is_none() {
        let tables = open::labels(layout)?;
        return Ok(vec![
            (shape::LABELS.name, tables.labels),
            (shape::COLORS.name, tables.colors),
            (shape::TAGS.name, tables.tags),
        ]);
    }
    let frame = table(layout, shape)?;
    // A row without an image only says that somebody is a user.
    let frame = match shape.name == shape::FAVORITES.name {
        true => frame.filter(col(favorites::FILENAME).is_not_null()),
        false => frame,
    };
    Ok(vec![(shape.name, frame)])
}
