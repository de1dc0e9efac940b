//! Images that a user does not want to be shown again, in a file of their own.

use std::collections::BTreeSet;

use anyhow::Result;

use super::super::layout::{self, Layout};
use super::super::{open, steps};
use super::{ensure_name, image_or_own, locked};
use crate::tables::favorites;

/// Keeps images from being recommended to a user again, or lets them be recommended once more;
/// whether that changed anything.
///
/// # Errors
/// An image that is not among `known`, or a name that cannot be one: then nothing is changed.
/// Another process writes to the folder, or the file cannot be read or written.
pub fn dismiss(
    layout: &Layout,
    known: &BTreeSet<String>,
    user: &str,
    named: &[String],
    remove: bool,
) -> Result<bool> {
    ensure_name(user)?;
    locked(layout, || edit(layout, known, user, named, remove))
}

fn edit(
    layout: &Layout,
    known: &BTreeSet<String>,
    user: &str,
    named: &[String],
    remove: bool,
) -> Result<bool> {
    let mut users = match open::dismissed_if_any(layout)? {
        Some(table) => favorites::users(&table)?,
        None => Vec::new(),
    };
    let at = users.iter().position(|(name, _)| name == user);
    let at = at.unwrap_or_else(|| {
        users.push((user.to_owned(), Vec::new()));
        users.len() - 1
    });
    let own = &mut users[at].1;
    let images = named.iter();
    let images = images.map(|name| image_or_own(layout, known, own, name, remove));
    let images: Vec<String> = images.collect::<Result<_>>()?;
    let before = own.len();
    own.retain(|image| !remove || !images.contains(image));
    if !remove {
        let new = images.into_iter().filter(|image| !own.contains(image));
        let new: Vec<String> = new.collect();
        own.extend(new);
    }
    let changed = own.len() != before;
    if changed {
        let table = favorites::frame(&users)?;
        let bytes = favorites::to_json(&polars::prelude::IntoLazy::lazy(table))?;
        steps::save(layout, layout::DISMISSED, &bytes)?;
    }
    Ok(changed)
}
