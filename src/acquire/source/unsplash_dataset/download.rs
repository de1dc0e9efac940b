//! The dataset's images: its rows as a catalogue, its files from Unsplash's own server.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use polars::prelude::*;
use reqwest::Url;

use super::NAME;
use super::chunks::{Chunk, Chunks};
use super::cut;
use super::files::{self, Kind, Part};
use super::said::Said;
use crate::acquire::Settings;
use crate::acquire::http::{Client, Pace};
use crate::acquire::license::UNSPLASH;
use crate::acquire::source::catalog::{Catalog, CatalogPage, Found, WebSource};
use crate::acquire::source::unsplash::fit_within;
use crate::acquire::source::web::{self, FILES, Rules};
use crate::acquire::source::{About, Remote, Source};
use crate::domain::Seed;

/// About so many bytes of a file are looked at together: some hundreds of rows.
const PAGE_BYTES: usize = 256 << 10;
const FILES_SERVER: &str = "https://images.unsplash.com/";
const ID: &str = "photo_id";

const RULES: Rules = Rules {
    site: "Unsplash",
    api: Pace::one_at_a_time(0.0),
    files: FILES,
    needs_contact: false,
};

/// The photos of the dataset, in the order of its files.
struct Dataset {
    photos: Vec<Arc<Part>>,
    keywords: Vec<Arc<Part>>,
    /// What the keywords say, once the first page was read.
    said: Mutex<Option<Said>>,
    max_side: Option<u32>,
}

/// Opens the dataset in the folder of `settings`, for its images.
///
/// # Errors
/// A file is missing or cannot be used, or a setting cannot be.
pub fn open(settings: &Settings, _seed: Seed, _own_paths: &[PathBuf]) -> Result<Box<dyn Source>> {
    let folder = settings
        .path
        .as_deref()
        .context("the source needs the folder of the dataset: --path DIR")?;
    let dataset = Dataset {
        photos: files::open(folder, Kind::Photos)?,
        keywords: files::open(folder, Kind::Keywords)?,
        said: Mutex::new(None),
        max_side: settings.max_side,
    };
    // The dataset says itself where its files are; another server may be named beside it.
    let files = web::base("api_url", settings.api_url.as_deref(), FILES_SERVER)?;
    let resolved = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let question = format!("{} {:?}", resolved.display(), settings.max_side);
    Ok(WebSource::boxed(
        NAME,
        &question,
        web::client(settings, &RULES, &[&files])?,
        settings.allow_list(&[UNSPLASH])?,
        dataset,
    ))
}

impl Catalog for Dataset {
    /// A cursor is the number of a file and the byte at which its next row begins.
    fn page(&self, _client: &Client, cursor: Option<&str>) -> Result<CatalogPage> {
        let (part, start): (usize, u64) = match cursor {
            Some(cursor) => serde_json::from_str(cursor)?,
            None => (0, 0),
        };
        let Some(file) = self.photos.get(part) else {
            return Ok(CatalogPage::default());
        };
        let start = start.max(file.first_row());
        let chunk = Chunks::new(Arc::clone(file), start, PAGE_BYTES).next();
        let (page, next) = match chunk.transpose()? {
            Some(chunk) => {
                let next = (part, chunk.end());
                (self.read(&rows(chunk)?)?, next)
            }
            None => (CatalogPage::default(), (part + 1, 0)),
        };
        let more = next.0 < self.photos.len();
        Ok(CatalogPage {
            next: more.then(|| serde_json::to_string(&next)).transpose()?,
            ..page
        })
    }
}

/// What a row tells, and by which name.
const TOLD: [(&str, &str); 7] = [
    ("photo_url", "page"),
    ("photo_image_url", "file"),
    ("photo_description", "title"),
    ("ai_description", "description"),
    ("photographer_first_name", "first"),
    ("photographer_last_name", "last"),
    ("photographer_username", "user"),
];

/// Some rows of a file.
fn rows(chunk: Chunk) -> Result<DataFrame> {
    let part = Arc::clone(&chunk.part);
    let names: Vec<&str> = TOLD.iter().map(|(column, _)| *column).chain([ID]).collect();
    let told = TOLD.map(|(column, name)| part.any_of(&[column]).alias(name));
    let rows = cut::frame(chunk, &names)?.lazy();
    Ok(rows.select([&[col(ID)], &told[..]].concat()).collect()?)
}

impl Dataset {
    /// The keywords of photos; they are read when the first are asked for.
    fn keywords(&self, ids: &[Option<String>]) -> Result<Vec<Vec<String>>> {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let said = match &mut *said {
            Some(said) => said,
            none => none.insert(Said::read(&self.photos, &self.keywords)?),
        };
        let of = |id: &Option<String>| said.of(id.as_deref().unwrap_or_default());
        ids.iter().map(of).collect()
    }

    fn read(&self, rows: &DataFrame) -> Result<CatalogPage> {
        let mut page = CatalogPage::default();
        let text = |name: &str| -> Result<Vec<Option<String>>> {
            let column = rows.column(name)?.str()?;
            Ok(column
                .iter()
                .map(|value| value.map(str::to_owned))
                .collect())
        };
        let (ids, files, pages) = (text(ID)?, text("file")?, text("page")?);
        let (titles, descriptions) = (text("title")?, text("description")?);
        let (firsts, lasts, users) = (text("first")?, text("last")?, text("user")?);
        let mut keywords = self.keywords(&ids)?;
        for row in 0..rows.height() {
            let Some(id) = &ids[row] else { continue };
            let key = format!("{NAME}:{id}");
            let Some(url) = files[row].as_deref().and_then(|url| self.address(url)) else {
                page.skips
                    .push((key, "the dataset has no address for its file".to_owned()));
                continue;
            };
            let names: Vec<&str> = [&firsts[row], &lasts[row]]
                .into_iter()
                .filter_map(|name| name.as_deref())
                .collect();
            let author = Some(names.join(" ")).filter(|name| !name.trim().is_empty());
            let about = About {
                source_url: pages[row].clone(),
                license: Some(UNSPLASH.to_owned()),
                license_url: None,
                author: author.or_else(|| users[row].clone()),
                title: titles[row].clone().or_else(|| descriptions[row].clone()),
                description: descriptions[row].clone(),
                tags: std::mem::take(&mut keywords[row]),
            };
            let remote = Remote {
                url,
                about,
                ..Remote::default()
            };
            page.found.push(Found { key, remote });
        }
        Ok(page)
    }

    /// The address of a file, in the size that is wanted.
    fn address(&self, url: &str) -> Option<String> {
        let mut url = Url::parse(url.trim()).ok()?;
        if let Some(side) = self.max_side {
            fit_within(&mut url, side);
            url.query_pairs_mut().append_pair("fm", "jpg");
        }
        Some(url.into())
    }
}
