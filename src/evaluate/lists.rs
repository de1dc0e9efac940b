//! What a model shows to users: the best of all images that they do not have.

use std::cell::OnceCell;

use anyhow::Result;
use ndarray::Array2;
use rayon::prelude::*;

use super::task::User;
use crate::progress::Progress;
use crate::ranking::DEPTHS;
use crate::recommend::{Collection, Recommender, Taste, USERS_AT_ONCE, best, for_newcomers};

/// How long the lists are: as far down as any figure looks.
pub const DEPTH: usize = DEPTHS[DEPTHS.len() - 1];

/// What is never shown.
#[derive(Debug, Clone, Copy)]
pub enum LeftOut<'a> {
    /// To each user what the user likes.
    Favorites,
    /// To everybody these images, ascending.
    These(&'a [u32]),
}

/// For each of `users` the [`DEPTH`] best images, best first; `users` have their numbers in
/// `collection`. Somebody without favourites there is shown what `recommend` shows newcomers,
/// whatever the model.
///
/// # Errors
/// The model cannot score.
pub fn lists(
    model: &dyn Recommender,
    collection: &Collection,
    users: &[User],
    left_out: LeftOut<'_>,
    progress: &dyn Progress,
) -> Result<Vec<Vec<u32>>> {
    let blocks: Vec<Vec<Vec<u32>>> = users
        .par_chunks(USERS_AT_ONCE)
        .map(|users| {
            let lists = block(model, collection, users, left_out);
            progress.advance(users.len() as u64);
            lists
        })
        .collect::<Result<_>>()?;
    Ok(blocks.into_iter().flatten().collect())
}

fn block(
    model: &dyn Recommender,
    collection: &Collection,
    users: &[User],
    left_out: LeftOut<'_>,
) -> Result<Vec<Vec<u32>>> {
    let favorites = |user: &User| {
        let number = user.number.map(|number| number as usize);
        number.map_or(&[][..], |number| collection.favorites.row(number))
    };
    let known: Vec<Taste<'_>> = users
        .iter()
        .map(|user| Taste {
            favorites: favorites(user),
            // As `recommend` has it, so that the lists are those that it makes.
            seed: collection.seed.derive("user", &user.name),
        })
        .filter(|taste| !taste.favorites.is_empty())
        .collect();
    let mut scores = Array2::zeros((known.len(), collection.images()));
    if !known.is_empty() {
        model.score(&known, scores.view_mut())?;
    }
    let mut rows = scores.rows().into_iter();
    let newcomers = OnceCell::new();
    let lists = users.iter().map(|user| {
        let own = favorites(user);
        if own.is_empty() {
            let images = newcomers.get_or_init(|| for_newcomers(collection, DEPTH));
            return images.clone();
        }
        let row = rows.next();
        let scores = row
            .as_ref()
            .and_then(|row| row.to_slice())
            .unwrap_or_default();
        match left_out {
            LeftOut::Favorites => best(collection, scores, own, DEPTH),
            LeftOut::These(images) => best(collection, scores, images, DEPTH),
        }
    });
    Ok(lists.collect())
}
