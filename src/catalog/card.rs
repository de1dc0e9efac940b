//! What a list tells of an image, straight from the columns.

use anyhow::Result;
use polars::prelude::*;

use super::Catalog;
use crate::tables::images::{AUTHOR, CONTENT_HASH, HEIGHT, LICENSE, TITLE, WIDTH};

/// The columns that a list needs, each in one piece.
pub(super) struct Columns {
    title: StringChunked,
    author: StringChunked,
    license: StringChunked,
    content_hash: StringChunked,
    width: UInt32Chunked,
    height: UInt32Chunked,
}

impl Columns {
    /// The columns of the table `images`.
    ///
    /// # Errors
    /// The frame is not of that table.
    pub fn of(images: &DataFrame) -> Result<Self> {
        let text = |name| Ok::<_, PolarsError>(images.column(name)?.str()?.clone());
        let number = |name| Ok::<_, PolarsError>(images.column(name)?.u32()?.clone());
        Ok(Self {
            title: text(TITLE)?,
            author: text(AUTHOR)?,
            license: text(LICENSE)?,
            content_hash: text(CONTENT_HASH)?,
            width: number(WIDTH)?,
            height: number(HEIGHT)?,
        })
    }
}

/// What a list tells of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card<'a> {
    /// Its file name.
    pub filename: &'a str,
    /// What it is called.
    pub title: Option<&'a str>,
    /// Who made it.
    pub author: Option<&'a str>,
    /// Its licence.
    pub license: Option<&'a str>,
    /// The hash of its file.
    pub content_hash: &'a str,
    /// Width in px as displayed.
    pub width: u32,
    /// Height in px as displayed.
    pub height: u32,
}

impl Catalog {
    /// What a list tells of an image.
    pub fn card(&self, image: u32) -> Card<'_> {
        let columns = &self.base.cards;
        let at = image as usize;
        Card {
            filename: self.filename(image),
            title: told(columns.title.get(at)),
            author: told(columns.author.get(at)),
            license: told(columns.license.get(at)),
            content_hash: columns.content_hash.get(at).unwrap_or_default(),
            width: columns.width.get(at).unwrap_or_default(),
            height: columns.height.get(at).unwrap_or_default(),
        }
    }
}

/// An empty text tells nothing.
fn told(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}
