//! Answers `src/features.rs`.

use std::collections::BTreeMap;

use anyhow::Result;
use ndarray::array;
use pixrec::features::{Feature, FeatureMatrix, POSITION, cosine};
use pixrec::interactions::ImageTraits;
use pixrec::query::traits::kind;
use pixrec::tables::labels::LabelTables;
use polars::prelude::{IntoLazy, df};
use proptest::prelude::*;

use crate::frames::{Picture, any_pictures, labels, shuffled_labels, synthetic};

/// The naive matrix: `(filename, kind, value)` to what the documentation says.
fn oracle(pictures: &[Picture]) -> BTreeMap<(String, String, String), f64> {
    let images = pictures.len() as f64;
    let with = |one: &(String, String)| {
        pictures
            .iter()
            .filter(|other| other.traits().contains(one))
            .count()
    };
    let every: Vec<(String, String)> = pictures.iter().flat_map(Picture::traits).collect();
    let rarest = every
        .iter()
        .filter(|one| one.0 == kind::TAG && with(one) >= 2)
        .map(|one| (images / with(one) as f64).ln())
        .fold(0.0, f64::max);
    let mut cells = BTreeMap::new();
    for picture in pictures {
        for one in picture.traits() {
            let (kind, value) = one.clone();
            let weight = match kind.as_str() {
                kind::COLOR => {
                    let named = picture.colors.iter().zip(picture.shares());
                    named
                        .filter(|(name, _)| **name == value)
                        .map(|(_, share)| share)
                        .sum()
                }
                kind::TAG if with(&one) < 2 => continue,
                kind::TAG if rarest == 0.0 => 0.0,
                kind::TAG => (images / with(&one) as f64).ln() / rarest,
                _ => 1.0,
            };
            cells.insert((picture.filename.clone(), kind, value), weight);
        }
    }
    cells
}

fn matrix_of(tables: &LabelTables) -> Result<FeatureMatrix> {
    FeatureMatrix::new(tables, &ImageTraits::of(tables)?)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_cell_is_what_the_definition_says(pictures in any_pictures(), seed in 0_u64..100) {
        let matrix = matrix_of(&shuffled_labels(&labels(&pictures), seed))
            .map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        let names: Vec<&String> = pictures.iter().map(|picture| &picture.filename).collect();
        let values = matrix.to_dense();
        prop_assert_eq!(values.dim(), (pictures.len(), matrix.features.len()));
        let expected = oracle(&pictures);
        for ((row, column), found) in values.indexed_iter() {
            let Feature { kind, value } = matrix.features[column].clone();
            if kind == POSITION {
                prop_assert!((-1.0..=1.0).contains(found));
                continue;
            }
            let key = (names[row].clone(), kind, value);
            let wanted = expected.get(&key).copied().unwrap_or_default();
            prop_assert!((found - wanted).abs() < 1e-6, "{key:?}: {found}, not {wanted}");
        }
        let columns: std::collections::BTreeSet<(String, String)> =
            expected.into_keys().map(|(_, kind, value)| (kind, value)).collect();
        let found: Vec<(String, String)> = matrix
            .features
            .iter()
            .filter(|feature| feature.kind != POSITION)
            .map(|feature| (feature.kind.clone(), feature.value.clone()))
            .collect();
        prop_assert_eq!(found, columns.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn each_image_is_found_in_its_own_row_whatever_the_order_of_the_tables() -> Result<()> {
    let pictures = synthetic(60, 3);
    let tables = labels(&pictures);
    let straight = matrix_of(&tables)?;
    let mixed = matrix_of(&shuffled_labels(&tables, 9))?;
    assert_eq!(straight.features, mixed.features);
    assert_eq!(straight.to_dense(), mixed.to_dense());
    assert!(straight.to_dense().iter().any(|value| *value != 0.0));
    Ok(())
}

#[test]
fn a_tag_of_one_image_and_of_every_image_tells_nothing() -> Result<()> {
    let tags = [vec!["all", "rare"], vec!["all", "two"], vec!["all", "two"]];
    let pictures: Vec<Picture> = tags
        .iter()
        .enumerate()
        .map(|(index, tags)| Picture::new(&format!("{index}.jpg"), &["blue"], tags))
        .collect();
    let matrix = matrix_of(&labels(&pictures))?;
    let column = |value: &str| {
        matrix
            .features
            .iter()
            .position(|feature| feature.value == value)
    };
    assert_eq!(column("rare"), None);
    let all = column("all").map(|column| matrix.to_dense().column(column).to_vec());
    assert_eq!(all, Some(vec![0.0; 3]));
    let two = column("two").map(|column| matrix.to_dense().column(column).to_vec());
    assert_eq!(two, Some(vec![0.0, 1.0, 1.0]));
    Ok(())
}

#[test]
fn images_without_tags_and_no_images_have_finite_matrices() -> Result<()> {
    let bare = [
        Picture::new("a.jpg", &["blue"], &[]),
        Picture::new("b.jpg", &["red"], &[]),
    ];
    let matrix = matrix_of(&labels(&bare))?;
    assert!(matrix.to_dense().iter().all(|value| value.is_finite()));
    let empty = matrix_of(&labels(&[]))?;
    assert_eq!(empty.to_dense().nrows(), 0);
    Ok(())
}

#[test]
fn no_more_tags_than_2000_become_features_and_they_are_the_most_frequent() -> Result<()> {
    let tags: Vec<String> = (0..2_050).map(|number| format!("tag{number:04}")).collect();
    let most: Vec<&str> = tags.iter().map(String::as_str).collect();
    let pictures = [
        Picture::new("a.jpg", &["blue"], &most),
        Picture::new("b.jpg", &["blue"], &most),
        Picture::new("c.jpg", &["blue"], &most[2_040..]),
        Picture::new("d.jpg", &["blue"], &[]),
    ];
    let matrix = matrix_of(&labels(&pictures))?;
    let kept: Vec<&str> = matrix
        .features
        .iter()
        .filter(|feature| feature.kind == kind::TAG)
        .map(|feature| feature.value.as_str())
        .collect();
    assert_eq!(kept.len(), 2_000);
    assert_eq!(kept[..1_990], most[..1_990]);
    assert_eq!(kept[1_990..], most[2_040..]);
    Ok(())
}

/// Half white and half black lies in the middle between them on the axis of light; red is red
/// rather than green, and yellow rather than blue.
#[test]
fn positions_say_where_in_the_colour_space_a_palette_is() -> Result<()> {
    let tables = labels(&[
        Picture::new("a.jpg", &["white"], &[]),
        Picture::new("b.jpg", &["white"], &[]),
        Picture::new("c.jpg", &["white", "white"], &[]),
    ]);
    let colors = df![
        "filename" => ["a.jpg", "b.jpg", "c.jpg", "c.jpg"],
        "rank" => [1_u32, 1, 1, 2],
        "r" => [255_u32, 0, 255, 255],
        "g" => [255_u32, 0, 0, 0],
        "b" => [255_u32, 0, 0, 0],
        "name" => ["white", "black", "red", "red"],
        "share" => [1.0, 1.0, 0.5, 0.5],
    ]?;
    let matrix = matrix_of(&LabelTables {
        colors: colors.lazy(),
        ..tables
    })?;
    let dense = matrix.to_dense();
    let axes: Vec<usize> = (0..matrix.features.len())
        .filter(|column| matrix.features[*column].kind == POSITION)
        .collect();
    let of = |image: usize| [0, 1, 2].map(|axis| dense[(image, axes[axis])]);
    let near = |found: [f64; 3], wanted: [f64; 3]| {
        let pairs = found.iter().zip(wanted);
        assert!(
            pairs.clone().all(|(a, b)| (a - b).abs() < 2e-3),
            "{found:?}"
        );
    };
    near(of(0), [1.0, 0.0, 0.0]);
    near(of(1), [-1.0, 0.0, 0.0]);
    // Oklab of #ff0000 is (0.628, 0.225, 0.126), as its author gives it.
    near(of(2), [0.256, 0.562, 0.315]);
    Ok(())
}

#[test]
fn angles_are_those_of_school() {
    assert_eq!(
        cosine(array![1.0, 0.0].view(), array![0.0, 1.0].view()),
        0.0
    );
    assert_eq!(
        cosine(array![0.0, 0.0].view(), array![0.0, 1.0].view()),
        0.0
    );
    assert!((cosine(array![1.0, 1.0].view(), array![2.0, 2.0].view()) - 1.0).abs() < 1e-12);
    assert!(
        (cosine(array![1.0, 0.0].view(), array![1.0, 1.0].view()) - 0.5_f64.sqrt()).abs() < 1e-12
    );
}
