//! The counting tree.

use anyhow::{Context, Result};
use linfa::Dataset;
use linfa::traits::Fit;
use linfa_trees::DecisionTree;
use ndarray::{Array1, Array2};
use rand::Rng;

use super::{Growth, Questions, TasteTree};
use crate::domain::Seed;
use crate::query::traits::kind;
use crate::recommend::Cause;
use crate::recommend::tests::{colors, content};

const SEED: Seed = Seed::new(42);

fn grown(questions: &Questions, favorites: &[u32]) -> TasteTree {
    let liked: Vec<(u32, f32)> = favorites.iter().map(|image| (*image, 1.0)).collect();
    let asked = vec![true; questions.len()];
    TasteTree::grow(questions, &liked, &asked, Growth::default())
}

fn near(found: f32, wanted: f32) {
    assert!((found - wanted).abs() < 1e-5, "{found}, not {wanted}");
}

/// Eight images, the first four of the sea, two of these liked. The others weigh as much as both
/// favourites together: a third each.
#[test]
fn the_odds_of_leaves_are_those_worked_out_by_hand() -> Result<()> {
    let (sea, land): (&[&str], &[&str]) = (&["sea"], &["land"]);
    let content = content(&[sea, sea, sea, sea, land, land, land, land])?;
    let questions = Questions::of(&content, SEED);
    let tree = grown(&questions, &[0, 1]);
    let odds: Vec<f32> = tree.log_odds().collect();
    // (favourites + m p) / (others + m (1 - p)) with m = 2 and p = 1/2.
    let sea = ((2.0_f32 + 1.0) / (2.0 / 3.0 + 1.0)).ln();
    let land = ((0.0_f32 + 1.0) / (4.0 / 3.0 + 1.0)).ln();
    for (image, odds) in odds.into_iter().enumerate() {
        near(odds, if image < 4 { sea } else { land });
    }
    Ok(())
}

/// What is liked is of the sea and at sunset; images of one of both are not.
#[test]
fn a_rule_that_was_planted_is_found_and_told() -> Result<()> {
    let kinds: [&[&str]; 4] = [&["sea", "sunset"], &["sea"], &["sunset"], &["city"]];
    let images: Vec<&[&str]> = (0..200).map(|image| kinds[image % 4]).collect();
    let content = content(&images)?;
    let questions = Questions::of(&content, SEED);
    let favorites: Vec<u32> = (0..40).step_by(4).collect();
    let tree = grown(&questions, &favorites);
    let odds: Vec<f32> = tree.log_odds().collect();
    for (image, odds) in odds.iter().enumerate() {
        assert_eq!(*odds > 0.0, image % 4 == 0, "{image}: {odds}");
    }
    let parts = tree.path(&questions, 100);
    let has = |tag| content.traits.number(kind::TAG, tag).map(Cause::Has);
    let causes: Vec<Option<Cause>> = parts.iter().map(|part| Some(part.cause)).collect();
    assert!(causes.contains(&has("sea")) && causes.contains(&has("sunset")));
    near(parts.iter().map(|part| part.amount).sum(), odds[100]);
    Ok(())
}

/// linfa-trees looks at rows with weights; both must find a first question of the same worth.
#[test]
fn the_first_question_is_worth_as_much_as_that_of_linfa() -> Result<()> {
    const TAGS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
    for seed in 0..20 {
        let mut rng = Seed::new(seed).rng();
        let images: Vec<Vec<&str>> = (0..120)
            .map(|_| TAGS.into_iter().filter(|_| rng.gen_bool(0.4)).collect())
            .collect();
        let slices: Vec<&[&str]> = images.iter().map(Vec::as_slice).collect();
        let questions = Questions::of(&content(&slices)?, SEED);
        let favorites: Vec<u32> = (0..120).filter(|_| rng.gen_bool(0.2)).collect();
        let tree = grown(&questions, &favorites);
        let other_weight = favorites.len() as f32 / (120 - favorites.len()) as f32;

        let rows = Array2::from_shape_fn((120, questions.len()), |(image, question)| {
            f64::from(u8::from(questions.is_yes(image as u32, question as u32)))
        });
        let is_liked = |image: usize| favorites.contains(&(image as u32));
        let targets = Array1::from_shape_fn(120, is_liked);
        let weights = Array1::from_shape_fn(120, |image| match is_liked(image) {
            true => 1.0,
            false => other_weight,
        });
        let peer = DecisionTree::params()
            .max_depth(Some(1))
            .min_weight_leaf(Growth::default().min_weight)
            .fit(&Dataset::new(rows, targets).with_weights(weights))?;
        let (_, _, wanted) = peer.root_node().split();

        let split = tree.nodes[0].split.context("the root is split")?;
        let yes = questions.images.row(split.question as usize);
        let liked_yes = yes.iter().filter(|image| is_liked(**image as usize));
        let liked_yes = liked_yes.count() as f32;
        let others_yes = (yes.len() as f32 - liked_yes) * other_weight;
        let all = favorites.len() as f32;
        let mixed = |favorites: f32, others: f32| 2.0 * favorites * others / (favorites + others);
        let gain = mixed(all, all)
            - mixed(liked_yes, others_yes)
            - mixed(all - liked_yes, all - others_yes);
        near(gain / (2.0 * all), wanted as f32);
    }
    Ok(())
}

/// Counts are handed from a node to its children and never made anew.
#[test]
fn every_image_is_in_the_leaf_to_which_its_answers_lead() -> Result<()> {
    const TAGS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
    let mut rng = Seed::new(1).rng();
    let images: Vec<Vec<&str>> = (0..300)
        .map(|_| TAGS.into_iter().filter(|_| rng.gen_bool(0.5)).collect())
        .collect();
    let slices: Vec<&[&str]> = images.iter().map(Vec::as_slice).collect();
    let questions = Questions::of(&content(&slices)?, SEED);
    let favorites: Vec<u32> = (0..300).filter(|_| rng.gen_bool(0.2)).collect();
    let tree = grown(&questions, &favorites);
    assert!(tree.nodes.len() > 8, "{} nodes", tree.nodes.len());
    for (image, odds) in (0..300).zip(tree.log_odds()) {
        let path = tree.path(&questions, image);
        assert!(path.len() <= Growth::default().max_depth);
        near(path.iter().map(|part| part.amount).sum(), odds);
    }
    Ok(())
}

/// Black lies at zero of both axes of hue, and a sparse row keeps no zeros.
#[test]
fn black_is_less_blue_than_blue() -> Result<()> {
    let (deep, light, black) = ([10, 10, 200], [150, 150, 220], [0, 0, 0]);
    let images = [deep, deep, deep, light, light, light, black, black, black];
    let content = colors(&images)?;
    let questions = Questions::of(&content, SEED);
    let axis = content.features.features.len() - 1;
    assert_eq!(
        content.features.features[axis].value,
        "yellow rather than blue"
    );
    assert!(
        content
            .features
            .row(6)
            .0
            .iter()
            .all(|column| *column != axis as u32)
    );
    let parted: Vec<&[u32]> = (0..questions.len() as u32)
        .filter(|question| questions.cause(*question, true) == Cause::Position(axis as u32))
        .map(|question| questions.images.row(question as usize))
        .collect();
    assert_eq!(parted, [&[6, 7, 8]]);
    Ok(())
}

#[test]
fn every_question_parts_the_images_and_none_stands_twice() -> Result<()> {
    let content = content(&[&["sea"], &["sea"], &["sea", "sun"], &["sea", "sun"]])?;
    let questions = Questions::of(&content, SEED);
    let mut all: Vec<&[u32]> = questions.images.iter().collect();
    assert!(all.iter().all(|yes| !yes.is_empty() && yes.len() < 4));
    let count = all.len();
    all.dedup();
    assert_eq!((count, all.len()), (1, 1));
    Ok(())
}

/// Of more images than are looked at to know what is common, those that are not looked at are
/// judged like the others, favourites among them.
#[test]
fn a_sample_stands_for_all_images() -> Result<()> {
    let kinds: [&[&str]; 4] = [&["sea", "sunset"], &["sea"], &["sunset"], &["city"]];
    let images: Vec<&[&str]> = (0..9_000).map(|image| kinds[image % 4]).collect();
    let questions = Questions::of(&content(&images)?, SEED);
    assert!(questions.sample.len() < 3_000);
    let favorites: Vec<u32> = (0..40).step_by(4).collect();
    let in_sample = |image: &u32| questions.sample.binary_search(image).is_ok();
    assert!(favorites.iter().any(in_sample) && !favorites.iter().all(in_sample));
    let tree = grown(&questions, &favorites);
    let odds: Vec<f32> = tree.log_odds().collect();
    for (image, odds) in odds.iter().enumerate() {
        assert_eq!(*odds > 0.0, image % 4 == 0, "{image}: {odds}");
    }
    Ok(())
}
