//! The stage over a source that is listed page by page: how far it reads, what it asks for, what
//! it keeps when pages or items fail.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, anyhow};
use pixrec::acquire::{
    About, Acquired, Fetched, Finished, ImageStore, Item, Listing, Order, Pages, Remote, Source,
    StoreMode, Take, Unfetched, run,
};
use pixrec::fsio::Journal;
use pixrec::stage::Outcome;
use pixrec::tables::images::ImageRecord;
use polars::prelude::*;
use tempfile::{TempDir, tempdir};

use crate::frames::{context, rows};
use crate::support::pictures::png;

/// A site with numbered pictures, some of which cannot be had.
#[derive(Default)]
struct Site {
    pages: Vec<Vec<u8>>,
    /// Where the listing fails.
    breaks_at: Option<usize>,
    /// Numbers that fail, and whether that lasts.
    fails: BTreeMap<u8, bool>,
    tag: String,
    version: u8,
    read: AtomicUsize,
    asked: Mutex<Vec<u8>>,
}

impl Site {
    fn new(pages: &[&[u8]]) -> Self {
        Self {
            pages: pages.iter().map(|page| page.to_vec()).collect(),
            ..Self::default()
        }
    }

    fn item(&self, number: u8) -> Item {
        Item {
            key: format!("picture {number}"),
            stamp: self.version.to_string(),
            stem: format!("picture-{number:03}"),
            claimed_extension: None,
            remote: Some(Box::new(Remote {
                about: About {
                    tags: vec![self.tag.clone()],
                    ..About::default()
                },
                ..Remote::default()
            })),
        }
    }

    /// The pictures that were asked for since the last time, in their order.
    fn asked(&self) -> Vec<u8> {
        let mut asked = std::mem::take(&mut *self.asked.lock().expect("nobody panicked"));
        asked.sort_unstable();
        asked
    }
}

impl Source for Site {
    fn name(&self) -> &'static str {
        "site"
    }

    fn fingerprint(&self) -> String {
        "site".to_owned()
    }

    fn list(&self) -> Pages<'_> {
        self.read.store(0, Ordering::SeqCst);
        Box::new(self.pages.iter().enumerate().map(|(index, page)| {
            self.read.fetch_add(1, Ordering::SeqCst);
            if self.breaks_at == Some(index) {
                return Err(anyhow!("the network is gone"));
            }
            Ok(Listing {
                items: page.iter().map(|number| self.item(*number)).collect(),
                skips: Vec::new(),
            })
        }))
    }

    fn fetch(&self, items: &[(usize, &Item)], take: Take<'_>) {
        for (place, item) in items {
            let number: u8 = item.key["picture ".len()..].parse().expect("a number");
            self.asked.lock().expect("nobody panicked").push(number);
            let fetched = match self.fails.get(&number) {
                Some(lasting) => Err(Unfetched {
                    reason: "gone".to_owned(),
                    lasting: *lasting,
                }),
                None => Ok(Fetched {
                    // Pictures from 200 on have the bytes of the first ones.
                    bytes: png(number % 200),
                    original: None,
                    about: item.remote.as_ref().expect("on the web").about.clone(),
                }),
            };
            if let ControlFlow::Break(()) = take(*place, fetched) {
                return;
            }
        }
    }
}

/// A data folder in which runs follow one another.
struct Data {
    folder: TempDir,
    saved: BTreeSet<String>,
    retry_failed: bool,
    again: Option<Listing>,
    others: Vec<ImageRecord>,
}

impl Data {
    fn new() -> Result<Self> {
        Ok(Self {
            folder: tempdir()?,
            saved: BTreeSet::new(),
            retry_failed: false,
            again: None,
            others: Vec::new(),
        })
    }

    fn run(&mut self, site: &Site, count: Option<u64>) -> Result<Outcome<Acquired>> {
        let path = self.folder.path().join("journal");
        self.saved.extend(
            Journal::<Finished>::entries(&path)
                .values()
                .filter_map(|entry| entry.filename().map(str::to_owned)),
        );
        let images = self.folder.path().join("images");
        let store = ImageStore::new(&images, StoreMode::Copy, self.saved.clone());
        let order = Order {
            source: site,
            count,
            store: &store,
            journal: Journal::open(&path, "plan")?,
            doubtful: false,
            others: self.others.clone(),
            prunable: self.saved.clone(),
            allowed: None,
            retry_failed: self.retry_failed,
            again: self.again.take(),
        };
        run(order, context(42))
    }

    fn files(&self) -> Result<Vec<String>> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder.path().join("images"))?
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        Ok(names)
    }
}

fn names(outcome: &Outcome<Acquired>) -> Result<Vec<String>> {
    Ok(rows(outcome.tables.images.clone().lazy(), &["filename"]).concat())
}

#[test]
fn no_page_is_read_and_no_file_is_asked_for_that_cannot_be_needed() -> Result<()> {
    let site = Site::new(&[&[1, 2], &[3, 4], &[5, 6], &[7, 8]]);
    let outcome = Data::new()?.run(&site, Some(3))?;
    assert_eq!(names(&outcome)?.len(), 3);
    assert_eq!(site.asked(), [1, 2, 3]);
    assert_eq!(site.read.load(Ordering::SeqCst), 2);
    Ok(())
}

#[test]
fn what_cannot_be_had_is_made_up_for_by_what_comes_later() -> Result<()> {
    let mut site = Site::new(&[&[1, 2, 201], &[3, 4], &[5, 6]]);
    site.fails = BTreeMap::from([(2, true), (3, false)]);
    let outcome = Data::new()?.run(&site, Some(3))?;
    // 201 has the bytes of 1.
    assert_eq!(
        names(&outcome)?,
        ["picture-001.png", "picture-004.png", "picture-005.png"]
    );
    let mut reasons: Vec<&str> = outcome
        .skips
        .iter()
        .map(|skip| skip.reason.as_str())
        .collect();
    reasons.sort_unstable();
    assert_eq!(
        reasons,
        [
            "gone",
            "gone",
            "the same bytes as picture-001.png, which is kept"
        ]
    );
    assert_eq!(site.asked(), [1, 2, 3, 4, 5, 201]);
    Ok(())
}

#[test]
fn a_listing_that_breaks_off_loses_nothing_that_was_fetched() -> Result<()> {
    let mut site = Site::new(&[&[1, 2], &[3, 4], &[5]]);
    site.breaks_at = Some(2);
    let mut data = Data::new()?;
    let error = data.run(&site, None).err().expect("the listing failed");
    let told = format!("{error:#}");
    assert!(
        told.contains("4 images are here so far") && told.contains("network"),
        "{told}"
    );
    site.asked();
    site.breaks_at = None;
    let outcome = data.run(&site, None)?;
    assert_eq!(site.asked(), [5]);
    assert_eq!((names(&outcome)?.len(), outcome.reused), (5, 4));
    Ok(())
}

#[test]
fn what_failed_in_passing_is_asked_for_again_and_what_lasts_is_not() -> Result<()> {
    let mut site = Site::new(&[&[1, 2, 3]]);
    site.fails = BTreeMap::from([(2, true), (3, false)]);
    let mut data = Data::new()?;
    let first = data.run(&site, None)?;
    site.asked();
    site.fails.clear();
    let second = data.run(&site, None)?;
    assert_eq!(site.asked(), [3]);
    assert_eq!(names(&second)?, ["picture-001.png", "picture-003.png"]);
    // Asked for what failed only, from the list of the last time: the site's own is not read.
    data.retry_failed = true;
    data.again = Some(first.tables.met);
    site.pages = vec![vec![9]];
    let third = data.run(&site, None)?;
    assert_eq!(site.asked(), [2]);
    assert_eq!(names(&third)?.len(), 3);
    assert!(third.skips.is_empty());
    Ok(())
}

#[test]
fn what_a_site_tells_anew_is_told_without_the_file_being_fetched_again() -> Result<()> {
    let mut site = Site::new(&[&[1]]);
    site.tag = "old".to_owned();
    let mut data = Data::new()?;
    data.run(&site, None)?;
    site.asked();
    site.tag = "new".to_owned();
    let outcome = data.run(&site, None)?;
    assert_eq!(site.asked(), [] as [u8; 0]);
    let tags = outcome
        .tables
        .images
        .column("source_tags")?
        .list()?
        .get_as_series(0);
    assert_eq!(
        format!(
            "{:?}",
            tags.map(|tags| tags.str().map(|tags| tags.get(0).map(str::to_owned)))
        ),
        "Some(Ok(Some(\"new\")))"
    );
    Ok(())
}

#[test]
fn a_file_stays_while_its_newer_version_cannot_be_had() -> Result<()> {
    let mut site = Site::new(&[&[1, 2, 3]]);
    let mut data = Data::new()?;
    data.run(&site, None)?;
    let before = data.files()?;
    site.version = 2;
    site.fails = BTreeMap::from([(2, false), (3, true)]);
    let outcome = data.run(&site, None)?;
    // 3 is gone for good, 2 only for now.
    assert_eq!(names(&outcome)?, ["picture-001.png", "picture-002.png"]);
    assert_eq!(data.files()?, before[..2]);
    let told: Vec<&str> = outcome
        .skips
        .iter()
        .map(|skip| skip.reason.as_str())
        .collect();
    assert_eq!(told, ["gone; the version that is here stays", "gone"]);
    site.fails.clear();
    site.asked();
    data.run(&site, None)?;
    assert_eq!(site.asked(), [2]);
    Ok(())
}

#[test]
fn asking_again_for_what_failed_takes_nothing_away() -> Result<()> {
    let mut site = Site::new(&[&[1, 2, 3, 4]]);
    site.fails = BTreeMap::from([(2, false)]);
    let mut data = Data::new()?;
    let first = data.run(&site, None)?;
    site.fails.clear();
    data.retry_failed = true;
    data.again = Some(first.tables.met);
    let outcome = data.run(&site, Some(1))?;
    assert_eq!(names(&outcome)?.len(), 4);
    assert_eq!(data.files()?.len(), 4);
    Ok(())
}

#[test]
fn images_of_other_sources_stay_and_their_bytes_are_not_stored_twice() -> Result<()> {
    let mut data = Data::new()?;
    let first = data.run(&Site::new(&[&[1, 2]]), None)?;
    let records: Vec<ImageRecord> =
        serde_json::from_slice(&pixrec::tables::images::to_json(&first.tables.images)?)?;
    // Another journal, as another source has.
    std::fs::remove_file(data.folder.path().join("journal"))?;
    data.others = records;
    let outcome = data.run(&Site::new(&[&[201, 3]]), None)?;
    assert_eq!(
        names(&outcome)?,
        ["picture-001.png", "picture-002.png", "picture-003.png"]
    );
    assert_eq!(data.files()?, names(&outcome)?);
    assert_eq!(outcome.skips.len(), 1);
    Ok(())
}

#[test]
fn a_source_without_anything_is_an_error_that_says_so() -> Result<()> {
    let error = Data::new()?.run(&Site::new(&[&[]]), None).err();
    let told = format!("{:#}", error.expect("there is nothing"));
    assert!(told.contains("nothing of what was asked for"), "{told}");
    Ok(())
}
