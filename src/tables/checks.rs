//! `check_results.json`: one line for each thing that was checked.

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::json;

/// What came out of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// The check, as a sentence that is true when it passes.
    pub name: String,
    /// Whether it is true.
    pub passed: bool,
    /// What was looked at, and what is wrong.
    pub detail: String,
}

/// The results as `check_results.json`.
///
/// # Errors
/// A result that cannot be written.
pub fn to_json(results: &[CheckResult]) -> Result<Vec<u8>> {
    json::records(results)
}
