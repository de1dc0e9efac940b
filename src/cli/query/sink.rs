//! Answers for other programs, written row by row as Polars finds them: an answer may be larger
//! than memory.

use std::io::{self, BufWriter, Write};
use std::sync::{Arc, Mutex};

use polars::io::utils::file::{Writable, WritableTrait};
use polars::prelude::*;

use super::flags::Format;

/// Rows of a group of a Parquet file: what a reader must hold at once.
const GROUP_ROWS: usize = 1 << 18;

/// What can be written to from any thread.
pub type Target = Box<dyn Write + Send>;

/// Writes what `frame` gives to `target`, in a format that is not for people.
///
/// # Errors
/// The question cannot be answered, or the target cannot be written.
pub fn write(mut frame: LazyFrame, format: Format, target: Target) -> PolarsResult<()> {
    let format = match format {
        Format::Parquet => FileWriteFormat::Parquet(Arc::new(ParquetWriteOptions {
            compression: ParquetCompression::Snappy,
            row_group_size: Some(GROUP_ROWS),
            ..ParquetWriteOptions::default()
        })),
        Format::Csv => {
            frame = flat(frame)?;
            FileWriteFormat::Csv(CsvWriterOptions::default())
        }
        Format::Json => return write_array(frame, target),
        Format::Ndjson | Format::Table => FileWriteFormat::NDJson(NDJsonWriterOptions::default()),
    };
    sink(frame, format, Writable::Dyn(Box::new(Bytes(target))))
}

fn sink(frame: LazyFrame, format: FileWriteFormat, target: Writable) -> PolarsResult<()> {
    let target = SinkTarget::Dyn(SpecialEq::new(Arc::new(Mutex::new(Some(target)))));
    frame
        .sink(
            SinkDestination::File { target },
            format,
            UnifiedSinkArgs::default(),
        )?
        .collect_with_engine(Engine::Streaming)?;
    Ok(())
}

/// `frame` without nested columns: CSV has none, so that lists are written as `[a, b]`.
fn flat(mut frame: LazyFrame) -> PolarsResult<LazyFrame> {
    let schema = frame.collect_schema()?;
    let lists = schema.iter().filter(|(_, dtype)| dtype.is_list());
    let texts = lists.map(|(name, _)| {
        let values = col(name.clone()).cast(DataType::List(Box::new(DataType::String)));
        let joined = values.list().join(lit(", "), true);
        (lit("[") + joined + lit("]")).alias(name.clone())
    });
    let texts: Vec<Expr> = texts.collect();
    Ok(frame.with_columns(texts))
}

/// The lines of NDJSON as one array.
fn write_array(frame: LazyFrame, target: Target) -> PolarsResult<()> {
    let array = Arc::new(Mutex::new(Array {
        out: BufWriter::new(target),
        rows: Rows::None,
    }));
    let lines = Writable::Dyn(Box::new(Lines(Arc::clone(&array))));
    let format = FileWriteFormat::NDJson(NDJsonWriterOptions::default());
    sink(frame, format, lines)?;
    locked(&array).finish()?;
    Ok(())
}

/// What was written of an array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    None,
    /// The last row is not at its end.
    Open,
    /// The last row is whole; there may be another.
    Whole,
}

struct Array {
    out: BufWriter<Target>,
    rows: Rows,
}

impl Array {
    /// Writes lines, each but the first behind a comma.
    fn lines(&mut self, bytes: &[u8]) -> io::Result<()> {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let before: &[u8] = match self.rows {
                Rows::None => b"[\n",
                Rows::Whole => b",\n",
                Rows::Open => b"",
            };
            self.out.write_all(before)?;
            let row = line.strip_suffix(b"\n");
            self.rows = if row.is_some() {
                Rows::Whole
            } else {
                Rows::Open
            };
            self.out.write_all(row.unwrap_or(line))?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let end: &[u8] = match self.rows {
            Rows::None => b"[]\n",
            _ => b"\n]\n",
        };
        self.out.write_all(end)?;
        self.out.flush()
    }
}

/// The end of an array that Polars writes to.
struct Lines(Arc<Mutex<Array>>);

fn locked(array: &Mutex<Array>) -> std::sync::MutexGuard<'_, Array> {
    array
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        locked(&self.0).lines(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What Polars writes to as it is.
struct Bytes(Target);

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Nothing is left to do at the end but to write what is held back: whoever opened a target closes
/// it.
macro_rules! writable {
    ($target:ty) => {
        impl WritableTrait for $target {
            fn close(&mut self) -> io::Result<()> {
                self.flush()
            }

            fn sync_all(&self) -> io::Result<()> {
                Ok(())
            }

            fn sync_data(&self) -> io::Result<()> {
                Ok(())
            }
        }
    };
}

writable!(Lines);
writable!(Bytes);
