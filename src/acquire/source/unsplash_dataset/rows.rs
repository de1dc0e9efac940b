//! Reading the parts of a kind row by row, and counting what cannot be used.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Result;
use polars::prelude::*;

use super::chunks::chunks;
use super::cut::frame;
use super::files::Part;
use crate::acquire::STAGE;
use crate::domain::Skip;
use crate::ordered::in_order;

/// How often each thing went wrong in each file.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<String, Reasons>);

/// How often each thing went wrong. A reason goes on after "12 rows".
pub(super) type Reasons = BTreeMap<&'static str, u64>;

impl Tally {
    /// Adds what went wrong in some rows of `part`.
    pub fn add(&mut self, part: &Part, reasons: Reasons) {
        if reasons.is_empty() {
            return;
        }
        let own = self.0.entry(part.name.clone()).or_default();
        for (reason, count) in reasons {
            *own.entry(reason).or_default() += count;
        }
    }

    /// A skip for each file and reason.
    pub fn skips(&self) -> Vec<Skip> {
        let line = |part: &str, reason: &str, count: u64| {
            let rows = if count == 1 { "row" } else { "rows" };
            Skip::new(STAGE, part, &format!("{count} {rows} {reason}"))
        };
        self.0
            .iter()
            .flat_map(|(part, own)| own.iter().map(move |(reason, n)| line(part, reason, *n)))
            .collect()
    }
}

/// Why a row about a photo was not used.
pub(super) const UNKNOWN_PHOTO: &str = "of a photo that the photos' files do not have";
/// Why a row about no photo was not used.
pub(super) const NO_PHOTO: &str = "without a photo_id";

/// Some rows that stand together.
pub(super) struct Batch {
    /// The part they are of.
    pub part: Arc<Part>,
    /// Which chunk of the part they are, from 0.
    pub number: u32,
    /// The columns that are wanted.
    pub rows: DataFrame,
}

/// Calls `take` with what `work` makes of some rows of `parts` after the other, in their order.
/// `columns` are those that `select` needs, which makes the columns that are wanted.
///
/// # Errors
/// A file cannot be read, or what `work` or `take` fail with.
pub(super) fn each_batch<Made: Send>(
    parts: &[Arc<Part>],
    size: usize,
    columns: &[&str],
    select: impl Fn(&Part) -> Vec<Expr> + Sync,
    work: impl Fn(&Batch) -> Result<Made> + Sync,
    mut take: impl FnMut(&Part, Made) -> Result<()>,
) -> Result<()> {
    in_order(
        chunks(parts, size),
        |chunk| {
            let (part, number) = (Arc::clone(&chunk.part), chunk.number);
            let rows = frame(chunk, columns)?;
            let rows = rows.lazy().select(select(&part)).collect()?;
            let batch = Batch { part, number, rows };
            let made = work(&batch)?;
            Ok((batch.part, made))
        },
        |(part, made)| take(&part, made),
    )
}
