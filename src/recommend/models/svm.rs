//! Model `svm`: one support vector machine a user, linear in what images have (Cortes and Vapnik
//! 1995), with the errors on favourites and on others weighted against their numbers.

use anyhow::Result;
use linfa::Dataset;
use linfa::traits::Fit;
use linfa_svm::Svm;
use ndarray::{Array1, Array2, ArrayViewMut2};
use rand::Rng;
use rand::seq::index;
use rayon::prelude::*;

use crate::fsio::ArchiveWriter;
use crate::recommend::Collection;
use crate::recommend::content::UnitRows;
use crate::recommend::model::{Cause, Contribution, ModelDefinition, Recommender, Taste};
use crate::recommend::prior::WithPrior;

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "svm",
    help: "a linear support vector machine for each user over what images have",
    learn: |collection| Ok(Box::new(WithPrior::learn(collection, learn)?)),
    take: |collection, from| {
        Ok(Box::new(WithPrior::take(
            collection,
            from,
            |collection, _| learn(collection),
        )?))
    },
};

/// Other images that are drawn for each favourite, and at least.
const OTHERS: usize = 3;
const MIN_OTHERS: usize = 50;
/// The most rows: time grows with their square.
const MAX_ROWS: usize = 400;
/// What an error on a favourite costs; all others together cost as much as all favourites.
const COST: f64 = 1.0;
/// Decision values are stretched to the order of log-odds.
const STRETCH: f32 = 4.0;

fn learn(collection: &Collection) -> Result<Box<dyn Recommender + '_>> {
    Ok(Box::new(Machines {
        collection,
        content: collection.unit_rows(),
    }))
}

struct Machines<'a> {
    collection: &'a Collection,
    content: &'a UnitRows,
}

impl Machines<'_> {
    /// The features that some favourite has, and how much each weighs; all zeros where nothing
    /// can be learned.
    fn weights(&self, taste: &Taste<'_>) -> Vec<(u32, f32)> {
        let mut rng = taste.seed.derive("svm", "").rng();
        let favorites = some(&mut rng, taste.favorites);
        let mut columns: Vec<u32> = favorites
            .iter()
            .flat_map(|image| self.content.rows.row(*image).0)
            .copied()
            .collect();
        columns.sort_unstable();
        columns.dedup();
        let others = self.others(&mut rng, taste, favorites.len());
        let found = self.machine(&favorites, &others, &columns);
        let weights = found.unwrap_or_else(|| vec![0.0; columns.len()]);
        columns.into_iter().zip(weights).collect()
    }

    /// Images that are no favourites, drawn by chance.
    fn others(&self, rng: &mut impl Rng, taste: &Taste<'_>, favorites: usize) -> Vec<u32> {
        let images = self.collection.images();
        let open = images - taste.favorites.len();
        let wanted = (favorites * OTHERS).max(MIN_OTHERS);
        let wanted = wanted.min(MAX_ROWS - favorites).min(open);
        let drawn = index::sample(rng, images, images.min(wanted + taste.favorites.len()));
        let mut others: Vec<u32> = drawn
            .into_iter()
            .map(|image| image as u32)
            .filter(|image| taste.favorites.binary_search(image).is_err())
            .take(wanted)
            .collect();
        others.sort_unstable();
        others
    }

    fn machine(&self, favorites: &[u32], others: &[u32], columns: &[u32]) -> Option<Vec<f32>> {
        if favorites.is_empty() || others.is_empty() || columns.is_empty() {
            return None;
        }
        let mut rows = Array2::zeros((favorites.len() + others.len(), columns.len()));
        for (image, mut row) in favorites.iter().chain(others).zip(rows.rows_mut()) {
            let (own, values) = self.content.rows.row(*image);
            for (column, value) in own.iter().zip(values) {
                if let Ok(place) = columns.binary_search(column) {
                    row[place] = f64::from(*value);
                }
            }
        }
        let targets = Array1::from_shape_fn(rows.nrows(), |row| row < favorites.len());
        let cost_of_others = COST * favorites.len() as f64 / others.len() as f64;
        let machine = Svm::<f64, bool>::params()
            .pos_neg_weights(COST, cost_of_others)
            .linear_kernel()
            .fit(&Dataset::new(rows, targets))
            .ok()?;
        // The kernel is linear: what a feature alone is worth is its weight.
        let weights: Vec<f32> = (0..columns.len())
            .map(|place| {
                let mut alone = Array1::zeros(columns.len());
                alone[place] = 1.0;
                machine.weighted_sum(&alone) as f32 * STRETCH
            })
            .collect();
        weights
            .iter()
            .all(|weight| weight.is_finite())
            .then_some(weights)
    }
}

/// The favourites, or of more than there is room for some drawn by chance.
fn some(rng: &mut impl Rng, favorites: &[u32]) -> Vec<u32> {
    if favorites.len() <= MAX_ROWS / 2 {
        return favorites.to_vec();
    }
    let drawn = index::sample(rng, favorites.len(), MAX_ROWS / 2);
    let mut some: Vec<u32> = drawn.into_iter().map(|place| favorites[place]).collect();
    some.sort_unstable();
    some
}

impl Recommender for Machines<'_> {
    /// A user's machine is made when it is asked for.
    fn put(&self, _to: &mut ArchiveWriter) -> Result<()> {
        Ok(())
    }

    fn score(&self, tastes: &[Taste<'_>], mut scores: ArrayViewMut2<'_, f32>) -> Result<()> {
        let rows: Vec<_> = scores.rows_mut().into_iter().collect();
        tastes.par_iter().zip(rows).for_each(|(taste, mut row)| {
            let mut dense = vec![0.0; self.collection.content.features.features.len()];
            for (column, weight) in self.weights(taste) {
                dense[column as usize] = weight;
            }
            for (image, score) in (0..).zip(&mut row) {
                *score = self.content.rows.dot(image, &dense);
            }
        });
        Ok(())
    }

    fn contributions(&self, taste: &Taste<'_>, images: &[u32]) -> Result<Vec<Vec<Contribution>>> {
        let weights = self.weights(taste);
        let traits = &self.collection.content.features.traits;
        let parts = |image: &u32| {
            let each = weights.iter().map(|(column, weight)| Contribution {
                cause: match traits[*column as usize] {
                    Some(number) => Cause::Has(number),
                    None => Cause::Position(*column),
                },
                amount: weight * self.content.rows.value(*image, *column),
            });
            each.filter(|part| part.amount != 0.0).collect()
        };
        Ok(images.iter().map(parts).collect())
    }
}
