//! The dataset's files: `photos.tsv000`, `photos.tsv001` and so on, or `photos.tsv`; `.csv` with
//! commas in newer releases. Each part has a header of its own.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use polars::prelude::*;

/// The longest header that is looked at, in bytes.
const MAX_HEADER_BYTES: u64 = 1 << 20;

/// How packed files begin: gzip, zip, zstd, bzip2, xz.
const PACKED: [&[u8]; 5] = [
    &[0x1f, 0x8b],
    b"PK\x03\x04",
    &[0x28, 0xb5, 0x2f, 0xfd],
    b"BZh",
    &[0xfd, b'7', b'z', b'X', b'Z'],
];

/// What a file of the dataset tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The photos themselves.
    Photos,
    /// What can be seen in them.
    Keywords,
    /// Their colours.
    Colors,
    /// Who collected them.
    Collections,
}

impl Kind {
    fn stem(self) -> &'static str {
        match self {
            Self::Photos => "photos",
            Self::Keywords => "keywords",
            Self::Colors => "colors",
            Self::Collections => "collections",
        }
    }

    /// The columns without which a file of this kind tells nothing.
    fn needed(self) -> &'static [&'static str] {
        match self {
            Self::Photos => &["photo_id", "photo_width", "photo_height"],
            Self::Keywords => &["photo_id", "keyword"],
            Self::Colors => &["photo_id", "red", "green", "blue"],
            Self::Collections => &["photo_id", "collection_id"],
        }
    }
}

/// One part of one kind.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// The file's own name.
    pub name: String,
    path: PathBuf,
    separator: u8,
    columns: Vec<String>,
    first_row: u64,
}

/// The parts of `kind` in `folder`, by name.
///
/// # Errors
/// There is none, or one is packed, unreadable or lacks a column.
pub(super) fn open(folder: &Path, kind: Kind) -> Result<Vec<Arc<Part>>> {
    let entries = fs::read_dir(folder).with_context(|| {
        format!(
            "cannot read the folder {}; acquire.path must name the unpacked dataset",
            folder.display()
        )
    })?;
    let mut parts = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if let Some((name, separator)) = named(&path, kind) {
            parts.push(Arc::new(Part::open(path, name, separator, kind)?));
        }
    }
    ensure!(
        !parts.is_empty(),
        "there is no {0}.tsv000, {0}.tsv or {0}.csv in {1}; unpack the whole dataset there",
        kind.stem(),
        folder.display()
    );
    // Both kinds of one part would count everything twice.
    let first = parts.first().map(|part| part.separator);
    ensure!(
        parts.iter().all(|part| Some(part.separator) == first),
        "{} has {1}.tsv and {1}.csv files; keep those of one release and move the others away",
        folder.display(),
        kind.stem()
    );
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(parts)
}

/// The name and separator of a file of this kind: `photos.tsv`, `photos.tsv000`, and packed ones
/// like `photos.tsv000.gz`, so that they can be told of.
fn named(path: &Path, kind: Kind) -> Option<(String, u8)> {
    let name = path.file_name()?.to_str()?.to_owned();
    let rest = name.strip_prefix(kind.stem())?;
    let (separator, rest) = match (rest.strip_prefix(".tsv"), rest.strip_prefix(".csv")) {
        (Some(rest), _) => (b'\t', rest),
        (_, Some(rest)) => (b',', rest),
        _ => return None,
    };
    let number = rest.trim_start_matches(|character: char| character.is_ascii_digit());
    (number.is_empty() || [".gz", ".zip", ".zst", ".bz2", ".xz"].contains(&number))
        .then_some((name, separator))
}

impl Part {
    fn open(path: PathBuf, name: String, separator: u8, kind: Kind) -> Result<Self> {
        let (columns, first_row) = header(&path, separator)
            .with_context(|| format!("{} cannot be used", path.display()))?;
        let part = Self {
            first_row,
            name,
            path,
            separator,
            columns,
        };
        for column in kind.needed() {
            ensure!(
                part.has(column),
                "{} has no column '{column}' in its first line; is it whole, and of this dataset?",
                part.path.display()
            );
        }
        Ok(part)
    }

    /// Whether the file has this column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|own| own == column)
    }

    /// The place of a column in a row, from 0.
    pub fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|own| own == column)
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What stands between two fields.
    pub fn separator(&self) -> u8 {
        self.separator
    }

    /// The byte at which the rows begin.
    pub fn first_row(&self) -> u64 {
        self.first_row
    }

    /// The first of these columns that the file has, as an expression; null where it has none.
    pub fn any_of(&self, names: &[&str]) -> Expr {
        match names.iter().find(|name| self.has(name)) {
            Some(name) => col(*name),
            None => lit(NULL).cast(DataType::String),
        }
    }

    /// Words for an error of reading this file.
    pub fn unreadable(&self) -> String {
        format!(
            "{} cannot be read to its end; is it whole? Unpack the dataset again",
            self.path.display()
        )
    }
}

/// The column names of the first line, and its length in bytes.
fn header(path: &Path, separator: u8) -> Result<(Vec<String>, u64)> {
    let mut line = Vec::new();
    let read = File::open(path).and_then(|file| {
        BufReader::new(file)
            .take(MAX_HEADER_BYTES)
            .read_until(b'\n', &mut line)
    });
    match read {
        Err(error) if error.kind() == ErrorKind::IsADirectory => bail!("it is a folder"),
        other => other.context("it cannot be read")?,
    };
    ensure!(!line.is_empty(), "it is empty; unpack the dataset again");
    ensure!(
        !PACKED.iter().any(|magic| line.starts_with(magic)),
        "it is packed; unpack it first (for example with gunzip or unzip)"
    );
    let length = line.len() as u64;
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&line);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .trim(csv::Trim::All)
        .from_reader(line);
    let columns: Vec<String> = reader
        .headers()
        .context("its first line is no list of columns")?
        .iter()
        .map(str::to_owned)
        .collect();
    crate::tables::check_unique("column", columns.iter().map(String::as_str))?;
    Ok((columns, length))
}
