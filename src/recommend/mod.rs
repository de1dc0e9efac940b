//! Stage `recommend`: for each user, the unseen images that fit best, each with a reason.
//!
//! Every model answers the same question, how much some users would like each image; what is left
//! out, how the rest is ranked and how reasons are put into words is the same for all models.

mod collection;
mod content;
mod least_squares;
mod linalg;
mod model;
pub mod models;
mod newcomer;
mod prepared;
mod prior;
mod rank;
pub mod reasons;
mod recent;
mod settings;
mod similar;
mod sparse;
#[cfg(test)]
mod tests;
mod tree;
mod tune;
mod unliked;
mod variety;
mod why;

use std::cell::OnceCell;

use anyhow::{Context as _, Result};
use rayon::prelude::*;

use crate::stage::{Context, Outcome};
use crate::tables::recommendations::{Recommendation, UserRecommendations};

pub use collection::{Collection, Content, Validation};
pub use model::{Cause, Contribution, ModelDefinition, Recommender, Taste, USERS_AT_ONCE};
pub use models::MODELS;
pub use newcomer::{Known, images as for_newcomers};
pub use prepared::{Guest, Inputs, Prepared};
pub use rank::best;
pub use settings::Settings;
pub use similar::similar;
pub use tune::scored;
pub use why::{Told, Why, why};

/// The stage's name.
pub const STAGE: &str = "recommend";

/// Scores are kept to six decimals: the rest is rounding noise, and files stay readable.
const SCORE_STEPS: f64 = 1e6;

/// Recommendations for the users in `favorites`: one list a user, sorted by user.
///
/// # Errors
/// The frames are not those of labels and favourites.
pub fn run(
    inputs: Inputs<'_>,
    settings: &Settings,
    context: Context<'_>,
) -> Result<Outcome<Vec<UserRecommendations>>> {
    let prepared = Prepared::of(inputs, context.seed)?;
    let model = prepared.learn(settings, context)?;
    everybody(&prepared, model.as_ref(), settings, context)
}

/// Recommendations by a model that has learned: one list a user, sorted by user.
///
/// # Errors
/// The model cannot score.
pub fn everybody(
    prepared: &Prepared,
    model: &dyn Recommender,
    settings: &Settings,
    context: Context<'_>,
) -> Result<Outcome<Vec<UserRecommendations>>> {
    let users = 0..prepared.users.len() as u32;
    let users: Vec<&str> = users.map(|user| prepared.users.text(user)).collect();
    context.progress.begin(STAGE, users.len() as u64);
    let lists: Vec<Vec<UserRecommendations>> = users
        .par_chunks(USERS_AT_ONCE)
        .map(|users| {
            let lists = some(prepared, model, settings, users);
            context.progress.advance(users.len() as u64);
            lists
        })
        .collect::<Result<_>>()?;
    context.progress.end();
    let lists: Vec<UserRecommendations> = lists.into_iter().flatten().collect();
    let total: usize = lists.iter().map(|list| list.recommendations.len()).sum();
    Ok(Outcome {
        made: format!("{total} recommendations"),
        tables: lists,
        skips: Vec::new(),
        reused: 0,
    })
}

/// Recommendations for one user, who need not be known, by a model that has learned.
///
/// # Errors
/// The model cannot score.
pub fn one(
    prepared: &Prepared,
    model: &dyn Recommender,
    settings: &Settings,
    user: &str,
) -> Result<UserRecommendations> {
    let lists = some(prepared, model, settings, &[user])?;
    lists.into_iter().next().context("no list was made")
}

/// Recommendations for some users, who need not be known, by a model that has learned: one list a
/// user, in their order. At most [`USERS_AT_ONCE`] of them are to be asked for at once.
///
/// # Errors
/// The model cannot score.
pub fn some(
    prepared: &Prepared,
    model: &dyn Recommender,
    settings: &Settings,
    users: &[&str],
) -> Result<Vec<UserRecommendations>> {
    let guests: Vec<Guest<'_>> = users.iter().map(|user| prepared.guest(user)).collect();
    for_guests(prepared, model, settings, &guests)
}

/// Recommendations for some people of whom more may be known by now than the model has learned
/// from: one list each, in their order. At most [`USERS_AT_ONCE`] of them are to be asked for at
/// once.
///
/// # Errors
/// The model cannot score.
pub fn for_guests(
    prepared: &Prepared,
    model: &dyn Recommender,
    settings: &Settings,
    guests: &[Guest<'_>],
) -> Result<Vec<UserRecommendations>> {
    let images = prepared.collection.images();
    let known: Vec<Taste<'_>> = guests
        .iter()
        .filter(|guest| !guest.favorites.is_empty() && guest.favorites.len() < images)
        .map(|guest| prepared.taste(guest))
        .collect();
    let mut scores = ndarray::Array2::zeros((known.len(), images));
    if !known.is_empty() {
        model.score(&known, scores.view_mut())?;
    }
    let mut rows = scores.rows().into_iter();
    let mut lists = Vec::with_capacity(guests.len());
    let popular = OnceCell::new();
    for guest in guests {
        let recommendations = match guest.favorites.len() {
            0 => newcomer::list(prepared, settings, guest, &popular),
            // Nothing is new to this user.
            all if all >= images => Vec::new(),
            _ => {
                let row = rows.next();
                let scores = row
                    .as_ref()
                    .and_then(|row| row.to_slice())
                    .unwrap_or_default();
                picks(prepared, model, settings, guest, scores)?
            }
        };
        lists.push(UserRecommendations {
            user_id: guest.user.to_owned(),
            recommendations,
        });
    }
    Ok(lists)
}

/// The best images for one user, with reasons.
fn picks(
    prepared: &Prepared,
    model: &dyn Recommender,
    settings: &Settings,
    guest: &Guest<'_>,
    scores: &[f32],
) -> Result<Vec<Recommendation>> {
    let collection = &prepared.collection;
    let picked = variety::picks(prepared, settings, guest, scores);
    let parts = model.contributions(&prepared.taste(guest), &picked)?;
    let rows = picked
        .iter()
        .zip(parts)
        .map(|(image, parts)| Recommendation {
            filename: prepared.filename(*image).to_owned(),
            score: rounded(model.shown(scores[*image as usize])),
            reason: reasons::sentence(collection, guest.favorites, *image, &parts),
        });
    Ok(rows.collect())
}

fn rounded(score: f64) -> f64 {
    (score.clamp(0.0, 1.0) * SCORE_STEPS).round() / SCORE_STEPS
}
