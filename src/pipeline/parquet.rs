//! Tables as Parquet files in the data folder, in place of those in JSON. Of one table there is one
//! file in a folder: whichever is written last removes the other.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use polars::prelude::*;

use super::layout::{self, Layout};
use super::likes::{self, CAME_ALONG};
use super::open;
use crate::acquire::source::{Import, Imported};
use crate::fsio::{self, Pending};
use crate::tables::labels::LabelTables;
use crate::tables::parquet::{Rows, rows_of, sink, write, write_noting};
use crate::tables::shape::{self, Shape};

/// The tables whose files stages write and remove as they like; what is in favourites may be a
/// person's.
const OWN: [Shape; 7] = [
    shape::IMAGES,
    shape::LABELS,
    shape::COLORS,
    shape::TAGS,
    shape::DUPLICATES,
    shape::USERS,
    shape::RECOMMENDATIONS,
];

/// The files in the output folder that tables in Parquet have where the JSON file `name` has them
/// otherwise.
pub fn twins_of(name: &str) -> impl Iterator<Item = String> {
    let twins = OWN.iter().filter(move |shape| open::json(shape) == name);
    twins.map(Shape::parquet)
}

/// Removes the Parquet files in the output folder that the JSON file `name` supersedes.
///
/// # Errors
/// One cannot be removed.
pub fn remove_twins_of(layout: &Layout, name: &str) -> Result<()> {
    twins_of(name).try_for_each(|file| fsio::remove_if_present(&layout.out(&file)))
}

/// Writes tables in place of what the output folder has of them. None is seen before all are
/// written.
///
/// # Errors
/// A table has not its columns, or cannot be written.
pub fn save(layout: &Layout, tables: Vec<(Shape, DataFrame)>) -> Result<()> {
    let mut written = Vec::new();
    for (shape, table) in tables {
        let names = shape
            .schema()
            .iter_names()
            .cloned()
            .map(col)
            .collect::<Vec<_>>();
        let table = shape.conform(table.lazy())?.select(names).collect()?;
        let file = shape.parquet();
        let pending = write_table(layout, &file, |path| write(rows_of(table), path))?;
        written.push((shape, pending));
    }
    let mut superseded = Vec::new();
    for (shape, pending) in written {
        keep_if_changed(pending, &layout.out(&shape.parquet()))?;
        superseded.push(layout.out(open::json(&shape)));
    }
    superseded
        .iter()
        .try_for_each(|json| fsio::remove_if_present(json))
}

/// Writes a table that is made while it is written in place of what the output folder has of it.
///
/// # Errors
/// It cannot be made or written.
pub fn save_rows(layout: &Layout, shape: Shape, rows: Rows) -> Result<()> {
    let file = shape.parquet();
    let pending = write_table(layout, &file, |path| write(rows, path))?;
    keep_if_changed(pending, &layout.out(&file))?;
    fsio::remove_if_present(&layout.out(open::json(&shape)))
}

/// Writes the tables of the labels, each sorted by its key.
///
/// # Errors
/// As for [`save`].
pub fn save_labels(
    layout: &Layout,
    tables: LabelTables,
    others: Vec<(Shape, DataFrame)>,
) -> Result<()> {
    let sorted = |table: LazyFrame, shape: Shape| -> Result<(Shape, DataFrame)> {
        let sorted = table.sort(shape.key.to_vec(), SortMultipleOptions::default());
        Ok((shape, sorted.collect()?))
    };
    let mut all = others;
    all.push(sorted(tables.labels, shape::LABELS)?);
    all.push(sorted(tables.colors, shape::COLORS)?);
    all.push(sorted(tables.tags, shape::TAGS)?);
    save(layout, all)
}

/// Writes the table `tags`, and the others of the labels where the output folder has them not.
///
/// # Errors
/// As for [`save`].
pub fn save_tags(layout: &Layout, tables: LabelTables) -> Result<()> {
    if !are_labels_here(layout) {
        return save_labels(layout, tables, Vec::new());
    }
    save(layout, vec![(shape::TAGS, tables.tags.collect()?)])
}

fn are_labels_here(layout: &Layout) -> bool {
    let mut files = layout::LABEL_TABLES.iter();
    files.all(|file| layout.out(file).is_file())
}

/// Writes the table `tags` of a data set in the place of the one that the output folder has; where
/// it has none yet, the other tables of the labels too, since an edit makes them its own.
///
/// # Errors
/// A table cannot be had or written.
pub fn save_labels_of_a_data_set(layout: &Layout, labels: LabelTables) -> Result<()> {
    let LabelTables {
        labels,
        colors,
        tags,
    } = labels;
    let tables = layout::LABEL_TABLES.into_iter().zip([labels, colors, tags]);
    let others = layout::LABEL_TABLES.len() - 1;
    let only_tags = are_labels_here(layout);
    let pending: Vec<Pending> = tables
        .skip(if only_tags { others } else { 0 })
        .map(|(file, table)| write_table(layout, file, |path| sink(table, path)))
        .collect::<Result<_>>()?;
    pending.into_iter().try_for_each(Pending::keep)
}

/// Writes a table to a temporary file beside its own, to be kept when all are there.
pub(super) fn write_table(
    layout: &Layout,
    file: &str,
    write: impl FnOnce(&Path) -> Result<()>,
) -> Result<Pending> {
    let path = layout.out(file);
    let pending = Pending::new(&path)?;
    write(pending.temporary()).with_context(|| format!("cannot make {}", path.display()))?;
    Ok(pending)
}

/// What did not change keeps its date.
fn keep_if_changed(pending: Pending, path: &Path) -> Result<()> {
    let written = fsio::hash_file(pending.temporary());
    if written.is_some() && written == fsio::hash_file(path) {
        return Ok(());
    }
    pending.keep()
}

/// Removes the tables of a data set from the output folder, since another collection takes their
/// place; not its images yet, by which the others are known, and no favourites that a person has
/// edited.
///
/// # Errors
/// One cannot be removed.
pub fn remove_data_set(layout: &Layout) -> Result<()> {
    remove_twins_of(layout, layout::LABELS)?;
    let favorites = layout.out(layout::FAVORITES_TABLE);
    match likes::came_along(&favorites) {
        true => fsio::remove_if_present(&favorites),
        false => Ok(()),
    }
}

/// Makes the tables of the data set in `folder`. None is seen before all are written, so that a
/// run that is stopped leaves what was there.
///
/// # Errors
/// A file of the data set is missing or cannot be used; a table cannot be written; or there are
/// favourites of people, which this would replace.
pub fn import_tables(layout: &Layout, folder: &Path, import: Import) -> Result<Imported> {
    let own = open::has_own_favorites(layout)?;
    ensure!(
        own.is_none(),
        "{} holds people's own favourites, and collections of the data set would take their place; move it away, or name another --output-dir",
        own.unwrap_or_default().display()
    );
    std::fs::create_dir_all(&layout.output)
        .with_context(|| format!("cannot make the folder {}", layout.output.display()))?;
    let mut written = Vec::new();
    let mut save = |table: &'static str, rows| {
        let note = (table == shape::FAVORITES.name).then_some(CAME_ALONG);
        let file = format!("{table}.parquet");
        let pending = write_table(layout, &file, |path| write_noting(rows, path, note))?;
        written.push((table, pending));
        Ok(())
    };
    let imported = import(folder, &layout.output, &mut save)?;
    for (table, pending) in written {
        pending.keep()?;
        if let Some(shape) = Shape::of(table) {
            fsio::remove_if_present(&layout.out(open::json(&shape)))?;
        }
    }
    // Users simulated for other images are gone with their favourites.
    fsio::remove_if_present(&layout.out(layout::TASTES))?;
    Ok(imported)
}
