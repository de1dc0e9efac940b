//! Source `pexels`: photos under the Pexels License, by words. A key is wanted. Pexels asks that no
//! one copies large parts of it, and that photos link back to it and name who took them.
//!
//! `GET /v1/search` answers with `photos[]` and, unless it is the last page, `next_page`; a photo
//! has `id`, `width`, `height`, `url` (its page), `photographer`, `alt`, `src.{original,large2x,...}`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use reqwest::Url;
use secrecy::SecretString;
use serde::Deserialize;

use super::catalog::{Catalog, CatalogPage, Found, WebSource};
use super::question;
use super::record::{Record, Skipped};
use super::rendition::{Rendition, fitting, side_within};
use super::web::{self, FILES, Rules};
use super::{About, Remote, Source, SourceDefinition};
use crate::acquire::Settings;
use crate::acquire::http::{Call, Client, Miss, Pace, Reply, by_status};
use crate::acquire::license::PEXELS as LICENSE;
use crate::domain::Seed;

/// The registration of this source.
pub const DEFINITION: SourceDefinition = question::by_words(
    "pexels",
    "photos of Pexels, by words; wants a key in PEXELS_API_KEY",
    open,
);

const API: &str = "https://api.pexels.com/v1";
const KEY_VARIABLE: &str = "PEXELS_API_KEY";
const KEY_PAGE: &str = "https://www.pexels.com/api/";
/// 200 requests an hour are allowed. A search ends after 100 pages, so that one never comes to
/// that, and need not wait 18 s before each page.
const RULES: Rules = Rules {
    site: "Pexels",
    api: Pace::one_at_a_time(1.0),
    files: FILES,
    needs_contact: false,
};
/// The most photos a page.
const PAGE_SIZE: u64 = 80;
/// The last page that is shown: 8,000 photos of a search.
const LAST_PAGE: u64 = 100;
/// The uncropped sizes below the original, and the box in px that each fits into.
const SIZES: [(&str, u64, u64); 4] = [
    ("/src/large2x", 1880, 1300),
    ("/src/large", 940, 650),
    ("/src/medium", u64::MAX, 350),
    ("/src/small", u64::MAX, 130),
];

struct Pexels {
    base: Url,
    key: SecretString,
    search: String,
    max_side: Option<u32>,
}

fn open(settings: &Settings, _seed: Seed, _own: &[PathBuf]) -> Result<Box<dyn Source>> {
    let allowed = question::one_license(settings, DEFINITION.name, LICENSE)?;
    let catalog = Pexels {
        base: web::base("api_url", settings.api_url.as_deref(), API)?,
        search: question::needed_words(settings, DEFINITION.name)?,
        key: web::key(RULES.site, KEY_VARIABLE, KEY_PAGE)?,
        max_side: settings.max_side,
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

#[derive(Deserialize)]
struct Answer {
    photos: Vec<Record>,
    #[serde(default)]
    next_page: Option<Record>,
}

impl Catalog for Pexels {
    fn page(&self, client: &Client, cursor: Option<&str>) -> Result<CatalogPage> {
        let number = question::page_number(cursor)?;
        let call = Call::get(web::below(&self.base, &["search"]))
            .secret_header("Authorization", self.key.clone())
            .query("query", &self.search)
            .query("page", number.to_string())
            .query("per_page", PAGE_SIZE.to_string());
        let answer: Answer = client.json(&call, judge).context("cannot ask Pexels")?;
        let photos = answer.photos.iter();
        let mut page = question::page_of(photos.map(|photo| found(photo, self.max_side)));
        // Only that there is a next page is believed: its address could lead the key elsewhere.
        let more = answer.next_page.is_some() && !answer.photos.is_empty();
        let pages = if more { number + 1 } else { number };
        let shown = "Pexels shows no more than 8,000 photos of a search";
        question::lead_on(&mut page, number, pages, LAST_PAGE, shown);
        Ok(page)
    }
}

/// The ways in which Pexels says no. Its 429 does not tell how long to wait.
fn judge(reply: &Reply<'_>) -> Result<(), Miss> {
    match reply.status.as_u16() {
        401 | 403 => Err(Miss::Final(format!(
            "Pexels does not accept the key in {KEY_VARIABLE}; look at {KEY_PAGE} whether it is whole and still valid"
        ))),
        429 => Err(Miss::Throttled {
            reason: "Pexels answers no more questions for now (200 an hour, 20,000 a month); run it again in an hour"
                .to_owned(),
            after: reply.retry_after(),
        }),
        _ => by_status(reply),
    }
}

/// The photo that a record tells of.
fn found(photo: &Record, max_side: Option<u32>) -> Result<Found, Skipped> {
    let key = photo.key(DEFINITION.name, "/id")?;
    let renditions = renditions(photo);
    let Some(file) = fitting(&renditions, max_side) else {
        return Err((key, "no address of a file is told".to_owned()));
    };
    let about = About {
        source_url: photo.link("/url").map(String::from),
        license: Some(LICENSE.to_owned()),
        license_url: None,
        author: photo.words("/photographer"),
        title: photo.words("/alt"),
        description: None,
        tags: Vec::new(),
    };
    let remote = Remote {
        url: file.url.to_string(),
        about,
        ..Remote::default()
    };
    Ok(Found { key, remote })
}

/// The sizes that are told, the largest first. How large the smaller ones are follows from the
/// original's size and the box that each is made for.
fn renditions(photo: &Record) -> Vec<Rendition> {
    let (width, height) = (photo.number("/width"), photo.number("/height"));
    let original = photo.link("/src/original");
    let original = original.map(|url| Rendition::new(url, width, height));
    let smaller = SIZES.iter().filter_map(|(member, box_width, box_height)| {
        let side = width
            .zip(height)
            .map(|(width, height)| side_within(width, height, *box_width, *box_height));
        photo.link(member).map(|url| Rendition { url, side })
    });
    original.into_iter().chain(smaller).collect()
}

#[cfg(test)]
mod tests;
