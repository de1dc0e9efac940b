//! What the page knows of images and people: two tables, one row an image and one row a person.

use polars::prelude::*;

use super::Inputs;
use crate::query::likes::{self, LIKES};
use crate::tables::images::{
    AUTHOR, CONTENT_HASH, FILENAME, HEIGHT, LICENSE, LICENSE_URL, SOURCE_URL, TITLE, WIDTH,
    exif_name,
};
use crate::tables::labels::{BLUE, GREEN, LabelTables, NAME, RANK, RED, SHARE, TAG};
use crate::tables::recommendations::{REASON, SCORE};
use crate::tables::users::{FAVORITE_IMAGES, USER_ID};

/// The most images that a page holds: with more it takes long to open.
pub const MOST_IMAGES: u32 = 5_000;
/// The most people.
pub const MOST_PEOPLE: u32 = 500;
/// The most favourites of a person.
const MOST_FAVORITES: u32 = 200;

/// Whether a person on the page has to do with the image.
const WANTED: &str = "wanted";
/// Of a person: the images that are recommended, and parallel to them how sure and why.
const RECOMMENDED: &str = "recommended";
const SCORES: &str = "scores";
const REASONS: &str = "reasons";
/// Of an image: its tags, the names of its colours, and parallel to these their shares in
/// thousandths.
const TAGS: &str = "tags";
const COLORS: &str = "colors";
const THOUSANDTHS: &str = "thousandths";

fn ascending() -> SortMultipleOptions {
    SortMultipleOptions::default()
}

/// The images of the page, sorted by name: those that its people like or shall see first of all,
/// and then as many others as it holds. Columns: the file name, what is told of it, its labels,
/// `tags`, `colors`, `r`, `g`, `b`, `thousandths`, `likes` and `content_hash`.
///
/// # Errors
/// Never for frames of the tables.
pub fn images(inputs: &Inputs<'_>, people: LazyFrame) -> PolarsResult<LazyFrame> {
    let on = || col(FILENAME);
    let plain = [
        FILENAME,
        TITLE,
        AUTHOR,
        LICENSE,
        LICENSE_URL,
        SOURCE_URL,
        WIDTH,
        HEIGHT,
        CONTENT_HASH,
    ];
    let exif = ["camera_model", "date_taken"].map(|field| col(exif_name(field)).alias(field));
    let columns: Vec<Expr> = plain.into_iter().map(col).chain(exif).collect();
    let most_wanted = ascending()
        .with_order_descending_multi([true, false])
        .with_nulls_last(true);
    let shown = (inputs.images.clone())
        .left_join(wanted(people)?, on(), on())
        .sort([WANTED, FILENAME], most_wanted)
        .limit(MOST_IMAGES)
        .select(columns);
    let labels = inputs.labels;
    Ok(shown
        .left_join(labels.labels.clone(), on(), on())
        .left_join(tags(labels), on(), on())
        .left_join(palettes(labels), on(), on())
        .left_join(likes::image_likes(inputs.known()), on(), on())
        .with_column(col(LIKES).fill_null(lit(0u32)))
        .sort([FILENAME], ascending()))
}

/// `(filename, wanted)`: the images that these people like or shall see, each once.
fn wanted(people: LazyFrame) -> PolarsResult<LazyFrame> {
    let nothing_of_nothing = ExplodeOptions {
        empty_as_null: false,
        keep_nulls: false,
    };
    let of = |list: &str| {
        people
            .clone()
            .select([col(list).alias(FILENAME)])
            .explode(by_name([FILENAME], true, false), nothing_of_nothing)
    };
    let both = concat([of(FAVORITE_IMAGES), of(RECOMMENDED)], UnionArgs::default())?;
    Ok(both
        .drop_nulls(None)
        .unique(None, UniqueKeepStrategy::Any)
        .with_column(lit(true).alias(WANTED)))
}

fn tags(labels: &LabelTables) -> LazyFrame {
    let sorted = labels.tags.clone().sort([FILENAME, TAG], ascending());
    sorted.group_by([col(FILENAME)]).agg([col(TAG).alias(TAGS)])
}

fn palettes(labels: &LabelTables) -> LazyFrame {
    let thousandths = (col(SHARE) * lit(1000.0) + lit(0.5)).cast(DataType::UInt32);
    let sorted = labels.colors.clone().sort([FILENAME, RANK], ascending());
    sorted.group_by([col(FILENAME)]).agg([
        col(NAME).alias(COLORS),
        col(RED),
        col(GREEN),
        col(BLUE),
        thousandths.alias(THOUSANDTHS),
    ])
}

/// The people of the page, sorted: the columns of the table `users`, with the first favourites
/// only, and `recommended`, `scores` and `reasons`.
pub fn people(inputs: &Inputs<'_>) -> LazyFrame {
    let people = (inputs.users.clone())
        .sort([USER_ID], ascending())
        .limit(MOST_PEOPLE)
        .with_column(col(FAVORITE_IMAGES).list().head(lit(MOST_FAVORITES)));
    let lists = (inputs.recommendations.clone())
        .sort([USER_ID, RANK], ascending())
        .group_by([col(USER_ID)])
        .agg([
            col(FILENAME).alias(RECOMMENDED),
            col(SCORE).alias(SCORES),
            col(REASON).alias(REASONS),
        ]);
    people
        .left_join(lists, col(USER_ID), col(USER_ID))
        .sort([USER_ID], ascending())
}
