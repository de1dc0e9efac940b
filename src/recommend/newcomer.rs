//! What to show somebody of whom nothing is known: images that many like, of many kinds.

use std::collections::VecDeque;

use anyhow::Result;

use super::Collection;
use super::popular;
use super::rank::{self, Pick};

/// Why nothing is known of somebody's taste.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// There are no favourites.
    Nothing,
    /// There are, but of images that are not in the collection.
    OtherImages,
}

/// The `count` best images for a newcomer: the most liked of each cluster in turn, the largest
/// cluster first; then in the order of how much they are liked.
///
/// # Errors
/// A feature is not finite.
pub fn picks(collection: &Collection, known: Known, count: usize) -> Result<Vec<Pick>> {
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
        pick.reason = reason(known, collection.likes[row], collection.users);
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

fn reason(known: Known, likes: u64, users: usize) -> String {
    let why = match known {
        Known::Nothing => "you have no favourites yet",
        Known::OtherImages => "none of your favourites is in this collection",
    };
    let liked = match likes {
        0 => "nobody has it as a favourite yet".to_owned(),
        1 => format!("1 of {users} users likes it"),
        _ => format!("{likes} of {users} users like it"),
    };
    format!("{why}, so this is one of the popular and varied images: {liked}")
}
