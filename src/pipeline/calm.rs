//! Polars panics on some files that are not what they seem: a panic is an error here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::Result;

/// A panic, as an error.
#[derive(Debug, thiserror::Error)]
#[error("the question cannot be answered: {0}")]
pub struct Panicked(String);

/// What `work` gives; its panic is an error.
///
/// # Errors
/// As `work`, or its panic's first line.
pub fn calmly<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let told = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or_default();
        let line = told.lines().next().unwrap_or_default();
        Err(Panicked(line.chars().take(200).collect()).into())
    })
}
