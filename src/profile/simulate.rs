//! Users who are made up where nobody has favourites: each with a taste that is written down, so
//! that anyone can see whether the profiles find it again.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use polars::prelude::*;
use rand::Rng;
use rand::seq::SliceRandom;

use super::tastes::{Traits, plan_tastes};
use crate::domain::Seed;
use crate::fsio;
use crate::tables::favorites;
use crate::tables::labels::LabelTables;
use crate::tables::tastes::Taste;

/// How many favourites a simulated user has, where the collection is large enough.
const FAVORITES: std::ops::RangeInclusive<usize> = 10..=20;
/// One favourite in so many is off the user's taste: nobody is that consistent.
const OFF_TASTE_ONE_IN: usize = 8;

/// Who likes what, as far as it is known, and who of them was made up.
#[derive(Clone, Default)]
pub struct Likes {
    /// The table `favorites`; without columns where there is none yet.
    pub favorites: LazyFrame,
    /// The tastes of simulated users.
    pub tastes: Vec<Taste>,
}

/// A fingerprint of somebody's favourites.
pub fn digest(filenames: &[String]) -> String {
    fsio::hash(filenames.join("\n").as_bytes())
}

/// Whether the favourites of `user` are still those that were made up for this taste.
pub fn is_simulated(user: &str, filenames: &[String], tastes: &[Taste]) -> bool {
    tastes
        .iter()
        .any(|taste| taste.user_id == user && taste.favorites_digest == digest(filenames))
}

/// The favourites that all stages shall use: those of persons as they are; beside them, or where
/// there is nobody, those of `users` simulated users, made for the images of this collection.
///
/// Simulated users are made anew as long as the file holds any; a person's favourites never are.
///
/// # Errors
/// The frames are not those of labels and favourites.
pub fn settle(labels: &LabelTables, likes: Likes, users: u32, seed: Seed) -> Result<Likes> {
    let is_there = !likes.favorites.clone().collect_schema()?.is_empty();
    if is_there && likes.tastes.is_empty() {
        let first = likes.favorites.clone().limit(1).collect()?;
        // Persons all of them: a table that may be larger than memory stays as it is.
        if first.height() > 0 {
            return Ok(likes);
        }
    }
    let all = match is_there {
        true => favorites::users(&likes.favorites)?,
        false => Vec::new(),
    };
    let (made_up, persons): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|(user, filenames)| is_simulated(user, filenames, &likes.tastes));
    if made_up.is_empty() && !persons.is_empty() {
        return Ok(Likes {
            favorites: favorites::frame(&persons)?.lazy(),
            tastes: Vec::new(),
        });
    }
    let taken: BTreeSet<&str> = persons.iter().map(|(user, _)| user.as_str()).collect();
    let mut tastes = plan_tastes(labels, users)?;
    tastes.retain(|taste| !taken.contains(taste.user_id.as_str()));
    let mut everybody = simulate(labels, &mut tastes, seed)?;
    everybody.extend(persons);
    Ok(Likes {
        favorites: favorites::frame(&everybody)?.lazy(),
        tastes,
    })
}

/// Favourites to each taste, and their digests into the tastes.
fn simulate(
    labels: &LabelTables,
    tastes: &mut [Taste],
    seed: Seed,
) -> Result<Vec<(String, Vec<String>)>> {
    let images = Traits::by_image(labels)?;
    Ok(tastes
        .iter_mut()
        .map(|taste| {
            let filenames = pick(taste, &images, seed.derive("simulate", &taste.user_id));
            taste.favorites_digest = digest(&filenames);
            (taste.user_id.clone(), filenames)
        })
        .collect())
}

/// The favourites of one taste: mostly images to the taste, a few that are not; never more than
/// half of the collection, so that there is something left to recommend.
fn pick(taste: &Taste, images: &BTreeMap<String, Traits>, seed: Seed) -> Vec<String> {
    let mut rng = seed.rng();
    let wanted = rng.gen_range(FAVORITES).min(images.len().div_ceil(2));
    let (mut fitting, mut others): (Vec<&String>, Vec<&String>) = images
        .keys()
        .partition(|name| images.get(*name).is_some_and(|traits| traits.fit(taste)));
    fitting.shuffle(&mut rng);
    others.shuffle(&mut rng);
    let on_taste = (wanted - wanted / OFF_TASTE_ONE_IN).min(fitting.len());
    let off_taste = (wanted - on_taste).min(others.len());
    let more = (wanted - on_taste - off_taste).min(fitting.len() - on_taste);
    let (first, rest) = fitting.split_at(on_taste);
    let mut picked: Vec<&String> = first
        .iter()
        .chain(others.iter().take(off_taste))
        .copied()
        .collect();
    picked.extend(rest.iter().take(more));
    picked.shuffle(&mut rng);
    picked.into_iter().cloned().collect()
}
