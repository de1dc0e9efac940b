//! Answers `src/recommend/mod.rs`, `newcomer.rs` and `popular.rs`: what is the same for all
//! models is in `contracts/models.rs`; here is what one of them promises beyond.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use pixrec::domain::Seed;
use pixrec::profile::{Likes, settle};
use pixrec::recommend::{Inputs, MODELS, Settings};
use pixrec::tables::favorites;
use pixrec::tables::recommendations::{Recommendation, UserRecommendations};
use polars::prelude::*;

use crate::frames::{Person, Picture, labels, person, synthetic};

fn recommended(
    pictures: &[Picture],
    persons: &[Person],
    model: &str,
    count: u32,
    only: Option<&str>,
) -> Result<Vec<UserRecommendations>> {
    let settings = Settings {
        model: model.to_owned(),
        count,
        ..Settings::default()
    };
    let inputs = Inputs {
        labels: &labels(pictures),
        favorites: &crate::frames::favorites(persons),
        duplicates: None,
        dismissed: None,
    };
    crate::frames::recommended(inputs, &settings, only, 42)
}

fn names(list: &UserRecommendations) -> Vec<&str> {
    let rows = list.recommendations.iter();
    rows.map(|row| row.filename.as_str()).collect()
}

#[test]
fn the_popular_model_ranks_by_likes_then_by_name() -> Result<()> {
    let pictures: Vec<Picture> = ["a", "b", "c", "d", "e"]
        .map(|name| Picture::new(&format!("{name}.jpg"), &["blue"], &["sea"]))
        .to_vec();
    let persons = [
        person("ana", &["a.jpg"]),
        person("bo", &["d.jpg", "c.jpg"]),
        person("cy", &["d.jpg"]),
        person("di", &["e.jpg", "d.jpg"]),
    ];
    let lists = recommended(&pictures, &persons, "popular", 4, Some("ana"))?;
    assert_eq!(names(&lists[0]), ["d.jpg", "c.jpg", "e.jpg", "b.jpg"]);
    let scores: Vec<f64> = lists[0]
        .recommendations
        .iter()
        .map(|row| row.score)
        .collect();
    assert_eq!(scores, [0.75, 0.25, 0.25, 0.0]);
    Ok(())
}

#[test]
fn a_newcomer_gets_liked_images_of_many_kinds_and_is_told_why() -> Result<()> {
    let pictures = synthetic(120, 1);
    let persons: Vec<Person> = (0..6)
        .map(|number| {
            let own = pictures.iter().skip(number).step_by(12).take(4);
            let favorites = own.map(|picture| picture.filename.clone()).collect();
            (format!("user_{number}"), favorites)
        })
        .collect();
    let lists = recommended(&pictures, &persons, "hybrid", 6, Some("somebody new"))?;
    let subjects: BTreeSet<&str> = names(&lists[0])
        .into_iter()
        .filter_map(|name| name.split('-').next())
        .collect();
    assert!(subjects.len() >= 4, "{subjects:?}");
    for row in &lists[0].recommendations {
        assert!(row.reason.contains("no favourites yet"), "{}", row.reason);
        assert!(row.reason.contains("popular and varied"), "{}", row.reason);
    }
    assert!(lists[0].recommendations[0].score > 0.0);
    Ok(())
}

#[test]
fn settings_name_the_key_and_what_it_can_be() {
    let with = |model: &str, count| Settings {
        model: model.to_owned(),
        count,
        ..Settings::default()
    };
    for definition in MODELS {
        let found = with(definition.name, 100).check().map(|model| model.name);
        assert_eq!(found.ok(), Some(definition.name));
    }
    for count in [0, 101] {
        let error = with("hybrid", count)
            .check()
            .err()
            .map(|error| error.to_string());
        assert!(
            error.is_some_and(|error| error.contains("recommend.count")),
            "{count}"
        );
    }
    let error = with("magic", 5)
        .check()
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(error.contains("recommend.model is 'magic'"), "{error}");
    assert!(
        MODELS.iter().all(|model| error.contains(model.name)),
        "{error}"
    );
}

/// How many of the favourites that were held out are among the first ten, on average over users.
fn recall_at_10(lists: &[UserRecommendations], held: &BTreeMap<String, Vec<String>>) -> f64 {
    let recalls = lists.iter().filter_map(|list| {
        let held = held.get(&list.user_id)?;
        let hits = list
            .recommendations
            .iter()
            .filter(|row| held.contains(&row.filename));
        Some(hits.count() as f64 / held.len() as f64)
    });
    recalls.sum::<f64>() / lists.len() as f64
}

/// Of each user's simulated favourites every fifth is held out; the rest is what a model learns
/// from.
///
/// A taste fits twenty-five images and often many more, so that ten cannot hold all that was held
/// out.
#[test]
fn models_of_content_find_held_out_favourites_that_popularity_does_not() -> Result<()> {
    const MODELS: [&str; 7] = [
        "popular",
        "ridge",
        "decision-tree",
        "random-forest",
        "svm",
        "k-means",
        "hybrid",
    ];
    let pictures = synthetic(600, 1);
    let tables = labels(&pictures);
    let mut recalls: BTreeMap<&str, f64> = BTreeMap::new();
    let seeds = 0..4_u64;
    for seed in seeds.clone() {
        let made = settle(&tables, Likes::default(), 40, Seed::new(seed))?;
        let everybody = favorites::users(&made.favorites.lazy())?;
        let (mut kept, mut held) = (Vec::new(), BTreeMap::new());
        for (user, names) in everybody {
            let (out, rest): (Vec<_>, Vec<_>) = names
                .into_iter()
                .enumerate()
                .partition(|(place, _)| place % 5 == 4);
            let plain = |names: Vec<(usize, String)>| names.into_iter().map(|(_, name)| name);
            held.insert(user.clone(), plain(out).collect::<Vec<_>>());
            kept.push((user, plain(rest).collect()));
        }
        for model in MODELS {
            let lists = recommended(&pictures, &kept, model, 10, None)?;
            *recalls.entry(model).or_default() += recall_at_10(&lists, &held) / 4.0;
        }
    }
    let popular = recalls["popular"];
    for model in MODELS.into_iter().filter(|model| *model != "popular") {
        assert!(recalls[model] > 3.0 * popular, "{model}: {recalls:?}");
    }
    Ok(())
}

#[test]
fn who_likes_one_subject_is_shown_that_subject() -> Result<()> {
    let pictures = synthetic(240, 1);
    let own = pictures
        .iter()
        .filter(|picture| picture.tags.contains(&"reef".to_owned()));
    let favorites: Vec<String> = own
        .take(10)
        .map(|picture| picture.filename.clone())
        .collect();
    let persons = [("ana".to_owned(), favorites)];
    for model in ["ridge", "hybrid"] {
        let lists = recommended(&pictures, &persons, model, 10, None)?;
        let reefs = names(&lists[0])
            .iter()
            .filter(|name| name.starts_with("reef"))
            .count();
        assert!(reefs >= 9, "{model}: {:?}", names(&lists[0]));
        let first: &Recommendation = &lists[0].recommendations[0];
        assert!(
            first
                .reason
                .contains("tagged reef, like all 10 of your favourites"),
            "{}",
            first.reason
        );
    }
    Ok(())
}
