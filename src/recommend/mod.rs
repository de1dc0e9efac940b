//! Stage `recommend`: for each user, the unseen images that fit best, each with a reason.
//!
//! Every model answers the same question, how much some users would like each image; what is left
//! out, how the rest is ranked and how reasons are put into words is the same for all models.

mod collection;
mod content;
mod linalg;
mod model;
mod models;
mod newcomer;
mod prior;
mod rank;
pub mod reasons;
mod settings;
mod sparse;
mod tree;
mod tune;
mod variety;
mod why;

use std::collections::BTreeMap;

use anyhow::Result;
use polars::prelude::*;
use rayon::prelude::*;

use crate::domain::Seed;
use crate::interactions::{Favorites, Words};
use crate::stage::{Context, Outcome};
use crate::tables::duplicates;
use crate::tables::favorites::USER_ID;
use crate::tables::labels::LabelTables;
use crate::tables::recommendations::{Recommendation, UserRecommendations};
use crate::tables::text_values;

pub use collection::{Collection, Content, Validation};
pub use model::{Cause, Contribution, ModelDefinition, Recommender, Taste, USERS_AT_ONCE};
pub use models::MODELS;
pub use newcomer::images as for_newcomers;
pub use rank::best;
pub use settings::Settings;
pub use tune::scored;
pub use why::{Told, Why, why};

/// The stage's name.
pub const STAGE: &str = "recommend";

/// Scores are kept to six decimals: the rest is rounding noise, and files stay readable.
const SCORE_STEPS: f64 = 1e6;

/// What recommendations are made of.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// What the images have.
    pub labels: &'a LabelTables,
    /// Who likes what.
    pub favorites: &'a LazyFrame,
    /// Which images look alike, if that is known.
    pub duplicates: Option<&'a LazyFrame>,
}

/// A collection with what only its names tell.
struct Prepared {
    collection: Collection,
    users: Words,
    /// Users who like images that the collection does not have, ascending.
    strangers: Vec<String>,
    /// For each image those that look like it.
    alike: BTreeMap<u32, Vec<u32>>,
    seed: Seed,
}

impl Prepared {
    fn of(inputs: Inputs<'_>, seed: Seed) -> Result<Self> {
        let content = Content::of(inputs.labels)?;
        let favorites = Favorites::of(inputs.favorites.clone(), &content.traits.images)?;
        let alike = alike(inputs.duplicates, &content.traits.images)?;
        let strangers = match favorites.unknown {
            0 => Vec::new(),
            _ => strangers(inputs)?,
        };
        let Favorites { users, images, .. } = favorites;
        Ok(Self {
            collection: Collection::new(content.into(), images, seed),
            users,
            strangers,
            alike,
            seed,
        })
    }

    /// What a user likes, ascending; nothing where nobody has that name.
    fn taste(&self, user: &str) -> Taste<'_> {
        let number = self.users.number(user);
        Taste {
            favorites: number.map_or(&[], |number| self.collection.favorites.row(number as usize)),
            seed: self.seed.derive("user", user),
        }
    }

    /// Why nothing is known of somebody without favourites here.
    fn unknown(&self, user: &str) -> newcomer::Known {
        let found = self
            .strangers
            .binary_search_by(|name| name.as_str().cmp(user));
        match found {
            Ok(_) => newcomer::Known::OtherImages,
            Err(_) => newcomer::Known::Nothing,
        }
    }

    fn filename(&self, image: u32) -> &str {
        self.collection.content.traits.images.text(image)
    }
}

fn alike(table: Option<&LazyFrame>, images: &Words) -> Result<BTreeMap<u32, Vec<u32>>> {
    let mut alike: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let Some(table) = table else {
        return Ok(alike);
    };
    let pairs = table.clone().collect()?;
    let others = text_values(&pairs, duplicates::OTHER)?;
    for (one, other) in text_values(&pairs, duplicates::FILENAME)?
        .into_iter()
        .zip(others)
    {
        if let (Some(one), Some(other)) = (images.number(one), images.number(other)) {
            alike.entry(one).or_default().push(other);
            alike.entry(other).or_default().push(one);
        }
    }
    Ok(alike)
}

/// Users with favourites that the collection does not have, ascending.
fn strangers(inputs: Inputs<'_>) -> Result<Vec<String>> {
    let unknown =
        crate::query::likes::unknown(inputs.favorites.clone(), inputs.labels.labels.clone())
            .select([col(USER_ID)])
            .unique(None, UniqueKeepStrategy::Any)
            .sort([USER_ID], SortMultipleOptions::default())
            .collect()?;
    let users = text_values(&unknown, USER_ID)?;
    Ok(users.into_iter().map(str::to_owned).collect())
}

/// Recommendations for the users in `favorites`, or for `only` one, who need not be among them:
/// one list a user, sorted by user.
///
/// # Errors
/// The frames are not those of labels and favourites.
pub fn run(
    inputs: Inputs<'_>,
    settings: &Settings,
    only: Option<&str>,
    context: Context<'_>,
) -> Result<Outcome<Vec<UserRecommendations>>> {
    let definition = settings.check()?;
    let prepared = Prepared::of(inputs, context.seed)?;
    let asked: Vec<&str> = match only {
        Some(user) => vec![user],
        None => {
            let users = 0..prepared.users.len() as u32;
            users.map(|user| prepared.users.text(user)).collect()
        }
    };
    context.progress.begin("learn", 1);
    let model = (definition.learn)(&prepared.collection)?;
    context.progress.end();
    context.progress.begin(STAGE, asked.len() as u64);
    let lists: Vec<Vec<UserRecommendations>> = asked
        .par_chunks(USERS_AT_ONCE)
        .map(|users| {
            let lists = lists(&prepared, model.as_ref(), settings, users);
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

/// The lists of some users.
fn lists(
    prepared: &Prepared,
    model: &dyn Recommender,
    settings: &Settings,
    users: &[&str],
) -> Result<Vec<UserRecommendations>> {
    let tastes: Vec<Taste<'_>> = users.iter().map(|user| prepared.taste(user)).collect();
    let images = prepared.collection.images();
    let known: Vec<Taste<'_>> = tastes
        .iter()
        .copied()
        .filter(|taste| !taste.favorites.is_empty() && taste.favorites.len() < images)
        .collect();
    let mut scores = ndarray::Array2::zeros((known.len(), images));
    if !known.is_empty() {
        model.score(&known, scores.view_mut())?;
    }
    let mut rows = scores.rows().into_iter();
    let mut lists = Vec::with_capacity(users.len());
    for (user, taste) in users.iter().zip(&tastes) {
        let recommendations = match taste.favorites.len() {
            0 => newcomer::picks(prepared, prepared.unknown(user), settings.count as usize),
            // Nothing is new to this user.
            all if all >= images => Vec::new(),
            _ => {
                let row = rows.next();
                let scores = row
                    .as_ref()
                    .and_then(|row| row.to_slice())
                    .unwrap_or_default();
                picks(prepared, model, settings, taste, scores)?
            }
        };
        lists.push(UserRecommendations {
            user_id: (*user).to_owned(),
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
    taste: &Taste<'_>,
    scores: &[f32],
) -> Result<Vec<Recommendation>> {
    let collection = &prepared.collection;
    let picked = variety::picks(prepared, settings, taste, scores);
    let parts = model.contributions(taste, &picked)?;
    let rows = picked
        .iter()
        .zip(parts)
        .map(|(image, parts)| Recommendation {
            filename: prepared.filename(*image).to_owned(),
            score: rounded(model.shown(scores[*image as usize])),
            reason: reasons::sentence(collection, taste.favorites, *image, &parts),
        });
    Ok(rows.collect())
}

fn rounded(score: f64) -> f64 {
    (score.clamp(0.0, 1.0) * SCORE_STEPS).round() / SCORE_STEPS
}
