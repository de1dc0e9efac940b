//! From scores to a list: what the user has is left out, the rest is ranked by a total order.

use super::Collection;
use crate::tables::recommendations::Recommendation;

/// The reason where an image shares nothing that has a name with the user's favourites.
pub const UNLIKE: &str = "unlike your favourites: a change from what you know";

/// Scores are kept to six decimals: the rest is rounding noise, and files stay readable.
const SCORE_STEPS: f64 = 1e6;

/// One image that was picked for a user.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// The image.
    pub filename: String,
    /// 0 to 1.
    pub score: f64,
    /// What the model has to say about it; empty where the shared traits say more.
    pub reason: String,
}

impl Pick {
    /// The pick as a row of the table.
    pub fn into_row(self) -> Recommendation {
        Recommendation {
            filename: self.filename,
            score: (self.score.clamp(0.0, 1.0) * SCORE_STEPS).round() / SCORE_STEPS,
            reason: self.reason,
        }
    }
}

/// The `count` best images by `scores` that are not among `favorites`: by score, then by how many
/// users like them, then by name.
pub fn best(
    collection: &Collection,
    scores: &[f64],
    favorites: &[usize],
    count: usize,
) -> Vec<Pick> {
    let filenames = &collection.features.filenames;
    let mut liked = vec![false; filenames.len()];
    for row in favorites {
        if let Some(flag) = liked.get_mut(*row) {
            *flag = true;
        }
    }
    let mut rows: Vec<usize> = (0..filenames.len()).filter(|row| !liked[*row]).collect();
    let order = |a: &usize, b: &usize| {
        scores[*b]
            .total_cmp(&scores[*a])
            .then_with(|| collection.likes[*b].cmp(&collection.likes[*a]))
            .then_with(|| filenames[*a].cmp(&filenames[*b]))
    };
    if count < rows.len() {
        rows.select_nth_unstable_by(count, order);
        rows.truncate(count);
    }
    rows.sort_by(order);
    rows.into_iter()
        .map(|row| Pick {
            filename: filenames[row].clone(),
            score: scores[row],
            reason: String::new(),
        })
        .collect()
}
