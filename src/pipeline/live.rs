//! A data folder that people look at and edit while other programs may too: what is in its files is
//! always what is shown, and an edit is in them before it is answered.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Result, ensure};
use polars::prelude::col;

use super::layout::{self, Layout};
use super::pictures::Pictures;
use super::{alone, damage, edits, open};
use crate::catalog::{self, Catalog, People};
use crate::fsio::{self, Busy};
use crate::label;
use crate::memory;
use crate::tables::images::FILENAME;
use crate::tables::labels::LabelTables;
use crate::tables::parquet::guarded;
use crate::tables::shape;

/// How long an edit waits for another program that writes to the folder.
const PATIENCE: Duration = Duration::from_secs(5);
const BETWEEN: Duration = Duration::from_millis(5);
/// How long after a failure files are read again that have not changed.
const AGAIN: Duration = Duration::from_secs(3);

/// The files that say what images there are.
const IMAGES: [&str; 2] = [layout::METADATA, layout::IMAGES_TABLE];

/// The files that say what they have.
const LABELS: [&str; 6] = [
    layout::LABELS,
    layout::LABEL_TABLES[0],
    layout::LABEL_TABLES[1],
    layout::LABEL_TABLES[2],
    layout::DUPLICATES,
    layout::DUPLICATES_TABLE,
];

/// The file that says it where nothing else does yet. Otherwise it is in the labels: an edit writes
/// both, and nothing is to be read again between the one and the other.
const UNLABELLED: [&str; 1] = [layout::TAG_EDITS];

/// The files that say who likes what.
const LIKES: [&str; 5] = [
    layout::FAVORITES,
    layout::FAVORITES_CSV,
    layout::FAVORITES_TABLE,
    layout::TASTES,
    layout::DISMISSED,
];

/// An edit that is not made, and what to tell of it.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Another program writes to the folder.
    #[error("{0}")]
    Busy(String),
    /// Nothing can be written.
    #[error("{0}")]
    ReadOnly(String),
    /// What was asked for cannot be.
    #[error("{0}")]
    Wrong(String),
}

/// The collection and its people at one moment.
#[derive(Clone)]
pub struct Snapshot {
    /// The images.
    pub catalog: Arc<Catalog>,
    /// Who likes them.
    pub people: Arc<People>,
    /// Another number for each state that was ever seen.
    pub edition: u64,
    names: Arc<BTreeSet<String>>,
}

/// What is known of a file without reading it.
type Stamp = Option<(SystemTime, u64, u64)>;

/// Where the stamp of the labels in the output folder stands among those of [`LABELS`].
const OWN_LABELS: usize = 0;

/// What is known of all files.
#[derive(PartialEq, Eq)]
struct Stamps {
    images: Vec<Stamp>,
    labels: Vec<Stamp>,
    likes: Vec<Stamp>,
}

impl Stamps {
    /// What says what images have, but for the labels in the output folder.
    fn all_else(&self) -> Option<&[Stamp]> {
        self.labels.get(OWN_LABELS + 1..)
    }

    fn of(layout: &Layout) -> Self {
        let mut labels = stamps(layout, &LABELS);
        if !open::has_labels(layout) {
            labels.extend(stamps(layout, &UNLABELLED));
        }
        Self {
            labels,
            images: stamps(layout, &IMAGES),
            likes: stamps(layout, &LIKES),
        }
    }
}

/// A flag that is up for a while.
struct Raised<'a>(&'a AtomicBool);

impl<'a> Raised<'a> {
    fn new(flag: &'a AtomicBool) -> Self {
        flag.store(true, Ordering::SeqCst);
        Self(flag)
    }
}

impl Drop for Raised<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

struct Seen {
    stamps: Stamps,
    snapshot: Snapshot,
    /// Why files that have changed since cannot be used, and when that was found.
    trouble: Option<(String, Instant)>,
}

impl Seen {
    /// Whether the files are to be read again: they have changed, or could not be read for a reason
    /// that may have passed.
    fn is_old(&self, stamps: &Stamps) -> bool {
        let failed = self.trouble.as_ref();
        *stamps != self.stamps || failed.is_some_and(|(_, when)| when.elapsed() > AGAIN)
    }
}

/// A data folder, looked at and edited.
pub struct Live {
    layout: Layout,
    seen: Mutex<Seen>,
    /// One edit after the other.
    editing: Mutex<()>,
    /// Whether this process is writing the labels, and will take over by itself what it writes.
    labelling: AtomicBool,
    decoding: Mutex<()>,
}

impl Live {
    /// Opens a folder with images in it.
    ///
    /// # Errors
    /// There are none, or a table cannot be used.
    pub fn open(layout: &Layout) -> Result<Self> {
        let stamps = Stamps::of(layout);
        let catalog = catalog(layout, None)?;
        ensure!(
            !catalog.is_empty(),
            "there is no image in {}; run `pixrec run` first, or name another folder with -d",
            layout.output.display()
        );
        let snapshot = Snapshot {
            people: people(layout, &catalog)?.into(),
            names: Arc::new(names(&catalog)),
            catalog: catalog.into(),
            edition: 1,
        };
        let seen = Seen {
            stamps,
            snapshot,
            trouble: None,
        };
        Ok(Self {
            layout: layout.clone(),
            seen: seen.into(),
            editing: Mutex::default(),
            labelling: AtomicBool::default(),
            decoding: Mutex::default(),
        })
    }

    /// What is in the files at this moment. Where files have changed and cannot be used, what was
    /// there before.
    pub fn now(&self) -> Snapshot {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        // Before the files are read: what changes meanwhile is seen the next time.
        let mut stamps = Stamps::of(&self.layout);
        if self.labelling.load(Ordering::SeqCst) {
            stamps.labels[OWN_LABELS] = seen.stamps.labels[OWN_LABELS];
        }
        if seen.is_old(&stamps) {
            match self.renewed(&seen, &stamps) {
                Ok(snapshot) => {
                    seen.snapshot = snapshot;
                    seen.trouble = None;
                }
                Err(error) => seen.trouble = Some((format!("{error:#}"), Instant::now())),
            }
            seen.stamps = stamps;
        }
        seen.snapshot.clone()
    }

    /// Why the files as they are now cannot be used, if that is so.
    pub fn trouble(&self) -> Option<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.trouble.as_ref().map(|(trouble, _)| trouble.clone())
    }

    /// The state of the files with these stamps; what has not changed is not read again.
    fn renewed(&self, seen: &Seen, stamps: &Stamps) -> Result<Snapshot> {
        let mut snapshot = seen.snapshot.clone();
        let same_images = stamps.images == seen.stamps.images && seen.trouble.is_none();
        if !same_images || stamps.labels != seen.stamps.labels {
            let known = same_images.then_some(&*snapshot.catalog);
            let catalog = catalog(&self.layout, known)?;
            snapshot.names = Arc::new(names(&catalog));
            snapshot.catalog = catalog.into();
        }
        snapshot.people = people(&self.layout, &snapshot.catalog)?.into();
        snapshot.edition += 1;
        Ok(snapshot)
    }

    /// Adds tags to an image and removes others.
    ///
    /// # Errors
    /// Why nothing was changed.
    pub fn tag(&self, image: &str, add: &[String], remove: &[String]) -> Result<(), Refused> {
        let images = [image.to_owned()];
        self.edit(|names| {
            edits::locked(&self.layout, || {
                let before = Stamps::of(&self.layout);
                let _writing = Raised::new(&self.labelling);
                let edited = edits::tag_among(&self.layout, names, &images, add, remove)?;
                if let Some(tags) = edited.tags {
                    self.take_over(&before, &tags)?;
                }
                Ok(())
            })
        })
    }

    /// Makes ready what an edit of tags has left, without reading it again: where no other file was
    /// changed since they were read. The labels are written by nobody else while the folder is held.
    fn take_over(&self, before: &Stamps, tags: &BTreeMap<String, Vec<String>>) -> Result<()> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let after = Stamps::of(&self.layout);
        let is_all_else_same = before.all_else() == after.all_else();
        if seen.trouble.is_some() || seen.is_old(before) || !is_all_else_same {
            return Ok(());
        }
        seen.snapshot.catalog = seen.snapshot.catalog.retagged(tags)?.into();
        seen.snapshot.edition += 1;
        seen.stamps.labels = after.labels;
        memory::give_back();
        Ok(())
    }

    /// Makes an image a favourite of a user, or takes it from the favourites.
    ///
    /// # Errors
    /// Why nothing was changed.
    pub fn favorite(&self, user: &str, image: &str, remove: bool) -> Result<(), Refused> {
        let images = [image.to_owned()];
        self.edit(|names| {
            edits::favorite_among(&self.layout, names, user, &images, remove).map(drop)
        })
    }

    /// Keeps an image from being recommended to a user again, or lets it be.
    ///
    /// # Errors
    /// Why nothing was changed.
    pub fn dismiss(&self, user: &str, image: &str, remove: bool) -> Result<(), Refused> {
        let images = [image.to_owned()];
        self.edit(|names| edits::dismiss(&self.layout, names, user, &images, remove).map(drop))
    }

    fn edit(&self, work: impl Fn(&BTreeSet<String>) -> Result<()>) -> Result<(), Refused> {
        let names = self.now().names;
        let begun = Instant::now();
        loop {
            // Whoever waits holds up nobody: many may wait for one long run.
            let turn = match self.editing.try_lock() {
                Ok(turn) => Some(turn),
                Err(TryLockError::Poisoned(turn)) => Some(turn.into_inner()),
                Err(TryLockError::WouldBlock) => None,
            };
            let is_patient = begun.elapsed() < PATIENCE;
            match turn.map(|_turn| work(&names)) {
                Some(Ok(())) => return Ok(()),
                Some(Err(error)) if !error.is::<Busy>() || !is_patient => {
                    return Err(refused(&error));
                }
                None if !is_patient => {
                    let told = "others are editing; try again in a moment";
                    return Err(Refused::Busy(told.to_owned()));
                }
                _ => thread::sleep(BETWEEN),
            }
        }
    }

    /// The thumbnail of an image, a JPEG; it is made and kept where there is none yet.
    ///
    /// # Errors
    /// The image cannot be read or decoded.
    pub fn thumbnail(&self, filename: &str, hash: &str) -> Result<Vec<u8>> {
        let pictures = Pictures(&self.layout);
        if let Some(jpeg) = pictures.thumbnail(hash) {
            return Ok(jpeg);
        }
        // One picture is decoded at a time: each may take much memory.
        let _turn = self.decoding.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(jpeg) = pictures.thumbnail(hash) {
            return Ok(jpeg);
        }
        label::thumbnail(&pictures, filename, hash)
    }

    /// The file of an image.
    pub fn image(&self, filename: &str) -> Option<PathBuf> {
        self.layout.find_image(filename)
    }

    /// A chart as `chart` drew it.
    pub fn chart(&self, name: &str) -> Option<Vec<u8>> {
        let is_one = crate::chart::CHARTS.iter().any(|chart| chart.name == name);
        let path = is_one.then(|| self.layout.chart(name, "svg"))?;
        fsio::read(&path).ok()
    }

    /// The report, where it was made.
    pub fn report(&self) -> Option<PathBuf> {
        self.layout.find(layout::REPORT)
    }

    /// `patterns.json`, where it was made.
    pub fn patterns(&self) -> Option<Vec<u8>> {
        self.layout.find(layout::PATTERNS)?;
        open::patterns(&self.layout).ok()
    }
}

/// What to tell of an edit that was not made.
fn refused(error: &anyhow::Error) -> Refused {
    let told = format!("{error:#}");
    let kinds = error.chain().filter_map(|cause| {
        let error = cause.downcast_ref::<std::io::Error>()?;
        Some(error.kind())
    });
    let cannot_write = [
        std::io::ErrorKind::PermissionDenied,
        std::io::ErrorKind::ReadOnlyFilesystem,
        std::io::ErrorKind::StorageFull,
    ];
    let is_unwritable = kinds.into_iter().any(|kind| cannot_write.contains(&kind));
    if error.is::<Busy>() {
        Refused::Busy(told)
    } else if is_unwritable {
        Refused::ReadOnly(told)
    } else {
        Refused::Wrong(told)
    }
}

/// The catalogue of the files; `known` is one of the same images.
fn catalog(layout: &Layout, known: Option<&Catalog>) -> Result<Catalog> {
    damage::blaming(layout, || {
        open::sound(
            layout,
            &[shape::IMAGES, shape::LABELS, shape::COLORS, shape::TAGS],
        )?;
        let labels = match open::has_labels(layout) {
            true => open::labels(layout)?,
            false => unlabelled(layout)?,
        };
        let duplicates = open::duplicates_if_any(layout)?;
        // Tables in JSON take several times their size while they are read: one after the other.
        memory::give_back();
        let catalog = guarded(|| match known {
            Some(known) => known.relabelled(&labels, duplicates),
            None => Catalog::of(catalog::Inputs {
                images: open::images(layout)?,
                labels: &labels,
                duplicates,
            }),
        });
        drop(labels);
        memory::give_back();
        catalog
    })
}

/// What images have that were not labelled yet: the tags that people gave them.
fn unlabelled(layout: &Layout) -> Result<LabelTables> {
    let nothing = alone::nothing();
    let images = open::images(layout)?.select([col(FILENAME)]);
    let edits = open::tag_edits(layout)?;
    Ok(LabelTables {
        tags: label::tags::edited_tags(nothing.tags.clone(), images, &edits)?,
        ..nothing
    })
}

fn people(layout: &Layout, catalog: &Catalog) -> Result<People> {
    damage::blaming(layout, || {
        open::sound(layout, &[shape::FAVORITES])?;
        let favorites = match open::has_favorites(layout) {
            true => Some(open::distinct_favorites(layout)?),
            false => None,
        };
        let dismissed = open::dismissed_if_any(layout)?;
        guarded(|| People::of(favorites, dismissed, catalog))
    })
}

fn names(catalog: &Catalog) -> BTreeSet<String> {
    let images = 0..catalog.len() as u32;
    images
        .map(|image| catalog.filename(image).to_owned())
        .collect()
}

fn stamps(layout: &Layout, names: &[&str]) -> Vec<Stamp> {
    let folders = match layout.input == layout.output {
        true => vec![&layout.output],
        false => vec![&layout.output, &layout.input],
    };
    let paths = folders
        .into_iter()
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)));
    paths.map(|path| stamp(&path)).collect()
}

fn stamp(path: &PathBuf) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len(), metadata.ino()))
}
