//! Stage `report`: four pages that read like a paper, set by Typst from what the tables say.
//!
//! [`Facts`] counts, [`prose`] says it in words that are true of it, in the language that is asked
//! for (see [`language`]), [`sheets`] sets it. Nothing from outside is ever part of
//! the markup: the template gets values, and shows them as text.

mod facts;
pub mod prose;
mod typeset;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use crate::imaging;
use crate::language;
use crate::query::charts;
use crate::stage::{Context, Outcome};
use crate::tables::images::{CONTENT_HASH, FILENAME};
use crate::tables::text_values;

pub use facts::{Facts, Inputs, Part};
pub use typeset::{PAGES, Sheets, sheets};

/// The stage's name.
pub const STAGE: &str = "report";

/// The charts that the report shows where they are there.
pub const CHARTS: [&str; 2] = ["color_frequencies", "user_comparison"];

/// A chart that the report shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Its name.
    pub name: &'static str,
    /// The chart as SVG.
    pub svg: Vec<u8>,
}

/// A thumbnail that the report shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The name of the image.
    pub filename: String,
    /// The thumbnail, a JPEG.
    pub jpeg: Vec<u8>,
}

/// How many thumbnails there are at most: two rows.
const MOST_PICTURES: u32 = 12;

/// The most authors, and the most characters of a name or a title.
const MAX_AUTHORS: usize = 6;
const MAX_TITLE: usize = 90;

/// The table `[report]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The title; without one the language's own.
    pub title: Option<String>,
    /// Who it is by; nobody by default.
    pub authors: Vec<String>,
    /// The language of the text, a code of two letters: see [`language::codes`].
    pub language: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            title: None,
            authors: Vec::new(),
            language: language::DEFAULT.to_owned(),
        }
    }
}

impl Settings {
    /// Whether all values can be.
    ///
    /// # Errors
    /// Names the key and the value that cannot be.
    pub fn check(&self) -> Result<()> {
        let is_long = |text: &String| text.chars().count() > MAX_TITLE;
        let is_title = |text: &String| !text.trim().is_empty() && !is_long(text);
        ensure!(
            self.title.as_ref().is_none_or(is_title),
            "report.title is to have 1 to {MAX_TITLE} characters"
        );
        ensure!(
            self.authors.len() <= MAX_AUTHORS && !self.authors.iter().any(is_long),
            "report.authors is to have at most {MAX_AUTHORS} names of at most {MAX_TITLE} characters"
        );
        let languages: Vec<&str> = language::codes().collect();
        ensure!(
            languages.contains(&self.language.as_str()),
            "report.language is '{}'; it can be {}",
            self.language,
            languages.join(", ")
        );
        Ok(())
    }
}

/// The report as a PDF.
///
/// # Errors
/// A table is not what it should be, or the text has no room on four pages.
pub fn run(
    inputs: &Inputs<'_>,
    settings: &Settings,
    context: Context<'_>,
) -> Result<Outcome<Vec<u8>>> {
    settings.check()?;
    context.progress.begin(STAGE, 1);
    let facts = Facts::of(inputs)?;
    let text = prose::text(&facts, settings)?;
    let set = sheets(&text, &inputs.charts, &pictures(inputs)?)?;
    context.progress.end();
    Ok(Outcome {
        made: format!("{} pages", set.pages),
        tables: set.pdf,
        skips: Vec::new(),
        reused: 0,
    })
}

/// Thumbnails from all over the collection; none where none were made.
fn pictures(inputs: &Inputs<'_>) -> Result<Vec<Picture>> {
    let spread = charts::spread(inputs.labels, MOST_PICTURES).collect()?;
    let spread = charts::contents(&spread, inputs.images.clone())?.collect()?;
    let names = text_values(&spread, FILENAME)?;
    let contents = spread.column(CONTENT_HASH)?.str()?;
    let pictures = names.iter().zip(contents.iter());
    let pictures = pictures.filter_map(|(filename, content)| {
        let jpeg = (inputs.thumbnails)(content?)?;
        // What cannot be read is not shown: it must not stop the report.
        imaging::inspect(&jpeg).ok()?;
        Some(Picture {
            filename: (*filename).to_owned(),
            jpeg,
        })
    });
    Ok(pictures.collect())
}
