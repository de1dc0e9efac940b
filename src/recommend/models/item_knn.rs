//! Model `item-knn`: images that are liked by the same people as the user's favourites.
//!
//! The likeness of two images is the cosine between the columns of the matrix of favourites, each
//! user weighted down by how much that user likes (Sarwar et al. 2001; Deshpande and Karypis 2004).
//! An image's score is the sum over the user's favourites of the likeness, where the favourite is
//! among the image's nearest.

use anyhow::Result;
use ndarray::ArrayViewMut2;
use rayon::prelude::*;

use crate::fsio::{ArchiveReader, ArchiveWriter};
use crate::recommend::Collection;
use crate::recommend::model::{Cause, Contribution, ModelDefinition, Recommender, Taste};
use crate::recommend::sparse::Weighted;
use crate::recommend::tune;

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "item-knn",
    help: "images that are liked by the same people as the user's favourites (neighbours)",
    learn: |collection| {
        let settings = tuned(collection)?;
        Ok(Box::new(ItemKnn::learn(collection, &settings)))
    },
    take: |_, from| Ok(Box::new(ItemKnn::take(from)?)),
};

/// How neighbours are found.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How many nearest images count for each image.
    pub neighbors: usize,
    /// A user with n favourites weighs n to the power of minus this, in each image.
    pub user_power: f32,
    /// Added to the product of norms, so that a likeness by one or two users counts for less.
    pub shrinkage: f32,
}

/// The settings that are tried; the first where there is nothing to judge by.
fn grid() -> Vec<Settings> {
    let settings = |neighbors, user_power, shrinkage| Settings {
        neighbors,
        user_power,
        shrinkage,
    };
    vec![
        settings(200, 0.5, 0.0),
        settings(200, 0.0, 0.0),
        settings(1_000, 0.5, 0.0),
        settings(1_000, 0.0, 0.0),
        settings(1_000, 0.25, 0.0),
        settings(1_000, 0.5, 10.0),
    ]
}

/// The settings that do best on what was held out.
///
/// # Errors
/// Never; for the signature of what is tuned.
pub fn tuned(collection: &Collection) -> Result<Settings> {
    tune::best_of(collection, &grid(), |collection, settings| {
        Ok(Box::new(ItemKnn::learn(collection, settings)))
    })
}

/// Neighbours of images.
pub struct ItemKnn {
    /// For each favourite the images that it is a neighbour of, and how near.
    neighbors: Weighted,
}

impl ItemKnn {
    /// Reads neighbours that were written.
    ///
    /// # Errors
    /// The file is cut.
    pub fn take(from: &mut ArchiveReader) -> Result<Self> {
        let neighbors = Weighted::take(from)?;
        Ok(Self { neighbors })
    }

    /// Finds the neighbours of all images.
    pub fn learn(collection: &Collection, settings: &Settings) -> Self {
        let weights: Vec<f32> = collection
            .favorites
            .iter()
            .map(|row| (row.len().max(1) as f32).powf(-2.0 * settings.user_power))
            .collect();
        let norms: Vec<f32> = collection
            .fans
            .iter()
            .map(|fans| {
                fans.iter()
                    .map(|fan| weights[*fan as usize])
                    .sum::<f32>()
                    .sqrt()
            })
            .collect();
        let mean = norms.iter().sum::<f32>() / norms.len().max(1) as f32;
        let shrinkage = settings.shrinkage * mean * mean;
        let images = collection.images();
        let rows: Vec<Vec<(u32, f32)>> = (0..images)
            .into_par_iter()
            .map_init(
                || Neighborhood::new(images),
                |near, image| {
                    near.count(collection, &weights, image);
                    near.nearest(settings.neighbors, |other, sum| {
                        sum / (norms[image] * norms[other as usize] + shrinkage)
                    })
                },
            )
            .collect();
        Self {
            neighbors: Weighted::transposed(images, &rows),
        }
    }
}

/// What is counted around one image.
struct Neighborhood {
    sums: Vec<f32>,
    met: Vec<u32>,
}

impl Neighborhood {
    fn new(images: usize) -> Self {
        Self {
            sums: vec![0.0; images],
            met: Vec::new(),
        }
    }

    /// Sums for each other image the weights of the users who like both.
    fn count(&mut self, collection: &Collection, weights: &[f32], image: usize) {
        for fan in collection.fans.row(image) {
            let weight = weights[*fan as usize];
            for other in collection.favorites.row(*fan as usize) {
                let sum = &mut self.sums[*other as usize];
                if *sum == 0.0 {
                    self.met.push(*other);
                }
                *sum += weight;
            }
        }
        self.met.retain(|other| *other as usize != image);
        self.sums[image] = 0.0;
    }

    /// The nearest of the images met, by number, each with its likeness; forgets what was counted.
    fn nearest(&mut self, most: usize, likeness: impl Fn(u32, f32) -> f32) -> Vec<(u32, f32)> {
        let mut all: Vec<(u32, f32)> = self
            .met
            .drain(..)
            .map(|other| {
                let sum = std::mem::take(&mut self.sums[other as usize]);
                (other, likeness(other, sum))
            })
            .collect();
        if all.len() > most {
            all.select_nth_unstable_by(most, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            all.truncate(most);
            // Far more were met than are kept.
            all.shrink_to_fit();
        }
        all.sort_unstable_by_key(|(other, _)| *other);
        all
    }
}

impl Recommender for ItemKnn {
    fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        self.neighbors.put(to)
    }

    fn score(&self, tastes: &[Taste<'_>], mut scores: ArrayViewMut2<'_, f32>) -> Result<()> {
        for (taste, mut row) in tastes.iter().zip(scores.rows_mut()) {
            row.fill(0.0);
            if let Some(row) = row.as_slice_mut() {
                self.neighbors.add_rows(taste.favorites, row);
            }
            row /= taste.favorites.len().max(1) as f32;
        }
        Ok(())
    }

    fn contributions(&self, taste: &Taste<'_>, images: &[u32]) -> Result<Vec<Vec<Contribution>>> {
        let count = taste.favorites.len().max(1) as f32;
        let parts = |image: &u32| {
            let each = taste.favorites.iter().map(|favorite| Contribution {
                cause: Cause::Favorite(*favorite),
                amount: self.neighbors.value(*favorite, *image) / count,
            });
            each.filter(|part| part.amount != 0.0).collect()
        };
        Ok(images.iter().map(parts).collect())
    }
}
