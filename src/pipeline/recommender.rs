//! What the stage `recommend` has learned, kept beside the tables: as long as these are the same,
//! one user's list needs no training.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::Result;

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
    let kept = Kept::of(plan, layout);
    let head = head(plan, layout);
    // Notes of the program's own that are damaged are no mishap, whatever comes of reading them.
    match guarded(|| Ok(kept.take(|own| own == head, &work))) {
        Ok(Some(result)) => return result,
        Ok(None) => {}
        Err(error) if error.is::<Panicked>() => {}
        Err(error) => return Err(error),
    }
    with_likes(layout, |inputs| {
        let prepared = Prepared::of(inputs, context.seed)?;
        let model = prepared.learn(&plan.spec.recommend, context)?;
        // Tables that were changed meanwhile may be those that were learned from, or not: then the
        // model is of no tables. Where nothing can be written, the next list only takes longer.
        // Kept before the work, which may last as long as a server runs.
        let of = match self::head(plan, layout) == head {
            true => head.clone(),
            false => format!("{}{OF_NO_TABLES}", kind(plan)),
        };
        let _ = kept.put(&of, &prepared, model.as_ref());
        work(&prepared, model.as_ref())
    })
}

/// Gives `work` the model of a plan that was kept, whatever tables it has learned from; nothing where
/// there is none.
pub fn kept<T>(
    plan: &Plan,
    layout: &Layout,
    work: impl Fn(&Prepared, &dyn Recommender) -> Result<T>,
) -> Option<Result<T>> {
    let kind = kind(plan);
    let kept = Kept::of(plan, layout);
    let taken = guarded(|| Ok(kept.take(|own| own.starts_with(&kind), &work)));
    taken.ok().flatten()
}

/// What tells a file in which a model is kept from another one; nothing where there is none.
pub fn stamp(plan: &Plan, layout: &Layout) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(Kept::of(plan, layout).file).ok()?;
    Some((metadata.modified().ok()?, metadata.ino()))
}

/// Whether the model that is kept has learned from the tables as they are.
pub fn is_current(plan: &Plan, layout: &Layout) -> bool {
    let kept = Kept::of(plan, layout);
    kept.open(|own| own == head(plan, layout)).is_some()
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

/// What a model is called that has learned from tables which changed meanwhile.
const OF_NO_TABLES: &str = "tables that have changed meanwhile";

/// What must be the same for a model to be read at all. The number is that of the form of the file.
fn kind(plan: &Plan) -> String {
    let (version, model) = (env!("CARGO_PKG_VERSION"), plan.model.name);
    format!("2 {version} {model} {} ", plan.seed.value())
}

/// What a model depends on: its kind, and its tables in one hash.
fn head(plan: &Plan, layout: &Layout) -> String {
    let inputs = fresh::hashes(layout, &inputs());
    let all = format!("{} {inputs:?}", alone::is_alone(layout));
    format!("{}{}", kind(plan), fsio::hash(all.as_bytes()))
}

/// A file that a model is kept in. Its head says what it has learned from.
struct Kept<'a> {
    file: PathBuf,
    plan: &'a Plan,
}

impl<'a> Kept<'a> {
    fn of(plan: &'a Plan, layout: &Layout) -> Self {
        let name = format!("recommender-{}.bin", plan.model.name);
        Self {
            file: layout.state().join(name),
            plan,
        }
    }

    /// The file, if there is one whose head will do.
    fn open(&self, will_do: impl Fn(&str) -> bool) -> Option<ArchiveReader> {
        let (reader, head) = ArchiveReader::open(&self.file).ok()?;
        let head = String::from_utf8(head).ok()?;
        will_do(&head).then_some(reader)
    }

    /// What `work` makes of the model in the file; nothing where there is none, or another one.
    fn take<T>(
        &self,
        will_do: impl Fn(&str) -> bool,
        work: impl Fn(&Prepared, &dyn Recommender) -> Result<T>,
    ) -> Option<Result<T>> {
        let mut reader = self.open(will_do)?;
        let prepared = Prepared::take(&mut reader, self.plan.seed).ok()?;
        let model = (self.plan.model.take)(&prepared.collection, &mut reader).ok()?;
        Some(work(&prepared, model.as_ref()))
    }

    fn put(&self, head: &str, prepared: &Prepared, model: &dyn Recommender) -> Result<()> {
        let mut out = ArchiveWriter::new(&self.file, head.as_bytes())?;
        prepared.put(&mut out)?;
        model.put(&mut out)?;
        out.keep()
    }
}
