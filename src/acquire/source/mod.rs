//! Where images come from: one file each, and one line in [`SOURCES`].

mod artic;
mod builtin;
mod catalog;
mod commons;
mod flickr;
pub mod folder;
pub mod gallery;
mod met;
mod openverse;
mod pexels;
mod question;
mod record;
mod rendition;
mod sidecar;
#[cfg(test)]
mod stand_in;
mod unsplash;
pub mod unsplash_dataset;
mod web;

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Settings;
use crate::domain::{Seed, Skip};
use crate::fsio;
use crate::tables::parquet::Rows;

/// A place that images can be had from.
pub trait Source: Sync {
    /// The name that the metadata keep.
    fn name(&self) -> &'static str;

    /// All that the results depend on beside the items themselves: another fingerprint, and
    /// nothing of an earlier run is taken over.
    fn fingerprint(&self) -> String;

    /// What there is, page by page, in an order that is always the same. No key comes twice. A page
    /// is an error where the place cannot be reached, or has no more to tell; its message says what
    /// to do, and no page comes after it.
    fn list(&self) -> Pages<'_>;

    /// Fetches `items`, several at once, and hands each with its place to `take` as it comes.
    /// `take` is called from many threads at once.
    fn fetch(&self, items: &[(usize, &Item)], take: Take<'_>);
}

/// The pages of a listing.
pub type Pages<'a> = Box<dyn Iterator<Item = Result<Listing>> + Send + 'a>;

/// Takes what came of the item at a place, and says whether more is wanted.
pub type Take<'a> = &'a (dyn Fn(usize, Result<Fetched, Unfetched>) -> ControlFlow<()> + Sync);

/// Why the bytes of an item could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfetched {
    /// In words.
    pub reason: String,
    /// Whether it will be the same the next time, so that it need not be tried again.
    pub lasting: bool,
}

impl From<anyhow::Error> for Unfetched {
    /// A failure that may pass.
    fn from(error: anyhow::Error) -> Self {
        Self {
            reason: format!("{error:#}"),
            lasting: false,
        }
    }
}

/// Fetches `items` with `fetch`, on all threads: for sources that need no network.
pub(super) fn fetch_by_threads(
    items: &[(usize, &Item)],
    take: Take<'_>,
    fetch: impl Fn(&Item) -> Result<Fetched> + Sync,
) {
    // That it was stopped is no error here: who takes knows why.
    let _ = items
        .par_iter()
        .try_for_each(|(place, item)| take(*place, fetch(item).map_err(Unfetched::from)));
}

/// What a source has.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Listing {
    /// The items that may be images.
    pub items: Vec<Item>,
    /// What was met and is none.
    pub skips: Vec<Skip>,
}

/// One thing that may be an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What the source calls it (a path, an id); unique in a listing.
    pub key: String,
    /// Changes when the item does.
    pub stamp: String,
    /// A safe stem for its file name.
    pub stem: String,
    /// The extension that its name claims, in the spelling of the contract (`.jpg`).
    pub claimed_extension: Option<String>,
    /// Where its file is on the web and what the site tells about it, if it is there.
    pub remote: Option<Box<Remote>>,
}

/// A file on the web, as the site that has it tells of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remote {
    /// Where it is.
    pub url: String,
    /// How many bytes it has.
    pub bytes: Option<u64>,
    /// Its SHA-1, hex.
    pub sha1: Option<String>,
    /// What tells this version of it from another; its SHA-1 where there is none, or its address.
    pub version: Option<String>,
    /// An address of the site's API that its rules want to be asked once the file is used.
    pub on_use: Option<String>,
    /// What is told about it.
    pub about: About,
}

/// The bytes of one item.
#[derive(Debug)]
pub struct Fetched {
    /// The file as it is.
    pub bytes: Vec<u8>,
    /// The file that they were read from, if it may be linked to.
    pub original: Option<PathBuf>,
    /// What the source knows.
    pub about: About,
}

/// What a source knows about an image; null where it does not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Where the source has it.
    pub source_url: Option<String>,
    /// SPDX id, or the source's own words.
    pub license: Option<String>,
    /// The licence's text, where it does not follow from the licence's id.
    pub license_url: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// What it is called.
    pub title: Option<String>,
    /// What it shows.
    pub description: Option<String>,
    /// The source's own tags.
    pub tags: Vec<String>,
}

/// Opens a source: settings, seed, and the program's own files and folders, which no source may
/// read.
pub type Open = fn(&Settings, Seed, &[PathBuf]) -> Result<Box<dyn Source>>;

/// How to open one kind of source.
pub struct SourceDefinition {
    /// Its name in a pipeline file.
    pub name: &'static str,
    /// One line for `--help`.
    pub help: &'static str,
    /// Whether it reads the folder that `acquire.path` names.
    pub reads_a_folder: bool,
    /// Whether it asks the web, and so takes all keys about that.
    pub web: bool,
    /// The keys of `[acquire]` that it takes beside those of all sources.
    pub options: &'static [&'static str],
    /// How many images where no number is given.
    pub default_count: Option<u64>,
    /// Opens it.
    pub open: Open,
    /// For a data set: makes its tables without its images, which are only fetched when they are
    /// asked for.
    pub import: Option<Import>,
}

/// Makes the tables of the data set in the first folder, and hands each to `save` by its name;
/// temporary files are kept in the second folder.
pub type Import = fn(
    folder: &Path,
    scratch: &Path,
    save: &mut dyn FnMut(&'static str, Rows) -> Result<()>,
) -> Result<Imported>;

/// What an import came to.
#[derive(Debug)]
pub struct Imported {
    /// How many photos the tables have.
    pub photos: usize,
    /// What was met and not used: a file each, with a reason that holds a count.
    pub skips: Vec<Skip>,
}

/// All sources; the first is the default.
pub const SOURCES: &[SourceDefinition] = &[
    builtin::DEFINITION,
    folder::DEFINITION,
    commons::DEFINITION,
    openverse::DEFINITION,
    flickr::DEFINITION,
    pexels::DEFINITION,
    unsplash::DEFINITION,
    met::DEFINITION,
    artic::DEFINITION,
    unsplash_dataset::DEFINITION,
];

/// The source called `name`.
///
/// # Errors
/// There is none; the message names the nearest.
pub fn find(name: &str) -> Result<&'static SourceDefinition> {
    if let Some(definition) = SOURCES.iter().find(|definition| definition.name == name) {
        return Ok(definition);
    }
    let names: Vec<&str> = SOURCES.iter().map(|definition| definition.name).collect();
    bail!(
        "acquire.source is '{name}'; it can be {}",
        super::settings::one_of(&names)
    )
}

/// The items with stems that stay apart on a file system that does not tell case: where two could
/// have the same name, each gets a part of its key's hash. The extension is only known when the
/// bytes are; an item that claims none may get that of any other.
pub(super) fn told_apart(mut items: Vec<Item>) -> Vec<Item> {
    let stem = |item: &Item| item.stem.to_lowercase();
    let name = |item: &Item| (stem(item), item.claimed_extension.clone());
    let mut by_stem: HashMap<_, usize> = HashMap::new();
    let mut by_name: HashMap<_, usize> = HashMap::new();
    for item in &items {
        *by_stem.entry(stem(item)).or_default() += 1;
        *by_name.entry(name(item)).or_default() += 1;
    }
    for item in &mut items {
        let alike = match item.claimed_extension {
            Some(_) => by_name.get(&name(item)),
            None => by_stem.get(&stem(item)),
        };
        if alike.is_some_and(|count| *count > 1) {
            item.stem = format!("{}-{}", item.stem, short_hash(&item.key));
        }
    }
    items
}

/// Eight hex digits that tell one item's key from another's.
pub(super) fn short_hash(key: &str) -> String {
    fsio::hash(key.as_bytes()).chars().take(8).collect()
}

/// The extension of `path` as the contract spells it, if it is one of an image.
pub(super) fn claimed_extension(path: &Path) -> Option<String> {
    let extension = path.extension()?.to_str()?.to_lowercase();
    match extension.as_str() {
        "jpg" | "jpeg" | "jpe" | "jfif" => Some(".jpg".to_owned()),
        "tif" | "tiff" => Some(".tiff".to_owned()),
        "png" | "gif" | "webp" | "bmp" => Some(format!(".{extension}")),
        _ => None,
    }
}
