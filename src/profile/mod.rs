//! Stage `profile`: what each user likes, what all of them have in common, and who is alike.
//! All users at once, as lazy frames.

mod clusters;
mod simulate;
mod tastes;

use anyhow::{Result, ensure};
use polars::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::Skip;
use crate::features::FeatureMatrix;
use crate::query::{likes, patterns as questions, traits};
use crate::stage::{Context, Outcome};
use crate::tables::format::Format;
use crate::tables::labels::LabelTables;
use crate::tables::patterns::{self, Patterns};
use crate::tables::tastes::Taste;
use crate::tables::{favorites, text_values, users};
use traits::kind;

pub use simulate::{Likes, digest, is_simulated, settle};

/// The stage's name.
pub const STAGE: &str = "profile";

/// The most colours of a profile, as the contract has it.
const TOP_COLORS: usize = 3;
/// The most tags of a profile, as the contract has it.
const TOP_TAGS: usize = 5;
/// The most pairs of tags that are kept: a bound on the file, far above what anyone reads.
const MAX_TAG_PAIRS: u32 = 10_000;
/// How many users can be simulated.
const USERS: std::ops::RangeInclusive<u32> = 1..=100_000;

/// The table `[profile]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How many users are simulated where nobody has favourites.
    pub users: u32,
    /// How the tables are written.
    pub format: Format,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            users: 8,
            format: Format::default(),
        }
    }
}

impl Settings {
    /// # Errors
    /// Names the key and the value that cannot be.
    pub fn check(&self) -> Result<()> {
        ensure!(
            USERS.contains(&self.users),
            "profile.users is {}; it can be {} to {}",
            self.users,
            USERS.start(),
            USERS.end()
        );
        Ok(())
    }
}

/// The tables that this stage makes.
pub struct Profiles {
    /// `favorites`, as all later stages shall have it.
    pub favorites: DataFrame,
    /// The tastes of those who were simulated; empty where all are persons.
    pub tastes: Vec<Taste>,
    /// `users`
    pub users: DataFrame,
    /// `patterns`
    pub patterns: Patterns,
}

/// Profiles and patterns of `likes`, with simulated users where there are no persons.
///
/// # Errors
/// The frames are not those of the labels and the favourites.
pub fn run(
    labels: &LabelTables,
    likes: Likes,
    settings: &Settings,
    context: Context<'_>,
) -> Result<Outcome<Profiles>> {
    context.progress.begin(STAGE, 4);
    let Likes { favorites, tastes } = settle(labels, likes, settings.users, context.seed)?;
    context.progress.advance(1);
    let known = likes::known(favorites.clone().lazy(), labels.labels.clone())
        .collect()?
        .lazy();
    let counts = likes::trait_counts(known.clone(), traits::traits(labels)?)
        .collect()?
        .lazy();
    context.progress.advance(1);
    let features = FeatureMatrix::new(labels)?;
    let clusters = clusters::of_users(&features, &known.clone().collect()?, context.seed)?.lazy();
    context.progress.advance(1);
    let users = profiles(
        favorites.clone().lazy(),
        known.clone(),
        counts.clone(),
        clusters.clone(),
    )
    .collect()?;
    let patterns = patterns(known, counts, clusters, labels)?;
    context.progress.advance(1);
    context.progress.end();
    let skips = unknown_favorites(&favorites, labels)?;
    if !skips.is_empty() {
        context.progress.warn(&format!(
            "{} favourites are of images that are not in the collection; they stay in the file and count for nothing",
            skips.len()
        ));
    }
    Ok(Outcome {
        made: format!("{} users", users.height()),
        tables: Profiles {
            favorites,
            tastes,
            users,
            patterns,
        },
        skips,
        reused: 0,
    })
}

fn unknown_favorites(favorites: &DataFrame, labels: &LabelTables) -> Result<Vec<Skip>> {
    let unknown = likes::unknown(favorites.clone().lazy(), labels.labels.clone()).collect()?;
    let users = text_values(&unknown, favorites::USER_ID)?;
    let filenames = text_values(&unknown, favorites::FILENAME)?;
    Ok(users
        .iter()
        .zip(filenames)
        .map(|(user, filename)| {
            let reason = "a favourite that is not among the labelled images";
            Skip::new(STAGE, &format!("favorites of {user}: {filename}"), reason)
        })
        .collect())
}

/// The table `users`: a user without known favourites has empty lists and nulls. `known` are the
/// favourites that are in the collection, `counts` what each user's have, `clusters` is
/// `(user_id, cluster)`.
pub fn profiles(
    favorites: LazyFrame,
    known: LazyFrame,
    counts: LazyFrame,
    clusters: LazyFrame,
) -> LazyFrame {
    let one = |kind, name: &str| {
        likes::top_values(counts.clone(), kind, 1, name).explode(
            by_name([name], true, false),
            ExplodeOptions {
                empty_as_null: true,
                keep_nulls: true,
            },
        )
    };
    let images = known
        .group_by_stable([col(favorites::USER_ID)])
        .agg([col(favorites::FILENAME).alias(users::FAVORITE_IMAGES)]);
    let parts = [
        likes::top_values(
            counts.clone(),
            kind::COLOR,
            TOP_COLORS,
            users::FAVORITE_COLORS,
        ),
        one(kind::ORIENTATION, users::FAVORITE_ORIENTATION),
        one(kind::SIZE, users::FAVORITE_SIZE),
        likes::top_values(counts.clone(), kind::TAG, TOP_TAGS, users::FAVORITE_TAGS),
        images,
        clusters,
    ];
    let on = || [col(users::USER_ID)];
    let joined = parts
        .into_iter()
        .fold(likes::users(favorites), |table, part| {
            table.join(part, on(), on(), JoinArgs::new(JoinType::Left))
        });
    let none = || lit(Series::new_empty(PlSmallStr::EMPTY, &DataType::String)).implode(true);
    let lists = [
        users::FAVORITE_COLORS,
        users::FAVORITE_TAGS,
        users::FAVORITE_IMAGES,
    ];
    joined
        .with_columns(lists.map(|name| col(name).fill_null(none())))
        .sort([users::USER_ID], SortMultipleOptions::default())
        .select([
            col(users::USER_ID),
            col(users::FAVORITE_COLORS),
            col(users::FAVORITE_ORIENTATION),
            col(users::FAVORITE_SIZE),
            col(users::FAVORITE_TAGS),
            col(users::FAVORITE_IMAGES),
            col(users::CLUSTER),
        ])
}

/// The patterns, of the same frames.
///
/// # Errors
/// The frames are not those of these tables.
pub fn patterns(
    known: LazyFrame,
    counts: LazyFrame,
    clusters: LazyFrame,
    labels: &LabelTables,
) -> Result<Patterns> {
    let totals = questions::favorite_traits(counts.clone()).collect()?.lazy();
    let named = |kind, name: &str| {
        traits::of_kind(totals.clone(), kind)
            .select([
                col(traits::VALUE).alias(name),
                col(traits::COUNT).alias(patterns::COUNT),
            ])
            .collect()
    };
    Ok(Patterns {
        popular_colors: named(kind::COLOR, patterns::COLOR)?,
        frequent_tags: named(kind::TAG, patterns::TAG)?,
        user_clusters: clusters::table(counts, clusters).collect()?,
        tag_pairs: questions::tag_pairs(known, labels.tags.clone())
            .limit(MAX_TAG_PAIRS)
            .collect()?,
    })
}
