//! Model `ease`: each image from all others by one linear model with a closed solution (EASE,
//! Steck 2019), with the dropout that keeps popular images from explaining themselves (EDLAE,
//! Steck 2020), and what images have stacked under who likes them (collective EASE, Jeunen,
//! Van Balen and Goethals 2020).
//!
//! With X the matrix of favourites, T that of content, rows of length one, and
//! G = X'X + w TT' + diag(l + p / (1 - p) X'X), the weights are B = I - P / diag(P), P the inverse
//! of G; the scores of a user are x B.

use anyhow::{Result, ensure};
use ndarray::ArrayViewMut2;
use rayon::prelude::*;

use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};
use crate::recommend::Collection;
use crate::recommend::linalg::{self, Dense};
use crate::recommend::model::{Cause, Contribution, ModelDefinition, Recommender, Taste};
use crate::recommend::tune;

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "ease",
    help: "each image from all others by one linear model, with what images have stacked in (EASE)",
    learn: |collection| {
        let settings = tuned(collection)?;
        Ok(Box::new(Ease::learn(collection, &settings)?))
    },
    take: |collection, from| Ok(Box::new(Ease::take(collection, from)?)),
};

/// The most images that take part, the most liked ones: memory grows with the square, time with
/// the cube of them.
pub const MAX_IMAGES: usize = 12_000;

/// How the weights are held back.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The ridge, in users, above 0.
    pub ridge: f32,
    /// The share of favourites that is dropped out in theory, 0 to 1.
    pub dropout: f32,
    /// How many users the content of an image weighs.
    pub content: f32,
}

/// The settings that are tried; the first where there is nothing to judge by.
fn grid() -> Vec<Settings> {
    let settings = |ridge, dropout, content| Settings {
        ridge,
        dropout,
        content,
    };
    vec![
        settings(120.0, 0.6, 12.0),
        settings(250.0, 0.6, 16.0),
        settings(500.0, 0.6, 16.0),
        settings(60.0, 0.6, 8.0),
    ]
}

/// The settings that do best on what was held out.
///
/// # Errors
/// See [`Ease::learn`].
pub fn tuned(collection: &Collection) -> Result<Settings> {
    tune::best_of(collection, &grid(), |collection, settings| {
        Ok(Box::new(Ease::learn(collection, settings)?))
    })
}

/// The weights between images.
pub struct Ease {
    /// The images that take part, ascending, and the place of each image among them.
    images: Numbers<u32>,
    places: Vec<Option<u32>>,
    /// (favourites, images): what a favourite adds to the score of an image.
    weights: Dense,
}

impl Ease {
    /// Solves for the weights.
    ///
    /// # Errors
    /// The matrix is singular, which a ridge above zero prevents.
    pub fn learn(collection: &Collection, settings: &Settings) -> Result<Self> {
        let images = most_liked(collection);
        let places = places_of(&images, collection.images());
        let mut weights = gram(collection, &images, &places, settings);
        let size = images.len();
        ensure!(
            linalg::invert(weights.values.to_mut(), size),
            "the matrix of {size} images is singular"
        );
        let diagonal: Vec<f32> = (0..size).map(|place| weights.row(place)[place]).collect();
        let rows = weights
            .values
            .to_mut()
            .par_chunks_mut(size.max(1))
            .enumerate();
        rows.for_each(|(place, row)| {
            for (weight, own) in row.iter_mut().zip(&diagonal) {
                *weight /= -own;
            }
            row[place] = 0.0;
        });
        Ok(Self {
            images: images.into(),
            places,
            weights,
        })
    }

    /// Reads weights that were written.
    ///
    /// # Errors
    /// The file is cut.
    pub fn take(collection: &Collection, from: &mut ArchiveReader) -> Result<Self> {
        let images: Numbers<u32> = from.take()?;
        Ok(Self {
            places: places_of(&images, collection.images()),
            images,
            weights: Dense::take(from)?,
        })
    }
}

/// The place of each of `all` images among some.
fn places_of(images: &[u32], all: usize) -> Vec<Option<u32>> {
    let mut places = vec![None; all];
    for (place, image) in (0..).zip(images) {
        places[*image as usize] = Some(place);
    }
    places
}

/// The images that take part, ascending.
fn most_liked(collection: &Collection) -> Vec<u32> {
    let mut images: Vec<u32> = (0..collection.images() as u32).collect();
    if images.len() > MAX_IMAGES {
        images.sort_by_key(|image| std::cmp::Reverse(collection.likes(*image)));
        images.truncate(MAX_IMAGES);
        images.sort_unstable();
    }
    images
}

/// The matrix to invert.
fn gram(
    collection: &Collection,
    images: &[u32],
    places: &[Option<u32>],
    settings: &Settings,
) -> Dense {
    let size = images.len();
    let mut gram = Dense::zeros(size, size);
    let content = collection.unit_rows();
    let odds = settings.dropout / (1.0 - settings.dropout);
    let rows = gram.values.to_mut().par_chunks_mut(size.max(1)).zip(images);
    rows.for_each(|(row, image)| {
        let mut add = |other: u32, value: f32| {
            if let Some(place) = places[other as usize] {
                row[place as usize] += value;
            }
        };
        for fan in collection.fans.row(*image as usize) {
            let favorites = collection.favorites.row(*fan as usize);
            favorites.iter().for_each(|other| add(*other, 1.0));
        }
        content.each_alike(*image, |other, value| add(other, settings.content * value));
        let likes = collection.likes(*image) as f32;
        add(*image, settings.ridge + odds * likes);
    });
    gram
}

impl Recommender for Ease {
    fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        to.put(&self.images)?;
        self.weights.put(to)
    }

    fn score(&self, tastes: &[Taste<'_>], mut scores: ArrayViewMut2<'_, f32>) -> Result<()> {
        let mut sum = vec![0.0; self.images.len()];
        for (taste, mut row) in tastes.iter().zip(scores.rows_mut()) {
            sum.fill(0.0);
            let places = taste.favorites.iter();
            for place in places.filter_map(|image| self.places[*image as usize]) {
                linalg::add_scaled(&mut sum, self.weights.row(place as usize), 1.0);
            }
            row.fill(0.0);
            for (image, score) in self.images.iter().zip(&sum) {
                row[*image as usize] = *score;
            }
        }
        Ok(())
    }

    fn contributions(&self, taste: &Taste<'_>, images: &[u32]) -> Result<Vec<Vec<Contribution>>> {
        let part = |favorite: u32, image: u32| {
            let (row, column) = (
                self.places[favorite as usize]?,
                self.places[image as usize]?,
            );
            Some(Contribution {
                cause: Cause::Favorite(favorite),
                amount: self.weights.row(row as usize)[column as usize],
            })
        };
        let parts = |image: &u32| {
            let favorites = taste.favorites.iter();
            favorites
                .filter_map(|favorite| part(*favorite, *image))
                .collect()
        };
        Ok(images.iter().map(parts).collect())
    }
}
