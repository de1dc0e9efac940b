//! Groups of rows that are alike: a guarded k-means that gives the same answer on every machine.
//!
//! The one door to `linfa-clustering`. That crate finds where the centroids start (k-means++,
//! the best of several runs, on a sample where the rows are many); from there this file walks to
//! the end by Lloyd's steps of its own, because the crate (0.8.1) stops at near-means, leaves
//! clusters empty, and numbers them by chance. Its parallel loops only fill one place for each
//! row and add nothing up, so the number of threads cannot change a bit; its `KMeansPara` start
//! can, and is not used.

mod silhouette;

use std::collections::BTreeSet;

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::{KMeans, KMeansError, KMeansInit};
use ndarray::{Array2, ArrayView2};
use rand::seq::index;
use thiserror::Error;

use crate::domain::Seed;

pub use silhouette::{k_means_by_silhouette, silhouette};

/// The most clusters that can be asked for: more than any chart or sentence can show, and few
/// enough that the start, whose cost grows with the square of it, takes seconds at worst.
pub const MAX_CLUSTERS: usize = 64;
/// Values beyond this are refused: their squared distances would no longer be finite.
const MAX_MAGNITUDE: f64 = 1e100;
/// The start is searched among so many rows; all rows have their say in the steps after it.
const START_ROWS: usize = 2_048;
/// Starts that are tried, of which the best is kept.
const START_RUNS: usize = 10;
/// Steps within one start. The rest is done by our own.
const START_STEPS: u64 = 50;
/// The most of our own steps. Small collections settle long before; on 100,000 rows without
/// clear groups, a thousand steps take ten times as long and lower the inertia by 0.1 %.
const MAX_STEPS: usize = 50;

/// A partition of rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// For each row its cluster, the one with the nearest centroid. Clusters are numbered from 0
    /// by their size, largest first, those of one size by their first row. None is empty.
    pub assignment: Vec<usize>,
    /// `(n_clusters, n_features)`: the mean of each cluster's rows. (Where rows still moved after
    /// the last step allowed, the mean before that.)
    pub centroids: Array2<f64>,
    /// The sum of the squared distances of the rows to their centroids, at least 0.
    pub inertia: f64,
}

/// Why rows could not be clustered.
#[derive(Debug, Error)]
pub enum ClusterError {
    /// There is nothing to cluster.
    #[error("the matrix is empty ({rows} rows, {columns} columns)")]
    Empty {
        /// Rows.
        rows: usize,
        /// Features.
        columns: usize,
    },
    /// A value is NaN, infinite or beyond ±1e100.
    #[error("the value in row {row}, column {column} is not a finite number of reasonable size")]
    NotFinite {
        /// Row of the first such value.
        row: usize,
        /// Its column.
        column: usize,
    },
    /// No cluster was asked for, or a range that holds no number.
    #[error("at least one cluster must be asked for")]
    NoClusters,
    /// More clusters were asked for, and there would be rows for them, than [`MAX_CLUSTERS`].
    #[error("{k} clusters are more than {MAX_CLUSTERS}")]
    TooMany {
        /// What was asked for, or the number of distinct rows, if that is smaller.
        k: usize,
    },
    /// The clustering library found no start.
    #[error("no start for the clusters was found")]
    Start(#[from] KMeansError),
}

/// Divides `rows`, `(n_rows, n_features)`, into `k` clusters (k-means: k-means++ start by Arthur
/// and Vassilvitskii 2007, then Lloyd 1982).
///
/// Fewer than `k` come back where fewer rows are distinct. A row as near to two centroids belongs
/// to one of them, always the same. The cost grows with rows x features x `k`.
///
/// # Errors
/// See [`ClusterError`]: an empty matrix, a value that is not finite, `k` of zero or too high.
pub fn k_means(rows: ArrayView2<f64>, k: usize, seed: Seed) -> Result<Clusters, ClusterError> {
    let points = Points::new(rows)?;
    if k == 0 {
        return Err(ClusterError::NoClusters);
    }
    points.cluster(k, seed)
}

/// The rows of a checked matrix: at least one row and one column, all values finite.
struct Points {
    /// Row after row.
    values: Vec<f64>,
    width: usize,
}

/// What one step knows of every row.
struct Step {
    /// The index of the nearest centroid, the lowest among equals.
    nearest: Vec<usize>,
    /// The squared distance to it.
    distances: Vec<f64>,
}

impl Points {
    fn new(rows: ArrayView2<f64>) -> Result<Self, ClusterError> {
        let (n_rows, width) = rows.dim();
        if n_rows == 0 || width == 0 {
            return Err(ClusterError::Empty {
                rows: n_rows,
                columns: width,
            });
        }
        // A NaN compares as false too.
        let is_fit = |value: &f64| value.abs() <= MAX_MAGNITUDE;
        if let Some(((row, column), _)) = rows.indexed_iter().find(|(_, value)| !is_fit(value)) {
            return Err(ClusterError::NotFinite { row, column });
        }
        Ok(Self {
            values: rows.iter().copied().collect(),
            width,
        })
    }

    fn len(&self) -> usize {
        self.values.len() / self.width
    }

    fn rows(&self) -> std::slice::ChunksExact<'_, f64> {
        self.values.chunks_exact(self.width)
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.width..][..self.width]
    }

    /// At most `amount` row numbers, drawn without replacement, ascending.
    fn choose(&self, amount: usize, seed: Seed) -> Vec<usize> {
        let amount = amount.min(self.len());
        let mut chosen = index::sample(&mut seed.rng(), self.len(), amount).into_vec();
        chosen.sort_unstable();
        chosen
    }

    fn select(&self, chosen: &[usize]) -> Self {
        let rows: Vec<&[f64]> = chosen.iter().map(|&row| self.row(row)).collect();
        Self {
            values: rows.concat(),
            width: self.width,
        }
    }

    /// The number of distinct rows, counted up to `limit`.
    fn distinct(&self, limit: usize) -> usize {
        let mut seen: BTreeSet<Vec<u64>> = BTreeSet::new();
        for row in self.rows() {
            // Adding zero turns -0.0 into 0.0, which is equal to it but has other bits.
            seen.insert(row.iter().map(|value| (value + 0.0).to_bits()).collect());
            if seen.len() >= limit {
                break;
            }
        }
        seen.len()
    }

    /// K-means with `k` (at least 1) lowered to the number of distinct rows.
    fn cluster(&self, k: usize, seed: Seed) -> Result<Clusters, ClusterError> {
        let k = self.distinct(k);
        if k > MAX_CLUSTERS {
            return Err(ClusterError::TooMany { k });
        }
        let mut centroids = self.start(k, seed)?;
        let mut step = self.assign(&centroids);
        for _ in 0..MAX_STEPS {
            self.move_centroids(&mut centroids, &step);
            let next = self.assign(&centroids);
            let is_settled = next.nearest == step.nearest;
            step = next;
            if is_settled {
                break;
            }
        }
        Ok(canonical(&centroids, self.width, step))
    }

    /// Where `k` centroids start, one after the other.
    fn start(&self, k: usize, seed: Seed) -> Result<Vec<f64>, ClusterError> {
        let chosen = self.choose(START_ROWS, seed.derive("k-means sample", ""));
        let sample = self.select(&chosen);
        // Always row after row: another layout in memory would add up in another order.
        let records = Array2::from_shape_fn((sample.len(), self.width), |(row, column)| {
            sample.values[row * self.width + column]
        });
        let model = KMeans::params_with_rng(k, seed.derive("k-means start", "").rng())
            .init_method(KMeansInit::KMeansPlusPlus)
            .n_runs(START_RUNS)
            .max_n_iterations(START_STEPS)
            .fit(&DatasetBase::from(records))?;
        Ok(model.centroids().iter().copied().collect())
    }

    /// Finds the nearest centroid of every row.
    fn assign(&self, centroids: &[f64]) -> Step {
        let nearest_of = |row| {
            let mut best = (0, f64::INFINITY);
            for (index, centroid) in centroids.chunks_exact(self.width).enumerate() {
                let distance = squared_distance(row, centroid);
                if distance < best.1 {
                    best = (index, distance);
                }
            }
            best
        };
        let (nearest, distances) = self.rows().map(nearest_of).unzip();
        Step { nearest, distances }
    }

    /// Moves every centroid to the mean of its rows, and one without rows to the row that is
    /// farthest from its own (the next farthest for the next such centroid).
    fn move_centroids(&self, centroids: &mut [f64], step: &Step) {
        let mut counts = vec![0_usize; centroids.len() / self.width];
        let mut sums = vec![0.0; centroids.len()];
        for (row, &cluster) in self.rows().zip(&step.nearest) {
            counts[cluster] += 1;
            let sum = &mut sums[cluster * self.width..][..self.width];
            for (total, value) in sum.iter_mut().zip(row) {
                *total += value;
            }
        }
        let mut farthest = None;
        let places = centroids.chunks_exact_mut(self.width);
        for ((centroid, sum), count) in places.zip(sums.chunks_exact(self.width)).zip(counts) {
            if count > 0 {
                for (value, total) in centroid.iter_mut().zip(sum) {
                    *value = total / count as f64;
                }
                continue;
            }
            let farthest = farthest.get_or_insert_with(|| step.farthest_first().into_iter());
            if let Some(row) = farthest.next() {
                centroid.copy_from_slice(self.row(row));
            }
        }
    }
}

impl Step {
    /// The rows from the farthest from its centroid to the nearest, the first among equals first.
    fn farthest_first(&self) -> Vec<usize> {
        let mut rows: Vec<usize> = (0..self.distances.len()).collect();
        rows.sort_by(|&a, &b| self.distances[b].total_cmp(&self.distances[a]));
        rows
    }
}

/// Drops empty clusters and numbers the others by size, then by first row.
fn canonical(centroids: &[f64], width: usize, step: Step) -> Clusters {
    let (assignment, order) = by_size(&step.nearest, centroids.len() / width);
    Clusters {
        assignment,
        centroids: Array2::from_shape_fn((order.len(), width), |(new, column)| {
            centroids[order[new] * width + column]
        }),
        inertia: step.distances.iter().sum(),
    }
}

/// The assignment of rows to so many `clusters`, numbered anew: the largest first, those of one size
/// by their first row, empty ones not at all. And for each new number the old one.
pub fn by_size(assignment: &[usize], clusters: usize) -> (Vec<usize>, Vec<usize>) {
    let mut sizes = vec![0_usize; clusters];
    // Clusters that have rows, in the order of their first rows.
    let mut order: Vec<usize> = Vec::new();
    for &cluster in assignment {
        if sizes[cluster] == 0 {
            order.push(cluster);
        }
        sizes[cluster] += 1;
    }
    // A stable sort, so the first row decides among equals.
    order.sort_by_key(|&cluster| std::cmp::Reverse(sizes[cluster]));

    let mut number = vec![0; clusters];
    for (new, &old) in order.iter().enumerate() {
        number[old] = new;
    }
    let assignment = assignment.iter().map(|&old| number[old]).collect();
    (assignment, order)
}

/// The squared Euclidean distance of two rows of equal length.
fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    /// Sums kept side by side: an order of additions that the compiler can turn into vector
    /// instructions without changing it.
    const LANES: usize = 4;
    let mut sums = [0.0; LANES];
    let (a_blocks, b_blocks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest = a_blocks.remainder().iter().zip(b_blocks.remainder());
    let rest: f64 = rest.map(|(x, y)| (x - y) * (x - y)).sum();
    for (x, y) in a_blocks.zip(b_blocks) {
        for lane in 0..LANES {
            let difference = x[lane] - y[lane];
            sums[lane] += difference * difference;
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}
