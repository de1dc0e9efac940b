//! What was made to score a user, kept until the reasons for it are asked for, which is right
//! after: a tree, say, is not grown twice.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use super::Taste;
use crate::domain::Seed;

/// Users whose things are kept, at most: those who are scored at once, on all threads.
const MOST: usize = 1_024;

/// What was made for the last users who were scored.
pub struct Recent<T>(Mutex<VecDeque<Kept<T>>>);

struct Kept<T> {
    favorites: Vec<u32>,
    seed: Seed,
    made: T,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Mutex::new(VecDeque::new()))
    }
}

impl<T> Recent<T> {
    /// Keeps what was made for a user.
    pub fn keep(&self, taste: &Taste<'_>, made: T) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.pop_front();
        }
        all.push_back(Kept {
            favorites: taste.favorites.to_vec(),
            seed: taste.seed,
            made,
        });
    }

    /// Hands out what was made for a user, if it is still kept.
    pub fn take(&self, taste: &Taste<'_>) -> Option<T> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_own = |kept: &Kept<T>| kept.seed == taste.seed && kept.favorites == taste.favorites;
        let place = all.iter().position(is_own)?;
        all.remove(place).map(|kept| kept.made)
    }
}
