//! The palettes of all images, and which of them come near a colour.

use anyhow::Result;
use palette::{FromColor, Oklab, Srgb};
use polars::prelude::*;
use rayon::prelude::*;

use crate::domain::{ColorName, Rgb};
use crate::interactions::{Rows, UNKNOWN, Words};
use crate::tables::labels::{BLUE, FILENAME, GREEN, NAME, RANK, RED, SHARE};
use crate::tables::{float_values, text_values};

/// How far a swatch may be from a colour to be near it, in Oklab (Ottosson 2020): more than twice
/// the step between neighbouring shades on a paint card.
pub const NEAR: f32 = 0.12;

/// Swatches that cover less of an image are no reason to find it.
const LEAST_SHARE: f32 = 0.03;

/// How much farther a colour is that covers nothing than one that covers all: between two images
/// with the same shade, the one that has more of it is nearer.
const RARITY: f32 = 0.06;

/// One colour of an image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swatch {
    /// The colour.
    pub rgb: Rgb,
    /// Its basic term.
    pub name: &'static str,
    /// Its part of the image, 0 to 1.
    pub share: f32,
}

/// The swatches of all images.
pub(super) struct Swatches {
    all: Vec<Swatch>,
    labs: Vec<Oklab<f32>>,
    of_image: Rows,
}

impl Swatches {
    /// The swatches in the table `colors`.
    ///
    /// # Errors
    /// The frame is not of that table.
    pub fn of(colors: LazyFrame, names: &Words) -> Result<Self> {
        let channel = |name: &str| col(name).cast(DataType::UInt8);
        let known = colors
            .drop_nulls(None)
            .sort([FILENAME, RANK], SortMultipleOptions::default())
            .with_columns([channel(RED), channel(GREEN), channel(BLUE)])
            .collect()?;
        let texts = text_values(&known, FILENAME)?.into_iter().map(Some);
        let image_of = names.numbers(&texts.collect::<Vec<_>>());
        let bytes = |name| -> Result<Vec<u8>> {
            let values = known.column(name)?.u8()?.into_no_null_iter();
            Ok(values.collect())
        };
        let (red, green, blue) = (bytes(RED)?, bytes(GREEN)?, bytes(BLUE)?);
        let terms = text_values(&known, NAME)?;
        let shares = float_values(&known, SHARE)?;
        let mut all = Vec::with_capacity(image_of.len());
        let mut row_of = Vec::with_capacity(image_of.len());
        for (at, image) in image_of.into_iter().enumerate() {
            let name = ColorName::parse(terms[at]);
            if let (Some(name), true) = (name, image != UNKNOWN) {
                row_of.push(image);
                all.push(Swatch {
                    rgb: Rgb([red[at], green[at], blue[at]]),
                    name: name.as_str(),
                    share: shares[at] as f32,
                });
            }
        }
        let numbers: Vec<u32> = (0..all.len() as u32).collect();
        Ok(Self {
            labs: all.iter().map(|swatch| lab(swatch.rgb)).collect(),
            of_image: Rows::of(names.len(), &row_of, &numbers),
            all,
        })
    }

    /// The palette of an image, largest share first.
    pub fn of_image(&self, image: u32) -> impl Iterator<Item = Swatch> + '_ {
        let swatches = self.of_image.row(image as usize).iter();
        swatches.map(|swatch| self.all[*swatch as usize])
    }

    /// The images that have something near a colour, with how far they are from it.
    pub fn near(&self, color: Rgb) -> Vec<(u32, f32)> {
        let wanted = lab(color);
        let images = (0..self.of_image.len() as u32).into_par_iter();
        let near = images.filter_map(|image| {
            let swatches = self.of_image.row(image as usize).iter();
            let far = swatches.filter_map(|swatch| self.distance(*swatch, wanted));
            far.min_by(f32::total_cmp).map(|far| (image, far))
        });
        near.collect()
    }

    /// How far a swatch is from a colour, and farther the less there is of it; nothing where it is
    /// not near.
    fn distance(&self, swatch: u32, wanted: Oklab<f32>) -> Option<f32> {
        let (lab, share) = (self.labs[swatch as usize], self.all[swatch as usize].share);
        let steps = [lab.l - wanted.l, lab.a - wanted.a, lab.b - wanted.b];
        let far = steps.iter().map(|step| step * step).sum::<f32>().sqrt();
        (far <= NEAR && share >= LEAST_SHARE).then(|| far + RARITY * (1.0 - share.min(1.0)))
    }
}

fn lab(Rgb([red, green, blue]): Rgb) -> Oklab<f32> {
    Oklab::from_color(Srgb::new(red, green, blue).into_format::<f32>())
}
