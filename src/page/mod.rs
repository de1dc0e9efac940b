//! The page `index.html`: the whole collection in one file that opens from disk, without a server
//! and without a network. Pictures, charts, style and script are all inside it.
//!
//! Nothing that comes from outside is ever markup: texts lie in a block of JSON that cannot end its
//! element, the script shows them as text only, and the page's policy runs no other script.

mod markup;
mod rows;

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use polars::prelude::*;
use rayon::prelude::*;

use crate::chart::Thumbnails;
use crate::domain::{counted, web_link};
use crate::query::likes;
use crate::tables::images::{CONTENT_HASH, LICENSE_URL, SOURCE_URL};
use crate::tables::json;
use crate::tables::labels::LabelTables;
use crate::tables::parquet::row_count;

pub use rows::{MOST_IMAGES, MOST_PEOPLE};

/// The title of a page that is given none.
pub const TITLE: &str = "An Image Collection, What Is in It, and Who Likes What";
/// Of an image: its thumbnail in base64, or null.
const THUMBNAIL: &str = "thumbnail";

/// What the page is made of.
pub struct Inputs<'a> {
    /// The table `images`, with the columns of EXIF.
    pub images: LazyFrame,
    /// What the images have.
    pub labels: &'a LabelTables,
    /// Who likes what.
    pub favorites: LazyFrame,
    /// The profiles; without rows where there are none.
    pub users: LazyFrame,
    /// What was recommended; without rows where nothing was.
    pub recommendations: LazyFrame,
    /// The charts, in order.
    pub charts: Vec<Chart>,
    /// Finds the thumbnail of a content.
    pub thumbnails: &'a Thumbnails<'a>,
    /// The title of the page.
    pub title: &'a str,
    /// Whether the images lie in the folder `images` beside the page.
    pub images_beside: bool,
}

impl Inputs<'_> {
    fn known(&self) -> LazyFrame {
        likes::known(self.favorites.clone(), self.labels.labels.clone())
    }
}

/// A chart of the page.
pub struct Chart {
    /// What it says, for those who cannot see it.
    pub words: String,
    /// Width and height in px.
    pub size: (u32, u32),
    /// The chart as SVG.
    pub svg: Vec<u8>,
}

/// How much there is in all; a page may show less.
struct Totals {
    images: u64,
    people: u64,
}

/// The page, a whole document of HTML.
///
/// # Errors
/// A frame is not that of its table.
pub fn page(inputs: &Inputs<'_>) -> Result<String> {
    let people = rows::people(inputs).collect()?;
    let images = rows::images(inputs, people.clone().lazy())?.collect()?;
    let images = illustrated(with_web_links(images)?, inputs.thumbnails)?;
    let totals = Totals {
        images: row_count(&inputs.images)?,
        people: row_count(&inputs.users)?,
    };
    let data = [
        ("images", json::array(&images)?),
        ("people", json::array(&people)?),
    ];
    Ok(markup::document(inputs, &totals, &data.map(embeddable)))
}

/// A JSON document that stands inside an element `script`: without the one character that could
/// end it, which JSON has in strings only.
fn embeddable((name, json): (&'static str, Vec<u8>)) -> (&'static str, String) {
    let json = String::from_utf8_lossy(&json).replace('<', "\\u003c");
    (name, json)
}

/// The same with addresses of the web where they are links, and null where they are anything else.
fn with_web_links(mut images: DataFrame) -> Result<DataFrame> {
    for name in [SOURCE_URL, LICENSE_URL] {
        let links = images.column(name)?.str()?;
        let links: StringChunked = links
            .iter()
            .map(|link| link.and_then(web_link))
            .collect::<StringChunked>()
            .with_name(name.into());
        images.with_column(links.into_column())?;
    }
    Ok(images)
}

/// The same with the column `thumbnail` in place of `content_hash`.
fn illustrated(images: DataFrame, find: &Thumbnails<'_>) -> Result<DataFrame> {
    let hashes: Vec<Option<&str>> = images.column(CONTENT_HASH)?.str()?.iter().collect();
    let thumbnails: Vec<Option<String>> = hashes
        .into_par_iter()
        .map(|hash| hash.and_then(find).map(|jpeg| STANDARD.encode(jpeg)))
        .collect();
    let column = Column::new(THUMBNAIL.into(), thumbnails);
    let mut images = images.drop(CONTENT_HASH)?;
    images.with_column(column)?;
    Ok(images)
}

/// `5,000 of 12,000 images`, or `12 images`.
fn shown(total: u64, most: u32, one: &str, many: &str) -> String {
    match total > u64::from(most) {
        true => format!(
            "{} of {}",
            crate::domain::separated(&most.to_string()),
            counted(total, one, many)
        ),
        false => counted(total, one, many),
    }
}
