//! What a model is: it learns from a collection, scores all images for some users at once, and
//! tells what each score is made of.

use std::collections::BTreeMap;

use anyhow::Result;
use ndarray::ArrayViewMut2;

use super::Collection;
use crate::domain::Seed;
use crate::fsio::{ArchiveReader, ArchiveWriter};

/// Users who are scored at once: enough for products of matrices, few enough for the memory.
pub const USERS_AT_ONCE: usize = 64;

/// One user, to a model: only what the user likes, so that somebody new is no special case.
#[derive(Debug, Clone, Copy)]
pub struct Taste<'a> {
    /// The images that the user likes, ascending, each once; never empty where a model is asked.
    pub favorites: &'a [u32],
    /// The user's own seed.
    pub seed: Seed,
}

/// What a score is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution {
    /// What speaks for the image, or against it.
    pub cause: Cause,
    /// By how much; negative where it speaks against.
    pub amount: f32,
}

/// Contributions that are added up: one amount for each cause.
#[derive(Debug, Clone, Default)]
pub struct Sums(BTreeMap<Cause, f32>);

impl Sums {
    /// Adds to what a cause contributes.
    pub fn add(&mut self, cause: Cause, amount: f32) {
        *self.0.entry(cause).or_default() += amount;
    }

    /// What each cause contributes in all, by causes.
    pub fn into_list(self) -> Vec<Contribution> {
        let parts = self.0.into_iter();
        parts
            .map(|(cause, amount)| Contribution { cause, amount })
            .collect()
    }
}

/// What can speak for an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// One of the user's favourites, which is liked together with the image.
    Favorite(u32),
    /// A trait that the image has.
    Has(u32),
    /// A trait that the image does not have.
    Lacks(u32),
    /// Where in the colour space the image is: a column of the feature matrix.
    Position(u32),
    /// One of the user's favourites, which is in the image's cluster.
    OfOneKind(u32),
    /// How many users like it.
    Popularity,
    /// The same for all images.
    Base,
}

/// A model that has learned.
pub trait Recommender: Send + Sync {
    /// Fills `scores`, (users, images), with how much each user would like each image: the higher
    /// the better, on whatever scale, always finite. Favourites get a score too; it is not used.
    ///
    /// The scores of a user depend on the user alone, not on who else is asked about.
    ///
    /// # Errors
    /// There is nothing to learn from, in words for the user.
    fn score(&self, tastes: &[Taste<'_>], scores: ArrayViewMut2<'_, f32>) -> Result<()>;

    /// What the scores of some images for one user are made of, image by image, the parts of each
    /// in any order. The amounts sum to the score, or to what the model ranks by where that is not
    /// the score itself.
    ///
    /// # Errors
    /// As [`score`](Self::score).
    fn contributions(&self, taste: &Taste<'_>, images: &[u32]) -> Result<Vec<Vec<Contribution>>>;

    /// Writes what was learned.
    ///
    /// # Errors
    /// The disk is full.
    fn put(&self, to: &mut ArchiveWriter) -> Result<()>;

    /// A score as it is shown: 0 to 1, never lower for a higher score.
    fn shown(&self, score: f32) -> f64 {
        f64::from(score).clamp(0.0, 1.0)
    }
}

/// How to make one kind of model.
pub struct ModelDefinition {
    /// Its name in a pipeline file.
    pub name: &'static str,
    /// One line for `--help`.
    pub help: &'static str,
    /// Learns from a collection.
    pub learn: for<'a> fn(&'a Collection) -> Result<Box<dyn Recommender + 'a>>,
    /// Reads what was learned and written, of the same collection.
    pub take: for<'a> fn(&'a Collection, &mut ArchiveReader) -> Result<Box<dyn Recommender + 'a>>,
}
