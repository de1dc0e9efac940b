//! Texts and their numbers: each text is hashed and kept once, and everything is counted on the
//! numbers.
//!
//! A table of texts is larger than the caches of a processor, and each look into it waits for the
//! memory. So many texts are looked up at once, one step of all of them after the other: then the
//! waits for them overlap. Beside a look-up of one text after the other that is several times as
//! fast.

use std::cmp::Ordering;
use std::hash::BuildHasher;
use std::ops::Range;

use anyhow::{Context, Result};
use foldhash::fast::RandomState;
use polars::prelude::*;
use rayon::prelude::*;

use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};

/// The number of a text that is not known.
pub const UNKNOWN: u32 = u32::MAX;

/// Texts that are looked up at once.
const AT_ONCE: usize = 256;
/// Texts that one thread looks up before it takes the next.
const BY_THREAD: usize = 1 << 13;
/// The fewest places of a table; always a power of two.
const MIN_PLACES: usize = 16;

/// Distinct texts, numbered from 0 in the order in which they came.
///
/// The numbers do not depend on the hashes, which are seeded anew in each process so that nobody
/// can choose texts that collide. Texts that were read from a file and ascend need no hashes: few
/// of them are looked up.
#[derive(Clone)]
pub struct Words {
    /// Open addressing with linear probing, at most half full: the upper half of a place is that
    /// of the hash of a text, the lower half its number plus one, and zero an empty place. No place
    /// at all where the texts ascend and are looked up by halves.
    places: Vec<u64>,
    hasher: RandomState,
    bytes: Vec<u8>,
    /// Where each text ends in `bytes`.
    ends: Vec<usize>,
}

impl Default for Words {
    fn default() -> Self {
        Self::with_room_for(0)
    }
}

impl Words {
    fn with_room_for(texts: usize) -> Self {
        Self {
            places: vec![0; (texts * 2).next_power_of_two().max(MIN_PLACES)],
            hasher: RandomState::default(),
            bytes: Vec::new(),
            ends: Vec::with_capacity(texts),
        }
    }

    /// Writes the texts.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        let ends: Vec<u64> = self.ends.iter().map(|end| *end as u64).collect();
        to.put(&self.bytes)?;
        to.put(&ends)
    }

    /// Reads texts that were written, by the same numbers.
    ///
    /// # Errors
    /// The file is cut, or not what was written.
    pub fn take(from: &mut ArchiveReader) -> Result<Self> {
        let (bytes, ends): (Numbers<u8>, Numbers<u64>) = (from.take()?, from.take()?);
        let mut words = Self {
            places: Vec::new(),
            hasher: RandomState::default(),
            ends: Vec::with_capacity(ends.len()),
            bytes: bytes.to_vec(),
        };
        let (mut start, mut ascend) = (0, true);
        let mut before: Option<&[u8]> = None;
        for end in ends.iter() {
            let end = usize::try_from(*end)?;
            let text = bytes.get(start..end).context("texts are cut")?;
            std::str::from_utf8(text)?;
            ascend &= before.is_none_or(|before| before < text);
            words.ends.push(end);
            (start, before) = (end, Some(text));
        }
        if !ascend {
            words.grow();
        }
        Ok(words)
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a number; the empty text for a number that is not known.
    pub fn text(&self, number: u32) -> &str {
        std::str::from_utf8(&self.bytes[self.extent(number)]).unwrap_or_default()
    }

    fn extent(&self, number: u32) -> Range<usize> {
        let number = number as usize;
        match self.ends.get(number) {
            Some(end) => match number.checked_sub(1) {
                Some(before) => self.ends[before]..*end,
                None => 0..*end,
            },
            None => 0..0,
        }
    }

    fn hash(&self, text: &str) -> u64 {
        self.hasher.hash_one(text.as_bytes())
    }

    /// The first place at or after `place` that is empty or has the upper half of `hash`.
    fn probe(&self, mut place: usize, hash: u64) -> usize {
        let mask = self.places.len() - 1;
        loop {
            let found = self.places[place & mask];
            if found == 0 || upper(found) == upper(hash) {
                return place & mask;
            }
            place += 1;
        }
    }

    /// The number of a text with this hash, if it is known.
    fn find(&self, text: &str, hash: u64) -> Option<u32> {
        if self.places.is_empty() {
            return self.find_by_halves(text);
        }
        let mut place = self.probe(hash as usize, hash);
        while let Some(number) = number(self.places[place]) {
            if self.bytes[self.extent(number)] == *text.as_bytes() {
                return Some(number);
            }
            place = self.probe(place + 1, hash);
        }
        None
    }

    /// The number of a text among texts that ascend, if it is known.
    fn find_by_halves(&self, text: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.len() as u32);
        while low < high {
            let middle = low.midpoint(high);
            match self.bytes[self.extent(middle)].cmp(text.as_bytes()) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// The number of a text, if it is known.
    pub fn number(&self, text: &str) -> Option<u32> {
        self.find(text, self.hash(text))
    }

    /// The numbers of texts; [`UNKNOWN`] for a text that is not known, and for none.
    pub fn numbers(&self, texts: &[Option<&str>]) -> Vec<u32> {
        let mut numbers = vec![UNKNOWN; texts.len()];
        let parts = texts.par_chunks(BY_THREAD);
        parts
            .zip(numbers.par_chunks_mut(BY_THREAD))
            .for_each(|(texts, numbers)| {
                let blocks = texts.chunks(AT_ONCE).zip(numbers.chunks_mut(AT_ONCE));
                blocks.for_each(|(texts, numbers)| self.number_block(texts, numbers));
            });
        numbers
    }

    fn number_block(&self, texts: &[Option<&str>], numbers: &mut [u32]) {
        if self.places.is_empty() {
            let find = |text: &Option<&str>| text.and_then(|text| self.find_by_halves(text));
            let pairs = numbers.iter_mut().zip(texts);
            return pairs.for_each(|(found, text)| *found = find(text).unwrap_or(UNKNOWN));
        }
        let (mut hashes, mut extents) = ([0_u64; AT_ONCE], [(0, 0); AT_ONCE]);
        for (hash, text) in hashes.iter_mut().zip(texts) {
            *hash = text.map_or(0, |text| self.hash(text));
        }
        for (found, hash) in numbers.iter_mut().zip(&hashes) {
            let place = self.probe(*hash as usize, *hash);
            *found = number(self.places[place]).unwrap_or(UNKNOWN);
        }
        for (extent, found) in extents.iter_mut().zip(&*numbers) {
            let Range { start, end } = self.extent(*found);
            *extent = (start, end);
        }
        let hashes = hashes.iter().zip(extents);
        for ((found, text), (hash, (start, end))) in numbers.iter_mut().zip(texts).zip(hashes) {
            let Some(text) = text else {
                *found = UNKNOWN;
                continue;
            };
            if *found != UNKNOWN && self.bytes[start..end] != *text.as_bytes() {
                *found = self.find(text, *hash).unwrap_or(UNKNOWN);
            }
        }
    }

    /// The number of a text, which is added if it is new.
    ///
    /// # Errors
    /// There are more texts than numbers.
    pub fn add(&mut self, text: &str) -> Result<u32> {
        let hash = self.hash(text);
        if let Some(number) = self.find(text, hash) {
            return Ok(number);
        }
        let number = u32::try_from(self.len()).ok();
        let number = number
            .filter(|number| *number < UNKNOWN - 1)
            .context("there are more than four thousand million different texts in one column")?;
        if (self.len() + 1) * 2 > self.places.len() {
            self.grow();
        }
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(self.bytes.len());
        self.place(hash, number);
        Ok(number)
    }

    /// The numbers of texts, all of which are known after it; none of them is null.
    ///
    /// # Errors
    /// There are more texts than numbers.
    pub fn add_all(&mut self, texts: &[Option<&str>]) -> Result<Vec<u32>> {
        let mut numbers = self.numbers(texts);
        for (number, text) in numbers.iter_mut().zip(texts) {
            if let (UNKNOWN, Some(text)) = (*number, text) {
                *number = self.add(text)?;
            }
        }
        Ok(numbers)
    }

    /// Puts a new number into the first empty place for its hash.
    fn place(&mut self, hash: u64, number: u32) {
        let mask = self.places.len() - 1;
        let mut place = hash as usize & mask;
        while self.places[place] != 0 {
            place = (place + 1) & mask;
        }
        self.places[place] = hash & UPPER | u64::from(number + 1);
    }

    fn grow(&mut self) {
        let places = (self.len() + 1) * 4;
        self.places = vec![0; places.next_power_of_two().max(MIN_PLACES)];
        for number in 0..self.len() as u32 {
            let hash = self.hasher.hash_one(&self.bytes[self.extent(number)]);
            self.place(hash, number);
        }
    }

    /// The same texts numbered by the alphabet, and the new number of each old one.
    ///
    /// # Errors
    /// Never for fewer texts than there are numbers.
    pub fn by_alphabet(&self) -> Result<(Self, Vec<u32>)> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        let bytes = |number: u32| &self.bytes[self.extent(number)];
        order.par_sort_unstable_by(|a, b| bytes(*a).cmp(bytes(*b)));
        let mut ranks = vec![0; order.len()];
        let mut sorted = Self::with_room_for(self.len());
        sorted.bytes.reserve(self.bytes.len());
        for (rank, number) in (0_u32..).zip(&order) {
            ranks[*number as usize] = rank;
            sorted.add(self.text(*number))?;
        }
        Ok((sorted, ranks))
    }

    /// The texts of a range of numbers as a column.
    pub fn column(&self, name: &str, numbers: Range<u32>) -> StringChunked {
        StringChunked::from_iter_values(name.into(), numbers.map(|number| self.text(number)))
    }
}

/// The half of a place that is of the hash. The place itself is of the other half.
const UPPER: u64 = 0xFFFF_FFFF_0000_0000;

fn upper(place_or_hash: u64) -> u64 {
    place_or_hash & UPPER
}

/// The number in a place.
fn number(place: u64) -> Option<u32> {
    (place as u32).checked_sub(1)
}
