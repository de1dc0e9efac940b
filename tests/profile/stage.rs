//! Answers `src/profile/mod.rs` and `src/profile/clusters.rs`.

use std::collections::BTreeSet;

use anyhow::Result;
use pixrec::profile::{Likes, Profiles, Settings, run};
use pixrec::query::traits::kind;
use pixrec::tables::labels::LabelTables;
use pixrec::tables::{favorites, patterns, users};
use polars::prelude::*;
use proptest::prelude::*;

use crate::frames::{
    Person, Picture, any_persons, any_pictures, context, labels, liked, most_first, person, rows,
    shuffled_labels, synthetic, with_threads,
};

fn profiles(tables: &LabelTables, persons: &[Person]) -> Result<Profiles> {
    let likes = Likes {
        favorites: favorites::frame(persons)?.lazy(),
        tastes: Vec::new(),
    };
    Ok(run(tables, likes, &Settings::default(), context(42))?.tables)
}

fn user_table(made: &Profiles) -> LazyFrame {
    made.users.frame().expect("a table of users").lazy()
}

/// The values of a kind among some pictures, most first.
fn tops(pictures: &[&Picture], kind: &str, most: usize) -> Vec<String> {
    let all = pictures.iter().flat_map(|picture| picture.traits());
    most_first(all.filter(|(one, _)| one == kind).map(|(_, value)| value))
        .into_iter()
        .take(most)
        .map(|(value, _)| value)
        .collect()
}

fn naive_profile(pictures: &[Picture], person: &Person) -> Vec<String> {
    let favorites = liked(pictures, person);
    let one = |kind| {
        let top = tops(&favorites, kind, 1);
        top.first().cloned().unwrap_or("-".to_owned())
    };
    let names: Vec<&str> = favorites
        .iter()
        .map(|picture| picture.filename.as_str())
        .collect();
    vec![
        person.0.clone(),
        tops(&favorites, kind::COLOR, 3).join("|"),
        one(kind::ORIENTATION),
        one(kind::SIZE),
        tops(&favorites, kind::TAG, 5).join("|"),
        names.join("|"),
    ]
}

const COLUMNS: [&str; 6] = [
    "user_id",
    "favorite_colors",
    "favorite_orientation",
    "favorite_size",
    "favorite_tags",
    "favorite_images",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn profiles_and_patterns_are_those_of_a_naive_count(
        pictures in any_pictures(), mut persons in any_persons(), seed in 0_u64..100
    ) {
        // Without persons there would be simulated ones.
        persons.push(person("constant", &["p0.jpg", "p1.jpg", "p2.jpg"]));
        let tables = shuffled_labels(&labels(&pictures), seed);
        let made = profiles(&tables, &persons).map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        let mut expected: Vec<Vec<String>> =
            persons.iter().map(|person| naive_profile(&pictures, person)).collect();
        expected.sort();
        prop_assert_eq!(rows(user_table(&made), &COLUMNS), expected);

        let everything: Vec<&Picture> =
            persons.iter().flat_map(|person| liked(&pictures, person)).collect();
        let counts = |kind: &str| -> Vec<Vec<String>> {
            let all = everything.iter().flat_map(|picture| picture.traits());
            most_first(all.filter(|(one, _)| one == kind).map(|(_, value)| value))
                .into_iter()
                .map(|(value, count)| vec![value, count.to_string()])
                .collect()
        };
        let patterns = &made.patterns;
        prop_assert_eq!(rows(patterns.popular_colors.clone().lazy(), &["color", "count"]), counts(kind::COLOR));
        prop_assert_eq!(rows(patterns.frequent_tags.clone().lazy(), &["tag", "count"]), counts(kind::TAG));

        // Each user with favourites that are there is in one cluster, everybody else in none.
        let clusters = rows(patterns.user_clusters.clone().lazy(), &["cluster", "users", "top_tags", "top_colors"]);
        let mut clustered: Vec<String> = Vec::new();
        for (number, row) in clusters.iter().enumerate() {
            prop_assert_eq!(&row[0], &number.to_string());
            let members: Vec<&Person> =
                row[1].split('|').filter_map(|user| persons.iter().find(|(id, _)| id == user)).collect();
            let own: Vec<&Picture> =
                members.iter().flat_map(|person| liked(&pictures, person)).collect();
            prop_assert_eq!(&row[2], &tops(&own, kind::TAG, 5).join("|"));
            prop_assert_eq!(&row[3], &tops(&own, kind::COLOR, 3).join("|"));
            clustered.extend(members.iter().map(|(user, _)| user.clone()));
        }
        let of_users = rows(user_table(&made), &["user_id", "favorite_images", "cluster"]);
        for row in &of_users {
            let in_clusters = clustered.iter().filter(|user| **user == row[0]).count();
            prop_assert_eq!(in_clusters, usize::from(!row[1].is_empty()));
            prop_assert_eq!(row[2] == "-", row[1].is_empty());
        }
    }
}

#[test]
fn a_user_without_favourites_keeps_a_profile_of_empty_lists_and_nulls() -> Result<()> {
    let persons = [
        person("ana", &["a.jpg"]),
        person("bo", &[]),
        person("cy", &["gone.jpg"]),
    ];
    let made = profiles(
        &labels(&[Picture::new("a.jpg", &["blue"], &["sea"])]),
        &persons,
    )?;
    let json = String::from_utf8(users::to_json(&made.users.frame()?)?)?;
    for user in ["bo", "cy"] {
        let line = format!(
            "{{\"user_id\":\"{user}\",\"favorite_colors\":[],\"favorite_orientation\":null,\"favorite_size\":null,\"favorite_tags\":[],\"favorite_images\":[],\"cluster\":null}}"
        );
        assert!(json.contains(&line), "{json}");
    }
    assert!(
        json.contains("\"favorite_images\":[\"a.jpg\"],\"cluster\":0}"),
        "{json}"
    );
    Ok(())
}

#[test]
fn a_favourite_that_is_not_there_is_a_skip_and_stays_in_the_file() -> Result<()> {
    let persons = [person("ana", &["gone\u{1b}.jpg", "a.jpg"])];
    let likes = Likes {
        favorites: favorites::frame(&persons)?.lazy(),
        tastes: Vec::new(),
    };
    let tables = labels(&[Picture::new("a.jpg", &["blue"], &[])]);
    let outcome = run(&tables, likes, &Settings::default(), context(42))?;
    assert_eq!(favorites::users(&outcome.tables.favorites)?, persons);
    let sources: Vec<&str> = outcome
        .skips
        .iter()
        .map(|skip| skip.source.as_str())
        .collect();
    assert_eq!(sources, ["favorites of ana: gone .jpg"]);
    assert_eq!(outcome.made, "1 users");
    Ok(())
}

#[test]
fn a_collection_without_images_still_has_users_and_patterns() -> Result<()> {
    let made = profiles(&labels(&[]), &[person("ana", &["gone.jpg"])])?;
    assert_eq!(made.users.len(), 1);
    let json: serde_json::Value = serde_json::from_slice(&patterns::to_json(&made.patterns)?)?;
    let empty = serde_json::json!({
        "popular_colors": [], "frequent_tags": [], "user_clusters": [], "tag_pairs": [],
    });
    assert_eq!(json, empty);
    let nobody = run(
        &labels(&[]),
        Likes::default(),
        &Settings::default(),
        context(42),
    )?;
    assert_eq!(nobody.tables.users.len(), 8);
    Ok(())
}

#[test]
fn users_of_two_kinds_are_found_to_be_two_clusters() -> Result<()> {
    let pictures = synthetic(240, 1);
    let of = |subject: &str, part: usize| {
        let own = pictures
            .iter()
            .filter(|picture| picture.tags.iter().any(|tag| tag == subject));
        let names = own
            .skip(part * 5)
            .take(5)
            .map(|picture| picture.filename.clone());
        names.collect::<Vec<String>>()
    };
    let persons: Vec<Person> = (0..3)
        .flat_map(|part| {
            let of = &of;
            ["forest", "night"].map(move |subject| (format!("{subject}-{part}"), of(subject, part)))
        })
        .collect();
    let made = profiles(&labels(&pictures), &persons)?;
    let clusters = rows(made.patterns.user_clusters.lazy(), &["users", "top_tags"]);
    let members: BTreeSet<&str> = clusters.iter().map(|row| row[0].as_str()).collect();
    let expected = ["forest-0|forest-1|forest-2", "night-0|night-1|night-2"];
    assert_eq!(members, BTreeSet::from(expected));
    for row in &clusters {
        let subject = row[0].split('-').next().unwrap_or_default();
        assert_eq!(row[1].split('|').next(), Some(subject));
    }
    Ok(())
}

#[test]
fn files_are_the_same_for_any_threads_and_any_order_of_rows() -> Result<()> {
    let tables = labels(&synthetic(150, 1));
    let mut written = Vec::new();
    for (threads, tables) in [
        (1, tables.clone()),
        (4, tables.clone()),
        (2, shuffled_labels(&tables, 5)),
    ] {
        let outcome = with_threads(threads, || {
            run(
                &tables,
                Likes::default(),
                &Settings {
                    users: 16,
                    ..Settings::default()
                },
                context(42),
            )
        })?;
        let made = outcome.tables;
        written.push((
            favorites::to_json(&made.favorites)?,
            users::to_json(&made.users.frame()?)?,
            patterns::to_json(&made.patterns)?,
            made.tastes,
        ));
    }
    assert_eq!(written[0], written[1]);
    assert_eq!(written[0], written[2]);
    Ok(())
}

#[test]
fn pairs_of_tags_are_all_pairs_in_order() -> Result<()> {
    let tags: Vec<String> = (0..40).map(|number| format!("t{number:02}")).collect();
    let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
    let tables = labels(&[Picture::new("a.jpg", &["blue"], &tags)]);
    let pairs = profiles(&tables, &[person("ana", &["a.jpg"])])?
        .patterns
        .tag_pairs;
    let pairs = rows(pairs.lazy(), &["a", "b"]);
    assert_eq!(pairs.len(), 40 * 39 / 2);
    assert_eq!(pairs[0], ["t00", "t01"]);
    Ok(())
}

#[test]
fn settings_name_the_key_and_what_it_can_be() {
    let with = |users| Settings {
        users,
        ..Settings::default()
    };
    assert!(with(1).check().is_ok());
    for users in [0, 100_001] {
        let error = with(users).check().expect_err("out of range").to_string();
        assert!(
            error.contains("profile.users") && error.contains("100000"),
            "{error}"
        );
    }
}
