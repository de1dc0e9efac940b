//! Model `als`: users and images as points of one space, near where they go together (implicit
//! alternating least squares, Hu, Koren and Volinsky 2008; solved by conjugate gradients, Takács,
//! Pilászy and Tikk 2011).
//!
//! A favourite is a 1 with the weight `confidence`, everything else a 0 with the weight 1. Users
//! and images take turns: with the one side held, the other side's points are least squares. What
//! all systems of a turn have in common is one matrix, so its products are made for many users at
//! once.

use anyhow::Result;
use ndarray::ArrayViewMut2;
use rand_distr::{Distribution, StandardNormal};

use crate::fsio::{ArchiveReader, ArchiveWriter};
use crate::recommend::Collection;
use crate::recommend::least_squares::{System, Weights};
use crate::recommend::linalg::{self, Dense};
use crate::recommend::model::{Cause, Contribution, ModelDefinition, Recommender, Taste};
use crate::recommend::{tune, unliked};

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "als",
    help: "users and images as points of one space, near where they go together (implicit ALS)",
    learn: |collection| {
        let settings = tuned(collection)?;
        Ok(Box::new(Als::of_all(collection, &settings)?))
    },
    take: |_, from| Ok(Box::new(Als::take(from)?)),
};

/// Steps for a user who is placed among images that stay.
const PLACING_STEPS: usize = 16;
/// Points start about so far from the origin.
const START: f32 = 0.01;

/// With so many favourites and more, fewer dimensions do: time grows with them.
const MANY: usize = 500_000;
const VERY_MANY: usize = 4_000_000;

/// How the points are found.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Dimensions of the space.
    pub factors: usize,
    /// The ridge of a row with as many favourites as the mean.
    pub regularization: f32,
    /// How far the ridge grows with the weight of all that a row is fitted to: 0 not at all, 1 in
    /// proportion (Rendle, Krichene, Zhang and Koren 2022, with which the model is at its best).
    pub frequency: f32,
    /// The weight of a favourite beside that of anything else.
    pub confidence: f32,
    /// Turns of each side.
    pub iterations: usize,
}

impl Settings {
    /// A space of few dimensions, in which only what is broadly alike is near.
    pub fn small(factors: usize) -> Self {
        Self {
            factors,
            regularization: 40.0,
            frequency: 1.0,
            confidence: 10.0,
            iterations: 10,
        }
    }

    fn weights(&self) -> Weights {
        Weights {
            confidence: self.confidence,
            regularization: self.regularization,
            frequency: self.frequency,
        }
    }
}

/// The settings that are tried; the first where there is nothing to judge by.
fn grid(collection: &Collection) -> Vec<Settings> {
    let most = match collection.favorites.items().len() {
        0..MANY => 256,
        MANY..VERY_MANY => 128,
        _ => 64,
    };
    let most = most.min(collection.images().div_ceil(2)).max(1);
    let settings = |factors: usize, regularization, confidence| Settings {
        factors: factors.min(most),
        regularization,
        frequency: 1.0,
        confidence,
        iterations: 15,
    };
    vec![
        settings(256, 40.0, 10.0),
        settings(256, 80.0, 20.0),
        settings(256, 120.0, 40.0),
        settings(128, 200.0, 100.0),
    ]
}

/// The settings that do best on what was held out.
///
/// # Errors
/// Never; for the signature of what is tuned.
pub fn tuned(collection: &Collection) -> Result<Settings> {
    tune::best_of(collection, &grid(collection), |collection, settings| {
        Ok(Box::new(Als::learn(collection, settings)))
    })
}

/// The points of the images, and what is needed to place a user among them.
pub struct Als {
    images: Dense,
    system: System,
}

impl Als {
    /// Finds the points; those of images that nobody likes are in the origin.
    pub fn learn(collection: &Collection, settings: &Settings) -> Self {
        let factors = settings.factors;
        let mut rng = collection.seed_of("als").rng();
        let mut images = Dense::zeros(collection.images(), factors);
        for value in images.values.to_mut() {
            let normal: f32 = StandardNormal.sample(&mut rng);
            *value = normal * START;
        }
        let mut users = Dense::zeros(collection.users(), factors);
        let all = collection.favorites.items().len() as f32;
        let of_users = all / collection.users().max(1) as f32;
        let of_images = all / collection.images().max(1) as f32;
        let weights = settings.weights();
        let system = |points: &Dense, mean: f32| System::of(points, weights, mean);
        for _ in 0..settings.iterations {
            system(&images, of_users).turn(&collection.favorites, &images, &mut users);
            system(&users, of_images).turn(&collection.fans, &users, &mut images);
        }
        Self {
            system: system(&images, of_users),
            images,
        }
    }

    /// The same, with the images that nobody likes where their content puts them.
    ///
    /// # Errors
    /// The matrix of features is singular, which its ridge prevents.
    pub fn of_all(collection: &Collection, settings: &Settings) -> Result<Self> {
        let mut model = Self::learn(collection, settings);
        unliked::fill(collection, &mut model.images)?;
        Ok(model)
    }

    /// Reads points that were written.
    ///
    /// # Errors
    /// The file is cut.
    pub fn take(from: &mut ArchiveReader) -> Result<Self> {
        let images = Dense::take(from)?;
        let system = System::take(from)?;
        Ok(Self { images, system })
    }

    /// The direction in which an image lies from the origin: a point at length one.
    pub fn direction(&self, image: u32) -> Vec<f32> {
        let point = self.images.row(image as usize);
        let length = linalg::dot(point, point).sqrt().max(f32::MIN_POSITIVE);
        point.iter().map(|value| value / length).collect()
    }

    /// The points of some users among the images, one after the other.
    fn place(&self, tastes: &[Taste<'_>]) -> Vec<f32> {
        let mut points = vec![0.0; tastes.len() * self.images.columns];
        let rows: Vec<&[u32]> = tastes.iter().map(|taste| taste.favorites).collect();
        self.system
            .solve(&rows, &self.images, &mut points, PLACING_STEPS);
        points
    }
}

impl Recommender for Als {
    fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        self.images.put(to)?;
        self.system.put(to)
    }

    fn score(&self, tastes: &[Taste<'_>], mut scores: ArrayViewMut2<'_, f32>) -> Result<()> {
        let points = self.place(tastes);
        if let Some(scores) = scores.as_slice_mut() {
            linalg::product_transposed(scores, &points, &self.images.values, self.images.columns);
        }
        Ok(())
    }

    /// With W the inverse of the user's system, the score is the sum over the favourites of
    /// c y' W y_f (Hu, Koren and Volinsky 2008, section 5): the image is placed as a user would be.
    fn contributions(&self, taste: &Taste<'_>, images: &[u32]) -> Result<Vec<Vec<Contribution>>> {
        let factors = self.images.columns;
        let mut matrix = self.system.gram.to_vec();
        for place in 0..factors {
            matrix[place * factors + place] += self.system.ridge(taste.favorites.len());
        }
        for favorite in taste.favorites {
            let point = self.images.row(*favorite as usize);
            for (place, value) in point.iter().enumerate() {
                let row = &mut matrix[place * factors..(place + 1) * factors];
                linalg::add_scaled(row, point, (self.system.weights.confidence - 1.0) * value);
            }
        }
        if !linalg::invert(&mut matrix, factors) {
            return Ok(vec![Vec::new(); images.len()]);
        }
        let parts = |image: &u32| {
            let point = self.images.row(*image as usize);
            let mut seen = vec![0.0; factors];
            linalg::product(&mut seen, point, &matrix, factors, factors);
            let each = taste.favorites.iter().map(|favorite| Contribution {
                cause: Cause::Favorite(*favorite),
                amount: self.system.weights.confidence
                    * linalg::dot(&seen, self.images.row(*favorite as usize)),
            });
            each.collect()
        };
        Ok(images.iter().map(parts).collect())
    }
}
