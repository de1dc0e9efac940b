//! Model `decision-tree`: one tree a user, favourite or not, ranked by the probability of the
//! leaf that an image falls into (Breiman et al., *Classification and Regression Trees*, 1984).

use anyhow::Result;

use super::tree::{FitError, TasteTree, TreeSettings};
use super::{Collection, ModelDefinition, Recommender, Taste};

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "decision-tree",
    help: "a decision tree for each user over colours, tags, orientation and size",
    learn: |collection, _seed| {
        Ok(Box::new(Trees {
            collection,
            settings: TreeSettings::default(),
        }))
    },
};

/// Where nothing is known either way.
const EVEN: f64 = 0.5;

struct Trees<'a> {
    collection: &'a Collection,
    settings: TreeSettings,
}

impl Recommender for Trees<'_> {
    fn scores(&self, taste: &Taste<'_>) -> Result<Vec<f64>> {
        let features = self.collection.features.values.view();
        match TasteTree::fit(features, taste.favorites, &self.settings, taste.seed) {
            Ok(tree) => Ok(tree.probabilities(features)),
            // Images that have no features at all cannot be told apart by them.
            Err(FitError::Empty { .. }) => Ok(vec![EVEN; self.collection.features.filenames.len()]),
            Err(error) => Err(error.into()),
        }
    }
}
