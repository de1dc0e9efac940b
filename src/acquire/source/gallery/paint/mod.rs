//! The words that scenes share: skies, land, water, plants and small things, each a function
//! that paints one of them onto a canvas.

pub(super) mod land;
pub(super) mod peaks;
pub(super) mod plants;
pub(super) mod sky;
pub(super) mod table;
pub(super) mod things;
pub(super) mod tower;
pub(super) mod trees;
pub(super) mod water;
