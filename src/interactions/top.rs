//! What each user's favourites have most often: all users in one pass over their favourites, each
//! counted in an array as wide as there are traits, without a sort of everything.

use std::ops::Range;

use super::favorites::Favorites;
use super::traits::{ImageTraits, KINDS};

/// A trait and how many favourites have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The trait's number.
    pub number: u32,
    /// How many favourites have it.
    pub count: u32,
}

/// Counts the traits of one user after the other.
pub struct Counter<'a> {
    favorites: &'a Favorites,
    traits: &'a ImageTraits,
    /// For each trait how many favourites have it; zeros between two users.
    counts: Vec<u32>,
    /// The traits that are not at zero.
    met: Vec<u32>,
}

impl<'a> Counter<'a> {
    /// A counter for these favourites.
    pub fn new(favorites: &'a Favorites, traits: &'a ImageTraits) -> Self {
        Self {
            favorites,
            traits,
            counts: vec![0; traits.len()],
            met: Vec::new(),
        }
    }

    /// Calls `take` with the traits of a user's favourites in no order, and with the counts of all
    /// traits.
    pub fn count<T>(&mut self, user: usize, take: impl FnOnce(&[u32], &[u32]) -> T) -> T {
        for image in self.favorites.images.row(user) {
            for number in self.traits.rows.row(*image as usize) {
                let count = &mut self.counts[*number as usize];
                if *count == 0 {
                    self.met.push(*number);
                }
                *count += 1;
            }
        }
        let taken = take(&self.met, &self.counts);
        for number in self.met.drain(..) {
            self.counts[number as usize] = 0;
        }
        taken
    }

    /// The most frequent traits of each kind among a user's favourites, at most so many of each
    /// as `most` says, in the order of [`KINDS`]: most first, ties by the alphabet.
    pub fn top(&mut self, user: usize, most: [usize; KINDS.len()]) -> [Vec<Counted>; KINDS.len()] {
        let ranges = KINDS.map(|kind| self.traits.of_kind(kind));
        self.count(user, |met, counts| {
            let mut tops: [Vec<Counted>; KINDS.len()] = Default::default();
            for number in met {
                let place = place_of(&ranges, *number);
                let counted = Counted {
                    number: *number,
                    count: counts[*number as usize],
                };
                insert(&mut tops[place], counted, most[place]);
            }
            tops
        })
    }
}

fn place_of(ranges: &[Range<u32>; KINDS.len()], number: u32) -> usize {
    let ends = &ranges[..KINDS.len() - 1];
    ends.iter().filter(|range| number >= range.end).count()
}

/// Keeps the `most` best in order. Traits are numbered by the alphabet, which settles ties.
fn insert(tops: &mut Vec<Counted>, counted: Counted, most: usize) {
    let is_before = |a: &Counted, b: &Counted| (b.count, a.number) < (a.count, b.number);
    if tops.len() == most && tops.last().is_none_or(|last| is_before(last, &counted)) {
        return;
    }
    let place = tops.partition_point(|kept| is_before(kept, &counted));
    tops.insert(place, counted);
    tops.truncate(most);
}
