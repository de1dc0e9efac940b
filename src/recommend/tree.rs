//! The decision tree of one user's taste: which features tell the favourites from the rest, and
//! how likely the user is to like any image.
//!
//! `training` finds one split at a time; this file grows the tree from them, keeps it as a plain
//! list of nodes, and answers from it.

mod error;
mod settings;
mod training;

use ndarray::{ArrayView1, ArrayView2};

use self::training::{Training, check_matrix, liked_rows};
use crate::domain::Seed;

pub use self::error::FitError;
pub use self::settings::TreeSettings;

/// Where the list of nodes begins.
const ROOT: usize = 0;
/// The probability before anything is known: both classes weigh the same.
const EVEN: f64 = 0.5;

/// One question on the way from the root to a leaf, as a row answered it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Column of the feature matrix.
    pub feature: usize,
    /// Half-way between two values that were seen in training, so on neither of them.
    pub threshold: f64,
    /// Whether the row's value is below the threshold (`value < threshold`).
    pub below: bool,
    /// By how much this answer moved the probability, -1 to 1. One half plus the gains along a
    /// path is the probability of the row.
    pub gain: f64,
}

/// The taste of one user, grown by [`TasteTree::fit`].
#[derive(Debug, Clone, PartialEq)]
pub struct TasteTree {
    /// A parent always stands before its children.
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, PartialEq)]
struct Node {
    probability: f64,
    split: Option<Split>,
}

#[derive(Debug, Clone, PartialEq)]
struct Split {
    feature: usize,
    threshold: f64,
    below: usize,
    above: usize,
}

impl TasteTree {
    /// Learns what tells the favourites from the other images.
    ///
    /// * `features`: `(n_images, n_features)`, finite and on the order of one (values closer
    ///   than 1e-5 count as equal);
    /// * `favorites`: the rows that the user likes, in any order, repeats allowed;
    /// * `seed`: draws the examples of "not liked"; derive one for each user.
    ///
    /// # Errors
    /// See [`FitError`]: an unfit matrix, no favourites or only favourites, a bad setting.
    pub fn fit(
        features: ArrayView2<f64>,
        favorites: &[usize],
        settings: &TreeSettings,
        seed: Seed,
    ) -> Result<Self, FitError> {
        settings.check()?;
        check_matrix(features)?;
        let liked = liked_rows(features.nrows(), favorites)?;
        let training = Training::draw(features.view(), &liked, settings, seed);
        let mut tree = Self { nodes: Vec::new() };
        tree.grow(&training, &training.rows, settings.max_depth)?;
        tree.weigh(features, &liked, settings.smoothing);
        Ok(tree)
    }

    /// How likely the user is to like each row of `features`, `(n_rows, n_features)`; 0 to 1,
    /// in the order of the rows.
    ///
    /// A node with `f` favourites and `o` others, the others scaled so that all of them weigh as
    /// much as all favourites, has the m-estimate (Cestnik 1990) `(f + m p) / (f + o + m)`,
    /// where `p` is that of its parent, so small leaves lean on what is known around them (after
    /// the m-branch smoothing of Ferri, Flach and Hernández-Orallo 2003); at the root `p` = 1/2.
    ///
    /// The balance makes 1/2 mean "as common among favourites as among the rest", not "liked
    /// every second time"; the ranking, which (smoothing aside) follows the ratio of the two
    /// shares, is not touched by it. All other images are counted here, also those not drawn for training, so a leaf
    /// that looks pure only because few were drawn into it earns no high value.
    ///
    /// A row whose value is missing or not finite where it is asked for takes the probability of
    /// the node that asked.
    pub fn probabilities(&self, features: ArrayView2<f64>) -> Vec<f64> {
        let last = |row| self.visited(row).last().unwrap_or(ROOT);
        features
            .rows()
            .into_iter()
            .map(|row| self.nodes[last(row)].probability)
            .collect()
    }

    /// The rules from the root to the leaf in which `row`, `(n_features)`, ends; none, if the
    /// tree found nothing to ask.
    pub fn path(&self, row: ArrayView1<f64>) -> Vec<Rule> {
        let children = self.visited(row).skip(1);
        self.visited(row)
            .zip(children)
            .filter_map(|(parent, child)| self.rule(parent, child))
            .collect()
    }

    fn rule(&self, parent: usize, child: usize) -> Option<Rule> {
        let split = self.nodes[parent].split.as_ref()?;
        Some(Rule {
            feature: split.feature,
            threshold: split.threshold,
            below: child == split.below,
            gain: self.nodes[child].probability - self.nodes[parent].probability,
        })
    }

    /// The nodes that a row passes, from the root on.
    fn visited(&self, row: ArrayView1<f64>) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(ROOT), move |&node| {
            let split = self.nodes[node].split.as_ref()?;
            let value = row.get(split.feature).filter(|value| value.is_finite())?;
            Some(if *value < split.threshold {
                split.below
            } else {
                split.above
            })
        })
    }

    /// Adds the node of `rows` and all below it; returns where it stands in the list.
    fn grow(
        &mut self,
        training: &Training,
        rows: &[usize],
        levels_left: usize,
    ) -> Result<usize, FitError> {
        let place = self.nodes.len();
        self.nodes.push(Node {
            probability: EVEN,
            split: None,
        });
        if levels_left == 0 {
            return Ok(place);
        }
        let Some((feature, threshold)) = training.best_split(rows)? else {
            return Ok(place);
        };
        let (below, above): (Vec<usize>, Vec<usize>) = rows
            .iter()
            .partition(|&&row| training.features[(row, feature)] < threshold);
        // Only a threshold that overflowed can leave one side empty.
        if below.is_empty() || above.is_empty() {
            return Ok(place);
        }
        let below = self.grow(training, &below, levels_left - 1)?;
        let above = self.grow(training, &above, levels_left - 1)?;
        self.nodes[place].split = Some(Split {
            feature,
            threshold,
            below,
            above,
        });
        Ok(place)
    }

    /// Drops every row through the grown tree and gives each node its probability.
    fn weigh(&mut self, features: ArrayView2<f64>, liked: &[bool], smoothing: f64) {
        let mut counts = vec![(0_u32, 0_u32); self.nodes.len()];
        for (row, &is_liked) in features.rows().into_iter().zip(liked) {
            for node in self.visited(row) {
                let (favorites, others) = &mut counts[node];
                *(if is_liked { favorites } else { others }) += 1;
            }
        }
        let (all_favorites, all_others) = counts[ROOT];
        let other_weight = f64::from(all_favorites) / f64::from(all_others);
        let estimate = |node: usize, parent: f64| {
            let (favorites, others) = counts[node];
            let favorites = f64::from(favorites);
            let others = f64::from(others) * other_weight;
            (favorites + smoothing * parent) / (favorites + others + smoothing)
        };
        for place in 0..self.nodes.len() {
            let parent = self.nodes[place].probability;
            let Some(split) = &self.nodes[place].split else {
                continue;
            };
            for child in [split.below, split.above] {
                self.nodes[child].probability = estimate(child, parent);
            }
        }
    }
}
