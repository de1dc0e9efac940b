//! A collection held in memory to be browsed: which images a filter leaves, in which order, and how
//! many each further choice would leave. Built from the tables by columns; asked by bitmaps, so that
//! a page of a large collection takes less than a millisecond.
//!
//! Images are numbered by their file names in ascending order: the number is the place in a list by
//! name, and all bitmaps hold numbers.

mod card;
mod facet;
mod filter;
mod listing;
mod people;
mod swatches;
mod terms;

use anyhow::{Context, Result};
use polars::prelude::*;
use roaring::RoaringBitmap;

use crate::interactions::{Rows, Words, alike};
use crate::tables::images::{self, FILENAME, ImageRecord};
use crate::tables::images::{LICENSE, exif_name};
use crate::tables::labels::{LabelTables, NAME, ORIENTATION, SIZE_CATEGORY, TAG};
use crate::tables::text_values;

pub use card::Card;
pub use facet::{Choice, Facet, Kind};
pub use filter::{Filter, parse_color};
pub use listing::{Cursor, Order, Page};

pub use people::People;
use swatches::Swatches;
pub use swatches::{NEAR, Swatch};
use terms::Terms;

/// What a catalogue is made of.
pub struct Inputs<'a> {
    /// The table `images`.
    pub images: LazyFrame,
    /// What the images have; images without labels are in the catalogue too.
    pub labels: &'a LabelTables,
    /// Which images look alike, if that is known.
    pub duplicates: Option<LazyFrame>,
}

/// A collection to browse.
pub struct Catalog {
    /// The table `images`, sorted by file name, each column in one piece.
    images: DataFrame,
    names: Words,
    facets: Vec<Facet>,
    terms: Terms,
    swatches: Swatches,
    alike: Rows,
    cards: card::Columns,
}

impl Catalog {
    /// The catalogue of some tables.
    ///
    /// # Errors
    /// The frames are not those of their tables.
    pub fn of(inputs: Inputs<'_>) -> Result<Self> {
        let sorted = inputs
            .images
            .sort([FILENAME], SortMultipleOptions::default());
        let mut images = images::with_all_exif(sorted)?.collect()?;
        images.rechunk_mut();
        let mut names = Words::default();
        for name in text_values(&images, FILENAME)? {
            names.add(name)?;
        }
        let facets = facets(&images, inputs.labels, &names)?;
        let tags = &facets[Kind::Tag as usize];
        Ok(Self {
            terms: Terms::of(&images, tags)?,
            swatches: Swatches::of(inputs.labels.colors.clone(), &names)?,
            alike: alike(inputs.duplicates.as_ref(), &names)?.sorted(),
            cards: card::Columns::of(&images)?,
            images,
            names,
            facets,
        })
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All images.
    pub fn all(&self) -> RoaringBitmap {
        let mut all = RoaringBitmap::new();
        all.insert_range(0..self.len() as u32);
        all
    }

    /// The number of the image with this file name.
    pub fn number(&self, filename: &str) -> Option<u32> {
        self.names.number(filename)
    }

    /// The file name of an image.
    pub fn filename(&self, image: u32) -> &str {
        self.names.text(image)
    }

    /// The choices of one kind.
    pub fn facet(&self, kind: Kind) -> &Facet {
        &self.facets[kind as usize]
    }

    /// All that the table `images` knows of an image.
    ///
    /// # Errors
    /// Never for an image of the catalogue.
    pub fn record(&self, image: u32) -> Result<ImageRecord> {
        let rows = images::records_of(&self.images.slice(i64::from(image), 1))?;
        let record = rows.into_iter().next();
        record.context("there is no such image")
    }

    /// The images that look like this one, ascending.
    pub fn alike(&self, image: u32) -> &[u32] {
        self.alike.row(image as usize)
    }

    /// The palette of an image, largest share first: the colour, its basic term, its share.
    pub fn palette(&self, image: u32) -> impl Iterator<Item = swatches::Swatch> + '_ {
        self.swatches.of_image(image)
    }
}

/// The choices of every kind, in the order of [`Kind::ALL`].
fn facets(images: &DataFrame, labels: &LabelTables, names: &Words) -> Result<Vec<Facet>> {
    let of_labels = |column: &str| pairs(labels.labels.clone(), column);
    let of_images = |column: &str| pairs(images.clone().lazy(), column);
    let frames = [
        (Kind::Tag, pairs(labels.tags.clone(), TAG)),
        (Kind::Color, pairs(labels.colors.clone(), NAME)),
        (Kind::Orientation, of_labels(ORIENTATION)),
        (Kind::Size, of_labels(SIZE_CATEGORY)),
        (Kind::License, of_images(LICENSE)),
        (Kind::Camera, of_images(&exif_name("camera_model"))),
    ];
    let facets = frames.into_iter();
    facets
        .map(|(kind, frame)| Facet::of(kind, &frame.collect()?, names))
        .collect()
}

/// `(filename, value)` of a column, each once, without nulls and empty texts.
fn pairs(frame: LazyFrame, column: &str) -> LazyFrame {
    frame
        .select([col(FILENAME), col(column).alias(facet::VALUE)])
        .drop_nulls(None)
        .filter(col(facet::VALUE).neq(lit("")))
        // A palette may have two shades of one name, which is one thing to choose.
        .unique_stable(None, UniqueKeepStrategy::First)
}
