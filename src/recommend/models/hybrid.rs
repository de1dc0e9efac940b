//! Model `hybrid`: what people like together, what images have, and what everybody likes, each
//! trusted as far as it has earned on favourites that were held out; apart for users of whom little
//! is known, and for images that nobody likes yet.
//!
//! The scores of each part are put on one scale for each user (in standard deviations from the mean
//! over all images) and summed with weights. The weights are those with the best NDCG at 10 on the
//! hold-out, by coordinate ascent (Wright 2015) from the best single part: so it does not lose to
//! one of its parts there. They are the mean of what each of several groups of users and hold-outs
//! finds best; for new images, of which each has few, halfway from there to what all hold-outs
//! together find best. All weights are then brought to one scale, because old
//! and new images, which are judged apart, stand in one list.

mod blend;

use anyhow::{Context, Result, bail, ensure};
use ndarray::{Array2, ArrayViewMut2};

use self::blend::{Examples, Weights, at_scale_of, half_pooled_weights, mean, mean_weights};
use super::{als, decision_tree, ease, item_knn, ridge};
use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};
use crate::recommend::linalg::Dense;
use crate::recommend::model::{Cause, Contribution, ModelDefinition, Recommender, Sums, Taste};
use crate::recommend::{Collection, Validation, unliked};

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "hybrid",
    help: "neighbours, content and popularity, each trusted as far as it has earned (the default)",
    learn: |collection| Ok(Box::new(Hybrid::learn(collection)?)),
    take: |collection, from| Ok(Box::new(Hybrid::take(collection, from)?)),
};

/// How many parts there are.
const PARTS: usize = 6;
/// The places of the parts.
const EASE: usize = 0;
const ALS: usize = 1;
const KNN: usize = 2;
const CONTENT: usize = 3;
const TREE: usize = 4;
const POPULAR: usize = 5;

/// What is trusted where there is nothing to learn it from: what images have, then who likes them.
const UNTAUGHT: Weights = [0.1, 0.1, 0.1, 0.5, 1.0, 0.1];
/// For images that nobody likes yet only what they have can speak.
const UNTAUGHT_NEW: Weights = [0.0, 0.0, 0.0, 0.5, 1.0, 0.0];

/// Users by how many favourites they have: at most so many each, the last without a limit.
const KNOWN: [usize; 3] = [4, 19, usize::MAX];

/// How far each part is trusted.
#[derive(Debug, Clone, PartialEq)]
struct Trust {
    /// By how much is known of the user, as [`KNOWN`] has it.
    users: [Weights; KNOWN.len()],
    /// For images that nobody likes yet.
    new_images: Weights,
    /// What is added to the scores of these.
    new_image_offset: f32,
}

impl Trust {
    /// Weights that were judged apart, on the scale of those that are not learned: ranks among old
    /// images, or among new ones, do not tell how high their weights are as a whole, but all stand
    /// in one list, and there it would count.
    fn of(users: [Weights; KNOWN.len()], new_images: Weights) -> Self {
        Self {
            users: users.map(|weights| at_scale_of(&weights, &UNTAUGHT)),
            new_images: at_scale_of(&new_images, &UNTAUGHT_NEW),
            new_image_offset: NEW_IMAGE_OFFSET,
        }
    }

    fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        self.users.iter().try_for_each(|weights| to.put(weights))?;
        to.put(&self.new_images)?;
        to.put(&[self.new_image_offset])
    }

    fn take(from: &mut ArchiveReader) -> Result<Self> {
        let mut trust = Self {
            users: [UNTAUGHT; KNOWN.len()],
            new_images: UNTAUGHT_NEW,
            new_image_offset: NEW_IMAGE_OFFSET,
        };
        let Self {
            users,
            new_images,
            new_image_offset,
        } = &mut trust;
        for weights in users.iter_mut().chain([new_images]) {
            let numbers: Numbers<f32> = from.take()?;
            *weights = (*numbers).try_into().context("weights are missing")?;
        }
        let numbers: Numbers<f32> = from.take()?;
        *new_image_offset = *numbers.first().context("weights are missing")?;
        Ok(trust)
    }

    fn of_user(&self, favorites: usize) -> &Weights {
        let place = KNOWN.iter().position(|most| favorites <= *most);
        &self.users[place.unwrap_or(KNOWN.len() - 1)]
    }
}

/// How the parts learn; the same on all hold-outs.
struct Settings {
    ease: Option<ease::Settings>,
    als: als::Settings,
    knn: item_knn::Settings,
    ridge: ridge::Settings,
}

impl Settings {
    fn tuned(collection: &Collection) -> Result<Self> {
        Ok(Self {
            // Of more images it would only know some.
            ease: match collection.images() <= ease::MAX_IMAGES {
                true => Some(ease::tuned(collection)?),
                false => None,
            },
            als: als::tuned(collection)?,
            knn: item_knn::tuned(collection)?,
            ridge: ridge::tuned(collection)?,
        })
    }
}

/// The parts, and how popular each image is.
struct Parts<'a> {
    models: Vec<(usize, Box<dyn Recommender + 'a>)>,
    /// ln(1 + likes); of an image that nobody likes, what images with like content have.
    popularity: Numbers<f32>,
    is_new: Vec<bool>,
}

impl<'a> Parts<'a> {
    fn learn(collection: &'a Collection, settings: &Settings) -> Result<Self> {
        let mut models: Vec<(usize, Box<dyn Recommender + 'a>)> = Vec::new();
        if let Some(settings) = &settings.ease {
            models.push((EASE, Box::new(ease::Ease::learn(collection, settings)?)));
        }
        let als = als::Als::of_all(collection, &settings.als)?;
        models.push((ALS, Box::new(als)));
        let knn = item_knn::ItemKnn::learn(collection, &settings.knn);
        models.push((KNN, Box::new(knn)));
        let ridge = ridge::Ridge::learn(collection, &settings.ridge)?;
        models.push((CONTENT, Box::new(ridge)));
        models.push((TREE, Box::new(decision_tree::Trees::learn(collection))));
        let popularity = popularity(collection)?.into();
        Ok(Self::of(collection, models, popularity))
    }

    fn of(
        collection: &Collection,
        models: Vec<(usize, Box<dyn Recommender + 'a>)>,
        popularity: Numbers<f32>,
    ) -> Self {
        let images = 0..collection.images() as u32;
        Self {
            models,
            popularity,
            is_new: images.map(|image| collection.likes(image) == 0).collect(),
        }
    }

    fn take(collection: &'a Collection, from: &mut ArchiveReader) -> Result<Self> {
        let mut models: Vec<(usize, Box<dyn Recommender + 'a>)> = Vec::new();
        for _ in 0..from.take_number()? {
            let part = from.take_number()?;
            models.push((
                part,
                match part {
                    EASE => Box::new(ease::Ease::take(collection, from)?),
                    ALS => Box::new(als::Als::take(from)?),
                    KNN => Box::new(item_knn::ItemKnn::take(from)?),
                    CONTENT => Box::new(ridge::Ridge::take(collection, from)?),
                    TREE => Box::new(decision_tree::Trees::take(collection, from)?),
                    _ => bail!("an unknown part"),
                },
            ));
        }
        let popularity: Numbers<f32> = from.take()?;
        ensure!(
            popularity.len() == collection.images(),
            "not of these images"
        );
        Ok(Self::of(collection, models, popularity))
    }

    /// Calls `take` with each part and its scores, (users, images).
    fn each(
        &self,
        tastes: &[Taste<'_>],
        mut take: impl FnMut(usize, ArrayViewMut2<'_, f32>),
    ) -> Result<()> {
        let mut scores = Array2::zeros((tastes.len(), self.popularity.len()));
        for (part, model) in &self.models {
            model.score(tastes, scores.view_mut())?;
            take(*part, scores.view_mut());
        }
        for mut row in scores.rows_mut() {
            row.iter_mut()
                .zip(self.popularity.iter())
                .for_each(|(score, popularity)| *score = *popularity);
        }
        take(POPULAR, scores.view_mut());
        Ok(())
    }
}

/// See [`Parts::popularity`].
fn popularity(collection: &Collection) -> Result<Vec<f32>> {
    let images = 0..collection.images() as u32;
    let likes = images.map(|image| (collection.likes(image) as f32).ln_1p());
    let mut popularity = Dense {
        columns: 1,
        values: likes.collect::<Vec<_>>().into(),
    };
    unliked::fill(collection, &mut popularity)?;
    Ok(popularity.values.to_vec())
}

/// Where the scores of a part lie, for one user.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Scale {
    mean: f32,
    /// One over the standard deviation; zero where all scores are the same.
    per_deviation: f32,
}

impl Scale {
    /// The scale of some scores, summed in double precision and in order.
    fn of<'a>(scores: impl Iterator<Item = &'a f32> + Clone) -> Self {
        let count = scores.clone().count().max(1) as f64;
        let mean = scores.clone().map(|score| f64::from(*score)).sum::<f64>() / count;
        let squares = scores.map(|score| (f64::from(*score) - mean).powi(2));
        let deviation = (squares.sum::<f64>() / count).sqrt();
        // Differences that are only rounding say nothing.
        let is_flat = deviation <= mean.abs() * 1e-6;
        Self {
            mean: mean as f32,
            per_deviation: if is_flat {
                0.0
            } else {
                (1.0 / deviation) as f32
            },
        }
    }

    fn apply(&self, score: f32) -> f32 {
        (score - self.mean) * self.per_deviation
    }
}

struct Hybrid<'a> {
    parts: Parts<'a>,
    trust: Trust,
}

impl<'a> Hybrid<'a> {
    fn take(collection: &'a Collection, from: &mut ArchiveReader) -> Result<Self> {
        let trust = Trust::take(from)?;
        let parts = Parts::take(collection, from)?;
        Ok(Self { parts, trust })
    }

    fn learn(collection: &'a Collection) -> Result<Self> {
        let settings = Settings::tuned(collection)?;
        let trust = learn_trust(collection, &settings)?;
        Ok(Self {
            parts: Parts::learn(collection, &settings)?,
            trust,
        })
    }
}

/// Weights for users who are known are the mean over so many groups of them, and over hold-outs.
const GROUPS: usize = 3;

/// How far each part is to be trusted, from what was held out.
fn learn_trust(collection: &Collection, settings: &Settings) -> Result<Trust> {
    let mut known = vec![learn_known(collection.validation(), settings)?];
    for holdout in collection.further_validations() {
        known.push(learn_known(&holdout, settings)?);
    }
    let (few_known, well_known): (Vec<_>, Vec<_>) = known.into_iter().unzip();
    let (few_known, well_known) = (mean(&few_known), mean(&well_known));
    let (mut newcomers, mut of_new_images) = (Vec::new(), Vec::new());
    for cold in collection.cold_validations() {
        let parts = Parts::learn(&cold.train, settings)?;
        newcomers.push(Examples::of(&parts, cold, false)?);
        of_new_images.push(Examples::of(&parts, cold, true)?);
    }
    let newcomers = mean_weights(&newcomers, 1..=KNOWN[0], &few_known);
    let new_images = half_pooled_weights(of_new_images, &UNTAUGHT_NEW);
    Ok(Trust::of([newcomers, few_known, well_known], new_images))
}

/// What one hold-out tells of users of whom little is known, and of those of whom much is; at one
/// scale.
fn learn_known(holdout: &Validation, settings: &Settings) -> Result<(Weights, Weights)> {
    let parts = Parts::learn(&holdout.train, settings)?;
    let groups = Examples::of(&parts, holdout, false)?.in_groups(GROUPS);
    let everybody = mean_weights(&groups, 1..=usize::MAX, &UNTAUGHT);
    let of = |known| at_scale_of(&mean_weights(&groups, known, &everybody), &UNTAUGHT);
    Ok((of(KNOWN[0] + 1..=KNOWN[1]), of(KNOWN[1] + 1..=usize::MAX)))
}

/// New images are no match for those that people like, but for somebody whose taste they fit well;
/// at the scale of [`UNTAUGHT`] and [`UNTAUGHT_NEW`].
const NEW_IMAGE_OFFSET: f32 = -2.0;

impl Recommender for Hybrid<'_> {
    fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        self.trust.put(to)?;
        to.put_number(self.parts.models.len())?;
        for (part, model) in &self.parts.models {
            to.put_number(*part)?;
            model.put(to)?;
        }
        to.put(&self.parts.popularity)
    }

    fn score(&self, tastes: &[Taste<'_>], mut scores: ArrayViewMut2<'_, f32>) -> Result<()> {
        for mut row in scores.rows_mut() {
            for (score, is_new) in row.iter_mut().zip(&self.parts.is_new) {
                *score = if *is_new {
                    self.trust.new_image_offset
                } else {
                    0.0
                };
            }
        }
        self.parts.each(tastes, |part, values| {
            let rows = values.rows().into_iter().zip(scores.rows_mut());
            for (taste, (values, mut row)) in tastes.iter().zip(rows) {
                let weight = self.trust.of_user(taste.favorites.len())[part];
                let new_weight = self.trust.new_images[part];
                if weight == 0.0 && new_weight == 0.0 {
                    continue;
                }
                let scale = Scale::of(values.iter());
                let pairs = row.iter_mut().zip(values);
                for ((score, value), is_new) in pairs.zip(&self.parts.is_new) {
                    let weight = if *is_new { new_weight } else { weight };
                    *score += weight * scale.apply(*value);
                }
            }
        })
    }

    fn contributions(&self, taste: &Taste<'_>, images: &[u32]) -> Result<Vec<Vec<Contribution>>> {
        let mut scales = [Scale::default(); PARTS];
        self.parts.each(&[*taste], |part, values| {
            scales[part] = Scale::of(values.iter());
        })?;
        let weight = |part: usize, image: u32| {
            let weights = match self.parts.is_new[image as usize] {
                true => &self.trust.new_images,
                false => self.trust.of_user(taste.favorites.len()),
            };
            weights[part] * scales[part].per_deviation
        };
        let mut sums = vec![Sums::default(); images.len()];
        for (part, model) in &self.parts.models {
            let parts = model.contributions(taste, images)?;
            for (place, (image, parts)) in images.iter().zip(parts).enumerate() {
                let weight = weight(*part, *image);
                for contribution in parts {
                    sums[place].add(contribution.cause, weight * contribution.amount);
                }
                sums[place].add(Cause::Base, -weight * scales[*part].mean);
            }
        }
        for (place, image) in images.iter().enumerate() {
            let above = self.parts.popularity[*image as usize] - scales[POPULAR].mean;
            sums[place].add(Cause::Popularity, weight(POPULAR, *image) * above);
            if self.parts.is_new[*image as usize] {
                sums[place].add(Cause::Base, self.trust.new_image_offset);
            }
        }
        Ok(sums.into_iter().map(Sums::into_list).collect())
    }

    /// Half for the average image of the collection, towards 1 for those far above it.
    fn shown(&self, score: f32) -> f64 {
        let score = f64::from(score);
        0.5 + 0.5 * score / (2.0 + score.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is shown of new images beside others does not hang on how high weights came out.
    #[test]
    fn only_the_proportions_of_weights_count() {
        let (user, new) = (
            [0.0, 0.5, 0.0, 0.25, 0.0, 0.75],
            [0.0, 1.5, 0.0, 2.0, 1.0, 0.0],
        );
        let trust = Trust::of([user; KNOWN.len()], new);
        let other = Trust::of(
            [user.map(|weight| weight * 4.0); KNOWN.len()],
            new.map(|weight| weight / 2.0),
        );
        assert_eq!(trust, other);
        let untaught = Trust::of([UNTAUGHT; KNOWN.len()], UNTAUGHT_NEW);
        assert_eq!(untaught.users, [UNTAUGHT; KNOWN.len()]);
        assert_eq!(untaught.new_images, UNTAUGHT_NEW);
    }
}
