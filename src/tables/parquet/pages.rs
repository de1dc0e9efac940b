//! What the heads of a Parquet file's pages promise, before anything is made ready for it: Polars
//! asks for as much memory as they say, and a program that cannot have it is ended by the system.
//! Of a page only its head is read.

use std::cell::Cell;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};
use polars_parquet::parquet::metadata::ColumnChunkMetadata;
use polars_parquet::parquet::read::read_metadata;
use polars_parquet_format::thrift::protocol::TCompactInputProtocol;
use polars_parquet_format::{PageHeader, PageType};

/// The largest head of a page: it may have the least and the greatest value in it.
const MOST_HEAD_BYTES: usize = 16 << 20;
/// What is read at once: most heads are shorter.
const HEAD_BYTES: usize = 512;

/// Checks the heads of all pages of the file at `path`.
///
/// # Errors
/// A page has not as many values as its column has, or lies outside of the file.
pub(super) fn check(path: &Path) -> Result<()> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let metadata = read_metadata(&mut file)?;
    let mut reader = BufReader::with_capacity(HEAD_BYTES, file);
    for group in &metadata.row_groups {
        for column in group.parquet_columns() {
            let name = || {
                let path = column.descriptor().path_in_schema.first();
                path.map_or_else(String::new, |name| name.to_string())
            };
            let rows = group.num_rows() as i64;
            let is_flat = column.descriptor().descriptor.max_rep_level == 0;
            let checked = match is_flat && column.num_values() != rows {
                true => Err(anyhow!(
                    "it has {} values in {rows} rows",
                    column.num_values()
                )),
                false => check_column(&mut reader, column, bytes),
            };
            checked.with_context(|| {
                format!(
                    "the column '{}' is damaged",
                    crate::domain::printable(&name())
                )
            })?;
        }
    }
    Ok(())
}

fn check_column(
    reader: &mut BufReader<File>,
    column: &ColumnChunkMetadata,
    file_bytes: u64,
) -> Result<()> {
    let range = column.byte_range();
    ensure!(
        range.start <= range.end && range.end <= file_bytes,
        "its pages lie outside of the file"
    );
    let mut left = column.num_values();
    let mut place = range.start;
    reader.seek(SeekFrom::Start(place))?;
    while place < range.end {
        let (head, head_bytes) = read_head(reader)?;
        let page_bytes = u64::try_from(head.compressed_page_size)?;
        let unpacked = u64::try_from(head.uncompressed_page_size)?;
        place = place.saturating_add(head_bytes).saturating_add(page_bytes);
        ensure!(place <= range.end, "a page lies outside of the column");
        let values = values(&head)?;
        if head.type_ == PageType::DICTIONARY_PAGE {
            ensure!(
                u64::try_from(values)? <= unpacked,
                "a page has {values} values in {unpacked} bytes"
            );
        } else {
            ensure!(
                (0..=left).contains(&values),
                "a page has {values} values, and the column {left} more"
            );
            left -= values;
        }
        reader.seek_relative(i64::from(head.compressed_page_size))?;
    }
    ensure!(left == 0, "{left} of its values are missing");
    Ok(())
}

/// How many values a page has by its head.
fn values(head: &PageHeader) -> Result<i64> {
    let values = match head.type_ {
        PageType::DATA_PAGE => head.data_page_header.as_ref().map(|data| data.num_values),
        PageType::DATA_PAGE_V2 => head
            .data_page_header_v2
            .as_ref()
            .map(|data| data.num_values),
        PageType::DICTIONARY_PAGE => {
            (head.dictionary_page_header.as_ref()).map(|data| data.num_values)
        }
        _ => Some(0),
    };
    values
        .map(i64::from)
        .context("the head of a page is not whole")
}

/// The head of the page at which `reader` stands, and how many bytes it has.
fn read_head(reader: &mut BufReader<File>) -> Result<(PageHeader, u64)> {
    let bytes = Cell::new(0);
    let counting = Counting {
        reader,
        bytes: &bytes,
    };
    let mut protocol = TCompactInputProtocol::new(counting, MOST_HEAD_BYTES);
    let head = PageHeader::read_from_in_protocol(&mut protocol)
        .map_err(|error| anyhow!("the head of a page cannot be read ({error})"))?;
    Ok((head, bytes.get()))
}

/// Counts what is read.
struct Counting<'a> {
    reader: &'a mut BufReader<File>,
    bytes: &'a Cell<u64>,
}

impl Read for Counting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.bytes.set(self.bytes.get() + count as u64);
        Ok(count)
    }
}
