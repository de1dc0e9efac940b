//! Who is alike: clusters of users, by k-means over what their favourites are on the whole.

use anyhow::Result;
use ndarray::Array2;
use polars::prelude::*;

use super::STAGE;
use crate::cluster;
use crate::domain::Seed;
use crate::features::FeatureMatrix;
use crate::query::patterns::cluster_tops;
use crate::query::traits::kind;
use crate::tables::{favorites, patterns, text_values, texts, users};

/// The numbers of clusters that are tried.
const CLUSTERS: std::ops::RangeInclusive<usize> = 2..=8;
/// How many tags and colours describe a cluster.
const TOP_TAGS: usize = 5;
const TOP_COLORS: usize = 3;

/// `(user_id, cluster)` of all users with known favourites; cluster 0 is the largest.
///
/// # Errors
/// The frame is not `(user_id, filename)`.
pub fn of_users(features: &FeatureMatrix, known: &DataFrame, seed: Seed) -> Result<DataFrame> {
    let mut rows_of: std::collections::BTreeMap<&str, Vec<usize>> =
        std::collections::BTreeMap::new();
    let filenames = text_values(known, favorites::FILENAME)?;
    for (user, filename) in text_values(known, favorites::USER_ID)?
        .into_iter()
        .zip(filenames)
    {
        rows_of
            .entry(user)
            .or_default()
            .extend(features.row_of(filename));
    }
    let mut profiles = Array2::zeros((rows_of.len(), features.features.len()));
    for (mut profile, rows) in profiles.rows_mut().into_iter().zip(rows_of.values()) {
        profile.assign(&features.mean_of(rows));
    }
    let assignment = if rows_of.is_empty() {
        Vec::new()
    } else {
        cluster::k_means_by_silhouette(profiles.view(), CLUSTERS, seed.derive(STAGE, "clusters"))?
            .assignment
    };
    let clusters = assignment.iter().map(|cluster| *cluster as u32);
    Ok(DataFrame::new_infer_height(vec![
        texts(users::USER_ID, rows_of.keys()),
        UInt32Chunked::from_iter_values(users::CLUSTER.into(), clusters).into_column(),
    ])?)
}

/// `(cluster, users, top_tags, top_colors)`, sorted by cluster.
pub fn table(counts: LazyFrame, clusters: LazyFrame) -> LazyFrame {
    let members = clusters
        .clone()
        .sort(
            [users::CLUSTER, users::USER_ID],
            SortMultipleOptions::default(),
        )
        .group_by_stable([col(users::CLUSTER)])
        .agg([col(users::USER_ID).alias(patterns::USERS)]);
    let tops =
        |kind, most, name: &str| cluster_tops(counts.clone(), clusters.clone(), kind, most, name);
    let on = || [col(users::CLUSTER)];
    let left = || JoinArgs::new(JoinType::Left);
    let none = || lit(Series::new_empty(PlSmallStr::EMPTY, &DataType::String)).implode(true);
    members
        .join(
            tops(kind::TAG, TOP_TAGS, patterns::TOP_TAGS),
            on(),
            on(),
            left(),
        )
        .join(
            tops(kind::COLOR, TOP_COLORS, patterns::TOP_COLORS),
            on(),
            on(),
            left(),
        )
        .with_columns(
            [patterns::TOP_TAGS, patterns::TOP_COLORS].map(|name| col(name).fill_null(none())),
        )
        .sort([users::CLUSTER], SortMultipleOptions::default())
        .select([
            col(users::CLUSTER).alias(patterns::CLUSTER),
            col(patterns::USERS),
            col(patterns::TOP_TAGS),
            col(patterns::TOP_COLORS),
        ])
}
