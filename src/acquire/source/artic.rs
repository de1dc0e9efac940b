//! Source `artic`: works in the public domain of the Art Institute of Chicago, which gives their
//! images away under CC0. No key is wanted.
//!
//! `GET /artworks/search` answers with `pagination.total_pages`, `data[]` and `config.iiif_url`; a
//! work has `id`, `title`, `artist_title`, `artist_display`, `image_id`, `is_public_domain`,
//! `thumbnail.{width,height,alt_text}`, `term_titles[]`. The image is at
//! `{iiif_url}/{image_id}/full/{width},/0/default.jpg` (IIIF Image API 2).

use std::path::PathBuf;

use anyhow::{Context, Result};
use reqwest::Url;
use serde::Deserialize;

use super::catalog::{Catalog, CatalogPage, Found, WebSource};
use super::question::{self, CC0};
use super::record::{Record, Skipped, tags};
use super::web::{self, Rules};
use super::{About, Remote, Source, SourceDefinition};
use crate::acquire::Settings;
use crate::acquire::http::{Call, Client, Pace, by_status, user_agent};
use crate::domain::Seed;

/// The registration of this source.
pub const DEFINITION: SourceDefinition = question::by_words(
    "artic",
    "works in the public domain of the Art Institute of Chicago, all or by words; no key is needed",
    open,
);

const API: &str = "https://api.artic.edu/api/v1";
/// Where people look at works: `artworks/ID` below it.
const PAGES: &str = "https://www.artic.edu/";
/// 60 requests a minute are allowed, and an image a second.
const RULES: Rules = Rules {
    site: "the Art Institute of Chicago",
    api: Pace::one_at_a_time(1.0),
    files: Pace::one_at_a_time(1.0),
    needs_contact: true,
};
/// The most works a page.
const PAGE_SIZE: u64 = 100;
/// The last page that is shown: 1,000 works of a search.
const LAST_PAGE: u64 = 10;
/// The width that the museum's server has ready, in px; it asks to use it.
const READY_WIDTH: u64 = 843;
const FIELDS: &str =
    "id,title,artist_title,artist_display,image_id,is_public_domain,thumbnail,term_titles";

struct Artic {
    base: Url,
    search: Option<String>,
    max_side: Option<u32>,
    /// Who asks, as the museum wants it in a header of its own.
    asker: String,
}

fn open(settings: &Settings, _seed: Seed, _own: &[PathBuf]) -> Result<Box<dyn Source>> {
    let allowed = question::one_license(settings, DEFINITION.name, CC0)?;
    let catalog = Artic {
        base: web::base("api_url", settings.api_url.as_deref(), API)?,
        search: question::words(settings),
        max_side: settings.max_side,
        asker: user_agent(settings.contact().as_deref())?,
    };
    let client = web::client(settings, &RULES, &[&catalog.base])?;
    let words = catalog.search.as_deref().unwrap_or_default();
    let asked = format!("{} {words}", catalog.base);
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
    data: Vec<Record>,
    #[serde(default)]
    pagination: Option<Record>,
    #[serde(default)]
    config: Option<Record>,
}

impl Catalog for Artic {
    fn page(&self, client: &Client, cursor: Option<&str>) -> Result<CatalogPage> {
        let number = question::page_number(cursor)?;
        let mut call = Call::get(web::below(&self.base, &["artworks", "search"]))
            .header("AIC-User-Agent", &self.asker)
            .query("query[term][is_public_domain]", "true")
            .query("fields", FIELDS)
            .query("limit", PAGE_SIZE.to_string())
            .query("page", number.to_string());
        if let Some(words) = &self.search {
            call = call.query("q", words);
        }
        let answer: Answer = client
            .json(&call, by_status)
            .context("cannot ask the Art Institute of Chicago")?;
        let images = answer
            .config
            .and_then(|config| config.link("/iiif_url"))
            .context("the Art Institute of Chicago does not tell where its images are (config.iiif_url); run it again later")?;
        let works = answer.data.iter();
        let mut page = question::page_of(works.map(|work| found(work, &images, self.max_side)));
        let pages = answer
            .pagination
            .and_then(|pages| pages.number("/total_pages"));
        let shown = "the Art Institute of Chicago shows no more than 1,000 works of a search";
        question::lead_on(&mut page, number, pages.unwrap_or(0), LAST_PAGE, shown);
        Ok(page)
    }
}

/// The work that a record tells of; its image is below `images`.
fn found(work: &Record, images: &Url, max_side: Option<u32>) -> Result<Found, Skipped> {
    let key = work.key(DEFINITION.name, "/id")?;
    if !work.is_set("/is_public_domain") {
        return Err((key, "it is not in the public domain".to_owned()));
    }
    let Some(image) = work.id("/image_id") else {
        return Err((key, "it has no image".to_owned()));
    };
    let size = format!("{},", width(work, max_side));
    let file = web::below(images, &[&image, "full", &size, "0", "default.jpg"]);
    let artist = work.words("/artist_title");
    let about = About {
        source_url: landing(work).map(String::from),
        license: Some(CC0.to_owned()),
        license_url: None,
        author: artist.or_else(|| work.words("/artist_display")),
        title: work.words("/title"),
        description: work.words("/thumbnail/alt_text"),
        tags: tags(work.list("/term_titles").iter().map(|term| term.words(""))),
    };
    let remote = Remote {
        url: file.to_string(),
        about,
        ..Remote::default()
    };
    Ok(Found { key, remote })
}

/// The width to ask for in px: the ready one, or a smaller one where the longer side would come to
/// more than `max_side`.
fn width(work: &Record, max_side: Option<u32>) -> u64 {
    let Some(max_side) = max_side.map(u64::from) else {
        return READY_WIDTH;
    };
    let side = |name: &str| work.number(&format!("/thumbnail/{name}"));
    let by_height = match side("width").zip(side("height")) {
        Some((width, height)) if height > width => {
            let width = u128::from(max_side) * u128::from(width) / u128::from(height);
            u64::try_from(width).unwrap_or(max_side)
        }
        _ => max_side,
    };
    by_height.clamp(1, READY_WIDTH)
}

fn landing(work: &Record) -> Option<Url> {
    let id = work.id("/id")?;
    Some(web::below(&Url::parse(PAGES).ok()?, &["artworks", &id]))
}

#[cfg(test)]
mod tests;
