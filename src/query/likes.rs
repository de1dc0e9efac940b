//! Who likes what? Favourites beside what the images have, for all users at once.

use polars::prelude::*;

use super::traits::{COUNT, KIND, VALUE};
use crate::tables::favorites::{FILENAME, USER_ID};

/// The column that holds how many favourites a user has, u32.
pub const FAVORITES: &str = "favorites";
/// The column that holds how many users like an image, u32.
pub const LIKES: &str = "likes";

/// The favourites that are in the collection: `(user_id, filename)`, in the order of the file.
pub fn known(favorites: LazyFrame, labels: LazyFrame) -> LazyFrame {
    favorites.drop_nulls(None).join(
        labels,
        [col(FILENAME)],
        [col(FILENAME)],
        JoinArgs {
            maintain_order: MaintainOrderJoin::Left,
            ..JoinArgs::new(JoinType::Semi)
        },
    )
}

/// The favourites that the collection does not have: `(user_id, filename)`.
pub fn unknown(favorites: LazyFrame, labels: LazyFrame) -> LazyFrame {
    favorites
        .drop_nulls(None)
        .anti_join(labels, col(FILENAME), col(FILENAME))
}

/// All users, also those without favourites: `(user_id)`, sorted.
pub fn users(favorites: LazyFrame) -> LazyFrame {
    favorites
        .select([col(USER_ID)])
        .unique(None, UniqueKeepStrategy::Any)
        .sort([USER_ID], SortMultipleOptions::default())
}

/// How many of each user's known favourites have each trait: `(user_id, kind, value, count)`,
/// most first, ties by the alphabet.
pub fn trait_counts(known: LazyFrame, traits: LazyFrame) -> LazyFrame {
    let counts = known
        .inner_join(traits, col(FILENAME), col(FILENAME))
        .group_by([col(USER_ID), col(KIND), col(VALUE)])
        .agg([len().alias(COUNT)]);
    super::most_first(counts, COUNT, &[USER_ID, KIND, VALUE])
}

/// How many known favourites each user has: `(user_id, favorites)`.
pub fn favorite_counts(known: LazyFrame) -> LazyFrame {
    known.group_by([col(USER_ID)]).agg([len().alias(FAVORITES)])
}

/// How many users like each image: `(filename, likes)`.
pub fn image_likes(known: LazyFrame) -> LazyFrame {
    known.group_by([col(FILENAME)]).agg([len().alias(LIKES)])
}
