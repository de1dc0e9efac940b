//! Favourites that people give and take. A table in text is written anew; one in Parquet may have
//! many million rows, of which only one user's are looked at, and the others are copied.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use polars::prelude::*;

use super::super::layout::{self, Layout};
use super::super::likes::{self, Found, Origin};
use super::super::{open, parquet, steps};
use super::{counted, ensure_name, filenames, image_or_own, locked, unknown};
use crate::fsio;
use crate::profile::is_simulated;
use crate::tables::favorites::{self, FILENAME, USER_ID};
use crate::tables::format::Format;
use crate::tables::parquet::{Job, Rows, Values, row_count, write};
use crate::tables::tastes::{self, Taste};
use crate::tables::{optional_texts, shape, text_values, texts};

/// So many rows are copied together: a group of the new file.
const ROWS_A_COPY: IdxSize = 1 << 18;

/// Makes images favourites of a user, or takes them from the favourites; what was done, in one
/// line. A user who was made up is a person from then on.
///
/// # Errors
/// An image that is not in the collection, or no such user to take it from: then nothing is
/// changed. Another process writes to the folder, or a file cannot be read or written.
pub fn favorite(layout: &Layout, user: &str, named: &[String], remove: bool) -> Result<String> {
    ensure_name(user)?;
    locked(layout, || {
        edit(layout, &filenames(layout)?, user, named, remove)
    })
}

/// The same where it is known already which images there are.
///
/// # Errors
/// As [`favorite`].
pub fn favorite_among(
    layout: &Layout,
    known: &BTreeSet<String>,
    user: &str,
    named: &[String],
    remove: bool,
) -> Result<String> {
    ensure_name(user)?;
    locked(layout, || edit(layout, known, user, named, remove))
}

fn edit(
    layout: &Layout,
    known: &BTreeSet<String>,
    user: &str,
    named: &[String],
    remove: bool,
) -> Result<String> {
    open::sound(layout, &[shape::FAVORITES])?;
    let likes = likes::find(layout)?.unwrap_or_else(|| nobody(layout));
    let own = favorites_of(user, &likes.favorites, remove)?;
    let was_made_up = is_simulated(user, &own, &likes.tastes);
    let mut images = Vec::new();
    for name in named {
        let image = image_or_own(layout, known, &own, name, remove)?;
        if own.contains(&image) == remove && !images.contains(&image) {
            images.push(image);
        }
    }
    if images.is_empty() && !was_made_up {
        return Ok(format!("already so: {}", state(own.len(), user)));
    }
    let change = Change {
        user,
        images: &images,
        remove,
    };
    save(layout, &likes, change)?;
    let now = match remove {
        true => own.len() - images.len(),
        false => own.len() + images.len(),
    };
    let done = if remove { "removed" } else { "added" };
    let mut told = format!(
        "{} {done}: {}",
        counted(images.len(), "favourite"),
        state(now, user)
    );
    if was_made_up {
        told.push_str("; a person from now on, no longer made up");
    }
    if likes.origin.handed {
        let file = file_name(likes.origin.format);
        told.push_str(&format!(
            "; all favourites are in {file} now, which counts from now on"
        ));
    }
    Ok(told)
}

/// What is to be done.
#[derive(Clone, Copy)]
struct Change<'a> {
    user: &'a str,
    /// Images that the user does not have yet, or has.
    images: &'a [String],
    remove: bool,
}

fn state(favorites: usize, user: &str) -> String {
    format!("{user} has {}", counted(favorites, "favourite"))
}

fn file_name(format: Format) -> &'static str {
    match format {
        Format::Json => layout::FAVORITES,
        Format::Parquet => layout::FAVORITES_TABLE,
    }
}

/// Where nobody likes anything yet.
fn nobody(layout: &Layout) -> Found {
    Found {
        path: layout.out(layout::FAVORITES),
        favorites: DataFrame::empty_with_schema(&shape::FAVORITES.schema()).lazy(),
        tastes: Vec::new(),
        origin: Origin::default(),
    }
}

/// The favourites of `user`; none of a user who is not there yet, unless there is something to be
/// removed.
fn favorites_of(user: &str, favorites: &LazyFrame, remove: bool) -> Result<Vec<String>> {
    let own = favorites.clone().filter(col(USER_ID).eq(lit(user)));
    let own = favorites::users(&own.unique_stable(None, UniqueKeepStrategy::First))?;
    match own.into_iter().next() {
        Some((_, images)) => Ok(images),
        None if remove => {
            let users = favorites.clone().select([col(USER_ID)]);
            let users = users.unique(None, UniqueKeepStrategy::Any).collect()?;
            let names = text_values(&users, USER_ID)?.into_iter();
            bail!(unknown("user", user, names))
        }
        None => Ok(Vec::new()),
    }
}

/// Saves the change so that, wherever the program is stopped, no person is taken for a user who
/// was made up: without the taste of the user, whatever the favourites are, that is a person. Where
/// a table was handed over, made-up users count as long as their tastes stand there, and a file of
/// theirs as long as it does.
fn save(layout: &Layout, likes: &Found, change: Change<'_>) -> Result<()> {
    if !likes.origin.handed {
        let mut others: Vec<Taste> = likes.tastes.clone();
        others.retain(|taste| taste.user_id != change.user);
        if others != likes.tastes {
            steps::save(layout, layout::TASTES, &tastes::to_json(&others)?)?;
        }
    }
    match likes.origin.format {
        Format::Parquet => copy(layout, &likes.favorites, change)?,
        Format::Json => {
            let mut users = favorites::users(&likes.favorites)?;
            apply(&mut users, change);
            likes::write(layout, &favorites::frame(&users)?, Format::Json)?;
        }
    }
    if likes.origin.handed {
        if likes.origin.format == Format::Parquet {
            fsio::remove_if_present(&layout.out(layout::FAVORITES))?;
        }
        fsio::remove_if_present(&layout.out(layout::TASTES))?;
    }
    Ok(())
}

/// Changes the favourites of one among all users; a new one is the last.
fn apply(users: &mut Vec<(String, Vec<String>)>, change: Change<'_>) {
    let Change {
        user,
        images,
        remove,
    } = change;
    match users.iter_mut().find(|(name, _)| name == user) {
        Some((_, own)) if remove => own.retain(|favorite| !images.contains(favorite)),
        Some((_, own)) => own.extend(images.iter().cloned()),
        None => users.push((user.to_owned(), images.to_vec())),
    }
}

/// Writes a table in Parquet anew with the change: all rows of others as they are; what is new
/// comes last, where the user's favourites end as they do in a table in text.
fn copy(layout: &Layout, favorites: &LazyFrame, change: Change<'_>) -> Result<()> {
    let pending = parquet::write_table(layout, layout::FAVORITES_TABLE, |path| {
        write(changed_rows(favorites, change)?, path)
    })?;
    pending.keep()
}

fn changed_rows(favorites: &LazyFrame, change: Change<'_>) -> Result<Rows> {
    let starts = (0..row_count(favorites)?).step_by(ROWS_A_COPY as usize);
    let last = last_rows(favorites, change)?;
    let is_kept = is_gone(change).not();
    let favorites = favorites.clone();
    let copies = starts.map(move |start| {
        let rows = favorites.clone().slice(start as i64, ROWS_A_COPY);
        let rows = rows.filter(is_kept.clone());
        Ok(Box::new(move || Ok(Values::of(rows.collect()?))) as Job)
    });
    let last = std::iter::once(Ok(Box::new(move || Ok(Values::of(last))) as Job));
    Ok(Box::new(copies.chain(last)))
}

/// Whether a row goes: what is taken away, and that the user has no favourites.
fn is_gone(change: Change<'_>) -> Expr {
    let images = texts(FILENAME, change.images.iter().filter(|_| change.remove));
    let images = lit(images.take_materialized_series()).implode(true);
    let is_taken = col(FILENAME).is_in(images, false);
    let is_user = col(USER_ID).eq(lit(change.user));
    is_user.and(col(FILENAME).is_null().or(is_taken))
}

/// What is new, with nulls in columns that a table of favourites need not have. A user who has lost
/// the last favourite is still a user, in a row without one.
fn last_rows(favorites: &LazyFrame, change: Change<'_>) -> Result<DataFrame> {
    let is_user = col(USER_ID).eq(lit(change.user));
    let has_others = || -> Result<bool> {
        let others = is_user.and(is_gone(change).not());
        let others = favorites.clone().filter(others).limit(1);
        Ok(others.collect()?.height() > 0)
    };
    let new: Vec<Option<&str>> = if !change.remove {
        let images = change.images.iter();
        images.map(|image| Some(image.as_str())).collect()
    } else if has_others()? {
        Vec::new()
    } else {
        vec![None]
    };
    let new = DataFrame::new_infer_height(vec![
        texts(USER_ID, new.iter().map(|_| change.user)),
        optional_texts(FILENAME, new.iter().copied()),
    ])?;
    let schema = favorites.clone().collect_schema()?;
    let columns = schema.iter().map(|(name, dtype)| match name.as_str() {
        USER_ID | FILENAME => col(name.clone()),
        _ => lit(NULL).cast(dtype.clone()).alias(name.clone()),
    });
    Ok(new.lazy().select(columns.collect::<Vec<_>>()).collect()?)
}
