//! Texts and their numbers: each text is hashed and kept once, and everything is counted on the
//! numbers.

use std::hash::BuildHasher;

use anyhow::{Context, Result};
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use polars::prelude::*;
use rayon::prelude::*;

/// Distinct texts, numbered from 0 in the order in which they came.
///
/// The numbers do not depend on the hashes, which are seeded anew in each process so that nobody
/// can choose texts that collide.
#[derive(Clone, Default)]
pub struct Words {
    /// `(upper half of the hash, number)`: a wrong text is told from the right one without a look
    /// at the texts themselves.
    table: HashTable<(u32, u32)>,
    hasher: RandomState,
    bytes: Vec<u8>,
    /// Where each text ends in `bytes`.
    ends: Vec<usize>,
}

impl Words {
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
        std::str::from_utf8(self.slice(number)).unwrap_or_default()
    }

    fn slice(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = match number {
            0 => 0,
            _ => self.ends.get(number - 1).copied().unwrap_or_default(),
        };
        let end = self.ends.get(number).copied().unwrap_or(start);
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// The number of a text, if it is known.
    pub fn number(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text.as_bytes());
        let found = self.table.find(hash, |(half, number)| {
            *half == upper(hash) && self.slice(*number) == text.as_bytes()
        });
        found.map(|(_, number)| *number)
    }

    /// The number of a text, which is added if it is new.
    ///
    /// # Errors
    /// There are more texts than numbers.
    pub fn add(&mut self, text: &str) -> Result<u32> {
        if let Some(number) = self.number(text) {
            return Ok(number);
        }
        let number = u32::try_from(self.len())
            .ok()
            .filter(|number| *number < u32::MAX)
            .context("there are more than four thousand million different texts in one column")?;
        let hash = self.hasher.hash_one(text.as_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(self.bytes.len());
        let Self {
            table,
            hasher,
            bytes,
            ends,
        } = self;
        let hash_of = |entry: &(u32, u32)| {
            let number = entry.1 as usize;
            let start = if number == 0 { 0 } else { ends[number - 1] };
            hasher.hash_one(&bytes[start..ends[number]])
        };
        table.insert_unique(hash, (upper(hash), number), hash_of);
        Ok(number)
    }

    /// The same texts numbered by the alphabet, and the new number of each old one.
    ///
    /// # Errors
    /// Never for fewer texts than there are numbers.
    pub fn by_alphabet(&self) -> Result<(Self, Vec<u32>)> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.par_sort_unstable_by(|a, b| self.slice(*a).cmp(self.slice(*b)));
        let mut ranks = vec![0; order.len()];
        let mut sorted = Self {
            table: HashTable::with_capacity(self.len()),
            bytes: Vec::with_capacity(self.bytes.len()),
            ends: Vec::with_capacity(self.len()),
            hasher: self.hasher.clone(),
        };
        for (rank, number) in (0_u32..).zip(&order) {
            ranks[*number as usize] = rank;
            sorted.add(self.text(*number))?;
        }
        Ok((sorted, ranks))
    }

    /// The texts of a range of numbers as a column.
    pub fn column(&self, name: &str, numbers: std::ops::Range<u32>) -> StringChunked {
        StringChunked::from_iter_values(name.into(), numbers.map(|number| self.text(number)))
    }
}

/// The half of a hash that the table itself uses least.
fn upper(hash: u64) -> u32 {
    (hash >> 24) as u32
}
