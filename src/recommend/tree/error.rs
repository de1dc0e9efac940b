//! What can be wrong with a matrix, a list of favourites or a setting.

use thiserror::Error;

/// Why no tree could be grown.
#[derive(Debug, Error)]
pub enum FitError {
    /// There is nothing to learn from.
    #[error("the feature matrix is empty ({rows} rows, {columns} columns)")]
    Empty {
        /// Images.
        rows: usize,
        /// Features.
        columns: usize,
    },
    /// The user likes nothing yet.
    #[error("the user has no favourites, so there is no taste to learn")]
    NoFavorites,
    /// The user likes everything.
    #[error("every one of the {rows} images is a favourite, so there is nothing to tell apart")]
    AllFavorites {
        /// Images.
        rows: usize,
    },
    /// A favourite is not a row of the matrix.
    #[error("favourite {favorite} is not one of the {rows} rows")]
    UnknownFavorite {
        /// The row that was asked for.
        favorite: usize,
        /// Images.
        rows: usize,
    },
    /// A value is NaN or infinite.
    #[error("the feature in row {row}, column {column} is not a finite number")]
    NotFinite {
        /// Row of the first such value.
        row: usize,
        /// Its column.
        column: usize,
    },
    /// A setting is out of its range.
    #[error("{name} = {value} is out of range (above 0, at most {highest})")]
    Setting {
        /// The field of [`TreeSettings`](super::TreeSettings).
        name: &'static str,
        /// What it was.
        value: f64,
        /// The highest value that it may have.
        highest: f64,
    },
    /// The tree library refused.
    #[error("no split could be searched")]
    Split(#[source] Box<dyn std::error::Error + Send + Sync>),
}
