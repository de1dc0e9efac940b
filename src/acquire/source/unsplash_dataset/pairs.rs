//! Two columns of a file: which word goes with which photo, sorted and each pair once.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use polars::prelude::*;

use super::files::Part;
use super::ids::{Ids, Lookup};
use super::photos::Photos;
use super::rows::Tally;
use super::spool::{Gather, Sorted, Spool};
use super::words::Words;
use crate::tables::parquet::{Job, Rows, Values};

const ID: &str = "photo_id";
/// After so many rows a thread lets others add words.
const ROWS_A_LOOK: usize = 1 << 10;

/// A column of words, and the table that its pairs become.
pub(super) struct Column {
    /// Its name.
    pub name: &'static str,
    /// What a text in it means.
    pub spelling: fn(&str) -> Option<String>,
    /// Why a row was not used whose text means nothing.
    pub missing: &'static str,
    /// Whether pairs are sorted by the word first, and then by the photo.
    pub word_first: bool,
    /// How many words there may be until they share parts, where they come first.
    pub words: u32,
    /// The table's columns, the one that is sorted by first.
    pub table: [&'static str; 2],
}

/// All pairs of a column.
pub(super) struct Pairs {
    column: &'static Column,
    spool: Spool<u64>,
    /// The words in the order of the alphabet.
    words: Vec<Box<str>>,
    /// The place in it of each number.
    places: Vec<u32>,
}

/// The photos of which pairs are gathered.
pub(super) struct Known<'a, Number> {
    /// Their ids.
    pub ids: &'a Ids,
    /// The number of each, by its place: by that they are sorted.
    pub number: Number,
    /// Where temporary files are kept.
    pub scratch: &'a Path,
}

impl Pairs {
    /// The pairs of `column` in `parts`; what cannot be used is counted in `tally`.
    ///
    /// # Errors
    /// A file that cannot be read, or a full disk.
    pub fn gathered(
        column: &'static Column,
        parts: &[Arc<Part>],
        photos: &Known<'_, impl Fn(u32) -> u32 + Sync>,
        tally: &mut Tally,
    ) -> Result<Self> {
        let words = Words::new(column.spelling);
        let columns = [ID, column.name];
        let owners = match column.word_first {
            true => column.words,
            false => u32::try_from(photos.ids.len())?,
        };
        let gather = Gather {
            parts,
            columns: &columns,
            select: |_: &Part| columns.map(col).to_vec(),
            owners,
            scratch: photos.scratch,
        };
        let spool = Spool::gathered(
            gather,
            tally,
            |rows, sorted| read(column, rows, photos, &words, sorted),
            |unknown, sorted| number(column, &unknown, &words, sorted),
        )?;
        let (words, places) = words.sorted();
        Ok(Self {
            column,
            spool,
            words,
            places,
        })
    }

    /// The pairs as a table.
    pub fn into_table(self, photos: &Arc<Photos>) -> Rows {
        let shared = Arc::new((self.words, self.places, Arc::clone(photos)));
        let column = self.column;
        Box::new(self.spool.parts().map(move |part| {
            let (part, shared) = (part?, Arc::clone(&shared));
            let job = move || {
                let (words, places, photos) = &*shared;
                let rows = part.sorted(|row| in_order(column, row, places))?;
                Ok(table(column, &rows, words, photos))
            };
            Ok(Box::new(job) as Job)
        }))
    }

    /// Calls `take` with the number of each photo and the place of its word, sorted by both; the
    /// words in the order of the alphabet. Only where photos come first.
    ///
    /// # Errors
    /// A temporary file cannot be read, or what `take` fails with.
    pub fn each(self, mut take: impl FnMut(u32, u32) -> Result<()>) -> Result<Vec<Box<str>>> {
        for part in self.spool.parts() {
            let rows = part?.sorted(|row| in_order(self.column, row, &self.places))?;
            for row in rows {
                let (photo, word) = split(row);
                take(photo, word)?;
            }
        }
        Ok(self.words)
    }
}

/// The rows of a batch. Photos whose words were not met yet are left, as words are numbered in the
/// order of the files.
fn read(
    column: &Column,
    rows: &DataFrame,
    photos: &Known<'_, impl Fn(u32) -> u32>,
    words: &Words,
    sorted: &mut Sorted<u64>,
) -> Result<Vec<(u32, String)>> {
    let mut lookup = Lookup::new(photos.ids);
    let mut unknown = Vec::new();
    let ids = rows.column(ID)?.str()?.iter();
    let texts = rows.column(column.name)?.str()?.iter();
    let mut known = None;
    for (row, (id, text)) in ids.zip(texts).enumerate() {
        if row % ROWS_A_LOOK == 0 {
            known = None;
        }
        let known = known.get_or_insert_with(|| words.known());
        match lookup.place(id).map(&photos.number) {
            Ok(photo) => match known.number(text.unwrap_or_default()) {
                Some(word) => sorted.add(owned(column, photo, word)),
                None => unknown.push((photo, text.unwrap_or_default().to_owned())),
            },
            Err(reason) => sorted.add(Err(reason)),
        }
    }
    Ok(unknown)
}

/// The rows of words that were not met yet.
fn number(column: &Column, unknown: &[(u32, String)], words: &Words, sorted: &mut Sorted<u64>) {
    if unknown.is_empty() {
        return;
    }
    let numbers = words.add(unknown.iter().map(|(_, text)| text.as_str()));
    for ((photo, _), word) in unknown.iter().zip(numbers) {
        sorted.add(owned(column, *photo, word));
    }
}

/// A row and who owns it: the number that sorts first.
fn owned(column: &Column, photo: u32, word: Option<u32>) -> Result<(u32, u64), &'static str> {
    let word = word.ok_or(column.missing)?;
    let (first, second) = match column.word_first {
        true => (word, photo),
        false => (photo, word),
    };
    Ok((first, pair(first, second)))
}

fn pair(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

/// The number that sorts first in a row, and the other.
fn split(row: u64) -> (u32, u32) {
    ((row >> 32) as u32, (row & u64::from(u32::MAX)) as u32)
}

/// A row with the word's place in the alphabet for its number.
fn in_order(column: &Column, row: u64, places: &[u32]) -> u64 {
    let place = |number: u32| places.get(number as usize).copied().unwrap_or_default();
    let (first, second) = split(row);
    match column.word_first {
        true => pair(place(first), second),
        false => pair(first, place(second)),
    }
}

fn table(column: &Column, rows: &[u64], words: &[Box<str>], photos: &Photos) -> Vec<Values> {
    let names = |name, numbers: &mut dyn ExactSizeIterator<Item = u32>| {
        Values::texts(name, numbers, photos.len(), |photo| photos.filename(photo))
    };
    let texts = |name, numbers: &mut dyn ExactSizeIterator<Item = u32>| {
        let word = |place: u32| words.get(place as usize).map_or("", |word| &**word);
        Values::texts(name, numbers, words.len(), word)
    };
    let [first, second] = column.table;
    let firsts = &mut rows.iter().map(|row| split(*row).0);
    let seconds = &mut rows.iter().map(|row| split(*row).1);
    match column.word_first {
        true => vec![texts(first, firsts), names(second, seconds)],
        false => vec![names(first, firsts), texts(second, seconds)],
    }
}
