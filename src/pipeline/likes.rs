//! Who likes what, and which file says so: that of the output folder, which stages and edits write,
//! or a table that a person hands over.

mod save;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use polars::prelude::*;

use super::layout::{self, Layout};
use super::table::file;
use crate::fsio;
use crate::profile::{Likes, is_simulated};
use crate::tables::commas;
use crate::tables::favorites::{self, USER_ID};
use crate::tables::format::Format;
use crate::tables::parquet::{guarded, note, scan, streamed};
use crate::tables::shape;
use crate::tables::tastes::{self, Taste};
use crate::tables::{text_values, texts};

pub(super) use save::{save, write};

/// The note in a table of favourites that came with a data set and that no person has edited since.
pub(super) const CAME_ALONG: (&str, &str) = ("pixrec.favorites", "of a data set");

/// What kind of file says who likes what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origin {
    /// Whether a person handed it over; else it is the output folder's own, or there is none yet.
    pub handed: bool,
    /// Its format; an edit keeps it.
    pub format: Format,
}

/// The file that says who likes what.
pub(super) struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// The table, as the file has it.
    pub favorites: LazyFrame,
    /// The tastes of those in it who were simulated.
    pub tastes: Vec<Taste>,
    /// What kind of file it is.
    pub origin: Origin,
}

/// The file that says who likes what; none where nobody likes anything yet.
///
/// Where the output folder's own holds simulated users only, or is not there, a table that a person
/// hands over counts: a second file in the output folder, `favorites.csv` there, or any in the input
/// folder.
pub(super) fn find(layout: &Layout) -> Result<Option<Found>> {
    let tastes = tastes(layout)?;
    let files = |folder: &Path, names: &[&str]| -> Vec<PathBuf> {
        let paths = names.iter().map(|name| folder.join(name));
        paths.filter(|path| path.is_file()).collect()
    };
    let own = files(&layout.output, &OWN);
    let csv = files(&layout.output, &[layout::FAVORITES_CSV]);
    let in_input = files(&layout.input, &OWN);
    let input_csv = files(&layout.input, &[layout::FAVORITES_CSV]);
    let handed = [csv, in_input.clone(), input_csv].concat();
    let all = own.iter().map(|path| (path, false));
    for (path, is_handed) in all.chain(handed.iter().map(|path| (path, true))) {
        let favorites = read(path)?;
        if !all_simulated(&favorites, &tastes).with_context(|| unusable(path))? {
            let tastes = if is_handed { Vec::new() } else { tastes };
            return Ok(Some(found(path, favorites, tastes, is_handed)));
        }
    }
    // Simulated: by a run that wrote here, or to what is the input folder now.
    let Some(path) = own.first().or(in_input.first()) else {
        return Ok(None);
    };
    Ok(Some(found(path, read(path)?, tastes, false)))
}

fn found(path: &Path, favorites: LazyFrame, tastes: Vec<Taste>, handed: bool) -> Found {
    let format = format_of(path);
    Found {
        path: path.to_owned(),
        favorites,
        tastes,
        origin: Origin { handed, format },
    }
}

/// The files of the program's own, the one that counts first.
const OWN: [&str; 2] = [layout::FAVORITES_TABLE, layout::FAVORITES];

fn format_of(path: &Path) -> Format {
    match path.extension() {
        Some(extension) if extension == "parquet" => Format::Parquet,
        _ => Format::Json,
    }
}

fn tastes(layout: &Layout) -> Result<Vec<Taste>> {
    match layout.find(layout::TASTES) {
        Some(_) => file(layout, layout::TASTES, "profile", tastes::from_json),
        None => Ok(Vec::new()),
    }
}

/// The favourites in one file, by its extension.
pub(super) fn read(path: &Path) -> Result<LazyFrame> {
    let bytes = || fsio::read(path);
    let table = match path.extension() {
        Some(extension) if extension == "csv" => favorites::from_csv(&bytes()?).map(IntoLazy::lazy),
        Some(extension) if extension == "parquet" => {
            scan(path).and_then(|frame| shape::FAVORITES.conform(with_filenames(frame)?))
        }
        _ => favorites::from_json(&bytes()?).map(IntoLazy::lazy),
    };
    table.with_context(|| unusable(path))
}

/// A table in which the column of file names may be called `image`, as in CSV.
fn with_filenames(mut frame: LazyFrame) -> Result<LazyFrame> {
    let columns = frame.collect_schema()?;
    let has = |name: &str| columns.get(name).is_some();
    Ok(match has(commas::IMAGE) && !has(favorites::FILENAME) {
        true => frame.rename([commas::IMAGE], [favorites::FILENAME], true),
        false => frame,
    })
}

/// What to say of a file that people write themselves.
pub(super) fn unusable(path: &Path) -> String {
    format!(
        "{} cannot be used; mend it, or move it away",
        path.display()
    )
}

/// Whether all users of a table were made up. Of a large one, only enough is read to know.
fn all_simulated(favorites: &LazyFrame, tastes: &[Taste]) -> Result<bool> {
    let made_up = texts(USER_ID, tastes.iter().map(|taste| &taste.user_id));
    let made_up = DataFrame::new_infer_height(vec![made_up])?.lazy();
    guarded(|| {
        let users = favorites.clone().select([col(USER_ID)]);
        let strangers = match tastes.is_empty() {
            true => users,
            false => users.anti_join(made_up, col(USER_ID), col(USER_ID)),
        };
        if streamed(strangers.limit(1))?.height() > 0 {
            return Ok(false);
        }
        let users = favorites::users(&distinct(favorites.clone()))?;
        Ok(users
            .iter()
            .all(|(user, filenames)| is_simulated(user, filenames, tastes)))
    })
}

/// A favourite that stands twice counts once.
fn distinct(favorites: LazyFrame) -> LazyFrame {
    favorites.unique_stable(None, UniqueKeepStrategy::First)
}

/// The Parquet file that says who likes what, if it is one.
pub(super) fn table_of(layout: &Layout) -> Result<Option<PathBuf>> {
    // A long file of text is not read for nothing.
    let table = layout::FAVORITES_TABLE;
    if layout.find(table).is_none() {
        return Ok(None);
    }
    let found = find(layout)?.filter(|found| found.origin.format == Format::Parquet);
    Ok(found.map(|found| found.path))
}

/// Whether there is a file that says who likes what.
pub fn has_favorites(layout: &Layout) -> bool {
    let files = [OWN[0], OWN[1], layout::FAVORITES_CSV];
    files.iter().any(|file| layout.find(file).is_some())
}

/// The table `favorites`, which there must be, as its file has it.
pub fn favorites(layout: &Layout) -> Result<LazyFrame> {
    Ok(there_must_be(layout)?.favorites)
}

/// The same with each favourite once, in the order of the file.
pub fn distinct_favorites(layout: &Layout) -> Result<LazyFrame> {
    Ok(once(&there_must_be(layout)?))
}

fn once(found: &Found) -> LazyFrame {
    match found.origin.format {
        // Those in text were made so when they were read.
        Format::Json => found.favorites.clone(),
        Format::Parquet => distinct(found.favorites.clone()),
    }
}

fn there_must_be(layout: &Layout) -> Result<Found> {
    find(layout)?.with_context(|| {
        format!(
            "there is no favorites.json in {}; run `pixrec profile` first",
            layout.output.display()
        )
    })
}

/// Who likes what, and what kind of file says so.
pub fn likes_and_origin(layout: &Layout) -> Result<(Likes, Origin)> {
    let Some(found) = find(layout)? else {
        let tastes = tastes(layout)?;
        let nobody = Likes {
            tastes,
            ..Likes::default()
        };
        return Ok((nobody, Origin::default()));
    };
    let likes = Likes {
        favorites: found.favorites,
        tastes: found.tastes,
    };
    Ok((likes, found.origin))
}

/// The file in the output folder that has favourites of people, not simulated ones and not those
/// that came with a data set and were never edited.
pub fn has_own_favorites(layout: &Layout) -> Result<Option<PathBuf>> {
    let tastes = tastes(layout)?;
    for path in OWN.map(|name| layout.out(name)) {
        let is_own = path.is_file() && !came_along(&path);
        if is_own && !all_simulated(&read(&path)?, &tastes)? {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// Whether all favourites are those of simulated users.
pub fn are_simulated(layout: &Layout) -> Result<bool> {
    let tastes = tastes(layout)?;
    Ok(!tastes.is_empty() && all_simulated(&distinct_favorites(layout)?, &tastes)?)
}

/// Whether favourites came with a data set, and no person has edited them since.
pub(super) fn came_along(path: &Path) -> bool {
    let (key, value) = CAME_ALONG;
    format_of(path) == Format::Parquet && note(path, key).as_deref() == Some(value)
}

/// The first user, if anyone is known.
pub fn first_user(layout: &Layout) -> Option<String> {
    let first = favorites(layout).ok()?.select([col(USER_ID)]).limit(1);
    let first = guarded(|| Ok(first.collect()?)).ok()?;
    let users = text_values(&first, USER_ID).ok()?;
    users.first().map(|user| (*user).to_owned())
}
