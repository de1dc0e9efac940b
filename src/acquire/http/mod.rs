//! The web, for this stage alone: no other room reaches the network, and no source does but
//! through the [`Client`].

mod address;
mod budget;
mod call;
mod client;
mod lane;
mod manners;
mod miss;
#[cfg(test)]
mod tests;

pub use call::{Call, Reply, by_status};
pub use client::{Body, Client};
pub use lane::Pace;
pub use manners::{Manners, user_agent};
pub use miss::Miss;

/// How every refusal begins that is the program's own: it is told from a failure by it.
const REFUSED: &str = "refused:";
