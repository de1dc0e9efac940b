//! More like this: images that have much in common with one, whoever likes them.

use rayon::prelude::*;

use super::{Prepared, rank};

/// The `count` images whose features are nearest to those of `filename` by the cosine of their
/// angle, nearest first, ties by the name; images that look the same are left out, as is the image
/// itself. None where the collection does not have it.
pub fn similar(prepared: &Prepared, filename: &str, count: usize) -> Vec<(String, f64)> {
    let images = &prepared.collection.content.traits.images;
    let Some(image) = images.number(filename) else {
        return Vec::new();
    };
    let rows = prepared.collection.unit_rows();
    let others = (0..images.len() as u32).into_par_iter();
    let scores: Vec<f32> = others.map(|other| rows.cosine(image, other)).collect();
    let mut left_out = prepared.alike.row(image as usize).to_vec();
    left_out.push(image);
    left_out.sort_unstable();
    let best = rank::best(&prepared.collection, &scores, &left_out, count).into_iter();
    best.map(|other| {
        let score = f64::from(scores[other as usize]);
        (prepared.filename(other).to_owned(), score)
    })
    .collect()
}
