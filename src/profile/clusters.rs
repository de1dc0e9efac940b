//! Who is alike: clusters of users, by k-means over what their favourites are on the whole.

use anyhow::Result;
use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1};
use rand::seq::index;
use rayon::prelude::*;

use super::STAGE;
use crate::cluster::{self, Clusters};
use crate::domain::Seed;
use crate::features::FeatureWeights;
use crate::interactions::Interactions;

/// The numbers of clusters that are tried.
const CLUSTERS: std::ops::RangeInclusive<usize> = 2..=8;
/// Users among whom the clusters are sought. Where there are more, a sample of so many says where
/// the clusters are, and everybody is put into the nearest: time and memory stay within bounds.
const SOUGHT_AMONG: usize = 20_000;

/// For each user, in the order of the interactions, the cluster; none without favourites. Cluster
/// 0 is the largest; of two that are as large, the one whose first user comes first.
///
/// # Errors
/// No cluster can be found (see [`cluster::ClusterError`]).
pub fn of_users(
    interactions: &Interactions,
    weights: &FeatureWeights,
    seed: Seed,
) -> Result<Vec<Option<u32>>> {
    let images = &interactions.favorites.images;
    let users: Vec<usize> = (0..images.len())
        .filter(|user| !images.row(*user).is_empty())
        .collect();
    let mut clusters = vec![None; images.len()];
    if users.is_empty() {
        return Ok(clusters);
    }
    let seed = seed.derive(STAGE, "clusters");
    let sought = sample(&users, seed);
    let mut profiles = Array2::zeros((sought.len(), weights.features.len()));
    for (mut row, user) in profiles.rows_mut().into_iter().zip(&sought) {
        profile(&mut row, interactions, weights, *user);
    }
    let found = cluster::k_means_by_silhouette(profiles.view(), CLUSTERS, seed)?;
    let assignment = if sought.len() == users.len() {
        found.assignment
    } else {
        assign(interactions, weights, &users, &found)
    };
    for (user, cluster) in users.into_iter().zip(assignment) {
        clusters[user] = Some(cluster as u32);
    }
    Ok(clusters)
}

/// At most [`SOUGHT_AMONG`] of the users, in their order.
fn sample(users: &[usize], seed: Seed) -> Vec<usize> {
    if users.len() <= SOUGHT_AMONG {
        return users.to_vec();
    }
    let mut rng = seed.derive("sample of users", "").rng();
    let mut places = index::sample(&mut rng, users.len(), SOUGHT_AMONG).into_vec();
    places.sort_unstable();
    places.into_iter().map(|place| users[place]).collect()
}

/// Puts the mean of the features of a user's favourites into `row`, which is all zeros.
fn profile(
    row: &mut ArrayViewMut1<'_, f64>,
    interactions: &Interactions,
    weights: &FeatureWeights,
    user: usize,
) {
    let Interactions { favorites, traits } = interactions;
    let own = favorites.images.row(user);
    for image in own {
        weights.add_to(row, traits, *image as usize, 1.0);
    }
    *row /= own.len() as f64;
}

/// The nearest cluster of each of `users`, numbered anew by size, then by the first user.
fn assign(
    interactions: &Interactions,
    weights: &FeatureWeights,
    users: &[usize],
    found: &Clusters,
) -> Vec<usize> {
    let nearest = |row: ArrayView1<'_, f64>| {
        let distances = found.centroids.rows().into_iter().map(|centroid| {
            let pairs = row.iter().zip(centroid);
            pairs.map(|(a, b)| (a - b) * (a - b)).sum::<f64>()
        });
        let nearest = distances.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
        nearest.map_or(0, |(cluster, _)| cluster)
    };
    let zeros = || Array1::<f64>::zeros(weights.features.len());
    let assignment: Vec<usize> = users
        .par_iter()
        .map_init(zeros, |row, user| {
            row.fill(0.0);
            profile(&mut row.view_mut(), interactions, weights, *user);
            nearest(row.view())
        })
        .collect();
    cluster::by_size(&assignment, found.centroids.nrows()).0
}
