//! Rows of a file in which no field is quoted: there every line end ends a row, so that rows are
//! cut many times as fast as by a reader that must look for quotes.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::sync_channel;

use anyhow::{Context, Result, ensure};
use memchr::memchr_iter;
use polars::prelude::*;

use super::files::Part;

/// So many bytes are cut together.
const CHUNK_BYTES: u64 = 4 << 20;
/// The longest line that is believed to be one, in bytes.
const MAX_LINE_BYTES: usize = 64 << 20;
/// Frames that wait while one is worked on.
const AHEAD: usize = 2;

/// Calls `take` with what `select` makes of some rows after the other, in the order of the file;
/// `columns` are those that it needs, as text, null where they are empty.
///
/// # Errors
/// The file cannot be read, or what `take` fails with.
pub(super) fn each_frame(
    part: &Part,
    columns: &[&str],
    select: &[Expr],
    mut take: impl FnMut(&DataFrame) -> Result<()>,
) -> Result<()> {
    let (send, receive) = sync_channel(AHEAD);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || -> Result<()> {
            let mut chunks = Chunks::open(part)?;
            while let Some(chunk) = chunks.next()? {
                let rows = frame(&chunk, part, columns)?;
                let made = rows.lazy().select(select).collect()?;
                // Nobody takes any more when taking has failed.
                if send.send(made).is_err() {
                    break;
                }
            }
            Ok(())
        });
        // Taken over, so that the reader learns of it when taking fails.
        receive.into_iter().try_for_each(|made| take(&made))?;
        let read = reader
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.with_context(|| part.unreadable())
    })
}

/// Whole lines of a file, some megabytes after the other.
struct Chunks {
    file: BufReader<File>,
    /// The beginning of a line whose end is not read yet.
    rest: Vec<u8>,
}

impl Chunks {
    /// The lines after the first, which names the columns.
    fn open(part: &Part) -> Result<Self> {
        let mut file = BufReader::new(File::open(part.path())?);
        file.skip_until(b'\n')?;
        Ok(Self {
            file,
            rest: Vec::new(),
        })
    }

    fn next(&mut self) -> Result<Option<String>> {
        loop {
            let read = (&mut self.file)
                .take(CHUNK_BYTES)
                .read_to_end(&mut self.rest)?;
            let end = match memchr::memrchr(b'\n', &self.rest) {
                Some(end) => end + 1,
                None if read == 0 => self.rest.len(),
                None => {
                    ensure!(
                        self.rest.len() <= MAX_LINE_BYTES,
                        "a line has more than {} MiB",
                        MAX_LINE_BYTES >> 20
                    );
                    continue;
                }
            };
            if end == 0 {
                return Ok(None);
            }
            let later = self.rest.split_off(end);
            let chunk = std::mem::replace(&mut self.rest, later);
            let text = String::from_utf8(chunk);
            return Ok(Some(text.unwrap_or_else(|error| {
                String::from_utf8_lossy(error.as_bytes()).into_owned()
            })));
        }
    }
}

/// The rows of `chunk`, with those of `columns` that the file has.
fn frame(chunk: &str, part: &Part, columns: &[&str]) -> Result<DataFrame> {
    let rows = chunk.len() / 24;
    let mut wanted: Vec<(usize, StringChunkedBuilder)> = columns
        .iter()
        .filter_map(|name| {
            let builder = StringChunkedBuilder::new((*name).into(), rows);
            Some((part.place(name)?, builder))
        })
        .collect();
    wanted.sort_by_key(|(place, _)| *place);
    let mut height = 0;
    // An empty line is no row, as for other readers; what is behind the last line end is one.
    for line in chunk.split_terminator('\n').filter(|line| !line.is_empty()) {
        cut(
            line.strip_suffix('\r').unwrap_or(line),
            part.separator(),
            &mut wanted,
        );
        height += 1;
    }
    let built = wanted
        .into_iter()
        .map(|(_, builder)| builder.finish().into_column());
    Ok(DataFrame::new(height, built.collect())?)
}

/// Puts the fields of a line into the columns that want them, which are sorted by place.
fn cut(line: &str, separator: u8, wanted: &mut [(usize, StringChunkedBuilder)]) {
    let mut ends = memchr_iter(separator, line.as_bytes());
    let mut here = 0;
    let mut start = Some(0);
    for (place, builder) in wanted {
        while here < *place {
            start = start.and(ends.next()).map(|end| end + 1);
            here += 1;
        }
        let field = start.map(|start| {
            let end = ends.next();
            let field = &line[start..end.unwrap_or(line.len())];
            (field, end)
        });
        match field {
            Some((text, end)) => {
                builder.append_option((!text.is_empty()).then_some(text));
                start = end.map(|end| end + 1);
                here += 1;
            }
            None => builder.append_null(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str, places: &[usize]) -> Vec<Option<String>> {
        let mut wanted: Vec<(usize, StringChunkedBuilder)> = places
            .iter()
            .map(|place| (*place, StringChunkedBuilder::new("x".into(), 1)))
            .collect();
        cut(line, b'\t', &mut wanted);
        wanted
            .into_iter()
            .map(|(_, builder)| builder.finish().get(0).map(str::to_owned))
            .collect()
    }

    #[test]
    fn fields_are_those_at_their_places_and_null_where_there_are_none() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            fields("a\tb\tc", &[0, 1, 2]),
            [some("a"), some("b"), some("c")]
        );
        assert_eq!(fields("a\tb\tc", &[2]), [some("c")]);
        assert_eq!(fields("a\t\tc\t", &[0, 1, 3]), [some("a"), None, None]);
        assert_eq!(fields("a", &[0, 1, 5]), [some("a"), None, None]);
        assert_eq!(fields("\tb", &[0, 1]), [None, some("b")]);
        assert_eq!(fields("ä\t日\tc", &[1, 2]), [some("日"), some("c")]);
    }
}
