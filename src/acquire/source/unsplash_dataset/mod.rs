//! `unsplash-dataset`: a local copy of the Unsplash Lite or Full dataset straight into tables.
//!
//! No image is touched: what the dataset tells about its photos becomes the tables `images`,
//! `labels`, `colors`, `tags` and `favorites`. Its files are read some megabytes at a time
//! (`chunks`), which all threads cut into columns (`cut`) for the expressions of a table:
//!
//! * `images` is made of the files as they are, chunk by chunk: its rows stand in their order.
//! * The other four need rows of one photo together, wherever they stand. Each row shrinks to one
//!   sortable number in a temporary file (`spool`), and is sorted and made unique one part of
//!   the photos at a time.
//!
//! What stays in memory is the list of photos, some 100 bytes for each (200 while their names are
//! sorted), and each distinct
//! keyword and collection once; of rows only the chunks and parts that the threads are at.
//!
//! A row that cannot be used is counted, by its file and the reason, and never stops the import.

mod chunks;
mod collections;
mod colors;
mod cut;
mod download;
mod filenames;
mod files;
mod ids;
mod images;
mod keywords;
mod labels;
mod names;
mod pairs;
mod photos;
mod rows;
mod said;
mod spool;
mod text;
mod words;

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;

use crate::acquire::source::{Imported, SourceDefinition};
use crate::tables::parquet::Rows;

use files::{Kind, Part};
use pairs::{Known, Pairs};
use photos::Photos;
use rows::Tally;

/// The source's name, which the table `images` keeps.
pub const NAME: &str = "unsplash-dataset";

/// The registration of this source.
pub const DEFINITION: SourceDefinition = SourceDefinition {
    name: NAME,
    help: "a copy of the Unsplash dataset in a folder (--path DIR), into Parquet tables; its images with --download",
    reads_a_folder: true,
    web: true,
    options: &["path", "download", "max_side", "api_url"],
    default_count: None,
    open: download::open,
    import: Some(import),
};

/// Hands the tables of the dataset in `folder` to `save`, one after the other, by their names;
/// temporary files without a name are kept in `scratch`.
///
/// # Errors
/// A file of the dataset that is missing, packed or unreadable, or that lacks a column, with what
/// to do; what `save` fails with.
pub fn import(
    folder: &Path,
    scratch: &Path,
    save: &mut dyn FnMut(&'static str, Rows) -> Result<()>,
) -> Result<Imported> {
    // All are opened first: an hour's work must not end at a missing file.
    let photo_files = files::open(folder, Kind::Photos)?;
    let keyword_files = files::open(folder, Kind::Keywords)?;
    let color_files = files::open(folder, Kind::Colors)?;
    let collection_files = files::open(folder, Kind::Collections)?;

    let mut tally = Tally::default();
    let photos = Arc::new(Photos::read(&photo_files, &mut tally)?);
    save("images", images::rows(&photo_files, &photos))?;
    save("labels", labels::rows(&photos))?;
    let pairs = |column, parts: &[Arc<Part>], tally: &mut Tally| {
        let known = Known {
            ids: photos.ids(),
            number: |place| photos.number(place),
            scratch,
        };
        let pairs = Pairs::gathered(column, parts, &known, tally)?;
        anyhow::Ok(pairs.into_table(&photos))
    };
    save(
        "tags",
        pairs(&keywords::COLUMN, &keyword_files, &mut tally)?,
    )?;
    let colors = colors::rows(&color_files, &photos, scratch, &mut tally)?;
    save("colors", colors)?;
    let favorites = pairs(&collections::COLUMN, &collection_files, &mut tally)?;
    save("favorites", favorites)?;
    Ok(Imported {
        photos: photos.len(),
        skips: tally.skips(),
    })
}
