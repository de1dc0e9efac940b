//! What is asked of Commons: a category, words, or a query to Wikidata.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use spargebra::Query;
use spargebra::SparqlParser;
use spargebra::algebra::GraphPattern;

use crate::acquire::Settings;
use crate::fsio;

/// The variable that a query must give: files of Commons, as Wikidata names them.
pub const IMAGE: &str = "image";

/// Prefixes that Wikidata's own service knows without being told, and others do not.
const PREFIXES: [(&str, &str); 14] = [
    ("wd", "http://www.wikidata.org/entity/"),
    ("wdt", "http://www.wikidata.org/prop/direct/"),
    ("p", "http://www.wikidata.org/prop/"),
    ("ps", "http://www.wikidata.org/prop/statement/"),
    ("pq", "http://www.wikidata.org/prop/qualifier/"),
    ("wikibase", "http://wikiba.se/ontology#"),
    ("bd", "http://www.bigdata.com/rdf#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("schema", "http://schema.org/"),
    ("geo", "http://www.opengis.net/ont/geosparql#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
];

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The files in a category, and in its sub-categories to a depth.
    Category {
        /// With its namespace.
        title: String,
        /// Levels of sub-categories.
        depth: u32,
    },
    /// The files that a search finds.
    Search(String),
    /// The files that a query of the user's gives.
    Query(String),
    /// The images of a class's members.
    Class(String),
}

impl Question {
    /// The question of `settings`.
    ///
    /// # Errors
    /// There is none, or more than one, or it cannot be asked.
    pub fn of(settings: &Settings) -> Result<Self> {
        let Settings {
            category,
            search,
            sparql,
            wikidata_class,
            depth,
            ..
        } = settings;
        match (category, search, sparql, wikidata_class) {
            (Some(category), None, None, None) => Ok(Self::Category {
                title: category_title(category)?,
                depth: *depth,
            }),
            _ if *depth > 0 => bail!("acquire.depth means something with acquire.category only"),
            (None, Some(words), None, None) => {
                ensure!(!words.trim().is_empty(), "acquire.search is empty");
                Ok(Self::Search(words.trim().to_owned()))
            }
            (None, None, Some(path), None) => Ok(Self::Query(read(path)?)),
            (None, None, None, Some(class)) => Ok(Self::Class(class_id(class)?)),
            _ => bail!(
                "the source 'commons' needs one of --category NAME, --search WORDS, --sparql FILE.rq and --wikidata-class Q..., or the keys of these names under [acquire]"
            ),
        }
    }
}

/// `Category:Sunsets`, however it was written.
fn category_title(text: &str) -> Result<String> {
    let name = text.trim().replace('_', " ");
    let bare = match name.split_once(':') {
        Some((space, rest)) if space.trim().eq_ignore_ascii_case("category") => rest.trim(),
        _ => name.as_str(),
    };
    let is_title = !bare.is_empty()
        && !bare
            .chars()
            .any(|c| c.is_control() || "#<>[]|{}".contains(c));
    ensure!(
        is_title,
        "acquire.category is '{}'; no category can be called so (none of # < > [ ] | {{ }})",
        crate::domain::printable(text)
    );
    Ok(format!("Category:{bare}"))
}

fn class_id(text: &str) -> Result<String> {
    let id = text.trim().trim_start_matches("wd:").to_uppercase();
    let is_id = id.strip_prefix('Q').is_some_and(|digits| {
        !digits.is_empty() && digits.len() <= 12 && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    ensure!(
        is_id,
        "acquire.wikidata_class is '{}'; it must be the id of an item, like Q5113 for birds",
        crate::domain::printable(text)
    );
    Ok(id)
}

/// The query in the file at `path`, with the prefixes that it takes for granted.
fn read(path: &Path) -> Result<String> {
    let text = String::from_utf8(fsio::read(path)?)
        .with_context(|| format!("{} is not UTF-8 text", path.display()))?;
    let (text, query) = match SparqlParser::new().parse_query(&text) {
        Ok(query) => (text, query),
        Err(error) => {
            let declared: String = PREFIXES
                .iter()
                .map(|(name, iri)| format!("PREFIX {name}: <{iri}>\n"))
                .collect();
            let known = declared + text.as_str();
            let query = SparqlParser::new().parse_query(&known).map_err(|_| error);
            let query = query.with_context(|| format!("{} is not SPARQL", path.display()))?;
            (known, query)
        }
    };
    ensure!(
        gives_images(&query),
        "{} must be a SELECT that gives ?{IMAGE} (the files, as wdt:P18 has them), and may give ?label",
        path.display()
    );
    Ok(text)
}

/// Whether the query's answers have the variable of the images.
fn gives_images(query: &Query) -> bool {
    let Query::Select { pattern, .. } = query else {
        return false;
    };
    let mut pattern = pattern;
    loop {
        match pattern {
            GraphPattern::Project { variables, .. } => {
                return variables.iter().any(|variable| variable.as_str() == IMAGE);
            }
            GraphPattern::Slice { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::OrderBy { inner, .. } => pattern = inner,
            _ => return false,
        }
    }
}
