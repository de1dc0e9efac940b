//! From scores to a list: what the user has is left out, the rest is ranked by a total order.

use std::cmp::Ordering;

use super::Collection;

/// Images that are kept before they are looked through, at least.
const MIN_ROOM: usize = 64;
/// Images whose scores are looked at together.
const BLOCK: usize = 64;

/// The `count` best images by `scores` that are not among `favorites` (ascending): by score, then
/// by how many users like them, then by name.
///
/// One pass over the scores, and only what may still be among the best is looked at twice.
pub fn best(collection: &Collection, scores: &[f32], favorites: &[u32], count: usize) -> Vec<u32> {
    let order = order(collection, scores);
    let room = (2 * count).max(MIN_ROOM);
    let mut kept: Vec<u32> = Vec::with_capacity(room);
    let mut least = f32::NEG_INFINITY;
    for (block, together) in (0_u32..).step_by(BLOCK).zip(scores.chunks(BLOCK)) {
        // Most blocks have nothing that is as good, which is seen without a branch for each image.
        let may_be = |score: &&f32| score.is_nan() | (**score >= least);
        if together.iter().filter(may_be).count() == 0 {
            continue;
        }
        for (image, score) in (block..).zip(together) {
            if *score < least || favorites.binary_search(&image).is_ok() {
                continue;
            }
            if kept.len() == room {
                kept.select_nth_unstable_by(count, &order);
                kept.truncate(count);
                let scores = kept.iter().map(|image| scores[*image as usize]);
                least = scores.fold(f32::INFINITY, f32::min);
            }
            kept.push(image);
        }
    }
    kept.sort_unstable_by(order);
    kept.truncate(count);
    kept
}

/// The order of lists: by score, then by how many users like the images, then by name.
pub fn order<'a>(
    collection: &'a Collection,
    scores: &'a [f32],
) -> impl Fn(&u32, &u32) -> Ordering + 'a {
    |a, b| {
        scores[*b as usize]
            .total_cmp(&scores[*a as usize])
            .then_with(|| collection.likes(*b).cmp(&collection.likes(*a)))
            .then_with(|| a.cmp(b))
    }
}
