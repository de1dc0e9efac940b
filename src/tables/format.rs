//! How tables are written.

use serde::{Deserialize, Serialize};

/// The form of the tables that a stage writes; they are read from either.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Text for people and their scripts.
    #[default]
    Json,
    /// Columns, for collections too large for text.
    Parquet,
}
