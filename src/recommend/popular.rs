//! Model `popular`: what most users like. It knows nothing of the user; every other model must do
//! better.

use anyhow::Result;

use super::{Collection, ModelDefinition, Recommender, Taste};

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "popular",
    help: "what most users like, the same for everybody (a baseline)",
    learn: |collection, _seed| Ok(Box::new(Popular(shares(collection)))),
};

struct Popular(Vec<f64>);

impl Recommender for Popular {
    fn scores(&self, _taste: &Taste<'_>) -> Result<Vec<f64>> {
        Ok(self.0.clone())
    }
}

/// The share of users who like each image, 0 to 1.
pub fn shares(collection: &Collection) -> Vec<f64> {
    let users = collection.users.max(1) as f64;
    collection
        .likes
        .iter()
        .map(|likes| (*likes as f64 / users).min(1.0))
        .collect()
}
