//! Answers `src/label/duplicates.rs`: the search against a comparison of each with each.

use pixrec::label::duplicates::{MAX_DISTANCE, MAX_EARLIER, Pair, pairs};
use proptest::prelude::*;

use crate::frames::with_threads;

/// What the search promises, the slow way.
fn compared(hashes: &[u64], max_distance: u32) -> Vec<Pair> {
    let mut found = Vec::new();
    for (place, hash) in hashes.iter().enumerate() {
        let before = hashes[..place].iter().enumerate();
        let near = before
            .map(|(other, earlier)| (other, place, (earlier ^ hash).count_ones()))
            .filter(|(_, _, distance)| *distance <= max_distance);
        found.extend(near.take(MAX_EARLIER));
    }
    found.sort_unstable();
    found
}

/// Hashes a few bits away from one of a few, so that every distance up to the limit occurs, on
/// both sides of it, and groups larger than are paired in full.
fn crowded() -> impl Strategy<Value = Vec<u64>> {
    let centers = proptest::collection::vec(any::<u64>(), 1..4);
    let flips = proptest::collection::vec(0..64_u32, 0..12);
    let member = (any::<proptest::sample::Index>(), flips);
    (centers, proptest::collection::vec(member, 0..40)).prop_map(|(centers, members)| {
        let members = members.into_iter();
        members
            .map(|(center, flips)| {
                flips
                    .iter()
                    .fold(*center.get(&centers), |hash, bit| hash ^ (1 << bit))
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn the_search_finds_what_comparing_each_with_each_finds(
        hashes in crowded(),
        max_distance in 0..=MAX_DISTANCE,
    ) {
        prop_assert_eq!(pairs(&hashes, max_distance), compared(&hashes, max_distance));
    }
}

#[test]
fn a_pair_is_found_wherever_its_bits_differ() {
    for first in 0..64_u32 {
        for step in 1..16 {
            let hash = 0x0123_4567_89ab_cdef_u64;
            let other = (0..8).fold(hash, |other, bit| {
                other ^ (1 << ((first + bit * step) % 64))
            });
            let distance = (hash ^ other).count_ones();
            let expected = [(0, 1, distance)];
            assert_eq!(pairs(&[hash, other], distance), expected);
            let nearer = distance.checked_sub(1);
            assert!(nearer.is_none_or(|nearer| pairs(&[hash, other], nearer).is_empty()));
        }
    }
}

#[test]
fn many_that_are_alike_are_paired_with_the_first_few_only() {
    let same = vec![7; 20_000];
    let found = pairs(&same, 8);
    let few = MAX_EARLIER * (MAX_EARLIER - 1) / 2;
    assert_eq!(found.len(), MAX_EARLIER * (same.len() - MAX_EARLIER) + few);
    assert!(found.iter().all(|(one, ..)| *one < MAX_EARLIER));
}

#[test]
fn the_pairs_do_not_depend_on_threads() {
    let spread = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15) & 0x00ff_0fff_00ff_0fff;
    let hashes: Vec<u64> = (0..3000).map(spread).collect();
    let alone = with_threads(1, || pairs(&hashes, 8));
    assert!(alone.len() > 100, "{}", alone.len());
    assert_eq!(with_threads(4, || pairs(&hashes, 8)), alone);
}

#[test]
fn none_and_one_have_no_pairs() {
    assert_eq!(pairs(&[], MAX_DISTANCE), []);
    assert_eq!(pairs(&[9], MAX_DISTANCE), []);
}
