//! What is said of each photo: its keywords as they stand in the files, found by its id.
//!
//! The files are read once. Photos come in another order than their keywords, so that the
//! keywords' numbers are kept in a temporary file, those of one photo together.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use anyhow::{Context, Result};
use polars::prelude::*;

use super::files::Part;
use super::ids::{Ids, Lookup};
use super::names::Key;
use super::pairs::{Column, Known, Pairs};
use super::rows::{Tally, each_batch};

const ID: &str = "photo_id";
/// So many bytes of a file are read together.
const CHUNK_BYTES: usize = 4 << 20;

static KEYWORD: Column = Column {
    name: "keyword",
    spelling: |keyword| (!keyword.is_empty()).then(|| keyword.to_owned()),
    missing: "without a keyword",
    word_first: false,
    words: u32::MAX,
    table: [ID, "keyword"],
};

/// The keywords of all photos.
pub(super) struct Said {
    photos: Ids,
    /// Where the keywords of each photo end.
    ends: Vec<u64>,
    /// The place of each keyword in `words`.
    file: File,
    words: Vec<Box<str>>,
}

impl Said {
    /// What `keywords` say of the photos in `photos`.
    ///
    /// # Errors
    /// A file that cannot be read, or a full disk.
    pub fn read(photos: &[Arc<Part>], keywords: &[Arc<Part>]) -> Result<Self> {
        let photos = numbered(photos)?;
        let mut ends = vec![0; photos.len()];
        let mut file = BufWriter::new(tempfile::tempfile().context(FULL)?);
        let known = Known {
            ids: &photos,
            number: |place| place,
            scratch: &std::env::temp_dir(),
        };
        let pairs = Pairs::gathered(&KEYWORD, keywords, &known, &mut Tally::default())?;
        let words = pairs.each(|photo, word| {
            if let Some(count) = ends.get_mut(photo as usize) {
                *count += 1;
            }
            file.write_all(&word.to_le_bytes()).context(FULL)
        })?;
        let mut end = 0;
        for count in &mut ends {
            end += *count;
            *count = end;
        }
        let file = file.into_inner().context(FULL)?;
        Ok(Self {
            photos,
            ends,
            file,
            words,
        })
    }

    /// What is said of the photo with this id, in the order of the alphabet.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub fn of(&mut self, id: &str) -> Result<Vec<String>> {
        let Ok(number) = Lookup::new(&self.photos).place(Some(id)) else {
            return Ok(Vec::new());
        };
        let number = number as usize;
        let before = number
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        let start = before.copied().unwrap_or(0);
        let count = self.ends.get(number).copied().unwrap_or(start) - start;
        let mut places = vec![0_u8; usize::try_from(count)? * WORD_BYTES];
        self.file
            .seek(SeekFrom::Start(start * WORD_BYTES as u64))
            .and_then(|_| self.file.read_exact(&mut places))
            .context("cannot read a temporary file")?;
        let (places, _) = places.as_chunks::<WORD_BYTES>();
        let word = |place: &[u8; WORD_BYTES]| {
            let word = self.words.get(u32::from_le_bytes(*place) as usize)?;
            Some(word.to_string())
        };
        Ok(places.iter().filter_map(word).collect())
    }
}

/// Bytes of a place.
const WORD_BYTES: usize = size_of::<u32>();
const FULL: &str = "cannot write a temporary file: is the disk full?";

/// The photos in the order of the files.
fn numbered(parts: &[Arc<Part>]) -> Result<Ids> {
    let mut photos = Ids::default();
    each_batch(
        parts,
        CHUNK_BYTES,
        &[ID],
        |_| vec![col(ID)],
        |batch| {
            let ids = batch.rows.column(ID)?.str()?.iter();
            Ok(ids.flatten().filter_map(Key::of).collect())
        },
        |_, keys: Vec<Key>| {
            for key in keys {
                photos.add(key)?;
            }
            Ok(())
        },
    )?;
    Ok(photos)
}
