//! Tables as questions see them: lazily, in the types of their shape.

use anyhow::{Context, Result};
use polars::prelude::*;

use super::layout::{self, Layout};
use super::open;
use crate::tables::parquet::scan;
use crate::tables::shape::{self, Shape};
use crate::tables::{favorites, recommendations, rejected};

/// The JSON file that holds a table.
fn json(shape: &Shape) -> &'static str {
    const LABELS: [&str; 3] = [shape::LABELS.name, shape::COLORS.name, shape::TAGS.name];
    match shape.name {
        name if LABELS.contains(&name) => layout::LABELS,
        name if name == shape::DUPLICATES.name => layout::DUPLICATES,
        name if name == shape::FAVORITES.name => layout::FAVORITES,
        name if name == shape::USERS.name => layout::USERS,
        name if name == shape::RECOMMENDATIONS.name => layout::RECOMMENDATIONS,
        name if name == shape::REJECTED.name => layout::REJECTED,
        _ => layout::METADATA,
    }
}

/// Whether there is a file that holds the table.
pub fn is_there(layout: &Layout, shape: &Shape) -> bool {
    let handed = (shape.name == shape::FAVORITES.name).then_some(layout::FAVORITES_CSV);
    [Some(&*shape.parquet()), Some(json(shape)), handed]
        .into_iter()
        .flatten()
        .any(|file| layout.find(file).is_some())
}

/// The table, and those that are read with it.
pub fn tables(layout: &Layout, shape: &Shape) -> Result<Vec<(&'static str, LazyFrame)>> {
    let name = shape.name;
    let one = |frame: LazyFrame| Ok(vec![(name, shape.conform(frame)?)]);
    // A newer JSON file in the output folder counts more than an older table in the input folder.
    for folder in [&layout.output, &layout.input] {
        let path = folder.join(shape.parquet());
        if path.is_file() {
            let frame = scan(&path).and_then(|frame| shape.conform(frame));
            let frame = frame.with_context(|| {
                let (file, maker) = (path.display(), shape.maker);
                format!("{file} cannot be used; remove it and run `pixrec {maker}`")
            })?;
            return Ok(vec![(name, of_images(shape, frame))]);
        }
        if folder.join(json(shape)).is_file() {
            break;
        }
    }
    match json(shape) {
        layout::LABELS => {
            let tables = open::labels(layout)?;
            Ok(vec![
                (shape::LABELS.name, tables.labels),
                (shape::COLORS.name, tables.colors),
                (shape::TAGS.name, tables.tags),
            ])
        }
        layout::FAVORITES => one(of_images(shape, open::favorites(layout)?)),
        layout::DUPLICATES => one(open::duplicates(layout)?),
        layout::USERS => one(open::users(layout)?),
        layout::RECOMMENDATIONS => {
            one(recommendations::frame(&open::recommendations(layout)?)?.lazy())
        }
        layout::REJECTED => one(rejected::frame(&open::rejected(layout)?)?.lazy()),
        _ => one(open::images(layout)?),
    }
}

/// The table without the rows that only say that somebody is a user.
fn of_images(shape: &Shape, frame: LazyFrame) -> LazyFrame {
    if shape.name == shape::FAVORITES.name {
        frame.filter(col(favorites::FILENAME).is_not_null())
    } else {
        frame
    }
}
