//! What the stage `recommend` has learned, kept beside the tables: as long as these are the same,
//! one user's list needs no training.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::alone;
use super::fresh;
use super::layout::{self, Layout};
use super::open;
use super::plan::Plan;
use crate::fsio::{self, ArchiveReader, ArchiveWriter};
use crate::recommend::{Inputs, Prepared, Recommender};
use crate::stage::Context;
use crate::tables::parquet::{Panicked, guarded};

/// The files that recommendations are made of, wherever they are.
pub fn inputs() -> Vec<&'static str> {
    let labels = [layout::LABELS, layout::TAGS_CSV, layout::COLORS_CSV];
    let likes = [
        layout::FAVORITES,
        layout::FAVORITES_CSV,
        layout::FAVORITES_TABLE,
        layout::DUPLICATES,
        layout::DUPLICATES_TABLE,
        layout::DISMISSED,
    ];
    [&labels[..], &layout::LABEL_TABLES, &likes].concat()
}

/// Gives `work` the model of a plan: the one that was kept, if it has learned from the tables as
/// they are now; else it learns, and is kept.
///
/// # Errors
/// Labels or favourites cannot be read, or `work` fails.
pub fn with<T>(
    plan: &Plan,
    layout: &Layout,
    context: Context<'_>,
    work: impl Fn(&Prepared, &dyn Recommender) -> Result<T>,
) -> Result<T> {
    let file = layout
        .state()
        .join(format!("recommender-{}.bin", plan.model.name));
    let key = key(plan, layout);
    let kept = Kept { file, key, plan };
    // Notes of the program's own that are damaged are no mishap, whatever comes of reading them.
    match guarded(|| Ok(kept.take(&work))) {
        Ok(Some(result)) => return result,
        Ok(None) => {}
        Err(error) if error.is::<Panicked>() => {}
        Err(error) => return Err(error),
    }
    with_likes(layout, |inputs| {
        let prepared = Prepared::of(inputs, context.seed)?;
        let model = prepared.learn(&plan.spec.recommend, context)?;
        // Tables that were changed meanwhile may be those that were learned from, or not. Where
        // nothing can be written, the next list only takes longer. Kept before the work, which may
        // last as long as a server runs.
        if self::key(plan, layout) == kept.key {
            let _ = kept.put(&prepared, model.as_ref());
        }
        work(&prepared, model.as_ref())
    })
}

/// Opens what recommendations are made of.
fn with_likes<T>(layout: &Layout, work: impl FnOnce(Inputs<'_>) -> Result<T>) -> Result<T> {
    let (favorites, labels) = alone::likes_and_labels(layout)?;
    let duplicates = open::duplicates_if_any(layout)?;
    let dismissed = open::dismissed_if_any(layout)?;
    work(Inputs {
        labels: &labels,
        favorites: &favorites,
        duplicates: duplicates.as_ref(),
        dismissed: dismissed.as_ref(),
    })
}

/// What a model depends on, in one hash.
fn key(plan: &Plan, layout: &Layout) -> String {
    let inputs = fresh::hashes(layout, &inputs());
    let is_alone = alone::is_alone(layout);
    let all = format!(
        "{} {} {} {is_alone} {inputs:?} with dismissals",
        env!("CARGO_PKG_VERSION"),
        plan.model.name,
        plan.seed.value()
    );
    fsio::hash(all.as_bytes())
}

/// A file that a model is kept in, and what it must have been made of.
struct Kept<'a> {
    file: PathBuf,
    key: String,
    plan: &'a Plan,
}

impl Kept<'_> {
    /// What `work` makes of the model in the file; nothing where there is none, or another one.
    fn take<T>(
        &self,
        work: impl Fn(&Prepared, &dyn Recommender) -> Result<T>,
    ) -> Option<Result<T>> {
        let mut reader = open(&self.file, &self.key).ok()?;
        let prepared = Prepared::take(&mut reader, self.plan.seed).ok()?;
        let model = (self.plan.model.take)(&prepared.collection, &mut reader).ok()?;
        Some(work(&prepared, model.as_ref()))
    }

    fn put(&self, prepared: &Prepared, model: &dyn Recommender) -> Result<()> {
        let mut out = ArchiveWriter::new(&self.file, self.key.as_bytes())?;
        prepared.put(&mut out)?;
        model.put(&mut out)?;
        out.keep()
    }
}

fn open(file: &Path, key: &str) -> Result<ArchiveReader> {
    let (reader, head) = ArchiveReader::open(file)?;
    ensure!(head == key.as_bytes(), "of other tables");
    Ok(reader)
}
