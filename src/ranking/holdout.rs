//! Favourites that are hidden, so that it can be seen whether they are found again.

use rand::Rng;
use rand::seq::{SliceRandom, index};

use crate::domain::Seed;
use crate::interactions::Rows;

/// The share of a user's favourites that is held out.
pub const HELD_SHARE: f64 = 0.2;
/// Of users with fewer favourites none is held out.
pub const MIN_FAVORITES: usize = 5;

/// The share of users who are made newcomers, and of images that are made new.
const COLD_USERS: f64 = 0.2;
const COLD_IMAGES: f64 = 0.1;
/// The most favourites that a newcomer keeps.
const NEWCOMER_FAVORITES: usize = 4;

/// Favourites in two parts. Rows are users, in the order of the favourites that were split; items
/// of a row ascend.
#[derive(Debug, Clone, PartialEq)]
pub struct Holdout {
    /// What may be learned from.
    pub train: Rows,
    /// What is to be found; empty for users of whom nothing is held out.
    pub held: Rows,
}

impl Holdout {
    /// Splits each row of `favorites`; `is_held` tells of the items of a row, ascending, which are
    /// held out.
    fn new(favorites: &Rows, mut is_held: impl FnMut(usize, &[u32]) -> Vec<bool>) -> Self {
        let mut train = Rows::default();
        let mut held = Rows::default();
        for (user, row) in favorites.iter().enumerate() {
            let mut row = row.to_vec();
            row.sort_unstable();
            let flags = is_held(user, &row);
            let part = |wanted: bool| {
                let items = row.iter().zip(&flags);
                items.filter_map(move |(item, flag)| (*flag == wanted).then_some(*item))
            };
            train.push(part(false));
            held.push(part(true));
        }
        Self { train, held }
    }

    /// Users of whom favourites are held out.
    pub fn asked(&self) -> Vec<u32> {
        let users = 0..self.held.len() as u32;
        users
            .filter(|user| !self.held.row(*user as usize).is_empty())
            .collect()
    }
}

/// A fifth of each user's favourites ([`HELD_SHARE`]), at least one, of users with at least
/// [`MIN_FAVORITES`].
pub fn per_user(favorites: &Rows, seed: Seed) -> Holdout {
    let mut rng = seed.derive("holdout", "per user").rng();
    Holdout::new(favorites, |_, row| {
        let mut flags = vec![false; row.len()];
        if row.len() >= MIN_FAVORITES {
            let share = (row.len() as f64 * HELD_SHARE).round() as usize;
            for place in index::sample(&mut rng, row.len(), share.max(1)) {
                flags[place] = true;
            }
        }
        flags
    })
}

/// One favourite of each user who has at least two.
pub fn leave_one_out(favorites: &Rows, seed: Seed) -> Holdout {
    let mut rng = seed.derive("holdout", "leave one out").rng();
    Holdout::new(favorites, |_, row| {
        let mut flags = vec![false; row.len()];
        if row.len() >= 2 {
            flags[rng.gen_range(0..row.len())] = true;
        }
        flags
    })
}

/// What is not known of newcomers and of new images: a fifth of the users keep one to four of
/// their favourites, and a tenth of the liked images loses all that like them. Besides, a
/// fifth of the favourites of the other users is held out.
pub fn cold_start(favorites: &Rows, images: usize, seed: Seed) -> Holdout {
    let mut rng = seed.derive("holdout", "cold start").rng();
    let mut is_liked = vec![false; images];
    for image in favorites.items() {
        is_liked[*image as usize] = true;
    }
    let mut liked: Vec<usize> = (0..images).filter(|image| is_liked[*image]).collect();
    liked.shuffle(&mut rng);
    liked.truncate((liked.len() as f64 * COLD_IMAGES).ceil() as usize);
    let mut is_new = vec![false; images];
    for image in liked {
        is_new[image] = true;
    }
    Holdout::new(favorites, |_, row| {
        let mut flags: Vec<bool> = row.iter().map(|image| is_new[*image as usize]).collect();
        let mut old: Vec<usize> = (0..row.len()).filter(|place| !flags[*place]).collect();
        old.shuffle(&mut rng);
        let is_newcomer = rng.gen_bool(COLD_USERS);
        let kept = rng.gen_range(1..=NEWCOMER_FAVORITES);
        if old.len() >= MIN_FAVORITES {
            let share = (old.len() as f64 * HELD_SHARE).round() as usize;
            let held = if is_newcomer {
                old.len() - kept
            } else {
                share.max(1)
            };
            for place in &old[..held] {
                flags[*place] = true;
            }
        }
        flags
    })
}
