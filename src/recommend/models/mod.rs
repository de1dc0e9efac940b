//! The models, one file each.

pub mod als;
mod decision_tree;
mod ease;
mod hybrid;
pub mod item_knn;
mod k_means;
pub mod popular;
mod random;
mod random_forest;
mod ridge;
mod svm;

use super::model::ModelDefinition;

/// All models, the default first.
pub const MODELS: &[ModelDefinition] = &[
    hybrid::DEFINITION,
    als::DEFINITION,
    ease::DEFINITION,
    item_knn::DEFINITION,
    ridge::DEFINITION,
    decision_tree::DEFINITION,
    random_forest::DEFINITION,
    svm::DEFINITION,
    k_means::DEFINITION,
    popular::DEFINITION,
    random::DEFINITION,
];
