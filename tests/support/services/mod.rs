//! Real servers on loopback: a MediaWiki in the shape of Wikimedia Commons, a SPARQL endpoint, and
//! a browser that is driven; and the containers of the compose file.
//!
//! `tests/services/install` puts them on a machine. Where they are missing a test is skipped:
//! it says its name and how many were skipped before it. With `PIXREC_SERVICES=required` it
//! fails instead. A server that is there and does not start always fails the test.

pub mod browser;
pub mod content;
pub mod docker;
pub mod http;
pub mod mediawiki;
mod server;
pub mod spark;
pub mod sparql;

use std::env;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Why a server cannot be had.
#[derive(Debug, Clone)]
pub enum Unavailable {
    /// These programs or packages are not installed.
    Missing(String),
    /// The machine does not allow it, whatever is installed: the test is skipped even where all
    /// servers are required.
    Forbidden(String),
    /// All is there, and it did not start: what it said.
    Failed(String),
}

/// The server, or nothing if the test that asks is to be skipped.
pub fn or_skip<T>(started: Result<T, Unavailable>) -> Option<T> {
    static SKIPPED: AtomicUsize = AtomicUsize::new(0);
    let advice = match started {
        Ok(server) => return Some(server),
        Err(Unavailable::Failed(why)) => panic!("{why}"),
        Err(Unavailable::Missing(what)) => {
            let advice = format!("missing: {what} (tests/services/install gets it)");
            let is_required = env::var_os("PIXREC_SERVICES").is_some_and(|set| set == "required");
            assert!(!is_required, "{advice}");
            advice
        }
        Err(Unavailable::Forbidden(what)) => format!("this machine does not allow {what}"),
    };
    let count = SKIPPED.fetch_add(1, Ordering::Relaxed) + 1;
    let thread = thread::current();
    let name = thread.name().unwrap_or("a test");
    // Not `eprintln`: the harness would keep that to itself, since a skipped test passes.
    let told = writeln!(io::stderr(), "skipped test no. {count}: {name}: {advice}");
    told.expect("standard error can be written");
    None
}
