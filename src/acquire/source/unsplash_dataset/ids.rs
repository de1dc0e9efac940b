//! The photos by their ids, in the order in which they were met.

use anyhow::{Result, ensure};
use polars::prelude::PlHashMap;

use super::names::Key;
use super::rows::{NO_PHOTO, UNKNOWN_PHOTO};

/// Ids, each with its place from 0.
#[derive(Debug, Default)]
pub(super) struct Ids {
    keys: Vec<Key>,
    places: PlHashMap<Key, u32>,
}

impl Ids {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// The keys in their order.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Adds a key; whether it is new.
    ///
    /// # Errors
    /// There are more than 2^32.
    pub fn add(&mut self, key: Key) -> Result<bool> {
        let place = u32::try_from(self.keys.len());
        ensure!(place.is_ok(), "there are more than {} photos", u32::MAX);
        let is_new = self.places.try_insert(key, place?).is_ok();
        if is_new {
            self.keys.push(key);
        }
        Ok(is_new)
    }

    /// The place of an id, which may be `guess`.
    fn place(&self, id: &str, guess: u32) -> Option<u32> {
        let guessed = self.keys.get(guess as usize).and_then(Key::plain);
        if guessed == Some(id) {
            return Some(guess);
        }
        self.places.get(&Key::of(id)?).copied()
    }
}

/// Looks the photos of some rows up. Rows of one photo mostly stand together, and then come those
/// of the photo that follows it: what is guessed so, nothing has to search for.
pub(super) struct Lookup<'a> {
    ids: &'a Ids,
    last: (&'a str, Option<u32>),
    next: u32,
}

impl<'a> Lookup<'a> {
    /// A lookup in `ids`.
    pub fn new(ids: &'a Ids) -> Self {
        Self {
            ids,
            last: ("", None),
            next: 0,
        }
    }

    /// The place of the photo that a row names.
    ///
    /// # Errors
    /// Why there is none.
    pub fn place(&mut self, id: Option<&'a str>) -> Result<u32, &'static str> {
        let id = id.unwrap_or_default();
        if self.last.0 != id {
            self.last = (id, self.ids.place(id, self.next));
        }
        match self.last.1 {
            Some(place) => {
                self.next = place.saturating_add(1);
                Ok(place)
            }
            None if id.trim().is_empty() => Err(NO_PHOTO),
            None => Err(UNKNOWN_PHOTO),
        }
    }
}
