//! The folder `images/`: the one place where this stage writes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::settings::StoreMode;
use super::source::Fetched;
use crate::fsio;

/// Where images are kept, and how those that are files already get there.
#[derive(Debug, Clone)]
pub struct ImageStore {
    folder: PathBuf,
    mode: StoreMode,
    own: BTreeSet<String>,
}

impl ImageStore {
    /// A store in `folder`, where the files named in `own` are the program's and may be replaced.
    pub fn new(folder: &Path, mode: StoreMode, own: BTreeSet<String>) -> Self {
        Self {
            folder: folder.to_owned(),
            mode,
            own,
        }
    }

    /// Whether `filename` is taken by a file, or a link to nowhere, that somebody else put there.
    pub fn is_foreign(&self, filename: &str) -> bool {
        !self.own.contains(filename) && fs::symlink_metadata(self.folder.join(filename)).is_ok()
    }

    /// The bytes of the image `filename`, or `None` where there is none.
    pub fn size_of(&self, filename: &str) -> Option<u64> {
        let metadata = fs::metadata(self.folder.join(filename)).ok()?;
        metadata.is_file().then_some(metadata.len())
    }

    /// Saves an image under `filename`, whole or not at all.
    ///
    /// # Errors
    /// Names the path that cannot be written.
    pub fn keep(&self, filename: &str, fetched: &Fetched) -> Result<()> {
        let target = self.folder.join(filename);
        match (&fetched.original, self.mode) {
            (None, _) | (_, StoreMode::Copy) => fsio::write_atomic(&target, &fetched.bytes),
            (Some(original), mode) => link(original, &target, mode),
        }
    }

    /// Whether the image `filename` has these bytes.
    pub fn holds(&self, filename: &str, content_hash: &str) -> bool {
        fsio::hash_file(&self.folder.join(filename)).is_some_and(|hash| hash == content_hash)
    }

    /// How many images earlier runs saved.
    pub fn earlier(&self) -> usize {
        self.own.len()
    }

    /// Removes what earlier runs saved and the collection no longer has.
    ///
    /// # Errors
    /// Names the path that cannot be removed.
    pub fn prune(&self, keeps: impl Fn(&str) -> bool) -> Result<()> {
        let mut gone = self.own.iter().filter(|filename| !keeps(filename));
        gone.try_for_each(|filename| self.remove(filename))
    }

    /// Removes the image `filename`, if it is there.
    ///
    /// # Errors
    /// Names the path that cannot be removed.
    pub fn remove(&self, filename: &str) -> Result<()> {
        fsio::remove_if_present(&self.folder.join(filename))
    }
}

/// Makes a link, in place of an older file of the same name, which stays until the link is there.
fn link(original: &Path, target: &Path, mode: StoreMode) -> Result<()> {
    let resolved = fs::canonicalize(original)
        .with_context(|| format!("cannot read {}", original.display()))?;
    let is_file = fs::symlink_metadata(target).is_ok_and(|metadata| metadata.is_file());
    if is_file && is_same_file(&resolved, target) {
        // The original may be a link to what is kept here: then these are the only bytes.
        let is_original = fs::canonicalize(target).is_ok_and(|target| target == resolved);
        if is_original || mode == StoreMode::Hardlink {
            return Ok(());
        }
    }
    let made = fsio::link_atomic(target, |place| match mode {
        StoreMode::Symlink => symlink(&resolved, place),
        _ => fs::hard_link(&resolved, place),
    });
    made.with_context(|| {
        format!(
            "cannot link {} to {}: use store = \"copy\" where the folders are on different disks",
            target.display(),
            original.display()
        )
    })
}

#[cfg(unix)]
fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |path| fs::metadata(path).map(|metadata| (metadata.dev(), metadata.ino()));
    place(one).is_ok_and(|one| place(other).is_ok_and(|other| one == other))
}

#[cfg(not(unix))]
fn is_same_file(one: &Path, other: &Path) -> bool {
    fs::canonicalize(other).is_ok_and(|other| other == one)
}

#[cfg(unix)]
fn symlink(original: &Path, target: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(original, target)
}

#[cfg(not(unix))]
fn symlink(original: &Path, target: &Path) -> std::io::Result<()> {
    fs::hard_link(original, target)
}
