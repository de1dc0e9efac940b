//! Files: read with the path in the error, written whole or not at all, hashed, journalled,
//! locked. Nothing here knows a table or a stage.

mod archive;
mod atomic;
mod journal;
mod lock;

use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, ensure};

pub use archive::{ArchiveReader, ArchiveWriter, Numbers};
pub use atomic::{
    Pending, cannot_write, clear_leftovers, link_atomic, remove_if_present, write_atomic,
};
pub use journal::Journal;
pub use lock::{Busy, FolderLock};

/// The whole file at `path`.
///
/// # Errors
/// Names the path.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The whole regular file at `path`, of at most `max_bytes`. A folder, a pipe or a device is none:
/// some of them never end.
///
/// # Errors
/// Names the path.
pub fn read_regular(path: &Path, max_bytes: u64) -> Result<Vec<u8>> {
    let cannot_read = || format!("cannot read {}", path.display());
    let metadata = fs::metadata(path).with_context(cannot_read)?;
    ensure!(
        metadata.is_file(),
        "{} is not a regular file",
        path.display()
    );
    let mut bytes = Vec::new();
    let file = fs::File::open(path).with_context(cannot_read)?;
    // One more than may be: the file may grow while it is read.
    file.take(max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .with_context(cannot_read)?;
    ensure!(
        bytes.len() as u64 <= max_bytes,
        "{}: files above {} MiB are not read",
        path.display(),
        max_bytes >> 20
    );
    Ok(bytes)
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
