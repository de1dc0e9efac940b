//! Web servers on loopback for tests: one that can break the protocol, and stand-ins that play the
//! documented answers of the sites which pictures come from.
//!
//! A *site* is a function from a [`request::Request`] to an [`answer::Answer`];
//! [`server::Server::start`] puts it on a port of its own. [`faults::Faulty`] wraps a site and
//! breaks a share of its answers.

pub mod answer;
pub mod artic;
pub mod commons;
pub mod faults;
pub mod flickr;
pub mod met;
pub mod openverse;
pub mod pexels;
pub mod photos;
mod reply;
pub mod request;
pub mod server;
pub mod sparql;
pub mod turns;
pub mod unsplash;

#[cfg(test)]
mod checks;
