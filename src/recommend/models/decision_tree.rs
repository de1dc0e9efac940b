//! Model `decision-tree`: one tree a user, favourite or not, ranked by the smoothed odds of the
//! leaf that an image falls into, with popularity beside it.

use anyhow::Result;
use ndarray::ArrayViewMut2;
use rayon::prelude::*;

use crate::fsio::{ArchiveReader, ArchiveWriter};
use crate::recommend::Collection;
use crate::recommend::model::{Contribution, ModelDefinition, Recommender, Taste};
use crate::recommend::prior::WithPrior;
use crate::recommend::recent::Recent;
use crate::recommend::tree::{Growth, Questions, TasteTree};

/// The registration of this model.
pub const DEFINITION: ModelDefinition = ModelDefinition {
    name: "decision-tree",
    help: "a decision tree for each user over colours, tags, orientation and size",
    learn: |collection| Ok(Box::new(WithPrior::learn(collection, learn)?)),
    take: |collection, from| Ok(Box::new(WithPrior::take(collection, from, take)?)),
};

fn learn(collection: &Collection) -> Result<Box<dyn Recommender + '_>> {
    Ok(Box::new(Trees::learn(collection)))
}

fn take<'a>(
    collection: &'a Collection,
    from: &mut ArchiveReader,
) -> Result<Box<dyn Recommender + 'a>> {
    Ok(Box::new(Trees::take(collection, from)?))
}

/// What the trees of all users share; popularity does not count here.
pub struct Trees {
    questions: Questions,
    recent: Recent<TasteTree>,
}

impl Trees {
    /// Finds the questions.
    pub fn learn(collection: &Collection) -> Self {
        Self {
            questions: Questions::of(&collection.content, collection.seed),
            recent: Recent::default(),
        }
    }

    /// Reads questions that were written.
    ///
    /// # Errors
    /// The file is cut.
    pub fn take(collection: &Collection, from: &mut ArchiveReader) -> Result<Self> {
        Ok(Self {
            questions: Questions::take(&collection.content, from, collection.seed)?,
            recent: Recent::default(),
        })
    }

    fn tree(&self, taste: &Taste<'_>) -> TasteTree {
        let liked: Vec<(u32, f32)> = taste.favorites.iter().map(|image| (*image, 1.0)).collect();
        let asked = vec![true; self.questions.len()];
        TasteTree::grow(&self.questions, &liked, &asked, Growth::default())
    }
}

impl Recommender for Trees {
    fn put(&self, to: &mut ArchiveWriter) -> Result<()> {
        self.questions.put(to)
    }

    fn score(&self, tastes: &[Taste<'_>], mut scores: ArrayViewMut2<'_, f32>) -> Result<()> {
        let rows: Vec<_> = scores.rows_mut().into_iter().collect();
        tastes.par_iter().zip(rows).for_each(|(taste, mut row)| {
            let tree = self.tree(taste);
            let pairs = row.iter_mut().zip(tree.log_odds());
            pairs.for_each(|(score, log_odds)| *score = log_odds);
            self.recent.keep(taste, tree.without_images());
        });
        Ok(())
    }

    fn contributions(&self, taste: &Taste<'_>, images: &[u32]) -> Result<Vec<Vec<Contribution>>> {
        let recent = self.recent.take(taste);
        let tree = recent.unwrap_or_else(|| self.tree(taste));
        let paths = images
            .iter()
            .map(|image| tree.path(&self.questions, *image));
        Ok(paths.collect())
    }
}
