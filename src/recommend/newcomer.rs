//! What to show somebody of whom nothing is known: images that many like, of many kinds.

use std::collections::VecDeque;

use anyhow::Result;

use super::Collection;
use super::popular;
use super::rank::{self, Pick};

/// The `count` best images for a newcomer: the most liked of each cluster in turn, the largest
/// cluster first; then in the order of how much they are liked.
///
/// # Errors
/// A feature is not finite.
pub fn picks(collection: &Collection, count: usize) -> Result<Vec<Pick>> {
    let clusters = collection.clusters()?;
    let shares = popular::shares(collection);
    let images = collection.features.filenames.len();
    let mut queues: Vec<VecDeque<Pick>> = Vec::new();
    for mut pick in rank::best(collection, &shares, &[], images) {
        let Some(row) = collection.features.row_of(&pick.filename) else {
            continue;
        };
        let cluster = clusters.assignment[row];
        queues.resize(queues.len().max(cluster + 1), VecDeque::new());
        pick.reason = reason(collection.likes[row], collection.users);
        queues[cluster].push_back(pick);
    }
    let mut picks = Vec::new();
    while picks.len() < count && queues.iter().any(|queue| !queue.is_empty()) {
        picks.extend(queues.iter_mut().filter_map(VecDeque::pop_front));
    }
    picks.truncate(count);
    // Stable: among images that are equally liked the varied order stays.
    picks.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(picks)
}

fn reason(likes: u64, users: usize) -> String {
    let why = "you have no favourites yet, so this is one of the popular and varied images";
    match likes {
        0 => format!("{why}: nobody has it as a favourite yet"),
        1 => format!("{why}: 1 of {users} users likes it"),
        _ => format!("{why}: {likes} of {users} users like it"),
    }
}
