//! Model `random-forest`: many trees a user, each of favourites and questions drawn by chance, and
//! the mean of what they say (Breiman 2001).

use anyhow::Result;
use ndarray::ArrayViewMut2;
use rand::Rng;
use rayon::prelude::*;

use crate::fsio::{ArchiveReader, ArchiveWriter};
use crate::recommend::Collection;
use crate::recommend::model::{Contribution, ModelDefinition, Recommender, Sums, Taste};
use crate::recommend::prior::WithPrior;
use crate::recommend::recent::Recent;
use crate::recommend::tree::{Growth, Questions, TasteTree};

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "random-forest",
    help: "many decision trees for each user, of favourites and questions drawn by chance",
    learn: |collection| Ok(Box::new(WithPrior::learn(collection, learn)?)),
    take: |collection, from| Ok(Box::new(WithPrior::take(collection, from, take)?)),
};

/// Trees of a forest.
const TREES: usize = 40;
/// How likely a tree may ask a question.
const ASKED: f64 = 0.4;

fn learn(collection: &Collection) -> Result<Box<dyn Recommender + '_>> {
    Ok(Box::new(Forests {
        questions: Questions::of(&collection.content, collection.seed),
        recent: Recent::default(),
    }))
}

fn take<'a>(
    collection: &'a Collection,
    from: &mut ArchiveReader,
) -> Result<Box<dyn Recommender + 'a>> {
    Ok(Box::new(Forests {
        questions: Questions::take(&collection.content, from, collection.seed)?,
        recent: Recent::default(),
    }))
}

struct Forests {
    questions: Questions,
    recent: Recent<Vec<TasteTree>>,
}

impl Forests {
    /// One tree after the other.
    fn trees(&self, taste: &Taste<'_>) -> impl Iterator<Item = TasteTree> {
        let mut rng = taste.seed.derive("random forest", "").rng();
        let count = taste.favorites.len();
        (0..TREES).map(move |_| {
            let mut weights = vec![0.0; count];
            for _ in 0..count {
                weights[rng.gen_range(0..count)] += 1.0;
            }
            let pairs = taste.favorites.iter().copied().zip(weights);
            let liked: Vec<(u32, f32)> = pairs.collect();
            let asked: Vec<bool> = (0..self.questions.len())
                .map(|_| rng.gen_bool(ASKED))
                .collect();
            TasteTree::grow(&self.questions, &liked, &asked, Growth::default())
        })
    }
}

impl Recommender for Forests {
    fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        self.questions.put(to)
    }

    fn score(&self, tastes: &[Taste<'_>], mut scores: ArrayViewMut2<'_, f32>) -> Result<()> {
        let rows: Vec<_> = scores.rows_mut().into_iter().collect();
        tastes.par_iter().zip(rows).for_each(|(taste, mut row)| {
            row.fill(0.0);
            let trees = self.trees(taste).map(|tree| {
                let pairs = row.iter_mut().zip(tree.log_odds());
                pairs.for_each(|(score, log_odds)| *score += log_odds / TREES as f32);
                tree.without_images()
            });
            let trees: Vec<TasteTree> = trees.collect();
            self.recent.keep(taste, trees);
        });
        Ok(())
    }

    fn contributions(&self, taste: &Taste<'_>, images: &[u32]) -> Result<Vec<Vec<Contribution>>> {
        let mut sums = vec![Sums::default(); images.len()];
        let recent = self.recent.take(taste);
        for tree in recent.unwrap_or_else(|| self.trees(taste).collect()) {
            for (sum, image) in sums.iter_mut().zip(images) {
                for part in tree.path(&self.questions, *image) {
                    sum.add(part.cause, part.amount / TREES as f32);
                }
            }
        }
        Ok(sums.into_iter().map(Sums::into_list).collect())
    }
}
