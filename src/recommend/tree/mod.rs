//! The decision tree of one user's taste, grown by counting (Breiman, Friedman, Olshen and Stone,
//! *Classification and Regression Trees*, 1984).
//!
//! Every question is one that can be answered with yes or no, and who answers yes is listed once
//! for all users. So a split costs as much as its smaller side has images, and all images that are
//! no favourites count as examples of the other class, weighted so that both classes weigh the
//! same: nothing is drawn by chance.

mod grow;
mod questions;
mod taste;
#[cfg(test)]
mod tests;

pub use grow::Growth;
pub use questions::Questions;
pub use taste::TasteTree;
