//! Which of many hashes are near each other, without comparing each with each.
//!
//! A hash of 64 bits is cut into four bands of 16. Where two hashes differ in at most `d` bits,
//! at least one band differs in at most `d / 4` (the pigeonhole principle), so it is enough to
//! look up each band, and all bands that differ so little from it, in a table: multi-index hashing
//! (Norouzi, Punjani and Fleet, *Fast Search in Hamming Space with Multi-Index Hashing*, 2012).

use rayon::prelude::*;

/// The largest distance that can be asked for. Beyond it most of what is found is chance.
pub const MAX_DISTANCE: u32 = 16;
/// With how many earlier hashes one is paired at most: the pairs grow with the images, not with
/// their square, where thousands are alike (the frames of a camera that does not move).
pub const MAX_EARLIER: usize = 8;

/// Number of bands.
const BANDS: usize = 4;
/// Number of values that a band has.
const BAND_VALUES: usize = 1 << 16;

/// Two places in a list of hashes, the earlier one first, and the number of bits that differ.
pub type Pair = (usize, usize, u32);

/// The pairs of `hashes` that differ in at most `max_distance` bits, sorted. One that is near more
/// than [`MAX_EARLIER`] before it is paired with the first of those.
///
/// At distance 8, `n` well-spread hashes take `548 * n` look-ups and `n * n / 240` comparisons: two
/// seconds for 100,000 on two cores, three minutes for a million.
pub fn pairs(hashes: &[u64], max_distance: u32) -> Vec<Pair> {
    let bands: Vec<Band> = (0..BANDS)
        .into_par_iter()
        .map(|band| Band::new(hashes, band))
        .collect();
    let masks: Vec<u16> = (0..=u16::MAX)
        .filter(|mask| mask.count_ones() <= max_distance / BANDS as u32)
        .collect();
    let mut found: Vec<Pair> = (0..hashes.len())
        .into_par_iter()
        .flat_map_iter(|place| earlier(place, hashes, &bands, &masks, max_distance))
        .collect();
    found.par_sort_unstable();
    found
}

/// The pairs in which the hash at `place` is the later one.
fn earlier(
    place: usize,
    hashes: &[u64],
    bands: &[Band],
    masks: &[u16],
    max_distance: u32,
) -> Vec<Pair> {
    let hash = hashes[place];
    let distance = |other: usize| (hashes[other] ^ hash).count_ones();
    let mut near = Vec::new();
    for (number, band) in bands.iter().enumerate() {
        for mask in masks {
            // The first of all are among the first of each bucket.
            let before = band.bucket(bits(hash, number) ^ mask).iter().copied();
            near.extend(
                before
                    .take_while(|other| *other < place)
                    .filter(|other| distance(*other) <= max_distance)
                    .take(MAX_EARLIER),
            );
        }
    }
    near.sort_unstable();
    near.dedup();
    near.truncate(MAX_EARLIER);
    near.into_iter()
        .map(|other| (other, place, distance(other)))
        .collect()
}

/// Every fourth bit of `hash` from bit `band` on. Neighbouring bits stand for similar frequencies
/// and are often equal; taken apart they spread the bands over more values.
fn bits(hash: u64, band: usize) -> u16 {
    (0..16).fold(0, |bits, place| {
        bits << 1 | (hash >> (place * BANDS + band) & 1) as u16
    })
}

/// The places of all hashes by the value of one band.
struct Band {
    /// Where the places of each value begin; one more than there are values.
    starts: Vec<usize>,
    /// Places, rising within each value.
    places: Vec<usize>,
}

impl Band {
    fn new(hashes: &[u64], band: usize) -> Self {
        let mut starts = vec![0; BAND_VALUES + 1];
        for hash in hashes {
            starts[usize::from(bits(*hash, band)) + 1] += 1;
        }
        for value in 1..starts.len() {
            starts[value] += starts[value - 1];
        }
        let mut free = starts.clone();
        let mut places = vec![0; hashes.len()];
        for (place, hash) in hashes.iter().enumerate() {
            let next = &mut free[usize::from(bits(*hash, band))];
            places[*next] = place;
            *next += 1;
        }
        Self { starts, places }
    }

    fn bucket(&self, value: u16) -> &[usize] {
        let value = usize::from(value);
        &self.places[self.starts[value]..self.starts[value + 1]]
    }
}
