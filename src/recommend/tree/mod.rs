//! The decision tree of one user's taste, grown by counting (Breiman, Friedman, Olshen and Stone,
//! *Classification and Regression Trees*, 1984).
//!
//! Every question is one that can be answered with yes or no, and who answers yes is listed once
//! for all users. How well a question parts the favourites from everything else is judged by a
//! sample of some thousand images, the same for all users, or by all where there are not more, so
//! that a split costs as much as its smaller side has images of the sample; the odds of the leaves
//! are then counted over all images. Both classes weigh the same.

mod grow;
mod questions;
mod taste;
#[cfg(test)]
mod tests;

pub use grow::Growth;
pub use questions::Questions;
pub use taste::TasteTree;
