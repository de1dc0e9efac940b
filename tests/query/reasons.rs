//! Answers `src/query/reasons.rs`.

use std::collections::BTreeMap;

use anyhow::Result;
use pixrec::query::likes::{favorite_counts, known, trait_counts};
use pixrec::query::reasons::{Known, sentences, shared_traits};
use pixrec::query::traits::{image_counts, kind, traits};
use pixrec::tables::labels::LabelTables;
use polars::prelude::*;
use proptest::prelude::*;

use crate::frames::{
    Person, Picture, any_persons, any_pictures, favorites, labels, liked, person, rows, shuffled,
    shuffled_labels,
};

const SHARED: [&str; 6] = ["user_id", "filename", "kind", "value", "count", "favorites"];

fn shared(tables: &LabelTables, likes: LazyFrame, pairs: LazyFrame, images: usize) -> LazyFrame {
    let traits = traits(tables).expect("the frames have the same columns");
    let known = known(likes, tables.labels.clone());
    let evidence = Known {
        user_counts: trait_counts(known.clone(), traits.clone()),
        favorite_counts: favorite_counts(known),
        image_counts: image_counts(traits.clone()),
        traits,
        images: images as u32,
    };
    shared_traits(pairs, &evidence)
}

fn pairs(persons: &[Person], pictures: &[Picture]) -> LazyFrame {
    let all = persons.iter().flat_map(|(user, _)| {
        let names = pictures.iter().map(|picture| picture.filename.as_str());
        names.map(move |name| (user.as_str(), name))
    });
    let (users, names): (Vec<&str>, Vec<&str>) = all.unzip();
    df!["user_id" => users, "filename" => names]
        .expect("columns are equally long")
        .lazy()
}

/// The naive answer: of every trait of the image that the user's favourites have, the two whose
/// share among them is farthest above that in the collection.
fn oracle(pictures: &[Picture], person: &Person, picture: &Picture) -> Vec<Vec<String>> {
    let favorites = liked(pictures, person);
    let count = |among: &[&Picture], one: &(String, String)| {
        among
            .iter()
            .filter(|other| other.traits().contains(one))
            .count()
    };
    let everything: Vec<&Picture> = pictures.iter().collect();
    let mut weighed: Vec<(i64, (String, String), usize)> = picture
        .traits()
        .into_iter()
        .map(|one| {
            let (own, all) = (count(&favorites, &one), count(&everything, &one));
            let spoken = one.0 == kind::COLOR || one.0 == kind::TAG;
            let excess = own * pictures.len();
            let excess = excess as i64 - (all * favorites.len()) as i64;
            (excess * if spoken { 2 } else { 1 }, one, own)
        })
        .filter(|(_, _, own)| *own > 0)
        .collect();
    // What speaks for nothing is only named where there is nothing better.
    weighed.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    weighed
        .into_iter()
        .take(2)
        .enumerate()
        .filter(|(place, (weight, _, _))| *place == 0 || *weight > 0)
        .map(|(_, (_, (kind, value), own))| {
            let (user, name) = (person.0.clone(), picture.filename.clone());
            vec![
                user,
                name,
                kind,
                value,
                own.to_string(),
                favorites.len().to_string(),
            ]
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_two_traits_that_set_a_user_apart_are_named(
        pictures in any_pictures(), mut persons in any_persons(), seed in 0_u64..100
    ) {
        persons.sort();
        let tables = shuffled_labels(&labels(&pictures), seed);
        let likes = shuffled(&favorites(&persons), seed);
        let pairs = shuffled(&pairs(&persons, &pictures), seed);
        let found = rows(shared(&tables, likes, pairs, pictures.len()), &SHARED);
        let expected: Vec<Vec<String>> = persons
            .iter()
            .flat_map(|person| pictures.iter().flat_map(|picture| oracle(&pictures, person, picture)))
            .collect();
        prop_assert_eq!(found, expected);
    }
}

/// The sentences of rows `(kind, value, count, favorites)` about one pair.
fn sentence(traits: &[(&str, &str, u32, u32)]) -> Option<String> {
    let frame = df![
        "user_id" => vec!["ana"; traits.len()],
        "filename" => vec!["a.jpg"; traits.len()],
        "kind" => traits.iter().map(|row| row.0).collect::<Vec<_>>(),
        "value" => traits.iter().map(|row| row.1).collect::<Vec<_>>(),
        "count" => traits.iter().map(|row| row.2).collect::<Vec<_>>(),
        "favorites" => traits.iter().map(|row| row.3).collect::<Vec<_>>(),
    ]
    .expect("columns are equally long");
    rows(sentences(frame.lazy(), "reason"), &["reason"])
        .concat()
        .pop()
}

#[test]
fn sentences_name_one_or_two_traits_with_their_counts() {
    type Row = (&'static str, &'static str, u32, u32);
    let cases: [(&[Row], &str); 6] = [
        (
            &[("color", "blue", 9, 12), ("tag", "sea", 7, 12)],
            "blue, like 9 of your 12 favourites, and tagged sea, like 7 of the 12",
        ),
        (
            &[("tag", "sea", 12, 12), ("orientation", "portrait", 12, 12)],
            "tagged sea, like all 12 of your favourites, and in portrait format, like all 12",
        ),
        (
            &[("size", "large", 2, 3)],
            "large in size, like 2 of your 3 favourites",
        ),
        (
            &[("orientation", "square", 1, 1)],
            "in square format, like your one favourite",
        ),
        (
            &[("color", "red", 1, 1), ("size", "large", 1, 1)],
            "red, like your one favourite, and large in size, like it",
        ),
        (
            &[("tag", "a, \"b\"", 1, 2), ("tag", "é", 1, 2)],
            "tagged a, \"b\", like 1 of your 2 favourites, and tagged é, like 1 of the 2",
        ),
    ];
    for (traits, expected) in cases {
        assert_eq!(sentence(traits).as_deref(), Some(expected));
    }
    assert_eq!(sentence(&[]), None);
}

#[test]
fn nothing_in_common_is_no_sentence() -> Result<()> {
    let mut other = Picture::new("b.jpg", &["red"], &["cat"]);
    (other.orientation, other.size) = ("portrait", "large");
    let pictures = [Picture::new("a.jpg", &["blue"], &["sea"]), other];
    let persons = [person("ana", &["a.jpg"]), person("bo", &[])];
    let shared = shared(
        &labels(&pictures),
        favorites(&persons),
        pairs(&persons, &pictures),
        2,
    );
    let found: BTreeMap<(String, String), String> = rows(
        sentences(shared, "reason"),
        &["user_id", "filename", "reason"],
    )
    .into_iter()
    .map(|row| ((row[0].clone(), row[1].clone()), row[2].clone()))
    .collect();
    let expected = "blue, like your one favourite, and tagged sea, like it".to_owned();
    assert_eq!(
        found,
        BTreeMap::from([(("ana".to_owned(), "a.jpg".to_owned()), expected)])
    );
    Ok(())
}

#[test]
fn no_pairs_and_no_images_give_no_reasons() {
    let tables = labels(&[]);
    let none = shared(&tables, favorites(&[]), pairs(&[], &[]), 0);
    assert!(rows(sentences(none, "reason"), &["reason"]).is_empty());
}
