//! Why would this user like this image? What it has in common with the user's favourites, and
//! how much more often than chance.

use polars::prelude::*;

use super::likes::FAVORITES;
use super::traits::{COUNT, KIND, VALUE, kind};
use crate::tables::recommendations::{FILENAME, USER_ID};

/// The column that holds how far a trait speaks for an image.
const WEIGHT: &str = "weight";
/// The column that holds how many images of the collection have a trait.
const IN_COLLECTION: &str = "in_collection";

/// The column that says whether a trait is the one that speaks most.
const STRONGEST: &str = "strongest";

/// How many traits a reason names.
const NAMED: usize = 2;

/// Colours and tags are what people talk about; orientation and size count for half in words.
const SPOKEN_WEIGHT: i64 = 2;
const SHAPE_WEIGHT: i64 = 1;

/// What pixrec must know to give reasons.
pub struct Known {
    /// `(user_id, kind, value, count)` of all favourites.
    pub user_counts: LazyFrame,
    /// `(user_id, favorites)`.
    pub favorite_counts: LazyFrame,
    /// `(filename, kind, value)`.
    pub traits: LazyFrame,
    /// `(kind, value, count)` of all images.
    pub image_counts: LazyFrame,
    /// How many images there are.
    pub images: u32,
}

/// For each pair `(user_id, filename)` of `pairs`, the traits that speak most for it, at most two:
/// `(user_id, filename, kind, value, count, favorites)`, the strongest first. `count` of the
/// user's `favorites` have the trait. A pair with nothing in common has no row.
///
/// A trait's weight is the share of the user's favourites that have it, less the share of all
/// images that do: what sets this user apart, and not what everything has.
pub fn shared_traits(pairs: LazyFrame, known: &Known) -> LazyFrame {
    let totals =
        known
            .image_counts
            .clone()
            .select([col(KIND), col(VALUE), col(COUNT).alias(IN_COLLECTION)]);
    // Both shares times favourites times images: whole numbers, so that ties are ties.
    let whole = |name: &str| col(name).cast(DataType::Int64);
    let images = i64::from(known.images);
    let excess = whole(COUNT) * lit(images) - whole(IN_COLLECTION) * whole(FAVORITES);
    let spoken = when(
        col(KIND)
            .eq(lit(kind::COLOR))
            .or(col(KIND).eq(lit(kind::TAG))),
    )
    .then(lit(SPOKEN_WEIGHT))
    .otherwise(lit(SHAPE_WEIGHT));
    let on = [col(KIND), col(VALUE)];
    let user_on = [col(USER_ID), col(KIND), col(VALUE)];
    pairs
        .select([col(USER_ID), col(FILENAME)])
        .inner_join(known.traits.clone(), col(FILENAME), col(FILENAME))
        .join(
            known.user_counts.clone(),
            user_on.clone(),
            user_on,
            JoinArgs::new(JoinType::Inner),
        )
        .join(totals, on.clone(), on, JoinArgs::new(JoinType::Inner))
        .inner_join(known.favorite_counts.clone(), col(USER_ID), col(USER_ID))
        .with_column((excess * spoken).alias(WEIGHT))
        .sort(
            [USER_ID, FILENAME, WEIGHT, KIND, VALUE],
            SortMultipleOptions::default()
                .with_order_descending_multi([false, false, true, false, false]),
        )
        .with_column(strongest().alias(STRONGEST))
        // What is rarer among the favourites than elsewhere speaks for nothing, unless there is
        // nothing better to say.
        .filter(col(WEIGHT).gt(lit(0)).or(col(STRONGEST)))
        .group_by_stable([col(USER_ID), col(FILENAME)])
        .agg([
            col(KIND).head(Some(NAMED)),
            col(VALUE).head(Some(NAMED)),
            col(COUNT).head(Some(NAMED)),
            col(FAVORITES).head(Some(NAMED)),
        ])
        .explode(
            by_name([KIND, VALUE, COUNT, FAVORITES], true, false),
            ExplodeOptions {
                empty_as_null: true,
                keep_nulls: true,
            },
        )
}

/// Whether a row is the first of its pair, in sorted rows.
fn strongest() -> Expr {
    let changes = |name: &str| col(name).neq(col(name).shift(lit(1)));
    changes(USER_ID).or(changes(FILENAME)).fill_null(lit(true))
}

/// The reasons as sentences: `(user_id, filename, reason)`, like `blue, like 9 of your 12
/// favourites, and tagged sea, like 7 of the 12`.
pub fn sentences(shared: LazyFrame, reason: &str) -> LazyFrame {
    let first = text([described(), lit(", like "), of_favorites()]);
    let second = text([lit(", and "), described(), lit(", like "), of_them()]);
    shared
        .with_columns([first.alias("first"), second.alias("second")])
        .group_by_stable([col(USER_ID), col(FILENAME)])
        .agg([
            col("first").first(),
            col("second").slice(lit(1), lit(1)).first().alias("second"),
        ])
        .select([
            col(USER_ID),
            col(FILENAME),
            text([col("first"), col("second").fill_null(lit(""))]).alias(reason),
        ])
}

/// `blue`, `tagged sea`, `in portrait format`, `large`.
fn described() -> Expr {
    when(col(KIND).eq(lit(kind::TAG)))
        .then(text([lit("tagged "), col(VALUE)]))
        .when(col(KIND).eq(lit(kind::ORIENTATION)))
        .then(text([lit("in "), col(VALUE), lit(" format")]))
        .when(col(KIND).eq(lit(kind::SIZE)))
        .then(text([col(VALUE), lit(" in size")]))
        .otherwise(col(VALUE))
}

/// `9 of your 12 favourites`, `all 12 of your favourites`, `your one favourite`.
fn of_favorites() -> Expr {
    let count = || col(COUNT).cast(DataType::String);
    when(col(FAVORITES).eq(lit(1)))
        .then(lit("your one favourite"))
        .when(col(COUNT).eq(col(FAVORITES)))
        .then(text([lit("all "), count(), lit(" of your favourites")]))
        .otherwise(text([
            count(),
            lit(" of your "),
            col(FAVORITES).cast(DataType::String),
            lit(" favourites"),
        ]))
}

/// `7 of the 12`, `all 12`, `it`: the second half of a sentence counts the same favourites.
fn of_them() -> Expr {
    let favorites = || col(FAVORITES).cast(DataType::String);
    when(col(FAVORITES).eq(lit(1)))
        .then(lit("it"))
        .when(col(COUNT).eq(col(FAVORITES)))
        .then(text([lit("all "), favorites()]))
        .otherwise(text([
            col(COUNT).cast(DataType::String),
            lit(" of the "),
            favorites(),
        ]))
}

/// The parts one after the other.
fn text<const N: usize>(parts: [Expr; N]) -> Expr {
    parts
        .into_iter()
        .reduce(|whole, part| whole + part)
        .unwrap_or_else(|| lit(""))
}
