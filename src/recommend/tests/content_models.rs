//! Models that learn from what images have, and popularity beside them.

use anyhow::Result;
use rand::Rng;

use super::{collection, content, taste};
use crate::domain::Seed;
use crate::recommend::{Cause, Collection, MODELS, ModelDefinition, Recommender, Taste};

fn model(name: &str) -> &'static ModelDefinition {
    let found = MODELS.iter().find(|model| model.name == name);
    found.unwrap_or(&MODELS[0])
}

fn scores(model: &dyn Recommender, images: usize, taste: &Taste<'_>) -> Result<Vec<f32>> {
    let mut scores = ndarray::Array2::zeros((1, images));
    model.score(&[*taste], scores.view_mut())?;
    Ok(scores.into_raw_vec_and_offset().0)
}

/// Sixty images of three kinds, liked by a few users of one kind each.
fn three_kinds() -> Result<Collection> {
    let kinds: [&[&str]; 3] = [&["sea", "blue sky"], &["city", "night"], &["forest", "fog"]];
    let images: Vec<&[&str]> = (0..60).map(|image| kinds[image % 3]).collect();
    let of_kind = |kind: u32| -> Vec<u32> { (0..12).map(|image| 3 * image + kind).collect() };
    let likes = [of_kind(0), of_kind(1), of_kind(2)];
    let likes: Vec<&[u32]> = likes.iter().map(Vec::as_slice).collect();
    Ok(collection(content(&images)?, &likes))
}

/// What nobody likes yet is ranked by what it has.
#[test]
fn every_model_of_content_finds_the_kind_that_is_liked() -> Result<()> {
    let collection = three_kinds()?;
    for name in [
        "decision-tree",
        "random-forest",
        "svm",
        "k-means",
        "ridge",
        "hybrid",
    ] {
        let learned = (model(name).learn)(&collection)?;
        for kind in 0..3_u32 {
            let favorites: Vec<u32> = (0..12).map(|image| 3 * image + kind).collect();
            let scores = scores(learned.as_ref(), 60, &taste(&favorites))?;
            let of_kind = |wanted: bool| {
                let new = 36..60_u32;
                let images = new.filter(move |image| (image % 3 == kind) == wanted);
                images.map(|image| scores[image as usize])
            };
            let worst = of_kind(true).fold(f32::INFINITY, f32::min);
            let best_other = of_kind(false).fold(f32::NEG_INFINITY, f32::max);
            assert!(
                worst > best_other,
                "{name}, kind {kind}: {worst} {best_other}"
            );
        }
    }
    Ok(())
}

/// Without the favourites that speak for an image its score falls: nothing else was speaking.
#[test]
fn without_the_favorites_that_are_its_cause_a_score_falls() -> Result<()> {
    let collection = three_kinds()?;
    let mixed: Vec<u32> = vec![0, 3, 6, 9, 1, 4, 7, 10];
    let without: Vec<u32> = vec![1, 4, 7, 10];
    for name in [
        "item-knn",
        "ease",
        "als",
        "k-means",
        "ridge",
        "decision-tree",
        "random-forest",
        "svm",
        "hybrid",
    ] {
        let learned = (model(name).learn)(&collection)?;
        // 15 is of the sea, as the first four favourites.
        let before = scores(learned.as_ref(), 60, &taste(&mixed))?;
        let after = scores(learned.as_ref(), 60, &taste(&without))?;
        let parts = learned.contributions(&taste(&mixed), &[15])?.concat();
        let spoken = parts.iter().filter(|part| part.amount > 0.0);
        let of_sea = |cause: Cause| match cause {
            Cause::Favorite(image) | Cause::OfOneKind(image) => image % 3 == 0,
            Cause::Has(_) | Cause::Lacks(_) => true,
            _ => false,
        };
        assert!(
            spoken.clone().any(|part| of_sea(part.cause)),
            "{name}: {parts:?}"
        );
        // Beside the images of the city, which stay liked.
        let lead = |scores: &[f32]| scores[15] - scores[16];
        assert!(lead(&after) < lead(&before), "{name}");
    }
    Ok(())
}

/// A tree asks one thing after the other, a forest in many ways: it tells apart what the questions
/// of one tree leave together.
#[test]
fn a_forest_parts_images_that_one_tree_leaves_together() -> Result<()> {
    const TAGS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
    let images: Vec<Vec<&str>> = (0..64_usize)
        .map(|image| {
            let tags = TAGS.into_iter().enumerate();
            tags.filter(|(place, _)| image >> place & 1 == 1)
                .map(|(_, tag)| tag)
                .collect()
        })
        .collect();
    let slices: Vec<&[&str]> = images.iter().map(Vec::as_slice).collect();
    let favorites: [u32; 6] = [7, 15, 23, 31, 39, 63];
    let collection = collection(content(&slices)?, &[&favorites]);
    let distinct = |name: &str| -> Result<usize> {
        let learned = (model(name).learn)(&collection)?;
        let mut all = scores(learned.as_ref(), 64, &taste(&favorites))?;
        all.sort_unstable_by(f32::total_cmp);
        all.dedup();
        Ok(all.len())
    };
    let (tree, forest) = (distinct("decision-tree")?, distinct("random-forest")?);
    assert!(forest > 2 * tree, "{forest} of a forest, {tree} of a tree");
    Ok(())
}

/// What images have says nothing here, and how many like them everything: with many users to learn
/// it from, popularity is trusted.
#[test]
fn popularity_is_trusted_once_it_has_proved_itself() -> Result<()> {
    let mut rng = Seed::new(3).rng();
    let tags: Vec<Vec<&str>> = (0..100)
        .map(|_| {
            ["a", "b", "c"]
                .into_iter()
                .filter(|_| rng.gen_bool(0.5))
                .collect()
        })
        .collect();
    let slices: Vec<&[&str]> = tags.iter().map(Vec::as_slice).collect();
    // The fewer the number of an image, the more like it.
    let likes: Vec<Vec<u32>> = (0..120)
        .map(|_| {
            (0..100_u32)
                .filter(|image| rng.gen_bool(0.9_f64.powi(*image as i32)))
                .collect()
        })
        .collect();
    let likes: Vec<&[u32]> = likes.iter().map(Vec::as_slice).collect();
    let many = collection(content(&slices)?, &likes);
    let few = collection(content(&slices)?, &likes[..10]);
    for name in ["decision-tree", "random-forest", "svm"] {
        let popularity = |collection: &Collection| -> Result<bool> {
            let learned = (model(name).learn)(collection)?;
            let parts = learned.contributions(&taste(&[1, 4, 9]), &[0])?.concat();
            Ok(parts.iter().any(|part| part.cause == Cause::Popularity))
        };
        assert!(popularity(&many)?, "{name}");
        assert!(!popularity(&few)?, "{name}: ten users prove nothing");
    }
    Ok(())
}
