//! Model `ridge`: what the favourites have that other images do not, by one linear regression a
//! user over all images (ridge regression, Hoerl and Kennard 1970), solved for all users with one
//! inverse.
//!
//! With T the matrix of content, rows of length one, and A = inverse(T'T + l I), the weights of a
//! user's features are A T' x, and the scores are T times these.

use anyhow::Result;
use ndarray::ArrayViewMut2;

use crate::fsio::{ArchiveReader, ArchiveWriter};
use crate::recommend::Collection;
use crate::recommend::content::UnitRows;
use crate::recommend::linalg::{self, Dense};
use crate::recommend::model::{Cause, Contribution, ModelDefinition, Recommender, Taste};
use crate::recommend::tune;

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "ridge",
    help: "what the favourites have and other images do not: colours, tags, orientation and size (linear)",
    learn: |collection| {
        let settings = tuned(collection)?;
        Ok(Box::new(Ridge::learn(collection, &settings)?))
    },
    take: |collection, from| Ok(Box::new(Ridge::take(collection, from)?)),
};

/// How features are weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The ridge, in images, above 0.
    pub ridge: f32,
}

/// The settings that are tried; the first where there is nothing to judge by.
const GRID: [Settings; 4] = [
    Settings { ridge: 20.0 },
    Settings { ridge: 5.0 },
    Settings { ridge: 80.0 },
    Settings { ridge: 300.0 },
];

/// The settings that do best on what was held out.
///
/// # Errors
/// See [`Ridge::learn`].
pub fn tuned(collection: &Collection) -> Result<Settings> {
    tune::best_of(collection, &GRID, |collection, settings| {
        Ok(Box::new(Ridge::learn(collection, settings)?))
    })
}

/// The content of images, and the inverse that all users share.
pub struct Ridge<'a> {
    collection: &'a Collection,
    content: &'a UnitRows,
    /// (features, features).
    inverse: Dense,
}

impl<'a> Ridge<'a> {
    /// Inverts what all users share.
    ///
    /// # Errors
    /// The matrix is singular, which a ridge above zero prevents.
    pub fn learn(collection: &'a Collection, settings: &Settings) -> Result<Self> {
        let content = collection.unit_rows();
        let images = 0..collection.images() as u32;
        let inverse = content.inverse_gram(images, settings.ridge)?;
        Ok(Self {
            collection,
            content,
            inverse,
        })
    }

    /// Reads what was written, of the same collection.
    ///
    /// # Errors
    /// The file is cut.
    pub fn take(collection: &'a Collection, from: &mut ArchiveReader) -> Result<Self> {
        Ok(Self {
            collection,
            content: collection.unit_rows(),
            inverse: Dense::take(from)?,
        })
    }

    /// The weights of the features of some users, one user after the other.
    fn weights(&self, tastes: &[Taste<'_>]) -> Vec<f32> {
        let features = self.inverse.columns;
        let mut sums = vec![0.0; tastes.len() * features];
        for (taste, sum) in tastes.iter().zip(sums.chunks_mut(features.max(1))) {
            self.content.rows.add_rows(taste.favorites, sum);
        }
        let mut weights = vec![0.0; sums.len()];
        linalg::product(
            &mut weights,
            &sums,
            &self.inverse.values,
            features,
            features,
        );
        weights
    }
}

impl Recommender for Ridge<'_> {
    fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        self.inverse.put(to)
    }

    fn score(&self, tastes: &[Taste<'_>], mut scores: ArrayViewMut2<'_, f32>) -> Result<()> {
        let weights = self.weights(tastes);
        let each = weights.chunks(self.inverse.columns.max(1));
        for (weights, mut row) in each.zip(scores.rows_mut()) {
            for (image, score) in (0..).zip(&mut row) {
                *score = self.content.rows.dot(image, weights);
            }
        }
        Ok(())
    }

    fn contributions(&self, taste: &Taste<'_>, images: &[u32]) -> Result<Vec<Vec<Contribution>>> {
        let weights = self.weights(&[*taste]);
        let traits = &self.collection.content.features.traits;
        let parts = |image: &u32| {
            let (columns, values) = self.content.rows.row(*image);
            let each = columns
                .iter()
                .zip(values)
                .map(|(column, value)| Contribution {
                    cause: match traits[*column as usize] {
                        Some(number) => Cause::Has(number),
                        None => Cause::Position(*column),
                    },
                    amount: weights[*column as usize] * value,
                });
            each.collect()
        };
        Ok(images.iter().map(parts).collect())
    }
}
