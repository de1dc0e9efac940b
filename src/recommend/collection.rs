//! What all models learn from: who likes what, and what the images have.

use std::sync::{Arc, OnceLock};

use anyhow::Result;

use super::content::UnitRows;
use super::{STAGE, tune};
use crate::domain::Seed;
use crate::features::FeatureMatrix;
use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};
use crate::interactions::{ImageTraits, Rows};
use crate::ranking::{self, Holdout};
use crate::tables::labels::LabelTables;

/// Of more users than this the settings of models are judged by a sample.
const JUDGES: usize = 2_000;
/// Up to so many favourites it is learned from several hold-outs what to trust: so many.
const FEW_FAVORITES: usize = 200_000;
const HOLDOUTS: usize = 3;

/// What the images of a collection have, whoever likes them.
pub struct Content {
    /// The images, in the order of the alphabet, with their traits.
    pub traits: ImageTraits,
    /// The same as numbers.
    pub features: FeatureMatrix,
    units: OnceLock<UnitRows>,
    counts: OnceLock<Vec<u64>>,
}

impl Content {
    /// What the images of `labels` have.
    ///
    /// # Errors
    /// The frames are not those of the labels.
    pub fn of(labels: &LabelTables) -> Result<Self> {
        let traits = ImageTraits::of(labels)?;
        let features = FeatureMatrix::new(labels, &traits)?;
        Ok(Self {
            traits,
            features,
            units: OnceLock::new(),
            counts: OnceLock::new(),
        })
    }

    /// Writes the content.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        self.traits.put(to)?;
        self.features.put(to)?;
        self.unit_rows().put(to)?;
        to.put(self.counts())
    }

    /// Reads content that was written.
    ///
    /// # Errors
    /// The file is cut, or not what was written.
    pub fn take(from: &mut ArchiveReader) -> Result<Self> {
        let traits = ImageTraits::take(from)?;
        let features = FeatureMatrix::take(from, &traits)?;
        let units = UnitRows::take(from)?;
        let counts: Numbers<u64> = from.take()?;
        Ok(Self {
            traits,
            features,
            units: units.into(),
            counts: counts.to_vec().into(),
        })
    }

    /// The features at length one.
    pub fn unit_rows(&self) -> &UnitRows {
        self.units.get_or_init(|| UnitRows::of(&self.features))
    }

    /// How many images have each trait.
    pub fn counts(&self) -> &[u64] {
        self.counts
            .get_or_init(|| self.traits.sums(&vec![1; self.traits.images.len()]))
    }
}

/// What all models learn from. Images and users are numbers, from 0.
pub struct Collection {
    /// What the images have.
    pub content: Arc<Content>,
    /// For each user the images that the user likes, ascending.
    pub favorites: Rows,
    /// For each image the users who like it, ascending.
    pub fans: Rows,
    /// Where all chance comes from.
    pub seed: Seed,
    validation: OnceLock<Validation>,
    cold_validations: OnceLock<Vec<Validation>>,
}

/// A part of the favourites held out of the rest, by which models choose their settings. What was
/// held out of the collection itself is in neither.
pub struct Validation {
    /// What may be learned from.
    pub train: Box<Collection>,
    /// For each user the favourites to be found.
    pub held: Rows,
    /// The users by whom settings are judged, ascending: those with favourites to be found, or a
    /// sample of them.
    pub judges: Vec<u32>,
}

impl Collection {
    /// A collection of the favourites of each user.
    pub fn new(content: Arc<Content>, favorites: Rows, seed: Seed) -> Self {
        let favorites = favorites.sorted();
        Self {
            fans: favorites.transposed(content.traits.images.len()),
            content,
            favorites,
            seed,
            validation: OnceLock::new(),
            cold_validations: OnceLock::new(),
        }
    }

    /// Writes the collection.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        self.content.put(to)?;
        self.favorites.put(to)?;
        self.fans.put(to)
    }

    /// Reads a collection that was written.
    ///
    /// # Errors
    /// The file is cut, or not what was written.
    pub fn take(from: &mut ArchiveReader, seed: Seed) -> Result<Self> {
        Ok(Self {
            content: Arc::new(Content::take(from)?),
            favorites: Rows::take(from)?,
            fans: Rows::take(from)?,
            seed,
            validation: OnceLock::new(),
            cold_validations: OnceLock::new(),
        })
    }

    /// How many images there are.
    pub fn images(&self) -> usize {
        self.content.traits.images.len()
    }

    /// How many users there are.
    pub fn users(&self) -> usize {
        self.favorites.len()
    }

    /// The features of the images at length one.
    pub fn unit_rows(&self) -> &UnitRows {
        self.content.unit_rows()
    }

    /// How many users like an image.
    pub fn likes(&self, image: u32) -> usize {
        self.fans.row(image as usize).len()
    }

    /// The seed of one purpose.
    pub fn seed_of(&self, purpose: &str) -> Seed {
        self.seed.derive(STAGE, purpose)
    }

    /// The hold-out by which models choose their settings, made when first asked for: a fifth of
    /// each user's favourites.
    pub fn validation(&self) -> &Validation {
        self.validation.get_or_init(|| {
            let seed = self.seed_of("validation");
            self.validated_by(ranking::per_user(&self.favorites, seed), seed)
        })
    }

    /// More hold-outs like [`validation`](Self::validation), each of other favourites: which weights
    /// are best by one of a small collection is chance in part. None of a large one, and none where
    /// there are too few judges to tell anything.
    pub fn further_validations(&self) -> impl Iterator<Item = Validation> + '_ {
        let tell = self.validation().judges.len() >= tune::MIN_JUDGES;
        let count = if tell { self.holdouts() } else { 1 };
        (1..count).map(|number| {
            let seed = self.seed_of(&format!("validation {number}"));
            self.validated_by(ranking::per_user(&self.favorites, seed), seed)
        })
    }

    fn holdouts(&self) -> usize {
        let is_small = self.favorites.items().len() <= FEW_FAVORITES;
        if is_small { HOLDOUTS } else { 1 }
    }

    /// The hold-outs by which it is learned what to trust where little is known: newcomers, and
    /// images that nobody likes yet. Of a small collection there are several, each with other ones:
    /// one has too few new images.
    pub fn cold_validations(&self) -> &[Validation] {
        self.cold_validations.get_or_init(|| {
            let each = (0..self.holdouts()).map(|number| {
                let seed = self.seed_of(&format!("cold validation {number}"));
                let split = ranking::cold_start(&self.favorites, self.images(), seed);
                self.validated_by(split, seed)
            });
            each.collect()
        })
    }

    fn validated_by(&self, split: Holdout, seed: Seed) -> Validation {
        let judges = judges(&split, seed);
        Validation {
            train: Box::new(Self::new(self.content.clone(), split.train, seed)),
            held: split.held,
            judges,
        }
    }
}

fn judges(split: &Holdout, seed: Seed) -> Vec<u32> {
    let mut asked = split.asked();
    if asked.len() > JUDGES {
        let mut rng = seed.derive("judges", "").rng();
        let mut places = rand::seq::index::sample(&mut rng, asked.len(), JUDGES).into_vec();
        places.sort_unstable();
        asked = places.into_iter().map(|place| asked[place]).collect();
    }
    asked
}
