//! The figures of all lists of one model.

use anyhow::{Result, ensure};
use rayon::prelude::*;

use crate::interactions::Rows;
use crate::ranking::UserMetrics;
use crate::recommend::Collection;

/// How far down lists are looked for what is not about hits.
const LOOKED_AT: usize = 10;
/// An image that nobody likes counts as liked by so many users: its novelty is finite.
const LIKES_OF_NONE: f64 = 0.5;

/// What lists are beside what they hit, over the first ten images of each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beyond {
    /// The share of the images that somebody likes that are in somebody's list, 0 to 1.
    pub coverage: f64,
    /// The same of all images.
    pub coverage_of_all: f64,
    /// One less the mean cosine of the content of two images of a list, 0 to 2; none where no image
    /// has any content, or no list has two images.
    pub diversity: Option<f64>,
    /// How rarely what is shown is liked: the mean of -log2 of the share of the users who like it
    /// (self-information, Zhou et al. 2010), in bits; none where there is no list.
    pub novelty: Option<f64>,
}

/// The figures of each list; `held` has the images to be found, of each user.
///
/// # Errors
/// There are not as many lists as users, or a user has nothing to be found.
pub fn each(lists: &[Vec<u32>], held: &Rows) -> Result<Vec<UserMetrics>> {
    ensure!(
        lists.len() == held.len() && held.iter().all(|row| !row.is_empty()),
        "a list for each user of whom favourites are held out: {} lists, {} users",
        lists.len(),
        held.len()
    );
    let each = lists.iter().zip(held.iter());
    Ok(each
        .map(|(list, held)| UserMetrics::of(list, held))
        .collect())
}

/// What lists are beside what they hit. Likes are those of `collection`, which was learned from.
pub fn beyond(lists: &[Vec<u32>], collection: &Collection) -> Beyond {
    let lists: Vec<&[u32]> = lists
        .iter()
        .map(|list| &list[..list.len().min(LOOKED_AT)])
        .collect();
    let mut is_shown = vec![false; collection.images()];
    for image in lists.iter().copied().flatten() {
        is_shown[*image as usize] = true;
    }
    let images = 0..collection.images() as u32;
    let liked: Vec<u32> = images
        .filter(|image| collection.likes(*image) > 0)
        .collect();
    let shown_liked = liked
        .iter()
        .filter(|image| is_shown[**image as usize])
        .count();
    let shown = is_shown.iter().filter(|shown| **shown).count();
    let users = collection
        .favorites
        .iter()
        .filter(|row| !row.is_empty())
        .count();
    Beyond {
        coverage: shown_liked as f64 / liked.len().max(1) as f64,
        coverage_of_all: shown as f64 / collection.images().max(1) as f64,
        diversity: mean_of(&lists, |list| diversity(list, collection))
            .filter(|_| has_content(collection)),
        novelty: mean_of(&lists, |list| novelty(list, collection, users)),
    }
}

/// The mean of a figure over the lists that have it.
fn mean_of(lists: &[&[u32]], figure: impl Fn(&[u32]) -> Option<f64> + Sync) -> Option<f64> {
    let each: Vec<Option<f64>> = lists.par_iter().map(|list| figure(list)).collect();
    let found: Vec<f64> = each.into_iter().flatten().collect();
    (!found.is_empty()).then(|| found.iter().sum::<f64>() / found.len() as f64)
}

fn has_content(collection: &Collection) -> bool {
    let features = &collection.content.features;
    (0..features.len()).any(|image| !features.row(image).0.is_empty())
}

fn diversity(list: &[u32], collection: &Collection) -> Option<f64> {
    let content = collection.unit_rows();
    let pairs = (0..list.len()).flat_map(|one| (0..one).map(move |other| (one, other)));
    let cosines = pairs.map(|(one, other)| f64::from(content.cosine(list[one], list[other])));
    let count = list.len() * list.len().saturating_sub(1) / 2;
    (count > 0).then(|| 1.0 - cosines.sum::<f64>() / count as f64)
}

fn novelty(list: &[u32], collection: &Collection, users: usize) -> Option<f64> {
    let bits = |image: &u32| {
        let likes = (collection.likes(*image) as f64).max(LIKES_OF_NONE);
        -(likes / users.max(1) as f64).log2()
    };
    (!list.is_empty()).then(|| list.iter().map(bits).sum::<f64>() / list.len() as f64)
}
