//! Texts that repeat, each kept once and known by its number.

use std::hash::{Hash, Hasher};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use polars::prelude::PlHashMap;

/// In place of a word's number where a text means none.
const NO_WORD: u32 = u32::MAX;

/// Words in the order in which they were met, by the texts that mean them.
pub(super) struct Words {
    spelling: fn(&str) -> Option<String>,
    known: RwLock<Known>,
}

/// The words that were met until now.
#[derive(Default)]
pub(super) struct Known {
    /// Of texts that are their own keys, as nearly all are.
    short: PlHashMap<Short, u32>,
    long: PlHashMap<Box<str>, u32>,
    numbers: PlHashMap<Box<str>, u32>,
    words: Vec<Box<str>>,
}

impl Words {
    /// No word yet; a text means a word by `spelling`, or none.
    pub fn new(spelling: fn(&str) -> Option<String>) -> Self {
        Self {
            spelling,
            known: RwLock::default(),
        }
    }

    /// The words that were met until now. No word is added while this is held.
    pub fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the word that each of `texts` means, in their order; none where it means
    /// none. Each distinct text is spelled once.
    pub fn add<'a>(&self, texts: impl Iterator<Item = &'a str>) -> Vec<Option<u32>> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        texts.map(|text| known.add(text, self.spelling)).collect()
    }

    /// The words in the order of the alphabet, and the place in it of each number.
    pub fn sorted(self) -> (Vec<Box<str>>, Vec<u32>) {
        let mut words = self
            .known
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
            .words;
        let mut order: Vec<u32> = (0_u32..).take(words.len()).collect();
        order.sort_unstable_by_key(|number| words.get(*number as usize));
        let mut places = vec![0; order.len()];
        for (place, number) in (0_u32..).zip(&order) {
            if let Some(slot) = places.get_mut(*number as usize) {
                *slot = place;
            }
        }
        words.sort_unstable();
        (words, places)
    }
}

impl Known {
    /// Whether a text was met, and the number of the word that it means.
    pub fn number(&self, raw: &str) -> Option<Option<u32>> {
        let number = match Short::of(raw) {
            Some(key) => self.short.get(&key),
            None => self.long.get(raw),
        };
        number.map(|number| (*number != NO_WORD).then_some(*number))
    }

    fn add(&mut self, raw: &str, spelling: fn(&str) -> Option<String>) -> Option<u32> {
        if let Some(known) = self.number(raw) {
            return known;
        }
        let number = spelling(raw).and_then(|word| self.numbered(word.into_boxed_str()));
        let known = number.unwrap_or(NO_WORD);
        match Short::of(raw) {
            Some(key) => self.short.insert(key, known),
            None => self.long.insert(raw.into(), known),
        };
        number
    }

    fn numbered(&mut self, word: Box<str>) -> Option<u32> {
        if let Some(number) = self.numbers.get(&word) {
            return Some(*number);
        }
        let number = u32::try_from(self.words.len()).ok()?;
        if number == NO_WORD {
            return None;
        }
        self.words.push(word.clone());
        self.numbers.insert(word, number);
        Some(number)
    }
}

/// A text and its length, where they fit: what is looked up for each row is found in one place.
#[derive(PartialEq, Eq)]
struct Short([u8; 16]);

impl Short {
    fn of(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        let (length, rest) = bytes.split_first_mut()?;
        rest.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        *length = u8::try_from(text.len()).ok()?;
        Some(Self(bytes))
    }
}

impl Hash for Short {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u128(u128::from_ne_bytes(self.0));
    }
}
