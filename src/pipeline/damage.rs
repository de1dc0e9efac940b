//! Which file is to blame where work over tables in Parquet fails: nothing but reading a damaged
//! page tells that it is damaged, and what reads it does not know the file.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use polars::prelude::*;

use super::layout::Layout;
use super::open;
use super::table::{file_of, unusable_table};
use crate::domain::printable;
use crate::tables::parquet::{guarded, row_count, scan};
use crate::tables::shape::{Shape, TABLES};

/// So many rows are read together.
const ROWS_A_LOOK: IdxSize = 1 << 18;

/// Does `work`; where it fails, or panics, and a table in Parquet cannot be read, that is the error.
///
/// # Errors
/// Those of `work`, or the file, column and rows that cannot be read.
pub fn blaming<T>(layout: &Layout, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let found = || TABLES.iter().find_map(|shape| whole(layout, shape).err());
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Err(error)) if error.chain().any(|cause| cause.is::<PolarsError>()) => {
            Err(found().unwrap_or(error))
        }
        Ok(done) => done,
        Err(panic) => match found() {
            Some(error) => Err(error),
            None => resume_unwind(panic),
        },
    }
}

/// Reads all of a table, if it is in Parquet, and keeps nothing.
///
/// # Errors
/// Names the file, and the row or the column that is wrong or cannot be read.
pub fn whole(layout: &Layout, shape: &Shape) -> Result<()> {
    open::sound(layout, std::slice::from_ref(shape))?;
    match file_of(layout, shape)? {
        Some(path) => read_all(&path).with_context(|| unusable_table(&path, shape)),
        None => Ok(()),
    }
}

fn read_all(path: &Path) -> Result<()> {
    let mut table = scan(path)?;
    let names: Vec<PlSmallStr> = table.collect_schema()?.iter_names().cloned().collect();
    let rows = row_count(&table)?;
    for name in names {
        for start in (0..rows).step_by(ROWS_A_LOOK as usize) {
            let column = table.clone().select([col(name.clone())]);
            let look = column.slice(start as i64, ROWS_A_LOOK);
            guarded(|| Ok(look.collect()?)).map_err(|error| {
                anyhow!(
                    "the column '{}' is damaged in rows {} to {} ({error:#})",
                    printable(&name),
                    start + 1,
                    rows.min(start + u64::from(ROWS_A_LOOK))
                )
            })?;
        }
    }
    Ok(())
}
