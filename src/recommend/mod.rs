//! Stage `recommend`: for each user, the unseen images that fit best, each with a reason.
//!
//! Every model answers the same question, how much a user would like each image (0 to 1); what
//! is left out, how the rest is ranked and what is said about it is the same for all models.

mod decision_tree;
mod hybrid;
mod k_means;
mod newcomer;
mod popular;
mod rank;
pub mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use anyhow::{Result, bail, ensure};
use polars::prelude::*;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cluster::Clusters;
use crate::domain::Seed;
use crate::features::FeatureMatrix;
use crate::query::{likes, reasons, traits};
use crate::stage::{Context, Outcome};
use crate::tables::format::Format;
use crate::tables::labels::LabelTables;
use crate::tables::recommendations::{self, Recommendation, UserRecommendations};
use crate::tables::{count_values, favorites, text_values};

pub use rank::UNLIKE;

/// The stage's name.
pub const STAGE: &str = "recommend";

/// How many images can be asked for at once.
const COUNT: std::ops::RangeInclusive<u32> = 1..=100;

/// The table `[recommend]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// One of [`MODELS`].
    pub model: String,
    /// Images for each user, 1 to 100.
    pub count: u32,
    /// How the table is written.
    pub format: Format,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            model: "hybrid".to_owned(),
            count: 5,
            format: Format::default(),
        }
    }
}

impl Settings {
    /// The model that is named, once all values are known to be right.
    ///
    /// # Errors
    /// Names the key and the value that cannot be.
    pub fn check(&self) -> Result<&'static ModelDefinition> {
        ensure!(
            COUNT.contains(&self.count),
            "recommend.count is {}; it can be {} to {}",
            self.count,
            COUNT.start(),
            COUNT.end()
        );
        if let Some(model) = MODELS.iter().find(|model| model.name == self.model) {
            return Ok(model);
        }
        let names: Vec<&str> = MODELS.iter().map(|model| model.name).collect();
        bail!(
            "recommend.model is '{}'; it can be {}",
            self.model,
            names.join(", ")
        )
    }
}

/// What all models learn from.
pub struct Collection {
    /// Images by features.
    pub features: FeatureMatrix,
    /// How many users like each image, in the matrix's order of rows.
    pub likes: Vec<u64>,
    /// How many users there are.
    pub users: usize,
    seed: Seed,
    clusters: OnceLock<Clusters>,
}

impl Collection {
    /// The images in clusters, found when first asked for: all models share them.
    ///
    /// # Errors
    /// A feature is not finite.
    pub fn clusters(&self) -> Result<&Clusters> {
        if let Some(known) = self.clusters.get() {
            return Ok(known);
        }
        let found = k_means::find_clusters(&self.features, self.seed.derive(STAGE, "clusters"))?;
        Ok(self.clusters.get_or_init(|| found))
    }
}

/// One user, to a model.
pub struct Taste<'a> {
    /// Rows of the matrix that the user likes, in any order, each once; never empty where a model
    /// is asked.
    pub favorites: &'a [usize],
    /// Whether the user also likes images that are not in the collection.
    pub has_others: bool,
    /// The user's own seed.
    pub seed: Seed,
}

/// A model that has learned what does not depend on the user.
pub trait Recommender: Sync {
    /// How much the user would like each image of the collection, 0 to 1, in the matrix's order
    /// of rows. Favourites get a value too; it is not used.
    ///
    /// # Errors
    /// There is nothing to learn from, in words for the user.
    fn scores(&self, taste: &Taste<'_>) -> Result<Vec<f64>>;
}

/// How to make one kind of model.
pub struct ModelDefinition {
    /// Its name in a pipeline file.
    pub name: &'static str,
    /// One line for `--help`.
    pub help: &'static str,
    /// Learns what does not depend on the user.
    pub learn: for<'a> fn(&'a Collection, Seed) -> Result<Box<dyn Recommender + 'a>>,
}

/// All models.
pub const MODELS: &[ModelDefinition] = &[
    hybrid::DEFINITION,
    decision_tree::DEFINITION,
    k_means::DEFINITION,
    popular::DEFINITION,
];

/// Recommendations for the users in `favorites`, or for `only` one, who need not be among them:
/// one list a user, sorted by user.
///
/// # Errors
/// The frames are not those of labels and favourites.
pub fn run(
    labels: &LabelTables,
    favorites: &LazyFrame,
    settings: &Settings,
    only: Option<&str>,
    context: Context<'_>,
) -> Result<Outcome<Vec<UserRecommendations>>> {
    let definition = settings.check()?;
    let known = likes::known(favorites.clone(), labels.labels.clone()).collect()?;
    let users = text_values(
        &likes::users(favorites.clone()).collect()?,
        favorites::USER_ID,
    )?
    .into_iter()
    .map(str::to_owned)
    .collect::<Vec<_>>();
    let unknown = likes::unknown(favorites.clone(), labels.labels.clone()).collect()?;
    let strangers: BTreeSet<&str> = text_values(&unknown, favorites::USER_ID)?
        .into_iter()
        .collect();
    let collection = collection(labels, &known, users.len(), context.seed)?;
    let favorites_of = rows_by_user(&collection.features, &known)?;
    let asked: Vec<&str> = match only {
        Some(user) => vec![user],
        None => users.iter().map(String::as_str).collect(),
    };
    context.progress.begin(STAGE, asked.len() as u64);
    let model = (definition.learn)(&collection, context.seed.derive(STAGE, definition.name))?;
    let picks: Vec<Vec<rank::Pick>> = asked
        .par_iter()
        .map(|user| {
            let liked = favorites_of
                .get(*user)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let taste = Taste {
                favorites: liked,
                has_others: strangers.contains(*user),
                seed: context.seed.derive("user", user),
            };
            let picks = picks(&collection, model.as_ref(), &taste, settings.count as usize);
            context.progress.advance(1);
            picks
        })
        .collect::<Result<_>>()?;
    context.progress.end();
    let lists = asked
        .iter()
        .map(|user| (*user).to_owned())
        .zip(picks)
        .collect();
    let lists = explained(labels, &known.lazy(), lists)?;
    let total: usize = lists.iter().map(|list| list.recommendations.len()).sum();
    Ok(Outcome {
        made: format!("{total} recommendations"),
        tables: lists,
        skips: Vec::new(),
        reused: 0,
    })
}

/// The best images for one user who has all of `favorites` already.
fn picks(
    collection: &Collection,
    model: &dyn Recommender,
    taste: &Taste<'_>,
    count: usize,
) -> Result<Vec<rank::Pick>> {
    let filenames = &collection.features.filenames;
    if taste.favorites.len() >= filenames.len() {
        // Nothing is new to this user.
        return Ok(Vec::new());
    }
    if taste.favorites.is_empty() {
        let known = if taste.has_others {
            newcomer::Known::OtherImages
        } else {
            newcomer::Known::Nothing
        };
        return newcomer::picks(collection, known, count);
    }
    Ok(rank::best(
        collection,
        &model.scores(taste)?,
        taste.favorites,
        count,
    ))
}

fn collection(
    labels: &LabelTables,
    known: &DataFrame,
    users: usize,
    seed: Seed,
) -> Result<Collection> {
    let features = FeatureMatrix::new(labels)?;
    let counts = likes::image_likes(known.clone().lazy()).collect()?;
    let mut image_likes = vec![0; features.filenames.len()];
    let filenames = text_values(&counts, favorites::FILENAME)?;
    for (filename, count) in filenames
        .into_iter()
        .zip(count_values(&counts, likes::LIKES)?)
    {
        if let Some(likes) = features
            .row_of(filename)
            .and_then(|row| image_likes.get_mut(row))
        {
            *likes = count;
        }
    }
    Ok(Collection {
        features,
        likes: image_likes,
        users,
        seed,
        clusters: OnceLock::new(),
    })
}

fn rows_by_user(
    features: &FeatureMatrix,
    known: &DataFrame,
) -> Result<BTreeMap<String, Vec<usize>>> {
    let mut rows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let filenames = text_values(known, favorites::FILENAME)?;
    for (user, filename) in text_values(known, favorites::USER_ID)?
        .into_iter()
        .zip(filenames)
    {
        rows.entry(user.to_owned())
            .or_default()
            .extend(features.row_of(filename));
    }
    Ok(rows)
}

/// The picks with their reasons: what the model said itself, else what the image shares with the
/// user's favourites, for all users in one query.
fn explained(
    labels: &LabelTables,
    known: &LazyFrame,
    lists: Vec<(String, Vec<rank::Pick>)>,
) -> Result<Vec<UserRecommendations>> {
    let lists: Vec<UserRecommendations> = lists
        .into_iter()
        .map(|(user_id, picks)| UserRecommendations {
            user_id,
            recommendations: picks.into_iter().map(rank::Pick::into_row).collect(),
        })
        .collect();
    let reasons = shared_reasons(labels, known, recommendations::frame(&lists)?.lazy())?;
    Ok(lists
        .into_iter()
        .map(|list| {
            let reason =
                |row: &Recommendation| reasons.get(&(list.user_id.clone(), row.filename.clone()));
            let recommendations = list
                .recommendations
                .iter()
                .map(|row| match reason(row) {
                    Some(sentence) if row.reason.is_empty() => Recommendation {
                        reason: sentence.clone(),
                        ..row.clone()
                    },
                    None if row.reason.is_empty() => Recommendation {
                        reason: rank::UNLIKE.to_owned(),
                        ..row.clone()
                    },
                    _ => row.clone(),
                })
                .collect();
            UserRecommendations {
                user_id: list.user_id.clone(),
                recommendations,
            }
        })
        .collect())
}

/// Why each user would like each image of `pairs`, `(user_id, filename)`: what it shares with the
/// favourites in `known`. A pair that shares nothing is not among the sentences.
///
/// # Errors
/// The frames are not those of these tables.
pub fn shared_reasons(
    labels: &LabelTables,
    known: &LazyFrame,
    pairs: LazyFrame,
) -> Result<BTreeMap<(String, String), String>> {
    let traits = traits::traits(labels)?.collect()?.lazy();
    let images = labels.labels.clone().collect()?.height();
    let evidence = reasons::Known {
        user_counts: likes::trait_counts(known.clone(), traits.clone()),
        favorite_counts: likes::favorite_counts(known.clone()),
        image_counts: traits::image_counts(traits.clone()),
        traits,
        images: u32::try_from(images).unwrap_or(u32::MAX),
    };
    let shared = reasons::shared_traits(pairs, &evidence);
    let sentences = reasons::sentences(shared, recommendations::REASON).collect()?;
    let users = text_values(&sentences, recommendations::USER_ID)?;
    let filenames = text_values(&sentences, recommendations::FILENAME)?;
    let texts = text_values(&sentences, recommendations::REASON)?;
    Ok(users
        .into_iter()
        .zip(filenames)
        .zip(texts)
        .map(|((user, filename), text)| ((user.to_owned(), filename.to_owned()), text.to_owned()))
        .collect())
}
