//! One writer to a data folder at a time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Held as long as this process writes to a folder; the kernel lets go of it when the process
/// ends, however it ends.
pub struct FolderLock {
    file: File,
}

impl FolderLock {
    /// Takes the lock at `path`.
    ///
    /// # Errors
    /// Another process holds it (the message says which), or the file cannot be made.
    pub fn take(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}: is it read-only?", folder.display()))?;
        }
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .with_context(|| format!("cannot open {}: is the folder read-only?", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!(busy(path)),
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", path.display()));
            }
        }
        file.set_len(0)?;
        write!(file, "{}", std::process::id())?;
        Ok(Self { file })
    }
}

fn busy(path: &Path) -> String {
    let holder = fs::read_to_string(path).unwrap_or_default();
    format!(
        "another pixrec (process {}) is writing to this folder and holds {}; wait for it, or name another folder with -d",
        holder.trim(),
        path.display()
    )
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Emptied, not removed: whoever waits for a removed file would hold a lock on nothing.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}
