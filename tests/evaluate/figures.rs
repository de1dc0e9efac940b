//! Answers `src/evaluate/figures.rs` and `src/ranking/metrics.rs`: numbers worked out by hand.

use std::sync::Arc;

use anyhow::Result;
use pixrec::domain::Seed;
use pixrec::evaluate::figures::{beyond, each};
use pixrec::interactions::Rows;
use pixrec::ranking::UserMetrics;
use pixrec::recommend::{Collection, Content};

use crate::frames::{Picture, labels};

fn is_near(found: [f64; 3], expected: [f64; 3]) -> bool {
    found
        .iter()
        .zip(expected)
        .all(|(a, b)| (a - b).abs() < 1e-12)
}

fn rows(rows: &[&[u32]]) -> Rows {
    let mut all = Rows::default();
    rows.iter().for_each(|row| all.push(row.iter().copied()));
    all
}

#[test]
fn the_figures_of_a_list_are_those_worked_out_by_hand() {
    // Hits at the ranks 1, 3 and 7 of a list of twelve; four favourites are to be found.
    let list = [9, 0, 4, 1, 2, 3, 7, 5, 6, 8, 10, 11];
    let metrics = UserMetrics::of(&list, &[4, 7, 9, 99]);
    assert!(is_near(
        metrics.precision,
        [2.0 / 5.0, 3.0 / 10.0, 3.0 / 20.0]
    ));
    assert!(is_near(metrics.recall, [2.0 / 4.0, 3.0 / 4.0, 3.0 / 4.0]));
    assert!(is_near(metrics.hit_rate, [1.0; 3]));
    // 1 / log2(2), 1 / log2(4), 1 / log2(8) over the sum of the first four discounts.
    let ideal = 1.0 + 1.0 / 3_f64.log2() + 0.5 + 1.0 / 5_f64.log2();
    let (two, three) = (1.5, 1.5 + 1.0 / 3.0);
    assert!(is_near(
        metrics.ndcg,
        [two / ideal, three / ideal, three / ideal]
    ));
    // The precisions at the hits: 1/1, 2/3, 3/7.
    let (two, three) = (1.0 + 2.0 / 3.0, 1.0 + 2.0 / 3.0 + 3.0 / 7.0);
    assert!(is_near(metrics.map, [two / 4.0, three / 4.0, three / 4.0]));
}

#[test]
fn the_best_list_is_worth_one_and_an_empty_one_nothing() {
    let held: Vec<u32> = (0..30).collect();
    let best = UserMetrics::of(&held, &held);
    assert!(is_near(best.ndcg, [1.0; 3]) && is_near(best.map, [1.0; 3]));
    assert!(is_near(best.recall, [5.0 / 30.0, 10.0 / 30.0, 20.0 / 30.0]));
    assert_eq!(UserMetrics::of(&[], &[1]), UserMetrics::default());
}

#[test]
fn a_list_without_a_user_or_a_user_without_favourites_is_no_evaluation() {
    assert!(each(&[vec![1]], &rows(&[&[1], &[2]])).is_err());
    assert!(each(&[vec![1]], &rows(&[&[]])).is_err());
    assert_eq!(
        each(&[vec![1]], &rows(&[&[1]])).map(|each| each.len()).ok(),
        Some(1)
    );
}

/// Five images without any content, and three users of whom one likes nothing.
fn bare() -> Result<Collection> {
    let names = ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"];
    let pictures: Vec<Picture> = names
        .iter()
        .map(|name| Picture::new(name, &[], &[]))
        .collect();
    let mut tables = labels(&pictures);
    let nothing = |name: &str| {
        use polars::prelude::*;
        lit(NULL).cast(DataType::String).alias(name)
    };
    tables.labels = tables
        .labels
        .with_columns([nothing("orientation"), nothing("size_category")]);
    let content = Arc::new(Content::of(&tables)?);
    let favorites = rows(&[&[0, 1], &[0], &[]]);
    Ok(Collection::new(content, favorites, Seed::new(1)))
}

#[test]
fn coverage_and_novelty_are_those_worked_out_by_hand() -> Result<()> {
    let collection = bare()?;
    let found = beyond(&[vec![1, 2], vec![1, 3], vec![]], &collection);
    // Liked are a and b; shown are b, c and d.
    assert_eq!((found.coverage, found.coverage_of_all), (0.5, 0.6));
    // b is liked by one of the two users who like anything, 1 bit; c and d by half a user, 2 bits.
    assert_eq!(found.novelty, Some(1.5));
    assert_eq!(found.diversity, None, "no image has any content");
    assert_eq!(beyond(&[vec![]], &collection).novelty, None);
    Ok(())
}

#[test]
fn only_the_first_ten_images_of_a_list_count() -> Result<()> {
    let collection = bare()?;
    let list = [vec![0; 10], vec![1, 2, 3, 4]].concat();
    let found = beyond(&[list], &collection);
    assert_eq!((found.coverage, found.coverage_of_all), (0.5, 0.2));
    assert_eq!(found.novelty, Some(0.0), "both users like it");
    Ok(())
}

#[test]
fn a_list_of_equals_has_no_diversity_and_one_of_strangers_has_all() -> Result<()> {
    let pictures = [
        Picture::new("a.jpg", &[], &["sea"]),
        Picture::new("b.jpg", &[], &["sea"]),
        Picture::new("c.jpg", &[], &["wood"]),
        Picture::new("d.jpg", &[], &["wood"]),
    ];
    let mut tables = labels(&pictures);
    // One orientation and one size would make all of them alike.
    let shapes = ["orientation", "size_category"].map(|name| {
        use polars::prelude::*;
        lit(NULL).cast(DataType::String).alias(name)
    });
    tables.labels = tables.labels.with_columns(shapes);
    let content = Arc::new(Content::of(&tables)?);
    let collection = Collection::new(content, rows(&[&[0]]), Seed::new(1));
    let diversity = |lists: &[Vec<u32>]| {
        let found = beyond(lists, &collection).diversity;
        found.map(|diversity| (diversity * 1e6).round() / 1e6)
    };
    assert_eq!(diversity(&[vec![0, 1]]), Some(0.0));
    assert_eq!(diversity(&[vec![0, 2]]), Some(1.0));
    // Of the three pairs of the second list one is of equals.
    assert_eq!(
        diversity(&[vec![0, 1], vec![0, 1, 2], vec![3]]),
        Some(0.333333)
    );
    assert_eq!(diversity(&[vec![3]]), None, "one image has no pair");
    Ok(())
}
