//! Model `popular`: what most users like. It knows nothing of the user; every other model must do
//! better.

use anyhow::Result;
use ndarray::{ArrayView1, ArrayViewMut2};

use crate::fsio::ArchiveWriter;
use crate::recommend::Collection;
use crate::recommend::model::{Cause, Contribution, ModelDefinition, Recommender, Taste};

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "popular",
    help: "what most users like, the same for everybody (a baseline)",
    learn: |collection| Ok(Box::new(Popular(shares(collection)))),
    take: |collection, _| Ok(Box::new(Popular(shares(collection)))),
};

/// The share of users who like each image, 0 to 1.
struct Popular(Vec<f32>);

impl Recommender for Popular {
    fn put(&self, _to: &mut ArchiveWriter) -> Result<()> {
        Ok(())
    }

    fn score(&self, _tastes: &[Taste<'_>], mut scores: ArrayViewMut2<'_, f32>) -> Result<()> {
        scores.assign(&ArrayView1::from(&self.0));
        Ok(())
    }

    fn contributions(&self, _taste: &Taste<'_>, images: &[u32]) -> Result<Vec<Vec<Contribution>>> {
        let part = |image: &u32| {
            vec![Contribution {
                cause: Cause::Popularity,
                amount: self.0[*image as usize],
            }]
        };
        Ok(images.iter().map(part).collect())
    }
}

/// The share of users who like each image, 0 to 1.
pub fn shares(collection: &Collection) -> Vec<f32> {
    let images = 0..collection.images() as u32;
    images.map(|image| share(collection, image)).collect()
}

/// The share of users who like an image, 0 to 1.
pub fn share(collection: &Collection, image: u32) -> f32 {
    collection.likes(image) as f32 / collection.users().max(1) as f32
}
