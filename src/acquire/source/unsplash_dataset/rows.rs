//! Reading one part row by row, and counting what cannot be used.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use polars::prelude::*;

use super::files::Part;
use super::lines::each_frame;
use super::photos::Photos;
use crate::acquire::STAGE;
use crate::domain::Skip;

/// How often each thing went wrong in each file.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<(String, &'static str), u64>);

impl Tally {
    /// Counts one row of `part`. The reason goes on after "12 rows".
    pub fn add(&mut self, part: &str, reason: &'static str) {
        match self.0.get_mut(&(part.to_owned(), reason)) {
            Some(count) => *count += 1,
            None => {
                self.0.insert((part.to_owned(), reason), 1);
            }
        }
    }

    /// A skip for each file and reason.
    pub fn skips(&self) -> Vec<Skip> {
        self.0
            .iter()
            .map(|((part, reason), count)| {
                let rows = if *count == 1 { "row" } else { "rows" };
                Skip::new(STAGE, part, &format!("{count} {rows} {reason}"))
            })
            .collect()
    }
}

/// Why a row about a photo was not used.
pub(super) const UNKNOWN_PHOTO: &str = "of a photo that the photos' files do not have";
/// Why a row about no photo was not used.
pub(super) const NO_PHOTO: &str = "without a photo_id";

/// Calls `take` with what `select` makes of some rows of `part` after the other, in the order of
/// the file; `columns` are those that it needs.
///
/// # Errors
/// The file cannot be read, or what `take` fails with.
pub(super) fn each_batch<State: Send + 'static>(
    part: &Part,
    columns: &[&str],
    select: &[Expr],
    mut state: State,
    take: fn(&mut State, &DataFrame) -> Result<()>,
) -> Result<State> {
    if part.is_quoted() {
        return streamed(part, part.scan(None)?.select(select), state, take);
    }
    each_frame(part, columns, select, |rows| take(&mut state, rows))?;
    Ok(state)
}

/// The same of a scan that knows quotes.
fn streamed<State: Send + 'static>(
    part: &Part,
    frame: LazyFrame,
    state: State,
    take: fn(&mut State, &DataFrame) -> Result<()>,
) -> Result<State> {
    let shared = Arc::new(Mutex::new((state, Ok(()))));
    let inside = Arc::clone(&shared);
    let callback = PlanCallback::new(move |batch: DataFrame| {
        let mut guard = inside.lock().unwrap_or_else(PoisonError::into_inner);
        let (state, result) = &mut *guard;
        *result = take(state, &batch);
        Ok(result.is_err())
    });
    frame
        .sink_batches(callback, true, None)
        .and_then(|sink| sink.collect_with_engine(Engine::Streaming))
        .map_err(|error| anyhow::Error::from(error).context(part.unreadable()))?;
    let (state, result) = Arc::into_inner(shared)
        .context("a scan has not ended")?
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    result.map(|()| state)
}

/// Looks the photos of a file's rows up; rows of one photo mostly stand together.
pub(super) struct Lookup {
    photos: Arc<Photos>,
    last: (String, Option<u32>),
}

impl Lookup {
    /// A lookup of `photos`.
    pub fn new(photos: &Arc<Photos>) -> Self {
        Self {
            photos: Arc::clone(photos),
            last: (String::new(), None),
        }
    }

    /// The number of the photo that a row names.
    ///
    /// # Errors
    /// Why there is none.
    pub fn number(&mut self, id: Option<&str>) -> Result<u32, &'static str> {
        let id = id.unwrap_or_default();
        if self.last.0 != id {
            self.last.0.clear();
            self.last.0.push_str(id);
            self.last.1 = self.photos.number(id);
        }
        match self.last.1 {
            Some(number) => Ok(number),
            None if id.trim().is_empty() => Err(NO_PHOTO),
            None => Err(UNKNOWN_PHOTO),
        }
    }
}
