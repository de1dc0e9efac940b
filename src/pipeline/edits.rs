//! What people edit themselves: tags of images here, and favourites. Both are kept in files of their
//! own, which no stage writes over.

mod dismiss;
mod favorite;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Result, bail, ensure};
use polars::prelude::{IntoLazy, col};

use super::layout::{self, Layout};
use super::{damage, open, parquet, run, steps};
use crate::domain::{nearest, printable};
use crate::label::tags;
use crate::tables::images::FILENAME;
use crate::tables::labels::{self, LabelTables};
use crate::tables::tag_edits::{TagEdit, TagEdits};
use crate::tables::{shape, tag_edits, text_values};

pub use dismiss::dismiss;
pub use favorite::{favorite, favorite_among};

/// Adds tags to images and removes others, for good; what was done, in one line.
///
/// # Errors
/// An image that is not in the collection, or a tag that cannot be one: then nothing is changed.
/// Another process writes to the folder, or a file cannot be read or written.
pub fn tag(layout: &Layout, named: &[String], add: &[String], remove: &[String]) -> Result<String> {
    locked(layout, || {
        edit_tags(layout, &filenames(layout)?, named, add, remove)
    })
}

/// The same where it is known already which images there are.
///
/// # Errors
/// As [`tag`].
pub fn tag_among(
    layout: &Layout,
    known: &BTreeSet<String>,
    named: &[String],
    add: &[String],
    remove: &[String],
) -> Result<String> {
    locked(layout, || edit_tags(layout, known, named, add, remove))
}

/// What `work` does while no other process writes to the folder.
fn locked<T>(layout: &Layout, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let _data = run::lock(layout)?;
    damage::blaming(layout, work)
}

fn edit_tags(
    layout: &Layout,
    known: &BTreeSet<String>,
    named: &[String],
    add: &[String],
    remove: &[String],
) -> Result<String> {
    let images = named.iter().map(|name| image(layout, known, name));
    let images: BTreeSet<String> = images.collect::<Result<_>>()?;
    let mut edits = open::tag_edits(layout)?;
    let (edit, changed) = tags::change(&mut edits, &images, add, remove)?;
    if changed > 0 {
        steps::save(layout, layout::TAG_EDITS, &tag_edits::to_json(&edits)?)?;
    }
    let labelled = open::has_labels(layout);
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
    if open::labels_are_json(layout) {
        let text = open::labels_text(layout, |text| edited_text(text, edits))?;
        return match text {
            Some(text) => steps::save(layout, layout::LABELS, &text).map(|()| true),
            None => Ok(false),
        };
    }
    open::sound(layout, &[shape::LABELS, shape::COLORS, shape::TAGS])?;
    let Some(edited) = edited_tables(&open::labels(layout)?, edits)? else {
        return Ok(false);
    };
    if open::labels_came_along(layout)? {
        parquet::save_labels_of_a_data_set(layout, edited)?;
    } else if open::labels_are_parquet(layout) {
        parquet::save_tags(layout, edited)?;
    } else {
        steps::save(layout, layout::LABELS, &labels::to_json(&edited)?)?;
    }
    Ok(true)
}

/// The labels with the edits in them, where that changes any.
fn edited_tables(before: &LabelTables, edits: &TagEdits) -> Result<Option<LabelTables>> {
    let mut edited = tags::edited(before, edits)?;
    let tags = edited.tags.collect()?;
    if before.tags.clone().collect()?.equals(&tags) {
        return Ok(None);
    }
    edited.tags = tags.lazy();
    Ok(Some(edited))
}

/// The same of labels in JSON, of which there may be many: only what is edited is made anew.
fn edited_text(text: &[u8], edits: &TagEdits) -> Result<Option<Vec<u8>>> {
    let before = labels::some_from_json(text, |image| edits.contains_key(image))?;
    let edited = edited_tables(&before, edits)?;
    edited
        .map(|edited| labels::replaced(text, &edited))
        .transpose()
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

/// Whether somebody may be called so.
///
/// # Errors
/// The name is empty, or cannot be shown as it is.
fn ensure_name(user: &str) -> Result<()> {
    ensure!(
        !user.trim().is_empty() && printable(user) == user,
        "a user's name cannot be empty or have control characters"
    );
    Ok(())
}

/// The file names of the collection.
fn filenames(layout: &Layout) -> Result<BTreeSet<String>> {
    let names = open::images(layout)?.select([col(FILENAME)]).collect()?;
    let names = text_values(&names, FILENAME)?.into_iter();
    Ok(names.map(str::to_owned).collect())
}

/// The image that is meant to be added to a user's own, or taken from them: what is there may outlive
/// its image, and can still be taken away.
fn image_or_own(
    layout: &Layout,
    known: &BTreeSet<String>,
    own: &[String],
    named: &String,
    remove: bool,
) -> Result<String> {
    match remove && own.contains(named) {
        true => Ok(named.clone()),
        false => image(layout, known, named),
    }
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
