//! Tables as Parquet files in the data folder, beside or in place of those in JSON. Of one table
//! there is one file in a folder: whichever is written last removes the other.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::layout::{self, Layout};
use super::open;
use crate::acquire::source::{Import, Imported};
use crate::fsio::{self, Pending};
use crate::tables::labels::LabelTables;
use crate::tables::parquet::{sink, write};

/// The Parquet files, each with the JSON file that says the same.
const TWINS: [(&str, &str); 5] = [
    (layout::IMAGES_TABLE, layout::METADATA),
    (layout::LABEL_TABLES[0], layout::LABELS),
    (layout::LABEL_TABLES[1], layout::LABELS),
    (layout::LABEL_TABLES[2], layout::LABELS),
    (layout::FAVORITES_TABLE, layout::FAVORITES),
];

/// The file of a table.
fn file_name(table: &str) -> String {
    format!("{table}.parquet")
}

/// Removes the Parquet files in the output folder that the JSON file `name` supersedes.
///
/// # Errors
/// One cannot be removed.
pub fn remove_twins_of(layout: &Layout, name: &str) -> Result<()> {
    let mut twins = TWINS.iter().filter(|(_, json)| *json == name);
    twins.try_for_each(|(file, _)| fsio::remove_if_present(&layout.out(file)))
}

/// Writes the table `tags` in the place of the one that the output folder has; where it has none
/// of a data set yet, the other tables of the labels too, since they are read from one folder.
///
/// # Errors
/// A table cannot be had or written.
pub fn save_labels(layout: &Layout, labels: LabelTables) -> Result<()> {
    let LabelTables {
        labels,
        colors,
        tags,
    } = labels;
    let tables = layout::LABEL_TABLES.into_iter().zip([labels, colors, tags]);
    let there = layout::LABEL_TABLES.map(|file| layout.out(file).is_file());
    let only_tags = there.into_iter().all(|is_there| is_there);
    let pending: Vec<Pending> = tables
        .skip(if only_tags {
            layout::LABEL_TABLES.len() - 1
        } else {
            0
        })
        .map(|(file, table)| write_table(layout, file, |path| sink(table, path)))
        .collect::<Result<_>>()?;
    pending.into_iter().try_for_each(Pending::keep)
}

/// Writes a table to a temporary file beside its own, to be kept when all are there.
fn write_table(
    layout: &Layout,
    file: &str,
    write: impl FnOnce(&Path) -> Result<()>,
) -> Result<Pending> {
    let path = layout.out(file);
    let pending = Pending::new(&path)?;
    write(pending.temporary()).with_context(|| format!("cannot make {}", path.display()))?;
    Ok(pending)
}

/// Removes all tables in Parquet that the output folder has: another collection takes their place.
///
/// # Errors
/// One cannot be removed.
pub fn remove_all(layout: &Layout) -> Result<()> {
    TWINS
        .iter()
        .try_for_each(|(file, _)| fsio::remove_if_present(&layout.out(file)))
}

/// Makes the tables of the data set in `folder`. None is seen before all are written, so that a
/// run that is stopped leaves what was there.
///
/// # Errors
/// A file of the data set is missing or cannot be used; a table cannot be written; or there are
/// favourites of people, which this would replace.
pub fn import_tables(layout: &Layout, folder: &Path, import: Import) -> Result<Imported> {
    ensure!(
        !open::has_own_favorites(layout)?,
        "{} holds people's own favourites, and collections of the data set would take their place; move it away, or name another --output-dir",
        layout.out(layout::FAVORITES).display()
    );
    std::fs::create_dir_all(&layout.output)
        .with_context(|| format!("cannot make the folder {}", layout.output.display()))?;
    let mut written = Vec::new();
    let mut save = |table: &'static str, rows| {
        let file = file_name(table);
        let pending = write_table(layout, &file, |path| write(rows, path))?;
        written.push((file, pending));
        Ok(())
    };
    let imported = import(folder, &layout.output, &mut save)?;
    for (file, pending) in written {
        pending.keep()?;
        for (_, json) in TWINS.iter().filter(|(twin, _)| *twin == file) {
            fsio::remove_if_present(&layout.out(json))?;
        }
    }
    // Users simulated for other images are gone with their favourites.
    fsio::remove_if_present(&layout.out(layout::TASTES))?;
    Ok(imported)
}
