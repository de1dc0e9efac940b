//! What of a figure is chance: intervals and paired tests over the users.
//!
//! Each resample has a seed of its own, and sums go by the order of the users, so that no number
//! depends on the threads.

use rand::Rng;
use rayon::prelude::*;

use crate::domain::Seed;

/// The share of the resamples that lies in an interval.
const CONFIDENCE: f64 = 0.95;
/// Sums of the same numbers in another order differ by so little, in parts of them.
const ROUNDING: f64 = 1e-12;

/// For each column, one figure a user, the 95 % interval of its mean: users are drawn with
/// replacement, `resamples` times, the same for all columns (the percentile bootstrap, Efron and
/// Tibshirani 1993). All columns are equally long and not empty, and `resamples` is above 0.
pub fn intervals(columns: &[Vec<f64>], resamples: u32, seed: Seed) -> Vec<[f64; 2]> {
    let users = columns.first().map_or(0, Vec::len);
    let means: Vec<Vec<f64>> = (0..resamples)
        .into_par_iter()
        .map(|resample| {
            let mut rng = seed.derive("bootstrap", &resample.to_string()).rng();
            let mut times = vec![0.0; users];
            for _ in 0..users {
                times[rng.gen_range(0..users)] += 1.0;
            }
            let means = columns
                .iter()
                .map(|column| dot(column, &times) / users as f64);
            means.collect()
        })
        .collect();
    let tail = (1.0 - CONFIDENCE) / 2.0;
    (0..columns.len())
        .map(|column| {
            let mut sorted: Vec<f64> = means.iter().map(|row| row[column]).collect();
            sorted.sort_unstable_by(f64::total_cmp);
            [tail, 1.0 - tail].map(|share| quantile(&sorted, share))
        })
        .collect()
}

/// For each column of differences, one a user, how probable it is that their mean is as far from
/// zero as it is, or farther, if nothing but chance says which of the two is better for a user: the
/// share of `flips` random choices of the signs, the same for all columns, for which it is
/// (Fisher's randomisation test; for rankings: Smucker, Allan and Carterette 2007). Both sides;
/// above 0, since the signs as they are count too.
pub fn sign_flips(columns: &[Vec<f64>], flips: u32, seed: Seed) -> Vec<f64> {
    let users = columns.first().map_or(0, Vec::len);
    let sum = |column: &Vec<f64>| column.iter().sum::<f64>().abs();
    let observed: Vec<f64> = columns.iter().map(sum).collect();
    let farther: Vec<Vec<bool>> = (0..flips)
        .into_par_iter()
        .map(|flip| {
            let mut rng = seed.derive("sign flips", &flip.to_string()).rng();
            let signs: Vec<f64> = (0..users)
                .map(|_| if rng.r#gen::<bool>() { 1.0 } else { -1.0 })
                .collect();
            let each = columns.iter().zip(&observed);
            each.map(|(column, observed)| dot(column, &signs).abs() >= observed * (1.0 - ROUNDING))
                .collect()
        })
        .collect();
    (0..columns.len())
        .map(|column| {
            let count = farther.iter().filter(|row| row[column]).count();
            (count + 1) as f64 / f64::from(flips + 1)
        })
        .collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The value below which a share of `sorted` lies, between two of them in proportion.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len().max(1) - 1) as f64;
    let below = place.floor() as usize;
    let (Some(low), Some(high)) = (sorted.get(below), sorted.get(place.ceil() as usize)) else {
        return 0.0;
    };
    low + (high - low) * (place - below as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 7;

    #[test]
    fn a_quantile_is_between_two_values_in_proportion() {
        let sorted = [1.0, 2.0, 4.0];
        assert_eq!(quantile(&sorted, 0.0), 1.0);
        assert_eq!(quantile(&sorted, 0.25), 1.5);
        assert_eq!(quantile(&sorted, 0.75), 3.0);
        assert_eq!(quantile(&sorted, 1.0), 4.0);
        assert_eq!(quantile(&[3.0], 0.3), 3.0);
    }

    #[test]
    fn an_interval_is_two_standard_errors_to_each_side() {
        // Half zeros and half ones: the standard error of the mean is 0.5 / sqrt(400) = 0.025.
        let column: Vec<f64> = (0..400).map(|user| f64::from(user % 2)).collect();
        let [[low, high]] = intervals(&[column], 2_000, Seed::new(SEED))[..] else {
            panic!("one interval");
        };
        assert!((low - (0.5 - 1.96 * 0.025)).abs() < 0.006, "{low}");
        assert!((high - (0.5 + 1.96 * 0.025)).abs() < 0.006, "{high}");
        let same = intervals(&[vec![0.3; 10]], 100, Seed::new(SEED));
        assert!(same[0].iter().all(|end| (end - 0.3).abs() < 1e-12));
    }

    #[test]
    fn a_test_of_few_users_gives_the_share_of_all_choices_of_signs() {
        // Of the 16 choices only the two with equal signs are as far from zero: 2 / 16.
        let p = sign_flips(&[vec![1.0, 2.0, 3.0, 4.0]], 20_000, Seed::new(SEED));
        assert!((p[0] - 0.125).abs() < 0.01, "{p:?}");
        // All choices are as far.
        assert_eq!(sign_flips(&[vec![0.0; 5]], 100, Seed::new(SEED)), [1.0]);
        assert_eq!(sign_flips(&[vec![0.1]], 100, Seed::new(SEED)), [1.0]);
    }

    #[test]
    fn a_clear_difference_is_as_improbable_as_can_be_told() {
        let p = sign_flips(&[vec![0.1; 200], vec![-0.1; 200]], 999, Seed::new(SEED));
        assert_eq!(p, [0.001, 0.001]);
    }
}
