//! Tables of text in CSV, as people write them: what is wrong is told with its line, and a quote that
//! is missing does not swallow the rest of the file.

use anyhow::{Context, Result, anyhow, bail, ensure};

use super::images::FILENAME;

/// The bytes that some programs put before text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// The first bytes of a file that gzip made.
const GZIP: &[u8] = b"\x1f\x8b";
/// What the column of file names may be called besides, as other programs have it.
pub const IMAGE: &str = "image";

/// One row of a table.
pub struct Row<'a> {
    record: &'a csv::StringRecord,
    places: &'a [Option<usize>],
}

impl<'a> Row<'a> {
    /// The field of a column, by its place among those that are asked for; empty where the table
    /// has no such column.
    pub fn field(&self, column: usize) -> &'a str {
        let place = self.places.get(column).copied().flatten();
        place
            .and_then(|place| self.record.get(place))
            .unwrap_or_default()
    }
}

/// Calls `take` with each row of a table: its fields of the columns `needed`, then of those that it
/// need not have. The column of file names may be called `image`.
///
/// # Errors
/// A column is missing; or names the line of what is wrong, which is said by `take` without it.
pub fn each_row(
    bytes: &[u8],
    needed: &[&str],
    optional: &[&str],
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    ensure!(
        !bytes.starts_with(GZIP),
        "it is packed with gzip; unpack it first, with gunzip"
    );
    check_quotes(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes))?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let headers = reader
        .headers()
        .map_err(|error| told(bytes, error))?
        .clone();
    let place = |name: &str| {
        let of = |wanted: &str| headers.iter().position(|header| header == wanted);
        of(name).or_else(|| of(IMAGE).filter(|_| name == FILENAME))
    };
    let mut places = Vec::with_capacity(needed.len() + optional.len());
    for name in needed {
        let found = place(name)
            .with_context(|| format!("has no column '{name}'; it needs {}", needed.join(",")))?;
        places.push(Some(found));
    }
    places.extend(optional.iter().map(|name| place(name)));
    let mut record = csv::StringRecord::new();
    while reader
        .read_record(&mut record)
        .map_err(|error| told(bytes, error))?
    {
        let row = Row {
            record: &record,
            places: &places,
        };
        take(&row)
            .map_err(|error| anyhow!("line {} {error}", line_of(bytes, record.position())))?;
    }
    Ok(())
}

/// The reader's error as one line of ours.
fn told(bytes: &[u8], error: csv::Error) -> anyhow::Error {
    let line = line_of(bytes, error.position());
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            let fields = |count: &u64| match count {
                1 => "1 field".to_owned(),
                _ => format!("{count} fields"),
            };
            let (has, wanted) = (fields(len), fields(expected_len));
            anyhow!("line {line} has {has}, and the first line {wanted}")
        }
        csv::ErrorKind::Utf8 { .. } => anyhow!("line {line} is not UTF-8 text"),
        _ => error.into(),
    }
}

/// The line in which a record begins, from 1. The reader counts the end of a line before the record
/// only where it is no `\r\n`.
fn line_of(bytes: &[u8], position: Option<&csv::Position>) -> usize {
    let start = position.map_or(0, |position| position.byte() as usize);
    let (before, rest) = bytes.split_at(start.min(bytes.len()));
    let ends = rest.iter().take_while(|byte| b"\r\n".contains(byte));
    let ends = before.iter().chain(ends).filter(|byte| **byte == b'\n');
    1 + ends.count()
}

/// Where a field is read.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// At its begin.
    Begin,
    /// Without quotes.
    Plain,
    /// Between its quotes, the first of which stands in this line.
    Quoted(u64),
    /// After the second of them.
    Closed(u64),
}

/// Every quote opens a field, closes it, or is one of two that stand for one. The reader takes
/// anything else for what it is not: a field that is not closed for all that follows it.
fn check_quotes(bytes: &[u8]) -> Result<()> {
    let mut place = Place::Begin;
    let mut line = 1_u64;
    let mut bytes = bytes.iter().peekable();
    while let Some(byte) = bytes.next() {
        place = match (place, byte) {
            (Place::Quoted(_), b'"') if bytes.next_if(|next| **next == b'"').is_some() => place,
            (Place::Quoted(open), b'"') => Place::Closed(open),
            (Place::Quoted(_), _) => place,
            (_, b',' | b'\n' | b'\r') => Place::Begin,
            (Place::Begin, b'"') => Place::Quoted(line),
            (Place::Closed(_), b' ' | b'\t') => place,
            (Place::Closed(open), _) => bail!(
                "a field opens with a quote in line {open} and goes on after the quote that closes it in line {line}; is one missing? (a quote inside a field is written twice)"
            ),
            (_, b'"') => bail!(
                "a quote stands inside a field without quotes in line {line}; is one missing at the field's begin? (a quote inside a field is written twice, and the field between quotes)"
            ),
            _ => Place::Plain,
        };
        line += u64::from(*byte == b'\n');
    }
    if let Place::Quoted(open) = place {
        bail!("the quote that opens a field in line {open} is never closed");
    }
    Ok(())
}
