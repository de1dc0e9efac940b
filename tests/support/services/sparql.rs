//! A SPARQL 1.1 endpoint; it starts at once, so each test has its own.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::Unavailable;
use super::server::{Recipe, Server};

/// A running endpoint.
pub struct Sparql(Server);

impl Sparql {
    /// Answers queries about these triples, each within a minute.
    pub fn start(turtle: &str) -> Result<Self, Unavailable> {
        Self::start_with_timeout(turtle, 60)
    }

    /// A query that takes longer than the time-out (in seconds) is answered by status 200 and
    /// JSON that breaks off.
    pub fn start_with_timeout(turtle: &str, timeout_s: u32) -> Result<Self, Unavailable> {
        let program = program()
            .ok_or_else(|| Unavailable::Missing("oxigraph, the SPARQL server".to_owned()))?;
        let recipe = Recipe {
            script: "sparql/serve",
            arguments: &[
                program.to_string_lossy().into_owned(),
                timeout_s.to_string(),
            ],
            ready: "Listening for requests",
        };
        let write = |folder: &Path| {
            fs::write(folder.join("data.ttl"), turtle).expect("a file can be written");
        };
        Server::start(&recipe, &write).map(Self)
    }

    /// The address that takes queries.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}/query", self.0.port)
    }
}

/// The one that `tests/services/install` put into `target`, else one on the path.
fn program() -> Option<PathBuf> {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/services/venv/bin/oxigraph");
    let path = env::var_os("PATH").unwrap_or_default();
    let others = env::split_paths(&path).map(|folder| folder.join("oxigraph"));
    let mut programs = [installed].into_iter().chain(others);
    programs.find(|program| program.is_file())
}

/// Triples as Wikidata has them: one lake (Q23397) from Q900000001 on for each title, its image
/// by P18, and an English label for every second one. Behind them a lake whose image is gone
/// and one without any.
pub fn lakes(titles: &[&str]) -> String {
    let mut turtle = "@prefix wd: <http://www.wikidata.org/entity/> .\n\
         @prefix wdt: <http://www.wikidata.org/prop/direct/> .\n\
         @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        .to_owned();
    let titles = titles.iter().chain(&["Gone for good.jpg"]);
    let mut number = 900_000_000;
    for title in titles {
        number += 1;
        let image = utf8_percent_encode(title, NON_ALPHANUMERIC);
        turtle += &format!(
            "wd:Q{number} wdt:P31 wd:Q23397 ; \
             wdt:P18 <http://commons.wikimedia.org/wiki/Special:FilePath/{image}> .\n"
        );
        if number % 2 == 1 {
            turtle += &format!("wd:Q{number} rdfs:label \"Lake {number}\"@en .\n");
        }
    }
    turtle + format!("wd:Q{} wdt:P31 wd:Q23397 .\n", number + 1).as_str()
}
