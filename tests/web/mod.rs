//! The program against web servers: stand-ins that can break the protocol, and real services where
//! they are installed.

mod dataset;
mod faults;
mod guard;
mod keys;
mod real;
mod resume;
mod services_selftest;
mod sites;

use crate::support::web::photos::{Photo, varied};
use crate::support::web::server::Server;
use crate::support::{Ran, Sandbox};

/// Options with which a test waits for nothing: short pauses, no pace.
const BRISK: [&str; 12] = [
    "--retry-wait-s",
    "0.01",
    "--patience-s",
    "20",
    "--idle-s",
    "1.5",
    "--timeout-s",
    "6",
    "--megabits-per-second",
    "0",
    "--parallel",
    "8",
];

/// So many photos for a wiki, all with free licences.
pub fn wiki_photos(count: usize) -> Vec<Photo> {
    let mut photos = varied(count, &["cc-by-4.0", "cc0", "cc-by-sa-3.0"]);
    for photo in &mut photos {
        photo.title = format!("Photo {}.{}", photo.id, photo.extension());
    }
    photos
}

/// These words and the brisk options, but for those that `more` sets.
fn briskly<'a>(words: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    let mut all = words.to_vec();
    for option in BRISK.chunks(2).filter(|option| !more.contains(&option[0])) {
        all.extend(option);
    }
    all.extend(more);
    all
}

/// The words of an acquisition from a wiki at `server`.
fn from_wiki<'a>(api: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let asked = [
        "acquire",
        "--source",
        "commons",
        "--category",
        "Sample",
        "--api-url",
        api,
    ];
    briskly(&asked, more)
}

/// Acquires all of a wiki.
fn acquire(sandbox: &Sandbox, server: &Server, more: &[&str]) -> Ran {
    let api = format!("{}/w/api.php", server.base());
    sandbox.run(&from_wiki(&api, more))
}
