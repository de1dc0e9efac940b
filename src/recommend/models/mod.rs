//! The models, one file each.

mod als;
mod ease;
mod hybrid;
mod item_knn;
pub mod popular;
mod random;
mod ridge;

use super::model::ModelDefinition;

/// All models, the default first.
pub const MODELS: &[ModelDefinition] = &[
    hybrid::DEFINITION,
    als::DEFINITION,
    ease::DEFINITION,
    item_knn::DEFINITION,
    ridge::DEFINITION,
    popular::DEFINITION,
    random::DEFINITION,
];
