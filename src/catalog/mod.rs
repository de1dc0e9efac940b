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

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use polars::prelude::*;
use roaring::RoaringBitmap;

use crate::interactions::{Rows, Words, alike};
use crate::memory;
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

/// What the table `images` says, which is the same whatever the labels are.
struct Base {
    /// The table `images`, sorted by file name, each column in one piece.
    images: DataFrame,
    names: Words,
    cards: card::Columns,
    licenses: Facet,
    cameras: Facet,
    terms: Terms,
}

impl Base {
    fn of(images: LazyFrame) -> Result<Self> {
        let sorted = images.sort([FILENAME], SortMultipleOptions::default());
        let mut images = images::with_all_exif(sorted)?.collect()?;
        images.rechunk_mut();
        let mut names = Words::default();
        for name in text_values(&images, FILENAME)? {
            names.add(name)?;
        }
        let facet = |kind, column: &str| -> Result<Facet> {
            let pairs = pairs(images.clone().lazy(), column).collect()?;
            Facet::of(kind, &pairs, &names)
        };
        Ok(Self {
            licenses: facet(Kind::License, LICENSE)?,
            cameras: facet(Kind::Camera, &exif_name("camera_model"))?,
            cards: card::Columns::of(&images)?,
            terms: Terms::of_images(&images)?,
            images,
            names,
        })
    }
}

/// What can be seen in the images.
struct Looks {
    colors: Facet,
    orientations: Facet,
    sizes: Facet,
    swatches: Swatches,
    alike: Rows,
}

/// A collection to browse.
pub struct Catalog {
    base: Arc<Base>,
    looks: Arc<Looks>,
    tags: Facet,
    /// The terms of the tags.
    terms: Terms,
}

impl Catalog {
    /// The catalogue of some tables.
    ///
    /// # Errors
    /// The frames are not those of their tables.
    pub fn of(inputs: Inputs<'_>) -> Result<Self> {
        let base = Base::of(inputs.images)?.into();
        // What it took to read the images is not held while the labels are taken in.
        memory::give_back();
        Self::with(base, inputs.labels, inputs.duplicates)
    }

    /// The catalogue of the same images with other labels, which takes a part of the time.
    ///
    /// # Errors
    /// The frames are not those of their tables.
    pub fn relabelled(&self, labels: &LabelTables, duplicates: Option<LazyFrame>) -> Result<Self> {
        Self::with(Arc::clone(&self.base), labels, duplicates)
    }

    /// The same catalogue where some images have other tags, all that they have, in ascending order.
    /// Names of images that are not in it change nothing.
    ///
    /// # Errors
    /// There are more tags than numbers.
    pub fn retagged(&self, tags: &BTreeMap<String, Vec<String>>) -> Result<Self> {
        let numbered = tags
            .iter()
            .filter_map(|(name, tags)| Some((self.number(name)?, tags.as_slice())));
        let tags = self.tags.with(&numbered.collect())?;
        Ok(Self {
            base: Arc::clone(&self.base),
            looks: Arc::clone(&self.looks),
            terms: Terms::of_tags(&tags)?,
            tags,
        })
    }

    fn with(base: Arc<Base>, labels: &LabelTables, duplicates: Option<LazyFrame>) -> Result<Self> {
        let names = &base.names;
        let facet = |kind, frame: &LazyFrame, column| -> Result<Facet> {
            Facet::of(kind, &pairs(frame.clone(), column).collect()?, names)
        };
        let tags = facet(Kind::Tag, &labels.tags, TAG)?;
        let looks = Looks {
            // A palette may have two shades of one name, which is one thing to choose.
            colors: facet(Kind::Color, &each_once(&labels.colors), NAME)?,
            orientations: facet(Kind::Orientation, &labels.labels, ORIENTATION)?,
            sizes: facet(Kind::Size, &labels.labels, SIZE_CATEGORY)?,
            swatches: Swatches::of(labels.colors.clone(), names)?,
            alike: alike(duplicates.as_ref(), names)?.sorted(),
        };
        Ok(Self {
            terms: Terms::of_tags(&tags)?,
            tags,
            looks: looks.into(),
            base,
        })
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.base.names.len()
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The images that have, for each word of a text, a term that begins with it; nothing where the
    /// text has no word.
    fn images_of_words(&self, text: &str) -> Option<RoaringBitmap> {
        let images = terms::of_text(text)
            .map(|word| self.base.terms.beginning_with(&word) | self.terms.beginning_with(&word));
        images.reduce(|all, some| all & some)
    }

    /// All images.
    pub fn all(&self) -> RoaringBitmap {
        let mut all = RoaringBitmap::new();
        all.insert_range(0..self.len() as u32);
        all
    }

    /// The number of the image with this file name.
    pub fn number(&self, filename: &str) -> Option<u32> {
        self.base.names.number(filename)
    }

    /// The file name of an image.
    pub fn filename(&self, image: u32) -> &str {
        self.base.names.text(image)
    }

    /// The choices of one kind.
    pub fn facet(&self, kind: Kind) -> &Facet {
        match kind {
            Kind::Tag => &self.tags,
            Kind::Color => &self.looks.colors,
            Kind::Orientation => &self.looks.orientations,
            Kind::Size => &self.looks.sizes,
            Kind::License => &self.base.licenses,
            Kind::Camera => &self.base.cameras,
        }
    }

    /// All that the table `images` knows of an image.
    ///
    /// # Errors
    /// Never for an image of the catalogue.
    pub fn record(&self, image: u32) -> Result<ImageRecord> {
        let rows = images::records_of(&self.base.images.slice(i64::from(image), 1))?;
        let record = rows.into_iter().next();
        record.context("there is no such image")
    }

    /// The images that look like this one, ascending.
    pub fn alike(&self, image: u32) -> &[u32] {
        self.looks.alike.row(image as usize)
    }

    /// The palette of an image, largest share first: the colour, its basic term, its share.
    pub fn palette(&self, image: u32) -> impl Iterator<Item = swatches::Swatch> + '_ {
        self.looks.swatches.of_image(image)
    }
}

/// `(filename, value)` of a column, without nulls and empty texts.
fn pairs(frame: LazyFrame, column: &str) -> LazyFrame {
    frame
        .select([col(FILENAME), col(column).alias(facet::VALUE)])
        .drop_nulls(None)
        .filter(col(facet::VALUE).neq(lit("")))
}

/// `(filename, name)` of palettes, each once.
fn each_once(colors: &LazyFrame) -> LazyFrame {
    let pairs = colors.clone().select([col(FILENAME), col(NAME)]);
    pairs.unique_stable(None, UniqueKeepStrategy::First)
}
