//! `evaluation.json`: how good each model is on favourites that were held out of what it learned
//! from. What each figure means says `crate::ranking`.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// The figures of all models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// How favourites were held out: `holdout`, `leave-one-out`, or `files` that said which.
    pub protocol: String,
    /// The users of whom favourites were held out.
    pub users: u64,
    /// The images of the collection.
    pub images: u64,
    /// The favourites that were learned from.
    pub learned: u64,
    /// The favourites to be found.
    pub held_out: u64,
    /// The best by NDCG at 10 of the models that are not made of others.
    pub best_single: String,
    /// The figures of each model, by its name.
    pub models: BTreeMap<String, Figures>,
}

/// The figures of one model: means over the users, each 0 to 1 unless said otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(
    missing_docs,
    reason = "fifteen times the same: a figure and how far down it looks"
)]
pub struct Figures {
    pub precision_at_5: f64,
    pub precision_at_10: f64,
    pub precision_at_20: f64,
    pub recall_at_5: f64,
    pub recall_at_10: f64,
    pub recall_at_20: f64,
    pub ndcg_at_5: f64,
    pub ndcg_at_10: f64,
    pub ndcg_at_20: f64,
    pub map_at_5: f64,
    pub map_at_10: f64,
    pub map_at_20: f64,
    pub hit_rate_at_5: f64,
    pub hit_rate_at_10: f64,
    pub hit_rate_at_20: f64,
    /// The share of the images that somebody likes, of what was learned from, that are in
    /// somebody's first ten.
    pub coverage: f64,
    /// The share of all images that are in somebody's first ten.
    pub coverage_of_all_images: f64,
    /// One less the mean cosine of two images' content in a list of ten, 0 to 2; null where no
    /// image has any content.
    pub diversity: Option<f64>,
    /// The mean of -log2 of the share of the users who like what is shown, in bits; null where
    /// nothing is shown.
    pub novelty: Option<f64>,
    /// Where the means are with 95 % confidence, if that was found out.
    #[serde(flatten)]
    pub intervals: Option<Intervals>,
    /// Against `popular`; null for that itself.
    pub versus_popular: Option<Comparison>,
    /// Against [`Evaluation::best_single`]; null for that itself.
    pub versus_best_single: Option<Comparison>,
    /// On new users and new images, if these were looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cuts: Option<Cuts>,
}

/// Intervals of the means, `[low, high]`, by a bootstrap over the users.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named after its figure")]
pub struct Intervals {
    pub precision_at_10_interval: [f64; 2],
    pub recall_at_10_interval: [f64; 2],
    pub ndcg_at_10_interval: [f64; 2],
    pub map_at_10_interval: [f64; 2],
    pub hit_rate_at_10_interval: [f64; 2],
}

/// One model beside another, user by user.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// By how much the mean NDCG at 10 is higher, -1 to 1.
    pub difference: f64,
    /// How probable so great a difference is by chance, 0 to 1, either way; null where that was not
    /// found out.
    pub p: Option<f64>,
}

/// What a model is worth where little is known; it learned once more, from a part of what it learned
/// from before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cuts {
    /// Users with one to four favourites to learn from; all other images are ranked.
    pub new_users: Cut,
    /// Images that nobody likes; only such images are ranked.
    pub new_images: Cut,
}

/// The figures of one cut.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cut {
    /// The users of whom favourites were held out.
    pub users: u64,
    /// The mean NDCG at 10, 0 to 1; null without users.
    pub ndcg_at_10: Option<f64>,
    /// The mean recall at 10, 0 to 1; null without users.
    pub recall_at_10: Option<f64>,
}

impl Evaluation {
    /// The models, the best by NDCG at 10 first, of equals the first in the alphabet.
    pub fn ranked(&self) -> Vec<(&str, &Figures)> {
        let mut all: Vec<(&str, &Figures)> = self
            .models
            .iter()
            .map(|(name, figures)| (name.as_str(), figures))
            .collect();
        all.sort_by(|a, b| b.1.ndcg_at_10.total_cmp(&a.1.ndcg_at_10));
        all
    }
}

/// The figures as `evaluation.json`.
///
/// # Errors
/// Never for finite figures.
pub fn to_json(evaluation: &Evaluation) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(evaluation)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The figures from `evaluation.json`.
///
/// # Errors
/// Names the line and column of what is wrong.
pub fn from_json(bytes: &[u8]) -> Result<Evaluation> {
    serde_json::from_slice(bytes)
        .context("not the figures of models, as `pixrec evaluate` writes them")
}
