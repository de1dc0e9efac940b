//! What people edit themselves: tags of images here, and favourites. Both are kept in files of their
//! own, which no stage writes over.

mod dismiss;
mod favorite;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use polars::prelude::{IntoLazy, col};

use super::layout::{self, Layout};
use super::table::unusable;
use super::{damage, open, parquet, run, steps};
use crate::domain::{nearest, printable};
use crate::fsio::{Pending, cannot_write};
use crate::label::tags;
use crate::tables::images::FILENAME;
use crate::tables::labels;
use crate::tables::tag_edits::{TagEdit, TagEdits};
use crate::tables::{shape, tag_edits, text_values};

/// So many bytes of a large file are read and written at once.
const PIECE: usize = 1 << 18;

pub use dismiss::dismiss;
pub use favorite::{favorite, favorite_among};

/// Adds tags to images and removes others, for good; what was done, in one line.
///
/// # Errors
/// An image that is not in the collection, or a tag that cannot be one: then nothing is changed.
/// Another process writes to the folder, or a file cannot be read or written.
pub fn tag(layout: &Layout, named: &[String], add: &[String], remove: &[String]) -> Result<String> {
    locked(layout, || {
        let edited = tag_among(layout, &filenames(layout)?, named, add, remove)?;
        Ok(edited.told)
    })
}

/// An edit of tags that was made.
pub(super) struct Edited {
    /// What was done, in one line.
    pub told: String,
    /// All tags of all images that were ever edited, where they were at hand.
    pub tags: Option<BTreeMap<String, Vec<String>>>,
}

/// What `work` does while no other process writes to the folder.
///
/// # Errors
/// Those of `work`, or who holds the folder.
pub(super) fn locked<T>(layout: &Layout, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let _data = run::lock(layout)?;
    damage::blaming(layout, work)
}

/// The same as [`tag`] where the folder is held, and known which images there are.
///
/// # Errors
/// As [`tag`].
pub(super) fn tag_among(
    layout: &Layout,
    known: &BTreeSet<String>,
    named: &[String],
    add: &[String],
    remove: &[String],
) -> Result<Edited> {
    let images = named.iter().map(|name| image(layout, known, name));
    let images: BTreeSet<String> = images.collect::<Result<_>>()?;
    let mut edits = open::tag_edits(layout)?;
    let (edit, changed) = tags::change(&mut edits, &images, add, remove)?;
    if changed > 0 {
        steps::save(layout, layout::TAG_EDITS, &tag_edits::to_json(&edits)?)?;
    }
    let labelled = open::has_labels(layout);
    // Also where the edit is an old one: a run may have been stopped before this.
    let (applied, tags) = match labelled {
        true if open::labels_are_json(layout) => {
            let (applied, tags) = save_in_text(layout, &edits)?;
            (applied, Some(tags))
        }
        true => (save_in_tables(layout, &edits)?, None),
        false => (false, None),
    };
    let what = format!("{} {}", counted(images.len(), "image"), words(&edit));
    let told = if changed == 0 && !applied {
        format!("already so: {what}")
    } else if labelled {
        what
    } else {
        format!("{what}; `pixrec label` puts it into the labels")
    };
    Ok(Edited { told, tags })
}

/// Puts people's edits into labels of which a part at least is in Parquet, their own or those of a data
/// set; whether that changed any.
///
/// # Errors
/// The labels cannot be read or written.
pub(super) fn save_in_tables(layout: &Layout, edits: &TagEdits) -> Result<bool> {
    if edits.is_empty() {
        return Ok(false);
    }
    open::sound(layout, &[shape::LABELS, shape::COLORS, shape::TAGS])?;
    let before = open::labels(layout)?;
    let mut edited = tags::edited(&before, edits)?;
    let tags = edited.tags.collect()?;
    if before.tags.collect()?.equals(&tags) {
        return Ok(false);
    }
    edited.tags = tags.lazy();
    if open::labels_came_along(layout)? {
        parquet::save_labels_of_a_data_set(layout, edited)?;
    } else if open::labels_are_parquet(layout) {
        parquet::save_tags(layout, edited)?;
    } else {
        steps::save(layout, layout::LABELS, &labels::to_json(&edited)?)?;
    }
    Ok(true)
}

/// The same of labels in JSON, which may be large, and the tags that the edited images have then.
fn save_in_text(
    layout: &Layout,
    edits: &TagEdits,
) -> Result<(bool, BTreeMap<String, Vec<String>>)> {
    let (mut applied, mut tags) = (false, BTreeMap::new());
    let Some(path) = layout.find(layout::LABELS) else {
        return Ok((applied, tags));
    };
    let cannot_read = || format!("cannot read {}", path.display());
    let from = BufReader::with_capacity(PIECE, File::open(&path).with_context(cannot_read)?);
    let target = layout.out(layout::LABELS);
    let pending = Pending::new(&target)?;
    let to = OpenOptions::new().write(true).open(pending.temporary());
    let to = BufWriter::with_capacity(PIECE, to.with_context(|| cannot_write(&target))?);
    let is_edited = |filename: &str| edits.contains_key(filename);
    let written = labels::retagged(from, to, is_edited, |filename, own| {
        let changed = edits
            .get(filename)
            .is_some_and(|edit| tags::apply(edit, own));
        applied |= changed;
        let before = tags.insert(filename.to_owned(), own.clone());
        ensure!(before.is_none(), "it stands there twice");
        Ok(changed)
    });
    // What cannot be read of the text is no error of its own, but one of the text.
    written.map_err(|error| match error.is::<io::Error>() {
        true => error.context(cannot_write(&target)),
        false => error.context(unusable(&path, shape::LABELS.maker)),
    })?;
    if applied {
        pending.keep()?;
    }
    Ok((applied, tags))
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
