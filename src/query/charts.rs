//! What do the charts show? Each frame is what one chart draws, no more rows and no fewer.

use polars::prelude::*;

use super::among::among;
use super::likes::{FAVORITES, favorite_counts};
use super::sets::sets;
use super::traits::{COUNT, KIND, VALUE, kind, of_kind};
use crate::tables::favorites::USER_ID;
use crate::tables::images::CONTENT_HASH;
use crate::tables::labels::{FILENAME, LabelTables, RANK, TAG};
use crate::tables::users::CLUSTER;

/// The column that holds how many images there are, u32.
pub const IMAGES: &str = "images";

const ROW: &str = "row";
const BIT: &str = "bit";
const SECOND_BIT: &str = "second_bit";
const SET: &str = "set";
/// The column that holds the place of a tag among the most common, from 0, u32.
pub const PLACE: &str = "place";
/// The columns of a pair: a tag, another one, and the place of that.
pub const FIRST: &str = "first";
#[allow(missing_docs, reason = "see above")]
pub const SECOND: &str = "second";
#[allow(missing_docs, reason = "see above")]
pub const SECOND_PLACE: &str = "second_place";

/// How many images have each value of one kind: `(value, count, images)`, the `most` frequent.
/// `counts` are [`image_counts`](super::traits::image_counts).
pub fn values(counts: LazyFrame, labels: &LabelTables, kind: &str, most: u32) -> LazyFrame {
    let images = labels.labels.clone().select([len().alias(IMAGES)]);
    of_kind(counts, kind).limit(most).cross_join(images, None)
}

/// At most `most` images, evenly spread over the collection, sorted by name: `(filename, images)`.
pub fn spread(labels: &LabelTables, most: u32) -> LazyFrame {
    // Rows whose place among `most` steps differs from that of the row before: evenly spread, and
    // never more than `most`. The half keeps whole quotients clear of rounding.
    let scaled = col(ROW).cast(DataType::Float64) * lit(f64::from(most)) + lit(0.5);
    let place = (scaled / len().cast(DataType::Float64)).cast(DataType::UInt32);
    labels
        .labels
        .clone()
        .select([col(FILENAME)])
        .sort([FILENAME], SortMultipleOptions::default())
        .with_row_index(ROW, None)
        .with_columns([place.alias(PLACE), len().alias(IMAGES)])
        .filter(
            col(PLACE)
                .neq(col(PLACE).shift(lit(1)))
                .or(col(ROW).eq(lit(0))),
        )
        .select([col(FILENAME), col(IMAGES)])
}

/// The images of [`spread`] with their contents: `(filename, images, content_hash)`.
///
/// # Errors
/// The frame is not one of [`spread`].
pub fn contents(spread: &DataFrame, images: LazyFrame) -> PolarsResult<LazyFrame> {
    let contents = images
        .select([col(FILENAME), col(CONTENT_HASH)])
        .filter(images_of(&[spread])?);
    let shown = spread.clone().lazy();
    let shown = shown.left_join(contents, col(FILENAME), col(FILENAME));
    Ok(shown.sort([FILENAME], SortMultipleOptions::default()))
}

/// The palettes of the images of [`contents`]: `(filename, images, content_hash, rank, r, g, b,
/// name, share)`.
pub fn palettes(contents: LazyFrame, colors: LazyFrame) -> LazyFrame {
    contents
        .inner_join(colors, col(FILENAME), col(FILENAME))
        .sort([FILENAME, RANK], SortMultipleOptions::default())
}

/// Whether a row is of one of the images that frames name in their column `filename`.
///
/// # Errors
/// A frame has no such column.
pub fn images_of(frames: &[&DataFrame]) -> PolarsResult<Expr> {
    let names = frames.iter().map(|frame| frame.column(FILENAME)?.str());
    let names = names.collect::<PolarsResult<Vec<_>>>()?;
    Ok(among(
        FILENAME,
        names.iter().flat_map(|names| names.iter().flatten()),
    ))
}

/// The favourites of the first `most` users: `(user_id, filename)`.
pub fn of_first_users(known: LazyFrame, most: u32) -> LazyFrame {
    let first = super::likes::users(known.clone()).limit(most);
    known.semi_join(first, col(USER_ID), col(USER_ID))
}

/// What the favourites of the first `most` users have:
/// `(user_id, kind, value, count, favorites, users)`, sorted by user; of the kinds in `kinds`.
/// `counts` are [`trait_counts`](super::likes::trait_counts) of [`of_first_users`], or of all.
pub fn users(counts: LazyFrame, known: LazyFrame, kinds: &[&str], most: u32) -> LazyFrame {
    let favorites = favorite_counts(known).sort([USER_ID], SortMultipleOptions::default());
    let users = favorites.clone().select([len().alias("users")]);
    let wanted = kinds
        .iter()
        .map(|kind| col(KIND).eq(lit(*kind)))
        .reduce(Expr::or)
        .unwrap_or_else(|| lit(false));
    counts
        .filter(wanted)
        .inner_join(favorites.limit(most), col(USER_ID), col(USER_ID))
        .cross_join(users, None)
        .sort([USER_ID, KIND, VALUE], SortMultipleOptions::default())
        .select([
            col(USER_ID),
            col(KIND),
            col(VALUE),
            col(COUNT),
            col(FAVORITES),
            col("users"),
        ])
}

/// The kinds that the comparison of users shows.
pub const SHAPES: [&str; 2] = [kind::ORIENTATION, kind::SIZE];

/// The most tags that are paired: each is a bit of a number.
const MOST_PAIRED: u32 = 60;

/// The `most` common tags (at most 60), most first: `(value)`. `counts` are
/// [`image_counts`](super::traits::image_counts).
pub fn common_tags(counts: LazyFrame, most: u32) -> LazyFrame {
    of_kind(counts, kind::TAG)
        .limit(most.min(MOST_PAIRED))
        .select([col(VALUE)])
}

/// How many images have both of two of the [`common_tags`]: `(first, place, second, second_place,
/// count)`, by places; each tag is also paired with itself.
///
/// # Errors
/// The frame holds no tags.
pub fn pairs(labels: &LabelTables, common: &DataFrame) -> PolarsResult<LazyFrame> {
    let top = (common.clone().lazy())
        .with_row_index(PLACE, None)
        .with_column(lit(2_u64).pow(col(PLACE)).cast(DataType::UInt64).alias(BIT));
    // An image's tags are the bits of one number, so that images with the same are counted at once.
    let common = common.column(VALUE)?.str()?.iter().flatten();
    let sets = (labels.tags.clone())
        .select([sets(FILENAME, TAG, common).alias(SET)])
        .group_by([col(SET)])
        .agg([len().alias(COUNT)]);
    let has = |bit: &str| (col(SET) / col(bit) % lit(2_u64)).eq(lit(1_u64));
    let others = top.clone().select([
        col(VALUE).alias(SECOND),
        col(PLACE).alias(SECOND_PLACE),
        col(BIT).alias(SECOND_BIT),
    ]);
    let pairs = top
        .select([col(VALUE).alias(FIRST), col(PLACE), col(BIT)])
        .cross_join(others, None)
        .cross_join(sets, None)
        .filter(has(BIT).and(has(SECOND_BIT)))
        .group_by([col(FIRST), col(PLACE), col(SECOND), col(SECOND_PLACE)])
        .agg([col(COUNT).sum()])
        .sort([PLACE, SECOND_PLACE], SortMultipleOptions::default());
    Ok(pairs)
}

/// How many favourites of each group of users have each tag: `(cluster, value, count)`. `tags` are
/// those of the images that users with a group like, at least.
pub fn cluster_tags(clusters: LazyFrame, known: LazyFrame, tags: LazyFrame) -> LazyFrame {
    known
        .inner_join(clusters.drop_nulls(None), col(USER_ID), col(USER_ID))
        .inner_join(tags, col(FILENAME), col(FILENAME))
        .group_by([col(CLUSTER), col(VALUE)])
        .agg([len().alias(COUNT)])
}

/// The groups of users and the `most` tags that most of their favourites have:
/// `(cluster, users, value, count)`, by cluster and then most first; a group without tags has one
/// row, without a value. `liked` are [`cluster_tags`].
pub fn clusters(clusters: LazyFrame, liked: LazyFrame, most: u32) -> LazyFrame {
    let sizes = clusters
        .drop_nulls(None)
        .group_by([col(CLUSTER)])
        .agg([len().alias("users")]);
    let order = SortMultipleOptions::default().with_order_descending_multi([false, true, false]);
    let liked = liked
        .sort([CLUSTER, COUNT, VALUE], order.clone())
        .group_by_stable([col(CLUSTER)])
        .head(Some(most as usize));
    sizes
        .left_join(liked, col(CLUSTER), col(CLUSTER))
        .sort([CLUSTER, COUNT, VALUE], order)
}
