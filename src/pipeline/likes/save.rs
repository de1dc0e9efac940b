//! Favourites and tastes as a run leaves them.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use polars::prelude::*;

use super::super::layout::{self, Layout};
use super::super::{parquet, steps};
use super::{OWN, Origin, read, unusable};
use crate::domain::printable;
use crate::fsio;
use crate::profile::{Profiles, is_simulated};
use crate::tables::favorites::{self, FILENAME, USER_ID};
use crate::tables::format::Format;
use crate::tables::parquet::guarded;
use crate::tables::shape;
use crate::tables::tastes::{self, Taste};

/// Saves the favourites and tastes of a run so that simulated users stay known as such, wherever the
/// program is stopped: while the favourites change, the tastes of before and after both stand in
/// the file. Where everybody is a person there is nothing to save: their file is the truth as it is.
///
/// # Errors
/// A file cannot be written, or favourites of a person would be lost.
pub(in crate::pipeline) fn save(
    layout: &Layout,
    origin: Origin,
    mut tastes: Vec<Taste>,
    made: &Profiles,
    format: Format,
) -> Result<()> {
    let after = &made.tastes;
    if origin.handed {
        // What was simulated before is gone with the first table that a person hands over.
        for name in OWN {
            fsio::remove_if_present(&layout.out(name))?;
        }
    }
    if after.is_empty() {
        if origin.format == Format::Json {
            // Whoever is in it was made up, and would be a person without a taste.
            fsio::remove_if_present(&layout.out(layout::FAVORITES_TABLE))?;
        }
        return fsio::remove_if_present(&layout.out(layout::TASTES));
    }
    if tastes != *after {
        tastes.extend(after.iter().cloned());
        steps::save(layout, layout::TASTES, &tastes::to_json(&tastes)?)?;
    }
    if origin.format == Format::Parquet {
        ensure_none_is_lost(&layout.out(layout::FAVORITES), &made.favorites, &tastes)?;
    }
    write(layout, &made.favorites.clone().collect()?, format)?;
    steps::save(layout, layout::TASTES, &tastes::to_json(after)?)
}

/// Writes the favourites, and removes those of the other format.
///
/// # Errors
/// A file cannot be written or removed.
pub(in crate::pipeline) fn write(layout: &Layout, table: &DataFrame, format: Format) -> Result<()> {
    match format {
        Format::Json => {
            let json = favorites::to_json(&table.clone().lazy())?;
            steps::save(layout, layout::FAVORITES, &json)?;
            fsio::remove_if_present(&layout.out(layout::FAVORITES_TABLE))
        }
        Format::Parquet => parquet::save(layout, vec![(shape::FAVORITES, table.clone())]),
    }
}

/// Fails where the file at `path` has favourites of a person that are not in `favorites`, which is
/// about to take its place.
///
/// # Errors
/// Names the file and the user.
fn ensure_none_is_lost(path: &Path, favorites: &LazyFrame, tastes: &[Taste]) -> Result<()> {
    if !path.is_file() {
        return Ok(());
    }
    let own = favorites.clone();
    let on = || [col(USER_ID), col(FILENAME)];
    let anti = JoinArgs::new(JoinType::Anti);
    let lost = read(path)?.drop_nulls(None).join(own, on(), on(), anti);
    let lost = guarded(|| favorites::users(&lost)).with_context(|| unusable(path))?;
    let all = favorites::users(&read(path)?)?;
    for (user, _) in &lost {
        let names = all.iter().find(|(name, _)| name == user);
        let is_made_up = names.is_some_and(|(user, names)| is_simulated(user, names, tastes));
        ensure!(
            is_made_up,
            "{} has favourites of {} that favorites.parquet, which counts, does not have; put both into one file and move the other away",
            path.display(),
            printable(user)
        );
    }
    Ok(())
}
