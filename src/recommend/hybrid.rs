//! Model `hybrid`: the tree says what the favourites have in common, the clusters say what looks
//! like them; both are asked, and popularity settles what they leave open.

use anyhow::Result;

use super::{Collection, ModelDefinition, Recommender, Taste, decision_tree, k_means, popular};
use crate::domain::Seed;

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "hybrid",
    help: "decision tree and clusters together, popularity where they are undecided (the default)",
    learn,
};

/// How far each part is trusted; they sum to 1. Both content models alike: neither is better
/// on all collections. Popularity only settles ties, a taste of one's own comes first.
const TREE_WEIGHT: f64 = 0.475;
const CLUSTER_WEIGHT: f64 = 0.475;
const POPULAR_WEIGHT: f64 = 0.05;

struct Hybrid<'a>(Vec<(f64, Box<dyn Recommender + 'a>)>);

fn learn(collection: &Collection, seed: Seed) -> Result<Box<dyn Recommender + '_>> {
    let parts = [
        (TREE_WEIGHT, decision_tree::DEFINITION),
        (CLUSTER_WEIGHT, k_means::DEFINITION),
        (POPULAR_WEIGHT, popular::DEFINITION),
    ];
    let learned = parts.into_iter().map(|(weight, part)| {
        Ok((
            weight,
            (part.learn)(collection, seed.derive("part", part.name))?,
        ))
    });
    Ok(Box::new(Hybrid(learned.collect::<Result<_>>()?)))
}

impl Recommender for Hybrid<'_> {
    fn scores(&self, taste: &Taste<'_>) -> Result<Vec<f64>> {
        let mut sums: Vec<f64> = Vec::new();
        for (weight, part) in &self.0 {
            let scores = part.scores(taste)?;
            sums.resize(scores.len(), 0.0);
            for (sum, score) in sums.iter_mut().zip(scores) {
                *sum += weight * score;
            }
        }
        Ok(sums)
    }
}
