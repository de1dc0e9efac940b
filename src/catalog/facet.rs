//! The choices of one kind (a tag, a licence) and the images that each would leave.

use std::collections::BTreeMap;

use anyhow::Result;
use polars::prelude::DataFrame;
use roaring::RoaringBitmap;

use crate::interactions::{Rows, UNKNOWN, Words};
use crate::tables::{images::FILENAME, text_values};

/// The column of the frames that facets are made of.
pub(super) const VALUE: &str = "value";

/// What can be chosen from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The tags; an image has any number.
    Tag,
    /// The basic colour terms of the palette; an image has up to five.
    Color,
    /// Landscape, portrait, square.
    Orientation,
    /// Thumbnail, medium, large.
    Size,
    /// The licence.
    License,
    /// The model of the camera.
    Camera,
}

impl Kind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::Tag,
        Self::Color,
        Self::Orientation,
        Self::Size,
        Self::License,
        Self::Camera,
    ];

    /// The name in an address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Color => "color",
            Self::Orientation => "orientation",
            Self::Size => "size",
            Self::License => "license",
            Self::Camera => "camera",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether an image can have several: then each further choice narrows, else it replaces.
    pub fn is_many(self) -> bool {
        matches!(self, Self::Tag | Self::Color)
    }
}

/// One thing to choose, and how many images it would leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it is.
    pub value: String,
    /// How many images are left with it.
    pub count: u64,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The choices of one kind; most images first, ties by the alphabet.
pub struct Facet {
    /// What they are.
    pub kind: Kind,
    values: Words,
    images: Vec<RoaringBitmap>,
    of_image: Rows,
}

impl Facet {
    /// The choices in a frame of `(filename, value)`; rows of images that are not known are left
    /// out.
    ///
    /// # Errors
    /// The frame has other columns.
    pub(super) fn of(kind: Kind, pairs: &DataFrame, names: &Words) -> Result<Self> {
        let some = |column| -> Result<Vec<Option<&str>>> {
            Ok(text_values(pairs, column)?.into_iter().map(Some).collect())
        };
        let image_of = names.numbers(&some(FILENAME)?);
        let mut met = Words::default();
        let value_of = met.add_all(&some(VALUE)?)?;
        let known = image_of.iter().zip(&value_of);
        let (image_of, value_of): (Vec<u32>, Vec<u32>) =
            known.filter(|(image, _)| **image != UNKNOWN).unzip();
        Self::numbered(kind, &met, names.len(), &image_of, &value_of)
    }

    /// The same facet where some images have other values, and those only.
    ///
    /// # Errors
    /// There are more values than numbers.
    pub(super) fn with(&self, others: &BTreeMap<u32, &[String]>) -> Result<Self> {
        let mut met = self.values.clone();
        let (mut image_of, mut value_of) = (Vec::new(), Vec::new());
        for image in 0..self.of_image.len() as u32 {
            let before = value_of.len();
            match others.get(&image) {
                None => value_of.extend_from_slice(self.of_image.row(image as usize)),
                Some(values) => {
                    // As tables have them: an empty text is no value.
                    for value in values.iter().filter(|value| !value.is_empty()) {
                        value_of.push(met.add(value)?);
                    }
                }
            }
            image_of.extend(std::iter::repeat_n(image, value_of.len() - before));
        }
        let images = self.of_image.len();
        Self::numbered(self.kind, &met, images, &image_of, &value_of)
    }

    /// The facet of pairs of images and values, of which `met` has the texts.
    fn numbered(
        kind: Kind,
        met: &Words,
        count: usize,
        image_of: &[u32],
        value_of: &[u32],
    ) -> Result<Self> {
        let images = Rows::of(met.len(), value_of, image_of).sorted();
        let mut order: Vec<u32> = (0..met.len() as u32).collect();
        order.retain(|value| !images.row(*value as usize).is_empty());
        order.sort_by(|a, b| {
            let size = |value: &u32| images.row(*value as usize).len();
            let by_size = size(b).cmp(&size(a));
            by_size.then_with(|| met.text(*a).cmp(met.text(*b)))
        });
        let mut place = vec![0; met.len()];
        let mut values = Words::default();
        for value in &order {
            place[*value as usize] = values.add(met.text(*value))?;
        }
        let value_of: Vec<u32> = value_of
            .iter()
            .map(|value| place[*value as usize])
            .collect();
        Ok(Self {
            kind,
            images: order
                .iter()
                .map(|value| images.row(*value as usize).iter().copied().collect())
                .collect(),
            of_image: Rows::of(count, image_of, &value_of),
            values,
        })
    }

    /// How many choices there are.
    pub fn len(&self) -> usize {
        self.images.len()
    }

    /// Whether there is nothing to choose.
    pub fn is_empty(&self) -> bool {
        self.images.is_empty()
    }

    /// What an image has of this kind, in the order of the table.
    pub fn values_of(&self, image: u32) -> impl Iterator<Item = &str> {
        let values = self.of_image.row(image as usize).iter();
        values.map(|value| self.values.text(*value))
    }

    /// All choices, and the images that have each.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &RoaringBitmap)> {
        let numbered = (0_u32..).zip(&self.images);
        numbered.map(|(value, images)| (self.values.text(value), images))
    }

    /// The images that have this; none where nothing is called so.
    pub fn images_with(&self, value: &str) -> Option<&RoaringBitmap> {
        let number = self.values.number(value)?;
        self.images.get(number as usize)
    }

    /// The choices that leave most of `among`, at most `most` of them, and those of `chosen` in any
    /// case. None would leave no image, but for those that are chosen.
    pub fn choices(&self, among: &RoaringBitmap, chosen: &[&str], most: usize) -> Vec<Choice> {
        let mut best: Vec<(u64, u32)> = Vec::new();
        for (value, images) in (0_u32..).zip(&self.images) {
            // No later choice has more images in all than this one.
            if best.len() >= most && images.len() <= best[most - 1].0 {
                break;
            }
            let count = images.intersection_len(among);
            if count > 0 {
                let place = best.partition_point(|(other, _)| *other >= count);
                if place < most {
                    best.insert(place, (count, value));
                    best.truncate(most);
                }
            }
        }
        let found = best.into_iter().map(|(count, value)| Choice {
            value: self.values.text(value).to_owned(),
            count,
            chosen: chosen.contains(&self.values.text(value)),
        });
        let mut choices: Vec<Choice> = found.collect();
        for value in chosen {
            if !choices.iter().any(|choice| choice.value == *value) {
                let images = self.images_with(value);
                choices.push(Choice {
                    value: (*value).to_owned(),
                    count: images.map_or(0, |images| images.intersection_len(among)),
                    chosen: true,
                });
            }
        }
        choices
    }

    /// How many of these images have each thing, most first, ties by the order of the facet.
    pub fn counts(&self, images: &[u32]) -> Vec<(&str, u64)> {
        let mut counts = vec![0_u64; self.len()];
        for image in images {
            for value in self.of_image.row(*image as usize) {
                counts[*value as usize] += 1;
            }
        }
        let mut met: Vec<(&str, u64)> = (0_u32..)
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .map(|(value, count)| (self.values.text(value), count))
            .collect();
        met.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        met
    }
}
