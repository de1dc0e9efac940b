//! Files: read with the path in the error, written whole or not at all, hashed, journalled,
//! locked. Nothing here knows a table or a stage.

mod atomic;
mod journal;
mod lock;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

pub use atomic::{Pending, clear_leftovers, link_atomic, remove_if_present, write_atomic};
pub use journal::Journal;
pub use lock::FolderLock;

/// The whole file at `path`.
///
/// # Errors
/// Names the path.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The BLAKE3 hash of `bytes`, 64 hex digits.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The hash of the file at `path`, or `None` where there is none that can be read.
pub fn hash_file(path: &Path) -> Option<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(fs::File::open(path).ok()?).ok()?;
    Some(hasher.finalize().to_hex().to_string())
}
