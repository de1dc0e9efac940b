//! What people edit themselves: tags of images, and favourites. Both are kept in files of their
//! own, which no stage writes over.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Result, bail, ensure};
use polars::prelude::{IntoLazy, col};

use super::layout::{self, Layout};
use super::open::{self, Origin};
use super::{parquet, run, steps};
use crate::domain::{nearest, printable};
use crate::fsio;
use crate::label::tags;
use crate::profile::{Likes, is_simulated};
use crate::tables::images::FILENAME;
use crate::tables::tag_edits::{TagEdit, TagEdits};
use crate::tables::{favorites, labels, tag_edits, tastes, text_values};

/// Adds tags to images and removes others, for good; what was done, in one line.
///
/// # Errors
/// An image that is not in the collection, or a tag that cannot be one: then nothing is changed.
/// Another process writes to the folder, or a file cannot be read or written.
pub fn tag(layout: &Layout, named: &[String], add: &[String], remove: &[String]) -> Result<String> {
    let _data = run::lock(layout)?;
    let known = filenames(layout)?;
    let images = named.iter().map(|name| image(layout, &known, name));
    let images: BTreeSet<String> = images.collect::<Result<_>>()?;
    let mut edits = open::tag_edits(layout)?;
    let (edit, changed) = tags::change(&mut edits, &images, add, remove)?;
    if changed > 0 {
        steps::save(layout, layout::TAG_EDITS, &tag_edits::to_json(&edits)?)?;
    }
    let labelled = open::has_labels(layout)?;
    // Also where the edit is an old one: a run may have been stopped before this.
    let applied = labelled && save_edited(layout, &edits)?;
    let what = format!("{} {}", counted(images.len(), "image"), words(&edit));
    Ok(if changed == 0 && !applied {
        format!("already so: {what}")
    } else if labelled {
        what
    } else {
        format!("{what}; `pixrec label` puts it into the labels")
    })
}

/// Puts people's edits into the labels that are there, whatever file has them; whether that
/// changed any.
pub(super) fn save_edited(layout: &Layout, edits: &TagEdits) -> Result<bool> {
    if edits.is_empty() {
        return Ok(false);
    }
    let before = open::labels(layout)?;
    let edited = tags::edited(&before, edits)?;
    if before
        .tags
        .clone()
        .collect()?
        .equals(&edited.tags.clone().collect()?)
    {
        return Ok(false);
    }
    if open::labels_came_along(layout)? {
        parquet::save_labels(layout, edited)?;
    } else {
        steps::save(layout, layout::LABELS, &labels::to_json(&edited)?)?;
    }
    Ok(true)
}

/// `with beach, coral and without sea`.
fn words(edit: &TagEdit) -> String {
    let sides = [("with", &edit.add), ("without", &edit.remove)];
    let told = sides.into_iter().filter(|(_, tags)| !tags.is_empty());
    let told = told.map(|(word, tags)| {
        let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
        format!("{word} {}", tags.join(", "))
    });
    told.collect::<Vec<_>>().join(" and ")
}

/// Makes images favourites of a user, or takes them from the favourites; what was done, in one
/// line. A user who was made up is a person from then on.
///
/// # Errors
/// An image that is not in the collection, or no such user to take it from: then nothing is
/// changed. Another process writes to the folder, or a file cannot be read or written.
pub fn favorite(layout: &Layout, user: &str, named: &[String], remove: bool) -> Result<String> {
    ensure!(
        !user.trim().is_empty() && printable(user) == user,
        "a user's name cannot be empty or have control characters"
    );
    let _data = run::lock(layout)?;
    let known = filenames(layout)?;
    let (likes, origin) = open::likes_and_origin(layout)?;
    let mut users = users(&likes)?;
    let own = favorites_of(user, &mut users, remove)?;
    let was_made_up = is_simulated(user, own, &likes.tastes);
    let mut images = Vec::new();
    for name in named {
        // A favourite may outlive its image, and can still be taken away.
        let is_own = remove && own.contains(name);
        let image = if is_own {
            name.clone()
        } else {
            image(layout, &known, name)?
        };
        if own.contains(&image) == remove && !images.contains(&image) {
            images.push(image);
        }
    }
    if images.is_empty() && !was_made_up {
        return Ok(format!("already so: {}", state(own.len(), user)));
    }
    if remove {
        own.retain(|favorite| !images.contains(favorite));
    } else {
        own.extend(images.iter().cloned());
    }
    let now = state(own.len(), user);
    save_likes(layout, &likes, origin, user, &users)?;
    let done = if remove { "removed" } else { "added" };
    let mut told = format!("{} {done}: {now}", counted(images.len(), "favourite"));
    if was_made_up {
        told.push_str("; a person from now on, no longer made up");
    }
    if origin == Origin::Handed {
        told.push_str("; all favourites are in favorites.json now, which counts from now on");
    }
    Ok(told)
}

fn state(favorites: usize, user: &str) -> String {
    format!("{user} has {}", counted(favorites, "favourite"))
}

/// Users with their favourites, in the order of the file.
fn users(likes: &Likes) -> Result<Vec<(String, Vec<String>)>> {
    match likes.favorites.width() {
        0 => Ok(Vec::new()),
        _ => favorites::users(&likes.favorites.clone().lazy()),
    }
}

/// The favourites of `user`, who is added as the last where there is no such user, unless there is
/// something to be removed.
fn favorites_of<'a>(
    user: &str,
    users: &'a mut Vec<(String, Vec<String>)>,
    remove: bool,
) -> Result<&'a mut Vec<String>> {
    let known = users.iter().position(|(name, _)| name == user);
    if known.is_none() && remove {
        bail!(unknown(
            "user",
            user,
            users.iter().map(|(name, _)| name.as_str())
        ));
    }
    let place = known.unwrap_or_else(|| {
        users.push((user.to_owned(), Vec::new()));
        users.len() - 1
    });
    Ok(&mut users[place].1)
}

/// Saves the favourites so that, wherever the program is stopped, no person is taken for a user who
/// was made up: without the taste of `user`, whatever the favourites are, that is a person. Where a
/// table was handed over, made-up users count as long as their tastes stand there.
fn save_likes(
    layout: &Layout,
    likes: &Likes,
    origin: Origin,
    user: &str,
    users: &[(String, Vec<String>)],
) -> Result<()> {
    let favorites = favorites::to_json(&favorites::frame(users)?.lazy())?;
    if origin == Origin::Handed {
        steps::save(layout, layout::FAVORITES, &favorites)?;
        return fsio::remove_if_present(&layout.out(layout::TASTES));
    }
    let mut others = likes.tastes.clone();
    others.retain(|taste| taste.user_id != user);
    if others != likes.tastes {
        steps::save(layout, layout::TASTES, &tastes::to_json(&others)?)?;
    }
    steps::save(layout, layout::FAVORITES, &favorites)
}

/// The file names of the collection.
fn filenames(layout: &Layout) -> Result<BTreeSet<String>> {
    let names = open::images(layout)?.select([col(FILENAME)]).collect()?;
    let names = text_values(&names, FILENAME)?.into_iter();
    Ok(names.map(str::to_owned).collect())
}

/// The image that is meant by `named`: its file name, or a path to it in the folder of images, as a
/// shell completes it.
fn image(layout: &Layout, known: &BTreeSet<String>, named: &str) -> Result<String> {
    let path = Path::new(named);
    let is_in = |folder: &Path| {
        let above = path.parent().and_then(|above| fs::canonicalize(above).ok());
        above.is_some() && above == fs::canonicalize(folder).ok()
    };
    let in_images = || layout.image_folders().iter().any(|folder| is_in(folder));
    let name = match path.file_name().and_then(|name| name.to_str()) {
        Some(name) if name != named && in_images() => name,
        _ => named,
    };
    if !known.contains(name) {
        bail!(unknown("image", name, known.iter().map(String::as_str)));
    }
    Ok(name.to_owned())
}

/// The message for a name that is not known.
fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let told = match nearest(name, known) {
        Some(near) => format!("did you mean '{near}'?"),
        None => "name one that is there".to_owned(),
    };
    let name = printable(name);
    format!("there is no {what} '{name}', and nothing was changed; {told}")
}

/// `1 image`, `2 images`.
fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
