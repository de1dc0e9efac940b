//! Source `gallery`: pictures that the program draws itself, so that the whole work can be seen
//! on a machine without a network, a key or a photograph.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::gallery::{self, picture};
use super::{
    About, Fetched, Item, Listing, Pages, Source, SourceDefinition, Take, fetch_by_threads,
};
use crate::acquire::Settings;
use crate::domain::Seed;

/// The registration of this source.
pub const DEFINITION: SourceDefinition = SourceDefinition {
    name: "gallery",
    help: "pictures that pixrec draws itself, the same for the same --seed",
    reads_a_folder: false,
    web: false,
    options: &[],
    default_count: Some(DEFAULT_COUNT),
    open,
    import: None,
};

/// How many pictures where no number is given.
const DEFAULT_COUNT: u64 = 150;
/// What all of them are given away under.
const LICENSE: &str = "CC0-1.0";
/// Another number means that the same seed draws other pictures: raise it with every change that
/// can be seen.
const EDITION: u32 = 1;

struct Gallery {
    seed: Seed,
    count: u64,
}

fn open(settings: &Settings, seed: Seed, _own_folders: &[PathBuf]) -> Result<Box<dyn Source>> {
    let count = settings.count.unwrap_or(DEFAULT_COUNT);
    Ok(Box::new(Gallery { seed, count }))
}

impl Source for Gallery {
    fn name(&self) -> &'static str {
        DEFINITION.name
    }

    fn fingerprint(&self) -> String {
        format!("{} {EDITION} {}", DEFINITION.name, self.seed.value())
    }

    fn list(&self) -> Pages<'_> {
        let items = (0..self.count).map(|index| Item {
            key: index.to_string(),
            stamp: String::new(),
            stem: format!(
                "{}-{:04}",
                gallery::plan(self.seed, index).scene(),
                index + 1
            ),
            claimed_extension: None,
            remote: None,
        });
        let listing = Listing {
            items: items.collect(),
            skips: Vec::new(),
        };
        Box::new(std::iter::once(Ok(listing)))
    }

    fn fetch(&self, items: &[(usize, &Item)], take: Take<'_>) {
        fetch_by_threads(items, take, |item| self.drawn(item));
    }
}

impl Gallery {
    fn drawn(&self, item: &Item) -> Result<Fetched> {
        let index = item.key.parse().context("not the number of a picture")?;
        let drawn = picture(self.seed, index)?;
        Ok(Fetched {
            bytes: drawn.bytes,
            original: None,
            about: About {
                source_url: Some(format!("pixrec:gallery/{}/{}", self.seed.value(), item.key)),
                license: Some(LICENSE.to_owned()),
                license_url: None,
                author: Some(drawn.author),
                title: Some(drawn.title),
                description: Some(drawn.description),
                tags: drawn.tags,
            },
        })
    }
}
