//! Answers `src/interactions/`: what is counted on numbers is what a naive count on texts finds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::Result;
use pixrec::interactions::{Interactions, TopTraits, rows_of_images, tag_pairs};
use pixrec::query::traits::kind;
use pixrec::tables::parquet::{scan, write};
use polars::prelude::*;
use proptest::prelude::*;

use crate::frames::{
    Person, Picture, any_persons, any_pictures, favorites, labels, liked, most_first, person, rows,
    shuffled, shuffled_labels, with_threads,
};

const COLUMNS: [&str; 5] = ["user_id", "kind", "value", "count", "rank"];
/// Of colours, orientations, sizes and tags.
const MOST: [usize; 4] = [3, 1, 0, 5];

fn naive_tops(pictures: &[Picture], persons: &[Person]) -> Vec<Vec<String>> {
    let mut persons = persons.to_vec();
    persons.sort();
    let mut tops = Vec::new();
    for one in &persons {
        let own = liked(pictures, one);
        let kinds = [kind::COLOR, kind::ORIENTATION, kind::SIZE, kind::TAG];
        for (kind, most) in kinds.into_iter().zip(MOST) {
            let all = own.iter().flat_map(|picture| picture.traits());
            let counted = most_first(all.filter(|(one, _)| one == kind).map(|(_, value)| value));
            for (rank, (value, count)) in (1..).zip(counted.into_iter().take(most)) {
                tops.push(
                    [&one.0, kind, &value, &count.to_string(), &format!("{rank}")]
                        .map(str::to_owned)
                        .to_vec(),
                );
            }
        }
    }
    tops
}

fn tops(interactions: Interactions) -> TopTraits {
    TopTraits {
        interactions: Arc::new(interactions),
        most: MOST,
    }
}

fn whole<T>(result: Result<T>) -> Result<T, TestCaseError> {
    result.map_err(|error| TestCaseError::fail(format!("{error:#}")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_tops_of_all_users_are_those_of_a_naive_count(
        pictures in any_pictures(), persons in any_persons(), seed in 0_u64..100
    ) {
        let tables = shuffled_labels(&labels(&pictures), seed);
        let table = shuffled(&favorites(&persons), seed);
        let made = tops(whole(Interactions::of(table, &tables))?);
        let expected = naive_tops(&pictures, &persons);
        prop_assert_eq!(rows(whole(made.frame())?, &COLUMNS), expected.clone());

        let folder = tempfile::tempdir()?;
        let path = folder.path().join("tops.parquet");
        whole(write(made.rows(), &path))?;
        prop_assert_eq!(rows(whole(scan(&path))?, &COLUMNS), expected);
    }

    #[test]
    fn likes_sums_and_pairs_are_those_of_a_naive_count(
        pictures in any_pictures(), persons in any_persons(), seed in 0_u64..100
    ) {
        let tables = shuffled_labels(&labels(&pictures), seed);
        let table = shuffled(&favorites(&persons), seed);
        let asked = whole(Interactions::of(table.clone(), &tables))?;
        let Interactions { favorites, traits } = &asked;
        let likes = favorites.likes(traits.images.len());
        let all = || persons.iter().flat_map(|person| liked(&pictures, person));

        let found: BTreeMap<String, u32> = (0..).zip(&likes)
            .filter(|(_, likes)| **likes > 0)
            .map(|(image, likes)| (traits.images.text(image).to_owned(), *likes))
            .collect();
        let mut expected: BTreeMap<String, u32> = BTreeMap::new();
        for picture in all() {
            *expected.entry(picture.filename.clone()).or_default() += 1;
        }
        prop_assert_eq!(found, expected);
        let rows = rows_of_images(shuffled(&table, seed), &traits.images);
        prop_assert_eq!(whole(rows)?, likes.clone());

        let found: BTreeSet<(String, String, u64)> = (0..).zip(traits.sums(&likes))
            .filter(|(_, sum)| *sum > 0)
            .map(|(number, sum)| {
                let (kind, value) = traits.value(number);
                (kind.to_owned(), value.to_owned(), sum)
            })
            .collect();
        let expected: BTreeSet<(String, String, u64)> = most_first(all().flat_map(Picture::traits))
            .into_iter()
            .map(|((kind, value), count)| (kind, value, count))
            .collect();
        prop_assert_eq!(found, expected);

        let found: Vec<(String, String, u64)> = tag_pairs(traits, &likes)
            .iter()
            .map(|pair| {
                let text = |number| traits.value(number).1.to_owned();
                (text(pair.first), text(pair.second), pair.count)
            })
            .collect();
        let pairs = all().flat_map(|picture| {
            let tags = &picture.tags;
            tags.iter().flat_map(move |a| {
                tags.iter().filter(move |b| a < *b).map(move |b| (a.clone(), b.clone()))
            })
        });
        let expected: Vec<(String, String, u64)> = most_first(pairs)
            .into_iter()
            .map(|((a, b), count)| (a, b, count))
            .collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn a_favourite_that_stands_twice_counts_once_and_one_that_is_not_there_is_told() -> Result<()> {
    let tables = labels(&[
        Picture::new("a.jpg", &["blue"], &["sea"]),
        Picture::new("b.jpg", &["red"], &[]),
    ]);
    let table = df![
        "user_id" => ["bo", "ana", "bo", "bo", "cy", "bo"],
        "filename" => [Some("b.jpg"), Some("a.jpg"), Some("a.jpg"), Some("b.jpg"), None, Some("gone.jpg")],
    ]?;
    let Interactions { favorites, traits } = Interactions::of(table.lazy(), &tables)?;
    assert_eq!(favorites.users.len(), 3);
    let own = |user| -> Vec<&str> {
        let numbers = favorites.images.row(user).iter();
        numbers.map(|number| traits.images.text(*number)).collect()
    };
    assert_eq!(own(0), ["a.jpg"]);
    assert_eq!(own(1), ["b.jpg", "a.jpg"]);
    assert!(own(2).is_empty());
    assert_eq!(favorites.unknown, 1);
    Ok(())
}

#[test]
fn a_row_without_a_user_is_told_by_its_number() -> Result<()> {
    let table = df!["user_id" => [Some("ana"), None], "filename" => ["a.jpg", "a.jpg"]]?;
    let error = Interactions::of(table.lazy(), &labels(&[])).err();
    let told = error.map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(told, "row 2 of favorites has no user_id");
    Ok(())
}

#[test]
fn a_table_of_many_parts_has_the_same_bytes_for_any_number_of_threads() -> Result<()> {
    let pictures: Vec<Picture> = (0..50)
        .map(|number| {
            let tags = [format!("t{}", number % 7), format!("u{}", number % 5)];
            let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
            Picture::new(&format!("{number:02}.jpg"), &["blue", "red"], &tags)
        })
        .collect();
    let persons: Vec<Person> = (0..40_000)
        .map(|user| {
            let own = [
                format!("{:02}.jpg", user % 50),
                format!("{:02}.jpg", user * 7 % 50),
            ];
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            person(&format!("user{user:05}"), &own)
        })
        .collect();
    let tables = labels(&pictures);
    let folder = tempfile::tempdir()?;
    let mut files = Vec::new();
    for threads in [1, 4] {
        let path = folder.path().join("tops.parquet");
        with_threads(threads, || {
            let table = tops(Interactions::of(favorites(&persons), &tables)?);
            write(table.rows(), &path)
        })?;
        files.push(std::fs::read(&path)?);
    }
    assert_eq!(files[0], files[1]);
    Ok(())
}

#[test]
fn nobody_and_nothing_are_a_table_without_rows() -> Result<()> {
    let nobody = tops(Interactions::of(favorites(&[]), &labels(&[]))?);
    assert!(rows(nobody.frame()?, &COLUMNS).is_empty());
    Ok(())
}
