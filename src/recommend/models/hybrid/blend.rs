//! Weights of parts that rank best what was held out.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use anyhow::Result;
use rayon::prelude::*;

use super::{PARTS, Parts, Scale};
use crate::ranking::ndcg_at_10;
use crate::recommend::collection::Validation;
use crate::recommend::model::{Taste, USERS_AT_ONCE};
use crate::recommend::rank;

/// One weight a part.
pub type Weights = [f32; PARTS];

/// With fewer users to judge by, weights are not learned.
const MIN_USERS: usize = 30;
/// Images of each part that may come to the top of the whole.
const CANDIDATES: usize = 100;
/// The weights that are tried for one part, the others held.
const STEPS: [f32; 9] = [0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0];
/// Rounds over all parts.
const ROUNDS: usize = 3;
/// Odd, and without a pattern (Knuth, *The Art of Computer Programming* 3, 6.4).
const MIXER: u32 = 2_654_435_769;
/// A change that gains less is chance.
const WORTH: f64 = 2e-4;

/// What each part says of the candidates of some users, and which of them were held out.
pub struct Examples {
    users: Vec<Example>,
    /// Parts that there are.
    parts: Vec<usize>,
}

struct Example {
    /// How many favourites are known of the user.
    known: usize,
    /// Images, ascending.
    candidates: Vec<u32>,
    /// For each candidate the scores of the parts, on one scale.
    scores: Vec<Weights>,
    held: Vec<u32>,
}

impl Examples {
    /// The examples of the judges of a validation of whom something is known; of `only_new` images,
    /// or of those that are not.
    ///
    /// # Errors
    /// A part cannot score.
    pub fn of(parts: &Parts<'_>, validation: &Validation, only_new: bool) -> Result<Self> {
        let train = &validation.train.favorites;
        let mut users = validation.judges.clone();
        users.retain(|user| !train.row(*user as usize).is_empty());
        let blocks: Vec<Vec<Example>> = users
            .par_chunks(USERS_AT_ONCE)
            .map(|users| block(parts, validation, users, only_new))
            .collect::<Result<_>>()?;
        let mut present: Vec<usize> = parts.models.iter().map(|(part, _)| *part).collect();
        present.push(super::POPULAR);
        let mut users: Vec<Example> = blocks.into_iter().flatten().collect();
        users.retain(|example| !example.held.is_empty());
        Ok(Self {
            users,
            parts: present,
        })
    }

    /// The same users in `count` groups of one size: every so many of them.
    pub fn in_groups(self, count: usize) -> Vec<Self> {
        let none = || Self {
            users: Vec::new(),
            parts: self.parts.clone(),
        };
        let mut groups: Vec<Self> = (0..count).map(|_| none()).collect();
        for (place, user) in self.users.into_iter().enumerate() {
            groups[place % count].users.push(user);
        }
        groups
    }

    /// The users of several hold-outs of the same parts as those of one.
    fn pooled(holdouts: Vec<Self>) -> Option<Self> {
        holdouts.into_iter().reduce(|mut pool, other| {
            pool.users.extend(other.users);
            pool
        })
    }

    /// The users with so many favourites.
    fn known(&self, known: &RangeInclusive<usize>) -> Vec<&Example> {
        let users = self.users.iter();
        users.filter(|user| known.contains(&user.known)).collect()
    }
}

/// The mean of the weights that rank best on each of some hold-outs of the same parts, for users
/// with so many favourites; `otherwise`, where there are too few users to tell.
///
/// Near the best many weights rank alike, so which of them one hold-out finds is chance, of which a
/// mean has less (Breiman 1996, *Bagging predictors*) than weights that are fitted to all at once.
pub fn mean_weights(
    holdouts: &[Examples],
    known: RangeInclusive<usize>,
    otherwise: &Weights,
) -> Weights {
    let each: Vec<Vec<&Example>> = holdouts.iter().map(|one| one.known(&known)).collect();
    let all = each.concat();
    let Some(first) = holdouts.first().filter(|_| all.len() >= MIN_USERS) else {
        return *otherwise;
    };
    let start = best_start(&all, &first.parts, otherwise);
    if each.iter().any(|users| users.len() < MIN_USERS) {
        return climb(&all, &first.parts, start);
    }
    let best = each.iter().map(|users| {
        let start = best_start(users, &first.parts, otherwise);
        at_scale_of(&climb(users, &first.parts, start), otherwise)
    });
    let mean = mean(&best.collect::<Vec<_>>());
    match quality(&all, &mean) >= quality(&all, &start) {
        true => mean,
        false => start,
    }
}

/// Weights halfway between [`mean_weights`] and those that rank best on all hold-outs at once; of all
/// users.
///
/// For new images, of which each hold-out has so few that its weights suit these alone, whoever
/// judges them. All at once know more, and lead further astray where they err: halfway gained most of
/// what they gain on splits of two collections, and lost least where they lose.
pub fn half_pooled_weights(holdouts: Vec<Examples>, otherwise: &Weights) -> Weights {
    let of_each = mean_weights(&holdouts, 1..=usize::MAX, otherwise);
    let pool = Examples::pooled(holdouts);
    let of_all = mean_weights(pool.as_slice(), 1..=usize::MAX, otherwise);
    mean(&[of_each, of_all].map(|weights| at_scale_of(&weights, otherwise)))
}

/// The mean of some weights, all at one scale.
pub fn mean(each: &[Weights]) -> Weights {
    let share = 1.0 / each.len() as f32;
    let mut mean = [0.0; PARTS];
    for weights in each {
        for (sum, weight) in mean.iter_mut().zip(weights) {
            *sum += weight * share;
        }
    }
    mean
}

/// The same weights with the sum of others.
pub fn at_scale_of(weights: &Weights, others: &Weights) -> Weights {
    let sum: f32 = weights.iter().sum();
    if sum <= 0.0 {
        return *weights;
    }
    let scale = others.iter().sum::<f32>() / sum;
    weights.map(|weight| weight * scale)
}

/// What ranks best of one part alone, and of `otherwise`.
fn best_start(users: &[&Example], parts: &[usize], otherwise: &Weights) -> Weights {
    let mut best = *otherwise;
    let mut highest = quality(users, &best);
    for part in parts {
        let mut weights = [0.0; PARTS];
        weights[*part] = 1.0;
        let quality = quality(users, &weights);
        if quality > highest {
            (best, highest) = (weights, quality);
        }
    }
    best
}

/// The weights that rank best, found from `best` by changing one at a time.
fn climb(users: &[&Example], parts: &[usize], mut best: Weights) -> Weights {
    let mut highest = quality(users, &best);
    for _ in 0..ROUNDS {
        let before = highest;
        for part in parts {
            let start = best;
            for step in STEPS {
                let mut weights = start;
                weights[*part] = step;
                let quality = quality(users, &weights);
                if quality > highest + WORTH {
                    (best, highest) = (weights, quality);
                }
            }
        }
        if highest == before {
            break;
        }
    }
    best
}

/// The mean NDCG at 10 over some users.
fn quality(users: &[&Example], weights: &Weights) -> f64 {
    let users = users.par_iter();
    let each: Vec<f64> = users.map(|example| example.quality(weights)).collect();
    each.iter().sum::<f64>() / each.len().max(1) as f64
}

impl Example {
    fn quality(&self, weights: &Weights) -> f64 {
        let sum = |scores: &Weights| -> f32 {
            scores
                .iter()
                .zip(weights)
                .map(|(score, weight)| score * weight)
                .sum()
        };
        let mut ranked: Vec<(f32, u32)> = self
            .scores
            .iter()
            .zip(&self.candidates)
            .map(|(scores, image)| (sum(scores), *image))
            .collect();
        // The order of names may tell what is popular, so ties are broken by a mixture of it.
        let mixed = |image: u32| image.wrapping_mul(MIXER);
        let order = |a: &(f32, u32), b: &(f32, u32)| {
            b.0.total_cmp(&a.0)
                .then_with(|| mixed(a.1).cmp(&mixed(b.1)))
        };
        if ranked.len() > 10 {
            ranked.select_nth_unstable_by(10, order);
            ranked.truncate(10);
        }
        ranked.sort_unstable_by(order);
        let list: Vec<u32> = ranked.into_iter().map(|(_, image)| image).collect();
        ndcg_at_10(&list, &self.held)
    }
}

fn block(
    parts: &Parts<'_>,
    validation: &Validation,
    users: &[u32],
    only_new: bool,
) -> Result<Vec<Example>> {
    let train = validation.train.as_ref();
    let tastes: Vec<Taste<'_>> = users
        .iter()
        .map(|user| Taste {
            favorites: train.favorites.row(*user as usize),
            seed: train.seed,
        })
        .collect();
    let mut scored: Vec<(usize, ndarray::Array2<f32>)> = Vec::new();
    parts.each(&tastes, |part, values| {
        scored.push((part, values.to_owned()))
    })?;
    let examples = users.iter().enumerate().map(|(place, user)| {
        let favorites = train.favorites.row(*user as usize);
        let is_open = |image: &u32| parts.is_new[*image as usize] == only_new;
        let mut held = validation.held.row(*user as usize).to_vec();
        held.retain(is_open);
        let mut candidates: BTreeSet<u32> = held.iter().copied().collect();
        for (_, values) in &scored {
            let values = values.row(place);
            let values = values.to_slice().unwrap_or_default();
            let wanted = if only_new { values.len() } else { CANDIDATES };
            let best = rank::best(train, values, favorites, wanted);
            candidates.extend(best.into_iter().filter(is_open).take(CANDIDATES));
        }
        let candidates: Vec<u32> = candidates.into_iter().collect();
        let mut scores = vec![[0.0; PARTS]; candidates.len()];
        for (part, values) in &scored {
            let values = values.row(place);
            let scale = Scale::of(values.iter());
            for (scores, image) in scores.iter_mut().zip(&candidates) {
                scores[*part] = scale.apply(values[*image as usize]);
            }
        }
        Example {
            known: favorites.len(),
            candidates,
            scores,
            held,
        }
    });
    Ok(examples.collect())
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;
    use crate::domain::Seed;

    const SOME: Weights = [0.5, 0.5, 0.0, 0.0, 0.0, 0.5];
    /// What is true of the images of [`holdout`]: nearly all of it is in three parts.
    const TRUE: Weights = [0.3, 1.0, 0.0, 0.5, 0.0, 0.0];

    /// Users whose favourites are those that are best by [`TRUE`] and much chance.
    fn holdout(seed: u64) -> Examples {
        let mut rng = Seed::new(seed).derive("blend", "holdout").rng();
        let mut user = || {
            let scores: Vec<Weights> = (0..40)
                .map(|_| [0; PARTS].map(|_| rng.gen_range(-1.0..1.0)))
                .collect();
            let mut worth: Vec<(f32, u32)> = (0..)
                .zip(&scores)
                .map(|(image, scores)| {
                    let pairs = scores.iter().zip(&TRUE);
                    let sum: f32 = pairs.map(|(score, weight)| score * weight).sum();
                    (sum + rng.gen_range(-1.0..1.0), image)
                })
                .collect();
            worth.sort_by(|a, b| b.0.total_cmp(&a.0));
            let mut held: Vec<u32> = worth.iter().take(6).map(|(_, image)| *image).collect();
            held.sort_unstable();
            Example {
                known: 2,
                candidates: (0..40).collect(),
                scores,
                held,
            }
        };
        Examples {
            users: (0..40).map(|_| user()).collect(),
            parts: (0..PARTS).collect(),
        }
    }

    fn distance(a: &Weights, b: &Weights) -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum()
    }

    /// Other hold-outs of the same give nearly the same weights, and less different ones than when
    /// all of them are taken for one.
    #[test]
    fn weights_hardly_change_with_what_is_held_out() {
        let (mut of_means, mut of_pools) = (0.0, 0.0);
        for trial in 0..4 {
            let draw = |first: u64| -> Vec<Examples> { (first..first + 3).map(holdout).collect() };
            let draws = [draw(trial * 10), draw(trial * 10 + 5)];
            let [one, two] = draws
                .each_ref()
                .map(|draw| mean_weights(draw, 1..=4, &SOME));
            of_means += distance(&one, &two);
            let [one, two] = draws.map(|draw| {
                let pool = Examples::pooled(draw);
                at_scale_of(&mean_weights(pool.as_slice(), 1..=4, &SOME), &SOME)
            });
            of_pools += distance(&one, &two);
        }
        assert!(
            of_means < 0.8 * of_pools,
            "{of_means} is not well below {of_pools}"
        );
    }

    #[test]
    fn half_of_what_all_at_once_find_is_believed() {
        let draw = || vec![holdout(1), holdout(2), holdout(3)];
        let of_each = mean_weights(&draw(), 1..=4, &SOME);
        let pool = Examples::pooled(draw());
        let of_all = mean_weights(pool.as_slice(), 1..=4, &SOME);
        let half = half_pooled_weights(draw(), &SOME);
        let ends = [of_each, of_all].map(|weights| at_scale_of(&weights, &SOME));
        let (near, far) = (distance(&half, &ends[0]), distance(&half, &ends[1]));
        assert!(distance(&ends[0], &ends[1]) > 0.01);
        assert!((near - far).abs() < 1e-5, "{near} is not {far}");
        assert_eq!(half_pooled_weights(Vec::new(), &SOME), SOME);
    }

    #[test]
    fn groups_share_the_users_evenly() {
        let groups = holdout(1).in_groups(3);
        let sizes: Vec<usize> = groups.iter().map(|group| group.users.len()).collect();
        assert_eq!(sizes, [14, 13, 13]);
    }

    #[test]
    fn too_few_users_tell_nothing() {
        let of = |users: usize| {
            let mut draws = [holdout(1), holdout(2), holdout(3)];
            draws.iter_mut().for_each(|draw| draw.users.truncate(users));
            mean_weights(&draws, 1..=4, &SOME)
        };
        assert_eq!(of(MIN_USERS / 3 - 1), SOME);
        // Together they are enough.
        assert_ne!(of(MIN_USERS / 3), SOME);
        assert_eq!(mean_weights(&[], 1..=4, &SOME), SOME);
    }
}
