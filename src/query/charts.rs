//! What do the charts show? Each frame is what one chart draws, no more rows and no fewer.

use polars::prelude::*;

use super::likes::{FAVORITES, favorite_counts};
use super::traits::{COUNT, KIND, VALUE, image_counts, kind, of_kind};
use crate::tables::favorites::USER_ID;
use crate::tables::labels::{FILENAME, LabelTables, RANK};

/// The column that holds how many images there are, u32.
pub const IMAGES: &str = "images";

const ROW: &str = "row";
const PLACE: &str = "place";

/// How many images have each value of one kind: `(value, count, images)`, the `most` frequent.
pub fn values(traits: LazyFrame, labels: &LabelTables, kind: &str, most: u32) -> LazyFrame {
    let images = labels.labels.clone().select([len().alias(IMAGES)]);
    of_kind(image_counts(traits), kind)
        .limit(most)
        .cross_join(images, None)
}

/// The palettes of at most `most` images, evenly spread over the collection:
/// `(filename, rank, r, g, b, name, share, images)`.
pub fn palettes(labels: &LabelTables, most: u32) -> LazyFrame {
    let images = labels.labels.clone().select([len().alias(IMAGES)]);
    // Rows whose place among `most` steps differs from that of the row before: evenly spread, and
    // never more than `most`. The half keeps whole quotients clear of rounding.
    let scaled = col(ROW).cast(DataType::Float64) * lit(f64::from(most)) + lit(0.5);
    let place = (scaled / col(IMAGES).cast(DataType::Float64)).cast(DataType::UInt32);
    let spread = labels
        .labels
        .clone()
        .select([col(FILENAME)])
        .sort([FILENAME], SortMultipleOptions::default())
        .with_row_index(ROW, None)
        .cross_join(images, None)
        .with_column(place.alias(PLACE))
        .filter(
            col(PLACE)
                .neq(col(PLACE).shift(lit(1)))
                .or(col(ROW).eq(lit(0))),
        );
    spread
        .inner_join(labels.colors.clone(), col(FILENAME), col(FILENAME))
        .sort([FILENAME, RANK], SortMultipleOptions::default())
}

/// What the favourites of the first `most` users have:
/// `(user_id, kind, value, count, favorites, users)`, sorted by user; of the kinds in `kinds`.
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
