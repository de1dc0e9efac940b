//! The decision tree of one user's taste, grown by counting (Breiman, Friedman, Olshen and Stone,
//! *Classification and Regression Trees*, 1984).
//!
//! Every question is one that can be answered with yes or no, and who answers yes is listed once
//! for all users. How common an answer is beside the favourites is told by a sample of some
//! thousand images, the same for all users, or by all where there are not more; weighted so that
//! both classes weigh the same. So one image of the sample weighs far less than what leaves lean
//! on, and a split costs as much as its smaller side has images of the sample.

mod grow;
mod questions;
mod taste;
#[cfg(test)]
mod tests;

pub use grow::Growth;
pub use questions::Questions;
pub use taste::TasteTree;
