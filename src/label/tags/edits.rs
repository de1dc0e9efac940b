//! What people add to the tags and take away from them: it is laid over all that is known
//! otherwise, each time the labels are made.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use polars::prelude::*;

use super::spelled;
use crate::domain::printable;
use crate::query::among;
use crate::tables::labels::{FILENAME, LabelTables, TAG};
use crate::tables::tag_edits::{TagEdit, TagEdits};
use crate::tables::texts;

/// A person's tags in their one spelling. Never dropped for saying nothing: a person knows.
///
/// # Errors
/// Names a tag that has no spelling, and what can have one.
fn spelled_all<'a>(tags: impl IntoIterator<Item = &'a String>) -> Result<BTreeSet<String>> {
    let spelled = tags.into_iter().map(|tag| {
        spelled(tag).with_context(|| {
            format!(
                "'{}' cannot be a tag; write one with at least one letter and at most 48 characters",
                printable(tag)
            )
        })
    });
    spelled.collect()
}

fn ensure_no_contradiction(edit: &TagEdit) -> Result<()> {
    let both = edit.add.intersection(&edit.remove).next();
    ensure!(
        both.is_none(),
        "the tag '{}' is to be added and to be removed; name it once",
        both.map(String::as_str).unwrap_or_default()
    );
    Ok(())
}

/// The edit that adds and removes these tags.
///
/// # Errors
/// A tag that cannot be one, or that is to be added and removed.
fn edit<'a>(
    add: impl IntoIterator<Item = &'a String>,
    remove: impl IntoIterator<Item = &'a String>,
) -> Result<TagEdit> {
    let edit = TagEdit {
        add: spelled_all(add)?,
        remove: spelled_all(remove)?,
    };
    ensure_no_contradiction(&edit)?;
    Ok(edit)
}

/// The edits with all tags in their one spelling: people write the file by hand, too.
///
/// # Errors
/// Names the image, and what is wrong with its edits.
pub fn checked(edits: TagEdits) -> Result<TagEdits> {
    let checked = edits.into_iter().map(|(filename, found)| {
        let edit = edit(&found.add, &found.remove)
            .with_context(|| format!("'{}'", printable(&filename)))?;
        Ok((filename, edit))
    });
    checked.collect()
}

/// Adds and removes these tags of these images; a later edit of a tag overrules the earlier. Gives
/// back the edit in its one spelling, and how many of the images it changed.
///
/// # Errors
/// A tag that cannot be one, or that is to be added and removed.
pub fn change(
    edits: &mut TagEdits,
    filenames: &BTreeSet<String>,
    add: &[String],
    remove: &[String],
) -> Result<(TagEdit, usize)> {
    let edit = edit(add, remove)?;
    let mut changed = 0;
    for filename in filenames {
        let own = edits.entry(filename.clone()).or_default();
        let before = own.clone();
        own.add.retain(|tag| !edit.remove.contains(tag));
        own.remove.retain(|tag| !edit.add.contains(tag));
        own.add.extend(edit.add.iter().cloned());
        own.remove.extend(edit.remove.iter().cloned());
        changed += usize::from(*own != before);
    }
    Ok((edit, changed))
}

/// Makes the tags of one image those that people want, sorted; whether that changed them. The same
/// as [`edited`] for all.
pub fn apply(edit: &TagEdit, tags: &mut Vec<String>) -> bool {
    let wanted = tags.iter().filter(|tag| !edit.remove.contains(*tag));
    let wanted: BTreeSet<&String> = wanted.chain(&edit.add).collect();
    if wanted.iter().copied().eq(tags.iter()) {
        return false;
    }
    *tags = wanted.into_iter().cloned().collect();
    true
}

/// The labels with the tags that people want.
///
/// # Errors
/// Never for edits of any content; their frames are built of equally long columns.
pub fn edited(tables: &LabelTables, edits: &TagEdits) -> Result<LabelTables> {
    let images = tables.labels.clone().select([col(FILENAME)]);
    Ok(LabelTables {
        tags: edited_tags(tables.tags.clone(), images, edits)?,
        ..tables.clone()
    })
}

/// The table `tags` with those that people added to one of `images`, and without those that they
/// took away; sorted by file name and tag.
///
/// # Errors
/// As for [`edited`].
pub fn edited_tags(tags: LazyFrame, images: LazyFrame, edits: &TagEdits) -> Result<LazyFrame> {
    if edits.is_empty() {
        return Ok(tags);
    }
    let added = rows(edits, |edit| &edit.add)?.semi_join(images, col(FILENAME), col(FILENAME));
    let tags = tags.select([col(FILENAME), col(TAG)]);
    // Few images are edited: nothing is looked for among the tags of all others.
    let is_edited = || among(FILENAME, edits.keys().map(String::as_str));
    let others = tags.clone().filter(is_edited().not());
    let kept =
        tags.filter(is_edited())
            .join(removed(edits)?, on(), on(), JoinArgs::new(JoinType::Anti));
    let edited = concat([kept, added], UnionArgs::default())?;
    let edited = edited.unique(None, UniqueKeepStrategy::Any);
    Ok(concat([others, edited], UnionArgs::default())?
        .sort([FILENAME, TAG], SortMultipleOptions::default()))
}

/// `(filename, tag)`: the tags that people took away.
///
/// # Errors
/// As for [`edited`].
pub fn removed(edits: &TagEdits) -> Result<LazyFrame> {
    rows(edits, |edit| &edit.remove)
}

fn on() -> [Expr; 2] {
    [col(FILENAME), col(TAG)]
}

fn rows(edits: &TagEdits, side: fn(&TagEdit) -> &BTreeSet<String>) -> Result<LazyFrame> {
    let pairs = || {
        let images = edits.iter();
        images.flat_map(|(name, edit)| side(edit).iter().map(move |tag| (name, tag)))
    };
    let frame = DataFrame::new_infer_height(vec![
        texts(FILENAME, pairs().map(|(name, _)| name)),
        texts(TAG, pairs().map(|(_, tag)| tag)),
    ])?;
    Ok(frame.lazy())
}
