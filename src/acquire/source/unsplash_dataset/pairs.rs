//! Two columns of a file: which word goes with which photo, sorted and each pair once.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use polars::prelude::*;

use super::files::Part;
use super::photos::Photos;
use super::rows::{Lookup, Tally, each_batch};
use super::spool::{Spool, low};
use super::words::Words;

const ID: &str = "photo_id";

/// A column of words, and how its pairs are sorted.
pub(super) struct Column {
    /// Its name.
    pub name: &'static str,
    /// What a text in it means.
    pub spelling: fn(&str) -> Option<String>,
    /// Why a row was not used whose text means nothing.
    pub missing: &'static str,
    /// Whether pairs are sorted by the word first, and then by the photo.
    pub word_first: bool,
}

/// What the scan gathers: a row is the number that sorts first and the other.
struct Gathered {
    column: &'static Column,
    lookup: Lookup,
    words: Words,
    spool: Spool,
    part: String,
    tally: Tally,
}

/// All pairs of a column.
pub(super) struct Pairs {
    /// The words in the order of the alphabet.
    pub words: Vec<Box<str>>,
    /// The places of a word and a photo, part by part: the one that sorts first in the high half of
    /// a row, the other in its lowest 32 bits.
    pub rows: Box<dyn Iterator<Item = Result<Vec<u128>>> + Send>,
}

/// The pairs of `column`. `owners` is how many numbers may come first; where there are more, they
/// share parts.
///
/// # Errors
/// A file that cannot be read, or a full disk.
pub(super) fn sorted(
    column: &'static Column,
    owners: u32,
    parts: &[Part],
    photos: &Arc<Photos>,
    scratch: &Path,
    tally: &mut Tally,
) -> Result<Pairs> {
    let mut gathered = Gathered {
        column,
        lookup: Lookup::new(photos),
        words: Words::default(),
        spool: Spool::new(scratch, owners)?,
        part: String::new(),
        tally: std::mem::take(tally),
    };
    for part in parts {
        gathered.part.clone_from(&part.name);
        let columns = [ID, column.name];
        gathered = each_batch(part, &columns, &columns.map(col), gathered, Gathered::take)?;
    }
    *tally = gathered.tally;
    let (words, places) = gathered.words.sorted();
    let place = move |number: u32| places.get(number as usize).copied().unwrap_or_default();
    let in_order = move |row: u128| match column.word_first {
        true => pair(place(high(row)), low(row)),
        false => pair(high(row), place(low(row))),
    };
    Ok(Pairs {
        words,
        rows: Box::new(gathered.spool.sorted(in_order)),
    })
}

/// The word at a place.
pub(super) fn word(words: &[Box<str>], place: u32) -> &str {
    words.get(place as usize).map_or("", |word| &**word)
}

/// The number that sorts first in a row.
pub(super) fn high(row: u128) -> u32 {
    low(row >> 32)
}

fn pair(first: u32, second: u32) -> u128 {
    u128::from(first) << 32 | u128::from(second)
}

impl Gathered {
    fn take(&mut self, batch: &DataFrame) -> Result<()> {
        let ids = batch.column(ID)?.str()?.iter();
        let texts = batch.column(self.column.name)?.str()?.iter();
        for (id, text) in ids.zip(texts) {
            match self.row(id, text) {
                Ok((first, second)) => self.spool.add(first, pair(first, second))?,
                Err(reason) => self.tally.add(&self.part, reason),
            }
        }
        Ok(())
    }

    fn row(&mut self, id: Option<&str>, text: Option<&str>) -> Result<(u32, u32), &'static str> {
        let photo = self.lookup.number(id)?;
        let text = text.unwrap_or_default();
        let word = self.words.number(text, self.column.spelling);
        let word = word.ok_or(self.column.missing)?;
        Ok(match self.column.word_first {
            true => (word, photo),
            false => (photo, word),
        })
    }
}
