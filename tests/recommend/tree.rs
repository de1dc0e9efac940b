//! The tree of one user's taste: it finds tastes that are there, agrees with a slow search over
//! every split, and survives every matrix.

use std::error::Error;

use ndarray::{Array2, ArrayView2, Axis, array};
use pixrec::domain::Seed;
use pixrec::recommend::tree::{FitError, Rule, TasteTree, TreeSettings};
use proptest::prelude::*;
use rand::Rng;

/// Any would do.
fn any_seed() -> Seed {
    Seed::new(7)
}

/// `(rows, columns)` of values evenly spread over 0 to 1.
fn noise(rows: usize, columns: usize, seed: u64) -> Array2<f64> {
    let mut rng = Seed::new(seed).rng();
    Array2::from_shape_fn((rows, columns), |_| rng.gen_range(0.0..1.0))
}

/// As `noise`, rounded to quarters: many ties.
fn grid(rows: usize, columns: usize, seed: u64) -> Array2<f64> {
    noise(rows, columns, seed).mapv(|value| (value * 4.0).floor() / 4.0)
}

fn rows_where(
    features: &Array2<f64>,
    is_liked: impl Fn(ndarray::ArrayView1<f64>) -> bool,
) -> Vec<usize> {
    let rows = features.rows().into_iter().enumerate();
    rows.filter(|(_, row)| is_liked(*row))
        .map(|(index, _)| index)
        .collect()
}

fn fit(features: &Array2<f64>, favorites: &[usize]) -> Result<TasteTree, FitError> {
    TasteTree::fit(
        features.view(),
        favorites,
        &TreeSettings::default(),
        any_seed(),
    )
}

/// The chance that a random favourite ranks above a random other row, a tie counting half.
fn area_under_curve(scores: &[f64], is_liked: impl Fn(usize) -> bool) -> f64 {
    let (liked, others): (Vec<usize>, Vec<usize>) = (0..scores.len()).partition(|&r| is_liked(r));
    let wins: f64 = liked
        .iter()
        .flat_map(|&a| others.iter().map(move |&b| (a, b)))
        .map(|(a, b)| match scores[a].total_cmp(&scores[b]) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })
        .sum();
    wins / (liked.len() * others.len()) as f64
}

#[test]
fn a_taste_for_one_feature_is_found_and_ranks_on_top() -> Result<(), FitError> {
    let features = noise(300, 6, 1);
    let liked = rows_where(&features, |row| row[3] > 0.8);
    let tree = fit(&features, &liked)?;
    let scores = tree.probabilities(features.view());
    for (row, score) in scores.iter().enumerate() {
        assert_eq!(*score > 0.5, liked.contains(&row), "row {row}: {score}");
    }
    let path = tree.path(features.row(liked[0]));
    assert_eq!(path.len(), 1, "{path:?}");
    assert_eq!((path[0].feature, path[0].below), (3, false));
    assert!((path[0].threshold - 0.8).abs() < 0.02, "{path:?}");
    Ok(())
}

#[test]
fn images_that_were_not_drawn_as_negatives_rank_by_taste_too() -> Result<(), FitError> {
    // Half of what the user would like is a favourite, the rest was never seen.
    let features = noise(3_000, 8, 2);
    let would_like = rows_where(&features, |row| row[1] > 0.7 && row[5] < 0.3);
    let favorites: Vec<usize> = would_like.iter().copied().step_by(2).collect();
    let scores = fit(&features, &favorites)?.probabilities(features.view());
    let candidates: Vec<usize> = (0..3_000).filter(|row| !favorites.contains(row)).collect();
    let candidate_scores: Vec<f64> = candidates.iter().map(|&row| scores[row]).collect();
    let area = area_under_curve(&candidate_scores, |place| {
        would_like.contains(&candidates[place])
    });
    assert!(area > 0.9, "{area}");
    Ok(())
}

#[test]
fn two_yes_or_no_features_together_are_found_in_any_order_of_rows() -> Result<(), FitError> {
    // As they stand, a whole tree of linfa 0.8.1 stops after its first split: the last row that
    // says no to the second question is not in the node that asks it.
    let once = array![[1., 0.], [1., 1.], [0., 1.], [0., 0.]];
    let rows = Array2::from_shape_fn((24, 2), |(row, column)| once[(row % 4, column)]);
    for turn in 0..rows.nrows() {
        let order: Vec<usize> = (0..rows.nrows())
            .map(|r| (r + turn) % rows.nrows())
            .collect();
        let features = rows.select(Axis(0), &order);
        let liked = rows_where(&features, |row| row[0] + row[1] > 1.5);
        let tree = fit(&features, &liked)?;
        let asked: Vec<usize> = tree
            .path(array![1., 1.].view())
            .iter()
            .map(|rule| rule.feature)
            .collect();
        assert_eq!(asked, [0, 1], "turn {turn}");
    }
    Ok(())
}

#[test]
fn half_plus_the_gains_of_a_path_is_the_probability() -> Result<(), FitError> {
    let features = grid(200, 5, 3);
    let liked = rows_where(&features, |row| row[0] + row[1] * row[2] > 1.1);
    let tree = fit(&features, &liked)?;
    for (row, probability) in features
        .rows()
        .into_iter()
        .zip(tree.probabilities(features.view()))
    {
        let sum: f64 = tree.path(row).iter().map(|rule| rule.gain).sum();
        assert!((0.5 + sum - probability).abs() < 1e-12);
    }
    Ok(())
}

#[test]
fn rules_hold_for_the_row_that_they_explain() -> Result<(), FitError> {
    let features = grid(200, 5, 4);
    let tree = fit(
        &features,
        &rows_where(&features, |row| row[4] - row[0] > 0.3),
    )?;
    for row in features.rows() {
        for rule in tree.path(row) {
            assert_eq!(row[rule.feature] < rule.threshold, rule.below);
            assert_ne!(
                row[rule.feature], rule.threshold,
                "a threshold lies between values"
            );
        }
    }
    Ok(())
}

#[test]
fn a_leaf_is_smoothed_towards_what_is_known_above_it() -> Result<(), FitError> {
    // 2 favourites and 4 others, fully separated: the others weigh 1/2 each, m = 2, root 1/2.
    let features = array![[0.9], [0.8], [0.1], [0.2], [0.3], [0.0]];
    let scores = fit(&features, &[0, 1])?.probabilities(features.view());
    let liked = (2.0 + 2.0 * 0.5) / (2.0 + 2.0);
    let other = (2.0 * 0.5) / (2.0 + 2.0);
    assert_eq!(scores, [liked, liked, other, other, other, other]);
    Ok(())
}

#[test]
fn fifty_fits_give_the_same_bits() -> Result<(), FitError> {
    // Rows of both labels that cannot be told apart: the library would toss a coin.
    let features = grid(120, 3, 5);
    let favorites: Vec<usize> = (0..120).step_by(6).collect();
    let first = fit(&features, &favorites)?;
    for _ in 0..50 {
        assert_eq!(fit(&features, &favorites)?, first);
    }
    Ok(())
}

#[test]
fn the_order_and_repeats_of_favourites_do_not_matter() -> Result<(), FitError> {
    let features = noise(100, 4, 6);
    assert_eq!(
        fit(&features, &[3, 50, 17])?,
        fit(&features, &[17, 3, 50, 3, 17])?
    );
    Ok(())
}

#[test]
fn the_layout_of_the_matrix_does_not_matter() -> Result<(), FitError> {
    let features = noise(100, 4, 6);
    let by_column = features.t().as_standard_layout().into_owned();
    let tree = TasteTree::fit(
        by_column.t(),
        &[3, 50, 17],
        &TreeSettings::default(),
        any_seed(),
    )?;
    assert_eq!(tree, fit(&features, &[3, 50, 17])?);
    Ok(())
}

#[test]
fn nothing_to_tell_apart_is_an_even_chance_without_rules() -> Result<(), FitError> {
    let features = Array2::from_elem((10, 3), 0.25);
    let tree = fit(&features, &[2, 4])?;
    assert_eq!(tree.probabilities(features.view()), [0.5; 10]);
    assert_eq!(tree.path(features.row(0)), []);
    Ok(())
}

#[test]
fn a_single_favourite_and_a_single_feature_are_enough() -> Result<(), FitError> {
    let features = array![[0.0], [1.0]];
    let scores = fit(&features, &[1])?.probabilities(features.view());
    assert!(scores[1] > 0.5 && scores[0] < 0.5, "{scores:?}");
    Ok(())
}

#[test]
fn a_row_with_holes_stops_at_the_question_that_it_cannot_answer() -> Result<(), FitError> {
    let features = noise(100, 2, 8);
    let tree = fit(&features, &rows_where(&features, |row| row[1] > 0.6))?;
    assert_eq!(
        tree.probabilities(array![[f64::NAN, f64::NAN]].view()),
        [0.5]
    );
    assert_eq!(tree.probabilities(array![[0.5]].view()), [0.5]);
    assert_eq!(tree.path(array![0.5, f64::INFINITY].view()), []);
    Ok(())
}

#[test]
fn what_cannot_be_learned_is_an_error_that_says_why() {
    let features = noise(4, 2, 9);
    let message = |result: Result<TasteTree, FitError>| match result {
        Ok(_) => String::from("no error"),
        Err(error) => error.to_string(),
    };
    let cases: [(&[usize], &str); 3] = [
        (
            &[],
            "the user has no favourites, so there is no taste to learn",
        ),
        (
            &[0, 1, 2, 3],
            "every one of the 4 images is a favourite, so there is nothing to tell apart",
        ),
        (&[1, 4], "favourite 4 is not one of the 4 rows"),
    ];
    for (favorites, expected) in cases {
        assert_eq!(message(fit(&features, favorites)), expected);
    }
    assert_eq!(
        message(fit(&Array2::zeros((0, 3)), &[0])),
        "the feature matrix is empty (0 rows, 3 columns)"
    );
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut features = features.clone();
        features[(2, 1)] = bad;
        assert_eq!(
            message(fit(&features, &[0])),
            "the feature in row 2, column 1 is not a finite number"
        );
    }
}

#[test]
fn settings_out_of_range_are_named() {
    let bad = [
        (
            "max_depth",
            TreeSettings {
                max_depth: 0,
                ..TreeSettings::default()
            },
        ),
        (
            "negatives_per_favorite",
            TreeSettings {
                negatives_per_favorite: 0,
                ..TreeSettings::default()
            },
        ),
        (
            "min_negatives",
            TreeSettings {
                min_negatives: usize::MAX,
                ..TreeSettings::default()
            },
        ),
        (
            "min_leaf",
            TreeSettings {
                min_leaf: f64::NAN,
                ..TreeSettings::default()
            },
        ),
        (
            "smoothing",
            TreeSettings {
                smoothing: 0.0,
                ..TreeSettings::default()
            },
        ),
    ];
    assert!(TreeSettings::default().check().is_ok());
    for (field, settings) in bad {
        match settings.check() {
            Err(FitError::Setting { name, .. }) => assert_eq!(name, field),
            other => panic!("{field}: {other:?}"),
        }
    }
}

/// The drop in Gini impurity of a weighted split, from `[others, favourites]` on each side.
fn gini_drop(below: [f64; 2], above: [f64; 2]) -> f64 {
    let impurity = |side: [f64; 2]| {
        let total = side[0] + side[1];
        total - (side[0] * side[0] + side[1] * side[1]) / total
    };
    let all = [below[0] + above[0], below[1] + above[1]];
    (impurity(all) - impurity(below) - impurity(above)) / (all[0] + all[1])
}

/// A slow search: what one split gives, and what the best possible one would give.
struct Oracle<'a> {
    features: ArrayView2<'a, f64>,
    liked: Vec<bool>,
    favorite_weight: f64,
}

impl Oracle<'_> {
    /// None, if a side has less weight than one favourite.
    fn drop_of(&self, rows: &[usize], feature: usize, threshold: f64) -> Option<f64> {
        let mut sides = [[0.0; 2]; 2];
        for &row in rows {
            let is_above = self.features[(row, feature)] >= threshold;
            let is_liked = self.liked[row];
            sides[usize::from(is_above)][usize::from(is_liked)] +=
                if is_liked { self.favorite_weight } else { 1.0 };
        }
        let is_heavy = sides.iter().all(|s| s[0] + s[1] >= self.favorite_weight);
        is_heavy.then(|| gini_drop(sides[0], sides[1]))
    }

    /// Every value of every feature is tried as a threshold.
    fn best(&self, rows: &[usize]) -> f64 {
        let candidates = rows
            .iter()
            .flat_map(|&row| (0..self.features.ncols()).map(move |feature| (row, feature)));
        candidates
            .filter_map(|(row, feature)| self.drop_of(rows, feature, self.features[(row, feature)]))
            .fold(0.0, f64::max)
    }

    /// Follows the tree from one set of rows down; asserts at each node that no split is better.
    fn check(&self, tree: &TasteTree, rows: &[usize], depth: usize, settings: &TreeSettings) {
        let best = self.best(rows);
        let Some(rule) = rows
            .first()
            .and_then(|&row| tree.path(self.features.row(row)).get(depth).copied())
        else {
            let may_stop = depth == settings.max_depth || best < 2e-4;
            assert!(may_stop, "stopped at depth {depth} with a drop of {best}");
            return;
        };
        let Rule {
            feature, threshold, ..
        } = rule;
        let drop = self.drop_of(rows, feature, threshold);
        assert!(
            drop.is_some_and(|drop| drop > best - 1e-5),
            "{drop:?} < {best}"
        );
        let (below, above): (Vec<usize>, Vec<usize>) = rows
            .iter()
            .partition(|&&row| self.features[(row, feature)] < threshold);
        self.check(tree, &below, depth + 1, settings);
        self.check(tree, &above, depth + 1, settings);
    }
}

#[test]
fn every_split_is_as_good_as_the_best_of_a_slow_search() -> Result<(), FitError> {
    for seed in 0..20 {
        let features = if seed % 2 == 0 {
            grid(96, 5, seed)
        } else {
            noise(96, 5, seed)
        };
        // 16 favourites and 80 others, all of them drawn: a favourite weighs exactly 5.
        let by_taste = |row: &usize| (features[(*row, 0)] - features[(*row, 3)]).abs();
        let mut favorites: Vec<usize> = (0..96).collect();
        favorites.sort_by(|a, b| by_taste(b).total_cmp(&by_taste(a)));
        favorites.truncate(16);
        let settings = TreeSettings {
            min_leaf: 1.0,
            ..TreeSettings::default()
        };
        let tree = TasteTree::fit(features.view(), &favorites, &settings, any_seed())?;
        let oracle = Oracle {
            features: features.view(),
            liked: (0..96).map(|row| favorites.contains(&row)).collect(),
            favorite_weight: 5.0,
        };
        oracle.check(&tree, &(0..96).collect::<Vec<_>>(), 0, &settings);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_finite_matrix_gives_probabilities_between_zero_and_one(
        values in prop::collection::vec(
            prop_oneof![-1.0..1.0, Just(0.0), Just(1.0), any::<f64>().prop_filter("finite", |v| v.is_finite())],
            2..200,
        ),
        columns in 1_usize..5,
        favorites in prop::collection::vec(any::<prop::sample::Index>(), 1..20),
        depth in 1_usize..=16,
    ) {
        let rows = values.len() / columns;
        prop_assume!(rows > 0);
        let features = Array2::from_shape_fn((rows, columns), |(r, c)| values[r * columns + c]);
        let favorites: Vec<usize> = favorites.iter().map(|index| index.index(rows)).collect();
        let settings = TreeSettings { max_depth: depth, ..TreeSettings::default() };
        match TasteTree::fit(features.view(), &favorites, &settings, any_seed()) {
            Ok(tree) => {
                for (row, p) in features.rows().into_iter().zip(tree.probabilities(features.view())) {
                    prop_assert!(p > 0.0 && p < 1.0);
                    prop_assert!(tree.path(row).len() <= depth);
                }
            }
            Err(error) => prop_assert!(matches!(error, FitError::AllFavorites { .. }), "{error}"),
        }
    }
}

#[test]
fn an_error_of_a_fit_can_travel() {
    fn travels<T: Error + Send + Sync + 'static>() {}
    travels::<FitError>();
}
