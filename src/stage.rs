//! The shape that all stages share: what each is handed, and what each gives back.

use crate::domain::{Seed, Skip};
use crate::progress::Progress;

/// What every stage is handed beside its tables and settings.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The seed of the run; a stage derives its own from it.
    pub seed: Seed,
    /// Where to tell how far it is.
    pub progress: &'a dyn Progress,
}

/// What every stage gives back.
pub struct Outcome<T> {
    /// Its tables.
    pub tables: T,
    /// What it met and did not use.
    pub skips: Vec<Skip>,
    /// What was made, in a few words for the summary: `150 images`.
    pub made: String,
    /// How many items were taken over from an earlier run.
    pub reused: usize,
}
