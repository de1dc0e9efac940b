//! Answers `src/features.rs`.

use std::collections::BTreeMap;

use anyhow::Result;
use ndarray::{Array1, array};
use pixrec::features::{Feature, FeatureMatrix, cosine};
use pixrec::query::traits::kind;
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_cell_is_what_the_definition_says(pictures in any_pictures(), seed in 0_u64..100) {
        let matrix = FeatureMatrix::new(&shuffled_labels(&labels(&pictures), seed))
            .map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        let names: Vec<&String> = pictures.iter().map(|picture| &picture.filename).collect();
        prop_assert_eq!(matrix.filenames.iter().collect::<Vec<_>>(), names);
        prop_assert_eq!(matrix.values.dim(), (pictures.len(), matrix.features.len()));
        let expected = oracle(&pictures);
        for ((row, column), found) in matrix.values.indexed_iter() {
            let Feature { kind, value } = matrix.features[column].clone();
            let key = (matrix.filenames[row].clone(), kind, value);
            let wanted = expected.get(&key).copied().unwrap_or_default();
            prop_assert!((found - wanted).abs() < 1e-12, "{key:?}: {found}, not {wanted}");
            prop_assert!((0.0..=1.0 + 1e-12).contains(found));
        }
        let columns: std::collections::BTreeSet<(String, String)> =
            expected.into_keys().map(|(_, kind, value)| (kind, value)).collect();
        let found: Vec<(String, String)> = matrix
            .features
            .iter()
            .map(|feature| (feature.kind.clone(), feature.value.clone()))
            .collect();
        prop_assert_eq!(found, columns.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn each_image_is_found_in_its_own_row_whatever_the_order_of_the_tables() -> Result<()> {
    let pictures = synthetic(60, 3);
    let tables = labels(&pictures);
    let straight = FeatureMatrix::new(&tables)?;
    let mixed = FeatureMatrix::new(&shuffled_labels(&tables, 9))?;
    assert_eq!(straight.features, mixed.features);
    for picture in &pictures {
        let row = mixed.row_of(&picture.filename);
        assert_eq!(row, straight.row_of(&picture.filename));
        assert_eq!(
            row.map(|row| mixed.filenames[row].as_str()),
            Some(picture.filename.as_str())
        );
    }
    assert!(
        (&straight.values - &mixed.values)
            .iter()
            .all(|difference| difference.abs() < 1e-12)
    );
    assert_eq!(mixed.row_of("gone.jpg"), None);
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
    let matrix = FeatureMatrix::new(&labels(&pictures))?;
    let column = |value: &str| {
        matrix
            .features
            .iter()
            .position(|feature| feature.value == value)
    };
    assert_eq!(column("rare"), None);
    let all = column("all").map(|column| matrix.values.column(column).to_vec());
    assert_eq!(all, Some(vec![0.0; 3]));
    let two = column("two").map(|column| matrix.values.column(column).to_vec());
    assert_eq!(two, Some(vec![0.0, 1.0, 1.0]));
    Ok(())
}

#[test]
fn images_without_tags_and_no_images_have_finite_matrices() -> Result<()> {
    let bare = [
        Picture::new("a.jpg", &["blue"], &[]),
        Picture::new("b.jpg", &["red"], &[]),
    ];
    let matrix = FeatureMatrix::new(&labels(&bare))?;
    assert!(matrix.values.iter().all(|value| value.is_finite()));
    let empty = FeatureMatrix::new(&labels(&[]))?;
    assert_eq!(empty.values.dim(), (0, 0));
    assert_eq!(empty.row_of("a.jpg"), None);
    assert_eq!(empty.mean_of(&[]), Array1::<f64>::zeros(0));
    Ok(())
}

#[test]
fn no_more_tags_than_400_become_features_and_they_are_the_most_frequent() -> Result<()> {
    let tags: Vec<String> = (0..450).map(|number| format!("tag{number:03}")).collect();
    let most: Vec<&str> = tags.iter().map(String::as_str).collect();
    let pictures = [
        Picture::new("a.jpg", &["blue"], &most),
        Picture::new("b.jpg", &["blue"], &most),
        Picture::new("c.jpg", &["blue"], &most[440..]),
        Picture::new("d.jpg", &["blue"], &[]),
    ];
    let matrix = FeatureMatrix::new(&labels(&pictures))?;
    let kept: Vec<&str> = matrix
        .features
        .iter()
        .filter(|feature| feature.kind == kind::TAG)
        .map(|feature| feature.value.as_str())
        .collect();
    assert_eq!(kept.len(), 400);
    assert_eq!(kept[..390], most[..390]);
    assert_eq!(kept[390..], most[440..]);
    Ok(())
}

#[test]
fn means_and_angles_are_those_of_school() -> Result<()> {
    let pictures = [
        Picture::new("a.jpg", &["blue"], &[]),
        Picture::new("b.jpg", &["red"], &[]),
    ];
    let matrix = FeatureMatrix::new(&labels(&pictures))?;
    assert_eq!(
        matrix.mean_of(&[]),
        Array1::<f64>::zeros(matrix.features.len())
    );
    assert_eq!(matrix.mean_of(&[0, 1])[0], 0.5);
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
    Ok(())
}
