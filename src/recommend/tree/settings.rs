//! How a tree is grown: every choice with its range, its default and the reason for it.

use super::FitError;
#[cfg(doc)]
use super::TasteTree;
use super::training::MAX_NEGATIVES;

/// How a [`TasteTree`] is grown.
#[derive(Debug, Clone, PartialEq)]
pub struct TreeSettings {
    /// The most rules between the root and a leaf, 1 to 16. Default 6: a reason of more than a
    /// few rules is none.
    pub max_depth: usize,
    /// How many other images are drawn for each favourite as examples of "not liked", 1 to
    /// 1,000. Default 4.
    pub negatives_per_favorite: usize,
    /// At least so many other images are drawn (all, where there are fewer), 1 to 500,000.
    /// Default 1,000: for 15 favourites among 1,500 images this found twice as many held-out
    /// favourites in the first ten as four to one did (simulated tastes, 6 ms a tree).
    pub min_negatives: usize,
    /// The least weight of a leaf, counted in favourites, above 0 and at most 1,000; half of all
    /// favourites, where that is less. The other images together weigh as much as all
    /// favourites, so with 50 of them to a favourite, 2.0 means two favourites or a hundred
    /// others. Default 2: one favourite alone is an accident.
    pub min_leaf: f64,
    /// How strongly a node's share of favourites is drawn towards that of its parent, counted
    /// in favourites (the m of [`TasteTree::probabilities`]), above 0 and at most 1,000.
    /// Default 2: from a half, with two classes, that is Laplace's rule of succession.
    pub smoothing: f64,
}

impl Default for TreeSettings {
    fn default() -> Self {
        Self {
            max_depth: 6,
            negatives_per_favorite: 4,
            min_negatives: 1_000,
            min_leaf: 2.0,
            smoothing: 2.0,
        }
    }
}

impl TreeSettings {
    /// Checks every field against its range.
    ///
    /// # Errors
    /// [`FitError::Setting`] names the first field that is out of its range.
    pub fn check(&self) -> Result<(), FitError> {
        let whole = |name, value: usize, highest: usize| {
            let value = value as f64;
            in_range(name, value, value >= 1.0, highest as f64)
        };
        let weight = |name, value: f64| in_range(name, value, value > 0.0, 1_000.0);
        whole("max_depth", self.max_depth, 16)?;
        whole("negatives_per_favorite", self.negatives_per_favorite, 1_000)?;
        whole("min_negatives", self.min_negatives, MAX_NEGATIVES)?;
        weight("min_leaf", self.min_leaf)?;
        weight("smoothing", self.smoothing)
    }
}

fn in_range(
    name: &'static str,
    value: f64,
    high_enough: bool,
    highest: f64,
) -> Result<(), FitError> {
    // A NaN fails both comparisons.
    if high_enough && value <= highest {
        return Ok(());
    }
    Err(FitError::Setting {
        name,
        value,
        highest,
    })
}
