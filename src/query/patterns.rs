//! What do all favourites of all users have in common? A colour name or tag counts once for each
//! favourite that has it.

use polars::prelude::*;

use super::traits::{COUNT, KIND, VALUE};
use crate::tables::labels::{FILENAME, TAG};
use crate::tables::patterns;

/// The column that numbers favourites.
const FAVORITE: &str = "favorite";

/// How many favourites have each trait: `(kind, value, count)`, most first.
pub fn favorite_traits(user_counts: LazyFrame) -> LazyFrame {
    let totals = user_counts
        .group_by([col(KIND), col(VALUE)])
        .agg([col(COUNT).sum()]);
    super::most_first(totals, COUNT, &[KIND, VALUE])
}

/// How many favourites have both tags of each pair: `(a, b, count)` with a before b, most first.
/// Cost: the square of the tags of an image, for each favourite.
pub fn tag_pairs(known: LazyFrame, tags: LazyFrame) -> LazyFrame {
    let numbered = known.with_row_index(FAVORITE, None);
    let tagged = numbered
        .inner_join(tags, col(FILENAME), col(FILENAME))
        .select([col(FAVORITE), col(TAG)]);
    let second = tagged
        .clone()
        .select([col(FAVORITE), col(TAG).alias(patterns::SECOND)]);
    let pairs = tagged
        .select([col(FAVORITE), col(TAG).alias(patterns::FIRST)])
        .inner_join(second, col(FAVORITE), col(FAVORITE))
        .filter(col(patterns::FIRST).lt(col(patterns::SECOND)))
        .group_by([col(patterns::FIRST), col(patterns::SECOND)])
        .agg([len().alias(patterns::COUNT)]);
    super::most_first(pairs, patterns::COUNT, &[patterns::FIRST, patterns::SECOND])
}

/// The `most` frequent values of one kind among the favourites of each cluster:
/// `(cluster, name)`. `clusters` is `(user_id, cluster)`.
pub fn cluster_tops(
    user_counts: LazyFrame,
    clusters: LazyFrame,
    kind: &str,
    most: usize,
    name: &str,
) -> LazyFrame {
    use crate::tables::users::{CLUSTER, USER_ID};
    let totals = super::traits::of_kind(user_counts, kind)
        .inner_join(clusters, col(USER_ID), col(USER_ID))
        .group_by([col(CLUSTER), col(VALUE)])
        .agg([col(COUNT).sum()]);
    super::most_first(totals, COUNT, &[CLUSTER, VALUE])
        .group_by_stable([col(CLUSTER)])
        .agg([col(VALUE).head(Some(most)).alias(name)])
}
