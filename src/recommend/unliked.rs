//! What is known by likes of other images, told of those that nobody likes yet by what they have:
//! a map from content to values, learned from the images that somebody likes (Gantner, Drumond,
//! Freudenthaler, Rendle and Schmidt-Thieme 2010, *Learning attribute-to-feature mappings for
//! cold-start recommendations*).
//!
//! With T the matrix of content of the liked images, rows of length one, and Y their values less
//! the mean, the map is inverse(T'T + l I) T'Y.

use anyhow::Result;

use super::Collection;
use super::linalg::{self, Dense};

/// The ridge, in images: likeness to a few images is not trusted alone.
const RIDGE: f32 = 5.0;

/// Replaces the values, (images, values), of the images that nobody likes.
///
/// # Errors
/// The matrix is singular, which a ridge above zero prevents.
pub fn fill(collection: &Collection, values: &mut Dense) -> Result<()> {
    let (liked, unliked): (Vec<u32>, Vec<u32>) =
        (0..collection.images() as u32).partition(|image| collection.likes(*image) > 0);
    if liked.is_empty() || unliked.is_empty() || values.columns == 0 {
        return Ok(());
    }
    let mean = mean(values, &liked);
    let map = map(collection, values, &liked, &mean)?;
    let content = &collection.unit_rows().rows;
    for image in unliked {
        let mut value = mean.clone();
        let (features, weights) = content.row(image);
        for (feature, weight) in features.iter().zip(weights) {
            linalg::add_scaled(&mut value, map.row(*feature as usize), *weight);
        }
        values.row_mut(image as usize).copy_from_slice(&value);
    }
    Ok(())
}

fn mean(values: &Dense, images: &[u32]) -> Vec<f32> {
    let mut mean = vec![0.0; values.columns];
    for image in images {
        let share = 1.0 / images.len() as f32;
        linalg::add_scaled(&mut mean, values.row(*image as usize), share);
    }
    mean
}

/// (features, values): what each feature adds to the values.
fn map(collection: &Collection, values: &Dense, liked: &[u32], mean: &[f32]) -> Result<Dense> {
    let content = collection.unit_rows();
    let inverse = content.inverse_gram(liked.iter().copied(), RIDGE)?;
    let features = inverse.columns;
    let mut sums = Dense::zeros(features, values.columns);
    for image in liked {
        let (columns, weights) = content.rows.row(*image);
        for (column, weight) in columns.iter().zip(weights) {
            let sum = sums.row_mut(*column as usize);
            linalg::add_scaled(sum, values.row(*image as usize), *weight);
            linalg::add_scaled(sum, mean, -weight);
        }
    }
    let mut map = Dense::zeros(features, values.columns);
    linalg::product(
        map.values.to_mut(),
        &inverse.values,
        &sums.values,
        features,
        values.columns,
    );
    Ok(map)
}
