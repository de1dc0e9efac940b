//! Tables as Parquet, for collections too large for JSON: written part by part on all cores, read
//! lazily.

mod encode;
mod pages;
mod read;
mod words;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use polars::prelude::*;
use polars_parquet::parquet::metadata::KeyValue;
use polars_parquet::write::fallible_streaming_iterator;
use polars_parquet::write::{DynIter, DynStreamingIterator, FileWriter, schema_to_metadata_key};

use crate::ordered::in_order;
use encode::{Group, OPTIONS};
pub use read::{Panicked, guarded, note, row_count, scan, streamed};
pub use words::{Values, Words};

/// Rows of a group of a query's table: what a reader must hold at once.
const GROUP_ROWS: usize = 1 << 18;

/// What makes a part of a table, on any thread.
pub type Job = Box<dyn FnOnce() -> Result<Vec<Values>> + Send>;

/// A table that need not fit into memory: parts of the same columns, one after the other. Each is
/// a group of rows of the file: what a reader must hold at once.
pub type Rows = Box<dyn Iterator<Item = Result<Job>> + Send>;

/// Writes `rows` to the file at `path`, which is made anew. As many parts are made at once as there
/// are threads.
///
/// # Errors
/// The rows cannot be had, or the file cannot be written.
pub fn write(rows: Rows, path: &Path) -> Result<()> {
    write_noting(rows, path, None)
}

/// The same, with a note in the file that goes where the file goes: a key and a value, for [`note`].
///
/// # Errors
/// As for [`write()`].
pub fn write_noting(rows: Rows, path: &Path, noted: Option<(&str, &str)>) -> Result<()> {
    let mut file = Some(BufWriter::new(File::create(path)?));
    let mut writer = None;
    in_order(
        rows,
        |job| Group::of(job()?),
        |group| {
            if let Some(file) = file.take() {
                let schema = group.schema.clone();
                writer = Some(FileWriter::try_new(file, schema, OPTIONS)?);
            }
            let writer = writer.as_mut().context("the file is closed")?;
            add(writer, group)
        },
    )?;
    let mut writer = writer.context("the table has no part, so that its columns are not known")?;
    let notes = noted.map(|(key, value)| {
        let note = KeyValue::new(key.to_owned(), value.to_owned());
        vec![schema_to_metadata_key(writer.schema()), note]
    });
    writer.end(notes)?;
    Ok(writer.into_inner().flush()?)
}

fn add(writer: &mut FileWriter<impl Write>, group: Group) -> Result<()> {
    if group.rows == 0 {
        return Ok(());
    }
    let columns = group.columns.iter().map(|pages| {
        let pages = fallible_streaming_iterator::convert(pages.iter().map(PolarsResult::Ok));
        Ok(DynStreamingIterator::new(pages))
    });
    Ok(writer.write(group.rows as u64, DynIter::new(columns))?)
}

/// The rows of a frame, cut into groups: the same for any number of threads.
pub fn rows_of(frame: DataFrame) -> Rows {
    // A table without rows still has its columns.
    let groups = frame.height().div_ceil(GROUP_ROWS).max(1);
    Box::new((0..groups).map(move |group| {
        let part = frame.slice((group * GROUP_ROWS) as i64, GROUP_ROWS);
        Ok(Box::new(move || Ok(Values::of(part))) as Job)
    }))
}

/// Writes what a query gives to the file at `path`, which is made anew, by the streaming engine.
///
/// # Errors
/// The query fails, or the file cannot be written.
pub fn sink(frame: LazyFrame, path: &Path) -> Result<()> {
    let options = ParquetWriteOptions {
        compression: ParquetCompression::Snappy,
        row_group_size: Some(GROUP_ROWS),
        ..ParquetWriteOptions::default()
    };
    let target = SinkDestination::File {
        target: SinkTarget::Path(PlRefPath::new(unicode(path)?)),
    };
    let format = FileWriteFormat::Parquet(std::sync::Arc::new(options));
    frame
        .sink(target, format, UnifiedSinkArgs::default())?
        .collect_with_engine(Engine::Streaming)?;
    Ok(())
}

fn unicode(path: &Path) -> Result<&str> {
    path.to_str()
        .ok_or_else(|| anyhow!("the path {} is not Unicode", path.display()))
}
