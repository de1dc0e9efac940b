//! The one way to create a file: a temporary one in the target's folder, then a rename. A run
//! killed at any moment leaves the old file or the new one, never half of either.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// How the temporary files are known that a killed run left behind.
const TEMPORARY_PREFIX: &str = ".pixrec-tmp-";

/// Writes `bytes` to `path`, whole or not at all; makes the folders above it.
///
/// # Errors
/// Names the path: a folder that cannot be made, a full disk, a read-only one.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    write_in(folder, path, bytes).with_context(|| cannot_write(path))
}

/// What to say where a file cannot be written.
pub fn cannot_write(path: &Path) -> String {
    format!(
        "cannot write {}: is the disk full or the folder read-only?",
        path.display()
    )
}

fn write_in(folder: &Path, path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = match temporary(folder) {
        // Looked for only where it is missing: most of many files find their folder there.
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            temporary(folder)?
        }
        file => file?,
    };
    file.write_all(bytes)?;
    // The error alone: with it the temporary file would stay as long as the error does.
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY_PREFIX);
    // A temporary file is private by default; on a shared volume the next container reads it
    // under another user.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    builder.tempfile_in(folder)
}

/// A file that is being written and that nobody sees under its name until [`Pending::keep`].
#[derive(Debug)]
pub struct Pending {
    file: tempfile::TempPath,
    path: std::path::PathBuf,
}

impl Pending {
    /// Begins a new file for `path`; makes the folders above it.
    ///
    /// # Errors
    /// Names the path: a folder that cannot be made, a full disk, a read-only one.
    pub fn new(path: &Path) -> Result<Self> {
        ensure!(
            !path.is_dir(),
            "cannot write {}: a folder has its name; move it away",
            path.display()
        );
        let folder = path.parent().unwrap_or(Path::new("."));
        let file = fs::create_dir_all(folder)
            .and_then(|()| temporary(folder))
            .with_context(|| cannot_write(path))?;
        Ok(Self {
            file: file.into_temp_path(),
            path: path.to_owned(),
        })
    }

    /// Where to write: it is there, and empty.
    pub fn temporary(&self) -> &Path {
        &self.file
    }

    /// Puts what was written in the place of what was there.
    ///
    /// # Errors
    /// Names the path.
    pub fn keep(self) -> Result<()> {
        self.file
            .persist(&self.path)
            .map_err(|error| error.error)
            .with_context(|| cannot_write(&self.path))
    }
}

/// Makes a link at `path` by `make`, in place of what was there, whole or not at all.
///
/// # Errors
/// The link cannot be made, or the folder cannot be written.
pub fn link_atomic(path: &Path, make: impl FnMut(&Path) -> std::io::Result<()>) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let link = tempfile::Builder::new()
        .prefix(TEMPORARY_PREFIX)
        .make_in(folder, make)?;
    link.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Removes the temporary files that a killed run left in `folder`. Only safe while no other
/// process writes there.
pub fn clear_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with(TEMPORARY_PREFIX)
        {
            // One that stays does no harm: it is hidden, and the next run tries again.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Removes `path` if it is there.
///
/// # Errors
/// Names the path where it is there and cannot be removed.
pub fn remove_if_present(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
