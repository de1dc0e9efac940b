//! Model `random`: by chance, another order for each user. What is no better has learned nothing.

use anyhow::Result;
use ndarray::ArrayViewMut2;
use rand::Rng;

use crate::fsio::ArchiveWriter;
use crate::recommend::Collection;
use crate::recommend::model::{Contribution, ModelDefinition, Recommender, Taste};

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "random",
    help: "by chance (a baseline)",
    learn: |_: &Collection| Ok(Box::new(Random)),
    take: |_, _| Ok(Box::new(Random)),
};

struct Random;

impl Recommender for Random {
    fn put(&self, _to: &mut ArchiveWriter) -> Result<()> {
        Ok(())
    }

    fn score(&self, tastes: &[Taste<'_>], mut scores: ArrayViewMut2<'_, f32>) -> Result<()> {
        for (taste, mut row) in tastes.iter().zip(scores.rows_mut()) {
            let mut rng = taste.seed.derive("random", "").rng();
            row.iter_mut().for_each(|score| *score = rng.r#gen());
        }
        Ok(())
    }

    fn contributions(&self, _taste: &Taste<'_>, images: &[u32]) -> Result<Vec<Vec<Contribution>>> {
        Ok(vec![Vec::new(); images.len()])
    }
}
