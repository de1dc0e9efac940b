//! Answers `src/recommend/variety.rs`: lists that are not all of one kind.

use std::collections::BTreeSet;

use anyhow::Result;
use pixrec::recommend::{Inputs, Settings};
use pixrec::tables::duplicates::{self, DuplicateRecord};
use polars::prelude::*;

use crate::frames::{Person, Picture, favorites, labels, person, recommended};

const COUNT: u32 = 6;

/// Twelve pictures of each of three subjects, with a tag of its own for each.
fn pictures() -> Vec<Picture> {
    let subjects = [("sea", "blue"), ("wood", "green"), ("city", "gray")];
    let mut pictures = Vec::new();
    for (subject, color) in subjects {
        for number in 0..12 {
            let name = format!("{subject}-{number:02}.jpg");
            pictures.push(Picture::new(&name, &[color], &[subject]));
        }
    }
    pictures
}

/// Somebody who likes the sea most and the wood a little, and others by whom models can learn.
fn persons() -> Vec<Person> {
    let of = |subject: &str, numbers: std::ops::Range<usize>| -> Vec<String> {
        numbers
            .map(|number| format!("{subject}-{number:02}.jpg"))
            .collect()
    };
    let one = |name: &str, liked: Vec<Vec<String>>| {
        let liked = liked.concat();
        let liked: Vec<&str> = liked.iter().map(String::as_str).collect();
        person(name, &liked)
    };
    vec![
        one("ana", vec![of("sea", 0..4), of("wood", 0..1)]),
        one("bo", vec![of("sea", 2..9)]),
        one("cy", vec![of("wood", 1..7)]),
        one("di", vec![of("city", 3..9)]),
    ]
}

/// The names of ana's list.
fn list(model: &str, diversity: f64, alike: Option<&LazyFrame>) -> Result<Vec<String>> {
    let settings = Settings {
        model: model.to_owned(),
        count: COUNT,
        diversity,
        ..Settings::default()
    };
    let inputs = Inputs {
        labels: &labels(&pictures()),
        favorites: &favorites(&persons()),
        duplicates: alike,
        dismissed: None,
    };
    let lists = recommended(inputs, &settings, Some("ana"), 42)?;
    let rows = lists[0].recommendations.iter();
    Ok(rows.map(|row| row.filename.clone()).collect())
}

fn subjects(list: &[String]) -> BTreeSet<&str> {
    list.iter()
        .filter_map(|name| name.split('-').next())
        .collect()
}

/// Models whose lists are of one kind here: what fits best is all of one subject.
const OF_ONE_KIND: [&str; 3] = ["ridge", "decision-tree", "svm"];

#[test]
fn diversity_brings_other_subjects_and_keeps_the_best_image() -> Result<()> {
    for model in OF_ONE_KIND {
        let plain = list(model, 0.0, None)?;
        assert_eq!(subjects(&plain), ["sea"].into(), "{model}");
        let varied = list(model, 0.7, None)?;
        assert!(subjects(&varied).len() > 1, "{model}: {varied:?}");
        assert_eq!(varied.len(), COUNT as usize, "{model}");
        assert!(varied.contains(&plain[0]), "{model}: {varied:?}");
        let distinct: BTreeSet<&String> = varied.iter().collect();
        assert_eq!(distinct.len(), varied.len(), "{model}");
    }
    Ok(())
}

#[test]
fn what_looks_like_a_favourite_is_left_out() -> Result<()> {
    for model in OF_ONE_KIND {
        let plain = list(model, 0.0, None)?;
        // The best image looks like a favourite, the second one like an image that is none.
        let pairs = [("sea-00.jpg", &plain[0]), ("wood-11.jpg", &plain[1])];
        let pairs = pairs.map(|(one, other)| {
            let mut names = [one.to_owned(), other.clone()];
            names.sort();
            let [filename, other] = names;
            DuplicateRecord {
                filename,
                other,
                distance: 3,
            }
        });
        let alike = duplicates::frame(&pairs)?.lazy();
        let without = list(model, 0.0, Some(&alike))?;
        assert!(!without.contains(&plain[0]), "{model}: {without:?}");
        assert_eq!(without[..5], plain[1..], "{model}: the rest moves up");
    }
    Ok(())
}

#[test]
fn where_all_looks_like_favourites_the_list_is_still_full() -> Result<()> {
    let names: Vec<String> = pictures()
        .iter()
        .map(|picture| picture.filename.clone())
        .collect();
    let others = names.iter().filter(|name| *name != "sea-00.jpg");
    let pairs: Vec<DuplicateRecord> = others
        .map(|name| {
            let mut pair = ["sea-00.jpg".to_owned(), name.clone()];
            pair.sort();
            let [filename, other] = pair;
            DuplicateRecord {
                filename,
                other,
                distance: 1,
            }
        })
        .collect();
    let alike = duplicates::frame(&pairs)?.lazy();
    assert_eq!(list("ridge", 0.0, Some(&alike))?.len(), COUNT as usize);
    Ok(())
}
