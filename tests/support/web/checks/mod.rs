//! Whether the stand-ins do what they say.

mod caller;
mod commons;
mod faults;
mod keyed;
mod museums;
mod openverse;
mod server;
mod sparql;
