//! Answers `src/query/patterns.rs`.

use std::collections::BTreeMap;

use anyhow::Result;
use pixrec::query::likes::{known, trait_counts};
use pixrec::query::patterns::{cluster_tops, favorite_traits, tag_pairs};
use pixrec::query::traits::{kind, traits};
use polars::prelude::*;
use proptest::prelude::*;

use crate::frames::{
    Picture, any_persons, any_pictures, favorites, labels, liked, most_first, person, rows,
    shuffled, shuffled_labels,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn each_favourite_of_each_user_counts(
        pictures in any_pictures(), persons in any_persons(), seed in 0_u64..100
    ) {
        let tables = shuffled_labels(&labels(&pictures), seed);
        let known = known(shuffled(&favorites(&persons), seed), tables.labels.clone());
        let totals = favorite_traits(trait_counts(known, traits(&tables)?));
        let all = persons.iter().flat_map(|person| liked(&pictures, person));
        let expected: Vec<Vec<String>> = most_first(all.flat_map(Picture::traits))
            .into_iter()
            .map(|((kind, value), count)| vec![kind, value, count.to_string()])
            .collect();
        prop_assert_eq!(rows(totals, &["kind", "value", "count"]), expected);
    }

    #[test]
    fn a_pair_of_tags_counts_once_for_each_favourite_that_has_both(
        pictures in any_pictures(), persons in any_persons(), seed in 0_u64..100
    ) {
        let tables = shuffled_labels(&labels(&pictures), seed);
        let known = known(shuffled(&favorites(&persons), seed), tables.labels.clone());
        let pairs = persons.iter().flat_map(|person| liked(&pictures, person)).flat_map(|picture| {
            let tags = &picture.tags;
            tags.iter().flat_map(move |a| {
                tags.iter().filter(move |b| a < *b).map(move |b| (a.clone(), b.clone()))
            })
        });
        let expected: Vec<Vec<String>> = most_first(pairs)
            .into_iter()
            .map(|((a, b), count)| vec![a, b, count.to_string()])
            .collect();
        prop_assert_eq!(rows(tag_pairs(known, tables.tags), &["a", "b", "count"]), expected);
    }

    #[test]
    fn the_tops_of_a_cluster_are_those_of_its_users_together(
        pictures in any_pictures(), persons in any_persons(), seed in 0_u64..100
    ) {
        let tables = labels(&pictures);
        let known = known(favorites(&persons), tables.labels.clone());
        let counts = shuffled(&trait_counts(known, traits(&tables)?), seed);
        let users: Vec<&str> = persons.iter().map(|(user, _)| user.as_str()).collect();
        let numbers: Vec<u32> = (0..users.len() as u32).map(|number| number % 2).collect();
        let clusters = df!["user_id" => users, "cluster" => numbers]?.lazy();
        let tops = rows(cluster_tops(counts, clusters, kind::TAG, 2, "top"), &["cluster", "top"]);
        let found: BTreeMap<String, String> =
            tops.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
        let mut expected = BTreeMap::new();
        for cluster in 0..2_usize {
            let members = persons.iter().skip(cluster).step_by(2);
            let tags = members.flat_map(|person| liked(&pictures, person));
            let top: Vec<String> = most_first(tags.flat_map(|picture| picture.tags.clone()))
                .into_iter()
                .take(2)
                .map(|(tag, _)| tag)
                .collect();
            if !top.is_empty() {
                expected.insert(cluster.to_string(), top.join("|"));
            }
        }
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn two_users_who_like_the_same_image_count_twice() -> Result<()> {
    let tables = labels(&[Picture::new("a.jpg", &["blue"], &["boat", "sea"])]);
    let table = favorites(&[person("ana", &["a.jpg"]), person("bo", &["a.jpg"])]);
    let known = known(table, tables.labels.clone());
    let pairs = rows(tag_pairs(known, tables.tags), &["a", "b", "count"]);
    assert_eq!(pairs, [["boat", "sea", "2"]]);
    Ok(())
}
