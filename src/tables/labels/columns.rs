//! The tables of the labels while images are added to them one after the other: columns only, so
//! that a large collection never is in memory as records.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use polars::prelude::*;

use super::{
    BLUE, FILENAME, GREEN, LabelRecord, LabelTables, NAME, ORIENTATION, RANK, RED, SHARE,
    SIZE_CATEGORY, TAG,
};
use crate::domain::printable;
use crate::tables::{check_unique, text_values};

/// The palettes of images that are known by their places.
pub(super) struct Palettes {
    images: Vec<IdxSize>,
    ranks: Vec<u32>,
    channels: [Vec<u32>; 3],
    names: StringChunkedBuilder,
    shares: Vec<f64>,
}

impl Palettes {
    pub fn new() -> Self {
        Self {
            images: Vec::new(),
            ranks: Vec::new(),
            channels: Default::default(),
            names: StringChunkedBuilder::new(NAME.into(), 0),
            shares: Vec::new(),
        }
    }

    /// Adds the palette of an image, its parallel lists largest share first.
    ///
    /// # Errors
    /// The lists differ in length.
    pub fn add(
        &mut self,
        image: IdxSize,
        colors: &[[u8; 3]],
        names: &[String],
        shares: &[f64],
    ) -> Result<()> {
        ensure!(
            colors.len() == names.len() && colors.len() == shares.len(),
            "{} colours, {} names and {} shares",
            colors.len(),
            names.len(),
            shares.len()
        );
        for (rank, (color, name)) in (1..).zip(colors.iter().zip(names)) {
            self.images.push(image);
            self.ranks.push(rank);
            for (channel, value) in self.channels.iter_mut().zip(color) {
                channel.push(u32::from(*value));
            }
            self.names.append_value(name);
        }
        self.shares.extend_from_slice(shares);
        Ok(())
    }

    /// The table `colors` of the images with these names.
    pub fn finish(self, filenames: &Column) -> Result<DataFrame> {
        let number = |name: &str, values| UInt32Chunked::from_vec(name.into(), values);
        let [red, green, blue] = self.channels;
        Ok(DataFrame::new_infer_height(vec![
            of_images(filenames, self.images)?,
            number(RANK, self.ranks).into_column(),
            number(RED, red).into_column(),
            number(GREEN, green).into_column(),
            number(BLUE, blue).into_column(),
            self.names.finish().into_column(),
            Float64Chunked::from_vec(SHARE.into(), self.shares).into_column(),
        ])?)
    }
}

/// The name of the image of each row: the texts are those of `filenames`, and not copied.
fn of_images(filenames: &Column, images: Vec<IdxSize>) -> PolarsResult<Column> {
    filenames.take(&IdxCa::from_vec(PlSmallStr::EMPTY, images))
}

/// The three tables.
pub(super) struct Columns {
    images: IdxSize,
    /// Whether each name so far came after the one before it, and the first is not empty.
    ascending: bool,
    last: String,
    filenames: StringChunkedBuilder,
    orientations: StringChunkedBuilder,
    sizes: StringChunkedBuilder,
    palettes: Palettes,
    tagged: Vec<IdxSize>,
    tags: StringChunkedBuilder,
}

impl Columns {
    pub fn new() -> Self {
        let texts = |name: &str| StringChunkedBuilder::new(name.into(), 0);
        Self {
            images: 0,
            ascending: true,
            last: String::new(),
            filenames: texts(FILENAME),
            orientations: texts(ORIENTATION),
            sizes: texts(SIZE_CATEGORY),
            palettes: Palettes::new(),
            tagged: Vec::new(),
            tags: texts(TAG),
        }
    }

    /// Adds what was seen in an image.
    ///
    /// # Errors
    /// Names the image whose palette is not whole.
    pub fn add(&mut self, filename: String, record: &LabelRecord) -> Result<()> {
        let LabelRecord {
            predominant_colors,
            color_names,
            color_shares,
            ..
        } = record;
        self.palettes
            .add(self.images, predominant_colors, color_names, color_shares)
            .with_context(|| format!("'{}'", printable(&filename)))?;
        self.filenames.append_value(&filename);
        self.orientations.append_value(&record.orientation);
        self.sizes.append_value(&record.size_category);
        // Somebody may have written them by hand; a tag stands once in its table.
        let is_in_order = record.tags.is_sorted_by(|one, other| one < other);
        let sorted = (!is_in_order).then(|| record.tags.iter().collect::<BTreeSet<_>>());
        match &sorted {
            None => self.add_tags(record.tags.iter()),
            Some(tags) => self.add_tags(tags.iter().copied()),
        }
        self.ascending &= self.last < filename;
        self.last = filename;
        self.images += 1;
        Ok(())
    }

    fn add_tags<'a>(&mut self, tags: impl Iterator<Item = &'a String>) {
        for tag in tags {
            self.tagged.push(self.images);
            self.tags.append_value(tag);
        }
    }

    /// The tables, sorted by file name; within an image, rows stay as they were added.
    ///
    /// # Errors
    /// An image was added twice, or has no name.
    pub fn finish(self) -> Result<LabelTables> {
        let filenames = self.filenames.finish().into_column();
        let colors = self.palettes.finish(&filenames)?;
        let tags = vec![
            of_images(&filenames, self.tagged)?,
            self.tags.finish().into_column(),
        ];
        let tags = DataFrame::new_infer_height(tags)?;
        let labels = DataFrame::new_infer_height(vec![
            filenames,
            self.orientations.finish().into_column(),
            self.sizes.finish().into_column(),
        ])?;
        if !self.ascending {
            check_unique(FILENAME, text_values(&labels, FILENAME)?.into_iter())?;
        }
        let sorted = |frame: DataFrame| match self.ascending {
            true => frame.lazy(),
            false => {
                let stable = SortMultipleOptions::default().with_maintain_order(true);
                frame.lazy().sort([FILENAME], stable)
            }
        };
        Ok(LabelTables {
            labels: sorted(labels),
            colors: sorted(colors),
            tags: sorted(tags),
        })
    }
}
