//! Model `als`: users and images as points of one space, near where they go together (implicit
//! alternating least squares, Hu, Koren and Volinsky 2008; solved by conjugate gradients, Takács,
//! Pilászy and Tikk 2011).
//!
//! A favourite is a 1 with the weight `confidence`, everything else a 0 with the weight 1. Users
//! and images take turns: with the one side held, the other side's points are least squares. What
//! all systems of a turn have in common is one matrix, so its products are made for many users at
//! once.

use anyhow::{Context, Result};
use ndarray::ArrayViewMut2;
use pulp::{Arch, NullaryFnOnce};
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};
use crate::interactions::Rows;
use crate::recommend::Collection;
use crate::recommend::linalg::{self, Dense};
use crate::recommend::model::{
    Cause, Contribution, ModelDefinition, Recommender, Taste, USERS_AT_ONCE,
};
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

/// Steps of conjugate gradients in a turn; each turn starts where the last one ended.
const TURN_STEPS: usize = 3;
/// Steps for a user who is placed among images that stay.
const PLACING_STEPS: usize = 16;
/// A system is solved where the squared residual has fallen to this part of what it was.
const SOLVED: f32 = 1e-9;
/// Points start about so far from the origin.
const START: f32 = 0.01;
/// Numbers that are gathered for a block of points, at most.
const MAX_GATHERED: usize = 1 << 20;
/// Rows whose products are summed by one thread.
const GRAM_ROWS: usize = 2_048;

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
}

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

/// What all systems of one turn have in common.
struct System {
    /// The products of the points of the other side: (factors, factors).
    gram: Numbers<f32>,
    confidence: f32,
    /// How many points the other side has, and how many favourites a row of this side, on average.
    others: f32,
    mean: f32,
    regularization: f32,
    frequency: f32,
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
        let system = |points: &Dense, mean: f32| System::of(points, settings, mean);
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
        let gram = from.take()?;
        let numbers: Numbers<f32> = from.take()?;
        let [confidence, others, mean, regularization, frequency] =
            (*numbers).try_into().context("settings are missing")?;
        Ok(Self {
            images,
            system: System {
                gram,
                confidence,
                others,
                mean,
                regularization,
                frequency,
            },
        })
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

impl System {
    fn of(points: &Dense, settings: &Settings, mean: f32) -> Self {
        let factors = points.columns;
        let parts: Vec<Vec<f32>> = points
            .values
            .par_chunks(factors * GRAM_ROWS)
            .map(|rows| linalg::gram(rows, factors))
            .collect();
        let mut gram = vec![0.0; factors * factors];
        for part in parts {
            linalg::add_scaled(&mut gram, &part, 1.0);
        }
        Self {
            gram: gram.into(),
            confidence: settings.confidence,
            others: points.rows() as f32,
            mean,
            regularization: settings.regularization,
            frequency: settings.frequency,
        }
    }

    /// The ridge of a row of so many favourites.
    fn ridge(&self, favorites: usize) -> f32 {
        let weight = |count: f32| self.confidence * count + self.others;
        self.regularization * (weight(favorites as f32) / weight(self.mean)).powf(self.frequency)
    }

    /// Moves all points of one side; `rows` says which points of the other side, `others`, each
    /// goes together with.
    fn turn(&self, rows: &Rows, others: &Dense, points: &mut Dense) {
        let factors = points.columns;
        let blocks = points
            .values
            .to_mut()
            .par_chunks_mut(factors * USERS_AT_ONCE);
        blocks.enumerate().for_each(|(block, points)| {
            let first = block * USERS_AT_ONCE;
            let rows: Vec<&[u32]> = (first..first + points.len() / factors)
                .map(|row| rows.row(row))
                .collect();
            self.solve(&rows, others, points, TURN_STEPS);
        });
    }

    /// Conjugate gradients from where the points are, for all of them side by side.
    fn solve(&self, rows: &[&[u32]], others: &Dense, points: &mut [f32], steps: usize) {
        let factors = others.columns;
        let mut products = vec![0.0; points.len()];
        linalg::product(&mut products, points, &self.gram, factors, factors);
        let mut residuals = vec![0.0; points.len()];
        let mut states: Vec<State> = rows.iter().map(|_| State::default()).collect();
        let gathered = Gathered::of(rows, others);
        let arch = Arch::new();
        arch.dispatch(Begin {
            system: self,
            gathered: &gathered,
            points,
            products: &products,
            residuals: &mut residuals,
            states: &mut states,
        });
        let mut directions = residuals.clone();
        for _ in 0..steps {
            if states.iter().all(State::is_solved) {
                break;
            }
            linalg::product(&mut products, &directions, &self.gram, factors, factors);
            arch.dispatch(Step {
                system: self,
                gathered: &gathered,
                vectors: Vectors {
                    point: points,
                    residual: &mut residuals,
                    direction: &mut directions,
                    product: &mut products,
                },
                states: &mut states,
            });
        }
    }

    /// One step for one point.
    #[inline(always)]
    fn step<'a>(
        &self,
        others: impl Iterator<Item = &'a [f32]>,
        vectors: Vectors<'_>,
        state: &mut State,
    ) {
        if state.is_solved() {
            return;
        }
        let Vectors {
            point,
            residual,
            direction,
            product,
        } = vectors;
        for other in others {
            let along = linalg::dot(other, direction);
            linalg::add_scaled(product, other, (self.confidence - 1.0) * along);
        }
        linalg::add_scaled(product, direction, state.ridge);
        let curvature = linalg::dot(direction, product);
        let length = state.residual / curvature;
        if !length.is_finite() {
            *state = State::default();
            return;
        }
        linalg::add_scaled(point, direction, length);
        linalg::add_scaled(residual, product, -length);
        let next = linalg::dot(residual, residual);
        let kept = next / state.residual;
        for (direction, residual) in direction.iter_mut().zip(residual.iter()) {
            *direction = residual + kept * *direction;
        }
        state.residual = next;
    }
}

/// The points of the other side that each point of a block goes together with, side by side: they
/// lie far apart in memory, and every step goes over them.
struct Gathered<'a> {
    rows: &'a [&'a [u32]],
    others: &'a Dense,
    /// One after the other, by rows; empty where they are too many to be kept near.
    values: Vec<f32>,
    /// Where those of each row begin.
    starts: Vec<usize>,
}

impl<'a> Gathered<'a> {
    fn of(rows: &'a [&'a [u32]], others: &'a Dense) -> Self {
        let factors = others.columns;
        let mut gathered = Self {
            rows,
            others,
            values: Vec::new(),
            starts: Vec::with_capacity(rows.len()),
        };
        let all: usize = rows.iter().map(|row| row.len() * factors).sum();
        if all <= MAX_GATHERED {
            gathered.values.reserve_exact(all);
            for row in rows {
                gathered.starts.push(gathered.values.len());
                for other in *row {
                    let other = others.row(*other as usize);
                    gathered.values.extend_from_slice(other);
                }
            }
        }
        gathered
    }

    #[inline(always)]
    fn others_of(&self, place: usize) -> impl Iterator<Item = &[f32]> {
        let factors = self.others.columns;
        let start = self.starts.get(place).copied();
        let each = self.rows[place].iter().enumerate();
        each.map(move |(number, other)| match start {
            Some(start) => &self.values[start + number * factors..][..factors],
            None => self.others.row(*other as usize),
        })
    }
}

/// The residuals where the points begin. Work of its own type and not a closure: only so is it
/// inlined into, and compiled for, what the processor has.
struct Begin<'a> {
    system: &'a System,
    gathered: &'a Gathered<'a>,
    points: &'a [f32],
    products: &'a [f32],
    residuals: &'a mut [f32],
    states: &'a mut [State],
}

impl NullaryFnOnce for Begin<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let factors = self.gathered.others.columns;
        let confidence = self.system.confidence;
        for (place, row) in self.gathered.rows.iter().enumerate() {
            let own = place * factors..(place + 1) * factors;
            let (point, residual) = (&self.points[own.clone()], &mut self.residuals[own.clone()]);
            for other in self.gathered.others_of(place) {
                let fit = linalg::dot(other, point);
                linalg::add_scaled(residual, other, confidence - (confidence - 1.0) * fit);
            }
            let ridge = self.system.ridge(row.len());
            linalg::add_scaled(residual, &self.products[own], -1.0);
            linalg::add_scaled(residual, point, -ridge);
            self.states[place] = State::of(linalg::dot(residual, residual), ridge);
        }
    }
}

/// One step for all points.
struct Step<'a> {
    system: &'a System,
    gathered: &'a Gathered<'a>,
    vectors: Vectors<'a>,
    states: &'a mut [State],
}

impl NullaryFnOnce for Step<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let factors = self.gathered.others.columns;
        for place in 0..self.gathered.rows.len() {
            let own = place * factors..(place + 1) * factors;
            let vectors = Vectors {
                point: &mut self.vectors.point[own.clone()],
                residual: &mut self.vectors.residual[own.clone()],
                direction: &mut self.vectors.direction[own.clone()],
                product: &mut self.vectors.product[own],
            };
            let state = &mut self.states[place];
            let others = self.gathered.others_of(place);
            self.system.step(others, vectors, state);
        }
    }
}

/// What conjugate gradients keep of points.
struct Vectors<'a> {
    point: &'a mut [f32],
    residual: &'a mut [f32],
    direction: &'a mut [f32],
    product: &'a mut [f32],
}

/// How far one system is.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    residual: f32,
    enough: f32,
    ridge: f32,
}

impl State {
    fn of(residual: f32, ridge: f32) -> Self {
        Self {
            residual,
            enough: residual * SOLVED,
            ridge,
        }
    }

    fn is_solved(&self) -> bool {
        self.residual <= self.enough
    }
}

impl Recommender for Als {
    fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        let System {
            gram,
            confidence,
            others,
            mean,
            regularization,
            frequency,
        } = &self.system;
        self.images.put(to)?;
        to.put(gram)?;
        to.put(&[*confidence, *others, *mean, *regularization, *frequency])
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
                linalg::add_scaled(row, point, (self.system.confidence - 1.0) * value);
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
                amount: self.system.confidence
                    * linalg::dot(&seen, self.images.row(*favorite as usize)),
            });
            each.collect()
        };
        Ok(images.iter().map(parts).collect())
    }
}
