//! How well a partition fits, and the number of clusters that fits best.
//!
//! The silhouette of a row (Rousseeuw 1987) is `(b - a) / max(a, b)`: `a` is its mean distance to
//! the other rows of its cluster, `b` that to the rows of the nearest other cluster. It runs from
//! -1 (in the wrong cluster) over 0 (on the border, or alone in its cluster) to 1 (well inside).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use ndarray::ArrayView2;

use super::{ClusterError, Clusters, MAX_CLUSTERS, Points, squared_distance};
use crate::domain::Seed;

/// Every pair of rows is looked at, so above this many a sample stands for all.
const MAX_ROWS: usize = 1_000;
/// Rows from which two clusters can be told apart at all.
const MIN_ROWS: usize = 3;
/// A mean silhouette no higher than this (zero, but for rounding) speaks for one cluster.
const MIN_SILHOUETTE: f64 = 1e-9;
/// Of the sample on which a partition is judged that comes without a seed of its own.
const SAMPLE_SEED: u64 = 42;

/// The mean silhouette of a partition of `rows`, `(n_rows, n_features)`, -1 to 1; the higher,
/// the better the clusters are told apart.
///
/// `assignment` gives the cluster of each row, in any numbering. Above 1,000 rows it is the mean
/// over a sample of 1,000, the same on every call. Zero where it has no meaning: fewer than two
/// clusters, values that are not finite, an assignment of another length than the rows.
pub fn silhouette(rows: ArrayView2<f64>, assignment: &[usize]) -> f64 {
    let Ok(points) = Points::new(rows) else {
        return 0.0;
    };
    if points.len() != assignment.len() {
        return 0.0;
    }
    let chosen = points.choose(MAX_ROWS, Seed::new(SAMPLE_SEED));
    let clusters: Vec<usize> = chosen.iter().map(|&row| assignment[row]).collect();
    mean_silhouette(&points.select(&chosen), &clusters)
}

/// K-means with the number of clusters, out of `k_range`, whose partition has the highest mean
/// silhouette; the smallest among equals.
///
/// One cluster, whatever the range, where there are fewer than three rows, where all are alike,
/// or where no partition has a silhouette above zero. The range is cut to the number of distinct
/// rows and to [`MAX_CLUSTERS`]. Above 1,000 rows the number is chosen on a sample of 1,000, so
/// a group of less than about a hundredth of the rows does not count as one of its own; the
/// clusters are then made of all rows.
///
/// # Errors
/// See [`ClusterError`]: an empty matrix, a value that is not finite, a range without a number
/// above zero.
pub fn k_means_by_silhouette(
    rows: ArrayView2<f64>,
    k_range: RangeInclusive<usize>,
    seed: Seed,
) -> Result<Clusters, ClusterError> {
    let points = Points::new(rows)?;
    if k_range.is_empty() || *k_range.end() == 0 {
        return Err(ClusterError::NoClusters);
    }
    if points.len() <= MAX_ROWS {
        return best_partition(&points, k_range, seed);
    }
    let chosen = points.choose(MAX_ROWS, seed.derive("silhouette sample", ""));
    let judged = best_partition(&points.select(&chosen), k_range, seed)?;
    points.cluster(judged.centroids.nrows(), seed)
}

fn best_partition(
    points: &Points,
    k_range: RangeInclusive<usize>,
    seed: Seed,
) -> Result<Clusters, ClusterError> {
    let mut best = points.cluster(1, seed)?;
    if points.len() < MIN_ROWS {
        return Ok(best);
    }
    let mut best_score = MIN_SILHOUETTE;
    let highest = points.distinct(MAX_CLUSTERS.min(*k_range.end()));
    let lowest = (*k_range.start()).min(highest).max(2);
    for k in lowest..=highest {
        let clusters = points.cluster(k, seed)?;
        let score = mean_silhouette(points, &clusters.assignment);
        if score > best_score {
            (best, best_score) = (clusters, score);
        }
    }
    Ok(best)
}

/// The silhouette over all pairs of rows; `assignment` is as long as they are.
fn mean_silhouette(points: &Points, assignment: &[usize]) -> f64 {
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for &cluster in assignment {
        *sizes.entry(cluster).or_default() += 1;
    }
    if sizes.len() < 2 {
        return 0.0;
    }
    // The names of the clusters, ascending, give each a place.
    let places: BTreeMap<usize, usize> = sizes.keys().copied().zip(0..).collect();
    let sizes: Vec<usize> = sizes.into_values().collect();
    let assignment: Vec<usize> = assignment.iter().map(|cluster| places[cluster]).collect();

    let total: f64 = (0..points.len())
        .map(|row| row_silhouette(points, &assignment, &sizes, row))
        .sum();
    total / points.len() as f64
}

fn row_silhouette(points: &Points, assignment: &[usize], sizes: &[usize], row: usize) -> f64 {
    let own = assignment[row];
    if sizes[own] < 2 {
        return 0.0;
    }
    let mut sums = vec![0.0; sizes.len()];
    for (other, &cluster) in points.rows().zip(assignment) {
        sums[cluster] += squared_distance(points.row(row), other).sqrt();
    }
    // The row itself is among its cluster with a distance of zero.
    let within = sums[own] / (sizes[own] - 1) as f64;
    let between = (0..sizes.len())
        .filter(|&cluster| cluster != own)
        .map(|cluster| sums[cluster] / sizes[cluster] as f64)
        .fold(f64::INFINITY, f64::min);
    let larger = within.max(between);
    if larger > 0.0 {
        (between - within) / larger
    } else {
        0.0
    }
}
