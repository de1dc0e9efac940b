//! An append-only file of finished work, one JSON object a line, by which a run that was killed
//! goes on where it was, and a later run does only what is new.
//!
//! The first line is a fingerprint of all that the entries depend on; a journal with another
//! fingerprint is worth nothing and is dropped. A last line that was cut is dropped too.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Pending;

#[derive(Deserialize)]
struct Line<T> {
    key: String,
    entry: T,
}

/// The same as it is written.
#[derive(Serialize)]
struct NewLine<'a, T> {
    key: &'a str,
    entry: &'a T,
}

/// Finished work by key. Entries can be added from many threads at once.
pub struct Journal<T> {
    path: PathBuf,
    fingerprint: String,
    done: BTreeMap<String, T>,
    file: Mutex<File>,
}

impl<T: Serialize + DeserializeOwned> Journal<T> {
    /// Opens the journal at `path`, with the entries that were made under the same `fingerprint`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn open(path: &Path, fingerprint: &str) -> Result<Self> {
        let done = match recover(path) {
            (Some(known), done) if known == fingerprint => done,
            _ => BTreeMap::new(),
        };
        // Written anew, so that a cut last line is gone before the next one is appended.
        write(path, fingerprint, &done)?;
        let file = OpenOptions::new()
            .append(true)
            .open(path)
            .with_context(|| format!("cannot append to {}", path.display()))?;
        Ok(Self {
            path: path.to_owned(),
            fingerprint: fingerprint.to_owned(),
            done,
            file: Mutex::new(file),
        })
    }

    /// The entries of the journal at `path`, whatever their fingerprint.
    pub fn entries(path: &Path) -> BTreeMap<String, T> {
        recover(path).1
    }

    /// All entries of earlier runs.
    pub fn known(&self) -> &BTreeMap<String, T> {
        &self.done
    }

    /// The entry that an earlier run finished under `key`.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.done.get(key)
    }

    /// Writes down that `key` is finished.
    ///
    /// # Errors
    /// The line cannot be written.
    pub fn add(&self, key: &str, entry: &T) -> Result<()> {
        let mut line = serde_json::to_vec(&NewLine { key, entry })?;
        line.push(b'\n');
        // A poisoned lock means that another thread died between two lines: the file is whole.
        let mut file = self
            .file
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        file.write_all(&line)
            .with_context(|| format!("cannot append to {}", self.path.display()))
    }

    /// Replaces the journal by `entries`, which come sorted by key: its bytes no longer tell in which
    /// order the work was done.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn close<'e, K>(self, entries: impl IntoIterator<Item = (&'e K, &'e T)>) -> Result<()>
    where
        K: AsRef<str> + ?Sized + 'e,
        T: 'e,
    {
        write(&self.path, &self.fingerprint, entries)
    }
}

/// Writes a journal anew, line by line: there may be more of them than fit into memory twice.
fn write<'e, K, T>(
    path: &Path,
    fingerprint: &str,
    entries: impl IntoIterator<Item = (&'e K, &'e T)>,
) -> Result<()>
where
    K: AsRef<str> + ?Sized + 'e,
    T: Serialize + 'e,
{
    let pending = Pending::new(path)?;
    let lines = || -> Result<()> {
        let file = OpenOptions::new().write(true).open(pending.temporary())?;
        let mut file = BufWriter::new(file);
        serde_json::to_writer(&mut file, fingerprint)?;
        file.write_all(b"\n")?;
        for (key, entry) in entries {
            let key = key.as_ref();
            serde_json::to_writer(&mut file, &NewLine { key, entry })?;
            file.write_all(b"\n")?;
        }
        Ok(file.flush()?)
    };
    lines().with_context(|| super::atomic::cannot_write(path))?;
    pending.keep()
}

/// The fingerprint and the entries of the journal at `path`; none where there is no such file.
fn recover<T: DeserializeOwned>(path: &Path) -> (Option<String>, BTreeMap<String, T>) {
    let bytes = fs::read(path).unwrap_or_default();
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let fingerprint = lines
        .next()
        .and_then(|first| serde_json::from_slice(first).ok());
    let entries = lines
        .filter_map(|line| serde_json::from_slice::<Line<T>>(line).ok())
        .map(|line| (line.key, line.entry))
        .collect();
    (fingerprint, entries)
}
