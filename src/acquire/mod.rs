//! Stage `acquire`: images in, one row of metadata for each.
//!
//! A source lists *items* and hands over their bytes; everything else is the same for all sources
//! and lives here: recognize the image by its bytes, save it whole under a safe name, store the
//! same bytes once, write down what was finished, and say why a file was not used.

pub mod attribution;
mod gather;
mod http;
mod intake;
pub mod license;
mod listing;
mod record;
mod settings;
pub mod source;
mod store;
pub mod text;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Result, ensure};
use polars::prelude::DataFrame;

use crate::fsio::Journal;
use crate::progress::Progress;
use crate::stage::{Context, Outcome};
use crate::tables::images::{self, ImageRecord};

use gather::Gathered;
use intake::Intake;
use license::AllowList;
use listing::Shelf;

pub use intake::Finished;
pub use license::{license_url, spdx_id};
pub use record::{file_record, file_size_kb};
pub use settings::{Settings, StoreMode};
pub use source::folder::MAX_FILE_BYTES;
pub use source::{
    About, Fetched, Item, Listing, Pages, Remote, SOURCES, Source, SourceDefinition, Take,
    Unfetched,
};
pub use store::ImageStore;

/// The stage's name.
pub const STAGE: &str = "acquire";

/// What is to be brought in.
pub struct Order<'a> {
    /// Where from.
    pub source: &'a dyn Source,
    /// How many images at most; all that there are where it is none.
    pub count: Option<u64>,
    /// Where to.
    pub store: &'a ImageStore,
    /// What earlier runs finished.
    pub journal: Journal<Finished>,
    /// Whether another run may have written over files that the journal knows, so that their
    /// bytes are looked at and not only their size.
    pub doubtful: bool,
    /// Images of other sources that stay in the collection, and their files with them.
    pub others: Vec<ImageRecord>,
    /// Files that go when the collection no longer has them.
    pub prunable: BTreeSet<String>,
    /// The licences that images of a source of files may have; any where it is none. The sources on
    /// the web look at it before they fetch.
    pub allowed: Option<AllowList>,
    /// Whether what was rejected is asked for again, and all else stays as it is.
    pub retry_failed: bool,
    /// What the last run met, in place of asking the source for its list.
    pub again: Option<Listing>,
}

/// What was brought in.
pub struct Acquired {
    /// The table `images`.
    pub images: DataFrame,
    /// What was listed and met, to ask again for what failed of it; nothing where no item is on
    /// the web.
    pub met: Listing,
}

/// Brings in the images of an order: the table `images`, and a skip for everything else that was
/// met.
///
/// # Errors
/// The source cannot be listed, or an image cannot be written. One bad image is a skip.
pub fn run(mut order: Order<'_>, context: Context<'_>) -> Result<Outcome<Acquired>> {
    let mut shelf = Shelf::new(match order.again.take() {
        Some(listing) => {
            // All of it was met before: fewer would take something away.
            order.count = None;
            Box::new(std::iter::once(Ok(listing)))
        }
        None => order.source.list(),
    });
    let mut gathered = Gathered::new(&order.others);
    let met = gather(&order, &mut shelf, &mut gathered, context.progress)?;
    finish(order, gathered, met, shelf, context)
}

/// Meets the items of `shelf` in their order until as many images are there as are wanted; the
/// items that were met and are on the web.
fn gather(
    order: &Order<'_>,
    shelf: &mut Shelf<'_>,
    gathered: &mut Gathered,
    progress: &dyn Progress,
) -> Result<Vec<Item>> {
    let wanted = usize::try_from(order.count.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
    let taken = order.others.iter().map(|record| record.filename.clone());
    let taken: BTreeSet<String> = taken.collect();
    let mut intake = Intake {
        source: order.source,
        store: order.store,
        journal: &order.journal,
        doubtful: order.doubtful,
        taken: &taken,
        allowed: order.allowed.as_ref(),
        retry_failed: order.retry_failed,
        holders: HashMap::new(),
        progress,
    };
    let mut met = Vec::new();
    loop {
        // Never more at once than are still wanted, so that none is saved and then dropped.
        let missing = wanted - gathered.accepted();
        let items = shelf
            .take(missing)
            .map_err(|error| match gathered.accepted() {
                0 => error,
                here => error.context(format!(
                    "{here} images are here so far; run it again to go on"
                )),
            })?;
        if gathered.met() == 0 {
            progress.begin(STAGE, order.count.unwrap_or(items.len() as u64));
        }
        if items.is_empty() {
            break;
        }
        intake.expect(gathered.met(), &items);
        let busy = AtomicBool::new(true);
        let results = std::thread::scope(|scope| {
            scope.spawn(|| shelf.read_ahead(missing - items.len(), &busy));
            let results = intake.meet_all(gathered.met(), &items);
            busy.store(false, Ordering::Relaxed);
            results
        })?;
        for (item, result) in items.iter().zip(results) {
            gathered.take(item, result, order.store)?;
        }
        met.extend(items.into_iter().filter(|item| item.remote.is_some()));
    }
    progress.end();
    Ok(met)
}

/// What remains to be done once everything was met.
fn finish(
    order: Order<'_>,
    gathered: Gathered,
    met: Vec<Item>,
    shelf: Shelf<'_>,
    context: Context<'_>,
) -> Result<Outcome<Acquired>> {
    let (store, listed) = (order.store, shelf.listed);
    ensure!(
        listed > 0 || !shelf.skips.is_empty(),
        "the source '{}' has nothing of what was asked for; look for a typing mistake, or ask for something else",
        order.source.name()
    );
    ensure!(
        !gathered.records.is_empty() || store.earlier() == 0,
        "no image is among the {listed} files of the source; the {} images of earlier runs stay as they are",
        store.earlier()
    );
    let made = format!("{} images", gathered.records.len());
    let mut records = gathered.records;
    // Of an item that another question has found before, what is told now is right.
    let own: BTreeSet<String> = records
        .iter()
        .map(|record| record.filename.clone())
        .collect();
    let others = order.others.into_iter();
    records.extend(others.filter(|record| !own.contains(&record.filename)));
    // What earlier runs brought in and this one did not is no longer part of the collection. The
    // journal closes last: until then it knows every file that a stopped run leaves behind.
    let mut finished = gathered.finished;
    if order.retry_failed {
        for (key, entry) in order.journal.known() {
            finished.entry(key.clone()).or_insert_with(|| entry.clone());
        }
    } else {
        let kept: BTreeSet<&str> = records
            .iter()
            .map(|record| record.filename.as_str())
            .collect();
        store.prune(|name| kept.contains(name) || !order.prunable.contains(name))?;
    }
    warn_of_missing_licenses(&records, context);
    let (closed, images) =
        rayon::join(|| order.journal.close(&finished), || images::frame(records));
    closed?;
    let met = Listing {
        items: met,
        skips: shelf.skips,
    };
    let mut skips = met.skips.clone();
    skips.extend(gathered.skips);
    Ok(Outcome {
        made,
        tables: Acquired {
            images: images?,
            met,
        },
        skips,
        reused: gathered.reused,
    })
}

fn warn_of_missing_licenses(records: &[ImageRecord], context: Context<'_>) {
    let unknown = records
        .iter()
        .filter(|record| record.license.is_none())
        .count();
    if unknown > 0 {
        context.progress.warn(&format!(
            "{unknown} of {} images have no known licence; name them in a licenses.csv beside the images (pattern,license,author,title)",
            records.len()
        ));
    }
}

/// What `mutex` guards. Nobody panics while holding it; if somebody did, the value is still whole.
fn guarded<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
