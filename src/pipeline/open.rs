//! Tables from files, with the path in every error and the stage that makes them.

use std::path::Path;

use anyhow::{Context, Result};
use polars::prelude::*;

use super::layout::{self, Layout};
use crate::domain::Skip;
use crate::fsio;
use crate::label::tags;
use crate::profile::{Likes, is_simulated};
use crate::tables::images::ImageRecord;
use crate::tables::labels::LabelTables;
use crate::tables::parquet::scan;
use crate::tables::recommendations::UserRecommendations;
use crate::tables::tag_edits::{self, TagEdits};
use crate::tables::{
    duplicates, favorites, images, labels, recommendations, rejected, tastes, users,
};

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

/// The tables of one JSON file as Parquet, if the folder that is asked first has them all: a
/// newer JSON file in the output folder counts more than an older table in the input folder.
fn parquet<const N: usize>(
    layout: &Layout,
    files: [&str; N],
    json: &str,
) -> Result<Option<[LazyFrame; N]>> {
    for folder in [&layout.output, &layout.input] {
        let paths = files.map(|file| folder.join(file));
        if paths.iter().all(|path| path.is_file()) {
            let frames = paths.iter().map(|path| {
                scan(path)
                    .with_context(|| format!("{} cannot be used; make it again", path.display()))
            });
            let frames: Vec<LazyFrame> = frames.collect::<Result<_>>()?;
            return Ok(frames.try_into().ok());
        }
        if folder.join(json).is_file() {
            return Ok(None);
        }
    }
    Ok(None)
}

/// The table `images`.
pub fn images(layout: &Layout) -> Result<LazyFrame> {
    if let Some([images]) = parquet(layout, [layout::IMAGES_TABLE], layout::METADATA)? {
        return Ok(images);
    }
    Ok(file(layout, layout::METADATA, "acquire", images::from_json)?.lazy())
}

/// The records of the table `images`; none where there is no file yet.
pub fn image_records(layout: &Layout) -> Result<Vec<ImageRecord>> {
    match layout.find(layout::METADATA) {
        Some(_) => file(layout, layout::METADATA, "acquire", images::records),
        None => Ok(Vec::new()),
    }
}

/// Whether the labels came with a data set, in tables of their own.
pub fn labels_came_along(layout: &Layout) -> Result<bool> {
    Ok(parquet(layout, layout::LABEL_TABLES, layout::LABELS)?.is_some())
}

/// Whether there are labels, in whatever file.
pub fn has_labels(layout: &Layout) -> Result<bool> {
    Ok(layout.find(layout::LABELS).is_some() || labels_came_along(layout)?)
}

/// The tables of the labels.
pub fn labels(layout: &Layout) -> Result<LabelTables> {
    if let Some([labels, colors, tags]) = parquet(layout, layout::LABEL_TABLES, layout::LABELS)? {
        return Ok(LabelTables {
            labels,
            colors,
            tags,
        });
    }
    file(layout, layout::LABELS, "label", labels::from_json)
}

/// What people edited of the tags, in their one spelling; nothing where there is no file.
pub fn tag_edits(layout: &Layout) -> Result<TagEdits> {
    let Some(path) = layout.find(layout::TAG_EDITS) else {
        return Ok(TagEdits::new());
    };
    let edits = tag_edits::from_json(&fsio::read(&path)?).and_then(tags::checked);
    edits.with_context(|| {
        format!(
            "{} cannot be used; mend it, or move it away",
            path.display()
        )
    })
}

/// The table `duplicates`.
pub fn duplicates(layout: &Layout) -> Result<LazyFrame> {
    let table = file(layout, layout::DUPLICATES, "label", duplicates::from_json)?;
    Ok(table.lazy())
}

/// The table `users`.
pub fn users(layout: &Layout) -> Result<LazyFrame> {
    Ok(file(layout, layout::USERS, "profile", users::from_json)?.lazy())
}

/// The bytes of the patterns.
pub fn patterns(layout: &Layout) -> Result<Vec<u8>> {
    file(layout, layout::PATTERNS, "profile", |bytes| {
        Ok(bytes.to_vec())
    })
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

/// Who likes what, as the files have it; see [`likes_and_origin`].
pub fn likes(layout: &Layout) -> Result<Likes> {
    Ok(likes_and_origin(layout)?.0)
}

/// Which file says who likes what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The output folder's `favorites.json`, or nothing yet.
    Own,
    /// A table that a person hands over.
    Handed,
}

/// Who likes what, and which file says so. Where the output folder's `favorites.json` is missing or
/// holds simulated users only, a table that a person hands over counts: `favorites.csv` there, or
/// either of the two in the input folder.
pub fn likes_and_origin(layout: &Layout) -> Result<(Likes, Origin)> {
    let tastes = match layout.find(layout::TASTES) {
        Some(_) => file(layout, layout::TASTES, "profile", tastes::from_json)?,
        None => Vec::new(),
    };
    let own = read_favorites(&layout.out(layout::FAVORITES))?;
    if own.is_none()
        && let Some([favorites]) = parquet(layout, [layout::FAVORITES_TABLE], layout::FAVORITES)?
    {
        let likes = Likes {
            favorites: favorites.collect()?,
            tastes: Vec::new(),
        };
        return Ok((likes, Origin::Handed));
    }
    if own
        .as_ref()
        .map_or(Ok(true), |own| all_simulated(own, &tastes))?
    {
        let handed = [
            layout.out(layout::FAVORITES_CSV),
            layout.input.join(layout::FAVORITES),
            layout.input.join(layout::FAVORITES_CSV),
        ];
        for path in handed {
            if let Some(favorites) = read_favorites(&path)?
                && !all_simulated(&favorites, &tastes)?
            {
                let tastes = Vec::new();
                return Ok((Likes { favorites, tastes }, Origin::Handed));
            }
        }
    }
    let own = match own {
        Some(own) => own,
        // Simulated by a run that wrote to what is the input folder now.
        None => read_favorites(&layout.input.join(layout::FAVORITES))?.unwrap_or_default(),
    };
    let likes = Likes {
        favorites: own,
        tastes,
    };
    Ok((likes, Origin::Own))
}

/// Whether the output folder's `favorites.json` has favourites that were not simulated.
pub fn has_own_favorites(layout: &Layout) -> Result<bool> {
    let Some(own) = read_favorites(&layout.out(layout::FAVORITES))? else {
        return Ok(false);
    };
    let tastes = match layout.find(layout::TASTES) {
        Some(_) => file(layout, layout::TASTES, "profile", tastes::from_json)?,
        None => Vec::new(),
    };
    Ok(!all_simulated(&own, &tastes)?)
}

/// The favourites in one file, by its extension; `None` where there is no such file.
fn read_favorites(path: &Path) -> Result<Option<DataFrame>> {
    if !path.is_file() {
        return Ok(None);
    }
    let bytes = fsio::read(path)?;
    let parsed = match path.extension() {
        Some(extension) if extension == "csv" => favorites::from_csv(&bytes),
        _ => favorites::from_json(&bytes),
    };
    parsed.map(Some).with_context(|| {
        format!(
            "{} cannot be used; mend it, or move it away",
            path.display()
        )
    })
}

fn all_simulated(own: &DataFrame, tastes: &[tastes::Taste]) -> Result<bool> {
    let users = favorites::users(&own.clone().lazy())?;
    Ok(users
        .iter()
        .all(|(user, filenames)| is_simulated(user, filenames, tastes)))
}

/// The first user, if anyone is known.
pub fn first_user(layout: &Layout) -> Option<String> {
    let users = favorites::users(&favorites(layout).ok()?).ok()?;
    users.into_iter().next().map(|(user, _)| user)
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
