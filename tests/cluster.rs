//! Clusters: found where they are, numbered the same way always, and never a panic.

use std::collections::BTreeSet;

use ndarray::{Array2, ArrayView1, Axis, array};
use pixrec::cluster::{
    ClusterError, Clusters, MAX_CLUSTERS, k_means, k_means_by_silhouette, silhouette,
};
use pixrec::domain::Seed;
use proptest::prelude::*;
use rand::Rng;
use rand::seq::SliceRandom;

/// Blobs of the given sizes, far apart; and the blob of each row.
fn blobs(sizes: &[usize], columns: usize, seed: u64) -> (Array2<f64>, Vec<usize>) {
    let mut rng = Seed::new(seed).rng();
    let labels: Vec<usize> = sizes
        .iter()
        .enumerate()
        .flat_map(|(blob, &size)| std::iter::repeat_n(blob, size))
        .collect();
    let rows = Array2::from_shape_fn((labels.len(), columns), |(row, column)| {
        let blob = labels[row];
        let center = if column == blob % columns {
            10.0 * (1 + blob / columns) as f64
        } else {
            0.0
        };
        center + rng.gen_range(-0.5..0.5)
    });
    (rows, labels)
}

fn squared_distance(a: ArrayView1<f64>, b: ArrayView1<f64>) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum()
}

/// The rows of each cluster, whatever the clusters are called.
fn groups(assignment: &[usize]) -> BTreeSet<Vec<usize>> {
    let names: BTreeSet<usize> = assignment.iter().copied().collect();
    names
        .iter()
        .map(|name| {
            (0..assignment.len())
                .filter(|&r| assignment[r] == *name)
                .collect()
        })
        .collect()
}

fn sizes(clusters: &Clusters) -> Vec<usize> {
    let mut sizes = vec![0; clusters.centroids.nrows()];
    for &cluster in &clusters.assignment {
        sizes[cluster] += 1;
    }
    sizes
}

#[test]
fn separated_blobs_are_found_for_every_seed() -> Result<(), ClusterError> {
    for seed in 0..20 {
        let (rows, labels) = blobs(&[30, 50, 20, 5], 3, seed);
        let clusters = k_means(rows.view(), 4, Seed::new(seed))?;
        assert_eq!(groups(&clusters.assignment), groups(&labels), "seed {seed}");
        assert_eq!(sizes(&clusters), [50, 30, 20, 5]);
    }
    Ok(())
}

#[test]
fn centroids_are_the_means_of_their_rows_and_inertia_their_spread() -> Result<(), ClusterError> {
    let (rows, _) = blobs(&[40, 7, 19], 5, 1);
    let clusters = k_means(rows.view(), 3, Seed::new(1))?;
    let mut inertia = 0.0;
    for (cluster, centroid) in clusters.centroids.rows().into_iter().enumerate() {
        let members: Vec<usize> = (0..rows.nrows())
            .filter(|&row| clusters.assignment[row] == cluster)
            .collect();
        let members = rows.select(Axis(0), &members);
        let mean = members.mean_axis(Axis(0)).unwrap_or_default();
        assert!(squared_distance(mean.view(), centroid) < 1e-20);
        let spread = members.rows().into_iter();
        inertia += spread
            .map(|row| squared_distance(row, centroid))
            .sum::<f64>();
    }
    assert!((inertia - clusters.inertia).abs() < 1e-9);
    Ok(())
}

#[test]
fn two_clusters_of_a_line_are_the_best_of_all_cuts() -> Result<(), ClusterError> {
    // On a line the best two clusters are a cut of the sorted values, so all can be tried.
    for seed in 0..30 {
        let mut rng = Seed::new(seed).rng();
        let mut values: Vec<f64> = (0..25).map(|_| rng.gen_range(0.0_f64..1.0)).collect();
        values.sort_by(f64::total_cmp);
        let spread = |part: &[f64]| {
            let mean = part.iter().sum::<f64>() / part.len() as f64;
            part.iter().map(|v| (v - mean).powi(2)).sum::<f64>()
        };
        let best = (1..values.len())
            .map(|cut| spread(&values[..cut]) + spread(&values[cut..]))
            .fold(f64::INFINITY, f64::min);
        let rows = Array2::from_shape_fn((25, 1), |(row, _)| values[row]);
        let found = k_means(rows.view(), 2, Seed::new(seed))?.inertia;
        // Lloyd's steps may end in a local optimum; of ten starts the best is a good one.
        assert!(
            found >= best - 1e-9 && found <= best * 1.05,
            "{found} {best}"
        );
    }
    Ok(())
}

#[test]
fn clusters_are_numbered_by_size_and_then_by_first_row() -> Result<(), ClusterError> {
    let rows = array![[9.0], [0.0], [5.0], [9.1], [0.1], [5.1], [5.2]];
    let clusters = k_means(rows.view(), 3, Seed::new(3))?;
    assert_eq!(clusters.assignment, [1, 2, 0, 1, 2, 0, 0]);
    Ok(())
}

#[test]
fn the_same_seed_gives_the_same_bits() -> Result<(), ClusterError> {
    let rows = Array2::from_shape_fn((500, 6), |(r, c)| ((r * 31 + c * 17) % 101) as f64 / 101.0);
    let first = k_means(rows.view(), 7, Seed::new(5))?;
    for _ in 0..5 {
        assert_eq!(k_means(rows.view(), 7, Seed::new(5))?, first);
    }
    let by_column = rows.t().as_standard_layout().into_owned();
    assert_eq!(k_means(by_column.t(), 7, Seed::new(5))?, first);
    Ok(())
}

#[test]
fn the_number_of_threads_changes_no_bit() -> Result<(), Box<dyn std::error::Error>> {
    let mut rng = Seed::new(6).rng();
    let rows = Array2::from_shape_fn((5_000, 8), |_| rng.gen_range(0.0..1.0));
    let with_threads = |threads| -> Result<Clusters, Box<dyn std::error::Error>> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()?;
        Ok(pool.install(|| k_means(rows.view(), 9, Seed::new(6)))?)
    };
    let one = with_threads(1)?;
    assert_eq!(with_threads(4)?, one);
    assert_eq!(with_threads(3)?, one);
    Ok(())
}

#[test]
fn more_clusters_than_distinct_rows_are_as_many_as_distinct_rows() -> Result<(), ClusterError> {
    let rows = array![[0.0, 1.0], [2.0, 1.0], [0.0, 1.0], [-0.0, 1.0]];
    for k in [2, 3, 4, 1_000_000] {
        let clusters = k_means(rows.view(), k, Seed::new(k as u64))?;
        assert_eq!(clusters.assignment, [0, 1, 0, 0]);
        assert_eq!(clusters.centroids, array![[0.0, 1.0], [2.0, 1.0]]);
        assert_eq!(clusters.inertia, 0.0);
    }
    Ok(())
}

#[test]
fn one_row_and_identical_rows_are_one_cluster() -> Result<(), ClusterError> {
    for n in [1, 2, 40] {
        let rows = Array2::from_elem((n, 3), 0.3);
        for clusters in [
            k_means(rows.view(), 5, Seed::new(1))?,
            k_means_by_silhouette(rows.view(), 2..=6, Seed::new(1))?,
        ] {
            assert_eq!(clusters.assignment, vec![0; n]);
            assert_eq!(clusters.centroids.nrows(), 1);
            assert!(clusters.inertia < 1e-20);
        }
    }
    Ok(())
}

#[test]
fn what_cannot_be_clustered_is_an_error_that_says_why() {
    let message = |result: Result<Clusters, ClusterError>| match result {
        Ok(_) => String::from("no error"),
        Err(error) => error.to_string(),
    };
    let rows = array![[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]];
    let seed = Seed::new(1);
    assert_eq!(
        message(k_means(Array2::zeros((0, 4)).view(), 2, seed)),
        "the matrix is empty (0 rows, 4 columns)"
    );
    assert_eq!(
        message(k_means(Array2::zeros((4, 0)).view(), 2, seed)),
        "the matrix is empty (4 rows, 0 columns)"
    );
    assert_eq!(
        message(k_means(rows.view(), 0, seed)),
        "at least one cluster must be asked for"
    );
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e200] {
        let mut rows = rows.clone();
        rows[(1, 1)] = bad;
        let expected = "the value in row 1, column 1 is not a finite number of reasonable size";
        assert_eq!(message(k_means(rows.view(), 2, seed)), expected);
        let by_silhouette = k_means_by_silhouette(rows.view(), 2..=3, seed);
        assert_eq!(message(by_silhouette), expected);
        assert_eq!(silhouette(rows.view(), &[0, 1, 1]), 0.0);
    }
    #[expect(clippy::reversed_empty_ranges)]
    let empty = 3..=2;
    assert_eq!(
        message(k_means_by_silhouette(rows.view(), empty, seed)),
        "at least one cluster must be asked for"
    );
    let many = Array2::from_shape_fn((MAX_CLUSTERS + 1, 1), |(row, _)| row as f64);
    assert_eq!(
        message(k_means(many.view(), 100, seed)),
        "65 clusters are more than 64"
    );
}

#[test]
fn the_silhouette_chooses_the_number_of_blobs() -> Result<(), ClusterError> {
    for (seed, wanted) in [(1, 2), (2, 3), (3, 5), (4, 6)] {
        let (rows, labels) = blobs(&vec![25; wanted], 4, seed);
        let clusters = k_means_by_silhouette(rows.view(), 2..=8, Seed::new(seed))?;
        assert_eq!(groups(&clusters.assignment), groups(&labels));
    }
    Ok(())
}

#[test]
fn the_number_of_clusters_of_many_rows_is_chosen_on_a_sample() -> Result<(), ClusterError> {
    let (rows, labels) = blobs(&[4_000, 2_000, 1_000], 3, 9);
    let clusters = k_means_by_silhouette(rows.view(), 2..=6, Seed::new(9))?;
    assert_eq!(clusters.assignment, labels);
    assert!(silhouette(rows.view(), &clusters.assignment) > 0.8);
    Ok(())
}

#[test]
fn two_rows_are_one_cluster_and_three_may_be_two() -> Result<(), ClusterError> {
    let seed = Seed::new(1);
    let two = k_means_by_silhouette(array![[0.0], [9.0]].view(), 2..=5, seed)?;
    assert_eq!(two.assignment, [0, 0]);
    let three = k_means_by_silhouette(array![[0.0], [9.0], [9.5]].view(), 2..=5, seed)?;
    assert_eq!(three.assignment, [1, 0, 0]);
    Ok(())
}

#[test]
fn the_silhouette_agrees_with_a_sum_by_hand() {
    // Distances from 0: own cluster 1, other (4 + 6) / 2 = 5; and so on.
    let rows = array![[0.0], [1.0], [4.0], [6.0]];
    let by_hand = [
        (5.0 - 1.0) / 5.0,
        (4.0 - 1.0) / 4.0,
        (3.5 - 2.0) / 3.5,
        (5.5 - 2.0) / 5.5,
    ];
    let mean = by_hand.iter().sum::<f64>() / 4.0;
    let found = silhouette(rows.view(), &[7, 7, 2, 2]);
    assert!((found - mean).abs() < 1e-12, "{found} {mean}");
}

#[test]
fn a_silhouette_without_meaning_is_zero() {
    let rows = array![[0.0], [1.0], [4.0]];
    assert_eq!(silhouette(rows.view(), &[0, 0, 0]), 0.0);
    assert_eq!(silhouette(rows.view(), &[0, 1, 2]), 0.0);
    assert_eq!(silhouette(rows.view(), &[0, 1]), 0.0);
    assert_eq!(silhouette(Array2::zeros((0, 1)).view(), &[]), 0.0);
    assert_eq!(silhouette(Array2::zeros((4, 1)).view(), &[0, 1, 0, 1]), 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_row_belongs_to_its_nearest_centroid(
        values in prop::collection::vec(
            prop_oneof![-1.0..1.0, Just(0.0), Just(-0.0), Just(1.0), -1e100..1e100, -1e-170..1e-170],
            1..150,
        ),
        columns in 1_usize..6,
        k in 1_usize..12,
        seed in any::<u64>(),
    ) {
        let n = values.len() / columns;
        prop_assume!(n > 0);
        let rows = Array2::from_shape_fn((n, columns), |(r, c)| values[r * columns + c]);
        let clusters = k_means(rows.view(), k, Seed::new(seed))?;
        let found = clusters.centroids.nrows();
        prop_assert!(found >= 1 && found <= k.min(n));
        prop_assert!(clusters.inertia >= 0.0 && clusters.inertia.is_finite());
        let sizes = sizes(&clusters);
        prop_assert!(sizes.is_sorted_by(|a, b| a >= b) && sizes.iter().all(|&size| size > 0));
        for (row, &cluster) in rows.rows().into_iter().zip(&clusters.assignment) {
            let own = squared_distance(row, clusters.centroids.row(cluster));
            for centroid in clusters.centroids.rows() {
                prop_assert!(own <= squared_distance(row, centroid) * (1.0 + 1e-9));
            }
        }
    }

    #[test]
    fn the_order_of_rows_does_not_change_separated_clusters(seed in any::<u64>()) {
        let (rows, labels) = blobs(&[12, 9, 15], 3, seed);
        let mut order: Vec<usize> = (0..rows.nrows()).collect();
        order.shuffle(&mut Seed::new(seed).rng());
        let shuffled = rows.select(Axis(0), &order);
        let straight = k_means(rows.view(), 3, Seed::new(seed))?;
        let mixed = k_means(shuffled.view(), 3, Seed::new(seed))?;
        prop_assert_eq!(groups(&straight.assignment), groups(&labels));
        for (place, &row) in order.iter().enumerate() {
            prop_assert_eq!(mixed.assignment[place], straight.assignment[row]);
        }
    }
}
