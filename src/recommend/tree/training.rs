//! The rows from which a tree learns, and the best question to ask of some of them: the one door
//! to `linfa-trees`.
//!
//! Every split is found by a tree of depth one, fitted to the rows of that node alone. A whole
//! tree from one call would be shorter, but the crate (0.8.1) then
//! * compares neighbouring values of *all* rows, also of those outside the node, so a yes-or-no
//!   feature can be split below the root only if one particular row happens to be in the node;
//! * merges leaves of the same class, although their shares of favourites differ;
//! * answers with a class and not with a probability, and breaks ties by the order of a hash map;
//! * overflows the stack on a NaN, which is why values are checked before it sees them.

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_trees::{DecisionTree, SplitQuality};
use ndarray::{Array1, ArrayView2, Axis};
use rand::seq::index;

use super::{FitError, TreeSettings};
use crate::domain::Seed;

/// The least drop in Gini impurity (0 to 0.5 for two classes) that is worth a split: above the
/// rounding of the single-precision sums from which it is computed.
const MIN_GAIN: f64 = 1e-4;
/// Weights are multiples of this: with no more than [`MAX_NEGATIVES`] they add up to less than
/// 2^24 steps, which the single precision of the crate holds exactly.
const WEIGHT_STEP: f64 = 1.0 / 16.0;
/// No more other images than this are drawn.
pub(super) const MAX_NEGATIVES: usize = 500_000;

/// At least one row and one column, every value finite.
pub(super) fn check_matrix(features: ArrayView2<f64>) -> Result<(), FitError> {
    let (rows, columns) = features.dim();
    if rows == 0 || columns == 0 {
        return Err(FitError::Empty { rows, columns });
    }
    match features
        .indexed_iter()
        .find(|(_, value)| !value.is_finite())
    {
        Some(((row, column), _)) => Err(FitError::NotFinite { row, column }),
        None => Ok(()),
    }
}

/// For each row, whether it is a favourite; at least one is and at least one is not.
pub(super) fn liked_rows(rows: usize, favorites: &[usize]) -> Result<Vec<bool>, FitError> {
    let mut liked = vec![false; rows];
    for &favorite in favorites {
        *liked
            .get_mut(favorite)
            .ok_or(FitError::UnknownFavorite { favorite, rows })? = true;
    }
    if favorites.is_empty() {
        return Err(FitError::NoFavorites);
    }
    if liked.iter().all(|&is_liked| is_liked) {
        return Err(FitError::AllFavorites { rows });
    }
    Ok(liked)
}

/// The rows from which splits are learned, with their weights. Both classes weigh the same in
/// sum, else the many others would hide what the few favourites have in common.
pub(super) struct Training<'a> {
    pub(super) features: ArrayView2<'a, f64>,
    liked: &'a [bool],
    /// All favourites and the other images that were drawn, ascending.
    pub(super) rows: Vec<usize>,
    /// Of one favourite; another image weighs 1.
    favorite_weight: f32,
    min_leaf_weight: f32,
}

impl<'a> Training<'a> {
    /// Takes all favourites and draws from the other images.
    pub(super) fn draw(
        features: ArrayView2<'a, f64>,
        liked: &'a [bool],
        settings: &TreeSettings,
        seed: Seed,
    ) -> Self {
        let (mut rows, others): (Vec<usize>, Vec<usize>) =
            (0..liked.len()).partition(|&row| liked[row]);
        let favorites = rows.len();
        let wanted = favorites
            .saturating_mul(settings.negatives_per_favorite)
            .max(settings.min_negatives)
            .min(MAX_NEGATIVES)
            .min(others.len());
        let drawn = index::sample(&mut seed.rng(), others.len(), wanted);
        rows.extend(drawn.into_iter().map(|place| others[place]));
        rows.sort_unstable();

        let balance = wanted as f64 / favorites as f64;
        let favorite_weight = round_to_step(balance);
        let min_leaf = settings.min_leaf.min(favorites as f64 / 2.0);
        Self {
            features,
            liked,
            rows,
            favorite_weight,
            min_leaf_weight: round_to_step(min_leaf * f64::from(favorite_weight)),
        }
    }

    /// The feature and the threshold that lower the weighted Gini impurity of `rows` most; the
    /// first feature and the lowest threshold among equals; none, where no split is worth it.
    pub(super) fn best_split(&self, rows: &[usize]) -> Result<Option<(usize, f64)>, FitError> {
        let weight = |&row: &usize| {
            if self.liked[row] {
                self.favorite_weight
            } else {
                1.0
            }
        };
        let targets: Array1<bool> = rows.iter().map(|&row| self.liked[row]).collect();
        let dataset = DatasetBase::new(self.features.select(Axis(0), rows), targets)
            .with_weights(rows.iter().map(weight).collect());
        let stump = DecisionTree::params()
            .split_quality(SplitQuality::Gini)
            .max_depth(Some(1))
            .min_weight_leaf(self.min_leaf_weight)
            .min_impurity_decrease(MIN_GAIN)
            .fit(&dataset)
            .map_err(|error| FitError::Split(Box::new(error)))?;
        // The root keeps its split also where the crate merged two leaves of the same class; a
        // root that was never split has a gain of zero.
        let (feature, threshold, gain) = stump.root_node().split();
        Ok((gain > 0.0).then_some((feature, threshold)))
    }
}

/// The nearest positive multiple of [`WEIGHT_STEP`].
fn round_to_step(weight: f64) -> f32 {
    ((weight / WEIGHT_STEP).round().max(1.0) * WEIGHT_STEP) as f32
}
