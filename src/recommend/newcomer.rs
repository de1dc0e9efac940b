//! What to show somebody of whom nothing is known: images that many like, of many kinds.

use std::collections::VecDeque;

use anyhow::Result;

use super::k_means::ImageClusters;
use super::popular;
use super::rank::{self, Pick};
use super::{Collection, STAGE};
use crate::domain::Seed;

/// Popular images in an order of which any beginning is varied.
pub struct Newcomers(Vec<Pick>);

impl Newcomers {
    /// Takes the most liked image of each cluster in turn, the largest cluster first.
    ///
    /// # Errors
    /// A feature is not finite.
    pub fn learn(collection: &Collection, seed: Seed) -> Result<Self> {
        let clusters = ImageClusters::learn(collection, seed.derive(STAGE, "newcomer"))?;
        let shares = popular::shares(collection);
        let ranked = rank::best(
            collection,
            &shares,
            &[],
            collection.features.filenames.len(),
        );
        let mut queues: Vec<VecDeque<Pick>> = Vec::new();
        for mut pick in ranked {
            let Some(row) = collection.features.row_of(&pick.filename) else {
                continue;
            };
            let cluster = clusters.assignment()[row];
            queues.resize(queues.len().max(cluster + 1), VecDeque::new());
            pick.reason = reason(collection.likes[row], collection.users);
            queues[cluster].push_back(pick);
        }
        let mut order = Vec::new();
        while queues.iter().any(|queue| !queue.is_empty()) {
            order.extend(queues.iter_mut().filter_map(VecDeque::pop_front));
        }
        Ok(Self(order))
    }

    /// The first `count`, best first.
    pub fn picks(&self, count: usize) -> Vec<Pick> {
        let mut picks: Vec<Pick> = self.0.iter().take(count).cloned().collect();
        // Stable: among images that are equally liked the varied order stays.
        picks.sort_by(|a, b| b.score.total_cmp(&a.score));
        picks
    }
}

fn reason(likes: u64, users: usize) -> String {
    let why = "you have no favourites yet, so this is one of the popular and varied images";
    match likes {
        0 => format!("{why}: nobody has it as a favourite yet"),
        1 => format!("{why}: 1 of {users} users likes it"),
        _ => format!("{why}: {likes} of {users} users like it"),
    }
}
