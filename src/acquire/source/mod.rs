//! Where images come from: one file each, and one line in [`SOURCES`].

mod builtin;
pub mod folder;
pub mod gallery;
mod sidecar;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::Settings;
use crate::domain::{Seed, Skip};
use crate::fsio;

/// A place that images can be had from.
pub trait Source: Sync {
    /// The name that the metadata keep.
    fn name(&self) -> &'static str;

    /// All that the results depend on beside the items themselves: another fingerprint, and
    /// nothing of an earlier run is taken over.
    fn fingerprint(&self) -> String;

    /// What there is, in an order that is always the same.
    ///
    /// # Errors
    /// The place cannot be reached; the message says what to do.
    fn list(&self) -> Result<Listing>;

    /// The bytes of one item, and what is known about it. Called from many threads at once.
    ///
    /// # Errors
    /// The reason why this item cannot be had; it becomes a skip.
    fn fetch(&self, item: &Item) -> Result<Fetched>;
}

/// What a source has.
#[derive(Debug, Default)]
pub struct Listing {
    /// The items that may be images.
    pub items: Vec<Item>,
    /// What was met and is none.
    pub skips: Vec<Skip>,
}

/// One thing that may be an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What the source calls it (a path, an id); unique in a listing.
    pub key: String,
    /// Changes when the item does.
    pub stamp: String,
    /// A safe stem for its file name.
    pub stem: String,
    /// The extension that its name claims, in the spelling of the contract (`.jpg`).
    pub claimed_extension: Option<String>,
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Where the source has it.
    pub source_url: Option<String>,
    /// SPDX id, or the source's own words.
    pub license: Option<String>,
    /// The licence's text, where it is not one of Creative Commons'.
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
    /// How many images where no number is given.
    pub default_count: Option<u64>,
    /// Opens it.
    pub open: Open,
}

/// All sources; the first is the default.
pub const SOURCES: &[SourceDefinition] = &[builtin::DEFINITION, folder::DEFINITION];

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
        names.join(" or ")
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
