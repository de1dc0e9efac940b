//! Source `met`: works in the public domain of the Metropolitan Museum of Art, New York, which gives
//! their images and data away under CC0. No key is wanted.
//!
//! `GET /search` answers with all `objectIDs` at once (null where there are none),
//! `GET /objects/ID` with `objectID`, `isPublicDomain`, `primaryImage` ("" where it is not public),
//! `primaryImageSmall`, `title`, `artistDisplayName`, `objectDate`, `medium`, `department`,
//! `classification`, `tags[{term}]` (or null), `objectURL`.

use std::path::PathBuf;
use std::sync::OnceLock;

use anyhow::{Context, Result};
use reqwest::Url;

use super::catalog::{Catalog, CatalogPage, Found, WebSource};
use super::question::{self, CC0};
use super::record::{Record, Skipped, tags};
use super::web::{self, FILES, Rules};
use super::{About, Remote, Source, SourceDefinition};
use crate::acquire::Settings;
use crate::acquire::http::{Call, Client, Miss, Pace, Reply, by_status};
use crate::domain::Seed;

/// The registration of this source.
pub const DEFINITION: SourceDefinition = question::by_words(
    "met",
    "works in the public domain of the Metropolitan Museum of Art, all or by words; no key is needed",
    open,
);

const API: &str = "https://collectionapi.metmuseum.org/public/collection/v1";
/// What a search for everything asks for.
const ANYTHING: &str = "*";
/// 80 requests a second are allowed, but its guard against robots stops some that are slower.
const RULES: Rules = Rules {
    site: "the Metropolitan Museum of Art",
    api: Pace::one_at_a_time(20.0),
    files: FILES,
    needs_contact: false,
};
/// How many objects make a page: each is asked for on its own.
const PAGE_SIZE: usize = 20;

struct Met {
    base: Url,
    search: String,
    max_side: Option<u32>,
    objects: OnceLock<Vec<u64>>,
}

fn open(settings: &Settings, _seed: Seed, _own: &[PathBuf]) -> Result<Box<dyn Source>> {
    let allowed = question::one_license(settings, DEFINITION.name, CC0)?;
    let catalog = Met {
        base: web::base("api_url", settings.api_url.as_deref(), API)?,
        search: question::words(settings).unwrap_or_else(|| ANYTHING.to_owned()),
        max_side: settings.max_side,
        objects: OnceLock::new(),
    };
    let client = web::client(settings, &RULES, &[&catalog.base])?;
    let asked = format!("{} {}", catalog.base, catalog.search);
    Ok(WebSource::boxed(
        DEFINITION.name,
        &asked,
        client,
        allowed,
        catalog,
    ))
}

impl Met {
    /// The numbers of all objects that were found: asked for once.
    fn objects(&self, client: &Client) -> Result<&[u64]> {
        if let Some(objects) = self.objects.get() {
            return Ok(objects);
        }
        let call = Call::get(web::below(&self.base, &["search"]))
            .query("hasImages", "true")
            .query("q", &self.search);
        let answer: Record = client
            .json(&call, judge)
            .context("cannot ask the Metropolitan Museum of Art")?;
        let listed = answer.list("/objectIDs");
        let objects = listed.iter().filter_map(|id| id.number("")).collect();
        Ok(self.objects.get_or_init(|| objects))
    }

    /// The object with this number.
    ///
    /// # Errors
    /// The museum cannot be asked any more. That this object cannot be had is a skip.
    fn object(&self, client: &Client, number: u64) -> Result<Result<Found, Skipped>> {
        let call = Call::get(web::below(&self.base, &["objects", &number.to_string()]));
        match client.json::<Record>(&call, judge) {
            Ok(object) => Ok(found(&object, self.max_side)),
            Err(Miss::Final(reason) | Miss::Barred(reason) | Miss::Failed(reason)) => {
                Ok(Err((format!("{}:{number}", DEFINITION.name), reason)))
            }
            Err(miss) => Err(miss).context("cannot ask the Metropolitan Museum of Art"),
        }
    }
}

impl Catalog for Met {
    fn page(&self, client: &Client, cursor: Option<&str>) -> Result<CatalogPage> {
        let number = question::page_number(cursor)?;
        let objects = self.objects(client)?;
        let mut pages = objects.chunks(PAGE_SIZE);
        let total = pages.len() as u64;
        let index = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
        let wanted = pages.nth(index).unwrap_or_default();
        let records: Result<Vec<_>> = wanted
            .iter()
            .map(|object| self.object(client, *object))
            .collect();
        let mut page = question::page_of(records?.into_iter());
        question::lead_on(&mut page, number, total, u64::MAX, "");
        Ok(page)
    }
}

/// The museum's guard answers 403 to those who are too fast; what is gone has a 404.
fn judge(reply: &Reply<'_>) -> Result<(), Miss> {
    match reply.status.as_u16() {
        403 => Err(Miss::Throttled {
            reason: "the museum's guard against robots says no for now; run it again later"
                .to_owned(),
            after: reply.retry_after(),
        }),
        404 => Err(Miss::Final(
            "the museum tells of no such object any more".to_owned(),
        )),
        _ => by_status(reply),
    }
}

/// The work that a record tells of.
fn found(object: &Record, max_side: Option<u32>) -> Result<Found, Skipped> {
    let key = object.key(DEFINITION.name, "/objectID")?;
    if !object.is_set("/isPublicDomain") {
        return Err((key, "it is not in the public domain".to_owned()));
    }
    // The API tells the size of neither image: whoever wants small ones gets the smaller.
    let small = max_side.and_then(|_| object.link("/primaryImageSmall"));
    let Some(file) = small.or_else(|| object.link("/primaryImage")) else {
        return Err((key, "it has no image".to_owned()));
    };
    let facts = ["/objectDate", "/medium"].map(|member| object.words(member));
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let terms = object.list("/tags");
    let terms = terms.iter().map(|tag| tag.words("/term"));
    let kinds = ["/department", "/classification"].map(|member| object.words(member));
    let about = About {
        source_url: object.link("/objectURL").map(String::from),
        license: Some(CC0.to_owned()),
        license_url: None,
        author: object.words("/artistDisplayName"),
        title: object.words("/title"),
        description: (!facts.is_empty()).then(|| facts.join(", ")),
        tags: tags(terms.chain(kinds)),
    };
    let remote = Remote {
        url: file.to_string(),
        about,
        ..Remote::default()
    };
    Ok(Found { key, remote })
}

#[cfg(test)]
mod tests;
