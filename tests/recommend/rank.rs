//! Answers `src/recommend/rank.rs`, as far as it can be seen from outside.

use anyhow::Result;
use pixrec::recommend::{Inputs, Settings};
use proptest::prelude::*;

use crate::frames::{Person, Picture, favorites, labels, person, recommended};

/// A collection in which all images are alike, so that only likes and names can rank them.
fn alike(count: usize) -> Vec<Picture> {
    (0..count)
        .map(|index| Picture::new(&format!("{index:02}.jpg"), &["blue"], &["sea"]))
        .collect()
}

fn ranked(count: usize, persons: &[Person], wanted: u32) -> Result<Vec<(String, f64)>> {
    ranked_by("popular", count, persons, wanted)
}

fn ranked_by(
    model: &str,
    count: usize,
    persons: &[Person],
    wanted: u32,
) -> Result<Vec<(String, f64)>> {
    let settings = Settings {
        model: model.to_owned(),
        count: wanted,
        ..Settings::default()
    };
    let inputs = Inputs {
        labels: &labels(&alike(count)),
        favorites: &favorites(persons),
        duplicates: None,
        dismissed: None,
    };
    let lists = recommended(inputs, &settings, Some("u0"), 1)?;
    Ok(lists
        .into_iter()
        .flat_map(|list| list.recommendations)
        .map(|row| (row.filename, row.score))
        .collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Cut or not, the list is the beginning of what sorting everything gives.
    #[test]
    fn the_list_is_the_beginning_of_all_images_sorted(
        count in 2_usize..20,
        likes in proptest::collection::vec(proptest::collection::btree_set(0_usize..20, 1..6), 1..5),
        wanted in 1_u32..25,
    ) {
        let persons: Vec<Person> = likes
            .iter()
            .enumerate()
            .map(|(user, rows)| {
                let names = rows.iter().filter(|row| **row < count);
                (format!("u{user}"), names.map(|row| format!("{row:02}.jpg")).collect())
            })
            .collect();
        prop_assume!(!persons[0].1.is_empty() && persons[0].1.len() < count);
        let fans = |name: &String| persons.iter().filter(|(_, names)| names.contains(name)).count();
        let mut expected: Vec<String> = (0..count)
            .map(|row| format!("{row:02}.jpg"))
            .filter(|name| !persons[0].1.contains(name))
            .collect();
        expected.sort_by_key(|name| (std::cmp::Reverse(fans(name)), name.clone()));
        expected.truncate(wanted as usize);
        let found = ranked(count, &persons, wanted)
            .map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        let names: Vec<String> = found.iter().map(|(name, _)| name.clone()).collect();
        prop_assert_eq!(names, expected);
        for (name, score) in found {
            let share = fans(&name) as f64 / persons.len() as f64;
            prop_assert!((score - share).abs() < 1e-6);
        }
    }
}

#[test]
fn scores_are_kept_to_six_decimals() -> Result<()> {
    let persons = [
        person("u0", &["00.jpg"]),
        person("u1", &["01.jpg"]),
        person("u2", &["00.jpg"]),
    ];
    assert_eq!(ranked(3, &persons, 1)?, [("01.jpg".to_owned(), 0.333333)]);
    Ok(())
}

/// No regression can tell images apart that are all alike, so every score is the same.
#[test]
fn equal_scores_leave_it_to_the_likes_and_then_to_the_name() -> Result<()> {
    let persons = [
        person("u0", &["00.jpg"]),
        person("u1", &["04.jpg", "03.jpg"]),
        person("u2", &["04.jpg", "05.jpg"]),
    ];
    let found = ranked_by("ridge", 6, &persons, 4)?;
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["04.jpg", "03.jpg", "05.jpg", "01.jpg"]);
    assert!(found.iter().all(|(_, score)| *score == found[0].1));
    Ok(())
}
