//! The file names of all photos. Ids that differ in case only get names that differ in more, as
//! some file systems do not tell case.

use anyhow::Result;
use polars::prelude::{PlHashMap, PlHashSet};
use rayon::slice::ParallelSliceMut;

use super::names::{self, Key};

/// Names, one after the other.
#[derive(Debug, Default)]
pub(super) struct Names {
    texts: String,
    /// Where each ends in `texts`.
    ends: Vec<usize>,
}

impl Names {
    /// The names of the photos with these keys. `odd` are the ids that their keys do not tell.
    pub fn of(keys: &[Key], odd: &PlHashMap<Key, String>, alike: &PlHashSet<Key>) -> Self {
        let mut names = Self::default();
        for key in keys {
            let odd_id = || odd.get(key).map_or("", String::as_str);
            let id = key.plain().unwrap_or_else(odd_id);
            push_name(&mut names.texts, *key, id, alike);
            names.ends.push(names.texts.len());
        }
        names
    }

    /// Adds a name.
    pub fn push(&mut self, name: &str) {
        self.texts.push_str(name);
        self.ends.push(self.texts.len());
    }

    /// The name at this place.
    pub fn get(&self, place: u32) -> &str {
        let place = place as usize;
        let start = place
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        let end = self.ends.get(place).copied().unwrap_or_default();
        self.texts
            .get(start.copied().unwrap_or_default()..end)
            .unwrap_or_default()
    }

    /// The places in the order of the alphabet.
    ///
    /// # Errors
    /// There are more than 2^32 names.
    pub fn order(&self) -> Result<Vec<u32>> {
        let mut order: Vec<(u128, u32)> = (0..u32::try_from(self.ends.len())?)
            .map(|place| (start(self.get(place)), place))
            .collect();
        order.par_sort_unstable_by(|(one, a), (other, b)| {
            one.cmp(other).then_with(|| self.get(*a).cmp(self.get(*b)))
        });
        Ok(order.into_iter().map(|(_, place)| place).collect())
    }
}

/// The bytes behind what all names begin with, in which nearly all differ.
fn start(name: &str) -> u128 {
    let mut bytes = [0; 16];
    let own = name.as_bytes().get(names::PREFIX.len()..);
    for (to, from) in bytes.iter_mut().zip(own.unwrap_or_default()) {
        *to = *from;
    }
    u128::from_be_bytes(bytes)
}

/// Adds the file name of the id that has this key.
pub(super) fn push_name(names: &mut String, key: Key, id: &str, alike: &PlHashSet<Key>) {
    match key.plain() {
        Some(id) if alike.is_empty() || !alike.contains(&key.case_blind()) => {
            names::push_plain_name(names, id);
        }
        _ => names.push_str(&names::hashed_name(id)),
    }
}

/// The keys, blind to case, that more than one photo has.
pub(super) fn alike(keys: &[Key]) -> PlHashSet<Key> {
    let mut keys: Vec<Key> = keys.iter().map(|key| key.case_blind()).collect();
    keys.par_sort_unstable();
    keys.windows(2)
        .filter_map(|pair| match pair {
            [one, other] if one == other => Some(*one),
            _ => None,
        })
        .collect()
}
