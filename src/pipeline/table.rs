//! Tables by their shapes, whatever file has them: from Parquet where there is such a file, else from
//! the JSON file that holds them; first in the output folder, then in the input folder.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use polars::prelude::*;

use super::layout::{self, Layout};
use super::sound::Note;
use super::{alone, likes, open};
use crate::fsio;
use crate::tables::parquet::{guarded, scan};
use crate::tables::shape::{self, Shape};
use crate::tables::{duplicates, images, keys, labels, recommendations, rejected, users};

/// Any table, lazily: nothing is read of a Parquet file but its end. What its rows hold is checked
/// by [`sound`].
///
/// # Errors
/// There is no such table, or it cannot be used; names the file and the stage that makes it.
pub fn table(layout: &Layout, shape: &Shape) -> Result<LazyFrame> {
    match parquet(layout, shape) {
        _ if shape.name == shape::FAVORITES.name => open::favorites(layout),
        Some(path) => scanned(&path, shape),
        None => from_json(layout, shape),
    }
}

/// The JSON file that holds a table.
pub fn json(shape: &Shape) -> &'static str {
    const LABELS: &str = shape::LABELS.name;
    const COLORS: &str = shape::COLORS.name;
    const TAGS: &str = shape::TAGS.name;
    const DUPLICATES: &str = shape::DUPLICATES.name;
    const FAVORITES: &str = shape::FAVORITES.name;
    const USERS: &str = shape::USERS.name;
    const RECOMMENDATIONS: &str = shape::RECOMMENDATIONS.name;
    const REJECTED: &str = shape::REJECTED.name;
    match shape.name {
        LABELS | COLORS | TAGS => layout::LABELS,
        DUPLICATES => layout::DUPLICATES,
        FAVORITES => layout::FAVORITES,
        USERS => layout::USERS,
        RECOMMENDATIONS => layout::RECOMMENDATIONS,
        REJECTED => layout::REJECTED,
        _ => layout::METADATA,
    }
}

/// The table of a JSON file.
fn from_json(layout: &Layout, shape: &Shape) -> Result<LazyFrame> {
    let name = json(shape);
    let read = |parse: fn(&[u8]) -> Result<DataFrame>| file(layout, name, shape.maker, parse);
    let table = match name {
        layout::LABELS => {
            let tables = file(layout, name, shape.maker, labels::from_json)?;
            return Ok(match shape.name == shape::LABELS.name {
                true => tables.labels,
                false if shape.name == shape::TAGS.name => tables.tags,
                false => tables.colors,
            });
        }
        layout::DUPLICATES => read(duplicates::from_json),
        layout::USERS => read(users::from_json),
        layout::RECOMMENDATIONS => {
            read(|bytes| recommendations::frame(&recommendations::from_json(bytes)?))
        }
        layout::REJECTED => rejected::frame(&open::rejected(layout)?),
        _ => read(images::from_json),
    };
    Ok(table?.lazy())
}

/// Reads the file `name`, wherever it is, with `parse`; `maker` is the stage that writes it.
pub(super) fn file<T>(
    layout: &Layout,
    name: &str,
    maker: &str,
    parse: impl Fn(&[u8]) -> Result<T>,
) -> Result<T> {
    let path = layout.find(name).with_context(|| {
        format!(
            "there is no {name} in {}; run `pixrec {maker}` first",
            layout.output.display()
        )
    })?;
    parse(&fsio::read(&path)?).with_context(|| unusable(&path, maker))
}

/// What to say of a file that a stage makes and that cannot be used.
pub(super) fn unusable(path: &Path, maker: &str) -> String {
    format!(
        "{} cannot be used; mend it, or remove it and run `pixrec {maker}`",
        path.display()
    )
}

/// The same of a table in Parquet. Favourites may be a person's.
pub(super) fn unusable_table(path: &Path, shape: &Shape) -> String {
    match shape.name == shape::FAVORITES.name {
        true => likes::unusable(path),
        false => unusable(path, shape.maker),
    }
}

/// The Parquet file of a table, where it is that which counts: a newer JSON file in the output
/// folder counts more than an older table in the input folder.
pub(super) fn parquet(layout: &Layout, shape: &Shape) -> Option<PathBuf> {
    if shape.name == shape::REJECTED.name {
        return None;
    }
    let folders = [&layout.output, &layout.input];
    let first = folders.into_iter().find_map(|folder| {
        let table = folder.join(shape.parquet());
        if table.is_file() {
            return Some(Some(table));
        }
        folder.join(json(shape)).is_file().then_some(None)
    });
    first.flatten()
}

/// The Parquet file of any table, favourites too, which persons may hand over.
pub(super) fn file_of(layout: &Layout, shape: &Shape) -> Result<Option<PathBuf>> {
    if shape.name == shape::FAVORITES.name {
        return likes::table_of(layout);
    }
    Ok(parquet(layout, shape))
}

/// The table in a Parquet file, with the types of the table.
pub(super) fn scanned(path: &Path, shape: &Shape) -> Result<LazyFrame> {
    scan(path)
        .and_then(|frame| shape.conform(frame))
        .with_context(|| unusable(path, shape.maker))
}

/// Checks the rows of those of these tables that are Parquet, as tables in JSON are when they are
/// read: keys that are missing or stand twice, values out of their range. What was found sound
/// before is not looked at again.
///
/// # Errors
/// Names the file, the row and the column.
pub fn sound(layout: &Layout, shapes: &[Shape]) -> Result<()> {
    for shape in shapes {
        let shape = &alone::shape_of(layout, shape);
        if let Some(path) = file_of(layout, shape)? {
            let note = Note::on(layout, shape, &path);
            if note.is_known() {
                continue;
            }
            guarded(|| keys::check(scan(&path)?, shape))
                .with_context(|| unusable_table(&path, shape))?;
            note.keep();
        }
    }
    Ok(())
}
