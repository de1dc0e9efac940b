//! Answers `src/query/likes.rs`.

use std::collections::BTreeMap;

use anyhow::Result;
use pixrec::query::likes::{favorite_counts, image_likes, known, trait_counts, unknown, users};
use pixrec::query::traits::traits;
use proptest::prelude::*;

use crate::frames::{
    Picture, any_persons, any_pictures, favorites, labels, liked, most_first, person, rows,
    shuffled,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn known_and_unknown_favourites_keep_the_order_of_the_file(
        pictures in any_pictures(), persons in any_persons()
    ) {
        let labels = labels(&pictures).labels;
        let table = favorites(&persons);
        let is_known = |name: &String| pictures.iter().any(|picture| picture.filename == *name);
        let pairs = |wanted: bool| -> Vec<Vec<String>> {
            persons
                .iter()
                .flat_map(|(user, names)| names.iter().map(move |name| vec![user.clone(), name.clone()]))
                .filter(|pair| is_known(&pair[1]) == wanted)
                .collect()
        };
        let names = ["user_id", "filename"];
        prop_assert_eq!(rows(known(table.clone(), labels.clone()), &names), pairs(true));
        let mut lost = rows(unknown(table.clone(), labels), &names);
        lost.sort();
        let mut expected = pairs(false);
        expected.sort();
        prop_assert_eq!(lost, expected);
        let mut everybody: Vec<String> = persons.iter().map(|(user, _)| user.clone()).collect();
        everybody.sort();
        prop_assert_eq!(rows(users(table), &["user_id"]).concat(), everybody);
    }

    #[test]
    fn counts_are_those_of_a_naive_count(
        pictures in any_pictures(), persons in any_persons(), seed in 0_u64..100
    ) {
        let tables = labels(&pictures);
        let known = known(shuffled(&favorites(&persons), seed), tables.labels.clone());
        let counts = trait_counts(known.clone(), shuffled(&traits(&tables)?, seed));
        let expected: Vec<Vec<String>> = most_first(persons.iter().flat_map(|person| {
            let user = person.0.clone();
            liked(&pictures, person)
                .into_iter()
                .flat_map(Picture::traits)
                .map(move |(kind, value)| (user.clone(), kind, value))
        }))
        .into_iter()
        .map(|((user, kind, value), count)| vec![user, kind, value, count.to_string()])
        .collect();
        prop_assert_eq!(rows(counts.clone(), &["user_id", "kind", "value", "count"]), expected);

        let sizes: BTreeMap<String, String> = persons
            .iter()
            .map(|person| (person.0.clone(), liked(&pictures, person).len().to_string()))
            .filter(|(_, count)| count != "0")
            .collect();
        let found: BTreeMap<String, String> = rows(favorite_counts(known.clone()), &["user_id", "favorites"])
            .into_iter()
            .map(|row| (row[0].clone(), row[1].clone()))
            .collect();
        prop_assert_eq!(found, sizes);

        let mut likes = rows(image_likes(known), &["filename", "likes"]);
        likes.sort();
        let expected: Vec<Vec<String>> = pictures
            .iter()
            .map(|picture| {
                let fans = persons.iter().filter(|(_, names)| names.contains(&picture.filename));
                vec![picture.filename.clone(), fans.count().to_string()]
            })
            .filter(|row| row[1] != "0")
            .collect();
        prop_assert_eq!(likes, expected);
    }
}

#[test]
fn nobody_and_nothing_are_no_rows() -> Result<()> {
    let tables = labels(&[]);
    let table = favorites(&[person("ana", &["gone.jpg"]), person("bo", &[])]);
    let known = known(table.clone(), tables.labels.clone());
    assert!(rows(known.clone(), &["user_id", "filename"]).is_empty());
    assert!(rows(trait_counts(known.clone(), traits(&tables)?), &["user_id"]).is_empty());
    assert!(rows(favorite_counts(known.clone()), &["user_id"]).is_empty());
    assert!(rows(image_likes(known), &["filename"]).is_empty());
    assert_eq!(rows(users(table), &["user_id"]).concat(), ["ana", "bo"]);
    assert!(rows(users(favorites(&[])), &["user_id"]).is_empty());
    Ok(())
}
