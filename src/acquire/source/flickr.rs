//! Source `flickr`: photos of Flickr's members, by words. A key is wanted. This product uses the
//! Flickr API but is not endorsed or certified by SmugMug, Inc.
//!
//! `flickr.photos.search` answers with `photos.{pages,photo[]}` and `stat`; a photo has `id`,
//! `owner`, `title`, `description._content`, `license` (an id), `ownername`, `tags` (one text),
//! `dateupload`, and `url_X`, `width_X`, `height_X` for each size X that there is. Numbers may be
//! strings.

mod licenses;
mod window;

use std::path::PathBuf;
use std::sync::OnceLock;

use anyhow::{Context, Result};
use reqwest::Url;
use secrecy::SecretString;
use serde::Deserialize;

use super::catalog::{Catalog, CatalogPage, Found, WebSource};
use super::question;
use super::record::{Record, Skipped, tags};
use super::rendition::{Rendition, fitting};
use super::web::{self, FILES, Rules};
use super::{About, Remote, Source, SourceDefinition};
use crate::acquire::Settings;
use crate::acquire::http::{Call, Client, Miss, Pace, Reply, by_status};
use crate::acquire::license::AllowList;
use crate::domain::Seed;
use licenses::Licenses;
use window::Window;

/// The registration of this source.
pub const DEFINITION: SourceDefinition = question::by_words(
    "flickr",
    "openly licensed photos of Flickr, by words, the oldest first; wants a key in FLICKR_API_KEY",
    open,
);

const API: &str = "https://api.flickr.com/services/rest/";
const KEY_VARIABLE: &str = "FLICKR_API_KEY";
const KEY_PAGE: &str = "https://www.flickr.com/services/apps/create/";
/// Where people look at photos: `photos/OWNER/ID` below it.
const PAGES: &str = "https://www.flickr.com/";
/// 3,600 requests an hour are allowed.
const RULES: Rules = Rules {
    site: "Flickr",
    api: Pace::one_at_a_time(1.0),
    files: FILES,
    needs_contact: false,
};
/// The most photos a page.
const PAGE_SIZE: u64 = 500;
/// The sizes that are asked for, the largest first: the original, then 2048, 1600, 1024, 800, 640,
/// 500 and 320 px.
const SIZES: [&str; 8] = ["o", "k", "h", "l", "c", "z", "m", "n"];
/// What is asked for beside the sizes.
const EXTRAS: &str = "license,owner_name,description,tags,date_upload,media";

struct Flickr {
    base: Url,
    key: SecretString,
    search: String,
    allowed: AllowList,
    max_side: Option<u32>,
    licenses: OnceLock<Licenses>,
}

fn open(settings: &Settings, _seed: Seed, _own: &[PathBuf]) -> Result<Box<dyn Source>> {
    let allowed = settings.allow_list(&[])?;
    let catalog = Flickr {
        base: web::base("api_url", settings.api_url.as_deref(), API)?,
        search: question::needed_words(settings, DEFINITION.name)?,
        key: web::key(RULES.site, KEY_VARIABLE, KEY_PAGE)?,
        allowed: allowed.clone(),
        max_side: settings.max_side,
        licenses: OnceLock::new(),
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
    photos: Record,
}

impl Flickr {
    fn call(&self, method: &str) -> Call {
        Call::get(self.base.clone())
            .query("method", method)
            .query("format", "json")
            .query("nojsoncallback", "1")
            .secret_query("api_key", self.key.clone())
    }

    /// What Flickr's ids of licences mean: asked for once, before the first page.
    fn licenses(&self, client: &Client) -> Result<&Licenses> {
        if let Some(licenses) = self.licenses.get() {
            return Ok(licenses);
        }
        let answer: Record = client
            .json(&self.call("flickr.photos.licenses.getInfo"), judge)
            .context("cannot ask Flickr for its licences")?;
        let licenses = Licenses::read(&answer)?;
        Ok(self.licenses.get_or_init(|| licenses))
    }
}

impl Catalog for Flickr {
    fn page(&self, client: &Client, cursor: Option<&str>) -> Result<CatalogPage> {
        let licenses = self.licenses(client)?;
        let window = Window::read(cursor)?;
        let sizes = SIZES.map(|size| format!("url_{size}")).join(",");
        let mut call = self
            .call("flickr.photos.search")
            .query("text", &self.search)
            .query("license", licenses.allowed(&self.allowed)?)
            .query("media", "photos")
            .query("content_types", "0")
            .query("safe_search", "1")
            .query("sort", "date-posted-asc")
            .query("extras", format!("{EXTRAS},{sizes}"))
            .query("per_page", PAGE_SIZE.to_string())
            .query("page", window.page.to_string());
        if window.from > 0 {
            call = call.query("min_upload_date", window.from.to_string());
        }
        let answer: Answer = client.json(&call, judge).context("cannot ask Flickr")?;
        let photos = answer.photos.list("/photo");
        let mut page = question::page_of(
            photos
                .iter()
                .map(|photo| found(photo, licenses, self.max_side)),
        );
        let latest = photos.last().and_then(|photo| photo.number("/dateupload"));
        // Where a window is not shown to its end, the total still counts all that is in it.
        let total = answer.photos.number("/total").unwrap_or(u64::MAX);
        let before = PAGE_SIZE.saturating_mul(window.page.saturating_sub(1));
        let more = !photos.is_empty() && before.saturating_add(photos.len() as u64) < total;
        page.next = window.next(more, latest);
        Ok(page)
    }
}

/// Flickr's errors are answers of status 200 that say `"stat": "fail"`.
fn judge(reply: &Reply<'_>) -> Result<(), Miss> {
    by_status(reply)?;
    // What is no JSON is told by the client.
    let Ok(answer) = serde_json::from_slice::<Record>(reply.body) else {
        return Ok(());
    };
    if answer.text("/stat").is_none_or(|stat| stat != "fail") {
        return Ok(());
    }
    let words = answer.words("/message").unwrap_or_default();
    let words: String = words.chars().take(200).collect();
    match answer.number("/code") {
        // 0 and 10: the service, or its search, is not available; 105 and 106: nor for now.
        Some(code @ (0 | 10 | 105 | 106)) => Err(Miss::Failed(format!(
            "Flickr is not available for now (error {code}); run it again later"
        ))),
        // What it says of a wrong key might hold it.
        Some(100) => Err(Miss::Final(format!(
            "Flickr does not accept the key in {KEY_VARIABLE}; look at {KEY_PAGE} whether it is whole and still valid"
        ))),
        Some(code) => Err(Miss::Final(format!(
            "Flickr says no (error {code}): {words}"
        ))),
        None => Err(Miss::Failed(
            "Flickr failed and does not say why".to_owned(),
        )),
    }
}

/// The photo that a record tells of.
fn found(photo: &Record, licenses: &Licenses, max_side: Option<u32>) -> Result<Found, Skipped> {
    let key = photo.key(DEFINITION.name, "/id")?;
    if photo.text("/media").is_some_and(|media| media != "photo") {
        return Err((key, "it is no photo".to_owned()));
    }
    let license = match licenses.of(photo.number("/license")) {
        Ok(license) => license.clone(),
        Err(reason) => return Err((key, reason)),
    };
    let renditions: Vec<Rendition> = SIZES
        .iter()
        .filter_map(|size| size_of(photo, size))
        .collect();
    let Some(file) = fitting(&renditions, max_side) else {
        return Err((key, "no size of it may be downloaded".to_owned()));
    };
    let words = photo.text("/tags").unwrap_or_default();
    let about = About {
        source_url: landing(photo).map(String::from),
        license: Some(license.id),
        license_url: license.url,
        author: photo.words("/ownername"),
        title: photo
            .words("/title")
            .or_else(|| photo.words("/title/_content")),
        description: photo.words("/description/_content"),
        tags: tags(words.split_whitespace().map(|tag| Some(tag.to_owned()))),
    };
    let remote = Remote {
        url: file.url.to_string(),
        about,
        ..Remote::default()
    };
    Ok(Found { key, remote })
}

fn size_of(photo: &Record, size: &str) -> Option<Rendition> {
    let side = |name: &str| photo.number(&format!("/{name}_{size}"));
    let url = photo.link(&format!("/url_{size}"))?;
    Some(Rendition::new(url, side("width"), side("height")))
}

/// The page of a photo, to which Flickr's rules want a link.
fn landing(photo: &Record) -> Option<Url> {
    let (owner, id) = (photo.id("/owner")?, photo.id("/id")?);
    Some(web::below(
        &Url::parse(PAGES).ok()?,
        &["photos", &owner, &id],
    ))
}

#[cfg(test)]
mod tests;
