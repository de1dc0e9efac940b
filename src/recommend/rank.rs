//! From scores to a list: what the user has is left out, the rest is ranked by a total order.

use std::cmp::Ordering;

use super::Collection;

/// The `count` best images by `scores` that are not among `favorites` (ascending): by score, then
/// by how many users like them, then by name.
pub fn best(collection: &Collection, scores: &[f32], favorites: &[u32], count: usize) -> Vec<u32> {
    let order = order(collection, scores);
    let mut liked = favorites.iter().copied().peekable();
    let mut rows: Vec<u32> = (0..scores.len() as u32)
        .filter(|image| liked.next_if_eq(image).is_none())
        .collect();
    if count < rows.len() {
        rows.select_nth_unstable_by(count, &order);
        rows.truncate(count);
    }
    rows.sort_unstable_by(order);
    rows
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
