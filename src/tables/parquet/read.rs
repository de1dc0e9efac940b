//! A Parquet file as a lazy frame. It comes from anywhere: whatever is in it, what is wrong is told
//! in one line and ends nothing.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use polars::prelude::*;
use polars_parquet::parquet::read::read_metadata;

/// What a Parquet file begins and ends with.
const MAGIC: [u8; 4] = *b"PAR1";
/// Bytes of the smallest file: both magics, and the length of what stands before the last.
const LEAST_BYTES: u64 = 12;

/// The table in the file at `path`, of which nothing is read yet but its end.
///
/// # Errors
/// The file is no Parquet file, or is cut off.
pub fn scan(path: &Path) -> Result<LazyFrame> {
    let options = ScanArgsParquet {
        glob: false,
        ..ScanArgsParquet::default()
    };
    check_ends(path)?;
    let damaged = || "the description of its columns at its end is damaged";
    let groups = guarded(|| {
        let mut file = File::open(path)?;
        Ok(read_metadata(&mut file)?.row_groups.len())
    });
    groups.with_context(damaged)?;
    guarded(|| super::pages::check(path))?;
    guarded(|| {
        let place = PlRefPath::new(super::unicode(path)?);
        let mut frame = LazyFrame::scan_parquet(place, options)?;
        frame.collect_schema()?;
        Ok(frame)
    })
    .with_context(damaged)
}

/// Whether the file begins and ends as a Parquet file does.
fn check_ends(path: &Path) -> Result<()> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let (mut first, mut last) = ([0; MAGIC.len()], [0; MAGIC.len()]);
    let is_long = bytes >= MAGIC.len() as u64;
    if is_long {
        file.read_exact(&mut first)?;
    }
    ensure!(is_long && first == MAGIC, "it is no Parquet file");
    file.seek(SeekFrom::End(-(MAGIC.len() as i64)))?;
    file.read_exact(&mut last)?;
    ensure!(
        bytes >= LEAST_BYTES && last == MAGIC,
        "the file is cut off: the end of a Parquet file is missing after {bytes} bytes"
    );
    Ok(())
}

/// The note that stands in the file at `path` under `key`; none where there is no such file.
pub fn note(path: &Path, key: &str) -> Option<String> {
    check_ends(path).ok()?;
    let metadata = guarded(|| Ok(read_metadata(&mut File::open(path)?)?)).ok()?;
    let notes = metadata.key_value_metadata.unwrap_or_default();
    notes.into_iter().find(|note| note.key == key)?.value
}

/// How many rows a table has; the end of its file tells.
///
/// # Errors
/// The table cannot be had.
pub fn row_count(table: &LazyFrame) -> Result<u64> {
    const ROWS: &str = "rows";
    let rows = table.clone().select([len().alias(ROWS)]).collect()?;
    let rows = crate::tables::count_values(&rows, ROWS)?;
    Ok(rows.first().copied().unwrap_or_default())
}

/// What a query gives, by the engine that holds no table and stops when it has enough.
///
/// # Errors
/// The query fails.
pub fn streamed(query: LazyFrame) -> Result<DataFrame> {
    // Only a query with several sinks gives several tables.
    Ok(query
        .collect_with_engine(Engine::Streaming)?
        .unwrap_single())
}

/// A panic of Polars, as an error.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Panicked(String);

/// The most characters of a panic that are told.
const MAX_TOLD: usize = 200;

/// What `work` over Parquet files gives. Polars takes much of a file on trust: where that makes it
/// panic, the file is to blame and not the program.
///
/// # Errors
/// Those of `work`, or its panic in words: [`Panicked`].
pub fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
        let line = words.and_then(|words| words.lines().next());
        let line = line.unwrap_or("the file cannot be decoded");
        Err(Panicked(line.chars().take(MAX_TOLD).collect()).into())
    })
}
