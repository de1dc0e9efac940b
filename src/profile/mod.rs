//! Stage `profile`: what each user likes, what all of them have in common, and who is alike.
//! All users at once, as lazy frames.

mod clusters;
mod patterns;
mod simulate;
mod tastes;
mod user_table;

use std::sync::Arc;

use anyhow::{Result, ensure};
use polars::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::Skip;
use crate::features::FeatureWeights;
use crate::interactions::Interactions;
use crate::query::likes;
use crate::stage::{Context, Outcome};
use crate::tables::format::Format;
use crate::tables::labels::LabelTables;
use crate::tables::patterns::Patterns;
use crate::tables::tastes::Taste;
use crate::tables::{favorites, text_values};

pub use patterns::of as patterns;
pub use simulate::{Likes, digest, is_simulated, settle};
pub use user_table::UserTable;

/// The stage's name.
pub const STAGE: &str = "profile";

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
    pub favorites: LazyFrame,
    /// The tastes of those who were simulated; empty where all are persons.
    pub tastes: Vec<Taste>,
    /// `users`
    pub users: UserTable,
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
    let interactions = Arc::new(Interactions::of(favorites.clone(), labels)?);
    context.progress.advance(1);
    let unknown = interactions.favorites.unknown;
    let weights = FeatureWeights::of(&interactions.traits, &labels.colors)?;
    let clusters = Arc::new(clusters::of_users(&interactions, &weights, context.seed)?);
    context.progress.advance(1);
    let patterns = patterns::of(&interactions, &clusters)?;
    let users = UserTable::new(interactions, clusters);
    context.progress.advance(1);
    context.progress.end();
    let skips = match unknown {
        0 => Vec::new(),
        _ => unknown_favorites(&favorites, labels)?,
    };
    if !skips.is_empty() {
        context.progress.warn(&format!(
            "{} favourites are of images that are not in the collection; they stay in the file and count for nothing",
            skips.len()
        ));
    }
    Ok(Outcome {
        made: format!("{} users", users.len()),
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

fn unknown_favorites(favorites: &LazyFrame, labels: &LabelTables) -> Result<Vec<Skip>> {
    let unknown = likes::unknown(favorites.clone(), labels.labels.clone()).collect()?;
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
