//! Which tags go together: pairs of tags, each image counted as often as it is liked.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::traits::ImageTraits;
use crate::query::traits::kind;

/// Images whose pairs are counted at once.
const IMAGES_AT_ONCE: usize = 1 << 13;

/// Two tags that images have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TagPair {
    /// The number of the tag that comes first in the alphabet.
    pub first: u32,
    /// The number of the other.
    pub second: u32,
    /// How many favourites have both.
    pub count: u64,
}

/// All pairs of tags that a liked image has, most favourites first, ties by the alphabet; `likes`
/// says how many users like each image. Cost: the square of the tags of an image, for each image
/// that anybody likes.
pub fn tag_pairs(traits: &ImageTraits, likes: &[u32]) -> Vec<TagPair> {
    let tags = traits.of_kind(kind::TAG);
    let images: Vec<usize> = (0..likes.len()).filter(|image| likes[*image] > 0).collect();
    let counted = images
        .par_chunks(IMAGES_AT_ONCE)
        .fold(HashMap::<(u32, u32), u64>::new, |mut counts, images| {
            for image in images {
                let row = traits.rows.row(*image);
                // Tags are the last kind.
                let own = &row[row.partition_point(|number| *number < tags.start)..];
                for (place, first) in own.iter().enumerate() {
                    for second in &own[place + 1..] {
                        *counts.entry((*first, *second)).or_default() += u64::from(likes[*image]);
                    }
                }
            }
            counts
        })
        .reduce(HashMap::new, |one, other| {
            let (mut large, small) = if one.len() < other.len() {
                (other, one)
            } else {
                (one, other)
            };
            for (pair, count) in small {
                *large.entry(pair).or_default() += count;
            }
            large
        });
    let mut pairs: Vec<TagPair> = counted
        .into_iter()
        .map(|((first, second), count)| TagPair {
            first,
            second,
            count,
        })
        .collect();
    pairs.par_sort_unstable_by_key(|pair| (std::cmp::Reverse(pair.count), pair.first, pair.second));
    pairs
}
