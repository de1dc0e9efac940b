//! One writer to a data folder at a time.

use std::fmt::{self, Display};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// Another process writes to the folder; says which.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Busy(String);

/// Held as long as this process writes to a folder; the kernel lets go of it when the process
/// ends, however it ends.
pub struct FolderLock {
    file: File,
}

impl FolderLock {
    /// Takes the lock at `path`.
    ///
    /// # Errors
    /// [`Busy`] where another process holds it (the message says which, and on which machine or in which
    /// container), or the file cannot be made.
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
            Err(TryLockError::WouldBlock) => bail!(Busy(busy(path))),
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", path.display()));
            }
        }
        file.set_len(0)?;
        // On a full disk the lock holds without a name; what cannot be written is told by the
        // first file that matters.
        let _ = file.write_all(Holder::me().to_string().as_bytes());
        Ok(Self { file })
    }
}

fn busy(path: &Path) -> String {
    let holder = match Holder::of(path) {
        Some(holder) => format!("another pixrec ({})", holder.in_words()),
        None => "another pixrec".to_owned(),
    };
    format!(
        "{holder} is writing to this folder and holds {}; wait for it, or name another folder with -d",
        path.display()
    )
}

/// Who holds a lock, as its file tells: `4711`, or `1 3f2a90c41d7e` with the name of the machine,
/// which is the short id in a container of Docker.
#[derive(Debug, PartialEq, Eq)]
struct Holder {
    process: String,
    /// In a container every process that it starts with has the number 1.
    machine: Option<String>,
}

impl Holder {
    fn me() -> Self {
        let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        Self {
            process: std::process::id().to_string(),
            machine: name.split_whitespace().next().map(str::to_owned),
        }
    }

    /// Who has written to the file; nobody where it stays empty.
    fn of(path: &Path) -> Option<Self> {
        // Who has just taken the lock may not have written its name yet.
        const LOOKS: u32 = 5;
        const BETWEEN: Duration = Duration::from_millis(20);
        for look in 0..LOOKS {
            if look > 0 {
                thread::sleep(BETWEEN);
            }
            let text = fs::read_to_string(path).unwrap_or_default();
            if let Some(holder) = Self::read(&text) {
                return Some(holder);
            }
        }
        None
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace().map(str::to_owned);
        Some(Self {
            process: words.next()?,
            machine: words.next(),
        })
    }

    fn in_words(&self) -> String {
        match &self.machine {
            Some(machine) => format!("process {} on {machine}", self.process),
            None => format!("process {}", self.process),
        }
    }
}

impl Display for Holder {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.machine {
            Some(machine) => write!(to, "{} {machine}", self.process),
            None => write!(to, "{}", self.process),
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Emptied, not removed: whoever waits for a removed file would hold a lock on nothing.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}
