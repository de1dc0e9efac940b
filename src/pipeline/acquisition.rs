//! The stage `acquire`: which journals there are, what other sources left, what is saved.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use polars::prelude::{DataFrame, PolarsResult, StringChunked, col};

use super::layout::{self, Layout};
use super::open;
use super::parquet;
use super::plan::Plan;
use super::steps::{Done, done, save};
use crate::acquire::attribution::{Credit, Credits};
use crate::acquire::source::Import;
use crate::acquire::{self, Finished, ImageStore, Listing, Order, Source};
use crate::domain::Skip;
use crate::fsio::{self, Journal};
use crate::stage::Context;
use crate::tables::format::Format;
use crate::tables::images::{self, ImageRecord};
use crate::tables::parquet::guarded;
use crate::tables::{shape, text_values};

/// Another number means that nothing of an earlier run is taken over: raise it when the same bytes
/// would give another record. Not the program's version: with each, all would be fetched again.
const EDITION: u32 = 2;

/// Runs the stage.
///
/// # Errors
/// The source cannot be opened or listed, or a file cannot be written.
pub fn step(plan: &Plan, layout: &Layout, context: Context<'_>) -> Result<Done> {
    let settings = &plan.spec.acquire;
    if let (Some(import), Some(folder), false) =
        (plan.source.import, &settings.path, settings.download)
    {
        ensure!(
            !settings.extend && !settings.retry_failed,
            "a data set's tables take the place of the collection: run without extend and retry_failed, or name another data folder with -d"
        );
        return tables_of_a_data_set(layout, folder, import);
    }
    // A table that cannot be read is no reason not to make it anew.
    let was_data_set = is_data_set(layout);
    let was_data_set = match settings.extend {
        true => was_data_set?,
        false => was_data_set.unwrap_or(false),
    };
    ensure!(
        !settings.extend || !was_data_set,
        "{} holds the tables of a data set, none of whose images is here, and which cannot be added to; name another data folder with -d",
        layout.output.display()
    );
    let source = (plan.source.open)(settings, plan.seed, &layout.own_paths())?;
    let own = Own::of(source.as_ref(), layout);
    let journals = Journals::read(layout)?;
    let again = match settings.retry_failed {
        true => own.listing()?,
        false => None,
    };
    let saved = journals.saved(layout);
    let (prunable, others) = if settings.extend {
        let prunable = journals.saved_by_only(&own.journal);
        let others = records_but(&prunable, layout)?;
        (prunable, others)
    } else {
        (saved.clone(), Vec::new())
    };
    let journal = Journal::open(&own.journal, &own.fingerprint)?;
    let store = ImageStore::new(&layout.images(), settings.store, saved);
    let outcome = acquire::run(
        Order {
            source: source.as_ref(),
            count: plan.count(),
            store: &store,
            journal,
            // A journal of another source is left by a run that was stopped, or that this one
            // extends; the first may have written over files that this one knows.
            doubtful: !settings.extend && journals.has_others(&own.journal),
            others,
            prunable,
            allowed: match (plan.source.web, &settings.allow_licenses) {
                (false, Some(_)) => Some(settings.allow_list(&[])?),
                _ => None,
            },
            retry_failed: settings.retry_failed,
            again,
        },
        context,
    )?;
    let (acquired, mut done) = done(outcome);
    // Of many thousand images each of these takes a while.
    let (saved, told) = rayon::join(
        || -> Result<()> {
            if was_data_set {
                parquet::remove_data_set(layout)?;
            }
            save_images(layout, &acquired.images, settings.format)
        },
        || -> Result<()> {
            save_credits(layout, &acquired.images)?;
            own.save_listing(&acquired.met)
        },
    );
    saved.and(told)?;
    done.in_vain = match acquired.images.height() {
        0 if plan.source.web => nothing_came(&done.skips),
        _ => None,
    };
    if settings.extend {
        keep_skips(layout, &mut done.skips, &acquired.met)?;
    } else {
        journals.remove_others(&own.journal)?;
    }
    Ok(done)
}

/// Whether the output folder has the tables of a data set.
fn is_data_set(layout: &Layout) -> Result<bool> {
    guarded(|| open::is_data_set(&layout.of_output()))
}

fn save_images(layout: &Layout, table: &DataFrame, format: Format) -> Result<()> {
    match format {
        Format::Json => save(layout, layout::METADATA, &images::to_json(table)?),
        Format::Parquet => parquet::save(layout, vec![(shape::IMAGES, table.clone())]),
    }
}

/// What to say where a site gave no image at all. A script must not go on as if it had.
fn nothing_came(skips: &[Skip]) -> Option<String> {
    let first = skips.first()?;
    Some(format!(
        "none of {} files could be used (the first, {}: {}); {} has the reason of each",
        skips.len(),
        first.source,
        first.reason,
        layout::REJECTED
    ))
}

/// Makes the tables of a data set; its images stay where they are, on the web.
fn tables_of_a_data_set(layout: &Layout, folder: &Path, import: Import) -> Result<Done> {
    let imported = parquet::import_tables(layout, folder, import)?;
    Ok(Done {
        made: format!("{} photos, as Parquet tables", imported.photos),
        skips: imported.skips,
        ..Done::default()
    })
}

/// The files in which this source's state is kept.
struct Own {
    fingerprint: String,
    journal: PathBuf,
    listing: PathBuf,
}

impl Own {
    fn of(source: &dyn Source, layout: &Layout) -> Self {
        let fingerprint = format!("{EDITION} {}", source.fingerprint());
        let hash = fsio::hash(fingerprint.as_bytes());
        Self {
            journal: layout.acquire_journal(&hash),
            listing: layout.acquire_listing(&hash),
            fingerprint,
        }
    }

    /// What the last run met; none for a source that is listed anew because that costs nothing.
    fn listing(&self) -> Result<Option<Listing>> {
        if !self.journal.is_file() {
            bail!(
                "there is nothing to retry: no acquisition with these settings has finished here; run it without retry_failed"
            );
        }
        if !self.listing.is_file() {
            return Ok(None);
        }
        let listing = serde_json::from_slice(&fsio::read(&self.listing)?);
        listing.map(Some).with_context(|| {
            format!(
                "{} cannot be used; run without retry_failed",
                self.listing.display()
            )
        })
    }

    fn save_listing(&self, met: &Listing) -> Result<()> {
        if met.items.is_empty() {
            return fsio::remove_if_present(&self.listing);
        }
        fsio::write_atomic(&self.listing, &serde_json::to_vec(met)?)
    }
}

/// What acquisitions of all sources finished, by the path of their journal.
struct Journals(BTreeMap<PathBuf, BTreeMap<String, Finished>>);

impl Journals {
    fn read(layout: &Layout) -> Result<Self> {
        let folder = layout.state();
        let entries =
            fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let is_journal = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("acquire-") && name.ends_with(".ndjson")
        };
        let paths = entries.flatten().map(|entry| entry.path());
        let journals = paths
            .filter(is_journal)
            .map(|path| (path.clone(), Journal::entries(&path)));
        Ok(Self(journals.collect()))
    }

    fn has_others(&self, own: &Path) -> bool {
        self.0.keys().any(|path| path != own)
    }

    /// The images in the journals whose paths are those that `of` picks.
    fn names(&self, of: impl Fn(&Path) -> bool) -> BTreeSet<String> {
        let journals = self.0.iter().filter(|(path, _)| of(path));
        let entries = journals.flat_map(|(_, entries)| entries.values());
        entries
            .filter_map(|entry| entry.filename().map(str::to_owned))
            .collect()
    }

    /// The images that earlier runs saved, finished or not, from whatever source.
    fn saved(&self, layout: &Layout) -> BTreeSet<String> {
        let mut saved = self.names(|_| true);
        saved.extend(told_and_unchanged(layout, &saved));
        saved
    }

    /// The images that runs of the source with the journal `own` saved, and of no other.
    fn saved_by_only(&self, own: &Path) -> BTreeSet<String> {
        let others = self.names(|path| path != own);
        let mut saved = self.names(|path| path == own);
        saved.retain(|name| !others.contains(name));
        saved
    }

    /// Removes the journals and listings of all other sources.
    fn remove_others(&self, own: &Path) -> Result<()> {
        for path in self.0.keys().filter(|path| *path != own) {
            fsio::remove_if_present(&path.with_extension("listing.json"))?;
            fsio::remove_if_present(path)?;
        }
        Ok(())
    }
}

/// The images of the metadata whose names are not among `names`.
fn records_but(names: &BTreeSet<String>, layout: &Layout) -> Result<Vec<ImageRecord>> {
    let mut records = open::image_records(layout)?;
    // A run that was stopped may have removed a file and not its row.
    records.retain(|record| {
        let is_there = layout.images().join(&record.filename).is_file();
        is_there && !names.contains(&record.filename)
    });
    Ok(records)
}

/// Where the journals are gone: the images of the metadata whose bytes are those that it tells, but
/// for those that are `known`.
fn told_and_unchanged(layout: &Layout, known: &BTreeSet<String>) -> BTreeSet<String> {
    let own = layout.of_output();
    let columns = || [col(images::FILENAME), col(images::CONTENT_HASH)];
    let table = guarded(|| Ok(open::images(&own)?.select(columns()).collect()?));
    let Ok(table) = table else {
        return BTreeSet::new();
    };
    let here = own.image_names();
    let column = |name| text_values(&table, name).unwrap_or_default();
    let told = column(images::FILENAME)
        .into_iter()
        .zip(column(images::CONTENT_HASH));
    told.filter(|(name, hash)| {
        !known.contains(*name)
            && here.contains(*name)
            && fsio::hash_file(&layout.images().join(name)).as_deref() == Some(*hash)
    })
    .map(|(name, _)| name.to_owned())
    .collect()
}

/// Saves who made the images, as pages to publish beside them.
fn save_credits(layout: &Layout, table: &DataFrame) -> Result<()> {
    let column = |name| -> PolarsResult<&StringChunked> { table.column(name)?.str() };
    let (titles, authors) = (column(images::TITLE)?, column(images::AUTHOR)?);
    let (sources, licenses) = (column(images::SOURCE_URL)?, column(images::LICENSE)?);
    let license_urls = column(images::LICENSE_URL)?;
    let names = text_values(table, images::FILENAME)?;
    let credits: Vec<Credit<'_>> = names
        .into_iter()
        .enumerate()
        .map(|(row, filename)| Credit {
            filename,
            title: titles.get(row),
            author: authors.get(row),
            source_url: sources.get(row),
            license: licenses.get(row),
            license_url: license_urls.get(row),
        })
        .collect();
    let credits = Credits::of(&credits);
    save(layout, layout::ATTRIBUTION, credits.markdown().as_bytes())?;
    save(layout, layout::ATTRIBUTION_PAGE, credits.html().as_bytes())
}

/// What earlier runs of other sources rejected stays told.
fn keep_skips(layout: &Layout, skips: &mut Vec<Skip>, met: &Listing) -> Result<()> {
    let own: HashSet<String> = skips
        .iter()
        .map(|skip| skip.source.clone())
        .chain(met.items.iter().map(|item| item.key.clone()))
        .collect();
    let earlier = open::rejected(layout)?;
    skips.extend(
        earlier
            .into_iter()
            .filter(|skip| skip.stage == acquire::STAGE && !own.contains(&skip.source)),
    );
    Ok(())
}
