//! `licenses.csv`: what a person knows about the files of a folder, by glob pattern.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use globset::{GlobBuilder, GlobMatcher};
use serde::Deserialize;

use super::About;
use crate::acquire::spdx_id;
use crate::fsio;

/// The columns that the table may have; all but the first may be missing or empty.
const COLUMNS: [&str; 7] = [
    "pattern",
    "license",
    "license_url",
    "author",
    "title",
    "description",
    "source_url",
];

#[derive(Debug, Deserialize)]
struct Row {
    pattern: String,
    license: Option<String>,
    license_url: Option<String>,
    author: Option<String>,
    title: Option<String>,
    description: Option<String>,
    source_url: Option<String>,
}

/// The rows of the table in their order; of two rows that know something about a file, the later
/// one is right, as in `.gitignore`.
#[derive(Debug, Default)]
pub(super) struct Sidecar(Vec<(GlobMatcher, Row)>);

impl Sidecar {
    /// Reads the table at `path`.
    ///
    /// # Errors
    /// Names the file and the line of a row that cannot be used.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = fsio::read(path)?;
        Self::parse(&bytes).with_context(|| format!("{}", path.display()))
    }

    fn parse(bytes: &[u8]) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .flexible(true)
            .from_reader(bytes);
        let headers = reader.headers()?.clone();
        ensure!(
            headers.iter().any(|header| header == COLUMNS[0]),
            "has no column 'pattern'; it may have {}",
            COLUMNS.join(",")
        );
        if let Some(unknown) = headers.iter().find(|header| !COLUMNS.contains(header)) {
            bail!(
                "the column '{unknown}' is not known; it may have {}",
                COLUMNS.join(",")
            );
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record?;
            let line = record.position().map_or(0, csv::Position::line);
            let row: Row = record
                .deserialize(Some(&headers))
                .with_context(|| format!("line {line}"))?;
            let glob = GlobBuilder::new(&row.pattern)
                .literal_separator(row.pattern.contains('/'))
                .build()
                .with_context(|| format!("line {line}"))?;
            rows.push((glob.compile_matcher(), row));
        }
        Ok(Self(rows))
    }

    /// What the table knows about the file at `path`, relative to the folder.
    pub fn about(&self, path: &str) -> About {
        let mut about = About::default();
        for (_, row) in self.0.iter().filter(|(glob, _)| glob.is_match(path)) {
            let set = |field: &mut Option<String>, value: &Option<String>| {
                if let Some(text) = value.as_deref().filter(|text| !text.is_empty()) {
                    *field = Some(text.to_owned());
                }
            };
            if row
                .license
                .as_deref()
                .is_some_and(|license| !license.is_empty())
            {
                // The text of another licence is not that of this one.
                about.license_url = None;
            }
            set(&mut about.license, &row.license.as_deref().map(spdx_id));
            set(&mut about.license_url, &row.license_url);
            set(&mut about.author, &row.author);
            set(&mut about.title, &row.title);
            set(&mut about.description, &row.description);
            set(&mut about.source_url, &row.source_url);
        }
        about
    }
}
