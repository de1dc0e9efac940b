//! Stage `acquire`: images in, one row of metadata for each.
//!
//! A source lists *items* and hands over the bytes of one at a time; everything else is the same
//! for all sources and lives here: recognize the image by its bytes, save it whole under a safe
//! name, store the same bytes once, write down what was finished, and say why a file was not used.

mod gather;
mod intake;
mod license;
mod settings;
pub mod source;
mod store;

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use polars::prelude::DataFrame;

use crate::fsio::Journal;
use crate::stage::{Context, Outcome};
use crate::tables::images::{self, ImageRecord};

use gather::Gathered;
use intake::Intake;

pub use intake::{Finished, file_size_kb};
pub use license::{license_url, spdx_id};
pub use settings::{Settings, StoreMode};
pub use source::{About, Fetched, Item, Listing, SOURCES, Source, SourceDefinition};
pub use store::ImageStore;

/// The stage's name.
pub const STAGE: &str = "acquire";

/// Brings in the images of `source`, at most `count` of them: the table `images`, and a skip for
/// everything else that was met. `doubtful` says that another run may have written over files
/// that the journal knows, so that their bytes are looked at and not only their size.
///
/// # Errors
/// The source cannot be listed, or an image cannot be written. One bad image is a skip.
pub fn run(
    source: &dyn Source,
    count: Option<u64>,
    store: &ImageStore,
    journal: Journal<Finished>,
    doubtful: bool,
    context: Context<'_>,
) -> Result<Outcome<DataFrame>> {
    let listing = source.list()?;
    let items = source::told_apart(listing.items);
    let wanted = usize::try_from(count.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
    let intake = Intake {
        source,
        store,
        journal: &journal,
        doubtful,
        holders: intake::holders(&items, &journal, store),
        progress: context.progress,
    };
    context
        .progress
        .begin(STAGE, items.len().min(wanted) as u64);
    let mut gathered = Gathered::default();
    let mut rest = items.as_slice();
    while !rest.is_empty() && gathered.accepted() < wanted {
        // Never more at once than are still wanted, so that none is saved and then dropped.
        let done = items.len() - rest.len();
        let (wave, later) = rest.split_at(rest.len().min(wanted - gathered.accepted()));
        for (item, met) in wave.iter().zip(intake.meet_all(done, wave)?) {
            gathered.take(item, met, store)?;
        }
        rest = later;
    }
    context.progress.end();
    ensure!(
        !gathered.records.is_empty() || store.earlier() == 0,
        "no image is among the {} files of the source; the {} images of earlier runs stay as they are",
        items.len(),
        store.earlier()
    );
    // What earlier runs brought in and this one did not is no longer part of the collection. The
    // journal closes last: until then it knows every file that a stopped run leaves behind.
    let kept: BTreeSet<&str> = gathered
        .records
        .iter()
        .map(|record| record.filename.as_str())
        .collect();
    store.prune(|filename| kept.contains(filename))?;
    journal.close(&gathered.finished)?;
    warn_of_missing_licenses(&gathered.records, context);
    let mut skips = listing.skips;
    skips.extend(gathered.skips);
    Ok(Outcome {
        made: format!("{} images", gathered.records.len()),
        tables: images::frame(gathered.records)?,
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
