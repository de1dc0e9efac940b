//! Tables as Parquet, for collections too large for JSON: written a batch at a time, read lazily.

use std::fs::File;
use std::path::Path;
use std::sync::mpsc::sync_channel;

use anyhow::{Context, Result, anyhow};
use polars::prelude::*;

/// Rows of a group: what a reader must hold at once.
const GROUP_ROWS: usize = 1 << 18;

/// A table that need not fit into memory.
pub enum Rows {
    /// A query that the streaming engine can answer.
    Lazy(Box<LazyFrame>),
    /// Frames of the same columns, one after the other.
    Parts(Box<dyn Iterator<Item = Result<DataFrame>> + Send>),
}

/// Writes `rows` to the file at `path`, which is made anew.
///
/// # Errors
/// The rows cannot be had, or the file cannot be written.
pub fn write(rows: Rows, path: &Path) -> Result<()> {
    match rows {
        Rows::Lazy(frame) => sink(*frame, path),
        Rows::Parts(parts) => write_parts(parts, path),
    }
}

fn sink(frame: LazyFrame, path: &Path) -> Result<()> {
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

/// The next part is made while one is written.
fn write_parts(
    parts: Box<dyn Iterator<Item = Result<DataFrame>> + Send>,
    path: &Path,
) -> Result<()> {
    let (sender, receiver) = sync_channel(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for part in parts {
                // Whoever writes has failed and says why.
                if sender.send(part).is_err() {
                    break;
                }
            }
        });
        let mut batches = receiver.into_iter();
        let first = batches
            .next()
            .context("the table has no part, so that its columns are not known")??;
        let mut writer = ParquetWriter::new(File::create(path)?)
            .with_compression(ParquetCompression::Snappy)
            .with_row_group_size(Some(GROUP_ROWS))
            .batched(first.schema())?;
        writer.write_batch(&first)?;
        for batch in batches {
            writer.write_batch(&batch?)?;
        }
        writer.finish()?;
        Ok(())
    })
}

/// The table in the file at `path`, of which nothing is read yet but its end.
///
/// # Errors
/// The file is no Parquet file.
pub fn scan(path: &Path) -> Result<LazyFrame> {
    let options = ScanArgsParquet {
        glob: false,
        ..ScanArgsParquet::default()
    };
    let mut frame = LazyFrame::scan_parquet(PlRefPath::new(unicode(path)?), options)?;
    frame.collect_schema()?;
    Ok(frame)
}

fn unicode(path: &Path) -> Result<&str> {
    path.to_str()
        .ok_or_else(|| anyhow!("the path {} is not Unicode", path.display()))
}
