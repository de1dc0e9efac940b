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
#[derive(Default)]
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

    /// Adds those of another validation of the same parts.
    pub fn add(&mut self, more: Self) {
        self.users.extend(more.users);
        self.parts = more.parts;
    }

    /// The weights that rank best for users with so many favourites; `otherwise`, where there are
    /// too few users to tell.
    pub fn best_weights(&self, known: RangeInclusive<usize>, otherwise: &Weights) -> Weights {
        let users = self.users.iter();
        let users: Vec<&Example> = users.filter(|user| known.contains(&user.known)).collect();
        if users.len() < MIN_USERS {
            return *otherwise;
        }
        let singles = self.parts.iter().map(|part| {
            let mut weights = [0.0; PARTS];
            weights[*part] = 1.0;
            weights
        });
        let mut best = *otherwise;
        let mut highest = quality(&users, &best);
        for weights in singles {
            let quality = quality(&users, &weights);
            if quality > highest {
                (best, highest) = (weights, quality);
            }
        }
        for _ in 0..ROUNDS {
            let before = highest;
            for part in &self.parts {
                let start = best;
                for step in STEPS {
                    let mut weights = start;
                    weights[*part] = step;
                    let quality = quality(&users, &weights);
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
