//! What charts can ask. Tables may have millions of rows of which a chart shows a few: what several
//! charts need is read and counted once, and of the rest only the rows of what is shown.

use anyhow::Result;
use polars::prelude::*;
use polars::series::IsSorted;

use super::{MOST_USERS, color_palettes, model_quality, tag_pairs};
use crate::query::charts::{self, images_of};
use crate::query::traits::kind;
use crate::query::{likes, traits};
use crate::tables::evaluation::Evaluation;
use crate::tables::labels::{FILENAME, LabelTables, ORIENTATION, SIZE_CATEGORY, TAG};
use crate::tables::parquet::streamed;
use crate::tables::users;

/// What charts can ask.
pub struct Questions {
    /// The table `images`.
    pub images: LazyFrame,
    /// The tables of the labels.
    pub labels: LabelTables,
    /// `(kind, value, count)`: how many images have each trait, most first.
    pub image_counts: LazyFrame,
    /// `(first, place, second, second_place, count)`: how many images have both of two common tags.
    pub pairs: LazyFrame,
    /// `(filename, images, content_hash)`: images from all over the collection.
    pub spread: LazyFrame,
    /// The rows of the table `colors` of these images, and of those that the first users like.
    pub shown_colors: LazyFrame,
    /// `(user_id, filename)`: the favourites that are in the collection.
    pub known: LazyFrame,
    /// `(user_id, kind, value, count)`: what the favourites of the first users have, but tags.
    pub counts: LazyFrame,
    /// `(user_id, cluster)`: who is alike; without rows where it is not known.
    pub clusters: LazyFrame,
    /// `(cluster, value, count)`: the tags that those who are alike like.
    pub cluster_tags: LazyFrame,
    /// `(model, ndcg_at_10, low, high)`, best first; without rows where nothing was measured.
    pub quality: LazyFrame,
}

impl Questions {
    /// What can be asked of these tables; shared parts are computed here, once.
    ///
    /// # Errors
    /// The frames are not those of the tables.
    pub fn new(images: LazyFrame, labels: LabelTables, favorites: LazyFrame) -> Result<Self> {
        let labels = read(labels)?;
        // Each has parts that take one core only.
        let (image_counts, shown) = rayon::join(
            || streamed(traits::counts(&labels)?),
            || Shown::of(&labels, favorites),
        );
        let (image_counts, shown) = (image_counts?.lazy(), shown?);
        let common = charts::common_tags(image_counts.clone(), tag_pairs::MOST_TAGS).collect()?;
        let clusters = DataFrame::empty_with_schema(&Schema::from_iter([
            Field::new(users::USER_ID.into(), DataType::String),
            Field::new(users::CLUSTER.into(), DataType::UInt32),
        ]));
        let (known, clusters) = (shown.known.lazy(), clusters.lazy());
        Ok(Self {
            pairs: charts::pairs(&labels, &common)?,
            spread: charts::contents(&shown.spread, images.clone())?,
            cluster_tags: cluster_tags(&clusters, &known, &labels)?,
            quality: model_quality::frame(None)?.lazy(),
            counts: shown.counts.lazy(),
            shown_colors: shown.colors.lazy(),
            images,
            labels,
            image_counts,
            known,
            clusters,
        })
    }

    /// The same with the profiles and the figures of the models, where there are some.
    ///
    /// # Errors
    /// The frame is not that of the table `users`.
    pub fn and(self, users: Option<LazyFrame>, evaluation: Option<&Evaluation>) -> Result<Self> {
        let of_cluster = |users: LazyFrame| {
            users.select([
                col(users::USER_ID),
                col(users::CLUSTER).cast(DataType::UInt32),
            ])
        };
        let clusters = users.map_or(self.clusters, of_cluster);
        Ok(Self {
            cluster_tags: cluster_tags(&clusters, &self.known, &self.labels)?,
            clusters,
            quality: model_quality::frame(evaluation)?.lazy(),
            ..self
        })
    }
}

/// The same with the tables in memory that more than one chart goes through.
fn read(tables: LabelTables) -> PolarsResult<LabelTables> {
    let columns = [FILENAME, ORIENTATION, SIZE_CATEGORY].map(col);
    let mut labels = tables.labels.select(columns).collect()?;
    note_order(&mut labels)?;
    let tags = tables.tags.select([FILENAME, TAG].map(col)).collect()?;
    Ok(LabelTables {
        labels: labels.lazy(),
        tags: tags.lazy(),
        colors: tables.colors,
    })
}

/// Notes that a table is sorted by file name, where it is, as most are: it is not sorted again.
fn note_order(table: &mut DataFrame) -> PolarsResult<()> {
    let mut names = table.column(FILENAME)?.as_materialized_series().clone();
    if names.str()?.iter().is_sorted() {
        names.set_sorted_flag(IsSorted::Ascending);
        table.with_column(names.into_column())?;
    }
    Ok(())
}

/// What the few images and users have that are shown by name.
struct Shown {
    spread: DataFrame,
    known: DataFrame,
    colors: DataFrame,
    counts: DataFrame,
}

impl Shown {
    fn of(labels: &LabelTables, favorites: LazyFrame) -> Result<Self> {
        let favorites = favorites.collect()?;
        let liked = labels.labels.clone().filter(images_of(&[&favorites])?);
        let liked = liked.collect()?.lazy();
        let known = likes::known(favorites.lazy(), liked.clone()).collect()?;
        let first = charts::of_first_users(known.clone().lazy(), MOST_USERS).collect()?;
        let spread = charts::spread(labels, color_palettes::MOST_IMAGES).collect()?;
        let is_shown = images_of(&[&first, &spread])?;
        let colors = labels.colors.clone().filter(is_shown).collect()?;
        let of_first = LabelTables {
            labels: liked.filter(images_of(&[&first])?),
            colors: colors.clone().lazy(),
            tags: labels.tags.clone(),
        };
        let kinds = [kind::COLOR, kind::ORIENTATION, kind::SIZE];
        let traits = traits::of_kinds(&of_first, &kinds)?;
        let counts = likes::trait_counts(first.lazy(), traits).collect()?;
        Ok(Self {
            spread,
            known,
            colors,
            counts,
        })
    }
}

/// The tags that the users of `clusters` like.
fn cluster_tags(
    clusters: &LazyFrame,
    known: &LazyFrame,
    labels: &LabelTables,
) -> PolarsResult<LazyFrame> {
    let on = || col(users::USER_ID);
    let grouped = clusters.clone().drop_nulls(None);
    let known = known.clone().semi_join(grouped, on(), on()).collect()?;
    let liked = LabelTables {
        tags: labels.tags.clone().filter(images_of(&[&known])?),
        ..labels.clone()
    };
    let tags = traits::of_kinds(&liked, &[kind::TAG])?;
    Ok(charts::cluster_tags(clusters.clone(), known.lazy(), tags))
}
