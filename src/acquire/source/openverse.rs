//! Source `openverse`: the index of openly licensed images at Flickr, Wikimedia Commons, museums and
//! others. No key is wanted. The licences are as its crawlers found them.
//!
//! `GET /v1/images/` answers with `page_count` and `results[]`; a work has `id`, `title`, `url`,
//! `foreign_landing_url`, `creator`, `license`, `license_version`, `license_url`,
//! `tags[{name, accuracy}]`, `mature`, `unstable__sensitivity[]`, `width`, `height`, `thumbnail`.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::Url;
use serde::Deserialize;

use super::catalog::{Catalog, CatalogPage, Found, WebSource};
use super::question;
use super::record::{Record, Skipped, tags};
use super::rendition::{Rendition, fitting};
use super::web::{self, FILES, Rules};
use super::{About, Remote, Source, SourceDefinition};
use crate::acquire::Settings;
use crate::acquire::http::{Call, Client, Miss, Pace, Reply, by_status};
use crate::acquire::license::{AllowList, Claims, resolve};
use crate::domain::Seed;

/// The registration of this source.
pub const DEFINITION: SourceDefinition = question::by_words(
    "openverse",
    "openly licensed photos that Openverse finds at many sites, by words; no key is needed",
    open,
);

const API: &str = "https://api.openverse.org/v1";
const RULES: Rules = Rules {
    site: "Openverse",
    api: Pace::one_at_a_time(1.0),
    files: FILES,
    needs_contact: false,
};
/// The most works a page for those who have no account; more are answered with 401.
const PAGE_SIZE: u64 = 20;
/// The last page that is shown: 240 works of a search.
const LAST_PAGE: u64 = 12;
/// The width of `thumbnail`, in px.
const THUMBNAIL_WIDTH: u64 = 600;
/// How sure a machine must be of a tag that it gave, 0 to 1. A person's tag has no such number.
const SURE: f64 = 0.9;
/// The licences that a search can ask for, and how SPDX begins to spell them.
const CODES: [(&str, &str); 8] = [
    ("cc0", "CC0"),
    ("pdm", "CC-PDM"),
    ("by", "CC-BY"),
    ("by-sa", "CC-BY-SA"),
    ("by-nd", "CC-BY-ND"),
    ("by-nc", "CC-BY-NC"),
    ("by-nc-sa", "CC-BY-NC-SA"),
    ("by-nc-nd", "CC-BY-NC-ND"),
];
const VERSIONS: [&str; 5] = ["1.0", "2.0", "2.5", "3.0", "4.0"];

struct Openverse {
    base: Url,
    search: String,
    licenses: String,
    max_side: Option<u32>,
}

fn open(settings: &Settings, _seed: Seed, _own: &[PathBuf]) -> Result<Box<dyn Source>> {
    let allowed = settings.allow_list(&[])?;
    let catalog = Openverse {
        base: web::base("api_url", settings.api_url.as_deref(), API)?,
        search: question::needed_words(settings, DEFINITION.name)?,
        licenses: wanted_licenses(&allowed)?,
        max_side: settings.max_side,
    };
    let client = web::client(settings, &RULES, &[&catalog.base])?;
    let asked = format!("{} {} {}", catalog.base, catalog.licenses, catalog.search);
    Ok(WebSource::boxed(
        DEFINITION.name,
        &asked,
        client,
        allowed,
        catalog,
    ))
}

/// The licences to ask for: those of which any version is allowed.
fn wanted_licenses(allowed: &AllowList) -> Result<String> {
    let is_wanted = |start: &&str| {
        let permits = |version| allowed.permits(&format!("{start}-{version}"));
        VERSIONS.into_iter().any(permits)
    };
    let wanted: Vec<&str> = CODES
        .iter()
        .filter(|(_, start)| is_wanted(start))
        .map(|(code, _)| *code)
        .collect();
    ensure!(
        !wanted.is_empty(),
        "Openverse has only Creative Commons' licences and works in the public domain, and acquire.allow_licenses names none of them"
    );
    Ok(wanted.join(","))
}

#[derive(Deserialize)]
struct Answer {
    results: Vec<Record>,
    #[serde(default)]
    page_count: Option<Record>,
}

impl Catalog for Openverse {
    fn page(&self, client: &Client, cursor: Option<&str>) -> Result<CatalogPage> {
        let number = question::page_number(cursor)?;
        let call = Call::get(web::below(&self.base, &["images", ""]))
            .query("q", &self.search)
            .query("license", &self.licenses)
            .query("category", "photograph")
            .query("mature", "false")
            .query("page", number.to_string())
            .query("page_size", PAGE_SIZE.to_string());
        let answer: Answer = client.json(&call, judge).context("cannot ask Openverse")?;
        let works = answer.results.iter();
        let mut page = question::page_of(works.map(|work| found(work, self.max_side)));
        let pages = answer.page_count.and_then(|count| count.number(""));
        let shown = "Openverse shows no more than 240 works of a search";
        question::lead_on(&mut page, number, pages.unwrap_or(0), LAST_PAGE, shown);
        Ok(page)
    }
}

/// A 429 of Openverse tells in its body how many seconds to wait.
fn judge(reply: &Reply<'_>) -> Result<(), Miss> {
    if reply.status.as_u16() != 429 {
        return by_status(reply);
    }
    let told = serde_json::from_slice(reply.body).ok();
    let seconds = told.and_then(|told: Record| told.number("/available_in"));
    Err(Miss::Throttled {
        reason: "Openverse answers no more questions for now; run it again later".to_owned(),
        after: reply.retry_after().or(seconds.map(Duration::from_secs)),
    })
}

/// The work that a record tells of.
fn found(work: &Record, max_side: Option<u32>) -> Result<Found, Skipped> {
    let key = work.key(DEFINITION.name, "/id")?;
    if work.is_set("/mature") || !work.list("/unstable__sensitivity").is_empty() {
        return Err((key, "it is marked as sensitive".to_owned()));
    }
    let code = match (work.text("/license"), work.text("/license_version")) {
        // The versions of these two are no part of their names.
        (Some(code), _) if code == "cc0" || code == "pdm" => Some(code),
        (Some(code), Some(version)) => Some(format!("{code}-{version}")),
        (code, _) => code,
    };
    let license_url = work.text("/license_url");
    let claims = Claims {
        url: license_url.as_deref(),
        code: code.as_deref(),
        name: None,
    };
    let license = match resolve(&claims) {
        Ok(license) => license,
        Err(reason) => return Err((key, reason.to_string())),
    };
    let renditions = renditions(work);
    let Some(file) = fitting(&renditions, max_side) else {
        return Err((key, "no address of a file is told".to_owned()));
    };
    let about = About {
        source_url: work.link("/foreign_landing_url").map(String::from),
        license: Some(license.id),
        license_url: license.url,
        author: work.words("/creator"),
        title: work.words("/title"),
        description: None,
        tags: sure_tags(work),
    };
    // The size in bytes is of the day on which the work was indexed: it is not relied on.
    let remote = Remote {
        url: file.url.to_string(),
        about,
        ..Remote::default()
    };
    Ok(Found { key, remote })
}

/// The file itself, and the small one that Openverse makes of it.
fn renditions(work: &Record) -> Vec<Rendition> {
    let (width, height) = (work.number("/width"), work.number("/height"));
    let original = work
        .link("/url")
        .map(|url| Rendition::new(url, width, height));
    let Some(original) = original else {
        return Vec::new();
    };
    let thumbnail = work
        .link("/thumbnail")
        .zip(original.side)
        .map(|(url, side)| {
            let width = width.unwrap_or(1).max(1);
            let scaled = u128::from(side) * u128::from(THUMBNAIL_WIDTH) / u128::from(width);
            Rendition {
                url,
                side: u64::try_from(scaled).ok(),
            }
        });
    std::iter::once(original).chain(thumbnail).collect()
}

fn sure_tags(work: &Record) -> Vec<String> {
    let sure = |tag: &Record| match tag.text("/accuracy") {
        Some(accuracy) => accuracy.parse().is_ok_and(|accuracy: f64| accuracy >= SURE),
        None => true,
    };
    let sent = work.list("/tags").into_iter().filter(sure);
    tags(sent.map(|tag| tag.words("/name")))
}

#[cfg(test)]
mod tests;
