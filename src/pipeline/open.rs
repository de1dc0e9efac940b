//! Tables from files, with the path in every error and the stage that makes them.

use anyhow::{Context, Result};
use polars::prelude::*;

use super::layout::{self, Layout};
use crate::domain::Skip;
use crate::fsio;
use crate::profile::{Likes, is_simulated};
use crate::tables::labels::LabelTables;
use crate::tables::recommendations::UserRecommendations;
use crate::tables::{favorites, images, labels, recommendations, rejected, tastes, users};

/// Reads the file `name`, wherever it is, with `parse`; `maker` is the stage that writes it.
fn file<T>(
    layout: &Layout,
    name: &str,
    maker: &str,
    parse: impl Fn(&[u8]) -> Result<T>,
) -> Result<T> {
    let path = layout.find(name).with_context(|| {
        format!(
            "there is no {name} in {}; run `pixrec {maker}` first",
            layout.output.display()
        )
    })?;
    parse(&fsio::read(&path)?).with_context(|| {
        format!(
            "{} cannot be used; mend it, or remove it and run `pixrec {maker}`",
            path.display()
        )
    })
}

/// The table `images`.
pub fn images(layout: &Layout) -> Result<LazyFrame> {
    Ok(file(layout, layout::METADATA, "acquire", images::from_json)?.lazy())
}

/// The tables of the labels.
pub fn labels(layout: &Layout) -> Result<LabelTables> {
    file(layout, layout::LABELS, "label", labels::from_json)
}

/// The table `users`.
pub fn users(layout: &Layout) -> Result<LazyFrame> {
    Ok(file(layout, layout::USERS, "profile", users::from_json)?.lazy())
}

/// The recommendations.
pub fn recommendations(layout: &Layout) -> Result<Vec<UserRecommendations>> {
    file(
        layout,
        layout::RECOMMENDATIONS,
        "recommend",
        recommendations::from_json,
    )
}

/// What was rejected; nothing where there is no file.
pub fn rejected(layout: &Layout) -> Result<Vec<Skip>> {
    match layout.find(layout::REJECTED) {
        Some(_) => file(layout, layout::REJECTED, "run", rejected::from_json),
        None => Ok(Vec::new()),
    }
}

/// Who likes what, as the files have it. A table that a person hands over as `favorites.csv` counts
/// where `favorites.json` is missing or holds simulated users only.
pub fn likes(layout: &Layout) -> Result<Likes> {
    Ok(likes_and_origin(layout)?.0)
}

/// Which file says who likes what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `favorites.json`, or nothing yet.
    Own,
    /// `favorites.csv`.
    Handed,
}

/// As [`likes`], with the file that it comes from.
pub fn likes_and_origin(layout: &Layout) -> Result<(Likes, Origin)> {
    let tastes = match layout.find(layout::TASTES) {
        Some(_) => file(layout, layout::TASTES, "profile", tastes::from_json)?,
        None => Vec::new(),
    };
    let own = match layout.find(layout::FAVORITES) {
        Some(_) => Some(file(
            layout,
            layout::FAVORITES,
            "profile",
            favorites::from_json,
        )?),
        None => None,
    };
    let handed = layout.find(layout::FAVORITES_CSV).is_some();
    if handed
        && own
            .as_ref()
            .map_or(Ok(true), |own| all_simulated(own, &tastes))?
    {
        let favorites = file(
            layout,
            layout::FAVORITES_CSV,
            "profile",
            favorites::from_csv,
        )?;
        return Ok((
            Likes {
                favorites,
                tastes: Vec::new(),
            },
            Origin::Handed,
        ));
    }
    Ok((
        Likes {
            favorites: own.unwrap_or_default(),
            tastes,
        },
        Origin::Own,
    ))
}

fn all_simulated(own: &DataFrame, tastes: &[tastes::Taste]) -> Result<bool> {
    let users = favorites::users(&own.clone().lazy())?;
    Ok(users
        .iter()
        .all(|(user, filenames)| is_simulated(user, filenames, tastes)))
}

/// The table `favorites`, which there must be.
pub fn favorites(layout: &Layout) -> Result<LazyFrame> {
    let Likes { favorites, .. } = likes(layout)?;
    if favorites.width() == 0 {
        anyhow::bail!(
            "there is no favorites.json in {}; run `pixrec profile` first",
            layout.output.display()
        );
    }
    Ok(favorites.lazy())
}
