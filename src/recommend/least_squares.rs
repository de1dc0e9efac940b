//! Implicit least squares (Hu, Koren and Volinsky 2008): the points of one side, with those of the
//! other held, by conjugate gradients (Takács, Pilászy and Tikk 2011). What all systems of a turn have
//! in common is one matrix, so its products are made for many points at once.

use anyhow::{Context, Result};
use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;

use super::linalg::{self, Dense};
use super::model::USERS_AT_ONCE;
use crate::fsio::{ArchiveReader, ArchiveWriter, Numbers};
use crate::interactions::Rows;

/// Steps of conjugate gradients in a turn; each turn starts where the last one ended.
const TURN_STEPS: usize = 3;
/// A system is solved where the squared residual has fallen to this part of what it was.
const SOLVED: f32 = 1e-9;
/// Numbers that are gathered for a block of points, at most.
const MAX_GATHERED: usize = 1 << 20;
/// Rows whose products are summed by one thread.
const GRAM_ROWS: usize = 2_048;

/// What is weighed how.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// The weight of a favourite beside 1 for everything else.
    pub confidence: f32,
    /// The ridge of a row of the mean length.
    pub regularization: f32,
    /// The power by which the ridge grows with the weight of a row.
    pub frequency: f32,
}

/// What all systems of one turn have in common.
pub struct System {
    /// The products of the points of the other side: (factors, factors).
    pub gram: Numbers<f32>,
    /// What is weighed how.
    pub weights: Weights,
    /// How many points the other side has, and how many favourites a row of this side, on average.
    others: f32,
    mean: f32,
}

impl System {
    /// The systems of a side whose rows have `mean` favourites on average, with the `points` of the
    /// other side held.
    pub fn of(points: &Dense, weights: Weights, mean: f32) -> Self {
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
            weights,
            others: points.rows() as f32,
            mean,
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        let Weights {
            confidence,
            regularization,
            frequency,
        } = self.weights;
        to.put(&self.gram)?;
        to.put(&[
            confidence,
            self.others,
            self.mean,
            regularization,
            frequency,
        ])
    }

    /// Reads what was written.
    ///
    /// # Errors
    /// The file is cut.
    pub fn take(from: &mut ArchiveReader) -> Result<Self> {
        let gram = from.take()?;
        let numbers: Numbers<f32> = from.take()?;
        let [confidence, others, mean, regularization, frequency] =
            (*numbers).try_into().context("settings are missing")?;
        Ok(Self {
            gram,
            weights: Weights {
                confidence,
                regularization,
                frequency,
            },
            others,
            mean,
        })
    }

    /// The ridge of a row of so many favourites.
    pub fn ridge(&self, favorites: usize) -> f32 {
        let weight = |count: f32| self.weights.confidence * count + self.others;
        self.weights.regularization
            * (weight(favorites as f32) / weight(self.mean)).powf(self.weights.frequency)
    }

    /// Moves all points of one side; `rows` says which points of the other side, `others`, each
    /// goes together with.
    pub fn turn(&self, rows: &Rows, others: &Dense, points: &mut Dense) {
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
    pub fn solve(&self, rows: &[&[u32]], others: &Dense, points: &mut [f32], steps: usize) {
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
            linalg::add_scaled(product, other, (self.weights.confidence - 1.0) * along);
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
        let confidence = self.system.weights.confidence;
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
