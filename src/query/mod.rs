//! Questions over the tables, lazy frames in and out: nothing is collected here, nothing knows a
//! path. One file for each subject.

mod among;
pub mod charts;
mod distinct;
pub mod images;
pub mod likes;
mod sets;
pub mod shape;
pub mod traits;

use polars::prelude::*;

pub use among::among;

/// Rows sorted by `count`, most first, then by `keys` in the order of the alphabet: the order of
/// every list in the contract.
pub fn most_first(frame: LazyFrame, count: &str, keys: &[&str]) -> LazyFrame {
    let by: Vec<PlSmallStr> = std::iter::once(count)
        .chain(keys.iter().copied())
        .map(Into::into)
        .collect();
    let descending: Vec<bool> = (0..by.len()).map(|position| position == 0).collect();
    frame.sort(
        by,
        SortMultipleOptions::default().with_order_descending_multi(descending),
    )
}
