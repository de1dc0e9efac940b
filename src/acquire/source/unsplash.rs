//! Source `unsplash`: some photos under the Unsplash License, by words. A key is wanted.
//!
//! Unsplash's rules exclude bulk copies, so this source fetches a few photos a run and no more; for
//! many there is the Unsplash data set. Photos are fetched from the addresses that the API sends,
//! with all their parameters, and each use of one is reported to it once.
//!
//! `GET /search/photos` answers with `total_pages` and `results[]`; a photo has `id`, `width`,
//! `height`, `description`, `alt_description`, `urls.{raw,full,regular,small,thumb}`,
//! `links.{html,download_location}`, `user.name`, `tags[].title`, `premium`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::catalog::{Catalog, CatalogPage, Found, WebSource};
use super::question;
use super::record::{Record, Skipped, tags};
use super::web::{self, FILES, Rules};
use super::{About, Item, Remote, Source, SourceDefinition};
use crate::acquire::Settings;
use crate::acquire::http::{Call, Client, Miss, Pace, Reply, by_status};
use crate::acquire::license::UNSPLASH as LICENSE;
use crate::domain::Seed;

/// The registration of this source.
pub const DEFINITION: SourceDefinition = SourceDefinition {
    default_count: Some(DEFAULT_COUNT),
    ..question::by_words(
        "unsplash",
        "up to 40 photos of Unsplash, by words; wants a key in UNSPLASH_ACCESS_KEY (for many, see unsplash-dataset)",
        open,
    )
};

const API: &str = "https://api.unsplash.com";
const KEY_VARIABLE: &str = "UNSPLASH_ACCESS_KEY";
const KEY_PAGE: &str = "https://unsplash.com/oauth/applications";
const RULES: Rules = Rules {
    site: "Unsplash",
    api: Pace::one_at_a_time(2.0),
    files: FILES,
    needs_contact: false,
};
/// How many photos where no number is given.
const DEFAULT_COUNT: u64 = 30;
/// The most photos a run. A new key has 50 requests an hour: one for each photo that is used, and
/// some for pages.
const MAX_COUNT: u64 = 40;
/// The most photos a page.
const PAGE_SIZE: u64 = 30;
/// The last page that is asked for: with more, what is left of an hour's requests would not do.
const LAST_PAGE: u64 = 10;
/// The host of photos that are not under the Unsplash License.
const PREMIUM_HOST: &str = "plus.unsplash.com";

struct Unsplash {
    base: Url,
    key: SecretString,
    search: String,
    max_side: Option<u32>,
}

fn open(settings: &Settings, _seed: Seed, _own: &[PathBuf]) -> Result<Box<dyn Source>> {
    question::at_most(
        settings.count.unwrap_or(DEFAULT_COUNT),
        MAX_COUNT,
        "Unsplash's rules exclude bulk copies; for many photos get its data set and set acquire.source to unsplash-dataset",
    )?;
    let allowed = question::one_license(settings, DEFINITION.name, LICENSE)?;
    let catalog = Unsplash {
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
    results: Vec<Record>,
    #[serde(default)]
    total_pages: Option<Record>,
}

impl Unsplash {
    fn call(&self, url: Url) -> Call {
        let authorization = format!("Client-ID {}", self.key.expose_secret());
        Call::get(url)
            .secret_header("Authorization", SecretString::from(authorization))
            .header("Accept-Version", "v1")
    }

    /// Whether the key may be sent to `url`.
    fn is_own(&self, url: &Url) -> bool {
        url.origin() == self.base.origin()
    }
}

impl Catalog for Unsplash {
    fn page(&self, client: &Client, cursor: Option<&str>) -> Result<CatalogPage> {
        let number = question::page_number(cursor)?;
        let call = self
            .call(web::below(&self.base, &["search", "photos"]))
            .query("query", &self.search)
            .query("order_by", "relevant")
            .query("content_filter", "high")
            .query("page", number.to_string())
            .query("per_page", PAGE_SIZE.to_string());
        let answer: Answer = client.json(&call, judge).context("cannot ask Unsplash")?;
        let mut page = question::page_of(answer.results.iter().map(|photo| self.found(photo)));
        let pages = answer.total_pages.and_then(|count| count.number(""));
        let shown = "no more than 300 photos of a search at Unsplash are looked at";
        question::lead_on(&mut page, number, pages.unwrap_or(0), LAST_PAGE, shown);
        Ok(page)
    }

    fn report_use(&self, client: &Client, item: &Item) -> Result<(), Miss> {
        let told = item
            .remote
            .as_ref()
            .and_then(|remote| remote.on_use.as_deref());
        // The list may be of an earlier run with another base address.
        let location = told.and_then(|told| Url::parse(told).ok());
        let Some(location) = location.filter(|location| self.is_own(location)) else {
            return Err(Miss::Final(unreported()));
        };
        let call = self.call(location);
        client.json(&call, judge).map(|IgnoredAny| ())
    }
}

fn unreported() -> String {
    "it may not be used, as no address is told to which that could be reported".to_owned()
}

/// The ways in which Unsplash says no. Its limit is a 403 with a text that is no JSON.
fn judge(reply: &Reply<'_>) -> Result<(), Miss> {
    let is_limit = reply.body.trim_ascii().starts_with(b"Rate Limit Exceeded");
    match reply.status.as_u16() {
        403 | 429 if is_limit || reply.status.as_u16() == 429 => Err(Miss::Throttled {
            reason: "Unsplash answers no more questions for now (50 an hour for a new key); run it again in an hour"
                .to_owned(),
            after: reply.retry_after(),
        }),
        401 | 403 => Err(Miss::Final(format!(
            "Unsplash does not accept the key in {KEY_VARIABLE}; look at {KEY_PAGE} whether it is whole, still valid, and the access key (not the secret key)"
        ))),
        _ => by_status(reply),
    }
}

impl Unsplash {
    /// The photo that a record tells of.
    fn found(&self, photo: &Record) -> Result<Found, Skipped> {
        let key = photo.key(DEFINITION.name, "/id")?;
        let Some(file) = file(photo, self.max_side) else {
            return Err((key, "no address of a file is told".to_owned()));
        };
        let is_premium = photo.is_set("/premium") || photo.is_set("/plus");
        if is_premium || file.host_str() == Some(PREMIUM_HOST) {
            return Err((
                key,
                "it is of Unsplash+ and not under the Unsplash License".to_owned(),
            ));
        }
        let location = photo.link("/links/download_location");
        let Some(location) = location.filter(|location| self.is_own(location)) else {
            return Err((key, unreported()));
        };
        let shown = photo.words("/alt_description");
        let description = photo.words("/description");
        let about = About {
            source_url: photo.link("/links/html").map(String::from),
            license: Some(LICENSE.to_owned()),
            license_url: None,
            author: photo.words("/user/name"),
            title: shown.or_else(|| description.clone()),
            description,
            tags: tags(photo.list("/tags").iter().map(|tag| tag.words("/title"))),
        };
        let remote = Remote {
            // The parameters tell of the search, too, and are others each time.
            version: Some(format!("{} {}", file.path(), self.max_side.unwrap_or(0))),
            url: file.to_string(),
            on_use: Some(location.to_string()),
            about,
            ..Remote::default()
        };
        Ok(Found { key, remote })
    }
}

/// Asks Unsplash's image server to scale the file at `url` to fit into `side` px: `fit=max` never
/// makes it larger. All parameters of the address are kept.
pub(super) fn fit_within(url: &mut Url, side: u32) {
    let side = side.to_string();
    url.query_pairs_mut()
        .append_pair("w", &side)
        .append_pair("h", &side)
        .append_pair("fit", "max");
}

/// The original, or with `max_side` one that is scaled to fit into that.
fn file(photo: &Record, max_side: Option<u32>) -> Option<Url> {
    let Some(mut raw) = photo.link("/urls/raw") else {
        return photo
            .link("/urls/full")
            .or_else(|| photo.link("/urls/regular"));
    };
    let sides = photo.number("/width").zip(photo.number("/height"));
    let fits = |max: u64| sides.is_some_and(|(width, height)| width.max(height) <= max);
    if let Some(max) = max_side.filter(|max| !fits(u64::from(*max))) {
        fit_within(&mut raw, max);
    }
    Some(raw)
}

#[cfg(test)]
mod tests;
