//! Answers `src/query/charts.rs` and `src/query/images.rs`.

use anyhow::Result;
use pixrec::query::charts::{
    contents as with_contents, of_first_users, palettes as palettes_of, spread, users, values,
};
use pixrec::query::images::formats;
use pixrec::query::likes::{known, trait_counts};
use pixrec::query::traits::{image_counts, kind, of_kinds, traits};
use pixrec::tables::labels::LabelTables;
use polars::prelude::*;
use proptest::prelude::*;

use crate::frames::{
    Person, Picture, favorites, labels, person, rows, shuffled, shuffled_labels, synthetic,
};

/// The contents of all pictures but the third.
fn contents(pictures: &[Picture]) -> LazyFrame {
    let known = pictures.iter().enumerate().filter(|(at, _)| *at != 2);
    let names = known.map(|(_, picture)| picture.filename.as_str());
    let names: Vec<&str> = names.collect();
    let hashes = names.iter().map(|name| format!("hash of {name}"));
    let hashes: Vec<String> = hashes.collect();
    df!["filename" => names, "content_hash" => hashes]
        .expect("columns of one length")
        .lazy()
}

/// The palettes of at most `most` images.
fn palettes(images: LazyFrame, labels: &LabelTables, most: u32) -> LazyFrame {
    let spread = spread(labels, most).collect().expect("a frame");
    let contents = with_contents(&spread, images).expect("images are named");
    palettes_of(contents, labels.colors.clone())
}

fn shown(pictures: &[Picture], most: u32) -> Vec<usize> {
    let mut names = rows(
        palettes(contents(pictures), &labels(pictures), most),
        &["filename"],
    )
    .concat();
    names.dedup();
    names
        .iter()
        .filter_map(|name| {
            pictures
                .iter()
                .position(|picture| picture.filename == *name)
        })
        .collect()
}

fn numbered(count: usize) -> Vec<Picture> {
    (0..count)
        .map(|index| Picture::new(&format!("{index:05}.jpg"), &["blue", "red"], &[]))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn as_many_palettes_are_shown_as_fit_and_they_are_evenly_spread(
        count in 0_usize..200, most in 1_u32..40
    ) {
        let places = shown(&numbered(count), most);
        prop_assert_eq!(places.len(), count.min(most as usize));
        if let (Some(first), true) = (places.first(), places.len() > 1) {
            prop_assert_eq!(*first, 0);
            let steps: Vec<usize> = places.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let (least, greatest) = (steps.iter().min(), steps.iter().max());
            prop_assert!(greatest.zip(least).is_some_and(|(g, l)| g - l <= 1), "{places:?}");
            let rest = count - places[places.len() - 1];
            prop_assert!(rest <= count.div_ceil(places.len()), "{places:?} of {count}");
        }
    }
}

#[test]
fn a_palette_keeps_its_swatches_in_their_order_whatever_the_order_of_rows() {
    let pictures = synthetic(40, 1);
    let tables = labels(&pictures);
    let names = [
        "filename",
        "rank",
        "name",
        "share",
        "images",
        "content_hash",
    ];
    let straight = rows(palettes(contents(&pictures), &tables, 7), &names);
    for seed in 0..5 {
        assert_eq!(
            rows(
                palettes(
                    shuffled(&contents(&pictures), seed),
                    &shuffled_labels(&tables, seed),
                    7
                ),
                &names
            ),
            straight
        );
    }
    for row in &straight {
        let picture = pictures.iter().find(|picture| picture.filename == row[0]);
        let rank: usize = row[1].parse().expect("a rank is a number");
        assert_eq!(
            picture.map(|picture| &picture.colors[rank - 1]),
            Some(&row[2])
        );
        assert_eq!(row[4], "40");
    }
}

#[test]
fn values_are_cut_to_the_most_frequent_and_know_how_many_images_there_are() -> Result<()> {
    let pictures = [
        Picture::new("a.jpg", &["blue", "red"], &["sea"]),
        Picture::new("b.jpg", &["red"], &[]),
        Picture::new("c.jpg", &["green"], &[]),
    ];
    let tables = labels(&pictures);
    let top = values(image_counts(traits(&tables)?), &tables, kind::COLOR, 2);
    assert_eq!(
        rows(top, &["value", "count", "images"]),
        [["red", "2", "3"], ["blue", "1", "3"]]
    );
    let empty = labels(&[]);
    assert!(
        rows(
            values(image_counts(traits(&empty)?), &empty, kind::TAG, 5),
            &["value"]
        )
        .is_empty()
    );
    Ok(())
}

#[test]
fn the_first_users_are_shown_with_how_many_there_are() -> Result<()> {
    let pictures = [
        Picture::new("a.jpg", &["blue"], &["sea"]),
        Picture::new("b.jpg", &["blue", "red"], &[]),
    ];
    let tables = labels(&pictures);
    let persons: Vec<Person> = vec![
        person("zoe", &["a.jpg"]),
        person("bo", &["a.jpg", "b.jpg"]),
        person("nobody", &["gone.jpg"]),
        person("ana", &["b.jpg"]),
    ];
    let names = ["user_id", "kind", "value", "count", "favorites", "users"];
    for seed in 0..4 {
        let known = known(shuffled(&favorites(&persons), seed), tables.labels.clone());
        let all = trait_counts(known.clone(), traits(&tables)?);
        let kinds = [kind::COLOR, kind::SIZE];
        let first = of_first_users(known.clone(), 2);
        let first = trait_counts(first, of_kinds(&tables, &kinds)?);
        let of_all = rows(users(all, known.clone(), &kinds, 2), &names);
        let found = rows(users(first, known, &kinds, 2), &names);
        let expected = [
            ["ana", "color", "blue", "1", "1", "3"],
            ["ana", "color", "red", "1", "1", "3"],
            ["ana", "size", "medium", "1", "1", "3"],
            ["bo", "color", "blue", "2", "2", "3"],
            ["bo", "color", "red", "1", "2", "3"],
            ["bo", "size", "medium", "2", "2", "3"],
        ];
        assert_eq!(found, expected);
        assert_eq!(of_all, expected);
    }
    Ok(())
}

#[test]
fn no_kinds_are_no_rows() -> Result<()> {
    let tables = labels(&[Picture::new("a.jpg", &["blue"], &[])]);
    let known = known(
        favorites(&[person("ana", &["a.jpg"])]),
        tables.labels.clone(),
    );
    let counts = trait_counts(known.clone(), traits(&tables)?);
    assert!(rows(users(counts, known, &[], 5), &["user_id"]).is_empty());
    Ok(())
}

#[test]
fn formats_are_counted_most_first_with_ties_by_the_alphabet() -> Result<()> {
    let images = df!["format" => [".png", ".jpg", ".bmp", ".jpg", ".png", ".gif"]]?.lazy();
    let expected = [[".jpg", "2"], [".png", "2"], [".bmp", "1"], [".gif", "1"]];
    for seed in 0..4 {
        assert_eq!(
            rows(formats(shuffled(&images, seed)), &["format", "count"]),
            expected
        );
    }
    Ok(())
}
