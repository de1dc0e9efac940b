//! How popular an image is, beside how well it fits: content alone ranks what nobody looks at as
//! high as what everybody likes.
//!
//! By Bayes' rule the odds that a user likes an image are the odds before anything is known of the
//! user, which grow with the likes, times how far the content fits. How much the first counts is
//! chosen on favourites held out.

use anyhow::{Context, Result};
use ndarray::ArrayViewMut2;
use rayon::prelude::*;

use super::Collection;
use super::collection::Validation;
use super::model::{Cause, Contribution, Recommender, Taste, USERS_AT_ONCE};
use super::rank;
use super::tune::{MIN_JUDGES, scored};
use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};
use crate::ranking::ndcg_at_10;

/// The exponents of the likes that are tried.
const EXPONENTS: [f32; 7] = [0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 4.0];
/// More judges than these are not asked.
const JUDGES: usize = 200;
/// How far down lists are judged.
const DEPTH: usize = 10;

/// Learns a model of content.
pub type Learn = for<'a> fn(&'a Collection) -> Result<Box<dyn Recommender + 'a>>;
/// Reads a model of content that was written.
pub type Take = for<'a> fn(&'a Collection, &mut ArchiveReader) -> Result<Box<dyn Recommender + 'a>>;

/// A model of content with popularity beside it.
pub struct WithPrior<'a> {
    content: Box<dyn Recommender + 'a>,
    exponent: f32,
    /// ln(likes + 1/2).
    popularity: Vec<f32>,
    /// That of the image that most like.
    highest: f32,
}

impl<'a> WithPrior<'a> {
    /// Learns the model, and how much popularity counts beside it.
    ///
    /// # Errors
    /// The model cannot be learned.
    pub fn learn(collection: &'a Collection, learn: Learn) -> Result<Self> {
        let mut exponent = 0.0;
        if collection.users() >= MIN_JUDGES {
            let validation = collection.validation();
            if validation.judges.len() >= MIN_JUDGES {
                exponent = best_exponent(learn(&validation.train)?.as_ref(), validation)?;
            }
        }
        Ok(Self::of(learn(collection)?, exponent, collection))
    }

    /// Reads how much popularity counts, and the model.
    ///
    /// # Errors
    /// The file is cut.
    pub fn take(collection: &'a Collection, from: &mut ArchiveReader, take: Take) -> Result<Self> {
        let exponent: Numbers<f32> = from.take()?;
        let exponent = *exponent.first().context("a number is missing")?;
        Ok(Self::of(take(collection, from)?, exponent, collection))
    }

    fn of(content: Box<dyn Recommender + 'a>, exponent: f32, collection: &Collection) -> Self {
        let popularity = popularity(collection);
        Self {
            content,
            exponent,
            highest: popularity.iter().copied().fold(0.0, f32::max),
            popularity,
        }
    }
}

fn popularity(collection: &Collection) -> Vec<f32> {
    let likes = (0..collection.images() as u32).map(|image| collection.likes(image));
    likes.map(|likes| (likes as f32 + 0.5).ln()).collect()
}

/// The exponent with the best NDCG at 10; each user's scores are made once.
fn best_exponent(content: &dyn Recommender, validation: &Validation) -> Result<f32> {
    let train = validation.train.as_ref();
    let popularity = popularity(train);
    let every = validation.judges.len().div_ceil(JUDGES);
    let judges: Vec<u32> = validation.judges.iter().copied().step_by(every).collect();
    let sums: Vec<[f64; EXPONENTS.len()]> = judges
        .par_chunks(USERS_AT_ONCE)
        .map(|users| {
            let scores = scored(content, train, users)?;
            let mut sums = [0.0; EXPONENTS.len()];
            for (user, scores) in users.iter().zip(scores.rows()) {
                let favorites = train.favorites.row(*user as usize);
                for (sum, exponent) in sums.iter_mut().zip(EXPONENTS) {
                    let pairs = scores.iter().zip(&popularity);
                    let whole: Vec<f32> = pairs
                        .map(|(score, likes)| score + exponent * likes)
                        .collect();
                    let list = rank::best(train, &whole, favorites, DEPTH);
                    *sum += ndcg_at_10(&list, validation.held.row(*user as usize));
                }
            }
            Ok(sums)
        })
        .collect::<Result<_>>()?;
    let mut best = (EXPONENTS[0], f64::MIN);
    for (place, exponent) in EXPONENTS.into_iter().enumerate() {
        let quality = sums.iter().map(|sums| sums[place]).sum::<f64>();
        if quality > best.1 {
            best = (exponent, quality);
        }
    }
    Ok(best.0)
}

impl Recommender for WithPrior<'_> {
    fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        to.put(&[self.exponent])?;
        self.content.put(to)
    }

    fn score(&self, tastes: &[Taste<'_>], mut scores: ArrayViewMut2<'_, f32>) -> Result<()> {
        self.content.score(tastes, scores.view_mut())?;
        if self.exponent > 0.0 {
            for mut row in scores.rows_mut() {
                let pairs = row.iter_mut().zip(&self.popularity);
                pairs.for_each(|(score, likes)| *score += self.exponent * likes);
            }
        }
        Ok(())
    }

    fn contributions(&self, taste: &Taste<'_>, images: &[u32]) -> Result<Vec<Vec<Contribution>>> {
        let mut all = self.content.contributions(taste, images)?;
        if self.exponent > 0.0 {
            for (parts, image) in all.iter_mut().zip(images) {
                parts.push(Contribution {
                    cause: Cause::Popularity,
                    amount: self.exponent * self.popularity[*image as usize],
                });
            }
        }
        Ok(all)
    }

    /// Log-odds as a probability: what the content says of the image that most like, and less for
    /// one that fewer like.
    fn shown(&self, score: f32) -> f64 {
        1.0 / (1.0 + f64::from(self.exponent * self.highest - score).exp())
    }
}
