//! Source `commons`: files of Wikimedia Commons, or of another MediaWiki, by category, by search,
//! and by what Wikidata knows.

mod api;
mod file;
mod question;
mod sparql;
#[cfg(test)]
mod tests;
mod titles;
mod walk;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use reqwest::Url;

use super::catalog::{Catalog, CatalogPage, WebSource};
use super::record::Record;
use super::web::{self, Rules};
use super::{Source, SourceDefinition};
use crate::acquire::Settings;
use crate::acquire::http::{Client, Pace};
use crate::domain::Seed;

use api::{Batch, Page, Parameters, Wiki};
use question::Question;
use sparql::Endpoint;
use titles::Titles;
use walk::Walk;

/// The registration of this source.
pub const DEFINITION: SourceDefinition = SourceDefinition {
    name: "commons",
    help: "Wikimedia Commons: --category, --search, --sparql FILE or --wikidata-class Q...",
    reads_a_folder: false,
    web: true,
    options: &[
        "category",
        "depth",
        "search",
        "sparql",
        "wikidata_class",
        "api_url",
        "sparql_url",
        "max_side",
    ],
    default_count: Some(100),
    open,
    import: None,
};

const API: &str = "https://commons.wikimedia.org/w/api.php";
const SPARQL: &str = "https://query.wikidata.org/sparql";
/// Files of which all details are told in one answer.
const BATCH: usize = 50;

/// Wikimedia's rules: one question at a time, two files at a time and 25 Mbit/s.
const RULES: Rules = Rules {
    site: "Wikimedia Commons",
    api: Pace::one_at_a_time(0.0),
    files: Pace {
        parallel: 2,
        per_second: 0.0,
        megabits: 25.0,
    },
    needs_contact: true,
};

/// The files that a question finds.
struct Commons {
    wiki: Wiki,
    endpoint: Endpoint,
    question: Question,
    max_side: Option<u32>,
    walk: Mutex<Walk>,
    titles: Mutex<Titles>,
}

fn open(settings: &Settings, _seed: Seed, _own_paths: &[PathBuf]) -> Result<Box<dyn Source>> {
    let question = Question::of(settings)?;
    let api = web::base("api_url", settings.api_url.as_deref(), API)?;
    let sparql = web::base("sparql_url", settings.sparql_url.as_deref(), SPARQL)?;
    let asks_sparql = matches!(question, Question::Query(_) | Question::Class(_));
    let rules = Rules {
        // A mirror's operator may think otherwise, but nobody knows that here.
        needs_contact: is_wikimedia(&api) || asks_sparql && is_wikimedia(&sparql),
        ..RULES
    };
    let client = web::client(settings, &rules, &[&api, &sparql])?;
    let asked = format!("{api} {sparql} {question:?} {:?}", settings.max_side);
    let commons = Commons {
        wiki: Wiki { api },
        endpoint: Endpoint { url: sparql },
        walk: Mutex::new(Walk::default()),
        titles: Mutex::new(Titles::default()),
        question,
        max_side: settings.max_side,
    };
    let allowed = settings.allow_list(&[])?;
    Ok(WebSource::boxed(
        DEFINITION.name,
        &asked,
        client,
        allowed,
        commons,
    ))
}

fn is_wikimedia(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    ["wikimedia.org", "wikidata.org", "wikipedia.org"]
        .iter()
        .any(|site| host == *site || host.ends_with(&format!(".{site}")))
}

impl Catalog for Commons {
    fn page(&self, client: &Client, cursor: Option<&str>) -> Result<CatalogPage> {
        match &self.question {
            Question::Category { title, depth } => {
                let mut walk = self.walk.lock().unwrap_or_else(PoisonError::into_inner);
                if cursor.is_none() {
                    *walk = Walk::from(title, *depth);
                }
                walk.page(self, client, cursor)
            }
            Question::Search(words) => self.search(client, words, cursor),
            Question::Query(_) | Question::Class(_) => {
                let mut titles = self.titles.lock().unwrap_or_else(PoisonError::into_inner);
                if cursor.is_none() {
                    *titles = Titles::default();
                }
                titles.page(self, client)
            }
        }
    }
}

impl Commons {
    fn search(&self, client: &Client, words: &str, cursor: Option<&str>) -> Result<CatalogPage> {
        let which = [
            ("generator", "search".to_owned()),
            ("gsrsearch", words.to_owned()),
            ("gsrnamespace", "6".to_owned()),
            ("gsrlimit", BATCH.to_string()),
        ];
        let from = cursor.map(serde_json::from_str).transpose()?;
        let batch = self.details(client, &which, from.as_ref())?;
        let next = batch.next.clone();
        let mut page = self.files(client, batch.pages)?;
        page.next = next.map(|next| serde_json::to_string(&next)).transpose()?;
        Ok(page)
    }

    /// A batch of files with all that is told about them.
    fn details(
        &self,
        client: &Client,
        which: &[(&'static str, String)],
        from: Option<&Parameters>,
    ) -> Result<Batch> {
        let told = [
            ("prop", "imageinfo|categories"),
            ("iiprop", "url|size|mime|sha1|extmetadata"),
            ("iiextmetadatalanguage", "en"),
            ("cllimit", "max"),
            ("clshow", "!hidden"),
        ];
        let told = told.map(|(name, value)| (name, value.to_owned()));
        let parameters: Vec<_> = which.iter().cloned().chain(told).collect();
        self.wiki.batch(client, &parameters, from)
    }

    /// The files of `pages` that may be used, large ones as renditions.
    fn files(&self, client: &Client, pages: Vec<Page>) -> Result<CatalogPage> {
        let mut page = CatalogPage::default();
        let mut scaled: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for told in pages {
            let title = told.title.clone();
            match file::file(told, &self.wiki.api, self.max_side) {
                Ok(file) => {
                    if let Some(width) = file.rendition {
                        scaled.entry(width).or_default().push(title);
                    }
                    page.found.push(file.found);
                }
                Err(reason) => page.skips.push((title, reason)),
            }
        }
        for (width, titles) in scaled {
            let renditions = self.renditions(client, width, &titles)?;
            for found in &mut page.found {
                if let Some(info) = renditions.get(&found.key) {
                    file::scale(found, info, width, &self.wiki.api);
                }
            }
        }
        Ok(page)
    }

    /// The renditions of `titles` that are `width` px wide.
    fn renditions(
        &self,
        client: &Client,
        width: u32,
        titles: &[String],
    ) -> Result<BTreeMap<String, Record>> {
        let parameters = [
            ("titles", titles.join("|")),
            ("prop", "imageinfo".to_owned()),
            ("iiprop", "url|size".to_owned()),
            ("iiurlwidth", width.to_string()),
        ];
        let batch = self
            .wiki
            .batch(client, &parameters, None)
            .context("asking for scaled renditions")?;
        let infos = batch.pages.into_iter();
        Ok(infos
            .filter_map(|page| Some((page.title, page.info?)))
            .collect())
    }
}
