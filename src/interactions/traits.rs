//! What each image has that a person may like, as numbers: colours, orientations, sizes and tags
//! in one numbering, so that one pass counts them all.

use std::ops::Range;

use anyhow::{Result, anyhow};
use polars::prelude::*;

use super::batches::each_batch;
use super::sparse::Rows;
use super::words::{UNKNOWN, Words};
use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};
use crate::query::traits::kind;
use crate::tables::labels::{FILENAME, LabelTables, NAME, ORIENTATION, SIZE_CATEGORY, TAG};

/// The kinds of traits in the order of the alphabet: the order of their numbers.
pub const KINDS: [&str; 4] = [kind::COLOR, kind::ORIENTATION, kind::SIZE, kind::TAG];

/// The traits of all labelled images.
pub struct ImageTraits {
    /// The images in the order of the alphabet.
    pub images: Words,
    /// For each image its traits, each once, ascending.
    pub rows: Rows,
    /// The values of each kind in the order of the alphabet.
    values: [Words; KINDS.len()],
    /// Where the numbers of each kind begin, and where the last one ends.
    starts: [u32; KINDS.len() + 1],
}

impl ImageTraits {
    /// The traits of the images of `labels`.
    ///
    /// # Errors
    /// The frames are not those of the labels, or cannot be had.
    pub fn of(labels: &LabelTables) -> Result<Self> {
        let images = images(labels)?;
        let mut starts = [0; KINDS.len() + 1];
        let mut values: [Words; KINDS.len()] = Default::default();
        let (mut image_of, mut trait_of) = (Vec::new(), Vec::new());
        let tables = [
            (&labels.colors, NAME),
            (&labels.labels, ORIENTATION),
            (&labels.labels, SIZE_CATEGORY),
            (&labels.tags, TAG),
        ];
        for (place, (frame, column)) in tables.into_iter().enumerate() {
            let before = trait_of.len();
            let met = numbered(frame, column, &images, &mut image_of, &mut trait_of)?;
            let (sorted, ranks) = met.by_alphabet()?;
            for number in &mut trait_of[before..] {
                *number = starts[place] + ranks[*number as usize];
            }
            starts[place + 1] = starts[place] + sorted.len() as u32;
            values[place] = sorted;
        }
        let mut rows = Rows::of(images.len(), &image_of, &trait_of);
        rows.retain(|_, row| {
            row.sort_unstable();
            let mut kept = 0;
            for place in 0..row.len() {
                if kept == 0 || row[place] != row[kept - 1] {
                    row[kept] = row[place];
                    kept += 1;
                }
            }
            kept
        });
        Ok(Self {
            images,
            rows,
            values,
            starts,
        })
    }

    /// Writes the traits.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        self.images.put(to)?;
        self.rows.put(to)?;
        self.values.iter().try_for_each(|values| values.put(to))?;
        to.put(&self.starts)
    }

    /// Reads traits that were written.
    ///
    /// # Errors
    /// The file is cut, or not what was written.
    pub fn take(from: &mut ArchiveReader) -> Result<Self> {
        let (images, rows) = (Words::take(from)?, Rows::take(from)?);
        let mut values: [Words; KINDS.len()] = Default::default();
        for words in &mut values {
            *words = Words::take(from)?;
        }
        let starts: Numbers<u32> = from.take()?;
        Ok(Self {
            images,
            rows,
            values,
            starts: (*starts)
                .try_into()
                .map_err(|_| anyhow!("kinds are missing"))?,
        })
    }

    /// How many traits there are, of all kinds.
    pub fn len(&self) -> usize {
        self.starts[KINDS.len()] as usize
    }

    /// Whether no image has any trait.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The numbers of one kind, in the order of the alphabet; none for a kind that is not known.
    pub fn of_kind(&self, kind: &str) -> Range<u32> {
        match KINDS.iter().position(|known| *known == kind) {
            Some(place) => self.starts[place]..self.starts[place + 1],
            None => 0..0,
        }
    }

    /// The kind and the value of a trait.
    pub fn value(&self, number: u32) -> (&'static str, &str) {
        let ends = &self.starts[1..KINDS.len()];
        let place = ends.iter().filter(|end| number >= **end).count();
        let value = self.values[place].text(number - self.starts[place]);
        (KINDS[place], value)
    }

    /// The number of a value of a kind, if any image has it.
    pub fn number(&self, kind: &str, value: &str) -> Option<u32> {
        let place = KINDS.iter().position(|known| *known == kind)?;
        let number = self.values[place].number(value)?;
        Some(self.starts[place] + number)
    }

    /// For each trait the sum over the images that have it of `weights`, one for each image.
    pub fn sums(&self, weights: &[u32]) -> Vec<u64> {
        let mut sums = vec![0; self.len()];
        for (row, weight) in self.rows.iter().zip(weights) {
            for number in row {
                sums[*number as usize] += u64::from(*weight);
            }
        }
        sums
    }
}

/// The labelled images.
fn images(labels: &LabelTables) -> Result<Words> {
    let mut images = Words::default();
    let names = [FILENAME];
    each_batch(labels.labels.clone(), names, |[filenames], _| {
        filenames
            .iter()
            .flatten()
            .try_for_each(|name| images.add(name).map(|_| ()))
    })?;
    Ok(images.by_alphabet()?.0)
}

/// Appends the image and the value of each row of a frame; the values by the numbers in which
/// they came. Rows of images that are not labelled, and rows without a value, count for nothing.
fn numbered(
    frame: &LazyFrame,
    column: &str,
    images: &Words,
    image_of: &mut Vec<u32>,
    value_of: &mut Vec<u32>,
) -> Result<Words> {
    let mut met = Words::default();
    each_batch(
        frame.clone(),
        [FILENAME, column],
        |[filenames, values], _| {
            let filenames: Vec<_> = filenames.iter().collect();
            let numbers = images.numbers(&filenames);
            for (image, value) in numbers.into_iter().zip(values.iter()) {
                if let Some(value) = value
                    && image != UNKNOWN
                {
                    image_of.push(image);
                    value_of.push(met.add(value)?);
                }
            }
            Ok(())
        },
    )?;
    Ok(met)
}
