//! How good is a model on favourites that were held out of what it learned from?

use anyhow::Result;
use ndarray::Array2;
use rayon::prelude::*;

use super::Collection;
use super::collection::Validation;
use super::model::{Recommender, Taste, USERS_AT_ONCE};
use super::rank;
use crate::ranking::ndcg_at_10;

/// With fewer judges the settings that are the first of a grid are kept: chance would choose.
pub const MIN_JUDGES: usize = 30;
/// Of more favourites than this settings are not searched for: each trial takes minutes.
const MAX_FAVORITES: usize = 4_000_000;

/// How far down lists are judged.
const DEPTH: usize = 10;

/// The mean NDCG at 10 of a model over the judges of a validation, 0 to 1.
///
/// # Errors
/// The model cannot score.
pub fn quality(model: &dyn Recommender, validation: &Validation) -> Result<f64> {
    let train = validation.train.as_ref();
    let blocks: Vec<Vec<f64>> = validation
        .judges
        .par_chunks(USERS_AT_ONCE)
        .map(|users| {
            let scores = scored(model, train, users)?;
            let each = users.iter().zip(scores.rows());
            Ok(each
                .map(|(user, scores)| {
                    let user = *user as usize;
                    let scores = scores.to_slice().unwrap_or_default();
                    let list = rank::best(train, scores, train.favorites.row(user), DEPTH);
                    ndcg_at_10(&list, validation.held.row(user))
                })
                .collect())
        })
        .collect::<Result<_>>()?;
    let all = blocks.iter().flatten();
    Ok(all.sum::<f64>() / validation.judges.len().max(1) as f64)
}

/// The scores, (users, images), of some users of a collection; zeros for those without favourites.
///
/// # Errors
/// The model cannot score.
pub fn scored(
    model: &dyn Recommender,
    collection: &Collection,
    users: &[u32],
) -> Result<Array2<f32>> {
    let mut scores = Array2::zeros((users.len(), collection.images()));
    let tastes: Vec<Taste<'_>> = users
        .iter()
        .map(|user| Taste {
            favorites: collection.favorites.row(*user as usize),
            seed: collection.seed.derive("user", &user.to_string()),
        })
        .collect();
    model.score(&tastes, scores.view_mut())?;
    Ok(scores)
}

/// The setting of `grid` with which a model does best on what was held out; the first, where there
/// is too little to judge by or so much that it would take too long.
///
/// # Errors
/// No model can be learned.
pub fn best_of<'a, S: Clone>(
    collection: &'a Collection,
    grid: &[S],
    mut learn: impl FnMut(&'a Collection, &S) -> Result<Box<dyn Recommender + 'a>>,
) -> Result<S> {
    let mut best = grid[0].clone();
    if grid.len() < 2 || collection.favorites.items().len() > MAX_FAVORITES {
        return Ok(best);
    }
    let validation = collection.validation();
    if validation.judges.len() < MIN_JUDGES {
        return Ok(best);
    }
    let mut highest = f64::MIN;
    for setting in grid {
        let model = learn(&validation.train, setting)?;
        let quality = quality(model.as_ref(), validation)?;
        if quality > highest {
            highest = quality;
            best = setting.clone();
        }
    }
    Ok(best)
}
